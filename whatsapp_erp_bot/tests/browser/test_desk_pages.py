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
