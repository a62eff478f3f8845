# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Ask as somebody and print the answer: `ask.py SITE TEXT USER 0|1`; 1 prints all of it as JSON."""

import sys

import frappe

site, text, user, as_json = sys.argv[1:]
frappe.init(site=site)
frappe.connect()
try:
	frappe.get_attr("whatsapp_erp_bot.setup.ask.ask")(text, user, as_json == "1")
	frappe.db.commit()
finally:
	frappe.destroy()
