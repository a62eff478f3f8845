# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The ground that every command stands on: who asks, and how documents are read on that person's behalf.

Contract: a command is `function(context, **arguments)`; it reads only through `read_list` and `read_document` (or
Frappe's own report runner, or `frappe.qb` with the match conditions applied) and never names a user. For staff these
functions are Frappe's permissions as they are. A customer has no user: then `read_past_permissions`, the only place
of the app that reads business documents past permissions, always filters by the party of the context.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from whatsapp_erp_bot.commands.declaration import Declaration
from whatsapp_erp_bot.exceptions import Refused


@dataclass(frozen=True)
class Party:
	"""Type and name, always both: a customer and a supplier may share a name."""

	party_type: str
	party: str


@dataclass
class Context:
	"""On whose behalf a command runs. `user` is the session user already set; `party` only for a customer.
	`today` is the person's day. `report_progress(percent, words)` and `is_cancelled()` matter to long commands."""

	user: str
	language: str
	today: date
	company: str
	currency: str
	party: Party | None = None
	run: str | None = None
	contact: str | None = None
	conversation: str | None = None
	report_progress: Callable[[float, str], None] = lambda percent, words: None
	is_cancelled: Callable[[], bool] = lambda: False
	extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Period:
	"""Both days inclusive."""

	from_date: date
	to_date: date


@dataclass(frozen=True)
class Money:
	"""An amount; `currency` only when it was named."""

	amount: float
	currency: str | None = None


@dataclass(frozen=True)
class Row:
	"""One line of an order: an Item's name, how many, at what rate and in which UOM if said."""

	item: str
	qty: float
	rate: float | None = None
	uom: str | None = None


# DocType -> filters that hold a customer's own documents; a DocType that is not here is out of a customer's reach
CUSTOMER_FILTERS: Mapping[str, Callable[[Party], dict[str, Any]]] = {
	"Sales Invoice": lambda party: {"customer": party.party, "docstatus": 1},
	"Sales Order": lambda party: {"customer": party.party, "docstatus": 1},
	"Delivery Note": lambda party: {"customer": party.party, "docstatus": 1},
	"Quotation": lambda party: {"quotation_to": "Customer", "party_name": party.party, "docstatus": 1},
	"Payment Entry": lambda party: {"party_type": "Customer", "party": party.party, "docstatus": 1},
	"Issue": lambda party: {"customer": party.party},
	"Customer": lambda party: {"name": party.party},
}


def refusal() -> Refused:
	"""One sentence for “may not” and “is not there”."""
	return Refused(_("I can't find that, or you don't have permission to see it."))


def may(context: Context, doctype: str, permission: str = "read") -> bool:
	"""Whether this person has the permission on the DocType at all."""
	if context.party:
		return permission == "read" and doctype in CUSTOMER_FILTERS
	return bool(frappe.has_permission(doctype, permission))


def allowed(context: Context, declaration: Declaration) -> bool:
	"""Whether the command is offered to this person: audience, every need, and one of the roles if it names any."""
	if context.party:
		return "customer" in declaration.audience
	if "staff" not in declaration.audience:
		return False
	if declaration.roles and not set(declaration.roles) & set(frappe.get_roles()):
		return False
	return all(may(context, need.doctype, need.permission) for need in declaration.needs)


def read_list(
	context: Context,
	doctype: str,
	*,
	fields: Sequence[str],
	filters: Mapping[str, Any] | Sequence[Sequence[Any]] | None = None,
	order_by: str,
	limit: int = 0,
	group_by: str | None = None,
) -> list[dict[str, Any]]:
	"""Rows that this person may see. Raises Refused where the person may not read the DocType at all."""
	if context.party:
		return read_past_permissions(context.party, doctype, fields, filters, order_by, limit, group_by)
	if not frappe.has_permission(doctype, "read"):
		raise refusal()
	return frappe.get_list(
		doctype,
		fields=list(fields),
		filters=filters,
		order_by=order_by,
		group_by=group_by,
		limit_page_length=limit,
	)


def read_past_permissions(
	party: Party,
	doctype: str,
	fields: Sequence[str],
	filters: Mapping[str, Any] | Sequence[Sequence[Any]] | None,
	order_by: str,
	limit: int = 0,
	group_by: str | None = None,
) -> list[dict[str, Any]]:
	"""A customer's own submitted documents. The party filters come last and are added to what was asked, so that
	nothing said can widen them. Raises Refused for every DocType that CUSTOMER_FILTERS does not name."""
	if party.party_type != "Customer" or doctype not in CUSTOMER_FILTERS:
		raise refusal()
	asked = (
		[[doctype, key, *(value if isinstance(value, list | tuple) else ("=", value))] for key, value in filters.items()]
		if isinstance(filters, Mapping)
		else list(filters or [])
	)
	own = [[doctype, key, "=", value] for key, value in CUSTOMER_FILTERS[doctype](party).items()]
	return frappe.get_all(
		doctype,
		fields=list(fields),
		filters=[*asked, *own],
		order_by=order_by,
		group_by=group_by,
		limit_page_length=limit,
	)


def read_document(context: Context, doctype: str, name: str, permission: str = "read") -> Document:
	"""The document, with fields beyond the person's permission level emptied. Raises Refused when it is not there or
	not theirs, in the same words."""
	if context.party:
		if permission != "read" or not read_past_permissions(
			context.party, doctype, ["name"], {"name": name}, "name asc", 1
		):
			raise refusal()
		return frappe.get_doc(doctype, name)
	if not frappe.has_permission(doctype, permission) or not frappe.db.exists(doctype, name):
		raise refusal()
	document = frappe.get_doc(doctype, name)
	if not document.has_permission(permission):
		raise refusal()
	document.apply_fieldlevel_read_permissions()
	return document
