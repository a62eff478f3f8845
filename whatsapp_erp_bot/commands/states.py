# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""A state of documents, as people say it in Spanish, Portuguese or English or as ERPNext names it.

Contract: `state_filters(context, meta, said)` gives filters (`[field, operator, value]`) for a DocType. ERPNext's
own states come first, by name or by their translation; then the state of a workflow; then the words below.
"""

from collections.abc import Mapping
from typing import Any

import frappe
from frappe import _
from frappe.model.meta import Meta
from frappe.model.workflow import get_workflow_name

from whatsapp_erp_bot.commands.base import Context, may_see_field
from whatsapp_erp_bot.commands.declaration import LANGUAGES
from whatsapp_erp_bot.exceptions import BadInput
from whatsapp_erp_bot.words.states import normal, words_of

# a state as people name it -> the states that it stands for, whichever of them the DocType has; the first that fits
STANDS_FOR: Mapping[str, tuple[str, ...]] = {
	"Overdue": ("Overdue", "Overdue and Discounted"),
	"Unpaid": ("Unpaid", "Partly Paid", "Overdue", "Unpaid and Discounted", "Overdue and Discounted"),
	"Paid": ("Paid",),
	"Partly Paid": ("Partly Paid",),
	"Return": ("Return", "Credit Note Issued"),
	"Pending": (
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
	"To Bill": ("To Bill", "To Deliver and Bill", "To Receive and Bill"),
	"To Receive": ("To Receive", "To Receive and Bill"),
	"Delivered": ("To Bill", "Completed"),
	"Completed": ("Completed", "Closed"),
	"Closed": ("Closed",),
	"On Hold": ("On Hold", "Hold", "Stopped"),
	"Ordered": ("Ordered", "Partially Ordered"),
	"Expired": ("Expired",),
	"Lost": ("Lost",),
	"Resolved": ("Resolved", "Closed"),
}


def state_filters(context: Context, meta: Meta, said: str) -> list[list[Any]]:
	"""Filters for the state. Raises BadInput that names the states there are."""
	asked = normal(said)
	field = meta.get_field("status")
	visible = bool(field) and may_see_field(context, meta.name, "status")
	options = [option for option in (field.options or "").split("\n") if option] if visible else []
	if meta.is_submittable and (asked in words_of("Cancelled") or asked == normal("Cancelled")):
		return [["docstatus", "=", 2]]
	if meta.is_submittable and asked in words_of("Draft"):
		return [["docstatus", "=", 0]]
	if exact := [option for option in options if asked in option_names(option)]:
		return [["status", "in", exact]]
	if by_workflow := workflow_filters(context, meta, asked):
		return by_workflow
	if meta.is_submittable and asked in words_of("Submitted"):
		return [["docstatus", "=", 1]]
	for name, states in STANDS_FOR.items():
		fitting = [state for state in states if state in options]
		if fitting and asked in words_of(name):
			return [["status", "in", fitting]]
	switch = switch_filters(meta, asked)
	if switch:
		return switch
	raise BadInput(
		_("I don't know the status “{0}” here. There are: {1}").format(
			said, ", ".join(_(option) for option in options) or _("none")
		)
	)


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
			if asked in words_of("Enabled"):
				return [[field, "=", on]]
			if asked in words_of("Disabled"):
				return [[field, "=", 1 - on]]
	return []
