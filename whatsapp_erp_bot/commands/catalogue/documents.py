# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Declarations: any document and any report. Pure data."""

from whatsapp_erp_bot.commands.catalogue.building import (
	BOTH,
	command,
	document,
	file_format,
	limit,
	parameter,
	period,
	text,
)

GROUP = "documents"


def doctype():
	question = "¿De qué tipo de documento? | De qual tipo de documento? | Which kind of document?"
	titles = "tipo de documento | tipo de documento | document type"
	return parameter("doctype", "link", titles, question, link="DocType", required=True)


def party():
	return text("party", "cliente o proveedor | cliente ou fornecedor | party")


def status():
	return text("status", "estado | situação | status")


DECLARATIONS = (
	command(
		"document",
		GROUP,
		"Ver un documento | Ver um documento | Show a document",
		{
			"es": "Muéstrame ACC-SINV-2026-00012 | Ver el pedido SAL-ORD-2026-00005 | Enséñame la última factura de Acme",
			"pt": "Mostra ACC-SINV-2026-00012 | Ver o pedido SAL-ORD-2026-00005 | Abre a última fatura da Acme",
			"en": "Show ACC-SINV-2026-00012 | View order SAL-ORD-2026-00005 | Open the last invoice of Acme",
		},
		document(),
		audience=BOTH,
	),
	command(
		"send_pdf",
		GROUP,
		"Enviar el PDF | Enviar o PDF | Send the PDF",
		{
			"es": "Mándame la factura ACC-SINV-2026-00012 | PDF del pedido SAL-ORD-2026-00005 | Envíame la última factura de Acme",
			"pt": "Me manda a fatura ACC-SINV-2026-00012 | PDF do pedido SAL-ORD-2026-00005 | Envia a última nota da Acme",
			"en": "Send me invoice ACC-SINV-2026-00012 | PDF of SAL-ORD-2026-00005 | Send the last invoice of Acme",
		},
		document(),
		parameter(
			"print_format",
			"link",
			"formato de impresión | formato de impressão | print format",
			link="Print Format",
		),
		audience=BOTH,
	),
	command(
		"find_documents",
		GROUP,
		"Buscar documentos | Buscar documentos | Find documents",
		{
			"es": "Busca las facturas de Acme de octubre | Lista los pedidos en borrador | Las últimas 5 cotizaciones",
			"pt": "Busca as faturas da Acme de outubro | Lista os pedidos em rascunho | Os últimos 5 orçamentos",
			"en": "Find invoices of Acme in October | List draft sales orders | The last 5 quotations",
		},
		doctype(),
		text("text", "texto | texto | text"),
		party(),
		status(),
		period("all"),
		limit(10),
		file_format(),
	),
	command(
		"count_documents",
		GROUP,
		"Contar documentos | Contar documentos | Count documents",
		{
			"es": "¿Cuántos pedidos hicimos hoy? | ¿Cuántos clientes tenemos? | ¿Cuántas cotizaciones hay en borrador?",
			"pt": "Quantos pedidos fizemos hoje? | Quantos clientes temos? | Quantos orçamentos estão em rascunho?",
			"en": "How many orders did we make today? | How many customers do we have? | How many quotations are in draft?",
		},
		doctype(),
		status(),
		party(),
		period("all"),
	),
	command(
		"run_report",
		GROUP,
		"Correr un reporte | Rodar um relatório | Run a report",
		{
			"es": "Corre el reporte Gross Profit de octubre | Ejecuta el informe Stock Ledger | Genera el reporte Sales Register",
			"pt": "Roda o relatório Gross Profit de outubro | Executa o relatório Stock Ledger | Gera o relatório Sales Register",
			"en": "Run the Gross Profit report for October | Run report Stock Ledger | Generate the Sales Register report",
		},
		parameter(
			"report",
			"link",
			"reporte | relatório | report",
			"¿Qué reporte? | Qual relatório? | Which report?",
			link="Report",
			required=True,
		),
		period("the report's own"),
		parameter("filters", "arguments", "filtros | filtros | filters"),
		file_format("excel"),
		needs="Report",
		long=True,
	),
)
