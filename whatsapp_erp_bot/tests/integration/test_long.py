# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Long reports: queued, with progress, one at a time, and thrown away when they are cancelled."""

from io import BytesIO
from unittest import mock

import frappe
from openpyxl import load_workbook

from whatsapp_erp_bot.bot import drain, progress, run, store
from whatsapp_erp_bot.commands import registry
from whatsapp_erp_bot.tests.integration.bot_case import BotCase, text_of

OWNER = "dueno@demo.localhost"
RUN = "WhatsApp Bot Run"


class TestLong(BotCase):
	def setUp(self) -> None:
		super().setUp()
		quiet = mock.patch("whatsapp_erp_bot.bot.queue.start_long")
		quiet.start()
		self.addCleanup(quiet.stop)
		# one at a time for each person, and all of these are one
		frappe.db.delete(RUN)
		self.phone = self.new_phone(OWNER)

	def start(self) -> dict:
		answer = self.say(self.phone, "cuentas por cobrar")[-1]
		row = self.last_run(command="receivables")
		self.assertEqual(row.status, "Queued", text_of(answer))
		return row

	def test_report_comes_as_excel_with_its_summary(self):
		row = self.start()
		before = len(self.graph.sent)
		run.carry_out_long(row.name)
		drain.drain(10)
		answer = self.graph.sent[before]["body"]
		self.assertEqual(answer["type"], "document")
		self.assertTrue(answer["document"]["filename"].endswith(".xlsx"))
		file = frappe.get_doc("File", {"attached_to_name": row.name})
		self.assertEqual(file.is_private, 1)
		sheet = load_workbook(BytesIO(file.get_content())).active
		self.assertGreater(sheet.max_row, 2)
		done = store.read(RUN, row.name)
		self.assertEqual((done.status, done.progress), ("Done", 100))

	def test_nobody_carries_it_out_twice(self):
		row = self.start()
		before = len(self.graph.sent)
		run.carry_out_long(row.name)
		run.carry_out_long(row.name)
		drain.drain(10)
		answers = [(entry["to"], entry["body"]["type"]) for entry in self.graph.sent[before:]]
		self.assertEqual(answers, [(self.phone, "document")])

	def test_second_report_has_to_wait(self):
		self.start()
		self.say(self.phone, "cuentas por cobrar")
		self.assertEqual(self.last_run(command="receivables").status, "Failed")

	def test_status_and_cancel_while_it_waits(self):
		row = self.start()
		self.assertIn("\n", "\n" + text_of(self.say(self.phone, "estado")[-1]))
		self.assertEqual(self.last_run().command, "job_status")
		self.say(self.phone, "cancelar")
		before = len(self.graph.sent)
		run.carry_out_long(row.name)
		drain.drain(5)
		self.assertEqual(len(self.graph.sent), before)
		self.assertEqual(store.read(RUN, row.name).status, "Cancelled")

	def test_result_of_a_report_cancelled_while_running_is_thrown_away(self):
		row = self.start()
		function = registry.function("receivables")

		def cancelled_meanwhile(context, **arguments):
			context.report_progress(40, "halfway")
			self.assertEqual(store.read(RUN, row.name).progress, 40)
			result = function(context, **arguments)
			progress.cancel(row.name)
			return result

		before = len(self.graph.sent)
		with mock.patch.dict(registry._functions, {"receivables": cancelled_meanwhile}):
			run.carry_out_long(row.name)
		drain.drain(5)
		self.assertEqual(len(self.graph.sent), before)
		done = store.read(RUN, row.name)
		self.assertEqual((done.status, done.result), ("Cancelled", None))
		self.assertFalse(frappe.db.exists("File", {"attached_to_name": row.name}))

	def test_error_in_a_report_is_said_and_logged(self):
		row = self.start()

		def fails(context, **arguments):
			raise ZeroDivisionError("inner detail")

		before = len(self.graph.sent)
		with mock.patch.dict(registry._functions, {"receivables": fails}):
			run.carry_out_long(row.name)
		drain.drain(5)
		self.assertEqual(len(self.graph.sent), before + 1)
		self.assertNotIn("inner", text_of(self.graph.sent[before]["body"]))
		self.assertEqual(store.read(RUN, row.name).status, "Failed")

	def test_lost_job_is_queued_again(self):
		row = self.start()
		store.update(RUN, row.name, {"status": "Running", "heartbeat_on": "2020-01-01 00:00:00"})
		frappe.db.commit()
		with mock.patch("whatsapp_erp_bot.bot.queue.start_long") as start:
			run.sweep()
		frappe.db.commit()
		start.assert_called_once_with(row.name)
		self.assertEqual(store.read(RUN, row.name).status, "Queued")

	def test_number_that_changed_hands_gets_nothing(self):
		from whatsapp_erp_bot.setup.stand_in import bind_phone

		row = self.start()
		bind_phone(self.phone, "compras@demo.localhost")
		frappe.db.commit()
		run.carry_out_long(row.name)
		self.assertEqual(store.read(RUN, row.name).status, "Refused")
		self.assertFalse(frappe.db.exists("File", {"attached_to_name": row.name}))
