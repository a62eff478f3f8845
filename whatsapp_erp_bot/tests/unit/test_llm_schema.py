# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Arguments of tools: the schema that models see, and what is taken from what they answer."""

import json
import unittest
from dataclasses import replace

from whatsapp_erp_bot.commands.declaration import Declaration, Parameter
from whatsapp_erp_bot.commands.registry import declarations
from whatsapp_erp_bot.llm.schema import function_names, missing, tool_schema, validate

TOOLS = declarations()


def tool(*parameters: Parameter) -> Declaration:
	return Declaration("tested", "tests", {"en": "Tested"}, {}, parameters)


class TestSchema(unittest.TestCase):
	def test_every_declaration_has_a_closed_schema(self):
		for name, declaration in TOOLS.items():
			schema = json.loads(json.dumps(tool_schema(declaration)))
			self.assertFalse(schema["additionalProperties"], name)
			self.assertEqual(set(schema["properties"]), {each.name for each in declaration.parameters}, name)
			self.assertLessEqual(set(schema["required"]), set(schema["properties"]), name)

	def test_shapes(self):
		properties = tool_schema(TOOLS["sales_by"])["properties"]
		self.assertEqual(properties["period"]["required"], ["from", "to"])
		self.assertIn("sales_person", properties["dimension"]["enum"])
		rows = tool_schema(TOOLS["create_sales_order"])["properties"]["rows"]
		self.assertEqual(rows["items"]["required"], ["item", "qty"])
		self.assertFalse(rows["items"]["additionalProperties"])

	def test_a_customer_is_not_asked_for_their_own_party(self):
		staff = tool_schema(TOOLS["customer_balance"])["properties"]
		customer = tool_schema(TOOLS["customer_balance"], role="customer")["properties"]
		self.assertIn("customer", staff)
		self.assertNotIn("customer", customer)
		self.assertEqual(validate(TOOLS["customer_balance"], {"customer": "Another"}, "customer"), {})

	def test_function_names_are_what_servers_accept(self):
		odd = [replace(TOOLS["menu"], name=name) for name in ("ventas día", "ventas_d_a", "¡!", "no_command")]
		names = function_names(odd, ("no_command",))
		self.assertEqual(len(names), 4)
		self.assertNotIn("no_command", names)
		for name, each in names.items():
			self.assertRegex(name, r"^[A-Za-z0-9_-]{1,64}$")
			self.assertIn(each, odd)


class TestValidate(unittest.TestCase):
	def refused(self, parameter: Parameter, value: object) -> None:
		with self.assertRaises(ValueError, msg=repr(value)) as caught:
			validate(tool(parameter), {parameter.name: value})
		self.assertTrue(str(caught.exception).endswith("."))

	def accepted(self, parameter: Parameter, value: object, expected: object) -> None:
		cleaned = validate(tool(parameter), {parameter.name: value})
		self.assertEqual(cleaned, {} if expected is None else {parameter.name: expected})

	def test_numbers(self):
		number = Parameter("limit", "number")
		self.accepted(number, 5, 5)
		self.accepted(number, 5.0, 5)
		self.accepted(number, "12.5", 12.5)
		for value in (True, -1, float("nan"), float("inf"), 1e300, "many", "1e5", [5], {"n": 5}):
			self.refused(number, value)

	def test_dates_are_days_of_the_calendar(self):
		day = Parameter("as_of", "date")
		self.accepted(day, "2028-02-29", "2028-02-29")
		self.accepted(day, "2026-11-21T00:00:00", "2026-11-21")
		for value in ("2026-02-29", "2026-13-01", "today", "21/11/2026", 20261121, "2026-11"):
			self.refused(day, value)

	def test_periods(self):
		period = Parameter("period", "period")
		whole = {"from": "2026-11-01", "to": "2026-11-30"}
		self.accepted(period, {**whole, "label": "x"}, whole)
		refused = [{"from": "2026-11-30", "to": "2026-11-01"}, {"from": "2026-11-01"}, {"to": "2026-11-01"}]
		for value in [*refused, "this_month", {"from": "x", "to": "y"}, [1]]:
			self.refused(period, value)

	def test_flags_choices_and_text(self):
		flag = Parameter("compare", "flag")
		self.accepted(flag, True, True)
		self.accepted(flag, "true", True)
		self.accepted(flag, False, None)
		self.refused(flag, "perhaps")
		choice = Parameter("dimension", "choice", choices=("sales_person", "day"))
		self.accepted(choice, "Sales Person", "sales_person")
		self.refused(choice, "moon")
		text = Parameter("notes", "text")
		self.accepted(text, "  two   words ", "two words")
		self.refused(text, "x" * 5000)
		self.refused(text, {"a": 1})

	def test_money(self):
		money = Parameter("amount", "money")
		self.accepted(money, {"amount": 150, "currency": "USD"}, {"amount": 150, "currency": "USD"})
		self.accepted(money, 150, {"amount": 150})
		self.accepted(money, {"amount": 150, "currency": ""}, {"amount": 150})
		for value in ({"amount": 0}, {"amount": -5}, {"currency": "USD"}, {"amount": "lots"}):
			self.refused(money, value)

	def test_rows(self):
		rows = Parameter("rows", "rows")
		self.accepted(rows, {"item": "agua", "qty": "3"}, [{"item": "agua", "qty": 3}])
		full = [{"item": "agua", "qty": 3, "rate": 10.5, "uom": "cajas"}]
		self.accepted(rows, [{**full[0], "colour": "blue"}], full)
		refused = [[{"qty": 1}], [{"item": "a", "qty": 0}], [{"item": "a", "qty": -1}], "agua", ["agua"]]
		for value in [*refused, [{"item": "a", "qty": 1}] * 101]:
			self.refused(rows, value)

	def test_empty_and_unknown_are_dropped(self):
		text = Parameter("customer", "link", link="Customer")
		for value in ("", " ", "none", "null", None, [], {}):
			self.accepted(text, value, None)
		self.assertEqual(validate(tool(text), {"user": "Administrator", "ignore_permissions": True}), {})

	def test_arguments_must_be_an_object(self):
		with self.assertRaises(ValueError):
			validate(TOOLS["menu"], ["x"])

	def test_missing(self):
		self.assertEqual([each.name for each in missing(TOOLS["stock_balance"], {})], ["item"])
		self.assertEqual(missing(TOOLS["stock_balance"], {"item": "agua"}), [])
