# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Our rows never keep anybody from deleting, cancelling, amending or renaming what they name."""

import secrets

import frappe
from frappe.client import delete as delete_in_desk
from frappe.model.rename_doc import update_document_title

from whatsapp_erp_bot.bot import accounts, conversation, departures, files, identity, store
from whatsapp_erp_bot.bot.keys import digest
from whatsapp_erp_bot.commands.result import File
from whatsapp_erp_bot.tests.integration import factories
from whatsapp_erp_bot.tests.integration.factories import SiteTestCase
from whatsapp_erp_bot.tests.integration.test_confirm import RUN, SELLER, TestConfirm

CONTACT, CONVERSATION, MESSAGE = "WhatsApp Bot Contact", "WhatsApp Bot Conversation", "WhatsApp Bot Message"
CODE, ALIAS = "WhatsApp Bot Link Code", "WhatsApp Bot Contact Alias"


class DepartureCase(SiteTestCase):
	def person(self, **values: object) -> tuple[str, str]:
		"""A contact with a conversation, a message in and its run. Returns contact and conversation."""
		contact = store.insert(CONTACT, {"title": "x", **values})
		phone = f"52{secrets.randbelow(10**10):010d}"
		store.insert(
			ALIAS,
			{
				"parent": contact,
				"parenttype": CONTACT,
				"parentfield": "aliases",
				"kind": "Phone",
				"value": phone,
				"alias_key": digest(phone),
			},
		)
		held = conversation.conversation_of(contact, accounts.simulator())
		message = store.insert(MESSAGE, {"conversation": held, "contact": contact, "direction": "In"})
		run = self.run_of(contact=contact, conversation=held, message=message)
		store.update(MESSAGE, message, {"run": run})
		return contact, held

	def run_of(self, doctype: str | None = None, name: str | None = None, **values: object) -> str:
		"""A Run that names a document."""
		return store.insert(
			RUN, {"status": "Done", "document_type": doctype, "document_name": name, "result": name, **values}
		)

	def order(self, submit: bool = True):
		return factories.sales_order(factories.customer(), [(factories.item(), 1, 10)], submit=submit)

	def named_by(self, run: str) -> str:
		return store.read(RUN, run, "document_name").document_name


class TestBusiness(DepartureCase):
	def test_whatever_a_run_names_is_deleted(self):
		for doctype, name in (
			("Sales Order", self.order(submit=False).name),
			("Customer", factories.customer()),
			("Supplier", factories.supplier()),
			("Item", factories.item()),
			("Warehouse", factories.warehouse()),
			("ToDo", factories.insert("ToDo", description="x").name),
			("Note", factories.insert("Note", title=factories.mark()).name),
		):
			with self.subTest(doctype):
				run = self.run_of(doctype, name)
				delete_in_desk(doctype, name)
				self.assertFalse(frappe.db.exists(doctype, name))
				# what was done stays told
				self.assertEqual(self.named_by(run), name)

	def test_submitted_ones_are_cancelled_amended_and_deleted(self):
		order = self.order()
		self.run_of("Sales Order", order.name)
		order.reload()
		order.cancel()
		amended = frappe.copy_doc(order)
		amended.docstatus, amended.amended_from = 0, order.name
		amended.insert()
		self.run_of("Sales Order", amended.name)
		delete_in_desk("Sales Order", amended.name)
		delete_in_desk("Sales Order", order.name)

	def test_renaming_takes_our_rows_along(self):
		# Frappe's list of what our rows name, as it stands before anybody was named
		for doctype, type_field, _name in departures.DYNAMIC_LINKS:
			frappe.cache.set_value(f"dynamic_link_map::{doctype}::{type_field}", ["Sales Order"])
		customer, item = factories.customer(), factories.item()
		contact, _held = self.person(party_type="Customer", party=customer)
		runs = {
			"Customer": self.run_of("Customer", customer, party_type="Customer", party=customer),
			"Item": self.run_of("Item", item),
		}
		for doctype, name in (("Customer", customer), ("Item", item)):
			new = f"{name} renamed"
			update_document_title(doctype=doctype, docname=name, name=new)
			self.assertEqual(self.named_by(runs[doctype]), new)
		self.assertEqual(store.read(CONTACT, contact).party, f"{customer} renamed")
		self.assertEqual(store.read(RUN, runs["Customer"]).party, f"{customer} renamed")

	def test_merging_takes_our_rows_along(self):
		one, other = factories.customer(), factories.customer()
		run = self.run_of("Customer", one)
		update_document_title(doctype="Customer", docname=one, name=other, merge=True)
		self.assertEqual(self.named_by(run), other)

	def test_customer_leaves_its_contact(self):
		customer = factories.customer()
		contact, _held = self.person(party_type="Customer", party=customer)
		delete_in_desk("Customer", customer)
		row = store.read(CONTACT, contact)
		self.assertEqual((row.party_type, row.party), (None, None))
		# the form can still be saved
		frappe.get_doc(CONTACT, contact).save()

	def test_user_leaves_everything(self):
		user = factories.user("Sales User")
		contact, held = self.person(user=user, binding_method="Administrator", bound_by=user)
		by_them, _held = self.person(bound_by=user)
		self.run_of(user=user, simulated_by=user)
		store.insert(CODE, {"user": user, "contact": contact, "status": "Open"})
		store.insert(MESSAGE, {"conversation": held, "simulated_by": user})
		store.insert("WhatsApp Bot Event", {"simulated_by": user, "body": "{}", "status": "Done"})
		store.update(CONVERSATION, held, {"assignee": user, "waiting": {"kind": "question"}})
		delete_in_desk("User", user)
		row = store.read(CONTACT, contact)
		self.assertEqual((row.user, row.binding_method, row.bound_by), (None, None, None))
		self.assertEqual(identity.person(identity.contact_row(contact)).kind, "unknown")
		told = store.read(CONVERSATION, held)
		self.assertEqual((told.assignee, told.waiting), (None, None))
		for name in (contact, by_them):
			frappe.get_doc(CONTACT, name).save()
		frappe.get_doc(CONVERSATION, held).save()

	def test_user_renamed_stays_bound(self):
		user = factories.user("Sales User")
		contact, held = self.person(user=user, binding_method="Administrator")
		store.update(CONVERSATION, held, {"assignee": user})
		new = f"renamed.{user}"
		frappe.rename_doc("User", user, new)
		self.assertEqual(store.read(CONTACT, contact).user, new)
		self.assertEqual(store.read(CONVERSATION, held).assignee, new)

	def test_company_leaves_its_contacts(self):
		contact, _held = self.person(company=factories.company())
		departures.company_goes(frappe.get_doc("Company", factories.company()))
		self.assertIsNone(store.read(CONTACT, contact).company)


class TestOurs(DepartureCase):
	def test_contact_goes_with_all_that_was_said(self):
		contact, held = self.person()
		other, kept = self.person(conflict_with=contact)
		run = store.value(RUN, {"contact": contact})
		url, _name = files.keep(File("x.txt", b"x", "text/plain"), run)
		store.insert(CODE, {"contact": contact, "status": "Open"})
		delete_in_desk(CONTACT, contact)
		for doctype in (CONVERSATION, MESSAGE, RUN, CODE):
			self.assertEqual(store.count(doctype, {"contact": contact}), 0, doctype)
		self.assertEqual(store.count(ALIAS, {"parent": contact}), 0)
		self.assertFalse(frappe.db.exists("File", {"file_url": url}))
		self.assertIsNone(store.read(CONTACT, other).conflict_with)
		self.assertEqual(store.count(MESSAGE, {"conversation": kept}), 1)
		self.assertFalse(frappe.db.exists(CONVERSATION, held))

	def test_conversation_goes_with_its_messages(self):
		contact, held = self.person()
		delete_in_desk(CONVERSATION, held)
		self.assertEqual(store.count(MESSAGE, {"conversation": held}), 0)
		self.assertEqual(store.count(RUN, {"conversation": held}), 0)
		self.assertTrue(frappe.db.exists(CONTACT, contact))

	def test_messages_and_runs_go_by_themselves(self):
		_contact, held = self.person()
		for doctype in (RUN, MESSAGE):
			delete_in_desk(doctype, store.value(doctype, {"conversation": held}))

	def test_number_with_conversations_stays(self):
		"""What would be left could neither be answered nor read."""
		self.person()
		with self.assertRaises(frappe.LinkExistsError):
			delete_in_desk(accounts.ACCOUNT, accounts.simulator())


class TestDraft(TestConfirm):
	def test_draft_that_the_bot_made_is_deleted_by_who_asked_for_it(self):
		_answer, choices = self.preview()
		self.tap(self.phone, self.yes(choices))
		run = self.last_run(status="Done", command="create_sales_order")
		frappe.set_user(SELLER)
		delete_in_desk(run.document_type, run.document_name)
		frappe.set_user("Administrator")
		self.assertFalse(frappe.db.exists(run.document_type, run.document_name))


def load_tests(loader, _tests, _pattern):
	"""Without the tests of the class whose ground TestDraft uses."""
	import unittest

	suite = unittest.TestSuite(loader.loadTestsFromTestCase(case) for case in (TestBusiness, TestOurs))
	suite.addTest(TestDraft("test_draft_that_the_bot_made_is_deleted_by_who_asked_for_it"))
	return suite
