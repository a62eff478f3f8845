# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Secrets that nothing shows by mistake.

Contract: a `Masked` is not a text: printed, logged, formatted or dumped with the variables of a frame it is asterisks,
and it can't be pickled, so that it reaches no cache. Only `reveal` gives the text, at the last moment, to what needs it
(a digest, a header). A local variable that holds a revealed secret is called `secret`, `token` or `key`: these names
Frappe hides where it writes down variables (frappe/utils, `get_traceback`). Pure Python: every floor may use it.
"""

from typing import NoReturn


class Masked:
	"""One secret. Empty ones are false."""

	__slots__ = ("_secret",)

	def __init__(self, secret: str) -> None:
		self._secret = secret

	def reveal(self) -> str:
		"""The text itself."""
		return self._secret

	def __bool__(self) -> bool:
		return bool(self._secret)

	def __repr__(self) -> str:
		return "********"

	def __reduce__(self) -> NoReturn:
		raise TypeError("A secret is not pickled.")


def reveal(secret: Masked | str | None) -> str:
	"""The text of a secret, masked or not; "" for none."""
	return secret.reveal() if isinstance(secret, Masked) else secret or ""
