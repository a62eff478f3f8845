# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Which of many names do a person's words mean? No Frappe, no database.

Contract: `choose(said, entries, ignorable)` returns a `Choice`: one entry, or several to tap, or none. Accents, case,
plurals, word order, company suffixes and typing errors are forgiven; numbers are not: “tornillo 3/8” never means
“Tornillo 3/4”. Several entries that fit equally well are never decided by a guess.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from whatsapp_erp_bot.words.folding import normalise
from whatsapp_erp_bot.words.plurals import stem

STOP_WORDS = frozenset(
	"el la los las lo un una unos unas de del al y e o a os as um uma do da dos das ao the an of and for to "
	"para por en em no na con com with mi mis meu minha meus minhas my our nuestro nuestra su".split()
)
# a company's legal form is seldom said
LEGAL_FORM = re.compile(
	r"\b(?:s a p i de c v|s a de c v|sa de cv|s de r l de c v|s de r l|sapi de cv|s r l|srl|s a s|sas|s a|sa|"
	r"ltda|eireli|epp|mei|me|inc|llc|ltd|limited|gmbh|pvt|pty|co|corp)$"
)
# the least similarity that is offered, that is taken without asking, and by how much the best must lead
OFFERED, TAKEN, LEAD = 62.0, 84.0, 7.0
MISTAKE = 0.85
CANDIDATES = 9
# how many of the nearest names, and of the words nearest to one that was said, are looked at closely
SHORTLIST = 60


@dataclass(frozen=True)
class Entry:
	"""A name that the person may see. `texts` are the wordings it goes by, the first one its label."""

	name: str
	texts: tuple[str, ...]
	description: str = ""

	@property
	def label(self) -> str:
		"""What to call it."""
		return self.texts[0] if self.texts else self.name


@dataclass(frozen=True)
class Choice:
	"""`entry` when it is clear; otherwise at most nine `candidates`, best first; both empty when nothing fits."""

	entry: Entry | None = None
	candidates: tuple[Entry, ...] = ()


def words_of(text: str, ignorable: Collection[str] = ()) -> tuple[str, ...]:
	"""The normalised words that tell something; all of them where nothing else is left."""
	telling = _telling_words(text)
	return tuple(word for word in telling if word not in ignorable) or telling


@lru_cache(maxsize=50_000)
def _telling_words(text: str) -> tuple[str, ...]:
	every = LEGAL_FORM.sub("", normalise(text)).split() or normalise(text).split()
	# a single letter at the end tells “Tienda A” from “Tienda E”
	last = len(every) - 1
	telling = (
		word
		for place, word in enumerate(every)
		if word not in STOP_WORDS or (len(word) == 1 and place == last)
	)
	return tuple(telling) or tuple(every)


def choose(said: str, entries: Iterable[Entry], ignorable: Collection[str] = ()) -> Choice:
	"""The entry that the words mean. `ignorable`: nouns such as “cliente” or “bodega” that may be said or left out."""
	entries, ignorable = list(entries), frozenset(ignorable)
	exact = _exact(said, entries, ignorable)
	if exact:
		return _decide(exact)
	words = words_of(said, ignorable)
	if not words:
		return Choice()
	for fits in (_same_word, _begins):
		# “doña Lupe” is first of all whoever has both words, though the title may be left out
		for left_out in (frozenset(), ignorable):
			found = _containing(words_of(said, left_out), entries, left_out, fits)
			if found:
				return _decide(found)
	return _nearest(words, entries, ignorable)


def _decide(found: Sequence[Entry]) -> Choice:
	return Choice(entry=found[0]) if len(found) == 1 else Choice(candidates=tuple(found[:CANDIDATES]))


def _exact(said: str, entries: Sequence[Entry], ignorable: Collection[str]) -> list[Entry]:
	"""Equal as written; else equal once normalised; else equal without the words that may be left out."""
	wanted = said.strip()
	for key in (str.strip, normalise, lambda text: " ".join(words_of(text, ignorable))):
		value = key(wanted)
		found = [entry for entry in entries if value and value in {key(text) for text in entry.texts}]
		if found:
			return found
	return []


def _containing(
	words: Sequence[str], entries: Sequence[Entry], ignorable: Collection[str], fits
) -> list[Entry]:
	"""Entries of which one wording has every word that was said, the shortest wording first."""
	found = []
	for entry in entries:
		lengths = [
			len(own)
			for own in (words_of(text, ignorable) for text in entry.texts)
			if all(any(fits(word, other) for other in own) for word in words)
		]
		if lengths:
			found.append((min(lengths), entry.label, entry))
	return [entry for _length, _label, entry in sorted(found, key=lambda one: one[:2])]


def _same_word(said: str, own: str) -> bool:
	return said == own or (said.isalpha() and own.isalpha() and stem(said) == stem(own))


def _begins(said: str, own: str) -> bool:
	return _same_word(said, own) or (said.isalpha() and len(said) >= 3 and own.startswith(said))


def _nearest(words: Sequence[str], entries: Sequence[Entry], ignorable: Collection[str]) -> Choice:
	texts = [(entry, words_of(text, ignorable)) for entry in entries for text in entry.texts]
	scores: dict[str, tuple[float, float, Entry]] = {}
	for position in _shortlist(words, [own for _entry, own in texts]):
		entry, own = texts[position]
		strict, lenient = (similarity(words, own, mistake) for mistake in (MISTAKE, 1.0))
		if strict > scores.get(entry.name, (0.0, 0.0, entry))[0]:
			scores[entry.name] = (strict, lenient, entry)
	ranked = sorted(scores.values(), key=lambda one: (-one[0], one[2].label))
	if not ranked or ranked[0][1] < OFFERED:
		return Choice()
	best_strict, best, entry = ranked[0]
	if best >= TAKEN and (len(ranked) == 1 or best_strict - ranked[1][0] >= LEAD):
		return Choice(entry=entry)
	near = [entry for _strict, score, entry in ranked if score >= max(OFFERED, best - 2 * LEAD)]
	return Choice(candidates=tuple(near[:CANDIDATES]))


def _shortlist(words: Sequence[str], texts: Sequence[Sequence[str]]) -> list[int]:
	"""Positions of the texts worth a close look: those of which the words come nearest to what was said, word by word
	through an index of all their words; and those that come near as a whole, for words run together."""
	places: dict[str, list[int]] = {}
	for position, own in enumerate(texts):
		for word in own:
			places.setdefault(word, []).append(position)
	index = list(places)
	worth: dict[int, float] = {}
	for word in words:
		best: dict[int, float] = {}
		for near, ratio, _index in process.extract(
			word, index, scorer=fuzz.ratio, limit=SHORTLIST, score_cutoff=60
		):
			for position in places[near]:
				best[position] = max(best.get(position, 0.0), ratio)
		for position, ratio in best.items():
			worth[position] = worth.get(position, 0.0) + ratio * len(word)
	by_word = sorted(worth, key=lambda position: (-worth[position], len(texts[position])))[:SHORTLIST]
	joined = ["".join(own) for own in texts]
	as_whole = process.extract(
		"".join(words), joined, scorer=fuzz.ratio, limit=CANDIDATES, score_cutoff=OFFERED
	)
	return list(dict.fromkeys([*by_word, *(position for _text, _ratio, position in as_whole)]))


def similarity(said: Sequence[str], own: Sequence[str], mistake: float = 1.0) -> float:
	"""0 to 100: how well each word that was said finds its like, weighed by length; a little less for words that were
	not said. 0 where a number differs. `mistake` multiplies what a word with a typing error is worth: below 1 it
	sets the name that has a word as it was said apart from one that has it nearly."""
	numbers = {word for word in own if not word.isalpha()}
	if any(not word.isalpha() and word not in numbers for word in said):
		return 0.0
	weight = sum(len(word) for word in said)
	by_word = sum(
		len(word) * max((_like(word, other, mistake) for other in own), default=0.0) for word in said
	)
	unsaid = max(0, len(own) - len(said))
	joined = _like("".join(said), "".join(own), mistake) * 0.97
	return max(by_word / weight - min(3 * unsaid, 12), joined)


def _like(said: str, own: str, mistake: float) -> float:
	ratio = fuzz.ratio(said, own)
	return ratio if ratio == 100 else ratio * mistake
