# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What one person and one number say to each other.

Contract: one row per contact and account (`conversation_key`). `lease_owner`/`lease_until` own it while a worker
answers; `waiting` is what the bot has asked and not yet heard.
"""

import frappe
from frappe.model.document import Document


class WhatsAppBotConversation(Document):
	pass


def on_doctype_update():
	frappe.db.add_index("WhatsApp Bot Conversation", ["last_message_on"])
