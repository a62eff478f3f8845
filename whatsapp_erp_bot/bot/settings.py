# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The one way to read the settings: as committed when the transaction began (bot/committed), in one statement."""

from typing import Any

import frappe
from frappe.utils import cint, flt

from whatsapp_erp_bot.bot import committed, statements, store

SETTINGS = "WhatsApp Bot Settings"
NUMBERS = {"Check": cint, "Int": cint, "Float": flt, "Currency": flt, "Percent": flt}


def get_settings() -> frappe._dict:
	"""Fields of WhatsApp Bot Settings; None for one that was never set. Read only."""
	return committed.once(SETTINGS, "settings", _read)


def _read() -> frappe._dict:
	stored = store.loads(frappe.db.sql(statements.singles(), {"doctype": SETTINGS})[0][0])
	if not stored:
		# never saved: what the form would show
		return frappe.new_doc(SETTINGS, as_dict=True)
	kinds = {field.fieldname: field.fieldtype for field in frappe.get_meta(SETTINGS).fields}
	return frappe._dict((name, _cast(kinds.get(name), value)) for name, value in stored.items())


def _cast(kind: str | None, value: Any) -> Any:
	"""Singles are stored as texts."""
	return value if value is None or kind not in NUMBERS else NUMBERS[kind](value)
