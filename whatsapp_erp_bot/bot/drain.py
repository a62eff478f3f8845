# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What a worker does when it is woken: take in what came, answer, send, until nothing is left.

Contract: each conversation is owned by a lease while it is worked on. A drain ends only when nothing is left that
nobody owns, so that a wake-up which met a running drain loses nothing. It is apart from the inbox so that taking
messages in needs nothing of what answers them.
"""

import os
import socket
import time
from collections import Counter
from datetime import timedelta

import frappe
from frappe.query_builder.functions import Max
from frappe.utils import now_datetime
from rq.timeouts import BaseTimeoutException

from whatsapp_erp_bot.bot import (
	colleagues,
	conversation,
	inbox,
	media,
	outbox,
	queue,
	sharing,
	statuses,
	store,
)
from whatsapp_erp_bot.bot.answer import answer_conversation

ACTIVITY = "Activity Log"
# how long a drain may wait for a retry that is due soon, instead of leaving it to the sweep
LINGER_SECONDS = 10
LINGER_STEP_SECONDS = 0.5
# above what a conversation may be fruitless before a drain leaves it to the next one
GIVEN_UP = 100


def drain(seconds: float = 240) -> int:
	"""Take in and answer until nothing is left or the time is over. Returns how many conversations were owned."""
	queue.started()
	owner = f"{socket.gethostname()}:{os.getpid()}:{frappe.generate_hash(length=6)}"
	until = time.monotonic() + seconds
	owned_in_all = 0
	fruitless: Counter = Counter()
	while time.monotonic() < until:
		store.end_transaction_view()
		took = inbox.take_in()
		if took:
			count_as_activity()
		owned = answer(owner, until, fruitless)
		owned_in_all += owned
		if not took and not owned:
			if not _linger(until):
				break
			# what was not due then may be now
			fruitless = Counter({name: times for name, times in fruitless.items() if times >= GIVEN_UP})
	else:
		queue.wake()
	return owned_in_all


def count_as_activity() -> None:
	"""Frappe's scheduler sleeps on a site where nobody logs in for days (frappe/utils/scheduler.py, `is_dormant`), and
	with it the sweep: who writes on WhatsApp is somebody too. One row a day at most."""
	table = frappe.qb.DocType(ACTIVITY)
	newest = frappe.qb.from_(table).select(Max(table.modified)).run()[0][0]
	if newest and newest > now_datetime() - timedelta(days=1):
		return
	# a row of the framework's own log, on nobody's behalf
	frappe.get_doc(
		{"doctype": ACTIVITY, "subject": "WhatsApp ERP Bot", "reference_doctype": inbox.EVENT}
	).insert(ignore_permissions=True)
	# the drain begins its next round with a rollback
	frappe.db.commit()  # nosemgrep


def _linger(until: float) -> bool:
	"""Wait for a message whose retry is due within seconds. Returns whether there is one."""
	store.end_transaction_view()
	due = outbox.due_at()
	if not due:
		return False
	seconds = (due - now_datetime()).total_seconds()
	if seconds > LINGER_SECONDS or time.monotonic() + seconds > until:
		return False
	# in short steps, since something else may come meanwhile
	time.sleep(min(max(0.05, seconds), LINGER_STEP_SECONDS))
	return True


def answer(owner: str, until: float, fruitless: Counter) -> int:
	"""Answer and send in every conversation that nobody owns. Returns how many were owned for a while: whoever met one
	of these leases went away, so the caller looks again. A conversation that had nothing to do twice is left alone."""
	owned = 0
	left_alone = [name for name, times in fruitless.items() if times > 1]
	found = conversation.needing_work(without=left_alone)
	# what is read under a lease must not be older than the lease
	store.end_transaction_view()
	for name in found:
		if time.monotonic() > until:
			break
		if not conversation.claim(name, owner):
			continue
		# the lease becomes visible with the first thing that is done under it; until then its row is locked
		owned += 1
		try:
			if not answer_conversation(name, owner):
				fruitless[name] += 1
		except BaseException as error:
			frappe.db.rollback()
			if not isinstance(error, Exception) or isinstance(error, BaseTimeoutException):
				raise
			if store.is_database_trouble(error):
				raise
			# one broken conversation must not stand in the way of all that come after it
			fruitless[name] = GIVEN_UP
			frappe.log_error(
				title="WhatsApp Bot: conversation not answered",
				reference_doctype=conversation.CONVERSATION,
				reference_name=name,
			)
		finally:
			conversation.release(name, owner)
			# what came of the last message, and that nobody owns the conversation any more
			frappe.db.commit()  # nosemgrep
	return owned


def sweep() -> bool:
	"""Find what was left: rows of dead workers, waiting events and messages. Wakes a worker if there is anything."""
	outbox.give_up_on_dead_workers()
	colleagues.resume_all()
	media.sweep()
	sharing.sweep()
	statuses.join_orphans()
	waiting = frappe.db.exists(inbox.EVENT, {"status": "Waiting"}) or conversation.needing_work(limit=1)
	if waiting:
		queue.wake_after_commit()
	return bool(waiting)
