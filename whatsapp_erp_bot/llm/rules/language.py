# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Which of the three languages a message is in.

Contract: `detect(words, prior)` counts the words that only one language uses; the person's own language breaks ties
and answers for messages without any such word. It never fails; with no prior the answer is Spanish.
"""

from collections.abc import Iterable

_WORDS = {
	"es": """el los las del al y en con una unos unas le les lo cuanto cuanta cuantos cuantas cual cuales quien quienes
		que hay tiene tienen tengo tenemos debe deben hoy ayer anteayer antier esta este semana pasado pasada mes
		nuestro mio mis mi su sus ventas vendimos factura facturas pedido cliente proveedor dame muestrame mandame
		enviame pasame hola buenas buenos dias gracias puedes quiero necesito donde como cuando hasta desde lo mas
		menos mejores ultimo ultimos ultima bodega almacen precio cuenta cobrar pagar vencidas deuda aprueba
		cancela recuerdame avisame anota haz hazme crea lunes martes miercoles jueves viernes ahora muy por para
		trimestre quincena ano enero febrero marzo mayo junio julio septiembre octubre noviembre diciembre""",
	"pt": """o os um uma uns umas do da dos das no na nos nas ao aos com e em meu minha meus minhas seu sua quanto
		quanta quantos quantas qual quais quem tem temos tenho deve devem hoje ontem anteontem esse essa este
		semana passada passado mes nosso nossa vendas vendemos nota notas boleto pedido cliente fornecedor mostra
		manda envia oi ola bom boa tarde obrigado obrigada pode quero preciso onde cade como quando ate desde mais
		menos melhores ultimo ultimos ultima deposito estoque preco conta receber pagar vencidas divida aprova
		cancela lembra avisa faz cria segunda terca quarta quinta sexta feira agora muito para pra pro voce voces
		trimestre quinzena ano janeiro fevereiro marco abril maio junho julho setembro outubro novembro dezembro
		nao sim relatorio faturamento gente tao estao orcamento""",
	"en": """the of is are was were and in on at with a an how much many what which who whom where when do does did
		have has today yesterday this last past week month year quarter our my your their sales sold invoice invoices
		order orders customer supplier show send give me hi hello thanks please can could want need to from until
		since more less top best price stock account overdue due owe owes approve cancel remind alert create make
		monday tuesday wednesday thursday friday saturday sunday january february march june july august september
		october november december for by it not you we they get run report old all any yet still new""",
}
WORDS = {language: frozenset(text.split()) for language, text in _WORDS.items()}


def detect(words: Iterable[str], prior: str | None = None) -> str:
	"""The language of these norms. `prior` is the person's language."""
	score = dict.fromkeys(WORDS, 0.0)
	for norm in words:
		for word in norm.split():
			homes = [language for language, known in WORDS.items() if word in known]
			for language in homes:
				score[language] += 1.0 / len(homes)
	best = max(score.values())
	if prior in score and score[prior] >= best - 0.34:
		return prior
	return max(score, key=score.__getitem__)
