# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The sweep runs on every site: whenever the app came to it, whatever its clock does, and whoever forgot the scheduler."""

import threading
import time
from datetime import timedelta
from unittest import mock

import frappe
from frappe.utils import now_datetime
from frappe.utils.scheduler import enqueue_events_for_site

from whatsapp_erp_bot import jobs
from whatsapp_erp_bot.bot import conversation, drain, queue, schedule, store
from whatsapp_erp_bot.setup import install
from whatsapp_erp_bot.tests.integration.bot_case import BotCase, base_url, wait_for

JOB_TYPE, SETTINGS = "Scheduled Job Type", "System Settings"
SWEEP = "whatsapp_erp_bot.jobs.sweep"
HOURS = timedelta(hours=11, minutes=30)


class ScheduleCase(BotCase):
	def setUp(self) -> None:
		super().setUp()
		self.zone = frappe.db.get_single_value(SETTINGS, "time_zone")
		self.addCleanup(frappe.db.commit)
		self.addCleanup(frappe.db.delete, "DefaultValue", {"parent": schedule.PARENT})
		self.addCleanup(self.set_zone, self.zone)

	def set_zone(self, zone: str) -> None:
		"""As an administrator does, or the setup wizard."""
		frappe.set_user("Administrator")
		settings = frappe.get_doc(SETTINGS)
		settings.time_zone = zone
		settings.save()
		frappe.db.commit()
		self.forget_zone()

	def forget_zone(self) -> None:
		"""As a new request or job begins."""
		if hasattr(frappe.local, "system_settings"):
			del frappe.local.system_settings

	def job(self, **values: object):
		if values:
			frappe.db.set_value(JOB_TYPE, {"method": SWEEP}, values, update_modified=False)
			frappe.db.commit()
		return frappe.get_doc(JOB_TYPE, {"method": SWEEP})

	def assert_due_in_a_minute(self) -> None:
		store.end_transaction_view()
		self.assertTrue(self.job().is_event_due(now_datetime() + timedelta(minutes=1)))

	def assert_far_away(self) -> None:
		self.assertFalse(self.job().is_event_due(now_datetime() + timedelta(hours=1)))


class TestClock(ScheduleCase):
	def test_installed_before_the_setup_wizard(self):
		"""As `bench new-site; install-app erpnext whatsapp_erp_bot` and then the wizard, by itself or on a page."""
		self.set_zone("Asia/Kolkata")
		self.job(creation=now_datetime(), last_execution=None)
		self.set_zone("America/Mexico_City")
		self.assert_due_in_a_minute()

	def test_zone_changed_later(self):
		for zone in (
			"Asia/Kolkata",
			"America/Mexico_City",
			"Europe/Lisbon",
			"Pacific/Kiritimati",
			"Pacific/Niue",
		):
			self.job(last_execution=now_datetime())
			self.set_zone(zone)
			self.assert_due_in_a_minute()

	def test_zone_changed_without_a_word(self):
		"""In the database, by a restored backup, or by a server whose clock is set back."""
		self.job(creation=now_datetime() + HOURS, last_execution=None)
		self.assert_far_away()
		install.after_migrate()
		frappe.db.commit()
		self.assert_due_in_a_minute()
		self.job(last_execution=now_datetime() + HOURS)
		self.assert_far_away()
		jobs.sweep_instead()
		frappe.db.commit()
		self.assert_due_in_a_minute()

	def test_hour_that_comes_twice(self):
		"""At the end of summer time."""
		self.job(last_execution=now_datetime() + timedelta(minutes=59))
		schedule.put_right()
		frappe.db.commit()
		self.assert_due_in_a_minute()

	def test_jobs_of_others_and_what_an_admin_stopped_stay(self):
		other = frappe.get_all(
			JOB_TYPE, {"method": ("not like", "whatsapp_erp_bot.%")}, pluck="name", limit=1
		)[0]
		ahead = now_datetime() + HOURS
		frappe.db.set_value(JOB_TYPE, other, "last_execution", ahead, update_modified=False)
		self.job(stopped=1, last_execution=now_datetime() + HOURS)
		self.addCleanup(self.job, stopped=0)
		schedule.put_right()
		self.assertEqual(frappe.db.get_value(JOB_TYPE, other, "last_execution"), ahead)
		self.assertEqual(self.job().stopped, 1)
		frappe.db.rollback()

	def test_what_waits_keeps_its_distance(self):
		"""A lease, an attempt, a confirmation: nothing of it lasts eleven hours longer, nor ends too early."""
		self.set_zone("Asia/Kolkata")
		rows = []
		for doctype, field, state, states in schedule.WAITING:
			values = {field: now_datetime() + timedelta(minutes=7)}
			if state:
				values[state] = states[0]
			if doctype == "WhatsApp Bot Account":
				frappe.db.set_value(doctype, self.account, field, values[field])
				rows.append((doctype, self.account, field))
			else:
				rows.append((doctype, store.insert(doctype, values), field))
		done = store.insert(schedule.RUN, {"status": "Done", "confirm_until": now_datetime()})
		told = store.read(schedule.RUN, done).confirm_until
		frappe.db.commit()
		for zone in ("America/Mexico_City", "Pacific/Auckland"):
			self.set_zone(zone)
			for doctype, name, field in rows:
				left = store.read(doctype, name)[field] - now_datetime()
				self.assertLess(
					abs(left - timedelta(minutes=7)), timedelta(minutes=1), (zone, doctype, field)
				)
		self.assertEqual(store.read(schedule.RUN, done).confirm_until, told)
		self.addCleanup(frappe.db.set_value, "WhatsApp Bot Account", self.account, "bulk_paused_until", None)

	def test_administrator_is_not_kept_from_it(self):
		with mock.patch.object(schedule, "_move_what_waits", side_effect=ZeroDivisionError):
			self.set_zone("Europe/Lisbon")
		self.assertEqual(frappe.db.get_single_value(SETTINGS, "time_zone"), "Europe/Lisbon")
		self.assertTrue(frappe.db.exists("Error Log", {"method": ("like", "WhatsApp Bot: time zone%")}))

	def test_lease_from_before_the_clock_went_back_ends(self):
		now = now_datetime()
		held = {
			minutes: store.insert(
				conversation.CONVERSATION,
				{"lease_owner": "x", "lease_until": now + timedelta(minutes=minutes)},
			)
			for minutes in (1, 60)
		}
		drain.sweep()
		owners = {
			minutes: store.read(conversation.CONVERSATION, name).lease_owner for minutes, name in held.items()
		}
		self.assertEqual(owners, {1: "x", 60: None})


class TestNote(ScheduleCase):
	def age(self, what: str) -> float:
		store.end_transaction_view()
		return time.time() - schedule.times().get(what, 0)

	def test_sweep_says_that_it_ran_once_it_has(self):
		with mock.patch.object(drain, "sweep", side_effect=ZeroDivisionError):
			self.assertRaises(Exception, jobs.sweep)
		frappe.db.commit()
		self.assertNotIn(schedule.SWEPT, schedule.times())
		for _again in range(3):
			jobs.sweep()
			frappe.db.commit()
			self.assertLess(self.age(schedule.SWEPT), 60)
		self.assertEqual(
			frappe.db.count("DefaultValue", {"parent": schedule.PARENT, "defkey": schedule.SWEPT}), 1
		)
		self.assertNotIn(schedule.SWEPT_INSTEAD, schedule.times())

	def test_drain_sees_to_it_where_the_scheduler_does_not(self):
		def woken() -> int:
			queue.sweep_instead.reset_mock()
			drain.drain(1)
			return queue.sweep_instead.call_count

		self.assertEqual(woken(), 1)
		for seconds, expected in ((0, 0), (170, 0), (190, 1), (-3600, 1), (86400, 1)):
			with mock.patch.object(schedule.time, "time", return_value=time.time() - seconds):
				schedule.note(schedule.SWEPT)
			frappe.db.commit()
			self.assertEqual(woken(), expected, seconds)
		schedule.note(schedule.SWEPT_INSTEAD)
		frappe.db.commit()
		self.assertEqual(woken(), 0)

	def test_no_session_loads_it(self):
		schedule.note(schedule.SWEPT)
		self.assertNotIn(schedule.SWEPT, frappe.defaults.get_defaults())


class TestProcesses(ScheduleCase):
	"""Frappe's own scheduler and a real worker."""

	def setUp(self) -> None:
		super().setUp()
		base_url()
		# of this site's jobs only ours may run here
		others = frappe.get_all(JOB_TYPE, {"method": ("!=", SWEEP), "stopped": 0}, pluck="name")
		switches = ("enable_scheduler", "dormant_days")
		before = {field: frappe.db.get_single_value(SETTINGS, field) for field in switches}

		def stop(value: int) -> None:
			for name in others:
				frappe.db.set_value(JOB_TYPE, name, "stopped", value, update_modified=False)
			frappe.db.commit()

		self.addCleanup(stop, 0)
		stop(1)
		for field, value in before.items():
			self.addCleanup(frappe.db.set_single_value, SETTINGS, field, value)
			frappe.db.set_single_value(SETTINGS, field, int(field == "enable_scheduler"))
		frappe.db.delete("DefaultValue", {"parent": schedule.PARENT})
		frappe.db.commit()

	def tick(self) -> None:
		"""What the scheduler does for this site each minute."""
		tick = threading.Thread(target=enqueue_events_for_site, args=(frappe.local.site,))
		# on the site of the tests it is switched off
		with mock.patch("frappe.utils.scheduler.is_scheduler_inactive", return_value=False):
			tick.start()
			tick.join()

	def test_scheduler_sweeps_after_the_wizard(self):
		self.set_zone("Asia/Kolkata")
		self.job(creation=now_datetime(), last_execution=None)
		self.tick()
		time.sleep(2)
		store.end_transaction_view()
		self.assertNotIn(schedule.SWEPT, schedule.times())
		self.set_zone("America/Mexico_City")
		self.job(last_execution=now_datetime() - timedelta(minutes=1))
		self.tick()
		wait_for(lambda: schedule.SWEPT in schedule.times())

	def test_worker_sweeps_and_mends_where_the_clock_jumped(self):
		self.job(last_execution=now_datetime() + HOURS)
		self.tick()
		mock.patch.stopall()
		queue.started(queue.SWEEP_INSTEAD)
		drain.drain(1)
		wait_for(lambda: schedule.SWEPT_INSTEAD in schedule.times())
		self.assert_due_in_a_minute()
