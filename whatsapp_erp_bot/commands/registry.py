# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Declarations and the functions behind them.

Contract: `declarations()` gives the whole shipped catalogue and needs no Frappe. `function(name)` gives what runs,
or None for a command of the catalogue that nobody has built yet; binding happens when the domain modules are
imported (`load`), which do need Frappe. A writing command binds two functions: one that proposes, one that applies.
"""

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module

from whatsapp_erp_bot.commands.catalogue import DECLARATIONS
from whatsapp_erp_bot.commands.declaration import Declaration

# the domain modules of this room; each binds its functions when it is imported
DOMAINS = ("sales", "receivables", "stock", "orders", "documents", "writes", "approvals", "payments")

_functions: dict[str, Callable] = {}
_appliers: dict[str, Callable] = {}


def declarations() -> Mapping[str, Declaration]:
	"""Name -> declaration of every command of the catalogue, in its order."""
	return _by_name()


@cache
def _by_name() -> Mapping[str, Declaration]:
	return {declaration.name: declaration for declaration in DECLARATIONS}


def runs(name: str) -> Callable[[Callable], Callable]:
	"""Decorator: this function is what the command `name` runs. KeyError for a name outside the catalogue."""
	return _binder(_functions, name)


def applies(name: str) -> Callable[[Callable], Callable]:
	"""Decorator: this function carries out the confirmed proposal of the writing command `name`."""
	return _binder(_appliers, name)


def _binder(table: dict[str, Callable], name: str) -> Callable[[Callable], Callable]:
	declarations()[name]

	def bind(function: Callable) -> Callable:
		table[name] = function
		return function

	return bind


@cache
def load() -> None:
	"""Import the domain modules once, so that their functions are bound."""
	for domain in DOMAINS:
		import_module(f"whatsapp_erp_bot.commands.{domain}")


def function(name: str) -> Callable | None:
	"""What the command runs: `function(context, **arguments) -> Result | Proposal`, or None."""
	load()
	return _functions.get(name)


def applier(name: str) -> Callable | None:
	"""What carries out a confirmed proposal: `applier(context, values) -> Result`, or None."""
	load()
	return _appliers.get(name)
