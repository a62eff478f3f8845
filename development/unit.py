# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The environment in which the unit tests run: no Frappe, only pytest and what Frappe brings to the code.

Contract: it lies in the caller's cache, made once for each Python and each state of the pins. It belongs to
the caller, not to the bench; nothing of it is written into the checkout.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

from development import log
from development.caller import Caller
from development.failures import Failure, lacking
from development.hands import Hands
from development.screen import Screen
from development.settings import ROOT
from development.stamps import digest
from development.toolchain import pinned
from development.versions import PINS

# The first line of the pins says which dependencies of the app they cover.
COVERS = "# covers pyproject.toml "


def app_requirements(root: Path = ROOT) -> list[str]:
	"""The app's own dependencies, read from pyproject.toml, so that there is one list."""
	text = (root / "pyproject.toml").read_text(encoding="utf-8")
	block = re.search(r"^dependencies = \[(.*?)^\]", text, re.S | re.M)
	return re.findall(r'^\s*"(.+?)",?\s*$', block[1] if block else "", re.M)


def covered(root: Path = ROOT) -> str:
	"""The first line that the pins of the unit tests should have."""
	return COVERS + digest("\n".join(app_requirements(root)))


def unit_directory(caller: Caller) -> Path:
	"""Where the environment of this Python and these pins lies."""
	words = "\n".join((sys.executable, sys.version, pinned("unit")))
	return caller.cache / f"unit-{digest(words)}"


def prepare_unit(caller: Caller, screen: Screen) -> Path:
	"""The environment's directory, made where it is missing. Raises Failure."""
	if not pinned("unit").startswith(f"{covered()}\n"):
		raise Failure(
			"The pins of the unit tests do not cover the dependencies in pyproject.toml any more: run ./dev"
			" pins."
		)
	directory = unit_directory(caller)
	if not (directory / "complete").exists():
		hands = Hands(caller, dict)
		try:
			screen.step("Making an environment for the unit tests", _make, caller, hands, directory)
		finally:
			hands.end_all()
	return directory


def _make(caller: Caller, hands: Hands, directory: Path) -> None:
	_need_venv(caller, hands)
	directory.parent.mkdir(parents=True, exist_ok=True)
	hands.run(("rm", "-rf", directory), env=caller.environment)
	hands.run((sys.executable, "-I", "-m", "venv", directory), env=caller.environment)
	pip = (directory / "bin/python", "-m", "pip", "install", "-q", "--disable-pip-version-check")
	hands.run((*pip, "--require-hashes", "-r", PINS / "unit.txt"), env=caller.environment)
	(directory / "complete").touch()


def _need_venv(caller: Caller, hands: Hands) -> None:
	"""A Python that can make environments. Raises Failure."""
	if hands.succeeds((sys.executable, "-c", "import ensurepip, venv")):
		return
	if caller.is_root or hands.succeeds(("sudo", "-n", "true")):
		log.write("This Python has no venv: taking Debian's.")
		for command in (("update", "-q"), ("install", "-q", "-y", "--no-install-recommends", "python3-venv")):
			try:
				hands.as_root("apt-get", *command)
			except subprocess.CalledProcessError:
				if command[0] == "install":
					raise
		if hands.succeeds((sys.executable, "-c", "import ensurepip, venv")):
			return
	raise lacking("This Python has no venv: install it (apt-get install python3-venv), then run it again.")


def unit_command(directory: Path, *arguments: str | Path) -> tuple[list[str], dict[str, str]]:
	"""A program in that environment, and what it may know."""
	environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
	environment["PYTHONPYCACHEPREFIX"] = str(directory / "pycache")
	payloads = ROOT / "../shared/payloads"
	if payloads.is_dir():
		environment.setdefault("PAYLOADS_DIR", str(payloads.resolve()))
	return [str(directory / "bin/python"), *map(str, arguments)], environment
