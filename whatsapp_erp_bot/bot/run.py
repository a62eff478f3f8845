# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Carrying out a call: names resolved, permission checked, confirmed if it writes, in the background if it is long.

Contract: each interpretation leaves one Run row that says who, what, with which arguments, whether it was allowed and
what came of it. Functions of commands run as the session user that the turn has set. Long ones are claimed by one
worker, report progress, and throw their result away when they were cancelled.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import timedelta
from functools import partial
from typing import Any

import frappe
from frappe import _
from frappe.utils import now_datetime

from whatsapp_erp_bot.bot import (
	allowance,
	confirm,
	faults,
	identity,
	interpret,
	myself,
	outbox,
	outgoing,
	queue,
	record,
	reply,
	store,
)
from whatsapp_erp_bot.bot.language import in_frappe
from whatsapp_erp_bot.bot.live import conversation_changed, run_changed
from whatsapp_erp_bot.bot.outgoing import Outgoing
from whatsapp_erp_bot.bot.permit import check_allowed
from whatsapp_erp_bot.bot.settings import get_settings
from whatsapp_erp_bot.bot.turn import Turn, prepare
from whatsapp_erp_bot.commands import registry
from whatsapp_erp_bot.commands.base import Context, refusal
from whatsapp_erp_bot.commands.declaration import Declaration
from whatsapp_erp_bot.commands.resolve import question_for, resolve_arguments
from whatsapp_erp_bot.commands.result import NextStep, Proposal
from whatsapp_erp_bot.exceptions import Ambiguous, BadInput, BotError, Cancelled, Candidate, Missing, Refused
from whatsapp_erp_bot.llm.types import Call, Interpretation, Question
from whatsapp_erp_bot.plain_text import visible

RUN = "WhatsApp Bot Run"
CONVERSATION = "WhatsApp Bot Conversation"
MESSAGE = "WhatsApp Bot Message"
# a long run without a heartbeat for this long lost its worker
STALE_MINUTES = 5
# marks, in `error`, a run that was taken up again
LOST_WORKER = "The worker stopped."
# how far apart words about progress go to the chat (each message is charged)
PROGRESS_SECONDS = 45


def carry_out(turn: Turn, call: Call, understood: Interpretation | None = None) -> list[Outgoing]:
	"""Run a call for the person of this turn and say what came of it."""
	declaration = registry.declarations()[call.command]
	name = record.open_run(turn, call, understood)
	started = time.monotonic()
	try:
		check_allowed(turn, declaration)
		answers = _run(turn, declaration, _seen(call.arguments), name)
	except Missing as missing:
		answers = _ask_for(turn, name, declaration, dict(call.arguments), missing)
	except Ambiguous as ambiguous:
		answers = _ask_which(turn, name, declaration, dict(call.arguments), ambiguous)
	except BotError as error:
		answers = record.end(name, str(error), "Refused" if isinstance(error, Refused) else "Failed", started)
	except frappe.PermissionError:
		answers = record.end(name, str(refusal()), "Refused", started)
	except frappe.ValidationError as error:
		answers = record.end(name, record.words_of(error), "Failed", started)
	return answers


def _seen(said: Any) -> Any:
	"""Arguments without characters that nobody sees: what is saved is what was shown."""
	if isinstance(said, str):
		return visible(said)
	if isinstance(said, Mapping):
		return {key: _seen(value) for key, value in said.items()}
	return [_seen(value) for value in said] if isinstance(said, list | tuple) else said


def _run(turn: Turn, declaration: Declaration, arguments: dict[str, Any], name: str) -> list[Outgoing]:
	special = myself.HANDLERS.get(declaration.name)
	if special:
		store.update(RUN, name, {"status": "Done", "ended_on": now_datetime()})
		return special(turn, arguments)
	function = registry.function(declaration.name)
	if not function:
		store.update(RUN, name, {"status": "Refused", "result": "not built", "ended_on": now_datetime()})
		return myself.not_yet(turn, declaration)
	resolved = resolve_arguments(declaration, arguments, turn.context)
	if declaration.long:
		return _start_long(turn, declaration, name)
	if declaration.name == "undo":
		turn.context.extra["last_draft"] = _last_draft(turn)
	started = time.monotonic()
	with record.carrying_out("whatsapp_bot_command"):
		outcome = function(turn.context, **resolved)
	if isinstance(outcome, Proposal):
		return confirm.ask(turn, name, outcome)
	return record.finish(name, outcome, started)


def _last_draft(turn: Turn) -> dict[str, str] | None:
	"""The last document that this person made in this conversation: {"doctype", "name"}."""
	made = store.rows(
		RUN,
		["document_type", "document_name", "command"],
		{
			"conversation": turn.conversation.name,
			"user": turn.person.user,
			"status": "Done",
			"confirmed_on": (">", turn.contact.bound_on or turn.contact.creation),
		},
		"confirmed_on",
		descending=True,
		limit=1,
	)
	if not made or not made[0].document_name or made[0].command == "undo":
		return None
	return {"doctype": made[0].document_type, "name": made[0].document_name}


# ---- questions


def ask(turn: Turn, question: Question, understood: Interpretation) -> list[Outgoing]:
	"""The interpreter knows the command and misses an argument."""
	declaration = registry.declarations()[question.command]
	call = Call(question.command, dict(question.arguments))
	if not interpret.may_run(turn.context, declaration) or not registry.function(question.command):
		return carry_out(turn, call, understood)
	name = record.open_run(turn, call, understood)
	# worded here and nowhere else: whoever interprets only says what is missing
	words = question_for(declaration.parameter(question.parameter), turn.language)
	return _ask_for(turn, name, declaration, dict(question.arguments), Missing(question.parameter, words))


def offer(turn: Turn, call: Call, understood: Interpretation) -> list[Outgoing]:
	"""Something that only a model read in the message, and that is for the person alone to begin: a button that does
	it, and nothing until then."""
	declaration = registry.declarations()[call.command]
	name = record.open_run(turn, call, understood)
	step = NextStep(declaration.titles.get(turn.language) or declaration.name, call.command, call.arguments)
	words = _("Is this what you want? If so, tap it.")
	store.update(RUN, name, {"status": "Asking", "result": words, "state": {"next": [asdict(step)]}})
	return reply.with_choices(f"{words}\n{step.label}", [(f"next:{name}:0", step.label)])


def _ask_for(
	turn: Turn, name: str, declaration: Declaration, arguments: dict[str, Any], missing: Missing
) -> list[Outgoing]:
	words = reply.sentence(str(missing))
	store.update(RUN, name, {"status": "Asking", "result": words})
	turn.waits_for = {
		"kind": "question",
		"run": name,
		"command": declaration.name,
		"arguments": arguments,
		"parameter": missing.parameter,
	}
	return [outgoing.text(words)]


def _ask_which(
	turn: Turn, name: str, declaration: Declaration, arguments: dict[str, Any], ambiguous: Ambiguous
) -> list[Outgoing]:
	candidates: Sequence[Candidate] = ambiguous.candidates
	state = {
		"parameter": ambiguous.parameter,
		"row": ambiguous.row,
		"candidates": [candidate.value for candidate in candidates],
	}
	store.update(RUN, name, {"status": "Asking", "result": str(ambiguous), "state": state})
	turn.waits_for = {
		"kind": "choice",
		"run": name,
		"command": declaration.name,
		"arguments": arguments,
		"parameter": ambiguous.parameter,
		"labels": [candidate.label for candidate in candidates],
	}
	return reply.choice_list(str(ambiguous), name, candidates)


def with_choice(arguments: Mapping[str, Any], parameter: str, row: int | None, value: str) -> dict[str, Any]:
	"""Arguments with a tapped candidate in its place, marked as a name that only needs its permission checked."""
	changed = dict(arguments)
	if row is None:
		changed[parameter] = {"name": value}
		return changed
	rows = [dict(line) for line in changed.get(parameter) or changed.get("rows") or []]
	rows[row]["item"] = {"name": value}
	changed["rows"] = rows
	return changed


# ---- long runs


def _start_long(turn: Turn, declaration: Declaration, name: str) -> list[Outgoing]:
	limit = get_settings().long_runs_per_person
	person = allowance.person_of(turn.person.user, turn.contact.name)
	if limit:
		allowance.hold(person)
	if limit and len(allowance.by_now(lambda: _running(person, name))) >= limit:
		raise BadInput(
			_("Your other report is still running. Write “status” to see it or “cancel” to stop it.")
		)
	store.update(RUN, name, {"status": "Queued", "heartbeat_on": now_datetime()})
	queue.start_long(name)
	return [
		outgoing.text(
			_(
				"Working on “{0}”. I will send it here. Write “status” to see how far it is, “cancel” to stop it."
			).format(declaration.titles.get(turn.language) or declaration.name)
		)
	]


def _running(person: dict[str, str], besides: str) -> dict[str, int]:
	filters = {**person, "status": ["Queued", "Running"], "name": ("!=", besides)}
	return {row.name: 1 for row in store.rows(RUN, ["name"], filters, "creation")}


def carry_out_long(name: str) -> None:
	"""In a job of the long queue: run a queued run as its person, and put the answer into the outbox. Does nothing if
	somebody else has it or it was cancelled."""
	if not store.change_if(
		RUN, name, {"status": "Queued"}, {"status": "Running", "heartbeat_on": now_datetime()}
	):
		frappe.db.rollback()
		return
	# nobody else may start it
	frappe.db.commit()  # nosemgrep
	row = store.read(RUN, name)
	turn = prepare(store.read(MESSAGE, row.message), store.read(CONVERSATION, row.conversation))
	turn = replace(turn, language=row.language, previous=None)
	turn.context.language = row.language
	turn.context.run = name
	turn.context.company = row.company or turn.context.company
	turn.context.report_progress = _progress_reporter(turn, name)
	turn.context.is_cancelled = lambda: _is_cancelled(name)
	try:
		with identity.acting_as(turn.person.runs_as, row.language):
			_check_person(turn, row)
			answers = _long_answer(turn, row)
	except Exception as error:
		frappe.db.rollback()
		answers = _long_failed(turn, row, error)
	if answers:
		outbox.put(turn.conversation, answers, f"long:{name}", row.message, name)
		queue.wake_after_commit()
	conversation_changed(turn.conversation.name)
	# the result and the answer that carries it, together
	frappe.db.commit()  # nosemgrep
	run_changed(name, 100, frappe.db.get_value(RUN, name, "status"))


def _check_person(turn: Turn, row: dict) -> None:
	"""Raises Refused unless it is still the person who asked, and they are let in now."""
	if turn.person.closed:
		raise Refused(turn.person.closed.words())
	if (turn.person.user, turn.context.party and turn.context.party.party) != (row.user, row.party):
		raise Refused(_("This number belongs to somebody else now."))


def _long_answer(turn: Turn, row: dict) -> list[Outgoing]:
	declaration = registry.declarations()[row.command]
	started = time.monotonic()
	if not interpret.may_run(turn.context, declaration):
		raise refusal()
	arguments = store.loads(row.arguments) or {}
	# no savepoint: reporting progress commits
	result = registry.function(row.command)(
		turn.context, **resolve_arguments(declaration, arguments, turn.context)
	)
	if _is_cancelled(row.name):
		raise Cancelled(_("Cancelled."))
	return record.finish(row.name, result, started)


def _long_failed(turn: Turn, row: dict, error: Exception) -> list[Outgoing]:
	"""What to say of a long run that did not end well; a cancelled one was answered when it was cancelled."""
	if isinstance(error, Cancelled):
		store.update(RUN, row.name, {"status": "Cancelled", "ended_on": now_datetime(), "result": None})
		return []
	before = frappe.local.lang
	frappe.local.lang = in_frappe(row.language)
	try:
		if isinstance(error, BotError):
			words = str(error)
		elif isinstance(error, frappe.PermissionError):
			words = str(refusal())
		elif isinstance(error, frappe.ValidationError):
			words = record.words_of(error)
		else:
			faults.log("WhatsApp Bot: long run failed", error, RUN, row.name)
			words = _("Sorry, the report could not be made. Somebody of ours can see why.")
		words = reply.sentence(words)
	finally:
		frappe.local.lang = before
	store.update(
		RUN,
		row.name,
		{
			"status": "Refused" if isinstance(error, Refused) else "Failed",
			"error": f"{type(error).__name__}: {error}"[:500],
			"result": words,
			"ended_on": now_datetime(),
		},
	)
	return [outgoing.text(words)]


def _progress_reporter(turn: Turn, name: str) -> Callable[[float, str], None]:
	"""Progress into the Run (and so to open Desk pages), and now and then to the chat. Written on a connection of the
	job itself between the command's reads: nothing else of the command is uncommitted, since long ones only read."""
	last_said = time.monotonic()

	def report(percent: float, words: str) -> None:
		nonlocal last_said
		store.update(
			RUN,
			name,
			{
				"progress": max(0, min(99, percent)),
				"progress_text": words[:140],
				"heartbeat_on": now_datetime(),
			},
		)
		if time.monotonic() - last_said > PROGRESS_SECONDS:
			last_said = time.monotonic()
			text = f"{int(percent)} % – {words}"
			outbox.put(
				turn.conversation, [outgoing.text(text)], f"progress:{name}:{int(percent)}", None, name
			)
			queue.wake_after_commit()
		# progress that nobody can see is none; long commands only read
		frappe.db.commit()  # nosemgrep
		run_changed(name, percent, "Running")

	return report


def _is_cancelled(name: str) -> bool:
	"""Whether the person has cancelled; looks past this transaction's view."""
	frappe.db.commit()  # nosemgrep: a new view of the database; long commands only read
	return bool(frappe.db.get_value(RUN, name, "cancel_requested", cache=False))


def _give_up(name: str) -> None:
	"""A long run that lost its worker twice: it would go on taking workers down. The person is told."""
	if not store.change_if(
		RUN, name, {"status": "Running"}, {"status": "Failed", "ended_on": now_datetime()}
	):
		return
	# it must not be found again, whatever telling does
	frappe.db.commit()  # nosemgrep
	row = store.read(RUN, name)
	held = store.read(CONVERSATION, row.conversation)
	before = frappe.local.lang
	frappe.local.lang = row.language
	try:
		words = _("Sorry, the report could not be made. Somebody of ours can see why.")
	finally:
		frappe.local.lang = before
	store.update(RUN, name, {"result": words})
	if held:
		outbox.put(held, [outgoing.text(words)], f"long:{name}", row.message, name)
		queue.wake_after_commit()


def sweep() -> None:
	"""Long runs whose job was lost are queued again; ones that lost their worker are tried once more, then given up.
	Confirmations whose time is over expire. Each by itself: one that can't be told of keeps no other waiting."""
	before = now_datetime() - timedelta(minutes=STALE_MINUTES)
	for row in frappe.get_all(
		RUN,
		filters={"status": ("in", ["Queued", "Running"]), "heartbeat_on": ("<", before)},
		fields=["name", "status", "error"],
		order_by="creation asc",
		limit=100,
	):
		store.alone(partial(_take_up_again, row), "long run not taken up again", RUN, row.name)
	store.alone(_expire_confirmations, "confirmations not expired")


def _take_up_again(row: dict) -> None:
	if row.status == "Running" and row.error == LOST_WORKER:
		_give_up(row.name)
		return
	values = {"status": "Queued", "heartbeat_on": now_datetime()}
	if row.status == "Running":
		values["error"] = LOST_WORKER
	if store.change_if(RUN, row.name, {"status": row.status}, values):
		queue.start_long(row.name)


def _expire_confirmations() -> None:
	table = frappe.qb.DocType(RUN)
	(
		frappe.qb.update(table)
		.set(table.status, "Expired")
		.where(table.status == "Confirming")
		.where(table.confirm_until < now_datetime())
	).run()
