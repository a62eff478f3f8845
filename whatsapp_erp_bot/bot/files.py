# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Files that the bot hands over: private Files of Frappe, attached to the run that made them.

Contract: never a public link; whoever reads one in Desk needs permission on the run.
"""

import mimetypes

import frappe

from whatsapp_erp_bot import compat
from whatsapp_erp_bot.commands.result import File
from whatsapp_erp_bot.whatsapp.media import safe_filename

RUN = "WhatsApp Bot Run"


def keep(file: File, run: str) -> tuple[str, str]:
	"""Store the bytes as a private File of the run. Returns (file url, name to show)."""
	name = safe_filename(file.name)
	stored = frappe.get_doc(
		{
			"doctype": "File",
			"file_name": name,
			"attached_to_doctype": RUN,
			"attached_to_name": run,
			"is_private": 1,
			"content": file.content,
		}
	)
	# the person may have no right to add Files in Desk; this one is our own log's attachment
	stored.insert(ignore_permissions=True)
	return stored.file_url, name


def read_file(file_url: str) -> tuple[bytes, str]:
	"""Bytes and MIME type of a File of ours."""
	name = frappe.db.get_value("File", {"file_url": file_url})
	content = compat.file_content(frappe.get_doc("File", name))
	return content, mimetypes.guess_type(file_url)[0] or "application/octet-stream"
