# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Which columns keep words exactly, held against the DocTypes: Frappe shows every other text as HTML somewhere."""

import ast
import json
import unittest
from pathlib import Path

APP = Path(__file__).parents[2]
# Frappe shows Code as text; the others hold names, paths and secrets that must equal what they name
EXACT_TYPES = {"Code", "Link", "Dynamic Link", "Password", "Attach"}
TEXT_TYPES = {"Data", "Small Text", "Text", "Long Text", "Autocomplete"}
# typed in Desk by whoever sets the bot up, and cleaned there by Frappe
EXACT_TEXTS = {"shared_account", "fixed_text"}
# nobody's words end up there
NEVER = {"Text Editor", "HTML Editor", "Markdown Editor", "Comment", "Barcode", "Read Only"}


def exact() -> set[str]:
	"""`EXACT` of bot/store, read without importing Frappe."""
	tree = ast.parse((APP / "bot" / "store.py").read_text(encoding="utf-8"))
	for node in tree.body:
		if isinstance(node, ast.Assign) and node.targets[0].id == "EXACT":
			return ast.literal_eval(node.value.args[0])
	raise AssertionError("bot/store.py has no EXACT")


def fields() -> list[tuple[str, str, str]]:
	"""(DocType, field, type) of all that is stored."""
	found = []
	for path in sorted((APP / "whatsapp_erp_bot" / "doctype").glob("*/*.json")):
		doctype = json.loads(path.read_text(encoding="utf-8"))
		found += [(doctype["name"], field["fieldname"], field["fieldtype"]) for field in doctype["fields"]]
	return found


class TestColumns(unittest.TestCase):
	def test_exact_are_those_that_are_never_shown_as_html(self):
		for doctype, field, kind in fields():
			with self.subTest(doctype=doctype, field=field):
				self.assertNotIn(kind, NEVER)
				if kind in EXACT_TYPES:
					self.assertIn(field, exact())
				elif kind in TEXT_TYPES and field not in EXACT_TEXTS:
					self.assertNotIn(field, exact())

	def test_none_is_forgotten(self):
		self.assertEqual(exact() - {field for _doctype, field, _kind in fields()}, set())

	def test_nothing_but_the_store_writes_past_it(self):
		"""A statement of its own that sets a text column would bring raw words in; those here set none of strangers."""
		known = {"store.py", "statements.py"}
		for path in sorted((APP / "bot").glob("*.py")):
			source = path.read_text(encoding="utf-8")
			if path.name not in known:
				with self.subTest(path.name):
					self.assertNotRegex(source, r"frappe\.qb\.into|\.db\.bulk_insert|insert into")


if __name__ == "__main__":
	unittest.main()
