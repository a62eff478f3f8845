# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Whatever the bot wants to say, WhatsApp takes it: what is too long is said in several messages, titles are cut."""

import random
import unittest

from whatsapp_erp_bot.bot import outgoing
from whatsapp_erp_bot.bot.outgoing import Outgoing, fitting, to_message
from whatsapp_erp_bot.tests.loopback import contract
from whatsapp_erp_bot.whatsapp.messages import envelope

PHONE = "16505551234"
PIECES = ["palabra", "ñandú", "👨‍👩‍👧‍👦", "🇲🇽", "é", "1234567890" * 6, "\n", "\n\n", " ", "*", "\t"]


def words(chance: random.Random, most: int) -> str:
	return " ".join(chance.choice(PIECES) for _number in range(chance.randint(1, most)))


def anything(chance: random.Random) -> Outgoing:
	"""A message of any kind with words, of any length."""
	body = words(chance, chance.choice((5, 200, 1500)))
	titles = [f"{number} {words(chance, 6)}" for number in range(chance.randint(1, 10))]
	kind = chance.choice(("text", "buttons", "list"))
	if kind == "buttons":
		return outgoing.buttons(body, [(f"id:{title[0]}", title) for title in titles[:3]])
	if kind == "list":
		rows = [(f"id:{title[0]}", title, words(chance, 30)) for title in titles]
		return outgoing.listing(body, f"Menu {words(chance, 6)}", rows)
	return outgoing.text(body)


class TestFitting(unittest.TestCase):
	def test_what_comes_out_is_taken(self):
		chance = random.Random(5)
		for number in range(600):
			message = anything(chance)
			said = message.text
			with self.subTest(number=number, kind=message.kind):
				parts = fitting(message)
				for part in parts:
					request = envelope(to_message(part.payload, None, None), PHONE)
					self.assertIsNone(contract.check_message(request))
					self.assertEqual(part.text, part.payload["text"])
				# nothing that was to be said is lost, and what can be tapped stands under the end of it
				self.assertEqual("".join("".join(part.text for part in parts).split()), "".join(said.split()))
				if parts:
					self.assertEqual(parts[-1].kind, message.kind)
					self.assertEqual({part.kind for part in parts[:-1]} - {"text"}, set())

	def test_what_fits_stays_as_it_is(self):
		for message in (
			outgoing.text("hola"),
			outgoing.buttons("¿Sí?", [("a", "Sí"), ("b", "No")]),
			outgoing.document("words", "/private/files/a.pdf", "a.pdf"),
		):
			with self.subTest(message.kind):
				before = dict(message.payload)
				self.assertEqual(
					[(part.kind, part.payload) for part in fitting(message)], [(message.kind, before)]
				)

	def test_nothing_to_say_is_no_message(self):
		self.assertEqual(fitting(outgoing.text(" \n\t ")), [])


if __name__ == "__main__":
	unittest.main()
