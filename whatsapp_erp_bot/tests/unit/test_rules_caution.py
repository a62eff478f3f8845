# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""No write without an order: each class of what is no order, in three languages, beside the order itself."""

import unittest
from datetime import date

from whatsapp_erp_bot.commands.catalogue import DECLARATIONS
from whatsapp_erp_bot.llm.rules import Rules
from whatsapp_erp_bot.llm.types import Request

STAFF = tuple(tool for tool in DECLARATIONS if "staff" in tool.audience)
WRITES = {tool.name for tool in DECLARATIONS if tool.writes}
RULES = Rules(DECLARATIONS)

# what is said of an order that is not one
NO_ORDERS = {
	"a fragment": (
		"hazme un pedido de",
		"faz um pedido com",
		"make a quote for the",
		"crea una cotización para el",
	),
	"the past": (
		"ya registré el pago de Acme de 500",
		"hice un pedido para Acme: 5 cajas de clavos",
		"ayer transferi 8 cajas de clavos de bodega norte a bodega sur",
		"moved 3 drums from main store to shop",
		"compra de 20 cajas a Aceros el mes pasado",
		"Acme paid 500 last month",
	),
	"a condition": (
		"aprueba PUR-ORD-2026-00017 cuando llegue el pago",
		"aprova PUR-ORD-2026-00017 se chegar o pagamento",
		"cancel SAL-ORD-2026-00051 if they don't pay",
		"reject PUR-ORD-2026-00018 unless they lower the price",
	),
	"a plan": (
		"mañana voy a hacer un pedido a Acme de 10 martillos",
		"vou lançar o pagamento da Acme de 500",
		"approve PUR-ORD-2026-00017 tomorrow",
		"mañana mueve 8 cajas de bodega norte a bodega sur",
	),
	"taken back": (
		"aprueba PUR-ORD-2026-00017... no espera",
		"approve PUR-ORD-2026-00017 no wait",
		"quiero aprobar PUR-ORD-2026-00017 pero falta revisar",
		"quería cancelar SAL-ORD-2026-00051",
	),
	"told by or of others": (
		"Juan quiere 10 cajas de clavos",
		"my boss said approve PUR-ORD-2026-00017",
		"según Acme ya pagó 500",
		"quiero que Juan apruebe PUR-ORD-2026-00017",
		"Juan, aprueba PUR-ORD-2026-00017",
	),
	"about a thing that is there": (
		"pedido de Acme de 20 cajas cancelado",
		"order for Acme of 20 boxes is late",
		"orden de compra a Aceros de 20 varillas no llegó",
		"traspaso de 8 cajas de bodega norte a bodega sur pendiente",
		"comentarios en SAL-ORD-2026-00051",
		"el pago de Acme por 500 ya está?",
	),
	"other than what the command does": (
		"pon las ordenes en orden alfabetico",
		"pasa 500 pesos de la cuenta BBVA a la de Santander",
		"transfere 500 reais do caixa pro banco",
		"recibimos 20 cajas de clavos",
		"got 3 boxes from Acme",
		"solicita 5 días de vacaciones",
		"pon la ACC-SINV-2026-00012 en excel",
		"put SAL-ORD-2026-00051 on hold",
		"add 5 boxes to SAL-ORD-2026-00051",
		"cancela la factura de luz",
		"confirma si llegó SAL-ORD-2026-00051",
		"confirma a entrega do pedido SAL-ORD-2026-00051",
		"recuérdame cuanto debe Acme",
		"remind me what Acme owes",
		"tengo un problema con Juan",
		"pídele a Aceros una cotización de 20 varillas",
		"request a quote from Bamburi for 300 bags",
		"cancela el ticket ISS-2026-00012",
		"remind me every monday of overdue invoices",
		"send a payment reminder to Acme",
		"cobré 500 de propina",
	),
	"a question": (
		"devuelve PUR-ORD-2026-00017?",
		"undo?",
		"Patel Traders paid 5000?",
		"PUR-ORD-2026-00017 approve?",
	),
}
ORDERS = (
	("apruebe la PUR-ORD-2026-00017", "approve"),
	("quiero aprobar la PUR-ORD-2026-00017", "approve"),
	("can you approve PUR-ORD-2026-00017?", "approve"),
	("Autoriza o pedido de compra PUR-ORD-2026-00017", "approve"),
	("rechaza PUR-ORD-2026-00018 porque cuando llegó venía rota", "reject"),
	("cancela el pedido SAL-ORD-2026-00051 porque el cliente se arrepintió", "cancel_document"),
	("me haces un pedido para Acme de 5 martillos?", "create_sales_order"),
	("quiero que hagas un pedido a Acme de 10 martillos", "create_sales_order"),
	("pedido para Acme: 5 martillos", "create_sales_order"),
	("hagamos una orden de compra a Aceros por 200 varillas", "create_purchase_order"),
	("let's raise a PO to Bamburi for 300 bags cement", "create_purchase_order"),
	("preciso transferir 10 sacos de cimento do depósito central pra loja", "transfer_stock"),
	("necesito que registres un pago de Acme de 500", "record_payment"),
	("lança aí 300 euros que o Café Central pagou da fatura ACC-SINV-2026-00055", "record_payment"),
	("record 1.5 lakh received from Gupta Electricals by UPI", "record_payment"),
	("Acme nos transfirió 12,500", "record_payment"),
	("recuérdame mañana que hay que pagar la luz", "create_task"),
	("nota en SAL-ORD-2026-00051: recoge mañana", "add_comment"),
	("ups, deshaz eso ultimo", "undo"),
)


def said(text: str):
	return RULES.interpret(Request(text=text, today=date(2026, 11, 21), tools=STAFF)).outcome


class TestWrites(unittest.TestCase):
	def test_what_is_no_order_writes_nothing(self):
		for kind, texts in NO_ORDERS.items():
			for text in texts:
				with self.subTest(kind=kind, text=text):
					self.assertNotIn(getattr(said(text), "command", None), WRITES)

	def test_an_order_is_taken(self):
		for text, command in ORDERS:
			with self.subTest(text=text):
				self.assertEqual(getattr(said(text), "command", None), command)

	def test_a_question_about_how_gets_help(self):
		for text in (
			"¿cómo registro un pago?",
			"cómo se cancela una factura",
			"me puedes explicar como deshacer algo",
			"puedes crear ordenes de compra?",
			"puedo cancelar la factura ACC-SINV-2026-00090?",
			"como é que cancela pedido aqui",
			"dá pra transferir estoque por aqui?",
			"posso cancelar o pedido SAL-ORD-2026-00099?",
			"how do I create a purchase order?",
			"can you record payments?",
		):
			with self.subTest(text=text):
				outcome = said(text)
				self.assertEqual(getattr(outcome, "command", None), "help")
				self.assertTrue(outcome.arguments.get("topic"))


class TestExamples(unittest.TestCase):
	def test_every_example_of_the_catalogue_is_understood(self):
		for tool in DECLARATIONS:
			role = "staff" if "staff" in tool.audience else "customer"
			tools = tuple(other for other in DECLARATIONS if role in other.audience)
			for language, examples in tool.examples.items():
				for text in examples:
					with self.subTest(command=tool.name, text=text):
						request = Request(
							text=text, today=date(2026, 11, 21), tools=tools, role=role, language=language
						)
						self.assertEqual(
							getattr(RULES.interpret(request).outcome, "command", None), tool.name
						)


class TestWhoseOrder(unittest.TestCase):
	"""What a customer orders from us is no purchase of ours, whatever the verb."""

	THEIRS = (
		("es", "pide 20 martillos para Ferretería López"),
		("es", "ordena 30 tubos para Plomería Díaz para el martes"),
		("es", "compra para Ferretería López: 10 martillos"),
		("es", "captura la orden de compra del cliente Taller Quispe: 10 llaves"),
		("pt", "pede 20 martelos para a Ferragens Silva"),
		("pt", "encomenda 10 caixas para o Mercado Sol"),
		("pt", "encomenda do Mercado Sol: 10 caixas de leite"),
		("pt", "pedido de compra do cliente Silva 10 pneus"),
		("en", "buy 20 bags of cement for Sunrise Stores"),
	)
	OURS = (
		("es", "orden de compra a Cemex por 100 bultos de cemento"),
		("es", "orden de compra para Cemex: 100 bultos de cemento"),
		("pt", "ordem de compra para a Aço Forte: 200 barras"),
		("en", "order 20 bags of cement from Bamburi"),
	)

	def command_of(self, language: str, text: str) -> str | None:
		request = Request(text=text, today=date(2026, 11, 21), tools=STAFF, language=language)
		return getattr(RULES.interpret(request).outcome, "command", None)

	def test_theirs_is_no_purchase_order(self):
		for language, text in self.THEIRS:
			with self.subTest(text):
				self.assertNotEqual(self.command_of(language, text), "create_purchase_order")

	def test_ours_is(self):
		for language, text in self.OURS:
			with self.subTest(text):
				self.assertEqual(self.command_of(language, text), "create_purchase_order")


if __name__ == "__main__":
	unittest.main()
