# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""A number on a Contact that is linked to a Customer: who is behind it, and who said whether it is that customer.

Contract: written by bot/vouching and bot/claims only; bot/proof reads it. It is about the number exactly as it is
written, that Contact and that Customer, and goes when one of them changes.
"""

from frappe.model.document import Document

from whatsapp_erp_bot.permissions import refuse_save


class WhatsAppBotCustomerClaim(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		changed_by: DF.Link | None
		contact: DF.Link
		customer: DF.Link
		decided_by: DF.Link | None
		decided_on: DF.Datetime | None
		made_by: DF.Link | None
		number: DF.Data
		status: DF.Literal["Kept", "Open", "Confirmed", "Primary contact", "Refused"]
		told_on: DF.Datetime | None
		whatsapp_contact: DF.Link | None

	# end: auto-generated types
	def validate(self):
		refuse_save()
