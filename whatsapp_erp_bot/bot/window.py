# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Meta's 24-hour window: what may leave when it is shut.

Contract: a free-form message leaves only inside the window, which the person's own messages open. Outside of it, the
account's re-engagement template goes in its place where it holds the whole text; else it goes before it, once for each
shut window, and the message waits for the person's reply; without a template the message waits for a person in Desk.
Source: developers.facebook.com/docs/whatsapp/cloud-api/guides/send-messages (customer service windows).
"""

import frappe
from frappe import _
from frappe.utils import now_datetime

from whatsapp_erp_bot.bot import preferences, store, templates
from whatsapp_erp_bot.bot.keys import digest
from whatsapp_erp_bot.whatsapp.errors import ErrorKind, plain_reason

MESSAGE = "WhatsApp Bot Message"
CONTACT = "WhatsApp Bot Contact"
CONVERSATION = "WhatsApp Bot Conversation"
# Meta's own code for it, so that what we held and what Meta refused are one list
WINDOW_CLOSED = 131047


def is_shut(row: dict, conversation: dict) -> bool:
	"""Whether this message may not leave now. `conversation` may be as old as the lease; a shut one is looked up."""
	if row.kind == "template" or _is_open(conversation):
		return False
	conversation.window_end = store.value(CONVERSATION, {"name": conversation.name}, "window_end")
	return not _is_open(conversation)


def _is_open(conversation: dict) -> bool:
	return bool(conversation.window_end) and conversation.window_end > now_datetime()


def put_aside(row: dict, conversation: dict) -> None:
	"""The message cannot leave as it is: it becomes a template, or it is held (see the module)."""
	template = templates.for_account(conversation.account)
	if not template or preferences.forbid(conversation.contact, template["category"]):
		_hold(row, _(plain_reason(ErrorKind.OPTED_OUT if template else ErrorKind.WINDOW_CLOSED)))
		return
	words = store.words_of(row)
	payload = templates.filled(template, words, *_names(conversation.contact, conversation.account))
	if row.kind == "text" and templates.carries(template, words):
		payload["instead_of"] = store.loads(row.payload)
		store.update(MESSAGE, row.name, {"kind": "template", "text": payload["text"], "payload": payload})
		return
	_hold(row, _("Sent once the person replies to the template."), waits_for_reply=True)
	store.update(CONVERSATION, conversation.name, {"waits_for_reply": 1})
	_invite(row, payload, conversation)


def _hold(row: dict, reason: str, waits_for_reply: bool = False) -> None:
	store.update(
		MESSAGE,
		row.name,
		{
			"status": "Held",
			"error": reason[:500],
			"error_code": WINDOW_CLOSED,
			"next_attempt_on": None,
			"waits_for_reply": waits_for_reply,
		},
	)


def _invite(row: dict, payload: dict, conversation: dict) -> None:
	"""The template, once for each shut window however many messages wait behind it."""
	store.insert(
		MESSAGE,
		{
			"direction": "Out",
			"status": "Queued",
			"kind": "template",
			"text": payload["text"],
			"payload": payload,
			"account": conversation.account,
			"contact": conversation.contact,
			"conversation": conversation.name,
			"run": row.run,
			"position": 0,
			"sequence": f"{store.sortable_name()}-00000",
			"idempotency_key": digest("window", conversation.name, str(conversation.window_end)),
		},
	)


def _names(contact: str, account: str) -> tuple[str, str]:
	"""What to call the person, and the company that writes."""
	person = store.read(CONTACT, contact) or {}
	company = store.value("WhatsApp Bot Account", {"name": account}, "company")
	return (
		person.get("profile_name") or person.get("title") or "",
		company or frappe.db.get_default("company") or "",
	)


def release(conversation: dict) -> None:
	"""The person has replied to the template: what waited for that goes out, in its old order."""
	if not conversation.get("waits_for_reply") or not _is_open(conversation):
		return
	table = frappe.qb.DocType(MESSAGE)
	(
		frappe.qb.update(table)
		.set(table.status, "Queued")
		.set(table.waits_for_reply, 0)
		.set(table.error, None)
		.set(table.error_code, 0)
		.set(table.modified, now_datetime())
		.where(table.conversation == conversation.name)
		.where(table.status == "Held")
		.where(table.waits_for_reply == 1)
	).run()
	store.update(CONVERSATION, conversation.name, {"waits_for_reply": 0})
	conversation.waits_for_reply = 0
