# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What Frappe 15 and Frappe 16 do differently, and nobody may notice: bytes of files, Portuguese, words that are left to
their catalogues, the site's key. Nothing is committed."""

import secrets
import unittest
from unittest import mock

import frappe
from babel.messages.pofile import read_po
from frappe.gettext.translate import get_po_path
from frappe.translate import get_all_translations, get_translations_from_apps
from frappe.utils import fmt_money

from whatsapp_erp_bot import compat
from whatsapp_erp_bot.bot import files
from whatsapp_erp_bot.bot.language import in_frappe
from whatsapp_erp_bot.commands.documents import AMOUNT_FIELDS, ESSENTIALS, PARTY_FIELDS
from whatsapp_erp_bot.commands.result import File
from whatsapp_erp_bot.setup import install, translations, uninstall
from whatsapp_erp_bot.tests.integration import factories as make

BRAZIL = "pt-BR"


class TestBytesOfFiles(unittest.TestCase):
	def setUp(self) -> None:
		frappe.set_user("Administrator")
		self.addCleanup(frappe.db.rollback)

	def test_a_file_comes_back_as_it_was_kept(self):
		mark = secrets.token_hex(8).encode()
		for name, content in (
			# no UTF-8, but each byte is a letter of Central Europe
			("small.bin", bytes(range(0xC0, 0x100)) + mark),
			("picture.png", b"\x89PNG\r\n\x1a\n" + bytes([0xE1, 0xFF, 0x00]) + mark),
			# for Excel
			("with-mark.csv", b"\xef\xbb\xbfArt\xc3\xadculo;1\r\n" + mark),
			("plain.txt", "Año\r\n".encode() + mark),
			("latin.txt", "Año\r\n".encode("latin-1") + mark),
			("empty-looking.txt", b"\x00" + mark),
		):
			with self.subTest(name):
				kept = File(name=name, content=content, mime_type="application/octet-stream")
				url, _shown = files.keep(kept, "a-run-of-nobody")
				# as another process reads it
				frappe.clear_document_cache("File", frappe.db.get_value("File", {"file_url": url}))
				self.assertEqual(files.read_file(url)[0], content)


class TestPortuguese(unittest.TestCase):
	def setUp(self) -> None:
		frappe.set_user("Administrator")
		self.addCleanup(setattr, frappe.local, "lang", frappe.local.lang)
		self.addCleanup(frappe.clear_cache)
		self.addCleanup(frappe.db.rollback)

	def without_row(self) -> None:
		frappe.db.delete("Language", {"name": BRAZIL})
		frappe.clear_document_cache("Language", BRAZIL)

	def amount(self) -> str:
		frappe.local.lang = in_frappe("pt")
		return fmt_money(1234.5, currency=make.company_currency())

	def test_an_amount_can_be_said(self):
		self.assertEqual(in_frappe("pt"), BRAZIL)
		self.assertIn("234", self.amount())

	def test_an_amount_can_be_said_where_somebody_deleted_the_language(self):
		self.without_row()
		self.assertIn("234", self.amount())

	def test_installing_makes_the_language_and_uninstalling_takes_away_only_what_is_ours(self):
		self.without_row()
		install.make_language()
		install.make_language()
		self.assertEqual(frappe.db.count("Language", {"name": BRAZIL}), 1)
		uninstall.remove_language()
		self.assertEqual(bool(frappe.db.exists("Language", BRAZIL)), compat.ships_language(BRAZIL))

	def test_a_language_that_somebody_speaks_stays(self):
		make.insert(
			"Translation", language=BRAZIL, source_text=f"text {make.mark()}", translated_text="texto"
		)
		uninstall.remove_language()
		self.assertTrue(frappe.db.exists("Language", BRAZIL))


class TestWords(unittest.TestCase):
	"""In the languages that the bot speaks, as `frappe.local.lang` names them."""

	def setUp(self) -> None:
		frappe.set_user("Administrator")
		translations.load()

	def left(self, language: str) -> list[str]:
		with open(get_po_path("whatsapp_erp_bot", language), "rb") as file:
			return [message.id for message in read_po(file) if translations.LEFT in message.user_comments]

	def test_a_word_that_is_left_to_frappe_has_a_translation(self):
		for language in ("es", "pt"):
			words = get_all_translations(in_frappe(language))
			self.assertEqual([word for word in self.left(language) if not words.get(word)], [], language)

	def test_the_words_of_frappe_are_not_replaced(self):
		others = [app for app in frappe.get_installed_apps() if app != "whatsapp_erp_bot"]
		for language, code in (("es", "es"), ("pt", "pt-BR"), ("pt", "pt")):
			theirs, words = get_translations_from_apps(code, others), get_all_translations(code)
			kept = [word for word in self.left(language) if theirs.get(word)]
			self.assertGreater(len(kept), 10)
			self.assertEqual({word: words[word] for word in kept}, {word: theirs[word] for word in kept})

	def test_names_labels_and_states_of_documents_have_a_translation(self):
		said = {"Draft", "Submitted", "Cancelled"}
		for doctype, essentials in ESSENTIALS.items():
			said.add(doctype)
			meta = frappe.get_meta(doctype)
			for name in ("status", *essentials, *PARTY_FIELDS, *AMOUNT_FIELDS):
				if field := meta.get_field(name):
					said.add(field.label)
					if field.fieldtype == "Select":
						said.update(option for option in (field.options or "").split("\n") if option)
		self.assertGreater(len(said), 100)
		for language in ("es", "pt"):
			words = get_all_translations(in_frappe(language))
			self.assertEqual(sorted(word for word in said if not words.get(word)), [], language)


class TestEncryptionKey(unittest.TestCase):
	def test_installing_and_migrating_make_it_before_there_is_a_secret(self):
		"""Two processes that know of none would each make one, and what the first encrypted would be lost."""
		for door in (install.after_install, install.after_migrate):
			made: list[str] = []
			with (
				self.subTest(door.__name__),
				mock.patch.dict(frappe.local.conf),
				mock.patch(
					"frappe.installer.update_site_config", side_effect=lambda key, _value: made.append(key)
				),
			):
				frappe.local.conf.pop("encryption_key", None)
				self.addCleanup(frappe.db.rollback)
				door()
				self.assertEqual(made, ["encryption_key"])
