# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Our catalogues, compiled, and words of Frappe's and ERPNext's that they have no translation of.

Contract: a word that Frappe or ERPNext translate is theirs: an entry with the comment LEFT counts only where neither of
them has a word in that language (16 lacks everyday ones, such as “Status” in Spanish). `load` compiles so for this
site's apps and forgets what was merged before. Until the next migrate, `bench build` after a change of a catalogue may
compile all entries: their words are then ours too, none is missing.
"""

import frappe
from babel.messages.pofile import read_po
from frappe.gettext.translate import get_locales, get_po_path, write_binary
from frappe.translate import clear_cache, get_translations_from_apps

from whatsapp_erp_bot.bot.language import FRAPPE_LANGUAGES

APP = "whatsapp_erp_bot"
LEFT = "left to the translations of Frappe and ERPNext"


def load() -> None:
	"""For after_install and after_migrate: both read translations before they come there."""
	others = [app for app in frappe.get_installed_apps() if app != APP]
	for language in get_locales(APP):
		# what a speaker sees: 16 completes the words of Brazil from those of Portugal
		theirs = get_translations_from_apps(FRAPPE_LANGUAGES.get(language, language), others)
		with open(get_po_path(APP, language), "rb") as file:
			catalogue = read_po(file)
		for message in list(catalogue):
			if LEFT in message.user_comments and theirs.get(message.id):
				catalogue.delete(message.id)
		write_binary(APP, catalogue, language)
	clear_cache()
