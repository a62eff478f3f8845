# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""A wall-clock limit for a call that may block.

Contract: `within(seconds, function, abandon)` returns or raises what the function does, or raises TimeoutError once
the seconds are over, whatever the function is doing. HTTP clients limit each read, so that a server that sends one
byte a second is never late for them, and name resolution has no limit at all; hence a thread. `abandon` is then
called (close the connection), so that the thread ends soon; it is a daemon and keeps no process alive.
"""

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

Result = TypeVar("Result")


def within(seconds: float, function: Callable[[], Result], abandon: Callable[[], Any]) -> Result:
	"""The function's result. TimeoutError when it took longer; its own exceptions as they are."""
	outcome: list[Any] = []
	failure: list[BaseException] = []

	def work() -> None:
		try:
			outcome.append(function())
		except BaseException as error:
			failure.append(error)

	thread = threading.Thread(target=work, name="model call", daemon=True)
	thread.start()
	thread.join(max(seconds, 0))
	if failure:
		raise failure[0]
	if outcome:
		return outcome[0]
	with suppress(Exception):
		abandon()
	raise TimeoutError
