# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What people ask about themselves, the bot and their jobs.

Contract: each handler gets the turn and the arguments and returns the messages of the answer. Nothing here reads
business documents.
"""

from collections.abc import Callable, Sequence
from typing import Any

import frappe
from frappe import _

from whatsapp_erp_bot.bot import (
	allowance,
	conversation,
	identity,
	interpret,
	linking,
	outgoing,
	progress,
	reply,
	store,
)
from whatsapp_erp_bot.bot.language import in_frappe
from whatsapp_erp_bot.bot.notices import tell_handoff
from whatsapp_erp_bot.bot.outgoing import Outgoing
from whatsapp_erp_bot.bot.settings import get_settings
from whatsapp_erp_bot.bot.turn import Turn
from whatsapp_erp_bot.commands import registry
from whatsapp_erp_bot.commands.declaration import Declaration
from whatsapp_erp_bot.llm.types import SmallTalk

CONTACT = "WhatsApp Bot Contact"
LANGUAGE_NAMES = {"es": "español", "pt": "português", "en": "English"}
# what a menu offers first, where the person may run it
FAVOURITES = {
	"staff": (
		"sales_summary",
		"stock_balance",
		"customer_balance",
		"overdue_invoices",
		"pending_orders",
		"create_sales_order",
		"receivables",
		"top_customers",
		"help",
	),
	"customer": (
		"customer_balance",
		"overdue_invoices",
		"pending_orders",
		"order_status",
		"send_pdf",
		"talk_to_person",
		"help",
	),
}


def runnable(turn: Turn) -> list[Declaration]:
	"""What this person may run and what is built, in the catalogue's order."""
	audience = "customer" if turn.person.kind == "customer" else "staff"
	return [
		declaration
		for declaration in interpret.of_audience(audience)
		if (declaration.name in HANDLERS or registry.function(declaration.name))
		and interpret.may_run(turn.context, declaration)
	]


def title(turn: Turn, declaration: Declaration) -> str:
	"""The command's title in the person's language."""
	return declaration.titles.get(turn.language) or declaration.titles["en"]


def example(turn: Turn, declaration: Declaration) -> str:
	"""One thing to write for it."""
	examples = declaration.examples.get(turn.language) or declaration.examples.get("en") or ()
	return examples[0] if examples else ""


def menu(turn: Turn, arguments: dict[str, Any]) -> list[Outgoing]:
	"""A list to tap of what this person uses most."""
	return _menu(turn, _("What would you like to know?"))


def _menu(turn: Turn, words: str) -> list[Outgoing]:
	mine = {declaration.name: declaration for declaration in runnable(turn)}
	audience = "customer" if turn.person.kind == "customer" else "staff"
	names = [name for name in FAVOURITES[audience] if name in mine]
	rows = [
		(
			f"cmd:{name}",
			reply.shorten(title(turn, mine[name]), reply.ROW_TITLE_LIMIT),
			reply.shorten(example(turn, mine[name]), reply.ROW_DESCRIPTION_LIMIT),
		)
		for name in names
	]
	if not rows:
		return [outgoing.text(words)]
	return [outgoing.listing(words, _("Menu"), rows)]


def help_(turn: Turn, arguments: dict[str, Any]) -> list[Outgoing]:
	"""What can be asked, with one example each; about a topic if one was said."""
	mine = runnable(turn)
	topic = str(arguments.get("topic") or "").casefold()
	chosen = [declaration for declaration in mine if topic and _is_about(turn, declaration, topic)]
	heading = _("What I can do")
	lines = [f"*{heading}*"]
	for declaration in chosen or mine:
		sample = example(turn, declaration)
		lines.append(f"• {title(turn, declaration)}" + (f": “{sample}”" if sample else ""))
	lines.append("")
	lines.append(_("Just write what you need, in your own words."))
	return [outgoing.text(part) for part in reply.split_text("\n".join(lines), reply.TEXT_LIMIT)[:2]]


def _is_about(turn: Turn, declaration: Declaration, topic: str) -> bool:
	words = [title(turn, declaration), declaration.group, *declaration.examples.get(turn.language, ())]
	return any(topic in text.casefold() for text in words)


def who_am_i(turn: Turn, arguments: dict[str, Any]) -> list[Outgoing]:
	"""As whom this number runs."""
	if turn.person.kind == "unknown":
		return [outgoing.text(who_are_you(turn))]
	lines = []
	if turn.person.kind == "staff":
		name = frappe.db.get_value("User", turn.person.user, "full_name")
		lines.append(_("You are {0} ({1}).").format(reply.plain(name), turn.person.user))
		lines.append(_("What you ask runs with your own permissions in ERPNext."))
	else:
		lines.append(_("You are the customer {0}.").format(reply.plain(turn.person.party.party)))
		lines.append(_("You can ask about your own documents."))
	lines.append(_("Company: {0}").format(reply.plain(turn.context.company)))
	lines.append(_("Language: {0}").format(LANGUAGE_NAMES[turn.language]))
	lines.append(_("Number: {0}").format(linking.shown_number(turn.contact.name)))
	return [outgoing.text("\n".join(lines))]


def who_are_you(turn: Turn) -> str:
	"""What somebody is told whom nobody knows."""
	return get_settings().unknown_number_text or _(
		"I don't know this number yet, so I can't show you anything.\n"
		"• You work here: in ERPNext open “Link my WhatsApp” and send me the code that you see there.\n"
		"• You are a customer: ask us to put this number on your contact.\n"
		"Or write “person” to talk to somebody of ours."
	)


def link_account(turn: Turn, arguments: dict[str, Any]) -> list[Outgoing]:
	"""A code sent from this phone; the user who made it now confirms in Desk."""
	linking.claim(turn.contact.name, arguments.get("code") or "")
	return [
		outgoing.text(
			_(
				"Got it. One step is left: go back to ERPNext and confirm there that {0} is your number."
			).format(linking.shown_number(turn.contact.name))
		)
	]


def unlink_account(turn: Turn, arguments: dict[str, Any]) -> list[Outgoing]:
	"""Take the user from this number."""
	if turn.person.kind != "staff":
		return [outgoing.text(_("No user is linked to this number."))]
	identity.unbind(turn.contact.name)
	return [outgoing.text(_("Done. This number is no longer linked to your user."))]


def set_language(turn: Turn, arguments: dict[str, Any]) -> list[Outgoing]:
	"""Answer in this language from now on."""
	language = arguments.get("language")
	if language not in LANGUAGE_NAMES:
		rows = [(f"lang:{code}", name) for code, name in LANGUAGE_NAMES.items()]
		return reply.with_choices(_("Which language: español, português or English?"), rows)
	store.update(CONTACT, turn.contact.name, {"language": language})
	turn.language = turn.context.language = language
	frappe.local.lang = in_frappe(language)
	return [outgoing.text(_("From now on I answer in English."))]


def stop_notifications(turn: Turn, arguments: dict[str, Any]) -> list[Outgoing]:
	"""No more messages that were not asked for; questions are still answered."""
	store.update(CONTACT, turn.contact.name, {"notifications_stopped": 1})
	return [
		outgoing.text(
			_("Done: no more notifications. I still answer what you ask. “START” brings them back.")
		)
	]


def start_notifications(turn: Turn, arguments: dict[str, Any]) -> list[Outgoing]:
	"""Notifications again."""
	store.update(CONTACT, turn.contact.name, {"notifications_stopped": 0})
	return [outgoing.text(_("Done: notifications are on again."))]


def talk_to_person(turn: Turn, arguments: dict[str, Any]) -> list[Outgoing]:
	"""Mark the conversation for a person and tell the managers in Desk; the bot is silent from here."""
	reason = str(arguments.get("reason") or turn.message.text or "")
	conversation.hand_over(turn.conversation.name, reason)
	tell_handoff(
		lambda: _("{0} asks for a person on WhatsApp").format(turn.contact.title),
		conversation.CONVERSATION,
		turn.conversation.name,
	)
	return [outgoing.text(_("I have told our people; somebody will write to you here."))]


def _person(turn: Turn) -> dict[str, str]:
	return allowance.person_of(turn.person.user, turn.contact.name)


def job_status(turn: Turn, arguments: dict[str, Any]) -> list[Outgoing]:
	"""How far the person's long reports are."""
	rows = progress.active_runs(_person(turn))
	if not rows:
		return [outgoing.text(_("No report of yours is running."))]
	lines = []
	for row in rows:
		name = title(turn, registry.declarations()[row.command])
		state = _("waiting for its turn") if row.status == "Queued" else f"{int(row.progress or 0)} %"
		words = f" – {row.progress_text}" if row.progress_text and row.status == "Running" else ""
		lines.append(f"• {name}: {state}{words}")
	return [outgoing.text("\n".join(lines))]


def cancel_job(turn: Turn, arguments: dict[str, Any]) -> list[Outgoing]:
	"""Stop the person's long reports; what they still find is thrown away."""
	stopped = [row for row in progress.active_runs(_person(turn)) if progress.cancel(row.name)]
	if not stopped:
		return [outgoing.text(_("No report of yours is running."))]
	names = ", ".join(title(turn, registry.declarations()[row.command]) for row in stopped)
	return [outgoing.text(_("Cancelled: {0}").format(names))]


HANDLERS: dict[str, Callable[[Turn, dict[str, Any]], list[Outgoing]]] = {
	"help": help_,
	"menu": menu,
	"who_am_i": who_am_i,
	"link_account": link_account,
	"unlink_account": unlink_account,
	"set_language": set_language,
	"stop_notifications": stop_notifications,
	"start_notifications": start_notifications,
	"talk_to_person": talk_to_person,
	"job_status": job_status,
	"cancel_job": cancel_job,
}


def small_talk(turn: Turn, talk: SmallTalk) -> list[Outgoing]:
	"""A greeting gets the menu, thanks get a word."""
	if talk.kind == "thanks":
		return [outgoing.text(_("You're welcome!"))]
	if talk.kind == "goodbye":
		return [outgoing.text(_("Goodbye!"))]
	name = (turn.contact.title or "").split(" ")[0] if turn.person.kind == "staff" else ""
	hello = _("Hello, {0}!").format(reply.plain(name)) if name else _("Hello!")
	question = _("What would you like to know?")
	return _menu(turn, f"{hello} {question}")


def which_is_meant(turn: Turn, commands: Sequence[str]) -> list[Outgoing]:
	"""Two commands that the words may mean, as buttons; one of them, to be sure."""
	mine = {declaration.name: declaration for declaration in runnable(turn)}
	steps = [(f"cmd:{name}", title(turn, mine[name])) for name in commands if name in mine]
	if not steps:
		return useful_menu(turn)
	names = "\n".join(f"• {label}" for _id, label in steps)
	return reply.with_choices(f"{_('Which one do you mean?')}\n{names}", steps)


def useful_menu(turn: Turn, understood_nothing: bool = True) -> list[Outgoing]:
	"""What nobody understood gets a way on."""
	return _menu(
		turn,
		_(
			"I did not understand that. You can ask me things like these, or write “person” to talk to somebody."
		),
	)


def not_yet(turn: Turn, declaration: Declaration) -> list[Outgoing]:
	"""A command of the catalogue that nobody has built yet: understood, and honest about it."""
	return _menu(
		turn,
		_("I understand “{0}”, but I can't do that yet. This I can do:").format(title(turn, declaration)),
	)
