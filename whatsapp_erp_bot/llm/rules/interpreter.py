# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The deterministic interpreter: a message and the tools of a person in, one outcome out.

Contract: `Rules().interpret(request)` never raises for any text and needs no model. Only tools of the request are
returned; `known` (the whole catalogue) lets the words of a command that this person has not got be recognised, so that
they are not taken for another. A writing command is returned only for an explicit order: an imperative, an infinitive
or a wish at the beginning of the message, never for a question about it, a negation, the past or a condition.
"""

import re
import time
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from whatsapp_erp_bot.llm.rules import arguments as argument_reader
from whatsapp_erp_bot.llm.rules import asking, caution, frame, periods, similar, subscribing
from whatsapp_erp_bot.llm.rules.language import detect_text
from whatsapp_erp_bot.llm.rules.lexicon import CLASSES
from whatsapp_erp_bot.llm.rules.numbers import UNITS, plain
from whatsapp_erp_bot.llm.rules.reading import Reading
from whatsapp_erp_bot.llm.rules.text import Text
from whatsapp_erp_bot.llm.rules.wording import Match, Phrases
from whatsapp_erp_bot.llm.rules.writes import READERS
from whatsapp_erp_bot.llm.types import (
	Call,
	Interpretation,
	NotUnderstood,
	Outcome,
	Question,
	Request,
	SmallTalk,
	Tool,
	Usage,
)
from whatsapp_erp_bot.words.choices import FORMAT

# below this a wording says too little
_ENOUGH = 0.95
_SEND = re.compile(
	"(?:(?:"
	+ "|".join(
		sorted(
			map(
				re.escape,
				{
					*CLASSES["send"],
					*CLASSES["show"],
					"hazme",
					"haz",
					"genera",
					"generame",
					"gera",
					"make",
					"make me",
					"faz",
					"faca",
					"prepara",
					"preparame",
					"saca",
					"sacame",
					"consigue",
					"calcula",
					"recibir",
					"receber",
					"receive",
					"ver",
					"saber",
					"lista",
					"listame",
					"resumen",
					"resumo",
				},
			),
			key=len,
			reverse=True,
		)
	)
	+ ") (?:(?:a|me|us|nos|en|em|in|el|la|los|las|lo|o|os|as|un|una|um|uma|the|please|por favor|lista de|listado de|list of|reporte de|relatorio de|report of|resumen de|resumo de|resumo das|total de|de|mis|all|todos|todas|info de|datos de) )*)+"
)
_NUMBER_WORD = "|".join(sorted((w for w, v in UNITS.items() if 2 <= v <= 100), key=len, reverse=True))
_N = f"(?P<n>\\d{{1,3}}|{_NUMBER_WORD})"
_ADJECTIVES = "(?:mejores|melhores|best|top|mas|mais|most|biggest|largest|principales|principais|mayores|maiores|primeros|primeras|primeiros|primeiras|ultimos|ultimas|latest|last|recent|recientes|highest|oldest|newest|worst|peores|piores)"
_LIMITS = tuple(
	re.compile(pattern)
	for pattern in (
		f" (?:top|los|las|os|as|the|mis|meus|minhas|nuestros|nossos|our|my|solo|solo los|so|so os|apenas|only|maximo|max|mejores|melhores|best|biggest|largest|highest|maiores|mayores|principales|principais|primeros|primeras|primeiros|primeiras|first|ultimos|ultimas|last|latest|limite|limit|hasta|ate|up to|show|show me|dame|give me|lista|recent|cuales|quais|which|muestrame|los primeros|que)(?: (?:los|las|the|os|as|de|to|of|son|sao|are|primeros|first))? {_N} (?!de |of |{'|'.join(['dias', 'days', 'semanas', 'weeks', 'meses', 'months', 'anos', 'years', 'kg', 'cajas'])} )",
		f"(?<= ){_N} {_ADJECTIVES}(?= )",
		f"(?<= ){_N} (?:clientes|customers|productos|produtos|items|itens|articulos|products|gastos|despesas|expenses|facturas|faturas|invoices) (?:mas|mais|que mas|que mais|most|with|con|com|top|principales|principais|mayores|maiores|vencidas|by)(?= )",
		f" {_N} (?:primeros|primeiros|first|results|resultados)(?= )",
	)
)
_DAYS = re.compile(
	f" (?:(?:de |con |com |hace |ha |for |by |desde hace |por )*(?:mas de|mais de|mas que|more than|over|older than|by more than|superior a|superiores a|mayor a|mayores a|above|greater than|at least|beyond|hace|ha|for)) {_N} (?:dias|dia|days|day|d)(?= )"
)
_CORRECTED = re.compile(
	r" (?P<a>\d[^ ]*) (?P<between>(?:[^ ]+ ){0,6}?)(?:(?:…|,|;|\.|-|\(|!) )*(?:(?:no|nao|ay|oops|ups|opa|perdon|wait|espera|sorry|digo|mejor|melhor|desculpa|nope|ah) (?:, )?)*"
	r"(?P<cue>mejor|melhor|mejor dicho|digo|perdon|quise decir|quiero decir|quero dizer|quer dizer|alias|i mean|make it|actually|sorry|rather|corrijo|correction|make that|cambialo a|que sean|que sejam|desculpa|no|nao|ou melhor|o mejor|better|na verdade|en realidad|change to|muda pra|cambia a|bota|pon|ponle) "
	r"(?:(?:que|sean|mejor|melhor|son|sao|make it|make that|,|a|:|sejam|de|to|eran|it|pon|ponle|serian|bota|foram|then) )*(?P<b>\d[^ ]*)(?= )"
)
_FOLLOWS = re.compile(
	r"^ (?:y|e|and|what about|how about|que tal|y que tal|pero|but|mas|ahora|agora|now|y si|e se|tambien|tambem|also|then|entonces|same|lo mismo|o mesmo|the same|igual|mismo|mesma coisa) "
)


class Rules:
	"""The interpreter of the rules. `known`: every tool of the catalogue, whoever may use it."""

	name = "rules"

	def __init__(self, known: Sequence[Tool] = ()):
		self.known = tuple(known)
		self._phrases: dict[tuple[int, ...], Phrases] = {}

	def interpret(self, request: Request) -> Interpretation:
		"""One outcome; a text of any length and content is answered, at worst with NotUnderstood."""
		began = time.perf_counter()
		text = Text(request.text[:2000])
		language = detect_text(text, request.language)
		outcome = self._outcome(request, text, language)
		usage = Usage(provider=self.name, milliseconds=int((time.perf_counter() - began) * 1000))
		return Interpretation(outcome=outcome, usage=usage, language=language)

	def _outcome(self, request: Request, text: Text, language: str) -> Outcome:
		if not text.tokens:
			return NotUnderstood()
		exact = self._opt_words(request, text)
		if exact:
			return exact
		kind = frame.small_talk(text.line.string)
		if kind and not self._is_command_word(request, text):
			return SmallTalk(kind)
		text = corrected(text)
		outcome = self.understand(request, text, language)
		if isinstance(outcome, NotUnderstood):
			follow = self._follow_up(request, text, language)
			if follow:
				return follow
			mended = similar.mended(text, self._for(request))
			if mended:
				# a misspelt verb is not enough of an order to write
				outcome = self.understand(
					request, mended, language, reads_only=not _nouns_mended(text, mended)
				)
		elif isinstance(outcome, Call) and outcome.command in ("find_documents", "count_documents"):
			outcome = self._better_spelt(request, text, language, outcome)
		elif request.previous and self._only_arguments(request, text, language):
			return self._follow_up(request, text, language) or outcome
		return outcome

	def _better_spelt(self, request: Request, text: Text, language: str, outcome: Call) -> Outcome:
		"""“payments recieved”: a name that is a misspelt word of the trade makes another command of it."""
		said = {
			word
			for name in ("party", "text")
			for word in str(outcome.arguments.get(name, "")).split()
			if word.islower()
		}
		mended = similar.mended(Text(text.original), self._for(request)) if said else None
		if mended is None:
			return outcome
		changed = {
			mended.original[after.start : after.end]
			for before, after in zip(Text(text.original).tokens, mended.tokens, strict=True)
			if before.norm != after.norm
		}
		if not changed & said:
			return outcome
		other = self.understand(request, mended, language, reads_only=True)
		return other if isinstance(other, Call) else outcome

	def _opt_words(self, request: Request, text: Text) -> Call | None:
		"""The words that alone stop or start notifications, in any spelling of case."""
		words = [token.norm for token in text.tokens if token.kind != "sign"]
		names = {tool.name for tool in request.tools}
		for command, alone in _ALONE.items():
			if " ".join(words) in alone and command in names:
				return Call(command, certain=True)
		return None

	def _is_command_word(self, request: Request, text: Text) -> bool:
		line = text.line.string
		return any(word in line for word in (" menu ", " status ", " estado "))

	def _for(self, request: Request) -> Phrases:
		key = tuple(id(tool) for tool in request.tools)
		phrases = self._phrases.get(key)
		if phrases is None:
			names = {tool.name for tool in request.tools}
			others = [tool for tool in self.known if tool.name not in names and request.role == "staff"]
			if len(self._phrases) > 64:
				self._phrases.clear()
			phrases = self._phrases[key] = Phrases([*request.tools, *others])
			# keep the tools alive: their identity is the key
			phrases.tools = tuple(request.tools)
		return phrases

	def understand(
		self, request: Request, text: Text, language: str, relative: bool = False, reads_only: bool = False
	) -> Outcome:
		"""What the text asks for, apart from small talk and follow-ups."""
		start, end = frame.bounds(text.line.string)
		content = f" {text.line.string[start:end]}"
		if frame.waits(content) or frame.out_of_scope(content):
			if not _ENDS_JOBS.search(content):
				return NotUnderstood()
		tools = {tool.name: tool for tool in request.tools}
		if not relative:
			subscribed = subscribing.read(self, request, text, language, tools)
			if subscribed:
				return subscribed
		about = None if relative else asking.topic(text)
		if about and "help" in tools:
			return Call("help", {"topic": text.quote(about)})
		if not relative:
			set_aside(text)
		extras = extract(text)
		found = find_periods(text, request.today, language)
		repeated = similar.the_same(request.tools, text, language)
		if repeated and not relative:
			return Call(repeated.name, self._custom_arguments(repeated, found, extras, relative))
		line = text.untagged("limit")
		start, end = frame.bounds(line.string)
		matches = self._matches(request, line.string, start, end)
		change = frame.asks_for_change(content)
		held = frame.held_back(f" {line.string[start:end]}")
		verb = _SEND.match(line.string, start)
		asked = line.tokens_of(verb.start(), verb.end()) if verb and verb.end() < end else []
		tried: set[str] = set()
		refused = False
		for match in matches:
			if match.weight < _ENOUGH or match.phrase.command in tried:
				continue
			tool = tools.get(match.phrase.command)
			if tool is None:
				# somebody else's command: its words are not for another
				return NotUnderstood()
			if held and tool.name not in _NEGATIVE:
				continue
			if change and not tool.writes and tool.name not in _ORDERS:
				continue
			if reads_only and tool.writes:
				continue
			if tool.name == "payables" and "bills_due" in tools and _still_due(found, request.today):
				tool = tools["bills_due"]
			others = (
				[]
				if tool.name in READERS
				else [other for other in matches if other.phrase.command == tool.name and other.weight >= 1.0]
			)
			if tool.name == "payments_received" and "bills_due" in tools and _to_come(found, request.today):
				tool = tools["bills_due"]
			reading = self._reading(request, text, line, match, language, found, start, end, relative, others)
			if tool.name not in READERS:
				reading.taken.update(asked)
			arguments = self._arguments(tool, reading, extras)
			if arguments is None:
				if match.weight > 3.4:
					tried.add(match.phrase.command)
				continue
			tried.add(match.phrase.command)
			if tool.name in READERS and not caution.meant(tool.name, reading, arguments):
				refused = True
				continue
			if refused and tool.name in ("find_documents", "count_documents"):
				continue
			return self._answer(request, tool, arguments, reading, language)
		custom = similar.custom(request.tools, text, language)
		if custom and not held and not change:
			return Call(custom.name, self._custom_arguments(custom, found, extras, relative))
		return NotUnderstood()

	def _matches(self, request: Request, line: str, start: int, end: int) -> list[Match]:
		"""The wordings found, with “send me”, “show” in front taken as said and left out."""
		phrases = self._for(request)
		matches = phrases.match(line, start, end, request.role)
		verb = _SEND.match(line, start)
		if verb and verb.end() < end:
			for match in phrases.match(line, verb.end(), end, request.role):
				match.weight -= 0.05
				if match.phrase.anchored and match.phrase.command not in READERS:
					matches.append(match)
		return sorted(matches, key=lambda each: (-each.weight, each.start))

	def _reading(
		self, request, text, line, match, language, found, start, end, relative, others=()
	) -> Reading:
		taken: set[int] = set()
		spans: list[list[int]] = []
		for span in match.spans:
			indices = line.tokens_of(*span)
			spans.append(indices)
			taken.update(indices)
		head: list[int] = []
		pieces: list[list[int]] = []
		for indices in spans:
			if pieces and indices[0] != pieces[-1][-1] + 1:
				break
			pieces.append(indices)
		while len(pieces) > 1 and _all_prepositions(text, pieces[-1]):
			pieces.pop()
		for indices in pieces:
			head.extend(indices)
		for other in others:
			for span in other.spans:
				taken.update(line.tokens_of(*span))
		content = line.tokens_of(start, end)
		first, last = (content[0], content[-1] + 1) if content else (0, len(text.tokens))
		# dates behind the last word belong to the content too
		while last < len(text.tokens) and text.tokens[last].tag in ("period", "format", "time"):
			last += 1
		while first > 0 and text.tokens[first - 1].tag in ("period",):
			first -= 1
		return Reading(
			text,
			language,
			request.today,
			first,
			last,
			match,
			taken,
			head,
			found,
			request.role == "customer",
			relative,
		)

	def _arguments(
		self, tool: Tool, reading: Reading, extras: argument_reader.Extras
	) -> Mapping[str, Any] | None:
		if tool.name in READERS:
			for token in reading.text.tokens:
				if token.tag in ("limit", "days"):
					token.tag = ""
			found = READERS[tool.name](reading)
			for _, indices in reading.found:
				reading.text.tag(indices, "period")
			return found
		if tool.name not in ("send_pdf", "document"):
			for index, token in enumerate(reading.text.tokens):
				if FORMAT.get(token.norm) == "pdf" and not token.tag:
					token.tag = "format"
					_tag_lead(reading.text, index)
		return argument_reader.read(tool, reading, extras)

	def _custom_arguments(
		self, tool: Tool, found: list, extras: argument_reader.Extras, relative: bool
	) -> dict[str, Any]:
		arguments: dict[str, Any] = {}
		for parameter in tool.parameters:
			if parameter.kind == "period" and found:
				arguments[parameter.name] = periods.as_argument(found[0][0].resolve(parameter.future))
			elif parameter.kind == "date" and found:
				arguments[parameter.name] = found[0][0].resolve(parameter.future)[1].isoformat()
			elif parameter.name == "format" and extras.formats:
				arguments[parameter.name] = extras.formats[-1]
			elif parameter.name == "limit" and extras.limit:
				arguments[parameter.name] = int(extras.limit)
		return arguments

	def _answer(
		self, request: Request, tool: Tool, arguments: Mapping[str, Any], reading: Reading, language: str
	) -> Outcome:
		fixed = set(getattr(tool, "fixed_for_customer", ())) if request.role == "customer" else set()
		for parameter in tool.parameters:
			if parameter.required and parameter.name not in arguments and parameter.name not in fixed:
				asked = parameter.questions.get(language) or parameter.questions.get("en") or parameter.name
				return Question(asked, tool.name, dict(arguments), parameter.name)
		return Call(tool.name, dict(arguments), certain=_certain(tool, arguments, reading))

	def _only_arguments(self, request: Request, text: Text, language: str) -> bool:
		"""“and by customer?”: a text that begins like a follow-up and hardly says more."""
		return bool(_FOLLOWS.match(text.line.string)) and len(text.tokens) <= 3

	def _follow_up(self, request: Request, text: Text, language: str) -> Call | None:
		"""The person's last call with what this text changes, or None."""
		previous = request.previous
		tool = next((tool for tool in request.tools if previous and tool.name == previous.command), None)
		if tool is None or tool.writes or len(text.tokens) > 9:
			return None
		names = {tool.name: tool for tool in request.tools}
		return similar.follow(tool, previous, text, request.today, language, names)


def _still_due(found: list, today: date) -> bool:
	"""“contas a pagar desta semana”: a stretch that is not over asks what falls due in it."""
	if not found:
		return False
	expression = found[-1][0]
	first, last = expression.resolve(True)
	return (
		today < last <= today + timedelta(days=60)
		if expression.day
		else first <= last and last >= today and expression.resolve(False)[1] >= today
	)


def _to_come(found: list, today: date) -> bool:
	"""“pagos de la próxima semana” are ours to make: nobody has paid them yet."""
	return bool(found) and found[-1][0].resolve(False)[0] > today


def _all_prepositions(text: Text, indices: Sequence[int]) -> bool:
	return all(text.tokens[index].norm in _PREPOSITIONS for index in indices)


_PREPOSITIONS = frozenset(
	"de del da do a al ao para pra pro for to from con com : in en na no hacia into desde of the la el o on as".split()
)
_ALONE = {
	"stop_notifications": {
		"baja",
		"stop",
		"sair",
		"salir",
		"unsubscribe",
		"parar",
		"cancelar suscripcion",
		"stop all",
		"stopall",
		"opt out",
		"descadastrar",
		"desuscribir",
	},
	"start_notifications": {"alta", "start", "iniciar", "unstop", "opt in", "reactivar", "reativar"},
}
# commands whose own wording holds a negation
_NEGATIVE = frozenset(
	"stop_notifications stop_subscription cancel_job reject pending_orders pending_purchases open_quotations open_issues overdue_invoices low_stock talk_to_person order_status find_documents".split()
)
# reads that begin with an imperative which could also change something
_ORDERS = frozenset(
	"set_language set_company stop_subscription stop_notifications start_notifications unlink_account delete_my_data cancel_job talk_to_person help menu link_account subscriptions".split()
)
_ENDS_JOBS = re.compile(" (?:no|nao|ya no|do not|deja|para|stop) ")


_NOUNS = frozenset(
	word
	for name in ("order", "porder", "quote", "a_payment", "a_task", "an_issue", "comment", "doctype", "leads")
	for norm in CLASSES[name]
	for word in norm.split()
)


def _nouns_mended(text: Text, mended: Text) -> bool:
	return all(
		before.norm == after.norm or after.norm in _NOUNS
		for before, after in zip(text.tokens, mended.tokens, strict=True)
	)


def _certain(tool: Tool, arguments: Mapping[str, Any], reading: Reading) -> bool:
	"""Nobody could know better: a document's id with its verb, a code, a word that is a command."""
	if tool.name in (
		"menu",
		"who_am_i",
		"unlink_account",
		"undo",
		"stop_notifications",
		"start_notifications",
	):
		return True
	if tool.name == "link_account":
		return "code" in arguments
	if tool.name == "set_language":
		return "language" in arguments
	document = arguments.get("document")
	return (
		bool(document)
		and reading.document_index() is not None
		and tool.name
		in ("document", "send_pdf", "order_status", "submit_document", "cancel_document", "approve")
	)


def corrected(text: Text) -> Text:
	"""“10 cajas… no, mejor 15” -> “15 cajas”: the last number counts."""
	found = _CORRECTED.search(text.line.string)
	if not found or plain(found["a"], "es") is None or plain(found["b"], "es") is None:
		return text
	if found["cue"] in ("no", "nao", "a", "pon", "bota") and not re.search(
		r"[…,;.!-] $|(?:no|nao) $", text.line.string[: found.start("cue")]
	):
		return text
	tokens = text.tokens
	first = text.line.tokens_of(found.start("a"), found.end("a"))[0]
	last = text.line.tokens_of(found.start("b"), found.end("b"))[0]
	between = text.line.tokens_of(found.start("between"), found.end("between")) if found["between"] else []
	while between and tokens[between[-1]].norm in (
		"…",
		",",
		".",
		";",
		"-",
		"no",
		"nao",
		"ay",
		"(",
		"perdon",
		"digo",
		"mejor",
		"melhor",
		"!",
	):
		between.pop()
	original = text.original
	second = original[tokens[last].start : tokens[last].end]
	kept_end = tokens[between[-1]].end if between else tokens[first].end
	following = tokens[last + 1].norm if last + 1 < len(tokens) else ""
	same = (
		len(between) <= 1 and following and following == (tokens[between[0]].norm if between else following)
	)
	if same and following not in ("?", ".", ",", "!"):
		return Text(original[: tokens[first].start] + original[tokens[last].start :])
	return Text(
		original[: tokens[first].start]
		+ second
		+ original[tokens[first].end : kept_end]
		+ original[tokens[last].end :]
	)


# what somebody will do afterwards says nothing of what is asked: “… antes de aprobarlo”
_ASIDE = re.compile(
	r" (?:antes de que|antes que|antes de|before)(?: (?:i|we|you|yo|eu|a gente))? (?!ayer |ontem |anteayer |hoy |hoje |\d)(?:[^ ,?.;!:]+ ){1,6}?(?=[,?.;!] |$)"
)
_NO_ASIDE = re.compile(
	" (?:"
	+ "|".join(sorted(map(re.escape, {*CLASSES["remind"], *CLASSES["add_comment"], *CLASSES["create"]})))
	+ ") "
)


def set_aside(text: Text) -> None:
	"""Tag the clauses about what comes after; not within orders, whose text may hold them."""
	line = text.line.string
	found = _ASIDE.search(line)
	if not found or _NO_ASIDE.search(line[: found.start() + 1]):
		return
	indices = text.line.tokens_of(found.start() + 1, found.end())
	if len(indices) + 2 <= len(text.tokens):
		text.tag(indices, "polite")


def extract(text: Text) -> argument_reader.Extras:
	"""Formats, limits and “more than N days”; their tokens are tagged."""
	extras = argument_reader.Extras()
	line = text.line
	for index, token in enumerate(text.tokens):
		kind = FORMAT.get(token.norm)
		if kind and not token.tag:
			extras.formats.append(kind)
			if kind == "pdf":
				# the wording of send_pdf needs to see it
				continue
			token.tag = "format"
			_tag_lead(text, index)
	found = _DAYS.search(line.string)
	if found:
		extras.days = _value(found["n"])
		# “days” stays in sight: “invoices of more than 60 days” says no other word for overdue
		text.tag(line.tokens_of(found.start() + 1, found.end("n")), "days")
	for pattern in _LIMITS:
		found = pattern.search(line.string)
		if found:
			indices = line.tokens_of(found.start("n"), found.end("n"))
			if any(text.tokens[index].tag for index in indices):
				continue
			extras.limit = _value(found["n"])
			text.tag(indices, "limit")
			break
	return extras


def _tag_lead(text: Text, index: int) -> None:
	"""“en formato”, “as an”, “con una”: they go with the format."""
	place = index - 1
	while place >= 0 and text.tokens[place].norm in (
		"en",
		"em",
		"in",
		"as",
		"un",
		"una",
		"uma",
		"um",
		"an",
		"a",
		"formato",
		"format",
		"con",
		"com",
		"with",
		"no",
		"como",
		"archivo",
		"arquivo",
		"de",
		"file",
		"por",
		"hoja",
		"num",
		"numa",
		"joga",
		"bota",
		"ponlo",
		"ponlas",
		"ponlos",
		"exporta",
		"exportalo",
		"dump",
		"into",
	):
		if text.tokens[place].norm in ("no", "a", "de", "por") and text.tokens[place].norm != "no":
			if text.tokens[place].norm == "de" and text.tokens[place - 1].norm not in (
				"archivo",
				"arquivo",
				"formato",
				"hoja",
			):
				break
		text.tokens[place].tag = "format"
		place -= 1


def _value(word: str) -> float:
	return float(word) if word.isdigit() else UNITS[word]


def find_periods(text: Text, today: date, language: str) -> list[tuple[periods.Found, list[int]]]:
	"""The dates of a text with the indices of their tokens, which are tagged. Limits that were tagged before and turn
	out to count days (“last 7 days”) are given back."""
	line = text.line
	found = []
	for expression in periods.find(line.string, today, language):
		indices = line.tokens_of(expression.start, expression.end)
		if any(text.tokens[index].tag in ("days", "time", "polite") for index in indices):
			continue
		after = indices[-1] + 1 if indices else 0
		if indices and after < len(text.tokens) and text.tokens[after].norm == "'s":
			# “yesterday's sales”
			text.tag([after], "period")
		text.tag(indices, "period")
		found.append((expression, indices))
	return found
