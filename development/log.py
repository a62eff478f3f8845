# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The log of a command, and where the output of programs goes at this moment.

Contract: `open_log` begins `NAME.log` in the state directory of the caller and keeps the one before as
`NAME.log.1`. Inside `into(file)` everything that `hands` runs writes to that file; each thread has its own.
"""

import contextlib
import tempfile
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from pathlib import Path
from typing import BinaryIO

from development.failures import Failure

_output: ContextVar[BinaryIO | None] = ContextVar("output", default=None)


def output() -> BinaryIO | None:
	"""The file that takes the output of programs; None outside of a step."""
	return _output.get()


@contextlib.contextmanager
def into(file: BinaryIO) -> Iterator[None]:
	"""Programs that are run inside write to the file."""
	token = _output.set(file)
	try:
		yield
	finally:
		_output.reset(token)


def write(text: str) -> None:
	"""A line of our own among the output of programs; nothing outside of a step."""
	file = _output.get()
	if file:
		file.write(f"{text}\n".encode())
		file.flush()


def state_directory(environment: Mapping[str, str]) -> Path:
	"""Where logs and locks lie."""
	base = environment.get("XDG_STATE_HOME") or f"{environment.get('HOME', '/')}/.local/state"
	return Path(base) / "whatsapp-erp-bot"


def open_log(environment: Mapping[str, str], name: str) -> Path:
	"""Begin the log of a command. Raises Failure where it cannot be written."""
	directory = state_directory(environment)
	try:
		directory.mkdir(parents=True, exist_ok=True)
	except OSError:
		directory = Path(tempfile.mkdtemp())
	path = directory / f"{name}.log"
	try:
		if path.exists() and path.stat().st_size:
			path.replace(f"{path}.1")
		path.write_bytes(b"")
	except OSError:
		raise Failure(
			f"The log {path} cannot be written: free some disk space or mend its permissions."
		) from None
	return path
