# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What went wrong with a request to Meta, and what may be done about it.

`classify` decides by error code, subcode and HTTP status, never by the text, which Meta changes and translates.
The kind says what the outbox does: RETRY and THROTTLE_* may be sent again after `retry_delay`; STOP_ACCOUNT ends
all sending of the number until somebody mends it; PAUSE ends bulk sending; FAIL, WINDOW_CLOSED and OPTED_OUT end
this message; UNKNOWN_OUTCOME means that it may have arrived: it is never sent again by itself.
Source: developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes.
"""

import enum
import json
import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import Any


class ErrorKind(str, enum.Enum):
	RETRY = "retry"
	THROTTLE_PAIR = "throttle_pair"
	THROTTLE_NUMBER = "throttle_number"
	THROTTLE_APP = "throttle_app"
	STOP_ACCOUNT = "stop_account"
	PAUSE = "pause"
	FAIL = "fail"
	WINDOW_CLOSED = "window_closed"
	OPTED_OUT = "opted_out"
	UNKNOWN_OUTCOME = "unknown_outcome"


class Remedy(str, enum.Enum):
	"""What else is to be done, besides what the kind says about this message."""

	MARK_UNDELIVERABLE = "mark_undeliverable"
	VERIFY_IDENTITY = "verify_identity"
	NEED_PHONE = "need_phone"
	DISABLE_TEMPLATE = "disable_template"
	ADD_TEST_RECIPIENT = "add_test_recipient"
	ASK_AGAIN = "ask_again"
	WAIT_A_DAY = "wait_a_day"
	ALERT = "alert"


THROTTLES = frozenset({ErrorKind.THROTTLE_PAIR, ErrorKind.THROTTLE_NUMBER, ErrorKind.THROTTLE_APP})
#: Kinds after which the same message may be sent again: nothing of it reached the person.
RETRYABLE = THROTTLES | {ErrorKind.RETRY}

_LONGEST_WAIT = 24 * 3600
_REGISTRATION_WAIT = 72 * 3600

_KINDS: dict[int, ErrorKind] = {
	**dict.fromkeys((1, 2, 131000, 131016, 131052, 131053, 131057, 133004, 139102, 139103), ErrorKind.RETRY),
	131056: ErrorKind.THROTTLE_PAIR,
	**dict.fromkeys((130429, 131208, 132069), ErrorKind.THROTTLE_NUMBER),
	**dict.fromkeys((4, 613, 80007), ErrorKind.THROTTLE_APP),
	**dict.fromkeys((0, 3, 10, 190, 368, 131005, 131031, 130497), ErrorKind.STOP_ACCOUNT),
	**dict.fromkeys(range(200, 300), ErrorKind.STOP_ACCOUNT),
	**dict.fromkeys((131037, 131042, 131044, 131045, 133010), ErrorKind.STOP_ACCOUNT),
	**dict.fromkeys((131048, 131064, 133016), ErrorKind.PAUSE),
	131047: ErrorKind.WINDOW_CLOSED,
	131050: ErrorKind.OPTED_OUT,
}

#: Codes that fail whatever the HTTP status says; anything else unknown is judged by the status.
_FAILURES = frozenset(
	{33, 100, 130472, 131008, 131009, 131020, 131021, 131026, 131030, 131041, 131049, 131051, 131059, 131062}
	| {131063, 132000, 132001, 132005, 132007, 132008, 132012, 132015, 132016, 132018, 132068, 135000, 137000}
	| {2388019, 2388040, 2388047, 2388073, 2388293, 2388299}
)
_FAILURE_RANGES = (
	range(131200, 131300),
	range(133000, 133016),
	range(138000, 139000),
	range(139000, 139102),
	range(147001, 147006),
	range(2494000, 2495000),
)

_REMEDIES: dict[int, Remedy] = {
	131026: Remedy.MARK_UNDELIVERABLE,
	131030: Remedy.ADD_TEST_RECIPIENT,
	131049: Remedy.WAIT_A_DAY,
	131052: Remedy.ASK_AGAIN,
	131062: Remedy.NEED_PHONE,
	132015: Remedy.DISABLE_TEMPLATE,
	132016: Remedy.DISABLE_TEMPLATE,
	137000: Remedy.VERIFY_IDENTITY,
	131048: Remedy.ALERT,
	131063: Remedy.ALERT,
	131064: Remedy.ALERT,
}


class WhatsAppError(Exception):
	"""A request to Meta that did not succeed.

	`code`, `subcode`, `fbtrace_id` are Meta's (None if the answer was not Meta's), `http_status` None if there was
	no answer, `retry_after` in seconds if the answer said when to come back. Never holds a secret.
	"""

	def __init__(
		self,
		message: str = "",
		*,
		kind: ErrorKind = ErrorKind.FAIL,
		code: int | None = None,
		subcode: int | None = None,
		http_status: int | None = None,
		details: str | None = None,
		fbtrace_id: str | None = None,
		retry_after: float | None = None,
	) -> None:
		super().__init__(message)
		self.message = message
		self.kind = kind
		self.code = code
		self.subcode = subcode
		self.http_status = http_status
		self.details = details
		self.fbtrace_id = fbtrace_id
		self.retry_after = retry_after

	@property
	def retryable(self) -> bool:
		return self.kind in RETRYABLE

	@property
	def remedy(self) -> Remedy | None:
		if self.kind is ErrorKind.STOP_ACCOUNT:
			return Remedy.ALERT
		return _REMEDIES.get(self.code) if self.code is not None else None

	def __str__(self) -> str:
		facts = {
			"code": self.code,
			"subcode": self.subcode,
			"http": self.http_status,
			"details": self.details,
			"fbtrace_id": self.fbtrace_id,
		}
		told = ", ".join(f"{name} {value}" for name, value in facts.items() if value is not None)
		return f"{self.message or plain_reason(self)} [{self.kind.value}{', ' if told else ''}{told}]"

	def __reduce__(self) -> tuple:
		# an exception with keyword arguments does not survive pickling (background jobs) by itself
		return _restored, (type(self), self.message, dict(self.__dict__))


class OutcomeUnknown(WhatsAppError):
	"""The request left but no answer came back: it may have been carried out. Never sent again by itself."""

	def __init__(self, message: str = "", **facts: Any) -> None:
		super().__init__(message, **{**facts, "kind": ErrorKind.UNKNOWN_OUTCOME})


class NotSent(WhatsAppError):
	"""The request provably did not leave (no connection, or it broke before the last byte): may be sent again."""

	def __init__(self, message: str = "", **facts: Any) -> None:
		super().__init__(message, **{"kind": ErrorKind.RETRY, **facts})


class ConfigurationError(WhatsAppError):
	"""The account is set up in a way that nothing can be sent with (no token, an address that is not https)."""

	def __init__(self, message: str = "", **facts: Any) -> None:
		super().__init__(message, **{**facts, "kind": ErrorKind.STOP_ACCOUNT})


class NotAnId(WhatsAppError):
	"""What somebody called the id of a file is none: it will not become one, and the account is in order."""

	def __init__(self, message: str = "", **facts: Any) -> None:
		super().__init__(message, **{**facts, "kind": ErrorKind.FAIL})


def classify(
	http_status: int | None,
	body: dict | list | str | bytes | None,
	headers: Mapping[str, str] | None = None,
) -> WhatsAppError:
	"""Return the error that an answer of Meta's means; the body may be HTML, cut off or empty."""
	error = _error_object(body)
	headers = {str(name).lower(): str(value) for name, value in (headers or {}).items()}
	code, subcode = _integer(error.get("code")), _integer(error.get("error_subcode"))
	facts = {
		"code": code,
		"subcode": subcode,
		"http_status": http_status,
		"details": _details(error),
		"fbtrace_id": _text(error.get("fbtrace_id")),
	}
	kind = _kind(code, http_status, error.get("is_transient") is True)
	message = _text(error.get("message")) or _text(error.get("title")) or ""
	if kind is ErrorKind.UNKNOWN_OUTCOME:
		return OutcomeUnknown(message, **facts)
	retry_after = _retry_after(headers) if kind in RETRYABLE or kind is ErrorKind.PAUSE else None
	if code == 133016:
		retry_after = max(retry_after or 0, _REGISTRATION_WAIT)
	return WhatsAppError(message, kind=kind, retry_after=retry_after, **facts)


def classify_status(errors: Sequence[Mapping[str, Any]]) -> WhatsAppError:
	"""Return the error that the `errors` of a `failed` status mean: the first with a code counts."""
	ranked = sorted(errors or [{}], key=lambda error: _integer(error.get("code")) is None)
	return classify(None, {"error": dict(ranked[0])})


def retry_delay(error: WhatsAppError, attempt: int) -> float:
	"""Return the seconds to wait before sending again; `attempt` counts the failures so far from 0.

	What the answer asked for (`retry_after`) is the least. The pair limit follows Meta's rule of 4 to the power of
	the attempt. A jitter of up to a quarter keeps many waiting messages from coming back at once.
	"""
	attempt = max(0, min(attempt, 20))
	base, factor, longest = _PACES.get(error.kind, (2, 2, 600))
	seconds = min(base * factor**attempt, longest)
	seconds *= 1 + random.random() / 4
	return min(max(seconds, error.retry_after or 0), _LONGEST_WAIT)


#: first wait, growth, longest wait
_PACES = {
	ErrorKind.THROTTLE_PAIR: (1, 4, 1024),
	ErrorKind.THROTTLE_NUMBER: (2, 2, 300),
	ErrorKind.THROTTLE_APP: (60, 2, 3600),
	ErrorKind.RETRY: (2, 2, 600),
}


def plain_reason(reason: "WhatsAppError | ErrorKind | int | None") -> str:
	"""Return one English sentence for a manager, to be translated where it is shown: what happened and, where
	something helps, what to do."""
	kind, code = reason, None
	if isinstance(reason, WhatsAppError):
		kind, code = reason.kind, reason.code
	elif isinstance(reason, int):
		kind, code = _kind(reason, None, False), reason
	if code in _CODE_REASONS:
		return _CODE_REASONS[code]
	return _KIND_REASONS.get(kind, _KIND_REASONS[ErrorKind.FAIL])


def N_(sentence: str) -> str:
	"""Mark a sentence for the catalogues of translations (gettext's way); whoever shows it translates it."""
	return sentence


_KIND_REASONS = {
	ErrorKind.RETRY: N_("WhatsApp could not be reached or had a fault; the message is tried again."),
	ErrorKind.THROTTLE_PAIR: N_(
		"Too many messages to this person in a short time; the message waits a little."
	),
	ErrorKind.THROTTLE_NUMBER: N_(
		"This number sends faster than WhatsApp allows; the message waits a little."
	),
	ErrorKind.THROTTLE_APP: N_("The WhatsApp account made too many requests; the message waits."),
	ErrorKind.STOP_ACCOUNT: N_(
		"WhatsApp does not accept messages from this account until its settings are mended."
	),
	ErrorKind.PAUSE: N_(
		"WhatsApp limits this account because of how its messages were received; sending is paused."
	),
	ErrorKind.FAIL: N_("WhatsApp refused the message."),
	ErrorKind.WINDOW_CLOSED: N_(
		"The person last wrote more than 24 hours ago; only an approved template can be sent now."
	),
	ErrorKind.OPTED_OUT: N_("The person has stopped messages of this kind."),
	ErrorKind.UNKNOWN_OUTCOME: N_(
		"WhatsApp did not answer, so the message may or may not have arrived. Check before sending it again."
	),
}

_CODE_REASONS = {
	0: N_("WhatsApp does not accept the access token. Enter a new one in the account."),
	10: N_("The access token may not send for this number. Check the permissions of the app."),
	190: N_("The access token has expired or was withdrawn. Enter a new one in the account."),
	131005: N_("The access token may not send for this number. Check the permissions of the app."),
	33: N_("The phone number id does not exist or the token may not see it."),
	100: N_("WhatsApp found a mistake in the request."),
	368: N_("WhatsApp has blocked the account for breaking its rules."),
	130472: N_("The person's number is part of an experiment of WhatsApp's and did not get the message."),
	130497: N_("The account may not write to people in this country."),
	131021: N_("The number cannot write to itself."),
	131026: N_(
		"The person cannot be reached: not on WhatsApp, or with an outdated app or terms not yet accepted."
	),
	131030: N_(
		"A test number writes only to the recipients on its list. Add this phone to the list in Meta's app."
	),
	131031: N_("WhatsApp has locked the account. See the account quality page of Meta Business."),
	131037: N_("The display name of the number is not approved yet."),
	131042: N_("Payment for the WhatsApp account is not in order. See the billing page of Meta Business."),
	131044: N_("Payment for the WhatsApp account is not in order. See the billing page of Meta Business."),
	131045: N_("The number is not fully registered with the Cloud API."),
	131049: N_(
		"WhatsApp held the message back, since the person gets many of this kind. Not before a day has passed."
	),
	131051: N_("WhatsApp does not know this kind of message."),
	131052: N_("The file that the person sent could not be fetched. Ask for it again."),
	131053: N_("The file could not be handed to WhatsApp: its kind or size may not fit."),
	131062: N_("This kind of message needs the person's phone number, which is not known."),
	131063: N_("Marketing templates are switched off for this account."),
	131064: N_("Templates are limited for this account because of their quality."),
	132000: N_("The template got another number of values than it has places."),
	132001: N_("The template does not exist in this language or is not approved."),
	132015: N_("The template is paused by WhatsApp because of its quality."),
	132016: N_("The template is disabled by WhatsApp because of its quality."),
	133010: N_("The number is not registered with the Cloud API."),
	137000: N_("The person's identity has changed (a new device, perhaps) and must be proven again."),
}


def _kind(code: int | None, http_status: int | None, transient: bool) -> ErrorKind:
	if code is not None:
		if code in _KINDS:
			return _KINDS[code]
		if code in _FAILURES or any(code in codes for codes in _FAILURE_RANGES):
			return ErrorKind.FAIL
	if http_status == 429:
		return ErrorKind.THROTTLE_NUMBER
	if http_status in (502, 504) and code is None:
		# a gateway lost Meta's answer or gave up waiting for it: the request may have been carried out
		return ErrorKind.UNKNOWN_OUTCOME
	if transient or http_status in (408, 425) or (http_status or 0) >= 500:
		return ErrorKind.RETRY
	if code is None and http_status in (401, 403):
		return ErrorKind.STOP_ACCOUNT
	return ErrorKind.FAIL


def _error_object(body: Any) -> dict:
	if isinstance(body, str | bytes):
		try:
			body = json.loads(body)
		except (ValueError, RecursionError):
			return {}
	if not isinstance(body, dict):
		return {}
	if isinstance(body.get("error"), dict):
		return body["error"]
	errors = body.get("errors")
	return errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else {}


def _details(error: dict) -> str | None:
	data = error.get("error_data")
	if isinstance(data, str) and data.startswith("{"):
		try:
			data = json.loads(data)
		except (ValueError, RecursionError):
			pass
	if isinstance(data, dict):
		data = data.get("details")
	return _text(data) or _text(error.get("details")) or _text(error.get("error_user_msg"))


def _retry_after(headers: dict[str, str]) -> float | None:
	"""Return the seconds that the headers ask to wait, or None."""
	waits = [_header_seconds(headers.get("retry-after", "")), _usage_seconds(headers)]
	known = [wait for wait in waits if wait is not None]
	return min(max(known), _LONGEST_WAIT) if known else None


def _header_seconds(value: str) -> float | None:
	value = value.strip()
	if value.isascii() and value.isdigit() and len(value) < 12:
		return float(value)
	try:
		moment = parsedate_to_datetime(value)
	except (TypeError, ValueError):
		return None
	if moment.tzinfo is None:
		moment = moment.replace(tzinfo=timezone.utc)
	return max(0.0, (moment - datetime.now(timezone.utc)).total_seconds())


def _usage_seconds(headers: dict[str, str]) -> float | None:
	"""Read Meta's own header, which gives the minutes until access comes back, for each account and kind of call."""
	try:
		usage = json.loads(headers.get("x-business-use-case-usage", ""))
	except (ValueError, RecursionError):
		return None
	minutes = []
	for entries in usage.values() if isinstance(usage, dict) else ():
		for entry in entries if isinstance(entries, list) else ():
			wait = entry.get("estimated_time_to_regain_access") if isinstance(entry, dict) else None
			if isinstance(wait, int | float) and not isinstance(wait, bool) and wait > 0:
				minutes.append(wait)
	return max(minutes) * 60.0 if minutes else None


def _integer(value: Any) -> int | None:
	if isinstance(value, bool):
		return None
	if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 12:
		return int(value)
	return value if isinstance(value, int) else None


def _text(value: Any) -> str | None:
	return value if isinstance(value, str) and value else None


def _restored(cls: type[WhatsAppError], message: str, facts: dict[str, Any]) -> WhatsAppError:
	error = cls(message)
	error.__dict__.update(facts)
	return error
