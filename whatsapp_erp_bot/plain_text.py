# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What strangers wrote, made fit to be shown.

Contract: pure functions on text. `visible` takes out what nobody sees and what turns the reading direction; all that is
sent to a phone, shown in Desk or put into a file passes through it. `inert` goes further, for columns that Frappe shows
as HTML: whatever a browser would take for markup, or a spreadsheet for a formula, becomes a sign that looks alike and
does nothing. Neither makes HTML entities, and both leave alone what is harmless: “a < b & c”, “<3”, “O'Brien”, emoji.
"""

import html
import re
import unicodedata
from typing import Any

# what begins an emoji: symbols, dingbats, pictographs
_EMOJI = (
	"\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u27bf\u2900-\u297f\u2b00-\u2bff"
	"\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
)
# Control characters but tab and line feed; all of Unicode's Default_Ignorable_Code_Point (joiners, marks of direction,
# variation selectors, tags, fillers); interlinear marks; the blank Braille pattern; halves and non-characters. The
# Arabic, Syriac and Kaithi signs of category Cf can be seen and stay.
_UNSEEN = (
	"\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
	"\u2060-\u206f\u2800\u3164\ud800-\udfff\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
	"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
	+ "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))
)
# blank to the eye, though Unicode calls them letters or symbols; and the blanks that are none of the keyboard's
_BLANKS = "\u115f\u1160\u2800\u3164\uffa0\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_BLANK = re.compile(f"[{_BLANKS}]")
_ANY_UNSEEN = re.compile(f"[{_UNSEEN}{_BLANKS}]")
# marks on one letter; more of them are written to cover the lines above and below
_MARKS = 4
_PILED = re.compile(rf"[^\x00-\u02ff]{{{_MARKS + 1},}}")
_LINE_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# the flags of England, Scotland, Wales and a few states; a sign's own style; families and professions
_EMOJI_OR_UNSEEN = re.compile(
	"\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f"
	f"|(?<=[{_EMOJI}])[\ufe0e\ufe0f]"
	"|(?<=[0-9#*])\ufe0f(?=\u20e3)"
	f"|(?:(?<=[{_EMOJI}])|(?<=[{_EMOJI}]\ufe0f))\u200d(?=[{_EMOJI}])"
	f"|(?P<unseen>[{_UNSEEN}])"
)

# where a browser's tokenizer leaves the text (HTML Standard, 13.2.5.6), or would with whatever is shown next
_TAG = re.compile(r"<(?=[A-Za-z/!?]|\Z)")
_WHOLE_TAG = re.compile(r"<[A-Za-z/!?][^>]*>")
_REFERENCE = re.compile(r"&(?:#[0-9xX]|[A-Za-z])[0-9A-Za-z]*;?")
# without one of these a quote that ends an attribute begins nothing that could run
_NEEDED_BY_SCRIPTS = re.compile("[=(<>`]")
_QUOTES = str.maketrans({'"': "”", "'": "’", "`": "‘"})
# what spreadsheets execute (OWASP, “CSV injection”); a sign alone begins a list, a phone number or a name
_FORMULA = re.compile(r"\s*(?:[=＝]|[+\-@＋－＠](?=.*(?:[A-Za-z]\s*\(|[|!])))", re.DOTALL)
# shorter than any column: one sign more fits
_SHORT = 139


def visible(text: str) -> str:
	"""The text without characters that cannot be seen, change the direction of what can, or that no file holds. Line
	breaks of every kind become line feeds, blanks of every kind a blank, and at most four marks stand on one letter. What emoji are put together with stays where it puts one together."""
	if _ANY_UNSEEN.search(text):
		text = _BLANK.sub(" ", _LINE_BREAK.sub("\n", text))
		text = _EMOJI_OR_UNSEEN.sub(lambda found: "" if found["unseen"] else found[0], text)
	return _PILED.sub(_with_few_marks, text)


def _with_few_marks(found: re.Match[str]) -> str:
	kept: list[str] = []
	marks = 0
	for character in found[0]:
		marks = marks + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
		if marks <= _MARKS:
			kept.append(character)
	return "".join(kept)


def visible_all(value: Any) -> Any:
	"""`visible` for every text inside dictionaries and lists; keys and all else stay as they are."""
	if isinstance(value, str):
		return visible(value)
	if isinstance(value, dict):
		return {key: visible_all(inner) for key, inner in value.items()}
	if isinstance(value, list | tuple):
		return [visible_all(inner) for inner in value]
	return value


def inert(text: str) -> str:
	"""The text for a column that somebody's page, print or sheet shows as it comes. At most one sign longer, and never
	longer than the shortest column if it was not."""
	text = visible(text)
	if "&" in text:
		text = _REFERENCE.sub(_without_reference, text)
	if _NEEDED_BY_SCRIPTS.search(text):
		text = _TAG.sub("‹", text.translate(_QUOTES))
	if _FORMULA.match(text):
		text = f"’{text}"[: max(len(text), _SHORT + 1)]
	return text


def from_html(text: str) -> str:
	"""The words of what Frappe keeps or says as HTML: no tags, and characters in the place of references to them."""
	return html.unescape(_WHOLE_TAG.sub("", text)) if "<" in text or "&" in text else text


def _without_reference(found: re.Match[str]) -> str:
	"""“&lt;” as text: shown as HTML once, read from there and shown again, it would be a tag."""
	return f"＆{found[0][1:]}" if html.unescape(found[0]) != found[0] else found[0]
