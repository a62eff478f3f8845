# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Which commands are used most: runs of the last 30 days by command.

Contract: counts only what the session user may read (`get_list`), and anew each time. A chart that Frappe counts itself
is kept in its cache once for everybody, and handed to whoever asks for it by name (frappe/utils/dashboard.py,
`cache_source`), so it would show an agent, or anybody, what a manager may see.
"""

from typing import Any

import frappe
from frappe import _
from frappe.utils import add_days, cint, getdate

from whatsapp_erp_bot.compat import count_field

RUN = "WhatsApp Bot Run"
DAYS = 30
MOST = 8


@frappe.whitelist(methods=["GET", "POST"])
def get(
	chart_name: str | None = None,
	chart: str | dict | None = None,
	no_cache: int | str | None = None,
	filters: str | dict | list | None = None,
	from_date: str | None = None,
	to_date: str | None = None,
	timespan: str | None = None,
	time_interval: str | None = None,
	heatmap_year: int | str | None = None,
) -> dict[str, Any]:
	"""{"labels", "datasets"} for the commands that ran most, the most frequent first."""
	frappe.has_permission(RUN, "read", throw=True)
	rows = frappe.get_list(
		RUN,
		filters={"creation": (">=", add_days(getdate(), -DAYS)), "command": ("is", "set")},
		fields=["command", count_field("runs")],
		group_by="command",
		order_by="command asc",
		limit=0,
	)
	counted = sorted(((cint(row.runs), row.command) for row in rows), reverse=True)[:MOST]
	return {
		"labels": [command for _runs, command in counted],
		"datasets": [{"name": _("Runs"), "values": [runs for runs, _command in counted]}],
	}
