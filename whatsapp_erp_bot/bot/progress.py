# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Long runs that a person can ask about and stop.

Contract: cancelling a queued run ends it at once; a running one sees the request at its next step, and whatever it
found is thrown away.
"""

import frappe
from frappe.utils import now_datetime

from whatsapp_erp_bot.bot import store

RUN = "WhatsApp Bot Run"


def active_runs(person: dict[str, str]) -> list[dict]:
	"""Long runs of a person (`allowance.person_of`) that are queued or running, the newest first."""
	return frappe.get_all(
		RUN,
		filters={**person, "status": ("in", ["Queued", "Running"])},
		fields=["name", "command", "status", "progress", "progress_text", "creation"],
		order_by="creation desc",
	)


def cancel(name: str) -> bool:
	"""Ask a run to stop; what it still finds is thrown away. Returns whether there was anything to stop."""
	if store.change_if(
		RUN,
		name,
		{"status": "Queued"},
		{"status": "Cancelled", "cancel_requested": 1, "ended_on": now_datetime()},
	):
		return True
	return store.change_if(RUN, name, {"status": "Running"}, {"cancel_requested": 1})
