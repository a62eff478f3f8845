# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""OpenAI, and every server that speaks its chat completions: vLLM, llama.cpp, LM Studio, Groq, OpenRouter, Mistral…

Contract: `OpenAIProvider(model, name, api_key, base_url, timeout, …)` on the official SDK, chat completions with
tools. The SDK retries nothing (the chain does) and follows no redirect (a conversation goes where the manager said
and nowhere else). Parameters that a model refuses (`temperature` with reasoning models, `max_tokens` with OpenAI's
newer ones) are left out from then on.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from whatsapp_erp_bot.llm.agent import FunctionCall, Reply
from whatsapp_erp_bot.llm.providers.base import ModelProvider, checked_url, from_status, is_private
from whatsapp_erp_bot.llm.types import ProviderError
from whatsapp_erp_bot.masked import Masked, reveal

OPENAI_URL = "https://api.openai.com/v1"
# what may be left out, and what to say instead where there is another name
OPTIONAL = {
	"temperature": None,
	"max_tokens": "max_completion_tokens",
	"max_completion_tokens": None,
	"stop": None,
}
# small models write their JSON and then blank lines up to the limit
BLANK_LINES = ["\n\n\n"]
# (URL, model) -> parameters it has refused, for the life of the process
_refused: dict[tuple[str, str], set[str]] = {}


class OpenAIProvider(ModelProvider):
	"""A model behind an OpenAI-shaped API. `base_url` ends before `/chat/completions`, usually in `/v1`."""

	default_url = OPENAI_URL

	def __init__(
		self,
		model: str,
		name: str = "openai",
		api_key: Masked | str = "",
		base_url: str = "",
		**settings: Any,
	):
		super().__init__(model, name, **settings)
		self.base_url = checked_url(base_url or self.default_url)
		self.local = is_private(urlsplit(self.base_url).hostname or "")
		self._key = api_key

	def connect(self) -> Any:
		import openai

		if not self._key and self.base_url == self.default_url:
			raise ProviderError("refused", f"{self.name} has no API key")
		return openai.OpenAI(
			# servers of one's own need none, but the SDK insists
			api_key=reveal(self._key) or "none",
			base_url=self.base_url,
			max_retries=0,
			http_client=openai.DefaultHttpxClient(follow_redirects=False),
		)

	def ask(
		self, client: Any, messages: list[dict[str, str]], functions: list[dict[str, Any]], seconds: float
	) -> Reply:
		import openai

		while True:
			refused = _refused.setdefault((self.base_url, self.model), set())
			options = self._options(refused)
			try:
				answer = client.chat.completions.create(
					model=self.model,
					messages=messages,
					tools=functions,
					timeout=seconds,
					# not every SDK of the range knows every name
					extra_body=options,
				)
				return _reply(answer)
			except openai.BadRequestError as error:
				named = _named_parameter(error, options)
				if not named:
					raise
				refused.add(named)

	def _options(self, refused: set[str]) -> dict[str, Any]:
		values: dict[str, Any] = {"temperature": 0, "max_tokens": self.max_output_tokens}
		if self.base_url != OPENAI_URL:
			values["stop"] = BLANK_LINES
		options = {}
		for name, value in values.items():
			chosen: str | None = name
			while chosen in refused:
				chosen = OPTIONAL[chosen]
			if chosen:
				options[chosen] = value
		return options

	def explain(self, error: Exception) -> ProviderError:
		import openai

		if isinstance(error, openai.APITimeoutError):
			return ProviderError("timeout", f"{self.name} did not answer in time")
		if isinstance(error, openai.APIConnectionError):
			return ProviderError("unreachable", f"{self.name} cannot be reached", retryable=True)
		if isinstance(error, openai.APIStatusError):
			headers = error.response.headers
			credit = error.code in ("insufficient_quota", "billing_hard_limit_reached")
			return from_status(self.name, error.status_code, _seconds(headers), credit)
		return ProviderError(
			"server", f"{self.name} sent something unreadable ({type(error).__name__})", True
		)


def _reply(answer: Any) -> Reply:
	"""The first choice. AttributeError, TypeError or IndexError when the server left out what the contract demands."""
	message = answer.choices[0].message
	calls = [
		FunctionCall(call.function.name, call.function.arguments)
		for call in message.tool_calls or ()
		if getattr(call, "function", None) and isinstance(call.function.name, str)
	]
	usage = answer.usage
	return Reply(
		message.content if isinstance(message.content, str) else "",
		calls,
		getattr(usage, "prompt_tokens", 0) or 0,
		getattr(usage, "completion_tokens", 0) or 0,
	)


def _named_parameter(error: Any, options: Mapping[str, Any]) -> str | None:
	"""The optional parameter of ours that a 400 complains about, by its `param` or in its message."""
	if error.param in options:
		return error.param
	said = str(error.message)
	# the longest first: max_tokens is part of no other, but others may come
	return next((name for name in sorted(options, key=len, reverse=True) if name in said), None)


def _seconds(headers: Mapping[str, str]) -> float | None:
	"""Retry-After in seconds. A date (allowed by RFC 9110) is rare here and reads as None."""
	try:
		return max(float(headers["retry-after-ms"]) / 1000, 0)
	except (KeyError, ValueError):
		pass
	try:
		return max(float(headers["retry-after"]), 0)
	except (KeyError, ValueError):
		return None
