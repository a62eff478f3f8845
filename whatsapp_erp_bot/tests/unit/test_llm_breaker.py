# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The circuit breaker, with a clock of the test's own."""

import json
import unittest
from collections.abc import Mapping
from typing import Any

from whatsapp_erp_bot.llm.breaker import Breakers, CircuitBreaker, MemoryStore


class BrokenStore:
	"""A cache that is down."""

	def get(self, name: str) -> Mapping[str, Any] | None:
		raise ConnectionError

	def set(self, name: str, state: Mapping[str, Any]) -> None:
		raise ConnectionError


class TestBreaker(unittest.TestCase):
	def setUp(self):
		self.now = 1000.0
		self.store = MemoryStore()
		self.breakers = self.another()

	def another(self) -> Breakers:
		return Breakers(self.store, CircuitBreaker(3, 60, 30), clock=lambda: self.now)

	def fail(self, times: int) -> None:
		for _ in range(times):
			self.breakers.failed("model")

	def test_opens_after_failures_in_a_row(self):
		self.fail(2)
		self.assertTrue(self.breakers.allow("model"))
		self.fail(1)
		self.assertFalse(self.breakers.allow("model"))
		self.assertTrue(self.breakers.allow("other"))

	def test_a_success_between_starts_the_count_again(self):
		self.fail(2)
		self.breakers.succeeded("model")
		self.fail(2)
		self.assertTrue(self.breakers.allow("model"))

	def test_half_opens_for_one_probe(self):
		self.fail(3)
		self.now += 59
		self.assertFalse(self.breakers.allow("model"))
		self.now += 2
		self.assertTrue(self.breakers.allow("model"))
		self.assertFalse(self.another().allow("model"), "a second caller while one probes")

	def test_a_good_probe_closes(self):
		self.fail(3)
		self.now += 61
		self.breakers.allow("model")
		self.breakers.succeeded("model")
		self.fail(2)
		self.assertTrue(self.breakers.allow("model"))

	def test_a_bad_probe_opens_again(self):
		self.fail(3)
		self.now += 61
		self.breakers.allow("model")
		self.fail(1)
		self.now += 59
		self.assertFalse(self.breakers.allow("model"))
		self.now += 2
		self.assertTrue(self.breakers.allow("model"))

	def test_a_probe_that_never_reports_is_given_up(self):
		self.fail(3)
		self.now += 61
		self.assertTrue(self.breakers.allow("model"))
		self.now += 31
		self.assertTrue(self.another().allow("model"))

	def test_retry_after_opens_at_once_and_for_that_long(self):
		self.breakers.failed("model", retry_after=300)
		self.now += 299
		self.assertFalse(self.breakers.allow("model"))
		self.now += 2
		self.assertTrue(self.breakers.allow("model"))

	def test_the_state_is_plain_json(self):
		self.fail(3)
		self.assertEqual(json.loads(json.dumps(self.store.states)), self.store.states)

	def test_a_store_that_is_down_or_holds_rubbish_counts_as_closed(self):
		broken = Breakers(BrokenStore(), clock=lambda: self.now)
		broken.failed("model")
		self.assertTrue(broken.allow("model"))
		self.store.set("model", {"state": None})
		self.assertTrue(self.breakers.allow("model"))
