# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Tables on a sheet: numbers stay numbers, and text never becomes a formula."""

import unittest
from datetime import date
from decimal import Decimal
from io import BytesIO

from openpyxl import load_workbook

from whatsapp_erp_bot.commands.excel import table_to_xlsx, xlsx_file
from whatsapp_erp_bot.commands.result import Column, Table

COLUMNS = (
	Column("name", "Cliente"),
	Column("due", "Vence", "date", phone=False),
	Column("amount", "Importe", "money", currency_key="currency"),
)


def sheet_of(content: bytes):
	return load_workbook(BytesIO(content)).active


class TestExcel(unittest.TestCase):
	def test_values_keep_their_types(self):
		rows = [{"name": "Ana", "due": date(2026, 11, 21), "amount": Decimal("12.50"), "currency": "USD"}]
		sheet = sheet_of(
			table_to_xlsx("Saldo", Table(COLUMNS, rows, total={"name": "Total", "amount": 12.5}))
		)
		values = [[cell.value for cell in row] for row in sheet.iter_rows()]
		self.assertEqual(values[0], ["Cliente", "Vence", "Importe", None])
		self.assertEqual(values[1][0], "Ana")
		self.assertEqual(values[1][1].date(), date(2026, 11, 21))
		self.assertEqual(values[1][2:], [12.5, "USD"])
		self.assertEqual(values[2][0], "Total")
		self.assertEqual(sheet.freeze_panes, "A2")

	def test_text_is_never_a_formula(self):
		for text in ("=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")', "\t=1"):
			with self.subTest(text):
				sheet = sheet_of(table_to_xlsx("x", Table(COLUMNS[:1], [{"name": text}])))
				cell = sheet["A2"]
				self.assertEqual((cell.value, cell.data_type, cell.quotePrefix), (text, "s", True))

	def test_what_excel_refuses_is_left_out(self):
		sheet = sheet_of(
			table_to_xlsx("a/b:c*" * 20, Table(COLUMNS[:1], [{"name": "a\x00b\x0b" + "x" * 40000}]))
		)
		self.assertTrue(sheet["A2"].value.startswith("a b x"))
		self.assertLessEqual(len(sheet.title), 31)

	def test_file_names(self):
		self.assertEqual(
			xlsx_file("Saldo 21/11: López", "x", Table(COLUMNS, [])).name, "Saldo 21 11  López.xlsx"
		)
		self.assertEqual(xlsx_file("../../etc", "x", Table(COLUMNS, [])).name.count("/"), 0)


if __name__ == "__main__":
	unittest.main()
