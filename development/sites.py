# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The two sites: one with the demo for people, one for the tests.

Contract: a site is made, gets the app, is migrated when what `migrate` reads has changed, and is filled once
for each state of its demo. Databases are named after the bench directory. Nothing on them may write an e-mail
to anybody.
"""

import json

from development.database import client
from development.ports import name_resolves
from development.settings import SITE, TEST_SITE
from development.stamps import APP, demo_digest, schema_digest
from development.workplace import Workplace

DEMO = f"{APP}.setup.demo.make"
SMALL_DEMO = f"{APP}.setup.demo.make_small"


def database_of(workplace: Workplace, site: str) -> str:
	"""The name of a site's database."""
	letters = "".join(letter for letter in site if letter.isascii() and letter.islower())
	return f"{workplace.settings.database_prefix}_{letters[:20]}"


def new_site(workplace: Workplace, site: str) -> None:
	"""An empty site. Passwords go in from files, not on a command line that everybody can read."""
	workplace.secret("admin_password", 12)
	workplace.hands.in_bench(workplace.bench / "sites", "rm", "-rf", site)
	workplace.inside("new_site", site, database_of(workplace, site), workplace.state)


def configure_site(workplace: Workplace, site: str) -> None:
	"""Its address, and that it keeps to itself."""
	address = site if name_resolves(site) else "127.0.0.1"
	values = {"host_name": f"http://{address}:{workplace.settings.web_port}", "mute_emails": 1}
	if site == TEST_SITE:
		values |= {"allow_tests": 1, "pause_scheduler": 1}
	workplace.inside("configure", f"{site}/site_config.json", json.dumps(values))


def make_site(workplace: Workplace, site: str) -> None:
	"""A site with ERPNext."""
	new_site(workplace, site)
	configure_site(workplace, site)
	workplace.frappe("--site", site, "install-app", "erpnext")
	workplace.stamps.set(f"site_{site}", database_of(workplace, site))


def site_is_made(workplace: Workplace, site: str) -> bool:
	"""Whether directory and database of the site are there."""
	database = database_of(workplace, site)
	if not workplace.stamps.has(f"site_{site}", database):
		return False
	if not (workplace.bench / "sites" / site / "site_config.json").exists():
		return False
	query = f"SELECT 1 FROM `{database}`.tabDefaultValue LIMIT 1"
	return workplace.hands.succeeds_in_bench(workplace.state, *client("-e", query))


def install_on_site(workplace: Workplace, site: str, schema: str) -> None:
	"""The app on a site."""
	workplace.frappe("--site", site, "install-app", "--force", APP)
	workplace.stamps.set(f"app_{site}", "installed")
	workplace.stamps.set(f"schema_{site}", schema)


def migrate_site(workplace: Workplace, site: str, schema: str) -> None:
	"""What changed into the database."""
	workplace.frappe("--site", site, "migrate", "--skip-search-index")
	workplace.stamps.set(f"schema_{site}", schema)


def fill_site(workplace: Workplace, site: str, function: str, words: str) -> None:
	"""The demo."""
	workplace.site_call(site, function)
	workplace.stamps.set(f"demo_{site}", words)


def demo_words(workplace: Workplace, function: str) -> str:
	"""What the stamp of a filled site says."""
	return f"{function} {demo_digest(workplace.settings.root)}"


def prepare_site(workplace: Workplace, site: str, function: str) -> None:
	"""The site with ERPNext, the app and what the function fills it with."""
	step, stamps = workplace.screen.step, workplace.stamps
	schema = schema_digest(workplace.settings.root)
	demo = demo_words(workplace, function)
	if not site_is_made(workplace, site):
		forget_site(workplace, site)
		step(f"Making the site {site} with ERPNext", make_site, workplace, site)
	if not stamps.has(f"app_{site}", "installed"):
		step(f"Installing the app on {site}", install_on_site, workplace, site, schema)
	elif not stamps.has(f"schema_{site}", schema):
		step(f"Migrating {site}", migrate_site, workplace, site, schema)
	if not stamps.has(f"demo_{site}", demo):
		step(f"Filling {site} with its demo", fill_site, workplace, site, function, demo)


def forget_site(workplace: Workplace, site: str) -> None:
	"""The site must be made anew."""
	workplace.stamps.forget(*(f"{kind}_{site}" for kind in ("site", "app", "schema", "demo")))


def forget_cached(workplace: Workplace, code: str) -> None:
	"""Desk and Frappe keep parts of the app in Redis."""
	for site in (SITE, TEST_SITE):
		if site_is_made(workplace, site) and workplace.stamps.has(f"app_{site}", "installed"):
			workplace.frappe("--site", site, "clear-cache")
	workplace.stamps.set("cached", code)


def prepare_cache(workplace: Workplace, code: str) -> None:
	"""Nothing of an older state of the app in Redis."""
	if not workplace.stamps.has("cached", code):
		workplace.screen.step("Clearing caches", forget_cached, workplace, code)


def enable_scheduler(workplace: Workplace, site: str) -> None:
	"""Jobs run on the site."""
	workplace.frappe("--site", site, "enable-scheduler")
	workplace.stamps.set(f"scheduler_{site}", "enabled")
