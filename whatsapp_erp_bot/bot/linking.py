# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Binding a phone to a user by a one-time code.

Contract: the user, logged into Desk, makes a code; whoever sends it from a phone claims it; the user then sees that
number in Desk and confirms it. Only the confirmation binds. Codes are eight random digits, live for minutes, are few per
user, and guesses are few per phone; what is stored is a digest with the site's own key, since without one all codes are
tried in minutes. Only a phone claims: nobody in the simulator, whatever they are bound to, and no contact that has an id
of it. (What goes wrong without the last step: a code or link that somebody else made binds the wrong phone.)
"""

import secrets
from datetime import timedelta

import frappe
from frappe import _
from frappe.utils import now_datetime
from frappe.utils.password import get_encryption_key

from whatsapp_erp_bot.bot import allowance, identity, store
from whatsapp_erp_bot.bot.keys import keyed_digest
from whatsapp_erp_bot.bot.notices import tell
from whatsapp_erp_bot.bot.settings import get_settings
from whatsapp_erp_bot.exceptions import Refused
from whatsapp_erp_bot.masked import Masked

CODE = "WhatsApp Bot Link Code"
ALIAS = "WhatsApp Bot Contact Alias"
RUN = "WhatsApp Bot Run"
CODES_AN_HOUR = 5
GUESSES_AN_HOUR = 5
# how long after a code's time whoever claimed it in time may still be confirmed
DECISION_MINUTES = 30


def make_code(user: str) -> str:
	"""A new code for the user, such as “4821-9937”; earlier open ones end. Raises Refused for users who may not be used
	and for too many codes in an hour."""
	if not identity.may_act(user):
		raise Refused(_("{0} can't be used from WhatsApp.").format(user))
	allowance.hold(allowance.person_of(user, ""))
	if len(allowance.by_now(lambda: _lately(CODE, user=user))) >= CODES_AN_HOUR:
		raise Refused(_("Too many codes in an hour. Please wait a while."))
	_end_open(user)
	while True:
		digits = f"{secrets.randbelow(10**8):08d}"
		made = store.insert(
			CODE,
			{
				"user": user,
				"status": "Open",
				"code_key": _key(digits),
				"expires_on": now_datetime() + timedelta(minutes=get_settings().link_code_minutes or 10),
			},
		)
		if made:
			return f"{digits[:4]}-{digits[4:]}"


def _key(digits: str) -> str:
	# the key with which the site encrypts its passwords lies in a file, not in the database that holds the digest
	return keyed_digest(Masked(get_encryption_key()), "link", digits)


def _lately(doctype: str, **filters: str) -> dict[str, int]:
	rows = store.rows(doctype, ["name"], {**filters, "creation": (">", _hour_ago())}, "creation")
	return {row.name: 1 for row in rows}


def _hour_ago():
	return now_datetime() - timedelta(hours=1)


def _end_open(user: str) -> None:
	table = frappe.qb.DocType(CODE)
	(
		frappe.qb.update(table)
		.set(table.status, "Expired")
		.where(table.user == user)
		.where(table.status.isin(["Open", "Claimed"]))
	).run()


def claim(contact: str, code: str) -> str:
	"""Somebody sent a code from a phone. Returns the user who made it, who now has to confirm in Desk. Raises Refused,
	in the same words, for a wrong, used or expired code and after too many guesses."""
	wrong = Refused(_("That code is not valid (any more). Make a new one in ERPNext, “Link my WhatsApp”."))
	if not _has_phone(contact):
		raise wrong
	# of the phone, whoever it is linked to; this one is among them
	allowance.hold(allowance.person_of(None, contact))
	if len(allowance.by_now(lambda: _lately(RUN, contact=contact, command="link_account"))) > GUESSES_AN_HOUR:
		raise wrong
	digits = "".join(character for character in str(code) if character.isdigit())
	row = frappe.db.get_value(
		CODE, {"code_key": _key(digits)}, ["name", "user", "status", "expires_on"], as_dict=True
	)
	if not row or row.status != "Open" or row.expires_on < now_datetime() or not identity.may_act(row.user):
		raise wrong
	if not store.change_if(
		CODE,
		row.name,
		{"status": "Open"},
		{"status": "Claimed", "contact": contact, "claimed_on": now_datetime()},
	):
		raise wrong
	tell(
		[row.user],
		lambda: _("A phone wants to be linked to your user. Confirm it, or refuse."),
		CODE,
		row.name,
	)
	return row.user


def _has_phone(contact: str) -> bool:
	"""Whether this is somebody on WhatsApp. Who was ever simulated proves with a message that they hold no phone."""
	scopes = {row.scope or None for row in store.rows(ALIAS, ["scope"], {"parent": contact}, "idx")}
	return scopes == {None}


def claimed(user: str) -> dict | None:
	"""The code of this user that a phone has claimed and that waits for a decision: name, contact, number to show."""
	row = frappe.db.get_value(
		CODE,
		{
			"user": user,
			"status": "Claimed",
			"expires_on": (">", now_datetime() - timedelta(minutes=DECISION_MINUTES)),
		},
		["name", "contact", "claimed_on"],
		as_dict=True,
		order_by="creation desc",
	)
	if row:
		row.number = shown_number(row.contact)
	return row


def shown_number(contact: str) -> str:
	"""The whole number (or id) of a contact, as its user must see it before confirming."""
	aliases = frappe.get_all(
		"WhatsApp Bot Contact Alias",
		filters={"parent": contact},
		fields=["kind", "value", "scope"],
		order_by="idx asc",
	)
	if aliases and aliases[0].scope:
		return aliases[0].scope
	phone = next((alias.value for alias in aliases if alias.kind == "Phone"), None)
	return f"+{phone}" if phone else (aliases[0].value if aliases else contact)


def decide(user: str, code: str, accept: bool) -> str | None:
	"""The user confirms or refuses the phone that claimed their code. Returns the contact, None if there was nothing to
	decide. Binding takes the user away from any other number."""
	row = frappe.db.get_value(CODE, code, ["user", "contact", "status", "expires_on"], as_dict=True)
	if not row or row.user != user or not identity.may_act(user):
		return None
	if row.expires_on < now_datetime() - timedelta(minutes=DECISION_MINUTES):
		return None
	if accept and not _has_phone(row.contact):
		return None
	if not store.change_if(
		CODE,
		code,
		{"status": "Claimed"},
		{"status": "Confirmed" if accept else "Refused", "decided_on": now_datetime()},
	):
		return None
	if accept:
		identity.bind(row.contact, user, "Code", user)
		tell(
			[user],
			lambda: _("Your user is now linked to {0} on WhatsApp.").format(shown_number(row.contact)),
			CODE,
			code,
		)
	return row.contact


def expire() -> None:
	"""Open and claimed codes whose time is over end."""
	table = frappe.qb.DocType(CODE)
	(
		frappe.qb.update(table)
		.set(table.status, "Expired")
		.where(table.status.isin(["Open", "Claimed"]))
		.where(table.expires_on < now_datetime() - timedelta(minutes=DECISION_MINUTES))
	).run()
