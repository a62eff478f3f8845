# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Stock and prices against ERPNext's own report and its own order."""

from unittest.mock import patch

import frappe
from frappe.desk.query_report import run as run_report
from frappe.utils import add_days, flt, getdate, today

from whatsapp_erp_bot.commands.base import Period, Row
from whatsapp_erp_bot.commands.stock import item_price, low_stock, stock_balance, stock_movements
from whatsapp_erp_bot.commands.writes import create_quotation, create_sales_order
from whatsapp_erp_bot.exceptions import BadInput, Refused
from whatsapp_erp_bot.tests.integration import factories as make
from whatsapp_erp_bot.tests.integration.factories import acting_as, context

QUANTITIES = ("actual_qty", "reserved_qty", "ordered_qty", "projected_qty")


def facts(result) -> dict:
	return {fact.label: fact.value for fact in result.facts}


class StockTestCase(make.SiteTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.north = make.warehouse(f"Norte {make.mark()}")
		cls.south = make.warehouse(f"Sur {make.mark()}")
		cls.item = make.item(
			item_name="Cemento gris 50 kg",
			is_stock_item=1,
			reorder_levels=[
				{
					"warehouse": cls.south,
					"warehouse_reorder_level": 20,
					"warehouse_reorder_qty": 50,
					"material_request_type": "Purchase",
				},
				{
					"warehouse": cls.north,
					"warehouse_reorder_level": 20,
					"warehouse_reorder_qty": 50,
					"material_request_type": "Purchase",
				},
			],
		)
		cls.empty = make.item(
			item_name="Cal",
			is_stock_item=1,
			reorder_levels=[
				{
					"warehouse": cls.north,
					"warehouse_reorder_level": 5,
					"warehouse_reorder_qty": 5,
					"material_request_type": "Purchase",
				}
			],
		)
		make.stock(cls.item, cls.north, 100)
		make.stock(cls.item, cls.south, 12)
		cls.customer = make.customer()
		cls.order = make.sales_order(cls.customer, [(cls.item, 30, 200)], set_warehouse=cls.north)
		cls.seller = make.user("Sales User")
		# the report itself needs UOM, which sellers may not read
		cls.keeper = make.user("Stock User")
		cls.accountant = make.user("Accounts User")

	def of_report(self, **filters) -> list[dict]:
		answer = run_report(
			"Stock Projected Qty", filters={"company": make.company(), **filters}, ignore_prepared_report=True
		)
		return [row for row in answer["result"] if isinstance(row, dict)]


class TestStockBalance(StockTestCase):
	def test_equals_the_report(self) -> None:
		with acting_as(self.keeper):
			result = stock_balance(context(), item=self.item)
			report = self.of_report(item_code=self.item)
		expected = sorted(tuple(flt(row[key]) for key in QUANTITIES) for row in report)
		self.assertEqual(sorted(tuple(row[key] for key in QUANTITIES) for row in result.table.rows), expected)
		self.assertEqual(facts(result)["On hand"], 112)
		self.assertEqual(facts(result)["Reserved"], 30)
		self.assertEqual(facts(result)["Projected"], 82)
		self.assertEqual(result.table.total["actual_qty"], 112)

	def test_less_what_the_point_of_sale_holds_as_the_report_has_it(self) -> None:
		with (
			patch("whatsapp_erp_bot.commands.stock._has_point_of_sale", return_value=True),
			patch("frappe.db.a_row_exists", return_value=True),
			patch("whatsapp_erp_bot.commands.stock.get_pos_reserved_qty", return_value=2),
			patch(
				"erpnext.stock.report.stock_projected_qty.stock_projected_qty.get_pos_reserved_qty",
				return_value=2,
			),
			acting_as(self.keeper),
		):
			result = stock_balance(context(), item=self.item)
			report = self.of_report(item_code=self.item)
		self.assertEqual(facts(result)["Projected"], 78)
		self.assertEqual(sum(flt(row["projected_qty"]) for row in report), 78)

	def test_one_warehouse(self) -> None:
		with acting_as(self.seller):
			result = stock_balance(context(), item=self.item, warehouse=self.south)
		self.assertIsNone(result.table)
		self.assertEqual(facts(result)["On hand"], 12)
		self.assertTrue(facts(result)["Warehouse"].startswith("Sur"))

	def test_a_group_stands_for_what_is_below(self) -> None:
		root = frappe.db.get_value("Warehouse", self.north, "parent_warehouse")
		root = (
			root or frappe.get_all("Warehouse", {"is_group": 1, "company": make.company()}, pluck="name")[0]
		)
		frappe.get_doc("Warehouse", self.north).update({"parent_warehouse": root}).save()
		result = stock_balance(context(), item=self.item, warehouse=root)
		self.assertGreaterEqual(facts(result)["On hand"], 100)

	def test_nothing_there(self) -> None:
		result = stock_balance(context(), item=self.empty)
		self.assertEqual(facts(result)["On hand"], 0)
		self.assertTrue(result.notes)

	def test_not_kept_in_stock(self) -> None:
		service = make.item()
		self.assertTrue(stock_balance(context(), item=service).notes)

	def test_without_stock_permission_it_is_said(self) -> None:
		with acting_as(self.accountant), self.assertRaisesRegex(Refused, "permission"):
			stock_balance(context(), item=self.item)

	def test_only_warehouses_of_the_user(self) -> None:
		seller = make.user("Sales User")
		make.user_permission(seller, "Warehouse", self.south)
		with acting_as(seller):
			result = stock_balance(context(), item=self.item)
			self.assertEqual(facts(result)["On hand"], 12)
			with self.assertRaises(Refused):
				stock_balance(context(), item=self.item, warehouse=self.north)

	def test_item_that_is_not_there_is_refused(self) -> None:
		with self.assertRaises(Refused):
			stock_balance(context(), item="no such item")

	def test_a_customer_gets_one_number(self) -> None:
		with acting_as("Guest"):
			result = stock_balance(context(party=self.customer), item=self.item)
		self.assertEqual(facts(result), {"Available": 82})
		self.assertIsNone(result.table)

	def test_variants_of_a_template(self) -> None:
		attribute = make.insert(
			"Item Attribute",
			attribute_name=f"Color {make.mark()}",
			item_attribute_values=[
				{"attribute_value": "Rojo", "abbr": "R"},
				{"attribute_value": "Azul", "abbr": "A"},
			],
		).name
		template = make.item(
			item_name="Pintura", is_stock_item=1, has_variants=1, attributes=[{"attribute": attribute}]
		)
		red = make.item(
			item_name="Pintura roja",
			is_stock_item=1,
			variant_of=template,
			attributes=[{"attribute": attribute, "attribute_value": "Rojo"}],
		)
		make.stock(red, self.north, 7)
		blue = make.item(
			item_name="Pintura azul",
			is_stock_item=1,
			variant_of=template,
			attributes=[{"attribute": attribute, "attribute_value": "Azul"}],
		)
		make.stock(blue, self.south, 5)
		result = stock_balance(context(), item=template)
		self.assertEqual(
			{row["name"]: row["actual_qty"] for row in result.table.rows},
			{"Pintura roja": 7, "Pintura azul": 5},
		)


class TestLowStock(StockTestCase):
	def ours(self, result) -> dict:
		return {
			(row["item_code"], row["warehouse"]): row["shortage_qty"]
			for row in (result.table.rows if result.table else [])
			if row["item_code"] in (self.item, self.empty)
		}

	def test_equals_the_report_and_counts_items_without_a_bin(self) -> None:
		with acting_as(self.keeper):
			result = low_stock(context(), format="excel")
			low = self.ours(low_stock(context(), warehouse=self.south))
			report = self.of_report(item_code=self.item)
		short = {row["warehouse"]: flt(row["shortage_qty"]) for row in report if flt(row["shortage_qty"]) > 0}
		self.assertEqual(low, {(self.item, self.south): 8})
		self.assertEqual(short, {self.south: 8})
		self.assertTrue(result.files[0].content.startswith(b"PK"))
		with acting_as(self.seller):
			self.assertEqual(
				self.ours(low_stock(context(), warehouse=self.north)), {(self.empty, self.north): 5}
			)

	def test_item_group(self) -> None:
		group = make.insert("Item Group", item_group_name=f"Otro {make.mark()}").name
		self.assertTrue(low_stock(context(), item_group=group).notes)

	def test_warehouses_of_the_user_only(self) -> None:
		seller = make.user("Sales User")
		make.user_permission(seller, "Warehouse", self.north)
		with acting_as(seller):
			self.assertEqual(self.ours(low_stock(context())), {(self.empty, self.north): 5})

	def test_without_permission(self) -> None:
		with acting_as(self.accountant), self.assertRaises(Refused):
			low_stock(context())


class TestMovements(StockTestCase):
	def test_in_and_out(self) -> None:
		with acting_as(self.keeper):
			result = stock_movements(context(), item=self.item)
		self.assertEqual(facts(result)["In"], 112)
		self.assertEqual(len(result.table.rows), 2)
		old = Period(getdate(add_days(today(), -90)), getdate(add_days(today(), -60)))
		self.assertIsNone(stock_movements(context(), item=self.item, period=old).table)

	def test_needs_the_ledger(self) -> None:
		with acting_as(self.accountant), self.assertRaises(Refused):
			stock_movements(context(), item=self.item)


class TestItemPrice(StockTestCase):
	@classmethod
	def make_data(cls) -> None:
		super().make_data()
		cls.list = frappe.db.get_single_value("Selling Settings", "selling_price_list")
		make.item_price(cls.item, 200, cls.list)
		cls.own_list = make.insert(
			"Price List",
			price_list_name=f"Mayoreo {make.mark()}",
			selling=1,
			enabled=1,
			currency=make.company_currency(),
		).name
		make.item_price(cls.item, 150, cls.own_list)
		cls.wholesaler = make.customer(default_price_list=cls.own_list)

	def test_price_list_of_the_settings(self) -> None:
		with acting_as(self.seller):
			self.assertEqual(facts(item_price(context(), item=self.item))["Price"], 200)

	def test_price_list_of_the_customer(self) -> None:
		with acting_as(self.seller):
			result = item_price(context(), item=self.item, customer=self.wholesaler)
		self.assertEqual(facts(result)["Price"], 150)

	def test_pricing_rule_as_in_an_order(self) -> None:
		make.insert(
			"Pricing Rule",
			title=f"Diez {make.mark()}",
			apply_on="Item Code",
			items=[{"item_code": self.item}],
			selling=1,
			rate_or_discount="Discount Percentage",
			discount_percentage=10,
			company=make.company(),
			currency=make.company_currency(),
			applicable_for="Customer",
			customer=self.customer,
		)
		with acting_as(self.seller):
			result = item_price(context(), item=self.item, customer=self.customer)
			other = item_price(context(), item=self.item)
		order = frappe.get_doc(
			{
				"doctype": "Sales Order",
				"customer": self.customer,
				"company": make.company(),
				"delivery_date": today(),
				"items": [{"item_code": self.item, "qty": 1, "warehouse": self.north}],
			}
		).insert()
		self.assertEqual(order.items[0].rate, 180)
		self.assertEqual(facts(result)["Price"], 180)
		self.assertEqual(facts(result)["List price"], 200)
		self.assertEqual(facts(result)["Discount"], 10)
		# a Sales User may not read Pricing Rules: the price is theirs to know, what the house calls its rules is not
		self.assertFalse(any("Diez" in note for note in result.notes))
		self.assertEqual(facts(other)["Price"], 200)
		told = item_price(context(), item=self.item, customer=self.customer)
		self.assertTrue(any("Diez" in note for note in told.notes))

	def test_a_list_that_is_not_to_be_seen(self) -> None:
		"""What the house pays is for those who buy or keep prices; a list that a User Permission hides is hidden."""
		buying = make.insert(
			"Price List",
			price_list_name=f"Costos {make.mark()}",
			buying=1,
			selling=0,
			enabled=1,
			currency=make.company_currency(),
		).name
		make.insert("Item Price", item_code=self.item, price_list=buying, price_list_rate=77, buying=1)
		closed = make.insert(
			"Price List",
			price_list_name=f"Vieja {make.mark()}",
			selling=1,
			enabled=0,
			currency=make.company_currency(),
		).name
		with acting_as(self.seller):
			for name in (buying, closed):
				with self.assertRaises(Refused):
					item_price(context(), item=self.item, price_list=name)
		for role in ("Purchase User", "Purchase Master Manager"):
			with acting_as(make.user(role, "Item Manager")):
				self.assertEqual(facts(item_price(context(), item=self.item, price_list=buying))["Price"], 77)
		limited = make.user("Sales User")
		make.user_permission(limited, "Price List", closed)
		with acting_as(limited):
			for arguments in ({}, {"price_list": self.list}, {"customer": self.customer}):
				with self.assertRaises(Refused):
					item_price(context(), item=self.item, **arguments)

	def test_an_order_at_prices_that_are_not_to_be_seen(self) -> None:
		"""Frappe's User Permissions hold for the price list of an order too: no preview shows its prices."""
		hidden, *seen = (
			make.insert(
				"Price List",
				price_list_name=f"Lista {make.mark()}",
				selling=1,
				enabled=1,
				currency=make.company_currency(),
			).name
			for _number in range(3)
		)
		make.item_price(self.item, 55, hidden)
		customer = make.customer(default_price_list=hidden)
		limited = make.user("Sales User")
		for name in seen:
			make.user_permission(limited, "Price List", name)
		with acting_as(limited):
			for propose in (
				lambda: create_sales_order(context(), customer, [Row(self.item, 1)], getdate("2031-01-01")),
				lambda: create_quotation(context(), [Row(self.item, 1)], customer=customer),
			):
				with self.assertRaises((Refused, BadInput)) as raised:
					propose()
				self.assertNotIn("55", str(raised.exception))

	def test_prices_by_unit(self) -> None:
		box = make.item(item_name="Clavo", is_stock_item=1, uoms=[{"uom": "Box", "conversion_factor": 12}])
		make.item_price(box, 5, self.list)
		with acting_as(self.seller):
			result = item_price(context(), item=box)
		self.assertEqual([(row["unit"], row["rate"]) for row in result.table.rows], [("Nos", 5), ("Box", 60)])

	def test_no_price(self) -> None:
		self.assertTrue(item_price(context(), item=self.empty).notes)

	def test_nothing_is_saved(self) -> None:
		before = frappe.db.count("Sales Order"), frappe.db.count("Item Price")
		item_price(context(), item=self.empty, customer=self.customer)
		self.assertEqual((frappe.db.count("Sales Order"), frappe.db.count("Item Price")), before)

	def test_permissions(self) -> None:
		with acting_as(self.accountant), self.assertRaises(Refused):
			item_price(context(), item=self.item)
		seller = make.user("Sales User")
		make.user_permission(seller, "Customer", self.customer)
		with acting_as(seller), self.assertRaises(Refused):
			item_price(context(), item=self.item, customer=self.wholesaler)

	def test_a_customer_gets_the_own_price_whatever_is_said(self) -> None:
		with acting_as("Guest"):
			own = item_price(
				context(party=self.wholesaler), item=self.item, customer=self.customer, price_list=self.list
			)
			other = item_price(context(party=self.customer), item=self.item, customer=self.wholesaler)
		self.assertEqual(facts(own)["Price"], 150)
		self.assertEqual(facts(other)["Price"], 200)
		self.assertNotIn("Price list", facts(own))

	def test_item_that_is_not_sold_stays_out_of_a_customers_reach(self) -> None:
		hidden = make.item(is_sales_item=0)
		with acting_as("Guest"), self.assertRaises(Refused):
			item_price(context(party=self.customer), item=hidden)

	def test_template(self) -> None:
		frappe.db.set_value("Item", self.empty, "has_variants", 1)
		with self.assertRaises(BadInput):
			item_price(context(), item=self.empty)
