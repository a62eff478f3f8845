# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The catalogue: what the bot can do, for whom.

Contract: shipped rows are synced from the declarations at each migrate; a manager's switches (enabled, roles, limit)
survive the sync.
"""

from frappe.model.document import Document

from whatsapp_erp_bot.bot import committed


class WhatsAppBotCommand(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from whatsapp_erp_bot.whatsapp_erp_bot.doctype.whatsapp_bot_command_role.whatsapp_bot_command_role import (
			WhatsAppBotCommandRole,
		)

		audience: DF.Data | None
		available: DF.Check
		command_group: DF.Data | None
		command_name: DF.Data
		enabled: DF.Check
		examples_en: DF.SmallText | None
		examples_es: DF.SmallText | None
		examples_pt: DF.SmallText | None
		long: DF.Check
		maximum_per_day: DF.Int
		parameters: DF.Code | None
		roles: DF.TableMultiSelect[WhatsAppBotCommandRole]
		source: DF.Literal["Shipped", "Own"]
		title_en: DF.Data | None
		title_es: DF.Data | None
		title_pt: DF.Data | None
		writes: DF.Check

	# end: auto-generated types
	def on_update(self):
		committed.forget(self.doctype)

	def on_trash(self):
		committed.forget(self.doctype)
