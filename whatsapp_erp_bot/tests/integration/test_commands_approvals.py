# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Approvals by Frappe's own workflow."""

import json

import frappe
from frappe.model.workflow import get_workflow_name

from whatsapp_erp_bot.commands.approvals import act, approve, pending_approvals, reject
from whatsapp_erp_bot.commands.result import DocumentReference
from whatsapp_erp_bot.commands.writes import submit_document
from whatsapp_erp_bot.exceptions import BadInput, Refused
from whatsapp_erp_bot.tests.integration import factories as make
from whatsapp_erp_bot.tests.integration.factories import acting_as, context


def through_json(proposal) -> dict:
	return json.loads(json.dumps(proposal.values))


def names(result) -> list[str]:
	return [row["name"] for row in result.table.rows] if result.table else []


class TestApprovals(make.SiteTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.pending, cls.approved, cls.rejected = (
			f"{word} {make.mark()}" for word in ("Pending", "Approved", "Rejected")
		)
		for state in (cls.pending, cls.approved, cls.rejected):
			make.insert("Workflow State", workflow_state_name=state)
		for action in ("Approve", "Reject"):
			if not frappe.db.exists("Workflow Action Master", action):
				make.insert("Workflow Action Master", workflow_action_name=action)
		# a text field takes the state, since adding a custom field would commit
		cls.workflow = make.insert(
			"Workflow",
			workflow_name=f"Cotizaciones {make.mark()}",
			document_type="Quotation",
			workflow_state_field="title",
			is_active=1,
			send_email_alert=0,
			states=[
				{"state": cls.pending, "doc_status": "0", "allow_edit": "Sales User"},
				{"state": cls.approved, "doc_status": "1", "allow_edit": "Sales Manager"},
				{"state": cls.rejected, "doc_status": "0", "allow_edit": "Sales Manager"},
			],
			transitions=[
				{
					"state": cls.pending,
					"action": "Approve",
					"next_state": cls.approved,
					"allowed": "Sales Manager",
					"allow_self_approval": 0,
				},
				{
					"state": cls.pending,
					"action": "Reject",
					"next_state": cls.rejected,
					"allowed": "Sales Manager",
					"allow_self_approval": 0,
				},
			],
		)
		frappe.cache.hdel("workflow", "Quotation")
		frappe.clear_cache(doctype="Quotation")
		cls.customer = make.customer()
		cls.manager = make.user("Sales User", "Sales Manager")
		cls.seller = make.user("Sales User")
		cls.other = make.user("Sales User", "Sales Manager")
		make.user_permission(cls.other, "Territory", make.territory())

	@classmethod
	def tearDownClass(cls) -> None:
		super().tearDownClass()
		frappe.cache.hdel("workflow", "Quotation")

	def quotation(self, owner: str | None = None):
		document = frappe.get_doc(
			{
				"doctype": "Quotation",
				"company": make.company(),
				"quotation_to": "Customer",
				"party_name": self.customer,
				"items": [{"item_code": make.item(), "qty": 1, "rate": 500}],
				"title": self.pending,
			}
		)
		with acting_as(owner or self.seller):
			document.insert()
		document.db_set("title", self.pending)
		return document.reload(), DocumentReference("Quotation", document.name)

	def state(self, document) -> tuple:
		return frappe.db.get_value("Quotation", document.name, ["title", "docstatus"])

	def test_the_workflow_is_found(self) -> None:
		self.assertEqual(get_workflow_name("Quotation"), self.workflow.name)

	def test_listed_for_those_who_may(self) -> None:
		document, _reference = self.quotation()
		with acting_as(self.manager):
			self.assertIn(document.name, names(pending_approvals(context())))
		for user in (self.seller, self.other):
			with acting_as(user):
				self.assertNotIn(document.name, names(pending_approvals(context())))

	def test_approve(self) -> None:
		document, reference = self.quotation()
		with acting_as(self.manager):
			proposal = approve(context(), document=reference, comment="precio revisado")
			self.assertEqual(self.state(document), (self.pending, 0))
			self.assertEqual(proposal.amount, 500)
			act(context(), through_json(proposal))
		self.assertEqual(self.state(document)[1], 1)
		self.assertTrue(
			frappe.db.exists(
				"Comment", {"reference_name": document.name, "content": ["like", "%precio revisado%"]}
			)
		)

	def test_reject_with_a_reason(self) -> None:
		document, reference = self.quotation()
		with acting_as(self.manager):
			act(context(), through_json(reject(context(), document=reference, reason="muy cara")))
			with self.assertRaises(BadInput):
				reject(context(), document=reference, reason=" ")
		self.assertEqual(self.state(document), (self.rejected, 0))

	def test_not_ones_own(self) -> None:
		document, reference = self.quotation(owner=self.manager)
		with acting_as(self.manager):
			self.assertNotIn(document.name, names(pending_approvals(context())))
			with self.assertRaises(Refused):
				approve(context(), document=reference)

	def test_who_may_approve_is_as_committed(self) -> None:
		"""A copy that somebody's turn of before a change has put back into the cache decides nothing."""
		document, reference = self.quotation()
		old = frappe.get_doc("Workflow", self.workflow.name)
		for transition in old.transitions:
			transition.allowed, transition.allow_self_approval = "Sales User", 1
		key = frappe.get_document_cache_key("Workflow", self.workflow.name)
		self.addCleanup(frappe.cache.delete_value, key)
		frappe.cache.set_value(key, old)
		with acting_as(self.seller):
			self.assertEqual(names(pending_approvals(context())), [])
			with self.assertRaises(Refused):
				approve(context(), document=reference)
		frappe.cache.set_value(key, old)
		with acting_as(self.manager):
			act(context(), through_json(approve(context(), document=reference)))
		self.assertEqual(self.state(document)[1], 1)

	def test_who_may_not(self) -> None:
		document, reference = self.quotation()
		with acting_as(self.manager):
			values = through_json(approve(context(), document=reference))
		for user in (self.seller, self.other):
			with acting_as(user):
				with self.assertRaises(Refused):
					approve(context(), document=reference)
				with self.assertRaises(Refused):
					act(context(), values)
		self.assertEqual(self.state(document), (self.pending, 0))

	def test_what_changed_since_is_not_approved(self) -> None:
		document, reference = self.quotation()
		with acting_as(self.manager):
			values = through_json(approve(context(), document=reference))
		frappe.db.set_value("Quotation", document.name, "terms", "otra")
		with acting_as(self.manager), self.assertRaisesRegex(BadInput, "changed"):
			act(context(), values)

	def test_submitting_does_not_go_around_it(self) -> None:
		_document, reference = self.quotation()
		with acting_as(self.manager), self.assertRaises(BadInput):
			submit_document(context(), document=reference)

	def test_no_workflow(self) -> None:
		order = make.sales_order(self.customer, [(make.item(), 1, 10)], submit=False)
		if get_workflow_name("Sales Order"):
			self.skipTest("the site has a workflow of its own for Sales Orders")
		with self.assertRaises(BadInput):
			approve(context(), document=DocumentReference("Sales Order", order.name))
