# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""From an id or a person's words for a document to the document.

Contract: `resolve_document(context, said, parameter, usual)` returns a DocumentReference to a document that the person
may read: an id in any DocType (“ACC-SINV-2026-00012”, “acc sinv 2026 12”), a kind and a number (“factura 12”), or a kind,
a party and “last” (“la última factura de Ferretería López”). `usual` names the DocTypes that the command is about, looked
at first. Raises Ambiguous with at most nine candidates, or Refused in one wording.
"""

import re
from collections.abc import Sequence
from typing import Any

import frappe
from frappe import _
from frappe.utils import fmt_money, format_date

from whatsapp_erp_bot.commands.base import Context, may, read_list
from whatsapp_erp_bot.commands.document_fields import DOCUMENT_FIELDS, DocumentFields
from whatsapp_erp_bot.commands.links import find, resolve_doctype, unknown
from whatsapp_erp_bot.commands.matching import CANDIDATES, STOP_WORDS
from whatsapp_erp_bot.commands.result import DocumentReference
from whatsapp_erp_bot.exceptions import Ambiguous, Candidate
from whatsapp_erp_bot.words.choices import LATEST
from whatsapp_erp_bot.words.doctypes import doctype_in
from whatsapp_erp_bot.words.folding import normalise

# DocTypes of which a bare name may be meant: “muéstrame Ferretería López”
MASTERS = ("Customer", "Supplier", "Item")
# what a customer calls their purchase is a sale in the books
SEEN_BY_A_CUSTOMER = {
	"Purchase Invoice": "Sales Invoice",
	"Purchase Order": "Sales Order",
	"Purchase Receipt": "Delivery Note",
	"Supplier Quotation": "Quotation",
	"Request for Quotation": "Quotation",
}
# in a candidate's value, between DocType and name: a customer and a supplier may share a name
SEPARATOR = "::"
# how many ids that end in a number are looked at
NUMBERED = 40
SERIES_KEPT_SECONDS = 600

_DIGITS_AT_END = re.compile(r"(\d+)$")
_PLACEHOLDER = re.compile(r"[.#{].*$")
_MAKES_AN_ID = re.compile(r"\d")


def resolve_document(
	context: Context, said: Any, parameter: str, usual: Sequence[str] = ()
) -> DocumentReference:
	"""The document that was meant. `said`: words, a DocumentReference, or {"name": …, "doctype"?: …} once tapped, where
	the name may be a candidate's value, “DocType::name”."""
	if isinstance(said, DocumentReference):
		said = {"doctype": said.doctype, "name": said.name}
	if isinstance(said, dict):
		return _tapped(context, said, usual)
	words = " ".join(str(said).split())
	if not words:
		raise unknown(words)
	for spelled in _possible_ids(words):
		if found := _by_id(context, spelled, usual):
			return found
	return _by_words(context, words, parameter, usual)


def _tapped(context: Context, said: dict[str, Any], usual: Sequence[str]) -> DocumentReference:
	name = str(said.get("name") or "")
	doctype, separator, own_name = name.partition(SEPARATOR)
	if said.get("doctype"):
		found = _named(context, resolve_doctype(context, str(said["doctype"])), [name])
	elif separator and frappe.db.exists("DocType", doctype):
		found = _named(context, doctype, [own_name])
	else:
		found = _by_id(context, name, usual)
	if not found:
		raise unknown(name)
	return found


def _by_id(context: Context, words: str, usual: Sequence[str]) -> DocumentReference | None:
	names = _spellings(words)
	for doctype in _doctypes_by_prefix(names, usual):
		if found := _named(context, doctype, names):
			return found
	return None


def _possible_ids(words: str) -> list[str]:
	"""Everything that was said, each word with letters and digits, and what is left without the kind of document:
	“factura ACC-SINV-2026-00012”, “pedido sal ord 2026 12”."""
	if not _MAKES_AN_ID.search(words):
		return []
	tokens = [word for word in words.split() if _MAKES_AN_ID.search(word) and not word.isdigit()]
	_doctype, left = doctype_in(normalise(words.replace("-", " ")).split())
	left = [word for word in left if word not in STOP_WORDS]
	joined = "-".join(left) if len(left) > 1 else ""
	return list(dict.fromkeys(one for one in (words, *tokens, joined) if one))


def _spellings(words: str) -> list[str]:
	"""As said, with blanks as hyphens, and with the running number filled up to ERPNext's five digits."""
	joined = re.sub(r"[\s_]+", "-", words.strip(" .,;:!?¿¡\"'()"))
	spellings = [words, joined]
	if number := _DIGITS_AT_END.search(joined):
		if len(joined) > len(number.group(1)):
			spellings.append(joined[: number.start()] + number.group(1).zfill(5))
	return list(dict.fromkeys(spellings))


def _named(context: Context, doctype: str, names: Sequence[str]) -> DocumentReference | None:
	"""The first of the names that is there and theirs. MariaDB's collation forgives case."""
	if not may(context, doctype):
		return None
	rows = read_list(
		context, doctype, fields=["name"], filters={"name": ["in", list(names)]}, order_by="name asc", limit=2
	)
	return DocumentReference(doctype, rows[0]["name"]) if rows else None


def _doctypes_by_prefix(names: Sequence[str], usual: Sequence[str]) -> list[str]:
	"""DocTypes whose naming series begins like the id, the longest prefix first; then the usual ones, since an id may
	have been given by hand or come from elsewhere."""
	lowered = [name.casefold() for name in names]
	by_prefix = [
		(len(prefix), doctype)
		for prefix, doctype in _series_prefixes()
		if any(name.startswith(prefix) for name in lowered)
	]
	ranked = [doctype for _length, doctype in sorted(by_prefix, key=lambda one: (-one[0], one[1]))]
	return list(dict.fromkeys([*ranked, *usual, *DOCUMENT_FIELDS, *MASTERS]))


def _series_prefixes() -> list[tuple[str, str]]:
	"""(prefix, DocType) of every naming series of the site, its changes through Customize Form included."""
	key = "whatsapp_erp_bot:series_prefixes"
	if (kept := frappe.cache.get_value(key, expires=True)) is not None:
		return [tuple(one) for one in kept]
	options = [
		*frappe.get_all(
			"DocField",
			filters={"fieldname": "naming_series"},
			fields=["parent", "options"],
			order_by="name asc",
		),
		*frappe.get_all(
			"Property Setter",
			filters={"field_name": "naming_series", "property": "options"},
			fields=["doc_type as parent", "value as options"],
			order_by="name asc",
		),
		*frappe.get_all(
			"DocType",
			filters={"istable": 0},
			fields=["name as parent", "autoname as options"],
			order_by="name asc",
		),
	]
	found = sorted(
		{
			(prefix, row.parent)
			for row in options
			for series in (row.options or "").splitlines()
			if ":" not in series.split(".")[0] or series.startswith("format:")
			for prefix in (_PLACEHOLDER.sub("", series.removeprefix("format:")).casefold(),)
			if len(prefix) > 1 and not prefix.startswith(("field:", "hash", "prompt", "autoincrement"))
		}
	)
	frappe.cache.set_value(key, found, expires_in_sec=SERIES_KEPT_SECONDS)
	return found


def _by_words(context: Context, words: str, parameter: str, usual: Sequence[str]) -> DocumentReference:
	doctype, left = doctype_in(normalise(words).split())
	if context.party:
		doctype = SEEN_BY_A_CUSTOMER.get(doctype, doctype)
	left = [word for word in left if word not in STOP_WORDS]
	latest = any(word in LATEST for word in left)
	left = [word for word in left if word not in LATEST]
	if doctype in MASTERS:
		return _master(context, words, parameter, (doctype,))
	numbers = [word for word in left if word.isdigit()]
	if numbers and left == numbers:
		return _by_number(context, words, numbers[-1], parameter, [doctype] if doctype else usual)
	if not doctype:
		if usual and (latest or not left):
			doctype = usual[0]
		else:
			return _master(context, words, parameter, MASTERS)
	return _of_party(context, doctype, words, " ".join(left), latest, parameter)


def _master(context: Context, words: str, parameter: str, doctypes: Sequence[str]) -> DocumentReference:
	"""A customer, supplier or item by its name, where only one of the three knows it."""
	found = []
	for doctype in doctypes:
		if not may(context, doctype):
			continue
		choice = find(context, doctype, words)
		found += [(doctype, entry) for entry in ([choice.entry] if choice.entry else choice.candidates)]
	if len(found) == 1:
		return DocumentReference(found[0][0], found[0][1].name)
	if not found:
		raise unknown(words)
	candidates = [
		Candidate(_value(doctype, entry.name), entry.label, _(doctype, lang=context.language))
		for doctype, entry in found[:CANDIDATES]
	]
	raise Ambiguous(parameter, words, candidates, _("Which one is “{0}”?").format(words))


def _by_number(
	context: Context, words: str, number: str, parameter: str, doctypes: Sequence[str]
) -> DocumentReference:
	"""“factura 12”: ids of which the last group of digits is that number."""
	for doctype in doctypes or list(DOCUMENT_FIELDS):
		if not may(context, doctype):
			continue
		rows = _latest(context, doctype, {"name": ["like", f"%{number}"]}, NUMBERED)
		rows = [row for row in rows if int(_DIGITS_AT_END.search(row["name"]).group(1)) == int(number)]
		if rows:
			return _one_of(context, doctype, rows, words, parameter)
	raise unknown(words)


def _of_party(
	context: Context, doctype: str, words: str, party_words: str, latest: bool, parameter: str
) -> DocumentReference:
	if not may(context, doctype):
		raise unknown(words)
	fields = DOCUMENT_FIELDS.get(doctype)
	filters: dict[str, Any] = {"docstatus": ["<", 2]} if frappe.get_meta(doctype).is_submittable else {}
	if party_words and not context.party:
		parties = _parties(context, fields, party_words)
		if not parties or not fields or not fields.party:
			raise unknown(words)
		filters[fields.party] = ["in", parties]
	rows = _latest(context, doctype, filters, CANDIDATES)
	if not rows:
		raise unknown(words)
	return _one_of(context, doctype, rows[:1] if latest else rows, words, parameter)


def _parties(context: Context, fields: DocumentFields | None, words: str) -> list[str]:
	"""Names of the parties that the words may mean; several fit only if the documents decide."""
	doctypes = (fields.party_type,) if fields and fields.party_type else ("Customer", "Supplier", "Lead")
	names: list[str] = []
	for doctype in doctypes:
		if may(context, doctype):
			choice = find(context, doctype, words)
			names += [entry.name for entry in ([choice.entry] if choice.entry else choice.candidates)]
	return names


def _latest(context: Context, doctype: str, filters: dict[str, Any], limit: int) -> list[dict[str, Any]]:
	fields = DOCUMENT_FIELDS.get(doctype)
	day = fields.day if fields else "creation"
	shown = [fields.day, fields.party, fields.amount, fields.currency, fields.status] if fields else []
	return read_list(
		context,
		doctype,
		fields=list(dict.fromkeys(["name", *(one for one in shown if one)])),
		filters=filters,
		order_by=f"{day} desc, creation desc" if day != "creation" else "creation desc",
		limit=limit,
	)


def _one_of(
	context: Context, doctype: str, rows: Sequence[dict[str, Any]], words: str, parameter: str
) -> DocumentReference:
	if len(rows) == 1:
		return DocumentReference(doctype, rows[0]["name"])
	candidates = [
		Candidate(_value(doctype, row["name"]), row["name"], _told(doctype, row)) for row in rows[:CANDIDATES]
	]
	raise Ambiguous(parameter, words, candidates, _("Which one is “{0}”?").format(words))


def _value(doctype: str, name: str) -> str:
	return f"{doctype}{SEPARATOR}{name}"


def _told(doctype: str, row: dict[str, Any]) -> str:
	"""What tells one document from the next: day, amount, party."""
	fields = DOCUMENT_FIELDS.get(doctype)
	if not fields:
		return ""
	amount = row.get(fields.amount) if fields.amount else None
	currency = row.get(fields.currency) if fields.currency else None
	parts = [
		format_date(row.get(fields.day)) if row.get(fields.day) else "",
		fmt_money(amount, currency=currency) if amount is not None else "",
		str(row.get(fields.party) or "") if fields.party else "",
	]
	return " · ".join(part for part in parts if part)
