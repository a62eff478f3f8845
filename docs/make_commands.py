#!/usr/bin/env python3
# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Writes docs/commands.md from the declarations of the commands.

Contract: `python3 docs/make_commands.py` writes the page; with `--check` it writes nothing and ends with 1 if the page
is not what it would write. Plain Python: declarations import without Frappe. Which of them are built is read from the
sources, because the functions behind them do need Frappe: decorators `@runs("name")` in commands/, and the keys of
`HANDLERS` in bot/myself.py.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
APP = REPOSITORY / "whatsapp_erp_bot"
PAGE = REPOSITORY / "docs" / "commands.md"
sys.path.insert(0, str(REPOSITORY))

from whatsapp_erp_bot.commands.catalogue import DECLARATIONS
from whatsapp_erp_bot.commands.declaration import CUSTOMER, LANGUAGES, Declaration, Parameter

GROUPS = {
	"sales": "Sales",
	"receivables": "Receivables",
	"purchases": "Purchases",
	"stock": "Stock",
	"accounting": "Accounting",
	"relations": "Leads, tasks and issues",
	"documents": "Documents",
	"create": "Creating",
	"approve": "Submitting, cancelling, approving",
	"myself": "Myself",
	"jobs": "My reports in the background",
	"subscriptions": "Notifications",
}

HEAD = """# What the bot can do

<!-- Written by docs/make_commands.py from the declarations in whatsapp_erp_bot/commands/catalogue: do not edit. -->

Say it in your own words; the sentences below are only examples. {built} of {total} commands work today. The other
{planned} are [understood but not built yet](#understood-not-built-yet): whoever asks for one is told so.

- **Arguments**: a `?` marks what may be left out; in brackets are the choices, or what is taken when nothing is said.
  What is needed and was not said is asked.
- ✍️ changes something: it shows what will change and waits for a tap on the button.
- ⏳ runs in the background and arrives when it is ready (“status” and “cancel” work meanwhile).
- 👤 customers may ask it too, about themselves only (prices and stock only where *WhatsApp Bot Settings* allows it).
- Every command also needs the person's own ERPNext permission. In Desk, *WhatsApp Bot Command* switches a command
  off, limits it to roles, or limits how often a day one person may use it.
"""


def main() -> int:
	"""Write or check the page. Returns the exit code."""
	page = build_page()
	if "--check" in sys.argv[1:]:
		if PAGE.exists() and PAGE.read_text(encoding="utf-8") == page:
			return 0
		print("docs/commands.md is out of date: run python3 docs/make_commands.py", file=sys.stderr)
		return 1
	PAGE.write_text(page, encoding="utf-8")
	return 0


def build_page() -> str:
	"""The whole page as Markdown."""
	built = built_commands()
	works = [declaration for declaration in DECLARATIONS if declaration.name in built]
	planned = [declaration for declaration in DECLARATIONS if declaration.name not in built]
	lines = [HEAD.format(built=len(works), total=len(DECLARATIONS), planned=len(planned))]
	for group, title in GROUPS.items():
		of_group = [declaration for declaration in works if declaration.group == group]
		if of_group:
			lines += [f"## {title}", "", *table(of_group), ""]
	if planned:
		lines += ["## Understood, not built yet", "", *table(planned), ""]
	return "\n".join(lines).rstrip() + "\n"


def table(declarations: list[Declaration]) -> list[str]:
	"""Lines of a table, one row a command."""
	head = ["| command | es | pt | en | arguments |", "|---|---|---|---|---|"]
	return head + [row(declaration) for declaration in declarations]


def row(declaration: Declaration) -> str:
	"""One command: its name with marks, an example in each language, its arguments."""
	marks = [
		mark
		for mark, holds in (
			("✍️", declaration.writes),
			("⏳", declaration.long),
			("👤", CUSTOMER in declaration.audience),
		)
		if holds
	]
	examples = [cell(declaration.examples[language][0]) for language in LANGUAGES]
	arguments = ", ".join(argument(each) for each in declaration.parameters) or "–"
	name = " ".join([f"`{declaration.name}`", *marks])
	return f"| {name} | {' | '.join(examples)} | {arguments} |"


def argument(parameter: Parameter) -> str:
	"""`name`, or `name?`, with its choices or what is taken without it."""
	name = f"`{parameter.name}`" if parameter.required else f"`{parameter.name}?`"
	said = list(parameter.choices) or ([str(parameter.default)] if parameter.default else [])
	return f"{name} ({', '.join(said)})" if said else name


def cell(text: str) -> str:
	"""Text that breaks no table."""
	return text.replace("|", "\\|")


def built_commands() -> set[str]:
	"""Names of the commands that have something behind them."""
	names = set(handlers())
	for source in sorted((APP / "commands").glob("*.py")):
		names.update(bound_in(source))
	return names


def bound_in(source: Path) -> Iterator[str]:
	"""Names in the `@runs("name")` decorators of a file."""
	for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
		for decorator in getattr(node, "decorator_list", ()):
			if isinstance(decorator, ast.Call) and getattr(decorator.func, "id", "") == "runs":
				yield ast.literal_eval(decorator.args[0])


def handlers() -> Iterator[str]:
	"""Keys of HANDLERS in bot/myself.py."""
	for node in ast.parse((APP / "bot" / "myself.py").read_text(encoding="utf-8")).body:
		target = getattr(node, "target", None) or next(iter(getattr(node, "targets", ())), None)
		if getattr(target, "id", "") == "HANDLERS" and isinstance(node.value, ast.Dict):
			yield from (ast.literal_eval(key) for key in node.value.keys)


if __name__ == "__main__":
	sys.exit(main())
