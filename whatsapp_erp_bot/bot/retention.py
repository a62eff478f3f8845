# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Deleting what is older than its days, in batches, with the private files that belong to it.

Contract: called by Frappe's log clearing for our own log DocTypes; each batch is committed so that no long lock stands
in the way of incoming messages.
"""

from collections.abc import Mapping
from typing import Any

import frappe
from frappe.utils import add_days, now_datetime

BATCH = 500


def delete_older(doctype: str, days: int, filters: Mapping[str, Any]) -> int:
	"""Delete rows of one of our log DocTypes created more than `days` ago. Returns how many went."""
	if not days:
		return 0
	before = add_days(now_datetime(), -days)
	deleted = 0
	while names := frappe.get_all(
		doctype,
		filters={**filters, "creation": ("<", before)},
		pluck="name",
		limit_page_length=BATCH,
		order_by="creation asc",
	):
		for file in frappe.get_all(
			"File",
			filters={"attached_to_doctype": doctype, "attached_to_name": ("in", names)},
			pluck="name",
			order_by="creation asc",
		):
			# our own log's attachment goes with the log row, whoever it was made for
			frappe.delete_doc("File", file, ignore_permissions=True, force=True)
		frappe.db.delete(doctype, {"name": ("in", names)})
		# a batch at a time, so that no long lock stands in the way of incoming messages
		frappe.db.commit()  # nosemgrep
		deleted += len(names)
	return deleted
