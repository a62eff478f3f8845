# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""While somebody's model takes its time, everybody's messages are taken in: the same person's too.

Taking in is done by one worker at a time for all, so a row that a turn keeps locked keeps all waiting.
"""

import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from unittest import mock

import frappe

from whatsapp_erp_bot.bot import conversation, drain, inbox, interpret, run, store
from whatsapp_erp_bot.tests.integration.bot_case import BotCase
from whatsapp_erp_bot.tests.integration.test_attacks import elsewhere
from whatsapp_erp_bot.tests.loopback import bodies
from whatsapp_erp_bot.tests.loopback.graph import new_wamid

OWNER = "dueno@demo.localhost"
CONTACT, CONVERSATION, ALIAS = (
	"WhatsApp Bot Contact",
	"WhatsApp Bot Conversation",
	"WhatsApp Bot Contact Alias",
)
# far under the database's own patience (50 s), far over what taking in takes
AT_MOST = 5


class TestSlowModel(BotCase):
	def setUp(self) -> None:
		super().setUp()
		self.took: list[float] = []
		self.failed: list[BaseException] = []

	def taking_in(self, *bodies_in: bytes, also: Callable[[], None] | None = None) -> None:
		"""What another worker does meanwhile, on a connection of its own; measured."""

		def work() -> None:
			try:
				for body in bodies_in:
					inbox.receive(body, [self.account])
				started = time.monotonic()
				frappe.db.sql("set session innodb_lock_wait_timeout = 8")
				inbox.take_in()
				if also:
					also()
				self.took.append(time.monotonic() - started)
			except BaseException as error:
				self.failed.append(error)

		elsewhere(work)

	@contextmanager
	def meanwhile(self, where: str, *bodies_in: bytes, also: Callable[[], None] | None = None):
		"""Inside, whoever asks a model or carries out a command has to wait until the others were taken in."""
		module, name = {
			"model": (interpret, "interpret"),
			"rules": (interpret, "by_rules"),
			"command": (run, "_run"),
		}[where]
		real = getattr(module, name)

		def slow(*arguments, **more):
			self.taking_in(*bodies_in, also=also)
			return real(*arguments, **more)

		with mock.patch.object(module, name, slow):
			yield
		self.assertEqual(self.failed, [])
		self.assertTrue(self.took, f"nothing was asked of the {where}")
		self.assertLess(max(self.took), AT_MOST)
		self.took.clear()

	def customer(self, phone: str) -> str:
		customer = frappe.get_all("Customer", pluck="name", order_by="name asc", limit=1)[0]
		contact = frappe.get_doc(
			{
				"doctype": "Contact",
				"first_name": "Lento",
				"phone_nos": [{"phone": f"+{phone}"}],
				"links": [{"link_doctype": "Customer", "link_name": customer}],
			}
		).insert()
		frappe.db.commit()
		self.addCleanup(frappe.db.commit)
		self.addCleanup(frappe.delete_doc, "Contact", contact.name, force=True)
		return customer

	def person(self, phone: str) -> str:
		return frappe.db.get_value(ALIAS, {"value": phone}, "parent")

	def state(self, phone: str) -> dict:
		store.end_transaction_view()
		return store.read(CONVERSATION, store.value(CONVERSATION, {"contact": self.person(phone)}))

	def test_first_contact_of_a_customer(self):
		phone = self.new_phone()
		customer = self.customer(phone)
		bodies_in = [self.body(one, bodies.text("¿y tú?")) for one in (phone, self.new_phone())]
		with self.meanwhile("model", *bodies_in):
			self.say(phone, "¿cuánto debo?")
		row = store.read(CONTACT, self.person(phone))
		self.assertEqual((row.party, row.title), (customer, customer))
		self.assertIsNotNone(row.greeted_on)

	def test_a_claim_that_somebody_has_to_decide(self):
		phone = self.new_phone()
		self.customer(phone)
		frappe.db.set_value("Contact", {"first_name": "Lento"}, "owner", "Guest", update_modified=False)
		frappe.db.commit()
		with self.meanwhile("rules", self.body(phone, bodies.text("oye"))):
			self.say(phone, "¿cuánto debo?")
		drain.drain(5)
		self.assertEqual(store.read(CONTACT, self.person(phone)).has_claims, 1)

	def test_a_question_that_waited_and_is_dropped(self):
		phone = self.new_phone(OWNER)
		self.say(phone, "¿cuánto hay de tornillo?")
		question = {"kind": "question", "run": self.last_run().name, "arguments": {}}
		question |= {"command": "customer_balance", "parameter": "customer"}
		store.update(CONVERSATION, self.state(phone).name, {"waiting": question})
		frappe.db.commit()
		with self.meanwhile("model", self.body(phone, bodies.text("oye"))):
			self.say(phone, "menú")
		drain.drain(5)
		self.assertIsNone(self.state(phone).waiting)

	def test_an_answer_to_a_question_while_its_command_runs(self):
		phone = self.new_phone(OWNER)
		self.say(phone, "¿cuánto hay de tornillo?")
		with self.meanwhile("command", self.body(phone, bodies.text("oye"))):
			self.say(phone, "1")
		self.assertEqual(self.last_run(command="stock_balance").status, "Done")
		drain.drain(5)
		self.assertIsNone(self.state(phone).waiting)

	def test_a_closed_conversation_and_a_pause_that_is_over(self):
		phone = self.new_phone(OWNER)
		self.say(phone, "menú")
		name = self.state(phone).name
		for values in (
			{"mode": "Closed"},
			{
				"mode": "Human",
				"paused_until": "2020-01-01 00:00:00",
				"paused_by": "Colleague",
				"summary": "x",
			},
		):
			store.update(CONVERSATION, name, values)
			frappe.db.commit()
			with self.meanwhile("model", self.body(phone, bodies.text("oye"))):
				self.say(phone, "¿cuánto vendimos este mes?")
			drain.drain(5)
			row = self.state(phone)
			self.assertEqual(
				(row.mode, row.paused_until, row.summary if row.paused_by else None), ("Bot", None, None)
			)

	def test_who_takes_the_conversation_meanwhile_keeps_it(self):
		phone = self.new_phone(OWNER)
		self.say(phone, "menú")
		name = self.state(phone).name
		store.update(CONVERSATION, name, {"mode": "Closed"})
		frappe.db.commit()
		with self.meanwhile("model", also=lambda: conversation.hand_over(name)):
			self.say(phone, "¿cuánto vendimos este mes?")
		self.assertEqual(self.state(phone).mode, "Human")

	def test_a_number_that_changes_hands_meanwhile(self):
		"""Whatever taking in may write of a person, it can."""
		phone = self.new_phone(OWNER)
		self.say(phone, "menú")
		system = {"type": "system", "system": {"type": "customer_identity_changed", "body": "x"}}
		with self.meanwhile("model", self.body(phone, system, wamid=new_wamid())):
			self.say(phone, "¿cuánto vendimos este mes?")
		self.assertIsNone(store.read(CONTACT, self.person(phone)).user)
