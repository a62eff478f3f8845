# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""A person's words become documents that they may see, or a list to tap, or a refusal that tells nothing."""

from datetime import date

import frappe
from frappe import _
from frappe.utils import add_days, today

from whatsapp_erp_bot.commands.base import Money, Period, Row
from whatsapp_erp_bot.commands.declaration import CUSTOMER, STAFF, Declaration, Parameter
from whatsapp_erp_bot.commands.resolve import resolve_arguments
from whatsapp_erp_bot.commands.result import DocumentReference
from whatsapp_erp_bot.exceptions import Ambiguous, BadInput, Missing, Refused
from whatsapp_erp_bot.tests.integration import factories as make

EVERYTHING = Declaration(
	name="anything",
	group="test",
	titles={},
	examples={},
	audience=(STAFF, CUSTOMER),
	parameters=(
		Parameter("customer", "link", link="Customer"),
		Parameter("item", "link", link="Item"),
		Parameter("warehouse", "link", link="Warehouse"),
		Parameter("doctype", "link", link="DocType"),
		Parameter("report", "link", link="Report"),
		Parameter("user", "link", link="User"),
		Parameter("document", "document"),
		Parameter("rows", "rows"),
		Parameter("amount", "money"),
		Parameter("days", "number"),
		Parameter("day", "date"),
		Parameter("period", "period"),
		Parameter("by", "choice", choices=("amount", "qty", "item_group")),
		Parameter("compare", "flag"),
		Parameter("text", "text"),
	),
)


class TestResolve(make.SiteTestCase):
	@classmethod
	def make_data(cls):
		# a made-up syllable keeps these names apart from whatever else is on the site
		cls.mark = mark = "zq" + "".join(sign for sign in make.mark() if sign.isalpha()) + "ux"
		cls.lopez = make.customer(f"Ferretería {mark} López")
		cls.lopes = make.customer(f"Ferretería {mark} Lopes")
		cls.corner = make.customer(f"Tienda {mark} La Esquina")
		cls.corner_north = make.customer(f"Tienda {mark} La Esquina Norte")
		cls.builder = make.customer(f"Constructora {mark} Bahía S.A. de C.V.")
		cls.screw_38 = make.item(f"TOR38{mark}", f"Tornillo {mark} 3/8")
		cls.screw_34 = make.item(f"TOR34{mark}", f"Tornillo {mark} 3/4")
		cls.barcode = f"99{frappe.generate_hash(length=8)}"
		cls.rice = make.item(f"ARR5{mark}", f"Arroz {mark} 5 kg", barcodes=[{"barcode": cls.barcode}])
		cls.warehouse = make.warehouse(f"Bodega {mark}")
		days = [add_days(today(), -back) for back in (90, 60, 30)]
		cls.first = make.sales_invoice(cls.lopez, [(cls.rice, 1, 100)], posting_date=days[0]).name
		cls.last = make.sales_invoice(cls.lopez, [(cls.rice, 1, 100)], posting_date=days[1]).name
		cls.of_lopes = make.sales_invoice(cls.lopes, [(cls.rice, 1, 100)], posting_date=days[2]).name
		cls.order = make.sales_order(cls.corner, [(cls.rice, 1, 100)]).name
		cls.manager = make.user("Accounts User", "Sales User", "Stock User")
		cls.seller = make.user("Accounts User", "Sales User")
		make.user_permission(cls.seller, "Customer", cls.lopes)
		cls.nobody = make.user("Employee")

	def resolve(self, asking: str | None = None, party: str | None = None, language: str = "es", **arguments):
		with make.acting_as(asking or self.manager):
			context = make.context(party=party, language=language)
			return resolve_arguments(EVERYTHING, arguments, context)

	def one(self, said, user: str | None = None, name: str = "customer", **more):
		return self.resolve(user, **{name: said}, **more)[name]

	def candidates(self, said, name: str = "customer", user: str | None = None) -> list[str]:
		with self.assertRaises(Ambiguous) as ambiguous:
			self.one(said, user, name)
		self.assertEqual((ambiguous.exception.parameter, ambiguous.exception.said), (name, said))
		self.assertLessEqual(len(ambiguous.exception.candidates), 9)
		return [candidate.value for candidate in ambiguous.exception.candidates]

	# links

	def test_exact_names_beat_near_ones(self):
		self.assertEqual(self.one(f"Ferretería {self.mark} López"), self.lopez)
		self.assertEqual(self.one(f"ferreteria {self.mark} LOPEZ"), self.lopez)
		self.assertEqual(self.one(f"ferretería {self.mark} lopes"), self.lopes)
		self.assertEqual(self.one(f"tienda {self.mark} la esquina"), self.corner)

	def test_typing_errors_plurals_articles_and_nouns(self):
		self.assertEqual(self.one(f"fereteria {self.mark} lopez"), self.lopez)
		self.assertEqual(self.one(f"el cliente {self.mark} lópez"), self.lopez)
		self.assertEqual(self.one(f"constructora {self.mark} bahia"), self.builder)
		self.assertEqual(self.one(f"contructora {self.mark} vahia"), self.builder)
		self.assertEqual(self.one(f"tornillos {self.mark} 3/8", name="item"), self.screw_38)

	def test_several_become_a_list(self):
		self.assertEqual(set(self.candidates(f"{self.mark} esquina")), {self.corner, self.corner_north})
		self.assertEqual(
			set(self.candidates(f"tornillo {self.mark}", "item")), {self.screw_38, self.screw_34}
		)
		self.assertLessEqual({self.lopez, self.lopes}, set(self.candidates(f"ferreteria {self.mark} lopex")))

	def test_a_number_is_never_guessed(self):
		with self.assertRaises((Refused, Ambiguous)):
			self.one(f"tornillo {self.mark} 5/8", name="item")

	def test_items_by_code_name_and_barcode(self):
		for said in (self.rice, self.rice.lower(), f"arroz {self.mark} 5kg", self.barcode):
			with self.subTest(said):
				self.assertEqual(self.one(said, name="item"), self.rice)

	def test_a_warehouse_without_its_companys_suffix_and_noun(self):
		for said in (self.warehouse, f"Bodega {self.mark}", self.mark, f"almacén {self.mark}"):
			with self.subTest(said):
				self.assertEqual(self.one(said, name="warehouse"), self.warehouse)

	def test_a_tapped_candidate_is_checked_again(self):
		self.assertEqual(self.one({"name": self.lopez}), self.lopez)
		with self.assertRaises(Refused):
			self.one({"name": self.lopez}, self.seller)
		with self.assertRaises(Refused):
			self.one({"name": "nobody at all"})

	def test_names_are_matched_among_what_the_person_may_see(self):
		"""The seller sees one of the two: López is nobody to them, and the near one is all that there is."""
		self.assertEqual(self.one(f"{self.mark}", self.seller), self.lopes)
		said = set()
		for words in (f"constructora {self.mark} bahia", "constructora inexistente wxyz"):
			with self.assertRaises(Refused) as refused:
				self.one(words, self.seller)
			said.add(str(refused.exception).replace(words, ""))
		self.assertEqual(len(said), 1)
		with self.assertRaises(Refused):
			self.one(f"ferreteria {self.mark} lopez", self.nobody)

	def test_a_permission_taken_away_counts_at_once(self):
		user = make.user("Accounts User", "Sales User")
		words = f"constructora {self.mark} bahai"
		self.assertEqual(self.one(words, user), self.builder)
		make.user_permission(user, "Customer", self.lopes)
		with self.assertRaises(Refused):
			self.one(words, user)

	def test_disabled_ones_are_not_offered(self):
		frappe.db.set_value("Customer", self.corner_north, "disabled", 1)
		self.assertEqual(self.one(f"{self.mark} esquina", make.user("Sales User")), self.corner)

	def test_doctypes_in_three_languages(self):
		for said, doctype in (
			("facturas", "Sales Invoice"),
			("las facturas", "Sales Invoice"),
			("pedidos", "Sales Order"),
			("órdenes de compra", "Purchase Order"),
			("clientes", "Customer"),
			("notas fiscais", "Sales Invoice"),
			("orçamentos", "Quotation"),
			("pedidos de venda", "Sales Order"),
			("sales orders", "Sales Order"),
			("deliveries", "Delivery Note"),
			("Payment Entry", "Payment Entry"),
			("artículos", "Item"),
		):
			with self.subTest(said):
				self.assertEqual(self.one(said, "Administrator", "doctype"), doctype)

	def test_a_doctype_that_may_not_be_read_is_refused(self):
		for said in ("facturas", "Salary Slip", "xyzzy"):
			with self.subTest(said), self.assertRaises(Refused):
				self.one(said, self.nobody, "doctype")

	def test_translated_names(self):
		translated = _("Sales Register", lang="es")
		self.assertNotEqual(translated, "Sales Register")
		for said in (translated, translated.upper(), f"el reporte {translated}", "sales register"):
			with self.subTest(said):
				self.assertEqual(self.one(said, "Administrator", "report"), "Sales Register")

	def test_people_may_be_chosen_who_may_not_be_opened(self):
		frappe.db.set_value("User", self.seller, "full_name", f"Lucía {self.mark}")
		self.assertEqual(self.one(f"lucia {self.mark}", name="user"), self.seller)
		self.assertEqual(self.one("a mí", name="user"), self.manager)

	# documents

	def test_ids(self):
		reference = DocumentReference("Sales Invoice", self.last)
		for said in (
			self.last,
			self.last.lower(),
			self.last.replace("-", " "),
			f" {self.last}.",
			f"factura {self.last}",
			f"la factura {self.last.lower().replace('-', ' ')}",
			f"invoice no. {self.last}",
		):
			with self.subTest(said):
				self.assertEqual(self.one(said, name="document"), reference)
		self.assertEqual(self.one(self.order, name="document"), DocumentReference("Sales Order", self.order))
		self.assertEqual(self.one({"name": self.last}, name="document"), reference)
		self.assertEqual(
			self.one({"name": self.last, "doctype": "Sales Invoice"}, name="document"), reference
		)

	def test_an_id_without_its_zeros(self):
		head, _dash, number = self.last.rpartition("-")
		self.assertEqual(self.one(f"{head}-{int(number)}", name="document").name, self.last)
		self.assertEqual(self.one(f"factura {int(number)}", name="document").name, self.last)

	def test_ids_of_others_are_refused_like_ids_of_nothing(self):
		said = set()
		for words in (self.last, "ACC-SINV-1900-00001"):
			with self.assertRaises(Refused) as refused:
				self.one(words, self.seller, "document")
			said.add(str(refused.exception).replace(words, ""))
		self.assertEqual(len(said), 1)
		with self.assertRaises(Refused):
			self.one({"name": self.last, "doctype": "Sales Invoice"}, self.seller, "document")

	def test_the_last_one_of_somebody(self):
		for said in (
			f"la última factura de Ferretería {self.mark} López",
			f"last invoice of ferreteria {self.mark} lopez",
			f"a última fatura da ferretería {self.mark} lópez",
		):
			with self.subTest(said):
				self.assertEqual(
					self.one(said, name="document"), DocumentReference("Sales Invoice", self.last)
				)
		said = f"el pedido de tienda {self.mark} la esquina"
		self.assertEqual(self.one(said, name="document"), DocumentReference("Sales Order", self.order))

	def test_several_documents_of_somebody_the_latest_first(self):
		found = self.candidates(f"factura de ferreteria {self.mark} lopez", "document")
		self.assertEqual(found, [f"Sales Invoice::{name}" for name in (self.last, self.first)])
		tapped = self.one({"name": found[1]}, name="document")
		self.assertEqual(tapped, DocumentReference("Sales Invoice", self.first))
		with self.assertRaises(Refused):
			self.one({"name": found[1]}, self.seller, "document")

	def test_a_customer_and_a_supplier_of_one_name(self):
		name = f"Comercial {self.mark} Doble"
		make.customer(name)
		make.supplier(name)
		user = make.user("Sales User", "Purchase User")
		found = self.candidates(name, "document", user)
		self.assertLessEqual({f"Customer::{name}", f"Supplier::{name}"}, set(found))
		for value in found:
			tapped = self.one({"name": value}, user, "document")
			self.assertEqual(f"{tapped.doctype}::{tapped.name}", value)

	def test_the_last_one_is_the_last_that_the_person_may_see(self):
		self.assertEqual(self.one("mi última factura", self.seller, "document").name, self.of_lopes)

	# customers

	def test_a_customer_finds_their_own_documents_only(self):
		own = self.resolve("Guest", party=self.lopez, document="mi última factura")["document"]
		self.assertEqual(own, DocumentReference("Sales Invoice", self.last))
		bought = self.resolve("Guest", party=self.lopez, document="mi última compra")["document"]
		self.assertEqual(bought, own)
		whoever = f"la última factura de ferreteria {self.mark} lopes"
		self.assertEqual(self.resolve("Guest", party=self.lopez, document=whoever)["document"], own)
		for said in (self.of_lopes, self.order, {"name": self.of_lopes, "doctype": "Sales Invoice"}):
			with self.subTest(said), self.assertRaises(Refused):
				self.resolve("Guest", party=self.lopez, document=said)

	def test_a_customers_party_is_theirs_whatever_is_said(self):
		declaration = Declaration(
			name="x",
			group="x",
			titles={},
			examples={},
			parameters=(Parameter("customer", "link", link="Customer", required=True),),
			fixed_for_customer=("customer",),
		)
		context = make.context(party=self.lopez)
		for arguments in ({}, {"customer": self.lopes}, {"customer": {"name": self.lopes}}):
			self.assertEqual(resolve_arguments(declaration, arguments, context), {"customer": self.lopez})

	def test_a_customer_may_not_look_up_others(self):
		nearest = self.resolve("Guest", party=self.lopez, customer=self.lopes)
		self.assertEqual(nearest, {"customer": self.lopez})
		for name, said in (
			("customer", self.builder),
			("customer", {"name": self.lopes}),
			("user", "Administrator"),
			("warehouse", self.warehouse),
			("doctype", "User"),
		):
			with self.subTest(name), self.assertRaises(Refused):
				self.resolve("Guest", party=self.lopez, **{name: said})
		found = self.resolve("Guest", party=self.lopez, item=f"arroz {self.mark}")
		self.assertEqual(found, {"item": self.rice})

	# plain values

	def test_plain_values(self):
		found = self.resolve(
			amount={"amount": 3500.5, "currency": "pesos mexicanos"},
			days="30",
			day="2026-11-21",
			period={"from": "2026-11-01", "to": "2026-11-30"},
			by="Item Group",
			compare=True,
			text="  hola  ",
		)
		self.assertEqual(
			found,
			{
				"amount": Money(3500.5, "MXN"),
				"days": 30.0,
				"day": date(2026, 11, 21),
				"period": Period(date(2026, 11, 1), date(2026, 11, 30)),
				"by": "item_group",
				"compare": True,
				"text": "hola",
			},
		)
		self.assertEqual(
			self.resolve(amount={"amount": 5, "currency": "pesos"}), {"amount": Money(5.0, None)}
		)
		self.assertEqual(self.resolve(amount=5, text="", customer=None), {"amount": Money(5.0, None)})

	def test_bad_input_gets_a_sentence(self):
		for arguments in (
			{"days": "many"},
			{"days": float("nan")},
			{"days": 1e300},
			{"days": True},
			{"day": "yesterday"},
			{"day": "0001-01-01"},
			{"day": "9999-12-31"},
			{"period": {"from": "2026-11-30", "to": "2026-11-01"}},
			{"period": {"from": "2026-11-30"}},
			{"by": "colour"},
			{"amount": {"amount": 5, "currency": "doubloons"}},
			{"amount": {"currency": "MXN"}},
			{"rows": "ten"},
			{"rows": [{"qty": 1}]},
			{"rows": [{"item": "x", "qty": 0}]},
			{"rows": [{"item": "x", "qty": 1, "rate": -1}]},
			{"text": {"a": 1}},
			{"colour": "red"},
		):
			with self.subTest(arguments), self.assertRaises(BadInput) as bad:
				self.resolve(**arguments)
			self.assertTrue(str(bad.exception))

	def test_rows(self):
		uom = frappe.db.get_value("Item", self.rice, "stock_uom")
		said = [
			{"item": f"arroz {self.mark}", "qty": 2, "uom": uom.lower()},
			{"item": {"name": self.screw_38}, "qty": "3", "rate": 4.5},
		]
		rows = self.resolve(rows=said)["rows"]
		self.assertEqual(rows, [Row(self.rice, 2.0, None, uom), Row(self.screw_38, 3.0, 4.5, None)])

	def test_an_ambiguous_row_says_which(self):
		said = [{"item": self.rice, "qty": 2}, {"item": f"tornillo {self.mark}", "qty": 3}]
		with self.assertRaises(Ambiguous) as ambiguous:
			self.resolve(rows=said)
		self.assertEqual((ambiguous.exception.parameter, ambiguous.exception.row), ("rows", 1))
		with self.assertRaises(Missing) as missing:
			self.resolve(rows=[{"item": self.rice}])
		self.assertEqual(missing.exception.parameter, "rows")

	def test_what_is_missing_is_asked_in_the_persons_language(self):
		declaration = Declaration(
			name="x",
			group="x",
			titles={},
			examples={},
			parameters=(
				Parameter(
					"customer",
					"link",
					link="Customer",
					required=True,
					questions={"es": "¿De quién?", "en": "Whose?"},
				),
			),
		)
		for language, question in (("es", "¿De quién?"), ("es-MX", "¿De quién?"), ("pt", "Whose?")):
			with self.assertRaises(Missing) as missing:
				resolve_arguments(declaration, {}, make.context(language=language))
			self.assertEqual((missing.exception.parameter, str(missing.exception)), ("customer", question))
