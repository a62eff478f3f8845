# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""A person, known by phone or BSUID, and who that is in ERPNext.

Contract: each alias is unique over all contacts (its digest is, in the database). A user that is set here by hand is a
binding by that System Manager, of which the user is told; Administrator, Guest and disabled users are refused.
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now

from whatsapp_erp_bot.bot import departures, merging
from whatsapp_erp_bot.bot.identity import bind
from whatsapp_erp_bot.bot.keys import alias_key
from whatsapp_erp_bot.bot.notices import tell
from whatsapp_erp_bot.bot.people import give_up
from whatsapp_erp_bot.permissions import FORBIDDEN_USERS, require_system_manager


class WhatsAppBotContact(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from whatsapp_erp_bot.whatsapp_erp_bot.doctype.whatsapp_bot_contact_alias.whatsapp_bot_contact_alias import (
			WhatsAppBotContactAlias,
		)

		aliases: DF.Table[WhatsAppBotContactAlias]
		binding_method: DF.Literal["", "Code", "Administrator", "Simulator"]
		bound_by: DF.Link | None
		bound_on: DF.Datetime | None
		company: DF.Link | None
		conflict_note: DF.SmallText | None
		conflict_on: DF.Datetime | None
		conflict_state: DF.Literal["", "Open", "Kept apart"]
		conflict_with: DF.Data | None
		greeted_on: DF.Datetime | None
		has_claims: DF.Check
		identity_hash: DF.Data | None
		language: DF.Literal["", "es", "pt", "en"]
		last_inbound: DF.Datetime | None
		marketing_changed_on: DF.Datetime | None
		marketing_stopped: DF.Check
		must_verify: DF.Check
		notifications_stopped: DF.Check
		party: DF.DynamicLink | None
		party_type: DF.Literal["", "Customer", "Supplier"]
		profile_name: DF.Data | None
		title: DF.Data | None
		undeliverable_on: DF.Datetime | None
		undeliverable_reason: DF.SmallText | None
		user: DF.Link | None
		username: DF.Data | None

	# end: auto-generated types
	def validate(self):
		for alias in self.aliases:
			alias.value = (alias.value or "").strip()
			if alias.kind == "Phone" and not alias.scope:
				alias.value = "".join(character for character in alias.value if character.isdigit())
			if not alias.value:
				frappe.throw(_("Row {0}: enter the number or id.").format(alias.idx))
			alias.alias_key = alias_key(alias.kind, alias.value, alias.scope)
		self.keep_what_only_we_write()
		self.validate_user()
		self.title = self.shown_name()

	def keep_what_only_we_write(self):
		"""Read-only fields are so on forms only. How somebody was bound, and as which party, is written by the bot past
		this controller, never by a save; and whoever adds a number to a bound contact becomes that user."""
		before = self.get_doc_before_save()
		for field in ("binding_method", "bound_on", "bound_by", "party_type", "party", "has_claims"):
			self.set(field, before.get(field) if before else None)
		ids = {alias.alias_key for alias in self.aliases}
		if ids != ({alias.alias_key for alias in before.aliases} if before else set()):
			require_system_manager()

	def validate_user(self):
		"""Binding by an administrator: whoever changes the user in Desk answers for it."""
		if self.user in FORBIDDEN_USERS:
			frappe.throw(_("{0} can't be used from WhatsApp.").format(self.user))
		if not self.has_value_changed("user"):
			return
		# whoever could bind a number to any user could become that user
		if self.user:
			require_system_manager()
		if not self.user:
			self.binding_method = self.bound_on = self.bound_by = None
			return
		if not frappe.db.get_value("User", self.user, "enabled"):
			frappe.throw(_("The user {0} is disabled.").format(self.user))
		self.binding_method = "Administrator"
		self.bound_on = now()
		self.bound_by = frappe.session.user
		self.party_type = self.party = None

	def on_update(self):
		"""Binding by hand moves the user from any other number, and the user is told."""
		before = self.get_doc_before_save()
		if self.user and (not before or before.user != self.user):
			bind(self.name, self.user, "Administrator", frappe.session.user)
			tell(
				[self.user],
				lambda: _("{0} has linked your user to {1} on WhatsApp.").format(
					frappe.session.user, self.title_number()
				),
				self.doctype,
				self.name,
			)

	def on_trash(self):
		"""Who had to be verified still has to be when they write again."""
		for alias in self.aliases if self.must_verify else ():
			if alias.kind == "Phone" and not alias.scope:
				give_up(self.name, alias.value)
		merging.forget(self.name)
		departures.contact_goes(self.name)

	def title_number(self) -> str:
		"""The number or id by which this person is known."""
		return self.aliases[0].value if self.aliases else self.name

	def shown_name(self) -> str:
		"""What lists call this person: the user's or party's name, else the profile name, else the number."""
		if self.user:
			return frappe.db.get_value("User", self.user, "full_name") or self.user
		return self.party or self.profile_name or (self.aliases[0].value if self.aliases else self.name)
