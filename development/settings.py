# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What is wanted: which bench, which versions, which ports.

Contract: the choice of the caller (BENCH_DIR, FRAPPE_REF, ERPNEXT_REF, WEB_PORT), else what this bench was
made with, else the default. Without BENCH_DIR each version has a directory of its own: the default directory
belongs to the version that was first made there, others stand beside it with the number of their version
behind the name.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from development import versions
from development.caller import Caller
from development.failures import Failure, wrong_use

ROOT = Path(__file__).resolve().parent.parent
MARK = ".whatsapp-erp-bot"
DIRECTORY = "whatsapp-erp-bot-bench"
SITE = "bot.localhost"
TEST_SITE = "bot-test.localhost"
WEB_PORT = 8000
# between the ports of two benches that stand side by side
NEXT_PORTS = 100


@dataclass(frozen=True)
class Settings:
	"""One bench: its directory, the references of its sources, its first port."""

	bench: Path
	frappe_ref: str
	erpnext_ref: str
	web_port: int
	root: Path = ROOT

	@property
	def state(self) -> Path:
		"""Where everything lies that we remember of the bench; its presence marks the bench as ours."""
		return self.bench / MARK

	@property
	def refs(self) -> str:
		"""The references of both sources, as stamps name them."""
		return f"{self.frappe_ref} {self.erpnext_ref}"

	@property
	def ports(self) -> dict[str, int]:
		"""The port of each service that has one. People open the front's; the web server stands behind it."""
		return {
			"front": self.web_port,
			"web": self.web_port + 80,
			"graph": self.web_port + 90,
			"socketio": self.web_port + 1000,
			"redis_queue": self.web_port + 3000,
			"redis_cache": self.web_port + 5000,
		}

	@property
	def database_prefix(self) -> str:
		"""Databases are named after the bench directory, so that two benches never meet in one server."""
		return f"bot{checksum(str(self.bench).encode())}"

	@property
	def text(self) -> str:
		"""What the bench remembers of them."""
		return f"FRAPPE_REF={self.frappe_ref}\nERPNEXT_REF={self.erpnext_ref}\nWEB_PORT={self.web_port}\n"

	@property
	def number(self) -> int:
		"""The version: what the sources say once they are here, before that what their name says."""
		if self._sources_are_here():
			number = versions.number_in_sources(self.bench)
			if number:
				return number
		named = (versions.number_in_name(ref) for ref in (self.frappe_ref, self.erpnext_ref))
		return next((number for number in named if number), versions.default_number())

	def _sources_are_here(self) -> bool:
		try:
			stamp = (self.state / "stamps/source_frappe").read_text()
		except OSError:
			return False
		return stamp == f"{versions.FRAPPE_URL} {self.frappe_ref}"


def remembered(bench: Path) -> dict[str, str]:
	"""What a bench was made with; empty for one that is not ours."""
	try:
		lines = (bench / MARK / "settings").read_text().splitlines()
	except OSError:
		return {}
	pairs = (line.partition("=") for line in lines)
	return {name: value for name, _, value in pairs if name in ("FRAPPE_REF", "ERPNEXT_REF", "WEB_PORT")}


def find_out_what(caller: Caller) -> Settings:
	"""The bench that the caller means. Raises Failure for what makes no sense, as another's directory."""
	given = caller.environment
	asked = given.get("FRAPPE_REF", ""), given.get("ERPNEXT_REF", "")
	# a wrong choice is told before the directory that it would lead to
	versions.chosen_pair(*asked)
	if given.get("BENCH_DIR"):
		return _settings_of(Path(given["BENCH_DIR"]).resolve(), asked, given.get("WEB_PORT", ""), WEB_PORT)
	return _in_own_directory(caller, asked, given.get("WEB_PORT", ""))


def find_out_also(caller: Caller, first: Settings, reference: str) -> Settings:
	"""A second bench beside the first, of another version. Raises Failure when it would be the same."""
	asked = versions.chosen_pair(reference, "")
	number = versions.number_in_name(asked[0])
	if number in (None, first.number):
		raise wrong_use(
			f"--also {reference} does not name another version than {first.number}, which is tested anyway:"
			" name one as 15 or version-15."
		)
	port = str(first.web_port + NEXT_PORTS) if caller.environment.get("WEB_PORT") else ""
	if caller.environment.get("BENCH_DIR"):
		bench = first.bench.with_name(f"{first.bench.name}-{number}")
		return _settings_of(bench, asked, port, first.web_port + NEXT_PORTS)
	also = _in_own_directory(caller, asked, port)
	# a bench that remembers the same ports must make way
	return also if also.web_port != first.web_port else replace(also, web_port=first.web_port + NEXT_PORTS)


def _in_own_directory(caller: Caller, asked: tuple[str, str], port: str) -> Settings:
	"""The directory of a version: the default one unless that belongs to another version."""
	bench = (caller.bench_home / DIRECTORY).resolve()
	number = versions.number_in_name(asked[0]) or versions.number_in_name(asked[1])
	home_of = _number_of(bench) or versions.default_number()
	if number in (None, home_of):
		return _settings_of(bench, asked, port, WEB_PORT)
	return _settings_of(bench.with_name(f"{DIRECTORY}-{number}"), asked, port, WEB_PORT + NEXT_PORTS)


def _number_of(bench: Path) -> int | None:
	"""The version that a bench was made with, None for none of ours."""
	made = remembered(bench)
	return versions.number_in_name(made.get("FRAPPE_REF", "")) or (
		versions.number_in_sources(bench) if made else None
	)


def _settings_of(bench: Path, asked: tuple[str, str], port: str, default_port: int) -> Settings:
	_refuse_what_is_not_ours(bench)
	made = remembered(bench)
	pair = _pair_of(asked, (made.get("FRAPPE_REF", ""), made.get("ERPNEXT_REF", "")))
	settings = Settings(bench, *pair, _port(port or made.get("WEB_PORT") or str(default_port)))
	_refuse_going_back(settings, made)
	return settings


def _pair_of(asked: tuple[str, str], made: tuple[str, str]) -> tuple[str, str]:
	"""The caller's choice, filled up with what the bench was made with where that is of the same version."""
	if not any(asked):
		return versions.chosen_pair(*(made if any(made) else (str(versions.default_number()), "")))
	number = versions.number_in_name(asked[0] or asked[1])
	kept = (ref if versions.number_in_name(ref) == number else "" for ref in made)
	return versions.chosen_pair(*(given or old for given, old in zip(asked, kept, strict=True)))


def _port(text: str) -> int:
	if not re.fullmatch(r"[0-9]{1,9}", text) or not 1024 <= int(text) <= 60000:
		raise wrong_use(
			f"WEB_PORT={text} is not a port between 1024 and 60000: choose another, for example"
			" WEB_PORT=8100."
		)
	return int(text)


def _refuse_what_is_not_ours(bench: Path) -> None:
	try:
		foreign = bench.exists() and not (bench / MARK).exists() and any(bench.iterdir())
	except OSError:
		# a directory that the caller may not look into, or a file
		foreign = not (bench / MARK).exists()
	if foreign:
		raise wrong_use(
			f"{bench} exists and was not made by ./dev: set BENCH_DIR to another directory (or move that one"
			" away)."
		)


def _refuse_going_back(settings: Settings, made: Mapping[str, str]) -> None:
	before = versions.number_in_name(made.get("FRAPPE_REF", ""))
	wanted = versions.number_in_name(settings.frappe_ref)
	if before and wanted and wanted < before:
		raise Failure(
			f"The bench in {settings.bench} is of version {before}, and its sites cannot go back to"
			f" {wanted}: set BENCH_DIR to another directory.",
			2,
		)


def checksum(content: bytes) -> int:
	"""The number that `cksum` gives for a text."""
	value = 0
	length = len(content)
	while length:
		content += bytes([length & 255])
		length >>= 8
	for byte in content:
		value ^= byte << 24
		for _ in range(8):
			value = (value << 1) ^ (0x104C11DB7 if value & 0x80000000 else 0)
	return value ^ 0xFFFFFFFF
