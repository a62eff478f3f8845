# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Phrases: how the wordings of a declaration are matched against a message.

Contract: a phrase is a row of elements over the norms of a message, from which dates, formats and document ids have
been taken out (`@doc` stands for an id):

	word            that word
	(a|b c|<x>)     one of these; <x> is a class of `lexicon.CLASSES`
	<x>             a word of that class
	=(a|b)          one of these, which still belongs to the arguments
	[ … ]           these elements or nothing
	#               a number, with a currency or not
	..  ...         a gap of at most two words, of at most ten; what lies in it belongs to the arguments
	^  $            begins (after greetings and “please, can you”), ends (before “thanks”, “?”)
	+2  -1          in front: added to the weight

The weight of a phrase is how many words of meaning it asks for; the heaviest match wins. `Phrases(tools)` compiles
those of a set of tools once; `match(line, start, end, role)` returns the matches, best first.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property

from whatsapp_erp_bot.llm.rules.lexicon import CLASSES
from whatsapp_erp_bot.llm.rules.numbers import DOZENS, HALF, UNITS
from whatsapp_erp_bot.llm.types import Tool

_ELEMENT = re.compile(r"=?\([^()]*\)|\[|\]|\.\.\.|\.\.|\S+")
_LIGHT = frozenset(
	"""de del do da dos das of el la los las lo o a os as the un una um uma an en em no na in on at to que y e and me
	nos for para pra por con com with is are esta estan""".split()
)
_WORD = r"(?:[^ ?;]+ )"
# the first word of a phrase that begins with a number
ANY_WORD = ""


@dataclass
class Phrase:
	"""One compiled wording. `firsts`: words one of which must be there for it to match at all."""

	command: str
	source: str
	expression: str
	weight: float
	anchored: bool
	firsts: frozenset[str]
	role: str | None = None
	# which groups of the expression are numbers: these belong to the arguments
	numbers: frozenset[int] = frozenset()
	# which groups count as words of meaning
	heavy: frozenset[int] = frozenset()

	@cached_property
	def pattern(self) -> re.Pattern:
		"""Compiled when first needed: a message meets few of the phrases."""
		return re.compile(self.expression)


@dataclass
class Match:
	"""A phrase found. `spans`: where its words stand in the line; gaps are not among them."""

	phrase: Phrase
	weight: float
	spans: Sequence[tuple[int, int]] = field(default_factory=tuple)

	@property
	def start(self) -> int:
		return min((span[0] for span in self.spans), default=0)

	@property
	def end(self) -> int:
		return max((span[1] for span in self.spans), default=0)


def _alternatives(element: str) -> list[str]:
	"""The norms that an element stands for."""
	if element.startswith("(") and element.endswith(")"):
		found: list[str] = []
		for part in element[1:-1].split("|"):
			found.extend(_alternatives(part.strip()))
		return found
	if element == "#":
		return ["#"]
	if element.startswith("<") and element.endswith(">"):
		return list(CLASSES[element[1:-1]])
	return [element]


# a number in figures or words, with a currency sign before it or not
NUMBER = (
	r"(?:(?:r|us|u|mx)?\$ ?|(?:mxn|usd|cop|ars|clp|pen|brl|eur|kes|ksh|kshs|inr|rs|s/|₹|€|£|gtq|uyu) )?(?:\d[^ ]*|"
	+ "|".join(
		sorted({*UNITS, *HALF, *DOZENS, "mil", "un", "una", "um", "uma", "an", "a"}, key=len, reverse=True)
	)
	+ ")"
)


def alternation(words: Sequence[str]) -> str:
	"""A regular expression for one of these norms, the longest first."""
	if list(words) == ["#"]:
		return NUMBER
	return "(?:" + "|".join(map(re.escape, sorted(set(words), key=len, reverse=True))) + ")"


@cache
def compile_phrase(command: str, source: str, role: str | None = None) -> Phrase:
	"""ValueError or KeyError for a phrase that is not written as the syntax says."""
	weight, anchored, optional = 0.0, False, False
	pattern, firsts, open_start = "", set(), True
	groups, numbers, heavy = 0, set(), set()
	for element in _ELEMENT.findall(source):
		if re.fullmatch(r"[+-]\d+(\.\d+)?", element):
			weight += float(element)
		elif element == "^":
			anchored = True
			weight += 0.25
		elif element == "$":
			pattern += r"\Z"
			weight += 0.5
		elif element == "..":
			pattern += _WORD + "{0,2}?"
		elif element == "...":
			pattern += _WORD + "{0,10}?"
		elif element == "[":
			pattern, optional = pattern + "(?:", True
		elif element == "]":
			pattern, optional = pattern + ")?", False
		else:
			seen = element.startswith("=") and len(element) > 1
			words = _alternatives(element[1:] if seen else element)
			groups += 1
			if seen or words == ["#"]:
				numbers.add(groups)
			empty = "" in words
			words = [word for word in words if word]
			pattern += "(?:(" + alternation(words) + ") )?" if empty else "(" + alternation(words) + ") "
			if open_start and words == ["#"]:
				firsts.add(ANY_WORD)
				open_start = optional
			elif open_start:
				firsts.update(word.split(" ")[0] for word in words)
				open_start = optional
			if not optional:
				if all(word in _LIGHT for word in words) or element == "<a>":
					weight += 0.25
				else:
					weight += 1.0
					heavy.add(groups)
	lead = "" if anchored else "(?<= )"
	return Phrase(
		command,
		source,
		lead + pattern,
		weight,
		anchored,
		frozenset(firsts),
		role,
		frozenset(numbers),
		frozenset(heavy),
	)


class Phrases:
	"""The wordings of a set of tools, ready to match."""

	def __init__(self, tools: Sequence[Tool]):
		self.by_first: dict[str, list[Phrase]] = {}
		for tool in tools:
			wordings: Mapping[str, Sequence[str]] = getattr(tool, "phrases", None) or {}
			for key, sources in wordings.items():
				for source in sources:
					role = key if key in ("customer", "staff") else None
					self._keep(compile_phrase(tool.name, source, role))

	def _keep(self, phrase: Phrase) -> None:
		for first in phrase.firsts:
			self.by_first.setdefault(first, []).append(phrase)

	def words(self) -> set[str]:
		return set(self.by_first)

	def match(self, line: str, start: int, end: int, role: str) -> list[Match]:
		"""The matches in line[start:end], heaviest first; of equal ones the earlier."""
		candidates: dict[int, Phrase] = {}
		for word in {ANY_WORD, *line[start:end].split()}:
			for phrase in self.by_first.get(word, ()):
				if phrase.role in (None, role):
					candidates[id(phrase)] = phrase
		found = []
		for phrase in candidates.values():
			match = (
				phrase.pattern.match(line, start, end)
				if phrase.anchored
				else phrase.pattern.search(line, start, end)
			)
			if match:
				spans = [
					span
					for group, span in enumerate(match.regs[1:], 1)
					if span[0] >= 0 and group not in phrase.numbers
				]
				covered = sum(end - start for start, end in spans)
				# of a mixed list, “de” is less than “pendiente de”
				light = sum(
					1
					for group, span in enumerate(match.regs[1:], 1)
					if span[0] >= 0
					and group in phrase.heavy
					and all(word in _LIGHT for word in line[span[0] : span[1]].split())
				)
				extra = 0.15 * (len(spans) - 1)
				found.append(Match(phrase, phrase.weight - 0.75 * light + covered * 0.004 + extra, spans))
		return sorted(found, key=lambda each: (-each.weight, each.start))
