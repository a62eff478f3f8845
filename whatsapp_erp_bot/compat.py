# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The only file that knows one version of Frappe from another.

Contract: each function returns what the running version takes. Everything that the two spell differently is named
here once, so that no other module asks for a version.
"""

import re
from typing import Any

import frappe
from frappe.model.document import Document
from frappe.query_builder.functions import Count, Date
from frappe.utils import scheduler
from redis.exceptions import RedisError

# 15 takes SQL functions in `fields` as strings; 16 refuses those and takes dictionaries (frappe/database/query.py)
_COLUMN_OF_AGGREGATE = re.compile(r"\(\s*(?:distinct\s+)?`?([A-Za-z_*]\w*)`?\s*\)", re.IGNORECASE)


def major_version() -> int:
	"""15 or 16."""
	return int(frappe.__version__.split(".", 1)[0])


def no_opinion() -> bool | None:
	"""What a `has_permission` hook returns to leave a document to the other hooks: 15 takes the first answer that is not
	None, the app's before Frappe's own, and 16 takes None for a no (frappe/permissions.py, `has_controller_permissions`)."""
	return True if major_version() >= 16 else None


def page(start: int, length: int) -> dict[str, int]:
	"""Arguments of get_list for a page of its rows: 15 knows no `offset`, 17 no `limit_start`."""
	return {"offset" if major_version() >= 16 else "limit_start": start, "limit": length}


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


def forget_unreadable_body(path: str) -> None:
	"""Take a request's body out of what Frappe is about to write into its Error Log. 15 reads a body as JSON before any
	hook, and if that fails its Error Log gets the body with the variables of the frame (frappe/app.py, `make_form_dict`;
	the row waits in the cache for the next hourly insert); 16 answers 417 and writes nothing."""
	if major_version() >= 16:
		return
	key = "insert_queue_for_Error Log"
	try:
		for row in frappe.cache.lrange(key, -20, -1):
			if b"make_form_dict" in row and path.encode() in row:
				frappe.cache.lrem(frappe.cache.make_key(key), 1, row)
	except (RedisError, OSError):
		# then the row was not put there either
		pass


def forget_dormancy() -> None:
	"""Have the scheduler ask again whether the site sleeps: newer releases of 15, and 16, keep the answer for an hour."""
	for verdict in (scheduler.is_dormant, scheduler.schedule_jobs_based_on_activity):
		if hasattr(verdict, "clear_cache"):
			verdict.clear_cache()
