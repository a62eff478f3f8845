# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The period grammar: what “la quincena pasada”, “últimos 3 meses” or “10/01/2026 to 10/15/2026” mean.

Contract: `find(line, today, language)` gives the expressions of a line of norms, none overlapping; each resolves to a
span of days, past reading or future reading (“dates of what is to come”). `read_period(text, language, today)` and
`read_date(text, language, today, future)` do so for a whole text. The table of the catalogue is the specification.
Weekdays and days without a month are the latest ones, today included, or the next ones in the future reading.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from whatsapp_erp_bot.llm.rules import calendar as cal
from whatsapp_erp_bot.llm.rules.numbers import UNITS
from whatsapp_erp_bot.llm.rules.text import Text

MONTHS = {
	1: "enero janeiro january jan ene",
	2: "febrero fevereiro february feb fev",
	3: "marzo marco march mar",
	4: "abril april abr apr",
	5: "mayo maio may mai",
	6: "junio junho june jun",
	7: "julio julho july jul",
	8: "agosto august ago aug",
	9: "septiembre setiembre setembro september sep sept set",
	10: "octubre outubro october oct out",
	11: "noviembre novembro november nov",
	12: "diciembre dezembro december dic dez dec",
}
MONTH = {word: number for number, words in MONTHS.items() for word in words.split()}
# short or ambiguous ones are months only beside a number or after a preposition
_WEAK = {
	"may",
	"mar",
	"set",
	"out",
	"mai",
	"ago",
	"march",
	"jan",
	"dec",
	"sep",
	"dic",
	"dez",
	"abr",
	"ene",
	"jun",
	"jul",
}
WEEKDAYS = {
	0: "lunes segunda segunda-feira monday mon",
	1: "martes terca tuesday tue tues",
	2: "miercoles quarta wednesday wed",
	3: "jueves quinta thursday thu thurs",
	4: "viernes sexta friday fri",
	5: "sabado saturday sat",
	6: "domingo sunday sun",
}
WEEKDAY = {word: number for number, words in WEEKDAYS.items() for word in words.split()}
_SHORT_DAYS = frozenset("mon tue tues wed thu thurs fri sat sun".split())
_UNIT_WORDS = {
	"weekend": "fin de semana|fines de semana|fim de semana|finde|weekend|findes",
	"day": "dia|dias|day|days",
	"week": "semana|semanas|week|weeks",
	"month": "mes|meses|month|months",
	"fortnight": "quincena|quincenas|quinzena|quinzenas|fortnight|fortnights",
	"bimester": "bimestre|bimestres",
	"quarter": "trimestre|trimestres|quarter|quarters|trim",
	"semester": "semestre|semestres|semester|semesters|half year|half years",
	"year": "ano|anos|anho|year|years|ejercicio|exercicio",
}
UNIT = {word: unit for unit, words in _UNIT_WORDS.items() for word in words.split("|")}
_ORDINALS = {
	1: "primer|primero|primera|primeiro|primeira|first|1er|1ro|1ra|1o|1a|1st|1º|1ª|i",
	2: "segundo|segunda|second|2do|2da|2o|2a|2nd|2º|2ª|ii",
	3: "tercer|tercero|tercera|terceiro|terceira|third|3er|3ro|3ra|3o|3a|3rd|3º|3ª|iii",
	4: "cuarto|cuarta|quarto|quarta|fourth|4to|4o|4a|4th|4º|4ª|iv",
	5: "quinto|quinta|fifth|5to|5th|5o",
	6: "sexto|sexta|sixth|6to|6th|6o",
}
_ORDINAL = {word: number for number, words in _ORDINALS.items() for word in words.split("|")}


def _any(words: Any) -> str:
	return "(?:" + "|".join(sorted(map(re.escape, words), key=len, reverse=True)) + ")"


_U = _any(UNIT)
_M = _any(MONTH)
_W = _any(WEEKDAY) + "(?: feira)?"
_N = (
	"(?:\\d{1,3}|"
	+ "|".join(sorted((w for w, v in UNITS.items() if v), key=len, reverse=True))
	+ "|una|uma|um|un|a|an)"
)
_Y = "(?:20[0-4]\\d)"
_D = "(?:\\d{1,2}(?:st|nd|rd|th|ro|º|o)?|primero|primeiro)"
_OF = "(?:(?:de|del|do|da|of|,|/) )*"
_ORD = _any(_ORDINAL)
_SLASH = r"(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4})"
_SHORT_SLASH = r"\d{1,2}/\d{1,2}"
_LEAD = "(?:(?:durante|during|over|for|in|of|on|en|em|de|del|da|do|das|dos|na|no|nas|nos|el|la|los|las|o|os|as|the|para|pra|pro|from|este mismo|todo|toda|al cierre|al corte|cierre|al fin(?! de semana)|a fines|a finales|al final|ao fim(?! de semana)|ao final|fim(?! de semana)|no fim(?! de semana)|no fechamento|as|at the end|end|close|corte) )*"
_THIS = "(?:este|esta|esse|essa|neste|nesta|nesse|nessa|deste|desta|desse|dessa|this|current|mismo)"
_LAST = "(?:pasado|pasada|passado|passada|anterior|previo|previa|last|previous|prior|ultimo|ultima|past)"
_NEXT = "(?:proximo|proxima|siguiente|seguinte|next|que viene|que vem|entrante|upcoming|coming)"
_DAY_WORDS = {
	"hoy": 0,
	"hoje": 0,
	"today": 0,
	"ayer": -1,
	"ontem": -1,
	"yesterday": -1,
	"anoche": -1,
	"last night": -1,
	"anteayer": -2,
	"antier": -2,
	"antes de ayer": -2,
	"antayer": -2,
	"anteontem": -2,
	"antes de ontem": -2,
	"antontem": -2,
	"day before yesterday": -2,
	"pasado manana": 2,
	"depois de amanha": 2,
	"day after tomorrow": 2,
	"manana": 1,
	"amanha": 1,
	"tomorrow": 1,
}
_DAY_WORD = _any(_DAY_WORDS)
_POINT = (
	f"(?:{_SLASH}|{_DAY_WORD}|(?:{_W} )?{_D} (?:de |del |of |/ )?{_M}(?: {_OF}{_Y})?|{_M} (?:the )?{_D}(?: (?:, |of |de )?{_Y})?"
	f"|{_M}(?: {_OF}{_Y})?|{_SHORT_SLASH}|{_W}(?: {_LAST}| {_NEXT})?|(?:{_LAST}|{_THIS}|{_NEXT}) {_W}|{_D}|{_Y})"
)
_ART = "(?:(?:el|la|los|o|os|as|the|dia|days?|mes de) )*"


@dataclass(frozen=True)
class Found:
	"""One expression: its span in the line and how it resolves. `day`: it names a single day."""

	start: int
	end: int
	resolve: Callable[[bool], cal.Span]
	day: bool = False
	future: bool = False


class _Reader:
	"""The grammar for one day and language."""

	def __init__(self, today: date, language: str):
		self.today = today
		self.language = language

	def slash(self, text: str, future: bool) -> date | None:
		parts = [int(part) for part in re.split(r"[/.-]", text)]
		try:
			if len(text.split("-")[0]) == 4:
				return cal.clamped(parts[0], parts[1], parts[2])
			first, second = parts[:2]
			month_first = self.language == "en" and first <= 12
			if second > 12:
				month_first = True
			number, day = (first, second) if month_first else (second, first)
			if len(parts) == 3:
				return cal.clamped(parts[2] + (2000 if parts[2] < 100 else 0), number, day)
			return self.dated(day, number, None, future)
		except ValueError:
			return None

	def dated(self, day: int, number: int, year: int | None, future: bool) -> date:
		"""A day of a month, the latest or the next one where no year is said."""
		if year:
			return cal.clamped(year, number, day)
		found = cal.clamped(self.today.year, number, day)
		if future and found < self.today:
			return cal.clamped(self.today.year + 1, number, day)
		if not future and found > self.today:
			return cal.clamped(self.today.year - 1, number, day)
		return found

	def monthly(self, number: int, year: int | None, future: bool) -> cal.Span:
		"""A whole month, the latest that has begun or the next that is not over."""
		if year is None:
			year = self.today.year
			if future and number < self.today.month:
				year += 1
			if not future and number > self.today.month:
				year -= 1
		return cal.month(year, number)

	def day_of_month(self, day: int, future: bool) -> date:
		found = cal.clamped(self.today.year, self.today.month, day)
		if future and found < self.today:
			return cal.months(found.replace(day=1), 1).replace(day=1) and cal.clamped(
				*_year_month(cal.months(found.replace(day=1), 1)), day
			)
		if not future and found > self.today:
			return cal.clamped(*_year_month(cal.months(found.replace(day=1), -1)), day)
		return found

	def point(
		self, text: str, future: bool, month: int | None = None, year: int | None = None
	) -> cal.Span | None:
		"""An endpoint of a range: a day, or a whole month or year. `month` and `year` come from the other end."""
		text = re.sub(f"^{_ART}", "", text.strip())
		if re.fullmatch(_SLASH, text) or re.fullmatch(_SHORT_SLASH, text):
			day = self.slash(text, future)
			return (day, day) if day else None
		if text in _DAY_WORDS:
			day = cal.days(self.today, _DAY_WORDS[text])
			return day, day
		found = re.fullmatch(f"(?:{_W} )?({_D}) (?:de |del |of |/ )?({_M})(?: {_OF}({_Y}))?", text)
		if found:
			day = self.dated(_number(found[1]), MONTH[found[2]], int(found[3]) if found[3] else year, future)
			return day, day
		found = re.fullmatch(f"({_M}) (?:the )?({_D})(?: (?:, |of |de )?({_Y}))?", text)
		if found:
			day = self.dated(_number(found[2]), MONTH[found[1]], int(found[3]) if found[3] else year, future)
			return day, day
		found = re.fullmatch(f"({_M})(?: {_OF}({_Y}))?", text)
		if found:
			return self.monthly(MONTH[found[1]], int(found[2]) if found[2] else year, future)
		found = re.fullmatch(f"(?:({_LAST}|{_NEXT}|{_THIS}) )?({_W})(?: ({_LAST}|{_NEXT}))?", text)
		if found:
			day = self.weekday(found[2], found[1] or found[3] or "", future)
			return day, day
		if re.fullmatch(_Y, text):
			return date(int(text), 1, 1), date(int(text), 12, 31)
		if re.fullmatch(_D, text):
			number = _number(text)
			if month:
				day = self.dated(number, month, year, future)
			else:
				day = self.day_of_month(number, future)
			return day, day
		return None

	def weekday(self, name: str, qualifier: str, future: bool) -> date:
		number = WEEKDAY[name.replace(" feira", "")]
		if re.fullmatch(_NEXT, qualifier):
			return cal.weekday(number, self.today, True)
		if re.fullmatch(_LAST, qualifier):
			return cal.weekday(number, self.today, False, strictly=True)
		if re.fullmatch(_THIS, qualifier) and not future:
			return cal.days(self.today, number - self.today.weekday())
		return cal.weekday(number, self.today, future)

	def range(self, first: str, last: str, future: bool) -> cal.Span | None:
		"""From one endpoint to the other; what one leaves out the other lends."""
		month_first, year_first = _parts(first)
		month_last, year_last = _parts(last)
		if month_last and not year_last and not future and month_first in (None, month_last):
			# the range has begun although its last day is still to come
			whole = self.point(first, False, month_last)
			end = self.point(last, False, month_last, whole[0].year) if whole else None
			return (whole[0], end[1]) if whole and end and whole[0] <= end[1] else None
		slashed = re.fullmatch(_SHORT_SLASH, last.strip())
		end = self.point(last, future, month_first, year_first)
		if end is None:
			return None
		begin_month = month_last or (
			end[1].month if re.fullmatch(_D, re.sub(f"^{_ART}", "", first.strip())) else None
		)
		begin = self.point(
			first, future, begin_month, year_last or (end[1].year if begin_month or month_first else None)
		)
		if begin is None:
			return None
		if begin[0] > end[1]:
			if month_first and not year_first:
				begin = self.point(first, future, begin_month, end[1].year - 1)
			elif not future or slashed:
				begin = self.point(first, False, begin_month) if not begin_month else begin
				if begin and begin[0] > end[1]:
					begin = (cal.months(begin[0], -1), begin[1])
			else:
				end = (end[0], cal.days(end[1], 7)) if _is_weekday(last) else end
		if begin is None or begin[0] > end[1]:
			return None
		return begin[0], end[1]


def _is_weekday(text: str) -> bool:
	return bool(re.search(f"(?:^| ){_W}(?: |$)", text))


def _year_month(day: date) -> tuple[int, int]:
	return day.year, day.month


def _number(text: str) -> int:
	digits = re.match(r"\d+", text)
	return max(int(digits[0]), 1) if digits else 1


def _count(text: str) -> int:
	return int(text) if text.isdigit() else int(UNITS.get(text, 1))


def _parts(text: str) -> tuple[int | None, int | None]:
	"""The month and the year that an endpoint names in words."""
	words = text.split()
	month = next((MONTH[word] for word in words if word in MONTH), None)
	year = next((int(word) for word in words if re.fullmatch(_Y, word)), None)
	return month, year


Resolver = Callable[[_Reader, re.Match, bool], cal.Span | None]
_rules: list[tuple[re.Pattern, Resolver, bool, bool]] = []


def _rule(source: str, day: bool = False, future: bool = False) -> Callable[[Resolver], Resolver]:
	"""A pattern of the grammar, tried in the order of this file. `day`: it names one day. `future`: only that."""

	def keep(function: Resolver) -> Resolver:
		# stacked decorators apply from the lowest up: the order of the file is kept
		place = next((index for index, rule in enumerate(_rules) if rule[1] is function), len(_rules))
		_rules.insert(place, (re.compile(f"(?<= )(?:{source})(?= )"), function, day, future))
		return function

	return keep


_TO = "(?:al|a|ao|hasta|ate|to|until|till|through|thru|y|e|and|-)"
_UNTIL_TODAY = "(?: (?:hasta|ate|a|to|until|till|up to) (?:hoy|hoje|today|ahora|agora|now|la fecha|date)| onwards| em diante| en adelante)?"


@_rule(
	f"(?:entre|between|del|desde|de|from|do|dos)(?: (?:los|os|the))?(?: dias?)? (?P<a>{_ART}{_POINT}) {_TO} (?P<b>{_ART}{_POINT})"
)
@_rule(f"{_LEAD}(?P<a>{_SLASH}) {_TO} (?P<b>{_ART}{_SLASH})")
@_rule(f"{_LEAD}(?P<a>{_M} {_D}|{_D}) (?:-|al|a|to|ao) (?P<b>{_D} (?:de )?{_M}(?: {_OF}{_Y})?|{_M} {_D})")
@_rule(f"{_LEAD}(?P<a>{_M} {_D}) (?:-|to|through) (?P<b>{_D})")
@_rule(f"{_LEAD}(?P<a>{_M}(?: {_Y})?) (?:-|a|to|ate|hasta) (?P<b>{_M}(?: {_OF}{_Y})?)")
@_rule(f"{_LEAD}(?P<a>{_W}) (?:a|to|ate|hasta|-|through) (?P<b>{_W}|{_DAY_WORD})")
def _between(reader: _Reader, match: re.Match, future: bool) -> cal.Span | None:
	if re.fullmatch(_D, match["a"].strip()) and re.fullmatch(_D, match["b"].strip()):
		if "-" in match[0]:
			return None
	return reader.range(match["a"], match["b"], future)


@_rule(
	"(?:en |no |na |o |de |del |do )?(?:lo |o )?(?:que (?:va|llevamos|llevo|corre|vai|ja passou)|acumulado|transcurrido|so far|decorrer)"
	f"(?: (?:en|no|de|del|da|do|deste|desta|de este|de esta|el|la|this|in|of|the))* (?P<unit>{_U})"
)
@_rule(
	f"{_LEAD}(?:{_THIS} )?(?P<unit>{_U}) (?:to date|so far|hasta hoy|ate hoje|hasta ahora|ate agora|hasta la fecha|a la fecha|ate o momento|up to now|until today|till date)"
)
@_rule(
	f"(?:desde|since|from|a partir)(?: (?:de|do|da|del|el|o|the))* (?:principios?|inicio|comeco|comienzo|start|beginning)(?: (?:de|do|da|del|of|el|la|the|this|este|esta|deste|desta))* (?P<unit>{_U}){_UNTIL_TODAY}"
)
def _to_date(reader: _Reader, match: re.Match, future: bool) -> cal.Span | None:
	return cal.containing(UNIT[match["unit"]], reader.today)[0], reader.today


@_rule(f"{_LEAD}(?P<short>ytd|mtd|wtd|qtd)")
def _short_to_date(reader: _Reader, match: re.Match, future: bool) -> cal.Span | None:
	unit = {"y": "year", "m": "month", "w": "week", "q": "quarter"}[match["short"][0]]
	return cal.containing(unit, reader.today)[0], reader.today


@_rule(
	f"(?:desde|since|a partir de|a partir del|a partir do|starting|from)(?: (?:el|la|o|a|the|dia|do|da))* (?P<point>{_POINT}){_UNTIL_TODAY}"
)
def _since(reader: _Reader, match: re.Match, future: bool) -> cal.Span | None:
	start = reader.point(match["point"], False)
	if match[0].startswith("from") and re.fullmatch(f"from (?:{_M}(?: {_OF}{_Y})?|{_Y})", match[0]):
		return None
	return (start[0], reader.today) if start and start[0] <= reader.today else None


@_rule(
	f"(?:desde|since|from)(?: (?:el|la|o|a|the))* (?:(?:{_LAST}) (?P<u1>{_U})|(?P<u2>{_U}) {_LAST}){_UNTIL_TODAY}"
)
def _since_unit(reader: _Reader, match: re.Match, future: bool) -> cal.Span | None:
	if match[0].startswith("from") and not re.search("(?:hoy|hoje|today|now|onwards|date)$", match[0]):
		return cal.shifted(UNIT[match["u1"] or match["u2"]], reader.today, -1)
	return cal.shifted(UNIT[match["u1"] or match["u2"]], reader.today, -1)[0], reader.today


@_rule(
	f"{_LEAD}(?P<half>{_ORD}) (?:quincena|quinzena|half|fortnight|mitad|metade)"
	f"(?: {_OF}(?:(?:el |la |the |mes de )*(?P<month>{_M})(?: {_OF}(?P<year>{_Y}))?|(?P<last>(?:mes|month) {_LAST}|{_LAST} (?:mes|month))|(?P<this>{_THIS} (?:mes|month)|mes|the month)))"
)
@_rule(f"{_LEAD}(?P<half>{_ORD}) (?:quincena|quinzena|fortnight)(?P<month>)(?P<year>)(?P<last>)(?P<this>)")
def _half(reader: _Reader, match: re.Match, future: bool) -> cal.Span | None:
	half = _ORDINAL[match["half"]]
	if half > 2:
		return None
	if match["month"]:
		first, _ = reader.monthly(
			MONTH[match["month"]], int(match["year"]) if match["year"] else None, future
		)
	elif match["last"]:
		first = cal.months(reader.today.replace(day=1), -1)
	else:
		first = reader.today.replace(day=1)
		if not match["this"] and half == 2 and reader.today.day <= 15 and not future:
			first = cal.months(first, -1)
	return cal.half_month(first.year, first.month, half)


@_rule(
	f"{_LEAD}(?P<n>{_ORD}|ultimo|last) (?P<unit>trimestre|quarter|trim|semestre|semester|bimestre|half)(?: {_OF}(?:(?:el |o |the |ano |year )*(?P<year>{_Y})|(?P<last>(?:ano|year) {_LAST}|{_LAST} (?:ano|year))|(?:{_THIS} )?(?:the )?(?:ano|year)(?: actual)?))"
)
@_rule(
	f"{_LEAD}(?P<n>{_ORD}) (?P<unit>trimestre|quarter|trim|semestre|semester|bimestre|half)(?P<year>)(?P<last>)"
)
@_rule(
	f"{_LEAD}(?:q|t)(?P<n>[1-4])(?P<unit>)(?: {_OF}(?P<year>{_Y})| {_OF}(?P<last>(?:ano|year) {_LAST}|{_LAST} (?:ano|year)))?"
)
@_rule(f"{_LEAD}(?P<n>[1-4])(?:t|q)(?P<unit>)(?: {_OF}(?P<year>{_Y}))?(?P<last>)")
def _nth_unit(reader: _Reader, match: re.Match, future: bool) -> cal.Span | None:
	unit = {"semestre": "semester", "semester": "semester", "half": "semester", "bimestre": "bimester"}.get(
		match["unit"] or "", "quarter"
	)
	count = 12 // cal.MONTHS_IN[unit]
	number = _ORDINAL.get(match["n"]) or (int(match["n"]) if match["n"].isdigit() else count)
	if number > count:
		return None
	year = int(match["year"]) if match["year"] else reader.today.year - (1 if match["last"] else 0)
	span = cal.nth(unit, number, year)
	if not match["year"] and not match["last"]:
		if not future and span[0] > reader.today and not match[0].rstrip().endswith(("ano", "year")):
			span = cal.nth(unit, number, year - 1)
		if future and span[1] < reader.today:
			span = cal.nth(unit, number, year + 1)
	return span


@_rule(
	f"{_LEAD}(?:(?:ultimos|ultimas|last|past|previous|passados|pasados|ultimo|recent) (?P<n1>{_N})|(?P<n2>{_N}) (?:ultimos|ultimas)) (?P<unit>{_U})(?: pasados| passados)?"
)
@_rule(f"{_LEAD}(?P<n1>{_N}) (?P<unit>{_U}) (?:pasados|pasadas|passados|passadas|anteriores)(?P<n2>)")
def _trailing(reader: _Reader, match: re.Match, future: bool) -> cal.Span | None:
	if UNIT[match["unit"]] == "weekend":
		return None
	count = _count(match["n1"] or match["n2"])
	if count > 1200 or not count:
		return None
	return cal.trailing(UNIT[match["unit"]], count, reader.today)


@_rule(
	f"{_LEAD}(?:(?:proximos|proximas|next|siguientes|seguintes|coming|upcoming) (?P<n1>{_N})|(?P<n2>{_N}) (?:proximos|proximas|siguientes)) (?P<unit>{_U})",
	future=True,
)
@_rule(f"{_LEAD}(?P<n1>{_N}) (?P<unit>{_U}) (?:siguientes|seguintes|que vienen|que vem)(?P<n2>)", future=True)
def _coming(reader: _Reader, match: re.Match, future: bool) -> cal.Span | None:
	if UNIT[match["unit"]] == "weekend":
		return None
	count = _count(match["n1"] or match["n2"])
	return cal.coming(UNIT[match["unit"]], count, reader.today) if 0 < count <= 1200 else None


@_rule(
	f"(?:dentro de|daqui a|in|en|em|within) (?P<n>{_N}) (?P<unit>dias|semanas|meses|days|weeks|months|dia|semana|mes|day|week|month)(?: time)?(?! (?:que|pasad|passad|last|anterior|this|actual))",
	day=True,
	future=True,
)
def _ahead(reader: _Reader, match: re.Match, future: bool) -> cal.Span | None:
	unit, count = UNIT[match["unit"]], _count(match["n"])
	day = (
		cal.months(reader.today, count)
		if unit == "month"
		else cal.days(reader.today, count * (7 if unit == "week" else 1))
	)
	return day, day


@_rule(f"(?:hace|ha|faz) (?P<n>{_N}) (?P<unit>{_U})(?: atras)?")
@_rule(f"(?P<n>{_N}) (?P<unit>{_U}) (?:ago|atras)")
def _ago(reader: _Reader, match: re.Match, future: bool) -> cal.Span | None:
	return cal.shifted(UNIT[match["unit"]], reader.today, -_count(match["n"]))


@_rule(f"{_LEAD}(?P<unit>{_U}) (?:antepasado|antepasada|retrasado|retrasada|tras anterior|before last)")
@_rule(f"{_LEAD}(?:antepasado|antepasada|antepenultimo) (?P<unit>{_U})")
def _before_last(reader: _Reader, match: re.Match, future: bool) -> cal.Span | None:
	return cal.shifted(UNIT[match["unit"]], reader.today, -2)


@_rule(
	f"{_LEAD}(?:{_LAST} )?(?P<month>{_M})(?: {_LAST})?{' '}{_OF}(?:{_LAST} (?:ano|year)|(?:ano|year) {_LAST})"
)
def _month_last_year(reader: _Reader, match: re.Match, future: bool) -> cal.Span | None:
	return cal.month(reader.today.year - 1, MONTH[match["month"]])


@_rule(f"{_LEAD}(?:(?P<u1>{_U}) {_LAST}|{_LAST} (?P<u2>{_U}))")
def _last_unit(reader: _Reader, match: re.Match, future: bool) -> cal.Span | None:
	unit = UNIT[match["u1"] or match["u2"]]
	if unit == "weekend":
		saturday = cal.weekday(5, reader.today, False)
		if reader.today.weekday() >= 5:
			saturday = cal.days(saturday, -7)
		return saturday, cal.days(saturday, 1)
	return cal.shifted(unit, reader.today, -1)


@_rule(f"{_LEAD}(?:(?P<u1>{_U}) {_NEXT}|{_NEXT} (?P<u2>{_U}))", future=True)
def _next_unit(reader: _Reader, match: re.Match, future: bool) -> cal.Span | None:
	unit = UNIT[match["u1"] or match["u2"]]
	if unit == "weekend":
		saturday = cal.weekday(5, reader.today, True)
		return saturday, cal.days(saturday, 1)
	return cal.shifted(unit, reader.today, 1)


@_rule(
	f"{_LEAD}(?:fin|final|fim|cierre|fechamento|end|finales) (?:de|do|del|of)(?: (?:el|o|the|este|this))? (?P<unit>mes|ano|month|year|week|quincena|quinzena)(?! {_LAST})",
	day=True,
)
@_rule(f"{_LEAD}(?P<unit>month) end", day=True)
def _end_of_unit(reader: _Reader, match: re.Match, future: bool) -> cal.Span | None:
	last = cal.containing(UNIT[match["unit"]], reader.today)[1]
	return last, last


@_rule(
	f"{_LEAD}(?:{_THIS} (?P<u1>{_U})|(?P<u2>{_U}) (?:actual|corriente|atual|corrente|en curso|em curso|en el que estamos))"
)
def _this_unit(reader: _Reader, match: re.Match, future: bool) -> cal.Span | None:
	return cal.containing(UNIT[match["u1"] or match["u2"]], reader.today)


@_rule(
	f"(?:{_LEAD}|el dia de |o dia de |day of )(?P<word>{_DAY_WORD})(?: (?:mismo|mesmo|de manha|a tarde))?",
	day=True,
)
def _day_word(reader: _Reader, match: re.Match, future: bool) -> cal.Span | None:
	if match["word"] == "manana" and re.search("(?:la|esta|de|por|misma) manana$", match[0]):
		return (reader.today, reader.today) if "esta" in match[0] else None
	day = cal.days(reader.today, _DAY_WORDS[match["word"]])
	return day, day


@_rule(
	"(?:esta (?:manana|tarde|noche)|this (?:morning|afternoon|evening)|tonight|hoje de manha|esta noite)",
	day=True,
)
def _part_of_today(reader: _Reader, match: re.Match, future: bool) -> cal.Span | None:
	return reader.today, reader.today


@_rule(
	f"(?:{_LEAD}|al |ao |by |until |till |hasta |ate |as on |as at )(?:dia )?(?P<point>{_SLASH}|(?:{_W} ,? ?)?{_D} (?:de |del |of |/ )?{_M}(?: {_OF}{_Y})?|{_M} (?:the )?{_D}(?: (?:, |of |de )?{_Y})?)",
	day=True,
)
def _full_date(reader: _Reader, match: re.Match, future: bool) -> cal.Span | None:
	if (
		re.fullmatch("(?:set|out|mar|may) 1?[0-9]|[0-9]+ (?:set|out)", match["point"])
		and reader.language == "en"
	):
		return None
	return reader.point(match["point"].replace(" ,", ""), future)


@_rule(f"{_LEAD}(?P<month>{_M}) {_OF}(?P<year>{_Y})")
def _month_year(reader: _Reader, match: re.Match, future: bool) -> cal.Span | None:
	return cal.month(int(match["year"]), MONTH[match["month"]])


@_rule(f"(?P<lead>{_LEAD})(?:{_LAST} |{_THIS} )?(?:mes de |month of )?(?P<month>{_M})(?: {_LAST})?")
def _month_name(reader: _Reader, match: re.Match, future: bool) -> cal.Span | None:
	word = match["month"]
	if word in _WEAK and not match["lead"] and match[0].strip() == word:
		return None
	if word in _WEAK and match["lead"].split()[-1:] in (["os"], ["as"], ["los"], ["las"]):
		# “os dez melhores clientes” counts
		return None
	if (word == "set" and reader.language != "pt") or (word == "out" and reader.language == "en"):
		return None
	if word == "may" and not re.search("(?:in|of|for|since|last|this) ", match[0]):
		return None
	if word == "ago" and reader.language == "en":
		return None
	span = reader.monthly(MONTH[word], None, future)
	if re.search(f"(?:^| ){_LAST}(?: |$)", match[0]) and span[1] >= reader.today:
		span = cal.month(span[0].year - 1, span[0].month)
	return span


@_rule(
	f"(?:{_LEAD}|al |ao |by |until |till |hasta |ate )(?:dia )?(?:(?P<q1>{_LAST}|{_NEXT}|{_THIS}) )?(?P<name>{_W})(?: (?P<q2>{_LAST}|{_NEXT}))?(?: que vem| que viene)?(?! via )",
	day=True,
)
def _weekday(reader: _Reader, match: re.Match, future: bool) -> cal.Span | None:
	if match["name"] in ("set", "sun", "sat", "mon", "wed") and reader.language != "en":
		return None
	if match["name"] in ("segunda", "quarta", "quinta", "sexta") and reader.language == "es":
		return None
	if (
		len(match["name"]) <= 5
		and match["name"] in _SHORT_DAYS
		and not re.match("(?:on|by|until|till|this|next|last) ", match[0])
	):
		# “Sun Trading” is a name
		return None
	qualifier = match["q1"] or match["q2"] or ("next" if re.search("que vi?e(?:m|ne)$", match[0]) else "")
	day = reader.weekday(match["name"], qualifier, future)
	return day, day


@_rule(f"{_LEAD}(?:fin de semana|fim de semana|finde|weekend)", day=False)
def _weekend(reader: _Reader, match: re.Match, future: bool) -> cal.Span | None:
	saturday = cal.weekday(5, reader.today, future)
	return saturday, cal.days(saturday, 1)


@_rule(
	f"(?<!dia )(?<!mes )(?<!semana )(?:durante |en |no |na |in |for |of |en todo |em todo )?(?P<article>el|la|del|de la|do|da|no|na|o|a|the|of the|nesta|este) (?P<unit>{_U})(?! (?:de|del|do|da|of|{_LAST[3:-1]}|{_NEXT[3:-1]}|\\d+))"
)
def _bare_unit(reader: _Reader, match: re.Match, future: bool) -> cal.Span | None:
	if match["article"] in ("o", "a") and reader.language != "pt":
		return None
	return cal.containing(UNIT[match["unit"]], reader.today)


@_rule(
	"(?:del|do|of the|on the|on|el|al|ao|para el|para o|pro|no|by the|by|for the|hasta el|ate o|em|the|dia|para|desde el)(?: dia)? (?P<day>(?:[12]?\\d|3[01])(?:st|nd|rd|th)?|primero|primeiro)(?= (?:$|[,.;:?!)…]|y |e |and |en |em |in |para |por |pls|please|con |com |with |a las |as |at ))",
	day=True,
)
@_rule("(?:el |no |o |para el |pro |pra |al |ate o |hasta el )?dia (?P<day>[12]?\\d|3[01])", day=True)
def _day_of_month(reader: _Reader, match: re.Match, future: bool) -> cal.Span | None:
	lead = match[0].split()[0]
	if lead in ("on", "by", "em", "para") and match["day"].isdigit() and len(match[0].split()) == 2:
		return None
	if (reader.language != "en" and lead in ("of", "on", "the", "by")) or not _number(match["day"]):
		return None
	day = reader.day_of_month(_number(match["day"]), future)
	return day, day


@_rule(
	f"(?:el|al|de|ao|dia|on|em|hasta|ate|desde|until|by|for|del|do|no|para el|para|as of|as on|as at|o|entrega|pro|validade|validez|vigencia|valido ate|valida hasta|valido hasta|vence|vencimiento|vencimento|delivery|due|fecha|data|entregar|deliver)(?: :)?(?: el| o| em| dia)? (?P<point>{_SHORT_SLASH})",
	day=True,
)
def _short_slash(reader: _Reader, match: re.Match, future: bool) -> cal.Span | None:
	day = reader.slash(match["point"], future)
	return (day, day) if day else None


@_rule(
	f"(?:(?:durante|en|em|de|del|do|in|for|of|ano|year|todo|fiscal|ejercicio|fy|el|no|the) )+(?P<year>{_Y})(?! (?:pesos|[a-z]+s de ))"
)
@_rule(f"(?P<year>{_Y})(?= (?:$|[?!.,]|en |em |in |por |please))")
def _year(reader: _Reader, match: re.Match, future: bool) -> cal.Span | None:
	year = int(match["year"])
	return date(year, 1, 1), date(year, 12, 31)


# a line without any of these words has no period
_HINT = re.compile(
	"[ /.-](?:\\d|"
	+ "|".join(
		sorted(
			{*(w.split()[0] for w in UNIT), *MONTH, *WEEKDAY, *(w.split()[0] for w in _DAY_WORDS)}
			| {
				"ytd",
				"mtd",
				"wtd",
				"qtd",
				"primer",
				"tonight",
				"this",
				"last",
				"depois",
				"q1",
				"q2",
				"q3",
				"q4",
			},
			key=len,
			reverse=True,
		)
	)
	+ ")"
)


def find(line: str, today: date, language: str) -> list[Found]:
	"""The expressions of a line (norms parted by blanks, a blank at both ends), in their order."""
	if not _HINT.search(line):
		return []
	reader = _Reader(today, language)
	found: list[Found] = []
	for pattern, function, day, future in _rules:
		for match in pattern.finditer(line):
			past = function(reader, match, False) or function(reader, match, True)
			if past is None:
				continue
			found.append(_found(reader, match, function, day, future, past))
			line = line[: match.start()] + "\x00" * (match.end() - match.start()) + line[match.end() :]
	return sorted(found, key=lambda each: each.start)


def _found(
	reader: _Reader, match: re.Match, function: Resolver, day: bool, future: bool, past: cal.Span
) -> Found:
	def resolve(coming: bool) -> cal.Span:
		return (function(reader, match, True) or past) if coming else past

	start = match.start()
	if reader.language == "en" and match[0].startswith("do "):
		# “what do I have to do today”
		start += len("do ")
	return Found(start, match.end(), resolve, day or past[0] == past[1], future)


def as_argument(span: cal.Span) -> dict[str, str]:
	"""{"from", "to"} in ISO dates."""
	return {"from": span[0].isoformat(), "to": span[1].isoformat()}


def read_period(text: str, language: str, today: date, future: bool = False) -> dict[str, str] | None:
	"""The first period that a text names, as {"from", "to"}, or None."""
	found = find(Text(text).line.string, today, language)
	return as_argument(found[0].resolve(future)) if found else None


def read_date(text: str, language: str, today: date, future: bool = False) -> str | None:
	"""The first date that a text names (of a longer unit: its last day), ISO, or None."""
	line = Text(text).line.string
	found = find(line, today, language)
	if found:
		return found[0].resolve(future)[1].isoformat()
	bare = re.fullmatch(r" (?:el |the |o |dia )*(\d{1,2}|\d{1,2}/\d{1,2}) ", line)
	if bare:
		span = _Reader(today, language).point(bare[1], future)
		return span[1].isoformat() if span else None
	return None
