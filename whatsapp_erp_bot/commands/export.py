# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""A result in the form that was asked for: text, Excel, PDF or a chart.

Contract: `in_format(result, form, whole)` returns the result with the file added. The file is made from `whole`, the
table with every row, where the result itself shows only the first ones. Text is what every result already is.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from frappe import _
from frappe.utils import escape_html, fmt_money, format_date, format_datetime

from whatsapp_erp_bot.commands.result import Column, Fact, File, Result, Table
from whatsapp_erp_bot.exceptions import BadInput
from whatsapp_erp_bot.plain_text import visible

# beyond this wkhtmltopdf takes longer than people wait; a sheet has no such bound
PDF_ROWS = 2000
NUMBERS = ("number", "quantity", "money", "percent", "days")

_STYLE = """
body { font-family: sans-serif; font-size: 9pt; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid #ccc; padding: 3px 5px; text-align: left; vertical-align: top; }
thead { display: table-header-group; }
tr { page-break-inside: avoid; }
.number { text-align: right; white-space: nowrap; }
.total td { font-weight: bold; border-top: 1px solid #333; }
"""


def in_format(result: Result, form: str | None, whole: Table | None = None) -> Result:
	"""The result with a file for "excel" and "pdf". Raises BadInput for a PDF of too many rows."""
	table = whole or result.table
	if form == "excel" and table:
		# a worker forks for each job and pays for what is imported: only answers with a file need this
		from whatsapp_erp_bot.commands.excel import xlsx_file

		return replace(result, files=(*result.files, xlsx_file(result.title, result.title, table)))
	if form == "pdf":
		return replace(result, files=(*result.files, pdf_file(result, table)))
	return result


def pdf_file(result: Result, table: Table | None) -> File:
	"""Title, facts, the whole table and notes on paper."""
	if table and len(table.rows) > PDF_ROWS:
		raise BadInput(
			_("That is {0} lines: too many for a PDF. Ask for it in Excel.").format(len(table.rows))
		)
	html = "".join(
		(
			f"<html><head><meta charset='utf-8'><style>{_STYLE}</style></head><body>",
			f"<h2>{_safe(result.title)}</h2>",
			_facts(result.facts),
			_table(table) if table else "",
			"".join(f"<p>{_safe(note)}</p>" for note in result.notes),
			"</body></html>",
		)
	)
	name = "".join(sign if sign.isalnum() or sign in " .-_()" else " " for sign in result.title).strip()
	# a worker forks for each job and pays for what is imported: only answers with a file need this
	from whatsapp_erp_bot.commands.printing import get_pdf, offline

	return File(f"{name}.pdf", get_pdf(html, offline()), "application/pdf")


def _facts(facts: Any) -> str:
	rows = (
		f"<tr><td>{_safe(fact.label)}</td><td class='number'>{_words(fact.value, fact.kind, fact)}</td></tr>"
		for fact in facts
	)
	return f"<table style='width:60%;margin-bottom:12px'>{''.join(rows)}</table>"


def _table(table: Table) -> str:
	head = "".join(f"<th class='{_class(column)}'>{_safe(column.label)}</th>" for column in table.columns)
	body = "".join(_row(table, row) for row in table.rows)
	total = _row(table, table.total, "total") if table.total else ""
	return f"<table><thead><tr>{head}</tr></thead><tbody>{body}{total}</tbody></table>"


def _row(table: Table, row: Mapping[str, Any], style: str = "") -> str:
	cells = "".join(
		f"<td class='{_class(column)}'>{_words(row.get(column.key), column.kind, column, row)}</td>"
		for column in table.columns
	)
	return f"<tr class='{style}'>{cells}</tr>"


def _class(column: Column) -> str:
	return "number" if column.kind in NUMBERS else ""


def _words(value: Any, kind: str, of: Fact | Column, row: Mapping[str, Any] | None = None) -> str:
	"""The value as the person reads it, safe within HTML."""
	if value is None:
		return ""
	if kind == "money":
		key = getattr(of, "currency_key", None)
		return escape_html(fmt_money(value, currency=(row or {}).get(key) if key else of.currency))
	if kind == "date":
		return escape_html(format_date(value))
	if kind == "datetime":
		return escape_html(format_datetime(value))
	if kind == "percent":
		return f"{value:.1f} %"
	if kind in ("quantity", "number", "days"):
		return escape_html(f"{value:g}" if isinstance(value, float) else str(value))
	return _safe(value)


def _safe(value: Any) -> str:
	"""Words within HTML, and all of them to be seen."""
	return escape_html(visible(str(value)))
