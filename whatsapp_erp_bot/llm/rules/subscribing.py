# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""“Every Monday at 8 send me…” and “tell me when … goes below 20”.

Contract: `read(rules, request, text, language, tools)` returns a Call (or Question) of `schedule` or `alert`, or None
when the text is neither. What is to be sent is understood by the same rules, reads only; a relative period stays in
the person's words, since it is resolved each time.
"""

import re
from collections.abc import Mapping
from typing import Any

from whatsapp_erp_bot.llm.rules.lexicon import CLASSES
from whatsapp_erp_bot.llm.rules.numbers import currency_at, tidy
from whatsapp_erp_bot.llm.rules.numbers import read as read_number
from whatsapp_erp_bot.llm.rules.slots import Residue
from whatsapp_erp_bot.llm.rules.text import Text
from whatsapp_erp_bot.llm.types import Call, NotUnderstood, Outcome, Question, Request, Tool

_DAYNAME = "(?:lunes|martes|miercoles|jueves|viernes|sabados?|domingos?|segundas?|tercas?|quartas?|quintas?|sextas?|mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?)(?: feiras?)?"
_CLOCK = (
	r"(?:(?:,|-) )?(?:a las?|a la|as|at|alas|a eso de las|por las|around|pelas|a|tipo|@)? ?(?:\d{1,2}(?:[:.h]\d{2})?(?:h|hs|hrs|am|pm|a\.m\.|p\.m\.)?|noon|mediodia|meio dia|medio dia|midnight)"
	r"(?: (?:am|pm|a\.m\.|p\.m\.|hrs|hs|h|horas|de la manana|da manha|de la tarde|da tarde|de la noche|da noite|o clock|in the morning|in the evening|in the afternoon|en punto|y media|e meia|em ponto|y cuarto))*"
)
_PART = r"(?:por la manana|en la manana|de manha|pela manha|in the morning|por la tarde|en la tarde|a tarde|de tarde|in the evening|por la noche|a noite|de noche|in the afternoon|temprano|cedo|early|first thing|al cierre|no fim do dia|al final del dia|end of day|at the end of the day|al mediodia|a primera hora|before noon)"
_TIME = f"(?: (?:{_CLOCK}|{_PART}))"
_EVERY = "(?:todos los|todas las|todos os|todas as|cada|todo|toda|every|each|los|las|on|as|nas|nos|aos)"
_UNIT = (
	f"(?:{_DAYNAME}(?:(?: ,| y| e| and| a| to)+ {_DAYNAME})*|dias?(?: (?:habiles|uteis|util|laborables|habil|de la semana|de semana|santo|santos))?|day|days|working days?|weekdays?|business days?|mananas?|manha|manhas|mornings?|noches?|noites?|evenings?|nights?|tardes?|semanas?|weeks?|mes|meses|months?|"
	"quincenas?|quinzenas?|fortnights?|horas?|hours?|hora|trimestre|quarter|primer dia(?: del mes| de mes| habil)?|primeiro dia(?: do mes| util)?|first (?:day )?of (?:the |each |every )?month|first day of the month|\\d+ (?:dias|horas|minutos|semanas|meses|days|hours|minutes|weeks|months)|(?:primer|ultimo|primeiro|first|last|segundo|second) (?:lunes|viernes|monday|friday|dia|day|dia util)|"
	"dia \\d{1,2}|\\d{1,2} de cada mes|other day|otro dia|fin de mes|inicio de mes|fim de mes|month end)"
)
_RECURS = re.compile(
	f"(?<= )(?:(?:el|o|on the|the|no|em|a|ao|al) )?(?P<every>{_EVERY} {_UNIT}|diariamente|diario|a diario|daily|semanalmente|weekly|mensualmente|mensalmente|monthly|quincenalmente|quinzenalmente|(?:el|no|todo) (?:dia )?\\d{{1,2}} de cada mes|(?:el|o) (?:primer|ultimo|primeiro) (?:dia|lunes) de cada (?:mes|semana)|once a (?:day|week|month)|una vez (?:al dia|a la semana|por semana|al mes)|uma vez por (?:dia|semana|mes)|"
	f"at \\d{{1,2}}(?:am|pm)? (?:every|each) (?:day|morning|weekday))(?: (?:de la semana|del mes|do mes|de cada mes|of the month|of each month|do mes))?(?P<time>{_TIME}{{0,2}})"
)
_CLOCK_BEFORE = re.compile(f"(?: {_CLOCK}|{_PART})(?: de| of| en| do)?$")
_SENDS = re.compile(
	" (?:"
	+ "|".join(
		sorted(
			map(
				re.escape,
				{
					*CLASSES["send"],
					"programa",
					"programame",
					"programar",
					"agenda",
					"agendar",
					"agende",
					"agendame",
					"schedule",
					"quiero",
					"quero",
					"want",
					"recibir",
					"receber",
					"receive",
					"avisame",
					"dame",
					"give me",
					"muestrame",
					"mostra",
					"show me",
					"report",
					"suscribeme",
					"suscribir",
					"subscribe",
					"subscribe me",
					"inscreve",
					"assinar",
					"set up",
					"need",
					"necesito",
					"preciso",
					"genera",
					"gera",
					"informe",
					"informame",
					"notificame",
					"deixa programado",
					"deja programado",
					"configura",
					"mandarme",
					"me llegue",
					"que me mandes",
					"automatiza",
					"quisiera",
					"queria",
					"gostaria",
					"get",
					"i would like",
					"corre",
					"run",
					"envialo",
					"hazme",
					"me avisa",
					"email me",
					"update me",
					"me da",
					"me passa",
					"dime",
					"diz",
				},
			),
			key=len,
			reverse=True,
		)
	)
	+ ")(?= )"
)
_ALERTS = re.compile(
	r" (?:avisame|avisarme|avisenme|avise|avisa|me avisa|me avise|me avisas|me avisan|alertame|alerta|alerte|alertar|me alerta|me alerte|notificame|notifica|notifique|me notifica|me notifique|notifiquenme|quiero (?:que me avises|saber|un aviso|una alerta)|quero (?:saber|ser avisado|um aviso|um alerta|que me avise)|"
	r"alert me|alert|notify me|notify|warn me|ping me|tell me|let me know|inform me|message me|text me|dime|me diz|me fala|me fale|(?:pon|ponme|crea|creame|crear|cria|criar|configura|set|set up|create|make|add|programa|activa|quiero|quero|poe|coloca|haz|hazme)(?: (?:me|un|una|um|uma|an|a))* (?:alerta|aviso|alert|notificacion|notificacao|notification|alarma|alarme)|manda(?:me)? (?:un |una |um |uma )?(?:alerta|aviso)|me manda (?:um |uma )?(?:alerta|aviso)|send me an alert|i want an alert|give me an alert|"
	r"informame|me informa|me informe|enviame (?:un|una) (?:alerta|aviso)|hazme saber|mandame mensaje|me chama|me da un aviso|me da um toque|remind me|recuerdame|me lembra|aviso|dame un aviso|send an alert)"
	r"(?: (?:por favor|please|um aviso|a message|an alert|de|that|por aqui|luego luego|para|of|on|,))* (?:cuando|si|quando|se|when|if|as soon as|en cuanto|assim que|apenas|once|caso|whenever|cada vez que|sempre que|en caso de que|for|toda vez que|el dia que|cuando ya|al momento que|where)(?= )"
)
_BELOW = (
	"baje de|baja de|bajen de|bajan de|bajar de|baje a menos de|este por debajo de|esten por debajo de|por debajo de|debajo de|menos de|menor a|menor que|menores a|caiga de|caiga por debajo de|caiga debajo de|caiga a menos de|quede en menos de|queden menos de|quede menos de|sea menor a|sea menor que|sea menos de|"
	"abaixo de|ficar abaixo de|fique abaixo de|cair abaixo de|caia abaixo de|for menor que|for menor do que|menos que|menos do que|caia de|baixar de|baixe de|baixar para menos de|estiver abaixo de|ficar com menos de|ficar menor que|inferior a|inferiores a|a menos de|goes below|go below|falls below|fall below|drops below|drop below|gets below|is below|are below|below|under|drops under|goes under|"
	"less than|falls under|fewer than|lower than|is less than|is under|dips below|<|baje del|bajen del|baja a|baje a|llegue a menos de|cair de|drops to less than|descienda de|cair para menos de|no llegue a|falls to|drops to|cair para"
)
_ABOVE = (
	"pase de|pasa de|pasen de|pase los|pasan de|pasar de|pase|supere|supera|superen|supere los|supere las|suba de|suba a mas de|suban de|sea mayor a|sea mayor que|mas de|mayor a|mayor que|mayores a|por encima de|por arriba de|arriba de|exceda|excedan|exceda de|exceda los|rebase|rebase los|sobrepase|passar de|passe de|passar dos|"
	"ultrapassar|ultrapasse|for maior que|for maior do que|mais de|mais que|maior que|acima de|superar|subir de|exceder|goes above|go above|exceeds|exceed|is more than|more than|above|over|goes over|go over|crosses|cross|is over|rises above|gets above|>|greater than|higher than|superior a|superiores a|estiver acima de|ficar acima de|fique acima de|"
	"passa de|vayan mas de|vendamos mas de|tenga mas de|tenha mais de|aumente a mas de|surpasses|tops|is above|are above|ficar maior que|deba mas de|llegue a mas de|chegar a mais de|goes past|passes|pasar los"
)
_REACHES = "llegue a|llegue a los|llegan a|alcance|alcance los|alcancen|chegar a|chegue a|chegar em|atingir|atinja|reaches|reach|hits|hit|lleguemos a|gets to|cheguem a|bater|bata|>="
_COMPARATOR = re.compile(
	" (?P<op>"
	+ "|".join(
		sorted((word.strip() for word in f"{_BELOW}|{_ABOVE}|{_REACHES}".split("|")), key=len, reverse=True)
	)
	+ ")(?: (?:los|las|the|os|as|to|a|de|que|un|uma|total de))* (?=[$\\d]|r\\$|us\\$|[a-z]{2,4} \\d|mil |cero|zero|ksh|rs|un |medio|half|dos|five|ten|diez|cinco|veinte|cien|twenty|dez|vinte|cem|cincuenta|cinquenta|treinta|trinta|fifty|hundred|one|two|tres|three|media|meia|meio|a |um |uma )"
)
_BELOW_WORDS = frozenset(word.strip() for word in _BELOW.split("|"))
_REACH_WORDS = frozenset(word.strip() for word in _REACHES.split("|"))
_ZERO = re.compile(
	r" (?:se acabe|se acaben|se agote|se agoten|acabar|acabe|acabarem|esgotar|runs out|run out|is out of stock|are out of stock|se termine|ya no haya|no haya|zerar|goes out of stock|se terminen|quede en cero|llegue a cero|zere|no quede|no tengamos|sell out|sells out) "
)
_UNIT_WORDS = frozenset(
	"unidades unidad units unit piezas pzas pcs pieces kg kilos cajas bultos sacos bolsas bags boxes litros caixas unidade pesos reais dolares soles rupees shillings dollars peças pecas unid mxn usd".split()
)


def read(
	rules: Any, request: Request, text: Text, language: str, tools: Mapping[str, Tool]
) -> Outcome | None:
	"""The subscription that the text asks for, or None."""
	line = text.line.string
	if "alert" in tools:
		found = _ALERTS.search(line)
		if found and (found.start() == 0 or len(line[: found.start()].split()) <= 5):
			return _alert(rules, request, text, language, tools, found.end())
	if "schedule" in tools:
		# of “weekly … every Friday at 5” the one with the time says when
		found = max(
			_RECURS.finditer(line), key=lambda match: (len(match["time"]), len(match[0])), default=None
		)
		if found and not _STOPS.match(line):
			return _schedule(rules, request, text, language, found)
	return None


_STOPS = re.compile(
	r" (?:[^ ]+ )?(?:ya no|no|nao|do not|deja|dejen|para|pare|stop|cancela|cancelar|quita|quitar|elimina|remove|remover|cancel|borra|desactiva|delete|unsubscribe|tira|turn off|desativa|suspende|apaga|exclui|recuerdame|remind me|me lembra|lembra|que|what|cuanto|quanto|how|quien|cual|qual|which) "
)


def _schedule(rules: Any, request: Request, text: Text, language: str, found: re.Match) -> Outcome | None:
	line = text.line
	start, end = found.start(), found.end()
	every = found["every"]
	timed = bool(found["time"].strip())
	if not timed:
		before = _CLOCK_BEFORE.search(line.string[:start].rstrip())
		if before and re.search(r"\d|manana|manha|morning|noon|noche|noite", before[0]):
			start, timed = before.start() + 1, True
	sends = bool(_SENDS.search(line.string))
	vague = re.match(
		"(?:cada|por|each|every|los|las|on|as|nas|nos|aos|diario|daily|weekly|monthly|todo|toda) ?(?:dia|semana|mes|day|week|month|trimestre|quarter|hora|)$|on |los |las |as |nas |nos |aos ",
		every,
	)
	if not (sends or timed) or (
		vague
		and not timed
		and not (sends and re.match("cada|every|each|todo|toda|diario|daily|weekly|monthly", every))
	):
		return None
	if re.match("on |los |las |as |nas |nos |aos ", every) and not (
		sends and (timed or re.search("s(?: |$)", every[3:]))
	):
		return None
	indices = line.tokens_of(start, end)
	when = text.quote(indices)
	rest = Text(_without(text, indices))
	inner = _inner(rules, request, rest, language)
	if inner is None:
		return None if not sends else NotUnderstood()
	arguments: dict[str, Any] = {"command": inner.command}
	if inner.arguments:
		arguments["arguments"] = dict(inner.arguments)
	arguments["when"] = when
	return Call("schedule", arguments)


def _without(text: Text, indices: list[int]) -> str:
	"""The original without these tokens."""
	first, last = text.tokens[indices[0]], text.tokens[indices[-1]]
	return f"{text.original[: first.start].rstrip(' ,')} {text.original[last.end :].lstrip(' ,:')}".strip()


_ORDER_TO_SEND = re.compile(
	r"(?i)^\s*(?:[¿¡]?\s*)(?:(?:por favor|please|oye|hola|oi|hey|hi|pls|porfa|quiero|quero|quisiera|necesito|preciso|i want|i need|can you|could you|you|puedes|pode|podes|me puedes|podrias|programa(?:me|r)?|agenda(?:me|r)?|schedule|deja programad[oa]|configura|suscr[ií]beme a|subscribe me to|set up|recibir|receber|to receive|receive|to get|get|que me (?:mandes|env[ií]es|llegue|mande|pases)|"
	r"mand[aá](?:r|rme|me)?|me mand[ae]s?|env[ií]a(?:r|rme|me)?|me env[ií][ae]s?|p[aá]sa(?:r|rme|me)?|me pas[ae]s?|me passa|send(?: me)?|email me|give me|dame|me d[aáê]|show me|mu[eé]strame|me mostra|el env[ií]o de|envio de|an? (?:report|email) (?:of|with)|un reporte de|hazme|inf[oó]rmame(?: de)?|me informa|dime|tell me|me diz|av[ií]same|automatically|autom[aá]ticamente|corre|run|update me on|with|con|a|to|,|para)\b[\s,]*)+"
)


def _inner(rules: Any, request: Request, text: Text, language: str) -> Call | None:
	"""The read that is to be repeated, with relative periods in words."""
	stripped = _ORDER_TO_SEND.sub("", text.original).strip(" ,.:;")
	for words in (stripped, text.original):
		if not words:
			continue
		outcome = rules.understand(request, Text(words), language, relative=True, reads_only=True)
		if isinstance(outcome, Call) and outcome.command not in ("schedule", "alert", "send_pdf"):
			return outcome
		if isinstance(outcome, Question) and outcome.command:
			return Call(outcome.command, outcome.arguments)
	return None


def _alert(
	rules: Any, request: Request, text: Text, language: str, tools: Mapping[str, Tool], begin: int
) -> Outcome:
	line = text.line
	found = _COMPARATOR.search(line.string, begin - 1 if begin else 0)
	if found is None:
		zero = _ZERO.search(line.string, begin)
		if zero is None:
			return NotUnderstood()
		before = line.tokens_of(begin + 1, zero.start() + 1)
		after = line.tokens_of(zero.end(), len(line.string))
		return _alert_on(rules, request, text, language, tools, before, after, "<= 0")
	before = line.tokens_of(begin + 1, found.start() + 1) if found.start() > begin else []
	numbers = line.tokens_of(found.end(), len(line.string))
	if not numbers:
		return NotUnderstood()
	place = numbers[0]
	named = currency_at(text.tokens, place)
	value = read_number(text.tokens, named[1] if named else place, language, one=True)
	if value is None:
		return NotUnderstood()
	amount, next_index = value
	named = currency_at(text.tokens, next_index)
	after = list(range(named[1] if named else next_index, len(text.tokens)))
	operator = found["op"]
	sign = ">=" if operator in _REACH_WORDS else "<" if operator in _BELOW_WORDS else ">"
	return _alert_on(rules, request, text, language, tools, before, after, f"{sign} {tidy(amount)}")


_OWING = re.compile(
	r"(?i)^(.+?)\s+(?:nos |me )?(?:owes?|debe|deba|deban|deve|deva|esteja devendo|estiver devendo)(?: us)?$"
)
_CASH = re.compile(r"(?i)\b(?:caja|banco|bancos|caixa|cash|bank|efectivo|petty cash|caja chica|cuenta)\b")
_AUX = re.compile(
	r"(?i)[\s,]+(?:est[eé]n?|quede[n]?|sea[n]?|haya|tenga[n]?|tengamos|fique[m]?|estiver(?:em)?|for|tenha|tiver(?:mos)?|is|are|goes|gets|falls|there is|there are|we have|has|ya|se|ficar(?:em)?|hay|tem|já|lleguen?|nos|me|que|de|a|no)$"
)
_AUX_START = re.compile(
	r"(?i)^(?:haya|hay|queden|quede|tengamos|tenga|tiver|tivermos|houver|there (?:is|are)|we have|have|ya|nos|me|el valor de|tem|tenemos|que|the|el|la|los|las|o|a|os|as)\s+"
)


def _alert_on(
	rules: Any,
	request: Request,
	text: Text,
	language: str,
	tools: Mapping[str, Tool],
	before: list[int],
	after: list[int],
	condition: str,
) -> Outcome:
	while after and text.tokens[after[0]].norm in _UNIT_WORDS:
		after = after[1:]
	while after and text.tokens[-1 if False else after[-1]].norm in (
		"?",
		".",
		"!",
		",",
		"please",
		"por favor",
		"pls",
		"gracias",
		"obrigado",
		"thanks",
	):
		after = after[:-1]
	words = text.quote(before) if before else ""
	for _ in range(3):
		words = _AUX.sub("", words)
	bare = _AUX_START.sub("", words)
	if len(bare) < 2 and after:
		words = bare = re.sub(r"(?i)^(?:de|of|do|da|en|em|in)\s+(?=\S)", "", text.quote(after))
		words = f"stock de {words}" if not _CASH.search(words) else words
		after = []
	tail = text.quote(after) if after else ""
	for phrase in (f"{words} {tail}".strip(), words):
		if not phrase or not re.search(r"\w{2}", phrase):
			continue
		outcome = rules.understand(request, Text(phrase), language, relative=True, reads_only=True)
		if isinstance(outcome, Question) and outcome.command:
			outcome = Call(outcome.command, outcome.arguments)
		if isinstance(outcome, Call) and outcome.command in tools and outcome.command not in _NO_ALERT:
			return _alert_call(outcome.command, outcome.arguments, condition)
	if not bare:
		return NotUnderstood()
	owing = _OWING.match(bare)
	if owing and "customer_balance" in tools:
		name = Residue(Text(owing[1]), (), language=language).take_name()
		return _alert_call("customer_balance", {"customer": name} if name else {}, condition)
	residue = Residue(Text(bare), (), language=language)
	place = residue.take_warehouse(loose=True)
	name = residue.take_name()
	if not name:
		return NotUnderstood()
	if _CASH.search(bare) and "cash_and_bank" in tools:
		return _alert_call(
			"cash_and_bank",
			{"account": name}
			if not re.fullmatch(
				r"(?i)(?:la |el |o |the )?(?:caja|banco|bancos|caixa|cash|bank|efectivo)", name
			)
			else {},
			condition,
		)
	if "stock_balance" not in tools:
		return NotUnderstood()
	arguments = {"item": name}
	if place:
		arguments["warehouse"] = place
	return _alert_call("stock_balance", arguments, condition)


_NO_ALERT = frozenset(
	"schedule alert document send_pdf find_documents help menu stop_notifications item_price".split()
)


def _alert_call(command: str, arguments: Mapping[str, Any], condition: str) -> Call:
	found: dict[str, Any] = {"command": command}
	if arguments:
		found["arguments"] = dict(arguments)
	found["condition"] = condition
	return Call("alert", found)
