# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""A demo business: “Ferretería El Tornillo”, with thirteen months behind it, dated relative to today.

Contract: `complete_setup()` runs ERPNext's wizard on a fresh site; `make()` and `make_small()` fill its company. All
three can be run by `bench execute`, print one line a step, do nothing where their work is done, and go on where they
were interrupted. Everything is made by ERPNext's own controllers, so the reports agree. `LOGINS` lists (user,
password, what it may do). What is in it: docs/demo.md.
"""

from datetime import date

from whatsapp_erp_bot.setup.demo.names import LOGINS


def complete_setup() -> None:
	"""ERPNext's setup wizard for the demo company; nothing where it has been done."""
	from whatsapp_erp_bot.setup.demo import wizard

	wizard.complete_setup()


def make() -> dict[str, int]:
	"""The whole demo. Returns how many documents of each kind it holds."""
	from whatsapp_erp_bot.setup.demo import build

	return build.make(small=False)


def make_small() -> dict[str, int]:
	"""The same business in small (8 customers, 12 items, 30 invoices), for a test site."""
	from whatsapp_erp_bot.setup.demo import build

	return build.make(small=True)


def anchor() -> date | None:
	"""The day that the demo of this site calls today; None where there is none."""
	from whatsapp_erp_bot.setup.demo.progress import Ledger

	return Ledger().anchor


__all__ = ["LOGINS", "anchor", "complete_setup", "make", "make_small"]
