# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Any document: its essentials for a phone, its PDF, lists of documents and how many there are.

Contract: a document is shown through `base.read_document`, lists through `base.read_list`, so rows, companies and
permission levels are Frappe's. What cannot be read is refused in one sentence that does not tell whether it exists.
A PDF needs the print permission (Frappe's own print view is content with read: frappe/www/printview.py,
`validate_print_permission`). Customers get the default print format only, since others may be for the house.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.model.meta import get_field_currency
from frappe.model.workflow import get_workflow_name
from frappe.translate import print_language
from frappe.utils import cint, flt

from whatsapp_erp_bot import compat
from whatsapp_erp_bot.commands.base import (
	Context,
	Party,
	Period,
	may,
	may_see_field,
	read_document,
	read_list,
	refusal,
)
from whatsapp_erp_bot.commands.drafts import own_sentences
from whatsapp_erp_bot.commands.formats import PDF_MIME_TYPE, as_asked, file_name
from whatsapp_erp_bot.commands.registry import runs
from whatsapp_erp_bot.commands.result import (
	Column,
	DocumentReference,
	Fact,
	File,
	NextStep,
	Result,
	Table,
)
from whatsapp_erp_bot.commands.states import state_filters
from whatsapp_erp_bot.exceptions import BadInput, Refused
from whatsapp_erp_bot.plain_text import from_html

PHONE_ITEMS = 15
PRINTING = "Print Settings"
# a file may hold more than a chat, but not a whole database
FILE_ROWS = 5000
# rows of one list in the chat, whatever was asked
CHAT_ROWS = 50
TEXT_CHARACTERS = 300

# DocType -> the fields that matter on a phone, in this order; others are chosen by their form
ESSENTIALS: Mapping[str, tuple[str, ...]] = {
	"Sales Invoice": (
		"customer_name",
		"status",
		"posting_date",
		"due_date",
		"net_total",
		"total_taxes_and_charges",
		"grand_total",
		"outstanding_amount",
		"po_no",
	),
	"Sales Order": (
		"customer_name",
		"status",
		"transaction_date",
		"delivery_date",
		"per_delivered",
		"per_billed",
		"net_total",
		"total_taxes_and_charges",
		"grand_total",
		"po_no",
	),
	"Quotation": (
		"customer_name",
		"status",
		"transaction_date",
		"valid_till",
		"net_total",
		"total_taxes_and_charges",
		"grand_total",
	),
	"Delivery Note": (
		"customer_name",
		"status",
		"posting_date",
		"per_billed",
		"transporter_name",
		"lr_no",
		"grand_total",
	),
	"Purchase Order": (
		"supplier_name",
		"status",
		"transaction_date",
		"schedule_date",
		"per_received",
		"per_billed",
		"net_total",
		"total_taxes_and_charges",
		"grand_total",
	),
	"Purchase Invoice": (
		"supplier_name",
		"status",
		"posting_date",
		"due_date",
		"bill_no",
		"net_total",
		"total_taxes_and_charges",
		"grand_total",
		"outstanding_amount",
	),
	"Purchase Receipt": ("supplier_name", "status", "posting_date", "per_billed", "grand_total"),
	"Payment Entry": (
		"party_name",
		"payment_type",
		"status",
		"posting_date",
		"mode_of_payment",
		"paid_amount",
		"unallocated_amount",
		"reference_no",
	),
	"Material Request": (
		"material_request_type",
		"status",
		"transaction_date",
		"schedule_date",
		"per_ordered",
		"per_received",
	),
	"Stock Entry": ("stock_entry_type", "posting_date", "from_warehouse", "to_warehouse", "total_amount"),
	"Journal Entry": ("voucher_type", "posting_date", "total_debit", "user_remark"),
	"Customer": (
		"customer_name",
		"customer_group",
		"territory",
		"tax_id",
		"mobile_no",
		"email_id",
		"default_price_list",
		"payment_terms",
		"disabled",
	),
	"Supplier": (
		"supplier_name",
		"supplier_group",
		"tax_id",
		"mobile_no",
		"email_id",
		"payment_terms",
		"disabled",
	),
	"Item": ("item_name", "item_group", "stock_uom", "standard_rate", "is_stock_item", "disabled"),
	"Lead": ("lead_name", "company_name", "status", "mobile_no", "email_id", "source"),
	"Opportunity": ("customer_name", "status", "transaction_date", "opportunity_amount", "expected_closing"),
	"Issue": ("subject", "status", "priority", "opening_date", "customer_name", "resolution_details"),
	"ToDo": ("description", "status", "priority", "date", "allocated_to"),
	"Task": ("subject", "status", "priority", "exp_end_date", "progress"),
}
# what a customer does not see of their own record
HIDDEN_FROM_CUSTOMERS = frozenset({"customer_group", "territory", "default_price_list", "disabled"})
DATE_FIELDS = (
	"posting_date",
	"transaction_date",
	"opening_date",
	"date",
	"exp_start_date",
	"attendance_date",
	"from_date",
)
PARTY_FIELDS = ("customer", "supplier", "party", "party_name", "lead", "employee")
AMOUNT_FIELDS = ("grand_total", "paid_amount", "total_debit", "opportunity_amount", "total_amount")
PARTY_TITLES = ("customer_name", "supplier_name", "party_name", "title")
KINDS = {
	"Currency": "money",
	"Float": "number",
	"Int": "number",
	"Percent": "percent",
	"Date": "date",
	"Datetime": "datetime",
}
TEXT_FIELDS = (
	"Data",
	"Link",
	"Dynamic Link",
	"Small Text",
	"Text",
	"Text Editor",
	"Phone",
	"Select",
	"Read Only",
)
NOT_SHOWN = frozenset(
	{"Section Break", "Column Break", "Tab Break", "Table", "Table MultiSelect", "HTML", "Button", "Heading"}
	| {"Attach", "Attach Image", "Image", "Signature", "Password", "Code", "JSON", "Geolocation", "Fold"}
)


@runs("document")
def document(context: Context, document: DocumentReference) -> Result:
	"""Party, dates, state, totals and items of one document. Raises Refused."""
	shown = read_document(context, document.doctype, document.name)
	notes = []
	if shown.meta.is_submittable:
		if shown.docstatus == 0:
			notes.append(_("It is a draft."))
		elif shown.docstatus == 2:
			notes.append(_("It is cancelled."))
	return Result(
		title=f"{_(shown.doctype)} {shown.name}",
		facts=essentials(context, shown),
		table=items_table(context, shown),
		notes=notes,
		next_steps=steps(context, shown),
		document=document,
	)


def essentials(context: Context, shown: Document) -> list[Fact]:
	"""The facts that matter, without what is empty or above this person's permission level."""
	facts = [
		fact
		for fieldname in essential_fields(shown)
		if not (context.party and fieldname in HIDDEN_FROM_CUSTOMERS)
		and (fact := field_fact(context, shown, fieldname))
	]
	workflow = get_workflow_name(shown.doctype)
	if workflow and not context.party:
		field = frappe.get_cached_value("Workflow", workflow, "workflow_state_field")
		if shown.get(field) and may_see_field(context, shown.doctype, field):
			facts.insert(min(2, len(facts)), Fact(_("Approval"), _(shown.get(field))))
	return facts


def essential_fields(shown: Document) -> list[str]:
	"""Those of the table above, or what the DocType's own list and form put first."""
	if shown.doctype in ESSENTIALS:
		return [name for name in ESSENTIALS[shown.doctype] if shown.meta.has_field(name)]
	title = shown.meta.title_field
	named = [
		field.fieldname
		for field in shown.meta.fields
		if field.fieldtype not in NOT_SHOWN
		and not field.hidden
		and (field.in_list_view or field.bold or field.reqd or field.fieldname == "status")
		and field.fieldname not in ("naming_series", "company")
	]
	return list(dict.fromkeys(([title] if title and shown.meta.has_field(title) else []) + named))[:12]


def field_fact(context: Context, shown: Document, fieldname: str, whole: bool = False) -> Fact | None:
	"""One field with its label, or None where there is nothing to show. `whole`: long text is not cut."""
	field = shown.meta.get_field(fieldname)
	value = shown.get(fieldname)
	if not field or value in (None, "") or not may_see_field(context, shown.doctype, fieldname):
		return None
	label = _(field.label or fieldname, context=shown.doctype)
	if field.fieldtype == "Check":
		return Fact(label, _("Yes", context="answer")) if value else None
	kind = KINDS.get(field.fieldtype, "text")
	if kind == "money":
		if not flt(value) and fieldname not in ("grand_total", "outstanding_amount"):
			return None
		return Fact(label, flt(value), kind, currency_of(context, field, shown))
	if kind == "percent":
		# Frappe's labels say “% Delivered”; the value carries its sign
		label = label.replace("%", "").strip()
		return Fact(label[:1].upper() + label[1:], flt(value), kind)
	if kind != "text":
		return Fact(label, value, kind)
	if field.fieldtype == "Select":
		return Fact(label, _(value, context=shown.doctype))
	text = " ".join(from_html(str(value)).split())
	if is_address(field):
		return Fact(label, text, "address")
	return Fact(label, text if whole or len(text) <= TEXT_CHARACTERS else text[: TEXT_CHARACTERS - 1] + "…")


def is_address(field: Any) -> bool:
	"""Whether the field is for an e-mail, a phone or a web address: only there a link is what one expects."""
	return (
		field.options in ("Email", "Phone", "Mobile", "URL", "User")
		or field.fieldtype == "Phone"
		or field.fieldname in ("website", "email", "email_id")
	)


def currency_of(context: Context, field: Any, shown: Document) -> str:
	"""The currency that a money field is in: the one that its field names, else the company's."""
	return (
		get_field_currency(field, shown)
		or shown.get("currency")
		or (shown.get("company") and frappe.get_cached_value("Company", shown.company, "default_currency"))
		or context.currency
	)


def items_table(context: Context, shown: Document) -> Table | None:
	"""The document's items: name, quantity with its unit, amount."""
	field = shown.meta.get_field("items")
	rows = shown.get("items") if field and field.fieldtype == "Table" else None
	if not rows or not rows[0].meta.has_field("qty"):
		return None
	currency = shown.get("currency") or context.currency
	columns = [Column("item_name", _("Item")), Column("qty", _("Qty"), "quantity", unit_key="uom")]
	if rows[0].meta.has_field("amount") and any(row.get("amount") is not None for row in rows):
		columns += [
			Column("rate", _("Rate", context="answer"), "money", currency=currency, phone=False),
			Column("amount", _("Amount", context="answer"), "money", currency=currency),
		]
	shown_rows = [
		{
			"item_name": row.get("item_name") or row.get("item_code"),
			"qty": row.get("qty"),
			"uom": row.get("uom") or row.get("stock_uom"),
			"rate": row.get("rate"),
			"amount": row.get("amount"),
		}
		for row in rows[:PHONE_ITEMS]
	]
	return Table(columns, shown_rows, more=max(len(rows) - PHONE_ITEMS, 0))


def steps(context: Context, shown: Document) -> list[NextStep]:
	"""What one may want to do next with this document, only what this person may do."""
	arguments = {"document": {"doctype": shown.doctype, "name": shown.name}}
	found = []
	if context.party or may_print(shown):
		found.append(NextStep(_("Send PDF"), "send_pdf", arguments))
	if shown.doctype == "Sales Order" and shown.docstatus == 1:
		found.append(NextStep(_("Order status"), "order_status", arguments))
	if context.party or not shown.meta.is_submittable or get_workflow_name(shown.doctype):
		return found
	if shown.docstatus == 0 and shown.has_permission("submit"):
		found.append(NextStep(_("Submit", context="answer"), "submit_document", arguments))
	return found


def may_print(shown: Document) -> bool:
	"""Whether the session user may print this document in the state it is in."""
	return bool(shown.has_permission("print")) and not unprintable(shown)


def unprintable(shown: Document) -> str | None:
	"""Why Frappe's Print Settings refuse a draft or cancelled document, or None."""
	if not shown.meta.is_submittable:
		return None
	if shown.docstatus == 0 and not cint(frappe.db.get_single_value(PRINTING, "allow_print_for_draft")):
		return _("Drafts are not printed here.")
	if shown.docstatus == 2 and not cint(frappe.db.get_single_value(PRINTING, "allow_print_for_cancelled")):
		return _("Cancelled documents are not printed here.")
	return None


@runs("send_pdf")
def send_pdf(context: Context, document: DocumentReference, print_format: str | None = None) -> Result:
	"""The document as a PDF in the person's language, in the DocType's default print format or the named one.
	Raises Refused without the print permission, BadInput where Print Settings or the format forbid it."""
	shown = read_document(context, document.doctype, document.name)
	if not context.party and not shown.has_permission("print"):
		raise Refused(_("You don't have permission to print this document."))
	if reason := unprintable(shown):
		raise BadInput(reason)
	chosen = None if context.party else named_format(document.doctype, print_format)
	content = pdf_of(context, document, chosen)
	title = f"{_(document.doctype)} {document.name}"
	return Result(
		title,
		files=[File(file_name(document.name, "pdf"), content, PDF_MIME_TYPE)],
		document=document,
	)


def named_format(doctype: str, said: str | None) -> str | None:
	"""The print format of that name for the DocType, as Desk offers it. Raises BadInput naming those there are."""
	if not said:
		return None
	formats = frappe.get_all(
		"Print Format",
		filters={"doc_type": doctype, "disabled": 0, "print_format_type": ["!=", "JS"]},
		pluck="name",
		order_by="name asc",
	)
	wanted = said.strip().lower()
	for name in ["Standard", *formats]:
		if wanted in (name.lower(), _(name).lower()):
			return name
	raise BadInput(
		_("There is no print format “{0}” for this document. There are: {1}").format(
			said, ", ".join(["Standard", *formats])
		)
	)


def pdf_of(context: Context, document: DocumentReference, print_format: str | None) -> bytes:
	"""Bytes of the PDF that Frappe prints."""
	# a worker forks for each job and pays for what is imported: only answers with a file need this
	from whatsapp_erp_bot.commands.printing import print_pdf

	before = frappe.flags.ignore_print_permissions
	if context.party:
		# `read_document` has proven that it is the customer's own; the service user has no right of its own
		frappe.flags.ignore_print_permissions = True
	language = frappe.local.lang
	environment = frappe.local.jenv
	try:
		with own_sentences(), print_language(context.language):
			return print_pdf(document.doctype, document.name, print_format)
	finally:
		# Frappe's context manager does not restore them when printing fails
		frappe.local.lang, frappe.local.jenv = language, environment
		frappe.flags.ignore_print_permissions = before


@runs("find_documents")
def find_documents(
	context: Context,
	doctype: str,
	text: str | None = None,
	party: Any = None,
	status: str | None = None,
	period: Period | None = None,
	limit: float | None = None,
	format: str | None = None,
) -> Result:
	"""Documents of one kind, the latest first. `text` is looked for in the name, the title and the search fields;
	`status` as said or as ERPNext names it; `period` by the document's own date. Raises Refused, BadInput."""
	asked = filters_of(context, doctype, text, party, status, period)
	asked_rows = max(int(limit or 10), 1)
	shown_rows = min(asked_rows, CHAT_ROWS)
	wanted = (asked_rows if limit else FILE_ROWS) if format else shown_rows
	date = date_field(doctype)
	rows = read_list(
		context,
		doctype,
		fields=list_fields(context, doctype),
		filters=asked["filters"],
		or_filters=asked["or_filters"],
		order_by=f"`tab{doctype}`.{date} desc, `tab{doctype}`.creation desc"
		if date != "creation"
		else f"`tab{doctype}`.creation desc",
		limit=wanted,
	)
	total = count(context, doctype, asked)
	title = _(doctype)
	facts = [Fact(_("Found"), total, "number"), *period_facts(period)]
	if not rows:
		return Result(title, facts=facts, notes=[_("Nothing fits.")])
	result = Result(
		title,
		facts=facts,
		table=list_table(context, doctype, rows, max(total - len(rows), 0)),
		next_steps=[
			NextStep(row["name"], "document", {"document": {"doctype": doctype, "name": row["name"]}})
			for row in rows[:3]
			if may(context, doctype)
		],
	)
	return as_asked(result, format, shown_rows)


@runs("count_documents")
def count_documents(
	context: Context,
	doctype: str,
	status: str | None = None,
	party: Any = None,
	period: Period | None = None,
) -> Result:
	"""How many documents of one kind, by state where they have one. Raises Refused, BadInput."""
	asked = filters_of(context, doctype, None, party, status, period)
	total = count(context, doctype, asked)
	meta = frappe.get_meta(doctype)
	facts = [Fact(_(doctype), total, "number"), *period_facts(period)]
	table = None
	if not status and total and meta.has_field("status") and may_see_field(context, doctype, "status"):
		rows = read_list(
			context,
			doctype,
			fields=["status", compat.count_field("documents")],
			filters=asked["filters"],
			or_filters=asked["or_filters"],
			group_by="status",
			order_by="status asc",
		)
		states = [
			{"status": _(row["status"]) if row["status"] else _("Not set"), "documents": row["documents"]}
			for row in sorted(rows, key=lambda row: -row["documents"])
		]
		if len(states) > 1:
			table = Table(
				[Column("status", _("Status")), Column("documents", _("Count", context="answer"), "number")],
				states,
			)
	return Result(_("How many: {0}").format(_(doctype)), facts=facts, table=table)


def period_facts(period: Period | None) -> list[Fact]:
	"""The days that were counted."""
	if not period:
		return []
	return [
		Fact(_("From"), period.from_date, "date"),
		Fact(_("To", context="period"), period.to_date, "date"),
	]


def count(context: Context, doctype: str, asked: Mapping[str, Any]) -> int:
	"""How many rows this person may see."""
	rows = read_list(
		context,
		doctype,
		fields=[compat.count_field("documents")],
		filters=asked["filters"],
		or_filters=asked["or_filters"],
		order_by="documents asc",
	)
	return cint(rows[0]["documents"]) if rows else 0


def filters_of(
	context: Context, doctype: str, text: str | None, party: Any, status: str | None, period: Period | None
) -> dict[str, Any]:
	"""`filters` and `or_filters` for what was asked. Raises Refused where the DocType is not this person's, BadInput
	where it has no such thing as a party, a date or that state."""
	if not may(context, doctype) or not frappe.db.exists("DocType", doctype):
		raise refusal()
	meta = frappe.get_meta(doctype)
	if meta.istable or meta.issingle or meta.is_virtual:
		raise refusal()
	filters: list[list[Any]] = []
	if period:
		filters.append([doctype, *dated(doctype, period)])
	if status:
		filters.extend([doctype, *one] for one in state_filters(context, meta, status))
	elif meta.is_submittable:
		# a cancelled document is spoken of only when cancelled ones are asked for
		filters.append([doctype, "docstatus", "<", 2])
	if meta.has_field("company") and not context.party and may_see_field(context, doctype, "company"):
		filters.append([doctype, "company", "in", [context.company, "", None]])
	or_filters = party_filters(context, doctype, party) if party else []
	if text:
		matching = text_filters(context, doctype, text)
		if or_filters:
			# one set of alternatives only: the names that fit the text narrow the party's
			names = read_list(
				context,
				doctype,
				fields=["name"],
				filters=filters,
				or_filters=matching,
				order_by="creation desc",
				limit=FILE_ROWS,
			)
			filters.append([doctype, "name", "in", [row["name"] for row in names] or [""]])
		else:
			or_filters = matching
	return {"filters": filters, "or_filters": or_filters or None}


def dated(doctype: str, period: Period) -> list[Any]:
	"""The filter for the period on the document's own date."""
	field = date_field(doctype)
	if field == "creation":
		return ["creation", "between", [f"{period.from_date} 00:00:00", f"{period.to_date} 23:59:59.999999"]]
	return [field, "between", [period.from_date, period.to_date]]


def date_field(doctype: str) -> str:
	"""The date that a person means: of posting or order; for masters, when they were made."""
	meta = frappe.get_meta(doctype)
	return next(
		(name for name in DATE_FIELDS if (field := meta.get_field(name)) and field.fieldtype == "Date"),
		"creation",
	)


def text_filters(context: Context, doctype: str, text: str) -> list[list[Any]]:
	"""Alternatives: the text within the name, the title or a search field that this person may see."""
	meta = frappe.get_meta(doctype)
	fields = ["name", meta.title_field, *(name.strip() for name in (meta.search_fields or "").split(","))]
	fields += [
		name
		for name in ("customer_name", "supplier_name", "party_name", "item_name", "subject")
		if meta.has_field(name)
	]
	usable = [
		name
		for name in dict.fromkeys(fields)
		if name == "name"
		or (
			name
			and (field := meta.get_field(name))
			and field.fieldtype in TEXT_FIELDS
			and may_see_field(context, doctype, name)
		)
	]
	return [[doctype, name, "like", f"%{text.strip()}%"] for name in usable]


def party_filters(context: Context, doctype: str, party: Any) -> list[list[Any]]:
	"""Alternatives that name the party, by document name or by its words. Raises BadInput where the DocType knows no
	party."""
	meta = frappe.get_meta(doctype)
	exact = (
		party.party if isinstance(party, Party) else party.get("name") if isinstance(party, Mapping) else None
	)
	links = [
		name
		for name in PARTY_FIELDS
		if (field := meta.get_field(name))
		and field.fieldtype in ("Link", "Dynamic Link")
		and may_see_field(context, doctype, name)
	]
	titles = [name for name in PARTY_TITLES if meta.has_field(name) and may_see_field(context, doctype, name)]
	if not links and not titles:
		raise BadInput(_("{0} has no customer or supplier to search by.").format(_(doctype)))
	if exact:
		return [[doctype, name, "=", exact] for name in links]
	words = str(party).strip()
	return [[doctype, name, "like", f"%{words}%"] for name in dict.fromkeys([*links, *titles])]


def list_fields(context: Context, doctype: str) -> list[str]:
	"""What a list shows of each document."""
	meta = frappe.get_meta(doctype)
	wanted = [
		"name",
		date_field(doctype),
		meta.title_field,
		*PARTY_TITLES,
		"status",
		"currency",
		*AMOUNT_FIELDS,
	]
	always = ("name", "creation")
	fields = [
		name
		for name in dict.fromkeys(wanted)
		if name
		and (
			name in always
			or (
				(field := meta.get_field(name))
				and not field.is_virtual
				and may_see_field(context, doctype, name)
			)
		)
	]
	return [*fields, *(["docstatus"] if meta.is_submittable else [])]


def list_table(context: Context, doctype: str, rows: Iterable[Mapping[str, Any]], more: int) -> Table:
	"""Name, whose, when, state, amount: the columns that these documents have."""
	meta = frappe.get_meta(doctype)
	date = date_field(doctype)
	present = set(list_fields(context, doctype))
	who = next(
		(
			name
			for name in (*PARTY_TITLES[:3], meta.title_field, "title")
			if name and name in present and name != "name"
		),
		None,
	)
	amount = next((name for name in AMOUNT_FIELDS if name in present), None)
	# a user's name is their e-mail
	columns = [Column("name", _("Document"), "address" if doctype == "User" else "text")]
	if who:
		columns.append(Column("who", _(meta.get_label(who))))
	columns.append(Column("date", _("Date"), "date"))
	if "status" in present or meta.is_submittable:
		columns.append(Column("status", _("Status")))
	if amount:
		columns.append(Column("amount", _(meta.get_label(amount)), "money", currency_key="currency"))
	return Table(columns, [list_row(context, row, who, date, amount) for row in rows], more=more)


def list_row(
	context: Context, row: Mapping[str, Any], who: str | None, date: str, amount: str | None
) -> dict[str, Any]:
	"""One document in a list."""
	state = row.get("status") or {0: "Draft", 1: "Submitted", 2: "Cancelled"}.get(row.get("docstatus"), "")
	return {
		"name": row["name"],
		"who": from_html(str(row.get(who) or "")) if who else "",
		"date": frappe.utils.getdate(row[date]) if row.get(date) else None,
		"status": _(state) if state else "",
		"amount": row.get(amount) if amount else None,
		"currency": row.get("currency") or context.currency,
	}
