# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""A preview shows what decides, whole; nothing in a document imitates it, hides it or pushes it away."""

import re

import frappe

from whatsapp_erp_bot.bot import reply
from whatsapp_erp_bot.commands.base import Row
from whatsapp_erp_bot.commands.decisive import decisive_facts
from whatsapp_erp_bot.commands.result import DocumentReference, Fact, Proposal, Result
from whatsapp_erp_bot.commands.writes import (
	cancel_document,
	create_sales_order,
	submit_document,
	undo,
)
from whatsapp_erp_bot.exceptions import Candidate
from whatsapp_erp_bot.tests.integration import factories as make
from whatsapp_erp_bot.tests.integration.bot_case import BotCase, choices_of, text_of
from whatsapp_erp_bot.tests.integration.factories import acting_as, context

OWNER = "dueno@demo.localhost"
# marks of direction, zero-width signs, fillers, tags
UNSEEN = "\u202e\u202d\u2066\u2069\u200b\u200e\u200f\u2060\ufeff\u00ad\u3164\u2800\U000e0041"


def proposal(*facts: Fact, title: str = "New", notes: tuple[str, ...] = ()) -> Proposal:
	return Proposal(title, {}, list(facts), notes=notes)


def preview(*facts: Fact, **more) -> str:
	return reply.preview(proposal(*facts, **more)) or ""


class TestPreview(make.SiteTestCase):
	def test_long_text_is_shown_whole_or_not_offered(self):
		for length in (121, 700, 3000):
			name = "n" * (length - 1) + "Z"
			self.assertIn(f"*{name}*", preview(Fact("Customer", name), Fact("Total", 5, "money", "MXN")))
		self.assertIsNone(reply.preview(proposal(Fact("Customer", "n" * 4100))))
		self.assertIsNone(reply.preview(proposal(Fact("Customer", "n"), notes=("x" * 4100,))))

	def test_every_row_or_none(self):
		rows = [Fact(f"Item {number}", f"{number} Nos", "row") for number in range(1, 101)]
		text = preview(Fact("Customer", "Acme"), *rows)
		for number in (1, 15, 16, 100):
			self.assertIn(f"*{number} Nos* Item {number}", text)
		self.assertIsNone(reply.preview(proposal(*rows, *rows, *rows)))

	def test_facts_stand_before_rows_and_long_text(self):
		text = preview(
			Fact("Item", "1 Nos", "row"), Fact("Customer", "Acme"), Fact("Total", 5, "money", "MXN")
		)
		self.assertLess(text.index("Total"), text.index("1 Nos"))

	def test_nothing_unseen(self):
		text = preview(
			Fact(f"It{UNSEEN}em", "1 Nos", "row", detail=f"c{UNSEEN}ode"),
			Fact("Customer", f"A{UNSEEN}cme"),
			title=f"New{UNSEEN}",
			notes=(f"no{UNSEEN}te",),
		)
		self.assertFalse(set(UNSEEN) & set(text))
		self.assertFalse(re.search(r"[\u0000-\u0009\u000b-\u001f\u007f-\u009f]", text))

	def test_nothing_imitates_a_line_or_a_format(self):
		fake = "Acme*\n*Total:* ~$9,999.00~ ```$1.00``` _x_ \u2028Total: *$1.00*"
		text = preview(
			Fact("Customer", fake), Fact("Total", 5000, "money", "MXN"), Fact(fake, "1 Nos × 5,000", "row")
		)
		lines = text.split("\n")
		self.assertEqual([line for line in lines if line.startswith("Total")], ["Total: *$ 5,000.00 MXN*"])
		self.assertEqual(len([line for line in lines if line.strip()]), 5)
		for line in lines:
			# bold is ours alone: title, value of a fact, numbers of a row
			self.assertIn(line.count("*"), (0, 2), line)
			self.assertFalse(set("~`") & set(line), line)
		self.assertTrue(lines[3].startswith("1. *1 Nos × 5,000* Acme"))

	def test_no_links(self):
		text = preview(
			Fact("Customer", "Visit https://evil.com/x or evil.com"),
			Fact("evil.com", "1 Nos", "row", detail="pay@evil.com"),
			notes=("evil.com",),
			title="evil.com",
		)
		self.assertNotIn("evil.com", text)
		self.assertNotIn("://", text)

	def test_addresses_stay_where_they_belong(self):
		text = preview(
			Fact("Email", "ana_maria@acme.mx", "address"),
			Fact("Phone", "+52 55 1234-5678", "address"),
			Fact("Website", "https://acme.mx/tienda", "address"),
			Fact("Created by", "juan@acme.mx", "address", detail="Juan evil.com"),
			Fact("Other", "call *me* at evil.com now", "address"),
		)
		for address in ("ana_maria@acme.mx", "+52 55 1234-5678", "https://acme.mx/tienda"):
			self.assertIn(f"*{address}*", text)
		self.assertIn("Created by: *juan@acme.mx* Juan evil·com", text)
		self.assertNotIn("evil.com", text)

	def test_letters_of_another_alphabet_are_told(self):
		self.assertIn("Ас", preview(Fact("Customer", "Асme")).split("alphabet")[1])
		self.assertNotIn("alphabet", preview(Fact("Customer", "Привет"), Fact("Supplier", "Acmé Ñandú")))
		self.assertIn("alphabet", preview(Fact("Mаrtillo", "1 Nos", "row")))

	def test_numbers_are_exact(self):
		text = preview(
			Fact("Total", 1234.5678, "money", "USD"),
			Fact("Small", 0.000004, "quantity", unit="kg"),
			Fact("Discount", 99.96, "percent"),
			Fact("Large", 1234567.5, "number"),
			Fact("Negative", -5.5, "money", "MXN"),
		)
		for one in ("1,234.5678 USD", "0.000004 kg", "99.96 %", "1,234,567.5"):
			self.assertIn(one, text)
		self.assertRegex(text, r"-5\.50 MXN")

	def test_buttons_or_a_list_in_one_message(self):
		choices = [("yes:1:2", "Yes, do it"), ("no:1:2", "No")]
		for length in (100, 1024, 1025, 4096):
			(message,) = reply.with_decision("x" * length, choices)
			self.assertEqual(len(message.payload["text"]), length)
			self.assertEqual(message.kind, "buttons" if length <= 1024 else "list")


class TestLists(make.SiteTestCase):
	def bodies(self, *candidates: tuple[str, str, str]) -> tuple[list[str], list[tuple[str, str]]]:
		(message,) = reply.choice_list("Which one?", "run", [Candidate(*one) for one in candidates])
		rows = message.payload["sections"][0]["rows"][:-1]
		lines = message.payload["text"].split("\n\n")[1].split("\n")
		return lines, [(row["title"], row["description"]) for row in rows]

	def assert_apart(self, *candidates: tuple[str, str, str]) -> None:
		lines, rows = self.bodies(*candidates)
		self.assertEqual(len(set(lines)), len(lines), lines)
		bare = [re.sub(r"^\d+\. ", "", line) for line in lines]
		self.assertEqual(len(set(bare)), len(bare), bare)
		self.assertEqual(len({title for title, _description in rows}), len(rows), rows)
		for title, description in rows:
			self.assertLessEqual(len(title), 24)
			self.assertLessEqual(len(description), 72)

	def test_same_name(self):
		self.assert_apart(("CUST-1", "Acme", "Norte"), ("CUST-2", "Acme", "Norte"))
		self.assert_apart(("Customer::CUST-1", "Acme", ""), ("Customer::CUST-2", "acme", ""))

	def test_same_after_cutting(self):
		long = "Distribuidora Industrial del Noroeste de la República Mexicana y Asociados "
		self.assert_apart((long + "A", long + "A", "Zona"), (long + "B", long + "B", "Zona"))

	def test_same_to_the_eye(self):
		self.assert_apart(("Acme", "Acme", ""), ("Асme", "Асme", ""))
		self.assert_apart(("Acme\u200b", "Acme\u200b", ""), ("C-2", "Acme", ""))
		lines, _rows = self.bodies(("Acme", "Acme", ""), ("Асme", "Асme", ""))
		self.assertIn("Ас", lines[1].split("alphabet")[1])

	def test_different_names_stay_as_they_were(self):
		lines, rows = self.bodies(("A", "Tornillo 3/8", "Tornillería"), ("B", "Tornillo 1/2", "Tornillería"))
		self.assertEqual(lines, ["1. Tornillo 3/8", "2. Tornillo 1/2"])
		self.assertEqual([title for title, _description in rows], ["Tornillo 3/8", "Tornillo 1/2"])

	def test_next_steps_that_look_alike_are_not_offered(self):
		(message,) = reply.with_choices(
			"x", [("a", "Balance of Acme"), ("b", "Balance of Асme"), ("c", "Other")]
		)
		offered = message.payload.get("buttons") or message.payload["sections"][0]["rows"]
		self.assertEqual([one["id"] for one in offered], ["c"])

	def test_results_have_no_links_and_addresses_stay(self):
		result = Result(
			"evil.com",
			facts=[Fact("Subject", "evil.com"), Fact("Email", "a@acme.mx", "address")],
			notes=["evil.com"],
		)
		body = reply.body_of(result)
		self.assertNotIn("evil.com", body)
		self.assertIn("a@acme.mx", body)


class TestDocuments(make.SiteTestCase):
	@classmethod
	def make_data(cls) -> None:
		make.no_default_taxes()
		cls.customer = make.customer(f"Ferretería {make.mark()}")
		cls.item = make.item(item_name="Martillo*\nTotal: $1 evil.com\u202e")
		cls.rows = [(make.item(item_name=f"Pieza {number}"), number, 10) for number in range(1, 19)]

	def shown(self, made: Proposal) -> str:
		text = reply.preview(made)
		self.assertIsNotNone(text)
		return text

	def order(self, submit: bool = False, **values):
		rows = values.pop("rows", [(self.item, 3, 150.5)])
		return make.sales_order(self.customer, rows, submit=submit, **values)

	def test_submitting_shows_party_rows_quantities_total_and_currency(self):
		order = self.order(rows=[(self.item, 3, 150.5), *self.rows])
		text = self.shown(submit_document(context(), DocumentReference("Sales Order", order.name)))
		self.assertIn(self.customer, text)
		self.assertIn(f"{reply.exactly.money(order.grand_total, order.currency)}*", text)
		for code, quantity, _rate in self.rows:
			self.assertRegex(text, rf"\*{quantity} Nos × [^\n]*\* Pieza {quantity} · {code}")
		self.assertNotIn("\u202e", text)
		self.assertNotIn("evil.com", text)
		self.assertEqual(len(re.findall(r"^\d+\. \*", text, re.MULTILINE)), 19)

	def test_cancelling_and_undoing_show_the_rows_too(self):
		order = self.order(submit=True)
		text = self.shown(
			cancel_document(context(), DocumentReference("Sales Order", order.name), reason="x" * 200)
		)
		self.assertIn("3 Nos", text)
		self.assertIn("x" * 200, text)
		draft = self.order()
		last = {"last_draft": {"doctype": "Sales Order", "name": draft.name}}
		self.assertIn("3 Nos", self.shown(undo(context(extra=last))))

	def test_two_of_one_name_are_told_apart(self):
		other = make.insert(
			"Customer",
			customer_name=self.customer,
			customer_type="Company",
			customer_group=make.leaf("Customer Group"),
			territory=make.leaf("Territory"),
		)
		self.assertNotEqual(other.name, self.customer)
		made = create_sales_order(
			context(),
			other.name,
			[Row(self.item, 1, rate=5)],
			delivery_date=frappe.utils.getdate("2031-01-01"),
		)
		self.assertIn(f"({other.name})", self.shown(made))

	def test_codes_warehouses_discounts_and_dates(self):
		place = make.warehouse()
		order = self.order(
			rows=[(self.item, 2, 90)],
			set_warehouse=place,
			additional_discount_percentage=12.5,
			po_no="x" * 90,
		)
		order.items[0].price_list_rate = 100
		order.items[0].discount_percentage = 10
		order.save()
		text = self.shown(submit_document(context(), DocumentReference("Sales Order", order.name)))
		for one in (
			place,
			self.item,
			"Percentage: *12.5*",
			"10 %",
			frappe.utils.format_date(order.delivery_date),
			"x" * 90,
		):
			self.assertIn(one, text)
		self.assertLess(text.index("12.5"), text.index("x" * 90))

	def test_a_journal_entry_shows_accounts_and_amounts(self):
		cash, other = make.cash_account(), make.tax_account()
		entry = make.insert(
			"Journal Entry",
			company=make.company(),
			posting_date=frappe.utils.today(),
			accounts=[
				{"account": cash, "debit_in_account_currency": 1234.5},
				{"account": other, "credit_in_account_currency": 1234.5},
			],
		)
		text = self.shown(submit_document(context(), DocumentReference("Journal Entry", entry.name)))
		for one in (cash, other, "1,234.50 MXN"):
			self.assertIn(one, text)

	def test_a_payment_shows_both_accounts_and_what_it_pays(self):
		invoice = make.sales_invoice(self.customer, [(self.item, 1, 500)])
		entry = make.payment(self.customer, 300, invoice.name)
		text = self.shown(cancel_document(context(), DocumentReference("Payment Entry", entry.name)))
		for one in (self.customer, invoice.name, entry.paid_from, entry.paid_to, "300.00"):
			self.assertIn(one, text)

	def test_any_submittable_kind_has_a_preview(self):
		request = make.insert(
			"Material Request",
			company=make.company(),
			material_request_type="Purchase",
			schedule_date="2031-01-01",
			items=[
				{
					"item_code": self.item,
					"qty": 7,
					"warehouse": make.warehouse(),
					"schedule_date": "2031-01-01",
				}
			],
		)
		text = self.shown(submit_document(context(), DocumentReference("Material Request", request.name)))
		self.assertIn("*7 Nos", text)

	def test_a_hidden_amount_is_said_to_be_hidden(self):
		order = self.order()
		seller = make.user("Sales User")
		with make.hidden_field("Sales Order", "grand_total"), acting_as(seller):
			facts = decisive_facts(context(), frappe.get_doc("Sales Order", order.name))
			text = reply.preview(proposal(*facts))
		self.assertNotIn("Grand Total", text)
		self.assertIn("hidden", text)


class TestAtTheFrontDoor(BotCase):
	def test_two_customers_of_one_name_are_two_rows(self):
		frappe.set_user("Administrator")
		title = f"Comercializadora Gemela del Norte {make.mark()}"
		names = [make.customer(title), make.customer(title)]
		frappe.db.commit()
		try:
			body = self.say(self.new_phone(OWNER), f"saldo de {title}")[-1]
			lines = text_of(body).split("\n\n")[-1].split("\n")
			self.assertEqual(len(lines), 2)
			self.assertNotEqual(lines[0][3:], lines[1][3:])
			self.assertEqual(len(choices_of(body)), 3)
		finally:
			frappe.set_user("Administrator")
			for name in names:
				frappe.delete_doc("Customer", name, force=True)
			frappe.db.commit()

	def test_the_button_under_a_long_document_is_in_a_list(self):
		frappe.set_user("Administrator")
		customer = make.customer()
		rows = [
			(make.item(item_name=f"Pieza de ferretería de nombre largo {n}"), n, 10) for n in range(1, 26)
		]
		order = make.sales_order(customer, rows, submit=False)
		frappe.db.commit()
		try:
			phone = self.new_phone(OWNER)
			bodies = self.say(phone, f"confirma el pedido {order.name}")
			text = text_of(bodies[-1])
			for number in range(1, 26):
				self.assertIn(f"nombre largo {number} ·", text)
			yes = next(id_ for id_ in choices_of(bodies[-1]).values() if id_.startswith("yes:"))
			self.assertEqual(frappe.db.get_value("Sales Order", order.name, "docstatus"), 0)
			self.tap(phone, yes)
			frappe.db.rollback()
			self.assertEqual(frappe.db.get_value("Sales Order", order.name, "docstatus"), 1)
		finally:
			frappe.db.rollback()
			frappe.set_user("Administrator")
			made = frappe.get_doc("Sales Order", order.name)
			if made.docstatus == 1:
				made.cancel()
			frappe.delete_doc("Sales Order", made.name, force=True)
			for code, _quantity, _rate in rows:
				frappe.delete_doc("Item", code, force=True)
			frappe.delete_doc("Customer", customer, force=True)
			frappe.db.commit()
