# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""From the bytes of a webhook post to plain records, leniently.

`parse` takes any JSON value and never raises on its shape: fields may be absent, of another type or unknown, and
what is not understood stays in `raw`. Every message, status and echo of every entry and change comes out, with
its position in the body. Only what is not JSON raises ValueError, and what holds more than Meta ever sends TooMuch.

Identity is never guessed: what Meta says of a person next to a message (profile, ids) is taken only if an id of
the two agrees. Shapes: developers.facebook.com/docs/whatsapp/cloud-api/webhooks.
"""

import dataclasses
import json
import re
from dataclasses import dataclass
from typing import Any

from whatsapp_erp_bot.whatsapp.phone import is_user_id, same_line

#: A status is taken only if its rank is higher. The order does not depend on the order of arrival: `failed` beats
#: what had only left, and proof of delivery beats `failed`, whichever of the two is heard first.
STATUS_RANK = {"accepted": 0, "sent": 1, "failed": 2, "delivered": 3, "read": 4, "played": 5}

MEDIA_TYPES = ("image", "audio", "video", "document", "sticker")

#: Changes, messages, contacts, statuses and the like in one body. Meta batches up to 1000 updates; three million bytes
#: would hold hundreds of thousands, and keep whoever reads them from everything else.
MOST_ITEMS = 5000

_NUMBER_CHANGES = ("user_changed_number", "customer_changed_number")
_IDENTITY_CHANGES = ("customer_identity_changed", "user_identity_changed")
_LAST_TIMESTAMP = 253402300799  # the end of the year 9999, the last that a database date holds
_HALF_CHARACTER = re.compile(rb"\\u[dD][89a-fA-F]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class TooMuch(ValueError):
	"""A body holds more items than Meta ever sends at once."""


@dataclass
class Sender:
	"""A person as Meta names them; any part may be missing, the phone too."""

	phone: str | None = None
	wa_id: str | None = None
	user_id: str | None = None
	parent_user_id: str | None = None
	profile_name: str | None = None
	username: str | None = None
	identity_hash: str | None = None


@dataclass
class Media:
	"""A file of a message. `sha256` is base64 here, though hexadecimal in the API's own answers."""

	id: str | None = None
	mime_type: str | None = None
	sha256: str | None = None
	filename: str | None = None
	voice: bool = False
	animated: bool = False
	url: str | None = None
	caption: str | None = None


@dataclass
class Location:
	latitude: float | None = None
	longitude: float | None = None
	name: str | None = None
	address: str | None = None
	url: str | None = None


@dataclass
class Reaction:
	"""`emoji` is None when a reaction was taken back."""

	message_id: str | None = None
	emoji: str | None = None


@dataclass
class SystemChange:
	"""A person's number, user id or device identity changed. What was bound to the old one must be proven again.

	`kind` is number, user_id, identity or other.
	"""

	kind: str = "other"
	type: str | None = None
	body: str | None = None
	new_phone: str | None = None
	user_id: str | None = None
	previous_user_id: str | None = None
	parent_user_id: str | None = None
	previous_parent_user_id: str | None = None
	identity_hash: str | None = None


@dataclass
class IncomingMessage:
	"""One message (or echo) of a body.

	`kind`: text, image, audio, video, document, sticker, location, contacts, reaction, button_reply, list_reply,
	flow_reply, call_permission_reply, template_reply, order, system, unsupported, edit, revoke, echo, unknown.
	`text` is what a person reads in it. `reply_id` is the id or payload behind a tapped button or row.
	`timestamp` is in unix seconds. `original_wamid` is the message that an edit or revoke is about.
	An echo was typed by the business on its own phone: `recipient` is the other person, `type` what it holds.
	"""

	wamid: str | None = None
	kind: str = "unknown"
	type: str | None = None
	timestamp: int | None = None
	sender: Sender = dataclasses.field(default_factory=Sender)
	recipient: Sender | None = None
	text: str = ""
	reply_id: str | None = None
	context_wamid: str | None = None
	context_from: str | None = None
	forwarded: bool = False
	original_wamid: str | None = None
	media: Media | None = None
	location: Location | None = None
	contacts: list[dict] = dataclasses.field(default_factory=list)
	reaction: Reaction | None = None
	system: SystemChange | None = None
	flow_response: dict | None = None
	order: dict | None = None
	referral: dict | None = None
	group_id: str | None = None
	errors: list[dict] = dataclasses.field(default_factory=list)
	position: int = 0
	raw: dict = dataclasses.field(default_factory=dict)


@dataclass
class StatusUpdate:
	"""What became of a message that we sent. `status` may be a word that nobody knows yet."""

	wamid: str | None = None
	status: str = ""
	timestamp: int | None = None
	recipient_id: str | None = None
	recipient_user_id: str | None = None
	parent_user_id: str | None = None
	callback_data: str | None = None
	pricing_category: str | None = None
	pricing_type: str | None = None
	pricing_model: str | None = None
	billable: bool | None = None
	conversation_id: str | None = None
	conversation_expires: int | None = None
	group_id: str | None = None
	errors: list[dict] = dataclasses.field(default_factory=list)
	position: int = 0
	raw: dict = dataclasses.field(default_factory=dict)


@dataclass
class Preference:
	"""A person stopped or resumed a category of messages (`value`: stop or resume)."""

	wa_id: str | None = None
	user_id: str | None = None
	category: str | None = None
	value: str | None = None
	timestamp: int | None = None


@dataclass
class Handover:
	"""Who answers a person changed hands between apps of the business (field `messaging_handovers`).

	`kind` is passed (to whom `to_role` names; without it, to us), taken (by another app) or other.
	"""

	kind: str = "other"
	sender: Sender = dataclasses.field(default_factory=Sender)
	from_role: str | None = None
	to_role: str | None = None
	note: str | None = None
	timestamp: int | None = None


@dataclass
class Change:
	"""One change of one entry. `field` is messages, standby, smb_message_echoes, account_update and so on.

	`errors` are those of the whole value, not of one message. Fields without messages keep everything in `raw`.
	"""

	field: str = ""
	waba_id: str | None = None
	phone_number_id: str | None = None
	display_phone_number: str | None = None
	position: int = 0
	messages: list[IncomingMessage] = dataclasses.field(default_factory=list)
	statuses: list[StatusUpdate] = dataclasses.field(default_factory=list)
	contacts: list[Sender] = dataclasses.field(default_factory=list)
	preferences: list[Preference] = dataclasses.field(default_factory=list)
	handover: Handover | None = None
	errors: list[dict] = dataclasses.field(default_factory=list)
	raw: dict = dataclasses.field(default_factory=dict)


def parse(body: bytes) -> list[Change]:
	"""Return the changes of a webhook body in their order; an empty list for JSON that holds none.

	Raises ValueError if the bytes are not JSON, TooMuch (which is one) if they hold more than MOST_ITEMS.
	"""
	changes = []
	found = _raw_changes(_decode(body))
	if sum(_items_of(raw) for _waba_id, raw in found) > MOST_ITEMS:
		raise TooMuch(f"The body holds more than {MOST_ITEMS} items.")
	for waba_id, raw in found:
		changes.append(_change(waba_id, raw, len(changes)))
	position = 0
	for change in changes:
		for item in (*change.messages, *change.statuses):
			item.position = position
			position += 1
	return changes


def climbs(old: str | None, new: str | None) -> bool:
	"""Tell whether `new` replaces `old`. Unknown statuses never do; any known one replaces what Meta never said."""
	new_rank = STATUS_RANK.get(str(new or "").lower())
	return new_rank is not None and new_rank > STATUS_RANK.get(str(old or "").lower(), -1)


def _decode(body: bytes) -> Any:
	try:
		value = json.loads(body, parse_int=_integer)
	except RecursionError:
		raise ValueError("The body is nested too deeply.") from None
	# half of a surrogate pair is legal JSON but no database or UTF-8 encoder takes it
	return _without_half_characters(value) if _HALF_CHARACTER.search(body) else value


def _integer(digits: str) -> int | float:
	# Python refuses to read integers of thousands of digits, which would make valid JSON raise
	return int(digits) if len(digits) < 400 else float("inf")


def _without_half_characters(value: Any) -> Any:
	if isinstance(value, str):
		return _LONE_SURROGATE.sub("\ufffd", value)
	pending = [value]
	while pending:
		node = pending.pop()
		if isinstance(node, dict):
			items = list(node.items())
			node.clear()
		elif isinstance(node, list):
			items = list(enumerate(node))
		else:
			continue
		for key, child in items:
			key = _LONE_SURROGATE.sub("\ufffd", key) if isinstance(key, str) else key
			node[key] = _LONE_SURROGATE.sub("\ufffd", child) if isinstance(child, str) else child
			pending.append(node[key])
	return value


def _raw_changes(root: Any) -> list[tuple[str | None, dict]]:
	root = _dict(root)
	found = []
	for entry in _dicts(root.get("entry")):
		waba_id = _identifier(entry.get("id"))
		found += [(waba_id, change) for change in _dicts(entry.get("changes"))]
	if "entry" not in root and (_dicts(root.get("messages")) or _dicts(root.get("statuses"))):
		# the older form of some relays: the value itself, without envelope
		found.append((None, {"value": root}))
	return found


def _items_of(raw: dict) -> int:
	"""How much one change holds, itself counted."""
	value = _dict(raw.get("value"))
	lists = (*value.values(), *_dict(value.get("standby")).values())
	return 1 + sum(len(items) for items in lists if isinstance(items, list))


def _change(waba_id: str | None, raw: dict, position: int) -> Change:
	value = _dict(raw.get("value"))
	# a handover names the number as its recipient
	metadata = _dict(value.get("metadata")) or _dict(value.get("recipient"))
	# what another agent hears and says comes one floor lower
	value = {**value, **_dict(value.get("standby"))}
	messages, statuses = _dicts(value.get("messages")), _dicts(value.get("statuses"))
	echoes = [_flat_echo(echo) for echo in _dicts(value.get("message_echoes"))]
	change = Change(
		field=_text(raw.get("field")) or ("messages" if messages or statuses else ""),
		waba_id=waba_id,
		phone_number_id=_identifier(metadata.get("phone_number_id")),
		display_phone_number=_identifier(metadata.get("display_phone_number")),
		position=position,
		contacts=[_contact(contact) for contact in _dicts(value.get("contacts"))],
		preferences=[_preference(item) for item in _dicts(value.get("user_preferences"))],
		handover=_handover(value) if raw.get("field") == "messaging_handovers" else None,
		errors=_dicts(value.get("errors")),
		raw=raw,
	)
	change.messages = [_message(message, change.contacts, len(messages) == 1) for message in messages]
	change.messages += [_echo(echo, change.contacts) for echo in echoes]
	change.statuses = [status_of(status) for status in statuses]
	return change


def _contact(raw: dict) -> Sender:
	profile = _dict(raw.get("profile"))
	return Sender(
		wa_id=_identifier(raw.get("wa_id")),
		user_id=_identifier(raw.get("user_id")),
		parent_user_id=_identifier(raw.get("parent_user_id")),
		profile_name=_text(profile.get("name")) or None,
		username=_text(profile.get("username")) or _text(raw.get("username")) or None,
		identity_hash=_identifier(raw.get("identity_key_hash")),
	)


def _preference(raw: dict) -> Preference:
	return Preference(
		wa_id=_identifier(raw.get("wa_id")),
		user_id=_identifier(raw.get("user_id")),
		category=_text(raw.get("category")) or None,
		value=_text(raw.get("value")) or None,
		timestamp=_timestamp(raw.get("timestamp")),
	)


def _handover(value: dict) -> Handover:
	type_ = _text(value.get("type"))
	content = _dict(value.get(type_))
	sender = _dict(value.get("sender"))
	phone = _identifier(sender.get("phone_number")) or _identifier(sender.get("wa_id"))
	return Handover(
		kind={"control_passed": "passed", "control_taken": "taken"}.get(type_, "other"),
		sender=Sender(phone=phone, wa_id=phone, user_id=_identifier(sender.get("user_id"))),
		from_role=_text(content.get("previous_owner_app_role")) or None,
		to_role=_text(content.get("new_owner_role")) or None,
		note=_text(content.get("metadata")) or None,
		timestamp=_timestamp(value.get("timestamp")),
	)


def _flat_echo(raw: dict) -> dict:
	"""Echoes on standby hold the message one floor lower than those of the business's own phone."""
	inner = _dict(raw.get("message"))
	return {"to": inner.get("recipient"), **inner, **raw} if inner else raw


def _message(raw: dict, contacts: list[Sender], alone: bool) -> IncomingMessage:
	message = IncomingMessage(
		wamid=_identifier(raw.get("id")),
		type=_text(raw.get("type")) or _guessed_type(raw),
		timestamp=_timestamp(raw.get("timestamp")),
		sender=_person(raw, "from", contacts, alone and raw.get("type") != "system"),
		referral=_dict(raw.get("referral")) or None,
		group_id=_identifier(raw.get("group_id")),
		errors=_dicts(raw.get("errors")),
		raw=raw,
	)
	context = _dict(raw.get("context"))
	message.context_wamid = _identifier(context.get("id"))
	message.context_from = _identifier(context.get("from"))
	message.forwarded = context.get("forwarded") is True or context.get("frequently_forwarded") is True
	_read_content(message, raw)
	return message


def _echo(raw: dict, contacts: list[Sender]) -> IncomingMessage:
	message = _message(raw, [], False)
	message.recipient = _person(raw, "to", contacts, False)
	message.kind = "echo"
	return message


def _person(raw: dict, key: str, contacts: list[Sender], only_one: bool) -> Sender:
	"""Return who `from` (or `to`) names, completed by the contact that shares an id.

	`only_one`: the value holds a single message, so a single contact is its sender even if the message names nobody.
	"""
	phone, user_id = _identifier(raw.get(key)), _identifier(raw.get(f"{key}_user_id"))
	if is_user_id(phone):
		phone, user_id = None, user_id or phone
	person = Sender(phone=phone, wa_id=phone, user_id=user_id)
	person.parent_user_id = _identifier(raw.get(f"{key}_parent_user_id"))
	person.identity_hash = _identifier(_dict(raw.get("identity")).get("hash"))
	nameless = not phone and not user_id
	if nameless and only_one and len(contacts) == 1:
		contact = contacts[0]
	else:
		contact = next((contact for contact in contacts if _agree(person, contact)), None)
	if contact:
		person.wa_id = contact.wa_id or person.wa_id
		person.phone = person.phone or contact.wa_id
		person.user_id = person.user_id or contact.user_id
		person.parent_user_id = person.parent_user_id or contact.parent_user_id
		person.identity_hash = person.identity_hash or contact.identity_hash
		person.profile_name, person.username = contact.profile_name, contact.username
	return person


def _agree(person: Sender, contact: Sender) -> bool:
	if person.user_id and contact.user_id:
		return person.user_id == contact.user_id
	return bool(person.phone and contact.wa_id) and same_line(person.phone, contact.wa_id)


def _guessed_type(raw: dict) -> str | None:
	"""Return the type of a message that came without one, by the object that it carries."""
	known = (
		"text",
		*MEDIA_TYPES,
		"location",
		"contacts",
		"reaction",
		"interactive",
		"button",
		"order",
		"system",
	)
	return next((name for name in known if raw.get(name)), None)


def _read_content(message: IncomingMessage, raw: dict) -> None:
	reader = _READERS.get(message.type or "")
	if reader:
		reader(message, raw)
		return
	content = _dict(raw.get(message.type or ""))
	message.text = _text(content.get("body")) or _text(content.get("caption")) or _text(content.get("text"))


def _read_text(message: IncomingMessage, raw: dict) -> None:
	message.kind = "text"
	message.text = _text(_dict(raw.get("text")).get("body"))


def _read_media(message: IncomingMessage, raw: dict) -> None:
	content = _dict(raw.get(message.type))
	message.kind = message.type
	message.media = Media(
		id=_identifier(content.get("id")),
		mime_type=_text(content.get("mime_type")) or None,
		sha256=_text(content.get("sha256")) or None,
		filename=_text(content.get("filename")) or None,
		voice=content.get("voice") is True,
		animated=content.get("animated") is True,
		url=_text(content.get("url")) or None,
		caption=_text(content.get("caption")) or None,
	)
	message.text = message.media.caption or ""


def _read_location(message: IncomingMessage, raw: dict) -> None:
	content = _dict(raw.get("location"))
	place = Location(
		latitude=_number(content.get("latitude")),
		longitude=_number(content.get("longitude")),
		name=_text(content.get("name")) or None,
		address=_text(content.get("address")) or None,
		url=_text(content.get("url")) or None,
	)
	message.kind, message.location = "location", place
	message.text = ", ".join(part for part in (place.name, place.address) if part)
	if not message.text and place.latitude is not None and place.longitude is not None:
		message.text = f"{place.latitude}, {place.longitude}"


def _read_contacts(message: IncomingMessage, raw: dict) -> None:
	message.kind, message.contacts = "contacts", _dicts(raw.get("contacts"))
	names = [_text(_dict(contact.get("name")).get("formatted_name")) for contact in message.contacts]
	message.text = ", ".join(name for name in names if name)


def _read_reaction(message: IncomingMessage, raw: dict) -> None:
	content = _dict(raw.get("reaction"))
	message.kind = "reaction"
	message.reaction = Reaction(_identifier(content.get("message_id")), _text(content.get("emoji")) or None)
	message.text = message.reaction.emoji or ""


def _read_interactive(message: IncomingMessage, raw: dict) -> None:
	content = _dict(raw.get("interactive"))
	subtype = _text(content.get("type"))
	reply = _dict(content.get(subtype))
	if subtype in ("button_reply", "list_reply"):
		message.kind = subtype
		message.reply_id = _identifier(reply.get("id"))
		message.text = _text(reply.get("title"))
	elif subtype == "nfm_reply":
		message.kind = "flow_reply"
		message.text = _text(reply.get("body"))
		message.flow_response = _flow_response(reply.get("response_json"))
	elif subtype == "call_permission_reply":
		message.kind = subtype
		message.text = _text(reply.get("response"))


def _flow_response(value: Any) -> dict | None:
	"""Return the filled form, or None if it cannot be read. It comes as JSON text, sometimes quoted twice."""
	for _ in range(2):
		if not isinstance(value, str):
			break
		try:
			value = json.loads(value, parse_int=_integer)
		except (ValueError, RecursionError):
			return None
	return _without_half_characters(value) if isinstance(value, dict) else None


def _read_button(message: IncomingMessage, raw: dict) -> None:
	content = _dict(raw.get("button"))
	message.kind = "template_reply"
	message.text = _text(content.get("text"))
	message.reply_id = _identifier(content.get("payload"))


def _read_order(message: IncomingMessage, raw: dict) -> None:
	message.kind, message.order = "order", _dict(raw.get("order"))
	message.text = _text(message.order.get("text"))


def _read_system(message: IncomingMessage, raw: dict) -> None:
	content, identity = _dict(raw.get("system")), _dict(raw.get("identity"))
	type_ = _text(content.get("type"))
	change = SystemChange(
		type=type_ or None,
		body=_text(content.get("body")) or None,
		user_id=_identifier(content.get("user_id")),
		previous_user_id=_identifier(content.get("previous_user_id")),
		parent_user_id=_identifier(content.get("parent_user_id")),
		previous_parent_user_id=_identifier(content.get("previous_parent_user_id")),
		identity_hash=_identifier(identity.get("hash")) or _identifier(content.get("identity")),
	)
	if type_ in _NUMBER_CHANGES:
		change.kind = "number"
		change.new_phone = _identifier(content.get("new_wa_id")) or _identifier(content.get("wa_id"))
	elif type_ == "user_changed_user_id":
		change.kind = "user_id"
	elif type_ in _IDENTITY_CHANGES:
		change.kind = "identity"
	message.kind, message.system, message.text = "system", change, change.body or ""


def _read_edit(message: IncomingMessage, raw: dict) -> None:
	content = _dict(raw.get("edit"))
	inner = IncomingMessage(type=_text(_dict(content.get("message")).get("type")))
	if inner.type != "edit":
		_read_content(inner, _dict(content.get("message")))
	message.kind, message.text, message.media = "edit", inner.text, inner.media
	message.original_wamid = _identifier(content.get("original_message_id"))


def _read_revoke(message: IncomingMessage, raw: dict) -> None:
	message.kind = "revoke"
	message.original_wamid = _identifier(_dict(raw.get("revoke")).get("original_message_id"))


def _read_unsupported(message: IncomingMessage, raw: dict) -> None:
	message.kind = "unsupported"


_READERS = {
	"text": _read_text,
	**dict.fromkeys(MEDIA_TYPES, _read_media),
	"location": _read_location,
	"contacts": _read_contacts,
	"reaction": _read_reaction,
	"interactive": _read_interactive,
	"button": _read_button,
	"order": _read_order,
	"system": _read_system,
	"edit": _read_edit,
	"revoke": _read_revoke,
	"unsupported": _read_unsupported,
}


def status_of(raw: dict) -> StatusUpdate:
	"""Return the record of one status as Meta writes it (an item of `statuses`)."""
	pricing, conversation = _dict(raw.get("pricing")), _dict(raw.get("conversation"))
	# Meta's pages spell the parent id in three ways
	parents = ("parent_recipient_user_id", "recipient_parent_user_id", "parent_user_id")
	recipient, user_id = _identifier(raw.get("recipient_id")), _identifier(raw.get("recipient_user_id"))
	if is_user_id(recipient):
		recipient, user_id = None, user_id or recipient
	group = recipient if raw.get("recipient_type") == "group" else None
	return StatusUpdate(
		wamid=_identifier(raw.get("id")),
		status=_text(raw.get("status")),
		timestamp=_timestamp(raw.get("timestamp")),
		recipient_id=_identifier(raw.get("recipient_participant_id")) if group else recipient,
		recipient_user_id=user_id or _identifier(raw.get("recipient_participant_user_id")),
		parent_user_id=next((found for key in parents if (found := _identifier(raw.get(key)))), None),
		callback_data=_text(raw.get("biz_opaque_callback_data")) or None,
		pricing_category=_text(pricing.get("category")) or None,
		pricing_type=_text(pricing.get("type")) or None,
		pricing_model=_text(pricing.get("pricing_model")) or None,
		billable=pricing.get("billable") if isinstance(pricing.get("billable"), bool) else None,
		conversation_id=_identifier(conversation.get("id")),
		conversation_expires=_timestamp(conversation.get("expiration_timestamp")),
		group_id=group,
		errors=_dicts(raw.get("errors")),
		raw=raw,
	)


def _dict(value: Any) -> dict:
	return value if isinstance(value, dict) else {}


def _dicts(value: Any) -> list[dict]:
	return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _text(value: Any) -> str:
	return value if isinstance(value, str) else ""


def _identifier(value: Any) -> str | None:
	"""Return an id as text. Ids are text by contract, yet whole numbers were seen; blank is no id."""
	if isinstance(value, int) and not isinstance(value, bool):
		return str(value)
	return value if isinstance(value, str) and value.strip() else None


def _number(value: Any) -> float | None:
	if isinstance(value, bool) or not isinstance(value, int | float | str):
		return None
	try:
		number = float(value)
	except (ValueError, OverflowError):
		return None
	return number if number - number == 0 else None  # neither infinite nor NaN


def _timestamp(value: Any) -> int | None:
	"""Return unix seconds, read from text or number, in seconds or milliseconds; None for what is no time."""
	number = _number(value)
	if number is None:
		return None
	seconds = int(number // 1000 if number >= 1e12 else number)
	return seconds if 0 < seconds <= _LAST_TIMESTAMP else None
