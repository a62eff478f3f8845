# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""One interpretation and what came of it.

Contract: rows are written by bot/turn and bot/run only; `run_key` is unique over message and step, so that a message
that is taken up twice finds its run instead of making another.
"""

import frappe
from frappe.model.document import Document

from whatsapp_erp_bot.bot.retention import delete_older


class WhatsAppBotRun(Document):
	@staticmethod
	def clear_old_logs(days: int = 365):
		"""Frappe's log clearing. What still runs stays."""
		delete_older("WhatsApp Bot Run", days, {"status": ("not in", ("Queued", "Running"))})


def on_doctype_update():
	frappe.db.add_index("WhatsApp Bot Run", ["contact", "status"])
	frappe.db.add_index("WhatsApp Bot Run", ["user", "command", "creation"])
	frappe.db.add_index("WhatsApp Bot Run", ["conversation", "creation"])
