# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""A phone in Desk: people type, and a real message is made of it.

Contract: builds the body that Meta would post, for the Simulator account, and gives it to bot/inbox; nothing is
answered here. Simulated persons have ids of their own scope, so that they never meet real ones.
"""

import json
import secrets
import time
from typing import Any

import frappe
from frappe import _
from frappe.utils import escape_html, getdate, now_datetime

from whatsapp_erp_bot.bot import (
	accounts,
	conversation,
	desk,
	identity,
	inbox,
	interpret,
	myself,
	people,
	store,
)
from whatsapp_erp_bot.bot.accounts import SIMULATOR_NUMBER_ID
from whatsapp_erp_bot.bot.keys import digest
from whatsapp_erp_bot.bot.notices import tell
from whatsapp_erp_bot.commands import registry
from whatsapp_erp_bot.commands.base import Context
from whatsapp_erp_bot.whatsapp.payload import Sender

CONTACT = "WhatsApp Bot Contact"
CONVERSATION = "WhatsApp Bot Conversation"
# how long one notification about being simulated stands for the next ones
TELL_AGAIN_SECONDS = 3600


def say(
	text: str,
	by: str,
	as_user: str | None = None,
	as_customer: str | None = None,
	reply_id: str | None = None,
) -> dict[str, str]:
	"""Make a message of what was typed or tapped and put it into the inbox."""
	held = _conversation(by, as_user, as_customer)
	other = bool(as_customer) or (as_user or by) != by
	if other and as_user:
		_tell_once(as_user, by, held)
	wamid = f"simulator.{secrets.token_hex(12)}"
	body = _body(_sender_id(as_user or by, as_customer), wamid, text, reply_id)
	inbox.receive(body, [accounts.simulator()], simulated_by=by)
	return {"conversation": held, "wamid": wamid}


def history(by: str, as_user: str | None = None, as_customer: str | None = None) -> dict[str, Any]:
	"""The simulated conversation as bubbles, with what was understood of each message."""
	return desk.bubbles(_conversation(by, as_user, as_customer))


def examples(by: str, as_user: str | None = None, as_customer: str | None = None) -> list[dict[str, str]]:
	"""One thing to ask for each command that people use most, in the language of who sits at the screen. As oneself
	only what one may run; somebody else's rights show when they ask."""
	audience = "customer" if as_customer else "staff"
	language = (frappe.local.lang or "en").split("-")[0]
	offered = {declaration.name: declaration for declaration in interpret.of_audience(audience)}
	if not as_customer and (as_user or by) == by:
		context = Context(by, language, getdate(), "", "")
		offered = {
			name: declaration
			for name, declaration in offered.items()
			if interpret.may_run(context, declaration)
		}
	found = []
	for name in myself.FAVOURITES[audience]:
		declaration = offered.get(name)
		samples = declaration and (declaration.examples.get(language) or declaration.examples.get("en"))
		if samples and (name in myself.HANDLERS or registry.function(name)):
			title = declaration.titles.get(language) or declaration.titles["en"]
			found.append({"text": samples[0], "title": title})
	return found


def _sender_id(user: str, customer: str | None) -> str:
	"""A BSUID-shaped id of the simulator's own scope."""
	who = ("customer", customer) if customer else ("user", user)
	return f"SM.{digest('simulator', *who)}"


def _conversation(by: str, as_user: str | None, as_customer: str | None) -> str:
	"""The conversation of the simulated person, bound as that person."""
	account = accounts.simulator()
	if not account:
		frappe.throw(_("There is no account of kind Simulator. Run bench migrate to make it again."))
	user = None if as_customer else (as_user or by)
	contact = people.contact_of(
		Sender(user_id=_sender_id(as_user or by, as_customer), profile_name=as_customer or user),
		accounts.SIMULATOR,
	)
	_bind(contact, user, as_customer, by)
	return conversation.conversation_of(contact, account)


def _bind(contact: str, user: str | None, customer: str | None, by: str) -> None:
	if user and not identity.may_act(user):
		frappe.throw(_("{0} can't be used from WhatsApp. Choose another user.").format(escape_html(user)))
	if customer and not frappe.db.exists("Customer", customer):
		frappe.throw(_("There is no customer {0}.").format(escape_html(customer)))
	now = store.read(CONTACT, contact, "user", "party", "binding_method")
	if now.binding_method == "Simulator" and (now.user, now.party) == (user, customer):
		return
	title = customer or frappe.db.get_value("User", user, "full_name") or user
	store.update(
		CONTACT,
		contact,
		{
			"user": user,
			"party_type": "Customer" if customer else None,
			"party": customer,
			"binding_method": "Simulator",
			"bound_on": now_datetime(),
			"bound_by": by,
			"title": title,
		},
	)


def _tell_once(user: str, by: str, held: str) -> None:
	key = f"whatsapp_bot_simulated:{user}:{by}"
	if frappe.cache.get_value(key):
		return
	frappe.cache.set_value(key, 1, expires_in_sec=TELL_AGAIN_SECONDS)
	tell([user], lambda: _("{0} is using the WhatsApp simulator as you.").format(by), CONVERSATION, held)


def _body(sender: str, wamid: str, text: str, reply_id: str | None) -> bytes:
	"""A webhook body as Meta would post it (cloud-api reference, webhooks, messages)."""
	message: dict[str, Any] = {"from_user_id": sender, "id": wamid, "timestamp": str(int(time.time()))}
	if reply_id:
		message["type"] = "interactive"
		message["interactive"] = {
			"type": "button_reply",
			"button_reply": {"id": reply_id, "title": text or "•"},
		}
	else:
		message["type"] = "text"
		message["text"] = {"body": text}
	value = {
		"messaging_product": "whatsapp",
		"metadata": {"display_phone_number": "simulator", "phone_number_id": SIMULATOR_NUMBER_ID},
		"contacts": [{"user_id": sender, "profile": {"name": "Simulator"}}],
		"messages": [message],
	}
	entry = {"id": "simulator", "changes": [{"field": "messages", "value": value}]}
	return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()
