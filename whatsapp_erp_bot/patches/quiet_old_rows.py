# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What was stored before text became inert and files harmless is brought to what is stored now (bot/store, bot/media).

Contract: may be run again; what is as it should be stays untouched, `modified` too. Own words of messages are kept.
"""

import os
import shutil

import frappe

from whatsapp_erp_bot.bot import store
from whatsapp_erp_bot.whatsapp.media import harmless_filename

BATCH = 1000
SHOWN = ("Data", "Small Text", "Text", "Long Text")
# those whose rows bot/store writes
WRITTEN = (
	"WhatsApp Bot Contact",
	"WhatsApp Bot Contact Alias",
	"WhatsApp Bot Conversation",
	"WhatsApp Bot Event",
	"WhatsApp Bot Message",
	"WhatsApp Bot Orphan Status",
	"WhatsApp Bot Run",
	"WhatsApp Bot Template",
	"WhatsApp Bot Template Variable",
)
WITH_FILES = ("WhatsApp Bot Message", "WhatsApp Bot Run")


def execute() -> None:
	for doctype in WRITTEN:
		_quiet_text(doctype)
	for doctype in WITH_FILES:
		_quiet_files(doctype)


def _quiet_text(doctype: str) -> None:
	fields = [
		field.fieldname
		for field in frappe.get_meta(doctype).fields
		if field.fieldtype in SHOWN and field.fieldname not in store.EXACT
	]
	last = ""
	while rows := store.rows(doctype, ["name", *fields], {"name": (">", last)}, "name", limit=BATCH):
		for row in rows:
			changed = {
				field: row[field]
				for field in fields
				if row[field] and store.as_stored(doctype, {field: row[field]})[field] != row[field]
			}
			if changed:
				new = store.as_stored(doctype, changed)
				frappe.db.set_value(doctype, row.name, new, update_modified=False)
		last = rows[-1].name
		# one batch, one transaction: there may be millions
		frappe.db.commit()  # nosemgrep


def _quiet_files(doctype: str) -> None:
	files = frappe.get_all(
		"File",
		filters={"attached_to_doctype": doctype, "is_folder": 0, "file_url": ("like", "/private/files/%")},
		fields=["name", "file_name", "file_url"],
		order_by="creation asc",
	)
	for file in files:
		kept = os.path.basename(file.file_url)
		if harmless_filename(kept) == kept:
			continue
		_keep_under_another_name(file)
		# a file and what names it
		frappe.db.commit()  # nosemgrep


def _keep_under_another_name(file: dict) -> None:
	"""The same bytes under a harmless name; the old one goes unless somebody else's File names it."""
	before = frappe.get_site_path(file.file_url.lstrip("/"))
	url = os.path.join(os.path.dirname(file.file_url), harmless_filename(os.path.basename(file.file_url)))
	if os.path.exists(before):
		shutil.copyfile(before, frappe.get_site_path(url.lstrip("/")))
	frappe.db.set_value(
		"File",
		file.name,
		{"file_url": url, "file_name": harmless_filename(file.file_name or "file")},
		update_modified=False,
	)
	frappe.db.set_value(store.MESSAGE, {"file": file.file_url}, "file", url, update_modified=False)
	if os.path.exists(before) and not frappe.db.exists("File", {"file_url": file.file_url}):
		os.remove(before)
