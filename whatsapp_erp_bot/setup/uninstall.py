# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Leaving nothing behind.

Contract: `bench uninstall-app` removes our DocTypes and their tables by itself; here goes the rest: secrets in __Auth,
values of Singles, files, the service user, roles and what refers to them, log settings, notices, scheduled jobs,
what stands on the desktop of Frappe 16, cached values.
"""

import frappe

from whatsapp_erp_bot import compat
from whatsapp_erp_bot.bot import schedule
from whatsapp_erp_bot.bot.identity import SERVICE_USER
from whatsapp_erp_bot.bot.language import FRAPPE_LANGUAGES
from whatsapp_erp_bot.permissions import AGENT_ROLE, MANAGER_ROLE
from whatsapp_erp_bot.setup.demo.progress import forget

MODULE = "WhatsApp ERP Bot"
APP = "whatsapp_erp_bot"


def before_uninstall() -> None:
	"""While our DocTypes are still there to be asked."""
	doctypes = our_doctypes()
	remove_files(doctypes)
	remove_secrets(doctypes)
	remove_references(doctypes)
	remove_single_values()
	remove_service_user()
	remove_roles()
	remove_jobs()
	remove_desktop()
	remove_language()
	forget()
	frappe.db.delete("DefaultValue", {"parent": schedule.PARENT})


def after_uninstall() -> None:
	"""Caches that would outlive the app, and what Frappe keeps of the DocTypes that it has just deleted."""
	for filters in ({"data": ("like", f'%"module": "{MODULE}"%')}, {"deleted_name": MODULE}):
		frappe.db.delete("Deleted Document", filters)
	# what became of the roles of our pages, our user and our DocTypes
	for doctype, name in (("Page", "whatsapp-bot-%"), ("User", SERVICE_USER), ("DocType", "WhatsApp Bot %")):
		if frappe.db.table_exists("Permission Log"):
			frappe.db.delete("Permission Log", {"for_doctype": doctype, "for_document": ("like", name)})
	# Frappe has committed before this hook and does not after it
	frappe.db.commit()  # nosemgrep
	for key in ("whatsapp_bot_commands", "whatsapp_bot_drain_is_queued"):
		frappe.cache.delete_value(key)
	frappe.cache.delete_keys("whatsapp_bot_")


def our_doctypes() -> list[str]:
	"""Every DocType of this app."""
	return frappe.get_all("DocType", filters={"module": MODULE}, pluck="name", order_by="name asc")


def remove_files(doctypes: list[str]) -> None:
	"""Private files of our rows."""
	for name in frappe.get_all(
		"File", filters={"attached_to_doctype": ("in", doctypes)}, pluck="name", order_by="creation asc"
	):
		# the app goes, and what it stored with it
		frappe.delete_doc("File", name, ignore_permissions=True, force=True, delete_permanently=True)


def remove_secrets(doctypes: list[str]) -> None:
	"""Tokens, app secrets and keys."""
	frappe.db.delete("__Auth", {"doctype": ("in", doctypes)})


def remove_references(doctypes: list[str]) -> None:
	"""Rows of the framework about our rows."""
	for doctype, field in (
		("Notification Log", "document_type"),
		("Version", "ref_doctype"),
		("Comment", "reference_doctype"),
		("Error Log", "reference_doctype"),
		("Activity Log", "reference_doctype"),
		("DocShare", "share_doctype"),
		("ToDo", "reference_type"),
		("Logs To Clear", "ref_doctype"),
		("Custom DocPerm", "parent"),
		("Property Setter", "doc_type"),
		("Custom Field", "dt"),
		("User Permission", "allow"),
		("Deleted Document", "deleted_doctype"),
		("View Log", "reference_doctype"),
		("Access Log", "export_from"),
		("Route History", "route"),
		("List Filter", "reference_doctype"),
		("Tag Link", "document_type"),
		("Notification", "document_type"),
	):
		if frappe.db.table_exists(doctype):
			frappe.db.delete(doctype, {field: ("in", doctypes)})
	frappe.db.delete("DefaultValue", {"parent": SERVICE_USER})
	frappe.db.delete("__UserSettings", {"doctype": ("in", doctypes)})


def remove_single_values() -> None:
	"""The settings' values."""
	frappe.db.delete("Singles", {"doctype": "WhatsApp Bot Settings"})


def remove_service_user() -> None:
	"""The user as whom customers' turns ran, with its Contact."""
	if not frappe.db.exists("User", SERVICE_USER):
		return
	for contact in frappe.get_all(
		"Contact", filters={"user": SERVICE_USER}, pluck="name", order_by="name asc"
	):
		frappe.delete_doc("Contact", contact, ignore_permissions=True, force=True, delete_permanently=True)
	frappe.delete_doc("User", SERVICE_USER, ignore_permissions=True, force=True, delete_permanently=True)
	for doctype, field in (("Comment", "reference_name"), ("Deleted Document", "deleted_name")):
		frappe.db.delete(doctype, {field: SERVICE_USER})


def remove_roles() -> None:
	"""Our two roles, taken from whoever has them."""
	for role in (MANAGER_ROLE, AGENT_ROLE):
		frappe.db.delete("Has Role", {"role": role})
		frappe.db.delete("Custom DocPerm", {"role": role})
		frappe.delete_doc(
			"Role", role, ignore_permissions=True, force=True, ignore_missing=True, delete_permanently=True
		)


def remove_desktop() -> None:
	"""Our icon and sidebar, with the copies that people made of it for themselves. Frappe 16 has no module on an icon,
	and looks for it under the name of the app's folder (frappe/utils/install.py, `delete_desktop_icon_and_sidebar`)."""
	for doctype in ("Desktop Icon", "Workspace Sidebar"):
		if not frappe.db.table_exists(doctype):
			continue
		table = frappe.qb.DocType(doctype)
		ours = (table.app == APP) | (table.name == MODULE)
		if doctype == "Workspace Sidebar":
			ours |= table.module == MODULE
		names = frappe.qb.from_(table).select(table.name).where(ours).run(pluck=True)
		if names:
			for child in frappe.get_meta(doctype).get_table_fields():
				frappe.db.delete(child.options, {"parenttype": doctype, "parent": ("in", names)})
			frappe.db.delete(doctype, {"name": ("in", names)})


def remove_language() -> None:
	"""The row that Frappe does not make by itself, unless somebody speaks it by now."""
	code = FRAPPE_LANGUAGES["pt"]
	if compat.ships_language(code) or not frappe.db.exists("Language", code):
		return
	try:
		# made by our installer
		frappe.delete_doc("Language", code, ignore_permissions=True, delete_permanently=True)
	except frappe.LinkExistsError:
		frappe.clear_last_message()


def remove_jobs() -> None:
	"""Scheduled job types and their logs."""
	jobs = frappe.get_all(
		"Scheduled Job Type", filters={"method": ("like", f"{APP}.%")}, pluck="name", order_by="name asc"
	)
	if jobs:
		frappe.db.delete("Scheduled Job Log", {"scheduled_job_type": ("in", jobs)})
		frappe.db.delete("Scheduled Job Type", {"name": ("in", jobs)})
