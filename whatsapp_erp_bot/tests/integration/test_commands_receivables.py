# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Balances and ageing equal ERPNext's Accounts Receivable and General Ledger; nobody sees another's customers."""

from io import BytesIO

import frappe
from frappe.utils import add_days, flt, getdate, today
from openpyxl import load_workbook

from whatsapp_erp_bot.commands import receivables
from whatsapp_erp_bot.commands.base import Period
from whatsapp_erp_bot.exceptions import BadInput, Cancelled, Refused
from whatsapp_erp_bot.tests.integration import factories as make


def figures(result) -> dict:
	return {fact.label: fact.value for fact in result.facts}


class TestReceivables(make.SiteTestCase):
	@classmethod
	def make_data(cls):
		cls.today = getdate(today())
		cls.item = make.item()
		cls.north = make.customer(f"Ferretería Norte {make.mark()}")
		cls.south = make.customer(f"Tienda Sur {make.mark()}")
		cls.old = cls.invoice(cls.north, 500, -130, -100)
		cls.recent = cls.invoice(cls.north, 300, -40, -10)
		cls.fresh = cls.invoice(cls.north, 200, 0, 30)
		cls.part = cls.invoice(cls.south, 1000, -90, -45)
		make.payment(cls.south, 400, cls.part, posting_date=add_days(cls.today, -20))
		make.payment(cls.south, 150, posting_date=add_days(cls.today, -5))
		returned = cls.invoice(cls.south, 80, -15, 15)
		make.credit_note(returned)
		paid = cls.invoice(cls.south, 70, -60, -30)
		make.payment(cls.south, 70, paid)
		cls.invoice(cls.north, 9999, -60, -30, submit=False)
		cls.dollars = make.receivable_account("USD")
		cls.abroad = make.customer(
			default_currency="USD", accounts=[{"company": make.company(), "account": cls.dollars}]
		)
		make.sales_invoice(
			cls.abroad,
			[(cls.item, 1, 100)],
			posting_date=add_days(cls.today, -70),
			due_date=add_days(cls.today, -50),
			currency="USD",
			conversion_rate=18,
			debit_to=cls.dollars,
		)
		cls.manager = make.user("Accounts User")
		cls.seller_north, cls.seller_south = make.user("Accounts User"), make.user("Accounts User")
		make.user_permission(cls.seller_north, "Customer", cls.north)
		make.user_permission(cls.seller_south, "Customer", cls.south)
		cls.nobody = make.user("Employee")

	@classmethod
	def invoice(cls, customer: str, amount: float, posted: int, due: int, submit: bool = True) -> str:
		return make.sales_invoice(
			customer,
			[(cls.item, 1, amount)],
			posting_date=add_days(cls.today, posted),
			due_date=add_days(cls.today, due),
			submit=submit,
		).name

	def report(self, *customers: str, as_of=None) -> list[dict]:
		rows = make.run_report(
			"Accounts Receivable",
			company=make.company(),
			report_date=str(as_of or self.today),
			ageing_based_on="Due Date",
			calculate_ageing_with="Report Date",
			range="30, 60, 90",
			party_type="Customer",
			party=list(customers),
		)
		return [row for row in rows if row.get("voucher_no")]

	def test_balance_equals_the_accounts_receivable_report(self):
		with make.acting_as(self.manager):
			for customer in (self.north, self.south, self.abroad):
				with self.subTest(customer):
					told = figures(receivables.customer_balance(make.context(), customer=customer))
					owed = sum(row["outstanding"] for row in self.report(customer))
					self.assertAlmostEqual(told["Balance"], flt(owed, 2), 2)

	def test_balance_in_detail(self):
		with make.acting_as(self.manager):
			north = figures(receivables.customer_balance(make.context(), customer=self.north))
			south = figures(receivables.customer_balance(make.context(), customer=self.south))
			abroad = figures(receivables.customer_balance(make.context(), customer=self.abroad))
		self.assertEqual((north["Balance"], north["Overdue"]), (1000.0, 800.0))
		self.assertEqual((north["Oldest due"], north["Days overdue"]), (add_days(self.today, -100), 100))
		self.assertNotIn("Unallocated credit", north)
		self.assertEqual((south["Balance"], south["Overdue"]), (450.0, 600.0))
		self.assertEqual((south["Unpaid invoices"], south["Unallocated credit"]), (680.0, 230.0))
		self.assertEqual((abroad["Balance"], abroad["Of which in USD"]), (1800.0, 100.0))

	def test_balance_equals_the_ledger(self):
		with make.acting_as(self.manager):
			for customer in (self.north, self.south):
				told = figures(receivables.customer_balance(make.context(), customer=customer))
				rows = make.run_report(
					"General Ledger",
					company=make.company(),
					from_date=str(add_days(self.today, -200)),
					to_date=str(self.today),
					party_type="Customer",
					party=[customer],
					group_by="Group by Voucher (Consolidated)",
				)
				closing = [row for row in rows if row.get("gl_entry") or row.get("voucher_no")]
				self.assertAlmostEqual(
					told["Balance"], flt(sum(row["debit"] - row["credit"] for row in closing), 2), 2
				)

	def test_credit_limit_and_what_is_left(self):
		document = frappe.get_doc("Customer", self.north)
		document.append("credit_limits", {"company": make.company(), "credit_limit": 5000})
		document.save(ignore_permissions=True)
		make.sales_order(self.north, [(self.item, 1, 700)])
		manager = make.user("Accounts User", "Sales User")
		with make.acting_as(manager):
			told = figures(receivables.customer_balance(make.context(), customer=self.north))
		self.assertEqual((told["Credit limit"], told["Credit available"]), (5000.0, 3300.0))

	def test_balance_without_the_ledger_comes_from_the_invoices_and_says_so(self):
		role = make.insert("Role", role_name=f"Facturas {make.mark()}", desk_access=1).name
		for doctype in ("Sales Invoice", "Customer"):
			make.insert("Custom DocPerm", parent=doctype, role=role, permlevel=0, read=1)
			frappe.clear_cache(doctype=doctype)
			# after the rollback: 16 keeps a DocType with its permissions in the process
			self.addCleanup(frappe.clear_cache, doctype=doctype)
		reader = make.user(role)
		with make.acting_as(reader):
			result = receivables.customer_balance(make.context(), customer=self.south)
		self.assertEqual(figures(result)["Unpaid invoices"], 680.0)
		self.assertTrue(result.notes)

	def test_overdue_oldest_first_with_the_total_of_all(self):
		with make.acting_as(self.seller_north):
			result = receivables.overdue_invoices(make.context(), limit=1)
		self.assertEqual([row["name"] for row in result.table.rows], [self.old])
		self.assertEqual((result.table.total["amount"], result.table.more), (800.0, 1))
		self.assertEqual(result.table.rows[0]["days"], 100)

	def test_overdue_by_more_than(self):
		with make.acting_as(self.seller_north):
			names = [
				[row["name"] for row in receivables.overdue_invoices(make.context(), days=days).table.rows]
				for days in (9, 10, 99)
			]
			self.assertIsNone(receivables.overdue_invoices(make.context(), days=100).table)
			for days in (-1, 1e12):
				with self.assertRaises(BadInput):
					receivables.overdue_invoices(make.context(), days=days)
		self.assertEqual(names, [[self.old, self.recent], [self.old], [self.old]])

	def test_overdue_equals_the_report(self):
		with make.acting_as(self.manager):
			for customer in (self.north, self.south, self.abroad):
				rows = receivables.overdue_invoices(make.context(), customer=customer).table.rows
				report = {
					row["voucher_no"]: row["outstanding"]
					for row in self.report(customer)
					if row["voucher_type"] == "Sales Invoice"
					and row["outstanding"] > 0
					and getdate(row["due_date"]) < self.today
				}
				self.assertEqual({row["name"]: row["amount"] for row in rows}, report)

	def test_overdue_in_excel_has_every_row(self):
		with make.acting_as(self.seller_north):
			result = receivables.overdue_invoices(make.context(), limit=1, format="excel")
		sheet = load_workbook(BytesIO(result.files[0].content)).active
		values = [row[0].value for row in sheet.iter_rows()]
		self.assertEqual(values[1:], [self.old, self.recent, "Total"])

	def test_two_sellers_get_different_answers_to_the_same_question(self):
		for command in (receivables.receivables, receivables.overdue_invoices):
			parties = {}
			for user in (self.seller_north, self.seller_south):
				with make.acting_as(user):
					rows = command(make.context()).table.rows
				parties[user] = {row.get("party") or row.get("customer") for row in rows}
			self.assertEqual(parties, {self.seller_north: {self.north}, self.seller_south: {self.south}})

	def test_a_seller_cannot_ask_for_another_sellers_customer(self):
		with make.acting_as(self.seller_north):
			for command in (
				receivables.customer_balance,
				receivables.customer_statement,
				receivables.receivables,
			):
				with self.assertRaises(Refused):
					command(make.context(), customer=self.south)
			self.assertIsNone(receivables.overdue_invoices(make.context(), customer=self.south).table)
			told = figures(
				receivables.payments_received(
					make.context(), customer=self.south, period=Period(add_days(self.today, -90), self.today)
				)
			)
			self.assertEqual(told["Payments"], 0)

	def test_without_permission_it_is_refused(self):
		with make.acting_as(self.nobody):
			for command in (
				receivables.overdue_invoices,
				receivables.receivables,
				receivables.payments_received,
			):
				with self.assertRaises(Refused):
					command(make.context())
			for command in (receivables.customer_balance, receivables.customer_statement):
				with self.assertRaises(Refused):
					command(make.context(), customer=self.north)

	def test_a_hidden_amount_is_not_told_in_another_way(self):
		with make.hidden_field("Sales Invoice", "outstanding_amount"):
			with make.acting_as(self.manager):
				for command in (receivables.overdue_invoices, receivables.receivables):
					with self.assertRaises(Refused):
						command(make.context())
				with self.assertRaises(Refused):
					receivables.customer_balance(make.context(), customer=self.north)

	def test_a_customer_gets_their_own_and_nothing_else(self):
		"""Whatever customer is named, the answer is about the party of the context."""
		frappe.set_user("Guest")
		context = make.context(party=self.south)
		for said in (None, self.south, self.north):
			balance = receivables.customer_balance(context, customer=said)
			self.assertEqual(figures(balance)["Balance"], 450.0)
			self.assertEqual(balance.document.name, self.south)
			overdue = receivables.overdue_invoices(context, customer=said)
			self.assertEqual([row["name"] for row in overdue.table.rows], [self.part])
			statement = receivables.customer_statement(context, customer=said, format="excel")
			self.assertEqual(figures(statement)["Closing balance"], 450.0)
			sheet = load_workbook(BytesIO(statement.files[0].content)).active
			vouchers = {row[0].value for row in sheet.iter_rows()}
			self.assertFalse(vouchers & {self.old, self.recent, self.fresh})
		with self.assertRaises(Refused):
			receivables.receivables(context)

	def test_ageing_equals_the_report(self):
		with make.acting_as(self.manager):
			for as_of in (self.today, add_days(self.today, -35)):
				result = receivables.receivables(make.context(), as_of=as_of)
				rows = self.report(as_of=as_of)
				total = result.table.total
				for key in ("outstanding", "range1", "range2", "range3", "range4"):
					self.assertAlmostEqual(total[key], flt(sum(row[key] for row in rows), 2), 2)

	def test_ageing_in_buckets(self):
		with make.acting_as(self.seller_north):
			told = figures(receivables.receivables(make.context()))
		self.assertEqual(told["Outstanding"], 1000.0)
		self.assertEqual((told["Not due yet"], told["0–30 days"]), (200.0, 300.0))
		self.assertEqual((told["31–60 days"], told["Over 90 days"]), (0.0, 500.0))

	def test_ageing_of_one_customer_with_the_file(self):
		with make.acting_as(self.manager):
			result = receivables.receivables(make.context(), customer=self.south)
		self.assertEqual(result.table.total["outstanding"], 450.0)
		sheet = load_workbook(BytesIO(result.files[0].content)).active
		rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
		amounts = [row[rows[0].index("Outstanding")] for row in rows[1:]]
		self.assertEqual(amounts[-1], 450)
		self.assertAlmostEqual(sum(amounts[:-1]), 450)

	def test_progress_climbs_and_a_cancelled_report_stops(self):
		told: list[float] = []
		context = make.context(report_progress=lambda percent, words: told.append(percent))
		receivables.receivables(context)
		self.assertEqual(told, sorted(told))
		self.assertEqual(told[-1], 100)
		context = make.context(is_cancelled=lambda: True)
		for command in (receivables.receivables, receivables.customer_statement):
			with self.assertRaises(Cancelled):
				command(context, customer=self.north)

	def test_statement_equals_the_ledger(self):
		period = Period(getdate(add_days(self.today, -30)), self.today)
		with make.acting_as(self.manager):
			result = receivables.customer_statement(
				make.context(), customer=self.south, period=period, format="excel"
			)
			rows = make.run_report(
				"General Ledger",
				company=make.company(),
				from_date=str(period.from_date),
				to_date=str(period.to_date),
				party_type="Customer",
				party=[self.south],
				group_by="Group by Voucher (Consolidated)",
			)
		told = figures(result)
		moved = [row for row in rows if row.get("voucher_no")]
		self.assertEqual(told["Opening balance"], 1070.0)
		self.assertAlmostEqual(
			told["Closing balance"] - told["Opening balance"],
			flt(sum(row["debit"] - row["credit"] for row in moved), 2),
			2,
		)
		self.assertAlmostEqual(told["Charges"], flt(sum(row["debit"] for row in moved), 2), 2)
		self.assertEqual(told["Closing balance"], 450.0)

	def test_statement_is_a_pdf_unless_something_else_is_asked(self):
		with make.acting_as(self.manager):
			result = receivables.customer_statement(make.context(), customer=self.south)
		self.assertTrue(result.files[0].content.startswith(b"%PDF"))
		self.assertEqual(result.files[0].mime_type, "application/pdf")

	def test_payments_are_counted_of_visible_customers_only(self):
		period = Period(getdate(add_days(self.today, -90)), self.today)
		with make.acting_as(self.seller_north):
			before = figures(receivables.payments_received(make.context(), period=period))
		make.payment(self.south, 33)
		with make.acting_as(self.seller_north):
			after = figures(receivables.payments_received(make.context(), period=period))
		self.assertEqual(before, after)

	def test_payments_received(self):
		period = Period(getdate(add_days(self.today, -6)), self.today)
		with make.acting_as(self.seller_south):
			told = figures(receivables.payments_received(make.context(), period=period, customer=self.south))
			whole = figures(
				receivables.payments_received(
					make.context(),
					period=Period(getdate(add_days(self.today, -90)), self.today),
					customer=self.south,
				)
			)
		self.assertEqual((told["Payments"], told["Received"]), (2, 220.0))
		self.assertEqual((whole["Payments"], whole["Received"]), (3, 620.0))
