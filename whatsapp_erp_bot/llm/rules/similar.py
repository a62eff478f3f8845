# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What is near: misspelt words, commands that have only examples, and texts that change the last call.

Contract: `mended(text, phrases)` gives the text with its misspelt trigger words put right, or None when there are
none. `custom(tools, text, language)` gives the command without phrases whose title or example the text resembles.
`follow(...)` gives the last call with what a short text changes. rapidfuzz comes with ERPNext; without it nothing is
mended.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from whatsapp_erp_bot.llm.rules import periods
from whatsapp_erp_bot.llm.rules.language import WORDS
from whatsapp_erp_bot.llm.rules.lexicon import CLASSES
from whatsapp_erp_bot.llm.rules.numbers import UNITS as NUMBER_WORDS
from whatsapp_erp_bot.llm.rules.slots import ARTICLES, PREPOSITIONS, Residue
from whatsapp_erp_bot.llm.rules.text import Text
from whatsapp_erp_bot.llm.rules.wording import Phrases
from whatsapp_erp_bot.llm.types import Call, Tool
from whatsapp_erp_bot.words.choices import DIMENSION, FORMAT
from whatsapp_erp_bot.words.folding import fold

try:
	from rapidfuzz import fuzz, process
	from rapidfuzz.distance import DamerauLevenshtein
except ImportError:  # outside a bench
	fuzz = process = DamerauLevenshtein = None

_ALIKE = 82.0
# so near to a manager's own example that no shipped wording counts
_THE_SAME = 93.0


@lru_cache(maxsize=1)
def _vocabulary() -> tuple[str, ...]:
	words: set[str] = set()
	for norms in CLASSES.values():
		for norm in norms:
			words.update(norm.split())
	words.update(periods.MONTH, periods.WEEKDAY, *(unit.split() for unit in periods.UNIT))
	words.update(
		"anteayer semana pasada pasado passada passado ultimo ultima ultimos quincena quinzena yesterday tomorrow".split()
	)
	return tuple(sorted(word for word in words if len(word) >= 5))


def the_same(tools: Sequence[Tool], text: Text, language: str) -> Tool | None:
	"""The own command whose example this text repeats."""
	return custom(tools, text, language, _THE_SAME)


def mended(text: Text, phrases: Phrases) -> Text | None:
	"""The same message with misspelt words of the trade put right; names (capitals) are left alone."""
	if process is None:
		return None
	known = set(_vocabulary()) | phrases.words()
	everyday = frozenset().union(*WORDS.values())
	copy = Text(text.original)
	changed = False
	for index, token in enumerate(copy.tokens):
		word = token.norm
		if token.kind != "word" or len(word) < 5 or word in known or word in everyday or word in NUMBER_WORDS:
			continue
		written = copy.original[token.start : token.end]
		if index > 0 and written[0].isupper() and not copy.original.isupper():
			continue
		found = process.extractOne(
			word, _vocabulary(), scorer=DamerauLevenshtein.distance, score_cutoff=1 if len(word) < 9 else 2
		)
		if found and found[0][0] == word[0]:
			token.norm = found[0]
			changed = True
	if not changed:
		return None
	copy.line = type(copy.line)(copy.tokens, range(len(copy.tokens)))
	return copy


_SMALL = ARTICLES | PREPOSITIONS | frozenset("me que por favor please es is".split())


def _bare(text: str) -> str:
	return " ".join(word for word in re.findall(r"\w+", fold(text)) if word not in _SMALL)


def custom(tools: Sequence[Tool], text: Text, language: str, floor: float = _ALIKE) -> Tool | None:
	"""The own command (no phrases) that this text resembles most, if it does."""
	own = [
		tool
		for tool in tools
		if not getattr(tool, "phrases", None) and tool.name not in ("schedule", "alert")
	]
	if not own or fuzz is None:
		return None
	said = _bare(
		text.quote(
			[index for index, token in enumerate(text.tokens) if token.tag not in ("period", "format")]
		)
	)
	said = (
		" ".join(
			token.norm
			for token in text.tokens
			if token.tag not in ("period", "format", "limit")
			and token.norm.isalnum()
			and token.norm not in _SMALL
		)
		or said
	)
	best, best_score = None, 0.0
	for tool in own:
		for wording in (
			*tool.titles.values(),
			*(example for examples in tool.examples.values() for example in examples),
		):
			other = _bare(wording)
			if not other:
				continue
			score = max(fuzz.token_sort_ratio(said, other), fuzz.token_set_ratio(said, other) - 12)
			if score > best_score:
				best, best_score = tool, score
	return best if best_score >= floor else None


_PRIMARY = ("customer", "supplier", "item", "account", "party")
_GLUE = frozenset(
	"""y e and what about how que tal pero but mas ahora agora now si se tambien tambem also then entonces same lo mismo o igual as in the el la los las de del da do for of en em por by para pra pro con com with only solo so just so give me dame
	manda mandame me show muestra mostra en? ? ! , . … please por favor cuanto quanto fue foi los was""".split()
)


def follow(
	tool: Tool, previous: Call, text: Text, today: date, language: str, tools: Mapping[str, Tool]
) -> Call | None:
	"""`previous` run again with the period, format, dimension, limit or name that the text gives."""
	text = Text(text.original)
	names = {parameter.name: parameter for parameter in tool.parameters}
	arguments: dict[str, Any] = dict(previous.arguments)
	command = previous.command
	changed = False
	taken: set[int] = set()
	found = periods.find(text.line.string, today, language)
	if found and ("period" in names or "as_of" in names):
		future = names["period"].future if "period" in names else False
		span = found[0].resolve(future)
		if "period" in names:
			arguments["period"] = periods.as_argument(span)
		else:
			arguments["as_of"] = span[1].isoformat()
		taken.update(text.line.tokens_of(found[0].start, found[0].end))
		changed = True
	for index, token in enumerate(text.tokens):
		if token.norm in FORMAT and index not in taken and ("format" in names or command == "sales_summary"):
			if "format" in names:
				arguments["format"] = FORMAT[token.norm]
				taken.add(index)
				changed = True
		elif token.norm.isdigit() and "limit" in names and index not in taken:
			arguments["limit"] = int(token.norm)
			taken.add(index)
			changed = True
	dimension = re.search(
		r" (?:por|by|per) (?:el |la |the |cada |each )?("
		+ "|".join(sorted(map(re.escape, DIMENSION), key=len, reverse=True))
		+ ") ",
		text.line.string,
	)
	if dimension and ("dimension" in names or (command == "sales_summary" and "sales_by" in tools)):
		if command == "sales_summary":
			command = "sales_by"
			arguments = {key: value for key, value in arguments.items() if key == "period"}
		arguments["dimension"] = DIMENSION[dimension[1]]
		taken.update(text.line.tokens_of(dimension.start() + 1, dimension.end()))
		changed = True
	rest = [
		index for index, token in enumerate(text.tokens) if index not in taken and token.norm not in _GLUE
	]
	if rest:
		primary = next((name for name in _PRIMARY if name in names), None)
		starts = text.tokens[0].norm in _GLUE
		if primary is None or not starts or len(rest) > 5:
			return None
		words = Residue(text, (), language=language).quote(list(range(rest[0], rest[-1] + 1)))
		if not words:
			return None
		arguments[primary] = words
		changed = True
	return Call(command, arguments) if changed else None
