# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""An outgoing message as it is stored, and as the channel sends it.

Contract: `payload` is JSON with a `type` (text, buttons, list, document, image) and the fields of that kind; a file's
bytes lie in a private File of Frappe and are uploaded when the message leaves. No Frappe here.
"""

from dataclasses import dataclass, field
from typing import Any

from whatsapp_erp_bot.whatsapp import messages
from whatsapp_erp_bot.whatsapp.text import split_text


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
	kind = payload["type"]
	if kind == "text":
		return messages.Text(payload["text"])
	if kind == "buttons":
		choices = [messages.Button(button["id"], button["title"]) for button in payload["buttons"]]
		return messages.Buttons(payload["text"], choices, footer=payload.get("footer"))
	if kind == "list":
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
	if kind == "document":
		return messages.Document(media_id, filename=file_name, caption=payload.get("caption") or None)
	if kind == "image":
		return messages.Image(media_id, caption=payload.get("caption") or None)
	raise ValueError(f"No message of type {kind} can be sent.")


def parts(words: str) -> list[str]:
	"""Text cut into as few messages as WhatsApp allows."""
	return split_text(words, 4096)
