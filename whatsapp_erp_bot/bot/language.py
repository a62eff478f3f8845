# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The language that Frappe translates into, for each language that the bot speaks.

Contract: `in_frappe(language)` takes "es", "pt" or "en" and gives the code for `frappe.local.lang`. The bot's
Portuguese is worded as in Brazil; with “pt” Frappe and ERPNext would name states and fields as in Portugal, and the
two would mix in one answer. The bot's own catalogue serves both codes (gettext finds `pt` for `pt_BR`).
"""

FRAPPE_LANGUAGES = {"pt": "pt-BR"}


def in_frappe(language: str) -> str:
	"""The code of Frappe's catalogues; others are the same."""
	return FRAPPE_LANGUAGES.get(language, language)
