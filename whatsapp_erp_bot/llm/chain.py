# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Rules first, then models in order, then the rules' own answer.

Contract: `interpret` always returns an Interpretation within about `budget_seconds` and never raises. What the rules
know for certain asks no model. Each model has its own timeout, at most `RETRIES` repetitions of what may be repeated,
and a circuit breaker; each failure is one `Attempt`. A model's outcome is taken only if its command is among the
request's tools. Where a model and the rules disagree:

* Both name the same command: the model's arguments, with those that it left out and the rules read.
* The rules read a write (they only do so on an explicit order): the rules' write. A model that abstains, chats or
  asks about something else does not take away an order that was given in so many words.
* The model names a write and the rules a read: the read. Wrongly shown is better than wrongly proposed.
* The model names a write, the rules nothing, and the message holds a negation (“not yet”, “sin”): the rules' outcome.
* The model names a write otherwise, or a read: the model's. A write is a proposal in any case, and waits for the
  person's button.
* The model names what acts on the person themself (`deliberate`: their link, their notifications), and the rules do not:
  the rules' call if they have one, else the model's as doubtful: it waits for a tap before anything happens. The same
  for a write on a document that exists (submit, cancel, approve…) without a word in the message that orders it.
* The model asks, chats or understands nothing while the rules understood a command: the rules' outcome, since an
  answer is better than a question, and reading harms nobody.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Protocol

from whatsapp_erp_bot.llm.breaker import Breakers
from whatsapp_erp_bot.llm.grounding import negated, ordered
from whatsapp_erp_bot.llm.types import (
	Attempt,
	Call,
	Interpretation,
	NotUnderstood,
	Outcome,
	Provider,
	ProviderError,
	Question,
	Request,
	SmallTalk,
	Usage,
)

DEFAULT_BUDGET = 30.0
RETRIES = 1
# a person waits: what asks for a longer pause is not waited for
LONGEST_PAUSE = 3.0
SHORTEST_PAUSE = 0.3
# less than that is no use to ask a model for
LEAST_SECONDS = 0.5
# arguments that the rules read reliably, to fill in what a model left out
RELIABLE_KINDS = ("period", "date", "number", "choice", "flag")


class Rules(Protocol):
	"""The deterministic interpreter."""

	def interpret(self, request: Request) -> Interpretation: ...


def interpret(
	request: Request,
	rules: Rules,
	providers: Sequence[Provider] = (),
	breakers: Breakers | None = None,
	budget_seconds: float = DEFAULT_BUDGET,
	clock: Callable[[], float] = time.monotonic,
	sleep: Callable[[float], Any] = time.sleep,
) -> Interpretation:
	"""What the message means. Providers in the order they are to be asked; `breakers` keeps their circuits (in memory
	for this one call if None). `attempts` of the result tells who failed before."""
	started = clock()
	attempts: list[Attempt] = []
	own = _by_rules(request, rules, attempts, clock)
	if is_certain(own.outcome):
		return own
	circuits = breakers or Breakers()
	for provider in providers:
		left = budget_seconds - (clock() - started)
		if left < LEAST_SECONDS:
			attempts.append(Attempt(provider.name, "no_time"))
			continue
		if not circuits.allow(provider.name):
			attempts.append(Attempt(provider.name, "circuit_open"))
			continue
		told = _by_model(request, provider, circuits, attempts, started + budget_seconds, clock, sleep)
		if told is not None:
			return _settled(request, told, own, attempts)
	return replace(own, attempts=tuple(attempts))


def is_certain(outcome: Outcome) -> bool:
	"""Need no model be asked? Exact commands and ids, and a greeting, thanks or goodbye alone."""
	if isinstance(outcome, Call):
		return outcome.certain
	return isinstance(outcome, SmallTalk) and outcome.kind != "other"


def _by_rules(
	request: Request, rules: Rules, attempts: list[Attempt], clock: Callable[[], float]
) -> Interpretation:
	started = clock()
	try:
		return rules.interpret(request)
	except Exception as error:
		# a fault in the rules must not silence the bot; it shows among the attempts
		milliseconds = _milliseconds(started, clock)
		attempts.append(Attempt("rules", f"fault: {type(error).__name__}", milliseconds))
		return Interpretation(NotUnderstood(), Usage("rules", milliseconds=milliseconds), request.language)


def _by_model(
	request: Request,
	provider: Provider,
	breakers: Breakers,
	attempts: list[Attempt],
	ends: float,
	clock: Callable[[], float],
	sleep: Callable[[float], Any],
) -> Interpretation | None:
	"""The provider's interpretation, or None after its failures went into `attempts` and its circuit."""
	for retry in range(RETRIES + 1):
		started = clock()
		try:
			told = provider.interpret(request, timeout=ends - started)
			if not _permitted(request, told.outcome):
				raise ProviderError("nonsense", "a command that was not offered")
		except ProviderError as error:
			failure = error
		except Exception as error:
			failure = ProviderError(f"fault: {type(error).__name__}")
		else:
			breakers.succeeded(provider.name)
			return told
		attempts.append(Attempt(provider.name, failure.kind, _milliseconds(started, clock)))
		pause = max(failure.retry_after or 0.0, SHORTEST_PAUSE)
		again = failure.retryable and retry < RETRIES and pause <= LONGEST_PAUSE
		if not again or clock() + pause + LEAST_SECONDS > ends:
			_count(failure, provider.name, breakers)
			return None
		sleep(pause)
	return None


def _count(failure: ProviderError, name: str, breakers: Breakers) -> None:
	"""Nonsense is about one message and proves that the server is up; all else counts against the provider."""
	if failure.kind == "nonsense":
		breakers.succeeded(name)
	else:
		breakers.failed(name, failure.retry_after)


def _permitted(request: Request, outcome: Outcome) -> bool:
	named = {_command(outcome)} - {None}
	if isinstance(outcome, Question):
		named |= set(outcome.commands)
	return named <= {tool.name for tool in request.tools if getattr(tool, "to_models", True)}


def _settled(
	request: Request, told: Interpretation, own: Interpretation, attempts: Sequence[Attempt]
) -> Interpretation:
	outcome = settle(request, told.outcome, own.outcome)
	return replace(told, outcome=outcome, language=own.language or told.language, attempts=tuple(attempts))


def settle(request: Request, model: Outcome, rules: Outcome) -> Outcome:
	"""The one outcome of a model's and the rules' (see the module). A model is never certain."""
	if isinstance(model, Call):
		model = replace(model, certain=False)
	if _command(model) and _command(model) == _command(rules):
		return _together(request, model, rules)
	if isinstance(rules, Call | Question) and _command(rules) and _writes(request, rules):
		return rules
	if _writes(request, model) and (isinstance(rules, Call) or negated(request.text)):
		return rules
	if _doubtful(request, model):
		return rules if isinstance(rules, Call) else replace(model, doubtful=True)
	if isinstance(model, Call):
		return model
	if isinstance(rules, Call):
		return rules
	if isinstance(rules, Question):
		# its wording is translated, and it knows which argument the answer is for
		return model if isinstance(model, Question) and not rules.command else rules
	return rules if isinstance(rules, SmallTalk) and isinstance(model, NotUnderstood) else model


def _doubtful(request: Request, outcome: Outcome) -> bool:
	"""Whether this is not for a model alone to begin."""
	command = _command(outcome)
	tool = next((tool for tool in request.tools if tool.name == command), None)
	return bool(tool) and (getattr(tool, "deliberate", False) or not ordered(request.text, tool.name))


def _command(outcome: Outcome) -> str | None:
	return outcome.command if isinstance(outcome, Call | Question) else None


def _writes(request: Request, outcome: Outcome) -> bool:
	return any(tool.writes for tool in request.tools if tool.name == _command(outcome))


def _together(request: Request, model: Outcome, rules: Outcome) -> Outcome:
	"""Both mean the same command."""
	if not isinstance(model, Call):
		return rules
	tool = next(tool for tool in request.tools if tool.name == model.command)
	reliable = {parameter.name for parameter in tool.parameters if parameter.kind in RELIABLE_KINDS}
	known = rules.arguments if isinstance(rules, Call | Question) else {}
	more = {name: value for name, value in known.items() if name in reliable and name not in model.arguments}
	return replace(model, arguments={**model.arguments, **more})


def _milliseconds(started: float, clock: Callable[[], float]) -> int:
	return round((clock() - started) * 1000)
