# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Ground for tests of the way of a message, on a real site with the loopback stand-in of Meta's Graph API.

Contract: each class has a number of its own (account, secret, stand-in) and phones of its own; messages are signed
bodies that go through `bot.inbox` in this process, with wake-ups to other workers switched off, or over HTTP with real
workers (`BOT_URL`). What a class leaves is removed at its end.
"""

import os
import secrets
import time
import unittest
from typing import Any
from unittest import mock

import frappe
import requests

from whatsapp_erp_bot.bot import drain, inbox, pace, store
from whatsapp_erp_bot.bot.outgoing import Outgoing
from whatsapp_erp_bot.setup import stand_in
from whatsapp_erp_bot.tests.loopback import bodies
from whatsapp_erp_bot.tests.loopback.graph import GraphStandIn, new_wamid
from whatsapp_erp_bot.whatsapp.signature import sign

OUR_LOGS = (
	"WhatsApp Bot Message",
	"WhatsApp Bot Run",
	"WhatsApp Bot Event",
	"WhatsApp Bot Conversation",
	"WhatsApp Bot Contact Alias",
	"WhatsApp Bot Contact",
	"WhatsApp Bot Link Code",
	"WhatsApp Bot Orphan Status",
)
WEBHOOK = "/api/method/whatsapp_erp_bot.api.webhook.receive"


def template_message(words: str, name: str, language: str, components: list[dict] | None = None) -> Outgoing:
	"""An approved template as the outbox keeps it; `components` hold its values in Meta's own shape."""
	payload = {"type": "template", "name": name, "language": language, "components": components or []}
	return Outgoing(words, {**payload, "text": words})


class BotCase(unittest.TestCase):
	"""`cls.graph` is the stand-in, `cls.account` the account's name, `cls.secret` its app secret."""

	phone_number_id: str
	statuses: tuple[str, ...] = ()

	@classmethod
	def setUpClass(cls) -> None:
		frappe.set_user("Administrator")
		clear_logs()
		cls.secret = secrets.token_hex(16)
		cls.token = f"EAA{secrets.token_hex(20)}"
		cls.phone_number_id = str(secrets.randbelow(10**15) + 10**15)
		cls.graph = GraphStandIn(
			phone_number_id=cls.phone_number_id, token=cls.token, app_secret=cls.secret, statuses=cls.statuses
		)
		cls.graph.start()
		cls.addClassCleanup(cls.graph.stop)
		cls.account = stand_in._account(
			cls.graph.url, cls.secret, cls.token, cls.phone_number_id, "words of the verify token"
		)
		frappe.db.commit()
		pace.forget(cls.account)
		cls.addClassCleanup(pace.forget, cls.account)
		cls.addClassCleanup(clear_logs)

	def setUp(self) -> None:
		for waking in ("wake", "fetch_media", "sweep_instead"):
			quiet = mock.patch(f"whatsapp_erp_bot.bot.queue.{waking}")
			quiet.start()
			self.addCleanup(quiet.stop)
		# jobs speak the language of the site from their first line on
		self.addCleanup(setattr, frappe.local, "lang", frappe.local.lang)
		self.addCleanup(frappe.set_user, "Administrator")
		self.addCleanup(frappe.db.rollback)

	def new_phone(self, user: str | None = None) -> str:
		"""Digits of a Mexican mobile that nobody has, bound to the user if one is named."""
		phone = f"52155{secrets.randbelow(10**8):08d}"
		if user:
			stand_in.bind_phone(phone, user)
			frappe.db.commit()
		return phone

	def body(
		self, phone: str, content: dict, wamid: str | None = None, timestamp: int | None = None
	) -> bytes:
		"""A webhook body with one message."""
		message = bodies.message(
			wamid or new_wamid(),
			timestamp if timestamp is not None else int(time.time()),
			content,
			phone=phone,
		)
		value = bodies.envelope(
			"1001",
			self.phone_number_id,
			"525550000000",
			contacts=[bodies.contact(phone, "Tester", None)],
			messages=[message],
		)
		return bodies.to_bytes(value)

	def take(self, body: bytes) -> None:
		"""Put a body into the inbox and answer it, in this process."""
		inbox.receive(body, [self.account])
		drain.drain(20)

	def say(self, phone: str, text: str, **options: Any) -> list[dict]:
		"""Say something; returns the bodies that reached the stand-in in answer."""
		before = len(self.graph.sent)
		self.take(self.body(phone, bodies.text(text), **options))
		return [entry["body"] for entry in self.graph.sent[before:]]

	def tap(self, phone: str, reply_id: str, title: str = "x") -> list[dict]:
		"""Tap a button; returns the bodies that reached the stand-in in answer."""
		before = len(self.graph.sent)
		self.take(self.body(phone, bodies.button_reply(reply_id, title)))
		return [entry["body"] for entry in self.graph.sent[before:]]

	def last_run(self, **filters: Any) -> dict:
		"""The newest Run."""
		store.end_transaction_view()
		name = frappe.get_all(
			"WhatsApp Bot Run", filters=filters, pluck="name", order_by="creation desc", limit=1
		)
		return store.read("WhatsApp Bot Run", name[0])

	def post(self, body: bytes, signature: str | None = None, **headers: str) -> requests.Response:
		"""Post a body to the site's webhook over HTTP, signed unless a signature is given."""
		return requests.post(
			base_url() + WEBHOOK,
			data=body,
			headers={
				"Content-Type": "application/json",
				"X-Hub-Signature-256": sign(body, self.secret) if signature is None else signature,
				**headers,
			},
			timeout=30,
		)


def base_url() -> str:
	"""Where the site answers over HTTP; tests that need it are skipped where nobody says so."""
	url = os.environ.get("BOT_URL")
	if not url:
		raise unittest.SkipTest("BOT_URL is not set: ./dev test starts a web server and says where")
	return url


def text_of(body: dict) -> str:
	"""What a person reads in an outgoing body."""
	kind = body["type"]
	if kind == "text":
		return body["text"]["body"]
	if kind == "interactive":
		return body["interactive"]["body"]["text"]
	return body[kind].get("caption", "")


def choices_of(body: dict) -> dict[str, str]:
	"""Title -> id of the buttons or rows of an outgoing body."""
	action = body.get("interactive", {}).get("action", {})
	buttons = {button["reply"]["title"]: button["reply"]["id"] for button in action.get("buttons", ())}
	rows = {row["title"]: row["id"] for section in action.get("sections", ()) for row in section["rows"]}
	return {**buttons, **rows}


def wait_for(condition: Any, seconds: float = 30) -> Any:
	"""What the condition gives as soon as it is true, looking at fresh rows; fails after the time."""
	until = time.monotonic() + seconds
	while time.monotonic() < until:
		store.end_transaction_view()
		found = condition()
		if found:
			return found
		time.sleep(0.1)
	raise AssertionError("what was waited for did not come")


def clear_logs() -> None:
	"""Remove what tests left in our log DocTypes."""
	frappe.set_user("Administrator")
	for doctype in OUR_LOGS:
		frappe.db.delete(doctype)
	frappe.db.delete("Error Log", {"method": ("like", "WhatsApp Bot%")})
	frappe.db.commit()
