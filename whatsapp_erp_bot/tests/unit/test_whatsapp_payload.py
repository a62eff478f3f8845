# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Webhook bodies of every shape become records, and none raises."""

import json
import random
import unittest
from typing import Any

from whatsapp_erp_bot.tests.loopback import bodies, samples
from whatsapp_erp_bot.whatsapp import payload
from whatsapp_erp_bot.whatsapp.payload import STATUS_RANK, Change, IncomingMessage, climbs, parse

PHONE = "16505551234"
USER_ID = "US.13491208655302741918"
PARENT_ID = "US.ENT.11815799212886844830"


def parse_value(**value: Any) -> Change:
	return parse(bodies.to_bytes(bodies.envelope("1", "106540352242922", "15550783881", **value)))[0]


def parse_message(content: dict, contacts: list | None = None, **more: Any) -> IncomingMessage:
	message = {"from": PHONE, "id": "wamid.A", "timestamp": "1749416383", **content, **more}
	return parse_value(messages=[message], contacts=contacts or []).messages[0]


def raw_items(node: Any, key: str) -> list[dict]:
	"""Every object in a list of that name inside a value, found without the parser."""
	found = []
	for entry in node.get("entry") or [] if isinstance(node, dict) else []:
		for change in entry.get("changes") or []:
			found += change.get("value", {}).get(key) or []
	return found


@unittest.skipUnless(samples.AVAILABLE, samples.REASON)
class TestSamples(unittest.TestCase):
	def test_every_body_yields_each_message_and_status_with_its_id(self):
		counted = 0
		for name, body in samples.webhooks():
			with self.subTest(name):
				changes = parse(bodies.to_bytes(body))
				wamids = [message.wamid for change in changes for message in change.messages]
				raw = raw_items(body, "messages") + raw_items(body, "message_echoes")
				if isinstance(body, dict) and "entry" in body:
					self.assertEqual([item.get("id") for item in raw], wamids)
					statuses = [status.wamid for change in changes for status in change.statuses]
					self.assertEqual([item.get("id") for item in raw_items(body, "statuses")], statuses)
				counted += 1
		self.assertGreater(counted, 150)

	def test_every_message_keeps_its_sender(self):
		for name, body in samples.webhooks():
			for change in parse(bodies.to_bytes(body)):
				for message in change.messages:
					with self.subTest(name, wamid=message.wamid):
						if message.raw.get("from") or message.raw.get("from_user_id"):
							self.assertTrue(message.sender.phone or message.sender.user_id)
							self.assertIsNotNone(message.kind)

	def test_broken_bodies_of_every_kind_never_raise(self):
		"""Each part of each real body replaced by values of another type."""
		odd = [None, [], {}, "", "x", 0, -1, 1.5, True, [None], [[]], {"": None}, "\ud83d", 10**400]
		chance = random.Random(7)
		for name, body in samples.webhooks():
			for _ in range(20):
				text = json.dumps(_with_one_part_replaced(body, chance, odd))
				with self.subTest(name):
					for change in parse(text.encode()):
						for message in change.messages:
							self.assertIsInstance(message.text, str)
							json.dumps(message.text, ensure_ascii=False).encode()


def _with_one_part_replaced(body: Any, chance: random.Random, odd: list) -> Any:
	body = json.loads(json.dumps(body))
	places = []
	pending = [body]
	while pending:
		node = pending.pop()
		for key in (
			list(node) if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
		):
			places.append((node, key))
			pending.append(node[key])
	if places:
		node, key = chance.choice(places)
		node[key] = chance.choice(odd)
	return body


class TestShapes(unittest.TestCase):
	def test_json_that_holds_nothing(self):
		for body in (b"[]", b"null", b"{}", b"1", b'"x"', b"true", b'{"entry":{}}', b'{"entry":[1,null]}'):
			with self.subTest(body):
				self.assertEqual(parse(body), [])

	def test_more_than_anybody_sends(self):
		many = [{"id": str(number)} for number in range(payload.MOST_ITEMS)]
		for value in ({"messages": many}, {"contacts": many}, {"standby": {"messages": many}}, {"x": many}):
			body = json.dumps({"entry": [{"changes": [{"value": value}]}]}).encode()
			with self.subTest(list(value)), self.assertRaises(payload.TooMuch):
				parse(body)
		changes = json.dumps({"entry": [{"changes": [{}] * 3000}] * 3}).encode()
		with self.assertRaises(payload.TooMuch):
			parse(changes)
		# what Meta may send at once, each with who it is from
		some = many[:1000]
		body = {"entry": [{"changes": [{"value": {"messages": some, "contacts": some, "statuses": some}}]}]}
		self.assertEqual(len(parse(json.dumps(body).encode())[0].messages), 1000)

	def test_what_is_not_json(self):
		for body in (b"", b"{", b"<html>", b"\xff\xfe\x00", b"[" * 200_000):
			with self.subTest(body[:10]), self.assertRaises(ValueError):
				parse(body)

	def test_integers_of_any_length(self):
		body = b'{"entry":[{"id":' + b"9" * 5000 + b',"changes":[{"field":"messages"}]}]}'
		self.assertEqual(len(parse(body)), 1)

	def test_half_an_emoji_becomes_something_that_can_be_stored(self):
		body = rb'{"entry":[{"changes":[{"value":{"messages":[{"id":"a","type":"text","text":{"body":"\ud83d!"}}]}}]}]}'
		message = parse(body)[0].messages[0]
		self.assertEqual(message.text, "\ufffd!")
		json.dumps(message.raw, ensure_ascii=False).encode()
		whole = body.replace(rb"\ud83d!", rb"\ud83d\udc4d")
		self.assertEqual(parse(whole)[0].messages[0].text, "👍")

	def test_every_entry_change_and_item_in_order(self):
		message = {"type": "text", "text": {"body": "x"}, "from": PHONE}
		value = {
			"metadata": {"phone_number_id": "7"},
			"messages": [{**message, "id": "a"}, {**message, "id": "b"}],
		}
		other = {"metadata": {"phone_number_id": "8"}, "messages": [{**message, "id": "c"}]}
		changes = [{"field": "messages", "value": value}, {"field": "messages", "value": other}]
		body = {"entry": [{"id": "1", "changes": changes}, {"id": "2", "changes": changes[1:]}]}
		parsed = parse(json.dumps(body).encode())
		self.assertEqual([change.phone_number_id for change in parsed], ["7", "8", "8"])
		self.assertEqual([change.waba_id for change in parsed], ["1", "1", "2"])
		self.assertEqual([change.position for change in parsed], [0, 1, 2])
		positions = [(item.wamid, item.position) for change in parsed for item in change.messages]
		self.assertEqual(positions, [("a", 0), ("b", 1), ("c", 2), ("c", 3)])

	def test_errors_of_the_whole_value_and_unknown_fields(self):
		change = parse_value(errors=[{"code": 131000, "title": "x"}])
		self.assertEqual(change.errors[0]["code"], 131000)
		body = {"entry": [{"id": "1", "changes": [{"field": "new_thing", "value": {"a": 1}}]}]}
		change = parse(json.dumps(body).encode())[0]
		self.assertEqual((change.field, change.raw["value"]), ("new_thing", {"a": 1}))

	def test_preferences(self):
		item = {"wa_id": PHONE, "category": "marketing_messages", "value": "stop", "timestamp": 1731705721}
		preference = parse_value(user_preferences=[item]).preferences[0]
		self.assertEqual((preference.value, preference.timestamp), ("stop", 1731705721))

	def test_timestamps(self):
		for given, expected in (
			("1749416383", 1749416383),
			(1749416383, 1749416383),
			("1749416383123", 1749416383),
			(1749416383.7, 1749416383),
			("", None),
			("soon", None),
			(None, None),
			(True, None),
			(-5, None),
			("1e400", None),
			("9" * 30, None),
		):
			with self.subTest(given):
				self.assertEqual(parse_message({"type": "text"}, timestamp=given).timestamp, expected)


class TestKinds(unittest.TestCase):
	def test_text(self):
		message = parse_message({"type": "text", "text": {"body": "¿Cuánto vendimos?"}})
		self.assertEqual(
			(message.kind, message.text, message.wamid), ("text", "¿Cuánto vendimos?", "wamid.A")
		)

	def test_media(self):
		audio = {"id": "1", "mime_type": "audio/ogg; codecs=opus", "sha256": "x=", "voice": True}
		message = parse_message({"type": "audio", "audio": audio})
		self.assertEqual((message.kind, message.media.voice, message.text), ("audio", True, ""))
		document = {"id": "2", "filename": "Año.pdf", "caption": "mira", "mime_type": "application/pdf"}
		message = parse_message({"type": "document", "document": document})
		self.assertEqual((message.text, message.media.filename, message.media.id), ("mira", "Año.pdf", "2"))

	def test_taps(self):
		button = parse_message(bodies.button_reply("confirm:1", "Sí"), context={"from": "1", "id": "wamid.Q"})
		self.assertEqual((button.kind, button.reply_id, button.text), ("button_reply", "confirm:1", "Sí"))
		self.assertEqual(button.context_wamid, "wamid.Q")
		row = parse_message(bodies.list_reply("r1", "ACME", "Lima"))
		self.assertEqual((row.kind, row.reply_id, row.text), ("list_reply", "r1", "ACME"))
		template = parse_message({"type": "button", "button": {"text": "No", "payload": "No-Payload"}})
		self.assertEqual(
			(template.kind, template.reply_id, template.text), ("template_reply", "No-Payload", "No")
		)
		bare = parse_message({"type": "button", "button": {"text": "No"}})
		self.assertEqual((bare.kind, bare.reply_id), ("template_reply", None))

	def test_forwarded(self):
		for key in ("forwarded", "frequently_forwarded"):
			self.assertTrue(parse_message({"type": "text"}, context={key: True}).forwarded)
		self.assertFalse(parse_message({"type": "text"}, context={"id": "x"}).forwarded)

	def test_reaction_and_its_removal(self):
		reaction = {"message_id": "wamid.R", "emoji": "👍"}
		message = parse_message({"type": "reaction", "reaction": reaction})
		self.assertEqual((message.reaction.emoji, message.reaction.message_id), ("👍", "wamid.R"))
		for removal in ({"message_id": "wamid.R", "emoji": ""}, {"message_id": "wamid.R"}):
			self.assertIsNone(parse_message({"type": "reaction", "reaction": removal}).reaction.emoji)

	def test_forms(self):
		def response(value: Any) -> dict | None:
			reply = {"name": "flow", "body": "Sent", "response_json": value}
			interactive = {"type": "nfm_reply", "nfm_reply": reply}
			message = parse_message({"type": "interactive", "interactive": interactive})
			self.assertEqual(message.kind, "flow_reply")
			return message.flow_response

		self.assertEqual(response('{"a": 1}'), {"a": 1})
		self.assertEqual(response(json.dumps('{"a": 1}')), {"a": 1})
		for broken in ("{", "null", "[1]", None, 5, "[" * 100_000):
			self.assertIsNone(response(broken))

	def test_interactive_without_its_object(self):
		self.assertEqual(parse_message({"type": "interactive"}).kind, "unknown")

	def test_unsupported_unknown_and_absent_types(self):
		self.assertEqual(
			parse_message({"type": "unsupported", "errors": [{"code": 131051}]}).kind, "unsupported"
		)
		future = parse_message({"type": "hologram", "hologram": {"caption": "hi"}})
		self.assertEqual((future.kind, future.type, future.text), ("unknown", "hologram", "hi"))
		self.assertEqual(parse_message({"location": {"latitude": "1.5", "longitude": 2}}).kind, "location")

	def test_location_and_contacts(self):
		message = parse_message({"type": "location", "location": {"latitude": 1.5, "longitude": 2.5}})
		self.assertEqual((message.text, message.location.latitude), ("1.5, 2.5", 1.5))
		cards = [{"name": {"formatted_name": "Ana"}}, {"name": {"formatted_name": "Bea"}}]
		self.assertEqual(parse_message({"type": "contacts", "contacts": cards}).text, "Ana, Bea")

	def test_edit_and_revoke(self):
		inner = {"type": "text", "text": {"body": "dos"}}
		edit = parse_message({"type": "edit", "edit": {"original_message_id": "wamid.O", "message": inner}})
		self.assertEqual((edit.kind, edit.text, edit.original_wamid), ("edit", "dos", "wamid.O"))
		revoke = parse_message({"type": "revoke", "revoke": {"original_message_id": "wamid.O"}})
		self.assertEqual((revoke.kind, revoke.original_wamid), ("revoke", "wamid.O"))

	def test_echo_of_the_business_phone(self):
		echo = {
			"from": "15550783881",
			"to": PHONE,
			"to_user_id": USER_ID,
			"id": "wamid.E",
			**bodies.text("yo"),
		}
		message = parse_value(message_echoes=[echo]).messages[0]
		self.assertEqual((message.kind, message.type, message.text), ("echo", "text", "yo"))
		self.assertEqual((message.recipient.phone, message.recipient.user_id), (PHONE, USER_ID))

	def test_system_changes(self):
		def change(**system: Any):
			return parse_message({"type": "system", "system": system}).system

		number = change(type="user_changed_number", wa_id="1", new_wa_id="2", previous_user_id="IN.A")
		self.assertEqual((number.kind, number.new_phone, number.previous_user_id), ("number", "2", "IN.A"))
		legacy = change(type="customer_changed_number", wa_id="3")
		self.assertEqual((legacy.kind, legacy.new_phone), ("number", "3"))
		user_id = change(type="user_changed_user_id", previous_user_id="IN.A", user_id="IN.B")
		self.assertEqual((user_id.kind, user_id.user_id), ("user_id", "IN.B"))
		identity = parse_message(
			{"type": "system", "system": {"type": "customer_identity_changed"}, "identity": {"hash": "h"}}
		)
		self.assertEqual((identity.system.kind, identity.system.identity_hash), ("identity", "h"))
		self.assertEqual(identity.sender.identity_hash, "h")
		self.assertEqual(change(type="something_new").kind, "other")


class TestPeople(unittest.TestCase):
	def contact(self, **given: Any) -> dict:
		return {"profile": {"name": "Ana", "username": "@ana"}, **given}

	def test_phone_and_user_id(self):
		contact = self.contact(wa_id=PHONE, user_id=USER_ID, parent_user_id=PARENT_ID, identity_key_hash="k")
		sender = parse_message({"type": "text"}, [contact]).sender
		self.assertEqual((sender.phone, sender.wa_id, sender.user_id), (PHONE, PHONE, USER_ID))
		self.assertEqual((sender.parent_user_id, sender.profile_name), (PARENT_ID, "Ana"))
		self.assertEqual((sender.username, sender.identity_hash), ("@ana", "k"))

	def test_only_a_user_id(self):
		raw = {"id": "w", "from_user_id": USER_ID, "from_parent_user_id": PARENT_ID, **bodies.text("x")}
		sender = parse_value(messages=[raw], contacts=[self.contact(user_id=USER_ID)]).messages[0].sender
		self.assertEqual((sender.phone, sender.wa_id), (None, None))
		self.assertEqual((sender.user_id, sender.parent_user_id), (USER_ID, PARENT_ID))
		self.assertEqual(sender.profile_name, "Ana")

	def test_a_user_id_in_the_place_of_the_phone(self):
		sender = parse_message({"type": "text", "from": USER_ID}).sender
		self.assertEqual((sender.phone, sender.user_id), (None, USER_ID))

	def test_another_persons_contact_is_not_taken(self):
		for contact in (
			self.contact(wa_id="16505559999", user_id=USER_ID),
			self.contact(wa_id="16505559999"),
			self.contact(user_id=USER_ID),
		):
			with self.subTest(contact):
				sender = parse_message({"type": "text"}, [contact]).sender
				self.assertEqual((sender.user_id, sender.profile_name, sender.wa_id), (None, None, PHONE))

	def test_ids_that_contradict_are_not_merged(self):
		contact = self.contact(wa_id=PHONE, user_id="US.OTHER")
		sender = parse_message({"type": "text", "from_user_id": USER_ID}, [contact]).sender
		self.assertEqual((sender.user_id, sender.profile_name), (USER_ID, None))

	def test_each_message_gets_its_own_contact(self):
		contacts = [self.contact(wa_id="1650555000" + str(i), user_id=f"US.{i}") for i in range(2)]
		messages = [{"id": str(i), "from": f"1650555000{i}", **bodies.text("x")} for i in (1, 0)]
		parsed = parse_value(messages=messages, contacts=contacts).messages
		self.assertEqual([message.sender.user_id for message in parsed], ["US.1", "US.0"])

	def test_spellings_of_one_line(self):
		contact = self.contact(wa_id="5215512345678", user_id="MX.1")
		sender = parse_message({"type": "text", "from": "525512345678"}, [contact]).sender
		self.assertEqual((sender.user_id, sender.wa_id), ("MX.1", "5215512345678"))

	def test_a_system_message_does_not_borrow_an_identity(self):
		raw = {"id": "w", "type": "system", "system": {"type": "user_changed_user_id", "user_id": "US.NEW"}}
		sender = parse_value(messages=[raw], contacts=[self.contact(user_id="US.NEW")]).messages[0].sender
		self.assertIsNone(sender.user_id)


class TestStatuses(unittest.TestCase):
	def test_fields(self):
		raw = {
			"id": "wamid.S",
			"status": "sent",
			"timestamp": "1750030073",
			"recipient_id": PHONE,
			"recipient_user_id": USER_ID,
			"biz_opaque_callback_data": "row-1",
			"conversation": {"id": "c", "expiration_timestamp": "1750116480"},
			"pricing": {"billable": True, "pricing_model": "PMP", "type": "regular", "category": "service"},
		}
		status = parse_value(statuses=[raw]).statuses[0]
		self.assertEqual((status.wamid, status.status, status.timestamp), ("wamid.S", "sent", 1750030073))
		self.assertEqual((status.callback_data, status.recipient_user_id), ("row-1", USER_ID))
		self.assertEqual(
			(status.pricing_category, status.pricing_type, status.billable), ("service", "regular", True)
		)
		self.assertEqual((status.conversation_id, status.conversation_expires), ("c", 1750116480))

	def test_three_spellings_of_the_parent(self):
		for key in ("parent_recipient_user_id", "recipient_parent_user_id", "parent_user_id"):
			status = parse_value(statuses=[{"id": "w", "status": "sent", key: PARENT_ID}]).statuses[0]
			self.assertEqual(status.parent_user_id, PARENT_ID, key)

	def test_statuses_only_climb(self):
		order = ["accepted", "sent", "delivered", "read", "played"]
		for low in range(len(order)):
			for high in range(len(order)):
				self.assertEqual(climbs(order[low], order[high]), high > low, (order[low], order[high]))

	def test_failed(self):
		self.assertTrue(climbs("accepted", "failed"))
		self.assertTrue(climbs("sent", "failed"))
		for proof in ("delivered", "read", "played"):
			self.assertFalse(climbs(proof, "failed"))
			self.assertTrue(climbs("failed", proof))
		self.assertFalse(climbs("failed", "sent"))

	def test_unknown_words_never_climb(self):
		for word in ("in_orbit", "deleted", "warning", "", None):
			self.assertFalse(climbs("accepted", word))
			self.assertFalse(climbs(None, word))
		self.assertTrue(climbs(None, "sent"))
		self.assertTrue(climbs("Sending", "sent"))

	def test_the_end_does_not_depend_on_the_order_of_arrival(self):
		words = [*STATUS_RANK, "in_orbit"]
		chance = random.Random(3)
		for _ in range(200):
			heard = chance.sample(words, 4)
			ends = set()
			for _ in range(5):
				chance.shuffle(heard)
				state = "accepted"
				for word in heard:
					state = word if climbs(state, word) else state
				ends.add(state)
			self.assertEqual(len(ends), 1, heard)


if __name__ == "__main__":
	unittest.main()
