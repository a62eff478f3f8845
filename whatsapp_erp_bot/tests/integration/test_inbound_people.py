# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Who wrote: ids that Meta gives, changes, passes on and confuses."""

import secrets
import time

import frappe

from whatsapp_erp_bot.api import desk as door
from whatsapp_erp_bot.bot import identity, linking, people, store
from whatsapp_erp_bot.tests.integration.test_inbound_kinds import OWNER, InboundCase
from whatsapp_erp_bot.tests.loopback import bodies
from whatsapp_erp_bot.tests.loopback.graph import new_wamid
from whatsapp_erp_bot.whatsapp.payload import Sender

CONTACT, ALIAS = "WhatsApp Bot Contact", "WhatsApp Bot Contact Alias"
CONVERSATION, MESSAGE = "WhatsApp Bot Conversation", "WhatsApp Bot Message"
SELLER = "ventas.norte@demo.localhost"


def new_id(country: str = "MX") -> str:
	return f"{country}.{secrets.randbelow(10**18):018d}"


class PeopleCase(InboundCase):
	def write(
		self,
		phone: str | None = None,
		user_id: str | None = None,
		parent: str | None = None,
		username: str | None = None,
		content: dict | None = None,
		**more,
	) -> dict:
		"""A message from these ids; returns its row."""
		wamid = more.pop("wamid", None) or new_wamid()
		message = bodies.message(
			wamid, int(time.time()), content or bodies.text("menú"), phone=phone, user_id=user_id
		)
		if parent:
			message["from_parent_user_id"] = parent
		contact = bodies.contact(phone, more.pop("name", "Tester"), user_id, username)
		contact.update(more)
		value = bodies.envelope(
			"1001", self.phone_number_id, "525550000000", contacts=[contact], messages=[message]
		)
		self.take(bodies.to_bytes(value))
		return self.stored(wamid)

	def change(self, type_: str, phone: str | None = None, wamid: str | None = None, **system) -> dict:
		"""A system message; returns its row."""
		wamid = wamid or new_wamid()
		message = bodies.message(
			wamid, int(time.time()), {"type": "system", "system": {"type": type_, **system}}, phone=phone
		)
		value = bodies.envelope("1001", self.phone_number_id, "525550000000", messages=[message])
		self.take(bodies.to_bytes(value))
		return self.stored(wamid)

	def ids(self, contact: str) -> set[str]:
		store.end_transaction_view()
		return {row.value for row in store.rows(ALIAS, ["value"], {"parent": contact}, "idx")}

	def contact(self, name: str) -> dict:
		store.end_transaction_view()
		return store.read(CONTACT, name)

	def bound(self, user: str = SELLER, user_id: str | None = None) -> tuple[str, str]:
		"""A phone bound to a user (who has written once, with this id); returns the phone and the contact."""
		phone = self.new_phone(user)
		row = self.write(phone, user_id)
		self.assertEqual(self.contact(row.contact).user, user)
		return phone, row.contact


class TestAliases(PeopleCase):
	def test_phone_id_and_parent_are_one_person(self):
		phone, user_id, parent = self.new_phone(), new_id(), f"MX.ENT.{secrets.randbelow(10**15)}"
		first = self.write(phone, user_id, parent)
		for ids in ({"phone": phone}, {"user_id": user_id}, {"user_id": new_id(), "parent": parent}):
			self.assertEqual(self.write(**ids).contact, first.contact, ids)
		self.assertLessEqual({phone, user_id, parent}, self.ids(first.contact))

	def test_a_sender_without_phone_is_a_person_too(self):
		row = self.write(user_id=new_id())
		self.assertEqual(row.status, "Done")
		self.assertIsNotNone(self.graph.sent[-1]["body"].get("recipient"))

	def test_an_id_that_none_can_be_is_left_out(self):
		absurd = "9" * 5000
		row = self.write(absurd)
		self.assertEqual((row.status, row.contact), ("Ignored", None))
		user_id = new_id()
		row = self.write(absurd, user_id)
		self.assertEqual(self.ids(row.contact), {user_id})
		self.assertFalse(frappe.db.exists("WhatsApp Bot Event", {"status": ("!=", "Done")}))

	def test_spellings_of_one_line_are_one_person(self):
		for one, other in (
			("5215512345{:03d}", "525512345{:03d}"),
			("5491123456{:03d}", "541123456{:03d}"),
			("5511987654{:03d}", "551187654{:03d}"),
		):
			number = secrets.randbelow(1000)
			first, second = one.format(number), other.format(number)
			self.assertEqual(self.write(first).contact, self.write(second).contact, (first, second))

	def test_usernames_and_names_identify_nobody(self):
		rows = [self.write(user_id=new_id(), username="@same", name="Same Name") for _number in range(2)]
		self.assertNotEqual(rows[0].contact, rows[1].contact)
		self.assertEqual(self.contact(rows[0].contact).username, "@same")

	def test_a_changed_device_drops_the_binding(self):
		phone = self.new_phone(SELLER)
		row = self.write(phone, identity_key_hash="first")
		self.assertEqual(self.contact(row.contact).user, SELLER)
		self.write(phone, identity_key_hash="first")
		self.assertEqual(self.contact(row.contact).user, SELLER)
		self.write(phone, identity_key_hash="second")
		self.assertIsNone(self.contact(row.contact).user)


class TestPassedOn(PeopleCase):
	def test_number_with_another_id_is_another_person(self):
		first_id, second_id = new_id(), new_id()
		phone, owner = self.bound(user_id=first_id)
		row = self.write(phone, second_id)
		self.assertNotEqual(row.contact, owner)
		self.assertIsNone(self.contact(row.contact).user)
		self.assertIsNone(self.last_run(message=row.name).user if self.runs_of(row) else None)
		# from here the bare number is the new person's, and the old one keeps what they said
		self.assertEqual(self.write(phone).contact, row.contact)
		self.assertEqual(self.write(user_id=first_id).contact, owner)
		self.assertNotIn(phone, self.ids(owner))

	def runs_of(self, row: dict) -> int:
		return frappe.db.count("WhatsApp Bot Run", {"message": row.name})

	def test_known_id_with_a_new_number_has_to_be_verified_again(self):
		user_id = new_id()
		phone, owner = self.bound(user_id=user_id)
		other = self.new_phone()
		row = self.write(other, user_id)
		self.assertEqual(row.contact, owner)
		self.assertIsNone(self.contact(owner).user)
		self.assertEqual(self.ids(owner), {other, user_id})
		self.assertNotEqual(self.write(phone).contact, owner)

	def test_two_that_claim_one_sender_are_left_to_a_manager(self):
		phone, by_phone = self.bound()
		by_id = self.write(user_id=new_id()).contact
		frappe.db.delete("Notification Log", {"document_type": CONTACT})
		known = next(iter(self.ids(by_id)))
		row = self.write(phone, known)
		self.assertEqual(row.contact, by_id)
		self.assertIsNone(self.contact(by_phone).user)
		for one, other in ((by_id, by_phone), (by_phone, by_id)):
			held = self.contact(one)
			self.assertEqual((held.conflict_state, held.conflict_with), ("Open", other))
			self.assertTrue(held.conflict_note)
		told = frappe.db.count("Notification Log", {"document_type": CONTACT, "document_name": by_id})
		self.assertGreater(told, 0)
		self.write(phone, known)
		self.assertEqual(
			frappe.db.count("Notification Log", {"document_type": CONTACT, "document_name": by_id}), told
		)


class TestProofOfNumbers(PeopleCase):
	"""What a number proves stays with whoever had it: the next one is verified first."""

	def customer(self, phone: str) -> str:
		"""A Customer whom this number proves."""
		customer = frappe.get_all("Customer", pluck="name", order_by="name asc", limit=1)[0]
		contact = frappe.get_doc(
			{
				"doctype": "Contact",
				"first_name": "Uno",
				"phone_nos": [{"phone": f"+{phone}"}],
				"links": [{"link_doctype": "Customer", "link_name": customer}],
			}
		).insert()
		frappe.db.commit()
		self.addCleanup(frappe.db.commit)
		self.addCleanup(frappe.delete_doc, "Contact", contact.name, force=True)
		return customer

	def asks(self, **ids) -> tuple[str | None, str]:
		"""As which customer a question ran, and whose contact it was."""
		row = self.write(content=bodies.text("¿cuánto debo?"), **ids)
		return self.last_run(message=row.name).party, row.contact

	def verify(self, contact: str, user: str = "Administrator") -> None:
		claim = door.customer_claims(contact)[0]
		frappe.set_user(user)
		door.decide_customer_claim(contact, claim["contact"], claim["number"], claim["customer"], True)
		frappe.set_user("Administrator")
		frappe.db.commit()

	def test_a_number_with_another_id_is_no_customer_until_verified(self):
		for known, ids in (("user_id", "user_id"), ("parent", "parent"), ("parent", "both")):
			with self.subTest(known=known, ids=ids):
				phone = self.new_phone()
				customer = self.customer(phone)
				party, owner = self.asks(phone=phone, **{known: new_id()})
				self.assertEqual(party, customer)
				frappe.db.delete("Notification Log", {"document_type": CONTACT})
				new = {"user_id": new_id(), "parent": new_id()} if ids == "both" else {ids: new_id()}
				party, other = self.asks(phone=phone, **new)
				self.assertIsNone(party)
				self.assertNotEqual(other, owner)
				self.assertEqual(self.contact(other).must_verify, 1)
				self.assertTrue(frappe.db.exists("Notification Log", {"document_name": other}))
				self.assertIsNone(self.asks(phone=phone)[0], "by the number alone")
				self.verify(other)
				self.assertEqual(self.asks(phone=phone, **new), (customer, other))

	def test_a_number_that_somebody_gave_up_is_the_next_ones_only_when_verified(self):
		for how in ("system message", "another number"):
			with self.subTest(how):
				phone, new, user_id = self.new_phone(), self.new_phone(), new_id()
				customer = self.customer(phone)
				self.assertEqual(self.asks(phone=phone, user_id=user_id)[0], customer)
				if how == "system message":
					self.change("user_changed_number", phone, new_wa_id=new, user_id=user_id)
				else:
					self.write(new, user_id)
				self.assertIsNone(self.asks(phone=phone)[0])
				self.assertIsNone(self.asks(phone=phone, user_id=new_id())[0])

	def test_deleting_the_contact_verifies_nobody(self):
		phone = self.new_phone()
		self.customer(phone)
		self.asks(phone=phone, user_id=new_id())
		user_id = new_id()
		other = self.asks(phone=phone, user_id=user_id)[1]
		frappe.db.delete("WhatsApp Bot Conversation", {"contact": other})
		frappe.delete_doc(CONTACT, other, force=True)
		frappe.db.commit()
		self.assertIsNone(self.asks(phone=phone, user_id=user_id)[0])

	def test_being_a_user_verifies_no_customer(self):
		"""Everybody with a login may link a user to a phone, and take it off again."""
		phone = self.new_phone()
		self.customer(phone)
		self.asks(phone=phone, user_id=new_id())
		user_id = new_id()
		other = self.asks(phone=phone, user_id=user_id)[1]
		identity.bind(other, SELLER, "Code", SELLER)
		frappe.db.commit()
		self.assertEqual(self.write(phone, user_id, content=bodies.text("desvincular")).contact, other)
		self.assertIsNone(self.contact(other).user)
		self.assertIsNone(self.asks(phone=phone, user_id=user_id)[0])

	def test_another_device_of_a_user_is_no_customer_by_the_number(self):
		phone = self.new_phone(SELLER)
		self.customer(phone)
		self.write(phone, identity_key_hash="first")
		self.assertIsNone(self.asks(phone=phone, identity_key_hash="second")[0])

	def test_another_device_of_a_customer_who_never_asked_either(self):
		phone = self.new_phone()
		self.customer(phone)
		self.change("user_identity_changed", self.first_seen(phone))
		self.assertIsNone(self.asks(phone=phone)[0])

	def first_seen(self, phone: str) -> str:
		people.contact_of(Sender(phone=phone))
		frappe.db.commit()
		return phone

	def test_merging_verifies_nobody(self):
		phone, user_id = self.new_phone(), new_id()
		self.customer(phone)
		by_id = self.write(user_id=user_id).contact
		by_phone = self.asks(phone=phone)[1]
		self.write(phone, user_id)
		self.assertEqual(door.decide_conflict(by_phone, True), by_id)
		frappe.db.commit()
		self.assertIsNone(self.asks(phone=phone)[0])

	def test_strangers_need_no_verifying(self):
		phone = self.new_phone()
		row = self.write(phone, identity_key_hash="first")
		self.write(phone, identity_key_hash="second")
		self.assertEqual(self.contact(row.contact).must_verify, 0)

	def test_what_had_not_left_goes_to_nobody_else(self):
		phone, contact = self.bound()
		held = store.value(CONVERSATION, {"contact": contact})
		for status in ("Held", "Queued"):
			store.insert(
				MESSAGE,
				{
					"direction": "Out",
					"status": status,
					"waits_for_reply": 1,
					"conversation": held,
					"contact": contact,
					"account": self.account,
					"sequence": store.sortable_name(),
					"kind": "text",
					"text": "saldo: 1,000",
					"payload": {"type": "text", "text": "saldo: 1,000"},
				},
			)
		store.update(CONVERSATION, held, {"waits_for_reply": 1})
		frappe.db.commit()
		before = len(self.graph.sent)
		self.change("customer_identity_changed", phone, body="User identity changed")
		self.write(phone)
		self.assertNotIn("saldo: 1,000", str(self.graph.sent[before:]))
		statuses = {
			row.status for row in store.rows(MESSAGE, ["status"], {"text": "saldo: 1,000"}, "creation")
		}
		self.assertEqual(statuses, {"Failed"})

	def test_a_code_that_waits_to_be_confirmed_ends_with_the_number(self):
		code = linking.make_code(SELLER)
		frappe.db.commit()
		phone = self.new_phone()
		self.write(phone, content=bodies.text(f"vincular {code}"))
		waiting = linking.claimed(SELLER)
		self.assertIsNotNone(waiting)
		self.change("user_changed_number", phone, new_wa_id=self.new_phone())
		self.assertIsNone(linking.claimed(SELLER))
		self.assertIsNone(linking.decide(SELLER, waiting.name, True))


class TestSystemMessages(PeopleCase):
	def test_changed_number_moves_the_ids_and_drops_the_binding(self):
		before, after = new_id(), new_id()
		phone, owner = self.bound(user_id=before)
		new = self.new_phone()
		row = self.change(
			"user_changed_number", phone, new_wa_id=new, wa_id=new, user_id=after, previous_user_id=before
		)
		self.assertEqual((row.contact, row.status), (owner, "Ignored"))
		self.assertEqual(self.ids(owner), {new, after})
		self.assertIsNone(self.contact(owner).user)
		self.assertEqual(self.write(new, after).contact, owner)
		self.assertNotEqual(self.write(phone).contact, owner)

	def test_old_and_legacy_forms_of_it(self):
		for type_, key in (("customer_changed_number", "new_wa_id"), ("user_changed_number", "wa_id")):
			phone, owner = self.bound()
			new = self.new_phone()
			self.change(type_, phone, **{key: new})
			self.assertEqual(self.ids(owner), {new})
			self.assertIsNone(self.contact(owner).user)

	def test_heard_twice_it_does_not_touch_the_next_owner_of_the_number(self):
		phone, owner = self.bound()
		new, wamid = self.new_phone(), new_wamid()
		self.change("user_changed_number", phone, wamid=wamid, new_wa_id=new)
		next_owner = self.write(phone).contact
		self.change("user_changed_number", phone, wamid=wamid, new_wa_id=new, body="again")
		self.assertEqual((self.ids(next_owner), self.ids(owner)), ({phone}, {new}))

	def test_new_number_that_was_somebodys_is_nobodys_binding(self):
		taken, holder = self.bound(OWNER)
		phone, owner = self.bound(SELLER)
		self.change("user_changed_number", phone, new_wa_id=taken)
		self.assertIsNone(self.contact(owner).user)
		self.assertIsNone(self.contact(holder).user)
		self.assertEqual(self.contact(owner).conflict_with, holder)

	def test_rotated_id_without_any_phone(self):
		before, after = new_id(), new_id()
		_phone, owner = self.bound(user_id=before)
		row = self.change("user_changed_user_id", previous_user_id=before, user_id=after)
		self.assertEqual(row.contact, owner)
		self.assertIn(after, self.ids(owner))
		self.assertNotIn(before, self.ids(owner))
		self.assertIsNone(self.contact(owner).user)

	def test_changed_device(self):
		phone, owner = self.bound()
		self.change("customer_identity_changed", phone, body="User identity changed")
		self.assertIsNone(self.contact(owner).user)
		self.assertEqual(self.ids(owner), {phone})

	def test_unknown_system_messages_change_nothing(self):
		phone, owner = self.bound()
		self.change("something_of_2027", phone, body="x")
		self.assertEqual(self.contact(owner).user, SELLER)

	def test_customer_is_nobody_until_verified_again(self):
		customer = frappe.get_all("Customer", pluck="name", order_by="name asc", limit=1)[0]
		phone = self.new_phone()
		contact = frappe.get_doc(
			{
				"doctype": "Contact",
				"first_name": "Uno",
				"phone_nos": [{"phone": f"+{phone}"}],
				"links": [{"link_doctype": "Customer", "link_name": customer}],
			}
		).insert()
		frappe.db.commit()
		self.addCleanup(frappe.db.commit)
		self.addCleanup(frappe.delete_doc, "Contact", contact.name, force=True)
		person = self.write(phone).contact
		self.assertEqual(self.contact(person).party, customer)
		self.change("user_identity_changed", phone)
		row = self.write(phone, content=bodies.text("¿cuánto debo?"))
		self.assertIsNone(self.last_run(message=row.name).party)
		store.update(CONTACT, person, {"must_verify": 0})
		frappe.db.commit()
		row = self.write(phone, content=bodies.text("¿cuánto debo?"))
		self.assertEqual(self.last_run(message=row.name).party, customer)


class TestDeciding(PeopleCase):
	def claimed(self) -> tuple[str, str]:
		"""Two contacts that claim one sender: the one by id, the one by phone."""
		phone, by_phone = self.bound()
		user_id = new_id()
		by_id = self.write(user_id=user_id).contact
		self.write(phone, user_id)
		return by_id, by_phone

	def test_merging_moves_everything_and_binds_nobody(self):
		gone, stays = self.claimed()
		store.update(CONTACT, stays, {"user": SELLER, "binding_method": "Administrator"})
		frappe.db.commit()
		ids = self.ids(gone) | self.ids(stays)
		messages = frappe.db.count(MESSAGE, {"contact": ("in", [gone, stays])})
		self.assertEqual(door.decide_conflict(gone, True), stays)
		frappe.db.commit()
		self.assertFalse(frappe.db.exists(CONTACT, gone))
		self.assertEqual(self.ids(stays), ids)
		self.assertEqual(frappe.db.count(MESSAGE, {"contact": stays}), messages)
		self.assertEqual(frappe.db.count(CONVERSATION, {"contact": stays}), 1)
		held = self.contact(stays)
		self.assertEqual((held.user, held.conflict_with, held.conflict_state), (None, None, None))
		for value in ids:
			self.assertEqual(self.write(**self.as_sender(value)).contact, stays)

	def as_sender(self, value: str) -> dict:
		return {"user_id": value} if "." in value else {"phone": value}

	def test_kept_apart_is_not_asked_again(self):
		by_id, by_phone = self.claimed()
		self.assertEqual(door.decide_conflict(by_id, False), by_id)
		frappe.db.commit()
		user_id = next(value for value in self.ids(by_id) if "." in value)
		phone = next(iter(self.ids(by_phone)))
		self.write(phone, user_id)
		self.assertEqual(self.contact(by_id).conflict_state, "Kept apart")
		self.assertEqual(self.contact(by_phone).conflict_state, "Kept apart")

	def test_only_managers_decide(self):
		by_id, _by_phone = self.claimed()
		frappe.set_user(SELLER)
		with self.assertRaises(frappe.PermissionError):
			door.decide_conflict(by_id, True)
		frappe.set_user("Administrator")
		self.assertTrue(frappe.db.exists(CONTACT, by_id))

	def test_nothing_is_merged_while_it_is_answered(self):
		by_id, by_phone = self.claimed()
		held = store.value(CONVERSATION, {"contact": by_phone})
		store.update(CONVERSATION, held, {"lease_owner": "x", "lease_until": "2999-01-01 00:00:00"})
		frappe.db.commit()
		with self.assertRaises(frappe.ValidationError):
			door.decide_conflict(by_id, True)
		store.update(CONVERSATION, held, {"lease_owner": None, "lease_until": None})
		frappe.db.commit()

	def test_without_a_conflict_there_is_nothing_to_decide(self):
		with self.assertRaises(frappe.ValidationError):
			door.decide_conflict(self.write(self.new_phone()).contact, True)


class TestSimulated(PeopleCase):
	def test_simulated_people_never_meet_real_ones(self):
		phone = self.new_phone()
		real = people.contact_of(Sender(phone=phone))
		self.assertNotEqual(people.contact_of(Sender(phone=phone), "Simulator"), real)
