# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Which contact a sender is: ids that Meta gave, how they change, and who else claims them.

Contract: one contact per person. A BSUID is steadier than a phone: it decides where the two disagree. A phone that
turns up with another BSUID has passed to another person, who gets a contact of their own: history and binding do not
follow a number. Neither does what the number proves (bot/proof): whoever has a number that somebody else had, or gave
up, is no customer by it until verified. Usernames and profile names identify nobody. Whatever changes (number, id,
device) drops the binding to ERPNext until it is verified anew. Two contacts that claim one sender are never merged here: both say so, and a
manager decides in Desk (bot/merging).
Source: developers.facebook.com/docs/whatsapp/business-scoped-user-ids and .../webhooks/reference/messages/system.
"""

from dataclasses import replace
from typing import Any

import frappe
from frappe import _
from frappe.utils import now_datetime

from whatsapp_erp_bot.bot import identity, store
from whatsapp_erp_bot.bot.keys import alias_key
from whatsapp_erp_bot.bot.notices import tell, tell_managers
from whatsapp_erp_bot.whatsapp import phone as phones
from whatsapp_erp_bot.whatsapp.payload import IncomingMessage, Sender

CONTACT = "WhatsApp Bot Contact"
ALIAS = "WhatsApp Bot Contact Alias"
FORMER = "WhatsApp Bot Former Number"
PHONE, BSUID, PARENT = "Phone", "BSUID", "Parent BSUID"
# Meta's longest has 135 characters
LONGEST_ID = 140
SENDER_IDS = ("phone", "wa_id", "user_id", "parent_user_id")
CHANGE_IDS = ("new_phone", "user_id", "previous_user_id", "parent_user_id", "previous_parent_user_id")


def contact_of(sender: Sender, scope: str | None = None) -> str | None:
	"""The contact of a sender, made if new; ids that are new for a known person are added. None if the sender has no
	id at all. `scope` keeps simulated people apart from real ones."""
	sender = _with_ids_that_can_be(sender, SENDER_IDS)
	phone = sender.phone or sender.wa_id
	given = [(BSUID, sender.user_id), (PARENT, sender.parent_user_id), (PHONE, phone)]
	if not any(value for _kind, value in given):
		return None
	held = _holders(scope, given)
	steady = held.get(BSUID) or held.get(PARENT)
	by_phone = held.get(PHONE)
	contact = steady
	passed_on = False
	if not contact and by_phone:
		passed_on = any(value and _values(by_phone, kind, scope) for kind, value in given if kind != PHONE)
		contact = None if passed_on else by_phone
	contact = contact or _new_contact(sender, phone)
	if passed_on:
		_pass_number_on(by_phone, contact, phone, scope)
	elif steady and phone and not by_phone:
		_replace_phone(contact, phone, scope)
	for other in {held.get(PARENT), by_phone} - {None, contact}:
		_claimed_by_two(contact, other, by_phone=other == by_phone)
	for kind, value in given:
		if value and not held.get(kind):
			_add(contact, kind, value, scope)
	if sender.identity_hash:
		_note_device(contact, sender.identity_hash)
	return contact


def _with_ids_that_can_be(named: Any, ids: tuple[str, ...]) -> Any:
	"""A sender or a change without what is too long for an id of Meta's: cut, it would be somebody else's."""
	absurd = {name: None for name in ids if len(getattr(named, name) or "") > LONGEST_ID}
	return replace(named, **absurd) if absurd else named


def take_change(message: IncomingMessage, scope: str | None = None) -> str | None:
	"""A system message: the person's number, id or device changed. Moves the ids, drops the binding. Returns the
	contact that it is about, None if it names nobody."""
	change = _with_ids_that_can_be(message.system, CHANGE_IDS)
	sender = _with_ids_that_can_be(message.sender, SENDER_IDS)
	old_phone = sender.phone if change.kind == "number" else None
	contact = _first_holder(
		scope,
		(BSUID, change.previous_user_id),
		(PARENT, change.previous_parent_user_id),
		(BSUID, sender.user_id),
		(PHONE, sender.phone),
		(BSUID, change.user_id),
		(PHONE, change.new_phone),
	)
	if not contact:
		contact = contact_of(
			Sender(
				phone=change.new_phone or sender.phone,
				user_id=change.user_id or sender.user_id,
				parent_user_id=change.parent_user_id or sender.parent_user_id,
			),
			scope,
		)
		return contact
	moves = [
		(BSUID, change.previous_user_id, change.user_id),
		(PARENT, change.previous_parent_user_id, change.parent_user_id),
	]
	if change.new_phone and not phones.same_line(old_phone, change.new_phone):
		moves.append((PHONE, old_phone, change.new_phone))
	for kind, before, after in moves:
		_move(contact, kind, before, after, scope)
	if change.kind != "other":
		step_down(contact)
	if change.identity_hash:
		store.update(CONTACT, contact, {"identity_hash": change.identity_hash[:140]})
	return contact


def step_down(contact: str) -> None:
	"""Who had this number or device yesterday need not have it today: the binding is dropped, and a customer is nobody
	until a manager has verified them. Managers and the user are told."""
	row = store.read(CONTACT, contact, "user", "party", "binding_method", "title", "must_verify")
	if row.binding_method == "Simulator" or (row.must_verify and not row.user):
		return
	if row.user or row.party or identity.customer_of(contact):
		# also of a user: without the binding, the number may prove a customer
		store.update(CONTACT, contact, {"must_verify": 1})
		identity.withhold(contact)
	identity.end_codes(contact)
	if row.party and not row.user:
		tell_managers(
			lambda: _("{0} has another number or phone on WhatsApp and has to be verified again.").format(
				row.title
			),
			CONTACT,
			contact,
		)
	identity.unbind(contact)
	if not row.user:
		return

	def words() -> str:
		return _("A WhatsApp number changed hands or device; {0} has to link it again.").format(row.user)

	tell_managers(words, CONTACT, contact)
	tell([row.user], words, CONTACT, contact)


def _holders(scope: str | None, ids: list[tuple[str, str | None]]) -> dict[str, str]:
	"""Kind -> contact for each id that somebody has, in one statement; a phone in any of its spellings."""
	keys = {
		key: kind
		for kind, value in ids
		if value
		for spelling in _spellings(kind, value)
		if (key := alias_key(kind, spelling, scope))
	}
	found = {
		row.alias_key: row.parent
		for row in store.rows(ALIAS, ["alias_key", "parent"], {"alias_key": list(keys)}, "creation")
	}
	# from the last key to the first, so that the spelling that was given wins over its variants
	return {keys[key]: found[key] for key in reversed(keys) if key in found}


def _spellings(kind: str, value: str) -> list[str]:
	return [value, *phones.variants(value)] if kind == PHONE else [value]


def _first_holder(scope: str | None, *ids: tuple[str, str | None]) -> str | None:
	return next(
		(found for kind, value in ids if value and (found := _holders(scope, [(kind, value)]).get(kind))),
		None,
	)


def _values(contact: str, kind: str, scope: str | None) -> list[str]:
	rows = store.rows(ALIAS, ["value"], {"parent": contact, "kind": kind, "scope": scope}, "idx")
	return [row.value for row in rows]


def _new_contact(sender: Sender, phone: str | None) -> str:
	title = sender.profile_name or (f"+{phone}" if phone else sender.user_id or sender.parent_user_id)
	return store.insert(
		CONTACT,
		{
			"title": (title or "")[:140],
			"profile_name": (sender.profile_name or "")[:140] or None,
			"username": (sender.username or "")[:140] or None,
		},
	)


def _add(contact: str, kind: str, value: str, scope: str | None) -> None:
	if kind == PHONE and not scope and _was_anothers(contact, value):
		_have_verified(contact, value)
	store.insert(
		ALIAS,
		{
			"parent": contact,
			"parenttype": CONTACT,
			"parentfield": "aliases",
			"idx": store.count(ALIAS, {"parent": contact}) + 1,
			"kind": kind,
			"value": value,
			"scope": scope,
			"alias_key": alias_key(kind, value, scope),
		},
	)


def _remove(contact: str, kind: str, value: str, scope: str | None) -> None:
	"""Take an id (a phone in all its spellings) from a contact."""
	keys = [alias_key(kind, spelling, scope) for spelling in _spellings(kind, value)]
	table = frappe.qb.DocType(ALIAS)
	frappe.qb.from_(table).delete().where(table.parent == contact).where(table.alias_key.isin(keys)).run()


def _move(contact: str, kind: str, before: str | None, after: str | None, scope: str | None) -> None:
	"""One id of a contact became another. The old one is nobody's: its next owner is another person."""
	if not after or before == after:
		return
	other = _first_holder(scope, (kind, after))
	if before:
		_remove(contact, kind, before, scope)
		if kind == PHONE and not scope:
			give_up(contact, before)
	if not other:
		_add(contact, kind, after, scope)
	elif other != contact:
		_claimed_by_two(contact, other, by_phone=kind == PHONE)


def _replace_phone(contact: str, phone: str, scope: str | None) -> None:
	"""A person known by BSUID writes from a number that is new: those that they had may be somebody else's by now."""
	before = _values(contact, PHONE, scope)
	for value in before:
		_remove(contact, PHONE, value, scope)
		if not scope:
			give_up(contact, value)
	if before:
		step_down(contact)


def _pass_number_on(old: str, new: str, phone: str, scope: str | None) -> None:
	"""A number turned up with another BSUID: it is that person's from here; what was said, bound and proven before
	stays."""
	_remove(old, PHONE, phone, scope)
	if not scope:
		give_up(old, phone)
	_add(new, PHONE, phone, scope)


# ---- numbers that were somebody's


def give_up(contact: str, phone: str) -> None:
	"""The number is not this person's any more (or was not shown to be): whoever has it next is somebody else. Kept as
	a digest, and for as long as no retention ends: a number is given to its next owner months later."""
	key = alias_key(PHONE, phone)
	if not store.insert(FORMER, {"number_key": key, "contact": contact}):
		store.update(FORMER, store.value(FORMER, {"number_key": key}), {"contact": contact})


def _was_anothers(contact: str, phone: str) -> bool:
	keys = [alias_key(PHONE, spelling) for spelling in _spellings(PHONE, phone)]
	former = store.rows(FORMER, ["contact"], {"number_key": keys}, "creation")
	return any(row.contact != contact for row in former)


def _have_verified(contact: str, phone: str) -> None:
	"""This person has a number that was somebody else's: no customer by it until somebody has verified them. Managers
	are told where it proves one."""
	store.update(CONTACT, contact, {"must_verify": 1})
	customer = identity.customer_by(phone)
	if customer:
		tell_managers(
			lambda: _(
				"The WhatsApp number +{0} of the customer {1} has passed to somebody who has to be verified."
			).format(phone, customer),
			CONTACT,
			contact,
		)


def _claimed_by_two(contact: str, other: str, by_phone: bool) -> None:
	"""Keep on both contacts that they claim one sender. Whoever only has the number may have lost it."""
	if by_phone:
		step_down(other)
	first, second = (store.read(CONTACT, name, "conflict_with", "title") for name in (contact, other))
	if first.conflict_with == other or second.conflict_with == contact:
		return
	why = (
		_("The same number was seen with the ids of both. It may have passed to another person.")
		if by_phone
		else _("WhatsApp named ids of both for one sender.")
	)
	values: dict[str, Any] = {"conflict_state": "Open", "conflict_on": now_datetime(), "conflict_note": why}
	store.update(CONTACT, contact, {**values, "conflict_with": other})
	if not second.conflict_with:
		store.update(CONTACT, other, {**values, "conflict_with": contact})
	tell_managers(
		lambda: _("Two WhatsApp contacts may be one person: {0} and {1}. Please decide.").format(
			first.title, second.title
		),
		CONTACT,
		contact,
	)


def _note_device(contact: str, identity_hash: str) -> None:
	known = store.value(CONTACT, {"name": contact}, "identity_hash")
	if known == identity_hash[:140]:
		return
	store.update(CONTACT, contact, {"identity_hash": identity_hash[:140]})
	if known:
		step_down(contact)
