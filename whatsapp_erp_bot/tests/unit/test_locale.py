# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The catalogues of translations: complete, well formed, and true to what the bot understands.

A new string turns these red until `main.pot` is generated anew and both languages have it. A word that Frappe and
ERPNext translate themselves has the comment LEFT: ours, which would replace theirs in the whole Desk, counts only where
they have none (setup/translations).
"""

import ast
import re
import unittest
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from whatsapp_erp_bot.commands.catalogue import DECLARATIONS
from whatsapp_erp_bot.commands.erpnext_words import WORDS
from whatsapp_erp_bot.llm.rules import Rules
from whatsapp_erp_bot.llm.types import Request

APP = Path(__file__).parents[2]
LANGUAGES = ("es", "pt")
LEFT = "left to the translations of Frappe and ERPNext"
LONGEST_LEFT = 3  # words; a sentence of ours is never left
BUTTON_LIMIT = 20  # characters of a reply button's title (Cloud API)
MARKERS = ("_", "_lt", "N_")
PLACEHOLDER = re.compile(r"\{\w*\}")
QUOTED = re.compile("“([^”]*)”")
# what is quoted in a sentence because people may write it, and what it must do
WRITTEN = {
	"person": "talk_to_person",
	"STOP": "stop_notifications",
	"START": "start_notifications",
	"menu": "menu",
	"status": "job_status",
	"cancel": "cancel_job",
}
RULES = Rules(DECLARATIONS)

Key = tuple[str, str | None]


def read(name: str) -> Catalog:
	with open(APP / "locale" / name, "rb") as file:
		return read_po(file)


def messages(catalog: Catalog) -> dict[Key, Message]:
	return {(message.id, message.context): message for message in catalog if message.id}


def calls() -> Iterator[tuple[str, ast.Call]]:
	"""Every call to a marker of translation in the app's Python, with its place."""
	for path in sorted(APP.rglob("*.py")):
		where = path.relative_to(APP)
		if where.parts[0] in ("tests", "locale"):
			continue
		for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
			if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKERS:
				yield f"{where}:{node.lineno}", node


def key_of(call: ast.Call) -> Key | None:
	"""The string and context of a call, None where it is worked out at run time."""
	if not call.args or not isinstance(call.args[0], ast.Constant):
		return None
	context = next((word.value for word in call.keywords if word.arg == "context"), None)
	return call.args[0].value, context.value if isinstance(context, ast.Constant) else None


def understood(text: str, language: str) -> str | None:
	"""The command that the rules read in a text."""
	said = Request(text=text, today=date(2026, 11, 21), tools=DECLARATIONS, language=language)
	return getattr(RULES.interpret(said).outcome, "command", None)


class TestLocale(unittest.TestCase):
	maxDiff = None

	@classmethod
	def setUpClass(cls):
		cls.template = messages(read("main.pot"))
		cls.languages = {language: messages(read(f"{language}.po")) for language in LANGUAGES}

	def translations(self) -> Iterator[tuple[str, Key, Message]]:
		for language, found in self.languages.items():
			for key, message in found.items():
				yield language, key, message

	def test_every_string_of_the_code_is_in_the_template(self):
		found = [(where, key_of(call)) for where, call in calls()]
		self.assertGreater(len([key for _where, key in found if key]), 300)
		missing = [(where, *key) for where, key in found if key and key not in self.template]
		self.assertEqual(missing, [], "generate main.pot anew, then translate")

	def test_no_string_is_put_together_before_it_is_translated(self):
		built = [
			where
			for where, call in calls()
			if call.args
			and (
				isinstance(call.args[0], ast.JoinedStr)
				or (
					isinstance(call.args[0], ast.Call)
					and isinstance(call.args[0].func, ast.Attribute)
					and call.args[0].func.attr == "format"
				)
			)
		]
		self.assertEqual(built, [])

	def test_every_string_is_translated(self):
		for language, found in self.languages.items():
			self.assertEqual(set(self.template) - set(found), set(), language)
			self.assertEqual(set(found) - set(self.template), set(), f"{language}: no longer in the code")
		untranslated = [
			(language, *key)
			for language, key, message in self.translations()
			if message.fuzzy or not message.string.strip()
		]
		self.assertEqual(untranslated, [])

	def test_only_words_of_theirs_are_left_to_them(self):
		left = [entry for entry in self.translations() if LEFT in entry[2].user_comments]
		self.assertGreater(len(left), 200)
		for language, key, message in left:
			with self.subTest(language, key=key):
				self.assertIsNone(message.context)
				if key[0] not in WORDS:
					self.assertLessEqual(len(message.id.split()), LONGEST_LEFT)
		for language, found in self.languages.items():
			for word in WORDS:
				self.assertIn(LEFT, found[word, None].user_comments, (language, word))

	def test_placeholders_blanks_lines_and_quotes_are_kept(self):
		for language, key, message in self.translations():
			if not message.string:
				continue
			source, translated = message.id, message.string
			with self.subTest(language, key=key):
				self.assertEqual(
					Counter(PLACEHOLDER.findall(source)), Counter(PLACEHOLDER.findall(translated))
				)
				self.assertEqual(
					source[: len(source) - len(source.lstrip())],
					translated[: len(translated) - len(translated.lstrip())],
				)
				self.assertEqual(source[len(source.rstrip()) :], translated[len(translated.rstrip()) :])
				self.assertEqual(source.count("\n"), translated.count("\n"))
				self.assertEqual(len(QUOTED.findall(source)), len(QUOTED.findall(translated)))
				self.assertEqual(source.endswith("…"), translated.endswith("…"))
				self.assertEqual(source.endswith(":"), translated.endswith(":"))
				self.assertNotIn('"', translated.replace('class="h4"', ""))

	def test_titles_of_buttons_fit_a_phone(self):
		labels = set()
		for path in sorted([*(APP / "commands").glob("*.py"), APP / "bot" / "confirm.py"]):
			for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
				if (
					isinstance(node, ast.Call)
					and isinstance(node.func, ast.Name)
					and node.func.id == "NextStep"
				):
					first = node.args[0] if node.args else None
					if isinstance(first, ast.Call) and isinstance(first.func, ast.Name) and key_of(first):
						labels.add(key_of(first))
		labels |= {("Yes, do it", None), ("Choose", None), ("Menu", None), ("Options", None)}
		self.assertGreater(len(labels), 8)
		for language, found in self.languages.items():
			for key in labels:
				if not PLACEHOLDER.search(key[0]):
					self.assertLessEqual(len(found[key].string), BUTTON_LIMIT, (language, key))

	def test_words_to_write_are_words_that_are_understood(self):
		seen = set()
		for language, key, message in self.translations():
			pairs = zip(QUOTED.findall(message.id), QUOTED.findall(message.string or ""), strict=True)
			for word, translated in pairs:
				if word in WRITTEN:
					seen.add((language, word))
					with self.subTest(language, key=key):
						self.assertEqual(understood(translated, language), WRITTEN[word], translated)
		self.assertEqual(seen, {(language, word) for language in LANGUAGES for word in WRITTEN})

	def test_the_word_sent_with_a_code_links(self):
		for language, found in self.languages.items():
			word = found["link", "sent with a code"].string
			self.assertEqual(word, "vincular")
			self.assertEqual(understood(f"{word} 4821-9937", language), "link_account")

	def test_the_language_set_names_itself(self):
		source = ("From now on I answer in English.", None)
		self.assertEqual(self.languages["es"][source].string, "Desde ahora te contesto en español.")
		self.assertEqual(self.languages["pt"][source].string, "A partir de agora respondo em português.")


if __name__ == "__main__":
	unittest.main()
