# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What somebody with little would try in order to get more, and what breaks at the worst moment."""

import threading
from collections.abc import Callable
from unittest import mock

import frappe

from whatsapp_erp_bot import compat
from whatsapp_erp_bot.bot import (
	accounts,
	answer,
	conversation,
	drain,
	inbox,
	linking,
	outbox,
	outgoing,
	run,
	schedule,
	simulator,
	store,
)
from whatsapp_erp_bot.bot.identity import SERVICE_USER
from whatsapp_erp_bot.permissions import AGENT_ROLE
from whatsapp_erp_bot.setup.stand_in import bind_phone
from whatsapp_erp_bot.tests.integration.bot_case import BotCase
from whatsapp_erp_bot.tests.loopback import bodies

OWNER, STOCK, NORTH = "dueno@demo.localhost", "almacen@demo.localhost", "ventas.norte@demo.localhost"
MESSAGE, RUN, CONTACT = "WhatsApp Bot Message", "WhatsApp Bot Run", "WhatsApp Bot Contact"
CONVERSATION, CODE = "WhatsApp Bot Conversation", "WhatsApp Bot Link Code"
AGENT = "agente@attacks.localhost"


def elsewhere(do: Callable[[], None]) -> None:
	"""Do something as another worker would, on a connection of its own, and commit."""
	site, sites_path = frappe.local.site, frappe.local.sites_path

	def work() -> None:
		frappe.init(site, sites_path=sites_path)
		frappe.connect()
		do()
		frappe.db.commit()
		frappe.destroy()

	worker = threading.Thread(target=work)
	worker.start()
	worker.join()


class AttackCase(BotCase):
	def contact_of(self, phone: str) -> str:
		return frappe.db.get_value("WhatsApp Bot Contact Alias", {"value": phone}, "parent")

	def conversation_of(self, phone: str) -> str:
		store.end_transaction_view()
		return frappe.db.get_value(CONVERSATION, {"contact": self.contact_of(phone)})


class TestAgent(AttackCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		if not frappe.db.exists("User", AGENT):
			agent = frappe.get_doc(
				{"doctype": "User", "email": AGENT, "first_name": "Agente", "send_welcome_email": 0}
			)
			agent.append("roles", {"role": AGENT_ROLE})
			agent.insert(ignore_permissions=True)
		frappe.db.commit()
		cls.addClassCleanup(cls.remove_agent)

	@classmethod
	def remove_agent(cls) -> None:
		frappe.set_user("Administrator")
		frappe.delete_doc("User", AGENT, force=True, ignore_missing=True)
		frappe.db.commit()

	def test_agent_does_not_give_a_conversation_to_themselves(self):
		phone = self.new_phone(OWNER)
		self.say(phone, "menú")
		name = self.conversation_of(phone)
		frappe.set_user(AGENT)
		held = frappe.get_doc(CONVERSATION, name)
		held.assignee = AGENT
		with self.assertRaises(frappe.PermissionError):
			held.save()
		frappe.set_user("Administrator")
		self.assertIsNone(frappe.db.get_value(CONVERSATION, name, "assignee"))

	def test_agent_does_not_become_somebody_else_through_a_conversation(self):
		own, other = self.new_phone(STOCK), self.new_phone(OWNER)
		self.say(own, "menú")
		self.say(other, "menú")
		name = self.conversation_of(own)
		store.update(CONVERSATION, name, {"assignee": AGENT})
		frappe.db.commit()
		frappe.set_user(AGENT)
		held = frappe.get_doc(CONVERSATION, name)
		held.update(
			{"contact": self.contact_of(other), "waiting": '{"kind": "question"}', "lease_owner": "me"}
		)
		held.save()
		frappe.set_user("Administrator")
		frappe.db.commit()
		row = store.read(CONVERSATION, name)
		self.assertEqual((row.contact, row.waiting, row.lease_owner), (self.contact_of(own), None, None))
		self.say(own, "¿cuánto vendimos este mes?")
		self.assertEqual(self.last_run().user, STOCK)

	def test_agent_does_not_list_the_numbers_of_all(self):
		own, other = self.new_phone(STOCK), self.new_phone(OWNER)
		self.say(own, "menú")
		self.say(other, "menú")
		store.update(CONVERSATION, self.conversation_of(own), {"assignee": AGENT})
		frappe.db.commit()
		frappe.set_user(AGENT)
		numbers = frappe.get_list(
			"WhatsApp Bot Contact Alias",
			parent_doctype=CONTACT,
			pluck="value",
			order_by="idx asc",
			limit=0,
		)
		self.assertIn(own, numbers)
		self.assertNotIn(other, numbers)

	def test_saving_a_form_does_not_end_a_lease(self):
		phone = self.new_phone(OWNER)
		self.say(phone, "menú")
		held = frappe.get_doc(CONVERSATION, self.conversation_of(phone))
		conversation.claim(held.name, "worker")
		held.mode = "Human"
		held.save()
		row = store.read(CONVERSATION, held.name)
		self.assertEqual((row.lease_owner, row.mode), ("worker", "Human"))


class TestNumberOfAnother(AttackCase):
	def test_question_is_not_answered_by_whoever_has_the_number_next(self):
		phone = self.new_phone(OWNER)
		self.say(phone, "¿cuánto hay de tornillo?")
		self.assertEqual(self.last_run().status, "Asking")
		bind_phone(phone, STOCK)
		frappe.db.commit()
		runs = frappe.db.count(RUN, {"command": "stock_balance"})
		self.say(phone, "2")
		store.end_transaction_view()
		self.assertEqual(frappe.db.count(RUN, {"command": "stock_balance"}), runs)

	def test_simulator_claims_no_code(self):
		code = linking.make_code(STOCK)
		frappe.db.commit()
		simulator.say(f"vincular {code}", NORTH)
		drain.drain(10)
		store.end_transaction_view()
		self.assertIsNone(linking.claimed(STOCK))

	def test_old_claim_is_not_confirmed(self):
		frappe.db.delete(CODE)
		phone = self.new_phone()
		code = linking.make_code(STOCK)
		frappe.db.commit()
		self.say(phone, f"vincular {code}")
		name = linking.claimed(STOCK).name
		store.update(CODE, name, {"expires_on": frappe.utils.add_to_date(None, hours=-5)})
		self.assertIsNone(linking.decide(STOCK, name, True))

	def test_command_that_managers_switched_off_is_off_for_strangers(self):
		frappe.db.set_value("WhatsApp Bot Command", "link_account", "enabled", 0)
		frappe.db.commit()
		try:
			code = linking.make_code(NORTH)
			frappe.db.commit()
			self.say(self.new_phone(), f"vincular {code}")
			self.assertIsNone(linking.claimed(NORTH))
		finally:
			frappe.db.set_value("WhatsApp Bot Command", "link_account", "enabled", 1)
			frappe.db.commit()


class TestErrorLog(AttackCase):
	def test_secrets_are_in_no_traceback(self):
		"""Frappe's Error Log holds the variables of every frame."""
		values = (self.secret, self.token, "words of the verify token")

		def logged(do: Callable[[], object]) -> str:
			try:
				do()
			except ZeroDivisionError:
				return frappe.get_traceback(with_context=True)
			raise AssertionError("it did not fail")

		frappe.clear_cache()
		with mock.patch.object(accounts, "verify", side_effect=ZeroDivisionError):
			told = logged(lambda: accounts.signed_by(b"{}", "sha256=" + "0" * 64))
		tokens = accounts.verify_tokens()
		with mock.patch.object(accounts, "challenge", side_effect=ZeroDivisionError, create=True):
			told += logged(lambda: accounts.challenge("subscribe", "x", "y", tokens))
		with mock.patch.object(accounts, "Client", side_effect=ZeroDivisionError):
			told += logged(lambda: accounts._client.__wrapped__(self.account, "now", "1", None, None))
		for value in values:
			self.assertNotIn(value, told)
		self.assertIn("*****", told)


class TestWorstMoment(AttackCase):
	def test_locks_in_a_turn_cost_nobody_the_answer(self):
		"""A deadlock is over at once (test_drain); who waited in vain for a lock tries again later."""
		phone = self.new_phone(OWNER)
		busy = frappe.QueryTimeoutError("busy")
		with mock.patch("whatsapp_erp_bot.bot.answer.respond", side_effect=busy):
			self.assertEqual(self.say(phone, "menú"), [])
		before = len(self.graph.sent)
		drain.drain(5)
		self.assertEqual([entry["body"]["type"] for entry in self.graph.sent[before:]], ["interactive"])

	def test_a_turn_that_always_meets_locks_ends_with_an_apology(self):
		always = frappe.QueryDeadlockError(1213, "busy")
		with mock.patch("whatsapp_erp_bot.bot.answer.respond", side_effect=always):
			sent = self.say(self.new_phone(OWNER), "menú")
		self.assertEqual([body["type"] for body in sent], ["text"])

	def test_broken_conversation_does_not_starve_the_others(self):
		broken, other = self.new_phone(OWNER), self.new_phone(STOCK)
		inbox.receive(self.body(broken, bodies.text("menú")), [self.account])
		inbox.take_in()
		name = self.conversation_of(broken)
		answer_conversation = drain.answer_conversation

		def breaking(held: str, owner: str) -> int:
			if held == name:
				raise ZeroDivisionError
			return answer_conversation(held, owner)

		with mock.patch.object(drain, "answer_conversation", breaking):
			self.assertEqual(len(self.say(other, "menú")), 1)
		self.assertIsNone(store.read(CONVERSATION, name).lease_owner)
		before = len(self.graph.sent)
		drain.drain(5)
		self.assertEqual(len(self.graph.sent), before + 1)

	def test_many_that_must_wait_do_not_hide_the_others(self):
		self.addCleanup(frappe.db.commit)
		self.addCleanup(frappe.db.delete, MESSAGE, {"status": "Queued"})
		for _number in range(21):
			contact = store.insert(CONTACT, {"title": "x"})
			held = store.read(CONVERSATION, conversation.conversation_of(contact, self.account))
			for position, due in enumerate((frappe.utils.add_to_date(None, hours=1), None)):
				store.insert(
					MESSAGE,
					{
						"direction": "Out",
						"status": "Queued",
						"conversation": held.name,
						"contact": contact,
						"account": self.account,
						"sequence": str(position),
						"next_attempt_on": due,
						"payload": {"type": "text", "text": "x"},
					},
				)
		frappe.db.commit()
		self.assertEqual(len(self.say(self.new_phone(STOCK), "menú")), 1)

	def test_turn_that_outlived_its_lease_is_not_counted(self):
		phone = self.new_phone(OWNER)
		self.say(phone, "menú")
		name = self.conversation_of(phone)
		respond = answer.respond

		def slow(turn):
			told = respond(turn)
			elsewhere(
				lambda: store.update(
					CONVERSATION,
					name,
					{"lease_owner": "another", "lease_until": frappe.utils.add_to_date(None, hours=1)},
				)
			)
			return told

		with mock.patch.object(answer, "respond", slow):
			self.assertEqual(self.say(phone, "ayuda"), [])
		waiting = frappe.db.get_value(MESSAGE, {"conversation": name, "text": "ayuda"}, "status")
		self.assertEqual(waiting, "Waiting")

	def test_status_that_is_quicker_than_our_own_note_stays(self):
		phone = self.new_phone(OWNER)
		accepted = outbox._accepted

		def late(row, wamid, status):
			store.update(MESSAGE, row.name, {"status": "Delivered", "wamid": wamid})
			accepted(row, wamid, status)

		with mock.patch.object(outbox, "_accepted", late):
			self.say(phone, "menú")
		store.end_transaction_view()
		row = frappe.get_all(
			MESSAGE, filters={"direction": "Out"}, fields=["status", "wamid"], order_by="creation desc"
		)[0]
		self.assertEqual(row.status, "Delivered")

	def test_file_that_is_gone_fails_one_message_only(self):
		phone = self.new_phone(OWNER)
		self.say(phone, "menú")
		held = store.read(CONVERSATION, self.conversation_of(phone))
		outbox.put(held, [outgoing.document("x", "/private/files/gone.pdf", "gone.pdf")], "gone", None, None)
		frappe.db.commit()
		drain.drain(5)
		status = frappe.db.get_value(MESSAGE, {"file_name": "gone.pdf"}, "status")
		self.assertEqual(status, "Failed")

	def test_long_run_that_takes_workers_down_is_given_up(self):
		phone = self.new_phone(OWNER)
		with mock.patch("whatsapp_erp_bot.bot.queue.start_long") as start:
			self.say(phone, "cuentas por cobrar")
			name = self.last_run(command="receivables").name
			start.reset_mock()
			for _crash in range(3):
				old = frappe.utils.add_to_date(None, hours=-1)
				store.update(RUN, name, {"status": "Running", "heartbeat_on": old})
				run.sweep()
				if store.read(RUN, name).status != "Queued":
					break
			frappe.db.commit()
		self.assertEqual((store.read(RUN, name).status, start.call_count), ("Failed", 1))
		before = len(self.graph.sent)
		drain.drain(5)
		self.assertEqual(len(self.graph.sent), before + 1)

	def test_inbound_traffic_keeps_the_scheduler_awake(self):
		from frappe.utils.scheduler import is_dormant

		long_ago = frappe.utils.add_days(None, -30)
		# what older versions look at, and newer ones
		frappe.db.set_value("Activity Log", {}, "modified", long_ago, update_modified=False)
		frappe.db.delete("Activity Log", {"modified": (">", frappe.utils.add_days(None, -29))})
		for user in frappe.get_all("User", {"last_active": ("is", "set")}, pluck="name"):
			frappe.db.set_value("User", user, "last_active", long_ago, update_modified=False)
		frappe.db.set_single_value("System Settings", "dormant_days", 4)
		frappe.db.delete("DefaultValue", {"parent": schedule.PARENT, "defkey": schedule.AWAKE})
		frappe.db.commit()
		compat.forget_dormancy()
		with (
			mock.patch.dict(frappe.conf, {"developer_mode": 0}),
			# newer ones let only the sites of Frappe's own cloud sleep
			mock.patch("frappe.utils.frappecloud.on_frappecloud", return_value=True),
		):
			self.assertTrue(is_dormant())
			self.say(self.new_phone(OWNER), "menú")
			store.end_transaction_view()
			self.assertFalse(is_dormant())
			seen = frappe.db.get_value("User", SERVICE_USER, "last_active")
			self.say(self.new_phone(OWNER), "menú")
			store.end_transaction_view()
			self.assertEqual(frappe.db.get_value("User", SERVICE_USER, "last_active"), seen)
