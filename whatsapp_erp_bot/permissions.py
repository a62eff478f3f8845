# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Who sees what of our own DocTypes in Desk.

Contract: managers (WhatsApp Bot Manager, System Manager) see all; an agent (WhatsApp Bot Agent) sees the conversations
given to them and, with the hand-off role of the settings, those that wait for somebody to take them; and what belongs
to those. `*_query` return an SQL condition for list views, `has_*_permission` always True or False (Frappe 16 takes
None for a no; frappe/permissions.py).
"""

import frappe
from frappe import _
from frappe.model.document import Document

from whatsapp_erp_bot.bot.settings import get_settings

MANAGER_ROLE = "WhatsApp Bot Manager"
AGENT_ROLE = "WhatsApp Bot Agent"
# never anybody on WhatsApp: their permissions are not a person's
FORBIDDEN_USERS = ("Administrator", "Guest")


def is_manager(user: str | None = None) -> bool:
	"""Whether the user may see every conversation."""
	user = user or frappe.session.user
	return user == "Administrator" or bool({MANAGER_ROLE, "System Manager"} & set(frappe.get_roles(user)))


def require_system_manager() -> None:
	"""Raises PermissionError for everybody else. (`frappe.only_for` lets everybody pass while tests run.)"""
	user = frappe.session.user
	if user != "Administrator" and "System Manager" not in frappe.get_roles(user):
		frappe.throw(_("Only a System Manager can do this."), frappe.PermissionError)


def require_desk_user() -> None:
	"""Raises PermissionError for Guests and users of the portal."""
	user = frappe.session.user
	if user == "Guest" or frappe.db.get_value("User", user, "user_type") == "Website User":
		frappe.throw(_("Only users of Desk can do this."), frappe.PermissionError)


def refuse_save() -> None:
	"""For controllers of our own logs. Who could save one could make the bot act for somebody else (an Event's body is
	what a phone said), and DocTypes' `read_only` holds in forms only. Raises PermissionError."""
	frappe.throw(_("Only the bot writes this."), frappe.PermissionError)


def may_open_app() -> bool:
	"""Whether the apps screen shows this app: everybody of the business links a number or uses the simulator."""
	return frappe.session.user != "Guest"


def _is_open_to(user: str) -> str:
	"""SQL condition on conversations: given to the user, or, for who has the hand-off role, waiting for whoever takes
	it (somebody asked for a person, nobody has it yet). One that rests because somebody else answers waits for nobody."""
	table = "`tabWhatsApp Bot Conversation`"
	given = f"{table}.`assignee` = {frappe.db.escape(user)}"
	role = get_settings().handoff_role
	if not role or role not in frappe.get_roles(user):
		return given
	free = f"{table}.`assignee` is null or {table}.`assignee` = ''"
	return f"({given} or ({table}.`mode` = 'Human' and {table}.`paused_until` is null and ({free})))"


def _open_conversations(user: str, column: str = "name") -> str:
	return f"select `{column}` from `tabWhatsApp Bot Conversation` where {_is_open_to(user)}"


def conversation_query(user: str | None = None, doctype: str | None = None) -> str:
	"""An agent's list holds the conversations given to them, and those that wait for their team."""
	user = user or frappe.session.user
	if is_manager(user):
		return ""
	return _is_open_to(user)


def message_query(user: str | None = None, doctype: str | None = None) -> str:
	"""Messages of the conversations given to the agent."""
	user = user or frappe.session.user
	if is_manager(user):
		return ""
	return f"`tabWhatsApp Bot Message`.`conversation` in ({_open_conversations(user)})"


def run_query(user: str | None = None, doctype: str | None = None) -> str:
	"""Runs of the conversations given to the agent."""
	user = user or frappe.session.user
	if is_manager(user):
		return ""
	return f"`tabWhatsApp Bot Run`.`conversation` in ({_open_conversations(user)})"


def contact_query(user: str | None = None, doctype: str | None = None) -> str:
	"""Contacts of the conversations given to the agent."""
	user = user or frappe.session.user
	if is_manager(user):
		return ""
	return f"`tabWhatsApp Bot Contact`.`name` in ({_open_conversations(user, 'contact')})"


def alias_query(user: str | None = None, doctype: str | None = None) -> str:
	"""Numbers and ids of those contacts: of a child table asked for by itself Frappe checks no more than the parent's
	roles (frappe/model/db_query.py, `check_read_permission`)."""
	user = user or frappe.session.user
	if is_manager(user):
		return ""
	return f"`tabWhatsApp Bot Contact Alias`.`parent` in ({_open_conversations(user, 'contact')})"


def has_conversation_permission(doc: Document, ptype: str = "read", user: str | None = None) -> bool:
	"""A manager, the agent whom the conversation was given to, or one whose team it waits for: as stored, since the
	document at hand may already hold what somebody sent to be saved."""
	user = user or frappe.session.user
	return is_manager(user) or _is_open(user, "name", doc.name)


def _is_open(user: str, column: str, value: str | None) -> bool:
	"""Whether a conversation with this value in that column of ours is open to the user."""
	if not value:
		return False
	statement = f"{_open_conversations(user)} and `{column}` = %s limit 1"
	return bool(frappe.db.sql(statement, value))


def has_message_permission(doc: Document, ptype: str = "read", user: str | None = None) -> bool:
	"""As the conversation of the message."""
	user = user or frappe.session.user
	return is_manager(user) or _is_open(user, "name", doc.conversation)


def has_run_permission(doc: Document, ptype: str = "read", user: str | None = None) -> bool:
	"""As the conversation of the run."""
	user = user or frappe.session.user
	return is_manager(user) or _is_open(user, "name", doc.conversation)


def has_contact_permission(doc: Document, ptype: str = "read", user: str | None = None) -> bool:
	"""As any conversation of the contact."""
	user = user or frappe.session.user
	return is_manager(user) or _is_open(user, "contact", doc.name)
