# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Whether a message that looks like an order to write something is one.

Contract: `meant(command, reading, arguments)` is asked after the arguments of a writing command have been read. It is
true only for an order, or a wish of the person who writes, to do it now: complete enough to be carried out or asked
about, with nothing in it that takes it back, puts it off, makes it depend on something, tells of it or asks about it.
What it refuses may still be a read; in doubt it refuses, since a write that was not meant is worse than one more
message. Pure functions.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from whatsapp_erp_bot.llm.rules.lexicon import CLASSES
from whatsapp_erp_bot.llm.rules.numbers import read as read_number
from whatsapp_erp_bot.llm.rules.reading import Reading
from whatsapp_erp_bot.llm.rules.slots import ARTICLES, PREPOSITIONS, PUNCTUATION, WAREHOUSE_NOUNS
from whatsapp_erp_bot.words.doctypes import DOCTYPE
from whatsapp_erp_bot.words.folding import fold

Arguments = Mapping[str, Any]


def _set(text: str) -> frozenset[str]:
	return frozenset(text.split())


# whatever comes with these is not to be done now
_CONDITION = re.compile(
	r" (?:si|if|unless|whether|a menos que|a nao ser que|salvo que|siempre que|sempre que|solo si|so se|only if|cuando|quando|when|whenever|apenas|en cuanto|assim que|as soon as|once|"
	r"after|despues de que|despues que|luego de que|depois que|until|hasta que|ate que|en caso de que|caso|provided|una vez que|uma vez que|"
	r"se (?:o|a|os|as|ele|ela|eles|elas|nao|chegar|chegarem|pagar|pagarem|tiver|tiverem|for|forem|der|estiver|puder|quiser|vier|houver|fechar|cair|sobrar|entrar)) "
)
_BUT = re.compile(
	r" (?:pero|but|although|aunque|embora|porem|mas (?:nao|so|primeiro|antes|ainda|falta|depois|preciso|espera|acho|tenho|ele|ela|o cliente)) "
)
_TAKEN_BACK = re.compile(
	r" (?:espera|espera ai|perai|wait|hold on|hang on|o no|or not|ou nao|era broma|olvidalo|olvida|esquece|deixa quieto|deixa pra la|deixa para la|never mind|nevermind|forget it|no hagas nada|nao faz nada|mejor no|melhor nao|es broma|e brincadeira|brincadeira|just kidding|kidding|jk|mentira|"
	r"ya no|not now|not yet|todavia no|aun no|ainda nao|luego|mas tarde|mais tarde|later|despues te|depois te|ya veremos|vamos ver|a ver si|tal vez|quiza|quizas|talvez|maybe|perhaps|creo que|acho que|i think|i guess|supongo|ojala|tomara|i wish|quem me dera|algun dia|um dia|some day|one day) "
)
# who tells what others say, or what is past, or to come, before the verb of the command
_TOLD = _set(
	"""segun conforme according supuestamente aparentemente apparently supostamente que that dijo dice dicen dijeron disse disseram diz dizem falou falaram said says told heard parece creo acho think believe suppose supongo
	quizas talvez maybe ojala tomara would should could might will going voy vou va van vai vao iba ia habria haria teria ayer ontem yesterday
	manana amanha tomorrow luego later siempre sempre always nunca never casi quase almost si if cuando quando when como how porque why
	quien quem who cual qual which no nao not sin sem without antes before despues depois after"""
)
_QUESTION_WORDS = _set(
	"""quien quienes quem who que what cual cuales qual quais which cuanto cuanta cuantos cuantas quanto quanta quantos quantas how cuando quando when
	donde onde where como por why porque si se if whether o a el la los las os as the"""
)
# what no order is made of
_NO_GOODS = re.compile(
	r"(?:d[ií]as?|days?|semanas?|weeks?|mes(?:es)?|months?|horas?|hours?|%|por ?ciento|percent|pesos?|reais|real|d[oó]la(?:res|r)|dollars?|euros?|soles|bucks|rupees|shillings|minut[oe]s?|a[nñ]os?|years?|personas?|people|pessoas|"
	r"descuento|desconto|discount|cr[eé]dito|prospectos?|leads?|clientes?|customers?|facturas?|invoices?|faturas?|copias?|c[oó]pias?|copies|veces|times|vezes|fotos?|photos?|pictures?|im[aá]gen(?:es)?|imagen|mensaj(?:es?)|mensagens?|messages?|"
	r"correos?|emails?|e-mails?|reportes?|relat[oó]rios?|reports?|citas?|reuni[oõ]e?n?e?s?|reuni[aã]o|meetings?|llamadas?|calls?|liga[cç][oõ]es|empleados?|employees|funcion[aá]rios?|vendedores|pendientes?|tareas?|tarefas?|tasks?|permisos?|"
	r"cotizaci[oó]n(?:es)?|presupuestos?|or[cç]amentos?|cota[cç](?:[aã]o|[oõ]es)|quotes?|quotations?|vacaciones|f[eé]rias|abrazos?|besos?|kg de peso|mxn|usd|brl|eur|ksh|kes|inr|lana|plata|dinero|dinheiro|grana|money|cash|mil|k|lakh|palos?|aprobad[oa]s?|aprovad[oa]s?|approved)\b",
	re.I,
)
_BANKS = re.compile(
	r"(?i)\b(?:cuentas?|contas?|accounts?|bancos?|banks?|caixa|caja|cash|bbva|banamex|santander|banorte|hsbc|bancolombia|davivienda|ita[uú]|nubank|bradesco|equity|kcb|hdfc|icici|sbi|mpesa|m-pesa|nequi|tarjeta|cart[aã]o|card)\b"
)
_ORDER_VERBS = frozenset(
	word for name in ("create", "record_payment") for norm in CLASSES[name] for word in norm.split()
) - _set("nuevo nueva novo nova new registro a un una uma um mi me alta de da baixa entrada hace")
_HEAD_VERBS = _ORDER_VERBS | _set(
	"""cotizale cotizame cotiza cotizar cotice presupuestale presupuestar presupuesta cota cotar orca orcar orce quote cotame mandale enviale pasale dale manda envia send passa
	levantale armale hazle metele hacele tomale registrale ponle cargale toma tomar tome take anota book pidele pidanle pide pedir pede peca compra comprar comprale compre encarga
	encargale encargar order buy purchase encomenda encomendar ordena ordenale ordenar pedile solicitale comprarle solicita solicitar solicite request requisita requisitar requisiciona
	necesitamos hagamos facamos fazemos apuntame apunta apuntale"""
)
_DEFINITE = _set(
	"el la los las o os as the ese esa esos esas esse essa esses essas este esta estos estas that this those these aquel aquella aquele aquela mis meus minhas my nuestros nossos our sus los"
)
_PLURALS = frozenset(
	word
	for name in ("order", "porder", "quote", "a_task", "an_issue")
	for norm in CLASSES[name]
	for word in norm.split()
	if word.endswith("s") and word != "sales"
)
_DANGLING = PREPOSITIONS | ARTICLES | _set("que con com with y e and o or ou un una uma um a an mi meu my su")


def _norms(reading: Reading, indices: Sequence[int]) -> list[str]:
	return [reading.text.tokens[index].norm for index in indices]


def _line(norms: Sequence[str]) -> str:
	return f" {' '.join(norms)} "


def _capital(reading: Reading, index: int) -> bool:
	token = reading.text.tokens[index]
	return reading.text.original[token.start].isupper()


def _head_words(reading: Reading) -> set[str]:
	return {part for norm in _norms(reading, reading.head) for part in norm.split()}


def commanded(reading: Reading) -> bool:
	"""Whether the head holds a verb that orders, not a noun or “new” alone."""
	return bool(_head_words(reading) & _HEAD_VERBS)


def _after(reading: Reading) -> list[int]:
	last = max(reading.head) if reading.head else reading.start - 1
	return list(range(last + 1, len(reading.text.tokens)))


_REASON_MARKS = _set("porque because pois since due debido motivo razon reason : por pues ya") | {"xq"}


def _clause(reading: Reading) -> list[int]:
	"""What follows the head up to a reason or a quotation: it is the order itself."""
	found = []
	for index in _after(reading):
		if reading.text.tokens[index].norm in _REASON_MARKS:
			break
		found.append(index)
	return found


def _ends_open(reading: Reading) -> bool:
	"""“hazme un pedido de”: it breaks off."""
	norms = [token.norm for token in reading.text.tokens if token.norm not in PUNCTUATION]
	courtesy = _set("por favor please gracias obrigado obrigada thanks")
	while norms and (norms[-1] in courtesy or norms[-1] == "por favor"):
		norms.pop()
	return bool(norms) and norms[-1] in _DANGLING and norms[-2:-1] not in (["cada"], ["c/u"])


# these are closed or done, not cancelled or approved
_NO_DOCUMENTS = _set(
	"ticket tickets chamado chamados tarea tareas tarefa tarefas task tasks recordatorio lembrete reminder alerta alert suscripcion subscription assinatura cita reunion reuniao meeting"
)


def _document_act(reading: Reading, arguments: Arguments) -> bool:
	"""Approve, submit, cancel, reject: the verb, then the document and nothing else but a reason."""
	tokens = reading.text.tokens
	clause = _clause(reading)
	document = reading.document_index()
	if {*_norms(reading, reading.head), *_norms(reading, clause)} & _NO_DOCUMENTS:
		return False
	line = _line(_norms(reading, clause))
	if re.search(
		r" (?:queria|queriamos|wanted|iba|ia|habria|haber|have|had) ",
		_line(_norms(reading, range(0, min(reading.head, default=0)))),
	):
		return False
	if _CONDITION.search(line) or _BUT.search(reading.text.line.string) or _put_off(reading, clause):
		return False
	if document is not None:
		if reading.head and min(reading.head) < document:
			between = [index for index in clause if index < document]
			return all(_of_document(reading, index) for index in between) and not (
				len(reading.head) == 1
				and between
				and tokens[between[0]].norm in ("de", "of", "del", "do", "da", "que")
			)
		return True
	words = str(arguments.get("document") or "").split()
	if set(map(fold, words)) & _set("ultima ultimo last latest reciente hoy hoje today ayer ontem"):
		return True
	while words and fold(words[0]) in _DOCUMENT_WORDS | ARTICLES | PREPOSITIONS | {"cliente", "customer"}:
		words.pop(0)
	# whose, or which number: “cancela la factura de luz” is none of ours
	return bool(words) and (words[0][:1].isupper() or any(map(str.isdigit, words[0])))


_DOCUMENT_WORDS = (
	frozenset(word for words in DOCTYPE for word in words.split())
	- _set(
		"entrega entregas delivery deliveries despachos recepcion recepciones recebimento entrada entradas devolucion"
	)
) | _set(
	"""numero number no n # id folio venta compra venda sales purchase mi meu minha my nuestra nossa our ultima ultimo last latest por favor please documento document solicitud
	requisicion esa ese essa esse this that esta este para mi pra mim me ya ahora agora now , ( ) - transferencia gasto expense reembolso flujo nueva nuevo"""
)


def _of_document(reading: Reading, index: int) -> bool:
	token = reading.text.tokens[index]
	return (
		token.norm in _DOCUMENT_WORDS | ARTICLES | PREPOSITIONS
		or all(part in _DOCUMENT_WORDS for part in token.norm.split())
		or token.tag == "polite"
		or _capital(reading, index)
		or token.norm[0].isdigit()
	)


def _put_off(reading: Reading, clause: Sequence[int]) -> bool:
	"""A day other than today within the order: it is for later, or was."""
	if _other_day_before(reading):
		return True
	for expression, indices in reading.found:
		if indices and indices[0] in clause and expression.resolve(True) != (reading.today, reading.today):
			# “el pedido de ayer” says which one
			before = reading.text.tokens[indices[0] - 1].norm if indices[0] else ""
			first = reading.text.tokens[indices[0]].norm
			if first not in ("de", "del", "do", "da", "of", "from") and before not in (
				"de",
				"del",
				"do",
				"da",
				"of",
				"from",
			):
				return True
	return False


def _other_day_before(reading: Reading) -> bool:
	"""“ayer transferí…”, “mañana mueve…”: another day stands in front."""
	first = min(reading.head) if reading.head else 0
	return any(
		indices
		and indices[0] < first
		and expression.resolve(True) != (reading.today, reading.today)
		and reading.text.tokens[indices[0]].norm not in ("para", "pra", "pro", "for")
		for expression, indices in reading.found
	)


# orders in form that are nouns as well: “order for…”, “compra de…”
_ALSO_NOUNS = _set("order orden ordena compra encomenda quote request book cota pide anote note")


def _made(reading: Reading, arguments: Arguments) -> bool:
	"""Quotations, orders, requests: what is to be made is named, or nothing but “make one” is said."""
	rows = arguments.get("rows") or ()
	if any(_NO_GOODS.match(str(row.get("item", ""))) for row in rows):
		return False
	if _CONDITION.search(_line(_norms(reading, _clause(reading)))) or _other_day_before(reading):
		return False
	command = reading.match.phrase.command
	norms = {token.norm for token in reading.text.tokens}
	if command in ("create_quotation", "create_sales_order") and norms & _BOUGHT_FROM:
		return False
	party = next(
		(arguments[name] for name in ("customer", "lead", "supplier", "warehouse") if name in arguments), ""
	)
	plain_order = bool((_head_words(reading) & _HEAD_VERBS) - _ALSO_NOUNS)
	if _gone(reading) or (not plain_order and _tells(reading)):
		return False
	head = _norms(reading, reading.head)
	if not commanded(reading) and head and head[0] in _DEFINITE:
		return False
	if rows and head == ["compra"] and _counted_of(reading):
		return False
	if party and (_NO_GOODS.match(str(party)) or _with(reading, party)):
		return False
	if command == "create_sales_order" and party and set(fold(str(party)).split()) & WAREHOUSE_NOUNS - _SHOPS:
		return False
	if rows:
		# a noun in front (“pedido de…: 5 cajas”) orders only when all of it is there
		return commanded(reading) or bool(party) or "material" in reading.match.phrase.command
	if not commanded(reading):
		return False
	norms = _norms(reading, reading.head)
	words = [part for norm in norms for part in norm.split()]
	if set(words) & _PLURALS or set(words) & _DEFINITE:
		return False
	if reading.found:
		return False
	if not party:
		return all(
			token.norm in PUNCTUATION or token.norm in _COURTESY or index <= max(reading.head)
			for index, token in enumerate(reading.text.tokens)
		)
	where = next(
		(
			index
			for index in _after(reading)
			if fold(str(party)).split()[0] == reading.text.tokens[index].norm
		),
		None,
	)
	if where is None:
		return False
	before = reading.text.tokens[where - 1].norm
	return _capital(reading, where) or before in _set(
		"para pra pro for pros pras cliente customer proveedor fornecedor supplier"
	)


# what is told of a thing that is there already: “… llegó mal”, “… is late”
_STATE = re.compile(
	r" (?:llego|llegaron|llegado|llega|vencid[oa]s?|cancelad[oa]s?|aprobad[oa]s?|aprovad[oa]s?|rechazad[oa]s?|rejeitad[oa]s?|pendientes?|pendentes?|pending|entregad[oa]s?|entregues?|entregaron|entregou|delivered|late|is|was|were|been|has|have|had|"
	r"accepted|rejected|approved|cancell?ed|arrived|shipped|atrasou|atrasad[oa]s?|chegou|chegaram|saiu|salio|quedo|ficou|ya|ja|already|no|nao|not|ha|han|foi|fue|fueron|foram|esta|estan|estao|como|status|estado|any news|mal|rot[oa]s?|perdid[oa]s?|"
	r"lost|cerrad[oa]s?|fechad[oa]s?|closed|facturad[oa]s?|faturad[oa]s?|hecho|hecha|feito|feita|done|listo|lista|pronto|pronta) "
)


def _tells(reading: Reading) -> bool:
	"""Whether a message that begins with a noun goes on to tell something of it."""
	last = max(reading.head) if reading.head else -1
	norms = [
		token.norm
		for index, token in enumerate(reading.text.tokens)
		if index > last and not _capital(reading, index) and token.tag != "polite"
	]
	return bool(_STATE.search(_line(norms)))


def _gone(reading: Reading) -> bool:
	"""A day that is over: nothing is made or moved then."""
	return any(expression.resolve(True)[1] < reading.today for expression, _indices in reading.found)


_COURTESY = _set(
	"por favor please gracias obrigado obrigada thanks ya ahora agora now porfa pls urgente hoy"
) | {"por favor"}


_BOUGHT_FROM = _set("proveedor proveedores fornecedor fornecedores supplier suppliers vendor")
# a customer may be called so: “Tienda Don Beto”
_SHOPS = _set("tienda tiendas loja lojas store stores shop shops mostrador local depot yard planta")


def _with(reading: Reading, party: str) -> bool:
	"""“cotiza con Aceros”: they are to quote, not we."""
	first = fold(str(party)).split()[0]
	after = _norms(reading, _after(reading))
	return (
		reading.match.phrase.command == "create_quotation"
		and after[:1] in (["con"], ["com"], ["with"])
		and first in after[1:3]
	)


def _counted_of(reading: Reading) -> bool:
	"""“compra a Aceros de 20 cajas”: a noun with its measure, where the verb has the number alone."""
	tokens = reading.text.tokens
	return any(
		tokens[index].norm in ("de", "of") and tokens[index + 1].kind == "number"
		for index in _after(reading)
		if index + 1 < len(tokens)
	)


def _moved(reading: Reading, arguments: Arguments) -> bool:
	item = str(arguments.get("item", ""))
	uom = str(arguments.get("uom", ""))
	places = f"{arguments.get('from_warehouse', '')} {arguments.get('to_warehouse', '')}"
	if _NO_GOODS.match(item) or _NO_GOODS.match(uom) or _BANKS.search(places):
		return False
	after = _norms(reading, _after(reading))
	if (after and after[0] in ("que", "por", "that")) or _gone(reading) or _STATE.search(f" {fold(places)} "):
		return False
	if str(arguments.get("to_warehouse", "")).isdigit() or (
		set(_norms(reading, reading.head)) & _MOVES and _tells(reading)
	):
		return False
	if re.search(r" (?:a|to|ao) [^ ]+ (?:por|for) ", _line(after[:4])):
		return False
	generic = _set("hora siguiente producto sistema lista dia momento item cliente correo")
	if any(fold(str(arguments.get(name, ""))) in generic for name in ("from_warehouse", "to_warehouse")):
		return False
	return not _CONDITION.search(_line(_norms(reading, _clause(reading)))) and not _put_off(
		reading, _clause(reading)
	)


_MOVES = _set("traspaso transferencia transfer traslado movimiento remanejamento movimentacao") | {
	norm
	for norm in CLASSES["transfer"]
	if norm.split()[0] in ("traspaso", "transferencia", "traslado", "movimiento")
}
_STATEMENT_NOISE = (
	PREPOSITIONS
	| ARTICLES
	| PUNCTUATION
	| _COURTESY
	| _set(
		"""ya ja hoy hoje today acaba acabou just has have factura fatura invoice cuenta conta account parte partial parcial total saldo anticipo adelanto pago pagamento payment abono
	cliente customer proveedor fornecedor supplier deuda mensualidad parcela nos me le les lo la su sua advance and y e aqui aca ahi ai recibido recebido received registra anota $ # por by via valor monto no na el through using"""
	)
)


def _paid(reading: Reading, arguments: Arguments) -> bool:
	"""Told or ordered. What is only told (“X pagó 500”) counts when who and how much is all there is to it."""
	tokens = reading.text.tokens
	line = reading.text.line.string
	party = str(arguments.get("party", ""))
	money = arguments.get("amount") or {}
	if _CONDITION.search(_line(_norms(reading, range(len(tokens))))):
		return False
	ordered = bool(_head_words(reading) & _ORDER_VERBS) or _ordered_before(reading)
	if party and _NO_GOODS.match(party):
		return False
	if ordered and reading.asked():
		return False
	if ordered:
		told = {part for token in tokens for part in token.norm.split()} & _PAYMENT_WORDS
		return bool(told or {"mode", "document"} & set(arguments) or "currency" in money)
	if not party or reading.question():
		return False
	first = fold(party).split()[0]
	where = next((index for index, token in enumerate(tokens) if token.norm == first), None)
	if where is None:
		return False
	if any(
		expression.resolve(False) != (reading.today, reading.today) for expression, _indices in reading.found
	):
		return False
	if set(fold(party).split()) & _TOLD or len(party.split()) > 6:
		return False
	source = reading.match.phrase.source
	shape = "<paid>" in source or "pago|abono" in source
	if shape and where > min(reading.head):
		# “paid 500 for lunch”, “depositó 500 personas”: nobody is named before the verb
		return False
	if shape and set(_norms(reading, range(reading.start, min(reading.head)))) & (_TOLD - {"no"}):
		return False
	if not shape:
		before = tokens[where - 1].norm if where else ""
		straight = where - 1 in reading.head
		if before not in PREPOSITIONS and before not in ARTICLES and not straight:
			return False
		evidence = {"mode", "document"} & set(arguments) or "currency" in money
		if not (
			evidence
			or _capital(reading, where)
			or before in ("cliente", "customer", "proveedor", "fornecedor")
		):
			# “cobré 500 de propina” names nobody
			return False
	said = set(fold(party).split())
	mode = set(fold(str(arguments.get("mode", ""))).split())
	for index, token in enumerate(tokens):
		if index in reading.head or token.tag or token.kind in ("doc", "number"):
			continue
		if not reading.start <= index < reading.end:
			continue
		parts = set(token.norm.split())
		if parts & (said | mode) or parts <= _STATEMENT_NOISE or _is_amount(reading, index):
			continue
		return False
	if _counts_things(reading):
		return False
	noun = "<a_payment>" in source and "<got_paid>" not in source
	if not noun:
		return True
	# a noun alone tells of a payment; with how or for what it is dictated
	received = set(_norms(reading, range(len(tokens)))) & _set("recibido recebido received")
	return bool(
		received or {"mode", "document"} & set(arguments) or "currency" in money
	) and not _ends_with_verb(party, line)


def _counts_things(reading: Reading) -> bool:
	"""“entró 1 cliente”: what follows the number is no money."""
	tokens = reading.text.tokens
	return any(
		token.kind == "number"
		and index + 1 < len(tokens)
		and tokens[index + 1].norm not in _MONEY_WORDS | {"cash", "efectivo", "dinheiro"}
		and bool(_NO_GOODS.match(tokens[index + 1].norm))
		for index, token in enumerate(tokens)
	)


def _ordered_before(reading: Reading) -> bool:
	start = _norms(reading, range(reading.start, min(reading.start + 1, len(reading.text.tokens))))
	return bool(set(start) & _ORDER_VERBS)


def _ends_with_verb(party: str, line: str) -> bool:
	words = party.split()
	return len(words) > 1 and words[0][:1].isupper() and words[-1][:1].islower()


_PAYMENT_WORDS = _set(
	"""pago pagos pagamento payment cobro abono recebimento deposito anticipo adiantamento adelanto advance received recibido recibidos recebido recebidos pagou paid pagaron pagaram
	depositou depositaron depositaram abonou abonaron transfirio transferiu collected cobrado cobrados parcela pix receipt remitted"""
)
_MONEY_WORDS = _set(
	"""mil k lakh lakhs crore million millon millones milhoes milhao medio palo palos pesos peso reais real dolares dolar dollars dollar euros euro soles sol ksh kes usd mxn brl eur inr rs
	shillings rupees mexicanos colombianos argentinos cop ars clp pen r$ us$ s/ bob gtq grand bucks cientos quinientos ciento y e and chilenos uruguayos bolivianos quetzales bolivares pila lucas"""
)


def _is_amount(reading: Reading, index: int) -> bool:
	token = reading.text.tokens[index]
	return token.norm in _MONEY_WORDS or bool(read_number([token], 0, reading.language))


def _lead(reading: Reading, arguments: Arguments) -> bool:
	name = str(arguments.get("name", ""))
	if commanded(reading):
		return not (set(_norms(reading, reading.head)) & _set("leads prospectos prospects"))
	if not name or reading.asked():
		return False
	return bool(
		"phone" in arguments or "email" in arguments or (name[:1].isupper() and not _ends_with_verb(name, ""))
	)


_REMINDER = frozenset(part for norm in CLASSES["remind"] for part in norm.split())
_INFINITIVE = re.compile(r"[a-z]{2,}(?:ar|er|ir)(?:le|les|lo|la|los|las|me|nos|se|te)?$")


# what comes again and again is no single task
_AGAIN = re.compile(
	r" (?:todos los|todas las|todos os|todas as|cada|every|toda (?:segunda|terca|quarta|quinta|sexta|semana|manha)|todo (?:dia|mes|sabado|domingo)|diario|diariamente|daily|weekly|monthly|semanalmente|mensualmente|mensalmente) "
)


def _task(reading: Reading, arguments: Arguments) -> bool:
	text = str(arguments.get("text", ""))
	head = _norms(reading, reading.head)
	if not text:
		return (
			bool(commanded(reading) or set(head) & _REMINDER)
			and not _ends_open(reading)
			and not reading.asked()
		)
	words = fold(text).split()
	after = _norms(reading, _after(reading))
	lead = next((norm for norm in after if norm not in PUNCTUATION), "")
	line = _line(head)
	reminded = bool(re.search(r" (?:recu|acuer|lembr|remind|recor)", line))
	if _AGAIN.search(reading.text.line.string) and (reminded or set(head) & _REMINDER):
		return False
	if set(head) & _set("manda envia send hazle mandale enviale mande envie") and set(head) & _set(
		"recordatorio lembrete reminder"
	):
		return False
	if reminded:
		if re.search(r" (?:recuerda|recuerdas|lembra|lembrar) ", line) and not re.search(
			r" (?:me|recuerdame|lembra me) ", reading.text.line.string
		):
			return lead in ("me",) or _INFINITIVE.match(words[0]) is not None
		if lead in _QUESTION_WORDS - ARTICLES - {"que", "se"} or (
			lead == "que" and words[0] in _set("es fue tengo hay")
		):
			return False
		if words[0] in _QUESTION_WORDS - ARTICLES - {"que", "por"} and "due" not in arguments:
			return False
		if lead in ARTICLES and "due" not in arguments and "assign_to" not in arguments:
			return False
		return True
	if commanded(reading) or (reading.head and head[0] in _TASK_VERBS):
		return not set(line.split()) & _PLURALS
	# a noun in front: “tarea: …”, “tarea para Luis: …”
	return ":" in after or "assign_to" in arguments


_TASK_VERBS = _set(
	"asigna asignale asignar atribui atribuir atribua assign dale passa ponle pon delega delegar encargale give dejale pasale manda que no tengo hazme nao do"
)


def _issue(reading: Reading, arguments: Arguments) -> bool:
	if reading.customer:
		subject = set(fold(str(arguments.get("subject", ""))).split())
		return not reading.asked() and not (
			subject and subject <= _PAYMENT_WORDS | ARTICLES | {"mi", "meu", "my"}
		)
	words = _head_words(reading)
	if commanded(reading) or words & _set(
		"reporta reportar reportame reporto report relata relatar comunicar denunciar reclamar quejarme reportarlo complain"
	):
		return not reading.asked()
	after = _norms(reading, _after(reading))
	told = ":" in after or ":" in _norms(reading, reading.head)
	# “tengo un problema con…” tells; nobody asked for a ticket
	return told and not words & _set("tengo tenho hay tem have there tuve tive tenemos temos")


_WRITES_DOWN = _set(
	"comenta comentar comente comentale anota anotar anote anotale apunta note comment escribe escribele escreve write apuntale apuntar"
)


def _comment(reading: Reading, arguments: Arguments) -> bool:
	text = fold(str(arguments.get("text", ""))).strip(" ?!.,")
	head = _head_words(reading)
	noted = bool(head & set(CLASSES["comment"])) or bool(
		set(_norms(reading, _after(reading))) & _set("comentario comment nota observacion observacao")
	)
	document = reading.document_index()
	after = _norms(reading, _after(reading))
	if not text:
		return bool(head & _WRITES_DOWN or (noted and head & _HEAD_VERBS)) and not reading.asked()
	if document is not None and "que" in after and reading.head:
		between = _norms(reading, [index for index in _after(reading) if index < document])
		if {"que", "that"} & set(between) and not {"que", "that"} & set(
			_norms(reading, range(document, len(reading.text.tokens)))
		):
			return False
	if document is not None and "that" in _norms(
		reading, [index for index in _after(reading) if index < document]
	):
		return False
	if reading.asked() and ":" not in after:
		return False
	quoted = ":" in after or bool(
		document is not None
		and set(_norms(reading, range(document + 1, len(reading.text.tokens))))
		& _set("que that saying diciendo dizendo")
	)
	if noted:
		# “comentarios en X”: a noun in front needs what is to be said
		return (
			bool(head & _HEAD_VERBS | head & _WRITES_DOWN)
			or quoted
			or _starts_noun_with_text(reading, document)
		)
	if head & _WRITES_DOWN:
		return quoted or not re.match(
			r"(?:un |an |a )?(?:correo|email|e mail|mail|mensaje|mensagem|message|carta|letter)\b", text
		)
	# “pon la X en excel”, “leave X alone”: not a note unless its words are marked as such
	return quoted


def _starts_noun_with_text(reading: Reading, document: int | None) -> bool:
	return document is not None and document + 2 < len(reading.text.tokens) and not reading.question()


def _undone(reading: Reading, arguments: Arguments) -> bool:
	return not reading.asked()


_CHECKS: Mapping[str, Callable[[Reading, Arguments], bool]] = {
	"create_quotation": _made,
	"create_sales_order": _made,
	"create_purchase_order": _made,
	"create_material_request": _made,
	"transfer_stock": _moved,
	"record_payment": _paid,
	"create_lead": _lead,
	"create_task": _task,
	"create_issue": _issue,
	"add_comment": _comment,
	"submit_document": _document_act,
	"cancel_document": _document_act,
	"approve": _document_act,
	"reject": _document_act,
	"undo": _undone,
}
# commands whose text is free: what stands in it is not said of the order
_FREE = frozenset(("create_task", "create_issue", "add_comment", "create_lead"))


_SUBJUNCTIVES = _set(
	"hagas registres anotes generes levantes armes prepares abras cotices apruebes autorices canceles anules rechaces confirmes valides transfieras traspases muevas pases apuntes facas pidas compres"
)
_WISHED = re.compile(
	r" (?:quiero|necesito|ocupo|quisiera|me gustaria|preciso|quero|gostaria|favor de|te pido|pido) que "
)


_NO_PAST = _set("hace pone mete trae hacele ponele metele haceme poneme")


def _past_form(reading: Reading) -> bool:
	"""“registré”, “transferí”: without the accent it would be an order."""
	if not reading.head:
		return False
	token = reading.text.tokens[min(reading.head)]
	written = reading.text.original[token.start : token.end].lower()
	return written.endswith(("é", "í", "ó")) and token.norm not in _NO_PAST


# whose order it is shows in the role noun: a customer's own “purchase order” is no purchase of ours
_CUSTOMER_NOUNS = _set(
	"cliente clienta clientes freguesa fregues customer customers client clients comprador"
)
_SUPPLIER_NOUNS = _set(
	"proveedor proveedora proveedores fornecedor fornecedora fornecedores supplier suppliers vendor vendors"
)
_OTHER_SIDE = {
	"create_purchase_order": _CUSTOMER_NOUNS,
	"create_sales_order": _SUPPLIER_NOUNS,
	"create_quotation": _SUPPLIER_NOUNS,
}


def _of_the_other_side(command: str, reading: Reading) -> bool:
	"""Whether the message names a party of the other side by its role; a “client” may also be part of a free text."""
	nouns = _OTHER_SIDE.get(command)
	return bool(nouns) and any(token.norm in nouns for token in reading.text.tokens)


# a document that we send to a supplier, named as such: only then is who stands behind “para” or “for” the supplier
_PURCHASE_DOCUMENT = re.compile(
	r" (?:orden(?:es)? de compra|ordem de compra|pedido de compra|purchase orders?|po|oc) "
)
_BENEFICIARY = r" (?:para|pra|pro|pros|pras|for) (?:(?:el|la|los|las|o|a|os|as|the) )?"
# “encomenda do Mercado Sol” is what the market ordered from us
_THEIR_ORDER = re.compile(r"^ (?:(?:uma?|a|nova) )?encomendas? d(?:o|a|e|os|as) ")


def _for_somebody(reading: Reading, arguments: Arguments) -> bool:
	"""Whether goods are asked for on behalf of the party instead of from it: “pide 20 martillos para Ferretería López”."""
	line = _line(_norms(reading, range(len(reading.text.tokens))))
	if _THEIR_ORDER.search(line):
		return True
	party = fold(str(arguments.get("supplier") or ""))
	if not party or _PURCHASE_DOCUMENT.search(line):
		return False
	return bool(re.search(_BENEFICIARY + re.escape(party.split()[0]) + r"\b", line))


def meant(command: str, reading: Reading, arguments: Arguments) -> bool:
	"""Whether this writing command is ordered here and now."""
	if _of_the_other_side(command, reading):
		return False
	if command == "create_purchase_order" and _for_somebody(reading, arguments):
		return False
	check = _CHECKS.get(command)
	if check is None:
		return not reading.asked()
	if _past_form(reading) and "paid>" not in reading.match.phrase.source:
		return False
	if _head_words(reading) & _SUBJUNCTIVES and not _WISHED.search(reading.text.line.string):
		return False
	if command not in _FREE:
		if reading.asked() or _ends_open(reading):
			return False
		if _TAKEN_BACK.search(_line(_norms(reading, [*reading.head, *_clause(reading)]))):
			return False
	elif _ends_open(reading) and not any(
		arguments.get(name) for name in ("text", "subject", "phone", "email")
	):
		return False
	return check(reading, arguments)
