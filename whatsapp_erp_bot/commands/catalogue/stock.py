# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Declarations: what is in the warehouses, what it did and what it costs. Pure data."""

from whatsapp_erp_bot.commands.catalogue.building import (
	BOTH,
	command,
	customer,
	file_format,
	item,
	item_group,
	parameter,
	period,
	warehouse,
)

GROUP = "stock"

DECLARATIONS = (
	command(
		"stock_balance",
		GROUP,
		"Existencias | Estoque | Stock",
		{
			"es": "¿Cuánto cemento hay? | Existencia de pintura blanca en bodega norte | ¿Tenemos tornillo 3/8?",
			"pt": "Quanto cimento tem? | Estoque de tinta branca no depósito norte | Temos parafuso 3/8?",
			"en": "How much cement do we have? | Stock of white paint in north warehouse | Do we have 3/8 screws?",
		},
		item(),
		warehouse(),
		needs="Item,Bin",
		audience=BOTH,
	),
	command(
		"low_stock",
		GROUP,
		"Stock bajo | Estoque baixo | Low stock",
		{
			"es": "¿Qué se está acabando? | Productos bajo mínimo | ¿Qué hay que reponer en bodega norte?",
			"pt": "O que está acabando? | Produtos abaixo do mínimo | O que precisa repor no depósito norte?",
			"en": "What is running low? | Items below reorder level | What should we restock in north warehouse?",
		},
		warehouse(),
		item_group(),
		file_format(),
		needs="Item,Bin",
	),
	command(
		"stock_report",
		GROUP,
		"Reporte de inventario | Relatório de estoque | Stock report",
		{
			"es": "Reporte de inventario | Inventario completo de bodega norte | Todo el inventario en Excel",
			"pt": "Relatório de estoque | Inventário completo do depósito norte | Todo o estoque em Excel",
			"en": "Stock report | Full inventory of north warehouse | The whole inventory in Excel",
		},
		warehouse(),
		item_group(),
		file_format("excel"),
		needs="Item,Bin,Stock Ledger Entry",
		long=True,
	),
	command(
		"stock_movements",
		GROUP,
		"Movimientos de un producto | Movimentação de um produto | Stock movements",
		{
			"es": "Movimientos del cemento gris | Kardex de pintura blanca este mes | Entradas y salidas de tornillo 3/8",
			"pt": "Movimentação do cimento | Kardex da tinta branca este mês | Entradas e saídas do parafuso 3/8",
			"en": "Stock movements of cement | Ledger of item white paint this month | Ins and outs of 3/8 screws",
		},
		item(),
		period("last 30 days"),
		warehouse(),
		needs="Item,Stock Ledger Entry",
	),
	command(
		"item_price",
		GROUP,
		"Precio | Preço | Price",
		{
			"es": "¿A cómo está el cemento? | Precio de la pintura blanca para Acme | ¿Cuánto cuesta el martillo?",
			"pt": "Quanto custa o cimento? | Preço da tinta branca para a Acme | Por quanto sai o martelo?",
			"en": "How much is the cement? | Price of white paint for Acme | What does the hammer cost?",
		},
		item(),
		customer(),
		parameter("price_list", "link", "lista de precios | lista de preços | price list", link="Price List"),
		needs="Item,Price List",
		audience=BOTH,
		fixed_for_customer=("customer",),
	),
)
