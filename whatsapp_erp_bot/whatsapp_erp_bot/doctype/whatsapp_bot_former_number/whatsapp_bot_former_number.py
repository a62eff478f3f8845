# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""A number that somebody gave up: whoever has it next is verified before they are a customer by it.

Contract: written by bot/people only, as a digest.
"""

from frappe.model.document import Document

from whatsapp_erp_bot.permissions import refuse_save


class WhatsAppBotFormerNumber(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		contact: DF.Link | None
		number_key: DF.Data | None

	# end: auto-generated types
	def validate(self):
		refuse_save()
