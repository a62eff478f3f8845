# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Telling open Desk pages that something changed.

Contract: only into the room of one document, which Frappe lets those enter who may read it (frappe/realtime.py), and
without any text of the conversation. A failure never matters.
"""

from typing import Any

import frappe

from whatsapp_erp_bot.bot import faults

CONVERSATION = "WhatsApp Bot Conversation"
RUN = "WhatsApp Bot Run"


def conversation_changed(name: str) -> None:
	"""New messages or states in a conversation; told with the next commit, so that whoever then reads finds them."""
	event = "whatsapp_bot_conversation"
	frappe.db.after_commit.add(lambda: _publish(event, CONVERSATION, name, {"conversation": name}))


def run_changed(name: str, progress: float, status: str) -> None:
	"""How far a run has come; told at once."""
	_publish("whatsapp_bot_run", RUN, name, {"run": name, "progress": progress, "status": status})


def _publish(event: str, doctype: str, name: str, message: dict[str, Any]) -> None:
	try:
		frappe.publish_realtime(event, message, doctype=doctype, docname=name)
	except Exception as error:
		faults.warn("not published", error)
