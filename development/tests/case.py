# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What the tests of `development` share: a caller with a home of its own, a bench in it, and the script
itself.

Contract: nothing outside of the folder of a test is touched; nothing is installed, no server is started.
"""

import contextlib
import io
import os
import subprocess
import sys
import tempfile
import unittest
from collections.abc import Callable
from pathlib import Path
from unittest import mock

from development.caller import Caller, find_out_who
from development.failures import Failure
from development.log import open_log
from development.screen import Screen
from development.settings import Settings, find_out_what
from development.workplace import Workplace

DEV = Path(__file__).resolve().parents[2] / "dev"


class Words(io.StringIO):
	"""Standard output that a test reads; programs that are shown write into it too."""

	@property
	def buffer(self) -> "Words":
		return self

	def write(self, text: str | bytes) -> int:
		return super().write(text.decode() if isinstance(text, bytes) else text)


class DevTestCase(unittest.TestCase):
	"""A caller with an empty home."""

	def setUp(self) -> None:
		folder = tempfile.TemporaryDirectory()
		self.addCleanup(folder.cleanup)
		self.folder = Path(folder.name)
		self.bench = self.folder / "bench"
		self.environment = {
			"PATH": os.environ["PATH"],
			"HOME": str(self.folder),
			"XDG_STATE_HOME": str(self.folder / "state"),
			"XDG_CACHE_HOME": str(self.folder / "cache"),
			"BENCH_DIR": str(self.bench),
		}

	def run_in(self, *command: str, **variables: str) -> subprocess.CompletedProcess:
		environment = {**self.environment, **variables}
		return subprocess.run(
			command, env=environment, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL
		)

	def dev(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess:
		"""The script, as a person calls it."""
		return self.run_in("bash", str(DEV), *arguments, **variables)

	def python(self, program: str, **variables: str) -> subprocess.CompletedProcess:
		"""A piece of Python in a process of its own, with `development` within reach."""
		source = f"import sys; sys.path.insert(0, {str(DEV.parent)!r})\n{program}"
		return self.run_in(sys.executable, "-B", "-c", source, **variables)

	def caller(self, **variables: str) -> Caller:
		"""Who calls in the environment of this test."""
		return find_out_who({**self.environment, **variables})

	def settings(self, **variables: str) -> Settings:
		"""The bench that this caller means; without BENCH_DIR where that is given as empty."""
		return find_out_what(self.caller(**variables))

	def workplace(self, **variables: str) -> Workplace:
		"""A workplace whose words go into `self.said` and `self.complained`, with a log begun."""
		caller = self.caller(**variables)
		screen = Screen(out=Words(), error=Words())
		screen.log = open_log(caller.environment, "up")
		workplace = Workplace(caller, find_out_what(caller), screen)
		self.addCleanup(workplace.hands.end_all)
		self.said, self.complained = screen.out, screen.error
		return workplace

	def mark(self, **settings: object) -> Path:
		"""Make the bench ours; returns its state directory."""
		state = self.bench / ".whatsapp-erp-bot"
		(state / "run").mkdir(parents=True)
		(state / "stamps").mkdir()
		(state / "settings").write_text("".join(f"{key}={value}\n" for key, value in settings.items()))
		return state

	def program(self, name: str, text: str) -> Path:
		"""A program that stands before all others in the path of the caller."""
		folder = self.folder / "bin"
		folder.mkdir(exist_ok=True)
		path = folder / name
		path.write_text(f"#!/bin/sh\n{text}\n")
		path.chmod(0o755)
		if not self.environment["PATH"].startswith(f"{folder}:"):
			self.environment["PATH"] = f"{folder}:{self.environment['PATH']}"
		return path

	def assert_refused(self, result: subprocess.CompletedProcess, code: int, *words: str) -> None:
		"""The script ended with that code and one sentence that has the words."""
		self.assertEqual(result.returncode, code, result.stdout + result.stderr)
		sentences = [line for line in result.stderr.splitlines() if line.startswith("✗ ")]
		self.assertEqual(len(sentences), 1, result.stderr)
		for word in words:
			self.assertIn(word, sentences[0])

	def assert_fails(self, work: Callable[[], object], code: int, *words: str) -> Failure:
		"""A function fails with that code and a sentence that has the words."""
		with self.assertRaises(Failure) as raised:
			work()
		self.assertEqual(raised.exception.code, code, raised.exception.sentence)
		for word in words:
			self.assertIn(word, raised.exception.sentence)
		return raised.exception

	@contextlib.contextmanager
	def as_bench_user(self):
		"""Programs of the bench run as ourselves, also when root runs the tests."""
		with mock.patch("development.hands.Hands._as_bench_user", _as_ourselves):
			yield


def _as_ourselves(hands, directory) -> dict:
	return {"env": {**hands.bench_environment(), **hands.variables}, "cwd": str(directory)}
