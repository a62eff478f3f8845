# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Words, places, people and reactions.

Source: developers.facebook.com/docs/whatsapp/cloud-api/reference/messages.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from whatsapp_erp_bot.whatsapp import limits
from whatsapp_erp_bot.whatsapp.errors import N_
from whatsapp_erp_bot.whatsapp.limits import (
	LimitError,
	check_count,
	check_number,
	check_optional_text,
	check_text,
)
from whatsapp_erp_bot.whatsapp.messages.base import Message, without_none


@dataclass(init=False)
class Text(Message):
	text: str
	preview_url: bool
	kind: ClassVar[str] = "text"

	def __init__(self, body: str, preview_url: bool = False) -> None:
		self.text = body
		self.preview_url = preview_url

	def validate(self) -> None:
		check_text("body", self.text, limits.TEXT_BODY)

	def content(self) -> dict[str, Any]:
		return {"body": self.text, "preview_url": bool(self.preview_url)}


@dataclass
class Location(Message):
	latitude: float
	longitude: float
	name: str | None = None
	address: str | None = None
	kind: ClassVar[str] = "location"

	def validate(self) -> None:
		check_number("latitude", self.latitude, -90, 90)
		check_number("longitude", self.longitude, -180, 180)
		check_optional_text("name", self.name, limits.PLACE)
		check_optional_text("address", self.address, limits.PLACE)
		if self.address and not self.name:
			raise LimitError("name", None, None, N_("An address is shown only below a name."), "blank")

	def content(self) -> dict[str, Any]:
		return without_none(
			{
				"latitude": self.latitude,
				"longitude": self.longitude,
				"name": self.name,
				"address": self.address,
			}
		)


@dataclass
class Contacts(Message):
	"""Address cards, each in Meta's own shape: `{"name": {"formatted_name", "first_name"…}, "phones": […]…}`."""

	contacts: Sequence[dict[str, Any]]
	kind: ClassVar[str] = "contacts"

	def validate(self) -> None:
		check_count("contacts", len(self.contacts), 1, limits.CONTACTS)
		for index, contact in enumerate(self.contacts):
			name = contact.get("name") or {}
			check_text(f"contacts[{index}].name.formatted_name", name.get("formatted_name"), limits.CAPTION)
			if not any(value for key, value in name.items() if key != "formatted_name"):
				text = N_(
					"A contact needs a part of the name (such as first_name) besides the formatted one."
				)
				raise LimitError(f"contacts[{index}].name", None, None, text, "blank")

	def content(self) -> list:
		return [without_none(contact) for contact in self.contacts]


@dataclass
class Reaction(Message):
	"""An emoji on a message; an empty one takes the reaction back."""

	message_id: str
	emoji: str = ""
	kind: ClassVar[str] = "reaction"

	def validate(self) -> None:
		check_text("message_id", self.message_id, limits.WAMID)
		if self.emoji:
			check_text("emoji", self.emoji, limits.EMOJI)

	def content(self) -> dict[str, Any]:
		return {"message_id": self.message_id, "emoji": self.emoji}
