# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Turns: one answer a message, in order; taps; questions; what breaks; the hand-over to a person."""

import time
from unittest import mock

import frappe

from whatsapp_erp_bot.bot import conversation, drain, inbox, respond, store
from whatsapp_erp_bot.tests.integration.bot_case import BotCase, choices_of, text_of
from whatsapp_erp_bot.tests.loopback import bodies
from whatsapp_erp_bot.tests.loopback.graph import new_wamid

OWNER = "dueno@demo.localhost"
MESSAGE, RUN, EVENT = "WhatsApp Bot Message", "WhatsApp Bot Run", "WhatsApp Bot Event"
CONVERSATION = "WhatsApp Bot Conversation"


class TestOneAnswer(BotCase):
	def test_same_wamid_is_answered_once_however_it_comes(self):
		phone, wamid = self.new_phone(OWNER), new_wamid()
		self.assertEqual(len(self.say(phone, "menú", wamid=wamid)), 1)
		self.assertEqual(len(self.say(phone, "menú", wamid=wamid)), 0)
		self.assertEqual(len(self.say(phone, "menú ", wamid=wamid, timestamp=int(time.time()) - 5)), 0)

	def test_wamids_that_differ_in_case_only_are_two(self):
		phone, wamid = self.new_phone(OWNER), new_wamid()
		other = wamid[:-4] + wamid[-4:].swapcase()
		self.assertNotEqual(wamid, other)
		self.assertEqual(len(self.say(phone, "menú", wamid=wamid)), 1)
		self.assertEqual(len(self.say(phone, "menú", wamid=other)), 1)

	def test_messages_of_one_body_are_answered_in_the_order_of_their_time(self):
		phone = self.new_phone(OWNER)
		now = int(time.time())
		messages = [
			bodies.message(new_wamid(), now - age, bodies.text(words), phone=phone)
			for age, words in ((1, "menú"), (9, "¿quién soy?"), (5, "ayuda"))
		]
		value = bodies.envelope(
			"1001",
			self.phone_number_id,
			"5255",
			contacts=[bodies.contact(phone, "T", None)],
			messages=messages,
		)
		before = len(self.graph.sent)
		self.take(bodies.to_bytes(value))
		kinds = [entry["body"]["type"] for entry in self.graph.sent[before:]]
		self.assertEqual(kinds, ["text", "text", "interactive"])

	def test_event_that_breaks_takes_no_other_with_it(self):
		phones = [self.new_phone(OWNER) for _number in range(3)]
		events = [inbox.receive(self.body(phone, bodies.text("menú")), [self.account]) for phone in phones]
		take_in_change = inbox._take_in_change

		def breaking(change, event):
			take_in_change(change, event)
			if event.name == events[1]:
				raise KeyError("ours")

		with mock.patch.object(inbox, "_take_in_change", breaking):
			inbox.take_in()
		states = [frappe.db.get_value(EVENT, event, ["status", "attempts"]) for event in events]
		self.assertEqual(states, [("Done", 0), ("Waiting", 1), ("Done", 0)])
		stored = frappe.get_all(MESSAGE, filters={"event": ("in", events)}, pluck="event", order_by="name")
		self.assertEqual(stored, [events[0], events[2]])
		store.update(EVENT, events[1], {"next_attempt_on": None})
		frappe.db.commit()
		before = len(self.graph.sent)
		drain.drain(5)
		self.assertEqual(len(self.graph.sent), before + 3)

	def test_messages_of_one_person_in_one_batch_are_one_conversation(self):
		phone = self.new_phone()
		events = [
			inbox.receive(self.body(phone, bodies.text(words)), [self.account]) for words in ("hola", "menú")
		]
		inbox.take_in()
		names = frappe.get_all(
			MESSAGE, filters={"event": ("in", events)}, pluck="conversation", order_by="name"
		)
		self.assertEqual((len(names), len(set(names))), (2, 1))
		held = store.read(CONVERSATION, names[0])
		self.assertEqual((held.unread, held.last_message), (2, "menú"))
		self.assertGreater(held.window_end, frappe.utils.add_to_date(None, hours=23, as_datetime=True))
		drain.drain(5)

	def test_unexpected_error_keeps_nothing_and_still_answers(self):
		phone = self.new_phone(OWNER)
		with mock.patch.object(respond, "respond", side_effect=ZeroDivisionError("secret detail")):
			with mock.patch(
				"whatsapp_erp_bot.bot.answer.respond", side_effect=ZeroDivisionError("secret detail")
			):
				answers = self.say(phone, "menú")
		self.assertEqual(len(answers), 1)
		self.assertNotIn("secret", text_of(answers[0]))
		self.assertEqual(
			frappe.db.get_value(MESSAGE, {"direction": "In"}, "status", order_by="creation desc"), "Failed"
		)
		self.assertTrue(frappe.db.exists("Error Log", {"method": "WhatsApp Bot: turn failed"}))

	def test_message_that_kills_workers_is_given_up_with_an_answer(self):
		phone = self.new_phone(OWNER)
		body = self.body(phone, bodies.text("menú"))
		inbox.receive(body, [self.account])
		inbox.take_in()
		name = frappe.db.get_value(MESSAGE, {"status": "Waiting"})
		store.update(MESSAGE, name, {"attempts": 3})
		frappe.db.commit()
		before = len(self.graph.sent)
		drain.drain(10)
		self.assertEqual(len(self.graph.sent) - before, 1)
		self.assertEqual(frappe.db.get_value(MESSAGE, name, "status"), "Failed")

	def test_late_messages_get_one_apology(self):
		phone = self.new_phone(OWNER)
		old = int(time.time()) - 6 * 3600
		answers = self.say(phone, "¿cuánto vendimos?", timestamp=old) + self.say(
			phone, "menú", timestamp=old + 1
		)
		self.assertEqual(len(answers), 1)

	def test_messages_whose_window_is_shut_get_nothing_and_open_none(self):
		phone = self.new_phone(OWNER)
		self.assertEqual(self.say(phone, "¿cuánto vendimos?", timestamp=int(time.time()) - 6 * 86400), [])
		window = frappe.db.get_value(
			CONVERSATION, {"account": self.account}, "window_end", order_by="creation desc"
		)
		self.assertLess(window, frappe.utils.now_datetime())

	def test_pictures_get_a_polite_word_and_reactions_silence(self):
		phone = self.new_phone(OWNER)
		before = len(self.graph.sent)
		self.take(
			self.body(phone, {"type": "reaction", "reaction": {"message_id": "wamid.x", "emoji": "👍"}})
		)
		self.assertEqual(len(self.graph.sent), before)
		self.take(
			self.body(
				phone, {"type": "image", "image": {"id": "1", "mime_type": "image/jpeg", "sha256": "x"}}
			)
		)
		self.assertEqual(len(self.graph.sent), before + 1)

	def test_over_the_limit_is_said_once(self):
		phone = self.new_phone(OWNER)
		frappe.db.set_single_value("WhatsApp Bot Settings", "messages_per_minute", 2)
		frappe.clear_document_cache("WhatsApp Bot Settings", "WhatsApp Bot Settings")
		frappe.db.commit()
		try:
			counts = [len(self.say(phone, "menú")) for _number in range(5)]
		finally:
			frappe.db.set_single_value("WhatsApp Bot Settings", "messages_per_minute", 60)
			frappe.clear_document_cache("WhatsApp Bot Settings", "WhatsApp Bot Settings")
			frappe.db.commit()
		self.assertEqual(counts, [1, 1, 1, 0, 0])

	def test_switched_off_bot_is_silent_and_keeps_the_message(self):
		phone = self.new_phone(OWNER)
		frappe.db.set_single_value("WhatsApp Bot Settings", "enabled", 0)
		frappe.clear_document_cache("WhatsApp Bot Settings", "WhatsApp Bot Settings")
		frappe.db.commit()
		try:
			self.assertEqual(self.say(phone, "menú"), [])
		finally:
			frappe.db.set_single_value("WhatsApp Bot Settings", "enabled", 1)
			frappe.clear_document_cache("WhatsApp Bot Settings", "WhatsApp Bot Settings")
			frappe.db.commit()
		self.assertTrue(frappe.db.exists(MESSAGE, {"direction": "In", "text": "menú"}))

	def test_dead_event_can_be_replayed_and_answers_once(self):
		phone = self.new_phone(OWNER)
		body = self.body(phone, bodies.text("menú"))
		event = inbox.receive(body, [self.account])
		store.update(EVENT, event, {"status": "Dead"})
		frappe.db.commit()
		before = len(self.graph.sent)
		drain.drain(5)
		self.assertEqual(len(self.graph.sent), before)
		frappe.db.commit()
		self.assertTrue(inbox.replay(event))
		frappe.db.commit()
		drain.drain(5)
		self.assertFalse(inbox.replay(event))
		drain.drain(5)
		self.assertEqual(len(self.graph.sent), before + 1)


class TestOwnership(BotCase):
	def test_conversation_of_another_worker_is_left_alone(self):
		phone = self.new_phone(OWNER)
		self.say(phone, "menú")
		held = frappe.db.get_value(CONVERSATION, {"account": self.account}, order_by="creation desc")
		self.assertTrue(conversation.claim(held, "another worker"))
		frappe.db.commit()
		self.assertEqual(self.say(phone, "ayuda"), [])
		self.assertFalse(conversation.claim(held, "a third"))
		conversation.release(held, "another worker")
		frappe.db.commit()
		before = len(self.graph.sent)
		drain.drain(5)
		self.assertEqual(len(self.graph.sent), before + 1)

	def test_lease_of_a_dead_worker_ends_by_itself(self):
		phone = self.new_phone(OWNER)
		self.say(phone, "menú")
		held = frappe.db.get_value(CONVERSATION, {"account": self.account}, order_by="creation desc")
		store.update(
			CONVERSATION,
			held,
			{"lease_owner": "dead", "lease_until": frappe.utils.add_days(frappe.utils.now(), -1)},
		)
		frappe.db.commit()
		self.assertEqual(len(self.say(phone, "ayuda")), 1)


class TestHandOver(BotCase):
	def test_person_takes_over_and_gives_back(self):
		phone = self.new_phone(OWNER)
		self.assertEqual(len(self.say(phone, "quiero hablar con una persona")), 1)
		held = frappe.get_doc(CONVERSATION, {"account": self.account})
		self.assertEqual(held.mode, "Human")
		self.assertTrue(frappe.db.exists("Notification Log", {"document_name": held.name}))
		self.assertEqual(self.say(phone, "¿hola?"), [])
		from whatsapp_erp_bot.bot import desk

		desk.reply_as_person(held.name, "Buenos días, le atiende Ana.", OWNER)
		frappe.db.commit()
		before = len(self.graph.sent)
		drain.drain(5)
		self.assertEqual(text_of(self.graph.sent[before]["body"]), "Buenos días, le atiende Ana.")
		desk.give_back(held.name)
		frappe.db.commit()
		self.assertEqual(len(self.say(phone, "menú")), 1)


class TestMyself(BotCase):
	def test_language_is_kept(self):
		phone = self.new_phone(OWNER)
		self.say(phone, "háblame en inglés")
		self.assertIn("English", text_of(self.say(phone, "who am i?")[0]))

	def stopped(self, phone: str) -> int:
		store.end_transaction_view()
		contact = frappe.db.get_value("WhatsApp Bot Contact Alias", {"value": phone}, "parent")
		return frappe.db.get_value("WhatsApp Bot Contact", contact, "notifications_stopped")

	def test_stop_counts_while_a_person_answers_and_is_confirmed(self):
		phone = self.new_phone(OWNER)
		self.say(phone, "quiero hablar con una persona")
		self.assertEqual(self.say(phone, "hola?"), [])
		self.assertEqual(len(self.say(phone, "BAJA")), 1)
		self.assertEqual(self.stopped(phone), 1)
		self.assertEqual(frappe.get_doc(CONVERSATION, {"account": self.account}).mode, "Human")
		self.assertEqual(self.say(phone, "no quiero que paren la entrega, mándenla"), [])
		self.say(phone, "ALTA")
		self.assertEqual(self.stopped(phone), 0)

	def test_stop_counts_where_the_bot_is_off_late_or_asked_too_much(self):
		settings = {"enabled": 0, "late_minutes": 10, "messages_per_minute": 1}
		for field, value in settings.items():
			phone = self.new_phone(OWNER)
			self.say(phone, "menú")
			before = frappe.db.get_single_value("WhatsApp Bot Settings", field)
			frappe.db.set_single_value("WhatsApp Bot Settings", field, value)
			frappe.clear_document_cache("WhatsApp Bot Settings", "WhatsApp Bot Settings")
			frappe.db.commit()
			try:
				late = int(time.time()) - (3600 if field == "late_minutes" else 0)
				self.say(phone, "STOP", timestamp=late)
			finally:
				frappe.db.set_single_value("WhatsApp Bot Settings", field, before)
				frappe.clear_document_cache("WhatsApp Bot Settings", "WhatsApp Bot Settings")
				frappe.db.commit()
			self.assertEqual(self.stopped(phone), 1, field)

	def test_stop_counts_of_a_user_who_may_not(self):
		phone = self.new_phone()
		self.say(phone, "hola")
		contact = frappe.db.get_value("WhatsApp Bot Contact Alias", {"value": phone}, "parent")
		store.update("WhatsApp Bot Contact", contact, {"user": "Administrator"})
		frappe.db.commit()
		self.say(phone, "BAJA")
		self.assertEqual(self.stopped(phone), 1)

	def test_notifications_stop_and_commands_go_on(self):
		phone = self.new_phone(OWNER)
		self.say(phone, "BAJA")
		contact = frappe.db.get_value("WhatsApp Bot Contact Alias", {"value": phone}, "parent")
		self.assertEqual(frappe.db.get_value("WhatsApp Bot Contact", contact, "notifications_stopped"), 1)
		self.say(phone, "¿cuánto vendimos hoy?")
		self.assertEqual(self.last_run().status, "Done")
		self.say(phone, "ALTA")
		self.assertEqual(frappe.db.get_value("WhatsApp Bot Contact", contact, "notifications_stopped"), 0)

	def test_unlinking_takes_the_user_away(self):
		phone = self.new_phone(OWNER)
		self.say(phone, "desvincula mi cuenta")
		self.assertIn("ERPNext", text_of(self.say(phone, "ventas de hoy")[-1]))

	def test_menu_can_be_tapped(self):
		phone = self.new_phone(OWNER)
		rows = choices_of(self.say(phone, "menú")[0])
		self.assertIn("cmd:sales_summary", rows.values())
		self.tap(phone, "cmd:sales_summary")
		run = self.last_run()
		self.assertEqual((run.command, run.status), ("sales_summary", "Done"))


class TestChoice(BotCase):
	def test_several_candidates_become_a_list_to_tap(self):
		phone = self.new_phone(OWNER)
		answer = self.say(phone, "¿cuánto hay de tornillo?")[0]
		rows = choices_of(answer)
		self.assertGreater(len(rows), 2)
		pick = next(id_ for title, id_ in rows.items() if title == "Tornillo 3/8")
		answer = self.tap(phone, pick)[0]
		self.assertIn("Tornillo 3/8", text_of(answer))
		self.assertEqual(self.last_run().status, "Done")

	def test_choice_can_be_written(self):
		phone = self.new_phone(OWNER)
		self.say(phone, "¿cuánto hay de tornillo?")
		self.assertEqual(len(self.say(phone, "2")), 1)
		self.assertEqual((self.last_run().command, self.last_run().status), ("stock_balance", "Done"))

	def test_buttons_of_somebody_else_do_nothing(self):
		one, other = self.new_phone(OWNER), self.new_phone("almacen@demo.localhost")
		rows = choices_of(self.say(one, "¿cuánto hay de tornillo?")[0])
		runs = frappe.db.count(RUN)
		self.tap(other, next(iter(rows.values())))
		store.end_transaction_view()
		self.assertEqual(frappe.db.count(RUN), runs)
