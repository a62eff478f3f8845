# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The signature over the raw bytes and the GET handshake."""

import unittest

from whatsapp_erp_bot.whatsapp.signature import challenge, sign, verify

SECRET = "s3cr3t"
ESCAPED = (
	rb'{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages",'
	rb'"value":{"t":"\u00e4\ud83d\udc4d/"}}]}]}'
)
ESCAPED_DIGEST = "8bf5d0b9630b4ced4047a6753f929e147bfbe813864a9638dfdcacce9a8d93d9"
SLASHED_DIGEST = "9163a27f5c3e69ae2389387e367db69b57fb5ac3d30c1c6204210b83c5510c5a"


class TestSignature(unittest.TestCase):
	def test_fixed_vectors(self):
		self.assertEqual(sign(ESCAPED, SECRET), f"sha256={ESCAPED_DIGEST}")
		self.assertEqual(sign(ESCAPED.replace(b"/", rb"\/"), SECRET), f"sha256={SLASHED_DIGEST}")

	def test_accepts_the_raw_bytes_and_no_others(self):
		header = sign(ESCAPED, SECRET)
		self.assertTrue(verify(ESCAPED, header, [SECRET]))
		self.assertFalse(verify(ESCAPED + b" ", header, [SECRET]))
		self.assertFalse(verify(ESCAPED.replace(b"/", rb"\/"), header, [SECRET]))

	def test_any_secret_of_the_list(self):
		header = sign(b"x", "new")
		self.assertTrue(verify(b"x", header, ["old", "new"]))
		self.assertTrue(verify(b"x", header, ["new", None, ""]))
		self.assertFalse(verify(b"x", header, ["old"]))

	def test_no_secret_never_matches(self):
		for secrets in ([], [None], [""], ["  "], None):
			with self.subTest(secrets=secrets):
				self.assertFalse(verify(b"x", sign(b"x", ""), secrets))
				self.assertFalse(verify(b"x", sign(b"x", "  "), secrets))

	def test_odd_headers_are_refused_and_never_raise(self):
		good = sign(b"x", SECRET)
		odd = [
			None,
			"",
			"sha256=",
			good[7:],
			good.upper(),
			"sha256=" + good[7:].upper(),
			"sha1=" + good[7:],
			good + "\n",
			" " + good,
			good + "0",
			good[:-1],
			"sha256=ä" + good[8:],
			"sha256=" + "\u0661" * 64,
			"\ud800",
			b"sha256=" + good[7:].encode(),
			5,
		]
		for header in odd:
			with self.subTest(header=header):
				self.assertFalse(verify(b"x", header, [SECRET]))

	def test_secret_with_other_letters(self):
		self.assertTrue(verify(b"x", sign(b"x", "contraseña"), ["contraseña"]))


class TestChallenge(unittest.TestCase):
	def test_returns_the_challenge_unchanged(self):
		self.assertEqual(challenge("subscribe", "meaty", "1158201444", ["other", "meaty"]), "1158201444")

	def test_refuses_everything_else(self):
		for arguments in (
			("unsubscribe", "meaty", "1", ["meaty"]),
			(None, "meaty", "1", ["meaty"]),
			("subscribe", "Meaty", "1", ["meaty"]),
			("subscribe", None, "1", ["meaty"]),
			("subscribe", "", "1", [""]),
			("subscribe", "meaty", None, ["meaty"]),
			("subscribe", "meaty", "", ["meaty"]),
			("subscribe", "meaty", "1", []),
			("subscribe", "meaty", "1", [None]),
			("subscribe", "\ud800ä", "1", ["meaty"]),
		):
			with self.subTest(arguments=arguments):
				self.assertIsNone(challenge(*arguments))


if __name__ == "__main__":
	unittest.main()
