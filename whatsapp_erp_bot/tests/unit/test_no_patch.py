# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Nothing of Frappe's or ERPNext's is changed by this app: what other apps of a site find is what they were written for."""

import ast
import unittest
from collections.abc import Iterator
from pathlib import Path

APP = Path(__file__).resolve().parents[2]
# what Frappe keeps for one request or job is there to be set
PER_REQUEST = ("frappe.local", "frappe.flags", "frappe.session", "frappe.form_dict", "frappe.response")


def patches(source: str) -> Iterator[str]:
	"""Each assignment in the source to something that was imported from Frappe or ERPNext."""
	tree = ast.parse(source)
	theirs = set(_imported(tree))
	for node in ast.walk(tree):
		for target in _set_by(node):
			name = ast.unparse(target)
			if name.split(".")[0] in theirs and not name.startswith(PER_REQUEST):
				yield name


def _imported(tree: ast.Module) -> Iterator[str]:
	for node in ast.walk(tree):
		if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in ("frappe", "erpnext"):
			yield from (entry.asname or entry.name for entry in node.names)
		elif isinstance(node, ast.Import):
			for entry in node.names:
				if entry.name.split(".")[0] in ("frappe", "erpnext"):
					yield entry.asname or entry.name.split(".")[0]


def _set_by(node: ast.AST) -> list[ast.expr]:
	"""The attributes that a statement or a call of `setattr` sets."""
	if isinstance(node, ast.Assign):
		found = [part for target in node.targets for part in ast.walk(target)]
	elif isinstance(node, ast.AugAssign | ast.AnnAssign):
		found = [node.target]
	elif isinstance(node, ast.Delete):
		found = node.targets
	elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("setattr", "delattr"):
		return [ast.Attribute(node.args[0], "x", ast.Store())]
	else:
		return []
	return [part for part in found if isinstance(part, ast.Attribute) and not isinstance(part.ctx, ast.Load)]


class TestNoPatch(unittest.TestCase):
	def test_the_app_changes_nothing_of_frappe(self):
		found = {
			str(path.relative_to(APP)): names
			for path in sorted(APP.rglob("*.py"))
			if "tests" not in path.relative_to(APP).parts
			and (names := list(patches(path.read_text(encoding="utf-8"))))
		}
		self.assertEqual(found, {})

	def test_it_would_be_seen(self):
		for source in (
			"from frappe.model.base_document import BaseDocument\nBaseDocument.as_dict = 1",
			"import frappe\nfrappe.log_error = None",
			"import frappe.utils.error as errors\nsetattr(errors, 'log_error', None)",
			"from erpnext.stock import utils as theirs\ntheirs.x, y = 1, 2",
		):
			self.assertTrue(list(patches(source)), source)


if __name__ == "__main__":
	unittest.main()
