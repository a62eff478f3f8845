# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The runner counts each collected test once, whatever becomes of it, and forgets no file."""

import contextlib
import io
import json
import sys
import tempfile
import textwrap
import unittest
from pathlib import Path

from whatsapp_erp_bot.tests import runner

EVERYTHING = """
	import unittest

	class TestPlain(unittest.TestCase):
		def test_passes(self):
			pass
		def test_fails(self):
			self.fail("no")
		def test_errors(self):
			raise ValueError
		@unittest.skip("not here")
		def test_skipped(self):
			pass
		@unittest.expectedFailure
		def test_expected(self):
			self.fail("known")
		def test_two_bad_subtests_are_one_failure(self):
			for n in range(3):
				with self.subTest(n):
					self.assertEqual(n, 0)

	class TestBrokenClass(unittest.TestCase):
		@classmethod
		def setUpClass(cls):
			raise RuntimeError("no database")
		def test_one(self):
			pass
		def test_two(self):
			pass

	class TestSkippedClass(unittest.TestCase):
		@classmethod
		def setUpClass(cls):
			raise unittest.SkipTest("no payloads")
		def test_one(self):
			pass
"""


class TestRunner(unittest.TestCase):
	def setUp(self) -> None:
		folder = tempfile.TemporaryDirectory()
		self.addCleanup(folder.cleanup)
		self.top = Path(folder.name)
		self.package = self.top / f"runner_example_{id(self)}"
		self.tests = self.package / "tests" / "integration"
		self.tests.mkdir(parents=True)
		for directory in (self.package, self.package / "tests", self.tests):
			(directory / "__init__.py").touch()
		path, modules = list(sys.path), set(sys.modules)
		self.addCleanup(lambda: [sys.modules.pop(name) for name in set(sys.modules) - modules])
		self.addCleanup(lambda: sys.path.__setitem__(slice(None), path))

	def write(self, name: str, text: str) -> None:
		(self.tests / name).write_text(textwrap.dedent(text))

	def run_quietly(self) -> runner.Outcomes:
		with contextlib.redirect_stdout(io.StringIO()):
			return runner.run_unittest(self.tests, self.top)

	def test_each_collected_test_is_counted_once(self) -> None:
		self.write("test_everything.py", EVERYTHING)
		counts = self.run_quietly().counts()
		# One failure more than tests: the broken setUpClass itself.
		self.assertEqual(counts, {"collected": 9, "passed": 2, "failed": 6, "skipped": 2, "not_run": 0})

	def test_a_file_that_cannot_be_imported_is_a_failure(self) -> None:
		self.write("test_broken.py", "import no_such_module_at_all\n")
		counts = self.run_quietly().counts()
		self.assertEqual((counts["collected"], counts["failed"]), (1, 1))

	def test_a_test_that_never_ran_is_seen(self) -> None:
		outcomes = runner.Outcomes()
		outcomes.collected = ["a.b", "a.c"]
		outcomes.note("a.b", "passed")
		self.assertEqual(outcomes.counts()["not_run"], 1)

	def total(self, *reports: dict | None) -> tuple[int, list[str]]:
		stems = []
		for number, report in enumerate(reports):
			stems.append(str(self.top / f"kind{number}"))
			Path(f"{stems[-1]}.json").unlink(missing_ok=True)
			if report is not None:
				Path(f"{stems[-1]}.json").write_text(json.dumps(report))
		output = io.StringIO()
		with contextlib.redirect_stdout(output):
			code = runner.total(stems)
		return code, output.getvalue().splitlines()

	def test_the_closing_line(self) -> None:
		good = {"collected": 5, "passed": 4, "failed": 0, "skipped": 1, "not_run": 0}
		plain = {"collected": 2, "passed": 2, "failed": 0, "skipped": 0, "not_run": 0}
		self.assertEqual(self.total(plain, plain), (0, ["4 passed, 0 failed"]))
		self.assertEqual(self.total(good, plain), (0, ["6 passed, 0 failed, 1 skipped"]))
		code, lines = self.total(good, {"collected": 3, "passed": 1, "failed": 0, "skipped": 0, "not_run": 2})
		self.assertEqual((code, lines[-1]), (1, "5 passed, 2 failed, 1 skipped"))
		code, lines = self.total(good, None)
		self.assertEqual((code, lines[-1]), (1, "4 passed, 1 failed, 1 skipped"))
		self.assertEqual(self.total()[0], 1)

	def test_a_file_in_a_corner_is_found(self) -> None:
		self.write("test_good.py", "")
		(self.package / "doctype").mkdir()
		(self.package / "doctype" / "test_lost.py").touch()
		self.assertEqual([path.name for path in runner.forgotten_files(self.package)], ["test_lost.py"])

	def test_a_file_in_a_corner_of_development_is_found(self) -> None:
		development = self.top / "development"
		(development / "tests").mkdir(parents=True)
		(development / "tests" / "test_good.py").touch()
		self.assertEqual(runner.forgotten_files(self.package, development), [])
		(development / "test_lost.py").touch()
		self.assertEqual(
			[path.name for path in runner.forgotten_files(self.package, development)], ["test_lost.py"]
		)

	def run_some(self, *names: str) -> list[str]:
		with contextlib.redirect_stdout(io.StringIO()):
			outcomes = runner.run_unittest(self.tests, self.top, list(names))
		return sorted(test.partition("integration.")[2] for test in outcomes.collected)

	def test_only_what_is_named_runs(self) -> None:
		self.write("test_everything.py", EVERYTHING)
		self.write("test_other.py", EVERYTHING)
		self.assertEqual(len(self.run_some("test_other")), 9)
		one = "test_everything.TestPlain.test_passes"
		self.assertEqual(self.run_some(one), [one])
		path = "package/tests/integration/test_everything.py::TestPlain::test_passes"
		self.assertEqual(self.run_some(path), [one])
		both = self.run_some("test_other.TestSkippedClass", one)
		self.assertEqual(both, [one, "test_other.TestSkippedClass.test_one"])

	def test_a_name_that_means_nothing_is_said(self) -> None:
		self.write("test_everything.py", EVERYTHING)
		with self.assertRaisesRegex(SystemExit, "There is no test_nothing.py in "):
			self.run_some("test_nothing")


if __name__ == "__main__":
	unittest.main()
