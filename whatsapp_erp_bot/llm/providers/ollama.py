# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Ollama, by its official client.

Contract: `OllamaProvider(model, name, base_url, api_key, keep_alive, context_tokens, timeout, …)`. Works with the
clients 0.3.3 (answers are dicts) to today's (answers are pydantic models that can be indexed alike). The model stays
loaded for `keep_alive`, since loading one takes longer than a person waits. `context_tokens` is Ollama's `num_ctx`:
its own default is too short for many commands at once, and what does not fit is cut off silently. `max_tools`: 0 to
offer all commands.
"""

from typing import Any
from urllib.parse import urlsplit

from whatsapp_erp_bot.llm.agent import FunctionCall, Reply
from whatsapp_erp_bot.llm.providers.base import (
	SMALL_MODEL_TOOLS,
	ModelProvider,
	checked_url,
	from_status,
	is_private,
)
from whatsapp_erp_bot.llm.types import ProviderError
from whatsapp_erp_bot.masked import Masked, reveal

OLLAMA_URL = "http://127.0.0.1:11434"


class OllamaProvider(ModelProvider):
	"""A model of an Ollama server. A key is only for a server behind a proxy, or Ollama's own cloud."""

	def __init__(
		self,
		model: str,
		name: str = "ollama",
		base_url: str = "",
		api_key: Masked | str = "",
		keep_alive: str | float = "30m",
		context_tokens: int = 16384,
		max_tools: int | None = SMALL_MODEL_TOOLS,
		**settings: Any,
	):
		super().__init__(model, name, max_tools=max_tools, **settings)
		self.base_url = checked_url(base_url or OLLAMA_URL)
		self.local = is_private(urlsplit(self.base_url).hostname or "")
		self.keep_alive = keep_alive
		self.context_tokens = int(context_tokens)
		self._key = api_key

	def connect(self) -> Any:
		from ollama import Client

		key = reveal(self._key)
		return Client(
			host=self.base_url,
			timeout=self.timeout,
			follow_redirects=False,
			headers={"Authorization": f"Bearer {key}"} if key else {},
		)

	def ask(
		self, client: Any, messages: list[dict[str, str]], functions: list[dict[str, Any]], seconds: float
	) -> Reply:
		# the client's own limit is fixed when it is made; the deadline around this call is what counts
		answer = client.chat(
			model=self.model,
			messages=messages,
			tools=functions,
			stream=False,
			options={
				"temperature": 0,
				"num_predict": self.max_output_tokens,
				"num_ctx": self.context_tokens,
			},
			keep_alive=self.keep_alive,
		)
		message = answer["message"]
		return Reply(
			_get(message, "content") or "",
			[
				FunctionCall(call["function"]["name"], call["function"]["arguments"])
				for call in _get(message, "tool_calls") or ()
			],
			_get(answer, "prompt_eval_count") or 0,
			_get(answer, "eval_count") or 0,
		)

	def explain(self, error: Exception) -> ProviderError:
		from ollama import ResponseError

		if isinstance(error, ResponseError):
			return from_status(self.name, error.status_code)
		kinds = {kind.__name__ for kind in type(error).__mro__}
		# by name: httpx is the client's dependency, and newer clients raise Python's own ConnectionError instead
		if "TimeoutException" in kinds:
			return ProviderError("timeout", f"{self.name} did not answer in time")
		if kinds & {"TransportError", "ConnectionError"}:
			return ProviderError("unreachable", f"{self.name} cannot be reached", retryable=True)
		return ProviderError(
			"server", f"{self.name} sent something unreadable ({type(error).__name__})", True
		)

	def close(self) -> None:
		"""The client had no `close` before 0.6; its HTTP client has one."""
		client, self._client = self._client, None
		http = getattr(client, "_client", None)
		if http is not None:
			http.close()


def _get(answer: Any, key: str) -> Any:
	try:
		return answer[key]
	except (KeyError, TypeError):
		return None
