# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What the server publishes reaches an open page of Desk, at the one address that people open."""

import secrets
import unittest

from whatsapp_erp_bot.tests.browser.desk import OWN_SITE, USER, DeskTest


@unittest.skipUnless(OWN_SITE, "publishes from the server: runs under ./dev test only")
class TestRealtime(DeskTest):
	def test_an_event_reaches_the_page(self) -> None:
		import frappe

		self.open("user", ".page-head")
		event = f"test_{secrets.token_hex(4)}"
		self.browser.execute_script(
			"window.heard = []; frappe.realtime.on(arguments[0], (data) => window.heard.push(data.text));",
			event,
		)
		self.until(lambda: self.socket("connected"), "the page to be connected to the realtime server")
		self.until(lambda: self.socket("io.engine.transport.name") == "websocket", "a WebSocket")
		frappe.publish_realtime(event, {"text": "señal"}, user=USER)
		frappe.db.commit()
		self.until(lambda: self.browser.execute_script("return window.heard") == ["señal"], "the event")
		self.assertEqual(
			[line for line in self.browser.get_log("browser") if "socket.io" in line["message"]], []
		)

	def socket(self, what: str):
		return self.browser.execute_script(f"return frappe.realtime.socket.{what}")
