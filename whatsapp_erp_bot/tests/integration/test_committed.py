# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What an administrator saved counts for the next turn, whoever was at a turn meanwhile.

The race that these tests play: somebody's transaction begins; an administrator saves and commits; the other one asks
for what was saved, as it stood when it began, and may put that into a cache; then a turn begins.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import frappe

from whatsapp_erp_bot.bot import accounts, committed, identity, interpret, pace, settings, statements, store
from whatsapp_erp_bot.bot.settings import get_settings
from whatsapp_erp_bot.commands.base import Context
from whatsapp_erp_bot.tests.integration import factories
from whatsapp_erp_bot.tests.integration.bot_case import BotCase, text_of
from whatsapp_erp_bot.whatsapp.signature import sign

OWNER = "dueno@demo.localhost"
SETTINGS, COMMAND, ACCOUNT = settings.SETTINGS, interpret.COMMAND, accounts.ACCOUNT


class Other:
	"""A worker of its own: a thread with a connection whose transaction has begun."""

	def __init__(self) -> None:
		self.site, self.sites_path = frappe.local.site, frappe.local.sites_path
		self.went_on, self.began = threading.Event(), threading.Event()
		self.asked: list[Callable[[], Any]] = []
		self.found: list[Any] = []
		self.thread = threading.Thread(target=self._work)
		self.thread.start()
		self.began.wait(10)

	def _work(self) -> None:
		frappe.init(self.site, sites_path=self.sites_path)
		frappe.connect()
		try:
			frappe.db.sql("select count(*) from tabSingles")
			self.began.set()
			self.went_on.wait(10)
			self.found = [ask() for ask in self.asked]
			frappe.db.commit()
		finally:
			frappe.destroy()

	def ask(self, *asked: Callable[[], Any]) -> list[Any]:
		"""Go on in the old transaction, and end it."""
		self.asked = list(asked)
		self.went_on.set()
		self.thread.join()
		return self.found


def customers() -> list[str]:
	"""Of the demo, that sell in its own currency."""
	filters = {"disabled": 0, "default_currency": ("in", ["MXN", "", None])}
	return frappe.get_all("Customer", filters, pluck="name", order_by="name asc")


class CommittedCase(BotCase):
	@contextmanager
	def race(self, *asked: Callable[[], Any]) -> Iterator[list[Any]]:
		"""Inside, the administrator saves; afterwards the list holds what the other one saw."""
		saw: list[Any] = []
		other = Other()
		try:
			yield saw
			frappe.db.commit()
		finally:
			saw += other.ask(*asked)
			# a new job of a worker: nothing of the old one
			frappe.local.cache = {}
			store.end_transaction_view()

	def put_back(self, doctype: str, name: str, **values: Any) -> None:
		def write() -> None:
			frappe.set_user("Administrator")
			document = frappe.get_doc(doctype, name)
			document.update(values)
			document.save()
			frappe.db.commit()

		self.addCleanup(write)


class TestSettings(CommittedCase):
	def setUp(self) -> None:
		super().setUp()
		self.put_back(SETTINGS, SETTINGS, writes_enabled=1, maximum_amount_per_document=0, greeting=None)

	def save(self, **values: Any) -> None:
		document = frappe.get_doc(SETTINGS)
		document.update(values)
		document.save()

	def test_writes_that_were_switched_off_are_off(self):
		for value in (0, 1, 0):
			with self.race(lambda: get_settings().writes_enabled) as saw:
				self.save(writes_enabled=value)
			self.assertEqual(saw, [1 - value])
			self.assertEqual(get_settings().writes_enabled, value)

	def test_the_next_turn_goes_by_it(self):
		phone = self.new_phone(OWNER)
		with self.race(lambda: get_settings().enabled):
			self.save(writes_enabled=0)
		customer = customers()[0]
		answer = text_of(
			self.say(phone, f"crea un pedido para {customer} de 3 Tornillo 3/8 para el viernes")[-1]
		)
		self.assertIn("no se pueden hacer cambios", answer)

	def test_limits_as_texts_numbers_and_switches(self):
		words = 'Dijo "hola" \\ ñ 😀\nsegunda línea\t}'
		self.save(
			maximum_amount_per_document=12.5, greeting=words, messages_per_minute=7, customers_enabled=0
		)
		found = get_settings()
		self.assertEqual(
			[found[name] for name in ("maximum_amount_per_document", "greeting", "messages_per_minute")],
			[12.5, words, 7],
		)
		self.assertIs(found.customers_enabled, 0)
		document = frappe.get_doc(SETTINGS)
		for field in document.meta.fields:
			if field.fieldtype not in ("Section Break", "Column Break", "Tab Break", "Password"):
				self.assertEqual(found.get(field.fieldname), document.get(field.fieldname), field.fieldname)

	def test_never_saved_settings_are_what_the_form_shows(self):
		frappe.db.delete("Singles", {"doctype": SETTINGS})
		committed.forget(SETTINGS)
		self.assertEqual((get_settings().enabled, get_settings().messages_per_minute), (1, 60))

	def test_who_saves_reads_on_in_the_same_transaction(self):
		self.assertEqual(get_settings().writes_enabled, 1)
		self.save(writes_enabled=0)
		self.assertEqual(get_settings().writes_enabled, 0)
		frappe.db.set_single_value(SETTINGS, "writes_enabled", 1)
		self.assertEqual(get_settings().writes_enabled, 1)

	def test_savepoint_that_is_undone_is_undone_here(self):
		frappe.db.savepoint("here")
		frappe.db.set_single_value(SETTINGS, "writes_enabled", 0)
		self.assertEqual(get_settings().writes_enabled, 0)
		frappe.db.rollback(save_point="here")
		self.assertEqual(get_settings().writes_enabled, 1)

	def test_nothing_of_it_is_in_redis(self):
		self.say(self.new_phone(OWNER), "menú")
		for name in ("whatsapp_bot_commands", f"document_cache::{SETTINGS}::{SETTINGS}"):
			frappe.cache.delete_value(name)
		self.say(self.new_phone(OWNER), "ayuda")
		for name in ("whatsapp_bot_commands", f"document_cache::{SETTINGS}::{SETTINGS}"):
			self.assertIsNone(frappe.cache.get_value(name))

	def test_a_turn_reads_each_once(self):
		phone = self.new_phone(OWNER)
		self.say(phone, "menú")
		asked: list[str] = []
		sql = frappe.db.sql

		def counting(query: Any, *arguments: Any, **named: Any) -> Any:
			asked.append(str(query))
			return sql(query, *arguments, **named)

		transactions = 0
		with mock.patch.object(frappe.db, "sql", counting):
			self.say(phone, "cuánto hay de tornillo")
		transactions = sum(query in ("commit", "rollback") for query in asked)
		for statement in (statements.singles(), statements.switches(COMMAND, interpret.COMMAND_ROLE)):
			self.assertLessEqual(asked.count(statement), 2, f"{statement}, {transactions} transactions")
		self.assertEqual(asked.count(statements.rights()), 1)


class TestCommands(CommittedCase):
	def setUp(self) -> None:
		super().setUp()
		self.put_back(COMMAND, "sales_summary", enabled=1, maximum_per_day=0, roles=[])

	def save(self, **values: Any) -> None:
		document = frappe.get_doc(COMMAND, "sales_summary")
		document.update(values)
		document.save()

	def switch(self) -> dict | None:
		return interpret.switched_off().get("sales_summary")

	def test_command_that_was_switched_off_is_off(self):
		for value in (0, 1, 0):
			with self.race(interpret.switched_off):
				self.save(enabled=value)
			self.assertEqual(bool((self.switch() or {"enabled": 1})["enabled"]), bool(value))

	def test_roles_and_limits(self):
		self.assertIsNone(self.switch())
		with self.race(interpret.switched_off):
			self.save(maximum_per_day=3, roles=[{"role": "Stock User"}, {"role": "Sales User"}])
		switch = self.switch()
		self.assertEqual(
			(switch["enabled"], switch["maximum_per_day"], set(switch["roles"])),
			(1, 3, {"Stock User", "Sales User"}),
		)
		with self.race(interpret.switched_off):
			self.save(maximum_per_day=0, roles=[{"role": "Stock User"}])
		self.assertEqual(self.switch(), {"enabled": 1, "maximum_per_day": 0, "roles": ["Stock User"]})
		context = Context(OWNER, "es", frappe.utils.getdate(), "", "")
		declaration = interpret.registry.declarations()["sales_summary"]
		with identity.acting_as(OWNER, "es"):
			self.assertTrue(interpret.may_run(context, declaration))
		self.save(roles=[{"role": "Fleet Manager"}])
		with identity.acting_as(OWNER, "es"):
			self.assertFalse(interpret.may_run(context, declaration))


class TestAccounts(CommittedCase):
	def test_kind_rate_and_company(self):
		self.put_back(ACCOUNT, self.account, messages_per_second=80, company=None)
		company = factories.company()
		asks = (
			lambda: accounts.is_simulator(self.account),
			lambda: pace.number_rate(self.account),
			lambda: accounts.row_of(self.account).company,
		)
		self.assertEqual([ask() for ask in asks], [False, 80, None])
		with self.race(*asks) as saw:
			document = frappe.get_doc(ACCOUNT, self.account)
			document.update({"messages_per_second": 20, "company": company})
			document.save()
		self.assertEqual(saw, [False, 80, None])
		self.assertEqual([ask() for ask in asks], [False, 20, company])
		self.addCleanup(frappe.db.commit)
		self.addCleanup(frappe.db.set_value, ACCOUNT, self.account, "kind", accounts.CLOUD)
		frappe.db.set_value(ACCOUNT, self.account, "kind", accounts.SIMULATOR)
		frappe.db.commit()
		self.assertTrue(accounts.is_simulator(self.account))

	def test_secret_that_was_replaced_is_no_more(self):
		self.put_back(ACCOUNT, self.account, app_secret=self.secret)
		header = sign(b"x", self.secret)
		self.assertEqual(accounts.signed_by(b"x", header), [self.account])
		with self.race(lambda: accounts.signed_by(b"x", header)):
			document = frappe.get_doc(ACCOUNT, self.account)
			document.app_secret = "another one"
			document.save()
		self.assertEqual(accounts.signed_by(b"x", header), [])


class TestRights(CommittedCase):
	def setUp(self) -> None:
		super().setUp()
		self.user = factories.user("Sales User", "Stock User")
		frappe.db.commit()
		self.addCleanup(self.remove)

	def remove(self) -> None:
		frappe.set_user("Administrator")
		for name in frappe.get_all("User Permission", {"user": self.user}, pluck="name"):
			frappe.delete_doc("User Permission", name, force=True)
		frappe.delete_doc("User", self.user, force=True)
		frappe.db.commit()

	def roles(self) -> set[str]:
		with identity.acting_as(self.user, "es"):
			return set(frappe.get_roles())

	def permissions(self) -> dict:
		with identity.acting_as(self.user, "es"):
			found = frappe.permissions.get_user_permissions(self.user)
			return {doctype: sorted(row.doc for row in rows) for doctype, rows in found.items()}

	def test_role_that_was_taken_away_is_gone(self):
		self.assertTrue({"Sales User", "All", "Desk User"} <= self.roles())
		before = frappe.get_roles(self.user)
		frappe.get_doc("User", self.user).remove_roles("Sales User")
		frappe.db.commit()
		# what a turn that began before it puts back
		frappe.cache.hset("roles", self.user, before)
		self.assertEqual(self.roles(), {"Stock User", "All", "Guest", "Desk User"})

	def test_roles_are_what_frappe_gives(self):
		for user in (OWNER, identity.SERVICE_USER, self.user):
			frappe.local.cache = {}
			frappe.cache.hdel("roles", user)
			expected = set(frappe.get_roles(user))
			with identity.acting_as(user, "es"):
				self.assertEqual(set(frappe.get_roles()), expected, user)

	def test_user_permission_counts_at_once(self):
		one, other = customers()[:2]
		territory = frappe.db.get_value("Territory", {"is_group": 0})
		self.assertEqual(self.permissions(), {})
		for doctype, name, expected in (
			("Customer", one, {"Customer": [one]}),
			("Customer", other, {"Customer": sorted([one, other])}),
			("Territory", territory, {"Customer": sorted([one, other]), "Territory": [territory]}),
		):
			with self.race(lambda: frappe.permissions.get_user_permissions(self.user)):
				factories.user_permission(self.user, doctype, name)
			self.assertEqual(self.permissions(), expected)
		with self.race(lambda: frappe.permissions.get_user_permissions(self.user)):
			frappe.delete_doc(
				"User Permission",
				frappe.db.get_value("User Permission", {"user": self.user, "for_value": one}),
			)
		self.assertEqual(self.permissions(), {"Customer": [other], "Territory": [territory]})
		self.assertEqual(self.permissions(), {"Customer": [other], "Territory": [territory]})

	def test_turn_ends_as_whoever_it_was(self):
		with identity.acting_as(self.user, "es"):
			pass
		self.assertIn("System Manager", frappe.get_roles())
