# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The simulator page in a real browser: it answers, lists can be tapped, a write waits for its button, and acting as
somebody else ends at the preview."""

from whatsapp_erp_bot.tests.browser.desk import OTHER_USER, ChatTest

ORDER = "crea un pedido para Materiales Ibáñez de 2 Martillo 16 oz para el viernes"
DRAFTS = {"docstatus": 0, "customer": "Materiales Ibáñez"}


class TestSimulator(ChatTest):
	def setUp(self):
		self.open_simulator()

	def test_a_question_is_answered_and_explained(self):
		answer = self.say("¿cuánto vendimos este mes?")
		self.assertRegex(answer.text, r"\d")
		self.assertEqual(self.see(".wab-understood code").text, "sales_summary")
		self.assertTrue(self.all(".wab-facts"))
		self.assertEqual(self.console_errors(), [])

	def test_a_list_can_be_tapped(self):
		self.say("menú")
		self.tap(".wab-open-list")
		self.see(".wab-sheet-row")
		first = self.all(".wab-sheet-row")[0]
		title, reply = first.text.split("\n")[0], first.get_attribute("data-reply")
		self.tap_and_wait(f'.wab-sheet-row[data-reply="{reply}"]')
		self.assertFalse(self.all(".wab-sheet"))
		self.assertIn(title, self.all(".wab-row.is-mine")[-1].text)

	def test_a_draft_is_made_by_its_button_alone(self):
		before = self.count("Sales Order", DRAFTS)
		self.say(ORDER)
		self.choose_if_asked()
		self.see(".wab-row.is-theirs:last-child [data-reply^='yes:']")
		self.assertEqual(self.count("Sales Order", DRAFTS), before)
		self.tap_and_wait(".wab-row.is-theirs:last-child [data-reply^='yes:']")
		self.assertEqual(self.count("Sales Order", DRAFTS), before + 1)
		self.until(lambda: self.all(".wab-understood .indicator-pill.green"), "the run to be done")

	def test_what_is_said_is_never_markup(self):
		self.say('<img src=x onerror="window.wab_broken = 1"> *negrita* <b>no</b>')
		mine = self.all(".wab-row.is-mine")[-1]
		self.assertIn("<b>no</b>", mine.text)
		self.assertEqual(mine.find_elements("css selector", "img"), [])
		self.assertEqual(mine.find_element("css selector", "strong").text, "negrita")
		self.assertFalse(self.browser.execute_script("return window.wab_broken"))


class TestSimulatingSomebodyElse(ChatTest):
	def test_it_ends_at_the_preview(self):
		self.open_simulator()
		self.tap("[data-kind=user]")
		self.see(".wab-warning")
		self.assertFalse(self.see(".wab-composer textarea").is_enabled())
		self.choose_user(OTHER_USER)
		before = self.count("Sales Order", DRAFTS)
		self.say(ORDER)
		self.choose_if_asked()
		self.tap_and_wait(".wab-row.is-theirs:last-child [data-reply^='yes:']")
		self.assertEqual(self.count("Sales Order", DRAFTS), before)
		self.assertIn(OTHER_USER, self.see(".wab-understood").text + self.page_text())

	def choose_user(self, user: str) -> None:
		field = self.see(".wab-as-link input")
		field.clear()
		field.send_keys(user)
		self.until(
			lambda: [option for option in self.all(".wab-as-link [role=option]") if user in option.text],
			f"{user} to be offered",
		)[1][0].click()
		self.until(lambda: self.see(".wab-composer textarea").is_enabled(), "the phone of the user")
