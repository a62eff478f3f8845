# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The exact body to post for a message, its recipient and what it answers."""

from typing import Any

from whatsapp_erp_bot.whatsapp import limits
from whatsapp_erp_bot.whatsapp.errors import N_
from whatsapp_erp_bot.whatsapp.limits import LimitError, check_text
from whatsapp_erp_bot.whatsapp.messages.base import Message
from whatsapp_erp_bot.whatsapp.phone import is_phone, is_user_id


def envelope(
	message: Message,
	to: str | None = None,
	recipient: str | None = None,
	reply_to: str | None = None,
	callback_data: str | None = None,
) -> dict[str, Any]:
	"""Return the body for POST /{phone number id}/messages, all limits checked; raises LimitError.

	`to` is a phone number, `recipient` a business-scoped user id; at least one, and Meta prefers the phone.
	`reply_to` is the wamid that is answered. `callback_data` comes back with each status of the message.
	"""
	message.validate()
	request: dict[str, Any] = {"messaging_product": "whatsapp", "recipient_type": "individual"}
	if not to and not recipient:
		raise LimitError("to", None, None, N_("The message has nobody to go to."), "blank")
	if to:
		request["to"] = str(to).removeprefix("+")
		if not is_phone(request["to"]):
			raise LimitError(
				"to", None, to, N_("The phone number must be digits with the country code."), "invalid"
			)
	if recipient:
		if not is_user_id(recipient):
			raise LimitError("recipient", None, recipient, N_("This is not a WhatsApp user id."), "invalid")
		request["recipient"] = recipient
	if reply_to is not None:
		check_text("reply_to", reply_to, limits.WAMID)
		request["context"] = {"message_id": reply_to}
	if callback_data is not None:
		check_text("callback_data", callback_data, limits.CALLBACK_DATA)
		request["biz_opaque_callback_data"] = callback_data
	return {**request, **message.body()}
