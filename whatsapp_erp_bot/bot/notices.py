# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Telling people in Desk.

Contract: a notice is a Notification Log of Frappe; failing to tell never fails what it is about.
"""

import frappe

from whatsapp_erp_bot.bot.settings import get_settings
from whatsapp_erp_bot.permissions import MANAGER_ROLE


def tell(users: list[str], subject: str, doctype: str, name: str) -> None:
	"""A notification for each of these users about a document."""
	for user in users:
		notice = frappe.get_doc(
			{
				"doctype": "Notification Log",
				"for_user": user,
				"from_user": "Administrator",
				"type": "Alert",
				"subject": frappe.utils.escape_html(subject)[:1000],
				"document_type": doctype,
				"document_name": name,
			}
		)
		try:
			# written by the system for its reader, whoever's turn this is
			notice.insert(ignore_permissions=True)
		except Exception:
			frappe.log_error(
				title="WhatsApp Bot: notice not written", reference_doctype=doctype, reference_name=name
			)


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


def tell_managers(subject: str, doctype: str, name: str) -> None:
	"""A notification for every manager of the bot; for System Managers where there is none."""
	tell(users_with(MANAGER_ROLE) or users_with("System Manager"), subject, doctype, name)


def tell_handoff(subject: str, doctype: str, name: str) -> None:
	"""A notification for those who take over conversations."""
	users = users_with(get_settings().handoff_role or MANAGER_ROLE)
	tell(users or users_with("System Manager"), subject, doctype, name)
