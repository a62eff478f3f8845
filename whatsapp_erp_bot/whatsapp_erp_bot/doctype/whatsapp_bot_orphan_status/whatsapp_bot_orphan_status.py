# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""A status of a message that nobody here knows: its send has not been written down yet, or another system sent it.

Contract: rows are written and joined by bot/statuses only.
"""

import frappe
from frappe.model.document import Document

from whatsapp_erp_bot.bot.retention import delete_older
from whatsapp_erp_bot.permissions import refuse_save


class WhatsAppBotOrphanStatus(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		account: DF.Link
		error: DF.SmallText | None
		message_key: DF.Data | None
		payload: DF.Code | None
		status: DF.Data
		status_key: DF.Data | None
		wamid: DF.Data | None

	# end: auto-generated types
	def validate(self):
		refuse_save()

	@staticmethod
	def clear_old_logs(days: int = 7):
		"""Frappe's log clearing: those that nobody joined were about messages of another system."""
		delete_older("WhatsApp Bot Orphan Status", days, {})


def on_doctype_update():
	frappe.db.add_index("WhatsApp Bot Orphan Status", ["creation"])
