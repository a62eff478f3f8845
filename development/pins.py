# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""`./dev pins`: moves everything that is pinned to what is newest within its range.

Contract: writes `pins/` and nothing else. Lists of pip are resolved by uv for every Python from 3.10 on, with
the hashes of all files; releases of Frappe and ERPNext are the newest tags of each version. What moved is
said; testing it and committing it is left to the caller.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

from development.caller import find_out_who
from development.failures import wrong_use
from development.hands import Hands
from development.log import open_log
from development.screen import Screen
from development.settings import ROOT
from development.stamps import digest
from development.toolchain import pinned
from development.unit import covered
from development.versions import BESIDE_URL, ERPNEXT_URL, FRAPPE_URL, PINS, SOURCES, VERSIONS

LISTS = ("build", "bench", "uv", "node", "browser", "beside", "unit")
COMPILE = (
	"pip",
	"compile",
	"-q",
	"--universal",
	"--python-version",
	"3.10",
	"--generate-hashes",
	"--no-annotate",
)


def pins(screen: Screen, arguments: list[str]) -> int:
	"""Move the pins and say what moved."""
	if arguments:
		raise wrong_use("./dev pins takes no arguments: it moves everything that is pinned.")
	caller = find_out_who()
	screen.log = open_log(caller.environment, "pins")
	hands = Hands(caller, dict)
	before = _state()
	try:
		uv = caller.cache / f"uv-{digest(sys.executable + pinned('uv'))}"
		if not (uv / "bin/uv").exists():
			screen.step("Installing uv", _install_uv, hands, uv)
		for name in LISTS:
			screen.step(f"Pinning {name}", _compile, hands, uv / "bin/uv", name)
		screen.step("Pinning yarn", _lock_yarn, hands)
		screen.step("Pinning Frappe and ERPNext", _move_sources, hands)
	finally:
		hands.end_all()
	_tell(screen, before, _state())
	return 0


def _install_uv(hands: Hands, directory: Path) -> None:
	directory.parent.mkdir(parents=True, exist_ok=True)
	hands.run((sys.executable, "-I", "-m", "venv", "--clear", directory))
	pip = (directory / "bin/pip", "install", "-q", "--disable-pip-version-check", "--require-hashes")
	hands.run((*pip, "-r", PINS / "uv.txt"))


def _compile(hands: Hands, uv: Path, name: str) -> None:
	sources = [f"{name}.in", *(["../../pyproject.toml"] if name == "unit" else [])]
	options = ("--no-header", "--allow-unsafe", "--upgrade")
	text = hands.run((uv, *COMPILE, *options, *sources), cwd=PINS, capture=True)
	(PINS / f"{name}.txt").write_text(f"{covered()}\n{text}" if name == "unit" else text, encoding="utf-8")


def _lock_yarn(hands: Hands) -> None:
	"""The classic yarn, which Frappe builds with."""
	hands.run(
		("npm", "install", "--package-lock-only", "--ignore-scripts", "--save-exact", "yarn@^1"),
		cwd=PINS / "yarn",
	)


def tags_of(listing: str) -> list[str]:
	"""The releases in what `git ls-remote --tags` prints, the oldest first."""
	found = re.findall(r"refs/tags/(v[0-9]+\.[0-9]+\.[0-9]+)$", listing, re.M)
	return sorted(set(found), key=lambda tag: [int(part) for part in tag[1:].split(".")])


def moved(text: str, listings: dict[str, str], beside: str) -> str:
	"""`sources.ini` with the newest of the listed tags of each app, and the commit of frappe_whatsapp."""
	for number in VERSIONS:
		for app, listing in listings.items():
			newest = [tag for tag in tags_of(listing) if tag.startswith(f"v{number}.")][-1:]
			if newest:
				pattern = rf"(^\[{number}\]$(?:\n(?!\[).*)*?\n{app} = ).+$"
				text = re.sub(pattern, lambda found, tag=newest[0]: found[1] + tag, text, flags=re.M)
	return re.sub(r"^(frappe_whatsapp = ).+$", lambda found: found[1] + (beside or "HEAD"), text, flags=re.M)


def _move_sources(hands: Hands) -> None:
	listings = {
		app: hands.run(("git", "ls-remote", "--tags", url), capture=True, cwd="/")
		for app, url in (("frappe", FRAPPE_URL), ("erpnext", ERPNEXT_URL))
	}
	beside = hands.run(("git", "ls-remote", BESIDE_URL, "HEAD"), capture=True, cwd="/").split()
	SOURCES.write_text(moved(SOURCES.read_text(encoding="utf-8"), listings, beside[0]), encoding="utf-8")


def _state() -> dict[str, str]:
	"""Name → version of everything that is pinned, as it stands in the files."""
	state = {}
	for name in LISTS:
		for package, version in re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", pinned(name), re.M):
			state[f"{name}: {package}"] = version
	section = ""
	for line in SOURCES.read_text(encoding="utf-8").splitlines():
		if line.startswith("["):
			section = line.strip("[]")
		elif " = " in line:
			key, _, value = line.partition(" = ")
			state[f"{section}: {key}"] = value
	lock = json.loads((PINS / "yarn/package-lock.json").read_text(encoding="utf-8"))
	return state | {"yarn": lock["packages"]["node_modules/yarn"]["version"]}


def _tell(screen: Screen, before: dict[str, str], after: dict[str, str]) -> None:
	changed = [name for name in sorted(before | after) if before.get(name) != after.get(name)]
	for name in changed:
		screen.note(f"{name} {before.get(name, '–')} → {after.get(name, '–')}")
	screen.say("Run ./dev test before you commit them." if changed else "Nothing has moved.")
