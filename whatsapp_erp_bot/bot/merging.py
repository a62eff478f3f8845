# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What a manager decides about two contacts that claim one sender.

Contract: the door has checked permission on both. Merging moves ids, conversations, messages and runs to the contact
that stays, and drops the binding of both: an id that a manager adds to a linked contact would act as its user, so the
user links the number again. A code that one of them sent ends, and who had to be verified again still has to be.
Nothing is merged while a worker answers one of the two.
"""

from typing import Any

import frappe
from frappe import _
from frappe.utils import now_datetime

from whatsapp_erp_bot.bot import identity, store
from whatsapp_erp_bot.bot.keys import digest
from whatsapp_erp_bot.exceptions import BadInput

CONTACT = "WhatsApp Bot Contact"
ALIAS = "WhatsApp Bot Contact Alias"
CONVERSATION = "WhatsApp Bot Conversation"
MESSAGE = "WhatsApp Bot Message"
RUN = "WhatsApp Bot Run"
CODE = "WhatsApp Bot Link Code"
FORMER = "WhatsApp Bot Former Number"
NO_CONFLICT = {"conflict_with": None, "conflict_state": None, "conflict_on": None, "conflict_note": None}


def keep_apart(contact: str) -> None:
	"""The two are two people; nobody is asked about this pair again."""
	other = _other(contact)
	store.update(CONTACT, contact, {"conflict_state": "Kept apart"})
	if store.value(CONTACT, {"name": other}, "conflict_with") == contact:
		store.update(CONTACT, other, {"conflict_state": "Kept apart"})


def forget(contact: str) -> None:
	"""The contact is deleted: nobody has to be told apart from it any more."""
	_set(CONTACT, "conflict_with", contact, NO_CONFLICT)


def merge(contact: str) -> str:
	"""The two are one person: everything goes to the other contact, which stays. Returns its name. Raises BadInput
	while one of them is being answered, and where one is simulated."""
	stays = _other(contact)
	_check(contact, stays)
	gone = store.read(CONTACT, contact, "title", "must_verify")
	for name in (contact, stays):
		identity.unbind(name)
		identity.end_codes(name)
	if gone.must_verify:
		store.update(CONTACT, stays, {"must_verify": 1})
	_set(ALIAS, "parent", contact, {"parent": stays})
	for held in store.rows(CONVERSATION, ["name", "account"], {"contact": contact}, "creation"):
		_move_conversation(held, stays)
	for doctype in (MESSAGE, RUN, CODE, FORMER):
		_set(doctype, "contact", contact, {"contact": stays})
	_set(CONTACT, "conflict_with", contact, NO_CONFLICT)
	if store.value(CONTACT, {"name": stays}, "conflict_with") == contact:
		store.update(CONTACT, stays, NO_CONFLICT)
	frappe.db.delete(CONTACT, {"name": contact})
	_number_aliases(stays)
	frappe.get_doc(CONTACT, stays).add_comment(
		"Info", _("{0} was merged into this contact.").format(gone.title)
	)
	return stays


def _other(contact: str) -> str:
	other = store.value(CONTACT, {"name": contact}, "conflict_with")
	if not other or not store.value(CONTACT, {"name": other}):
		raise BadInput(_("No other contact claims this person."))
	return other


def _check(contact: str, stays: str) -> None:
	scopes = {row.scope for row in store.rows(ALIAS, ["scope"], {"parent": [contact, stays]}, "idx")}
	if len(scopes) > 1:
		raise BadInput(_("A simulated person and a real one can't be merged."))
	# locked, so that no worker takes one of them up before this is done
	table = frappe.qb.DocType(CONVERSATION)
	leases = (
		frappe.qb.from_(table)
		.select(table.lease_until)
		.where(table.contact.isin([contact, stays]))
		.for_update()
		.run(pluck=True)
	)
	if any(until and until > now_datetime() for until in leases):
		raise BadInput(_("One of the two is being answered right now. Try again in a moment."))


def _move_conversation(held: dict, stays: str) -> None:
	"""To the conversation that the other contact has with the same number, or as it is."""
	key = digest(stays, held.account)
	known = store.value(CONVERSATION, {"conversation_key": key})
	if not known:
		store.update(CONVERSATION, held.name, {"contact": stays, "conversation_key": key, "waiting": None})
		return
	for doctype in (MESSAGE, RUN):
		_set(doctype, "conversation", held.name, {"conversation": known})
	before, after = (
		store.read(CONVERSATION, name, "window_end", "unread", "mode", "assignee")
		for name in (held.name, known)
	)
	values: dict[str, Any] = {"unread": (before.unread or 0) + (after.unread or 0), "waiting": None}
	ends = [end for end in (before.window_end, after.window_end) if end]
	values["window_end"] = max(ends) if ends else None
	if before.mode == "Human" and after.mode != "Human":
		values |= {"mode": "Human", "assignee": before.assignee}
	store.update(CONVERSATION, known, values)
	frappe.db.delete(CONVERSATION, {"name": held.name})


def _set(doctype: str, field: str, value: str, values: dict[str, Any]) -> None:
	table = frappe.qb.DocType(doctype)
	query = frappe.qb.update(table).where(table[field] == value)
	for key, new in values.items():
		query = query.set(table[key], new)
	query.run()


def _number_aliases(contact: str) -> None:
	for index, row in enumerate(store.rows(ALIAS, ["name"], {"parent": contact}, "creation"), 1):
		store.update(ALIAS, row.name, {"idx": index})
