# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Numbers in the form that WhatsApp uses, and the spellings of one line."""

import unittest

from whatsapp_erp_bot.whatsapp.phone import is_phone, is_user_id, normal, same_line, variants


class TestNormal(unittest.TestCase):
	def test_forms(self):
		for phone, region, expected in (
			("+1 650 555 1234", None, "16505551234"),
			("16505551234", None, "16505551234"),
			("0034 600 000 000", None, "34600000000"),
			("(55) 1234-5678", "MX", "525512345678"),
			("+52 1 55 1234 5678", None, "525512345678"),
			("5215512345678", "MX", "525512345678"),
			("525512345678", "MX", "525512345678"),
			("011 15 1234-5678", "AR", "5491112345678"),
			("(11) 98765-4321", "BR", "5511987654321"),
			("+55 11 98765-4321", "MX", "5511987654321"),
			("16505551234", "mx", "16505551234"),
			("987 654 321", "PE", "51987654321"),
		):
			with self.subTest(phone=phone, region=region):
				self.assertEqual(normal(phone, region), expected)

	def test_what_is_no_number(self):
		for phone in (None, "", "hola", "12", "+", "00", "US.134", "1" * 40, "+999999999999"):
			with self.subTest(phone):
				self.assertIsNone(normal(phone))


class TestVariants(unittest.TestCase):
	def test_mexico(self):
		for given in ("525512345678", "5215512345678"):
			self.assertEqual(set(variants(given)), {"525512345678", "5215512345678"})

	def test_argentina(self):
		for given in ("5491112345678", "541112345678", "54111512345678"):
			self.assertEqual(set(variants(given)), {"5491112345678", "541112345678", "54111512345678"})
		self.assertIn("54351152345678", variants("5493512345678"))

	def test_brazil(self):
		for given in ("5511987654321", "551187654321"):
			self.assertEqual(set(variants(given)), {"5511987654321", "551187654321"})

	def test_a_brazilian_landline_is_no_mobile(self):
		self.assertEqual(variants("551132654321"), ["551132654321"])

	def test_elsewhere_a_number_is_itself(self):
		for given in ("16505551234", "34600000000", "51987654321", "5491", "52", "1"):
			self.assertEqual(variants(given), [given])
		self.assertEqual(variants(""), [])
		self.assertEqual(variants(None), [])

	def test_the_given_spelling_comes_first(self):
		self.assertEqual(variants("+52 1 55 1234 5678")[0], "5215512345678")

	def test_symmetry(self):
		for given in ("525512345678", "5491112345678", "551187654321", "5493512345678"):
			for variant in variants(given):
				self.assertEqual(set(variants(variant)), set(variants(given)), (given, variant))

	def test_same_line(self):
		self.assertTrue(same_line("5215512345678", "525512345678"))
		self.assertFalse(same_line("5215512345678", "525512345679"))
		self.assertFalse(same_line("", ""))
		self.assertFalse(same_line(None, "1"))


class TestIds(unittest.TestCase):
	def test_user_ids(self):
		for good in ("US.13491208655302741918", "IN.ENT.9081726354", "AE.QACUSTOMERA", "US." + "a" * 128):
			self.assertTrue(is_user_id(good), good)
		for bad in ("us.1", "USA.1", "US.", "US.a-b", "16505551234", "US." + "a" * 129, "US.1\n", None, 5):
			self.assertFalse(is_user_id(bad), bad)

	def test_phones(self):
		self.assertTrue(is_phone("16505551234"))
		for bad in ("+16505551234", "123456", "1" * 16, "", None, "٣" * 9):
			self.assertFalse(is_phone(bad), bad)


if __name__ == "__main__":
	unittest.main()
