# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""A message as words that can be matched and still be quoted as they were written.

Contract: `Text(original)` splits a message into tokens. Each token has `norm` (lower case, no accents, chat
spelling written out) and the span of the original it stands for. `line` is the norms parted by blanks; `tokens_of`
maps a span of a line back to token indices, `quote` gives the person's own words. Pure Python, no state.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from whatsapp_erp_bot.words.folding import fold

# chat spellings; the value may be several words and still stands for the one token
CHAT = {
	"q": "que",
	"k": "que",
	"ke": "que",
	"xq": "porque",
	"pq": "porque",
	"porq": "porque",
	"pk": "porque",
	"x": "por",
	"pa": "para",
	"xfa": "por favor",
	"xfavor": "por favor",
	"porfa": "por favor",
	"porfis": "por favor",
	"porfavor": "por favor",
	"pf": "por favor",
	"pfv": "por favor",
	"pfvr": "por favor",
	"plis": "please",
	"pls": "please",
	"plz": "please",
	"pliz": "please",
	"vc": "voce",
	"ce": "voce",
	"vcs": "voces",
	"qto": "quanto",
	"qt": "quanto",
	"qnt": "quanto",
	"qnto": "quanto",
	"qtos": "quantos",
	"qtas": "quantas",
	"qdo": "quando",
	"cto": "cuanto",
	"cuato": "cuanto",
	"cnto": "cuanto",
	"ctas": "cuantas",
	"hj": "hoje",
	"tbm": "tambem",
	"tb": "tambem",
	"td": "tudo",
	"ta": "esta",
	"tao": "estao",
	"mto": "muito",
	"msm": "mesmo",
	"aki": "aqui",
	"cmg": "comigo",
	"blz": "beleza",
	"obg": "obrigado",
	"flw": "falou",
	"vlw": "valeu",
	"tmb": "tambien",
	"msj": "mensaje",
	"msjs": "mensajes",
	"u": "you",
	"ur": "your",
	"r": "are",
	"thx": "thanks",
	"ty": "thanks",
	"wanna": "want to",
	"gimme": "give me",
	"lemme": "let me",
	"gonna": "going to",
	"whats": "what is",
	"wats": "what is",
	"hows": "how is",
	"wheres": "where is",
	"whos": "who is",
	"dont": "do not",
	"don't": "do not",
	"doesnt": "does not",
	"doesn't": "does not",
	"didnt": "did not",
	"didn't": "did not",
	"arent": "are not",
	"aren't": "are not",
	"isnt": "is not",
	"isn't": "is not",
	"havent": "have not",
	"haven't": "have not",
	"hasnt": "has not",
	"hasn't": "has not",
	"cant": "can not",
	"can't": "can not",
	"cannot": "can not",
	"wont": "will not",
	"won't": "will not",
	"shouldn't": "should not",
	"i'm": "i am",
	"im": "i am",
	"i'd": "i would",
	"i've": "i have",
	"we're": "we are",
	"we've": "we have",
	"ive": "i have",
	"let's": "lets",
	"yest": "yesterday",
	"tmrw": "tomorrow",
	"tmr": "tomorrow",
	"qtr": "quarter",
	"mth": "month",
	"wk": "week",
	"yr": "year",
	"acct": "account",
	"cust": "customer",
	"inv": "invoice",
	"invs": "invoices",
	"qty": "quantity",
	"cx": "cx",
	"&": "and",
}

# longest kinds first: an e-mail, a document id, a date, a number with what sticks to it, a word, a sign
_TOKEN = re.compile(
	r"""
	(?P<email>[^\s@,;:]+@[^\s@,;:]+\.[A-Za-z]{2,})
	|(?P<doc>(?=[A-Za-z0-9/-]*[A-Za-z])(?=[A-Za-z0-9/-]*\d{2})[A-Za-z][A-Za-z0-9]*(?:[-/][A-Za-z0-9]+)*[-/]\d{2,}(?![\w]))
	|(?P<date>\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{1,2}/\d{1,2}/\d{2}(?!\d))
	|(?P<number>\d+(?:[.,/:]\d+)*(?:[A-Za-zµ%ºª°]+\d*)?)
	|(?P<short>(?:[A-Za-z]\.){2,})
	|(?P<word>R\$|US\$|[Ll]et['’]s\b|[A-Za-z]&[A-Za-z]\b|[^\W\d_]+\d*(?:['’](?:t|re|ve|ll|m|d)\b)?\w*)
	|(?P<possessive>['’]s\b)
	|(?P<dots>\.{2,}|…)
	|(?P<break>\n+)
	|(?P<sign>\S)
	""",
	re.VERBOSE,
)
_ASKING = frozenset("what how where who that it there here when which".split())
# the other signs (emoji, quotes, ¿ ¡) say nothing
SIGNS = frozenset(",;:?!.()$%#/+=<>@€£₹-") | {"and"}
_IN_WORD = re.compile(r"(?<=\w)-(?=[^\W\d])")


@dataclass
class Token:
	"""A piece of the message. `kind` is the name of the group of _TOKEN; `tag` is set by who has read it."""

	norm: str
	start: int
	end: int
	kind: str
	tag: str = ""


class Line:
	"""Norms of some tokens in a row, parted by blanks, with a blank before and after."""

	def __init__(self, tokens: Sequence[Token], indices: Iterable[int]):
		self.indices: list[int] = []
		self.starts: list[int] = []
		parts = []
		position = 1
		for index in indices:
			norm = tokens[index].norm
			self.indices.append(index)
			self.starts.append(position)
			parts.append(norm)
			position += len(norm) + 1
		self.string = " " + " ".join(parts) + " " if parts else " "

	def tokens_of(self, start: int, end: int) -> list[int]:
		"""Indices of the tokens that the span [start, end) of `string` touches."""
		first = max(bisect_right(self.starts, start) - 1, 0)
		# a span begins on a word or on the blank before it
		found = []
		for place in range(first, len(self.starts)):
			begin = self.starts[place]
			if begin >= end:
				break
			finish = (self.starts[place + 1] if place + 1 < len(self.starts) else len(self.string)) - 1
			if finish > start:
				found.append(self.indices[place])
		return found


class Text:
	"""A message, split. `line` is all of it."""

	def __init__(self, original: str):
		self.original = unicodedata.normalize("NFC", original)
		self.tokens: list[Token] = []
		for match in _TOKEN.finditer(self.original):
			kind = match.lastgroup or "sign"
			word = match.group()
			if kind == "sign" and word in "-–—" and _IN_WORD.match(self.original, match.start()):
				continue
			norm = fold(word).replace("’", "'")
			if kind == "word":
				norm = CHAT.get(norm, norm)
			elif kind == "doc":
				norm = "@doc"
			elif kind == "possessive" and self.tokens and self.tokens[-1].norm in _ASKING:
				norm = "is"
			elif kind == "dots":
				norm = "…"
			elif kind == "break":
				norm = ";"
			elif kind == "sign":
				norm = CHAT.get(norm, {"–": "-", "—": "-"}.get(norm, norm))
			if not norm.strip() or (kind == "sign" and norm not in SIGNS):
				continue
			self.tokens.append(Token(norm, match.start(), match.end(), kind))
		self.line = Line(self.tokens, range(len(self.tokens)))

	def quote(self, indices: Sequence[int]) -> str:
		"""The person's own words from the first to the last of these tokens."""
		if not indices:
			return ""
		return self.original[self.tokens[indices[0]].start : self.tokens[indices[-1]].end].strip(
			" \n\t¿¡\"'“”«»"
		)

	def untagged(self, *but: str) -> Line:
		"""The line of the tokens nobody has read yet, and of those tagged with one of `but`."""
		return Line(
			self.tokens,
			[index for index, token in enumerate(self.tokens) if not token.tag or token.tag in but],
		)

	def tag(self, indices: Iterable[int], tag: str) -> None:
		for index in indices:
			self.tokens[index].tag = tag
