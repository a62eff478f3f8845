# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Runs one kind of tests and counts exactly: what was collected against what ran.

Contract: `runner.py unit|integration|faults|browser [--site SITE] [--report FILE] [NAME…]` runs the tests of that
folder (or only those named: test_module[.Class[.test]]) and writes {"collected", "passed", "failed", "skipped",
"not_run"} as JSON. Unit tests run under pytest and must not be able to import frappe; those of `development/` are
among them. The others run under unittest on a site, from the directory of the sites; the fault suite only copies
that site into a world of its own. `runner.py total STEM…` adds up STEM.json files, prints one closing line, and
exits 1 if a test failed, did not run, or a file is missing. A test file that no kind would run counts as a failure,
so that nothing is forgotten in a corner.
"""

import argparse
import importlib.util
import json
import os
import re
import sys
import unittest
from collections.abc import Iterator
from pathlib import Path

KINDS = ("unit", "integration", "faults", "browser")
TESTS = Path(__file__).resolve().parent
PACKAGE = TESTS.parent
# What ./dev does has its tests beside itself, in a checkout; an installed app has neither.
DEVELOPMENT = PACKAGE.parent / "development"
# unittest reports a class whose setUpClass failed or skipped as one entry with this description.
CLASS_ENTRY = re.compile(r"^(?:setUpClass|tearDownClass|setUpModule|tearDownModule) \((?P<where>.+)\)$")


class Outcomes:
	"""What became of each collected test; a test keeps its worst outcome."""

	ORDER = ("passed", "skipped", "failed")

	def __init__(self) -> None:
		self.collected: list[str] = []
		self.of: dict[str, str] = {}

	def note(self, test: str, outcome: str) -> None:
		before = self.of.get(test, "passed")
		self.of[test] = max(before, outcome, key=self.ORDER.index)

	def note_class(self, where: str, outcome: str) -> None:
		"""An error or skip before the tests of a class or module: it is the outcome of each that has none."""
		for test in self.collected:
			if test.startswith(f"{where}.") and (outcome == "failed" or test not in self.of):
				self.note(test, outcome)

	def counts(self) -> dict[str, int]:
		"""One number for each outcome; they add up to `collected` (errors outside any test come on top as failed)."""
		known = set(self.collected)
		outside = [test for test, outcome in self.of.items() if test not in known and outcome == "failed"]
		values = [self.of.get(test, "not_run") for test in self.collected]
		return {
			"collected": len(values),
			"passed": values.count("passed"),
			"failed": values.count("failed") + len(outside),
			"skipped": values.count("skipped"),
			"not_run": values.count("not_run"),
		}


class CountingResult(unittest.TextTestResult):
	"""unittest's own result, which also notes each outcome under the test's id."""

	outcomes: Outcomes

	def _note(self, test: unittest.TestCase, outcome: str) -> None:
		if outcome == "failed":
			# a long run tells at once what the end of it explains
			self.stream.writeln(f" {test.id()}")
		entry = CLASS_ENTRY.match(test.id())
		if entry:
			self.outcomes.note_class(entry["where"], outcome)
			if outcome == "failed":
				self.outcomes.note(test.id(), outcome)
		else:
			self.outcomes.note(test.id(), outcome)

	def addSuccess(self, test: unittest.TestCase) -> None:
		super().addSuccess(test)
		self._note(test, "passed")

	def addError(self, test: unittest.TestCase, err: tuple) -> None:
		super().addError(test, err)
		self._note(test, "failed")

	def addFailure(self, test: unittest.TestCase, err: tuple) -> None:
		super().addFailure(test, err)
		self._note(test, "failed")

	def addSkip(self, test: unittest.TestCase, reason: str) -> None:
		super().addSkip(test, reason)
		self._note(getattr(test, "test_case", test), "skipped")

	def addExpectedFailure(self, test: unittest.TestCase, err: tuple) -> None:
		super().addExpectedFailure(test, err)
		self._note(test, "passed")

	def addUnexpectedSuccess(self, test: unittest.TestCase) -> None:
		super().addUnexpectedSuccess(test)
		self._note(test, "failed")

	def addSubTest(self, test: unittest.TestCase, subtest: unittest.TestCase, err: tuple | None) -> None:
		super().addSubTest(test, subtest, err)
		if err is not None:
			self._note(test, "failed")


class PytestCounter:
	"""A pytest plugin that fills Outcomes."""

	def __init__(self) -> None:
		self.outcomes = Outcomes()

	def pytest_collection_finish(self, session) -> None:
		self.outcomes.collected = [item.nodeid for item in session.items]

	def pytest_collectreport(self, report) -> None:
		if report.failed:
			self.outcomes.note(report.nodeid or "collection", "failed")

	def pytest_runtest_logreport(self, report) -> None:
		if report.failed:
			self.outcomes.note(report.nodeid, "failed")
		elif report.skipped:
			self.outcomes.note(report.nodeid, "passed" if hasattr(report, "wasxfail") else "skipped")
		elif report.when == "call":
			self.outcomes.note(report.nodeid, "passed")


def cases(suite: unittest.TestSuite) -> Iterator[unittest.TestCase]:
	for entry in suite:
		if isinstance(entry, unittest.TestSuite):
			yield from cases(entry)
		else:
			yield entry


def forgotten_files(package: Path = PACKAGE, development: Path = DEVELOPMENT) -> list[Path]:
	"""Test files that stand where none of the kinds looks."""
	folders = (*(package / "tests" / kind for kind in KINDS), development / "tests")
	files = (
		path
		for top in (package, development)
		for path in top.rglob("test_*.py")
		if not any(part.is_symlink() for part in path.parents)
	)
	return sorted(path for path in files if path.parent not in folders)


def find_test(name: str, folders: list[Path]) -> tuple[Path, list[str]]:
	"""The file that a name means, and the class and test in it. Exits with a sentence when there is none."""
	# a path and pytest's way to write it are understood too
	module, *inside = name.rpartition("/")[2].replace(".py", "").replace("::", ".").split(".")
	for folder in folders:
		if (folder / f"{module}.py").is_file():
			return folder / f"{module}.py", inside
	sys.exit(f"There is no {module}.py in {' or '.join(map(str, folders))}: name test_module[.Class[.test]].")


def run_unittest(folder: Path, top: Path, names: list[str] | None = None) -> Outcomes:
	"""All tests of a folder, or those named; a file that cannot be imported is a failed test."""
	loader = unittest.TestLoader()
	if names:
		if str(top) not in sys.path:
			sys.path.insert(0, str(top))
		found = (find_test(name, [folder]) for name in names)
		paths = (".".join([*file.relative_to(top).with_suffix("").parts, *inside]) for file, inside in found)
		suite = loader.loadTestsFromNames(list(paths))
	else:
		suite = loader.discover(str(folder), pattern="test_*.py", top_level_dir=str(top))
	outcomes = Outcomes()
	outcomes.collected = [case.id() for case in cases(suite)]

	class Result(CountingResult):
		pass

	Result.outcomes = outcomes
	unittest.TextTestRunner(stream=sys.stdout, verbosity=1, resultclass=Result, buffer=False).run(suite)
	return outcomes


def run_unit(folders: list[Path], top: Path, names: list[str]) -> Outcomes:
	"""The unit tests of the folders, or those named, where no Frappe can be imported."""
	if importlib.util.find_spec("frappe"):
		sys.exit(
			"The unit tests prove that they need no Frappe, but this Python can import it: use another one."
		)
	import pytest

	found = (find_test(name, folders) for name in names)
	chosen = ["::".join([str(file), *inside]) for file, inside in found] or [
		str(folder) for folder in folders
	]
	counter = PytestCounter()
	pytest.main(["-q", "-p", "no:cacheprovider", "--rootdir", str(top), *chosen], plugins=[counter])
	return counter.outcomes


def run_on_site(folder: Path, top: Path, site: str, names: list[str]) -> Outcomes:
	"""The tests of a folder, or those named, with Frappe connected to the site."""
	import frappe

	# Libraries for browser tests stand behind those of the bench, which they must not replace.
	extra = os.environ.get("BOT_EXTRA_PACKAGES")
	if extra:
		sys.path.append(extra)
	frappe.init(site=site)
	if not frappe.conf.allow_tests:
		sys.exit(
			f"{site} does not allow tests: they change data, so set allow_tests on a site made for them."
		)
	frappe.connect()
	# 15 looks at the first, 16 at the second
	frappe.flags.in_test = frappe.in_test = True
	try:
		return run_unittest(folder, top, names)
	finally:
		frappe.db.rollback()
		frappe.destroy()


def total(stems: list[str]) -> int:
	"""Prints the closing line; returns the exit code."""
	counts = {"collected": 0, "passed": 0, "failed": 0, "skipped": 0, "not_run": 0}
	for stem in stems:
		try:
			report = json.loads(Path(f"{stem}.json").read_text())
		except (OSError, ValueError):
			print(f"The {Path(stem).name} tests ended without a report; this counts as one failure.")
			report = {"failed": 1}
		for key in counts:
			counts[key] += report.get(key, 0)
	for path in forgotten_files():
		print(
			f"{path} is a test file that nothing runs: move it to one of {', '.join(f'tests/{kind}' for kind in KINDS)}."
		)
		counts["failed"] += 1
	if counts["not_run"]:
		print(
			f"{counts['not_run']} of {counts['collected']} collected tests did not run; they count as failed."
		)
		counts["failed"] += counts["not_run"]
	line = f"{counts['passed']} passed, {counts['failed']} failed"
	print(f"{line}, {counts['skipped']} skipped" if counts["skipped"] else line)
	return 1 if counts["failed"] or not counts["passed"] else 0


def main() -> int:
	parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
	parser.add_argument("kind", choices=[*KINDS, "total"])
	parser.add_argument("names", nargs="*", help="tests, or STEMs of reports for total")
	parser.add_argument("--site")
	parser.add_argument("--report", type=Path)
	arguments = parser.parse_intermixed_args()
	if arguments.kind == "total":
		return total(arguments.names)

	top = PACKAGE.parent
	folder = TESTS / arguments.kind
	sys.path[0] = str(top)
	if arguments.kind == "unit":
		folders = [folder, *([DEVELOPMENT / "tests"] if (DEVELOPMENT / "tests").is_dir() else [])]
		outcomes = run_unit(folders, top, arguments.names)
	elif arguments.kind == "faults":
		os.environ.update(BOT_SITE=arguments.site, BOT_SITES=os.getcwd())
		outcomes = run_unittest(folder, top, arguments.names)
	else:
		outcomes = run_on_site(folder, top, arguments.site, arguments.names)
	counts = outcomes.counts()
	if arguments.report:
		arguments.report.write_text(json.dumps(counts))
	return 1 if counts["failed"] or counts["not_run"] else 0


if __name__ == "__main__":
	sys.exit(main())
