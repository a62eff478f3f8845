# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The only file that knows one version of Frappe from another.

Contract: each function returns what the running version takes. Everything that the two spell differently is named
here once, so that no other module asks for a version.
"""

import re
from typing import Any

import frappe
from frappe.utils import scheduler
from redis.exceptions import RedisError

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
