# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""From what was understood to what a command takes.

Contract: `resolve_arguments(declaration, arguments, context)` returns keyword arguments for the command's function.
In: JSON values as the catalogue writes them (words for links and documents, {"name": …} where a candidate was tapped,
ISO dates, {"from", "to"} for periods). Out: document names, DocumentReference, date, Period, Money, Row, float, bool.
Raises Missing for a required argument that was not said, Ambiguous for words that fit several, Refused for what is
not there or not theirs, BadInput for what cannot be used. A customer's own party is set here, whatever was said.
"""

import math
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

import frappe
from frappe import _, _lt

from whatsapp_erp_bot.commands.base import Context, Money, Period, Row, the_customer
from whatsapp_erp_bot.commands.declaration import Declaration, Parameter
from whatsapp_erp_bot.commands.identifiers import resolve_document
from whatsapp_erp_bot.commands.links import resolve_link
from whatsapp_erp_bot.commands.matching import Entry, choose
from whatsapp_erp_bot.exceptions import BadInput, Missing
from whatsapp_erp_bot.words import currencies
from whatsapp_erp_bot.words.folding import normalise

TEXT_CHARACTERS = 4000
ROWS = 100
# far above any business figure, far below where floats lose cents
GREATEST_NUMBER = 1e12

# outside of these nobody keeps books, and arithmetic with dates fails
FIRST_YEAR, LAST_YEAR = 1900, 2200

# the DocTypes that a bare number or “the last one” means for a command
USUAL_DOCTYPES = {
	"order_status": ("Sales Order", "Purchase Order"),
	"record_payment": ("Sales Invoice", "Purchase Invoice", "Sales Order", "Purchase Order"),
}


def resolve_arguments(
	declaration: Declaration, arguments: Mapping[str, Any], context: Context
) -> dict[str, Any]:
	"""Keyword arguments for the function behind the declaration; arguments that were not said are left out."""
	fixed = set(declaration.fixed_for_customer) if context.party else set()
	resolved: dict[str, Any] = {}
	for name, said in arguments.items():
		parameter = declaration.parameter(name)
		if not parameter:
			raise BadInput(_("I can't use “{0}” here.").format(name))
		if name not in fixed and not _nothing(said):
			resolved[name] = resolve_value(parameter, said, context, declaration.name)
	for name in fixed:
		if declaration.parameter(name):
			resolved[name] = the_customer(context, None)
	for parameter in declaration.parameters:
		if parameter.required and parameter.name not in resolved:
			raise Missing(parameter.name, question_for(parameter, context.language))
	return resolved


def question_for(parameter: Parameter, language: str) -> str:
	"""What to ask for an argument that was not said."""
	short = language[:2]
	if question := parameter.questions.get(short) or parameter.questions.get("en"):
		return question
	title = parameter.titles.get(short) or parameter.titles.get("en") or parameter.name
	return _("Please tell me: {0}").format(title)


def resolve_value(parameter: Parameter, said: Any, context: Context, command: str = "") -> Any:
	"""One argument. Raises as `resolve_arguments` does."""
	if parameter.kind == "link":
		return resolve_link(
			context, parameter.link, said, parameter.name, question=_which(parameter, said, context)
		)
	if parameter.kind == "document":
		return resolve_document(context, said, parameter.name, USUAL_DOCTYPES.get(command, ()))
	if parameter.kind == "choice":
		return _choice(parameter, said, context)
	if parameter.kind == "rows":
		return _rows(parameter, said, context)
	if parameter.kind == "money":
		return _money(said, context)
	return _PLAIN[parameter.kind](said)


def _nothing(said: Any) -> bool:
	return said is None or (isinstance(said, str | list | dict) and not said)


def _which(parameter: Parameter, said: Any, context: Context) -> str:
	if isinstance(said, dict):
		return ""
	return _("Which one is “{0}”?").format(" ".join(str(said).split()))


def _text(said: Any) -> str:
	if isinstance(said, dict | list):
		raise BadInput(_("I expected words there."))
	return str(said).strip()[:TEXT_CHARACTERS]


def _number(said: Any) -> float:
	if isinstance(said, bool):
		raise BadInput(_("I expected a number there."))
	try:
		number = float(said)
	except (TypeError, ValueError):
		raise BadInput(_("“{0}” is not a number that I understand.").format(_short(said)))
	if not math.isfinite(number) or abs(number) > GREATEST_NUMBER:
		raise BadInput(_("“{0}” is not a number that I can use.").format(_short(said)))
	return number


def _date(said: Any) -> date:
	if isinstance(said, datetime):
		return said.date()
	if isinstance(said, date):
		return said
	try:
		day = date.fromisoformat(str(said).strip()[:10])
	except ValueError:
		day = None
	if not day or not FIRST_YEAR <= day.year <= LAST_YEAR:
		raise BadInput(_("“{0}” is not a date that I understand.").format(_short(said)))
	return day


def _period(said: Any) -> Period:
	if isinstance(said, Period):
		period = said
	elif isinstance(said, Mapping) and said.get("from") and said.get("to"):
		period = Period(_date(said["from"]), _date(said["to"]))
	elif isinstance(said, str | date):
		day = _date(said)
		period = Period(day, day)
	else:
		raise BadInput(_("Tell me from which day to which day."))
	if period.from_date > period.to_date:
		raise BadInput(_("That period ends before it begins."))
	return period


def _flag(said: Any) -> bool:
	if isinstance(said, str):
		return normalise(said) not in ("", "no", "false", "0", "nao", "off")
	return bool(said)


def _arguments(said: Any) -> dict[str, Any]:
	if not isinstance(said, Mapping):
		raise BadInput(_("I expected words there."))
	return dict(said)


_PLAIN: Mapping[str, Callable[[Any], Any]] = {
	"text": _text,
	"number": _number,
	"date": _date,
	"period": _period,
	"flag": _flag,
	"arguments": _arguments,
}


# the catalogue's choices in words; the others (excel, pdf, es, pt, en) are the same in every language
_CHOICE_WORDS = {
	"customer": _lt("customer"),
	"item": _lt("item"),
	"item_group": _lt("item group"),
	"territory": _lt("territory"),
	"sales_person": _lt("sales person"),
	"day": _lt("day"),
	"week": _lt("week"),
	"month": _lt("month"),
	"amount": _lt("amount"),
	"qty": _lt("quantity"),
	"chart": _lt("chart"),
	"open": _lt("open"),
	"overdue": _lt("overdue"),
	"today": _lt("today"),
}


def _choice_word(choice: str) -> str:
	return str(_CHOICE_WORDS.get(choice, choice))


def _choice(parameter: Parameter, said: Any, context: Context) -> str:
	value = str(said.get("name") if isinstance(said, dict) else said)
	by_words = {normalise(choice): choice for choice in parameter.choices}
	by_words |= {normalise(choice.replace("_", " ")): choice for choice in parameter.choices}
	by_words |= {normalise(_choice_word(choice)): choice for choice in parameter.choices}
	found = by_words.get(normalise(value))
	if not found:
		offered = ", ".join(_choice_word(choice) for choice in parameter.choices)
		raise BadInput(_("“{0}” is none of: {1}.").format(_short(value), offered))
	return found


def _money(said: Any, context: Context) -> Money:
	if isinstance(said, Money):
		return said
	if isinstance(said, Mapping):
		named = said.get("currency")
		return Money(_number(said.get("amount")), _currency(str(named), context) if named else None)
	return Money(_number(said))


def _currency(named: str, context: Context) -> str | None:
	"""The code of a currency that was named; None where the words leave it to the company (“pesos”, “$”)."""
	if known := currencies.code_of(named):
		return known
	if currencies.is_own(named):
		return None
	code = frappe.db.exists("Currency", named.strip().upper())
	if not code:
		raise BadInput(_("I don't know the currency “{0}”.").format(_short(named)))
	return str(code)


def _rows(parameter: Parameter, said: Any, context: Context) -> list[Row]:
	if not isinstance(said, list):
		raise BadInput(_("Tell me the items and how many of each."))
	if len(said) > ROWS:
		raise BadInput(_("That is too many lines for one message; {0} at most.").format(ROWS))
	return [_row(parameter, one, context, index) for index, one in enumerate(said)]


def _row(parameter: Parameter, said: Any, context: Context, index: int) -> Row:
	if isinstance(said, Row):
		said = {"item": {"name": said.item}, "qty": said.qty, "rate": said.rate, "uom": said.uom}
	if not isinstance(said, Mapping) or not said.get("item"):
		raise BadInput(_("Tell me the items and how many of each."))
	if said.get("qty") is None:
		raise Missing(parameter.name, _("How many of “{0}”?").format(_said_item(said["item"])))
	qty = _number(said["qty"])
	if qty <= 0:
		raise BadInput(_("The quantity of “{0}” must be above zero.").format(_said_item(said["item"])))
	rate = None if said.get("rate") is None else _rate(said["rate"])
	item = resolve_link(
		context,
		"Item",
		said["item"],
		parameter.name,
		row=index,
		question=_("Which item is “{0}”?").format(_said_item(said["item"])),
	)
	uom = str(said["uom"]).strip() if said.get("uom") else None
	return Row(item, qty, rate, _uom(uom, item, context) if uom else None)


def _rate(said: Any) -> float:
	rate = _number(said.get("amount") if isinstance(said, Mapping) else said)
	if rate < 0:
		raise BadInput(_("A price can't be below zero."))
	return rate


def _said_item(said: Any) -> str:
	return _short(said.get("name") if isinstance(said, Mapping) else said)


def _uom(said: str, item: str, context: Context) -> str:
	"""A UOM of the item where one has that name, in English or as Desk shows it; else the words, for whoever builds the
	document to judge."""
	own = frappe.get_all("UOM Conversion Detail", filters={"parent": item}, pluck="uom", order_by="idx asc")
	stock = frappe.get_cached_value("Item", item, "stock_uom")
	entries = [Entry(uom, (uom, _(uom, lang=context.language))) for uom in dict.fromkeys([stock, *own])]
	choice = choose(said, entries)
	return choice.entry.name if choice.entry else said


def _short(said: Any) -> str:
	return str(said)[:60]
