# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What a worker imports once, before it forks for each job, so that no job has to.

Contract: importing this module imports everything that a drain needs and does nothing else; no site is needed. RQ forks
for each job (rq/worker.py, `fork_work_horse`), so that what was imported before is there at once and shared; Frappe
does the same for its web workers (frappe/app.py). What Frappe imports in the middle of its own functions is named here
by hand: what is missing in a version, or wants a site, is left to the job that needs it.
"""

from contextlib import suppress
from importlib import import_module
from pathlib import Path

from whatsapp_erp_bot import jobs
from whatsapp_erp_bot.commands import registry

# as seen in forks of both versions at their first answers (tests/integration/test_preload)
BY_FRAPPE = (
	# connecting and reading
	"frappe.database.mariadb.database",
	"frappe.database.mariadb.mysqlclient",
	"MySQLdb.connections",
	"MySQLdb.cursors",
	"frappe.database.query",
	"frappe.recorder",
	"frappe.utils.logger",
	"frappe.realtime",
	"rq.results",
	"erpnext.startup.filters",
	# DocTypes that every turn loads
	"frappe.core.doctype.doctype.doctype",
	"frappe.core.doctype.docfield.docfield",
	"frappe.core.doctype.docperm.docperm",
	"frappe.core.doctype.custom_docperm.custom_docperm",
	"frappe.core.doctype.doctype_action.doctype_action",
	"frappe.core.doctype.doctype_link.doctype_link",
	"frappe.core.doctype.doctype_state.doctype_state",
	"frappe.core.doctype.language.language",
	"frappe.core.doctype.system_settings.system_settings",
	"frappe.core.doctype.user.user",
	"frappe.core.doctype.user_type.user_type",
	"frappe.core.doctype.user_social_login.user_social_login",
	"frappe.core.doctype.has_role.has_role",
	"frappe.core.doctype.activity_log.activity_log",
	# amounts, dates, words
	"babel.dates",
	"babel.numbers",
	"frappe.gettext.translate",
	"_strptime",
	# answers with a file: it is stored as a document
	"frappe.core.doctype.file.file",
	"frappe.core.doctype.comment.comment",
	"frappe.core.doctype.permission_log.permission_log",
	"frappe.core.doctype.version.version",
	"frappe.email.doctype.notification.notification",
	"frappe.automation.doctype.assignment_rule.assignment_rule",
	"frappe.automation.doctype.milestone_tracker.milestone_tracker",
	"frappe.workflow.doctype.workflow_action.workflow_action",
	"frappe.search.website_search",
	"frappe.model.create_new",
	"erpnext.support.doctype.service_level_agreement.service_level_agreement",
	"bleach",
	# and printed
	"frappe.utils.pdf",
	"frappe.utils.weasyprint",
	"frappe.website.serve",
	"whatsapp_erp_bot.commands.excel",
	"whatsapp_erp_bot.commands.printing",
)


def ours() -> list[str]:
	"""The controllers of our DocTypes."""
	package = "whatsapp_erp_bot.whatsapp_erp_bot.doctype"
	folder = Path(__file__).parent / "whatsapp_erp_bot" / "doctype"
	names = sorted(path.name for path in folder.iterdir() if (path / f"{path.name}.py").exists())
	return [f"{package}.{name}.{name}" for name in names]


registry.load()
for _name in (*BY_FRAPPE, *ours()):
	with suppress(Exception):
		import_module(_name)

__all__ = ["jobs"]
