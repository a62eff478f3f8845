# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What customers owe, and what they have paid.

Contract: a balance is the sum of ERPNext's Payment Ledger Entries of the customer's receivable accounts, which is what
its Accounts Receivable report adds up; ageing comes from that report, run as the person. Amounts are in the company's
currency unless a line says another. A customer is always the one of the context. Somebody who may read invoices but
not the ledger gets the invoices' own outstanding amounts, and is told that payments on account are not in them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from frappe import _
from frappe.utils import flt, format_date, getdate

from whatsapp_erp_bot import compat
from whatsapp_erp_bot.commands import periods
from whatsapp_erp_bot.commands.base import (
	Context,
	Period,
	company_currency,
	may,
	may_see_field,
	read_document,
	read_list,
	read_report,
	refusal,
	the_customer,
	visible_names,
	whole_number,
)
from whatsapp_erp_bot.commands.export import PDF_ROWS, in_format, pdf_file
from whatsapp_erp_bot.commands.looks import told_apart
from whatsapp_erp_bot.commands.registry import runs
from whatsapp_erp_bot.commands.result import Chart, Column, DocumentReference, Fact, NextStep, Result, Table
from whatsapp_erp_bot.commands.sales import in_company_currency
from whatsapp_erp_bot.exceptions import BadInput, Cancelled

INVOICE, LEDGER, PAYMENT = "Sales Invoice", "Payment Ledger Entry", "Payment Entry"
SHOWN, MOST_SHOWN = 10, 100
# rows of a file; beyond this the report in Desk is the better place
MOST_IN_FILE = 50_000
# the last days of the report's first three buckets; the fourth is everything older
BUCKETS = (30, 60, 90)
MOST_DAYS = 36_500
# amounts smaller than this are rounding
NOTHING = 0.005


@dataclass(frozen=True)
class OpenVoucher:
	"""What is left of one invoice, payment or credit note: positive is owed, negative is the customer's credit.
	`own` is the amount in the currency of the receivable account."""

	voucher_type: str
	voucher: str
	amount: float
	own: float
	currency: str


@runs("customer_balance")
def customer_balance(context: Context, customer: str | None = None) -> Result:
	"""Outstanding, overdue, the oldest invoice, credit limit, and payments not yet set against invoices."""
	customer = the_customer(context, customer)
	document = read_document(context, "Customer", customer)
	if not may_see_field(context, INVOICE, "outstanding_amount"):
		raise refusal()
	currency = company_currency(context.company)
	with_ledger = bool(context.party) or may(context, LEDGER)
	vouchers = _open_vouchers(context, customer) if with_ledger else _open_invoices(context, customer)
	dues = _due_dates(
		context, [one.voucher for one in vouchers if one.voucher_type == INVOICE and one.amount > 0]
	)
	facts = [
		*_balance_facts(vouchers, currency),
		*_overdue_facts(context, vouchers, dues, currency),
		*_credit_facts(context, document, vouchers, currency),
	]
	notes = [] if with_ledger else [_("Payments on account are not included: you can't see the ledger.")]
	said = {} if context.party else {"customer": {"name": customer}}
	steps = [NextStep(_("Statement"), "customer_statement", said)]
	if any(due < context.today for due in dues.values()):
		steps.insert(0, NextStep(_("Overdue invoices"), "overdue_invoices", said))
	return Result(
		title=_("Balance of {0}").format(document.customer_name or customer),
		facts=facts,
		notes=notes,
		next_steps=steps,
		document=DocumentReference("Customer", customer),
	)


@runs("overdue_invoices")
def overdue_invoices(
	context: Context,
	customer: str | None = None,
	days: float | None = None,
	limit: float | None = None,
	format: str | None = None,
) -> Result:
	"""Invoices past their due date and not paid, the oldest first, with the total of them all."""
	customer = the_customer(context, customer)
	if days is not None and not 0 <= days <= MOST_DAYS:
		raise BadInput(_("Tell me a number of days between 0 and {0}.").format(MOST_DAYS))
	if not all(may_see_field(context, INVOICE, one) for one in ("outstanding_amount", "due_date")):
		raise refusal()
	currency = company_currency(context.company)
	filters = _overdue_filters(context, customer, days)
	total, count = _overdue_total(context, filters, currency)
	shown = whole_number(limit, SHOWN, MOST_SHOWN)
	rows = _overdue_rows(context, filters, currency, MOST_IN_FILE if format in ("excel", "pdf") else shown)
	columns = _overdue_columns(currency, one_customer=bool(customer))
	bottom = {"name": _("Total"), "amount": total}
	title = _("Overdue invoices")
	if days:
		title = _("Overdue by more than {0} days").format(int(days))
	result = Result(
		title=title,
		facts=[
			Fact(_("Invoices"), count, "number"),
			Fact(_("Overdue", context="answer"), total, "money", currency),
		],
		table=Table(columns, rows[:shown], total=bottom, more=max(0, count - shown)) if rows else None,
		notes=() if rows else (_("Nothing is overdue."),),
		next_steps=_after_overdue(context, rows),
	)
	return in_format(result, format, Table(columns, rows, total=bottom) if rows else None)


@runs("receivables")
def receivables(
	context: Context, as_of: date | None = None, customer: str | None = None, format: str | None = None
) -> Result:
	"""What is owed, by age since it was due, with the largest debtors, and an Excel file of every document. Ages and
	amounts are those of ERPNext's Accounts Receivable report."""
	as_of = as_of or context.today
	_tell(context, 5, _("Reading the ledger"))
	rows = _ageing_rows(context, as_of, customer)
	_tell(context, 70, _("Adding up by customer"))
	debtors = _by_debtor(rows)
	currency = company_currency(context.company)
	total = _add(debtors)
	table = _debtors_table(debtors, total, currency, SHOWN)
	result = Result(
		title=_("Receivables as of {0}").format(format_date(as_of)),
		facts=[
			Fact(_("Outstanding", context="answer"), total["outstanding"], "money", currency),
			*(Fact(label, total[key], "money", currency) for key, label in _bucket_labels().items()),
		],
		table=table if debtors else None,
		notes=() if debtors else (_("Nobody owes anything."),),
		chart=Chart(
			"bar", list(_bucket_labels().values()), [total[key] for key in _bucket_labels()], currency
		)
		if format == "chart" and debtors
		else None,
		next_steps=[NextStep(_("Overdue invoices"), "overdue_invoices", {})],
	)
	if not rows:
		return result
	_tell(context, 85, _("Writing the file"))
	if format == "pdf":
		files = (pdf_file(result, _debtors_table(debtors, total, currency, len(debtors))),)
	else:
		# a worker forks for each job and pays for what is imported: only answers with a file need this
		from whatsapp_erp_bot.commands.excel import xlsx_file

		files = (xlsx_file(result.title, result.title, _documents_table(rows, total, currency)),)
	_tell(context, 100, _("Done"))
	return replace(result, files=files)


@runs("customer_statement")
def customer_statement(
	context: Context, customer: str | None = None, period: Period | None = None, format: str | None = None
) -> Result:
	"""Opening balance, every invoice, payment and credit note of the period, closing balance."""
	customer = the_customer(context, customer)
	period = period or periods.this_year(context)
	document = read_document(context, "Customer", customer)
	if not context.party and not may(context, LEDGER):
		raise refusal()
	currency = company_currency(context.company)
	_tell(context, 10, _("Reading the ledger"))
	opening = _ledger_sum(context, customer, ["<", period.from_date])
	rows, closing = _statement_rows(context, customer, period, opening)
	_tell(context, 70, _("Writing the file"))
	columns = [
		Column("name", _("Document")),
		Column("date", _("Date"), "date"),
		Column("debit", _("Charge"), "money", currency),
		Column("credit", _("Payment"), "money", currency),
		Column("balance", _("Balance", context="answer"), "money", currency),
	]
	table = (
		Table(columns, rows, total={"name": _("Balance", context="answer"), "balance": closing})
		if rows
		else None
	)
	result = Result(
		title=_("Statement of {0}").format(document.customer_name or customer),
		facts=[
			Fact(_("Period"), periods.label(period)),
			Fact(_("Opening balance"), opening, "money", currency),
			Fact(_("Charges"), flt(sum(flt(row["debit"]) for row in rows), 2), "money", currency),
			Fact(
				_("Payments", context="answer"),
				flt(sum(flt(row["credit"]) for row in rows), 2),
				"money",
				currency,
			),
			Fact(_("Closing balance"), closing, "money", currency),
		],
		notes=() if rows else (_("Nothing happened in that period."),),
		document=DocumentReference("Customer", customer),
	)
	done = in_format(result, format or ("pdf" if len(rows) <= PDF_ROWS else "excel"), table)
	_tell(context, 100, _("Done"))
	return done


@runs("payments_received")
def payments_received(context: Context, period: Period | None = None, customer: str | None = None) -> Result:
	"""Submitted payments received, by mode of payment, in company currency."""
	period = period or periods.today(context)
	customer = the_customer(context, customer)
	if not may_see_field(context, PAYMENT, "base_received_amount"):
		raise refusal()
	currency = company_currency(context.company)
	modes = _by_mode(_payments(context, period, customer))
	modes.sort(key=lambda row: (-row["amount"], row["mode"]))
	total = {
		"mode": _("Total"),
		"count": sum(row["count"] for row in modes),
		"amount": flt(sum(row["amount"] for row in modes), 2),
	}
	columns = [
		Column("mode", _("Mode of Payment")),
		Column("amount", _("Amount", context="answer"), "money", currency),
		Column("count", _("Payments", context="answer"), "number"),
	]
	return Result(
		title=_("Payments received {0}").format(periods.label(period)),
		facts=[
			Fact(_("Payments", context="answer"), total["count"], "number"),
			Fact(_("Received"), total["amount"], "money", currency),
		],
		table=Table(columns, modes, total=total) if modes else None,
		notes=() if modes else (_("No payments in that period."),),
	)


def _payments(context: Context, period: Period, customer: str | None) -> list[dict[str, Any]]:
	"""Sums by mode and party, of parties that the person may see: a Payment Entry names its party through a Dynamic
	Link, to which Frappe applies no user permissions."""
	filters = {
		"docstatus": 1,
		"payment_type": "Receive",
		"company": context.company,
		"posting_date": ["between", [period.from_date, period.to_date]],
	}
	if customer:
		filters |= {"party_type": "Customer", "party": customer}
	rows = read_list(
		context,
		PAYMENT,
		fields=[
			"mode_of_payment",
			"party_type",
			"party",
			compat.count_field("count"),
			compat.sum_field("base_received_amount", "amount"),
		],
		filters=filters,
		group_by="mode_of_payment, party_type, party",
		order_by="mode_of_payment asc",
	)
	readable = {
		party_type: visible_names(
			context, party_type, [row["party"] for row in rows if row["party_type"] == party_type]
		)
		for party_type in {row["party_type"] for row in rows if row["party_type"]}
	}
	return [row for row in rows if not row["party"] or row["party"] in readable[row["party_type"]]]


def _by_mode(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
	modes: dict[str, dict[str, Any]] = {}
	for row in rows:
		mode = row["mode_of_payment"] or ""
		one = modes.setdefault(mode, {"mode": _(mode) if mode else _("Not set"), "count": 0, "amount": 0.0})
		one["count"] += row["count"]
		one["amount"] = flt(one["amount"] + flt(row["amount"]), 2)
	return list(modes.values())


# -- balance ----------------------------------------------------------------------------------------------------


def _ledger_filters(context: Context, customer: str) -> dict[str, Any]:
	return {
		"company": context.company,
		"party_type": "Customer",
		"party": customer,
		"account_type": "Receivable",
		"delinked": 0,
	}


def _open_vouchers(context: Context, customer: str) -> list[OpenVoucher]:
	rows = read_list(
		context,
		LEDGER,
		fields=[
			"against_voucher_type",
			"against_voucher_no",
			"account_currency",
			compat.sum_field("amount", "outstanding"),
			compat.sum_field("amount_in_account_currency", "own"),
		],
		filters=_ledger_filters(context, customer),
		group_by="against_voucher_type, against_voucher_no, account_currency",
		order_by="against_voucher_no asc",
	)
	return [
		OpenVoucher(
			row["against_voucher_type"],
			row["against_voucher_no"],
			flt(row["outstanding"], 2),
			flt(row["own"], 2),
			row["account_currency"],
		)
		for row in rows
		# the report leaves a voucher out when it is settled in either currency: what remains is exchange rounding
		if abs(flt(row["outstanding"])) >= NOTHING and abs(flt(row["own"])) >= NOTHING
	]


def _open_invoices(context: Context, customer: str) -> list[OpenVoucher]:
	"""For who may read invoices and not the ledger."""
	currency = company_currency(context.company)
	rows = read_list(
		context,
		INVOICE,
		fields=["name", "outstanding_amount", "party_account_currency", "conversion_rate"],
		filters={
			"customer": customer,
			"company": context.company,
			"docstatus": 1,
			"outstanding_amount": ["!=", 0],
		},
		order_by="name asc",
	)
	return [
		OpenVoucher(
			INVOICE,
			row["name"],
			flt(in_company_currency(row, "outstanding_amount", currency), 2),
			flt(row["outstanding_amount"], 2),
			row.get("party_account_currency") or currency,
		)
		for row in rows
	]


def _due_dates(context: Context, invoices: Sequence[str]) -> dict[str, date]:
	if not invoices or not may_see_field(context, INVOICE, "due_date"):
		return {}
	rows = read_list(
		context,
		INVOICE,
		fields=["name", "due_date"],
		filters={"name": ["in", list(invoices)]},
		order_by="name asc",
	)
	return {row["name"]: getdate(row["due_date"]) for row in rows if row["due_date"]}


def _balance_facts(vouchers: Sequence[OpenVoucher], currency: str) -> list[Fact]:
	balance = flt(sum(one.amount for one in vouchers), 2)
	credit = -flt(sum(one.amount for one in vouchers if one.amount < 0), 2)
	facts = [Fact(_("Balance", context="answer"), balance, "money", currency)]
	if credit:
		facts.append(Fact(_("Unpaid invoices"), flt(balance + credit, 2), "money", currency))
		facts.append(Fact(_("Unallocated credit"), credit, "money", currency))
	for other in sorted({one.currency for one in vouchers} - {currency}):
		own = flt(sum(one.own for one in vouchers if one.currency == other), 2)
		facts.append(Fact(_("Of which in {0}").format(other), own, "money", other))
	return facts


def _overdue_facts(
	context: Context, vouchers: Sequence[OpenVoucher], dues: Mapping[str, date], currency: str
) -> list[Fact]:
	overdue = [one for one in vouchers if one.voucher in dues and dues[one.voucher] < context.today]
	facts = [
		Fact(_("Overdue", context="answer"), flt(sum(one.amount for one in overdue), 2), "money", currency)
	]
	if overdue:
		oldest = min(dues[one.voucher] for one in overdue)
		facts.append(Fact(_("Oldest due"), oldest, "date"))
		facts.append(Fact(_("Days overdue"), (context.today - oldest).days, "days"))
	return facts


def _credit_facts(
	context: Context, customer: Any, vouchers: Sequence[OpenVoucher], currency: str
) -> list[Fact]:
	"""The limit that ERPNext applies (the customer's, their group's or the company's) and what is left of it."""
	if not may_see_field(context, "Customer", "credit_limits"):
		return []
	from erpnext.selling.doctype.customer.customer import get_credit_limit

	limit = flt(get_credit_limit(customer.name, context.company))
	if not limit:
		return []
	return [
		Fact(_("Credit limit"), limit, "money", currency),
		Fact(
			_("Credit available"),
			flt(limit - _exposure(context, customer.name, vouchers), 2),
			"money",
			currency,
		),
	]


def _exposure(context: Context, customer: str, vouchers: Sequence[OpenVoucher]) -> float:
	"""What ERPNext sets against the limit: the balance and orders not yet billed, where the person may know those."""
	if context.party or (may(context, "Sales Order") and may(context, LEDGER)):
		from erpnext.selling.doctype.customer.customer import get_customer_outstanding

		return flt(get_customer_outstanding(customer, context.company))
	return sum(one.amount for one in vouchers)


# -- overdue ----------------------------------------------------------------------------------------------------


def _overdue_filters(context: Context, customer: str | None, days: float | None) -> dict[str, Any]:
	filters: dict[str, Any] = {
		"docstatus": 1,
		"company": context.company,
		"outstanding_amount": [">", 0],
		"due_date": ["<", context.today - timedelta(days=int(days or 0))],
	}
	if customer:
		filters["customer"] = customer
	return filters


def _overdue_total(context: Context, filters: Mapping[str, Any], currency: str) -> tuple[float, int]:
	rows = read_list(
		context,
		INVOICE,
		fields=[
			"party_account_currency",
			"conversion_rate",
			compat.count_field("count"),
			compat.sum_field("outstanding_amount", "outstanding"),
		],
		filters=filters,
		group_by="party_account_currency, conversion_rate",
		order_by="party_account_currency asc",
	)
	total = sum(in_company_currency(row, "outstanding", currency) for row in rows)
	return flt(total, 2), sum(row["count"] for row in rows)


def _overdue_rows(
	context: Context, filters: Mapping[str, Any], currency: str, limit: int
) -> list[dict[str, Any]]:
	rows = read_list(
		context,
		INVOICE,
		fields=[
			"name",
			"customer",
			"customer_name",
			"posting_date",
			"due_date",
			"outstanding_amount",
			"party_account_currency",
			"conversion_rate",
		],
		filters=filters,
		order_by="due_date asc, name asc",
		limit=limit,
	)
	found = [
		{
			"name": row["name"],
			"customer": row.get("customer"),
			"customer_name": row.get("customer_name") or row.get("customer"),
			"posting_date": row.get("posting_date"),
			"due_date": row["due_date"],
			"days": (context.today - getdate(row["due_date"])).days,
			"outstanding": flt(row["outstanding_amount"], 2),
			"currency": row.get("party_account_currency") or currency,
			"amount": flt(in_company_currency(row, "outstanding_amount", currency), 2),
		}
		for row in rows
	]
	told_apart(found[:MOST_SHOWN], "customer_name", "customer")
	return found


def _overdue_columns(currency: str, one_customer: bool) -> list[Column]:
	return [
		Column("name", _("Invoice", context="answer")),
		Column("customer_name", _("Customer"), phone=not one_customer),
		Column("posting_date", _("Date"), "date", phone=False),
		Column("due_date", _("Due", context="answer"), "date", phone=False),
		Column("days", _("Days overdue"), "days"),
		Column("amount", _("To be paid"), "money", currency),
		Column("outstanding", _("In its own currency"), "money", currency_key="currency", phone=False),
	]


def _after_overdue(context: Context, rows: Sequence[Mapping[str, Any]]) -> list[NextStep]:
	steps = [
		NextStep(
			_("PDF {0}").format(row["name"]),
			"send_pdf",
			{"document": {"name": row["name"], "doctype": INVOICE}},
		)
		for row in rows[:2]
	]
	if not context.party and rows:
		first = rows[0]
		steps.append(
			NextStep(
				_("Balance of {0}").format(first["customer_name"]),
				"customer_balance",
				{"customer": {"name": first["customer"]}},
			)
		)
	return steps


# -- ageing -----------------------------------------------------------------------------------------------------


def _tell(context: Context, percent: float, words: str) -> None:
	"""Progress, and the place where a cancelled report stops."""
	if context.is_cancelled():
		raise Cancelled(_("Cancelled."))
	context.report_progress(percent, words)


def _ageing_rows(context: Context, as_of: date, customer: str | None) -> list[dict[str, Any]]:
	"""Rows of the Accounts Receivable report about customers that the person may see. The report itself knows a party
	only as a Dynamic Link, to which Frappe applies no user permissions; `read_report` does."""
	if not may_see_field(context, INVOICE, "outstanding_amount"):
		raise refusal()
	if customer and customer not in visible_names(context, "Customer", [customer]):
		raise refusal()
	filters = {
		"company": context.company,
		"report_date": as_of.isoformat(),
		"ageing_based_on": "Due Date",
		"calculate_ageing_with": "Report Date",
		"party_type": "Customer",
		# one string from ERPNext 15.40 on, one number a bucket before
		"range": ", ".join(str(days) for days in BUCKETS),
		"range1": BUCKETS[0],
		"range2": BUCKETS[1],
		"range3": BUCKETS[2],
		"range4": BUCKETS[2] + 30,
	}
	if customer:
		filters["party"] = [customer]
	_columns, rows = read_report(context, "Accounts Receivable", filters)
	_tell(context, 60, _("Reading the ledger"))
	return [_ageing_row(row) for row in rows if row.get("party") and row.get("voucher_no")]


def _ageing_row(row: Mapping[str, Any]) -> dict[str, Any]:
	aged = {
		"name": row["voucher_no"],
		"voucher_type": _(row.get("voucher_type") or ""),
		"party": row["party"],
		"customer_name": row.get("customer_name") or row["party"],
		"posting_date": row.get("posting_date"),
		"due_date": row.get("due_date"),
		"age": row.get("age"),
		"outstanding": flt(row.get("outstanding"), 2),
		"range1": flt(row.get("range1"), 2),
		"range2": flt(row.get("range2"), 2),
		"range3": flt(row.get("range3"), 2),
		"range4": flt(flt(row.get("range4")) + flt(row.get("range5")), 2),
	}
	# the report ages what is due; the rest of a row is not due yet
	aged["not_due"] = flt(aged["outstanding"] - sum(aged[f"range{bucket}"] for bucket in range(1, 5)), 2)
	return aged


def _bucket_labels() -> dict[str, str]:
	first, second, third = BUCKETS
	return {
		"not_due": _("Not due yet"),
		"range1": _("{0}–{1} days").format(0, first),
		"range2": _("{0}–{1} days").format(first + 1, second),
		"range3": _("{0}–{1} days").format(second + 1, third),
		"range4": _("Over {0} days").format(third),
	}


def _by_debtor(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
	debtors: dict[str, dict[str, Any]] = {}
	for row in rows:
		one = debtors.setdefault(
			row["party"],
			{"party": row["party"], "name": row["customer_name"], **dict.fromkeys(_AMOUNTS, 0.0)},
		)
		for key in _AMOUNTS:
			one[key] = flt(one[key] + row[key], 2)
	ranked = sorted(debtors.values(), key=lambda one: (-one["outstanding"], one["name"]))
	told_apart(ranked[:MOST_SHOWN], "name", "party")
	return ranked


_AMOUNTS = ("outstanding", "not_due", "range1", "range2", "range3", "range4")


def _add(debtors: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
	return {"name": _("Total")} | {key: flt(sum(one[key] for one in debtors), 2) for key in _AMOUNTS}


def _debtors_table(
	debtors: Sequence[Mapping[str, Any]], total: Mapping[str, Any], currency: str, shown: int
) -> Table:
	columns = [
		Column("name", _("Customer")),
		Column("outstanding", _("Outstanding", context="answer"), "money", currency),
		*(Column(key, label, "money", currency, phone=False) for key, label in _bucket_labels().items()),
	]
	return Table(columns, debtors[:shown], total=total, more=max(0, len(debtors) - shown))


def _documents_table(rows: Sequence[Mapping[str, Any]], total: Mapping[str, Any], currency: str) -> Table:
	columns = [
		Column("name", _("Document")),
		Column("voucher_type", _("Type")),
		Column("customer_name", _("Customer")),
		Column("posting_date", _("Date"), "date"),
		Column("due_date", _("Due", context="answer"), "date"),
		Column("age", _("Days overdue"), "days"),
		Column("outstanding", _("Outstanding", context="answer"), "money", currency),
		*(Column(key, label, "money", currency) for key, label in _bucket_labels().items()),
	]
	return Table(columns, rows, total=total)


# -- statement --------------------------------------------------------------------------------------------------


def _ledger_sum(context: Context, customer: str, posting_date: list[Any]) -> float:
	rows = read_list(
		context,
		LEDGER,
		fields=[compat.sum_field("amount", "amount")],
		filters={**_ledger_filters(context, customer), "posting_date": posting_date},
		order_by="party asc",
		group_by="party",
	)
	return flt(rows[0]["amount"], 2) if rows else 0.0


def _statement_rows(
	context: Context, customer: str, period: Period, opening: float
) -> tuple[list[dict[str, Any]], float]:
	"""One row a voucher. What a later reconciliation moves between two vouchers of the customer nets to nothing."""
	entries = read_list(
		context,
		LEDGER,
		fields=["posting_date", "voucher_type", "voucher_no", compat.sum_field("amount", "amount")],
		filters={
			**_ledger_filters(context, customer),
			"posting_date": ["between", [period.from_date, period.to_date]],
		},
		group_by="posting_date, voucher_type, voucher_no",
		order_by="posting_date asc, voucher_no asc",
	)
	balance, rows = opening, []
	for entry in entries:
		amount = flt(entry["amount"], 2)
		if abs(amount) < NOTHING:
			continue
		balance = flt(balance + amount, 2)
		rows.append(
			{
				"name": entry["voucher_no"],
				"voucher_type": entry["voucher_type"],
				"date": entry["posting_date"],
				"debit": amount if amount > 0 else None,
				"credit": -amount if amount < 0 else None,
				"balance": balance,
			}
		)
	return rows, balance
