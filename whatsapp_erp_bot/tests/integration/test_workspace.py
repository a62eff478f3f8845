# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What managers see first: number cards and charts count what they say; what Frappe 16 shows beside them is ours, the
same on every site, and goes with the app. Nothing is committed."""

import json
import unittest
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import frappe
from frappe.desk.doctype.number_card.number_card import get_result
from frappe.utils import now_datetime

from whatsapp_erp_bot.bot import store
from whatsapp_erp_bot.permissions import AGENT_ROLE
from whatsapp_erp_bot.setup import install, uninstall
from whatsapp_erp_bot.tests.integration import factories as make
from whatsapp_erp_bot.whatsapp_erp_bot.dashboard_chart_source.whatsapp_bot_messages_per_day import (
	whatsapp_bot_messages_per_day as messages_per_day,
)
from whatsapp_erp_bot.whatsapp_erp_bot.dashboard_chart_source.whatsapp_bot_runs_by_command import (
	whatsapp_bot_runs_by_command as runs_by_command,
)

MESSAGE, RUN, CONVERSATION = "WhatsApp Bot Message", "WhatsApp Bot Run", "WhatsApp Bot Conversation"
NAME = "WhatsApp ERP Bot"


class CountingCase(unittest.TestCase):
	"""Rows of today and of long ago, on top of whatever the site holds."""

	def setUp(self) -> None:
		frappe.set_user("Administrator")
		self.addCleanup(frappe.db.rollback)
		self.addCleanup(frappe.set_user, "Administrator")
		self.now = now_datetime()
		for doctype in (MESSAGE, RUN, CONVERSATION):
			frappe.db.delete(doctype)

	def row(self, doctype: str, days: int = 0, **values: Any) -> str:
		made = self.now - timedelta(days=days)
		return store.insert(doctype, {"creation": made, "modified": made, **values})


class TestNumberCards(CountingCase):
	def shown(self, card: str) -> float:
		"""What Desk shows on a card: it asks with the filters that the card holds (number_card_widget.js)."""
		found = frappe.get_doc("Number Card", card)
		return get_result(found.as_json(), found.filters_json)

	def test_each_card_counts_what_its_label_says(self):
		for days in (0, 0, 40):
			self.row(MESSAGE, days, direction="In", status="Done")
		for status in ("Failed", "Unknown", "Held", "Read"):
			self.row(MESSAGE, 3, direction="Out", status=status)
		for status, days in (("Done", 0), ("Done", 40), ("Not understood", 0), ("Not understood", 40)):
			self.row(RUN, days, status=status)
		for mode in ("Human", "Human", "Human", "Bot"):
			self.row(CONVERSATION, mode=mode)
		cards = {
			name: self.shown(name)
			for name in frappe.get_all(
				"Number Card", filters={"module": NAME}, pluck="name", order_by="name asc"
			)
		}
		self.assertEqual(
			cards,
			{
				"WhatsApp Bot Answered Today": 1,
				"WhatsApp Bot Messages In Today": 2,
				"WhatsApp Bot Not Delivered": 3,
				"WhatsApp Bot Not Understood This Week": 1,
				"WhatsApp Bot With A Person": 3,
			},
		)


class TestCharts(CountingCase):
	def test_runs_by_command(self):
		for command, days in (("stock", 0), ("stock", 3), ("menu", 1), ("menu", 40), (None, 0)):
			self.row(RUN, days, command=command)
		chart = runs_by_command.get(chart_name="WhatsApp Bot Runs By Command")
		self.assertEqual(dict(zip(chart["labels"], chart["datasets"][0]["values"], strict=True)), self.counts)

	counts = {"stock": 2, "menu": 1}

	def messages(self, **options: Any) -> dict[str, list[int]]:
		chart = messages_per_day.get(chart_name="WhatsApp Bot Messages Per Day", **options)
		self.assertEqual(len(chart["labels"]), len(chart["datasets"][0]["values"]))
		return {dataset["name"]: dataset["values"] for dataset in chart["datasets"]}

	def test_messages_per_day(self):
		for direction, days in (("In", 0), ("In", 0), ("In", 2), ("Out", 2), ("Out", 40)):
			self.row(MESSAGE, days, direction=direction)
		received, sent = self.messages().values()
		self.assertEqual((received[-3:], sum(received), len(received)), ([1, 0, 2], 3, 30))
		self.assertEqual((sent[-3:], sum(sent)), ([1, 0, 0], 1))
		received, sent = self.messages(timespan="Last Quarter", time_interval="Monthly").values()
		self.assertEqual((sum(received), sum(sent)), (3, 2))

	def test_messages_per_day_of_an_agent_are_those_of_the_own_conversations(self):
		agent = make.user(AGENT_ROLE)
		mine = self.row(CONVERSATION, mode="Human", assignee=agent)
		other = self.row(CONVERSATION, mode="Human", assignee="Administrator")
		for conversation in (mine, other, other):
			self.row(MESSAGE, direction="In", conversation=conversation)
		with make.acting_as(agent):
			self.assertEqual(sum(self.messages().popitem()[1]), 0)
			self.assertEqual(sum(next(iter(self.messages().values()))), 1)

	def test_messages_per_day_is_refused_to_everybody_else(self):
		with make.acting_as(make.user()), self.assertRaises(frappe.PermissionError):
			self.messages()


@unittest.skipUnless(
	frappe.db and frappe.db.table_exists("Workspace Sidebar"), "Frappe 15 has no sidebars and no desktop"
)
class TestDesktop(unittest.TestCase):
	"""Frappe 16 makes an icon and a sidebar of every workspace, from its shortcuts, unless the app brings them."""

	def setUp(self) -> None:
		frappe.set_user("Administrator")
		self.addCleanup(frappe.db.rollback)

	def shipped(self, folder: str) -> dict:
		with open(frappe.get_app_path("whatsapp_erp_bot", folder, "whatsapp_erp_bot.json")) as file:
			return json.load(file)

	def test_they_are_those_that_we_ship(self):
		for doctype, folder in (
			("Desktop Icon", "desktop_icon"),
			("Workspace Sidebar", "workspace_sidebar"),
		):
			wanted, found = self.shipped(folder), frappe.get_doc(doctype, NAME).as_dict()
			with self.subTest(doctype):
				self.assertEqual((found.app, found.standard), ("whatsapp_erp_bot", 1))
				self.assertEqual(
					[row.label for row in found.get("items") or ()],
					[row["label"] for row in wanted.get("items", ())],
				)
		self.assertEqual(frappe.db.count("Desktop Icon", {"label": ("like", "WhatsApp%Bot%")}), 1)

	def test_those_that_frappe_made_before_give_way(self):
		"""A site that had the app before it brought any."""
		sidebar = frappe.get_doc("Workspace Sidebar", NAME)
		wanted = [row.label for row in sidebar.items]
		sidebar.items = sidebar.items[:2]
		sidebar.update({"standard": 0, "app": None})
		sidebar.save()
		frappe.get_doc("Desktop Icon", NAME).update({"standard": 0, "idx": 0}).save()
		self.addCleanup(frappe.clear_cache)
		install.make_desktop()
		sidebar = frappe.get_doc("Workspace Sidebar", NAME)
		self.assertEqual(([row.label for row in sidebar.items], sidebar.app), (wanted, "whatsapp_erp_bot"))
		self.assertEqual(frappe.db.get_value("Desktop Icon", NAME, ["standard", "idx"]), (1, 50))

	def test_every_link_leads_somewhere(self):
		for row in frappe.get_doc("Workspace Sidebar", NAME).items:
			if row.type == "Link":
				self.assertTrue(frappe.db.exists(row.link_type, row.link_to), row.label)

	def test_they_go_with_the_app_and_so_do_copies_of_people(self):
		copy = frappe.copy_doc(frappe.get_doc("Workspace Sidebar", NAME))
		copy.update({"title": f"{NAME}-somebody@example.com", "for_user": "Administrator", "standard": 0})
		copy.insert()
		of_others = self.count(("not like", f"{NAME}%"))
		uninstall.remove_desktop()
		self.assertEqual(self.count(("like", f"{NAME}%")), (0, 0, 0))
		self.assertEqual(self.count(("not like", f"{NAME}%")), of_others)
		self.assertGreater(min(of_others), 0)

	def count(self, name: tuple[str, str]) -> tuple[int, int, int]:
		"""Icons, sidebars and their items whose name (or parent's) fits."""
		count: Callable[..., int] = frappe.db.count
		return (
			count("Desktop Icon", {"name": name}),
			count("Workspace Sidebar", {"name": name}),
			count("Workspace Sidebar Item", {"parent": name}),
		)
