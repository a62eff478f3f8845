# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Meta's statuses: what became of the messages that we sent.

Contract: a status is joined to its message by wamid, else by the callback data that went along; it only ever climbs
(whatsapp/payload.climbs). A status of a message that nobody knows yet (it may overtake the answer to our own request)
is kept and joined by `join_orphans` once the message's row knows its wamid.
"""

from datetime import timedelta
from functools import partial
from typing import Any

import frappe
from frappe import _
from frappe.utils import now_datetime

from whatsapp_erp_bot.bot import accounts, refusals, store
from whatsapp_erp_bot.bot.keys import digest
from whatsapp_erp_bot.whatsapp.payload import StatusUpdate, climbs, status_of

MESSAGE = "WhatsApp Bot Message"
ORPHAN = "WhatsApp Bot Orphan Status"
# a message knows its wamid within seconds; what is still alone after this is another system's
ORPHAN_HOURS = 2
# how many are joined together
ORPHANS = 500

STATUS_FIELDS = {
	"sent": "sent_on",
	"delivered": "delivered_on",
	"read": "read_on",
	"played": "read_on",
	"failed": "failed_on",
}
# what our own states count as when a status of Meta's arrives
AS_STATUS = {"Unknown": "accepted", "Sending": "accepted", "Queued": "accepted", "Held": "accepted"}


def take_status(account: str, update: StatusUpdate) -> bool:
	"""A status webhook of Meta. Returns whether it is about a message of ours; if not, it is kept."""
	row = _row_of(account, update)
	if not row:
		_keep(account, update)
		return False
	_apply(row, update)
	return True


def _apply(row: dict, update: StatusUpdate) -> None:
	values: dict[str, Any] = {}
	time_field = STATUS_FIELDS.get(update.status)
	if time_field and not row.get(time_field):
		values[time_field] = store.from_timestamp(update.timestamp) or now_datetime()
	if update.pricing_category:
		values["cost_category"] = update.pricing_category[:140]
	if not row.wamid and update.wamid:
		values["wamid"] = update.wamid[:255]
		values["message_key"] = digest(row.account, update.wamid)
		values |= accounts.to_share(row.account)
	if climbs(AS_STATUS.get(row.status, row.status.lower()), update.status):
		values["status"] = update.status.capitalize()
		if update.status != "failed" and row.status in ("Unknown", "Failed", "Held"):
			# it went well in the end: what was feared is no longer so
			values |= {"error": None, "error_code": 0}
		elif update.status == "failed":
			values |= refusals.after_status(row, update.errors)
	if values and not store.change_if(MESSAGE, row.name, {"status": row.status}, values):
		# another status, or the answer to our own request, was quicker: it climbs from there, or stays
		newest = frappe.db.get_value(MESSAGE, row.name, "*", as_dict=True, for_update=True)
		if newest:
			_apply(newest, update)


def _row_of(account: str, update: StatusUpdate) -> dict | None:
	row = None
	if update.wamid:
		found = store.rows(
			MESSAGE,
			["*"],
			{"message_key": digest(account, update.wamid), "direction": "Out"},
			"creation",
			limit=1,
		)
		row = found[0] if found else None
	if not row and update.callback_data:
		row = store.read(MESSAGE, update.callback_data)
		# a row that knows another wamid has been sent since: this status is about an earlier life of it
		ours = row and row.account == account and row.direction == "Out"
		if not ours or (row.wamid and update.wamid and row.wamid != update.wamid[:255]):
			return None
	return row


# ---- statuses that came too early


def _keep(account: str, update: StatusUpdate) -> None:
	if not update.wamid:
		return
	store.insert(
		ORPHAN,
		{
			"account": account,
			"status": update.status[:140],
			"wamid": update.wamid[:255],
			"payload": update.raw,
			"message_key": digest(account, update.wamid),
			"status_key": digest(account, update.wamid, update.status),
		},
	)


def join_orphans() -> int:
	"""Join what came before its message's row knew its wamid. Returns how many found their message. One that breaks is
	put aside, with the reason, and keeps none of the others waiting."""
	joined = 0
	tried: set[str] = set()
	while found := [orphan for orphan in _orphans_with_a_row() if orphan.name not in tried]:
		for orphan in found:
			tried.add(orphan.name)
			done, was_ours = store.alone(partial(_join, orphan), "status not joined", ORPHAN, orphan.name)
			joined += bool(was_ours)
			if not done:
				error = _("The bot has a fault that keeps it from reading this; see the Error Log.")
				store.alone(
					partial(store.update, ORPHAN, orphan.name, {"error": error}), "status not put aside"
				)
	return joined


def _join(orphan: dict) -> bool:
	update = status_of(store.loads(orphan.payload) or {})
	row = _row_of(orphan.account, update)
	if row:
		_apply(row, update)
	frappe.db.delete(ORPHAN, {"name": orphan.name})
	return bool(row)


def _orphans_with_a_row() -> list[dict]:
	"""Only those whose message is there: however many of another system's there are, they hide none of ours."""
	orphan, message = frappe.qb.DocType(ORPHAN), frappe.qb.DocType(MESSAGE)
	return (
		frappe.qb.from_(orphan)
		.join(message)
		.on(message.message_key == orphan.message_key)
		.select(orphan.name, orphan.account, orphan.payload)
		.where(orphan.creation > now_datetime() - timedelta(hours=ORPHAN_HOURS))
		.where(orphan.error.isnull())
		.orderby(orphan.creation)
		.limit(ORPHANS)
		.run(as_dict=True)
	)
