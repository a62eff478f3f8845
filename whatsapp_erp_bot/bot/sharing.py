# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""A number that frappe_whatsapp has too: each app shows what happens on it, and only one answers.

Contract: Meta's callback points to our webhook. Rows that the other app has to hear of say so (`shared_state`), in the
transaction in which they come to be (accounts.to_share); `share_due` tells it in a job of its own, in their order, one
worker at a time. A signed message reaches its handler once: what has a row there is left out, whoever brought it. A
failure there is tried again, then written down, and touches nothing of ours.

The other way: what its people send is a line of a colleague's here, and pauses the bot as one. What came in by its own
webhook, which checks no signature, is shown and no more: `unverified` rows have a key of their own, so that the signed
message, should it come, is taken in as if they had never been. They wait for no answer, open no window, and no model
reads them.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime
from rq.timeouts import BaseTimeoutException

from whatsapp_erp_bot.bot import (
	accounts,
	beside,
	colleagues,
	conversation,
	faults,
	locks,
	people,
	queue,
	store,
)
from whatsapp_erp_bot.bot.keys import digest
from whatsapp_erp_bot.bot.live import conversation_changed
from whatsapp_erp_bot.plain_text import inert
from whatsapp_erp_bot.whatsapp import limits
from whatsapp_erp_bot.whatsapp.payload import Change, Sender, climbs, parse
from whatsapp_erp_bot.whatsapp.split import Piece, split

EVENT, MESSAGE, ACCOUNT = "WhatsApp Bot Event", "WhatsApp Bot Message", "WhatsApp Bot Account"
BATCH = 50
LOCK = "whatsapp_bot_sharing"
# whoever shares and says nothing to the database for so long is frozen; a handler may fetch files meanwhile
LEASE_SECONDS = 300
# seconds before the next attempt, one for each that may follow the first
PAUSES = (15, 60, 300)
# how long a status may be about a message whose row its sender has not committed yet
EARLY_SECONDS = 120
SAVEPOINT = "whatsapp_bot_sharing"
# a message that killed its worker so often is shown there no more
MAXIMUM_ATTEMPTS = 3
TEMPLATE_STATUS = "message_template_status_update"
KNOWN_FIELDS = ("messages", TEMPLATE_STATUS)
# what our states are called in its inbox; the others as Meta calls them
THEIR_STATUS = {"Accepted": beside.ACCEPTED, "Sending": beside.ACCEPTED, "Unknown": beside.ACCEPTED}
# its content types as kinds of ours, where they differ
OUR_KIND = {"contact": "contacts", "interactive": "buttons", "button": "button_reply"}


# ---- what is due


def event_columns(event: dict) -> dict[str, Any]:
	"""Fields of an Event whose body the other app has to hear, the first time that it is taken in; else {}."""
	if event.shared_state:
		return {}
	signers = (event.signed_by or "").split("\n")
	shared = next((name for name in signers if accounts.is_shared(name)), None)
	columns = accounts.to_share(shared)
	return {**columns, "shared_attempts": 0, "shared_next_on": now_datetime()} if columns else {}


def sweep() -> None:
	"""Have a worker share what is due, if anything is."""
	if accounts.any_shared() and _due(1):
		queue.share()


def _due(limit: int = BATCH) -> list[tuple[str, dict]]:
	"""(DocType, row) of what is due, in the order in which it happened."""
	store.end_transaction_view()
	events = store.rows(
		EVENT,
		["name", "body", "signed_by", "received_on", "shared_attempts"],
		{"shared_state": "Waiting", "shared_next_on": ("<=", now_datetime())},
		"received_on",
		limit=limit,
	)
	sent = store.rows(MESSAGE, ["*"], {"shared_state": "Waiting"}, "creation", limit=limit)
	happened = [(row.received_on, EVENT, row) for row in events]
	happened += [(row.creation, MESSAGE, row) for row in sent]
	return [(doctype, row) for _when, doctype, row in sorted(happened, key=lambda entry: entry[:2])]


def share_due() -> int:
	"""Tell the other app what is due. Returns how many rows that were."""
	queue.started(queue.SHARE)
	done = 0
	while accounts.any_shared() and locks.take(LOCK, LEASE_SECONDS):
		try:
			while due := _due():
				for doctype, row in due:
					_share_alone(doctype, row)
				done += len(due)
		except _LockLost:
			continue
		finally:
			locks.give_back(LOCK)
		# whoever met the lock just now went away
		if not _due(1):
			break
	return done


class _LockLost(Exception):
	"""The connection ended, and whoever waited may have begun: what is due is looked up anew."""


def _recover(error: Exception) -> None:
	"""Nothing of what failed stays. Raises the error if the database is away, _LockLost if somebody else shares by now."""
	if not store.recover(error) and not locks.take_anew(LOCK):
		raise _LockLost from error


def _share_alone(doctype: str, row: dict) -> None:
	"""Tell it of one row; whatever that breaks, it hears of the others."""
	try:
		_hand_on(row) if doctype == EVENT else _show(row)
	except _LockLost:
		raise
	except Exception as error:
		_recover(error)
		if not store.is_busy(error):
			faults.log("WhatsApp Bot: not shared", error, doctype, row.name)
			frappe.db.commit()  # nosemgrep: the next row begins clean


# ---- what Meta said -> its webhook


def _hand_on(event: dict) -> None:
	"""One event: what of it belongs to shared numbers goes to its handler, piece by piece."""
	attempts = (event.shared_attempts or 0) + 1
	last = attempts > len(PAUSES)
	wait = PAUSES[min(attempts, len(PAUSES)) - 1]
	store.update(
		EVENT,
		event.name,
		{"shared_attempts": attempts, "shared_next_on": now_datetime() + timedelta(seconds=wait)},
	)
	# a body that kills its worker must not do so for ever
	frappe.db.commit()  # nosemgrep
	if attempts > len(PAUSES) + 1:
		_settle(event, "Failed", _("The worker stopped several times."))
		return
	try:
		due = list(pieces(event.body, (event.signed_by or "").split("\n")))
	except ValueError:
		_settle(event, "Failed", _("This is nothing that WhatsApp sends, or it came cut off."))
		return
	failures, early = [], False
	for account, piece in due:
		try:
			early |= not _hand_on_piece(account, piece, event)
			# what was taken stays taken, whatever the next one breaks
			frappe.db.commit()  # nosemgrep
		except Exception as error:
			_recover(error)
			failures.append(f"{type(error).__name__}: {error}")
			if last:
				faults.log("WhatsApp Bot: frappe_whatsapp did not take a message", error, EVENT, event.name)
	if failures and last:
		_settle(event, "Failed", "\n".join(failures))
	elif failures or (early and not last):
		store.update(EVENT, event.name, {"shared_error": "\n".join(failures)[:500] or None})
		# what was taken stays taken; the rest has its time
		frappe.db.commit()  # nosemgrep
	else:
		_settle(event, "Done", None)


def hand_on_again(event: str) -> None:
	"""Try once more what its handler did not take; what it has is left out."""
	values = {"shared_state": "Waiting", "shared_attempts": 0, "shared_next_on": now_datetime()}
	if store.change_if(EVENT, event, {"shared_state": "Failed"}, values):
		queue.share_after_commit()


def _settle(event: dict, state: str, error: str | None) -> None:
	store.update(EVENT, event.name, {"shared_state": state, "shared_error": (error or "")[:500] or None})
	# its rows and our note that it has them become visible together
	frappe.db.commit()  # nosemgrep


def _undo(error: Exception) -> None:
	"""Nothing of ours stays in the other app's transaction. Raises where that is gone as a whole."""
	if store.is_database_trouble(error) or isinstance(error, BaseTimeoutException):
		raise error
	# where nothing was begun there is nothing to undo, and no such point
	with suppress(Exception):
		frappe.db.rollback(save_point=SAVEPOINT)


def _hand_on_piece(account: str, piece: Piece, event: dict) -> bool:
	"""Give a piece to its handler unless it has it. Returns False if it is a status that came too early."""
	if piece.message:
		drop_unverified(account, piece.message.wamid)
		if beside.message_of(piece.message.wamid, beside.IN):
			return True
	if piece.status:
		row = beside.message_of(piece.status.wamid, beside.OUT)
		if not row:
			# shown there later, with the status that it has by then; or written by its sender at this moment
			ours = store.value(MESSAGE, {"message_key": digest(account, piece.status.wamid)})
			young = event.received_on > now_datetime() - timedelta(seconds=EARLY_SECONDS)
			return bool(ours) or not young
		if not climbs("accepted" if row.status == beside.ACCEPTED else row.status, piece.status.status):
			return True
	version = str(store.value(ACCOUNT, {"name": account}, "modified"))
	beside.receive(piece.body, accounts.secret(account, "app_secret", version))
	return True


def pieces(body: str, signers: list[str]) -> Iterator[tuple[str, Piece]]:
	"""(account, piece) for all of a webhook body that belongs to a shared number which signed it, and that its handler
	knows: messages, statuses of messages, statuses of templates. Raises ValueError for what is no JSON."""
	for change in parse(body.encode("utf-8", "surrogatepass")):
		account = _account_of(change, signers) if change.field in KNOWN_FIELDS else None
		for piece in split(change) if account else ():
			if piece.message or piece.status or change.field == TEMPLATE_STATUS:
				yield account, piece


def _account_of(change: Change, signers: list[str]) -> str | None:
	if change.phone_number_id:
		account = accounts.by_phone_number_id(change.phone_number_id)
		return account if account in signers and accounts.is_shared(account) else None
	if change.field != TEMPLATE_STATUS or not change.waba_id:
		return None
	return next(
		(
			name
			for name in signers
			if accounts.is_shared(name) and store.value(ACCOUNT, {"name": name}, "waba_id") == change.waba_id
		),
		None,
	)


# ---- what we sent -> its inbox


def _show(row: dict) -> None:
	"""One message of ours as a row of its own; one that it has already (it sent it) is left alone."""
	attempts = (row.shared_attempts or 0) + 1
	values: dict[str, Any] = {"shared_attempts": attempts}
	if attempts > MAXIMUM_ATTEMPTS:
		values["shared_state"] = "Failed"
	store.update(MESSAGE, row.name, values)
	# one that kills its worker must not do so for ever
	frappe.db.commit()  # nosemgrep
	if attempts > MAXIMUM_ATTEMPTS:
		return
	values = {"shared_state": "Done"}
	try:
		values["shared_as"] = _written(row)
	except Exception as error:
		_recover(error)
		if store.is_busy(error):
			raise
		values = {"shared_state": "Failed"}
		faults.log("WhatsApp Bot: message not shown in frappe_whatsapp", error, MESSAGE, row.name)
	store.update(MESSAGE, row.name, values)
	# its row and our note that it is there become visible together
	frappe.db.commit()  # nosemgrep


def _written(row: dict) -> str:
	known = beside.message_of(row.wamid, beside.OUT)
	if known:
		return known.name
	phones = store.rows(
		people.ALIAS, ["value"], {"parent": row.contact, "kind": people.PHONE}, "idx", limit=1
	)
	if not phones:
		# it knows people by their number only
		raise LookupError("The person has no phone number.")
	theirs = store.value(ACCOUNT, {"name": row.account}, "shared_account")
	payload = store.loads(row.payload) or {}
	name = beside.write_sent(
		theirs,
		phones[0].value,
		{
			"kind": row.kind,
			"text": row.text,
			"wamid": row.wamid,
			"status": THEIR_STATUS.get(row.status, row.status.lower()),
			"reply_to": row.reply_to,
			"choices": _choices(payload),
		},
	)
	if row.file:
		beside.attach(name, row.file)
	return name


def _choices(payload: dict[str, Any]) -> list[dict[str, str]]:
	"""Buttons, or the rows of a list, of a stored payload of ours."""
	if payload.get("sections"):
		found = payload["sections"][0].get("rows") or []
	else:
		found = payload.get("buttons") or []
	return [{"id": entry["id"], "title": inert(entry["title"])} for entry in found if "id" in entry]


# ---- what happens in the other app (its hooks call these; see hooks.py)


def hear_incoming(document: Document, method: str | None = None) -> None:
	"""Its webhook stored a message. If it did so for us, it is known; else nobody showed that Meta sent it."""
	if document.get("type") == beside.IN and not beside.is_handing_on():
		_heard(document, _show_unverified)


def hear_sent(document: Document, method: str | None = None) -> None:
	"""One of its people, or one of its automatic messages, was sent."""
	if document.get("type") == beside.OUT and document.has_value_changed("message_id"):
		_heard(document, _take_sent)


def follow_account(document: Document, method: str | None = None) -> None:
	"""Its number was changed: ours follows, and if ours had stopped, it tries again."""
	name = beside.SETTINGS if document.doctype == beside.SETTINGS else document.name
	for row in store.rows(ACCOUNT, ["name"], {"kind": accounts.SHARED, "shared_account": name}, "creation"):
		try:
			ours = frappe.get_doc(ACCOUNT, row.name)
			# whoever may change the number there changes it for both
			ours.save(ignore_permissions=True)
			accounts.resume(row.name)
		except Exception as error:
			if store.is_database_trouble(error) or getattr(error, "of_the_database", False):
				raise
			frappe.clear_last_message()
			faults.log("WhatsApp Bot: number not brought up to date", error, ACCOUNT, row.name)


def _heard(document: Document, take: Callable[[Document, str], str | None]) -> None:
	"""Take note of something of the other app's; whatever fails here must not fail there."""
	try:
		account = _ours(document)
		if not account or not document.get("message_id"):
			return
		frappe.db.savepoint(SAVEPOINT)
		held = take(document, account)
		if held:
			conversation_changed(held)
	except Exception as error:
		_undo(error)
		faults.log("WhatsApp Bot: message of frappe_whatsapp not shown", error)


def _ours(document: Document) -> str | None:
	"""The account of ours that shares the number of a message of its."""
	return store.value(
		ACCOUNT,
		{"kind": accounts.SHARED, "enabled": 1, "shared_account": beside.account_of_message(document)},
	)


def _show_unverified(document: Document, account: str) -> str | None:
	wamid = str(document.message_id)[:255]
	if store.value(MESSAGE, {"message_key": digest(account, wamid)}):
		return None
	return _line(
		document,
		account,
		document.get("from"),
		{
			"direction": "In",
			"status": "Ignored",
			"unverified": 1,
			"note": _(
				"This reached only the webhook of frappe_whatsapp, which checks no signature: anybody may have written "
				"it. The bot does nothing with it."
			),
			"message_key": unverified_key(account, wamid),
		},
	)


def _take_sent(document: Document, account: str) -> str | None:
	now = now_datetime()
	held = _line(
		document,
		account,
		document.get("to"),
		{
			"direction": "Out",
			"status": "Accepted",
			"accepted_on": now,
			"sequence": f"{store.sortable_name()}-00000",
			"note": _("Sent in frappe_whatsapp by {0}.").format(document.owner),
			"shared_state": "Done",
			"shared_as": document.name,
			"message_key": digest(account, str(document.message_id)[:255]),
		},
	)
	if held and _is_a_persons(document):
		words = _("A colleague answered in frappe_whatsapp.")
		colleagues.pause(held, now, colleagues.COLLEAGUE, words)
	return held


def _is_a_persons(document: Document) -> bool:
	"""Whether somebody wrote this themselves: notifications and campaigns are templates, and what other apps answer by
	themselves is sent by whoever the webhook is, Guest."""
	return (
		document.get("message_type") != "Template"
		and not document.get("bulk_message_reference")
		and frappe.session.user != "Guest"
	)


def _line(document: Document, account: str, number: str | None, values: dict[str, Any]) -> str | None:
	"""A row of the conversation with that number. Returns the conversation, None if the row is there already."""
	digits = "".join(character for character in number or "" if character.isdigit())
	contact = people.contact_of(Sender(phone=digits)) if digits else None
	if not contact:
		return None
	held = conversation.conversation_of(contact, account)
	content_type = document.get("content_type") or "text"
	# Frappe makes a link of it: only to a file of this site
	attached = document.get("attach")
	attached = attached if str(attached).startswith(("/files/", "/private/files/")) else None
	is_template = document.get("message_type") == "Template"
	made = store.insert(
		MESSAGE,
		{
			"kind": "template" if is_template else OUR_KIND.get(content_type, content_type),
			"text": (document.get("message") or "")[: limits.TEXT_BODY],
			"file": attached,
			"file_name": (attached or "").rsplit("/", 1)[-1][:140] or None,
			"account": account,
			"contact": contact,
			"conversation": held,
			"message_time": now_datetime(),
			"wamid": str(document.message_id)[:255],
			"reply_to": (document.get("reply_to_message_id") or "")[:255] or None,
			**values,
		},
	)
	return held if made else None


# ---- unverified lines


def unverified_key(account: str, wamid: str | None) -> str | None:
	"""The unique key of an unverified line: never the key of the message itself, whose place stays free."""
	return digest("unverified", account, wamid)


def drop_unverified(account: str, wamid: str | None) -> None:
	"""The signed message is here: what was only said to be it goes."""
	if not accounts.is_shared(account):
		return
	# by its primary key: a search for what is not there would lock the gap, where others insert
	row = store.value(MESSAGE, {"message_key": unverified_key(account, (wamid or "")[:255])})
	if row:
		frappe.db.delete(MESSAGE, {"name": row})
