# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Which fields of the usual documents hold the party, the day and the amount. Pure data, no Frappe."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DocumentFields:
	"""`party`: the field with the party's name and the DocType it is of (None where another field says it)."""

	party: str | None
	party_type: str | None
	day: str
	amount: str | None = None
	currency: str | None = "currency"
	status: str | None = "status"


_SELLING = ("customer", "Customer")
_BUYING = ("supplier", "Supplier")

# in the order in which a bare number is looked for
DOCUMENT_FIELDS = {
	"Sales Invoice": DocumentFields(*_SELLING, "posting_date", "grand_total"),
	"Sales Order": DocumentFields(*_SELLING, "transaction_date", "grand_total"),
	"Quotation": DocumentFields("party_name", None, "transaction_date", "grand_total"),
	"Delivery Note": DocumentFields(*_SELLING, "posting_date", "grand_total"),
	"Purchase Order": DocumentFields(*_BUYING, "transaction_date", "grand_total"),
	"Purchase Invoice": DocumentFields(*_BUYING, "posting_date", "grand_total"),
	"Purchase Receipt": DocumentFields(*_BUYING, "posting_date", "grand_total"),
	"Payment Entry": DocumentFields(
		"party", None, "posting_date", "paid_amount", "paid_from_account_currency"
	),
	"Material Request": DocumentFields(None, None, "transaction_date", None, None),
	"Stock Entry": DocumentFields(None, None, "posting_date", None, None, None),
	"Supplier Quotation": DocumentFields(*_BUYING, "transaction_date", "grand_total"),
	"Request for Quotation": DocumentFields(None, None, "transaction_date", None, None),
	"Journal Entry": DocumentFields(None, None, "posting_date", "total_debit", None, None),
	"Issue": DocumentFields(*_SELLING, "opening_date", None, None),
	"Opportunity": DocumentFields("party_name", None, "transaction_date", "opportunity_amount"),
	"Lead": DocumentFields(None, None, "creation", None, None),
}
