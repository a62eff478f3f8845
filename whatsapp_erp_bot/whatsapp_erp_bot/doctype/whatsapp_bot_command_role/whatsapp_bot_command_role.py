# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""A role that may use a command."""

from frappe.model.document import Document


class WhatsAppBotCommandRole(Document):
	pass
