#!/usr/bin/env python3
# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Scores an interpreter on a phrase file.

Usage: `python benchmarks/interpret.py --phrases FILE [--provider rules|openai|ollama|…] [--url U --model M --key K]
[--limit N] [--misses]`. Prints nothing but, with --misses, one line a miss, and at the end one JSON line: provider, n,
command (share with the right command), exact (command and every argument, none extra), by_language, wrong_writes (a
writing command where another or none was meant), ms_p50. A key may also come from the environment variable
INTERPRET_KEY. A question counts as the command it is about. Needs no Frappe.

How arguments are compared: links and documents with case, accents, articles, role nouns, the plural of units and
quotes ignored; numbers as numbers; doctype, status, priority, mode and uom as said or as ERPNext names them; free text
(reason, text, subject, notes, comment, topic, which, when) only by being there.
"""

import argparse
import json
import os
import re
import statistics
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from whatsapp_erp_bot.commands.catalogue import DECLARATIONS
from whatsapp_erp_bot.llm.rules import Rules
from whatsapp_erp_bot.llm.types import Call, Question, Request
from whatsapp_erp_bot.words.doctypes import DOCTYPE
from whatsapp_erp_bot.words.states import STATUS

FREE_TEXT = {"reason", "text", "subject", "notes", "comment", "topic", "which", "when"}
# find_documents' text is what is searched for, not free text
SEARCHED = {("find_documents", "text")}
ARTICLES = {"el", "la", "los", "las", "lo", "o", "a", "os", "as", "the", "un", "una", "um", "uma", "an"}
ROLES = {"cliente", "customer", "proveedor", "fornecedor", "supplier", "empresa", "company"}
PLACES = {"bodega", "almacen", "deposito", "armazem", "warehouse"}
MODES = {
	"cash": "efectivo",
	"dinheiro": "efectivo",
	"check": "cheque",
	"bank transfer": "transferencia",
	"transfer": "transferencia",
}
PRIORITIES = {
	"high": "alta",
	"alto": "alta",
	"low": "baja",
	"baixa": "baja",
	"bajo": "baja",
	"medium": "media",
	"urgent": "urgente",
	"urgentes": "urgente",
}


def folded(value: Any) -> str:
	text = unicodedata.normalize("NFKD", str(value).lower())
	text = "".join(character for character in text if not unicodedata.combining(character))
	return " ".join(re.sub(r"[\"'“”«»`´’.,;:!?¿¡()]", " ", text).split())


def singular(word: str) -> str:
	"""Rough: good enough to call “cajas” and “caja”, “caixas” and “caixa”, “boxes” and “box” the same."""
	for ending, stem in (
		("ies", "y"),
		("xes", "x"),
		("ches", "ch"),
		("ses", "s"),
		("oes", "ao"),
		("ones", "on"),
		("les", "l"),
		("es", "e"),
		("s", ""),
	):
		if word.endswith(ending) and len(word) > len(ending) + 2:
			return word[: -len(ending)] + stem
	return word


def name_of(value: Any) -> str:
	words = [word for word in folded(value).split() if word not in ARTICLES]
	while len(words) > 1 and words[0] in ROLES:
		words.pop(0)
	return " ".join(words)


def place_of(value: Any) -> str:
	words = name_of(value).split()
	kept = [word for word in words if word not in PLACES]
	return " ".join(kept or words)


def same(command: str, name: str, expected: Any, given: Any) -> bool:
	"""Whether one argument was understood."""
	if name in FREE_TEXT and (command, name) not in SEARCHED:
		return bool(given)
	if name == "rows":
		return len(expected) == len(given) and all(
			set(one) == set(two) and all(same(command, key, one[key], two[key]) for key in one)
			for one, two in zip(expected, given, strict=True)
		)
	if isinstance(expected, Mapping):
		if not isinstance(given, Mapping) or set(expected) != set(given):
			return False
		return all(same(command, key, expected[key], given[key]) for key in expected)
	if isinstance(expected, bool) or isinstance(given, bool):
		return expected is given
	if isinstance(expected, int | float):
		return isinstance(given, int | float) and abs(float(expected) - float(given)) < 1e-6
	if name == "doctype":
		return DOCTYPE.get(folded(expected), folded(expected)) == DOCTYPE.get(
			folded(given), folded(given)
		) or folded(DOCTYPE.get(folded(expected), expected)) == folded(DOCTYPE.get(folded(given), given))
	if name == "status":
		return folded(STATUS.get(folded(expected), expected)) == folded(STATUS.get(folded(given), given))
	if name == "mode":
		return MODES.get(name_of(expected), name_of(expected)) == MODES.get(name_of(given), name_of(given))
	if name == "priority":
		return PRIORITIES.get(name_of(expected), name_of(expected)) == PRIORITIES.get(
			name_of(given), name_of(given)
		)
	if name == "uom":
		return singular(name_of(expected)) == singular(name_of(given))
	if "warehouse" in name:
		return place_of(expected) == place_of(given)
	if name == "code":
		return re.sub(r"\W", "", str(expected)) == re.sub(r"\W", "", str(given))
	if name == "phone":
		return re.sub(r"\D", "", str(expected)) == re.sub(r"\D", "", str(given))
	if name == "condition":
		return "".join(str(expected).split()) == "".join(str(given).split())
	return name_of(expected) == name_of(given)


def exact(phrase: Mapping[str, Any], command: str | None, arguments: Mapping[str, Any]) -> bool:
	expected = phrase.get("arguments") or {}
	return (
		command == phrase["command"]
		and (command is None or set(expected) == set(arguments))
		and (
			command is None or all(same(command, name, expected[name], arguments[name]) for name in expected)
		)
	)


def provider_named(options: argparse.Namespace) -> Any:
	if options.provider == "rules":
		return Rules(DECLARATIONS)
	from whatsapp_erp_bot.llm import providers

	settings = {
		"model": options.model,
		"base_url": options.url,
		"api_key": options.key or os.environ.get("INTERPRET_KEY"),
	}
	return providers.build(options.provider, **{key: value for key, value in settings.items() if value})


def run(options: argparse.Namespace) -> dict[str, Any]:
	provider = provider_named(options)
	offered = {
		role: tuple(tool for tool in DECLARATIONS if role in tool.audience) for role in ("staff", "customer")
	}
	writes = {tool.name for tool in DECLARATIONS if tool.writes}
	lines = Path(options.phrases).read_text(encoding="utf-8").splitlines()
	phrases = [json.loads(line) for line in lines if line.strip()][: options.limit]
	right = whole = wrong_writes = 0
	languages: Counter = Counter()
	whole_by: Counter = Counter()
	spent = []
	for phrase in phrases:
		role = phrase.get("role", "staff")
		request = Request(
			text=phrase["text"],
			today=date.fromisoformat(phrase["today"]),
			tools=offered[role],
			language=phrase["lang"],
			role=role,
		)
		began = time.perf_counter()
		outcome = provider.interpret(request).outcome
		spent.append((time.perf_counter() - began) * 1000)
		about = isinstance(outcome, Call | Question)
		command = outcome.command if about else None
		arguments = outcome.arguments if about else {}
		right += command == phrase["command"]
		fits = exact(phrase, command, arguments)
		whole += fits
		languages[phrase["lang"]] += 1
		whole_by[phrase["lang"]] += fits
		wrong = command in writes and command != phrase["command"]
		wrong_writes += wrong
		if options.misses and not fits:
			said = json.dumps(arguments, ensure_ascii=False, default=str)
			meant = json.dumps(phrase.get("arguments"), ensure_ascii=False)
			mark = " WRONG WRITE" if wrong else ""
			print(
				f"{phrase['id']} {phrase['text']!r}\n   meant {phrase['command']} {meant}\n   got   {command} {said}{mark}"
			)
	count = max(len(phrases), 1)
	return {
		"provider": options.provider,
		"n": len(phrases),
		"command": round(right / count, 4),
		"exact": round(whole / count, 4),
		"by_language": {
			language: round(whole_by[language] / languages[language], 4) for language in sorted(languages)
		},
		"wrong_writes": wrong_writes,
		"ms_p50": round(statistics.median(spent), 2) if spent else 0,
	}


def main() -> int:
	parser = argparse.ArgumentParser(description="Score an interpreter on a phrase file.")
	parser.add_argument("--phrases", required=True)
	parser.add_argument("--provider", default="rules")
	parser.add_argument("--url")
	parser.add_argument("--model")
	parser.add_argument("--key")
	parser.add_argument("--limit", type=int)
	parser.add_argument("--misses", action="store_true")
	print(json.dumps(run(parser.parse_args())))
	return 0


if __name__ == "__main__":
	sys.exit(main())
