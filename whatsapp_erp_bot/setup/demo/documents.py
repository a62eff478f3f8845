# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The plan's events turned into submitted ERPNext documents, by ERPNext's own controllers and mappers.

Contract: `run` makes what the ledger does not know yet, in order, and commits every few documents. The many ones
(`AT_ONCE`) are submitted as they are inserted, one validation instead of two, as Frappe's `submit` does with a new
document.
"""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

import frappe
from erpnext.accounts.doctype.payment_entry.payment_entry import get_payment_entry
from erpnext.accounts.doctype.sales_invoice.sales_invoice import make_sales_return
from erpnext.buying.doctype.purchase_order.purchase_order import make_purchase_receipt
from erpnext.selling.doctype.customer.customer import get_customer_outstanding
from erpnext.selling.doctype.sales_order.sales_order import make_delivery_note, make_sales_invoice
from erpnext.stock.doctype.purchase_receipt.purchase_receipt import make_purchase_invoice
from frappe.model.document import Document
from frappe.utils import flt, getdate, nowtime, today

from whatsapp_erp_bot.setup.demo import names
from whatsapp_erp_bot.setup.demo.masters import Site, usd_rate
from whatsapp_erp_bot.setup.demo.plan import Event, credit_days
from whatsapp_erp_bot.setup.demo.progress import Ledger, say

COMMIT_EVERY = 20
SAY_EVERY = 100
AT_ONCE = ("Sales Invoice", "Payment Entry", "Stock Entry")
"""The others take their status from a second save: ERPNext's `set_status` leaves a new document's as it is."""
LOW_ITEMS = (
	"TOR-014",
	"MAR-020",
	"PIN-B19",
	"CLA-025",
	"FOC-009",
	"TUB-P12",
	"DIS-412",
	"BRO-003",
	"COD-012",
)
"""Under their reorder level in “Tienda”."""
WATCHED_ITEMS = ("TOR-038", "MAR-016", "CEM-050", "CAB-012", "ARR-005", "TAL-012", "VAR-038", "LLA-NAR")
"""With a reorder level that they are above."""


def run(site: Site, ledger: Ledger, events: list[Event]) -> None:
	"""Make every event's document that is missing. Raises what ERPNext raises, with the event's key before it."""
	day, number_of_day = None, 0
	for number, event in enumerate(events, start=1):
		number_of_day = number_of_day + 1 if event.day == day else 0
		day = event.day
		if event.key in ledger.names:
			continue
		maker = Maker(site, ledger, event, _posting_time(event, number_of_day))
		try:
			ledger.record(event.key, MAKERS[event.kind](maker))
		except Exception:
			say(f"Failed at {event.kind} {event.key} of {event.day}")
			raise
		if number % COMMIT_EVERY == 0:
			ledger.commit()
		if number % SAY_EVERY == 0:
			say(f"  {number} of {len(events)} documents, up to {event.day}")
	ledger.commit()


def _posting_time(event: Event, number_of_day: int) -> str:
	"""From nine o'clock on, a minute and a half apart; today the time it is, never one to come."""
	if event.day == getdate(today()):
		return nowtime()
	opened = datetime.combine(event.day, time(9, 0))
	return str((opened + timedelta(seconds=90 * number_of_day)).time())


class Maker:
	"""One event with what its document needs."""

	def __init__(self, site: Site, ledger: Ledger, event: Event, posting_time: str) -> None:
		self.site, self.event = site, event
		self.sources = [ledger.names[key] for key in event.of]
		self.posting_time = posting_time

	@property
	def posting(self) -> dict[str, Any]:
		return {
			"company": self.site.company,
			"posting_date": self.event.day,
			"posting_time": self.posting_time,
			"set_posting_time": 1,
		}

	@property
	def currency(self) -> dict[str, Any]:
		"""Said outright: a new document has the company's currency before the customer's is looked up."""
		if self.event.party != names.USD_CUSTOMER:
			return {"currency": names.CURRENCY, "conversion_rate": 1}
		return {"currency": "USD", "conversion_rate": usd_rate(self.event.day)}

	@property
	def taxes(self) -> list[dict[str, Any]]:
		return [
			{
				"charge_type": "On Net Total",
				"account_head": self.site.tax_account,
				"description": "IVA 16 %",
				"rate": 16,
				"cost_center": self.site.cost_center,
			}
		]

	def rows(self, **extra: Any) -> list[dict[str, Any]]:
		warehouse = self.site.warehouse(self.event.warehouse)
		return [
			{"item_code": row.item, "qty": row.qty, "uom": row.uom, "warehouse": warehouse, **extra}
			for row in self.event.rows
		]


def _finish(doc: Document, draft: bool = False) -> str:
	if draft or doc.doctype not in AT_ONCE:
		doc.insert()
	if not draft:
		doc.submit()
	return doc.name


def _due(event: Event) -> Any:
	return event.day + timedelta(days=credit_days(event.party))


def _opening(maker: Maker) -> str:
	costs = {item.code: item.cost for item in names.ITEMS}
	rows = [
		{**row, "t_warehouse": row.pop("warehouse"), "basic_rate": costs[row["item_code"]]}
		for row in maker.rows()
	]
	doc = frappe.get_doc(
		{
			"doctype": "Stock Entry",
			"stock_entry_type": "Material Receipt",
			"remarks": "Existencia inicial",
			**maker.posting,
			"items": rows,
		}
	)
	return _finish(doc)


def _transfer(maker: Maker) -> str:
	target = maker.site.warehouse(maker.event.details["to"])
	rows = [{**row, "s_warehouse": row.pop("warehouse"), "t_warehouse": target} for row in maker.rows()]
	doc = frappe.get_doc(
		{"doctype": "Stock Entry", "stock_entry_type": "Material Transfer", **maker.posting, "items": rows}
	)
	return _finish(doc)


def _invoice(maker: Maker) -> str:
	event = maker.event
	doc = frappe.get_doc(
		{
			"doctype": "Sales Invoice",
			"customer": event.party,
			"due_date": _due(event),
			"update_stock": int(event.moves_stock),
			"debit_to": maker.site.account("Clientes USD")
			if event.party == names.USD_CUSTOMER
			else maker.site.receivable,
			**maker.currency,
			"selling_price_list": maker.site.selling_list,
			**maker.posting,
			"items": maker.rows(),
			"taxes": maker.taxes,
		}
	)
	return _finish(doc)


def _return(maker: Maker) -> str:
	doc = make_sales_return(maker.sources[0])
	doc.update(maker.posting)
	doc.due_date = maker.event.day
	doc.payment_schedule = []
	wanted = {row.item: row for row in maker.event.rows}
	doc.items = [row for row in doc.items if row.item_code in wanted]
	for row in doc.items:
		row.qty = -wanted[row.item_code].qty
		row.stock_qty = -wanted[row.item_code].stock_qty
	return _finish(doc)


def _payment(maker: Maker) -> str:
	"""Received for one or more invoices of the customer: all that is open, or a share of it."""
	doc = get_payment_entry("Sales Invoice", maker.sources[0])
	for invoice in maker.sources[1:]:
		found = frappe.db.get_value(
			"Sales Invoice",
			invoice,
			["outstanding_amount", "grand_total", "due_date", "conversion_rate"],
			as_dict=True,
		)
		if found.outstanding_amount <= 0:
			continue
		doc.append(
			"references",
			{
				"reference_doctype": "Sales Invoice",
				"reference_name": invoice,
				"due_date": found.due_date,
				"total_amount": found.grand_total,
				"outstanding_amount": found.outstanding_amount,
				"allocated_amount": found.outstanding_amount,
				"exchange_rate": found.conversion_rate,
			},
		)
	share = maker.event.details["share"]
	for reference in doc.references:
		reference.allocated_amount = flt(reference.allocated_amount * share, 2)
	total = sum(reference.allocated_amount for reference in doc.references)
	return _finish_payment(maker, doc, total)


def _advance(maker: Maker) -> str:
	"""Money that no invoice has been named for."""
	site = maker.site
	doc = frappe.get_doc(
		{
			"doctype": "Payment Entry",
			"payment_type": "Receive",
			"company": site.company,
			"party_type": "Customer",
			"party": maker.event.party,
			"paid_from": site.receivable,
			"paid_to": site.bank,
		}
	)
	return _finish_payment(maker, doc, maker.event.details["amount"])


def _finish_payment(maker: Maker, doc: Document, amount: float) -> str:
	"""`amount` in the currency of the party's account."""
	doc.posting_date = maker.event.day
	doc.reference_no = f"T-{maker.event.key.upper()}"
	doc.reference_date = maker.event.day
	rate = usd_rate(maker.event.day) if maker.event.party == names.USD_CUSTOMER else 1
	if doc.payment_type == "Receive":
		doc.paid_to = maker.site.bank
		doc.paid_amount, doc.source_exchange_rate = amount, rate
		doc.received_amount, doc.target_exchange_rate = flt(amount * rate, 2), 1
	else:
		doc.paid_amount = doc.received_amount = amount
		doc.source_exchange_rate = doc.target_exchange_rate = 1
	return _finish(doc)


def _sales_order(maker: Maker) -> str:
	event = maker.event
	doc = frappe.get_doc(
		{
			"doctype": "Sales Order",
			"company": maker.site.company,
			"customer": event.party,
			"transaction_date": event.day,
			"delivery_date": event.details["delivery"],
			"selling_price_list": maker.site.selling_list,
			"items": maker.rows(delivery_date=event.details["delivery"]),
			"taxes": maker.taxes,
		}
	)
	return _finish(doc, draft=event.details.get("draft", False))


def _delivery(maker: Maker) -> str:
	doc = make_delivery_note(maker.sources[0])
	doc.update(maker.posting)
	sent = {row.item: row.qty for row in maker.event.rows}
	for row in doc.items:
		row.qty = sent[row.item_code]
	return _finish(doc)


def _order_bill(maker: Maker) -> str:
	doc = make_sales_invoice(maker.sources[0])
	doc.update(maker.posting)
	doc.payment_schedule = []
	doc.due_date = _due(maker.event)
	return _finish(doc)


def _quotation(maker: Maker) -> str:
	event = maker.event
	doc = frappe.get_doc(
		{
			"doctype": "Quotation",
			"company": maker.site.company,
			"quotation_to": "Customer",
			"party_name": event.party,
			"transaction_date": event.day,
			"valid_till": event.details["valid_till"],
			**maker.currency,
			"selling_price_list": maker.site.selling_list,
			"items": maker.rows(),
			"taxes": maker.taxes,
		}
	)
	name = _finish(doc, draft=event.details["draft"])
	if event.details["lost"] and not event.details["draft"]:
		doc.declare_enquiry_lost([], [], "El cliente compró en otro lado")
	return name


def _order_goods(maker: Maker) -> str:
	event = maker.event
	doc = frappe.get_doc(
		{
			"doctype": "Purchase Order",
			"company": maker.site.company,
			"supplier": event.party,
			"transaction_date": event.day,
			"schedule_date": event.details["schedule"],
			"buying_price_list": maker.site.buying_list,
			"items": maker.rows(schedule_date=event.details["schedule"]),
			"taxes": [{**tax, "category": "Total", "add_deduct_tax": "Add"} for tax in maker.taxes],
		}
	)
	return _finish(doc)


def _receive_goods(maker: Maker) -> str:
	doc = make_purchase_receipt(maker.sources[0])
	doc.update(maker.posting)
	received = {row.item: row.qty for row in maker.event.rows}
	for row in doc.items:
		row.qty = row.received_qty = received[row.item_code]
	return _finish(doc)


def _supplier_bill(maker: Maker) -> str:
	event = maker.event
	if maker.sources:
		doc = make_purchase_invoice(maker.sources[0])
		doc.payment_schedule = []
	else:
		doc = frappe.get_doc(
			{
				"doctype": "Purchase Invoice",
				"supplier": event.party,
				"items": [
					{
						"item_code": "FLETE",
						"qty": 1,
						"rate": event.details["amount"],
						"expense_account": _freight_account(maker.site),
					}
				],
				"taxes": [{**tax, "category": "Total", "add_deduct_tax": "Add"} for tax in maker.taxes],
			}
		)
	doc.update(maker.posting)
	doc.due_date = event.day + timedelta(days=event.details["days"])
	doc.bill_no = f"F-{event.key.upper()}"
	doc.bill_date = event.day
	return _finish(doc)


def _freight_account(site: Site) -> str:
	"""“Freight and Forwarding Charges” of the standard chart: its first chargeable account."""
	return frappe.db.get_value(
		"Account",
		{"company": site.company, "account_type": "Chargeable", "is_group": 0},
		order_by="lft",
	)


def _supplier_payment(maker: Maker) -> str:
	doc = get_payment_entry("Purchase Invoice", maker.sources[0])
	doc.paid_from = maker.site.bank
	return _finish_payment(maker, doc, doc.paid_amount)


MAKERS: dict[str, Callable[[Maker], str]] = {
	"opening": _opening,
	"order_goods": _order_goods,
	"receive_goods": _receive_goods,
	"supplier_bill": _supplier_bill,
	"transfer": _transfer,
	"quotation": _quotation,
	"sales_order": _sales_order,
	"delivery": _delivery,
	"order_bill": _order_bill,
	"invoice": _invoice,
	"return": _return,
	"payment": _payment,
	"advance": _advance,
	"supplier_payment": _supplier_payment,
}


def make_limits(site: Site) -> None:
	"""Reorder levels relative to what is there, and credit limits a fourth above what is owed."""
	shop = site.warehouse("Tienda")
	codes = {item.code for item in site.items}
	for code in (*LOW_ITEMS, *WATCHED_ITEMS):
		if code not in codes:
			continue
		item = frappe.get_doc("Item", code)
		if item.reorder_levels:
			continue
		found = frappe.db.get_value(
			"Bin", {"item_code": code, "warehouse": shop}, ["actual_qty", "projected_qty"], as_dict=True
		) or frappe._dict(actual_qty=0, projected_qty=0)
		level = max(found.actual_qty, found.projected_qty) + 25
		if code in WATCHED_ITEMS:
			level = max(1, min(found.actual_qty, found.projected_qty) // 3)
		item.append(
			"reorder_levels",
			{
				"warehouse": shop,
				"warehouse_reorder_level": level,
				"warehouse_reorder_qty": 50,
				"material_request_type": "Purchase",
			},
		)
		item.save()
	for customer in site.customers[::4]:
		doc = frappe.get_doc("Customer", customer.name)
		if customer.name == names.USD_CUSTOMER or doc.credit_limits:
			continue
		owed = get_customer_outstanding(customer.name, site.company)
		limit = max(20000, -(-int(owed * 1.25) // 5000) * 5000)
		doc.append("credit_limits", {"company": site.company, "credit_limit": limit})
		doc.save()
