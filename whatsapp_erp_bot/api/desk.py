# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Doors for Desk pages: linking one's WhatsApp, reading a conversation, answering as a person.

Contract: thin; each method checks permission first, works for the session user only, and hands on. No text is longer
than the thing can be (bot/given).
"""

import frappe
from frappe import _
from frappe.utils import escape_html

from whatsapp_erp_bot.bot import again, beside, claims, desk, given, linking, media, sharing
from whatsapp_erp_bot.bot.faults import door
from whatsapp_erp_bot.exceptions import BotError, Refused
from whatsapp_erp_bot.permissions import is_manager, require_desk_user


@frappe.whitelist(methods=["GET"])
@door
def link_state() -> dict:
	"""How the session user is linked: {"contacts": […], "claimed": {…} | None, "number": the number to write to}."""
	require_desk_user()
	return desk.link_state(frappe.session.user)


@frappe.whitelist(methods=["POST"])
@door
def make_link_code() -> dict:
	"""A new one-time code for the session user: {"code", "url" (wa.me), "qr" (SVG), "minutes"}."""
	require_desk_user()
	try:
		return desk.new_link_code(frappe.session.user)
	except BotError as error:
		frappe.throw(escape_html(str(error)))


@frappe.whitelist(methods=["POST"])
@door
@given.capped
def decide_link(code: str, accept: bool) -> dict:
	"""Confirm or refuse the phone that claimed the session user's code."""
	require_desk_user()
	linking.decide(frappe.session.user, code, bool(accept))
	return desk.link_state(frappe.session.user)


@frappe.whitelist(methods=["POST"])
@door
@given.capped
def unlink(contact: str) -> dict:
	"""Take the session user from one of the numbers linked to it."""
	require_desk_user()
	desk.unlink(frappe.session.user, contact)
	return desk.link_state(frappe.session.user)


@frappe.whitelist(methods=["GET"])
@door
@given.capped
def conversation(name: str, before: str | None = None) -> dict:
	"""A conversation as bubbles, oldest first. Needs read permission on it."""
	frappe.get_doc("WhatsApp Bot Conversation", name).check_permission("read")
	return desk.bubbles(name, given.moment(before))


@frappe.whitelist(methods=["POST"])
@door
@given.capped
def reply(name: str, text: str) -> dict:
	"""Answer as a person: the bot is silent from here until the conversation is given back. Needs write permission."""
	frappe.get_doc("WhatsApp Bot Conversation", name).check_permission("write")
	if not text.strip():
		frappe.throw(_("Write something first."))
	desk.reply_as_person(name, text, frappe.session.user)
	return desk.bubbles(name)


@frappe.whitelist(methods=["POST"])
@door
@given.capped
def take_over(name: str, assignee: str | None = None) -> None:
	"""A person answers from here (the session user, or `assignee`): the bot is silent until the conversation is given
	back. Needs write permission."""
	frappe.get_doc("WhatsApp Bot Conversation", name).check_permission("write")
	try:
		desk.take_over(name, frappe.session.user, assignee or frappe.session.user)
	except BotError as error:
		frappe.throw(escape_html(str(error)))


@frappe.whitelist(methods=["POST"])
@door
@given.capped
def mark_read(name: str) -> None:
	"""Somebody has seen what was new. Needs write permission."""
	frappe.get_doc("WhatsApp Bot Conversation", name).check_permission("write")
	desk.mark_read(name)


@frappe.whitelist(methods=["POST"])
@door
@given.capped
def give_back(name: str) -> None:
	"""Give the conversation back to the bot. Needs write permission."""
	frappe.get_doc("WhatsApp Bot Conversation", name).check_permission("write")
	desk.give_back(name)


@frappe.whitelist(methods=["POST"])
@door
@given.capped
def test_account(name: str) -> dict:
	"""Ask Meta about the number: {"ok", "text"}. Needs write permission on the account."""
	frappe.get_doc("WhatsApp Bot Account", name).check_permission("write")
	return desk.test_account(name)


@frappe.whitelist(methods=["GET"])
@door
def shared_accounts() -> list[str]:
	"""Names of the numbers that frappe_whatsapp has on this site. Needs permission to change accounts."""
	frappe.has_permission("WhatsApp Bot Account", "write", throw=True)
	return beside.account_names()


@frappe.whitelist(methods=["POST"])
@door
@given.capped
def send_again(name: str) -> dict:
	"""Send a failed, held or uncertain message again, once: {"name": the row that will be sent}. Needs read permission
	on the message and write permission on its conversation."""
	message = frappe.get_doc("WhatsApp Bot Message", name)
	message.check_permission("read")
	frappe.get_doc("WhatsApp Bot Conversation", message.conversation).check_permission("write")
	try:
		return {"name": again.send_again(name)}
	except BotError as error:
		frappe.throw(escape_html(str(error)))


@frappe.whitelist(methods=["POST"])
@door
@given.capped
def replay(name: str) -> bool:
	"""Make a dead event wait for a worker again, once however often this is pressed. Managers only; nobody has write
	permission on what came from outside. Returns whether this call did it."""
	if not is_manager():
		raise frappe.PermissionError
	frappe.get_doc("WhatsApp Bot Event", name).check_permission("read")
	return desk.replay(name)


@frappe.whitelist(methods=["POST"])
@door
@given.capped
def answer_again(name: str) -> bool:
	"""Have a message that failed answered once more. Managers only. Returns whether this call did it."""
	if not is_manager():
		raise frappe.PermissionError
	frappe.get_doc("WhatsApp Bot Message", name).check_permission("read")
	return again.answer_again(name)


@frappe.whitelist(methods=["POST"])
@door
@given.capped
def hand_on_again(name: str) -> None:
	"""Give what an event holds to frappe_whatsapp once more, if it did not take it. Managers only."""
	if not is_manager():
		raise frappe.PermissionError
	frappe.get_doc("WhatsApp Bot Event", name).check_permission("read")
	sharing.hand_on_again(name)


@frappe.whitelist(methods=["POST"])
@door
@given.capped
def sync_templates(account: str) -> dict:
	"""Copy the templates of the number from Meta: {"ok", "text"}. Needs write permission on the account."""
	frappe.get_doc("WhatsApp Bot Account", account).check_permission("write")
	return desk.sync_templates(account)


@frappe.whitelist(methods=["POST"])
@door
@given.capped
def decide_conflict(contact: str, merge: bool) -> str:
	"""Merge a contact into the other one that claims the same sender, or keep the two apart. Managers only; needs
	write permission on both. Returns the contact that stays."""
	if not is_manager():
		raise frappe.PermissionError
	document = frappe.get_doc("WhatsApp Bot Contact", contact)
	document.check_permission("write")
	if document.conflict_with and frappe.db.exists("WhatsApp Bot Contact", document.conflict_with):
		frappe.get_doc("WhatsApp Bot Contact", document.conflict_with).check_permission("write")
	try:
		return desk.decide_conflict(contact, bool(merge))
	except BotError as error:
		frappe.throw(escape_html(str(error)))


@frappe.whitelist(methods=["POST"])
@door
@given.capped
def fetch_file(name: str) -> None:
	"""Try once more to fetch the file of a message. Managers only."""
	if not is_manager():
		raise frappe.PermissionError
	frappe.get_doc("WhatsApp Bot Message", name).check_permission("read")
	media.again(name)


@frappe.whitelist(methods=["GET"])
@door
@given.capped
def customer_claims(contact: str) -> list[dict]:
	"""Which customers the number of this person claims to be, with what speaks for each: [{"contact", "number",
	"customer", "proven", "by", "may_decide"}]. Needs read permission on the person; customers whom the session user may
	not read are left out."""
	frappe.get_doc("WhatsApp Bot Contact", contact).check_permission("read")
	return [
		claim
		for claim in claims.of(contact, frappe.session.user)
		if frappe.has_permission("Customer", "read", doc=claim["customer"])
	]


@frappe.whitelist(methods=["POST"])
@door
@given.capped
def decide_customer_claim(
	contact: str, claim_contact: str, number: str, customer: str, accept: bool
) -> list[dict]:
	"""Say that this number on this Contact is the customer, or that it is not. Needs read permission on the person on
	WhatsApp and write permission on the customer. Returns what is left to decide."""
	frappe.get_doc("WhatsApp Bot Contact", contact).check_permission("read")
	try:
		claims.decide(contact, claim_contact, number, customer, bool(accept), frappe.session.user)
	except Refused as error:
		frappe.throw(escape_html(str(error)), frappe.PermissionError)
	except BotError as error:
		frappe.throw(escape_html(str(error)))
	return customer_claims(contact)
