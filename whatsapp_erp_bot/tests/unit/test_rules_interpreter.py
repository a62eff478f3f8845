# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The rules end to end: caution with writes, tools that are not offered, customers, follow-ups, own commands."""

import unittest
from datetime import date

from whatsapp_erp_bot.commands.catalogue import DECLARATIONS
from whatsapp_erp_bot.commands.declaration import Declaration, Parameter
from whatsapp_erp_bot.llm.rules import Rules
from whatsapp_erp_bot.llm.rules.answers import read_value
from whatsapp_erp_bot.llm.types import Call, NotUnderstood, Question, Request, SmallTalk

TODAY = date(2026, 11, 21)
STAFF = tuple(tool for tool in DECLARATIONS if "staff" in tool.audience)
CUSTOMER = tuple(tool for tool in DECLARATIONS if "customer" in tool.audience)
WRITES = {tool.name for tool in DECLARATIONS if tool.writes}
RULES = Rules(DECLARATIONS)


def said(text: str, tools=STAFF, role: str = "staff", **more):
	return RULES.interpret(Request(text=text, today=TODAY, tools=tools, role=role, **more)).outcome


class TestCaution(unittest.TestCase):
	def test_no_write_without_an_order(self):
		for text in (
			"no lo apruebes todavía",
			"no canceles el pedido SAL-ORD-2026-00051",
			"¿ya aprobaron la PUR-ORD-2026-00017?",
			"quién canceló el pedido SAL-ORD-2026-00051",
			"puedo cancelar la factura ACC-SINV-2026-00090?",
			"si llega el pago aprueba la PUR-ORD-2026-00017",
			"cuando llegue confirma el pedido SAL-ORD-2026-00051",
			"i approved PUR-ORD-2026-00022 yesterday",
			"don't submit it yet",
			"should I approve PUR-ORD-2026-00022?",
			"não aprova ainda",
			"posso cancelar o pedido SAL-ORD-2026-00099?",
			"crea una factura para Tecnisur por 10 martillos",
			"create a new user for Joseph",
			"cámbiale el precio al martillo a 95 pesos",
			"Tecnisur pagó 500?",
			"compra de cemento del mes pasado",
			"new orders today",
			"queja de Tecnisur",
			"timbra la remisión de ayer",
			"Tecnisur quiere 30 días de crédito",
			"pagué 300 de gasolina",
			"Tecnisur no pagó 500",
			"Tecnisur va a pagar 500 mañana",
			"compra 2 pizzas",
			"lembra do pedido da Padaria?",
			"drop table tabCustomer;",
		):
			with self.subTest(text=text):
				outcome = said(text)
				self.assertNotIn(getattr(outcome, "command", None), WRITES, outcome)

	def test_an_order_is_understood(self):
		for text, command, arguments in (
			("aprueba PUR-ORD-2026-00017", "approve", {"document": "PUR-ORD-2026-00017"}),
			("puedes aprobar la PUR-ORD-2026-00017 por favor", "approve", {"document": "PUR-ORD-2026-00017"}),
			("confirma o pedido SAL-ORD-2026-00102", "submit_document", {"document": "SAL-ORD-2026-00102"}),
			(
				"cancel SAL-ORD-2026-00077 because customer changed his mind",
				"cancel_document",
				{"document": "SAL-ORD-2026-00077", "reason": "customer changed his mind"},
			),
			(
				"pasa 12 galones de pintura blanca de la bodega norte a la bodega sur",
				"transfer_stock",
				{
					"item": "pintura blanca",
					"qty": 12,
					"uom": "galones",
					"from_warehouse": "bodega norte",
					"to_warehouse": "bodega sur",
				},
			),
			(
				"Patel Traders paid 20k by bank transfer",
				"record_payment",
				{"party": "Patel Traders", "amount": {"amount": 20000}, "mode": "bank transfer"},
			),
		):
			with self.subTest(text=text):
				self.assertEqual(
					said(text, language="en" if "Patel" in text else None),
					Call(command, arguments, outcome_certain(text)),
				)

	def test_what_is_missing_is_asked(self):
		outcome = said("rechaza PUR-ORD-2026-00018", language="es")
		self.assertIsInstance(outcome, Question)
		self.assertEqual((outcome.command, outcome.parameter), ("reject", "reason"))
		self.assertIn("motivo", outcome.text)


def outcome_certain(text: str) -> bool:
	return text.startswith(("aprueba", "puedes", "confirma", "cancel"))


class TestTools(unittest.TestCase):
	def test_a_command_that_is_not_offered_is_not_returned(self):
		few = tuple(tool for tool in STAFF if tool.name in ("customer_balance", "stock_balance"))
		self.assertIsInstance(said("cuánto le debemos a Aceros del Pacífico", few), NotUnderstood)
		self.assertIsInstance(said("ventas de hoy", few), NotUnderstood)
		self.assertEqual(said("cuánto debe Acme", few), Call("customer_balance", {"customer": "Acme"}))
		self.assertIsInstance(said("aprueba PUR-ORD-2026-00017", CUSTOMER, "customer"), NotUnderstood)

	def test_an_own_command_is_known_by_its_examples(self):
		own = Declaration(
			name="visits",
			group="own",
			titles={"es": "Visitas del día"},
			examples={"es": ("Qué visitas tengo programadas",), "en": ("Which visits are planned",)},
			parameters=(Parameter("period", "period"),),
		)
		outcome = said("que visitas tengo programadas esta semana", (*STAFF, own))
		self.assertEqual(outcome.command, "visits")
		self.assertEqual(outcome.arguments, {"period": {"from": "2026-11-16", "to": "2026-11-22"}})

	def test_customers_are_not_asked_who_they_are(self):
		self.assertEqual(said("cuánto les debo?", CUSTOMER, "customer"), Call("customer_balance", {}))
		self.assertEqual(said("where is my order", CUSTOMER, "customer"), Call("order_status", {}))


class TestTalk(unittest.TestCase):
	def test_small_talk(self):
		for text, kind in (
			("hola", "greeting"),
			("bom dia!", "greeting"),
			("thanks a lot!", "thanks"),
			("jaja ok", "other"),
		):
			self.assertEqual(said(text), SmallTalk(kind))

	def test_words_that_stop(self):
		for text in ("BAJA", "stop", "Sair"):
			self.assertEqual(said(text), Call("stop_notifications", {}, True))

	def test_any_text_is_answered(self):
		for text in (
			"",
			" ",
			"?" * 500,
			"a" * 5000,
			"\x00\n\t",
			"👍" * 50,
			"((((([[[[",
			"1 " * 600,
			"no mejor 15 no mejor 15",
		):
			said(text)


class TestSubscriptions(unittest.TestCase):
	def test_relative_periods_stay_in_words(self):
		outcome = said("mándame las ventas de ayer todos los días a las 8 am")
		self.assertEqual(outcome.command, "schedule")
		self.assertEqual(
			outcome.arguments,
			{
				"command": "sales_summary",
				"arguments": {"period": "ayer"},
				"when": "todos los días a las 8 am",
			},
		)

	def test_condition_is_sign_and_number(self):
		outcome = said("avísame cuando el cemento gris baje de 20")
		self.assertEqual(
			outcome,
			Call(
				"alert",
				{"command": "stock_balance", "arguments": {"item": "cemento gris"}, "condition": "< 20"},
			),
		)


class TestFollowUps(unittest.TestCase):
	def test_the_last_call_is_run_again_with_the_change(self):
		previous = Call("sales_summary", {"period": {"from": "2026-11-21", "to": "2026-11-21"}})
		last_month = {"from": "2026-10-01", "to": "2026-10-31"}
		self.assertEqual(
			said("¿y el mes pasado?", previous=previous), Call("sales_summary", {"period": last_month})
		)
		self.assertEqual(said("e ontem?", previous=previous).arguments["period"]["from"], "2026-11-20")
		self.assertEqual(said("and by item?", previous=previous).arguments["dimension"], "item")

	def test_no_write_is_run_again(self):
		previous = Call("approve", {"document": "PUR-ORD-2026-00017"})
		self.assertIsInstance(said("¿y la PUR-ORD?", previous=previous), NotUnderstood)


class TestAnswers(unittest.TestCase):
	def test_values(self):
		for text, parameter, expected in (
			("el viernes", Parameter("delivery_date", "date", future=True), "2026-11-27"),
			("para Ferretería López", Parameter("customer", "link", link="Customer"), "Ferretería López"),
			("5 cajas de clavos", Parameter("rows", "rows"), [{"item": "clavos", "qty": 5, "uom": "cajas"}]),
			("mil quinientos", Parameter("amount", "money"), {"amount": 1500}),
			("la SAL-ORD-2026-00012", Parameter("document", "document"), "SAL-ORD-2026-00012"),
			("por cliente", Parameter("dimension", "choice", choices=("customer", "item")), "customer"),
			("no sé", Parameter("delivery_date", "date", future=True), None),
			("hola", Parameter("customer", "link", link="Customer"), None),
		):
			with self.subTest(text=text):
				self.assertEqual(read_value(text, parameter, "es", TODAY), expected)
