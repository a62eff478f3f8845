# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The language that Frappe translates into: of a person, of a reader in Desk, of the site.

Contract: `in_frappe(language)` takes "es", "pt" or "en" and gives the code for `frappe.local.lang`. The bot's
Portuguese is worded as in Brazil; with “pt” Frappe and ERPNext would name states and fields as in Portugal, and the
two would mix in one answer. The bot's own catalogue serves both codes (gettext finds `pt` for `pt_BR`). Frappe's
workers begin each job in English (frappe/utils/background_jobs.py, `execute_job`): what they write down for whoever
reads it in Desk is in the site's language only after `speak_as_site`.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import frappe
from frappe.translate import get_user_lang

FRAPPE_LANGUAGES = {"pt": "pt-BR"}


def in_frappe(language: str) -> str:
	"""The code of Frappe's catalogues; others are the same. Without a row of it (`setup/install` makes one, anybody may
	delete it) Frappe 16 would raise at the first amount, so that the wording of Portugal is better."""
	code = FRAPPE_LANGUAGES.get(language)
	return code if code and frappe.get_cached_value("Language", code, "name") else language


def speak_as_site() -> None:
	"""From here on, until somebody's turn, everything is worded in the language of the site."""
	frappe.local.lang = frappe.get_system_settings("language") or "en"


@contextmanager
def worded_for(user: str) -> Iterator[None]:
	"""Inside, everything is worded in the language that this user has Desk in."""
	before = frappe.local.lang
	frappe.local.lang = get_user_lang(user)
	try:
		yield
	finally:
		frappe.local.lang = before
