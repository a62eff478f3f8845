# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""A strict stand-in of Meta's Graph API on 127.0.0.1, for tests, demonstrations and measurements.

It checks what Meta checks (token, version, path, content type, every field and limit: `contract`), answers in
Meta's shapes, keeps what was sent, takes and serves files in two hops, and posts signed webhooks (`bodies`) of
incoming messages and statuses to the app. Answers can be scripted to fail in every way that Meta's do.

In a test: `with GraphStandIn(webhook=…) as graph: Client(…, base_url=graph.url)`; then `graph.sent`,
`graph.script(…)`, `graph.incoming(…)`. For other processes the same is under /_control/ (JSON), which exists here
only:

	GET  /_control/sent?since=N      {"count", "sent": [{"wamid", "to", "recipient", "body", "time"}…]}
	GET  /_control/requests?since=N  every request with its answer's status
	GET  /_control/file/ID           the bytes of an uploaded file
	POST /_control/script            {"steps": [STEP…], "replace": false}
	POST /_control/incoming          see `GraphStandIn.incoming` -> {"wamid", "status"}
	POST /_control/status            {"wamid", "status", "errors"?} posts a status webhook -> {"status"}
	POST /_control/file              {"content": base64, "mime_type", "filename"?} -> {"id", "sha256"}
	POST /_control/settings          {"statuses"?, "pair_limit"?, "webhook"?}
	POST /_control/reset             forgets what was sent, scripts, files and pair limits

A STEP decides the answer to the next fitting request, once or `times` times, `on` send (default), read, upload,
info, file or any:
	{"do": "error", "code": 131056, "status": 400, "subcode"?, "retry_after"?}   {"do": "token_expired"}
	{"do": "status", "status": 500, "body": "…", "content_type": "text/html", "headers"?}
	{"do": "html", "status": 500}   {"do": "garbage"} (200, taken, but not JSON)   {"do": "accept"}
	{"do": "delay", "seconds": 0.8} (then as usual)   {"do": "hang", "seconds": 30, "accept": false}
	{"do": "close"} (nothing taken)   {"do": "close_after_accept"} (taken, but no answer)
"""

import argparse
import base64
import hashlib
import json
import queue
import re
import secrets
import socket
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests

from whatsapp_erp_bot.tests.loopback import bodies, contract
from whatsapp_erp_bot.whatsapp.signature import sign

HOST = "127.0.0.1"
ALL_STATUSES = ("sent", "delivered", "read")
SUPPORTED_VERSIONS = range(21, 27)
PAIR_BURST = 45
PAIR_SECONDS = 6.0

_PHONE_FIELDS = {
	"id",
	"verified_name",
	"display_phone_number",
	"quality_rating",
	"throughput",
	"name_status",
	"whatsapp_business_manager_messaging_limit",
	"code_verification_status",
	"platform_type",
}


class GraphStandIn:
	"""One phone number of the Cloud API. Thread-safe; `start` and `stop`, or use it as a context manager.

	`statuses`: which of sent, delivered, read are posted for each accepted message (none by default), each after
	`status_delay` seconds. `pair_limit`: whether more messages to one person than Meta takes get 131056.
	`webhook_host`: the Host header of webhook posts, for a site that is found by its name.
	`state`: a file of JSON lines in which what was sent outlives a restart.
	"""

	def __init__(
		self,
		phone_number_id: str = "106540352242922",
		token: str = "test-token",
		app_secret: str = "test-app-secret",
		webhook: str | None = None,
		*,
		waba_id: str = "102290129340398",
		display_phone_number: str = "15550783881",
		port: int = 0,
		statuses: Sequence[str] = (),
		status_delay: float = 0.0,
		pair_limit: bool = False,
		url_seconds: float = 300,
		webhook_host: str | None = None,
		state: str | Path | None = None,
	) -> None:
		self.phone_number_id = phone_number_id
		self.token = token
		self.app_secret = app_secret
		self.waba_id = waba_id
		self.display_phone_number = display_phone_number
		self.statuses = tuple(statuses)
		self.status_delay = status_delay
		self.pair_limit = pair_limit
		self.url_seconds = url_seconds
		self.webhook_host = webhook_host
		self.webhook = webhook
		self.sent: list[dict[str, Any]] = []
		self.requests: list[dict[str, Any]] = []
		self.read: list[dict[str, Any]] = []
		self.files: dict[str, dict[str, Any]] = {}
		#: as Meta describes them: {"id", "name", "language", "status", "category", "components"}
		self.templates: list[dict[str, Any]] = []
		self.webhook_posts: list[dict[str, Any]] = []
		self._lock = threading.RLock()
		self._steps: deque[dict[str, Any]] = deque()
		self._buckets: dict[str, tuple[float, float]] = {}
		self._pending: queue.Queue = queue.Queue()
		self._stopped = threading.Event()
		self._threads: list[threading.Thread] = []
		self._port = port
		self._server: _Server | None = None
		self._state = Path(state) if state else None
		self._post_session = threading.local()

	@property
	def webhook(self) -> str | None:
		return self._webhook

	@webhook.setter
	def webhook(self, url: str | None) -> None:
		host = (urlsplit(url).hostname or "") if url else "localhost"
		if host not in ("localhost", "127.0.0.1", "::1") and not host.endswith(".localhost"):
			raise ValueError("The stand-in posts to this machine only.")
		self._webhook = url

	@property
	def url(self) -> str:
		return f"http://{HOST}:{self._port}"

	def start(self) -> "GraphStandIn":
		self._load_state()
		self._server = _Server((HOST, self._port), _Handler, self)
		self._port = self._server.server_address[1]
		for work in (lambda: self._server.serve_forever(poll_interval=0.05), self._post_statuses):
			thread = threading.Thread(target=work, daemon=True)
			thread.start()
			self._threads.append(thread)
		return self

	def stop(self) -> None:
		self._stopped.set()
		self._pending.put(None)
		if self._server:
			self._server.shutdown()
			self._server.server_close()
			self._server.close_connections()
		for thread in self._threads:
			thread.join(5)

	def __enter__(self) -> "GraphStandIn":
		return self.start()

	def __exit__(self, *_: object) -> None:
		self.stop()

	def script(self, *steps: dict[str, Any], replace: bool = False) -> None:
		"""Queue steps (see the module) for the next requests; `replace` drops those that were still waiting."""
		for step in steps:
			if step.get("do") not in _STEPS or step.get("on", "send") not in _PLACES:
				raise ValueError(f"Unknown step: {step!r}")
		with self._lock:
			if replace:
				self._steps.clear()
			for step in steps:
				self._steps.extend([step] * int(step.get("times", 1)))

	def reset(self) -> None:
		with self._lock:
			for held in (self.sent, self.requests, self.read, self.webhook_posts, self.templates):
				held.clear()
			for held in (self.files, self._steps, self._buckets):
				held.clear()

	def add_file(self, content: bytes, mime_type: str, filename: str | None = None) -> str:
		"""Keep a file as if a person had sent it (or the app uploaded it); return its media id."""
		media_id = str(secrets.randbelow(10**15) + 10**15)
		with self._lock:
			self.files[media_id] = {"content": content, "mime_type": mime_type, "filename": filename}
		return media_id

	def incoming(
		self,
		phone: str | None = None,
		text: str | None = None,
		*,
		button: Sequence[str] | None = None,
		row: Sequence[str] | None = None,
		content: dict | None = None,
		name: str = "Test Person",
		user_id: str | None = None,
		wamid: str | None = None,
		timestamp: int | None = None,
		context_wamid: str | None = None,
		times: int = 1,
	) -> dict[str, Any]:
		"""Post a signed webhook with one message of this person; return {"wamid", "status"} (HTTP, of the last post).

		One of `text`, `button` (id, title of a tapped button), `row` (id, title of a tapped row) or `content` (type
		and object as Meta writes them). `times` posts the same bytes again, as Meta does when it is in doubt.
		"""
		if content is None:
			if button:
				content = bodies.button_reply(*button)
			elif row:
				content = bodies.list_reply(*row)
			else:
				content = bodies.text(text or "")
		wamid = wamid or new_wamid()
		context = {"from": self.display_phone_number, "id": context_wamid} if context_wamid else None
		moment = int(time.time()) if timestamp is None else timestamp
		body = self.envelope(
			contacts=[bodies.contact(phone, name, user_id)],
			messages=[bodies.message(wamid, moment, content, phone, user_id, context)],
		)
		status = None
		for _ in range(times):
			status = self.post(body)
		return {"wamid": wamid, "status": status}

	def post_status(self, wamid: str, status: str, errors: list[dict] | None = None) -> int | None:
		"""Post a signed status webhook of a message that was sent; return the HTTP status of the app's answer."""
		with self._lock:
			record = next((one for one in reversed(self.sent) if one["wamid"] == wamid), {})
		update = bodies.status(
			wamid,
			status,
			int(time.time()),
			recipient_id=record.get("wa_id"),
			recipient_user_id=record.get("recipient"),
			callback_data=record.get("body", {}).get("biz_opaque_callback_data"),
			errors=errors,
		)
		return self.post(self.envelope(statuses=[update]))

	def envelope(self, **value: Any) -> dict:
		return bodies.envelope(self.waba_id, self.phone_number_id, self.display_phone_number, **value)

	def post(self, body: Any, secret: str | None = None) -> int | None:
		"""Sign and post a body to the webhook; return the HTTP status, None if nobody answered."""
		if not self.webhook:
			raise RuntimeError("The stand-in has no webhook to post to.")
		content = body if isinstance(body, bytes) else bodies.to_bytes(body)
		headers = {
			"Content-Type": "application/json",
			"User-Agent": "facebookexternalua",
			"X-Hub-Signature-256": sign(content, self.app_secret if secret is None else secret),
		}
		if self.webhook_host:
			headers["Host"] = self.webhook_host
		try:
			with self._session().post(
				self.webhook, data=content, headers=headers, timeout=(5, 30), allow_redirects=False
			) as answer:
				status = answer.status_code
		except requests.RequestException:
			status = None
		with self._lock:
			self.webhook_posts.append({"status": status, "time": time.time()})
		return status

	def _session(self) -> requests.Session:
		if not hasattr(self._post_session, "session"):
			self._post_session.session = requests.Session()
			self._post_session.session.trust_env = False
		return self._post_session.session

	def _post_statuses(self) -> None:
		while (wamid := self._pending.get()) is not None:
			for status in self.statuses:
				if self._stopped.wait(self.status_delay):
					return
				# Meta tries again for days; three times are enough here
				for pause in (0.2, 1, 0):
					if self.post_status(wamid, status) == 200 or self._stopped.wait(pause):
						break

	def next_step(self, place: str) -> dict[str, Any]:
		"""Take the first scripted step that fits; an ordinary answer if there is none."""
		with self._lock:
			for step in self._steps:
				if step.get("on", "send") in (place, "any"):
					self._steps.remove(step)
					return step
		return {"do": "accept"}

	def accept(self, body: dict[str, Any]) -> dict[str, Any]:
		"""Keep a valid message and return Meta's answer to it."""
		wamid, to, recipient = new_wamid(), body.get("to"), body.get("recipient")
		wa_id = dialled_to_wa_id(to) if to else None
		record = {
			"wamid": wamid,
			"to": to,
			"recipient": recipient,
			"wa_id": wa_id,
			"body": body,
			"time": time.time(),
		}
		with self._lock:
			self.sent.append(record)
			if self._state:
				with self._state.open("a", encoding="utf-8") as file:
					file.write(json.dumps(record) + "\n")
		if self.statuses and self.webhook:
			self._pending.put(wamid)
		contact = {"input": to, "wa_id": wa_id} if to else {"input": recipient, "user_id": recipient}
		return {
			"messaging_product": "whatsapp",
			"contacts": [contact],
			"messages": [{"id": wamid, "message_status": "accepted"}],
		}

	def over_pair_limit(self, person: str) -> bool:
		"""Take one message out of the person's allowance: a burst of 45, refilled by one in 6 seconds."""
		if not self.pair_limit:
			return False
		now = time.monotonic()
		with self._lock:
			tokens, since = self._buckets.get(person, (float(PAIR_BURST), now))
			tokens = min(PAIR_BURST, tokens + (now - since) / PAIR_SECONDS)
			allowed = tokens >= 1
			self._buckets[person] = (tokens - 1 if allowed else tokens, now)
		return not allowed

	def note(self, entry: dict[str, Any]) -> None:
		with self._lock:
			self.requests.append(entry)

	def _load_state(self) -> None:
		if self._state and self._state.exists():
			with self._state.open(encoding="utf-8") as file:
				self.sent = [json.loads(line) for line in file if line.strip()]


_STEPS = {
	"accept",
	"error",
	"token_expired",
	"status",
	"html",
	"garbage",
	"delay",
	"hang",
	"close",
	"close_after_accept",
}
_PLACES = {"send", "read", "upload", "info", "file", "any"}


def new_wamid() -> str:
	return "wamid." + base64.b64encode(b"\x1d" + secrets.token_bytes(32)).decode()


def wait_until(condition: Callable[[], Any], seconds: float = 20) -> bool:
	"""Wait for what another thread brings about; return whether it came in time."""
	end = time.monotonic() + seconds
	while time.monotonic() < end:
		if condition():
			return True
		time.sleep(0.01)
	return bool(condition())


def dialled_to_wa_id(phone: str) -> str:
	"""Return the id that WhatsApp gives for a dialled number: Mexico and Argentina get their extra digit."""
	digits = phone.lstrip("+")
	digits = re.sub(r"^52([2-9]\d{9})$", r"521\1", digits)
	return re.sub(r"^54([1-8]\d{9})$", r"549\1", digits)


class _Refusal(Exception):
	"""An answer in Meta's shape that is not 2xx."""

	def __init__(
		self,
		code: int,
		message: str,
		status: int = 400,
		subcode: int | None = None,
		details: str | None = None,
		headers: dict[str, str] | None = None,
	) -> None:
		super().__init__(message)
		error: dict[str, Any] = {"message": f"(#{code}) {message}", "type": "OAuthException", "code": code}
		if subcode is not None:
			error["error_subcode"] = subcode
		if details is not None:
			error["error_data"] = {"messaging_product": "whatsapp", "details": details}
		error["fbtrace_id"] = "A" + secrets.token_urlsafe(16)
		self.status = status
		self.body = {"error": error}
		self.headers = headers or {}


class _Hangup(Exception):
	"""Close the connection without an answer."""


class _Server(ThreadingHTTPServer):
	daemon_threads = True
	block_on_close = False
	request_queue_size = 128

	def __init__(self, address: tuple[str, int], handler: type, graph: GraphStandIn) -> None:
		self.graph = graph
		self._open: set[socket.socket] = set()
		super().__init__(address, handler)

	def process_request(self, request: Any, client_address: Any) -> None:
		self._open.add(request)
		super().process_request(request, client_address)

	def shutdown_request(self, request: Any) -> None:
		self._open.discard(request)
		super().shutdown_request(request)

	def close_connections(self) -> None:
		"""Close the kept-alive connections too: a stopped server that went on answering would deceive the tests."""
		for connection in list(self._open):
			try:
				connection.shutdown(socket.SHUT_RDWR)
			except OSError:
				continue

	def handle_error(self, request: Any, client_address: Any) -> None:
		# clients that hang up are part of the tests; anything else is a mistake here
		if not isinstance(sys.exc_info()[1], ConnectionError | TimeoutError):
			super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
	protocol_version = "HTTP/1.1"
	disable_nagle_algorithm = True
	server: _Server

	def do_GET(self) -> None:
		self._serve("GET")

	def do_POST(self) -> None:
		self._serve("POST")

	def log_message(self, *_: Any) -> None:
		pass

	def _serve(self, method: str) -> None:
		self.graph = self.server.graph
		parts = urlsplit(self.path)
		self.query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
		self.content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
		control = parts.path.startswith("/_control/")
		answer: tuple[int | None, Any, dict[str, str]]
		try:
			answer = (
				200,
				self._control(method, parts.path) if control else self._graph(method, parts.path),
				{},
			)
		except _Refusal as refusal:
			answer = refusal.status, refusal.body, refusal.headers
		except _Raw as raw:
			answer = raw.status, raw.content, raw.headers
		except _Hangup:
			answer = None, None, {}
		# noted before it is answered, so that whoever has the answer finds the note
		if not control:
			self.graph.note({"method": method, "path": parts.path, "query": self.query, "status": answer[0]})
		if answer[0] is None:
			self.close_connection = True
			self.connection.shutdown(socket.SHUT_RDWR)
		else:
			self._answer(*answer)

	def _answer(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
		headers = dict(headers or {})
		if not isinstance(body, bytes):
			body = json.dumps(body).encode()
			headers.setdefault("Content-Type", "application/json; charset=UTF-8")
		self.send_response(status)
		for name, value in headers.items():
			self.send_header(name, value)
		self.send_header("Content-Length", str(len(body)))
		self.end_headers()
		self.wfile.write(body)

	# The Graph API

	def _graph(self, method: str, path: str) -> Any:
		self._check_token()
		if path == "/whatsapp_business/attachments/" and method == "GET":
			return self._file()
		match = re.fullmatch(r"/v(\d+)\.0/([A-Za-z0-9_-]+)(?:/([a-z_]+))?/?", path)
		if not match or int(match[1]) not in SUPPORTED_VERSIONS:
			raise _Refusal(2500, f"Unknown path components: {path}")
		node, edge = match[2], match[3]
		if node == self.graph.phone_number_id:
			if method == "GET" and not edge:
				return self._phone_number()
			if method == "POST" and edge == "messages":
				return self._messages()
			if method == "POST" and edge == "media":
				return self._upload()
		elif method == "GET" and not edge and node in self.graph.files:
			return self._info(node)
		elif method == "GET" and node == self.graph.waba_id and edge == "message_templates":
			return self._templates()
		text = (
			f"Unsupported request. Object with ID '{node}' does not exist or does not support this operation"
		)
		raise _Refusal(100, text, subcode=33)

	def _check_token(self) -> None:
		given = self.headers.get("Authorization")
		if given is None:
			raise _Refusal(0, "AuthException: no access token", status=401)
		if given != f"Bearer {self.graph.token}":
			raise _Refusal(190, "Invalid OAuth access token - Cannot parse access token", status=401)

	def _follow(self, place: str) -> dict[str, Any]:
		"""Carry out the scripted step, if any, as far as it does not need the request; return it."""
		step = self.graph.next_step(place)
		what = step["do"]
		if what == "error":
			headers = {"Retry-After": str(step["retry_after"])} if "retry_after" in step else {}
			raise _Refusal(
				step["code"],
				step.get("message", "Scripted error"),
				step.get("status", 400),
				step.get("subcode"),
				step.get("details", "Scripted error."),
				headers,
			)
		if what == "token_expired":
			raise _Refusal(190, "Error validating access token: Session has expired", 401, 463)
		if what in ("status", "html"):
			html = "<!DOCTYPE html><html><body>Sorry, something went wrong.</body></html>"
			kind = step.get("content_type", "text/html")
			headers = {"Content-Type": kind, **step.get("headers", {})}
			raise _Raw(step.get("status", 500), step.get("body", html).encode(), headers)
		if what == "delay":
			self.graph._stopped.wait(step["seconds"])
		elif what == "hang" and not step.get("accept"):
			self.graph._stopped.wait(step.get("seconds", 30))
			raise _Hangup
		elif what == "close":
			raise _Hangup
		return step

	def _end(self, step: dict[str, Any], answer: Any) -> Any:
		"""Carry out what a step does after the request was taken."""
		if step["do"] == "hang":
			self.graph._stopped.wait(step.get("seconds", 30))
			raise _Hangup
		if step["do"] == "close_after_accept":
			raise _Hangup
		if step["do"] == "garbage":
			raise _Raw(200, b"<html>OK</html>", {"Content-Type": "text/html"})
		return answer

	def _messages(self) -> Any:
		if self.headers.get_content_type() != "application/json":
			raise _Refusal(100, "The content type must be application/json")
		try:
			body = json.loads(self.content)
		except ValueError:
			raise _Refusal(100, "The body is not valid JSON") from None
		if isinstance(body, dict) and "status" in body:
			self._refuse(contract.check_read(body))
			step = self._follow("read")
			with self.graph._lock:
				self.graph.read.append(body)
			return self._end(step, {"success": True})
		self._refuse(contract.check_message(body))
		self._check_files(body)
		step = self._follow("send")
		person = body.get("to") or body["recipient"]
		if self.graph.over_pair_limit(person):
			details = "Message failed to send because there were too many messages sent from this phone number to the same phone number in a short period of time."
			raise _Refusal(
				131056, "(Business Account, Consumer Account) pair rate limit hit", details=details
			)
		return self._end(step, self.graph.accept(body))

	def _refuse(self, problem: contract.Problem | None) -> None:
		if problem:
			raise _Refusal(problem.code, "Invalid parameter", details=problem.details)

	def _check_files(self, body: dict[str, Any]) -> None:
		for kind, media_id in contract.media_reference(body):
			file = self.graph.files.get(media_id)
			if not file:
				details = f"Media id {media_id} does not exist for this number."
				raise _Refusal(100, "Invalid parameter", subcode=33, details=details)
			actual = contract.MEDIA[file["mime_type"]][0]
			if actual != kind:
				raise _Refusal(131053, "Media upload error", details=f"{file['mime_type']} is no {kind}.")

	def _upload(self) -> Any:
		fields = _multipart(self.headers, self.content)
		names = sorted(fields)
		if names != ["file", "messaging_product", "type"]:
			raise _Refusal(100, f"Expected messaging_product, type and file, got {names}")
		if fields["messaging_product"]["content"] != b"whatsapp":
			raise _Refusal(100, "(#100) The parameter messaging_product is required.")
		file, declared = fields["file"], fields["type"]["content"].decode("utf-8", "replace")
		self._refuse(contract.check_upload(file["mime_type"], declared, file["content"]))
		step = self._follow("upload")
		media_id = self.graph.add_file(file["content"], file["mime_type"], file["filename"])
		return self._end(step, {"id": media_id})

	def _info(self, media_id: str) -> Any:
		if self.query.get("phone_number_id", self.graph.phone_number_id) != self.graph.phone_number_id:
			raise _Refusal(100, "The media does not belong to this number", subcode=33)
		step = self._follow("info")
		file = self.graph.files[media_id]
		expires = int((time.time() + self.graph.url_seconds) * 1000)
		return self._end(
			step,
			{
				"messaging_product": "whatsapp",
				"url": f"{self.graph.url}/whatsapp_business/attachments/?mid={media_id}&ext={expires}&hash={self._hash(media_id, expires)}",
				"mime_type": file["mime_type"],
				"sha256": hashlib.sha256(file["content"]).hexdigest(),
				"file_size": str(len(file["content"])),
				"id": media_id,
			},
		)

	def _file(self) -> Any:
		media_id, expires = self.query.get("mid", ""), self.query.get("ext", "")
		known = self.graph.files.get(media_id)
		good = expires.isdigit() and self.query.get("hash") == self._hash(media_id, int(expires))
		if not known or not good or int(expires) < time.time() * 1000:
			raise _Raw(404, b"", {"Content-Type": "text/plain"})
		step = self._follow("file")
		return self._end(step, self._bytes(known))

	def _hash(self, media_id: str, expires: int) -> str:
		return hashlib.sha256(f"{self.graph.app_secret}{media_id}{expires}".encode()).hexdigest()[:20]

	def _bytes(self, file: dict[str, Any]) -> Any:
		raise _Raw(200, file["content"], {"Content-Type": file["mime_type"]})

	def _phone_number(self) -> Any:
		facts = {
			"id": self.graph.phone_number_id,
			"verified_name": "Loopback",
			"display_phone_number": self.graph.display_phone_number,
			"quality_rating": "GREEN",
			"throughput": {"level": "STANDARD"},
			"name_status": "APPROVED",
			"whatsapp_business_manager_messaging_limit": "TIER_2K",
			"code_verification_status": "VERIFIED",
			"platform_type": "CLOUD_API",
		}
		wanted = self.query.get("fields", "verified_name,display_phone_number,quality_rating").split(",")
		unknown = sorted(set(wanted) - _PHONE_FIELDS)
		if unknown:
			raise _Refusal(100, f"Tried accessing nonexisting field ({unknown[0]})")
		return self._end(self._follow("info"), {name: facts[name] for name in {*wanted, "id"}})

	def _templates(self) -> Any:
		wanted = {"id", *self.query.get("fields", "name,status").split(",")}
		limit, after = int(self.query.get("limit", 25)), self.query.get("after")
		step = self._follow("info")
		with self.graph._lock:
			held = list(self.graph.templates)
		cursor = base64.b64decode(after).decode() if after else None
		ids = [str(template["id"]) for template in held]
		if cursor and cursor not in ids:
			raise _Refusal(100, "Invalid parameter: after")
		first = ids.index(cursor) + 1 if cursor else 0
		page = held[first : first + limit]
		rows = [{name: template[name] for name in wanted if name in template} for template in page]
		answer: dict[str, Any] = {"data": rows}
		if page:
			last = base64.b64encode(str(page[-1]["id"]).encode()).decode()
			answer["paging"] = {"cursors": {"before": last, "after": last}}
			if first + limit < len(held):
				answer["paging"]["next"] = f"{self.graph.url}/next?access_token={self.graph.token}"
		return self._end(step, answer)

	# The control paths

	def _control(self, method: str, path: str) -> Any:
		graph, name = self.graph, path.removeprefix("/_control/")
		if method == "GET":
			since = int(self.query.get("since", 0))
			if name in ("sent", "requests", "read", "webhook_posts"):
				with graph._lock:
					held = list(getattr(graph, name))
				return {"count": len(held), name: held[since:]}
			if name.startswith("file/") and name[5:] in graph.files:
				return self._bytes(graph.files[name[5:]])
			if name == "health":
				return {"ok": True, "phone_number_id": graph.phone_number_id}
		elif action := getattr(self, f"_control_{name}", None):
			try:
				return action(json.loads(self.content or b"{}"))
			except (ValueError, TypeError, KeyError, RuntimeError) as error:
				raise _Raw(400, json.dumps({"error": str(error)}).encode(), _JSON) from error
		raise _Raw(404, b'{"error": "no such control path"}', _JSON)

	def _control_script(self, body: dict[str, Any]) -> Any:
		self.graph.script(*body["steps"], replace=bool(body.get("replace")))
		return {"waiting": len(self.graph._steps)}

	def _control_incoming(self, body: dict[str, Any]) -> Any:
		return self.graph.incoming(**body)

	def _control_status(self, body: dict[str, Any]) -> Any:
		return {"status": self.graph.post_status(body["wamid"], body["status"], body.get("errors"))}

	def _control_file(self, body: dict[str, Any]) -> Any:
		content = base64.b64decode(body["content"])
		media_id = self.graph.add_file(content, body["mime_type"], body.get("filename"))
		return {"id": media_id, "sha256": base64.b64encode(hashlib.sha256(content).digest()).decode()}

	def _control_settings(self, body: dict[str, Any]) -> Any:
		graph = self.graph
		graph.statuses = tuple(body.get("statuses", graph.statuses) or ())
		graph.pair_limit = bool(body.get("pair_limit", graph.pair_limit))
		graph.webhook = body.get("webhook", graph.webhook)
		return {"statuses": graph.statuses, "pair_limit": graph.pair_limit, "webhook": graph.webhook}

	def _control_reset(self, _: dict[str, Any]) -> Any:
		self.graph.reset()
		return {"ok": True}


class _Raw(Exception):
	"""An answer that is not JSON in Meta's shape."""

	def __init__(self, status: int, content: bytes, headers: dict[str, str]) -> None:
		super().__init__(status)
		self.status = status
		self.content = content
		self.headers = headers


_JSON = {"Content-Type": "application/json"}


def _multipart(headers: Any, content: bytes) -> dict[str, dict[str, Any]]:
	"""Return the parts of a form by name; the email parser is no choice, since it may change binary content."""
	boundary = headers.get_param("boundary") or ""
	if headers.get_content_type() != "multipart/form-data" or not boundary:
		raise _Refusal(100, "The content type must be multipart/form-data")
	fields = {}
	for part in content.split(b"--" + boundary.encode())[1:-1]:
		head, _, body = part.partition(b"\r\n\r\n")
		head = head.decode("utf-8", "replace")
		name = re.search(r'[;\s]name="([^"]*)"', head)
		filename = re.search(r'filename="([^"]*)"', head)
		mime_type = re.search(r"(?im)^content-type:\s*([^\r\n;]+)", head)
		if not name:
			raise _Refusal(100, "A part of the form has no name")
		fields[name[1]] = {
			"content": body.removesuffix(b"\r\n"),
			"filename": filename[1] if filename else None,
			"mime_type": mime_type[1].strip() if mime_type else None,
		}
	return fields


def main(arguments: Iterable[str] | None = None) -> None:
	parser = argparse.ArgumentParser(description="A stand-in of Meta's Graph API on 127.0.0.1.")
	parser.add_argument("--port", type=int, default=0)
	parser.add_argument("--webhook", help="where signed webhooks are posted to (this machine only)")
	parser.add_argument("--webhook-host", help="Host header of those posts, for a site found by its name")
	parser.add_argument("--app-secret", default="test-app-secret")
	parser.add_argument("--phone-number-id", default="106540352242922")
	parser.add_argument("--display-phone-number", default="15550783881")
	parser.add_argument("--token", default="test-token")
	parser.add_argument(
		"--statuses", default=",".join(ALL_STATUSES), help="which to post back; empty for none"
	)
	parser.add_argument("--status-delay", type=float, default=0.0)
	parser.add_argument("--pair-limit", action="store_true", help="refuse more to one person than Meta takes")
	parser.add_argument("--state", help="file in which what was sent outlives a restart")
	given = parser.parse_args(None if arguments is None else list(arguments))
	graph = GraphStandIn(
		phone_number_id=given.phone_number_id,
		token=given.token,
		app_secret=given.app_secret,
		webhook=given.webhook,
		display_phone_number=given.display_phone_number,
		port=given.port,
		statuses=[status for status in given.statuses.split(",") if status],
		status_delay=given.status_delay,
		pair_limit=given.pair_limit,
		webhook_host=given.webhook_host,
		state=given.state,
	).start()
	print(graph.url, flush=True)
	try:
		threading.Event().wait()
	except KeyboardInterrupt:
		graph.stop()


if __name__ == "__main__":
	main()
