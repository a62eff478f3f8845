# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What is older than its days goes for good, with all that names it, and nothing else."""

import secrets
import threading
import time

import frappe
from frappe.utils import add_days, now_datetime

from whatsapp_erp_bot.bot import retention, store
from whatsapp_erp_bot.tests.integration.bot_case import BotCase

MESSAGE, EVENT = "WhatsApp Bot Message", "WhatsApp Bot Event"


class RetentionCase(BotCase):
	def setUp(self) -> None:
		super().setUp()
		for doctype in (MESSAGE, EVENT):
			frappe.db.delete(doctype)
		frappe.db.commit()

	def row(self, doctype: str, days: int, **values: object) -> str:
		"""A row that was made so many days ago, as the bot names them."""
		name = store.name_at(time.time() - days * 86400 - 60) + secrets.token_hex(3)
		made = add_days(now_datetime(), -days)
		return store.insert(doctype, {"name": name, "creation": made, "modified": made, **values})

	def message(self, days: int, status: str = "Done") -> str:
		return self.row(MESSAGE, days, direction="In", status=status, kind="text", text="private words")

	def left(self, doctype: str) -> set[str]:
		store.end_transaction_view()
		return set(frappe.get_all(doctype, pluck="name", order_by="creation"))


class TestWhatGoes(RetentionCase):
	def test_only_what_is_older_and_does_not_wait(self):
		old = [self.message(400), self.message(366, "Delivered")]
		kept = {self.message(364), self.message(400, "Held"), self.message(400, "Waiting"), self.message(0)}
		frappe.get_doc("DocType", MESSAGE)
		from whatsapp_erp_bot.whatsapp_erp_bot.doctype.whatsapp_bot_message.whatsapp_bot_message import (
			WhatsAppBotMessage,
		)

		WhatsAppBotMessage.clear_old_logs(365)
		self.assertEqual(self.left(MESSAGE), kept)
		self.assertFalse(set(old) & self.left(MESSAGE))

	def test_in_more_than_one_batch(self):
		for _number in range(retention.BATCH + 20):
			self.row(EVENT, 40, status="Done", body="{}", event_key=secrets.token_hex(16))
		fresh = self.row(EVENT, 1, status="Done", body="{}", event_key=secrets.token_hex(16))
		dead = self.row(EVENT, 40, status="Dead", body="{}", event_key=secrets.token_hex(16))
		frappe.db.commit()
		self.assertEqual(retention.delete_older(EVENT, 30, {"status": "Done"}), retention.BATCH + 20)
		self.assertEqual(self.left(EVENT), {fresh, dead})

	def test_no_days_delete_nothing(self):
		self.message(4000)
		self.assertEqual(retention.delete_older(MESSAGE, 0, {}), 0)

	def test_nothing_of_a_file_stays(self):
		name = self.message(400)
		word = f"payslip-{secrets.token_hex(4)}"
		file = frappe.get_doc(
			{
				"doctype": "File",
				"file_name": f"{word}.txt",
				"attached_to_doctype": MESSAGE,
				"attached_to_name": name,
				"is_private": 1,
				"content": secrets.token_hex(8),
			}
		).insert(ignore_permissions=True)
		path = file.get_full_path()
		frappe.get_doc(MESSAGE, name).add_comment("Comment", f"look at {word}")
		frappe.db.commit()
		self.assertTrue(frappe.db.exists("Comment", {"reference_name": name}))
		self.assertEqual(retention.delete_older(MESSAGE, 365, {}), 1)
		with self.assertRaises(FileNotFoundError):
			open(path).close()
		self.assertFalse(frappe.db.exists("File", file.name))
		self.assertFalse(frappe.db.exists("Comment", {"reference_name": name}))
		self.assertFalse(frappe.db.exists("Deleted Document", {"deleted_name": file.name}))
		self.assertFalse(frappe.db.sql("select 1 from `tabDeleted Document` where data like %s", f"%{word}%"))


class TestLocks(RetentionCase):
	def test_messages_come_in_while_it_deletes(self):
		"""Another connection writes and changes fresh rows while a batch is deleted and not yet committed."""
		for _number in range(50):
			self.message(400)
		fresh = self.message(0)
		frappe.db.commit()
		names = frappe.get_all(
			MESSAGE,
			filters={"creation": ("<", add_days(now_datetime(), -365))},
			pluck="name",
			order_by="name",
		)
		retention.delete(MESSAGE, names)
		site, problems = frappe.local.site, []

		def writes() -> None:
			frappe.init(site=site)
			frappe.connect()
			try:
				frappe.db.sql("set session innodb_lock_wait_timeout = 3")
				store.insert(MESSAGE, {"direction": "In", "status": "Waiting", "text": "new"})
				store.update(MESSAGE, fresh, {"status": "Ignored"})
				frappe.db.commit()
			except Exception as error:
				problems.append(error)
			finally:
				frappe.destroy()

		thread = threading.Thread(target=writes)
		thread.start()
		thread.join(20)
		frappe.db.commit()
		self.assertEqual(problems, [])
		self.assertEqual(len(self.left(MESSAGE)), 2)
