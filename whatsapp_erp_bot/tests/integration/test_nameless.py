# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What comes without the number that it is for: the single signer's, or managers hear of it. Nothing goes without a word."""

import json
import time

import frappe

from whatsapp_erp_bot.bot import drain, inbox, notices, store
from whatsapp_erp_bot.tests.integration.test_inbound_kinds import OWNER, InboundCase
from whatsapp_erp_bot.tests.loopback import bodies
from whatsapp_erp_bot.tests.loopback.graph import new_wamid

ACCOUNT, MESSAGE, EVENT = "WhatsApp Bot Account", "WhatsApp Bot Message", "WhatsApp Bot Event"
NOTICE = "Notification Log"


class NamelessCase(InboundCase):
	def setUp(self) -> None:
		super().setUp()
		self.graph.reset()
		frappe.db.delete(NOTICE, {"document_type": EVENT})
		frappe.db.delete(EVENT)
		frappe.db.commit()
		self.assertTrue(notices.managers(), "nobody could be told")

	def nameless(self, phone: str, waba_id: str | None = None, **value: object) -> bytes:
		"""A body with one message (or what `value` says) and without metadata."""
		body = json.loads(self.body(phone, bodies.text("menú")))
		(entry,) = body["entry"]
		del entry["changes"][0]["value"]["metadata"]
		if value:
			entry["changes"][0]["value"] = {"messaging_product": "whatsapp", **value}
		entry["id"] = waba_id
		return json.dumps(body).encode()

	def told(self) -> list[str]:
		store.end_transaction_view()
		return frappe.get_all(NOTICE, {"document_type": EVENT}, pluck="subject", order_by="creation")

	def kept(self, phone: str) -> int:
		store.end_transaction_view()
		contact = frappe.db.get_value("WhatsApp Bot Contact Alias", {"value": phone}, "parent")
		return frappe.db.count(MESSAGE, {"contact": contact, "direction": "In"}) if contact else 0


class TestSingleSigner(NamelessCase):
	def test_takes_it_and_it_is_answered(self):
		phone = self.new_phone(OWNER)
		self.take(self.nameless(phone))
		self.assertEqual(([entry["to"] for entry in self.graph.sent], self.told()), ([phone], []))

	def test_statuses_too(self):
		self.say(self.new_phone(OWNER), "menú")
		wamid = self.graph.sent[-1]["wamid"]
		self.take(self.nameless("1", statuses=[bodies.status(wamid, "read", int(time.time()))]))
		self.assertEqual(store.value(MESSAGE, {"wamid": wamid}, "status"), "Read")

	def test_not_of_another_business(self):
		store.update(ACCOUNT, self.account, {"waba_id": "1001"})
		self.addCleanup(frappe.db.commit)
		self.addCleanup(store.update, ACCOUNT, self.account, {"waba_id": None})
		frappe.db.commit()
		phone = self.new_phone(OWNER)
		self.take(self.nameless(phone, waba_id="2002"))
		self.assertEqual((self.kept(phone), self.graph.sent, len(self.told()) > 0), (0, [], True))
		self.take(self.nameless(phone, waba_id="1001"))
		self.assertEqual(self.kept(phone), 1)

	def test_not_where_two_signed_and_managers_hear_of_it(self):
		"""Numbers of one app have one secret."""
		phone = self.new_phone(OWNER)
		inbox.receive(self.nameless(phone), [self.account, "Simulator"])
		drain.drain(10)
		self.assertEqual((self.kept(phone), self.graph.sent), (0, []))
		self.assertEqual(len(self.told()), len(notices.managers()))
		self.assertEqual(store.value(EVENT, {}, "status"), "Done")

	def test_not_unsigned(self):
		phone = self.new_phone(OWNER)
		inbox.receive(self.nameless(phone), [])
		drain.drain(10)
		self.assertEqual((self.kept(phone), self.told()), (0, []))

	def test_not_where_it_was_switched_off(self):
		frappe.db.set_value(ACCOUNT, self.account, "enabled", 0)
		self.addCleanup(frappe.db.commit)
		self.addCleanup(frappe.db.set_value, ACCOUNT, self.account, "enabled", 1)
		frappe.db.commit()
		phone = self.new_phone(OWNER)
		self.take(self.nameless(phone))
		self.assertEqual((self.kept(phone), self.graph.sent), (0, []))
		self.assertTrue(self.told())

	def test_news_of_the_business_names_no_number_and_needs_none(self):
		change = {"field": "account_update", "value": {"event": "VERIFIED_ACCOUNT"}}
		self.take(json.dumps({"entry": [{"id": "1001", "changes": [change]}]}).encode())
		self.assertEqual(self.told(), [])


class TestItems(NamelessCase):
	def test_without_an_id_or_a_person_managers_hear_of_it_once(self):
		phone = self.new_phone(OWNER)
		message = bodies.message(new_wamid(), int(time.time()), bodies.text("menú"), phone=phone)
		del message["id"]
		value = bodies.envelope("1001", self.phone_number_id, "5255", messages=[message])
		for _again in range(2):
			value["entry"][0]["time"] = time.time()
			self.take(bodies.to_bytes(value))
		self.assertEqual((self.kept(phone), self.graph.sent), (0, []))
		self.assertEqual(len(self.told()), len(notices.managers()))

	def test_an_echo_to_nobody(self):
		echo = bodies.message(new_wamid(), int(time.time()), bodies.text("hola"), phone="525550000000")
		body = bodies.envelope("1001", self.phone_number_id, "5255", message_echoes=[echo])
		body["entry"][0]["changes"][0]["field"] = "smb_message_echoes"
		self.take(bodies.to_bytes(body))
		self.assertTrue(self.told())

	def test_messages_of_a_field_that_nobody_knows(self):
		message = bodies.message(new_wamid(), int(time.time()), bodies.text("menú"), phone=self.new_phone())
		body = bodies.envelope("1001", self.phone_number_id, "5255", messages=[message])
		body["entry"][0]["changes"][0]["field"] = "messages_of_the_future"
		self.take(bodies.to_bytes(body))
		self.assertEqual(self.graph.sent, [])
		self.assertTrue(self.told())
