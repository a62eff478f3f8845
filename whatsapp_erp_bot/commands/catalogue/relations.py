# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Declarations: leads, opportunities, tasks and support issues. Pure data."""

from whatsapp_erp_bot.commands.catalogue.building import command, customer, parameter, period

GROUP = "relations"

DECLARATIONS = (
	command(
		"new_leads",
		GROUP,
		"Prospectos nuevos | Leads novos | New leads",
		{
			"es": "Prospectos nuevos | ¿Qué leads llegaron hoy? | Prospectos de este mes",
			"pt": "Leads novos | Quais leads chegaram hoje? | Novos contatos deste mês",
			"en": "New leads | Which leads came in today? | Leads this month",
		},
		period("this week"),
		needs="Lead",
	),
	command(
		"open_opportunities",
		GROUP,
		"Oportunidades abiertas | Oportunidades em aberto | Open opportunities",
		{
			"es": "Oportunidades abiertas | ¿Qué oportunidades tenemos? | Oportunidades de este trimestre",
			"pt": "Oportunidades em aberto | Quais oportunidades temos? | Oportunidades deste trimestre",
			"en": "Open opportunities | Which deals are open? | Opportunities this quarter",
		},
		period("all open"),
		needs="Opportunity",
	),
	command(
		"my_tasks",
		GROUP,
		"Mis tareas | Minhas tarefas | My tasks",
		{
			"es": "Mis tareas | ¿Qué tengo pendiente hoy? | Mis tareas atrasadas",
			"pt": "Minhas tarefas | O que tenho pendente hoje? | Minhas tarefas atrasadas",
			"en": "My tasks | What do I have to do today? | My overdue tasks",
		},
		parameter("status", "choice", "estado | situação | status", choices=("open", "overdue", "today")),
	),
	command(
		"open_issues",
		GROUP,
		"Tickets abiertos | Chamados abertos | Open issues",
		{
			"es": "Tickets abiertos | Incidencias de Ferretería López | Quejas con prioridad alta",
			"pt": "Chamados abertos | Chamados da Padaria Sol | Reclamações com prioridade alta",
			"en": "Open issues | Support tickets of Acme | High priority issues",
		},
		customer(),
		parameter("priority", "link", "prioridad | prioridade | priority", link="Issue Priority"),
		needs="Issue",
	),
)
