# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Documents for a phone, their PDF, lists and counts."""

from io import BytesIO

import frappe
from frappe.utils import add_days, getdate, today
from pypdf import PdfReader

from whatsapp_erp_bot.commands.base import Party, Period
from whatsapp_erp_bot.commands.documents import count_documents, document, find_documents, send_pdf
from whatsapp_erp_bot.commands.result import DocumentReference
from whatsapp_erp_bot.exceptions import BadInput, Refused
from whatsapp_erp_bot.tests.integration import factories as make
from whatsapp_erp_bot.tests.integration.factories import acting_as, context


def facts(result) -> dict:
	return {fact.label: fact.value for fact in result.facts}


def names(result) -> set[str]:
	return {row["name"] for row in result.table.rows} if result.table else set()


def reference(of) -> DocumentReference:
	return DocumentReference(of.doctype, of.name)


def text_of(result) -> str:
	pages = PdfReader(BytesIO(result.files[0].content)).pages
	return " ".join(" ".join(page.extract_text().split()) for page in pages)


class DocumentsTestCase(make.SiteTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.item = make.item(item_name="Martillo de uña")
		cls.customer = make.customer(f"Ferretería López {make.mark()}")
		cls.other = make.customer(f"Abarrotes Sol {make.mark()}")
		cls.invoice = make.sales_invoice(cls.customer, [(cls.item, 3, 50)], tax_percent=16)
		cls.overdue = make.sales_invoice(
			cls.customer,
			[(cls.item, 1, 70)],
			posting_date=add_days(today(), -40),
			due_date=add_days(today(), -10),
		)
		cls.draft = make.sales_invoice(cls.customer, [(cls.item, 1, 90)], submit=False)
		cls.of_other = make.sales_invoice(cls.other, [(cls.item, 1, 30)])
		frappe.db.set_value("Sales Invoice", cls.overdue.name, "status", "Overdue")
		cls.accountant = make.user("Accounts User")
		cls.limited = make.user("Accounts User")
		make.user_permission(cls.limited, "Customer", cls.other)
		cls.employee = make.user("Employee")


class TestDocument(DocumentsTestCase):
	def test_essentials_of_an_invoice(self) -> None:
		with acting_as(self.accountant):
			result = document(context(), document=reference(self.invoice))
		shown = facts(result)
		self.assertEqual(shown["Grand Total"], 174)
		self.assertEqual(shown["Outstanding Amount"], 174)
		self.assertEqual(shown["Payment Due Date"], self.invoice.due_date)
		self.assertTrue(str(shown["Customer Name"]).startswith("Ferretería López"))
		self.assertEqual(
			[(row["item_name"], row["qty"], row["amount"]) for row in result.table.rows],
			[("Martillo de uña", 3, 150)],
		)
		money = next(fact for fact in result.facts if fact.label == "Grand Total")
		self.assertEqual((money.kind, money.currency), ("money", make.company_currency()))
		self.assertIn("send_pdf", [step.command for step in result.next_steps])

	def test_any_doctype(self) -> None:
		todo = make.insert("ToDo", description="<b>Llamar</b> al banco", allocated_to="Administrator")
		self.assertIn("Llamar al banco", facts(document(context(), document=reference(todo))).values())
		territory = frappe.get_doc("Territory", make.territory())
		self.assertIn(territory.name, facts(document(context(), document=reference(territory))).values())

	def test_refused_in_the_same_words(self) -> None:
		sentences = set()
		for user, name in (
			(self.limited, self.invoice.name),
			(self.employee, self.invoice.name),
			(self.accountant, "ACC-SINV-1999-00000"),
		):
			with acting_as(user), self.assertRaises(Refused) as raised:
				document(context(), document=DocumentReference("Sales Invoice", name))
			sentences.add(str(raised.exception))
		self.assertEqual(len(sentences), 1)

	def test_a_field_above_the_permission_level_stays_hidden(self) -> None:
		frappe.make_property_setter(
			{
				"doctype": "Sales Invoice",
				"fieldname": "outstanding_amount",
				"property": "permlevel",
				"value": 3,
			}
		)
		frappe.clear_cache(doctype="Sales Invoice")
		try:
			with acting_as(self.accountant):
				staff = facts(document(context(), document=reference(self.invoice)))
				listed = find_documents(context(), doctype="Sales Invoice")
			with acting_as("Guest"):
				customer = facts(document(context(party=self.customer), document=reference(self.invoice)))
		finally:
			frappe.db.delete(
				"Property Setter",
				{"doc_type": "Sales Invoice", "field_name": "outstanding_amount", "property": "permlevel"},
			)
			frappe.clear_cache(doctype="Sales Invoice")
		for shown in (staff, customer):
			self.assertNotIn("Outstanding Amount", shown)
			self.assertIn("Grand Total", shown)
		self.assertTrue(listed.table)

	def test_a_customer_sees_own_submitted_documents_only(self) -> None:
		with acting_as("Guest"):
			self.assertEqual(
				facts(document(context(party=self.customer), document=reference(self.invoice)))[
					"Grand Total"
				],
				174,
			)
			for hidden in (self.draft, self.of_other):
				with self.assertRaises(Refused):
					document(context(party=self.customer), document=reference(hidden))
			for doctype, name in (("Item", self.item), ("Customer", self.other), ("User", self.accountant)):
				with self.assertRaises(Refused):
					document(context(party=self.customer), document=DocumentReference(doctype, name))

	def test_submit_is_offered_to_those_who_may(self) -> None:
		with acting_as(self.accountant):
			steps = [step.command for step in document(context(), document=reference(self.draft)).next_steps]
		self.assertIn("submit_document", steps)


class TestSendPDF(DocumentsTestCase):
	def test_pdf_in_the_language_of_the_person(self) -> None:
		with acting_as(self.accountant):
			result = send_pdf(context(language="es"), document=reference(self.invoice))
		self.assertEqual(result.files[0].name, f"{self.invoice.name}.pdf")
		self.assertEqual(result.files[0].mime_type, "application/pdf")
		text = text_of(result)
		self.assertIn("Martillo", text)
		self.assertIn(frappe._("Grand Total", "es"), text)
		# Frappe prints the number in the page header
		self.assertIn(self.invoice.name, text)
		self.assertEqual(frappe.local.lang, "en")

	def test_commits_nothing_and_is_logged(self) -> None:
		frappe.db.savepoint("before_pdf")
		frappe.flags.in_test = False
		try:
			with acting_as(self.accountant):
				send_pdf(context(), document=reference(self.invoice))
		finally:
			frappe.flags.in_test = True
		log = {"reference_document": self.invoice.name, "user": self.accountant, "method": "Print"}
		self.assertTrue(frappe.db.exists("Access Log", log))
		# MariaDB refuses this after a commit
		frappe.db.rollback(save_point="before_pdf")
		self.assertFalse(frappe.db.exists("Access Log", log))

	def test_needs_the_print_permission(self) -> None:
		self.let_accountants_print(0)
		self.addCleanup(self.let_accountants_print, 1)
		with acting_as(self.accountant), self.assertRaisesRegex(Refused, "print"):
			send_pdf(context(), document=reference(self.invoice))

	def let_accountants_print(self, print_: int) -> None:
		"""In the standard permissions and, where the site has its own, in those."""
		wanted = {"parent": "Sales Invoice", "role": "Accounts User", "permlevel": 0}
		for doctype in ("DocPerm", "Custom DocPerm"):
			frappe.db.set_value(doctype, wanted, "print", print_)
		frappe.clear_cache(doctype="Sales Invoice")

	def test_named_format(self) -> None:
		name = make.insert(
			"Print Format",
			name=f"Ticket {make.mark()}",
			doc_type="Sales Invoice",
			custom_format=1,
			print_format_type="Jinja",
			standard="No",
			html="<p>Hola {{ doc.name }}</p>",
		).name
		with acting_as(self.accountant):
			result = send_pdf(context(), document=reference(self.invoice), print_format=name.upper())
			self.assertIn(f"Hola {self.invoice.name}", text_of(result))
			with self.assertRaisesRegex(BadInput, "Ticket"):
				send_pdf(context(), document=reference(self.invoice), print_format="no hay")
		with acting_as("Guest"):
			own = send_pdf(context(party=self.customer), document=reference(self.invoice), print_format=name)
		self.assertNotIn("Hola", text_of(own))

	def test_a_customer_gets_the_own_pdf_only(self) -> None:
		with acting_as("Guest"):
			self.assertIn(
				"Martillo", text_of(send_pdf(context(party=self.customer), document=reference(self.invoice)))
			)
			self.assertFalse(frappe.flags.ignore_print_permissions)
			with self.assertRaises(Refused):
				send_pdf(context(party=self.customer), document=reference(self.of_other))

	def test_drafts_as_the_print_settings_say(self) -> None:
		settings = frappe.get_doc("Print Settings")
		settings.allow_print_for_draft = 0
		settings.save()
		with self.assertRaises(BadInput):
			send_pdf(context(), document=reference(self.draft))


class TestFindDocuments(DocumentsTestCase):
	def found(self, **arguments) -> set[str]:
		ours = {self.invoice.name, self.overdue.name, self.draft.name, self.of_other.name}
		return names(find_documents(context(), doctype="Sales Invoice", limit=50, **arguments)) & ours

	def test_words_of_state_in_three_languages(self) -> None:
		for said in ("vencidas", "Overdue", "Vencido", "atrasadas", "overdue"):
			self.assertEqual(self.found(status=said, party="López"), {self.overdue.name}, said)
		for said in ("borrador", "Borradores", "rascunho", "draft"):
			self.assertEqual(self.found(status=said), {self.draft.name}, said)
		for said in ("sin pagar", "por cobrar", "não paga", "em aberto"):
			expected = {self.invoice.name, self.overdue.name, self.of_other.name}
			self.assertEqual(self.found(status=said), expected, said)
		# a state of ERPNext's own, named as it names it
		self.assertEqual(self.found(status="Unpaid"), {self.invoice.name, self.of_other.name})
		self.assertEqual(self.found(status="pagadas"), set())
		self.assertEqual(self.found(status="pago"), set())
		self.assertEqual(self.found(status="canceladas"), set())
		with self.assertRaisesRegex(BadInput, "Overdue"):
			self.found(status="verdes")

	def test_party_period_and_text(self) -> None:
		self.assertEqual(self.found(party="Abarrotes"), {self.of_other.name})
		self.assertEqual(self.found(party=Party("Customer", self.other)), {self.of_other.name})
		self.assertEqual(self.found(party={"name": self.other}), {self.of_other.name})
		old = Period(getdate(add_days(today(), -41)), getdate(add_days(today(), -39)))
		self.assertEqual(self.found(period=old), {self.overdue.name})
		self.assertEqual(self.found(text=self.invoice.name), {self.invoice.name})
		self.assertEqual(self.found(text=self.invoice.name, party="Abarrotes"), set())

	def test_rows_of_the_user_only(self) -> None:
		with acting_as(self.limited):
			self.assertEqual(self.found(), {self.of_other.name})
			self.assertEqual(count_documents(context(), doctype="Sales Invoice").facts[0].value, 1)
		with acting_as(self.employee), self.assertRaises(Refused):
			self.found()

	def test_limit_and_total(self) -> None:
		result = find_documents(context(), doctype="Sales Invoice", party=self.customer, limit=1)
		self.assertEqual((len(result.table.rows), result.table.more, facts(result)["Found"]), (1, 2, 3))

	def test_excel(self) -> None:
		result = find_documents(context(), doctype="Sales Invoice", party=self.customer, format="excel")
		self.assertTrue(result.files[0].content.startswith(b"PK"))

	def test_pdf(self) -> None:
		result = find_documents(context(), doctype="Sales Invoice", party=self.customer, format="pdf")
		self.assertIn(self.invoice.name, text_of(result))

	def test_masters(self) -> None:
		result = find_documents(context(), doctype="Customer", text="lopez")
		self.assertIn(self.customer, names(result))
		self.assertEqual(names(find_documents(context(), doctype="Customer", text="100%_no")), set())

	def test_no_party_in_such_documents(self) -> None:
		with self.assertRaises(BadInput):
			find_documents(context(), doctype="Territory", party="López")

	def test_tables_and_singles_are_out_of_reach(self) -> None:
		for doctype in ("Sales Invoice Item", "Stock Settings", "No Such DocType"):
			with self.assertRaises(Refused):
				find_documents(context(), doctype=doctype)

	def test_a_customer_has_no_lists(self) -> None:
		with acting_as("Guest"):
			result = find_documents(context(party=self.other), doctype="Sales Invoice", limit=50)
			self.assertEqual(names(result), {self.of_other.name})
			with self.assertRaises(Refused):
				find_documents(context(party=self.other), doctype="Item")


class TestCount(DocumentsTestCase):
	def test_by_state(self) -> None:
		result = count_documents(context(), doctype="Sales Invoice", party=self.customer)
		self.assertEqual(result.facts[0].value, 3)
		self.assertEqual(sum(row["documents"] for row in result.table.rows), 3)
		self.assertEqual(
			count_documents(context(), doctype="Sales Invoice", party=self.customer, status="borrador")
			.facts[0]
			.value,
			1,
		)
		one_day = Period(getdate(today()), getdate(today()))
		self.assertEqual(
			count_documents(context(), doctype="Sales Invoice", party=self.customer, period=one_day)
			.facts[0]
			.value,
			2,
		)
