# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What supervisor does for a bench in production: keeps processes running, whatever ends them.

Contract: each kept process is a session of its own; one that ends is started again at once, until `stop`.
"""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from whatsapp_erp_bot.tests.faults.servers import dying_with_us

PAUSE_SECONDS = 0.1


@dataclass
class _Kept:
	command: Sequence[str]
	environment: Mapping[str, str]
	process: subprocess.Popen | None = None


@dataclass
class Supervisor:
	"""`directory` is where the processes run, `logs` where what they say is kept."""

	directory: Path
	logs: Path
	_kept: dict[str, _Kept] = field(default_factory=dict)
	_ending: threading.Event = field(default_factory=threading.Event)
	_lock: threading.Lock = field(default_factory=threading.Lock)
	_thread: threading.Thread | None = None

	def keep(self, name: str, command: Sequence[str], **environment: str) -> None:
		"""Start a process and start it again whenever it ends."""
		with self._lock:
			self._kept[name] = _Kept(command, environment)
			self._start(name)
		if not self._thread:
			self._thread = threading.Thread(target=self._watch, daemon=True)
			self._thread.start()

	def kill(self, name: str) -> None:
		"""SIGKILL the process and all that it started; it comes again by itself."""
		kept = self._kept[name]
		if kept.process:
			_signal(kept.process, signal.SIGKILL)

	def stop(self) -> None:
		self._ending.set()
		if self._thread:
			self._thread.join()
		processes = [kept.process for kept in self._kept.values() if kept.process]
		for process in processes:
			_signal(process, signal.SIGTERM)
		until = time.monotonic() + 8
		for process in processes:
			try:
				process.wait(max(0.1, until - time.monotonic()))
			except subprocess.TimeoutExpired:
				pass
			_signal(process, signal.SIGKILL)
			process.wait()

	def _start(self, name: str) -> None:
		kept = self._kept[name]
		with (self.logs / f"{name}.log").open("ab") as log:
			kept.process = subprocess.Popen(
				dying_with_us(kept.command),
				cwd=self.directory,
				env={**os.environ, **kept.environment},
				stdout=log,
				stderr=log,
				stdin=subprocess.DEVNULL,
				start_new_session=True,
			)

	def _watch(self) -> None:
		while not self._ending.wait(PAUSE_SECONDS):
			with self._lock:
				for name, kept in self._kept.items():
					if kept.process and kept.process.poll() is not None:
						# what it had started must not live on beside its successor
						_signal(kept.process, signal.SIGKILL)
						self._start(name)


def _signal(process: subprocess.Popen, number: int) -> None:
	try:
		os.killpg(process.pid, number)
	except ProcessLookupError:
		pass
