# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What Meta accepts in POST /{phone number id}/messages, written a second time and strictly.

Shares nothing with the app's own `whatsapp.limits`: a mistake made there would otherwise pass unseen here. A key
that the contract does not know is a mistake too. `check_message` returns None or the first Problem.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

#: MIME type -> (kind, most bytes)
MEDIA = {
	**dict.fromkeys(("audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"), ("audio", 16 << 20)),
	**dict.fromkeys(("image/jpeg", "image/png"), ("image", 5 << 20)),
	**dict.fromkeys(("video/mp4", "video/3gpp"), ("video", 16 << 20)),
	**dict.fromkeys(
		(
			"application/pdf",
			"text/plain",
			"application/msword",
			"application/vnd.openxmlformats-officedocument.wordprocessingml.document",
			"application/vnd.ms-excel",
			"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
			"application/vnd.ms-powerpoint",
			"application/vnd.openxmlformats-officedocument.presentationml.presentation",
		),
		("document", 100 << 20),
	),
	"image/webp": ("sticker", 500 << 10),
}
SIGNATURES = {"application/pdf": b"%PDF", "image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}

MISSING, INVALID, UNEXPECTED, UNSUPPORTED = 131008, 131009, 100, 131051


@dataclass
class Problem(Exception):
	"""Why Meta would answer 400: its code and the `error_data.details`."""

	code: int
	details: str


def check_message(body: Any) -> Problem | None:
	"""Return the first thing in a send request that Meta would refuse, or None."""
	try:
		_message(body)
	except Problem as problem:
		return problem
	return None


def check_read(body: Any) -> Problem | None:
	"""The same for a request that marks a message as read."""
	try:
		fields = _object("body", body, {"messaging_product", "status", "message_id"}, {"typing_indicator"})
		_one_of("messaging_product", fields["messaging_product"], {"whatsapp"})
		_one_of("status", fields["status"], {"read"})
		_string("message_id", fields["message_id"], 512)
		if "typing_indicator" in fields:
			_one_of(
				"typing_indicator.type",
				_object("typing_indicator", fields["typing_indicator"], {"type"})["type"],
				{"text"},
			)
	except Problem as problem:
		return problem
	return None


def check_upload(mime_type: str, declared: str, content: bytes) -> Problem | None:
	"""The same for an upload: `declared` is the `type` field, `mime_type` that of the file's part."""
	if declared != mime_type or mime_type not in MEDIA:
		return Problem(
			UNEXPECTED,
			f"Param file must be a file with one of the known types, got {declared!r}/{mime_type!r}.",
		)
	if not content or len(content) > MEDIA[mime_type][1]:
		return Problem(131053, f"Media size {len(content)} is not within limits for {mime_type}.")
	if not content.startswith(SIGNATURES.get(mime_type, b"")):
		return Problem(131053, f"The file is not {mime_type}.")
	return None


def media_reference(body: dict) -> list[tuple[str, str]]:
	"""Return (kind, media id) for every uploaded file that a valid message mentions."""
	found = []
	kind = body["type"]
	if kind in ("image", "audio", "video", "document", "sticker"):
		found.append((kind, body[kind].get("id")))
	elif kind == "interactive":
		header = body["interactive"].get("header") or {}
		if header.get("type") in ("image", "video", "document"):
			found.append((header["type"], header[header["type"]].get("id")))
	return [(kind, media_id) for kind, media_id in found if media_id]


def _message(body: Any) -> None:
	kind = body.get("type") if isinstance(body, dict) else None
	if kind not in _KINDS:
		raise Problem(UNSUPPORTED if kind else MISSING, f"Parameter type: {kind!r}")
	optional = {"recipient_type", "to", "recipient", "context", "biz_opaque_callback_data"}
	fields = _object("body", body, {"messaging_product", "type", kind}, optional)
	_one_of("messaging_product", fields["messaging_product"], {"whatsapp"})
	_one_of("recipient_type", fields.get("recipient_type", "individual"), {"individual"})
	if "to" not in fields and "recipient" not in fields:
		raise Problem(MISSING, "Parameter to or recipient is required.")
	if "to" in fields:
		_pattern("to", fields["to"], r"\+?[0-9]{7,15}")
	if "recipient" in fields:
		_pattern("recipient", fields["recipient"], r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}")
	if "context" in fields:
		_string(
			"context.message_id", _object("context", fields["context"], {"message_id"})["message_id"], 512
		)
	if "biz_opaque_callback_data" in fields:
		_string("biz_opaque_callback_data", fields["biz_opaque_callback_data"], 512)
	_KINDS[kind](fields[kind])


def _text(value: Any) -> None:
	fields = _object("text", value, {"body"}, {"preview_url"})
	_string("text.body", fields["body"], 4096)
	_boolean("text.preview_url", fields.get("preview_url", False))


def _file(kind: str, *more: str) -> Callable[[Any], None]:
	def check(value: Any) -> None:
		fields = _object(kind, value, set(), {"id", "link", *more})
		if ("id" in fields) == ("link" in fields):
			raise Problem(INVALID, f"{kind} takes either id or link.")
		if "id" in fields:
			_pattern(f"{kind}.id", fields["id"], r"[A-Za-z0-9_.-]{1,200}")
		else:
			_url(f"{kind}.link", fields["link"])
		if "caption" in fields:
			_string(f"{kind}.caption", fields["caption"], 1024)
		if "filename" in fields:
			_string(f"{kind}.filename", fields["filename"], 255)
		_boolean(f"{kind}.voice", fields.get("voice", False))

	return check


def _location(value: Any) -> None:
	fields = _object("location", value, {"latitude", "longitude"}, {"name", "address"})
	for name, most in (("latitude", 90), ("longitude", 180)):
		number = fields[name]
		if isinstance(number, bool) or not isinstance(number, int | float) or abs(number) > most:
			raise Problem(INVALID, f"location.{name}")
	for name in ("name", "address"):
		if name in fields:
			_string(f"location.{name}", fields[name], 1000)


def _contacts(value: Any) -> None:
	names = {"first_name", "last_name", "middle_name", "suffix", "prefix"}
	for card in _list("contacts", value, 1, 5):
		fields = _object(
			"contacts[]", card, {"name"}, {"phones", "emails", "addresses", "org", "urls", "birthday"}
		)
		name = _object("contacts[].name", fields["name"], {"formatted_name"}, names)
		_string("contacts[].name.formatted_name", name["formatted_name"], 1024)
		if not any(name.get(part) for part in names):
			raise Problem(MISSING, "contacts[].name needs one more part")


def _reaction(value: Any) -> None:
	fields = _object("reaction", value, {"message_id", "emoji"})
	_string("reaction.message_id", fields["message_id"], 512)
	if fields["emoji"] != "":
		_string("reaction.emoji", fields["emoji"], 32)


def _template(value: Any) -> None:
	fields = _object("template", value, {"name", "language"}, {"components"})
	_pattern("template.name", fields["name"], r"[a-z0-9_]{1,512}")
	language = _object("template.language", fields["language"], {"code"}, {"policy"})
	_pattern("template.language.code", language["code"], r"[a-z]{2,3}(_[A-Za-z]{2,4})?")
	if "components" in fields:
		_components(fields["components"])


def _components(value: Any) -> None:
	kinds = {"header", "body", "footer", "button", "carousel", "limited_time_offer", "order_status"}
	for component in _list("template.components", value, 1, 20):
		fields = _object("component", component, {"type"}, {"parameters", "sub_type", "index", "cards"})
		_one_of("component.type", str(fields["type"]).lower(), kinds)
		if str(fields["type"]).lower() == "button":
			_one_of(
				"component.sub_type",
				str(fields.get("sub_type")).lower(),
				{"quick_reply", "url", "copy_code", "flow", "catalog", "mpm", "voice_call"},
			)
			_pattern("component.index", str(fields.get("index")), r"[0-9]")
		parameters = fields.get("parameters", [])
		named = set()
		for parameter in _list("component.parameters", parameters, 0, 100):
			if not isinstance(parameter, dict) or "type" not in parameter:
				raise Problem(MISSING, "component.parameters[].type")
			named.add("parameter_name" in parameter)
			if parameter["type"] == "text":
				_string("component.parameters[].text", parameter.get("text"), 1024)
				if re.search(r"[\n\t\r]| {5}", parameter["text"]):
					raise Problem(
						132018, "Param text cannot have new-line/tab characters or more than 4 spaces"
					)
		if len(named) > 1:
			raise Problem(132012, "Parameters are either all named or all positional")


def _interactive(value: Any) -> None:
	kind = value.get("type") if isinstance(value, dict) else None
	if kind not in _INTERACTIVE:
		raise Problem(INVALID, f"interactive.type: {kind!r}")
	needs_body = set() if kind == "product" else {"body"}
	fields = _object("interactive", value, {"type", "action", *needs_body}, {"header", "body", "footer"})
	if "body" in fields:
		text = _object("interactive.body", fields["body"], {"text"})["text"]
		_string("interactive.body.text", text, 4096 if kind == "list" else 1024)
	if "footer" in fields:
		_string(
			"interactive.footer.text", _object("interactive.footer", fields["footer"], {"text"})["text"], 60
		)
	if "header" in fields:
		_header(fields["header"], kind in ("button", "cta_url", "flow"))
	_INTERACTIVE[kind](fields["action"], fields)


def _header(value: Any, with_media: bool) -> None:
	kind = value.get("type") if isinstance(value, dict) else None
	_one_of(
		"interactive.header.type", kind, {"text", "image", "video", "document"} if with_media else {"text"}
	)
	fields = _object("interactive.header", value, {"type", kind})
	if kind == "text":
		_string("interactive.header.text", fields["text"], 60)
	else:
		_file(kind, *({"filename"} if kind == "document" else ()))(fields[kind])


def _buttons(action: Any, _: dict) -> None:
	buttons = _list("action.buttons", _object("action", action, {"buttons"})["buttons"], 1, 3)
	replies = []
	for button in buttons:
		fields = _object("action.buttons[]", button, {"type", "reply"})
		_one_of("action.buttons[].type", fields["type"], {"reply"})
		replies.append(_object("action.buttons[].reply", fields["reply"], {"id", "title"}))
	for reply in replies:
		_string("reply.id", reply["id"], 256)
		_string("reply.title", reply["title"], 20)
	_unique("buttons", [reply["id"] for reply in replies])
	_unique("buttons", [reply["title"] for reply in replies])


def _list_action(action: Any, _: dict) -> None:
	fields = _object("action", action, {"button", "sections"})
	_string("action.button", fields["button"], 20)
	sections = _list("action.sections", fields["sections"], 1, 10)
	rows = []
	for section in sections:
		section = _object("section", section, {"rows"}, {"title"})
		if len(sections) > 1 or "title" in section:
			_string("section.title", section.get("title"), 24)
		rows += _list("section.rows", section["rows"], 1, 10)
	_list("rows", rows, 1, 10)
	for row in rows:
		row = _object("row", row, {"id", "title"}, {"description"})
		_string("row.id", row["id"], 200)
		_string("row.title", row["title"], 24)
		if "description" in row:
			_string("row.description", row["description"], 72)
	_unique("rows", [row["id"] for row in rows])


def _parameters(action: Any, name: str, required: set[str], optional: set[str] = frozenset()) -> dict:
	fields = _object("action", action, {"name", "parameters"})
	_one_of("action.name", fields["name"], {name})
	return _object("action.parameters", fields["parameters"], required, optional)


def _cta_url(action: Any, _: dict) -> None:
	parameters = _parameters(action, "cta_url", {"display_text", "url"})
	_string("display_text", parameters["display_text"], 20)
	_url("url", parameters["url"])


def _flow(action: Any, _: dict) -> None:
	required = {"flow_message_version", "flow_id", "flow_cta", "flow_token"}
	optional = {"mode", "flow_action", "flow_action_payload"}
	parameters = _parameters(action, "flow", required, optional)
	_one_of("flow_message_version", parameters["flow_message_version"], {"3"})
	_string("flow_cta", parameters["flow_cta"], 20)
	_one_of("mode", parameters.get("mode", "published"), {"published", "draft"})
	action_name = parameters.get("flow_action", "navigate")
	_one_of("flow_action", action_name, {"navigate", "data_exchange"})
	if "flow_action_payload" in parameters:
		payload = _object("flow_action_payload", parameters["flow_action_payload"], {"screen"}, {"data"})
		if "data" in payload and not payload["data"]:
			raise Problem(INVALID, "flow_action_payload.data must not be empty")


def _named(name: str) -> Callable[[Any, dict], None]:
	def check(action: Any, _: dict) -> None:
		_one_of("action.name", _object("action", action, {"name"}, {"parameters"})["name"], {name})

	return check


def _carousel(action: Any, _: dict) -> None:
	cards = _list("action.cards", _object("action", action, {"cards"})["cards"], 2, 10)
	for index, card in enumerate(cards):
		fields = _object("card", card, {"card_index", "type", "header", "body", "action"})
		_one_of("card.card_index", fields["card_index"], {index})
		_one_of("card.type", fields["type"], {"cta_url"})
		_string("card.body.text", _object("card.body", fields["body"], {"text"})["text"], 160)
		_header(fields["header"], True)
		if "link" not in fields["header"].get(fields["header"]["type"], {}):
			raise Problem(INVALID, "card.header needs a link")
		_cta_url(fields["action"], {})


def _product(action: Any, _: dict) -> None:
	fields = _object("action", action, {"catalog_id", "product_retailer_id"})
	_string("catalog_id", fields["catalog_id"], 200)
	_string("product_retailer_id", fields["product_retailer_id"], 200)


def _product_list(action: Any, interactive: dict) -> None:
	if "header" not in interactive:
		raise Problem(MISSING, "interactive.header")
	fields = _object("action", action, {"catalog_id", "sections"})
	products = []
	for section in _list("action.sections", fields["sections"], 1, 10):
		section = _object("section", section, {"product_items"}, {"title"})
		if "title" in section:
			_string("section.title", section["title"], 24)
		products += _list("section.product_items", section["product_items"], 1, 30)
	_list("products", products, 1, 30)


_KINDS: dict[Any, Callable[[Any], None]] = {
	"text": _text,
	"image": _file("image", "caption"),
	"video": _file("video", "caption"),
	"audio": _file("audio", "voice"),
	"document": _file("document", "caption", "filename"),
	"sticker": _file("sticker"),
	"location": _location,
	"contacts": _contacts,
	"reaction": _reaction,
	"template": _template,
	"interactive": _interactive,
}
_INTERACTIVE: dict[Any, Callable[[Any, dict], None]] = {
	"button": _buttons,
	"list": _list_action,
	"cta_url": _cta_url,
	"flow": _flow,
	"location_request_message": _named("send_location"),
	"request_contact_info": _named("request_contact_info"),
	"voice_call": _named("voice_call"),
	"address_message": _named("address_message"),
	"catalog_message": _named("catalog_message"),
	"carousel": _carousel,
	"product": _product,
	"product_list": _product_list,
}


def _object(place: str, value: Any, required: set[str], optional: set[str] = frozenset()) -> dict:
	if not isinstance(value, dict):
		raise Problem(UNEXPECTED, f"Param {place} must be a JSON object.")
	for key in sorted(required - value.keys()):
		raise Problem(MISSING, f"Parameter {place}.{key} is required.")
	for key in sorted(value.keys() - required - optional):
		raise Problem(UNEXPECTED, f"Unexpected key {key!r} on param {place}.")
	return value


def _list(place: str, value: Any, least: int, most: int) -> list:
	if not isinstance(value, list):
		raise Problem(UNEXPECTED, f"Param {place} must be an array.")
	if not least <= len(value) <= most:
		raise Problem(INVALID, f"{place}: {len(value)} entries, min {least}, max {most}.")
	return value


def _string(place: str, value: Any, most: int) -> None:
	if not isinstance(value, str):
		raise Problem(UNEXPECTED, f"Param {place} must be a string.")
	if not value.strip():
		raise Problem(MISSING, f"{place} must not be empty.")
	if len(value) > most:
		raise Problem(INVALID, f"{place}: length {len(value)}, max {most}.")


def _pattern(place: str, value: Any, pattern: str) -> None:
	if not isinstance(value, str) or not re.fullmatch(pattern, value, re.ASCII):
		raise Problem(INVALID, f"Param {place} is not valid: {value!r}.")


def _one_of(place: str, value: Any, allowed: set) -> None:
	if isinstance(value, dict | list) or value not in allowed:
		raise Problem(INVALID, f"Param {place} must be one of {sorted(map(str, allowed))}, got {value!r}.")


def _boolean(place: str, value: Any) -> None:
	if not isinstance(value, bool):
		raise Problem(UNEXPECTED, f"Param {place} must be a boolean.")


def _url(place: str, value: Any) -> None:
	_string(place, value, 2000)
	if not re.fullmatch(r"https?://[^\s/]+\S*", value):
		raise Problem(INVALID, f"Param {place} must be an absolute URL.")


def _unique(place: str, values: list[str]) -> None:
	if len(set(values)) != len(values):
		raise Problem(INVALID, f"{place}: duplicated values are not allowed.")
