# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The simulator takes the way of a real message; as somebody else only for System Managers, and never to write."""

import frappe

from whatsapp_erp_bot.api import simulator as door
from whatsapp_erp_bot.bot import drain, simulator, store
from whatsapp_erp_bot.tests.integration.bot_case import BotCase

OWNER, SELLER = "dueno@demo.localhost", "ventas.norte@demo.localhost"
MESSAGE, RUN, ORDER = "WhatsApp Bot Message", "WhatsApp Bot Run", "Sales Order"


class TestSimulator(BotCase):
	def say_as(self, by: str, text: str, reply_id: str | None = None, **who: str) -> dict:
		frappe.set_user(by)
		said = door.send(text, reply_id=reply_id, **who)
		frappe.set_user("Administrator")
		drain.drain(10)
		frappe.set_user(by)
		return {**door.history(**who), "wamid": said["wamid"]}

	def test_goes_the_way_of_a_real_message_and_posts_nothing(self):
		sent = len(self.graph.sent)
		shown = self.say_as(SELLER, "menú")
		self.assertEqual(len(self.graph.sent), sent)
		self.assertEqual([bubble["direction"] for bubble in shown["messages"][-2:]], ["In", "Out"])
		self.assertEqual(shown["messages"][-1]["status"], "Delivered")
		run = shown["runs"][-1]
		self.assertEqual((run["command"], run["user"], run["simulated_by"]), ("menu", SELLER, SELLER))
		self.assertTrue(frappe.db.exists("WhatsApp Bot Event", {"simulated_by": SELLER}))

	def test_only_system_managers_simulate_others(self):
		frappe.set_user(SELLER)
		for who in ({"as_user": OWNER}, {"as_customer": "x"}):
			with self.assertRaises(frappe.PermissionError):
				door.send("menú", **who)
			with self.assertRaises(frappe.PermissionError):
				door.history(**who)
		frappe.set_user("Guest")
		with self.assertRaises(frappe.PermissionError):
			door.send("menú")

	def test_as_another_user_is_recorded_and_told(self):
		frappe.get_doc("User", OWNER).add_roles("System Manager")
		frappe.cache.delete_keys("whatsapp_bot_simulated:")
		shown = self.say_as(OWNER, "¿quién soy?", as_user=SELLER)
		run = shown["runs"][-1]
		self.assertEqual((run["user"], run["simulated_by"]), (SELLER, OWNER))
		self.assertTrue(
			frappe.db.exists("Notification Log", {"for_user": SELLER, "document_name": shown["conversation"]})
		)

	def test_writes_of_another_end_at_the_preview(self):
		frappe.get_doc("User", OWNER).add_roles("System Manager")
		customer = frappe.get_all("Customer", pluck="customer_name", order_by="name asc", limit=1)[0]
		orders = frappe.db.count(ORDER)
		other = self.new_owner()
		words = f"crea un pedido para {customer} de 2 Tornillo 3/8 para el viernes"
		shown = self.say_as(OWNER, words, as_user=other)
		for _step in range(2):
			last = shown["messages"][-1]
			if last["buttons"]:
				break
			pick = next(row["id"] for row in last["list"]["rows"] if row["title"] == "Tornillo 3/8")
			shown = self.say_as(OWNER, "x", reply_id=pick, as_user=other)
		buttons = shown["messages"][-1]["buttons"]
		yes = next(button["id"] for button in buttons if button["id"].startswith("yes:"))
		self.say_as(OWNER, "sí", reply_id=yes, as_user=other)
		store.end_transaction_view()
		self.assertEqual(frappe.db.count(ORDER), orders)

	def new_owner(self) -> str:
		"""A second user who may make orders."""
		name = "segunda.duena@demo.localhost"
		if not frappe.db.exists("User", name):
			frappe.set_user("Administrator")
			user = frappe.get_doc(
				{"doctype": "User", "email": name, "first_name": "Segunda", "send_welcome_email": 0}
			)
			user.insert()
			roles = [row.role for row in frappe.get_doc("User", OWNER).roles]
			user.add_roles(*roles)
			frappe.db.commit()
		return name

	def test_administrator_is_nobody(self):
		frappe.set_user("Administrator")
		with self.assertRaises(frappe.ValidationError):
			door.send("menú")

	def test_simulated_person_never_meets_a_real_one(self):
		self.say_as(SELLER, "menú")
		phone = self.new_phone(SELLER)
		frappe.set_user("Administrator")
		self.say(phone, "menú")
		contacts = frappe.get_all(
			"WhatsApp Bot Contact", filters={"user": SELLER}, pluck="binding_method", order_by="name"
		)
		self.assertEqual(sorted(contacts), ["Administrator", "Simulator"])
		forged = simulator._sender_id(SELLER, None)
		body = self.body(phone, {"type": "text", "text": {"body": "menú"}}).replace(
			f'"from":"{phone}"'.encode(), f'"from_user_id":"{forged}"'.encode()
		)
		self.take(body)
		run = self.last_run()
		self.assertNotEqual((run.user, run.simulated_by), (SELLER, SELLER))
