# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""One id that Meta gives a person: phone, BSUID or parent BSUID."""

from frappe.model.document import Document


class WhatsAppBotContactAlias(Document):
	pass
