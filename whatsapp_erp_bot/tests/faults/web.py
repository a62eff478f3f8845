# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The site's web application, which can be told to die while it accepts a webhook (`steps`)."""

from frappe.app import application

from whatsapp_erp_bot.bot import inbox
from whatsapp_erp_bot.tests.faults import steps

counter = steps.install()
if counter:
	counter.watch(inbox, "receive")

__all__ = ["application"]
