# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Webhook bodies as Meta writes them: the envelope, and the very bytes (escaped) that get signed."""

import json
from typing import Any


def to_bytes(body: Any) -> bytes:
	"""Serialise as Meta does: no blanks, everything that is not ASCII as small \\uXXXX, slashes escaped."""
	return json.dumps(body, separators=(",", ":"), ensure_ascii=True).replace("/", "\\/").encode("ascii")


def envelope(waba_id: str, phone_number_id: str, display_phone_number: str, **value: Any) -> dict:
	"""Return a body with one change of the field `messages`; `value` is what it holds besides the metadata."""
	metadata = {"display_phone_number": display_phone_number, "phone_number_id": phone_number_id}
	full = {"messaging_product": "whatsapp", "metadata": metadata, **value}
	changes = [{"value": full, "field": "messages"}]
	return {"object": "whatsapp_business_account", "entry": [{"id": waba_id, "changes": changes}]}


def contact(phone: str | None, name: str, user_id: str | None, username: str | None = None) -> dict:
	profile = {"name": name, **({"username": username} if username else {})}
	given = {"profile": profile, "wa_id": phone, "user_id": user_id}
	return {key: value for key, value in given.items() if value is not None}


def message(
	wamid: str,
	timestamp: int,
	content: dict,
	phone: str | None = None,
	user_id: str | None = None,
	context: dict | None = None,
) -> dict:
	given = {
		"context": context,
		"from": phone,
		"from_user_id": user_id,
		"id": wamid,
		"timestamp": str(timestamp),
		**content,
	}
	return {key: value for key, value in given.items() if value is not None}


def text(body: str) -> dict:
	return {"text": {"body": body}, "type": "text"}


def button_reply(id: str, title: str) -> dict:
	return {
		"type": "interactive",
		"interactive": {"type": "button_reply", "button_reply": {"id": id, "title": title}},
	}


def list_reply(id: str, title: str, description: str | None = None) -> dict:
	reply = {"id": id, "title": title, **({"description": description} if description else {})}
	return {"type": "interactive", "interactive": {"type": "list_reply", "list_reply": reply}}


def status(
	wamid: str,
	status: str,
	timestamp: int,
	recipient_id: str | None = None,
	recipient_user_id: str | None = None,
	callback_data: str | None = None,
	errors: list[dict] | None = None,
) -> dict:
	given = {
		"id": wamid,
		"status": status,
		"timestamp": str(timestamp),
		"recipient_id": recipient_id,
		"recipient_user_id": recipient_user_id,
		"biz_opaque_callback_data": callback_data,
		"errors": errors,
	}
	if status in ("sent", "delivered"):
		given["pricing"] = {
			"billable": True,
			"pricing_model": "PMP",
			"type": "regular",
			"category": "service",
		}
	return {key: value for key, value in given.items() if value is not None}
