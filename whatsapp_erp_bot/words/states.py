# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What people call the states of documents in Spanish, Portuguese and English.

Contract: `STATUS` maps what means a state in any sentence; `words_of(state)` gives all that means it where a state is
asked for, word by word in the singular (`normal`). Norms: lower case, no accents. Pure data but for the look-ups.
"""

from collections.abc import Mapping
from functools import cache

from whatsapp_erp_bot.words.folding import plain
from whatsapp_erp_bot.words.lists import Named, listed
from whatsapp_erp_bot.words.plurals import singular

# state, as ERPNext names it or as several of its states are called together -> its words
NAMES: Mapping[str, Named] = {
	"Draft": Named(
		"""borrador | borradores | en borrador | rascunho | rascunhos | em rascunho | draft | drafts | in
		draft | sin validar | sin confirmar | nao confirmados""",
		"""unconfirmed | not submitted""",
	),
	"Submitted": Named(
		"""validado | validada | validados | validadas | enviado a firme | submetido | submetida |
		submetidos | submetidas | submitted""",
		"""confirmed | validated | confirmada | confirmado | enviada | enviado | presentada | presentado |
		contabilizada | en firme | firme""",
	),
	"Cancelled": Named(
		"""cancelado | cancelada | cancelados | canceladas | anulado | anulada | anulados | anuladas |
		cancelled | canceled | voided""",
		"""void""",
	),
	"Paid": Named(
		"""pagado | pagada | pagados | pagadas | cobrada | cobradas | pago | paga | pagas | paid | quitadas
		| quitado | saldadas | liquidadas""",
		"""settled | cobrado""",
	),
	"Unpaid": Named(
		"""sin pagar | no pagada | no pagadas | impaga | impagas | impagada | impagadas | por cobrar | sin
		cobrar | nao paga | nao pagas | nao pago | nao pagos | sem pagar | unpaid | not paid""",
		"""outstanding | por pagar | pendiente de pago | adeudada | em aberto | a pagar | a receber""",
	),
	"Partly Paid": Named(
		"""pagada parcialmente | parcialmente pagadas | parcialmente pagas | partly paid | partially paid""",
		"""parcial | pagada en parte | abonada""",
	),
	"Overdue": Named(
		"""vencido | vencida | vencidos | vencidas | atrasado | atrasada | atrasados | atrasadas | overdue""",
		"""late | past due | en mora | morosa | em atraso""",
	),
	"Open": Named(
		"""abierto | abierta | abiertos | abiertas | aberto | aberta | abertos | abertas | em aberto | open""",
	),
	"Pending": Named(
		"""pendiente | pendientes | pendente | pendentes | pending""",
		"""open | in progress | abierta | abierto | por surtir | por entregar | sin entregar | en proceso |
		aberta | aberto | em aberto | a entregar | em andamento | to deliver | undelivered""",
	),
	"Closed": Named(
		"""cerrado | cerrada | cerrados | cerradas | fechado | fechada | fechados | fechadas | closed""",
		"""encerrada | encerrado""",
	),
	"Completed": Named(
		"""completado | completada | completados | completadas | terminado | terminada | terminados |
		terminadas | concluido | concluida | concluidos | concluidas | completed | completos | completas
		| complete | finalizados | finalizadas""",
		"""done | finished""",
	),
	"To Deliver": Named(
		"""por entregar | sin entregar | a entregar | to deliver | nao entregues""",
	),
	"To Bill": Named(
		"""por facturar | sin facturar | a faturar | to bill | unbilled | nao faturados""",
		"""not billed""",
	),
	"Lost": Named(
		"""perdido | perdida | perdidos | perdidas | lost""",
	),
	"Ordered": Named(
		"""ordenado | ordenada | ordenadas | ordered""",
		"""pedida | pedido | encomendada""",
	),
	"Expired": Named(
		"""expirado | expirada | expirados | expiradas | caducada | caducadas | expired""",
		"""caducado""",
	),
	"On Hold": Named(
		"""en espera | em espera | on hold | retenido | retenidos""",
		"""paused | detenida | detenido | pausada | pausado""",
	),
	"Return": Named(
		"""devuelta | devueltas | devolvidas | returned | devoluciones""",
		"""return | credit note | devuelto | nota de credito | devolvido | devolucao""",
	),
	"Disabled": Named(
		"""desactivado | desactivados | inactivo | inactivos | inativos | deshabilitados | desativados |
		disabled | inactive""",
		"""inactiva | deshabilitada | inativa | desativada | desabilitado""",
	),
	"Enabled": Named(
		"""activo | activos | activas | ativos | ativas | habilitados | active | enabled""",
		"""habilitada""",
	),
	"Resolved": Named(
		"""resuelto | resueltos | resueltas | resolvidos | resolvidas | resolved""",
		"""solved""",
	),
	"Rejected": Named(
		"""rechazado | rechazada | rechazados | rechazadas | rejeitado | rejeitada | rejeitados |
		rejeitadas | rejected""",
	),
	"Approved": Named(
		"""aprobado | aprobada | aprobados | aprobadas | aprovado | aprovada | aprovados | aprovadas |
		approved""",
	),
	"Converted": Named(
		"""convertido | convertidos | convertidas | converted""",
	),
	"To Receive": Named(
		"",
		"""to receive | not received | por recibir | sin recibir | a receber""",
	),
	"Delivered": Named(
		"",
		"""delivered | entregada | entregado | surtida | surtido | entregue""",
	),
}
# norm -> state
STATUS: dict[str, str] = {word: name for name, names in NAMES.items() for word in listed(names.said)}


def normal(text: str) -> str:
	"""Word by word in the singular, without accents."""
	return " ".join(singular(word) for word in plain(text).split())


@cache
def words_of(state: str) -> frozenset[str]:
	"""All that means this state where one is asked for, as `normal` writes it."""
	return frozenset(normal(phrase) for names in NAMES[state] for phrase in listed(names))
