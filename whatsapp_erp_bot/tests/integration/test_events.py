# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What came from outside: nobody forges it, one broken item costs the others nothing, and it is replayed once."""

import time
from concurrent.futures import ThreadPoolExecutor
from unittest import mock

import frappe
import requests
from frappe.core.doctype.docshare.docshare import DocShare
from frappe.utils import now_datetime

from whatsapp_erp_bot import jobs
from whatsapp_erp_bot.api import desk
from whatsapp_erp_bot.bot import drain, inbox, people, statuses, store
from whatsapp_erp_bot.permissions import AGENT_ROLE, MANAGER_ROLE
from whatsapp_erp_bot.tests.integration.bot_case import BotCase, base_url, wait_for
from whatsapp_erp_bot.tests.loopback import bodies
from whatsapp_erp_bot.tests.loopback.graph import new_wamid
from whatsapp_erp_bot.whatsapp.payload import StatusUpdate

OWNER = "dueno@demo.localhost"
EVENT, MESSAGE, RUN = "WhatsApp Bot Event", "WhatsApp Bot Message", "WhatsApp Bot Run"
KEY, SECRET = "0123456789abcde", "edcba9876543210"


class EventCase(BotCase):
	@classmethod
	def make_user(cls, email: str, *roles: str, language: str = "en") -> str:
		"""A Desk user who goes with the class; over HTTP by the token of KEY and SECRET."""
		if frappe.db.exists("User", email):
			frappe.delete_doc("User", email, force=True)
		user = frappe.get_doc(
			{
				"doctype": "User",
				"email": email,
				"first_name": email.split("@")[0],
				"language": language,
				"send_welcome_email": 0,
				"api_key": f"{KEY}{email[:3]}",
				"api_secret": SECRET,
			}
		)
		user.append_roles(*roles)
		user.insert(ignore_permissions=True)
		frappe.db.commit()
		cls.addClassCleanup(cls._forget, email)
		return email

	@staticmethod
	def _forget(email: str) -> None:
		frappe.set_user("Administrator")
		frappe.db.delete("Notification Log", {"for_user": email})
		frappe.delete_doc("User", email, force=True, ignore_missing=True)
		frappe.db.commit()

	def calls(self, email: str, method: str, path: str, **options: object) -> requests.Response:
		"""A request of that user over HTTP."""
		headers = {"Authorization": f"token {KEY}{email[:3]}:{SECRET}"}
		return requests.request(method, base_url() + path, headers=headers, timeout=30, **options)

	def status(self, event: str) -> str:
		store.end_transaction_view()
		return store.value(EVENT, {"name": event}, "status")


class TestForging(EventCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.manager = cls.make_user("boss.of.bots@demo.localhost", MANAGER_ROLE)

	def test_a_manager_writes_nothing_that_a_phone_did_not_say(self):
		"""An Event's body is what a phone said: who could write one could order in anybody's name."""
		base_url()
		phone = self.new_phone(OWNER)
		event = inbox.receive(self.body(phone, bodies.text("hola")), [self.account])
		drain.drain(10)
		runs = frappe.db.count(RUN)
		forged = self.body(phone, bodies.text("¿cuánto vendimos hoy?")).decode()
		answer = self.calls(
			self.manager,
			"PUT",
			f"/api/resource/{EVENT}/{event}",
			json={"body": forged, "status": "Waiting", "signed_by": self.account},
		)
		self.assertEqual(answer.status_code, 403, answer.text[:300])
		made = self.calls(
			self.manager,
			"POST",
			f"/api/resource/{EVENT}",
			json={"body": forged, "status": "Waiting", "signed_by": self.account, "event_key": "x"},
		)
		self.assertEqual(made.status_code, 403, made.text[:300])
		drain.drain(10)
		store.end_transaction_view()
		self.assertEqual(frappe.db.count(RUN), runs)

	def test_not_even_by_sharing_it_with_themselves(self):
		phone = self.new_phone(OWNER)
		inbox.receive(self.body(phone, bodies.text("menú")), [self.account])
		drain.drain(10)
		for doctype in (EVENT, MESSAGE, RUN):
			name = frappe.get_all(doctype, pluck="name", order_by="creation desc", limit=1)[0]
			frappe.set_user("Administrator")
			share = frappe.get_doc(
				{
					"doctype": "DocShare",
					"user": self.manager,
					"share_doctype": doctype,
					"share_name": name,
					"read": 1,
					"write": 1,
				}
			)
			self.assertIsInstance(share, DocShare)
			share.flags.ignore_share_permission = True
			share.insert(ignore_permissions=True)
			frappe.set_user(self.manager)
			document = frappe.get_doc(doctype, name)
			document.status = "Waiting"
			with self.assertRaises(frappe.PermissionError, msg=doctype):
				document.save()
			frappe.set_user("Administrator")
			with self.assertRaises(frappe.PermissionError, msg=doctype):
				frappe.get_doc(doctype, name).save()
			share.delete(ignore_permissions=True)


class TestReplay(EventCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.users = {
			"manager": cls.make_user("boss.of.bots@demo.localhost", MANAGER_ROLE),
			"system": cls.make_user("admin.of.site@demo.localhost", "System Manager"),
			"agent": cls.make_user("clerk.of.bots@demo.localhost", AGENT_ROLE),
		}

	def dead(self) -> str:
		event = inbox.receive(self.body(self.new_phone(OWNER), bodies.text("menú")), [self.account])
		store.update(EVENT, event, {"status": "Dead", "error": "x"})
		frappe.db.commit()
		return event

	def press_by_eight(self, door: str, name: str) -> list:
		"""A manager presses a button of Desk from eight windows at once; returns what each was told."""

		def press(_number: int) -> object:
			address = f"/api/method/whatsapp_erp_bot.api.desk.{door}"
			answer = self.calls(self.users["manager"], "POST", address, json={"name": name})
			self.assertEqual(answer.status_code, 200, answer.text[:300])
			return answer.json()["message"]

		with ThreadPoolExecutor(8) as pool:
			return list(pool.map(press, range(8)))

	def test_pressed_by_many_at_once_it_happens_once(self):
		base_url()
		event = self.dead()
		before = len(self.graph.sent)

		pressed = self.press_by_eight("replay", event)
		self.assertEqual(pressed.count(True), 1, pressed)
		wait_for(lambda: self.status(event) == "Done")
		wait_for(lambda: not frappe.db.exists(MESSAGE, {"status": ("in", ["Waiting", "Queued", "Sending"])}))
		self.assertEqual(len(self.graph.sent), before + 1)
		self.assertEqual(frappe.db.count(MESSAGE, {"event": event}), 1)

	def test_a_message_that_many_send_again_at_once_leaves_once(self):
		base_url()
		self.graph.script({"do": "error", "code": 131026, "status": 400})
		phone = self.new_phone(OWNER)
		self.say(phone, "menú")
		failed = store.value(MESSAGE, {"direction": "Out", "status": "Failed"})
		self.assertTrue(failed)
		before = len(self.graph.sent)

		made = {told["name"] for told in self.press_by_eight("send_again", failed)}
		self.assertEqual(len(made), 1, made)
		wait_for(lambda: store.value(MESSAGE, {"name": made.copy().pop()}, "status") == "Accepted")
		self.assertEqual(len(self.graph.sent), before + 1)

	def test_managers_of_either_kind_may_and_others_may_not(self):
		for who in ("manager", "system"):
			event = self.dead()
			frappe.set_user(self.users[who])
			self.assertTrue(desk.replay(event), who)
			self.assertFalse(desk.replay(event), who)
			frappe.set_user("Administrator")
			store.update(EVENT, event, {"status": "Done"})
		event = self.dead()
		for user in (self.users["agent"], "almacen@demo.localhost", "Guest"):
			frappe.set_user(user)
			with self.assertRaises(frappe.PermissionError, msg=user):
				desk.replay(event)
			frappe.set_user("Administrator")
		self.assertEqual(self.status(event), "Dead")

	def test_what_was_taken_in_before_is_not_taken_in_again(self):
		event = inbox.receive(self.body(self.new_phone(OWNER), bodies.text("menú")), [self.account])
		drain.drain(10)
		sent = len(self.graph.sent)
		for _number in range(2):
			store.update(EVENT, event, {"status": "Dead"})
			frappe.db.commit()
			self.assertTrue(inbox.replay(event))
			frappe.db.commit()
			drain.drain(10)
		self.assertEqual((len(self.graph.sent), frappe.db.count(MESSAGE, {"event": event})), (sent, 1))


class TestBrokenItem(EventCase):
	def batch(self, phones: list[str]) -> bytes:
		messages = [
			bodies.message(new_wamid(), int(time.time()), bodies.text("menú"), phone=phone)
			for phone in phones
		]
		return bodies.to_bytes(
			bodies.envelope("1001", self.phone_number_id, "5255", contacts=[], messages=messages)
		)

	def broken_for(self, phone: str):
		contact_of = people.contact_of

		def fails(sender, scope=None):
			if sender.phone == phone:
				raise KeyError("nobody foresaw this")
			return contact_of(sender, scope)

		return mock.patch.object(people, "contact_of", fails)

	def test_its_neighbours_are_answered_at_once_and_it_is_later(self):
		phones = [self.new_phone(OWNER), *(self.new_phone() for _number in range(4))]
		before = len(self.graph.sent)
		with self.broken_for(phones[2]):
			event = inbox.receive(self.batch(phones), [self.account])
			drain.drain(10)
		self.assertEqual(self.status(event), "Waiting")
		answered = {entry["body"]["to"] for entry in self.graph.sent[before:]}
		self.assertEqual(answered, {*phones} - {phones[2]})
		store.update(EVENT, event, {"next_attempt_on": None})
		frappe.db.commit()
		drain.drain(10)
		self.assertEqual(self.status(event), "Done")
		answered = sorted(entry["body"]["to"] for entry in self.graph.sent[before:])
		self.assertEqual(answered, sorted(phones))

	def test_after_its_attempts_it_is_dead_says_why_and_managers_hear(self):
		phone = self.new_phone(OWNER)
		with self.broken_for(phone):
			event = inbox.receive(self.batch([phone]), [self.account])
			for _number in range(inbox.MAXIMUM_ATTEMPTS):
				store.update(EVENT, event, {"next_attempt_on": None})
				frappe.db.commit()
				inbox.take_in()
		row = store.read(EVENT, event)
		self.assertEqual((row.status, row.attempts), ("Dead", inbox.MAXIMUM_ATTEMPTS))
		self.assertIn("nobody foresaw this", row.error)
		self.assertGreater(len(row.error.split("(")[0].split()), 8, "a sentence, not only the exception")
		self.assertTrue(frappe.db.exists("Notification Log", {"document_name": event}))
		log = frappe.get_all(
			"Error Log", filters={"reference_name": event}, fields=["error"], order_by="creation"
		)
		self.assertIn("Traceback", log[0].error)

	def test_what_is_no_json_is_dead_too(self):
		event = inbox.receive(b'{"entry": [', [self.account])
		for _number in range(inbox.MAXIMUM_ATTEMPTS):
			store.update(EVENT, event, {"next_attempt_on": None})
			frappe.db.commit()
			inbox.take_in()
		self.assertEqual(self.status(event), "Dead")

	def test_a_database_that_is_busy_costs_no_attempt(self):
		event = inbox.receive(self.batch([self.new_phone()]), [self.account])
		for trouble in (frappe.QueryDeadlockError, frappe.QueryTimeoutError):
			with mock.patch.object(people, "contact_of", side_effect=trouble):
				inbox.take_in()
		row = store.read(EVENT, event)
		self.assertEqual((row.status, row.attempts), ("Waiting", 0))
		drain.drain(10)
		self.assertEqual(self.status(event), "Done")


class TestLanguageOfJobs(EventCase):
	def test_what_workers_write_down_is_in_the_language_of_the_site(self):
		"""Frappe's workers begin each job in English."""
		wamid = new_wamid()
		inbox.receive(
			self.body(
				self.new_phone(OWNER),
				{"type": "reaction", "reaction": {"message_id": "wamid.X"}},
				wamid=wamid,
			),
			[self.account],
		)
		frappe.local.lang = "en"
		settings = frappe.get_system_settings
		with mock.patch.object(
			frappe,
			"get_system_settings",
			side_effect=lambda key: "es" if key == "language" else settings(key),
		):
			jobs.drain()
		self.assertEqual(frappe.db.get_value(MESSAGE, {"wamid": wamid}, "text"), "Quitó una reacción")


class TestOrphans(EventCase):
	def test_many_of_another_system_hide_none_of_ours(self):
		frappe.db.delete(statuses.ORPHAN)
		now = int(time.time())
		for number in range(1200):
			statuses.take_status(
				self.account, StatusUpdate(wamid=f"wamid.other{number}", status="sent", raw={})
			)
		wamid = new_wamid()
		raw = bodies.status(wamid, "delivered", now, "5255")
		statuses.take_status(self.account, statuses.status_of(raw))
		row = store.insert(
			MESSAGE,
			{
				"direction": "Out",
				"status": "Accepted",
				"account": self.account,
				"wamid": wamid,
				"message_key": statuses.digest(self.account, wamid),
				"accepted_on": now_datetime(),
			},
		)
		self.assertEqual(statuses.join_orphans(), 1)
		self.assertEqual(store.value(MESSAGE, {"name": row}, "status"), "Delivered")
		self.assertEqual(store.count(statuses.ORPHAN, {}), 1200)

	def test_one_that_was_joined_late_does_not_undo_a_quicker_one(self):
		wamid = new_wamid()
		row = store.insert(
			MESSAGE,
			{
				"direction": "Out",
				"status": "Accepted",
				"account": self.account,
				"wamid": wamid,
				"message_key": statuses.digest(self.account, wamid),
			},
		)
		before = store.read(MESSAGE, row)
		store.update(MESSAGE, row, {"status": "Read"})
		statuses._apply(before, StatusUpdate(wamid=wamid, status="sent", raw={}))
		self.assertEqual(store.value(MESSAGE, {"name": row}, "status"), "Read")
		statuses._apply(before, StatusUpdate(wamid=wamid, status="played", raw={}))
		self.assertEqual(store.value(MESSAGE, {"name": row}, "status"), "Played")
