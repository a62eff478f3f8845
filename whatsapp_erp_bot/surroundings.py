# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Rows of Frappe's that stand around our documents: files, tags, notices, followers, and links that are followed.

Contract: whoever may not open a document of ours learns nothing of it from what Frappe keeps beside it, neither by
lists nor one by one, and gains nothing by making such rows. For everything that is not about us Frappe's own rules
hold, as they were: each function here says so at once. Managers see all.
"""

import os
from typing import Any
from urllib.parse import unquote

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_files_path

from whatsapp_erp_bot.compat import no_opinion
from whatsapp_erp_bot.permissions import (
	contact_query,
	conversation_query,
	is_manager,
	message_query,
	run_query,
)

MODULE = "WhatsApp ERP Bot"
# what belongs to people, with the condition that says which of them a user may see
OF_PEOPLE = {
	"WhatsApp Bot Contact": contact_query,
	"WhatsApp Bot Conversation": conversation_query,
	"WhatsApp Bot Message": message_query,
	"WhatsApp Bot Run": run_query,
}
# what everybody in Desk may read
OPEN = ("WhatsApp Bot Command",)
# the fields by which rows of Frappe's say what they are about
ABOUT = {
	"File": ("attached_to_doctype", "attached_to_name"),
	"Tag Link": ("document_type", "document_name"),
	"Notification Log": ("document_type", "document_name"),
	"Document Follow": ("ref_doctype", "ref_docname"),
}
PRIVATE_FILES = "/private/files/"
OF_A_FILE = (
	"attached_to_doctype",
	"attached_to_name",
	"file_url",
	"file_name",
	"is_private",
	"thumbnail_url",
)
# how the names of all our DocTypes begin
OUR_NAMES = "WhatsApp Bot "


def is_ours(doctype: str | None) -> bool:
	"""Whether a DocType is one of this app's."""
	if not doctype or not frappe.db.exists("DocType", doctype, cache=True):
		return False
	return frappe.get_meta(doctype).module == MODULE


def may_read(doctype: str, name: str, user: str | None = None) -> bool:
	"""Whether a user may open a document; not if it does not exist, so that nobody learns that either."""
	if not name or not frappe.db.exists(doctype, name):
		return False
	return bool(frappe.get_doc(doctype, name).has_permission("read", user=user or frappe.session.user))


# ---- lists


def file_query(user: str | None = None, doctype: str | None = None) -> str:
	"""Names of files are what people wrote: who lists Files sees those of documents that they may open. Frappe asks only
	whether somebody may read the DocType that a file is attached to. It comes after Frappe's own condition, whose last
	part it narrows (frappe/core/doctype/file/file.py, `get_permission_query_conditions`)."""
	return _about_what_is_open("File", user)


def tag_query(user: str | None = None, doctype: str | None = None) -> str:
	"""A Tag Link holds the title of its document, and Frappe shows it to everybody."""
	return _about_what_is_open("Tag Link", user)


def _about_what_is_open(doctype: str, user: str | None) -> str:
	user = user or frappe.session.user
	if is_manager(user):
		return ""
	kind, name = (f"`tab{doctype}`.`{field}`" for field in ABOUT[doctype])
	parts = [
		f"ifnull({kind}, '') not in ({_listed(_closed())})",
		f"`tab{doctype}`.`owner` = {frappe.db.escape(user)}",
	]
	for ours, query in OF_PEOPLE.items():
		open_ones = f"select `tab{ours}`.`name` from `tab{ours}` where {query(user)}"
		parts.append(f"({kind} = {frappe.db.escape(ours)} and {name} in ({open_ones}))")
	return f"({' or '.join(parts)})"


def _closed() -> list[str]:
	"""Our DocTypes that not everybody may read."""
	return [
		name
		for name in frappe.get_all("DocType", filters={"module": MODULE}, pluck="name", order_by="name asc")
		if name not in OPEN
	]


def _listed(names: list[str]) -> str:
	return ", ".join(frappe.db.escape(name) for name in names)


# ---- one by one


def has_tag_permission(doc: Document, ptype: str = "read", user: str | None = None) -> bool | None:
	"""As the document that is tagged."""
	if not is_ours(doc.document_type):
		return no_opinion()
	return may_read(doc.document_type, doc.document_name, user)


def has_notice_permission(doc: Document, ptype: str = "read", user: str | None = None) -> bool | None:
	"""A notice about us is for its reader. Frappe shows only those in lists, and every one by its name."""
	if not is_ours(doc.document_type):
		return no_opinion()
	return doc.for_user == (user or frappe.session.user)


# ---- files that are made beside a document, or out of one


def has_file_permission(doc: Document, ptype: str = "read", user: str | None = None) -> bool | None:
	"""Before a File is made or saved: nobody attaches one to a document of ours that they may not write, and nobody
	makes one out of the address of a file of ours that they may not read. Frappe lets everybody do both, and whoever
	has such a File reads the bytes, or makes them public. All else about Files is Frappe's to say."""
	if ptype not in ("create", "write"):
		return no_opinion()
	stored = _stored(doc)
	allowed = _may_be_attached(doc, stored) and (
		# with nothing but its bytes given, a file is what its maker had anyway, though equal bytes are stored once
		(ptype == "create" and doc.get("content") and not (doc.file_url or doc.thumbnail_url))
		or _may_have_address(doc, stored)
	)
	return no_opinion() if allowed else False


def check_file(doc: Document, method: str | None = None) -> None:
	"""A `doc_events` hook for what comes past permissions: what Guests upload where the site lets them, and the address
	in an Attach field of any document, saved in a request or in a job of somebody's. And at the end for all: a File
	without an address is read by its name. What the bot stores itself says so by a flag, which no request can set. Raises
	PermissionError."""
	if doc.flags.by_whatsapp_bot or frappe.session.user == "Administrator":
		return
	stored = _stored(doc)
	if frappe.session.user == "Guest" and not _may_be_attached(doc, stored):
		frappe.throw(_("You may not add files to this document."), frappe.PermissionError)
	if (doc.flags.ignore_permissions or not doc.file_url) and not _may_have_address(doc, stored):
		frappe.throw(_("You may not use this file."), frappe.PermissionError)


def _stored(doc: Document) -> dict[str, Any]:
	"""What is changed by whom, of a File as it was before; {} of a new one."""
	found = doc.name and frappe.db.get_value("File", doc.name, OF_A_FILE, as_dict=True)
	return found or {}


def _differs(doc: Document, stored: dict[str, Any], *fields: str) -> bool:
	return not stored or any((doc.get(field) or None) != (stored.get(field) or None) for field in fields)


def _may_be_attached(doc: Document, stored: dict[str, Any]) -> bool:
	if not _differs(doc, stored, "attached_to_doctype", "attached_to_name"):
		return True
	doctype, name = doc.attached_to_doctype, doc.attached_to_name
	if not is_ours(doctype):
		return True
	if name and frappe.db.exists(doctype, name):
		return bool(frappe.get_doc(doctype, name).has_permission("write"))
	# of a form that is not saved yet
	return bool(frappe.has_permission(doctype, "create"))


def _may_have_address(doc: Document, stored: dict[str, Any]) -> bool:
	if not _differs(doc, stored, "file_url", "file_name", "is_private", "thumbnail_url"):
		return True
	addresses = _addresses(doc.file_url or doc.file_name) + _addresses(doc.thumbnail_url)
	if not addresses:
		return True
	holders: dict[str, list[dict]] = {}
	for holder in frappe.get_all(
		"File",
		filters={"file_url": ("in", addresses), "name": ("!=", doc.name or "")},
		fields=["name", "file_url", "attached_to_doctype"],
		order_by="creation asc",
	):
		holders.setdefault(holder.file_url, []).append(holder)
	return all(_is_free(rows) for rows in holders.values())


def _is_free(holders: list[dict]) -> bool:
	"""Whether the Files of one address let the session user have it: none is ours, or they may read one of them."""
	return not any(is_ours(holder.attached_to_doctype) for holder in holders) or any(
		may_read("File", holder.name) for holder in holders
	)


def _addresses(written: str | None) -> list[str]:
	"""Addresses of stored private files that Frappe may take this for: it strips its own host, decodes, walks up and
	down folders, goes by a bare name, and by the last part of a path (File.get_full_path, handle_is_private_changed)."""
	folder = os.path.realpath(get_files_path(is_private=True))
	found = []
	for one in dict.fromkeys((written or "", unquote(written or ""))):
		_before, stands, rest = one.partition(PRIVATE_FILES)
		if not stands and "/" in one:
			continue
		rest = rest if stands else one
		path = os.path.realpath(os.path.join(folder, rest.lstrip("/")))
		found += [os.path.relpath(path, folder), os.path.basename(rest.rstrip("/"))]
	return [PRIVATE_FILES + name for name in dict.fromkeys(found) if name]


# ---- who follows a document


def check_follower(doc: Document, method: str | None = None) -> None:
	"""A `doc_events` hook before somebody follows a document: Frappe then mails them what changes in it, without asking
	whether they may read it. Raises PermissionError."""
	if is_ours(doc.ref_doctype) and not may_read(doc.ref_doctype, doc.ref_docname, doc.user):
		frappe.throw(_("Only who may open a document can follow it."), frappe.PermissionError)


# ---- links that are followed


def keep_links_folded() -> None:
	"""A `before_request` hook: with `expand_links` Frappe puts every linked document into the answer, whole and without
	asking whether the reader may have it (frappe/api/v1.py, `read_doc`). Of our documents that goes to nobody."""
	if "expand_links" in frappe.form_dict and OUR_NAMES in frappe.request.path:
		del frappe.form_dict["expand_links"]
