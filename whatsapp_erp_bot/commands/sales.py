# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What was sold.

Contract: sales are submitted Sales Invoices by posting date, credit notes subtracting, in company currency: net is
`base_net_total`, tax `base_total_taxes_and_charges`, total `base_grand_total`, as in ERPNext's Sales Register. Figures
are added up over the invoices that the person may see; a figure above their permission level is left out.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import frappe
from frappe import _
from frappe.model import get_permitted_fields
from frappe.utils import flt, format_date
from pypika.functions import Coalesce, Max, Sum

from whatsapp_erp_bot import compat
from whatsapp_erp_bot.commands import periods
from whatsapp_erp_bot.commands.base import (
	NAMES_PER_QUERY,
	Context,
	Period,
	company_currency,
	may_see_field,
	read_list,
	refusal,
	whole_number,
)
from whatsapp_erp_bot.commands.export import in_format
from whatsapp_erp_bot.commands.looks import told_apart
from whatsapp_erp_bot.commands.registry import runs
from whatsapp_erp_bot.commands.result import Chart, Column, Fact, NextStep, Result, Table

INVOICE = "Sales Invoice"
# rows that a phone shows where no limit was said
SHOWN = 10
MOST_SHOWN = 100
TOP = 5


@runs("sales_summary")
def sales_summary(
	context: Context, period: Period | None = None, compare: bool = False, company: str | None = None
) -> Result:
	"""How many invoices, net, tax, total and what is still to be paid of them; against the period before if asked."""
	period = period or periods.today(context)
	company = company or context.company
	currency = company_currency(company)
	sums = _sums(context, company, period)
	facts = _summary_facts(sums, currency)
	notes: list[str] = []
	if compare and "net" in sums:
		facts += _comparison(context, company, period, sums["net"], currency)
		notes += _comparison_so_far(context, company, period)
	elif "net" not in sums:
		notes.append(_("Amounts are hidden from you."))
	return Result(
		title=_("Sales {0}").format(periods.label(period)),
		facts=facts,
		notes=notes,
		next_steps=_after_summary(period, compare),
	)


@runs("sales_by")
def sales_by(
	context: Context,
	dimension: str,
	period: Period | None = None,
	limit: float | None = None,
	format: str | None = None,
) -> Result:
	"""Net sales by customer, item, item group, territory, sales person, day, week or month, with shares."""
	period = period or periods.this_month(context)
	read, in_order = _DIMENSIONS[dimension]
	rows = read(context, period)
	if not in_order:
		rows.sort(key=lambda row: (-row["net"], row["label"]))
	shown = whole_number(limit, len(rows) if in_order else SHOWN, MOST_SHOWN)
	return _ranking(
		context,
		f"{_dimension_title(dimension)} {periods.label(period)}",
		rows,
		shown,
		format,
		chart="line" if in_order else "bar",
		always_chart=True,
	)


@runs("top_customers")
def top_customers(
	context: Context, period: Period | None = None, limit: float | None = None, format: str | None = None
) -> Result:
	"""The customers who bought most, by net amount."""
	period = period or periods.this_month(context)
	rows = sorted(_by_customer(context, period), key=lambda row: (-row["net"], row["label"]))
	told_apart(rows[:MOST_SHOWN])
	result_title = _("Top customers {0}").format(periods.label(period))
	steps = [
		NextStep(
			_("Balance of {0}").format(row["label"]), "customer_balance", {"customer": {"name": row["key"]}}
		)
		for row in rows[:3]
	]
	return _ranking(
		context, result_title, rows, whole_number(limit, TOP, MOST_SHOWN), format, next_steps=steps
	)


@runs("top_items")
def top_items(
	context: Context,
	period: Period | None = None,
	limit: float | None = None,
	by: str | None = None,
	format: str | None = None,
) -> Result:
	"""The items that sold most, by net amount or by quantity in their stock UOM."""
	period = period or periods.this_month(context)
	by_quantity = by == "qty"
	rows = _by_item(context, period, per_uom=by_quantity)
	key = "qty" if by_quantity else "net"
	rows.sort(key=lambda row: (-row[key], row["label"]))
	title = _("Top items by quantity {0}") if by_quantity else _("Top items {0}")
	return _ranking(
		context,
		title.format(periods.label(period)),
		rows,
		whole_number(limit, TOP, MOST_SHOWN),
		format,
		quantity=True,
		chart_key=key,
	)


def _filters(context: Context, company: str, period: Period) -> dict[str, Any]:
	return {
		"docstatus": 1,
		"company": company,
		"posting_date": ["between", [period.from_date, period.to_date]],
	}


def _sums(context: Context, company: str, period: Period) -> dict[str, float]:
	"""count, returns, net, tax, total, outstanding; without those that the person may not see. Outstanding amounts are
	kept in the currency of the receivable account, hence the grouping."""
	rows = read_list(
		context,
		INVOICE,
		fields=[
			"is_return",
			"party_account_currency",
			"conversion_rate",
			compat.count_field("count"),
			compat.sum_field("base_net_total", "net"),
			compat.sum_field("base_total_taxes_and_charges", "tax"),
			compat.sum_field("base_grand_total", "total"),
			compat.sum_field("outstanding_amount", "outstanding"),
		],
		filters=_filters(context, company, period),
		group_by="is_return, party_account_currency, conversion_rate",
		order_by="is_return asc",
	)
	sums: dict[str, float] = {
		"count": sum(row["count"] for row in rows if not row["is_return"]),
		"returns": sum(row["count"] for row in rows if row["is_return"]),
	}
	for key, fieldname in (
		("net", "base_net_total"),
		("tax", "base_total_taxes_and_charges"),
		("total", "base_grand_total"),
	):
		if may_see_field(context, INVOICE, fieldname):
			sums[key] = flt(sum(flt(row.get(key)) for row in rows), 2)
	if may_see_field(context, INVOICE, "outstanding_amount"):
		own = company_currency(company)
		sums["outstanding"] = flt(sum(in_company_currency(row, "outstanding", own) for row in rows), 2)
	return sums


def in_company_currency(row: Mapping[str, Any], key: str, currency: str) -> float:
	"""An invoice's amount that is kept in the currency of its receivable account (`party_account_currency`), which
	is the company's or the invoice's own."""
	amount = flt(row.get(key))
	return (
		amount
		if row.get("party_account_currency") in (None, "", currency)
		else amount * flt(row.get("conversion_rate") or 1)
	)


def _summary_facts(sums: Mapping[str, float], currency: str) -> list[Fact]:
	facts = [Fact(_("Invoices"), int(sums["count"]), "number")]
	if sums["returns"]:
		facts.append(Fact(_("Credit notes"), int(sums["returns"]), "number"))
	for key, label in (
		("net", _("Net", context="answer")),
		("tax", _("Tax")),
		("total", _("Total")),
		("outstanding", _("To be paid")),
	):
		if key in sums:
			facts.append(Fact(label, sums[key], "money", currency))
	return facts


def _comparison(context: Context, company: str, period: Period, net: float, currency: str) -> list[Fact]:
	previous = periods.before(period)
	earlier = _sums(context, company, previous)["net"]
	facts = [Fact(_("Net {0}").format(periods.label(previous)), earlier, "money", currency)]
	if change := _change(net, earlier):
		facts.append(Fact(_("Change", context="answer"), change, "percent"))
	return facts


def _comparison_so_far(context: Context, company: str, period: Period) -> list[str]:
	"""A month that has not ended looks bad beside a whole one: the same days of both are told too."""
	days = periods.so_far(period, context.today)
	if not days:
		return []
	now, then = (_sums(context, company, one)["net"] for one in days)
	change = _change(now, then)
	if change is None:
		return []
	sign = "+" if change > 0 else ""
	return [_("Up to the same day of the period before: {0} %").format(f"{sign}{change:.1f}")]


def _change(now: float, before: float) -> float | None:
	"""Per cent; None where there was nothing before."""
	return flt((now - before) / abs(before) * 100, 1) if before else None


def _after_summary(period: Period, compare: bool) -> list[NextStep]:
	said = {"period": periods.as_argument(period)}
	steps = [
		NextStep(_("Top customers"), "top_customers", said),
		NextStep(_("Top items"), "top_items", said),
	]
	if not compare:
		steps.insert(0, NextStep(_("Compare"), "sales_summary", {**said, "compare": True}))
	return steps


def _ranking(
	context: Context,
	title: str,
	rows: list[dict[str, Any]],
	shown: int,
	form: str | None,
	*,
	chart: str = "bar",
	always_chart: bool = False,
	chart_key: str = "net",
	quantity: bool = False,
	next_steps: Sequence[NextStep] = (),
) -> Result:
	total = flt(sum(row["net"] for row in rows), 2)
	told_apart(rows[:MOST_SHOWN])
	for row in rows:
		row["share"] = flt(row["net"] / total * 100, 1) if total else None
	columns = [
		Column("label", _("Name")),
		Column("net", _("Net", context="answer"), "money", context.currency),
	]
	if quantity:
		columns.insert(1, Column("qty", _("Quantity"), "quantity", unit_key="uom"))
	columns += [Column("share", "%", "percent"), Column("invoices", _("Invoices"), "number", phone=False)]
	if not any("invoices" in row for row in rows):
		columns.pop()
	bottom = {"label": _("Total"), "net": total}
	drawn = rows if chart == "line" else rows[:shown]
	result = Result(
		title=title,
		table=Table(columns, rows[:shown], total=bottom, more=max(0, len(rows) - shown)) if rows else None,
		notes=() if rows else (_("No sales in that period."),),
		chart=Chart(
			chart,
			[row["label"] for row in drawn],
			[row[chart_key] for row in drawn],
			context.currency if chart_key == "net" else None,
		)
		if rows and (always_chart or form == "chart")
		else None,
		next_steps=tuple(next_steps),
	)
	return in_format(result, form, Table(columns, rows, total=bottom) if rows else None)


def _needs_net(context: Context) -> None:
	if not may_see_field(context, INVOICE, "base_net_total"):
		raise refusal()


def _by_field(
	context: Context, period: Period, fieldname: str, label: str | None = None
) -> list[dict[str, Any]]:
	"""One row for each value of a field of the invoice."""
	_needs_net(context)
	fields = [fieldname, compat.count_field("invoices"), compat.sum_field("base_net_total", "net")]
	if label:
		fields.append(compat.max_field(label, "label"))
	rows = read_list(
		context,
		INVOICE,
		fields=fields,
		filters=_filters(context, context.company, period),
		group_by=fieldname,
		order_by=f"{fieldname} asc",
	)
	return [
		{
			"key": row.get(fieldname),
			"label": str(row.get("label") or row.get(fieldname) or _("Not set")),
			"net": flt(row["net"], 2),
			"invoices": row["invoices"],
		}
		for row in rows
	]


def _by_customer(context: Context, period: Period) -> list[dict[str, Any]]:
	return _by_field(context, period, "customer", "customer_name")


def _by_territory(context: Context, period: Period) -> list[dict[str, Any]]:
	return _by_field(context, period, "territory")


def _by_item(context: Context, period: Period, per_uom: bool = False) -> list[dict[str, Any]]:
	"""One row an item; with `per_uom` one for each stock UOM that it was sold in, since quantities add up only so."""
	item = frappe.qb.DocType("Sales Invoice Item")
	code = Coalesce(item.item_code, item.item_name)
	found: dict[Any, dict[str, Any]] = {}
	for rows in _item_rows(
		context,
		period,
		lambda query: query.select(code.as_("key"), Max(item.item_name).as_("label"), item.stock_uom).groupby(
			code, item.stock_uom
		),
	):
		for row in rows:
			key = (row.key, row.stock_uom) if per_uom else row.key
			one = found.setdefault(
				key,
				{
					"key": row.key,
					"label": row.label or row.key or _("Not set"),
					"net": 0.0,
					"qty": 0.0,
					"uom": row.stock_uom,
				},
			)
			one["net"] = flt(one["net"] + flt(row.net), 2)
			one["qty"] = flt(one["qty"] + flt(row.qty), 3)
	return list(found.values())


def _by_item_group(context: Context, period: Period) -> list[dict[str, Any]]:
	item = frappe.qb.DocType("Sales Invoice Item")
	sums: dict[str, float] = defaultdict(float)
	for rows in _item_rows(
		context, period, lambda query: query.select(item.item_group.as_("key")).groupby(item.item_group)
	):
		for row in rows:
			sums[row.key or ""] += flt(row.net)
	return [{"key": key, "label": key or _("Not set"), "net": flt(net, 2)} for key, net in sums.items()]


def _item_rows(context: Context, period: Period, grouped: Callable) -> Any:
	"""Sums over the item rows of the invoices that the person may see. The invoices are asked for through get_list,
	their rows through the query builder: a child table has no permissions of its own but those of its fields."""
	_needs_net(context)
	if not {"base_net_amount", "stock_qty"} <= set(
		get_permitted_fields("Sales Invoice Item", parenttype=INVOICE, ignore_virtual=True)
	):
		raise refusal()
	invoices = [
		row["name"]
		for row in read_list(
			context,
			INVOICE,
			fields=["name"],
			filters=_filters(context, context.company, period),
			order_by="name asc",
		)
	]
	item = frappe.qb.DocType("Sales Invoice Item")
	for start in range(0, len(invoices), NAMES_PER_QUERY):
		query = (
			frappe.qb.from_(item)
			.select(Sum(item.base_net_amount).as_("net"), Sum(item.stock_qty).as_("qty"))
			.where((item.parenttype == INVOICE) & item.parent.isin(invoices[start : start + NAMES_PER_QUERY]))
		)
		yield grouped(query).run(as_dict=True)


def _by_sales_person(context: Context, period: Period) -> list[dict[str, Any]]:
	"""Each sales person's part of the net amount; what nobody has a part in is “Not set”."""
	_needs_net(context)
	if not may_see_field(context, INVOICE, "sales_team"):
		raise refusal()
	invoices = {
		row["name"]: flt(row["base_net_total"])
		for row in read_list(
			context,
			INVOICE,
			fields=["name", "base_net_total"],
			filters=_filters(context, context.company, period),
			order_by="name asc",
		)
	}
	left, sums = dict(invoices), defaultdict(float)
	names = list(invoices)
	for start in range(0, len(names), NAMES_PER_QUERY):
		for row in frappe.get_all(
			"Sales Team",
			filters={"parenttype": INVOICE, "parent": ["in", names[start : start + NAMES_PER_QUERY]]},
			fields=["parent", "sales_person", "allocated_percentage"],
			order_by="name asc",
		):
			part = invoices[row.parent] * flt(row.allocated_percentage) / 100
			sums[row.sales_person] += part
			left[row.parent] -= part
	sums[""] = sum(left.values())
	return [
		{"key": key, "label": key or _("Not set"), "net": flt(net, 2)}
		for key, net in sums.items()
		if key or abs(net) >= 0.01
	]


def _by_day(context: Context, period: Period) -> list[dict[str, Any]]:
	return _in_time(context, period, lambda day: day)


def _by_week(context: Context, period: Period) -> list[dict[str, Any]]:
	return _in_time(context, period, lambda day: day - timedelta(days=day.weekday()))


def _by_month(context: Context, period: Period) -> list[dict[str, Any]]:
	return _in_time(context, period, lambda day: day.replace(day=1))


def _in_time(context: Context, period: Period, beginning: Callable[[date], date]) -> list[dict[str, Any]]:
	sums: dict[date, list[float]] = defaultdict(lambda: [0.0, 0])
	for row in _by_field(context, period, "posting_date"):
		one = sums[beginning(row["key"])]
		one[0] += row["net"]
		one[1] += row["invoices"]
	return [
		{"key": day, "label": format_date(day), "net": flt(net, 2), "invoices": count}
		for day, (net, count) in sorted(sums.items())
	]


# dimension -> what reads it, and whether its rows are a series in time
_DIMENSIONS: Mapping[str, tuple[Callable[[Context, Period], list[dict[str, Any]]], bool]] = {
	"customer": (_by_customer, False),
	"item": (_by_item, False),
	"item_group": (_by_item_group, False),
	"territory": (_by_territory, False),
	"sales_person": (_by_sales_person, False),
	"day": (_by_day, True),
	"week": (_by_week, True),
	"month": (_by_month, True),
}


def _dimension_title(dimension: str) -> str:
	return {
		"customer": _("Sales by customer"),
		"item": _("Sales by item"),
		"item_group": _("Sales by item group"),
		"territory": _("Sales by territory"),
		"sales_person": _("Sales by sales person"),
		"day": _("Sales by day"),
		"week": _("Sales by week"),
		"month": _("Sales by month"),
	}[dimension]
