# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""From a tool's parameters to the JSON schema a model sees, and from a model's arguments back to clean ones.

Contract: `tool_schema` gives the JSON schema of a tool's arguments; `validate` takes whatever a model answered and
returns only arguments that the tool has, each in the catalogue's shape, or raises ValueError with one sentence that
says what is wrong (it is sent back to the model). Shapes: period {"from", "to"} and dates in ISO; money {"amount",
"currency"?}; rows [{"item", "qty", "rate"?, "uom"?}]; flag True; number int or float; arguments an object (those of
another command, for schedule and alert); everything else text.
Pure data, no model and no Frappe.
"""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from whatsapp_erp_bot.llm.types import LANGUAGES, Request, Tool, ToolParameter

# What a schema says of each kind, as short as can be: all commands together are sent with every message. The shape is
# told in words too, since some clients (ollama >= 0.4) drop nested `properties` on the way to the model.
DESCRIPTIONS = {
	"money": '{"amount", "currency" only if named}',
	"date": "YYYY-MM-DD",
	"period": '{"from", "to"} as YYYY-MM-DD, inclusive; only if said',
	"flag": "only if asked for",
	"link": "name as said",
	"document": "id, or words as said",
	"rows": '[{"item": as said, "qty", "rate" and "uom" if said}]',
	"arguments": "arguments of that function as said, times such as “yesterday” in words",
}
# nobody means a longer text or list in one chat message; what is longer is a model running away
MAX_TEXT = 2000
MAX_ROWS = 100
MAX_NUMBER = 1e12
FUNCTION_NAME = re.compile(r"[^A-Za-z0-9_-]+")


def function_names(tools: Sequence[Tool], reserved: Sequence[str] = ()) -> dict[str, Tool]:
	"""Function name -> tool, in the tools' order. Servers accept only `[A-Za-z0-9_-]{1,64}` as a name (OpenAI's API
	reference, chat completions, tools.function.name), while a manager's own command may be called anything."""
	names: dict[str, Tool] = {}
	for tool in tools:
		base = FUNCTION_NAME.sub("_", tool.name)[:60].strip("_") or "command"
		name, number = base, 2
		while name in names or name in reserved:
			name, number = f"{base}_{number}", number + 1
		names[name] = tool
	return names


def open_parameters(tool: Tool, role: str = "staff") -> list[ToolParameter]:
	"""The parameters that are this role's to give: a customer's own party is not."""
	fixed = getattr(tool, "fixed_for_customer", ()) if role == "customer" else ()
	return [parameter for parameter in tool.parameters if parameter.name not in fixed]


def tool_schema(tool: Tool, language: str | None = None, role: str = "staff") -> dict[str, Any]:
	"""JSON schema of the tool's arguments. `language` chooses the titles; English where there is none."""
	parameters = open_parameters(tool, role)
	return {
		"type": "object",
		"properties": {parameter.name: _property(parameter, language) for parameter in parameters},
		"required": [parameter.name for parameter in parameters if parameter.required],
		"additionalProperties": False,
	}


def title(titles: Mapping[str, str], language: str | None = None) -> str:
	"""The title in that language, else in the first language that has one, else ""."""
	for candidate in (language, "en", *LANGUAGES):
		if candidate and titles.get(candidate):
			return titles[candidate]
	return ""


def _property(parameter: ToolParameter, language: str | None) -> dict[str, Any]:
	called = title(parameter.titles, language)
	# the name says it already
	words = [] if called.replace(" ", "_") == parameter.name else [called]
	if parameter.link and parameter.link.casefold() not in (called.casefold(), parameter.name):
		words.append(parameter.link)
	words.append(DESCRIPTIONS.get(parameter.kind, ""))
	description = "; ".join(filter(None, words))
	return _shape(parameter) | ({"description": description} if description else {})


def _shape(parameter: ToolParameter) -> dict[str, Any]:
	day = {"type": "string", "format": "date"}
	if parameter.kind == "arguments":
		return {"type": "object"}
	if parameter.kind == "number":
		return {"type": "number"}
	if parameter.kind == "date":
		return day
	if parameter.kind == "flag":
		return {"type": "boolean"}
	if parameter.kind == "choice":
		return {"type": "string", "enum": list(parameter.choices)}
	if parameter.kind == "period":
		return _object({"from": day, "to": day}, ["from", "to"])
	if parameter.kind == "money":
		return _object({"amount": {"type": "number"}, "currency": {"type": "string"}}, ["amount"])
	if parameter.kind == "rows":
		columns = {"item": {"type": "string"}, "qty": {"type": "number"}}
		columns |= {"rate": {"type": "number"}, "uom": {"type": "string"}}
		return {"type": "array", "items": _object(columns, ["item", "qty"])}
	return {"type": "string"}


def _object(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
	return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def validate(tool: Tool, arguments: Mapping[str, Any], role: str = "staff") -> dict[str, Any]:
	"""The arguments in the catalogue's shape. Names that the tool does not have, empty values and false flags are
	dropped; a required argument may be absent (see `missing`). ValueError with a sentence for anything else."""
	if not isinstance(arguments, Mapping):
		raise ValueError("The arguments must be one JSON object.")
	cleaned = {}
	for parameter in open_parameters(tool, role):
		value = arguments.get(parameter.name)
		if _empty(value):
			continue
		value = _clean(parameter, value)
		if not _empty(value):
			cleaned[parameter.name] = value
	return cleaned


def missing(tool: Tool, arguments: Mapping[str, Any], role: str = "staff") -> list[ToolParameter]:
	"""The required parameters that have no argument, in the tool's order."""
	return [p for p in open_parameters(tool, role) if p.required and p.name not in arguments]


def question(parameter: ToolParameter, request: Request) -> str:
	"""What to ask for this parameter: its own question in the person's language, else its title."""
	return title(parameter.questions, request.language) or f"{title(parameter.titles, request.language)}?"


def _empty(value: Any) -> bool:
	if isinstance(value, str):
		return value.strip().casefold() in ("", "none", "null", "n/a", "undefined")
	return value is None or (isinstance(value, list | tuple | dict) and not value)


def _clean(parameter: ToolParameter, value: Any) -> Any:
	name = parameter.name
	if parameter.kind == "choice":
		return _choice(name, value, parameter.choices)
	cleaner: Callable[[str, Any], Any] = _CLEANERS.get(parameter.kind, _text)
	return cleaner(name, value)


def _text(name: str, value: Any) -> str:
	if isinstance(value, bool) or not isinstance(value, str | int | float):
		raise ValueError(f"{name} must be text.")
	text = " ".join(str(value).split())
	if len(text) > MAX_TEXT:
		raise ValueError(f"{name} is longer than {MAX_TEXT} characters.")
	return text


def _choice(name: str, value: Any, choices: Sequence[str]) -> str:
	said = _text(name, value).casefold().replace(" ", "_").replace("-", "_")
	for choice in choices:
		if choice.casefold().replace(" ", "_").replace("-", "_") == said:
			return choice
	raise ValueError(f"{name} must be one of: {', '.join(choices)}.")


def _number(name: str, value: Any, above_zero: bool = False) -> int | float:
	if isinstance(value, str) and re.fullmatch(r"\s*\d+(\.\d+)?\s*", value):
		value = float(value)
	if isinstance(value, bool) or not isinstance(value, int | float):
		raise ValueError(f"{name} must be a number.")
	# quantities, amounts, limits and days: none of them makes sense below zero
	if not math.isfinite(value) or value < 0 or value > MAX_NUMBER or (above_zero and value == 0):
		raise ValueError(f"{name} must be a positive number.")
	return int(value) if value == int(value) else value


def _flag(name: str, value: Any) -> bool | None:
	if isinstance(value, str):
		value = {"true": True, "false": False}.get(value.strip().casefold())
	if not isinstance(value, bool):
		raise ValueError(f"{name} must be true or left out.")
	return True if value else None


def _date(name: str, value: Any) -> str:
	# a time behind the day is harmless, as in 2026-11-21T00:00:00
	if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}([T ].*)?", value.strip()):
		try:
			return date.fromisoformat(value.strip()[:10]).isoformat()
		except ValueError:
			raise ValueError(f"{name}: {value.strip()[:10]} is not a day of the calendar.") from None
	raise ValueError(f"{name} must be a date as YYYY-MM-DD.")


def _period(name: str, value: Any) -> dict[str, str]:
	if not isinstance(value, Mapping) or _empty(value.get("from")) or _empty(value.get("to")):
		raise ValueError(f'{name} must be an object {{"from": "YYYY-MM-DD", "to": "YYYY-MM-DD"}}.')
	first, last = _date(f"{name}.from", value["from"]), _date(f"{name}.to", value["to"])
	if first > last:
		raise ValueError(f"{name} ends before it begins.")
	return {"from": first, "to": last}


def _money(name: str, value: Any) -> dict[str, Any]:
	if not isinstance(value, Mapping):
		value = {"amount": value}
	money: dict[str, Any] = {"amount": _number(f"{name}.amount", value.get("amount"), above_zero=True)}
	if not _empty(value.get("currency")):
		money["currency"] = _text(f"{name}.currency", value["currency"])
	return money


def _rows(name: str, value: Any) -> list[dict[str, Any]]:
	if isinstance(value, Mapping):
		value = [value]
	if not isinstance(value, list | tuple) or not all(isinstance(row, Mapping) for row in value):
		raise ValueError(f'{name} must be a list of {{"item", "qty"}} objects.')
	if len(value) > MAX_ROWS:
		raise ValueError(f"{name} has more than {MAX_ROWS} rows.")
	return [_row(f"{name}[{index}]", row) for index, row in enumerate(value)]


def _row(name: str, row: Mapping[str, Any]) -> dict[str, Any]:
	if _empty(row.get("item")):
		raise ValueError(f"{name}.item is missing.")
	cleaned: dict[str, Any] = {"item": _text(f"{name}.item", row["item"])}
	for column in ("qty", "rate"):
		if not _empty(row.get(column)):
			cleaned[column] = _number(f"{name}.{column}", row[column], above_zero=column == "qty")
	if not _empty(row.get("uom")):
		cleaned["uom"] = _text(f"{name}.uom", row["uom"])
	return cleaned


def _arguments(name: str, value: Any) -> dict[str, Any]:
	if not isinstance(value, Mapping):
		raise ValueError(f"{name} must be an object: the arguments of the other function.")
	return {str(key): each for key, each in value.items() if not _empty(each)}


_CLEANERS: dict[str, Callable[[str, Any], Any]] = {
	"number": _number,
	"money": _money,
	"date": _date,
	"period": _period,
	"flag": _flag,
	"rows": _rows,
	"arguments": _arguments,
}
