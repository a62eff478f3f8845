# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Bodies cut into pieces: nothing lost, nothing doubled, nobody's name on somebody else's message."""

import unittest

from whatsapp_erp_bot.tests.loopback import bodies, samples
from whatsapp_erp_bot.whatsapp.payload import parse
from whatsapp_erp_bot.whatsapp.split import Piece, split


def pieces_of(body: dict) -> list[Piece]:
	return [piece for change in parse(bodies.to_bytes(body)) for piece in split(change)]


def said(phone: str, words: str) -> dict:
	return bodies.message(f"wamid.{phone}", 1, bodies.text(words), phone=phone)


class TestSplit(unittest.TestCase):
	def test_each_message_and_status_is_a_body_of_its_own(self):
		body = bodies.envelope(
			"1001",
			"77",
			"525550000000",
			contacts=[bodies.contact("1", "Ana", None), bodies.contact("2", "Luis", None)],
			messages=[said("2", "b"), said("1", "a")],
			statuses=[bodies.status("wamid.s", "read", 1)],
		)
		pieces = pieces_of(body)
		self.assertEqual([bool(piece.message) for piece in pieces], [True, True, False])
		for piece, phone, name in zip(pieces, ("2", "1"), ("Luis", "Ana"), strict=False):
			value = piece.body["entry"][0]["changes"][0]["value"]
			self.assertEqual([message["from"] for message in value["messages"]], [phone])
			self.assertEqual([entry["profile"]["name"] for entry in value["contacts"]], [name])
			self.assertEqual(value["metadata"]["phone_number_id"], "77")
			self.assertEqual(piece.body["entry"][0]["id"], "1001")
		value = pieces[2].body["entry"][0]["changes"][0]["value"]
		self.assertEqual(value["statuses"], [bodies.status("wamid.s", "read", 1)])
		self.assertNotIn("messages", value)

	def test_the_only_contact_stays_and_a_stranger_among_many_does_not(self):
		one = bodies.envelope(
			"1", "77", "5", contacts=[bodies.contact("9", "Ana", None)], messages=[said("1", "a")]
		)
		two = bodies.envelope(
			"1",
			"77",
			"5",
			contacts=[bodies.contact("9", "Ana", None), bodies.contact("8", "Luis", None), 3],
			messages=[said("1", "a")],
		)
		for body, expected in ((one, True), (two, False)):
			value = pieces_of(body)[0].body["entry"][0]["changes"][0]["value"]
			self.assertEqual("contacts" in value, expected)

	def test_what_has_neither_stays_as_it_is(self):
		change = {"field": "message_template_status_update", "value": {"event": "PAUSED"}}
		pieces = pieces_of({"entry": [{"id": "5", "changes": [change]}]})
		self.assertEqual([piece.body["entry"][0]["changes"] for piece in pieces], [[change]])

	@unittest.skipUnless(samples.AVAILABLE, samples.REASON)
	def test_real_bodies_read_the_same_after_it(self):
		for name, body in samples.webhooks():
			for change in parse(bodies.to_bytes(body)):
				again = [parse(bodies.to_bytes(piece.body)) for piece in split(change)]
				self.assertTrue(all(len(changes) == 1 for changes in again), name)
				messages = [message.raw for changes in again for message in changes[0].messages]
				statuses = [status.raw for changes in again for status in changes[0].statuses]
				self.assertEqual(messages, [message.raw for message in change.messages], name)
				self.assertEqual(statuses, [status.raw for status in change.statuses], name)


if __name__ == "__main__":
	unittest.main()
