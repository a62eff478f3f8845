# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Switches, texts, limits and retention of the bot.

Contract: read through `bot.settings.get_settings`. The queue must be one of this bench; retention days are passed on to
Frappe's Log Settings, which deletes.
"""

import frappe
from frappe import _
from frappe.utils import cstr

from whatsapp_erp_bot.bot import committed
from whatsapp_erp_bot.bot.faults import GuardedDocument
from whatsapp_erp_bot.bot.monitoring import SHORTEST_TOKEN


class WhatsAppBotSettings(GuardedDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		company: DF.Link | None
		confirmation_minutes: DF.Int
		customer_item_price: DF.Check
		customer_stock_balance: DF.Check
		customers_enabled: DF.Check
		disclosure: DF.SmallText | None
		enabled: DF.Check
		events_days: DF.Int
		greeting: DF.SmallText | None
		handoff_role: DF.Link | None
		ip_restricted_users: DF.Check
		language: DF.Literal["es", "pt", "en"]
		late_minutes: DF.Int
		link_code_minutes: DF.Int
		local_only: DF.Check
		long_runs_per_person: DF.Int
		maximum_amount_per_day: DF.Float
		maximum_amount_per_document: DF.Float
		media_megabytes: DF.Int
		messages_days: DF.Int
		messages_per_minute: DF.Int
		model_seconds: DF.Int
		monitoring_token: DF.Password | None
		pause_minutes: DF.Int
		queue: DF.Data | None
		runs_days: DF.Int
		simulator_enabled: DF.Check
		unknown_number_text: DF.SmallText | None
		writes_enabled: DF.Check

	# end: auto-generated types
	def validate(self):
		self.queue = cstr(self.queue).strip()
		if self.queue and self.queue not in known_queues():
			frappe.throw(
				_("No queue of this bench is called {0}. Known ones: {1}.").format(
					frappe.bold(self.queue), ", ".join(known_queues())
				)
			)
		self.validate_monitoring_token()

	def validate_monitoring_token(self):
		"""A new one must be too long to guess; a saved one shows as asterisks."""
		token = self.monitoring_token
		if token and not self.is_dummy_password(token) and len(token) < SHORTEST_TOKEN:
			frappe.throw(
				_(
					"The monitoring token needs at least {0} characters: let a password manager make one."
				).format(SHORTEST_TOKEN)
			)

	def on_update(self):
		committed.forget(self.doctype)
		self.pass_retention_on()

	def pass_retention_on(self):
		"""Frappe's Log Settings deletes; the days are ours to set in one place."""
		log_settings = frappe.get_doc("Log Settings")
		for doctype, days in (
			("WhatsApp Bot Event", self.events_days),
			("WhatsApp Bot Message", self.messages_days),
			("WhatsApp Bot Run", self.runs_days),
		):
			if days:
				log_settings.register_doctype(doctype, days)
		# our own log rows' days: whoever may set them here need not be allowed to change Log Settings
		log_settings.save(ignore_permissions=True)


def known_queues() -> list[str]:
	"""Queues that workers of this bench may listen to: Frappe's own and those that the site's `workers` name."""
	from frappe.utils.background_jobs import get_queues_timeout

	return list(get_queues_timeout())
