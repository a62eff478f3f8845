# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Recording a payment as a draft Payment Entry.

Contract: a customer's payment is received, a supplier's is paid. It is allocated to the document that was named, else
to the oldest open invoices that the person may see; what remains stays unallocated. Company currency only: a payment
in another currency needs an exchange rate, which is Desk's to ask for. As with every write nothing is saved before
the tap, and what is saved is what was shown.
"""

from collections.abc import Mapping
from typing import Any

import frappe
from erpnext.accounts.doctype.bank_account.bank_account import get_party_bank_account
from erpnext.accounts.doctype.journal_entry.journal_entry import get_default_bank_cash_account
from erpnext.accounts.doctype.sales_invoice.sales_invoice import get_bank_cash_account
from erpnext.accounts.party import get_party_account
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt

from whatsapp_erp_bot.commands.amounts import amount_of
from whatsapp_erp_bot.commands.base import (
	Context,
	Money,
	Party,
	may,
	read_document,
	read_list,
)
from whatsapp_erp_bot.commands.decisive import party_fact
from whatsapp_erp_bot.commands.drafts import checked, own_sentences
from whatsapp_erp_bot.commands.links import find
from whatsapp_erp_bot.commands.looks import told_apart
from whatsapp_erp_bot.commands.registry import applies, runs
from whatsapp_erp_bot.commands.result import DocumentReference, Fact, Proposal, Result
from whatsapp_erp_bot.commands.writes import APPLYING, changed, made, may_create, saved
from whatsapp_erp_bot.exceptions import BadInput, Missing, Refused

# party type -> its invoices, and the field in them that names it
INVOICES = {"Customer": ("Sales Invoice", "customer"), "Supplier": ("Purchase Invoice", "supplier")}
# invoices that one payment is spread over; each is shown before the button
INVOICES_AT_MOST = 50


@runs("record_payment")
def record_payment(
	context: Context,
	party: Any,
	amount: Money,
	document: DocumentReference | None = None,
	mode: str | None = None,
) -> Proposal:
	"""A draft Payment Entry, allocated. `party` as words, Party or {"name": …}. Raises Missing, BadInput, Refused."""
	may_create("Payment Entry")
	if flt(amount.amount) <= 0:
		raise BadInput(_("The amount must be more than zero."))
	currency = frappe.get_cached_value("Company", context.company, "default_currency")
	if amount.currency and amount.currency != currency:
		raise BadInput(
			_("I can only record payments in {0}. Please use Desk for other currencies.").format(currency)
		)
	who = the_party(context, party, document)
	values = {
		"party_type": who.party_type,
		"party": who.party,
		"company": context.company,
		"posting_date": str(context.today),
		"amount": flt(amount.amount),
		"mode": mode,
		"allocations": allocations(context, who, flt(amount.amount), document),
	}
	with own_sentences():
		entry = checked(entry_of(values))
	return Proposal(
		_("New payment (draft)"),
		values={**values, "shown": shown_of(entry)},
		decisive=decisive(entry, currency),
		amount=amount_of(entry, context.company),
	)


def the_party(context: Context, said: Any, document: DocumentReference | None) -> Party:
	"""Whose payment it is: the document's party where one was named, else the customer or supplier of that name.
	Raises BadInput where the document is somebody else's or the name is both, Refused where there is none."""
	named = party_named(context, said) if said else None
	if not document:
		if not named:
			raise Missing("party", _("Whose payment is it?"))
		return named
	kind = next((kind for kind, (invoice, _field) in INVOICES.items() if invoice == document.doctype), None)
	if not kind:
		raise BadInput(_("A payment can be allocated to an invoice only."))
	found = read_document(context, document.doctype, document.name)
	owner = Party(kind, found.get(INVOICES[kind][1]))
	if named and named != owner:
		raise BadInput(_("{0} belongs to {1}.").format(document.name, owner.party))
	return owner


def party_named(context: Context, said: Any) -> Party:
	"""The customer, else the supplier, that the words mean among those that the person may see."""
	if isinstance(said, Party):
		read_document(context, said.party_type, said.party)
		return said
	if isinstance(said, Mapping):
		said = said.get("name") or said.get("party")
	words = str(said or "").strip()
	choices = {kind: find(context, kind, words) for kind in INVOICES if may(context, kind)}
	found = [Party(kind, choice.entry.name) for kind, choice in choices.items() if choice.entry]
	if len(found) > 1:
		raise BadInput(_("There is a customer and a supplier called “{0}”. Name the invoice.").format(words))
	if found:
		return found[0]
	rows = [
		{"label": entry.label, "key": entry.name}
		for choice in choices.values()
		for entry in choice.candidates
	]
	near = [row["label"] for row in told_apart(rows)]
	if near:
		raise BadInput(_("Several fit “{0}”: {1}. Write the whole name.").format(words, ", ".join(near)))
	raise Refused(_("I can't find “{0}”, or you don't have permission to see it.").format(words))


def allocations(
	context: Context, who: Party, amount: float, document: DocumentReference | None
) -> list[dict[str, Any]]:
	"""What goes to which invoice. Raises BadInput where the named invoice is not open, is in another currency, or is
	open for less than was paid."""
	doctype, field = INVOICES[who.party_type]
	if not may(context, doctype):
		return []
	filters: list[list[Any]] = [
		["docstatus", "=", 1],
		["company", "=", context.company],
		[field, "=", who.party],
		["outstanding_amount", ">", 0],
		["party_account_currency", "=", context.currency],
	]
	if document:
		filters.append(["name", "=", document.name])
	rows = read_list(
		context,
		doctype,
		fields=["name", "outstanding_amount"],
		filters=filters,
		order_by="due_date asc, posting_date asc, name asc",
		limit=INVOICES_AT_MOST,
	)
	if document and not rows:
		raise BadInput(_("{0} has nothing open in {1}.").format(document.name, context.currency))
	left, found = amount, []
	for row in rows:
		part = min(flt(row["outstanding_amount"]), left)
		if part <= 0:
			break
		found.append({"doctype": doctype, "name": row["name"], "amount": flt(part, 2)})
		left = flt(left - part, 9)
	return found


def entry_of(values: Mapping[str, Any]) -> Document:
	"""The Payment Entry of `values`; ERPNext completes it in its validation."""
	receive = values["party_type"] == "Customer"
	company, who = values["company"], values["party"]
	party_account = get_party_account(values["party_type"], who, company)
	if frappe.get_cached_value("Account", party_account, "account_currency") != frappe.get_cached_value(
		"Company", company, "default_currency"
	):
		raise BadInput(_("{0} has an account in another currency. Please use Desk.").format(who))
	own = money_account(values["mode"], company)
	entry = frappe.new_doc("Payment Entry")
	entry.update(
		{
			"payment_type": "Receive" if receive else "Pay",
			"company": company,
			"posting_date": values["posting_date"],
			"mode_of_payment": values["mode"],
			"party_type": values["party_type"],
			"party": who,
			"party_bank_account": get_party_bank_account(values["party_type"], who),
			"paid_from": party_account if receive else own,
			"paid_to": own if receive else party_account,
			"paid_amount": values["amount"],
			"received_amount": values["amount"],
			"source_exchange_rate": 1,
			"target_exchange_rate": 1,
			# a bank account wants a reference; who completes the draft knows the number
			"reference_no": _("Pending"),
			"reference_date": values["posting_date"],
		}
	)
	for one in values["allocations"]:
		entry.append(
			"references",
			{
				"reference_doctype": one["doctype"],
				"reference_name": one["name"],
				"allocated_amount": one["amount"],
			},
		)
	entry.setup_party_account_field()
	entry.set_missing_values()
	return entry


def money_account(mode: str | None, company: str) -> str:
	"""The cash or bank account of the mode of payment, else the company's own. Raises BadInput where there is none in
	company currency."""
	if mode:
		account = (get_bank_cash_account(mode, company) or {}).get("account")
	else:
		found = get_default_bank_cash_account(company, "Cash") or get_default_bank_cash_account(
			company, "Bank"
		)
		account = (found or {}).get("account")
	if not account:
		raise BadInput(_("There is no cash or bank account to use. Say the mode of payment."))
	own = frappe.get_cached_value("Company", company, "default_currency")
	if frappe.get_cached_value("Account", account, "account_currency") != own:
		raise BadInput(_("{0} is in another currency. Please use Desk.").format(account))
	return account


def shown_of(entry: Document) -> dict[str, Any]:
	"""What decides: who, how much, through which account, and what it pays."""
	return {
		"payment_type": entry.payment_type,
		"party": entry.party,
		"paid_amount": flt(entry.paid_amount, 2),
		"paid_from": entry.paid_from,
		"paid_to": entry.paid_to,
		"references": [[row.reference_name, flt(row.allocated_amount, 2)] for row in entry.references],
		"unallocated": flt(entry.unallocated_amount, 2),
	}


def decisive(entry: Document, currency: str) -> list[Fact]:
	"""The facts before the button."""
	receive = entry.payment_type == "Receive"
	facts = [
		party_fact(_("Received from") if receive else _("Paid to"), entry.party, entry.party_name),
		Fact(_("Amount", context="answer"), flt(entry.paid_amount), "money", currency),
		Fact(_("Account"), entry.paid_to if receive else entry.paid_from),
	]
	if entry.mode_of_payment:
		facts.append(Fact(_("Mode of Payment"), _(entry.mode_of_payment)))
	facts += [
		Fact(row.reference_name, flt(row.allocated_amount), "money", currency) for row in entry.references
	]
	if flt(entry.unallocated_amount):
		facts.append(Fact(_("Unallocated"), flt(entry.unallocated_amount), "money", currency))
	return facts


@applies("record_payment")
def save_payment(context: Context, values: Mapping[str, Any]) -> Result:
	"""Inserts the draft exactly as it was shown. Raises BadInput when it would differ, Refused."""
	may_create("Payment Entry")
	who = Party(values["party_type"], values["party"])
	read_document(context, who.party_type, who.party)
	named = [DocumentReference(one["doctype"], one["name"]) for one in values["allocations"]]
	for one in named:
		read_document(context, one.doctype, one.name)
	with own_sentences():
		if shown_of(checked(entry_of(values))) != values["shown"]:
			raise changed()
		entry = saved(entry_of(values))
		if shown_of(entry) != values["shown"]:
			frappe.db.rollback(save_point=APPLYING)
			raise changed()
	return made(entry)
