# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""A long table on a phone: the first rows in the chat, all of them in the file or chart that was asked for.

Contract: `as_asked(result, format)` takes a result whose table holds every row. Files are made by `export`.
"""

import re
from dataclasses import replace

from whatsapp_erp_bot.commands.export import in_format
from whatsapp_erp_bot.commands.result import Chart, Result, Table

PDF_MIME_TYPE = "application/pdf"
# rows that the chat shows; the rest is counted
PHONE_ROWS = 10
CHART_BARS = 12
NUMERIC = ("money", "quantity", "number", "percent", "days")
_NOT_IN_FILE_NAME = re.compile(r"[^\w .()-]+")


def as_asked(result: Result, format: str | None, phone_rows: int = PHONE_ROWS) -> Result:
	"""The result with its file or chart, its table cut for the phone. Raises BadInput for a PDF of too many rows."""
	table = result.table
	if not table:
		return result
	result = in_format(result, format, table)
	if format == "chart":
		result = replace(result, chart=result.chart or chart_of(table))
	more = table.more + max(len(table.rows) - phone_rows, 0)
	return replace(result, table=replace(table, rows=table.rows[:phone_rows], more=more))


def file_name(title: str, extension: str) -> str:
	"""A name that every phone and disk takes."""
	return f"{_NOT_IN_FILE_NAME.sub(' ', title).strip() or '1'}.{extension}"


def chart_of(table: Table) -> Chart | None:
	"""Bars of the first column that holds numbers."""
	column = next((one for one in table.columns if one.kind in NUMERIC), None)
	if not column or not table.rows:
		return None
	rows = table.rows[:CHART_BARS]
	name = table.columns[0].key
	currency = column.currency or (rows[0].get(column.currency_key) if column.currency_key else None)
	return Chart(
		"bar",
		[str(row.get(name) or "") for row in rows],
		[float(row.get(column.key) or 0) for row in rows],
		currency,
	)
