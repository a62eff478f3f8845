# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Who is behind a number, and that everything runs as that person and nobody else."""

import frappe
from frappe.utils.password import get_encryption_key

from whatsapp_erp_bot.bot import drain, identity, keys, linking, merging, simulator, store
from whatsapp_erp_bot.exceptions import Refused
from whatsapp_erp_bot.setup import ask
from whatsapp_erp_bot.tests.integration.bot_case import BotCase, text_of

NORTH, SOUTH = "ventas.norte@demo.localhost", "ventas.sur@demo.localhost"
STOCK, NOBODY = "almacen@demo.localhost", "sin.permiso@demo.localhost"
CONTACT = "WhatsApp Bot Contact"
CODE = "WhatsApp Bot Link Code"
ALIAS = "WhatsApp Bot Contact Alias"


class TestUnknown(BotCase):
	def test_unknown_number_is_told_what_to_do_and_nothing_else(self):
		phone = self.new_phone()
		answers = self.say(phone, "¿cuánto vendimos este mes?")
		self.assertEqual(len(answers), 1)
		self.assertIn("ERPNext", text_of(answers[0]))
		self.assertEqual(self.last_run().status, "Not understood")
		self.assertIsNone(self.last_run().user)

	def test_first_contact_says_what_it_is_once(self):
		phone = self.new_phone()
		first, second = self.say(phone, "hola")[0], self.say(phone, "hola")[0]
		self.assertIn("automát", text_of(first).lower())
		self.assertNotIn("automát", text_of(second).lower())


class TestStaff(BotCase):
	def test_two_sellers_get_different_answers_to_the_same_question(self):
		north, south = self.new_phone(NORTH), self.new_phone(SOUTH)
		question = "¿cuánto vendimos este año?"
		first, second = self.say(north, question), self.say(south, question)
		self.assertEqual(self.last_run(user=NORTH).status, "Done")
		self.assertEqual(self.last_run(user=SOUTH).status, "Done")
		self.assertNotEqual(
			text_of(first[0]).split("\n")[-4:], text_of(second[0]).split("\n")[-4:], "same figures for both"
		)

	def test_user_without_stock_permission_is_told_so(self):
		phone = self.new_phone(NOBODY)
		answer = text_of(self.say(phone, "¿cuánto hay de tornillo 3/8?")[-1])
		run = self.last_run(user=NOBODY)
		self.assertEqual((run.command, run.permission, run.status), ("stock_balance", "Refused", "Refused"))
		self.assertIn("permiso", answer)

	def test_administrator_guest_and_disabled_users_are_refused(self):
		phone = self.new_phone(STOCK)
		contact = self.contact_of(phone)
		for user in ("Administrator", "Guest"):
			store.update(CONTACT, contact, {"user": user})
			frappe.db.commit()
			self.assertEqual(identity.person(identity.contact_row(contact)).kind, "refused")
			self.say(phone, "ventas de hoy")
			self.assertFalse(frappe.db.exists("WhatsApp Bot Run", {"user": user}))
			with self.assertRaises(frappe.PermissionError), identity.acting_as(user, "es"):
				self.fail("ran as " + user)
		store.update(CONTACT, contact, {"user": STOCK})
		frappe.db.set_value("User", STOCK, "enabled", 0)
		frappe.db.commit()
		try:
			self.assertEqual(identity.person(identity.contact_row(contact)).kind, "refused")
		finally:
			frappe.db.set_value("User", STOCK, "enabled", 1)
			frappe.db.commit()

	def test_turn_leaves_user_language_and_flags_as_they_were(self):
		phone = self.new_phone(NORTH)
		frappe.local.lang = "en"
		frappe.flags.mute_messages = "kept"
		self.say(phone, "menú")
		self.assertEqual((frappe.session.user, frappe.local.lang), ("Administrator", "en"))
		self.assertEqual(frappe.flags.pop("mute_messages"), "kept")

	def contact_of(self, phone: str) -> str:
		return frappe.db.get_value("WhatsApp Bot Contact Alias", {"value": phone}, "parent")


class TestByAdministrator(BotCase):
	def test_only_a_system_manager_binds_and_the_user_is_told(self):
		phone, old = self.new_phone(), self.new_phone(STOCK)
		self.say(phone, "hola")
		contact = frappe.get_doc(
			CONTACT, frappe.db.get_value("WhatsApp Bot Contact Alias", {"value": phone}, "parent")
		)
		manager = frappe.get_doc("User", NORTH)
		manager.add_roles("WhatsApp Bot Manager")
		self.addCleanup(frappe.db.commit)
		self.addCleanup(manager.remove_roles, "WhatsApp Bot Manager")
		contact.user = STOCK
		with self.assertRaises(frappe.PermissionError):
			frappe.set_user(NORTH)
			contact.save()
		frappe.set_user("Administrator")
		contact.reload()
		contact.user = STOCK
		contact.save()
		frappe.db.commit()
		self.assertTrue(
			frappe.db.exists("Notification Log", {"for_user": STOCK, "document_name": contact.name})
		)
		before = frappe.db.get_value("WhatsApp Bot Contact Alias", {"value": old}, "parent")
		self.assertIsNone(frappe.db.get_value(CONTACT, before, "user"))


class TestLinking(BotCase):
	def setUp(self) -> None:
		super().setUp()
		frappe.db.delete(CODE)
		frappe.db.commit()

	def link(self, phone: str, user: str) -> str:
		code = linking.make_code(user)
		frappe.db.commit()
		self.say(phone, f"vincular {code}")
		return frappe.db.get_value(CODE, {"user": user}, "name", order_by="creation desc")

	def who(self, phone: str) -> str | None:
		store.end_transaction_view()
		contact = frappe.db.get_value("WhatsApp Bot Contact Alias", {"value": phone}, "parent")
		return frappe.db.get_value(CONTACT, contact, "user")

	def test_code_alone_binds_nothing(self):
		phone = self.new_phone()
		code = self.link(phone, STOCK)
		self.assertIsNone(self.who(phone))
		claimed = linking.claimed(STOCK)
		self.assertEqual((claimed.name, claimed.number), (code, f"+{phone}"))

	def test_confirming_binds_and_moves_the_user_from_the_old_number(self):
		old, new = self.new_phone(STOCK), self.new_phone()
		code = self.link(new, STOCK)
		self.assertEqual(linking.decide(STOCK, code, True), frappe.db.get_value(CODE, code, "contact"))
		frappe.db.commit()
		self.assertEqual((self.who(new), self.who(old)), (STOCK, None))

	def test_refusing_binds_nothing(self):
		phone = self.new_phone()
		code = self.link(phone, STOCK)
		linking.decide(STOCK, code, False)
		linking.decide(STOCK, code, True)
		frappe.db.commit()
		self.assertIsNone(self.who(phone))

	def test_nobody_else_can_confirm(self):
		phone = self.new_phone()
		code = self.link(phone, STOCK)
		self.assertIsNone(linking.decide(NORTH, code, True))
		self.assertIsNone(self.who(phone))

	def test_code_works_once_and_not_after_its_time(self):
		first, second = self.new_phone(), self.new_phone()
		code = linking.make_code(STOCK)
		frappe.db.commit()
		self.say(first, f"vincular {code}")
		self.say(second, f"vincular {code}")
		self.assertEqual(linking.claimed(STOCK).number, f"+{first}")
		expired = linking.make_code(NORTH)
		store.update(
			CODE,
			frappe.db.get_value(CODE, {"user": NORTH, "status": "Open"}),
			{"expires_on": "2020-01-01 00:00:00"},
		)
		frappe.db.commit()
		self.say(second, f"vincular {expired}")
		self.assertIsNone(linking.claimed(NORTH))

	def test_guessing_ends_after_a_few(self):
		phone = self.new_phone()
		for number in range(6):
			self.say(phone, f"vincular 0000-000{number}")
		code = linking.make_code(STOCK)
		frappe.db.commit()
		self.say(phone, f"vincular {code}")
		self.assertIsNone(linking.claimed(STOCK))

	def test_few_codes_an_hour_and_none_for_administrator(self):
		frappe.db.delete(CODE)
		for _number in range(linking.CODES_AN_HOUR):
			linking.make_code(NORTH)
		with self.assertRaises(Refused):
			linking.make_code(NORTH)
		with self.assertRaises(Refused):
			linking.make_code("Administrator")
		frappe.db.rollback()

	def test_changed_number_drops_the_binding(self):
		phone = self.new_phone(NORTH)
		self.say(phone, "menú")
		self.take(
			self.body(
				phone,
				{
					"type": "system",
					"system": {
						"type": "user_changed_number",
						"new_wa_id": "5215500000001",
						"body": "changed",
					},
				},
			)
		)
		self.assertIsNone(self.who(phone))


class TestCodes(BotCase):
	"""Eight digits that only a phone proves, and that nobody finds out from what is stored."""

	def setUp(self) -> None:
		super().setUp()
		frappe.db.delete(CODE)
		frappe.db.commit()

	def make(self, user: str = STOCK) -> str:
		code = linking.make_code(user)
		frappe.db.commit()
		return code

	def simulate(self, *texts: str, by: str = NORTH, **as_whom: str) -> None:
		"""Several things are typed before anybody answers."""
		for text in texts:
			simulator.say(text, by, **as_whom)
		drain.drain(20)
		store.end_transaction_view()

	def test_the_digest_cannot_be_tried_out(self):
		digits = self.make().replace("-", "")
		stored = frappe.db.get_value(CODE, {"user": STOCK}, "code_key")
		self.assertNotIn(stored, (keys.digest("link", digits), keys.digest(digits)))
		key = get_encryption_key()
		self.assertEqual(stored, keys.keyed_digest(key, "link", digits))
		self.assertNotEqual(stored, keys.keyed_digest(f"{key}x", "link", digits))
		self.assertNotIn(key, repr(frappe.get_all(CODE, fields=["*"])))

	def test_who_is_simulated_claims_no_code(self):
		code = self.make()
		for texts, as_whom in (
			((f"vincular {code}",), {}),
			# “unlink” takes the mark of the simulator from the contact, and what is typed next is already waiting
			(("desvincular", f"vincular {code}"), {}),
			(("desvincular mi cuenta", f"vincular {code}"), {"by": "Administrator", "as_user": NORTH}),
			((f"vincular {code}",), {"by": "Administrator", "as_customer": self.customer()}),
		):
			self.simulate(*texts, **as_whom)
			self.assertIsNone(linking.claimed(STOCK), texts)
		self.assertEqual(frappe.db.get_value(CODE, {"user": STOCK}, "status"), "Open")

	def customer(self) -> str:
		return frappe.get_all("Customer", pluck="name", order_by="name asc", limit=1)[0]

	def test_nor_does_who_asks_from_a_shell(self):
		code = self.make()
		answer = ask.answer(f"vincular {code}", NORTH)
		self.assertEqual(answer["run"]["status"], "Refused")
		store.end_transaction_view()
		self.assertIsNone(linking.claimed(STOCK))

	def test_nor_does_a_contact_that_has_an_id_of_the_simulator(self):
		real, simulated = self.new_phone(), self.simulated()
		self.say(real, "hola")
		contact = frappe.db.get_value(ALIAS, {"value": real}, "parent")
		frappe.db.set_value(ALIAS, {"parent": simulated}, "parent", contact)
		frappe.db.commit()
		self.addCleanup(frappe.db.commit)
		self.addCleanup(frappe.db.set_value, ALIAS, {"scope": "Simulator"}, "parent", simulated)
		self.say(real, f"vincular {self.make()}")
		self.assertIsNone(linking.claimed(STOCK))

	def simulated(self) -> str:
		self.simulate("menú")
		return frappe.db.get_value(ALIAS, {"scope": "Simulator"}, "parent")

	def test_simulated_contacts_that_were_merged_claim_nothing(self):
		simulated = self.simulated()
		empty = store.insert(CONTACT, {"title": "x", "conflict_with": simulated})
		store.update(CONTACT, simulated, {"conflict_with": empty})
		frappe.db.commit()
		merging.merge(simulated)
		frappe.db.commit()
		with self.assertRaises(Refused):
			linking.claim(empty, self.make())

	def test_a_code_that_one_of_two_merged_people_sent_ends(self):
		phone, other = self.new_phone(), self.new_phone()
		code = self.make()
		self.say(phone, f"vincular {code}")
		self.say(other, "hola")
		contacts = [frappe.db.get_value(ALIAS, {"value": value}, "parent") for value in (phone, other)]
		name = linking.claimed(STOCK).name
		store.update(CONTACT, contacts[0], {"conflict_with": contacts[1]})
		merging.merge(contacts[0])
		frappe.db.commit()
		self.assertIsNone(linking.decide(STOCK, name, True))
		self.assertIsNone(frappe.db.get_value(CONTACT, contacts[1], "user"))


class TestCustomer(BotCase):
	def make(self, phone: str, customer: str, name: str) -> str:
		contact = frappe.get_doc(
			{
				"doctype": "Contact",
				"first_name": name,
				"phone_nos": [{"phone": f"+{phone[:2]} {phone[2:5]} {phone[5:]}"}],
				"links": [{"link_doctype": "Customer", "link_name": customer}],
			}
		).insert()
		frappe.db.commit()
		self.addCleanup(self.remove, contact.name)
		return contact.name

	def remove(self, contact: str) -> None:
		frappe.delete_doc("Contact", contact, force=True)
		frappe.db.commit()

	def customers(self) -> list[str]:
		return frappe.get_all("Customer", pluck="name", order_by="name asc", limit=2)

	def test_full_number_on_exactly_one_contact(self):
		one, other = self.customers()
		phone = self.new_phone()
		self.make(phone, one, "Uno")
		self.say(phone, "¿cuánto debo?")
		run = self.last_run()
		self.assertEqual((run.user, run.party_type, run.party), (None, "Customer", one))
		self.assertEqual((run.command, run.status), ("customer_balance", "Done"))
		self.make(phone, other, "Dos")
		answer = self.say(phone, "¿cuánto debo?")
		self.assertIn("ERPNext", text_of(answer[-1]))

	def test_last_digits_are_not_enough(self):
		one = self.customers()[0]
		phone = self.new_phone()
		self.make(f"5213{phone[4:]}"[:13], one, "Casi")
		self.say(phone, "¿cuánto debo?")
		self.assertIsNone(self.last_run().party)

	def test_customer_cannot_ask_for_the_business(self):
		one, other = self.customers()
		phone = self.new_phone()
		self.make(phone, one, "Uno")
		for question in (
			"¿cuánto vendimos este mes?",
			f"saldo de {other}",
			"facturas vencidas de todos",
			"top clientes",
		):
			for answer in self.say(phone, question):
				self.assertNotIn(other, text_of(answer), question)
