# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""ERPNext 15.90 on a Frappe older than itself.

Contract: inside `bridged()` the demo can be made where ERPNext's `get_item_defaults` calls
`as_dict(no_private_properties=True)` and Frappe (15.55 for one) has no such argument yet: without it no document
with an item that has been sold before can be saved. On a Frappe that has the argument nothing is touched.
"""

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from frappe.model.base_document import BaseDocument

PRIVATE = ("_user_tags", "_liked_by", "__islocal", "__onload", "__run_link_triggers", "__unsaved")


@contextmanager
def bridged() -> Iterator[None]:
	original = BaseDocument.as_dict
	if "no_private_properties" in inspect.signature(original).parameters:
		yield
		return

	def as_dict(self: BaseDocument, *args: Any, no_private_properties: bool = False, **kwargs: Any) -> dict:
		values = original(self, *args, **kwargs)
		if no_private_properties:
			for key in PRIVATE:
				values.pop(key, None)
		return values

	BaseDocument.as_dict = as_dict
	try:
		yield
	finally:
		BaseDocument.as_dict = original
