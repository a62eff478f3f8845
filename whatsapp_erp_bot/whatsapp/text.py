# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Long texts in parts that WhatsApp takes: cut where a reader would, never inside a character.

What a reader sees as one character can be many code points (an emoji of a family, a letter with its accent, a
flag). `clusters` follows the parts of Unicode's text segmentation (UAX 29) that matter for messages.

`unlinked` takes out what a phone would make a link of: for texts that others wrote.
"""

import re
import unicodedata
from collections.abc import Iterator

_JOINER = "\u200d"
_BREAKS = (re.compile(r"\n[ \t]*\n\s*"), re.compile(r"[ \t]*\n\s*"), re.compile(r"\s+"))


def split_text(text: str, limit: int = 4096) -> list[str]:
	"""Return the text in parts of at most `limit` code points, none blank; an empty list for a blank text.

	As few parts as there can be, since each message is charged; with as many, breaks are between paragraphs where that
	leaves a part at least a third full, else between lines, else between words, else between characters. Only white
	space at a break is dropped.
	"""
	if limit < 1:
		raise ValueError("The limit must be at least 1.")
	parts = []
	rest = text.strip()
	fewest = _fewest(rest, limit)
	while len(rest) > limit:
		fewest -= 1
		end, resume = _break_at(rest, limit, fewest)
		parts.append(rest[:end].rstrip())
		rest = rest[resume:].strip()
	if rest:
		parts.append(rest)
	return parts


def shorten(text: str, limit: int, ending: str = "…") -> str:
	"""Return the text, cut between characters and closed with `ending` if it has more than `limit` code points."""
	if len(text) <= limit:
		return text
	return text[: _whole_clusters(text, limit - len(ending))].rstrip() + ending


def clusters(text: str) -> Iterator[str]:
	"""Yield what a reader sees as single characters."""
	start = 0
	for index in range(1, len(text) + 1):
		if index == len(text) or not _joined(text, start, index):
			yield text[start:index]
			start = index


def _break_at(text: str, limit: int, parts_after: int) -> tuple[int, int]:
	"""Return where the part ends and where the rest begins, which has to fit into `parts_after` parts."""
	for pattern in _BREAKS:
		found = _last_break(pattern, text, limit)
		# the last pattern breaks as late as can be between words: whatever it leaves is the least
		if not found or (pattern is not _BREAKS[-1] and found[0] < limit // 3):
			continue
		if pattern is _BREAKS[-1] or _fewest(text[found[1] :].strip(), limit) <= parts_after:
			return found
	end = _whole_clusters(text, limit)
	return end, end


def _last_break(pattern: re.Pattern[str], text: str, limit: int) -> tuple[int, int] | None:
	best = None
	# one more than the limit: a break right behind the last character that fits is the best of all
	for match in pattern.finditer(text, 0, limit + 1):
		if 0 < match.start() <= limit:
			best = match.start(), match.end()
	return best


def _fewest(text: str, limit: int) -> int:
	"""Return how many parts there must be: each as full as words allow."""
	count = 1 if text else 0
	while len(text) > limit:
		found = _last_break(_BREAKS[-1], text, limit)
		text = text[found[1] if found else _whole_clusters(text, limit) :].strip()
		count += bool(text)
	return count


def _whole_clusters(text: str, limit: int) -> int:
	"""Return the largest cut not above `limit` that leaves characters whole, or `limit` if the first is longer."""
	end = 0
	# a little more than the limit is enough to see whether the cluster at the cut goes on
	for cluster in clusters(text[: limit + 64]):
		if end + len(cluster) > limit:
			break
		end += len(cluster)
	return end or max(limit, 1)


def _joined(text: str, start: int, index: int) -> bool:
	"""Tell whether the character at `index` belongs to the cluster that begins at `start`."""
	before, here = text[index - 1], text[index]
	if before == "\r" and here == "\n":
		return True
	if before in "\r\n" or here in "\r\n":
		return False
	if here == _JOINER or _extends(here):
		return True
	if before == _JOINER:
		return unicodedata.category(here) == "So" or ord(here) > 0x1F000
	if _regional(here) and _regional(before):
		return (index - start) % 2 == 1  # flags are pairs
	return _hangul_joined(before, here)


def _extends(character: str) -> bool:
	code = ord(character)
	return (
		unicodedata.category(character) in ("Mn", "Me", "Mc")
		or 0x1F3FB <= code <= 0x1F3FF  # skin tones
		or 0xE0020 <= code <= 0xE007F  # tags of regional flags
		or code in (0xFE0F, 0xFE0E, 0x200C)
	)


def _regional(character: str) -> bool:
	return 0x1F1E6 <= ord(character) <= 0x1F1FF


def _hangul_joined(before: str, here: str) -> bool:
	first, second = ord(before), ord(here)
	if 0x1100 <= first <= 0x115F:
		return 0x1100 <= second <= 0x11A7 or 0xAC00 <= second <= 0xD7A3
	return 0x1160 <= second <= 0x11FF and (0x1160 <= first <= 0x11FF or 0xAC00 <= first <= 0xD7A3)


# what stands between the parts of a host name, for browsers too (RFC 3490, section 3.1)
_DOTS = ".\u3002\uff0e\uff61"
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,30}):[/\\\uff0f]+")
# any last part of letters counts as a top level: there are 1,500 of them, and new ones each year. The lengths are those
# of a name's parts (RFC 1035), and keep a long word from taking long
_HOST = re.compile(
	rf"(?:[\w-]{{1,63}}[{_DOTS}]){{1,9}}(?:xn--[\w-]{{1,59}}|[^\W\d_]{{2,63}})(?!\w)", re.IGNORECASE
)
_ADDRESS = re.compile(rf"\d{{1,3}}(?:[{_DOTS}]\d{{1,3}}){{3}}(?=[:/])")
_ANY_DOT = re.compile(f"[{_DOTS}]")


def unlinked(text: str) -> str:
	"""The text with nothing that WhatsApp makes a link of: “pay.example.com” becomes “pay·example·com”, and
	“https://…” loses its slashes. For words that others chose; addresses that are meant as such are not for it."""
	if not any(dot in text for dot in _DOTS) and "/" not in text:
		return text
	text = _SCHEME.sub(r"\1: ", text)
	for pattern in (_HOST, _ADDRESS):
		text = pattern.sub(lambda found: _ANY_DOT.sub("·", found.group()), text)
	return text
