# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The wordings by which the rules know each command. Pure data; the syntax is described in llm/rules/wording.py.

Keys of a command: “any” holds for everybody (classes such as <sold> stand for the words of all three languages),
“staff” and “customer” only for them. Commands whose wording is all rows and names (quotations, transfers, payments…)
only give their beginnings here; llm/rules/writes.py reads the rest.
"""

from collections.abc import Mapping, Sequence

PHRASES: Mapping[str, Mapping[str, Sequence[str]]] = {
	"sales_summary": {
		"staff": (
			"+0.3 ^ .. <sold> .. (cuanto|quanto|how much)",
			"+0.4 <how_many> <sales>",
			"+0.4 (monto|importe|valor|amount|cantidad|montante) .. <sold>",
			"^ <sales> $",
			"^ [ <show> ] [ <a> ] <sales>",
			"^ (resumen de|resumo de|resumo das|resumen de las|summary of|total|total de|total of|reporte de|relatorio de) <sales> $",
			"<how_much> .. <sold>",
			"<how_much> ... <sold> $",
			"<how_much> (en|de|em|in|of|las|a|fue la|foi o|foi a|was) <sales>",
			"<how_much> .. <sales>",
			"+1.4 <how_many> <invoice> .. (hicimos|emitimos|sacamos|facturamos|fizemos|emitiu|emitimos|emiti|fiz|hice|made|issued|raised|"
			"make|issue|raise|se hicieron|se emitieron|foram emitidas|llevamos|lancamos|tiramos|we made|did we make|did we do|did we issue|"
			"did we raise|create|created|hemos hecho|hemos emitido|se sacaron|saiu|sairam|faturamos|bill|generamos|geramos|se facturaron)",
			"(como|que tal|how|q tal) .. (vamos|fue|nos fue|fueron|foi|foram|estan|estao|andan|estuvieron|are|is|were|was|did|esta|cerro|cerraron|fechou|"
			"fecharam|van|va|vao|vai|doing|look|looking|andamos|going|estuvo|quedo|ficou|ficaram|anduvo|salio|quedamos|estamos) ... <sales>",
			"(que tal|how about|what about|q tal|y|e|and|como) .. <sales>",
			"(what|cual|cuales|qual|quais) (is|was|were|are|fue|fueron|foi|foram|es|e|son) .. <sales>",
			"<sales> (contra|vs|versus|comparado|comparadas|comparados|compared|frente|against|comparando|comparativo)",
			"(compara|comparar|compare|comparame|comparativo|comparativa|comparacion|comparison|comparacao) ... <sales>",
			"-0.5 <sales>",
			"lo (facturado|vendido)",
			"+0.4 (reporte|relatorio|report|resultado|resultados|resumen|resumo|informe|cierre|fechamento|numeros|numbers|figures|summary|performance|panorama|balance) (de|of|das|de las|for|on|da) <sales>",
			"+0.4 <sales> (figures|numbers|report|performance|results|summary|total|totales|totais|data)",
			"+0.4 <sold> (mas|menos|mais|more|less|better|mejor|melhor)",
			"+0.4 (crecieron|crecio|cresceram|cresceu|bajaron|subieron|cairam|subiram|aumentaron|aumentaram|grew|grow|growth|drop|dropped|crecimiento|crescimento|up|down|crecimos|crescemos) .. <sales>",
			"+0.4 <sales> .. (crecieron|cresceram|bajaron|subieron|cairam|subiram|aumentaron|grew|grow|growth|drop|dropped|up|down|crescendo|creciendo|better|worse)",
			"^ (como|que tal|how) (cerramos|fechamos|nos fue|vamos|cerro|fechou|foi|fue|did we do) $",
			"how ('s|is|was|did) business",
			"(how did we|how are we) (do|doing|perform) $",
			"(facturamos|vendimos|vendemos|faturamos) (algo|mucho|bien|bastante|alguna coisa|bem|muito)",
			"(how|como) .. (business|negocio) (doing|vai|va)",
			"did we sell (anything|much|something)",
			"(what|que|o que) (did we sell|vendimos|vendemos|se vendio)",
		),
	},
	"sales_by": {
		"staff": (
			"+1.7 (quien|que vendedor|cual vendedor|qual vendedor|which salesperson|which sales person|which salesman|quem) .. (vendio|vendeu|sold|vende) (mas|mais|more|the most|most)",
			"+0.6 <sales> ... (por|by|per|segun|de cada|cada|agrupado por|agrupadas por|grouped by|split by|broken down by|for each|divididas por|"
			"separadas por|desglosadas por|desglosado por|dividido por|separado por|breakdown by|detallado por|detalladas por|wise by) .. <dimension>",
			"+0.6 <sold> ... (por|by|per|de cada|cada|for each) .. <dimension>",
			"+0.6 <dimension> wise .. <sales>",
			"+0.6 <sales> .. <dimension> wise",
			"+0.6 <sales> .. (mes a mes|dia a dia|semana a semana|month by month|day by day|week by week|month on month|month over month|mensuales|diarias|"
			"semanales|mensais|diarias|semanais|mensual|diario|semanal|diaria)",
			"+0.6 (daily|weekly|monthly) .. <sales>",
			"+0.6 <sales> (breakdown|split|desglose) .. <dimension>",
			"+0.4 <how_much> .. (cada|each|every) (vendedor|vendedora|salesperson|sales person|cliente|customer|producto|produto|item|zona|territorio|"
			"ruta|asesor|rep|salesman|sales rep) ... <sold>",
			"+0.4 <how_much> .. (each|every|cada) (salesperson|sales person|rep|sales rep|salesman|vendedor|vendedora|asesor) .. (sell|sold|vendio|vendeu|vende|lleva)",
			"+0.4 (por|by) <dimension> .. <sales>",
			"+0.4 <how_much> <sold> ... (por|by|per) .. <dimension>",
			"+0.4 (ranking|desglose|breakdown|split) (de|of|das|dos|por) .. (vendedores|sales people|salespeople|vendedor|sales) ",
			"+0.5 <sales> (de los|de las|dos|das|of the|of) (vendedores|asesores|zonas|territorios|regiones|regioes|sales reps|sales people|salespeople|categorias|grupos)",
			"+0.5 (quien|que vendedor|cual vendedor|qual vendedor|which salesperson|which sales person|which salesman|quem) .. (vendio|vendeu|sold|vende) (mas|mais|more|the most|most)",
		),
	},
	"top_customers": {
		"staff": (
			"+0.5 (mejor|mejores|melhor|melhores|top|best|principales|principais|biggest|largest|main|mayores|maiores|key|ranking de|"
			"primeros|mas grandes|grandes|most valuable|importantes|buenos|fuertes) .. <customer>",
			"+0.5 <customer> (mas importantes|mas grandes|mais importantes|que mas|que mais|top|principales|principais|estrella|con mas|com mais|mas compradores|mayores|maiores|"
			"with highest|with most|ranking|mas fuertes|mas buenos|mas fieles|who buy|who bought|who spend|that buy|by sales|by revenue|by amount)",
			"+0.5 <who> .. (mas|mais|more|most|the most) ... (compra|compran|compraron|compro|compram|comprou|compraram|buys|buy|bought|vendemos|le vendemos|gasta|gastan)",
			"+0.5 <who> .. (compra|compran|compraron|compro|compram|comprou|compraram|buys|buy|bought|vendemos|les vendemos|le vendemos|sell to|gasta|gastan|gastou|"
			"le vendimos|les vendimos|vendimos) .. (mas|mais|more|most|the most)",
			"+0.5 (a quienes|a quien|pra quem|para quem|a quem) .. (vendemos|vendimos|vende|vendi) .. (mas|mais)",
			"+0.5 <customer> .. (compra|compran|compraron|compro|compram|comprou|compraram|buys|buy|bought|spent|spend|gasto) .. (mas|mais|more|most|the most)",
			"+0.5 <customer> .. (mas|mais|most) .. (compra|compran|compraron|compro|compram|comprou|compraram|compras|venta|ventas|vendas)",
			"+0.3 (ranking|rank) .. <customer>",
			"+0.5 (which|que|cual|qual|quais|cuales) <customer> .. (buys|bought|buy) .. most",
		),
	},
	"top_items": {
		"staff": (
			"+1.2 <item> .. (campeao de vendas|campeoes de vendas|lider de ventas|lider em vendas|lider de vendas|lideres de ventas|estrella|numero uno|number one|campeon de ventas|campeones de ventas|best selling|carro chefe)",
			"+0.9 <item> .. (se vendieron|se vendio|vendimos|se venden|se vende|vendemos|venderam|vendeu|vendem|sold|sell|sells|salieron|salen|sairam|rotan|rotaron) (mas|mais|more|most|the most|best)",
			"+0.5 (mejor|mejores|melhor|melhores|top|best|principales|principais|biggest|largest|ranking de|primeros|most sold|mas vendidos|mas vendido|most popular) .. <item>",
			"+0.7 <item> .. (mas vendidos|mas vendido|mas vendida|mas vendidas|mais vendidos|mais vendido|mais vendida|mais vendidas|estrella|top|best selling|"
			"top selling|mas populares|mais populares|que mas se venden|que mas se vende|que mais vendem|que mais vende|que mas salen|que mas sale|que mais saem|"
			"que mas vendemos|que mais vendemos|que mas vendimos|que mas se vendieron|que mas se vendio|que mas rota|que mas rotan|de mayor venta|com mais venda|"
			"con mas ventas|de mayor rotacion|que mais venderam|que mais vendeu|que mais sai|which sell|moving|that sell most|sell the most|sold the most|sold most|by quantity)",
			"+0.7 (mas vendidos|mas vendido|mas vendida|mas vendidas|mais vendidos|mais vendido|mais vendida|mais vendidas|best seller|best sellers|bestseller|bestsellers|"
			"best selling|top selling|top sellers|top seller|fast moving|hot selling|fastest moving|campeao de vendas|campeoes de vendas)",
			"+0.7 (que|lo que|o que|what|which|cual|cuales|qual|quais) .. (mas|mais) .. (se vende|se vendio|vende|vendemos|vendimos|vendeu|sale|salio|sai|saiu|venden|rota|se venden|vendio)",
			"+0.7 (que|lo que|o que|what|which|cual|cuales|qual|quais) .. (se vende|se vendio|vende|vendemos|vendimos|vendeu|sells|sell|sold|sale|sai|do we sell|did we sell|is selling) .. (mas|mais|most|the most|best)",
			"+0.7 <item> .. (selling|sold|sell|sells) .. (most|best|more)",
			"+0.3 (ranking|rank) .. <item>",
		),
	},
	"pending_orders": {
		"any": (
			"+0.8 ^ open (sales orders|orders|order)",
			"+0.3 <orders> ... <not_yet> .. <deliver>",
			"+0.2 <orders> ... <pending>",
			"+0.3 <orders> ... <not_yet> [ (ser|que|of|se|be|de|get) ] <deliver>",
			"+0.3 <orders> .. <overdue>",
			"+0.2 <pending> .. <orders>",
			"+0.3 <not_yet> [ (ser|que|of|se|be|de|get) ] <deliver> ... <orders>",
			"+0.3 <what> (falta|faltan|tenemos que|hay que|temos que|tem que|nos falta|queda|quedan|nos queda|resta|restam|debemos|do we have to|do we still have to|"
			"do we need to|is left to|is pending to|is still to be|ainda falta|esta pendiente|esta pendente|is pending|are we yet to|tenemos pendiente|"
			"temos pendente|remains to be|is still to|needs to be|are we still to) [ (de|por|a|para|be|to) ] (entregar|surtir|despachar|enviar|deliver|delivered|"
			"shipped|ship|embarcar|delivery|dispatch|facturar|faturar|bill|billed)",
			"+0.4 <pending> (de|por|para|of|a|for) (entrega|entregar|surtir|despachar|despacho|delivery|shipping|shipment|facturar|faturar|billing|surtido|envio)",
			"(backlog|order backlog|order book)",
			"<orders> .. (incompletos|por entregar|por surtir|por despachar|por facturar|a entregar|a faturar|undelivered|unbilled|unfulfilled|to deliver|to bill)",
			"(entregas|deliveries) .. <pending>",
			"(undelivered|unbilled|unshipped|unfulfilled) .. <orders>",
			"<orders> .. (que|that|which) .. (no|nao|not|haven't) ... <deliver>",
		),
	},
	"order_status": {
		"any": (
			"+1 (donde|por donde|onde|where|cade|where is|a donde|en que|em que|en donde) .. (va|esta|anda|vai|is|are|quedo|viene|ficou|estara|parou|fica|vem|estado) ... (<order>|@doc)",
			"+1 (cade|where|where is|onde|donde) .. (<order>|@doc)",
			"+1 (estado|estatus|status|situacion|situacao|andamento|seguimiento|rastreo|tracking|progress|avance|posicion|progreso|track|rastrea|rastrear|estatus actual) .. (al|ao|a|de|del|da|do|of|for|on|my|mi|sobre|@doc) .. (<order>|@doc)",
			"+0.8 (track|rastrear|rastrea|tracking) .. (<order>|@doc)",
			"+0.8 (como|how|que tal|q tal|y como|a quantas) .. (va|vai|esta|anda|is|coming|viene|ficou|andamos) .. (el|la|o|a|with|my|mi|meu|the|com o|con el|nuestro|nosso) .. (<order>|@doc)",
			"+0.5 (como|how is|how) (va|vai|esta|anda|is) .. @doc",
			"+0.8 (ya|ja|has|did|have|is|when|cuando|quando|already|que dia|what day|was) ... (<order>|@doc) ... (facturado|facturo|faturado|billed|invoiced|surtido|facturaron|faturaram|completo|complete|salio|llega|llego|saiu|chega|chegou|shipped|ship|arrive|arrived|delivered|entregado|entregue|"
			"enviado|despachado|despacharon|entregaron|dispatched|out|ready|listo|pronto|left|entregan|entrega|come|coming|arriving|entregam)",
			"+0.8 (ya|ja|cuando|quando|que dia|has|ainda|aun|todavia|when|a que hora) .. (salio|llega|llego|saiu|chega|chegou|entregaron|entregan|entregam|entregaram|despacharon|enviaron|enviaram|"
			"sale|sai|enviam|se entrega|se entrego|mandaron|foi entregue|va a llegar|vai chegar|surtieron|entregou|me llega|me chega|envian|despachan|sera entregue|llegara|will|is) .. (<order>|@doc)",
			"+0.8 (<order>|@doc) .. (ya se facturo|ya se surtio|ya fue facturado|ja foi faturado|ja faturou|billed yet|ya lo entregaron|ya la entregaron|ja entregaram|ya esta facturado|foi faturado|fue facturado|ya salio|ya llego|ja saiu|ja chegou|shipped|delivered|dispatched|se entrego|foi entregue|fue entregado|esta listo|ya se entrego|ya se envio|ja foi entregue|foi enviado|va|"
			"que paso|como va|donde va|donde esta|status|estado|onde esta|cade|em que pe|en que va|en que quedo|cuando llega|quando chega|when)",
			"+0.6 (que paso|que fue|que hubo|que onda|o que aconteceu|o que houve|what happened|any update|any news|alguna novedad|alguna noticia|alguma noticia|"
			"update|novedades|noticias|que sabes|noticia|novidade|alguma novidade|any updates) .. (con|com|to|with|on|de|del|do|da|about|sobre) .. (<order>|@doc)",
			"+0.6 <how_much> .. (falta|missing|left) .. (<order>|@doc)",
			"(entrega|delivery) (de|del|do|da|of|for) .. @doc",
			"+0.8 (status|estado|estatus) @doc",
			"+0.8 (<order>|@doc) (status|estatus|estado)",
		),
		"customer": (
			"+0.5 (donde|onde|where|cade|cuando|quando|when|ya|ja|has|did) ... <my> .. <order>",
			"+0.5 (cuando|quando|when) ... (llega|llegan|chega|entregan|entregam|arrive|delivered|deliver|mandan) ... (pedido|order|encomenda|compra|lo que pedi|o que pedi|mercancia|mercadoria)",
			"+0.5 (y|e|and|what about|que paso con) <my> <order>",
		),
	},
	"open_quotations": {
		"staff": (
			"+0.7 <quote> ... (sin|no|not|nao|aun|todavia|ainda|yet) .. (contestado|contestaron|contestan|respondido|respondieron|responden|responderam|respondem|aceptado|aceptaron|aceitaram|cerrado|cerraron|fecharam|replied|responded|accepted|answered|come back)",
			"+0.5 <quote> .. (sin|no|not|nao|sem|por|a|para|yet to be) .. (aprobar|aprobadas|aprovar|aprovados|aprovadas|approved|approve|vender|respuesta|confirmar)",
			"+0.5 <quote> ... <pending>",
			"+0.5 <pending> .. <quote>",
			"+0.5 <quote> ... (sin|no|not|nao|faltan|falta|por|sem|a|aun|todavia|ainda|aren't|yet to be|faltam|quedan|restam) .. (cerrar|cerradas|cerrado|closed|fechar|fechados|fechadas|aceptar|aceptadas|accepted|"
			"respondidas|responder|contestar|aceitas|aceitos|convertir|converted|ganar|convertidas|confirmar|confirmadas|seguimiento|aprovadas|respondidos|answered|concretar)",
			"<quote> (que siguen|que continuam|still|vigentes|vivas|activas|ativas|validas)",
			"+0.5 (vigentes|open|active|live|unclosed) <quote>",
		),
	},
	"customer_balance": {
		"staff": (
			"+0.9 <how_much> .. (falta|tenemos|temos|hay|queda|is left|left|falta por|resta) .. (receber|cobrar|cobrarle|a receber|por cobrar|recibir|to collect|to receive) .. (de|da|do|a|del|from|al)",
			"-0.1 ^ [ <show> ] [ <a> ] saldo ...",
			"+0.4 <how_much> ... <owes>",
			"+0.2 <how_much> ... (owe|owes) (us|me)",
			"+0.2 (que|o que|what) .. <owes> ",
			"+0.4 <balance> (de|del|da|do|of|for|con|com|pendiente de|pendiente del|que tiene|a favor de|para) ...",
			"+0.4 <debt> (de|del|da|do|of|for|from|con|que tiene|tiene|tem|para|a)",
			"+0.3 <how_much> .. <debt>",
			"+0.6 <how_much> .. (outstanding|due|pending|pendiente|pendente|owed|unpaid) .. (from|de|by|con|of|for|com|da|do)",
			"+0.3 <debt> ...",
			"+0.4 <how_much> .. (credito|credit|fiado|cupo) ...",
			"+0.4 (tiene|tem|does|has|have) ... (deuda|divida|saldo|fiado|adeudo|dues|balance|outstanding|credito disponible|cupo)",
			"+0.3 (que|cual|qual|what) .. (saldo|balance|deuda|divida)",
			"+0.3 (saldo|balance) <customer>",
			"+0.3 (nos|me|us) .. <owes>",
			"+0.1 <owes> (us|nos)",
			"+0.2 ... (<owes>) .. (cuanto|quanto|how much)",
			"+0.3 (esta|anda|is|ta) (debiendo|devendo|owing|al corriente|al dia|em dia)",
			"+0.3 ('s|customer) (balance|dues|outstanding|debt)",
			"+0.2 (balance|dues|outstanding|saldo|outstanding balance) $",
		),
		"customer": (
			"+1 <how_much> ... (debo|devo|owe|deuda|debemos|devemos|dever|deber|devendo|debiendo|adeudo|divida|aberto|pendiente|pendente|outstanding|pay you)",
			"+1 (mi|meu|my|minha) .. (<balance>|<debt>|account balance|conta|deuda)",
			"+0.8 (<balance>|<debt>) $",
			"+0.8 (tengo|tenho|do i have|have i|i have) .. (<debt>|saldo|deuda|algo pendiente|alguma coisa em aberto|credito|any dues|balance|pending amount)",
			"+0.8 (cual|qual|what) .. <my> (saldo|balance|deuda|divida)",
			"+0.8 (que|o que|what|quanto|cuanto) (debo|devo|do i owe|les debo|eu devo|i owe|falta pagar|me falta pagar|me falta)",
			"+0.5 <how_much> .. (credito|credit|cupo) .. (tengo|tenho|me queda|do i have|disponible)",
		),
	},
	"overdue_invoices": {
		"any": (
			"+1.2 (lista de|listado de|lista|list of|list|listagem de|relacion de|relacao de|listar|liste|listame) [ <a> ] <invoice> <overdue>",
			"+0.4 ^ <overdue> $",
			"+0.6 <invoice> ... <overdue>",
			"+0.6 <overdue> .. <invoice>",
			"+0.3 <invoice> .. (dias|days)",
			"+0.6 (cartera|carteira|clientes|customers|cobranza|saldos|clients|creditos|debts|cuentas|contas a receber|cuentas por cobrar|receivables|accounts) .. <overdue>",
			"+0.6 <who> .. <overdue>",
			"+0.6 <overdue> .. (clientes|customers|accounts|receivables|clients|payments from customers|payments)",
			"+0.6 (atraso|atrasos|mora|morosidad|inadimplencia|inadimplentes|morosos|vencidos|lo vencido|overdues|overdue)",
			"+0.5 <who> .. (atrasado|atrasados|atraso|retraso|tarde|late|behind)",
			"+0.8 <invoice> ... (past due|past their due|que ya se pasaron|ya pasaron de fecha|passaram do vencimento|fuera de plazo|que ja passaram|beyond due|pasadas de fecha|unpaid over|unpaid for more)",
			"+0.4 <invoice> .. (sin pagar|impagas|nao pagas|unpaid|not paid|por cobrar|sin cobrar) .. (de mas|ha mais|over|older|for more|con mas|hace mas)",
			"+0.4 <what> (esta|estan|is|are|tengo) <overdue>",
			"+0.2 <overdue> (de|por|hace|ha|by|more|over) .. (mas|mais|more|than|over)",
		),
	},
	"receivables": {
		"staff": (
			"+1.4 <who> .. <owes> $",
			"+1.4 <who> .. <owes> (mas|mais|more|money|dinero|plata|dinheiro|most|the most|guita)",
			"+1.4 <how_much> .. (nos deben|nos devem|owed to us|do customers owe us|are we owed|deben los clientes|devem os clientes|tenemos por cobrar|falta cobrar|hay por cobrar|temos a receber|falta receber|do customers owe|nos estan debiendo) [ (en total|in total|no total|total|los clientes|os clientes|all|todos) ] $",
			"+1.4 (lo que|o que|what) (nos deben|nos devem|customers owe us|is owed to us|nos deben los clientes)",
			"+1.2 <receivables>",
			"+0.6 (reporte|relatorio|report|informe) (de|of) <receivables>",
		),
	},
	"customer_statement": {
		"any": (
			"+1.4 (movimientos|movimentos|movimentacao|movements) (de|da|of|en|on) [ <a> ] (cuenta|conta|account)",
			"+0.6 <statement>",
			"+0.6 (movimientos|movimentos|movements|movimentacao) (de|da|del|of|on|in) (la|el|mi|my|the|minha|sua|su) (cuenta|conta|account)",
		),
	},
	"payments_received": {
		"staff": (
			"+0.4 <how_much> .. <collected>",
			"+0.4 <payments> ... <received>",
			"+0.4 (received|recibidos|incoming|entrantes|customer|recent) <payments>",
			"+0.4 <received> ... (pagos|pagamentos|payments|payment|pagamento|pago|cobros|cobro|deposito|depositos|abonos)",
			"+0.2 <payments> (de|del|da|do|of|from|dos|das)",
			"+0.2 ^ <payments> $",
			"+0.4 <who> .. (pago|pagou|paid|pagaron|pagaram|ha pagado|nos pago|abono)",
			"+0.3 <what> .. (<payments>) .. (tuvimos|hubo|tivemos|recibimos|recebemos|we get|came|hay|teve|houve|did we|have|entraron|entro|llegaron|cayeron)",
			"+0.3 (recebemos|recibimos|received|hubo|teve|tivemos|did we get|any|algun|algum) .. (pagamento|pagamentos|pago|pagos|payments|payment|cobro|abono)",
			"+0.3 (ya|ja|did|has|have|se) .. (pago|pagou|pay|paid|pagaron) [ (us|nos|me) ]",
			"+0.4 <how_much> .. (entro|entrou|entraron|came in|cayo|caiu|ingreso|recaudo|entra) ",
			"+0.5 <how_much> ... (nos|us|me) .. (pago|pagou|pagaron|pagaram|paid|pay|abono|han pagado|ha pagado)",
			"+0.4 <how_much> ... (pago|pagou|pagaron|pagaram|paid|abono) $",
			"+0.4 <how_much> (ha|has|have|nos|did|) .. (pago|pagou|pagaron|pagaram|paid|pay|abono|pagado|abonado|depositado|deposito)",
			"+0.3 ^ (cobranza|cobranzas|cobros|recaudo|collections|recebimentos|abonos)",
			"+0.2 <who> (nos|us) .. (pago|pagaron|pagou|paid)",
			"+0.4 <how_much> .. (collect|collected|receive|received|recebemos|recibimos|cobramos)",
		),
	},
	"supplier_balance": {
		"staff": (
			"+0.9 (deuda|divida|debt|adeudo) (con|com|to|with)",
			"+0.6 <how_much> .. <we_owe>",
			"+0.6 (que|o que|what) .. <we_owe>",
			"+0.9 (<balance>|<debt>) .. <supplier>",
			"+0.9 <supplier> .. (<balance>|<debt>)",
			"+0.3 <we_owe> ...",
			"+0.6 (nuestra deuda|nossa divida|our debt|our balance) (con|com|to|with)",
			"+0.6 <how_much> (is|) .. (owed to|payable to|due to)",
			"+0.6 <how_much> .. (hay que pagarle|tenemos que pagarle|temos que pagar|hay que pagar|we have to pay|do we have to pay|falta pagarle|falta pagar|le falta) .. (a|al|para|pra|pro|to|ao)",
		),
	},
	"bills_due": {
		"staff": (
			"+0.8 (facturas|faturas|boletos|invoices|pagos|notas) (por pagar|a pagar|to pay|pra pagar|que pagar)",
			"+0.6 ^ (pagos|pagamentos|payments|contas|bills) (de|da|for|of) =(la semana|manana|proxima semana|esta semana) ",
			"+0.6 <what> .. (tenemos que|hay que|toca|tengo que|debemos|temos que|tenho que|tem que|precisamos|do we have to|have to|must we|do we need to|should we|nos toca|"
			"falta|we have to|we need to|temos|tenemos por|tenemos para|tenho para|tem pra|tem para|tem a|is to be|a gente tem que|tem de) .. (pagar|pay|paid)",
			"+0.8 (facturas|faturas|contas|bills|boletos|pagos|pagamentos|payments|invoices|cuentas|notas|titulos|bill|payment|compromisos|obligaciones|contas a pagar|cuentas por pagar|duplicatas|payables) ... <due_verb>",
			"+0.5 <due_verb> .. (facturas|faturas|contas|bills|boletos|pagos|pagamentos|payments|invoices|cuentas|notas|titulos|proveedores|fornecedores|suppliers|supplier)",
			"+0.8 (<supplier>|supplier|vendor) .. (bills|invoices|facturas|boletos|payments|pagos) ... <due_verb>",
			"+0.7 <what> .. (vence|vencen|vencem|is due|falls due|are due|due|se vence|se nos vence|vencer)",
			"+0.6 (pagos|pagamentos|payments|contas) (a|de|to|para|dos|ao) (<supplier>|hacer|fazer|make)",
			"+0.6 (pagos|pagamentos|payments) (por vencer|proximos|upcoming|programados|pendientes|pendentes|a realizar|por hacer|por realizar)",
			"+0.6 (upcoming|proximos|proximas) (bills|payments|pagos|pagamentos|vencimientos|vencimentos|facturas|contas)",
			"+0.5 <who> .. (tenemos que|hay que|temos que|do we have to|le toca|tengo que) .. (pagar|pay|pagarle)",
			"+0.4 (bills due|due bills)",
			"+0.5 <how_much> .. (hay que|tenemos que|temos que|do we have to|have to|toca|we need to|do we need to|tengo que|tenho que) (pagar|pay)",
			"+0.4 ^ (vencimientos|vencimentos)",
			"+0.4 (bills|contas|cuentas|facturas) (to pay|pra pagar|para pagar|que pagar|to be paid|que hay que pagar|que tenemos que pagar|que temos que pagar)",
			"+0.5 (vencen|vence|vencem|due) ... (proveedor|proveedores|fornecedor|fornecedores|supplier|suppliers|pagar)",
		),
	},
	"payables": {
		"staff": (
			"+1.4 <who> .. <we_owe>",
			"+1.6 <we_owe> .. (proveedores|fornecedores|suppliers|vendors) $",
			"+1.6 (deuda|deudas|divida|dividas|saldo|saldos|debt|debts|balance|balances) .. (proveedores|fornecedores|suppliers|vendors) $",
			"+1.4 <how_much> .. <we_owe> [ (en total|in total|no total|total|in all) ] $",
			"+1.4 (lo que|o que|what) <we_owe> [ (en total|in total|no total|total|in all) ] $",
			"+1.3 <payables>",
			"+0.6 (reporte|relatorio|report|informe) (de|of) <payables>",
			"+0.9 (antiguedad|aging|ageing) .. <supplier>",
			"+0.9 <supplier> .. (antiguedad|aging|ageing)",
		),
	},
	"purchases_summary": {
		"staff": (
			"+0.3 <bought> .. <how_much>",
			"+0.4 <how_much> .. <bought>",
			"+0.2 ^ [ <show> ] [ <a> ] <purchases>",
			"+0.4 (total|resumen|resumo|summary|totales|monto|importe|reporte|relatorio|report) (de|of|das|de las|in|) .. <purchases>",
			"+0.4 total <purchases>",
			"+0.4 <how_much> .. <purchases>",
			"-0.2 <purchases>",
			"+0.4 (como|how|que tal) .. (van|fueron|are|were|vao|foram|estan) .. <purchases>",
			"+0.4 (que|what|o que) (compramos|did we buy|se compro|did we purchase)",
			"+0.4 <how_much> .. (gastamos|spent|spend) (en|em|on) (compras|purchases)",
		),
	},
	"pending_purchases": {
		"staff": (
			"+0.9 <porder> ... <not_yet> .. <receive>",
			"+0.9 <porder> ... (waiting on|waiting for|still waiting|awaiting|esperando|esperamos|aguardando|aguardamos|en camino|a caminho|en transito|em transito|in transit|on the way|nos deben|nos debe|nos deve|nos devem)",
			"+0.7 (goods|items|material|materials|mercadoria|mercancia|mercaderia|products|productos) .. (not yet|not|yet to be|still to be|sin|por|no|nao|ainda nao|to be|a) .. (received|receive|recibir|receber|recibida|recebida|recibidos|llegar|chegar|arrived|delivered by)",
			"+0.9 <what> .. (no|nao|not) .. (entregado|entregou|mandado|llegado|enviado|surtido|chegou|delivered|mandaron|entregaron|entregue)",
			"+0.9 <porder> ... <pending>",
			"+0.9 <pending> .. <porder>",
			"+0.9 <porder> ... <not_yet> [ (ser|que|se|be|de|get) ] <receive>",
			"+0.9 <not_yet> [ (ser|que|se|be|de|get) ] <receive> ... <porder>",
			"+0.7 (compras|purchases|mercancia|mercaderia|mercadoria|material) .. (pendientes|pendentes|pending|por llegar|por recibir|sin recibir|a receber|a chegar|to receive|yet to be received|"
			"en transito|em transito|in transit|en camino|a caminho|por recibirse|yet to arrive|not received|que no han llegado|que no ha llegado|que ainda nao chegou|que ainda nao chegaram)",
			"+0.9 (compras|purchases) .. <not_yet> .. <receive>",
			"+0.6 <what> .. (falta|faltan|faltam|nos falta|nos faltan|tenemos que|temos que|esta|estan|ainda falta|are we|is still|are still|queda|quedan) .. [ (por|de|a|para|to|waiting for|que) ] (recibir|llegar|receber|chegar|receive|arrive|received|lleguen|nos lleguen)",
			"+0.6 <what> .. (esta|estan|vem|viene|is) (por llegar|en camino|a caminho|on the way|on order|in transit|por recibir)",
			"+0.6 <what> .. (proveedor|proveedores|fornecedor|fornecedores|supplier|suppliers) .. (no|nao|not|falta|faltan|yet) .. (entregado|entregaron|entregou|entregue|entregar|delivered|enviado|mandado)",
			"+0.6 <what> .. (nos debe|nos deben) (entregar|llegar)",
			"+0.6 (waiting|awaiting|esperando) .. (from|de|to receive from) .. <supplier>",
			"+0.9 <porder> .. <overdue>",
		),
	},
	"stock_balance": {
		"any": (
			"+1.2 (saldo|balance) (de|do|del|da|of) [ <a> ] <stock>",
			"+0.2 <how_much> ... <have>",
			"+0.2 <how_many> ... <have>",
			"+0.3 <stock> (de|del|da|do|of|for|para|dos|das|on)",
			"+0.1 <stock> ...",
			"+0.4 (how much|how many|cuanto|cuantos|cuantas|cuanta|quanto|quantos|quantas|que|what) .. <stock>",
			"-0.2 ^ <have> ... [ (en|no|na|in|em) ]",
			"+0.3 ^ <have> .. <stock>",
			"+0.2 (nos|me) (queda|quedan|sobra|resta|restam)",
			"+0.2 ... <have> .. <stock>",
			"+0.2 ^ (tendran|tendras|tendra|hay|tem|teria|teriam|got any|any|still have|alguna existencia de|disponen de|cuentan con|sera que tem|will you have|manejan|venden|trabajam com|do you stock|we got) ",
			"+0.2 (check|revisa|checa|verifica|fijate|confere|consulta|ve) .. <stock>",
			"+0.2 ... (in stock|available|disponible|disponivel|en existencia|em estoque|en stock|en inventario)",
			"+0.2 (hay|tem|tenemos|temos) (suficiente|bastante)",
			"+0.3 (is|are) there .. ",
			"+0.2 <how_much> (hay|tem|queda|quedan) ",
			"+0.3 (quanto|cuanto|how much|quantos|cuantos|how many|quantas|cuantas) ... (no estoque|em estoque|en stock|en existencia|en inventario|in stock|on hand|left|available)",
		),
	},
	"low_stock": {
		"any": (
			"+0.5 <what> ... <low>",
			"+0.4 <item> ... <low>",
			"+0.4 <low> .. <item>",
			"+0.4 ^ [ <show> ] (stock bajo|stock minimo|estoque baixo|baixo estoque|estoque minimo|low stock|bajo stock|agotados|esgotados|out of stock|faltantes|items to reorder|reorder list|reorder items|"
			"existencias bajas|inventario bajo|productos agotados|falta de estoque|rupturas|shortages|reorder report|alerta de stock|quiebres de stock|bajo minimo)",
			"+0.4 (<stock>) .. (bajo|baja|bajos|baixo|low|minimo|minimos|critico|acabando|running low|below reorder|por debajo del minimo|abaixo do minimo|agotado|below minimum|bajo minimo)",
			"+0.4 <what> ... (hay que|falta|faltan|faltam|tenemos que|toca|temos que|precisa|precisamos|should we|do we need to|need to|have to|debemos|conviene|tem que|needs|necesitamos|must we|se necesita|ser|to be) "
			".. (comprar|pedir|reponer|repor|resurtir|reabastecer|reorder|restock|order|reordenar|buy|restocking|reordering|surtir|replenish|resurtirse|ser reposto|comprado|reposto|repuesto|bought|ordered|restocked)",
			"+0.4 (low stock|bajo minimo|abaixo do minimo|below reorder level|below reorder|por debajo del minimo|estoque baixo|stock bajo|running low|running out|under the minimum|under reorder level|"
			"debajo del punto de reorden|debajo del reorden|under minimum|out of stock)",
		),
	},
	"stock_report": {
		"staff": (
			"+0.6 <report> .. (de|do|del|of|on|da|dos) .. (inventario|estoque|stock|existencias|inventory|almacen|bodega)",
			"+0.6 (stock|inventory|inventario|estoque|stock balance) <report>",
			"+0.6 (todo el|todo o|whole|full|entire|all|complete|toda la|total|valorizado|all the|completo|todas las) (inventario|estoque|stock|inventory|existencia|existencias|stocks)",
			"+0.6 (inventario|estoque|inventory|stock|existencias) (completo|total|general|valorizado|completas|geral|full|valuation|totales|list|completo de)",
			"+0.6 (valor|valuation|value|valorizacion|valoracion|valorizacao) (de|del|of|do|total del) .. (inventario|estoque|stock|inventory)",
			"+0.4 ^ [ <show> ] [ <send> ] [ <a> ] (inventario|inventory) $",
			"+0.5 ^ [ <show> ] [ <send> ] [ <a> ] (inventario|inventory|existencias) =(de la bodega|del almacen|do deposito|of|de bodega|de almacen|de la tienda|da loja|de todo|de toda|de todos|del grupo|do grupo|de la sucursal)",
			"+0.3 (listado|lista|list|listagem|resumen|resumo) (de|of|do|del) .. (inventario|estoque|stock|existencias|inventory)",
			"+0.3 (posicion|posicao|position) (de|do|of) (stock|estoque|inventario)",
		),
	},
	"stock_movements": {
		"staff": (
			"+2 (ledger|kardex|movimientos|movimentos|movements) .. (item|producto|articulo|produto|product)",
			"+0.9 <movements> (de|do|del|of|da) (inventario|stock|estoque|almacen|inventory|bodega) (de|do|of|da|del)",
			"+0.5 <movements> (de|del|da|do|of|for|on|para|dos|das|in)",
			"+0.3 <movements> ...",
			"+0.7 (stock|inventory|item|inventario|estoque) .. <movements>",
			"+0.6 (como|how|que) .. (se ha movido|se movio|se moveu|moved|has moved|se mueve|se ha estado moviendo)",
			"+0.6 (entradas y salidas|entradas e saidas|ins and outs|kardex|movimientos|movimentacao|movimentacoes)",
			"+0.5 (historial|historico|history) (de|do|da|of|del)",
			"+0.4 <how_much> .. (entro|salio|entrou|saiu|moved|came in|went out) .. (de|do|da|of|del)",
		),
	},
	"item_price": {
		"any": (
			"+0.4 <price> (de|del|da|do|of|for|para|pro|pra|a|dos|das|on|for the)",
			"+0.2 <price> ...",
			"+0.4 <how_much> ... <costs>",
			"+0.4 (a como|a cuanto|a quanto|por quanto|en cuanto|a que precio|a qual preco|how much|que precio|que preco|qual preco|what price|quanto ta|quanto esta|cuanto esta|a qnto) .. "
			"(esta|estan|tienen|tenes|tienes|sale|salen|sai|saem|dan|das|vendemos|venden|vendes|vende|sell|es|is|are|tem|fica|da|dejas|dejan|queda|damos|estao|ta|estamos vendiendo|estamos vendendo|charge|do we sell|do you sell|tenemos|temos|o|a|el|la|los|las|the|estamos dando)",
			"+0.3 (what|cual|qual|que) .. <price>",
			"+0.3 (what|cual|qual|que|o que) .. (does|do|) .. (cost|costs|cuesta|custa|vale)",
			"+0.2 (en cuanto|a cuanto|a como|por cuanto|por quanto|em quanto) ",
			"+0.1 (how much) (is|are|for) ...",
			"+0.3 (quanto|cuanto) (e|es|sale|ta|esta|fica|cobran|cobramos|cobra|pedimos|cobras) ",
			"+0.2 <costs> .. <how_much>",
			"+0.4 (cotizame el precio|dame precio|dame el precio|da el precio|me da preco|passa o preco|me passa o preco|pasame el precio|give me the price|me das precio|me das el precio) ",
			"+0.3 (unit price|precio unitario|preco unitario|list price|precio de lista)",
			"+0.3 (quanto|cuanto|how much) .. (do|we|you|) charge (for)",
			"+0.2 ('s|) price $",
		),
	},
	"cash_and_bank": {
		"staff": (
			"+0.6 ^ [ <show> ] <cash> (en|em|in|no|na|at|de|do) .. <cash>",
			"+0.9 <how_much> ... (en|em|no|na|in|in the|nos|nas|de|do|en la|en el|at) .. <cash>",
			"+0.6 <how_much> <cash> .. (hay|tenemos|tem|temos|tengo|do we have|is there|have we|queda|nos queda|resta|have|we have|got|have we got)",
			"+0.6 (saldo|saldos|balance|balances) (de|del|da|do|of|en|em|no|na|in|nos|dos|das|for|on) .. <cash>",
			"+0.9 (saldo|saldos|balance|balances) (de|del|da|do|of|en|em|no|na|in|nos|dos|das|for|on) .. (banco|bancos|caja|caixa|bank|banks|cash|petty cash|caja chica|cuentas bancarias|contas bancarias|bank accounts|la cuenta|a conta)",
			"+0.6 (caja|caixa|cash) (y|e|and) (bancos|banco|bank|banks)",
			"+0.6 (bank|cash|bancario|bancarios|petty cash) (balance|balances|position|saldo|saldos|accounts)",
			"+0.6 (saldo|saldos) (bancario|bancarios|bancaria|bancarias|em conta|en cuenta|en bancos|em banco)",
			"+0.3 ^ <cash> $",
			"+0.5 (dinero|plata|guita|money|dinheiro|grana|lana|efectivo|cash) .. (hay|tenemos|tem|temos|have|disponible|disponivel|queda|in)",
			"+0.5 (como|how) .. (estamos|andamos|estan|are|vamos|anda|esta) .. (de|com|for|on|con|en) .. (caja|caixa|efectivo|cash|dinheiro|dinero|plata|lana|bancos|liquidez|grana|the bank)",
			"+0.4 (que|what|o que|cuanto|quanto) .. (hay|tem|tenemos|temos|do we have|have we) (en|em|no|na|in) (caja|caixa|banco|bancos|the bank|bank|cash|la caja|el banco|los bancos)",
			"+0.3 <how_much> (hay|tem|tenemos|temos|is|do we have|there is|is there) (en|em|no|na|in|in the|nos) ...",
			"+0.4 (liquidez|cash position|posicion de caja|posicao de caixa|disponible en bancos|flujo disponible)",
		),
	},
	"profit_and_loss": {
		"staff": (
			"+0.5 <pnl>",
			"+0.6 <how_much> .. <earned>",
			"+0.6 (tuvimos|hubo|tivemos|did we make|are we making|estamos teniendo|houve|teve|did we have|dimos) .. (ganancia|utilidad|lucro|profit|perdida|prejuizo|loss|perdidas|ganancias|utilidades|a profit|a loss)",
			"+0.4 (ganamos|perdimos|lucramos) .. (o|or|ou) (perdimos|ganamos|perdemos)",
			"+0.6 <how_much> .. (profit|utilidad|lucro|ganancia|utilidades|ganancias)",
		),
	},
	"balance_sheet": {
		"staff": (
			"+0.6 ^ [ <show> ] [ <a> ] (balance|balanco) (al|a|em|en|ao|as|del|de fin|at)",
			"+0.9 <balance_sheet>",
		)
	},
	"expenses_by_account": {
		"staff": (
			"+0.5 <expenses> (por|by|per) (cuenta|conta|account|concepto|categoria|rubro|category|type|tipo)",
			"+0.2 <expenses>",
			"+0.6 (en que|em que|in what|on what|what|where|donde|onde|en q) .. <spent>",
			"+0.6 <how_much> .. <spent>",
			"+0.6 <how_much> .. <expenses>",
			"+0.5 (mayores|maiores|top|biggest|largest|principales|principais|highest) .. <expenses>",
			"+0.5 <expenses> .. (mas grandes|mais altas|maiores|mas altos|mayores|mas fuertes)",
			"+0.6 (que|what|o que) .. <spent>",
			"+0.6 (a donde|pra onde|para onde|where) .. (va|fue|vai|foi|goes|went|going|se va|se fue|is) .. (dinero|plata|dinheiro|money|guita|grana|lana)",
		),
	},
	"new_leads": {
		"staff": (
			"+0.4 <leads> .. (nuevos|nuevo|novos|new|llegaron|entraron|chegaram|came|came in|recientes|recentes|arrived|recibimos|tuvimos|tivemos|entraram|cayeron|ingresaron|recebemos|we got|got|we have)",
			"+0.4 (nuevos|novos|new|recent|ultimos|latest|recientes|fresh) .. <leads>",
			"+0.1 ^ [ <show> ] [ <a> ] <leads>",
			"+0.3 <what> .. <leads>",
			"+0.4 (hay|tem|any|llegaron|entraron|chegaram|entrou|cayo|llego|are there|did we get|chegou|teve|hubo|cayeron) .. <leads>",
		),
	},
	"open_opportunities": {
		"staff": (
			"+0.7 <what> .. <opportunities>",
			"+0.4 <opportunities> .. <pending>",
			"+0.4 <pending> .. <opportunities>",
			"+0.7 <opportunities>",
		),
	},
	"my_tasks": {
		"staff": (
			"+1.4 <tasks> (minhas|meus|mias|mios|mine|que tengo|que tenho|me faltan|me falta|me faltam|a mi nombre|no meu nome)",
			"+0.8 <what> <tasks> (tengo|tenho|do i have|hay|me|eu|have i|estan|sao|are)",
			"+0.6 <my> .. <tasks>",
			"+0.5 (que|o que|what|cuales|quais) .. (tengo|tenho|do i have|have i|am i|debo|should i|need to i|me toca|me falta|i have|must i) .. (hacer|fazer|to do|do|pendiente|pendientes|pendente|pendentes|<tasks>|que hacer|por hacer|pra fazer|para fazer|on my plate|que fazer|para hacer|on my list)",
			"+0.3 ^ [ <show> ] [ <a> ] <tasks> $",
			"+0.4 (tengo|tenho|do i have|have i|any|hay) .. (<tasks>|pendiente|pendientes) [ (para mi|for me|pra mim) ]",
			"+0.4 <tasks> (asignadas|que tengo|que tenho|assigned|atribuidas|para mi|for me|a mi|de hoy|hoy|atrasadas|vencidas|overdue|abiertas|open|pendientes|due)",
			"+0.4 (overdue|open|today 's|pending|atrasadas|todays) <tasks>",
			"+0.4 <how_many> <tasks> (tengo|tenho|do i have)",
			"+0.5 (que me toca|o que me toca|what is on my plate|que hay para mi|que tengo que hacer|o que eu tenho que fazer|o que tenho que fazer|what should i do|que me falta hacer|mi agenda|minha agenda|my agenda|my to do list)",
		),
	},
	"open_issues": {
		"staff": (
			"+0.5 <issues> .. <pending>",
			"+0.5 <pending> .. <issues>",
			"+0.2 <issues> (de|del|da|do|of|from|for|con|com|with|sin|nao|not|por)",
			"+0.2 ^ [ <show> ] [ <a> ] <issues>",
			"+0.3 <what> .. <issues>",
			"+0.3 (hay|tem|any|are there|is there|existe|algun|algum|alguna) .. <issues>",
			"+0.4 <issues> =(urgentes|urgente|urgent|criticos|altos|sin resolver|nao resolvidos|unresolved|sem resolver|sin atender|sem atendimento)",
			"+0.4 =(urgent|high priority|unresolved|critical|low priority|medium priority) <issues>",
		),
	},
	"document": {
		"any": (
			"+0.3 <show> .. @doc",
			"+0.3 ^ [ <a> ] [ <doctype> ] @doc $",
			"+0.6 <show> .. (ultima|ultimo|last|latest|mas reciente|most recent) .. <doctype>",
			"+0.2 <show> (la|el|the|o|a|me o|me a|us the) <doctype> (de|del|da|do|of|for|numero|#|no|n)",
			"+0.4 (que|what|o que) .. (tiene|dice|tem|diz|in|has|contiene|say|incluye|lleva) .. @doc",
			"+0.4 (detalle|detalles|detalhes|details|info|informacion|datos|dados|resumen|resumo|summary|contenido) ... @doc",
			"+0.3 (ultima|ultimo|last|latest) <doctype> (de|del|da|do|of|for|from)",
			"+0.3 (quiero|quero|i want to|necesito|preciso) (ver|see|view) .. @doc",
			"+0.2 <how_much> .. @doc",
			"+0.1 (ya|ja|has|is|was|esta|foi|fue|did|se) ... @doc",
			"+0.1 @doc .. (foi|fue|esta|is|was|ya|ja|se|has)",
		),
	},
	"send_pdf": {
		"any": (
			"+0.5 <send> .. @doc",
			"+0.5 <pdf> .. @doc",
			"+0.5 @doc .. <pdf>",
			"+0.7 <send> ... <pdf>",
			"+1 <send> ... (ultima|ultimo|last|latest|mi ultima|minha ultima|my last) .. <doctype>",
			"+0.8 <pdf> (de|del|da|do|of) .. (ultima|ultimo|last|latest) .. <doctype>",
			"+0.9 <pdf> (de|del|da|do|of|for|dos|das) [ <a> ] [ (mi|meu|minha|my|su) ] (factura|fatura|nota|cotizacion|presupuesto|orcamento|cotacao|remision|recibo|nota fiscal|invoice|quotation|quote|sales order|purchase order|"
			"delivery note|orden de compra|nota de entrega|boleto|receipt|pedido|order|orden)",
			"+0.4 <send> [ (la|el|the|o|a|mi|minha|meu|my|me a|me o|me la|me el|over the|us the) ] (factura|fatura|nota fiscal|nf|invoice|cotizacion|orcamento|quotation|quote|remision|nota de entrega|delivery note|"
			"orden de compra|purchase order|boleto|presupuesto|recibo|cotacao|remito|proforma|nota|sales order|pedido|order) (de|del|da|do|of|for|from|numero|no|n|#)",
			"+0.4 (necesito|quiero|preciso|quero|need|want|i need|podes pasar|dame|give me|me das|me da) ... <pdf>",
			"+0.3 ^ <pdf> (de|del|da|do|of|for) ...",
			"+0.9 (2a via|segunda via|2ª via|copia|copy) (da|do|de|del|of|dos|das)",
		),
		"customer": (
			"+0.6 (mandame|mandenme|enviame|envienme|send|send me|me manda|me envia|me mandan|me envian|me pasas|pasame|necesito|preciso|quiero|quero|i need|need|me passa) ... <my> .. (factura|fatura|nota|nota fiscal|invoice|boleto|nf|bill|facturas|invoices)",
			"+0.5 <my> (ultima|last|latest|ultimo) <doctype>",
			"+0.3 (factura|fatura|invoice|boleto|nota fiscal) (en|em|in) <pdf>",
		),
	},
	"find_documents": {
		"staff": (
			"+0.7 <what> .. <paper> .. (en borrador|em rascunho|borrador|borradores|rascunho|rascunhos|draft|drafts|in draft|cancelados|canceladas|cancelled|canceled|anulados|anuladas|rechazados|rechazadas|rejeitados|rejeitadas|rejected)",
			"-0.7 ^ [ <show> ] [ <a> ] (cancelled|canceled|draft|paid|unpaid|submitted|closed|completed|rejected|lost|expired) <doctype>",
			"+0.7 <find> .. <doctype>",
			"+0.6 <find> ... <doctype>",
			"+0.4 <show> .. <paper>",
			"+0.5 (ultimos|ultimas|last|latest|recent|recientes|most recent|recentes) .. <doctype>",
			"+0.1 <what> <doctype>",
			"+0.3 (nuevos|nuevas|novos|novas|new) .. <paper>",
			"-0.2 ^ [ <show> ] [ <a> ] <doctype>",
			"+0.2 ^ [ <send> ] .. (todas|todos|all) .. <doctype>",
			"+0.1 <send> .. <doctype>",
			"+0.1 (hay|existe|tem|are there|is there|tenemos) .. <paper>",
		),
	},
	"count_documents": {
		"staff": (
			"+0.9 <how_many> .. <doctype>",
			"+0.6 <how_many> .. (<doctype>) .. (hay|tenemos|tem|temos|hicimos|fizemos|did we|do we|are)",
		),
	},
	"run_report": {
		"staff": (
			"+1 (corre|correr|corre el|correme|ejecuta|ejecutar|ejecutame|roda|rodar|rode|executa|executar|run|gera|gerar|genera|generar|generame|lanza|lanzar|tira|saca|sacame|sacar|emite|"
			"pull|pull up|generate|execute|corré|dame|give me|show|show me|muestrame|mostra|quiero|manda|mandame|send|send me|me manda|me gera|abre|open|necesito|get me|get|exporta|export|"
			"exportar|prepara|pasame|quero|i need|preciso do|me corre|me roda|hazme|haz) ... <report>",
			"+0.2 ^ [ <a> ] <report> ...",
			"+2.5 ^ (run|corre|roda|ejecuta|execute|executa|rodar|correr|rode|pull|correme|ejecutame) [ <a> ] <report>",
			"+2.5 ^ (run|corre|roda|ejecuta|execute|executa|rodar|correr|rode|pull) ... <report> $",
			"+0.7 ^ (run|corre|roda|ejecuta|execute|executa|rodar|correr|rode) ..",
		),
	},
	"create_quotation": {
		"staff": (
			"+1.5 ^ <create> [ <a> ] [ <a> ] <quote>",
			"+1.5 ^ (cotizale|cotizame|cotiza|cotizar|cotice|presupuestale|presupuestar|presupuesta|cota|cotar|orca|orcar|orce|quote|quote for|cotacao para|cotacao pra|cota pra|cotame)",
			"+1 ^ <quote> (para|pra|pro|for|a|al|ao|to|de|del)",
			"+1 ^ [ <a> ] (cotizacion|presupuesto|orcamento|cotacao|quote|quotation|proforma|estimate) ... #",
			"+1.5 ^ (para|pra|pro|for) ... <create> [ <a> ] <quote>",
			"+1.5 ^ (mandale|enviale|pasale|dale|manda|envia|send|passa) ... (<quote>) (de|por|con|com|for|of)",
		),
	},
	"create_sales_order": {
		"staff": (
			"+1.5 ^ <create> [ <a> ] [ <a> ] <order>",
			"+1 ^ (pedido|orden|order|pedido de venta|sales order|pedido de venda|orden de venta|encomenda|so) (para|pra|pro|for|a|al|ao|to|de|del|do|da|from)",
			"+1.5 ^ (para|pra|pro|for) ... <create> [ <a> ] <order>",
			"+0.6 ^ [ <a> ] (pedido|order|sales order|pedido de venta|pedido de venda|encomenda) ... #",
			"+1.2 ^ (levantale|armale|hazle|metele|hacele|tomale|registrale|ponle|cargale|mandale) ... (pedido|orden|order)",
			"+1.2 ^ (toma|tomar|tome|take|take down|anota|book) [ <a> ] (pedido|orden|order|sales order)",
		),
	},
	"create_purchase_order": {
		"staff": (
			"+2.5 ^ <create> [ <a> ] [ <a> ] <porder>",
			"+2 ^ <porder> (para|pra|pro|for|a|al|ao|to|de|del|do|da|from|con|com|:)",
			"+1.5 ^ (pidele|pidanle|pide|pedir|pede|peca|compra|comprar|comprale|compre|encarga|encargale|encargar|order|buy|purchase|encomenda|encomendar|ordena|ordenale|ordenar|pedile|solicitale|comprarle|compremos) [ # ] ... (a|al|da|do|de|from|ao|del|na|no|para|pra|pro) ..",
			"+2 ^ (compra|comprale|pidele|pedile|encargale|ordenale|compra da|compra do) ..",
			"+1.5 ^ (hazle|hacele|levantale|armale|mandale) ... <porder>",
			"+1.5 ^ (para|pra|pro|for) ... <create> [ <a> ] <porder>",
		),
	},
	"create_material_request": {
		"staff": (
			"+1.4 ^ (pide|pedir|pidele|solicita|solicitar|solicite|request|requisita|pede|order|necesitamos|precisamos) [ (al|a|la|ao|the|from) ] # ... =(bodega|almacen|deposito|warehouse|sucursal|armazem)",
			"+3 ^ [ <create> ] [ <a> ] [ <a> ] (solicitud de material|solicitud de materiales|requisicion|requisicion de material|requisicion de materiales|solicitacao de material|solicitacao de materiais|"
			"requisicao|requisicao de material|requisicao de materiais|material request|requisition|material requisition|indent|solicitud de compra|pedido de material|solicitacao de compra|purchase requisition|pedido de materiales|requisiciona|requisicionar)",
			"+3 ^ [ (necesitamos|precisamos|we need to|hay que) ] (solicita|solicitar|solicite|pide|pedir|request|requisita|requisitar|pede|raise|requisiciona) ... (solicitud de material|requisicion|requisicion de material|solicitacao de material|requisicao|requisicao de material|material request|requisition)",
			"+2 ^ (requisita|requisitar|requisiciona|requisicionar|request|solicita|solicitar|solicite|requisition|indent|requisito) [ (material|materiais|materiales) ] #",
		),
	},
	"transfer_stock": {
		"staff": (
			"+2 ^ <transfer> .. # ... (a|al|hacia|para|pra|pro|to|into|ao|na|no|en|a la|para o)",
			"+2 ^ <transfer> ... (de|del|desde|do|da|from) ... # ... (a|al|para|pra|pro|to|hacia)",
			"+2.5 ^ <transfer> .. (de|del|desde|do|da|from) ... (a|al|para|pra|pro|to|hacia|ao) ... #",
			"+2 ^ <create> [ <a> ] (traspaso|transferencia|transfer|stock transfer|traslado|movimiento|remanejamento|movimentacao) ... # ... (a|al|hacia|para|pra|pro|to|into|ao)",
			"+2.5 ^ # ... (from|de|del|do|da|desde) ... (a|al|para|pra|pro|to|hacia|ao) .. (bodega|almacen|deposito|tienda|sucursal|loja|warehouse|store|shop)",
		),
	},
	"record_payment": {
		"staff": (
			"+2.2 ^ <record_payment> .. # ... (pago|pagaron|pagou|pagaram|paid|deposito|depositou|abono|abonou|transfirio|transferiu|mando|mandou|sent|received|recibidos|recibido|recebidos|recebido|collected|cobrados)",
			"+2.6 ^ <record_payment> [ (ahi|ai|ya) ] (que|that) ... <paid> .. #",
			"+1.2 ^ (registra|registrar|registre|anota|anotar|anote|apunta|apuntame|anotame|lanca|lancar|lance|record|log|book|post|enter|captura|capturar) [ (ahi|ai|ya) ] # ... (from|de|da|do|del|dos)",
			"+2 ^ ... <paid> .. #",
			"+2.5 ^ <record_payment> [ <a> ] [ <a> ] <a_payment>",
			"+2 ^ <a_payment> (de|por|from|of|recibido|received|recebido|:) ... #",
			"+1.5 ^ <got_paid> .. # ... (de|del|da|do|from|dos|por parte de)",
			"+2 ^ <got_paid> [ <a> ] <a_payment> (de|from|por) ... #",
			"+2 ^ <got_paid> (de|del|da|do|from) ... #",
			"+2 ^ [ (ya|ja|hoy|hoje|today|ayer) ] <we_paid> ... #",
			"+1.5 ^ ... (hizo|fez|made|realizo|mando|mandou|sent|nos hizo|envio|enviou) [ <a> ] (pago|abono|pagamento|payment|deposito|transferencia|transfer|pix|anticipo) (de|por|of|no valor de) .. #",
		),
	},
	"create_lead": {
		"staff": (
			"+3 ^ <create> [ <a> ] [ <a> ] [ (como|as|o|al|un) ] (prospecto|lead|potencial cliente|cliente potencial|prospect|contacto interesado|new lead|cliente em potencial)",
			"+2.5 ^ (prospecto|lead|prospect) [ (nuevo|novo|new) ] :",
			"+2.5 ^ (nuevo|novo|new) (prospecto|lead|prospect)",
			"+3 ^ <create> a .. (como|as|de) (prospecto|lead|prospect)",
			"+3 ^ <create> ... (como|as) [ (a|um|un|novo|nuevo|new) ] (prospecto|lead|prospect)",
		),
	},
	"create_task": {
		"staff": (
			"+3 ^ <remind>",
			"+3 ^ <create> [ <a> ] [ <a> ] [ (de|for|to) ] <a_task>",
			"+2.5 ^ <a_task> (para|pra|pro|for|a|:|de|nueva|nova)",
			"+2.5 ^ (nueva|nova|new) <a_task>",
			"+3 ^ (asigna|asignale|asignar|atribui|atribuir|atribua|assign|dale|passa|ponle|pon|delega|delegar|encargale|give|dejale|pasale|manda) ... <a_task>",
			"+3 ^ (recuerdale|recuerdenle|recordale|lembra|lembre|remind) [ (a|o|ao|to) ] ...",
			"+2.5 ^ (que no se me olvide|no me dejes olvidar|nao me deixe esquecer|nao me deixa esquecer|do not let me forget|tengo que acordarme de|hazme acordar) ",
		),
	},
	"create_issue": {
		"any": (
			"+3 ^ <create> [ <a> ] [ <a> ] [ (de|para) ] <an_issue>",
			"+3 ^ [ (quiero|quero|want to|i want to|necesito|need to|i need to|quisiera|preciso|vengo a) ] (reporta|reportar|reportame|reporto|report|reclamar|reporte|relata|relatar|comunicar|registrar|levantar|raise|reclamo|log|denunciar) [ (una|un|um|uma|a|de|por|sobre|about|el|que|la|that|the) ] (problema|falla|queja|reclamo|problem|issue|defeito|defecto|complaint|reclamacao|fault|dano|dano|damage|incidencia|incidente)",
			"+2.5 ^ (nuevo|novo|nueva|nova|new) <an_issue>",
			"+2.5 ^ (ticket|chamado|incidencia|complaint|queja|reclamo|reclamacao|issue|support ticket) (para|pra|pro|for|de|del|do|da|from|:|por|sobre|about)",
			"+2.5 ^ (tengo|tenho|hay|tem|have|there is|i have|tuve|tive|tenemos|temos) [ <a> ] (queja|reclamo|problema|problem|complaint|issue|reclamacao|inconveniente) (con|com|de|with|en|no|na|sobre|about|:|,)",
			"+2.5 ^ [ (quiero|quero|want to|i want to|necesito|need to|i need to|quisiera|preciso|vengo a) ] (reportar|reclamar|report|reclamo|reportarlo|quejarme|me quejo|complain) (que|de|that|por|about|:|sobre|porque|of|un|una|um|uma|a)",
		),
		"customer": (
			"+2.5 ... (quiero reportarlo|quiero reportar|quero reclamar|quiero reclamar|quiero quejarme|want to complain|want to report|vengo a reclamar|quiero poner una queja|quero reportar|"
			"quero abrir um chamado|quiero levantar una queja|i want to report it|quero registrar|quero fazer uma reclamacao|quiero hacer un reclamo|quiero abrir un ticket|quiero presentar una queja|please log it|"
			"quiero hacer una reclamacion|need to report|want to raise)",
			"+1 ^ (me llego|me llegaron|llego|chegou|chegaram|me chego|received|i received|my order arrived|vino|veio|me entregaron|recebi|recibi|me mandaron|got|the) ... (rota|roto|rotos|rotas|danado|danada|danados|danadas|quebrado|quebrada|quebrados|"
			"quebradas|incompleto|incompleta|incompletos|damaged|broken|wrong|incomplete|missing|equivocado|equivocada|errado|errada|mal|defectuoso|defectuosa|defeituoso|faltando|faltante|vencido|vencida|expired|danificado|danificada|leaking|abierto|golpeado|defeito)",
			"+1 ^ (mi|meu|minha|my|el|la|o|a|the) ... (llego|chegou|arrived|vino|veio|came) .. (rota|roto|rotos|rotas|danado|danada|quebrado|quebrada|incompleto|incompleta|damaged|broken|wrong|incomplete|equivocado|errado|errada|mal|defectuoso|vencido|danificado|abierto|con faltante|faltando)",
		),
	},
	"add_comment": {
		"staff": (
			"+2.5 ^ <add_comment> ... @doc",
			"+3 ^ <add_comment> [ <a> ] [ <a> ] <comment>",
			"+2.5 ^ <comment> (en|a|no|na|on|to|para|em|al|ao|sobre|for|:) ..",
			"+2.5 ^ (en|na|no|em|on) .. @doc .. <add_comment>",
			"+2.5 ^ (comenta|comentar|comente|comment) (en|no|na|on|em|a) ...",
		),
	},
	"submit_document": {
		"staff": (
			"+2.5 ^ <submit> ... @doc",
			"+2.5 ^ @doc [ , ] <submit> $",
			"+2 ^ <submit> [ <a> ] [ (mi|meu|minha|my|ultima|ultimo|last) ] <doctype>",
			"+2.5 ^ (envia|enviar|manda|mandar|deja|dejar|pon|poner|pasa|pasar) .. (<doctype>|@doc) .. (a firme|en firme|firme)",
		),
	},
	"cancel_document": {
		"staff": (
			"+2.5 ^ <cancel> ... @doc",
			"+2.5 ^ @doc [ , ] <cancel>",
			"+2 ^ <cancel> [ <a> ] [ (mi|meu|minha|my) ] [ (ultima|ultimo|last) ] (factura|facturas|fatura|nota fiscal|nf|pedido|orden|orden de compra|cotizacion|cotacao|orcamento|presupuesto|remision|nota|nota de entrega|invoice|order|sales order|"
			"purchase order|quotation|quote|delivery note|pago|pagamento|payment|recibo|pedido de compra|po|oc|pedido de venta|pedido de venda|orden de venta|traspaso|boleto|material request|requisicion|entrada) (de|del|da|do|of|for|from|numero|n|no|#|que|#)",
		),
	},
	"pending_approvals": {
		"staff": (
			"+1.5 (por|para|pra|to|de|sin|a|pendiente de|pendiente por|pendientes de|pendientes por|que|mi|minha|my|pendentes de|pendente de|eu|i need to|need to|i should|i must|should i|tengo que|tenho que|debo|devo|do i have to|yo) (aprobar|autorizar|aprovar|approve|aprobacion|autorizacion|aprovacao|approval|authorization|approved|autorizacao|firmar|firma|authorize|visto bueno) ",
			"+1.5 <pending> .. (aprobaciones|aprovacoes|approvals|autorizaciones|autorizacoes|approval|aprobacion|aprovacao|autorizacion)",
			"+1.5 (aprobaciones|aprovacoes|approvals|autorizaciones|autorizacoes) .. <pending>",
			"+1.5 <what> .. (aprobar|aprovar|approve|autorizar|approval|aprobacion|aprovacao|autorizacion)",
			"+1.5 (hay|tem|is there|any|algo|anything|tengo|tenho|something) ... (aprobar|autorizar|aprovar|approve|aprobacion|autorizacion|aprovacao|approval|autorizacao|firma)",
			"+1 ^ [ <show> ] [ <my> ] [ (mis|meus|minhas|my|las|as|los) ] (aprobaciones|aprovacoes|approvals|autorizaciones|autorizacoes)",
			"+1.5 (esperando|waiting|espera|esperan|aguardando|awaiting|pendiente) .. (mi|minha|my|por mi|de mi|for my|meu) (aprobacion|autorizacion|aprovacao|approval|firma|visto bueno|ok|autorizacao|me|aval|sign off|aval)",
			"+1.5 <how_many> .. (aprobar|autorizar|aprovar|approve|approvals|aprobaciones|aprovacoes)",
		),
	},
	"approve": {
		"staff": (
			"+2.5 ^ <approve> ... @doc",
			"+2.5 ^ @doc [ , ] <approve>",
			"+2 ^ <approve> [ <a> ] [ (mi|meu|minha|my) ] [ (ultima|ultimo|last) ] <doctype> (de|del|da|do|of|for|from|numero|n|no|que|#)",
			"+2.5 ^ (dale|da|dar|de|doy|dou|give|give the|tiene mi|tem meu|tem minha|you have my) .. (visto bueno|ok|luz verde|go ahead|aprobacion|aprovacao|aval|autorizacion|green light|approval) .. (a|para|to|on|pra|en|na|no) .. @doc",
		),
	},
	"reject": {
		"staff": (
			"+2.6 ^ <reject> ... @doc",
			"+2.6 ^ @doc [ , ] <reject>",
			"+2 ^ <reject> [ <a> ] [ (ultima|ultimo|last) ] <doctype> (de|del|da|do|of|for|from|numero|n|no|que|porque|because|#|por|,)",
		),
	},
	"undo": {
		"staff": (
			"+3 ^ <undo> $",
			"+3 ^ <undo> (lo ultimo|o ultimo|that|it|the last|the last one|eso|isso|lo que hice|lo que acabas de hacer|lo anterior|the last thing|la ultima|a ultima|last|last action|ultima accion|isto|the draft|el ultimo|esto|o que fez|a ultima acao|lo que acabo de hacer|my last|o rascunho|el borrador)",
			"+3 ^ (borra|elimina|apaga|delete|quita|remove|exclui|cancela|discard|descarta) [ <a> ] (ultimo borrador|borrador que acabas|ultimo rascunho|last draft|rascunho que|draft you just|borrador que|draft that)",
		),
	},
	"help": {
		"any": (
			"+1 (que|what|o que|q|which|cuales|quais) .. (puedes hacer|sabes hacer|podes hacer|puede hacer|haces|voce faz|sabe fazer|pode fazer|consegue fazer|voce sabe|can you do|do you do|hace el bot|you can do|"
			"cosas haces|can i ask|puedo preguntar|puedo pedir|puedo pedirte|posso perguntar|posso pedir|puedo preguntarte|can you help|voces fazem|puedo hacer|posso fazer|comandos|commands|can i do|services|sabes|"
			"te puedo pedir|te puedo preguntar|funciones|funcoes|features|things can you|tudo voce faz|mas puedes|mais voce)",
			"+1 (como|how) .. (funciona|funcionas|te uso|se usa|uso|work|works|do i use|usar|funciona isso|you work|te utilizo|uso isto|i use)",
			"+0.8 ^ (ayuda|ayudame|help|ajuda|socorro|help me|me ajuda|auxilio|ayudenme|sos|necesito ayuda|preciso de ajuda|need help|i need help|me ayudas|me ayudan|ajudinha) $",
			"+0.8 ^ (ayuda|ayudame|help|ajuda|help me|me ajuda|necesito ayuda|preciso de ajuda|need help|me ayudas|instrucciones|instrucoes|i need help|explica|explicame|explain) (con|com|with|on|sobre|about|de|para|para hacer|regarding|how|como|a|to|pra|for)",
			"+1 ^ (como|how do i|how to|how can i|como se|como puedo|como eu|como faco|como hago) ... (hago|hacer|faco|fazer|crear|criar|create|make|registro|registrar|apruebo|aprovar|approve|cancelo|cancelar|cancel|faz|hace|pido|pedir|veo|ver|see|get|consulto|consultar|saco|add|crea|cria|submit|send)",
			"+0.8 ^ (comandos|commands|instrucciones|instructions|instrucoes|manual|tutorial)",
			"+0.8 (explica|explicame|explain|ensename|me ensina|teach me|me explica) .. (como|how|que puedes|what you)",
		),
	},
	"menu": {
		"any": (
			"+1 ^ [ <show> ] [ <send> ] [ <a> ] (menu|opciones|opcoes|options|menu principal|main menu|inicio) $",
			"+1 ^ (ver|see|show|volver al|voltar ao|back to|go to|ir al|ir para o|abre el|abrir o|dame el|muestra el|muestrame el|mostra o|volver a|regresa al|regresar al|manda el|me manda o|mandame el|cuales son las|quais sao as|what are the|que|quais|cuales) [ <a> ] [ (mis|the|las|as|my) ] (menu|opciones|opcoes|options) ",
			"+0.5 (menu|opciones|opcoes|options) $",
		),
	},
	"who_am_i": {
		"staff": (
			"+2.2 (quien soy|quem sou|quem eu sou|who am i|con que usuario|com qual usuario|com que usuario|which user|what user|que usuario soy|que usuario tengo|mi usuario|meu usuario|my user|logado como|logged in as|"
			"conectado como|como quien|como quem|as whom|signed in as|bajo que usuario|mi perfil|meu perfil|my profile|que cuenta estoy|que usuario estoy|qual meu usuario|which account am i|my role|mi rol|que rol tengo|mis roles|"
			"mis permisos|minhas permissoes|meus acessos|my permissions|que permisos tengo|quais permissoes|quais sao minhas permissoes|what permissions|what access|que accesos tengo|mis accesos|que puedo ver|como que usuario|qual usuario|cual es mi usuario|"
			"quien soy yo|my account info|con cual usuario|qual conta estou|who i am|quien estoy|quem estou|identificame|qual e o meu usuario|user am i|usuario estoy)",
		),
	},
	"link_account": {
		"any": (
			"+2 ^ (vincular|vincula|vinculame|vincule|link|conectar|conecta|connect|enlazar|enlaza|asociar|associar|ligar|parear|emparejar|pair|registrar|activar|ativar|linkar|link me|verificar|verify|verifica|codigo|code|activate|asocia|vinculo|linking|conecte|vinculacion) ... #",
			"+2 (codigo|code|pin|cod|otp|clave) .. (es|e|is|de vinculacion|de vinculo|:|para vincular|to link|) .. #",
			"+2 (vincular|vincula|link|conectar|connect|vinculame|enlazar|conecta|asociar) .. (mi|minha|my|este|esta|esse) .. (cuenta|conta|account|numero|number|usuario|user|telefono|telefone|phone)",
			"+1 ^ (vincular|vincula|vinculame|link account|link my account|vincular conta|vincular cuenta|conectar cuenta|conectar conta) $",
		),
	},
	"unlink_account": {
		"any": (
			"+3 (desvincula|desvincular|desvinculame|desvincule|desconecta|desconectar|unlink|disconnect|desasocia|desasociar|desconecte|desenlaza|desenlazar|desliga|desligar|desvinculen|desemparejar|unpair|desconectame|desassociar|log out|logout|cerrar sesion|sign out|cierra sesion|cierra mi sesion|sair da conta|desvinculo|dissociate|log me out)",
			"+2.5 (quita|quitar|remove|remover|elimina|borra|saca|tira|apaga) .. (mi usuario|mi cuenta|meu usuario|minha conta|my user|my account|mi numero|meu numero|my number|este numero|este telefono|this number|vinculo|link|vinculacion) ...",
		),
	},
	"set_language": {
		"any": (
			"+2 (habla|hablame|hablar|hablemos|fala|falar|fale|speak|talk|responde|respondeme|responder|responda|reply|answer|escribe|escribeme|escreve|escreva|write|cambia|cambiar|cambiame|cambie|muda|mudar|mude|switch|change|"
			"pon|ponme|ponlo|usa|use|set|quiero|quero|prefiero|prefiro|prefer|i prefer|want|pasa|passa|pasame|contestame|contesta|fala comigo|me fala|me responde|me habla|coloca|bota|troca|configura|idioma|lingua|language|trocar|poner|me hablas|"
			"puedes hablar|can we speak|podemos falar|continue|seguimos|in) .. (en|em|a|para|pra|to|in|al|el|o|:|de|ao|idioma|my language to) [ (el|the|o|idioma) ] <language>",
			"+2 ^ [ (en|em|in) ] <language> $",
			"+2 (idioma|language|lingua) .. <language>",
			"+2 (speak|habla|fala|use|usa|set|prefer|prefiero|prefiro|hablas|hablame|falar|hablar) <language>",
			"+2 ^ <language> (please|por favor|only|solamente|somente|from now on|pls)",
			"+1.5 ^ (cambiar|cambia|muda|mudar|change|switch|trocar) .. (idioma|language|lingua)",
		),
	},
	"set_company": {
		"staff": (
			"+2 (cambia|cambiar|cambiame|cambiate|muda|mudar|mude|switch|change|usa|usar|use|trabaja|trabajar|trabalha|trabalhar|work|work with|pasa|pasar|pasame|passa|troca|trocar|pon|ponme|set|selecciona|select|seleciona|elige|escoge|move|"
			"quiero trabajar|quero trabalhar|entra|coloca|ahora) .. (empresa|compania|company|companhia|razon social|firma|sociedad)",
			"+1.5 (default company|empresa por defecto|empresa padrao|compania por defecto)",
		),
	},
	"job_status": {
		"staff": (
			"+1 ^ (estado|status|estatus|andamento|progreso|progress|avance|progresso) $",
			"+1.5 (como|how|en que|em que|a quantas|que tal|por donde|que paso|what is happening|que hubo|what happened|any update|any news|alguna noticia|novedades|what about) .. (va|vai|esta|anda|is|are|con|com|quedo|with|on|de|to|do) .. (mi|el|la|o|a|meu|my|the|minha|aquele|aquel|that|mis|los) [ (aquele|ultimo|big|gran|long|last) ] <the_job>",
			"+1.5 (ya|ja|is|has|ya quedo|did|ainda|todavia|aun|already|are) ... <the_job> ... (listo|lista|pronto|pronta|ready|done|finished|termino|terminado|terminou|acabo|acabou|quedo|ficou|complete|completed|esta|salio|saiu|finish|gerado|generado|listos|corriendo|rodando|running|hecho|feito|finalizou|come through|processing|ficar)",
			"+1.5 (ya|ja|falta|quanto falta|cuanto falta|how long|cuanto le falta|still) .. (esta|termino|terminou|quedo|ficou|salio|acabo|para|pra|until|for|listo|pronto|le falta|running|saiu|mucho|muito) .. [ (mi|el|o|meu|my|the|de) ] <the_job>",
			"+1.5 <the_job> .. (ya|ja) .. (esta|termino|ficou|quedo|listo|pronto|saiu|acabou|salio|terminou)",
			"+1.5 (estado|status|estatus|andamento|progreso|progress|avance|situacao|progresso) (de|del|do|da|of|on) .. [ (mi|meu|my|the|el|o) ] <the_job>",
			"+1 <my> <the_job> .. (listo|pronto|ready|esta|done|status|finished)",
			"+1 ^ (ya termino|ya esta listo|ja terminou|ja ficou pronto|is it ready|is it done|ya quedo|ya salio|ja acabou|ya esta|ja saiu|ainda esta rodando|is it finished)",
		),
	},
	"cancel_job": {
		"staff": (
			"+1 ^ (cancelar|cancela|cancel) $",
			"+2 ^ [ (mejor|melhor|better) ] [ (no|ya no|nao) ] (cancela|cancelar|cancele|cancel|deten|detener|detenga|para|parar|pare|stop|aborta|abortar|abort|interrompe|interromper|interrumpe|interrumpir|kill|frena|frenar|deja|anula|olvida|esquece|forget|drop|detenlo|parale|interrompa|suspende|suspender|quita|halt) [ <a> ] [ (mi|meu|my|generacion del|ese|esse|that|la generacion del|aquel|aquele|generacion de|running|geracao do) ] <the_job>",
			"+2 (ya no|nao|do not|no|nao precisa|ya no hace falta|ya no necesito|ja nao|no longer|nao quero mais|ya no quiero|no need|not need) .. (generes|genere|gerar|gere|generar|need|quiero|quero|necesito|preciso|rodar|corras|run|the|hagas|generate|el|o|sigas|mais|want|prepares|proceses) .. [ (el|the|o|ese|esse|mi|meu|that|mais o|mas el|con el) ] <the_job> .. (cancelalo|cancela|cancele|cancel it|cancel|paralo|stop it|detenlo|pode cancelar|para|stop|cancelar)",
			"+1.5 (ya no|nao|no) (generes|gere|gera|corras|rode|hagas|proceses|prepares|sigas con|precisa gerar|precisa rodar) .. <the_job>",
			"+1.5 (stop|cancel) (running|generating|processing|preparing) ..",
		),
	},
	"subscriptions": {
		"staff": (
			"+1.5 (que|a que|cuales|quais|what|which|em que|que cosas|a cuales|list|lista|ver|show|muestra|mostra|muestrame|tengo|tenho|do i have|listame|dame|me mostra|cuantas|quantos|cuantos|show me) ... (suscrito|suscripciones|suscripcion|inscrito|inscrita|subscribed|subscriptions|suscrita|assinaturas|alertas|avisos|alerts|"
			"programados|programadas|agendados|agendadas|scheduled|schedules|envios programados|reportes programados|subscriptions|assinatura|notificaciones programadas|inscricoes|recurring reports|reminders set|envios automaticos|agendamentos)",
			"+1 ^ [ <show> ] [ (mis|meus|minhas|my|las|as|los|os|active|all) ] [ (mis|my|active|meus) ] (suscripciones|subscriptions|assinaturas|alertas|alerts|avisos|agendamentos|schedules|programaciones|alertas activas|alertas ativos|active alerts|avisos ativos|avisos activos|scheduled reports|reportes programados|envios programados|relatorios agendados|inscricoes|notificaciones programadas) $",
			"+1.5 <my> .. (suscripciones|subscriptions|assinaturas|alertas|alerts|avisos|agendamentos|schedules|inscricoes|scheduled reports|envios programados)",
			"+1.5 (que|what|o que|q) .. (me mandas|me envias|me manda|me envia|do you send|am i getting|me llega|recibo|recebo) .. (automaticamente|automatico|solo|programado|automatically|cada|regularly)",
		),
	},
	"stop_subscription": {
		"staff": (
			"+2.5 ^ (quita|quitar|quitame|cancela|cancelar|cancelame|elimina|eliminar|borra|borrar|desactiva|desactivar|remove|remover|cancel|stop|delete|turn off|tira|tirar|apaga|para|parar|pausa|deten|detener|disable|desativa|desativar|exclui|unsubscribe|remova|apague|saca|end|kill|suspende|pare|anula|drop|quite|detener|encerra|suspender) "
			"[ <a> ] [ (mi|meu|minha|my|that) ] ... (aviso|avisos|alerta|alertas|alert|alerts|suscripcion|subscription|assinatura|envio|recordatorio|schedule|scheduled|agendamento|programado|programada|notificacion|lembrete|reminder|envio programado|inscricao|digest|programacion|diario|semanal|daily|weekly|mensual|mensal|monthly|notificacao)",
			"+2.5 ^ (ya no|nao|no|do not|stop|para de|pare de|deja de|dejen de|no longer|ya no quiero que|nao quero mais que|ya no quiero|nao quero mais|quit|parem de|do not want) .. (me mandes|me envies|mandes|envies|manda|mande|mandar|mandarme|enviarme|envie|enviar|send|sending|me mande|me envie|recibir|receber|receive|avises|avise|avisar|avisarme|alert|alerting|me avises|me avise|want|get|getting|pases|me pases|me mandar|me enviar|notify|notifying) "
			".. (mais|mas|me|any more|more|) .. (ventas|vendas|sales|stock|saldo|facturas|faturas|invoices|resumen|resumo|summary|inventario|estoque|cobranza|reporte|relatorio|report|informe|reportes|relatorios|reports|pedidos|orders|alerta|aviso|alert|cartera|caja|caixa|gastos|despesas|cuentas|low stock|payments|digest|balance|leads|top|contas|cash|expenses)",
			"+2.5 ^ (unsubscribe me|dame de baja|darme de baja|me descadastra|desinscribeme|desuscribeme|unsubscribe|desuscribir|cancelar inscricao|me tira|sacame|desinscreve) (de|del|da|do|from|of) ...",
		),
	},
	"stop_notifications": {
		"any": (
			"+4 ^ (baja|stop|sair|salir|unsubscribe|cancelar suscripcion|parar|stop all|descadastrar|darme de baja|dame de baja|opt out|desuscribir|desuscribirme|quit|stopall|end|stop messages|me descadastra|unsubscribe me|parar tudo|salirme) $",
			"+2.5 (ya no|no|nao|do not|deja|dejen|para|parem|stop|pare|no more|nunca mais|basta|please stop|ja nao|dejame|parar|quit|ya no me|ya no quiero|nao quero mais|quiero dejar|dejar|quero parar|nao quero) ... (recibir|receber|mandar|mandarme|mandes|manden|mande|mandem|envies|envien|enviar|enviarme|envie|enviem|send|sending|receive|messaging|escribirme|escriban|escribas|texting|want|get|getting|molestar|molesten|quiero|mas|mais|more|llegar|lleguen|me mandar|me mandem|me manden|contact|notify|text|me enviar) ... <messages>",
			"+2.5 (quita|quitame|desactiva|desactivar|desativa|desativar|apaga|turn off|disable|silencia|silenciar|mute|cancela|cancelar|stop|elimina|para|pausa|remove|desliga|desligar|cancel) [ <a> ] [ (mis|meus|minhas|my|todas las|todas as|all|todos los|todos os|all my|as|las|the) ] (notificaciones|mensajes|mensagens|notificacoes|notifications|messages|todas|mensajes automaticos|avisos|alertas)",
			"+2.5 (no more|basta de|chega de|nada de|ni un) <messages>",
			"+2.5 (no|nao|do not) (me manden|me mandem|me escriban|me escrevam|me envien|me enviem|text me|message me|contact me|send me|me manda|me escribas|quiero que me escriban|quero que me mandem|quiero que me manden) .. (mas|mais|nada|any more|anymore|more|anything)",
			"+2.5 (quiero|quero|want|dame|give me|darme|como) .. (darme de baja|baja|opt out|to unsubscribe|me descadastrar|unsubscribe|cancelar la suscripcion|salir de la lista|sair da lista)",
		),
	},
	"start_notifications": {
		"any": (
			"+4 ^ (alta|start|iniciar|comenzar|volver|voltar|subscribe|suscribir|suscribirme|opt in|reactivar|reativar|activar|ativar|entrar|unstop|resume|darme de alta|dame de alta|retomar|inscrever|comecar|quero voltar) $",
			"+2.6 (activa|activar|activame|activen|reactiva|reactivar|ativa|ativar|reativa|reativar|turn on|enable|resume|start|restart|reanuda|reanudar|prende|prender|habilita|habilitar|liga|ligar|retoma|volver a|retomar|start sending|encender|enciende|turn back on) .. <messages>",
			"+2.6 (quiero|quero|want|i want|pueden|podem|puedes|can|you can|pode|vuelve|vuelvan|volta|voltem|volver|voltar) .. (volver|voltar|recibir|receber|receive|start|again|a mandarme|a enviarme|a me mandar|get|otra vez|resume) .. (<messages>|recibir|receber|receive|mandar|send)",
			"+2.6 turn .. <messages> (on|back on)",
			"+2.6 (send|sending|get|getting|receive|receiving) .. <messages> again",
		),
	},
	"talk_to_person": {
		"any": (
			"+4 ^ (persona|pessoa|person|una persona|uma pessoa|a person) $",
			"+2 <talk> [ (de|un|una|um|uma|a|el|la|al|o|the|ao|algum|algun|alguna|con|com|to|with|real|speak with|hablar con|speak to|talk to|falar com|hablar) ] [ (un|una|um|uma|a|real|the|el|la|mi|meu|my) ] [ (real|humano|human|live|otro|outra) ] <person>",
			"+2 (hay|tem|is there|are there|existe|esta|is) .. <person> .. (real|humano|con quien|com quem|i can|que me|que pueda|que possa|disponible|there|disponivel|to talk|available|atienda)",
			"+2 (agente|asesor|human|humano|atendente|operador|agent|representative|persona real|pessoa real|live agent|operadora|customer service|customer care) $",
			"+2 (no quiero|nao quero|do not want|i do not want) .. (hablar|falar|talk|chat) .. (bot|robot|maquina|machine|robo)",
			"+1.5 (let me|can i|could i|may i|puedo|posso|podria|me deixa|se puede|da pra|da para) .. (hablar|falar|talk|speak|chat) .. <person>",
			"+2 (hablar con|falar com|talk to|speak to|speak with|talk with|comunicame con|pasame con|transfer me to) (ventas|soporte|administracion|sales|support|cobranza|contabilidad|suporte|financeiro|vendas|billing|accounts|el dueno|o dono|the owner|gerencia|compras)",
			"+2 (que me|alguem me|alguien me|somebody|someone) .. (llame|llamen|ligue|liga|call|atienda|atende|contacte|call me|contact me|ayude|ajude|help me|pode me atender)",
			"+2 (call me|llamenme|llamame|me liguem|me liga|please call|quiero que me llamen|pueden llamarme|podem me ligar|me llaman)",
		),
	},
	"delete_my_data": {
		"any": (
			"+3 <delete> .. (mis|meus|minhas|my|mi|todos mis|all my|toda mi|todos os meus|todas as minhas|me|minha) .. <data>",
			"+3 (mis|meus|minhas|my) .. <data> .. (borren|eliminen|apaguem|deleted|erased|borrados|apagados|removed|excluidos|eliminados|borrar|apagar|eliminar)",
			"+3 (borren|eliminen|apaguem|delete|erase|borra|elimina|apaga|borrar|eliminar) .. (todo lo que saben de mi|everything about me|tudo sobre mim|todo sobre mi|todo lo mio|everything you have on me|tudo que tem sobre mim|todo lo que tengan de mi|tudo o que sabem|all about me|tudo que voces tem|everything you know about me|todo lo que tienen sobre mi)",
			"+2.5 (derecho al olvido|direito ao esquecimento|right to be forgotten|gdpr|lgpd|habeas data|arco|forget me|olvidenme|me esquecam)",
		),
	},
}
