# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""From a model's reply to an outcome.

Contract: `interpret` asks a model through `complete(messages, functions, seconds) -> Reply` and returns a Call,
Question, SmallTalk or NotUnderstood with the usage; what the model proposes is validated against the tool's schema
and held against the message (grounding). A function that was not offered, or arguments that do not fit, get one
repair attempt, then ProviderError("nonsense"). Nothing is executed here: a writing command stays a proposal. Models
without working tool calls write the call as JSON into their text (open faults of Ollama and llama.cpp); it counts the
same. Nothing that a model words reaches the person: they could be told a figure, a deed or where to pay. A question
is the declaration's own, small talk has a kind, an argument is the person's own words (grounding).
"""

import json
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from whatsapp_erp_bot.llm import grounding, prompt
from whatsapp_erp_bot.llm.schema import function_names, missing, open_parameters, question, validate
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

THINKING = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL | re.IGNORECASE)
# more text than that is a model running away
MAX_CONTENT = 20000
# no model reads or writes more than that at a time
MOST_TOKENS = 10_000_000
# no call of ours has longer arguments
MAX_ARGUMENTS = 50_000
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
	names = function_names(shortlist(offered_to_models(request), max_tools), prompt.RESERVED)
	functions = prompt.functions(names, request.role)
	messages = prompt.messages(request)
	tokens = [0, 0]
	for attempt in (1, 2):
		left = seconds - (clock() - started)
		if left <= 0:
			raise ProviderError("timeout", f"{provider} took longer than {seconds:g} s")
		reply = complete(messages, functions, left)
		tokens[0] += _counted(reply.input_tokens)
		tokens[1] += _counted(reply.output_tokens)
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


def offered_to_models(request: Request) -> Request:
	"""The request without the tools that no model is told of."""
	return replace(request, tools=tuple(tool for tool in request.tools if getattr(tool, "to_models", True)))


def _counted(tokens: Any) -> int:
	"""Tokens as a server counts them, within reason."""
	return min(max(tokens, 0), MOST_TOKENS) if isinstance(tokens, int) else 0


def understand(request: Request, reply: Reply, names: Mapping[str, Tool]) -> Outcome:
	"""The outcome of one reply; `names` are the functions offered. Unusable when it is none."""
	calls = list(reply.calls[:1]) or _calls_in_text(reply.content, [*names, *prompt.RESERVED])
	if not calls:
		# text without a call is nothing that anybody is shown (see the module)
		raise Unusable("There was no function call.")
	# several calls: the first one counts, a person gets one answer to a message
	name, arguments = str(calls[0].name).removeprefix("functions."), _object(calls[0].arguments)
	if name == prompt.NONE:
		return NotUnderstood()
	if name == prompt.SMALL_TALK:
		kind = arguments.get("kind")
		return SmallTalk(kind if isinstance(kind, str) and kind in prompt.SMALL_TALK_KINDS else "other")
	if name == prompt.ASK:
		return _asked(request, arguments, names)
	if name not in names:
		raise Unusable(f"There is no function {name[:60]!r}.")
	return _call(request, names[name], arguments)


def _call(request: Request, tool: Tool, arguments: dict[str, Any]) -> Outcome:
	try:
		cleaned = validate(tool, grounding.reread_times(request, tool, arguments), request.role)
	except (ValueError, OverflowError, RecursionError) as problem:
		raise Unusable(str(problem)[:300]) from None
	_check_inner(request, tool, cleaned)
	grounded = grounding.ground(request, tool, cleaned)
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


def _asked(request: Request, arguments: Mapping[str, Any], names: Mapping[str, Tool]) -> Outcome:
	"""Which of two functions, or which value of one: the model says what is unclear, never how it is asked."""
	said = [arguments.get("command"), arguments.get("or_command")]
	tools = {names[name].name: names[name] for name in said if isinstance(name, str) and name in names}
	if not tools:
		raise Unusable(f"{prompt.ASK} needs the name of an offered function as command.")
	first = next(iter(tools.values()))
	unclear = arguments.get("argument")
	parameter = next((one for one in open_parameters(first, request.role) if one.name == unclear), None)
	if parameter and len(tools) == 1:
		return Question(question(parameter, request), first.name, {}, parameter.name)
	return Question("", first.name, commands=tuple(tools))


def _object(arguments: Any) -> dict[str, Any]:
	"""The arguments as a dict; JSON text is read. Unusable for anything else."""
	if arguments is None or arguments == "":
		return {}
	if isinstance(arguments, str):
		if len(arguments) > MAX_ARGUMENTS:
			raise Unusable("The arguments are far too long.")
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
	try:
		found = [call for value in _json_values(text) for call in _as_calls(value)]
	except RecursionError:
		return []
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
		said = f"{str(reply.calls[0].name)[:100]}({_echo(reply.calls[0].arguments)})"
	return [
		{"role": "assistant", "content": prompt.shortened(said, 1000) or "(nothing)"},
		{"role": "user", "content": prompt.REPAIR.format(problem=problem)},
	]


def _echo(arguments: Any) -> str:
	"""The beginning of what was given; nothing of what cannot be written."""
	if isinstance(arguments, str):
		return arguments[:800]
	try:
		return json.dumps(arguments, ensure_ascii=False, default=str)[:800]
	except (ValueError, RecursionError):
		return "…"
