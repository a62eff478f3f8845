# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Words of a business in Spanish, Portuguese and English: units and states of documents.

Contract: `same_unit(said, unit)` tells whether a word means a UOM; `states(said)` gives the filters a word of state
stands for. Case, accents and plural are forgiven.
"""

import unicodedata

from frappe import _

from whatsapp_erp_bot.commands.declaration import LANGUAGES

# each set: one unit in three languages and as ERPNext names it
UNITS: tuple[frozenset[str], ...] = tuple(
	frozenset(words.split())
	for words in (
		"unit unidad unidade nos numero each pieza pza pz peca pc piece pieces und un u ea",
		"box caja caixa cx cja",
		"bag bolsa saco bulto costal sacola sacos",
		"pack paquete pacote pkt packet package paq",
		"pair par",
		"dozen docena duzia dz doc",
		"set juego jogo conjunto kit",
		"kg kilo kilogram kilogramo quilo quilograma kilos kgs",
		"g gram gramo grama gr",
		"ton tonne tonelada tonel",
		"l litre liter litro lt",
		"ml millilitre mililitro",
		"gallon galon galao",
		"m meter metre metro mt mts",
		"cm centimeter centimetro",
		"inch pulgada polegada",
		"foot feet pie pe",
		"sqm m2",
		"cbm m3",
		"roll rollo rolo",
		"bottle botella garrafa",
		"can lata",
		"bucket cubeta balde",
		"drum tambor tambo",
		"pallet palet tarima palete",
		"sheet hoja folha lamina placa",
		"carton carton cartao cartone",
		"hour hora hr",
		"day dia",
	)
)


def plain(text: str) -> str:
	"""Lower case, no accents, single blanks, no closing dot."""
	folded = unicodedata.normalize("NFKD", str(text)).encode("ascii", "ignore").decode()
	return " ".join(folded.lower().replace("_", " ").split()).strip(" .")


def singular(word: str) -> str:
	"""Good enough to compare two spellings of one word: “cajas” and “caja”, “unidades” and “unidad”."""
	if word.endswith("es") and len(word) > 4 and word[-3] in "dlnrxz":
		return word[:-2]
	if word.endswith("es") and word[-3:-2] == "x":
		return word[:-2]
	return word[:-1] if word.endswith("s") and len(word) > 3 else word


def same_unit(said: str, unit: str) -> bool:
	"""Whether the word means this UOM: by its name, its translation, or a synonym."""
	asked = {plain(said), singular(plain(said))}
	names = {plain(unit), *(plain(_(unit, language)) for language in LANGUAGES)}
	names |= {singular(name) for name in names}
	if asked & names:
		return True
	return any(asked & synonyms and names & synonyms for synonyms in UNITS)
