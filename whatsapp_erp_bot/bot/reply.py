# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Results made readable on a phone.

Contract: a result becomes one message wherever WhatsApp allows it (each message is charged): a text, a text with
buttons or a list for what to do next, or a file with its summary as caption. Money, quantities and dates are written
as the site's books write them. Nothing said by a person or a document is ever read as formatting or as a link, and what
nobody sees (marks of direction, zero-width characters) is left out. Of a preview nothing is cut.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import frappe
from frappe import _
from frappe.utils import flt, fmt_money, format_date, format_datetime

from whatsapp_erp_bot.bot import files, outgoing
from whatsapp_erp_bot.bot.outgoing import Outgoing
from whatsapp_erp_bot.commands import exactly
from whatsapp_erp_bot.commands.looks import borrowed, look
from whatsapp_erp_bot.commands.result import Column, Fact, Proposal, Result, Table
from whatsapp_erp_bot.exceptions import Candidate
from whatsapp_erp_bot.plain_text import visible
from whatsapp_erp_bot.whatsapp.text import shorten, split_text, unlinked

# developers.facebook.com/docs/whatsapp/cloud-api/reference/messages
TEXT_LIMIT = 4096
LIST_BODY_LIMIT = 4096
BUTTON_BODY_LIMIT = 1024
CAPTION_LIMIT = 1024
BUTTON_TITLE_LIMIT = 20
ROW_TITLE_LIMIT = 24
ROW_DESCRIPTION_LIMIT = 72
MAXIMUM_ROWS = 10
PHONE_ROWS = 15
VALUE_LIMIT = 120


# an underscore within a word is none of WhatsApp's marks, and codes are full of them
_FORMATTING = re.compile(r"[*~`]|(?<![^\W_])_|_(?![^\W_])")
_HARMLESS = {"*": "∗", "_": "＿", "~": "∼", "`": "'"}
# what an address may be made of: a mail, a number to call, a place on the web
_ADDRESS = re.compile(r"[\w.+%-]+@[\w.-]+|\+?[\d ().-]+|(?:https?://)?[\w.-]+(?:/[\w./?=&%#-]*)?", re.ASCII)


def plain(value: Any) -> str:
	"""A value as text that WhatsApp reads neither as formatting nor as a link, on one line."""
	words = unlinked(" ".join(visible(str(value)).split()))
	return _FORMATTING.sub(lambda found: _HARMLESS[found.group()], words)


def sentence(words: str) -> str:
	"""A sentence of ours or of ERPNext's that may quote what others wrote: no links, nothing invisible. Its line breaks
	stay."""
	return unlinked(visible(words)).strip()


def _address(value: Any) -> str:
	words = " ".join(visible(str(value)).split())
	return words if _ADDRESS.fullmatch(words) else plain(words)


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
	if kind == "address":
		return shorten(_address(value), VALUE_LIMIT)
	return shorten(plain(value), VALUE_LIMIT)


def exact(fact: Fact) -> str:
	"""The value of a fact that decides: nothing cut, nothing rounded."""
	value = fact.value
	if value is None or value == "":
		return "–"
	if fact.kind == "money":
		return exactly.money(value, fact.currency)
	if fact.kind in ("number", "quantity"):
		return " ".join(part for part in (exactly.quantity(value), plain(fact.unit or "")) if part)
	if fact.kind == "percent":
		return f"{exactly.quantity(value)} %"
	if fact.kind == "address":
		return _address(value)
	return plain(value) if fact.kind in ("text", "row") else written(value, fact.kind)


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
	steps = [(id_, plain(label)) for id_, label in list(steps)[:MAXIMUM_ROWS]]
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
	# nobody can choose among rows that look alike
	looks = [look(f"{title} {description}") for _id, title, description in rows]
	rows = [row for row, seen in zip(rows, looks, strict=True) if looks.count(seen) == 1]
	if not rows:
		return with_choices(body, [])
	*before, last = split_text(body, TEXT_LIMIT)
	return [*(outgoing.text(part) for part in before), outgoing.listing(last, button or _("Options"), rows)]


def _fit_buttons(steps: Sequence[tuple[str, str]]) -> bool:
	looks = {look(label) for _id, label in steps}
	return len(looks) == len(steps) and all(len(label) <= BUTTON_TITLE_LIMIT for _id, label in steps)


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
	"""What a write would do: the facts, then every row, then the notes, all of it whole. None when that does not fit one
	message: such a document is not for a phone."""
	facts = [fact for fact in proposal.decisive if fact.kind != "row"]
	rows = [fact for fact in proposal.decisive if fact.kind == "row"]
	lines = [
		f"*{plain(proposal.title)}*",
		*(f"{plain(fact.label)}: *{exact(fact)}* {plain(fact.detail)}".rstrip() for fact in facts),
		*(_row_line(number, row) for number, row in enumerate(rows, 1)),
		*(f"_{plain(note)}_" for note in (*proposal.notes, *_warnings(proposal))),
		"",
		_("Shall I do it?"),
	]
	body = "\n".join(lines)
	return body if len(body) <= LIST_BODY_LIMIT else None


def _row_line(number: int, row: Fact) -> str:
	"""How much stands first: whatever a name says, it says it behind that."""
	what = " · ".join(part for part in (plain(row.label), plain(row.detail)) if part)
	return f"{number}. *{exact(row)}* {what}"


def _warnings(proposal: Proposal) -> list[str]:
	"""For each name with letters that only look like ours."""
	names = [proposal.title]
	for fact in proposal.decisive:
		names += [fact.label, fact.detail, fact.value if fact.kind in ("text", "row") else ""]
	passing = {name: letters for name in map(str, names) if (letters := borrowed(name))}
	return [
		_("Careful: “{0}” has letters of another alphabet ({1}).").format(shorten(name, 60), letters)
		for name, letters in passing.items()
	]


def with_decision(body: str, choices: Sequence[tuple[str, str]]) -> list[Outgoing]:
	"""A preview with its buttons in one message; a long one has them in a list, since a body with buttons is short."""
	if len(body) <= BUTTON_BODY_LIMIT:
		return [outgoing.buttons(body, list(choices))]
	return [outgoing.listing(body, _("Choose"), [(id_, title, "") for id_, title in choices])]


def choice_list(question: str, run: str, candidates: Sequence[Candidate]) -> list[Outgoing]:
	"""Several things that the words may mean, as a list to tap. No two lines of the text look alike: where labels do, the
	document's name is told too. A phone shows few characters of a row: rows that would look alike there bear the number
	of their line."""
	candidates = candidates[: MAXIMUM_ROWS - 1]
	lines = _told_apart(candidates)
	titles = [shorten(plain(candidate.label), ROW_TITLE_LIMIT) for candidate in candidates]
	if len(set(map(look, titles))) < len(titles):
		titles = [
			shorten(f"{number}. {plain(candidate.label)}", ROW_TITLE_LIMIT)
			for number, candidate in enumerate(candidates, 1)
		]
	rows = [
		(
			f"pick:{run}:{index}",
			titles[index],
			shorten(plain(candidate.description or lines[index]), ROW_DESCRIPTION_LIMIT),
		)
		for index, candidate in enumerate(candidates)
	]
	rows.append((f"pick:{run}:none", _("None of these"), ""))
	numbered = "\n".join(f"{index}. {line}" for index, line in enumerate(lines, 1))
	return [outgoing.listing(f"{sentence(question)}\n\n{numbered}", _("Choose"), rows)]


def _told_apart(candidates: Sequence[Candidate]) -> list[str]:
	"""A line for each: its label; among those that look alike also what describes it, its name, the letters that are not
	what they seem."""
	lines = [plain(candidate.label) for candidate in candidates]
	for more in (
		lambda candidate: candidate.description,
		# “DocType::name” where it may be one of several kinds
		lambda candidate: candidate.value.rpartition("::")[2],
		lambda candidate: _("letters of another alphabet: {0}").format(borrowed(candidate.value))
		if borrowed(candidate.value)
		else "",
	):
		looks = [look(line) for line in lines]
		lines = [
			f"{line} · {plain(told)}"
			if looks.count(look(line)) > 1 and (told := more(candidate)) and plain(told) not in line
			else line
			for line, candidate in zip(lines, candidates, strict=True)
		]
	return lines
