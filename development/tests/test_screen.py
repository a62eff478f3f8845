# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""A step is one line, stops at its first error, and says one sentence with its mend."""

import contextlib
import subprocess
from pathlib import Path

from development import ground
from development.failures import Failure, sentence_in
from development.tests.case import DevTestCase


class TestSteps(DevTestCase):
	def shell(self, script: str):
		workplace = self.workplace()
		return workplace, lambda: workplace.hands.run(("bash", "-ec", script), env=self.environment)

	def test_a_step_stops_at_its_first_error_and_names_the_log(self) -> None:
		workplace, one = self.shell("echo one; false; echo two")

		def work() -> None:
			one()
			self.fail("it went on")

		failure = self.assert_fails(lambda: workplace.screen.step("Working", work), 1, "Working", "(one)")
		workplace.screen.fail(failure)
		log = self.folder / "state/whatsapp-erp-bot/up.log"
		self.assertIn(f"Full log: {log}", self.complained.getvalue())
		self.assertNotIn("two", log.read_text())

	def test_a_step_is_one_line_with_its_seconds(self) -> None:
		workplace, work = self.shell("echo noise")
		workplace.screen.step("Working", work)
		self.assertRegex(self.said.getvalue(), r"^  Working +0 s\n$")
		self.assertEqual(len(self.said.getvalue().rstrip("\n")), 2 + 60)

	def test_a_long_title_keeps_its_seconds_apart(self) -> None:
		workplace, work = self.shell("true")
		title = "Getting something with a name that is longer than the column is wide"
		workplace.screen.step(title, work)
		self.assertEqual(self.said.getvalue(), f"  {title} 0 s\n")

	def test_background_work_fails_in_its_own_step(self) -> None:
		workplace, work = self.shell("echo begun; false; echo on")
		workplace.screen.behind("Waiting", work)
		self.assert_fails(lambda: workplace.screen.finish("Waiting"), 1, "Waiting", "(begun)")
		workplace, work = self.shell("echo done")
		workplace.screen.behind("Waiting", work)
		workplace.screen.finish("Waiting")
		self.assertIn("done", workplace.screen.log.read_text())
		# nothing waits any more
		workplace.screen.finish("Waiting")
		self.assertEqual(self.said.getvalue().count("Waiting"), 1)

	def test_two_works_beside_a_step_keep_their_outputs_apart(self) -> None:
		workplace, first = self.shell("echo a; sleep 0.1; echo b; false")
		_, second = self.shell("echo c; sleep 0.05; echo d; false")
		workplace.screen.behind("First", first)
		workplace.screen.behind("Second", second)
		self.assert_fails(lambda: workplace.screen.finish("Second"), 1, "Second", "(d)")
		self.assert_fails(lambda: workplace.screen.finish("First"), 1, "First", "(b)")

	def test_a_failure_in_a_step_is_its_sentence(self) -> None:
		workplace = self.workplace()

		def work() -> None:
			raise Failure("The moon is full: wait.", 3)

		self.assert_fails(lambda: workplace.screen.step("Working", work), 3, "The moon is full: wait.")

	def test_a_mistake_of_ours_is_in_the_log(self) -> None:
		workplace = self.workplace()
		self.assert_fails(lambda: workplace.screen.step("Working", lambda: {}["x"]), 1, "(KeyError: 'x')")
		self.assertIn("Traceback", workplace.screen.log.read_text())

	def test_a_server_started_in_a_step_does_not_keep_the_lock(self) -> None:
		workplace, work = self.shell("setsid sleep 20 >/dev/null 2>&1 & echo $!")
		with ground.locked(workplace):
			workplace.screen.step("Working", work)
		sleeper = workplace.screen.log.read_text().split()[-1]
		self.addCleanup(subprocess.run, ["kill", sleeper])
		lock = next((self.folder / "state/whatsapp-erp-bot").glob("*.lock"))
		self.assertEqual(self.run_in("flock", "-n", str(lock), "true").returncode, 0)

	def test_somebody_else_works_on_the_bench(self) -> None:
		workplace = self.workplace()
		with ground.locked(workplace):
			lock = next((self.folder / "state/whatsapp-erp-bot").glob("*.lock"))
			self.assertEqual(self.run_in("flock", "-n", str(lock), "true").returncode, 1)
			other = self.workplace()
			with contextlib.ExitStack() as stack:
				stack.enter_context(_patience(0))
				self.assert_fails(lambda: stack.enter_context(ground.locked(other)), 3, "for an hour")
			self.assertIn("waiting for it to end", self.said.getvalue())

	def test_the_log_before_is_kept(self) -> None:
		self.workplace().screen.log.write_text("the first")
		self.workplace()
		before = self.folder / "state/whatsapp-erp-bot/up.log.1"
		self.assertEqual(before.read_text(), "the first")

	def test_a_log_that_cannot_be_written(self) -> None:
		directory = self.folder / "state/whatsapp-erp-bot"
		(directory / "up.log").mkdir(parents=True)
		(directory / "up.log.1").mkdir()
		(directory / "up.log.1/x").touch()
		self.assert_fails(self.workplace, 1, "cannot be written")

	def test_known_causes_get_their_mend(self) -> None:
		causes = {
			"write error: No space left on device": "3 The disk is full",
			"fatal: unable to access 'https://github.com/frappe/frappe/': Could not resolve host": "3"
			" GitHub is out of reach",
			"error Error: getaddrinfo ENOTFOUND codeload.github.com": "3 GitHub is out of reach",
			"fatal: couldn't find remote ref version-99": "1 The branch, tag or commit",
			"E: Unable to locate package wkhtmltopdf": "3 apt could not download",
			"ERROR: No matching distribution found for rq==1.15.1": "3 Python packages could not be"
			" downloaded",
			"info There appears to be trouble with your network connection. Retrying...": "3 JavaScript"
			" packages",
			"ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.": "1 A package is"
			" not the one",
			"npm error code EINTEGRITY": "1 A package is not the one",
			"SAY 1 The web process ended.\nmore": "1 The web process ended.",
			"TypeError: something else": "",
		}
		for text, sentence in causes.items():
			with self.subTest(text):
				found = sentence_in(f"{text}\n")
				said = f"{found.code} {found.sentence}" if found else ""
				self.assertTrue(said.startswith(sentence), said)
				self.assertEqual(bool(said), bool(sentence))

	def test_a_cause_of_the_step_before_is_none_of_this(self) -> None:
		workplace, work = self.shell("echo TypeError: something else; false")
		Path(workplace.screen.log).write_text("No space left on device, but in the step before\n")
		self.assert_fails(lambda: workplace.screen.step("Working", work), 1, "(TypeError: something else)")


@contextlib.contextmanager
def _patience(seconds: float):
	before, ground.LONGEST_WAIT = ground.LONGEST_WAIT, seconds
	try:
		yield
	finally:
		ground.LONGEST_WAIT = before
