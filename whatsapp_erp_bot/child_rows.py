# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Rows of our tables, when somebody asks for one by itself.

Contract: whoever may read the document may read its rows, nobody else, and a row is written with its document only.
Frappe asks no more than the roles of the parent's DocType where the parent is not at hand (frappe/permissions.py,
`has_child_permission`), and saves a single row past the controller of its document.
"""

import frappe
from frappe import _
from frappe.model.base_document import BaseDocument
from frappe.model.document import Document


class ChildRow(Document):
	"""The controller of each child DocType of ours."""

	@property
	def parent_doc(self) -> Document | None:
		"""The document that the row stands in: the one at hand, else the stored one."""
		return BaseDocument.parent_doc.fget(self) or self._stored_parent()

	@parent_doc.setter
	def parent_doc(self, document: Document | None) -> None:
		BaseDocument.parent_doc.fset(self, document)

	def _stored_parent(self) -> Document | None:
		kind, name = self.get("parenttype"), self.get("parent")
		if not kind or not name:
			return None
		if frappe.db.exists(kind, name):
			return frappe.get_doc(kind, name)
		# of a row whose document is gone: one that nobody may open who may not open all
		return frappe.get_doc({"doctype": kind, "name": name})

	def validate(self) -> None:
		"""Only of a row that is saved by itself: Frappe does not call this for the rows of a document."""
		self._refuse()

	def on_trash(self) -> None:
		self._refuse()

	def _refuse(self) -> None:
		frappe.throw(_("A row is changed in its document, not by itself."), frappe.PermissionError)
