# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The providers, by their official SDKs over real HTTP against the loopback model servers."""

import json
import socket
import sys
import time
import unittest
from datetime import date
from importlib.util import find_spec
from typing import Any
from unittest.mock import patch

from whatsapp_erp_bot.commands.registry import declarations
from whatsapp_erp_bot.llm import chain
from whatsapp_erp_bot.llm.breaker import Breakers
from whatsapp_erp_bot.llm.providers import build, openai_compatible
from whatsapp_erp_bot.llm.providers.base import ModelProvider, checked_url, is_private
from whatsapp_erp_bot.llm.types import Call, Interpretation, NotUnderstood, ProviderError, Request, Usage
from whatsapp_erp_bot.tests.loopback.models import KEY, MODEL, Answer, ModelServer

TOOLS = tuple(declarations().values())
SAID = Request("¿cuánto hay de cemento?", date(2026, 11, 21), TOOLS, "es")
GOOD = Answer(call=("stock_balance", {"item": "cemento"}))
EXPECTED = Call("stock_balance", {"item": "cemento"})
# what a call that should succeed may take on a busy machine, and the deadline of the calls that must meet it
PATIENCE, TIMEOUT = 20.0, 0.7


def provider(server: ModelServer, **settings: Any) -> ModelProvider:
	given = {
		"model": MODEL,
		"api_key": server.key,
		"base_url": server.url,
		"timeout": PATIENCE,
		"max_tools": 0,
	}
	given |= settings
	return build(server.kind, **given)


class Contract:
	"""What holds for every server; each kind below runs it."""

	kind = ""

	def ask(self, *answers: Answer, said: Request = SAID, **settings: Any) -> Interpretation:
		with ModelServer(self.kind, answers) as server:
			try:
				return provider(server, **settings).interpret(said)
			finally:
				self.server = server

	def failure(self, *answers: Answer, **settings: Any) -> ProviderError:
		with self.assertRaises(ProviderError) as caught:
			self.ask(*answers, **settings)
		self.assertNotIn(KEY, str(caught.exception))
		return caught.exception

	def test_a_tool_call(self):
		told = self.ask(GOOD)
		self.assertEqual(told.outcome, EXPECTED)
		usage = told.usage
		self.assertEqual(
			(usage.provider, usage.model, usage.input_tokens, usage.output_tokens),
			(self.kind, MODEL, 1200, 30),
		)
		self.assertEqual(self.server.violations, [])
		names = [tool["function"]["name"] for tool in self.server.requests[0]["tools"]]
		self.assertEqual(len(names), len([tool for tool in TOOLS if tool.to_models]) + 3)

	def test_json_in_content(self):
		text = '```json\n{"name": "stock_balance", "arguments": {"item": "cemento"}}\n```\n\n\n'
		self.assertEqual(self.ask(Answer(content=text)).outcome, EXPECTED)

	def test_unknown_tool_is_repaired_or_nonsense(self):
		unknown = Answer(call=("drop_tables", {}))
		self.assertEqual(self.ask(unknown, GOOD).outcome, EXPECTED)
		self.assertEqual(self.server.violations, [])
		self.assertEqual(len(self.server.requests), 2)
		self.assertEqual(self.failure(unknown).kind, "nonsense")

	def test_invented_arguments_are_dropped(self):
		invented = {"item": "cemento", "warehouse": "Sucursal Centro", "user": "Administrator"}
		self.assertEqual(self.ask(Answer(call=("stock_balance", invented))).outcome, EXPECTED)

	def test_no_sense_in_the_text(self):
		for content in ("", "bla bla", "{{{{", "[" * 5000):
			self.assertEqual(self.failure(Answer(content=content)).kind, "nonsense")

	def test_a_body_that_is_no_answer(self):
		for body in (b"<html>login</html>", b"", b"{", b"{}", b"null", b'{"choices": [], "message": 3}'):
			with self.subTest(body):
				self.assertIn(self.failure(Answer(body=body)).kind, ("server", "nonsense"))

	def test_silence_ends_at_the_deadline(self):
		started = time.monotonic()
		self.assertEqual(self.failure(Answer(hang=60), timeout=TIMEOUT).kind, "timeout")
		self.assertLess(time.monotonic() - started, 30, "it waited for the server")

	def test_a_trickle_ends_at_the_deadline(self):
		started = time.monotonic()
		slow = Answer(call=GOOD.call, trickle=0.1)
		self.assertEqual(self.failure(slow, timeout=TIMEOUT).kind, "timeout")
		self.assertLess(time.monotonic() - started, 30, "it waited for the server")

	def test_after_a_timeout_the_provider_works_again(self):
		with ModelServer(self.kind, [GOOD, Answer(hang=60), GOOD]) as server:
			model = provider(server)
			model.interpret(SAID)
			with self.assertRaises(ProviderError):
				model.interpret(SAID, timeout=TIMEOUT)
			self.assertEqual(model.interpret(SAID).outcome, EXPECTED)

	def test_less_time_than_its_own(self):
		started = time.monotonic()
		with ModelServer(self.kind, [Answer(hang=60)]) as server, self.assertRaises(ProviderError) as caught:
			provider(server).interpret(SAID, timeout=0.3)
		self.assertEqual(caught.exception.kind, "timeout")
		self.assertLess(time.monotonic() - started, 30, "it waited for the server")

	def test_http_errors(self):
		for status, kind, retryable in (
			(400, "refused", False),
			(403, "refused", False),
			(404, "refused", False),
			(408, "timeout", True),
			(422, "refused", False),
			(429, "rate_limited", True),
			(500, "server", True),
			(503, "server", True),
		):
			with self.subTest(status):
				error = self.failure(Answer(status=status, error={"message": f"key {KEY} is bad"}))
				self.assertEqual((error.kind, error.retryable), (kind, retryable))
				self.assertEqual(len(self.server.requests), 1, "the SDK itself must not retry")

	def test_redirects_are_not_followed(self):
		# one that takes any key, since HTTP clients keep theirs from another host
		with ModelServer(self.kind, [GOOD], key="") as elsewhere:
			target = elsewhere.url + ("/chat/completions" if self.kind == "openai" else "/api/chat")
			self.failure(Answer(status=307, headers={"Location": target}))
			self.assertEqual(elsewhere.requests, [])

	def test_connection_refused(self):
		with socket.socket() as free:
			free.bind(("127.0.0.1", 0))
			url = f"http://127.0.0.1:{free.getsockname()[1]}"
		with self.assertRaises(ProviderError) as caught:
			build(self.kind, model=MODEL, api_key=KEY, base_url=url, timeout=PATIENCE).interpret(SAID)
		self.assertEqual((caught.exception.kind, caught.exception.retryable), ("unreachable", True))

	def test_the_sdk_is_not_installed(self):
		with patch.dict(sys.modules, {self.kind: None}):
			error = self.failure(GOOD)
		self.assertEqual(error.kind, "refused")
		self.assertIn(self.kind, str(error))

	def test_in_the_chain(self):
		breakers = Breakers()
		with ModelServer(self.kind, [Answer(status=500), Answer(status=500), GOOD]) as server:
			model = provider(server)
			failed = chain.interpret(SAID, Silent(), [model], breakers)
			self.assertEqual(
				(failed.outcome, [each.failure for each in failed.attempts]),
				(NotUnderstood(), ["server"] * 2),
			)
			self.assertEqual(chain.interpret(SAID, Silent(), [model], breakers).outcome, EXPECTED)

	def test_the_prefix_of_two_requests_is_the_same(self):
		with ModelServer(self.kind, [GOOD]) as server:
			model = provider(server)
			model.interpret(SAID)
			model.interpret(Request("quanto tem de cemento?", date(2027, 1, 2), TOOLS, "pt"))
		one, other = server.requests
		self.assertEqual(json.dumps(one["tools"]), json.dumps(other["tools"]))
		self.assertEqual(one["messages"][0], other["messages"][0])


class Silent:
	"""Rules that understand nothing."""

	def interpret(self, request: Request) -> Interpretation:
		return Interpretation(NotUnderstood(), Usage("rules"))


@unittest.skipUnless(find_spec("openai"), "the openai package is not installed")
class TestOpenAI(Contract, unittest.TestCase):
	kind = "openai"

	def setUp(self):
		openai_compatible._refused.clear()

	def test_a_wrong_key(self):
		error = self.failure(GOOD, api_key="sk-wrong-0123456789")
		self.assertEqual((error.kind, error.retryable), ("refused", False))
		self.assertNotIn("sk-wrong", str(error))

	def test_no_key_for_openai_itself(self):
		with self.assertRaises(ProviderError) as caught:
			build("openai", model=MODEL).interpret(SAID)
		self.assertEqual(caught.exception.kind, "refused")

	def test_arguments_that_are_no_json(self):
		broken = Answer(call=("stock_balance", '{"item": "cem'))
		self.assertEqual(self.ask(broken, GOOD).outcome, EXPECTED)
		self.assertEqual(self.failure(broken).kind, "nonsense")

	def test_retry_after(self):
		error = self.failure(Answer(status=429, headers={"Retry-After": "7"}))
		self.assertEqual(error.retry_after, 7)
		error = self.failure(Answer(status=429, headers={"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}))
		self.assertIsNone(error.retry_after)

	def test_out_of_credit_is_not_retried(self):
		error = self.failure(Answer(status=429, error={"message": "x", "code": "insufficient_quota"}))
		self.assertEqual((error.kind, error.retryable), ("refused", False))

	def test_a_refused_parameter_is_left_out_from_then_on(self):
		tokens = Answer(status=400, error={"message": "use 'max_completion_tokens'", "param": "max_tokens"})
		heat = Answer(status=400, error={"message": "Unsupported value: 'temperature' does not support 0"})
		with ModelServer(self.kind, [tokens, heat, GOOD]) as server:
			for _ in range(2):
				self.assertEqual(provider(server).interpret(SAID).outcome, EXPECTED)
		self.assertEqual(len(server.requests), 4)
		self.assertIn("temperature", server.requests[1])
		self.assertNotIn("temperature", server.requests[3])
		self.assertNotIn("max_tokens", server.requests[3])
		self.assertIn("max_completion_tokens", server.requests[3])

	def test_hugging_face_speaks_the_same(self):
		with ModelServer("openai", [GOOD]) as server:
			model = build("Hugging Face", model=MODEL, api_key=KEY, base_url=server.url)
			self.assertEqual(model.interpret(SAID).outcome, EXPECTED)
		self.assertEqual(build("Hugging Face", model="a/b").base_url, "https://router.huggingface.co/v1")


@unittest.skipUnless(find_spec("ollama"), "the ollama package is not installed")
class TestOllama(Contract, unittest.TestCase):
	kind = "ollama"

	def test_options(self):
		self.ask(GOOD, keep_alive="5m", context_tokens=8192)
		sent = self.server.requests[0]
		self.assertEqual(sent["keep_alive"], "5m")
		self.assertEqual(sent["options"]["num_ctx"], 8192)

	def test_few_tools_unless_told_otherwise(self):
		with ModelServer("ollama", [GOOD]) as server:
			build("ollama", model=MODEL, base_url=server.url).interpret(SAID)
		self.assertLess(len(server.requests[0]["tools"]), 20)

	def test_nested_shapes_reach_the_model(self):
		"""Newer clients drop nested properties: the shape must stand in the description."""
		self.ask(GOOD)
		sent = {tool["function"]["name"]: tool["function"] for tool in self.server.requests[0]["tools"]}
		self.assertIn('"from"', sent["sales_summary"]["parameters"]["properties"]["period"]["description"])
		self.assertIn('"qty"', sent["create_sales_order"]["parameters"]["properties"]["rows"]["description"])


class TestLocal(unittest.TestCase):
	def test_without_the_extra(self):
		with (
			patch.dict(sys.modules, {"torch": None, "transformers": None}),
			self.assertRaises(ProviderError) as caught,
		):
			build("Local Transformers", model="a/b").interpret(SAID)
		self.assertEqual(caught.exception.kind, "refused")
		self.assertIn("torch", str(caught.exception))


class TestBuild(unittest.TestCase):
	def test_kinds(self):
		for kind in (
			"OpenAI",
			"ollama",
			"Hugging Face",
			"hugging_face",
			"Local Transformers",
			"OpenAI-compatible",
		):
			self.assertEqual(build(kind, model="m", api_key=None, base_url="").model, "m")
		with self.assertRaises(ValueError):
			build("Oracle", model="m")
		with self.assertRaises(ValueError):
			build("OpenAI", model="")

	def test_urls(self):
		for url in (
			"https://api.example.com/v1/",
			"http://127.0.0.1:11434",
			"http://localhost:1234/v1",
			"http://[::1]:8000",
			"http://192.168.1.5:8000/v1",
			"http://10.0.0.7",
			"http://ollama:11434",
			"http://gpu.lan",
		):
			self.assertEqual(checked_url(url), url.rstrip("/"))
		for url in (
			"http://api.example.com/v1",
			"http://8.8.8.8",
			"ftp://127.0.0.1",
			"file:///etc/passwd",
			"https://user:pass@api.example.com",
			"http://169.254.169.254/latest",
			"http://[::ffff:8.8.8.8]",
			"http://0.0.0.0",
			"https://api.example.com/v1?key=1",
			"api.example.com",
			"",
			"http://127.0.0.1.example.com",
		):
			with self.subTest(url), self.assertRaises(ValueError):
				checked_url(url)

	def test_local_or_not(self):
		self.assertTrue(build("ollama", model="m").local)
		self.assertTrue(is_private("127.0.0.1"))
		self.assertFalse(build("openai", model="m").local)
		self.assertFalse(build("ollama", model="m", base_url="https://ollama.com").local)
