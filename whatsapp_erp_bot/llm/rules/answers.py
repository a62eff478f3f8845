# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The answer to a question: one value for one parameter.

Contract: `read_value(text, parameter, language, today)` reads “el viernes”, “20 cajas de clavos”, “para Acme” as a value
of the parameter's kind, in the shapes of the catalogue, or returns None where the text is no such value.
"""

import re
from datetime import date
from typing import Any

from whatsapp_erp_bot.llm.rules import frame, periods, rows
from whatsapp_erp_bot.llm.rules.numbers import money, tidy
from whatsapp_erp_bot.llm.rules.numbers import read as read_number
from whatsapp_erp_bot.llm.rules.slots import PUNCTUATION, Residue
from whatsapp_erp_bot.llm.rules.text import Text
from whatsapp_erp_bot.llm.types import ToolParameter
from whatsapp_erp_bot.words.choices import DIMENSION, FORMAT, LANGUAGE_NAMES

_YES = frozenset("si sim yes ok okay dale claro sure yep yeah s y".split())
_NO = frozenset("no nao nope n".split())
_CHOICES = {**{word: name for word, name in DIMENSION.items()}, **FORMAT, **LANGUAGE_NAMES}
_EXTRA_CHOICES = {
	"cantidad": "qty",
	"quantidade": "qty",
	"quantity": "qty",
	"unidades": "qty",
	"monto": "amount",
	"valor": "amount",
	"importe": "amount",
	"abiertas": "open",
	"abertas": "open",
	"vencidas": "overdue",
	"atrasadas": "overdue",
	"hoy": "today",
	"hoje": "today",
	"grafica": "chart",
}
_LEAD = re.compile(
	r"(?i)^\s*(?:(?:es|seria|sería|é|seria|its|it is|it's|para|pra|pro|for|por|de|del|da|do|al|a|el cliente|o cliente|the customer|el|la|o|the|que|porque|because|pon|ponle|poner|put|con|com|with|en|em|no|na|in|from|to|desde|hacia)\s+)+"
)


def read_value(text: str, parameter: ToolParameter, language: str, today: date) -> Any:
	"""The value, or None. Links and documents come back as the person's words."""
	message = Text(text)
	if not message.tokens:
		return None
	reader = _READERS.get(parameter.kind)
	return reader(message, parameter, language, today) if reader else None


def _content(message: Text) -> list[int]:
	start, end = frame.bounds(message.line.string)
	return message.line.tokens_of(start, end)


def _words(message: Text, parameter: ToolParameter, language: str, today: date) -> str | None:
	"""Free text: all of it, without courtesy."""
	indices = _content(message) or list(range(len(message.tokens)))
	return message.quote(indices).strip(" .,;:") or None


def _name(message: Text, parameter: ToolParameter, language: str, today: date) -> str | None:
	indices = [index for index in _content(message) if message.tokens[index].norm not in PUNCTUATION]
	if not indices:
		return None
	if frame.small_talk(message.line.string):
		return None
	words = Residue(message, (), language=language).quote(indices, roles="warehouse" not in parameter.name)
	if not words:
		return None
	return words if len(words.split()) <= 9 else None


def _document(message: Text, parameter: ToolParameter, language: str, today: date) -> str | None:
	for token in message.tokens:
		if token.kind == "doc":
			return message.original[token.start : token.end]
	indices = [index for index in _content(message) if message.tokens[index].norm not in PUNCTUATION]
	words = Residue(message, (), language=language).quote(indices, roles=False)
	return words if words and re.search(r"\d|\w+\s+\w+", words) else None


def _date(message: Text, parameter: ToolParameter, language: str, today: date) -> str | None:
	found = periods.read_date(message.original, language, today, parameter.future)
	if found:
		return found
	rest = _LEAD.sub("", message.original)
	return periods.read_date(rest, language, today, parameter.future)


def _period(message: Text, parameter: ToolParameter, language: str, today: date) -> dict[str, str] | None:
	return periods.read_period(message.original, language, today, parameter.future)


def _number(message: Text, parameter: ToolParameter, language: str, today: date) -> int | float | None:
	for index in range(len(message.tokens)):
		found = read_number(message.tokens, index, language, one=len(message.tokens) <= 2)
		if found:
			return tidy(found[0])
	return None


def _money(message: Text, parameter: ToolParameter, language: str, today: date) -> dict | None:
	for index in range(len(message.tokens)):
		found = money(message.tokens, index, language)
		if found and found[0]["amount"] > 0:
			return found[0]
	return None


def _choice(message: Text, parameter: ToolParameter, language: str, today: date) -> str | None:
	line = message.line.string
	for choice in parameter.choices:
		if f" {choice} " in line or f" {choice.replace('_', ' ')} " in line:
			return choice
	known = {**_CHOICES, **_EXTRA_CHOICES}
	for words in sorted(known, key=len, reverse=True):
		if f" {words} " in line and known[words] in parameter.choices:
			return known[words]
	return None


def _flag(message: Text, parameter: ToolParameter, language: str, today: date) -> bool | None:
	first = message.tokens[0].norm
	return True if first in _YES else False if first in _NO else None


def _rows(message: Text, parameter: ToolParameter, language: str, today: date) -> list[dict] | None:
	indices = _content(message)
	found, _ = rows.read(message, indices, language)
	return found or None


_READERS = {
	"text": _words,
	"number": _number,
	"money": _money,
	"date": _date,
	"period": _period,
	"choice": _choice,
	"flag": _flag,
	"link": _name,
	"document": _document,
	"rows": _rows,
}
