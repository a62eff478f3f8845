# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Who is told what in Desk, in which language, and that whoever is told can open it."""

from unittest import mock

import frappe
from frappe import _
from frappe.utils import now_datetime

from whatsapp_erp_bot.api import desk
from whatsapp_erp_bot.bot import colleagues, notices, store
from whatsapp_erp_bot.permissions import AGENT_ROLE, MANAGER_ROLE
from whatsapp_erp_bot.tests.integration.test_events import EventCase

OWNER = "dueno@demo.localhost"
CONVERSATION, MESSAGE = "WhatsApp Bot Conversation", "WhatsApp Bot Message"
SETTINGS = "WhatsApp Bot Settings"
LOG = "Notification Log"
TEAM = "WhatsApp Bot Test Team"


class NoticeCase(EventCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		if not frappe.db.exists("Role", TEAM):
			frappe.get_doc({"doctype": "Role", "role_name": TEAM, "desk_access": 1}).insert()
		cls.addClassCleanup(cls._forget_team)
		cls.spanish = cls.make_user("ana.jefa@demo.localhost", MANAGER_ROLE, language="es")
		cls.portuguese = cls.make_user("bia.chefe@demo.localhost", MANAGER_ROLE, language="pt")
		cls.taker = cls.make_user("clerk.one@demo.localhost", AGENT_ROLE, TEAM)
		cls.other = cls.make_user("dora.two@demo.localhost", AGENT_ROLE, TEAM)
		cls.no_agent = cls.make_user("ema.three@demo.localhost", TEAM)
		cls.use_team(TEAM)

	@classmethod
	def use_team(cls, role: str | None) -> None:
		frappe.db.set_single_value(SETTINGS, "handoff_role", role)
		frappe.clear_document_cache(SETTINGS, SETTINGS)
		frappe.db.commit()

	@classmethod
	def _forget_team(cls) -> None:
		frappe.set_user("Administrator")
		cls.use_team(None)
		frappe.delete_doc("Role", TEAM, force=True, ignore_missing=True)
		frappe.db.commit()

	def told(self, name: str) -> dict[str, str]:
		"""Who was told of a document -> in which words."""
		rows = frappe.get_all(
			LOG, filters={"document_name": name}, fields=["for_user", "subject"], order_by="creation"
		)
		return {row.for_user: row.subject for row in rows}

	def conversation_of(self, phone: str) -> str:
		store.end_transaction_view()
		contact = frappe.db.get_value("WhatsApp Bot Contact Alias", {"value": phone}, "parent")
		return store.value(CONVERSATION, {"contact": contact})


class TestLanguages(NoticeCase):
	def test_each_reader_reads_their_own(self):
		before = frappe.local.lang
		notices.tell_managers(lambda: _("A WhatsApp event could not be processed."), "User", self.taker)
		self.assertEqual(frappe.local.lang, before)
		told = self.told(self.taker)
		self.assertEqual(told[self.spanish], _("A WhatsApp event could not be processed.", lang="es"))
		self.assertEqual(told[self.portuguese], _("A WhatsApp event could not be processed.", lang="pt"))
		self.assertNotEqual(told[self.spanish], told[self.portuguese])

	def test_the_same_words_are_quiet_for_each_reader_by_themselves(self):
		for quiet in (0, 6, 6):
			notices.tell([self.spanish], lambda: _("Called"), "User", self.other, quiet_hours=quiet)
		notices.tell([self.portuguese], lambda: _("Called"), "User", self.other, quiet_hours=6)
		self.assertEqual(frappe.db.count(LOG, {"document_name": self.other}), 2)


class TestFailing(NoticeCase):
	def tell(self, error: Exception) -> None:
		with mock.patch.object(notices, "_write", side_effect=error):
			notices.tell([self.taker], lambda: "Called", "User", self.other)

	def test_a_notice_that_fails_does_not_fail_what_it_is_about(self):
		self.tell(frappe.ValidationError("no"))

	def test_a_deadlock_is_the_callers(self):
		"""The database has undone all that the caller wrote: going on would commit half of it."""
		with self.assertRaises(frappe.QueryDeadlockError):
			self.tell(frappe.QueryDeadlockError(1213, "Deadlock found"))


class TestTeam(NoticeCase):
	def test_who_is_told_can_open_take_and_answer_it(self):
		phone = self.new_phone(OWNER)
		self.say(phone, "quiero hablar con una persona")
		name = self.conversation_of(phone)
		told = self.told(name)
		self.assertEqual({self.taker, self.other}, {*told} & {self.taker, self.other, self.no_agent})
		frappe.set_user(self.taker)
		self.assertIn(name, frappe.get_list(CONVERSATION, pluck="name", order_by="creation"))
		self.assertTrue(desk.conversation(name)["messages"])
		self.assertTrue(frappe.get_list(MESSAGE, filters={"conversation": name}, order_by="creation"))
		desk.take_over(name)
		desk.reply(name, "Hola, soy Clara")
		frappe.set_user(self.other)
		self.assertNotIn(name, frappe.get_list(CONVERSATION, pluck="name", order_by="creation"))
		with self.assertRaises(frappe.PermissionError):
			desk.conversation(name)

	def test_of_two_who_take_it_at_once_one_has_it(self):
		phone = self.new_phone(OWNER)
		self.say(phone, "quiero hablar con una persona")
		name = self.conversation_of(phone)
		read = store.value

		def and_then_the_other_is_quicker(doctype: str, filters: dict, field: str = "name") -> object:
			found = read(doctype, filters, field)
			if field == "assignee":
				store.update(CONVERSATION, name, {"assignee": self.other})
			return found

		frappe.set_user(self.taker)
		with mock.patch.object(store, "value", and_then_the_other_is_quicker):
			with self.assertRaises(frappe.ValidationError):
				desk.take_over(name)
		frappe.set_user("Administrator")
		self.assertEqual(read(CONVERSATION, {"name": name}, "assignee"), self.other)

	def test_a_team_sees_nothing_that_waits_for_nobody(self):
		phones = [self.new_phone(OWNER) for _number in range(3)]
		for phone in phones:
			self.say(phone, "menú")
		names = ordinary, paused, closed = [self.conversation_of(phone) for phone in phones]
		colleagues.pause(paused, now_datetime(), "Colleague")
		store.update(CONVERSATION, closed, {"mode": "Closed"})
		frappe.db.commit()
		self.assertEqual(
			[store.value(CONVERSATION, {"name": name}, "mode") for name in (ordinary, paused, closed)],
			["Bot", "Human", "Closed"],
		)
		frappe.set_user(self.taker)
		self.assertFalse({*names} & {*frappe.get_list(CONVERSATION, pluck="name", order_by="creation")})
		for name in names:
			with self.assertRaises(frappe.PermissionError):
				desk.conversation(name)
			with self.assertRaises(frappe.PermissionError):
				desk.take_over(name)

	def test_without_the_role_an_agent_sees_only_what_is_theirs(self):
		phone = self.new_phone(OWNER)
		self.say(phone, "quiero hablar con una persona")
		self.use_team(None)
		self.addCleanup(self.use_team, TEAM)
		frappe.set_user(self.taker)
		with self.assertRaises(frappe.PermissionError):
			desk.conversation(self.conversation_of(phone))
		frappe.set_user("Administrator")

	def test_what_the_team_may_not_open_is_told_to_the_managers(self):
		"""An order leaves the conversation with the bot, where no agent looks."""
		phone = self.new_phone(OWNER)
		order = {"type": "order", "order": {"product_items": [{"product_retailer_id": "A", "quantity": 1}]}}
		self.take(self.body(phone, order))
		told = self.told(self.conversation_of(phone))
		self.assertFalse({self.taker, self.other, self.no_agent} & {*told})
		self.assertIn(self.spanish, told)

	def test_given_back_it_is_closed_to_the_team_again(self):
		phone = self.new_phone(OWNER)
		self.say(phone, "quiero hablar con una persona")
		name = self.conversation_of(phone)
		frappe.set_user(self.taker)
		desk.give_back(name)
		with self.assertRaises(frappe.PermissionError):
			desk.conversation(name)
		frappe.set_user("Administrator")
		self.assertEqual(store.value(CONVERSATION, {"name": name}, "mode"), "Bot")
		self.assertEqual(len(self.say(phone, "menú")), 1)
