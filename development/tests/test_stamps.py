# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The digests are those of sha1sum, so that a bench made by an older ./dev is recognised."""

import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from development import stamps
from development.tests.case import DEV

OLD = """
cd "$1" && find whatsapp_erp_bot -type f $2 -print0 | LC_ALL=C sort -z \\
	| xargs -0 sha1sum | sha1sum | cut -c1-16
"""
CODE = (
	"! -name *.pyc ! -path */tests/unit/* ! -path */tests/integration/* ! -path */tests/faults/* ! -path"
	" */tests/browser/*"
)
SCHEMA = (
	"( -name *.json -o -name patches.txt -o -name modules.txt -o -name hooks.py -o -path */patches/*.py -o"
	" -path */setup/*.py -o -path */commands/*.py ) ! -path */tests/*"
)


@unittest.skipUnless(shutil.which("sha1sum"), "needs sha1sum")
class TestDigests(unittest.TestCase):
	def old(self, root: Path, conditions: str) -> str:
		# the words of the conditions are patterns of find, not of the shell
		script = "set -f\n" + OLD.replace("$2", conditions.replace("(", "\\(").replace(")", "\\)"))
		return subprocess.run(
			("bash", "-c", script, "-", str(root)), capture_output=True, text=True
		).stdout.strip()

	def test_they_are_those_of_the_old_script(self) -> None:
		root = DEV.parent
		self.assertEqual(stamps.code_digest(root), self.old(root, CODE))
		self.assertEqual(stamps.schema_digest(root), self.old(root, SCHEMA))

	def test_what_counts_for_which(self) -> None:
		with tempfile.TemporaryDirectory() as folder:
			root = Path(folder)

			def all_digests() -> tuple[str, ...]:
				return tuple(
					digest(root)
					for digest in (
						stamps.code_digest,
						stamps.schema_digest,
						stamps.demo_digest,
						stamps.whole_digest,
					)
				)

			def changed_by(path: str) -> list[bool]:
				before = all_digests()
				file = root / "whatsapp_erp_bot" / path
				file.parent.mkdir(parents=True, exist_ok=True)
				file.write_text(path)
				return [one != two for one, two in zip(before, all_digests(), strict=True)]

			# code, schema, demo, whole
			self.assertEqual(changed_by("bot/drain.py"), [True, False, False, True])
			self.assertEqual(changed_by("commands/sales.py"), [True, True, False, True])
			self.assertEqual(changed_by("module/doctype/x/x.json"), [True, True, False, True])
			self.assertEqual(changed_by("setup/demo/make.py"), [True, True, True, True])
			self.assertEqual(changed_by("setup/demo.py"), [True, True, True, True])
			self.assertEqual(changed_by("tests/unit/test_x.py"), [False, False, False, True])
			self.assertEqual(changed_by("tests/loopback/graph.py"), [True, False, False, True])
			self.assertEqual(changed_by("bot/__pycache__/drain.pyc"), [False, False, False, False])
