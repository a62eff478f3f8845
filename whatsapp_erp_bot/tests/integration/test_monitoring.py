# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The monitors' token opens its own answer and nothing else: over HTTP, past Frappe's own authentication."""

import json
import re
import secrets
from unittest import mock

import frappe
import redis
import requests
from frappe.utils.password import remove_encrypted_password, set_encrypted_password

from whatsapp_erp_bot.api.health import PATH
from whatsapp_erp_bot.bot import monitoring
from whatsapp_erp_bot.bot.identity import SERVICE_USER
from whatsapp_erp_bot.permissions import AGENT_ROLE
from whatsapp_erp_bot.tests.integration.bot_case import BotCase, base_url

WHO = "frappe.auth.get_logged_user"
LIST = "frappe.client.get_list"
INSERT = "frappe.client.insert"
METHOD = "/api/method/"
DOOR = PATH.removeprefix(METHOD)
REFUSED = (400, 401, 403, 404, 405, 417)


class MonitoringCase(BotCase):
	def setUp(self) -> None:
		super().setUp()
		base_url()
		self.monitoring = secrets.token_urlsafe(24)
		set_encrypted_password(monitoring.SETTINGS, monitoring.SETTINGS, self.monitoring, "monitoring_token")
		frappe.db.commit()
		self.addCleanup(frappe.db.commit)
		self.addCleanup(
			remove_encrypted_password, monitoring.SETTINGS, monitoring.SETTINGS, "monitoring_token"
		)
		forget_guesses()
		self.addCleanup(forget_guesses)

	def ask(
		self, path: str = PATH, method: str = "GET", token: str | None = None, **options: object
	) -> requests.Response:
		"""A request with the token, or with the one given, from an address of this test."""
		headers = {"Authorization": f"Bearer {self.monitoring if token is None else token}"}
		headers |= options.pop("headers", None) or {}
		return requests.request(
			method, base_url() + path, headers=headers, timeout=30, allow_redirects=False, **options
		)


def forget_guesses() -> None:
	"""As if nobody had guessed in this minute or come with the right token today."""
	for key in frappe.cache.keys(frappe.cache.make_key("whatsapp_bot_monitoring:").decode() + "*"):
		frappe.cache.delete(key)


class TestItsAnswer(MonitoringCase):
	def test_json_and_prometheus(self):
		answer = self.ask()
		self.assertIn(answer.status_code, (200, 503))
		self.assertEqual(answer.json()["well"], answer.status_code == 200)
		self.assertEqual(answer.headers["Cache-Control"], "no-store")
		for text in (
			self.ask(params={"format": "prometheus"}),
			self.ask(headers={"Accept": "text/plain;version=0.0.4;q=0.5,*/*;q=0.1"}),
		):
			self.assertEqual((text.status_code, "whatsapp_bot_well" in text.text), (200, True))

	def test_nobody_is_logged_in_by_it(self):
		answer = self.ask()
		self.assertNotIn("Set-Cookie", answer.headers)
		self.assertEqual(requests.get(base_url() + PATH, cookies=answer.cookies, timeout=30).status_code, 403)

	def test_wrong_tokens_and_none(self):
		for token in ("", " ", "None", "*" * 10, self.monitoring[:-1], f"{self.monitoring}x", "ñandú"):
			answer = self.ask(token=token.encode())
			self.assertIn(answer.status_code, (401, 403), token)
		self.assertEqual(requests.get(base_url() + PATH, timeout=30).status_code, 403)

	def test_without_a_token_in_the_settings_the_door_is_shut(self):
		remove_encrypted_password(monitoring.SETTINGS, monitoring.SETTINGS, "monitoring_token")
		frappe.db.commit()
		for token in (self.monitoring, "", "None", "*"):
			self.assertIn(self.ask(token=token).status_code, (401, 403), token)

	def test_who_is_logged_in_stays_who_they_are(self):
		agent = f"monitor.{secrets.token_hex(4)}@test.localhost"
		made = frappe.get_doc({"doctype": "User", "email": agent, "first_name": "M", "send_welcome_email": 0})
		made.insert().add_roles(AGENT_ROLE)
		key, secret = made.reload().api_key, secrets.token_hex(8)
		made.api_key, made.api_secret = key or secrets.token_hex(8), secret
		made.save()
		frappe.db.commit()
		self.addCleanup(frappe.db.commit)
		self.addCleanup(frappe.delete_doc, "User", agent, force=True)
		login = {"Authorization": f"token {made.api_key}:{secret}"}
		self.assertEqual(self.ask(headers=login).status_code, 403)


class TestNothingElse(MonitoringCase):
	"""Every way in which a request can ask Frappe for something, with the right token."""

	def refused(self, answer: requests.Response, why: object) -> None:
		self.assertIn(answer.status_code, REFUSED, why)
		for told in (SERVICE_USER, '"data":', '"well"', "whatsapp_bot_well"):
			self.assertNotIn(told, answer.text, (why, answer.text[:300]))
		if "exc_type" not in answer.text:
			self.assertNotIn('"message":', answer.text, (why, answer.text[:300]))

	def test_a_command_beside_the_question(self):
		for name in (WHO, LIST, "login", "frappe.handler.run_doc_method", "run_doc_method", DOOR):
			values = {"cmd": name, "doctype": "User", "usr": SERVICE_USER, "dt": "User", "method": "x"}
			self.refused(self.ask(params=values), ("query", name))
			self.refused(self.ask(data=values), ("form in the body of a GET", name))
			self.refused(self.ask(json=values), ("JSON in the body of a GET", name))
			self.refused(self.ask(files={"cmd": (None, name)}), ("multipart in the body of a GET", name))
			for method in ("POST", "PUT", "DELETE", "PATCH"):
				self.refused(self.ask(method=method, params=values), (method, "query", name))
				self.refused(self.ask(method=method, data=values), (method, "form", name))
				self.refused(self.ask(method=method, json=values), (method, "JSON", name))

	def test_other_parameters(self):
		for values in (
			{"run_method": WHO},
			{"method": WHO},
			{"sid": "Guest"},
			{"format": "prometheus", "cmd": WHO},
			{"doctype": "User"},
			{"data": json.dumps({"doctype": "ToDo"})},
			[("format", "x"), ("format", "y"), ("cmd", WHO)],
		):
			self.refused(self.ask(params=values), values)

	def test_other_paths(self):
		for path in (
			METHOD + WHO,
			f"{METHOD}{LIST}?doctype=User",
			f"{METHOD}{DOOR}x",
			f"{METHOD}{DOOR}/",
			f"{METHOD}{DOOR}/../{WHO}",
			f"{METHOD}{DOOR}/{WHO}",
			f"{METHOD}{DOOR}%2f..%2f{WHO}",
			f"{METHOD}{DOOR}%00",
			f"{METHOD}{DOOR}.",
			f"{METHOD}{DOOR};{WHO}",
			f"{METHOD}{DOOR.upper()}",
			f"/{METHOD}{DOOR}?cmd={WHO}",
			f"/api//method/{DOOR}?cmd={WHO}",
			f"/api/v1/method/{DOOR}?cmd={WHO}",
			f"/api/v2/method/{DOOR}?cmd={WHO}",
			f"/api/v2/method/{WHO}",
			"/api/method/whatsapp_erp_bot.api.desk.link_state",
			"/api/resource/User",
			"/api/v2/document/User",
			"/api/v2/doctype/User/meta",
			"/app",
			"/private/files/x.pdf",
			"/backups/x.sql.gz",
			f"/?cmd={WHO}",
			f"/login?cmd={WHO}",
			f"/index?cmd={WHO}",
		):
			self.refused(self.ask(path=path), path)

	def test_other_methods(self):
		for method in ("HEAD", "POST", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"):
			answer = self.ask(method=method)
			self.refused(answer, method)
		answer = self.ask(method="OPTIONS")
		self.assertEqual(answer.text, "")

	def test_other_headers(self):
		for headers in (
			{"X-HTTP-Method-Override": "POST", "X-Frappe-CMD": WHO},
			{"X-Frappe-Site-Name": "another.localhost"},
			{"Frappe-Authorization-Source": "User"},
			{"X-Original-URL": METHOD + WHO, "X-Rewrite-URL": METHOD + WHO},
		):
			text = self.ask(headers=headers).text
			self.assertNotIn(SERVICE_USER, text, headers)
			self.assertNotIn('"message":', text, headers)

	def test_the_token_counts_nowhere_but_in_its_header(self):
		token = self.monitoring
		for options in (
			{"cookies": {"sid": token}},
			{"cookies": {"Authorization": f"Bearer {token}"}},
			{"params": {"token": token}},
			{"params": {"access_token": token}},
			{"params": {"sid": token}},
			{"auth": ("", token)},
			{"auth": (SERVICE_USER, token)},
			{"auth": (token, token)},
			{"headers": {"Authorization": f"token {token}"}},
			{"headers": {"Authorization": f"token {token}:{token}"}},
			{"headers": {"Authorization": token}},
			{"headers": {"X-Frappe-CSRF-Token": token}},
			{"headers": {"X-Authorization": f"Bearer {token}"}},
		):
			for path in (PATH, METHOD + WHO):
				answer = requests.get(base_url() + path, timeout=30, **options)
				self.refused(answer, (options, path))

	def test_nothing_is_made_with_it(self):
		before = frappe.db.count("ToDo")
		doc = json.dumps({"doctype": "ToDo", "description": "made with a monitoring token"})
		for path in (PATH, METHOD + INSERT, "/api/resource/ToDo", "/"):
			for method in ("GET", "POST", "PUT"):
				for options in (
					{"params": {"cmd": INSERT, "doc": doc}},
					{"data": {"cmd": INSERT, "doc": doc}},
				):
					self.ask(path=path, method=method, **options)
		frappe.db.rollback()
		self.assertEqual(frappe.db.count("ToDo"), before)


class TestGuessing(MonitoringCase):
	def guess(self, address: str, token: str = "not this one") -> int:
		return self.ask(token=token.replace(" ", "-"), headers={"X-Forwarded-For": address}).status_code

	def test_an_address_that_guesses_has_to_wait(self):
		tried = [self.guess("203.0.113.7") for _number in range(monitoring.GUESSES_OF_AN_ADDRESS + 2)]
		self.assertEqual(set(tried), {401, 429})
		self.assertEqual(tried[-1], 429)
		# also if it then finds the right one
		self.assertEqual(self.guess("203.0.113.7", self.monitoring), 429)
		self.assertEqual(self.guess("203.0.113.8"), 401)
		self.assertIn(self.guess("203.0.113.9", self.monitoring), (200, 503))

	def test_addresses_that_change_with_each_guess(self):
		known = "198.51.100.1"
		self.assertIn(self.guess(known, self.monitoring), (200, 503))
		tried = [self.guess(f"203.0.113.{number}") for number in range(monitoring.GUESSES_OF_ALL + 10)]
		self.assertEqual(tried[-1], 429)
		# the guesses of others do not shut out the monitor
		self.assertIn(self.guess(known, self.monitoring), (200, 503))

	def test_without_redis_the_token_alone_decides(self):
		for name in ("get", "incr", "set"):
			away = mock.patch.object(redis.Redis, name, side_effect=redis.exceptions.ConnectionError("away"))
			away.start()
			self.addCleanup(away.stop)
		monitoring.note_wrong("203.0.113.7")
		monitoring.note_right("203.0.113.7")
		self.assertFalse(monitoring.guessed_too_often("203.0.113.7"))
		self.assertTrue(monitoring.is_right(self.monitoring))
		self.assertFalse(monitoring.is_right(f"{self.monitoring} "))

	def test_a_token_that_can_be_guessed_is_not_saved(self):
		settings = frappe.get_doc(monitoring.SETTINGS)
		settings.monitoring_token = "x" * (monitoring.SHORTEST_TOKEN - 1)
		self.assertRaises(frappe.ValidationError, settings.save)
		settings = frappe.get_doc(monitoring.SETTINGS)
		settings.monitoring_token = "x" * monitoring.SHORTEST_TOKEN
		settings.save()
		self.assertTrue(re.fullmatch(r"\*+", frappe.get_doc(monitoring.SETTINGS).monitoring_token))
