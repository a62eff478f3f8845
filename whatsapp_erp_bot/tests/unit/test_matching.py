# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Words to names: forgiving with spelling, strict with numbers, never a guess between equals."""

import unittest

from whatsapp_erp_bot.commands.document_fields import DOCUMENT_FIELDS
from whatsapp_erp_bot.commands.matching import CANDIDATES, Entry, choose, words_of
from whatsapp_erp_bot.words.doctypes import doctype_in, phrases
from whatsapp_erp_bot.words.folding import normalise

NAMES = (
	"Ferretería López",
	"Ferretería Lopes",
	"Tienda La Esquina",
	"Tienda La Esquina Norte",
	"Constructora Bahía S.A. de C.V.",
	"Tornillo 3/8",
	"Tornillo 3/4",
	"Arroz 5 kg",
	"Arroz 1 kg",
	"Martillo de uña",
	"Abarrotes Doña Lupe",
	"Cartão de Visita",
	"Mercado São José Ltda",
)


def meant(said: str, names=NAMES, ignorable=()):
	choice = choose(said, [Entry(name, (name,)) for name in names], ignorable)
	return choice.entry.name if choice.entry else {entry.name for entry in choice.candidates}


class TestChoose(unittest.TestCase):
	def test_clear_ones(self):
		for said, name in (
			("Ferretería López", "Ferretería López"),
			("FERRETERIA LOPEZ", "Ferretería López"),
			("ferreteria lopes", "Ferretería Lopes"),
			("feretería lopez", "Ferretería López"),
			("lopez ferreteria", "Ferretería López"),
			("tienda la esquina", "Tienda La Esquina"),
			("esquina nort", "Tienda La Esquina Norte"),
			("constructora bahia", "Constructora Bahía S.A. de C.V."),
			("contructora baia", "Constructora Bahía S.A. de C.V."),
			("tornillos 3/8", "Tornillo 3/8"),
			("tornilo 3/8", "Tornillo 3/8"),
			("arroz 5kg", "Arroz 5 kg"),
			("martillos", "Martillo de uña"),
			("doña lupe", "Abarrotes Doña Lupe"),
			("cartoes de visita", "Cartão de Visita"),
			("mercado sao jose", "Mercado São José Ltda"),
		):
			with self.subTest(said):
				self.assertEqual(meant(said), name)

	def test_equals_are_never_guessed(self):
		self.assertEqual(meant("la esquina"), {"Tienda La Esquina", "Tienda La Esquina Norte"})
		self.assertEqual(meant("tornillo"), {"Tornillo 3/8", "Tornillo 3/4"})
		self.assertEqual(meant("arroz"), {"Arroz 5 kg", "Arroz 1 kg"})
		self.assertEqual(meant("ferreteria lopex"), {"Ferretería López", "Ferretería Lopes"})

	def test_numbers_are_strict(self):
		self.assertNotIn(meant("tornillo 5/8"), NAMES)
		self.assertNotIn(meant("arroz 10 kg"), NAMES)

	def test_two_of_the_same_name_are_both_offered(self):
		entries = [Entry("CUST-1", ("Ana Ruiz", "CUST-1")), Entry("CUST-2", ("Ana Ruiz", "CUST-2"))]
		self.assertEqual(
			{entry.name for entry in choose("ana ruiz", entries).candidates}, {"CUST-1", "CUST-2"}
		)
		self.assertEqual(choose("CUST-2", entries).entry.name, "CUST-2")

	def test_nouns_may_be_said_or_left_out(self):
		names = ("Bodega Norte", "Tienda Centro")
		for said in ("norte", "bodega norte", "la bodega norte", "almacén norte"):
			with self.subTest(said):
				self.assertEqual(meant(said, names, {"bodega", "almacen"}), "Bodega Norte")
		self.assertEqual(meant("bodega norte", ("Norte", "Sur"), {"bodega"}), "Norte")

	def test_a_noun_that_was_said_counts_where_it_is_part_of_a_name(self):
		names = ("Abarrotes Doña Lupe", "Lupe Hernández")
		self.assertEqual(meant("doña lupe", names, {"dona", "cliente"}), "Abarrotes Doña Lupe")
		self.assertEqual(meant("cliente lupe", names, {"dona", "cliente"}), set(names))

	def test_nothing_near_is_nothing(self):
		for said in ("xyzzy", "", "   ", "¿?", "🙂", "a" * 5000):
			with self.subTest(said[:10]):
				self.assertEqual(meant(said), set())
		self.assertEqual(meant("lopez", ()), set())

	def test_at_most_nine_candidates(self):
		names = [f"Tienda {letter}" for letter in "abcdefghijklmnop"]
		self.assertEqual(len(meant("tienda", names)), CANDIDATES)

	def test_single_letters_count(self):
		names = ("Tienda A", "Tienda E", "Tienda")
		self.assertEqual([meant(name.lower(), names) for name in names], list(names))

	def test_the_right_one_among_many(self):
		names = [
			f"{first} {second} {number}"
			for first in ("Clavo", "Pija", "Broca", "Tubo")
			for second in ("rojo", "azul")
			for number in range(500)
		]
		self.assertEqual(meant("brcoa azul 77", names), "Broca azul 77")


class TestNormalise(unittest.TestCase):
	def test_normalise(self):
		for text, plain in (
			("Ferretería  LÓPEZ", "ferreteria lopez"),
			('Tornillo 3/8"', "tornillo 3/8"),
			("arroz 5kg", "arroz 5 kg"),
			("1.5 litros, rojo.", "1.5 litros rojo"),
			("A&B (norte)", "a b norte"),
			("Straße", "strasse"),
		):
			with self.subTest(text):
				self.assertEqual(normalise(text), plain)

	def test_words_that_tell_something(self):
		self.assertEqual(words_of("el cliente de la Esquina", {"cliente"}), ("esquina",))
		self.assertEqual(words_of("cliente", {"cliente"}), ("cliente",))
		self.assertEqual(words_of("La"), ("la",))


class TestVocabulary(unittest.TestCase):
	def test_what_documents_are_called(self):
		for said, doctype in (
			("facturas", "Sales Invoice"),
			("notas fiscais", "Sales Invoice"),
			("pedidos", "Sales Order"),
			("sales orders", "Sales Order"),
			("orden de compra", "Purchase Order"),
			("ordenes de compra", "Purchase Order"),
			("pedidos de compra", "Purchase Order"),
			("cotizaciones", "Quotation"),
			("orçamentos", "Quotation"),
			("cotações", "Quotation"),
			("remisiones", "Delivery Note"),
			("deliveries", "Delivery Note"),
			("pagos", "Payment Entry"),
			("clientes", "Customer"),
			("prospectos", "Lead"),
		):
			with self.subTest(said):
				self.assertEqual(doctype_in(normalise(said).split()), (doctype, []))

	def test_the_longest_phrase_wins_and_the_rest_is_left(self):
		words = normalise("la última orden de compra de Aceros").split()
		self.assertEqual(doctype_in(words), ("Purchase Order", ["la", "ultima", "de", "aceros"]))
		self.assertEqual(doctype_in(["nada"]), (None, ["nada"]))

	def test_every_usual_document_has_a_name_that_people_say(self):
		self.assertLessEqual(set(DOCUMENT_FIELDS), set(phrases().values()))


if __name__ == "__main__":
	unittest.main()
