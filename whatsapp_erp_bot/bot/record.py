# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The Run row: what is written down of each interpretation and execution.

Contract: `open_run` writes who asked what and how it was understood; `finish` and `end` write what came of it and give
back the messages that say so. `carrying_out` keeps a failed command from leaving anything behind.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import frappe
from frappe import _
from frappe.utils import now_datetime

from whatsapp_erp_bot.bot import interpret, outgoing, reply, store
from whatsapp_erp_bot.bot.keys import digest
from whatsapp_erp_bot.bot.outgoing import Outgoing
from whatsapp_erp_bot.bot.turn import Turn, milliseconds_since
from whatsapp_erp_bot.commands.result import Result
from whatsapp_erp_bot.llm.types import Call, Interpretation, SmallTalk
from whatsapp_erp_bot.plain_text import from_html

RUN = "WhatsApp Bot Run"


def open_run(turn: Turn, call: Call, understood: Interpretation | None) -> str:
	"""The Run row of this interpretation. A message that is taken up again after a crash finds its row gone with the
	rolled back transaction, so there is one row a step."""
	turn.runs += 1
	values = {
		"command": call.command,
		"arguments": dict(call.arguments),
		"certain": call.certain,
		"status": "Understood",
		# taken back by `end` where permit or ERPNext says no
		"permission": "Allowed",
		"started_on": now_datetime(),
		**_who(turn),
		**_how(understood),
	}
	name = store.insert(RUN, values)
	turn.notes["run"] = name
	turn.context.run = name
	return name


def _who(turn: Turn) -> dict[str, Any]:
	party = turn.context.party
	return {
		"text": (turn.message.text or "")[:500],
		"user": turn.person.user,
		"party_type": party.party_type if party else None,
		"party": party.party if party else None,
		"simulated_by": turn.message.simulated_by,
		"contact": turn.contact.name,
		"conversation": turn.conversation.name,
		"message": turn.message.name,
		"language": turn.language,
		"company": turn.context.company or None,
		"step": turn.runs,
		"run_key": digest("run", turn.message.name, str(turn.runs)),
	}


def _how(understood: Interpretation | None) -> dict[str, Any]:
	if not understood:
		return {"interpreter": "tap or answer"}
	usage = understood.usage
	return {
		"interpreter": usage.provider,
		"model": usage.model,
		"input_tokens": usage.input_tokens,
		"output_tokens": usage.output_tokens,
		"cost": interpret.cost(usage.provider, usage.input_tokens, usage.output_tokens),
		"interpret_ms": usage.milliseconds,
		"attempts": [asdict(attempt) for attempt in understood.attempts] or None,
	}


def note_no_command(turn: Turn, understood: Interpretation) -> None:
	"""A Run row for what led to no command, so that managers see what people ask in vain; a greeting is not in vain."""
	turn.runs += 1
	status = "Done" if isinstance(understood.outcome, SmallTalk) else "Not understood"
	turn.notes["run"] = store.insert(
		RUN, {"status": status, "command": None, **_who(turn), **_how(understood)}
	)


@contextmanager
def carrying_out(name: str) -> Iterator[None]:
	"""Around a command's function: what it did to the database goes with it if it fails, and nothing else does.
	`name` is the savepoint's."""
	frappe.db.savepoint(name)
	try:
		yield
	except Exception as error:
		if store.is_database_trouble(error):
			# the transaction is gone as a whole, and the savepoint with it
			raise
		frappe.db.rollback(save_point=name)
		raise


def finish(name: str, result: Result, started: float) -> list[Outgoing]:
	"""Keep a result on its Run and make it readable on a phone."""
	body = reply.body_of(result)
	store.update(
		RUN,
		name,
		{
			"status": "Done",
			"progress": 100,
			"error": None,
			"result": body,
			"run_ms": milliseconds_since(started),
			"ended_on": now_datetime(),
			"state": {"next": [asdict(step) for step in result.next_steps]} if result.next_steps else None,
			"document_type": result.document.doctype if result.document else None,
			"document_name": result.document.name if result.document else None,
		},
	)
	return reply.from_result(result, body, name)


def end(name: str, words: str, status: str, started: float) -> list[Outgoing]:
	"""Keep on the Run that it did not happen, and why, and say so."""
	words = reply.sentence(words)
	store.update(
		RUN,
		name,
		{
			"status": status,
			"result": words,
			"permission": "Refused" if status == "Refused" else "Allowed",
			"run_ms": milliseconds_since(started),
			"ended_on": now_datetime(),
		},
	)
	return [outgoing.text(words)]


def words_of(error: Exception) -> str:
	"""The sentence that ERPNext has for its users, without HTML."""
	messages = [
		from_html(str(message.get("message") if isinstance(message, dict) else message))
		for message in frappe.get_message_log()
	]
	frappe.clear_messages()
	return (
		"\n".join(message for message in messages if message)
		or from_html(str(error))
		or _("That is not possible.")
	)
