# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Forms, lists and the workspace in a real browser."""

from whatsapp_erp_bot.tests.browser.desk import ChatTest, DeskTest, Keys

LISTS = (
	"whatsapp-bot-account",
	"whatsapp-bot-command",
	"whatsapp-bot-contact",
	"whatsapp-bot-conversation",
	"whatsapp-bot-customer-claim",
	"whatsapp-bot-event",
	"whatsapp-bot-link-code",
	"whatsapp-bot-message",
	"whatsapp-bot-provider",
	"whatsapp-bot-run",
)

# label of a number card -> what it counts; the last condition of each takes most rows away
CARDS = {
	"Not delivered, or nobody knows": (
		"WhatsApp Bot Message",
		{"direction": "Out", "status": ["in", ["Failed", "Unknown", "Held"]]},
	),
	"Conversations with a person": ("WhatsApp Bot Conversation", {"mode": "Human"}),
}


class TestConversation(ChatTest):
	def test_bubbles_and_an_answer_by_a_person(self):
		self.open_simulator()
		self.say("menú")
		name = self.call(
			"frappe.call({method: 'whatsapp_erp_bot.api.simulator.history', type: 'GET'}).then(r => r.message.conversation)"
		)
		self.open(f"whatsapp-bot-conversation/{name}", ".wab-conversation .wab-bubble")
		self.assertTrue(self.all(".wab-conversation .wab-row.is-mine"))
		self.assertTrue(self.all(".wab-conversation .wab-row.is-theirs"))

		self.see(".wab-conversation textarea").send_keys("Le atiende *una persona*", Keys.ENTER)
		self.until(
			lambda: any("Le atiende" in row.text for row in self.all(".wab-conversation .wab-row.is-mine")),
			"the person's words among the bubbles",
		)
		self.until(lambda: self.mode(name) == "Human", "the conversation to be with a person")
		self.fetch("POST", "/api/method/whatsapp_erp_bot.api.desk.give_back", {"name": name})
		self.assertEqual(self.mode(name), "Bot")
		self.assertEqual(self.console_errors(), [])

	def mode(self, name: str) -> str:
		return self.call(
			"frappe.db.get_value('WhatsApp Bot Conversation', args[0], 'mode').then(r => r.message.mode)",
			name,
		)


class TestNumberCards(ChatTest):
	def test_they_count_what_they_say(self):
		self.open_simulator()
		self.say("menú")
		self.open("whatsapp-erp-bot", ".shortcut-widget-box")
		for label, (doctype, filters) in CARDS.items():
			with self.subTest(label):
				self.assertLess(self.count(doctype, filters), self.count(doctype, {}))
				shown = self.until(lambda: self.shown(label), f"the card “{label}”")[1]
				self.assertEqual(int(shown), self.count(doctype, filters))

	def shown(self, label: str) -> str:
		"""The number on a card, '' while it has none."""
		# Desk 15 writes them in capitals
		boxes = [box for box in self.all(".number-widget-box") if label.casefold() in box.text.casefold()]
		numbers = [number.text for box in boxes for number in box.find_elements("css selector", ".number")]
		return numbers[0].strip() if numbers else ""


class TestPages(DeskTest):
	def test_workspace(self):
		self.open("whatsapp-erp-bot", ".shortcut-widget-box")
		self.until(
			lambda: len(self.all(".number-widget-box .number")) == 5, "five number cards with their numbers"
		)
		self.until(lambda: len(self.all(".dashboard-widget-box")) == 2, "two charts")
		self.until(lambda: len(self.all(".links-widget-box")) == 3, "three cards of links")
		self.assertEqual(self.console_errors(), [])

	def test_lists(self):
		for route in LISTS:
			with self.subTest(route=route):
				self.open(route, ".frappe-list")
				self.until(lambda: self.all(".result .list-row, .no-result"), "rows, or that there are none")
				self.assertEqual(self.console_errors(), [])

	def test_account_shows_its_callback(self):
		self.open("whatsapp-bot-account/new", ".form-page")
		self.call("cur_frm.set_value('kind', 'Cloud API')")
		self.until(
			lambda: "/api/method/whatsapp_erp_bot.api.webhook.receive" in self.page_text(), "the callback URL"
		)
		self.assertEqual(self.console_errors(), [])
