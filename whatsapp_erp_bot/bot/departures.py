# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What becomes of our rows when what they name is deleted or renamed in Desk.

Contract: our rows never stand in the way of the business. Those that only tell what happened (`ignore_links_on_delete`
in hooks) keep the name as text. Those that people go on using let go of it here, before Frappe looks who links to it:
a contact of its user, party or company, a conversation of its assignee. The other way round, what belongs to a contact
or a conversation goes with it. The `*_goes` are `on_trash` hooks of other DocTypes, `renamed` is one of them all.
"""

from typing import Any

import frappe
from frappe.model.document import Document

from whatsapp_erp_bot.bot import identity, retention

CONTACT, CONVERSATION = "WhatsApp Bot Contact", "WhatsApp Bot Conversation"
MESSAGE, RUN, CODE = "WhatsApp Bot Message", "WhatsApp Bot Run", "WhatsApp Bot Link Code"
DYNAMIC_LINKS = (
	(CONTACT, "party_type", "party"),
	(RUN, "party_type", "party"),
	(RUN, "document_type", "document_name"),
)


def user_goes(document: Document, method: str | None = None) -> None:
	"""A user is deleted: no number is bound to it any more, and nobody waits for its answers."""
	if not _is_installed():
		return
	for contact in _names(CONTACT, {"user": document.name}):
		identity.unbind(contact)
	_let_go(CONTACT, {"bound_by": document.name}, "bound_by")
	_let_go(CONVERSATION, {"assignee": document.name}, "assignee")


def party_goes(document: Document, method: str | None = None) -> None:
	"""A customer (or another party) is deleted: whoever was found to be it is somebody unknown."""
	if _is_installed():
		_let_go(CONTACT, {"party_type": document.doctype, "party": document.name}, "party_type", "party")


def company_goes(document: Document, method: str | None = None) -> None:
	"""A company is deleted: who had chosen it asks about the default one again."""
	if _is_installed():
		_let_go(CONTACT, {"company": document.name}, "company")


def renamed(document: Document, method: str, old: str, new: str, merge: bool = False) -> None:
	"""Dynamic links to a document that has another name now. Frappe follows those that it knows of, from a list in its
	cache to which only saved documents add (frappe/model/dynamic_links.py), and our rows are written past it."""
	if not _is_installed():
		return
	for doctype, type_field, name_field in DYNAMIC_LINKS:
		_set(doctype, {type_field: document.doctype, name_field: old}, {name_field: new})


def contact_goes(name: str) -> None:
	"""A contact is deleted, and all that was said with that person."""
	for conversation in _names(CONVERSATION, {"contact": name}):
		# whoever may delete the person may delete what was said
		frappe.delete_doc(CONVERSATION, conversation, ignore_permissions=True)
	for doctype in (MESSAGE, RUN, CODE):
		retention.delete(doctype, _names(doctype, {"contact": name}))


def conversation_goes(name: str) -> None:
	"""A conversation is deleted, with its messages, their files and its runs."""
	for doctype in (MESSAGE, RUN):
		retention.delete(doctype, _names(doctype, {"conversation": name}))


def _is_installed() -> bool:
	"""While this app is installed or taken away, other documents go before or after our tables."""
	return frappe.db.table_exists(CONTACT)


def _names(doctype: str, filters: dict[str, Any]) -> list[str]:
	return frappe.get_all(doctype, filters=filters, pluck="name", order_by="creation asc")


def _let_go(doctype: str, filters: dict[str, Any], *fields: str) -> None:
	_set(doctype, filters, dict.fromkeys(fields))


def _set(doctype: str, filters: dict[str, Any], values: dict[str, Any]) -> None:
	"""Row by row: finding them by reading locks none of a large table. And only these fields: a worker may be writing
	the others at this moment."""
	for name in _names(doctype, filters):
		frappe.db.set_value(doctype, name, values)
