# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""A worker that is frozen (SIGSTOP) while it takes in or answers: the others go on after its lease, and it does no harm
when it wakes up."""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from unittest import mock

import frappe

from whatsapp_erp_bot.bot import conversation, drain, inbox, locks, store
from whatsapp_erp_bot.tests.integration.bot_case import BotCase
from whatsapp_erp_bot.tests.loopback import bodies

OWNER, STOCK = "dueno@demo.localhost", "almacen@demo.localhost"
EVENT, MESSAGE, RUN = "WhatsApp Bot Event", "WhatsApp Bot Message", "WhatsApp Bot Run"
LEASE_SECONDS, SILENT_SECONDS = 2, 4
# a worker that waits in the middle of `place` until it is told to go on, and says how it ended
WORKER = """
import sys
import frappe
from whatsapp_erp_bot.bot import answer, conversation, drain, inbox, queue

site, place, silent = sys.argv[1:]
frappe.init(site=site)
frappe.connect()
frappe.flags.in_test = True
queue.wake = queue.fetch_media = lambda: None
drain._silent_seconds = lambda: int(silent)

def wait(told):
	print("there", flush=True)
	sys.stdin.readline()
	return told

if place == "taking in":
	take_in = inbox._take_in_together
	# all of the events are written, and nothing is committed
	inbox._take_in_together = lambda events: wait(take_in(events))
elif place == "before":
	waiting = inbox._waiting_events
	inbox._waiting_events = lambda *given: wait(waiting(*given))
else:
	respond = answer.respond
	answer.respond = lambda turn: wait(respond(turn))
try:
	if place == "answering":
		drain.drain(20)
	else:
		inbox.take_in()
	print("done", flush=True)
except BaseException as error:
	print("failed", type(error).__name__, flush=True)
"""


class FrozenCase(BotCase):
	def setUp(self) -> None:
		super().setUp()
		self.graph.reset()
		for doctype in (EVENT, MESSAGE, RUN):
			frappe.db.delete(doctype)
		frappe.db.commit()
		lease = mock.patch.object(inbox, "LEASE_SECONDS", LEASE_SECONDS)
		lease.start()
		self.addCleanup(lease.stop)

	def freeze(self, place: str) -> subprocess.Popen:
		"""A worker that has come to that place, frozen there."""
		command = [sys.executable, "-c", WORKER, frappe.local.site, place, str(SILENT_SECONDS)]
		worker = subprocess.Popen(
			command, cwd=frappe.local.sites_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
		)
		self.addCleanup(self.end, worker)
		for line in worker.stdout:
			if line.strip() == "there":
				break
		else:
			self.fail("the worker did not come there")
		os.kill(worker.pid, signal.SIGSTOP)
		return worker

	def end(self, worker: subprocess.Popen) -> None:
		with suppress(ProcessLookupError):
			worker.kill()
		worker.wait()
		for stream in (worker.stdin, worker.stdout):
			stream.close()

	def wake(self, worker: subprocess.Popen) -> str:
		"""It goes on; what it says at its end."""
		os.kill(worker.pid, signal.SIGCONT)
		told, _errors = worker.communicate("\n" * 20, timeout=60)
		# it may have come to that place again
		return [line for line in told.splitlines() if line and line != "there"][-1]

	def receive(self, phone: str, words: str = "menú") -> str:
		return inbox.receive(self.body(phone, bodies.text(words)), [self.account])

	def answered(self) -> list[str]:
		return [entry["to"] for entry in self.graph.sent]

	def states(self) -> list[str]:
		store.end_transaction_view()
		return frappe.get_all(EVENT, pluck="status", order_by="creation")


class TestTakingIn(FrozenCase):
	def test_others_go_on_after_the_lease_in_order_and_who_wakes_up_does_no_harm(self):
		for place in ("taking in", "before"):
			with self.subTest(place):
				self.graph.reset()
				phone, other = self.new_phone(OWNER), self.new_phone(STOCK)
				self.receive(phone, "¿quién soy?")
				worker = self.freeze(place)
				self.receive(phone, "menú")
				self.receive(other, "menú")
				began = time.monotonic()
				drain.drain(30)
				self.assertLess(time.monotonic() - began, LEASE_SECONDS + 6)
				kinds = [entry["body"]["type"] for entry in self.graph.sent if entry["to"] == phone]
				self.assertEqual(kinds, ["text", "interactive"], "not in order")
				self.assertEqual(self.answered().count(other), 1)
				self.assertIn(self.wake(worker).split()[0], ("done", "failed"))
				drain.drain(5)
				self.assertEqual(len(self.graph.sent), 3)
				self.assertEqual(set(self.states()), {"Done"})
				self.assertEqual(frappe.db.count(MESSAGE, {"direction": "In"}), frappe.db.count(EVENT))
				self.assertFalse(frappe.db.exists("Error Log", {"method": ("like", "WhatsApp Bot: event%")}))

	def test_what_comes_meanwhile_does_not_wait_for_the_sweep(self):
		"""The drain that was woken stays until the lease is over, though nobody wakes another."""
		phone = self.new_phone(OWNER)
		self.receive(phone)
		self.freeze("taking in")
		drain.drain(30)
		self.assertEqual(self.answered(), [phone])

	def test_whoever_is_at_it_is_not_disturbed(self):
		"""A lease is not a limit: who says something to the database now and then may take as long as it takes."""
		for number in range(12):
			self.receive(self.new_phone(), f"menú {number}")
		real, slow, met = inbox._take_in_together, [], []

		def slowly(events: list[dict]) -> None:
			slow.append(events)
			real(events)
			time.sleep(0.4)

		def elsewhere() -> None:
			frappe.init(site, sites_path=sites_path)
			frappe.connect()
			with mock.patch.object(inbox, "something_waits", return_value=True):
				met.extend(
					locks.take(inbox.LOCK, LEASE_SECONDS) for _look in range(20) if not time.sleep(0.2)
				)
			frappe.destroy()

		site, sites_path = frappe.local.site, frappe.local.sites_path
		with (
			mock.patch.object(inbox, "_take_in_together", slowly),
			mock.patch.object(inbox, "TOGETHER", 1),
		):
			other = threading.Thread(target=elsewhere)
			other.start()
			inbox.take_in()
			other.join()
		self.assertEqual(len(slow), 12)
		self.assertEqual(set(self.states()), {"Done"})
		# not before it was given back
		self.assertEqual(met[:10], [False] * 10)


class TestAnswering(FrozenCase):
	def test_others_are_answered_meanwhile_and_its_person_after_the_lease(self):
		phone, other = self.new_phone(OWNER), self.new_phone(STOCK)
		self.receive(phone, "¿quién soy?")
		worker = self.freeze("answering")
		# what it has of this person is held for as long as its connection lives
		self.receive(phone, "menú")
		self.receive(other)
		drain.drain(LEASE_SECONDS)
		self.assertEqual(self.answered(), [other])
		time.sleep(SILENT_SECONDS)
		self.end_leases()
		drain.drain(20)
		self.assertEqual(self.answered(), [other, phone, phone])
		kinds = [entry["body"]["type"] for entry in self.graph.sent if entry["to"] == phone]
		self.assertEqual(kinds, ["text", "interactive"], "not in order")
		# it wakes up, and finds that its connection has ended
		self.wake(worker)
		drain.drain(5)
		self.assertEqual(len(self.graph.sent), 3)
		self.assertEqual(frappe.db.count(RUN), 3)
		self.assertEqual(frappe.db.count(MESSAGE, {"direction": "Out"}), 3)

	def end_leases(self) -> None:
		table = frappe.qb.DocType(conversation.CONVERSATION)
		frappe.qb.update(table).set(table.lease_until, "2020-01-01 00:00:00").run()
		frappe.db.commit()

	def test_its_connection_ends_with_its_silence(self):
		"""So do its transaction and the rows that it has locked: a series that others number by, for instance."""
		with locks.ending_when_silent(1):
			time.sleep(2.5)
			with self.assertRaises(Exception) as ended:
				frappe.db.sql("select 1")
		self.assertTrue(store.is_database_trouble(ended.exception))
		self.assertFalse(store.recover(ended.exception))
		self.assertEqual(frappe.db.sql("select 1"), ((1,),))
		self.assertGreater(frappe.db.sql("select @@wait_timeout")[0][0], 1000)
