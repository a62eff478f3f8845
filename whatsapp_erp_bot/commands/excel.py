# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""A table as an Excel file.

Contract: `table_to_xlsx(title, table)` gives the bytes of one sheet: a bold frozen header, numbers as numbers and
dates as dates, the total as the last row. Text never becomes a formula: a cell whose text begins with one of the
characters that spreadsheets execute is written as text with Excel's quote prefix, so nothing that a customer
called themselves runs on somebody's desk (OWASP, “CSV injection”). No text, number or name breaks the file: what Excel
does not take is left out of it.
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
from whatsapp_erp_bot.plain_text import visible

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
# its first day, and beyond what its numbers go
FIRST_YEAR, LARGEST = 1900, 1e300
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_EXECUTED = ("=", "+", "-", "@", "\t", "\n", "＝", "＋", "－", "＠")
# Excel keeps this name for itself
_RESERVED = "history"
_NOT_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
_NOT_IN_FILE_NAME = re.compile(r"[^\w .()-]+")


def table_to_xlsx(title: str, table: Table) -> bytes:
	"""The whole table, also the columns that a phone does not show."""
	book = Workbook(write_only=True)
	sheet = book.create_sheet(_sheet_name(title))
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


def _sheet_name(title: str) -> str:
	words = _NOT_IN_SHEET_NAME.sub(" ", _text(title)).replace("\n", " ").strip("' ")
	name = _cut(words, SHEET_CHARACTERS).strip("' ")
	return f"{name} 1" if name.lower() == _RESERVED else name or "1"


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
	if is_text:
		# never a formula, nor one of Excel's words for an error
		cell.data_type = "s"
		cell.quotePrefix = value.startswith(_EXECUTED)
	elif kind in NUMBER_FORMATS:
		cell.number_format = NUMBER_FORMATS[kind]
	if bold:
		cell.font = Font(bold=True)
	return cell


def _plain(value: Any) -> tuple[Any, bool]:
	"""The value as Excel keeps it, and whether it is text."""
	if isinstance(value, Decimal):
		value = float(value)
	if isinstance(value, datetime):
		value = value.replace(tzinfo=None)
	if value is None or isinstance(value, bool):
		return value, False
	if isinstance(value, int | float) and abs(value) <= LARGEST:
		return value, False
	if isinstance(value, date) and value.year >= FIRST_YEAR:
		return value, False
	return _cut(_text(str(value)), CELL_CHARACTERS), True


def _text(words: str) -> str:
	"""The words with nothing in them that a sheet does not hold or nobody sees."""
	return visible(_ILLEGAL.sub(" ", words))


def _cut(words: str, units: int) -> str:
	"""As much of the words as fits; Excel counts as UTF-16 does, where an emoji is two."""
	return (
		words
		if len(words) * 2 <= units
		else words.encode("utf-16-le")[: units * 2].decode("utf-16-le", "ignore")
	)
