# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Declarations: the person, their jobs and their subscriptions. Pure data."""

from whatsapp_erp_bot.commands.catalogue.building import BOTH, command, company, parameter, text

MYSELF, JOBS, SUBSCRIPTIONS = "myself", "jobs", "subscriptions"


def inner_command():
	return text(
		"command",
		"consulta | consulta | query",
		"¿Qué quieres recibir? | O que quer receber? | What do you want to get?",
		required=True,
	)


def inner_arguments():
	return parameter("arguments", "arguments", "argumentos | argumentos | arguments")


DECLARATIONS = (
	command(
		"help",
		MYSELF,
		"Ayuda | Ajuda | Help",
		{
			"es": "¿Qué puedes hacer? | Ayuda con cotizaciones | ¿Cómo funciona esto?",
			"pt": "O que você sabe fazer? | Ajuda com orçamentos | Como isso funciona?",
			"en": "What can you do? | Help with quotations | How does this work?",
		},
		text("topic", "tema | tema | topic"),
		audience=BOTH,
	),
	command(
		"menu",
		MYSELF,
		"Menú | Menu | Menu",
		{
			"es": "Menú | Opciones | Muéstrame el menú",
			"pt": "Menu | Opções | Mostra o menu",
			"en": "Menu | Options | Show me the menu",
		},
		audience=BOTH,
	),
	command(
		"who_am_i",
		MYSELF,
		"¿Quién soy? | Quem sou eu? | Who am I?",
		{
			"es": "¿Quién soy? | ¿Con qué usuario estoy? | ¿Qué permisos tengo?",
			"pt": "Quem sou eu? | Com qual usuário estou? | Quais permissões eu tenho?",
			"en": "Who am I? | Which user am I? | What permissions do I have?",
		},
	),
	command(
		"link_account",
		MYSELF,
		"Vincular mi cuenta | Vincular minha conta | Link my account",
		{
			"es": "Vincular 4821-9937 | Conectar mi cuenta, código 48219937 | Mi código es 4821-9937",
			"pt": "Vincular 4821-9937 | Conectar minha conta, código 48219937 | Meu código é 4821-9937",
			"en": "Link 4821-9937 | Connect my account, code 48219937 | My code is 4821-9937",
		},
		text(
			"code",
			"código | código | code",
			"¿Cuál es el código? | Qual é o código? | What is the code?",
			required=True,
		),
		deliberate=True,
		to_models=False,
	),
	command(
		"unlink_account",
		MYSELF,
		"Desvincular mi cuenta | Desvincular minha conta | Unlink my account",
		{
			"es": "Desvincula mi cuenta | Desconecta este número | Quita mi usuario de este teléfono",
			"pt": "Desvincula minha conta | Desconecta este número | Remove meu usuário deste telefone",
			"en": "Unlink my account | Disconnect this number | Remove my user from this phone",
		},
		deliberate=True,
	),
	command(
		"set_language",
		MYSELF,
		"Cambiar de idioma | Mudar o idioma | Change language",
		{
			"es": "Háblame en inglés | Cambia a portugués | Español por favor",
			"pt": "Fala em inglês | Muda para espanhol | Português por favor",
			"en": "Speak Spanish | Switch to Portuguese | English please",
		},
		parameter(
			"language",
			"choice",
			"idioma | idioma | language",
			"¿Español, portugués o inglés? | Espanhol, português ou inglês? | Spanish, Portuguese or English?",
			choices=("es", "pt", "en"),
			required=True,
		),
		audience=BOTH,
		deliberate=True,
	),
	command(
		"set_company",
		MYSELF,
		"Cambiar de empresa | Mudar de empresa | Change company",
		{
			"es": "Cambia a la empresa Andina Sur | Usa la compañía Comercial Sol | Trabajar con la empresa Acme",
			"pt": "Muda para a empresa Andina Sul | Usa a empresa Comercial Sol | Trabalhar com a empresa Acme",
			"en": "Switch to company Andina South | Use company Sun Trading | Work with company Acme",
		},
		company(required=True),
		deliberate=True,
	),
	command(
		"job_status",
		JOBS,
		"Estado de mi reporte | Andamento do meu relatório | Status of my job",
		{
			"es": "Estado | ¿Ya está mi reporte? | ¿Cómo va el reporte?",
			"pt": "Andamento | Meu relatório já ficou pronto? | Como está o relatório?",
			"en": "Status | Is my report ready? | How is the report going?",
		},
	),
	command(
		"cancel_job",
		JOBS,
		"Cancelar mi reporte | Cancelar meu relatório | Cancel my job",
		{
			"es": "Cancelar | Cancela el reporte | Ya no generes el reporte",
			"pt": "Cancelar | Cancela o relatório | Para o relatório",
			"en": "Cancel | Cancel the report | Stop the report",
		},
		deliberate=True,
	),
	command(
		"schedule",
		SUBSCRIPTIONS,
		"Programar un envío | Agendar um envio | Schedule",
		{
			"es": "Mándame las ventas de ayer todos los días a las 8 | Cada lunes a las 9 quiero el stock bajo | Envíame las facturas vencidas cada viernes",
			"pt": "Me manda as vendas de ontem todo dia às 8h | Toda segunda às 9h quero o estoque baixo | Envia as faturas vencidas toda sexta",
			"en": "Send me yesterday's sales every day at 8 | Every Monday at 9 I want low stock | Send overdue invoices every Friday",
		},
		inner_command(),
		inner_arguments(),
		text(
			"when",
			"cuándo | quando | when",
			"¿Cada cuándo? | Com que frequência? | How often?",
			required=True,
		),
		deliberate=True,
	),
	command(
		"alert",
		SUBSCRIPTIONS,
		"Crear un aviso | Criar um aviso | Alert",
		{
			"es": "Avísame cuando el cemento baje de 20 | Alértame si el saldo de Acme pasa de 5 mil | Avísame si la caja baja de 1000",
			"pt": "Me avisa quando o cimento ficar abaixo de 20 | Alerta se o saldo da Acme passar de 5 mil | Me avisa se o caixa cair abaixo de 1000",
			"en": "Alert me when cement goes below 20 | Tell me if the balance of Acme goes above 5k | Notify me when cash drops under 1000",
		},
		inner_command(),
		inner_arguments(),
		text(
			"condition",
			"condición | condição | condition",
			"¿Con qué condición? | Com qual condição? | On what condition?",
			required=True,
		),
		deliberate=True,
	),
	command(
		"subscriptions",
		SUBSCRIPTIONS,
		"Mis avisos | Meus avisos | My subscriptions",
		{
			"es": "¿A qué estoy suscrito? | Mis avisos | ¿Qué envíos tengo programados?",
			"pt": "Em que estou inscrito? | Meus avisos | Quais envios tenho agendados?",
			"en": "What am I subscribed to? | My alerts | Which schedules do I have?",
		},
	),
	command(
		"stop_subscription",
		SUBSCRIPTIONS,
		"Quitar un aviso | Remover um aviso | Stop a subscription",
		{
			"es": "Quita el aviso del cemento | Ya no me mandes las ventas de cada lunes | Cancela la suscripción de stock bajo",
			"pt": "Remove o aviso do cimento | Não me manda mais as vendas de segunda | Cancela a assinatura de estoque baixo",
			"en": "Stop the cement alert | Remove the Monday sales subscription | Cancel the low stock alert",
		},
		text("which", "cuál | qual | which", "¿Cuál? | Qual? | Which one?", required=True),
		deliberate=True,
	),
	command(
		"stop_notifications",
		SUBSCRIPTIONS,
		"Baja | Sair | Stop",
		{
			"es": "BAJA | Ya no quiero recibir mensajes | Deja de mandarme notificaciones",
			"pt": "SAIR | Não quero mais receber mensagens | Para de me mandar notificações",
			"en": "STOP | I don't want any more messages | Stop sending me notifications",
		},
		audience=BOTH,
		deliberate=True,
	),
	command(
		"start_notifications",
		SUBSCRIPTIONS,
		"Alta | Iniciar | Start",
		{
			"es": "ALTA | Quiero volver a recibir mensajes | Activa las notificaciones",
			"pt": "INICIAR | Quero voltar a receber mensagens | Ativa as notificações",
			"en": "START | I want to receive messages again | Turn notifications on",
		},
		deliberate=True,
	),
	command(
		"talk_to_person",
		MYSELF,
		"Hablar con una persona | Falar com uma pessoa | Talk to a person",
		{
			"es": "Quiero hablar con una persona | Pásame con un asesor | Necesito un humano por un cobro equivocado",
			"pt": "Quero falar com uma pessoa | Chama um atendente | Preciso de um humano por uma cobrança errada",
			"en": "I want to talk to a person | Let me speak to an agent | I need a human about a wrong charge",
		},
		text("reason", "motivo | motivo | reason"),
		audience=BOTH,
		deliberate=True,
	),
	command(
		"delete_my_data",
		MYSELF,
		"Borrar mis datos | Apagar meus dados | Delete my data",
		{
			"es": "Borra mis datos | Elimina toda mi información | Quiero que borren mis datos personales",
			"pt": "Apaga meus dados | Exclua todas as minhas informações | Quero que apaguem meus dados pessoais",
			"en": "Delete my data | Erase all my information | I want my personal data deleted",
		},
		audience=BOTH,
		deliberate=True,
	),
)
