# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""A raw webhook body: waiting, done or dead.

Contract: rows are written by bot/inbox and are the queue; a dead one can be replayed by a manager, which only makes it
wait again, so that a replay is as exactly-once as the first time.
"""

import frappe
from frappe.model.document import Document

from whatsapp_erp_bot.bot.retention import delete_older
from whatsapp_erp_bot.permissions import refuse_save


class WhatsAppBotEvent(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		attempts: DF.Int
		body: DF.Code | None
		error: DF.SmallText | None
		event_key: DF.Data | None
		fields_seen: DF.Data | None
		next_attempt_on: DF.Datetime | None
		received_on: DF.Datetime | None
		shared_attempts: DF.Int
		shared_error: DF.SmallText | None
		shared_next_on: DF.Datetime | None
		shared_state: DF.Literal["", "Waiting", "Done", "Failed"]
		signed_by: DF.Code | None
		simulated_by: DF.Link | None
		status: DF.Literal["Waiting", "Done", "Dead"]

	# end: auto-generated types
	def validate(self):
		refuse_save()

	@staticmethod
	def clear_old_logs(days: int = 30):
		"""Frappe's log clearing (frappe/core/doctype/log_settings). Dead and waiting ones stay."""
		delete_older("WhatsApp Bot Event", days, {"status": "Done"})


def on_doctype_update():
	frappe.db.add_index("WhatsApp Bot Event", ["status", "received_on"])
	frappe.db.add_index("WhatsApp Bot Event", ["shared_state", "received_on"])
