# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""From a model's reply to an outcome.

Contract: `interpret` asks a model through `complete(messages, functions, seconds) -> Reply` and returns a Call,
Question, SmallTalk or NotUnderstood with the usage; what the model proposes is validated against the tool's schema
and held against the message (grounding). A function that was not offered, or arguments that do not fit, get one
repair attempt, then ProviderError("nonsense"). Nothing is executed here: a writing command stays a proposal. Models
without working tool calls write the call as JSON into their text (open faults of Ollama and llama.cpp); it counts the
same. Statements in a model's free text are never shown to the person: they could claim a figure or a deed.
"""

import json
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from whatsapp_erp_bot.llm import grounding, prompt
from whatsapp_erp_bot.llm.schema import function_names, missing, question, validate
from whatsapp_erp_bot.llm.shortlist import shortlist
from whatsapp_erp_bot.llm.types import (
	Call,
	Interpretation,
	NotUnderstood,
	Outcome,
	ProviderError,
	Question,
	Request,
	SmallTalk,
	Tool,
	Usage,
)

# one question or one friendly sentence
MAX_WORDS_SHOWN = 300
THINKING = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL | re.IGNORECASE)
LINK = re.compile(r"https?://|www\.|\w+@\w+\.", re.IGNORECASE)
# more text than that is a model running away
MAX_CONTENT = 20000
# brackets at which JSON may begin
MAX_TRIES = 50
# how models name the parts of a call that they write into their text
NAME_KEYS = ("name", "function", "tool", "tool_name", "function_name", "command")
ARGUMENT_KEYS = ("arguments", "parameters", "args", "params", "input")


@dataclass(frozen=True)
class FunctionCall:
	"""A call as the model gave it: arguments are JSON text (OpenAI) or an object (Ollama)."""

	name: str
	arguments: Any = None


@dataclass(frozen=True)
class Reply:
	"""One answer of a model, whatever the server."""

	content: str = ""
	calls: Sequence[FunctionCall] = field(default_factory=tuple)
	input_tokens: int = 0
	output_tokens: int = 0


Complete = Callable[[list[dict[str, str]], list[dict[str, Any]], float], Reply]


class Unusable(ValueError):
	"""The reply is no valid call; the message says why, in words for the model."""


def interpret(
	request: Request,
	complete: Complete,
	provider: str,
	model: str,
	seconds: float,
	max_tools: int | None = None,
	clock: Callable[[], float] = time.monotonic,
) -> Interpretation:
	"""Ask, and once more if the answer is not usable, within `seconds` for both. ProviderError on failure."""
	started = clock()
	names = function_names(shortlist(request, max_tools), prompt.RESERVED)
	functions = prompt.functions(names, request.role)
	messages = prompt.messages(request)
	tokens = [0, 0]
	for attempt in (1, 2):
		left = seconds - (clock() - started)
		if left <= 0:
			raise ProviderError("timeout", f"{provider} took longer than {seconds:g} s")
		reply = complete(messages, functions, left)
		tokens[0] += reply.input_tokens
		tokens[1] += reply.output_tokens
		try:
			outcome = understand(request, reply, names)
		except Unusable as problem:
			if attempt == 2:
				raise ProviderError("nonsense", f"{provider}: {problem}") from None
			messages = [*messages, *_repair(reply, problem)]
			continue
		milliseconds = round((clock() - started) * 1000)
		usage = Usage(provider, model, tokens[0], tokens[1], milliseconds)
		return Interpretation(outcome, usage, request.language)
	raise AssertionError("unreachable")


def understand(request: Request, reply: Reply, names: Mapping[str, Tool]) -> Outcome:
	"""The outcome of one reply; `names` are the functions offered. Unusable when it is none."""
	calls = list(reply.calls) or _calls_in_text(reply.content, [*names, *prompt.RESERVED])
	if not calls:
		return _prose(reply.content)
	# several calls: the first one counts, a person gets one answer to a message
	name, arguments = calls[0].name.removeprefix("functions."), _object(calls[0].arguments)
	if name == prompt.NONE:
		return NotUnderstood()
	if name == prompt.SMALL_TALK:
		kind = arguments.get("kind")
		return SmallTalk(
			kind if kind in prompt.SMALL_TALK_KINDS else "other", _harmless(arguments.get("reply"))
		)
	if name == prompt.ASK:
		return _asked(arguments, names)
	if name not in names:
		raise Unusable(f"There is no function {name[:60]!r}.")
	return _call(request, names[name], arguments)


def _call(request: Request, tool: Tool, arguments: dict[str, Any]) -> Outcome:
	try:
		cleaned = validate(tool, grounding.reread_times(request, tool, arguments), request.role)
	except ValueError as problem:
		raise Unusable(str(problem)) from None
	grounded = grounding.ground(request, tool, cleaned)
	_check_inner(request, tool, grounded)
	lacking = missing(tool, grounded, request.role)
	if lacking:
		return Question(question(lacking[0], request), tool.name, grounded, lacking[0].name)
	return Call(tool.name, grounded)


def _check_inner(request: Request, tool: Tool, arguments: dict[str, Any]) -> None:
	"""A command inside schedule and alert is one that this person may run, and never one that writes."""
	if not _holds_another(tool) or "command" not in arguments:
		return
	inner = {each.name: each for each in request.tools if not each.writes and not _holds_another(each)}
	if arguments["command"] not in inner:
		raise Unusable("command must be the name of one of the offered functions that only read.")
	known = {parameter.name for parameter in inner[arguments["command"]].parameters}
	kept = {key: value for key, value in arguments.get("arguments", {}).items() if key in known}
	arguments.pop("arguments", None)
	if kept:
		arguments["arguments"] = kept


def _holds_another(tool: Tool) -> bool:
	return any(parameter.kind == "arguments" for parameter in tool.parameters)


def _asked(arguments: Mapping[str, Any], names: Mapping[str, Tool]) -> Outcome:
	text = _harmless(arguments.get("question"), digits=True)
	if not text:
		raise Unusable(f"{prompt.ASK} needs a short question.")
	tool = names.get(str(arguments.get("command")))
	return Question(text, tool.name if tool else None)


def _prose(content: str) -> Outcome:
	"""Text without a call. A question may be asked; a statement is not passed on (see the module)."""
	text = THINKING.sub("", content[:MAX_CONTENT]).strip()
	if not text or text.startswith(("{", "[", "`")):
		raise Unusable("There was no function call.")
	if text.endswith("?") and (shown := _harmless(text, digits=True)):
		return Question(shown)
	raise Unusable("There was only text, no function call.")


def _harmless(text: Any, digits: bool = False) -> str:
	"""A model's own words if they may be shown: short, without links, and without digits unless allowed; else ""."""
	if not isinstance(text, str):
		return ""
	text = " ".join(text.split())
	if len(text) > MAX_WORDS_SHOWN or LINK.search(text) or (not digits and re.search(r"\d", text)):
		return ""
	return text


def _object(arguments: Any) -> dict[str, Any]:
	"""The arguments as a dict; JSON text is read. Unusable for anything else."""
	if arguments is None or arguments == "":
		return {}
	if isinstance(arguments, str):
		try:
			arguments = json.loads(arguments)
		except (ValueError, RecursionError):
			raise Unusable("The arguments are not valid JSON.") from None
	if not isinstance(arguments, Mapping):
		raise Unusable("The arguments must be one JSON object.")
	return dict(arguments)


def _calls_in_text(content: str, offered: Sequence[str]) -> list[FunctionCall]:
	"""Calls written as JSON into the text, fenced, tagged or bare. Only objects that name an offered function count,
	so that JSON the model quotes is not taken for a call; a name that was not offered is the caller's to refuse."""
	text = THINKING.sub("", content[:MAX_CONTENT])
	found = [call for value in _json_values(text) for call in _as_calls(value)]
	return [call for call in found if call.name in offered] or found[:1]


def _json_values(text: str) -> list[Any]:
	decoder = json.JSONDecoder()
	values: list[Any] = []
	position = 0
	for _ in range(MAX_TRIES):
		start = _next_bracket(text, position)
		if start is None:
			break
		try:
			value, position = decoder.raw_decode(text, start)
		except (ValueError, RecursionError):
			position = start + 1
			continue
		values.append(value)
	return values


def _next_bracket(text: str, position: int) -> int | None:
	found = re.compile(r"[{\[]").search(text, position)
	return found.start() if found else None


def _as_calls(value: Any) -> list[FunctionCall]:
	if isinstance(value, list):
		return [call for each in value[:10] for call in _as_calls(each)]
	if not isinstance(value, Mapping):
		return []
	if isinstance(value.get("tool_calls"), list):
		return _as_calls(value["tool_calls"])
	if isinstance(value.get("function"), Mapping):
		return _as_calls(value["function"])
	name = next((value[key] for key in NAME_KEYS if isinstance(value.get(key), str)), None)
	arguments = next((value[key] for key in ARGUMENT_KEYS if isinstance(value.get(key), Mapping | str)), None)
	if name:
		return [FunctionCall(name, arguments)]
	if len(value) == 1:
		# {"stock_balance": {"item": "…"}}
		only, inside = next(iter(value.items()))
		return [FunctionCall(str(only), inside)] if isinstance(inside, Mapping) else []
	return []


def _repair(reply: Reply, problem: Unusable) -> list[dict[str, str]]:
	"""The model's answer as plain text (ids of tool calls differ between servers) and what is wrong with it."""
	said = reply.content
	if reply.calls:
		said = json.dumps(
			{"name": reply.calls[0].name, "arguments": reply.calls[0].arguments},
			ensure_ascii=False,
			default=str,
		)
	return [
		{"role": "assistant", "content": prompt.shortened(said, 1000) or "(nothing)"},
		{"role": "user", "content": prompt.REPAIR.format(problem=problem)},
	]
