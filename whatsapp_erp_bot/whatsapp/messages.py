# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Outgoing messages: one dataclass a kind, and `envelope`, which gives the exact body to post.

`Text(body="…")`: constructors take Meta's words; a body's words are then the attribute `text`. Each class has `.validate()`, which raises LimitError on what Meta would refuse, and `.body()`, which returns the
part of the request that does not depend on the recipient (with its `type`). Nothing is sent from here.
Source: developers.facebook.com/docs/whatsapp/cloud-api/reference/messages.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from whatsapp_erp_bot.whatsapp import limits
from whatsapp_erp_bot.whatsapp.errors import N_
from whatsapp_erp_bot.whatsapp.limits import (
	LimitError,
	check_count,
	check_match,
	check_number,
	check_optional_text,
	check_text,
	check_unique,
	check_url,
)
from whatsapp_erp_bot.whatsapp.phone import is_phone, is_user_id
from whatsapp_erp_bot.whatsapp.text import split_text

__all__ = [
	"AddressRequest",
	"Audio",
	"Button",
	"Buttons",
	"CallToAction",
	"Card",
	"Carousel",
	"Catalog",
	"ContactRequest",
	"Contacts",
	"Document",
	"Flow",
	"Image",
	"LimitError",
	"ListMessage",
	"Location",
	"LocationRequest",
	"Message",
	"Product",
	"ProductList",
	"ProductSection",
	"Reaction",
	"Row",
	"Section",
	"Sticker",
	"Template",
	"Text",
	"Video",
	"VoiceCall",
	"envelope",
	"split_text",
]

_MEDIA_ID = r"[A-Za-z0-9_.-]{1,200}"
_DEGREES = r"-?[0-9]{1,3}(\.[0-9]{1,20})?"
_BUSINESS_ID = r"[A-Za-z0-9_.:-]{1,200}"


class Message:
	"""What every outgoing message can do. `kind` is the `type` of the request."""

	kind: ClassVar[str] = ""

	def validate(self) -> None:
		raise NotImplementedError

	def content(self) -> dict[str, Any] | list:
		"""Return the object that stands in the request under the name of the type."""
		raise NotImplementedError

	def body(self) -> dict[str, Any]:
		return {"type": self.kind, self.kind: self.content()}


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


# Files


@dataclass
class _File(Message):
	"""A file that Meta has (`media_id`, from an upload) or fetches (`link`); exactly one of the two."""

	media_id: str | None = None

	def validate(self) -> None:
		link = getattr(self, "link", None)
		if (self.media_id is None) == (link is None):
			raise LimitError(self.kind, 1, None, N_("{field} needs either a media id or a link."), "invalid")
		if link is None:
			check_match("media_id", self.media_id, _MEDIA_ID, N_("an id that an upload returned"))
		else:
			check_url("link", link)
		check_optional_text("caption", getattr(self, "caption", None), limits.CAPTION)

	def content(self) -> dict[str, Any]:
		given = {
			"id": self.media_id,
			"link": getattr(self, "link", None),
			"caption": getattr(self, "caption", None),
			"filename": getattr(self, "filename", None),
			"voice": getattr(self, "voice", False) or None,
		}
		return _without_none(given)


@dataclass
class Document(_File):
	filename: str | None = None
	caption: str | None = None
	link: str | None = None
	kind: ClassVar[str] = "document"

	def validate(self) -> None:
		super().validate()
		check_optional_text("filename", self.filename, limits.FILENAME)


@dataclass
class Image(_File):
	caption: str | None = None
	link: str | None = None
	kind: ClassVar[str] = "image"


@dataclass
class Video(_File):
	caption: str | None = None
	link: str | None = None
	kind: ClassVar[str] = "video"


@dataclass
class Audio(_File):
	"""`voice`: shown as a voice message (ogg with opus)."""

	voice: bool = False
	link: str | None = None
	kind: ClassVar[str] = "audio"


@dataclass
class Sticker(_File):
	link: str | None = None
	kind: ClassVar[str] = "sticker"


# Places, people, reactions


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
		return _without_none(
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
		return [_without_none(contact) for contact in self.contacts]


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


# Interactive messages


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
		return _without_none(
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
				_without_none({"id": row.id, "title": row.title, "description": row.description})
				for row in section.rows
			]
			sections.append(_without_none({"title": section.title, "rows": rows}))
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
class VoiceCall(Interactive):
	label: str
	subtype: ClassVar[str] = "voice_call"

	def __init__(self, body: str, label: str) -> None:
		super().__init__(body)
		self.label = label

	def validate_action(self) -> None:
		check_text("label", self.label, limits.BUTTON_TITLE)

	def action(self) -> dict[str, Any]:
		return {"name": "voice_call", "parameters": {"display_text": self.label}}


@dataclass(init=False)
class AddressRequest(Interactive):
	"""Asks for a postal address; `country` is an ISO code, `values` what is known already."""

	country: str
	values: dict[str, Any]
	subtype: ClassVar[str] = "address_message"

	def __init__(self, body: str, country: str, values: dict[str, Any] | None = None) -> None:
		super().__init__(body)
		self.country = country
		self.values = values or {}

	def validate_action(self) -> None:
		check_match("country", self.country, r"[A-Z]{2}", N_("a country code of two capital letters"))

	def action(self) -> dict[str, Any]:
		parameters = _without_none({"country": self.country, "values": self.values or None})
		return {"name": "address_message", "parameters": parameters}


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
		check_match("flow_id", self.flow_id, _BUSINESS_ID, N_("the id of a flow"))
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
			parameters["flow_action_payload"] = _without_none(
				{"screen": self.screen, "data": self.data or None}
			)
		return {"name": "flow", "parameters": parameters}


# Goods


@dataclass
class Card:
	"""A card of a carousel: a picture or film by link, words, and a button that opens an address."""

	text: str
	label: str
	url: str
	header: Image | Video


@dataclass(init=False)
class Carousel(Interactive):
	cards: list[Card]
	subtype: ClassVar[str] = "carousel"

	def __init__(self, body: str, cards: Sequence[Card]) -> None:
		super().__init__(body)
		self.cards = list(cards)

	def validate_action(self) -> None:
		check_count("cards", len(self.cards), *limits.CARDS)
		for index, card in enumerate(self.cards):
			check_text(f"cards[{index}].text", card.text, limits.CARD_BODY)
			check_text(f"cards[{index}].label", card.label, limits.BUTTON_TITLE)
			check_url(f"cards[{index}].url", card.url)
			check_url(f"cards[{index}].header.link", card.header.link)
		if len({card.header.kind for card in self.cards}) > 1:
			raise LimitError(
				"cards", None, None, N_("All cards show pictures, or all show films."), "invalid"
			)

	def action(self) -> dict[str, Any]:
		return {"cards": [self._card(index, card) for index, card in enumerate(self.cards)]}

	def _card(self, index: int, card: Card) -> dict[str, Any]:
		parameters = {"display_text": card.label, "url": card.url}
		return {
			"card_index": index,
			"type": "cta_url",
			"header": _header(card.header),
			"body": {"text": card.text},
			"action": {"name": "cta_url", "parameters": parameters},
		}


@dataclass(init=False)
class Catalog(Interactive):
	"""Opens the catalogue; `thumbnail` is the retailer id of the product whose picture is shown."""

	thumbnail: str | None
	subtype: ClassVar[str] = "catalog_message"

	def __init__(self, body: str, thumbnail: str | None = None, footer: str | None = None) -> None:
		super().__init__(body, None, footer)
		self.thumbnail = thumbnail

	def action(self) -> dict[str, Any]:
		parameters = {"thumbnail_product_retailer_id": self.thumbnail} if self.thumbnail else None
		return _without_none({"name": "catalog_message", "parameters": parameters})


@dataclass(init=False)
class Product(Interactive):
	catalog_id: str
	product_id: str
	subtype: ClassVar[str] = "product"

	def __init__(
		self, catalog_id: str, product_id: str, body: str | None = None, footer: str | None = None
	) -> None:
		super().__init__(body or "", None, footer)
		self.catalog_id = catalog_id
		self.product_id = product_id

	def validate(self) -> None:
		# the only kind whose body may be absent
		check_optional_text("body", self.text or None, limits.INTERACTIVE_BODY)
		check_optional_text("footer", self.footer, limits.FOOTER)
		check_match("catalog_id", self.catalog_id, _BUSINESS_ID, N_("the id of a catalogue"))
		check_text("product_id", self.product_id, limits.ROW_ID)

	def action(self) -> dict[str, Any]:
		return {"catalog_id": self.catalog_id, "product_retailer_id": self.product_id}

	def content(self) -> dict[str, Any]:
		content = super().content()
		if not self.text:
			del content["body"]
		return content


@dataclass
class ProductSection:
	title: str | None
	product_ids: Sequence[str]


@dataclass(init=False)
class ProductList(Interactive):
	"""Up to thirty products in ten sections; the header is required."""

	catalog_id: str
	sections: list[ProductSection]
	subtype: ClassVar[str] = "product_list"

	def __init__(
		self,
		body: str,
		header: str,
		catalog_id: str,
		sections: Sequence[ProductSection],
		footer: str | None = None,
	) -> None:
		super().__init__(body, header, footer)
		self.catalog_id = catalog_id
		self.sections = list(sections)

	def validate_action(self) -> None:
		check_text("header", self.header, limits.HEADER)
		check_match("catalog_id", self.catalog_id, _BUSINESS_ID, N_("the id of a catalogue"))
		check_count("sections", len(self.sections), 1, limits.LIST_SECTIONS)
		for index, section in enumerate(self.sections):
			if len(self.sections) > 1 or section.title is not None:
				check_text(f"sections[{index}].title", section.title or "", limits.SECTION_TITLE)
			check_count(f"sections[{index}].product_ids", len(section.product_ids), 1, limits.PRODUCTS)
		products = [product for section in self.sections for product in section.product_ids]
		check_count("products", len(products), 1, limits.PRODUCTS)
		check_unique("The products", products)

	def action(self) -> dict[str, Any]:
		sections = []
		for section in self.sections:
			items = [{"product_retailer_id": product} for product in section.product_ids]
			sections.append(_without_none({"title": section.title, "product_items": items}))
		return {"catalog_id": self.catalog_id, "sections": sections}


# Templates


@dataclass
class Template(Message):
	"""An approved template, the only message outside the 24-hour window.

	`components` are in Meta's own shape, as `{"type": "body", "parameters": [{"type": "text", "text": "…"}]}`.
	"""

	name: str
	language: str
	components: Sequence[dict[str, Any]] = field(default_factory=list)
	kind: ClassVar[str] = "template"

	def validate(self) -> None:
		check_match(
			"name", self.name, rf"[a-z0-9_]{{1,{limits.TEMPLATE_NAME}}}", N_("small letters, digits and _")
		)
		check_match(
			"language", self.language, r"[a-z]{2,3}(_[A-Za-z]{2,4})?", N_("a language code such as es_MX")
		)
		self._validate_components(self.components)

	def _validate_components(self, components: Sequence[dict[str, Any]]) -> None:
		buttons = [one for one in components if str(one.get("type")).lower() == "button"]
		check_count("buttons", len(buttons), 0, limits.TEMPLATE_BUTTONS)
		for index, component in enumerate(components):
			parameters = component.get("parameters") or []
			header = str(component.get("type")).lower() == "header"
			most = limits.HEADER if header else limits.TEMPLATE_TEXT
			for number, parameter in enumerate(parameters):
				self._validate_parameter(f"components[{index}].parameters[{number}]", parameter, most)
			if len({"parameter_name" in parameter for parameter in parameters}) > 1:
				text = N_("Either all parameters of a template have names, or none.")
				raise LimitError(f"components[{index}]", None, None, text, "invalid")
			for card in component.get("cards") or []:
				self._validate_components(card.get("components") or [])

	def _validate_parameter(self, place: str, parameter: dict[str, Any], most: int) -> None:
		kind = parameter.get("type")
		check = _PARAMETERS.get(str(kind).lower())
		if check:
			check(f"{place}.{kind}", parameter.get(str(kind)), most)

	def content(self) -> dict[str, Any]:
		components = list(self.components)
		content = {"name": self.name, "language": {"code": self.language}, "components": components or None}
		return _without_none(content)


def _check_words(place: str, value: Any, most: int) -> None:
	check_text(place, value, most)
	if "\n" in value or "\t" in value or "\r" in value or " " * 5 in value:
		text = N_("A parameter of a template takes no new lines, tabs or more than four spaces in a row.")
		raise LimitError(place, None, None, text, "invalid")


def _check_currency(place: str, value: Any, most: int) -> None:
	value = value if isinstance(value, dict) else {}
	_check_words(f"{place}.fallback_value", value.get("fallback_value"), most)
	check_match(f"{place}.code", value.get("code"), r"[A-Z]{3}", N_("a currency code such as MXN"))
	# thousandths of the currency, a whole number
	check_match(f"{place}.amount_1000", str(value.get("amount_1000")), r"-?[0-9]{1,18}", N_("a whole number"))


def _check_date(place: str, value: Any, most: int) -> None:
	_check_words(
		f"{place}.fallback_value", (value if isinstance(value, dict) else {}).get("fallback_value"), most
	)


def _check_file(place: str, value: Any, most: int) -> None:
	value = value if isinstance(value, dict) else {}
	if (value.get("id") is None) == (value.get("link") is None):
		raise LimitError(place, 1, None, N_("{field} needs either a media id or a link."), "invalid")
	if value.get("link") is not None:
		check_url(f"{place}.link", value["link"])
	else:
		check_match(f"{place}.id", str(value["id"]), _MEDIA_ID, N_("an id that an upload returned"))


def _check_place(place: str, value: Any, most: int) -> None:
	value = value if isinstance(value, dict) else {}
	for name, most_degrees in (("latitude", 90), ("longitude", 180)):
		degrees = value.get(name)
		# Meta's examples write them as text
		number = float(degrees) if isinstance(degrees, str) and re.fullmatch(_DEGREES, degrees) else degrees
		check_number(f"{place}.{name}", number, -most_degrees, most_degrees)


#: type of a parameter of a template -> (place, what stands under that type, most characters)
_PARAMETERS: dict[str, Callable[[str, Any, int], None]] = {
	"text": _check_words,
	"currency": _check_currency,
	"date_time": _check_date,
	"image": _check_file,
	"video": _check_file,
	"document": _check_file,
	"location": _check_place,
	"payload": lambda place, value, _most: check_text(place, value, limits.BUTTON_ID),
	"coupon_code": lambda place, value, _most: check_text(place, value, limits.COUPON_CODE),
}


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


def _header(header: Any) -> dict[str, Any] | None:
	if header is None:
		return None
	if isinstance(header, Message):
		return {"type": header.kind, header.kind: header.content()}
	return {"type": "text", "text": header}


def _without_none(values: dict[str, Any]) -> dict[str, Any]:
	return {key: value for key, value in values.items() if value is not None}
