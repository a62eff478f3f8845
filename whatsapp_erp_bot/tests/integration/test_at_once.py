# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Two things that one person does at the same moment, on two phones: limits hold, and nobody waits for ever."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from unittest import mock

import frappe

from whatsapp_erp_bot.bot import allowance, confirm, drain, inbox, linking, myself, run, store
from whatsapp_erp_bot.commands import registry
from whatsapp_erp_bot.exceptions import Refused
from whatsapp_erp_bot.setup import stand_in
from whatsapp_erp_bot.tests.integration.bot_case import BotCase, choices_of, text_of
from whatsapp_erp_bot.tests.integration.test_confirm import setting
from whatsapp_erp_bot.tests.loopback import bodies

SELLER = "dueno@demo.localhost"
RUN, ORDER, COMMAND = "WhatsApp Bot Run", "Sales Order", "WhatsApp Bot Command"
CODE, MESSAGE, CONVERSATION = "WhatsApp Bot Link Code", "WhatsApp Bot Message", "WhatsApp Bot Conversation"
# how long whoever comes first waits for the other, who must not come
TOGETHER_SECONDS = 2


class AtOnceCase(BotCase):
	def setUp(self) -> None:
		super().setUp()
		self.graph.reset()
		for doctype in (RUN, CODE):
			frappe.db.delete(doctype)
		self.phones = [self.new_phone() for _number in range(2)]
		for phone in self.phones:
			stand_in.new_contact(phone, title=SELLER, user=SELLER, binding_method="Administrator")
		frappe.db.commit()
		self.meeting = threading.Barrier(2)
		self.met = 0

	def meet(self, real: Callable) -> Callable:
		"""The same function, in which whoever comes first waits for somebody else to come there too."""

		def meeting(*given: object, **options: object) -> object:
			try:
				self.meeting.wait(TOGETHER_SECONDS)
				self.met += 1
			except threading.BrokenBarrierError:
				pass
			return real(*given, **options)

		return meeting

	def both(self, contents: list[dict]) -> None:
		"""Each of the two phones sends something; both are answered at the same time."""
		for phone, content in zip(self.phones, contents, strict=True):
			inbox.receive(self.body(phone, content), [self.account])
		drain.drain(30)
		store.end_transaction_view()

	def ended(self, command: str) -> list[str]:
		store.end_transaction_view()
		return sorted(frappe.get_all(RUN, filters={"command": command}, pluck="status", order_by="name"))


class TestAmounts(AtOnceCase):
	def preview(self, phone: str) -> str:
		"""Id of the button that confirms an order."""
		customer = frappe.get_all(
			"Customer",
			filters={"disabled": 0, "default_currency": ("in", ["MXN", "", None])},
			pluck="customer_name",
			order_by="name asc",
			limit=1,
		)[0]
		answer = self.say(phone, f"crea un pedido para {customer} de 3 Tornillo 3/8 para el viernes")[-1]
		for _step in range(3):
			choices = choices_of(answer)
			yes = [id_ for id_ in choices.values() if id_.startswith("yes:")]
			if yes:
				return yes[0]
			pick = next(id_ for title, id_ in choices.items() if title in ("Tornillo 3/8", customer[:24]))
			answer = self.tap(phone, pick)[-1]
		self.fail(text_of(answer))

	def remove_drafts(self) -> None:
		frappe.set_user("Administrator")
		for name in frappe.get_all(
			ORDER, filters={"owner": SELLER, "docstatus": 0}, pluck="name", order_by="name"
		):
			frappe.delete_doc(ORDER, name, force=True)
		frappe.db.commit()

	def test_two_taps_at_the_same_moment_do_not_overspend_the_day(self):
		self.addCleanup(self.remove_drafts)
		yes = [self.preview(phone) for phone in self.phones]
		amount = self.last_run().amount
		self.assertGreater(amount, 0)
		setting("maximum_amount_per_day", 1.5 * amount)
		self.addCleanup(setting, "maximum_amount_per_day", 0)
		before = frappe.db.count(ORDER)
		applier = registry.applier("create_sales_order")
		with mock.patch.object(confirm.registry, "applier", return_value=self.meet(applier)):
			self.both([bodies.button_reply(id_, "x") for id_ in yes])
		self.assertEqual(self.met, 0)
		self.assertEqual(frappe.db.count(ORDER), before + 1)
		confirmed = frappe.get_all(
			RUN, filters={"confirmed_on": ("is", "set")}, pluck="status", order_by="name"
		)
		self.assertEqual(sorted(confirmed), ["Done", "Refused"])
		self.assertEqual(frappe.db.sql("select is_used_lock(%s)", _lock_of({"user": SELLER})), ((None,),))

	def test_within_the_limit_both_are_done_one_after_the_other(self):
		self.addCleanup(self.remove_drafts)
		yes = [self.preview(phone) for phone in self.phones]
		setting("maximum_amount_per_day", 10 * self.last_run().amount)
		self.addCleanup(setting, "maximum_amount_per_day", 0)
		before = frappe.db.count(ORDER)
		applier = registry.applier("create_sales_order")
		with mock.patch.object(confirm.registry, "applier", return_value=self.meet(applier)):
			self.both([bodies.button_reply(id_, "x") for id_ in yes])
		self.assertEqual((self.met, frappe.db.count(ORDER)), (0, before + 2))


class TestTimes(AtOnceCase):
	def limit(self, command: str, times: int) -> None:
		frappe.db.set_value(COMMAND, command, "maximum_per_day", times)
		frappe.cache.delete_value("whatsapp_bot_commands")
		frappe.db.commit()

	def test_a_command_is_used_as_often_as_allowed_over_both_phones(self):
		self.limit("who_am_i", 1)
		self.addCleanup(self.limit, "who_am_i", 0)
		with mock.patch.dict(myself.HANDLERS, {"who_am_i": self.meet(myself.who_am_i)}):
			self.both([bodies.text("¿quién soy?")] * 2)
		self.assertEqual(self.met, 0)
		self.assertEqual(self.ended("who_am_i"), ["Done", "Refused"])
		for phone in self.phones:
			self.say(phone, "¿quién soy?")
		self.assertEqual(self.ended("who_am_i"), ["Done", "Refused", "Refused", "Refused"])

	def test_what_is_confirmed_counts_once(self):
		"""A limit of one lets one document be made: its own run is not in its way."""
		self.limit("create_lead", 1)
		self.addCleanup(self.limit, "create_lead", 0)
		answer = self.say(self.phones[0], "crea un prospecto Faustino At Once")[-1]
		yes = next(id_ for id_ in choices_of(answer).values() if id_.startswith("yes:"))
		self.tap(self.phones[0], yes)
		self.addCleanup(frappe.db.commit)
		self.addCleanup(frappe.db.delete, "Lead", {"lead_name": "Faustino At Once"})
		self.assertEqual(self.ended("create_lead"), ["Done"])

	def test_one_long_report_at_a_time_over_both_phones(self):
		self.assertEqual(frappe.db.get_single_value("WhatsApp Bot Settings", "long_runs_per_person"), 1)
		with mock.patch.object(run.queue, "start_long", self.meet(lambda name: None)):
			self.both([bodies.text("cuentas por cobrar")] * 2)
		self.assertEqual(self.met, 0)
		self.assertEqual(self.ended("receivables"), ["Failed", "Queued"])
		# it is theirs, whichever phone they ask from
		for phone in self.phones:
			self.assertNotIn("No report", text_of(self.say(phone, "estado")[-1]))
		self.assertTrue(
			all(
				"%" in text_of(entry["body"]) or "turno" in text_of(entry["body"])
				for entry in self.graph.sent[-2:]
			)
		)

	def test_messages_in_a_minute_are_counted_over_all_our_numbers(self):
		setting("messages_per_minute", 3)
		self.addCleanup(setting, "messages_per_minute", 60)
		phone, other = self.phones
		contact = frappe.db.get_value("WhatsApp Bot Contact Alias", {"value": phone}, "parent")
		elsewhere = store.insert(CONVERSATION, {"contact": contact, "account": "Simulator", "mode": "Bot"})
		for _number in range(2):
			sequence = f"{0:012d}-{store.sortable_name()}-00000"
			said = {"conversation": elsewhere, "contact": contact, "direction": "In", "status": "Done"}
			store.insert(MESSAGE, {**said, "sequence": sequence})
		frappe.db.commit()
		self.assertEqual([len(self.say(phone, "menú")) for _number in range(3)], [1, 1, 0])
		self.assertEqual([len(self.say(other, "menú")) for _number in range(3)], [1, 1, 1])


class TestCodes(AtOnceCase):
	def at_once(self, do: Callable[[], object], times: int) -> list[object]:
		"""What each of several gives (or the error it ends with) that are done at the same moment, as requests are."""
		site, sites_path = frappe.local.site, frappe.local.sites_path
		ready = threading.Barrier(times)

		def work(_number: int) -> object:
			frappe.init(site, sites_path=sites_path)
			frappe.connect()
			try:
				# a view of the database that is as old as the request
				frappe.db.sql("select count(*) from `tabWhatsApp Bot Link Code`")
				ready.wait(30)
				told = do()
				time.sleep(0.05)
				frappe.db.commit()
				return told
			except Exception as error:
				frappe.db.rollback()
				return error
			finally:
				frappe.destroy()

		with ThreadPoolExecutor(times) as pool:
			return list(pool.map(work, range(times)))

	def test_codes_an_hour(self):
		made = self.at_once(lambda: linking.make_code(SELLER), 12)
		codes = [one for one in made if isinstance(one, str)]
		self.assertEqual(len(codes), linking.CODES_AN_HOUR, made)
		self.assertEqual({type(one) for one in made if one not in codes}, {Refused})
		store.end_transaction_view()
		self.assertEqual(frappe.db.count(CODE, {"user": SELLER, "status": "Open"}), 1)

	def test_guesses_an_hour(self):
		"""Of one person in several conversations: each with a number of ours."""
		contact = frappe.db.get_value("WhatsApp Bot Contact Alias", {"value": self.phones[0]}, "parent")
		looked: list[str] = []

		def guess() -> None:
			store.insert(RUN, {"contact": contact, "command": "link_account", "status": "Understood"})
			try:
				linking.claim(contact, "1234-5678")
			except Refused:
				# a turn keeps its run
				pass

		with mock.patch.object(linking, "_key", side_effect=lambda digits: looked.append(digits) or "none"):
			self.assertEqual(self.at_once(guess, 9), [None] * 9)
		self.assertEqual(len(looked), linking.GUESSES_AN_HOUR)


class TestHolding(AtOnceCase):
	def test_it_ends_with_the_transaction_whichever_way(self):
		lock = _lock_of({"user": SELLER})
		for end in (frappe.db.commit, frappe.db.rollback):
			allowance.hold({"user": SELLER})
			allowance.hold({"user": SELLER})
			self.assertTrue(frappe.db.sql("select is_used_lock(%s)", lock)[0][0])
			end()
			self.assertIsNone(frappe.db.sql("select is_used_lock(%s)", lock)[0][0])

	def test_who_waits_in_vain_is_busy_and_not_broken(self):
		locked, done = threading.Event(), threading.Event()
		site, sites_path = frappe.local.site, frappe.local.sites_path

		def somebody() -> None:
			frappe.init(site, sites_path=sites_path)
			frappe.connect()
			allowance.hold({"user": SELLER})
			locked.set()
			done.wait(30)
			frappe.db.rollback()
			frappe.destroy()

		other = threading.Thread(target=somebody)
		other.start()
		self.assertTrue(locked.wait(30))
		setting("maximum_amount_per_day", 10**9)
		self.addCleanup(setting, "maximum_amount_per_day", 0)
		try:
			with mock.patch.object(allowance, "WAIT_SECONDS", 0.5):
				with self.assertRaises(frappe.QueryTimeoutError) as busy:
					allowance.hold({"user": SELLER})
				self.assertTrue(store.is_busy(busy.exception))
				# another person is not in it
				allowance.hold({"user": "almacen@demo.localhost"})
		finally:
			done.set()
			other.join()
			frappe.db.rollback()


def _lock_of(person: dict[str, str]) -> str:
	"""Name of the lock as the server knows it."""
	taken: list[str] = []
	with (
		mock.patch.object(allowance.locks, "wait_for", lambda name, seconds: taken.append(name) or True),
		mock.patch.object(allowance.locks, "give_back"),
	):
		allowance.hold(person)
		frappe.db.after_commit.reset()
		frappe.db.after_rollback.reset()
	return allowance.locks._full(taken[0])
