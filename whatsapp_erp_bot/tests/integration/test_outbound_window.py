# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Outside the 24-hour window: templates from Meta, what fills them, and what waits."""

import time
from datetime import timedelta
from unittest import mock

import frappe
from frappe.utils import now_datetime

from whatsapp_erp_bot.api import desk
from whatsapp_erp_bot.bot import again, drain, inbox, outbox, outgoing, refusals, store, templates
from whatsapp_erp_bot.tests.integration.bot_case import template_message
from whatsapp_erp_bot.tests.integration.test_outbound_refusals import (
	ACCOUNT,
	CONTACT,
	MENU,
	MESSAGE,
	OutboundCase,
)
from whatsapp_erp_bot.tests.loopback import bodies
from whatsapp_erp_bot.whatsapp import client as client_module

TEMPLATE, VARIABLE, CONVERSATION = (
	"WhatsApp Bot Template",
	"WhatsApp Bot Template Variable",
	"WhatsApp Bot Conversation",
)
WABA = "102290129340398"
NOTICE = {
	"id": "1",
	"name": "notice",
	"language": "es_MX",
	"status": "APPROVED",
	"category": "UTILITY",
	"components": [
		{"type": "HEADER", "format": "TEXT", "text": "Para {{1}}", "example": {"header_text": ["Ana"]}},
		{"type": "BODY", "text": "Noticia: {{1}}", "example": {"body_text": [["Su pedido salió"]]}},
		{"type": "FOOTER", "text": "Responda para seguir"},
		{
			"type": "BUTTONS",
			"buttons": [
				{"type": "QUICK_REPLY", "text": "Seguir"},
				{"type": "URL", "text": "Ver", "url": "https://example.com/{{1}}", "example": ["x"]},
			],
		},
	],
}
HELLO = {
	"id": "2",
	"name": "hello",
	"language": "es_MX",
	"status": "APPROVED",
	"category": "MARKETING",
	"parameter_format": "NAMED",
	"components": [{"type": "BODY", "text": "Hola {{name}}, tenemos una respuesta para usted."}],
}


class TemplateCase(OutboundCase):
	def setUp(self) -> None:
		super().setUp()
		for doctype in (TEMPLATE, VARIABLE):
			frappe.db.delete(doctype)
		store.update(ACCOUNT, self.account, {"waba_id": WABA, "reengagement_template": None})
		self.addCleanup(self.forget_templates)
		self.graph.templates = [NOTICE, HELLO]
		templates.sync(self.account)
		frappe.db.commit()

	def forget_templates(self) -> None:
		frappe.db.rollback()
		for doctype in (TEMPLATE, VARIABLE):
			frappe.db.delete(doctype)
		store.update(ACCOUNT, self.account, {"waba_id": None, "reengagement_template": None})
		frappe.db.commit()

	def template(self, name: str) -> frappe.model.document.Document:
		return frappe.get_doc(TEMPLATE, {"template_name": name, "account": self.account})

	def use(self, name: str, *sources: str) -> None:
		document = self.template(name)
		for variable, source in zip(document.variables, sources, strict=True):
			variable.source = source
			variable.fixed_text = "promo" if source == templates.FIXED_TEXT else None
		document.save()
		store.update(ACCOUNT, self.account, {"reengagement_template": document.name})
		frappe.db.commit()

	def shut(self) -> dict:
		"""A conversation whose window is shut."""
		self.say(self.phone, MENU)
		held = store.read(CONVERSATION, self.row().conversation)
		store.update(CONVERSATION, held.name, {"window_end": now_datetime() - timedelta(minutes=1)})
		frappe.db.delete(MESSAGE)
		frappe.db.commit()
		self.graph.sent.clear()
		return store.read(CONVERSATION, held.name)

	def send(self, held: dict, *messages: outgoing.Outgoing) -> list[dict]:
		for number, message in enumerate(messages):
			outbox.put(held, [message], f"{held.name}:{time.time_ns()}:{number}", None, None)
		frappe.db.commit()
		drain.drain(5)
		return self.rows()


class TestSync(TemplateCase):
	def test_all_pages_are_copied_and_what_is_gone_is_known(self):
		many = [{**HELLO, "id": str(number), "name": f"t{number}"} for number in range(10, 35)]
		self.graph.templates = [NOTICE, *many]
		with mock.patch.object(client_module, "_TEMPLATES_A_PAGE", 10):
			self.assertEqual(templates.sync(self.account), {"found": 26, "new": 25, "gone": 1})
		self.assertEqual(self.template("hello").status, "Deleted")
		pages = [entry for entry in self.graph.requests if entry["path"].endswith("message_templates")]
		self.assertEqual(len(pages[-3:]), 3)
		self.assertNotIn("access_token", str([entry["query"] for entry in pages]))

	def test_places_and_what_somebody_chose_outlive_a_sync(self):
		self.use("notice", templates.PERSON_NAME, templates.MESSAGE_TEXT, templates.FIXED_TEXT)
		templates.sync(self.account)
		notice = self.template("notice")
		self.assertEqual(
			[(one.place, one.variable, one.example, one.source) for one in notice.variables],
			[
				("header", "1", "Ana", templates.PERSON_NAME),
				("body", "1", "Su pedido salió", templates.MESSAGE_TEXT),
				("button 1", "1", "x", templates.FIXED_TEXT),
			],
		)
		self.assertIsNone(templates.problem(notice))

	def test_preview_shows_the_message_and_what_is_missing(self):
		notice = self.template("notice")
		notice.run_method("onload")
		shown = notice.get_onload("preview")
		self.assertEqual(shown["text"], "Para Ana\nNoticia: Su pedido salió\nResponda para seguir")
		self.assertEqual(shown["buttons"], ["Seguir", "Ver"])
		self.assertTrue(notice.get_onload("problem"))

	def test_template_that_needs_a_file_is_not_sent_by_itself(self):
		picture = {"type": "HEADER", "format": "IMAGE"}
		self.graph.templates = [{**HELLO, "components": [picture, *HELLO["components"]]}]
		templates.sync(self.account)
		self.use("hello", templates.PERSON_NAME)
		self.assertIsNone(templates.for_account(self.account))

	def test_door_says_what_came_of_it(self):
		self.assertTrue(desk.sync_templates(self.account)["ok"])
		self.graph.script({"do": "error", "code": 190, "status": 401, "on": "info"})
		self.assertFalse(desk.sync_templates(self.account)["ok"])
		store.update(ACCOUNT, self.account, {"waba_id": None})
		self.assertFalse(desk.sync_templates(self.account)["ok"])

	def test_webhook_of_a_status_changes_the_row_if_its_own_secret_signed(self):
		value = {
			"event": "PAUSED",
			"message_template_id": 2,
			"message_template_name": "hello",
			"message_template_language": "es_MX",
			"reason": "NONE",
		}
		change = {"field": "message_template_status_update", "value": value}
		body = {"object": "whatsapp_business_account", "entry": [{"id": WABA, "changes": [change]}]}
		inbox.receive(bodies.to_bytes(body), ["Another"])
		drain.drain(5)
		self.assertEqual(self.template("hello").status, "Approved")
		body["entry"][0]["time"] = 1
		inbox.receive(bodies.to_bytes(body), [self.account])
		drain.drain(5)
		self.assertEqual(self.template("hello").status, "Paused")


class TestWindow(TemplateCase):
	def test_without_a_template_it_waits_in_desk_with_the_reason(self):
		rows = self.send(self.shut(), outgoing.text("late"))
		self.assertEqual(
			[(row.status, row.error_code, row.waits_for_reply) for row in rows], [("Held", 131047, 0)]
		)
		self.assertIn("24", rows[0].error)
		self.assertEqual(self.graph.sent, [])
		self.say(self.phone, MENU)
		self.assertEqual(self.rows()[0].status, "Held")
		again.send_again(rows[0].name)
		frappe.db.commit()
		drain.drain(5)
		self.assertEqual(self.rows()[0].status, "Accepted")

	def test_template_that_holds_the_whole_text_goes_in_its_place(self):
		self.use("notice", templates.PERSON_NAME, templates.MESSAGE_TEXT, templates.FIXED_TEXT)
		rows = self.send(self.shut(), outgoing.text("Su factura\n\nestá   lista"))
		self.assertEqual([(row.status, row.kind) for row in rows], [("Accepted", "template")])
		sent = self.graph.sent[0]["body"]["template"]
		self.assertEqual((sent["name"], sent["language"]), ("notice", {"code": "es_MX"}))
		parts = {part["type"]: part for part in sent["components"]}
		self.assertEqual(parts["body"]["parameters"][0]["text"], "Su factura · está lista")
		self.assertEqual((parts["button"]["sub_type"], parts["button"]["index"]), ("url", "1"))
		self.assertIn("Noticia: Su factura · está lista", rows[0].text)

	def test_otherwise_one_template_goes_first_and_the_rest_follows_the_reply(self):
		self.use("hello", templates.PERSON_NAME)
		held = self.shut()
		rows = self.send(held, outgoing.text("first"), outgoing.text("second"))
		self.assertEqual(
			sorted((row.kind, row.status) for row in rows),
			[("template", "Accepted"), ("text", "Held"), ("text", "Held")],
		)
		self.assertEqual(len(self.graph.sent), 1)
		parameter = self.graph.sent[0]["body"]["template"]["components"][0]["parameters"][0]
		self.assertEqual(parameter["parameter_name"], "name")
		self.say(self.phone, MENU)
		sent = [entry["body"] for entry in self.graph.sent[1:]]
		self.assertEqual([body.get("text", {}).get("body") for body in sent[:2]], ["first", "second"])
		self.assertEqual({row.status for row in self.rows()}, {"Accepted"})
		self.assertEqual(store.read(CONVERSATION, held.name).waits_for_reply, 0)

	def test_paused_template_is_switched_off_and_not_used_again(self):
		self.use("hello", templates.PERSON_NAME)
		held = self.shut()
		self.graph.script({"do": "error", "code": 132015, "status": 400})
		self.send(held, outgoing.text("late"))
		self.assertEqual(self.template("hello").status, "Paused")
		self.assertIsNone(templates.for_account(self.account))

	def test_templates_rest_while_the_number_is_paused(self):
		self.use("hello", templates.PERSON_NAME)
		refusals.pause_bulk(self.account, 3600, "x")
		rows = self.send(self.shut(), outgoing.text("late"))
		self.assertEqual({row.status for row in rows}, {"Held"})
		self.assertEqual(self.graph.sent, [])
		# what answers the person is not held up by it
		self.assertTrue(self.say(self.phone, MENU))

	def test_meta_says_that_it_is_shut_and_it_is(self):
		"""Our own count of the 24 hours may be wrong: then it goes on as if it had been right."""
		self.use("notice", templates.PERSON_NAME, templates.MESSAGE_TEXT, templates.FIXED_TEXT)
		self.graph.script({"do": "error", "code": 131047, "status": 400})
		self.say(self.phone, MENU)
		store.end_transaction_view()
		rows = self.rows()
		self.assertIn(rows[0].status, ("Accepted", "Held"))
		self.assertEqual([entry["body"]["type"] for entry in self.graph.sent], ["template"])
		self.assertLess(store.read(CONVERSATION, rows[0].conversation).window_end, now_datetime())

	def test_who_wrote_again_meanwhile_has_opened_it(self):
		self.say(self.phone, MENU)
		held = store.read(CONVERSATION, self.row().conversation)
		store.update(CONVERSATION, held.name, {"window_end": now_datetime() + timedelta(hours=24)})
		refusals._shut_window(held)
		self.assertGreater(store.value(CONVERSATION, {"name": held.name}, "window_end"), now_datetime())

	def stop(self, held: dict, **said: int) -> None:
		nothing = {"marketing_stopped": 0, "notifications_stopped": 0}
		store.update(CONTACT, held.contact, {**nothing, **said})
		frappe.db.commit()

	def test_marketing_does_not_go_to_who_has_stopped_it(self):
		self.use("hello", templates.PERSON_NAME)
		held = self.shut()
		for number, said in enumerate(({"marketing_stopped": 1}, {"notifications_stopped": 1})):
			self.graph.reset()
			self.stop(held, **said)
			rows = self.send(held, outgoing.text(f"late {number}"))
			self.assertEqual((rows[-1].kind, rows[-1].status), ("text", "Held"), said)
			self.assertIn("stopped", rows[-1].error)
			template = template_message("Hola", "hello", "es_MX", [])
			unknown = template_message("Hola", "nobody_knows_this", "es_MX", [])
			rows = self.send(held, template, unknown)
			self.assertEqual([(row.kind, row.status) for row in rows[-2:]], [("template", "Held")] * 2, said)
			self.assertEqual(self.graph.sent, [], said)

	def test_what_is_no_marketing_still_goes(self):
		self.use("notice", templates.PERSON_NAME, templates.MESSAGE_TEXT, templates.FIXED_TEXT)
		held = self.shut()
		self.stop(held, marketing_stopped=1)
		rows = self.send(held, outgoing.text("late"))
		self.assertEqual([(row.status, row.kind) for row in rows], [("Accepted", "template")])

	def test_who_resumes_gets_it_again(self):
		self.use("hello", templates.PERSON_NAME)
		held = self.shut()
		self.stop(held, marketing_stopped=1)
		self.stop(held)
		self.send(held, outgoing.text("late"))
		self.assertEqual([entry["body"]["type"] for entry in self.graph.sent], ["template"])

	def test_open_window_sends_as_ever(self):
		self.use("hello", templates.PERSON_NAME)
		self.say(self.phone, MENU)
		self.assertEqual([row.kind == "template" for row in self.rows()], [False])
