# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Whether this person may, before anything happens.

Contract: every function here raises Refused with a sentence that names what is not allowed and never tells whether a
thing exists; ERPNext's own permissions are checked again by what reads and writes. What a person may do in a day is
counted while nobody else counts for them (bot/allowance), up to the end of the turn's transaction.
"""

from frappe import _

from whatsapp_erp_bot.bot import allowance, interpret, store
from whatsapp_erp_bot.bot.settings import get_settings
from whatsapp_erp_bot.bot.turn import Turn
from whatsapp_erp_bot.commands.declaration import Declaration
from whatsapp_erp_bot.exceptions import Refused

RUN = "WhatsApp Bot Run"
# what somebody may ask whom nobody knows
UNKNOWN_MAY = {
	"link_account",
	"set_language",
	"stop_notifications",
	"start_notifications",
	"talk_to_person",
	"who_am_i",
	"delete_my_data",
}


# a customer's statement is long too
OWN_JOBS = {"job_status", "cancel_job"}


def check_allowed(turn: Turn, declaration: Declaration) -> None:
	"""The command itself: offered to this person, not used up for today, and not a write while writes are off."""
	if turn.person.kind == "unknown":
		switch = interpret.switched_off().get(declaration.name)
		allowed = declaration.name in UNKNOWN_MAY and (not switch or bool(switch["enabled"]))
	elif turn.person.kind == "customer" and declaration.name in UNKNOWN_MAY | OWN_JOBS:
		switch = interpret.switched_off().get(declaration.name)
		allowed = not switch or bool(switch["enabled"])
	else:
		allowed = interpret.may_run(turn.context, declaration)
	if not allowed and turn.person.kind != "staff":
		raise Refused(_("I can't do that for you here. Write “person” to talk to somebody of ours."))
	if not allowed:
		raise Refused(
			_(
				"You don't have permission for “{0}” in ERPNext. Your administrator can give it to you."
			).format(declaration.titles.get(turn.language) or declaration.name)
		)
	_check_times_a_day(turn, declaration)
	if declaration.writes and not get_settings().writes_enabled:
		raise Refused(_("Changes from WhatsApp are switched off at the moment; questions work."))


def _check_times_a_day(turn: Turn, declaration: Declaration) -> None:
	limit = (interpret.switched_off().get(declaration.name) or {}).get("maximum_per_day") or 0
	if not limit:
		return
	person = allowance.person_of(turn.person.user, turn.contact.name)
	allowance.hold(person)
	if len(allowance.by_now(lambda: _done_today(turn, person, declaration.name))) >= limit:
		raise Refused(_("You have used this as often as allowed today."))


def _done_today(turn: Turn, person: dict[str, str], command: str) -> dict[str, int]:
	filters = {
		**person,
		"command": command,
		"status": ["Done", "Queued", "Running"],
		"creation": (">=", turn.context.today),
		# not the one that is asked for now
		"name": ("!=", turn.context.run or ""),
	}
	return {row.name: 1 for row in store.rows(RUN, ["name"], filters, "creation")}


def check_amount(turn: Turn, amount: float) -> None:
	"""Raises Refused if this document, or this person's day with it, is over the limit of the settings."""
	settings = get_settings()
	amount = abs(amount or 0)
	if settings.maximum_amount_per_document and amount > settings.maximum_amount_per_document:
		raise Refused(_("That is over the amount allowed for one document from WhatsApp."))
	if not settings.maximum_amount_per_day:
		return
	allowance.hold(allowance.person_of(turn.person.user, turn.contact.name))
	if amount + _written_today(turn) > settings.maximum_amount_per_day:
		raise Refused(_("That is over the amount allowed in a day from WhatsApp."))


def _written_today(turn: Turn) -> float:
	return sum(allowance.by_now(lambda: _amounts_of_today(turn)).values())


def _amounts_of_today(turn: Turn) -> dict[str, float]:
	"""Run -> amount of each document that this person has had written today."""
	filters = {
		**allowance.person_of(turn.person.user, turn.contact.name),
		"status": "Done",
		"confirmed_on": (">=", turn.context.today),
	}
	return {
		row.name: float(row.amount or 0) for row in store.rows(RUN, ["name", "amount"], filters, "creation")
	}
