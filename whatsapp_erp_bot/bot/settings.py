# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The one way to read the settings: a cached document that its reader must not change."""

import frappe
from frappe.model.document import Document


def get_settings() -> Document:
	"""WhatsApp Bot Settings, cached. Read only."""
	return frappe.get_cached_doc("WhatsApp Bot Settings")
