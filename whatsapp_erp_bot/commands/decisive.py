# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What decides in a document: who, how much, in which currency, which rows, where, when.

Contract: `decisive_facts(context, document)` names it for any DocType, by its form, as far as this person may see it;
`item_row` writes one row of items, `party_fact` whose document it is. Nothing is cut and nothing is rounded: whoever
shows it shows it whole (bot/reply, `preview`). Free text of a document comes last, so that it pushes nothing away.
"""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, format_date, strip_html

from whatsapp_erp_bot.commands import exactly
from whatsapp_erp_bot.commands.base import Context, may_see_field, read_document
from whatsapp_erp_bot.commands.documents import currency_of, essential_fields, field_fact
from whatsapp_erp_bot.commands.result import Fact

# what names the party -> the field with its title
PARTIES = {
	"customer": "customer_name",
	"supplier": "supplier_name",
	"party": "party_name",
	"party_name": "customer_name",
	"employee": "employee_name",
	"lead": "lead_name",
}
# links that say where money and goods go
PLACES = ("Account", "Warehouse", "Mode of Payment", "Bank Account", "Company")
SWITCHES = ("is_return", "update_stock")
# derived from other rows, or about the house alone
SIDE_TABLES = frozenset(
	{"Packed Item", "Pricing Rule Detail", "Sales Team", "BOM Explosion Item", "Item Wise Tax Detail"}
)
# which of a row's fields is what the row is about, first found
ROW_TITLES = ("item_name", "item_code", "account", "account_head", "reference_name", "employee_name")
# text that is longer stands behind everything else
SHORT = 60
# links that name the item or the account are the label already; these say where
ROW_PLACES = ("s_warehouse", "t_warehouse", "from_warehouse", "warehouse", "target_warehouse")


def decisive_facts(context: Context, document: Document) -> list[Fact]:
	"""The facts and rows of a document that exists. Raises Refused where the person may not see it."""
	shown = read_document(context, document.doctype, document.name)
	facts = [Fact(_("Document"), f"{_(shown.doctype)} {shown.name}")]
	named = [name for name in PARTIES if _is_party(shown, name)]
	facts += [party_fact(_label(shown, name), shown.get(name), shown.get(PARTIES[name])) for name in named]
	listed = [*_totals(shown), *(name for name in essential_fields(shown) if name not in _titles(named))]
	listed += _others(shown)
	facts += [
		fact
		for name in dict.fromkeys(listed)
		if name not in named
		and (fact := field_fact(context, shown, name, whole=True))
		and _says_something(fact)
	]
	if _hides_amounts(context, shown):
		facts.append(Fact(_("Amount", context="answer"), _("Amounts are hidden from you.")))
	facts.sort(key=lambda fact: fact.kind == "text" and len(str(fact.value)) > SHORT)
	return [*facts, *(row for table in _tables(shown) for row in _rows(context, shown, table))]


def party_fact(label: str, name: str, title: str | None) -> Fact:
	"""Who it is: what they are called, and the name of their record where that differs, since two may share a title."""
	return Fact(label, f"{title} ({name})" if title and title != name else name)


def item_row(row: Document, currency: str) -> Fact:
	"""One row of items: quantity with its unit, price and amount; the code, the warehouse and the discount behind the
	item's name."""
	quantity = exactly.quantity(row.qty)
	unit = _(row.get("uom") or row.get("stock_uom") or "")
	text = f"{quantity} {unit}".strip()
	if row.get("is_free_item"):
		text = _("{0} {1} free").format(quantity, unit)
	elif row.get("rate") is not None and row.get("amount") is not None:
		text = _("{0} {1} × {2} = {3}").format(
			quantity,
			unit,
			exactly.money(row.rate, currency, code=False),
			exactly.money(row.amount, currency, code=False),
		)
	title = row.get("item_name") or row.get("item_code") or row.get("description") or ""
	code = row.get("item_code")
	details = [code if code != title else "", " → ".join(_places(row))]
	if flt(row.get("discount_percentage")):
		details.append(f"{_('Discount')} {exactly.quantity(row.discount_percentage)} %")
	return Fact(title, text, "row", detail=" · ".join(detail for detail in details if detail))


def _places(row: Document) -> list[str]:
	return list(dict.fromkeys(place for name in ROW_PLACES if (place := row.get(name))))


def _is_party(shown: Document, name: str) -> bool:
	field = shown.meta.get_field(name)
	return bool(field and field.fieldtype in ("Link", "Dynamic Link") and shown.get(name))


def _says_something(fact: Fact) -> bool:
	"""No discount is not worth a line; a total of nothing is."""
	return fact.kind not in ("number", "percent") or bool(flt(fact.value))


def _titles(named: list[str]) -> set[str]:
	return {PARTIES[name] for name in named}


def _label(document: Document, fieldname: str) -> str:
	field = document.meta.get_field(fieldname)
	return _(field.label or fieldname, context=document.doctype)


def _totals(shown: Document) -> list[str]:
	"""The total in its own currency and in the company's where that differs."""
	if not shown.meta.has_field("grand_total"):
		return []
	own = shown.get("company") and frappe.get_cached_value("Company", shown.company, "default_currency")
	other = shown.meta.has_field("base_grand_total") and own and shown.get("currency") not in (None, "", own)
	return ["grand_total", "base_grand_total"] if other else ["grand_total"]


def _others(shown: Document) -> list[str]:
	"""Where it goes, when, what is taken off; of a DocType without a total of its own every amount."""
	has_total = shown.meta.has_field("grand_total")
	return [
		field.fieldname
		for field in shown.meta.fields
		if not field.hidden
		and (
			(field.fieldtype == "Link" and field.options in PLACES)
			or field.fieldtype == "Date"
			or field.fieldname in SWITCHES
			or (
				field.fieldtype in ("Currency", "Percent", "Float")
				and "discount" in field.fieldname
				and not field.fieldname.startswith("base_")
			)
			or (field.fieldtype == "Currency" and not has_total and not field.fieldname.startswith("base_"))
		)
	]


def _hides_amounts(context: Context, shown: Document) -> bool:
	return any(
		field.permlevel and not may_see_field(context, shown.doctype, field.fieldname)
		for field in shown.meta.get("fields", {"fieldtype": "Currency"})
	)


def _tables(shown: Document) -> list[Any]:
	return [
		field
		for field in shown.meta.get_table_fields()
		if field.fieldtype == "Table"
		and not field.hidden
		and field.options not in SIDE_TABLES
		# one instalment is the due date, which is told already
		and len(shown.get(field.fieldname) or []) > (1 if field.options == "Payment Schedule" else 0)
	]


def _rows(context: Context, shown: Document, table: Any) -> list[Fact]:
	rows = shown.get(table.fieldname)
	if rows[0].meta.has_field("item_code") and rows[0].meta.has_field("qty"):
		currency = shown.get("currency") or context.currency
		return [item_row(row, currency) for row in rows]
	return [_any_row(context, row, table) for row in rows]


def _any_row(context: Context, row: Document, table: Any) -> Fact:
	"""A row of any table: the numbers that its list shows in our words, then what its list names."""
	title = next((name for name in ROW_TITLES if row.get(name)), None)
	numbers, names = [], []
	for field in row.meta.fields:
		value = row.get(field.fieldname)
		if field.hidden or field.fieldname == title or value in (None, "", 0) or not _in_list(field):
			continue
		label = _(field.label or field.fieldname, context=row.doctype)
		if field.fieldtype == "Currency":
			numbers.append(f"{label} {exactly.money(value, currency_of(context, field, row))}")
		elif field.fieldtype in ("Float", "Int", "Percent"):
			numbers.append(f"{label} {exactly.quantity(value)}{' %' if field.fieldtype == 'Percent' else ''}")
		elif field.fieldtype == "Date":
			names.append(f"{label} {format_date(value)}")
		elif field.fieldtype == "Check":
			names.append(label)
		elif field.fieldtype not in ("Table", "HTML", "Button", "Image", "Attach Image"):
			names.append(" ".join(strip_html(str(value)).split()))
	label = str(row.get(title)) if title else _(table.label or table.options)
	return Fact(label, " · ".join(numbers) or f"{row.idx}", "row", detail=" · ".join(names))


def _in_list(field: Any) -> bool:
	return bool(field.in_list_view or field.bold or field.reqd)
