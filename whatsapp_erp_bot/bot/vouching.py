# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Noting who is behind a number on a Contact and its link to a Customer, when they change.

Contract: these are doc_events of Frappe's Contact (and of its two child rows, which can be saved by themselves) and of
ERPNext's Customer; they write rows of WhatsApp Bot Customer Claim only, from which bot/proof reads. Frappe writes the
last editor on the Contact and on all its rows at each save, whatever was changed; so

- when somebody else saves a Contact, who was behind its numbers and links before that is noted: neither does a later
  edit by somebody trusted launder a number, nor does one by somebody else take its proof away;
- what code writes past its user's permissions (a user's own profile copied to a Contact, an integration) has nobody
  behind it, and neither has a number that proves already a Customer whom its writer may not write;
- what was noted or decided of a number that is taken off, of a link that goes or of a Contact that is deleted, goes too;
- a Contact that somebody makes a Customer's primary one has that person behind it.

A Contact that one person alone edited needs no row, and neither do those that were there before this app.
"""

from dataclasses import dataclass
from typing import Any

import frappe
from frappe.model.document import Document
from frappe.utils import now_datetime

from whatsapp_erp_bot.bot import identity, proof, store
from whatsapp_erp_bot.bot.proof import CLAIM, KEPT, OPEN, PRIMARY

FIELDS = ("name", "number", "customer", "status", "made_by", "changed_by")
# a number as it is written, and a Customer
Key = tuple[str, str]


@dataclass(frozen=True)
class Seen:
	"""A Contact at one moment: who made and last edited it, its numbers and Customers with the last editor of each."""

	made_by: str | None = None
	changed_by: str | None = None
	numbers: tuple[tuple[str, str | None], ...] = ()
	customers: tuple[tuple[str, str | None], ...] = ()

	@property
	def keys(self) -> set[Key]:
		return {(number, customer) for number, _by in self.numbers for customer, _by in self.customers}

	def editors(self, key: Key) -> tuple[str | None, ...]:
		"""Who may be behind a number and a link, as far as Frappe tells."""
		of_number, of_customer = dict(self.numbers).get(key[0]), dict(self.customers).get(key[1])
		return of_number, of_customer, self.changed_by


def _seen(contact: Document, instead: Document | None = None, without: str | None = None) -> Seen:
	"""A Contact as it is; with one of its rows as it was before (`instead`), or `without` the row of that name."""
	rows = [
		instead if instead and row.name == instead.name else row
		for row in (*contact.phone_nos, *contact.links)
		if row.name != without
	]
	return Seen(
		contact.owner,
		contact.modified_by,
		tuple((row.phone, row.modified_by) for row in rows if row.get("phone")),
		tuple(
			(row.link_name, row.modified_by)
			for row in rows
			if row.get("link_doctype") == "Customer" and row.link_name
		),
	)


def follow_contact(doc: Document, method: str | None = None) -> None:
	"""A Contact was made or saved."""
	before = doc.get_doc_before_save()
	had, has = (_seen(before) if before else Seen()), _seen(doc)
	if (had.keys or has.keys) and frappe.db.table_exists(CLAIM):
		_follow(doc, doc.name, had, has)


def follow_row(doc: Document, method: str | None = None) -> None:
	"""A number or a link was made or saved by itself, past the Contact, whose last editor stays who it was."""
	if doc.parenttype != "Contact" or not frappe.db.table_exists(CLAIM):
		return
	contact = frappe.get_doc("Contact", doc.parent)
	before = doc.get_doc_before_save()
	if before and before.parent == doc.parent:
		had = _seen(contact, instead=before)
	else:
		had = _seen(contact, without=doc.name)
	_follow(doc, contact.name, had, _seen(contact), by_itself=True)


def _follow(doc: Document, contact: str, had: Seen, has: Seen, by_itself: bool = False) -> None:
	rows = store.rows(CLAIM, FIELDS, {"contact": contact}, "creation")
	still = had.keys & has.keys
	for row in rows:
		if (row.number, row.customer) not in still:
			# also what comes again with this save was gone meanwhile
			frappe.db.delete(CLAIM, {"name": row.name})
	for key in has.keys:
		if key in still:
			if set(had.editors(key)) != {frappe.session.user} or had.made_by != has.made_by:
				_keep(contact, key, had, rows)
			continue
		editors = _behind_new(doc, key, had, rows)
		if by_itself or editors != (frappe.session.user,):
			# Frappe's own columns do not tell who is behind this
			_note(contact, key, proof.behind(has.made_by, editors, key[1]), rows)


def _keep(contact: str, key: Key, had: Seen, rows: list[dict]) -> None:
	"""Somebody else edits the Contact, and this stays as it is: whoever was behind it still is."""
	if not any(row.made_by for row in _of(key, rows)):
		_note(contact, key, proof.behind(had.made_by, had.editors(key), key[1]), rows)


def _behind_new(doc: Document, key: Key, had: Seen, rows: list[dict]) -> tuple[str | None, ...]:
	"""Everybody who has to answer for a number and a Customer that come together with this save: whoever saves, and of
	a number that was on the Contact before, whoever wrote it there."""
	user = _answering(doc)
	number, customer = key
	if not user or proof.is_contested(user, number, customer, identity.company_region):
		return (None,)
	numbers = dict(had.numbers)
	if number not in numbers:
		return (user,)
	known = [row.changed_by for row in rows if row.number == number and row.made_by]
	earlier = known or [numbers[number], had.changed_by]
	return tuple(dict.fromkeys((*earlier, user)))


def _answering(doc: Document) -> str | None:
	"""Who answers for what a save changes: the session user, unless code wrote it, in a request or a job, past that
	user's permissions. (Who runs code in a shell has the server.)"""
	at_a_door = getattr(frappe.local, "request", None) or getattr(frappe.local, "job", None)
	if frappe.session.user == "Guest" or (doc.flags.ignore_permissions and at_a_door):
		return None
	return frappe.session.user


def _of(key: Key, rows: list[dict]) -> list[dict]:
	return [row for row in rows if (row.number, row.customer) == key]


def _note(contact: str, key: Key, values: dict[str, Any], rows: list[dict]) -> None:
	"""On the row that there is of a number and a Customer, or on a new one."""
	for row in _of(key, rows):
		if store.value(CLAIM, {"name": row.name}):
			store.update(CLAIM, row.name, values)
			return
	store.insert(CLAIM, {"contact": contact, "number": key[0], "customer": key[1], "status": KEPT, **values})


def follow_customer(doc: Document, method: str | None = None) -> None:
	"""A Customer was made or saved: whoever chose its primary contact is behind the numbers that this has now."""
	before = doc.get_doc_before_save()
	chosen = doc.get("customer_primary_contact")
	if not chosen or (before and before.customer_primary_contact == chosen):
		return
	user = _answering(doc)
	if not frappe.db.table_exists(CLAIM) or not proof.may_write(user, doc.name):
		return
	seen = _seen(frappe.get_doc("Contact", chosen))
	rows = store.rows(CLAIM, FIELDS, {"contact": chosen}, "creation")
	for key in seen.keys:
		if key[1] != doc.name or proof.is_contested(user, *key, identity.company_region):
			continue
		said = {"status": PRIMARY, "decided_by": user, "decided_on": now_datetime()}
		there = _of(key, rows)
		if not any(row.made_by for row in there):
			said |= proof.behind(seen.made_by, seen.editors(key), doc.name)
		if all(row.status in (KEPT, OPEN, PRIMARY) for row in there):
			_note(chosen, key, said, rows)


def before_merge(doc: Document, method: str | None, old: str, new: str, merge: bool = False) -> None:
	"""A Contact is about to be merged into another one: Frappe writes whoever merges as the last editor of that, and it
	may become a Customer's primary contact by this. What it proves now it still will, and what it does not, it won't."""
	if not merge or not frappe.db.table_exists(CLAIM) or not frappe.db.exists("Contact", new):
		return
	proofs = {(one.number, one.customer) for one in proof.proven(proof.found_on(new))}
	seen = _seen(frappe.get_doc("Contact", new))
	rows = store.rows(CLAIM, FIELDS, {"contact": new}, "creation")
	for key in seen.keys:
		behind = proof.behind(seen.made_by, seen.editors(key), key[1])
		if not any(row.made_by for row in _of(key, rows)):
			_note(new, key, behind if key in proofs else {**behind, "changed_by": None}, rows)


def after_rename(doc: Document, method: str | None, old: str, new: str, merge: bool = False) -> None:
	"""Two Contacts were merged, and what was noted of the one that is gone names the other now: only what is about
	numbers and Customers of this one stays."""
	if not merge or not frappe.db.table_exists(CLAIM):
		return
	keys = _seen(frappe.get_doc("Contact", new)).keys
	for row in store.rows(CLAIM, FIELDS, {"contact": new}, "creation"):
		if (row.number, row.customer) not in keys:
			frappe.db.delete(CLAIM, {"name": row.name})


def forget(doc: Document, method: str | None = None) -> None:
	"""A Contact or a Customer is deleted, and another one may get its name."""
	if frappe.db.table_exists(CLAIM):
		frappe.db.delete(CLAIM, {doc.doctype.lower(): doc.name})
