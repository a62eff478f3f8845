# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""When a person edits or deletes what they wrote.

Contract: the message that it is about keeps its words, since they are what was answered, and says what became of
them; nothing is run again. What was deleted before anybody took it up is not answered. Only the writer's own messages
can be changed.
"""

from datetime import datetime

from frappe import _
from frappe.utils import format_datetime

from whatsapp_erp_bot.bot import store
from whatsapp_erp_bot.bot.keys import digest
from whatsapp_erp_bot.whatsapp.payload import IncomingMessage

MESSAGE = "WhatsApp Bot Message"


def mark(message: IncomingMessage, account: str, contact: str, written: datetime) -> str | None:
	"""Note an edit or a deletion on the message that it is about. Returns its name, None if it is not there or not
	theirs."""
	key = digest(account, message.original_wamid)
	found = store.rows(
		MESSAGE,
		["name", "note"],
		{"message_key": key, "contact": contact, "direction": "In"} if key else {"name": ""},
		"creation",
		limit=1,
	)
	if not found:
		return None
	row = found[0]
	deleted = message.kind == "revoke"
	when = format_datetime(written)
	line = (
		_("Deleted on {0}.").format(when) if deleted else _("Edited on {0}: {1}").format(when, message.text)
	)
	values = {
		"changed": "Deleted" if deleted else "Edited",
		"note": "\n".join(part for part in (row.note, line) if part),
	}
	store.update(MESSAGE, row.name, values)
	if deleted:
		store.change_if(MESSAGE, row.name, {"status": "Waiting"}, {"status": "Ignored"})
	return row.name
