# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""A message that Meta has approved: the only kind that may be sent outside the 24-hour window.

Contract: rows are written by bot/templates (from Meta); what a person sets here is only what fills the variables.
`template_key` is the digest of account, name and language.
"""

from frappe.model.document import Document

from whatsapp_erp_bot.bot import templates


class WhatsAppBotTemplate(Document):
	def onload(self):
		"""What the form shows: the message as a person would see it, and what keeps the bot from sending it."""
		self.set_onload("preview", templates.preview(self))
		self.set_onload("problem", templates.problem(self))
