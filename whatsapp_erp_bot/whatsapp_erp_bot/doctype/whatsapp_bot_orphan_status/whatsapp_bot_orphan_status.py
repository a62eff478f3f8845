# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""A status of a message that nobody here knows: its send has not been written down yet, or another system sent it.

Contract: rows are written and joined by bot/statuses only.
"""

import frappe
from frappe.model.document import Document

from whatsapp_erp_bot.bot.retention import delete_older


class WhatsAppBotOrphanStatus(Document):
	@staticmethod
	def clear_old_logs(days: int = 7):
		"""Frappe's log clearing: those that nobody joined were about messages of another system."""
		delete_older("WhatsApp Bot Orphan Status", days, {})


def on_doctype_update():
	frappe.db.add_index("WhatsApp Bot Orphan Status", ["creation"])
