# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""From a person's words to a call, a question or neither.

Contract: the rules read first, over the whole catalogue of the person's audience, so that somebody who may not do a
thing is told so; models see only what this person may run. What nobody understands stays `NotUnderstood`. Provider
settings come from their DocType, circuit breaker states live in the site's cache.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace

import frappe
from frappe.utils.caching import site_cache
from frappe.utils.password import get_decrypted_password

from whatsapp_erp_bot.bot import committed, faults, statements, store
from whatsapp_erp_bot.bot.settings import get_settings
from whatsapp_erp_bot.commands import registry
from whatsapp_erp_bot.commands.base import Context, allowed
from whatsapp_erp_bot.commands.declaration import Declaration
from whatsapp_erp_bot.llm import chain
from whatsapp_erp_bot.llm.breaker import Breakers
from whatsapp_erp_bot.llm.providers import build
from whatsapp_erp_bot.llm.rules import Rules
from whatsapp_erp_bot.llm.types import Call, Interpretation, Provider, Request, Turn
from whatsapp_erp_bot.masked import Masked

COMMAND = "WhatsApp Bot Command"
COMMAND_ROLE = "WhatsApp Bot Command Role"
PROVIDER = "WhatsApp Bot Provider"
RULES = Rules()
HISTORY = 6


class CacheStore:
	"""Circuit breaker states in the site's cache, shared by all workers; a cache that is away means closed."""

	def get(self, name: str) -> dict | None:
		try:
			text = frappe.cache.get_value(f"whatsapp_bot_breaker:{name}", shared=False)
			return json.loads(text) if text else None
		except Exception:
			return None

	def set(self, name: str, state: dict) -> None:
		try:
			frappe.cache.set_value(f"whatsapp_bot_breaker:{name}", json.dumps(state), expires_in_sec=3600)
		except Exception as error:
			faults.warn("breaker state not kept", error)


def switched_off() -> dict[str, dict]:
	"""What managers changed in the catalogue: command -> {"enabled", "roles", "maximum_per_day"}; nothing for one that
	they left alone."""
	return committed.once(COMMAND, "switches", _read_switches)


def _read_switches() -> dict[str, dict]:
	found: dict[str, dict] = {}
	for row in frappe.db.sql(statements.switches(COMMAND, COMMAND_ROLE), as_dict=True):
		switch = found.setdefault(row.name, {"enabled": 1, "roles": [], "maximum_per_day": 0})
		if row.role:
			switch["roles"].append(row.role)
		else:
			switch |= {"enabled": row.enabled, "maximum_per_day": row.maximum_per_day}
	return found


def may_run(context: Context, declaration: Declaration) -> bool:
	"""Whether the command is for this person: the declaration's needs, and what managers say in the catalogue."""
	switch = switched_off().get(declaration.name)
	if switch and (not switch["enabled"] or not _has_role(context, switch["roles"])):
		return False
	settings = get_settings()
	if context.party and declaration.name in ("item_price", "stock_balance"):
		if not settings.get(f"customer_{declaration.name}"):
			return False
	return allowed(context, declaration)


def _has_role(context: Context, roles: list[str]) -> bool:
	return not roles or bool(context.party) or bool(set(roles) & set(frappe.get_roles()))


def of_audience(role: str) -> list[Declaration]:
	"""All declarations for staff or customers, whether or not this person may run them."""
	return [declaration for declaration in registry.declarations().values() if role in declaration.audience]


def interpret(
	text: str,
	context: Context,
	audience: Sequence[Declaration],
	previous: Call | None,
	history: Callable[[], Sequence[Turn]],
) -> Interpretation:
	"""What the words mean. Never raises: the last word is the rules'. `history` is called only if a model is asked."""
	request = _request(text, context, audience, previous, ())
	read = RULES.interpret(request)
	models = providers()
	if not models:
		return read
	if isinstance(read.outcome, Call) and (
		read.outcome.certain or not may_run(context, registry.declarations()[read.outcome.command])
	):
		return read
	tools = tuple(declaration for declaration in audience if may_run(context, declaration))
	return chain.interpret(
		replace(request, tools=tools, history=tuple(history())),
		RULES,
		models,
		Breakers(CacheStore()),
		budget_seconds=get_settings().model_seconds or 25,
	)


def by_rules(text: str, context: Context, audience: Sequence[Declaration]) -> Interpretation:
	"""What the rules alone make of the words; no model is asked."""
	return RULES.interpret(_request(text, context, audience, None, ()))


def _request(
	text: str,
	context: Context,
	audience: Sequence[Declaration],
	previous: Call | None,
	history: Sequence[Turn],
) -> Request:
	return Request(
		named=_named,
		text=text,
		today=context.today,
		tools=tuple(audience),
		language=context.language,
		role="customer" if context.party else "staff",
		history=history,
		previous=previous,
		company=context.company,
		currency=context.currency,
	)


def _named(kind: str, words: str) -> str | None:
	"""The name of the thing of that kind that is so called, as the site spells it. Whether this person may see it is for
	whoever resolves it."""
	return frappe.db.get_value(kind, words, "name") if words and len(words) <= 140 else None


def providers() -> list[Provider]:
	"""The enabled models in order of priority; with “only local models”, those that nothing leaves the house for."""
	rows = store.rows(
		PROVIDER,
		["name", "modified", "kind", "model", "base_url", "timeout_seconds"],
		{"enabled": 1},
		"priority",
	)
	built = [
		_build(row.name, str(row.modified), row.kind, row.model, row.base_url, row.timeout_seconds)
		for row in rows
	]
	usable = [provider for provider in built if provider]
	if usable and get_settings().local_only:
		return [provider for provider in usable if provider.local]
	return usable


# a provider keeps its connection; it lives as long as this process, a fork of the worker for one drain
@site_cache(ttl=600, maxsize=16)
def _build(
	name: str, version: str, kind: str, model: str, base_url: str | None, timeout: int | None
) -> Provider | None:
	key = Masked(get_decrypted_password(PROVIDER, name, "api_key", raise_exception=False) or "") or None
	try:
		return build(kind, name=name, model=model, api_key=key, base_url=base_url, timeout=timeout or 15)
	except ValueError as error:
		# a setting that can't be used must not silence the bot; the form tells the manager
		faults.log("WhatsApp Bot: model not usable", error, PROVIDER, name)
		return None


def circuit_state(provider: str) -> str:
	"""Closed, Open or Half open, for Desk."""
	return Breakers(CacheStore()).circuit(provider).state.replace("_", " ").replace("-", " ").capitalize()


def cost(provider: str, input_tokens: int, output_tokens: int) -> float:
	"""What an interpretation cost, by the provider's prices per million tokens; 0 for the rules."""
	if provider == RULES.name or not (input_tokens or output_tokens):
		return 0.0
	prices = frappe.db.get_value(PROVIDER, provider, ["input_price", "output_price"]) or (0, 0)
	return (input_tokens * (prices[0] or 0) + output_tokens * (prices[1] or 0)) / 1_000_000
