# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Who sees what of our own DocTypes in Desk.

Contract: managers (WhatsApp Bot Manager, System Manager) see all; an agent (WhatsApp Bot Agent) sees the conversations
given to them, and what belongs to those. `*_query` return an SQL condition for list views, `has_*_permission` always
True or False (Frappe 16 takes None for a no; frappe/permissions.py).
"""

import frappe
from frappe import _
from frappe.model.document import Document

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


def may_open_app() -> bool:
	"""Whether the apps screen shows this app: everybody of the business links a number or uses the simulator."""
	return frappe.session.user != "Guest"


def _given_conversations(user: str) -> str:
	return f"select `name` from `tabWhatsApp Bot Conversation` where `assignee` = {frappe.db.escape(user)}"


def conversation_query(user: str | None = None, doctype: str | None = None) -> str:
	"""An agent's list holds the conversations given to them."""
	user = user or frappe.session.user
	if is_manager(user):
		return ""
	return f"`tabWhatsApp Bot Conversation`.`assignee` = {frappe.db.escape(user)}"


def message_query(user: str | None = None, doctype: str | None = None) -> str:
	"""Messages of the conversations given to the agent."""
	user = user or frappe.session.user
	if is_manager(user):
		return ""
	return f"`tabWhatsApp Bot Message`.`conversation` in ({_given_conversations(user)})"


def run_query(user: str | None = None, doctype: str | None = None) -> str:
	"""Runs of the conversations given to the agent."""
	user = user or frappe.session.user
	if is_manager(user):
		return ""
	return f"`tabWhatsApp Bot Run`.`conversation` in ({_given_conversations(user)})"


def contact_query(user: str | None = None, doctype: str | None = None) -> str:
	"""Contacts of the conversations given to the agent."""
	user = user or frappe.session.user
	if is_manager(user):
		return ""
	return (
		"`tabWhatsApp Bot Contact`.`name` in "
		f"(select `contact` from `tabWhatsApp Bot Conversation` where `assignee` = {frappe.db.escape(user)})"
	)


def alias_query(user: str | None = None, doctype: str | None = None) -> str:
	"""Numbers and ids of those contacts: of a child table asked for by itself Frappe checks no more than the parent's
	roles (frappe/model/db_query.py, `check_read_permission`)."""
	user = user or frappe.session.user
	if is_manager(user):
		return ""
	return (
		"`tabWhatsApp Bot Contact Alias`.`parent` in "
		f"(select `contact` from `tabWhatsApp Bot Conversation` where `assignee` = {frappe.db.escape(user)})"
	)


def has_conversation_permission(doc: Document, ptype: str = "read", user: str | None = None) -> bool:
	"""A manager, or the agent whom the conversation was given to: as stored, since the document at hand may already hold
	what somebody sent to be saved."""
	user = user or frappe.session.user
	return is_manager(user) or _conversation_is_given(doc.name, user)


def _conversation_is_given(conversation: str | None, user: str) -> bool:
	return bool(conversation) and bool(
		frappe.db.exists("WhatsApp Bot Conversation", {"name": conversation, "assignee": user})
	)


def has_message_permission(doc: Document, ptype: str = "read", user: str | None = None) -> bool:
	"""As the conversation of the message."""
	user = user or frappe.session.user
	return is_manager(user) or _conversation_is_given(doc.conversation, user)


def has_run_permission(doc: Document, ptype: str = "read", user: str | None = None) -> bool:
	"""As the conversation of the run."""
	user = user or frappe.session.user
	return is_manager(user) or _conversation_is_given(doc.conversation, user)


def has_contact_permission(doc: Document, ptype: str = "read", user: str | None = None) -> bool:
	"""As any conversation of the contact."""
	user = user or frappe.session.user
	return is_manager(user) or bool(
		frappe.db.exists("WhatsApp Bot Conversation", {"contact": doc.name, "assignee": user})
	)
