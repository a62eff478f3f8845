# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Which Customer a telephone number is, and who answers for that.

Contract: everybody with a login may write Contacts (the role All), so a number on a Contact of a Customer is a claim
and no proof. It is proof only while somebody who may write that very Customer answers for it:

- somebody with that right confirmed this number on this Contact for this Customer;
- or somebody with that right made the Contact the Customer's primary contact, and it still is;
- or whoever made the Contact and whoever last edited it have that right (of a primary contact, who made it does not
  matter). Where bot/vouching has noted who is behind a number and a link, that counts instead of the last editor: a
  later edit of something else neither proves a number nor takes its proof away.

The right is that of now: an enabled user, with the roles, user permissions and shares of this moment. What somebody
with the right refused is no proof. A claim that is no proof counts for nothing: it locks nobody out. Nothing here
writes, or keeps anything beyond one look.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import frappe
from frappe.core.doctype.user_permission.user_permission import get_user_permissions
from frappe.query_builder import CustomFunction

from whatsapp_erp_bot.bot import store
from whatsapp_erp_bot.whatsapp import phone as phones

CLAIM = "WhatsApp Bot Customer Claim"
# what a row of it says: who is behind a number (nobody was asked), that managers were, and what came of it
KEPT, OPEN, CONFIRMED, PRIMARY, REFUSED = "Kept", "Open", "Confirmed", "Primary contact", "Refused"
# asked only where it is needed: ISO code of the country whose habits numbers follow
Region = Callable[[], str | None]
NOTED = ("name", "number", "status", "made_by", "changed_by", "decided_by", "told_on")


@dataclass(frozen=True)
class Claim:
	"""A number, as it is written on a Contact, and one Customer that the Contact is linked to. `editors`: of the
	Contact and of the two rows. `noted`: what bot/vouching and managers said of just this. `columns`: the Customer's."""

	contact: str
	number: str
	customer: str
	disabled: bool
	primary: bool
	made_by: str | None
	editors: tuple[str | None, ...]
	noted: tuple[dict, ...]
	columns: Mapping[str, Any]


def spellings(numbers: Iterable[str]) -> set[str]:
	"""Every spelling of these numbers, which are digits with their country code."""
	return {spelling for number in numbers for spelling in phones.variants(number)}


def found(numbers: set[str], region: Region) -> list[Claim]:
	"""Every claim on one of these `spellings`; numbers without country code are read by the habits of `region`."""
	rows = _rows_ending_like(numbers)
	country = region() if rows else None
	return _claims([row for row in rows if _is_one_of(row.phone, numbers, country)])


def found_on(contact: str) -> list[Claim]:
	"""Every claim that a Contact makes."""
	return _claims(
		store.rows("Contact Phone", ["parent", "phone", "modified_by"], {"parent": contact}, "idx")
	)


def _claims(numbers: Sequence[dict]) -> list[Claim]:
	"""Each of these rows of Contacts with each Customer that its Contact is linked to."""
	if not numbers:
		return []
	links = _links({row.parent for row in numbers})
	return [_claim(row, link) for link in links for row in numbers if row.parent == link["holder"]]


def _rows_ending_like(numbers: set[str]) -> list[dict]:
	"""Contact phones whose digits end as one of the numbers does; people write them with blanks and dashes."""
	if not numbers:
		return []
	table = frappe.qb.DocType("Contact Phone")
	digits = CustomFunction("REGEXP_REPLACE", ["text", "pattern", "replacement"])(table.phone, "[^0-9]", "")
	ending = CustomFunction("RIGHT", ["text", "length"])
	return (
		frappe.qb.from_(table)
		.select(table.parent, table.phone, table.modified_by)
		.where(table.parenttype == "Contact")
		.where(ending(digits, 8).isin([number[-8:] for number in numbers]))
		.run(as_dict=True)
	)


def _is_one_of(written: str, numbers: set[str], region: str | None) -> bool:
	"""Whether a number as somebody typed it is, in full, one of these."""
	read = phones.normal(written, region)
	return bool(read) and bool(set(phones.variants(read)) & numbers)


def _links(contacts: set[str]) -> list[dict]:
	"""One dictionary for each Customer that one of the Contacts is linked to: its columns, who made and edited the
	Contact and the link, and what was noted of the two (`noted`)."""
	link, contact = frappe.qb.DocType("Dynamic Link"), frappe.qb.DocType("Contact")
	customer, noted = frappe.qb.DocType("Customer"), frappe.qb.DocType(CLAIM)
	rows = (
		frappe.qb.from_(link)
		.join(contact)
		.on(contact.name == link.parent)
		.join(customer)
		.on(customer.name == link.link_name)
		.left_join(noted)
		.on((noted.contact == contact.name) & (noted.customer == customer.name))
		.select(
			customer.star,
			contact.name.as_("holder"),
			contact.owner.as_("holder_made_by"),
			contact.modified_by.as_("holder_changed_by"),
			link.modified_by.as_("link_changed_by"),
			*(noted[name].as_(f"noted_{name}") for name in NOTED),
		)
		.where(link.parenttype == "Contact")
		.where(link.link_doctype == "Customer")
		.where(link.parent.isin(list(contacts)))
		.run(as_dict=True)
	)
	pairs: dict[tuple[str, str], dict] = {}
	for row in rows:
		said = frappe._dict({name: row.pop(f"noted_{name}") for name in NOTED})
		pair = pairs.setdefault((row.holder, row.name), {**row, "noted": []})
		if said.name:
			pair["noted"].append(said)
	return list(pairs.values())


def _claim(row: dict, link: dict) -> Claim:
	return Claim(
		contact=link["holder"],
		number=row.phone,
		customer=link["name"],
		disabled=bool(link["disabled"]),
		primary=link["customer_primary_contact"] == link["holder"],
		made_by=link["holder_made_by"],
		editors=(row.modified_by, link["link_changed_by"], link["holder_changed_by"]),
		noted=tuple(said for said in link["noted"] if said.number == row.phone),
		columns=link,
	)


# ---- what is proof


def proven(claims: Sequence[Claim]) -> list[Claim]:
	"""Those that are proof now."""
	if not claims:
		return []
	rights = Rights(user for claim in claims for user in _named(claim))
	return [claim for claim in claims if _holds(claim, rights)]


def only_customer(proofs: Sequence[Claim]) -> str | None:
	"""The Customer whom proofs of one number name; None if they stand on several Contacts or name several Customers,
	or a disabled one."""
	if len({proof.contact for proof in proofs}) != 1 or len({proof.customer for proof in proofs}) != 1:
		return None
	return None if proofs[0].disabled else proofs[0].customer


def to_decide(claims: Sequence[Claim], proofs: Sequence[Claim]) -> list[Claim]:
	"""What somebody has to decide: claims that are no proof and were not refused, and proofs that contradict each
	other."""
	open_ones = [claim for claim in claims if claim not in proofs and not _is_refused(claim)]
	return open_ones if not proofs or only_customer(proofs) else [*open_ones, *proofs]


def _named(claim: Claim) -> set[str | None]:
	users = {claim.made_by, *claim.editors}
	for row in claim.noted:
		users |= {row.made_by, row.changed_by, row.decided_by}
	return users


def _is_refused(claim: Claim) -> bool:
	return any(row.status == REFUSED for row in claim.noted)


def _holds(claim: Claim, rights: "Rights") -> bool:
	if _is_refused(claim):
		return False
	decided = {CONFIRMED, PRIMARY} if claim.primary else {CONFIRMED}
	if any(row.status in decided and rights.allow(row.decided_by, claim) for row in claim.noted):
		return True
	# a row of a decision alone says nothing of who is behind the number
	known = [(row.made_by, (row.changed_by,)) for row in claim.noted if row.made_by]
	for made_by, changed_by in known or [(claim.made_by, claim.editors)]:
		answering = {*changed_by} if claim.primary else {made_by, *changed_by}
		if not all(rights.allow(user, claim) for user in answering):
			return False
	return True


class Rights:
	"""Who of some users may write which Customer, asked once each. For one look only."""

	def __init__(self, users: Iterable[str | None]):
		names = sorted({user for user in users if user} - {"Guest"})
		rows = store.rows("User", ["name"], {"name": names, "enabled": 1}, "name") if names else []
		self.enabled = {row.name for row in rows}
		self.known: dict[tuple[str, str], bool] = {}

	def allow(self, user: str | None, claim: Claim) -> bool:
		"""Whether the user may write the Customer of this claim."""
		if user not in self.enabled:
			return False
		key = (user, claim.customer)
		if key not in self.known:
			self.known[key] = _may_write(user, claim)
		return self.known[key]


def _may_write(user: str, claim: Claim) -> bool:
	"""Frappe's own answer. The Customer's columns were read already; its rows are where they may matter."""
	if user == "Administrator":
		return True
	if _rows_matter(user):
		document = frappe.get_doc("Customer", claim.customer)
	else:
		columns = {key: value for key, value in claim.columns.items() if key != "noted"}
		document = frappe.get_doc({"doctype": "Customer", **columns})
	return bool(frappe.has_permission("Customer", "write", doc=document, user=user))


def _rows_matter(user: str) -> bool:
	"""Whether a permission on a Customer may depend on its child rows (companies, sales team…)."""
	if frappe.get_hooks("has_permission").get("Customer"):
		return True
	restricted = set(get_user_permissions(user) or {})
	return bool(restricted) and any(
		link.options in restricted
		for table in frappe.get_meta("Customer").get_table_fields()
		for link in frappe.get_meta(table.options).get_link_fields()
	)


def may_write(user: str | None, customer: str) -> bool:
	"""Whether this user, enabled and no Guest, may write the Customer now."""
	if not user or user == "Guest" or not store.value("User", {"name": user, "enabled": 1}):
		return False
	return bool(
		frappe.has_permission("Customer", "write", doc=frappe.get_doc("Customer", customer), user=user)
	)


def is_contested(user: str, number: str, customer: str, region: Region) -> bool:
	"""Whether the number, as written, is proof already of another Customer that this user may not write. Whoever answers
	for some Customers must not make a number ambiguous that others answer for, and so lock its holder out."""
	if _writes_all(user):
		return False
	read = phones.normal(number, region())
	proofs = proven(found(spellings([read]), region)) if read else []
	others = {proof.customer for proof in proofs} - {customer}
	return any(not may_write(user, other) for other in others)


def _writes_all(user: str) -> bool:
	"""Whether nothing limits this user to some Customers: then nobody has to look which ones a number proves."""
	if user == "Administrator":
		return True
	return not get_user_permissions(user) and bool(frappe.has_permission("Customer", "write", user=user))


def behind(made_by: str | None, editors: Sequence[str | None], customer: str) -> Mapping[str, Any]:
	"""What to note of who is behind a number and a link now: of several editors the one who may not write the Customer,
	nobody if there are more of those."""
	without = {user for user in editors if not may_write(user, customer)}
	last = editors[-1] if not without else None if len(without) > 1 else without.pop()
	return {"made_by": made_by, "changed_by": last}
