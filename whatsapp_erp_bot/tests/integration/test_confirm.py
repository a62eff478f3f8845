# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""No write without the person's own tap, once, on exactly what was shown."""

import frappe

from whatsapp_erp_bot.bot import store
from whatsapp_erp_bot.tests.integration.bot_case import BotCase, choices_of, text_of

SELLER = "dueno@demo.localhost"
RUN, ORDER = "WhatsApp Bot Run", "Sales Order"


def setting(field: str, value: float) -> None:
	frappe.db.set_single_value("WhatsApp Bot Settings", field, value)
	frappe.clear_document_cache("WhatsApp Bot Settings", "WhatsApp Bot Settings")
	frappe.db.commit()


class ConfirmCase(BotCase):
	"""A phone of the owner, and previews of orders."""

	def setUp(self) -> None:
		super().setUp()
		self.phone = self.new_phone(SELLER)
		self.customer = frappe.get_all(
			"Customer",
			filters={"disabled": 0, "default_currency": ("in", ["MXN", "", None])},
			pluck="customer_name",
			order_by="name asc",
			limit=1,
		)[0]
		self.orders = self.count()
		self.addCleanup(self.remove_drafts)

	def count(self) -> int:
		store.end_transaction_view()
		return frappe.db.count(ORDER)

	def remove_drafts(self) -> None:
		frappe.set_user("Administrator")
		for name in frappe.get_all(
			ORDER, filters={"owner": SELLER, "docstatus": 0}, pluck="name", order_by="name"
		):
			frappe.delete_doc(ORDER, name, force=True)
		frappe.db.commit()

	def preview(self, quantity: int = 3) -> tuple[dict, dict[str, str]]:
		answer = self.say(
			self.phone, f"crea un pedido para {self.customer} de {quantity} Tornillo 3/8 para el viernes"
		)[-1]
		choices = choices_of(answer)
		for _step in range(3):
			if any(id_.startswith("yes:") for id_ in choices.values()):
				return answer, choices
			pick = next(
				id_ for title, id_ in choices.items() if title in ("Tornillo 3/8", self.customer[:24])
			)
			answer = self.tap(self.phone, pick)[-1]
			choices = choices_of(answer)
		self.assertTrue(any(id_.startswith("yes:") for id_ in choices.values()), text_of(answer))
		return answer, choices

	def yes(self, choices: dict[str, str]) -> str:
		return next(id_ for id_ in choices.values() if id_.startswith("yes:"))

	def no(self, choices: dict[str, str]) -> str:
		return next(id_ for id_ in choices.values() if id_.startswith("no:"))


class TestConfirm(ConfirmCase):
	def test_preview_shows_what_is_decisive_and_writes_nothing(self):
		answer, _choices = self.preview()
		text = text_of(answer)
		self.assertIn(self.customer, text)
		self.assertIn("Tornillo 3/8", text)
		self.assertEqual(self.count(), self.orders)
		self.assertEqual(self.last_run().status, "Confirming")

	def test_tap_makes_the_draft_once_as_that_user(self):
		_answer, choices = self.preview()
		self.tap(self.phone, self.yes(choices))
		self.assertEqual(self.count(), self.orders + 1)
		run = frappe.get_all(RUN, filters={"status": "Done", "command": "create_sales_order"}, fields=["*"])[
			0
		]
		order = frappe.get_doc(run.document_type, run.document_name)
		self.assertEqual((order.docstatus, order.owner, order.items[0].qty), (0, SELLER, 3))
		again = self.tap(self.phone, self.yes(choices))
		self.assertEqual((len(again), self.count()), (1, self.orders + 1))

	def test_typed_yes_confirms_nothing(self):
		self.preview()
		for words in ("sí", "si", "yes, do it", "Sí, hazlo"):
			self.say(self.phone, words)
		self.assertEqual(self.count(), self.orders)

	def test_no_means_no_for_good(self):
		_answer, choices = self.preview()
		self.tap(self.phone, self.no(choices))
		self.tap(self.phone, self.yes(choices))
		self.assertEqual(self.count(), self.orders)

	def test_tap_of_another_person_does_nothing(self):
		_answer, choices = self.preview()
		self.tap(self.new_phone("ventas.norte@demo.localhost"), self.yes(choices))
		self.assertEqual(self.count(), self.orders)

	def test_tap_does_nothing_once_the_number_is_somebody_elses(self):
		from whatsapp_erp_bot.setup.stand_in import bind_phone

		_answer, choices = self.preview()
		bind_phone(self.phone, "compras@demo.localhost")
		frappe.db.commit()
		self.tap(self.phone, self.yes(choices))
		self.assertEqual(self.count(), self.orders)

	def test_changed_payload_or_words_do_nothing(self):
		for field in ("state", "shown"):
			_answer, choices = self.preview()
			run = self.last_run()
			store.update(RUN, run.name, {field: (run[field] or "").replace("3", "4", 1)})
			frappe.db.commit()
			self.tap(self.phone, self.yes(choices))
			self.assertEqual(self.count(), self.orders, field)

	def test_forged_token_does_nothing(self):
		self.preview()
		self.tap(self.phone, f"yes:{self.last_run().name}:AAAAAAAAAAAAAAAA")
		self.tap(self.phone, f"yes:{self.last_run().name}:")
		self.assertEqual(self.count(), self.orders)

	def test_too_late_does_nothing(self):
		_answer, choices = self.preview()
		store.update(RUN, self.last_run().name, {"confirm_until": "2020-01-01 00:00:00"})
		frappe.db.commit()
		self.tap(self.phone, self.yes(choices))
		self.assertEqual(self.count(), self.orders)

	def test_writes_switched_off(self):
		_answer, choices = self.preview()
		setting("writes_enabled", 0)
		try:
			self.tap(self.phone, self.yes(choices))
			self.say(self.phone, f"crea un pedido para {self.customer} de 2 Tornillo 3/8 para el viernes")
			self.assertEqual(self.last_run().status, "Refused")
		finally:
			setting("writes_enabled", 1)
		self.assertEqual(self.count(), self.orders)

	def test_amount_limit(self):
		setting("maximum_amount_per_document", 1)
		try:
			self.say(self.phone, f"crea un pedido para {self.customer} de 50 Tornillo 3/8 para el viernes")
			choices = {}
			if self.last_run().status == "Asking":
				choices = choices_of(self.graph.sent[-1]["body"])
				self.tap(self.phone, next(id_ for title, id_ in choices.items() if title == "Tornillo 3/8"))
			self.assertEqual(self.last_run().status, "Refused")
		finally:
			setting("maximum_amount_per_document", 0)

	def test_missing_delivery_date_is_asked(self):
		answer = self.say(self.phone, f"crea un pedido para {self.customer} de 3 Tornillo 3/8")[-1]
		self.assertEqual(self.last_run().status, "Asking", text_of(answer))
		answer = self.say(self.phone, "para el viernes")[-1]
		self.assertIn(self.last_run().status, ("Confirming", "Asking"), text_of(answer))
