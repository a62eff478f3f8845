# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What goes out: rows committed first, then sent once.

Contract: `put` writes rows inside the turn's transaction. `send_conversation` is called by whoever holds the
conversation's lease and sends its rows in order. A row is marked Sending and committed before a byte leaves; what then
happens decides: accepted, provably not sent (tried again by error class), or unknown, which waits for Meta's status or
for a person, and is never sent again by itself. Statuses only climb.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import frappe
from frappe.utils import now_datetime

from whatsapp_erp_bot.bot import accounts, store
from whatsapp_erp_bot.bot.files import read_file
from whatsapp_erp_bot.bot.keys import digest
from whatsapp_erp_bot.bot.outgoing import Outgoing, to_message
from whatsapp_erp_bot.whatsapp.client import Client
from whatsapp_erp_bot.whatsapp.errors import (
	ErrorKind,
	OutcomeUnknown,
	WhatsAppError,
	plain_reason,
	retry_delay,
)
from whatsapp_erp_bot.whatsapp.limits import LimitError
from whatsapp_erp_bot.whatsapp.messages import envelope
from whatsapp_erp_bot.whatsapp.payload import StatusUpdate, climbs

MESSAGE = "WhatsApp Bot Message"
MAXIMUM_ATTEMPTS = 8
# a row that stayed Sending this long was left by a worker that died: nobody can say whether it left
SENDING_MINUTES = 3

RETRY_KINDS = {
	ErrorKind.RETRY,
	ErrorKind.THROTTLE_PAIR,
	ErrorKind.THROTTLE_NUMBER,
	ErrorKind.THROTTLE_APP,
}


def put(
	conversation: dict, outgoing: Sequence[Outgoing], key: str, answers: str | None, run: str | None
) -> list[str]:
	"""Queue messages of one answer. `key` says what they answer: the same key never queues twice. Returns names."""
	names = []
	for position, message in enumerate(outgoing):
		name = store.insert(
			MESSAGE,
			{
				"direction": "Out",
				"status": "Queued",
				"kind": message.kind,
				"text": message.text,
				"payload": message.payload,
				"file": message.file_url,
				"file_name": message.file_name,
				"account": conversation.account,
				"contact": conversation.contact,
				"conversation": conversation.name,
				"in_answer_to": answers,
				"run": run,
				"position": position,
				"sequence": f"{store.sortable_name()}-{position:05d}",
				"simulated_by": message.simulated_by,
				"idempotency_key": digest("out", key, str(position)),
			},
		)
		if name:
			names.append(name)
	return names


def send_conversation(conversation: dict) -> int:
	"""Send what is queued and due in this conversation, in order; stops at the first that must wait. Returns how many
	rows were dealt with. The caller holds the lease."""
	done = 0
	while row := _next(conversation.name):
		if conversation.account in accounts.stopped():
			break
		if row.next_attempt_on and row.next_attempt_on > now_datetime():
			break
		if not store.change_if(MESSAGE, row.name, {"status": "Queued"}, {"status": "Sending"}):
			break
		# from here on a crash means “unknown”, never “again”
		frappe.db.commit()  # nosemgrep
		_send(row, conversation)
		# the outcome must survive whatever happens to the next one
		frappe.db.commit()  # nosemgrep
		done += 1
	return done


def _next(conversation: str) -> dict | None:
	found = store.rows(
		MESSAGE,
		["*"],
		{"conversation": conversation, "direction": "Out", "status": "Queued"},
		"sequence",
		limit=1,
	)
	return found[0] if found else None


def _send(row: dict, conversation: dict) -> None:
	if accounts.is_simulator(conversation.account):
		_accepted(row, f"simulator.{row.name}", "Delivered")
		return
	try:
		client = accounts.client(conversation.account)
		message = to_message(store.loads(row.payload), _media_id(row, client), row.file_name)
		to, recipient = addresses(conversation.contact)
		request = envelope(message, to=to, recipient=recipient, callback_data=row.name)
	except WhatsAppError as error:
		# the upload failed: nothing of the message itself has left
		_refused(row, error, conversation)
		return
	except (LimitError, ValueError) as error:
		_failed(row, str(error), 0)
		return
	try:
		accepted = client.send(request)
	except OutcomeUnknown as error:
		_unknown(row, str(error))
	except WhatsAppError as error:
		_refused(row, error, conversation)
	else:
		_accepted(row, accepted.wamid, "Accepted")


def addresses(contact: str) -> tuple[str | None, str | None]:
	"""(phone, BSUID) of a contact; either may be None."""
	rows = store.rows(
		"WhatsApp Bot Contact Alias",
		["kind", "value"],
		{"parent": contact, "kind": ["Phone", "BSUID"]},
		"idx",
	)
	found = {row.kind: row.value for row in reversed(rows)}
	return found.get("Phone"), found.get("BSUID")


def _media_id(row: dict, client: Client) -> str | None:
	"""Upload the row's private file and return its media id, None for rows without one."""
	if not row.file:
		return None
	content, mime_type = read_file(row.file)
	return client.upload(content, mime_type, row.file_name)


def _accepted(row: dict, wamid: str, status: str) -> None:
	now = now_datetime()
	store.update(
		MESSAGE,
		row.name,
		{
			"status": status,
			"wamid": wamid[:255],
			"message_key": digest(row.account, wamid),
			"accepted_on": now,
			"delivered_on": now if status == "Delivered" else None,
			"attempts": (row.attempts or 0) + 1,
			"next_attempt_on": None,
			"error": None,
			"error_code": 0,
		},
	)


def _refused(row: dict, error: WhatsAppError, conversation: dict) -> None:
	"""The Graph API said no, or nothing left at all: again, later, by hand, or never, as its class says."""
	attempts = (row.attempts or 0) + 1
	reason = plain_reason(error)
	if error.kind in RETRY_KINDS and attempts < MAXIMUM_ATTEMPTS:
		store.update(
			MESSAGE,
			row.name,
			{
				"status": "Queued",
				"attempts": attempts,
				"next_attempt_on": now_datetime() + timedelta(seconds=retry_delay(error, attempts - 1)),
				"error": reason[:500],
				"error_code": error.code or 0,
			},
		)
	elif error.kind is ErrorKind.STOP_ACCOUNT:
		# provably not sent: it waits in line until a new token is saved
		store.update(
			MESSAGE, row.name, {"status": "Queued", "error": reason[:500], "error_code": error.code or 0}
		)
		accounts.stop(conversation.account, reason)
	elif error.kind in (ErrorKind.WINDOW_CLOSED, ErrorKind.PAUSE):
		store.update(MESSAGE, row.name, {"status": "Held", "attempts": attempts, "error": reason[:500]})
	else:
		_failed(row, reason, error.code or 0)


def _failed(row: dict, reason: str, code: int) -> None:
	store.update(
		MESSAGE,
		row.name,
		{
			"status": "Failed",
			"failed_on": now_datetime(),
			"attempts": (row.attempts or 0) + 1,
			"error": reason[:500],
			"error_code": code,
		},
	)


def _unknown(row: dict, reason: str) -> None:
	store.update(
		MESSAGE, row.name, {"status": "Unknown", "attempts": (row.attempts or 0) + 1, "error": reason[:500]}
	)


def give_up_on_dead_workers() -> int:
	"""Rows that a dead worker left Sending become Unknown. Returns how many."""
	before = now_datetime() - timedelta(minutes=SENDING_MINUTES)
	names = frappe.get_all(
		MESSAGE,
		filters={"status": "Sending", "modified": ("<", before)},
		pluck="name",
		order_by="creation asc",
		limit_page_length=500,
	)
	return sum(
		store.change_if(
			MESSAGE,
			name,
			{"status": "Sending"},
			{"status": "Unknown", "error": "The worker stopped while sending; Meta's status will tell."},
		)
		for name in names
	)


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
	"""A status webhook of Meta: found by wamid, else by the callback data that we sent along. Returns whether it is
	about a message of ours."""
	row = _row_of(account, update)
	if not row:
		return False
	values: dict[str, Any] = {}
	time_field = STATUS_FIELDS.get(update.status)
	if time_field and not row.get(time_field):
		values[time_field] = store.from_timestamp(update.timestamp) or now_datetime()
	if update.pricing_category:
		values["cost_category"] = update.pricing_category[:140]
	if not row.wamid and update.wamid:
		values["wamid"] = update.wamid[:255]
		values["message_key"] = digest(account, update.wamid)
	if climbs(AS_STATUS.get(row.status, row.status.lower()), update.status):
		values["status"] = update.status.capitalize()
	if update.errors:
		values.update(_first_error(update.errors))
	if values:
		store.update(MESSAGE, row.name, values)
	return True


def _row_of(account: str, update: StatusUpdate) -> dict | None:
	fields = ["name", "status", "wamid", "account", *sorted(set(STATUS_FIELDS.values()))]
	row = None
	if update.wamid:
		row = frappe.db.get_value(
			MESSAGE, {"message_key": digest(account, update.wamid), "direction": "Out"}, fields, as_dict=True
		)
	if not row and update.callback_data:
		row = frappe.db.get_value(
			MESSAGE,
			{"name": update.callback_data, "account": account, "direction": "Out"},
			fields,
			as_dict=True,
		)
	return row


def _first_error(errors: list[dict]) -> dict[str, Any]:
	error = errors[0]
	code = error.get("code")
	details = error.get("error_data")
	text = (details.get("details") if isinstance(details, dict) else None) or error.get("title") or ""
	return {
		"error": str(text)[:500],
		"error_code": code if isinstance(code, int) and abs(code) < 2**31 else 0,
	}


def due_at() -> datetime | None:
	"""When the next queued message is due, None if there is none."""
	return frappe.db.get_value(
		MESSAGE, {"status": "Queued", "direction": "Out"}, "next_attempt_on", order_by="next_attempt_on asc"
	)
