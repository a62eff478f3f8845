# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The catalogue is whole: names, titles, examples, questions, phrases that compile."""

import unittest

from whatsapp_erp_bot.commands.catalogue import DECLARATIONS
from whatsapp_erp_bot.commands.catalogue.phrases import PHRASES
from whatsapp_erp_bot.commands.declaration import CUSTOMER, LANGUAGES
from whatsapp_erp_bot.llm.rules.wording import compile_phrase

CUSTOMER_COMMANDS = set(
	"customer_balance overdue_invoices customer_statement order_status pending_orders send_pdf document item_price"
	" stock_balance create_issue talk_to_person help menu set_language stop_notifications delete_my_data".split()
)


class TestCatalogue(unittest.TestCase):
	def test_names_are_unique(self):
		names = [declaration.name for declaration in DECLARATIONS]
		self.assertEqual(len(names), len(set(names)))
		self.assertEqual(len(names), 68)

	def test_every_language_has_a_title_and_three_examples(self):
		for declaration in DECLARATIONS:
			for language in LANGUAGES:
				with self.subTest(command=declaration.name, language=language):
					self.assertTrue(declaration.titles[language])
					self.assertGreaterEqual(len(declaration.examples[language]), 3)
					for parameter in declaration.parameters:
						self.assertTrue(parameter.titles[language], parameter.name)

	def test_what_is_required_can_be_asked(self):
		for declaration in DECLARATIONS:
			for parameter in declaration.parameters:
				if parameter.required:
					self.assertEqual(
						set(parameter.questions), set(LANGUAGES), (declaration.name, parameter.name)
					)

	def test_customers_get_these_and_no_others(self):
		self.assertEqual({each.name for each in DECLARATIONS if CUSTOMER in each.audience}, CUSTOMER_COMMANDS)
		for declaration in DECLARATIONS:
			fixed = set(declaration.fixed_for_customer)
			self.assertLessEqual(fixed, {parameter.name for parameter in declaration.parameters})

	def test_phrases_compile_and_name_commands(self):
		names = {declaration.name for declaration in DECLARATIONS}
		self.assertLessEqual(set(PHRASES), names)
		for name, wordings in PHRASES.items():
			for sources in wordings.values():
				for source in sources:
					with self.subTest(command=name, source=source[:60]):
						self.assertTrue(compile_phrase(name, source).pattern)
