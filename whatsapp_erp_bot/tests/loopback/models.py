# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Stand-ins for model servers: OpenAI's chat completions and Ollama's chat, over real HTTP on 127.0.0.1.

Contract: `ModelServer` answers with the `Answer`s it was given, in order, the last one again and again; `requests`
keeps what came in. It is strict: a request that the real API would refuse (path, method, key, a field it does not
know, a tool without its schema, messages out of shape) is refused with the status of the real one and is kept in
`violations`. Sources: OpenAI's API reference, “Create chat completion”; Ollama's docs/api.md, “Generate a chat
completion”. For tests only; it holds no model.
"""

import json
import re
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "sk-loopback-0123456789"
MODEL = "loopback-model"
OPENAI_FIELDS = {
	"model",
	"messages",
	"tools",
	"tool_choice",
	"temperature",
	"max_tokens",
	"max_completion_tokens",
	"stop",
	"stream",
	"response_format",
	"parallel_tool_calls",
	"seed",
	"top_p",
}
OLLAMA_FIELDS = {"model", "messages", "tools", "stream", "format", "options", "keep_alive", "think"}
OLLAMA_FIELDS |= {"logprobs", "top_logprobs"}
FUNCTION_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True)
class Answer:
	"""One answer. `call`: (function, arguments); `content`: the text; `status` and `error` for a refusal, `headers`
	with it; `body`: raw bytes instead of all this; `hang`: seconds of silence before it; `trickle`: seconds between
	two bytes."""

	call: tuple[str, Any] | None = None
	content: str | None = None
	status: int = 200
	error: Mapping[str, Any] = field(default_factory=dict)
	headers: Mapping[str, str] = field(default_factory=dict)
	body: bytes | None = None
	hang: float = 0.0
	trickle: float = 0.0


class _QuietServer(ThreadingHTTPServer):
	daemon_threads = True

	def handle_error(self, request: Any, client_address: Any) -> None:
		"""A client that went away is what some tests are about; all else is shown."""
		if not isinstance(sys.exc_info()[1], OSError):
			super().handle_error(request, client_address)


class ModelServer:
	"""A server of one kind, "openai" or "ollama"; a context manager. `url` is what a provider is given."""

	def __init__(self, kind: str, answers: Sequence[Answer] = (), key: str = KEY):
		self.kind = kind
		self.key = key if kind == "openai" else ""
		self.answers = list(answers)
		self.requests: list[dict[str, Any]] = []
		self.violations: list[str] = []
		self.closing = threading.Event()
		self._lock = threading.Lock()
		self._server = _QuietServer(("127.0.0.1", 0), _handler(self))
		self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

	@property
	def url(self) -> str:
		"""Base URL, on a free port of 127.0.0.1."""
		path = "/v1" if self.kind == "openai" else ""
		return f"http://127.0.0.1:{self._server.server_address[1]}{path}"

	def __enter__(self) -> "ModelServer":
		self._thread.start()
		return self

	def __exit__(self, *error: object) -> None:
		self.closing.set()
		self._server.shutdown()
		self._server.server_close()
		self._thread.join(5)

	def take(self, request: dict[str, Any]) -> Answer:
		"""The answer to this request."""
		with self._lock:
			self.requests.append(request)
			return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

	def refuse(self, problem: str) -> None:
		"""Keep what was wrong with a request."""
		with self._lock:
			self.violations.append(problem)


class Violation(Exception):
	"""A request that the real API would refuse: status and what is wrong."""

	def __init__(self, status: int, problem: str):
		super().__init__(problem)
		self.status = status


def _handler(server: ModelServer) -> type[BaseHTTPRequestHandler]:
	class Handler(BaseHTTPRequestHandler):
		protocol_version = "HTTP/1.1"

		def do_POST(self) -> None:
			try:
				request = self._checked()
			except Violation as violation:
				server.refuse(str(violation))
				self._send(Answer(status=violation.status, error={"message": str(violation)}), b"")
				return
			answer = server.take(request)
			body = answer.body if answer.body is not None else _body(server.kind, answer, request)
			server.closing.wait(answer.hang)
			try:
				self._send(answer, body)
			except OSError:
				# the client gave up, as it should
				self.close_connection = True

		def _checked(self) -> dict[str, Any]:
			raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
			path = "/v1/chat/completions" if server.kind == "openai" else "/api/chat"
			if self.path != path:
				raise Violation(404, f"no such path: {self.path}")
			if server.key and self.headers.get("Authorization") != f"Bearer {server.key}":
				raise Violation(401, "wrong API key")
			try:
				request = json.loads(raw)
			except ValueError:
				raise Violation(400, "the body is not JSON") from None
			check(server.kind, request)
			return request

		def _send(self, answer: Answer, body: bytes) -> None:
			if answer.status >= 400 and not body:
				body = _refusal(server.kind, answer)
			self.send_response(answer.status)
			self.send_header("Content-Type", "application/json")
			self.send_header("Content-Length", str(len(body)))
			for name, value in answer.headers.items():
				self.send_header(name, value)
			self.end_headers()
			if not answer.trickle:
				self.wfile.write(body)
				return
			for position in range(len(body)):
				if server.closing.wait(answer.trickle):
					return
				self.wfile.write(body[position : position + 1])
				self.wfile.flush()

		def log_message(self, *arguments: Any) -> None:
			"""Quiet."""

	return Handler


def check(kind: str, request: Any) -> None:
	"""Violation if the real API would refuse this body."""
	fields = OPENAI_FIELDS if kind == "openai" else OLLAMA_FIELDS
	if not isinstance(request, dict):
		raise Violation(400, "the body is no object")
	if unknown := set(request) - fields:
		raise Violation(400, f"unknown fields: {sorted(unknown)}")
	if request.get("model") != MODEL:
		raise Violation(404, f"the model {request.get('model')!r} does not exist")
	messages = request.get("messages")
	if not isinstance(messages, list) or not messages:
		raise Violation(400, "messages must be a list")
	for index, message in enumerate(messages):
		if message.get("role") not in ("system", "user", "assistant") or not isinstance(
			message.get("content"), str
		):
			raise Violation(400, f"messages[{index}] is out of shape")
		if message["role"] == "system" and index:
			raise Violation(400, "many chat templates take a system message only at the beginning")
	_check_tools(request.get("tools") or [])
	if kind == "ollama" and request.get("stream") is not False:
		raise Violation(400, "Ollama streams unless told not to")
	if kind == "openai" and request.get("stream"):
		raise Violation(400, "no streams here")


def _check_tools(tools: Any) -> None:
	if not isinstance(tools, list) or len(tools) > 128:
		raise Violation(400, "tools must be a list of at most 128")
	names = []
	for tool in tools:
		function = tool.get("function", {})
		schema = function.get("parameters", {})
		if tool.get("type") != "function" or not FUNCTION_NAME.fullmatch(function.get("name", "")):
			raise Violation(400, f"a tool is out of shape: {tool}")
		if not isinstance(function.get("description", ""), str):
			raise Violation(400, f"the description of {function['name']} is no text")
		if schema.get("type") != "object" or not isinstance(schema.get("properties"), dict):
			raise Violation(400, f"the parameters of {function['name']} are no object schema")
		if unknown := set(schema.get("required") or []) - set(schema["properties"]):
			raise Violation(400, f"{function['name']} requires what it does not have: {unknown}")
		names.append(function["name"])
	if len(set(names)) != len(names):
		raise Violation(400, "two tools have one name")


def _refusal(kind: str, answer: Answer) -> bytes:
	error = dict(answer.error) or {"message": f"loopback {answer.status}"}
	return json.dumps({"error": error if kind == "openai" else error["message"]}).encode()


def _body(kind: str, answer: Answer, request: Mapping[str, Any]) -> bytes:
	if answer.status >= 300:
		return b""
	answered = _openai(answer, request) if kind == "openai" else _ollama(answer, request)
	return json.dumps(answered, ensure_ascii=False).encode()


def _openai(answer: Answer, request: Mapping[str, Any]) -> dict[str, Any]:
	message: dict[str, Any] = {"role": "assistant", "content": answer.content, "refusal": None}
	if answer.call:
		name, arguments = answer.call
		text = arguments if isinstance(arguments, str) else json.dumps(arguments, ensure_ascii=False)
		message["tool_calls"] = [
			{"id": "call_1", "type": "function", "function": {"name": name, "arguments": text}}
		]
	return {
		"id": "chatcmpl-loopback",
		"object": "chat.completion",
		"created": int(time.time()),
		"model": request["model"],
		"choices": [
			{
				"index": 0,
				"message": message,
				"logprobs": None,
				"finish_reason": "tool_calls" if answer.call else "stop",
			}
		],
		"usage": {"prompt_tokens": 1200, "completion_tokens": 30, "total_tokens": 1230},
	}


def _ollama(answer: Answer, request: Mapping[str, Any]) -> dict[str, Any]:
	message: dict[str, Any] = {"role": "assistant", "content": answer.content or ""}
	if answer.call:
		message["tool_calls"] = [{"function": {"name": answer.call[0], "arguments": answer.call[1]}}]
	return {
		"model": request["model"],
		"created_at": "2026-11-21T12:00:00.000000Z",
		"message": message,
		"done": True,
		"done_reason": "stop",
		"total_duration": 1000000,
		"prompt_eval_count": 1200,
		"eval_count": 30,
	}
