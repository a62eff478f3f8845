# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What a person reads of an incoming message in Desk, and how the bot reacts to its kind.

Contract: `readable` and `beside` never raise, whatever Meta sent; they give words, not markup, in the language of the
site, and the words that a person wrote stay exactly as they are (they are what gets interpreted). `reaction` is one of
answer, decline (“I can't read this yet”, once) and silence. Kinds: developers.facebook.com/docs/whatsapp/cloud-api/
webhooks/reference/messages.
"""

from typing import Any

from frappe import _

from whatsapp_erp_bot.whatsapp.payload import IncomingMessage

ANSWER, DECLINE, SILENCE = "answer", "decline", "silence"

# words, or a tap that stands for words
READ_KINDS = {"text", "button_reply", "list_reply", "template_reply"}
# nobody asked anything: a thumb, a sticker, a note of WhatsApp itself, a change of what was said before
SILENT_KINDS = {
	"reaction",
	"sticker",
	"system",
	"edit",
	"revoke",
	"echo",
	"standby",
	"call",
	"call_permission_reply",
}
# what counts neither as a message of the person nor for the 24 hour window
NO_MESSAGE = {"reaction", "system", "edit", "revoke", "echo", "call_permission_reply"}
# what WhatsApp calls unsupported and yet asks nothing
SILENT_UNSUPPORTED = {"edit", "pin", "poll_update", "group_invite", "keep", "reaction"}
# something that somebody has to look at, because the bot can't
FOR_A_PERSON = {"order", "flow_reply"}
LONGEST = 4000


def reaction(message: IncomingMessage) -> str:
	"""answer, decline or silence."""
	if message.group_id:
		# an answer would go to one person what was said among many
		return SILENCE
	if message.kind in SILENT_KINDS:
		return SILENCE
	if message.kind in READ_KINDS:
		return ANSWER
	if message.kind == "unsupported" and _unsupported_type(message) in SILENT_UNSUPPORTED:
		return SILENCE
	return DECLINE


def opens_window(message: IncomingMessage) -> bool:
	"""Whether the person may be written to freely for 24 hours from this one: a message or a call of theirs."""
	return message.kind not in NO_MESSAGE and not message.group_id


def readable(message: IncomingMessage) -> str:
	"""The text of a message as Desk shows it: its own words, else what it holds."""
	if message.kind in READ_KINDS or message.kind == "edit":
		return message.text
	writer = _WRITERS.get(message.kind)
	words = writer(message) if writer else message.text
	return (words or message.text or "")[:LONGEST]


def beside(message: IncomingMessage) -> str | None:
	"""What came with the message and is not its text: forwarded, out of an advertisement, WhatsApp's own complaint."""
	lines = []
	if message.group_id:
		lines.append(_("Written in a group ({0}).").format(message.group_id))
	if message.forwarded:
		lines.append(_("Forwarded."))
	lines += _referral(message.referral or {})
	product = _dict(_dict(message.raw.get("context")).get("referred_product"))
	if product:
		lines.append(_("About the product {0}.").format(_words(product.get("product_retailer_id"))))
	for error in message.errors:
		details = _words(_dict(error.get("error_data")).get("details"))
		lines.append(
			_("WhatsApp says: {0}").format(details or _words(error.get("title")) or _words(error.get("code")))
		)
	return "\n".join(lines)[:LONGEST] or None


def _referral(referral: dict) -> list[str]:
	if not referral:
		return []
	parts = [_words(referral.get(key)) for key in ("headline", "body", "source_url")]
	return [_("Came from an advertisement: {0}").format(" · ".join(part for part in parts if part))]


def _media(message: IncomingMessage) -> str:
	media = message.media
	return (media.caption or media.filename or "") if media else ""


def _location(message: IncomingMessage) -> str:
	place = message.location
	if not place:
		return ""
	lines = [part for part in (place.name, place.address) if part]
	if place.latitude is not None and place.longitude is not None:
		lines.append(f"{place.latitude:.6f}, {place.longitude:.6f}")
		lines.append(f"https://www.openstreetmap.org/?mlat={place.latitude:.6f}&mlon={place.longitude:.6f}")
	elif place.url:
		lines.append(place.url)
	return "\n".join(lines)


def _contacts(message: IncomingMessage) -> str:
	return "\n".join(line for contact in message.contacts if (line := _one_contact(contact)))


def _one_contact(contact: dict) -> str:
	name = _dict(contact.get("name"))
	called = _words(name.get("formatted_name")) or _words(name.get("first_name"))
	organisation = _words(_dict(contact.get("org")).get("company"))
	reached = [
		_words(item.get(key))
		for group, key in (("phones", "phone"), ("emails", "email"), ("urls", "url"))
		for item in _dicts(contact.get(group))
	]
	reached += [_words(item.get("wa_id")) for item in _dicts(contact.get("phones")) if not item.get("phone")]
	who = f"{called} ({organisation})" if called and organisation else called or organisation
	return ": ".join(part for part in (who, ", ".join(value for value in reached if value)) if part)


def _order(message: IncomingMessage) -> str:
	"""What a person put into the basket of a catalogue. The prices are the sender's words and prove nothing."""
	order = message.order or {}
	lines = [_words(order.get("text"))]
	for item in _dicts(order.get("product_items")):
		price = " ".join(
			part for part in (_words(item.get("item_price")), _words(item.get("currency"))) if part
		)
		line = f"{_words(item.get('quantity')) or '?'} × {_words(item.get('product_retailer_id')) or '?'}"
		lines.append(f"{line} ({price})" if price else line)
	return "\n".join(line for line in lines if line) or _("Order without items")


def _reaction(message: IncomingMessage) -> str:
	emoji = message.reaction.emoji if message.reaction else None
	return emoji or _("Took a reaction back")


def _flow(message: IncomingMessage) -> str:
	answers = message.flow_response
	if not answers:
		return message.text
	return "\n".join(f"{key}: {_words(value)}" for key, value in answers.items() if key != "flow_token")


def _call_permission(message: IncomingMessage) -> str:
	return _("May be called") if message.text == "accept" else _("May not be called")


def _system(message: IncomingMessage) -> str:
	if message.text:
		return message.text
	kind = message.system.kind if message.system else "other"
	return {
		"number": _("Changed their number"),
		"user_id": _("WhatsApp gave this person a new id"),
		"identity": _("Changed their device"),
	}.get(kind, "")


def _revoke(message: IncomingMessage) -> str:
	return _("Deleted a message")


def _unsupported(message: IncomingMessage) -> str:
	kind = _unsupported_type(message)
	if kind:
		return _("Something that WhatsApp does not hand on ({0})").format(kind)
	return message.text or _("Something that WhatsApp does not hand on")


def _unsupported_type(message: IncomingMessage) -> str:
	return _words(_dict(message.raw.get("unsupported")).get("type"))


_WRITERS = {
	"image": _media,
	"audio": _media,
	"video": _media,
	"document": _media,
	"sticker": _media,
	"location": _location,
	"contacts": _contacts,
	"order": _order,
	"reaction": _reaction,
	"flow_reply": _flow,
	"call_permission_reply": _call_permission,
	"system": _system,
	"revoke": _revoke,
	"unsupported": _unsupported,
	"unknown": _unsupported,
}


def _dict(value: Any) -> dict:
	return value if isinstance(value, dict) else {}


def _dicts(value: Any) -> list[dict]:
	return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _words(value: Any) -> str:
	"""A plain value as words; nothing for what is nested or empty."""
	if isinstance(value, str):
		return value
	if isinstance(value, bool):
		return str(value).lower()
	if isinstance(value, list):
		return ", ".join(part for part in map(_words, value) if part)
	return f"{value:g}" if isinstance(value, float) else str(value) if isinstance(value, int) else ""
