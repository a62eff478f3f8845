# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Whether a word means a UOM of ERPNext's. Case, accents and plural are forgiven."""

from frappe import _

from whatsapp_erp_bot.commands.declaration import LANGUAGES
from whatsapp_erp_bot.words.folding import plain
from whatsapp_erp_bot.words.plurals import singular
from whatsapp_erp_bot.words.units import SAME


def same_unit(said: str, unit: str) -> bool:
	"""Whether the word means this UOM: by its name, its translation, or a synonym."""
	asked = {plain(said), singular(plain(said))}
	names = {plain(unit), *(plain(_(unit, language)) for language in LANGUAGES)}
	names |= {singular(name) for name in names}
	if asked & names:
		return True
	return any(asked & synonyms and names & synonyms for synonyms in SAME)
