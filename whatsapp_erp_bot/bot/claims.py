# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Numbers that claim to be a Customer and are no proof of it: managers see them, somebody with the right decides.

Contract: who writes from such a number is nobody until then. Managers are told once. Deciding takes the right to write that Customer (and, of a number that proves another Customer already,
that one too); the decision is of the exact number, Contact and Customer, and goes when one of them changes
(bot/vouching). Somebody who has to be verified again, because number or device changed, is verified in the same way.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import frappe
from frappe import _
from frappe.utils import now_datetime

from whatsapp_erp_bot.bot import identity, proof, store
from whatsapp_erp_bot.bot.notices import tell_managers
from whatsapp_erp_bot.bot.proof import CLAIM, CONFIRMED, KEPT, OPEN, REFUSED, Claim
from whatsapp_erp_bot.exceptions import BadInput, Refused

CONTACT = "WhatsApp Bot Contact"
# claims that are taken up in one turn, or shown on one page
AT_ONCE = 20
QUIET_HOURS = 24


def note(contact: str, claims: Sequence[Claim]) -> None:
	"""Somebody wrote from a number whose claims are no proof: what managers have not heard of stands in their list from
	now on, and they are told, of one person once a day at most: everybody may make Contacts by the thousand."""
	new = [claim for claim in claims if not any(row.told_on for row in claim.noted)][:AT_ONCE]
	if not new:
		return
	since = now_datetime() - timedelta(hours=QUIET_HOURS)
	told = store.rows(
		CLAIM, ["name"], {"whatsapp_contact": contact, "told_on": (">", since)}, "creation", limit=1
	)
	for claim in new:
		_put(claim, {"told_on": now_datetime(), "whatsapp_contact": contact}, {KEPT: OPEN})
	if not told:
		tell_managers(_words(new[0]), CONTACT, contact)


def _words(claim: Claim) -> Callable[[], str]:
	return lambda: _(
		"The number {0} stands on a Contact of the customer {1}, and nobody who may change that customer answers "
		"for it. Until somebody who may confirms it, whoever writes from there is not taken for the customer."
	).format(claim.number, claim.customer)


def _put(claim: Claim, values: dict[str, Any], status: dict[str, str] | str) -> None:
	"""On the row of this claim, or on a new one; `status`: the new one, or what becomes of which."""
	if claim.noted:
		row = claim.noted[0]
		new = status if isinstance(status, str) else status.get(row.status, row.status)
		store.update(CLAIM, row.name, {**values, "status": new})
		return
	store.insert(
		CLAIM,
		{
			"contact": claim.contact,
			"number": claim.number,
			"customer": claim.customer,
			"status": status if isinstance(status, str) else OPEN,
			**values,
		},
	)


def of(contact: str, user: str) -> list[dict[str, Any]]:
	"""What is to be decided about a person on WhatsApp, for a page of Desk: each number, Contact and Customer, who wrote
	it there, whether it is proof by itself, and whether this user may decide."""
	return [
		{
			"contact": claim.contact,
			"number": claim.number,
			"customer": claim.customer,
			"proven": proven,
			"by": sorted(_behind(claim)),
			"may_decide": _may_decide(user, claim),
		}
		for claim, proven in _to_decide(contact)[:AT_ONCE]
	]


def _to_decide(contact: str) -> list[tuple[Claim, bool]]:
	claims = identity.claims_of(contact)
	proofs = proof.proven(claims)
	if store.value(CONTACT, {"name": contact}, "must_verify"):
		wanted = [claim for claim in claims if claim in proofs or claim in proof.to_decide(claims, proofs)]
	else:
		wanted = proof.to_decide(claims, proofs)
	return [(claim, claim in proofs) for claim in wanted]


def _behind(claim: Claim) -> set[str]:
	known = [row.changed_by for row in claim.noted if row.made_by]
	return {user for user in (claim.made_by, *(known or claim.editors)) if user}


def _may_decide(user: str, claim: Claim) -> bool:
	return proof.may_write(user, claim.customer) and not proof.is_contested(
		user, claim.number, claim.customer, identity.company_region
	)


def decide(contact: str, claim_contact: str, number: str, customer: str, accept: bool, user: str) -> None:
	"""Say that a number on a Contact is the Customer, or that it is not. Raises BadInput if the Contact does not say so
	(any more), Refused for who may not decide it."""
	# one after the other, and not while the Contact is saved
	frappe.db.get_value("Contact", claim_contact, "name", for_update=True)
	claim = next(
		(
			one
			for one, _proven in _to_decide(contact)
			if (one.contact, one.number, one.customer) == (claim_contact, number, customer)
		),
		None,
	)
	if not claim:
		raise BadInput(
			_("There is nothing to decide (any more): somebody has changed the Contact or decided.")
		)
	if not _may_decide(user, claim):
		raise Refused(_("Only who may change the customer {0} can decide this.").format(customer))
	_put(
		claim,
		# should the right to it lapse, managers hear of it again
		{"decided_by": user, "decided_on": now_datetime(), "told_on": None, "whatsapp_contact": contact},
		CONFIRMED if accept else REFUSED,
	)
	if accept:
		store.update(CONTACT, contact, {"must_verify": 0})
	store.update(CONTACT, contact, {"has_claims": int(bool(_to_decide(contact)))})
