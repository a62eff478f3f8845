# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What must hold after a fault, counted from the rows and from what reached Meta.

Contract: `settle` waits until nothing moves any more; `judge` counts. A question is answered once, or its answer is
one that nobody can know of (Unknown), or one that waits for a person in Desk (Held, Failed); everything else is a
fault of ours.
"""

import time
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from frappe.utils import now_datetime

from whatsapp_erp_bot.bot import store

EVENT, MESSAGE, RUN = "WhatsApp Bot Event", "WhatsApp Bot Message", "WhatsApp Bot Run"
CONVERSATION = "WhatsApp Bot Conversation"
# from the last statement of an event to its commit, and from the beginning of a turn to its run: what could not be
# seen yet when a turn began may come after it
VISIBLE_AFTER = timedelta(seconds=0.3)
TAKEN = ("Accepted", "Sent", "Delivered", "Read")


@dataclass
class Verdict:
	"""How many of the questions are what; the last five must be empty."""

	questions: int = 0
	answered: int = 0
	unknown: int = 0
	in_desk: int = 0
	apologies: int = 0
	lost: list[str] = field(default_factory=list)
	processed_twice: list[str] = field(default_factory=list)
	answered_twice: list[str] = field(default_factory=list)
	out_of_order: list[str] = field(default_factory=list)
	stuck: dict[str, int] = field(default_factory=dict)

	def faults(self) -> dict[str, Any]:
		"""What must not be; empty if all is well."""
		names = ("lost", "processed_twice", "answered_twice", "out_of_order", "stuck")
		return {name: value for name, value in asdict(self).items() if name in names and value}


def stuck() -> dict[str, int]:
	"""What still moves, or would never move again: {what: how many}."""
	store.end_transaction_view()
	counts = {
		"events waiting": store.count(EVENT, {"status": "Waiting"}),
		"events dead": store.count(EVENT, {"status": "Dead"}),
		"questions waiting": store.count(MESSAGE, {"direction": "In", "status": "Waiting"}),
		"answers queued": store.count(MESSAGE, {"direction": "Out", "status": "Queued"}),
		"answers being sent": store.count(MESSAGE, {"direction": "Out", "status": "Sending"}),
		"runs not ended": store.count(RUN, {"status": ["Queued", "Running"]}),
		# a lease whose time is over holds nobody up
		"conversations owned": store.count(CONVERSATION, {"lease_until": (">", now_datetime())}),
	}
	return {what: count for what, count in counts.items() if count}


def take_in_all(seconds: float = 20) -> None:
	"""Wait until no event waits: what a dead worker left would make the next one's way longer."""
	until = time.monotonic() + seconds
	while time.monotonic() < until and store.count(EVENT, {"status": "Waiting"}):
		time.sleep(0.05)
		store.end_transaction_view()


def settle(seconds: float) -> float:
	"""Wait until nothing moves, at most so long. Returns how long it took."""
	began = time.monotonic()
	while time.monotonic() < began + seconds and stuck():
		time.sleep(0.3)
	return time.monotonic() - began


def judge(wamids: Collection[str], sent: Sequence[dict[str, Any]], allow_silence: bool = False) -> Verdict:
	"""Count what became of these questions; `sent` is what reached Meta, in its order. `allow_silence`: no answer at
	all is an answer too (what comes days late gets one apology at most)."""
	verdict = Verdict(questions=len(wamids), stuck=stuck())
	asked: dict[str, list[dict]] = defaultdict(list)
	fields = ["name", "wamid", "status", "conversation", "sequence", "event"]
	rows = store.rows(MESSAGE, fields, {"direction": "In", "wamid": list(wamids)}, "sequence")
	events = store.rows(EVENT, ["name", "modified"], {"name": {row.event for row in rows}}, "name")
	# all messages of an event can be seen from when it is done; before that they are not there
	seen_from = {event.name: event.modified + VISIBLE_AFTER for event in events}
	for row in rows:
		row.seen_from = seen_from[row.event]
		asked[row.wamid].append(row)
	verdict.lost = [wamid for wamid in wamids if not asked[wamid]]
	verdict.processed_twice = [wamid for wamid, rows in asked.items() if len(rows) > 1]
	questions = {rows[0].name: rows[0] for rows in asked.values() if rows}
	_judge_runs(verdict, questions)
	_judge_answers(verdict, questions, sent, allow_silence)
	return verdict


def _judge_runs(verdict: Verdict, questions: dict[str, dict]) -> None:
	runs = store.rows(RUN, ["message", "creation", "interpret_ms"], {"message": list(questions)}, "creation")
	times = Counter(run.message for run in runs)
	verdict.processed_twice += [questions[name].wamid for name, count in times.items() if count > 1]
	verdict.apologies = sum(row.status == "Failed" for row in questions.values())
	ended = {"Done", "Failed"}
	verdict.lost += [row.wamid for row in questions.values() if row.status not in ended]
	latest: dict[str, tuple[str, Any]] = {}
	for run in runs:
		row = questions[run.message]
		before = latest.get(row.conversation)
		# a later one may only go first if this one was not there yet
		if before and row.sequence < before[0] and row.seen_from < before[1]:
			verdict.out_of_order.append(row.wamid)
		if not before or row.sequence > before[0]:
			began = run.creation - timedelta(milliseconds=run.interpret_ms or 0)
			latest[row.conversation] = (row.sequence, began)


def _judge_answers(
	verdict: Verdict, questions: dict[str, dict], sent: Sequence[dict[str, Any]], allow_silence: bool
) -> None:
	reached = [record["body"].get("biz_opaque_callback_data") for record in sent]
	arrivals = Counter(reached)
	answers: dict[str, list[dict]] = defaultdict(list)
	fields = ["name", "status", "in_answer_to", "creation"]
	for row in store.rows(MESSAGE, fields, {"direction": "Out", "in_answer_to": list(questions)}, "sequence"):
		answers[row.in_answer_to].append(row)
	for name, question in questions.items():
		if answers[name] or not allow_silence:
			_judge_one(verdict, question, answers[name], arrivals)
	_judge_order(verdict, questions, answers, reached)


def _judge_one(verdict: Verdict, question: dict, rows: list[dict], arrivals: Counter) -> None:
	arrived = sum(arrivals[row.name] for row in rows)
	if len(rows) > 1 or arrived > 1:
		verdict.answered_twice.append(question.wamid)
	elif not rows:
		verdict.lost.append(question.wamid)
	elif rows[0].status in TAKEN and arrived == 1:
		verdict.answered += 1
	elif rows[0].status == "Unknown":
		verdict.unknown += 1
	elif rows[0].status in ("Held", "Failed") and not arrived:
		verdict.in_desk += 1
	else:
		verdict.lost.append(question.wamid)


def _judge_order(
	verdict: Verdict, questions: dict[str, dict], answers: dict[str, list[dict]], reached: list[str | None]
) -> None:
	"""Answers reach a person in the order in which the questions were dealt with."""
	place = {row.name: (row.creation, questions[name]) for name, rows in answers.items() for row in rows}
	latest: dict[str, datetime] = {}
	for name in reached:
		if name not in place:
			continue
		made, question = place[name]
		if made < latest.get(question.conversation, made):
			verdict.out_of_order.append(question.wamid)
		latest[question.conversation] = made


def judge_reports(wamids: Collection[str], sent: Sequence[dict[str, Any]]) -> Verdict:
	"""The same for long reports: “working on it” at once, and then one file, or one sentence that it failed."""
	verdict = Verdict(questions=len(wamids), stuck=stuck())
	rows = store.rows(MESSAGE, ["name", "wamid"], {"direction": "In", "wamid": list(wamids)}, "sequence")
	arrivals = Counter(record["body"].get("biz_opaque_callback_data") for record in sent)
	for row in rows:
		runs = store.rows(RUN, ["name", "status"], {"message": row.name}, "creation")
		results = [answer for run in runs for answer in _results(row.name, run.name)]
		arrived = sum(arrivals[answer.name] for answer in results)
		if len(runs) > 1:
			verdict.processed_twice.append(row.wamid)
		elif len(results) > 1 or arrived > 1:
			verdict.answered_twice.append(row.wamid)
		elif not results or runs[0].status not in ("Done", "Failed"):
			verdict.lost.append(row.wamid)
		else:
			_count_result(verdict, runs[0], results[0], arrived, row.wamid)
	verdict.lost += list(set(wamids) - {row.wamid for row in rows})
	return verdict


def _results(message: str, run: str) -> list[dict]:
	"""What the report itself said, after the words that it was begun."""
	fields = ["name", "status", "kind"]
	answers = store.rows(
		MESSAGE, fields, {"direction": "Out", "in_answer_to": message, "run": run}, "sequence"
	)
	return answers[1:]


def _count_result(verdict: Verdict, run: dict, answer: dict, arrived: int, wamid: str) -> None:
	if answer.status in TAKEN and arrived == 1 and (run.status != "Done" or answer.kind == "document"):
		verdict.answered += 1
		verdict.apologies += run.status == "Failed"
	elif answer.status == "Unknown":
		verdict.unknown += 1
	else:
		verdict.lost.append(wamid)
