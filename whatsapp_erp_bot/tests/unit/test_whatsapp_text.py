# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Long texts are cut where a reader would cut them, and no character is broken."""

import random
import re
import unittest

from whatsapp_erp_bot.whatsapp.text import clusters, shorten, split_text

FAMILY = "👨‍👩‍👧‍👦"
WAVE = "👋🏽"
FLAG = "🇲🇽"
WALES = "\U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f"
ACCENT = "e\u0301"
KEYCAP = "1\ufe0f\u20e3"
HANGUL = "\u1112\u1161\u11ab"
WHOLE = [FAMILY, WAVE, FLAG, WALES, ACCENT, KEYCAP, HANGUL, "❤️", "a", "ñ", "नि"]


class TestSplit(unittest.TestCase):
	def test_short_and_blank(self):
		self.assertEqual(split_text("hola"), ["hola"])
		self.assertEqual(split_text(""), [])
		self.assertEqual(split_text(" \n "), [])

	def test_at_the_limit(self):
		self.assertEqual(split_text("x" * 4096), ["x" * 4096])
		self.assertEqual([len(part) for part in split_text("x" * 4097)], [4096, 1])

	def test_paragraph_before_line_before_word(self):
		self.assertEqual(split_text("uno dos\n\ntres\ncuatro", 16), ["uno dos", "tres\ncuatro"])
		self.assertEqual(split_text("uno dos tres\ncuatro cinco", 20), ["uno dos tres", "cuatro cinco"])
		self.assertEqual(split_text("uno dos tres", 9), ["uno dos", "tres"])

	def test_a_break_right_behind_the_limit_is_used(self):
		self.assertEqual(split_text("abcd efgh", 4), ["abcd", "efgh"])

	def test_a_paragraph_far_before_the_end_is_not_used(self):
		text = "a\n\n" + "b" * 50 + " " + "c" * 60
		self.assertEqual(split_text(text, 100), ["a\n\n" + "b" * 50, "c" * 60])

	def test_a_paragraph_that_costs_a_message_more_is_not_used(self):
		paragraph, words = "a" * 40, " ".join(["palabra"] * 19)
		self.assertEqual(len(split_text(f"{paragraph}\n\n{words}", 100)), 2)
		self.assertEqual(split_text(f"{paragraph}\n\n{'b' * 99}", 100), [paragraph, "b" * 99])

	def test_never_more_parts_than_words_make_necessary(self):
		chance = random.Random(7)
		for _ in range(300):
			words = ["".join(chance.choices("abñ", k=chance.randint(1, 12))) for _ in range(120)]
			text = "".join(word + chance.choice([" ", "\n", "\n\n"]) for word in words).strip()
			limit = chance.randint(20, 90)
			full = [""]
			for piece in re.findall(r"\s*\S+", text):
				if len((full[-1] + piece).strip()) <= limit:
					full[-1] = (full[-1] + piece).strip()
				else:
					full.append(piece.strip())
			self.assertEqual(len(split_text(text, limit)), len(full), (text, limit))

	def test_nothing_but_white_space_is_lost(self):
		chance = random.Random(11)
		for _ in range(200):
			words = [
				"".join(chance.choices(WHOLE, k=chance.randint(1, 9))) for _ in range(chance.randint(1, 60))
			]
			text = "".join(word + chance.choice([" ", "\n", "\n\n", "  "]) for word in words)
			limit = chance.randint(12, 60)
			parts = split_text(text, limit)
			self.assertEqual(re.sub(r"\s", "", "".join(parts)), re.sub(r"\s", "", text))
			for part in parts:
				self.assertTrue(0 < len(part) <= limit and part == part.strip(), part)

	def test_characters_stay_whole(self):
		for character in WHOLE:
			for limit in range(len(character), 3 * len(character) + 1):
				for part in split_text(character * 9, limit):
					self.assertEqual(part, character * (len(part) // len(character)), (character, limit))

	def test_a_character_longer_than_the_limit_still_ends(self):
		self.assertEqual("".join(split_text("e" + "\u0301" * 50, 10)), "e" + "\u0301" * 50)

	def test_clusters(self):
		self.assertEqual(list(clusters("".join(WHOLE) + FLAG + FLAG)), [*WHOLE, FLAG, FLAG])
		self.assertEqual(list(clusters("a\r\nb")), ["a", "\r\n", "b"])

	def test_shorten(self):
		self.assertEqual(shorten("corto", 20), "corto")
		self.assertEqual(shorten("x" * 21, 20), "x" * 19 + "…")
		self.assertEqual(shorten("abc" + FAMILY, 6), "abc…")


if __name__ == "__main__":
	unittest.main()
