# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Which of the three languages a message is in.

Contract: `detect(words, prior)` weighs the words and endings that only one language has, and those that two share less;
`detect_text(text, prior)` also sees accents and leaves names out. The conversation's own language (`prior`) stands for
every message that is not clearly in another. Neither ever fails; with no prior the answer in doubt is Spanish.
"""

import re
from collections.abc import Iterable
from typing import Protocol

# words that only one of the three languages has
_ONLY = {
	"es": """el los las la del al y en con un una unos unas le les lo cuanto cuanta cuantos cuantas cual cuales quien quienes hay tiene tienen tienes tenemos tengo debe deben debo hoy ayer anteayer antier pasado
		nuestro nuestra nuestros mio mi mis su sus es son fue fueron era eran muy ventas vendimos factura facturas facturado cotizacion cotizaciones proveedor proveedores dame dime muestrame mandame mandenme enviame pasame
		hola buenas buenos buen dias gracias puedes puede pueden podes podrias quiero quisiera necesito necesita donde cuando hasta desde menos mejores mejor bodega almacen precio precios cuenta cuentas cobrar pagar
		vencidas vencidos vencen deuda adeudo aprueba apruebes rechaza rechaces recuerdame avisame anota anotale hazme haz crea levanta dale ponle ponme lunes martes miercoles jueves viernes ahora ahorita trimestre quincena ano enero febrero
		marzo mayo junio julio septiembre octubre noviembre diciembre semana mes esa ese eso esos esas aquel nos pero porque si ya aun todavia ojala siempre tambien despues antes luego nada nadie algo alguien todo todos todas
		cotizale cotizame cotiza cobrame pendiente pendientes pedido hicimos hicieron hizo hace hacer hago estan estoy estamos voy vamos van ser haber mas bien mal aqui alla aca deshaz deshacer existencias existencia pagos pago
		gasto gastos sucursal tienda tornillos cajas caja bulto bultos compra compras opciones menu ayuda que como por para se me te estado borra busca buscame cancela canceles cambia cambiale mayoreo menudeo efectivo tarea tareas
		asunto detalle correo telefono reporte reportes resumen listado utilidad ganancia perdida clientes cliente mercancia bajo minimo agotarse surtir surtido entrega entregar entregado llego llega llegaron estuvo quedo
		salio tuve tuvimos habria seria serian podria deberia hubiera perdon oye oiga pues entonces ver dejame espera esperame mejores peores primero ultimo ultima ultimos ultimas orden ordenes borrador borradores prospecto prospectos
		de pedidos sin abierto abiertos abierta abiertas cerrado cerrados prioridad antiguedad saldo saldos limite alta baja soporte tal dia faltan falta faltante usuario nuevo nueva nuevos nuevas rapido urgente inventario llegar recibir producto productos vendedor
		articulo articulos martillo numero banco dinero plata contado credito hablar persona alguien humano idioma espanol ingles documento ensename traeme regalame apuntame requisicion solicitud remision traspasa traspaso pasa mueve""",
	"pt": """os um uma uns umas ao aos com em meu minha meus minhas seu sua seus suas quanto quanta quantos quantas qual quais quem tem temos tenho tinha deve devem devo hoje ontem anteontem amanha esse essa isso isto aquele
		passada passado nosso nossa nossos nossas vendas venda vendemos vendeu nota fiscal boleto boletos fornecedor fornecedores mostra manda envia oi ola bom boa tarde noite obrigado obrigada valeu pode posso podem poderia quero queria preciso
		onde cade quando ate mais menos melhores melhor deposito estoque preco precos conta contas receber pagar vencidas vencidos vencem vence divida aprova cancela cancelar lembra avisa faz fazer faco cria criar segunda terca quarta quinta sexta feira
		agora muito pra pro pras pros voce voces trimestre quinzena ano janeiro fevereiro marco abril maio junho julho setembro outubro novembro dezembro nao sim relatorio relatorios faturamento gente orcamento orcamentos
		fatura faturas faturou foi foram sao estao sera vai vou vao fica ficou ainda ja so tambem depois antes dia dias semana mes pedido pedidos cliente clientes loja armazem caixa caixas produto produtos saldo pago pagou pagamento pagamentos
		recebemos recebimento recebi recebido chegou chegaram chegar chamado chamados tarefa tarefas lista valida validar confirma desfaz desfazer rejeita reprova reprovo recusa lanca lancar registra cadastra cadastrar bora
		acabando falta faltam faltando opcoes ajuda menu desculpa espera deixa que como por para se me te do da dos das no na nos nas e o a de
		extrato balanco lucro despesas despesa compras compramos transfere reais atrasadas atrasados abre mudar muda altera emite exclui apaga solicitacao requisicao cotacao comprovante comentario novo nova novos novas sair atendente pessoa
		proximos proximas proximo proxima desta deste dessa desse neste nesta daqui dele dela eu ele ela eles elas ia era contra sem sob sobre ou se mandei errado fala falar falou disse dizer acho tanto tudo nada alguem ninguem
		joga bota puxa cliente ordens ordem vezes hora horas lead leads pendente pendentes aberto abertos cobranca dinheiro grana banco conta corrente nf nfe pix sem falta limite alta baixa baixo usuario numero urgente rapido credito pedidos saldos vendedor receba humano idioma documento persona credito plata""",
	"en": """the of is are was were and in on at with an how much many what which who whom where when do does did has have had today yesterday this last past week month year quarter our my your their his her its
		sales sold invoice invoices order orders customer customers supplier suppliers show send give hi hello hey thanks please can could would should want need to from until since more less top best price prices stock account overdue due owe owes
		approve cancel remind alert create make monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december for by it not you we they get
		run report reports old all any yet still new that one ones these those there here if then than but or so because about into over under up down out off be been being am will just now later too also
		list open closed issues issue task tasks lead leads quote quotes quotation quotations payment payments paid received receive add note comment submit reject undo change transfer move raise book buy sell selling items item
		help menu options unsubscribe start stop number wrong ignore again please anything something nothing everything someone everyone never always already probably maybe i me us them him she he said says tell told
		balance sheet profit loss cash bank bill bills expenses purchase purchases delivered delivery shipped pending waiting on hold statement aging receivables payables outstanding dues credit limit low running warehouse store""",
}
# words that two or three languages write alike, and how much they say
_SHARED = {
	"no": {},
	"a": {"pt": 0.2, "en": 0.1},
	"o": {"pt": 0.6, "es": 0.1},
	"e": {"pt": 0.6},
	"do": {"pt": 0.5, "en": 0.5},
	"da": {"pt": 0.6, "es": 0.3},
	"dos": {"pt": 0.5, "es": 0.3},
	"das": {"pt": 0.6, "es": 0.1},
	"na": {"pt": 0.9},
	"as": {"pt": 0.4, "en": 0.3},
	"me": {"es": 0.2, "pt": 0.3, "en": 0.2},
	"en": {"es": 0.9},
	"es": {"es": 0.9},
	"once": {"en": 0.2, "es": 0.2},
	"sale": {"en": 0.3, "es": 0.3},
	"stop": {"en": 0.5},
	"menu": {},
	"lead": {"en": 0.2, "pt": 0.1},
	"leads": {"en": 0.1},
	"pago": {"es": 0.5, "pt": 0.2},
	"compra": {"es": 0.4, "pt": 0.4},
	"compras": {"es": 0.4, "pt": 0.4},
	"cancela": {"es": 0.4, "pt": 0.4},
	"espera": {"es": 0.4, "pt": 0.3},
	"pedido": {"es": 0.3, "pt": 0.3},
	"tem": {"pt": 1.0},
}
# what the spelling of a word says
_SHAPES = (
	("es", re.compile(r"(?:cion|ciones|miento|mientos|dades|illo|illos|illa|illas|uelo|ando|iendo)$"), 0.5),
	(
		"es",
		re.compile(
			r"^ll|[^qgb]ue(?:[bcdlmnrstvz])|ie(?:n[dt]|rr|st|mp)|(?:a|e|i)ste$|(?:[aei])mela|(?:ar|er|ir)(?:le|me|lo|la|los|las)$|[aei](?:me|le|lo)$"
		),
		0.4,
	),
	(
		"pt",
		re.compile(
			r"(?:cao|coes|oes|aes|agem|inho|inha|eiro|eira|eiros|eiras|mento|mentos|endo|eis)$|lh|nh|[^y]ou$|[bcdfglmnprstvz]ei$"
		),
		0.4,
	),
	(
		"en",
		re.compile(r"(?:ing|tion|tions|ght|ly|ness|ck|sh|ed|ers|'s|'t|ity)$|^(?:wh|th|sh|kn)|ee|oo|th|wn"),
		0.4,
	),
)
_PT_SIGNS = re.compile("[ãõçêôâà]")
_ES_SIGNS = re.compile("[ñ]|ci[óo]n$")
# a message is clearly in another language when that one leads by so much
_LEAD = 0.75
WORDS = {language: frozenset(text.split()) for language, text in _ONLY.items()}


class _Written(Protocol):
	tokens: list
	original: str


def _weigh(norm: str, score: dict[str, float]) -> None:
	known = _SHARED.get(norm)
	if known is not None:
		for language, weight in known.items():
			score[language] += weight
		return
	homes = [language for language, words in WORDS.items() if norm in words]
	for language in homes:
		score[language] += (1.0, 0.4, 0.2)[len(homes) - 1]
	if not homes and len(norm) > 3:
		for language, shape, weight in _SHAPES:
			if shape.search(norm):
				score[language] += weight


def _chosen(score: dict[str, float], prior: str | None) -> str:
	best = max(score.values())
	if prior in score and best - score[prior] < _LEAD:
		return prior
	return max(score, key=score.__getitem__)


def detect(words: Iterable[str], prior: str | None = None) -> str:
	"""The language of these norms. `prior` is the conversation's language."""
	score = dict.fromkeys(WORDS, 0.0)
	for norm in words:
		for word in norm.split():
			_weigh(word, score)
	return _chosen(score, prior)


def detect_text(text: _Written, prior: str | None = None) -> str:
	"""The language of a message as it was written; names (capitals within it) say nothing."""
	score = dict.fromkeys(WORDS, 0.0)
	original = text.original
	shouted = original.isupper() or original.istitle()
	if "¿" in original or "¡" in original:
		score["es"] += 1.5
	for index, token in enumerate(text.tokens):
		if token.kind not in ("word", "possessive"):
			continue
		written = original[token.start : token.end]
		if index and written[0].isupper() and not shouted:
			continue
		for word in token.norm.split():
			_weigh(word, score)
		lower = written.lower()
		if _PT_SIGNS.search(lower):
			score["pt"] += 1.0
		elif _ES_SIGNS.search(lower):
			score["es"] += 1.0
		elif lower == "é":
			score["pt"] += 0.8
	return _chosen(score, prior)
