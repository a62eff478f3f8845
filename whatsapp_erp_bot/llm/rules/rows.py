# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What is ordered: rows of item, quantity, unit and rate out of free text.

Contract: `read(text, indices, language)` reads the tokens of one stretch and returns (rows, indices left over), rows
as {"item", "qty", "rate"?, "uom"?}. A packaging word before an item is its unit; sizes stay in the item's name
(tornillo 3/8, arroz 5 kg); a dozen is twelve.
"""

from collections.abc import Sequence

from whatsapp_erp_bot.llm.rules.numbers import currency_at, money, plain, tidy
from whatsapp_erp_bot.llm.rules.numbers import read as read_number
from whatsapp_erp_bot.llm.rules.slots import ARTICLES
from whatsapp_erp_bot.llm.rules.text import Text
from whatsapp_erp_bot.words.units import BEFORE_ITEMS as UNITS

_SIZES = frozenset(
	"kg kgs g gr gramos gramas grams l lt lts litros litro litre litres ml cc mm cm m mts metros pulgadas pulgada pulg polegadas polegada inch inches in w watts v volts hp amp awg mg oz lb lbs kilos kilo galones galon psi x pol k".split()
)
_RATE = frozenset("a @ at por x em en cada each de".split())
_EACH = frozenset(
	"cada una uno c/u cu unidad each apiece cadauno um uma unidade c u la el per piece unit pza pieza per bag box caja caixa saco bulto".split()
)
_JOINTS = frozenset("y e and mas plus tambien tambem con com with ,".split())
_OF = frozenset("de of do da del".split())
_BREAKS = frozenset(", ; : . ! ? ( )".split())


def read(text: Text, indices: Sequence[int], language: str) -> tuple[list[dict], list[int]]:
	"""The rows of these tokens (in order, untagged) and the indices that belong to none."""
	reader = _Rows(text, indices, language)
	return reader.rows(), reader.unused


class _Rows:
	def __init__(self, text: Text, indices: Sequence[int], language: str):
		self.text = text
		self.language = language
		self.tokens = [text.tokens[index] for index in indices]
		self.indices = list(indices)
		self.unused: list[int] = []

	def norm(self, place: int) -> str:
		return self.tokens[place].norm if 0 <= place < len(self.tokens) else ""

	def number(self, place: int) -> tuple[float, int] | None:
		if place >= len(self.tokens):
			return None
		found = read_number(self.tokens, place, self.language)
		if found is None and self.norm(place) in ("un", "una", "um", "uma", "one", "a", "an"):
			after = self.norm(place + 1)
			if self.norm(place) in ("un", "una", "um", "uma", "one") and after and after not in _BREAKS:
				return 1.0, place + 1
		return found

	def rows(self) -> list[dict]:
		found: list[dict] = []
		place = 0
		while place < len(self.tokens):
			quantity = self.number(place)
			if quantity is None or quantity[0] <= 0:
				backwards = (
					self._item_first(place)
					if not found or self.norm(place - 1) in _JOINTS | _BREAKS
					else None
				)
				if backwards:
					row, place = backwards
					found.append(row)
					continue
				self.unused.append(self.indices[place])
				place += 1
				continue
			row, after = self._row(*quantity)
			if row is None:
				self.unused.extend(self.indices[place:after])
			else:
				found.append(row)
			place = after
		return found

	def _row(self, qty: float, place: int) -> tuple[dict | None, int]:
		"""A row whose quantity ends before `place`."""
		row: dict = {"item": "", "qty": tidy(qty)}
		if self.norm(place) == "x" or (self.norm(place) == "por" and self.norm(place + 1)):
			place += 1
		if self._is_unit(place):
			row["uom"] = self.text.quote([self.indices[place]])
			place += 1
			if self.norm(place) == ".":
				place += 1
		while self.norm(place) in _OF or (self.norm(place) in ARTICLES and self.norm(place - 1) in _OF):
			place += 1
		begin = place
		while place < len(self.tokens) and not self._ends(place, begin):
			place += 2 if self._is_size(place) else 1
		end = place
		rate = self._rate(place)
		if rate:
			row["rate"], place = rate
		item = self.indices[begin:end]
		while item and (
			self.text.tokens[item[-1]].norm
			in _OF | {"a", "y", "e", "and", "to", "para", "for", "pra", "pro", "cada", "-"}
		):
			item.pop()
		if not item:
			if "uom" in row and not self.norm(place):
				row["item"] = row.pop("uom")
				return row, place
			return None, max(place, begin)
		row["item"] = self.text.quote(item)
		return row, place

	def _is_unit(self, place: int) -> bool:
		norm = self.norm(place)
		if norm not in UNITS:
			return False
		after = self.norm(place + 1)
		# a unit with nothing behind it is the item itself
		return (
			bool(after)
			and after not in _BREAKS
			and after not in ("y", "e", "and", "a", "at", "@", "por", "para", "for")
		)

	def _is_size(self, place: int) -> bool:
		"""A number and a unit of measure inside a name: 5 kg, 3/8, 18 l."""
		norm = self.norm(place)
		return (
			plain(norm, self.language) is not None
			and self.norm(place + 1) in _SIZES
			and (self.norm(place + 2) not in _OF or self.norm(place - 1) in _OF)
		)

	def _ends(self, place: int, begin: int) -> bool:
		"""Whether the item's name ends before this token."""
		norm = self.norm(place)
		if norm in _BREAKS:
			return True
		if place == begin:
			return False
		if norm in ("y", "e", "and", "mas", "plus") and self.number(place + 1):
			return True
		if norm in ("a", "@", "at", "por", "em", "en", "x") and self._rate(place):
			return True
		if norm in ("c/u", "cada", "each") or norm == "$":
			return True
		if self._is_size(place):
			return False
		found = self.number(place)
		if not found or "/" in norm:
			return False
		# a bare number at the end is a size or a model, before a word it is the next quantity
		if norm in ("un", "una", "um", "uma"):
			return False
		after = self.norm(found[1])
		return (
			bool(after)
			and after not in _BREAKS
			and after not in ("y", "e", "and", "a", "at", "@")
			and norm not in ("3/8",)
		)

	def _rate(self, place: int) -> tuple[float, int] | None:
		"""(rate, place after it) for “a 120 cada una”, “@ 95”, “at $5 each”, “, 18,50 cada”."""
		start = place
		if self.norm(start) == "," and self.norm(start + 1) in ("a", "at", "@", "por"):
			start += 1
		marked = self.norm(start) in (
			"a",
			"@",
			"at",
			"por",
			"em",
			"en",
			"x",
			"-",
			"precio",
			"preco",
			"price",
			"rate",
		)
		if marked:
			start += 1
			if self.norm(start) in ("precio", "preco", "price", "rate", "razon"):
				start += 1
			if self.norm(start) == "de":
				start += 1
		named = currency_at(self.tokens, start)
		if not marked and not named and not (self.number(start) and self._each(self.number(start)[1])):
			return None
		found = money(self.tokens, start, self.language)
		if not found:
			return None
		after = found[1]
		if (
			self.norm(start - 1) in ("por", "x", "em", "en")
			and not named
			and not self._each(after)
			and not found[2]
		):
			return None
		while self.norm(after) in _EACH and not (
			self.norm(after) in ("la", "el") and self.norm(after + 1) not in _EACH | UNITS
		):
			after += 1
			if self.norm(after) in UNITS and self.norm(after - 1) in ("per", "cada", "la", "el", "each"):
				after += 1
		return found[0]["amount"], after

	def _each(self, place: int) -> bool:
		return (
			self.norm(place) in ("cada", "c/u", "each", "cu", "apiece", "per", "la", "el", "por")
			or self.norm(place) == "c"
		)

	def _item_first(self, place: int) -> tuple[dict, int] | None:
		"""“martillos 10”, “LED bulb x 20 pcs”, “taladros: 3” up to the next comma."""
		end = place
		while end < len(self.tokens) and self.norm(end) not in (",", ";", "."):
			end += 1
		segment = range(place, end)
		for start in segment:
			if start == place:
				continue
			quantity = self.number(start)
			if quantity is None or self.norm(start) in ("un", "una", "um", "uma", "a", "an"):
				continue
			after = quantity[1]
			uom = None
			if self.norm(after) in UNITS:
				uom, after = self.text.quote([self.indices[after]]), after + 1
			rate = self._rate(after)
			if rate:
				after = rate[1]
			if after != end:
				return None
			item = [self.indices[each] for each in range(place, start)]
			while item and self.text.tokens[item[-1]].norm in ("x", ":", "-", "de", "=", "por"):
				item.pop()
			while item and self.text.tokens[item[0]].norm in ARTICLES | _OF | {
				"y",
				"e",
				"and",
				"con",
				"com",
				"with",
			}:
				item.pop(0)
			if not item or len(item) > 6:
				return None
			row: dict = {"item": self.text.quote(item), "qty": tidy(quantity[0])}
			if uom:
				row["uom"] = uom
			if rate:
				row["rate"] = rate[0]
			return row, end
		return None
