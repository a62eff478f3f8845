# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Voice calls: nobody answers them here, but Desk shows that somebody rang, and a call opens the 24 hour window.

Contract: one line per call that a person begins; what Meta says of the same call later is not a line of its own.
Source: developers.facebook.com/docs/whatsapp/cloud-api/calling.
"""

from frappe import _
from frappe.utils import cint

from whatsapp_erp_bot.whatsapp.payload import Change, IncomingMessage, Sender
from whatsapp_erp_bot.whatsapp.phone import is_user_id


def incoming(change: Change) -> list[IncomingMessage]:
	"""The calls of a change as messages of the kind “call”."""
	value = change.raw.get("value")
	calls = value.get("calls") if isinstance(value, dict) else None
	return [
		_call(call, change, position)
		for position, call in enumerate(calls if isinstance(calls, list) else [])
		if isinstance(call, dict)
		and call.get("event") == "connect"
		and call.get("direction") != "BUSINESS_INITIATED"
	]


def _call(call: dict, change: Change, position: int) -> IncomingMessage:
	phone, user_id = _text(call.get("from")), _text(call.get("from_user_id"))
	if is_user_id(phone):
		phone, user_id = None, user_id or phone
	known = next(
		(
			contact
			for contact in change.contacts
			if (phone and contact.wa_id == phone) or (user_id and contact.user_id == user_id)
		),
		Sender(),
	)
	return IncomingMessage(
		wamid=_text(call.get("id")),
		kind="call",
		type="call",
		timestamp=cint(call.get("timestamp")) or None,
		sender=Sender(
			phone=phone,
			wa_id=phone,
			user_id=user_id or known.user_id,
			parent_user_id=known.parent_user_id,
			profile_name=known.profile_name,
		),
		text=_("Called"),
		position=position,
		raw={key: call[key] for key in call if key != "session"},
	)


def _text(value: object) -> str | None:
	return value if isinstance(value, str) and value.strip() else None
