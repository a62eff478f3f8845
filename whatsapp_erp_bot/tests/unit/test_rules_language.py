# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The language of a message: measured on the phrase sets that rules are tuned on, and case by case."""

import json
import unittest
from pathlib import Path

from whatsapp_erp_bot.llm.rules.language import detect, detect_text
from whatsapp_erp_bot.llm.rules.text import Text

PHRASES = Path(__file__).resolve().parents[3] / "benchmarks" / "phrases"
TUNED = ("development.jsonl", "near_writes.jsonl")


def phrases() -> list[dict]:
	files = [PHRASES / name for name in TUNED if (PHRASES / name).exists()]
	return [
		json.loads(line) for path in files for line in path.read_text(encoding="utf-8").splitlines() if line
	]


class TestLanguage(unittest.TestCase):
	def share(self, right_prior: bool) -> float:
		every = phrases()
		if not every:
			self.skipTest("the phrase sets are not beside the app")
		right = sum(
			detect_text(Text(one["text"]), one["lang"] if right_prior else None) == one["lang"]
			for one in every
		)
		return right / len(every)

	def test_without_a_conversation(self):
		self.assertGreaterEqual(self.share(False), 0.97)

	def test_within_a_conversation(self):
		self.assertGreaterEqual(self.share(True), 0.99)

	def test_clear_ones_whatever_was_spoken_before(self):
		for text, language in (
			("Me manda a fatura da Acme", "pt"),
			("O que está acabando?", "pt"),
			("Pedidos pendientes", "es"),
			("Cotízale a Acme 10 martillos", "es"),
			("how much did we sell today", "en"),
			("¿cuánto debe Acme?", "es"),
			("quanto a Padaria deve", "pt"),
		):
			for prior in (None, "es", "pt", "en"):
				with self.subTest(text=text, prior=prior):
					self.assertEqual(detect_text(Text(text), prior), language)

	def test_short_ones_follow_the_conversation(self):
		for text in ("menu", "ok", "SAL-ORD-2026-00051", "500", "no", "Acme", "stop"):
			for prior in ("es", "pt", "en"):
				with self.subTest(text=text, prior=prior):
					self.assertEqual(detect_text(Text(text), prior), prior)

	def test_norms_alone(self):
		self.assertEqual(detect(["cuanto", "debe"]), "es")
		self.assertEqual(detect([], "pt"), "pt")
		self.assertEqual(detect([]), "es")


if __name__ == "__main__":
	unittest.main()
