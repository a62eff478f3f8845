# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What one person and one number say to each other.

Contract: one row per contact and account (`conversation_key`). `lease_owner`/`lease_until` own it while a worker
answers; `waiting` is what the bot has asked and not yet heard. A save changes who answers (`mode`, `assignee`) and
nothing else: `contact` decides as whom the bot runs, and Frappe's `read_only` holds in forms only.
"""

import frappe
from frappe.model.document import Document

from whatsapp_erp_bot.bot import departures

CHANGED_IN_DESK = ("mode", "assignee")


class WhatsAppBotConversation(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		account: DF.Link
		assignee: DF.Link | None
		contact: DF.Link
		conversation_key: DF.Data | None
		last_message: DF.SmallText | None
		last_message_on: DF.Datetime | None
		lease_owner: DF.Data | None
		lease_until: DF.Datetime | None
		mode: DF.Literal["Bot", "Human", "Closed"]
		paused_by: DF.Literal["", "Colleague", "Standby"]
		paused_until: DF.Datetime | None
		summary: DF.SmallText | None
		title: DF.Data | None
		unread: DF.Int
		waiting: DF.Code | None
		waits_for_reply: DF.Check
		window_end: DF.Datetime | None
	# end: auto-generated types

	def validate(self):
		"""Put back all else that was sent along, as workers have written it by now."""
		columns = self.meta.get_valid_columns()
		ours = [field.fieldname for field in self.meta.fields if field.fieldname in columns]
		kept = [fieldname for fieldname in ours if fieldname not in CHANGED_IN_DESK]
		# a locking read: the transaction's own view may be older than what a worker has committed
		stored = frappe.db.get_value(self.doctype, self.name, kept, as_dict=True, for_update=True)
		self.update(stored or dict.fromkeys(kept))

	def on_trash(self):
		departures.conversation_goes(self.name)


def on_doctype_update():
	frappe.db.add_index("WhatsApp Bot Conversation", ["last_message_on"])
