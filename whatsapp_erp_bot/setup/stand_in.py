# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Wiring a site to the loopback stand-in of Meta's Graph API, for `./dev up` and tests.

Contract: makes one account of kind Cloud API that points to the stand-in and binds demo users' mobile numbers, as an
administrator would in Desk. Idempotent. Never called on installation.
"""

import frappe
from frappe.utils import now_datetime

from whatsapp_erp_bot.bot import identity, store
from whatsapp_erp_bot.bot.keys import alias_key
from whatsapp_erp_bot.whatsapp import phone as phones

ACCOUNT_NAME = "Demo"
DISPLAY_NUMBER = "+52 55 5000 0000"


def connect(
	graph_url: str, app_secret: str, token: str, phone_number_id: str, verify_token: str = "demo"
) -> str:
	"""The account, and a bound contact for each enabled user with a mobile number. Returns the digits of the first
	such user's phone and prints them."""
	account = _account(graph_url, app_secret, token, phone_number_id, verify_token)
	first = None
	for user in frappe.get_all(
		"User",
		filters={"enabled": 1, "mobile_no": ("is", "set"), "user_type": "System User"},
		fields=["name", "mobile_no"],
		order_by="creation asc",
	):
		digits = phones.normal(user.mobile_no, identity.company_region())
		if digits and identity.may_act(user.name):
			bind_phone(digits, user.name)
			first = first or digits
	frappe.db.set_value("WhatsApp Bot Account", account, "status", "Active")
	print(first or "")
	return first or ""


def _account(graph_url: str, app_secret: str, token: str, phone_number_id: str, verify_token: str) -> str:
	name = frappe.db.exists("WhatsApp Bot Account", ACCOUNT_NAME)
	account = frappe.get_doc("WhatsApp Bot Account", name) if name else frappe.new_doc("WhatsApp Bot Account")
	account.update(
		{
			"account_name": ACCOUNT_NAME,
			"kind": "Cloud API",
			"enabled": 1,
			"phone_number_id": phone_number_id,
			"display_phone_number": DISPLAY_NUMBER,
			"graph_url": graph_url,
			"app_secret": app_secret,
			"token": token,
			"verify_token": verify_token,
		}
	)
	account.save(ignore_permissions=True)
	return account.name


def bind_phone(digits: str, user: str) -> str:
	"""A contact with that phone, bound to the user as by an administrator. Returns the contact."""
	contact = frappe.db.get_value(
		"WhatsApp Bot Contact Alias", {"alias_key": alias_key("Phone", digits)}, "parent"
	)
	if not contact:
		contact = new_contact(digits, title=user)
	if frappe.db.get_value("WhatsApp Bot Contact", contact, "user") != user:
		identity.bind(contact, user, "Administrator", "Administrator")
	return contact


def new_contact(digits: str, **values: str) -> str:
	"""A greeted contact with that phone, written straight to its table: also one bound (`user`) beside others of the
	same user, which Desk does not allow and measurements need. Returns its name."""
	contact = store.insert("WhatsApp Bot Contact", {"greeted_on": now_datetime(), **values})
	store.insert(
		"WhatsApp Bot Contact Alias",
		{
			"parent": contact,
			"parenttype": "WhatsApp Bot Contact",
			"parentfield": "aliases",
			"idx": 1,
			"kind": "Phone",
			"value": digits,
			"alias_key": alias_key("Phone", digits),
		},
	)
	return contact
