# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What a model says was said, held against what was said.

Contract: `ground` takes valid arguments (see `schema.validate`) and returns those that leave a trace in the message, **in
the person's own words**: a model chooses among what was said and words nothing itself, since arguments are quoted in
answers and saved in documents. The rest is dropped, since models invent optional arguments, periods most of all. A
dropped required argument is then asked for. Periods and dates are read again by the rules' own parser, whose arithmetic
replaces the model's. Traces: a number by its digits or words; a name by its words, typos forgiven, in the message, the
person's earlier lines or the previous call, and for a read in the bot's earlier answers too (what documents say counts
for nothing in an order); free text of an order by a stretch of one message; a format or another known choice by its
words. What people call otherwise than ERPNext does (“pedidos”) is kept where it is a name that the site has or a state
that documents have. Pure functions, no model and no Frappe.
"""

import math
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from whatsapp_erp_bot.llm.rules import numbers, periods
from whatsapp_erp_bot.llm.rules.language import detect
from whatsapp_erp_bot.llm.rules.lexicon import CLASSES
from whatsapp_erp_bot.llm.rules.text import Text, Token
from whatsapp_erp_bot.llm.schema import open_parameters
from whatsapp_erp_bot.llm.types import Request, Tool, ToolParameter
from whatsapp_erp_bot.words import doctypes, states
from whatsapp_erp_bot.words.folding import fold

# Links and texts that may be given as ERPNext names them, in English, whatever the person's language (catalogue,
# “Words and numbers”): the words of the message prove nothing about them, but they are names that exist.
TRANSLATED_LINKS = ("DocType", "Report", "Mode of Payment", "Issue Priority", "Print Format")
# “baje de 20” is “< 20”
CONDITION = re.compile(r"[<>]=?\s*(\d{1,12}(?:\.\d{1,6})?)")
ONESELF = frozenset("me myself i mi yo mim eu".split())
PRIORITIES = frozenset("low medium high urgent".split())

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
# of free text that a model gives; a longer one is none that a message holds
MOST_WORDS = 300
LONGEST_NAME = 300
WORD = re.compile(r"\w+")
NEGATION = re.compile(
	r"\b(no|nao|not|don'?t|dont|doesn'?t|didn'?t|never|nunca|jamas|tampoco|nem|todavia|aun no|ainda|yet|sin|sem|without"
	r"|before|antes de|antes que)\b"
)


def ground(request: Request, tool: Tool, arguments: Mapping[str, Any]) -> dict[str, Any]:
	"""The arguments that were said, in the tool's order."""
	said = Said(request, tool.writes)
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


# what orders a write on a document that exists: its class of the rules' words, and other forms of them
_ORDERS = {
	"submit_document": ("submit", r"confirm|valid|submi|submet|firm|present"),
	"cancel_document": ("cancel", r"cancel|anul|void|estorn|revoc"),
	"approve": ("approve", r"apr[ou]|autor|author|visto bueno|luz verde|go ahead|accept|acept|aceit|ok\b"),
	"reject": (
		"reject",
		r"rech|recha|rej|recus|deny|denie|declin|desapr|reprov|no autor|nao autor|devuelv|devolv",
	),
	"undo": ("undo", r"deshac|deshaz|desfa|undo|revert|reviert|borra|elimina|apaga|delete|quita"),
}


def ordered(text: str, command: str) -> bool:
	"""Does the message hold a word that orders this? Only asked of what changes a document that exists; other writes name
	what they make, which `ground` asks for."""
	if command not in _ORDERS:
		return True
	name, forms = _ORDERS[command]
	line = f" {' '.join(WORD.findall(fold(text)))} "
	return any(f" {word} " in line for word in CLASSES[name]) or bool(re.search(rf" (?:{forms})", line))


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
	"""The message and what was said before, ready to be looked up. `writes`: for a tool that writes."""

	def __init__(self, request: Request, writes: bool = False):
		self.request = request
		self.writes = writes
		self.text = fold(request.text)
		own = [request.text, *(turn.text for turn in reversed(request.history) if turn.speaker == "person")]
		if request.previous:
			own += list(_texts(request.previous.arguments))
		self.own = [Quotable(text) for text in own]
		heard = [turn.text for turn in reversed(request.history) if turn.speaker != "person"]
		self.all = [*self.own, *(Quotable(text) for text in heard)]
		tokens = Text(request.text).tokens
		language = request.language or detect(token.norm for token in tokens)
		self.numbers = _numbers(tokens, language)
		self.currency = _currency(tokens)

	def kept(self, parameter: ToolParameter, value: Any) -> Any | None:
		"""The value in the person's words, the part of it that was said, or None."""
		if parameter.kind in ("period", "date"):
			return value if self._when(parameter, value) else None
		if parameter.kind == "number":
			return value if self.number(value) or (value == 1 and parameter.name == "limit") else None
		if parameter.kind == "money":
			return self._money(value)
		if parameter.kind == "rows":
			return self._rows(value)
		if parameter.kind in ("choice", "flag"):
			pattern = CHOICE_WORDS.get((parameter.name, value))
			return value if not pattern or re.search(rf"\b(?:{pattern})", self.text) else None
		if parameter.kind == "arguments":
			inner = ((key, self._inner(each)) for key, each in value.items() if _is_name(key))
			return {key: each for key, each in inner if each is not None} or None
		if parameter.kind == "text" and self.writes and parameter.name not in ("party", "uom", "command"):
			return self.stretch(value)
		return self._known(parameter, value) or self.name(value, self._where(parameter))

	def _where(self, parameter: ToolParameter) -> "list[Quotable]":
		"""What the bot said before names documents, and proves nothing for an order."""
		return self.all if parameter.kind in ("link", "document") and not self.writes else self.own

	def _when(self, parameter: ToolParameter, value: Any) -> bool:
		"""A day that is to be written down is one that the rules read too, where they read any."""
		if not self.writes:
			return self.time()
		readings = read_times(self.request, parameter)
		return value in readings if readings else bool(TIME_WORDS.search(self.text))

	def _known(self, parameter: ToolParameter, value: str) -> str | None:
		"""A name of ERPNext's, as ERPNext writes it, whatever the person called it."""
		if parameter.kind == "link" and parameter.link in TRANSLATED_LINKS:
			if self.request.named:
				return self.request.named(parameter.link, value)
			# no site: nothing to compare with but what the rules know
			return value if parameter.link != "DocType" or value in doctypes.NAMES else None
		if parameter.kind == "link" and parameter.link == "User":
			return value if fold(value) in ONESELF else None
		if parameter.name == "status":
			return value if value in states.NAMES or fold(value) in states.STATUS else None
		if parameter.name == "priority":
			return value if fold(value) in PRIORITIES else None
		if parameter.name == "command":
			return value if any(tool.name == value for tool in self.request.tools) else None
		if parameter.name == "condition" and (bound := CONDITION.fullmatch(value)):
			return value if self.number(float(bound[1])) else None
		return None

	def time(self) -> bool:
		"""Does the message speak of any time?"""
		return bool(DIGITS.search(self.text) or TIME_WORDS.search(self.text))

	def number(self, value: int | float) -> bool:
		"""Does the message hold this number, in digits or words?"""
		return any(math.isclose(value, said) for said in self.numbers)

	def name(self, value: str, texts: "Sequence[Quotable] | None" = None) -> str | None:
		"""The name as the person said it: as a stretch of one text, else those of its words that were said. One as it is,
		or in another form (“tornillos”), is enough; misspelt ones must all be there (“centro” is near “cemento”)."""
		texts = self.own if texts is None else texts
		value = value[:LONGEST_NAME]
		for text in texts:
			if quoted := text.whole(value):
				return quoted
		words = WORD.findall(fold(value))
		telling = [word for word in words if len(word) > 2 or word.isdigit()] or words
		stand = {word for word in telling if any(text.standing(word) for text in texts)}
		if not stand:
			near = {word for word in telling if any(text.near(word) for text in texts)}
			if not telling or near != set(telling):
				return None
		return _joined(value, lambda word: next(filter(None, (text.word(word) for text in texts)), None))

	def stretch(self, value: str) -> str | None:
		"""Free text as a stretch of one of the person's messages, from the first to the last of its words; None where the
		message does not hold most of it."""
		for text in self.own:
			if quoted := text.whole(value) or text.most(value):
				return quoted
		return None

	def _money(self, value: Mapping[str, Any]) -> dict[str, Any] | None:
		if not self.number(value["amount"]):
			return None
		# a bare “$” or “pesos” names none
		return {"amount": value["amount"]} | ({"currency": self.currency} if self.currency else {})

	def _rows(self, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]] | None:
		named = [{**row, "item": item} for row in rows if (item := self.name(row["item"]))]
		# one row without its quantity: all are asked again, since a row that vanished might go unnoticed
		if not all(row.get("qty") and self.number(row["qty"]) for row in named):
			return None
		return [self._row(row) for row in named] or None

	def _row(self, row: Mapping[str, Any]) -> dict[str, Any]:
		kept = {"item": row["item"], "qty": row["qty"]}
		if row.get("rate") is not None and self.number(row["rate"]):
			kept["rate"] = row["rate"]
		if row.get("uom") and (uom := self.name(row["uom"])):
			kept["uom"] = uom
		return kept

	def _inner(self, value: Any) -> Any | None:
		if isinstance(value, bool):
			return value or None
		if isinstance(value, int | float):
			return value if self.number(value) else None
		return self.name(value) if isinstance(value, str) else None


class Quotable:
	"""A text of which words can be found however they are written, and quoted as they are written."""

	def __init__(self, text: str):
		self.original = unicodedata.normalize("NFC", text)
		self.found = [
			(fold(match.group()), match.start(), match.end()) for match in WORD.finditer(self.original)
		]
		self.words = [word for word, _start, _end in self.found]

	def whole(self, value: str) -> str | None:
		"""The stretch of the text that has just these words, or these digits, in this order."""
		wanted = [fold(word) for word in WORD.findall(unicodedata.normalize("NFC", value))]
		for first in range(len(self.words) - len(wanted) + 1):
			if wanted and self.words[first : first + len(wanted)] == wanted:
				return self._from_to(first, first + len(wanted) - 1)
		digits = "".join(wanted)
		if len(digits) >= 5 and digits.isdigit():
			found = re.search(r"\+?" + r"[ ().-]{0,3}".join(digits), self.original)
			return found.group() if found else None
		return None

	def most(self, value: str) -> str | None:
		"""The shortest stretch in which most of the value's words stand in its order."""
		wanted = [fold(word) for word in WORD.findall(unicodedata.normalize("NFC", value))][:MOST_WORDS]
		distinct = set(self.words)
		alike = {word: {own for own in distinct if _similar(word, own)} for word in set(wanted)}
		places = [[at for at, own in enumerate(self.words) if own in alike[word]] for word in wanted]
		best: tuple[int, int, int, int] | None = None
		for first in sorted({at for each in places for at in each}):
			found = _in_order(places, first)
			if found[0] == first:
				ranked = (len(found), first - found[-1], first, found[-1])
				best = max(best or ranked, ranked)
		if not best or best[0] * 10 < len(wanted) * 6 or -best[1] >= 2 * len(wanted):
			return None
		return self._from_to(best[2], best[3])

	def _from_to(self, first: int, last: int) -> str:
		begin, end = self.found[first][1], self.found[last][2]
		if begin and self.original[begin - 1] == "+":
			# of a phone number
			begin -= 1
		return self.original[begin:end]

	def standing(self, word: str) -> str | None:
		"""The word as it is written here, itself or in another form."""
		return self._first(lambda own: _same(word, own))

	def near(self, word: str) -> str | None:
		"""A word here of which this one is a misspelling, or the other way round."""
		return self._first(lambda own: _misspelt(word, own))

	def word(self, word: str) -> str | None:
		"""What of this text the word stands for: itself first of all."""
		return self._first(lambda own: own == word) or self.standing(word) or self.near(word)

	def _first(self, fits: Callable[[str], bool]) -> str | None:
		return next((self.original[start:end] for own, start, end in self.found if fits(own)), None)


def _in_order(places: Sequence[Sequence[int]], first: int) -> list[int]:
	"""From `first` on, the next place of each word that has one behind the word before it."""
	found: list[int] = []
	start = first
	for each in places:
		index = bisect_left(each, start)
		if index < len(each):
			found.append(each[index])
			start = each[index] + 1
	return found


def _same(word: str, own: str) -> bool:
	if word == own or (word.isdigit() and own.isdigit() and int(word) == int(own)):
		return True
	return len(word) > 3 and len(own) > 3 and not word.isdigit() and word[:4] == own[:4]


def _misspelt(word: str, own: str) -> bool:
	# imported here: it comes with ERPNext
	from rapidfuzz import fuzz

	return len(word) > 3 and len(own) > 3 and not word.isdigit() and fuzz.ratio(word, own) >= 75


def _similar(word: str, own: str) -> bool:
	return _same(word, own) or _misspelt(word, own)


def _joined(value: str, said: Callable[[str], str | None]) -> str | None:
	"""The words of the value that were said, as they were said. Between two of them stays what makes one code of them
	(“SAL-ORD-12”, “3/8”); never a dot, which would make an address."""
	parts: list[str] = []
	used: set[str] = set()
	end = 0
	for match in WORD.finditer(unicodedata.normalize("NFC", value)):
		written = said(fold(match.group()))
		if written is None or fold(written) in used:
			continue
		used.add(fold(written))
		between = value[end : match.start()] if parts else ""
		parts.append((between if between in ("-", "/", "&", "'") else " ") + written if parts else written)
		end = match.end()
	return "".join(parts) or None


def _texts(value: Any) -> Iterator[str]:
	"""Every text in the arguments of a call."""
	if isinstance(value, str):
		yield value
	elif isinstance(value, Mapping):
		for each in value.values():
			yield from _texts(each)
	elif isinstance(value, list | tuple):
		for each in value:
			yield from _texts(each)


def _is_name(key: Any) -> bool:
	"""A fieldname: no words."""
	return isinstance(key, str) and bool(re.fullmatch(r"[a-z][a-z0-9_]{0,60}", key))


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
