# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Asking from a shell, as somebody: `./dev ask "¿cuánto vendimos este mes?" --as USER`.

Contract: the words take the way of a real message (Event, Message, turn, outbox) of the Simulator account, in this
process; only whoever has a shell on the server can do it. Prints the answer and the Run's record, or one JSON object.
"""

import json
import time
from typing import Any

import frappe

from whatsapp_erp_bot.bot import drain, run, simulator, store

MESSAGE = "WhatsApp Bot Message"
RUN = "WhatsApp Bot Run"
SHOWN = (
	"name",
	"command",
	"arguments",
	"status",
	"permission",
	"user",
	"party",
	"interpreter",
	"model",
	"language",
	"interpret_ms",
	"run_ms",
	"document_type",
	"document_name",
)
LONG_SECONDS = 120


def ask(text: str, user: str, as_json: bool = False) -> None:
	"""Ask as a user and print what came back. Writes stop at the preview, as in the simulator."""
	record = answer(text, user)
	if as_json:
		print(json.dumps(record, ensure_ascii=False, default=str))
		return
	for reply in record["answers"]:
		print(reply["text"] or "")
		for choice in reply["choices"]:
			print(f"  [{choice}]")
		if reply["file"]:
			print(f"  <{reply['file']}>")
		print()
	if record["run"]:
		print(json.dumps(record["run"], ensure_ascii=False, indent=1, default=str))


def answer(text: str, user: str) -> dict[str, Any]:
	"""{"text", "answers": [{"text", "kind", "choices", "file"}], "run": {…} | None}. Waits for workers if another one
	has taken the message up, and for long runs."""
	said = simulator.say(text, user)
	drain.drain(30)
	message = _settled(said["wamid"])
	runs = frappe.get_all(
		RUN, filters={"message": message}, fields=list(SHOWN), order_by="creation desc", limit=1
	)
	record = runs[0] if runs else None
	if record and record.status in ("Queued", "Running"):
		record = _finish_long(record)
	if record:
		record.arguments = store.loads(record.arguments) or {}
	rows = frappe.get_all(
		MESSAGE,
		filters={"in_answer_to": message},
		fields=["text", "kind", "payload", "file"],
		order_by="creation asc, position asc",
	)
	return {"text": text, "answers": [_shown(row) for row in rows], "run": record}


def _settled(wamid: str) -> str:
	for _attempt in range(300):
		store.end_transaction_view()
		row = frappe.db.get_value(
			MESSAGE, {"wamid": wamid, "direction": "In"}, ["name", "status"], as_dict=True
		)
		if row and row.status != "Waiting":
			return row.name
		time.sleep(0.1)
		drain.drain(5)
	raise TimeoutError("The message was not answered within 30 seconds.")


def _finish_long(record: dict) -> dict:
	"""Carry a long run out here if no worker has begun it, and wait for its end."""
	run.carry_out_long(record.name)
	until = time.monotonic() + LONG_SECONDS
	while time.monotonic() < until:
		store.end_transaction_view()
		row = store.read(RUN, record.name, *SHOWN)
		if row.status not in ("Queued", "Running"):
			break
		time.sleep(0.3)
	drain.drain(10)
	return row


def _shown(row: dict) -> dict[str, Any]:
	payload = store.loads(row.payload) or {}
	choices = [button["title"] for button in payload.get("buttons") or []]
	for section in payload.get("sections") or []:
		choices.extend(line["title"] for line in section["rows"])
	return {"text": row.text, "kind": row.kind, "choices": choices, "file": row.file}
