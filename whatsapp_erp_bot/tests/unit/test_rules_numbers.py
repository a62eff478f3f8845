# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Numbers, money and rows as people write them."""

import unittest

from whatsapp_erp_bot.llm.rules import numbers, rows
from whatsapp_erp_bot.llm.rules.interpreter import corrected
from whatsapp_erp_bot.llm.rules.text import Text


def value(said: str, language: str = "es") -> float | None:
	found = numbers.read(Text(said).tokens, 0, language)
	return found and found[0]


def read_rows(said: str, language: str = "es") -> list[dict]:
	text = Text(said)
	return rows.read(text, range(len(text.tokens)), language)[0]


class TestNumbers(unittest.TestCase):
	def test_scales_and_words(self):
		for said, number in (
			("3 mil", 3000),
			("2k", 2000),
			("1.5 lakh", 150000),
			("medio palo", 500000),
			("2 docenas", 24),
			("media docena", 6),
			("mil quinientos", 1500),
			("treinta y cinco", 35),
			("mil e quinhentos", 1500),
			("twenty five", 25),
			("two hundred", 200),
			("2 millones", 2000000),
			("un millón", 1000000),
		):
			with self.subTest(said=said):
				self.assertEqual(value(said, "en" if "lakh" in said else "es"), number)

	def test_grouping_goes_with_the_language(self):
		self.assertEqual(value("1.500", "es"), 1500)
		self.assertEqual(value("3,500", "es"), 3500)
		self.assertEqual(value("1.500", "pt"), 1500)
		self.assertEqual(value("1,500", "pt"), 1.5)
		self.assertEqual(value("1,500", "en"), 1500)
		self.assertEqual(value("1.500", "en"), 1.5)
		self.assertEqual(value("1.250,50", "pt"), 1250.5)
		self.assertEqual(value("3,500.50", "es"), 3500.5)
		self.assertEqual(value("18,50", "pt"), 18.5)

	def test_no_number(self):
		for said in ("hola", "3/8", "SAL-ORD-2026-00012", ""):
			self.assertIsNone(value(said) if said else None)

	def test_currency_only_when_named(self):
		for said, money in (
			("R$ 1.250,00", {"amount": 1250, "currency": "BRL"}),
			("50 mil pesos mexicanos", {"amount": 50000, "currency": "MXN"}),
			("Ksh 15,000", {"amount": 15000, "currency": "KES"}),
			("20 euros", {"amount": 20, "currency": "EUR"}),
			("$3,500.50", {"amount": 3500.5}),
			("500 pesos", {"amount": 500}),
		):
			with self.subTest(said=said):
				self.assertEqual(
					numbers.money(Text(said).tokens, 0, "pt" if "R$" in said else "es")[0], money
				)


class TestRows(unittest.TestCase):
	def test_units_rates_and_sizes(self):
		for said, language, expected in (
			("5 cajas de agua", "es", [{"item": "agua", "qty": 5, "uom": "cajas"}]),
			("10 tornillo 3/8", "es", [{"item": "tornillo 3/8", "qty": 10}]),
			("3 arroz 5 kg", "es", [{"item": "arroz 5 kg", "qty": 3}]),
			("2 docenas de brochas", "es", [{"item": "brochas", "qty": 24}]),
			("300 bags cement at 95", "en", [{"item": "cement", "qty": 300, "uom": "bags", "rate": 95}]),
			(
				"5 cajas de clavos a 120 cada una y 3 martillos",
				"es",
				[{"item": "clavos", "qty": 5, "uom": "cajas", "rate": 120}, {"item": "martillos", "qty": 3}],
			),
			(
				"martillos 10, taladros 2",
				"es",
				[{"item": "martillos", "qty": 10}, {"item": "taladros", "qty": 2}],
			),
		):
			with self.subTest(said=said):
				self.assertEqual(read_rows(said, language), expected)

	def test_the_last_number_counts(self):
		self.assertEqual(corrected(Text("10 arroz… no, mejor 15")).original.split()[0], "15")
		self.assertEqual(corrected(Text("10 cajas, digo 12 cajas de agua")).original, "12 cajas de agua")
		self.assertEqual(corrected(Text("10 cajas y 15 bolsas")).original, "10 cajas y 15 bolsas")
