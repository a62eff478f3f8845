# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""When a person edits or deletes what they wrote.

Contract: a message that was taken up keeps its words, since they are what was answered, and says what became of them;
nothing is run again. One that nobody has taken up yet is answered as it was edited, or not at all if it was deleted.
Webhooks come in any order: a correction that is there before its message keeps that one's place until it comes. Only
the writer's own messages can be changed.
"""

from datetime import datetime
from typing import Any

import frappe
from frappe import _
from frappe.utils import format_datetime

from whatsapp_erp_bot.bot import kinds, store
from whatsapp_erp_bot.bot.keys import digest
from whatsapp_erp_bot.whatsapp.payload import IncomingMessage

MESSAGE = "WhatsApp Bot Message"
EDITED, DELETED = "Edited", "Deleted"
# what is kept of notes: who edits for ever must not come to the end of the field, and break on the last edit
LONGEST_NOTE = 12000
FIELDS = ["name", "kind", "text", "words", "note", "changed", "status", "contact", "event", "message_time"]


def mark(
	message: IncomingMessage, account: str, contact: str, conversation: str, written: datetime
) -> str | None:
	"""Note an edit or a deletion on the message that it is about. Returns its name, None if it names none or is not
	theirs."""
	row = _row_of(account, message.original_wamid)
	if not row:
		return _keep_place(message, account, contact, conversation, written)
	if row.contact != contact:
		return None
	_note(row, message, written)
	return row.name


def _row_of(account: str, wamid: str | None) -> dict | None:
	key = digest(account, wamid)
	if not key:
		return None
	found = store.rows(MESSAGE, FIELDS, {"message_key": key, "direction": "In"}, "creation", limit=1)
	return found[0] if found else None


def _note(row: dict, message: IncomingMessage, written: datetime) -> None:
	deleted = message.kind == "revoke"
	if deleted:
		# only while nobody has begun with it: what is being answered at this moment is answered
		store.change_if(MESSAGE, row.name, {"status": "Waiting", "attempts": 0}, {"status": "Ignored"})
		line = _("Deleted on {0}.").format(format_datetime(written))
	elif _answered_as(row, message):
		line = _("Edited on {0}; before: {1}").format(format_datetime(written), row.text)
	else:
		line = _("Edited on {0}: {1}").format(format_datetime(written), message.text)
	values = {
		"changed": DELETED if deleted or row.changed == DELETED else EDITED,
		"note": _together(row.note, line),
	}
	store.update(MESSAGE, row.name, values)


def _together(*notes: str | None) -> str | None:
	"""One below the other; of too much, the newest."""
	return "\n".join(note for note in notes if note)[-LONGEST_NOTE:] or None


def _answered_as(row: dict, message: IncomingMessage) -> bool:
	"""Put the new words in the place of those that nobody has taken up yet. Returns whether that was so."""
	if row.kind not in kinds.READ_KINDS or not message.text:
		return False
	return store.change_if(
		MESSAGE, row.name, {"status": "Waiting", "attempts": 0, "text": row.text}, {"text": message.text}
	)


# ---- before the message is there


def _keep_place(
	message: IncomingMessage, account: str, contact: str, conversation: str, written: datetime
) -> str | None:
	"""A row in the place of the message that has not come yet: `event` is empty in it."""
	key = digest(account, message.original_wamid)
	if not key:
		return None
	deleted = message.kind == "revoke"
	return store.insert(
		MESSAGE,
		{
			"direction": "In",
			"status": "Ignored",
			"kind": "text",
			"text": "" if deleted else message.text,
			"note": _note_of_place(deleted, written),
			"changed": DELETED if deleted else EDITED,
			"account": account,
			"contact": contact,
			"conversation": conversation,
			"message_time": written,
			"wamid": (message.original_wamid or "")[:255],
			"sequence": f"{int(written.timestamp()):012d}-{store.sortable_name()}-00000",
			"message_key": key,
		},
	)


def _note_of_place(deleted: bool, written: datetime) -> str:
	words = _("Deleted on {0}.") if deleted else _("Edited on {0}, before it arrived here.")
	return words.format(format_datetime(written))


def take_place(values: dict[str, Any]) -> str | None:
	"""A message has come whose place may be kept by a correction: it is stored there, as it was corrected. `values` are
	those of its own row. Returns the row's name, None if there is no such place: the message itself is there already."""
	found = store.rows(
		MESSAGE,
		FIELDS,
		{
			"message_key": values["message_key"],
			"event": None,
			"direction": "In",
			"changed": [EDITED, DELETED],
			# what nobody signed takes no part in what is answered
			"unverified": 0,
		},
		"creation",
		limit=1,
	)
	if not found:
		return None
	row = found[0]
	if row.contact != values["contact"]:
		# somebody else's correction changes nothing, and must not cost the message its place
		frappe.db.delete(MESSAGE, {"name": row.name})
		return store.insert(MESSAGE, values)
	new = {**values, "note": _together(values["note"], row.note)}
	if row.changed == DELETED:
		new["status"] = "Ignored"
	elif row.text and values["kind"] in kinds.READ_KINDS:
		new["text"] = store.words_of(row)
	return row.name if store.change_if(MESSAGE, row.name, {"event": None}, new) else None
