# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Declarations: money in the bank, results and expenses. Pure data."""

from whatsapp_erp_bot.commands.catalogue.building import as_of, command, file_format, limit, parameter, period

GROUP = "accounting"

DECLARATIONS = (
	command(
		"cash_and_bank",
		GROUP,
		"Caja y bancos | Caixa e bancos | Cash and bank",
		{
			"es": "¿Cuánto hay en caja? | Saldo en bancos | ¿Cuánto dinero tenemos?",
			"pt": "Quanto tem em caixa? | Saldo dos bancos | Quanto dinheiro temos?",
			"en": "How much cash do we have? | Bank balance | How much money is in the bank?",
		},
		parameter("account", "link", "cuenta | conta | account", link="Account"),
		needs="Account,GL Entry",
	),
	command(
		"profit_and_loss",
		GROUP,
		"Estado de resultados | DRE | Profit and loss",
		{
			"es": "Estado de resultados de este año | ¿Cuánto ganamos el mes pasado? | Pérdidas y ganancias en PDF",
			"pt": "DRE deste ano | Quanto lucramos no mês passado? | Demonstração de resultados em PDF",
			"en": "Profit and loss this year | How much profit did we make last month? | P&L in PDF",
		},
		period("this year"),
		file_format(),
		needs="GL Entry",
		long=True,
	),
	command(
		"balance_sheet",
		GROUP,
		"Balance general | Balanço patrimonial | Balance sheet",
		{
			"es": "Balance general | Balance general al 31 de octubre | Estado de situación financiera en Excel",
			"pt": "Balanço patrimonial | Balanço patrimonial em 31 de outubro | Balanço em Excel",
			"en": "Balance sheet | Balance sheet as of 31 October | Statement of financial position in Excel",
		},
		as_of(),
		file_format(),
		needs="GL Entry",
		long=True,
	),
	command(
		"expenses_by_account",
		GROUP,
		"Gastos por cuenta | Despesas por conta | Expenses by account",
		{
			"es": "Gastos de este mes | ¿En qué gastamos más? | Los 5 gastos más grandes del año",
			"pt": "Despesas deste mês | Em que gastamos mais? | As 5 maiores despesas do ano",
			"en": "Expenses this month | What did we spend on? | Top 5 expenses this year",
		},
		period("this month"),
		limit(),
		file_format(),
		needs="GL Entry",
	),
)
