# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""When somebody else answers: a colleague on the business's own phone, or another agent that has the conversation.

Contract: what they say and hear is kept as lines of the conversation that nobody answers. The bot pauses from the
time of such a line for the minutes of the settings, and resumes by itself; a conversation that a person of Desk has
taken stays theirs until they give it back. After `standby`, the next message that Meta hands to us ends the pause.
Source: developers.facebook.com/docs/whatsapp/embedded-signup/onboarding-business-app-users (smb_message_echoes).
"""

from datetime import datetime, timedelta

import frappe
from frappe import _
from frappe.utils import cint, now_datetime

from whatsapp_erp_bot.bot import store
from whatsapp_erp_bot.bot.settings import get_settings

CONVERSATION = "WhatsApp Bot Conversation"
COLLEAGUE, STANDBY = "Colleague", "Standby"
NOT_PAUSED = {"paused_until": None, "paused_by": None}


def minutes() -> int:
	"""How long the bot is silent after somebody else answered; 0: it never is."""
	wanted = get_settings().pause_minutes
	return 60 if wanted is None else cint(wanted)


def pause(name: str, since: datetime, by: str, words: str | None = None) -> None:
	"""Somebody else answered at `since`: the bot is silent from then on for a while. What is over by now (a line that
	came late) pauses nothing. `words` say in Desk who it was."""
	until = since + timedelta(minutes=minutes())
	if until <= now_datetime():
		return
	held = store.read(CONVERSATION, name, "mode", "paused_until")
	if held.mode == "Human" and not held.paused_until:
		return
	if held.paused_until and held.paused_until >= until:
		return
	words = words or (
		_("A colleague answered from the phone.")
		if by == COLLEAGUE
		else _("Another agent has the conversation.")
	)
	store.update(
		CONVERSATION,
		name,
		{"mode": "Human", "paused_until": until, "paused_by": by, "waiting": None, "summary": words},
	)


def resumes(held: dict) -> bool:
	"""Whether a pause of this conversation is over for a message that was handed to us; it is ended if so."""
	if not held.paused_until or (held.paused_by != STANDBY and held.paused_until > now_datetime()):
		return False
	values = {"mode": "Bot", "summary": None, **NOT_PAUSED}
	store.update(CONVERSATION, held.name, values)
	held.update(values)
	return True


def resume_all() -> None:
	"""End the pauses whose time is over, so that Desk shows it."""
	table = frappe.qb.DocType(CONVERSATION)
	(
		frappe.qb.update(table)
		.set(table.mode, "Bot")
		.set(table.summary, None)
		.set(table.paused_until, None)
		.set(table.paused_by, None)
		.where(table.paused_until < now_datetime())
	).run()
