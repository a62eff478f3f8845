# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What goes out: once, whatever the Graph API answers, and what became of it."""

import time
from collections import Counter

import frappe

from whatsapp_erp_bot.bot import drain, inbox, outbox, pace, store
from whatsapp_erp_bot.tests.integration.bot_case import BotCase, text_of
from whatsapp_erp_bot.tests.loopback import bodies

OWNER = "dueno@demo.localhost"
MESSAGE, ACCOUNT = "WhatsApp Bot Message", "WhatsApp Bot Account"


class TestOutbox(BotCase):
	def setUp(self) -> None:
		super().setUp()
		self.graph.reset()
		store.update(ACCOUNT, self.account, {"status": "Active", "status_reason": None})
		frappe.db.commit()
		self.phone = self.new_phone(OWNER)

	def row(self) -> dict:
		store.end_transaction_view()
		name = frappe.db.get_value(MESSAGE, {"direction": "Out"}, "name", order_by="creation desc")
		return store.read(MESSAGE, name)

	def make_due(self) -> None:
		frappe.db.set_value(MESSAGE, {"status": "Queued"}, "next_attempt_on", None)
		frappe.db.commit()
		pace.forget(self.account)

	def test_accepted_row_knows_its_wamid(self):
		self.say(self.phone, "menú")
		row = self.row()
		self.assertEqual((row.status, row.wamid), ("Accepted", self.graph.sent[-1]["wamid"]))
		self.assertEqual(self.graph.sent[-1]["body"]["biz_opaque_callback_data"], row.name)

	def test_passing_trouble_is_tried_again(self):
		for step in (
			{"do": "status", "status": 500, "body": "x", "content_type": "text/html"},
			{"do": "error", "code": 131000, "status": 500},
			{"do": "error", "code": 131056, "status": 400},
			{"do": "error", "code": 130429, "status": 429, "retry_after": 3600},
		):
			self.graph.reset()
			self.graph.script(step)
			inbox.receive(self.body(self.phone, bodies.text("menú")), [self.account])
			inbox.take_in()
			drain.answer(drain.Work(time.monotonic() + 10))
			row = self.row()
			self.assertEqual((row.status, len(self.graph.sent)), ("Queued", 0), step)
			self.assertIsNotNone(row.next_attempt_on)
			self.make_due()
			drain.drain(5)
			self.assertEqual((self.row().status, len(self.graph.sent)), ("Accepted", 1), step)

	def test_unknown_outcome_is_never_sent_again_and_its_status_tells(self):
		self.graph.script({"do": "close_after_accept"})
		self.say(self.phone, "menú")
		self.assertEqual(self.row().status, "Unknown")
		drain.drain(3)
		self.assertEqual(len(self.graph.sent), 1)
		sent = self.graph.sent[0]
		status = bodies.status(
			sent["wamid"], "delivered", int(time.time()), self.phone, callback_data=self.row().name
		)
		self.take(bodies.to_bytes(bodies.envelope("1001", self.phone_number_id, "5255", statuses=[status])))
		row = self.row()
		self.assertEqual((row.status, row.wamid), ("Delivered", sent["wamid"]))

	def test_connection_that_died_before_anything_left_is_tried_again(self):
		self.graph.script({"do": "close"})
		self.say(self.phone, "menú")
		self.assertIn(self.row().status, ("Queued", "Accepted", "Unknown"))

	def test_final_refusal_is_final_and_says_why(self):
		self.graph.script({"do": "error", "code": 131026, "status": 400})
		self.say(self.phone, "menú")
		row = self.row()
		self.assertEqual((row.status, row.error_code), ("Failed", 131026))
		self.assertTrue(row.error)
		drain.drain(3)
		self.assertEqual(self.graph.sent, [])

	def test_closed_window_waits_for_a_person(self):
		self.graph.script({"do": "error", "code": 131047, "status": 400})
		self.say(self.phone, "menú")
		self.assertEqual(self.row().status, "Held")

	def test_dead_token_stops_the_account_and_a_new_one_resumes_it(self):
		self.graph.script({"do": "token_expired"})
		self.say(self.phone, "menú")
		self.assertEqual(frappe.db.get_value(ACCOUNT, self.account, "status"), "Stopped")
		self.assertEqual(self.row().status, "Queued")
		self.assertTrue(frappe.db.exists("Notification Log", {"document_name": self.account}))
		drain.drain(3)
		self.assertEqual(self.graph.sent, [])
		account = frappe.get_doc(ACCOUNT, self.account)
		account.token = self.token
		account.save()
		frappe.db.commit()
		drain.drain(5)
		self.assertEqual((self.row().status, len(self.graph.sent)), ("Accepted", 1))

	def test_statuses_only_climb_and_tell_the_time(self):
		self.say(self.phone, "menú")
		wamid = self.row().wamid
		for status in ("delivered", "sent", "read", "delivered", "in_orbit"):
			body = bodies.envelope(
				"1001",
				self.phone_number_id,
				"5255",
				statuses=[bodies.status(wamid, status, int(time.time()), self.phone)],
			)
			self.take(bodies.to_bytes(body))
		row = self.row()
		self.assertEqual(row.status, "Read")
		self.assertTrue(row.sent_on and row.delivered_on and row.read_on)

	def test_row_of_a_dead_worker_becomes_unknown(self):
		self.say(self.phone, "menú")
		row = self.row()
		table = frappe.qb.DocType(MESSAGE)
		frappe.qb.update(table).set(table.status, "Sending").set(table.modified, "2020-01-01 00:00:00").where(
			table.name == row.name
		).run()
		frappe.db.commit()
		self.assertEqual(outbox.give_up_on_dead_workers(), 1)
		frappe.db.commit()
		self.assertEqual(self.row().status, "Unknown")

	def test_same_key_never_queues_twice(self):
		from whatsapp_erp_bot.bot import outgoing

		self.say(self.phone, "menú")
		held = store.read("WhatsApp Bot Conversation", self.row().conversation)
		first = outbox.put(held, [outgoing.text("x")], "key", None, None)
		self.assertEqual(len(first), 1)
		self.assertEqual(outbox.put(held, [outgoing.text("x")], "key", None, None), [])

	def test_pdf_is_uploaded_and_sent_with_its_words(self):
		invoice = frappe.get_all(
			"Sales Invoice",
			filters={"docstatus": 1},
			pluck="name",
			order_by="creation desc",
			limit=1,
		)[0]
		answer = self.say(self.phone, f"mándame el pdf de {invoice}")[-1]
		self.assertEqual(answer["type"], "document", text_of(answer) if answer["type"] == "text" else "")
		self.assertTrue(answer["document"]["filename"].endswith(".pdf"))
		file = frappe.get_doc("File", {"file_url": self.row().file})
		self.assertEqual((file.is_private, file.attached_to_doctype), (1, "WhatsApp Bot Run"))
