# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Outgoing messages: the exact bodies, and every limit at N and N + 1."""

import unittest
from typing import Any

from whatsapp_erp_bot.tests.loopback import contract, samples
from whatsapp_erp_bot.whatsapp.messages import (
	Audio,
	Button,
	Buttons,
	CallToAction,
	ContactRequest,
	Contacts,
	Document,
	Flow,
	Image,
	LimitError,
	ListMessage,
	Location,
	LocationRequest,
	Reaction,
	Row,
	Section,
	Sticker,
	Template,
	Text,
	Video,
	envelope,
)

PHONE = "16505551234"
USER_ID = "US.13491208655302741918"


def rows(count: int, first: int = 0) -> list[Row]:
	return [Row(f"r{index}", f"Row {index}") for index in range(first, first + count)]


def buttons(count: int) -> list[Button]:
	return [Button(f"b{index}", f"Button {index}") for index in range(count)]


def one_list(**changed: Any) -> ListMessage:
	given = {"body": "Pick", "button": "Menu", "sections": [Section("S", rows(1))], **changed}
	return ListMessage(**given)


def template(*parameters: dict) -> Template:
	return Template("name", "es_MX", [{"type": "body", "parameters": list(parameters)}])


def spoken(text: str) -> dict:
	return {"type": "text", "text": text}


#: (name, what builds it from a size, the largest size)
SIZES = [
	("text", lambda n: Text("x" * n), 4096),
	("text in emoji", lambda n: Text("👍" * n), 4096),
	("buttons body", lambda n: Buttons("x" * n, buttons(1)), 1024),
	("buttons", lambda n: Buttons("x", buttons(n)), 3),
	("button id", lambda n: Buttons("x", [Button("i" * n, "T")]), 256),
	("button title", lambda n: Buttons("x", [Button("i", "T" * n)]), 20),
	("buttons header", lambda n: Buttons("x", buttons(1), header="h" * n), 60),
	("buttons footer", lambda n: Buttons("x", buttons(1), footer="f" * n), 60),
	("list body", lambda n: one_list(body="x" * n), 4096),
	("list button", lambda n: one_list(button="x" * n), 20),
	("list header", lambda n: one_list(header="x" * n), 60),
	("list footer", lambda n: one_list(footer="x" * n), 60),
	("list rows in one section", lambda n: one_list(sections=[Section("S", rows(n))]), 10),
	(
		"list rows in total",
		lambda n: one_list(sections=[Section("A", rows(5)), Section("B", rows(n - 5, 5))]),
		10,
	),
	("list sections", lambda n: one_list(sections=[Section(f"S{i}", rows(1, i)) for i in range(n)]), 10),
	("section title", lambda n: one_list(sections=[Section("S" * n, rows(1))]), 24),
	("row id", lambda n: one_list(sections=[Section("S", [Row("i" * n, "T")])]), 200),
	("row title", lambda n: one_list(sections=[Section("S", [Row("i", "T" * n)])]), 24),
	("row description", lambda n: one_list(sections=[Section("S", [Row("i", "T", "d" * n)])]), 72),
	("cta body", lambda n: CallToAction("x" * n, "Open", "https://x.y"), 1024),
	("cta label", lambda n: CallToAction("x", "O" * n, "https://x.y"), 20),
	("cta url", lambda n: CallToAction("x", "O", "https://x.y/" + "a" * (n - 12)), 2000),
	("flow label", lambda n: Flow("x", "1", "S" * n, "tok"), 20),
	("location request", lambda n: LocationRequest("x" * n), 1024),
	("contact request", lambda n: ContactRequest("x" * n), 1024),
	("image caption", lambda n: Image("1", caption="c" * n), 1024),
	("document caption", lambda n: Document("1", "a.pdf", "c" * n), 1024),
	("video caption", lambda n: Video("1", caption="c" * n), 1024),
	(
		"contacts",
		lambda n: Contacts([{"name": {"formatted_name": "A", "first_name": "A"}}] * n),
		5,
	),
	("template name", lambda n: Template("n" * n, "es"), 512),
	("template text", lambda n: template(spoken("x" * n)), 1024),
]

#: what Meta refuses for another reason than size
REFUSED = [
	("blank text", Text("  \n")),
	("text of another type", Text(None)),
	("no buttons", Buttons("x", [])),
	("blank button title", Buttons("x", [Button("a", " ")])),
	("blank button id", Buttons("x", [Button("", "A")])),
	("same button ids", Buttons("x", [Button("a", "A"), Button("a", "B")])),
	("same button titles", Buttons("x", [Button("a", "A"), Button("b", "A")])),
	("blank header", Buttons("x", buttons(1), header="")),
	("blank footer", Buttons("x", buttons(1), footer=" ")),
	("blank body", Buttons("", buttons(1))),
	("list without rows", one_list(sections=[Section("S", [])])),
	("list without sections", one_list(sections=[])),
	("an empty section among others", one_list(sections=[Section("S", rows(1)), Section("T", [])])),
	(
		"two sections, one without title",
		one_list(sections=[Section("S", rows(1)), Section(None, rows(1, 1))]),
	),
	("same row ids in two sections", one_list(sections=[Section("S", rows(1)), Section("T", rows(1))])),
	("blank description", one_list(sections=[Section("S", [Row("a", "A", "")])])),
	("list with a picture above", one_list(header=Image("1"))),
	("no address", CallToAction("x", "Open", "x.y")),
	("another scheme", CallToAction("x", "Open", "javascript:alert(1)")),
	("emoji on a form's button", Flow("x", "1", "Go 👍", "tok")),
	("file without id and link", Image()),
	("file with both", Image("1", link="https://x.y/a.jpg")),
	("file id with a path", Document("../1", "a.pdf")),
	("blank caption", Image("1", caption="")),
	("latitude", Location(91, 0)),
	("not a number", Location(float("nan"), 0)),
	("contact with one name only", Contacts([{"name": {"formatted_name": "A"}}])),
	("reaction to nothing", Reaction("", "👍")),
	("template name", Template("Name", "es")),
	("template language", Template("name", "español")),
	("template text with a new line", template(spoken("a\nb"))),
	("template text with many spaces", template(spoken("a     b"))),
	("blank template text", template(spoken(" "))),
	("named and positional", template({**spoken("a"), "parameter_name": "n"}, spoken("b"))),
]

ACCEPTED = [
	(
		"two rows of one title",
		one_list(sections=[Section(None, [Row("a", "ACME"), Row("b", "ACME", "Lima")])]),
	),
	("reaction taken back", Reaction("wamid.R", "")),
	("form without first screen", Flow("x", "1", "Start", "tok")),
	("four spaces", template(spoken("a    b"))),
	("template with nothing to fill", Template("hello_world", "en_US")),
	("document above buttons", Buttons("x", buttons(1), header=Document("1", "a.pdf"))),
]


def header(parameter: dict) -> Template:
	return Template("name", "es_MX", [{"type": "header", "parameters": [parameter]}])


MONEY = {"fallback_value": "$ 1.00", "code": "MXN", "amount_1000": 1000}
#: (the place that the error names, a message that breaks a rule there), one for each kind of parameter and rule
PLACES = [
	("body", Text("x" * 4097)),
	("body", Buttons("x" * 1025, buttons(1))),
	("buttons", Buttons("x", buttons(4))),
	("buttons[0].title", Buttons("x", [Button("i", "T" * 21)])),
	("buttons[0].id", Buttons("x", [Button("i" * 257, "T")])),
	("header", Buttons("x", buttons(1), header="h" * 61)),
	("footer", Buttons("x", buttons(1), footer="f" * 61)),
	("button", one_list(button="x" * 21)),
	("sections[0].title", one_list(sections=[Section("S" * 25, rows(1))])),
	("sections[0].rows[1].title", one_list(sections=[Section("S", [*rows(1), Row("i", "T" * 25)])])),
	("sections[0].rows[0].id", one_list(sections=[Section("S", [Row("i" * 201, "T")])])),
	("sections[0].rows[0].description", one_list(sections=[Section("S", [Row("i", "T", "d" * 73)])])),
	("rows", one_list(sections=[Section("A", rows(6)), Section("B", rows(5, 6))])),
	("caption", Image("1", caption="c" * 1025)),
	("label", CallToAction("x", "O" * 21, "https://x.y")),
	("url", CallToAction("x", "O", "x.y")),
	("label", Flow("x", "1", "1\ufe0f\u20e3", "tok")),
	("contacts", Contacts([{"name": {"formatted_name": "A", "first_name": "A"}}] * 6)),
	("name", Template("n" * 513, "es")),
	("components[0].parameters[0].text", template(spoken("x" * 1025))),
	("components[0].parameters[0].text", header(spoken("x" * 61))),
	("components[0].parameters[1].text", template(spoken("x"), spoken("a\tb"))),
	(
		"components[0].parameters[0].currency.code",
		template({"type": "currency", "currency": {**MONEY, "code": "pesos"}}),
	),
	(
		"components[0].parameters[0].currency.amount_1000",
		template({"type": "currency", "currency": {**MONEY, "amount_1000": 1.5}}),
	),
	("components[0].parameters[0].currency.fallback_value", template({"type": "currency", "currency": {}})),
	("components[0].parameters[0].date_time.fallback_value", template({"type": "date_time"})),
	("components[0].parameters[0].image", header({"type": "image", "image": {}})),
	(
		"components[0].parameters[0].document.link",
		header({"type": "document", "document": {"link": "a.pdf"}}),
	),
	("components[0].parameters[0].video.id", header({"type": "video", "video": {"id": "../1"}})),
	("components[0].parameters[0].location.latitude", header({"type": "location", "location": {}})),
	("components[0].parameters[0].coupon_code", template({"type": "coupon_code", "coupon_code": "x" * 16})),
	("components[0].parameters[0].payload", template({"type": "payload", "payload": " "})),
]

#: parameters of each kind as Meta's pages write them
PARAMETERS = [
	spoken("x"),
	{"type": "currency", "currency": MONEY},
	{"type": "date_time", "date_time": {"fallback_value": "1 Jan"}},
	{"type": "image", "image": {"link": "https://x.y/a.jpg"}},
	{"type": "document", "document": {"id": "123", "filename": "a.pdf"}},
	{"type": "location", "location": {"latitude": "19.43", "longitude": -99.1, "name": "n", "address": "a"}},
	{"type": "payload", "payload": "yes"},
	{"type": "coupon_code", "coupon_code": "SAVE15"},
	{"type": "action", "action": {"flow_token": "tok"}},
	{"type": "something new", "something new": 1},
]


class TestLimits(unittest.TestCase):
	def test_the_error_names_the_place(self):
		for field, message in PLACES:
			with self.subTest(field), self.assertRaises(LimitError) as caught:
				envelope(message, PHONE)
			self.assertEqual(caught.exception.field, field)

	def test_parameters_of_every_kind(self):
		for parameter in PARAMETERS:
			with self.subTest(parameter["type"]):
				template(parameter).validate()

	def test_sentences_can_be_translated(self):
		for field, message in PLACES:
			with self.subTest(field), self.assertRaises(LimitError) as caught:
				envelope(message, PHONE)
			error = caught.exception
			self.assertEqual(error.sentence.format(**error.values, **error.translated), str(error))

	def test_each_limit_at_n_and_one_more(self):
		for name, build, most in SIZES:
			with self.subTest(name):
				fits = envelope(build(most), PHONE)
				self.assertIsNone(contract.check_message(fits), name)
				with self.assertRaises(LimitError) as caught:
					envelope(build(most + 1), PHONE)
				error = caught.exception
				if name not in ("template name",):
					self.assertEqual((error.limit, error.actual), (most, most + 1))
					self.assertIn(str(most), error.text)

	def test_the_stand_in_refuses_one_more_too(self):
		"""The contract of the tests is written apart from the app's: both must draw the line at the same place."""
		for name, build, most in SIZES:
			with self.subTest(name):
				body = {"messaging_product": "whatsapp", "to": PHONE, **build(most + 1).body()}
				self.assertIsNotNone(contract.check_message(body), name)

	def test_what_is_refused_at_any_size(self):
		for name, message in REFUSED:
			with self.subTest(name):
				with self.assertRaises(LimitError):
					message.validate()
				with self.assertRaises(LimitError):
					envelope(message, PHONE)

	def test_what_is_allowed(self):
		for name, message in ACCEPTED:
			with self.subTest(name):
				self.assertIsNone(contract.check_message(envelope(message, PHONE)))

	def test_rules_are_named(self):
		for message, rule in (
			(Text(""), "blank"),
			(Text("x" * 4097), "too_long"),
			(Buttons("x", buttons(4)), "too_many"),
			(Buttons("x", []), "too_few"),
			(Buttons("x", [Button("a", "A"), Button("a", "B")]), "duplicate"),
			(CallToAction("x", "y", "z"), "invalid"),
		):
			with self.subTest(rule), self.assertRaises(LimitError) as caught:
				message.validate()
			self.assertEqual(caught.exception.rule, rule)


class TestEnvelope(unittest.TestCase):
	def test_recipients(self):
		self.assertEqual(envelope(Text("x"), "+" + PHONE)["to"], PHONE)
		both = envelope(Text("x"), PHONE, USER_ID)
		self.assertEqual((both["to"], both["recipient"]), (PHONE, USER_ID))
		for to, recipient in (
			(None, None),
			("", ""),
			("12", None),
			("1650 555 1234", None),
			(USER_ID, None),
			(None, PHONE),
			(None, "us.1"),
			("1" * 16, None),
			("٣" * 11, None),
		):
			with self.subTest(to=to, recipient=recipient), self.assertRaises(LimitError):
				envelope(Text("x"), to, recipient)

	def test_callback_data(self):
		self.assertEqual(
			envelope(Text("x"), PHONE, callback_data="r" * 512)["biz_opaque_callback_data"], "r" * 512
		)
		for wrong in ("r" * 513, "", 5):
			with self.assertRaises(LimitError):
				envelope(Text("x"), PHONE, callback_data=wrong)

	def test_reply(self):
		self.assertEqual(envelope(Text("x"), PHONE, reply_to="wamid.R")["context"], {"message_id": "wamid.R"})
		with self.assertRaises(LimitError):
			envelope(Text("x"), PHONE, reply_to="")

	def test_words_of_the_constructors(self):
		self.assertEqual(
			Text(body="hi").body(), {"type": "text", "text": {"body": "hi", "preview_url": False}}
		)
		self.assertEqual(Text("a"), Text("a"))
		self.assertNotEqual(Buttons("a", buttons(1)), Buttons("a", buttons(2)))


def canonical(value: Any) -> Any:
	"""Drop nulls and empty lists, fold the case of the words whose case Meta's pages and clients differ in."""
	if isinstance(value, dict):
		folded = {}
		for key, item in value.items():
			if item is None or item == []:
				continue
			if key in ("type", "sub_type") and isinstance(item, str):
				item = item.lower()
			folded[key] = str(item) if key == "index" else canonical(item)
		return folded
	return [canonical(item) for item in value] if isinstance(value, list) else value


def golden_messages() -> dict[str, dict]:
	picture = {"link": "https://x.y/a.jpg"}
	positional = [
		{"type": "header", "parameters": [{"type": "image", "image": picture}]},
		{"type": "body", "parameters": [spoken("Ann"), spoken("42")]},
		{
			"type": "button",
			"sub_type": "quick_reply",
			"index": "0",
			"parameters": [{"type": "payload", "payload": "yes"}],
		},
		{"type": "button", "sub_type": "url", "index": "1", "parameters": [spoken("abc")]},
	]
	named = [{"type": "body", "parameters": [{**spoken("Ann"), "parameter_name": "name"}]}]
	ann = {"formatted_name": "A B", "first_name": "A"}
	phones = [{"phone": "+1650", "type": "CELL", "wa_id": "1650"}]
	yes = Button("yes", "Yes")
	messages = {
		"text": Text("hi"),
		"reply_buttons": Buttons("Pick", [yes, Button("no", "No")], "H", "F"),
		"list": ListMessage("Pick", "Menu", [Section("S", [Row("a", "A", "d")])], "H", "F"),
		"cta_url": CallToAction("Go", "Open", "https://x.y", "H", "F"),
		"flow": Flow("Fill", "1", "Start", "tok", "S1", {"a": 1}),
		"image_id": Image("123456", "c"),
		"image_url": Image(link="https://x.y/a.jpg", caption="c"),
		"document_url": Document(link="https://x.y/a.pdf", caption="c", filename="a.pdf"),
		"document_bytes_upload": Document("123", "a.pdf"),
		"video_id": Video("123456", "c"),
		"audio_id": Audio("123456"),
		"voice_id": Audio("123456", voice=True),
		"sticker_id": Sticker("123456"),
		"image_with_buttons": Buttons("c", [yes], Image("123456")),
		"location": Location(1.5, 2.5, "n", "a"),
		"location_request": LocationRequest("Where?"),
		"contact_info_request": ContactRequest("Phone?"),
		"contacts": Contacts([{"name": ann, "phones": phones}]),
		"reaction": Reaction("wamid.R", "👍"),
		"reaction_remove": Reaction("wamid.R"),
		"template_text": Template("order_update", "en_US", named),
		"template_positional_header_buttons": Template("t2", "en_US", positional),
	}
	requests = {name: envelope(message, PHONE) for name, message in messages.items()}
	requests["text_to_bsuid"] = envelope(Text("hi"), recipient=USER_ID)
	requests["text_preview_reply_tracker"] = envelope(
		Text("see https://x.y", True), PHONE, reply_to="wamid.R", callback_data="trk"
	)
	return requests


@unittest.skipUnless(samples.AVAILABLE, samples.REASON)
class TestGoldens(unittest.TestCase):
	def test_bodies_equal_those_of_an_independent_client(self):
		goldens, ours = samples.goldens(), golden_messages()
		# reading marks are not messages: the client's tests compare them
		marks = {"mark_read", "typing"}
		# goods and calls are nothing that the bot says
		not_said = {"carousel", "catalog", "product", "products", "voice_call_button"}
		self.assertEqual(set(goldens) - set(ours), marks | not_said)
		for name, body in ours.items():
			with self.subTest(name):
				self.assertEqual(canonical(body), canonical(goldens[name][-1]["body"]))
				self.assertIsNone(contract.check_message(body))


if __name__ == "__main__":
	unittest.main()
