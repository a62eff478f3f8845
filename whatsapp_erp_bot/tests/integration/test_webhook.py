# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Meta's door, over real HTTP: who comes in, what is stored, and that nothing makes it fall."""

import json
import os
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import frappe
import requests

from whatsapp_erp_bot.bot import store
from whatsapp_erp_bot.bot.keys import body_digest, digest
from whatsapp_erp_bot.tests.integration.bot_case import WEBHOOK, BotCase, base_url, clear_logs, wait_for
from whatsapp_erp_bot.tests.loopback import bodies
from whatsapp_erp_bot.tests.loopback.graph import new_wamid
from whatsapp_erp_bot.whatsapp.payload import parse
from whatsapp_erp_bot.whatsapp.signature import sign

EVENT = "WhatsApp Bot Event"
MESSAGE = "WhatsApp Bot Message"


def events() -> int:
	store.end_transaction_view()
	return frappe.db.count(EVENT)


class TestHandshake(BotCase):
	def get(self, **query: str) -> requests.Response:
		return requests.get(base_url() + WEBHOOK, params=query, timeout=30)

	def test_right_words_get_the_challenge_back(self):
		answer = self.get(
			**{
				"hub.mode": "subscribe",
				"hub.challenge": "1158201444",
				"hub.verify_token": "words of the verify token",
			}
		)
		self.assertEqual((answer.status_code, answer.text), (200, "1158201444"))
		self.assertTrue(answer.headers["Content-Type"].startswith("text/plain"))

	def test_wrong_words_or_mode_are_refused(self):
		for query in (
			{"hub.mode": "subscribe", "hub.challenge": "1", "hub.verify_token": "other"},
			{
				"hub.mode": "unsubscribe",
				"hub.challenge": "1",
				"hub.verify_token": "words of the verify token",
			},
			{"hub.challenge": "1"},
			{},
		):
			self.assertEqual(self.get(**query).status_code, 403, query)


class TestSignature(BotCase):
	def test_without_a_valid_signature_nothing_changes(self):
		body = self.body(self.new_phone(), bodies.text("hola"))
		right = sign(body, self.secret)
		before = events()
		for signature in (
			"",
			"sha256=",
			right.upper(),
			right.replace("sha256=", "sha1="),
			sign(body, "another secret"),
			sign(body + b" ", self.secret),
			"sha256=" + "ñ".encode().decode("latin-1") * 64,
		):
			self.assertIn(self.post(body, signature).status_code, (401, 403), signature)
		self.assertEqual(events(), before)

	def test_account_without_secret_takes_nothing(self):
		from frappe.utils.password import remove_encrypted_password

		remove_encrypted_password("WhatsApp Bot Account", self.account, "app_secret")
		frappe.db.set_value("WhatsApp Bot Account", self.account, "enabled", 1)
		frappe.db.commit()
		try:
			body = self.body(self.new_phone(), bodies.text("hola"))
			for signature in (sign(body, self.secret), sign(body, ""), sign(body, "None")):
				self.assertEqual(self.post(body, signature).status_code, 401)
		finally:
			account = frappe.get_doc("WhatsApp Bot Account", self.account)
			account.app_secret = self.secret
			account.save()
			frappe.db.commit()

	def test_too_large_is_refused(self):
		body = json.dumps({"object": "x" * (3 * 1024 * 1024)}).encode()
		self.assertEqual(self.post(body).status_code, 413)

	def test_broken_json_stores_nothing(self):
		before = events()
		answer = self.post(b'{"object": ')
		self.assertNotEqual(answer.status_code, 200)
		self.assertEqual(events(), before)

	def test_change_of_another_number_does_not_count(self):
		"""Signed with our secret, but naming a number that this secret does not belong to."""
		phone = self.new_phone()
		body = self.body(phone, bodies.text("hola"))
		foreign = body.replace(self.phone_number_id.encode(), b"999999999999999")
		self.assertEqual(self.post(foreign).status_code, 200)
		wait_for(lambda: frappe.db.get_value(EVENT, {"event_key": body_digest(foreign)}, "status") == "Done")
		self.assertFalse(frappe.db.exists("WhatsApp Bot Contact Alias", {"value": phone}))


class TestOddBodies(BotCase):
	def test_every_shape_that_frappe_hands_over_is_stored_and_done(self):
		for body in (b"[]", b"{}", b"[3, null]", b'{"entry": {}}', b'{"entry": [null, 3, {"changes": 4}]}'):
			self.assertEqual(self.post(body).status_code, 200, body)
			wait_for(
				lambda body=body: (
					frappe.db.get_value(EVENT, {"event_key": body_digest(body)}, "status") == "Done"
				)
			)
		self.assertFalse(frappe.db.exists("Error Log", {"method": ("like", "WhatsApp Bot%")}))

	def test_what_frappe_refuses_stores_nothing(self):
		before = events()
		for body in (b"null", b"3", b'"x"', b""):
			self.assertNotEqual(self.post(body).status_code, 500, body)
		self.assertLessEqual(events(), before + 1)


def payload_folder() -> Path:
	for place in (os.environ.get("PAYLOADS_DIR"), Path(__file__).parents[4] / "shared" / "payloads"):
		if place and Path(place).is_dir():
			return Path(place)
	raise unittest.SkipTest("the folder of real webhook bodies is not here (PAYLOADS_DIR)")


def real_bodies() -> list[dict]:
	"""Every webhook body of the folder."""
	found = []
	for file in sorted(payload_folder().rglob("*.json")):
		if "outbound" in str(file) or "requests_responses" in file.name or file.name.startswith("template_"):
			continue
		content = json.loads(file.read_text())
		found.extend(body for body in content.values() if isinstance(body, dict) and "entry" in body)
	return found


class TestRealBodies(BotCase):
	"""Each body signed, twice, and from eight threads at once."""

	def named_as_ours(self, body: dict) -> bytes:
		"""The body, addressed to the number of this test."""
		for entry in body["entry"] if isinstance(body["entry"], list) else ():
			for change in entry.get("changes") or () if isinstance(entry, dict) else ():
				value = change.get("value") if isinstance(change, dict) else None
				if isinstance(value, dict) and isinstance(value.get("metadata"), dict):
					value["metadata"]["phone_number_id"] = self.phone_number_id
		return bodies.to_bytes(body)

	def test_real_bodies_once_each(self):
		clear_logs()
		all_bodies = [self.named_as_ours(body) for body in real_bodies()]
		self.assertGreater(len(all_bodies), 100)
		with ThreadPoolExecutor(8) as pool:
			answers = list(pool.map(lambda body: self.post(body).status_code, [*all_bodies, *all_bodies]))
			repeated = list(pool.map(lambda _n: self.post(all_bodies[0]).status_code, range(8)))
		self.assertEqual({*answers, *repeated}, {200})
		keys = {body_digest(body) for body in all_bodies}
		wait_for(lambda: not frappe.db.exists(EVENT, {"status": "Waiting"}), 60)
		self.assertEqual(frappe.db.count(EVENT, {"event_key": ("in", list(keys))}), len(keys))
		self.assertFalse(frappe.db.exists(EVENT, {"status": "Dead"}))
		wait_for(lambda: not frappe.db.exists(MESSAGE, {"status": ("in", ["Waiting", "Queued"])}), 120)
		expected = {
			digest(self.account, message.wamid)
			for body in all_bodies
			for change in parse(body)
			# what names no number is the single signer's
			if change.field in ("messages", "") and change.phone_number_id in (self.phone_number_id, None)
			for message in change.messages
			if message.wamid
		}
		stored = set(
			frappe.get_all(
				MESSAGE,
				# without an event: the place of a message that was corrected and is not among the bodies
				filters={"direction": "In", "kind": ("!=", "call"), "event": ("is", "set")},
				pluck="message_key",
				order_by="creation",
			)
		)
		self.assertEqual(stored, expected)
		self.assertEqual(frappe.get_all("Error Log", filters={"method": ("like", "WhatsApp Bot%")}), [])

	def test_fresh_texts_get_one_answer_each(self):
		clear_logs()
		phone = self.new_phone("ventas.norte@demo.localhost")
		wamids = [new_wamid() for _number in range(25)]
		posts = [
			self.body(phone, bodies.text(f"menú {number}"), wamid=wamid)
			for number, wamid in enumerate(wamids)
		]
		before = len(self.graph.sent)
		with ThreadPoolExecutor(8) as pool:
			answers = list(pool.map(lambda body: self.post(body).status_code, [*posts, *posts]))
		self.assertEqual(set(answers), {200})
		wait_for(
			lambda: (
				frappe.db.count(MESSAGE, {"direction": "Out", "status": ("!=", "Queued")}) >= 25
				and not frappe.db.exists(MESSAGE, {"status": ("in", ["Waiting", "Queued", "Sending"])})
			),
			90,
		)
		self.assertEqual(frappe.db.count(MESSAGE, {"direction": "In"}), 25)
		self.assertEqual(len(self.graph.sent) - before, 25)
		answered = frappe.get_all(
			MESSAGE, filters={"direction": "Out"}, pluck="in_answer_to", order_by="creation"
		)
		self.assertEqual(len(set(answered)), 25)
