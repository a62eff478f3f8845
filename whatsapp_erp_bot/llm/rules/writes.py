# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Arguments of the writing commands: parties, rows, amounts, free text.

Contract: `READERS[command](reading)` returns the arguments that were said, or None where the message is no order of
that kind after all (a noun without rows, a question, a payment without an amount). `reading` is what the interpreter
knows of the message so far (see `reading.Reading`).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from whatsapp_erp_bot.llm.rules import rows as row_reader
from whatsapp_erp_bot.llm.rules.lexicon import CLASSES
from whatsapp_erp_bot.llm.rules.numbers import money, tidy
from whatsapp_erp_bot.llm.rules.numbers import read as read_number
from whatsapp_erp_bot.llm.rules.reading import Reading
from whatsapp_erp_bot.llm.rules.slots import (
	ARTICLES,
	MODE_WORDS,
	PREPOSITIONS,
	PUNCTUATION,
	WAREHOUSE_NOUNS,
	Residue,
)
from whatsapp_erp_bot.words.doctypes import DOCTYPE
from whatsapp_erp_bot.words.folding import fold

Arguments = dict[str, Any]
_STRONG = frozenset("para pra pro pros pras for from".split())
_WEAK = frozenset("a al ao to da do de del com con of".split())
_LEAD_NOUNS = frozenset("lead prospecto prospect".split())
_ORDER_NOUNS = frozenset("nombre nome name".split())


def _order(reading: Reading, party: str, date: str, lead: bool = False) -> Arguments | None:
	"""Party, rows and a date."""
	arguments: Arguments = {}
	day = reading.date(future=True)
	indices = reading.after_head()
	words, rest, is_lead = _party(reading, indices)
	rows, _unused = row_reader.read(reading.text, rest, reading.language)
	if rows and any(_NO_GOODS.match(row["item"]) for row in rows):
		return None
	if words and fold(words) in (
		"siempre",
		"sempre",
		"usual",
		"always",
		"ayer",
		"material",
		"ultimo",
		"ultima",
	):
		return None
	if reading.document_index() is not None or (not rows and not reading.ordered()):
		return None
	if words:
		arguments["lead" if lead and is_lead else party] = words
	if rows:
		arguments["rows"] = rows
	if day and date:
		arguments[date] = day
	return arguments


# “quiere 30 días de crédito” orders nothing
_NO_GOODS = re.compile(
	r"(?i)^(?:d[ií]as?|days?|semanas?|weeks?|mes(?:es)?|months?|horas?|hours?|%|por ?ciento|percent|pesos?|reais|d[oó]lares|dollars|minutos?|minutes|a[nñ]os?|years?|personas?|people|pessoas|descuento|desconto|discount|cr[eé]dito|prospectos?|leads?|clientes?|customers?|facturas?|invoices?|faturas?|copias?|copies|veces|times|vezes)\b"
)


def _starts_number(reading: Reading, indices: Sequence[int], place: int) -> bool:
	tokens = [reading.text.tokens[index] for index in indices[place : place + 3]]
	if not tokens or (
		tokens[0].norm in ("un", "una", "um", "uma", "a", "an")
		and not read_number(tokens, 0, reading.language)
	):
		if not tokens or tokens[0].norm not in ("un", "una", "um", "uma", "one"):
			return False
		return len(tokens) > 1 and tokens[1].norm not in PUNCTUATION and place > 0
	return read_number(tokens, 0, reading.language) is not None and "/" not in tokens[0].norm


def _party(reading: Reading, indices: list[int]) -> tuple[str | None, list[int], bool]:
	"""(party's words, indices of the rest, whether it is a lead)."""
	norms = [reading.text.tokens[index].norm for index in indices]
	first = next(
		(place for place in range(len(indices)) if _starts_number(reading, indices, place)), len(indices)
	)
	colon = norms.index(":") if ":" in norms else len(norms)
	cut = min(first, colon)
	head = indices[:cut]
	is_lead = any(norm in _LEAD_NOUNS for norm in norms)
	residue = Residue(reading.text, (), language=reading.language)
	head = [index for index in head if reading.text.tokens[index].norm not in _LEAD_NOUNS]
	for place, index in enumerate(head):
		if reading.text.tokens[index].norm in (",", ";") and residue.trimmed(head[:place]):
			head = head[:place]
			break
	words = residue.quote([index for index in head if reading.text.tokens[index].norm not in PUNCTUATION])
	if words and re.fullmatch(
		r"(?i)(?:nuevo|nueva|novo|nova|new|otro|outro|material|materiales|venta|venda|compra)", words
	):
		words = None
	if words:
		return words, indices[cut:], is_lead
	rest = indices[cut:]
	norms = norms[cut:]
	for place in _markers(reading, rest, norms):
		end = place + 1
		while end < len(rest) and norms[end] not in PUNCTUATION:
			end += 1
		words = residue.quote(
			[index for index in rest[place:end] if reading.text.tokens[index].norm not in _LEAD_NOUNS]
		)
		if words:
			return words, rest[:place] + rest[end:], is_lead
	return None, rest, is_lead


def _markers(reading: Reading, rest: Sequence[int], norms: Sequence[str]) -> list[int]:
	"""Places of prepositions that may lead to the party, the likeliest first."""
	tokens = reading.text.tokens
	strong, named, plain = [], [], []
	for place in range(1, len(rest) - 1):
		norm = norms[place]
		if norm not in _STRONG | _WEAK or _starts_number(reading, rest, place + 1):
			continue
		following = rest[place + 1]
		if tokens[following].norm in ARTICLES and place + 2 < len(rest):
			following = rest[place + 2]
		if norm in _STRONG:
			strong.append(place)
		elif reading.text.original[tokens[following].start].isupper():
			named.append(place)
		elif norm in ("a", "al", "ao", "to"):
			plain.append(place)
	return strong[::-1] + named + plain[::-1]


def _create_quotation(reading: Reading) -> Arguments | None:
	return _order(reading, "customer", "valid_till", lead=True)


def _create_sales_order(reading: Reading) -> Arguments | None:
	return _order(reading, "customer", "delivery_date")


def _create_purchase_order(reading: Reading) -> Arguments | None:
	found = _order(reading, "supplier", "schedule_date")
	if found is None:
		return None
	supplier = fold(found.get("supplier", "")).split()
	bare = not any(
		part in _PURCHASE_NOUNS for index in reading.head for part in reading.text.tokens[index].norm.split()
	)
	if set(supplier) & WAREHOUSE_NOUNS or (bare and not supplier):
		# “compra 2 pizzas”, “pide 20 cajas para la bodega norte”: nobody to order from
		return None
	return found


def _create_material_request(reading: Reading) -> Arguments | None:
	arguments: Arguments = {}
	day = reading.date(future=True)
	indices = reading.after_head()
	residue = Residue(
		reading.text, set(range(len(reading.text.tokens))) - set(indices), language=reading.language
	)
	place = residue.take_warehouse(loose=False)
	left = sorted(index for stretch in residue.stretches for index in stretch)
	punctuation = [index for index in indices if reading.text.tokens[index].norm in PUNCTUATION]
	if not place:
		words, rest, _ = _party(reading, indices)
		place, left, punctuation = (
			(words, rest, []) if words and len(words.split()) < 4 else (None, indices, [])
		)
	rows, _unused = row_reader.read(reading.text, sorted({*left, *punctuation}), reading.language)
	if not rows and not reading.ordered():
		return None
	if rows:
		arguments["rows"] = rows
	if place:
		arguments["warehouse"] = place
	if day:
		arguments["date"] = day
	return arguments


_PURCHASE_NOUNS = frozenset("orden oc pedido ordem purchase po lpo orders ordenes".split())
_FROM = frozenset("de del desde da do from das dos".split())
_TO = frozenset("a al hacia para pra pro to into ao aos en na no em till".split())


def _transfer_stock(reading: Reading) -> Arguments | None:
	indices = [index for index in reading.after_head() if reading.text.tokens[index].norm not in PUNCTUATION]
	tokens = [reading.text.tokens[index] for index in indices]
	norms = [token.norm for token in tokens]
	amount = next(
		(
			(place, found)
			for place in range(len(tokens))
			if norms[place] not in ("a", "an")
			and (found := row_reader.read_number(tokens, place, reading.language))
		),
		None,
	)
	if amount is None:
		return None
	start, (qty, after) = amount
	target = _split(norms, after)
	if target is None:
		target = _split(norms[:start], 0)
		if target is None:
			return None
		source, goal = target
		names = (indices[source:goal], indices[goal:start])
		item = indices[after:]
	else:
		source, goal = target
		names = (indices[source:goal], indices[goal:])
		item = indices[after:source]
	residue = Residue(reading.text, (), language=reading.language)
	arguments: Arguments = {"qty": tidy(qty)}
	place = 0
	if item and reading.text.tokens[item[0]].norm in row_reader.UNITS and len(item) > 1:
		arguments["uom"] = reading.text.quote(item[:1])
		place = 1
	words = residue.quote(item[place:])
	if not words:
		return None
	arguments["item"] = words
	for name, part in zip(("from_warehouse", "to_warehouse"), names, strict=True):
		said = residue.quote(part, roles=False)
		if said:
			arguments[name] = said
	if "from_warehouse" not in arguments or "to_warehouse" not in arguments:
		return None
	return arguments


def _split(norms: Sequence[str], begin: int) -> tuple[int, int] | None:
	"""Where “from” and “to” begin, the latest pair of markers."""
	for goal in range(len(norms) - 1, begin, -1):
		if norms[goal] not in _TO or goal + 1 >= len(norms):
			continue
		for source in range(goal - 2, begin - 1, -1):
			if norms[source] in _FROM and (source > begin or begin == 0):
				return source, goal
	return None


_MODE_LEAD = frozenset(
	"en por con via no na em by in through using com with de pelo pela mediante a paid an la el o".split()
)


def _take_mode(reading: Reading, indices: list[int]) -> tuple[str | None, list[int]]:
	norms = [reading.text.tokens[index].norm for index in indices]
	for words in MODE_WORDS:
		parts = words.replace("-", " ").split()
		for place in range(len(norms) - len(parts) + 1):
			if norms[place : place + len(parts)] != parts or (place == 0 and len(norms) > 1):
				continue
			begin = place
			while begin > 0 and norms[begin - 1] in _MODE_LEAD:
				begin -= 1
			if (
				begin == place
				and place + len(parts) != len(norms)
				and norms[place + len(parts)] not in PUNCTUATION
			):
				continue
			said = reading.text.quote(indices[place : place + len(parts)])
			return said, indices[:begin] + indices[place + len(parts) :]
	return None, indices


def _record_payment(reading: Reading) -> Arguments | None:
	text = reading.text
	denied = _DENIED.search(text.line.string) or any(
		token.norm in _NOT_PAID
		for index, token in enumerate(text.tokens)
		if index >= reading.start or token.norm in ("no", "nao", "not", "never", "nunca")
	)
	if reading.asked() or denied:
		return None
	indices = reading.around_head()
	document = next((index for index in indices if text.tokens[index].kind == "doc"), None)
	arguments: Arguments = {}
	mode, indices = _take_mode(reading, indices)
	amount = None
	for place in range(len(indices)):
		tokens = [text.tokens[index] for index in indices[place:]]
		found = money(tokens, 0, reading.language)
		if found and (found[2] or amount is None) and "/" not in tokens[0].norm:
			if amount and len(str(text.tokens[indices[place]].norm)) > 8:
				continue
			amount = (found[0], place, place + found[1])
			if found[2]:
				break
	if amount is None or amount[0]["amount"] <= 0:
		return None
	arguments["amount"] = amount[0]
	taken = set(indices[amount[1] : amount[2]])
	if document is not None:
		arguments["document"] = text.quote([document])
		taken.add(document)
		before = indices.index(document) - 1
		while before >= 0 and (
			text.tokens[indices[before]].norm in PREPOSITIONS | ARTICLES | {"#", "numero", "no", "n"}
			or text.tokens[indices[before]].norm in DOCTYPE
			or text.tokens[indices[before]].norm in ("venta", "compra", "venda", "fiscal", "nota")
		):
			taken.add(indices[before])
			before -= 1
	everything = set(range(len(text.tokens)))
	residue = Residue(text, (everything - set(indices)) | taken, language=reading.language)
	if reading.match and "<we_paid>" in reading.match.phrase.source and residue.stretches:
		# “pagué 300 de gasolina” pays for something, not to somebody
		lead = residue.norm(residue.stretches[0][0])
		if lead in ("de", "do", "da", "of", "for", "por", "en", "em", "in", "on"):
			return None
	for stretch in list(residue.stretches):
		while stretch and text.tokens[stretch[0]].norm in _PAYMENT_NOISE:
			stretch.pop(0)
		while stretch and text.tokens[stretch[-1]].norm in _PAYMENT_NOISE:
			stretch.pop()
	party = residue.take_name(limit=7)
	if party:
		arguments["party"] = party
	elif not reading.explicit() and document is None:
		return None
	if mode:
		arguments["mode"] = mode
	return arguments


# denied, promised or supposed: nothing was paid
_NOT_PAID = frozenset(
	"""nao not nunca never ni sin sem todavia aun ainda si if when cuando quando va vai van vao iba ia debe deve deben devem deberia deveria quiere quer wants
	quedo ficou prometio prometeu promised will would should must might may could can puede pode podria poderia going casi almost quase""".split()
)
# “no” denies before a verb; in Portuguese “no pix” is how it was paid
_DENIED = re.compile(
	r" no (?:(?:me|nos|le|les|se|lo|ha|han|he|hemos|ha|registres?|anotes?|apliques?) )*(?:pago|pagaron|pague|pagamos|abono|abonaron|deposito|depositaron|recibi|recibimos|transfirio|liquido|pagado|abonado|registres|registrar|anotes|apliques|cobre|cobramos|entro|llego) "
)
_PAYMENT_NOISE = frozenset(
	"""pagou pagaron pagaram paid deposito depositou depositaron abonou abonaron transfirio transferiu mando mandou sent recebidos recibidos collected cobrados ahi ai registra registrar registre anota anotar anote apunta captura record log note lanca lancar pago pagamento payment abono anticipo recibido recebido received cliente que hoy nos me ya ja acaba de un una um uma parte del por valor monto amount factura fatura invoice cuenta conta on account as para for against contra partial
	parcial adelanto the of do da no na proveedor fornecedor supplier customer saldo deuda advance adiantamento""".split()
)


def _rest_text(reading: Reading, start: int | None = None) -> str:
	"""The message's own words behind the head, to the end of what is asked."""
	indices = reading.after_head(tagged=True)
	if start is not None:
		indices = [index for index in indices if index >= start]
	return reading.text.quote(indices) if indices else ""


_PHONE = re.compile(
	r"(?:\b(?:tel[eé]fono|telefone|tel|cel|celular|m[oó]vil|phone|mobile|whatsapp|wa|fone|contacto|n[uú]mero|number|ph)\b\.?\s*:?\s*)?(\+?\d[\d\s().-]{6,}\d)",
	re.I,
)
_EMAIL = re.compile(r"(?:\b(?:e-?mail|correo|mail)\b\s*:?\s*)?([^\s@,;:]+@[^\s@,;]+\.[A-Za-z]{2,})", re.I)
_COMPANY = re.compile(
	r"^\s*(?:de la empresa|da empresa|from company|de la compa[ñn][ií]a|empresa|compa[ñn][ií]a|company|trabaja en|trabalha na|works at|works for|de|del|da|do|from|at|of)\s*:?\s+(?=\S)(.+)$",
	re.I,
)
_COMPANY_INSIDE = re.compile(
	r"^(.+?)\s+(?:de la empresa|da empresa|empresa|de la compa[ñn][ií]a|from|at|of|de|da|do)\s+([A-ZÁÉÍÓÚÑ].*)$"
)


def _create_lead(reading: Reading) -> Arguments | None:
	rest = _rest_text(reading).lstrip(" :,-")
	arguments: Arguments = {}
	email = _EMAIL.search(rest)
	if email:
		arguments["email"] = email[1]
		rest = rest[: email.start()] + "," + rest[email.end() :]
	phone = _PHONE.search(rest)
	if phone:
		arguments["phone"] = re.sub(r"[\s().-]", "", phone[1])
		rest = rest[: phone.start()] + "," + rest[phone.end() :]
	notes = []
	for part in re.split(r"[,;\n:]| - ", rest):
		part = part.strip(" .")
		part = re.sub(
			r"(?i)^(?:llamad[oa]|se llama|chamad[oa]|named|called|nombre|nome|name|con|com|with|y|e|and)\s+",
			"",
			part,
		).strip()
		part = re.sub(r"(?i)\s+(?:y|e|and|con|com|with|su|seu|his|her)$", "", part)
		if not part or re.fullmatch(
			r"(?i)(?:con|com|with|y|e|and|su|seu|nombre|nome|name|tel[eé]fono|email|correo|cel|tel|phone|notas?|notes?|a|de|el|la)",
			part,
		):
			continue
		if "name" not in arguments:
			part = re.sub(r"(?i)^(?:for|para|pra)\s+", "", part)
			inside = _COMPANY_INSIDE.match(part)
			if inside:
				arguments["name"], arguments["company_name"] = inside[1], inside[2]
			else:
				arguments["name"] = re.sub(r"(?i)^(?:a|para|de|o|el|la|al)\s+", "", part)
			continue
		company = _COMPANY.match(part)
		if company and "company_name" not in arguments:
			arguments["company_name"] = company[1]
		else:
			notes.append(part)
	if notes:
		arguments["notes"] = ", ".join(notes)
	return arguments


_ASSIGN = re.compile(
	r"^\s*(?:,\s*)?(?:para|pra|pro|for|a|al|ao|to|o|à)\s+(?:el |la |o |a )?([A-ZÁÉÍÓÚÑ][\wáéíóúñãõâêôç]+(?:\s+[A-ZÁÉÍÓÚÑ][\wáéíóúñãõâêôç]+)*)\s*(?::|,|-|\bque\b|\bde\b|\bto\b|\bpara\b|\bla tarea\b|\ba tarefa\b|\ba task\b|\bthe task\b|\buna tarea\b|(?=\s[a-záéíóúñ]))\s*(?:de |que |to |para |la tarea |a tarefa |the task |:)*"
)
_ASSIGN_END = re.compile(
	r"(?:,\s*)?\b(?:as[ií]gna(?:la|sela|selo)?|assign(?: it)?|atribu[ai]|asignad[oa]|assigned|responsable|respons[aá]vel|encargado)\s*(?:a|al|to|para|pra|pro|:|es|é)?\s+([A-ZÁÉÍÓÚÑ][\wáéíóúñãõâêôç]+(?:\s+[A-ZÁÉÍÓÚÑ][\wáéíóúñãõâêôç]+)*)\s*$"
)


_MY_TASKS = re.compile(
	r" (?:mis|minhas|my|as minhas|meus) (?:tareas|tarefas|tasks|pendientes|pendencias|to dos|todos) "
)


def _create_task(reading: Reading) -> Arguments | None:
	first = reading.text.tokens[reading.head[0]].norm if reading.head else ""
	if (reading.question() and first in ("lembra", "recuerda", "recuerdas", "lembras")) or _MY_TASKS.search(
		reading.text.line.string
	):
		return None
	arguments: Arguments = {}
	day = reading.date(future=True)
	indices = reading.after_head(tagged=True)
	tokens = reading.text.tokens
	if day:
		arguments["due"] = day
		while indices and tokens[indices[-1]].tag in ("date", "period", "time"):
			indices.pop()
		while indices and tokens[indices[0]].tag in ("date", "period", "time"):
			indices.pop(0)
		if any(tokens[index].tag in ("date", "period") for index in indices):
			return _task_around_date(reading, indices, arguments)
	found = _task_text(reading.text.quote(indices) if indices else "", arguments)
	return found if found.get("text") or reading.ordered() else None


def _task_around_date(reading: Reading, indices: list[int], arguments: Arguments) -> Arguments:
	tokens = reading.text.tokens
	first = next(place for place, index in enumerate(indices) if tokens[index].tag in ("date", "period"))
	last = max(place for place, index in enumerate(indices) if tokens[index].tag in ("date", "period"))
	before, after = reading.text.quote(indices[:first]), reading.text.quote(indices[last + 1 :])
	return _task_text(f"{before} {after}".strip(), arguments)


def _task_text(rest: str, arguments: Arguments) -> Arguments:
	end = _ASSIGN_END.search(rest)
	if end:
		arguments["assign_to"] = end[1]
		rest = rest[: end.start()]
	found = _ASSIGN.match(rest)
	if found and "assign_to" not in arguments:
		arguments["assign_to"] = found[1]
		rest = rest[found.end() :]
	rest = re.sub(
		r"(?i)^\s*(?:(?:a|the|una|la|uma|this|esta|essa)\s+)?(?:task|tarea|tarefa|to-?do)\b\s*", " ", rest
	)
	found = _ASSIGN.match(rest)
	if found and "assign_to" not in arguments:
		arguments["assign_to"] = found[1]
		rest = rest[found.end() :]
	rest = re.sub(
		r"^(?:\s*(?:[:,-]|(?:de|do|da|que|para|pra|to|that|a|about|sobre|la tarea|por|of|for|el|al)\b))*\s*",
		"",
		rest,
		flags=re.I,
	)
	rest = re.sub(
		r"(?i)[\s,.;:!?]+(?:para|pra|el|o|a|on|for|by|hasta|até|ate|antes|do|del|due)?[\s,.;:!?]*$", "", rest
	)
	if rest:
		arguments["text"] = rest
	return arguments


_DETAIL = re.compile(
	r"[,.;]?\s*\b(?:detalles?|descripci[oó]n|detalhes?|descri[cç][aã]o|details?|description)\b\s*:?\s*", re.I
)
_SUBJECT = re.compile(r"^\W*\b(?:asunto|t[ií]tulo|assunto|subject|title|tema)\b\s*:?\s*", re.I)
_COMPLAINT = re.compile(
	r"[,;.]?\s*(?:y |e |and )?(?:quiero|quero|necesito|vengo a|i want to|want to|please|me gustar[ií]a|preciso|need to)\s+(?:reportarlo|reportar|reclamar|quejarme|poner una queja|complain|report it|report|log it|levantar una queja|hacer un reclamo|abrir un ticket|abrir um chamado|presentar una queja|log a complaint)\b[^:]*$",
	re.I,
)


# a noun alone (“queja de Acme”) looks for one; with what happened it makes one
_TOLD = re.compile(r"(?i)[:,]|\b(?:por|porque|sobre|about|because|que|that|pois|regarding|no|not|n[aã]o)\b")


def _create_issue(reading: Reading) -> Arguments | None:
	text = reading.text
	arguments: Arguments = {}
	indices = reading.after_head(tagged=True)
	if reading.customer_complaint():
		whole = reading.content_words()
		subject = _COMPLAINT.sub("", whole).strip(" ,.;") or whole
		return {"subject": subject}
	rest = text.quote(indices) if indices else ""
	if not reading.explicit() and not reading.customer and not _TOLD.search(rest):
		return None
	detail = _DETAIL.search(rest)
	if detail and detail.start() > 0 and rest[detail.end() :].strip():
		arguments["text"] = rest[detail.end() :].strip()
		rest = rest[: detail.start()]
	_before, colon, after = rest.partition(":")
	if colon and not _SUBJECT.match(rest) and not reading.customer:
		place = next(i for i, index in enumerate(indices) if text.tokens[index].norm == ":")
		who = Residue(text, (), language=reading.language).quote(
			[index for index in indices[:place] if text.tokens[index].norm not in PUNCTUATION]
		)
		if who:
			arguments["customer"] = who
		rest = after
	elif not reading.customer:
		found = re.match(
			r"\s*(?:de|del|da|do|para|pra|pro|for|from|by)\s+(?:(?:el|la|o|a|the)\s+)?(?:cliente\s+|customer\s+|client\s+)?([A-ZÁÉÍÓÚÑ][^,:]*?)\s*(?:,|\bporque\b|\bpor\b|\bsobre\b|\babout\b|\bbecause\b|\bque\b|\bpois\b|\bthat\b|\bregarding\b|\bcon\b|\bcom\b)\s*(.+)$",
			rest,
		)
		if found:
			arguments["customer"], rest = found[1], found[2]
	rest = _SUBJECT.sub("", rest)
	rest = _COMPLAINT.sub("", rest) or rest
	rest = re.sub(
		r"^(?:\s*(?:[:,-]|(?:que|porque|de|sobre|about|por|that|because|con|com|with|of|regarding)\b))*\s*",
		"",
		rest,
		flags=re.I,
	)
	rest = rest.strip(" .,;")
	if rest:
		arguments["subject"] = rest
	return arguments


_SAYING = re.compile(
	r"^(?:\s*(?:[:,;-]|\b(?:que diga|que diz|que|diciendo|dizendo|saying|says|that|with|con|com|el texto|o texto|text|texto|el comentario|o coment[aá]rio|the comment|the note|comentario|coment[aá]rio|comment|nota|note|la nota|a nota|un|una|um|uma|a|en|na|no)\b))*\s*",
	re.I,
)


def _add_comment(reading: Reading) -> Arguments | None:
	text = reading.text
	document = reading.document_index()
	indices = reading.after_head(tagged=True)
	if document is None:
		norms = [text.tokens[index].norm for index in indices]
		if ":" not in norms:
			return None
		place = norms.index(":")
		words = Residue(text, (), language=reading.language).quote(indices[:place])
		said = text.quote(indices[place + 1 :])
		return {"document": words, "text": said} if words and said else None
	arguments: Arguments = {"document": text.quote([document])}
	after = list(range(document + 1, len(text.tokens)))
	said = _SAYING.sub("", text.quote(after)) if after else ""
	if not said:
		before = [index for index in indices if index < document]
		said = _SAYING.sub("", text.quote(before)) if before else ""
		said = re.sub(
			r"(?i)\s+(?:en|na|no|on|to|a|para|em|sobre)?\s*(?:el|la|o|a|the)?\s*(?:pedido|factura|fatura|orden|order|invoice|cotizaci[oó]n)?(?: de (?:venta|compra|venda))?\s*$",
			"",
			said,
		)
		said = re.sub(
			r"(?i)\s+(?:en|na|no|on|to|a|al|em|ao)(?:\s+(?:la|el|o|a|the))?$", "", f" {said}"
		).strip()
	if said and said.lower() not in ("un comentario", "comentario", "comment"):
		arguments["text"] = said
	return arguments


_REASON = re.compile(
	r"^(?:\s*(?:[:,;.-]|\b(?:porque|por que|por|because|since|as|ya que|pues|pois|motivo|raz[oó]n|reason|debido a|due to|xq|pq|q|que|el motivo es|o motivo [eé]|com motivo|con motivo|is|es|é|j[aá] que|ya|a causa de|comentario|coment[aá]rio|comentando|comment|nota|note|con el comentario|com o coment[aá]rio|with comment|con comentario|diciendo|dizendo|saying|with|con|com|the)\b))*\s*",
	re.I,
)
_COMMENT_MARK = re.compile(
	r"(?i)\b(?:comentario|coment[aá]rio|comment|nota|note|comentando|diciendo|dizendo|saying)\b|:|,|\b(?:with|con|com)\b"
)
_REASON_WORDS = frozenset("porque because pois motivo razon reason por since debido , : ; ya".split())


_COURTESY = frozenset(
	(
		"",
		"por favor",
		"please",
		"gracias",
		"obrigado",
		"thanks",
		"thank you",
		"ya",
		"now",
		"agora",
		"ahora",
		"please now",
		"urgente",
	)
)


def _about_document(reading: Reading, extra: str | None) -> Arguments | None:
	"""A document, and what follows it as reason or comment."""
	text = reading.text
	document = reading.document_index()
	indices = reading.after_head(tagged=True)
	arguments: Arguments = {}
	if document is not None:
		arguments["document"] = text.quote([document])
		# reasons and comments run to the end, courtesy and all
		after = list(range(document + 1, len(text.tokens)))
		if (
			after
			and " ".join(
				text.tokens[index].norm for index in after if text.tokens[index].norm not in PUNCTUATION
			)
			in _COURTESY
		):
			after = []
	else:
		start = reading.document_words_start()
		if start is None:
			return None
		words = []
		for index in [each for each in range(start, reading.end_index())]:
			if words and text.tokens[index].norm in _REASON_WORDS:
				break
			words.append(index)
		after = [index for index in indices if words and index > words[-1]]
		while words and text.tokens[words[0]].norm in ARTICLES:
			words.pop(0)
		while words and text.tokens[words[-1]].norm in PREPOSITIONS | ARTICLES | PUNCTUATION:
			words.pop()
		said = text.quote(words)
		if not said or len(said.split()) < 2:
			return None
		arguments["document"] = said
	if extra and after:
		raw = text.quote(after)
		said = _REASON.sub("", raw).strip(" .,;")
		if said and (extra == "reason" or _COMMENT_MARK.search(raw)):
			arguments[extra] = said
	if not extra and after:
		# “confirma X y envíalo…”: more than this command does, or a condition
		if any(
			text.tokens[index].norm in ("si", "cuando", "if", "when", "se", "quando", "unless")
			for index in after
		):
			return None
	return arguments


def _undo(reading: Reading) -> Arguments | None:
	return {}


READERS: Mapping[str, Callable[[Reading], Arguments | None]] = {
	"create_quotation": _create_quotation,
	"create_sales_order": _create_sales_order,
	"create_purchase_order": _create_purchase_order,
	"create_material_request": _create_material_request,
	"transfer_stock": _transfer_stock,
	"record_payment": _record_payment,
	"create_lead": _create_lead,
	"create_task": _create_task,
	"create_issue": _create_issue,
	"add_comment": _add_comment,
	"submit_document": lambda reading: _about_document(reading, None),
	"cancel_document": lambda reading: _about_document(reading, "reason"),
	"approve": lambda reading: _about_document(reading, "comment"),
	"reject": lambda reading: _about_document(reading, "reason"),
	"undo": _undo,
}
CREATE_VERBS = frozenset(CLASSES["create"])
