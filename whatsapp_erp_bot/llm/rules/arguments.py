# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Arguments of the reading commands and of those about oneself.

Contract: `read(tool, reading, limit, days, formats)` returns the arguments that were said for the parameters of the
tool, or None where what is left of the message shows that something else is meant. Kinds of parameters decide how a
value is read; a few commands have a reader of their own in `_OWN`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from whatsapp_erp_bot.llm.rules import periods
from whatsapp_erp_bot.llm.rules.lexicon import CLASSES
from whatsapp_erp_bot.llm.rules.numbers import tidy
from whatsapp_erp_bot.llm.rules.reading import Reading
from whatsapp_erp_bot.llm.rules.slots import Residue
from whatsapp_erp_bot.llm.types import Tool
from whatsapp_erp_bot.words.choices import DIMENSION, DIMENSIONS, LANGUAGE_NAMES
from whatsapp_erp_bot.words.doctypes import DOCTYPE
from whatsapp_erp_bot.words.folding import fold
from whatsapp_erp_bot.words.states import STATUS

Arguments = dict[str, Any]


@dataclass
class Extras:
	"""What was found all over the message: a limit, “more than N days”, formats."""

	limit: float | None = None
	days: float | None = None
	formats: list[str] = field(default_factory=list)


_COMPARE = re.compile(
	r" (?:contra|vs|versus|comparad[oa]s?|compara|compare|compared|comparar|comparame|comparando|comparativ[oa]|comparison|comparacion|comparacao|frente a[l]?|against|respecto|em relacao|than|que el (?:mes|ano) (?:pasado|anterior)|diferencia con|crecimiento|crescimento|growth|(?:mas|mais|more|menos|less|mejor|melhor|better|worse|peor) (?:[^ ]+ ){0,4}(?:que|than|do que)|crecieron|cresceram|grow|grew|crecimos|crescemos|y el (?:mes|ano) anterior|con el (?:mes|ano|periodo) (?:anterior|pasado)|com o (?:mes|ano|periodo) (?:anterior|passado)|with (?:last|previous|the previous)) "
)
_CORRECTION = re.compile(
	r"(?:^| )(?:no|nao|perdon|digo|mejor|melhor|alias|i mean|actually|sorry|quise decir|quer dizer|quero dizer|rather|desculpa)(?: |$)"
)
_SINGULAR_CUSTOMER = re.compile(r" (?:cliente|customer|client|comprador|buyer) ")
_PLURAL_CUSTOMER = re.compile(r" (?:clientes|customers|clients|compradores|buyers) ")
_SINGULAR_ITEM = re.compile(
	r" (?:producto|articulo|item|produto|product|sku|best seller|bestseller|top seller|mas vendido|mas vendida|mais vendido|mais vendida|campeao de vendas|articulo estrella) "
)
_PLURAL_ITEM = re.compile(
	r" (?:productos|articulos|items|itens|produtos|products|skus|best sellers|top sellers|vendidos|vendidas|bestsellers|campeoes) "
)
_QUANTITY = re.compile(
	r" (?:por|en|em|by|in|segun|de) (?:la |the |a )?(?:cantidad|cantidades|quantidade|quantidades|quantity|qty|unidades|units|piezas|pieces|volumen|volume|pecas|numero de unidades|unidad|cant) "
)
_AMOUNT = re.compile(
	r" (?:por|en|em|by|in|segun) (?:la |the |o |el )?(?:monto|importe|valor|amount|value|dinero|dinheiro|revenue|ingresos|ventas|faturamento|facturacion|money|plata|receita|venta) "
)
_OVERDUE = re.compile(
	r" (?:atrasad[oa]s?|vencid[oa]s?|overdue|retrasad[oa]s?|late|em atraso|past due|pasadas de fecha) "
)
_OPEN = re.compile(
	r" (?:abiert[oa]s?|abert[oa]s?|open|em aberto|(?:tareas|tarefas|atividades|actividades) (?:pendientes|pendentes)|pending (?:tasks|todos|to dos)) "
)


def period_of(reading: Reading, future: bool) -> Any:
	"""The period as an argument: {"from", "to"}, or the person's words where they stay relative."""
	if not reading.found:
		return None
	chosen = reading.found[0]
	if len(reading.found) > 1:
		between = " ".join(
			token.norm for token in reading.text.tokens[chosen[1][-1] + 1 : reading.found[-1][1][0]]
		)
		if _CORRECTION.search(f" {between} "):
			chosen = reading.found[-1]
	expression, indices = chosen
	if reading.relative:
		return Residue(reading.text, (), language=reading.language).text.quote(
			_without_lead(reading, indices)
		)
	return periods.as_argument(expression.resolve(future))


def _without_lead(reading: Reading, indices: list[int]) -> list[int]:
	words = list(indices)
	while len(words) > 1 and reading.text.tokens[words[0]].norm in (
		"de",
		"del",
		"da",
		"do",
		"en",
		"em",
		"in",
		"for",
		"of",
		"on",
		"from",
		"el",
		"la",
		"los",
		"las",
		"o",
		"a",
		"the",
		"no",
		"na",
		"durante",
		"during",
		"nos",
		"nas",
		"para",
		"dos",
		"das",
	):
		if (
			reading.text.tokens[words[0]].norm in ("el", "la")
			and len(words) == 2
			and reading.text.tokens[words[1]].norm in ("mes", "semana")
		):
			break
		words.pop(0)
	return words


def read(tool: Tool, reading: Reading, extras: Extras) -> Arguments | None:
	"""The arguments for one tool, or None."""
	fixed = set(getattr(tool, "fixed_for_customer", ())) if reading.customer else set()
	names = {parameter.name: parameter for parameter in tool.parameters if parameter.name not in fixed}
	line = reading.text.line.string
	arguments: Arguments = {}
	period = names.get("period")
	if period:
		value = period_of(reading, period.future)
		if value:
			arguments["period"] = value
	if "as_of" in names and reading.found:
		expression, indices = reading.found[-1]
		if reading.relative:
			arguments["as_of"] = reading.text.quote(_without_lead(reading, indices))
		else:
			arguments["as_of"] = expression.resolve(False)[1].isoformat()
	compared = _COMPARE.search(line) if "compare" in names else None
	if compared:
		arguments["compare"] = True
		reading.taken.update(reading.text.line.tokens_of(compared.start() + 1, compared.end()))
	if "format" in names and extras.formats:
		arguments["format"] = extras.formats[-1]
	if "limit" in names and extras.limit:
		arguments["limit"] = tidy(extras.limit)
	if "days" in names and extras.days:
		arguments["days"] = tidy(extras.days)
	own = _OWN.get(tool.name)
	if own:
		return own(tool, reading, arguments, names)
	return links(tool, reading, arguments, names)


def links(tool: Tool, reading: Reading, arguments: Arguments, names: Mapping[str, Any]) -> Arguments | None:
	"""Names of customers, items, places… out of what is left."""
	residue = reading.residue()
	found: dict[str, str | None] = {}
	if "item_group" in names:
		found["item_group"] = residue.take_item_group()
	if "price_list" in names:
		found["price_list"] = residue.take_price_list()
	if "priority" in names:
		found["priority"] = residue.take_priority()
	if "warehouse" in names:
		found["warehouse"] = residue.take_warehouse(
			loose="item" in names or tool.name in ("low_stock", "stock_report")
		)
	if "company" in names and "item" not in names:
		company = residue.take_after(("empresa", "compania", "company", "companhia", "sucursal"), roles=False)
		found["company"] = company
	if tool.name == "item_price" and "customer" in names:
		found["customer"] = _price_customer(residue, reading)
	primary = next(
		(
			name
			for name in ("item", "customer", "supplier", "account", "report")
			if name in names and not found.get(name)
		),
		None,
	)
	if primary and not (tool.name == "item_price" and primary == "customer"):
		found[primary] = residue.take_name()
	if "item" in found and re.search(r" (?:hay|tem|tengo|tenemos) que ", line_of(reading)):
		return None
	if _NO_ITEM.match(found.get("item") or ""):
		return None
	if "customer" in found and (found["customer"] or "").isdigit():
		return None
	if primary and "item" not in names and not reading.question() and _tells(found.get(primary) or ""):
		return None
	for name, value in found.items():
		if value and not (name == "supplier" and set(fold(value).split()) <= _BILLS):
			arguments[name] = value
	left = residue.leftover()
	if left and _means_more(reading, left, bool(primary)):
		return None
	return arguments


# what is owed, not to whom
_BILLS = frozenset(
	"facturas faturas boletos invoices bills cuentas contas pagos pagamentos payments notas".split()
)


def line_of(reading: Reading) -> str:
	return reading.text.line.string


def _price_customer(residue: Residue, reading: Reading) -> str | None:
	markers = ("para", "pra", "pro", "for") + (
		("al", "a") if reading.language == "es" else ("to",) if reading.language == "en" else ()
	)
	for stretch in residue.stretches:
		if residue.norm(stretch[0]) in ("para", "pra", "pro", "for") and len(residue.stretches) == 1:
			norms = residue.norms(stretch)
			split = next(
				(place for place in range(2, len(norms)) if norms[place] in ("de", "del", "da", "do", "of")),
				None,
			)
			if split is None:
				if reading.match and reading.match.phrase.source.endswith("for") is False and len(norms) < 2:
					return None
				return None
			words = residue.quote(stretch[:split])
			residue.take(stretch[:split])
			return words
	for stretch in residue.stretches:
		norms = residue.norms(stretch)
		for place in range(len(norms) - 1, -1, -1):
			if norms[place] in markers and residue.trimmed(stretch[place + 1 :]):
				if place == 0 and not any(
					residue.trimmed(other) for other in residue.stretches if other is not stretch
				):
					return None
				if norms[place] in ("a", "al") and "cliente" not in norms[place : place + 2]:
					token = reading.text.tokens[stretch[place + 1]]
					if place == 0 or not reading.text.original[token.start].isupper():
						continue
				words = residue.quote(stretch[place + 1 :])
				residue.take(stretch[place:])
				return words
	return None


def _means_more(reading: Reading, left: list[str], has_name: bool) -> bool:
	"""Whether words that nobody read are too many for the wording to be what is meant."""
	weight = reading.match.weight if reading.match else 0.0
	words = [norm for norm in left if norm[0].isalpha() or norm[0].isdigit()]
	if not words:
		return False
	if has_name:
		return len(words) > 5
	return len(words) >= (3 if weight >= 2.2 else 2 if weight >= 1.6 else 1)


def _sales_by(
	tool: Tool, reading: Reading, arguments: Arguments, names: Mapping[str, Any]
) -> Arguments | None:
	line = reading.text.line.string
	for pattern in _DIMENSION_PATTERNS:
		found = pattern.search(line)
		if found:
			word = found["dimension"]
			arguments["dimension"] = _ADVERBS.get(word) or DIMENSION[word]
			if arguments["dimension"] in ("customer", "item") and arguments.get("limit"):
				pass
			return arguments
	return None


_DIMENSION_WORDS = "(?P<dimension>" + "|".join(sorted(map(re.escape, DIMENSION), key=len, reverse=True)) + ")"
_ADVERBS = {
	"mes a mes": "month",
	"dia a dia": "day",
	"semana a semana": "week",
	"month by month": "month",
	"day by day": "day",
	"week by week": "week",
	"month on month": "month",
	"month over month": "month",
	"daily": "day",
	"weekly": "week",
	"monthly": "month",
	"diarias": "day",
	"diaria": "day",
	"diario": "day",
	"semanales": "week",
	"semanal": "week",
	"semanais": "week",
	"mensuales": "month",
	"mensual": "month",
	"mensais": "month",
	"mensal": "month",
}
_DIMENSION_PATTERNS = tuple(
	re.compile(pattern)
	for pattern in (
		f" {_DIMENSION_WORDS} wise ",
		" (?P<dimension>" + "|".join(_ADVERBS) + ") ",
		f" (?:por|by|per|segun|cada|each|every|de cada|for each)(?: (?:cada|el|la|each|o|a))? {_DIMENSION_WORDS} ",
		f" (?:de los|de las|dos|das|of the|of our|que|which|qual|cual|of) {_DIMENSION_WORDS} ",
		f" {_DIMENSION_WORDS} ",
	)
)


def _top(tool: Tool, reading: Reading, arguments: Arguments, names: Mapping[str, Any]) -> Arguments | None:
	line = reading.text.line.string
	singular, plural = (
		(_SINGULAR_CUSTOMER, _PLURAL_CUSTOMER)
		if tool.name == "top_customers"
		else (_SINGULAR_ITEM, _PLURAL_ITEM)
	)
	if (
		"limit" not in arguments
		and singular.search(line)
		and not plural.search(line)
		and not re.search(" (?:ranking|lo (?:que )?mas) ", line)
	):
		arguments["limit"] = 1
	if "by" in names:
		if _QUANTITY.search(line):
			arguments["by"] = "qty"
		elif _AMOUNT.search(line):
			arguments["by"] = "amount"
	return arguments


def _my_tasks(
	tool: Tool, reading: Reading, arguments: Arguments, names: Mapping[str, Any]
) -> Arguments | None:
	line = reading.text.line.string
	if re.search(" (?:hoy|hoje|today|de hoy|de hoje|todays) ", line):
		arguments["status"] = "today"
	elif _OVERDUE.search(line):
		arguments["status"] = "overdue"
	elif _OPEN.search(line):
		arguments["status"] = "open"
	return arguments


def _document(
	tool: Tool, reading: Reading, arguments: Arguments, names: Mapping[str, Any]
) -> Arguments | None:
	index = reading.document_index()
	if index is not None:
		arguments["document"] = reading.text.quote([index])
	else:
		words = reading.document_words()
		if not words:
			return None
		if "print_format" in names:
			words = re.split(
				r"(?i)[\s,]+(?:con|com|with|en|em|in|using|usando|no)\s+(?:el\s+|o\s+|the\s+)?(?:formato|format|modelo|plantilla|template|[\w ]+ format)\b",
				words,
			)[0]
		if len(words.split()) < 2 and not reading.customer:
			return None
		arguments["document"] = words
	if "print_format" in names:
		found = re.search(
			r"(?i)\b(?:formato(?: de impresi[oó]n| de impress[aã]o)?|print format|plantilla|template|modelo|format)\s+[\"'“]?([^\"'”,?!.]+?)[\"'”]?\s*(?:$|[,?!.]|\b(?:por favor|please|pls)\b)",
			reading.text.original,
		) or re.search(
			r"(?i)\b(?:in|with|using|on)\s+(?:the\s+)?([A-Z][\w ]*?)\s+(?:print\s+)?(?:format|template)\b",
			reading.text.original,
		)
		if found and found[1].lower() not in ("pdf", "excel", "de pdf"):
			arguments["print_format"] = found[1].strip()
	return arguments


def _order_status(
	tool: Tool, reading: Reading, arguments: Arguments, names: Mapping[str, Any]
) -> Arguments | None:
	index = reading.document_index()
	if index is not None:
		return arguments | {"document": reading.text.quote([index])}
	residue = reading.residue()
	name = residue.take_name()
	if name and re.fullmatch(r"#?\s*\d[\d-]*", name):
		return arguments | {"document": reading.document_words() or name}
	if name and "customer" in names:
		arguments["customer"] = name
	return arguments


_MASTERS = frozenset(
	("Customer", "Supplier", "Item", "Lead", "Warehouse", "Contact", "Employee", "Project", "User", "Address")
)
_NAMED = re.compile(
	r"(?i)\b(?:con (?:el )?nombre|con nombre|com (?:o )?nome|with (?:the )?name|named|called|que se llam[ae]n?|llamad[oa]s?|chamad[oa]s?|que (?:contengan|contenga|contenham|contenha|digan|diga|tengan|incluyan)|containing|contain|with the word|con la palabra|com a palavra|con el texto|com o texto|matching|que mencionen|mentioning|que contem|con texto)\s*:?\s+[\"'“]?(.+?)[\"'”]?\s*[?!.]*$"
)


def _find(tool: Tool, reading: Reading, arguments: Arguments, names: Mapping[str, Any]) -> Arguments | None:
	# the kind of document was part of the wording: everything but the verb is read anew
	doctype_first = None
	spans = []
	if reading.match:
		for span in reading.match.spans:
			spans.append(span)
	name, taken = _doctype_in(reading)
	if name is None or reading.document_index() is not None:
		return None
	arguments = {"doctype": name} | arguments
	del doctype_first
	if re.search(r" : (?:\$ )?\d", line_of(reading)):
		# “remisión para X: 3 martillos” wants one made
		return None
	text = _NAMED.search(reading.text.original) if name != "Issue" else None
	residue = reading.residue(taken)
	if (
		"limit" in names
		and "limit" not in arguments
		and re.search(" (?:ultima|ultimo|last|latest) ", reading.text.line.string)
		and not reading.found
	):
		words = reading.text.quote(taken).lower()
		if not words.endswith("s") and not reading.relative:
			arguments["limit"] = 1
	if text and "text" in names:
		arguments["text"] = text[1].strip()
		return arguments
	status = residue.take_status()
	if not status:
		status = _status_taken(reading, taken)
	if status:
		arguments["status"] = status
	if (
		name in _MASTERS
		and reading.match
		and reading.match.phrase.source.startswith("-")
		and residue.leftover()
	):
		# “supplier payments run”: a noun in front is no search
		return None
	party = _party_or_text(residue, arguments, names, name)
	if party is False:
		return None
	return arguments


def _status_taken(reading: Reading, taken: list[int]) -> str | None:
	"""A status among the words of the wording (“lista las notas en borrador”)."""
	for index in sorted(reading.taken):
		if (
			index not in taken
			and reading.text.tokens[index].norm in STATUS
			and reading.start <= index < reading.end
		):
			if reading.text.tokens[index].norm not in ("pago", "open", "aberta", "paga"):
				return STATUS[reading.text.tokens[index].norm]
	return None


def _party_or_text(residue: Residue, arguments: Arguments, names: Mapping[str, Any], doctype: str) -> bool:
	"""Fill party (or text, for masters); False where too much is left over."""
	for stretch in list(residue.stretches):
		while stretch and _made(residue, stretch[-1]):
			stretch.pop()
		while stretch and _made(residue, stretch[0]):
			stretch.pop(0)
	words = residue.take_name()
	if words and _tells(words):
		return False
	if words:
		if doctype in _MASTERS:
			if "text" in names:
				arguments["text"] = words
			else:
				return False
		elif "party" in names:
			if words[0].isdigit():
				return False
			arguments["party"] = words
	return len(residue.leftover()) < 3


_WE_DID = re.compile("[a-z]+(?:amos|emos|imos|aron|ieron|aram|eram|iram)$")


def _made(residue: Residue, index: int) -> bool:
	"""“hicimos”, “abrimos”, “le”: words around a name that say how the documents came to be."""
	norm = residue.norm(index)
	token = residue.text.tokens[index]
	written = residue.text.original[token.start]
	return norm in _MADE or (written.islower() and bool(_WE_DID.match(norm)))


# words of a tale, not of a name
_TALE = frozenset(
	"""are is was were us me my man haha hahaha jaja jajaja kkk kkkk lol salio salieron otra vez otro tarde killing going get got meio muito mucho siempre sempre nunca never always because porque
	pero but mas nos voy vou sera seria tan tao que i you we fue foi era""".split()
)


def _tells(words: str) -> bool:
	"""Whether these words, all in small letters, are rather the rest of a sentence than a name."""
	parts = fold(words).split()
	return words == words.lower() and len(parts) > 2 and len(_TALE & set(parts)) > 0


_MADE = frozenset(
	"""emitidas emitidos emitida emitido lancadas lancados geradas gerados generadas generados registradas hubo houve tuvimos tivemos le les lhe lhes a gente ha han hemos dados dadas alta cadastrados cadastradas registered file sistema system aqui por ahora
	hicimos hizo hicieron fizemos fez fizeram make made did do we create created creamos emitimos emitiu emitio entraron entraram entrou entro llegaron chegaram registramos registradas hay tem tenemos temos tiene existem existen fueron foram are were was have has got
	receive received recibimos recebemos levantamos generamos geramos sacamos sent mandamos enviamos issued issue exist there hechas hechos feitos feitas creadas creados criadas criados hizo registrados registrou registrado total en em in de del do da se me que por""".split()
)


def _doctype_in(reading: Reading) -> tuple[str | None, list[int]]:
	"""The first kind of document that is named, the longest name where it stands."""
	tokens = reading.text.tokens
	for place in range(reading.start, reading.end):
		for size in (4, 3, 2, 1):
			if place + size > reading.end or any(
				tokens[index].tag in ("period", "format") for index in range(place, place + size)
			):
				continue
			name = DOCTYPE.get(" ".join(tokens[index].norm for index in range(place, place + size)))
			if name and not (
				size == 1
				and tokens[place].norm in ("pago", "todo", "pos", "caso", "delivery")
				and place + 1 < reading.end
				and name in ("Payment Entry", "ToDo")
				and tokens[place].norm == "todo"
			):
				return name, list(range(place, place + size))
	return None, []


_FILTER = re.compile(
	r"(?i)[\s,]*\b(?:filtered by|filtrad[oa] por|filtrando por|con filtro(?: de)?|com filtro(?: de)?|solo (?:del|de la|para el|para la)|only for|s[oó] (?:do|da)|where|donde|para el|para la|para o|pra|para|for|del|de la|do|da|by)\s+(?:the |el |la |o |a )?(?P<key>customer|cliente|supplier|proveedor|fornecedor|item|producto|art[ií]culo|produto|warehouse|almac[eé]n|bodega|dep[oó]sito|company|empresa|item group|grupo|territory|territorio|territ[oó]rio|sales person|vendedor|cost center|centro de costos?|account|cuenta|conta)\s+(?:is |es |é |= ?|: ?)?(?P<value>[^,?!]+?)(?=\s+(?:en|em|in|as|de|del|for|do)\s+(?:excel|pdf|xlsx|este|esta|octubre|outubro|october|el mes|last|this)\b|[,?!]|$)"
)
_FILTER_KEYS = {
	"cliente": "customer",
	"proveedor": "supplier",
	"fornecedor": "supplier",
	"producto": "item",
	"articulo": "item",
	"artículo": "item",
	"produto": "item",
	"almacén": "warehouse",
	"almacen": "warehouse",
	"bodega": "warehouse",
	"depósito": "warehouse",
	"deposito": "warehouse",
	"empresa": "company",
	"item group": "item_group",
	"grupo": "item_group",
	"territorio": "territory",
	"território": "territory",
	"sales person": "sales_person",
	"vendedor": "sales_person",
	"cost center": "cost_center",
	"centro de costo": "cost_center",
	"centro de costos": "cost_center",
	"cuenta": "account",
	"conta": "account",
}


_TOPICS = frozenset(
	word
	for name in (
		"sales",
		"purchases",
		"stock",
		"expenses",
		"receivables",
		"payables",
		"overdue",
		"leads",
		"customer",
		"item",
		"supplier",
		"invoice",
		"order",
		"quote",
		"price",
		"tasks",
		"issues",
		"movements",
		"cash",
		"pnl",
		"balance_sheet",
		"statement",
		"payments",
		"dimension",
		"low",
	)
	for words in CLASSES[name]
	for word in words.split()
) | {
	"de",
	"del",
	"da",
	"do",
	"por",
	"by",
	"las",
	"los",
	"pendientes",
	"pendentes",
	"pending",
	"y",
	"e",
	"general",
	"diario",
	"diaria",
	"wise",
	"total",
	"the",
	"la",
	"el",
	"mas",
	"mais",
	"top",
	"productos",
	"vendidos",
}


def _run_report(
	tool: Tool, reading: Reading, arguments: Arguments, names: Mapping[str, Any]
) -> Arguments | None:
	original = reading.text.original
	found = _FILTER.search(original)
	taken: list[int] = []
	if found:
		key = found["key"].lower()
		arguments["filters"] = {_FILTER_KEYS.get(key, key.replace(" ", "_")): found["value"].strip()}
		taken = [
			index
			for index, token in enumerate(reading.text.tokens)
			if token.start < found.end() and token.end > found.start()
		]
	residue = reading.residue(taken)
	for stretch in residue.stretches:
		while stretch and residue.norm(stretch[0]) in (
			"reporte",
			"report",
			"relatorio",
			"informe",
			"llamado",
			"called",
			"chamado",
		):
			stretch.pop(0)
	name = residue.take_name(roles=False)
	if name and name == name.lower() and set(fold(name).split()) <= _TOPICS:
		# “el reporte de ventas” is a command of its own
		return None
	if not name or name.split()[0].lower() in ("payroll", "nomina", "nómina", "folha"):
		return None
	arguments = {"report": name.strip("\"'“” ")} | arguments
	return arguments


def _language(
	tool: Tool, reading: Reading, arguments: Arguments, names: Mapping[str, Any]
) -> Arguments | None:
	named = [LANGUAGE_NAMES[token.norm] for token in reading.text.tokens if token.norm in LANGUAGE_NAMES]
	return {"language": named[-1]} if named else {}


def _company(
	tool: Tool, reading: Reading, arguments: Arguments, names: Mapping[str, Any]
) -> Arguments | None:
	name = reading.residue().take_name()
	return {"company": name} if name else {}


def _help(tool: Tool, reading: Reading, arguments: Arguments, names: Mapping[str, Any]) -> Arguments | None:
	head = reading.match.phrase.source if reading.match else ""
	if "(con|com" in head:
		words = Residue(
			reading.text, set(reading.head), reading.start, reading.end, reading.language
		).take_name()
		return {"topic": words} if words else {}
	if "^ (como|how do i" in head:
		words = reading.text.quote([index for index in range(reading.start, reading.end)])
		return {"topic": words}
	return {}


def _code(tool: Tool, reading: Reading, arguments: Arguments, names: Mapping[str, Any]) -> Arguments | None:
	found = re.search(
		r"\b(?=[A-Z0-9 -]*\d)([A-Z0-9]{3,}(?:[ -][A-Z0-9]{3,})?|\d{3,}(?:[ -]\d{2,})*)\b(?=[^A-Za-z]*(?:$|[a-záéíóú]|\W))",
		reading.text.original,
	)
	if found:
		return {"code": found[1]}
	plain = re.search(r"\b(\w*\d\w*(?:-\w+)*)\b", reading.text.original)
	return {"code": plain[1]} if plain else {}


def _which(tool: Tool, reading: Reading, arguments: Arguments, names: Mapping[str, Any]) -> Arguments | None:
	indices = list(range(reading.start, reading.end))
	drop = set(reading.taken)
	kept = [index for index in indices if index not in drop]
	words = Residue(reading.text, (), language=reading.language).quote(kept, roles=False)
	return {"which": words or reading.text.quote(indices)}


_REASON = re.compile(
	r"(?i)\b(?:por(?:que)?|porque|sobre|about|because|regarding|acerca de|para|pra|for|to|pois|por causa de|debido a|ya que|since|de|con respecto a|on|concerning)\s+(.+)$"
)


def _talk(tool: Tool, reading: Reading, arguments: Arguments, names: Mapping[str, Any]) -> Arguments | None:
	last = max(reading.taken, default=-1)
	rest = reading.text.quote([index for index in range(last + 1, reading.end)])
	found = _REASON.match(rest.strip(" ,.:;-"))
	if found and len(found[1]) > 2 and found[1].lower() not in ("favor", "fa", "ventas", "soporte"):
		return {"reason": found[1].strip(" .!?")}
	return {}


_ACCOUNT_NAMES = frozenset(("petty cash", "caja chica", "caixinha", "cash in hand"))
_CASH_WORDS = frozenset(word for words in CLASSES["cash"] for word in words.split()) | {
	"total",
	"y",
	"e",
	"and",
}
# what one pays for and no Item stands for
_NO_ITEM = re.compile(
	r"(?i)^(?:el |la |o |a )?(?:frete|flete|env[ií]o|shipping|delivery|entrega|domicilio|transporte?|deliveries|d[oó]lar|dollar|passagem|pasaje|membres[ií]a|vacaciones|f[eé]rias|leave|holidays?|horas|hours|d[ií]as|days|tempo|tiempo|time|gasolina hoy)\b"
)


def _cash(tool: Tool, reading: Reading, arguments: Arguments, names: Mapping[str, Any]) -> Arguments | None:
	line = reading.text.line.string
	for name in _ACCOUNT_NAMES:
		if f" {name} " in line:
			place = line.index(f" {name} ") + 1
			indices = reading.text.line.tokens_of(place, place + len(name))
			return {"account": reading.text.quote(indices)}
	residue = reading.residue()
	for stretch in residue.stretches:
		found = residue.trimmed(stretch)
		found = [index for index in found] if found else []
		while found and residue.norm(found[0]) in ("cuenta", "conta", "account", "cuentas", "contas"):
			found.pop(0)
			found = residue.trimmed(found)
		while found and residue.norm(found[-1]) in ("account", "cuenta", "conta"):
			found.pop()
		if not found or all(residue.norm(index) in _CASH_WORDS for index in found):
			continue
		if len(found) > 5:
			return None
		before, after = found[0] - 1, found[-1] + 1
		if (
			before >= 0
			and reading.text.tokens[before].norm in ("banco", "caja", "caixa")
			and before in reading.taken
		):
			found.insert(0, before)
		elif (
			after < len(reading.text.tokens)
			and reading.text.tokens[after].norm in ("bank", "cash", "banco")
			and after in reading.taken
			and reading.language == "en"
		):
			found.append(after)
		return {"account": reading.text.quote(found)}
	return arguments


def _nothing(
	tool: Tool, reading: Reading, arguments: Arguments, names: Mapping[str, Any]
) -> Arguments | None:
	return arguments


def _pnl(tool: Tool, reading: Reading, arguments: Arguments, names: Mapping[str, Any]) -> Arguments | None:
	left = reading.residue().leftover()
	return None if len(left) > 3 else arguments


_OWN: Mapping[str, Callable[[Tool, Reading, Arguments, Mapping[str, Any]], Arguments | None]] = {
	"sales_by": _sales_by,
	"top_customers": _top,
	"top_items": _top,
	"my_tasks": _my_tasks,
	"document": _document,
	"send_pdf": _document,
	"order_status": _order_status,
	"find_documents": _find,
	"count_documents": _find,
	"run_report": _run_report,
	"set_language": _language,
	"set_company": _company,
	"help": _help,
	"link_account": _code,
	"stop_subscription": _which,
	"talk_to_person": _talk,
	"cash_and_bank": _cash,
	"menu": _nothing,
	"who_am_i": _nothing,
	"unlink_account": _nothing,
	"job_status": _nothing,
	"cancel_job": _nothing,
	"subscriptions": _nothing,
	"stop_notifications": _nothing,
	"start_notifications": _nothing,
	"delete_my_data": _nothing,
	"pending_approvals": lambda tool, reading, arguments, names: (
		arguments if reading.document_index() is None else None
	),
	"profit_and_loss": _pnl,
	"expenses_by_account": _pnl,
	"balance_sheet": _pnl,
}
DIMENSION_NAMES = tuple(DIMENSIONS)
