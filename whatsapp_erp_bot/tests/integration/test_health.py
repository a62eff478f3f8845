# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What monitors are told, who may ask, and that a part that is away does not make the answer fall."""

import json
import re
import secrets
import time
from datetime import datetime, timedelta, timezone
from unittest import mock

import frappe
import redis
from frappe.utils import now_datetime
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from whatsapp_erp_bot.api import health as door
from whatsapp_erp_bot.bot import health, schedule, store
from whatsapp_erp_bot.bot.identity import SERVICE_USER
from whatsapp_erp_bot.permissions import AGENT_ROLE, MANAGER_ROLE
from whatsapp_erp_bot.tests.integration.bot_case import BotCase, clear_logs
from whatsapp_erp_bot.tests.loopback import bodies

SAMPLE = re.compile(r'^(?P<name>[a-z_:]+)(?P<labels>\{(?:[a-z_]+="(?:[^"\\\n]|\\.)*",?)+\})? (?P<value>\S+)$')


def event(status: str, minutes: float = 0, **values: object) -> str:
	"""An Event row that came so many minutes ago."""
	return store.insert(
		health.EVENT,
		{
			"status": status,
			"received_on": now_datetime() - timedelta(minutes=minutes),
			"body": "{}",
			"event_key": secrets.token_hex(32),
			**values,
		},
	)


def message(direction: str, status: str, minutes: float = 0) -> str:
	"""A Message row that was made so many minutes ago."""
	return store.insert(
		health.MESSAGE,
		{
			"direction": direction,
			"status": status,
			"kind": "text",
			"creation": now_datetime() - timedelta(minutes=minutes),
		},
	)


def samples(text: str) -> dict[str, float]:
	"""Prometheus text as {name and labels: value}; fails on a line that is none."""
	found = {}
	for line in text.splitlines():
		if line.startswith("#"):
			continue
		match = SAMPLE.match(line)
		if not match:
			raise AssertionError(f"not Prometheus text: {line!r}")
		found[match["name"] + (match["labels"] or "")] = float(match["value"])
	return found


class HealthCase(BotCase):
	def setUp(self) -> None:
		super().setUp()
		clear_logs()
		frappe.db.set_value("WhatsApp Bot Account", {"status": "Stopped"}, "status", "Active")
		schedule.note(schedule.SWEPT)
		# nobody's Redis but that of the test decides what the other tests see
		there = mock.patch.object(redis.Redis, "ping", return_value=True)
		there.start()
		self.addCleanup(there.stop)

	def troubles(self) -> list[str]:
		found = health.report()
		self.assertEqual(found["well"], not found["troubles"])
		return found["troubles"]


class TestReport(HealthCase):
	def test_an_answered_message_is_well(self):
		self.take(self.body(self.new_phone(), bodies.text("hola")))
		found = health.report()
		self.assertEqual((found["well"], found["troubles"]), (True, []))
		self.assertEqual((found["events"]["waiting"], found["events"]["dead"]), (0, 0))
		for field in ("last_received", "last_done"):
			age = datetime.now(timezone.utc) - datetime.fromisoformat(found["events"][field])
			self.assertLess(abs(age.total_seconds()), 60, field)
		self.assertIn({"name": self.account, "status": "Active"}, found["accounts"])
		self.assertNotIn("Simulator", [account["name"] for account in found["accounts"]])

	def test_nothing_at_all_is_well(self):
		found = health.report()
		self.assertTrue(found["well"], found)
		self.assertIsNone(found["events"]["last_received"])
		self.assertIsNone(found["events"]["oldest_waiting_seconds"])

	def test_the_newest_event_counts_whatever_became_of_it(self):
		event("Done", 9)
		event("Dead", 3, modified=now_datetime() - timedelta(hours=2))
		found = health.report()["events"]
		self.assertGreater(found["last_received"], found["last_done"])

	def test_an_event_that_nobody_takes_up_is_trouble_after_five_minutes(self):
		event("Waiting", 4)
		self.assertEqual(self.troubles(), [])
		event("Waiting", 6)
		self.assertEqual(self.troubles(), ["waiting_too_long"])
		self.assertGreaterEqual(health.report()["events"]["oldest_waiting_seconds"], 360)

	def test_a_message_that_nobody_answers_is_trouble_after_five_minutes(self):
		message("In", "Waiting", 4)
		message("In", "Done", 60)
		message("Out", "Queued", 60)
		self.assertEqual(self.troubles(), [])
		message("In", "Waiting", 6)
		self.assertEqual(self.troubles(), ["waiting_too_long"])

	def test_a_dead_event_is_trouble_for_an_hour(self):
		event("Dead", 600, modified=now_datetime() - timedelta(minutes=61))
		self.assertEqual(self.troubles(), [])
		event("Dead", 600, modified=now_datetime() - timedelta(minutes=59))
		self.assertEqual(self.troubles(), ["dead_events"])
		self.assertEqual(health.report()["events"]["dead"], 2)

	def test_a_stopped_number_is_trouble_until_it_is_switched_off(self):
		frappe.db.set_value("WhatsApp Bot Account", self.account, "status", "Stopped")
		self.assertEqual(self.troubles(), ["stopped_accounts"])
		frappe.db.set_value("WhatsApp Bot Account", self.account, "enabled", 0)
		self.assertEqual(self.troubles(), [])

	def test_a_sweep_that_did_not_come_is_trouble_after_five_minutes(self):
		"""What ran counts, not what is switched on."""
		for age, told in (
			(0, []),
			(290, []),
			(310, ["not_swept"]),
			(-310, ["not_swept"]),
			(86400, ["not_swept"]),
		):
			with mock.patch.object(schedule.time, "time", return_value=time.time() - age):
				schedule.note(schedule.SWEPT)
			self.assertEqual(self.troubles(), told, age)
		# a worker that did it instead leaves a scheduler that does nothing
		schedule.note(schedule.SWEPT_INSTEAD)
		self.assertEqual(self.troubles(), ["not_swept"])
		found = health.report()["scheduler"]
		self.assertGreater(found["last_sweep_instead"], found["last_sweep"])
		frappe.db.delete("DefaultValue", {"parent": schedule.PARENT})
		self.assertEqual(self.troubles(), ["not_swept"])
		self.assertIsNone(health.report()["scheduler"]["last_sweep"])

	def test_the_sweep_is_told_in_utc_whatever_the_site_has(self):
		for zone in ("Asia/Kolkata", "America/Mexico_City", "Pacific/Auckland"):
			with mock.patch.object(health, "get_system_timezone", return_value=zone):
				told = datetime.fromisoformat(health.report()["scheduler"]["last_sweep"])
			self.assertLess(abs((datetime.now(timezone.utc) - told).total_seconds()), 60, zone)

	def test_what_did_not_go_out_is_counted(self):
		for status in ("Failed", "Failed", "Unknown", "Held", "Queued", "Read"):
			message("Out", status)
		message("In", "Failed")
		counted = health.report()["messages"]
		self.assertEqual(
			{status: counted[status] for status in ("failed", "unknown", "held", "queued", "sending")},
			{"failed": 2, "unknown": 1, "held": 1, "queued": 1, "sending": 0},
		)

	def test_workers_are_those_of_this_bench_by_queue(self):
		class Listener:
			def __init__(self, *queues: str) -> None:
				self.queues = queues

			def queue_names(self) -> list[str]:
				return [health.generate_qname(queue) for queue in self.queues]

		foreign = mock.Mock(queue_names=lambda: ["home-other-bench:short"])
		with mock.patch.object(
			health.Worker,
			"all",
			return_value=[Listener("short", "default"), Listener("long", "short"), foreign],
		):
			self.assertEqual(health.report()["workers"], {"short": 2, "long": 1})

	def test_names_nobody_and_no_secret(self):
		phone = self.new_phone()
		self.take(self.body(phone, bodies.text("a word that only they know")))
		for text in (json.dumps(health.report()), health.to_prometheus(health.report())):
			for hidden in (phone, "only they know", self.secret, self.token, self.phone_number_id):
				self.assertNotIn(hidden, text)


class TestPartsAway(HealthCase):
	def test_redis_away_is_said_and_nothing_falls(self):
		for error in (redis.exceptions.ConnectionError, redis.exceptions.TimeoutError, OSError):
			with mock.patch.object(redis.Redis, "ping", side_effect=error("away")):
				found = health.report()
			self.assertEqual(found["troubles"], ["redis_away"])
			self.assertEqual(found["redis"], {"cache": False, "queue": False})
			self.assertIsNone(found["workers"])
			self.assertIsNotNone(found["events"])
			self.assertEqual(samples(health.to_prometheus(found))['whatsapp_bot_up{part="redis_queue"}'], 0)

	def test_redis_that_goes_between_two_questions(self):
		with mock.patch.object(health.Worker, "all", side_effect=redis.exceptions.ConnectionError("away")):
			self.assertIsNone(health.report()["workers"])

	def test_database_away_is_said_and_nothing_falls(self):
		with mock.patch.object(store, "count", side_effect=frappe.db.OperationalError(2006, "gone away")):
			found = health.report()
		self.assertEqual(found["troubles"], ["database_away"])
		self.assertEqual((found["events"], found["accounts"]), (None, None))
		read = samples(health.to_prometheus(found))
		self.assertEqual((read["whatsapp_bot_well"], read['whatsapp_bot_up{part="database"}']), (0, 0))
		self.assertFalse([name for name in read if "waiting" in name])


class TestPrometheus(HealthCase):
	def test_every_figure_has_a_line_and_its_type(self):
		event("Waiting", 10)
		message("Out", "Held")
		text = health.to_prometheus(health.report())
		read = samples(text)
		self.assertEqual(read["whatsapp_bot_well"], 0)
		self.assertEqual(read['whatsapp_bot_trouble{trouble="waiting_too_long"}'], 1)
		self.assertGreaterEqual(read['whatsapp_bot_oldest_waiting_seconds{what="event"}'], 600)
		self.assertEqual(read['whatsapp_bot_oldest_waiting_seconds{what="message"}'], 0)
		self.assertEqual(read['whatsapp_bot_outgoing_messages{status="held"}'], 1)
		self.assertEqual(read[f'whatsapp_bot_account_active{{account="{self.account}"}}'], 1)
		arrived = datetime.now(timezone.utc).timestamp() - read["whatsapp_bot_last_event_timestamp_seconds"]
		self.assertAlmostEqual(arrived, 600, delta=60)
		families = {name.partition("{")[0] for name in read}
		self.assertEqual(families, set(re.findall(r"^# TYPE (\S+) gauge$", text, re.M)))
		self.assertTrue(text.endswith("\n"))

	def test_a_name_with_quotes_stays_one_line(self):
		found = health.report()
		found["accounts"] = [{"name": 'The "big"\nnumber \\', "status": "Active"}]
		self.assertIn(
			r'whatsapp_bot_account_active{account="The \"big\"\nnumber \\"} 1', health.to_prometheus(found)
		)


class TestDoor(HealthCase):
	"""Who may ask, as Frappe would hand their requests over. Monitors' token: test_monitoring."""

	def setUp(self) -> None:
		super().setUp()
		self.addCleanup(setattr, frappe.local, "request", getattr(frappe.local, "request", None))

	def come(self, user: str = "Guest", **headers: str) -> None:
		"""A request before our method."""
		frappe.set_user(user)
		frappe.local.request = Request(EnvironBuilder(path=door.PATH, headers=headers).get_environ())

	def user(self, *roles: str) -> str:
		name = f"health.{secrets.token_hex(4)}@test.localhost"
		frappe.set_user("Administrator")
		made = frappe.get_doc({"doctype": "User", "email": name, "first_name": "H", "send_welcome_email": 0})
		made.insert().add_roles(*roles)
		return name

	def test_managers_may_and_others_may_not(self):
		for role in (MANAGER_ROLE, "System Manager"):
			self.come(self.user(role))
			self.assertEqual(door.check().status_code, 200, role)
		for role in (AGENT_ROLE, "Sales User"):
			self.come(self.user(role))
			self.assertRaises(frappe.PermissionError, door.check)
		self.come(SERVICE_USER)
		self.assertRaises(frappe.PermissionError, door.check)

	def test_json_or_text_200_or_503(self):
		self.come("Administrator")
		answer = door.check()
		self.assertEqual((answer.status_code, answer.mimetype), (200, "application/json"))
		self.assertTrue(json.loads(answer.get_data())["well"])
		self.assertEqual(door.check(format="prometheus").mimetype, "text/plain")
		for accepted, text in (
			(
				"application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
				True,
			),
			("text/plain", True),
			("application/json, text/plain;q=0.9", False),
			("text/plain;q=0.1, */*", False),
			("*/*", False),
		):
			self.come("Administrator", Accept=accepted)
			self.assertEqual(door.check().mimetype == "text/plain", text, accepted)
		event("Waiting", 10)
		self.assertEqual(door.check().status_code, 503)
		text = door.check(format="prometheus")
		self.assertEqual(
			(text.status_code, samples(text.get_data(as_text=True))["whatsapp_bot_well"]), (200, 0)
		)
