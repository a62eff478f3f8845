# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Messages with something to tap: buttons, a list, an address to open, a form.

Source: developers.facebook.com/docs/whatsapp/cloud-api/reference/messages.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from whatsapp_erp_bot.whatsapp import limits
from whatsapp_erp_bot.whatsapp.errors import N_
from whatsapp_erp_bot.whatsapp.limits import (
	LimitError,
	check_count,
	check_match,
	check_optional_text,
	check_text,
	check_unique,
	check_url,
)
from whatsapp_erp_bot.whatsapp.messages.base import Message, without_none
from whatsapp_erp_bot.whatsapp.messages.files import Document, Image, Video

_FLOW_ID = r"[A-Za-z0-9_.:-]{1,200}"


@dataclass
class Button:
	id: str
	title: str


@dataclass
class Row:
	id: str
	title: str
	description: str | None = None


@dataclass
class Section:
	"""`title` may be absent only if it is the only section."""

	title: str | None
	rows: Sequence[Row]


@dataclass(init=False)
class Interactive(Message):
	"""What interactive messages share. `header` is a text, or an Image, Video or Document where Meta takes one."""

	text: str
	header: "str | Image | Video | Document | None"
	footer: str | None
	kind: ClassVar[str] = "interactive"
	subtype: ClassVar[str] = ""
	body_limit: ClassVar[int] = limits.INTERACTIVE_BODY
	media_header: ClassVar[bool] = False

	def __init__(self, body: str, header: Any = None, footer: str | None = None) -> None:
		self.text = body
		self.header = header
		self.footer = footer

	def validate(self) -> None:
		check_text("body", self.text, self.body_limit)
		check_optional_text("footer", self.footer, limits.FOOTER)
		if isinstance(self.header, Image | Video | Document):
			if not self.media_header:
				raise LimitError(
					"header", None, None, N_("Only a text may stand above this message."), "invalid"
				)
			self.header.validate()
			if getattr(self.header, "caption", None) is not None:
				raise LimitError("header", None, None, N_("A header's file has no caption."), "invalid")
		else:
			check_optional_text("header", self.header, limits.HEADER)
		self.validate_action()

	def validate_action(self) -> None:
		"""Check what this subtype adds."""

	def action(self) -> dict[str, Any]:
		return {"name": self.subtype}

	def content(self) -> dict[str, Any]:
		return without_none(
			{
				"type": self.subtype,
				"header": _header(self.header),
				"body": {"text": self.text},
				"footer": {"text": self.footer} if self.footer is not None else None,
				"action": self.action(),
			}
		)


@dataclass(init=False)
class Buttons(Interactive):
	"""One to three buttons. A tap comes back as `button_reply` with the id."""

	buttons: list[Button]
	subtype: ClassVar[str] = "button"
	media_header: ClassVar[bool] = True

	def __init__(
		self, body: str, buttons: Sequence[Button], header: Any = None, footer: str | None = None
	) -> None:
		super().__init__(body, header, footer)
		self.buttons = list(buttons)

	def validate_action(self) -> None:
		check_count("buttons", len(self.buttons), 1, limits.BUTTONS)
		for index, button in enumerate(self.buttons):
			check_text(f"buttons[{index}].id", button.id, limits.BUTTON_ID)
			check_text(f"buttons[{index}].title", button.title, limits.BUTTON_TITLE)
		check_unique("The ids of the buttons", (button.id for button in self.buttons))
		check_unique("The titles of the buttons", (button.title for button in self.buttons))

	def action(self) -> dict[str, Any]:
		replies = [{"id": button.id, "title": button.title} for button in self.buttons]
		return {"buttons": [{"type": "reply", "reply": reply} for reply in replies]}


@dataclass(init=False)
class ListMessage(Interactive):
	"""A list behind a button: at most ten rows in all sections together. A tap comes back as `list_reply`.

	Ids are unique; two rows may bear the same title (two customers of one name, told apart by the description).
	"""

	button: str
	sections: list[Section]
	subtype: ClassVar[str] = "list"
	body_limit: ClassVar[int] = limits.LIST_BODY

	def __init__(
		self,
		body: str,
		button: str,
		sections: Sequence[Section],
		header: str | None = None,
		footer: str | None = None,
	) -> None:
		super().__init__(body, header, footer)
		self.button = button
		self.sections = list(sections)

	def validate_action(self) -> None:
		check_text("button", self.button, limits.BUTTON_TITLE)
		check_count("sections", len(self.sections), 1, limits.LIST_SECTIONS)
		rows = [row for section in self.sections for row in section.rows]
		check_count("rows", len(rows), 1, limits.LIST_ROWS)
		for number, section in enumerate(self.sections):
			self._validate_section(f"sections[{number}]", section)
		check_unique("The ids of the rows", (row.id for row in rows))
		check_unique("The titles of the sections", (one.title for one in self.sections if one.title))

	def _validate_section(self, place: str, section: Section) -> None:
		if len(self.sections) > 1 or section.title is not None:
			check_text(f"{place}.title", section.title or "", limits.SECTION_TITLE)
		check_count(f"{place}.rows", len(section.rows), 1, limits.LIST_ROWS)
		for index, row in enumerate(section.rows):
			check_text(f"{place}.rows[{index}].id", row.id, limits.ROW_ID)
			check_text(f"{place}.rows[{index}].title", row.title, limits.ROW_TITLE)
			check_optional_text(f"{place}.rows[{index}].description", row.description, limits.ROW_DESCRIPTION)

	def action(self) -> dict[str, Any]:
		sections = []
		for section in self.sections:
			rows = [
				without_none({"id": row.id, "title": row.title, "description": row.description})
				for row in section.rows
			]
			sections.append(without_none({"title": section.title, "rows": rows}))
		return {"button": self.button, "sections": sections}


@dataclass(init=False)
class CallToAction(Interactive):
	"""One button that opens a web address."""

	label: str
	url: str
	subtype: ClassVar[str] = "cta_url"
	media_header: ClassVar[bool] = True

	def __init__(
		self, body: str, label: str, url: str, header: Any = None, footer: str | None = None
	) -> None:
		super().__init__(body, header, footer)
		self.label = label
		self.url = url

	def validate_action(self) -> None:
		check_text("label", self.label, limits.BUTTON_TITLE)
		check_url("url", self.url)

	def action(self) -> dict[str, Any]:
		return {"name": "cta_url", "parameters": {"display_text": self.label, "url": self.url}}


@dataclass(init=False)
class LocationRequest(Interactive):
	subtype: ClassVar[str] = "location_request_message"

	def __init__(self, body: str) -> None:
		super().__init__(body)

	def action(self) -> dict[str, Any]:
		return {"name": "send_location"}


@dataclass(init=False)
class ContactRequest(Interactive):
	"""Asks a person whose phone is hidden to share it."""

	subtype: ClassVar[str] = "request_contact_info"

	def __init__(self, body: str) -> None:
		super().__init__(body)


@dataclass(init=False)
class Flow(Interactive):
	"""A form. `screen` and `data` are where it begins and what it is filled with; `token` comes back with it."""

	flow_id: str
	label: str
	token: str
	screen: str | None
	data: dict[str, Any] | None
	mode: str
	subtype: ClassVar[str] = "flow"
	media_header: ClassVar[bool] = True

	def __init__(
		self,
		body: str,
		flow_id: str,
		label: str,
		token: str,
		screen: str | None = None,
		data: dict[str, Any] | None = None,
		mode: str = "published",
		header: Any = None,
		footer: str | None = None,
	) -> None:
		super().__init__(body, header, footer)
		self.flow_id, self.label, self.token = flow_id, label, token
		self.screen, self.data, self.mode = screen, data, mode

	def validate_action(self) -> None:
		check_match("flow_id", self.flow_id, _FLOW_ID, N_("the id of a flow"))
		check_text("label", self.label, limits.BUTTON_TITLE)
		if any(unicodedata.category(character) in ("So", "Sk", "Me") for character in self.label):
			raise LimitError("label", None, self.label, N_("The label of a form takes no emoji."), "invalid")
		check_text("token", self.token, limits.FLOW_TOKEN)
		check_match("mode", self.mode, "published|draft", N_("published or draft"))
		if self.data and not self.screen:
			raise LimitError("screen", None, None, N_("Data needs the screen that it fills."), "blank")

	def action(self) -> dict[str, Any]:
		parameters: dict[str, Any] = {
			"mode": self.mode,
			"flow_message_version": "3",
			"flow_token": self.token,
			"flow_id": self.flow_id,
			"flow_cta": self.label,
			"flow_action": "navigate" if self.screen else "data_exchange",
		}
		if self.screen:
			parameters["flow_action_payload"] = without_none(
				{"screen": self.screen, "data": self.data or None}
			)
		return {"name": "flow", "parameters": parameters}


def _header(header: Any) -> dict[str, Any] | None:
	if header is None:
		return None
	if isinstance(header, Message):
		return {"type": header.kind, header.kind: header.content()}
	return {"type": "text", "text": header}
