# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""That what the scheduler is for does happen: noted when it did, put right when the site's clock jumps.

Contract: times here are seconds since 1970, which no change of the site's time zone, of summer time or of the server
moves; they lie in `tabDefaultValue` under a parent of their own, which no session loads. Everything else on a site is
written in its local time, and Frappe runs a job when its last run lies behind (frappe/core/doctype/scheduled_job_type,
`get_next_execution`): after a jump back by eleven hours, as when the setup wizard leaves Frappe's Asia/Kolkata for
Mexico, nothing runs for eleven hours. So `put_right` takes such runs for just done, whoever notices: the change of the
setting, each migrate, each sweep, and each drain, which has a worker sweep when the scheduler has not. What waits for a
time of ours (leases, attempts, confirmations) is moved with the clock.
"""

import time
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import frappe
from frappe.model.document import Document
from frappe.query_builder.functions import IfNull
from frappe.utils import now_datetime

from whatsapp_erp_bot import compat
from whatsapp_erp_bot.bot import faults, statements, store
from whatsapp_erp_bot.bot.identity import SERVICE_USER

PARENT = "whatsapp_erp_bot"
# a sweep by the scheduler · one that a worker did in its place · that who writes on WhatsApp was told to the scheduler
SWEPT, SWEPT_INSTEAD, AWAKE = "swept", "swept_instead", "awake"
JOB_TYPE = "Scheduled Job Type"
JOBS = "whatsapp_erp_bot.jobs."
# a sweep is due each minute: so long without one, a drain sees to it
OVERDUE_SECONDS = 180
AWAKE_SECONDS = 86400
# clocks of two machines may differ by so much
TOLERANCE = timedelta(minutes=1)
ACTIVITY = "Activity Log"
EVENT, MESSAGE, RUN = "WhatsApp Bot Event", "WhatsApp Bot Message", "WhatsApp Bot Run"
CONVERSATION, CODE = "WhatsApp Bot Conversation", "WhatsApp Bot Link Code"
# what of ours a time decides about, as long as it is in one of these states (None: always)
WAITING = (
	(CONVERSATION, "lease_until", None, ()),
	(CONVERSATION, "window_end", None, ()),
	(CONVERSATION, "paused_until", None, ()),
	(EVENT, "next_attempt_on", "status", ("Waiting",)),
	(EVENT, "shared_next_on", "shared_state", ("Waiting",)),
	(MESSAGE, "next_attempt_on", "status", ("Queued",)),
	(MESSAGE, "media_next_on", "media_state", ("Waiting", "Fetching")),
	(RUN, "confirm_until", "status", ("Confirming",)),
	(RUN, "heartbeat_on", "status", ("Queued", "Running")),
	(CODE, "expires_on", "status", ("Open", "Claimed")),
	("WhatsApp Bot Account", "bulk_paused_until", None, ()),
)


# ---- when what ran


def times() -> dict[str, float]:
	"""What is known of SWEPT, SWEPT_INSTEAD and AWAKE; {} on a site where nothing ran yet."""
	found = frappe.db.sql(statements.facts(), {"parent": PARENT})
	return {key: float(value) for key, value in found if value}


def note(what: str) -> None:
	"""It has just happened; counts once the caller commits."""
	values = {"parent": PARENT, "defkey": what, "defvalue": f"{time.time():.6f}"}
	if not store.change(statements.note_fact(), values):
		store.insert("DefaultValue", {**values, "parenttype": "__default", "parentfield": "system_defaults"})


def is_overdue(known: dict[str, float]) -> bool:
	"""Whether nobody has swept for so long that somebody has to see to it. Of a clock that went back one sweep is
	enough."""
	last = max(known.get(SWEPT, 0), known.get(SWEPT_INSTEAD, 0))
	return abs(time.time() - last) > OVERDUE_SECONDS


# ---- a clock that jumped


def put_right(now: datetime | None = None) -> None:
	"""Our scheduled jobs whose last run (or making) lies ahead of the clock count as run now. `now`: the site's time,
	where Frappe does not know it yet."""
	now = now or now_datetime()
	table = frappe.qb.DocType(JOB_TYPE)
	last = IfNull(table.last_execution, table.creation)
	ahead = (
		frappe.qb.from_(table)
		.select(table.name)
		.where(table.method.like(f"{JOBS}%"))
		.where(last > now + TOLERANCE)
		.run(pluck=True)
	)
	for name in ahead:
		frappe.db.set_value(JOB_TYPE, name, "last_execution", now, update_modified=False)


def follow_time_zone(document: Document, method: str | None = None) -> None:
	"""An `on_update` hook of System Settings: whoever changes the site's time zone moves its clock. What fails here must
	not keep them from it."""
	before = document.get_doc_before_save()
	old, new = before and before.time_zone, document.time_zone
	if not new or old == new:
		return
	frappe.db.savepoint("whatsapp_bot_clock")
	try:
		# at an installation this comes before our tables
		if frappe.db.table_exists(CONVERSATION):
			put_right(_local(new))
			_move_what_waits(_local(new) - _local(old or "Asia/Kolkata"))
	except Exception as error:
		if store.is_database_trouble(error):
			raise
		frappe.db.rollback(save_point="whatsapp_bot_clock")
		faults.log("WhatsApp Bot: time zone not followed", error, document.doctype, document.name)


def _local(zone: str) -> datetime:
	"""The time there, as Frappe stores times."""
	return datetime.now(ZoneInfo(zone)).replace(tzinfo=None, microsecond=0)


def _move_what_waits(by: timedelta) -> None:
	"""All that a time decides about keeps its distance from now."""
	for doctype, field, state, states in WAITING:
		filters: dict[str, Any] = {field: ("is", "set")}
		if state:
			filters[state] = ("in", states)
		for row in frappe.get_all(doctype, filters=filters, fields=["name", field], order_by="name asc"):
			store.change_if(doctype, row.name, {field: row[field]}, {field: row[field] + by})


# ---- a scheduler that sleeps


def keep_awake(known: dict[str, float]) -> None:
	"""Frappe lets the scheduler sleep on a site where nobody logs in for days (frappe/utils/scheduler.py, `is_dormant`),
	and with it the sweep: who writes on WhatsApp is somebody too. Once a day. Newer versions look at the users' last
	activity, older ones at the Activity Log. `known` is what `times` gave, and is kept up."""
	if abs(time.time() - known.get(AWAKE, 0)) < AWAKE_SECONDS:
		return
	frappe.db.set_value("User", SERVICE_USER, "last_active", now_datetime(), update_modified=False)
	# a row of the framework's own log, on nobody's behalf
	frappe.get_doc({"doctype": ACTIVITY, "subject": "WhatsApp ERP Bot", "reference_doctype": EVENT}).insert(
		ignore_permissions=True
	)
	note(AWAKE)
	known[AWAKE] = time.time()
	# the drain begins its next round with a rollback
	frappe.db.commit()  # nosemgrep
	compat.forget_dormancy()
