# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What becomes of messages that Meta refuses, of statuses that come early, late or never, and of a dead token."""

import time
from datetime import timedelta
from unittest import mock

import frappe
from frappe.utils import now_datetime

from whatsapp_erp_bot.bot import again, drain, inbox, outbox, outgoing, pace, refusals, statuses, store
from whatsapp_erp_bot.exceptions import BadInput
from whatsapp_erp_bot.tests.integration.bot_case import BotCase, template_message
from whatsapp_erp_bot.tests.loopback import bodies
from whatsapp_erp_bot.whatsapp.errors import ErrorKind, WhatsAppError

OWNER = "dueno@demo.localhost"
MESSAGE, ACCOUNT, CONTACT = "WhatsApp Bot Message", "WhatsApp Bot Account", "WhatsApp Bot Contact"
ORPHAN = "WhatsApp Bot Orphan Status"
MENU = "menú"


class OutboundCase(BotCase):
	def setUp(self) -> None:
		super().setUp()
		self.graph.reset()
		pace.forget(self.account)
		store.update(
			ACCOUNT, self.account, {"status": "Active", "status_reason": None, "bulk_paused_until": None}
		)
		frappe.db.delete("Notification Log", {"document_name": self.account})
		frappe.db.delete(MESSAGE)
		frappe.db.delete(ORPHAN)
		frappe.db.commit()
		self.phone = self.new_phone(OWNER)

	def rows(self) -> list[dict]:
		store.end_transaction_view()
		return store.rows(MESSAGE, ["*"], {"direction": "Out"}, "sequence")

	def rows_now(self) -> list[dict]:
		"""Rows with what this transaction has not committed."""
		return store.rows(MESSAGE, ["*"], {"direction": "Out"}, "sequence")

	def row(self) -> dict:
		return self.rows()[-1]

	def contact(self) -> dict:
		return store.read(CONTACT, self.row().contact)

	def refuse(self, code: int, status: int = 400, **more: object) -> dict:
		self.graph.script({"do": "error", "code": code, "status": status, **more})
		inbox.receive(self.body(self.phone, bodies.text(MENU)), [self.account])
		inbox.take_in()
		drain.answer(drain.Work(time.monotonic() + 10))
		return self.row()

	def report(self, wamid: str, status: str, callback: str | None = None, **more: object) -> None:
		update = bodies.status(wamid, status, int(time.time()), self.phone, callback_data=callback, **more)
		self.take(bodies.to_bytes(bodies.envelope("1001", self.phone_number_id, "5255", statuses=[update])))

	def told(self) -> int:
		return frappe.db.count("Notification Log", {"document_name": ("in", [self.account, self.row().name])})


class TestRefusals(OutboundCase):
	def test_each_class_does_what_it_says(self):
		for code, status, expected in (
			(131000, 500, "Queued"),
			(131016, 503, "Queued"),
			(131056, 400, "Queued"),
			(130429, 429, "Queued"),
			(80007, 400, "Queued"),
			(131048, 400, "Held"),
			(131026, 400, "Failed"),
			(131050, 400, "Failed"),
			(131009, 400, "Failed"),
		):
			pace.forget(self.account)
			frappe.db.delete(MESSAGE)
			frappe.db.commit()
			row = self.refuse(code, status)
			self.assertEqual((row.status, row.error_code), (expected, code), code)
			self.assertTrue(row.error, code)

	def test_person_who_cannot_be_reached_is_marked(self):
		self.refuse(131026)
		self.assertTrue(self.contact().undeliverable_on and self.contact().undeliverable_reason)

	def test_person_who_stopped_marketing_is_marked_and_hears_answers(self):
		self.refuse(131050)
		self.assertEqual((self.contact().marketing_stopped, self.contact().notifications_stopped), (1, 0))
		self.assertTrue(self.contact().marketing_changed_on)
		self.assertEqual(len(self.say(self.phone, MENU)), 1)

	def test_person_whose_identity_changed_has_to_prove_it_anew(self):
		self.refuse(137000)
		self.assertIsNone(self.contact().user)

	def test_complaints_pause_templates_and_tell_once(self):
		self.refuse(131048)
		self.assertGreater(refusals.bulk_paused_until(self.account), now_datetime() + timedelta(minutes=50))
		self.assertTrue(self.told())
		before = self.told()
		refusals.pause_bulk(self.account, 3600, "again")
		self.assertEqual(self.told(), before)

	def test_what_meta_asks_to_wait_is_waited_by_the_whole_number(self):
		row = self.refuse(130429, 429, retry_after=90)
		self.assertGreater(row.next_attempt_on, now_datetime() + timedelta(seconds=80))
		another = self.new_phone("almacen@demo.localhost")
		self.assertEqual(self.say(another, MENU), [])
		self.assertGreater(self.row().next_attempt_on, now_datetime() + timedelta(seconds=80))

	def test_patience_by_class(self):
		now = now_datetime()
		old = now - timedelta(hours=25)
		busy = WhatsAppError(kind=ErrorKind.RETRY, code=131016)
		own_fault = WhatsAppError(kind=ErrorKind.RETRY, code=131000)
		upload = WhatsAppError(kind=ErrorKind.RETRY, code=131053)
		self.assertTrue(refusals.may_try_again(busy, 40, now))
		self.assertFalse(refusals.may_try_again(busy, 1, old))
		self.assertTrue(refusals.may_try_again(own_fault, 7, now))
		self.assertFalse(refusals.may_try_again(own_fault, 8, now))
		self.assertFalse(refusals.may_try_again(upload, 3, now))

	def test_dead_token_loses_nothing_of_many_conversations(self):
		phones = [self.phone, *(self.new_phone() for _number in range(11))]
		self.graph.script(*[{"do": "token_expired"}] * 30)
		for phone in phones:
			inbox.receive(self.body(phone, bodies.text(MENU)), [self.account])
		drain.drain(20)
		rows = self.rows()
		self.assertEqual((len(rows), {row.status for row in rows}), (12, {"Queued"}))
		self.assertEqual(frappe.db.count("Notification Log", {"document_name": self.account}) > 0, True)
		refused = [entry for entry in self.graph.requests if entry["path"].endswith("/messages")]
		# the courtesy (“read”) aside, one refusal is enough
		self.assertLessEqual(len([e for e in refused if e["status"] == 401]), 1 + len(phones))
		began = time.monotonic()
		drain.drain(20)
		self.assertLess(time.monotonic() - began, 5)
		self.assertEqual(self.graph.sent, [])
		self.graph.script(replace=True)
		account = frappe.get_doc(ACCOUNT, self.account)
		account.token = self.token
		account.save()
		frappe.db.commit()
		drain.drain(20)
		self.assertEqual({row.status for row in self.rows()}, {"Accepted"})
		self.assertEqual(len(self.graph.sent), 12)
		self.assertEqual(len({entry["to"] for entry in self.graph.sent}), 12)


class TestStatuses(OutboundCase):
	def test_failure_that_comes_later_has_its_consequences(self):
		self.say(self.phone, MENU)
		error = {"code": 131026, "title": "Message undeliverable"}
		self.report(self.row().wamid, "failed", errors=[error])
		self.assertEqual((self.row().status, self.row().error_code), ("Failed", 131026))
		self.assertTrue(self.contact().undeliverable_on)

	def test_shut_window_that_is_told_later_holds_the_message(self):
		self.say(self.phone, MENU)
		self.report(self.row().wamid, "failed", errors=[{"code": 131047, "title": "Re-engagement message"}])
		self.assertEqual((self.row().status, self.row().error_code), ("Held", 131047))

	def test_failed_after_delivered_changes_nothing(self):
		self.say(self.phone, MENU)
		self.report(self.row().wamid, "delivered")
		self.report(self.row().wamid, "failed", errors=[{"code": 131026, "title": "x"}])
		self.assertEqual((self.row().status, self.row().error_code), ("Delivered", 0))
		self.assertIsNone(self.contact().undeliverable_on)

	def test_status_that_overtakes_our_own_answer_is_joined(self):
		self.report("wamid.early", "sent")
		self.report("wamid.early", "delivered")
		self.report("wamid.early", "delivered")
		self.assertEqual(frappe.db.count(ORPHAN), 2)
		self.say(self.phone, MENU)
		row = self.row()
		outbox._accepted(row, "wamid.early", "Accepted")
		frappe.db.commit()
		drain.sweep()
		frappe.db.commit()
		self.assertEqual(self.row().status, "Delivered")
		self.assertTrue(self.row().sent_on and self.row().delivered_on)
		self.assertEqual(frappe.db.count(ORPHAN), 0)

	def test_status_of_another_system_is_kept_and_harms_nothing(self):
		self.report("wamid.foreign", "read")
		self.assertEqual(statuses.join_orphans(), 0)
		self.assertEqual(frappe.db.count(ORPHAN, {"wamid": "wamid.foreign"}), 1)

	def test_status_of_an_earlier_life_of_a_row_is_not_its_own(self):
		self.say(self.phone, MENU)
		row = self.row()
		self.report("wamid.other", "failed", row.name, errors=[{"code": 131026, "title": "x"}])
		self.assertEqual(self.row().status, "Accepted")


class TestSendAgain(OutboundCase):
	def test_failed_message_is_sent_again_once(self):
		self.refuse(131026)
		failed = self.row()
		new = again.send_again(failed.name)
		self.assertEqual(again.send_again(failed.name), new)
		frappe.db.commit()
		drain.drain(5)
		rows = self.rows()
		self.assertEqual([row.status for row in rows], ["Failed", "Accepted"])
		self.assertEqual(rows[0].sent_again_as, rows[1].name)
		self.assertEqual(len(self.graph.sent), 1)

	def test_two_presses_at_once_make_one_message(self):
		self.refuse(131026)
		failed = self.row()
		new = again.send_again(failed.name)
		# as if the other press had not seen it
		store.update(MESSAGE, failed.name, {"sent_again_as": None})
		self.assertEqual(again.send_again(failed.name), new)
		self.assertEqual(len(self.rows_now()), 2)

	def test_unknown_one_may_still_be_told_by_its_status(self):
		self.graph.script({"do": "close_after_accept"})
		self.say(self.phone, MENU)
		unknown = self.row()
		self.assertEqual(unknown.status, "Unknown")
		again.send_again(unknown.name)
		frappe.db.commit()
		drain.drain(5)
		first, second = (entry["wamid"] for entry in self.graph.sent)
		self.report(first, "delivered", unknown.name)
		self.report(second, "read")
		rows = self.rows()
		self.assertEqual([(row.status, row.wamid) for row in rows], [("Delivered", first), ("Read", second)])

	def test_held_message_goes_back_into_its_own_queue(self):
		self.refuse(131048)
		held = self.row()
		self.assertEqual(again.send_again(held.name), held.name)
		frappe.db.commit()
		drain.drain(5)
		self.assertEqual([row.status for row in self.rows()], ["Accepted"])

	def test_what_is_on_its_way_is_not_sent_again(self):
		self.say(self.phone, MENU)
		with self.assertRaises(BadInput):
			again.send_again(self.row().name)

	def test_door_asks_for_permission(self):
		from whatsapp_erp_bot.api import desk

		self.refuse(131026)
		frappe.set_user("almacen@demo.localhost")
		with self.assertRaises(frappe.PermissionError):
			desk.send_again(self.row().name)
		frappe.set_user("Administrator")
		self.assertTrue(desk.send_again(self.row().name)["name"])


class TestLimits(OutboundCase):
	def test_what_breaks_a_limit_never_leaves_and_names_its_field(self):
		self.say(self.phone, MENU)
		held = store.read("WhatsApp Bot Conversation", self.row().conversation)
		outbox.put(held, [outgoing.buttons("x", [("a" * 257, "t")])], "long id", None, None)
		frappe.db.commit()
		before = len(self.graph.sent)
		outbox.send_conversation(held)
		frappe.db.commit()
		self.assertEqual(self.row().status, "Failed")
		self.assertIn("buttons[0].id", self.row().error)
		self.assertEqual(len(self.graph.sent), before)

	def test_the_reason_is_in_the_language_of_the_site(self):
		self.say(self.phone, MENU)
		held = store.read("WhatsApp Bot Conversation", self.row().conversation)
		said = {}
		for language in ("es", "pt", "en"):
			outbox.put(held, [outgoing.buttons("x", [("a" * 257, "t")])], language, None, None)
			frappe.db.commit()
			with mock.patch.object(frappe.local, "lang", language):
				outbox.send_conversation(held)
			frappe.db.commit()
			said[language] = self.row().error
		self.assertIn("WhatsApp takes at most 256", said["en"])
		self.assertEqual(len(set(said.values())), 3, said)

	def test_what_is_too_long_is_said_in_as_few_messages_as_there_can_be(self):
		self.say(self.phone, MENU)
		held = store.read("WhatsApp Bot Conversation", self.row().conversation)
		words = " ".join(["palabra👩‍👩‍👧"] * 700)
		outbox.put(held, [outgoing.text(words)], "long text", None, None)
		outbox.put(held, [outgoing.buttons(words[:2000], [("a", "t" * 30)])], "long buttons", None, None)
		outbox.put(held, [outgoing.text(" \n ")], "nothing", None, None)
		frappe.db.commit()
		before = len(self.graph.sent)
		outbox.send_conversation(held)
		sent = [entry["body"] for entry in self.graph.sent[before:]]
		self.assertEqual([body["type"] for body in sent], ["text"] * 3 + ["text", "interactive"])
		self.assertEqual(" ".join(body["text"]["body"] for body in sent[:3]), words)
		titles = [button["reply"]["title"] for button in sent[-1]["interactive"]["action"]["buttons"]]
		self.assertEqual([len(title) for title in titles], [20])

	def test_every_kind_that_can_be_put_is_taken_by_meta(self):
		self.say(self.phone, MENU)
		held = store.read("WhatsApp Bot Conversation", self.row().conversation)
		kinds = [
			outgoing.text("Hi"),
			outgoing.buttons("Sure?", [("yes", "Yes"), ("no", "No")]),
			outgoing.listing("Which?", "Choose", [("a", "A", "first")]),
			template_message(
				"Hi Ann",
				"hello",
				"es_MX",
				[{"type": "body", "parameters": [{"type": "text", "text": "Ann"}]}],
			),
		]
		outbox.put(held, kinds, "kinds", None, None)
		frappe.db.commit()
		outbox.send_conversation(held)
		frappe.db.commit()
		self.assertEqual([row.error for row in self.rows() if row.error], [])
		sent = [entry["body"] for entry in self.graph.sent[1:]]
		self.assertEqual(
			[body["type"] for body in sent],
			["text", "interactive", "interactive", "template"],
		)
