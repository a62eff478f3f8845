# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What a command gives back. It knows nothing of WhatsApp.

Contract: pure data. Values are typed (Decimal/float amounts with their currency, dates as `datetime.date`), labels
are already in the person's language, and whoever shows the result formats the values for a phone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

# how a value is to be formatted; "address" is an e-mail, a phone or a web address that stands where one belongs
VALUE_KINDS = ("text", "address", "number", "quantity", "money", "percent", "date", "datetime", "days", "row")


@dataclass(frozen=True)
class Fact:
	"""One line "label: value". `currency` for money, `unit` for quantities (a UOM). Of kind "row" it is one line of a
	document: `label` what (an item, an account), `value` how much in our own words. `detail` stands behind it and tells
	more (a code, a warehouse, what somebody is called)."""

	label: str
	value: Any
	kind: str = "text"
	currency: str | None = None
	unit: str | None = None
	detail: str = ""


@dataclass(frozen=True)
class Column:
	"""A column of a table. `key` finds the value in the row; `currency_key`/`unit_key` name the row's key that holds
	its currency or unit where they differ per row. `phone` is False for columns that only a file shows."""

	key: str
	label: str
	kind: str = "text"
	currency: str | None = None
	currency_key: str | None = None
	unit_key: str | None = None
	phone: bool = True


@dataclass(frozen=True)
class Table:
	"""Rows are dictionaries. `total` has the same keys. `more` counts rows left out of `rows`. The first column is
	the row's name."""

	columns: Sequence[Column]
	rows: Sequence[Mapping[str, Any]]
	total: Mapping[str, Any] | None = None
	more: int = 0


@dataclass(frozen=True)
class File:
	"""A file to hand over: the name as the person shall see it, its bytes, its MIME type."""

	name: str
	content: bytes
	mime_type: str


@dataclass(frozen=True)
class Chart:
	"""`kind`: bar, line or pie. One value per label."""

	kind: str
	labels: Sequence[str]
	values: Sequence[float]
	currency: str | None = None


@dataclass(frozen=True)
class NextStep:
	"""A command to offer as a button or list row, with arguments that need no further resolving."""

	label: str
	command: str
	arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class DocumentReference:
	"""A document that the result is about."""

	doctype: str
	name: str


@dataclass(frozen=True)
class Result:
	"""A title, facts, at most one table, files, a chart, notes under the table, what to do next."""

	title: str
	facts: Sequence[Fact] = ()
	table: Table | None = None
	notes: Sequence[str] = ()
	files: Sequence[File] = ()
	chart: Chart | None = None
	next_steps: Sequence[NextStep] = ()
	document: DocumentReference | None = None


@dataclass(frozen=True)
class Proposal:
	"""What a writing command would do, to be confirmed by a tap. `values` is the whole payload that `apply` gets,
	JSON-able. `decisive` are the facts that must never be pushed out of sight (party, quantity, total, currency, every
	row); they and the notes are shown whole, or the button is not offered.
	`amount` is the absolute amount in company currency, for the limits (0 where no money moves)."""

	title: str
	values: Mapping[str, Any]
	decisive: Sequence[Fact]
	notes: Sequence[str] = ()
	amount: float = 0.0
