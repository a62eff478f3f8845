# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""When somebody else answers: a colleague on the business's own phone, or another agent that has the conversation.

Contract: what they say and hear is kept as lines of the conversation that nobody answers. The bot pauses from the
time of such a line for the minutes of the settings, and resumes by itself; a conversation that a person of Desk has
taken stays theirs until they give it back. After `standby`, the next message that Meta hands to us ends the pause, as
does Meta's word that the conversation was passed to us; that it was taken by another app begins one.
Source: developers.facebook.com/docs/whatsapp/embedded-signup/onboarding-business-app-users (smb_message_echoes).
"""

from datetime import datetime, timedelta
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, now_datetime

from whatsapp_erp_bot.bot import conversation, people, store
from whatsapp_erp_bot.bot.notices import tell_handoff
from whatsapp_erp_bot.bot.settings import get_settings
from whatsapp_erp_bot.whatsapp.payload import Handover

CONVERSATION = "WhatsApp Bot Conversation"
COLLEAGUE, STANDBY = "Colleague", "Standby"
# roles that Meta gives to those who may have a conversation: its own agent, and whom that passes on to
OTHER_ROLES, ESCALATION = {"ai_agent"}, "escalation"
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


def take_handover(handover: Handover, account: str, received: datetime) -> str | None:
	"""Meta says who has a conversation from here on. Returns the conversation, None if it names nobody. Whom the other
	agent passed on wants more than it could do: those who take over conversations are told, and the bot answers."""
	contact = people.contact_of(handover.sender)
	if not contact or handover.kind == "other":
		return None
	name = conversation.conversation_of(contact, account)
	if handover.kind == "taken" or handover.to_role in OTHER_ROLES:
		pause(name, store.from_timestamp(handover.timestamp) or received, STANDBY)
		return name
	held = store.read(CONVERSATION, name)
	said = store.from_timestamp(handover.timestamp) or received
	if held.paused_by == STANDBY and said >= held.paused_until - timedelta(minutes=minutes()):
		# what the other agent heard or said since then began a newer pause
		store.update(CONVERSATION, name, {"mode": "Bot", "summary": None, **NOT_PAUSED})
	if handover.to_role == ESCALATION and held.mode != "Closed":
		tell_handoff(
			lambda: _("Another agent passed the WhatsApp conversation with {0} on to us.").format(held.title),
			CONVERSATION,
			name,
		)
	return name


def resumes(held: dict) -> dict[str, Any] | None:
	"""What to write of a conversation whose pause is over for a message that was handed to us; None if it is not."""
	if not held.paused_until or (held.paused_by != STANDBY and held.paused_until > now_datetime()):
		return None
	return {"mode": "Bot", "summary": None, **NOT_PAUSED}


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
