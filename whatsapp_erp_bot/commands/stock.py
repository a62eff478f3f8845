# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Stock and prices: what lies where, what runs low, what an item costs.

Contract: staff see the Bins of the warehouses that they may see, with the figures of ERPNext's own report “Stock
Projected Qty” (erpnext/stock/report/stock_projected_qty). Quantities are in the item's stock UOM. Without a
warehouse the company of the context counts; a group warehouse stands for all below it. Prices are those that ERPNext
would put into a Sales Order made today: price list, customer, pricing rules; nothing is saved.

A customer gets a company-wide quantity without warehouses, and prices of the own price list only; each command is
switched on for customers elsewhere.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import frappe
from erpnext.accounts.doctype.pos_invoice.pos_invoice import get_pos_reserved_qty
from erpnext.accounts.party import get_default_price_list
from erpnext.stock.get_item_details import get_bin_details
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, getdate

from whatsapp_erp_bot.commands.base import (
	Context,
	Period,
	may,
	read_document,
	read_list,
	refusal,
	visible_names,
)
from whatsapp_erp_bot.commands.drafts import fill_from_customer, own_sentences, priced
from whatsapp_erp_bot.commands.formats import PHONE_ROWS, as_asked
from whatsapp_erp_bot.commands.looks import told_apart
from whatsapp_erp_bot.commands.registry import runs
from whatsapp_erp_bot.commands.result import Column, Fact, NextStep, Result, Table
from whatsapp_erp_bot.exceptions import BadInput, Refused

# a price is worked out once for each unit of the item, so the number of units is bounded
PRICED_UNITS = 5
QUANTITIES = ("actual_qty", "reserved_qty", "ordered_qty", "projected_qty")


@dataclass(frozen=True)
class StockItem:
	"""What is needed of an Item to speak about its stock."""

	name: str
	title: str
	unit: str
	kept_in_stock: bool
	has_variants: bool


def stock_item(context: Context, item: str) -> StockItem:
	"""The Item as this person may see it, a customer as the catalogue shows it. Raises Refused."""
	fields = ["name", "item_name", "stock_uom", "is_stock_item", "has_variants"]
	if context.party:
		found = frappe.db.get_value(
			"Item", {"name": item, "disabled": 0, "is_sales_item": 1}, fields, as_dict=True
		)
		rows = [found] if found else []
	elif ("Item", item) in context.resolved:
		rows = [context.resolved["Item", item]]
	else:
		rows = read_list(context, "Item", fields=fields, filters={"name": item}, order_by="name asc", limit=1)
	if not rows:
		raise refusal()
	row = rows[0]
	return StockItem(
		row["name"],
		row.get("item_name") or row["name"],
		row.get("stock_uom") or "",
		bool(row.get("is_stock_item")),
		bool(row.get("has_variants")),
	)


def warehouses(context: Context, warehouse: str | None) -> dict[str, str]:
	"""Name -> short name of the warehouses meant: all of the company, or the one said and those below it.
	Raises Refused where the person may not see stock, or not that warehouse."""
	if not may(context, "Bin") or not may(context, "Warehouse"):
		raise Refused(_("You don't have permission to see stock."))
	filters: list[list[Any]] = [["company", "=", context.company]]
	if warehouse:
		root = read_list(
			context,
			"Warehouse",
			fields=["lft", "rgt"],
			filters={"name": warehouse},
			order_by="name asc",
			limit=1,
		)
		if not root:
			raise refusal()
		filters = [["lft", ">=", root[0]["lft"]], ["rgt", "<=", root[0]["rgt"]]]
	rows = read_list(
		context, "Warehouse", fields=["name", "warehouse_name"], filters=filters, order_by="lft asc"
	)
	return {row["name"]: row["warehouse_name"] or row["name"] for row in rows}


@runs("stock_balance")
def stock_balance(context: Context, item: str, warehouse: str | None = None) -> Result:
	"""Actual, reserved, ordered and projected quantity by warehouse; of a template, by variant.
	Warehouses where everything is zero are left out. Raises Refused."""
	if context.party:
		return availability(context, item)
	places = warehouses(context, warehouse)
	thing = stock_item(context, item)
	title = _("Stock of {0}").format(thing.title)
	variants = variants_of(context, thing) if thing.has_variants else {}
	if not thing.kept_in_stock:
		return Result(title, notes=[_("This item is not kept in stock.")])
	bins = bins_of(context, variants or [thing.name], places)
	if variants:
		rows = summed(bins, "item_code", variants)
	else:
		rows = summed(bins, "warehouse", places)
	if not rows:
		where = _("in {0}").format(places[warehouse]) if warehouse in places else _("in any warehouse")
		return Result(
			title,
			facts=[Fact(_("On hand"), 0.0, "quantity", unit=thing.unit)],
			notes=[_("Nothing {0}.").format(where)],
		)
	total = {key: sum(row[key] for row in rows) for key in QUANTITIES}
	return Result(
		title,
		facts=[
			*(
				[Fact(_("Variant") if variants else _("Warehouse"), rows[0]["name"])]
				if len(rows) == 1
				else []
			),
			*quantity_facts(total, thing.unit),
		],
		# one row would say the same once more
		table=quantity_table(rows, total, _("Variant") if variants else _("Warehouse"))
		if len(rows) > 1
		else None,
		next_steps=[NextStep(_("Price"), "item_price", {"item": {"name": thing.name}})],
	)


def quantity_facts(total: Mapping[str, float], unit: str) -> list[Fact]:
	"""On hand and projected always, what is reserved or ordered where there is any."""
	labels = {
		"actual_qty": _("On hand"),
		"reserved_qty": _("Reserved"),
		"ordered_qty": _("Ordered", context="answer"),
		"projected_qty": _("Projected"),
	}
	return [
		Fact(label, total[key], "quantity", unit=unit)
		for key, label in labels.items()
		if total[key] or key in ("actual_qty", "projected_qty")
	]


def quantity_table(rows: list[dict[str, Any]], total: Mapping[str, float], first: str) -> Table:
	"""One row for each warehouse or variant."""
	return Table(
		[
			Column("name", first),
			Column("actual_qty", _("On hand"), "quantity"),
			Column("reserved_qty", _("Reserved"), "quantity", phone=any(row["reserved_qty"] for row in rows)),
			Column(
				"ordered_qty",
				_("Ordered", context="answer"),
				"quantity",
				phone=any(row["ordered_qty"] for row in rows),
			),
			Column("projected_qty", _("Projected"), "quantity"),
		],
		rows,
		total={"name": _("Total"), **total},
	)


def variants_of(context: Context, template: StockItem) -> dict[str, str]:
	"""Name -> title of the variants of a template that this person may see."""
	rows = read_list(
		context,
		"Item",
		fields=["name", "item_name"],
		filters={"variant_of": template.name, "disabled": 0},
		order_by="name asc",
	)
	return {row["name"]: row["item_name"] or row["name"] for row in rows}


def bins_of(context: Context, items: Iterable[str], places: Mapping[str, str]) -> list[dict[str, Any]]:
	"""The Bins that this person may see. The projected quantity is less what point-of-sale invoices still hold, as
	the report has it."""
	rows = read_list(
		context,
		"Bin",
		fields=["item_code", "warehouse", *QUANTITIES],
		filters={"item_code": ["in", list(items)], "warehouse": ["in", list(places)]},
		order_by="item_code asc, warehouse asc",
	)
	# two queries for each Bin, and most sites have no point of sale
	if _has_point_of_sale():
		for row in rows:
			held = get_pos_reserved_qty(row["item_code"], row["warehouse"])
			row["projected_qty"] = flt(row["projected_qty"]) - flt(held)
	return rows


def _has_point_of_sale() -> bool:
	invoices = frappe.qb.DocType("POS Invoice")
	return bool(frappe.qb.from_(invoices).select(invoices.name).limit(1).run())


def summed(bins: Iterable[Mapping[str, Any]], key: str, titles: Mapping[str, str]) -> list[dict[str, Any]]:
	"""Quantities by `key`, in the order of `titles`, without what is zero in every column."""
	sums: dict[str, dict[str, float]] = defaultdict(lambda: dict.fromkeys(QUANTITIES, 0.0))
	for row in bins:
		for quantity in QUANTITIES:
			sums[row[key]][quantity] += flt(row[quantity])
	rows = [
		{"name": title, "key": name, **sums[name]}
		for name, title in titles.items()
		if name in sums and any(sums[name].values())
	]
	return list(told_apart(rows, "name"))


def availability(context: Context, item: str) -> Result:
	"""What a customer may know: how much of a sales item is free, over the whole company."""
	thing = stock_item(context, item)
	title = _("Stock of {0}").format(thing.title)
	if not thing.kept_in_stock or thing.has_variants:
		return Result(title, notes=[_("We don't keep count of this item. Please ask a person.")])
	places = frappe.get_all(
		"Warehouse",
		filters={"company": context.company, "is_group": 0, "disabled": 0},
		pluck="name",
		order_by="name asc",
	)
	free = 0.0
	for place in places:
		held = get_bin_details(thing.name, place)
		free += max(flt(held.get("actual_qty")) - flt(held.get("reserved_qty")), 0.0)
	return Result(title, facts=[Fact(_("Available"), free, "quantity", unit=thing.unit)])


@runs("low_stock")
def low_stock(
	context: Context, warehouse: str | None = None, item_group: str | None = None, format: str | None = None
) -> Result:
	"""Items whose projected quantity is under the reorder level of a warehouse, the largest shortage in proportion
	first. An item without a Bin counts as zero, and a level set for a group of warehouses is compared with the sum
	below it, as ERPNext's reordering does (erpnext/stock/reorder_item.py). Raises Refused."""
	places = warehouses(context, warehouse)
	levels = [level for level in reorder_levels(context, item_group) if level["warehouse"] in places]
	short = [row for row in with_shortage(context, levels, places) if row["shortage_qty"] > 0]
	short.sort(key=lambda row: (-row["shortage_qty"] / row["reorder_level"], row["item_code"]))
	told_apart(short[:PHONE_ROWS], "item_name", "item_code")
	title = _("Low stock")
	if warehouse in places:
		title = _("Low stock in {0}").format(places[warehouse])
	if not short:
		return Result(title, notes=[_("Nothing is under its reorder level.")])
	columns = [
		Column("item_name", _("Item")),
		Column("item_code", _("Item Code"), phone=False),
		Column("item_group", _("Item Group"), phone=False),
		Column("warehouse_name", _("Warehouse")),
		Column("projected_qty", _("Projected"), "quantity", unit_key="stock_uom"),
		Column("reorder_level", _("Reorder level"), "quantity", unit_key="stock_uom"),
		Column("shortage_qty", _("Shortage"), "quantity", unit_key="stock_uom", phone=False),
		Column("actual_qty", _("On hand"), "quantity", unit_key="stock_uom", phone=False),
		Column("reorder_qty", _("Reorder quantity"), "quantity", unit_key="stock_uom", phone=False),
	]
	return as_asked(
		Result(
			title,
			facts=[Fact(_("Items under their level"), len({row["item_code"] for row in short}), "number")],
			table=Table(columns, short),
		),
		format,
	)


def reorder_levels(context: Context, item_group: str | None) -> list[dict[str, Any]]:
	"""Reorder rows of the stock items that are for sale or use today and that this person may see."""
	filters: list[list[Any]] = [
		["Item", "disabled", "=", 0],
		["Item", "is_stock_item", "=", 1],
		["Item", "has_variants", "=", 0],
		["Item Reorder", "warehouse_reorder_level", ">", 0],
	]
	if item_group:
		groups = read_list(
			context,
			"Item Group",
			fields=["lft", "rgt"],
			filters={"name": item_group},
			order_by="name asc",
			limit=1,
		)
		if not groups:
			raise refusal()
		below = frappe.get_all(
			"Item Group",
			filters=[["lft", ">=", groups[0]["lft"]], ["rgt", "<=", groups[0]["rgt"]]],
			pluck="name",
			order_by="lft asc",
		)
		filters.append(["Item", "item_group", "in", below])
	rows = read_list(
		context,
		"Item",
		fields=[
			"name as item_code",
			"item_name",
			"item_group",
			"stock_uom",
			"end_of_life",
			"reorder_levels.warehouse as warehouse",
			"reorder_levels.warehouse_group as warehouse_group",
			"reorder_levels.warehouse_reorder_level as reorder_level",
			"reorder_levels.warehouse_reorder_qty as reorder_qty",
		],
		filters=filters,
		order_by="`tabItem`.name asc",
	)
	return [row for row in rows if not row["end_of_life"] or getdate(row["end_of_life"]) > context.today]


def with_shortage(
	context: Context, levels: list[dict[str, Any]], places: Mapping[str, str]
) -> list[dict[str, Any]]:
	"""The reorder rows with what is there and what is missing."""
	held: dict[tuple[str, str], Mapping[str, Any]] = {}
	if levels:
		bins = read_list(
			context,
			"Bin",
			fields=["item_code", "warehouse", "actual_qty", "projected_qty"],
			filters={"item_code": ["in", sorted({level["item_code"] for level in levels})]},
			order_by="item_code asc",
		)
		held = {(row["item_code"], row["warehouse"]): row for row in bins}
	groups = {level["warehouse_group"] for level in levels if level["warehouse_group"]}
	below = {
		group: tuple(warehouses(context, group)) for group in groups & set(permitted_warehouses(context))
	}
	rows = []
	for level in levels:
		group = level["warehouse_group"]
		if group and group not in below:
			continue
		names = below[group] if group else (level["warehouse"],)
		parts = [held[level["item_code"], name] for name in names if (level["item_code"], name) in held]
		projected = sum(flt(part["projected_qty"]) for part in parts)
		rows.append(
			{
				**level,
				"warehouse_name": places[level["warehouse"]],
				"actual_qty": sum(flt(part["actual_qty"]) for part in parts),
				"projected_qty": projected,
				"shortage_qty": flt(level["reorder_level"]) - projected,
			}
		)
	return rows


def permitted_warehouses(context: Context) -> list[str]:
	"""Names of every warehouse that this person may see."""
	return [row["name"] for row in read_list(context, "Warehouse", fields=["name"], order_by="name asc")]


@runs("stock_movements")
def stock_movements(
	context: Context, item: str, period: Period | None = None, warehouse: str | None = None
) -> Result:
	"""Stock Ledger Entries of the item, the latest first, with what came in and went out. Default: the last 30 days,
	today included. Raises Refused."""
	places = warehouses(context, warehouse)
	if not may(context, "Stock Ledger Entry"):
		raise Refused(_("You don't have permission to see stock."))
	thing = stock_item(context, item)
	period = period or last_days(context, 30)
	entries = read_list(
		context,
		"Stock Ledger Entry",
		fields=[
			"posting_date",
			"warehouse",
			"actual_qty",
			"qty_after_transaction",
			"voucher_type",
			"voucher_no",
		],
		filters=[
			["item_code", "=", thing.name],
			["warehouse", "in", list(places)],
			["posting_date", "between", [period.from_date, period.to_date]],
			["is_cancelled", "=", 0],
		],
		order_by="posting_datetime desc, creation desc",
	)
	came = sum(flt(entry["actual_qty"]) for entry in entries if flt(entry["actual_qty"]) > 0)
	went = -sum(flt(entry["actual_qty"]) for entry in entries if flt(entry["actual_qty"]) < 0)
	rows = [
		{
			"posting_date": entry["posting_date"],
			"actual_qty": flt(entry["actual_qty"]),
			"warehouse_name": places[entry["warehouse"]],
			"voucher": f"{_(entry['voucher_type'])} {entry['voucher_no']}",
			"balance": flt(entry["qty_after_transaction"]),
		}
		for entry in entries
	]
	return Result(
		_("Movements of {0}").format(thing.title),
		facts=[
			Fact(_("From"), period.from_date, "date"),
			Fact(_("To", context="period"), period.to_date, "date"),
			Fact(_("In", context="answer"), came, "quantity", unit=thing.unit),
			Fact(_("Out", context="answer"), went, "quantity", unit=thing.unit),
		],
		table=Table(
			[
				Column("posting_date", _("Date"), "date"),
				Column("actual_qty", _("Quantity"), "quantity"),
				Column("warehouse_name", _("Warehouse")),
				Column("voucher", _("Document")),
				Column("balance", _("Balance", context="answer"), "quantity", phone=False),
			],
			rows[:PHONE_ROWS],
			more=max(len(rows) - PHONE_ROWS, 0),
		)
		if rows
		else None,
		notes=[] if rows else [_("No movements in this time.")],
	)


def last_days(context: Context, days: int) -> Period:
	"""That many days, today included."""
	return Period(frappe.utils.add_days(context.today, 1 - days), context.today)


@runs("item_price")
def item_price(
	context: Context, item: str, customer: str | None = None, price_list: str | None = None
) -> Result:
	"""What one unit costs in an order made today, by each unit of the item, pricing rules applied by ERPNext itself.
	Without a customer: the selling price list of the settings. Raises Refused; BadInput for a template or an item
	that is not sold."""
	thing = stock_item(context, item)
	if context.party:
		customer, price_list = context.party.party, None
	else:
		if not may(context, "Price List"):
			raise Refused(_("You don't have permission to see prices."))
		if customer:
			read_document(context, "Customer", customer)
		if price_list:
			may_see_prices(context, price_list)
	if thing.has_variants:
		raise BadInput(_("{0} has variants. Say which one.").format(thing.title))
	order = priced_order(context, thing.name, None, customer, price_list)
	if not context.party and order.selling_price_list:
		may_see_prices(context, order.selling_price_list)
	row = order.items[0]
	title = _("Price of {0}").format(thing.title)
	used = order.selling_price_list
	notes = []
	if not flt(row.rate) and not flt(row.price_list_rate):
		return Result(title, notes=[_("It has no price in the price list {0}.").format(used)])
	facts = [Fact(_("Price"), flt(row.rate), "money", order.currency, row.uom)]
	if flt(row.price_list_rate) != flt(row.rate):
		facts.append(Fact(_("List price"), flt(row.price_list_rate), "money", order.currency))
	if flt(row.discount_percentage):
		facts.append(Fact(_("Discount"), flt(row.discount_percentage), "percent"))
	if flt(order.grand_total) != flt(row.rate) and only_rates(order):
		facts.append(Fact(_("With taxes"), flt(order.grand_total), "money", order.currency))
	if order.customer and not context.party:
		facts.append(Fact(_("Customer"), order.customer_name or order.customer))
	if not context.party:
		facts.append(Fact(_("Price list"), used))
		notes.extend(applied_rules(context, row))
	return Result(
		title,
		facts=facts,
		table=prices_by_unit(context, thing, order),
		notes=notes,
		next_steps=[]
		if context.party
		else [NextStep(_("Stock", context="answer"), "stock_balance", {"item": {"name": thing.name}})],
	)


def priced_order(
	context: Context, item: str, unit: str | None, customer: str | None, price_list: str | None
) -> Document:
	"""A Sales Order of one row that is never saved, filled and calculated by ERPNext.
	Raises BadInput with ERPNext's own sentence where it will not price the item."""
	order = frappe.new_doc("Sales Order")
	order.company = context.company
	order.transaction_date = order.delivery_date = context.today
	order.selling_price_list = frappe.db.get_single_value("Selling Settings", "selling_price_list")
	with own_sentences():
		if context.party:
			# the service user of customers has no rights, so ERPNext would refuse to look the party up for it
			fill_from_party(context, order)
		elif customer:
			order.customer = customer
			fill_from_customer(order, customer)
		if price_list:
			order.selling_price_list = price_list
		if not customer:
			order.currency = frappe.get_cached_value("Price List", order.selling_price_list, "currency")
		order.append("items", {"item_code": item, "qty": 1, "uom": unit})
		if context.party:
			order.set_price_list_and_item_details()
			order.calculate_taxes_and_totals()
		else:
			priced(order)
	return order


def fill_from_party(context: Context, order: Document) -> None:
	"""What pricing looks at in the customer's own record."""
	own = read_document(context, "Customer", context.party.party)
	order.customer = own.name
	order.customer_name = own.customer_name
	order.customer_group = own.customer_group
	order.territory = own.territory
	order.currency = own.default_currency or context.currency
	order.selling_price_list = get_default_price_list(own) or order.selling_price_list


def only_rates(order: Document) -> bool:
	"""Whether all taxes go by the amount, so that the tax on one unit means something."""
	return all(tax.charge_type != "Actual" for tax in order.get("taxes") or [])


def may_see_prices(context: Context, price_list: str) -> None:
	"""Raises Refused for a price list that this person may not see. What the house pays is not what it charges: a list
	that is for buying alone is for those who may read prices as such, or who buy."""
	found = read_document(context, "Price List", price_list)
	if not found.enabled:
		raise refusal()
	if not found.selling and not may(context, "Item Price") and not may(context, "Purchase Order", "create"):
		raise refusal()


def applied_rules(context: Context, row: Document) -> list[str]:
	"""A note for each pricing rule in the price, by its title where this person may see the rules."""
	names = frappe.parse_json(row.pricing_rules or "[]")
	if not isinstance(names, list):
		names = str(row.pricing_rules).split(",")
	readable = visible_names(context, "Pricing Rule", names)
	return [
		_("Pricing rule: {0}").format(frappe.get_cached_value("Pricing Rule", name, "title") or name)
		for name in names
		if name in readable
	]


def prices_by_unit(context: Context, thing: StockItem, first: Document) -> Table | None:
	"""The price in each unit of the item where there is more than one. Worked out in a document of its own for each,
	since pricing rules may look at the other rows of a document."""
	units = [
		row.uom
		for row in frappe.get_cached_doc("Item", thing.name).get("uoms")
		if row.uom != first.items[0].uom
	][: PRICED_UNITS - 1]
	rows = [{"unit": first.items[0].uom, "rate": flt(first.items[0].rate)}]
	for unit in units:
		order = priced_order(context, thing.name, unit, first.customer, first.selling_price_list)
		if flt(order.items[0].rate):
			rows.append({"unit": unit, "rate": flt(order.items[0].rate)})
	if len(rows) < 2:
		return None
	return Table(
		[
			Column("unit", _("Unit", context="answer")),
			Column("rate", _("Price"), "money", currency=first.currency),
		],
		rows,
	)
