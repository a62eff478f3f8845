# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""A role that may use a command."""

from whatsapp_erp_bot.child_rows import ChildRow


class WhatsAppBotCommandRole(ChildRow):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		role: DF.Link
	# end: auto-generated types
	pass
