# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Settings that others carry out: retention days reach Frappe's log clearing. Nothing is committed."""

import unittest

import frappe
from frappe.core.doctype.log_settings.log_settings import LogSettings

EVENT = "WhatsApp Bot Event"


class RetentionTest(unittest.TestCase):
	def setUp(self) -> None:
		frappe.set_user("Administrator")
		self.addCleanup(frappe.db.rollback)

	def test_days_count_before_the_first_clean_up(self) -> None:
		"""Log Settings lists our DocTypes only from its first nightly run on, with the days of the hooks."""
		frappe.db.delete("Logs To Clear", {"ref_doctype": EVENT})
		settings = frappe.get_doc("WhatsApp Bot Settings")
		settings.events_days = 7
		settings.save()
		self.assertEqual(self.days(), 7)
		# what the nightly run does first
		nightly: LogSettings = frappe.get_doc("Log Settings")
		nightly.add_default_logtypes()
		nightly.save()
		self.assertEqual(self.days(), 7)

	def days(self) -> int | None:
		return frappe.db.get_value("Logs To Clear", {"ref_doctype": EVENT}, "days")
