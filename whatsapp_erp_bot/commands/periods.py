# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Periods of a command: its defaults, the one before, and how to call them.

Contract: dates are the person's (`Context.today`); a Period has both days inclusive.
"""

from datetime import date, timedelta

from frappe.utils import add_months, format_date, get_first_day, get_last_day

from whatsapp_erp_bot.commands.base import Context, Period


def today(context: Context) -> Period:
	"""The person's day."""
	return Period(context.today, context.today)


def this_month(context: Context) -> Period:
	"""The whole calendar month."""
	return Period(get_first_day(context.today), get_last_day(context.today))


def this_year(context: Context) -> Period:
	"""The whole calendar year."""
	return Period(date(context.today.year, 1, 1), date(context.today.year, 12, 31))


def before(period: Period) -> Period:
	"""The period before: as many whole months where it is whole months, else as many days."""
	if _is_whole_months(period):
		months = _months(period)
		start = add_months(period.from_date, -months)
		return Period(start, get_last_day(add_months(start, months - 1)))
	length = (period.to_date - period.from_date).days + 1
	return Period(period.from_date - timedelta(days=length), period.from_date - timedelta(days=1))


def so_far(period: Period, today: date) -> tuple[Period, Period] | None:
	"""For a period that is not over: its days up to today, and as many days of the one before. None otherwise."""
	if not period.from_date <= today < period.to_date:
		return None
	previous = before(period)
	end = min(previous.from_date + (today - period.from_date), previous.to_date)
	return Period(period.from_date, today), Period(previous.from_date, end)


def label(period: Period) -> str:
	"""A month or a year by its name, other days as the person writes dates."""
	if _is_whole_months(period) and _months(period) == 1:
		return format_date(period.from_date, "MMMM y")
	if _is_whole_months(period) and _months(period) == 12 and period.from_date.month == 1:
		return str(period.from_date.year)
	if period.from_date == period.to_date:
		return format_date(period.from_date)
	return f"{format_date(period.from_date)} – {format_date(period.to_date)}"


def as_argument(period: Period) -> dict[str, str]:
	"""As the catalogue writes a period, for a next step."""
	return {"from": period.from_date.isoformat(), "to": period.to_date.isoformat()}


def _is_whole_months(period: Period) -> bool:
	return period.from_date.day == 1 and period.to_date == get_last_day(period.to_date)


def _months(period: Period) -> int:
	years = period.to_date.year - period.from_date.year
	return years * 12 + period.to_date.month - period.from_date.month + 1
