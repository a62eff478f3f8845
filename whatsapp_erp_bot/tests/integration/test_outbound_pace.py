# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""How fast messages leave: per number and per person, with Redis and without."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from unittest import mock

import frappe
from frappe.utils import now_datetime
from redis.exceptions import ConnectionError as RedisIsAway

from whatsapp_erp_bot.bot import drain, outbox, outgoing, pace, store
from whatsapp_erp_bot.tests.integration.bot_case import BotCase

OWNER = "dueno@demo.localhost"
MESSAGE, CONVERSATION = "WhatsApp Bot Message", "WhatsApp Bot Conversation"


class TestPace(BotCase):
	def setUp(self) -> None:
		super().setUp()
		self.graph.reset()
		frappe.db.delete(MESSAGE)
		frappe.db.commit()
		pace.forget(self.account)
		self.addCleanup(pace.forget, self.account)
		self.addCleanup(setattr, pace._local, "redis_until", 0.0)

	def takes(self, contact: str, count: int) -> list[float]:
		return [pace.seconds_to_wait(self.account, contact) for _number in range(count)]

	def without_redis(self) -> None:
		pace._local.redis_until = 0.0
		away = mock.patch.object(frappe.cache, "register_script", side_effect=RedisIsAway("away"))
		away.start()
		self.addCleanup(away.stop)
		scripts = mock.patch.dict(pace._scripts, clear=True)
		scripts.start()
		self.addCleanup(scripts.stop)

	def test_pair_gets_its_burst_and_then_one_in_six_seconds(self):
		with mock.patch.object(pace, "number_rate", return_value=1000):
			waits = self.takes("person", 47)
		self.assertEqual(waits[:45], [0] * 45)
		self.assertTrue(all(5 < wait <= 6 for wait in waits[45:]), waits[45:])

	def test_many_workers_share_one_bucket(self):
		keys = pace._keys(self.account, "person")
		# a bucket of 45 that fills too slowly to matter; a number without a limit
		arguments = [0, 10**12, 6_000_000, 44 * 6_000_000]
		pace._redis(pace._TAKE, pace._keys(self.account, "nobody"), arguments)
		with ThreadPoolExecutor(8) as workers:
			waits = list(workers.map(lambda _number: pace._redis(pace._TAKE, keys, arguments), range(80)))
		self.assertEqual(sum(max(wait) == 0 for wait in waits), 45)

	def test_pair_without_redis_is_the_same(self):
		self.without_redis()
		with mock.patch.object(pace, "number_rate", return_value=100_000):
			waits = self.takes("person", 46)
		self.assertEqual(waits[:45], [0] * 45)
		self.assertTrue(5 < waits[45] <= 6, waits[45])

	def test_number_is_one_bucket_for_all_its_people(self):
		with mock.patch.object(pace, "number_rate", return_value=2):
			first, second = (pace.seconds_to_wait(self.account, person) for person in ("one", "another"))
		self.assertEqual(first, 0)
		self.assertTrue(0 < second <= 0.5, second)

	def test_a_refused_take_costs_nothing(self):
		with mock.patch.object(pace, "number_rate", return_value=2):
			pace.seconds_to_wait(self.account, "one")
			for _number in range(20):
				wait = pace.seconds_to_wait(self.account, "another")
		self.assertLessEqual(wait, 0.5)

	def test_what_meta_said_of_the_number_counts_for_everybody(self):
		pace.rest_number(self.account, 30)
		self.assertTrue(29 < pace.seconds_to_wait(self.account, "anybody") <= 30)

	def test_number_rests_without_redis_too(self):
		self.without_redis()
		pace.rest_number(self.account, 30)
		self.assertTrue(28 < pace.seconds_to_wait(self.account, "anybody") <= 31)

	def test_no_burst_after_the_pair_was_refused(self):
		pace.rest_pair(self.account, "person", 4)
		self.assertTrue(3 < pace.seconds_to_wait(self.account, "person") <= 4)
		with mock.patch.object(pace, "number_rate", return_value=1000):
			self.assertEqual(pace.seconds_to_wait(self.account, "another"), 0)

	def test_the_forty_sixth_message_waits_its_turn_and_none_is_refused(self):
		self.graph.pair_limit = True
		self.addCleanup(setattr, self.graph, "pair_limit", False)
		phone = self.new_phone(OWNER)
		self.say(phone, "menú")
		row = store.rows(MESSAGE, ["*"], {"direction": "Out"}, "creation", descending=True, limit=1)[0]
		held = store.read(CONVERSATION, row.conversation)
		names = outbox.put(held, [outgoing.text(f"{n}") for n in range(50)], "many", None, None)
		frappe.db.commit()
		outbox.send_conversation(held)
		frappe.db.commit()
		store.end_transaction_view()
		states = [store.read(MESSAGE, name) for name in names]
		self.assertEqual([one.status for one in states], ["Accepted"] * 44 + ["Queued"] * 6)
		self.assertEqual({one.error_code for one in states}, {0})
		self.assertGreater(states[44].next_attempt_on, now_datetime() + timedelta(seconds=3))
		texts = [entry["body"]["text"]["body"] for entry in self.graph.sent[-44:]]
		self.assertEqual(texts, [f"{n}" for n in range(44)])

	def test_what_was_not_due_is_sent_by_the_same_drain(self):
		phone = self.new_phone(OWNER)
		self.say(phone, "menú")
		row = store.rows(MESSAGE, ["*"], {"direction": "Out"}, "creation", descending=True, limit=1)[0]
		held = store.read(CONVERSATION, row.conversation)
		name = outbox.put(held, [outgoing.text("later")], "later", None, None)[0]
		store.update(MESSAGE, name, {"next_attempt_on": now_datetime() + timedelta(seconds=1.2)})
		frappe.db.commit()
		began = time.monotonic()
		drain.drain(20)
		store.end_transaction_view()
		self.assertEqual(store.read(MESSAGE, name).status, "Accepted")
		self.assertGreater(time.monotonic() - began, 1)

	def test_a_stopped_number_is_not_waited_for(self):
		phone = self.new_phone(OWNER)
		self.graph.script({"do": "error", "code": 131000, "status": 500}, {"do": "token_expired"})
		self.say(phone, "menú")
		self.assertIsNone(outbox.due_at())
		store.update("WhatsApp Bot Account", self.account, {"status": "Active", "status_reason": None})
		frappe.db.commit()
