# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What the catalogue's files are written with.

Contract: pure data, no Frappe. `three("a | b | c")` is Spanish, Portuguese, English. `command(...)` builds one
Declaration and takes its wordings from `phrases.PHRASES`. The other functions build the parameters that many
commands share, with their titles and the question that is asked when a required one was not said.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from whatsapp_erp_bot.commands.catalogue.phrases import PHRASES
from whatsapp_erp_bot.commands.declaration import CUSTOMER, LANGUAGES, STAFF, Declaration, Need, Parameter

BOTH = (STAFF, CUSTOMER)


def three(text: str) -> Mapping[str, str]:
	"""“es | pt | en” -> {"es": …, "pt": …, "en": …}; an empty text gives {}."""
	return dict(zip(LANGUAGES, (part.strip() for part in text.split("|")), strict=True)) if text else {}


def command(
	name: str,
	group: str,
	titles: str,
	examples: Mapping[str, str],
	*parameters: Parameter,
	needs: str = "",
	writes: bool = False,
	long: bool = False,
	audience: Sequence[str] = (STAFF,),
	fixed_for_customer: Sequence[str] = (),
	deliberate: bool = False,
	to_models: bool = True,
) -> Declaration:
	"""One declaration. `examples`: language -> sentences parted by “ | ”. `needs`: DocTypes parted by commas, each
	with “:permission” where it is not read."""
	return Declaration(
		name=name,
		group=group,
		titles=three(titles),
		examples={
			language: tuple(part.strip() for part in text.split(" | ")) for language, text in examples.items()
		},
		parameters=parameters,
		phrases=PHRASES.get(name, {}),
		needs=tuple(_need(text) for text in needs.split(",") if text),
		writes=writes,
		long=long,
		audience=audience,
		fixed_for_customer=fixed_for_customer,
		deliberate=deliberate,
		to_models=to_models,
	)


def _need(text: str) -> Need:
	doctype, _, permission = text.strip().partition(":")
	return Need(doctype, permission or "read")


def parameter(name: str, kind: str, titles: str, question: str = "", **more: Any) -> Parameter:
	"""One parameter, titles and question as “es | pt | en”."""
	return Parameter(name=name, kind=kind, titles=three(titles), questions=three(question), **more)


def period(default: str, future: bool = False) -> Parameter:
	return parameter("period", "period", "periodo | período | period", default=default, future=future)


def file_format(default: str = "text") -> Parameter:
	return parameter(
		"format", "choice", "formato | formato | format", choices=("excel", "pdf", "chart"), default=default
	)


def limit(default: int | None = None) -> Parameter:
	return parameter("limit", "number", "cuántos | quantos | how many", default=default)


def customer(required: bool = False) -> Parameter:
	question = "¿De qué cliente? | De qual cliente? | Which customer?"
	return parameter(
		"customer", "link", "cliente | cliente | customer", question, link="Customer", required=required
	)


def supplier(required: bool = False) -> Parameter:
	question = "¿De qué proveedor? | De qual fornecedor? | Which supplier?"
	titles = "proveedor | fornecedor | supplier"
	return parameter("supplier", "link", titles, question, link="Supplier", required=required)


def item(required: bool = True) -> Parameter:
	question = "¿De qué producto? | De qual produto? | Which item?"
	return parameter("item", "link", "producto | produto | item", question, link="Item", required=required)


def warehouse(name: str = "warehouse", required: bool = False) -> Parameter:
	questions = {
		"from_warehouse": "¿De qué almacén sale? | De qual depósito sai? | From which warehouse?",
		"to_warehouse": "¿A qué almacén va? | Para qual depósito vai? | To which warehouse?",
	}
	titles = {
		"warehouse": "almacén | depósito | warehouse",
		"from_warehouse": "almacén de origen | depósito de origem | source warehouse",
		"to_warehouse": "almacén de destino | depósito de destino | target warehouse",
	}
	question = questions.get(name, "¿En qué almacén? | Em qual depósito? | In which warehouse?")
	return parameter(name, "link", titles[name], question, link="Warehouse", required=required)


def item_group() -> Parameter:
	return parameter(
		"item_group", "link", "grupo de productos | grupo de itens | item group", link="Item Group"
	)


def company(required: bool = False) -> Parameter:
	question = "¿Con qué empresa? | Com qual empresa? | Which company?"
	return parameter(
		"company", "link", "empresa | empresa | company", question, link="Company", required=required
	)


def document(required: bool = True) -> Parameter:
	question = "¿Qué documento? Escribe su número. | Qual documento? Escreva o número. | Which document? Write its number."
	return parameter("document", "document", "documento | documento | document", question, required=required)


def rows() -> Parameter:
	question = (
		"¿Qué productos y qué cantidades? | Quais produtos e quantidades? | Which items and how many of each?"
	)
	return parameter("rows", "rows", "productos | produtos | items", question, required=True)


def as_of() -> Parameter:
	return parameter("as_of", "date", "a la fecha | na data | as of", default="today")


def coming(name: str, titles: str, question: str = "") -> Parameter:
	"""A date of what is to come."""
	return parameter(name, "date", titles, question, future=True)


def text(name: str, titles: str, question: str = "", required: bool = False) -> Parameter:
	return parameter(name, "text", titles, question, required=required)
