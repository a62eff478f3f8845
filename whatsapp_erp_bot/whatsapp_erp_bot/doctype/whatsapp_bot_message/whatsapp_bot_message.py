# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""One message in or out, and how far it came.

Contract: rows are written by bot/inbox (in) and bot/outbox (out) only. `message_key` is unique over account and wamid,
`idempotency_key` over what an outgoing message answers.
"""

import frappe
from frappe.model.document import Document

from whatsapp_erp_bot.bot.retention import delete_older


class WhatsAppBotMessage(Document):
	@staticmethod
	def clear_old_logs(days: int = 365):
		"""Frappe's log clearing. What still waits stays."""
		delete_older(
			"WhatsApp Bot Message",
			days,
			{"status": ("not in", ("Waiting", "Queued", "Sending", "Held", "Unknown"))},
		)


def on_doctype_update():
	frappe.db.add_index("WhatsApp Bot Message", ["conversation", "sequence"])
	frappe.db.add_index("WhatsApp Bot Message", ["status", "direction", "conversation"])
	frappe.db.add_index("WhatsApp Bot Message", ["conversation", "creation"])
