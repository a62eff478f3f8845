# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What people call ERPNext's documents in Spanish, Portuguese and English.

Contract: `DOCTYPE` maps what means a DocType in any sentence; `doctype_in(words)` finds, among words that name a
DocType and little else, the longest phrase that does: there more words count (“gasto”, “permiso”), and plurals are
made. Norms: lower case, no accents. Pure data but for the look-ups.
"""

from collections.abc import Mapping
from functools import cache

from whatsapp_erp_bot.words.folding import normalise
from whatsapp_erp_bot.words.lists import Named, listed
from whatsapp_erp_bot.words.plurals import plurals

NAMES: Mapping[str, Named] = {
	"Sales Invoice": Named(
		"""factura de venta | facturas de venta | factura | facturas | factura de cliente | facturas de
		clientes | fatura | faturas | nota fiscal | notas fiscais | nota fiscal de venda | nf | nfs |
		nfe | nfes | nf-e | sales invoice | sales invoices | invoice | invoices | boleto | boletos |
		fatura de venda | faturas de venda | cfdi | cfdis | notas de venda | notas de venta | nota de
		venta | nota de venda | nota | notas""",
		"""nota de credito | credit note | nota de devolucion | comprobante | bill to customer | venta |
		venda""",
	),
	"Sales Order": Named(
		"""pedido de venta | pedidos de venta | pedido | pedidos | orden de venta | ordenes de venta |
		ordenes | pedido de venda | pedidos de venda | ordem de venda | ordens de venda | sales order |
		sales orders | order | orders | encomenda | encomendas | pedidos de clientes""",
		"""pedido de cliente | orden | orden de cliente | customer order""",
	),
	"Quotation": Named(
		"""cotizacion | cotizaciones | presupuesto | presupuestos | cotacao | cotacoes | orcamento |
		orcamentos | proposta | propostas | propuesta | propuestas | quotation | quotations | quote |
		quotes | proforma | proformas | estimate | estimates | coti | cotis""",
	),
	"Delivery Note": Named(
		"""nota de entrega | notas de entrega | remision | remisiones | remito | remitos | guia de remision
		| guias de remision | guia de remessa | guias de remessa | guia de despacho | guias de despacho
		| albaran | albaranes | nota de remision | notas de remision | romaneio | romaneios | notas de
		remissao | delivery note | delivery notes | dispatch note | dispatch notes | delivery challan |
		challans | delivery | deliveries | despachos | entregas""",
		"""entrega""",
	),
	"Purchase Order": Named(
		"""orden de compra | ordenes de compra | oc | ocs | pedido de compra | pedidos de compra | ordem de
		compra | ordens de compra | purchase order | purchase orders | po | pos | pedidos a proveedores
		| pedido a proveedor | lpo | lpos""",
		"""pedido a fornecedor""",
	),
	"Purchase Invoice": Named(
		"""factura de compra | facturas de compra | factura de proveedor | facturas de proveedor | facturas
		de proveedores | facturas de los proveedores | fatura de compra | faturas de compra | nota de
		compra | notas de compra | notas de fornecedores | nota de fornecedor | faturas de fornecedores
		| nota fiscal de compra | notas fiscais de compra | nota fiscal de entrada | notas de entrada |
		purchase invoice | purchase invoices | supplier invoice | supplier invoices | vendor bill |
		vendor bills | bill | bills""",
		"""fatura de fornecedor | compra""",
	),
	"Purchase Receipt": Named(
		"""recibo de compra | recibos de compra | recepcion de compra | recepciones de compra | recepcion
		de mercancia | recepciones | entrada de mercancia | entradas de mercancia | recebimento |
		recebimentos | purchase receipt | purchase receipts | goods receipt | grn | grns""",
		"""recepcion | recebimento de compra""",
	),
	"Payment Entry": Named(
		"""pago | pagos | cobro | cobros | pagamento | pagamentos | recebimento de cliente | payment |
		payments | payment entry | payment entries | abono | abonos | recibo de pago | recibos de pago""",
		"""recibo | entrada de pago | recebimento de pagamento | receipt""",
	),
	"Material Request": Named(
		"""solicitud de material | solicitudes de material | solicitud de materiales | requisicion |
		requisiciones | requisicion de material | requisiciones de material | pedido de material |
		solicitacao de material | solicitacoes de material | requisicao | requisicoes | requisicao de
		material | requisicoes de material | material request | material requests | requisition |
		requisitions | indent | indents""",
	),
	"Stock Entry": Named(
		"""movimiento de inventario | movimientos de inventario | entrada de inventario | entradas de
		inventario | traspaso | traspasos | entrada de stock | entradas de stock | lancamento de estoque
		| lancamentos de estoque | stock entry | stock entries | transferencias de stock | transferencia
		de inventario | stock transfers""",
		"""movimiento de stock | movimiento de almacen | entrada de almacen | transferencia de material |
		movimentacao de estoque | stock transfer""",
	),
	"Customer": Named(
		"""cliente | clientes | customer | customers | client | clients""",
	),
	"Supplier": Named(
		"""proveedor | proveedores | fornecedor | fornecedores | supplier | suppliers | vendor | vendors""",
	),
	"Item": Named(
		"""articulo | articulos | producto | productos | item | items | itens | produto | produtos |
		product | products | sku | skus""",
		"""artigo""",
	),
	"Lead": Named(
		"""prospecto | prospectos | lead | leads | potenciales | potencial cliente""",
		"""iniciativa""",
	),
	"Opportunity": Named(
		"""oportunidad | oportunidades | oportunidade | opportunity | opportunities | deal | deals |
		negocios | negociaciones""",
	),
	"Issue": Named(
		"""ticket | tickets | incidencia | incidencias | queja | quejas | reclamo | reclamos | chamado |
		chamados | reclamacao | reclamacoes | issue | issues | complaint | complaints | caso | casos |
		incidente | incidentes | ocorrencia | ocorrencias | support ticket | support tickets | tickets
		de soporte""",
	),
	"Task": Named(
		"""tarea | tareas | tarefa | tarefas | task | tasks""",
	),
	"ToDo": Named(
		"""pendiente | todo | todos | to do | to dos | todos items""",
		"""por hacer | a fazer""",
	),
	"Project": Named(
		"""proyecto | proyectos | projeto | projetos | project | projects""",
	),
	"Employee": Named(
		"""empleado | empleados | trabajadores | colaboradores | funcionario | funcionarios | empregados |
		employee | employees | staff members""",
		"""empregado""",
	),
	"Warehouse": Named(
		"""almacen | almacenes | bodega | bodegas | deposito | depositos | armazem | armazens | warehouse |
		warehouses""",
	),
	"Journal Entry": Named(
		"""poliza | polizas | asiento | asientos | asiento contable | asientos contables | lancamento
		contabil | lancamentos contabeis | journal entry | journal entries""",
		"""diario | lancamento | journal""",
	),
	"Work Order": Named(
		"""orden de trabajo | ordenes de trabajo | orden de produccion | ordenes de produccion | ordem de
		producao | ordens de producao | work order | work orders""",
		"""orden de fabricacion | production order""",
	),
	"Contact": Named(
		"""contacto | contactos | contato | contatos | contact | contacts""",
	),
	"Item Price": Named(
		"""precios de articulos | item prices""",
		"""precio | preco | item price | price""",
	),
	"Price List": Named(
		"""listas de precios | listas de precos | price lists""",
		"""lista de precios | lista de precos | price list""",
	),
	"User": Named(
		"""usuarios | users | usuario""",
		"""user""",
	),
	"Supplier Quotation": Named(
		"""cotizacion de proveedor | cotizaciones de proveedores | cotacoes de fornecedores | supplier
		quotation | supplier quotations""",
		"""orcamento de fornecedor | cotacao de fornecedor""",
	),
	"Request for Quotation": Named(
		"""solicitud de cotizacion | solicitudes de cotizacion | rfq | rfqs""",
		"""solicitacao de orcamento | request for quotation""",
	),
	"Asset": Named(
		"""activos fijos | activo fijo | ativos | assets""",
		"""activo | ativo | ativo fixo | asset | fixed asset""",
	),
	"Expense Claim": Named(
		"""reembolsos | reembolso | expense claims | reembolsos de despesas""",
		"""gasto | rendicion de gastos | despesa | reembolso de despesa | expense claim""",
	),
	"Address": Named(
		"""direcciones | enderecos | addresses""",
		"""direccion | endereco | address""",
	),
	"Serial No": Named(
		"""numeros de serie | serial numbers""",
		"""numero de serie | serie | serial | serial number | serial no""",
	),
	"Batch": Named(
		"""lotes | batches | lote""",
		"""batch""",
	),
	"Item Group": Named(
		"",
		"""grupo de productos | grupo de articulos | categoria | grupo de itens | item group""",
	),
	"BOM": Named(
		"",
		"""lista de materiales | formula | lista de materiais | bom | bill of materials""",
	),
	"Timesheet": Named(
		"",
		"""hoja de tiempo | parte de horas | folha de horas | timesheet""",
	),
	"Leave Application": Named(
		"",
		"""permiso | vacaciones | ausencia | ferias | solicitacao de licenca | leave application | leave""",
	),
	"Account": Named(
		"",
		"""cuenta contable | cuenta | conta | conta contabil | account""",
	),
}
# norm -> DocType
DOCTYPE: dict[str, str] = {word: name for name, names in NAMES.items() for word in listed(names.said)}


@cache
def phrases() -> dict[tuple[str, ...], str]:
	"""Normalised words -> DocType, singular and plural."""
	found: dict[tuple[str, ...], str] = {}
	for doctype, names in NAMES.items():
		for phrase in (doctype, *listed(names.said), *listed(names.asked)):
			words = tuple(normalise(phrase).split())
			found.setdefault(words, doctype)
			for plural in plurals(words[0]):
				found.setdefault((plural, *words[1:]), doctype)
			# “sales orders”, “notas fiscais”: English puts the noun last, and both words may be plural
			for plural in plurals(words[-1]):
				found.setdefault((*words[:-1], plural), doctype)
				for first in plurals(words[0]):
					found.setdefault((first, *words[1:-1], plural) if len(words) > 1 else (plural,), doctype)
	return found


def doctype_in(words: list[str]) -> tuple[str | None, list[str]]:
	"""The DocType that the words name, and the words that are left; the longest phrase wins, then the first."""
	table = phrases()
	for length in range(min(4, len(words)), 0, -1):
		for start in range(len(words) - length + 1):
			doctype = table.get(tuple(words[start : start + length]))
			if doctype:
				return doctype, [*words[:start], *words[start + length :]]
	return None, words
