# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Running programs: as the user of bench in a clean environment, as root, or as the caller.

Contract: output goes to the log of the step at hand (`log.output`) unless it is captured; there is no
standard input but what is given. A program that fails raises CalledProcessError. Whatever ends us (Ctrl-C, a
failed step) ends the programs that still run, with their children: `end_all`. Servers are none of these:
`processes` starts them in sessions of their own.
"""

import os
import pwd
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from development import log
from development.caller import Caller
from development.failures import lacking
from development.interruption import held

Words = Sequence[str | Path]


class Hands:
	"""Runs programs for one caller. `bench_environment` tells what those in the bench know."""

	def __init__(self, caller: Caller, bench_environment: Callable[[], dict[str, str]]) -> None:
		self.caller = caller
		self.bench_environment = bench_environment
		# what tests and benchmarks may know besides
		self.variables: dict[str, str] = {}
		self._live: dict[int, subprocess.Popen] = {}
		self._lock = threading.Lock()
		self._ended = False

	def in_bench(self, directory: Path | str, *command: str | Path, **options: Any) -> str:
		"""As the user of bench, with a clean environment; what it printed when `capture` is asked for."""
		return self.run(command, **self._as_bench_user(directory), **options)

	def succeeds_in_bench(self, directory: Path | str, *command: str | Path) -> bool:
		"""Whether a program of the bench user ends well; its output goes nowhere."""
		return self.succeeds(command, **self._as_bench_user(directory))

	def start_in_bench(self, directory: Path | str, *command: str | Path, **options: Any) -> subprocess.Popen:
		"""Begin a program of the bench user; its output goes into a pipe unless `stdout` says otherwise."""
		streams = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
		return self.start(command, **self._as_bench_user(directory), **(streams | options))

	def as_root(self, *command: str | Path, **options: Any) -> str:
		"""With root's rights; `can_be_root` has asked for them before."""
		return self.run(self._for_root(command), env=self._root_environment(), **options)

	def succeeds_as_root(self, *command: str | Path) -> bool:
		"""Whether a program of root ends well; its output goes nowhere."""
		return self.succeeds(self._for_root(command), env=self._root_environment())

	def can_be_root(self, why: str) -> None:
		"""Make sure of root's rights; at the keyboard sudo may ask for the password once, before the steps
		begin.

		Raises Failure.
		"""
		if self.caller.is_root:
			return
		if not self.succeeds(("sh", "-c", "command -v sudo"), env=self.caller.environment):
			raise lacking(
				f"{why} needs root, and there is no sudo: run ./dev as root, or let an administrator do it."
			)
		if self.succeeds(("sudo", "-n", "true"), env=self.caller.environment):
			return
		if not os.isatty(0) or subprocess.call(("sudo", "-v")):
			raise lacking(
				f"{why} needs root, and sudo refused: run ./dev as root, or as a user who may use sudo."
			)

	def run(
		self, command: Words, *, capture: bool = False, input: str | bytes | None = None, **options: Any
	) -> str:
		"""Run a program to its end; what it printed when `capture` is set. Raises CalledProcessError."""
		target = log.output() or subprocess.DEVNULL
		given = input.encode() if isinstance(input, str) else input
		process = self.start(
			command,
			stdin=subprocess.DEVNULL if given is None else subprocess.PIPE,
			stdout=subprocess.PIPE if capture else target,
			stderr=target,
			**options,
		)
		printed, _ = self._wait(process, given)
		if process.returncode:
			raise subprocess.CalledProcessError(process.returncode, [str(word) for word in command])
		return printed.decode(errors="replace") if capture else ""

	def succeeds(self, command: Words, seconds: float | None = None, **options: Any) -> bool:
		"""Whether a program ends well (within the seconds); its output goes nowhere."""
		nowhere = subprocess.DEVNULL
		try:
			process = self.start(command, stdout=nowhere, stderr=nowhere, **options)
			self._wait(process, None, seconds)
		except (OSError, subprocess.TimeoutExpired):
			return False
		return process.returncode == 0

	def start(self, command: Words, **options: Any) -> subprocess.Popen:
		"""Begin a program; it is ended with us. Without `stdin` it has none."""
		options.setdefault("stdin", subprocess.DEVNULL)
		with held(), self._lock:
			if self._ended:
				raise lacking("Interrupted.")
			process = subprocess.Popen([str(word) for word in command], **options)
			self._live = {pid: one for pid, one in self._live.items() if one.returncode is None}
			self._live[process.pid] = process
		return process

	def _wait(
		self, process: subprocess.Popen, input: bytes | None, seconds: float | None = None
	) -> tuple[bytes, bytes]:
		try:
			return process.communicate(input, timeout=seconds)
		except BaseException:
			end_family(process.pid)
			process.wait()
			raise
		finally:
			self._live.pop(process.pid, None)

	def end_all(self) -> None:
		"""End every program that still runs, with its children; none begins after."""
		with self._lock:
			self._ended = True
			live = list(self._live.values())
		for process in live:
			if process.poll() is None:
				end_family(process.pid)

	def begin_again(self) -> None:
		"""Programs may begin again after `end_all`: those that clear up."""
		self._ended = False

	def _as_bench_user(self, directory: Path | str) -> dict[str, Any]:
		environment = {**self.bench_environment(), **self.variables}
		options: dict[str, Any] = {"env": environment, "cwd": str(directory)}
		if self.caller.is_root:
			try:
				user = pwd.getpwnam(self.caller.bench_user)
			except KeyError:
				raise lacking(
					f"There is no user {self.caller.bench_user}: run ./dev up first, or name a user with"
					" BENCH_USER."
				) from None
			groups = os.getgrouplist(user.pw_name, user.pw_gid)
			options |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": groups}
		return options

	def _for_root(self, command: Words) -> list[str]:
		words = [str(word) for word in command]
		if self.caller.is_root:
			return words
		given = [f"{name}={value}" for name, value in self.caller.handed_on().items()]
		return ["sudo", "-n", "env", "DEBIAN_FRONTEND=noninteractive", *given, *words]

	def _root_environment(self) -> Mapping[str, str]:
		if not self.caller.is_root:
			return self.caller.environment
		return {**self.caller.environment, "DEBIAN_FRONTEND": "noninteractive", "PATH": self.caller.path}


def stat_of(pid: int | str) -> list[str]:
	"""The fields of /proc/PID/stat after the name (state, parent, group, session …); none for no process."""
	try:
		return Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
	except OSError:
		return []


def _children() -> dict[int, list[int]]:
	children: dict[int, list[int]] = {}
	for entry in os.listdir("/proc"):
		fields = stat_of(entry) if entry.isdigit() else []
		if fields:
			children.setdefault(int(fields[1]), []).append(int(entry))
	return children


def family_of(pid: int) -> list[int]:
	"""A process and all that came from it, the youngest first."""
	children, family = _children(), [pid]
	for member in family:
		family.extend(children.get(member, ()))
	return family[::-1]


def _stopped_family(pid: int) -> list[int]:
	"""The family, stopped: whoever runs may have a child between the look and the signal, which nobody would end."""
	stopped: set[int] = set()
	while True:
		family = family_of(pid)
		if stopped.issuperset(family):
			return family
		for member in set(family) - stopped:
			send(member, signal.SIGSTOP)
			stopped.add(member)


def send(pid: int, number: int) -> None:
	"""A signal to a process that may be gone already, or may not be ours."""
	try:
		os.kill(pid, number)
	except (ProcessLookupError, PermissionError):
		pass


def end_family(pid: int, seconds: float = 5) -> None:
	"""Ask a process and its children to end, wait, then end whatever is left."""
	for member in (family := _stopped_family(pid)):
		send(member, signal.SIGTERM)
		send(member, signal.SIGCONT)
	until = time.monotonic() + seconds
	while time.monotonic() < until and any(stat_of(member)[:1] not in ([], ["Z"]) for member in family):
		time.sleep(0.05)
	for member in family:
		if stat_of(member):
			send(member, signal.SIGKILL)
