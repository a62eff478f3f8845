# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What is said to a message that the bot can't read.

Contract: one polite sentence, once for a row of such messages (an album is ten of them); what a person has to look at
is told to those who take over conversations.
"""

from datetime import timedelta

from frappe import _
from frappe.utils import now_datetime

from whatsapp_erp_bot.bot import conversation, kinds, outgoing, store
from whatsapp_erp_bot.bot.notices import tell_handoff
from whatsapp_erp_bot.bot.outgoing import Outgoing
from whatsapp_erp_bot.bot.turn import Turn

MESSAGE = "WhatsApp Bot Message"
MINUTES = 10


def decline(turn: Turn) -> list[Outgoing]:
	"""The answer to a message of a kind that nobody interprets; [] if it was said just before."""
	if turn.message.kind in kinds.FOR_A_PERSON:
		return _for_a_person(turn)
	if _said_just_now(turn):
		return []
	return [outgoing.text(_("I can only read text for now. Please write what you need, or write “menu”."))]


def _for_a_person(turn: Turn) -> list[Outgoing]:
	is_order = turn.message.kind == "order"
	tell_handoff(
		lambda: (
			_("An order came by WhatsApp from {0}.") if is_order else _("A form came by WhatsApp from {0}.")
		).format(turn.conversation.title),
		conversation.CONVERSATION,
		turn.conversation.name,
	)
	if is_order:
		words = _(
			"Thank you, I have received your order. A person will check it; its prices are not confirmed yet."
		)
	else:
		words = _("Thank you, I have received your form. A person will look at it.")
	return [outgoing.text(words)]


def _said_just_now(turn: Turn) -> bool:
	before = store.rows(
		MESSAGE,
		["kind", "creation", "status"],
		{
			"conversation": turn.conversation.name,
			"direction": "In",
			"sequence": ("<", turn.message.sequence),
			"status": ("!=", "Ignored"),
		},
		"sequence",
		descending=True,
		limit=1,
	)
	if not before:
		return False
	last = before[0]
	unread = last.kind not in kinds.READ_KINDS and last.kind not in kinds.FOR_A_PERSON
	return unread and last.status == "Done" and last.creation > now_datetime() - timedelta(minutes=MINUTES)
