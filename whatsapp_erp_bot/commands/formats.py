# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The `format` that was asked for: the whole table as a file, and a short one for the phone.

Contract: `as_asked(result, format)` keeps the first rows of a long table in the chat, counts the others, and adds
the file (`excel` or `pdf`) or the chart (`chart`) made of all rows. None means text.
"""

import re
from dataclasses import replace
from typing import Any

import frappe
from frappe.utils import escape_html, fmt_money, format_date, format_datetime
from frappe.utils.pdf import get_pdf

from whatsapp_erp_bot.commands.excel import xlsx_file
from whatsapp_erp_bot.commands.result import Chart, Column, File, Result, Table

PDF_MIME_TYPE = "application/pdf"
# rows that the chat shows; the rest is counted
PHONE_ROWS = 10
CHART_BARS = 12
NUMERIC = ("money", "quantity", "number", "percent", "days")
_NOT_IN_FILE_NAME = re.compile(r"[^\w .()-]+")


def as_asked(result: Result, format: str | None, phone_rows: int = PHONE_ROWS) -> Result:
	"""The result with its file or chart, its table cut for the phone."""
	table = result.table
	if not table:
		return result
	files, chart = list(result.files), result.chart
	if format == "excel":
		files.append(xlsx_file(result.title, result.title, table))
	elif format == "pdf":
		files.append(File(file_name(result.title, "pdf"), table_to_pdf(result.title, table), PDF_MIME_TYPE))
	elif format == "chart":
		chart = chart or chart_of(table)
	short = replace(
		table, rows=table.rows[:phone_rows], more=table.more + max(len(table.rows) - phone_rows, 0)
	)
	return replace(result, table=short, files=files, chart=chart)


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


def table_to_pdf(title: str, table: Table) -> bytes:
	"""The whole table as a PDF. Everything is escaped: names of customers are data."""
	head = "".join(f"<th>{escape_html(column.label)}</th>" for column in table.columns)
	body = "".join(_html_row(table, row) for row in table.rows)
	if table.total:
		body += _html_row(table, table.total, "total")
	return get_pdf(
		"<html><head><meta charset='utf-8'><style>"
		"body{font-family:sans-serif;font-size:10pt} table{border-collapse:collapse;width:100%}"
		"th,td{border-bottom:1px solid #ccc;padding:4px;text-align:left} .number{text-align:right}"
		".total td{font-weight:bold}"
		f"</style></head><body><h3>{escape_html(title)}</h3>"
		f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></body></html>",
		options={"orientation": "Landscape" if len(table.columns) > 6 else "Portrait"},
	)


def _html_row(table: Table, row: Any, kind: str = "") -> str:
	cells = "".join(
		f"<td class='{'number' if column.kind in NUMERIC else ''}'>{escape_html(shown(column, row))}</td>"
		for column in table.columns
	)
	return f"<tr class='{kind}'>{cells}</tr>"


def shown(column: Column, row: Any) -> str:
	"""One value as text, in the number and date format of the site."""
	value = row.get(column.key)
	if value is None:
		return ""
	if column.kind == "money":
		return fmt_money(value, currency=column.currency or row.get(column.currency_key or ""))
	if column.kind in NUMERIC:
		unit = row.get(column.unit_key or "") or ("%" if column.kind == "percent" else "")
		return f"{frappe.format_value(value, {'fieldtype': 'Float'})} {unit}".strip()
	if column.kind == "date":
		return format_date(value)
	if column.kind == "datetime":
		return format_datetime(value)
	return str(value)
