# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Sales figures equal ERPNext's Sales Register, for whoever asks and only for what they may see."""

from io import BytesIO

import frappe
from frappe.utils import add_days, add_months, flt, get_first_day, get_last_day, getdate, today
from openpyxl import load_workbook

from whatsapp_erp_bot.commands import sales
from whatsapp_erp_bot.commands.base import Period
from whatsapp_erp_bot.exceptions import BadInput, Refused
from whatsapp_erp_bot.tests.integration import factories as make


def figures(result) -> dict:
	return {fact.label: fact.value for fact in result.facts}


class TestSales(make.SiteTestCase):
	@classmethod
	def make_data(cls):
		cls.today = getdate(today())
		cls.last_month = Period(
			get_first_day(add_months(cls.today, -1)), get_last_day(add_months(cls.today, -1))
		)
		cls.territory = make.territory()
		cls.north = make.customer(f"Ferretería Norte {make.mark()}", territory=cls.territory)
		cls.south = make.customer(f"=Ferretería Sur {make.mark()}")
		cls.nail, cls.paint = make.item(), make.item(item_name="Pintura blanca 1 L")
		first = make.sales_invoice(cls.north, [(cls.nail, 10, 50)], tax_percent=16)
		make.sales_invoice(cls.north, [(cls.nail, 2, 50), (cls.paint, 1, 300)], tax_percent=16)
		make.sales_invoice(cls.south, [(cls.paint, 3, 300)])
		make.payment(cls.north, 100, first.name)
		earlier = make.sales_invoice(cls.south, [(cls.nail, 4, 50)], posting_date=cls.last_month.from_date)
		make.credit_note(earlier.name, posting_date=cls.today)
		make.sales_invoice(cls.north, [(cls.nail, 100, 1)], submit=False)
		dollars = make.receivable_account("USD")
		cls.abroad = make.customer(
			default_currency="USD", accounts=[{"company": make.company(), "account": dollars}]
		)
		make.sales_invoice(
			cls.abroad, [(cls.paint, 1, 20)], currency="USD", conversion_rate=18, debit_to=dollars
		)
		cls.manager = make.user("Accounts User")
		cls.seller_north, cls.seller_south = make.user("Accounts User"), make.user("Accounts User")
		make.user_permission(cls.seller_north, "Customer", cls.north)
		make.user_permission(cls.seller_south, "Customer", cls.south)
		cls.nobody = make.user("Employee")

	def register(self, period: Period) -> list[dict]:
		rows = make.run_report(
			"Sales Register",
			company=make.company(),
			from_date=period.from_date.isoformat(),
			to_date=period.to_date.isoformat(),
		)
		return [row for row in rows if row.get("voucher_no")]

	def assert_equals_register(self, user: str, period: Period):
		with make.acting_as(user):
			told = figures(sales.sales_summary(make.context(), period=period))
			rows = self.register(period)
		self.assertTrue(rows)
		self.assertEqual(told["Invoices"] + told.get("Credit notes", 0), len(rows))
		self.assertAlmostEqual(told["Net"], flt(sum(row["net_total"] for row in rows), 2), 2)
		self.assertAlmostEqual(told["Total"], flt(sum(row["grand_total"] for row in rows), 2), 2)
		self.assertAlmostEqual(told["Tax"], flt(sum(row["tax_total"] for row in rows), 2), 2)

	def test_summary_equals_the_sales_register_of_the_same_user(self):
		whole = Period(self.last_month.from_date, self.today)
		for user in (self.manager, self.seller_north, self.seller_south):
			for period in (Period(self.today, self.today), self.last_month, whole):
				if user == self.seller_north and period == self.last_month:
					continue
				with self.subTest(user=user, period=period):
					self.assert_equals_register(user, period)

	def test_two_sellers_get_different_answers_to_the_same_question(self):
		with make.acting_as(self.seller_north):
			north = figures(sales.sales_summary(make.context()))
		with make.acting_as(self.seller_south):
			south = figures(sales.sales_summary(make.context()))
		self.assertEqual(north["Net"], 900.0)
		self.assertEqual(north["Tax"], 144.0)
		self.assertEqual(north["Total"], 1044.0)
		self.assertEqual(north["To be paid"], 944.0)
		self.assertEqual(south["Net"], 700.0)
		self.assertEqual(south["Credit notes"], 1)

	def test_without_permission_it_is_refused(self):
		with make.acting_as(self.nobody):
			for command in (sales.sales_summary, sales.top_customers, sales.top_items):
				with self.assertRaises(Refused):
					command(make.context())
			for dimension in sales._DIMENSIONS:
				with self.assertRaises(Refused):
					sales.sales_by(make.context(), dimension)

	def test_no_command_of_sales_is_open_to_a_customer_beyond_their_own_invoices(self):
		context = make.context(party=self.north)
		self.assertEqual(figures(sales.sales_summary(context))["Net"], 900.0)

	def test_foreign_currency_counts_in_company_currency(self):
		user = make.user("Accounts User")
		make.user_permission(user, "Customer", self.abroad)
		with make.acting_as(user):
			told = figures(sales.sales_summary(make.context()))
		self.assertEqual((told["Net"], told["To be paid"]), (360.0, 360.0))

	def test_comparison_with_the_month_before(self):
		month = Period(get_first_day(self.today), get_last_day(self.today))
		with make.acting_as(self.seller_south):
			result = sales.sales_summary(make.context(), period=month, compare=True)
		money = [fact for fact in result.facts if fact.label.startswith("Net ")]
		self.assertEqual([fact.value for fact in money], [200.0])
		self.assertEqual(figures(result)["Change"], 250.0)

	def test_a_figure_above_the_permission_level_stays_hidden(self):
		with make.hidden_field("Sales Invoice", "base_net_total"):
			with make.acting_as(self.manager):
				told = figures(sales.sales_summary(make.context(), compare=True))
				self.assertNotIn("Net", told)
				self.assertIn("Total", told)
				for command in (sales.top_customers, sales.top_items):
					with self.assertRaises(Refused):
						command(make.context())
			self.assertNotIn("Net", figures(sales.sales_summary(make.context(party=self.north))))

	def test_top_customers_are_ranked_by_net_amount_of_the_register(self):
		period = Period(self.last_month.from_date, self.today)
		with make.acting_as(self.manager):
			result = sales.top_customers(make.context(), period=period, limit=1000)
			net: dict = {}
			for row in self.register(period):
				net[row["customer"]] = net.get(row["customer"], 0) + row["net_total"]
		shown = {row["key"]: row["net"] for row in result.table.rows}
		for name in (self.north, self.south, self.abroad):
			self.assertAlmostEqual(shown[name], net[name], 2)
		amounts = [row["net"] for row in result.table.rows]
		self.assertEqual(amounts, sorted(amounts, reverse=True))
		self.assertAlmostEqual(result.table.total["net"], sum(net.values()), 2)

	def test_limit(self):
		with make.acting_as(self.manager):
			result = sales.top_customers(make.context(), limit=1)
			self.assertEqual(len(result.table.rows), 1)
			self.assertGreaterEqual(result.table.more, 2)
			with self.assertRaises(BadInput):
				sales.top_customers(make.context(), limit=0)

	def test_top_items_by_amount_and_by_quantity(self):
		with make.acting_as(self.seller_north):
			by_amount = sales.top_items(make.context()).table.rows
			by_quantity = sales.top_items(make.context(), by="qty").table.rows
		self.assertEqual(
			[(row["key"], row["net"]) for row in by_amount], [(self.nail, 600.0), (self.paint, 300.0)]
		)
		self.assertEqual(
			[(row["key"], row["qty"]) for row in by_quantity], [(self.nail, 12.0), (self.paint, 1.0)]
		)

	def test_returned_items_subtract(self):
		period = Period(self.last_month.from_date, self.today)
		with make.acting_as(self.seller_south):
			rows = {row["key"]: row for row in sales.top_items(make.context(), period=period).table.rows}
		self.assertEqual((rows[self.nail]["net"], rows[self.nail]["qty"]), (0.0, 0.0))

	def test_every_dimension_adds_up_to_the_same_net(self):
		period = Period(self.last_month.from_date, add_days(self.today, 1))
		with make.acting_as(self.seller_north):
			net = figures(sales.sales_summary(make.context(), period=period))["Net"]
			for dimension in sales._DIMENSIONS:
				with self.subTest(dimension):
					result = sales.sales_by(make.context(), dimension, period=period)
					self.assertAlmostEqual(result.table.total["net"], net, 2)
					self.assertTrue(result.chart.labels)

	def test_by_territory(self):
		with make.acting_as(self.manager):
			rows = sales.sales_by(make.context(), "territory", limit=100).table.rows
		self.assertIn((self.territory, 900.0), [(row["key"], row["net"]) for row in rows])

	def test_by_sales_person_follows_the_share_of_each(self):
		root = frappe.get_all(
			"Sales Person", filters={"is_group": 1}, limit=1, order_by="lft asc", pluck="name"
		)[0]
		ana = make.insert(
			"Sales Person", sales_person_name=f"Ana {make.mark()}", parent_sales_person=root
		).name
		luz = make.insert(
			"Sales Person", sales_person_name=f"Luz {make.mark()}", parent_sales_person=root
		).name
		other = make.customer()
		team = [
			{"sales_person": ana, "allocated_percentage": 70},
			{"sales_person": luz, "allocated_percentage": 30},
		]
		make.sales_invoice(other, [(self.nail, 10, 10)], sales_team=team)
		with make.acting_as(self.manager):
			rows = sales.sales_by(make.context(), "sales_person", limit=100).table.rows
		net = {row["key"]: row["net"] for row in rows}
		self.assertEqual((net[ana], net[luz]), (70.0, 30.0))

	def test_excel_has_numbers_and_no_formulas(self):
		with make.acting_as(self.manager):
			result = sales.top_customers(make.context(), format="excel", limit=1)
		sheet = load_workbook(BytesIO(result.files[0].content)).active
		rows = list(sheet.iter_rows())
		name = frappe.db.get_value("Customer", self.south, "customer_name")
		cell = next(row[0] for row in rows if row[0].value == name)
		self.assertEqual(cell.data_type, "s")
		self.assertTrue(cell.quotePrefix)
		self.assertIsInstance(rows[1][1].value, int | float)

	def test_nothing_sold(self):
		period = Period(getdate("2001-01-01"), getdate("2001-01-02"))
		with make.acting_as(self.manager):
			self.assertEqual(
				figures(sales.sales_summary(make.context(), period=period, compare=True))["Net"], 0
			)
			self.assertIsNone(sales.top_items(make.context(), period=period).table)
