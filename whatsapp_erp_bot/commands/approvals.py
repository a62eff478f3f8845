# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Workflow actions: what waits for this person, approving and rejecting it.

Contract: Frappe's workflow decides (frappe/model/workflow.py): which transitions the person's roles allow in the
document's state, their conditions, and whether one's own document may be approved. The bot only finds the transition
that is meant; where several could be, it names them instead of choosing.
"""

from collections.abc import Mapping
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.model.workflow import apply_workflow, get_transitions, get_workflow_name, has_approval_access
from frappe.utils import flt

from whatsapp_erp_bot.commands.amounts import amount_of
from whatsapp_erp_bot.commands.base import Context, may, read_list
from whatsapp_erp_bot.commands.decisive import decisive_facts
from whatsapp_erp_bot.commands.documents import AMOUNT_FIELDS, PARTY_TITLES
from whatsapp_erp_bot.commands.drafts import own_sentences
from whatsapp_erp_bot.commands.registry import applies, runs
from whatsapp_erp_bot.commands.result import (
	Column,
	DocumentReference,
	Fact,
	NextStep,
	Proposal,
	Result,
	Table,
)
from whatsapp_erp_bot.commands.writes import (
	all_or_nothing,
	changed,
	comment_on,
	done,
	for_change,
	state_of,
	untouched,
)
from whatsapp_erp_bot.exceptions import BadInput, Refused
from whatsapp_erp_bot.words.folding import plain

# beginnings of the names that sites give to actions, without accents
REJECTING = (
	"reject",
	"deny",
	"declin",
	"disapprov",
	"return",
	"send back",
	"refus",
	"rechaz",
	"negar",
	"devolv",
)
REJECTING += ("rejeit", "recus", "regresar", "nega", "reprov", "desaprob", "cancel")
APPROVING = ("approv", "aprob", "aprov", "autoriz", "authori", "accept", "acept", "aceit")
# documents of one kind that are looked at, and how many are listed
LOOKED_AT, LISTED = 50, 10


@runs("pending_approvals")
def pending_approvals(context: Context) -> Result:
	"""Documents in a workflow state from which this person may move them, the oldest first."""
	rows = [row for workflow in active_workflows() for row in waiting(context, workflow)]
	rows.sort(key=lambda row: row["modified"])
	if not rows:
		return Result(_("Pending approvals"), notes=[_("Nothing waits for you.")])
	return Result(
		_("Pending approvals"),
		facts=[Fact(_("Documents"), len(rows), "number")],
		table=Table(
			[
				Column("name", _("Document")),
				Column("who", _("Of")),
				Column("state", _("Status")),
				Column("amount", _("Amount", context="answer"), "money", currency_key="currency"),
			],
			rows[:LISTED],
			more=max(len(rows) - LISTED, 0),
		),
		next_steps=[
			NextStep(
				# a word before the id would push its last digits, which tell two apart, off a button
				f"✅ {row['name']}",
				"approve",
				{"document": {"doctype": row["doctype"], "name": row["name"]}},
			)
			for row in rows[:3]
		],
	)


def active_workflows() -> list[Document]:
	"""The site's workflows that are switched on."""
	names = frappe.get_all("Workflow", filters={"is_active": 1}, pluck="name", order_by="name asc")
	return [frappe.get_doc("Workflow", name) for name in names]


def waiting(context: Context, workflow: Document) -> list[dict[str, Any]]:
	"""Documents of one workflow that this person may move on, by Frappe's own answer for each."""
	doctype, field = workflow.document_type, workflow.workflow_state_field
	roles = set(frappe.get_roles())
	states = sorted({transition.state for transition in workflow.transitions if transition.allowed in roles})
	if not states or not may(context, doctype):
		return []
	meta = frappe.get_meta(doctype)
	found = read_list(
		context,
		doctype,
		fields=["name"],
		filters=[[field, "in", states], ["docstatus", "<", 2]],
		order_by="modified asc",
		limit=LOOKED_AT,
	)
	documents = (frappe.get_doc(doctype, row["name"]) for row in found)
	return [row_of(context, document, meta, field) for document in documents if actions_of(document)]


def row_of(context: Context, document: Document, meta: Any, state_field: str) -> dict[str, Any]:
	"""One line of the list, without what is above the person's permission level."""
	document.apply_fieldlevel_read_permissions()
	amount = next((document.get(name) for name in AMOUNT_FIELDS if meta.has_field(name)), None)
	who = next(
		(document.get(name) for name in PARTY_TITLES if meta.has_field(name) and document.get(name)), ""
	)
	return {
		"doctype": document.doctype,
		"name": document.name,
		"who": who,
		"state": _(document.get(state_field) or ""),
		"amount": flt(amount) if amount is not None else None,
		"currency": document.get("currency") or context.currency,
		"modified": str(document.modified),
	}


def actions_of(document: Document) -> list[Mapping[str, Any]]:
	"""The transitions that Frappe lets the session user make with this document now."""
	return [
		transition
		for transition in get_transitions(document)
		if has_approval_access(frappe.session.user, document, transition)
	]


def workflow_as_committed(doctype: str) -> str | None:
	"""The DocType's workflow, None without one. Frappe decides by its cached copies of it; one that a turn of before a
	change has put back must not say who may approve, so they are read again."""
	frappe.cache.hdel("workflow", doctype)
	name = get_workflow_name(doctype)
	if name:
		frappe.clear_document_cache("Workflow", name)
	return name or None


def begins(action: str, beginnings: tuple[str, ...]) -> bool:
	"""Whether the action's name, as it is or in the person's language, is of that sort."""
	return any(plain(name).startswith(beginnings) for name in (action, _(action)))


def chosen(document: Document, approving: bool) -> Mapping[str, Any]:
	"""The one transition that is meant. Raises Refused where there is none for this person, BadInput where several
	could be meant."""
	if not workflow_as_committed(document.doctype):
		raise BadInput(_("{0} has no approval.").format(document.name))
	possible = actions_of(document)
	rejecting = [one for one in possible if begins(one.action, REJECTING)]
	others = [one for one in possible if one not in rejecting]
	fitting = ([one for one in others if begins(one.action, APPROVING)] or others) if approving else rejecting
	if not fitting:
		raise Refused(_("{0} does not wait for you to do that.").format(document.name))
	if len({one.action for one in fitting}) > 1:
		raise BadInput(
			_("Several actions are possible for {0}: {1}. Please do it in Desk.").format(
				document.name, ", ".join(_(one.action) for one in fitting)
			)
		)
	return fitting[0]


@runs("approve")
def approve(context: Context, document: DocumentReference, comment: str | None = None) -> Proposal:
	"""The workflow's own approving action. Raises Refused, BadInput."""
	return proposal_for(context, document, True, comment)


@runs("reject")
def reject(context: Context, document: DocumentReference, reason: str) -> Proposal:
	"""The workflow's own rejecting action, with the reason as a comment. Raises Refused, BadInput."""
	if not reason.strip():
		raise BadInput(_("For what reason?"))
	return proposal_for(context, document, False, reason)


def proposal_for(
	context: Context, document: DocumentReference, approving: bool, comment: str | None
) -> Proposal:
	"""What the action would do."""
	found = for_change(context, document, "read")
	with own_sentences():
		transition = chosen(found, approving)
	facts = decisive_facts(context, found)
	facts += [
		Fact(_("Created by"), found.owner, "address", detail=frappe.utils.get_fullname(found.owner)),
		Fact(_("Next state"), _(transition.next_state)),
	]
	if comment:
		facts.append(Fact(_("Comment", context="answer"), comment))
	return Proposal(
		f"{_(transition.action)} {found.name}",
		values={
			**state_of(found),
			"action": transition.action,
			"next_state": transition.next_state,
			"approving": approving,
			"comment": comment,
		},
		decisive=facts,
		amount=amount_of(found, context.company),
	)


@applies("approve")
@applies("reject")
def act(context: Context, values: Mapping[str, Any]) -> Result:
	"""Makes the transition that was shown, if the document is as it was shown. Raises BadInput, Refused."""
	found = untouched(context, values, "read")

	def move() -> None:
		if values["comment"]:
			comment_on(context, found, values["comment"])
		apply_workflow(found, values["action"])

	with own_sentences():
		transition = chosen(found, values["approving"])
		if (transition.action, transition.next_state) != (values["action"], values["next_state"]):
			raise changed()
		all_or_nothing(move)
	return done(found, _("{0}: {1}").format(found.name, _(values["next_state"])))
