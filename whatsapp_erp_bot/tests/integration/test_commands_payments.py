# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Payments: allocated to the oldest invoices, saved as shown."""

import json

import frappe
from frappe.utils import add_days, today

from whatsapp_erp_bot.commands.base import Money, Party
from whatsapp_erp_bot.commands.payments import record_payment, save_payment
from whatsapp_erp_bot.commands.result import DocumentReference
from whatsapp_erp_bot.exceptions import BadInput, Missing, Refused
from whatsapp_erp_bot.tests.integration import factories as make
from whatsapp_erp_bot.tests.integration.factories import acting_as, context


def facts(proposal) -> dict:
	return {fact.label: fact.value for fact in proposal.decisive}


def through_json(proposal) -> dict:
	return json.loads(json.dumps(proposal.values))


class TestRecordPayment(make.SiteTestCase):
	@classmethod
	def make_data(cls) -> None:
		frappe.db.set_value("Company", make.company(), "default_cash_account", make.cash_account())
		frappe.clear_document_cache("Company", make.company())
		cls.item = make.item()
		cls.name = f"Ferretería López {make.mark()}"
		cls.customer = make.customer(cls.name)
		cls.newer = make.sales_invoice(cls.customer, [(cls.item, 1, 100)])
		cls.older = make.sales_invoice(
			cls.customer,
			[(cls.item, 1, 70)],
			posting_date=add_days(today(), -40),
			due_date=add_days(today(), -10),
		)
		cls.stranger = make.sales_invoice(make.customer(), [(cls.item, 1, 30)])
		cls.accountant = make.user("Accounts User")

	def reference(self, invoice) -> DocumentReference:
		return DocumentReference("Sales Invoice", invoice.name)

	def test_oldest_first_and_saved_as_shown(self) -> None:
		before = frappe.db.count("Payment Entry")
		with acting_as(self.accountant):
			proposal = record_payment(context(), party=self.name, amount=Money(90))
			self.assertEqual(frappe.db.count("Payment Entry"), before)
			shown = facts(proposal)
			self.assertEqual((shown["Amount"], shown[self.older.name], shown[self.newer.name]), (90, 70, 20))
			self.assertEqual(proposal.amount, 90)
			result = save_payment(context(), through_json(proposal))
		entry = frappe.get_doc("Payment Entry", result.document.name)
		self.assertEqual(
			(entry.docstatus, entry.payment_type, entry.party, entry.paid_amount),
			(0, "Receive", self.customer, 90),
		)
		entry.submit()
		self.assertEqual(frappe.db.get_value("Sales Invoice", self.older.name, "outstanding_amount"), 0)
		self.assertEqual(frappe.db.get_value("Sales Invoice", self.newer.name, "outstanding_amount"), 80)

	def test_the_named_invoice_and_what_is_left(self) -> None:
		proposal = record_payment(
			context(), party=self.name, amount=Money(150), document=self.reference(self.newer)
		)
		self.assertEqual((facts(proposal)[self.newer.name], facts(proposal)["Unallocated"]), (100, 50))
		self.assertNotIn(self.older.name, facts(proposal))

	def test_an_invoice_of_somebody_else(self) -> None:
		with self.assertRaises(BadInput):
			record_payment(
				context(), party=self.name, amount=Money(10), document=self.reference(self.stranger)
			)

	def test_what_was_paid_meanwhile_is_not_paid_twice(self) -> None:
		values = through_json(record_payment(context(), party=self.name, amount=Money(70)))
		make.payment(self.customer, 70, self.older.name)
		before = frappe.db.count("Payment Entry")
		with self.assertRaises(BadInput):
			save_payment(context(), values)
		self.assertEqual(frappe.db.count("Payment Entry"), before)

	def test_a_supplier_is_paid(self) -> None:
		supplier = make.supplier(f"Cemex {make.mark()}")
		proposal = record_payment(context(), party=Party("Supplier", supplier), amount=Money(40))
		entry = frappe.get_doc("Payment Entry", save_payment(context(), through_json(proposal)).document.name)
		self.assertEqual((entry.payment_type, entry.party, entry.unallocated_amount), ("Pay", supplier, 40))

	def test_bad_input(self) -> None:
		for amount in (Money(0), Money(-5), Money(5, "XXX")):
			with self.assertRaises(BadInput):
				record_payment(context(), party=self.name, amount=amount)
		with self.assertRaises(Missing):
			record_payment(context(), party="", amount=Money(5))
		with self.assertRaises(Refused):
			record_payment(context(), party="zzzz qqqq", amount=Money(5))

	def test_permissions(self) -> None:
		values = through_json(record_payment(context(), party=self.name, amount=Money(10)))
		limited = make.user("Accounts User")
		make.user_permission(limited, "Customer", self.stranger.customer)
		for user in (make.user("Sales User"), limited):
			with acting_as(user):
				with self.assertRaises(Refused):
					record_payment(context(), party=self.name, amount=Money(10))
				with self.assertRaises(Refused):
					save_payment(context(), values)
