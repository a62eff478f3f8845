# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Telling people in Desk.

Contract: a notice is a Notification Log of Frappe, worded for each reader in the language that they have Desk in:
`words` is asked for the sentence once for each of them. Nobody is told of what they may not open. Failing to tell
never fails what it is about, unless it is the database that fails, and with it the whole transaction.
"""

from collections.abc import Callable
from datetime import timedelta

import frappe
from frappe.utils import now_datetime

from whatsapp_erp_bot.bot import faults, store
from whatsapp_erp_bot.bot.language import worded_for
from whatsapp_erp_bot.bot.settings import get_settings
from whatsapp_erp_bot.permissions import MANAGER_ROLE
from whatsapp_erp_bot.plain_text import inert

LOG = "Notification Log"
Words = Callable[[], str]


def tell(users: list[str], words: Words, doctype: str, name: str, quiet_hours: int = 0) -> None:
	"""A notification for each of these users about a document. With `quiet_hours`, who was told the same words that
	short ago is not told again."""
	for user in users:
		with worded_for(user):
			# Frappe shows a subject as HTML, in Desk and in mails
			subject = frappe.utils.escape_html(inert(words()))[:1000]
		if quiet_hours and _was_told(user, subject, quiet_hours):
			continue
		try:
			_write(user, subject, doctype, name)
		except Exception as error:
			if store.is_database_trouble(error):
				# after a deadlock all that the caller wrote is gone, and only the caller can do it again
				raise
			faults.log("WhatsApp Bot: notice not written", error, doctype, name)


def _write(user: str, subject: str, doctype: str, name: str) -> None:
	notice = frappe.get_doc(
		{
			"doctype": LOG,
			"for_user": user,
			"from_user": "Administrator",
			"type": "Alert",
			"subject": subject,
			"document_type": doctype,
			"document_name": name,
		}
	)
	# written by the system for its reader, whoever's turn this is
	notice.insert(ignore_permissions=True)


def _was_told(user: str, subject: str, hours: int) -> bool:
	since = now_datetime() - timedelta(hours=hours)
	told = store.rows(
		LOG, ["name"], {"for_user": user, "subject": subject, "creation": (">", since)}, "creation", limit=1
	)
	return bool(told)


def users_with(role: str) -> list[str]:
	"""Enabled users who have the role, Administrator and Guest aside."""
	holders = frappe.get_all(
		"Has Role",
		filters={"role": role, "parenttype": "User", "parent": ("not in", ["Administrator", "Guest"])},
		pluck="parent",
		order_by="parent asc",
	)
	return frappe.get_all(
		"User", filters={"name": ("in", holders or [""]), "enabled": 1}, pluck="name", order_by="name asc"
	)


def managers() -> list[str]:
	"""Every manager of the bot; System Managers where there is none."""
	return users_with(MANAGER_ROLE) or users_with("System Manager")


def tell_managers(words: Words, doctype: str, name: str, quiet_hours: int = 0) -> None:
	"""A notification for every manager."""
	tell(managers(), words, doctype, name, quiet_hours)


def tell_handoff(words: Words, doctype: str, name: str) -> None:
	"""A notification for those who take over conversations, as far as they may open the document; for the managers
	where none of them may."""
	role = get_settings().handoff_role
	takers = (
		[user for user in users_with(role) if frappe.has_permission(doctype, "read", doc=name, user=user)]
		if role
		else []
	)
	tell(takers or managers(), words, doctype, name)
