# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Files that people send: fetched in a job, private, checked, tried again, and honest about failing."""

import base64
import hashlib
import secrets
from datetime import timedelta
from io import BytesIO
from unittest import mock

import frappe
from frappe.utils import now_datetime
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from whatsapp_erp_bot import jobs
from whatsapp_erp_bot.bot import desk, media, store
from whatsapp_erp_bot.bot.files import read_file
from whatsapp_erp_bot.tests.integration.bot_case import clear_logs
from whatsapp_erp_bot.tests.integration.test_inbound_kinds import OWNER, InboundCase

MESSAGE = "WhatsApp Bot Message"


def _pdf(script: str = "") -> bytes:
	"""One that Frappe can read: it looks into each for scripts."""
	written = BytesIO()
	writer = PdfWriter()
	page = writer.add_blank_page(72, 72)
	if script:
		action = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject(script)}
		page[NameObject("/AA")] = DictionaryObject({NameObject("/O"): DictionaryObject(action)})
	writer.write(written)
	return written.getvalue()


PDF = _pdf()


class TestMedia(InboundCase):
	def setUp(self) -> None:
		super().setUp()
		clear_logs()

	def send(self, content: bytes = PDF, **fields) -> dict:
		"""A document of an unknown person arrives; returns its row before it is fetched."""
		media_id = fields.pop("id", None) or self.graph.add_file(content, "application/pdf", "x.pdf")
		given = {
			"id": media_id,
			"mime_type": "application/pdf",
			"sha256": base64.b64encode(hashlib.sha256(content).digest()).decode(),
			"filename": "../../factura enero.pdf",
			**fields,
		}
		return self.tell(self.new_phone(OWNER), {"type": "document", "document": given})[0]

	def fetched(self, name: str, user: str = "Administrator") -> dict:
		# the job is started by whoever posted the webhook, which is nobody
		frappe.set_user(user)
		jobs.fetch_media()
		frappe.set_user("Administrator")
		store.end_transaction_view()
		return store.read(MESSAGE, name)

	def make_due(self, name: str) -> None:
		store.update(MESSAGE, name, {"media_next_on": now_datetime() - timedelta(seconds=1)})
		frappe.db.commit()

	def test_file_is_kept_private_and_attached(self):
		row = self.send()
		self.assertEqual(row.media_state, "Waiting")
		row = self.fetched(row.name, "Guest")
		self.assertEqual(
			(row.media_state, row.media_error, row.file_name), ("Stored", None, "factura enero.pdf")
		)
		file = frappe.get_doc("File", {"attached_to_doctype": MESSAGE, "attached_to_name": row.name})
		self.assertEqual((file.is_private, read_file(row.file)[0]), (1, PDF))
		self.assertTrue(row.file.startswith("/private/files/"))
		bubble = desk.bubbles(row.conversation)["messages"][0]
		self.assertEqual(bubble["file"]["name"], "factura enero.pdf")

	def test_webhook_wakes_a_job_that_the_answer_does_not_wait_for(self):
		with mock.patch("whatsapp_erp_bot.bot.queue.fetch_media") as woken:
			row = self.send()
		self.assertTrue(woken.called)
		self.assertEqual((row.status, row.media_state), ("Done", "Waiting"))

	def test_fetching_again_makes_no_second_file(self):
		row = self.fetched(self.send().name)
		jobs.fetch_media()
		media.again(row.name)
		self.assertEqual(frappe.db.count("File", {"attached_to_name": row.name}), 1)

	def test_meta_failing_is_tried_again_later(self):
		row = self.send()
		self.graph.script({"on": "info", "do": "error", "status": 500, "code": 131000})
		row = self.fetched(row.name)
		self.assertEqual((row.media_state, row.media_attempts), ("Waiting", 1))
		self.assertTrue(row.media_error)
		self.assertGreater(row.media_next_on, now_datetime())
		self.assertEqual(self.fetched(row.name).media_attempts, 1)
		self.make_due(row.name)
		self.assertEqual(self.fetched(row.name).media_state, "Stored")

	def test_worker_that_died_leaves_an_attempt_that_is_due_after_its_lease(self):
		row = self.send()
		with mock.patch.object(media, "_fetch", side_effect=SystemExit), self.assertRaises(SystemExit):
			media.fetch_due()
		row = self.fetched(row.name)
		self.assertEqual((row.media_state, row.media_attempts), ("Fetching", 1))
		self.make_due(row.name)
		self.assertEqual(self.fetched(row.name).media_state, "Stored")

	def test_it_ends_after_its_attempts(self):
		row = self.send()
		store.update(MESSAGE, row.name, {"media_attempts": len(media.PAUSES)})
		frappe.db.commit()
		row = self.fetched(row.name)
		self.assertEqual((row.media_state, row.media_next_on), ("Failed", None))
		self.assertTrue(row.media_error)

	def test_forgotten_file_says_so_where_desk_shows_it(self):
		row = self.fetched(self.send(id="123456789").name)
		self.assertEqual(row.media_state, "Failed")
		self.assertIn(row.media_error, desk.bubbles(row.conversation)["messages"][0]["note"])
		media.again(row.name)
		self.assertEqual(store.read(MESSAGE, row.name).media_state, "Waiting")

	def test_a_dead_token_counts_no_attempt_and_a_new_one_fetches_at_once(self):
		row = self.send()
		self.graph.script({"on": "info", "do": "token_expired"})
		row = self.fetched(row.name)
		self.assertEqual((row.media_state, row.media_attempts), ("Waiting", 0))
		self.assertGreater(row.media_next_on, now_datetime())
		account = frappe.get_doc("WhatsApp Bot Account", self.account)
		self.assertEqual(account.status, "Stopped")
		account.token = self.token
		account.save()
		frappe.db.commit()
		self.assertEqual(self.fetched(row.name).media_state, "Stored")

	def test_a_permission_that_is_missing_stops_no_messages(self):
		row = self.send()
		self.graph.script({"on": "info", "do": "error", "status": 403, "code": 10})
		row = self.fetched(row.name)
		self.assertEqual((row.media_state, row.media_attempts), ("Waiting", 0))
		self.assertEqual(frappe.db.get_value("WhatsApp Bot Account", self.account, "status"), "Active")

	def test_an_account_that_stays_out_of_order_does_not_keep_a_file_waiting_for_ever(self):
		"""Meta forgets it after a week, and asking each hour costs the number its rest."""
		row = self.send()
		store.update(MESSAGE, row.name, {"creation": now_datetime() - timedelta(days=8)})
		frappe.db.commit()
		self.graph.script({"on": "info", "do": "error", "status": 403, "code": 10})
		row = self.fetched(row.name)
		self.assertEqual((row.media_state, row.media_next_on), ("Failed", None))
		self.assertTrue(row.media_error)

	def test_what_is_no_id_is_not_asked_for_again(self):
		for media_id in ("../12345", "12 345", "x" * 230, "١٢٣", "12/messages", "%2e%2e"):
			row = self.send(id=media_id)
			before = len(self.graph.requests)
			row = self.fetched(row.name)
			self.assertEqual((row.media_state, row.media_next_on), ("Failed", None), media_id)
			self.assertTrue(row.media_error)
			self.assertEqual(len(self.graph.requests), before)
		self.assertEqual(frappe.db.get_value("WhatsApp Bot Account", self.account, "status"), "Active")

	def test_another_content_than_was_announced_is_not_kept(self):
		row = self.fetched(self.send(sha256=base64.b64encode(bytes(32)).decode()).name)
		self.assertEqual((row.media_state, row.file), ("Waiting", None))

	def test_too_large_is_not_kept(self):
		with mock.patch.object(media, "largest", return_value=len(PDF) - 1):
			row = self.fetched(self.send().name)
		self.assertEqual((row.media_state, row.file), ("Failed", None))

	def test_switched_off_fetches_nothing(self):
		with mock.patch.object(media, "largest", return_value=0):
			row = self.send()
		with mock.patch("whatsapp_erp_bot.whatsapp.client.Client.download") as download:
			row = self.fetched(row.name)
		self.assertEqual((row.media_state, row.file, download.called), ("Failed", None, False))

	def test_a_picture_that_is_none_is_kept_or_refused_without_an_error(self):
		media_id = self.graph.add_file(b"no picture", "image/jpeg", None)
		row = self.tell(
			self.new_phone(OWNER), {"type": "image", "image": {"id": media_id, "mime_type": "image/jpeg"}}
		)[0]
		row = self.fetched(row.name)
		self.assertIn(row.media_state, ("Stored", "Failed"))

	def test_a_file_that_frappe_cannot_read_is_kept_for_whoever_can(self):
		"""It looks into PDFs for scripts, and into photos for where they were taken."""
		for kind, mime, content in (
			("document", "application/pdf", b"%PDF-1.4\n% a scan that broke off\n"),
			("document", "application/pdf", PDF[: len(PDF) // 2]),
			("document", "application/pdf", secrets.token_bytes(400)),
			("image", "image/jpeg", b"\xff\xd8\xff\xe0" + secrets.token_bytes(400)),
		):
			with self.subTest(kind, content=content[:20]):
				media_id = self.graph.add_file(content, mime, None)
				given = {kind: {"id": media_id, "mime_type": mime}, "type": kind}
				if kind == "document":
					given[kind]["filename"] = "factura enero.pdf"
				row = self.fetched(self.tell(self.new_phone(OWNER), given)[0].name)
				self.assertEqual((row.media_state, row.media_error), ("Stored", None))
				self.assertEqual(read_file(row.file), (content, "application/octet-stream"))
				self.assertEqual(frappe.db.count("File", {"attached_to_name": row.name}), 1)
				if kind == "document":
					self.assertEqual(row.file_name, "factura enero.pdf")

	def test_a_file_that_frappe_refuses_is_not_kept_under_another_ending(self):
		row = self.fetched(self.send(_pdf("app.alert(1)")).name)
		self.assertEqual((row.media_state, row.file), ("Failed", None))
		self.assertTrue(row.media_error)
		self.assertEqual(frappe.db.count("File", {"attached_to_name": row.name}), 0)

	def test_a_database_that_is_busy_is_no_broken_file(self):
		row = self.send()
		busy = frappe.QueryTimeoutError("busy")
		with mock.patch.object(media, "_insert_file", side_effect=busy) as tried:
			self.assertEqual(self.fetched(row.name).media_state, "Waiting")
		self.assertEqual(tried.call_count, 1)
		self.make_due(row.name)
		self.assertEqual(self.fetched(row.name).media_state, "Stored")

	def test_voice_notes_lose_the_codec_of_their_kind(self):
		media_id = self.graph.add_file(b"OggS", "audio/ogg", None)
		content = {
			"type": "audio",
			"audio": {"id": media_id, "mime_type": "audio/ogg; codecs=opus", "voice": True},
		}
		row = self.fetched(self.tell(self.new_phone(OWNER), content)[0].name)
		self.assertEqual((row.media_state, row.file_name), ("Stored", "audio.ogg"))

	def test_sweep_finds_what_was_not_woken(self):
		self.send()
		with mock.patch("whatsapp_erp_bot.bot.queue.fetch_media") as woken:
			media.sweep()
			frappe.db.commit()
		self.assertTrue(woken.called)
