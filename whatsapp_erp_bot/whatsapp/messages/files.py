# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Messages that carry a file.

Source: developers.facebook.com/docs/whatsapp/cloud-api/reference/messages.
"""

from dataclasses import dataclass
from typing import Any, ClassVar

from whatsapp_erp_bot.whatsapp import limits
from whatsapp_erp_bot.whatsapp.errors import N_
from whatsapp_erp_bot.whatsapp.limits import LimitError, check_match, check_optional_text, check_url
from whatsapp_erp_bot.whatsapp.messages.base import Message, without_none

MEDIA_ID = r"[A-Za-z0-9_.-]{1,200}"


@dataclass
class _File(Message):
	"""A file that Meta has (`media_id`, from an upload) or fetches (`link`); exactly one of the two."""

	media_id: str | None = None

	def validate(self) -> None:
		link = getattr(self, "link", None)
		if (self.media_id is None) == (link is None):
			raise LimitError(self.kind, 1, None, N_("{field} needs either a media id or a link."), "invalid")
		if link is None:
			check_match("media_id", self.media_id, MEDIA_ID, N_("an id that an upload returned"))
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
		return without_none(given)


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
