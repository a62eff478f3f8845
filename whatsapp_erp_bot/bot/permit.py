# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Whether this person may, before anything happens.

Contract: every function here raises Refused with a sentence that names what is not allowed and never tells whether a
thing exists; ERPNext's own permissions are checked again by what reads and writes.
"""

import frappe
from frappe import _
from frappe.query_builder.functions import Sum

from whatsapp_erp_bot.bot import interpret
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
	today = frappe.db.count(
		RUN,
		{
			"contact": turn.contact.name,
			"command": declaration.name,
			"status": ("in", ["Done", "Queued", "Running"]),
			"creation": (">=", turn.context.today),
		},
	)
	if today >= limit:
		raise Refused(_("You have used this as often as allowed today."))


def check_amount(turn: Turn, amount: float) -> None:
	"""Raises Refused if this document, or this person's day with it, is over the limit of the settings."""
	settings = get_settings()
	amount = abs(amount or 0)
	if settings.maximum_amount_per_document and amount > settings.maximum_amount_per_document:
		raise Refused(_("That is over the amount allowed for one document from WhatsApp."))
	if not settings.maximum_amount_per_day:
		return
	if amount + _written_today(turn) > settings.maximum_amount_per_day:
		raise Refused(_("That is over the amount allowed in a day from WhatsApp."))


def _written_today(turn: Turn) -> float:
	table = frappe.qb.DocType(RUN)
	query = (
		frappe.qb.from_(table)
		.select(Sum(table.amount))
		.where(table.status == "Done")
		.where(table.confirmed_on >= turn.context.today)
	)
	if turn.person.user:
		query = query.where(table.user == turn.person.user)
	else:
		query = query.where(table.contact == turn.contact.name)
	return float(query.run()[0][0] or 0)
