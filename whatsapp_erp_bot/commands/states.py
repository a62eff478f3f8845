# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""A state of documents, as people say it in Spanish, Portuguese or English or as ERPNext names it.

Contract: `state_filters(context, meta, said)` gives filters (`[field, operator, value]`) for a DocType. ERPNext's
own states come first, by name or by their translation; then the state of a workflow; then the words below.
"""

from typing import Any

import frappe
from frappe import _
from frappe.model.meta import Meta
from frappe.model.workflow import get_workflow_name

from whatsapp_erp_bot.commands.base import Context, may_see_field
from whatsapp_erp_bot.commands.declaration import LANGUAGES
from whatsapp_erp_bot.commands.words import plain, singular
from whatsapp_erp_bot.exceptions import BadInput

# phrases parted by commas -> the states that they stand for, whichever of them the DocType has; the first that fits
SYNONYMS: tuple[tuple[str, tuple[str, ...]], ...] = (
	(
		"overdue, late, past due, vencida, vencido, atrasada, atrasado, en mora, morosa, em atraso",
		("Overdue", "Overdue and Discounted"),
	),
	(
		"unpaid, outstanding, not paid, sin pagar, no pagada, impaga, por cobrar, por pagar, pendiente de pago, adeudada, "
		"nao paga, nao pago, em aberto, a pagar, a receber",
		("Unpaid", "Partly Paid", "Overdue", "Unpaid and Discounted", "Overdue and Discounted"),
	),
	("paid, settled, pagada, pagado, cobrada, cobrado, liquidada, paga, pago, quitada, quitado", ("Paid",)),
	("partly paid, partially paid, parcial, pagada en parte, abonada, parcialmente paga", ("Partly Paid",)),
	(
		"return, returned, credit note, devuelta, devuelto, devolucion, nota de credito, devolvida, devolvido, devolucao",
		("Return", "Credit Note Issued"),
	),
	(
		"pending, open, in progress, pendiente, abierta, abierto, por surtir, por entregar, sin entregar, en proceso, "
		"pendente, aberta, aberto, em aberto, a entregar, em andamento, to deliver, undelivered",
		(
			"To Deliver and Bill",
			"To Deliver",
			"To Bill",
			"To Receive and Bill",
			"To Receive",
			"Open",
			"Pending",
			"Partially Ordered",
			"Partially Received",
			"Unpaid",
			"Partly Paid",
			"Overdue",
			"Working",
			"Replied",
		),
	),
	(
		"to bill, unbilled, not billed, por facturar, sin facturar, a faturar, nao faturado",
		("To Bill", "To Deliver and Bill", "To Receive and Bill"),
	),
	("to receive, not received, por recibir, sin recibir, a receber", ("To Receive", "To Receive and Bill")),
	("delivered, entregada, entregado, surtida, surtido, entregue", ("To Bill", "Completed")),
	(
		"completed, complete, done, finished, completada, completado, completa, terminada, terminado, concluida, "
		"concluido, finalizada, finalizado",
		("Completed", "Closed"),
	),
	("closed, cerrada, cerrado, fechada, fechado, encerrada, encerrado", ("Closed",)),
	(
		"on hold, paused, en espera, detenida, detenido, pausada, em espera, pausado",
		("On Hold", "Hold", "Stopped"),
	),
	("ordered, pedida, pedido, ordenada, encomendada", ("Ordered", "Partially Ordered")),
	("expired, caducada, caducado, expirada, expirado", ("Expired",)),
	("lost, perdida, perdido", ("Lost",)),
	("resolved, solved, resuelta, resuelto, resolvida, resolvido", ("Resolved", "Closed")),
)
DRAFT = "draft, borrador, en borrador, rascunho, em rascunho, sin confirmar, sin validar, unconfirmed, not submitted"
SUBMITTED = (
	"submitted, confirmed, validated, validada, validado, confirmada, confirmado, enviada, enviado, presentada, presentado, "
	"contabilizada, en firme, firme, submetida, submetido"
)
CANCELLED = "cancelled, canceled, void, voided, cancelada, cancelado, anulada, anulado"
ACTIVE = "active, enabled, activa, activo, habilitada, habilitado, ativa, ativo"
DISABLED = (
	"inactive, disabled, inactiva, inactivo, deshabilitada, deshabilitado, inativa, inativo, desativada, desativado, "
	"desabilitado"
)


def state_filters(context: Context, meta: Meta, said: str) -> list[list[Any]]:
	"""Filters for the state. Raises BadInput that names the states there are."""
	asked = normal(said)
	field = meta.get_field("status")
	visible = bool(field) and may_see_field(context, meta.name, "status")
	options = [option for option in (field.options or "").split("\n") if option] if visible else []
	if meta.is_submittable and (asked in words(CANCELLED) or asked == normal("Cancelled")):
		return [["docstatus", "=", 2]]
	if meta.is_submittable and asked in words(DRAFT):
		return [["docstatus", "=", 0]]
	if exact := [option for option in options if asked in option_names(option)]:
		return [["status", "in", exact]]
	if by_workflow := workflow_filters(context, meta, asked):
		return by_workflow
	if meta.is_submittable and asked in words(SUBMITTED):
		return [["docstatus", "=", 1]]
	for text, states in SYNONYMS:
		fitting = [state for state in states if state in options]
		if fitting and asked in words(text):
			return [["status", "in", fitting]]
	switch = switch_filters(meta, asked)
	if switch:
		return switch
	raise BadInput(
		_("I don't know the status “{0}” here. There are: {1}").format(
			said, ", ".join(_(option) for option in options) or _("none")
		)
	)


def normal(text: str) -> str:
	"""Word by word in the singular, without accents."""
	return " ".join(singular(word) for word in plain(text).split())


def words(text: str) -> set[str]:
	"""The phrases of a list, word by word in the singular."""
	return {normal(phrase) for phrase in text.split(",")}


def option_names(option: str) -> set[str]:
	"""A state as ERPNext names it, in each language."""
	return {normal(option), *(normal(_(option, language)) for language in LANGUAGES)}


def workflow_filters(context: Context, meta: Meta, asked: str) -> list[list[Any]]:
	"""The filter on the workflow's state, where one of its states is meant."""
	workflow = get_workflow_name(meta.name)
	if not workflow:
		return []
	document = frappe.get_cached_doc("Workflow", workflow)
	field = document.workflow_state_field
	if not meta.has_field(field) or not may_see_field(context, meta.name, field):
		return []
	states = [row.state for row in document.states if asked in option_names(row.state)]
	return [[field, "in", states]] if states else []


def switch_filters(meta: Meta, asked: str) -> list[list[Any]]:
	"""Active and disabled, for masters."""
	for field, on in (("disabled", 0), ("enabled", 1), ("is_active", 1)):
		if meta.has_field(field):
			if asked in words(ACTIVE):
				return [[field, "=", on]]
			if asked in words(DISABLED):
				return [[field, "=", 1 - on]]
	return []
