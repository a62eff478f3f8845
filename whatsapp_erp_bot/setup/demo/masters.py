# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The standing data of the demo: settings, places, goods, prices, parties.

Contract: every function takes the `Site` (names of what ERPNext's wizard made, which depend on its language), makes
what is missing and leaves what is there, so all of them may be run again. They commit nothing.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import frappe
from frappe.custom.doctype.custom_field.custom_field import create_custom_field
from frappe.utils import add_days, add_months, getdate
from frappe.utils.nestedset import get_root_of

from whatsapp_erp_bot.setup.demo import names

UNIT, BOX, KILOGRAM, METRE, LITRE = "Pieza", "Caja", "Kg", "Metro", "Litro"
UOM_OF = {"unit": UNIT, "kg": KILOGRAM, "metre": METRE, "litre": LITRE}
INTERNAL_COST = "custom_costo_interno"
"""On Item at permlevel 1, which only the Stock Manager may read."""
PRICING_RULE = "Mayoreo pinturas 10 %"


@dataclass(frozen=True)
class Site:
	"""What the wizard made, by its role and not by its (translated) name."""

	company: str
	abbreviation: str
	selling_list: str
	buying_list: str
	receivable: str
	payable: str
	bank: str
	cash: str
	cost_center: str
	tax_account: str
	anchor: date
	small: bool

	def account(self, account_name: str) -> str:
		return f"{account_name} - {self.abbreviation}"

	def warehouse(self, warehouse: str) -> str:
		return f"{warehouse} - {self.abbreviation}"

	@property
	def customers(self) -> tuple[names.Customer, ...]:
		return tuple(c for c in names.CUSTOMERS if c.small or not self.small)

	@property
	def items(self) -> tuple[names.Item, ...]:
		return tuple(i for i in names.ITEMS if i.small or not self.small)

	@property
	def suppliers(self) -> tuple[tuple[str, str, int, bool], ...]:
		return tuple(s for s in names.SUPPLIERS if s[3] or not self.small)


def read_site(anchor: date, small: bool) -> Site:
	"""The default company and what belongs to it. `frappe.DoesNotExistError` where the wizard has not been run."""
	company = frappe.db.get_single_value("Global Defaults", "default_company")
	doc = frappe.get_doc("Company", company)
	template = frappe.db.get_value("Sales Taxes and Charges Template", {"company": company})
	return Site(
		company=company,
		abbreviation=doc.abbr,
		selling_list=frappe.db.get_single_value("Selling Settings", "selling_price_list"),
		buying_list=frappe.db.get_single_value("Buying Settings", "buying_price_list"),
		receivable=doc.default_receivable_account,
		payable=doc.default_payable_account,
		bank=doc.default_bank_account,
		cash=doc.default_cash_account,
		cost_center=doc.cost_center,
		tax_account=frappe.db.get_value("Sales Taxes and Charges", {"parent": template}, "account_head"),
		anchor=anchor,
		small=small,
	)


def ensure(doctype: str, name: str, **values: Any) -> str:
	"""The document of that name, made from `values` where it is missing."""
	if not frappe.db.exists(doctype, name):
		doc = frappe.get_doc({"doctype": doctype, **values})
		doc.flags.name_set = False
		doc.insert(ignore_permissions=True)
		return doc.name
	return name


def make_settings(site: Site) -> None:
	"""Nothing that asks the internet or makes documents by itself while the demo is looked at."""
	frappe.db.set_single_value("Currency Exchange Settings", "disabled", 1)
	first, last = add_months(site.anchor, -13), add_months(site.anchor, 2)
	for year in range(first.year, last.year + 1):
		if not frappe.db.exists("Fiscal Year", {"year_start_date": date(year, 1, 1)}):
			ensure(
				"Fiscal Year",
				str(year),
				year=str(year),
				year_start_date=date(year, 1, 1),
				year_end_date=date(year, 12, 31),
			)
	for uom, whole in ((UNIT, 1), (BOX, 1), (KILOGRAM, 0), (METRE, 0), (LITRE, 0)):
		ensure("UOM", uom, uom_name=uom, must_be_whole_number=whole)
	for doctype in ("Sales Taxes and Charges Template", "Purchase Taxes and Charges Template"):
		template = frappe.db.get_value(doctype, {"company": site.company})
		frappe.db.set_value(doctype, template, "is_default", 1)
	_make_exchange_rates(site)


def usd_rate(day: date) -> float:
	"""Mexican pesos for a US dollar in the demo's world: one rate a month, between 17.60 and 19.80."""
	return round(17.6 + ((day.year * 12 + day.month) * 7 % 12) * 0.2, 2)


def _make_exchange_rates(site: Site) -> None:
	frappe.db.set_value("Currency", "USD", "enabled", 1)
	first = getdate(add_months(site.anchor, -14)).replace(day=1)
	for months in range(16):
		day = getdate(add_months(first, months))
		key = {"date": day, "from_currency": "USD", "to_currency": names.CURRENCY}
		if not frappe.db.exists("Currency Exchange", key):
			frappe.get_doc(
				{
					"doctype": "Currency Exchange",
					**key,
					"exchange_rate": usd_rate(day),
					"for_buying": 1,
					"for_selling": 1,
				}
			).insert()


def make_places(site: Site) -> None:
	root = get_root_of("Territory")
	for zone, cities in names.TERRITORIES.items():
		ensure("Territory", zone, territory_name=zone, parent_territory=root, is_group=1)
		for city in cities:
			ensure("Territory", city, territory_name=city, parent_territory=zone, is_group=0)
	for group in names.CUSTOMER_GROUPS:
		ensure(
			"Customer Group",
			group,
			customer_group_name=group,
			parent_customer_group=get_root_of("Customer Group"),
		)
	for person in names.SALES_PERSONS:
		ensure(
			"Sales Person", person, sales_person_name=person, parent_sales_person=get_root_of("Sales Person")
		)
	for group in sorted({item.group for item in site.items}):
		ensure("Item Group", group, item_group_name=group, parent_item_group=get_root_of("Item Group"))
	parent = frappe.db.get_value(
		"Warehouse", {"company": site.company, "is_group": 1, "parent_warehouse": ""}
	)
	parent = parent or frappe.db.get_value("Warehouse", {"company": site.company, "is_group": 1})
	for warehouse in names.WAREHOUSES:
		ensure(
			"Warehouse",
			site.warehouse(warehouse),
			warehouse_name=warehouse,
			company=site.company,
			parent_warehouse=parent,
		)
	_set_stock_settings(site)
	group = frappe.db.get_value("Account", site.receivable, "parent_account")
	ensure(
		"Account",
		site.account("Clientes USD"),
		account_name="Clientes USD",
		company=site.company,
		parent_account=group,
		account_type="Receivable",
		account_currency="USD",
	)


def _set_stock_settings(site: Site) -> None:
	"""In one save, and only where something changes: it is a slow one, which rewrites DocTypes' properties."""
	wanted = {
		"stock_uom": UNIT,
		"default_warehouse": site.warehouse("Tienda"),
		# The scheduler would answer every reorder level with a Material Request by tomorrow: nothing would be low.
		"auto_indent": 0,
		"auto_insert_price_list_rate_if_missing": 0,
	}
	stock = frappe.get_doc("Stock Settings")
	if any(stock.get(field) != value for field, value in wanted.items()):
		stock.update(wanted)
		stock.save()


def make_items(site: Site) -> None:
	# Before the items, so that their table has the column that an item is inserted with.
	create_custom_field(
		"Item",
		{
			"fieldname": INTERNAL_COST,
			"label": "Costo interno",
			"fieldtype": "Currency",
			"insert_after": "standard_rate",
			"permlevel": 1,
		},
	)
	for item in site.items:
		if frappe.db.exists("Item", item.code):
			continue
		doc = frappe.get_doc(
			{
				"doctype": "Item",
				"item_code": item.code,
				"item_name": item.name,
				"description": item.name,
				"item_group": item.group,
				"stock_uom": UOM_OF[item.uom],
				"is_stock_item": 1,
				INTERNAL_COST: round(item.cost * 0.93, 2),
				"item_defaults": [
					{
						"company": site.company,
						"default_warehouse": site.warehouse("Tienda"),
						"default_supplier": supplier_of(site, item),
					}
				],
			}
		)
		if item.box:
			doc.append("uoms", {"uom": BOX, "conversion_factor": item.box})
		doc.insert()
		_make_prices(site, item)
	if not frappe.db.exists("Item", "FLETE"):
		frappe.get_doc(
			{
				"doctype": "Item",
				"item_code": "FLETE",
				"item_name": "Flete local",
				"item_group": site.items[0].group,
				"stock_uom": UNIT,
				"is_stock_item": 0,
			}
		).insert()
	_make_pricing_rule(site)


def supplier_of(site: Site, item: names.Item) -> str:
	"""Who sells it to the demo; the small demo has fewer suppliers."""
	wanted = names.SUPPLIER_OF_GROUP[item.group]
	known = [supplier[0] for supplier in site.suppliers]
	return wanted if wanted in known else known[0]


def _make_prices(site: Site, item: names.Item) -> None:
	prices = [
		(site.selling_list, item.price, UOM_OF[item.uom]),
		(site.buying_list, item.cost, UOM_OF[item.uom]),
	]
	if item.box:
		# A box costs less than its pieces.
		prices.append((site.selling_list, round(item.price * item.box * 0.95, 2), BOX))
	for price_list, rate, uom in prices:
		frappe.get_doc(
			{
				"doctype": "Item Price",
				"item_code": item.code,
				"price_list": price_list,
				"price_list_rate": rate,
				"uom": uom,
				"valid_from": add_months(site.anchor, -14),
			}
		).insert()


def _make_pricing_rule(site: Site) -> None:
	"""10 % off paint for wholesale customers from 10 pieces on."""
	if frappe.db.exists("Pricing Rule", {"title": PRICING_RULE}):
		return
	frappe.get_doc(
		{
			"doctype": "Pricing Rule",
			"title": PRICING_RULE,
			"apply_on": "Item Group",
			"item_groups": [{"item_group": "Pinturas"}],
			"selling": 1,
			"applicable_for": "Customer Group",
			"customer_group": "Mayoreo",
			"min_qty": 10,
			"rate_or_discount": "Discount Percentage",
			"discount_percentage": 10,
			"company": site.company,
			"currency": names.CURRENCY,
			"valid_from": add_months(site.anchor, -14),
		}
	).insert()


def zone_of(city: str) -> str:
	return next(zone for zone, cities in names.TERRITORIES.items() if city in cities)


def phone_of(customer: str) -> str:
	"""The first number of that customer's contact, e.g. +528155000001: ten digits after the country code."""
	index = next(i for i, c in enumerate(names.CUSTOMERS, start=1) if c.name == customer)
	code = names.CITY_CODES[names.CUSTOMERS[index - 1].city]
	return "+52" + code + "5500000000"[: 10 - len(code) - 3] + f"{index:03d}"


def second_phone_of(customer: str) -> str:
	"""The second number of `TWO_PHONES_CUSTOMER`'s contact."""
	return phone_of(customer)[:-3] + "9" + phone_of(customer)[-2:]


def make_parties(site: Site) -> None:
	for customer in site.customers:
		if not frappe.db.exists("Customer", customer.name):
			_make_customer(site, customer)
			_make_contact(customer)
	for name, city, days, _small in site.suppliers:
		if not frappe.db.exists("Supplier", name):
			frappe.get_doc(
				{
					"doctype": "Supplier",
					"supplier_name": name,
					"supplier_group": frappe.db.get_value("Supplier Group", {"is_group": 0}, order_by="lft"),
					"supplier_type": "Company",
					"country": names.COUNTRY,
					"supplier_details": f"{city}. Crédito: {days} días.",
				}
			).insert()


def _make_customer(site: Site, customer: names.Customer) -> None:
	seller = {names.NORTH: 0, names.SOUTH: 1, names.CENTRE: 2}[zone_of(customer.city)]
	doc = frappe.get_doc(
		{
			"doctype": "Customer",
			"customer_name": customer.name,
			"customer_type": "Individual" if customer.person else "Company",
			"customer_group": customer.group,
			"territory": customer.city,
			"default_price_list": site.selling_list,
			"language": "en" if customer.name == names.USD_CUSTOMER else names.LANGUAGE,
			"sales_team": [{"sales_person": names.SALES_PERSONS[seller], "allocated_percentage": 100}],
		}
	)
	if customer.name == names.USD_CUSTOMER:
		doc.default_currency = "USD"
		doc.append("accounts", {"company": site.company, "account": site.account("Clientes USD")})
	doc.insert()


def _make_contact(customer: names.Customer) -> None:
	first_name, _space, last_name = customer.contact.partition(" ")
	phones = [{"phone": phone_of(customer.name), "is_primary_mobile_no": 1}]
	if customer.name == names.TWO_PHONES_CUSTOMER:
		phones.append({"phone": second_phone_of(customer.name)})
	if customer.name in names.SHARED_PHONE_CUSTOMERS:
		phones.append({"phone": names.SHARED_PHONE})
	contact = frappe.get_doc(
		{
			"doctype": "Contact",
			"first_name": first_name,
			"last_name": last_name,
			"is_primary_contact": 1,
			"phone_nos": phones,
			"links": [{"link_doctype": "Customer", "link_name": customer.name}],
		}
	).insert()
	# What saving the Customer form does; without a save of the whole document.
	frappe.db.set_value(
		"Customer",
		customer.name,
		{"customer_primary_contact": contact.name, "mobile_no": phone_of(customer.name)},
	)
