# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The versions of Frappe and ERPNext: what each asks of a machine, and which release is pinned.

Contract: the pins stand in `pins/sources.ini` and nowhere else; what a version asks of the machine stands
here and nowhere else. A reference is a branch, a tag, a commit, or a bare number, which means the pinned
release of that version.
"""

import configparser
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from development.failures import wrong_use

PINS = Path(__file__).resolve().parent / "pins"
SOURCES = PINS / "sources.ini"
FRAPPE_URL = "https://github.com/frappe/frappe"
ERPNEXT_URL = "https://github.com/frappe/erpnext"
BESIDE_URL = "https://github.com/shridarpatil/frappe_whatsapp"
COMMIT = re.compile(r"[0-9a-f]{7,40}")


@dataclass(frozen=True)
class Version:
	"""What one version of Frappe asks of a machine."""

	number: int
	# the first that it takes and the first that it does not take any more
	least_python: tuple[int, int]
	python_below: tuple[int, int]
	# names of programs, the best first; and what uv brings where there is none of them
	pythons: tuple[str, ...]
	python_to_get: str
	least_node: int
	# Debian's packages beside those of every version: to build what has no wheel (mysqlclient)
	packages: tuple[str, ...]
	# the oldest server that it takes, and the newest that it is tested with
	least_mariadb: tuple[int, int]
	tested_mariadb: tuple[int, int]


VERSIONS = {
	15: Version(
		number=15,
		least_python=(3, 10),
		python_below=(3, 14),
		pythons=("python3.11", "python3.12", "python3.10", "python3.13", "python3"),
		python_to_get="3.12",
		least_node=18,
		packages=(),
		least_mariadb=(10, 6),
		# Frappe itself says 10.8; 10.11 is Debian 12's, with which the app is tested
		tested_mariadb=(10, 11),
	),
	16: Version(
		number=16,
		least_python=(3, 14),
		python_below=(3, 15),
		pythons=("python3.14", "python3"),
		python_to_get="3.14",
		least_node=24,
		packages=("pkg-config", "libmariadb-dev"),
		least_mariadb=(10, 6),
		tested_mariadb=(11, 8),
	),
}


@dataclass(frozen=True)
class Pins:
	"""The pinned releases of one version."""

	number: int
	frappe: str
	erpnext: str


def _read_sources() -> configparser.ConfigParser:
	parser = configparser.ConfigParser()
	parser.read(SOURCES, encoding="utf-8")
	return parser


def default_number() -> int:
	"""The version that `./dev up` makes when nobody says otherwise."""
	return _read_sources().getint("versions", "default")


def pins_of(number: int) -> Pins:
	"""The pinned releases of a version. Raises Failure for a version without pins."""
	parser = _read_sources()
	if not parser.has_section(str(number)):
		known = ", ".join(section for section in parser.sections() if section.isdigit())
		raise wrong_use(
			f"There is no pinned release of version {number}: choose one of {known}, a branch or a tag."
		)
	section = parser[str(number)]
	return Pins(number, section["frappe"], section["erpnext"])


def beside_commit() -> str:
	"""The pinned commit of frappe_whatsapp."""
	return _read_sources()["beside"]["frappe_whatsapp"]


def requirements_of(number: int) -> Version:
	"""What a version asks of the machine; one that is not known yet is taken as the newest before it."""
	older = [known for known in VERSIONS if known <= number]
	return VERSIONS[max(older, default=min(VERSIONS))]


def number_in_name(reference: str) -> int | None:
	"""The version that a branch or tag names (version-16, v16.9.0, 16); None for commits and other names."""
	if COMMIT.fullmatch(reference):
		return None
	found = re.search(r"(?:^|[^0-9.])v?(\d\d)(?![0-9])", reference)
	return int(found[1]) if found else None


def number_in_sources(bench_directory: Path, app: str = "frappe") -> int | None:
	"""The version that the sources of an app say they are; None where there are none."""
	first = release_of(bench_directory, app).partition(".")[0]
	return int(first) if first.isdigit() else None


def release_of(bench_directory: Path, app: str) -> str:
	"""What the sources of an app say they are (16.9.0); empty where there are none."""
	try:
		text = (bench_directory / "apps" / app / app / "__init__.py").read_text(encoding="utf-8")
	except OSError:
		return ""
	found = re.search(r'^__version__ = "([^"]+)"', text, re.M)
	return found[1] if found else ""


def chosen_pair(frappe: str, erpnext: str) -> tuple[str, str]:
	"""The references of Frappe and ERPNext that a caller means; a bare number becomes the pinned release, and
	one alone chooses the other. Both empty: nothing is chosen, and both stay empty.

	Raises Failure when the two are of different versions.
	"""
	if not frappe and not erpnext:
		return "", ""
	given = frappe or erpnext
	number = number_in_name(given)
	if not (frappe and erpnext):
		frappe, erpnext = frappe or _follow(given, number), erpnext or _follow(given, number)
	pair = _pinned(frappe, "frappe"), _pinned(erpnext, "erpnext")
	numbers = {number_in_name(reference) for reference in pair} - {None}
	if len(numbers) > 1:
		raise wrong_use(
			f"FRAPPE_REF={frappe} and ERPNEXT_REF={erpnext} are of different versions: name the same version"
			" in both."
		)
	return pair


def _follow(given: str, number: int | None) -> str:
	"""What the other of two means when only one is named: the same branch, or the release of its version."""
	if number is None or given.startswith("version-"):
		return given if number else str(default_number())
	return str(number)


def _pinned(reference: str, app: str) -> str:
	return getattr(pins_of(int(reference)), app) if reference.isdigit() and len(reference) < 4 else reference


def branch_of(reference: str, app: str) -> str:
	"""The branch on which a pinned release lies; empty when the reference is not pinned."""
	for number in VERSIONS:
		if reference == getattr(pins_of(number), app):
			return f"version-{number}"
	return ""


def python_words(versions: Sequence[int]) -> str:
	"""(3, 14) as a person writes it."""
	return ".".join(str(part) for part in versions)
