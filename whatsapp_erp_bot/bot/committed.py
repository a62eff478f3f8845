# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What decides about rights, limits, switches and secrets, read from the database once a transaction.

Contract: `once` reads when it is first asked in a transaction and gives the same until that ends; so each turn goes by
what was committed when it began, for one statement. Nothing of it is in Redis: a shared copy is emptied when somebody
saves, and a turn that began before that puts the old one back for good. It lies in `frappe.db.value_cache`, which Frappe
empties at each commit and rollback (frappe/database/database.py, 15 and 16) and, by DocType, where it writes Singles.
A controller that saves one of these DocTypes says `forget`, for who reads on in the same transaction.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import frappe

T = TypeVar("T")


def once(doctype: str, what: str, read: Callable[[], T]) -> T:
	"""What `read` gives, kept under the DocType that it is read from. Whoever gets it must not change it."""
	known = _of(doctype)
	key = _key(what)
	if key not in known:
		known[key] = read()
	return known[key]


def keep(doctype: str, what: str, value: Any) -> None:
	"""What another statement of this transaction read by the way."""
	_of(doctype)[_key(what)] = value


def forget(doctype: str) -> None:
	"""A row of the DocType was written in this transaction."""
	frappe.db.value_cache.pop(doctype, None)


def _of(doctype: str) -> dict[str, Any]:
	cache = frappe.db.value_cache
	try:
		# 16 makes what is missing, in its own way
		return cache[doctype]
	except KeyError:
		cache[doctype] = {}
		return cache[doctype]


def _key(what: str) -> str:
	# Frappe keeps names and fields of the DocType there too
	return f"whatsapp_erp_bot {what}"
