# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What a limit counts: every money field of every DocType that can be submitted."""

import frappe

from whatsapp_erp_bot.commands.amounts import amount_of
from whatsapp_erp_bot.commands.result import DocumentReference
from whatsapp_erp_bot.commands.writes import submit_document, transfer_stock
from whatsapp_erp_bot.exceptions import BadInput
from whatsapp_erp_bot.tests.integration import factories as make
from whatsapp_erp_bot.tests.integration.bot_case import BotCase, text_of
from whatsapp_erp_bot.tests.integration.factories import context
from whatsapp_erp_bot.tests.integration.test_confirm import setting

OWNER = "dueno@demo.localhost"


def submittable() -> list[str]:
	return frappe.get_all(
		"DocType", filters={"is_submittable": 1, "istable": 0}, pluck="name", order_by="name"
	)


def money_fields(meta) -> list:
	return meta.get("fields", {"fieldtype": "Currency"})


class TestAmounts(make.SiteTestCase):
	def amount(self, document) -> float:
		return amount_of(document, make.company())

	def test_every_kind_that_can_be_submitted_counts(self):
		counted = []
		for doctype in submittable():
			meta = frappe.get_meta(doctype)
			own = money_fields(meta)
			tables = [
				table for table in meta.get_table_fields() if money_fields(frappe.get_meta(table.options))
			]
			if not (own or tables):
				continue
			document = frappe.new_doc(doctype)
			if meta.has_field("company"):
				document.company = make.company()
			for field in own:
				document.set(field.fieldname, -1000)
			if not own:
				row = document.append(tables[0].fieldname, {"qty": 10})
				for field in money_fields(row.meta):
					row.set(field.fieldname, -1000)
			with self.subTest(doctype):
				self.assertGreaterEqual(self.amount(document), 1000)
			counted.append(doctype)
		for doctype in (
			"Payment Request",
			"Payment Order",
			"Journal Entry",
			"Landed Cost Voucher",
			"Blanket Order",
		):
			self.assertIn(doctype, counted)
		self.assertGreater(len(counted), 30)

	def test_the_largest_counts_and_balances_do_not(self):
		entry = frappe.new_doc("Payment Entry")
		entry.update(
			{
				"company": make.company(),
				"base_paid_amount": 100,
				"base_received_amount": 250,
				"paid_from_account_balance": 99999,
				"party_balance": 99999,
			}
		)
		self.assertEqual(self.amount(entry), 250)

	def test_before_the_discount(self):
		order = frappe.new_doc("Sales Order")
		order.update({"company": make.company(), "base_total": 1000, "base_grand_total": 0})
		self.assertEqual(self.amount(order), 1000)

	def test_another_currency_is_turned_into_the_companys(self):
		request = frappe.new_doc("Payment Request")
		request.update({"company": make.company(), "currency": "CHF", "grand_total": 100})
		frappe.db.delete("Currency Exchange", {"from_currency": "CHF"})
		with self.assertRaisesRegex(BadInput, "CHF"):
			self.amount(request)
		make.insert(
			"Currency Exchange",
			from_currency="CHF",
			to_currency=make.company_currency(),
			exchange_rate=20,
			date=frappe.utils.today(),
		)
		self.assertEqual(self.amount(request), 2000)
		order = frappe.new_doc("Dunning")
		order.update({"company": make.company(), "currency": "USD", "conversion_rate": 18, "grand_total": 10})
		self.assertEqual(self.amount(order), 180)

	def test_a_request_in_the_currency_of_its_invoice(self):
		account = make.receivable_account("USD")
		customer = make.customer(
			default_currency="USD", accounts=[{"company": make.company(), "account": account}]
		)
		invoice = make.sales_invoice(
			customer, [(make.item(), 1, 100)], currency="USD", conversion_rate=17, debit_to=account
		)
		request = frappe.new_doc("Payment Request")
		request.update(
			{
				"company": make.company(),
				"currency": "USD",
				"grand_total": 100,
				"reference_doctype": "Sales Invoice",
				"reference_name": invoice.name,
			}
		)
		self.assertEqual(self.amount(request), 1700)

	def test_rows_count_where_the_document_holds_nothing(self):
		order = frappe.new_doc("Blanket Order")
		order.company = make.company()
		order.append("items", {"item_code": "x", "qty": 10, "rate": 7})
		order.append("items", {"item_code": "y", "qty": 1, "rate": 30})
		self.assertEqual(self.amount(order), 100)
		order = frappe.new_doc("Payment Order")
		order.company = make.company()
		order.append("references", {"amount": 400})
		order.append("references", {"amount": 500})
		self.assertEqual(self.amount(order), 900)

	def test_stock_that_moves_counts_by_its_value(self):
		north, south = make.warehouse(), make.warehouse()
		item = make.item(is_stock_item=1)
		make.stock(item, north, 20, rate=50)
		made = transfer_stock(context(), item, 4, north, south)
		self.assertEqual(made.amount, 200)

	def test_a_hidden_amount_counts(self):
		order = make.sales_order(make.customer(), [(make.item(), 2, 500)], submit=False)
		with make.hidden_field("Sales Order", "base_grand_total"), make.acting_as(make.user("Sales User")):
			made = submit_document(context(), DocumentReference("Sales Order", order.name))
		self.assertGreaterEqual(made.amount, 1000)

	def test_no_money_is_nothing(self):
		self.assertEqual(self.amount(frappe.new_doc("Delivery Trip")), 0)
		self.assertEqual(self.amount(frappe.new_doc("Quality Inspection")), 0)


class TestLimitAtTheFrontDoor(BotCase):
	def test_a_payment_request_over_the_limit(self):
		frappe.set_user("Administrator")
		customer = make.customer()
		item = make.item()
		invoice = make.sales_invoice(customer, [(item, 1, 900)])
		request = make.insert(
			"Payment Request",
			company=make.company(),
			payment_request_type="Inward",
			party_type="Customer",
			party=customer,
			reference_doctype="Sales Invoice",
			reference_name=invoice.name,
			currency="MXN",
			grand_total=900,
			mute_email=1,
		)
		frappe.db.commit()
		phone = self.new_phone(OWNER)
		setting("maximum_amount_per_document", 899)
		try:
			bodies = self.say(phone, f"valida el documento {request.name}")
			self.assertEqual(self.last_run().status, "Refused", text_of(bodies[-1]))
			setting("maximum_amount_per_document", 900)
			bodies = self.say(phone, f"valida el documento {request.name}")
			self.assertEqual(self.last_run().status, "Confirming", text_of(bodies[-1]))
		finally:
			setting("maximum_amount_per_document", 0)
			frappe.set_user("Administrator")
			frappe.delete_doc("Payment Request", request.name, force=True)
			found = frappe.get_doc("Sales Invoice", invoice.name)
			found.cancel()
			frappe.delete_doc("Sales Invoice", invoice.name, force=True)
			frappe.delete_doc("Item", item, force=True)
			frappe.delete_doc("Customer", customer, force=True)
			frappe.db.commit()
