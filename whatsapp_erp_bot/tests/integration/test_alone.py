# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""One row that breaks everything it touches, in each queue of ours: all others are dealt with, and it is put aside."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from unittest import mock

import frappe
from frappe.utils import now_datetime

from whatsapp_erp_bot.api import desk as doors
from whatsapp_erp_bot.bot import (
	again,
	answer,
	conversation,
	drain,
	inbox,
	media,
	outbox,
	outgoing,
	people,
	refusals,
	retention,
	run,
	statuses,
	store,
)
from whatsapp_erp_bot.tests.integration.bot_case import BotCase
from whatsapp_erp_bot.tests.loopback import bodies
from whatsapp_erp_bot.tests.loopback.graph import new_wamid

OWNER, STOCK = "dueno@demo.localhost", "almacen@demo.localhost"
EVENT, MESSAGE, RUN = "WhatsApp Bot Event", "WhatsApp Bot Message", "WhatsApp Bot Run"
CONVERSATION = "WhatsApp Bot Conversation"


def too_long() -> None:
	"""Data too long for column."""
	store.insert(MESSAGE, {"wamid": "x" * 300, "direction": "In", "status": "Ignored"})


def out_of_range() -> None:
	store.insert(MESSAGE, {"position": 10**12, "direction": "In", "status": "Ignored"})


def incorrect_string() -> None:
	frappe.db.sql("insert into `tabWhatsApp Bot Event` (name, fields_seen) values ('x', _binary x'ff')")


def gone_away() -> None:
	"""More than MariaDB's max_allowed_packet: it answers with an error, and ends the connection."""
	most = int(frappe.db.sql("select @@max_allowed_packet")[0][0])
	frappe.db.sql("select %s", "x" * (most + 1))


def connection_lost() -> None:
	frappe.db.sql("kill connection_id()")


def busy() -> None:
	raise frappe.QueryTimeoutError(1205, "Lock wait timeout exceeded")


def ours() -> None:
	raise KeyError("nobody foresaw this")


TROUBLES = (too_long, out_of_range, incorrect_string, gone_away, connection_lost, ours)


class AloneCase(BotCase):
	def setUp(self) -> None:
		super().setUp()
		self.graph.reset()
		for doctype in (EVENT, MESSAGE):
			frappe.db.delete(doctype)
		frappe.db.commit()

	@contextmanager
	def breaking(self, owner: object, name: str, is_it: Callable, trouble: Callable) -> Iterator[list]:
		"""A function that does what it does and then meets `trouble`, whenever `is_it` says so of what it was given.
		Counts in the list how often."""
		real, met = getattr(owner, name), []

		def breaks(*given: object, **options: object) -> object:
			told = real(*given, **options)
			if is_it(*given):
				met.append(trouble.__name__)
				trouble()
			return told

		with mock.patch.object(owner, name, breaks):
			yield met

	def answered(self, *phones: str) -> list[str]:
		return sorted(entry["to"] for entry in self.graph.sent if entry["to"] in phones)

	def event(self, name: str) -> dict:
		store.end_transaction_view()
		return store.read(EVENT, name)

	def until_dead(self, event: str) -> None:
		for _attempt in range(inbox.MAXIMUM_ATTEMPTS):
			store.update(EVENT, event, {"next_attempt_on": None})
			frappe.db.commit()
			drain.drain(10)

	def receive(self, phone: str, words: str = "menú", **options: object) -> str:
		return inbox.receive(self.body(phone, bodies.text(words), **options), [self.account])


class TestEvents(AloneCase):
	def test_whatever_it_breaks_the_others_are_answered_at_once_and_it_is_dead_alone(self):
		for trouble in TROUBLES:
			with self.subTest(trouble.__name__):
				before, poison, after = (self.new_phone(OWNER) for _number in range(3))
				events = [self.receive(phone) for phone in (before, poison, after)]
				is_it = lambda sender, scope=None: sender.phone == poison  # noqa: E731
				with self.breaking(people, "contact_of", is_it, trouble) as met:
					began = time.monotonic()
					drain.drain(10)
					self.assertLess(time.monotonic() - began, 8)
					self.assertTrue(met)
					self.assertEqual(self.answered(before, poison, after), sorted((before, after)))
					self.assertEqual(
						[self.event(name).status for name in events], ["Done", "Waiting", "Done"]
					)
					self.assertEqual(self.event(events[1]).attempts, 1)
					self.until_dead(events[1])
				row = self.event(events[1])
				self.assertEqual((row.status, row.attempts), ("Dead", inbox.MAXIMUM_ATTEMPTS))
				self.assertTrue(row.error)
				self.assertTrue(frappe.db.exists("Notification Log", {"document_name": row.name}))
				# its cause is mended
				frappe.set_user("Administrator")
				self.assertTrue(doors.replay(row.name))
				frappe.db.commit()
				drain.drain(10)
				self.assertEqual(self.answered(poison), [poison])

	def test_a_body_that_is_too_much_for_the_database(self):
		"""As it once came through the simulator: what was one text there is more than a packet as a row here."""
		phone, other = self.new_phone(OWNER), self.new_phone(STOCK)
		body = json.loads(self.body(phone, bodies.text("menú")))
		# the row that is made of it has five times as many bytes
		body["entry"][0]["changes"][0]["value"]["messages"][0]["more"] = "é" * 3_000_000
		event = store.insert(
			EVENT,
			{
				"status": "Waiting",
				"received_on": now_datetime(),
				"attempts": 0,
				"signed_by": self.account,
				"body": json.dumps(body, ensure_ascii=False),
				"event_key": "too much",
			},
		)
		frappe.db.commit()
		self.assertEqual(len(self.say(other, "menú")), 1)
		self.assertEqual(self.event(event).status, "Waiting")
		self.until_dead(event)
		self.assertEqual(self.event(event).status, "Dead")
		self.assertEqual(len(self.say(other, "menú")), 1)

	def test_neighbours_in_the_same_body_are_taken_in_though_the_connection_ends(self):
		phones = [self.new_phone(OWNER) for _number in range(4)]
		messages = [
			bodies.message(new_wamid(), int(time.time()), bodies.text("menú"), phone=phone)
			for phone in phones
		]
		body = bodies.envelope("1001", self.phone_number_id, "5255", contacts=[], messages=messages)
		for trouble in (gone_away, connection_lost, busy):
			self.graph.reset()
			frappe.db.delete(EVENT)
			frappe.db.delete(MESSAGE)
			frappe.db.commit()
			is_it = lambda sender, scope=None: sender.phone == phones[1]  # noqa: E731
			with (
				self.breaking(people, "contact_of", is_it, trouble),
				mock.patch.object(inbox, "BUSY_HOURS", 0),
			):
				inbox.receive(bodies.to_bytes(body), [self.account])
				drain.drain(10)
			self.assertEqual(self.answered(*phones), sorted({*phones} - {phones[1]}), trouble.__name__)

	def test_one_that_kills_its_worker_is_dead_after_its_attempts(self):
		"""Nothing is written down by a worker that is killed: the attempt was counted before."""
		poison, others = self.new_phone(OWNER), [self.new_phone(STOCK) for _number in range(3)]
		event = self.receive(poison)
		rest = [self.receive(phone) for phone in others]
		contact_of = people.contact_of
		deaths = []

		def dies(sender, scope=None):
			if sender.phone == poison:
				deaths.append(1)
				raise SystemExit
			return contact_of(sender, scope)

		with mock.patch.object(people, "contact_of", dies):
			for _worker in range(inbox.MAXIMUM_ATTEMPTS):
				with self.assertRaises(SystemExit):
					inbox.take_in()
				# as the database does when a connection goes
				frappe.db.rollback()
			drain.drain(10)
		self.assertEqual(len(deaths), inbox.MAXIMUM_ATTEMPTS)
		self.assertEqual(self.event(event).status, "Dead")
		self.assertEqual([self.event(name).status for name in rest], ["Done"] * 3)
		self.assertEqual(self.answered(poison, *others), sorted(others))

	def test_a_database_that_is_away_costs_no_attempt_and_loses_nothing(self):
		phone = self.new_phone(OWNER)
		event = self.receive(phone)
		with (
			mock.patch.object(people, "contact_of", side_effect=frappe.db.OperationalError(2013, "Lost")),
			mock.patch.object(
				store, "_connect_anew", side_effect=frappe.db.OperationalError(2002, "refused")
			),
			mock.patch.object(frappe.db, "rollback", side_effect=frappe.db.OperationalError(2006, "gone")),
		):
			with self.assertRaises(frappe.db.OperationalError):
				inbox._take_in_alone(frappe._dict(self.event_as_found(event)), set())
		drain.drain(10)
		self.assertEqual((self.event(event).status, self.answered(phone)), ("Done", [phone]))

	def event_as_found(self, event: str) -> dict:
		return {**store.read(EVENT, event), "attempts": 1}

	def test_rows_that_somebody_has_keep_nobody_else_waiting(self):
		"""A turn of somebody, or a worker that is frozen in one, has a contact's row."""
		phone, other = self.new_phone(OWNER), self.new_phone(STOCK)
		self.say(phone, "menú")
		contact = frappe.db.get_value("WhatsApp Bot Contact Alias", {"value": phone}, "parent")
		holder = _another_connection()
		self.addCleanup(holder.close)
		holder.sql("update `tabWhatsApp Bot Contact` set title='x' where name=%s", contact)
		blocked = self.receive(phone)
		self.graph.reset()
		began = time.monotonic()
		self.receive(other)
		# so long that whoever lingers for the one sees the other
		drain.drain(4)
		self.assertLess(time.monotonic() - began, 10)
		self.assertEqual(self.answered(phone, other), [other])
		row = self.event(blocked)
		self.assertEqual((row.status, row.attempts), ("Waiting", 0))
		holder.rollback()
		drain.drain(10)
		self.assertEqual(self.answered(phone), [phone])

	def test_a_conversation_whose_row_somebody_has_keeps_nobody_else_waiting(self):
		phone, other = self.new_phone(OWNER), self.new_phone(STOCK)
		self.say(phone, "menú")
		contact = frappe.db.get_value("WhatsApp Bot Contact Alias", {"value": phone}, "parent")
		held = store.value(CONVERSATION, {"contact": contact})
		events = [self.receive(phone), self.receive(other)]
		inbox.take_in()
		self.assertEqual([self.event(name).status for name in events], ["Done", "Done"])
		holder = _another_connection()
		self.addCleanup(holder.close)
		holder.sql("update `tabWhatsApp Bot Conversation` set unread=0 where name=%s", held)
		self.graph.reset()
		began = time.monotonic()
		drain.drain(6)
		self.assertLess(time.monotonic() - began, 15)
		self.assertEqual(self.answered(phone, other), [other])
		holder.rollback()
		drain.drain(10)
		self.assertEqual(self.answered(phone), [phone])

	def test_what_keeps_everything_from_being_taken_in_keeps_no_answer(self):
		phone = self.new_phone(OWNER)
		self.receive(phone)
		inbox.take_in()
		with mock.patch.object(inbox, "_waiting_events", side_effect=KeyError("ours")):
			self.receive(self.new_phone(STOCK))
			drain.drain(5)
		self.assertEqual(self.answered(phone), [phone])
		drain.drain(5)


class TestLargeBodies(AloneCase):
	def test_more_than_anybody_sends_is_put_aside(self):
		other = self.new_phone(STOCK)
		body = json.loads(self.body(self.new_phone(), bodies.text("menú")))
		value = body["entry"][0]["changes"][0]["value"]
		value["messages"] = [{"id": f"wamid.{number}"} for number in range(20_000)]
		value["contacts"] = [{"wa_id": str(number)} for number in range(20_000)]
		event = inbox.receive(json.dumps(body).encode(), [self.account])
		began = time.monotonic()
		self.assertEqual(len(self.say(other, "menú")), 1)
		self.assertLess(time.monotonic() - began, 5)
		self.until_dead(event)
		row = self.event(event)
		self.assertEqual(row.status, "Dead")
		self.assertIn("WhatsApp", row.error)

	def test_a_large_one_is_taken_in_though_it_is_read_by_itself(self):
		phone = self.new_phone(OWNER)
		body = json.loads(self.body(phone, bodies.text("menú")))
		body["entry"][0]["changes"][0]["value"]["messages"][0]["more"] = "x" * (2 * inbox.LARGE_BYTES)
		self.take(json.dumps(body).encode())
		self.assertEqual(self.answered(phone), [phone])

	def test_a_text_is_cut_to_what_whatsapp_lets_people_write_and_kept_whole_beside(self):
		phone, wamid = self.new_phone(OWNER), new_wamid()
		words = "menú " + "é" * 10_000
		self.assertEqual(len(self.say(phone, words, wamid=wamid)), 1)
		row = store.read(MESSAGE, store.value(MESSAGE, {"wamid": wamid}))
		self.assertEqual(row.text, words[:4096])
		self.assertEqual(store.loads(row.payload)["text"]["body"], words)

	def test_who_edits_for_ever_breaks_nothing(self):
		phone, wamid = self.new_phone(OWNER), new_wamid()
		self.say(phone, "menú", wamid=wamid)
		for number in range(8):
			edit = {
				"original_message_id": wamid,
				"message": {"type": "text", "text": {"body": f"{number}" + "ñ" * 4000}},
			}
			self.take(self.body(phone, {"type": "edit", "edit": edit}))
		store.end_transaction_view()
		self.assertFalse(frappe.db.exists(EVENT, {"status": ("!=", "Done")}))
		row = store.read(MESSAGE, store.value(MESSAGE, {"wamid": wamid}))
		self.assertIn("7ñ", row.note)


class TestAnswers(AloneCase):
	def message_of(self, phone: str) -> dict:
		store.end_transaction_view()
		contact = frappe.db.get_value("WhatsApp Bot Contact Alias", {"value": phone}, "parent")
		name = frappe.db.get_value(MESSAGE, {"contact": contact, "direction": "In"}, order_by="creation desc")
		return store.read(MESSAGE, name)

	def is_of(self, phone: str) -> Callable:
		contact = frappe.db.get_value("WhatsApp Bot Contact Alias", {"value": phone}, "parent")
		return lambda message, held: message.contact == contact

	def test_whatever_a_turn_breaks_the_others_are_answered_and_it_gets_an_apology(self):
		for trouble in TROUBLES:
			with self.subTest(trouble.__name__):
				self.graph.reset()
				poison, other = self.new_phone(OWNER), self.new_phone(STOCK)
				for phone in (poison, other):
					self.receive(phone)
				with self.breaking(answer, "_answer", self.is_of(poison), trouble) as met:
					drain.drain(10)
					self.assertEqual(self.answered(other), [other])
					for _more in range(answer.MAXIMUM_ATTEMPTS):
						drain.drain(5)
				self.assertTrue(met)
				self.assertLessEqual(len(met), answer.MAXIMUM_ATTEMPTS)
				self.assertEqual(self.message_of(poison).status, "Failed")
				self.assertEqual(self.answered(poison), [poison])

	def test_one_that_can_not_even_be_apologised_for_is_put_aside_and_those_behind_it_answered(self):
		poison = self.new_phone(OWNER)
		self.receive(poison)
		inbox.take_in()
		first = self.message_of(poison)
		is_first = lambda message, held: message.name == first.name  # noqa: E731
		apology_of = lambda message, held, error=None: message.name == first.name  # noqa: E731
		with (
			self.breaking(answer, "_answer", is_first, connection_lost),
			self.breaking(answer, "_apologise", apology_of, connection_lost),
		):
			for _attempt in range(answer.ATTEMPTS_WITH_APOLOGY + 1):
				drain.drain(5)
			self.assertEqual(self.message_of(poison).status, "Failed")
			self.assertEqual(self.answered(poison), [])
			self.assertEqual(len(self.say(poison, "menú")), 1)
		# its cause is mended, and somebody presses a button
		frappe.set_user("Administrator")
		self.assertTrue(doors.answer_again(first.name))
		self.assertFalse(doors.answer_again(first.name))
		frappe.db.commit()
		self.graph.reset()
		drain.drain(5)
		self.assertEqual(self.answered(poison), [poison])

	def test_an_answer_after_an_apology_is_sent_too(self):
		phone = self.new_phone(OWNER)
		with mock.patch.object(answer, "respond", side_effect=KeyError):
			self.assertEqual(len(self.say(phone, "menú")), 1)
		name = self.message_of(phone).name
		self.assertTrue(again.answer_again(name))
		frappe.db.commit()
		self.graph.reset()
		drain.drain(5)
		self.assertEqual([entry["body"]["type"] for entry in self.graph.sent], ["interactive"])
		self.assertEqual(store.read(MESSAGE, name).status, "Done")

	def test_only_managers_have_it_answered_again(self):
		phone = self.new_phone(OWNER)
		self.say(phone, "menú")
		frappe.set_user(STOCK)
		with self.assertRaises(frappe.PermissionError):
			doors.answer_again(self.message_of(phone).name)


class TestSending(AloneCase):
	def queue(self, phone: str, words: str) -> str:
		contact = people.contact_of(people.Sender(phone=phone))
		held = store.read(CONVERSATION, conversation.conversation_of(contact, self.account))
		store.update(CONVERSATION, held.name, {"window_end": now_datetime() + timedelta(hours=1)})
		(name,) = outbox.put(held, [outgoing.text(words)], frappe.generate_hash(), None, None)
		frappe.db.commit()
		return name

	def test_whatever_one_breaks_those_behind_it_and_of_others_leave(self):
		for place, function in ((refusals, "against"), (outbox, "to_message")):
			for trouble in TROUBLES:
				with self.subTest(f"{function} {trouble.__name__}"):
					self.graph.reset()
					phone, other = self.new_phone(OWNER), self.new_phone(STOCK)
					poison = self.queue(phone, "poison")
					behind, others = self.queue(phone, "behind"), self.queue(other, "other")

					def is_it(row: dict, *_more: object) -> bool:
						return row.get("text") == "poison"

					with self.breaking(place, function, is_it, trouble) as met:
						drain.drain(10)
					self.assertTrue(met)
					store.end_transaction_view()
					states = [store.value(MESSAGE, {"name": name}, "status") for name in (behind, others)]
					self.assertEqual(states, ["Accepted", "Accepted"])
					self.assertEqual(store.value(MESSAGE, {"name": poison}, "status"), "Failed")
					self.assertTrue(store.value(MESSAGE, {"name": poison}, "error"))

	def test_a_file_that_somebody_has_waits_a_moment_and_leaves(self):
		phone = self.new_phone(OWNER)
		name = self.queue(phone, "words")
		with mock.patch.object(outbox, "to_message", side_effect=frappe.QueryTimeoutError(1205, "busy")):
			drain.drain(1)
		row = store.read(MESSAGE, name)
		self.assertEqual(row.status, "Queued")
		store.update(MESSAGE, name, {"next_attempt_on": None})
		frappe.db.commit()
		drain.drain(5)
		self.assertEqual(self.answered(phone), [phone])


class TestFiles(AloneCase):
	def test_whatever_one_breaks_the_others_are_fetched(self):
		for trouble in TROUBLES:
			with self.subTest(trouble.__name__):
				names = []
				for number in range(3):
					media_id = self.graph.add_file(b"words", "text/plain", f"{number}.txt")
					wamid = new_wamid()
					document = {"id": media_id, "mime_type": "text/plain"}
					self.take(
						self.body(self.new_phone(), {"type": "document", "document": document}, wamid=wamid)
					)
					names.append(store.value(MESSAGE, {"wamid": wamid}))
				is_it = lambda row, content: row.name == names[1]  # noqa: E731
				with self.breaking(media, "_keep", is_it, trouble) as met:
					media.fetch_due(20)
				self.assertEqual(len(met), 1)
				store.end_transaction_view()
				states = [store.value(MESSAGE, {"name": name}, "media_state") for name in names]
				self.assertEqual((states[0], states[2]), ("Stored", "Stored"))
				row = store.read(MESSAGE, names[1])
				self.assertIn(row.media_state, ("Waiting", "Failed"))
				self.assertTrue(row.media_error)
				# and in the end, or once somebody asks for it, it is there
				store.update(MESSAGE, row.name, {"media_state": "Failed"})
				media.again(row.name)
				frappe.db.commit()
				media.fetch_due(20)
				self.assertEqual(store.value(MESSAGE, {"name": row.name}, "media_state"), "Stored")


class TestStatuses(AloneCase):
	def test_whatever_an_early_one_breaks_the_others_are_joined(self):
		for trouble in TROUBLES:
			with self.subTest(trouble.__name__):
				frappe.db.delete(statuses.ORPHAN)
				wamids = [new_wamid() for _number in range(3)]
				for wamid in wamids:
					raw = bodies.status(wamid, "delivered", int(time.time()), "5255")
					statuses.take_status(self.account, statuses.status_of(raw))
					store.insert(
						MESSAGE,
						{
							"direction": "Out",
							"status": "Accepted",
							"account": self.account,
							"wamid": wamid,
							"message_key": statuses.digest(self.account, wamid),
						},
					)
				frappe.db.commit()
				is_it = lambda row, update: update.wamid == wamids[0]  # noqa: E731
				with self.breaking(statuses, "_apply", is_it, trouble) as met:
					self.assertEqual(statuses.join_orphans(), 2)
					self.assertEqual(statuses.join_orphans(), 0)
				self.assertEqual(len(met), 1)
				store.end_transaction_view()
				states = [store.value(MESSAGE, {"wamid": wamid}, "status") for wamid in wamids]
				self.assertEqual(states, ["Accepted", "Delivered", "Delivered"])
				self.assertTrue(store.value(statuses.ORPHAN, {}, "error"))


class TestSweeps(AloneCase):
	def test_whatever_one_step_meets_the_others_are_done(self):
		for trouble in TROUBLES:
			self.receive(self.new_phone())
			with (
				mock.patch.object(outbox, "give_up_on_dead_workers", side_effect=trouble) as step,
				mock.patch.object(drain.queue, "wake_after_commit") as woken,
			):
				step.__module__, step.__name__ = "x", "y"
				drain.sweep()
			woken.assert_called()

	def test_whatever_one_long_run_breaks_the_others_are_taken_up(self):
		old = {"heartbeat_on": "2020-01-01 00:00:00", "command": "receivables"}
		for trouble in TROUBLES:
			frappe.db.delete(RUN)
			lost = {"status": "Running", "error": run.LOST_WORKER, **old}
			poison = store.insert(RUN, lost)
			other = store.insert(RUN, {"status": "Queued", **old})
			frappe.db.commit()
			is_it = lambda doctype, name, *_more: name == poison  # noqa: E731
			with (
				self.breaking(store, "read", is_it, trouble),
				mock.patch.object(run.queue, "start_long") as start,
			):
				run.sweep()
			start.assert_called_once_with(other)
			# it is not found again
			self.assertEqual(store.read(RUN, poison).status, "Failed", trouble.__name__)

	def test_whatever_an_old_row_breaks_the_others_are_deleted(self):
		for trouble in TROUBLES:
			frappe.db.delete(EVENT)
			old = now_datetime() - timedelta(days=60)
			names = [
				store.insert(
					EVENT,
					{
						"name": f"{store.name_at(time.time() - 60 * 86400)}{number:06d}",
						"creation": old,
						"status": "Done",
					},
				)
				for number in range(3)
			]
			frappe.db.commit()
			is_it = lambda doctype, gone: names[1] in gone  # noqa: E731
			with self.breaking(retention, "delete", is_it, trouble):
				self.assertEqual(retention.delete_older(EVENT, 30, {"status": "Done"}), 2)
			store.end_transaction_view()
			self.assertEqual(frappe.get_all(EVENT, pluck="name", order_by="name"), [names[1]])


def _another_connection() -> object:
	own = frappe.local.db
	other = type(own)(
		socket=own.socket,
		host=own.host,
		port=own.port,
		user=own.user,
		password=own.password,
		cur_db_name=own.cur_db_name,
	)
	other.connect()
	other.begin()
	return other
