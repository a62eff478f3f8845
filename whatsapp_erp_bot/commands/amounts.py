# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""How much a document is about, for the limits on what may be changed from a phone.

Contract: `amount_of(document, company)` is the largest absolute amount among all money fields of the document, in
company currency, whatever its DocType; where the document itself holds none, the largest sum of a money field over the
rows of one table; where those hold none either, what one costs times how many. An account's balance or a running total
of the year is no amount of the document. It is read past the person's permission levels: a limit counts what is there,
not what is shown. 0 where no money moves. What cannot be told in company currency cannot be held against a limit:
BadInput.
"""

import re
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt

from whatsapp_erp_bot.commands.base import company_currency
from whatsapp_erp_bot.exceptions import BadInput

# money fields that say nothing of how much the document moves
_NO_AMOUNT = re.compile(r"(?:^|_)(?:balance|to_date)(?:_|$)")
# what one costs: an amount only where there is no other
_UNIT_PRICE = re.compile(r"(?:^|_)(?:rate|price)(?:_|$)|_per_")
# the currency of an amount -> the field with the rate at which the document itself turns it into company currency
_RATES = {
	"currency": "conversion_rate",
	"party_account_currency": "conversion_rate",
	"paid_from_account_currency": "source_exchange_rate",
	"paid_to_account_currency": "target_exchange_rate",
	"account_currency": "exchange_rate",
}


class _Unknown(Exception):
	"""No rate turns this currency into the company's."""


def amount_of(document: Document, company: str) -> float:
	"""The document's absolute amount in the currency of its company, of `company` where it names none. Raises BadInput
	where a currency has no rate."""
	own = company_currency(document.get("company") or company)
	groups = [
		[document],
		*(document.get(table.fieldname) or [] for table in document.meta.get_table_fields()),
	]
	try:
		return (
			_largest(groups[:1], document, own)
			or _largest(groups[1:], document, own)
			or _largest(groups, document, own, unit_prices=True)
		)
	except _Unknown as unknown:
		raise BadInput(
			_("I can't tell how much {0} is in {1}: there is no exchange rate for {2}.").format(
				document.name, own, unknown
			)
		) from None


def _largest(groups: list[list[Document]], document: Document, own: str, unit_prices: bool = False) -> float:
	"""The largest sum of a money field over the rows of a group; of prices: times the row's quantity."""
	return max(
		(_sum(rows, field, document, own) for rows in groups for field in _fields(rows, unit_prices)),
		default=0.0,
	)


def _fields(rows: list[Document], unit_prices: bool) -> list[Any]:
	"""The money fields of such rows: amounts, or what one costs."""
	found = rows[0].meta.get("fields", {"fieldtype": "Currency"}) if rows else []
	return [
		field
		for field in found
		if not _NO_AMOUNT.search(field.fieldname) and bool(_UNIT_PRICE.search(field.fieldname)) == unit_prices
	]


def _sum(rows: list[Document], field: Any, document: Document, own: str) -> float:
	by_quantity = _UNIT_PRICE.search(field.fieldname)
	return sum(
		_in_company_currency(row, field, document, own)
		* (abs(flt(row.get("qty"))) or 1 if by_quantity else 1)
		for row in rows
	)


def _in_company_currency(row: Document, field: Any, document: Document, own: str) -> float:
	amount = abs(flt(row.get(field.fieldname)))
	if not amount or flt(row.get(f"base_{field.fieldname}")):
		# `base_…` holds the same in company currency
		return 0.0
	currency = _currency_of(row, field, document, own)
	if currency == own:
		return amount
	rate = _rate_of(row, field, document) or _rate_of_the_books(currency, own, document)
	if rate:
		return amount * rate
	if _known_otherwise(document):
		return 0.0
	raise _Unknown(currency)


def _currency_of(row: Document, field: Any, document: Document, own: str) -> str:
	"""The currency of a money field as Frappe reads its options; the company's where they name none."""
	options = field.options or ""
	if ":" in options:
		doctype, link, column = [*options.split(":"), "", ""][:3]
		named = row.get(link) or document.get(link)
		if not named or not column:
			return own
		return frappe.get_cached_value(doctype, named, column) or own
	return row.get(options) or document.get(options) or own if options else own


def _rate_of(row: Document, field: Any, document: Document) -> float:
	"""The rate that the document itself names for that field's currency; 0 for none."""
	options = field.options or ""
	name = _RATES.get(options)
	if not name:
		return 0.0
	if options == "party_account_currency" and document.get(options) != document.get("currency"):
		return 0.0
	return flt(row.get(name)) or flt(document.get(name))


def _rate_of_the_books(currency: str, own: str, document: Document) -> float:
	"""The rate of the document that this one is about, else the newest that somebody entered; 0 for none."""
	doctype, name = document.get("reference_doctype"), document.get("reference_name")
	if doctype and name and frappe.db.exists("DocType", doctype):
		meta = frappe.get_meta(doctype)
		if meta.has_field("conversion_rate") and meta.has_field("currency"):
			found = frappe.db.get_value(doctype, name, ["currency", "conversion_rate"])
			if found and found[0] == currency and flt(found[1]):
				return flt(found[1])
	for pair, turned in (((currency, own), False), ((own, currency), True)):
		rates = frappe.get_all(
			"Currency Exchange",
			filters={"from_currency": pair[0], "to_currency": pair[1]},
			pluck="exchange_rate",
			order_by="date desc, creation desc",
			limit=1,
		)
		if rates and flt(rates[0]):
			return 1 / flt(rates[0]) if turned else flt(rates[0])
	return 0.0


def _known_otherwise(document: Document) -> bool:
	"""Whether the document tells its total in company currency beside: then a field in another currency adds nothing."""
	return any(
		flt(document.get(name))
		for name in ("base_grand_total", "base_total", "base_paid_amount", "total_debit")
	)
