# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""When somebody else answers, what people told WhatsApp itself, and what Meta tells a business."""

import secrets
import time
import unittest
from datetime import timedelta
from typing import Any

import frappe
from frappe.utils import now_datetime

from whatsapp_erp_bot.bot import colleagues, desk, inbox, notes, store
from whatsapp_erp_bot.tests.integration.test_inbound_kinds import OWNER, InboundCase
from whatsapp_erp_bot.tests.loopback import bodies, samples
from whatsapp_erp_bot.tests.loopback.graph import new_wamid
from whatsapp_erp_bot.whatsapp.payload import parse

CONVERSATION, MESSAGE, EVENT = "WhatsApp Bot Conversation", "WhatsApp Bot Message", "WhatsApp Bot Event"
CONTACT = "WhatsApp Bot Contact"


class FieldCase(InboundCase):
	def post_field(self, field: str, metadata: bool = True, **value: Any) -> int:
		"""Take in a change of this field; returns how many bodies were sent because of it."""
		body = bodies.envelope("1001", self.phone_number_id, "525550000000", **(value if metadata else {}))
		change = body["entry"][0]["changes"][0]
		change["field"] = field
		if not metadata:
			change["value"] = value
		before = len(self.graph.sent)
		# the same words twice are one event, and management fields have no ids of their own
		body["entry"][0]["time"] = secrets.randbelow(10**9)
		self.take(bodies.to_bytes(body))
		return len(self.graph.sent) - before

	def echo(self, phone: str, words: str = "ya te atiendo", **options: Any) -> dict:
		wamid = new_wamid()
		message = bodies.message(
			wamid, options.pop("timestamp", int(time.time())), bodies.text(words), phone="525550000000"
		)
		sent = self.post_field("smb_message_echoes", message_echoes=[{**message, "to": phone}], **options)
		self.assertEqual(sent, 0)
		return self.stored(wamid)

	def conversation(self, name: str) -> dict:
		store.end_transaction_view()
		return store.read(CONVERSATION, name)

	def told(self) -> list[str]:
		store.end_transaction_view()
		return frappe.get_all(
			"Notification Log", filters={"document_type": EVENT}, pluck="subject", order_by="creation"
		)

	def setUp(self) -> None:
		super().setUp()
		frappe.db.delete("Notification Log", {"document_type": EVENT})
		frappe.db.commit()


class TestEchoes(FieldCase):
	def test_colleague_on_the_phone_is_a_line_and_pauses_the_bot(self):
		phone = self.new_phone(OWNER)
		self.assertEqual(len(self.say(phone, "menú")), 1)
		row = self.echo(phone)
		self.assertEqual(
			(row.direction, row.status, row.kind, row.text), ("Out", "Sent", "text", "ya te atiendo")
		)
		held = self.conversation(row.conversation)
		self.assertEqual((held.mode, held.paused_by, held.assignee), ("Human", "Colleague", None))
		self.assertAlmostEqual(
			(held.paused_until - row.message_time).total_seconds() / 60, colleagues.minutes(), places=1
		)
		self.assertEqual(self.say(phone, "menú"), [])
		self.assertEqual(desk.bubbles(row.conversation)["messages"][-2]["direction"], "Out")

	def test_it_resumes_by_itself_at_the_next_message_and_in_desk(self):
		for by_sweep in (False, True):
			phone = self.new_phone(OWNER)
			name = self.echo(phone).conversation
			store.update(CONVERSATION, name, {"paused_until": now_datetime() - timedelta(seconds=1)})
			frappe.db.commit()
			if by_sweep:
				colleagues.resume_all()
				frappe.db.commit()
				self.assertEqual(self.conversation(name).mode, "Bot")
			self.assertEqual(len(self.say(phone, "menú")), 1)
			held = self.conversation(name)
			self.assertEqual((held.mode, held.paused_until, held.paused_by), ("Bot", None, None))

	def test_a_person_of_desk_keeps_the_conversation(self):
		phone = self.new_phone(OWNER)
		name = self.echo(phone).conversation
		desk.take_over(name, OWNER, OWNER)
		frappe.db.commit()
		self.assertIsNone(self.conversation(name).paused_until)
		self.echo(phone)
		self.assertIsNone(self.conversation(name).paused_until)
		colleagues.resume_all()
		frappe.db.commit()
		self.assertEqual((self.conversation(name).mode, self.say(phone, "menú")), ("Human", []))
		desk.give_back(name)
		frappe.db.commit()
		self.assertEqual(len(self.say(phone, "menú")), 1)

	def test_an_echo_that_comes_late_pauses_nothing(self):
		phone = self.new_phone(OWNER)
		row = self.echo(phone, timestamp=int(time.time()) - 86400)
		self.assertEqual(self.conversation(row.conversation).mode, "Bot")

	def test_an_echo_without_metadata_is_found_by_its_number(self):
		row = self.echo(self.new_phone(OWNER), metadata=False)
		self.assertEqual(row.account, self.account)

	def test_an_echo_of_another_number_counts_for_nothing(self):
		before = frappe.db.count(MESSAGE)
		message = bodies.message(new_wamid(), int(time.time()), bodies.text("x"), phone="19998887777")
		self.post_field(
			"smb_message_echoes", metadata=False, message_echoes=[{**message, "to": self.new_phone()}]
		)
		self.assertEqual(frappe.db.count(MESSAGE), before)

	def test_statuses_of_an_echo_climb_on_its_line(self):
		row = self.echo(self.new_phone(OWNER))
		self.post_field("messages", statuses=[bodies.status(row.wamid, "read", int(time.time()))])
		self.assertEqual(self.stored(row.wamid).status, "Read")


class TestStandby(FieldCase):
	def hear(self, phone: str, words: str = "menú") -> tuple[dict, int]:
		wamid = new_wamid()
		message = bodies.message(wamid, int(time.time()), bodies.text(words), phone=phone)
		sent = self.post_field(
			"standby", contacts=[bodies.contact(phone, "Tester", None)], messages=[message]
		)
		return self.stored(wamid), sent

	def test_what_another_agent_hears_is_kept_and_not_answered(self):
		phone = self.new_phone(OWNER)
		row, sent = self.hear(phone)
		self.assertEqual((row.direction, row.status, row.text, sent), ("In", "Ignored", "menú", 0))
		held = self.conversation(row.conversation)
		self.assertEqual((held.mode, held.paused_by, held.unread), ("Human", "Standby", 1))
		self.assertGreater(held.window_end, now_datetime())

	def test_the_next_message_that_is_ours_is_answered(self):
		phone = self.new_phone(OWNER)
		row, _sent = self.hear(phone)
		self.assertEqual(len(self.say(phone, "menú")), 1)
		self.assertEqual(self.conversation(row.conversation).mode, "Bot")

	def test_it_is_heard_where_meta_really_puts_it(self):
		"""Bodies seen in production hold messages and echoes below `standby`."""
		phone, wamids = self.new_phone(OWNER), [new_wamid(), new_wamid()]
		heard = bodies.message(wamids[0], int(time.time()), bodies.text("menú"), phone=phone)
		said = {"to": phone, "type": "text", "text": {"body": "I can help"}}
		for below in (
			{"contacts": [bodies.contact(phone, "Tester", None)], "messages": [heard]},
			{"message_echoes": [{"id": wamids[1], "timestamp": str(int(time.time())), "message": said}]},
		):
			self.assertEqual(self.post_field("standby", standby=below), 0)
		rows = [self.stored(wamid) for wamid in wamids]
		self.assertEqual(
			[(row.direction, row.text, row.kind) for row in rows],
			[("In", "menú", "text"), ("Out", "I can help", "text")],
		)
		self.assertEqual(rows[0].conversation, rows[1].conversation)
		held = self.conversation(rows[0].conversation)
		self.assertEqual((held.mode, held.paused_by), ("Human", "Standby"))


class TestHandovers(FieldCase):
	def pass_on(self, phone: str, kind: str, role: str | None = None, seconds: int = 0) -> dict:
		"""As Meta says it: without metadata, the number as the recipient."""
		self.post_field(
			"messaging_handovers",
			metadata=False,
			recipient={"display_phone_number": "525550000000", "phone_number_id": self.phone_number_id},
			sender={"phone_number": phone},
			timestamp=str(int(time.time()) + seconds),
			type=kind,
			**{kind: {"metadata": secrets.token_hex(4), "new_owner_role": role}},
		)
		contact = frappe.db.get_value("WhatsApp Bot Contact Alias", {"value": phone}, "parent")
		return store.read(CONVERSATION, store.value(CONVERSATION, {"contact": contact}))

	def test_taken_pauses_and_passed_ends_the_pause(self):
		phone = self.new_phone(OWNER)
		self.say(phone, "menú")
		held = self.pass_on(phone, "control_taken")
		self.assertEqual((held.mode, held.paused_by), ("Human", "Standby"))
		self.assertEqual(self.pass_on(phone, "control_passed", "escalation", seconds=1).mode, "Bot")
		self.assertEqual(len(self.say(phone, "menú")), 1)
		self.assertEqual(self.pass_on(phone, "control_passed", "ai_agent", seconds=2).mode, "Human")

	def test_an_old_word_does_not_end_a_newer_pause(self):
		phone = self.new_phone(OWNER)
		self.pass_on(phone, "control_taken")
		self.assertEqual(self.pass_on(phone, "control_passed", "escalation", seconds=-60).mode, "Human")

	def test_people_hear_of_whom_the_other_agent_could_not_help(self):
		held = self.pass_on(self.new_phone(OWNER), "control_passed", "escalation")
		self.assertTrue(
			frappe.db.exists("Notification Log", {"document_type": CONVERSATION, "document_name": held.name})
		)

	def test_a_person_of_desk_keeps_the_conversation(self):
		phone = self.new_phone(OWNER)
		held = self.pass_on(phone, "control_passed")
		desk.take_over(held.name, OWNER, OWNER)
		self.assertEqual(self.pass_on(phone, "control_passed", "escalation").mode, "Human")
		self.assertEqual(self.pass_on(phone, "control_taken").assignee, OWNER)

	def test_of_another_number_it_counts_for_nothing(self):
		before = frappe.db.count(CONVERSATION)
		self.post_field(
			"messaging_handovers",
			metadata=False,
			recipient={"phone_number_id": "999999999999999"},
			sender={"phone_number": self.new_phone()},
			type="control_taken",
		)
		self.assertEqual(frappe.db.count(CONVERSATION), before)


class TestPreferences(FieldCase):
	def prefer(self, phone: str, value: str, timestamp: int) -> dict:
		self.post_field(
			"user_preferences",
			contacts=[bodies.contact(phone, "Tester", None)],
			user_preferences=[
				{"wa_id": phone, "category": "marketing_messages", "value": value, "timestamp": timestamp}
			],
		)
		contact = frappe.db.get_value("WhatsApp Bot Contact Alias", {"value": phone}, "parent")
		return store.read(CONTACT, contact)

	def test_the_newest_word_counts_whatever_the_order(self):
		phone, now = self.new_phone(), int(time.time())
		self.assertEqual(self.prefer(phone, "stop", now).marketing_stopped, 1)
		self.assertEqual(self.prefer(phone, "resume", now - 60).marketing_stopped, 1)
		self.assertEqual(self.prefer(phone, "resume", now + 1).marketing_stopped, 0)
		self.assertEqual(self.prefer(phone, "something", now + 2).marketing_stopped, 0)

	def test_questions_are_still_answered(self):
		phone = self.new_phone(OWNER)
		self.prefer(phone, "stop", int(time.time()))
		self.assertEqual(len(self.say(phone, "menú")), 1)


class TestNotes(FieldCase):
	NEED_A_PERSON = (
		("security", {"event": "PIN_RESET_REQUEST", "display_phone_number": "1", "requester": "1"}),
		("account_update", {"event": "ACCOUNT_VIOLATION", "violation_info": {"violation_type": "ADULT"}}),
		("account_review_update", {"decision": "REJECTED"}),
		("account_alerts", {"severity": "CRITICAL", "status": "ACTIVE", "type": "OBA"}),
		(
			"message_template_status_update",
			{"event": "PAUSED", "message_template_name": "aviso", "reason": "LOW_QUALITY"},
		),
		("message_template_quality_update", {"new_quality_score": "RED", "message_template_name": "b"}),
		("template_category_update", {"new_category": "MARKETING", "message_template_name": "c"}),
		("phone_number_quality_update", {"event": "DOWNGRADE", "current_limit": "TIER_250"}),
		("phone_number_name_update", {"decision": "REJECTED", "requested_verified_name": "N"}),
		("flows", {"event": "FLOW_STATUS_CHANGE", "new_status": "BLOCKED"}),
	)
	GOOD_NEWS = (
		("account_update", {"event": "PARTNER_ADDED"}),
		("account_review_update", {"decision": "APPROVED"}),
		("account_alerts", {"severity": "INFORMATIONAL", "status": "ACTIVE"}),
		("message_template_status_update", {"event": "APPROVED", "message_template_name": "a"}),
		("message_template_quality_update", {"new_quality_score": "GREEN"}),
		("phone_number_quality_update", {"event": "THROUGHPUT_UPGRADE"}),
		("phone_number_name_update", {"decision": "APPROVED"}),
		("something_of_2027", {"event": "X"}),
		("history", {"history": [{"threads": []}]}),
		("smb_app_state_sync", {"state_sync": []}),
		("group_lifecycle_update", {"groups": [{"group_id": "G"}]}),
	)

	def test_what_needs_a_person_reaches_the_managers_once(self):
		for field, value in self.NEED_A_PERSON:
			before = len(self.told())
			self.post_field(field, metadata=False, **value)
			after = len(self.told())
			self.assertGreater(after, before, field)
			self.post_field(field, metadata=False, **value)
			self.assertEqual(len(self.told()), after, field)

	def test_good_news_and_the_unknown_disturb_nobody_and_are_done(self):
		for field, value in self.GOOD_NEWS:
			self.post_field(field, metadata=False, **value)
			self.assertEqual(self.told(), [], field)
		self.assertFalse(frappe.db.exists(EVENT, {"status": ("!=", "Done")}))

	def test_shapes_that_nobody_expects_raise_nothing(self):
		fields = [field for field, _value in self.NEED_A_PERSON]
		for field in (*fields, "calls", "standby", "smb_message_echoes", "user_preferences", "messages"):
			for value in (None, 3, [], {"event": {"x": 1}}, {"calls": [3], "user_preferences": 4}):
				for change in parse(
					bodies.to_bytes({"entry": [{"changes": [{"field": field, "value": value}]}]})
				):
					notes.subjects(change)

	def test_unsigned_by_anybody_tells_nobody(self):
		body = {"entry": [{"id": "1", "changes": [{"field": "security", "value": {"event": "PIN_CHANGED"}}]}]}
		inbox.receive(bodies.to_bytes(body), [])
		inbox.take_in()
		self.assertEqual(self.told(), [])

	def test_a_number_that_is_not_set_up_is_shown(self):
		body = self.body(self.new_phone(), bodies.text("hola")).replace(
			self.phone_number_id.encode(), b"999999999999999"
		)
		before = frappe.db.count(MESSAGE)
		self.take(body)
		self.assertEqual(frappe.db.count(MESSAGE), before)
		self.assertTrue(self.told())


class TestRealBodies(FieldCase):
	@classmethod
	def setUpClass(cls) -> None:
		if not samples.AVAILABLE:
			raise unittest.SkipTest(samples.REASON)
		super().setUpClass()

	def test_each_is_taken_in_and_answered_without_an_error(self):
		for name, body in samples.webhooks():
			self._address(body)
			before = frappe.db.count("Error Log", {"method": ("like", "WhatsApp Bot%")})
			self.take(bodies.to_bytes(body))
			after = frappe.db.count("Error Log", {"method": ("like", "WhatsApp Bot%")})
			self.assertEqual(after, before, name)
		self.assertFalse(frappe.db.exists(EVENT, {"status": ("!=", "Done")}))
		self.assertFalse(frappe.db.exists(MESSAGE, {"direction": "In", "status": "Failed"}))
		unreadable = frappe.get_all(
			MESSAGE,
			filters={
				"direction": "In",
				"kind": ("in", ["order", "contacts", "location"]),
				"text": ("in", ["", None]),
			},
			pluck="payload",
			order_by="creation",
		)
		self.assertEqual(unreadable, [])

	def _address(self, body: Any) -> None:
		for entry in body.get("entry") or () if isinstance(body, dict) else ():
			for change in entry.get("changes") or () if isinstance(entry, dict) else ():
				value = change.get("value") if isinstance(change, dict) else None
				if isinstance(value, dict) and isinstance(value.get("metadata"), dict):
					value["metadata"]["phone_number_id"] = self.phone_number_id
