# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""One interpretation and what came of it.

Contract: rows are written by bot/turn and bot/run only; `run_key` is unique over message and step, so that a message
that is taken up twice finds its run instead of making another.
"""

import frappe
from frappe.model.document import Document

from whatsapp_erp_bot.bot.retention import delete_older
from whatsapp_erp_bot.permissions import refuse_save


class WhatsAppBotRun(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		amount: DF.Float
		arguments: DF.Code | None
		attempts: DF.Code | None
		cancel_requested: DF.Check
		certain: DF.Check
		command: DF.Data | None
		company: DF.Link | None
		confirm_token: DF.Data | None
		confirm_until: DF.Datetime | None
		confirmed_on: DF.Datetime | None
		contact: DF.Link | None
		conversation: DF.Link | None
		cost: DF.Float
		document_name: DF.DynamicLink | None
		document_type: DF.Link | None
		ended_on: DF.Datetime | None
		error: DF.SmallText | None
		heartbeat_on: DF.Datetime | None
		input_tokens: DF.Int
		interpret_ms: DF.Int
		interpreter: DF.Data | None
		language: DF.Data | None
		message: DF.Link | None
		model: DF.Data | None
		output_tokens: DF.Int
		party: DF.DynamicLink | None
		party_type: DF.Data | None
		permission: DF.Literal["", "Allowed", "Refused"]
		progress: DF.Percent
		progress_text: DF.Data | None
		result: DF.LongText | None
		run_key: DF.Data | None
		run_ms: DF.Int
		shown: DF.Code | None
		simulated_by: DF.Link | None
		started_on: DF.Datetime | None
		state: DF.Code | None
		status: DF.Literal[
			"Understood",
			"Asking",
			"Confirming",
			"Queued",
			"Running",
			"Done",
			"Refused",
			"Cancelled",
			"Expired",
			"Failed",
			"Not understood",
		]
		step: DF.Int
		text: DF.SmallText | None
		user: DF.Link | None

	# end: auto-generated types
	def validate(self):
		refuse_save()

	@staticmethod
	def clear_old_logs(days: int = 365):
		"""Frappe's log clearing. What still runs stays."""
		delete_older("WhatsApp Bot Run", days, {"status": ("not in", ("Queued", "Running"))})


def on_doctype_update():
	frappe.db.add_index("WhatsApp Bot Run", ["contact", "status"])
	frappe.db.add_index("WhatsApp Bot Run", ["user", "command", "creation"])
	frappe.db.add_index("WhatsApp Bot Run", ["conversation", "creation"])
	# asked each minute of a table of a year's runs; without it the sweep would also lock every row of it
	frappe.db.add_index("WhatsApp Bot Run", ["status", "heartbeat_on"])
