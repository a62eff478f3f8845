# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Pending orders and where one order stands."""

import frappe
from frappe.utils import add_days, flt, getdate, today

from whatsapp_erp_bot.commands.base import Period
from whatsapp_erp_bot.commands.orders import (
	open_quotations,
	order_status,
	pending_orders,
	pending_purchases,
)
from whatsapp_erp_bot.commands.result import DocumentReference
from whatsapp_erp_bot.exceptions import Missing, Refused
from whatsapp_erp_bot.tests.integration import factories as make
from whatsapp_erp_bot.tests.integration.factories import acting_as, context


def facts(result) -> dict:
	return {fact.label: fact.value for fact in result.facts}


def names(result) -> list[str]:
	return [row["name"] for row in result.table.rows] if result.table else []


def order_of(document) -> DocumentReference:
	return DocumentReference(document.doctype, document.name)


class OrdersTestCase(make.SiteTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.warehouse = make.warehouse()
		cls.item = make.item(item_name="Martillo", is_stock_item=1)
		make.stock(cls.item, cls.warehouse, 100)
		cls.customer = make.customer(f"Ferretería López {make.mark()}")
		cls.other = make.customer()
		past = add_days(today(), -20)
		rows = [(cls.item, 10, 50)]
		cls.late = make.sales_order(
			cls.customer,
			rows,
			transaction_date=past,
			delivery_date=add_days(today(), -5),
			set_warehouse=cls.warehouse,
		)
		cls.later = make.sales_order(
			cls.customer,
			rows,
			transaction_date=past,
			delivery_date=add_days(today(), -9),
			set_warehouse=cls.warehouse,
		)
		cls.coming = make.sales_order(
			cls.customer, rows, delivery_date=add_days(today(), 3), set_warehouse=cls.warehouse
		)
		cls.of_other = make.sales_order(cls.other, rows, set_warehouse=cls.warehouse)
		cls.draft = make.sales_order(cls.customer, rows, set_warehouse=cls.warehouse, submit=False)
		cls.seller = make.user("Sales User")
		cls.other_seller = make.user("Sales User")
		make.user_permission(cls.seller, "Customer", cls.customer)
		make.user_permission(cls.other_seller, "Customer", cls.other)

	def deliver(self, order, qty: float):
		from erpnext.selling.doctype.sales_order.sales_order import make_delivery_note

		note = make_delivery_note(order.name)
		note.items[0].qty = qty
		note.insert().submit()
		return note


class TestPendingOrders(OrdersTestCase):
	def test_late_ones_first(self) -> None:
		result = pending_orders(context(), customer=self.customer)
		self.assertEqual(names(result), [self.later.name, self.late.name, self.coming.name])
		self.assertEqual([row["late"] for row in result.table.rows], [9, 5, 0])
		self.assertEqual(
			{key: facts(result)[key] for key in ("Orders", "Late", "Total")},
			{
				"Orders": 3,
				"Late": 2,
				"Total": sum(o.base_grand_total for o in (self.late, self.later, self.coming)),
			},
		)

	def test_two_sellers_get_different_answers(self) -> None:
		with acting_as(self.seller):
			mine = pending_orders(context())
		with acting_as(self.other_seller):
			theirs = pending_orders(context())
			with self.assertRaises(Refused):
				order_status(context(), document=order_of(self.late))
		self.assertEqual(set(names(mine)), {self.late.name, self.later.name, self.coming.name})
		self.assertEqual(names(theirs), [self.of_other.name])

	def test_a_customer_sees_the_own_orders_only(self) -> None:
		with acting_as("Guest"):
			result = pending_orders(context(party=self.other), customer=self.customer)
			self.assertEqual(names(result), [self.of_other.name])
			with self.assertRaises(Refused):
				order_status(context(party=self.other), document=order_of(self.late))
			with self.assertRaises(Refused):
				order_status(context(party=self.customer), document=order_of(self.draft))

	def test_without_permission(self) -> None:
		with acting_as(make.user("Employee")), self.assertRaises(Refused):
			pending_orders(context())

	def test_delivered_and_billed_is_no_longer_pending(self) -> None:
		self.deliver(self.late, 10)
		result = pending_orders(context(), customer=self.customer)
		row = next(row for row in result.table.rows if row["name"] == self.late.name)
		self.assertEqual((row["late"], row["per_delivered"]), (0, 100))
		self.late.reload().update_status("Closed")
		self.assertNotIn(self.late.name, names(pending_orders(context(), customer=self.customer)))

	def test_period_is_of_the_order_date_or_of_a_coming_delivery(self) -> None:
		day = getdate(today())
		past = pending_orders(
			context(),
			customer=self.customer,
			period=Period(getdate(add_days(day, -25)), getdate(add_days(day, -15))),
		)
		ahead = pending_orders(
			context(),
			customer=self.customer,
			period=Period(getdate(add_days(day, 1)), getdate(add_days(day, 7))),
		)
		self.assertEqual(set(names(past)), {self.late.name, self.later.name})
		self.assertEqual(names(ahead), [self.coming.name])

	def test_a_file_holds_all_and_the_phone_ten(self) -> None:
		for _number in range(9):
			make.sales_order(self.customer, [(self.item, 1, 50)], set_warehouse=self.warehouse)
		result = pending_orders(context(), customer=self.customer, format="excel")
		self.assertEqual((len(result.table.rows), result.table.more), (10, 2))
		from io import BytesIO

		from openpyxl import load_workbook

		self.assertEqual(load_workbook(BytesIO(result.files[0].content)).active.max_row, 13)

	def test_equals_the_report(self) -> None:
		from erpnext.selling.report.sales_order_analysis.sales_order_analysis import execute

		_columns, rows, *_rest = execute(
			frappe._dict(
				company=make.company(),
				from_date=add_days(today(), -30),
				to_date=today(),
				status=["To Deliver and Bill", "To Deliver", "To Bill"],
			)
		)
		report = {row["sales_order"]: row for row in rows if row.get("sales_order")}
		ours = pending_orders(
			context(), format="excel", period=Period(getdate(add_days(today(), -30)), getdate(today()))
		)
		self.assertEqual(facts(ours)["Orders"], len(report))


class TestOrderStatus(OrdersTestCase):
	def test_percent_and_what_is_missing(self) -> None:
		note = self.deliver(self.late, 4)
		with acting_as(self.seller):
			result = order_status(context(), document=order_of(self.late))
		self.assertEqual(flt(facts(result)["Delivered"]), 40)
		self.assertEqual([(row["missing"], row["qty"]) for row in result.table.rows], [(6, 10)])
		self.assertTrue(any("5" in text for text in result.notes))
		self.assertTrue(any(note.name in text for text in result.notes))
		# this role reads orders and no Delivery Notes
		with acting_as(make.user("Maintenance User")):
			result = order_status(context(), document=order_of(self.late))
		self.assertFalse(any(note.name in text for text in result.notes))
		self.assertTrue(
			any(note.name in text for text in order_status(context(), document=order_of(self.late)).notes)
		)

	def test_of_a_customer_with_several_orders_a_list(self) -> None:
		result = order_status(context(), customer=self.customer)
		self.assertEqual(len(names(result)), 3)

	def test_of_a_customer_with_one_order_that_order(self) -> None:
		self.assertEqual(order_status(context(), customer=self.other).document, order_of(self.of_other))

	def test_a_customer_asks_without_saying_which(self) -> None:
		with acting_as("Guest"):
			result = order_status(context(party=self.other))
		self.assertEqual(result.document, order_of(self.of_other))
		self.assertIn("Grand Total", facts(result))

	def test_nothing_said(self) -> None:
		with self.assertRaises(Missing) as raised:
			order_status(context())
		self.assertEqual(raised.exception.parameter, "document")

	def test_draft(self) -> None:
		self.assertIn("It is a draft.", order_status(context(), document=order_of(self.draft)).notes)

	def test_another_document_is_shown(self) -> None:
		invoice = make.sales_invoice(self.customer, [(make.item(), 1, 10)])
		self.assertEqual(order_status(context(), document=order_of(invoice)).document, order_of(invoice))


class TestPurchasesAndQuotations(make.SiteTestCase):
	def test_pending_purchases(self) -> None:
		supplier = make.supplier()
		item = make.item(is_purchase_item=1)
		order = make.insert(
			"Purchase Order",
			company=make.company(),
			supplier=supplier,
			transaction_date=add_days(today(), -10),
			schedule_date=add_days(today(), -3),
			items=[{"item_code": item, "qty": 2, "rate": 10, "schedule_date": add_days(today(), -3)}],
		)
		order.submit()
		buyer = make.user("Purchase User")
		with acting_as(buyer):
			result = pending_purchases(context(), supplier=supplier)
		self.assertEqual(
			[(row["name"], row["late"], row["total"]) for row in result.table.rows], [(order.name, 3, 20)]
		)
		with acting_as(make.user("Sales User")), self.assertRaises(Refused):
			pending_purchases(context())

	def test_open_quotations(self) -> None:
		customer = make.customer()
		quotation = make.insert(
			"Quotation",
			company=make.company(),
			quotation_to="Customer",
			party_name=customer,
			transaction_date=today(),
			valid_till=add_days(today(), 9),
			items=[{"item_code": make.item(), "qty": 1, "rate": 70}],
		)
		self.assertIsNone(open_quotations(context(), customer=customer).table)
		quotation.submit()
		with acting_as(make.user("Sales User")):
			self.assertEqual(names(open_quotations(context(), customer=customer)), [quotation.name])
