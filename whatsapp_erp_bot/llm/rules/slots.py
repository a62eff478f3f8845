# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The person's words for a customer, an item, a warehouse…: what is left when everything else has been read.

Contract: a `Residue` holds the token indices that neither the wording nor a date, format, limit or courtesy took, in
stretches that begin where a taken word or a comma stood. Its `take_…` methods remove one kind of thing and return the
person's words for it, or None. Articles, role nouns and prepositions at the edges are not part of a name.
"""

import re
from collections.abc import Iterable, Sequence

from whatsapp_erp_bot.llm.rules.text import Text
from whatsapp_erp_bot.words.choices import MODES
from whatsapp_erp_bot.words.doctypes import DOCTYPE
from whatsapp_erp_bot.words.states import STATUS

ARTICLES = frozenset("el la los las lo o a os as the un una uma um an unos unas al del".split())
PREPOSITIONS = frozenset(
	"de del da do das dos of en em no na nos nas in at on para pra pro pras pros por for from con com with to al ao aos a y e and sobre about 's desde hacia within".split()
)
ROLES = frozenset(
	"""cliente clientes customer customers client clienta proveedor proveedores fornecedor fornecedora fornecedores supplier suppliers vendor empresa compania company
	companhia producto productos produto produtos articulo articulos item items itens product products""".split()
)
_EDGE = frozenset(
	"""que es e is are was were esta estan estao hay tem tiene tienen tenemos temos tengo tenho ha me te se nos us our nuestro nuestra nuestros nosso nossa mi mis meu minha my su sus seu sua their
	hoy ahora agora now currently total totales todo toda todos todas tudo all every everything please tambien tambem also ya ja still aun todavia ainda mas mais more just solo so only apenas quiero quero want
	necesito preciso need saber ver see dame give manda mandame send envia enviame pasa pasame muestra muestrame mostra show favor informacion info detalle detalles detalhes lista list listado data datos dados do does did have has had
	i we you he she they it them le les lhe ele ela eles elas usted ustedes voce voces vos this that these those este esta esse essa estos estas ese esa eso isso ahi alla aca aqui aca la entonces entao pues bem bien exactamente exatamente
	cuanto quanto cuanta quanta how much many cual qual what which who quien quem cuando quando when porque if si hacia vez between entre desde hasta ate until debe deve pendiente pendientes pendente actual actualmente atualmente right
	there any some algun alguna algum alguma alguno unos unas quedan queda left sobra resta mismo mesmo disponible disponibles disponivel available fue foi ser sido been be can could would puedes pode puede voy vamos let lets get got
	pls detallado vigente completo completa actualizado actualizada update updated ok dia fecha data date ultimo ultima favor q x also too acaso ustedes gente currently yet tal he oye porfa favor por then vs contra versus anterior previous prior
	comparado comparada comparados compared menos less report reporte relatorio informe tenga tenha tengan tengo quisiera gustaria guys vcs uds abierto abiertos abierta abiertas aberto abertos aberta abertas em quais cuales cuantos cuantas quantos quantas viejas viejos vieja viejo antiguas antiguos oldest older newest biggest largest mayores maiores grandes importantes recientes recentes recent latest ultimos ultimas principales principais pendentes pending vencidas vencidos atrasadas atrasados overdue such tipo formato format reciente dias days atraso mora retraso old late top reply respuesta resposta answer response andamento pipeline crea creame create cria haz hazme genera generame unpaid impagas siguen sigue continuam continua acumuladas acumulada acumulado acumulados acumuladas netas neta netos bruta brutas brutos liquidas liquido gross net siguen totais pongo ponemos poner doy damos dejo dejamos primeros primeiros primeras primeiras first ones num numa aging ageing antiguedad edades hubo houve best mejor mejores""".split()
)
# these stay when a name ends with them
_LEADING = _EDGE | ARTICLES | PREPOSITIONS | {"-", "#", "@", "$", "/", "+", "="}
_TRAILING = (
	(_EDGE - {"total", "data", "uma", "dia"}) | PREPOSITIONS | ARTICLES | {"-", "#", "@", "/", "+", "="}
)
PUNCTUATION = frozenset({",", ";", ":", "?", "!", "(", ")", "…", "."})
WAREHOUSE_NOUNS = frozenset(
	"""bodega bodegas almacen almacenes deposito depositos tienda tiendas sucursal sucursales local armazem armazens loja lojas filial filiais warehouse warehouses store stores shop shops godown branch
	galpon galpao cedis planta depot yard showroom wh mostrador""".split()
)
_GROUP_NOUNS = frozenset(
	"grupo categoria linea linha familia group category rubro departamento line seccion".split()
)
_EN_PREPOSITIONS = frozenset("in at from to for on of".split())


class Residue:
	"""What is left of a message. `stretches` are lists of token indices."""

	def __init__(
		self, text: Text, taken: Iterable[int], start: int = 0, end: int | None = None, language: str = "es"
	):
		self.text = text
		self.language = language
		taken = set(taken)
		self.stretches: list[list[int]] = []
		current: list[int] = []
		limit = len(text.tokens) if end is None else end
		for index in range(start, limit):
			token = text.tokens[index]
			if index in taken or token.tag or (token.norm in PUNCTUATION):
				if current:
					self.stretches.append(current)
				current = []
				continue
			current.append(index)
		if current:
			self.stretches.append(current)

	def norm(self, index: int) -> str:
		return self.text.tokens[index].norm

	def norms(self, indices: Sequence[int]) -> list[str]:
		return [self.norm(index) for index in indices]

	def trimmed(self, indices: Sequence[int], roles: bool = True) -> list[int]:
		"""The stretch without articles, prepositions, role nouns and small words at its edges."""
		found = list(indices)
		while found and (
			self.norm(found[0]) in _LEADING or (roles and self.norm(found[0]) in ROLES and len(found) > 1)
		):
			if self.norm(found[0]) in ("la", "los", "las", "el") and self._name_article(found):
				break
			if self._capital(found[0]) and len(found) > 1 and self._capital(found[1]):
				break
			found.pop(0)
		while found and self.norm(found[-1]) in _TRAILING:
			if self._capital(found[-1]) and len(found) > 1 and self._capital(found[-2]):
				break
			found.pop()
		if roles and len(found) == 1 and self.norm(found[0]) in ROLES:
			return []
		return found

	def _capital(self, index: int) -> bool:
		"""Whether a small word is written as part of a name: “Todo Limpio”, “Gross Profit”, within a sentence."""
		token, original = self.text.tokens[index], self.text.original
		return (
			index > 0
			and token.kind == "word"
			and token.norm not in ROLES
			and original[token.start].isupper()
			and not original.isupper()
			and not original.istitle()
		)

	def _name_article(self, indices: Sequence[int]) -> bool:
		"""“La Central”, “El Tornillo”: an article written as part of a name, after a lower-case word."""
		first, second = (self.text.tokens[index] for index in [*indices[:2], indices[0]][:2])
		original = self.text.original
		return (
			len(indices) > 1
			and indices[0] > 0
			and original[first.start].isupper()
			and original[second.start].isupper()
			and original != original.upper()
			and original[self.text.tokens[indices[0] - 1].start].islower()
		)

	def quote(self, indices: Sequence[int], roles: bool = True) -> str | None:
		found = self.trimmed(indices, roles)
		return self.text.quote(found) or None if found else None

	def take(self, indices: Sequence[int]) -> None:
		"""Remove these; a stretch may fall in two."""
		gone = set(indices)
		kept: list[list[int]] = []
		for stretch in self.stretches:
			part: list[int] = []
			for index in stretch:
				if index in gone:
					if part:
						kept.append(part)
					part = []
				else:
					part.append(index)
			if part:
				kept.append(part)
		self.stretches = kept

	def take_name(self, roles: bool = True, limit: int = 9) -> str | None:
		"""The first stretch that says something."""
		for stretch in list(self.stretches):
			words = self.quote(stretch, roles)
			if words:
				self.take(stretch)
				return words if len(words.split()) <= limit else None
		return None

	def leftover(self) -> list[str]:
		"""Norms that nobody has read and that mean something."""
		return [norm for stretch in self.stretches for norm in self.norms(self.trimmed(stretch))]

	def take_warehouse(self, loose: bool = True) -> str | None:
		"""“en la bodega norte”, “in Nairobi warehouse”, and, `loose`, “en Guadalajara”."""
		for stretch in self.stretches:
			norms = self.norms(stretch)
			for place, norm in enumerate(norms):
				if norm in WAREHOUSE_NOUNS:
					found = self._warehouse_at(stretch, norms, place)
					if found:
						words = self._place_words(found)
						self.take(found)
						return words
		if not loose:
			return None
		for stretch in self.stretches:
			norms = self.norms(stretch)
			places = ("en", "em", "in", "at") + (("no", "na", "nos", "nas") if self.language == "pt" else ())
			for place in range(len(norms) - 1, -1, -1):
				if norms[place] in places and place + 1 < len(norms):
					found = stretch[place:]
					said = self.norms(self.trimmed(found))
					if not said or any(norm[0].isdigit() for norm in said):
						continue
					if set(said) <= _STOCK_WORDS:
						self.take(found)
						return self.take_warehouse(loose)
					words = self.quote(found)
					self.take(found)
					return words
		return None

	def _warehouse_at(self, stretch: Sequence[int], norms: Sequence[str], place: int) -> list[int]:
		first = place
		while (
			first > 0 and norms[first - 1] not in PREPOSITIONS - {"and", "e", "y"} and self.language == "en"
		):
			first -= 1
		english = self.language == "en" and first < place and first > 0
		if english or (self.language == "en" and place == len(norms) - 1):
			begin = max(first - 1, 0) if norms[first - 1] in PREPOSITIONS and first > 0 else first
			if first == 0 and place > 2:
				begin = place - 1
			return list(stretch[begin : place + 1])
		begin = place
		while begin > 0 and norms[begin - 1] in PREPOSITIONS | ARTICLES:
			begin -= 1
		end = next((each for each in range(place + 1, len(norms)) if norms[each][0].isdigit()), len(norms))
		return list(stretch[begin:end])

	def _place_words(self, indices: Sequence[int]) -> str | None:
		found = self.trimmed(indices, roles=False)
		if not found or (len(found) == 1 and self.norm(found[0]) in _NO_PLACE):
			return None
		return self.text.quote(found)

	def take_item_group(self) -> str | None:
		"""“del grupo herramientas”, “Tools group”."""
		for stretch in self.stretches:
			norms = self.norms(stretch)
			for place, norm in enumerate(norms):
				if norm not in _GROUP_NOUNS:
					continue
				after = stretch[place + 1 :]
				before = [index for index in stretch[:place] if self.norm(index) != "item"]
				words = self.quote(after, roles=False)
				if words and not (self.language == "en" and self.trimmed(before)):
					self.take(
						stretch[
							max(place - 2, 0)
							if set(norms[max(place - 2, 0) : place]) <= _LEADING
							else place :
						]
					)
					return words
				words = self.quote(before, roles=False)
				if words:
					self.take(stretch[: place + 1])
					return words
		return None

	def take_after(self, markers: Sequence[str], roles: bool = True, last: bool = True) -> str | None:
		"""What follows the last of these prepositions to the end of its stretch."""
		for stretch in self.stretches:
			norms = self.norms(stretch)
			places = range(len(norms) - 1, -1, -1) if last else range(len(norms))
			for place in places:
				if norms[place] in markers and self.trimmed(stretch[place + 1 :], roles):
					words = self.quote(stretch[place + 1 :], roles)
					self.take(stretch[place:])
					return words
		return None

	def take_price_list(self) -> str | None:
		"""“en la lista mayorista”, “precio de mayoreo”, “wholesale price list”."""
		for stretch in self.stretches:
			line = " " + " ".join(self.norms(stretch)) + " "
			found = re.search(
				r" (?:en |con |de |segun |na |no |da |pela |in |on |from |by )?(?:la |el |a |the )?(?:lista|tabela|price list|list)(?: de (?:precios|precos))?(?: de| do| da)? ((?:[^ ]+ )+)",
				line,
			)
			if found:
				count = len(line[: found.start()].split())
				words = self.quote(stretch[len(line[: found.start(1)].split()) :])
				if words:
					self.take(stretch[count:])
					return words
			found = re.search(
				r" (?:on|in|from|at|per|by|using) (?:the )?((?:[^ ]+ )+?)(?:price list|pricelist|list) ", line
			)
			if found:
				first = len(line[: found.start(1)].split())
				words = self.text.quote(stretch[first : first + len(found[1].split())])
				self.take(stretch[len(line[: found.start()].split()) :])
				return words
		return None

	def take_priority(self) -> str | None:
		"""“con prioridad alta”, “high priority”, “urgentes”."""
		for stretch in self.stretches:
			norms = self.norms(stretch)
			for place, norm in enumerate(norms):
				if norm in ("prioridad", "prioridade", "priority"):
					near = [*range(place + 1, min(place + 3, len(norms))), place - 1]
					for other in near:
						if 0 <= other < len(norms) and norms[other] in _PRIORITIES:
							begin = min(place, other)
							while begin > 0 and norms[begin - 1] in PREPOSITIONS:
								begin -= 1
							words = self.text.quote([stretch[other]])
							self.take(stretch[begin : max(place, other) + 1])
							return words
				elif norm in _URGENT:
					self.take([stretch[place]])
					return self.text.quote([stretch[place]])
		return None

	def take_status(self) -> str | None:
		"""ERPNext's word for the status that is named."""
		for stretch in self.stretches:
			norms = self.norms(stretch)
			for size in (3, 2, 1):
				for place in range(len(norms) - size + 1):
					name = STATUS.get(" ".join(norms[place : place + size]))
					if name:
						begin = place
						while begin > 0 and norms[begin - 1] in (
							"en",
							"em",
							"in",
							"como",
							"que",
							"estan",
							"estao",
							"esta",
							"are",
							"as",
							"status",
							"estado",
							"con",
							"com",
							"with",
						):
							begin -= 1
						self.take(stretch[begin : place + size])
						return name
		return None

	def take_doctype(self) -> tuple[str, int] | None:
		"""(DocType, index of its first word) for the first kind of document that is named."""
		for stretch in self.stretches:
			norms = self.norms(stretch)
			for place in range(len(norms)):
				for size in (4, 3, 2, 1):
					name = DOCTYPE.get(" ".join(norms[place : place + size]))
					if name and place + size <= len(norms):
						self.take(stretch[place : place + size])
						return name, stretch[place]
		return None


_NO_PLACE = frozenset(
	"bodegas almacenes depositos warehouses tiendas lojas sucursales bodega almacen deposito warehouse".split()
)
# “en stock”, “no estoque” name no warehouse
_STOCK_WORDS = frozenset(
	"estoque stock inventario inventory existencia existencias total general geral".split()
)
_PRIORITIES = frozenset(
	"alta alto altas altos media medio baja bajo baixa baixo high medium low urgente urgent critica critico critical maxima maxim urgentes normal top".split()
)
_URGENT = frozenset("urgentes urgente urgent criticos criticas critical".split())
MODE_WORDS = tuple(sorted(MODES, key=len, reverse=True))
