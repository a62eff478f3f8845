# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Nothing lost, nothing twice, in order: whatever is killed, stopped, or answered wrongly on the way.

Each test makes one fault on purpose in a world of its own (`world`), waits until nothing moves, and counts. The table
is printed at the end. `BOT_SITES` names the directory of sites that holds `BOT_SITE`, whose copy is used.
"""

import os
import random
import threading
import time
import unittest
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import frappe

from whatsapp_erp_bot.tests.faults.verdict import Verdict, judge, judge_reports, settle, take_in_all
from whatsapp_erp_bot.tests.faults.worker import LEASE_SECONDS, SENDING_SECONDS
from whatsapp_erp_bot.tests.faults.world import Question, World
from whatsapp_erp_bot.tests.integration.bot_case import choices_of

# what a dead worker held comes free after its lease, what it was sending is given up after its time
SETTLE_SECONDS = LEASE_SECONDS + SENDING_SECONDS + 60
QUESTION = "¿cuánto hay de Tornillo 3/8?"
# of the hundreds of statements that make a document, these many are died at
STEPS_OF_A_WRITE = 30
REPORT = "cuentas por cobrar"
STEPS_OF_A_REPORT = 24
# so many calls in a row that end before a step show that there is no such step
WHOLE_CALLS = 3
DAYS = 86400

_world: World
_rows: list[tuple[str, Verdict, float]] = []


def setUpModule() -> None:
	global _world
	site = os.environ.get("BOT_SITE")
	sites = Path(os.environ.get("BOT_SITES") or ".").resolve()
	if not site or not (sites / site / "site_config.json").exists():
		raise unittest.SkipTest("BOT_SITE and BOT_SITES name no site to copy: ./dev test sets both")
	began = time.monotonic()
	_world = World.make(sites, site)
	unittest.addModuleCleanup(_world.end)
	unittest.addModuleCleanup(print_table)
	print(f"A world of its own in {time.monotonic() - began:.0f} s", flush=True)


def print_table() -> None:
	head = (
		"questions",
		"answered",
		"apologies",
		"unknown",
		"in Desk",
		"lost",
		"twice",
		"disordered",
		"stuck",
		"s",
	)
	print(f"\n{'fault':<58}" + "".join(f"{title:>11}" for title in head))
	for name, verdict, seconds in _rows:
		twice = len(verdict.processed_twice) + len(verdict.answered_twice)
		numbers = (
			verdict.questions,
			verdict.answered,
			verdict.apologies,
			verdict.unknown,
			verdict.in_desk,
			len(verdict.lost),
			twice,
		)
		numbers += (len(verdict.out_of_order), sum(verdict.stuck.values()), round(seconds))
		print(f"{name:<58}" + "".join(f"{number:>11}" for number in numbers))
	print(flush=True)


class FaultCase(unittest.TestCase):
	def setUp(self) -> None:
		self.began = time.monotonic()
		self.questions: list[Question] = []

	def ask(self, phone: str, text: str = QUESTION, **options: Any) -> Question:
		question = _world.ask(phone, text, **options)
		self.questions.append(question)
		return question

	def ask_now(self, phone: str, text: str = QUESTION) -> Question:
		question = self.ask(phone, text)
		_world.deliver(_world.body([question]))
		return question

	def tap_now(self, phone: str, reply_id: str) -> Question:
		tap = _world.tap(phone, reply_id)
		self.questions.append(tap)
		_world.deliver(_world.body([tap]))
		return tap

	def conclude(self, name: str, allow_silence: bool = False) -> Verdict:
		"""Wait until nothing moves, count, and note a line of the table."""
		return self.conclude_with(name, partial(judge, allow_silence=allow_silence))

	def conclude_with(self, name: str, judge_them: Callable[..., Verdict]) -> Verdict:
		with _world.site():
			settle(SETTLE_SECONDS)
			verdict = judge_them([question.wamid for question in self.questions], list(_world.graph.sent))
		_rows.append((name, verdict, time.monotonic() - self.began))
		self.assertEqual(verdict.faults(), {})
		return verdict

	def kill_at_each_step(self, call: str, last: str, act: Callable[[], Question], **how: bool) -> list[str]:
		"""Do something once for each step of a call, which dies there, until a call that does all of it (its steps
		include `last`) has no more steps. Returns what the steps were."""
		labels: list[str] = []
		whole = 0
		# another worker may have done a part of it, so that one that is short proves nothing
		while whole < WHOLE_CALLS:
			outcome = self.kill_at(call, len(labels) + 1, act, **how)
			if "label" in outcome:
				labels.append(outcome["label"])
				whole = 0
			elif last in outcome["labels"]:
				whole += 1
			with _world.site():
				take_in_all()
		return labels

	def kill_at(self, call: str, step: int, act: Callable[[], Question], **how: bool) -> dict[str, Any]:
		"""Do something, and have the call that does it die at a step. Returns what came of it."""
		# all that a supervisor restarts dies now and then, and its child alone otherwise
		_world.plan(call, step, whole_worker=step % 4 == 0, **how)
		act()
		outcome = _world.outcome(20)
		_world.forget_plan()
		self.assertIsNotNone(outcome, f"nobody came to do step {step}")
		return outcome


def _spread(total: int, count: int) -> list[int]:
	"""Half of the steps from the end, where what was done and its answer become true, and half from all the rest."""
	last = range(max(1, total - count // 2 + 1), total + 1)
	rest = range(1, last[0], max(1, total // (count // 2)))
	return [*rest, *last][:count]


class TestKilled(FaultCase):
	def test_worker_dies_at_each_step_of_a_question(self) -> None:
		phones = iter(_world.people(400))

		labels = self.kill_at_each_step("drain", "after POST to Meta", lambda: self.ask_now(next(phones)))
		verdict = self.conclude(f"worker killed at each of {len(labels)} steps of a question")
		self.assertGreater(len(labels), 30)
		self.assertIn("after POST to Meta", labels)
		# only what died while it was being sent may be unknown
		self.assertGreater(verdict.answered, 0.8 * verdict.questions)

	def test_worker_dies_at_steps_of_a_confirmed_write(self) -> None:
		people = _world.people(STEPS_OF_A_WRITE + 1)
		taps = {}
		for number, phone in enumerate(people):
			self.ask_now(phone, f"crea un prospecto Faustino {self.began:.0f}x{number}")
			taps[phone] = self._yes(phone)
		total = self._steps_of(people[-1], taps[people[-1]])
		numbers = _spread(total, STEPS_OF_A_WRITE)
		deaths = 0
		for phone, number in zip(people, numbers, strict=False):
			deaths += "label" in self.kill_at(
				"drain", number, lambda phone=phone: self.tap_now(phone, taps[phone])
			)
		self.conclude(f"worker killed at {deaths} of {total} steps of a confirmed write")
		self.assertGreater(deaths, STEPS_OF_A_WRITE / 3)
		with _world.site():
			made = frappe.get_all(
				"Lead",
				filters={"lead_name": ("like", f"Faustino {self.began:.0f}x%")},
				pluck="lead_name",
				order_by="creation asc",
			)
		self.assertEqual(len(made), len(set(made)), "a write ran twice")
		self.assertEqual(len(made), len(numbers) + 1, "a write did not run")

	def _yes(self, phone: str) -> str:
		until = time.monotonic() + 30
		while time.monotonic() < until:
			for body in _world.answers(phone):
				for reply_id in choices_of(body).values():
					if reply_id.startswith("yes:"):
						return reply_id
			time.sleep(0.02)
		self.fail("the preview did not come")

	def _steps_of(self, phone: str, reply_id: str) -> int:
		"""How many steps a confirmed write has, by doing one."""
		outcome = self.kill_at("drain", 10**6, lambda: self.tap_now(phone, reply_id))
		self.assertIn("after POST to Meta", outcome["labels"])
		return len(outcome["labels"])

	def test_worker_dies_at_steps_of_a_report(self) -> None:
		people = _world.people(STEPS_OF_A_REPORT + 2)
		# the first one fills caches, so that the second has as many steps as those after it
		whole = [
			self.kill_at("run_long", 10**6, lambda phone=phone: self.ask_now(phone, REPORT))
			for phone in people[-2:]
		]
		total = len(whole[-1]["labels"])
		numbers = _spread(total, STEPS_OF_A_REPORT)
		deaths = 0
		for phone, number in zip(people, numbers, strict=False):
			deaths += "label" in self.kill_at(
				"run_long", number, lambda phone=phone: self.ask_now(phone, REPORT)
			)
		name = f"worker killed at {deaths} of {total} steps of a long report"
		self.conclude_with(name, judge_reports)
		self.assertGreater(deaths, STEPS_OF_A_REPORT / 3)

	def test_web_server_dies_at_each_step_of_accepting(self) -> None:
		phones = iter(_world.people(40))
		labels = self.kill_at_each_step(
			"receive", "after commit", lambda: self.ask_now(next(phones)), in_threads=True
		)
		self.conclude(f"web server killed at each of {len(labels)} steps of accepting")
		self.assertIn("before commit", labels)
		self.assertIn("after commit", labels)


class TestStopped(FaultCase):
	def load(self, seconds: float, per_second: float, people: int) -> threading.Thread:
		"""Questions of many people, posted meanwhile."""
		phones = _world.people(people)
		count = int(seconds * per_second)
		asked = [self.ask(phones[number % people]) for number in range(count)]
		all_bodies = [_world.body([question]) for question in asked]
		thread = threading.Thread(target=_world.deliver_all, args=(all_bodies, 12, per_second))
		thread.start()
		return thread

	def test_redis_stops_for_twenty_seconds(self) -> None:
		thread = self.load(30, 6, 30)
		time.sleep(4)
		_world.redis.stop()
		time.sleep(20)
		_world.redis.start()
		thread.join()
		self.conclude("Redis stopped for 20 s under load, its queue lost")

	def test_database_is_restarted(self) -> None:
		thread = self.load(20, 6, 30)
		time.sleep(4)
		_world.database.stop()
		time.sleep(2)
		_world.database.start()
		time.sleep(6)
		_world.database.stop(hard=True)
		_world.database.start()
		thread.join()
		self.conclude("MariaDB restarted, then killed, under load")

	def test_workers_are_killed_under_load(self) -> None:
		thread = self.load(20, 6, 30)
		while thread.is_alive():
			time.sleep(1.5)
			_world.supervisor.kill(random.choice(("worker0", "worker1")))
		self.conclude("workers killed every 1.5 s under load")


class TestGraph(FaultCase):
	def fault(self, name: str, *steps: dict[str, Any], people: int = 6, each: int = 2) -> Verdict:
		"""Questions of some people while Meta answers the first sends as scripted."""
		phones = _world.people(people)
		_world.graph.script(*steps, replace=True)
		for number in range(each):
			batch = [self.ask(phone, written=time.time() - each + number) for phone in phones]
			_world.deliver_all([_world.body([question]) for question in batch])
		return self.conclude(f"Meta {name}")

	def test_too_many_requests(self) -> None:
		limited = {"do": "error", "code": 130429, "status": 429, "retry_after": 2, "times": 3}
		verdict = self.fault("answers 429 (130429, Retry-After)", limited)
		self.assertEqual(verdict.answered, verdict.questions)

	def test_too_many_to_one_person(self) -> None:
		verdict = self.fault("answers 131056 (pair limit)", {"do": "error", "code": 131056, "times": 2})
		self.assertEqual(verdict.answered, verdict.questions)

	def test_500(self) -> None:
		away = {"do": "error", "code": 131016, "status": 500, "times": 4}
		verdict = self.fault("answers 500 (131016, away)", away)
		self.assertEqual(verdict.answered, verdict.questions)

	def test_html(self) -> None:
		self.fault(
			"answers 500 and 502 in HTML",
			{"do": "html", "status": 500, "times": 2},
			{"do": "html", "status": 502},
		)

	def test_hanging(self) -> None:
		hangs = {"do": "hang", "seconds": 25, "times": 2}
		verdict = self.fault("hangs for 25 s, took it or not", hangs, {**hangs, "accept": True, "times": 1})
		self.assertEqual(verdict.unknown, 3)

	def test_closing_after_accepting(self) -> None:
		verdict = self.fault("closes after accepting", {"do": "close_after_accept", "times": 3})
		self.assertEqual((verdict.unknown, verdict.answered), (3, verdict.questions - 3))

	def test_closing_before_accepting(self) -> None:
		self.fault("closes without taking it", {"do": "close", "times": 3})

	def test_garbage(self) -> None:
		self.fault("takes it and answers nonsense", {"do": "garbage", "times": 3})

	def test_token_expires(self) -> None:
		phones = _world.people(6)
		good = _world.graph.token
		_world.graph.token = f"{good}new"
		_world.deliver_all([_world.body([self.ask(phone)]) for phone in phones for _number in range(2)])
		with _world.site():
			until = time.monotonic() + 20
			while time.monotonic() < until and self._account_status() != "Stopped":
				time.sleep(0.2)
			self.assertEqual(self._account_status(), "Stopped")
			time.sleep(2)
			account = frappe.get_doc("WhatsApp Bot Account", _world.account)
			account.token = _world.graph.token
			account.save()
			frappe.db.commit()
		verdict = self.conclude("says the token expired; a new one is saved")
		self.assertEqual(verdict.answered, verdict.questions)

	def _account_status(self) -> str:
		frappe.db.rollback()
		return frappe.db.get_value("WhatsApp Bot Account", _world.account, "status")


class TestWebhooks(FaultCase):
	def test_duplicated_reordered_batched_from_16_threads(self) -> None:
		phones = _world.people(25)
		now = time.time()
		asked = [self.ask(phones[number % 25], written=now - 20 + number / 10) for number in range(200)]
		alone = [_world.body([question]) for question in asked[:100]]
		batched = [_world.body(asked[100:150]), _world.body(asked[150:], apart=True)]
		posts = [body for body in [*alone, *batched] for _again in range(random.randint(1, 4))]
		# a message that comes again in another body is the same message
		posts += [_world.body(asked[90:110]), _world.body(asked[:50], apart=True)]
		random.shuffle(posts)
		_world.deliver_all(posts, threads=16)
		verdict = self.conclude(f"{len(posts)} posts of 200 messages, mixed, from 16 threads")
		self.assertEqual(verdict.answered, verdict.questions)

	def test_delayed_by_six_days(self) -> None:
		phones = _world.people(10)
		old = time.time() - 6 * DAYS
		late = [self.ask(phone, written=old + number) for phone in phones for number in range(3)]
		_world.deliver_all(
			[_world.body(late[:15]), *[_world.body([question]) for question in late[15:]]], threads=16
		)
		self.conclude("webhooks that come six days late", allow_silence=True)
		self.assertEqual(
			max(
				Counter(record["to"] for record in _world.graph.sent if record["to"] in phones).values(),
				default=0,
			),
			0,
		)
		# whoever writes now is answered at once
		self.questions = [self.ask(phone) for phone in phones]
		_world.deliver_all([_world.body([question]) for question in self.questions])
		verdict = self.conclude("… and what the same people write now")
		self.assertEqual(verdict.answered, verdict.questions)
