# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""One id that Meta gives a person: phone, BSUID or parent BSUID."""

from whatsapp_erp_bot.child_rows import ChildRow


class WhatsAppBotContactAlias(ChildRow):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		alias_key: DF.Data | None
		kind: DF.Literal["Phone", "BSUID", "Parent BSUID"]
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		scope: DF.Data | None
		value: DF.Data
	# end: auto-generated types
	pass
