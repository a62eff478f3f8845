# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Files of before each job set its user: they belonged to whoever had woken the worker, and could be read by them."""

import frappe
from frappe.query_builder.functions import Coalesce

from whatsapp_erp_bot.bot.identity import SERVICE_USER

MESSAGE, RUN = "WhatsApp Bot Message", "WhatsApp Bot Run"


def execute() -> None:
	"""What people sent is the service user's; what a run made is whose who asked for it."""
	file, run = frappe.qb.DocType("File"), frappe.qb.DocType(RUN)
	(
		frappe.qb.update(file)
		.set(file.owner, SERVICE_USER)
		.where(file.attached_to_doctype == MESSAGE)
		.where(file.owner != SERVICE_USER)
	).run()
	owner = Coalesce(run.simulated_by, run.user, SERVICE_USER)
	wrong = (
		frappe.qb.from_(file)
		.join(run)
		.on(run.name == file.attached_to_name)
		.select(file.name, owner)
		.where(file.attached_to_doctype == RUN)
		.where(file.owner != owner)
	).run()
	for name, right in wrong:
		frappe.db.set_value("File", name, "owner", right, update_modified=False)
