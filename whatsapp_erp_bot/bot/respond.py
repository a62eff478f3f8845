# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What to answer to one message: who may ask what, what was tapped, what was asked before, what the words mean.

Contract: runs as the person, inside the turn's transaction; returns the messages of one answer, or none where silence
is right (a person has taken over, the bot is off). Every message that asks something gets an answer.
"""

from datetime import timedelta
from typing import Any

import frappe
from frappe import _
from frappe.utils import now_datetime

from whatsapp_erp_bot.bot import (
	colleagues,
	confirm,
	conversation,
	interpret,
	myself,
	outgoing,
	record,
	run,
	statements,
	store,
)
from whatsapp_erp_bot.bot.decline import decline
from whatsapp_erp_bot.bot.kinds import READ_KINDS
from whatsapp_erp_bot.bot.language import in_frappe
from whatsapp_erp_bot.bot.notices import tell
from whatsapp_erp_bot.bot.outgoing import Outgoing
from whatsapp_erp_bot.bot.permit import OWN_JOBS, UNKNOWN_MAY
from whatsapp_erp_bot.bot.settings import get_settings
from whatsapp_erp_bot.bot.turn import UNCHANGED, Turn, is_late
from whatsapp_erp_bot.commands import registry
from whatsapp_erp_bot.llm.rules.answers import read_value
from whatsapp_erp_bot.llm.types import Call, NotUnderstood, Question, SmallTalk
from whatsapp_erp_bot.llm.types import Turn as Line

MESSAGE = "WhatsApp Bot Message"
PREVIOUS_MINUTES = 30
# what everybody may say at any time, in a few words
OPT_OUTS = ("stop_notifications", "start_notifications")
LONGEST_OPT_OUT = 60


def respond(turn: Turn) -> list[Outgoing]:
	"""The messages of one answer; [] for silence."""
	answers = _respond(turn)
	_keep_state(turn)
	return answers


def _keep_state(turn: Turn) -> None:
	"""Write what became of the conversation (see bot/turn). What somebody else did to it meanwhile counts."""
	for as_read, values in turn.conversation_news:
		store.change_if(conversation.CONVERSATION, turn.conversation.name, as_read, values)
	if turn.waits_for is not UNCHANGED:
		conversation.set_waiting(turn.conversation.name, turn.waits_for)


def _respond(turn: Turn) -> list[Outgoing]:
	settings = get_settings()
	if not settings.enabled:
		_heed(turn)
		return []
	if turn.conversation.mode == "Human" and not _resumes(turn):
		return _heed(turn) or _leave_to_person(turn)
	if turn.conversation.mode == "Closed":
		turn.conversation_news.append(({"mode": "Closed"}, {"mode": "Bot"}))
	if is_late(turn):
		return _heed(turn) or _late(turn)
	over_limit = _over_limit(turn, settings.messages_per_minute)
	if over_limit is not None:
		_heed(turn)
		return over_limit
	if turn.message.kind not in READ_KINDS:
		return decline(turn)
	if turn.person.kind == "refused":
		return _heed(turn) or [outgoing.text(turn.person.closed.words())]
	if turn.message.reply_id:
		return _tapped(turn, turn.message.reply_id)
	return _written(turn)


def _resumes(turn: Turn) -> bool:
	"""Whether a pause is over with this message."""
	held = turn.conversation
	values = colleagues.resumes(held)
	if not values:
		return False
	turn.conversation_news.append(({"mode": "Human", "paused_until": held.paused_until}, values))
	held.update(values)
	return True


def _heed(turn: Turn) -> list[Outgoing]:
	"""The words that stop notifications, or bring them back, count whoever answers, and where nobody does. The answer to
	them; [] if the message is none."""
	if turn.message.kind not in READ_KINDS or len(turn.message.text or "") > LONGEST_OPT_OUT:
		return []
	words = [registry.declarations()[name] for name in OPT_OUTS]
	outcome = interpret.by_rules(turn.message.text or "", turn.context, words).outcome
	if isinstance(outcome, Call) and outcome.certain and outcome.command in OPT_OUTS:
		return myself.HANDLERS[outcome.command](turn, {})
	return []


def _leave_to_person(turn: Turn) -> list[Outgoing]:
	"""Silence: a person has taken over, and is told."""
	if turn.conversation.assignee:
		tell(
			[turn.conversation.assignee],
			lambda: _("New WhatsApp message from {0}").format(turn.conversation.title),
			conversation.CONVERSATION,
			turn.conversation.name,
		)
	return []


def _late(turn: Turn) -> list[Outgoing]:
	"""One apology for all that was written while we could not answer; figures of yesterday would only confuse. None
	once Meta's window is shut: it could not leave as it is, and the message waits unread for a person."""
	if turn.conversation.window_end and turn.conversation.window_end < now_datetime():
		return []
	since = now_datetime() - timedelta(minutes=max(get_settings().late_minutes, 1))
	late_before = store.rows(
		MESSAGE,
		["name", "message_time"],
		{
			"conversation": turn.conversation.name,
			"direction": "In",
			"status": "Done",
			"creation": (">", since),
		},
		"creation",
	)
	apologised = store.count(
		MESSAGE,
		{
			"in_answer_to": [row.name for row in late_before if row.message_time < since],
			"direction": "Out",
			"conversation": turn.conversation.name,
			"creation": (">", since),
		},
	)
	if apologised:
		return []
	return [
		outgoing.text(
			_("Sorry, I could not answer your earlier messages. If you still need it, ask me again.")
		)
	]


def _over_limit(turn: Turn, limit: int) -> list[Outgoing] | None:
	"""None while the person is within the limit; one sentence at the first message over it, silence after that."""
	if not limit:
		return None
	# to all our numbers; those before this one are there, whoever is answering them
	count = store.count_by(
		statements.said_lately(MESSAGE, conversation.CONVERSATION),
		{
			"contact": turn.contact.name,
			"since": now_datetime() - timedelta(seconds=60),
			"sequence": turn.message.sequence,
		},
	)
	if count <= limit:
		return None
	first_over = count == limit + 1
	return (
		[outgoing.text(_("That is a lot at once. Give me a minute, then ask again."))] if first_over else []
	)


# ---- taps


def _tapped(turn: Turn, reply_id: str) -> list[Outgoing]:
	"""A button or list row. Its id says what it is; what it may do is looked up in the stored run, never in the id."""
	kind, _colon, rest = reply_id.partition(":")
	run_name, _colon, value = rest.partition(":")
	if kind == "cmd" and run_name in registry.declarations():
		return run.carry_out(turn, Call(run_name, {}, certain=True))
	if kind == "lang":
		return run.carry_out(turn, Call("set_language", {"language": run_name}, certain=True))
	if kind in ("yes", "no"):
		return confirm.tapped(turn, run_name, value, kind == "yes")
	if kind in ("pick", "next"):
		return _continue_run(turn, kind, run_name, value)
	if turn.message.text:
		return _written(turn)
	return [outgoing.text(_("That button is no longer valid. Write “menu” to see what I can do."))]


def _continue_run(turn: Turn, kind: str, run_name: str, value: str) -> list[Outgoing]:
	"""A candidate of a list, or a next step under a result."""
	row = store.read(run.RUN, run_name)
	if not row or row.contact != turn.contact.name or not _is_theirs(turn, row):
		return [outgoing.text(_("That button is no longer valid. Write “menu” to see what I can do."))]
	state = store.loads(row.state) or {}
	if kind == "next":
		steps = state.get("next") or []
		if not value.isdigit() or int(value) >= len(steps):
			return [outgoing.text(_("That button is no longer valid. Write “menu” to see what I can do."))]
		step = steps[int(value)]
		return run.carry_out(turn, Call(step["command"], step["arguments"], certain=True))
	return _picked(turn, row, state, value)


def _picked(turn: Turn, row: dict, state: dict, value: str) -> list[Outgoing]:
	candidates = state.get("candidates") or []
	turn.waits_for = None
	if not value.isdigit() or int(value) >= len(candidates):
		if row.status == "Asking":
			store.update(run.RUN, row.name, {"status": "Cancelled"})
		return [outgoing.text(_("All right. Tell me the name in other words, or its code."))]
	arguments = run.with_choice(
		store.loads(row.arguments) or {}, state["parameter"], state.get("row"), candidates[int(value)]
	)
	return run.carry_out(turn, Call(row.command, arguments, certain=True))


# ---- words


def _written(turn: Turn) -> list[Outgoing]:
	waiting = conversation.waits_for(turn.conversation)
	if waiting and not _asked_them(turn, waiting):
		turn.waits_for = None
	elif waiting:
		answer = _answered(turn, waiting)
		if answer is not None:
			return answer
	if turn.person.kind == "unknown":
		return _unknown_writes(turn)
	return _understood(turn)


def _asked_them(turn: Turn, waiting: dict[str, Any]) -> bool:
	"""Whether the question was put to the person behind the number now."""
	row = store.read(run.RUN, waiting.get("run") or "", "contact", "user", "party")
	return bool(row) and row.contact == turn.contact.name and _is_theirs(turn, row)


def _answered(turn: Turn, waiting: dict[str, Any]) -> list[Outgoing] | None:
	"""The answer to what the bot asked last; None when the words are about something else."""
	declaration = registry.declarations().get(waiting.get("command"))
	parameter = declaration.parameter(waiting["parameter"]) if declaration else None
	if not parameter:
		return None
	if waiting.get("kind") == "choice":
		index = _choice_in_words(turn.message.text, waiting["labels"])
		if index is not None:
			row = store.read(run.RUN, waiting["run"])
			return _picked(turn, row, store.loads(row.state) or {}, str(index)) if row else None
		return None
	if _means_something_else(turn, declaration.name):
		turn.waits_for = None
		return None
	value = read_value(turn.message.text, parameter, turn.language, turn.context.today)
	if value is None:
		return None
	turn.waits_for = None
	arguments = {**waiting["arguments"], parameter.name: value}
	return run.carry_out(turn, Call(declaration.name, arguments))


def _means_something_else(turn: Turn, asked: str) -> bool:
	"""Whether the words are certainly a command of their own rather than an answer."""
	by_rules = interpret.by_rules(turn.message.text, turn.context, _audience(turn))
	outcome = by_rules.outcome
	return isinstance(outcome, Call) and outcome.certain and outcome.command != asked


def _choice_in_words(text: str, labels: list[str]) -> int | None:
	"""“2”, or the label itself, instead of a tap."""
	words = text.strip().casefold()
	if words.isdigit() and 1 <= int(words) <= len(labels):
		return int(words) - 1
	exact = [index for index, label in enumerate(labels) if label.casefold() == words]
	return exact[0] if len(exact) == 1 else None


def _audience(turn: Turn) -> list:
	if turn.person.kind == "unknown":
		return [declaration for name, declaration in registry.declarations().items() if name in UNKNOWN_MAY]
	if turn.person.kind == "customer":
		mine = interpret.of_audience("customer")
		also = (UNKNOWN_MAY | OWN_JOBS) - {declaration.name for declaration in mine}
		return [*mine, *(registry.declarations()[name] for name in sorted(also))]
	return interpret.of_audience("staff")


def _unknown_writes(turn: Turn) -> list[Outgoing]:
	"""Somebody whom nobody knows: a link code and a few things about themselves work, the rest is politely explained."""
	understood = interpret.by_rules(turn.message.text, turn.context, _audience(turn))
	_speak(turn, understood.language)
	if isinstance(understood.outcome, Call) and understood.outcome.command in UNKNOWN_MAY:
		return run.carry_out(turn, understood.outcome, understood)
	record.note_no_command(turn, understood)
	return [outgoing.text(myself.who_are_you(turn))]


def _understood(turn: Turn) -> list[Outgoing]:
	understood = interpret.interpret(
		turn.message.text, turn.context, _audience(turn), _previous_call(turn), lambda: _history(turn)
	)
	_speak(turn, understood.language)
	outcome = understood.outcome
	if isinstance(outcome, Call | Question) and outcome.doubtful:
		return run.offer(turn, Call(outcome.command, outcome.arguments), understood)
	if isinstance(outcome, Call):
		return run.carry_out(turn, outcome, understood)
	if isinstance(outcome, Question) and outcome.command and outcome.parameter:
		return run.ask(turn, outcome, understood)
	record.note_no_command(turn, understood)
	if isinstance(outcome, Question) and outcome.commands:
		return myself.which_is_meant(turn, outcome.commands)
	if isinstance(outcome, SmallTalk):
		return myself.small_talk(turn, outcome)
	return myself.useful_menu(turn, understood_nothing=isinstance(outcome, NotUnderstood))


def _speak(turn: Turn, language: str | None) -> None:
	"""Answer in the language of the message, unless the person has set one."""
	if language and not turn.contact.language and language != turn.language:
		turn.language = turn.context.language = language
		frappe.local.lang = in_frappe(language)


def _previous_call(turn: Turn) -> Call | None:
	last = turn.previous
	if not last or not last.command or last.status not in ("Done", "Asking"):
		return None
	if last.creation < now_datetime() - timedelta(minutes=PREVIOUS_MINUTES) or not _is_theirs(turn, last):
		return None
	declaration = registry.declarations().get(last.command)
	if not declaration or declaration.deliberate:
		# what one does about oneself is never done again by the way
		return None
	return Call(last.command, store.loads(last.arguments) or {})


def _is_theirs(turn: Turn, row: dict) -> bool:
	"""Whether a run is of the person behind the number now, not of somebody who had it before."""
	party = turn.context.party
	return (row.user or None, row.party or None) == (turn.person.user, party.party if party else None)


def _history(turn: Turn) -> tuple[Line, ...]:
	"""The last lines of the conversation, for models."""
	since = now_datetime() - timedelta(minutes=PREVIOUS_MINUTES)
	recent = store.rows(
		run.RUN,
		["user", "party"],
		{"conversation": turn.conversation.name, "creation": (">", since)},
		"creation",
	)
	if not all(_is_theirs(turn, row) for row in recent):
		return ()
	rows = frappe.get_all(
		MESSAGE,
		filters={
			"conversation": turn.conversation.name,
			"name": ("!=", turn.message.name),
			# whoever wrote that, it was not shown to be this person
			"unverified": 0,
			# nothing of whoever had the number before it was bound
			"creation": (">", max(since, turn.contact.bound_on or since)),
		},
		fields=["direction", "text", "words"],
		order_by="creation desc",
		limit=interpret.HISTORY,
	)
	return tuple(
		Line("person" if row.direction == "In" else "bot", store.words_of(row)[:500])
		for row in reversed(rows)
	)
