# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""An outgoing message as it is stored, and as the channel sends it.

Contract: `payload` is JSON with a `type` (one of MAKERS) and the fields of that kind; a file's bytes lie in a private
File of Frappe and are uploaded when the message leaves. What breaks a limit of Meta's is refused by the channel before
it leaves, with an error that names the field. No Frappe here.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from whatsapp_erp_bot.plain_text import visible, visible_all
from whatsapp_erp_bot.whatsapp import limits, messages
from whatsapp_erp_bot.whatsapp.text import shorten, split_text


@dataclass
class Outgoing:
	"""One message to put into the outbox. `text` is what a person reads in Desk."""

	text: str
	payload: dict[str, Any] = field(default_factory=dict)
	file_url: str | None = None
	file_name: str | None = None
	simulated_by: str | None = None

	@property
	def kind(self) -> str:
		return self.payload.get("type", "text")

	def as_seen(self) -> "Outgoing":
		"""The message without what nobody sees or what turns the reading direction (see plain_text)."""
		return replace(self, text=visible(self.text or ""), payload=visible_all(self.payload))


def text(body: str) -> Outgoing:
	"""A plain text."""
	return Outgoing(body, {"type": "text", "text": body})


def buttons(body: str, choices: list[tuple[str, str]], footer: str | None = None) -> Outgoing:
	"""A text with up to three buttons, each (id, title)."""
	return Outgoing(
		body,
		{
			"type": "buttons",
			"text": body,
			"footer": footer,
			"buttons": [{"id": id_, "title": title} for id_, title in choices],
		},
	)


def listing(body: str, button: str, rows: list[tuple[str, str, str]], title: str | None = None) -> Outgoing:
	"""A text with a list of up to ten rows, each (id, title, description)."""
	return Outgoing(
		body,
		{
			"type": "list",
			"text": body,
			"button": button,
			"sections": [
				{
					"title": title,
					"rows": [{"id": id_, "title": name, "description": words} for id_, name, words in rows],
				}
			],
		},
	)


def document(caption: str, file_url: str, file_name: str) -> Outgoing:
	"""A file with a caption."""
	return Outgoing(caption, {"type": "document", "caption": caption}, file_url, file_name)


def image(caption: str, file_url: str, file_name: str) -> Outgoing:
	"""A picture with a caption."""
	return Outgoing(caption, {"type": "image", "caption": caption}, file_url, file_name)


def to_message(payload: dict[str, Any], media_id: str | None, file_name: str | None) -> messages.Message:
	"""The channel's message for a stored payload. Raises ValueError for a type nobody knows."""
	make = MAKERS.get(payload["type"])
	if not make:
		raise ValueError(f"No message of type {payload['type']} can be sent.")
	return make(payload, media_id, file_name)


def _buttons(payload: dict[str, Any], media_id: str | None, file_name: str | None) -> messages.Message:
	choices = [messages.Button(button["id"], button["title"]) for button in payload["buttons"]]
	return messages.Buttons(payload["text"], choices, footer=payload.get("footer"))


def _list(payload: dict[str, Any], media_id: str | None, file_name: str | None) -> messages.Message:
	sections = [
		messages.Section(
			section.get("title"),
			[
				messages.Row(row["id"], row["title"], row.get("description") or None)
				for row in section["rows"]
			],
		)
		for section in payload["sections"]
	]
	return messages.ListMessage(payload["text"], payload["button"], sections)


#: type of a payload -> (payload, media id, file name) -> the channel's message
MAKERS: dict[str, Callable[[dict[str, Any], str | None, str | None], messages.Message]] = {
	"text": lambda payload, _media, _name: messages.Text(payload["text"]),
	"buttons": _buttons,
	"list": _list,
	"document": lambda payload, media, name: messages.Document(
		media, filename=name, caption=payload.get("caption") or None
	),
	"image": lambda payload, media, _name: messages.Image(media, caption=payload.get("caption") or None),
	"template": lambda payload, _media, _name: messages.Template(
		payload["name"], payload["language"], payload.get("components") or []
	),
}


def parts(words: str) -> list[str]:
	"""Text cut into as few messages as WhatsApp allows."""
	return split_text(words, limits.TEXT_BODY)


def fitting(message: Outgoing) -> list[Outgoing]:
	"""The message as WhatsApp takes it: what is too long for one is said in several, with what can be tapped under the
	last; titles that are too long are cut. [] for a text of nothing."""
	limit = _BODY_LIMITS.get(message.kind)
	if limit is None:
		return [message]
	bodies = split_text(message.payload["text"], limit)
	if not bodies:
		return []
	if message.kind == "text":
		return [message] if len(bodies) == 1 else [replace(message, **_text(body)) for body in bodies]
	payload = {**message.payload, "text": bodies[-1]}
	for button in payload.get("buttons") or []:
		button["title"] = _title(button["title"], limits.BUTTON_TITLE)
	for section in payload.get("sections") or []:
		for row in section["rows"]:
			row["title"] = _title(row["title"], limits.ROW_TITLE)
			row["description"] = shorten((row.get("description") or "").strip(), limits.ROW_DESCRIPTION)
	if "button" in payload:
		payload["button"] = _title(payload["button"], limits.BUTTON_TITLE)
	before = parts("\n".join(bodies[:-1])) if len(bodies) > 1 else []
	return [
		*(replace(message, **_text(body)) for body in before),
		replace(message, text=bodies[-1], payload=payload),
	]


def _title(words: str, limit: int) -> str:
	"""The words as far as they fit; a dash for none, which Meta would refuse with all that stands beside it."""
	return shorten(words.strip(), limit) or "–"


def _text(body: str) -> dict[str, Any]:
	return {"text": body, "payload": {"type": "text", "text": body}}


# what has words that may be longer than WhatsApp takes
_BODY_LIMITS = {
	"text": limits.TEXT_BODY,
	"buttons": limits.INTERACTIVE_BODY,
	"list": limits.LIST_BODY,
}
