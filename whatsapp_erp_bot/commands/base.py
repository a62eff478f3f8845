# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The ground that every command stands on: who asks, and how documents are read on that person's behalf.

Contract: a command is `function(context, **arguments)`; it reads only through `read_list` and `read_document` (or
Frappe's own report runner, or `frappe.qb` with the match conditions applied) and never names a user. For staff these
functions are Frappe's permissions as they are. A customer has no user: then `read_past_permissions`, the only place
of the app that reads business documents past permissions, always filters by the party of the context and leaves out
every field above permission level 0.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.model import get_permitted_fields, table_fields
from frappe.model.document import Document

from whatsapp_erp_bot import compat
from whatsapp_erp_bot.commands.declaration import Declaration
from whatsapp_erp_bot.exceptions import BadInput, Refused


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
	# (DocType, name) -> what was read of a document while its name was resolved, as this person may see it
	resolved: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)


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

# What a customer's balance and statement are added up from. Not documents that a customer may open.
CUSTOMER_LEDGER_FILTERS: Mapping[str, Callable[[Party], dict[str, Any]]] = {
	"Payment Ledger Entry": lambda party: {
		"party_type": "Customer",
		"party": party.party,
		"account_type": "Receivable",
		"delinked": 0,
	},
}

# What a customer may find by name to ask for its price or stock: names only, never the document
CUSTOMER_CATALOGUE_FILTERS: Mapping[str, dict[str, Any]] = {
	"Item": {"disabled": 0, "is_sales_item": 1, "has_variants": 0},
}
CUSTOMER_CATALOGUE_FIELDS = frozenset(("name", "item_code", "item_name", "stock_uom"))

# one `in` filter holds at most this many names, far below MariaDB's packet size
NAMES_PER_QUERY = 2000

Filters = Mapping[str, Any] | Sequence[Sequence[Any]]


def refusal() -> Refused:
	"""One sentence for “may not” and “is not there”."""
	return Refused(_("I can't find that, or you don't have permission to see it."))


def may(context: Context, doctype: str, permission: str = "read") -> bool:
	"""Whether this person has the permission on the DocType at all."""
	if context.party:
		return permission == "read" and doctype in CUSTOMER_FILTERS
	return bool(frappe.has_permission(doctype, permission))


def may_see_field(context: Context, doctype: str, fieldname: str) -> bool:
	"""Whether the field is within this person's permission level. A command that filters or computes by a field asks
	first: a figure derived from a hidden field would show it."""
	if context.party:
		return fieldname not in _above_level_zero(doctype)
	field = frappe.get_meta(doctype).get_field(fieldname)
	if field and field.fieldtype in table_fields:
		return not field.permlevel or field.permlevel in field_levels(doctype)
	return fieldname in get_permitted_fields(doctype, ignore_virtual=True)


def field_levels(doctype: str) -> list[int]:
	"""The permission levels at which this person reads the DocType's fields."""
	return frappe.get_meta(doctype).get_permlevel_access("read")


def allowed(context: Context, declaration: Declaration) -> bool:
	"""Whether the command is offered to this person: audience, every need, and one of the roles if it names any."""
	if context.party:
		return "customer" in declaration.audience
	if "staff" not in declaration.audience:
		return False
	if declaration.roles and not set(declaration.roles) & set(frappe.get_roles()):
		return False
	return all(may(context, need.doctype, need.permission) for need in declaration.needs)


def the_customer(context: Context, customer: str | None) -> str | None:
	"""The customer that a command is about: for a customer always themselves, whatever was said."""
	if not context.party:
		return customer
	if context.party.party_type != "Customer":
		raise refusal()
	return context.party.party


def company_currency(company: str) -> str:
	"""The currency that a company keeps its books in."""
	return frappe.get_cached_value("Company", company, "default_currency")


def whole_number(said: float | None, default: int, most: int) -> int:
	"""How many rows to show. Raises BadInput for less than one; more than `most` is `most`."""
	if said is None:
		return min(default, most)
	if said < 1:
		raise BadInput(_("Ask for at least one."))
	return min(int(said), most)


def read_list(
	context: Context,
	doctype: str,
	*,
	fields: Sequence[str | dict[str, str]],
	filters: Filters | None = None,
	or_filters: Filters | None = None,
	order_by: str,
	limit: int = 0,
	group_by: str | None = None,
) -> list[dict[str, Any]]:
	"""Rows that this person may see; a field above their permission level is left out of the rows. `fields` may hold
	the aggregates of `compat`. Raises Refused where the person may not read the DocType at all."""
	if context.party:
		return read_past_permissions(
			context.party, doctype, fields, filters, order_by, limit, group_by, or_filters=or_filters
		)
	if not frappe.has_permission(doctype, "read"):
		raise refusal()
	return frappe.get_list(
		doctype,
		fields=_permitted(doctype, fields),
		filters=filters,
		or_filters=or_filters,
		order_by=order_by,
		group_by=group_by,
		limit=limit,
	)


def _permitted(
	doctype: str, fields: Sequence[str | dict[str, str]], permission: str = "read"
) -> list[str | dict[str, str]]:
	"""The fields within the person's permission level. Frappe 15 takes plain hidden fields out of a list by itself but
	leaves sums over them in (frappe/model/db_query.py, `apply_fieldlevel_read_permissions`)."""
	own = {field.fieldname for field in frappe.get_meta(doctype).fields}
	permitted = set(get_permitted_fields(doctype, permission_type=permission, ignore_virtual=True))
	return [
		field for field in fields if (column := compat.column_of(field)) not in own or column in permitted
	]


def read_past_permissions(
	party: Party,
	doctype: str,
	fields: Sequence[str | dict[str, str]],
	filters: Filters | None,
	order_by: str,
	limit: int = 0,
	group_by: str | None = None,
	or_filters: Filters | None = None,
) -> list[dict[str, Any]]:
	"""A customer's own submitted documents, their own ledger, or names of the items on sale. The party filters come
	last and are added to what was asked, so that nothing said can widen them; fields above permission level 0 are left
	out. Raises Refused for every DocType that the tables above do not name."""
	hidden = _above_level_zero(doctype)
	return frappe.get_all(
		doctype,
		fields=[field for field in fields if compat.column_of(field) not in hidden],
		filters=[*_as_list(doctype, filters), *_own_filters(party, doctype, fields)],
		or_filters=or_filters,
		order_by=order_by,
		group_by=group_by,
		limit=limit,
	)


def _own_filters(party: Party, doctype: str, fields: Sequence[str | dict[str, str]]) -> list[list[Any]]:
	if party.party_type != "Customer" or not party.party:
		raise refusal()
	own = CUSTOMER_FILTERS.get(doctype) or CUSTOMER_LEDGER_FILTERS.get(doctype)
	if own:
		return _as_list(doctype, own(party))
	if (
		doctype in CUSTOMER_CATALOGUE_FILTERS
		and {compat.column_of(f) for f in fields} <= CUSTOMER_CATALOGUE_FIELDS
	):
		return _as_list(doctype, CUSTOMER_CATALOGUE_FILTERS[doctype])
	raise refusal()


def _as_list(doctype: str, filters: Filters | None) -> list[list[Any]]:
	if not isinstance(filters, Mapping):
		return [list(one) for one in filters or []]
	return [
		[doctype, key, *(value if isinstance(value, list | tuple) else ("=", value))]
		for key, value in filters.items()
	]


def _above_level_zero(doctype: str) -> set[str]:
	return {field.fieldname for field in frappe.get_meta(doctype).fields if field.permlevel}


def visible_names(context: Context, doctype: str, names: Sequence[str]) -> set[str]:
	"""Those of the names that this person may read; an empty set where they may not read the DocType at all."""
	found: set[str] = set()
	if not may(context, doctype):
		return found
	wanted = sorted({name for name in names if name})
	for start in range(0, len(wanted), NAMES_PER_QUERY):
		chunk = wanted[start : start + NAMES_PER_QUERY]
		rows = read_list(
			context, doctype, fields=["name"], filters={"name": ["in", chunk]}, order_by="name asc"
		)
		found.update(row["name"] for row in rows)
	return found


def read_document(context: Context, doctype: str, name: str, permission: str = "read") -> Document:
	"""The document, with fields beyond the person's permission level emptied. Raises Refused when it is not there or
	not theirs, in the same words."""
	if context.party:
		if (
			permission != "read"
			or doctype not in CUSTOMER_FILTERS
			or not read_past_permissions(context.party, doctype, ["name"], {"name": name}, "name asc", 1)
		):
			raise refusal()
		return _at_level_zero(frappe.get_doc(doctype, name))
	if not frappe.has_permission(doctype, permission) or not frappe.db.exists(doctype, name):
		raise refusal()
	document = frappe.get_doc(doctype, name)
	if not document.has_permission(permission):
		raise refusal()
	document.apply_fieldlevel_read_permissions()
	return _with_none_for_hidden(document)


def _with_none_for_hidden(document: Document) -> Document:
	"""Frappe takes hidden attributes away, and whoever then reads one gets an AttributeError: they become None."""
	for one in (document, *document.get_all_children()):
		for fieldname in _above_level_zero(one.doctype):
			if fieldname not in one.__dict__:
				one.set(fieldname, None)
	return document


def _at_level_zero(document: Document) -> Document:
	"""Frappe's `apply_fieldlevel_read_permissions` goes by the session user's roles; a customer has none."""
	for fieldname in _above_level_zero(document.doctype):
		document.set(fieldname, None)
	for table in document.meta.get_table_fields():
		for row in document.get(table.fieldname) or []:
			for fieldname in _above_level_zero(table.options):
				row.set(fieldname, None)
	return document


def read_report(
	context: Context, report: str, filters: Mapping[str, Any]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
	"""Columns and rows of a standard report, run by Frappe's own runner as this person. Raises Refused where they may
	not run it.

	The runner checks the report's roles and filters rows by Link columns alone (frappe/desk/query_report.py,
	`get_linked_doctypes`): rows that name, through a Dynamic Link, a document which this person may not read are
	dropped here as well. Its total row, chart and summary were computed before any filter and are not returned, and
	columns above the person's permission level are left out."""
	if context.party:
		raise refusal()
	from frappe.desk.query_report import run

	try:
		answer = run(report, filters=frappe._dict(filters), ignore_prepared_report=True)
	except frappe.PermissionError:
		raise refusal()
	columns = [column for column in answer.get("columns") or [] if not column.get("hidden")]
	# the runner appends its total as a list among dictionaries
	rows = [row for row in answer.get("result") or [] if isinstance(row, dict) and row]
	for column in columns:
		if column.get("fieldtype") == "Dynamic Link":
			rows = _readable_rows(context, rows, column["options"], column["fieldname"])
	reference = frappe.get_cached_value("Report", report, "ref_doctype")
	columns = [column for column in columns if _column_visible(context, reference, column["fieldname"])]
	return columns, rows


def _readable_rows(context: Context, rows: list[dict], type_key: str, name_key: str) -> list[dict]:
	named: dict[str, set[str]] = {}
	for row in rows:
		if row.get(type_key) and row.get(name_key):
			named.setdefault(row[type_key], set()).add(row[name_key])
	readable = {
		doctype: visible_names(context, doctype, list(names))
		for doctype, names in named.items()
		if frappe.db.exists("DocType", doctype)
	}
	return [
		row
		for row in rows
		if not row.get(name_key) or row[name_key] in readable.get(row.get(type_key) or "", set())
	]


def _column_visible(context: Context, reference: str | None, fieldname: str) -> bool:
	if not reference or not frappe.get_meta(reference).has_field(fieldname):
		return True
	return may_see_field(context, reference, fieldname)
