# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""A secret shows in no print, no dump of variables and no pickle, and still does its work."""

import pickle
import traceback
import unittest
from unittest import mock

from whatsapp_erp_bot.llm.providers import build
from whatsapp_erp_bot.masked import Masked, reveal
from whatsapp_erp_bot.whatsapp import client, signature

SECRET = "un secreto de verdad"
TOKEN = "EAAunsecretodeverdad"
# names that Frappe hides where it writes down variables (frappe/utils, `get_traceback`)
HIDDEN_NAMES = {"password", "passwd", "secret", "token", "key", "pwd"}


def variables(error: BaseException) -> str:
	"""What a traceback with the variables of its frames tells, of our own code and without those that Frappe hides."""
	told = []
	for frame in traceback.TracebackException.from_exception(error, capture_locals=True).stack:
		if "whatsapp_erp_bot" in frame.filename and "tests" not in frame.filename:
			told += [f"{name} = {value}" for name, value in (frame.locals or {}).items()]
	return "\n".join(line for line in told if line.split(" = ")[0] not in HIDDEN_NAMES)


class TestMasked(unittest.TestCase):
	def test_it_is_no_text_and_shows_nothing(self):
		masked = Masked(SECRET)
		self.assertNotIsInstance(masked, str)
		for shown in (str(masked), repr(masked), f"{masked}", str([masked]), f"{masked!r}"):
			self.assertNotIn(SECRET, shown)
		self.assertEqual((masked.reveal(), reveal(masked), reveal(SECRET)), (SECRET,) * 3)

	def test_an_empty_one_is_none(self):
		self.assertFalse(Masked(""))
		self.assertEqual((reveal(Masked("")), reveal(None), reveal("")), ("", "", ""))

	def test_it_reaches_no_cache(self):
		with self.assertRaises(TypeError):
			pickle.dumps({"key": Masked(SECRET)})
		with self.assertRaises(TypeError):
			pickle.dumps(client.Client("1", Masked(TOKEN)))

	def test_signatures_take_it(self):
		header = signature.sign(b"x", Masked(SECRET))
		self.assertEqual(header, signature.sign(b"x", SECRET))
		self.assertTrue(signature.verify(b"x", header, [Masked("other"), Masked(SECRET)]))
		self.assertFalse(signature.verify(b"x", header, [Masked("other"), Masked(""), Masked(" ")]))
		self.assertEqual(signature.challenge("subscribe", SECRET, "7", [Masked(SECRET)]), "7")

	def test_variables_of_signing_tell_no_secret(self):
		with mock.patch.object(signature.hmac, "compare_digest", side_effect=ZeroDivisionError):
			for work in (
				lambda: signature.verify(b"x", signature.sign(b"x", "a"), [Masked(SECRET)]),
				lambda: signature.challenge("subscribe", "x", "7", [Masked(SECRET)]),
			):
				with self.assertRaises(ZeroDivisionError) as raised:
					work()
				self.assertNotIn(SECRET, variables(raised.exception))
		with mock.patch.object(signature.hashlib, "sha256", side_effect=ZeroDivisionError):
			with self.assertRaises(ZeroDivisionError) as raised:
				signature.sign(b"x", Masked(SECRET))
		self.assertNotIn(SECRET, variables(raised.exception))

	def test_variables_of_a_client_tell_no_token(self):
		made = client.Client("1", Masked(TOKEN))
		with mock.patch.object(made._session, "request", side_effect=ZeroDivisionError):
			with self.assertRaises(Exception) as raised:
				made.phone_number()
		self.assertNotIn(TOKEN, variables(raised.exception))
		self.assertNotIn(TOKEN, repr(vars(made)))

	def test_providers_keep_it_masked(self):
		for kind in ("openai", "ollama", "hugging face"):
			provider = build(kind, model="m", api_key=Masked(SECRET), base_url="http://127.0.0.1:1")
			self.assertNotIn(SECRET, repr(vars(provider)))


if __name__ == "__main__":
	unittest.main()
