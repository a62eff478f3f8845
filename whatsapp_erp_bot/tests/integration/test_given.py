# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What our doors take, over HTTP: nothing longer than it can be, nothing that no database stores; and who may simulate."""

import json
import secrets
import time
from inspect import signature

import frappe
import requests

from whatsapp_erp_bot.api import desk, simulator
from whatsapp_erp_bot.bot import drain, inbox, store
from whatsapp_erp_bot.permissions import MANAGER_ROLE
from whatsapp_erp_bot.tests.integration.bot_case import WEBHOOK, BotCase, base_url, wait_for
from whatsapp_erp_bot.tests.loopback import bodies
from whatsapp_erp_bot.whatsapp.signature import sign

OWNER = "dueno@demo.localhost"
MANAGER, VISITOR = "jefa@given.localhost", "visitante@given.localhost"
EVENT, MESSAGE, CONVERSATION = "WhatsApp Bot Event", "WhatsApp Bot Message", "WhatsApp Bot Conversation"
API = "/api/method/whatsapp_erp_bot.api."
SECRET = "edcba9876543210"
# what somebody might send instead of a name, a text, a code or a cursor
HOSTILE = (
	"x" * 141,
	"x" * 5_000,
	"ñ" * 100_000,
	"\U0001f600" * 1_500_000,
	"\x00",
	"a\x00b",
	"\ud800",
	"\udcff",
	"9" * 5_000,
	"-" * 200,
	"' or 1=1 --",
	"[" * 50_000,
	"2026-13-45",
	"0001-01-01",
	"9999999999-01-01T00:00:00",
	"",
)


class DoorCase(BotCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.make(MANAGER, "System User", MANAGER_ROLE, "System Manager")
		cls.make(VISITOR, "Website User")

	@classmethod
	def make(cls, email: str, user_type: str, *roles: str) -> None:
		frappe.delete_doc("User", email, force=True, ignore_missing=True)
		user = frappe.get_doc(
			{
				"doctype": "User",
				"email": email,
				"first_name": email.split("@")[0],
				"user_type": user_type,
				"send_welcome_email": 0,
				"api_key": cls.key(email),
				"api_secret": SECRET,
			}
		)
		user.append_roles(*roles)
		user.insert(ignore_permissions=True)
		frappe.db.commit()
		cls.addClassCleanup(cls.forget, email)

	@classmethod
	def forget(cls, email: str) -> None:
		frappe.set_user("Administrator")
		frappe.delete_doc("User", email, force=True, ignore_missing=True)
		frappe.db.commit()

	@staticmethod
	def key(email: str) -> str:
		return f"0123456789{email[:5]}"

	def call(self, email: str, path: str, method: str = "POST", **arguments: object) -> requests.Response:
		headers = {"Authorization": f"token {self.key(email)}:{SECRET}", "Content-Type": "application/json"}
		return requests.request(
			method, base_url() + API + path, headers=headers, data=json.dumps(arguments), timeout=60
		)

	def another_is_answered(self) -> None:
		"""By the real workers, and within seconds."""
		phone = self.new_phone(OWNER)
		before = len(self.graph.sent)
		self.assertEqual(self.post(self.body(phone, bodies.text("menú"))).status_code, 200)
		wait_for(lambda: phone in [entry["to"] for entry in self.graph.sent[before:]], 15)

	def nothing_is_left(self) -> None:
		wait_for(lambda: not frappe.db.exists(EVENT, {"status": "Waiting"}), 30)
		self.assertFalse(frappe.db.exists(EVENT, {"status": "Dead"}))


class TestSimulator(DoorCase):
	def test_a_text_of_megabytes_is_refused_and_stops_nobody(self):
		base_url()
		words = '"' * 9_000_000
		answer = self.call(MANAGER, "simulator.send", text=words)
		self.assertEqual(answer.status_code, 417, answer.text[:200])
		self.assertIn("4096", answer.text)
		self.another_is_answered()
		self.nothing_is_left()

	def test_as_much_as_whatsapp_lets_people_write_is_taken(self):
		answer = self.call(MANAGER, "simulator.send", text="ñ" * 4096)
		self.assertEqual(answer.status_code, 200, answer.text[:300])
		wamid = answer.json()["message"]["wamid"]
		wait_for(lambda: store.value(MESSAGE, {"wamid": wamid}, "status") == "Done")
		self.assertEqual(store.value(MESSAGE, {"wamid": wamid}, "text"), "ñ" * 4096)
		self.assertEqual(self.call(MANAGER, "simulator.send", text="ñ" * 4097).status_code, 417)

	def test_only_users_of_desk_simulate(self):
		base_url()
		before = frappe.db.count(EVENT)
		for path, method in (
			("simulator.send", "POST"),
			("simulator.history", "GET"),
			("simulator.examples", "GET"),
		):
			answer = self.call(VISITOR, path, method, **({"text": "menú"} if method == "POST" else {}))
			self.assertEqual(answer.status_code, 403, path)
			with self.assertRaises(frappe.PermissionError):
				frappe.set_user(VISITOR)
				simulator._check(None, None)
			frappe.set_user("Administrator")
		store.end_transaction_view()
		self.assertEqual(frappe.db.count(EVENT), before)

	def test_whatever_is_given_instead(self):
		base_url()
		for value in HOSTILE:
			for name in ("text", "as_user", "as_customer", "reply_id"):
				arguments = {"text": "menú", name: value}
				answer = self.call(MANAGER, "simulator.send", **arguments)
				self.assertLess(answer.status_code, 500, (name, value[:20], answer.text[-300:]))
			for name in ("as_user", "as_customer"):
				answer = self.call(MANAGER, "simulator.history", "GET", **{name: value})
				self.assertLess(answer.status_code, 500, (name, value[:20], answer.text[-300:]))
		self.another_is_answered()
		self.nothing_is_left()


class TestDesk(DoorCase):
	def setUp(self) -> None:
		super().setUp()
		self.phone = self.new_phone(OWNER)
		self.say(self.phone, "menú")
		contact = frappe.db.get_value("WhatsApp Bot Contact Alias", {"value": self.phone}, "parent")
		self.held = store.value(CONVERSATION, {"contact": contact})

	def test_a_reply_is_as_long_as_whatsapp_takes(self):
		base_url()
		answer = self.call(MANAGER, "desk.reply", name=self.held, text="ñ" * 4097)
		self.assertEqual(answer.status_code, 417)
		self.assertIn("4096", answer.text)
		answer = self.call(MANAGER, "desk.reply", name=self.held, text="a\x00b\ud800c" + "ñ" * 4000)
		self.assertEqual(answer.status_code, 200, answer.text[-300:])
		store.end_transaction_view()
		said = frappe.get_all(
			MESSAGE,
			filters={"direction": "Out", "conversation": self.held},
			pluck="text",
			order_by="creation",
		)
		self.assertEqual(said[-1], "ab\ufffdc" + "ñ" * 4000)

	def test_whatever_is_given_instead(self):
		"""Each argument of each door: an answer, no fault of ours."""
		base_url()
		walked = set()
		given = {"name": self.held, "text": "x", "accept": 1, "merge": 0, "contact": "x", "code": "x"}
		for door in vars(desk).values():
			if getattr(door, "__module__", None) != desk.__name__ or door not in frappe.whitelisted:
				continue
			method = frappe.allowed_http_methods_for_whitelisted_func[door][0]
			for parameter in signature(door).parameters:
				walked.add(door.__name__)
				for value in HOSTILE:
					wanted = {
						name: given.get(name, "x") for name in signature(door).parameters if name != "before"
					}
					answer = self.call(
						MANAGER, f"desk.{door.__name__}", method, **{**wanted, parameter: value}
					)
					words = (door.__name__, parameter, value[:20], answer.text[-300:])
					self.assertLess(answer.status_code, 500, words)
		self.assertGreaterEqual(len(walked), 13)
		self.another_is_answered()

	def test_a_cursor_is_a_point_in_time(self):
		base_url()
		shown = self.call(MANAGER, "desk.conversation", "GET", name=self.held).json()["message"]["messages"]
		self.assertEqual(len(shown), 2)
		earlier = self.call(
			MANAGER, "desk.conversation", "GET", name=self.held, before=shown[-1]["creation"]
		).json()["message"]["messages"]
		self.assertEqual([row["name"] for row in earlier], [shown[0]["name"]])
		for value in ("x", "' or 1=1 --", "99"):
			answer = self.call(MANAGER, "desk.conversation", "GET", name=self.held, before=value)
			self.assertLess(answer.status_code, 500, value)


class TestWebhook(DoorCase):
	"""Signed, and yet nothing that Meta would send."""

	def hostile(self, phone: str) -> list[bytes]:
		base = json.loads(self.body(phone, bodies.text("menú")))
		found = []
		for value in (
			*HOSTILE[:9],
			10**300,
			-(10**18),
			1e308,
			float("inf"),
			True,
			None,
			[],
			{},
			[[["x"]]],
			{"a": "x" * 1000},
		):
			for path in self.leaves(base):
				body = json.loads(json.dumps(base))
				self.put(body, path, value)
				found.append(json.dumps(body).encode())
		return found

	def leaves(self, node: object, path: tuple = ()) -> list[tuple]:
		if isinstance(node, dict):
			return [leaf for key, child in node.items() for leaf in self.leaves(child, (*path, key))]
		if isinstance(node, list):
			return [leaf for key, child in enumerate(node) for leaf in self.leaves(child, (*path, key))]
		return [path]

	def put(self, node: object, path: tuple, value: object) -> None:
		for key in path[:-1]:
			node = node[key]
		node[path[-1]] = value

	def test_each_leaf_of_a_body_may_be_anything(self):
		phone = self.new_phone(OWNER)
		sent = [body for body in self.hostile(phone) if len(body) <= 3 * 1024 * 1024]
		self.assertGreater(len(sent), 200)
		for body in sent:
			inbox.receive(body, [self.account])
		drain.drain(120)
		store.end_transaction_view()
		left = frappe.get_all(EVENT, {"status": ("!=", "Done")}, ["body", "error"], order_by="creation")
		self.assertEqual([(row.body[:300], row.error) for row in left], [])
		logged = frappe.get_all(
			"Error Log", filters={"method": ("like", "WhatsApp Bot%")}, pluck="error", order_by="creation"
		)
		self.assertEqual([words[-500:] for words in logged if "JSON" not in words], [])
		other = self.new_phone(OWNER)
		self.assertEqual(len(self.say(other, "menú")), 1)

	def test_what_is_sent_without_its_length_is_measured_too(self):
		base_url()
		before = frappe.db.count(EVENT)
		body = json.dumps({"object": "x" * (3 * 1024 * 1024)}).encode()

		def pieces():
			for first in range(0, len(body), 65536):
				yield body[first : first + 65536]

		headers = {"Content-Type": "application/json", "X-Hub-Signature-256": sign(body, self.secret)}
		answer = requests.post(base_url() + WEBHOOK, data=pieces(), headers=headers, timeout=60)
		self.assertEqual(answer.status_code, 413)
		store.end_transaction_view()
		self.assertEqual(frappe.db.count(EVENT), before)
		self.another_is_answered()

	def test_a_flood_without_an_end_is_cut_off(self):
		"""Nobody has to be known for this: what Frappe itself reads of a request is its own limit."""
		base_url()
		sent = []

		def endless():
			while len(sent) < 4000:
				sent.append(1)
				yield b"x" * 65536

		began = time.monotonic()
		try:
			answer = requests.post(base_url() + WEBHOOK, data=endless(), timeout=60)
			self.assertGreaterEqual(answer.status_code, 400)
		except requests.ConnectionError:
			pass
		self.assertLess(time.monotonic() - began, 50)
		self.another_is_answered()

	def test_deep_and_broken_bodies(self):
		base_url()
		before = frappe.db.count(EVENT)
		for body in (
			b"[" * 100_000,
			b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
			b'{"entry": ' + b"9" * 6_000 + b"}",
			b'{"entry": "\xff\xfe"}',
			b'{"entry": "\\ud800"}',
			b"\x00\x01",
			secrets.token_bytes(5000),
		):
			answer = self.post(body)
			self.assertIn(answer.status_code, (200, 400, 401, 413, 417, 500), body[:20])
		self.another_is_answered()
		# what is no JSON at all never came in; what came in is done
		wait_for(lambda: not frappe.db.exists(EVENT, {"status": "Waiting"}), 30)
		self.assertLessEqual(frappe.db.count(EVENT) - before, 5)
