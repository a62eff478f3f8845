# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What a model says was said, held against what was said.

Contract: `ground` takes valid arguments (see `schema.validate`) and returns those that leave a trace in the message;
the rest is dropped, since models invent optional arguments, periods most of all. A dropped required argument is then
asked for. Periods and dates are read again by the rules' own parser, whose arithmetic replaces the model's. Traces:
a number by its digits or words; a name by one of its words, typos forgiven, in the message, the earlier lines or the
previous call; a format or another known choice by its words. What cannot be judged (a DocType's English name for
“pedidos”, choices of a manager's own command) is kept. Pure functions, no model and no Frappe.
"""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from whatsapp_erp_bot.llm.rules import numbers, periods
from whatsapp_erp_bot.llm.rules.language import detect
from whatsapp_erp_bot.llm.rules.text import Text, Token
from whatsapp_erp_bot.llm.schema import open_parameters
from whatsapp_erp_bot.llm.types import Request, Tool, ToolParameter
from whatsapp_erp_bot.words.folding import fold

# Links and texts that may be given as ERPNext names them, in English, whatever the person's language (catalogue,
# “Words and numbers”): the words of the message prove nothing about them.
TRANSLATED_LINKS = ("DocType", "Report", "Mode of Payment", "Issue Priority", "Print Format", "User", "Lead")
TRANSLATED_TEXTS = ("status", "command", "priority")

# What a choice or flag looks like in the three languages, accents folded; matched from the start of a word. A choice
# that is not listed here is not judged.
CHOICE_WORDS = {
	("format", "excel"): r"excel|xlsx?|planilla|planilha|hojas? de calculo|spreadsheet|sheet",
	("format", "pdf"): r"pdf",
	("format", "chart"): r"graf|chart|graph|plot|torta|pizza|barras|diagrama",
	(
		"by",
		"qty",
	): r"cantidad|quantidade|qtd|cant\b|piezas|pecas|unidad|unidade|units|quantity|qty|volume|pieces",
	(
		"by",
		"amount",
	): r"monto|importe|valor|dinero|plata|dinheiro|faturamento|amount|value|money|revenue|pesos|ingres",
	("status", "open"): r"abiert|abert|open|pendient|pendente|pending",
	("status", "overdue"): r"atrasad|vencid|overdue|late|retras|past due",
	("status", "today"): r"hoy|hoje|today",
	(
		"compare",
		True,
	): r"compar|contra|\bvs\b|versus|respecto|frente a|anterior|against|than|em relacao|crec|cresc"
	r"|grow|previous|diferenc",
}

# Words that speak of time: without one, and without a digit, no period was said.
TIME_WORDS = re.compile(
	r"\b(hoy|ayer|ante?ayer|antier|manana|semana|mes(es)?|ano|anos|dia|dias|quincena|bimestre|trimestre|semestre"
	r"|fin de|lo que va|ultim[oa]s?|pasad[oa]s?|proxim[oa]s?|este|esta|lunes|martes|miercoles|jueves|viernes|sabado"
	r"|domingo|enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|octubre|noviembre|diciembre|desde|hasta"
	r"|hoje|ontem|anteontem|amanha|quinzena|ate agora|passad[oa]s?|segunda|terca|quarta|quinta|sexta|janeiro"
	r"|fevereiro|marco|maio|junho|julho|setembro|outubro|novembro|dezembro|today|yesterday|tomorrow|week(s|end)?"
	r"|months?|years?|days?|quarter|half|fortnight|last|past|this|next|to date|ytd|mtd|monday|tuesday|wednesday"
	r"|thursday|friday|saturday|sunday|january|february|march|april|may|june|july|august|september|october|november"
	r"|december|since|until|ene|feb|mar|abr|jun|jul|ago|sep|oct|nov|dic|jan|apr|aug|dec|fev|mai|set|out|dez|q[1-4])\b"
)
DIGITS = re.compile(r"\d+")
WORD = re.compile(r"\w+")
NEGATION = re.compile(
	r"\b(no|nao|not|don'?t|dont|doesn'?t|didn'?t|never|nunca|jamas|tampoco|nem|todavia|aun no|ainda|yet|sin|sem|without"
	r"|before|antes de|antes que)\b"
)


def ground(request: Request, tool: Tool, arguments: Mapping[str, Any]) -> dict[str, Any]:
	"""The arguments that were said, in the tool's order."""
	said = Said(request)
	grounded = {}
	for parameter in open_parameters(tool, request.role):
		value = arguments.get(parameter.name)
		if value is None:
			continue
		if not _repeated(request, tool, parameter, value):
			value = said.kept(parameter, value)
		if value is not None:
			grounded[parameter.name] = value
	return grounded


def negated(text: str) -> bool:
	"""Does the message hold a word such as “no”, “not yet”, “sin”? Then a write that only a model saw is doubtful."""
	return bool(NEGATION.search(fold(text).replace("’", "'")))


def reread_times(request: Request, tool: Tool, arguments: Mapping[str, Any]) -> dict[str, Any]:
	"""The raw arguments, with times as the rules read them in the message: a model finds the words and fails at the
	arithmetic. Before validation, so that “this_month” instead of two days is no error. A period that a reading tool
	takes and the message names is added where the model left it out."""
	read = dict(arguments)
	for parameter in open_parameters(tool, request.role):
		given = read.get(parameter.name)
		forgotten = parameter.kind == "period" and not tool.writes
		if parameter.kind in ("period", "date") and (given or forgotten):
			readings = read_times(request, parameter)
			# of several (“este mes contra el pasado”) the model may choose; where it names none of them, the first
			if readings and given not in readings and (given or len(readings) == 1):
				read[parameter.name] = readings[0]
	return read


def read_times(request: Request, parameter: ToolParameter) -> list[Any]:
	"""What the rules' parser reads in the message for a period ({"from", "to"}) or a date (ISO), in its order."""
	text = Text(request.text)
	language = request.language or detect(token.norm for token in text.tokens)
	spans = [
		each.resolve(parameter.future) for each in periods.find(text.line.string, request.today, language)
	]
	if parameter.kind == "date":
		return [last.isoformat() for _, last in spans]
	return [periods.as_argument(span) for span in spans]


class Said:
	"""The message and what was said before, ready to be looked up."""

	def __init__(self, request: Request):
		self.text = fold(request.text)
		self.words = set(WORD.findall(self.text))
		before = [turn.text for turn in request.history]
		if request.previous:
			before.append(str(dict(request.previous.arguments)))
		self.all_words = self.words | set(WORD.findall(fold(" ".join(before))))
		tokens = Text(request.text).tokens
		language = request.language or detect(token.norm for token in tokens)
		self.numbers = _numbers(tokens, language)
		self.currency = _currency(tokens)

	def kept(self, parameter: ToolParameter, value: Any) -> Any | None:
		"""The value, the part of it that was said, or None."""
		if parameter.kind in ("period", "date"):
			return value if self.time() else None
		if parameter.kind == "number":
			return value if self.number(value) or (value == 1 and parameter.name == "limit") else None
		if parameter.kind == "money":
			return self._money(value)
		if parameter.kind == "rows":
			return self._rows(value)
		if parameter.kind in ("choice", "flag"):
			pattern = CHOICE_WORDS.get((parameter.name, value))
			return value if not pattern or re.search(rf"\b(?:{pattern})", self.text) else None
		if parameter.kind == "link":
			return value if parameter.link in TRANSLATED_LINKS or self.name(value) else None
		if parameter.kind == "arguments":
			return {key: each for key, each in value.items() if self._inner(each)} or None
		return value if parameter.name in TRANSLATED_TEXTS or self.name(value) else None

	def time(self) -> bool:
		"""Does the message speak of any time?"""
		return bool(DIGITS.search(self.text) or TIME_WORDS.search(self.text))

	def number(self, value: int | float) -> bool:
		"""Does the message hold this number, in digits or words?"""
		return any(math.isclose(value, said) for said in self.numbers)

	def name(self, value: str) -> bool:
		"""Do the name's telling words stand in the message, or in what was said before? One as it is, or in another
		form (“tornillos”), is enough; misspelt ones must all be there (“centro” is near “cemento”)."""
		words = WORD.findall(fold(value))
		telling = [word for word in words if len(word) > 2 or word.isdigit()] or words
		return any(map(self._stands, telling)) or (bool(telling) and all(map(self._misspelt, telling)))

	def _stands(self, word: str) -> bool:
		if word in self.all_words or (word.isdigit() and float(word) in self.numbers):
			return True
		return len(word) > 3 and any(each[:4] == word[:4] for each in self.all_words if len(each) > 3)

	def _misspelt(self, word: str) -> bool:
		# imported here: it comes with ERPNext
		from rapidfuzz import fuzz

		return len(word) > 3 and any(fuzz.ratio(word, each) >= 75 for each in self.all_words if len(each) > 3)

	def _money(self, value: Mapping[str, Any]) -> dict[str, Any] | None:
		if not self.number(value["amount"]):
			return None
		# a bare “$” or “pesos” names none
		return {"amount": value["amount"]} | ({"currency": self.currency} if self.currency else {})

	def _rows(self, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]] | None:
		named = [row for row in rows if self.name(row["item"])]
		# one row without its quantity: all are asked again, since a row that vanished might go unnoticed
		if not all(row.get("qty") and self.number(row["qty"]) for row in named):
			return None
		return [self._row(row) for row in named] or None

	def _row(self, row: Mapping[str, Any]) -> dict[str, Any]:
		kept = {"item": row["item"], "qty": row["qty"]}
		if row.get("rate") is not None and self.number(row["rate"]):
			kept["rate"] = row["rate"]
		if row.get("uom") and self.name(row["uom"]):
			kept["uom"] = row["uom"]
		return kept

	def _inner(self, value: Any) -> bool:
		if isinstance(value, bool):
			return value
		if isinstance(value, int | float):
			return self.number(value)
		return isinstance(value, str) and self.name(value)


def _repeated(request: Request, tool: Tool, parameter: ToolParameter, value: Any) -> bool:
	"""“¿Y el mes pasado?” repeats the previous call: what stays as it was need not be said again."""
	previous = request.previous
	if not previous or previous.command != tool.name:
		return False
	return parameter.name in previous.arguments and previous.arguments[parameter.name] == value


def _numbers(tokens: Sequence[Token], language: str) -> set[float]:
	"""Every number that begins somewhere in the message. A dot or comma counts both ways: who is right about
	grouping is not decided here."""
	found: set[float] = set()
	for index, token in enumerate(tokens):
		for reading in {language, "en", "pt"}:
			number = numbers.read(tokens, index, reading, one=True)
			if number:
				found.add(number[0])
		found.update(float(digits) for digits in DIGITS.findall(token.norm))
	return found


def _currency(tokens: Sequence[Token]) -> str | None:
	"""The first currency that is named, as its ISO code."""
	named = (numbers.currency_at(tokens, index) for index in range(len(tokens)))
	return next((each[0] for each in named if each and each[0]), None)
