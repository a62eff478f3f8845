# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What Meta tells a business about itself: account, quality, templates, security. Managers hear of what needs them.

Contract: `subjects` gives the sentences for a change that needs a person, none for good news and for what is unknown;
it never raises, whatever the shape. `take` tells managers, each sentence once in some hours however often Meta says
it. The event itself stays readable in Desk. Values: developers.facebook.com/docs/graph-api/webhooks/reference/
whatsapp-business-account.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from frappe import _

from whatsapp_erp_bot.bot.notices import Words, tell_managers
from whatsapp_erp_bot.whatsapp.payload import Change

EVENT = "WhatsApp Bot Event"
HOURS_BETWEEN = 6

# account_update: what only tells that something went well or is being set up
GOOD_ACCOUNT_EVENTS = {
	"VERIFIED_ACCOUNT",
	"ACCOUNT_RECONNECTED",
	"PARTNER_ADDED",
	"PARTNER_APP_INSTALLED",
	"AD_ACCOUNT_LINKED",
	"AUTH_INTL_PRICE_ELIGIBILITY_UPDATE",
	"BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE",
	"VOLUME_BASED_PRICING_TIER_UPDATE",
	"MM_LITE_TERMS_SIGNED",
	"PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE",
}
BAD_TEMPLATE_EVENTS = {
	"REJECTED",
	"PAUSED",
	"FLAGGED",
	"DISABLED",
	"DELETED",
	"PENDING_DELETION",
	"LIMIT_EXCEEDED",
}
BAD_QUALITY_EVENTS = {"FLAGGED", "DOWNGRADE", "RESTRICTED", "THROUGHPUT_DOWNGRADE"}
BAD_FLOW_STATES = {"BLOCKED", "THROTTLED"}


def take(change: Change, event: str) -> None:
	"""Tell managers of a change if it needs a person."""
	for position in range(len(subjects(change))):
		tell_once(partial(_subject, change, position), event)


def _subject(change: Change, position: int) -> str:
	return subjects(change)[position]


def tell_once(words: Words, event: str) -> None:
	"""A notice about an event, unless the same words were told in the last hours."""
	tell_managers(words, EVENT, event, quiet_hours=HOURS_BETWEEN)


def subjects(change: Change) -> list[str]:
	"""Sentences for managers about one change; [] if it needs nobody."""
	value = change.raw.get("value")
	value = value if isinstance(value, dict) else {}
	found = []
	reader = _READERS.get(change.field)
	if reader and (sentence := reader(value)):
		found.append(sentence)
	if change.errors and not (change.messages or change.statuses):
		error = change.errors[0]
		found.append(
			_("WhatsApp reports a fault of this number: {0}").format(
				_word(error, "title") or _word(error, "message") or _word(error, "code")
			)
		)
	return found


def _word(value: Any, *path: str) -> str:
	for key in path:
		value = value.get(key) if isinstance(value, dict) else None
	return str(value)[:300] if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _account_alert(value: dict) -> str | None:
	info = value.get("alert_info") if isinstance(value.get("alert_info"), dict) else value
	severity = (_word(info, "alert_severity") or _word(info, "severity")).upper()
	status = (_word(info, "alert_status") or _word(info, "status")).upper()
	if severity == "INFORMATIONAL" or status == "NONE":
		return None
	what = _word(info, "alert_description") or _word(info, "alert_type") or _word(info, "type")
	return _("WhatsApp warns about your account: {0}").format(what or severity)


def _account_update(value: dict) -> str | None:
	event = _word(value, "event").upper()
	if not event or event in GOOD_ACCOUNT_EVENTS:
		return None
	more = (
		_word(value, "violation_info", "violation_type")
		or _word(value, "ban_info", "waba_ban_state")
		or _word(value, "disconnection_info", "reason")
	)
	return _("WhatsApp changed your account: {0}").format(" · ".join(part for part in (event, more) if part))


def _account_review(value: dict) -> str | None:
	decision = _word(value, "decision").upper()
	return (
		None
		if decision in ("APPROVED", "PENDING", "")
		else _("WhatsApp reviewed your account: {0}").format(decision)
	)


def _template_status(value: dict) -> str | None:
	event = _word(value, "event").upper()
	if event not in BAD_TEMPLATE_EVENTS:
		return None
	reason = _word(value, "rejection_info", "reason") or _word(value, "reason")
	words = " · ".join(part for part in (event, reason) if part and part.upper() != "NONE")
	return _("The WhatsApp template {0} is no longer usable: {1}").format(_template(value), words)


def _template_quality(value: dict) -> str | None:
	score = _word(value, "new_quality_score").upper()
	return (
		_("The quality of the WhatsApp template {0} fell to {1}.").format(_template(value), score)
		if score in ("YELLOW", "RED")
		else None
	)


def _template_category(value: dict) -> str | None:
	category = _word(value, "new_category") or _word(value, "correct_category")
	return (
		_("WhatsApp put the template {0} into the category {1}; its price changes.").format(
			_template(value), category
		)
		if category
		else None
	)


def _template(value: dict) -> str:
	name, language = _word(value, "message_template_name"), _word(value, "message_template_language")
	return f"{name} ({language})" if language else name


def _quality(value: dict) -> str | None:
	event = _word(value, "event").upper()
	if event not in BAD_QUALITY_EVENTS:
		return None
	return _("WhatsApp lowered what the number {0} may send: {1}").format(
		_word(value, "display_phone_number"),
		" · ".join(part for part in (event, _word(value, "current_limit")) if part),
	)


def _name(value: dict) -> str | None:
	decision = _word(value, "decision").upper()
	return (
		_("WhatsApp did not accept the name {0}: {1}").format(
			_word(value, "requested_verified_name"), _word(value, "rejection_reason") or decision
		)
		if decision and decision != "APPROVED"
		else None
	)


def _security(value: dict) -> str | None:
	return _("The security settings of the number {0} changed on WhatsApp: {1}. Was it you?").format(
		_word(value, "display_phone_number"), _word(value, "event")
	)


def _flows(value: dict) -> str | None:
	state = (_word(value, "new_status") or _word(value, "alert_state")).upper()
	return (
		_("A WhatsApp form needs attention: {0}").format(_word(value, "message") or state)
		if state in BAD_FLOW_STATES or state == "ACTIVATED"
		else None
	)


def _payment(value: dict) -> str | None:
	status = _word(value, "status")
	return (
		_("WhatsApp changed a payment configuration: {0}").format(status)
		if status and status.upper() not in ("ACTIVE", "CONNECTED")
		else None
	)


_READERS: dict[str, Callable[[dict], str | None]] = {
	"account_alerts": _account_alert,
	"account_update": _account_update,
	"account_review_update": _account_review,
	"message_template_status_update": _template_status,
	"message_template_quality_update": _template_quality,
	"template_category_update": _template_category,
	"phone_number_quality_update": _quality,
	"phone_number_name_update": _name,
	"security": _security,
	"flows": _flows,
	"payment_configuration_update": _payment,
}
