# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What a worker does when it is woken: take in what came, answer, send, until nothing is left.

Contract: each conversation is owned by a lease while it is worked on. A drain ends only when nothing is left that
nobody owns, so that a wake-up which met a running drain loses nothing. Where several conversations wait, some threads
of the worker answer beside its first one, each with a connection and a lease owner of its own, as other workers would:
most of a turn is waiting (for a model, Meta, the database), and nobody should wait for another person's.
It is apart from the inbox so that taking messages in needs nothing of what answers them.
"""

import math
import os
import socket
import time
from collections import deque
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from threading import Lock

import frappe
from frappe.utils import cint, now_datetime

from whatsapp_erp_bot.bot import (
	colleagues,
	conversation,
	faults,
	inbox,
	interpret,
	locks,
	media,
	outbox,
	queue,
	schedule,
	sharing,
	statuses,
	store,
)
from whatsapp_erp_bot.bot.answer import answer_conversation
from whatsapp_erp_bot.bot.settings import get_settings

# conversations that one worker answers at a time; each costs a connection to the database meanwhile
THREADS = 4
# how long a drain may wait for a retry that is due soon, instead of leaving it to the sweep
LINGER_SECONDS = 10
LINGER_STEP_SECONDS = 0.5
# how soon the first thread sees what comes while its helpers are at a turn
LOOK_SECONDS = 0.2
# how long a drain looks at others after a conversation in which there was nothing to do
REST_SECONDS = 0.5
# how long a sweep waits for a row that somebody has: the next one is a minute away
SWEEP_ROW_SECONDS = 5
# a conversation that a drain leaves to the next one
FOR_GOOD = math.inf
# after so long without a word the database ends the connection of a thread that answers, with whatever it has locked:
# longer than its lease, and than anything that a turn waits for
SILENT_SECONDS = 180


@dataclass
class Work:
	"""What the threads of one drain share: how long they go on, what was found, and what had its chance."""

	until: float
	# when what was last done (bot/schedule)
	times: dict[str, float] = field(default_factory=dict)
	found: deque[str] = field(default_factory=deque)
	# conversation -> until when (time.monotonic) it is left alone
	resting: dict[str, float] = field(default_factory=dict)
	owned: int = 0
	# not after taking in has failed for a reason that nobody foresaw: the next drain tries again
	takes_in: bool = True
	# held while somebody looks for more, which may wait for a row: whoever owns a row must never ask for it
	line: Lock = field(default_factory=Lock)
	# held for what needs no database
	notes: Lock = field(default_factory=Lock)

	@property
	def is_over(self) -> bool:
		return time.monotonic() > self.until

	def next(self) -> str | None:
		"""A conversation that waits, None if none does. Whoever finds the line empty takes in what came meanwhile."""
		if self.is_over:
			return None
		with self.line:
			if not self.found:
				self.found.extend(self._find())
			return self.found.popleft() if self.found else None

	def look(self) -> None:
		"""See what waits, if nothing is in the line."""
		with self.line:
			if not self.found and not self.is_over:
				self.found.extend(self._find())

	def _find(self) -> list[str]:
		while True:
			took = self._take_in()
			found = self._needing_work()
			if found or took < inbox.AT_A_TIME or self.is_over:
				return found

	def _take_in(self) -> int:
		"""What keeps messages from being taken in must not keep those who are in from their answers."""
		if not self.takes_in:
			return 0
		try:
			took = inbox.take_in()
			if took:
				schedule.keep_awake(self.times)
			return took
		except Exception as error:
			store.recover(error)
			self.takes_in = store.is_busy(error)
			faults.log("WhatsApp Bot: nothing taken in", error)
			frappe.db.commit()  # nosemgrep: the next look begins with a rollback
			return 0

	def _needing_work(self) -> list[str]:
		found = conversation.needing_work(without=self._at_rest())
		# what is read under a lease must not be older than the lease
		store.end_transaction_view()
		return found

	def _at_rest(self) -> list[str]:
		now = time.monotonic()
		with self.notes:
			self.resting = {name: until for name, until in self.resting.items() if until > now}
			return list(self.resting)

	def own(self) -> None:
		"""Count one that a thread owns for a while."""
		with self.notes:
			self.owned += 1

	def rest(self, name: str, seconds: float = REST_SECONDS) -> None:
		"""Leave a conversation alone for a while, and no longer: something may come to it while this drain goes on."""
		with self.notes:
			self.resting[name] = time.monotonic() + seconds

	def begin_again(self) -> None:
		"""What was not due then may be now."""
		with self.notes:
			self.resting = {name: until for name, until in self.resting.items() if until == FOR_GOOD}


class Helpers:
	"""Threads that answer beside the first one, called up only while more than one conversation waits."""

	def __init__(self, work: Work):
		self.work = work
		self.site, self.sites_path = frappe.local.site, frappe.local.sites_path
		self.in_test, self.language = frappe.flags.in_test, frappe.local.lang
		self.user = frappe.session.user
		self.pool = ThreadPoolExecutor(max_workers=THREADS - 1, thread_name_prefix="whatsapp-drain")
		self.busy: set[Future] = set()

	def __enter__(self) -> "Helpers":
		return self

	def __exit__(self, *_: object) -> None:
		# each ends the turn that it is at, and begins no other
		self.work.until = 0
		self.pool.shutdown()

	def call_up(self) -> None:
		"""One more, if there is work for it."""
		self._raise_what_failed()
		if self.work.found and len(self.busy) < THREADS - 1:
			self.busy.add(self.pool.submit(self._help))

	def answer_all(self) -> None:
		"""Leave every answer to the helpers, as far as there are any."""
		self.work.look()
		for _one in range(len(self.work.found)):
			self.call_up()

	def wait(self) -> bool:
		"""Wait a moment for those that are at a turn. Returns whether there were any."""
		waited = bool(self.busy)
		if waited:
			wait(self.busy, LOOK_SECONDS, FIRST_COMPLETED)
		self._raise_what_failed()
		return waited

	def _raise_what_failed(self) -> None:
		done = {future for future in self.busy if future.done()}
		self.busy -= done
		for future in done:
			future.result()

	def _help(self) -> None:
		"""In a thread of its own, with a `frappe.local` of its own, as the same user."""
		frappe.init(site=self.site, sites_path=self.sites_path)
		frappe.connect()
		frappe.set_user(self.user)
		frappe.flags.in_test, frappe.local.lang = self.in_test, self.language
		try:
			with locks.ending_when_silent(_silent_seconds()):
				answer(self.work)
		finally:
			frappe.destroy()


def drain(seconds: float = 240) -> int:
	"""Take in and answer until nothing is left or the time is over. Returns how many conversations were owned."""
	queue.started()
	work = Work(time.monotonic() + seconds, schedule.times())
	if schedule.is_overdue(work.times):
		queue.sweep_instead()
	leave_it_to_helpers = turns_may_be_slow()
	with locks.ending_when_silent(_silent_seconds()), Helpers(work) as helpers:
		while True:
			if leave_it_to_helpers:
				helpers.answer_all()
			else:
				answer(work, helpers)
			if helpers.wait():
				# what comes while they are at it has this thread
				continue
			if work.is_over:
				queue.wake()
				break
			if not _linger(work):
				break
			work.begin_again()
	return work.owned


def _silent_seconds() -> int:
	"""`SILENT_SECONDS`, or longer where a turn may wait for models for longer."""
	return max(SILENT_SECONDS, 2 * cint(get_settings().model_seconds))


def turns_may_be_slow() -> bool:
	"""Whether a turn may wait for a model, which takes seconds: then the first thread only looks for what comes, so that
	nobody waits for another person's model while a helper is free."""
	return bool(interpret.providers())


def _linger(work: Work) -> bool:
	"""Wait for what can be done within seconds: a message whose retry is due, an event whose rows somebody had, or whose
	taking in somebody began who is silent. Returns whether there is any."""
	if work.takes_in and inbox.something_waits():
		seconds = LINGER_STEP_SECONDS
	else:
		due = outbox.due_at()
		if not due:
			return False
		seconds = (due - now_datetime()).total_seconds()
	if seconds > LINGER_SECONDS or time.monotonic() + seconds > work.until:
		return False
	# in short steps, since something else may come meanwhile
	time.sleep(min(max(0.05, seconds), LINGER_STEP_SECONDS))
	return True


def answer(work: Work, helpers: Helpers | None = None) -> None:
	"""Answer and send in every conversation that nobody owns, until none is left. Whoever met one of these leases went
	away, so what came meanwhile is looked for too. A conversation that had nothing to do rests for a moment."""
	owner = f"{socket.gethostname()}:{os.getpid()}:{frappe.generate_hash(length=6)}"
	while name := work.next():
		if helpers:
			helpers.call_up()
		if not _claim(name, owner, work):
			continue
		# the lease becomes visible with the first thing that is done under it; until then its row is locked
		work.own()
		_answer_owned(name, owner, work)


def _claim(name: str, owner: str, work: Work) -> bool:
	try:
		if conversation.claim(name, owner, patient=False):
			return True
		# somebody else's by now, and found no more until they give it back
		frappe.db.rollback()
	except Exception as error:
		store.recover(error)
		# whoever has its row keeps nobody but this one waiting
		work.rest(name)
	return False


def _answer_owned(name: str, owner: str, work: Work) -> None:
	try:
		if not answer_conversation(name, owner):
			work.rest(name)
	except BaseException as error:
		if not isinstance(error, Exception):
			frappe.db.rollback()
			raise
		store.recover(error)
		if store.is_deadlock(error):
			# its message waits as it is, and the next look finds it
			return
		# one broken conversation must not stand in the way of all that come after it; and the database answers, so that
		# if it was a connection that ended, this conversation ended it
		work.rest(name, REST_SECONDS if store.is_busy(error) else FOR_GOOD)
		if not store.is_busy(error):
			faults.log("WhatsApp Bot: conversation not answered", error, conversation.CONVERSATION, name)
	finally:
		_give_back(name, owner)


def _give_back(name: str, owner: str) -> None:
	"""Nobody owns the conversation any more, for all to see."""
	try:
		conversation.release(name, owner)
		frappe.db.commit()  # nosemgrep
	except Exception as error:
		# the lease must not stay
		store.recover(error)
		conversation.release(name, owner)
		frappe.db.commit()  # nosemgrep


def sweep() -> bool:
	"""Find what was left: rows of dead workers, waiting events and messages. Wakes a worker if there is anything. What
	one of these meets keeps none of the others waiting."""
	steps = (
		schedule.put_right,
		outbox.give_up_on_dead_workers,
		conversation.end_impossible_leases,
		colleagues.resume_all,
		media.sweep,
		sharing.sweep,
		statuses.join_orphans,
	)
	# nor does the one after it wait long for a row that a frozen worker has
	with locks.short_waits(SWEEP_ROW_SECONDS):
		for step in steps:
			store.alone(step, f"{step.__module__}.{step.__name__}")
	waiting = frappe.db.exists(inbox.EVENT, {"status": "Waiting"}) or conversation.needing_work(limit=1)
	if waiting:
		queue.wake_after_commit()
	return bool(waiting)
