# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""From a person's words for a document of a known DocType to its name.

Contract: `resolve_link(context, doctype, said, parameter)` returns the name of a document that the person may see.
One indexed query tries the words as they stand (name, title, barcode…); only then the names that the person may see,
at most NAMES_AT_ONCE and kept for a minute per person, are searched for what comes near. Raises Ambiguous with at
most nine candidates, or Refused in one wording for what is not there and what is not theirs.
"""

from collections.abc import Callable
from typing import Any

import frappe
from frappe import _

from whatsapp_erp_bot.commands.base import CUSTOMER_CATALOGUE_FILTERS, Context, may, read_list
from whatsapp_erp_bot.commands.matching import (
	CANDIDATES,
	STOP_WORDS,
	Choice,
	Entry,
	choose,
	words_of,
)
from whatsapp_erp_bot.exceptions import Ambiguous, Candidate, Refused
from whatsapp_erp_bot.words.doctypes import doctype_in
from whatsapp_erp_bot.words.folding import normalise

NAMES_AT_ONCE = 20_000
KEPT_SECONDS = 60

# what a document of the DocType goes by besides its name; the first field is what people see
WORDINGS = {
	"Customer": ("customer_name",),
	"Supplier": ("supplier_name",),
	"Item": ("item_name",),
	"Warehouse": ("warehouse_name",),
	"Account": ("account_name", "account_number"),
	"Cost Center": ("cost_center_name",),
	"Company": ("company_name", "abbr"),
	"Lead": ("lead_name", "company_name", "mobile_no"),
	"User": ("full_name", "first_name", "username"),
	"Employee": ("employee_name",),
	"Project": ("project_name",),
}
# what tells two of the same wording apart
DESCRIPTIONS = {
	"Customer": "territory",
	"Supplier": "supplier_group",
	"Item": "item_group",
	"Warehouse": "company",
	"Account": "company",
	"User": "name",
	"Lead": "status",
}
# what is searched for by similarity; a name said exactly is found beyond this too
IN_USE = {
	"Customer": {"disabled": 0},
	"Supplier": {"disabled": 0},
	"Item": {"disabled": 0, "has_variants": 0},
	"Warehouse": {"disabled": 0, "is_group": 0},
	"Account": {"disabled": 0, "is_group": 0},
	"User": {"enabled": 1, "user_type": "System User"},
	"Report": {"disabled": 0},
	"UOM": {"enabled": 1},
	"Price List": {"enabled": 1},
	"Mode of Payment": {"enabled": 1},
	"Print Format": {"disabled": 0},
}
# what the commands ask next of a document that was named, so that it is read once
ASKED_NEXT = {"Item": ("stock_uom", "is_stock_item", "has_variants")}
BY_COMPANY = ("Warehouse", "Account", "Cost Center")
# nouns that may be said or left out, so that “bodega norte” equals “norte”
NOUNS = {
	"Customer": "cliente clientes customer client empresa empresas company senor senora sr sra don dona",
	"Supplier": "proveedor fornecedor supplier vendor empresa company",
	"Item": "producto productos articulo articulos item items produto produtos product",
	"Warehouse": "bodega bodegas almacen almacenes deposito armazem warehouse sucursal",
	"Account": "cuenta conta account",
	"Item Group": "grupo categoria linea familia group",
	"Report": "reporte informe relatorio report",
	"Price List": "lista precios precos price list tarifa tabela",
	"Print Format": "formato impresion impressao print format",
	"User": "usuario user",
	"Lead": "prospecto lead",
	"Territory": "territorio zona region territory",
	"Company": "empresa compania companhia company",
	"Mode of Payment": "pago pagamento payment",
}
ONESELF = frozenset(("mi", "a mi", "me", "yo", "mi mismo", "mim", "para mim", "eu", "myself", "to me", "i"))
# DocTypes whose names people read translated in Desk
TRANSLATED = frozenset(
	(
		"Account",
		"Customer Group",
		"Issue Priority",
		"Item Group",
		"Mode of Payment",
		"Print Format",
		"Report",
		"Supplier Group",
		"Territory",
		"UOM",
	)
)


def unknown(said: str) -> Refused:
	"""The one sentence for “is not there” and “is not yours”."""
	return Refused(_("I can't find “{0}”, or you don't have permission to see it.").format(said))


def resolve_link(
	context: Context, doctype: str, said: Any, parameter: str, row: int | None = None, question: str = ""
) -> str:
	"""The name of the document that was meant. `said`: the person's words, or {"name": …} once it was tapped."""
	if isinstance(said, dict):
		return _tapped(context, doctype, str(said.get("name") or ""))
	words = " ".join(str(said).split())
	if doctype == "DocType":
		return resolve_doctype(context, words)
	if not words or not _may_look_up(context, doctype):
		raise unknown(words)
	if doctype == "User" and not context.party and normalise(words) in ONESELF:
		return context.user
	choice = find(context, doctype, words)
	if choice.entry:
		return choice.entry.name
	if not choice.candidates:
		raise unknown(words)
	raise ambiguous(parameter, words, choice.candidates, row, question)


def ambiguous(
	parameter: str, said: str, entries: tuple[Entry, ...], row: int | None = None, question: str = ""
) -> Ambiguous:
	"""A list to tap. Where labels repeat, the document's name is told too."""
	labels = [entry.label for entry in entries]
	candidates = [
		Candidate(
			entry.name,
			entry.label,
			" · ".join(
				part
				for part in (entry.name if labels.count(entry.label) > 1 else "", entry.description)
				if part and part != entry.label
			),
		)
		for entry in entries[:CANDIDATES]
	]
	return Ambiguous(parameter, said, candidates, question or _("Which one is “{0}”?").format(said), row)


def find(context: Context, doctype: str, words: str) -> Choice:
	"""What the words mean among the documents of the DocType that the person may see."""
	nouns = NOUNS.get(doctype, "").split()
	exact = _exactly(context, doctype, words)
	if len(exact) == 1:
		return Choice(entry=exact[0])
	if exact:
		best = choose(words, exact, nouns)
		return best if best.entry or best.candidates else Choice(candidates=tuple(exact[:CANDIDATES]))
	choice = choose(words, _entries(context, doctype, words), nouns)
	found = (choice.entry,) if choice.entry else choice.candidates
	# the names were kept for a while: what may no longer be seen drops out
	visible = {entry.name for entry in _rows(context, doctype, {"name": ["in", [one.name for one in found]]})}
	kept = tuple(entry for entry in found if entry.name in visible)
	if choice.entry and kept:
		return choice
	return Choice(candidates=kept)


def resolve_doctype(context: Context, words: str) -> str:
	"""A DocType that the person may read, from its name, its translated name or what people call it."""
	doctype = _doctype_named(words, context.language)
	if not doctype or not may(context, doctype):
		raise unknown(words)
	return doctype


def _doctype_named(words: str, language: str) -> str | None:
	"""ERPNext's own name first, then what people call it, then Desk's translation and what comes near."""
	every = frappe.get_all(
		"DocType", filters={"istable": 0, "issingle": 0}, pluck="name", order_by="name asc"
	)
	said = normalise(words)
	if exact := next((name for name in every if normalise(name) == said), None):
		return exact
	named, left = doctype_in(said.split())
	if named and not [word for word in left if word not in STOP_WORDS]:
		return named
	choice = choose(words, [Entry(name, (name, _(name, lang=language))) for name in every])
	return choice.entry.name if choice.entry else None


def _may_look_up(context: Context, doctype: str) -> bool:
	if context.party:
		return may(context, doctype) or doctype in CUSTOMER_CATALOGUE_FILTERS
	return bool(frappe.has_permission(doctype, "read") or frappe.has_permission(doctype, "select"))


def _tapped(context: Context, doctype: str, name: str) -> str:
	if doctype == "DocType":
		return resolve_doctype(context, name)
	if not name or not _may_look_up(context, doctype):
		raise unknown(name)
	rows = _rows(context, doctype, {"name": name}, limit=1)
	if not rows:
		raise unknown(name)
	return rows[0].name


def _exactly(context: Context, doctype: str, words: str) -> list[Entry]:
	"""One query on indexed columns; the collation forgives case and accents."""
	columns = ["name", *_wordings(context, doctype)]
	found = _rows(
		context, doctype, None, [[doctype, column, "=", words] for column in columns], CANDIDATES + 1
	)
	if not found and doctype == "Item" and not context.party:
		found = _rows(context, doctype, [["Item Barcode", "barcode", "=", words]], limit=CANDIDATES)
	if len(found) > 1 and doctype in BY_COMPANY:
		found = [entry for entry in found if entry.description == context.company] or found
	return found


def _entries(context: Context, doctype: str, words: str) -> list[Entry]:
	"""The names that this person may see. Above NAMES_AT_ONCE only those that share the beginning of a word."""
	filters: dict[str, Any] = {} if context.party else dict(IN_USE.get(doctype, {}))
	if doctype in BY_COMPANY:
		filters["company"] = context.company
	entries = _kept(context, doctype, lambda: _rows(context, doctype, filters, limit=NAMES_AT_ONCE + 1))
	if len(entries) <= NAMES_AT_ONCE:
		return entries
	columns = ["name", *_wordings(context, doctype)]
	beginnings = {word[:4] for word in words_of(words, NOUNS.get(doctype, "").split())}
	like = [[doctype, column, "like", f"%{start}%"] for column in columns for start in sorted(beginnings)]
	return _rows(context, doctype, filters, like, NAMES_AT_ONCE)


def _kept(context: Context, doctype: str, read: Callable[[], list[Entry]]) -> list[Entry]:
	"""For a minute, per person: names only, and `find` asks again whether the chosen one may be seen."""
	who = f"{context.party.party_type}:{context.party.party}" if context.party else f"user:{context.user}"
	key = f"whatsapp_erp_bot:names:{who}:{doctype}:{context.company}:{context.language}"
	if (kept := frappe.cache.get_value(key, expires=True)) is not None:
		return [Entry(name, tuple(texts), description) for name, texts, description in kept]
	entries = read()
	plain = [(entry.name, entry.texts, entry.description) for entry in entries]
	frappe.cache.set_value(key, plain, expires_in_sec=KEPT_SECONDS)
	return entries


def _rows(
	context: Context,
	doctype: str,
	filters: dict[str, Any] | list | None,
	or_filters: list[list[Any]] | None = None,
	limit: int = 0,
) -> list[Entry]:
	wordings = _wordings(context, doctype)
	description = None if context.party else DESCRIPTIONS.get(doctype)
	named = 0 < limit <= CANDIDATES + 1 and not context.party
	also = ASKED_NEXT.get(doctype, ()) if named else ()
	fields = list(dict.fromkeys(["name", *wordings, *([description] if description else []), *also]))
	read = read_list if context.party or frappe.has_permission(doctype, "read") else _select_list
	rows = read(
		context,
		doctype,
		fields=fields,
		filters=filters,
		or_filters=or_filters,
		order_by="name asc",
		limit=limit,
	)
	if also and read is read_list:
		context.resolved.update({(doctype, row["name"]): row for row in rows})
	return [_entry(context, doctype, row, wordings, description) for row in rows]


def _select_list(context: Context, doctype: str, **query: Any) -> list[dict[str, Any]]:
	"""Frappe's `select` permission lets people choose a document (a User, an Item) that they may not open."""
	return frappe.get_list(doctype, **query)


def _entry(
	context: Context, doctype: str, row: dict[str, Any], wordings: list[str], description: str | None
) -> Entry:
	texts = [row.get(wording) for wording in wordings]
	if doctype in TRANSLATED:
		texts.insert(0, _(row["name"], lang=context.language))
	texts.append(row["name"])
	told = str(row.get(description) or "") if description else ""
	return Entry(row["name"], tuple(dict.fromkeys(str(text) for text in texts if text)), told)


def _wordings(context: Context, doctype: str) -> list[str]:
	meta = frappe.get_meta(doctype)
	columns = [*WORDINGS.get(doctype, ()), *([meta.title_field] if meta.title_field else [])]
	if context.party:
		columns = columns[:1]
	return list(dict.fromkeys(column for column in columns if meta.has_field(column) and column != "name"))
