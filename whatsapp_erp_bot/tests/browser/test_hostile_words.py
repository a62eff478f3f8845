# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What strangers write is text on every page of Desk: no word of theirs becomes an element, and none of it runs.

The words come in as they do (signed webhooks, the simulator), and into all other columns by the one function that
writes rows (bot/store). Then a real browser opens every form, list, report and print view of every DocType of ours, what
Frappe makes of titles elsewhere (link fields, search, group by, notifications), and our own pages.
"""

import json
import time
import unittest
from urllib.parse import quote

from whatsapp_erp_bot.tests.browser.desk import OWN_SITE, SECONDS, URL, USER, ChatTest, DeskTest, Keys
from whatsapp_erp_bot.tests.browser.hostile import EVALUATED, PAYLOADS, WATCH, all_of_them

if OWN_SITE:
	import frappe

	from whatsapp_erp_bot.bot import notices, store
	from whatsapp_erp_bot.patches.quiet_old_rows import SHOWN
	from whatsapp_erp_bot.tests.integration.bot_case import BotCase, clear_logs, wait_for
	from whatsapp_erp_bot.tests.loopback import bodies
	from whatsapp_erp_bot.tests.loopback.graph import new_wamid

MODULE = "WhatsApp ERP Bot"
# whose forms and print views are opened: a tag, the end of an attribute, a reference; lists and reports show all rows
OPENED = (0, 5, 12)
# typed in Desk by whoever sets the bot up, and cleaned there by Frappe
TYPED_IN_DESK = ("fixed_text", "shared_account")
# what a form and a report need to be those of a real row
FIXED = {
	"WhatsApp Bot Message": {"direction": "In", "status": "Ignored"},
	"WhatsApp Bot Conversation": {"mode": "Human"},
	"WhatsApp Bot Run": {"status": "Done"},
	"WhatsApp Bot Event": {"status": "Dead"},
	"WhatsApp Bot Template": {
		"status": "Approved",
		"components": [
			{"type": "BODY", "text": all_of_them(), "example": {"body_text": [[all_of_them()]]}},
			{"type": "BUTTONS", "buttons": [{"type": all_of_them(), "text": all_of_them()}]},
		],
	},
	"WhatsApp Bot Account": {"kind": "Cloud API", "status": "Stopped"},
	"WhatsApp Bot Provider": {"kind": "Ollama"},
}


def slug(doctype: str) -> str:
	return doctype.lower().replace(" ", "-")


class WatchedTest(DeskTest):
	"""A browser whose every page is watched."""

	@classmethod
	def setUpClass(cls):
		if not OWN_SITE:
			raise unittest.SkipTest("rows are written on the test site: run by ./dev test")
		super().setUpClass()
		cls.browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": WATCH})

	def quiet(self, where: str) -> None:
		"""Nothing of a stranger's words ran or stands as an element on this page."""
		with self.subTest(where):
			found = self.browser.execute_script("return window.noted ? window.noted() : ['no watch']")
			self.assertEqual(found[:3], [], where)
			self.assertNotIn(EVALUATED, self.page_text(), where)
		self.browser.execute_script("if (window.pwn_notes) window.pwn_notes.length = 0")

	def settle(self) -> None:
		"""Wait until Desk asks the server nothing and shows what it got; then pass the pointer over everything."""
		time.sleep(0.15)
		self.until(
			lambda: self.browser.execute_script(
				"return document.readyState === 'complete' && !(window.frappe?.request?.ajax_count > 0)"
			),
			"the page to be quiet",
		)
		time.sleep(0.15)
		self.browser.execute_script(
			"for (const one of document.querySelectorAll('body *'))"
			" for (const name of ['mouseover', 'focus']) one.dispatchEvent(new Event(name));"
		)


class TestEveryPage(WatchedTest):
	"""Rows whose every column is hostile."""

	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		frappe.set_user("Administrator")
		clear_logs()
		cls.addClassCleanup(clear_logs)
		cls.doctypes = frappe.get_all(
			"DocType", filters={"module": MODULE, "istable": 0, "issingle": 0}, pluck="name", order_by="name"
		)
		cls.names = {}
		for doctype in cls.doctypes:
			cls.make_rows(doctype)
		cls.link_rows()
		frappe.db.commit()

	@classmethod
	def make_rows(cls, doctype: str) -> None:
		meta = frappe.get_meta(doctype)
		names = cls.names[doctype] = []
		cls.addClassCleanup(cls.remove, doctype)
		for number in range(len(PAYLOADS)):
			values = cls.hostile_values(meta, number)
			values |= FIXED.get(doctype, {})
			names.append(store.insert(doctype, values))
			assert names[-1], f"no row of {doctype}"
			for field in meta.get_table_fields():
				child = cls.hostile_values(frappe.get_meta(field.options), number)
				parent = {"parent": names[-1], "parenttype": doctype, "parentfield": field.fieldname}
				store.insert(field.options, {**child, **parent, "idx": 1})

	@classmethod
	def remove(cls, doctype: str) -> None:
		for field in frappe.get_meta(doctype).get_table_fields():
			frappe.db.delete(field.options, {"parent": ("in", cls.names[doctype])})
		frappe.db.delete(doctype, {"name": ("in", cls.names[doctype])})
		frappe.db.commit()
		frappe.clear_cache(doctype=doctype)

	@classmethod
	def hostile_values(cls, meta, number: int) -> dict:
		"""One payload in each short column, another in the next one; all of them in long ones and in Code."""
		values = {}
		for place, field in enumerate(meta.fields):
			if field.fieldname in TYPED_IN_DESK:
				continue
			if field.fieldtype == "Data":
				# digests that nobody but the code makes are the shorter ones
				if not field.length or field.length >= 140:
					values[field.fieldname] = PAYLOADS[(number + place) % len(PAYLOADS)]
				if field.unique and values.get(field.fieldname):
					values[field.fieldname] += frappe.generate_hash(length=8)
			elif field.fieldtype == "Code":
				raw = json.dumps(all_of_them()) if field.options == "JSON" else all_of_them()
				values[field.fieldname] = raw
			elif field.fieldtype in SHOWN:
				values[field.fieldname] = PAYLOADS[number] + "\n" + all_of_them()
		return values

	@classmethod
	def link_rows(cls) -> None:
		"""Rows name each other, so that titles are shown where links are."""
		for doctype in cls.doctypes:
			for field in frappe.get_meta(doctype).get_link_fields():
				if field.options in cls.names and field.options != doctype:
					for name, other in zip(cls.names[doctype], cls.names[field.options], strict=True):
						store.update(doctype, name, {field.fieldname: other})

	def show_all_columns(self, doctype: str, view: str) -> None:
		"""Every column of a DocType in its report and its list, and every field to group by."""

		def of_types(*types: str) -> list[str]:
			return [field.fieldname for field in frappe.get_meta(doctype).fields if field.fieldtype in types]

		columns = of_types(*SHOWN, "Code", "Link", "Select", "Dynamic Link")
		settings = {
			view: {"fields": [[name, doctype] for name in columns], "order_by": "`creation` desc"},
			# those that Frappe offers
			"group_by_fields": of_types("Data", "Select", "Link"),
		}
		frappe.db.sql(
			"replace into `__UserSettings` (user, doctype, data) values (%s, %s, %s)",
			(USER, doctype, json.dumps(settings)),
		)
		frappe.db.commit()
		frappe.cache.hdel("_user_settings", f"{doctype}::{USER}")

	def opened(self, doctype: str) -> list[str]:
		return [self.names[doctype][number] for number in OPENED]

	def test_forms(self):
		for doctype in self.doctypes:
			for name in self.opened(doctype):
				with self.subTest(f"form of {doctype}"):
					self.open(f"{slug(doctype)}/{name}", ".form-page")
					self.settle()
					self.quiet(f"form of {doctype}")

	def test_lists_and_groups(self):
		for doctype in self.doctypes:
			self.show_all_columns(doctype, "List")
			self.open(f"{slug(doctype)}/view/list", ".result .list-row")
			self.settle()
			for group in self.all(".group-by-field a.list-sidebar-button"):
				# opened by its own event: the dropdown of the one before may lie over it
				self.browser.execute_script("$(arguments[0]).dropdown('toggle').trigger('click')", group)
				self.settle()
			self.quiet(f"list of {doctype}")

	def test_reports(self):
		for doctype in self.doctypes:
			self.show_all_columns(doctype, "Report")
			self.open(f"{slug(doctype)}/view/report", ".dt-row")
			self.settle()
			self.quiet(f"report of {doctype}")
			for field in self.grouped(doctype):
				self.call(
					"new Promise((done) => { const it = cur_list.group_by_control;"
					" it.groupby_select?.val(args[0]).trigger('change'); it.aggregate_function_select?.val('count')"
					".trigger('change'); cur_list.refresh?.(); setTimeout(done, 400); })",
					f"`tab{doctype}`.`{field}`",
				)
				self.settle()
			self.quiet(f"grouped report of {doctype}")

	@staticmethod
	def grouped(doctype: str) -> list[str]:
		return [field.fieldname for field in frappe.get_meta(doctype).fields if field.fieldtype == "Data"][:3]

	def test_print_views(self):
		for doctype in self.doctypes:
			for name in self.opened(doctype):
				self.browser.get(
					f"{URL}/printview?doctype={quote(doctype)}&name={name}&format=Standard&no_letterhead=1"
				)
				self.see(".print-format")
				self.quiet(f"printview of {doctype}")
			self.open(f"print/{quote(doctype)}/{self.names[doctype][0]}", ".print-preview")
			self.settle()
			self.quiet(f"print page of {doctype}")

	def test_titles_in_link_fields_and_search(self):
		contact = self.names["WhatsApp Bot Contact"]
		for number in OPENED:
			self.open(f"whatsapp-bot-message/{self.names['WhatsApp Bot Message'][number]}", ".form-page")
			self.settle()
			for link in self.all(".form-page a[data-doctype]")[:3]:
				# the card that opens over a link
				self.browser.execute_script(
					"$(arguments[0]).trigger('mouseover').trigger('mouseenter')", link
				)
			time.sleep(1.5)
			self.quiet("links of a message")
		self.open("whatsapp-bot-conversation", ".frappe-list")
		self.see("[data-fieldname=contact] input").send_keys("hostile")
		self.settle()
		time.sleep(1)
		self.quiet("choices of a link field")
		self.see("#navbar-search").send_keys("hostile")
		time.sleep(1.5)
		self.quiet("awesomebar")
		self.see("#navbar-search").send_keys(Keys.ENTER)
		time.sleep(2)
		self.settle()
		self.quiet("search")
		self.assertTrue(contact)

	def test_timeline_and_versions(self):
		name = self.names["WhatsApp Bot Contact"][0]
		document = frappe.get_doc("WhatsApp Bot Contact", name)
		before = dict(store.read("WhatsApp Bot Contact", name))
		frappe.get_doc(
			{
				"doctype": "Version",
				"ref_doctype": "WhatsApp Bot Contact",
				"docname": name,
				"data": frappe.as_json(
					{"changed": [["profile_name", before["title"], before["profile_name"]]]}
				),
			}
		).insert(ignore_permissions=True)
		document.add_comment("Info", before["title"])
		frappe.db.commit()
		self.open(f"whatsapp-bot-contact/{name}", ".form-page")
		self.settle()
		self.quiet("timeline")

	def test_notifications(self):
		doctype, name = "WhatsApp Bot Conversation", self.names["WhatsApp Bot Conversation"][0]
		for payload in PAYLOADS:
			notices.tell([USER], lambda payload=payload: f"{payload} hostile notice", doctype, name)
		frappe.db.commit()
		self.addCleanup(frappe.db.delete, "Notification Log", {"for_user": USER})
		self.open("whatsapp-bot-link", ".wab-link")
		self.tap(".notifications-icon")
		self.see(".notifications-list")
		self.settle()
		self.quiet("notifications")
		log = frappe.get_all("Notification Log", {"for_user": USER}, pluck="name", limit=3)
		for one in log:
			self.open(f"notification-log/{one}", ".form-page")
			self.settle()
			self.quiet("form of a notification")
		self.open("notification-log/view/list", ".frappe-list")
		self.settle()
		self.quiet("list of notifications")
		self.open("notification-log/view/report", ".dt-row")
		self.settle()
		self.quiet("report of notifications")

	def test_workspace_and_error_free_pages(self):
		self.open("whatsapp-erp-bot", ".shortcut-widget-box")
		self.settle()
		time.sleep(2)
		self.quiet("workspace")

	def test_kanban(self):
		board = "Hostile board"
		frappe.db.delete("Kanban Board", {"name": board})
		frappe.get_doc(
			{
				"doctype": "Kanban Board",
				"kanban_board_name": board,
				"reference_doctype": "WhatsApp Bot Conversation",
				"field_name": "mode",
				"fields": json.dumps(["title", "last_message", "summary", "contact"]),
				"show_labels": 1,
				"columns": [{"column_name": name} for name in ("Bot", "Human", "Closed")],
			}
		).insert()
		self.addCleanup(frappe.db.commit)
		self.addCleanup(frappe.delete_doc, "Kanban Board", board)
		frappe.db.commit()
		self.open(f"whatsapp-bot-conversation/view/kanban/{quote(board)}", ".kanban-card")
		self.settle()
		self.quiet("kanban")


class TestRealWays(WatchedTest, ChatTest):
	"""The same words, come in as strangers' words do."""

	statuses: tuple[str, ...] = ()

	@classmethod
	def setUpClass(cls):
		WatchedTest.setUpClass.__func__(cls)
		BotCase.setUpClass.__func__(cls)
		cls.phone = "5215500077123"
		cls.send_all()

	post = BotCase.post if OWN_SITE else None

	@classmethod
	def send_all(cls) -> None:
		"""Everything that a stranger, or somebody who knows the app secret, can say."""
		for number, payload in enumerate(PAYLOADS):
			for content in cls.contents(payload):
				cls.send(cls.phone[:-2] + f"{number:02d}", payload, content)
		cls.send(cls.phone, "Ana <3", bodies.text("a < b & c <3 <b>Hola</b>"))
		cls.send_rest()
		wait_for(lambda: not frappe.db.exists("WhatsApp Bot Event", {"status": "Waiting"}), SECONDS * 4)
		wait_for(
			lambda: not frappe.db.exists("WhatsApp Bot Message", {"direction": "In", "status": "Waiting"}),
			SECONDS * 4,
		)

	@staticmethod
	def contents(payload: str) -> list[dict]:
		media = {
			"id": payload[:60],
			"mime_type": payload,
			"sha256": payload,
			"filename": payload,
			"caption": payload,
		}
		place = {
			"latitude": 1,
			"longitude": 2,
			"name": payload,
			"address": payload,
			"url": f"javascript:pwn()//{payload}",
		}
		card = {
			"name": {"formatted_name": payload},
			"org": {"company": payload},
			"phones": [{"phone": payload}],
			"urls": [{"url": "javascript:pwn()"}],
		}
		order = {"text": payload, "catalog_id": payload, "product_items": [{"product_retailer_id": payload}]}
		flow = {"type": "nfm_reply", "nfm_reply": {"response_json": json.dumps({payload: payload})}}
		return [
			{
				**bodies.text(payload),
				"referral": {"headline": payload, "body": payload, "source_url": payload},
			},
			{"type": "document", "document": media},
			{"type": "location", "location": place},
			{"type": "contacts", "contacts": [card]},
			{"type": "order", "order": order},
			{"type": "interactive", "interactive": flow},
			bodies.button_reply(payload, payload),
			{
				"type": "unsupported",
				"unsupported": {"type": payload},
				"errors": [{"title": payload, "code": payload}],
			},
			{"type": payload, payload: {"body": payload}},
			{"type": "reaction", "reaction": {"message_id": payload, "emoji": payload}},
			{
				"type": "text",
				"text": {"body": "x"},
				"group_id": payload,
				"context": {"id": payload, "forwarded": True},
			},
		]

	@classmethod
	def send(cls, phone: str, name: str, content: dict) -> None:
		message = bodies.message(new_wamid(), int(time.time()), content, phone=phone)
		cls.post_value(contacts=[bodies.contact(phone, name, None, name)], messages=[message])

	@classmethod
	def post_value(cls, field: str = "messages", **value) -> None:
		body = bodies.envelope("1001", cls.phone_number_id, "525550000000", **value)
		body["entry"][0]["changes"][0]["field"] = field
		answer = cls.post(cls, bodies.to_bytes(body))
		if answer.status_code != 200:
			raise AssertionError(f"{answer.status_code} {answer.text[:300]}")

	@classmethod
	def send_rest(cls) -> None:
		everything = all_of_them()
		cls.post_value(
			statuses=[
				bodies.status(
					new_wamid(), PAYLOADS[0], int(time.time()), errors=[{"code": 1, "title": everything}]
				),
				bodies.status(everything[:200], "failed", int(time.time()), errors=[{"title": everything}]),
			]
		)
		for payload in PAYLOADS[:6]:
			cls.post_value(
				"account_alerts", alert_severity=payload, alert_type=payload, alert_description=payload
			)
			cls.post_value("account_update", event=payload, ban_info={"waba_ban_state": payload})
			cls.post_value("message_template_status_update", event="REJECTED", message_template_name=payload)
			cls.post_value(payload, anything=payload)
		cls.post(
			cls, b'{"object": "whatsapp_business_account", "entry": "' + everything[:500].encode() + b'"'
		)

	def names(self, doctype: str) -> list[str]:
		store.end_transaction_view()
		return frappe.get_all(doctype, pluck="name", order_by="creation desc", limit=0)

	def test_raw_words_are_in_the_payload_and_the_page_shows_them(self):
		message = store.rows(
			"WhatsApp Bot Message", ["*"], {"text": ("=", "a < b & c <3 ‹b>Hola‹/b>")}, "creation"
		)
		self.assertTrue(message, "no such message")
		self.assertEqual(json.loads(message[0].payload)["text"]["body"], "a < b & c <3 <b>Hola</b>")
		self.open(f"whatsapp-bot-conversation/{message[0].conversation}", ".wab-conversation .wab-bubble")
		self.assertIn("a < b & c <3 <b>Hola</b>", self.page_text())
		self.quiet("conversation")

	def test_conversations(self):
		for name in self.names("WhatsApp Bot Conversation"):
			self.open(f"whatsapp-bot-conversation/{name}", ".wab-conversation .wab-bubble")
			self.settle()
			self.quiet("conversation")

	def test_lists_reports_and_forms(self):
		for doctype in ("Message", "Conversation", "Run", "Contact", "Event", "Orphan Status"):
			doctype = f"WhatsApp Bot {doctype}"
			self.open(f"{slug(doctype)}/view/list", ".frappe-list")
			self.settle()
			self.quiet(f"list of {doctype}")
			self.open(f"{slug(doctype)}/view/report", ".frappe-list")
			self.settle()
			self.quiet(f"report of {doctype}")
			for name in self.names(doctype)[:: max(1, len(self.names(doctype)) // 5)]:
				self.open(f"{slug(doctype)}/{name}", ".form-page")
				self.settle()
				self.quiet(f"form of {doctype}")
				self.browser.get(f"{URL}/printview?doctype={quote(doctype)}&name={name}&format=Standard")
				self.see(".print-format")
				self.quiet(f"printview of {doctype}")

	def test_notices(self):
		self.open("whatsapp-bot-link", ".wab-link")
		self.tap(".notifications-icon")
		self.see(".notifications-list")
		self.settle()
		self.quiet("notifications")

	def test_simulator(self):
		self.open_simulator()
		for payload in PAYLOADS[:8]:
			said = payload.replace("\u200b", "")
			self.say(said)
			self.assertIn(said.split("\n")[0], self.all(".wab-row.is-mine")[-1].text)
			self.quiet("simulator")


if __name__ == "__main__":
	unittest.main()
