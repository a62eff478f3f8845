# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What link fields ask: which rows fit, and what a row is called.

Contract: reads only what the session user may read. Frappe's own search takes a word of the browser that permissions
are to be ignored (`ignore_user_permissions` of frappe/desk/search.py on 15), and its `get_link_title` asks for none. So
`rows` is the search (`standard_queries`) for our DocTypes and for what stands around our documents, and `link_title`
stands in Frappe's place (`override_whitelisted_methods`), which it asks for everything that is not ours.
"""

from typing import Any

import frappe
from frappe.desk.search import get_link_title, get_std_fields_list, sanitize_searchfield
from frappe.utils import cint
from frappe.utils.data import make_filter_tuple

from whatsapp_erp_bot.compat import page
from whatsapp_erp_bot.surroundings import is_ours, may_read

SEARCHED = ("Data", "Text", "Small Text", "Long Text", "Link", "Select", "Read Only", "Text Editor")
MOST = 100


@frappe.whitelist(methods=["GET", "POST"])
def rows(
	doctype: str,
	txt: str = "",
	searchfield: str = "name",
	start: int | str = 0,
	page_len: int | str = 10,
	filters: dict | list | str | None = None,
	as_dict: bool | int | str = False,
) -> list[Any]:
	"""Rows whose name, title or search fields hold the text: name, title where links show it, then the other fields."""
	meta = frappe.get_meta(doctype)
	if meta.istable or meta.issingle:
		# rows of a table are found in their documents
		raise frappe.PermissionError
	sanitize_searchfield(searchfield)
	fields = get_std_fields_list(meta, searchfield or "name")
	titled = bool(meta.show_title_field_in_link and meta.title_field)
	return frappe.get_list(
		doctype,
		filters=[*_filters(doctype, filters), *_in_use(meta)],
		or_filters=[[doctype, field, "like", f"%{txt}%"] for field in _searched(meta, fields)]
		if txt
		else None,
		fields=[fields[0], f"{meta.title_field} as label", *fields[1:]] if titled else fields,
		order_by="modified desc",
		**page(cint(start), min(cint(page_len) or MOST, MOST)),
		as_list=not cint(as_dict),
	)


def _filters(doctype: str, filters: dict | list | str | None) -> list:
	given = frappe.parse_json(filters) or []
	return [make_filter_tuple(doctype, *item) for item in given.items()] if isinstance(given, dict) else given


def _in_use(meta: Any) -> list[list]:
	"""As Frappe: what is switched off is not offered."""
	return [
		[meta.name, field, "=", value]
		for field, value in (("enabled", 1), ("disabled", 0))
		if meta.get("fields", {"fieldname": field, "fieldtype": "Check"})
	]


def _searched(meta: Any, fields: list[str]) -> list[str]:
	kinds = {field.fieldname: field.fieldtype for field in meta.fields}
	return [field for field in fields if field == "name" or kinds.get(field) in SEARCHED]


@frappe.whitelist(methods=["GET", "POST"])
def link_title(doctype: str, docname: str) -> str | None:
	"""What a link to a document shows. Raises PermissionError for one of ours that the user may not open."""
	if is_ours(doctype) and not may_read(doctype, docname):
		raise frappe.PermissionError
	return get_link_title(doctype, docname)
