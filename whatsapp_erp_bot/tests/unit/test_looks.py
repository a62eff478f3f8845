# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What people see of names: nothing invisible, no links, no letters that pretend to be others."""

import re
import time
import unittest
from pathlib import Path

from babel.messages.pofile import read_po

from whatsapp_erp_bot.commands.looks import borrowed, look, told_apart
from whatsapp_erp_bot.plain_text import visible
from whatsapp_erp_bot.whatsapp.text import unlinked

LOCALE = Path(__file__).parents[2] / "locale"


class TestVisible(unittest.TestCase):
	def test_what_nobody_sees_goes(self):
		for hidden in (
			*"\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\u180e",
			*"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c",
			*"\u0000\u0007\u001b\u007f\u009f\ufff9\ufffe\ufdd0",
			*"\U000e0041\U000e007f\U000e0100\ufe0f\ufe00",
			"\ud800",
		):
			self.assertEqual(visible(f"a{hidden}b"), "ab", ascii(hidden))

	def test_blanks_are_one_blank(self):
		for blank in "\u00a0\u2003\u202f\u3000\u3164\u2800\u115f\uffa0":
			self.assertEqual(visible(f"a{blank}b"), "a b", ascii(blank))

	def test_lines_stay(self):
		for line in ("a\nb", "a\r\nb", "a\u2028b", "a\u2029b"):
			self.assertEqual(visible(line), "a\nb")

	def test_letters_and_emojis_stay(self):
		for text in (
			"¿Cuánto debe Ñandú & Cía.? – “sí”, 5 € ½ 3/8 m²",
			"Ação às 8h, não é?",
			"Привет, Ελλάδα, 日本, नमस्ते, שלום",
			"👨‍👩‍👧 ❤️ 1️⃣ 👍🏽 🇲🇽 ™️ ☎️",
		):
			self.assertEqual(visible(text), text)

	def test_marks_do_not_pile_up(self):
		self.assertEqual(len(visible("a" + "\u0301" * 50)), 5)


class TestUnlinked(unittest.TestCase):
	def test_links(self):
		for text in (
			"pagos-acme.com",
			"Paga en https://pagos-acme.com/x?y=1",
			"http://1.2.3.4/x",
			"HTTP:\\\\evil.com",
			"bit.ly/x",
			"wa.me/5215512345678",
			"a@evil.com",
			"evil。com",
			"evil．com",
			"пример.рф",
			"x.xn--p1ai",
			"evil.com.",
			"(evil.com)",
			"http://localhost/x",
			"a..evil.com",
		):
			after = unlinked(text)
			self.assertNotIn("://", after)
			self.assertFalse(re.search(r"\w[.。．｡][^\W\d_]{2,}", after), after)
			self.assertFalse(re.search(r"\d\.\d+\.\d+\.\d+/", after), after)

	def test_what_is_none_stays(self):
		for text in (
			"ACC-SINV-2026-00012.",
			"S.A. de C.V.",
			"$ 1,234.50 MXN",
			"1.234,50",
			"28-11-2026",
			"Tornillo 3/8 y/o 1/2",
			"AGU-1.5",
			"3.5 kg",
			"Hecho. Gracias",
			"1.1.02.03 Caja",
		):
			self.assertEqual(unlinked(text), text)

	def test_no_text_takes_long(self):
		for text in (
			"a" * 100_000 + ".",
			"a." * 50_000,
			"a-" * 50_000,
			"http:" + "/" * 100_000,
			"ab1." * 25_000,
		):
			started = time.monotonic()
			unlinked(text)
			visible(text + "\u200b")
			self.assertLess(time.monotonic() - started, 5)

	def test_sentences_of_ours_are_no_links(self):
		for name in ("main.pot", "es.po", "pt.po"):
			with open(LOCALE / name, "rb") as file:
				for message in read_po(file):
					for text in (message.id, message.string):
						if isinstance(text, str) and "://" not in text and "@" not in text:
							self.assertEqual(
								visible(unlinked(text)).split(), text.replace("\u00a0", " ").split()
							)


class TestLooks(unittest.TestCase):
	def test_alike(self):
		for one, other in (
			("Acme", "ACME"),
			("Acme", "Асme"),
			("Acme", "АСМЕ"),
			("Acme", "Αcme"),
			("Acme", "A\u200bcme"),
			("Ferretería", "Ferreteria"),
			("Ferretería  López", "ferretería lópez"),
			("Tienda l", "Tienda I"),
			("Pernos", "Pemos"),
			("O1", "01"),
		):
			self.assertEqual(look(one), look(other), (one, other))
		for one, other in (("López", "Lopes"), ("Tornillo 3/8", "Tornillo 3/4"), ("", "a")):
			self.assertNotEqual(look(one), look(other))

	def test_borrowed(self):
		for name, letters in (
			("Асme S.A.", "Ас"),
			("АСМЕ", "АСМЕ"),
			("Pомашка", "оак"),
			("Acme", ""),
			("Привет", ""),
			("ООО Ромашка", ""),
			("日本Acme", ""),
			("Fábrica 5µ β-caroteno", ""),
			("Łódź Ñandú Ação", ""),
		):
			self.assertEqual(borrowed(name), letters, name)

	def test_told_apart(self):
		rows = [
			{"label": "Acme", "key": "C-1"},
			{"label": "acme", "key": "C-2"},
			{"label": "Sol", "key": "C-3"},
			{"label": "Sol", "key": "C-3"},
		]
		told = [row["label"] for row in told_apart(rows)]
		self.assertEqual(told, ["Acme (C-1)", "acme (C-2)", "Sol", "Sol"])
