# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""A table as an Excel file.

Contract: `table_to_xlsx(title, table)` gives the bytes of one sheet: a bold frozen header, numbers as numbers and
dates as dates, the total as the last row. Text never becomes a formula: a cell whose text begins with one of the
characters that spreadsheets execute is written as text with Excel's quote prefix, so nothing that a customer
called themselves runs on somebody's desk (OWASP, “CSV injection”).
"""

import re
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from whatsapp_erp_bot.commands.result import Column, File, Table

MIME_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NUMBER_FORMATS = {
	"money": "#,##0.00",
	"quantity": "#,##0.###",
	"percent": "0.0",
	"date": "yyyy-mm-dd",
	"datetime": "yyyy-mm-dd hh:mm",
}
# Excel's own limits: characters in a cell and in a sheet's name
CELL_CHARACTERS, SHEET_CHARACTERS = 32767, 31
_EXECUTED = ("=", "+", "-", "@", "\t", "\r")
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_NOT_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
_NOT_IN_FILE_NAME = re.compile(r"[^\w .()-]+")


def table_to_xlsx(title: str, table: Table) -> bytes:
	"""The whole table, also the columns that a phone does not show."""
	book = Workbook(write_only=True)
	sheet = book.create_sheet(_NOT_IN_SHEET_NAME.sub(" ", title)[:SHEET_CHARACTERS].strip() or "1")
	columns = _with_currency_columns(table.columns)
	for position, column in enumerate(columns, start=1):
		sheet.column_dimensions[get_column_letter(position)].width = 34 if column.kind == "text" else 16
	sheet.freeze_panes = "A2"
	sheet.append([_cell(sheet, column.label, "text", bold=True) for column in columns])
	for row in table.rows:
		sheet.append([_cell(sheet, row.get(column.key), column.kind) for column in columns])
	if table.total:
		sheet.append(
			[_cell(sheet, table.total.get(column.key), column.kind, bold=True) for column in columns]
		)
	stream = BytesIO()
	book.save(stream)
	return stream.getvalue()


def xlsx_file(name: str, title: str, table: Table) -> File:
	"""The table as a file to hand over; `name` without its extension, as the person shall see it."""
	safe = _NOT_IN_FILE_NAME.sub(" ", name).strip() or "1"
	return File(f"{safe}.xlsx", table_to_xlsx(title, table), MIME_TYPE)


def _with_currency_columns(columns: Any) -> list[Column]:
	"""On a sheet the currency or unit that differs per row needs a column of its own."""
	shown = list(columns)
	keys = {column.key for column in shown}
	for column in columns:
		for key in (column.currency_key, column.unit_key):
			if key and key not in keys:
				keys.add(key)
				shown.insert(shown.index(column) + 1, Column(key, "", "text"))
	return shown


def _cell(sheet: Any, value: Any, kind: str, bold: bool = False) -> WriteOnlyCell:
	value, is_text = _plain(value)
	cell = WriteOnlyCell(sheet, value=value)
	if is_text and value.startswith(_EXECUTED):
		cell.data_type = "s"
		cell.quotePrefix = True
	elif not is_text and kind in NUMBER_FORMATS:
		cell.number_format = NUMBER_FORMATS[kind]
	if bold:
		cell.font = Font(bold=True)
	return cell


def _plain(value: Any) -> tuple[Any, bool]:
	"""The value as Excel keeps it, and whether it is text."""
	if value is None or isinstance(value, bool | int | float | date | datetime):
		return value, False
	if isinstance(value, Decimal):
		return float(value), False
	return _ILLEGAL.sub(" ", str(value))[:CELL_CHARACTERS], True
