# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Remembering what is done.

Contract: stamps live in the bench, one file each; a stamp with the same words says that the work need not be
done again. The digests are those of `sha1sum` over `sha1sum`'s lines, so that benches made by an older ./dev
go on.
"""

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path

from development.hands import Hands

APP = "whatsapp_erp_bot"
NOT_IN_PROCESSES = ("/tests/unit/", "/tests/integration/", "/tests/faults/", "/tests/browser/")


class Stamps:
	"""The stamps of one bench."""

	def __init__(self, state: Path, hands: Hands) -> None:
		self.state = state
		self.hands = hands

	def has(self, name: str, words: str) -> bool:
		"""Whether the stamp says the same words."""
		try:
			return (self.state / "stamps" / name).read_text() == words
		except OSError:
			return False

	def exists(self, name: str) -> bool:
		"""Whether there is such a stamp, whatever it says."""
		return (self.state / "stamps" / name).exists()

	def set(self, name: str, words: str) -> None:
		"""Say that a piece of work is done."""
		script = 'mkdir -p stamps && printf "%s" "$2" >"stamps/$1"'
		self.hands.in_bench(self.state, "bash", "-c", script, "-", name, words)

	def forget(self, *names: str) -> None:
		"""Say that work must be done again."""
		self.hands.in_bench(self.state, "rm", "-f", *(f"stamps/{name}" for name in names))


def digest(text: str | bytes) -> str:
	"""Sixteen digits that stand for a text."""
	content = text.encode() if isinstance(text, str) else text
	return hashlib.sha1(content).hexdigest()[:16]


def digest_of_files(root: Path, folders: Iterable[str], wanted: Callable[[str], bool]) -> str:
	"""Sixteen digits for the files below `root` whose relative path is wanted; links are not followed."""
	paths = sorted(path for folder in folders for path in _files(root, folder) if wanted(path))
	lines = (f"{hashlib.sha1((root / path).read_bytes()).hexdigest()}  {path}\n" for path in paths)
	return digest("".join(lines))


def _files(root: Path, folder: str) -> Iterable[str]:
	start = root / folder
	if start.is_file():
		yield folder
	elif start.is_dir() and not start.is_symlink():
		for path in start.iterdir():
			relative = f"{folder}/{path.name}"
			if path.is_dir() and not path.is_symlink():
				yield from _files(root, relative)
			elif path.is_file() and not path.is_symlink():
				yield relative


def code_digest(root: Path) -> str:
	"""Everything whose change must reach running processes."""
	return digest_of_files(
		root,
		[APP],
		lambda path: not path.endswith(".pyc") and not any(part in path for part in NOT_IN_PROCESSES),
	)


def schema_digest(root: Path) -> str:
	"""Everything whose change must reach the database: what `migrate` reads."""
	return digest_of_files(root, [APP], lambda path: "/tests/" not in path and _is_migrated(path))


def _is_migrated(path: str) -> bool:
	name = path.rpartition("/")[2]
	if name.endswith(".json") or name in ("patches.txt", "modules.txt", "hooks.py"):
		return True
	return name.endswith(".py") and any(part in path for part in ("/patches/", "/setup/", "/commands/"))


def demo_digest(root: Path) -> str:
	"""What makes the demo."""
	return digest_of_files(root, [f"{APP}/setup"], lambda path: "demo" in path and path.endswith(".py"))


def whole_digest(root: Path) -> str:
	"""Everything that a copy of the checkout must have anew."""
	folders = [APP, "benchmarks", "pyproject.toml"]
	return digest_of_files(root, folders, lambda path: not path.endswith(".pyc"))
