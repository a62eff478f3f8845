# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""One turn after the other: each waiting message of a conversation, and the one answer to it.

Contract: the caller holds the conversation's lease. A turn runs as the person whom the stored row names, in a fresh
`frappe.local`, and everything that it changes (run, answer, state of the conversation, a confirmed document) is
committed at once; if it breaks, nothing of it is kept, the error is logged, and the person still gets an answer. A
message that can't even be apologised for is put aside, failed, and those behind it are answered.
"""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import frappe
from frappe import _
from frappe.utils import now_datetime

from whatsapp_erp_bot.bot import (
	accounts,
	claims,
	conversation,
	faults,
	identity,
	outbox,
	outgoing,
	statements,
	store,
)
from whatsapp_erp_bot.bot.language import in_frappe
from whatsapp_erp_bot.bot.live import conversation_changed
from whatsapp_erp_bot.bot.outgoing import Outgoing
from whatsapp_erp_bot.bot.respond import respond
from whatsapp_erp_bot.bot.settings import get_settings
from whatsapp_erp_bot.bot.turn import Turn, language_of, prepare
from whatsapp_erp_bot.bot.wording import reason
from whatsapp_erp_bot.whatsapp.errors import WhatsAppError

MESSAGE = "WhatsApp Bot Message"
CONTACT = "WhatsApp Bot Contact"
CONVERSATION = "WhatsApp Bot Conversation"
# a message whose turn killed its worker this often is given up with an apology
MAXIMUM_ATTEMPTS = 3
# and after so many the apology has failed too
ATTEMPTS_WITH_APOLOGY = 5
# marks a message read and shows “typing…” beside the turn; its failure never matters
_courtesy = ThreadPoolExecutor(max_workers=2, thread_name_prefix="whatsapp-courtesy")


def answer_conversation(name: str, owner: str) -> int:
	"""Answer every waiting message of a conversation that the caller has just claimed, in order, and send what is
	queued. Returns how many messages were dealt with."""
	held = store.read(CONVERSATION, name)
	handled = 0
	waiting = conversation.next_messages(name)
	while waiting:
		if not _begin(waiting[0]):
			break
		if not _take(waiting[0], held, owner):
			# somebody else's now, what is queued as well
			return handled
		handled += 1
		handled += outbox.send_conversation(held)
		if len(waiting) == 1:
			# what came meanwhile is found by the drain's next look
			break
		frappe.db.commit()  # nosemgrep: a new view of the database, for what came meanwhile
		if not conversation.claim(name, owner):
			break
		# looked at anew: one that was written earlier may have come meanwhile
		held = store.read(CONVERSATION, name)
		waiting = conversation.next_messages(name)
	if not handled:
		handled = outbox.send_conversation(held)
	if handled:
		conversation_changed(name)
	return handled


def _begin(message: dict) -> bool:
	"""Count the attempt, visibly and with the lease, before anything can go wrong. Returns whether the message still
	waits."""
	waits = store.change(statements.attempt(MESSAGE), {"name": message.name}) == 1
	# a worker that this message kills must leave a trace
	frappe.db.commit()  # nosemgrep
	message.attempts = (message.attempts or 0) + 1
	return waits


def _take(message: dict, held: dict, owner: str) -> bool:
	"""One turn. Returns whether it counts: not if somebody else has taken the conversation meanwhile."""
	try:
		if message.attempts > ATTEMPTS_WITH_APOLOGY:
			_put_aside(message)
		elif message.attempts > MAXIMUM_ATTEMPTS:
			_apologise(message, held)
		else:
			_show_reading(message, held)
			_answer(message, held)
	except Exception as error:
		# raises if the database is away: the message waits as it is
		store.recover(error)
		if store.is_busy(error) or _may_be_the_database(message, error):
			raise
		faults.log("WhatsApp Bot: turn failed", error, MESSAGE, message.name)
		_apologise(message, held, error)
	if not conversation.claim(held.name, owner):
		# the turn took longer than its lease, and somebody else is at it: theirs counts
		frappe.db.rollback()
		return False
	# one turn, one transaction: what was done and the answer that says so
	frappe.db.commit()  # nosemgrep
	return True


def _may_be_the_database(message: dict, error: Exception) -> bool:
	"""It answers now, but may have been away a moment ago: a message is tried again before it is given up."""
	return store.is_database_trouble(error) and message.attempts < MAXIMUM_ATTEMPTS


def _answer(message: dict, held: dict) -> None:
	turn = prepare(message, held)
	with identity.acting_as(turn.person.runs_as, turn.language):
		answers = respond(turn)
		answers = _introduce(turn, answers)
	_remember(turn)
	outbox.put(held, answers, message.name, message.name, turn.notes.get("run"))
	store.update(MESSAGE, message.name, {"status": "Done", "run": turn.notes.get("run")})


def _remember(turn: Turn) -> None:
	"""Keep what the turn found out about the person."""
	if turn.contact_news:
		store.update(CONTACT, turn.contact.name, turn.contact_news)
	if turn.person.claims:
		claims.note(turn.contact.name, turn.person.claims)


def _introduce(turn: Turn, answers: list[Outgoing]) -> list[Outgoing]:
	"""At the first contact, say what this is: that it is automated, what it can do, how to reach a person, how to
	stop. In the same message where it fits."""
	if turn.contact.greeted_on or not answers:
		return answers
	turn.contact_news["greeted_on"] = now_datetime()
	settings = get_settings()
	words = "\n".join(
		[
			settings.greeting or _("Hello! I am the assistant of {0}.").format(turn.context.company),
			settings.disclosure
			or _(
				"I am an automated service: ask me about sales, stock, balances or documents. "
				"Write “person” to talk to somebody of ours, or “STOP” to stop notifications."
			),
		]
	)
	first = answers[0]
	body = first.payload.get("text")
	limit = 1024 if first.kind == "buttons" else 4096
	if body and len(words) + len(body) + 2 <= limit:
		first.payload["text"] = first.text = f"{words}\n\n{body}"
		return answers
	return [outgoing.text(words), *answers]


def _apologise(message: dict, held: dict, error: Exception | None = None) -> None:
	before = frappe.local.lang
	frappe.local.lang = in_frappe(language_of(store.read(CONTACT, held.contact), held.name))
	try:
		words = _(
			"Sorry, something went wrong on our side and I could not answer that. Please try again in a while."
		)
	finally:
		frappe.local.lang = before
	outbox.put(held, [outgoing.text(words)], message.name, message.name, None)
	store.update(
		MESSAGE,
		message.name,
		{
			"status": "Failed",
			"error": reason(error) if error else _("The worker stopped several times."),
		},
	)


def _put_aside(message: dict) -> None:
	"""Nothing but the state, so that nothing can fail; managers see it in Desk and may have it answered again."""
	store.update(
		MESSAGE, message.name, {"status": "Failed", "error": _("The bot could not even say that it failed.")}
	)


def _show_reading(message: dict, held: dict) -> None:
	"""Mark the message read and show “typing…”, beside the turn; where a person answers, that is theirs to do."""
	if accounts.is_simulator(held.account) or not message.wamid or held.mode == "Human":
		return
	try:
		client = accounts.client(held.account)
	except WhatsAppError:
		return
	_courtesy.submit(_mark_read, client, message.wamid)


def _mark_read(client: Any, wamid: str) -> None:
	try:
		client.mark_read(wamid, typing=True)
	except Exception:
		# a courtesy: the answer itself will tell if the number does not work
		pass
