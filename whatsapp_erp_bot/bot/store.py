# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Rows of our own log DocTypes (Event, Message, Run, Conversation, Contact), written straight to their tables.

Contract: these rows are written on nobody's behalf and thousands of times a day, so they go by `frappe.qb` without
permission checks, hooks or validation; nothing of ERPNext is ever written here. Names sort by time. `insert` returns
None instead of raising when a unique key exists already: that is how a duplicate is told from news.

What Frappe cleans in other people's rows passes through here instead: text goes into a column as `plain_text.inert`
leaves it, so that no page, print, export or report can take a stranger's words for markup, whatever it does with them.
Columns in `EXACT` keep what they are given. A Message whose `text` had to be changed has its own words in `words`
(`words_of`).
"""

import json
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timezone
from typing import Any

import frappe
from frappe.utils import convert_utc_to_system_timezone, now_datetime
from rq.timeouts import BaseTimeoutException

from whatsapp_erp_bot.bot import faults, statements
from whatsapp_erp_bot.plain_text import inert

# Columns whose text is kept as it is. Frappe shows Code as text and never as HTML; the others are names of documents,
# paths and keys, which have to stay equal to what they name. tests/unit/test_columns.py holds this against the DocTypes
EXACT = frozenset(
	{
		# Code
		"arguments",
		"attempts",
		"body",
		"components",
		"parameters",
		"payload",
		"shown",
		"signed_by",
		"state",
		"waiting",
		"words",
		# Links
		"account",
		"assignee",
		"changed_by",
		"decided_by",
		"whatsapp_contact",
		"bound_by",
		"company",
		"contact",
		"conversation",
		"customer",
		"document_name",
		"document_type",
		"handoff_role",
		"in_answer_to",
		"made_by",
		"message",
		"party",
		"reengagement_template",
		"role",
		"run",
		"sent_again_as",
		"shared_account",
		"simulated_by",
		"user",
		# Password and Attach
		"api_key",
		"app_secret",
		"file",
		"monitoring_token",
		"previous_app_secret",
		"token",
		"verify_token",
		# typed in Desk by whoever may write templates, and sent as it was typed
		"fixed_text",
	}
)
MESSAGE = "WhatsApp Bot Message"

# two days before the end of the year 9999, the last that a database date holds, in whatever zone
LAST_TIMESTAMP = 253402127999


def sortable_name() -> str:
	"""A name of 20 characters that sorts by the moment it was made."""
	return f"{time.time_ns() // 1000:014x}{secrets.token_hex(3)}"


def name_at(seconds: float) -> str:
	"""What the names of all rows made before that moment (unix seconds) sort before."""
	return f"{int(seconds * 1_000_000):014x}"


def insert(doctype: str, values: Mapping[str, Any]) -> str | None:
	"""Insert one row. Returns its name, or None if a unique key of it is taken. Lists and dictionaries become JSON."""
	now = now_datetime()
	row = {
		"name": sortable_name(),
		"creation": now,
		"modified": now,
		"owner": "Administrator",
		"modified_by": "Administrator",
		"docstatus": 0,
		"idx": 0,
		**as_stored(doctype, values),
	}
	try:
		frappe.db.sql(statements.insert(doctype, tuple(row)), row)
	except Exception as error:
		if frappe.db.is_unique_key_violation(error) or frappe.db.is_primary_key_violation(error):
			return None
		raise
	return row["name"]


def update(doctype: str, name: str, values: Mapping[str, Any]) -> None:
	"""Set fields of one row."""
	_update(doctype, {"name": name}, values)


def update_all(doctype: str, names: Sequence[str], values: Mapping[str, Any]) -> None:
	"""Set the same fields of several rows, in one statement."""
	_update(doctype, {"name": list(names)}, values)


def change(statement: str, values: Mapping[str, Any]) -> int:
	"""Run one of `statements` that changes rows. Returns how many it changed."""
	frappe.db.sql(statement, values)
	return affected_rows()


def change_if(doctype: str, name: str, expected: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
	"""Set fields only while `expected` still holds, in one statement. Returns whether this call did it."""
	_update(doctype, {"name": name, **expected}, values)
	return affected_rows() == 1


def _update(doctype: str, filters: Mapping[str, Any], values: Mapping[str, Any]) -> None:
	new = {**as_stored(doctype, values), "modified": now_datetime()}
	shape, wanted = _shape(filters)
	named = {f"new_{key}": value for key, value in new.items()}
	frappe.db.sql(statements.update(doctype, tuple(new), shape), {**named, **wanted})


def as_stored(doctype: str, values: Mapping[str, Any]) -> dict[str, Any]:
	"""The values as they go into their columns (see the module)."""
	columns = {
		key: inert(value) if isinstance(value, str) and key not in EXACT else _plain(value)
		for key, value in values.items()
	}
	if doctype == MESSAGE and "text" in values:
		changed = columns["text"] != values["text"]
		# as JSON: so it begins with no sign that a sheet would execute, and holds none that no file takes
		columns["words"] = json.dumps(values["text"]) if changed else None
	return columns


def affected_rows() -> int:
	"""How many rows the last statement changed."""
	return frappe.db._cursor.rowcount


def rows(
	doctype: str,
	fields: Sequence[str],
	filters: Mapping[str, Any],
	order_by: str,
	descending: bool = False,
	limit: int = 0,
) -> list[dict]:
	"""Rows of a table of ours as dictionaries. A filter is a value, None (is null), a list (one of), or a pair of an
	operator (">", ">=", "<", "<=", "!=") and a value. One plain statement: `get_all` costs ten times as much."""
	shape, values = _shape(filters)
	statement = statements.select(doctype, tuple(fields), shape, order_by, descending, limit)
	return frappe.db.sql(statement, values, as_dict=True)


def count(doctype: str, filters: Mapping[str, Any]) -> int:
	"""How many rows fit; filters as for `rows`."""
	shape, values = _shape(filters)
	return frappe.db.sql(statements.select(doctype, (), shape, "", False, 0), values)[0][0]


def count_by(statement: str, values: Mapping[str, Any]) -> int:
	"""What one of `statements` that count gives."""
	return frappe.db.sql(statement, values)[0][0]


def _shape(filters: Mapping[str, Any]) -> tuple[statements.Shape, dict[str, Any]]:
	"""What a statement depends on, and the values that go into its places."""
	shape: list[tuple[str, str, int]] = []
	values: dict[str, Any] = {}
	for position, (key, wanted) in enumerate(filters.items()):
		operator, given = _operator(wanted)
		shape.append((key, operator, len(given)))
		values.update({f"at{position}_{number}": value for number, value in enumerate(given)})
	return tuple(shape), values


def _operator(wanted: Any) -> tuple[str, list[Any]]:
	if wanted is None:
		return "null", []
	if isinstance(wanted, list | set):
		return "in", list(wanted) or [""]
	if isinstance(wanted, tuple):
		return wanted[0], [wanted[1]]
	return "=", [wanted]


def value(doctype: str, filters: Mapping[str, Any], field: str = "name") -> Any:
	"""One field of the first row that fits, None if none does."""
	found = rows(doctype, [field], filters, "creation", limit=1)
	return found[0][field] if found else None


def read(doctype: str, name: str, *fields: str) -> Any:
	"""One row as a dictionary of all or the named fields, None if it is not there. Reads past permissions: our own
	rows, on nobody's behalf."""
	found = rows(doctype, fields or ["*"], {"name": name}, "creation", limit=1)
	return found[0] if found else None


def words_of(message: Mapping[str, Any]) -> str:
	"""The words of a Message row exactly as they were written or sent; the row has to hold `text` and `words`."""
	return loads(message["words"]) or message["text"] or ""


def loads(text: str | None) -> Any:
	"""JSON of a row's field, None when it is empty."""
	return json.loads(text) if text else None


def is_database_trouble(error: Exception) -> bool:
	"""Whether the database gave this error, rather than our own code. That does not say whose fault it is: a row that it
	can't take ends a connection too (`recover` tells). Frappe wraps deadlocks and lock timeouts in exceptions of its own
	(frappe/database/database.py)."""
	return (
		isinstance(
			error,
			frappe.db.OperationalError
			| frappe.db.InternalError
			| frappe.QueryDeadlockError
			| frappe.QueryTimeoutError,
		)
		# what the driver says of a connection that has ended before
		or frappe.db.is_interface_error(error)
	)


def is_deadlock(error: Exception) -> bool:
	"""Whether the database gave this transaction up, as a whole, because it and another waited for each other's rows:
	it may be done again at once."""
	return isinstance(error, frappe.QueryDeadlockError)


def is_busy(error: Exception) -> bool:
	"""Whether somebody else had the rows: the same may well work in a moment."""
	return isinstance(error, frappe.QueryDeadlockError | frappe.QueryTimeoutError)


def recover(error: Exception) -> bool:
	"""After an error: nothing of this transaction stays, and the connection works. Raises the error again if the
	database is away, or if the time of this job is over; whoever gets past this knows that it is not the database that
	keeps others waiting. Returns whether the connection is the same one: what it had locked by name is lost with it."""
	if isinstance(error, BaseTimeoutException):
		frappe.db.rollback()
		raise error
	try:
		frappe.db.rollback()
		return True
	except Exception as trouble:
		if not is_database_trouble(trouble):
			raise
	try:
		_connect_anew()
	except Exception:
		raise error from None
	return False


def _connect_anew() -> None:
	with suppress(Exception):
		frappe.db.close()
	frappe.db.connect()
	# a connection is there once it has answered
	frappe.db.sql("select 1")
	frappe.db.value_cache.clear()
	# the rollback that could not be said has happened
	frappe.db.after_rollback.run()


def alone(
	do: Callable[[], Any], what: str, doctype: str | None = None, name: str | None = None
) -> tuple[bool, Any]:
	"""One of several things, in a transaction of its own: where it fails nothing of it stays, `what` failed is in the
	Error Log, and the others go on. Returns whether it was done, and what it gave back. Raises if the database is
	away."""
	try:
		given = do()
		frappe.db.commit()  # nosemgrep: the next one may fail
		return True, given
	except Exception as error:
		recover(error)
		faults.log(f"WhatsApp Bot: {what}"[:140], error, doctype, name)
		frappe.db.commit()  # nosemgrep
		return False, None


def end_transaction_view() -> None:
	"""Begin a new view of the database: under REPEATABLE READ an open transaction never sees what others commit."""
	frappe.db.rollback()


def _plain(value: Any) -> Any:
	if isinstance(value, dict | list | tuple):
		return frappe.as_json(value, indent=None)
	if isinstance(value, bool):
		return int(value)
	return value


def from_timestamp(seconds: int | None) -> datetime | None:
	"""Unix seconds to the site's own time, as Frappe stores datetimes; None for what no calendar has."""
	if seconds is None or not 0 < seconds < LAST_TIMESTAMP:
		return None
	return convert_utc_to_system_timezone(
		datetime.fromtimestamp(seconds, tz=timezone.utc).replace(tzinfo=None)
	).replace(tzinfo=None)
