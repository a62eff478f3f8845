# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Being the only one on this site who does a thing, and never for ever.

Contract: these are locks of MariaDB's connections, so they go at once when their worker dies, which no row can promise.
A worker that is frozen is not dead: it keeps its connection, and with it its locks and the rows of its open
transaction. So a lock is a lease too: whoever finds it taken by a connection from which the database has heard nothing
for that long ends that connection. The database rolls back what was begun on it; who wakes up finds that it has no
connection, and nothing of what it had in hand comes true. No statement is spent on any of this while nobody is frozen.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import frappe
from frappe.query_builder import CustomFunction

# how long the server may take to let go of what an ended connection had
ENDING_SECONDS = 2


def take(name: str, lease_seconds: float) -> bool:
	"""Be the only one who does `name`, until `give_back`. Returns whether this call got it. Who has it and has been
	silent for the lease loses it."""
	full = _full(name)
	if _get(full, 0):
		return True
	return _end_silent_holder(full, lease_seconds) and _get(full, ENDING_SECONDS)


def take_anew(name: str) -> bool:
	"""Take again what was taken over a connection that has ended, as soon as the server notices that. Returns whether
	nobody else was quicker."""
	return _get(_full(name), ENDING_SECONDS)


def wait_for(name: str, seconds: float) -> bool:
	"""The same for a lock that is held for moments only: waits for whoever has it. Returns whether this call got it."""
	return _get(_full(name), seconds)


def give_back(name: str) -> None:
	"""Let somebody else do it. Where the connection has ended, it is given back already."""
	with suppress(Exception):
		frappe.db.sql("select release_lock(%s)", _full(name))


def _full(name: str) -> str:
	# a server's locks are one namespace for all of its sites
	return f"{frappe.conf.db_name}.{name}"


def _get(full: str, seconds: float) -> bool:
	return bool(frappe.db.sql("select get_lock(%s, %s)", (full, seconds))[0][0])


def _end_silent_holder(full: str, lease_seconds: float) -> bool:
	"""Returns whether a connection was ended. The site's database user sees its own connections and may end them."""
	processes = frappe.qb.Schema("information_schema").processlist
	holder = CustomFunction("IS_USED_LOCK", ["name"])(full)
	silent = (
		frappe.qb.from_(processes)
		.select(processes.id)
		.where(processes.id == holder)
		.where(processes.time_ms > lease_seconds * 1000)
		.run(pluck=True)
	)
	for connection in silent:
		frappe.logger("whatsapp_erp_bot").warning("connection %s held %s in silence", connection, full)
		with suppress(Exception):
			# it may just have ended by itself
			frappe.db.sql("kill connection %s", connection)
	return bool(silent)


@contextmanager
def short_waits(seconds: int) -> Iterator[None]:
	"""Inside, no statement of this connection waits longer than so many whole seconds for a row that somebody has."""
	wait_for_rows(seconds)
	try:
		yield
	finally:
		_reset("innodb_lock_wait_timeout")


def wait_for_rows(seconds: int) -> None:
	"""Within `short_waits`, for a connection that is a new one."""
	_set("innodb_lock_wait_timeout", seconds)


@contextmanager
def ending_when_silent(seconds: int) -> Iterator[None]:
	"""Inside, the database ends this connection when it hears nothing for so long: the rows of a worker that is frozen
	in the middle of a transaction come free."""
	_set("wait_timeout", seconds)
	try:
		yield
	finally:
		_reset("wait_timeout")


def _set(variable: str, seconds: int) -> None:
	frappe.db.sql(f"set session {variable} = %s", seconds)


def _reset(variable: str) -> None:
	# a connection that has ended has no settings
	with suppress(Exception):
		frappe.db.sql(f"set session {variable} = default")
