# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Who a contact is in ERPNext, and running as that person.

Contract: `person(contact)` says as whom a turn runs: a user that was bound by a code or an administrator, a customer
whom the full phone number proves (bot/proof) by exactly one Contact of one Customer, or nobody. Administrator, Guest
and disabled users are never anybody. It only reads: what a turn writes before a model is asked locks its rows for as
long as the model takes. `acting_as` sets the user inside the job, from the stored row, and restores what was there.
"""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.translate import MERGED_TRANSLATION_KEY
from frappe.utils import now_datetime

from whatsapp_erp_bot.bot import admission, proof, rights, statements, store
from whatsapp_erp_bot.bot.admission import Closed
from whatsapp_erp_bot.bot.language import in_frappe
from whatsapp_erp_bot.bot.notices import tell
from whatsapp_erp_bot.bot.proof import Claim
from whatsapp_erp_bot.bot.settings import get_settings
from whatsapp_erp_bot.commands.base import Party
from whatsapp_erp_bot.permissions import FORBIDDEN_USERS

CONTACT = "WhatsApp Bot Contact"
CONVERSATION = "WhatsApp Bot Conversation"
MESSAGE = "WhatsApp Bot Message"
CODE = "WhatsApp Bot Link Code"
# a user without roles: what a customer's turn runs as, so that nothing is allowed but what commands/base filters
SERVICE_USER = "whatsapp-erp-bot@service.invalid"


# names in Frappe's cache that depend on no user: texts and tables; and what an administrator may change meanwhile
KEPT_LONG = (MERGED_TRANSLATION_KEY, "table_columns")
KEPT_SHORTLY = ("doctype_meta", "is_table", "all_apps", "app_hooks", "server_script_map")
KEPT_SECONDS = 5


@dataclass(frozen=True)
class Person:
	"""`kind`: staff (a user), customer (a party), unknown, or refused (a binding that may not be used). `claims`: what
	somebody has to decide before this number is a customer, if it was looked up."""

	kind: str
	user: str | None = None
	party: Party | None = None
	claims: tuple[Claim, ...] | None = None
	# of a refused one: why, and what to say
	closed: Closed | None = None

	@property
	def runs_as(self) -> str:
		"""The user that is set for the turn. Never Administrator or Guest."""
		return self.user if self.kind == "staff" else SERVICE_USER


UNKNOWN = Person("unknown")


def contact_row(name: str) -> dict:
	"""A contact's row with what the user's says of logging in (`statements.OF_USER`), read anew for each turn, so that
	what was taken away counts at once."""
	return frappe.db.sql(statements.contact_with_user(CONTACT), {"name": name}, as_dict=True)[0]


def person(contact: dict) -> Person:
	"""Who this contact (a `contact_row`) is now."""
	if contact.user:
		closed = admission.closed(contact.user, contact, in_desk=contact.binding_method == "Simulator")
		return Person("refused", closed=closed) if closed else Person("staff", user=contact.user)
	if not get_settings().customers_enabled:
		return UNKNOWN
	if contact.binding_method == "Simulator" and contact.party:
		return Person("customer", party=Party(contact.party_type, contact.party))
	if contact.must_verify:
		return UNKNOWN
	claims = claims_of(contact.name)
	proofs = proof.proven(claims)
	customer = proof.only_customer(proofs)
	return Person(
		"customer" if customer else "unknown",
		party=Party("Customer", customer) if customer else None,
		claims=tuple(proof.to_decide(claims, proofs)),
	)


def known_as(contact: dict, person: Person) -> dict[str, Any]:
	"""What is to be kept on the contact, for those who read it, of who it was found to be; {} if it stands there."""
	if person.claims is None:
		return {}
	customer = person.party.party if person.party else None
	values: dict[str, Any] = {}
	if (contact.party or None) != customer:
		values = {"party_type": "Customer" if customer else None, "party": customer}
		if customer:
			values["title"] = customer
	if bool(contact.has_claims) != bool(person.claims):
		values["has_claims"] = int(bool(person.claims))
	return values


def may_act(user: str) -> bool:
	"""Whether anything may ever run as this user from WhatsApp: an enabled user of Desk, and neither Administrator nor
	Guest. Their hours and networks are asked for at each message."""
	return admission.is_possible(user)


def customer_of(contact: str) -> str | None:
	"""The one Customer whom this person's full phone number proves. None if there is none, or more than one."""
	return customer_by(*phones_of(contact))


def customer_by(*phones: str) -> str | None:
	"""The same of numbers that are one person's: digits with their country code."""
	return proof.only_customer(proof.proven(_claims_on(phones)))


def claims_of(contact: str) -> list[Claim]:
	"""Every Contact of a Customer that has this person's full phone number. Not all are proof by themselves."""
	return _claims_on(phones_of(contact))


def _claims_on(phones: Iterable[str]) -> list[Claim]:
	numbers = proof.spellings(phones)
	return proof.found(numbers, company_region) if numbers else []


def phones_of(contact: str) -> list[str]:
	"""Digits of a contact's real phone numbers; a simulated person has none."""
	found = store.rows(
		"WhatsApp Bot Contact Alias", ["value"], {"parent": contact, "kind": "Phone", "scope": None}, "idx"
	)
	return [row.value for row in found]


def company_region() -> str | None:
	"""ISO code of the default company's country, whose habits a number without country code follows."""
	country = frappe.db.get_value("Company", default_company(), "country", cache=True)
	code = frappe.db.get_value("Country", country, "code", cache=True) if country else None
	return code.upper() if code else None


def default_company() -> str | None:
	"""The settings' company, else the site's default."""
	return get_settings().company or frappe.db.get_single_value("Global Defaults", "default_company")


@contextmanager
def acting_as(user: str, language: str) -> Iterator[None]:
	"""Run as `user` with a fresh `frappe.local` (language, flags, message log, request cache, permission caches), and
	put back what was there. Refuses Administrator and Guest."""
	if user in FORBIDDEN_USERS:
		raise frappe.PermissionError(f"Nothing runs as {user} from WhatsApp.")
	before_user, before_language, before_flags = frappe.session.user, frappe.local.lang, frappe.local.flags
	try:
		_become(user, in_frappe(language))
		yield
	finally:
		_become(before_user, before_language)
		frappe.local.flags = before_flags


def _become(user: str, language: str) -> None:
	"""Set the user. Frappe then forgets all that this process has cached, also what is nobody's in particular; reading
	that anew for each turn would cost as much as the turn, so it is put back, for some seconds at most where an
	administrator may change it (fields and their permission levels)."""
	kept = _nobodys()
	frappe.set_user(user)
	frappe.local.cache.update(kept)
	if user not in FORBIDDEN_USERS:
		rights.read_anew(user)
	_fresh(language)


def _nobodys() -> dict:
	"""What this process has cached that depends on no user."""
	now = time.monotonic()
	if now - getattr(frappe.local, "whatsapp_bot_kept_since", 0) > KEPT_SECONDS:
		frappe.local.whatsapp_bot_kept_since = now
		names = KEPT_LONG
	else:
		names = KEPT_LONG + KEPT_SHORTLY
	keys = [frappe.cache.make_key(name) for name in names]
	return {key: frappe.local.cache[key] for key in keys if key in frappe.local.cache}


def _fresh(language: str) -> None:
	frappe.local.lang = language
	# as frappe.init makes them (frappe/__init__.py); what the site is set to stays
	kept = {key: frappe.local.flags.get(key) for key in ("in_test", "mute_emails", "read_only")}
	frappe.local.flags = frappe._dict(kept, currently_saving=[], redirect_location="")
	frappe.local.message_log = []
	frappe.local.error_log = []
	frappe.local.debug_log = []
	if getattr(frappe.local, "request_cache", None):
		frappe.local.request_cache.clear()


def bind(contact: str, user: str, method: str, by: str) -> None:
	"""Bind a contact to a user, whom it leaves nowhere else; whoever had the contact before is told, and hears nothing
	more here. That somebody is this user does not verify that they are a customer: `must_verify` stays."""
	for other in frappe.get_all(
		CONTACT,
		filters={"user": user, "name": ("!=", contact), "binding_method": ("!=", "Simulator")},
		pluck="name",
		order_by="creation asc",
	):
		unbind(other)
		withhold(other)
	before = store.value(CONTACT, {"name": contact}, "user")
	if before and before != user:
		tell([before], lambda: _("Another user is linked to your WhatsApp number now."), CONTACT, contact)
		withhold(contact)
	store.update(
		CONTACT,
		contact,
		{
			"user": user,
			"binding_method": method,
			"bound_on": now_datetime(),
			"bound_by": by,
			"party_type": None,
			"party": None,
			"title": frappe.db.get_value("User", user, "full_name") or user,
		},
	)


def unbind(contact: str) -> None:
	"""Take the user from a contact, and whatever the conversation was waiting for."""
	store.update(
		CONTACT,
		contact,
		{"user": None, "binding_method": None, "bound_on": None, "bound_by": None, "company": None},
	)
	table = frappe.qb.DocType(CONVERSATION)
	frappe.qb.update(table).set(table.waiting, None).where(table.contact == contact).run()


def withhold(contact: str) -> None:
	"""What was meant for whoever this contact was, and has not left yet, goes to nobody: people in Desk see it as not
	delivered."""
	conversations = [row.name for row in store.rows(CONVERSATION, ["name"], {"contact": contact}, "creation")]
	if not conversations:
		return
	table = frappe.qb.DocType(MESSAGE)
	(
		frappe.qb.update(table)
		.set(table.status, "Failed")
		.set(table.failed_on, now_datetime())
		.set(table.error, _("The number changed hands or device before this had left."))
		.set(table.modified, now_datetime())
		.where(table.conversation.isin(conversations))
		.where(table.direction == "Out")
		.where(table.status.isin(["Queued", "Held"]))
	).run()


def end_codes(contact: str) -> None:
	"""Link codes that were sent from this contact and wait to be confirmed end: the number that their user would see is
	not the one that sent them."""
	table = frappe.qb.DocType(CODE)
	(
		frappe.qb.update(table)
		.set(table.status, "Expired")
		.where(table.contact == contact)
		.where(table.status == "Claimed")
	).run()


def drop_disabled_user(doc: Document, method: str | None = None) -> None:
	"""doc_events hook: a user that is disabled loses the numbers bound to it."""
	if doc.enabled or not frappe.db.table_exists(CONTACT):
		return
	for contact in frappe.get_all(CONTACT, filters={"user": doc.name}, pluck="name", order_by="creation asc"):
		unbind(contact)
		withhold(contact)
