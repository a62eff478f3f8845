# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""One message in or out, and how far it came.

Contract: rows are written by bot/inbox (in) and bot/outbox (out) only. `message_key` is unique over account and wamid,
`idempotency_key` over what an outgoing message answers.
"""

import frappe
from frappe.model.document import Document

from whatsapp_erp_bot.bot.retention import delete_older
from whatsapp_erp_bot.permissions import refuse_save


class WhatsAppBotMessage(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		accepted_on: DF.Datetime | None
		account: DF.Link | None
		attempts: DF.Int
		changed: DF.Literal["", "Edited", "Deleted"]
		contact: DF.Link | None
		conversation: DF.Link | None
		cost_category: DF.Data | None
		delivered_on: DF.Datetime | None
		direction: DF.Literal["In", "Out"]
		error: DF.SmallText | None
		error_code: DF.Int
		event: DF.Data | None
		failed_on: DF.Datetime | None
		file: DF.Attach | None
		file_name: DF.Data | None
		idempotency_key: DF.Data | None
		in_answer_to: DF.Link | None
		kind: DF.Data | None
		media_attempts: DF.Int
		media_error: DF.SmallText | None
		media_id: DF.Data | None
		media_next_on: DF.Datetime | None
		media_sha256: DF.Data | None
		media_state: DF.Literal["", "Waiting", "Fetching", "Stored", "Failed"]
		media_type: DF.Data | None
		message_key: DF.Data | None
		message_time: DF.Datetime | None
		next_attempt_on: DF.Datetime | None
		note: DF.SmallText | None
		payload: DF.Code | None
		position: DF.Int
		read_on: DF.Datetime | None
		reply_id: DF.Data | None
		reply_to: DF.Data | None
		run: DF.Link | None
		sent_again_as: DF.Link | None
		sent_on: DF.Datetime | None
		sequence: DF.Data | None
		shared_as: DF.Data | None
		shared_attempts: DF.Int
		shared_state: DF.Literal["", "Waiting", "Done", "Failed"]
		simulated_by: DF.Link | None
		status: DF.Literal[
			"Waiting",
			"Done",
			"Ignored",
			"Queued",
			"Sending",
			"Accepted",
			"Sent",
			"Delivered",
			"Read",
			"Played",
			"Failed",
			"Unknown",
			"Held",
		]
		text: DF.LongText | None
		unverified: DF.Check
		waits_for_reply: DF.Check
		wamid: DF.Data | None
		words: DF.Code | None

	# end: auto-generated types
	def validate(self):
		refuse_save()

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
	frappe.db.add_index("WhatsApp Bot Message", ["media_state", "media_next_on"])
	frappe.db.add_index("WhatsApp Bot Message", ["shared_state", "creation"])
