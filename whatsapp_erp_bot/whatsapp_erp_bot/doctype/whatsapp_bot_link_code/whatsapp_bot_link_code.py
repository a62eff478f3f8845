# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""A one-time code that binds a phone to a user."""

from frappe.model.document import Document

from whatsapp_erp_bot.permissions import refuse_save


class WhatsAppBotLinkCode(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		claimed_on: DF.Datetime | None
		code_key: DF.Data | None
		contact: DF.Link | None
		decided_on: DF.Datetime | None
		expires_on: DF.Datetime | None
		status: DF.Literal["Open", "Claimed", "Confirmed", "Refused", "Expired"]
		user: DF.Link

	# end: auto-generated types
	def validate(self):
		refuse_save()
