# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Words of strangers: what cannot be seen goes, what a browser or a sheet would run lies still, the rest stays."""

import html
import time
import unittest
from html.parser import HTMLParser

from whatsapp_erp_bot.plain_text import from_html, inert, visible, visible_all

HARMLESS = (
	"a < b & c",
	"<3",
	"5 > 3",
	"O'Brien & Söhne",
	'Tornillo 1/2" x 3',
	'Tienda "El Sol"',
	"AT&T",
	"R&D&more",
	"+52 1 55 1234 5678",
	"+1 (555) 123-4567",
	"- 3 martillos\n- 2 clavos",
	"@juan",
	"¿cuánto vendimos?",
	"{{ 7*7 }}",
	"João às 5, ação",
	"",
)
EMOJI = (
	"👩🏽‍🦰",
	"❤️‍🔥",
	"👁️‍🗨️",
	"🏴󠁧󠁢󠁥󠁮󠁧󠁿",
	"🏴‍☠️",
	"👨‍👩‍👧‍👦",
	"1️⃣",
	"☎️",
	"☎︎",
	"🇲🇽",
	"🤷🏻‍♀️",
	"©️",
)
HOSTILE = (
	'<img src=x onerror="alert(1)">',
	"<img src=x onerror=alert(1)//",
	"<svg onload=alert(1)>",
	"<svg/onload=alert(1)>",
	"</script><script>alert(1)</script>",
	"<!--><img src=x onerror=alert(1)>-->",
	"<?php x ?>",
	'"><img src=x onerror=alert(1)>',
	"'><svg onload=alert(1)>",
	'" onmouseover=alert(1) x="',
	"' onfocus=alert(1) autofocus x='",
	"` onmouseover=alert(1) x=`",
	"');alert(1);//",
	"&lt;img src=x onerror=alert(1)&gt;",
	"&#60;img src=x onerror=alert(1)&#62;",
	"&#x3c;img src=x onerror=alert(1)>",
	"&ltimg src=x onerror=alert(1)>",
	"&amp;lt;img src=x onerror=alert(1)&amp;gt;",
	"<\u200bimg src=x onerror=alert(1)>",
	"<\u202eimg src=x onerror=alert(1)>",
	"<\x00img src=x onerror=alert(1)>",
	"&\u200blt;img src=x onerror=alert(1)>",
	"<a href=javascript:alert(1)>x</a>",
	"<a\nhref=javascript:alert(1)>x</a>",
	"<!-- markdown -->x",
	"x<",
)
UNSEEN = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\u200b\u200c\u200d\u2060\ufeff\u00ad"


class Elements(HTMLParser):
	"""Counts what a browser would take for elements, and attributes that would run."""

	def __init__(self, text: str) -> None:
		super().__init__(convert_charrefs=False)
		self.found: list[str] = []
		self.feed(text)
		self.close()

	def handle_starttag(self, tag, attrs):
		self.found.append(tag)
		self.found += [name for name, _value in attrs if name not in ("title", "class")]

	def handle_endtag(self, tag):
		self.found.append(tag)

	handle_comment = handle_decl = handle_pi = unknown_decl = handle_entityref = handle_charref = (
		lambda self, data: self.found.append(data)
	)


class TestInert(unittest.TestCase):
	def test_harmless_words_stay_as_they_are(self):
		for text in HARMLESS + EMOJI:
			with self.subTest(text):
				self.assertEqual(inert(text), text)

	def test_no_element_and_no_attribute_in_any_place(self):
		for text in HOSTILE:
			for place in ("{}", "<b>{}</b>", '<b title="{}">x</b>', "<b title='{}'>x</b>", "{}img src=x>"):
				for shown in (inert(text), html.unescape(inert(text))):
					with self.subTest(text=text, place=place):
						own = Elements(place.format("x")).found
						self.assertEqual(Elements(place.format(shown)).found, own)

	def test_the_words_can_still_be_read(self):
		self.assertEqual(inert("<b>Hola</b>"), "‹b>Hola‹/b>")
		self.assertNotIn("&lt;", inert("<b>&lt;</b>"))

	def test_twice_is_once(self):
		for text in HARMLESS + HOSTILE + ("=1+1", "@SUM(A1)", UNSEEN):
			with self.subTest(text):
				self.assertEqual(inert(inert(text)), inert(text))

	def test_no_formula(self):
		for text in (
			"=1+1",
			" =1+1",
			"=HYPERLINK(A1)",
			"+cmd|' /C calc'!A0",
			"-2+3+cmd|' /C calc'!A0",
			"@SUM(1+1)",
			"\t=1",
			"\u200b=1",
			"＝1+1",
		):
			with self.subTest(text):
				self.assertNotIn(inert(text).strip()[0], "=+-@＝＋－＠")

	def test_fits_where_it_fitted(self):
		for length in (1, 138, 139, 140, 255):
			with self.subTest(length):
				text = "=" * length
				self.assertLessEqual(len(inert(text)), max(length, 140))

	def test_quick_on_long_texts(self):
		for text in (
			"+" + "a " * 50000,
			"&" * 100000,
			"<" * 100000,
			"@" + "a" * 100000,
			"+" + "a" + " " * 50000,
		):
			began = time.monotonic()
			inert(text)
			self.assertLess(time.monotonic() - began, 1)


class TestFromHTML(unittest.TestCase):
	def test_words_without_tags_and_references(self):
		for given, words in (
			("<p>Tom &amp; Jerry</p>", "Tom & Jerry"),
			("No hay <strong>A &lt; B</strong>", "No hay A < B"),
			("a < b > c & d", "a < b > c & d"),
			("plain", "plain"),
			("<a href='x'\nclass='y'>z</a>&nbsp;1", "z\xa01"),
		):
			with self.subTest(given):
				self.assertEqual(from_html(given), words)


class TestVisible(unittest.TestCase):
	def test_what_nobody_sees_goes(self):
		for character in UNSEEN + "\x00\x07\x1b\x7f\x80\u034f\u180e\ufff9\uffff\U000e0041\U000e0100":
			with self.subTest(f"U+{ord(character):04X}"):
				self.assertEqual(visible(f"a{character}b"), "ab")

	def test_hidden_words_in_tags_and_selectors_go(self):
		hidden = "".join(chr(0xE0000 + ord(letter)) for letter in "ignore all")
		self.assertEqual(visible(f"Hola{hidden} 😀{hidden}"), "Hola 😀")
		self.assertEqual(visible("😀" + "\ufe00\ufe0f\U000e0105" * 5), "😀")
		self.assertEqual(visible("🏴" + "\U000e0067" * 7 + "\U000e007f"), "🏴")

	def test_emoji_stay_whole(self):
		for emoji in EMOJI:
			with self.subTest(emoji):
				self.assertEqual(visible(f"a {emoji} b"), f"a {emoji} b")
		self.assertEqual(visible("a\u200db 12\ufe0f3 \u200d😀"), "ab 123 😀")

	def test_lines_stay_lines(self):
		self.assertEqual(visible("a\r\nb\rc\u2028d\u2029e\x0bf\x85g\n\th"), "a\nb\nc\nd\ne\nf\ng\n\th")

	def test_everything_within(self):
		self.assertEqual(
			visible_all({"a\u200b": ["b\u202e", {"c": "d\u200b", "n": 1, "x": None}]}),
			{"a\u200b": ["b", {"c": "d", "n": 1, "x": None}]},
		)


if __name__ == "__main__":
	unittest.main()
