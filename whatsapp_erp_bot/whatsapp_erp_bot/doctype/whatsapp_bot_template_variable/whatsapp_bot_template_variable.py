# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What stands in one place of a template."""

from frappe.model.document import Document


class WhatsAppBotTemplateVariable(Document):
	pass
