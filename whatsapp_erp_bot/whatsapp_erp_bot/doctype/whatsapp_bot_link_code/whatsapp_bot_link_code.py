# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""A one-time code that binds a phone to a user."""

from frappe.model.document import Document


class WhatsAppBotLinkCode(Document):
	pass
