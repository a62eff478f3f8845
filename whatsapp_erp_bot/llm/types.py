# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What goes into an interpreter and what comes out of it.

Contract: an interpreter gets a `Request` (text, language, day, the tools this person may use) and returns an
`Interpretation` whose outcome is exactly one of `Call`, `Question`, `SmallTalk`, `NotUnderstood`. It raises
`ProviderError` and nothing else when it cannot answer. No Frappe here, and no knowledge of who the person is
beyond staff or customer: what a call may do is decided elsewhere.

`Tool` and `ToolParameter` are protocols: the command declarations satisfy them as they are.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

LANGUAGES = ("es", "pt", "en")


class ToolParameter(Protocol):
	"""One argument of a tool. `kind` is a type name of the catalogue."""

	name: str
	# text, number, money, date, period, choice, flag, link, document, rows, arguments (an object)
	kind: str
	required: bool
	# DocType name, for kind "link"
	link: str | None
	# canonical values, for kind "choice"
	choices: Sequence[str]
	# dates of what is to come (due, delivery): words such as "el viernes" mean the next one
	future: bool
	# language -> what to call it, language -> what to ask when it is missing
	titles: Mapping[str, str]
	questions: Mapping[str, str]


class Tool(Protocol):
	"""One command as an interpreter sees it."""

	name: str
	titles: Mapping[str, str]
	# language -> whole sentences
	examples: Mapping[str, Sequence[str]]
	# language -> the wordings that the rules look for (syntax: llm/rules)
	phrases: Mapping[str, Sequence[str]]
	parameters: Sequence[ToolParameter]
	writes: bool
	long: bool
	# "staff", "customer"
	audience: Sequence[str]
	# acts on the person themself: only their own words or a tap begin it
	deliberate: bool
	# whether models are offered it
	to_models: bool


@dataclass(frozen=True)
class Call:
	"""A command with the arguments that were said. `certain` only when no model could know better
	(exact commands, document ids): the chain then asks no model. `doubtful`: only a model read it, and it is not for a
	model to begin (see `chain`): the person is asked for a tap first."""

	command: str
	arguments: Mapping[str, Any] = field(default_factory=dict)
	certain: bool = False
	doubtful: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class Question:
	"""The text is about `command`, but something must be asked first: the value of `parameter`, or which of `commands`
	is meant. `text` is the declaration's own question, never anybody's words; `doubtful` as in `Call`."""

	text: str
	command: str | None = None
	arguments: Mapping[str, Any] = field(default_factory=dict)
	parameter: str | None = None
	commands: Sequence[str] = ()
	doubtful: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class SmallTalk:
	"""greeting, thanks, goodbye or other. The words of the answer are ours."""

	kind: str = "other"


@dataclass(frozen=True)
class NotUnderstood:
	"""Nothing of the catalogue is meant, or nobody could tell."""


Outcome = Call | Question | SmallTalk | NotUnderstood


@dataclass(frozen=True)
class Turn:
	"""One line of the conversation before this one. `speaker` is "person" or "bot"."""

	speaker: str
	text: str


@dataclass(frozen=True)
class Request:
	"""What an interpreter may know. `previous` is the person's last call, for “¿y el mes pasado?”. `named(kind, words)`
	gives a thing's own name where the site has one of that kind (a DocType) so called, else None."""

	text: str
	today: date
	tools: Sequence[Tool]
	language: str | None = None
	role: str = "staff"
	history: Sequence[Turn] = ()
	previous: Call | None = None
	company: str | None = None
	currency: str | None = None
	named: Callable[[str, str], str | None] | None = None


@dataclass(frozen=True)
class Usage:
	"""Tokens and wall time in milliseconds of one interpretation."""

	provider: str
	model: str = ""
	input_tokens: int = 0
	output_tokens: int = 0
	milliseconds: int = 0


@dataclass(frozen=True)
class Attempt:
	"""One provider that was tried and failed: its name, the kind of failure, milliseconds it took."""

	provider: str
	failure: str
	milliseconds: int = 0


@dataclass(frozen=True)
class Interpretation:
	outcome: Outcome
	usage: Usage
	language: str | None = None
	attempts: Sequence[Attempt] = ()


class ProviderError(Exception):
	"""A provider could not interpret. `kind`: timeout, unreachable, refused (key, quota), rate_limited, server,
	nonsense (an answer that is no valid call). `retryable` says whether the same provider may be tried again now;
	`retry_after` is how many seconds the server asked to be left alone, if it said so. The message never holds a
	key."""

	def __init__(
		self, kind: str, message: str = "", retryable: bool = False, retry_after: float | None = None
	):
		super().__init__(f"{kind}: {message}" if message else kind)
		self.kind = kind
		self.retryable = retryable
		self.retry_after = retry_after


class Provider(Protocol):
	"""A model behind an API or a local one. `interpret` answers or raises ProviderError within `timeout` seconds of
	wall clock (its own limit if None), whatever the server does."""

	name: str

	def interpret(self, request: Request, timeout: float | None = None) -> Interpretation: ...
