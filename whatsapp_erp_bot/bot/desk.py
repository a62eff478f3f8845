# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What Desk pages show and do about conversations and links.

Contract: permission was checked by the door; what is handed out is plain data for a page. A person's reply goes the
way of every answer: a row in the outbox, then sent once.
"""

from datetime import datetime
from typing import Any
from urllib.parse import quote

import frappe
from frappe import _
from frappe.utils import cint

from whatsapp_erp_bot.bot import (
	accounts,
	colleagues,
	conversation,
	identity,
	inbox,
	linking,
	merging,
	outbox,
	outgoing,
	queue,
	store,
	templates,
)
from whatsapp_erp_bot.bot.notices import tell
from whatsapp_erp_bot.bot.settings import get_settings
from whatsapp_erp_bot.bot.wording import reason
from whatsapp_erp_bot.exceptions import BadInput
from whatsapp_erp_bot.permissions import AGENT_ROLE, MANAGER_ROLE
from whatsapp_erp_bot.plain_text import inert, visible
from whatsapp_erp_bot.whatsapp.errors import WhatsAppError
from whatsapp_erp_bot.whatsapp.limits import LimitError

CONVERSATION = "WhatsApp Bot Conversation"
MESSAGE = "WhatsApp Bot Message"
CONTACT = "WhatsApp Bot Contact"
RUN = "WhatsApp Bot Run"
PAGE = 60

RUN_FIELDS = [
	"name",
	"message",
	"command",
	"arguments",
	"status",
	"permission",
	"interpreter",
	"model",
	"language",
	"user",
	"party",
	"simulated_by",
	"interpret_ms",
	"run_ms",
	"progress",
	"progress_text",
	"input_tokens",
	"output_tokens",
	"cost",
	"error",
]


def bubbles(name: str, before: datetime | None = None) -> dict[str, Any]:
	"""A conversation for a chat view: its messages (oldest first) with buttons and files, and the runs behind them."""
	filters: dict[str, Any] = {"conversation": name}
	if before:
		filters["creation"] = ("<", before)
	rows = frappe.get_all(
		MESSAGE,
		filters=filters,
		fields=[
			"name",
			"direction",
			"kind",
			"text",
			"words",
			"status",
			"payload",
			"file",
			"file_name",
			"creation",
			"message_time",
			"error",
			"run",
			"in_answer_to",
			"wamid",
			"note",
			"changed",
			"unverified",
			"media_state",
			"media_error",
		],
		order_by="creation desc, sequence desc",
		limit=PAGE,
	)
	runs = frappe.get_all(
		RUN,
		filters={"conversation": name, "message": ("in", [row.name for row in rows] or [""])},
		fields=RUN_FIELDS,
		order_by="creation asc",
	)
	return {
		"conversation": name,
		"mode": frappe.db.get_value(CONVERSATION, name, "mode"),
		"messages": [_bubble(row) for row in reversed(rows)],
		"runs": [_run(row) for row in runs],
		"more": len(rows) == PAGE,
		"typing": any(row.direction == "In" and row.status == "Waiting" for row in rows),
	}


def _bubble(row: dict) -> dict[str, Any]:
	payload = (store.loads(row.payload) or {}) if row.direction == "Out" else {}
	return {
		"name": row.name,
		"direction": row.direction,
		"kind": row.kind,
		# this page shows text as text, so it may have what was really written
		"text": visible(store.words_of(row)),
		"note": _note(row),
		"changed": row.changed,
		"unverified": bool(row.unverified),
		"status": row.status,
		"error": row.error,
		"time": row.message_time or row.creation,
		"creation": row.creation,
		"run": row.run,
		"in_answer_to": row.in_answer_to,
		"wamid": row.wamid if row.direction == "In" else None,
		"buttons": payload.get("buttons") or [],
		"list": {"button": payload["button"], "rows": payload["sections"][0]["rows"]}
		if payload.get("sections")
		else None,
		"file": {"url": row.file, "name": row.file_name} if row.file else None,
	}


def _note(row: dict) -> str | None:
	"""What stands beside a message: how it came, what its writer did to it later, how far its file is."""
	file = None
	if row.media_state == "Failed":
		file = _("The file is not here: {0}").format(_(row.media_error or ""))
	elif row.media_state in ("Waiting", "Fetching"):
		file = _("The file is still being fetched.")
	return "\n".join(part for part in (row.note, file) if part) or None


def decide_conflict(contact: str, merge: bool) -> str:
	"""A manager's word on two contacts that claim one sender. Returns the contact that stays."""
	if merge:
		return merging.merge(contact)
	merging.keep_apart(contact)
	return contact


def _run(row: dict) -> dict[str, Any]:
	return {**row, "arguments": store.loads(row.arguments) or {}}


def reply_as_person(name: str, text: str, user: str) -> None:
	"""A person's own words, sent as a message; the bot is silent from here."""
	held = store.read(CONVERSATION, name)
	key = f"person:{user}:{store.sortable_name()}"
	for position, part in enumerate(outgoing.parts(text)):
		outbox.put(held, [outgoing.text(part)], f"{key}:{position}", None, None)
	store.update(
		CONVERSATION,
		name,
		{
			"mode": "Human",
			"assignee": held.assignee or user,
			"unread": 0,
			"waiting": None,
			**colleagues.NOT_PAUSED,
		},
	)
	queue.wake_after_commit()


def take_over(name: str, by: str, assignee: str) -> None:
	"""A person answers from here, and the bot is silent; somebody else is told in Desk. Raises BadInput for a user who
	could not open the conversation, and if it was given to somebody else at this moment."""
	before = store.value(CONVERSATION, {"name": name}, "assignee")
	if assignee != by:
		if not frappe.db.get_value("User", assignee, "enabled") or not (
			{MANAGER_ROLE, AGENT_ROLE, "System Manager"} & set(frappe.get_roles(assignee))
		):
			raise BadInput(
				_("{0} can't read conversations: give them the role WhatsApp Bot Agent first.").format(
					assignee
				)
			)
		tell([assignee], lambda: _("{0} gave you a WhatsApp conversation.").format(by), CONVERSATION, name)
	values = {"mode": "Human", "assignee": assignee, "waiting": None, **colleagues.NOT_PAUSED}
	if not store.change_if(CONVERSATION, name, {"assignee": before}, values):
		raise BadInput(_("Somebody else has just taken this conversation."))


def mark_read(name: str) -> None:
	"""Nothing is unread any more. Only that field: a worker may be writing the others at this moment."""
	store.update(CONVERSATION, name, {"unread": 0})


def give_back(name: str) -> None:
	"""The bot answers again."""
	store.update(CONVERSATION, name, {"mode": "Bot", "assignee": None, "unread": 0, **colleagues.NOT_PAUSED})


def replay(event: str) -> bool:
	"""Have a dead event taken in again. Returns whether it was dead."""
	return inbox.replay(event)


def main_number() -> str | None:
	"""Digits of the number that people write to, of the first enabled account of Meta's that shows one."""
	shown = frappe.get_all(
		"WhatsApp Bot Account",
		filters={"enabled": 1, "kind": ("in", accounts.META), "display_phone_number": ("is", "set")},
		pluck="display_phone_number",
		order_by="creation asc",
		limit=1,
	)
	return "".join(character for character in shown[0] if character.isdigit()) if shown else None


def link_state(user: str) -> dict[str, Any]:
	"""Numbers linked to the user, and a phone that waits for the user's decision."""
	contacts = frappe.get_all(
		CONTACT,
		filters={"user": user, "binding_method": ("!=", "Simulator")},
		fields=["name", "binding_method", "bound_on"],
		order_by="bound_on desc",
	)
	for contact in contacts:
		contact.number = linking.shown_number(contact.name)
	number = main_number()
	return {
		"contacts": contacts,
		"claimed": linking.claimed(user),
		"number": f"+{number}" if number else None,
		"may": identity.may_act(user),
	}


def new_link_code(user: str) -> dict[str, Any]:
	"""A code, the wa.me link that sends it, and the link as a QR picture (SVG, made here)."""
	code = linking.make_code(user)
	word = _("link", context="sent with a code")
	text = f"{word} {code}"
	number = main_number()
	url = f"https://wa.me/{number}?text={quote(text)}" if number else None
	return {
		"code": code,
		"text": text,
		"url": url,
		"qr": _qr(url) if url else None,
		"minutes": cint(get_settings().link_code_minutes) or 10,
	}


def _qr(url: str) -> str:
	from io import BytesIO

	import pyqrcode

	stream = BytesIO()
	pyqrcode.create(url).svg(stream, scale=5, quiet_zone=2, module_color="#111111", background="#ffffff")
	return stream.getvalue().decode()


def unlink(user: str, contact: str) -> None:
	"""Take the user from one of their own numbers."""
	if frappe.db.get_value(CONTACT, contact, "user") == user:
		identity.unbind(contact)


def test_account(name: str) -> dict[str, Any]:
	"""Ask Meta about a number, and say in plain words what it answered."""
	try:
		info = accounts.client(name).phone_number()
	except (WhatsAppError, LimitError, BadInput) as error:
		return {"ok": False, "text": reason(error)}
	# whatever had stopped it, Meta answers again; if it still refuses messages, the next one says so
	accounts.resume(name)
	shown = info.get("display_phone_number")
	if shown and not frappe.db.get_value("WhatsApp Bot Account", name, "display_phone_number"):
		frappe.db.set_value("WhatsApp Bot Account", name, "display_phone_number", inert(str(shown))[:140])
	return {
		"ok": True,
		"text": _("Meta knows this number: {0} {1}").format(info.get("verified_name") or "", shown or ""),
	}


def sync_templates(account: str) -> dict[str, Any]:
	"""Copy a number's templates from Meta, and say in plain words what came of it."""
	try:
		result = templates.sync(account)
	except (WhatsAppError, LimitError, BadInput) as error:
		return {"ok": False, "text": reason(error)}
	return {
		"ok": True,
		"text": _("{0} templates, {1} of them new; {2} no longer exist.").format(
			result["found"], result["new"], result["gone"]
		),
	}
