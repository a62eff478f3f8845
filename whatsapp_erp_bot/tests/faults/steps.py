# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Dying at a step that somebody else names.

Contract: a step is what a dead process could leave half done: before each statement, before and after each commit,
before and after each request to Meta. `install` counts them in this process while one of the watched functions runs;
where a plan for it lies in `folder`, the first such call takes it, and the process ends by SIGKILL at the step with the
plan's number. What happened lies in `folder` afterwards: `died.json` or `passed.json`.
"""

import functools
import json
import os
import re
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FOLDER = "BOT_FAULTS_STEPS"
DIED, PASSED = "died.json", "passed.json"


def plan_of(call: str) -> str:
	"""The file that holds the plan for the next call of a watched function."""
	return f"plan-{call}.json"


@dataclass
class Steps:
	"""The steps of one process."""

	folder: Path
	plan: dict[str, Any] | None = None
	labels: list[str] = field(default_factory=list)

	def watch(self, module: Any, name: str) -> None:
		"""Count while this function runs."""
		function = getattr(module, name)

		@functools.wraps(function)
		def watched(*arguments: Any, **options: Any) -> Any:
			self._take_plan(name)
			try:
				return function(*arguments, **options)
			finally:
				self._passed()

		setattr(module, name, watched)

	def _take_plan(self, call: str) -> None:
		taken = self.folder / f"taken-{os.getpid()}.json"
		try:
			os.rename(self.folder / plan_of(call), taken)
		except FileNotFoundError:
			self.plan = None
			return
		self.labels = []
		self.plan = json.loads(taken.read_text())

	def _passed(self) -> None:
		if self.plan is not None:
			self._leave(PASSED, {"labels": self.labels})
			self.plan = None

	def step(self, label: str) -> None:
		"""A step was reached."""
		if self.plan is None or not (self.plan.get("in_threads") or _is_main_thread()):
			return
		self.labels.append(label)
		if len(self.labels) == self.plan["at"]:
			self._leave(DIED, {"at": self.plan["at"], "label": label})
			if self.plan.get("whole_worker"):
				os.kill(os.getppid(), signal.SIGKILL)
			os.kill(os.getpid(), signal.SIGKILL)

	def _leave(self, name: str, what: dict[str, Any]) -> None:
		new = self.folder / f"{name}-{os.getpid()}"
		new.write_text(json.dumps(what))
		os.rename(new, self.folder / name)


def _is_main_thread() -> bool:
	# a worker's courtesies (read marks) run in threads of their own, and nothing depends on them; a web server has
	# nothing but threads
	return threading.current_thread() is threading.main_thread()


def install() -> Steps | None:
	"""Count the steps of this process, if somebody named a folder for plans. Returns the counter."""
	folder = os.environ.get(FOLDER)
	if not folder:
		return None
	import requests.adapters
	from frappe.database.database import Database

	steps = Steps(Path(folder))
	_before(steps, Database, "sql", _statement)
	_around(steps, Database, "commit", lambda *_: "commit")
	_around(
		steps, requests.adapters.HTTPAdapter, "send", lambda _self, request, *_: f"{request.method} to Meta"
	)
	return steps


def _statement(_self: Any, query: Any = "", *_: Any) -> str:
	words = re.findall(r"[a-zA-Z_]+|`[^`]+`", str(query))
	table = next((word.strip("`") for word in words if word.startswith("`tab")), "")
	return f"{words[0].lower() if words else '?'} {table.removeprefix('tab')}".strip()


def _before(steps: Steps, owner: type, name: str, label: Callable[..., str]) -> None:
	function = getattr(owner, name)

	@functools.wraps(function)
	def counted(*arguments: Any, **options: Any) -> Any:
		if steps.plan is not None:
			steps.step(label(*arguments, *([options["query"]] if "query" in options else [])))
		return function(*arguments, **options)

	setattr(owner, name, counted)


def _around(steps: Steps, owner: type, name: str, label: Callable[..., str]) -> None:
	function = getattr(owner, name)

	@functools.wraps(function)
	def counted(*arguments: Any, **options: Any) -> Any:
		words = label(*arguments)
		steps.step(f"before {words}")
		result = function(*arguments, **options)
		steps.step(f"after {words}")
		return result

	setattr(owner, name, counted)
