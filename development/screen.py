# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What a person sees: one line for each step with its seconds, notes, and one sentence at a failure.

Contract: `step` runs a function with its output in the log; whatever it raises becomes one Failure. `behind`
begins a function in a thread of its own and `finish` waits for it in a step, so that its seconds and the
reason of a failure show. Nothing else of the package prints.
"""

import contextlib
import contextvars
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from development import log
from development.failures import MARK, Failure, explain, read_from

COLUMN = 60


class Behind:
	"""A function that runs beside the steps, its output in a file of its own."""

	def __init__(self, work: Callable[[], object]) -> None:
		self.output = tempfile.TemporaryFile()
		self.error: BaseException | None = None
		self._work = work
		context = contextvars.copy_context()
		self._thread = threading.Thread(target=context.run, args=(self._run,), daemon=True)
		self._thread.start()

	def _run(self) -> None:
		with log.into(self.output):
			try:
				self._work()
			except BaseException as error:
				self.error = error

	def wait(self) -> None:
		"""Wait for its end, hand its output on to the step at hand, raise what it raised."""
		while self._thread.is_alive():
			# in pieces, so that Ctrl-C is heard
			self._thread.join(0.2)
		self.output.seek(0)
		target = log.output()
		if target:
			target.write(self.output.read())
			target.flush()
		self.output.close()
		if self.error:
			raise self.error


class Screen:
	"""The screen of one command and its log."""

	def __init__(self, out: TextIO | None = None, error: TextIO | None = None) -> None:
		self.out = out or sys.stdout
		self.error = error or sys.stderr
		self.log: Path | None = None
		self._behind: dict[str, Behind] = {}

	def say(self, text: str = "") -> None:
		"""A line."""
		print(text, file=self.out, flush=True)

	def note(self, text: str) -> None:
		"""A line that stands among the steps."""
		self.say(f"  {text}")

	def fail(self, failure: Failure) -> None:
		"""The one sentence, and where the log is."""
		self.out.flush()
		print(f"\n✗ {failure.sentence}", file=self.error)
		if self.log and self.log.exists() and self.log.stat().st_size:
			print(f"  Full log: {self.log}", file=self.error)
		self.error.flush()

	def step(self, title: str, work: Callable[..., Any], *arguments: Any) -> Any:
		"""Run the function with its output in the log, one line with its seconds; returns what it returns.

		Raises Failure for everything that goes wrong in it.
		"""
		began = time.monotonic()
		print(f"  {title}", end="", file=self.out, flush=True)
		assert self.log, "a step needs a log"
		with self.log.open("ab") as file, self._ticking(title, began):
			file.write(f"\n=== {time.strftime('%H:%M:%S', time.gmtime())}  {title}\n".encode())
			file.flush()
			before = file.tell()
			try:
				with log.into(file):
					result = work(*arguments)
				failed = False
			except Exception as error:
				_write_reason(file, error)
				failed = True
		self._end_line(title, began)
		if failed:
			raise explain(title, read_from(self.log, before))
		return result

	def _end_line(self, title: str, began: float) -> None:
		seconds = f"{int(time.monotonic() - began)} s"
		if self.out.isatty():
			print(f"\r  {title}", end="", file=self.out)
		self.say(seconds.rjust(max(COLUMN - len(title), len(seconds) + 1)))

	@contextlib.contextmanager
	def _ticking(self, title: str, began: float) -> Iterator[None]:
		"""On a screen the seconds count while a step runs."""
		if not self.out.isatty():
			yield
			return
		ended = threading.Event()

		def tick() -> None:
			while not ended.wait(1):
				seconds = f"{int(time.monotonic() - began)} s"
				print(f"\r  {title}{seconds.rjust(COLUMN - len(title))}", end="", file=self.out, flush=True)

		thread = threading.Thread(target=tick, daemon=True)
		thread.start()
		try:
			yield
		finally:
			ended.set()
			thread.join()

	def behind(self, title: str, work: Callable[[], object]) -> None:
		"""Begin work that the next steps do not wait for; `finish` waits under the same title."""
		self._behind[title] = Behind(work)

	def finish(self, title: str) -> None:
		"""Wait for the work behind of that title, if there is any."""
		waiting = self._behind.pop(title, None)
		if waiting:
			self.step(title, waiting.wait)

	def shown(self, process: subprocess.Popen) -> int:
		"""Show the output of a program as it runs, keep it in the log; returns its exit code."""
		assert process.stdout and self.log
		self.out.flush()
		screen = self.out.buffer
		with self.log.open("ab") as file:
			while piece := process.stdout.read1(65536):
				for target in (file, screen):
					target.write(piece)
					target.flush()
		return process.wait()


def _write_reason(file: BinaryIO, error: Exception) -> None:
	"""What a step raised, in the words that `explain` reads. A program that failed has said its own."""
	if isinstance(error, Failure):
		text = f"{MARK}{error.code} {error.sentence}"
	elif isinstance(error, subprocess.CalledProcessError):
		return
	else:
		text = "".join(traceback.format_exception(error)).rstrip()
	file.write(f"{text}\n".encode())
	file.flush()
