# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Sending or answering a message again because a person says so.

Contract: only what failed, is held, or whose outcome nobody knows; permission was checked by the door. What provably
never left goes back into its queue; what Meta may have is copied into a new row, once however often the button is
pressed, whose key is made from the old row. The old row keeps its own fate and names the new one.
"""

import frappe
from frappe import _

from whatsapp_erp_bot.bot import queue, store
from whatsapp_erp_bot.bot.keys import digest
from whatsapp_erp_bot.exceptions import BadInput

MESSAGE = "WhatsApp Bot Message"
AGAIN = ("Failed", "Held", "Unknown")
_COPIED = (
	"kind",
	"payload",
	"file",
	"file_name",
	"account",
	"contact",
	"conversation",
	"in_answer_to",
	"run",
	"simulated_by",
)


def send_again(name: str) -> str:
	"""Queue the message again. Returns the name of the row that will be sent. Raises BadInput if there is nothing to
	send again."""
	# locked, and as it is now: of two people who press at once, the second one sees what the first one did
	row = frappe.db.get_value(MESSAGE, name, "*", as_dict=True, for_update=True)
	if not row or row.direction != "Out" or row.status not in AGAIN:
		raise BadInput(_("Only a message that failed, is held or has an unknown outcome can be sent again."))
	if not row.idempotency_key:
		raise BadInput(_("This was sent from a phone or by another app: it can only be sent again there."))
	if row.sent_again_as:
		return row.sent_again_as
	if row.status == "Held" and not row.wamid:
		if store.change_if(MESSAGE, name, {"status": "Held"}, _queued()):
			queue.wake_after_commit()
		return name
	key = digest("again", name)
	made = store.insert(
		MESSAGE,
		{
			**{field: row[field] for field in _COPIED},
			"text": store.words_of(row),
			"direction": "Out",
			"status": "Queued",
			"position": row.position,
			"sequence": f"{store.sortable_name()}-{row.position or 0:05d}",
			"idempotency_key": key,
		},
	)
	new = made or store.value(MESSAGE, {"idempotency_key": key})
	store.update(MESSAGE, name, {"sent_again_as": new})
	if made:
		queue.wake_after_commit()
	return new


def answer_again(name: str) -> bool:
	"""Have a message that came in, and whose answer failed, answered once more. Returns whether this call did it: of two
	people who press at once, one does. What was said instead (an apology) stays, and is no longer the answer."""
	waiting = {"status": "Waiting", "attempts": 0, "error": None}
	if not store.change_if(MESSAGE, name, {"direction": "In", "status": "Failed"}, waiting):
		return False
	said = {
		"conversation": store.value(MESSAGE, {"name": name}, "conversation"),
		"in_answer_to": name,
		"direction": "Out",
	}
	for row in store.rows(MESSAGE, ["name"], said, "creation"):
		store.update(MESSAGE, row.name, {"idempotency_key": digest("answered again", row.name)})
	queue.wake_after_commit()
	return True


def _queued() -> dict:
	return {
		"status": "Queued",
		"attempts": 0,
		"next_attempt_on": None,
		"waits_for_reply": 0,
		"error": None,
		"error_code": 0,
	}
