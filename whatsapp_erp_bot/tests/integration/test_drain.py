# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Several conversations at a time in one worker: each as its own person, each once, and what a thread meets is told."""

import threading
from unittest import mock

import frappe

from whatsapp_erp_bot.bot import answer, drain, inbox
from whatsapp_erp_bot.tests.integration.bot_case import BotCase, text_of
from whatsapp_erp_bot.tests.loopback import bodies

OWNER, STOCK = "dueno@demo.localhost", "almacen@demo.localhost"
PATIENCE = 20


class TestThreads(BotCase):
	def ask(self, *phones: str, words: str = "menú") -> None:
		for phone in phones:
			inbox.receive(self.body(phone, bodies.text(words)), [self.account])

	def test_conversations_are_answered_at_a_time_each_as_its_own_person(self):
		owner, stock = self.new_phone(OWNER), self.new_phone(STOCK)
		meeting = threading.Barrier(2)
		users: list[tuple[str, str]] = []
		respond = answer.respond

		def meet(turn):
			meeting.wait(PATIENCE)
			told = respond(turn)
			users.append((turn.person.user, frappe.session.user))
			meeting.wait(PATIENCE)
			return told

		self.ask(owner, stock, words="¿quién soy?")
		before = len(self.graph.sent)
		with mock.patch.object(answer, "respond", meet):
			drain.drain(PATIENCE)
		self.assertEqual(sorted(users), [(STOCK, STOCK), (OWNER, OWNER)])
		told = {entry["body"]["to"]: text_of(entry["body"]) for entry in self.graph.sent[before:]}
		self.assertEqual(len(told), 2)
		for phone, user in ((owner, OWNER), (stock, STOCK)):
			self.assertIn(frappe.db.get_value("User", user, "full_name"), told[phone])

	def test_what_helpers_write_down_is_in_the_language_of_the_first(self):
		"""They take in what came as well, and say in Desk why something failed."""
		meeting = threading.Barrier(2)
		languages = {}
		answer_conversation = drain.answer_conversation

		def noting(name: str, owner: str) -> int:
			meeting.wait(PATIENCE)
			languages[threading.current_thread()] = frappe.local.lang
			return answer_conversation(name, owner)

		self.ask(self.new_phone(OWNER), self.new_phone(STOCK))
		frappe.local.lang = "pt"
		with mock.patch.object(drain, "answer_conversation", noting):
			drain.drain(PATIENCE)
		self.assertEqual((len(languages), set(languages.values())), (2, {"pt"}))

	def test_a_single_conversation_stays_with_the_first_thread(self):
		phone = self.new_phone(OWNER)
		threads = []
		answer_conversation = drain.answer_conversation

		def noting(name: str, owner: str) -> int:
			threads.append(threading.current_thread())
			return answer_conversation(name, owner)

		with mock.patch.object(drain, "answer_conversation", noting):
			self.say(phone, "menú")
		self.assertEqual(set(threads), {threading.main_thread()})

	def test_trouble_of_a_helper_is_the_drains_and_loses_nothing(self):
		phones = [self.new_phone(OWNER) for _number in range(3)]
		helper_came = threading.Event()
		answer_conversation = drain.answer_conversation

		def deadlocked_in_a_helper(name: str, owner: str) -> int:
			if threading.current_thread() is threading.main_thread():
				helper_came.wait(PATIENCE)
				return answer_conversation(name, owner)
			helper_came.set()
			raise frappe.QueryDeadlockError("busy")

		self.ask(*phones)
		before = len(self.graph.sent)
		with mock.patch.object(drain, "answer_conversation", deadlocked_in_a_helper):
			with self.assertRaises(frappe.QueryDeadlockError):
				drain.drain(PATIENCE)
		self.assertTrue(helper_came.is_set())
		drain.drain(PATIENCE)
		self.assertEqual(sorted(entry["body"]["to"] for entry in self.graph.sent[before:]), sorted(phones))
		self.assertFalse([one for one in threading.enumerate() if one.name.startswith("whatsapp-drain")])

	def test_many_people_get_one_answer_each(self):
		phones = [self.new_phone() for _number in range(30)]
		self.ask(*phones)
		self.ask(*phones[:10], words="hola")
		before = len(self.graph.sent)
		drain.drain(60)
		reached = [entry["body"]["to"] for entry in self.graph.sent[before:]]
		self.assertEqual(sorted(reached), sorted(phones + phones[:10]))
