# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Documents for integration tests, made through ERPNext's own controllers on a site that is set up.

Contract: every function inserts (and, where it says so, submits) without committing. `SiteTestCase` rolls back: what a
class makes in `make_data` lives as long as the class, what a test makes lives as long as the test. Names carry a
random mark, so that data of the site and leftovers in caches never meet.
"""

import unittest
from collections.abc import Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import frappe
from frappe.utils import add_days, flt, getdate, today

from whatsapp_erp_bot.commands.base import Context, Party


class SiteTestCase(unittest.TestCase):
	"""Runs as Administrator between tests. `make_data` is called once a class."""

	@classmethod
	def setUpClass(cls) -> None:
		frappe.set_user("Administrator")
		frappe.flags.in_test = frappe.in_test = True
		frappe.flags.mute_emails = True
		cls.users_made: list[str] = []
		try:
			prepare_site()
			cls.make_data()
		except Exception:
			frappe.db.rollback()
			raise

	@classmethod
	def make_data(cls) -> None:
		"""For subclasses."""

	@classmethod
	def tearDownClass(cls) -> None:
		frappe.set_user("Administrator")
		frappe.db.rollback()
		frappe.clear_cache()

	def setUp(self) -> None:
		frappe.set_user("Administrator")
		frappe.db.savepoint("one_test")

	def tearDown(self) -> None:
		frappe.set_user("Administrator")
		frappe.db.rollback(save_point="one_test")
		frappe.clear_messages()


@contextmanager
def acting_as(user: str):
	"""As this user inside the block, as whoever it was afterwards."""
	before = frappe.session.user
	frappe.set_user(user)
	try:
		yield
	finally:
		frappe.set_user(before)


def mark() -> str:
	"""Six random characters."""
	return frappe.generate_hash(length=6)


def company() -> str:
	"""The site's default company."""
	return frappe.db.get_single_value("Global Defaults", "default_company")


def company_currency() -> str:
	"""Its currency."""
	return frappe.get_cached_value("Company", company(), "default_currency")


def context(
	user: str | None = None, party: str | None = None, language: str = "en", **values: Any
) -> Context:
	"""A person's context; `party` is a Customer's name, for a customer."""
	return Context(
		user=user or frappe.session.user,
		language=language,
		today=values.pop("today", getdate(today())),
		company=values.pop("company", company()),
		currency=values.pop("currency", company_currency()),
		party=Party("Customer", party) if party else None,
		**values,
	)


def prepare_site() -> None:
	"""What ERPNext wants before documents can be made: a finished setup and a fiscal year for each of three years."""
	if not company():
		from whatsapp_erp_bot.setup.demo import complete_setup

		complete_setup()
	year = getdate(today()).year
	for one in range(year - 2, year + 2):
		start, end = f"{one}-01-01", f"{one}-12-31"
		if not frappe.db.exists(
			"Fiscal Year", {"year_start_date": ("<=", start), "year_end_date": (">=", start)}
		):
			insert("Fiscal Year", year=f"{one} {mark()}", year_start_date=start, year_end_date=end)


def insert(doctype: str, **values: Any):
	"""A document of any DocType, inserted."""
	return frappe.get_doc({"doctype": doctype, **values}).insert(ignore_permissions=True)


def leaf(doctype: str) -> str:
	"""Any node of a tree DocType (Territory, Customer Group, Item Group…) that takes documents."""
	return frappe.get_all(doctype, filters={"is_group": 0}, order_by="name asc", limit=1, pluck="name")[0]


def customer(name: str | None = None, **values: Any) -> str:
	"""A Customer's name (its id equals its title unless the site names by series)."""
	document = insert(
		"Customer",
		customer_name=name or f"Cliente {mark()}",
		customer_type="Company",
		customer_group=values.pop("customer_group", None) or leaf("Customer Group"),
		territory=values.pop("territory", None) or leaf("Territory"),
		**values,
	)
	return document.name


def supplier(name: str | None = None, **values: Any) -> str:
	"""A Supplier's name."""
	group = values.pop("supplier_group", None) or leaf("Supplier Group")
	return insert(
		"Supplier", supplier_name=name or f"Proveedor {mark()}", supplier_group=group, **values
	).name


def item(code: str | None = None, item_name: str | None = None, **values: Any) -> str:
	"""An Item's code. A service item unless `is_stock_item=1`."""
	code = code or f"ART-{mark()}"
	uom = values.pop("stock_uom", None) or whole_uom()
	name = insert(
		"Item",
		item_code=code,
		item_name=item_name or code,
		item_group=values.pop("item_group", None) or leaf("Item Group"),
		stock_uom=uom,
		is_stock_item=values.pop("is_stock_item", 0),
		**values,
	).name
	without_item_defaults([name])
	return name


def without_item_defaults(items: Sequence[str]) -> None:
	"""Takes away what ERPNext writes to items by itself (the site's default warehouse, the income account of their last
	invoice): tests say themselves where things lie, and one test's invoice must not steer the next."""
	frappe.db.delete("Item Default", {"parent": ("in", list(items)), "parenttype": "Item"})
	for code in items:
		frappe.clear_document_cache("Item", code)


def whole_uom() -> str:
	"""The unit of things that are counted; ERPNext's wizard names it otherwise in other languages."""
	if not frappe.db.exists("UOM", "Nos"):
		insert("UOM", uom_name="Nos", must_be_whole_number=1, enabled=1)
	return "Nos"


def no_default_taxes() -> None:
	"""Orders without the taxes that the site's own templates would add."""
	for doctype in ("Sales Taxes and Charges Template", "Purchase Taxes and Charges Template"):
		frappe.db.set_value(doctype, {"is_default": 1}, "is_default", 0)


def warehouse(name: str | None = None, **values: Any) -> str:
	"""A Warehouse's id, with the company's suffix."""
	return insert("Warehouse", warehouse_name=name or f"Bodega {mark()}", company=company(), **values).name


def territory(name: str | None = None) -> str:
	"""A Territory under the root."""
	root = frappe.get_all("Territory", filters={"is_group": 1}, order_by="lft asc", limit=1, pluck="name")[0]
	return insert(
		"Territory", territory_name=name or f"Zona {mark()}", parent_territory=root, is_group=0
	).name


def item_price(item_code: str, rate: float, price_list: str | None = None, **values: Any) -> str:
	"""An Item Price in a selling price list of the company's currency."""
	price_list = (
		price_list
		or frappe.get_all(
			"Price List",
			filters={"selling": 1, "currency": company_currency()},
			limit=1,
			order_by="name asc",
			pluck="name",
		)[0]
	)
	# ERPNext writes a price by itself with an item's first invoice
	frappe.db.delete("Item Price", {"item_code": item_code, "price_list": price_list})
	return insert(
		"Item Price", item_code=item_code, price_list=price_list, price_list_rate=rate, selling=1, **values
	).name


def stock(item_code: str, warehouse_name: str, qty: float, rate: float = 10.0) -> str:
	"""A submitted Stock Entry that puts so much into a warehouse."""
	entry = frappe.get_doc(
		{
			"doctype": "Stock Entry",
			"stock_entry_type": "Material Receipt",
			"company": company(),
			"items": [
				{"item_code": item_code, "t_warehouse": warehouse_name, "qty": qty, "basic_rate": rate},
			],
		}
	)
	return _saved(entry).name


def sales_invoice(
	customer_name: str,
	rows: Sequence[tuple[str, float, float]],
	posting_date: date | str | None = None,
	due_date: date | str | None = None,
	tax_percent: float = 0,
	submit: bool = True,
	**values: Any,
):
	"""A Sales Invoice. `rows`: (item code, quantity, rate). Due 30 days after its date unless said."""
	posting_date = getdate(posting_date or today())
	document = frappe.get_doc(
		{
			"doctype": "Sales Invoice",
			"company": company(),
			"customer": customer_name,
			"set_posting_time": 1,
			"posting_date": posting_date,
			"due_date": getdate(due_date) if due_date else add_days(posting_date, 30),
			"currency": company_currency(),
			"conversion_rate": 1,
			"items": [{"item_code": code, "qty": qty, "rate": rate} for code, qty, rate in rows],
			**values,
		}
	)
	if tax_percent:
		document.append(
			"taxes",
			{
				"charge_type": "On Net Total",
				"account_head": tax_account(),
				"description": "IVA",
				"rate": tax_percent,
			},
		)
	return _saved(document, submit)


def _saved(document, submit: bool = True):
	"""Inserted, and submitted in the same step if it is to be."""
	document.flags.ignore_permissions = True
	if submit:
		document.submit()
	else:
		document.insert()
	without_item_defaults([row.item_code for row in document.items])
	return document.reload()


def credit_note(invoice: str, posting_date: date | str | None = None):
	"""The submitted return of a whole invoice."""
	from erpnext.accounts.doctype.sales_invoice.sales_invoice import make_sales_return

	document = make_sales_return(invoice)
	document.set_posting_time = 1
	document.posting_date = getdate(posting_date or today())
	document.due_date = document.posting_date
	return _saved(document)


def payment(
	customer_name: str,
	amount: float,
	invoice: str | None = None,
	posting_date: date | str | None = None,
):
	"""A submitted Payment Entry in cash: against the invoice, or on account."""
	from erpnext.accounts.party import get_party_account

	document = frappe.get_doc(
		{
			"doctype": "Payment Entry",
			"payment_type": "Receive",
			"company": company(),
			"posting_date": getdate(posting_date or today()),
			"party_type": "Customer",
			"party": customer_name,
			"paid_from": get_party_account("Customer", customer_name, company()),
			"paid_to": cash_account(),
			"paid_amount": amount,
			"received_amount": amount,
			"source_exchange_rate": 1,
			"target_exchange_rate": 1,
			"reference_no": mark(),
			"reference_date": getdate(posting_date or today()),
		}
	)
	if invoice:
		document.append(
			"references",
			{"reference_doctype": "Sales Invoice", "reference_name": invoice, "allocated_amount": amount},
		)
	document.setup_party_account_field()
	document.set_missing_values()
	document.flags.ignore_permissions = True
	document.submit()
	return document


def sales_order(
	customer_name: str,
	rows: Sequence[tuple[str, float, float]],
	delivery_date: date | str | None = None,
	transaction_date: date | str | None = None,
	submit: bool = True,
	**values: Any,
):
	"""A Sales Order. `rows`: (item code, quantity, rate). To be delivered a week after its date unless said."""
	transaction_date = getdate(transaction_date or today())
	delivery_date = getdate(delivery_date) if delivery_date else transaction_date + timedelta(days=7)
	document = insert(
		"Sales Order",
		company=company(),
		customer=customer_name,
		transaction_date=transaction_date,
		delivery_date=delivery_date,
		currency=company_currency(),
		conversion_rate=1,
		items=[
			{"item_code": code, "qty": qty, "rate": rate, "delivery_date": delivery_date}
			for code, qty, rate in rows
		],
		**values,
	)
	if submit:
		document.submit()
	return document


def account(account_type: str, root_type: str, **values: Any) -> str:
	"""An account of that type, one of the company's or a new one."""
	found = frappe.get_all(
		"Account",
		filters={"company": company(), "account_type": account_type, "is_group": 0, "disabled": 0, **values},
		order_by="name asc",
		limit=1,
		pluck="name",
	)
	if found:
		return found[0]
	parent = frappe.get_all(
		"Account",
		filters={
			"company": company(),
			"root_type": root_type,
			"is_group": 1,
			"parent_account": ("is", "set"),
		},
		order_by="lft asc",
		limit=1,
		pluck="name",
	)[0]
	return insert(
		"Account",
		account_name=f"{account_type} {mark()}",
		company=company(),
		parent_account=parent,
		account_type=account_type,
		**values,
	).name


def tax_account() -> str:
	"""An account for taxes."""
	return account("Tax", "Liability")


def cash_account() -> str:
	"""An account for cash in the company's currency."""
	return account("Cash", "Asset", account_currency=company_currency())


def receivable_account(currency: str) -> str:
	"""A receivable account in that currency."""
	return account("Receivable", "Asset", account_currency=currency)


def user(*roles: str, name: str | None = None) -> str:
	"""A System User with these roles and nothing else; the e-mail."""
	email = f"{name or 'persona'}.{mark()}@example.com"
	document = insert(
		"User", email=email, first_name=name or "Persona", send_welcome_email=0, user_type="System User"
	)
	document.add_roles(*roles)
	return email


def user_permission(user_name: str, doctype: str, name: str, **values: Any) -> str:
	"""The user sees only this document of the DocType (and of others made so)."""
	document = insert("User Permission", user=user_name, allow=doctype, for_value=name, **values)
	frappe.cache.hdel("user_permissions", user_name)
	return document.name


@contextmanager
def hidden_field(doctype: str, fieldname: str, permlevel: int = 7):
	"""Inside the block the field has a permission level that nobody holds."""
	setter = insert(
		"Property Setter",
		doctype_or_field="DocField",
		doc_type=doctype,
		field_name=fieldname,
		property="permlevel",
		property_type="Int",
		value=str(permlevel),
	)
	frappe.clear_cache(doctype=doctype)
	try:
		yield
	finally:
		frappe.set_user("Administrator")
		setter.delete(ignore_permissions=True)
		frappe.clear_cache(doctype=doctype)


def run_report(name: str, **filters: Any) -> list[dict[str, Any]]:
	"""Rows of a standard report as the session user gets them, without its total row."""
	from frappe.desk.query_report import run

	answer = run(name, filters=frappe._dict(filters), ignore_prepared_report=True)
	return [row for row in answer["result"] if isinstance(row, dict)]


def money(value: Any) -> float:
	"""Rounded as the books are."""
	return flt(value, 2)
