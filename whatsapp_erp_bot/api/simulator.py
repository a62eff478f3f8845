# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The Desk simulator's door.

Contract: what is typed becomes a webhook body of the Simulator account and takes the very way of a real message. As
oneself: every Desk user (a System User of Frappe's, not a visitor of the website). As somebody else (a user or a
customer): only System Managers, who are named on the Run, and that user is notified. What is said is no longer than
WhatsApp lets people write.
"""

import frappe
from frappe import _

from whatsapp_erp_bot.bot import given, simulator
from whatsapp_erp_bot.bot.faults import door
from whatsapp_erp_bot.permissions import require_desk_user, require_system_manager


@frappe.whitelist(methods=["POST"])
@door
@given.capped
def send(
	text: str, as_user: str | None = None, as_customer: str | None = None, reply_id: str | None = None
) -> dict:
	"""Say something, or tap `reply_id`. Returns {"conversation", "wamid"}; the answer appears in `history`."""
	_check(as_user, as_customer)
	return simulator.say(text, frappe.session.user, as_user, as_customer, reply_id)


@frappe.whitelist(methods=["GET"])
@door
@given.capped
def history(as_user: str | None = None, as_customer: str | None = None) -> dict:
	"""The simulated conversation: {"conversation", "messages", "runs", "typing"}."""
	_check(as_user, as_customer)
	return simulator.history(frappe.session.user, as_user, as_customer)


@frappe.whitelist(methods=["GET"])
@door
@given.capped
def examples(as_user: str | None = None, as_customer: str | None = None) -> list[dict]:
	"""Things to ask, in the session user's language: [{"text", "title"}]."""
	_check(as_user, as_customer)
	return simulator.examples(frappe.session.user, as_user, as_customer)


def _check(as_user: str | None, as_customer: str | None) -> None:
	require_desk_user()
	if not frappe.db.get_single_value("WhatsApp Bot Settings", "simulator_enabled"):
		frappe.throw(_("The simulator is switched off in WhatsApp Bot Settings."))
	if as_customer or (as_user and as_user != frappe.session.user):
		require_system_manager()
