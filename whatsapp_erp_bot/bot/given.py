# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What a door of ours takes: nothing longer than the thing can be, and nothing that no database stores.

Contract: `capped` goes under `frappe.whitelist` and looks at every text that the method is given: what is too long is
refused with a sentence, half characters and NULs are taken out. Who may come in is the door's own to say.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from inspect import signature
from typing import Any, TypeVar

import frappe
from frappe import _
from frappe.utils import get_datetime

from whatsapp_erp_bot.whatsapp import limits

# names of documents and users, codes
NAME = 140
# by the name of the argument
LENGTHS = {"text": limits.TEXT_BODY, "reply_id": limits.BUTTON_ID}
_NO_CHARACTERS = {"\x00": None, **{chr(half): "\ufffd" for half in range(0xD800, 0xE000)}}
_WITHOUT_THEM = str.maketrans(_NO_CHARACTERS)
Method = TypeVar("Method", bound=Callable[..., Any])


def capped(method: Method) -> Method:
	"""The method, whose texts are as long as they may be."""
	names = tuple(signature(method).parameters)

	@wraps(method)
	def door(*given: Any, **named: Any) -> Any:
		# methods are called by other code too, and then by position
		named.update(zip(names, given, strict=False))
		return method(**{name: _text(LENGTHS.get(name, NAME), value) for name, value in named.items()})

	return door


def _text(most: int, value: Any) -> Any:
	if not isinstance(value, str):
		return value
	if len(value) > most:
		frappe.throw(_("That is too long: at most {0} characters.").format(most))
	return value.translate(_WITHOUT_THEM)


def moment(value: str | None) -> datetime | None:
	"""A point in time that a page was given before; None for none. Refuses anything else."""
	if not value:
		return None
	try:
		return get_datetime(value)
	except Exception:
		frappe.throw(_("That is no date with a time."))
