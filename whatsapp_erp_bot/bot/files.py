# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Files that the bot hands over: private Files of Frappe, attached to the run that made them.

Contract: never a public link; whoever reads one in Desk needs permission on the run, or asked for it: Frappe lets the
owner of a private File read it (frappe/core/doctype/file), so it belongs to who asked, if that is a user, else to the
service user, whom nobody is. Whoever woke the worker owns nothing.
"""

import mimetypes

import frappe
from frappe.model.document import Document

from whatsapp_erp_bot import compat
from whatsapp_erp_bot.bot import store
from whatsapp_erp_bot.bot.identity import SERVICE_USER
from whatsapp_erp_bot.commands.result import File
from whatsapp_erp_bot.whatsapp.media import harmless_filename, safe_filename

RUN = "WhatsApp Bot Run"


def keep(file: File, run: str) -> tuple[str, str]:
	"""Store the bytes as a private File of the run. Returns (file url, name to show)."""
	name = safe_filename(file.name)
	stored = frappe.get_doc(
		{
			"doctype": "File",
			"file_name": harmless_filename(name),
			"attached_to_doctype": RUN,
			"attached_to_name": run,
			"is_private": 1,
			"content": file.content,
		}
	)
	asked = store.read(RUN, run, "user", "simulated_by")
	insert_as(stored, (asked and (asked.simulated_by or asked.user)) or SERVICE_USER)
	return stored.file_url, name


def insert_as(document: Document, owner: str) -> None:
	"""Insert a File of ours that belongs to this user, whoever the session user is, as does the note of it that Frappe
	leaves under its document."""
	before = frappe.session.user
	frappe.session.user = owner
	try:
		# the person may have no right to add Files in Desk; this one is our own log's attachment
		document.flags.by_whatsapp_bot = True
		document.insert(ignore_permissions=True)
	finally:
		frappe.session.user = before


def read_file(file_url: str) -> tuple[bytes, str]:
	"""Bytes and MIME type of a File of ours."""
	name = frappe.db.get_value("File", {"file_url": file_url})
	content = compat.file_content(frappe.get_doc("File", name))
	return content, mimetypes.guess_type(file_url)[0] or "application/octet-stream"
