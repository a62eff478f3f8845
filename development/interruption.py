# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Being interrupted: by Ctrl-C, by a terminal that closes, by whoever ends a job.

Contract: the first signal raises KeyboardInterrupt in the main thread, further ones are ignored, so that nothing
disturbs the clearing up. Inside `held` it waits until the end of the block: a program that has just begun must be
noted before, or nobody would end it.
"""

import contextlib
import signal
import threading
from collections.abc import Iterator

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_depth = 0
_waiting = False


def listen() -> None:
	"""Take the signals of this process."""
	for number in SIGNALS:
		signal.signal(number, _interrupt)


def _interrupt(number: int, frame: object) -> None:
	global _waiting
	for other in SIGNALS:
		signal.signal(other, signal.SIG_IGN)
	if _depth:
		_waiting = True
	else:
		raise KeyboardInterrupt


@contextlib.contextmanager
def held() -> Iterator[None]:
	"""An interruption of the main thread waits for the end of the block; other threads are never interrupted."""
	global _depth, _waiting
	if threading.current_thread() is not threading.main_thread():
		yield
		return
	_depth += 1
	try:
		yield
	finally:
		_depth -= 1
		if _waiting and not _depth:
			_waiting = False
			raise KeyboardInterrupt
