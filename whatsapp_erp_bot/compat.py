# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The only file that knows one version of Frappe from another.

Contract: each function returns what the running version takes. Everything that the two spell differently is named
here once, so that no other module asks for a version.
"""

import inspect
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import Lock
from typing import Any

import frappe
from frappe.model.base_document import BaseDocument
from frappe.model.document import Document
from frappe.query_builder.functions import Count, Date

_AS_DICT = BaseDocument.as_dict
_bridge_lock = Lock()
_on_bridge = 0
# what `as_dict(no_private_properties=True)` leaves out (frappe/model/base_document.py of the releases that have it)
_PRIVATE = ("_user_tags", "_liked_by", "__islocal", "__onload", "__run_link_triggers", "__unsaved")

# 15 takes SQL functions in `fields` as strings; 16 refuses those and takes dictionaries (frappe/database/query.py)
_COLUMN_OF_AGGREGATE = re.compile(r"\(\s*(?:distinct\s+)?`?([A-Za-z_*]\w*)`?\s*\)", re.IGNORECASE)


def major_version() -> int:
	"""15 or 16."""
	return int(frappe.__version__.split(".", 1)[0])


def sum_field(column: str, alias: str) -> str | dict[str, str]:
	"""An entry of `fields` for get_list: the sum of a column of the DocType itself."""
	return _aggregate("SUM", column, alias)


def min_field(column: str, alias: str) -> str | dict[str, str]:
	"""An entry of `fields` for get_list: the smallest value of a column."""
	return _aggregate("MIN", column, alias)


def max_field(column: str, alias: str) -> str | dict[str, str]:
	"""An entry of `fields` for get_list: the greatest value of a column."""
	return _aggregate("MAX", column, alias)


def count_field(alias: str, column: str = "name") -> str | dict[str, str]:
	"""An entry of `fields` for get_list: how many rows."""
	return _aggregate("COUNT", column, alias)


def count_by_day(doctype: str, column: str, filters: dict[str, Any]) -> list[dict]:
	"""{"day", column, "entries"}: how many of those that the session user may read were made on each day."""
	if major_version() < 16:
		return frappe.get_list(
			doctype,
			filters=filters,
			fields=["date(creation) as day", column, "count(name) as entries"],
			group_by=f"date(creation), {column}",
			order_by="day asc",
			limit=0,
		)
	# of functions 16 takes in `fields` only those of a list, and DATE is not in it (frappe/database/query.py)
	table = frappe.qb.DocType(doctype)
	day = Date(table.creation)
	query = frappe.qb.get_query(
		doctype,
		fields=[day.as_("day"), table[column], Count("*").as_("entries")],
		filters=filters,
		ignore_permissions=False,
	)
	return query.groupby(day, table[column]).run(as_dict=True)


def file_content(file: Document) -> bytes:
	"""The bytes of a File, as they are. Both versions decode what looks like text. 16 also takes windows-1250 for text,
	which many a small picture or PDF looks like, and drops a byte order mark: encoded again it would be another file."""
	content = file.get_content(encodings=()) if major_version() >= 16 else file.get_content()
	return content.encode() if isinstance(content, str) else content


def ships_language(code: str) -> bool:
	"""Whether this Frappe makes a Language of that code by itself: 16 ships translations for Brazil, and no row."""
	if major_version() < 16:
		return True
	with open(frappe.get_app_path("frappe", "geo", "languages.csv"), encoding="utf-8") as shipped:
		return any(line.split(",", 1)[0] == code for line in shipped)


def column_of(field: str | dict[str, Any]) -> str:
	"""The column behind an entry of `fields`: plain, with an alias, or one of the aggregates above."""
	if isinstance(field, dict):
		return next(str(value) for key, value in field.items() if key != "as")
	if match := _COLUMN_OF_AGGREGATE.search(field):
		return match.group(1)
	return field.split(" as ")[0].strip().strip("`")


def _aggregate(function: str, column: str, alias: str) -> str | dict[str, str]:
	if major_version() >= 16:
		return {function: column, "as": alias}
	return f"{function.lower()}(`{column}`) as `{alias}`"


@contextmanager
def bridged() -> Iterator[None]:
	"""ERPNext 15.90 on a Frappe that is older than itself: ERPNext's `get_item_defaults` calls
	`as_dict(no_private_properties=True)`, which Frappe 15.55 does not have, so that no document with an item that was
	sold before could be made. Inside, the argument is understood; on a Frappe that has it nothing is touched."""
	if _has_no_private_properties():
		yield
		return
	_bridge(1)
	try:
		yield
	finally:
		_bridge(-1)


@cache
def _has_no_private_properties() -> bool:
	return "no_private_properties" in inspect.signature(_AS_DICT).parameters


def _bridge(change: int) -> None:
	"""The bridge stands as long as anybody is on it: several threads may be."""
	global _on_bridge
	with _bridge_lock:
		_on_bridge += change
		BaseDocument.as_dict = _as_dict if _on_bridge else _AS_DICT


def _as_dict(self: BaseDocument, *args: Any, no_private_properties: bool = False, **kwargs: Any) -> dict:
	values = _AS_DICT(self, *args, **kwargs)
	if no_private_properties:
		for key in _PRIVATE:
			values.pop(key, None)
	return values
