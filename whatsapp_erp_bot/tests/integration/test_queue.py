# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Waking workers, also where the Redis of the queues is away or hangs."""

import socket
import unittest
from unittest import mock

import frappe

from whatsapp_erp_bot.bot import media, queue, sharing


class TestWaking(unittest.TestCase):
	def setUp(self) -> None:
		queue._known.away_until = 0
		self.addCleanup(setattr, queue._known, "away_until", 0)
		queue.started()
		self.enqueue = mock.patch.object(frappe, "enqueue")
		self.jobs = self.enqueue.start()
		self.addCleanup(self.enqueue.stop)
		self.addCleanup(queue.started)

	def at(self, port: int):
		"""With the Redis of the queues at another port of this machine."""
		return mock.patch.dict(frappe.local.conf, {"redis_queue": f"redis://127.0.0.1:{port}"})

	def test_one_job_for_all_that_ask_before_it_starts(self):
		for _number in range(3):
			queue.wake()
		self.assertEqual(self.jobs.call_count, 1)
		self.assertEqual(self.jobs.call_args.kwargs["queue"], queue.answer_queue())
		queue.started()
		queue.wake()
		self.assertEqual(self.jobs.call_count, 2)

	def test_drains_and_downloads_are_woken_apart(self):
		queue.wake()
		queue.fetch_media()
		self.assertEqual(
			[call.args[0] for call in self.jobs.call_args_list], [queue.DRAIN, queue.FETCH_MEDIA]
		)
		queue._ask("delete", queue._mark(queue.FETCH_MEDIA))

	def test_a_file_that_comes_after_the_last_look_of_a_fetch_wakes_another(self):
		"""It must not wait for the sweep because a job was asked for seconds ago: that one has begun, and may have
		looked already."""
		for begin, ask, name in (
			(lambda: media.fetch_due(0), queue.fetch_media, queue.FETCH_MEDIA),
			(sharing.share_due, queue.share, queue.SHARE),
		):
			queue._ask("delete", queue._mark(name))
			self.jobs.reset_mock()
			ask()
			ask()
			self.assertEqual(self.jobs.call_count, 1, name)
			begin()
			self.jobs.reset_mock()
			ask()
			self.assertEqual(self.jobs.call_count, 1, name)
			queue._ask("delete", queue._mark(name))

	def test_nothing_is_asked_of_frappe_where_redis_is_away(self):
		with socket.socket() as closed:
			closed.bind(("127.0.0.1", 0))
			port = closed.getsockname()[1]
			with self.at(port):
				queue.wake()
				queue.fetch_media()
				queue.started()
				queue.start_long("x")
		self.assertEqual(self.jobs.call_count, 0)

	def test_a_redis_that_hangs_is_given_up_and_left_alone(self):
		with socket.create_server(("127.0.0.1", 0)) as silent:
			with self.at(silent.getsockname()[1]):
				queue.wake()
				self.assertGreater(queue._known.away_until, 0)
				with mock.patch.object(queue, "redis_of_queues") as asked:
					queue.wake()
				asked.assert_not_called()
		self.assertEqual(self.jobs.call_count, 0)

	def test_it_is_asked_again_after_a_while(self):
		queue._known.away_until = 1
		queue.wake()
		self.assertEqual(self.jobs.call_count, 1)

	def test_the_connection_never_waits_longer_than_a_fifth_of_a_second(self):
		options = queue.redis_of_queues().connection_pool.connection_kwargs
		tries = 1 + options["retry"]._retries
		self.assertLessEqual(tries * options["socket_connect_timeout"], 0.2)
		self.assertLessEqual(options["socket_timeout"], 0.2)

	def test_a_failing_enqueue_raises_nothing(self):
		self.jobs.side_effect = RuntimeError("no such queue")
		queue.wake()
