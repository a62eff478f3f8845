# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Who may read what: Frappe's permissions for staff, the party of the context for customers."""

import frappe

from whatsapp_erp_bot import compat
from whatsapp_erp_bot.commands import base
from whatsapp_erp_bot.commands.base import Party
from whatsapp_erp_bot.commands.declaration import CUSTOMER, STAFF, Declaration, Need
from whatsapp_erp_bot.exceptions import Refused
from whatsapp_erp_bot.tests.integration import factories as make


class TestStaff(make.SiteTestCase):
	@classmethod
	def make_data(cls):
		cls.item = make.item()
		cls.mine, cls.other = make.customer(), make.customer()
		cls.my_invoice = make.sales_invoice(cls.mine, [(cls.item, 1, 100)]).name
		cls.other_invoice = make.sales_invoice(cls.other, [(cls.item, 1, 200)]).name
		cls.seller = make.user("Accounts User")
		make.user_permission(cls.seller, "Customer", cls.mine)
		cls.nobody = make.user("Employee")

	def names(self, **query) -> set[str]:
		rows = base.read_list(make.context(), "Sales Invoice", fields=["name"], order_by="name asc", **query)
		return {row["name"] for row in rows}

	def test_lists_hold_what_the_user_may_see(self):
		with make.acting_as(self.seller):
			found = self.names(filters={"name": ["in", [self.my_invoice, self.other_invoice]]})
		self.assertEqual(found, {self.my_invoice})

	def test_or_filters_do_not_widen(self):
		with make.acting_as(self.seller):
			either = [["Sales Invoice", "customer", "=", name] for name in (self.mine, self.other)]
			self.assertEqual(self.names(or_filters=either), {self.my_invoice})

	def test_aggregates_are_over_what_the_user_may_see(self):
		with make.acting_as(self.seller):
			rows = base.read_list(
				make.context(),
				"Sales Invoice",
				fields=[compat.count_field("count"), compat.sum_field("base_net_total", "net")],
				filters={"customer": ["in", [self.mine, self.other]]},
				order_by="company asc",
				group_by="company",
			)
		self.assertEqual((rows[0]["count"], rows[0]["net"]), (1, 100.0))

	def test_refused_in_the_same_words_whether_it_exists_or_not(self):
		said = set()
		with make.acting_as(self.seller):
			for name in (self.other_invoice, "ACC-SINV-1900-00001"):
				with self.assertRaises(Refused) as refused:
					base.read_document(make.context(), "Sales Invoice", name)
				said.add(str(refused.exception))
		with make.acting_as(self.nobody):
			for name in (self.other_invoice, "ACC-SINV-1900-00001"):
				with self.assertRaises(Refused) as refused:
					base.read_document(make.context(), "Sales Invoice", name)
				said.add(str(refused.exception))
			with self.assertRaises(Refused):
				self.names()
		self.assertEqual(len(said), 1)

	def test_a_field_above_the_permission_level_is_emptied(self):
		with make.hidden_field("Sales Invoice", "base_net_total"), make.acting_as(self.seller):
			context = make.context()
			self.assertFalse(base.may_see_field(context, "Sales Invoice", "base_net_total"))
			self.assertFalse(base.read_document(context, "Sales Invoice", self.my_invoice).base_net_total)
			row = base.read_list(
				context,
				"Sales Invoice",
				fields=["name", "base_net_total", compat.sum_field("base_net_total", "net")],
				filters={"name": self.my_invoice},
				order_by="name asc",
				group_by="name",
			)[0]
		self.assertFalse({"base_net_total", "net"} & {key for key, value in row.items() if value})

	def test_visible_names(self):
		with make.acting_as(self.seller):
			found = base.visible_names(make.context(), "Customer", [self.mine, self.other, "nobody", ""])
		self.assertEqual(found, {self.mine})

	def test_a_report_drops_rows_that_frappe_leaves_in(self):
		"""Accounts Receivable names its party through a Dynamic Link, which Frappe does not filter by."""
		filters = {
			"company": make.company(),
			"report_date": frappe.utils.today(),
			"range": "30, 60, 90",
			"party_type": "Customer",
			"party": [self.mine, self.other],
		}
		with make.acting_as(self.seller):
			_columns, rows = base.read_report(make.context(), "Accounts Receivable", filters)
		self.assertEqual({row["party"] for row in rows}, {self.mine})
		with make.acting_as(self.nobody), self.assertRaises(Refused):
			base.read_report(make.context(), "Accounts Receivable", filters)

	def test_allowed(self):
		def declare(**more) -> Declaration:
			return Declaration(name="x", group="x", titles={}, examples={}, **more)

		seller, customer = make.context(), make.context(party=self.mine)
		with make.acting_as(self.seller):
			self.assertTrue(base.allowed(seller, declare(needs=[Need("Sales Invoice")])))
			self.assertFalse(
				base.allowed(seller, declare(needs=[Need("Sales Invoice"), Need("Stock Entry")]))
			)
			self.assertFalse(base.allowed(seller, declare(roles=["System Manager"])))
			self.assertTrue(base.allowed(seller, declare(roles=["System Manager", "Accounts User"])))
			self.assertFalse(base.allowed(seller, declare(audience=(CUSTOMER,))))
		self.assertFalse(base.allowed(customer, declare()))
		self.assertTrue(base.allowed(customer, declare(audience=(STAFF, CUSTOMER))))


class TestCustomer(make.SiteTestCase):
	@classmethod
	def make_data(cls):
		cls.item = make.item()
		cls.mine, cls.other = make.customer(), make.customer()
		cls.invoice = make.sales_invoice(cls.mine, [(cls.item, 1, 100)]).name
		cls.draft = make.sales_invoice(cls.mine, [(cls.item, 1, 100)], submit=False).name
		cls.foreign = make.sales_invoice(cls.other, [(cls.item, 1, 100)]).name
		cls.order = make.sales_order(cls.other, [(cls.item, 1, 100)]).name

	def setUp(self):
		super().setUp()
		frappe.set_user("Guest")
		self.context = make.context(party=self.mine)

	def names(self, doctype: str, **query) -> set[str]:
		rows = base.read_list(self.context, doctype, fields=["name"], order_by="name asc", **query)
		return {row["name"] for row in rows}

	def test_own_submitted_documents_only(self):
		self.assertEqual(self.names("Sales Invoice"), {self.invoice})
		self.assertEqual(self.names("Sales Order"), set())
		self.assertEqual(self.names("Customer"), {self.mine})

	def test_what_is_asked_cannot_widen_it(self):
		for query in (
			{"filters": {"customer": self.other}},
			{
				"filters": [
					["Sales Invoice", "customer", "in", [self.mine, self.other]],
					["docstatus", "<", 2],
				]
			},
			{"or_filters": [["Sales Invoice", "name", "like", "%"], ["Sales Invoice", "docstatus", "=", 0]]},
		):
			with self.subTest(query):
				self.assertLessEqual(self.names("Sales Invoice", **query), {self.invoice})

	def test_documents_of_others_and_drafts_are_refused(self):
		self.assertEqual(base.read_document(self.context, "Sales Invoice", self.invoice).name, self.invoice)
		for doctype, name in (
			("Sales Invoice", self.foreign),
			("Sales Invoice", self.draft),
			("Sales Order", self.order),
			("Customer", self.other),
			("Item", self.item),
			("User", "Administrator"),
		):
			with self.subTest(name), self.assertRaises(Refused):
				base.read_document(self.context, doctype, name)
		for permission in ("write", "submit", "delete", "print"):
			with self.assertRaises(Refused):
				base.read_document(self.context, "Sales Invoice", self.invoice, permission)

	def test_everything_else_is_out_of_reach(self):
		for doctype in ("User", "Supplier", "Purchase Order", "GL Entry", "Bin", "Contact", "File"):
			with self.subTest(doctype), self.assertRaises(Refused):
				self.names(doctype)
		with self.assertRaises(Refused):
			base.read_report(self.context, "Accounts Receivable", {"company": make.company()})

	def test_items_by_name_and_nothing_more_of_them(self):
		fields = ["name", "item_name", "stock_uom"]
		found = base.read_list(
			self.context, "Item", fields=fields, filters={"name": self.item}, order_by="name asc"
		)
		self.assertEqual(found[0]["name"], self.item)
		for field in ("valuation_rate", "last_purchase_rate", "*", compat.sum_field("valuation_rate", "sum")):
			with self.subTest(field), self.assertRaises(Refused):
				base.read_list(self.context, "Item", fields=["name", field], order_by="name asc")
		self.assertFalse(base.may(self.context, "Item"))

	def test_the_ledger_is_their_own(self):
		rows = base.read_list(
			self.context, "Payment Ledger Entry", fields=["party", "voucher_no"], order_by="name asc"
		)
		self.assertEqual({row["party"] for row in rows}, {self.mine})
		self.assertFalse(base.may(self.context, "Payment Ledger Entry"))

	def test_fields_above_level_zero_are_hidden(self):
		with make.hidden_field("Sales Invoice", "base_net_total", permlevel=1):
			frappe.set_user("Guest")
			document = base.read_document(self.context, "Sales Invoice", self.invoice)
			self.assertIsNone(document.base_net_total)
			row = base.read_list(
				self.context,
				"Sales Invoice",
				fields=["name", "base_net_total", compat.sum_field("base_net_total", "net")],
				order_by="name asc",
				group_by="name",
			)[0]
		self.assertEqual(set(row), {"name"})

	def test_a_party_is_type_and_name(self):
		supplier = make.context()
		supplier.party = Party("Supplier", self.mine)
		nobody = make.context()
		nobody.party = Party("Customer", "")
		for context in (supplier, nobody):
			with self.assertRaises(Refused):
				base.read_list(context, "Sales Invoice", fields=["name"], order_by="name asc")
		with self.assertRaises(Refused):
			base.the_customer(supplier, self.mine)
