# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Several numbers on one site, over real HTTP: each with its secrets, its company and its people."""

import secrets
import time

import frappe

from whatsapp_erp_bot.bot import store
from whatsapp_erp_bot.bot.keys import body_digest
from whatsapp_erp_bot.setup import stand_in
from whatsapp_erp_bot.tests.integration.bot_case import base_url, text_of, wait_for
from whatsapp_erp_bot.tests.integration.test_events import EventCase
from whatsapp_erp_bot.tests.loopback import bodies
from whatsapp_erp_bot.tests.loopback.graph import GraphStandIn, new_wamid
from whatsapp_erp_bot.whatsapp.signature import sign

OWNER = "dueno@demo.localhost"
ACCOUNT, EVENT, MESSAGE = "WhatsApp Bot Account", "WhatsApp Bot Event", "WhatsApp Bot Message"
CONTACT, ALIAS = "WhatsApp Bot Contact", "WhatsApp Bot Contact Alias"
MENU = "menú"


class TwoNumbers(EventCase):
	"""`cls.account` (A) and `cls.other` (B), each with a stand-in, a secret and a token of its own."""

	@classmethod
	def setUpClass(cls) -> None:
		base_url()
		super().setUpClass()
		cls.other_secret = secrets.token_hex(16)
		cls.other_token = f"EAA{secrets.token_hex(20)}"
		cls.other_id = str(secrets.randbelow(10**15) + 10**15)
		cls.other_graph = GraphStandIn(
			phone_number_id=cls.other_id, token=cls.other_token, app_secret=cls.other_secret
		)
		cls.other_graph.start()
		cls.addClassCleanup(cls.other_graph.stop)
		account = frappe.get_doc(
			{
				"doctype": ACCOUNT,
				"account_name": f"Other {secrets.token_hex(4)}",
				"kind": "Cloud API",
				"enabled": 1,
				"phone_number_id": cls.other_id,
				"display_phone_number": "525550000001",
				"waba_id": "2002",
				"graph_url": cls.other_graph.url,
				"token": cls.other_token,
				"app_secret": cls.other_secret,
				"verify_token": "words of the other number",
			}
		).insert()
		frappe.db.commit()
		cls.other = account.name
		cls.addClassCleanup(cls._forget, account.name)

	@classmethod
	def _forget(cls, name: str) -> None:
		frappe.set_user("Administrator")
		frappe.delete_doc(ACCOUNT, name, force=True)
		frappe.db.commit()

	def setUp(self) -> None:
		super().setUp()
		for graph in (self.graph, self.other_graph):
			graph.reset()
		frappe.db.delete("Notification Log", {"document_type": EVENT})
		frappe.db.commit()

	def change(self, phone_number_id: str, phone: str, text: str, wamid: str | None = None) -> dict:
		"""One change of a body, to the number of that id."""
		message = bodies.message(wamid or new_wamid(), int(time.time()), bodies.text(text), phone=phone)
		body = bodies.envelope(
			"1001",
			phone_number_id,
			"5255",
			contacts=[bodies.contact(phone, "Tester", None)],
			messages=[message],
		)
		return body["entry"][0]["changes"][0]

	def body_of(self, *changes: dict) -> bytes:
		return bodies.to_bytes(
			{"object": "whatsapp_business_account", "entry": [{"id": "1001", "changes": list(changes)}]}
		)

	def post_and_wait(self, body: bytes, secret: str, expected: int = 200) -> None:
		"""Post the body, signed with the secret, and wait until workers have dealt with it and answered."""
		self.assertEqual(self.post(body, sign(body, secret)).status_code, expected)
		if expected != 200:
			return
		wait_for(lambda: frappe.db.get_value(EVENT, {"event_key": body_digest(body)}, "status") == "Done")
		wait_for(
			lambda: not frappe.db.exists(MESSAGE, {"status": ("in", ["Waiting", "Queued", "Sending"])}), 60
		)

	def heard(self, graph: GraphStandIn) -> list[str]:
		return [text_of(entry["body"]) for entry in graph.sent]

	def messages_of(self, account: str, phone: str) -> int:
		store.end_transaction_view()
		contact = frappe.db.get_value(ALIAS, {"value": phone}, "parent")
		return frappe.db.count(MESSAGE, {"account": account, "contact": contact}) if contact else 0


class TestSecrets(TwoNumbers):
	def test_each_number_answers_by_its_own(self):
		mine, theirs = self.new_phone(OWNER), self.new_phone()
		self.post_and_wait(self.body_of(self.change(self.phone_number_id, mine, MENU)), self.secret)
		self.assertEqual((len(self.graph.sent), len(self.other_graph.sent)), (1, 0))
		self.post_and_wait(self.body_of(self.change(self.other_id, theirs, MENU)), self.other_secret)
		self.assertEqual((len(self.graph.sent), len(self.other_graph.sent)), (1, 1))
		for graph, phone in ((self.graph, mine), (self.other_graph, theirs)):
			self.assertEqual(graph.sent[0]["body"]["to"], phone)

	def test_one_person_and_two_numbers_are_two_conversations(self):
		phone = self.new_phone(OWNER)
		self.post_and_wait(self.body_of(self.change(self.phone_number_id, phone, MENU)), self.secret)
		self.post_and_wait(self.body_of(self.change(self.other_id, phone, MENU)), self.other_secret)
		contact = frappe.db.get_value(ALIAS, {"value": phone}, "parent")
		held = frappe.get_all(
			"WhatsApp Bot Conversation", filters={"contact": contact}, pluck="account", order_by="creation"
		)
		self.assertEqual(held, [self.account, self.other])

	def test_the_secret_of_one_opens_nothing_of_the_other(self):
		phone = self.new_phone(OWNER)
		body = self.body_of(self.change(self.other_id, phone, MENU))
		self.post_and_wait(body, self.secret)
		self.assertEqual((self.heard(self.graph), self.heard(self.other_graph)), ([], []))
		self.assertEqual(self.messages_of(self.other, phone) + self.messages_of(self.account, phone), 0)
		event = frappe.db.get_value(EVENT, {"event_key": body_digest(body)})
		self.assertTrue(frappe.db.exists("Notification Log", {"document_name": event}), "managers are told")

	def test_statuses_preferences_and_templates_of_the_other_neither(self):
		phone = self.new_phone(OWNER)
		self.post_and_wait(self.body_of(self.change(self.other_id, phone, MENU)), self.other_secret)
		sent = self.other_graph.sent[-1]
		for field, items in (
			("messages", {"statuses": [bodies.status(sent["wamid"], "read", int(time.time()), phone)]}),
			("user_preferences", {"user_preferences": [{"wa_id": phone, "value": "stop"}]}),
		):
			change = self.change(self.other_id, phone, MENU)
			change["field"] = field
			del change["value"]["messages"]
			change["value"].update(items)
			self.post_and_wait(self.body_of(change), self.secret)
		self.assertEqual(frappe.db.get_value(MESSAGE, {"wamid": sent["wamid"]}, "status"), "Accepted")
		contact = frappe.db.get_value(ALIAS, {"value": phone}, "parent")
		self.assertEqual(store.read(CONTACT, contact).marketing_stopped, 0)

	def test_a_body_with_changes_for_both_counts_for_whose_secret_signed_it(self):
		mine, theirs = self.new_phone(OWNER), self.new_phone(OWNER)
		changes = (
			self.change(self.phone_number_id, mine, MENU),
			self.change(self.other_id, theirs, MENU),
		)
		self.post_and_wait(self.body_of(*changes), self.secret)
		self.assertEqual((len(self.graph.sent), len(self.other_graph.sent)), (1, 0))
		self.assertEqual((self.messages_of(self.account, mine), self.messages_of(self.other, theirs)), (2, 0))

	def test_numbers_of_one_app_share_its_secret(self):
		"""One app of Meta's, two numbers: a body with changes for both is taken whole."""
		account = frappe.get_doc(ACCOUNT, self.other)
		account.app_secret = self.secret
		account.save()
		frappe.db.commit()
		try:
			mine, theirs = self.new_phone(OWNER), self.new_phone()
			changes = (
				self.change(self.phone_number_id, mine, MENU),
				self.change(self.other_id, theirs, MENU),
			)
			self.post_and_wait(self.body_of(*changes), self.secret)
			self.assertEqual((len(self.graph.sent), len(self.other_graph.sent)), (1, 1))
		finally:
			account = frappe.get_doc(ACCOUNT, self.other)
			account.app_secret = self.other_secret
			account.save()
			frappe.db.commit()

	def test_both_secrets_hold_while_one_replaces_the_other(self):
		old, new = self.other_secret, secrets.token_hex(16)
		account = frappe.get_doc(ACCOUNT, self.other)
		account.update({"app_secret": new, "previous_app_secret": old})
		account.save()
		frappe.db.commit()
		phone = self.new_phone()
		for secret in (old, new):
			self.post_and_wait(self.body_of(self.change(self.other_id, phone, MENU)), secret)
		self.assertEqual(len(self.other_graph.sent), 2)
		account = frappe.get_doc(ACCOUNT, self.other)
		account.previous_app_secret = ""
		account.save()
		frappe.db.commit()
		try:
			self.post_and_wait(self.body_of(self.change(self.other_id, phone, MENU)), old, expected=401)
			self.post_and_wait(self.body_of(self.change(self.other_id, phone, MENU)), new)
			self.assertEqual(len(self.other_graph.sent), 3)
		finally:
			account = frappe.get_doc(ACCOUNT, self.other)
			account.app_secret = old
			account.save()
			frappe.db.commit()

	def test_a_number_that_nobody_set_up_is_stored_shown_and_answered_200(self):
		phone = self.new_phone(OWNER)
		body = self.body_of(self.change(str(secrets.randbelow(10**15)), phone, MENU))
		before = frappe.db.count(MESSAGE)
		self.post_and_wait(body, self.secret)
		self.assertEqual(frappe.db.count(MESSAGE), before)
		event = store.value(EVENT, {"event_key": body_digest(body)})
		self.assertTrue(event)
		self.assertTrue(frappe.db.exists("Notification Log", {"document_name": event}))

	def test_a_number_that_is_switched_off_takes_nothing(self):
		frappe.db.set_value(ACCOUNT, self.other, "enabled", 0)
		frappe.db.commit()
		try:
			body = self.body_of(self.change(self.other_id, self.new_phone(), MENU))
			self.post_and_wait(body, self.other_secret, expected=401)
		finally:
			frappe.db.set_value(ACCOUNT, self.other, "enabled", 1)
			frappe.db.commit()

	def test_a_dead_token_of_one_stops_only_that_one_until_a_new_one_is_saved(self):
		self.admin = self.make_user("admin.of.site@demo.localhost", "System Manager")
		self.other_graph.script(*[{"do": "token_expired"}] * 10)
		phone = self.new_phone(OWNER)
		body = self.body_of(self.change(self.other_id, phone, MENU))
		self.assertEqual(self.post(body, sign(body, self.other_secret)).status_code, 200)
		wait_for(lambda: frappe.db.get_value(ACCOUNT, self.other, "status") == "Stopped")
		try:
			mine = self.body_of(self.change(self.phone_number_id, phone, MENU))
			self.assertEqual(self.post(mine, sign(mine, self.secret)).status_code, 200)
			wait_for(lambda: len(self.graph.sent) == 1)
			self.assertEqual(self.other_graph.sent, [])
			self.assertEqual(frappe.db.count(MESSAGE, {"account": self.other, "status": "Queued"}), 1)
		finally:
			self.other_graph.reset()
			answer = self.calls(
				self.admin, "PUT", f"/api/resource/{ACCOUNT}/{self.other}", json={"token": self.other_token}
			)
		self.assertEqual(answer.status_code, 200, answer.text[:300])
		# saving it is all: what waited leaves by itself
		wait_for(lambda: len(self.other_graph.sent) == 1)
		self.assertEqual(self.other_graph.sent[0]["body"]["to"], phone)
		self.assertEqual(frappe.db.get_value(ACCOUNT, self.other, "status"), "Active")


class TestCompany(TwoNumbers):
	def test_commands_work_for_the_company_of_the_number(self):
		first = frappe.get_all("Company", pluck="name", order_by="creation asc")[0]
		name = f"Otra {secrets.token_hex(3)}"
		# a row is all that a default needs; a whole company would bring its chart of accounts
		company = frappe.get_doc({"doctype": "Company", "company_name": name, "default_currency": "USD"})
		company.name = name
		company.abbr = secrets.token_hex(2)
		company.db_insert()
		frappe.db.set_value(ACCOUNT, self.other, "company", name)
		frappe.db.set_value(ACCOUNT, self.account, "company", first)
		frappe.db.commit()
		try:
			phone = self.new_phone(OWNER)
			for number, secret in (
				(self.phone_number_id, self.secret),
				(self.other_id, self.other_secret),
			):
				self.post_and_wait(self.body_of(self.change(number, phone, "ventas de hoy")), secret)
			runs = frappe.get_all(
				"WhatsApp Bot Run",
				filters={"command": ("is", "set")},
				fields=["company", "command"],
				order_by="creation desc",
				limit=2,
			)
			self.assertEqual([run.company for run in runs], [name, first])
			self.assertEqual(len({run.command for run in runs}), 1)
		finally:
			frappe.db.set_value(ACCOUNT, self.other, "company", None)
			frappe.db.set_value(ACCOUNT, self.account, "company", None)
			frappe.db.delete("Company", {"name": name})
			frappe.db.commit()


class TestHandshakeOfBoth(TwoNumbers):
	def test_each_number_may_bring_its_own_words(self):
		import requests

		from whatsapp_erp_bot.tests.integration.bot_case import WEBHOOK

		for words, status in (
			("words of the verify token", 200),
			("words of the other number", 200),
			("words of nobody", 403),
		):
			query = {"hub.mode": "subscribe", "hub.challenge": "7", "hub.verify_token": words}
			answer = requests.get(base_url() + WEBHOOK, params=query, timeout=30)
			self.assertEqual(answer.status_code, status, words)
