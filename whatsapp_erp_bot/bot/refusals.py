# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What becomes of a message that Meta refused, and what else has to happen then.

Contract: `take` is for a refusal of the request itself (provably not sent), `after_status` for a `failed` status that
came later. The class of the error decides (whatsapp/errors, from Meta's page of error codes): wait and try again, stop
the number, hold for a person, or fail; the remedy marks the contact, drops the binding, switches the template off, or
tells the managers. Nothing here sends.
"""

from datetime import datetime, timedelta
from typing import Any

import frappe
from frappe import _
from frappe.utils import now_datetime

from whatsapp_erp_bot.bot import accounts, pace, people, preferences, store, templates
from whatsapp_erp_bot.bot.notices import tell_managers
from whatsapp_erp_bot.bot.wording import reason
from whatsapp_erp_bot.whatsapp.errors import (
	THROTTLES,
	ConfigurationError,
	ErrorKind,
	Remedy,
	WhatsAppError,
	classify_status,
	plain_reason,
	retry_delay,
)

MESSAGE = "WhatsApp Bot Message"
CONTACT = "WhatsApp Bot Contact"
CONVERSATION = "WhatsApp Bot Conversation"
# Meta itself is away or asks to wait: tried for as long as the window may be open
PATIENT_HOURS = 24
# what Meta calls a fault of its own, but may be one of this very message, which must not hold up those behind it
MAXIMUM_ATTEMPTS = 8
FEW_ATTEMPTS = 3
_PATIENT_CODES = frozenset({2, 131016, 131057, 133004})
_FEW_CODES = frozenset({1, 131052, 131053})
# bulk sending rests at least this long after Meta said that people complain
PAUSE_HOURS = 1


def take(row: dict, error: WhatsAppError, conversation: dict) -> str:
	"""The Graph API said no, or nothing left at all: again, later, by hand, or never, as its class says. Returns the
	status that the row has now."""
	attempts = (row.attempts or 0) + 1
	values: dict[str, Any] = {
		"attempts": attempts,
		"error": reason(error)[:500],
		"error_code": _small(error.code),
	}
	if error.retryable and may_try_again(error, attempts, row.creation):
		seconds = retry_delay(error, attempts - 1)
		_slow_down(error, conversation, seconds)
		values |= {"status": "Queued", "next_attempt_on": now_datetime() + timedelta(seconds=seconds)}
	elif error.kind is ErrorKind.STOP_ACCOUNT:
		# provably not sent: it waits in line until a new token is saved
		values |= {"status": "Queued", "attempts": row.attempts or 0, "next_attempt_on": None}
	elif error.kind is ErrorKind.WINDOW_CLOSED and row.kind != "template":
		# Meta counts the window, not we: what happens outside of it is decided anew (bot/window)
		_shut_window(conversation)
		values |= {"status": "Queued", "next_attempt_on": None}
	elif error.kind in (ErrorKind.WINDOW_CLOSED, ErrorKind.PAUSE):
		values |= {"status": "Held"}
	else:
		values |= {"status": "Failed", "failed_on": now_datetime()}
	store.update(MESSAGE, row.name, values)
	_consequences(row, error, conversation.contact, conversation.account)
	return values["status"]


def _shut_window(conversation: dict) -> None:
	"""Unless the person has opened it again since."""
	shut = {"window_end": now_datetime() - timedelta(seconds=1)}
	if store.change_if(CONVERSATION, conversation.name, {"window_end": conversation.window_end}, shut):
		conversation.update(shut)


def may_try_again(error: WhatsAppError, attempts: int, created: datetime) -> bool:
	"""Whether a message that did not get through after so many attempts is tried once more."""
	if error.code in _FEW_CODES:
		return attempts < FEW_ATTEMPTS
	if error.kind in THROTTLES or error.code in _PATIENT_CODES or error.code is None:
		return now_datetime() - created < timedelta(hours=PATIENT_HOURS)
	return attempts < MAXIMUM_ATTEMPTS


def after_status(row: dict, errors: list[dict]) -> dict[str, Any]:
	"""A message that Meta had accepted failed later. Returns what its row says besides; marks what has to be marked."""
	error = classify_status(errors)
	_consequences(row, error, row.contact, row.account)
	# what was sent elsewhere can't be sent again from here, and waits for nobody
	may_wait = row.kind != "template" and row.idempotency_key
	held = {"status": "Held"} if error.kind is ErrorKind.WINDOW_CLOSED and may_wait else {}
	return {"error": reason(error)[:500], "error_code": _small(error.code), **held}


def _small(code: int | None) -> int:
	return code if code is not None and abs(code) < 2**31 else 0


def _slow_down(error: WhatsAppError, conversation: dict, seconds: float) -> None:
	"""What Meta said of the number or the pair counts for their other messages too."""
	if error.kind in (ErrorKind.THROTTLE_NUMBER, ErrorKind.THROTTLE_APP):
		pace.rest_number(conversation.account, seconds)
	elif error.kind is ErrorKind.THROTTLE_PAIR:
		pace.rest_pair(conversation.account, conversation.contact, seconds)


def _consequences(row: dict, error: WhatsAppError, contact: str, account: str) -> None:
	why = _untranslated(error)
	if error.kind is ErrorKind.STOP_ACCOUNT:
		accounts.stop(account, why)
	elif error.kind is ErrorKind.PAUSE:
		pause_bulk(account, max(error.retry_after or 0, PAUSE_HOURS * 3600), why)
	elif error.kind is ErrorKind.OPTED_OUT:
		preferences.stop_marketing(contact)
	elif error.remedy is Remedy.MARK_UNDELIVERABLE:
		store.update(
			CONTACT, contact, {"undeliverable_on": now_datetime(), "undeliverable_reason": _(why)[:500]}
		)
	elif error.remedy is Remedy.VERIFY_IDENTITY:
		# another device or person may hold the number
		people.step_down(contact)
	elif error.remedy is Remedy.DISABLE_TEMPLATE:
		_template_is_off(row, error, why)
	elif error.remedy is Remedy.ALERT:
		tell_managers(lambda: _("WhatsApp number {0}: {1}").format(account, _(why)), MESSAGE, row.name)


def _untranslated(error: WhatsAppError) -> str:
	"""The sentence as it stands in the catalogues: each of its readers may have another language."""
	return error.message if isinstance(error, ConfigurationError) and error.message else plain_reason(error)


def pause_bulk(account: str, seconds: float, why: str) -> None:
	"""The number's templates rest; what answers a person goes on. The managers are told once."""
	until = now_datetime() + timedelta(seconds=seconds)
	before = store.value(accounts.ACCOUNT, {"name": account}, "bulk_paused_until")
	# not `modified`: the account's secrets and client are kept per version of it
	frappe.db.set_value(accounts.ACCOUNT, account, "bulk_paused_until", until, update_modified=False)
	if not before or before < now_datetime():
		tell_managers(
			lambda: _("WhatsApp number {0}: {1}").format(account, _(why)), accounts.ACCOUNT, account
		)


def bulk_paused_until(account: str) -> datetime | None:
	"""Until when the number's templates rest, None if they do not."""
	until = store.value(accounts.ACCOUNT, {"name": account}, "bulk_paused_until")
	return until if until and until > now_datetime() else None


def against(row: dict) -> ErrorKind | None:
	"""What keeps a template back: the number's templates rest, or the person has stopped such messages. None for all
	else, which answers somebody."""
	if row.kind != "template":
		return None
	if bulk_paused_until(row.account):
		return ErrorKind.PAUSE
	payload = store.loads(row.payload) or {}
	category = templates.category_of(row.account, payload.get("name"), payload.get("language"))
	return ErrorKind.OPTED_OUT if preferences.forbid(row.contact, category) else None


def hold_template(row: dict, why: ErrorKind) -> None:
	"""It waits for a person and not in the queue, where the answers behind it would wait with it."""
	store.update(MESSAGE, row.name, {"status": "Held", "error": _(plain_reason(why))[:500]})


def _template_is_off(row: dict, error: WhatsAppError, why: str) -> None:
	payload = store.loads(row.get("payload")) or {}
	templates.switch_off(
		row.account,
		payload.get("name"),
		payload.get("language"),
		"Disabled" if error.code == 132016 else "Paused",
		_(why),
	)
