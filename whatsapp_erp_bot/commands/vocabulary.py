# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What people call ERPNext's documents in Spanish, Portuguese and English. Pure data, no Frappe.

Contract: `doctype_in(text)` finds the longest such phrase in normalised words; `DOCUMENT_FIELDS` tells, for the usual
documents, which fields hold the party, the day and the amount.
"""

from dataclasses import dataclass
from functools import cache

from whatsapp_erp_bot.commands.matching import normalise

# DocType -> phrases, singular (plurals are made); separated by “|”
_PHRASES = {
	"Sales Invoice": "factura|factura de venta|fatura|fatura de venda|nota fiscal|nota fiscal de venda|nf|nfe|nota de "
	"credito|credit note|nota de devolucion|boleto|comprobante|sales invoice|invoice|bill to customer|venta|venda",
	"Sales Order": "pedido|pedido de venta|pedido de venda|pedido de cliente|orden|orden de venta|ordem de venda|orden de "
	"cliente|encomenda|sales order|order|customer order",
	"Quotation": "cotizacion|presupuesto|proforma|orcamento|cotacao|proposta|quotation|quote|estimate",
	"Delivery Note": "remision|nota de remision|nota de entrega|albaran|remito|guia de remision|guia de remessa|entrega|"
	"delivery note|delivery|dispatch note|romaneio",
	"Purchase Order": "orden de compra|pedido de compra|pedido a proveedor|ordem de compra|pedido a fornecedor|oc|po|"
	"purchase order",
	"Purchase Invoice": "factura de compra|factura de proveedor|fatura de compra|nota fiscal de compra|nota de compra|"
	"fatura de fornecedor|compra|purchase invoice|supplier invoice|vendor bill|bill",
	"Purchase Receipt": "recepcion|recepcion de compra|recibo de compra|entrada de mercancia|recebimento|recebimento de "
	"compra|purchase receipt|goods receipt|grn",
	"Supplier Quotation": "cotizacion de proveedor|orcamento de fornecedor|cotacao de fornecedor|supplier quotation",
	"Request for Quotation": "solicitud de cotizacion|solicitacao de orcamento|request for quotation|rfq",
	"Material Request": "solicitud de material|requisicion|requisicion de material|solicitacao de material|requisicao|"
	"requisicao de material|material request|requisition",
	"Stock Entry": "movimiento de inventario|movimiento de stock|movimiento de almacen|entrada de almacen|traspaso|"
	"transferencia de material|movimentacao de estoque|lancamento de estoque|stock entry|stock transfer",
	"Payment Entry": "pago|cobro|recibo|abono|entrada de pago|pagamento|recebimento de pagamento|payment|payment entry|"
	"receipt",
	"Journal Entry": "poliza|asiento|asiento contable|diario|lancamento contabil|lancamento|journal entry|journal",
	"Customer": "cliente|customer|client",
	"Supplier": "proveedor|fornecedor|supplier|vendor",
	"Item": "producto|articulo|item|produto|artigo|product",
	"Lead": "prospecto|iniciativa|lead",
	"Opportunity": "oportunidad|oportunidade|opportunity|deal",
	"Issue": "incidencia|incidente|ticket|caso|reclamo|queja|chamado|issue|support ticket|complaint",
	"Task": "tarea|tarefa|task",
	"ToDo": "pendiente|por hacer|todo|to do|a fazer",
	"Project": "proyecto|projeto|project",
	"Employee": "empleado|empregado|funcionario|employee",
	"Warehouse": "almacen|bodega|deposito|armazem|warehouse",
	"Item Price": "precio|preco|item price|price",
	"Item Group": "grupo de productos|grupo de articulos|categoria|grupo de itens|item group",
	"Contact": "contacto|contato|contact",
	"Address": "direccion|endereco|address",
	"BOM": "lista de materiales|formula|lista de materiais|bom|bill of materials",
	"Work Order": "orden de trabajo|orden de produccion|orden de fabricacion|ordem de producao|work order|"
	"production order",
	"Timesheet": "hoja de tiempo|parte de horas|folha de horas|timesheet",
	"Expense Claim": "reembolso|gasto|rendicion de gastos|despesa|reembolso de despesa|expense claim",
	"Leave Application": "permiso|vacaciones|ausencia|ferias|solicitacao de licenca|leave application|leave",
	"Asset": "activo fijo|activo|ativo|ativo fixo|asset|fixed asset",
	"Serial No": "numero de serie|serie|serial|serial number|serial no",
	"Batch": "lote|batch",
	"Account": "cuenta contable|cuenta|conta|conta contabil|account",
	"Price List": "lista de precios|lista de precos|price list",
	"User": "usuario|user",
}

LATEST_WORDS = frozenset(
	"ultimo ultima ultimos ultimas last latest newest reciente recente recientes recentes recent most mas mais nuevo "
	"nueva novo nova".split()
)


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


@cache
def phrases() -> dict[tuple[str, ...], str]:
	"""Normalised words -> DocType, singular and plural."""
	found: dict[tuple[str, ...], str] = {}
	for doctype, joined in _PHRASES.items():
		for phrase in (doctype, *joined.split("|")):
			words = tuple(normalise(phrase).split())
			found.setdefault(words, doctype)
			for plural in _plurals(words[0]):
				found.setdefault((plural, *words[1:]), doctype)
			# “sales orders”, “notas fiscais”: English puts the noun last, and both words may be plural
			for plural in _plurals(words[-1]):
				found.setdefault((*words[:-1], plural), doctype)
				for first in _plurals(words[0]):
					found.setdefault((first, *words[1:-1], plural) if len(words) > 1 else (plural,), doctype)
	return found


def _plurals(word: str) -> tuple[str, ...]:
	if word.endswith("ao"):
		return (word[:-2] + "oes",)
	if word.endswith("al"):
		return (word[:-2] + "ais", word[:-2] + "ales", word + "s")
	if word.endswith("y"):
		return (word[:-1] + "ies", word + "s")
	if word.endswith("m"):
		return (word[:-1] + "ns", word + "s")
	if word[-1] in "aeio":
		return (word + "s",)
	return (word + "es", word + "s")


def doctype_in(words: list[str]) -> tuple[str | None, list[str]]:
	"""The DocType that the words name, and the words that are left; the longest phrase wins, then the first."""
	table = phrases()
	for length in range(min(4, len(words)), 0, -1):
		for start in range(len(words) - length + 1):
			doctype = table.get(tuple(words[start : start + length]))
			if doctype:
				return doctype, [*words[:start], *words[start + length :]]
	return None, words
