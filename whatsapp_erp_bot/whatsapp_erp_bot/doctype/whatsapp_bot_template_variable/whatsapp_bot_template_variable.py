# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What stands in one place of a template."""

from whatsapp_erp_bot.child_rows import ChildRow


class WhatsAppBotTemplateVariable(ChildRow):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		example: DF.Data | None
		fixed_text: DF.Data | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		place: DF.Data
		source: DF.Literal["", "Text of the message", "Name of the person", "Company", "Fixed text"]
		variable: DF.Data
	# end: auto-generated types
	pass
