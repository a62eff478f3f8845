# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What Frappe keeps beside our documents tells nobody more than the documents do, and gives nobody a way in.

Contract: over HTTP, with the seven roles of door_world; each hole here was open on a real site.
"""

import json
import secrets
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

import frappe
import requests

from whatsapp_erp_bot.tests.integration.bot_case import base_url
from whatsapp_erp_bot.tests.integration.door_table import (
	AGENT,
	AGENTS,
	DESK,
	GUEST,
	MANAGER,
	MANAGERS,
	PORTAL,
	ROLES,
	SELLER,
	SYSTEM,
)
from whatsapp_erp_bot.tests.integration.door_world import PREFIX, Rows
from whatsapp_erp_bot.tests.integration.test_doors import METHOD, DoorCase

CONTACT, CONVERSATION = PREFIX + "Contact", PREFIX + "Conversation"
MESSAGE, RUN = PREFIX + "Message", PREFIX + "Run"
STRANGERS = (PORTAL, DESK, SELLER)


class BesideCase(DoorCase):
	def setUp(self) -> None:
		self.rows = {whose: self.world.rows(whose) for whose in ("other", "own")}

	def fields(self, doctype: str, *fields: str, **values: Any) -> tuple[str, str, dict[str, Any]]:
		sent = {"fields": json.dumps(list(fields)), "limit": 0, **values}
		return "GET", f"/api/resource/{quote(doctype)}", sent

	def seen_by(self, mark: str, wishes: Iterable[tuple[str, str, dict[str, Any]]]) -> dict[str, set[str]]:
		"""Path -> the roles in whose answer the mark stands."""
		wishes = list(wishes)
		answers = self.world.ask_all((role, *wish) for role in ROLES for wish in wishes)
		found: dict[str, set[str]] = {}
		for role, _verb, path, answer in answers:
			found.setdefault(path, set())
			if mark in answer.text:
				found[path].add(role)
		return found

	def assert_only(self, may: Iterable[str], found: dict[str, set[str]]) -> None:
		for path, roles in found.items():
			self.assertLessEqual(roles, set(may), path)


class TestFiles(BesideCase):
	"""Private files: of a run and of a message, of another's conversation and of the agent's."""

	def setUp(self) -> None:
		super().setUp()
		self.files = {
			(whose, doctype): self.file(self.rows[whose], doctype)
			for whose in ("other", "own")
			for doctype in (RUN, MESSAGE, CONTACT)
		}
		frappe.db.commit()

	def file(self, rows: Rows, doctype: str) -> Any:
		mark = f"mark{secrets.token_hex(8)}"
		made = frappe.get_doc(
			{
				"doctype": "File",
				"file_name": f"{mark}.txt",
				"attached_to_doctype": doctype,
				"attached_to_name": rows.names[doctype],
				"is_private": 1,
				"content": f"content of {mark}",
			}
		).insert()
		made.mark = mark
		self.world.made.append(("File", made.name))
		self.addCleanup(self.delete, made.name)
		return made

	def delete(self, name: str) -> None:
		frappe.delete_doc("File", name, force=True, ignore_missing=True, delete_permanently=True)
		frappe.db.commit()

	def test_names_in_lists(self):
		desk = METHOD + "frappe.desk."
		for (whose, doctype), file in self.files.items():
			names = json.dumps([self.rows[whose].names[doctype]])
			found = self.seen_by(
				file.mark,
				(
					self.fields("File", "name", "file_name", "file_url"),
					("GET", "/api/v2/document/File", {"fields": '["file_name"]', "limit": 9999}),
					("POST", METHOD + "frappe.client.get_list", {"doctype": "File", "fields": '["file_name"]', "limit_page_length": 0}),
					("POST", METHOD + "frappe.client.get_value", {"doctype": "File", "fieldname": "file_name", "filters": file.name}),
					("POST", METHOD + "frappe.client.validate_link", {"doctype": "File", "docname": file.name, "fields": '["file_name"]'}),
					("POST", desk + "reportview.get", {"doctype": "File", "fields": '["file_name"]', "page_length": 9999}),
					("POST", desk + "listview.get_group_by_count", {"doctype": "File", "current_filters": "[]", "field": "attached_to_name"}),
					("POST", desk + "query_report.get_data_for_custom_field", {"doctype": "File", "field": "file_name"}),
					("POST", desk + "search.search_link", {"doctype": "File", "txt": file.mark, "ignore_user_permissions": 1}),
					("POST", desk + "search.search_widget", {"doctype": "File", "txt": "", "page_length": 9999, "ignore_user_permissions": 1, "filter_fields": '["file_url"]'}),
					("POST", METHOD + "frappe.core.api.file.get_files_by_search_text", {"text": file.mark}),
					("POST", METHOD + "frappe.core.api.file.get_files_in_folder", {"folder": "Home/Attachments", "page_length": 9999}),
					("POST", METHOD + "frappe.core.api.file.get_attached_images", {"doctype": doctype, "names": names}),
					("POST", METHOD + "frappe.www.list.get", {"doctype": "File", "limit": 9999}),
				),
			)  # fmt: skip
			may = AGENTS if whose == "own" else MANAGERS
			self.assert_only(may, found)
			self.assertEqual(found["/api/resource/File"], set(may))

	def test_one_by_one_and_its_bytes(self):
		for (whose, _doctype), file in self.files.items():
			found = self.seen_by(
				file.mark,
				(
					("GET", f"/api/resource/File/{file.name}", {}),
					("GET", file.file_url, {}),
					("GET", METHOD + "download_file", {"file_url": file.file_url}),
					("GET", METHOD + "frappe.handler.download_file", {"file_url": file.file_url}),
				),
			)
			may = set(AGENTS if whose == "own" else MANAGERS)
			for path in (f"/api/resource/File/{file.name}", file.file_url):
				self.assertEqual(found[path], may, path)
			self.assert_only(may, found)

	def test_nobody_takes_a_file_by_its_address(self):
		"""Frappe lets everybody make a File of the address of any stored one."""
		file = self.files["other", RUN]
		name = file.file_url.rsplit("/", 1)[1]
		site = frappe.utils.get_url()
		written = [
			{"file_url": address, "is_private": private}
			for private in (1, 0)
			for address in (
				file.file_url,
				f"/private/files/./{name}",
				f"/private/files//{name}",
				f"/private/files/x/../{name}",
				f"/private/files/x/{name}",
				file.file_url.replace("/files/", "/files/%2e/"),
				f"/private/files/{quote(name[0])}%{ord(name[1]):x}{name[2:]}",
				site + file.file_url,
				base_url() + file.file_url,
				f"/files/../private/files/{name}",
			)
		]
		written += [
			{"file_name": name, "is_private": 1},
			{"file_name": name, "file_url": "", "is_private": 1},
			{"file_name": name, "content": "data:,", "decode": 1, "is_private": 1},
			{"file_url": file.file_url, "content": "data:,", "decode": 1, "is_private": 1},
			{"file_url": file.file_url, "content": "x", "is_private": 1},
			{"file_url": file.file_url, "is_folder": 1, "file_name": "folder", "is_private": 1},
			{"file_name": "t.txt", "content": "x", "thumbnail_url": file.file_url, "is_private": 1},
		]
		for role in (*STRANGERS, AGENT):
			own = self.world.ask(
				role,
				"POST",
				"/api/resource/File",
				{"file_name": "own.txt", "content": f"{role} {secrets.token_hex(4)}", "is_private": 1},
			).json()["data"]["name"]
			wishes = []
			for values in written:
				whole = json.dumps({"doctype": "File", **values})
				wishes += [
					(role, "POST", "/api/resource/File", values),
					(role, "POST", "/api/v2/document/File", values),
					(role, "POST", METHOD + "upload_file", values),
					(role, "POST", METHOD + "frappe.client.insert", {"doc": whole}),
					(role, "PUT", f"/api/resource/File/{own}", values),
				]
				# a field that takes the address of a file
				image = {"user_image": values.get("file_url") or name}
				wishes.append((role, "PUT", f"/api/resource/User/{self.world.users[role]}", image))
			wishes.append((role, "POST", METHOD + "upload_file", {"library_file_name": file.name}))
			wishes.append((role, "PUT", f"/api/resource/File/{own}", {"is_private": 0}))
			wishes += [
				(role, "GET", METHOD + "download_file", {"file_url": address})
				for address in ("", name, *(values.get("file_url", "") for values in written))
			]
			for _role, verb, path, answer in self.world.ask_all(wishes):
				self.assertNotIn(f"content of {file.mark}", answer.text, (role, verb, path, answer.url))
			frappe.db.rollback()
			for made in frappe.get_all(
				"File",
				filters={"owner": self.world.users[role]},
				fields=["name", "file_url", "file_name", "is_folder", "is_private", "thumbnail_url"],
			):
				self.assertNotIn(name, f"{made.file_url} {made.thumbnail_url}", (role, made))
				self.world.ask(role, "DELETE", f"/api/resource/File/{made.name}")
			taken = self.world.ask(role, "GET", file.file_url)
			self.assertNotIn("content of", taken.text, role)
			self.assertEqual(taken.status_code, 403, role)
			# and it is still there for whom it is for
			kept = self.world.ask(MANAGER, "GET", file.file_url)
			self.assertEqual((kept.status_code, kept.text), (200, f"content of {file.mark}"), role)
		public = requests.get(
			base_url() + file.file_url.replace("/private", ""), timeout=60, allow_redirects=False
		)
		self.assertNotIn("content of", public.text)

	def test_nor_in_a_job(self):
		"""Where a document with an Attach field is saved by a job, Frappe makes the File past permissions too."""
		file = self.files["other", RUN]
		for role in STRANGERS:
			frappe.set_user(self.world.users[role])
			self.addCleanup(frappe.set_user, "Administrator")
			copied = frappe.get_doc({"doctype": "File", "file_url": file.file_url})
			with self.assertRaises(frappe.PermissionError):
				copied.insert(ignore_permissions=True)
			frappe.set_user("Administrator")
			frappe.db.rollback()
			self.assertTrue(frappe.db.exists("File", file.name))

	def test_whose_file_it_is_may_name_it(self):
		"""Managers, who may read it anyway, and whoever uploads the very same bytes."""
		file = self.files["other", RUN]
		answer = self.world.ask(
			MANAGER, "POST", "/api/resource/File", {"file_url": file.file_url, "is_private": 1}
		)
		self.assertEqual(answer.status_code, 200, answer.text[:300])
		answer = self.world.ask(
			SELLER,
			"POST",
			"/api/resource/File",
			{"file_name": "same.txt", "content": f"content of {file.mark}", "is_private": 1},
		)
		self.assertEqual(answer.status_code, 200, answer.text[:300])

	def test_nobody_adds_files_to_what_they_may_not_write(self):
		wishes, before = [], frappe.db.count("File", {"attached_to_doctype": ("like", f"{PREFIX}%")})
		for whose, rows in self.rows.items():
			for doctype in (RUN, MESSAGE, CONTACT, CONVERSATION, PREFIX + "Event", PREFIX + "Account"):
				to = {"attached_to_doctype": doctype, "attached_to_name": rows.names[doctype]}
				on = {"doctype": doctype, "docname": rows.names[doctype]}
				for role in (GUEST, *STRANGERS, AGENT):
					if role == AGENT and whose == "own" and doctype == CONVERSATION:
						# theirs to write
						continue
					file = {"file_name": f"{secrets.token_hex(4)}.txt", "content": secrets.token_hex(4)}
					wishes += [
						(role, "POST", "/api/resource/File", {**file, **to}),
						(role, "POST", METHOD + "upload_file", {**on, "file_url": "https://example.com/x.txt"}),
						(role, "POST", METHOD + "frappe.client.attach_file", {**on, "filename": "x.txt", "filedata": "x"}),
					]  # fmt: skip
		self.world.ask_all(wishes)
		frappe.db.rollback()
		self.assertEqual(frappe.db.count("File", {"attached_to_doctype": ("like", f"{PREFIX}%")}), before)

	def test_an_own_file_is_not_moved_to_them_either(self):
		for role in (*STRANGERS, AGENT):
			made = self.world.ask(
				role, "POST", "/api/resource/File", {"file_name": "own.txt", "content": secrets.token_hex(4)}
			).json()["data"]["name"]
			self.world.ask(
				role,
				"PUT",
				f"/api/resource/File/{made}",
				{"attached_to_doctype": RUN, "attached_to_name": self.rows["own"].names[RUN]},
			)
			frappe.db.rollback()
			self.assertFalse(frappe.db.get_value("File", made, "attached_to_name"), role)


class TestNotices(BesideCase):
	def test_a_notice_is_for_its_reader(self):
		mark = f"mark{secrets.token_hex(8)}"
		notice = frappe.get_doc(
			{
				"doctype": "Notification Log",
				"for_user": self.world.users[AGENT],
				"subject": mark,
				"type": "Alert",
				"document_type": CONVERSATION,
				"document_name": self.rows["own"].names[CONVERSATION],
			}
		).insert(ignore_permissions=True)
		frappe.db.commit()
		of = {"doctype": "Notification Log"}
		found = self.seen_by(
			mark,
			(
				("GET", f"/api/resource/Notification Log/{notice.name}", {}),
				self.fields("Notification Log", "*"),
				("POST", METHOD + "frappe.client.get", {**of, "name": notice.name}),
				("POST", METHOD + "frappe.desk.form.load.getdoc", {**of, "name": notice.name}),
				("GET", "/printview", {**of, "name": notice.name}),
				(
					"POST",
					METHOD + "frappe.desk.search.search_widget",
					{
						**of,
						"txt": "",
						"ignore_user_permissions": 1,
						"page_length": 999,
						"filter_fields": '["subject"]',
					},
				),
			),
		)
		self.assert_only({AGENT}, found)
		self.assertEqual(found[f"/api/resource/Notification Log/{notice.name}"], {AGENT})
		self.assertEqual(found["/api/resource/Notification%20Log"], {AGENT})


class TestTags(BesideCase):
	def test_a_tag_does_not_tell_whom_it_is_on(self):
		for whose, may in (("other", MANAGERS), ("own", AGENTS)):
			rows = self.rows[whose]
			mark = rows.marks[CONTACT]
			link = frappe.get_doc(
				{
					"doctype": "Tag Link",
					"document_type": CONTACT,
					"document_name": rows.names[CONTACT],
					"title": mark,
					"tag": "doors",
				}
			)
			link.flags.ignore_links = True
			link.insert(ignore_permissions=True)
			self.world.made.append(("Tag Link", link.name))
			frappe.db.commit()
			found = self.seen_by(
				mark,
				(
					self.fields("Tag Link", "*"),
					("GET", f"/api/resource/Tag Link/{link.name}", {}),
					(
						"POST",
						METHOD + "frappe.desk.search.search_widget",
						{
							"doctype": "Tag Link",
							"txt": "",
							"ignore_user_permissions": 1,
							"filter_fields": '["title"]',
						},
					),
					("POST", METHOD + "frappe.desk.doctype.tag.tag.get_documents_for_tag", {"tag": "doors"}),
				),
			)
			self.assert_only(may, found)
			self.assertEqual(found[f"/api/resource/Tag Link/{link.name}"], set(may))


class TestFollowers(BesideCase):
	def test_only_who_may_open_a_document_follows_it(self):
		"""Frappe mails followers what changes."""
		users = self.world.users
		for user in users.values():
			frappe.db.set_value("User", user, "document_follow_notify", 1)
		frappe.db.commit()
		wishes = []
		for rows in self.rows.values():
			for doctype in (CONTACT, CONVERSATION):
				of = {"doctype": doctype, "doc_name": rows.names[doctype]}
				for role in users:
					follower = {
						"ref_doctype": doctype,
						"ref_docname": rows.names[doctype],
						"user": users[role],
					}
					wishes += [
						(role, "POST", METHOD + "frappe.desk.form.document_follow.follow_document", {**of, "user": users[role]}),
						(role, "POST", METHOD + "frappe.desk.form.document_follow.update_follow", {**of, "following": 1}),
						(role, "POST", "/api/resource/Document Follow", follower),
					]  # fmt: skip
			# nor is anybody made one by somebody else
			wishes.append(
				(
					SYSTEM,
					"POST",
					METHOD + "frappe.desk.form.document_follow.follow_document",
					{"doctype": CONTACT, "doc_name": rows.names[CONTACT], "user": users[SELLER]},
				)
			)
		self.world.ask_all(wishes)
		frappe.db.rollback()
		follow = frappe.get_all(
			"Document Follow",
			filters={"ref_doctype": ("like", f"{PREFIX}%")},
			fields=["ref_docname", "user"],
		)
		roles = {user: role for role, user in users.items()}
		own = {self.rows["own"].names[CONTACT], self.rows["own"].names[CONVERSATION]}
		for row in follow:
			self.assertIn(roles[row.user], AGENTS if row.ref_docname in own else MANAGERS)
		self.assertTrue({AGENT, MANAGER} <= {roles[row.user] for row in follow}, "who may, can")


class TestLinks(BesideCase):
	def test_links_are_not_followed_to_what_the_reader_may_not_have(self):
		own, other = self.rows["own"], self.rows["other"]
		frappe.db.set_value(CONTACT, own.names[CONTACT], "conflict_with", other.names[CONTACT])
		customer = frappe.get_all("Customer", pluck="name", limit=1, order_by="name asc")[0]
		group = f"mark{secrets.token_hex(8)}"
		before = frappe.db.get_value("Customer", customer, "customer_details")
		self.addCleanup(frappe.db.commit)
		self.addCleanup(frappe.db.set_value, "Customer", customer, "customer_details", before)
		frappe.db.set_value("Customer", customer, "customer_details", group)
		frappe.db.set_value(
			RUN,
			own.names[RUN],
			{"party_type": "Customer", "party": customer, "user": self.world.users[SYSTEM]},
		)
		frappe.db.commit()
		secret = (other.marks[CONTACT], group, own.marks[PREFIX + "Account"], "simultaneous_sessions")
		for doctype in (CONTACT, CONVERSATION, MESSAGE, RUN):
			for path in (
				f"/api/resource/{quote(doctype)}/{own.names[doctype]}",
				f"/api/v1/resource/{quote(doctype)}/{own.names[doctype]}",
			):
				for value in (1, "true"):
					text = self.world.ask(AGENT, "GET", path, {"expand_links": value}).text
					self.assertIn(own.marks[doctype], text)
					for mark in secret:
						self.assertNotIn(mark, text, (doctype, mark))
		text = self.world.ask(
			AGENT,
			*self.fields(CONTACT, "*", expand=json.dumps(["conflict_with", "user"])),
		).text
		for mark in secret:
			self.assertNotIn(mark, text, mark)
		for field in ("conflict_with.profile_name", "conflict_with.title", "conflict_with", "user.api_key"):
			text = self.world.ask(AGENT, *self.fields(CONTACT, f"{field} as x")).text
			self.assertNotIn(other.marks[CONTACT], text, field)
			self.assertNotIn(other.names[CONTACT], text, field)
		for field in ("account.waba_id", "account.app_secret", "account.token"):
			text = self.world.ask(AGENT, *self.fields(CONVERSATION, f"{field} as x")).text
			self.assertNotIn(own.marks[PREFIX + "Account"], text, field)
		# a manager sees who else claims the sender
		text = self.world.ask(MANAGER, "GET", f"/api/resource/{quote(CONTACT)}/{own.names[CONTACT]}").text
		self.assertIn(other.names[CONTACT], text)

	def test_other_words_of_the_address_stay(self):
		"""Only our documents are kept folded: elsewhere Frappe does as it always did."""
		answer = self.world.ask(
			SYSTEM, "GET", f"/api/resource/User/{self.world.users[SELLER]}", {"expand_links": 1}
		)
		self.assertIsInstance(answer.json()["data"]["language"], (dict, type(None)))


class TestChartsAndCards(BesideCase):
	CHART = "WhatsApp Bot Runs By Command"

	def setUp(self) -> None:
		super().setUp()
		self.command = f"mark{secrets.token_hex(4)}"
		for rows in self.rows.values():
			frappe.db.set_value(RUN, rows.names[RUN], "command", self.command)
		frappe.db.commit()

	def test_charts_show_each_reader_their_own(self):
		source = (
			METHOD + "whatsapp_erp_bot.whatsapp_erp_bot.dashboard_chart_source."
			"whatsapp_bot_runs_by_command.whatsapp_bot_runs_by_command.get"
		)
		counts = {}
		# a manager first: what Frappe keeps in its cache is handed to whoever comes next
		for role in (MANAGER, SYSTEM, *ROLES):
			for path in (source, METHOD + "frappe.desk.doctype.dashboard_chart.dashboard_chart.get"):
				refresh = {"refresh": 1} if role in MANAGERS else {}
				answer = self.world.ask(role, "POST", path, {"chart_name": self.CHART, **refresh})
				told = answer.json().get("message") if answer.status_code == 200 else None
				if not told:
					self.assertNotIn(self.command, answer.text, (role, path))
					continue
				values = dict(zip(told["labels"], told["datasets"][0]["values"], strict=False))
				counts[role] = max(counts.get(role, 0), int(values.get(self.command, 0)))
		self.assertEqual(counts, {**counts, MANAGER: 2, SYSTEM: 2, AGENT: 1})
		self.assertFalse(set(counts) - AGENTS, counts)

	def test_number_cards(self):
		doc = json.dumps({"document_type": RUN, "function": "Count", "name": "x"})
		filters = json.dumps([[RUN, "command", "=", self.command]])
		for role in ROLES:
			answer = self.world.ask(
				role,
				"POST",
				METHOD + "frappe.desk.doctype.number_card.number_card.get_result",
				{"doc": doc, "filters": filters},
			)
			number = answer.json().get("message") if answer.status_code == 200 else None
			expected = 2 if role in MANAGERS else 1 if role == AGENT else None
			self.assertEqual(number, expected, (role, answer.text[:200]))
