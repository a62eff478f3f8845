# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What comes in: one row per webhook body, then one row per message.

Contract: `receive` commits one Event and is all that a webhook waits for. `take_in` turns waiting events into messages
in the order in which they came, one worker at a time, each event in one transaction. An attempt is counted before
anything of an event is touched, so that one that kills its worker leaves a trace; whatever an event breaks, even the
connection, it breaks alone: after its attempts it is put aside, dead, for a person to see and to replay.
"""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

import frappe
from frappe import _
from frappe.query_builder import Case, CustomFunction
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
	locks,
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
from whatsapp_erp_bot.whatsapp import limits
from whatsapp_erp_bot.whatsapp.payload import Change, IncomingMessage, Sender, TooMuch, parse

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
# whoever takes in and says nothing to the database for so long is frozen
LEASE_SECONDS = 15
# how long all others may wait for a row that a turn of somebody has
ROW_SECONDS = 1
# an event whose rows somebody has waits for them, but not for ever
BUSY_HOURS = 1
# a body larger than this is read and taken in by itself
LARGE_BYTES = 64 * 1024
# the lists of a change whose items stand for themselves
NO_ITEMS: dict[str, list] = {"messages": [], "statuses": [], "preferences": []}
# fields of a webhook whose messages are not ours to answer
STANDBY, ECHOES, CALLS = "standby", "smb_message_echoes", "calls"


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


class _LockLost(Exception):
	"""The connection ended, and whoever waited may have begun: what was going to be done is looked up anew."""


def take_in() -> int:
	"""Turn waiting events into messages, in the order in which they came. Only one worker does this at a time, so that
	two batches can't overtake each other. Returns how many events were dealt with: AT_A_TIME or a few more if there may be
	others, which wait until somebody had a look at what these ask."""
	done = 0
	# those whose rows somebody has; the next call tries them again
	busy: set[str] = set()
	# who gives the lock back looks once more: whoever met it just now went away
	while done < AT_A_TIME and something_waits(busy) and locks.take(LOCK, LEASE_SECONDS):
		try:
			with locks.short_waits(ROW_SECONDS):
				while done < AT_A_TIME and (events := _waiting_events(busy)):
					_take_in_batch(events, busy)
					done += len(events)
		except _LockLost:
			continue
		finally:
			locks.give_back(LOCK)
	return done


def something_waits(without: Collection[str] = ()) -> bool:
	"""Whether an event is due."""
	store.end_transaction_view()
	return bool(_due(without).select(frappe.qb.DocType(EVENT).name).limit(1).run())


def _waiting_events(without: Collection[str]) -> list[dict]:
	store.end_transaction_view()
	# which account a number is was looked up for the events before; Frappe makes this cache when it is first used
	if getattr(frappe.local, "request_cache", None):
		frappe.local.request_cache.clear()
	table = frappe.qb.DocType(EVENT)
	# as the database measures it: there may be fifty of them
	is_small = CustomFunction("LENGTH", ["text"])(table.body) <= LARGE_BYTES
	return (
		_due(without)
		.select(
			table.name,
			Case().when(is_small, table.body).as_("body"),
			table.signed_by,
			table.simulated_by,
			table.received_on,
			table.attempts,
			table.shared_state,
		)
		.orderby(table.received_on)
		.orderby(table.name)
		.limit(BATCH)
		.run(as_dict=True)
	)


def _due(without: Collection[str]) -> Any:
	table = frappe.qb.DocType(EVENT)
	query = (
		frappe.qb.from_(table)
		.where(table.status == "Waiting")
		.where(table.next_attempt_on.isnull() | (table.next_attempt_on <= now_datetime()))
	)
	return query.where(table.name.notin(list(without))) if without else query


def _take_in_batch(events: list[dict], busy: set[str]) -> None:
	"""New and small ones several at a time; what was attempted before, or is large, alone."""
	new = [event for event in events if not event.attempts and event.body is not None]
	_claim(new)
	names = {event.name for event in new}
	for are_new, run in groupby(events, key=lambda event: event.name in names):
		alike = list(run)
		if not are_new:
			for event in alike:
				_claim_and_take_in(event, busy)
			continue
		for first in range(0, len(alike), TOGETHER):
			_take_in_several(alike[first : first + TOGETHER], busy)


def _claim(events: list[dict]) -> None:
	"""Count the attempt, for whoever comes after a worker that these kill."""
	if not events:
		return
	for event in events:
		event.attempts = (event.attempts or 0) + 1
	# all of these have been attempted equally often
	store.update_all(EVENT, [event.name for event in events], {"attempts": events[0].attempts})
	frappe.db.commit()  # nosemgrep


def _take_in_several(events: list[dict], busy: set[str], again: int = DEADLOCKS) -> None:
	"""Claimed events in one transaction: all their messages and their states, or nothing. One that fails must not hold
	up the others, so then each gets a transaction of its own. One that the database gave up is done `again`."""
	try:
		_take_in_together(events)
		# an event and its messages become visible together; the next ones start clean
		frappe.db.commit()  # nosemgrep
	except Exception as error:
		_recover(error)
		if store.is_deadlock(error) and again:
			_take_in_several(events, busy, again - 1)
			return
		for event in events:
			_take_in_alone(event, busy)


def _recover(error: Exception) -> None:
	"""Nothing of what failed stays. Raises the error if the database is away: the events are fine and wait. Raises
	_LockLost if somebody else takes in by now."""
	if store.recover(error):
		return
	if not locks.take_anew(LOCK):
		raise _LockLost from error
	locks.wait_for_rows(ROW_SECONDS)


def _claim_and_take_in(event: dict, busy: set[str]) -> None:
	if (event.attempts or 0) >= MAXIMUM_ATTEMPTS:
		_put_aside(event, _("The worker stopped several times."))
		return
	_claim([event])
	if event.body is None:
		event.body = store.read(EVENT, event.name, "body").body or ""
	_take_in_alone(event, busy)


def _take_in_alone(event: dict, busy: set[str]) -> None:
	"""One claimed event in a transaction of its own."""
	try:
		_take_in_together([event])
		frappe.db.commit()  # nosemgrep: its messages and its state become visible together
	except Exception as error:
		_recover(error)
		if store.is_busy(error) and event.received_on > now_datetime() - timedelta(hours=BUSY_HOURS):
			busy.add(event.name)
			_uncount(event)
		else:
			_take_in_what_can_be(event, error)


def _uncount(event: dict) -> None:
	"""Nothing is wrong with it."""
	store.update(EVENT, event.name, {"attempts": event.attempts - 1})
	frappe.db.commit()  # nosemgrep: the next event begins clean


def _take_in_together(events: list[dict]) -> None:
	done: dict[tuple, list[str]] = {}
	for event in events:
		changes = parse(event.body.encode("utf-8", "surrogatepass"))
		for change in changes:
			_take_in_change(change, event)
		fields = ", ".join(sorted({change.field for change in changes if change.field}))
		values = {
			"status": "Done",
			"attempts": 0,
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
	except TooMuch:
		_event_failed(event, error, _("There is more in this than WhatsApp ever sends at once."))
		return
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
	try:
		_take_in_change(change, event)
		# one that ends the connection must not take the others with it
		frappe.db.commit()  # nosemgrep
	except Exception as error:
		_recover(error)


def _event_failed(event: dict, error: Exception, words: str) -> None:
	"""An attempt, which is counted already, was in vain. `words` say why, to whoever reads it in Desk; the traceback is in
	the Error Log."""
	details = f"{type(error).__name__}: {error}".encode("utf-8", "replace").decode()
	words = f"{words} ({details})"[:500]
	if event.attempts >= MAXIMUM_ATTEMPTS:
		_put_aside(event, words)
	else:
		later = now_datetime() + timedelta(seconds=2**event.attempts)
		store.update(EVENT, event.name, {"error": words, "next_attempt_on": later})
		# whatever logging it does
		frappe.db.commit()  # nosemgrep
	try:
		faults.log("WhatsApp Bot: event not taken in", error, EVENT, event.name)
		frappe.db.commit()  # nosemgrep: the next event begins clean
	except Exception as trouble:
		_recover(trouble)


def _put_aside(event: dict, words: str) -> None:
	"""It is dead until somebody replays it, and managers hear of it."""
	# what we can't read may well be plain to the other app
	values = {"status": "Dead", "next_attempt_on": None, "error": words, **sharing.event_columns(event)}
	store.update(EVENT, event.name, values)
	# whatever telling does
	frappe.db.commit()  # nosemgrep
	try:
		tell_managers(lambda: _("A WhatsApp event could not be processed."), EVENT, event.name)
		frappe.db.commit()  # nosemgrep: the next event begins clean
	except Exception as trouble:
		_recover(trouble)


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
	elif _holds_items(change):
		_show_that_it_names_no_number(event)
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


def _show_that_it_names_no_number(event: dict) -> None:
	notes.tell_once(
		lambda: _(
			"Messages came that do not say which WhatsApp number they are for. They were not taken in."
		),
		event.name,
	)


def _show_that_it_was_left_out(event: dict) -> None:
	notes.tell_once(
		lambda: _(
			"A message could not be taken in: it came without an id, without the person, or in a way that the bot does "
			"not know."
		),
		event.name,
	)


def _holds_items(change: Change) -> bool:
	return bool(change.messages or change.statuses or change.preferences or change.handover) or (
		change.field == CALLS
	)


def _account_of(change: Change, signers: list[str]) -> str | None:
	"""The account of a change, if it signed. What names no number is the single signer's, if its business does not
	contradict; echoes are of the number that wrote."""
	if change.phone_number_id:
		account = accounts.by_phone_number_id(change.phone_number_id)
		return account if account in signers else None
	if change.field == ECHOES:
		own = {message.sender.phone for message in change.messages} - {None}
		return accounts.by_own_number(own, change.waba_id, signers)
	return accounts.of_single_signer(change.waba_id, signers) if _holds_items(change) else None


def _take_in_items(change: Change, account: str, event: dict) -> None:
	for update in change.statuses:
		statuses.take_status(account, update)
	for preference in change.preferences:
		preferences.take(preference, event.received_on)
	if change.handover:
		colleagues.take_handover(change.handover, account, event.received_on)
	if change.field == CALLS:
		change.messages = calls.incoming(change)
	elif change.field not in ("messages", "", STANDBY, ECHOES):
		if change.messages:
			_show_that_it_was_left_out(event)
		return
	for message in change.messages:
		# WhatsApp's own limit for what a person writes; all that came stays in `payload`
		message.text = message.text[: limits.TEXT_BODY]
		if len(change.messages) == 1 and not message.errors:
			message.errors = change.errors
		if message.kind == "echo":
			_take_in_echo(message, account, event, change.field == STANDBY)
		else:
			_take_in_message(message, account, event, change.field == STANDBY)


def _take_in_message(message: IncomingMessage, account: str, event: dict, standby: bool) -> None:
	if not message.wamid:
		# it would be a new message each time that it comes
		_show_that_it_was_left_out(event)
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
		_show_that_it_was_left_out(event)
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
