# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What two names look like to a person, whatever they are made of. No Frappe, no database.

Contract: `look(text)` is the same for texts that a reader takes for the same: case, accents, invisible characters,
blanks and letters of other alphabets that look like Latin ones (Unicode's confusables, UTS 39, as far as names use
them) count as nothing. `borrowed(text)` gives the letters that only pretend to be Latin. `told_apart(rows)` adds to
names that look alike what tells them apart.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import MutableMapping, Sequence
from functools import lru_cache
from typing import Any

# letters of other alphabets before the Latin ones that they look like: Cyrillic, Greek, Armenian, Cherokee
_ALIKE = """
АA ВB ЕE ЀE ЁE ЅS ІI ЇI ЈJ КK МM НH ОO РP СC ТT УY ХX ԌG ԚQ ԜW ѴV ҮY ӀI Ԁd
аa еe ѐe ёe оo рp сc уy хx ѕs іi їi јj һh ԁd ԛq ԝw ѵv ӏl кk үy
ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX ϹC ͿJ αa γy ιi κk νv οo ρp τt υu χx ϲc ϳj
ՍU ՏS ՕO օo սu հh ոn ցg զq տm
ᎪA ᏴB ᏟC ᎠD ᎬE ᏀG ᎻH ᎫJ ᏦK ᏞL ᎷM ᏢP ᏒR ᏚS ᎢT ᏙV ᎳW ᏃZ
"""
_LATIN = {pair[0]: pair[1] for pair in _ALIKE.split()}
# Latin letters that are others with something that is easily overlooked, and letters of one stroke
_PLAIN = {
	"ı": "i",
	"ł": "l",
	"đ": "d",
	"ø": "o",
	"ß": "ss",
	"æ": "ae",
	"œ": "oe",
	"ɑ": "a",
	"ɡ": "g",
	"ʟ": "l",
}
_STROKES = str.maketrans({"l": "i", "1": "i", "|": "i", "0": "o"})


@lru_cache(maxsize=10_000)
def look(text: str) -> str:
	"""What the text looks like; "" for one of which nothing is seen."""
	latin = "".join(_LATIN.get(sign, sign) for sign in unicodedata.normalize("NFKC", text))
	letters = (
		_PLAIN.get(sign, sign)
		for sign in unicodedata.normalize("NFKD", latin.casefold())
		if not unicodedata.combining(sign) and unicodedata.category(sign)[0] != "C"
	)
	return " ".join("".join(letters).translate(_STROKES).replace("rn", "m").replace("vv", "w").split())


def borrowed(text: str) -> str:
	"""The letters of other alphabets that pass for Latin ones: beside Latin letters in one word, or in a text whose
	every letter passes. "" for what is honestly written in another alphabet."""
	text = unicodedata.normalize("NFC", text)
	honest = any(sign.isalpha() and sign not in _LATIN and not _is_latin(sign) for sign in text)
	found: dict[str, None] = {}
	for word in re.findall(r"[^\W\d_]{2,}", text):
		passing = [sign for sign in word if sign in _LATIN]
		if passing and (not honest or any(map(_is_latin, word))):
			found.update(dict.fromkeys(passing))
	return "".join(found)


def _is_latin(sign: str) -> bool:
	return sign.isascii() or "LATIN" in unicodedata.name(sign, "")


def told_apart(
	rows: Sequence[MutableMapping[str, Any]], label: str = "label", key: str = "key"
) -> Sequence[MutableMapping[str, Any]]:
	"""The rows, where a `label` that looks like another document's says its own `key` (the document's name) too."""
	keys: dict[str, set[Any]] = defaultdict(set)
	for row in rows:
		keys[look(str(row.get(label) or ""))].add(row.get(key))
	for row in rows:
		name, own = str(row.get(label) or ""), row.get(key)
		if len(keys[look(name)]) > 1 and own not in (None, "", name):
			row[label] = f"{name} ({own})"
	return rows
