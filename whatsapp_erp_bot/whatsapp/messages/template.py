# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Approved templates, and what Meta refuses in their values.

Source: developers.facebook.com/docs/whatsapp/cloud-api/reference/messages.
"""

import re
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
	check_text,
	check_url,
)
from whatsapp_erp_bot.whatsapp.messages.base import Message, without_none
from whatsapp_erp_bot.whatsapp.messages.files import MEDIA_ID

_DEGREES = r"-?[0-9]{1,3}(\.[0-9]{1,20})?"


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
		return without_none(content)


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
		check_match(f"{place}.id", str(value["id"]), MEDIA_ID, N_("an id that an upload returned"))


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
