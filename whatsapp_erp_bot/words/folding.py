# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Spellings that mean the same, made the same.

Contract: `fold` keeps one character for one (so that places in a text stay), `plain` is for comparing short labels,
`normalise` for comparing names of things. Pure functions.
"""

import re
import unicodedata
from functools import lru_cache

_NOT_IN_WORDS = re.compile(r"[^\w/.,]+|_")
_LONE_MARK = re.compile(r"(?<!\d)[/.,]|[/.,](?!\d)")
_DIGIT_LETTER = re.compile(r"(?<=\d)(?=[^\W\d_])|(?<=[^\W\d_])(?=\d)")


def fold(text: str) -> str:
	"""Lower case without accents; every character stays one character where it can."""
	decomposed = unicodedata.normalize("NFKD", text.lower())
	return "".join(character for character in decomposed if not unicodedata.combining(character))


def plain(text: str) -> str:
	"""Lower case, no accents, ASCII only, single blanks, no closing dot: a label such as a unit or a state."""
	folded = unicodedata.normalize("NFKD", str(text)).encode("ascii", "ignore").decode()
	return " ".join(folded.lower().replace("_", " ").split()).strip(" .")


@lru_cache(maxsize=50_000)
def normalise(text: str) -> str:
	"""Lower case without accents and punctuation; digits and letters apart; marks within numbers kept (3/8, 1.5)."""
	folded = text.lower() if text.isascii() else fold(text).casefold()
	folded = _LONE_MARK.sub(" ", _NOT_IN_WORDS.sub(" ", folded))
	return " ".join(_DIGIT_LETTER.sub(" ", folded).split())
