# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What a turn is about: message, conversation, person, language, company.

Contract: `prepare` looks all of it up from the stored rows, anew for each turn, and writes nothing; nothing here answers.
What a turn finds out about contact and conversation is collected on it and written once the answer is there: taking in
a message writes those rows too, one worker at a time for everybody, and must not wait until a model has answered.
"""

import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import frappe
from frappe.utils import getdate, now_datetime

from whatsapp_erp_bot.bot import accounts, identity, store
from whatsapp_erp_bot.bot.identity import Person
from whatsapp_erp_bot.bot.settings import get_settings
from whatsapp_erp_bot.commands.base import Context
from whatsapp_erp_bot.whatsapp import limits

CONVERSATION = "WhatsApp Bot Conversation"
RUN = "WhatsApp Bot Run"


# what the conversation waits for stays as it is
UNCHANGED: Any = object()


@dataclass
class Turn:
	"""What a turn is about. `context` is on whose behalf commands run. To be written at its end: `waits_for` is what the
	bot asks now, None if nothing; `contact_news` are columns of the contact; `conversation_news` are columns of the
	conversation, each with those that must still be as they were read."""

	message: dict
	conversation: dict
	contact: dict
	person: Person
	language: str
	context: Context
	previous: Any = None
	runs: int = 0
	notes: dict[str, Any] = field(default_factory=dict)
	waits_for: Any = UNCHANGED
	contact_news: dict[str, Any] = field(default_factory=dict)
	conversation_news: list[tuple[dict[str, Any], dict[str, Any]]] = field(default_factory=list)


def prepare(message: dict, held: dict) -> Turn:
	"""Who it is, in which language, for which company."""
	# rows of before it was cut when it came in
	message.text = (message.text or "")[: limits.TEXT_BODY]
	contact = identity.contact_row(held.contact)
	person = identity.person(contact)
	contact_news = identity.known_as(contact, person)
	contact.update(contact_news)
	last = last_run(held.name)
	language = _language(contact, last)
	company = _company(contact, held, person)
	return Turn(
		message=message,
		conversation=held,
		contact=contact,
		person=person,
		language=language,
		previous=last,
		contact_news=contact_news,
		context=Context(
			user=person.runs_as,
			party=person.party,
			language=language,
			today=getdate(),
			company=company or "",
			currency=(
				frappe.db.get_value("Company", company, "default_currency", cache=True) if company else None
			)
			or "",
			contact=contact.name,
			conversation=held.name,
		),
	)


def _company(contact: dict, held: dict, person: Person) -> str | None:
	if contact.company:
		return contact.company
	account = accounts.row_of(held.account)
	if account and account.company:
		return account.company
	if person.kind == "staff":
		own = frappe.defaults.get_user_default("Company", person.user)
		if own:
			return own
	return identity.default_company()


def language_of(contact: dict, conversation_name: str) -> str:
	"""The language that a person set, else that of their last message, else the settings'."""
	return _language(contact, last_run(conversation_name))


def _language(contact: dict, last: dict | None) -> str:
	return contact.language or (last and last.language) or get_settings().language or "es"


def last_run(conversation_name: str) -> dict | None:
	"""The newest Run of a conversation."""
	rows = store.rows(
		RUN,
		["name", "language", "command", "arguments", "status", "creation", "user", "party"],
		{"conversation": conversation_name},
		"creation",
		descending=True,
		limit=1,
	)
	return rows[0] if rows else None


def is_late(turn: Turn) -> bool:
	"""Whether the message was written so long ago that an answer would only confuse."""
	minutes = get_settings().late_minutes
	return bool(minutes) and turn.message.message_time < now_datetime() - timedelta(minutes=minutes)


def milliseconds_since(started: float) -> int:
	"""Whole milliseconds since a `time.monotonic()`."""
	return int((time.monotonic() - started) * 1000)
