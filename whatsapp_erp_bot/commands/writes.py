# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What changes something: each command proposes first and is applied only after the person's tap.

Contract: a function bound with `runs` gives a Proposal and saves nothing; its `values` hold all that was asked and
all that was shown (JSON). The function bound with `applies` builds the document anew from `values`, as the person
whose session it is, compares party, rows, currency and totals with what was shown, and raises BadInput, having
changed nothing, when they are no longer the same. Permissions are Frappe's (`create`, `submit`, `cancel`, `write`),
asked when proposing and again when applying; nothing here is decided on the bot's own judgement. Amounts of a
Proposal are absolute and in company currency.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.desk.form.utils import add_comment as frappe_add_comment
from frappe.model.document import Document
from frappe.model.workflow import get_workflow_name
from frappe.utils import add_days, escape_html, flt, getdate

from whatsapp_erp_bot.commands import exactly
from whatsapp_erp_bot.commands.amounts import amount_of
from whatsapp_erp_bot.commands.base import Context, Row, read_document, refusal
from whatsapp_erp_bot.commands.decisive import decisive_facts, item_row, party_fact
from whatsapp_erp_bot.commands.drafts import (
	checked,
	fill_from_customer,
	fill_from_supplier,
	item_rows,
	own_sentences,
	priced,
)
from whatsapp_erp_bot.commands.registry import applies, runs
from whatsapp_erp_bot.commands.result import (
	DocumentReference,
	Fact,
	NextStep,
	Proposal,
	Result,
)
from whatsapp_erp_bot.exceptions import BadInput, Missing, Refused

APPLYING = "whatsapp_bot_apply"
# every row of an order is decisive and must be seen at once before the button
ROWS_AT_MOST = 30


def changed() -> BadInput:
	"""What was shown and what would be saved are not the same any more."""
	return BadInput(
		_("Prices or data changed since I showed you this, so nothing was saved. Please ask again.")
	)


def may_create(doctype: str) -> None:
	"""Raises Refused without the permission."""
	if not frappe.has_permission(doctype, "create"):
		raise Refused(_("You don't have permission to create this: {0}").format(_(doctype)))


# --- orders and quotations ------------------------------------------------------------------------------------------


@runs("create_sales_order")
def create_sales_order(
	context: Context, customer: str, rows: Sequence[Row], delivery_date: date | None = None
) -> Proposal:
	"""A draft Sales Order as ERPNext would make it today. Raises Missing for the delivery date, BadInput, Refused."""
	may_create("Sales Order")
	read_document(context, "Customer", customer)
	asked = item_rows(limited(rows), "is_sales_item")
	if not delivery_date:
		raise Missing("delivery_date", _("For which day is the delivery?"))
	not_past(context, delivery_date)
	values = {
		"doctype": "Sales Order",
		"company": context.company,
		"party": customer,
		"transaction_date": str(context.today),
		"delivery_date": str(delivery_date),
		"rows": asked,
	}
	return proposal_of(values, _("New sales order (draft)"), Fact(_("Delivery Date"), delivery_date, "date"))


@runs("create_quotation")
def create_quotation(
	context: Context,
	rows: Sequence[Row],
	customer: str | None = None,
	lead: str | None = None,
	valid_till: date | None = None,
) -> Proposal:
	"""A draft Quotation for a customer or a lead, with the prices of the price list. Valid 30 days unless said.
	Raises Missing for the party, BadInput, Refused."""
	may_create("Quotation")
	if not customer and not lead:
		raise Missing("customer", _("For which customer?"))
	read_document(context, "Customer" if customer else "Lead", customer or lead)
	asked = item_rows(limited(rows), "is_sales_item")
	valid_till = valid_till or getdate(add_days(context.today, 30))
	not_past(context, valid_till)
	values = {
		"doctype": "Quotation",
		"company": context.company,
		"party_type": "Customer" if customer else "Lead",
		"party": customer or lead,
		"transaction_date": str(context.today),
		"valid_till": str(valid_till),
		"rows": asked,
	}
	return proposal_of(values, _("New quotation (draft)"), Fact(_("Valid till"), valid_till, "date"))


@runs("create_purchase_order")
def create_purchase_order(
	context: Context, supplier: str, rows: Sequence[Row], schedule_date: date | None = None
) -> Proposal:
	"""A draft Purchase Order. Raises Missing for the date it is needed, BadInput, Refused."""
	may_create("Purchase Order")
	read_document(context, "Supplier", supplier)
	asked = item_rows(limited(rows), "is_purchase_item")
	if not schedule_date:
		raise Missing("schedule_date", _("For which day is it needed?"))
	not_past(context, schedule_date)
	values = {
		"doctype": "Purchase Order",
		"company": context.company,
		"party": supplier,
		"transaction_date": str(context.today),
		"schedule_date": str(schedule_date),
		"rows": asked,
	}
	return proposal_of(values, _("New purchase order (draft)"), Fact(_("Required by"), schedule_date, "date"))


def limited(rows: Sequence[Row]) -> Sequence[Row]:
	"""The rows. Raises BadInput for more than a person can check on a phone."""
	if len(rows or ()) > ROWS_AT_MOST:
		raise BadInput(_("That is more than {0} items. Please split it.").format(ROWS_AT_MOST))
	return rows


def not_past(context: Context, day: date) -> None:
	"""Raises BadInput for a day that is over."""
	if getdate(day) < context.today:
		raise BadInput(_("{0} is in the past.").format(frappe.utils.format_date(day)))


def built(values: Mapping[str, Any]) -> Document:
	"""The document of `values`, filled and priced, not checked and not saved."""
	doctype, party = values["doctype"], values["party"]
	order = frappe.new_doc(doctype)
	order.company = values["company"]
	order.transaction_date = values["transaction_date"]
	if doctype == "Purchase Order":
		order.supplier = party
		order.schedule_date = values["schedule_date"]
		fill_from_supplier(order, party)
	elif doctype == "Quotation":
		order.quotation_to = values["party_type"]
		order.party_name = party
		order.valid_till = values["valid_till"]
		if values["party_type"] == "Customer":
			fill_from_customer(order, party)
	else:
		order.customer = party
		order.delivery_date = values["delivery_date"]
		fill_from_customer(order, party)
	for row in values["rows"]:
		dates = {key: values[key] for key in ("delivery_date", "schedule_date") if key in values}
		order.append("items", {**row, **dates})
	return priced(order)


def shown_of(order: Document) -> dict[str, Any]:
	"""What decides: who, each row with unit, quantity and rate, the currency and the totals."""
	return {
		"party": order.get("customer") or order.get("supplier") or order.get("party_name"),
		"company": order.company,
		"currency": order.currency,
		"rows": [
			{
				"item_code": row.item_code,
				"qty": flt(row.qty),
				"uom": row.uom,
				"rate": flt(row.rate, row.precision("rate")),
				"discount": flt(row.discount_percentage),
				"warehouse": row.get("warehouse"),
			}
			for row in order.items
		],
		"grand_total": flt(order.grand_total, order.precision("grand_total")),
		"base_grand_total": flt(order.base_grand_total, order.precision("base_grand_total")),
	}


def proposal_of(values: dict[str, Any], heading: str, day: Fact) -> Proposal:
	"""The Proposal for a document with priced rows."""
	with own_sentences():
		order = checked(built(values))
	shown = shown_of(order)
	# the purchase side shows its own word
	label = _("Supplier") if order.doctype == "Purchase Order" else _("Customer")
	if order.get("quotation_to") == "Lead":
		label = _("Lead", context="answer")
	title = order.get("customer_name") or order.get("supplier_name")
	decisive = [party_fact(label, shown["party"], title)]
	decisive.append(Fact(_("Total"), shown["grand_total"], "money", order.currency))
	if order.currency != order.company_currency:
		decisive.append(
			Fact(_("In company currency"), shown["base_grand_total"], "money", order.company_currency)
		)
	if flt(order.discount_amount):
		decisive.append(Fact(_("Discount"), flt(order.discount_amount), "money", order.currency))
	if flt(order.total_taxes_and_charges):
		decisive.append(Fact(_("Taxes"), flt(order.total_taxes_and_charges), "money", order.currency))
	decisive += [day, *(item_row(row, order.currency) for row in order.items)]
	return Proposal(
		heading,
		values={**values, "shown": shown},
		decisive=decisive,
		notes=notes_of(values, order),
		amount=amount_of(order, values["company"]),
	)


def notes_of(values: Mapping[str, Any], order: Document) -> list[str]:
	"""What the person should know of these prices."""
	notes = []
	said = [row for row in values["rows"] if "rate" in row]
	for row in order.items:
		if not flt(row.rate) and not row.get("is_free_item"):
			notes.append(_("{0} has no price in the price list.").format(row.item_name or row.item_code))
		elif said and flt(row.price_list_rate) and flt(row.rate) < flt(row.price_list_rate):
			notes.append(
				_("{0}: the list price is {1}.").format(
					row.item_name or row.item_code,
					exactly.money(row.price_list_rate, order.currency),
				)
			)
	return notes


@applies("create_sales_order")
@applies("create_quotation")
@applies("create_purchase_order")
def save_order(context: Context, values: Mapping[str, Any]) -> Result:
	"""Inserts the draft exactly as it was shown. Raises BadInput when it would differ, Refused."""
	may_create(values["doctype"])
	with own_sentences():
		if shown_of(checked(built(values))) != values["shown"]:
			raise changed()
		order = saved(built(values))
		if shown_of(order) != values["shown"]:
			# something in the site changed it while it was saved
			frappe.db.rollback(save_point=APPLYING)
			raise changed()
	arguments = {"document": {"doctype": order.doctype, "name": order.name}}
	steps = [NextStep(_("See it"), "document", arguments)]
	if order.has_permission("submit") and not get_workflow_name(order.doctype):
		steps.append(NextStep(_("Submit", context="answer"), "submit_document", arguments))
	steps.append(NextStep(_("Undo"), "undo"))
	return Result(
		_("{0} {1} saved as a draft").format(_(order.doctype), order.name),
		facts=[Fact(_("Total"), flt(order.grand_total), "money", order.currency)],
		next_steps=steps,
		document=DocumentReference(order.doctype, order.name),
	)


def saved(document: Document) -> Document:
	"""Inserted after a savepoint that the caller may go back to; gone back to when inserting fails."""
	frappe.db.savepoint(APPLYING)
	try:
		return document.insert()
	except Exception:
		frappe.db.rollback(save_point=APPLYING)
		raise


# --- material request and stock transfer ----------------------------------------------------------------------------


@runs("create_material_request")
def create_material_request(
	context: Context, rows: Sequence[Row], warehouse: str | None = None, date: date | None = None
) -> Proposal:
	"""A draft Material Request to buy, for a warehouse, needed in a week unless said. Raises BadInput, Refused."""
	may_create("Material Request")
	asked = [
		{key: row[key] for key in row if key != "rate"}
		for row in item_rows(limited(rows), "is_purchase_item")
	]
	if warehouse:
		read_document(context, "Warehouse", warehouse)
	needed = date or getdate(add_days(context.today, 7))
	not_past(context, needed)
	values = {
		"doctype": "Material Request",
		"company": context.company,
		"transaction_date": str(context.today),
		"schedule_date": str(needed),
		"warehouse": warehouse,
		"rows": asked,
	}
	with own_sentences():
		request = checked(request_of(values))
	decisive = [Fact(_("Required by"), needed, "date")]
	if warehouse:
		decisive.append(Fact(_("Warehouse"), warehouse))
	decisive += [quantity_row(row) for row in request.items]
	return Proposal(
		_("New material request (draft)"),
		values={**values, "shown": quantities_of(request)},
		decisive=decisive,
		amount=amount_of(request, context.company),
	)


def request_of(values: Mapping[str, Any]) -> Document:
	"""The Material Request of `values`; ERPNext completes it in its validation."""
	request = frappe.new_doc("Material Request")
	request.update(
		{
			"company": values["company"],
			"material_request_type": "Purchase",
			"transaction_date": values["transaction_date"],
			"schedule_date": values["schedule_date"],
			"set_warehouse": values["warehouse"],
		}
	)
	for row in values["rows"]:
		place = {"warehouse": values["warehouse"]} if values["warehouse"] else {}
		request.append("items", {**row, **place, "schedule_date": values["schedule_date"]})
	return request


def quantities_of(document: Document) -> list[dict[str, Any]]:
	"""The rows that decide where no money moves."""
	return [
		{
			"item_code": row.item_code,
			"qty": flt(row.qty),
			"uom": row.uom,
			"from": row.get("s_warehouse"),
			"to": row.get("t_warehouse") or row.get("warehouse"),
		}
		for row in document.items
	]


def quantity_row(row: Document) -> Fact:
	"""One row where no price counts: how many of what, where."""
	return item_row(frappe._dict({**row.as_dict(), "rate": None, "amount": None}), "")


@runs("transfer_stock")
def transfer_stock(
	context: Context, item: str, qty: float, from_warehouse: str, to_warehouse: str, uom: str | None = None
) -> Proposal:
	"""A draft Stock Entry that moves the item. Raises BadInput (the same warehouse, more than there is), Refused."""
	may_create("Stock Entry")
	for place in (from_warehouse, to_warehouse):
		read_document(context, "Warehouse", place)
	if from_warehouse == to_warehouse:
		raise BadInput(_("The two warehouses are the same."))
	values = {
		"doctype": "Stock Entry",
		"company": context.company,
		"rows": item_rows([Row(item, qty, uom=uom)], "is_stock_item"),
		"from_warehouse": from_warehouse,
		"to_warehouse": to_warehouse,
	}
	with own_sentences():
		entry = checked(transfer_of(values))
		entry.set_actual_qty()
	row = entry.items[0]
	held = flt(row.get("actual_qty"))
	needed = flt(row.transfer_qty or row.qty)
	notes = []
	if held < needed:
		unit = _(row.stock_uom or "")
		notes.append(_("There are only {0} {1} in {2}.").format(exactly.quantity(held), unit, from_warehouse))
	return Proposal(
		_("Stock transfer (draft)"),
		values={**values, "shown": quantities_of(entry)},
		decisive=[Fact(_("From"), from_warehouse), Fact(_("To"), to_warehouse), quantity_row(row)],
		notes=notes,
		amount=amount_of(entry, context.company),
	)


def transfer_of(values: Mapping[str, Any]) -> Document:
	"""The Stock Entry of `values`; ERPNext completes it in its validation."""
	entry = frappe.new_doc("Stock Entry")
	entry.update(
		{
			"company": values["company"],
			"stock_entry_type": "Material Transfer",
			"purpose": "Material Transfer",
			"from_warehouse": values["from_warehouse"],
			"to_warehouse": values["to_warehouse"],
		}
	)
	for row in values["rows"]:
		entry.append(
			"items",
			{**row, "s_warehouse": values["from_warehouse"], "t_warehouse": values["to_warehouse"]},
		)
	return entry


@applies("create_material_request")
@applies("transfer_stock")
def save_quantities(context: Context, values: Mapping[str, Any]) -> Result:
	"""Inserts the draft with the rows that were shown. Raises BadInput when they would differ, Refused."""
	may_create(values["doctype"])
	build = request_of if values["doctype"] == "Material Request" else transfer_of
	with own_sentences():
		if quantities_of(checked(build(values))) != list(values["shown"]):
			raise changed()
		document = saved(build(values))
		if quantities_of(document) != list(values["shown"]):
			frappe.db.rollback(save_point=APPLYING)
			raise changed()
	return made(document)


def made(document: Document) -> Result:
	"""The answer after a draft or a record was made."""
	arguments = {"document": {"doctype": document.doctype, "name": document.name}}
	title = _("{0} {1} saved").format(_(document.doctype), document.name)
	if document.meta.is_submittable:
		title = _("{0} {1} saved as a draft").format(_(document.doctype), document.name)
	return Result(
		title,
		next_steps=[NextStep(_("See it"), "document", arguments), NextStep(_("Undo"), "undo")],
		document=DocumentReference(document.doctype, document.name),
	)


# --- submit, cancel, undo -------------------------------------------------------------------------------------------


def for_change(context: Context, document: DocumentReference, permission: str) -> Document:
	"""The document with the permission to change it. Raises Refused, in the same words where it may not be seen."""
	if context.party:
		raise refusal()
	read_document(context, document.doctype, document.name)
	# anew: fields that this person does not see were emptied in the one above
	found = frappe.get_doc(document.doctype, document.name)
	if not found.has_permission(permission):
		raise Refused(_("You don't have permission to do that with {0}.").format(found.name))
	return found


def state_of(found: Document) -> dict[str, Any]:
	"""What tells that nobody has touched the document since it was shown."""
	return {
		"doctype": found.doctype,
		"name": found.name,
		"docstatus": int(found.docstatus),
		"modified": str(found.modified),
	}


def untouched(context: Context, values: Mapping[str, Any], permission: str) -> Document:
	"""The document as it was shown, locked until the end of the transaction. Raises BadInput, Refused."""
	found = for_change(context, DocumentReference(values["doctype"], values["name"]), permission)
	found = frappe.get_doc(found.doctype, found.name, for_update=True)
	if state_of(found) != {key: values[key] for key in ("doctype", "name", "docstatus", "modified")}:
		raise changed()
	return found


@runs("submit_document")
def submit_document(context: Context, document: DocumentReference) -> Proposal:
	"""Submitting a draft. Raises Refused without the submit permission; BadInput for what is not a draft or goes
	through a workflow."""
	found = for_change(context, document, "submit")
	if not found.meta.is_submittable:
		raise BadInput(_("{0} is not a document that is submitted.").format(_(found.doctype)))
	if found.docstatus != 0:
		raise BadInput(_("{0} is not a draft any more.").format(found.name))
	if get_workflow_name(found.doctype):
		raise BadInput(_("{0} goes through an approval. Ask to approve it instead.").format(found.name))
	return Proposal(
		_("Submit {0}").format(found.name),
		values=state_of(found),
		decisive=decisive_facts(context, found),
		amount=amount_of(found, context.company),
	)


@applies("submit_document")
def submit(context: Context, values: Mapping[str, Any]) -> Result:
	"""Submits the document that was shown, with all of ERPNext's checks. Raises BadInput, Refused."""
	found = untouched(context, values, "submit")
	if get_workflow_name(found.doctype):
		raise changed()
	with own_sentences():
		all_or_nothing(found.submit)
	return done(found, _("{0} {1} submitted").format(_(found.doctype), found.name))


def all_or_nothing(action: Any) -> None:
	"""Runs it; what it wrote is taken back when it fails half way."""
	frappe.db.savepoint(APPLYING)
	try:
		action()
	except Exception:
		frappe.db.rollback(save_point=APPLYING)
		raise


def done(found: Document, title: str) -> Result:
	"""The answer after a document changed its state."""
	arguments = {"document": {"doctype": found.doctype, "name": found.name}}
	return Result(
		title,
		next_steps=[
			NextStep(_("See it"), "document", arguments),
			NextStep(_("Send PDF"), "send_pdf", arguments),
		],
		document=DocumentReference(found.doctype, found.name),
	)


@runs("cancel_document")
def cancel_document(context: Context, document: DocumentReference, reason: str | None = None) -> Proposal:
	"""Cancelling a submitted document, with the reason as a comment. Raises Refused without the cancel permission;
	BadInput for what is not submitted."""
	found = for_change(context, document, "cancel")
	if found.docstatus != 1:
		raise BadInput(_("{0} is not submitted, so there is nothing to cancel.").format(found.name))
	if get_workflow_name(found.doctype):
		raise BadInput(_("{0} goes through an approval. Cancel it in Desk.").format(found.name))
	facts = decisive_facts(context, found)
	if reason:
		facts.append(Fact(_("Reason"), reason))
	return Proposal(
		_("Cancel {0}").format(found.name),
		values={**state_of(found), "reason": reason},
		decisive=facts,
		notes=[_("This can't be undone.")],
		amount=amount_of(found, context.company),
	)


@applies("cancel_document")
def cancel(context: Context, values: Mapping[str, Any]) -> Result:
	"""Cancels the document that was shown. Raises BadInput, Refused."""
	found = untouched(context, values, "cancel")
	if get_workflow_name(found.doctype):
		raise changed()

	def cancel_with_reason() -> None:
		found.cancel()
		if values.get("reason"):
			comment_on(context, found, values["reason"])

	with own_sentences():
		all_or_nothing(cancel_with_reason)
	return Result(
		_("{0} {1} cancelled").format(_(found.doctype), found.name),
		document=DocumentReference(found.doctype, found.name),
	)


@runs("undo")
def undo(context: Context) -> Proposal:
	"""Deleting the last draft that this person made here; `context.extra["last_draft"]` names it by doctype and name.
	Raises BadInput where there is none or it is a draft no more, Refused without the delete permission."""
	last = context.extra.get("last_draft")
	if not last or not frappe.db.exists(last["doctype"], last["name"]):
		raise BadInput(_("There is nothing of yours to undo."))
	found = for_change(context, DocumentReference(last["doctype"], last["name"]), "delete")
	if found.owner != frappe.session.user:
		raise BadInput(_("There is nothing of yours to undo."))
	if found.docstatus != 0:
		raise BadInput(_("{0} is not a draft any more, so I can't undo it.").format(found.name))
	return Proposal(
		_("Delete the draft {0}").format(found.name),
		values=state_of(found),
		decisive=decisive_facts(context, found),
		amount=amount_of(found, context.company),
	)


@applies("undo")
def delete_draft(context: Context, values: Mapping[str, Any]) -> Result:
	"""Deletes the draft that was shown, if nobody touched it. Raises BadInput, Refused."""
	found = untouched(context, values, "delete")
	if found.docstatus != 0 or found.owner != frappe.session.user:
		raise changed()
	with own_sentences():
		all_or_nothing(lambda: frappe.delete_doc(found.doctype, found.name))
	return Result(_("{0} {1} deleted").format(_(found.doctype), found.name))


# --- comments, tasks, issues, leads ---------------------------------------------------------------------------------


def comment_on(context: Context, found: Document, text: str) -> None:
	"""A comment in the person's name, through Desk's own function, which asks for read permission. The text is data:
	nothing in it becomes markup."""
	frappe_add_comment(
		found.doctype,
		found.name,
		escape_html(text),
		frappe.session.user,
		frappe.utils.get_fullname(frappe.session.user),
	)


@runs("add_comment")
def add_comment(context: Context, document: DocumentReference, text: str) -> Proposal:
	"""A comment on a document that this person may see. Raises BadInput for an empty one, Refused."""
	if context.party:
		raise refusal()
	read_document(context, document.doctype, document.name)
	text = text.strip()
	if not text:
		raise BadInput(_("The comment is empty."))
	return Proposal(
		_("Comment on {0}").format(document.name),
		values={"doctype": document.doctype, "name": document.name, "text": text},
		decisive=[
			Fact(_("Document"), f"{_(document.doctype)} {document.name}"),
			Fact(_("Comment", context="answer"), text),
		],
	)


@applies("add_comment")
def save_comment(context: Context, values: Mapping[str, Any]) -> Result:
	"""Adds the comment that was shown. Raises Refused."""
	found = read_document(context, values["doctype"], values["name"])
	with own_sentences():
		all_or_nothing(lambda: comment_on(context, found, values["text"]))
	return Result(
		_("Comment added to {0}").format(found.name),
		document=DocumentReference(values["doctype"], values["name"]),
	)


@runs("create_task")
def create_task(
	context: Context, text: str, assign_to: str | None = None, due: date | None = None
) -> Proposal:
	"""A ToDo for this person or for a colleague. Raises BadInput, Refused."""
	may_create("ToDo")
	if not text.strip():
		raise BadInput(_("What is to be done?"))
	if due:
		not_past(context, due)
	assignee = assign_to or frappe.session.user
	enabled, user_type = frappe.db.get_value("User", assignee, ["enabled", "user_type"]) or (0, None)
	if not enabled or user_type != "System User":
		raise refusal()
	values = {
		"doctype": "ToDo",
		"text": text.strip(),
		"assign_to": assignee,
		"due": str(due) if due else None,
	}
	decisive = [Fact(_("Task"), values["text"]), Fact(_("Assigned To"), frappe.utils.get_fullname(assignee))]
	if due:
		decisive.append(Fact(_("Due Date"), due, "date"))
	return Proposal(_("New task"), values=values, decisive=decisive)


@applies("create_task")
def save_task(context: Context, values: Mapping[str, Any]) -> Result:
	"""Makes the ToDo that was shown. Raises BadInput, Refused."""
	may_create("ToDo")
	task = frappe.new_doc("ToDo")
	task.update(
		{
			"description": escape_html(values["text"]),
			"allocated_to": values["assign_to"],
			"assigned_by": frappe.session.user,
			"date": values["due"],
		}
	)
	with own_sentences():
		return made(saved(task))


@runs("create_lead")
def create_lead(
	context: Context,
	name: str,
	phone: str | None = None,
	email: str | None = None,
	company_name: str | None = None,
	notes: str | None = None,
) -> Proposal:
	"""A Lead. Raises BadInput for what ERPNext does not take (such as a broken e-mail), Refused."""
	may_create("Lead")
	values = {
		"doctype": "Lead",
		"name": name.strip(),
		"phone": phone,
		"email": email,
		"company_name": company_name,
		"notes": notes,
		"company": context.company,
	}
	with own_sentences():
		checked(lead_of(values))
	labels = {
		"name": _("Name"),
		"company_name": _("Company"),
		"phone": _("Phone"),
		"email": _("Email", context="answer"),
		"notes": _("Notes"),
	}
	return Proposal(
		_("New lead"),
		values=values,
		decisive=[
			Fact(label, values[key], "address" if key in ("phone", "email") else "text")
			for key, label in labels.items()
			if values[key]
		],
	)


def lead_of(values: Mapping[str, Any]) -> Document:
	"""The Lead of `values`."""
	lead = frappe.new_doc("Lead")
	lead.update(
		{
			"lead_name": values["name"],
			"first_name": values["name"],
			"mobile_no": values["phone"],
			"email_id": values["email"],
			"company_name": values["company_name"],
			"company": values["company"],
		}
	)
	if values["notes"]:
		lead.append("notes", {"note": escape_html(values["notes"]), "added_by": frappe.session.user})
	return lead


@applies("create_lead")
def save_lead(context: Context, values: Mapping[str, Any]) -> Result:
	"""Makes the Lead that was shown. Raises BadInput, Refused."""
	may_create("Lead")
	with own_sentences():
		return made(saved(lead_of(values)))
