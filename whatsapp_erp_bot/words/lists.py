# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""How lists of words are written in this room: parted by “|”, over as many lines as they need."""

from typing import NamedTuple


class Named(NamedTuple):
	"""The words for a thing. `said`: they mean it wherever they stand. `asked`: only where such a thing is asked for."""

	said: str
	asked: str = ""


def listed(text: str) -> tuple[str, ...]:
	"""The words of a list, each once, in their order."""
	parts = (" ".join(part.split()) for part in text.split("|"))
	return tuple(dict.fromkeys(part for part in parts if part))
