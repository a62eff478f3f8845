# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Documents that are built, priced and checked as Desk does it, without being saved.

Contract: `fill_from_customer` and `fill_from_supplier` put into a new document what choosing the party does in Desk
(erpnext.accounts.party.get_party_details); `priced` lets ERPNext complete and calculate it; `checked` runs the whole
validation of a save as the session user, permissions included, and takes back whatever that wrote. Nothing is
inserted on the way to a preview: an insert that is rolled back to a savepoint would still leave behind what Frappe
queued for after the commit (webhooks, realtime events) about a document that never was.

ERPNext's own sentences of refusal reach the person as BadInput, without markup; a missing permission as Refused.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import frappe
from erpnext.accounts.party import get_party_details
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt

from whatsapp_erp_bot.commands.base import Row
from whatsapp_erp_bot.commands.units import same_unit
from whatsapp_erp_bot.exceptions import BadInput, BotError, Refused
from whatsapp_erp_bot.plain_text import from_html
from whatsapp_erp_bot.words.folding import plain

SAVEPOINT = "whatsapp_bot_draft"


@contextmanager
def own_sentences() -> Iterator[None]:
	"""What Frappe raises for its users becomes what the bot raises for its person. Messages that it left for a
	browser are dropped."""
	try:
		yield
	except BotError:
		raise
	except frappe.PermissionError as error:
		raise Refused(_("You don't have permission to do that.")) from error
	except frappe.MandatoryError as error:
		raise BadInput(_("Something needed is missing: {0}").format(labels_in(str(error)))) from error
	except frappe.ValidationError as error:
		sentence = " ".join(from_html(str(error)).split())
		raise BadInput(sentence or _("ERPNext does not accept this.")) from error
	finally:
		frappe.clear_messages()


def labels_in(mandatory: str) -> str:
	"""Frappe's “[Sales Order, SAL-ORD-1]: delivery_date, qty” as the labels of these fields."""
	found = re.match(r"\[(.+?), .*\]: (.+)$", from_html(mandatory), re.DOTALL)
	if not found or not frappe.db.exists("DocType", found[1]):
		return from_html(mandatory)
	metas = [frappe.get_meta(found[1])]
	metas += [frappe.get_meta(table.options) for table in metas[0].get_table_fields()]
	names = dict.fromkeys(name.strip() for name in found[2].split(","))
	fields = (next((field for meta in metas if (field := meta.get_field(name))), None) for name in names)
	return ", ".join(_(field.label) if field else name for field, name in zip(fields, names, strict=True))


def fill_from_customer(document: Document, customer: str) -> None:
	"""What choosing a customer fills: currency, price list, taxes template, addresses, terms, sales team."""
	details = get_party_details(
		party=customer,
		party_type="Customer",
		company=document.company,
		posting_date=document.get("transaction_date"),
		price_list=document.get("selling_price_list"),
		doctype=document.doctype,
	)
	_take(document, details)


def fill_from_supplier(document: Document, supplier: str) -> None:
	"""What choosing a supplier fills."""
	details = get_party_details(
		party=supplier,
		party_type="Supplier",
		company=document.company,
		posting_date=document.get("transaction_date"),
		price_list=document.get("buying_price_list"),
		doctype=document.doctype,
	)
	_take(document, details)


def _take(document: Document, details: Mapping[str, Any]) -> None:
	known = {field.fieldname for field in document.meta.fields}
	document.update({key: value for key, value in details.items() if key in known and value})
	# rates belong to the currency that was there before the party
	document.conversion_rate = document.plc_conversion_rate = None


def priced(document: Document) -> Document:
	"""Prices, pricing rules, warehouses, taxes and totals by ERPNext."""
	document.set_missing_values()
	if document.meta.has_field("taxes"):
		document.set_taxes()
	if document.meta.has_field("currency"):
		document.calculate_taxes_and_totals()
	return document


def checked(document: Document) -> Document:
	"""The document after every check that a save makes (frappe/model/document.py, `insert`), not saved."""
	frappe.db.savepoint(SAVEPOINT)
	try:
		document.set("__islocal", True)
		document._set_defaults()
		document.set_user_and_timestamp()
		document.set_docstatus()
		document.check_if_latest()
		document._validate_links()
		document.check_permission("create")
		document.run_method("before_insert")
		# no number of the series is taken for what may never be saved; Desk gives such a name as well
		document.name = document.name or f"new-{frappe.scrub(document.doctype)}"
		document.set_parent_in_children()
		document.validate_higher_perm_levels()
		document.flags.in_insert = True
		document.run_before_save_methods()
		document._validate()
	finally:
		document.flags.in_insert = False
		frappe.db.rollback(save_point=SAVEPOINT)
	return document


def item_rows(rows: Sequence[Row], purpose: str) -> list[dict[str, Any]]:
	"""The rows as a document takes them: `item_code`, `qty`, `uom`, `rate` if said. `purpose` is the field of Item
	that must be set (`is_sales_item`, `is_purchase_item`). Raises BadInput for a quantity that is not above zero, an
	item that is not for this purpose, a unit that the item does not have; Refused where the item may not be seen."""
	if not rows:
		raise BadInput(_("An order needs at least one item."))
	return [_item_row(row, purpose) for row in rows]


def _item_row(row: Row, purpose: str) -> dict[str, Any]:
	if not frappe.has_permission("Item", "read") or not frappe.db.exists("Item", row.item):
		raise Refused(_("I can't find that, or you don't have permission to see it."))
	item = frappe.get_cached_doc("Item", row.item)
	if not frappe.has_permission("Item", "read", doc=item):
		raise Refused(_("I can't find that, or you don't have permission to see it."))
	title = item.item_name or item.name
	if not row.qty or flt(row.qty) <= 0:
		raise BadInput(_("The quantity of {0} must be more than zero.").format(title))
	if row.rate is not None and flt(row.rate) < 0:
		raise BadInput(_("The price of {0} can't be negative.").format(title))
	if item.has_variants:
		raise BadInput(_("{0} has variants. Say which one.").format(title))
	if item.disabled or not item.get(purpose):
		raise BadInput(_("{0} can't be used in this document.").format(title))
	wanted: dict[str, Any] = {"item_code": item.name, "qty": flt(row.qty)}
	if unit := unit_of(item, row.uom, purpose):
		wanted["uom"] = unit
	if row.rate is not None:
		wanted["rate"] = flt(row.rate)
	return wanted


def unit_of(item: Document, said: str | None, purpose: str) -> str | None:
	"""The item's UOM that the word means, None where nothing was said. Raises BadInput naming the units there are."""
	if not said or not plain(said):
		return None
	units = [item.stock_uom, *(row.uom for row in item.get("uoms") or [])]
	preferred = item.get("sales_uom" if purpose == "is_sales_item" else "purchase_uom")
	units = list(dict.fromkeys(unit for unit in (preferred, *units) if unit))
	for unit in units:
		if same_unit(said, unit):
			return unit
	raise BadInput(
		_("{0} has no unit “{1}”. Its units: {2}").format(
			item.item_name or item.name, said, ", ".join(_(unit) for unit in units)
		)
	)
