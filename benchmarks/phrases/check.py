#!/usr/bin/env python3
# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Checks the phrase sets and counts them.

Usage: `python3 benchmarks/phrases/check.py [FILE ...]` (default: every *.jsonl beside this file).
Each line of a set is one JSON object: id, lang, today, text, command, arguments, role?. What must hold is in
README.md. Every fault is printed as `file:line: sentence`; the exit code is 1 if there is one, else 0.
Needs nothing but Python.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

LANGUAGES = ("es", "pt", "en")
KEYS = {"id", "lang", "today", "text", "command", "arguments"}

# command -> its arguments, as the catalogue lists them
COMMANDS: dict[str, str] = {
	"sales_summary": "period compare company",
	"sales_by": "dimension period limit format",
	"top_customers": "period limit format",
	"top_items": "period limit by format",
	"pending_orders": "customer period format",
	"order_status": "document customer",
	"open_quotations": "customer period",
	"customer_balance": "customer",
	"overdue_invoices": "customer days limit format",
	"receivables": "as_of customer format",
	"customer_statement": "customer period format",
	"payments_received": "period customer",
	"supplier_balance": "supplier",
	"bills_due": "period supplier format",
	"payables": "as_of supplier format",
	"purchases_summary": "period",
	"pending_purchases": "supplier format",
	"stock_balance": "item warehouse",
	"low_stock": "warehouse item_group format",
	"stock_report": "warehouse item_group format",
	"stock_movements": "item period warehouse",
	"item_price": "item customer price_list",
	"cash_and_bank": "account",
	"profit_and_loss": "period format",
	"balance_sheet": "as_of format",
	"expenses_by_account": "period limit format",
	"new_leads": "period",
	"open_opportunities": "period",
	"my_tasks": "status",
	"open_issues": "customer priority",
	"document": "document",
	"send_pdf": "document print_format",
	"find_documents": "doctype text party status period limit format",
	"count_documents": "doctype status party period",
	"run_report": "report period filters format",
	"create_quotation": "customer lead rows valid_till",
	"create_sales_order": "customer rows delivery_date",
	"create_purchase_order": "supplier rows schedule_date",
	"create_material_request": "rows warehouse date",
	"transfer_stock": "item qty uom from_warehouse to_warehouse",
	"record_payment": "party amount document mode",
	"create_lead": "name phone email company_name notes",
	"create_task": "text assign_to due",
	"create_issue": "subject text customer",
	"add_comment": "document text",
	"submit_document": "document",
	"cancel_document": "document reason",
	"pending_approvals": "",
	"approve": "document comment",
	"reject": "document reason",
	"undo": "",
	"help": "topic",
	"menu": "",
	"who_am_i": "",
	"link_account": "code",
	"unlink_account": "",
	"set_language": "language",
	"set_company": "company",
	"job_status": "",
	"cancel_job": "",
	"schedule": "command arguments when",
	"alert": "command arguments condition",
	"subscriptions": "",
	"stop_subscription": "which",
	"stop_notifications": "",
	"start_notifications": "",
	"talk_to_person": "reason",
	"delete_my_data": "",
}
CUSTOMER_COMMANDS = set(
	"customer_balance overdue_invoices customer_statement order_status pending_orders send_pdf document"
	" item_price stock_balance create_issue talk_to_person help menu set_language stop_notifications"
	" delete_my_data".split()
)
CHOICES: dict[tuple[str, str], str] = {
	("sales_by", "dimension"): "customer item item_group territory sales_person day week month",
	("top_items", "by"): "amount qty",
	("my_tasks", "status"): "open overdue today",
	("set_language", "language"): "es pt en",
}
FORMATS = ("excel", "pdf", "chart")
NUMBERS = ("limit", "days", "qty")
DATES = ("as_of", "valid_till", "delivery_date", "schedule_date", "date", "due")


def is_number(value: Any) -> bool:
	return isinstance(value, int | float) and not isinstance(value, bool) and value > 0


def is_date(value: Any) -> bool:
	try:
		return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
	except ValueError:
		return False


def period_faults(value: Any) -> Iterator[str]:
	if not isinstance(value, dict) or set(value) != {"from", "to"} or not all(map(is_date, value.values())):
		yield f"period must be {{from, to}} with ISO dates: {value!r}"
	elif value["from"] > value["to"]:
		yield f"period ends before it begins: {value!r}"


def rows_faults(rows: Any) -> Iterator[str]:
	if not isinstance(rows, list) or not rows:
		yield "rows must be a list with something in it"
		return
	for row in rows:
		extra = set(row) - {"item", "qty", "rate", "uom"}
		if extra or not isinstance(row.get("item"), str) or not is_number(row.get("qty")):
			yield f"a row is {{item, qty, rate?, uom?}}: {row!r}"
		if "rate" in row and not is_number(row["rate"]):
			yield f"rate must be a number: {row!r}"


def money_faults(value: Any) -> Iterator[str]:
	shaped = isinstance(value, dict) and not set(value) - {"amount", "currency"}
	if not shaped or not is_number(value.get("amount")):
		yield f"money is {{amount, currency?}}: {value!r}"
	elif not re.fullmatch(r"[A-Z]{3}", value.get("currency", "MXN")):
		yield f"currency must be its ISO code: {value!r}"


def value_faults(command: str, name: str, value: Any) -> Iterator[str]:
	"""The faults of one argument of one command."""
	if name == "period":
		yield from period_faults(value)
	elif name == "rows":
		yield from rows_faults(value)
	elif name == "amount":
		yield from money_faults(value)
	elif name in DATES:
		if not is_date(value):
			yield f"{name} must be an ISO date: {value!r}"
	elif name in NUMBERS:
		if not is_number(value):
			yield f"{name} must be a number: {value!r}"
	elif name == "compare":
		if value is not True:
			yield "compare is listed only when it is true"
	elif name == "format":
		if value not in FORMATS:
			yield f"format is one of {', '.join(FORMATS)}: {value!r}"
	elif (command, name) in CHOICES:
		if value not in CHOICES[command, name].split():
			yield f"{name} is one of {CHOICES[command, name]}: {value!r}"
	elif name in ("arguments", "filters"):
		if not isinstance(value, dict) or not value:
			yield f"{name} must be an object with something in it: {value!r}"
	elif not isinstance(value, str) or not value.strip():
		yield f"{name} must be text: {value!r}"


def inner_faults(arguments: dict) -> Iterator[str]:
	"""The faults of the command inside `schedule` and `alert`; its period stays in words."""
	inner = arguments.get("command")
	if inner not in COMMANDS:
		yield f"the inner command is unknown: {inner!r}"
		return
	for name, value in arguments.get("arguments", {}).items():
		if name not in COMMANDS[inner].split():
			yield f"{inner} has no argument {name}"
		elif name != "period" or not isinstance(value, str):
			yield from value_faults(inner, name, value)
	condition = arguments.get("condition")
	if condition is not None and not re.fullmatch(r"(<|>|<=|>=|=) \d+(\.\d+)?", condition):
		yield f"condition is a sign, a blank and a number: {condition!r}"


def phrase_faults(phrase: dict) -> Iterator[str]:
	"""Every fault of one phrase, as sentences."""
	if set(phrase) - {"role"} != KEYS:
		yield f"keys must be {sorted(KEYS)} and role at most: {sorted(phrase)}"
		return
	if phrase["lang"] not in LANGUAGES:
		yield f"unknown language {phrase['lang']!r}"
	if not is_date(phrase["today"]):
		yield f"today must be an ISO date: {phrase['today']!r}"
	if not isinstance(phrase["text"], str) or not phrase["text"].strip():
		yield "text is empty"
	if phrase.get("role", "staff") not in ("staff", "customer"):
		yield f"unknown role {phrase['role']!r}"
	command, arguments = phrase["command"], phrase["arguments"]
	if command is None:
		if arguments:
			yield "no command, so no arguments"
		return
	if command not in COMMANDS:
		yield f"unknown command {command!r}"
		return
	if phrase.get("role") == "customer":
		if command not in CUSTOMER_COMMANDS:
			yield f"{command} is not for customers"
		if "customer" in arguments:
			yield "a customer is not named in a customer's own phrase"
	for name, value in arguments.items():
		if name not in COMMANDS[command].split():
			yield f"{command} has no argument {name}"
		else:
			yield from value_faults(command, name, value)
	if command in ("schedule", "alert"):
		yield from inner_faults(arguments)


def read(path: Path) -> Iterator[tuple[int, dict | None, str]]:
	"""(line number, phrase or None, fault) of each line of a set."""
	for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
		try:
			phrase = json.loads(line)
		except ValueError as error:
			yield number, None, f"not JSON: {error}"
			continue
		yield (number, phrase, "") if isinstance(phrase, dict) else (number, None, "not a JSON object")


def report(path: Path, phrases: list[dict]) -> None:
	"""Prints the counts of one set."""
	nothing = sum(phrase["command"] is None for phrase in phrases)
	customers = sum(phrase.get("role") == "customer" for phrase in phrases)
	by_command = Counter(phrase["command"] or "(none)" for phrase in phrases)
	languages = Counter(phrase["lang"] for phrase in phrases)
	said = {(phrase["command"], name) for phrase in phrases for name in phrase["arguments"]}
	every = {(command, name) for command, names in COMMANDS.items() for name in names.split()}
	total = len(phrases) or 1
	print(f"{path.name}: {len(phrases)} phrases")
	print("  " + ", ".join(f"{lang} {languages[lang]} ({languages[lang] / total:.0%})" for lang in LANGUAGES))
	print(f"  no command {nothing} ({nothing / total:.1%}), customers {customers} ({customers / total:.1%})")
	print("  " + ", ".join(f"{command} {count}" for command, count in sorted(by_command.items())))
	print("  commands never meant: " + (", ".join(sorted(set(COMMANDS) - set(by_command))) or "none"))
	print("  arguments never said: " + (", ".join(f"{c}.{a}" for c, a in sorted(every - said)) or "none"))


def main(paths: list[Path]) -> int:
	faults: list[str] = []
	seen: dict[str, str] = {}
	for path in paths:
		phrases: list[dict] = []
		for number, phrase, fault in read(path):
			where = f"{path.name}:{number}"
			if phrase is None:
				faults.append(f"{where}: {fault}")
				continue
			sentences = list(phrase_faults(phrase))
			faults += [f"{where}: {sentence}" for sentence in sentences]
			keys = [f"id {phrase.get('id')}"]
			if phrase.get("command"):
				# The same small word (“hola”) may be in both sets; a whole question may not.
				keys.append(f"text {phrase.get('lang')} {str(phrase.get('text')).casefold().strip('¿?¡!. ')}")
			for key in keys:
				short = key.startswith("text") and len(key.split()) < 5
				if key in seen and not (short and seen[key].split(":")[0] != path.name):
					faults.append(f"{where}: {key} is already at {seen[key]}")
				seen.setdefault(key, where)
			if not sentences:
				phrases.append(phrase)
		report(path, phrases)
	for fault in faults:
		print(fault, file=sys.stderr)
	print(f"{len(faults)} faults" if faults else "no faults")
	return 1 if faults else 0


if __name__ == "__main__":
	given = [Path(argument) for argument in sys.argv[1:]]
	sys.exit(main(given or sorted(Path(__file__).parent.glob("*.jsonl"))))
