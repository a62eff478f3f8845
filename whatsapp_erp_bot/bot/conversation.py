# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Conversations: finding them, owning one while it is answered, what it waits for.

Contract: one conversation per contact and account. A lease in the database owns a conversation: whoever holds it
answers, everybody else leaves it alone, and it ends by itself when its worker dies.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import frappe
from frappe.query_builder import Order
from frappe.query_builder.functions import Min
from frappe.utils import now_datetime

from whatsapp_erp_bot.bot import accounts, statements, store
from whatsapp_erp_bot.bot.keys import digest
from whatsapp_erp_bot.plain_text import inert

CONTACT = "WhatsApp Bot Contact"
CONVERSATION = "WhatsApp Bot Conversation"
MESSAGE = "WhatsApp Bot Message"
# longer than the longest turn (all models together have seconds), renewed at each turn
LEASE_SECONDS = 120
WINDOW_HOURS = 24
# what a turn reads of the message that it answers
ASKED = (
	"name",
	"contact",
	"conversation",
	"account",
	"kind",
	"text",
	"words",
	"wamid",
	"reply_to",
	"reply_id",
	"simulated_by",
	"message_time",
	"sequence",
	"attempts",
	"status",
	"creation",
)


def conversation_of(contact: str, account: str) -> str:
	"""The conversation of a contact with a number, made if new."""
	key = digest(contact, account)
	name = store.value(CONVERSATION, {"conversation_key": key})
	if name:
		return name
	title = store.value(CONTACT, {"name": contact}, "title")
	made = store.insert(
		CONVERSATION,
		{"contact": contact, "account": account, "title": title, "mode": "Bot", "conversation_key": key},
	)
	return made or store.value(CONVERSATION, {"conversation_key": key})


def needing_work(limit: int = 20, without: Sequence[str] = ()) -> list[str]:
	"""Conversations that hold something to answer or to send now and that nobody owns, the longest waiting first;
	`without` those that have had their chance, so that many which must wait don't hide the others."""
	now = now_datetime()
	message, conversation = frappe.qb.DocType(MESSAGE), frappe.qb.DocType(CONVERSATION)
	free = conversation.lease_until.isnull() | (conversation.lease_until < now)
	due = message.next_attempt_on.isnull() | (message.next_attempt_on <= now)
	query = (
		frappe.qb.from_(message)
		.join(conversation)
		.on(message.conversation == conversation.name)
		.select(conversation.name)
		.where(message.status.isin(["Waiting", "Queued"]))
		.where(due)
		.where(free)
		.groupby(conversation.name)
		.orderby(Min(message.creation), order=Order.asc)
		.limit(limit)
	)
	if without:
		query = query.where(conversation.name.notin(list(without)))
	stopped = accounts.stopped()
	if stopped:
		query = query.where((message.status == "Waiting") | message.account.notin(stopped))
	return query.run(pluck=True)


def claim(name: str, owner: str, patient: bool = True) -> bool:
	"""Own a conversation that nobody owns (any more), or go on owning it. Returns whether this call got it. Not patient:
	raises QueryTimeoutError if somebody has the row for longer than a moment, since a worker whose lease is over need not
	have let go of it."""
	now = now_datetime()
	values = {"owner": owner, "until": now + timedelta(seconds=LEASE_SECONDS), "now": now, "name": name}
	return store.change(statements.claim(CONVERSATION, patient), values) == 1


def release(name: str, owner: str) -> None:
	"""Give a conversation back."""
	store.change(statements.release(CONVERSATION), {"name": name, "owner": owner})


def end_impossible_leases() -> None:
	"""Leases that reach further than any does were taken before the clock went back, by workers that nobody heard of
	since: else they would keep the conversation from everybody for an hour, or for eleven."""
	reach = now_datetime() + timedelta(seconds=2 * LEASE_SECONDS)
	for row in store.rows(CONVERSATION, ["name", "lease_until"], {"lease_until": (">", reach)}, "name"):
		nobody = {"lease_owner": None, "lease_until": None}
		store.change_if(CONVERSATION, row.name, {"lease_until": row.lease_until}, nobody)


def next_messages(name: str) -> list[dict]:
	"""The next incoming message to answer, in the order of the conversation, and the one after it if there is one. Their
	`text` is what was written, to the letter."""
	waiting = {"conversation": name, "direction": "In", "status": "Waiting"}
	rows = store.rows(MESSAGE, ASKED, waiting, "sequence", limit=2)
	for row in rows:
		row.text = store.words_of(row)
	return rows


def waits_for(row: dict) -> dict[str, Any]:
	"""What the bot asked in this conversation and has not heard yet; {} if nothing."""
	return store.loads(row.waiting) or {}


def set_waiting(name: str, waiting: dict[str, Any] | None) -> None:
	"""Keep what the bot asked; None when it is answered or given up."""
	store.update(CONVERSATION, name, {"waiting": waiting or None})


def note_inbound(name: str, text: str, written: Any) -> None:
	"""A message came in: last words, unread, and the window that it opens."""
	values = {
		"words": inert(text or "")[:200],
		"now": now_datetime(),
		"window": written + timedelta(hours=WINDOW_HOURS),
		"name": name,
	}
	store.change(statements.inbound(CONVERSATION), values)


def hand_over(name: str, reason: str | None = None) -> None:
	"""Mark the conversation for a person: the bot is silent until somebody gives it back."""
	values: dict[str, Any] = {"mode": "Human", "waiting": None, "paused_until": None, "paused_by": None}
	if reason:
		values["summary"] = reason[:140]
	store.update(CONVERSATION, name, values)
