# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Meta's message templates: what there is, what fills their variables, and when one is used.

Contract: rows are copies of what Meta says (`sync`, and `take_update` for its webhooks); people in Desk only say what
fills each variable. `filled` gives the message to send, or None when something is missing. Nothing here sends.
Source: developers.facebook.com/docs/whatsapp/business-management-api/message-templates.
"""

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from whatsapp_erp_bot.bot import accounts, faults, store
from whatsapp_erp_bot.bot.keys import digest
from whatsapp_erp_bot.exceptions import BadInput
from whatsapp_erp_bot.whatsapp import limits

TEMPLATE = "WhatsApp Bot Template"
VARIABLE = "WhatsApp Bot Template Variable"
APPROVED = "Approved"
# Meta's word -> ours; anything new is Unknown and not used
STATUSES = {
	"APPROVED": APPROVED,
	"REINSTATED": APPROVED,
	"PENDING": "Pending",
	"IN_APPEAL": "In appeal",
	"REJECTED": "Rejected",
	"PAUSED": "Paused",
	"FLAGGED": APPROVED,
	"DISABLED": "Disabled",
	"LIMIT_EXCEEDED": "Limit exceeded",
	"PENDING_DELETION": "Pending deletion",
	"DELETED": "Deleted",
	"ARCHIVED": "Archived",
	"UNARCHIVED": APPROVED,
}
UPDATE_FIELDS = (
	"message_template_status_update",
	"message_template_quality_update",
	"message_template_components_update",
	"template_category_update",
)
MESSAGE_TEXT, PERSON_NAME, COMPANY, FIXED_TEXT = (
	"Text of the message",
	"Name of the person",
	"Company",
	"Fixed text",
)
_PLACEHOLDER = re.compile(r"\{\{\s*([A-Za-z0-9_]+)\s*\}\}")
_MEDIA_HEADERS = ("IMAGE", "VIDEO", "DOCUMENT", "LOCATION")
# buttons that need a value of their own with each message
_BUTTONS_WITH_VALUE = {"copy_code", "otp", "mpm", "catalog", "flow"}


# ---- from Meta


def sync(account: str) -> dict[str, int]:
	"""Copy what Meta says of the account's templates. Returns {"found", "new", "gone"}. Raises BadInput without a
	WhatsApp Business Account ID, WhatsAppError if Meta does not answer."""
	waba_id = store.value(accounts.ACCOUNT, {"name": account}, "waba_id")
	if not waba_id:
		raise BadInput(_("Enter the WhatsApp Business Account ID first: templates belong to it."))
	found = accounts.client(account).templates(waba_id)
	known = {
		row.template_key: row.name
		for row in store.rows(TEMPLATE, ["name", "template_key"], {"account": account}, "creation")
	}
	seen = set()
	for described in found:
		key = _take(account, described, known)
		if key:
			seen.add(key)
	gone = [name for key, name in known.items() if key not in seen]
	for name in gone:
		store.update(TEMPLATE, name, {"status": "Deleted", "synced_on": now_datetime()})
	return {"found": len(seen), "new": len(seen - set(known)), "gone": len(gone)}


def sync_all() -> None:
	"""Each day: every enabled account that has an id to ask with. One that fails does not keep the others waiting."""
	for account in accounts.cloud_accounts():
		if store.value(accounts.ACCOUNT, {"name": account.name}, "waba_id"):
			store.alone(partial(sync, account.name), "templates not synced", accounts.ACCOUNT, account.name)


def _take(account: str, described: Mapping[str, Any], known: Mapping[str, str]) -> str | None:
	name, language = str(described.get("name") or ""), str(described.get("language") or "")
	key = digest(account, name, language)
	if not key:
		return None
	components = [part for part in described.get("components") or [] if isinstance(part, dict)]
	quality = described.get("quality_score")
	values = {
		"status": STATUSES.get(str(described.get("status")).upper(), "Unknown"),
		"status_reason": _reason(described.get("rejected_reason")),
		"category": str(described.get("category") or "")[:140] or None,
		"quality": str(quality.get("score"))[:140] if isinstance(quality, dict) else None,
		"parameter_format": str(described.get("parameter_format") or "")[:140] or None,
		"components": components,
		"body_preview": body_of(components),
		"meta_id": str(described.get("id") or "")[:140] or None,
		"synced_on": now_datetime(),
	}
	row = known.get(key)
	if row:
		store.update(TEMPLATE, row, values)
	else:
		row = store.insert(
			TEMPLATE,
			{
				"account": account,
				"template_name": name[:255],
				"language": language[:140],
				"template_key": key,
				**values,
			},
		)
	if row:
		_keep_variables(row, components)
	return key


def _keep_variables(template: str, components: Sequence[Mapping[str, Any]]) -> None:
	"""One child row for each place; what somebody chose for a place that is still there stays."""
	chosen = {
		(row.place, row.variable): row for row in store.rows(VARIABLE, ["*"], {"parent": template}, "idx")
	}
	wanted = places(components)
	if list(chosen) == [(place, variable) for place, variable, _example in wanted]:
		return
	frappe.db.delete(VARIABLE, {"parent": template})
	for index, (place, variable, example) in enumerate(wanted, start=1):
		before = chosen.get((place, variable), {})
		store.insert(
			VARIABLE,
			{
				"parent": template,
				"parenttype": TEMPLATE,
				"parentfield": "variables",
				"idx": index,
				"place": place,
				"variable": variable,
				"example": example[:140] or None,
				"source": before.get("source"),
				"fixed_text": before.get("fixed_text"),
			},
		)


def _reason(value: Any) -> str | None:
	words = str(value or "")
	return words[:500] if words and words != "NONE" else None


def take_update(field: str, waba_id: str | None, value: Mapping[str, Any], signers: Sequence[str]) -> bool:
	"""A webhook about a template (`field` is one of UPDATE_FIELDS) of that WhatsApp Business Account: only rows of
	accounts whose secret signed it change. Returns whether one did."""
	name, language = value.get("message_template_name"), value.get("message_template_language")
	if field not in UPDATE_FIELDS or not waba_id or not name or not language:
		return False
	owners = {row.name for row in store.rows(accounts.ACCOUNT, ["name"], {"waba_id": waba_id}, "creation")}
	changed = False
	for account in sorted(owners & set(signers)):
		row = store.value(TEMPLATE, {"template_key": digest(account, str(name), str(language))})
		values = _updated(field, value)
		if row and values:
			store.update(TEMPLATE, row, values)
			changed = True
	return changed


def _updated(field: str, value: Mapping[str, Any]) -> dict[str, Any]:
	if field == "message_template_status_update" and value.get("event"):
		return {
			"status": STATUSES.get(str(value["event"]).upper(), "Unknown"),
			"status_reason": _reason(value.get("reason")),
		}
	if field == "message_template_quality_update":
		return {"quality": str(value.get("new_quality_score") or "")[:140] or None}
	if field == "template_category_update":
		return {"category": str(value.get("new_category") or "")[:140] or None}
	# the new text comes with the next sync
	return {}


def switch_off(account: str, name: str | None, language: str | None, status: str, reason: str) -> None:
	"""Meta refused a message because of its template: it is not used again until Meta says that it may be."""
	key = digest(account, name, language)
	row = store.value(TEMPLATE, {"template_key": key}) if key else None
	if row:
		store.update(TEMPLATE, row, {"status": status, "status_reason": reason[:500]})


def category_of(account: str, name: str | None, language: str | None) -> str | None:
	"""Meta's category of a template, None for one that is not known."""
	key = digest(account, name, language)
	return store.value(TEMPLATE, {"template_key": key}, "category") if key else None


# ---- reading a template


def places(components: Sequence[Mapping[str, Any]]) -> list[tuple[str, str, str]]:
	"""What has to be filled: (place, variable, Meta's example), in order. Places: header, body, button 0, button 1…"""
	found = []
	for part in components:
		kind = str(part.get("type")).lower()
		if kind == "header" and str(part.get("format") or "TEXT").upper() == "TEXT":
			found += _placeholders("header", part.get("text"), _examples(part, "header_text"))
		elif kind == "body":
			found += _placeholders("body", part.get("text"), _examples(part, "body_text"))
		elif kind == "buttons":
			for index, button in enumerate(part.get("buttons") or []):
				if str(button.get("type")).lower() == "url":
					found += _placeholders(
						f"button {index}",
						button.get("url"),
						[str(one) for one in button.get("example") or []],
					)
	return found


def _placeholders(place: str, text: Any, examples: Sequence[str]) -> list[tuple[str, str, str]]:
	names = list(dict.fromkeys(_PLACEHOLDER.findall(str(text or ""))))
	return [
		(place, name, examples[index] if index < len(examples) else "") for index, name in enumerate(names)
	]


def _examples(part: Mapping[str, Any], key: str) -> list[str]:
	example = part.get("example")
	if not isinstance(example, dict):
		return []
	named = example.get(f"{key}_named_params")
	if isinstance(named, list):
		return [str(one.get("example") or "") for one in named if isinstance(one, dict)]
	given = example.get(key)
	if isinstance(given, list) and given and isinstance(given[0], list):
		given = given[0]
	return [str(one) for one in given] if isinstance(given, list) else []


def body_of(
	components: Sequence[Mapping[str, Any]], values: Mapping[tuple[str, str], str] | None = None
) -> str:
	"""The words of header, body and footer. `values`: by (place, variable); what has none stays as Meta writes it."""
	values = values or {}
	words = []
	for kind in ("header", "body", "footer"):
		for part in components:
			if str(part.get("type")).lower() == kind and part.get("text"):
				words.append(
					_PLACEHOLDER.sub(
						lambda match, place=kind: values.get((place, match[1])) or match[0], str(part["text"])
					)
				)
	return "\n".join(words)


def button_titles(components: Sequence[Mapping[str, Any]]) -> list[str]:
	"""The titles of the buttons."""
	return [
		str(button.get("text") or "")
		for part in components
		if str(part.get("type")).lower() == "buttons"
		for button in part.get("buttons") or []
	]


def preview(template: Document) -> dict[str, Any]:
	"""The message as a person would see it, with what fills each place or Meta's example: {"text", "buttons"}."""
	components = store.loads(template.components) or []
	samples = {(variable.place, variable.variable): _sample(variable) for variable in template.variables}
	return {"text": body_of(components, samples), "buttons": button_titles(components)}


def _sample(variable: Document) -> str:
	if variable.source == FIXED_TEXT:
		return variable.fixed_text or ""
	if variable.source == COMPANY:
		return frappe.db.get_default("company") or _("Company")
	if variable.source:
		return f"[{_(variable.source)}]"
	return variable.example or ""


def problem(template: Any) -> str | None:
	"""Why the bot cannot send the template by itself, in a sentence; None if it can. `template`: a document, or a row
	with its `variables`."""
	if template.status != APPROVED:
		return _("Meta has not approved this template, or has taken it back.")
	components = store.loads(template.components) or []
	for part in components:
		kind = str(part.get("type")).lower()
		if kind == "header" and str(part.get("format") or "").upper() in _MEDIA_HEADERS:
			return _(
				"The header of this template needs a file; the bot sends only templates of text by itself."
			)
		if kind in ("carousel", "limited_time_offer"):
			return _("Templates of this kind need more than text.")
		if kind == "buttons" and any(
			str(button.get("type")).lower() in _BUTTONS_WITH_VALUE for button in part.get("buttons") or []
		):
			return _(
				"A button of this template needs a value; the bot sends only templates of text by itself."
			)
	if any(not variable.source for variable in template.variables):
		return _("Say for each variable what fills it.")
	return None


# ---- using one


def for_account(account: str) -> dict | None:
	"""The account's re-engagement template with its `variables`, if it can be sent now."""
	row = store.read(accounts.ACCOUNT, account) or {}
	name = row.get("reengagement_template")
	template = store.read(TEMPLATE, name) if name else None
	if not template or template.account != account:
		return None
	template.variables = store.rows(VARIABLE, ["*"], {"parent": name}, "idx")
	return None if problem(template) else template


def carries(template: Mapping[str, Any], text: str) -> bool:
	"""Whether the template holds the whole text of a message, so that nothing is left to be sent after it."""
	return any(variable.source == MESSAGE_TEXT for variable in template["variables"]) and len(
		one_line(text)
	) <= limits.TEMPLATE_BODY - len(template["body_preview"] or "")


def one_line(text: str) -> str:
	"""Text as a parameter takes it: no new lines, tabs or rows of blanks (error 132018)."""
	return " · ".join(" ".join(line.split()) for line in (text or "").splitlines() if line.strip())


def filled(template: Mapping[str, Any], text: str, person: str, company: str) -> dict[str, Any]:
	"""The payload of a message of this template (see bot/outgoing), and its words as they will be read."""
	named = str(template["parameter_format"] or "").upper() == "NAMED"
	sources = {MESSAGE_TEXT: one_line(text), PERSON_NAME: one_line(person), COMPANY: one_line(company)}
	by_place: dict[str, list[dict[str, Any]]] = {}
	values = {}
	for variable in template["variables"]:
		value = sources.get(variable.source) or one_line(variable.fixed_text or "") or "–"
		value = values[variable.place, variable.variable] = value[: limits.TEMPLATE_TEXT]
		parameter = {"type": "text", "text": value}
		if named and not variable.place.startswith("button"):
			parameter["parameter_name"] = variable.variable
		by_place.setdefault(variable.place, []).append(parameter)
	return {
		"type": "template",
		"name": template["template_name"],
		"language": template["language"],
		"components": [_component(place, parameters) for place, parameters in by_place.items()],
		"text": body_of(store.loads(template["components"]) or [], values),
	}


def _component(place: str, parameters: list[dict[str, Any]]) -> dict[str, Any]:
	if place.startswith("button"):
		return {"type": "button", "sub_type": "url", "index": place.split()[1], "parameters": parameters}
	return {"type": place, "parameters": parameters}
