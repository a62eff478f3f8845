# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What a command says of itself.

Contract: pure data, no Frappe. From one `Declaration` come the model's tool schema, the rules' phrases, the menu,
the row in the catalogue DocType, the docs page and the permission check. Names and arguments are those of the
published catalogue and never change; the function behind a declaration is bound in `commands.registry`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

LANGUAGES = ("es", "pt", "en")
# "arguments": an object of another command's (or a report's) argument names and values
KINDS = (
	"text",
	"number",
	"money",
	"date",
	"period",
	"choice",
	"flag",
	"link",
	"document",
	"rows",
	"arguments",
)
STAFF, CUSTOMER = "staff", "customer"


@dataclass(frozen=True)
class Parameter:
	"""One argument. `default` is the word for the command's own default (such as "today"), used by the function and
	by docs, never part of the arguments. `future`: dates of what is to come, so “el viernes” is the next one."""

	name: str
	kind: str
	titles: Mapping[str, str] = field(default_factory=dict)
	required: bool = False
	link: str | None = None
	choices: Sequence[str] = ()
	default: Any = None
	future: bool = False
	questions: Mapping[str, str] = field(default_factory=dict)

	def __post_init__(self):
		if self.kind not in KINDS:
			raise ValueError(f"{self.name}: unknown kind {self.kind}")
		if (self.kind == "link") != bool(self.link):
			raise ValueError(f"{self.name}: a link, and only a link, names its DocType")


@dataclass(frozen=True)
class Need:
	"""A Frappe permission without which the command is not offered: DocType and permission type."""

	doctype: str
	permission: str = "read"


@dataclass(frozen=True)
class Declaration:
	"""One command. `needs` are all required; `roles`, if any, at least one. `group` orders menus and docs.
	`audience`: "staff", "customer" or both; for a customer the party is fixed by who they are and parameters
	named in `fixed_for_customer` are not theirs to give. `deliberate`: it acts on the person themself (their link,
	their notifications, their place in the queue), so nobody begins it but they, in words that mean it or by a tap; no
	model alone. `to_models`: whether models are offered it."""

	name: str
	group: str
	titles: Mapping[str, str]
	examples: Mapping[str, Sequence[str]]
	parameters: Sequence[Parameter] = ()
	phrases: Mapping[str, Sequence[str]] = field(default_factory=dict)
	needs: Sequence[Need] = ()
	roles: Sequence[str] = ()
	writes: bool = False
	long: bool = False
	audience: Sequence[str] = (STAFF,)
	fixed_for_customer: Sequence[str] = ()
	deliberate: bool = False
	to_models: bool = True

	def parameter(self, name: str) -> Parameter | None:
		"""The parameter of that name, or None."""
		return next((parameter for parameter in self.parameters if parameter.name == name), None)
