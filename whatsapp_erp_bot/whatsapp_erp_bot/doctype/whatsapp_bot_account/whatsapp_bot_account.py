# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""A number that people write to.

Contract: `account_key` is the digest of the phone number id, so that two accounts never share one; a stopped account
starts again when its token or app secret is saved anew. An account of kind frappe_whatsapp has no token of its own.
"""

import ipaddress
from urllib.parse import urlsplit

import frappe
from frappe import _
from frappe.utils import cstr

from whatsapp_erp_bot.bot import beside, committed
from whatsapp_erp_bot.bot.accounts import SHARED, SIMULATOR_NUMBER_ID, go_on
from whatsapp_erp_bot.bot.faults import GuardedDocument
from whatsapp_erp_bot.bot.keys import digest
from whatsapp_erp_bot.exceptions import BadInput


class WhatsAppBotAccount(GuardedDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		account_key: DF.Data | None
		account_name: DF.Data
		app_secret: DF.Password | None
		bulk_paused_until: DF.Datetime | None
		company: DF.Link | None
		display_phone_number: DF.Data | None
		enabled: DF.Check
		graph_url: DF.Data | None
		graph_version: DF.Data | None
		kind: DF.Literal["Cloud API", "frappe_whatsapp", "Simulator"]
		messages_per_second: DF.Int
		phone_number_id: DF.Data | None
		previous_app_secret: DF.Password | None
		reengagement_template: DF.Link | None
		shared_account: DF.Autocomplete | None
		status: DF.Literal["Active", "Stopped"]
		status_reason: DF.SmallText | None
		token: DF.Password | None
		verify_token: DF.Password | None
		waba_id: DF.Data | None

	# end: auto-generated types
	def validate(self):
		if self.kind == "Simulator":
			self.phone_number_id = SIMULATOR_NUMBER_ID
		self.follow_shared_number()
		self.phone_number_id = cstr(self.phone_number_id).strip() or None
		if self.kind == "Cloud API" and not self.phone_number_id:
			frappe.throw(_("Enter the phone number ID from Meta's app dashboard."))
		self.account_key = digest(self.phone_number_id)
		self.validate_graph_url()
		if self.status == "Stopped" and self.new_secret_given():
			self.status, self.status_reason = "Active", None

	def follow_shared_number(self):
		"""What frappe_whatsapp knows of the number is read from there, so that nothing is typed twice."""
		if self.kind != SHARED:
			self.shared_account = None
			return
		try:
			theirs = beside.check_account(self.shared_account)
		except BadInput as error:
			frappe.throw(str(error))
		self.phone_number_id = theirs.phone_number_id
		self.waba_id = theirs.waba_id
		self.graph_version = theirs.version
		self.graph_url = theirs.url
		self.token = None

	def validate_graph_url(self):
		"""The token goes to this address: https, or http only on this very machine."""
		if not self.graph_url:
			return
		try:
			address = urlsplit(cstr(self.graph_url))
		except ValueError:
			address = urlsplit("")
		if address.scheme == "https" or (address.scheme == "http" and is_loopback(address.hostname or "")):
			return
		frappe.throw(_("The Graph API address must begin with https://."))

	def new_secret_given(self) -> bool:
		"""Whether a token or app secret was typed in this save (a saved one shows as asterisks)."""
		return any(value and not self.is_dummy_password(value) for value in (self.token, self.app_secret))

	def on_update(self):
		"""What waited for a working number goes on."""
		committed.forget(self.doctype)
		if self.status == "Active" and self.has_value_changed("status"):
			go_on(self.name)


def is_loopback(host: str) -> bool:
	"""Whether the host is this very machine."""
	if host == "localhost":
		return True
	try:
		return ipaddress.ip_address(host).is_loopback
	except ValueError:
		return False
