# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Outgoing messages: one dataclass a kind, and `envelope`, which gives the exact body to post.

`Text(body="…")`: constructors take Meta's words; a body's words are then the attribute `text`. Each class has
`.validate()`, which raises LimitError on what Meta would refuse, and `.body()`, which returns the part of the request
that does not depend on the recipient (with its `type`). Nothing is sent from here.
Source: developers.facebook.com/docs/whatsapp/cloud-api/reference/messages.
"""

from whatsapp_erp_bot.whatsapp.limits import LimitError
from whatsapp_erp_bot.whatsapp.messages.base import Message
from whatsapp_erp_bot.whatsapp.messages.envelope import envelope
from whatsapp_erp_bot.whatsapp.messages.files import Audio, Document, Image, Sticker, Video
from whatsapp_erp_bot.whatsapp.messages.interactive import (
	Button,
	Buttons,
	CallToAction,
	ContactRequest,
	Flow,
	ListMessage,
	LocationRequest,
	Row,
	Section,
)
from whatsapp_erp_bot.whatsapp.messages.plain import Contacts, Location, Reaction, Text
from whatsapp_erp_bot.whatsapp.messages.template import Template

__all__ = [
	"Audio",
	"Button",
	"Buttons",
	"CallToAction",
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
	"Reaction",
	"Row",
	"Section",
	"Sticker",
	"Template",
	"Text",
	"Video",
	"envelope",
]
