# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""No write without a tap.

Contract: a proposal is stored with the exact payload and the words that were shown, and a token whose digest covers
run, person, phone, payload and words. The button carries the token; a tap counts once, from the same contact bound to
the same user, before it expires. Typed words never confirm. Amount limits are absolute, in company currency, per
document and per person and day.
"""

import hmac
import secrets
import time
from datetime import timedelta

import frappe
from frappe import _
from frappe.utils import now_datetime

from whatsapp_erp_bot.bot import outgoing, record, reply, store
from whatsapp_erp_bot.bot.keys import digest
from whatsapp_erp_bot.bot.outgoing import Outgoing
from whatsapp_erp_bot.bot.permit import check_allowed, check_amount
from whatsapp_erp_bot.bot.settings import get_settings
from whatsapp_erp_bot.bot.turn import Turn
from whatsapp_erp_bot.commands import registry
from whatsapp_erp_bot.commands.base import refusal
from whatsapp_erp_bot.commands.result import Proposal
from whatsapp_erp_bot.exceptions import BotError, Refused

RUN = "WhatsApp Bot Run"


def ask(turn: Turn, run: str, proposal: Proposal) -> list[Outgoing]:
	"""Show what would change, with a button that does it and one that does not."""
	check_amount(turn, proposal.amount)
	shown = reply.preview(proposal)
	if shown is None:
		store.update(RUN, run, {"status": "Refused", "result": "too long to show"})
		return [outgoing.text(_("That is too long to show whole on a phone, so please make it in ERPNext."))]
	token = secrets.token_urlsafe(12)
	state = frappe.as_json(dict(proposal.values), indent=None)
	store.update(
		RUN,
		run,
		{
			"status": "Confirming",
			"state": state,
			"shown": shown,
			"amount": abs(proposal.amount),
			"confirm_token": _bound(run, token, turn.contact.name, turn.person.user, state, shown),
			"confirm_until": now_datetime() + timedelta(minutes=get_settings().confirmation_minutes or 15),
		},
	)
	return reply.with_decision(
		shown, [(f"yes:{run}:{token}", _("Yes, do it")), (f"no:{run}:{token}", _("No"))]
	)


def _bound(run: str, token: str, contact: str, user: str | None, state: str, shown: str) -> str:
	return digest("confirm", run, token, contact, user or "-", state, shown)


def tapped(turn: Turn, run: str, token: str, yes: bool) -> list[Outgoing]:
	"""A tap on a button of a preview."""
	row = store.read(RUN, run)
	if not row or not _is_the_one(turn, row, token):
		return [outgoing.text(_("That button is no longer valid. Write “menu” to see what I can do."))]
	turn.notes["run"] = run
	if row.status != "Confirming":
		return [outgoing.text(_already(row))]
	if row.confirm_until < now_datetime():
		store.change_if(RUN, run, {"status": "Confirming"}, {"status": "Expired"})
		return [outgoing.text(_("That took too long and is no longer valid. Please ask for it again."))]
	if not yes:
		store.change_if(
			RUN, run, {"status": "Confirming"}, {"status": "Cancelled", "ended_on": now_datetime()}
		)
		return [outgoing.text(_("All right, nothing was changed."))]
	if turn.message.simulated_by and turn.message.simulated_by != turn.person.user:
		return [outgoing.text(_("Simulating somebody else ends at the preview: nothing was changed."))]
	if not store.change_if(
		RUN, run, {"status": "Confirming"}, {"status": "Running", "confirmed_on": now_datetime()}
	):
		return [outgoing.text(_already(store.read(RUN, run)))]
	return _apply(turn, row)


def _is_the_one(turn: Turn, row: dict, token: str) -> bool:
	"""Same contact, same user, same payload, same words: otherwise it is nobody's button."""
	if row.contact != turn.contact.name or not row.confirm_token:
		return False
	expected = _bound(
		row.name, token or "-", turn.contact.name, turn.person.user, row.state or "-", row.shown or "-"
	)
	return hmac.compare_digest(expected, row.confirm_token)


def _already(row: dict) -> str:
	if row.status == "Done":
		return _("That was done already: {0}").format(reply.plain(row.document_name or ""))
	if row.status == "Cancelled":
		return _("You had said no to that. Please ask for it again.")
	return _("That button is no longer valid. Write “menu” to see what I can do.")


def _apply(turn: Turn, row: dict) -> list[Outgoing]:
	"""Carry out what was shown, in the turn's own transaction: the document and the answer that says so are committed
	together, or neither."""
	declaration = registry.declarations()[row.command]
	started = time.monotonic()
	turn.context.run = row.name
	turn.context.company = row.company or turn.context.company
	try:
		check_allowed(turn, declaration)
		check_amount(turn, row.amount or 0)
		with record.carrying_out("whatsapp_bot_write"):
			result = registry.applier(row.command)(turn.context, store.loads(row.state))
	except frappe.PermissionError:
		return record.end(row.name, str(refusal()), "Refused", started)
	except frappe.ValidationError as error:
		return record.end(row.name, record.words_of(error), "Failed", started)
	except BotError as error:
		return record.end(
			row.name, str(error), "Refused" if isinstance(error, Refused) else "Failed", started
		)
	return record.finish(row.name, result, started)
