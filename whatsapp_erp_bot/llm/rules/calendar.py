# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Calendar units and the arithmetic on them.

Contract: a span is (first day, last day), both inclusive. Weeks run Monday to Sunday; quincena is 1–15 or 16–end;
bimestre, trimestre and semestre are calendar units. A day that does not exist is the month's last.
"""

from calendar import monthrange
from datetime import date, timedelta

Span = tuple[date, date]
MONTHS_IN = {"month": 1, "bimester": 2, "quarter": 3, "semester": 6, "year": 12}


def days(day: date, count: int) -> date:
	return day + timedelta(days=count)


def clamped(year: int, month: int, day: int) -> date:
	"""That day, or the month's last where it does not exist."""
	return date(year, month, min(day, monthrange(year, month)[1]))


def months(day: date, count: int) -> date:
	"""The same day so many months later, or that month's last."""
	total = day.year * 12 + day.month - 1 + count
	return clamped(total // 12, total % 12 + 1, day.day)


def month(year: int, number: int) -> Span:
	return date(year, number, 1), clamped(year, number, 31)


def containing(unit: str, day: date) -> Span:
	"""The whole unit that the day lies in. For “weekend”, the one of the day's own week."""
	if unit == "day":
		return day, day
	if unit in ("week", "weekend"):
		monday = days(day, -day.weekday())
		return (monday if unit == "week" else days(monday, 5)), days(monday, 6)
	if unit == "fortnight":
		return half_month(day.year, day.month, 1 if day.day <= 15 else 2)
	length = MONTHS_IN[unit]
	first = (day.month - 1) // length * length + 1
	return date(day.year, first, 1), clamped(day.year, first + length - 1, 31)


def half_month(year: int, number: int, half: int) -> Span:
	if half == 1:
		return date(year, number, 1), date(year, number, 15)
	return date(year, number, 16), clamped(year, number, 31)


def shifted(unit: str, day: date, count: int) -> Span:
	"""The unit so many before (negative) or after the one that the day lies in."""
	span = containing(unit, day)
	if unit == "weekend":
		start = days(span[0], 7 * count)
		return start, days(start, 1)
	for _ in range(abs(count)):
		span = containing(unit, days(span[1], 1) if count > 0 else days(span[0], -1))
	return span


def nth(unit: str, number: int, year: int) -> Span:
	"""The first, second… bimestre, trimestre or semestre of a year."""
	length = MONTHS_IN[unit]
	first = min((number - 1) * length + 1, 12)
	return date(year, first, 1), clamped(year, min(first + length - 1, 12), 31)


def trailing(unit: str, count: int, today: date) -> Span:
	"""The last so many units up to today, today included."""
	if unit == "day":
		return days(today, 1 - count), today
	if unit in ("week", "fortnight"):
		return days(today, 1 - count * (7 if unit == "week" else 15)), today
	return days(months(today, -count * MONTHS_IN[unit]), 1), today


def coming(unit: str, count: int, today: date) -> Span:
	"""The next so many units, from tomorrow."""
	if unit == "day":
		return days(today, 1), days(today, count)
	if unit in ("week", "fortnight"):
		return days(today, 1), days(today, count * (7 if unit == "week" else 15))
	return days(today, 1), months(today, count * MONTHS_IN[unit])


def weekday(number: int, today: date, future: bool, strictly: bool = False) -> date:
	"""The latest such weekday, today included unless `strictly`; or the next one after today."""
	if future:
		return days(today, (number - today.weekday() - 1) % 7 + 1)
	back = (today.weekday() - number) % 7
	return days(today, -(back or (7 if strictly else 0)))
