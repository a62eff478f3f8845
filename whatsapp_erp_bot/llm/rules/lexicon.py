# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Words of the trade in Spanish, Portuguese and English, grouped by what they mean.

Contract: `CLASSES` maps a class name, which phrases write as <name>, to its norms (lower case, no accents); regional
words stand beside the others. What ERPNext's own things are called stands in words/. Pure data.
"""

from collections.abc import Mapping

from whatsapp_erp_bot.words.choices import DIMENSION, FORMAT, LANGUAGE_NAMES, MODES
from whatsapp_erp_bot.words.doctypes import DOCTYPE
from whatsapp_erp_bot.words.lists import listed
from whatsapp_erp_bot.words.states import STATUS

CLASSES_TEXT: Mapping[str, str] = {
	"how_much": """cuanto|cuanta|quanto|quanta|how much|que tanto|que tanta|a cuanto|de cuanto|cuanto dinero|cuanta plata|cuanta guita|
		quanto dinheiro|how much money|cual es el total|total|cuanto es""",
	"how_many": """cuantos|cuantas|quantos|quantas|how many|que cantidad de|numero de|number of|cantidad de|count of|quantidade de|
		conteo de|count|cuenta los|cuenta las|quantidade total de""",
	"what": """que|cual|cuales|qual|quais|what|which|o que|que es lo que|cual es|cuales son|quais sao|which are|what are|what is|
		qual e|qual o|qual a|cuales fueron|quais foram|what were|which ones""",
	"who": "quien|quienes|quem|who|a quien|a quienes|a quem|quien es|quem sao|quem e|quienes son|who are|who is|to whom|para quem",
	"sold": """vendimos|vendi|vendio|vendieron|vendido|vendida|vendidos|vendemos|vendeu|venderam|vendendo|vendiendo|sold|sell|selling|
		facturamos|facture|facturo|facturado|facturaron|facturando|faturamos|faturei|faturou|faturado|faturaram|invoiced|billed|bill|
		se vendio|se facturo|se vendieron|foi vendido|foi faturado|vende|vendo|sells|has vendido|hemos vendido|hemos facturado|
		llevamos vendido|llevamos facturado|llevamos de venta""",
	"sales": """ventas|venta|vendas|venda|sales|sale|facturacion|faturamento|revenue|turnover|lo vendido|lo facturado|total vendido|
		total facturado|o faturado|ventas totales|total sales|ingresos por ventas|receita|total de ventas|total de vendas|sales total""",
	"invoice": """factura|facturas|fatura|faturas|nota|notas|nota fiscal|notas fiscais|nf|nfs|nfe|nfes|invoice|invoices|boleto|boletos|
		cfdi|cfdis|titulo|titulos|bill|bills|duplicata|duplicatas""",
	"order": """pedido|pedidos|orden de venta|ordenes de venta|orden|ordenes|pedido de venta|pedidos de venta|pedido de venda|
		pedidos de venda|ordem de venda|ordens de venda|ordem|ordens|order|orders|sales order|sales orders|encomenda|encomendas|so|entregas|
		deliveries|compra|pedidito""",
	"orders": """pedidos|ordenes de venta|ordenes|pedidos de venta|pedidos de venda|ordens de venda|ordens|orders|sales orders|
		encomendas|entregas|deliveries|pedido|orden|ventas""",
	"porder": """orden de compra|ordenes de compra|oc|ocs|pedido de compra|pedidos de compra|pedido a proveedor|pedidos a proveedores|
		ordem de compra|ordens de compra|purchase order|purchase orders|po|pos|lpo|lpos|pedidos a proveedor|pedidos ao fornecedor|
		pedidos a fornecedores""",
	"quote": """cotizacion|cotizaciones|presupuesto|presupuestos|cotacao|cotacoes|orcamento|orcamentos|proposta|propostas|propuesta|
		propuestas|quotation|quotations|quote|quotes|proforma|proformas|estimate|estimates|coti|cotis""",
	"customer": "cliente|clientes|customer|customers|client|clients|comprador|compradores|buyer|buyers",
	"supplier": "proveedor|proveedores|fornecedor|fornecedores|supplier|suppliers|vendor|vendors",
	"item": """producto|productos|articulo|articulos|item|items|itens|produto|produtos|product|products|mercancia|mercaderia|mercadoria|
		mercadorias|goods|sku|skus|cosa|cosas|coisa|coisas|material|materiales|materiais""",
	"stock": """stock|existencia|existencias|inventario|estoque|inventory|disponible|disponibles|disponibilidad|disponibilidade|disponivel|
		disponiveis|available|availability|stocks|estoques""",
	"price": "precio|precios|preco|precos|price|prices|tarifa|rate|selling price|sale price|precio de venta|preco de venda|pvp",
	"costs": "cuesta|cuestan|vale|valen|custa|custam|cost|costs|sale|salen|sai|saem|esta costando|costaria|sairia|cuestan",
	"owes": """queda a deber|quedan a deber|quedo a deber|quedaron a deber|nos queda a deber|trae de saldo|traen de saldo|trae de adeudo|tiene de adeudo|tiene de saldo|anda debiendo|andan debiendo|tem de saldo|tem em aberto|tiene abierto|ta devendo|tao devendo|debe|deben|adeuda|adeudan|debiendo|deve|devem|devendo|owe|owes|owed|owing|esta debiendo|estan debiendo|esta devendo|
		estao devendo|tiene de deuda|tem de divida|debia|devia|nos debe|me debe|nos deben|me deben|nos deve|me deve|owe us|owes us|owe me|owes me|
		le falta pagar|les falta pagar|falta pagar|queda debiendo|quedo debiendo|ficou devendo""",
	"we_owe": """debemos|le debemos|les debemos|estamos debiendo|adeudamos|devemos|estamos devendo|a gente deve|we owe|do we owe|
		we have to pay|are we owing|we owing|nos falta pagarle|hay que pagarle|tenemos que pagarle|debo|le debo|les debo|devo|do i owe|i owe|
		tenemos de deuda con|temos de divida com|estou devendo|estoy debiendo|we still owe|do we still owe""",
	"debt": """deuda|deudas|divida|dividas|adeudo|adeudos|dues|due amount|fiado|fiados|saldo deudor|saldo devedor|saldo pendiente|
		saldo pendente|outstanding balance|outstanding amount|balance due|credito disponible|credito disponivel|limite disponible|
		limite disponivel|available credit|credit limit|limite de credito|cupo disponible|cupo de credito|cupo|credit available|
		saldo por pagar|saldo en contra|outstanding|outstandings|cuanto credito|credit balance|saldo vencido|saldo total""",
	"balance": "saldo|balance|saldos|balanza|account balance|saldo actual|saldo atual|current balance",
	"overdue": """se paso de fecha|se pasaron de fecha|pasadas de fecha|pasados de fecha|fuera de plazo|fora do prazo|passou do prazo|passaram do prazo|fuera de fecha|vencida|vencidas|vencido|vencidos|atrasada|atrasadas|atrasado|atrasados|overdue|past due|morosos|moroso|morosa|morosas|
		en mora|em mora|morosidad|inadimplentes|inadimplente|inadimplencia|delinquent|retrasadas|retrasados|vencio|vencieron|venceu|venceram|
		late|delayed|behind schedule|demorados|em atraso|en atraso|late paying|ya se vencieron|que ya vencieron|ya vencieron""",
	"pending": """pendiente|pendientes|pendente|pendentes|pending|abierto|abiertos|abierta|abiertas|aberto|abertos|aberta|abertas|
		en abierto|em aberto|open|outstanding|incompletos|undelivered|unfulfilled|sin cerrar|sem fechar|vigente|vigentes|activas|activos|
		ativas|ativos|vivas|vivos|not closed|are not closed|still open|unclosed|en curso|por cerrar|a fechar|sin concretar|sin respuesta|
		sem resposta|awaiting|em andamento|in progress|unconfirmed|por concretar|siguen vivas|no cerradas|nao fechados|nao fechadas|unanswered|por confirmar""",
	"deliver": """entregamos|entregaron|entregaram|despachamos|despacharon|surtimos|enviamos|facturamos|faturamos|faturaram|facturaron|mandamos|cumplimos|embarcamos|entregou|delivering|ship out|sent out|sent|send out|salido|saido|entregar|surtir|despachar|enviar|facturar|entregados|entregado|entregues|entregue|entregada|entregadas|delivered|
		deliver|shipped|ship|fulfilled|dispatched|dispatch|bill|billed|billing|faturar|faturados|facturados|facturadas|despachados|enviados|surtidos|salir|sair|
		embarcar|delivery|shipping|entrega|despacho|completar|invoiced|be invoiced|be billed|be delivered|be shipped|cumplir|atender""",
	"not_yet": """sin|falta|faltan|faltam|faltando|pendientes de|pendientes por|pendiente de|por|a|para|not yet|not|to be|to|yet to be|
		yet to|still to|still not|nao|ainda nao|aun no|todavia no|no se han|no hemos|nos falta|nos faltan|hay que|tenemos que|temos que|
		quedan por|pendentes de|no|still need to|need to|we need to|waiting for|left to|tienen que|ainda faltam|faltan por|falta por|por ser""",
	"receive": """surtido|surtieron|entregado|entregaron|entregou|entregaram|chegou|chegam|llegan|llega|han llegado|ha llegado|mandado|mandaron|mandou|enviado|come|arriving|delivered to us|recebemos|recibimos|caido|recibir|llegar|recibidas|recibidos|recibida|receber|chegar|recebidos|recebidas|received|receive|arrive|arrived|come in|
		facturar|facturadas|faturar|billed|llegado|recibido|chegaram|surtan|surtir|entregar|nos entreguen|be received|be billed|delivered|
		llegaron|delivery|chegado""",
	"pay": "pagar|pay|paga|pago|pagamos|pagamento|payment|payments|pagos|pagamentos",
	"payments": "pagos|pagamentos|cobros|payments|payment|pago|pagamento|cobro|abonos|abono|cobranza|cobranzas|recebimentos|receipts|collections|collection|depositos|ingresos|entradas de dinero|entradas de dinheiro|cobrado|recaudado|recaudo|recaudacion",
	"received": """recibidos|recibido|recebidos|recebido|received|entraron|entro|entraram|entrou|cobrados|cobrado|recibimos|recebemos|
		came in|come in|collected|ingresaron|ingreso|cayeron|cayo|caiu|cairam|llegaron|got paid|we got|we received|hechos por|de clientes|
		dos clientes|de los clientes|from customers|do dia|nos hicieron|nos hizo|recibio|nos fizeram""",
	"collected": """cobramos|cobre|cobro|recibimos|recebemos|recebi|recibi|nos pagaron|nos pago|nos han pagado|nos pagaram|nos pagou|pagaram|
		recaudamos|collected|did we collect|have we collected|we collect|was collected|did we receive|have we received|se cobro|cobrado|
		nos abonaron|entraron de pagos|received in payments|ha entrado|entro de cobros|nos ha pagado|ya pago|ja pagou|ya nos pago|se recaudo|
		se ha cobrado|foi recebido|recibieron|entrou de pagamento|entrou de dinheiro""",
	"receivables": """cuentas por cobrar|cuenta por cobrar|cxc|ctas por cobrar|antiguedad de saldos|antiguedad de cartera|antiguedad de clientes|
		antiguedad|antiguedad de la cartera|antiguedad de deuda|contas a receber|conta a receber|aging de clientes|aging de contas a receber|
		accounts receivable|account receivable|receivables|receivable|ar aging|ar ageing|aging|ageing|a/r|ar report|aging report|ageing report|
		debtors|debtors ageing|debtors aging|debtors list|cartera por edades|cartera de clientes|cartera por antiguedad|cartera|
		aging de recebiveis|recebiveis|por cobrar|a receber|lo que nos deben|idade dos saldos|cuentas x cobrar|customer ageing|customer aging""",
	"payables": """cuentas por pagar|cuenta por pagar|cxp|ctas por pagar|contas a pagar|conta a pagar|accounts payable|account payable|payables|
		payable|ap aging|ap ageing|a/p|ap report|antiguedad de proveedores|antiguedad de saldos de proveedores|creditors|creditors ageing|
		payables aging|payables ageing|aging de proveedores|aging de fornecedores|supplier aging|supplier ageing|antiguedad de cuentas por pagar|
		creditors aging|vendor aging|vendor ageing|payable aging|payable ageing|accounts payable aging|accounts payable ageing""",
	"statement": """estado de cuenta|estados de cuenta|edo de cuenta|edo cuenta|estado cuenta|extrato|extrato de conta|extratos|
		statement of account|account statement|statement|statements|ledger|customer ledger|soa|libro mayor|movimientos de cuenta|
		cuenta corriente|conta corrente|estado de la cuenta|estado de mi cuenta|customer statement|movimientos de la cuenta|razao""",
	"due_verb": """vencen|vence|vencer|por vencer|vencem|a vencer|vencendo|venciendo|fall due|falls due|due|are due|is due|coming due|due for payment|
		por vencerse|se vencen|se vence|vencimientos|vencimientos de|vencimientos con|vencimentos|to be paid|falling due|que vencen|
		que vencem|becoming due|maturing""",
	"bought": """compramos|compre|compro|compraron|comprado|compraram|comprou|comprei|bought|buy|purchase|purchased|gastamos en compras|
		did we purchase|se compro|llevamos comprado|hemos comprado|spent on purchases|gastamos em compras|spend on purchases|
		buying""",
	"purchases": "compras|purchases|purchase|compra|total de compras|total purchases|purchasing|total comprado|lo comprado",
	"have": """hay|tenemos|tengo|queda|quedan|tem|temos|tenho|resta|restam|sobra|sobran|sobrou|ha|do we have|have we|we have|is there|are there|left|
		do you have|tienen|tienes|voces tem|voce tem|tiene|have|have got|nos queda|nos quedan|quedo|me queda|contamos con|in stock|
		existe|existen|sobraron|sobraram|restaram|quedaron|restan|remains|do you guys have|you have|got|we got|ficou|ainda tem|hay de|manejan|vendem|venden|you sell|do you sell|in hand|
		on hand|is left|are left|remain|remaining|disponemos de|we still have""",
	"low": """agotarse|acabarse|terminarse|agotando|acabando|acabar|agotar|terminando|por acabar|running low|running out|low|low on|
		run out|por agotarse|por terminarse|se acaba|se esta acabando|se estan acabando|se acabo|faltando|em falta|abaixo do minimo|
		below minimum|below reorder|bajo minimo|bajo el minimo|debajo del minimo|por debajo del minimo|minimo|minimos|reorder|
		para reponer|reponer|repor|restock|reabastecer|resurtir|surtir|reordenar|reorder level|ponto de reposicao|punto de reorden|punto de pedido|
		estoque minimo|stock minimo|bajo stock|stock bajo|baixo estoque|estoque baixo|low stock|low in stock|poco stock|poca existencia|
		pouco estoque|agotados|agotado|esgotados|esgotado|out of stock|quiebre de stock|ruptura|sin stock|sin existencia|sin existencias|
		sem estoque|baixo do minimo|reordering|replenish|comprar urgente|quase acabando|almost finished|about to finish|finishing|
		existencias bajas|inventario bajo|nivel bajo|shortage|short|escasos|escaso|escasean|por resurtir|acabaron|esgotando""",
	"report": "reporte|reportes|relatorio|relatorios|report|reports|informe|informes|reporting",
	"movements": """movimientos|movimiento|movimentacao|movimentacoes|movimento|movimentos|movements|movement|kardex|entradas y salidas|
		entradas e saidas|ins and outs|in and out|historial|historico|stock ledger|item ledger|transacciones|transactions|history|
		salidas y entradas|salidas|entradas|moved""",
	"cash": """caja|cajas|banco|bancos|bank|banks|caixa|caixas|cash|efectivo|cuenta bancaria|cuentas bancarias|conta bancaria|
		contas bancarias|bank account|bank accounts|cash in hand|cash on hand|tesoreria|disponible en bancos|bank balance|bank balances|cash balance|
		dinero|plata|guita|dinheiro|grana|money|lana|caja chica|petty cash|cash position|saldo bancario|saldos bancarios|caixinha|
		cuentas de banco|contas|liquidez|efectivo disponible|disponibilidades""",
	"pnl": """estado de resultados|estado de resultado|perdidas y ganancias|ganancias y perdidas|pyg|p&g|resultados|dre|
		demonstracao de resultados|demonstracao do resultado|demonstrativo de resultados|lucros e perdas|profit and loss|profit & loss|p&l|pnl|
		profit loss|income statement|pl|perdidas ganancias|resultado do exercicio|lucro|ganancia|utilidad|utilidades|ganancias|profit|profits|
		net profit|net income|lucro liquido|utilidad neta|ganancia neta|earnings|resultado del ejercicio|perdida o ganancia|demonstracao dos resultados|p and l|p n l""",
	"earned": """ganamos|ganando|gane|lucramos|lucrou|did we earn|did we profit|we earn|earned|perdimos|ganado|lucro|utilidad|ganancia|
		profit|lucrando|gano|deu de lucro|we make in profit""",
	"balance_sheet": """balance general|balance sheet|balanco patrimonial|balanco|balance de situacion|estado de situacion financiera|
		situacion financiera|statement of financial position|balanco geral|hoja de balance|situacion patrimonial|estado de situacion patrimonial|
		estado de posicion financiera|balancete patrimonial|bs""",
	"expenses": """gastos|gasto|despesas|despesa|expenses|expense|egresos|egreso|spending|expenditure|expenditures|custos|costos|spends|
		costs|gastos por cuenta|despesas por conta|expenses by account|erogaciones|outgoings""",
	"spent": "gastamos|gaste|gastado|gastou|gastaram|spend|spent|se gasto|se nos fue|did we spend|gastando|se nos va|hemos gastado|spending",
	"leads": """leads|lead|prospectos|prospecto|potenciales|potenciais clientes|clientes potenciales|interesados|contactos nuevos|
		novos contatos|prospects|new enquiries|enquiries|inquiries|prospectos nuevos|leads novos|new leads|leads nuevos|nuevos prospectos|
		novos leads|interessados""",
	"opportunities": "oportunidades|oportunidad|oportunidade|opportunities|opportunity|deals|pipeline|embudo|funil|negociaciones|negociacoes|negocios",
	"tasks": """tareas|tarea|tarefas|tarefa|tasks|task|pendientes|pendencias|to dos|todos|to do|todo|to do list|todo list|actividades|
		atividades|to-dos|afazeres|quehaceres|to-do""",
	"issues": """tickets|ticket|incidencias|incidencia|quejas|queja|reclamos|reclamo|chamados|chamado|reclamacoes|reclamacao|issues|issue|
		complaints|complaint|casos|incidentes|ocorrencias|casos de soporte|tickets de soporte|support tickets|chamados de suporte|
		soporte|support cases|problemas reportados|casos abiertos|solicitudes de soporte""",
	"show": """me ve|me veja|ve para mi|me saca|me sacas|sacame|saca|me tira|tira|arroja|da uma olhada em|le echas un ojo a|echale un ojo a|puxa|puxar|me puxa|muestra|muestrame|mostrar|ver|ve|veamos|ensename|ensena|mostra|mostre|mostrame|show|show me|view|open|abre|abrir|abreme|see|
		display|me muestra|me muestras|me mostra|consulta|consultar|exibe|exibir|exiba|look at|pull up|abra|get|get me|dame|traeme|me traes|
		me das|me ensenas|let me see|quero ver|quiero ver|details of|detalle de|detalles de|detalhes de|detalhes do|detalhes da|
		info de|informacion de|datos de|dados de|dados do|detalle|detalles|detalhes|details|me abre|traz|bring|bring up|give me|visualizar|
		me da|me de|cadê|que dice|que tiene|o que tem|what is in|checar|check|revisa|revisar|olhar|me passa os dados""",
	"send": """manda|mandame|mande|mandar|mandas|mandan|me mandas|me mandan|me mandes|mandenme|envia|enviame|enviar|envias|envie|enviam|
		envien|envienme|pasa|pasame|pasas|pasar|me pasas|me pasan|send|send me|share|forward|compartir|comparte|comparteme|reenvia|reenviame|
		reenviar|me manda|me envia|me envias|me envian|mandem|me mandem|email|email me|remite|resend|mandarme|enviarme|pasarme|me passa|passa|
		passar|me enviar|me mandar|descarga|descargar|descargame|download|baixa|baixar|imprime|imprimeme|imprimir|imprima|print|whatsapp|
		manda me|envie me|mande me|sending|sent me|compartilha|compartilhar""",
	"pdf": "pdf|p.d.f.|impreso|impresa|copia|copy|segunda via|2a via|2ª via|impresion|impressao|printout|xml|comprobante",
	"find": """busca|buscame|buscar|busque|encuentra|encuentrame|encontrar|lista|listame|listar|liste|find|find me|search|search for|
		look for|list|list all|list me|look up|procura|procurar|procure|procura por|acha|achar|ache|encontra|encontre|filtra|listado de|lista de|
		list of|me busca|me lista|listado|list out|localiza|pesquisa|pesquisar|me encuentra|fetch|me acha|lista todas|lista todos|
		relacion de|relacao de|listagem de|me listas""",
	"create": """apuntame|apunta|apuntar|hagamos|facamos|fazemos|levantemos|armemos|hagas|registres|anotes|generes|levantes|armes|prepares|abras|faca|crie|registre|montame|me armas|me levantas|me preparas|me registras|me anotas|me apuntas|me cria|me monta|me prepara|me lanca|me registra|crea|creame|crear|cree|cria|criar|crie|create|haz|hazme|hace|haceme|hacer|hacele|hazle|faz|faca|fazer|faz me|make|make me|arma|armame|
		armar|armale|genera|generame|generar|gera|gerar|gere|generate|levanta|levantame|levantar|levantale|registra|registrar|registre|
		registrame|register|add|agrega|agregame|agregar|adiciona|adicionar|adicione|new|nuevo|nueva|novo|nova|raise|abre|abrir|abra|abreme|
		abri|open|prepara|preparame|preparar|prepare|monta|montar|monte|mete|meter|meteme|captura|capturar|anota|anotar|anote|anotame|place|
		put in|put|log|elabora|elabore|elaborar|ingresa|ingresar|lanca|lancar|lance|coloca|colocar|draft|me cria|me faz|me hace|me haces|me creas|
		me crea|me armas|me generas|inclui|incluir|pon|poneme|ponme|poner|poe|start|cadastra|cadastrar|cadastre|da de alta|dar de alta|
		tira|tirar|book|set up|create a new|crea un nuevo|crea una nueva|abre um novo|enter|record|carga|cargar|cargame|cargale|me abre|
		me abres|ponle|emite|emitir|emita""",
	"a": "las|los|as|os|mis|meus|minhas|my|our|nuestras|nuestros|nossas|nossos|un|una|uma|um|a|an|el|la|o|the|otro|otra|outro|outra|another|unos|this|este|esta|nuevo|nueva|novo|nova|new|una nueva|un nuevo|um novo|uma nova|a new",
	"reorder_list": "lista de compras",
	"transfer": """transfieras|traspases|muevas|pases|me pasas|me mueves|me transfieres|me transfere|me passa|transfiere|transfiereme|transferir|transfere|transfira|traspasa|traspasar|traspase|traspasame|mueve|mueveme|mover|move|
		mova|pasa|pasar|pasame|passa|passar|passe|transfer|shift|traslada|trasladar|traslade|manda|mandar|mande|envia|enviar|send|lleva|
		llevar|leva|levar|remaneja|remanejar|haz un traspaso de|haz un traspaso|hacer un traspaso de|faz uma transferencia de|relocate|
		traspaso de|transferencia de|traslado de|hazme un traspaso de|haz una transferencia de|movimenta|movimentar|stock transfer of|
		stock transfer|traspaso|traslado|take|bring|haceme un traspaso de|faz a transferencia de|do a transfer of|make a transfer of|
		movimiento de|transferir para|cambia|transferencia""",
	"paid": """pago|pagaron|pagou|pagaram|paid|abono|abonaron|deposito|depositaron|depositou|depositaram|nos pago|me pago|nos pagaron|nos deposito|
		nos abono|liquido|nos transfirio|transfirio|transferiu|has paid|have paid|just paid|acaba de pagar|acabou de pagar|nos acaba de pagar|
		ya pago|ja pagou|ya nos pago|paid us|quitou|remitted|me abono|me deposito|settled|ya abono|hizo un pago de|hizo un abono de|
		fez um pagamento de|made a payment of|nos dio|me dio|dio|entrego|transferred|nos pagou|me pagou|abonou|dejo|me dejo""",
	"we_paid": """le pagamos|les pagamos|pagamos|le pague|pague|paguei|we paid|i paid|le abonamos|abonamos|le deposite|pagamos a|
		pagamos para|le transferimos|transferimos a""",
	"record_payment": """registres|anotes|apuntes|apuntame|me registras|me anotas|me apuntas|me lanca|me registra|lanca ai|anota ai|registra ai|registra|registrar|registre|registrame|anota|anotar|anote|anotame|captura|capturar|apunta|apuntar|aplica|aplicar|asienta|record|
		log|book|enter|lanca|lancar|lance|ingresa|ingresar|agrega|add|crea|crear|cria|create|post|haz|mete|carga|cargar|put|contabiliza|
		da entrada|baixa|da baixa|dar baixa|registro|apply|make|faz|regista|registar|contabilizar|crie|hazme|anotale|register|adiciona""",
	"got_paid": """recibi|recibimos|recebi|recebemos|received|we received|i received|got|we got|cobre|cobramos|nos llego|nos cayo|me llego|
		entro|entrou|nos entro|collected|cayo|caiu""",
	"a_payment": """pago|pagamento|payment|cobro|abono|recebimento|deposito|receipt|anticipo|adiantamento|adelanto|advance|payment entry|
		parcela|un pago|transferencia recibida|pago recibido|pagamento recebido|collection""",
	"remind": """recuerdame|recordame|recuerda|recordarme|me recuerdas|recuerdeme|acuerdame|acordame|haceme acordar|hazme acordar|
		me lembra|me lembre|lembra me|lembre me|lembrar|lembra|lembrete|remind me|remind|recordatorio|reminder|lembrame|me lembra de|
		set a reminder|pon un recordatorio|ponme un recordatorio|crea un recordatorio|cria um lembrete|poe um lembrete|
		set reminder|create a reminder|agendame|no me dejes olvidar|nao me deixa esquecer|do not let me forget|me recordas|
		me haces acordar|set me a reminder|add a reminder|hazme un recordatorio""",
	"a_task": "tarea|tarefa|task|to do|todo|pendiente|to-do|actividad|atividade|pendencia|recordatorio|lembrete|reminder",
	"an_issue": """ticket|incidencia|queja|reclamo|chamado|reclamacao|issue|complaint|caso|incidente|ocorrencia|support ticket|
		ticket de soporte|chamado de suporte|case|problema|problem|reporte de falla|solicitud de soporte|support request|falla""",
	"comment": "comentario|comment|nota|note|observacion|observacao|apunte|anotacao|anotacion|remark|comentarios|comentariozinho",
	"add_comment": """comenta|comentar|comente|comentale|anota|anotar|anote|anotale|apunta|note|comment|ponle|poner|pon|deja|dejale|dejar|agrega|agregale|
		agregar|anade|anadir|adiciona|adicionar|add|put|leave|deixa|deixar|coloca|colocar|escribe|escribele|escreve|write|poe|bota|registra|insere|
		inclui|mete|metele|ponele|dejame|apuntale""",
	"submit": """confirmes|valides|me confirmas|me validas|me confirma|me valida|confirma|confirmar|confirme|confirmame|valida|validar|valide|validame|submit|confirm|validate|submete|submeter|submeta|
		finaliza|finalizar|envia a firme|asienta|efetiva|efetivar|efetive|contabiliza|da por valida|pasa a firme|firma|formaliza|presenta|presentar|
		finalize|post|confirmalo|validalo|hacela firme|deja en firme|deja firme|emite en firme""",
	"cancel": """canceles|anules|me cancelas|me anulas|me cancela|me anula|cancela|cancelar|cancele|cancelame|anula|anular|anule|anulame|cancel|void|annul|cancelalo|cancelala|da de baja|revoca|
		dar de baja|cancelem|estorna|estornar|estorne|revert|tumba""",
	"approve": """apruebes|autorices|me apruebas|me autorizas|me aprueba|me aprova|me libera|aprueba|aprobar|apruebe|apruebame|apruebala|apruebalo|autoriza|autorizar|autorice|autorize|aprova|aprovar|aprove|approve|authorize|authorise|
		dale luz verde a|dale el visto bueno a|da el visto bueno a|dale ok a|da ok a|libera|liberar|libere|sign off|sign off on|autorizala|
		autorizalo|da o ok na|da ok na|dale el ok a|ok a|give the go ahead for|visto bueno a|apruebame|aprobame|green light|doy el visto bueno a|
		doy visto bueno a|da o aval para|aval a""",
	"reject": """rechaces|me rechazas|me rejeita|me reprova|me rechaza|rechaza|rechazar|rechace|rechazala|rechazalo|recusa|recusar|recuse|rejeita|rejeitar|rejeite|reject|decline|deny|deniega|
		denegar|desaprueba|desaprobar|reprova|reprovar|reprove|turn down|no autorizo|no autorices|no aprobar|nao autorizo|nao aprovo|
		no apruebo|negar|niega|disapprove|devuelve|devolver|desaprova|tumba|rebota|i do not approve|refuse|nega|rechazame""",
	"undo": """deshaz|deshacer|deshace|deshacelo|deshazlo|undo|desfaz|desfazer|desfaca|revierte|revertir|reverte|reverter|rollback|
		roll back|echa atras|echa para atras|da marcha atras|volta atras|desfaze|anula lo ultimo|cancela lo ultimo|borra lo ultimo|
		cancela o ultimo|apaga o ultimo|take that back|delete the last draft|elimina el ultimo borrador|borra el ultimo borrador|
		apaga o ultimo rascunho|quita lo ultimo|borra lo que acabas de crear|borra lo que acabas de hacer|elimina lo ultimo|
		borra lo que hiciste|apaga o que voce fez|apaga o que voce acabou de criar|delete what you just created|remove the last draft|
		cancel the last draft|revert that|cancel that last one|borra eso que creaste|apaga isso que voce criou|reverse that|me equivoque deshazlo""",
	"person": """persona|humano|asesor|asesora|agente|ejecutivo|ejecutiva|alguien|pessoa|atendente|humana|alguem|person|human|agent|someone|
		somebody|representative|operador|operadora|vendedor|vendedora|persona real|pessoa de verdade|real person|staff|encargado|encargada|gerente|
		manager|people|rep|representante|soporte humano|human being|live agent|customer service|servicio al cliente|atencion al cliente|
		atendimento|suporte humano|consultor|un ser humano|supervisor|responsavel|responsable|gente real|dueno|somebody real|vendedor humano""",
	"talk": """hablar con|hablar|comunicame con|comunicarme con|comunicar con|pasame con|pasame a|me pasas con|pasar con|me comunicas con|
		contactar|conectame con|falar com|falar|conversar com|chama|chamar|chame|me passa para|me passa pra|passa para|passa pra|
		me transfere para|me transfere pra|transfere para|talk to|talk with|speak to|speak with|connect me to|connect me with|
		chat with|transfer me to|quiero|quero|necesito|preciso de|need|get me|llama a|llamen a|atender por|que me atienda|que me llame|me atienda|call|
		contact|me atiende|atiendame|me contacte|put me through to|contacto con|contato com|ser atendido por|me comunique con|
		me comunican con|comuniqueme con|platicar con|conversar con|want""",
	"my": "mi|mis|meu|minha|meus|minhas|my|mio|nuestro|nuestra|nosso|nossa|our",
	"data": "datos|datos personales|informacion|dados|dados pessoais|informacoes|data|personal data|information|info|historial|historico|history",
	"delete": """borra|borrar|borren|elimina|eliminar|eliminen|apaga|apagar|apaguem|exclua|excluir|excluam|exclui|delete|erase|remove|deleta|deletar|
		deletem|remover|suprimir|wipe|borrame|quita|forget|olvida|esquece|borres|borre|elimine|elimines|apague|deleted|erased|eliminame|purge|limpa""",
	"messages": """mensajes|mensaje|notificaciones|avisos|alertas|recordatorios|mensagens|mensagem|notificacoes|messages|message|
		notifications|texts|spam|publicidad|updates|whatsapps|reminders|alerts|propaganda|promociones|promocoes""",
	"the_job": """reporte|informe|relatorio|report|proceso|processo|job|trabajo|tarea|tarefa|exportacion|exportacao|export|consulta|excel|archivo|
		arquivo|file|generacion|geracao|descarga""",
}


# class -> its norms
CLASSES: Mapping[str, tuple[str, ...]] = {name: listed(text) for name, text in CLASSES_TEXT.items()} | {
	"doctype": tuple(DOCTYPE),
	# transactions, not masters: “hay facturas…” asks for these, “hay bodegas…” hardly
	"paper": tuple(
		word
		for word, name in DOCTYPE.items()
		if name
		not in (
			"Customer",
			"Supplier",
			"Item",
			"Warehouse",
			"User",
			"Batch",
			"Address",
			"Contact",
			"Price List",
		)
	),
	"language": tuple(LANGUAGE_NAMES),
	"dimension": tuple(DIMENSION),
	"format": tuple(FORMAT),
	"status": tuple(STATUS),
	"mode": MODES,
}
