# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""A number that claims to be a customer, decided in Desk."""

import unittest

from whatsapp_erp_bot.tests.browser.desk import OWN_SITE, DeskTest

PHONE = "5215599887766"


class TestClaim(DeskTest):
	def setUp(self) -> None:
		if not OWN_SITE:
			raise unittest.SkipTest("This needs a site of its own: ./dev test makes one")
		import frappe

		from whatsapp_erp_bot.bot import store
		from whatsapp_erp_bot.bot.keys import alias_key

		frappe.set_user("Administrator")
		self.customer = frappe.get_all("Customer", pluck="name", order_by="name", limit=1)[0]
		contact = frappe.get_doc(
			{
				"doctype": "Contact",
				"first_name": "Reclama",
				"phone_nos": [{"phone": f"+{PHONE}"}],
				"links": [{"link_doctype": "Customer", "link_name": self.customer}],
			}
		).insert()
		# as somebody without a right to the customer would have made it
		frappe.db.set_value("Contact", contact.name, "owner", "Guest", update_modified=False)
		self.person = store.insert("WhatsApp Bot Contact", {"title": "Reclama", "has_claims": 1})
		store.insert(
			"WhatsApp Bot Contact Alias",
			{
				"parent": self.person,
				"parenttype": "WhatsApp Bot Contact",
				"parentfield": "aliases",
				"idx": 1,
				"kind": "Phone",
				"value": PHONE,
				"alias_key": alias_key("Phone", PHONE),
			},
		)
		frappe.db.commit()
		self.addCleanup(self.remove, contact.name)

	def remove(self, contact: str) -> None:
		import frappe

		frappe.db.rollback()
		frappe.delete_doc("Contact", contact, force=True)
		frappe.db.delete("WhatsApp Bot Contact Alias", {"parent": self.person})
		frappe.db.delete("WhatsApp Bot Contact", {"name": self.person})
		frappe.db.commit()

	def test_it_is_shown_and_confirmed(self):
		import frappe

		self.open(f"whatsapp-bot-contact/{self.person}", ".form-page")
		self.until(lambda: self.customer in self.page_text(), "the customer that is claimed")
		self.assertIn(f"+{PHONE}", self.page_text())
		self.tap(".inner-group-button button")
		self.tap('.inner-group-button .dropdown-item[data-label^="Confirm"]')
		self.until(lambda: f"Confirm +{PHONE}" not in self.page_text(), "the decision")

		def decided() -> bool:
			frappe.db.rollback()
			return frappe.db.exists(
				"WhatsApp Bot Customer Claim", {"number": f"+{PHONE}", "status": "Confirmed"}
			)

		self.until(decided, "the decision to be kept")
		self.assertEqual(self.console_errors(), [])
		self.open("whatsapp-bot-customer-claim", ".frappe-list")
		self.until(lambda: f"+{PHONE}" in self.page_text(), "the claim in its list")
		self.assertEqual(self.console_errors(), [])
