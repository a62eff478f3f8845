# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Whoever wakes a worker, also somebody of the website, owns nothing of what it then makes, and reads none of it."""

import threading
import time
from unittest import mock

import frappe
import requests

from whatsapp_erp_bot import jobs
from whatsapp_erp_bot.bot import drain, files, inbox, media, queue, run, simulator, store
from whatsapp_erp_bot.bot.faults import Fault
from whatsapp_erp_bot.bot.identity import SERVICE_USER
from whatsapp_erp_bot.commands.result import File
from whatsapp_erp_bot.patches import files_of_nobody
from whatsapp_erp_bot.tests.integration.bot_case import BotCase, base_url, wait_for
from whatsapp_erp_bot.tests.loopback import bodies
from whatsapp_erp_bot.tests.loopback.graph import new_wamid

OWNER, NORTH = "dueno@demo.localhost", "ventas.norte@demo.localhost"
VISITOR = "visitante@owners.localhost"
MESSAGE, RUN, FILE = "WhatsApp Bot Message", "WhatsApp Bot Run", "File"
KEY, SECRET = "0123456789visit", "edcba9876543210"
# where Frappe writes something in the name of the session user
SIGNED = (FILE, "Comment", "Activity Log", "Notification Log", "Error Log", "Version", "ToDo", "View Log")


class OwnerCase(BotCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		if not frappe.db.exists("User", VISITOR):
			frappe.get_doc(
				{
					"doctype": "User",
					"email": VISITOR,
					"first_name": "Visitante",
					"user_type": "Website User",
					"send_welcome_email": 0,
					"api_key": KEY,
					"api_secret": SECRET,
				}
			).insert(ignore_permissions=True)
		frappe.db.commit()
		cls.addClassCleanup(cls.remove_visitor)

	@classmethod
	def remove_visitor(cls) -> None:
		frappe.set_user("Administrator")
		frappe.delete_doc("User", VISITOR, force=True, ignore_missing=True)
		frappe.db.commit()

	def setUp(self) -> None:
		super().setUp()
		for doctype in SIGNED:
			frappe.db.delete(doctype, {"owner": VISITOR})
		frappe.db.commit()

	def send_file(self, words: bytes = b"what somebody sent") -> str:
		"""A file of a stranger's arrives; name of its message."""
		media_id = self.graph.add_file(words, "text/plain", "private.txt")
		wamid = new_wamid()
		content = {"type": "document", "document": {"id": media_id, "mime_type": "text/plain"}}
		self.take(self.body(self.new_phone(), content, wamid=wamid))
		return store.value(MESSAGE, {"wamid": wamid})

	def file_of(self, doctype: str, name: str) -> dict:
		store.end_transaction_view()
		fields = ["name", "owner", "modified_by", "file_url", "is_private"]
		return frappe.get_all(
			FILE, filters={"attached_to_doctype": doctype, "attached_to_name": name}, fields=fields
		)[0]

	def as_visitor(self, path: str) -> requests.Response:
		return requests.get(base_url() + path, headers={"Authorization": f"token {KEY}:{SECRET}"}, timeout=30)


class TestJobs(OwnerCase):
	"""Each door of workers, called as whoever asked for it."""

	DOORS = {
		"drain": (jobs.drains, "drain"),
		"fetch_media": (media, "fetch_due"),
		"share": (jobs.sharing, "share_due"),
		"run_long": (run, "carry_out_long"),
		"sweep": (drain, "sweep"),
		"sweep_instead": (drain, "sweep"),
		"sync_templates": (jobs.templates, "sync_all"),
		"expire": (jobs.linking, "expire"),
	}

	def test_these_are_all_doors(self):
		made_here = {
			name
			for name, value in vars(jobs).items()
			if callable(value) and value.__module__ == jobs.__name__ and not name.startswith("_")
		}
		self.assertEqual(made_here, set(self.DOORS))

	def test_each_becomes_the_service_user_and_its_caller_is_as_before(self):
		for name, (module, function) in self.DOORS.items():
			for user in (VISITOR, "Guest", "Administrator", OWNER):
				seen = []

				def look(*given, seen=seen):
					seen.append((frappe.session.user, dict(frappe.local.form_dict), frappe.session.data))

				frappe.set_user(user)
				frappe.local.form_dict = frappe._dict(cmd="of the request")
				frappe.session.data.theirs = 1
				frappe.local.lang = "pt"
				session = dict(frappe.session)
				with mock.patch.object(module, function, look):
					getattr(jobs, name)(*(["a run"] if name == "run_long" else []))
				self.assertEqual(seen, [(SERVICE_USER, {}, {})], (name, user))
				self.assertEqual(dict(frappe.session), session)
				self.assertEqual((frappe.local.form_dict.cmd, frappe.local.lang), ("of the request", "pt"))

	def test_its_caller_is_as_before_where_it_fails(self):
		frappe.set_user(OWNER)
		with mock.patch.object(jobs.linking, "expire", side_effect=KeyError), self.assertRaises(Fault):
			jobs.expire()
		self.assertEqual(frappe.session.user, OWNER)

	def test_helpers_of_a_drain_are_the_same_user(self):
		meeting, users = threading.Barrier(2), []
		answer_conversation = drain.answer_conversation

		def noting(name: str, owner: str) -> int:
			meeting.wait(20)
			users.append(frappe.session.user)
			return answer_conversation(name, owner)

		for user in (OWNER, NORTH):
			inbox.receive(self.body(self.new_phone(user), bodies.text("menú")), [self.account])
		with mock.patch.object(drain, "answer_conversation", noting):
			jobs.drain()
		self.assertEqual(users, [SERVICE_USER] * 2)


class TestFiles(OwnerCase):
	def test_what_others_send_is_not_read_by_who_woke_the_worker(self):
		base_url()
		name = self.send_file()
		frappe.set_user(VISITOR)
		# as a request of theirs would
		frappe.enqueue(queue.FETCH_MEDIA, queue="long")
		frappe.set_user("Administrator")
		wait_for(lambda: store.value(MESSAGE, {"name": name}, "media_state") == "Stored")
		file = self.file_of(MESSAGE, name)
		self.assertEqual((file.owner, file.modified_by, file.is_private), (SERVICE_USER, SERVICE_USER, 1))
		for path in (
			file.file_url,
			f"{file.file_url}?fid={file.name}",
			f"/api/resource/File/{file.name}",
			f"/api/method/frappe.client.get?doctype=File&name={file.name}",
			f"/api/method/frappe.utils.file_manager.download_file?file_url={file.file_url}",
		):
			answer = self.as_visitor(path)
			self.assertIn(answer.status_code, (401, 403, 404, 417), path)
			self.assertNotIn("what somebody sent", answer.text)
		store.end_transaction_view()
		self.assert_nothing_is_the_visitors()

	def test_whoever_calls_it_directly_owns_nothing_either(self):
		for user in (VISITOR, OWNER, "Administrator"):
			name = self.send_file(f"for {user}".encode())
			frappe.set_user(user)
			media.fetch_due(20)
			frappe.set_user("Administrator")
			self.assertEqual(self.file_of(MESSAGE, name).owner, SERVICE_USER)

	def test_answers_are_of_who_asked(self):
		base_url()
		phone = self.new_phone(OWNER)
		inbox.receive(self.body(phone, bodies.text("cuentas por cobrar")), [self.account])
		frappe.set_user(VISITOR)
		frappe.enqueue(queue.DRAIN, queue="short")
		frappe.set_user("Administrator")
		name = wait_for(lambda: store.value(RUN, {"command": "receivables", "status": "Done"}), 60)
		file = self.file_of(RUN, name)
		self.assertEqual(file.owner, OWNER)
		self.assertIn(self.as_visitor(file.file_url).status_code, (401, 403, 404))
		store.end_transaction_view()
		self.assert_nothing_is_the_visitors()

	def test_of_a_simulated_person_by_who_simulates(self):
		invoice = frappe.get_all(
			"Sales Invoice", {"docstatus": 1}, pluck="name", order_by="creation desc", limit=1
		)[0]
		frappe.get_doc("User", OWNER).add_roles("System Manager")
		simulator.say(f"mándame el pdf de {invoice}", OWNER, as_user=NORTH)
		jobs.drain()
		run_of = self.last_run()
		if run_of.status != "Done":
			# not everybody sees every invoice: then as themselves
			simulator.say(f"mándame el pdf de {invoice}", OWNER)
			jobs.drain()
			run_of = self.last_run()
		self.assertEqual(run_of.status, "Done")
		self.assertEqual(self.file_of(RUN, run_of.name).owner, OWNER)

	def test_a_customers_are_nobodys(self):
		customer = frappe.get_all(
			"Sales Invoice",
			{"docstatus": 1},
			["customer", "name"],
			order_by="creation desc",
			limit=1,
		)[0]
		frappe.get_doc("User", OWNER).add_roles("System Manager")
		simulator.say(f"mándame el pdf de {customer.name}", OWNER, as_customer=customer.customer)
		jobs.drain()
		run_of = self.last_run()
		self.assertEqual((run_of.status, run_of.user), ("Done", None))
		self.assertEqual(self.file_of(RUN, run_of.name).owner, OWNER)
		# and where it was no simulation
		store.update(RUN, run_of.name, {"simulated_by": None})
		with mock.patch.object(frappe.local, "session", frappe._dict(frappe.session, user=VISITOR)):
			url, _name = files.keep(File("x.txt", b"of a customer", "text/plain"), run_of.name)
			self.assertEqual(frappe.session.user, VISITOR)
		self.assertEqual(frappe.db.get_value(FILE, {"file_url": url}, "owner"), SERVICE_USER)
		self.assert_nothing_is_the_visitors()

	def test_files_of_before_are_given_to_whom_they_belong(self):
		sent = self.send_file(b"an old one")
		media.fetch_due(20)
		asked = store.insert(RUN, {"user": OWNER})
		file = frappe.get_doc(
			{
				"doctype": FILE,
				"file_name": "old.txt",
				"content": b"old",
				"is_private": 1,
				"attached_to_doctype": RUN,
				"attached_to_name": asked,
			}
		).insert(ignore_permissions=True)
		frappe.db.set_value(FILE, {"attached_to_name": ("in", [sent, asked])}, "owner", VISITOR)
		files_of_nobody.execute()
		self.assertEqual(self.file_of_now(sent), SERVICE_USER)
		self.assertEqual(self.file_of_now(asked), OWNER)
		file.delete()

	def file_of_now(self, name: str) -> str:
		return frappe.db.get_value(FILE, {"attached_to_name": name}, "owner")

	def assert_nothing_is_the_visitors(self) -> None:
		time.sleep(0.5)
		for doctype in SIGNED:
			self.assertFalse(frappe.db.exists(doctype, {"owner": VISITOR}), doctype)
