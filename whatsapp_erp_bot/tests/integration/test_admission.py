# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What ERPNext says of a user's logging in counts for each message: hours, networks, kind of user."""

from datetime import datetime
from unittest import mock

import frappe

from whatsapp_erp_bot.bot import admission, drain, identity, linking, queue, run, simulator, statements, store
from whatsapp_erp_bot.exceptions import Refused
from whatsapp_erp_bot.setup.stand_in import bind_phone
from whatsapp_erp_bot.tests.integration.bot_case import BotCase, text_of
from whatsapp_erp_bot.tests.integration.test_confirm import ConfirmCase

OWNER, NORTH = "dueno@demo.localhost", "ventas.norte@demo.localhost"
RUN, SETTINGS, USER = "WhatsApp Bot Run", "WhatsApp Bot Settings", "User"
QUESTION = "¿cuánto vendimos este mes?"


class AdmissionCase(BotCase):
	"""`user` is changed as an administrator would, and put back."""

	user = OWNER

	def change(self, **values: object) -> None:
		before = frappe.db.get_value(USER, self.user, list(values), as_dict=True)
		self.addCleanup(frappe.db.commit)
		self.addCleanup(frappe.db.set_value, USER, self.user, dict(before))
		frappe.db.set_value(USER, self.user, values)
		frappe.db.commit()

	def set_up_settings(self, **values: object) -> None:
		for field, value in values.items():
			before = frappe.db.get_single_value(SETTINGS, field)
			self.addCleanup(frappe.clear_document_cache, SETTINGS, SETTINGS)
			self.addCleanup(frappe.db.commit)
			self.addCleanup(frappe.db.set_single_value, SETTINGS, field, before)
			frappe.db.set_single_value(SETTINGS, field, value)
		frappe.db.commit()
		frappe.clear_document_cache(SETTINGS, SETTINGS)

	def at(self, hour: int):
		"""As if it were that hour."""
		return mock.patch.object(admission, "now_datetime", return_value=datetime(2026, 11, 23, hour, 59, 59))

	def runs(self) -> int:
		store.end_transaction_view()
		return frappe.db.count(RUN, {"user": self.user})

	def is_answered(self, phone: str) -> bool:
		"""Whether a question runs as the user."""
		before = self.runs()
		self.said = [text_of(body) for body in self.say(phone, QUESTION)]
		return self.runs() > before


class TestHours(AdmissionCase):
	def test_only_within_the_login_hours(self):
		phone = self.new_phone(self.user)
		self.change(login_after=8, login_before=18)
		for hour, open_ in ((0, False), (7, False), (8, True), (17, True), (18, False), (23, False)):
			with self.at(hour):
				self.assertEqual(self.is_answered(phone), open_, hour)
			if not open_:
				self.assertIn("8:00", self.said[-1])
				self.assertIn("18:00", self.said[-1])

	def test_as_frappe_compares(self):
		"""The same hours as at the login form (frappe/auth.py, `LoginManager.validate_hour`)."""
		from frappe.auth import LoginManager

		manager = LoginManager.__new__(LoginManager)
		manager.user = self.user
		for after, before in ((0, 0), (8, 0), (0, 18), (8, 18), (22, 6), (12, 12), (1, 23)):
			self.change(login_after=after, login_before=before)
			row = frappe.db.get_value(USER, self.user, list(statements.OF_USER), as_dict=True)
			for hour in range(24):
				now = datetime(2026, 11, 23, hour)
				with mock.patch("frappe.utils.now_datetime", return_value=now):
					try:
						manager.validate_hour()
						theirs = True
					except frappe.AuthenticationError:
						theirs = False
				ours = admission.closed(self.user, row, now=now) is None
				self.assertEqual(ours, theirs, (after, before, hour))

	def test_a_long_report_that_starts_after_hours_is_not_made(self):
		phone = self.new_phone(self.user)
		self.change(login_after=8, login_before=18)
		with self.at(17), mock.patch.object(queue, "start_long"):
			self.say(phone, "cuentas por cobrar")
		name = self.last_run(command="receivables").name
		before = len(self.graph.sent)
		with self.at(18):
			run.carry_out_long(name)
		drain.drain(5)
		self.assertEqual(store.read(RUN, name).status, "Refused")
		self.assertIn("18:00", text_of(self.graph.sent[-1]["body"]))
		self.assertEqual(len(self.graph.sent), before + 1)

	def test_stopping_notifications_is_heard_at_any_hour(self):
		phone = self.new_phone(self.user)
		self.change(login_after=8, login_before=18)
		with self.at(20):
			self.say(phone, "BAJA")
		contact = frappe.db.get_value("WhatsApp Bot Contact Alias", {"value": phone}, "parent")
		self.assertTrue(frappe.db.get_value("WhatsApp Bot Contact", contact, "notifications_stopped"))

	def test_customers_have_no_hours(self):
		"""Hours are a user's: who is known by phone only has none."""
		row = frappe._dict(
			login_after=None, login_before=None, restrict_ip=None, enabled=1, user_type="System User"
		)
		self.assertIsNone(admission.closed(self.user, row, now=datetime(2026, 11, 23, 3)))


class TestButtonsAtNight(ConfirmCase):
	def test_a_button_of_the_day_writes_nothing_at_night(self):
		_answer, choices = self.preview()
		yes = next(id_ for id_ in choices.values() if id_.startswith("yes:"))
		closed = admission.Closed("hours", 8, 18)
		with mock.patch.object(admission, "closed", return_value=closed):
			told = self.tap(self.phone, yes)
		self.assertIn("18:00", text_of(told[-1]))
		self.assertEqual(self.count(), self.orders)
		# it is still there in the morning
		self.tap(self.phone, yes)
		self.assertEqual(self.count(), self.orders + 1)


class TestNetworks(AdmissionCase):
	def test_who_is_bound_to_networks_is_not_let_in(self):
		phone = self.new_phone(self.user)
		for networks, open_ in (("", True), (" , \n", True), ("10.0.0", False), ("10.0.0.1, 192.168", False)):
			self.change(restrict_ip=networks)
			self.assertEqual(self.is_answered(phone), open_, networks)

	def test_unless_the_settings_let_them_in(self):
		phone = self.new_phone(self.user)
		self.change(restrict_ip="10.0.0.1")
		self.set_up_settings(ip_restricted_users=1)
		self.assertTrue(self.is_answered(phone))

	def test_the_switch_is_off_where_nobody_has_set_it(self):
		field = frappe.get_meta(SETTINGS).get_field("ip_restricted_users")
		self.assertEqual(field.default, "0")

	def test_at_the_simulator_frappe_has_seen_their_network(self):
		self.change(restrict_ip="10.0.0.1")
		before = self.runs()
		simulator.say(QUESTION, self.user)
		drain.drain(10)
		self.assertGreater(self.runs(), before)

	def test_hours_hold_at_the_simulator(self):
		self.change(login_before=18)
		before = self.runs()
		with self.at(20):
			simulator.say(QUESTION, self.user)
			drain.drain(10)
		self.assertEqual(self.runs(), before)


class TestKindsOfUsers(AdmissionCase):
	user = NORTH

	def test_who_lost_desk_is_nobody(self):
		phone = self.new_phone(self.user)
		self.assertTrue(self.is_answered(phone))
		self.change(user_type="Website User")
		self.assertFalse(self.is_answered(phone))
		self.assertNotIn("Refused", self.said[-1])
		self.assertFalse(identity.may_act(self.user))
		self.assertRaises(Refused, linking.make_code, self.user)

	def test_a_role_without_desk_access_is_no_way_in(self):
		"""Frappe makes a portal user of whoever has no role that opens Desk."""
		name = "nodesk@admission.localhost"
		role = "Admission Test"
		frappe.get_doc({"doctype": "Role", "role_name": role, "desk_access": 1}).insert()
		user = frappe.get_doc(
			{
				"doctype": USER,
				"email": name,
				"first_name": "N",
				"send_welcome_email": 0,
				"roles": [{"role": role}],
			}
		)
		user.insert()
		phone = self.new_phone()
		bind_phone(phone, name)
		frappe.db.commit()
		self.addCleanup(frappe.db.commit)
		self.addCleanup(frappe.delete_doc, "Role", role, force=True)
		self.addCleanup(frappe.delete_doc, USER, name, force=True)
		contact = frappe.db.get_value("WhatsApp Bot Contact Alias", {"value": phone}, "parent")
		self.assertEqual(identity.person(identity.contact_row(contact)).kind, "staff")
		frappe.get_doc("Role", role).update({"desk_access": 0}).save()
		self.assertEqual(identity.person(identity.contact_row(contact)).kind, "refused")

	def test_disabled_and_gone(self):
		phone = self.new_phone(self.user)
		self.change(enabled=0)
		self.assertFalse(self.is_answered(phone))
		contact = frappe.db.get_value("WhatsApp Bot Contact Alias", {"value": phone}, "parent")
		frappe.db.set_value("WhatsApp Bot Contact", contact, "user", "nobody@admission.localhost")
		self.assertEqual(identity.person(identity.contact_row(contact)).kind, "refused")

	def test_what_is_about_passwords_and_menus_does_not_count(self):
		phone = self.new_phone(self.user)
		self.change(last_password_reset_date="2001-01-01")
		before = frappe.db.get_single_value("System Settings", "force_user_to_reset_password")
		self.addCleanup(frappe.db.set_single_value, "System Settings", "force_user_to_reset_password", before)
		frappe.db.set_single_value("System Settings", "force_user_to_reset_password", 30)
		self.assertTrue(self.is_answered(phone))
