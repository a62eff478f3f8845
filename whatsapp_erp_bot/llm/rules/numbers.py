# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Numbers and money as people write them in the three languages.

Contract: `read(tokens, index, language)` reads a number that begins at a token (3 mil, 2k, 1.5 lakh, medio palo,
dos docenas, twenty five) and returns (value, index after it) or None. `money(...)` does so with a currency before or
after. A dot or comma before exactly three last digits groups thousands as the language does; in Spanish both do,
since Mexico and Argentina differ.
"""

import re
from collections.abc import Sequence

from whatsapp_erp_bot.llm.rules.text import Token
from whatsapp_erp_bot.words.currencies import CURRENCY

_UNITS = {
	0: "cero zero",
	1: "uno um one",
	2: "dos dois duas two",
	3: "tres three",
	4: "cuatro quatro four",
	5: "cinco five",
	6: "seis six",
	7: "siete sete seven",
	8: "ocho oito eight",
	9: "nueve nove nine",
	10: "diez dez ten",
	11: "once onze eleven",
	12: "doce doze twelve",
	13: "trece treze thirteen",
	14: "catorce quatorze catorze fourteen",
	15: "quince quinze fifteen",
	16: "dieciseis dezesseis dezasseis sixteen",
	17: "diecisiete dezessete seventeen",
	18: "dieciocho dezoito eighteen",
	19: "diecinueve dezenove nineteen",
	20: "veinte vinte twenty",
	21: "veintiuno veintiun veintiuna",
	22: "veintidos",
	23: "veintitres",
	24: "veinticuatro",
	25: "veinticinco",
	26: "veintiseis",
	27: "veintisiete",
	28: "veintiocho",
	29: "veintinueve",
	30: "treinta trinta thirty",
	40: "cuarenta quarenta forty",
	50: "cincuenta cinquenta fifty",
	60: "sesenta sessenta sixty",
	70: "setenta seventy",
	80: "ochenta oitenta eighty",
	90: "noventa ninety",
	100: "cien ciento cem cento",
	200: "doscientos doscientas duzentos duzentas",
	300: "trescientos trescientas trezentos trezentas",
	400: "cuatrocientos cuatrocientas quatrocentos quatrocentas",
	500: "quinientos quinientas quinhentos quinhentas",
	600: "seiscientos seiscientas seiscentos seiscentas",
	700: "setecientos setecientas setecentos setecentas",
	800: "ochocientos ochocientas oitocentos oitocentas",
	900: "novecientos novecientas novecentos novecentas",
}
UNITS = {word: float(value) for value, words in _UNITS.items() for word in words.split()}
ONE = frozenset("un una um uma a an one".split())
HALF = frozenset("medio media meio meia half".split())
TIMES = {
	"hundred": 100.0,
	"mil": 1e3,
	"thousand": 1e3,
	"k": 1e3,
	"grand": 1e3,
	"luca": 1e3,
	"lucas": 1e3,
	"conto": 1e3,
	"contos": 1e3,
	"lakh": 1e5,
	"lakhs": 1e5,
	"lac": 1e5,
	"lacs": 1e5,
	"palo": 1e6,
	"palos": 1e6,
	"millon": 1e6,
	"millones": 1e6,
	"milhao": 1e6,
	"milhoes": 1e6,
	"million": 1e6,
	"millions": 1e6,
	"mdp": 1e6,
	"crore": 1e7,
	"crores": 1e7,
	"cr": 1e7,
}
DOZENS = frozenset("docena docenas duzia duzias dozen dozens".split())
PAIRS: frozenset[str] = frozenset()
_GLUED = re.compile(r"(\d+(?:[.,]\d+)*)(k|m|mm|mil|lakh|lac|cr)$")
_PLAIN = re.compile(r"\d+(?:[.,]\d+)*$")


def plain(norm: str, language: str) -> float | None:
	"""The value of digits with separators, or None: “1.500,50”, “3,500.50”, “18,5”."""
	if not _PLAIN.match(norm):
		return None
	dot, comma = norm.rfind("."), norm.rfind(",")
	if dot >= 0 and comma >= 0:
		decimal = max(dot, comma)
		return float(re.sub(r"[.,]", "", norm[:decimal]) + "." + norm[decimal + 1 :])
	separator = "." if dot >= 0 else ","
	parts = norm.split(separator)
	if len(parts) == 1:
		return float(norm)
	groups = all(len(part) == 3 for part in parts[1:]) and len(parts[0]) <= 3 and parts[0] != "0"
	grouping = {"en": ",", "pt": "."}.get(language, separator)
	if len(parts) > 2 or (groups and separator == grouping):
		return float("".join(parts))
	return float(parts[0] + "." + parts[1])


def _norm(tokens: Sequence[Token], index: int) -> str:
	return tokens[index].norm if 0 <= index < len(tokens) and not tokens[index].tag else ""


def read(tokens: Sequence[Token], index: int, language: str, one: bool = False) -> tuple[float, int] | None:
	"""The number that begins at `index` and the index after it. `one`: “un”, “a” count as 1 too."""
	first = _norm(tokens, index)
	if not first:
		return None
	glued = _GLUED.match(first)
	if glued:
		value = plain(glued[1], language)
		if value is None:
			return None
		unit = glued[2]
		return value * ({"m": 1e6, "mm": 1e6}.get(unit) or TIMES[unit]), index + 1
	if first in HALF:
		scale = _norm(tokens, index + 1)
		if scale in ("a", "un", "uma", "una"):
			index, scale = index + 1, _norm(tokens, index + 2)
		if scale in TIMES and scale != "k":
			return TIMES[scale] / 2, index + 2
		return (6.0, index + 2) if scale in DOZENS else None
	value = plain(first, language)
	after = index + 1
	if value is None:
		value, after = _words(tokens, index)
		if value is None:
			if first in ONE and (_norm(tokens, index + 1) in DOZENS or _norm(tokens, index + 1) in TIMES):
				value, after = 1.0, index + 1
			elif first in TIMES and first in ("mil", "thousand"):
				value, after = 1.0, index
			elif one and first in ONE:
				return 1.0, index + 1
			else:
				return None
	return _scaled(tokens, value, after, language)


def _words(tokens: Sequence[Token], index: int) -> tuple[float | None, int]:
	"""Number words below a thousand in a row: “treinta y cinco”, “twenty five”."""
	total: float | None = None
	last = 1000.0
	while True:
		norm = _norm(tokens, index)
		joined = total is not None and norm in ("y", "e", "and") and _norm(tokens, index + 1) in UNITS
		value = UNITS.get(_norm(tokens, index + 1) if joined else norm)
		if (
			value is None
			or (total is not None and not value < last)
			or (value >= 10 and last < 100 and total)
		):
			return total, index
		if norm == "once" and total is None and _norm(tokens, index + 1) in ("a", "per"):
			return None, index
		total = (total or 0.0) + value
		last = 10.0 if 20 <= value < 100 else (100.0 if value >= 100 else 0.0)
		index += 2 if joined else 1


def _scaled(tokens: Sequence[Token], value: float, index: int, language: str) -> tuple[float, int]:
	"""A value and the scales behind it: mil, lakh, docenas, and what is added after “mil”."""
	while True:
		norm = _norm(tokens, index)
		if norm in DOZENS:
			return value * 12, index + 1
		if norm == "e" and _norm(tokens, index + 1) in HALF and index + 2 <= len(tokens):
			return value, index
		if norm not in TIMES:
			return value, index
		scale = TIMES[norm]
		value, index = value * scale, index + 1
		if scale < 1e3:
			continue
		rest = index + 1 if _norm(tokens, index) in ("y", "e", "and") else index
		if _norm(tokens, rest) in HALF and rest > index:
			value, index = value + scale / 2, rest + 1
			continue
		more, after = _words(tokens, rest)
		if more is None and rest == index:
			digits = _norm(tokens, rest)
			if digits.isdigit() and len(digits) == 3 and scale == 1e3:
				more, after = float(digits), rest + 1
		if more is not None and more < scale:
			if _norm(tokens, after) in ("mil", "thousand") and scale > 1e3:
				more, after = more * 1e3, after + 1
			value, index = value + more, after


def currency_at(tokens: Sequence[Token], index: int) -> tuple[str | None, int] | None:
	"""(ISO code or None, index after it) when a currency is named at `index`."""
	first = _norm(tokens, index)
	if not first:
		return None
	pair = f"{first} {_norm(tokens, index + 1)}"
	if pair in CURRENCY:
		return CURRENCY[pair], index + 2
	if f"{first}{_norm(tokens, index + 1)}" in ("s/", "rs."):
		return CURRENCY[f"{first}{_norm(tokens, index + 1)}"], index + 2
	return (CURRENCY[first], index + 1) if first in CURRENCY else None


def money(tokens: Sequence[Token], index: int, language: str) -> tuple[dict, int, bool] | None:
	"""({"amount", "currency"?}, index after it, whether a currency sign or name was there) or None."""
	before = currency_at(tokens, index)
	start = before[1] if before else index
	if before and before[0] is None and _norm(tokens, index) == "$" and _norm(tokens, start) == "":
		return None
	number = read(tokens, start, language)
	if number is None:
		return None
	value, after = number
	link = after + 1 if _norm(tokens, after) == "de" else after
	behind = currency_at(tokens, link)
	code = before[0] if before else None
	if behind:
		code, after = code or behind[0], behind[1]
	result: dict = {"amount": tidy(value)}
	if code:
		result["currency"] = code
	return result, after, bool(before or behind)


def tidy(value: float) -> int | float:
	"""5.0 -> 5."""
	return int(value) if value == int(value) else round(value, 6)
