# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Deleting what is older than its days, in batches, with all that belongs to it.

Contract: called by Frappe's log clearing for our own log DocTypes. What is due is found by reading, which locks nothing;
each row is deleted by its primary key, and each batch committed, so that no incoming message waits for it. Nothing
of a deleted row stays anywhere: its private files go for good, as do the notes and comments that Frappe wrote under it,
which name them.
"""

import time
from collections.abc import Mapping
from functools import partial
from typing import Any

import frappe
from frappe.utils import add_days, now_datetime

from whatsapp_erp_bot.bot import store

BATCH = 500
# what Frappe keeps beside a document, with the fields that say whose it is
BESIDE = (
	("Comment", "reference_doctype", "reference_name"),
	("Notification Log", "document_type", "document_name"),
	("Version", "ref_doctype", "docname"),
	("View Log", "reference_doctype", "reference_name"),
)


def delete_older(doctype: str, days: int, filters: Mapping[str, Any]) -> int:
	"""Delete rows of one of our log DocTypes created more than `days` ago. Returns how many went."""
	if not days:
		return 0
	before = add_days(now_datetime(), -days)
	wanted = [
		[field, *(value if isinstance(value, tuple) else ("=", value))] for field, value in filters.items()
	]
	# names are made of the time (bot/store): only what is old is read, and each batch from where the last one ended
	end = store.name_at(time.time() - days * 86400)
	deleted = 0
	last = ""
	while names := frappe.get_all(
		doctype,
		filters=[*wanted, ["creation", "<", before], ["name", ">", last], ["name", "<", end]],
		pluck="name",
		limit=BATCH,
		order_by="name asc",
	):
		deleted += _delete_what_can_be(doctype, names)
		last = names[-1]
	return deleted


def _delete_what_can_be(doctype: str, names: list[str]) -> int:
	"""A batch at a time, so that no long lock stands in the way of incoming messages; where one row of it breaks, each by
	itself. Returns how many went."""
	done, _given = store.alone(partial(delete, doctype, names), "old rows not deleted", doctype)
	if done:
		return len(names)
	if len(names) == 1:
		return 0
	return sum(_delete_what_can_be(doctype, [name]) for name in names)


def delete(doctype: str, names: list[str]) -> None:
	"""Delete rows of one of our log DocTypes with their files and all that Frappe wrote beside them."""
	for file in frappe.get_all(
		"File",
		filters={"attached_to_doctype": doctype, "attached_to_name": ("in", names)},
		pluck="name",
		order_by="creation asc",
	):
		# our own log's attachment goes with the log row, whoever it was made for; a copy among the deleted documents
		# would keep its name
		frappe.delete_doc("File", file, ignore_permissions=True, force=True, delete_permanently=True)
	for beside, type_field, name_field in BESIDE:
		_delete_rows(
			beside,
			frappe.get_all(
				beside,
				filters={type_field: doctype, name_field: ("in", names)},
				pluck="name",
				order_by="name asc",
			),
		)
	_delete_rows(doctype, names)


def _delete_rows(doctype: str, names: list[str]) -> None:
	"""Each by its primary key: of a list of names the database may make a walk through the table, whose locks reach to
	rows and gaps that are nobody's business here."""
	table = frappe.qb.DocType(doctype)
	for name in names:
		frappe.qb.from_(table).delete().where(table.name == name).run()
