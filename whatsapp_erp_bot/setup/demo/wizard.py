# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""ERPNext's own setup wizard, run without a browser: the company that the demo lives in.

Contract: `complete_setup()` leaves a site on which ERPNext's wizard is done, in Spanish and in Mexican pesos, with
the fiscal years that the last 13 months need and with nothing that asks the internet (exchange rates). On a site
where the wizard has been done it changes nothing. Source of the arguments: `setup_complete` and `install_company`
in frappe/desk/page/setup_wizard and erpnext/setup/setup_wizard.
"""

from datetime import date

import frappe
from frappe.utils import cint, getdate, today

from whatsapp_erp_bot.setup.demo import names
from whatsapp_erp_bot.setup.demo.progress import say


def complete_setup() -> None:
	"""Run the wizard for the demo company. Idempotent; raises what the wizard raises, nothing half done is kept."""
	frappe.set_user("Administrator")
	if is_complete():
		say("ERPNext's setup wizard had been run already.")
		return
	say(f"ERPNext's setup wizard: {names.COMPANY}")
	# A bench may be told to run the wizard in a worker; the caller needs it done when this returns.
	frappe.local.conf.trigger_site_setup_in_background = 0
	from frappe.desk.page.setup_wizard.setup_wizard import setup_complete

	previous_language = frappe.local.lang
	try:
		setup_complete(_wizard_arguments())
	finally:
		frappe.local.lang = previous_language
	# System Settings does not renew this default when the wizard saves it; Desk reads the default.
	frappe.db.set_default("time_zone", names.TIME_ZONE)
	frappe.db.commit()
	frappe.clear_cache()
	say(f"{names.COMPANY} is set up.")


def is_complete() -> bool:
	"""Both marks that ERPNext's wizard leaves: its flag, and a company."""
	flag = cint(frappe.db.get_single_value("System Settings", "setup_complete"))
	return bool(flag and frappe.db.exists("Company", {}))


def _wizard_arguments() -> dict[str, str | int]:
	year = getdate(today()).year
	language = frappe.db.get_value("Language", names.LANGUAGE, "language_name")
	return {
		# frappe reads `lang` for the language of the records that the wizard makes, `language` for the settings.
		"lang": language,
		"language": language,
		"country": names.COUNTRY,
		"timezone": names.TIME_ZONE,
		"currency": names.CURRENCY,
		"company_name": names.COMPANY,
		"company_abbr": names.COMPANY_ABBREVIATION,
		"chart_of_accounts": "Standard",
		"fy_start_date": str(date(year, 1, 1)),
		"fy_end_date": str(date(year, 12, 31)),
		"bank_account": "Banco del Norte",
		"enable_telemetry": 0,
		"setup_demo": 0,
	}
