# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The house as the imports draw it: arrows run down, rooms keep to themselves, files have one subject.

docs/architecture.md tells why. Files are read as text; nothing of the app is imported.
"""

import ast
import unittest
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PACKAGE = "whatsapp_erp_bot"
APP = Path(__file__).parents[2]
# a floor imports only what lies under it; what is not named here (settings, permissions, exceptions, compat) serves all
FLOORS = {"api": 3, "jobs": 3, "bot": 2, "commands": 1, "llm": 1, "whatsapp": 1, "words": 0}
WITHOUT_FRAPPE = ("llm", "whatsapp", "words")
ENQUEUES = f"{PACKAGE}.bot.queue"


@cache
def modules() -> dict[str, Path]:
	"""Dotted name -> file, of the app without its tests."""
	found = {}
	for path in sorted(APP.rglob("*.py")):
		where = path.relative_to(APP)
		if where.parts[0] in ("tests", "doctype"):
			continue
		parts = where.with_suffix("").parts
		found[".".join((PACKAGE, *(parts[:-1] if parts[-1] == "__init__" else parts)))] = path
	return found


@cache
def tree(module: str) -> ast.Module:
	return ast.parse(modules()[module].read_text(encoding="utf-8"))


def imported(module: str) -> Iterator[tuple[str, int]]:
	"""What a module imports, by dotted name (a module where there is one of that name), and the line."""
	for node in ast.walk(tree(module)):
		if isinstance(node, ast.Import):
			yield from ((alias.name, node.lineno) for alias in node.names)
		elif isinstance(node, ast.ImportFrom):
			for alias in node.names:
				whole = f"{node.module}.{alias.name}"
				yield (whole if whole in modules() else node.module or "", node.lineno)


def ours(module: str) -> Iterator[tuple[str, int]]:
	return ((name, line) for name, line in imported(module) if name.split(".")[0] == PACKAGE)


def room(module: str) -> str | None:
	parts = module.split(".")
	return parts[1] if len(parts) > 1 else None


class TestHouse(unittest.TestCase):
	def test_arrows_between_floors_run_down(self) -> None:
		wrong = [
			f"{module}:{line} -> {name}"
			for module in modules()
			for name, line in ours(module)
			if room(module) in FLOORS
			and room(name) in FLOORS
			and room(name) != room(module)
			and FLOORS[room(name)] >= FLOORS[room(module)]
		]
		self.assertEqual(wrong, [])

	def test_no_circles(self) -> None:
		arrows = {module: {name for name, _line in ours(module)} - {module} for module in modules()}
		state: dict[str, str] = {}
		circles: list[str] = []

		def visit(module: str, way: tuple[str, ...]) -> None:
			if state.get(module) == "open":
				circles.append(" -> ".join((*way[way.index(module) :], module)))
			if module in state:
				return
			state[module] = "open"
			for name in sorted(arrows.get(module, ())):
				visit(name, (*way, module))
			state[module] = "done"

		for module in arrows:
			visit(module, ())
		self.assertEqual(circles, [])

	def test_rooms_without_frappe(self) -> None:
		wrong = [
			f"{module}:{line}"
			for module in modules()
			if room(module) in WITHOUT_FRAPPE
			for name, line in imported(module)
			if name.split(".")[0] in ("frappe", "erpnext")
		]
		self.assertEqual(wrong, [])

	def test_one_place_enqueues(self) -> None:
		wrong = [
			f"{module}:{node.lineno}"
			for module in modules()
			for node in ast.walk(tree(module))
			if isinstance(node, ast.Call)
			and ast.unparse(node.func) in ("frappe.enqueue", "enqueue", "frappe.enqueue_doc")
			and module != ENQUEUES
		]
		self.assertEqual(wrong, [])

	def test_nothing_imports_through_the_link(self) -> None:
		wrong = [
			f"{module}:{line}"
			for module in modules()
			for name, line in imported(module)
			if name.startswith(f"{PACKAGE}.doctype")
		]
		self.assertEqual(wrong, [])
