# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What the app needs on a site: roles, the service user, the Simulator account, the command catalogue, a key for its
secrets, a Language for Brazil.

Contract: idempotent; the same after installation and after each migrate. `setup/uninstall` takes away what is made
here. A manager's own choices (a switched-off command, changed settings) survive.
"""

import json
from typing import Any

import frappe
from frappe.modules.import_file import import_file_by_path
from frappe.utils.password import get_encryption_key

from whatsapp_erp_bot.bot import schedule
from whatsapp_erp_bot.bot.identity import SERVICE_USER
from whatsapp_erp_bot.bot.language import FRAPPE_LANGUAGES
from whatsapp_erp_bot.bot.myself import HANDLERS
from whatsapp_erp_bot.commands import registry
from whatsapp_erp_bot.commands.declaration import Declaration
from whatsapp_erp_bot.permissions import AGENT_ROLE, MANAGER_ROLE
from whatsapp_erp_bot.setup import translations

APP, MODULE = "whatsapp_erp_bot", "WhatsApp ERP Bot"
SIMULATOR_ACCOUNT = "Simulator"
PORTUGUESE_OF_BRAZIL = FRAPPE_LANGUAGES["pt"]


def after_install() -> None:
	"""Everything, and defaults for the settings from the site's own language."""
	make_encryption_key()
	make_language()
	make_roles()
	make_service_user()
	make_simulator_account()
	sync_commands()
	choose_language()
	translations.load()


def after_migrate() -> None:
	"""What may be new or missing."""
	make_encryption_key()
	make_language()
	make_roles()
	make_service_user()
	make_simulator_account()
	sync_commands()
	make_desktop()
	translations.load()
	schedule.put_right()


def make_encryption_key() -> None:
	"""Before there is any secret. Frappe makes the site's key with the first one; web processes of 16 remember
	site_config.json for a minute, and one that remembers none makes another and writes over it."""
	get_encryption_key()


def make_language() -> None:
	"""Brazilian Portuguese where Frappe makes no row of it: without one, 16 formats no amount and no date. Not offered
	to anybody (`enabled`), as Frappe's own rows are not until somebody chooses one."""
	if not frappe.db.exists("Language", PORTUGUESE_OF_BRAZIL):
		# made by the installer, whoever runs it
		frappe.get_doc(
			{
				"doctype": "Language",
				"language_code": PORTUGUESE_OF_BRAZIL,
				"language_name": "Português (Brasil)",
				"enabled": 0,
			}
		).insert(ignore_permissions=True)


def make_desktop() -> None:
	"""Our icon and sidebar in place of those that Frappe 16 made of the workspace by itself, which are newer than our files
	and would stay for ever (frappe/modules/import_file.py)."""
	for doctype in ("Desktop Icon", "Workspace Sidebar"):
		if not frappe.db.table_exists(doctype):
			continue
		if frappe.db.get_value(doctype, MODULE, "standard") == 0:
			path = frappe.get_app_path(APP, frappe.scrub(doctype), f"{frappe.scrub(MODULE)}.json")
			import_file_by_path(path, force=True, ignore_version=True)


def make_roles() -> None:
	"""The two roles; whoever is System Manager now can manage the bot without them."""
	for role in (MANAGER_ROLE, AGENT_ROLE):
		if not frappe.db.exists("Role", role):
			frappe.get_doc({"doctype": "Role", "role_name": role, "desk_access": 1}).insert(
				ignore_permissions=True
			)


def make_service_user() -> None:
	"""A user without roles, without a password, as whom turns of customers run."""
	if frappe.db.exists("User", SERVICE_USER):
		return
	user = frappe.get_doc(
		{
			"doctype": "User",
			"email": SERVICE_USER,
			"first_name": "WhatsApp ERP Bot",
			"user_type": "Website User",
			"send_welcome_email": 0,
			"enabled": 1,
		}
	)
	user.flags.no_welcome_mail = True
	# made by the installer, whoever runs it
	user.insert(ignore_permissions=True)


def make_simulator_account() -> None:
	"""The number that the Desk simulator writes to."""
	if not frappe.db.exists("WhatsApp Bot Account", {"kind": "Simulator"}):
		# made by the installer, whoever runs it
		frappe.get_doc(
			{
				"doctype": "WhatsApp Bot Account",
				"account_name": SIMULATOR_ACCOUNT,
				"kind": "Simulator",
				"enabled": 1,
			}
		).insert(ignore_permissions=True)


def choose_language() -> None:
	"""Answer in the site's language where it is one of ours."""
	language = (frappe.db.get_single_value("System Settings", "language") or "es")[:2]
	frappe.db.set_single_value(
		"WhatsApp Bot Settings", "language", language if language in ("es", "pt", "en") else "es"
	)


def sync_commands() -> None:
	"""The shipped rows of the catalogue, as declared; switches that managers set are kept, rows of commands that are
	no longer declared go."""
	declared = registry.declarations()
	for declaration in declared.values():
		_sync(declaration)
	for name in frappe.get_all(
		"WhatsApp Bot Command",
		filters={"source": "Shipped", "name": ("not in", list(declared))},
		pluck="name",
		order_by="name asc",
	):
		# our own catalogue row, taken away by the installer
		frappe.delete_doc("WhatsApp Bot Command", name, ignore_permissions=True, force=True)


def _sync(declaration: Declaration) -> None:
	values = _row(declaration)
	if not frappe.db.exists("WhatsApp Bot Command", declaration.name):
		row = frappe.get_doc({"doctype": "WhatsApp Bot Command", "enabled": 1, **values})
		# our own catalogue row, made by the installer
		row.insert(ignore_permissions=True)
		return
	row = frappe.get_doc("WhatsApp Bot Command", declaration.name)
	if any((row.get(field) or "") != (value or "") for field, value in values.items()):
		row.update(values)
		row.save(ignore_permissions=True)


def _row(declaration: Declaration) -> dict[str, Any]:
	built = declaration.name in HANDLERS or bool(registry.function(declaration.name))
	row = {
		"command_name": declaration.name,
		"command_group": declaration.group,
		"source": "Shipped",
		"writes": int(declaration.writes),
		"long": int(declaration.long),
		"available": int(built),
		"audience": ", ".join(declaration.audience),
		"parameters": json.dumps(
			[
				{
					"name": parameter.name,
					"kind": parameter.kind,
					"required": parameter.required,
					**({"link": parameter.link} if parameter.link else {}),
					**({"choices": list(parameter.choices)} if parameter.choices else {}),
				}
				for parameter in declaration.parameters
			],
			indent=1,
			ensure_ascii=False,
		),
	}
	for language in ("es", "pt", "en"):
		row[f"title_{language}"] = declaration.titles.get(language)
		row[f"examples_{language}"] = "\n".join(declaration.examples.get(language, ()))
	return row
