# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Whatever fails, nothing of what people say or send, and no secret, is in what is kept for whoever looks for a fault:
Error Log, Scheduled Job Log, RQ's failed jobs, log files."""

import base64
import contextlib
import hashlib
import json
import secrets
import unittest
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import frappe
import pymysql
import requests
from rq.timeouts import JobTimeoutException

from whatsapp_erp_bot.api import desk as desk_door
from whatsapp_erp_bot.api import health as health_door
from whatsapp_erp_bot.bot import (
	accounts,
	answer,
	drain,
	faults,
	health,
	inbox,
	interpret,
	linking,
	media,
	outbox,
	people,
	run,
	simulator,
	store,
)
from whatsapp_erp_bot.commands import registry
from whatsapp_erp_bot.tests.integration.bot_case import WEBHOOK, BotCase
from whatsapp_erp_bot.tests.integration.traces import Traces, request
from whatsapp_erp_bot.tests.loopback import bodies
from whatsapp_erp_bot.whatsapp.client import Client
from whatsapp_erp_bot.whatsapp.signature import sign

OWNER = "dueno@demo.localhost"
RUN, MESSAGE, CONTACT = "WhatsApp Bot Run", "WhatsApp Bot Message", "WhatsApp Bot Contact"


def failing(said: str) -> list[BaseException]:
	"""Errors as they come, with what somebody said in their words."""
	return [
		ValueError(f"could not convert string to float: '{said}'"),
		KeyError(said),
		pymysql.err.DataError(1406, f"Data too long for column 'text' at row 1: {said}"),
		pymysql.err.IntegrityError(1062, f"Duplicate entry 'it's {said} there' for key 'name'"),
		requests.ConnectionError(
			f"HTTPConnectionPool: Max retries exceeded with url: /x?access_token={said}"
		),
		json.JSONDecodeError("Expecting value", said, 0),
		UnicodeEncodeError("utf-8", said, 0, 1, said),
		frappe.MandatoryError(f"[Customer, {said}]: {said}"),
	]


class TraceCase(BotCase):
	def setUp(self) -> None:
		super().setUp()
		mark = secrets.token_hex(4)
		# words that are names of fields and things, apostrophes and braces, as a stranger may choose them
		self.said = f"la nómina de Zulema{mark} es '48{secrets.randbelow(10**6):06d}' {{x}}"
		self.hidden = [
			self.said,
			f"Zulema{mark}",
			self.said.split("'")[1],
			self.secret,
			self.token,
			"words of the verify token",
		]
		self.traces = Traces()
		self.traces.clear()
		self.addCleanup(self.traces.clear)

	def check(self, told: bool | None = True) -> str:
		"""Something was told (None: or not), and nothing of what is to be hidden. Returns it, and begins anew."""
		kept = self.traces.kept()
		for hidden in self.hidden:
			self.assertNotIn(hidden, kept)
			self.assertNotIn(json.dumps(hidden)[1:-1], kept)
		if told is not None:
			self.assertEqual(bool(kept.strip()), told, kept)
		self.traces.clear()
		return kept

	def incoming(self, text: str | None = None, content: dict | None = None, phone: str | None = None) -> str:
		"""A message that is in and waits. Returns the phone."""
		phone = phone or self.new_phone(OWNER)
		inbox.receive(self.body(phone, content or bodies.text(text or self.said)), [self.account])
		return phone


class TestJobs(TraceCase):
	@contextlib.contextmanager
	def broken(self, target: Any, name: str) -> Iterator[mock.Mock]:
		with mock.patch.object(target, name) as stand_in:
			yield stand_in

	def drains(self, target: Any, name: str, text: str | None = None) -> None:
		for error in failing(self.said):
			with self.subTest(place=name, error=type(error).__name__), self.broken(target, name) as stand_in:
				stand_in.side_effect = error
				self.incoming(text)
				self.traces.work("whatsapp_erp_bot.jobs.drain")
				self.assertTrue(stand_in.called)
				# in a command that is a sentence for who asked, and no fault
				self.check(told=None if isinstance(error, frappe.ValidationError) else True)
			frappe.db.delete("WhatsApp Bot Event")
			frappe.db.commit()

	def test_parsing(self):
		self.drains(inbox, "parse")

	def test_taking_in(self):
		self.drains(people, "contact_of")

	def test_who_it_is(self):
		self.drains(answer, "prepare")

	def test_understanding(self):
		self.drains(interpret.RULES, "interpret")

	def test_carrying_out(self):
		with mock.patch.object(registry, "function", return_value=lambda *_a, **_k: 1 / 0):
			self.drains(run, "resolve_arguments", "cuánto hay de tornillo")

	def test_writing_the_answer(self):
		self.drains(outbox, "put", "menú")

	def test_sending(self):
		self.drains(outbox, "to_message", "menú")

	def test_what_meta_answers(self):
		for error in failing(self.said):
			with mock.patch.object(Client, "send", side_effect=error):
				self.incoming("menú")
				self.traces.work("whatsapp_erp_bot.jobs.drain")
			self.check()

	def test_what_leaves_a_job(self):
		"""Nobody of ours deals with these: Frappe and RQ write them down."""
		for error in (
			JobTimeoutException(self.said),
			pymysql.err.InternalError(1030, self.said),
			pymysql.err.OperationalError(2006, self.said),
			*failing(self.said),
		):
			with (
				self.subTest(error=type(error).__name__),
				mock.patch.object(drain.store, "end_transaction_view", side_effect=error),
			):
				self.assertFalse(self.traces.work("whatsapp_erp_bot.jobs.drain"))
			kept = self.check()
			self.assertIn("end_transaction_view", kept)
			self.assertIn(type(error).__name__, kept)

	def test_what_a_helper_thread_meets(self):
		with (
			mock.patch.object(drain, "turns_may_be_slow", return_value=True),
			mock.patch.object(drain, "answer_conversation", side_effect=JobTimeoutException(self.said)),
		):
			self.incoming()
			self.assertFalse(self.traces.work("whatsapp_erp_bot.jobs.drain"))
		self.check()

	def test_scheduled_jobs(self):
		names = ("runs.sweep", "linking.expire", "templates.sync_all")
		for name, method in zip(names, ("sweep", "expire", "sync_templates"), strict=True):
			job = frappe.get_doc("Scheduled Job Type", {"method": f"whatsapp_erp_bot.jobs.{method}"})
			with mock.patch(f"whatsapp_erp_bot.jobs.{name}", side_effect=KeyError(self.said)) as called:
				job.execute()
			self.assertTrue(called.called)
			self.assertIn("KeyError", self.check())

	def test_files(self):
		content = f"%PDF-1.4 {self.said}".encode()
		document = {
			"type": "document",
			"document": {
				"id": self.graph.add_file(content, "application/pdf", "x.pdf"),
				"mime_type": "application/pdf",
				"sha256": base64.b64encode(hashlib.sha256(content).digest()).decode(),
				"filename": f"{self.said}.pdf",
				"caption": self.said,
			},
		}
		for error in failing(self.said):
			self.incoming(content=document)
			inbox.take_in()
			with mock.patch.object(media.store, "update", side_effect=[error, None, None]):
				self.traces.work("whatsapp_erp_bot.jobs.fetch_media")
			self.check()
		with mock.patch.object(media, "waiting", side_effect=OSError(2, "No such file", f"/{self.said}.pdf")):
			self.assertFalse(self.traces.work("whatsapp_erp_bot.jobs.fetch_media"))
		self.assertIn("errno 2", self.check())

	def test_long_runs(self):
		phone = self.new_phone(OWNER)
		with mock.patch("whatsapp_erp_bot.bot.queue.start_long"):
			for error in failing(self.said):
				self.incoming("cuentas por cobrar", phone=phone)
				drain.drain(5)
				name = self.last_run(command="receivables").name
				for place in ("resolve_arguments", "prepare"):
					with mock.patch.object(run, place, side_effect=error):
						self.traces.work("whatsapp_erp_bot.jobs.run_long", run=name)
					self.check(told=place == "prepare" or not isinstance(error, frappe.ValidationError))
					store.update(RUN, name, {"status": "Queued"})
				store.update(RUN, name, {"status": "Failed"})
				frappe.db.commit()

	def test_models(self):
		provider = frappe.get_doc(
			{
				"doctype": interpret.PROVIDER,
				"provider_name": "Traces",
				"kind": "OpenAI",
				"model": "m",
				"base_url": "http://127.0.0.1:1",
				"api_key": f"sk-{self.token}",
			}
		).insert()
		frappe.db.commit()
		self.addCleanup(frappe.db.commit)
		self.addCleanup(provider.delete)
		for place in ("build", "chain.interpret", "RULES.interpret", "providers"):
			for error in (ValueError(f"{self.said} sk-{self.token}"), KeyError(self.said)):
				with mock.patch(f"whatsapp_erp_bot.bot.interpret.{place}", side_effect=error):
					self.incoming()
					interpret._build.clear_cache()
					self.traces.work("whatsapp_erp_bot.jobs.drain")
				self.check(told=None)

	def test_another_app(self):
		with mock.patch("whatsapp_erp_bot.bot.accounts.any_shared", side_effect=KeyError(self.said)):
			self.assertFalse(self.traces.work("whatsapp_erp_bot.jobs.share"))
		self.check()


class TestText(unittest.TestCase):
	"""What is told of an error, by itself."""

	said = "la nómina de Zulema es 'EAAsecreto123' 48213"

	def told(self, error: BaseException | Callable[[], Any]) -> str:
		try:
			if callable(error):
				error()
			raise error
		except BaseException as raised:
			text = faults.text(raised)
		for word in ("nómina", "Zulema", "EAAsecreto123", "48213"):
			self.assertNotIn(word, text)
		return text

	def test_whatever_comes(self):
		class Mute(Exception):
			def __str__(self) -> str:
				raise ValueError("nómina de Zulema")

		noted = ValueError("x")
		noted.__notes__ = [self.said]
		for error in (
			*failing(self.said),
			Mute(self.said),
			noted,
			SyntaxError("invalid syntax", (f"{self.said}.py", 1, 1, self.said)),
			FileNotFoundError(2, "No such file or directory", f"/files/{self.said}.pdf"),
			requests.HTTPError(self.said, response=mock.Mock(status_code=500, text=self.said)),
			ValueError(self.said * 10_000),
			ValueError("\n".join([self.said] * 50)),
			ValueError(self.said.encode()),
			ValueError({self.said: [self.said]}),
			KeyboardInterrupt(self.said),
		):
			with self.subTest(type(error).__name__):
				self.assertIn(type(error).__name__, self.told(error))

	def test_what_led_to_it(self):
		def chained() -> None:
			try:
				raise KeyError(self.said)
			except KeyError as error:
				raise ValueError(self.said) from error

		def while_handling() -> None:
			try:
				raise KeyError(self.said)
			except KeyError:
				int(self.said)

		def in_circles(depth: int = 0) -> None:
			in_circles(depth + 1)

		for work in (chained, while_handling):
			text = self.told(work)
			self.assertLess(text.index("KeyError"), text.index("ValueError"))
		self.assertIn("RecursionError", self.told(in_circles))
		self.assertLessEqual(len(self.told(in_circles)), faults.LONGEST_TEXT + 1)

	def test_telling_never_fails(self):
		with mock.patch.object(faults.traceback, "extract_tb", side_effect=ValueError(self.said)):
			self.assertIn("KeyError", self.told(KeyError(self.said)))

	def test_it_still_helps(self):
		def missing() -> None:
			row: Any = None
			row.shared_account

		text = self.told(missing)
		self.assertIn("'NoneType' object has no attribute", text)
		self.assertRegex(text, r'test_traces.py", line \d+, in missing')
		# what stands in our own code is shown
		text = self.told(lambda: accounts.client_of(None))
		self.assertIn("if row.kind == SHARED", text)
		self.assertIn("AttributeError: 'NoneType' object has no attribute 'kind'", text)
		text = self.told(pymysql.err.DataError(1406, f"Data too long for column 'text' at row 1 {self.said}"))
		self.assertIn("[1406]", text)
		self.assertIn("Data too long for column", text)


class TestDoors(TraceCase):
	"""Through Frappe's own web application, which writes down what leaves a door, with the request."""

	def setUp(self) -> None:
		super().setUp()
		user = frappe.get_doc("User", "Administrator")
		self.api_secret = secrets.token_hex(12)
		user.api_key, user.api_secret = secrets.token_hex(8), self.api_secret
		user.save()
		frappe.db.commit()
		self.hidden.append(self.api_secret)
		self.login = {"Authorization": f"token {user.api_key}:{self.api_secret}"}

	def hook(self, body: bytes, signature: str | None = None) -> Any:
		headers = {"X-Hub-Signature-256": signature or sign(body, self.secret)}
		return request(
			frappe.local.site,
			lambda client: client.open(
				WEBHOOK, method="POST", data=body, content_type="application/json", headers=headers
			),
		)

	def ask(self, method: str, **values: Any) -> Any:
		return request(
			frappe.local.site,
			lambda client: client.open(
				f"/api/method/whatsapp_erp_bot.api.{method}",
				method="POST",
				json=values,
				headers={"Accept": "application/json", **self.login},
			),
		)

	def test_webhook(self):
		body = self.body(self.new_phone(), bodies.text(self.said))
		for target, name in (
			(accounts, "verify"),
			(accounts, "cloud_accounts"),
			(inbox, "body_digest"),
			(store, "now_datetime"),
		):
			for error in failing(self.said):
				with self.subTest(place=name, error=type(error).__name__):
					with mock.patch.object(target, name, side_effect=error):
						self.assertEqual(self.hook(body).status_code, 500)
					self.assertIn("webhook not taken", self.check())

	def test_webhook_of_a_stranger(self):
		body = self.body(self.new_phone(), bodies.text(self.said))
		self.assertEqual(self.hook(body, "sha256=" + "0" * 64).status_code, 401)
		self.check(told=False)

	def test_what_is_no_json(self):
		for body in (f'{{"text": "{self.said}"', self.said, f'["{self.said}", ', "{'" + self.said):
			for signature in (None, "sha256=" + "0" * 64):
				self.hook(body.encode(), signature)
				self.check(told=None)

	def test_webhook_with_the_database_away(self):
		body = self.body(self.new_phone(), bodies.text(self.said))
		away = pymysql.err.OperationalError(2003, f"Can't connect {self.said}")
		with (
			mock.patch.object(inbox.store, "insert", side_effect=away),
			mock.patch.object(faults.frappe, "get_doc", side_effect=away),
		):
			self.assertEqual(self.hook(body).status_code, 500)
		self.assertIn("2003", self.check())

	def test_simulator(self):
		for error in failing(self.said):
			if isinstance(error, frappe.ValidationError):
				continue
			with mock.patch.object(simulator, "_body", side_effect=error):
				answer = self.ask("simulator.send", text=self.said, as_user=OWNER)
			self.assertEqual(answer.status_code, 417)
			self.assertEqual(answer.json["exc_type"], "UnexpectedFault")
			self.assertIn("send failed", self.check())

	def test_doors_of_desk(self):
		phone = self.incoming("menú")
		drain.drain(5)
		contact = frappe.db.get_value("WhatsApp Bot Contact Alias", {"value": phone}, "parent")
		held = frappe.db.get_value("WhatsApp Bot Conversation", {"contact": contact})
		with mock.patch.object(desk_door.desk.outbox, "put", side_effect=KeyError(self.said)):
			answer = self.ask("desk.reply", name=held, text=self.said)
		self.assertEqual(answer.status_code, 417)
		self.check()
		with mock.patch.object(linking, "make_code", side_effect=KeyError(self.said)):
			self.assertEqual(self.ask("desk.make_link_code").status_code, 417)
		self.check()

	def test_health(self):
		with mock.patch.object(health, "_events", side_effect=KeyError(self.said)):
			answer = request(
				frappe.local.site,
				lambda client: client.open(health_door.PATH, method="GET", headers=self.login),
			)
		self.assertEqual(answer.status_code, 417)
		self.check()

	def test_secrets_that_are_typed_in_desk(self):
		"""Saving fails, and the form holds the secret."""
		forms = {
			accounts.ACCOUNT: {
				"account_name": f"Traces {secrets.token_hex(3)}",
				"phone_number_id": secrets.randbelow(10**9),
				"token": self.token,
				"app_secret": self.secret,
			},
			interpret.PROVIDER: {
				"provider_name": f"Traces {secrets.token_hex(3)}",
				"kind": "OpenAI",
				"model": "m",
				"api_key": self.token,
			},
			"WhatsApp Bot Settings": {"monitoring_token": self.token, "greeting": self.said},
		}
		for doctype, values in forms.items():
			for error in (KeyError(self.token), frappe.QueryDeadlockError(1213, self.said)):
				with self.subTest(doctype=doctype, error=type(error).__name__):
					with mock.patch(
						"frappe.model.document.Document.run_post_save_methods", side_effect=error
					):
						answer = request(
							frappe.local.site,
							lambda client: client.open(
								"/api/method/frappe.desk.form.save.savedocs",
								method="POST",
								json={
									"doc": json.dumps(
										{"doctype": doctype, "name": "new-1", "__islocal": 1, **values}
									),
									"action": "Save",
								},
								headers={"Accept": "application/json", **self.login},
							),
						)
					self.assertEqual(answer.status_code, 417, answer.get_data(as_text=True)[:500])
					self.assertIn("not saved", self.check())
		account = forms[accounts.ACCOUNT]
		self.assertFalse(frappe.db.exists(accounts.ACCOUNT, account["account_name"]))
		for graph_url in ("https://[", "http://[::1", "ftp://x", 5):
			answer = request(
				frappe.local.site,
				lambda client: client.open(
					"/api/resource/WhatsApp Bot Account",
					method="POST",
					json={**account, "graph_url": graph_url},
					headers=self.login,
				),
			)
			self.assertEqual((answer.status_code, answer.json["exc_type"]), (417, "ValidationError"))
			self.check(told=False)

	def test_what_says_no_is_no_fault(self):
		answer = self.ask("desk.reply", name="no such", text=self.said)
		self.assertEqual(answer.status_code, 404)
		self.check(told=False)
