# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Messages per day, those that came in beside those that went out.

Contract: counts only what the session user may read (`get_list`); answers in the shape of Frappe's charts
(frappe/public/js/frappe/widgets/chart_widget.js). A day without messages is a zero, not a gap.
"""

from collections import Counter
from datetime import date

import frappe
from frappe import _
from frappe.utils import add_days, cint, format_date, getdate
from frappe.utils.dateutils import get_dates_from_timegrain, get_period, get_period_ending

from whatsapp_erp_bot import compat

MESSAGE = "WhatsApp Bot Message"
# what the chart's own menu calls its spans
SPANS = {"Last Week": 7, "Last Month": 30, "Last Quarter": 90, "Last Year": 365}
INTERVALS = ("Daily", "Weekly", "Monthly", "Quarterly", "Yearly")
MAXIMUM_DAYS = 366


@frappe.whitelist(methods=["GET", "POST"])
def get(
	chart_name: str | None = None,
	chart: str | dict | None = None,
	no_cache: int | str | None = None,
	filters: str | dict | list | None = None,
	from_date: str | None = None,
	to_date: str | None = None,
	timespan: str | None = None,
	time_interval: str | None = None,
	heatmap_year: int | str | None = None,
) -> dict:
	"""{"labels", "datasets"} for the days of the span, the last 30 where none is chosen, added up by the interval."""
	frappe.has_permission(MESSAGE, "read", throw=True)
	first, last = _span(from_date, to_date, timespan)
	interval = time_interval if time_interval in INTERVALS else "Daily"
	ends = get_dates_from_timegrain(first, last, interval)
	counts = _counts(first, last, interval)
	return {
		"labels": [
			format_date(end, "d MMM") if interval == "Daily" else get_period(end, interval) for end in ends
		],
		"datasets": [
			{"name": _("Received"), "values": [counts[getdate(end), "In"] for end in ends]},
			{"name": _("Sent"), "values": [counts[getdate(end), "Out"] for end in ends]},
		],
	}


def _span(from_date: str | None, to_date: str | None, timespan: str | None) -> tuple[date, date]:
	last = getdate(to_date) if timespan == "Select Date Range" and to_date else getdate()
	if timespan == "Select Date Range" and from_date:
		first = getdate(from_date)
	else:
		first = add_days(last, 1 - SPANS.get(timespan or "", 30))
	return max(getdate(first), getdate(add_days(last, 1 - MAXIMUM_DAYS))), last


def _counts(first: date, last: date, interval: str) -> Counter[tuple[date, str]]:
	"""(last day of the period, direction) -> how many."""
	counts = Counter()
	for row in compat.count_by_day(MESSAGE, "direction", {"creation": ("between", [first, last])}):
		counts[getdate(get_period_ending(row.day, interval)), row.direction] += cint(row.entries)
	return counts
