# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""A webhook body, cut into bodies that hold one thing each.

Contract: for readers that take a whole body but read only the first change, message or status of it. What a piece holds
is as Meta wrote it; a message keeps the contact that is about its sender, and nobody else's.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from whatsapp_erp_bot.whatsapp.payload import Change, IncomingMessage, StatusUpdate

_SHARED_KEYS = ("messaging_product", "metadata")


@dataclass(frozen=True)
class Piece:
	"""`body` holds this message, this status, or (neither is given) a change that has none."""

	body: dict[str, Any]
	message: IncomingMessage | None = None
	status: StatusUpdate | None = None


def split(change: Change) -> Iterator[Piece]:
	"""The messages of a change, then its statuses; a change without any is one piece by itself."""
	if not change.messages and not change.statuses:
		yield Piece(_body(change, change.raw))
		return
	value = change.raw.get("value") or {}
	beside = {key: value[key] for key in _SHARED_KEYS if key in value}
	for message in change.messages:
		contacts = _contacts_of(message, value.get("contacts"))
		content = {**beside, **({"contacts": contacts} if contacts else {}), "messages": [message.raw]}
		yield Piece(_body(change, {"field": change.field, "value": content}), message=message)
	for status in change.statuses:
		content = {**beside, "statuses": [status.raw]}
		yield Piece(_body(change, {"field": change.field, "value": content}), status=status)


def _body(change: Change, raw: dict[str, Any]) -> dict[str, Any]:
	return {
		"object": "whatsapp_business_account",
		"entry": [{"id": change.waba_id or "", "changes": [raw]}],
	}


def _contacts_of(message: IncomingMessage, contacts: Any) -> list[dict]:
	"""The contact beside a message: readers take the first one's name, whoever wrote."""
	given = [entry for entry in contacts if isinstance(entry, dict)] if isinstance(contacts, list) else []
	ids = {message.sender.phone, message.sender.wa_id, message.sender.user_id} - {None}
	return [entry for entry in given if {entry.get("wa_id"), entry.get("user_id")} & ids] or (
		given if len(given) == 1 else []
	)
