# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What is known of a message while its arguments are read.

Contract: a `Reading` belongs to one message and one matched wording. Its head is the run of words by which the
command was known; indices are those of the message's tokens.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from whatsapp_erp_bot.llm.rules import periods
from whatsapp_erp_bot.llm.rules.lexicon import CLASSES
from whatsapp_erp_bot.llm.rules.slots import ARTICLES, PREPOSITIONS, PUNCTUATION, Residue
from whatsapp_erp_bot.llm.rules.text import Text
from whatsapp_erp_bot.llm.rules.wording import Match
from whatsapp_erp_bot.words.doctypes import DOCTYPE

_CREATE = frozenset(word for words in CLASSES["create"] for word in words.split()) | frozenset(
	"""cotizale cotizame cotiza cotizar cotice presupuestale presupuestar presupuesta cota cotar orca orcar orce quote pidele pide pedir pede compra comprar order buy purchase record
	registra anota aplica log apply levantale armale hazle toma take tomar compre comprale encarga encargale ordena solicita solicitar request pidio pediu quiere""".split()
)
_MAKE = frozenset(
	"""crea creame crear cree cria criar crie create haz hazme hace haceme hacer faz faca fazer make arma armame armar genera generame generar gera gerar gere generate levanta levantame levantar registra registrar registre register add agrega agregar adiciona adicionar raise
	prepara preparar prepare monta montar monte captura capturar anota anotar anote place log elabora elaborar ingresa ingresar lanca lancar lance coloca colocar nueva nuevo novo nova cadastra cadastrar tira tirar book pon ponme poner poe mete meter inclui carga toma tomar take""".split()
)
_LATEST = frozenset("ultima ultimo last latest most recent mas reciente".split())
# words that lead to a date and belong to it: “entrega el viernes”, “válido hasta…”
_DATE_WORDS = frozenset(
	"""entrega entregar entregas entregue entregado entregalo entregarse deliver delivery delivered que llegue lleguen llegar chegue chegar valido valida validos validas vigente vigencia vence vencimiento validade valid until till hasta ate by para pra pro on
	fecha data due date required needed need necesita necesito necessario se lo la for needed-by con com with el a o recibir receber requerido requerida antes before del do de as al mas tardar tarde latest arriving arrive y e and , - : is es limite deadline en em no na entregamos entregando promised prometido""".split()
)

_POLITE = re.compile(
	r" (?:puedes|podes|podrias|puede|podria|me (?:haces|creas|armas|anotas|registras|apruebas|cancelas|confirmas|validas|rechazas|generas|levantas|pasas|mueves|ayudas|apuntas|recuerdas|harias|hace|faz|cria|lembra|registra|aprova|cancela|confirma|anota|lanca|abre|abres)|"
	r"can you|could you|will you|would you|pode|poderia|consegue|voce pode|por favor|please|favor) "
)


@dataclass
class Reading:
	"""`found`: the dates of the message with the indices of their tokens. `relative`: keep periods in words."""

	text: Text
	language: str
	today: date
	start: int
	end: int
	match: Match | None = None
	taken: set[int] = field(default_factory=set)
	head: Sequence[int] = ()
	found: list[tuple[periods.Found, list[int]]] = field(default_factory=list)
	customer: bool = False
	relative: bool = False

	def after_head(self, tagged: bool = False) -> list[int]:
		"""Indices behind the head to the end of what is asked; untagged ones, unless `tagged`."""
		first = max(self.head) + 1 if self.head else self.start
		return [
			index
			for index in range(first, self.end)
			if tagged or self.text.tokens[index].tag not in ("period", "date", "format", "time", "polite")
		]

	def around_head(self) -> list[int]:
		gone = set(self.head)
		return [
			index
			for index in range(self.start, self.end)
			if index not in gone and not self.text.tokens[index].tag
		]

	def end_index(self) -> int:
		return self.end

	def explicit(self) -> bool:
		"""Whether the head holds an order to make something, not only a noun."""
		return any(part in _CREATE for index in self.head for part in self.text.tokens[index].norm.split())

	def ordered(self) -> bool:
		"""Whether the head orders something to be made and says what: “crea un pedido”, not “new orders”."""
		words = {part for index in self.head for part in self.text.tokens[index].norm.split()}
		return len(self.head) > 1 and bool(words & _MAKE) and not self.question()

	def question(self) -> bool:
		return "?" in self.text.original

	def asked(self) -> bool:
		"""Whether it is a question, other than the polite kind that orders (“¿me registras…?”)."""
		return self.question() and not _POLITE.search(self.text.line.string)

	def date(self, future: bool) -> str | None:
		"""The last date of the message, ISO; words that lead to it become part of it."""
		if not self.found:
			return None
		expression, indices = self.found[-1]
		for index in indices:
			self.text.tokens[index].tag = "date"
		place = indices[0] - 1
		while place >= 0 and place not in self.head and self.text.tokens[place].norm in _DATE_WORDS:
			if self.text.tokens[place].norm in (",", "-", ":", "y", "e", "and"):
				break
			self.text.tokens[place].tag = "date"
			place -= 1
		return expression.resolve(future)[1].isoformat()

	def document_index(self) -> int | None:
		return next(
			(index for index in range(self.start, self.end) if self.text.tokens[index].kind == "doc"), None
		)

	def document_words_start(self) -> int | None:
		"""Where the person's words for a document begin: “última factura de…”, “orden de compra de…”."""
		first = None
		for index in range(self.start, self.end):
			norm = self.text.tokens[index].norm
			if norm in _LATEST:
				first = index
				break
			if norm in DOCTYPE or norm in ("orden", "ordem", "nota", "purchase", "sales", "delivery"):
				first = index
				break
		return first

	def document_words(self) -> str | None:
		start = self.document_words_start()
		if start is None:
			return None
		indices = []
		for index in range(start, self.end):
			token = self.text.tokens[index]
			if token.tag in ("format", "polite", "time") or (token.norm in PUNCTUATION and token.norm != "#"):
				break
			indices.append(index)
		while indices and self.text.tokens[indices[-1]].norm in PREPOSITIONS | ARTICLES | {
			"pdf",
			"formato",
			"me",
			"que",
			"format",
		}:
			indices.pop()
		return self.text.quote(indices) if indices else None

	def residue(self, extra: Sequence[int] = ()) -> Residue:
		return Residue(self.text, {*self.taken, *extra}, self.start, self.end, self.language)

	def customer_complaint(self) -> bool:
		"""A customer tells what went wrong, without a word such as “ticket” in front."""
		return bool(self.customer and self.match and self.match.phrase.role == "customer")

	def content_words(self) -> str:
		return self.text.quote(range(self.start, self.end))
