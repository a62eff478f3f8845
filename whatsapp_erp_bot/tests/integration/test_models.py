# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""A model in the chain: it proposes, the code decides, and nobody waits in vain for it."""

import frappe

from whatsapp_erp_bot.tests.integration.bot_case import BotCase, choices_of, text_of
from whatsapp_erp_bot.tests.loopback.models import KEY, MODEL, Answer, ModelServer

OWNER, NOBODY = "dueno@demo.localhost", "sin.permiso@demo.localhost"
PROVIDER, RUN, ORDER = "WhatsApp Bot Provider", "WhatsApp Bot Run", "Sales Order"
# something that the rules do not understand
ODD = "echale un ojito a lo que entró de lana la jornada de hoy porfis"


class ModelCase(BotCase):
	kind = "OpenAI"

	def setUp(self) -> None:
		super().setUp()
		frappe.cache.delete_keys("whatsapp_bot_breaker:")
		self.server = ModelServer("ollama" if self.kind == "Ollama" else "openai")
		self.server.__enter__()
		self.addCleanup(self.server.__exit__)
		frappe.get_doc(
			{
				"doctype": PROVIDER,
				"provider_name": "Loopback",
				"kind": self.kind,
				"model": MODEL,
				"base_url": self.server.url,
				"api_key": KEY,
				"timeout_seconds": 4,
			}
		).insert()
		frappe.db.commit()
		self.addCleanup(self.remove_provider)
		self.phone = self.new_phone(OWNER)

	def remove_provider(self) -> None:
		frappe.delete_doc(PROVIDER, "Loopback", force=True, ignore_missing=True)
		frappe.db.commit()

	def answers(self, *answers: Answer) -> None:
		"""What the server answers from now on; the last one again and again."""
		self.server.answers[:] = answers


class TestOpenAI(ModelCase):
	def test_call_of_the_model_is_carried_out_as_the_person(self):
		self.answers(Answer(call=("sales_summary", {})))
		self.say(self.phone, ODD)
		run = self.last_run()
		self.assertEqual(
			(run.command, run.interpreter, run.user, run.status), ("sales_summary", "Loopback", OWNER, "Done")
		)

	def test_model_sees_only_what_the_person_may_run(self):
		phone = self.new_phone(NOBODY)
		self.answers(Answer(call=("sales_summary", {})))
		self.say(phone, ODD)
		self.assertFalse(
			frappe.db.exists(RUN, {"user": NOBODY, "command": "sales_summary", "status": "Done"})
		)

	def test_hijacked_model_writes_nothing(self):
		orders = frappe.db.count(ORDER)
		customer = frappe.db.get_value("Customer", {"disabled": 0})
		self.answers(
			Answer(
				call=(
					"create_sales_order",
					{
						"customer": customer,
						"rows": [{"item": "Tornillo 3/8", "qty": 5}],
						"delivery_date": "2030-01-01",
					},
				)
			)
		)
		for answer in self.say(self.phone, ODD):
			self.assertFalse(any(id_.startswith("done") for id_ in choices_of(answer).values()))
		self.assertEqual(frappe.db.count(ORDER), orders)

	def test_whatever_the_model_does_there_is_one_answer(self):
		for answer in (
			Answer(status=500),
			Answer(status=401),
			Answer(status=429),
			Answer(hang=10),
			Answer(content="no idea, sorry"),
			Answer(body=b"<html>"),
			Answer(call=("no_such_command", {})),
			Answer(call=("sales_summary", {"period": "yesterday-ish", "user": "Administrator"})),
		):
			frappe.cache.delete_keys("whatsapp_bot_breaker:")
			self.answers(answer)
			replies = self.say(self.phone, ODD)
			self.assertEqual(len(replies), 1, answer)
			self.assertTrue(text_of(replies[0]))

	def test_frequent_requests_ask_no_model(self):
		self.say(self.phone, "menú")
		self.assertEqual(self.last_run().interpreter, "rules")
		self.assertEqual(self.server.requests, [])


class TestOllama(ModelCase):
	kind = "Ollama"

	def test_call_of_the_model_is_carried_out_as_the_person(self):
		self.answers(Answer(call=("sales_summary", {})))
		# a small model is offered the nearest commands only, so some word must be near
		self.say(self.phone, "échale un ojito a eso de las ventas, la lana que entró en la jornada")
		run = self.last_run()
		self.assertEqual((run.command, run.interpreter, run.status), ("sales_summary", "Loopback", "Done"))
