# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What goes out: rows committed first, then sent once.

Contract: `put` writes rows inside the turn's transaction. `send_conversation` is called by whoever holds the
conversation's lease and sends its rows in order. A row is marked Sending and committed before a byte leaves; what then
happens decides: accepted, provably not sent (bot/refusals), or unknown, which waits for Meta's status (bot/statuses)
or for a person (bot/again), and is never sent again by itself. Before that, the window must be open (bot/window) and
the pace allow it (bot/pace).
"""

import time
from collections.abc import Sequence
from datetime import datetime, timedelta

import frappe
from frappe import _
from frappe.query_builder.functions import Min
from frappe.utils import now_datetime

from whatsapp_erp_bot.bot import accounts, faults, pace, refusals, store, window
from whatsapp_erp_bot.bot.files import read_file
from whatsapp_erp_bot.bot.keys import digest
from whatsapp_erp_bot.bot.outgoing import Outgoing, fitting, to_message
from whatsapp_erp_bot.bot.wording import reason
from whatsapp_erp_bot.whatsapp.client import Client
from whatsapp_erp_bot.whatsapp.errors import OutcomeUnknown, WhatsAppError
from whatsapp_erp_bot.whatsapp.limits import LimitError
from whatsapp_erp_bot.whatsapp.messages import envelope

MESSAGE = "WhatsApp Bot Message"
# a wait for the number's pace that is not worth leaving the conversation for
SHORT_WAIT_SECONDS = 0.5
# before a message whose file or account somebody had is tried again
BUSY_SECONDS = 5
# rows of one conversation that are looked at together
IN_LINE = 50
# what sending, and a refusal, read of a row
IN_LINE_FIELDS = (
	"name",
	"creation",
	"account",
	"contact",
	"kind",
	"text",
	"words",
	"payload",
	"file",
	"file_name",
	"run",
	"attempts",
	"next_attempt_on",
)
# a row that stayed Sending this long was left by a worker that died: nobody can say whether it left
SENDING_MINUTES = 3


def put(
	conversation: dict, outgoing: Sequence[Outgoing], key: str, answers: str | None, run: str | None
) -> list[str]:
	"""Queue messages of one answer. `key` says what they answer: the same key never queues twice. Returns names."""
	names = []
	seen = (whole.as_seen() for whole in outgoing)
	for position, message in enumerate(part for whole in seen for part in fitting(whole)):
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
	window.release(conversation)
	for row in _queued(conversation.name):
		account = accounts.row_of(conversation.account)
		if account.status == "Stopped":
			break
		if row.next_attempt_on and row.next_attempt_on > now_datetime():
			break
		if not accounts.is_simulator(conversation.account):
			if _was_put_aside(row, conversation):
				# something else may stand in its place now
				return done + 1 + send_conversation(conversation)
			if not _may_leave_now(row, conversation):
				break
		if not store.change_if(MESSAGE, row.name, {"status": "Queued"}, {"status": "Sending"}):
			break
		# from here on a crash means “unknown”, never “again”
		frappe.db.commit()  # nosemgrep
		done += 1
		status = _send(row, conversation, account)
		# the outcome must survive whatever happens next, be it only a deadlock over the lease
		frappe.db.commit()  # nosemgrep
		if status == "Queued":
			# it has to be sent again later, and what comes after it waits behind it
			break
	return done


def _was_put_aside(row: dict, conversation: dict) -> bool:
	"""Whether a message may not leave, or can't be read: it waits for a person, and those behind it don't wait for it."""
	try:
		if against := refusals.against(row):
			refusals.hold_template(row, against)
		elif window.is_shut(row, conversation):
			window.put_aside(row, conversation)
		else:
			return False
	except Exception as error:
		store.recover(error)
		if store.is_busy(error):
			raise
		_can_not_be_sent(row, error)
	# what is put aside must not be looked at again if this worker dies
	frappe.db.commit()  # nosemgrep
	return True


def _again_soon(row: dict) -> str:
	later = now_datetime() + timedelta(seconds=BUSY_SECONDS)
	store.change_if(MESSAGE, row.name, {"status": "Sending"}, {"status": "Queued", "next_attempt_on": later})
	return "Queued"


def _can_not_be_sent(row: dict, error: Exception) -> str:
	faults.log("WhatsApp Bot: message can't be sent", error, MESSAGE, row.name)
	return _failed(row, reason(error), 0)


def _may_leave_now(row: dict, conversation: dict) -> bool:
	"""Take its place in the number's and the pair's pace; a message that must wait says until when. Short waits are
	waited here, so that they do not cost the message its worker."""
	seconds = pace.seconds_to_wait(conversation.account, conversation.contact)
	while 0 < seconds <= SHORT_WAIT_SECONDS:
		time.sleep(seconds)
		seconds = pace.seconds_to_wait(conversation.account, conversation.contact)
	if not seconds:
		return True
	until = now_datetime() + timedelta(seconds=seconds)
	store.update(MESSAGE, row.name, {"next_attempt_on": until})
	# others must see that it waits
	frappe.db.commit()  # nosemgrep
	return False


def _queued(conversation: str) -> list[dict]:
	"""What waits in line. Whoever queues more meanwhile wakes a drain, which looks again."""
	return store.rows(
		MESSAGE,
		IN_LINE_FIELDS,
		{"conversation": conversation, "direction": "Out", "status": "Queued"},
		"sequence",
		limit=IN_LINE,
	)


def _send(row: dict, conversation: dict, account: dict) -> str:
	"""Send one row that is marked Sending, and write down what came of it. Returns its status."""
	if accounts.is_simulator(conversation.account):
		return _accepted(row, f"simulator.{row.name}", "Delivered")
	try:
		client = accounts.client_of(account)
		message = to_message(store.loads(row.payload), _media_id(row, client), row.file_name)
		to, recipient = addresses(conversation.contact)
		request = envelope(message, to=to, recipient=recipient, callback_data=row.name)
	except WhatsAppError as error:
		# the upload failed: nothing of the message itself has left
		return refusals.take(row, error, conversation)
	except LimitError as error:
		words = reason(error)
		return _failed(row, words if error.field in words else f"{error.field}: {words}", 0)
	except Exception as error:
		store.recover(error)
		if store.is_busy(error):
			# nothing has left, and in a moment it can
			return _again_soon(row)
		# a file that is gone or too much for the database, an account that was deleted: this message can't leave, the
		# others can
		return _can_not_be_sent(row, error)
	try:
		accepted = client.send(request)
	except OutcomeUnknown as error:
		return _unknown(row, reason(error))
	except WhatsAppError as error:
		return refusals.take(row, error, conversation)
	return _accepted(row, accepted.wamid, "Accepted")


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


def _accepted(row: dict, wamid: str, status: str) -> str:
	now = now_datetime()
	values = {
		"wamid": wamid[:255],
		"message_key": digest(row.account, wamid),
		"accepted_on": now,
		"attempts": (row.attempts or 0) + 1,
		"next_attempt_on": None,
		**accounts.to_share(row.account),
	}
	settled = {"delivered_on": now if status == "Delivered" else None, "error": None, "error_code": 0}
	for before in ("Sending", "Unknown"):
		if store.change_if(MESSAGE, row.name, {"status": before}, {**values, **settled, "status": status}):
			return status
	# Meta's own status was quicker and says more
	store.update(MESSAGE, row.name, values)
	return status


def _failed(row: dict, reason: str, code: int) -> str:
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
	return "Failed"


def _unknown(row: dict, reason: str) -> str:
	store.update(
		MESSAGE, row.name, {"status": "Unknown", "attempts": (row.attempts or 0) + 1, "error": reason[:500]}
	)
	return "Unknown"


def give_up_on_dead_workers() -> int:
	"""Rows that a dead worker left Sending become Unknown. Returns how many."""
	before = now_datetime() - timedelta(minutes=SENDING_MINUTES)
	names = frappe.get_all(
		MESSAGE,
		filters={"status": "Sending", "modified": ("<", before)},
		pluck="name",
		order_by="creation asc",
		limit=500,
	)
	return sum(
		store.change_if(
			MESSAGE,
			name,
			{"status": "Sending"},
			{"status": "Unknown", "error": _("The worker stopped while sending; Meta's status will tell.")},
		)
		for name in names
	)


def due_at() -> datetime | None:
	"""When the next message that waits for its time is due, None if there is none. What is due already or waits for a
	stopped number is not told: whoever waits for it would wait for ever."""
	table = frappe.qb.DocType(MESSAGE)
	query = (
		frappe.qb.from_(table)
		.select(Min(table.next_attempt_on))
		.where(table.status == "Queued")
		.where(table.direction == "Out")
		.where(table.next_attempt_on > now_datetime())
	)
	stopped = accounts.stopped()
	if stopped:
		query = query.where(table.account.notin(stopped))
	return query.run()[0][0]
