# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Declarations: what was bought and what suppliers are owed. Pure data."""

from whatsapp_erp_bot.commands.catalogue.building import as_of, command, file_format, period, supplier

GROUP = "purchases"

DECLARATIONS = (
	command(
		"supplier_balance",
		GROUP,
		"Saldo de un proveedor | Saldo de um fornecedor | Supplier balance",
		{
			"es": "¿Cuánto le debemos a Aceros del Norte? | Saldo del proveedor Cemex | ¿Qué le debo a Plásticos Sur?",
			"pt": "Quanto devemos à Aços Norte? | Saldo do fornecedor Votoran | Quanto eu devo pra Plásticos Sul?",
			"en": "How much do we owe Steel Works? | Balance of supplier Cement Co | What do we owe to Plastics Ltd?",
		},
		supplier(required=True),
		needs="Supplier,Purchase Invoice",
	),
	command(
		"bills_due",
		GROUP,
		"Pagos por vencer | Contas que vencem | Bills due",
		{
			"es": "¿Qué tenemos que pagar esta semana? | Facturas de proveedores que vencen mañana | Pagos de la próxima semana",
			"pt": "O que temos que pagar esta semana? | Contas que vencem amanhã | Pagamentos da próxima semana",
			"en": "What do we have to pay this week? | Bills due tomorrow | Supplier invoices due next week",
		},
		period("next 7 days", future=True),
		supplier(),
		file_format(),
		needs="Purchase Invoice",
	),
	command(
		"payables",
		GROUP,
		"Cuentas por pagar | Contas a pagar | Payables",
		{
			"es": "Cuentas por pagar | Antigüedad de proveedores en Excel | CxP al 31 de octubre",
			"pt": "Contas a pagar | Contas a pagar em Excel | Contas a pagar em 31 de outubro",
			"en": "Accounts payable | Payables ageing in Excel | AP aging as of 31 October",
		},
		as_of(),
		supplier(),
		file_format(),
		needs="Purchase Invoice,GL Entry",
		long=True,
	),
	command(
		"purchases_summary",
		GROUP,
		"Compras | Compras | Purchases",
		{
			"es": "¿Cuánto compramos este mes? | Compras del mes pasado | Total de compras de octubre",
			"pt": "Quanto compramos este mês? | Compras do mês passado | Total de compras de outubro",
			"en": "How much did we buy this month? | Purchases last month | Total purchases in October",
		},
		period("this month"),
		needs="Purchase Invoice",
	),
	command(
		"pending_purchases",
		GROUP,
		"Compras pendientes | Compras pendentes | Pending purchases",
		{
			"es": "Órdenes de compra pendientes | ¿Qué compras faltan por llegar? | Órdenes de compra sin recibir de Cemex",
			"pt": "Pedidos de compra pendentes | Quais compras faltam chegar? | Pedidos de compra em aberto da Votoran",
			"en": "Pending purchase orders | Which purchase orders are still to receive? | Open POs of Cement Co",
		},
		supplier(),
		file_format(),
		needs="Purchase Order",
	),
)
