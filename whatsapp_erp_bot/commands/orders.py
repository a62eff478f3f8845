# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Orders on their way: what is still to deliver or bill, and where one order stands.

Contract: an order is pending when ERPNext gives it one of the states PENDING; it is late when its delivery date has
passed on the person's day and something is still to deliver. Amounts of a list are in company currency (`base_`
fields), those of one order in its own. A customer sees the own orders only.
"""

from collections.abc import Sequence
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, date_diff, flt, getdate

from whatsapp_erp_bot.commands.base import (
	Context,
	Period,
	may,
	may_see_field,
	read_document,
	read_list,
	refusal,
	the_customer,
)
from whatsapp_erp_bot.commands.documents import document as show_document
from whatsapp_erp_bot.commands.documents import field_fact, period_facts
from whatsapp_erp_bot.commands.formats import as_asked
from whatsapp_erp_bot.commands.registry import runs
from whatsapp_erp_bot.commands.result import (
	Column,
	DocumentReference,
	Fact,
	NextStep,
	Result,
	Table,
)
from whatsapp_erp_bot.exceptions import Missing

# what ERPNext calls an order that is not done (erpnext/controllers/status_updater.py); On Hold waits on purpose
PENDING = ("To Deliver and Bill", "To Deliver", "To Bill", "To Pay")
PENDING_PURCHASES = ("To Receive and Bill", "To Receive", "To Bill")
OPEN_QUOTATIONS = ("Open", "Partially Ordered", "Replied")
# documents that tell how far an order is: DocType -> the field of its rows that names the order
FOLLOWERS = {
	"Sales Order": {"Delivery Note": "against_sales_order", "Sales Invoice": "sales_order"},
	"Purchase Order": {"Purchase Receipt": "purchase_order", "Purchase Invoice": "purchase_order"},
}
FOLLOWERS_SHOWN = 5
ORDER_FACTS = {
	"Sales Order": (
		"customer_name",
		"status",
		"transaction_date",
		"delivery_date",
		"per_delivered",
		"per_billed",
		"grand_total",
		"po_no",
	),
	"Purchase Order": (
		"supplier_name",
		"status",
		"transaction_date",
		"schedule_date",
		"per_received",
		"per_billed",
		"grand_total",
	),
}


@runs("order_status")
def order_status(
	context: Context, document: DocumentReference | None = None, customer: str | None = None
) -> Result:
	"""How far one order is: state, dates, delivered and billed percent, what is missing, its deliveries and invoices.
	Of a customer: the one pending order, or a list of them. Raises Missing where neither was said, Refused."""
	if document:
		return one_order(context, document)
	customer = the_customer(context, customer)
	if not customer:
		raise Missing("document", _("Which order? Write its number or the customer."))
	orders = read_list(
		context,
		"Sales Order",
		fields=["name"],
		filters={"customer": customer, "docstatus": 1, "status": ["in", list(PENDING)]},
		order_by="transaction_date desc, creation desc",
		limit=2,
	)
	if len(orders) > 1:
		return pending_orders(context, customer=customer)
	if not orders:
		# nothing is pending: then the latest one is meant
		orders = read_list(
			context,
			"Sales Order",
			fields=["name"],
			filters={"customer": customer, "docstatus": 1},
			order_by="transaction_date desc, creation desc",
			limit=1,
		)
	if not orders:
		return Result(_("Order status"), notes=[_("There are no orders.")])
	return one_order(context, DocumentReference("Sales Order", orders[0]["name"]))


def one_order(context: Context, document: DocumentReference) -> Result:
	"""One order; any other document is shown as it is."""
	if document.doctype not in ORDER_FACTS:
		return show_document(context, document)
	order = read_document(context, document.doctype, document.name)
	facts = [
		fact
		for name in ORDER_FACTS[document.doctype]
		if order.meta.has_field(name) and (fact := field_fact(context, order, name))
	]
	notes = followers(context, order)
	if order.docstatus == 0:
		notes.insert(0, _("It is a draft."))
	elif days := days_late(context, order):
		notes.insert(0, _("Late by {0} days.").format(days))
	arguments = {"document": {"doctype": order.doctype, "name": order.name}}
	return Result(
		f"{_(order.doctype)} {order.name}",
		facts=facts,
		table=still_missing(order),
		notes=notes,
		next_steps=[NextStep(_("See the document"), "document", arguments)],
		document=document,
	)


def days_late(context: Context, order: Document) -> int:
	"""Days since the promised date, 0 where it is not late or already delivered."""
	done, due = ("per_delivered", "delivery_date")
	if order.doctype == "Purchase Order":
		done, due = ("per_received", "schedule_date")
	if order.docstatus != 1 or order.status in ("Closed", "Completed") or not order.get(due):
		return 0
	if flt(order.get(done)) >= 100 or cint(order.get("skip_delivery_note")):
		return 0
	return max(date_diff(context.today, order.get(due)), 0)


def still_missing(order: Document) -> Table | None:
	"""The rows that are not wholly delivered or received."""
	done = "delivered_qty" if order.doctype == "Sales Order" else "received_qty"
	if order.docstatus != 1 or order.status == "Closed":
		return None
	rows = [
		{
			"item_name": row.item_name or row.item_code,
			"missing": flt(row.qty) - flt(row.get(done)),
			"qty": flt(row.qty),
			"uom": row.uom,
		}
		for row in order.items
		if flt(row.qty) > flt(row.get(done)) and row.get(done) is not None
	]
	if not rows or cint(order.get("skip_delivery_note")):
		return None
	label = _("To deliver") if order.doctype == "Sales Order" else _("To receive")
	return Table(
		[
			Column("item_name", _("Item")),
			Column("missing", label, "quantity", unit_key="uom"),
			Column("qty", _("Qty"), "quantity"),
		],
		rows,
	)


def followers(context: Context, order: Document) -> list[str]:
	"""A note for each delivery and invoice of the order that this person may see."""
	notes = []
	for doctype, link in FOLLOWERS[order.doctype].items():
		if not may(context, doctype):
			continue
		names = frappe.get_all(
			f"{doctype} Item",
			filters={link: order.name, "docstatus": 1},
			pluck="parent",
			distinct=True,
			order_by="parent desc",
		)
		if not names:
			continue
		rows = read_list(
			context,
			doctype,
			fields=["name", "posting_date"],
			filters={"name": ["in", names], "docstatus": 1},
			order_by="posting_date desc, creation desc",
			limit=FOLLOWERS_SHOWN,
		)
		for row in rows:
			date = frappe.utils.format_date(row["posting_date"])
			notes.append(_("{0} {1} of {2}").format(_(doctype), row["name"], date))
	return notes


@runs("pending_orders")
def pending_orders(
	context: Context, customer: str | None = None, period: Period | None = None, format: str | None = None
) -> Result:
	"""Sales Orders to deliver or bill, the late ones first, then by delivery date. A period is of the order date, or
	of the delivery date where it lies ahead. Raises Refused."""
	customer = the_customer(context, customer)
	filters: list[list[Any]] = [["docstatus", "=", 1], ["status", "in", list(PENDING)]]
	if customer:
		filters.append(["customer", "=", customer])
	if not context.party:
		filters.append(["company", "=", context.company])
	notes = []
	if period:
		by = "delivery_date" if period.from_date > context.today else "transaction_date"
		filters.append([by, "between", [period.from_date, period.to_date]])
		notes.append(_("By delivery date.") if by == "delivery_date" else _("By order date."))
	orders = read_list(
		context,
		"Sales Order",
		fields=[
			"name",
			"customer",
			"customer_name",
			"status",
			"transaction_date",
			"delivery_date",
			"per_delivered",
			"per_billed",
			"base_grand_total",
			"skip_delivery_note",
		],
		filters=filters,
		order_by="delivery_date asc, creation asc",
	)
	rows = [order_row(context, order) for order in orders]
	rows.sort(
		key=lambda row: (
			-row["late"],
			not row["to_deliver"],
			row["delivery_date"] or frappe.utils.getdate("9999-12-31"),
		)
	)
	title = _("Pending orders")
	if customer and not context.party:
		title = _("Pending orders of {0}").format(orders[0]["customer_name"] if orders else customer)
	if not rows:
		return Result(title, facts=period_facts(period), notes=[_("No pending orders.")])
	late = [row for row in rows if row["late"]]
	total = sum(row["total"] for row in rows)
	currency = context.currency if not context.party else company_currency(context)
	columns = [
		Column("name", _("Order", context="answer")),
		Column("customer_name", _("Customer"), phone=not context.party),
		Column("delivery_date", _("Delivery Date"), "date"),
		Column("late", _("Days late"), "days"),
		Column("status", _("Status"), phone=False),
		Column("per_delivered", _("Delivered", context="answer"), "percent"),
		Column("per_billed", _("Billed"), "percent", phone=False),
		Column("total", _("Total"), "money", currency=currency),
	]
	result = Result(
		title,
		facts=[
			Fact(_("Orders", context="answer"), len(rows), "number"),
			Fact(_("Late", context="answer"), len(late), "number"),
			Fact(_("Total"), total, "money", currency),
			*period_facts(period),
		],
		table=Table(columns, rows),
		notes=notes,
		next_steps=[
			NextStep(
				row["name"], "order_status", {"document": {"doctype": "Sales Order", "name": row["name"]}}
			)
			for row in rows[:3]
		],
	)
	return as_asked(result, format)


def company_currency(context: Context) -> str:
	"""The currency of the context's company."""
	return frappe.get_cached_value("Company", context.company, "default_currency") or context.currency


def order_row(context: Context, order: dict[str, Any]) -> dict[str, Any]:
	"""One pending order with how late it is."""
	due = getdate(order["delivery_date"]) if order.get("delivery_date") else None
	to_deliver = flt(order.get("per_delivered")) < 100 and not cint(order.get("skip_delivery_note"))
	late = date_diff(context.today, due) if due and to_deliver else 0
	return {
		"name": order["name"],
		"customer_name": order.get("customer_name") or order.get("customer"),
		"delivery_date": due,
		"late": max(late, 0),
		"to_deliver": to_deliver,
		"status": _(order.get("status") or ""),
		"per_delivered": flt(order.get("per_delivered")),
		"per_billed": flt(order.get("per_billed")),
		"total": flt(order.get("base_grand_total")),
	}


@runs("pending_purchases")
def pending_purchases(context: Context, supplier: str | None = None, format: str | None = None) -> Result:
	"""Purchase Orders to receive or to be billed, the late ones first. Raises Refused."""
	filters: list[list[Any]] = [
		["docstatus", "=", 1],
		["status", "in", list(PENDING_PURCHASES)],
		["company", "=", context.company],
	]
	if supplier:
		filters.append(["supplier", "=", supplier])
	orders = read_list(
		context,
		"Purchase Order",
		fields=[
			"name",
			"supplier",
			"supplier_name",
			"status",
			"schedule_date",
			"per_received",
			"per_billed",
			"base_grand_total",
		],
		filters=filters,
		order_by="schedule_date asc, creation asc",
	)
	rows = []
	for order in orders:
		due = getdate(order["schedule_date"]) if order.get("schedule_date") else None
		missing = flt(order.get("per_received")) < 100
		rows.append(
			{
				"name": order["name"],
				"supplier_name": order.get("supplier_name") or order.get("supplier"),
				"schedule_date": due,
				"late": max(date_diff(context.today, due), 0) if due and missing else 0,
				"status": _(order.get("status") or ""),
				"per_received": flt(order.get("per_received")),
				"per_billed": flt(order.get("per_billed")),
				"total": flt(order.get("base_grand_total")),
			}
		)
	rows.sort(key=lambda row: (-row["late"], row["schedule_date"] or getdate("9999-12-31")))
	title = _("Pending purchases")
	if not rows:
		return Result(title, notes=[_("No pending purchase orders.")])
	columns = [
		Column("name", _("Order", context="answer")),
		Column("supplier_name", _("Supplier")),
		Column("schedule_date", _("Required by"), "date"),
		Column("late", _("Days late"), "days"),
		Column("status", _("Status"), phone=False),
		Column("per_received", _("Received"), "percent"),
		Column("per_billed", _("Billed"), "percent", phone=False),
		Column("total", _("Total"), "money", currency=context.currency),
	]
	return as_asked(
		Result(
			title,
			facts=[
				Fact(_("Orders", context="answer"), len(rows), "number"),
				Fact(_("Late", context="answer"), sum(1 for row in rows if row["late"]), "number"),
				Fact(_("Total"), sum(row["total"] for row in rows), "money", context.currency),
			],
			table=Table(columns, rows),
		),
		format,
	)


@runs("open_quotations")
def open_quotations(context: Context, customer: str | None = None, period: Period | None = None) -> Result:
	"""Submitted Quotations that nobody has ordered yet, those that expire first on top. Raises Refused."""
	filters: list[list[Any]] = [
		["docstatus", "=", 1],
		["status", "in", list(OPEN_QUOTATIONS)],
		["company", "=", context.company],
	]
	if customer:
		filters += [["quotation_to", "=", "Customer"], ["party_name", "=", customer]]
	if period:
		filters.append(["transaction_date", "between", [period.from_date, period.to_date]])
	quotations = read_list(
		context,
		"Quotation",
		fields=[
			"name",
			"customer_name",
			"party_name",
			"status",
			"transaction_date",
			"valid_till",
			"base_grand_total",
		],
		filters=filters,
		order_by="valid_till asc, creation asc",
	)
	title = _("Open quotations")
	if not quotations:
		return Result(title, facts=period_facts(period), notes=[_("No open quotations.")])
	rows = [
		{
			"name": row["name"],
			"customer_name": row.get("customer_name") or row.get("party_name"),
			"valid_till": getdate(row["valid_till"]) if row.get("valid_till") else None,
			"total": flt(row.get("base_grand_total")),
		}
		for row in quotations
	]
	return as_asked(
		Result(
			title,
			facts=[
				Fact(_("Quotations", context="answer"), len(rows), "number"),
				Fact(_("Total"), sum(row["total"] for row in rows), "money", context.currency),
				*period_facts(period),
			],
			table=Table(
				[
					Column("name", _("Quotation", context="answer")),
					Column("customer_name", _("Customer")),
					Column("valid_till", _("Valid till"), "date"),
					Column("total", _("Total"), "money", currency=context.currency),
				],
				rows,
			),
		),
		None,
	)
