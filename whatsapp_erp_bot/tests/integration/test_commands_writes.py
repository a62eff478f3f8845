# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Proposals change nothing; what is applied is what was shown."""

import json

import frappe
from frappe.utils import add_days, getdate, today

from whatsapp_erp_bot.commands.base import Row
from whatsapp_erp_bot.commands.registry import declarations
from whatsapp_erp_bot.commands.result import DocumentReference
from whatsapp_erp_bot.commands.writes import (
	add_comment,
	cancel,
	cancel_document,
	create_lead,
	create_material_request,
	create_purchase_order,
	create_quotation,
	create_sales_order,
	create_task,
	delete_draft,
	save_comment,
	save_lead,
	save_order,
	save_quantities,
	save_task,
	submit,
	submit_document,
	transfer_stock,
	undo,
)
from whatsapp_erp_bot.exceptions import BadInput, Missing, Refused
from whatsapp_erp_bot.tests.integration import factories as make
from whatsapp_erp_bot.tests.integration.factories import acting_as, context

WRITTEN = (
	"Sales Order",
	"Quotation",
	"Purchase Order",
	"Material Request",
	"Stock Entry",
	"Item Price",
	"Lead",
)


def facts(proposal) -> dict:
	return {fact.label: fact.value for fact in getattr(proposal, "decisive", None) or proposal.facts}


def through_json(proposal) -> dict:
	"""As it comes back from where it was kept until the tap."""
	return json.loads(json.dumps(proposal.values))


def counts() -> list[int]:
	return [frappe.db.count(doctype) for doctype in WRITTEN]


class WritesTestCase(make.SiteTestCase):
	@classmethod
	def make_data(cls) -> None:
		make.no_default_taxes()
		cls.warehouse = make.warehouse(f"Norte {make.mark()}")
		cls.south = make.warehouse(f"Sur {make.mark()}")
		cls.hammer = make.item(item_name="Martillo")
		cls.nail = make.item(item_name="Clavo", uoms=[{"uom": "Box", "conversion_factor": 12}])
		cls.cement = make.item(item_name="Cemento", is_stock_item=1)
		cls.list = frappe.db.get_single_value("Selling Settings", "selling_price_list")
		make.item_price(cls.hammer, 150, cls.list)
		make.item_price(cls.nail, 5, cls.list)
		make.stock(cls.cement, cls.warehouse, 20)
		cls.customer = make.customer(f"Ferretería López {make.mark()}")
		cls.other = make.customer()
		cls.supplier = make.supplier()
		cls.day = getdate(add_days(today(), 4))
		cls.seller = make.user("Sales User")
		make.user_permission(cls.seller, "Customer", cls.customer)
		cls.reader = make.user("Accounts User")

	def proposed(self, *rows: Row, **arguments):
		rows = rows or (Row(self.hammer, 10),)
		return create_sales_order(
			context(), customer=self.customer, rows=list(rows), **{"delivery_date": self.day, **arguments}
		)


class TestCreateSalesOrder(WritesTestCase):
	def test_shows_and_saves_nothing(self) -> None:
		before = counts()
		with acting_as(self.seller):
			proposal = self.proposed(Row(self.hammer, 10), Row(self.nail, 5, uom="cajas"))
		self.assertEqual(counts(), before)
		shown = facts(proposal)
		self.assertTrue(shown["Customer"].startswith("Ferretería López"))
		self.assertIn("10", shown["Martillo"])
		self.assertIn("150", shown["Martillo"])
		self.assertIn("5 Box", shown["Clavo"])
		self.assertIn("60", shown["Clavo"])
		self.assertEqual(shown["Total"], 1800)
		self.assertEqual(shown["Delivery Date"], self.day)
		self.assertEqual(proposal.amount, 1800)
		total = next(fact for fact in proposal.decisive if fact.label == "Total")
		self.assertEqual((total.kind, total.currency), ("money", make.company_currency()))

	def test_applies_exactly_what_was_shown(self) -> None:
		with acting_as(self.seller):
			proposal = self.proposed(Row(self.hammer, 10), Row(self.nail, 5, uom="caja", rate=55))
			result = save_order(context(), through_json(proposal))
		order = frappe.get_doc(result.document.doctype, result.document.name)
		self.assertEqual((order.docstatus, order.owner, order.customer), (0, self.seller, self.customer))
		self.assertEqual(order.grand_total, facts(proposal)["Total"])
		self.assertEqual(
			[(row.item_code, row.qty, row.uom, row.rate) for row in order.items],
			[(self.hammer, 10, "Nos", 150), (self.nail, 5, "Box", 55)],
		)
		self.assertEqual(getdate(order.delivery_date), self.day)
		self.assertEqual(
			[step.command for step in result.next_steps], ["document", "submit_document", "undo"]
		)

	def test_taxes_and_price_list_as_in_desk(self) -> None:
		own_list = make.insert(
			"Price List",
			price_list_name=f"Mayoreo {make.mark()}",
			selling=1,
			enabled=1,
			currency=make.company_currency(),
		).name
		make.item_price(self.hammer, 100, own_list)
		frappe.db.set_value("Customer", self.customer, "default_price_list", own_list)
		make.insert(
			"Sales Taxes and Charges Template",
			title=f"IVA {make.mark()}",
			company=make.company(),
			is_default=1,
			taxes=[
				{
					"charge_type": "On Net Total",
					"account_head": make.tax_account(),
					"description": "IVA",
					"rate": 16,
				}
			],
		)
		with acting_as(self.seller):
			proposal = self.proposed()
			result = save_order(context(), through_json(proposal))
		self.assertEqual((facts(proposal)["Taxes"], facts(proposal)["Total"]), (160, 1160))
		order = frappe.get_doc("Sales Order", result.document.name)
		self.assertEqual((order.selling_price_list, order.grand_total), (own_list, 1160))

	def test_a_price_that_changed_is_asked_anew(self) -> None:
		with acting_as(self.seller):
			values = through_json(self.proposed())
		make.item_price(self.hammer, 151, self.list)
		before = counts()
		with acting_as(self.seller), self.assertRaisesRegex(BadInput, "changed"):
			save_order(context(), values)
		self.assertEqual(counts(), before)

	def test_a_payload_that_was_tampered_with(self) -> None:
		for change in (
			{"party": self.other},
			{"rows": [{"item_code": self.hammer, "qty": 100}]},
			{"rows": [{"item_code": self.hammer, "qty": 10, "rate": 1}]},
		):
			values = {**through_json(self.proposed()), **change}
			before = counts()
			with self.assertRaises(BadInput):
				save_order(context(), values)
			self.assertEqual(counts(), before)

	def test_delivery_date_is_asked_for(self) -> None:
		with self.assertRaises(Missing) as raised:
			self.proposed(delivery_date=None)
		self.assertEqual(raised.exception.parameter, "delivery_date")
		with self.assertRaises(BadInput):
			self.proposed(delivery_date=getdate(add_days(today(), -1)))

	def test_quantities_and_units(self) -> None:
		for qty in (0, -3):
			with self.assertRaisesRegex(BadInput, "Martillo"):
				self.proposed(Row(self.hammer, qty))
		with self.assertRaisesRegex(BadInput, "Box"):
			self.proposed(Row(self.nail, 2, uom="tarimas"))
		with self.assertRaises(BadInput):
			self.proposed(Row(self.hammer, 2, rate=-1))
		# a whole unit cannot be split: ERPNext's own sentence, without markup
		with self.assertRaises(BadInput) as raised:
			self.proposed(Row(self.hammer, 1.5))
		self.assertNotIn("<", str(raised.exception))

	def test_units_in_three_languages(self) -> None:
		for said in ("caja", "Cajas", "caixas", "boxes", "Box"):
			row = self.proposed(Row(self.nail, 1, uom=said)).values["shown"]["rows"][0]
			self.assertEqual((row["uom"], row["rate"]), ("Box", 60), said)

	def test_permissions(self) -> None:
		with acting_as(self.reader), self.assertRaises(Refused):
			self.proposed()
		with acting_as(self.seller):
			with self.assertRaises(Refused):
				create_sales_order(
					context(), customer=self.other, rows=[Row(self.hammer, 1)], delivery_date=self.day
				)
			values = through_json(self.proposed())
		before = counts()
		with acting_as(self.reader), self.assertRaises(Refused):
			save_order(context(), values)
		other_seller = make.user("Sales User")
		make.user_permission(other_seller, "Customer", self.other)
		with acting_as(other_seller), self.assertRaises((Refused, BadInput)):
			save_order(context(), values)
		self.assertEqual(counts(), before)

	def test_items_that_are_not_sold(self) -> None:
		bought = make.item(is_sales_item=0)
		with self.assertRaises(BadInput):
			self.proposed(Row(bought, 1))
		with self.assertRaises(Refused):
			self.proposed(Row("no such item", 1))
		with self.assertRaises(BadInput):
			self.proposed(*[Row(self.hammer, 1)] * 31)

	def test_what_decides_stays_in_sight(self) -> None:
		"""A long name is told whole, behind the numbers and behind everything that is decided first."""
		frappe.db.set_value("Item", self.hammer, "item_name", "x" * 130)
		frappe.clear_document_cache("Item", self.hammer)
		try:
			proposal = self.proposed()
		finally:
			frappe.clear_document_cache("Item", self.hammer)
		self.assertEqual(
			[fact.label for fact in proposal.decisive][:3], ["Customer", "Total", "Delivery Date"]
		)
		row = proposal.decisive[-1]
		self.assertEqual((row.kind, row.label), ("row", "x" * 130))
		self.assertIn(self.hammer, row.detail)

	def test_no_price_is_said(self) -> None:
		unpriced = make.item(item_name="Sin precio")
		proposal = self.proposed(Row(unpriced, 1))
		self.assertTrue(any("Sin precio" in note for note in proposal.notes))

	def test_nothing_waits_for_the_commit(self) -> None:
		"""A preview must not leave webhooks or realtime events about a document that never was."""
		waiting = len(frappe.db.after_commit._functions)
		self.proposed()
		self.assertEqual(len(frappe.db.after_commit._functions), waiting)


class TestOtherDrafts(WritesTestCase):
	def test_quotation(self) -> None:
		proposal = create_quotation(context(), rows=[Row(self.hammer, 2)], customer=self.customer)
		self.assertEqual(facts(proposal)["Total"], 300)
		result = save_order(context(), through_json(proposal))
		quotation = frappe.get_doc("Quotation", result.document.name)
		self.assertEqual((quotation.party_name, quotation.grand_total), (self.customer, 300))
		with self.assertRaises(Missing):
			create_quotation(context(), rows=[Row(self.hammer, 2)])

	def test_quotation_for_a_lead(self) -> None:
		lead = save_lead(context(), through_json(create_lead(context(), name="Juan Pérez")))
		proposal = create_quotation(context(), rows=[Row(self.hammer, 2)], lead=lead.document.name)
		self.assertEqual(proposal.decisive[0].label, "Lead")
		result = save_order(context(), through_json(proposal))
		self.assertEqual(frappe.db.get_value("Quotation", result.document.name, "quotation_to"), "Lead")

	def test_purchase_order(self) -> None:
		buyer = make.user("Purchase User")
		with acting_as(buyer):
			proposal = create_purchase_order(
				context(), supplier=self.supplier, rows=[Row(self.hammer, 3, rate=80)], schedule_date=self.day
			)
			result = save_order(context(), through_json(proposal))
		order = frappe.get_doc("Purchase Order", result.document.name)
		self.assertEqual((order.supplier, order.grand_total, order.docstatus), (self.supplier, 240, 0))
		with acting_as(self.seller), self.assertRaises(Refused):
			create_purchase_order(
				context(), supplier=self.supplier, rows=[Row(self.hammer, 3)], schedule_date=self.day
			)
		with self.assertRaises(Missing):
			create_purchase_order(context(), supplier=self.supplier, rows=[Row(self.hammer, 3)])

	def test_material_request(self) -> None:
		before = counts()
		proposal = create_material_request(
			context(), rows=[Row(self.nail, 10, uom="cajas")], warehouse=self.warehouse, date=self.day
		)
		self.assertEqual(counts(), before)
		result = save_quantities(context(), through_json(proposal))
		request = frappe.get_doc("Material Request", result.document.name)
		self.assertEqual(
			[(row.item_code, row.qty, row.uom, row.warehouse) for row in request.items],
			[(self.nail, 10, "Box", self.warehouse)],
		)

	def test_transfer(self) -> None:
		keeper = make.user("Stock User")
		with acting_as(keeper):
			proposal = transfer_stock(
				context(), item=self.cement, qty=8, from_warehouse=self.warehouse, to_warehouse=self.south
			)
			result = save_quantities(context(), through_json(proposal))
		entry = frappe.get_doc("Stock Entry", result.document.name)
		self.assertEqual((entry.purpose, entry.docstatus), ("Material Transfer", 0))
		self.assertEqual(
			[(row.s_warehouse, row.t_warehouse, row.qty) for row in entry.items],
			[(self.warehouse, self.south, 8)],
		)
		entry.submit()
		self.assertEqual(
			frappe.db.get_value("Bin", {"item_code": self.cement, "warehouse": self.south}, "actual_qty"), 8
		)

	def test_a_payload_that_was_tampered_with(self) -> None:
		proposal = transfer_stock(
			context(), item=self.cement, qty=8, from_warehouse=self.warehouse, to_warehouse=self.south
		)
		values = {**through_json(proposal), "rows": [{"item_code": self.cement, "qty": 9}]}
		before = counts()
		with self.assertRaises(BadInput):
			save_quantities(context(), values)
		self.assertEqual(counts(), before)

	def test_transfer_of_more_than_there_is_says_so(self) -> None:
		proposal = transfer_stock(
			context(), item=self.cement, qty=21, from_warehouse=self.warehouse, to_warehouse=self.south
		)
		self.assertTrue(any("20" in note for note in proposal.notes))
		with self.assertRaises(BadInput):
			transfer_stock(
				context(), item=self.cement, qty=1, from_warehouse=self.south, to_warehouse=self.south
			)
		with acting_as(self.seller), self.assertRaises(Refused):
			transfer_stock(
				context(), item=self.cement, qty=1, from_warehouse=self.warehouse, to_warehouse=self.south
			)


class TestStates(WritesTestCase):
	def draft(self):
		order = make.sales_order(self.customer, [(self.hammer, 2, 150)], submit=False)
		return order, DocumentReference("Sales Order", order.name)

	def test_submit(self) -> None:
		order, reference = self.draft()
		with acting_as(self.seller):
			proposal = submit_document(context(), document=reference)
			self.assertEqual(proposal.amount, 300)
			self.assertIn(300, facts(proposal).values())
			self.assertEqual(frappe.db.get_value("Sales Order", order.name, "docstatus"), 0)
			submit(context(), through_json(proposal))
		self.assertEqual(frappe.db.get_value("Sales Order", order.name, "docstatus"), 1)
		with self.assertRaises(BadInput):
			submit_document(context(), document=reference)

	def test_submit_what_somebody_changed_since(self) -> None:
		order, reference = self.draft()
		values = through_json(submit_document(context(), document=reference))
		order.items[0].qty = 3
		order.save()
		with self.assertRaisesRegex(BadInput, "changed"):
			submit(context(), values)
		self.assertEqual(frappe.db.get_value("Sales Order", order.name, "docstatus"), 0)

	def test_submit_needs_the_permission(self) -> None:
		_order, reference = self.draft()
		values = through_json(submit_document(context(), document=reference))
		with acting_as(self.reader):
			with self.assertRaises(Refused):
				submit_document(context(), document=reference)
			with self.assertRaises(Refused):
				submit(context(), values)
		with acting_as("Guest"), self.assertRaises(Refused):
			submit_document(context(party=self.customer), document=reference)

	def test_cancel_with_a_reason(self) -> None:
		order = make.sales_order(self.customer, [(self.hammer, 2, 150)])
		reference = DocumentReference("Sales Order", order.name)
		proposal = cancel_document(context(), document=reference, reason="duplicado <b>x</b>")
		self.assertEqual(frappe.db.get_value("Sales Order", order.name, "docstatus"), 1)
		cancel(context(), through_json(proposal))
		self.assertEqual(frappe.db.get_value("Sales Order", order.name, "docstatus"), 2)
		content = frappe.get_all(
			"Comment",
			filters={"reference_name": order.name, "comment_type": "Comment"},
			pluck="content",
			order_by="creation desc",
		)
		self.assertTrue(any("duplicado" in text and "<b>" not in text for text in content))
		with self.assertRaises(BadInput):
			cancel_document(context(), document=reference)

	def test_cancel_needs_the_permission(self) -> None:
		order = make.sales_order(self.customer, [(self.hammer, 2, 150)])
		with acting_as(self.reader), self.assertRaises(Refused):
			cancel_document(context(), document=DocumentReference("Sales Order", order.name))

	def test_erpnext_refuses_in_one_sentence(self) -> None:
		invoice = make.sales_invoice(self.customer, [(self.hammer, 1, 100)])
		make.payment(self.customer, 100, invoice.name)
		order = make.sales_order(self.customer, [(self.cement, 1, 10)], set_warehouse=self.warehouse)
		from erpnext.selling.doctype.sales_order.sales_order import make_delivery_note

		make_delivery_note(order.name).insert().submit()
		values = through_json(
			cancel_document(context(), document=DocumentReference("Sales Order", order.name))
		)
		with self.assertRaises(BadInput) as raised:
			cancel(context(), values)
		self.assertNotIn("<", str(raised.exception))
		self.assertEqual(frappe.db.get_value("Sales Order", order.name, "docstatus"), 1)

	def test_undo(self) -> None:
		keeper = make.user("Sales User", "Sales Manager")
		with acting_as(keeper):
			made = save_order(context(), through_json(self.proposed()))
			last = {"doctype": made.document.doctype, "name": made.document.name}
			proposal = undo(context(extra={"last_draft": last}))
			delete_draft(context(), through_json(proposal))
			self.assertFalse(frappe.db.exists("Sales Order", made.document.name))
			with self.assertRaises(BadInput):
				undo(context(extra={"last_draft": last}))
			with self.assertRaises(BadInput):
				undo(context())

	def test_undo_of_what_is_somebody_elses_or_submitted(self) -> None:
		order, _reference = self.draft()
		last = {"doctype": "Sales Order", "name": order.name}
		manager = make.user("Sales User", "Sales Manager")
		with acting_as(manager), self.assertRaises(BadInput):
			undo(context(extra={"last_draft": last}))
		order.submit()
		with self.assertRaises(BadInput):
			undo(context(extra={"last_draft": last}))


class TestNotes(WritesTestCase):
	def test_comment(self) -> None:
		order = make.sales_order(self.customer, [(self.hammer, 2, 150)])
		reference = DocumentReference("Sales Order", order.name)
		with acting_as(self.seller):
			proposal = add_comment(context(), document=reference, text="recoge <script>x</script> en tienda")
			self.assertFalse(
				frappe.db.exists("Comment", {"reference_name": order.name, "comment_type": "Comment"})
			)
			save_comment(context(), through_json(proposal))
		comment = frappe.get_all(
			"Comment",
			filters={"reference_name": order.name, "comment_type": "Comment"},
			fields=["content", "owner"],
			order_by="creation desc",
		)[0]
		self.assertEqual(comment.owner, self.seller)
		self.assertIn("recoge", comment.content)
		self.assertNotIn("<script>", comment.content)
		stranger = make.user("Sales User")
		make.user_permission(stranger, "Customer", self.other)
		with acting_as(stranger):
			with self.assertRaises(Refused):
				add_comment(context(), document=reference, text="x")
			with self.assertRaises(Refused):
				save_comment(context(), through_json(proposal))
		with acting_as("Guest"), self.assertRaises(Refused):
			add_comment(context(party=self.customer), document=reference, text="x")

	def test_task(self) -> None:
		with acting_as(self.seller):
			proposal = create_task(context(), text="llamar al banco", due=self.day)
			result = save_task(context(), through_json(proposal))
		task = frappe.get_doc("ToDo", result.document.name)
		self.assertEqual(
			(task.description, task.allocated_to, getdate(task.date)),
			("llamar al banco", self.seller, self.day),
		)
		with self.assertRaises(Refused):
			create_task(context(), text="x", assign_to="nadie@example.com")

	def test_lead(self) -> None:
		with acting_as(self.seller):
			proposal = create_lead(context(), name="Ana Ruiz", email="ana@example.com", notes="tacos")
			self.assertFalse(frappe.db.exists("Lead", {"lead_name": "Ana Ruiz"}))
			result = save_lead(context(), through_json(proposal))
		self.assertEqual(frappe.db.get_value("Lead", result.document.name, "email_id"), "ana@example.com")
		with acting_as(self.seller), self.assertRaises(BadInput):
			create_lead(context(), name="Ana", email="no es un correo")
		with acting_as(self.reader), self.assertRaises(Refused):
			create_lead(context(), name="Ana")


class TestBinding(make.SiteTestCase):
	def test_every_write_has_both_halves(self) -> None:
		from whatsapp_erp_bot.commands import registry

		for name, declaration in declarations().items():
			if declaration.writes:
				self.assertEqual(name in registry._functions, name in registry._appliers, name)
