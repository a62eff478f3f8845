# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""“Link my WhatsApp” in a real browser: the code is shown, a phone sends it by a signed webhook, the user sees the
number and says yes. Nothing leaves the machine: the account's Graph address is a closed port of it."""

import hashlib
import hmac
import json
import re
import secrets
import time

from whatsapp_erp_bot.tests.browser.desk import DeskTest

ACCOUNT = "Browser test"
NUMBER_ID = "100000000000077"
APP_SECRET = "browser-test-app-secret"
WEBHOOK = "/api/method/whatsapp_erp_bot.api.webhook.receive"


class TestLinkPage(DeskTest):
	def setUp(self):
		self.open("whatsapp-bot-link", ".wab-link .wab-card")
		self.save_account(1)
		# that the account was not there yet is no error of the page
		self.console_errors()
		self.addCleanup(self.save_account, 0)

	def save_account(self, enabled: int) -> None:
		"""The account of this test, made if it is not there; switched off again afterwards."""
		values = {
			"doctype": "WhatsApp Bot Account",
			"account_name": ACCOUNT,
			"kind": "Cloud API",
			"enabled": enabled,
			"phone_number_id": NUMBER_ID,
			"display_phone_number": "+52 55 0000 0077",
			"graph_url": "http://127.0.0.1:9",
			"token": "browser-test-token",
			"app_secret": APP_SECRET,
			"verify_token": "browser-test-verify",
		}
		path = "/api/resource/WhatsApp%20Bot%20Account"
		answer = self.fetch("PUT", f"{path}/{ACCOUNT.replace(' ', '%20')}", values)
		if answer["status"] == 404:
			answer = self.fetch("POST", path, values)
		self.assertEqual(answer["status"], 200, answer["text"][:500])

	def write_from_phone(self, phone: str, text: str) -> None:
		"""A signed webhook, as Meta posts it when somebody writes to the number."""
		message = {
			"from": phone,
			"id": f"wamid.{secrets.token_hex(12)}",
			"timestamp": str(int(time.time())),
			"type": "text",
			"text": {"body": text},
		}
		value = {
			"messaging_product": "whatsapp",
			"metadata": {"display_phone_number": "525500000077", "phone_number_id": NUMBER_ID},
			"contacts": [{"wa_id": phone, "profile": {"name": "Browser test"}}],
			"messages": [message],
		}
		entry = {"id": "1", "changes": [{"field": "messages", "value": value}]}
		body = json.dumps({"object": "whatsapp_business_account", "entry": [entry]})
		signature = hmac.new(APP_SECRET.encode(), body.encode(), hashlib.sha256).hexdigest()
		headers = {"Content-Type": "application/json", "X-Hub-Signature-256": f"sha256={signature}"}
		answer = self.fetch("POST", WEBHOOK, headers=headers, body=body)
		self.assertEqual(answer["status"], 200, answer["text"][:300])

	def test_a_phone_is_linked_after_the_users_yes(self):
		phone = f"52155{secrets.randbelow(10**8):08d}"
		self.tap(".wab-link .btn-primary")
		code = self.see(".wab-code").text
		self.assertRegex(code, r"^\d{4}-\d{4}$")
		self.assertTrue(self.see(".wab-qr img"))
		self.assertTrue(re.search(r"\d:\d\d", self.page_text()), "no countdown")

		self.write_from_phone(phone, f"vincular {code}")
		number = self.see(".wab-number").text
		self.assertIn(phone[-8:], re.sub(r"\D", "", number))
		linked = [row for row in self.all(".wab-linked") if phone[-8:] in re.sub(r"\D", "", row.text)]
		self.assertEqual(linked, [], "linked before the user said yes")

		self.tap(".wab-yes")
		self.until(
			lambda: [row for row in self.all(".wab-linked") if phone[-8:] in re.sub(r"\D", "", row.text)],
			"the number among those that are linked",
		)
		self.assertEqual(self.console_errors(), [])

		self.tap(".wab-linked .btn")
		self.tap(".modal.show .btn-primary")
		self.until(lambda: not self.all(".wab-linked"), "the number to be gone")
