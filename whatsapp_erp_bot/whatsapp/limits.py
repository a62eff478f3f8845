# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What Meta refuses in an outgoing message, checked before anything leaves.

Lengths are code points, the unit in which Meta counts. A refused message raises LimitError with the place, the
rule and a sentence for a person, so that a caller can shorten, split or explain.
Source: developers.facebook.com/docs/whatsapp/cloud-api/reference/messages; where pages differ, the smaller number.
"""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from whatsapp_erp_bot.whatsapp.errors import N_

TEXT_BODY = 4096
CAPTION = 1024
INTERACTIVE_BODY = 1024
LIST_BODY = 4096
HEADER = FOOTER = 60
BUTTONS = 3
BUTTON_TITLE = 20
BUTTON_ID = 256
LIST_SECTIONS = 10
LIST_ROWS = 10
SECTION_TITLE = 24
ROW_ID = 200
ROW_TITLE = 24
ROW_DESCRIPTION = 72
CONTACTS = 5
CALLBACK_DATA = 512
TEMPLATE_NAME = 512
TEMPLATE_BUTTONS = 10
TEMPLATE_TEXT = 1024
COUPON_CODE = 15
# header, body and values of a template together; above it Meta answers 132005
TEMPLATE_BODY = 1024
URL = 2000
# not stated by Meta; far above anything real, so that nothing absurd leaves
FILENAME = 240
PLACE = 1000
WAMID = 512
EMOJI = 32
FLOW_TOKEN = 1024


class LimitError(ValueError):
	"""An outgoing message breaks a rule of Meta's.

	`field` is the place ("sections[0].rows[2].title"), `rule` one of too_long, too_many, too_few, blank, duplicate,
	invalid; `limit` and `actual` are numbers where the rule has one. `text` is a sentence for a person: `sentence`,
	which can be translated, with `values` in its places (those of `translated` can be translated too).
	"""

	def __init__(
		self,
		field: str,
		limit: int | None,
		actual: Any,
		sentence: str,
		rule: str = "invalid",
		**translated: str,
	) -> None:
		self.field = field
		self.limit = limit
		self.actual = actual
		self.sentence = sentence
		self.values = {"field": field, "limit": limit, "actual": actual}
		self.translated = translated
		self.text = sentence.format(**self.values, **translated)
		self.rule = rule
		super().__init__(self.text)


def check_text(field: str, value: Any, limit: int) -> None:
	"""Require a text that is not blank and has at most `limit` code points."""
	if not isinstance(value, str):
		raise LimitError(field, limit, value, N_("{field} must be text."), "invalid")
	if not value.strip():
		raise LimitError(field, limit, 0, N_("{field} must not be blank."), "blank")
	if len(value) > limit:
		text = N_("{field} has {actual} characters; WhatsApp takes at most {limit}.")
		raise LimitError(field, limit, len(value), text, "too_long")


def check_optional_text(field: str, value: Any, limit: int) -> None:
	"""As `check_text`, but None (absent) is fine. A blank text is not: Meta refuses it."""
	if value is not None:
		check_text(field, value, limit)


def check_count(field: str, actual: int, least: int, most: int) -> None:
	if actual < least:
		text = N_("{field} has {actual} entries; WhatsApp needs at least {limit}.")
		raise LimitError(field, least, actual, text, "too_few")
	if actual > most:
		text = N_("{field} has {actual} entries; WhatsApp takes at most {limit}.")
		raise LimitError(field, most, actual, text, "too_many")


def check_unique(field: str, values: Iterable[str]) -> None:
	seen: set[str] = set()
	for value in values:
		if value in seen:
			raise LimitError(
				field, None, value, N_("{field} must differ: “{actual}” comes twice."), "duplicate"
			)
		seen.add(value)


def check_url(field: str, value: Any, limit: int = URL) -> None:
	"""Require an absolute http or https address."""
	check_text(field, value, limit)
	try:
		parts = urlsplit(value)
	except ValueError:
		parts = urlsplit("")
	if parts.scheme not in ("http", "https") or not parts.hostname or re.search(r"\s", value):
		raise LimitError(field, limit, value, N_("{field} must be a full web address."), "invalid")


def check_match(field: str, value: Any, pattern: str, meaning: str) -> None:
	"""Require a text of the given form; `meaning` says in words (marked for translation) what it must be."""
	if not isinstance(value, str) or not re.fullmatch(pattern, value, re.ASCII):
		raise LimitError(field, None, value, N_("{field} must be {meaning}."), "invalid", meaning=meaning)


def check_number(field: str, value: Any, least: float, most: float) -> None:
	numeric = isinstance(value, int | float) and not isinstance(value, bool)
	if not numeric or not least <= value <= most:
		text = N_("{field} must be a number from {least} to {most}.")
		raise LimitError(field, None, value, text, "invalid", least=f"{least:g}", most=f"{most:g}")
