# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Plurals of Spanish, Portuguese and English, well enough to compare two spellings of one word.

Contract: words are folded (lower case, no accents). Pure functions.
"""


def plurals(word: str) -> tuple[str, ...]:
	"""What the plural of a word may be."""
	if word.endswith("ao"):
		return (word[:-2] + "oes",)
	if word.endswith("al"):
		return (word[:-2] + "ais", word[:-2] + "ales", word + "s")
	if word.endswith("y"):
		return (word[:-1] + "ies", word + "s")
	if word.endswith("m"):
		return (word[:-1] + "ns", word + "s")
	if word[-1] in "aeio":
		return (word + "s",)
	return (word + "es", word + "s")


def singular(word: str) -> str:
	"""Of a unit or a state: “cajas” and “caja”, “unidades” and “unidad”."""
	if word.endswith("es") and len(word) > 4 and word[-3] in "dlnrxz":
		return word[:-2]
	if word.endswith("es") and word[-3:-2] == "x":
		return word[:-2]
	return word[:-1] if word.endswith("s") and len(word) > 3 else word


def stem(word: str) -> str:
	"""Of a word in a name, without its plural ending: more careful, since names are many and alike."""
	if len(word) > 5 and word.endswith(("ores", "ones", "ales", "oes")):
		return word[:-2] if not word.endswith("oes") else word[:-3] + "ao"
	return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
