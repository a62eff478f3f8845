# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""A circuit breaker: a provider that keeps failing is left alone for a while, so that people do not wait for it.

Contract: `CircuitBreaker` is pure: a circuit and a time in, a circuit out. `Breakers` keeps the circuits of all
providers by name in a `Store`; a store that fails never stops a conversation (the circuit then counts as closed).
Times are seconds of a wall clock that all processes share. States: closed (used); open (not used until the cool-down
is over); half-open (one caller probes; it closes on success, opens on failure). Two processes that read the store at
the same instant may both probe, which costs one call more and nothing else.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Protocol

CLOSED, OPEN, HALF_OPEN = "closed", "open", "half_open"


@dataclass(frozen=True)
class Circuit:
	"""State of one provider: failures in a row, and until when it is left alone (open) or being probed."""

	state: str = CLOSED
	failures: int = 0
	until: float = 0.0


@dataclass(frozen=True)
class CircuitBreaker:
	"""When to open and for how long, in seconds. `probe_seconds`: a probe that never reported (its worker was killed)
	is given up after that."""

	threshold: int = 3
	cool_down: float = 60.0
	probe_seconds: float = 60.0

	def ask(self, circuit: Circuit, now: float) -> tuple[bool, Circuit]:
		"""May the provider be called now? With the circuit as it is after asking."""
		if circuit.state == CLOSED:
			return True, circuit
		if now < circuit.until:
			return False, circuit
		return True, replace(circuit, state=HALF_OPEN, until=now + self.probe_seconds)

	def succeeded(self, circuit: Circuit) -> Circuit:
		"""After an answer."""
		return Circuit()

	def failed(self, circuit: Circuit, now: float, retry_after: float | None = None) -> Circuit:
		"""After a failure. A server that says when to come back is left alone until then."""
		failures = circuit.failures + 1
		if retry_after is None and circuit.state == CLOSED and failures < self.threshold:
			return Circuit(CLOSED, failures)
		pause = self.cool_down if retry_after is None else min(max(retry_after, 0.0), 3600.0)
		return Circuit(OPEN, failures, now + pause)


class Store(Protocol):
	"""Keeps one small JSON-ready mapping by provider name; None for a name it does not know."""

	def get(self, name: str) -> Mapping[str, Any] | None: ...

	def set(self, name: str, state: Mapping[str, Any]) -> None: ...


class MemoryStore:
	"""A store for one process: tests and the command line."""

	def __init__(self) -> None:
		self.states: dict[str, Mapping[str, Any]] = {}

	def get(self, name: str) -> Mapping[str, Any] | None:
		return self.states.get(name)

	def set(self, name: str, state: Mapping[str, Any]) -> None:
		self.states[name] = dict(state)


class Breakers:
	"""The circuits of all providers, by provider name."""

	def __init__(
		self,
		store: Store | None = None,
		breaker: CircuitBreaker | None = None,
		clock: Callable[[], float] = time.time,
	):
		self.store = store if store is not None else MemoryStore()
		self.breaker = breaker or CircuitBreaker()
		self.clock = clock

	def circuit(self, name: str) -> Circuit:
		"""The circuit as stored; a closed one when there is none, or none that can be read."""
		try:
			state = self.store.get(name) or {}
			return Circuit(str(state["state"]), int(state["failures"]), float(state["until"]))
		except Exception:
			return Circuit()

	def allow(self, name: str) -> bool:
		"""May this provider be called now? True makes the caller the one that probes an open circuit."""
		before = self.circuit(name)
		allowed, after = self.breaker.ask(before, self.clock())
		self._keep(name, before, after)
		return allowed

	def succeeded(self, name: str) -> None:
		"""The provider answered."""
		before = self.circuit(name)
		self._keep(name, before, self.breaker.succeeded(before))

	def failed(self, name: str, retry_after: float | None = None) -> None:
		"""The provider failed."""
		before = self.circuit(name)
		self._keep(name, before, self.breaker.failed(before, self.clock(), retry_after))

	def _keep(self, name: str, before: Circuit, after: Circuit) -> None:
		if after == before:
			return
		try:
			self.store.set(name, asdict(after))
		except Exception:
			return
