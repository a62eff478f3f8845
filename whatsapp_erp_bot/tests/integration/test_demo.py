# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The small demo holds what docs/demo.md says, and ERPNext's own reports agree on it.

Needs a site of its own (no other company): the demo is made there where it is missing.
"""

import contextlib
import io
import unittest
from typing import Any
from unittest.mock import patch

import frappe
from frappe.desk.query_report import run
from frappe.model.workflow import apply_workflow, get_transitions
from frappe.utils import add_days, flt

from whatsapp_erp_bot.setup import demo
from whatsapp_erp_bot.setup.demo import build, documents, masters, names, people
from whatsapp_erp_bot.setup.demo.progress import LEDGER_PARENT, Ledger


def make_quietly() -> dict[str, int]:
	with contextlib.redirect_stdout(io.StringIO()):
		return demo.make_small()


class DemoTestCase(unittest.TestCase):
	@classmethod
	def setUpClass(cls) -> None:
		make_quietly()
		cls.anchor = demo.anchor()
		cls.names = Ledger().names

	def tearDown(self) -> None:
		frappe.set_user("Administrator")
		frappe.db.rollback()

	def report(self, report: str, **filters: Any) -> list[dict[str, Any]]:
		filters = {"company": names.COMPANY, **filters}
		rows = run(report, filters, ignore_prepared_report=True)["result"]
		return [row for row in rows if isinstance(row, dict)]

	def receivables(self) -> list[dict[str, Any]]:
		return self.report(
			"Accounts Receivable",
			report_date=str(self.anchor),
			ageing_based_on="Due Date",
			range="30, 60, 90, 120",
			party_type="Customer",
		)

	def outstanding(self, customer: str) -> float:
		return flt(sum(row["outstanding"] for row in self.receivables() if row["party"] == customer), 2)


class TestFigures(DemoTestCase):
	def test_known_customers_owe_what_the_page_says(self) -> None:
		owed = {
			names.LOPEZ: 2088 + 1334 + 290,
			names.LOPES: 1305,
			names.CORNER: 3132,
			names.CORNER_NORTH: 1566 - 500,
			names.PENON: 26680 - 2668,
			names.MARIA_JOSE: 0,
		}
		self.assertEqual({customer: self.outstanding(customer) for customer in owed}, owed)

	def test_known_statuses(self) -> None:
		wanted = {
			"lopez-1": "Overdue",
			"lopez-2": "Overdue",
			"lopez-3": "Unpaid",
			"corner-1": "Overdue",
			"penon-return": "Return",
			"maria-1": "Paid",
		}
		found = {key: frappe.db.get_value("Sales Invoice", self.names[key], "status") for key in wanted}
		self.assertEqual(found, wanted)

	def test_orders_are_open_late_and_half_delivered(self) -> None:
		def order(key: str) -> Any:
			return frappe.db.get_value(
				"Sales Order",
				self.names[key],
				["status", "per_delivered", "delivery_date", "grand_total"],
				as_dict=True,
			)

		self.assertEqual(order("lopez-order").status, "To Deliver and Bill")
		self.assertEqual(order("lopez-order").grand_total, 4176)
		self.assertLess(order("corner-order").delivery_date, self.anchor)
		self.assertEqual(order("corner-order").per_delivered, 0)
		self.assertEqual(order("penon-order").per_delivered, 50)

	def test_today_and_yesterday_have_invoices(self) -> None:
		for days in (0, -1):
			day = add_days(self.anchor, days)
			self.assertGreater(frappe.db.count("Sales Invoice", {"posting_date": day, "docstatus": 1}), 0)
		self.assertEqual(frappe.db.count("Sales Invoice", {"posting_date": (">", self.anchor)}), 0)

	def test_some_are_in_dollars_at_the_rate_of_their_day(self) -> None:
		invoices = frappe.get_all(
			"Sales Invoice",
			filters={"customer": names.USD_CUSTOMER, "docstatus": 1, "is_return": 0},
			fields=["currency", "conversion_rate", "posting_date"],
		)
		self.assertGreater(len(invoices), 2)
		for invoice in invoices:
			self.assertEqual(invoice.currency, "USD")
			self.assertEqual(flt(invoice.conversion_rate, 2), masters.usd_rate(invoice.posting_date))


class TestReportsAgree(DemoTestCase):
	def test_receivables_equal_the_ledger(self) -> None:
		account = frappe.db.get_value("Company", names.COMPANY, "default_receivable_account")
		entries = frappe.get_all(
			"GL Entry", filters={"account": account, "is_cancelled": 0}, fields=["debit", "credit"]
		)
		ledger = sum(entry.debit - entry.credit for entry in entries)
		report = sum(row["outstanding"] for row in self.receivables() if row["party"] != names.USD_CUSTOMER)
		self.assertAlmostEqual(report, ledger, places=2)

	def test_stock_balance_equals_the_ledger(self) -> None:
		account = frappe.db.get_value("Company", names.COMPANY, "default_inventory_account")
		entries = frappe.get_all(
			"GL Entry", filters={"account": account, "is_cancelled": 0}, fields=["debit", "credit"]
		)
		report = self.report(
			"Stock Balance", from_date=str(add_days(self.anchor, -430)), to_date=str(self.anchor)
		)
		value = sum(row["bal_val"] for row in report if row.get("item_code"))
		self.assertGreater(value, 0)
		self.assertAlmostEqual(value, sum(entry.debit - entry.credit for entry in entries), places=2)

	def test_sales_register_equals_the_invoices(self) -> None:
		period = [str(add_days(self.anchor, -430)), str(self.anchor)]
		rows = self.report("Sales Register", from_date=period[0], to_date=period[1])
		invoices = frappe.get_all(
			"Sales Invoice",
			filters={"docstatus": 1, "posting_date": ("between", period)},
			pluck="base_net_total",
		)
		self.assertAlmostEqual(
			sum(row["net_total"] for row in rows if row.get("voucher_no")), sum(invoices), places=2
		)

	def test_nothing_is_below_zero_or_waits_for_reposting(self) -> None:
		self.assertEqual(frappe.db.count("Bin", {"actual_qty": ("<", 0)}), 0)
		self.assertEqual(frappe.db.count("Repost Item Valuation"), 0)

	def test_low_items_are_low_and_the_watched_are_not(self) -> None:
		for level in frappe.get_all(
			"Item Reorder", fields=["parent", "warehouse", "warehouse_reorder_level"]
		):
			where = {"item_code": level.parent, "warehouse": level.warehouse}
			projected = flt(frappe.db.get_value("Bin", where, "projected_qty"))
			with self.subTest(item=level.parent):
				self.assertEqual(
					projected < level.warehouse_reorder_level, level.parent in documents.LOW_ITEMS
				)


class TestPeople(DemoTestCase):
	def customers_of(self, user: str) -> set[str]:
		frappe.set_user(user)
		return set(frappe.get_list("Customer", pluck="name", limit=0))

	def test_sellers_see_different_customers(self) -> None:
		north = self.customers_of(names.SELLER_NORTH)
		south = self.customers_of(names.SELLER_SOUTH)
		self.assertIn(names.LOPEZ, north)
		self.assertIn(names.PENON, south)
		self.assertFalse(north & south)

	def test_sellers_see_different_invoices(self) -> None:
		seen = {}
		for user in (names.SELLER_NORTH, names.SELLER_SOUTH):
			frappe.set_user(user)
			seen[user] = set(frappe.get_list("Sales Invoice", pluck="customer", limit=0))
		self.assertIn(names.LOPEZ, seen[names.SELLER_NORTH])
		self.assertIn(names.CORNER, seen[names.SELLER_SOUTH])
		self.assertFalse(seen[names.SELLER_NORTH] & seen[names.SELLER_SOUTH])

	def test_internal_cost_is_for_the_stock_manager(self) -> None:
		for user, visible in ((names.OWNER, True), (names.STOREKEEPER, False)):
			frappe.set_user(user)
			row = frappe.get_list(
				"Item", filters={"name": "MAR-016"}, fields=["name", masters.INTERNAL_COST]
			)[0]
			self.assertEqual(masters.INTERNAL_COST in row, visible, user)

	def test_who_may_not_is_refused(self) -> None:
		for user, doctype in (
			(names.STOREKEEPER, "Sales Invoice"),
			(names.COLLECTOR, "Bin"),
			(names.BUYER, "Customer"),
			(names.NOBODY, "Sales Order"),
		):
			frappe.set_user(user)
			with self.subTest(user=user), self.assertRaises(frappe.PermissionError):
				frappe.get_list(doctype)

	def test_phones_are_unique_but_for_the_shared_one(self) -> None:
		links = frappe.get_all(
			"Dynamic Link", filters={"parenttype": "Contact", "link_doctype": "Customer"}, pluck="parent"
		)
		phones = frappe.get_all("Contact Phone", filters={"parent": ("in", links)}, pluck="phone")
		self.assertEqual({phone for phone in phones if phones.count(phone) > 1}, {names.SHARED_PHONE})
		self.assertEqual(phones.count(masters.second_phone_of(names.TWO_PHONES_CUSTOMER)), 1)
		mobiles = [person.mobile for person in names.PEOPLE]
		self.assertEqual(len(set(mobiles)), len(names.PEOPLE))
		self.assertFalse(set(mobiles) & set(phones))

	def test_nobody_approves_an_own_order(self) -> None:
		frappe.set_user(names.APPROVER)
		others = frappe.get_doc("Purchase Order", self.names["pending-small"])
		self.assertIn(people.APPROVE, [step.action for step in get_transitions(others)])
		self.assertNotEqual(others.owner, names.APPROVER)
		own = frappe.get_doc("Purchase Order", self.names["pending-own"])
		self.assertEqual(own.owner, names.APPROVER)
		with self.assertRaises(frappe.ValidationError):
			apply_workflow(own, people.APPROVE)

	def test_a_large_order_waits_for_the_direction(self) -> None:
		order = frappe.get_doc("Purchase Order", self.names["pending-large"])
		self.assertEqual(order.workflow_state, people.TO_AUTHORIZE)
		self.assertGreaterEqual(order.base_grand_total, people.DIRECTION_LIMIT)


class TestMakingAgain(DemoTestCase):
	def test_a_second_run_makes_nothing(self) -> None:
		before = build.count()
		self.assertEqual(make_quietly(), before)

	def test_the_steps_make_nothing_twice(self) -> None:
		"""As after an interruption at the very end: every step finds its work done."""
		before = build.count()
		frappe.db.delete("DefaultValue", {"parent": LEDGER_PARENT, "defkey": "done"})
		self.assertEqual(make_quietly(), before)
		self.assertTrue(Ledger().facts["done"])

	def test_the_ledger_is_committed_with_the_documents_or_not_at_all(self) -> None:
		ledger = Ledger()
		ledger.record("a-key", "A-NAME")
		with patch.object(frappe.db, "commit"):
			ledger.commit()
		self.assertIn("a-key", Ledger().names)
		frappe.db.rollback()
		self.assertNotIn("a-key", Ledger().names)

	def test_another_company_is_left_alone(self) -> None:
		with patch.object(names, "COMPANY", "Otra"), self.assertRaises(frappe.ValidationError):
			make_quietly()
