# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Words of strangers on their way: inert in every column that Desk shows, exact where they are read, clean where sent."""

import base64
import hashlib
import json
from io import BytesIO
from pathlib import Path
from unittest import mock

import frappe
import requests
from PIL import Image
from pypdf import PdfWriter

from whatsapp_erp_bot import jobs
from whatsapp_erp_bot.bot import again, desk, interpret, notices, outbox, outgoing, respond, simulator, store
from whatsapp_erp_bot.patches import quiet_old_rows
from whatsapp_erp_bot.plain_text import inert
from whatsapp_erp_bot.tests.integration.bot_case import base_url, clear_logs, template_message, text_of
from whatsapp_erp_bot.tests.integration.test_inbound_kinds import OWNER, InboundCase
from whatsapp_erp_bot.tests.loopback import bodies
from whatsapp_erp_bot.tests.loopback.graph import new_wamid

MESSAGE, RUN, CONTACT = "WhatsApp Bot Message", "WhatsApp Bot Run", "WhatsApp Bot Contact"
CONVERSATION, EVENT = "WhatsApp Bot Conversation", "WhatsApp Bot Event"
HOSTILE = '<img src=x onerror="alert(1)"> a < b & c <3'
SHOWN = "‹img src=x onerror=”alert(1)”> a < b & c <3"
ODD = "menú \u202e<b>\u200b"
HTML = b"<html><body><script>document.title = 'ran'</script></body></html>"


class TestStored(InboundCase):
	def heard(self, action) -> list[str]:
		"""What the reader is given while `action` is done."""
		given = []
		read = interpret.RULES.interpret

		def listen(request):
			given.append(request.text)
			return read(request)

		with mock.patch.object(interpret.RULES, "interpret", side_effect=listen):
			action()
		return given

	def test_inert_where_desk_shows_it_and_exact_where_it_is_read(self):
		phone = self.new_phone(OWNER)
		heard = self.heard(lambda: setattr(self, "row", self.tell(phone, bodies.text(HOSTILE))[0]))
		self.assertEqual(set(heard), {HOSTILE})
		self.assertEqual(self.row.text, SHOWN)
		self.assertEqual(store.words_of(self.row), HOSTILE)
		self.assertEqual(json.loads(self.row.payload)["text"]["body"], HOSTILE)
		self.assertNotIn("<", self.row.words.replace("<", "", HOSTILE.count("<")))
		held = store.read(CONVERSATION, self.row.conversation)
		self.assertEqual(held.last_message, SHOWN)
		self.assertEqual(self.last_run(message=self.row.name).text, SHOWN)
		bubble = desk.bubbles(held.name)["messages"][0]
		self.assertEqual(bubble["text"], HOSTILE)

	def test_what_is_harmless_is_stored_once_and_as_it_is(self):
		row, _sent = self.tell(self.new_phone(OWNER), bodies.text("a < b & c <3 👩🏽‍🦰 O'Brien"))
		self.assertEqual(
			(row.text, row.words),
			(
				"a < b & c <3 👩🏽‍🦰 O’Brien",
				'"a < b & c <3 \\ud83d\\udc69\\ud83c\\udffd\\u200d\\ud83e\\uddb0 O\'Brien"',
			),
		)
		row, _sent = self.tell(self.new_phone(OWNER), bodies.text("¿cuánto vendimos? 5 & 6 👩🏽‍🦰"))
		self.assertEqual((row.text, row.words), ("¿cuánto vendimos? 5 & 6 👩🏽‍🦰", None))

	def test_names_and_everything_beside_the_text(self):
		phone = self.new_phone()
		message = bodies.message(
			new_wamid(), 1, {**bodies.text("x"), "referral": {"headline": HOSTILE}}, phone=phone
		)
		value = bodies.envelope(
			"1001",
			self.phone_number_id,
			"1",
			contacts=[bodies.contact(phone, HOSTILE, None, HOSTILE)],
			messages=[message],
		)
		self.take(bodies.to_bytes(value))
		alias = frappe.db.get_value("WhatsApp Bot Contact Alias", {"value": phone}, "parent")
		contact = store.read(CONTACT, alias)
		self.assertEqual((contact.title, contact.profile_name, contact.username), (SHOWN,) * 3)
		self.assertEqual(store.value(CONVERSATION, {"contact": alias}, "title"), SHOWN)
		self.assertIn(SHOWN, store.value(MESSAGE, {"contact": alias, "direction": "In"}, "note"))

	def test_no_column_of_any_row_of_ours_holds_markup(self):
		"""Whatever else came in: no column that is not exact holds what a browser would take for a tag."""
		phone = self.new_phone(OWNER)
		for kind in ("document", "location", "contacts", "order", "unsupported", "<svg onload=x>"):
			self.tell(
				phone,
				{"type": kind, kind: {"caption": HOSTILE, "name": HOSTILE, "text": HOSTILE, "body": HOSTILE}},
			)
		self.take(
			b'{"object": "<svg onload=alert(1)>", "entry": "' + HOSTILE.replace('"', "'").encode() + b'"'
		)
		store.end_transaction_view()
		for doctype in quiet_old_rows.WRITTEN:
			shown = [
				field.fieldname
				for field in frappe.get_meta(doctype).fields
				if field.fieldtype in quiet_old_rows.SHOWN and field.fieldname not in store.EXACT
			]
			for row in store.rows(doctype, ["name", *shown], {}, "name"):
				for field in shown:
					with self.subTest(doctype=doctype, field=field):
						self.assertEqual(row[field] or "", inert(row[field] or ""))

	def test_an_edit_keeps_the_words_too(self):
		phone = self.new_phone(OWNER)
		wamid = new_wamid()
		edit = {"type": "edit", "edit": {"original_message_id": wamid, "message": bodies.text(HOSTILE)}}
		self.tell(phone, edit)
		heard = self.heard(lambda: self.tell(phone, bodies.text("hola"), wamid=wamid))
		self.assertIn(HOSTILE, heard)
		self.assertEqual(self.stored(wamid).text, SHOWN)

	def test_models_read_what_was_written(self):
		phone = self.new_phone(OWNER)
		self.tell(phone, bodies.text(HOSTILE))
		given = []
		real = respond._history
		with mock.patch.object(
			respond, "_history", side_effect=lambda turn: given.append(real(turn)) or given[-1]
		):
			with mock.patch.object(interpret, "providers", return_value=[mock.Mock(local=True)]):
				with mock.patch.object(interpret.chain, "interpret") as asked:
					asked.side_effect = lambda request, rules, *_more, **_options: rules.interpret(request)
					self.tell(phone, bodies.text("algo que nadie entiende jamás"))
		self.assertIn(HOSTILE, [line.text for line in given[0]])

	def test_a_notice_is_text(self):
		notices.tell(["Administrator"], lambda: f"{HOSTILE}\u202e{{{{ 7*7 }}}}", CONVERSATION, "x")
		subject = frappe.get_last_doc("Notification Log").subject
		self.assertNotIn("<", subject)
		self.assertNotIn("\u202e", subject)

	def test_the_simulator_answers_errors_as_text(self):
		for given in ({"as_user": HOSTILE}, {"as_customer": HOSTILE}):
			frappe.clear_messages()
			with self.assertRaises(frappe.ValidationError):
				simulator.history("Administrator", **given)
			self.assertNotIn("<img", json.dumps(frappe.get_message_log()))
		frappe.clear_messages()


class TestSent(InboundCase):
	def queued(self, *messages) -> list[dict]:
		phone = self.new_phone(OWNER)
		row, _sent = self.tell(phone, bodies.text("menú"))
		held = store.read(CONVERSATION, row.conversation)
		names = outbox.put(held, messages, f"test:{row.name}", None, None)
		return [store.read(MESSAGE, name) for name in names]

	def test_nothing_unseen_leaves_in_any_kind_of_message(self):
		everything = [
			outgoing.text(ODD),
			outgoing.buttons(ODD, [("a", ODD)], footer=ODD),
			outgoing.listing(ODD, ODD, [("a", ODD, ODD)], ODD),
			template_message(
				ODD, "x", "es", [{"type": "body", "parameters": [{"type": "text", "text": ODD}]}]
			),
			outgoing.text("👩🏽‍🦰 ❤️‍🔥 1️⃣"),
		]
		*odd, emoji = self.queued(*everything)
		for row in odd:
			with self.subTest(row.kind):
				self.assertNotRegex(json.dumps(json.loads(row.payload), ensure_ascii=False), "[\u202e\u200b]")
				self.assertEqual(store.words_of(row), "menú <b>")
		self.assertEqual(json.loads(emoji.payload)["text"], "👩🏽‍🦰 ❤️‍🔥 1️⃣")

	def test_a_title_of_nothing_is_a_dash(self):
		(row,) = self.queued(outgoing.listing("x", "\u200b", [("a", "\u202e", "")]))
		payload = json.loads(row.payload)
		self.assertEqual((payload["button"], payload["sections"][0]["rows"][0]["title"]), ("–", "–"))

	def test_no_entities_reach_a_phone(self):
		phone = self.new_phone(OWNER)
		for text in (HOSTILE, "saldo de <b>Ana</b> & 'co'", "nota para SINV-1: a < b & c", "&lt;menú&gt;"):
			for body in self.say(phone, text):
				for entity in ("&lt;", "&gt;", "&amp;", "&#x27;", "&quot;", "＆", "‹"):
					if entity not in text:
						self.assertNotIn(entity, text_of(body))

	def test_sent_again_word_for_word(self):
		(row,) = self.queued(outgoing.text(f"Dijo: {HOSTILE}"))
		store.update(MESSAGE, row.name, {"status": "Failed"})
		frappe.db.commit()
		new = store.read(MESSAGE, again.send_again(row.name))
		self.assertEqual(store.words_of(new), f"Dijo: {HOSTILE}")
		self.assertEqual(json.loads(new.payload)["text"], f"Dijo: {HOSTILE}")

	def test_a_persons_own_words(self):
		phone = self.new_phone(OWNER)
		row, _sent = self.tell(phone, bodies.text("menú"))
		desk.reply_as_person(row.conversation, f"{HOSTILE}\u202e", "Administrator")
		sent = store.rows(
			MESSAGE, ["*"], {"conversation": row.conversation}, "creation", descending=True, limit=1
		)[0]
		self.assertEqual(json.loads(sent.payload)["text"], HOSTILE)
		self.assertEqual(desk.bubbles(row.conversation)["messages"][-1]["text"], HOSTILE)


class TestFiles(InboundCase):
	"""What a browser might run never lies on the ERP's origin under an ending by which it would."""

	ACTIVE = (
		*(
			"a.html",
			"a.HTM",
			"a.xhtml",
			"a.shtml",
			"a.xht",
			"a.svg",
			"a.svgz",
			"a.xml",
			"a.xsl",
			"a.rss",
			"a.mht",
		),
		*(
			"a.mhtml",
			"a.swf",
			"a.js",
			"a.mjs",
			"a.css",
			"a.wasm",
			"a.hta",
			"a.pdf.html",
			"a.html.gz",
			"a.xhtml.gz",
		),
		*(
			"a.jpg.svg",
			"a",
			".html",
			"a.htm ",
			"a.html.",
			"a.ht\u202eml",
			"a.html\u200b",
			"a.html;.jpg.html",
			"a.php",
		),
	)

	def setUp(self) -> None:
		super().setUp()
		clear_logs()
		self.session = requests.Session()
		answer = self.session.post(
			f"{base_url()}/api/method/login", {"usr": "Administrator", "pwd": admin_password()}, timeout=30
		)
		self.assertEqual(answer.status_code, 200, answer.text[:200])

	def kept(self, name: str, mime_type: str = "application/octet-stream", content: bytes = HTML) -> dict:
		content += name.encode()
		given = {
			"id": self.graph.add_file(content, mime_type, "x"),
			"mime_type": mime_type,
			"sha256": base64.b64encode(hashlib.sha256(content).digest()).decode(),
			"filename": name,
		}
		row, _sent = self.tell(self.new_phone(OWNER), {"type": "document", "document": given})
		jobs.fetch_media()
		frappe.set_user("Administrator")
		store.end_transaction_view()
		row = store.read(MESSAGE, row.name)
		self.assertEqual(row.media_state, "Stored", row.media_error)
		return row

	def served(self, row: dict) -> requests.Response:
		return self.session.get(base_url() + row.file, timeout=30)

	def test_active_ones_are_saved_and_not_shown(self):
		for name in self.ACTIVE:
			for mime_type in (
				"text/html",
				"image/svg+xml",
				"application/xhtml+xml",
				"application/octet-stream",
			):
				with self.subTest(name=name, mime_type=mime_type):
					answer = self.served(self.kept(name, mime_type))
					self.assertEqual(answer.status_code, 200)
					self.assertEqual(answer.headers["Content-Type"].split(";")[0], "application/octet-stream")
					self.assertNotIn("Content-Encoding", answer.headers)

	def test_the_kind_alone_makes_no_active_ending(self):
		for mime_type in (
			"text/html",
			"image/svg+xml",
			"application/xml",
			"text/javascript",
			"multipart/related",
		):
			with self.subTest(mime_type):
				answer = self.served(self.kept("", mime_type))
				self.assertEqual(answer.headers["Content-Type"].split(";")[0], "application/octet-stream")

	def test_harmless_ones_stay_what_they_are(self):
		pdf, picture = BytesIO(), BytesIO()
		writer = PdfWriter()
		writer.add_blank_page(9, 9)
		writer.write(pdf)
		Image.new("RGB", (9, 9)).save(picture, "JPEG")
		for name, kind, content in (
			("a.pdf", "application/pdf", pdf.getvalue()),
			("b.jpg", "image/jpeg", picture.getvalue()),
			("c.TXT", "text/plain", HTML),
		):
			with self.subTest(name):
				row = self.kept(name, kind, content)
				self.assertEqual(self.served(row).headers["Content-Type"].split(";")[0], kind)
				self.assertTrue(row.file.endswith(Path(name).suffix))

	def test_the_person_in_desk_sees_the_name_that_was_sent(self):
		row = self.kept("factura.xml", "text/xml")
		self.assertEqual(desk.bubbles(row.conversation)["messages"][0]["file"]["name"], "factura.xml")
		# where another file has the name, Frappe makes it another one
		self.assertRegex(row.file, r"\.xml\w*\.bin$")


class TestOldRows(InboundCase):
	"""The patch: what was stored raw, by an earlier version."""

	def test_text_becomes_inert_and_keeps_its_words(self):
		phone = self.new_phone(OWNER)
		row, _sent = self.tell(phone, bodies.text("hola"))
		modified = store.read(MESSAGE, row.name).modified
		raw = {"text": HOSTILE, "note": HOSTILE, "words": None}
		frappe.db.set_value(MESSAGE, row.name, raw, update_modified=False)
		frappe.db.set_value(CONTACT, row.contact, "title", HOSTILE, update_modified=False)
		quiet_old_rows.execute()
		quiet_old_rows.execute()
		new = store.read(MESSAGE, row.name)
		self.assertEqual((new.text, new.note, store.words_of(new)), (SHOWN, SHOWN, HOSTILE))
		self.assertEqual(new.modified, modified)
		self.assertEqual(store.read(CONTACT, row.contact).title, SHOWN)

	def test_files_get_another_name(self):
		phone = self.new_phone(OWNER)
		row, _sent = self.tell(phone, bodies.text("hola"))
		file = frappe.get_doc(
			{
				"doctype": "File",
				"file_name": f"{row.name}.html",
				"attached_to_doctype": MESSAGE,
				"attached_to_name": row.name,
				"is_private": 1,
				"content": HTML + row.name.encode(),
			}
		).insert()
		before = file.get_full_path()
		store.update(MESSAGE, row.name, {"file": file.file_url})
		quiet_old_rows.execute()
		store.end_transaction_view()
		new = frappe.get_doc("File", file.name)
		self.assertEqual(new.file_url, f"{file.file_url}.bin")
		self.assertEqual(store.read(MESSAGE, row.name).file, new.file_url)
		self.assertEqual(new.get_content(), (HTML + row.name.encode()).decode())
		self.assertFalse(Path(before).exists())


def admin_password() -> str:
	import os
	import unittest

	password = os.environ.get("BOT_ADMIN_PASSWORD")
	if not password:
		raise unittest.SkipTest("BOT_ADMIN_PASSWORD is not set: ./dev test says it")
	return password
