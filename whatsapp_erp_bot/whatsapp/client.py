# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The Cloud API of one phone number: send, upload, download, mark read.

Every failure is a WhatsAppError (see `errors`): NotSent if nothing left, OutcomeUnknown if a message may have been
taken. Nothing is repeated here; the outbox does that by the kind of the error. The access token goes only to
Meta's hosts (or the configured one) and never into a repr, an exception or a log.
Source: developers.facebook.com/docs/whatsapp/cloud-api/reference.
"""

import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests

from whatsapp_erp_bot.masked import Masked, reveal
from whatsapp_erp_bot.whatsapp.errors import (
	N_,
	ConfigurationError,
	ErrorKind,
	NotAnId,
	NotSent,
	OutcomeUnknown,
	WhatsAppError,
	classify,
	retry_delay,
)
from whatsapp_erp_bot.whatsapp.limits import LimitError
from whatsapp_erp_bot.whatsapp.media import (
	check_upload,
	matches_sha256,
	may_have_token,
	normal_mime,
	safe_filename,
)
from whatsapp_erp_bot.whatsapp.transport import left_in_full, new_session

__all__ = ["Accepted", "Client", "MediaInfo", "retry_delay"]

DEFAULT_VERSION = "v25.0"
DEFAULT_BASE_URL = "https://graph.facebook.com"

_LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "::1")
_PHONE_NUMBER_FIELDS = (
	"id,verified_name,display_phone_number,quality_rating,throughput,name_status,"
	"whatsapp_business_manager_messaging_limit"
)
_TEMPLATE_FIELDS = (
	"id,name,language,status,category,components,parameter_format,rejected_reason,quality_score"
)
_TEMPLATES_A_PAGE = 100
# Meta keeps at most 6000 templates for an account
_TEMPLATE_PAGES = 80
_MAX_ANSWER = 1024 * 1024
_DOWNLOAD_SECONDS = 120
_REDIRECTS = 3
_CHUNK = 64 * 1024
# a connection idle for longer may have been closed at the other end; a new one costs less than an unknown outcome
_IDLE_SECONDS = 30
_NOT_AN_ID = {
	"phone number id": N_("The phone number id may hold only letters, digits, - and _."),
	"media id": N_("The media id may hold only letters, digits, - and _."),
	"WhatsApp Business Account id": N_(
		"The WhatsApp Business Account id may hold only letters, digits, - and _."
	),
}
_TOKEN_LIKE = re.compile(r"EAA[A-Za-z0-9_-]{16,}")


@dataclass(frozen=True)
class Accepted:
	"""Meta took the message (which does not mean sent). `wa_id` may differ from the number that was dialled."""

	wamid: str
	message_status: str = "accepted"
	wa_id: str | None = None
	user_id: str | None = None
	input: str | None = None


@dataclass(frozen=True)
class MediaInfo:
	"""Where a file lies for the next five minutes. `sha256` is hexadecimal; the size is in bytes."""

	id: str
	url: str
	mime_type: str
	sha256: str | None = None
	file_size: int | None = None


class _Token(requests.auth.AuthBase):
	"""Holds the token so that no repr, no dump of local variables and no pickle shows it."""

	__slots__ = ("_token",)

	def __init__(self, token: Masked) -> None:
		self._token = token

	def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
		request.headers["Authorization"] = f"Bearer {self._token.reveal()}"
		return request

	def __repr__(self) -> str:
		return "<token>"

	def masked(self, text: str | None) -> str | None:
		if not text:
			return text
		# a token of a few letters (tests have such) would blot out ordinary words
		token = self._token.reveal()
		known = text.replace(token, "<token>") if len(token) >= 8 else text
		return _TOKEN_LIKE.sub("<token>", known)


class Client:
	"""One phone number of the Cloud API. May be shared by threads.

	`timeout` is (seconds to connect, seconds without an answer). `session`: one from `transport.new_session`, to
	share connections between clients. Raises ConfigurationError for settings that nothing can be sent with.
	"""

	def __init__(
		self,
		phone_number_id: str,
		token: Masked | str,
		version: str = DEFAULT_VERSION,
		base_url: str = DEFAULT_BASE_URL,
		session: requests.Session | None = None,
		timeout: tuple[float, float] = (5, 20),
	) -> None:
		self.phone_number_id = _identifier(phone_number_id, "phone number id")
		self.version = _version(version)
		self.base_url = _base_url(base_url)
		self.timeout = timeout
		self._token = _Token(_checked_token(token))
		loopback = urlsplit(self.base_url).hostname in _LOOPBACK_HOSTS
		self._session = session or new_session(trust_environment=not loopback)
		self._own_session = session is None
		self._last_use = time.monotonic()

	def __repr__(self) -> str:
		return f"<Client {self.phone_number_id} {self.version} at {self.base_url}>"

	def close(self) -> None:
		if self._own_session:
			self._session.close()

	def __enter__(self) -> "Client":
		return self

	def __exit__(self, *_: object) -> None:
		self.close()

	def send(self, envelope: Mapping[str, Any]) -> Accepted:
		"""Post a message (from `messages.envelope`) once, and return what Meta called it.

		Raises NotSent if nothing left, OutcomeUnknown if it may have been taken, else WhatsAppError by its kind.
		"""
		answer, status = self._call("POST", self._own_path("messages"), once=True, json=dict(envelope))
		first = _first(answer, "messages")
		wamid = first.get("id")
		if not isinstance(wamid, str) or not wamid:
			raise OutcomeUnknown("WhatsApp's answer holds no message id.", http_status=status)
		contact = _first(answer, "contacts")
		return Accepted(
			wamid=wamid,
			message_status=_text(first.get("message_status")) or "accepted",
			wa_id=_text(contact.get("wa_id")),
			user_id=_text(contact.get("user_id")),
			input=_text(contact.get("input")),
		)

	def mark_read(self, wamid: str, typing: bool = False) -> None:
		"""Mark a message and those before it as read; `typing` shows the dots until an answer or for 25 s."""
		body: dict[str, Any] = {"messaging_product": "whatsapp", "status": "read", "message_id": wamid}
		if typing:
			body["typing_indicator"] = {"type": "text"}
		self._call("POST", self._own_path("messages"), json=body)

	def upload(self, content: bytes, mime_type: str, filename: str) -> str:
		"""Hand a file to Meta and return its media id, good for 30 days; raises LimitError on kind or size."""
		mime_type = normal_mime(mime_type)
		check_upload(mime_type, len(content))
		answer, status = self._call(
			"POST",
			self._own_path("media"),
			data={"messaging_product": "whatsapp", "type": mime_type},
			files={"file": (safe_filename(filename, mime_type), content, mime_type)},
		)
		media_id = answer.get("id")
		if not isinstance(media_id, str | int) or isinstance(media_id, bool) or not str(media_id):
			raise WhatsAppError(
				"WhatsApp's answer holds no media id.", kind=ErrorKind.RETRY, http_status=status
			)
		return str(media_id)

	def media_info(self, media_id: str) -> MediaInfo:
		"""Ask where a file lies. An expired or unknown id is a WhatsAppError with code 100, subcode 33; what can be no id is
		NotAnId."""
		try:
			path = _identifier(media_id, "media id")
		except ConfigurationError as error:
			# a stranger's words, no setting of ours
			raise NotAnId(error.message) from None
		answer, status = self._call("GET", path, params={"phone_number_id": self.phone_number_id})
		url = _text(answer.get("url"))
		if not url:
			raise WhatsAppError(
				"WhatsApp's answer holds no address.", kind=ErrorKind.RETRY, http_status=status
			)
		size = str(answer.get("file_size", ""))
		return MediaInfo(
			id=path,
			url=url,
			mime_type=normal_mime(_text(answer.get("mime_type"))),
			sha256=_text(answer.get("sha256")),
			file_size=int(size) if size.isascii() and size.isdigit() and len(size) < 16 else None,
		)

	def download(self, media_id: str, max_bytes: int, sha256: str | None = None) -> bytes:
		"""Return the content of a file, checked against the SHA-256 of Meta's answer and the given one (webhook).

		Raises LimitError if it is larger than `max_bytes`, WhatsAppError otherwise. An address that has expired in
		between is asked for once more.
		"""
		for attempt in (1, 2):
			info = self.media_info(media_id)
			if info.file_size is not None and info.file_size > max_bytes:
				raise _too_large(info.file_size, max_bytes)
			try:
				content = self._fetch(info.url, max_bytes)
			except WhatsAppError as error:
				if attempt == 1 and error.http_status in (401, 404):
					continue
				raise
			break
		for expected in (info.sha256, sha256):
			if expected and not matches_sha256(content, expected):
				raise WhatsAppError("The file differs from its checksum.", kind=ErrorKind.RETRY)
		return content

	def phone_number(self) -> dict[str, Any]:
		"""Return Meta's facts on the number (verified_name, display_phone_number, quality_rating, throughput…)."""
		return self._call("GET", self.phone_number_id, params={"fields": _PHONE_NUMBER_FIELDS})[0]

	def templates(self, waba_id: str) -> list[dict[str, Any]]:
		"""Return the message templates of the WhatsApp Business Account, as Meta describes them, from all pages.

		Each: id, name, language, status, category, components, parameter_format, rejected_reason, quality_score.
		Source: developers.facebook.com/docs/graph-api/reference/whats-app-business-account/message_templates.
		"""
		path = f"{_identifier(waba_id, 'WhatsApp Business Account id')}/message_templates"
		found: list[dict[str, Any]] = []
		parameters = {"fields": _TEMPLATE_FIELDS, "limit": str(_TEMPLATES_A_PAGE)}
		for _ in range(_TEMPLATE_PAGES):
			answer, _status = self._call("GET", path, params=parameters)
			rows = answer.get("data")
			found += [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
			after = _next_page(answer)
			if not after:
				return found
			# the cursor and not the address of the next page, which holds the token
			parameters = {**parameters, "after": after}
		return found

	def _own_path(self, edge: str) -> str:
		return f"{self.phone_number_id}/{edge}"

	def _call(
		self, method: str, path: str, once: bool = False, **arguments: Any
	) -> tuple[dict[str, Any], int]:
		"""Do one request to Graph and return the answer's object and status.

		`once`: the request must not happen twice, so an answer that is missing or unreadable is OutcomeUnknown;
		otherwise it may be repeated.
		"""
		url = f"{self.base_url}/{self.version}/{path}"
		response = self._request(method, url, once, **arguments)
		status, headers = response.status_code, dict(response.headers)
		content, broken = _read(response, _MAX_ANSWER, time.monotonic() + self.timeout[1])
		if 200 <= status < 300:
			answer = None if broken else _object(content)
			if answer is not None and "error" not in answer:
				return answer, status
			if answer is None:
				if once:
					raise OutcomeUnknown("WhatsApp's answer cannot be read.", http_status=status)
				raise WhatsAppError(
					"WhatsApp's answer cannot be read.", kind=ErrorKind.RETRY, http_status=status
				)
		raise self._classified(status, content, headers)

	def _classified(self, status: int, content: bytes, headers: Mapping[str, str]) -> WhatsAppError:
		error = classify(status, content, headers)
		# Meta repeats a malformed token in its message
		error.message = self._token.masked(error.message) or ""
		error.details = self._token.masked(error.details)
		error.args = (error.message,)
		return error

	def _request(
		self, method: str, url: str, once: bool, with_token: bool = True, **arguments: Any
	) -> requests.Response:
		self._drop_idle_connections()
		response, failure, left = left_in_full(
			self._session,
			url,
			lambda: self._session.request(
				method,
				url,
				timeout=self.timeout,
				allow_redirects=False,
				stream=True,
				auth=self._token if with_token else _no_token,
				**arguments,
			),
		)
		self._last_use = time.monotonic()
		if failure is None:
			return response
		# raised outside of the handler: a chained exception of requests would carry the request and its headers
		reason = type(failure).__name__
		del failure
		if not left:
			raise NotSent(f"WhatsApp could not be reached ({reason}).")
		if once:
			raise OutcomeUnknown(f"WhatsApp did not answer ({reason}).")
		raise WhatsAppError(f"WhatsApp did not answer ({reason}).", kind=ErrorKind.RETRY)

	def _drop_idle_connections(self) -> None:
		if self._own_session and time.monotonic() - self._last_use > _IDLE_SECONDS:
			self._session.close()  # drops what is idle; the session stays usable

	def _fetch(self, url: str, max_bytes: int) -> bytes:
		"""Download from an address that Meta gave; the token goes to the first host only, and only if it is Meta's."""
		first_host = urlsplit(url).netloc if may_have_token(url, self.base_url) else None
		for _ in range(_REDIRECTS + 1):
			if not may_have_token(url, self.base_url):
				raise WhatsAppError("The file lies on a host that is not WhatsApp's.", kind=ErrorKind.FAIL)
			response = self._request(
				"GET",
				url,
				once=False,
				with_token=urlsplit(url).netloc == first_host,
				headers={"Accept-Encoding": "identity"},
			)
			if response.is_redirect:
				location = response.headers["location"]
				response.close()
				url = urljoin(url, location)
				continue
			return self._content(response, max_bytes)
		raise WhatsAppError("The file's address leads in circles.", kind=ErrorKind.FAIL)

	def _content(self, response: requests.Response, max_bytes: int) -> bytes:
		status, headers = response.status_code, dict(response.headers)
		deadline = time.monotonic() + _DOWNLOAD_SECONDS
		if status != 200:
			error = self._classified(status, _read(response, _MAX_ANSWER, deadline)[0], headers)
			if error.kind is ErrorKind.STOP_ACCOUNT:
				# the token was good a moment ago, when the address was asked for: it is the address that is stale
				error.kind = ErrorKind.RETRY
			raise error
		announced = headers.get("Content-Length", "")
		if announced.isdigit() and int(announced) > max_bytes:
			response.close()
			raise _too_large(int(announced), max_bytes)
		content, broken = _read(response, max_bytes + 1, deadline)
		if len(content) > max_bytes:
			raise _too_large(len(content), max_bytes)
		if broken:
			raise WhatsAppError("The file broke off while it was fetched.", kind=ErrorKind.RETRY)
		return content


def _read(response: requests.Response, limit: int, deadline: float) -> tuple[bytes, bool]:
	"""Return at most `limit` bytes of the answer and whether it broke off or passed the deadline; closes it."""
	content = bytearray()
	broken = False
	try:
		for chunk in response.iter_content(_CHUNK):
			content += chunk
			if len(content) >= limit:
				break
			if time.monotonic() > deadline:
				broken = True
				break
	except (requests.RequestException, OSError):
		broken = True
	finally:
		response.close()
	return bytes(content[:limit]), broken


def _no_token(request: requests.PreparedRequest) -> requests.PreparedRequest:
	# given as `auth` so that requests does not look for a password in .netrc instead
	request.headers.pop("Authorization", None)
	return request


def _too_large(actual: int, limit: int) -> LimitError:
	text = N_("The file has {actual} bytes or more; at most {limit} are taken.")
	return LimitError("size", limit, actual, text, "too_long")


def _next_page(answer: Mapping[str, Any]) -> str | None:
	"""Return the cursor behind this page, None on the last one (which has no `next`)."""
	paging = answer.get("paging")
	if not isinstance(paging, dict) or not paging.get("next"):
		return None
	cursors = paging.get("cursors")
	return _text(cursors.get("after")) if isinstance(cursors, dict) else None


def _object(content: bytes) -> dict[str, Any] | None:
	try:
		value = json.loads(content)
	except (ValueError, RecursionError):
		return None
	return value if isinstance(value, dict) else None


def _first(answer: Mapping[str, Any], key: str) -> dict[str, Any]:
	items = answer.get(key)
	return items[0] if isinstance(items, list) and items and isinstance(items[0], dict) else {}


def _text(value: Any) -> str | None:
	return value if isinstance(value, str) and value else None


def _identifier(value: Any, name: str) -> str:
	text = str(value or "")
	if not re.fullmatch(r"[A-Za-z0-9_-]{1,200}", text):
		raise ConfigurationError(_NOT_AN_ID[name])
	return text


def _version(value: str) -> str:
	if not re.fullmatch(r"v\d{1,3}\.\d{1,2}", str(value or "")):
		raise ConfigurationError(N_("The Graph version must look like v25.0."))
	return value


def _checked_token(token: Masked | str) -> Masked:
	# the name matters: Frappe hides local variables called token when it logs a traceback
	token = reveal(token).strip()
	if not token:
		raise ConfigurationError(N_("The account has no access token."))
	# requests would repeat a header that it refuses, token and all, in its exception
	if not re.fullmatch(r"[\x21-\x7e]+", token):
		raise ConfigurationError(N_("The access token holds characters that no token has."))
	return Masked(token)


def _base_url(value: str) -> str:
	text = str(value or "").strip().rstrip("/")
	try:
		parts = urlsplit(text)
		parts.port  # raises on a port that is no number
	except ValueError:
		parts = urlsplit("")
	if not parts.hostname or parts.query or parts.fragment or parts.username is not None:
		raise ConfigurationError(N_("The address of the Graph API must be a full https address."))
	if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK_HOSTS):
		raise ConfigurationError(N_("The address of the Graph API must begin with https."))
	return text
