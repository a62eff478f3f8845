# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""A number is a customer only while somebody who may write that customer answers for it.

The attackers come over HTTP with what Frappe gives everybody with a login, or every clerk; what became of it is asked
from the phone.
"""

import json
from typing import Any
from unittest import mock

import frappe
import requests
from frappe.utils.password import update_password

from whatsapp_erp_bot.bot import identity, proof, store
from whatsapp_erp_bot.tests.integration.bot_case import BotCase, base_url, wait_for

CLAIM, CONTACT = proof.CLAIM, "WhatsApp Bot Contact"
NORTH = "ventas.norte@demo.localhost"
PASSWORD = "Proof-of-nothing-9"
# who tries: no roles and no desk; no roles; every Contact and no Customer; Customers of one zone
PORTAL, PLAIN, CLERK = "portal@proof.localhost", "plain@proof.localhost", "clerk@proof.localhost"
SELLER, MANAGER = "seller@proof.localhost", "manager@proof.localhost"
ROLES = {
	PORTAL: (),
	PLAIN: ("Blogger",),
	CLERK: ("Accounts User", "Purchase Master Manager"),
	SELLER: ("Sales User",),
	MANAGER: ("WhatsApp Bot Manager",),
}


class ProofCase(BotCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.zones = frappe.get_all("Territory", {"is_group": 0}, pluck="name", order_by="name", limit=2)
		for user in ROLES:
			cls.make_user(user)
		cls.addClassCleanup(cls.remove_all)
		cls.ours = cls.make_customer("Ajena Proof", cls.zones[0])
		cls.sellers = cls.make_customer("Propia Proof", cls.zones[1])
		frappe.db.delete("User Permission", {"user": SELLER})
		frappe.get_doc(
			{
				"doctype": "User Permission",
				"user": SELLER,
				"allow": "Territory",
				"for_value": cls.zones[1],
			}
		).insert()
		frappe.db.commit()
		cls.sessions: dict[str, requests.Session] = {}

	@classmethod
	def make_user(cls, user: str) -> None:
		if not frappe.db.exists("User", user):
			frappe.get_doc(
				{
					"doctype": "User",
					"email": user,
					"first_name": user.split("@")[0],
					"send_welcome_email": 0,
					"user_type": "Website User" if user == PORTAL else "System User",
					"roles": [{"role": role} for role in ROLES[user]],
				}
			).insert(ignore_permissions=True)
		update_password(user, PASSWORD)

	@classmethod
	def make_customer(cls, name: str, territory: str) -> str:
		if frappe.db.exists("Customer", name):
			return name
		values = {"customer_name": name, "customer_type": "Company", "territory": territory}
		values["customer_group"] = frappe.db.get_value("Customer Group", {"is_group": 0})
		return frappe.get_doc({"doctype": "Customer", **values}).insert().name

	@classmethod
	def remove_all(cls) -> None:
		frappe.set_user("Administrator")
		cls.remove_contacts()
		for customer in frappe.get_all("Customer", {"name": ("like", "%Proof%")}, pluck="name"):
			frappe.delete_doc("Customer", customer, force=True)
		frappe.db.delete("User Permission", {"user": SELLER})
		for user in ROLES:
			for contact in frappe.get_all("Contact", {"email_id": user}, pluck="name"):
				frappe.delete_doc("Contact", contact, force=True)
			frappe.delete_doc("User", user, force=True, ignore_missing=True)
		frappe.db.delete(CLAIM)
		frappe.db.commit()

	@classmethod
	def remove_contacts(cls) -> None:
		frappe.set_user("Administrator")
		for customer in frappe.get_all("Customer", {"name": ("like", "%Proof%")}, pluck="name"):
			frappe.db.set_value("Customer", customer, "customer_primary_contact", None)
		frappe.db.commit()
		store.end_transaction_view()
		linked = {"link_doctype": "Customer", "link_name": ("like", "%Proof%"), "parenttype": "Contact"}
		contacts = {
			*frappe.get_all("Contact", {"first_name": ("like", "%Proof%")}, pluck="name"),
			*frappe.get_all("Dynamic Link", linked, pluck="parent"),
		}
		for contact in contacts:
			# a job of Frappe's may be at it
			wait_for(lambda contact=contact: cls.deleted(contact))

	@classmethod
	def deleted(cls, contact: str) -> bool:
		try:
			frappe.delete_doc("Contact", contact, force=True, ignore_missing=True)
		except frappe.QueryTimeoutError:
			return False
		frappe.db.commit()
		return True

	def setUp(self) -> None:
		super().setUp()
		self.addCleanup(self.remove_contacts)
		self.victim, self.mine = self.new_phone(), self.new_phone()

	def http(self, user: str, method: str, path: str, **data: Any) -> requests.Response:
		"""What this user sends, logged in."""
		if user not in self.sessions:
			self.sessions[user] = requests.Session()
			answer = self.sessions[user].post(
				f"{base_url()}/api/method/login", data={"usr": user, "pwd": PASSWORD}, timeout=30
			)
			self.assertEqual(answer.status_code, 200, answer.text)
		sent = {"params": data} if method == "GET" else {"json": data}
		answer = self.sessions[user].request(method, f"{base_url()}/api/{path}", timeout=60, **sent)
		store.end_transaction_view()
		return answer

	def contact(self, phone: str, customer: str | None, name: str = "Proof") -> str:
		"""A Contact as somebody with every right makes it."""
		made = frappe.get_doc({"doctype": "Contact", **self.values(phone, customer, name)}).insert()
		frappe.db.commit()
		return made.name

	def values(self, phone: str | None, customer: str | None, name: str = "Proof") -> dict[str, Any]:
		return {
			"first_name": f"{name} Proof",
			"phone_nos": [{"phone": f"+{phone}"}] if phone else [],
			"links": [{"link_doctype": "Customer", "link_name": customer}] if customer else [],
		}

	def make(self, user: str, phone: str | None, customer: str | None, name: str = "Attack") -> str:
		"""A Contact that this user makes over HTTP."""
		answer = self.http(user, "POST", "resource/Contact", **self.values(phone, customer, name))
		self.assertEqual(answer.status_code, 200, answer.text)
		return answer.json()["data"]["name"]

	def save(self, contact: str, user: str = "Administrator", **values: Any) -> None:
		"""An edit of something, in this process."""

		def saved() -> bool:
			document = frappe.get_doc("Contact", contact)
			document.update(values or {"department": frappe.generate_hash(length=6)})
			try:
				document.save()
			except frappe.TimestampMismatchError:
				# a job of Frappe's was at it
				return False
			return True

		frappe.set_user(user)
		wait_for(saved)
		frappe.set_user("Administrator")
		frappe.db.commit()

	def roles(self, user: str, *roles: str) -> None:
		"""Give roles for the time of a test."""

		def change(how: str) -> None:
			frappe.set_user("Administrator")
			store.end_transaction_view()
			getattr(frappe.get_doc("User", user), how)(*roles)
			frappe.db.commit()

		change("add_roles")
		self.addCleanup(change, "remove_roles")

	def asks(self, phone: str) -> str | None:
		"""As which customer a question from this phone ran."""
		self.say(phone, "¿cuánto debo?")
		row = self.last_run(contact=self.person(phone))
		return row.party

	def person(self, phone: str) -> str:
		return frappe.db.get_value("WhatsApp Bot Contact Alias", {"value": phone}, "parent")

	def child(self, contact: str, table: str = "Contact Phone") -> str:
		return frappe.db.get_value(table, {"parent": contact, "parenttype": "Contact"})


class TestOwnContact(ProofCase):
	def test_a_contact_of_ones_own_proves_nothing(self):
		for user in (PORTAL, PLAIN, CLERK, SELLER):
			with self.subTest(user):
				phone = self.new_phone()
				self.make(user, phone, self.ours)
				self.assertIsNone(self.asks(phone))

	def test_adding_the_link_or_the_number_later_proves_nothing_either(self):
		for user in (PORTAL, PLAIN, CLERK, SELLER):
			with self.subTest(user):
				phone = self.new_phone()
				name = self.make(user, None, None)
				values = self.values(phone, self.ours)
				for field in ("links", "phone_nos"):
					answer = self.http(user, "PUT", f"resource/Contact/{name}", **{field: values[field]})
					self.assertEqual(answer.status_code, 200, answer.text)
				self.assertIsNone(self.asks(phone))

	def test_managers_are_told_once_and_see_it(self):
		self.make(PORTAL, self.mine, self.ours)
		frappe.db.delete("Notification Log", {"document_type": CONTACT})
		frappe.db.commit()
		self.asks(self.mine)
		self.asks(self.mine)
		person = self.person(self.mine)
		told = frappe.get_all("Notification Log", {"document_name": person}, ["for_user", "subject"])
		self.assertEqual(len([notice for notice in told if notice.for_user == MANAGER]), 1, told)
		self.assertIn(self.ours, told[0].subject)
		self.assertEqual(frappe.db.get_value(CONTACT, person, "has_claims"), 1)
		self.assertEqual(frappe.db.get_value(CLAIM, {"number": f"+{self.mine}"}, "status"), "Open")

	def test_a_thousand_contacts_flood_nobody(self):
		contacts = [self.make(PORTAL, self.mine, self.ours, f"Flood {number}") for number in range(3)]
		frappe.db.delete("Notification Log", {"document_type": CONTACT})
		frappe.db.commit()
		with mock.patch("whatsapp_erp_bot.bot.claims.AT_ONCE", 2):
			self.asks(self.mine)
			self.asks(self.mine)
		self.assertEqual(frappe.db.count(CLAIM, {"contact": ("in", contacts), "status": "Open"}), 3)
		told = frappe.db.count("Notification Log", {"document_type": CONTACT, "for_user": MANAGER})
		self.assertEqual(told, 1)

	def test_a_victim_is_not_locked_out(self):
		self.contact(self.victim, self.ours)
		for user, customer in (
			(PORTAL, self.sellers),
			(PLAIN, None),
			(CLERK, self.ours),
			(SELLER, self.sellers),
		):
			with self.subTest(user):
				self.make(user, self.victim, customer)
				self.assertEqual(self.asks(self.victim), self.ours)

	def test_nor_by_a_second_customer_on_the_contact_or_an_edit_of_it(self):
		contact = self.contact(self.victim, self.ours)
		document = frappe.get_doc("Contact", contact).as_dict(convert_dates_to_str=True)
		links = [*document["links"], {"link_doctype": "Customer", "link_name": self.sellers}]
		for user, values in (
			(CLERK, {"links": links}),
			(SELLER, {"designation": "x"}),
			(CLERK, {"status": "Open"}),
		):
			answer = self.http(user, "PUT", f"resource/Contact/{contact}", **values)
			self.assertEqual(answer.status_code, 200, answer.text)
			self.assertEqual(self.asks(self.victim), self.ours, values)
		self.save(contact)
		self.assertEqual(self.asks(self.victim), self.ours)

	def test_forged_columns_prove_nothing(self):
		for column, value in (("owner", "Administrator"), ("modified_by", "Administrator"), ("docstatus", 0)):
			for on_contact in (True, False):
				with self.subTest(column, on_contact=on_contact):
					phone = self.new_phone()
					name = self.make(CLERK, None, None)
					values = self.values(phone, self.ours)
					for row in (*values["phone_nos"], *values["links"], *([values] if on_contact else [])):
						row[column] = value
					answer = self.http(CLERK, "PUT", f"resource/Contact/{name}", **values)
					if answer.status_code != 200:
						answer = self.http(
							CLERK, "PUT", f"resource/Contact/{name}", **self.values(phone, self.ours)
						)
					self.assertEqual(answer.status_code, 200, answer.text)
					self.assertIsNone(self.asks(phone))
					self.save(name)
					self.assertIsNone(self.asks(phone))

	def test_other_peoples_phones_prove_no_customer(self):
		frappe.db.set_value("User", PLAIN, "mobile_no", f"+{self.mine}")
		lead = frappe.get_doc(
			{"doctype": "Lead", "lead_name": "Proof", "mobile_no": f"+{self.mine}"}
		).insert()
		supplier = frappe.get_doc({"doctype": "Supplier", "supplier_name": self.ours}).insert()
		frappe.db.commit()
		self.addCleanup(frappe.db.commit)
		self.addCleanup(frappe.delete_doc, "Lead", lead.name, force=True)
		self.addCleanup(frappe.delete_doc, "Supplier", supplier.name, force=True)
		self.assertIsNone(self.asks(self.mine))


class TestAnothersContact(ProofCase):
	"""Clerks may write every Contact; that makes their phone no customer, whichever door they take."""

	def ways(self, contact: str, phone: str) -> dict[str, tuple]:
		row = self.child(contact)
		new = {
			"doctype": "Contact Phone",
			"parent": contact,
			"parenttype": "Contact",
			"parentfield": "phone_nos",
		}
		whole = frappe.get_doc("Contact", contact).as_dict(convert_dates_to_str=True)
		whole["phone_nos"][0]["phone"] = phone
		alone = {**frappe.get_doc("Contact Phone", row).as_dict(convert_dates_to_str=True), "phone": phone}
		bulk = [{"doctype": "Contact Phone", "docname": row, "phone": phone}]
		return {
			"resource": ("PUT", f"resource/Contact/{contact}", {"phone_nos": [{"phone": phone}]}),
			"row": ("PUT", f"resource/Contact Phone/{row}", {"phone": phone}),
			"new row": ("POST", "resource/Contact Phone", {**new, "phone": phone}),
			"client.insert": ("POST", "method/frappe.client.insert", {"doc": {**new, "phone": phone}}),
			"client.set_value": (
				"POST",
				"method/frappe.client.set_value",
				{"doctype": "Contact Phone", "name": row, "fieldname": "phone", "value": phone},
			),
			"client.save": (
				"POST",
				"method/frappe.client.save",
				{"doc": json.loads(json.dumps(whole, default=str))},
			),
			"client.save row": (
				"POST",
				"method/frappe.client.save",
				{"doc": json.loads(json.dumps(alone, default=str))},
			),
			"client.bulk_update": ("POST", "method/frappe.client.bulk_update", {"docs": json.dumps(bulk)}),
			"point of sale": (
				"POST",
				"method/erpnext.selling.page.point_of_sale.point_of_sale.set_customer_info",
				{"fieldname": "mobile_no", "customer": self.ours, "value": phone},
			),
		}

	def test_every_way_to_write_a_number_and_a_later_edit_by_somebody_trusted(self):
		for way in self.ways(self.contact(self.new_phone(), self.ours), "+1"):
			with self.subTest(way):
				self.remove_contacts()
				phone = self.new_phone()
				contact = self.contact(self.new_phone(), self.ours)
				method, path, data = self.ways(contact, f"+{phone}")[way]
				answer = self.http(CLERK, method, path, **data)
				if frappe.db.exists("Contact Phone", {"phone": f"+{phone}"}):
					self.assertIsNone(self.asks(phone))
					self.save(contact)
					self.save(contact, NORTH)
					self.save(contact)
					self.assertIsNone(self.asks(phone))
				else:
					self.assertNotEqual(answer.status_code, 500, answer.text)

	def test_rows_that_somebody_without_any_right_puts_on_it(self):
		"""Frappe lets whoever may make Contacts add a row to anybody's by itself."""
		contact, stranger = (
			self.contact(self.victim, self.ours),
			self.contact(self.new_phone(), None, "Other"),
		)
		shared = {"parent": contact, "parenttype": "Contact"}
		number = {"doctype": "Contact Phone", "parentfield": "phone_nos", "phone": f"+{self.mine}"}
		link = {"doctype": "Dynamic Link", "parentfield": "links", "link_doctype": "Customer"}
		other = self.new_phone()
		self.save(stranger, phone_nos=[{"phone": f"+{other}"}])
		for user in (PORTAL, PLAIN):
			self.http(user, "POST", "resource/Contact Phone", **shared, **number)
			self.http(
				user,
				"POST",
				"resource/Dynamic Link",
				**{**shared, **link, "parent": stranger, "link_name": self.ours},
			)
		self.save(contact)
		self.save(stranger)
		self.assertEqual((self.asks(self.mine), self.asks(other)), (None, None))
		self.assertEqual(self.asks(self.victim), self.ours)

	def test_the_primary_contact_too(self):
		for way in ("resource", "row", "point of sale"):
			with self.subTest(way):
				self.remove_contacts()
				phone, known = self.new_phone(), self.new_phone()
				contact = self.contact(known, self.ours)
				self.choose(contact)
				self.assertEqual(self.asks(known), self.ours)
				method, path, data = self.ways(contact, f"+{phone}")[way]
				self.http(CLERK, method, path, **data)
				self.assertTrue(frappe.db.exists("Contact Phone", {"phone": f"+{phone}"}))
				self.assertIsNone(self.asks(phone))
				self.save(contact)
				customer = frappe.get_doc("Customer", self.ours)
				customer.website = "proof.example"
				customer.save()
				frappe.db.commit()
				self.assertIsNone(self.asks(phone))

	def choose(self, contact: str, user: str = "Administrator") -> None:
		frappe.set_user(user)
		customer = frappe.get_doc("Customer", self.ours)
		customer.customer_primary_contact = contact
		customer.save()
		frappe.set_user("Administrator")
		frappe.db.commit()

	def test_a_primary_contact_is_proof_until_its_owner_writes_another_number(self):
		contact = self.make(PORTAL, self.victim, self.ours)
		self.assertIsNone(self.asks(self.victim))
		self.choose(contact)
		self.assertEqual(self.asks(self.victim), self.ours)
		answer = self.http(PORTAL, "PUT", f"resource/Contact/{contact}", designation="x")
		self.assertEqual(answer.status_code, 200, answer.text)
		self.assertEqual(self.asks(self.victim), self.ours)
		numbers = [{"phone": f"+{self.mine}"}]
		answer = self.http(PORTAL, "PUT", f"resource/Contact/{contact}", phone_nos=numbers)
		self.assertEqual(answer.status_code, 200, answer.text)
		self.assertIsNone(self.asks(self.mine))
		self.assertIsNone(self.asks(self.victim))
		numbers = [{"phone": f"+{self.victim}"}]
		self.http(PORTAL, "PUT", f"resource/Contact/{contact}", phone_nos=numbers)
		self.assertIsNone(self.asks(self.victim), "what was decided of a number went with it")

	def test_who_makes_it_primary_past_the_customer_proves_nothing(self):
		"""ERPNext's point of sale lets every login make the first Contact of a Customer, and makes it primary."""
		data = {"fieldname": "mobile_no", "customer": self.ours, "value": f"+{self.mine}"}
		path = "method/erpnext.selling.page.point_of_sale.point_of_sale.set_customer_info"
		answer = self.http(PORTAL, "POST", path, **data)
		self.assertEqual(answer.status_code, 200, answer.text)
		contact = frappe.db.get_value("Customer", self.ours, "customer_primary_contact")
		self.assertTrue(contact)
		self.addCleanup(frappe.delete_doc, "Contact", contact, force=True)
		self.addCleanup(frappe.db.set_value, "Customer", self.ours, "customer_primary_contact", None)
		self.assertIsNone(self.asks(self.mine))
		self.save(contact)
		frappe.get_doc("Customer", self.ours).save()
		frappe.db.commit()
		self.assertIsNone(self.asks(self.mine))

	def test_merging_makes_nothing_proof(self):
		primary = self.contact(self.victim, self.ours)
		self.choose(primary)
		attack = self.make(CLERK, self.mine, self.ours)
		frappe.db.set_value("Contact", attack, "modified_by", "Administrator", update_modified=False)
		for table in ("Contact Phone", "Dynamic Link"):
			frappe.db.set_value(
				table, self.child(attack, table), "modified_by", "Administrator", update_modified=False
			)
		frappe.db.commit()
		data = {"doctype": "Contact", "old_name": primary, "new_name": attack, "merge": 1}
		answer = self.http(CLERK, "POST", "method/frappe.client.rename_doc", **data)
		self.assertEqual(answer.status_code, 200, answer.text)
		self.assertEqual(frappe.db.get_value("Customer", self.ours, "customer_primary_contact"), attack)
		self.assertIsNone(self.asks(self.mine))
		frappe.db.set_value("Contact", attack, "modified_by", "Administrator", update_modified=False)
		frappe.db.commit()
		self.assertIsNone(self.asks(self.mine))
		self.save(attack)
		self.assertIsNone(self.asks(self.mine))

	def test_merging_into_a_contact_locks_nobody_out(self):
		contact, other = self.contact(self.victim, self.ours), self.make(CLERK, self.mine, self.ours)
		data = {"doctype": "Contact", "old_name": other, "new_name": contact, "merge": 1}
		answer = self.http(CLERK, "POST", "method/frappe.client.rename_doc", **data)
		self.assertEqual(answer.status_code, 200, answer.text)
		self.assertEqual(self.asks(self.victim), self.ours)
		self.assertIsNone(self.asks(self.mine))

	def test_a_renamed_contact_stays_what_it_was(self):
		contact, attack = self.contact(self.victim, self.ours), self.make(PORTAL, self.mine, self.ours)
		self.save(attack)
		answer = self.http(CLERK, "PUT", f"resource/Contact/{contact}", designation="x")
		self.assertEqual(answer.status_code, 200, answer.text)
		for name in (contact, attack):
			frappe.rename_doc("Contact", name, f"{name} Proof 2")
		frappe.db.commit()
		self.assertEqual(self.asks(self.victim), self.ours)
		self.assertIsNone(self.asks(self.mine))

	def test_a_link_that_somebody_trusted_adds_launders_no_number(self):
		contact = self.contact(self.victim, self.sellers)
		numbers = [{"phone": f"+{self.victim}"}, {"phone": f"+{self.mine}"}]
		answer = self.http(CLERK, "PUT", f"resource/Contact/{contact}", phone_nos=numbers)
		self.assertEqual(answer.status_code, 200, answer.text)
		self.save(contact, links=[{"link_doctype": "Customer", "link_name": self.ours}])
		self.assertIsNone(self.asks(self.mine))

	def test_ones_own_profile_proves_nothing(self):
		"""Frappe copies a user's own telephone to the Contact with their e-mail, in a job as whoever saved the user."""
		for contact in frappe.get_all("Contact", {"email_id": PORTAL}, pluck="name"):
			frappe.delete_doc("Contact", contact, force=True)
		values = self.values(self.victim, self.ours)
		values["email_ids"] = [{"email_id": PORTAL, "is_primary": 1}]
		contact = frappe.get_doc({"doctype": "Contact", **values}).insert()
		frappe.db.commit()
		answer = self.http(PORTAL, "PUT", f"resource/User/{PORTAL}", mobile_no=f"+{self.mine}")
		self.assertEqual(answer.status_code, 200, answer.text)
		wait_for(lambda: frappe.db.exists("Contact Phone", {"phone": f"+{self.mine}"}))
		self.assertIsNone(self.asks(self.mine))
		self.assertEqual(self.asks(self.victim), self.ours)
		self.save(contact.name)
		self.assertIsNone(self.asks(self.mine))
		self.assertEqual(self.asks(self.victim), self.ours)

	def test_nor_does_it_when_somebody_trusted_saves_the_user(self):
		for contact in frappe.get_all("Contact", {"email_id": PLAIN}, pluck="name"):
			frappe.delete_doc("Contact", contact, force=True)
		frappe.db.set_value("User", PLAIN, "mobile_no", f"+{self.mine}")
		values = {**self.values(None, self.ours), "email_ids": [{"email_id": PLAIN, "is_primary": 1}]}
		frappe.get_doc({"doctype": "Contact", **values}).insert()
		frappe.db.commit()
		self.roles(MANAGER, "System Manager", "Sales Master Manager")
		answer = self.http(MANAGER, "PUT", f"resource/User/{PLAIN}", interest="x")
		self.assertEqual(answer.status_code, 200, answer.text)
		wait_for(lambda: frappe.db.exists("Contact Phone", {"phone": f"+{self.mine}"}))
		self.assertIsNone(self.asks(self.mine))


class TestRights(ProofCase):
	def test_the_right_is_that_of_now(self):
		phone, other = self.new_phone(), self.new_phone()
		self.make(SELLER, phone, self.sellers)
		self.make(SELLER, other, self.ours)
		self.assertEqual((self.asks(phone), self.asks(other)), (self.sellers, None))
		frappe.db.set_value("User", SELLER, "enabled", 0)
		frappe.db.commit()
		self.addCleanup(frappe.db.commit)
		self.addCleanup(frappe.db.set_value, "User", SELLER, "enabled", 1)
		self.assertIsNone(self.asks(phone))
		frappe.db.set_value("User", SELLER, "enabled", 1)
		frappe.db.commit()
		self.assertEqual(self.asks(phone), self.sellers)
		zone = frappe.get_doc("User Permission", {"user": SELLER})
		zone.for_value = self.zones[0]
		zone.save()
		frappe.db.commit()
		self.assertEqual((self.asks(phone), self.asks(other)), (None, self.ours))
		zone.for_value = self.zones[1]
		zone.save()
		frappe.db.commit()

	def test_contacts_that_were_there_before_stay_what_they_were(self):
		"""Nothing is noted of them, and Frappe's own columns tell."""
		contact = self.contact(self.victim, self.ours)
		for owner, editor, expected in (
			("Administrator", "Administrator", self.ours),
			(CLERK, "Administrator", None),
			("Administrator", CLERK, None),
			("Administrator", None, None),
			("Guest", "Administrator", None),
			("nobody@proof.localhost", "Administrator", None),
		):
			values = {"owner": owner, "modified_by": editor}
			frappe.db.set_value("Contact", contact, values, update_modified=False)
			frappe.db.commit()
			self.assertEqual(self.asks(self.victim), expected, values)

	def test_who_was_behind_it_is_noted_when_somebody_else_saves(self):
		contact = self.contact(self.victim, self.ours)
		self.assertFalse(frappe.db.exists(CLAIM, {"contact": contact}), "one editor needs no row")
		self.save(contact, CLERK)
		store.end_transaction_view()
		row = frappe.get_doc(CLAIM, {"contact": contact})
		self.assertEqual(
			(row.made_by, row.changed_by, row.status), ("Administrator", "Administrator", "Kept")
		)
		frappe.delete_doc("Contact", contact)
		self.assertFalse(frappe.db.exists(CLAIM, {"contact": contact}))
		frappe.db.commit()

	def test_a_seller_takes_no_number_that_is_somebody_elses_customer(self):
		self.contact(self.victim, self.ours)
		self.make(SELLER, self.victim, self.sellers)
		self.assertEqual(self.asks(self.victim), self.ours)
		person = self.person(self.victim)
		with self.assertRaises(frappe.PermissionError):
			self.decide(person, SELLER, self.victim, self.sellers)

	def decide(self, person: str, user: str, number: str, customer: str) -> None:
		from whatsapp_erp_bot.api import desk as door

		claim = frappe.db.get_value(CLAIM, {"number": f"+{number}", "customer": customer}, "contact")
		self.roles(user, "WhatsApp Bot Manager")
		frappe.set_user(user)
		door.decide_customer_claim(person, claim, f"+{number}", customer, True)

	def test_two_that_everybody_with_the_right_wrote_are_nobody_until_one_is_refused(self):
		self.contact(self.victim, self.ours)
		second = self.contact(self.victim, self.sellers)
		self.assertIsNone(self.asks(self.victim))
		person = self.person(self.victim)
		self.assertEqual(frappe.db.get_value(CONTACT, person, "has_claims"), 1)
		from whatsapp_erp_bot.bot import claims

		claims.decide(person, second, f"+{self.victim}", self.sellers, False, "Administrator")
		frappe.db.commit()
		self.assertEqual(self.asks(self.victim), self.ours)


class TestDeciding(ProofCase):
	def setUp(self) -> None:
		super().setUp()
		self.attack = self.make(PORTAL, self.mine, self.ours)
		self.assertIsNone(self.asks(self.mine))
		self.someone = self.person(self.mine)

	def decide(self, user: str, accept: bool = True, **other: Any) -> requests.Response:
		data = {
			"contact": self.someone,
			"claim_contact": self.attack,
			"number": f"+{self.mine}",
			"customer": self.ours,
			"accept": accept,
			**other,
		}
		return self.http(user, "POST", "method/whatsapp_erp_bot.api.desk.decide_customer_claim", **data)

	def trusted(self) -> str:
		"""A manager who may write Customers as well."""
		self.roles(MANAGER, "Sales User")
		return MANAGER

	def test_only_who_may_write_the_customer_confirms(self):
		for user in (PORTAL, PLAIN, CLERK, SELLER, MANAGER):
			self.assertEqual(self.decide(user).status_code, 403, user)
		self.assertIsNone(self.asks(self.mine))
		path = "method/whatsapp_erp_bot.api.desk.customer_claims"
		for user in (PORTAL, PLAIN, CLERK, SELLER):
			self.assertEqual(self.http(user, "GET", path, contact=self.someone).status_code, 403, user)
		user = self.trusted()
		seen = self.http(user, "GET", path, contact=self.someone).json()["message"]
		self.assertEqual([(one["customer"], one["may_decide"]) for one in seen], [(self.ours, True)])
		answer = self.decide(user)
		self.assertEqual(answer.status_code, 200, answer.text)
		self.assertEqual(self.asks(self.mine), self.ours)
		row = frappe.get_doc(CLAIM, {"contact": self.attack})
		self.assertEqual((row.status, row.decided_by), ("Confirmed", MANAGER))
		self.assertEqual(frappe.db.get_value(CONTACT, self.someone, "has_claims"), 0)
		frappe.db.set_value("User", MANAGER, "enabled", 0)
		frappe.db.commit()
		self.addCleanup(frappe.db.commit)
		self.addCleanup(frappe.db.set_value, "User", MANAGER, "enabled", 1)
		self.assertIsNone(self.asks(self.mine))

	def test_a_confirmation_is_of_that_number_and_customer(self):
		user = self.trusted()
		for other in ({"number": f"+{self.victim}"}, {"customer": self.sellers}, {"claim_contact": "x"}):
			self.assertEqual(self.decide(user, **other).status_code, 417, other)
		self.assertEqual(self.decide(user).status_code, 200)
		numbers = [{"phone": f"+{self.victim}"}, {"phone": f"+{self.mine} "}]
		answer = self.http(PORTAL, "PUT", f"resource/Contact/{self.attack}", phone_nos=numbers)
		self.assertEqual(answer.status_code, 200, answer.text)
		self.assertEqual((self.asks(self.victim), self.asks(self.mine)), (None, None))
		numbers = [{"phone": f"+{self.mine}"}]
		self.http(PORTAL, "PUT", f"resource/Contact/{self.attack}", phone_nos=numbers)
		self.assertIsNone(self.asks(self.mine), "it came back, and the confirmation did not")

	def test_it_goes_with_the_link(self):
		self.assertEqual(self.decide(self.trusted()).status_code, 200)
		links = [{"link_doctype": "Customer", "link_name": self.sellers}]
		self.http(PORTAL, "PUT", f"resource/Contact/{self.attack}", links=links)
		self.assertIsNone(self.asks(self.mine))
		row = self.child(self.attack, "Dynamic Link")
		self.http(PORTAL, "PUT", f"resource/Dynamic Link/{row}", link_name=self.ours)
		self.assertIsNone(self.asks(self.mine))

	def test_it_goes_with_a_row_that_is_saved_by_itself(self):
		"""Away and back again: what comes back is not what was confirmed."""
		for table, field, kept in (
			("Contact Phone", "phone", f"+{self.mine}"),
			("Dynamic Link", "link_name", self.ours),
		):
			other = f"+{self.victim}" if field == "phone" else self.sellers
			self.assertEqual(self.decide(self.trusted()).status_code, 200)
			self.assertEqual(self.asks(self.mine), self.ours)
			for value in (other, kept):
				row = frappe.get_doc(table, self.child(self.attack, table)).as_dict(convert_dates_to_str=True)
				doc = json.loads(json.dumps({**row, field: value}, default=str))
				answer = self.http(CLERK, "POST", "method/frappe.client.save", doc=doc)
				self.assertEqual(answer.status_code, 200, answer.text)
			self.assertIsNone(self.asks(self.mine), table)

	def test_it_goes_with_the_contact(self):
		self.assertEqual(self.decide(self.trusted()).status_code, 200)
		self.http(PORTAL, "DELETE", f"resource/Contact/{self.attack}")
		self.assertFalse(frappe.db.exists("Contact", self.attack))
		self.assertEqual(self.make(PORTAL, self.mine, self.ours), self.attack)
		self.assertIsNone(self.asks(self.mine))

	def test_refused_is_not_asked_again(self):
		answer = self.decide(self.trusted(), accept=False)
		self.assertEqual(answer.status_code, 200, answer.text)
		self.assertIsNone(self.asks(self.mine))
		self.assertEqual(frappe.db.get_value(CONTACT, self.someone, "has_claims"), 0)
		self.assertEqual(self.decide(MANAGER).status_code, 417)

	def test_nobody_writes_claims_themselves(self):
		row = frappe.db.get_value(CLAIM, {"contact": self.attack})
		for user in (PORTAL, PLAIN, CLERK, SELLER, self.trusted()):
			for method, path in (("PUT", f"resource/{CLAIM}/{row}"), ("POST", f"resource/{CLAIM}")):
				answer = self.http(user, method, path, status="Confirmed", decided_by="Administrator")
				self.assertEqual(answer.status_code, 403, (user, method, answer.text))
			self.assertEqual(self.http(user, "DELETE", f"resource/{CLAIM}/{row}").status_code, 403, user)
		for user in (PORTAL, PLAIN, CLERK, SELLER):
			self.assertEqual(self.http(user, "GET", f"resource/{CLAIM}/{row}").status_code, 403, user)

	def test_a_customer_and_a_contact_can_be_deleted(self):
		customer = self.make_customer("Fugaz Proof", self.zones[0])
		contact = self.contact(self.victim, customer, "Fugaz")
		self.save(contact, CLERK)
		frappe.delete_doc("Contact", contact)
		frappe.delete_doc("Customer", customer)
		frappe.db.commit()
		self.assertFalse(frappe.db.exists(CLAIM, {"customer": customer}))


class TestWho(ProofCase):
	def test_the_rights_are_asked_of_frappe(self):
		self.contact(self.victim, self.sellers)
		self.asks(self.victim)
		person = self.person(self.victim)
		self.assertEqual(identity.customer_of(person), self.sellers)
		for user, expected in (
			(SELLER, True),
			(CLERK, False),
			(PORTAL, False),
			("Guest", False),
			(None, False),
		):
			self.assertEqual(proof.may_write(user, self.sellers), expected, user)
		self.assertFalse(proof.may_write(SELLER, self.ours))
