# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What one person may use up in a minute, an hour or a day, counted while nobody else counts for them.

Contract: whoever checks a limit first calls `hold`, then counts with `by_now`, and what they do is committed in the
same transaction: two taps of one person at the same moment, on two phones, numbers or conversations, are checked one
after the other. A person is the ERP user behind the number; who has none is their contact.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TypeVar

import frappe

from whatsapp_erp_bot.bot import locks
from whatsapp_erp_bot.bot.keys import digest

# longer than it takes to submit a large document
WAIT_SECONDS = 20
Value = TypeVar("Value")


def person_of(user: str | None, contact: str) -> dict[str, str]:
	"""Who that is, as a filter on rows that have `user` and `contact`."""
	return {"user": user} if user else {"contact": contact}


def hold(person: dict[str, str]) -> None:
	"""From here to the end of this transaction nobody else gets past this for the same person. Raises QueryTimeoutError
	if somebody does not come to an end: then the same may work in a moment."""
	((kind, name),) = person.items()
	lock = f"whatsapp_bot.{digest(kind, name)[:32]}"
	if not locks.wait_for(lock, WAIT_SECONDS):
		raise frappe.QueryTimeoutError("Another message of this person is being dealt with.")
	for end in (frappe.db.after_commit, frappe.db.after_rollback):
		end.add(partial(locks.give_back, lock))


def by_now(read: Callable[[], dict[str, Value]]) -> dict[str, Value]:
	"""What `read` finds (name of a row -> what counts of it) among all that is committed by now, and in this
	transaction. Of the former a transaction sees only what was there when it began; to ask with a lock instead would
	lock the rows of others, and wait for theirs."""
	found = read()
	with _another_connection():
		return {**found, **read()}


@contextmanager
def _another_connection() -> Iterator[None]:
	own = frappe.local.db
	other = type(own)(
		socket=own.socket,
		host=own.host,
		port=own.port,
		user=own.user,
		password=own.password,
		cur_db_name=own.cur_db_name,
	)
	frappe.local.db = other
	try:
		yield
	finally:
		frappe.local.db = own
		other.close()
