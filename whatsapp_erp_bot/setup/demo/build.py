# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The order in which the demo is made.

Contract: `make(small)` runs every step, commits after each, returns the counts. A finished demo is only counted
again; an interrupted one goes on, with the day it was begun on as its “today”; on a later day a finished whole demo
gets the invoices of the days since. `frappe.ValidationError` on a site that has another company: the demo is for a
site of its own. Emails, alerts and messages are silenced for this process only.
"""

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from random import Random

import frappe
from frappe import _
from frappe.utils import getdate, today

from whatsapp_erp_bot.setup.demo import documents, masters, names, people, plan, wizard
from whatsapp_erp_bot.setup.demo.masters import Site
from whatsapp_erp_bot.setup.demo.progress import Ledger, say

SEED = 20
COUNTED = (
	"Customer",
	"Contact",
	"Supplier",
	"Item",
	"Item Price",
	"Quotation",
	"Sales Order",
	"Delivery Note",
	"Sales Invoice",
	"Payment Entry",
	"Purchase Order",
	"Purchase Receipt",
	"Purchase Invoice",
	"Stock Entry",
	"Stock Ledger Entry",
	"GL Entry",
)


def make(small: bool) -> dict[str, int]:
	if not wizard.is_complete():
		wizard.complete_setup()
	_refuse_other_company()
	with _silence():
		ledger = Ledger()
		if ledger.facts.get("done"):
			say("The demo had been made already.")
			_keep_up(ledger)
			return count()
		ledger.state("anchor", str(ledger.anchor or getdate(today())))
		ledger.state("small", ledger.facts.get("small", str(int(small))))
		site = _site(ledger)
		for words, step in _steps(site, ledger):
			say(words)
			step()
			ledger.commit()
		ledger.state("done", str(ledger.anchor))
		ledger.commit()
	frappe.clear_cache()
	counts = count()
	say("Demo ready: " + ", ".join(f"{doctype} {number}" for doctype, number in counts.items()))
	return counts


def _site(ledger: Ledger) -> Site:
	return masters.read_site(ledger.anchor, small=ledger.facts["small"] == "1")


def _refuse_other_company() -> None:
	company = frappe.db.get_single_value("Global Defaults", "default_company")
	if company != names.COMPANY:
		frappe.throw(
			_("This site belongs to {0}. The demo is only made on a site of its own.").format(company),
			frappe.ValidationError,
		)


def _keep_up(ledger: Ledger) -> None:
	"""Two invoices for each day since the last run, so that “today” and “yesterday” go on having some. The small
	demo stays as it is: tests rely on it."""
	last, now = getdate(ledger.facts["done"]), getdate(today())
	if ledger.facts["small"] == "1" or last >= now:
		return
	say(f"Invoices since {last}")
	site = _site(ledger)
	documents.run(site, ledger, plan.make_days(site, max(last, now - timedelta(days=31)), now))
	ledger.state("done", str(now))
	ledger.commit()


def count() -> dict[str, int]:
	return {doctype: frappe.db.count(doctype) for doctype in COUNTED}


def _steps(site: Site, ledger: Ledger) -> list[tuple[str, Callable[[], None]]]:
	return [
		("Settings, fiscal years, exchange rates", lambda: masters.make_settings(site)),
		("Territories, groups, warehouses", lambda: masters.make_places(site)),
		("Customers, contacts, suppliers", lambda: masters.make_parties(site)),
		("Items and prices", lambda: masters.make_items(site)),
		("Users and permissions", lambda: people.make_people(site)),
		(
			"Thirteen months of documents",
			lambda: documents.run(site, ledger, plan.make_plan(site, Random(SEED))),
		),
		("Reorder levels and credit limits", lambda: documents.make_limits(site)),
		("Approval of purchases", lambda: people.make_workflow(site, ledger)),
		("Leads, opportunities, issues, tasks", lambda: people.make_crm(site, ledger)),
	]


@contextmanager
def _silence() -> Iterator[None]:
	"""As Administrator, in Spanish, without emails, alerts or messages; put back afterwards."""
	flags = {"mute_emails": True, "mute_messages": True, "in_import": False}
	before = {flag: frappe.flags.get(flag) for flag in flags}
	user, language = frappe.session.user, frappe.local.lang
	frappe.set_user("Administrator")
	frappe.local.lang = names.LANGUAGE
	frappe.flags.update(flags)
	try:
		with warnings.catch_warnings():
			# Frappe cleans descriptions with Beautiful Soup, which takes “Tornillo 3/8” for a file's path.
			warnings.simplefilter("ignore")
			yield
	except BaseException:
		frappe.db.rollback()
		raise
	finally:
		frappe.flags.update(before)
		frappe.set_user(user)
		frappe.local.lang = language
