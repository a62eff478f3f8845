# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Errors that a person is told about. Each message is a clear, translated sentence for its reader.

Contract: whoever raises one of these has written the sentence; whoever catches one may show it as it is. Anything
else that escapes is unexpected: it is logged, and the person gets a general apology.
"""

from collections.abc import Sequence
from dataclasses import dataclass


class BotError(Exception):
	"""Base of all errors whose message is for the person."""


class Refused(BotError):
	"""Not permitted, or not there: one sentence for both, so that a refusal does not tell whether a thing exists."""


class BadInput(BotError):
	"""What was said cannot be used (a negative quantity, a period that ends before it begins)."""


class Missing(BotError):
	"""A required argument was not said. `parameter` is its name; the message is the question to ask."""

	def __init__(self, parameter: str, question: str):
		super().__init__(question)
		self.parameter = parameter


@dataclass(frozen=True)
class Candidate:
	"""One of several things that the words may mean: its document name, what to call it, what tells it apart."""

	value: str
	label: str
	description: str = ""


class Ambiguous(BotError):
	"""Words that fit several documents the person may see: they become a list to tap. `row` is the index within a
	`rows` argument, None elsewhere."""

	def __init__(
		self,
		parameter: str,
		said: str,
		candidates: Sequence[Candidate],
		question: str,
		row: int | None = None,
	):
		super().__init__(question)
		self.parameter = parameter
		self.said = said
		self.candidates = candidates
		self.row = row


class Cancelled(BotError):
	"""The person cancelled a long command; its result is thrown away."""
