# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The catalogue: what the bot can do, for whom.

Contract: shipped rows are synced from the declarations at each migrate; a manager's switches (enabled, roles, limit)
survive the sync.
"""

import frappe
from frappe.model.document import Document


class WhatsAppBotCommand(Document):
	def on_update(self):
		frappe.cache.delete_value("whatsapp_bot_commands")

	def on_trash(self):
		frappe.cache.delete_value("whatsapp_bot_commands")
