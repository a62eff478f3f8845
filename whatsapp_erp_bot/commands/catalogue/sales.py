# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Declarations: what was sold, to whom, and what is still to deliver. Pure data."""

from whatsapp_erp_bot.commands.catalogue.building import (
	BOTH,
	command,
	company,
	customer,
	document,
	file_format,
	limit,
	parameter,
	period,
)

GROUP = "sales"

DECLARATIONS = (
	command(
		"sales_summary",
		GROUP,
		"Ventas | Vendas | Sales",
		{
			"es": "¿Cuánto vendimos hoy? | Ventas de este mes contra el mes pasado | ¿Cuánto facturamos ayer?",
			"pt": "Quanto vendemos hoje? | Vendas deste mês contra o mês passado | Quanto faturamos ontem?",
			"en": "How much did we sell today? | Sales this month versus last month | Revenue yesterday",
		},
		period("today"),
		parameter(
			"compare", "flag", "comparar con el periodo anterior | comparar com o período anterior | compare"
		),
		company(),
		needs="Sales Invoice",
	),
	command(
		"sales_by",
		GROUP,
		"Ventas por… | Vendas por… | Sales by…",
		{
			"es": "Ventas por vendedor este mes | Ventas por cliente en Excel | Gráfica de ventas por día",
			"pt": "Vendas por vendedor este mês | Vendas por cliente em Excel | Gráfico de vendas por dia",
			"en": "Sales by sales person this month | Customer wise sales in Excel | Chart of sales by day",
		},
		parameter(
			"dimension",
			"choice",
			"por | por | by",
			"¿Por cliente, producto, grupo, territorio, vendedor, día, semana o mes? | "
			"Por cliente, produto, grupo, território, vendedor, dia, semana ou mês? | "
			"By customer, item, item group, territory, sales person, day, week or month?",
			choices=("customer", "item", "item_group", "territory", "sales_person", "day", "week", "month"),
			required=True,
		),
		period("this month"),
		limit(),
		file_format(),
		needs="Sales Invoice",
	),
	command(
		"top_customers",
		GROUP,
		"Mejores clientes | Melhores clientes | Top customers",
		{
			"es": "Los 10 mejores clientes del año | ¿Quién nos compra más? | Mejor cliente del mes pasado",
			"pt": "Os 10 melhores clientes do ano | Quem compra mais? | Melhor cliente do mês passado",
			"en": "Top 10 customers this year | Who buys the most from us? | Best customer last month",
		},
		period("this month"),
		limit(5),
		file_format(),
		needs="Sales Invoice",
	),
	command(
		"top_items",
		GROUP,
		"Lo más vendido | Mais vendidos | Top items",
		{
			"es": "Los productos más vendidos | Top 10 productos por cantidad | ¿Qué se vende más este mes?",
			"pt": "Os produtos mais vendidos | Top 10 produtos por quantidade | O que mais vende este mês?",
			"en": "Best selling items | Top 10 items by quantity | What sells most this month?",
		},
		period("this month"),
		limit(5),
		parameter("by", "choice", "según | por | by", choices=("amount", "qty"), default="amount"),
		file_format(),
		needs="Sales Invoice",
	),
	command(
		"pending_orders",
		GROUP,
		"Pedidos pendientes | Pedidos pendentes | Pending orders",
		{
			"es": "Pedidos pendientes | ¿Qué pedidos faltan por entregar? | Pedidos sin entregar de Ferretería López",
			"pt": "Pedidos pendentes | Quais pedidos faltam entregar? | Pedidos em aberto da Padaria Sol",
			"en": "Pending orders | Which orders are still to deliver? | Open sales orders for Acme",
		},
		customer(),
		period("all open"),
		file_format(),
		needs="Sales Order",
		audience=BOTH,
		fixed_for_customer=("customer",),
	),
	command(
		"order_status",
		GROUP,
		"Estado de un pedido | Status de um pedido | Order status",
		{
			"es": "¿Dónde va el pedido SAL-ORD-2026-00012? | Estado del pedido de Ferretería López | ¿Ya salió mi pedido?",
			"pt": "Status do pedido SAL-ORD-2026-00012 | Cadê o pedido da Padaria Sol? | Meu pedido já saiu?",
			"en": "Status of SAL-ORD-2026-00012 | Where is the order of Acme? | Has my order shipped?",
		},
		document(required=False),
		customer(),
		needs="Sales Order",
		audience=BOTH,
		fixed_for_customer=("customer",),
	),
	command(
		"open_quotations",
		GROUP,
		"Cotizaciones abiertas | Orçamentos em aberto | Open quotations",
		{
			"es": "Cotizaciones abiertas | ¿Qué presupuestos siguen sin cerrar? | Cotizaciones pendientes de Acme",
			"pt": "Orçamentos em aberto | Quais cotações faltam fechar? | Orçamentos pendentes da Acme",
			"en": "Open quotations | Which quotes are not closed? | Pending quotations for Acme",
		},
		customer(),
		period("all open"),
		needs="Quotation",
	),
)
