# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""docs/security-owasp.md names files and tests that exist, and every risk of both lists."""

import ast
import re
import unittest
from collections.abc import Iterator
from pathlib import Path

APP = Path(__file__).parents[2]
TESTS = APP / "tests"
PAGE = APP.parent / "docs" / "security-owasp.md"
NAMED = re.compile(r"`([^`\s]+)`")
TEST = re.compile(r"(?P<module>test_\w+)(?:\.(?P<one>Test\w+)(?:\.(?P<method>test_\w+))?)?")


def rows() -> Iterator[list[str]]:
	"""Cells of the rows about a risk."""
	for line in PAGE.read_text(encoding="utf-8").splitlines():
		if line.startswith(("| **ASI", "| **LLM")):
			yield [cell.strip() for cell in line.strip("|").split("|")]


def methods_by_class(module: Path) -> dict[str, set[str]]:
	"""Class -> names of its methods."""
	return {
		node.name: {one.name for one in node.body if isinstance(one, ast.FunctionDef)}
		for node in ast.parse(module.read_text(encoding="utf-8")).body
		if isinstance(node, ast.ClassDef)
	}


class TestSecurityPage(unittest.TestCase):
	def test_every_risk_has_a_row_with_files_and_tests(self):
		found = [re.match(r"\*\*(\w+)\*\*", cells[0])[1] for cells in rows()]
		self.assertEqual(found, [f"{kind}{number:02}" for kind in ("ASI", "LLM") for number in range(1, 11)])
		# the same risks in the numbers of the next list, each once
		again = [re.search(r"· (LLM\d\d)", cells[0])[1] for cells in rows() if cells[0].startswith("**LLM")]
		self.assertEqual(sorted(again), [f"LLM{number:02}" for number in range(1, 11)])
		for cells in rows():
			self.assertTrue(NAMED.search(cells[2]) and NAMED.search(cells[3]), cells[0])

	def test_every_file_exists(self):
		for cells in rows():
			for name in NAMED.findall(cells[2]):
				with self.subTest(risk=cells[0], file=name):
					self.assertTrue((APP / name).is_file())

	def test_every_test_exists(self):
		for cells in rows():
			for name in NAMED.findall(cells[3]):
				with self.subTest(risk=cells[0], test=name):
					named = TEST.fullmatch(name)
					self.assertTrue(named)
					found = [*TESTS.glob(f"*/{named['module']}.py")]
					self.assertEqual(len(found), 1)
					if named["one"]:
						self.assertIn(named["one"], methods_by_class(found[0]))
					if named["method"]:
						self.assertIn(named["method"], methods_by_class(found[0])[named["one"]])


if __name__ == "__main__":
	unittest.main()
