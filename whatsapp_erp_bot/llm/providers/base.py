# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What all model providers share: the deadline, the errors, and which URLs may be used.

Contract: a provider says how to `connect` (its client, made at first use), how to `ask` it once, and which
ProviderError an exception of its SDK is (`explain`); `interpret` does the rest and raises nothing but ProviderError.
No message of an error holds a key: what servers and SDKs say is never passed on, only its kind and status.
"""

import ipaddress
from contextlib import suppress
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from whatsapp_erp_bot.llm import agent
from whatsapp_erp_bot.llm.agent import Reply
from whatsapp_erp_bot.llm.providers.deadline import within
from whatsapp_erp_bot.llm.types import Interpretation, ProviderError, Request

DEFAULT_TIMEOUT = 20.0
# a call with thirty rows fits; a model that writes blank lines for ever does not
DEFAULT_OUTPUT_TOKENS = 1024
# commands that a small model is offered at a time: it chooses better among few, and a processor reads them faster
# than people lose patience; the right one is among the nearest twelve in 99 of 100 phrases
SMALL_MODEL_TOOLS = 12
# names that only a local network resolves (RFC 6761, 6762, 8375; .internal is ICANN's for private use)
PRIVATE_SUFFIXES = (".localhost", ".local", ".internal", ".lan", ".home.arpa")


class ModelProvider:
	"""Base of all. `local`: what is asked stays on this machine or its private network."""

	local = False

	def __init__(
		self,
		model: str,
		name: str,
		timeout: float = DEFAULT_TIMEOUT,
		max_tools: int | None = None,
		max_output_tokens: int = DEFAULT_OUTPUT_TOKENS,
	):
		self.model = model
		self.name = name
		self.timeout = float(timeout)
		self.max_tools = max_tools
		self.max_output_tokens = int(max_output_tokens)
		self._client: Any = None

	def connect(self) -> Any:
		"""The SDK's client. ImportError when the SDK is not installed."""
		raise NotImplementedError

	def ask(
		self, client: Any, messages: list[dict[str, str]], functions: list[dict[str, Any]], seconds: float
	) -> Reply:
		"""One question to the model; may raise anything."""
		raise NotImplementedError

	def explain(self, error: Exception) -> ProviderError:
		"""The ProviderError for an exception of `connect` or `ask`."""
		raise NotImplementedError

	def interpret(self, request: Request, timeout: float | None = None) -> Interpretation:
		"""See `llm.types.Provider`."""
		seconds = self.timeout if timeout is None else min(timeout, self.timeout)
		return agent.interpret(request, self.complete, self.name, self.model, seconds, self.max_tools)

	def complete(
		self, messages: list[dict[str, str]], functions: list[dict[str, Any]], seconds: float
	) -> Reply:
		"""One answer of the model within `seconds` of wall clock, or ProviderError."""
		ends = monotonic() + seconds

		def work() -> Reply:
			if self._client is None:
				self._client = self.connect()
			return self.ask(self._client, messages, functions, max(ends - monotonic(), 0.01))

		try:
			return within(seconds, work, self.close)
		except TimeoutError:
			raise ProviderError("timeout", f"{self.name} took longer than {seconds:.3g} s") from None
		except ProviderError:
			raise
		except ImportError as error:
			raise ProviderError("refused", f"{self.name} needs a package: {error.name}") from None
		except Exception as error:
			raise self.explain(error) from None

	def close(self) -> None:
		"""Let the connection go; the next call makes a new one."""
		client, self._client = self._client, None
		with suppress(Exception):
			client.close()


def from_status(
	name: str, status: int, retry_after: float | None = None, out_of_credit: bool = False
) -> ProviderError:
	"""The ProviderError for an HTTP status, as OpenAI and those who follow it use them."""
	message = f"{name} answered HTTP {status}"
	if status == 408:
		return ProviderError("timeout", message, retryable=True)
	if status == 429 and not out_of_credit:
		return ProviderError("rate_limited", message, retryable=True, retry_after=retry_after)
	if status >= 500 or status in (409, 425):
		return ProviderError("server", message, retryable=True, retry_after=retry_after)
	if 300 <= status < 400:
		return ProviderError("server", f"{message}: it redirects, which is not followed")
	# 400, 401, 402, 403, 404, 413, 422: key, credit, model name, or a request that this server does not take
	return ProviderError("refused", message)


class SettingsError(ValueError):
	"""A provider can't be used with these settings. `sentence` is for whoever set them and can be translated; `values`
	stand in its places."""

	def __init__(self, sentence: str, **values: str) -> None:
		super().__init__(sentence.format(**values))
		self.sentence = sentence
		self.values = values


def N_(sentence: str) -> str:
	"""Mark a sentence for the catalogues of translations (gettext's way); whoever shows it translates it."""
	return sentence


def checked_url(url: str) -> str:
	"""The base URL without a trailing slash. SettingsError unless it is https, or http to this machine or
	a private network: conversations and keys never travel in the clear over the internet."""
	url = url.strip().rstrip("/")
	try:
		parts = urlsplit(url)
	except ValueError:
		parts = urlsplit("")
	if parts.scheme not in ("http", "https") or not parts.hostname:
		raise SettingsError(N_("The URL of the provider must begin with https:// and name a host."))
	if parts.username or parts.password or parts.query or parts.fragment:
		raise SettingsError(N_("The URL of the provider must hold no user, password, query or fragment."))
	if _link_local(parts.hostname):
		# where clouds keep a machine's own credentials
		raise SettingsError(N_("The URL of the provider must not be a link-local address."))
	if parts.scheme == "http" and not is_private(parts.hostname):
		raise SettingsError(
			N_("The URL of the provider must be https, unless it is on this machine or a private network.")
		)
	return url


def is_private(host: str) -> bool:
	"""Is this host, by its name or address alone, this machine or on a private network? Names are not resolved."""
	address = _address(host)
	if address is not None:
		return address.is_loopback or address.is_private
	host = host.casefold().rstrip(".")
	return "." not in host or host.endswith(PRIVATE_SUFFIXES)


def _link_local(host: str) -> bool:
	address = _address(host)
	return address is not None and (address.is_link_local or address.is_unspecified or address.is_multicast)


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
	try:
		address = ipaddress.ip_address(host)
	except ValueError:
		return None
	return getattr(address, "ipv4_mapped", None) or address
