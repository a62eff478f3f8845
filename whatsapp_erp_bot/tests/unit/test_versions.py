# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What one version of Frappe takes and another does not, where a look at our own files tells."""

import json
import re
import unittest
from collections.abc import Iterator
from pathlib import Path

APP = Path(__file__).parents[2]
STANDING = APP / "whatsapp_erp_bot"
# what goes in Frappe 17 (frappe/model/qb_query.py, frappe/utils/background_jobs.py of 16)
GOING = re.compile(r"\b(limit_page_length|limit_start|page_length|job_name)\b")


def standing(*kinds: str) -> Iterator[tuple[str, dict]]:
	"""Documents of these kinds that the app ships."""
	for kind in kinds:
		for path in sorted((STANDING / kind).glob("*/*.json")):
			yield path.name, json.loads(path.read_text(encoding="utf-8"))


class TestStandingDocuments(unittest.TestCase):
	def test_filters_have_four_parts(self):
		"""16 takes the fifth, which its own older forms wrote, for something else and counts other rows."""
		found = 0
		for name, document in standing("number_card", "dashboard_chart"):
			for condition in json.loads(document["filters_json"]) or ():
				found += 1
				with self.subTest(name, condition=condition):
					self.assertEqual(len(condition), 4)
		self.assertGreater(found, 8)


class TestGoing(unittest.TestCase):
	def test_nothing_that_the_next_version_drops(self):
		found = [
			f"{path.relative_to(APP)}:{number}"
			for path in sorted([*APP.rglob("*.py"), *APP.rglob("*.js")])
			for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
			if GOING.search(line) and path.relative_to(APP).parts[0] not in ("tests", "compat.py")
		]
		self.assertEqual(found, [])


if __name__ == "__main__":
	unittest.main()
