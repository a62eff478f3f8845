# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The chain: who is asked, what counts when they disagree, and that there is always an answer."""

import unittest
from datetime import date
from typing import Any

from whatsapp_erp_bot.commands.registry import declarations
from whatsapp_erp_bot.llm.breaker import Breakers, CircuitBreaker
from whatsapp_erp_bot.llm.chain import interpret
from whatsapp_erp_bot.llm.types import (
	Attempt,
	Call,
	Interpretation,
	NotUnderstood,
	Outcome,
	ProviderError,
	Question,
	Request,
	SmallTalk,
	Usage,
)

TOOLS = tuple(declarations().values())
READ = Call("sales_summary", {"period": {"from": "2026-11-20", "to": "2026-11-20"}})
OTHER_READ = Call("top_customers", {"limit": 3})
WRITE = Call("submit_document", {"document": "SAL-ORD-2026-00001"})
OTHER_WRITE = Call("cancel_document", {"document": "SAL-ORD-2026-00001"})
ASKED = Question("¿De qué cliente?", "customer_balance", {}, "customer")


class Clock:
	"""Seconds that pass only when somebody sleeps or answers slowly."""

	def __init__(self) -> None:
		self.now = 100.0

	def __call__(self) -> float:
		return self.now

	def sleep(self, seconds: float) -> None:
		self.now += seconds


class Scripted:
	"""An interpreter that answers with outcomes and raises exceptions, in order; the last one for ever."""

	def __init__(
		self, name: str, *answers: Outcome | Exception, clock: Clock | None = None, takes: float = 0.0
	):
		self.name = name
		self.answers = list(answers)
		self.asked = 0
		self.timeouts: list[float | None] = []
		self.clock = clock
		self.takes = takes

	def interpret(self, request: Request, timeout: float | None = None) -> Interpretation:
		self.asked += 1
		self.timeouts.append(timeout)
		if self.clock:
			self.clock.now += self.takes
		answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
		if isinstance(answer, Exception):
			raise answer
		return Interpretation(answer, Usage(self.name, "m", 10, 2, 1), "es")


class TestChain(unittest.TestCase):
	def setUp(self):
		self.clock = Clock()

	def chain(self, rules: Any, *providers: Any, text: str = "x", **more: Any) -> Interpretation:
		rules = rules if hasattr(rules, "interpret") else Scripted("rules", rules)
		said = Request(text, date(2026, 11, 21), more.pop("tools", TOOLS), "es")
		return interpret(said, rules, providers, clock=self.clock, sleep=self.clock.sleep, **more)

	def test_what_is_certain_asks_no_model(self):
		model = Scripted("model", OTHER_READ)
		for certain in (Call("stop_notifications", certain=True), SmallTalk("greeting"), SmallTalk("thanks")):
			self.assertEqual(self.chain(certain, model).outcome, certain)
		self.assertEqual(model.asked, 0)

	def test_a_model_takes_the_rest(self):
		told = self.chain(NotUnderstood(), Scripted("model", READ))
		self.assertEqual((told.outcome, told.usage.provider, told.attempts), (READ, "model", ()))

	def test_without_models_the_rules_answer(self):
		self.assertEqual(self.chain(READ).outcome, READ)

	def test_falls_to_the_next_and_then_to_the_rules(self):
		down = Scripted("one", ProviderError("server"))
		told = self.chain(NotUnderstood(), down, Scripted("two", OTHER_READ))
		self.assertEqual(told.outcome, OTHER_READ)
		self.assertEqual([(each.provider, each.failure) for each in told.attempts], [("one", "server")])
		told = self.chain(
			READ, down, Scripted("two", ProviderError("nonsense")), Scripted("three", RuntimeError("bug"))
		)
		self.assertEqual((told.outcome, told.usage.provider), (READ, "rules"))
		self.assertEqual(
			[each.failure for each in told.attempts], ["server", "nonsense", "fault: RuntimeError"]
		)

	def test_it_never_raises(self):
		told = self.chain(Scripted("rules", RuntimeError("bug")), Scripted("one", RuntimeError("bug")))
		self.assertEqual(told.outcome, NotUnderstood())
		self.assertEqual([each.provider for each in told.attempts], ["rules", "one"])

	def test_retries_once_what_may_be_retried(self):
		model = Scripted("model", ProviderError("server", retryable=True), READ)
		self.assertEqual(self.chain(NotUnderstood(), model).outcome, READ)
		always = Scripted("model", ProviderError("server", retryable=True))
		self.chain(NotUnderstood(), always)
		self.assertEqual(always.asked, 2)
		never = Scripted("model", ProviderError("refused"))
		self.chain(NotUnderstood(), never)
		self.assertEqual(never.asked, 1)

	def test_retry_after_is_waited_for_only_if_short(self):
		short = Scripted("model", ProviderError("rate_limited", retryable=True, retry_after=2), READ)
		before = self.clock.now
		self.assertEqual(self.chain(NotUnderstood(), short).outcome, READ)
		self.assertEqual(self.clock.now - before, 2)
		long = Scripted("model", ProviderError("rate_limited", retryable=True, retry_after=60), READ)
		self.assertEqual(self.chain(NotUnderstood(), long).outcome, NotUnderstood())
		self.assertEqual(long.asked, 1)

	def test_the_budget_is_for_all(self):
		slow = [
			Scripted(str(number), ProviderError("timeout"), clock=self.clock, takes=4) for number in range(5)
		]
		told = self.chain(READ, *slow, budget_seconds=10)
		self.assertEqual([model.asked for model in slow], [1, 1, 1, 0, 0])
		self.assertEqual([model.timeouts for model in slow[:3]], [[10.0], [6.0], [2.0]])
		self.assertEqual(told.attempts[-1], Attempt("4", "no_time"))
		self.assertEqual(told.outcome, READ)

	def test_an_open_circuit_is_not_asked_and_closes_again(self):
		breakers = Breakers(breaker=CircuitBreaker(2, 60), clock=self.clock)
		model = Scripted("model", ProviderError("server"), ProviderError("server"), READ)
		for _ in range(2):
			self.chain(NotUnderstood(), model, breakers=breakers)
		told = self.chain(NotUnderstood(), model, breakers=breakers)
		self.assertEqual((model.asked, told.attempts), (2, (Attempt("model", "circuit_open"),)))
		self.clock.now += 61
		self.assertEqual(self.chain(NotUnderstood(), model, breakers=breakers).outcome, READ)
		self.assertEqual(breakers.circuit("model").state, "closed")

	def test_nonsense_does_not_open_the_circuit(self):
		breakers = Breakers(breaker=CircuitBreaker(1, 60), clock=self.clock)
		self.chain(NotUnderstood(), Scripted("model", ProviderError("nonsense")), breakers=breakers)
		self.assertTrue(breakers.allow("model"))

	def test_a_command_that_was_not_offered_is_nonsense(self):
		few = tuple(tool for tool in TOOLS if tool.name == "sales_summary")
		for outcome in (WRITE, Question("?", "submit_document")):
			told = self.chain(NotUnderstood(), Scripted("model", outcome), tools=few)
			self.assertEqual((told.outcome, told.attempts[0].failure), (NotUnderstood(), "nonsense"))

	def test_a_model_is_never_certain(self):
		told = self.chain(NotUnderstood(), Scripted("model", Call("menu", certain=True)))
		self.assertEqual(told.outcome, Call("menu"))


class TestDisagreement(unittest.TestCase):
	def settled(self, model: Outcome, rules: Outcome, text: str = "x") -> Outcome:
		said = Request(text, date(2026, 11, 21), TOOLS, "es")
		return interpret(said, Scripted("rules", rules), [Scripted("model", model)]).outcome

	def test_reads(self):
		self.assertEqual(self.settled(OTHER_READ, READ), OTHER_READ)
		for model in (NotUnderstood(), ASKED, SmallTalk("other")):
			self.assertEqual(self.settled(model, READ), READ)
		self.assertEqual(self.settled(ASKED, NotUnderstood()), ASKED)
		self.assertEqual(self.settled(NotUnderstood(), ASKED), ASKED)

	def test_what_the_rules_read_fills_in(self):
		rules = Call("top_customers", {"limit": 3, "format": "pdf", "period": {"from": "x", "to": "y"}})
		told = self.settled(Call("top_customers", {"limit": 5}), rules)
		self.assertEqual(told.arguments, {**rules.arguments, "limit": 5})

	def test_writes(self):
		self.assertEqual(self.settled(WRITE, NotUnderstood(), "valida el pedido 1"), WRITE)
		self.assertEqual(self.settled(WRITE, NotUnderstood(), "no valides el pedido 1"), NotUnderstood())
		self.assertEqual(self.settled(WRITE, READ, "valida las ventas"), READ)
		self.assertEqual(self.settled(WRITE, OTHER_WRITE), OTHER_WRITE)
		for model in (READ, NotUnderstood(), SmallTalk()):
			self.assertEqual(self.settled(model, WRITE), WRITE)
		self.assertEqual(self.settled(WRITE, WRITE, "no, mejor valida el 1"), WRITE)
