# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Declarations: what customers owe and have paid. Pure data."""

from whatsapp_erp_bot.commands.catalogue.building import (
	BOTH,
	as_of,
	command,
	customer,
	file_format,
	limit,
	parameter,
	period,
)

GROUP = "receivables"

DECLARATIONS = (
	command(
		"customer_balance",
		GROUP,
		"Saldo de un cliente | Saldo de um cliente | Customer balance",
		{
			"es": "¿Cuánto debe Ferretería López? | Saldo de Abarrotes Sol | Crédito disponible de Acme",
			"pt": "Quanto a Padaria Sol deve? | Saldo do Mercado Central | Crédito disponível da Acme",
			"en": "How much does Acme owe us? | Balance of Smith Stores | Dues of Patel Hardware",
		},
		customer(required=True),
		needs="Customer,Sales Invoice",
		audience=BOTH,
		fixed_for_customer=("customer",),
	),
	command(
		"overdue_invoices",
		GROUP,
		"Facturas vencidas | Faturas vencidas | Overdue invoices",
		{
			"es": "Facturas vencidas | Cartera vencida de más de 30 días | Facturas vencidas de Ferretería López",
			"pt": "Faturas vencidas | Boletos vencidos há mais de 30 dias | Notas vencidas da Padaria Sol",
			"en": "Overdue invoices | Invoices overdue by more than 30 days | Overdue invoices of Acme",
		},
		customer(),
		parameter(
			"days",
			"number",
			"vencidas por más de (días) | vencidas há mais de (dias) | overdue by more than (days)",
		),
		limit(10),
		file_format(),
		needs="Sales Invoice",
		audience=BOTH,
		fixed_for_customer=("customer",),
	),
	command(
		"receivables",
		GROUP,
		"Cuentas por cobrar | Contas a receber | Receivables",
		{
			"es": "Cuentas por cobrar | Antigüedad de saldos en Excel | CxC al 31 de octubre",
			"pt": "Contas a receber | Contas a receber por vencimento em Excel | Contas a receber em 31 de outubro",
			"en": "Accounts receivable | Receivables ageing in Excel | AR aging as of 31 October",
		},
		as_of(),
		customer(),
		file_format(),
		needs="Sales Invoice,GL Entry",
		long=True,
	),
	command(
		"customer_statement",
		GROUP,
		"Estado de cuenta | Extrato do cliente | Customer statement",
		{
			"es": "Estado de cuenta de Ferretería López | Estado de cuenta de Acme de octubre | Movimientos de cuenta de Sol en Excel",
			"pt": "Extrato da Padaria Sol | Extrato do Mercado Central de outubro | Extrato de conta da Acme em Excel",
			"en": "Statement of account for Acme | Ledger of Patel Hardware this month | Customer statement of Smith Stores in Excel",
		},
		customer(required=True),
		period("this year"),
		file_format("pdf"),
		needs="Customer,GL Entry",
		long=True,
		audience=BOTH,
		fixed_for_customer=("customer",),
	),
	command(
		"payments_received",
		GROUP,
		"Pagos recibidos | Pagamentos recebidos | Payments received",
		{
			"es": "¿Cuánto cobramos hoy? | Pagos recibidos esta semana | ¿Qué pagos entraron de Acme?",
			"pt": "Quanto recebemos hoje? | Pagamentos recebidos esta semana | Quais pagamentos entraram da Acme?",
			"en": "How much did we collect today? | Payments received this week | Payments received from Acme",
		},
		period("today"),
		customer(),
		needs="Payment Entry",
	),
)
