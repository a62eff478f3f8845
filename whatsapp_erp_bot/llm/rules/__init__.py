# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The rules: a deterministic interpreter for Spanish, Portuguese and English, built from the command declarations.

Contract: `Rules` is a provider like the models and needs neither one nor Frappe. Text is split (`text`), dates,
numbers and formats are read (`periods`, `numbers`), the wordings of the tools are matched (`wording`, `lexicon`), and
what is left over gives the names (`slots`, `arguments`, `rows`, `writes`).
"""

from whatsapp_erp_bot.llm.rules.interpreter import Rules

__all__ = ["Rules"]
