# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Several conversations at a time in one worker: each as its own person, each once, and what a thread meets is told."""

import threading
import time
from unittest import mock

import frappe

from whatsapp_erp_bot.bot import answer, conversation, drain, inbox, outbox, outgoing, store
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

	def test_nobody_waits_for_the_model_of_another(self):
		slow, quick = self.new_phone(OWNER), self.new_phone(STOCK)
		answered = threading.Event()
		answer_conversation = drain.answer_conversation
		names: list[str] = []

		def slow_first(name: str, owner: str) -> int:
			names.append(name)
			if len(names) > 1:
				answered.set()
			else:
				# somebody else writes while a model thinks, and this worker is the only one
				self.ask(quick)
				self.assertTrue(answered.wait(PATIENCE))
			return answer_conversation(name, owner)

		self.ask(slow)
		before = len(self.graph.sent)
		with (
			mock.patch.object(drain, "turns_may_be_slow", return_value=True),
			mock.patch.object(drain, "answer_conversation", slow_first),
		):
			drain.drain(2 * PATIENCE)
		self.assertEqual({entry["body"]["to"] for entry in self.graph.sent[before:]}, {slow, quick})

	def test_trouble_of_a_helper_is_the_drains_and_loses_nothing(self):
		phones = [self.new_phone(OWNER) for _number in range(3)]
		helper_came = threading.Event()
		answer_conversation = drain.answer_conversation

		def away_in_a_helper(name: str, owner: str) -> int:
			if threading.current_thread() is threading.main_thread():
				helper_came.wait(PATIENCE)
				return answer_conversation(name, owner)
			helper_came.set()
			raise frappe.db.OperationalError(2013, "Lost connection")

		self.ask(*phones)
		before = len(self.graph.sent)
		with (
			mock.patch.object(drain, "answer_conversation", away_in_a_helper),
			# nor does it answer to a new connection
			mock.patch.object(store, "recover", side_effect=frappe.db.OperationalError(2002, "refused")),
			self.assertRaises(frappe.db.OperationalError),
		):
			drain.drain(PATIENCE)
		self.assertTrue(helper_came.is_set())
		drain.drain(PATIENCE)
		self.assertEqual(sorted(entry["body"]["to"] for entry in self.graph.sent[before:]), sorted(phones))
		self.assertFalse([one for one in threading.enumerate() if one.name.startswith("whatsapp-drain")])

	def test_whoever_owns_a_conversation_waits_for_nobody_who_looks_for_more(self):
		work = drain.Work(time.monotonic() + PATIENCE)

		def own() -> None:
			work.own()
			work.rest("a conversation", 0)

		owner = threading.Thread(target=own, daemon=True)
		# somebody looks, and waits for the row that the owner holds
		with work.line:
			owner.start()
			owner.join(PATIENCE)
			self.assertFalse(owner.is_alive())

	def test_many_people_get_one_answer_each(self):
		phones = [self.new_phone() for _number in range(30)]
		self.ask(*phones)
		self.ask(*phones[:10], words="hola")
		before = len(self.graph.sent)
		drain.drain(60)
		reached = [entry["body"]["to"] for entry in self.graph.sent[before:]]
		self.assertEqual(sorted(reached), sorted(phones + phones[:10]))


class TestFlood(BotCase):
	def setUp(self):
		super().setUp()
		few = mock.patch.object(inbox, "AT_A_TIME", 2), mock.patch.object(inbox, "BATCH", 2)
		for patch in few:
			patch.start()
			self.addCleanup(patch.stop)

	def waiting_events(self) -> int:
		store.end_transaction_view()
		return store.count(inbox.EVENT, {"status": "Waiting"})

	def test_who_came_first_is_answered_before_all_others_are_in(self):
		seen = []
		answer_conversation = drain.answer_conversation

		def noting(name: str, owner: str) -> int:
			handled = answer_conversation(name, owner)
			frappe.db.commit()
			seen.append(self.waiting_events())
			return handled

		phones = [self.new_phone() for _number in range(6)]
		for phone in phones:
			inbox.receive(self.body(phone, bodies.text("menú")), [self.account])
		before = len(self.graph.sent)
		with (
			mock.patch.object(drain, "answer_conversation", noting),
			mock.patch.object(drain.Helpers, "call_up"),
		):
			drain.drain(PATIENCE)
		self.assertEqual(seen[0], 4)
		self.assertEqual(sorted(entry["body"]["to"] for entry in self.graph.sent[before:]), sorted(phones))

	def test_events_that_ask_nothing_do_not_end_a_drain_before_those_behind_them(self):
		for number in range(5):
			update = bodies.status(f"wamid.flood{number}", "sent", int(time.time()), "5255")
			body = bodies.to_bytes(bodies.envelope("1001", self.phone_number_id, "5255", statuses=[update]))
			inbox.receive(body, [self.account])
		self.assertEqual(len(self.say(self.new_phone(), "menú")), 1)
		self.assertEqual(self.waiting_events(), 0)


class TestLocks(BotCase):
	"""What two transactions do to each other delays nobody until the sweep, and gives nobody's conversation away."""

	def setUp(self):
		super().setUp()
		self.phone = self.new_phone()

	def held(self) -> dict:
		"""The newest conversation."""
		found = {"account": self.account}
		return store.rows(conversation.CONVERSATION, ["*"], found, "creation", descending=True, limit=1)[0]

	def once(self, owner: object, name: str) -> None:
		"""Let the database give up the next transaction that gets to a function."""
		real, left = getattr(owner, name), [1]

		def deadlocked(*arguments: object, **options: object) -> object:
			if left:
				left.pop()
				raise frappe.QueryDeadlockError(1213, "Deadlock found")
			return real(*arguments, **options)

		patch = mock.patch.object(owner, name, deadlocked)
		patch.start()
		self.addCleanup(patch.stop)

	def test_a_turn_that_was_given_up_is_done_again_by_the_same_drain(self):
		self.once(answer, "respond")
		self.assertEqual(len(self.say(self.phone, "menú")), 1)

	def test_messages_that_met_locks_are_taken_in_by_the_same_worker(self):
		self.once(inbox, "_take_in_change")
		self.assertEqual(len(self.say(self.phone, "menú")), 1)

	def test_a_lease_does_not_stay_when_giving_it_back_fails(self):
		self.once(conversation, "release")
		self.assertEqual(len(self.say(self.phone, "menú")), 1)
		self.assertIsNone(self.held().lease_owner)

	def test_who_lost_the_conversation_meanwhile_sends_nothing_of_it(self):
		self.say(self.phone, "menú")
		held = self.held()
		respond = answer.respond

		def too_long(turn):
			told = respond(turn)
			conversation.release(held.name, "me")
			conversation.claim(held.name, "other")
			frappe.db.commit()
			return told

		outbox.put(held, [outgoing.text("of the other's turn")], "other", None, None)
		inbox.receive(self.body(self.phone, bodies.text("menú")), [self.account])
		inbox.take_in()
		before = len(self.graph.sent)
		with mock.patch.object(answer, "respond", too_long):
			self.assertTrue(conversation.claim(held.name, "me"))
			self.assertEqual(answer.answer_conversation(held.name, "me"), 0)
		self.assertEqual(len(self.graph.sent), before)
		conversation.release(held.name, "other")
		frappe.db.commit()

	def test_a_conversation_with_nothing_to_do_rests_only_for_a_moment(self):
		work = drain.Work(time.monotonic() + PATIENCE)
		self.say(self.phone, "menú")
		name = self.held().name
		work.rest(name)
		inbox.receive(self.body(self.phone, bodies.text("menú")), [self.account])
		self.assertIsNone(work.next())
		time.sleep(drain.REST_SECONDS)
		self.assertEqual(work.next(), name)
		work.rest(name, drain.FOR_GOOD)
		work.begin_again()
		self.assertIsNone(work.next())
		drain.drain(PATIENCE)
