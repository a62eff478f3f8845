# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""A message that Meta has approved: the only kind that may be sent outside the 24-hour window.

Contract: rows are written by bot/templates (from Meta); what a person sets here is only what fills the variables.
`template_key` is the digest of account, name and language.
"""

from frappe.model.document import Document

from whatsapp_erp_bot.bot import templates


class WhatsAppBotTemplate(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from whatsapp_erp_bot.whatsapp_erp_bot.doctype.whatsapp_bot_template_variable.whatsapp_bot_template_variable import (
			WhatsAppBotTemplateVariable,
		)

		account: DF.Link
		body_preview: DF.SmallText | None
		category: DF.Data | None
		components: DF.Code | None
		language: DF.Data
		meta_id: DF.Data | None
		parameter_format: DF.Data | None
		quality: DF.Data | None
		status: DF.Literal[
			"Approved",
			"Pending",
			"In appeal",
			"Rejected",
			"Paused",
			"Disabled",
			"Limit exceeded",
			"Pending deletion",
			"Deleted",
			"Archived",
			"Unknown",
		]
		status_reason: DF.SmallText | None
		synced_on: DF.Datetime | None
		template_key: DF.Data | None
		template_name: DF.Data
		variables: DF.Table[WhatsAppBotTemplateVariable]

	# end: auto-generated types
	def onload(self):
		"""What the form shows: the message as a person would see it, and what keeps the bot from sending it."""
		self.set_onload("preview", templates.preview(self))
		self.set_onload("problem", templates.problem(self))
