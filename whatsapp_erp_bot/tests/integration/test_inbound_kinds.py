# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Every kind of message: stored, readable for a person in Desk, with a fitting reaction."""

import time

import frappe

from whatsapp_erp_bot.bot import desk, store
from whatsapp_erp_bot.tests.integration.bot_case import BotCase, choices_of, text_of
from whatsapp_erp_bot.tests.loopback import bodies
from whatsapp_erp_bot.tests.loopback.graph import new_wamid

OWNER = "dueno@demo.localhost"
MESSAGE, CONVERSATION = "WhatsApp Bot Message", "WhatsApp Bot Conversation"

ORDER = {
	"type": "order",
	"order": {
		"catalog_id": "C",
		"text": "para el lunes",
		"product_items": [
			{"product_retailer_id": "TOR-38", "quantity": "3", "item_price": 30.5, "currency": "MXN"},
			{"product_retailer_id": "TUE-12", "quantity": 2},
			None,
		],
	},
}
CONTACTS = {
	"type": "contacts",
	"contacts": [
		{
			"name": {"formatted_name": "Ana Ruiz"},
			"org": {"company": "Ferretera"},
			"phones": [{"phone": "+52 55 1234 5678"}, {"wa_id": "5215599998888"}],
			"emails": [{"email": "ana@example.com"}],
		},
		{"name": None, "phones": 3},
	],
}
PLACE = {
	"type": "location",
	"location": {"latitude": 19.43, "longitude": -99.13, "name": "Bodega", "address": "Calle 1"},
}


class InboundCase(BotCase):
	def tell(self, phone: str, content: dict, **options) -> tuple[dict, list[dict]]:
		"""Take one message in and answer it: its stored row, and the bodies that were sent."""
		wamid = options.pop("wamid", None) or new_wamid()
		before = len(self.graph.sent)
		self.take(self.body(phone, content, wamid=wamid, **options))
		return self.stored(wamid), [entry["body"] for entry in self.graph.sent[before:]]

	def stored(self, wamid: str) -> dict | None:
		store.end_transaction_view()
		name = store.value(MESSAGE, {"wamid": wamid})
		return store.read(MESSAGE, name) if name else None


class TestReadable(InboundCase):
	def test_orders_contacts_and_places_are_read_in_full(self):
		phone = self.new_phone(OWNER)
		row, _sent = self.tell(phone, ORDER)
		for words in ("para el lunes", "3 × TOR-38", "30.5 MXN", "2 × TUE-12"):
			self.assertIn(words, row.text)
		row, _sent = self.tell(phone, CONTACTS)
		for words in ("Ana Ruiz", "Ferretera", "+52 55 1234 5678", "5215599998888", "ana@example.com"):
			self.assertIn(words, row.text)
		row, _sent = self.tell(phone, PLACE)
		for words in ("Bodega", "Calle 1", "19.430000, -99.130000"):
			self.assertIn(words, row.text)

	def test_forms_show_their_answers_and_not_their_token(self):
		reply = {"name": "flow", "body": "Sent", "response_json": '{"flow_token":"tok","rating":"2"}'}
		row, _sent = self.tell(
			self.new_phone(OWNER),
			{"type": "interactive", "interactive": {"type": "nfm_reply", "nfm_reply": reply}},
		)
		self.assertEqual((row.kind, row.text), ("flow_reply", "rating: 2"))

	def test_reactions_say_what_they_are_about(self):
		phone = self.new_phone(OWNER)
		row, sent = self.tell(
			phone, {"type": "reaction", "reaction": {"message_id": "wamid.R", "emoji": "👍"}}
		)
		self.assertEqual((row.text, row.reply_to, sent), ("👍", "wamid.R", []))
		for taken_back in ({"message_id": "wamid.R", "emoji": ""}, {"message_id": "wamid.R"}):
			row, sent = self.tell(phone, {"type": "reaction", "reaction": taken_back})
			self.assertTrue(row.text)
			self.assertEqual(sent, [])

	def test_advertisement_and_forwarding_stand_beside_the_words(self):
		referral = {"headline": "Oferta", "source_url": "https://fb.me/x", "ctwa_clid": "a"}
		row, sent = self.tell(self.new_phone(OWNER), {**bodies.text("menú"), "referral": referral})
		self.assertEqual(row.text, "menú")
		self.assertIn("Oferta", row.note)
		self.assertEqual(len(sent), 1)
		bubble = desk.bubbles(row.conversation)["messages"][0]
		self.assertIn("https://fb.me/x", bubble["note"])

	def test_silent_kinds_are_stored_and_nothing_is_said(self):
		phone = self.new_phone(OWNER)
		for content in (
			{"type": "sticker", "sticker": {"id": "1", "mime_type": "image/webp"}},
			{"type": "unsupported", "unsupported": {"type": "pin"}, "errors": [{"code": 131051}]},
			{
				"type": "interactive",
				"interactive": {
					"type": "call_permission_reply",
					"call_permission_reply": {"response": "accept"},
				},
			},
			{**bodies.text("menú"), "group_id": "G"},
		):
			row, sent = self.tell(phone, content)
			self.assertEqual((row.status, sent), ("Ignored", []), content)


class TestDecline(InboundCase):
	def test_what_cannot_be_read_is_declined_politely(self):
		for content in (
			{"type": "audio", "audio": {"id": "1", "voice": True}},
			{"type": "video", "video": {"id": "1"}},
			{"type": "document", "document": {"id": "1", "filename": "../../etc/passwd"}},
			PLACE,
			CONTACTS,
			{
				"type": "unsupported",
				"unsupported": {"type": "poll_creation"},
				"errors": [{"code": 131051, "title": "Message type unknown"}],
			},
			{"type": "interactive"},
			{"type": "hologram", "hologram": {"x": 1}},
			{"type": "image"},
			{"type": "contacts", "contacts": 7},
			{"type": "location", "location": {"latitude": "north"}},
		):
			row, sent = self.tell(self.new_phone(OWNER), content)
			self.assertEqual((row.status, len(sent)), ("Done", 1), content)
			self.assertIn("menú", text_of(sent[0]))

	def test_an_album_is_declined_once(self):
		phone = self.new_phone(OWNER)
		picture = {"type": "image", "image": {"id": "1", "mime_type": "image/jpeg"}}
		counts = [len(self.tell(phone, picture)[1]) for _number in range(3)]
		self.assertEqual(counts, [1, 0, 0])
		self.assertEqual(len(self.say(phone, "menú")), 1)
		self.assertEqual(len(self.tell(phone, picture)[1]), 1)

	def test_it_is_said_in_the_language_of_the_person(self):
		phone = self.new_phone(OWNER)
		contact = frappe.db.get_value("WhatsApp Bot Contact Alias", {"value": phone}, "parent")
		picture = {"type": "image", "image": {"id": "1", "mime_type": "image/jpeg"}}
		said = {}
		for language in ("es", "pt", "en"):
			store.update("WhatsApp Bot Contact", contact, {"language": language})
			frappe.db.commit()
			said[language] = text_of(self.tell(phone, picture)[1][0])
			self.say(phone, "menu")
		self.assertEqual(len(set(said.values())), 3, said)

	def test_an_order_reaches_a_person(self):
		phone = self.new_phone()
		frappe.db.delete("Notification Log", {"document_type": CONVERSATION})
		row, sent = self.tell(phone, ORDER)
		self.assertTrue(sent)
		self.assertTrue(frappe.db.exists("Notification Log", {"document_name": row.conversation}))


class TestChanges(InboundCase):
	def edit(self, original: str, words: str) -> dict:
		return {
			"type": "edit",
			"edit": {"original_message_id": original, "message": {"type": "text", "text": {"body": words}}},
		}

	def revoke(self, original: str) -> dict:
		return {"type": "revoke", "revoke": {"original_message_id": original}}

	def test_edit_is_marked_on_the_original_and_runs_nothing(self):
		phone, wamid = self.new_phone(OWNER), new_wamid()
		self.tell(phone, bodies.text("menú"), wamid=wamid)
		runs = frappe.db.count("WhatsApp Bot Run")
		row, sent = self.tell(phone, self.edit(wamid, "¿cuánto vendimos hoy?"))
		self.assertEqual((row.status, row.reply_to, sent), ("Ignored", wamid, []))
		original = self.stored(wamid)
		self.assertEqual((original.text, original.changed), ("menú", "Edited"))
		self.assertIn("¿cuánto vendimos hoy?", original.note)
		self.assertEqual(frappe.db.count("WhatsApp Bot Run"), runs)

	def test_deletion_is_marked_and_the_words_stay(self):
		phone, wamid = self.new_phone(OWNER), new_wamid()
		self.tell(phone, bodies.text("menú"), wamid=wamid)
		_row, sent = self.tell(phone, self.revoke(wamid))
		original = self.stored(wamid)
		self.assertEqual((original.text, original.changed, sent), ("menú", "Deleted", []))

	def test_what_was_deleted_before_it_was_read_is_not_answered(self):
		phone, wamid = self.new_phone(OWNER), new_wamid()
		now = int(time.time())
		messages = [
			bodies.message(wamid, now - 1, bodies.text("menú"), phone=phone),
			bodies.message(new_wamid(), now, self.revoke(wamid), phone=phone),
		]
		before = len(self.graph.sent)
		self.take(
			bodies.to_bytes(
				bodies.envelope("1001", self.phone_number_id, "5255", contacts=[], messages=messages)
			)
		)
		self.assertEqual(len(self.graph.sent), before)
		self.assertEqual(self.stored(wamid).status, "Ignored")

	def come(self, phone: str, *contents: tuple[str, dict]) -> list[dict]:
		"""Several messages in one body, in that order, before anybody answers: the bodies that were sent."""
		now = int(time.time())
		messages = [bodies.message(wamid, now, content, phone=phone) for wamid, content in contents]
		before = len(self.graph.sent)
		self.take(
			bodies.to_bytes(
				bodies.envelope("1001", self.phone_number_id, "5255", contacts=[], messages=messages)
			)
		)
		return [entry["body"] for entry in self.graph.sent[before:]]

	def test_what_was_edited_before_it_was_read_is_answered_as_edited(self):
		phone, wamid = self.new_phone(OWNER), new_wamid()
		self.say(phone, "hola")
		sent = self.come(phone, (wamid, bodies.text("qwerty")), (new_wamid(), self.edit(wamid, "menú")))
		original = self.stored(wamid)
		self.assertEqual((original.text, original.changed, original.status), ("menú", "Edited", "Done"))
		self.assertIn("qwerty", original.note)
		self.assertEqual(len(sent), 1)
		self.assertEqual(self.last_run(message=original.name).command, "menu")

	def test_edit_that_overtakes_its_message_is_joined(self):
		phone, wamid = self.new_phone(OWNER), new_wamid()
		self.say(phone, "hola")
		self.assertEqual(self.tell(phone, self.edit(wamid, "menú"))[1], [])
		place = self.stored(wamid)
		self.assertEqual((place.status, place.event, place.text), ("Ignored", None, "menú"))
		row, sent = self.tell(phone, bodies.text("qwerty"), wamid=wamid)
		self.assertEqual(
			(row.name, row.text, row.changed, row.status), (place.name, "menú", "Edited", "Done")
		)
		self.assertEqual(len(sent), 1)
		self.assertEqual(self.tell(phone, bodies.text("qwerty"), wamid=wamid)[1], [])
		self.assertEqual(frappe.db.count(MESSAGE, {"wamid": wamid}), 1)

	def test_deletion_that_overtakes_its_message_is_joined(self):
		phone, wamid = self.new_phone(OWNER), new_wamid()
		self.say(phone, "hola")
		self.tell(phone, self.revoke(wamid))
		row, sent = self.tell(phone, bodies.text("menú"), wamid=wamid)
		self.assertEqual((row.text, row.changed, row.status, sent), ("menú", "Deleted", "Ignored", []))
		self.assertTrue(row.event)

	def test_correction_of_somebody_else_costs_no_message_its_place(self):
		phone, wamid = self.new_phone(OWNER), new_wamid()
		self.tell(self.new_phone(), self.revoke(wamid))
		row, sent = self.tell(phone, bodies.text("menú"), wamid=wamid)
		self.assertEqual((row.status, row.changed or "", len(sent)), ("Done", "", 1))

	def test_nobody_changes_the_words_of_others(self):
		wamid = new_wamid()
		self.tell(self.new_phone(OWNER), bodies.text("menú"), wamid=wamid)
		self.tell(self.new_phone(), self.revoke(wamid))
		self.assertFalse(self.stored(wamid).changed)


class TestTaps(InboundCase):
	def confirmation(self, phone: str) -> str:
		"""The id of a button that would make an order."""
		customer = frappe.get_all(
			"Customer",
			filters={"disabled": 0, "default_currency": ("in", ["MXN", "", None])},
			pluck="customer_name",
			order_by="name asc",
			limit=1,
		)[0]
		choices = choices_of(
			self.say(phone, f"crea un pedido para {customer} de 3 Tornillo 3/8 para el viernes")[-1]
		)
		for _step in range(3):
			if yes := next((id for id in choices.values() if id.startswith("yes:")), None):
				return yes
			pick = next(id for title, id in choices.items() if title in ("Tornillo 3/8", customer[:24]))
			choices = choices_of(self.tap(phone, pick)[-1])
		self.fail(f"no button: {choices}")

	def test_forwarded_button_authorises_nothing(self):
		phone = self.new_phone(OWNER)
		before = frappe.db.count("Sales Order")
		button = self.confirmation(phone)
		content = {**bodies.button_reply(button, "✓"), "context": {"forwarded": True, "id": "wamid.X"}}
		row, _sent = self.tell(phone, content)
		self.assertIsNone(row.reply_id)
		self.assertIn("Forwarded", row.note)
		self.assertEqual(frappe.db.count("Sales Order"), before)

	def test_button_of_somebody_else_authorises_nothing(self):
		button = self.confirmation(self.new_phone(OWNER))
		before = frappe.db.count("Sales Order")
		for other in (self.new_phone(), self.new_phone("ventas.norte@demo.localhost")):
			self.tap(other, button)
		self.assertEqual(frappe.db.count("Sales Order"), before)

	def test_invented_ids_do_nothing(self):
		phone = self.new_phone(OWNER)
		for reply_id in ("yes:x:y", "pick:x:0", "next:x:9", "cmd:delete_everything", ":", "yes", "\u202e"):
			self.assertEqual(len(self.tap(phone, reply_id, "")), 1, reply_id)

	def test_template_button_without_payload_is_read_by_its_words(self):
		row, sent = self.tell(self.new_phone(OWNER), {"type": "button", "button": {"text": "menú"}})
		self.assertEqual((row.kind, row.reply_id, len(sent)), ("template_reply", None, 1))


class TestCalls(InboundCase):
	def test_a_call_is_a_line_and_opens_the_window(self):
		phone, now = self.new_phone(), int(time.time())
		call = {"id": "wacid.A=", "from": phone, "event": "connect", "timestamp": str(now)}
		body = bodies.envelope(
			"1001", self.phone_number_id, "5255", calls=[call, {**call, "event": "terminate"}]
		)
		body["entry"][0]["changes"][0]["field"] = "calls"
		before = len(self.graph.sent)
		self.take(bodies.to_bytes(body))
		row = self.stored("wacid.A=")
		self.assertEqual((row.kind, row.status, len(self.graph.sent)), ("call", "Ignored", before))
		window = frappe.db.get_value(CONVERSATION, row.conversation, "window_end")
		self.assertGreater(window, frappe.utils.now_datetime())


class TestLate(InboundCase):
	def test_one_apology_for_all_that_is_late_even_after_an_ordinary_answer(self):
		phone = self.new_phone(OWNER)
		self.assertEqual(len(self.say(phone, "menú")), 1)
		old = int(time.time()) - 3 * 3600
		answers = [len(self.say(phone, f"menú {number}", timestamp=old + number)) for number in range(3)]
		self.assertEqual(answers, [1, 0, 0])

	def test_the_window_is_counted_from_the_message_and_never_shrinks(self):
		phone = self.new_phone(OWNER)
		row, _sent = self.tell(phone, bodies.text("menú"))
		first = frappe.db.get_value(CONVERSATION, row.conversation, "window_end")
		self.tell(phone, bodies.text("hola"), timestamp=int(time.time()) - 20 * 3600)
		store.end_transaction_view()
		self.assertEqual(frappe.db.get_value(CONVERSATION, row.conversation, "window_end"), first)
		hours = (first - row.message_time).total_seconds() / 3600
		self.assertEqual(hours, 24)
