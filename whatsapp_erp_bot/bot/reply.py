# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Results made readable on a phone.

Contract: a result becomes one message wherever WhatsApp allows it (each message is charged): a text, a text with
buttons or a list for what to do next, or a file with its summary as caption. Money, quantities and dates are written
as the site's books write them. Nothing said by a person or a document is ever read as formatting.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import frappe
from frappe import _
from frappe.utils import flt, fmt_money, format_date, format_datetime

from whatsapp_erp_bot.bot import files, outgoing
from whatsapp_erp_bot.bot.outgoing import Outgoing
from whatsapp_erp_bot.commands.result import Column, Fact, Proposal, Result, Table
from whatsapp_erp_bot.plain_text import visible
from whatsapp_erp_bot.whatsapp.text import shorten, split_text

# developers.facebook.com/docs/whatsapp/cloud-api/reference/messages
TEXT_LIMIT = 4096
BUTTON_BODY_LIMIT = 1024
CAPTION_LIMIT = 1024
BUTTON_TITLE_LIMIT = 20
ROW_TITLE_LIMIT = 24
ROW_DESCRIPTION_LIMIT = 72
MAXIMUM_ROWS = 10
PHONE_ROWS = 15
VALUE_LIMIT = 120


def plain(value: Any) -> str:
	"""A value as text that WhatsApp does not read as formatting, on one line, and all of it to be seen."""
	words = " ".join(visible(str(value)).split())
	for mark in "*_~`":
		words = words.replace(mark, {"*": "∗", "_": "_", "~": "∼", "`": "'"}[mark])
	return words


def written(value: Any, kind: str, currency: str | None = None, unit: str | None = None) -> str:
	"""A typed value as the site writes it; an empty one as a dash."""
	if value is None or value == "":
		return "–"
	if kind == "money":
		return _money(value, currency)
	if kind == "number":
		return f"{flt(value):g}" if flt(value) % 1 else fmt_money(flt(value), 0).strip()
	if kind == "quantity":
		return f"{_quantity(value)} {plain(unit)}".strip() if unit else _quantity(value)
	if kind == "percent":
		return f"{flt(value, 1):g} %"
	if kind == "days":
		return _("{0} days").format(int(flt(value))) if abs(flt(value)) != 1 else _("1 day")
	if kind == "date" and isinstance(value, date | datetime | str):
		return format_date(value)
	if kind == "datetime":
		return format_datetime(value)
	return shorten(plain(value), VALUE_LIMIT)


def _money(value: Any, currency: str | None) -> str:
	amount = fmt_money(flt(value, 2), 2, currency)
	foreign = currency and currency != frappe.db.get_default("currency")
	return f"{amount} {currency}" if foreign and currency not in amount else amount


def _quantity(value: Any) -> str:
	amount = flt(value, 3)
	decimals = 0 if amount == int(amount) else len(f"{amount:.3f}".rstrip("0").split(".")[1])
	return fmt_money(amount, decimals).strip()


def fact_line(fact: Fact) -> str:
	"""“label: value” with the value in bold."""
	return f"{plain(fact.label)}: *{written(fact.value, fact.kind, fact.currency, fact.unit)}*"


def table_lines(table: Table, limit: int = PHONE_ROWS) -> list[str]:
	"""A table as numbered lines: the first column is the name, the others follow it."""
	first, *others = [column for column in table.columns if column.phone] or table.columns
	lines = []
	for number, row in enumerate(table.rows[:limit], start=1):
		lines.append(f"{number}. {_cell(row, first)}{_cells(row, others)}")
	left_out = len(table.rows) - min(len(table.rows), limit) + table.more
	if left_out:
		lines.append(_("… and {0} more").format(left_out))
	if table.total:
		lines.append(f"*{_('Total')}*{_cells(table.total, others)}")
	return lines


def _cells(row: Mapping[str, Any], columns: Sequence[Column]) -> str:
	values = [_cell(row, column) for column in columns if not _says_nothing(row.get(column.key), column.kind)]
	return (" — " + " · ".join(values)) if values else ""


def _says_nothing(value: Any, kind: str) -> bool:
	"""An empty cell, or “0 days”."""
	return value in (None, "") or (kind == "days" and not flt(value))


def _cell(row: Mapping[str, Any], column: Column) -> str:
	currency = row.get(column.currency_key) if column.currency_key else column.currency
	unit = row.get(column.unit_key) if column.unit_key else None
	value = written(row.get(column.key), column.kind, currency, unit)
	named = column.kind in ("quantity", "number", "percent") and column.label.strip() != "%"
	return f"{plain(column.label)} {value}" if named else value


def body_of(result: Result, rows: int = PHONE_ROWS) -> str:
	"""The whole result as text."""
	parts = [f"*{plain(result.title)}*"]
	parts.extend(fact_line(fact) for fact in result.facts)
	if result.table:
		parts.append("")
		parts.extend(table_lines(result.table, rows) if result.table.rows else [_("Nothing found.")])
	if result.notes:
		parts.append("")
		parts.extend(f"_{plain(note)}_" for note in result.notes)
	return "\n".join(parts).strip()


def from_result(result: Result, body: str, run: str) -> list[Outgoing]:
	"""Messages for a result whose text is `body`; more than one only where WhatsApp leaves no other way."""
	if result.files:
		return _with_files(result, body, run)
	steps = [(f"next:{run}:{index}", step.label) for index, step in enumerate(result.next_steps)]
	return with_choices(body, steps)


def with_choices(body: str, steps: Sequence[tuple[str, str]], button: str | None = None) -> list[Outgoing]:
	"""A text with what can be tapped under it: up to three short ones as buttons, more or longer ones as a list."""
	steps = list(steps)[:MAXIMUM_ROWS]
	if not steps:
		return [outgoing.text(part) for part in split_text(body, TEXT_LIMIT)]
	if len(steps) <= 3 and len(body) <= BUTTON_BODY_LIMIT and _fit_buttons(steps):
		return [outgoing.buttons(body, steps)]
	rows = [
		(
			id_,
			shorten(label, ROW_TITLE_LIMIT),
			shorten(label, ROW_DESCRIPTION_LIMIT) if len(label) > ROW_TITLE_LIMIT else "",
		)
		for id_, label in steps
	]
	*before, last = split_text(body, TEXT_LIMIT)
	return [*(outgoing.text(part) for part in before), outgoing.listing(last, button or _("Options"), rows)]


def _fit_buttons(steps: Sequence[tuple[str, str]]) -> bool:
	titles = [label for _id, label in steps]
	return all(len(title) <= BUTTON_TITLE_LIMIT for title in titles) and len(set(titles)) == len(titles)


def _with_files(result: Result, body: str, run: str) -> list[Outgoing]:
	messages = []
	caption = body
	if len(caption) > CAPTION_LIMIT:
		caption = body_of(result, rows=5)
	caption = shorten(caption, CAPTION_LIMIT)
	for file in result.files:
		url, name = files.keep(file, run)
		make = outgoing.image if file.mime_type in ("image/png", "image/jpeg") else outgoing.document
		messages.append(make(caption, url, name))
		caption = ""
	return messages


def preview(proposal: Proposal) -> str | None:
	"""What a write would do, what is decisive first and whole. None when even that does not fit a message with
	buttons: such a document is not for a phone."""
	head = "\n".join([f"*{plain(proposal.title)}*", *(fact_line(fact) for fact in proposal.decisive)])
	question = _("Shall I do it?")
	if len(head) + len(question) + 2 > BUTTON_BODY_LIMIT:
		return None
	rest = []
	if proposal.table:
		rest.extend(["", *table_lines(proposal.table)])
	rest.extend(f"_{plain(note)}_" for note in proposal.notes)
	room = BUTTON_BODY_LIMIT - len(head) - len(question) - 4
	tail = shorten("\n".join(rest), room) if rest and room > 40 else ""
	return f"{head}\n{tail}\n\n{question}" if tail else f"{head}\n\n{question}"


def choice_list(question: str, run: str, candidates: Sequence[tuple[str, str]]) -> list[Outgoing]:
	"""Several things that the words may mean, as a list to tap. `candidates`: (label, description)."""
	rows = [
		(
			f"pick:{run}:{index}",
			shorten(plain(label), ROW_TITLE_LIMIT),
			shorten(plain(description or label), ROW_DESCRIPTION_LIMIT),
		)
		for index, (label, description) in enumerate(candidates[: MAXIMUM_ROWS - 1])
	]
	rows.append((f"pick:{run}:none", _("None of these"), ""))
	numbered = "\n".join(
		f"{index}. {plain(label)}" for index, (label, _description) in enumerate(candidates[:9], 1)
	)
	return [outgoing.listing(f"{question}\n\n{numbered}", _("Choose"), rows)]
