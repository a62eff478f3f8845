# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What comes in: one row per webhook body, then one row per message.

Contract: `receive` commits one Event and is all that a webhook waits for. `take_in` turns waiting events into messages
in the order in which they came, one worker at a time, each event in one transaction.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import frappe
from frappe import _
from frappe.utils import now_datetime

from whatsapp_erp_bot.bot import (
	accounts,
	calls,
	colleagues,
	conversation,
	corrections,
	faults,
	identity,
	kinds,
	media,
	notes,
	people,
	preferences,
	queue,
	sharing,
	statuses,
	store,
	templates,
)
from whatsapp_erp_bot.bot.keys import body_digest, digest
from whatsapp_erp_bot.bot.notices import tell_managers
from whatsapp_erp_bot.whatsapp.payload import Change, IncomingMessage, Sender, parse

EVENT = "WhatsApp Bot Event"
MESSAGE = "WhatsApp Bot Message"
BATCH = 50
LOCK = "whatsapp_bot_inbox"
# a flood must not keep those who are in already from their answers
AT_A_TIME = 200
# events that become visible in one commit: few, so that the rows of a conversation are not held long
TOGETHER = 10
MAXIMUM_ATTEMPTS = 5
# how often events that met the locks of a turn are taken in again at once
DEADLOCKS = 3
# the lists of a change whose items stand for themselves
NO_ITEMS: dict[str, list] = {"messages": [], "statuses": [], "preferences": []}
# fields of a webhook whose messages are not ours to answer
STANDBY, ECHOES = "standby", "smb_message_echoes"


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


def replay(event: str) -> bool:
	"""Make a dead event wait again. Returns whether it was dead: of two who press at once, one does it. What was taken
	in of it before is there and is not taken in again."""
	again = {"status": "Waiting", "attempts": 0, "next_attempt_on": None, "error": None}
	if not store.change_if(EVENT, event, {"status": "Dead"}, again):
		return False
	queue.wake_after_commit()
	return True


# ---- events -> messages


def take_in() -> int:
	"""Turn waiting events into messages, in the order in which they came. Only one worker does this at a time, so that
	two batches can't overtake each other. Returns how many events were dealt with: AT_A_TIME or a few more if there may be
	others, which wait until somebody had a look at what these ask."""
	done = 0
	while done < AT_A_TIME and store.lock(LOCK):
		try:
			while done < AT_A_TIME and (events := _waiting_events()):
				for first in range(0, len(events), TOGETHER):
					_take_in_several(events[first : first + TOGETHER])
				done += len(events)
		finally:
			store.unlock(LOCK)
		# whoever met the lock just now went away: what they came for must not wait for the sweep
		if not _waiting_events():
			break
	return done


def _waiting_events() -> list[dict]:
	store.end_transaction_view()
	# which account a number is was looked up for the events before; Frappe makes this cache when it is first used
	if getattr(frappe.local, "request_cache", None):
		frappe.local.request_cache.clear()
	table = frappe.qb.DocType(EVENT)
	return (
		frappe.qb.from_(table)
		.select(
			table.name,
			table.body,
			table.signed_by,
			table.simulated_by,
			table.received_on,
			table.attempts,
			table.shared_state,
		)
		.where(table.status == "Waiting")
		.where(table.next_attempt_on.isnull() | (table.next_attempt_on <= now_datetime()))
		.orderby(table.received_on)
		.orderby(table.name)
		.limit(BATCH)
		.run(as_dict=True)
	)


def _take_in_several(events: list[dict], again: int = DEADLOCKS) -> None:
	"""Events in one transaction: all their messages and their states, or nothing. One that fails must not hold up the
	others, so then each gets a transaction of its own. One that the database gave up is done `again`."""
	try:
		_take_in_together(events)
	except Exception as error:
		frappe.db.rollback()
		if store.is_deadlock(error) and again:
			_take_in_several(events, again - 1)
			return
		if store.is_database_trouble(error):
			# the events are fine and wait
			raise
		if len(events) > 1:
			for event in events:
				_take_in_several([event])
			return
		_take_in_what_can_be(events[0], error)
	# an event and its messages become visible together; the next ones start clean
	frappe.db.commit()  # nosemgrep


def _take_in_together(events: list[dict]) -> None:
	done: dict[tuple, list[str]] = {}
	for event in events:
		changes = parse(event.body.encode("utf-8", "surrogatepass"))
		for change in changes:
			_take_in_change(change, event)
		fields = ", ".join(sorted({change.field for change in changes if change.field}))
		values = {
			"status": "Done",
			"fields_seen": fields[:140] or None,
			"error": None,
			**sharing.event_columns(event),
		}
		done.setdefault(tuple(values.items()), []).append(event.name)
	for values, names in done.items():
		store.update_all(EVENT, names, dict(values))


def _take_in_what_can_be(event: dict, error: Exception) -> None:
	"""Something in the event is broken: all else of it, which may be other people's messages, is taken in, each item by
	itself. The event waits for another attempt, which finds those there already."""
	try:
		changes = parse(event.body.encode("utf-8", "surrogatepass"))
	except ValueError:
		_event_failed(event, error, _("This is nothing that WhatsApp sends, or it came cut off."))
		return
	for change in changes:
		for alone in _one_by_one(change):
			_try(alone, event)
	_event_failed(
		event,
		error,
		_("The bot has a fault that keeps it from reading a part of this. All else in it was taken in."),
	)


def _one_by_one(change: Change) -> Iterator[Change]:
	"""The change, cut into changes of one item each. Errors of the whole stay with the only message, if there is one."""
	errors = change.errors if len(change.messages) == 1 else []
	for kind in ("messages", "statuses", "preferences"):
		for item in getattr(change, kind):
			yield replace(change, **{**NO_ITEMS, kind: [item]}, errors=errors)
	yield replace(change, **NO_ITEMS, errors=[] if change.messages or change.statuses else change.errors)


def _try(change: Change, event: dict) -> None:
	frappe.db.savepoint("one_item")
	try:
		_take_in_change(change, event)
	except Exception as error:
		if store.is_database_trouble(error):
			raise
		frappe.db.rollback(save_point="one_item")


def _event_failed(event: dict, error: Exception, words: str) -> None:
	"""`words` say why, to whoever reads it in Desk; the traceback is in the Error Log."""
	attempts = (event.attempts or 0) + 1
	dead = attempts >= MAXIMUM_ATTEMPTS
	store.update(
		EVENT,
		event.name,
		{
			"attempts": attempts,
			"status": "Dead" if dead else "Waiting",
			"next_attempt_on": now_datetime() + timedelta(seconds=2**attempts),
			"error": f"{words} ({type(error).__name__}: {error})"[:500],
			# what we can't read may well be plain to the other app
			**(sharing.event_columns(event) if dead else {}),
		},
	)
	faults.log("WhatsApp Bot: event not taken in", error, EVENT, event.name)
	if dead:
		tell_managers(lambda: _("A WhatsApp event could not be processed."), EVENT, event.name)


def _take_in_change(change: Change, event: dict) -> None:
	"""A change counts only if the body was signed with a secret of the account that its phone number id names. What
	Meta says of a whole business names no number: the signature alone counts."""
	signers = [name for name in (event.signed_by or "").split("\n") if name]
	account = _account_of(change, signers)
	if change.phone_number_id and not account:
		if signers and not event.simulated_by:
			_show_that_it_does_not_count(change, event)
		return
	if not signers:
		return
	if change.field in templates.UPDATE_FIELDS:
		value = change.raw.get("value")
		templates.take_update(change.field, change.waba_id, value if isinstance(value, dict) else {}, signers)
	if account:
		_take_in_items(change, account, event)
	notes.take(change, event.name)


def _show_that_it_does_not_count(change: Change, event: dict) -> None:
	"""Managers hear of a number that nobody set up, or whose own secret did not sign what names it."""
	number = change.display_phone_number or change.phone_number_id
	known = accounts.by_phone_number_id(change.phone_number_id)

	def words() -> str:
		if known:
			return _(
				"Messages for the WhatsApp number {0} were signed with the secret of another one."
			).format(number)
		return _("Messages came for a WhatsApp number that is not set up here: {0}").format(number)

	notes.tell_once(words, event.name)


def _account_of(change: Change, signers: list[str]) -> str | None:
	"""The account of a change, if it signed. Echoes may come without a number's id: then by the number that wrote."""
	if change.phone_number_id:
		account = accounts.by_phone_number_id(change.phone_number_id)
		return account if account in signers else None
	if change.field != ECHOES:
		return None
	own = {message.sender.phone for message in change.messages} - {None}
	return accounts.by_own_number(own, change.waba_id, signers)


def _take_in_items(change: Change, account: str, event: dict) -> None:
	for update in change.statuses:
		statuses.take_status(account, update)
	for preference in change.preferences:
		preferences.take(preference, event.received_on)
	if change.handover:
		colleagues.take_handover(change.handover, account, event.received_on)
	if change.field == "calls":
		change.messages = calls.incoming(change)
	elif change.field not in ("messages", "", STANDBY, ECHOES):
		return
	for message in change.messages:
		if len(change.messages) == 1 and not message.errors:
			message.errors = change.errors
		if message.kind == "echo":
			_take_in_echo(message, account, event, change.field == STANDBY)
		else:
			_take_in_message(message, account, event, change.field == STANDBY)


def _take_in_message(message: IncomingMessage, account: str, event: dict, standby: bool) -> None:
	if not message.wamid:
		return
	key = digest(account, message.wamid)
	scope = accounts.SIMULATOR if accounts.is_simulator(account) else None
	if message.kind == "system" and message.system:
		# applied once: by the time it is heard again, the old number may be another person's
		if store.value(MESSAGE, {"message_key": key}):
			return
		contact = people.take_change(message, scope)
	else:
		contact = people.contact_of(message.sender, scope)
	# what names nobody that we know is kept all the same, where a manager finds it
	held = conversation.conversation_of(contact, account) if contact else None
	written = store.from_timestamp(message.timestamp) or event.received_on
	answerable = bool(contact) and not standby and kinds.reaction(message) != kinds.SILENCE
	row = _row(message, account, event, written)
	row |= {
		"direction": "In",
		"status": "Waiting" if answerable else "Ignored",
		"contact": contact,
		"conversation": held,
		**media.columns(message),
	}
	name = store.insert(MESSAGE, row) or corrections.take_place(row)
	if not name:
		return
	sharing.drop_unverified(account, message.wamid)
	if not contact:
		return
	if message.kind in ("edit", "revoke"):
		corrections.mark(message, account, contact, held, written)
	elif kinds.opens_window(message):
		conversation.note_inbound(held, row["text"] or _(frappe.unscrub(message.kind)), written)
		store.update(identity.CONTACT, contact, {"last_inbound": written, **_profile(message.sender)})
	if standby:
		colleagues.pause(held, written, colleagues.STANDBY)


def _take_in_echo(message: IncomingMessage, account: str, event: dict, standby: bool) -> None:
	"""What somebody of the business wrote on their own phone, or another agent: a line of the conversation, and the bot
	pauses."""
	contact = people.contact_of(message.recipient) if message.recipient else None
	if not contact or not message.wamid:
		return
	held = conversation.conversation_of(contact, account)
	written = store.from_timestamp(message.timestamp) or event.received_on
	# as a kind of its own it would have no words: it is read as what it holds
	message.kind = message.type or "text"
	name = store.insert(
		MESSAGE,
		{
			**_row(message, account, event, written),
			"direction": "Out",
			"status": "Sent",
			"sent_on": written,
			"contact": contact,
			"conversation": held,
			"note": _("Written by another agent.") if standby else _("Written on the business's own phone."),
			**accounts.to_share(account),
			**media.columns(message),
		},
	)
	if name:
		colleagues.pause(held, written, colleagues.STANDBY if standby else colleagues.COLLEAGUE)


def _row(message: IncomingMessage, account: str, event: dict, written: datetime) -> dict[str, Any]:
	"""What every line that came through a webhook says of itself."""
	about = message.reaction.message_id if message.reaction else None
	return {
		"kind": message.kind[:140],
		"text": kinds.readable(message),
		"note": kinds.beside(message),
		"account": account,
		"simulated_by": event.simulated_by,
		"message_time": written,
		"wamid": message.wamid[:255],
		"reply_to": (message.context_wamid or message.original_wamid or about or "")[:255] or None,
		# a button that was forwarded was shown to somebody else: it authorises nothing
		"reply_id": None if message.forwarded else (message.reply_id or "")[:255] or None,
		"event": event.name,
		"position": message.position,
		"sequence": f"{int(written.timestamp()):012d}-{event.name}-{message.position:05d}",
		"payload": message.raw,
		"message_key": digest(account, message.wamid),
	}


def _profile(sender: Sender) -> dict[str, str]:
	"""What a person calls themselves: for whoever reads it, it identifies nobody."""
	given = {"profile_name": sender.profile_name, "username": sender.username}
	return {key: value[:140] for key, value in given.items() if value}
