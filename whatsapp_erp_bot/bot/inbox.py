# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What comes in: one row per webhook body, then one row per message.

Contract: `receive` commits one Event and is all that a webhook waits for. `take_in` turns waiting events into messages
in the order in which they came, one worker at a time, each event in one transaction.
"""

import os
import socket
import time
from collections import Counter
from datetime import timedelta

import frappe
from frappe import _
from frappe.utils import now_datetime

from whatsapp_erp_bot.bot import accounts, conversation, identity, queue, statuses, store, templates
from whatsapp_erp_bot.bot.keys import body_digest, digest
from whatsapp_erp_bot.bot.notices import tell_managers
from whatsapp_erp_bot.whatsapp.payload import Change, IncomingMessage, parse

EVENT = "WhatsApp Bot Event"
MESSAGE = "WhatsApp Bot Message"
BATCH = 50
MAXIMUM_ATTEMPTS = 5
# kinds that need no answer: nobody asked anything
SILENT_KINDS = {"reaction", "system", "edit", "revoke", "echo"}


def receive(body: bytes, signers: list[str], simulated_by: str | None = None) -> str | None:
	"""Store a body whose signature was checked, and commit. `signers` are the accounts whose secret signed it.
	Returns the Event's name, None if the very same body is there already. Raises if the database does not take it."""
	name = store.insert(
		EVENT,
		{
			"status": "Waiting",
			"received_on": now_datetime(),
			"attempts": 0,
			"signed_by": "\n".join(signers),
			"simulated_by": simulated_by,
			"body": body.decode("utf-8", "replace"),
			"event_key": body_digest(body),
		},
	)
	# 200 is answered only after the body is safe (the promise “nothing lost”)
	frappe.db.commit()  # nosemgrep
	if name:
		queue.wake()
	return name


def replay(event: str) -> None:
	"""Make a dead event wait again."""
	if store.change_if(EVENT, event, {"status": "Dead"}, {"status": "Waiting", "attempts": 0, "error": None}):
		queue.wake_after_commit()


# ---- events -> messages


def take_in() -> int:
	"""Turn waiting events into messages, in the order in which they came. Only one worker does this at a time, so that
	two batches can't overtake each other. Returns how many events were dealt with."""
	done = 0
	while _lock():
		try:
			while events := _waiting_events():
				for event in events:
					_take_in_one(event)
				done += len(events)
		finally:
			_unlock()
		# whoever met the lock just now went away: what they came for must not wait for the sweep
		if not _waiting_events():
			break
	return done


def _lock_name() -> str:
	return f"{frappe.conf.db_name}.whatsapp_bot_inbox"


def _lock() -> bool:
	# a named lock of the connection: it goes when its worker dies, which no row can promise
	return bool(frappe.db.sql("select get_lock(%s, 0)", _lock_name())[0][0])


def _unlock() -> None:
	frappe.db.sql("select release_lock(%s)", _lock_name())


def _waiting_events() -> list[dict]:
	store.end_transaction_view()
	table = frappe.qb.DocType(EVENT)
	return (
		frappe.qb.from_(table)
		.select(
			table.name, table.body, table.signed_by, table.simulated_by, table.received_on, table.attempts
		)
		.where(table.status == "Waiting")
		.where(table.next_attempt_on.isnull() | (table.next_attempt_on <= now_datetime()))
		.orderby(table.received_on)
		.orderby(table.name)
		.limit(BATCH)
		.run(as_dict=True)
	)


def _take_in_one(event: dict) -> None:
	"""One event in one transaction: all its messages and its state, or nothing."""
	try:
		changes = parse(event.body.encode("utf-8", "surrogatepass"))
		for change in changes:
			_take_in_change(change, event)
		fields = ", ".join(sorted({change.field for change in changes if change.field}))
		store.update(
			EVENT, event.name, {"status": "Done", "fields_seen": fields[:140] or None, "error": None}
		)
	except Exception as error:
		frappe.db.rollback()
		if store.is_database_trouble(error):
			# the event is fine and waits
			raise
		_event_failed(event, error)
	# an event and its messages become visible together; the next one starts clean
	frappe.db.commit()  # nosemgrep


def _event_failed(event: dict, error: Exception) -> None:
	attempts = (event.attempts or 0) + 1
	dead = attempts >= MAXIMUM_ATTEMPTS
	store.update(
		EVENT,
		event.name,
		{
			"attempts": attempts,
			"status": "Dead" if dead else "Waiting",
			"next_attempt_on": now_datetime() + timedelta(seconds=2**attempts),
			"error": f"{type(error).__name__}: {error}"[:500],
		},
	)
	frappe.log_error(
		title="WhatsApp Bot: event not taken in", reference_doctype=EVENT, reference_name=event.name
	)
	if dead:
		tell_managers(_("A WhatsApp event could not be processed."), EVENT, event.name)


def _take_in_change(change: Change, event: dict) -> None:
	"""A change counts only if the body was signed with a secret of the account that its phone number id names."""
	if change.field in templates.UPDATE_FIELDS:
		value = change.raw.get("value")
		signers = (event.signed_by or "").split("\n")
		templates.take_update(change.field, change.waba_id, value if isinstance(value, dict) else {}, signers)
		return
	account = accounts.by_phone_number_id(change.phone_number_id)
	if not account or account not in (event.signed_by or "").split("\n"):
		return
	for update in change.statuses:
		statuses.take_status(account, update)
	if change.field not in ("messages", ""):
		return
	for message in change.messages:
		_take_in_message(message, account, event)


def _take_in_message(message: IncomingMessage, account: str, event: dict) -> None:
	scope = accounts.SIMULATOR if accounts.is_simulator(account) else None
	contact = conversation.contact_of(message.sender, scope)
	if not contact or not message.wamid:
		return
	held = conversation.conversation_of(contact, account)
	written = store.from_timestamp(message.timestamp) or event.received_on
	answerable = message.kind not in SILENT_KINDS
	name = store.insert(
		MESSAGE,
		{
			"direction": "In",
			"kind": message.kind[:140],
			"text": message.text,
			"status": "Waiting" if answerable else "Ignored",
			"contact": contact,
			"conversation": held,
			"account": account,
			"simulated_by": event.simulated_by,
			"message_time": written,
			"wamid": message.wamid[:255],
			"reply_to": (message.context_wamid or "")[:255] or None,
			"reply_id": (message.reply_id or "")[:255] or None,
			"event": event.name,
			"position": message.position,
			"sequence": f"{int(written.timestamp()):012d}-{event.name}-{message.position:05d}",
			"payload": message.raw,
			"message_key": digest(account, message.wamid),
		},
	)
	if not name:
		return
	if message.kind == "system" and message.system:
		_drop_binding(contact)
	elif answerable:
		conversation.note_inbound(held, message.text, written)
		store.update(
			identity.CONTACT, contact, {"last_inbound": written, **_profile(message.sender.profile_name)}
		)


def _profile(profile_name: str | None) -> dict[str, str]:
	return {"profile_name": profile_name[:140]} if profile_name else {}


def _drop_binding(contact: str) -> None:
	"""A changed number or identity: who had it yesterday need not have it today (cloud-api: system messages)."""
	user = frappe.db.get_value(identity.CONTACT, contact, "user")
	if not user:
		return
	identity.unbind(contact)
	tell_managers(
		_("A WhatsApp number changed hands or device; {0} has to link it again.").format(user),
		identity.CONTACT,
		contact,
	)
