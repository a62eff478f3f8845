# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The small world in which things go wrong: private servers, a copy of the test site, workers under a supervisor, the
loopback Graph, and a Meta that posts a webhook until it is taken.

Contract: `World.make()` starts everything and `end()` stops it and removes its folder. Nothing of the bench's own
servers is touched; its test site is read once.
"""

import json
import os
import secrets
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import frappe

from whatsapp_erp_bot.setup import stand_in
from whatsapp_erp_bot.tests.faults import steps
from whatsapp_erp_bot.tests.faults.servers import (
	HOST,
	PrivateDatabase,
	PrivateRedis,
	copy_site,
	free_port,
	wait_for_port,
)
from whatsapp_erp_bot.tests.faults.supervisor import Supervisor
from whatsapp_erp_bot.tests.integration.bot_case import WEBHOOK, clear_logs
from whatsapp_erp_bot.tests.loopback import bodies
from whatsapp_erp_bot.tests.loopback.graph import GraphStandIn, new_wamid

WORKERS = ("short,default", "short,long")
# how long Meta of this world goes on posting a body that nobody takes
PATIENCE_SECONDS = 120
USER = "dueno@demo.localhost"


@dataclass
class Question:
	"""A message that was written to the bot."""

	phone: str
	content: dict[str, Any]
	written: int
	wamid: str = field(default_factory=new_wamid)

	def message(self) -> dict[str, Any]:
		return bodies.message(self.wamid, self.written, self.content, phone=self.phone)


class World:
	"""`graph.sent` is what reached Meta; `site()` connects to the copy of the site."""

	def __init__(self, folder: Path, site_name: str) -> None:
		self.folder = folder
		self.site_name = site_name
		self.sites = folder / "sites"
		self.plans = folder / "plans"
		self.database = PrivateDatabase(folder, "database")
		self.redis = PrivateRedis(folder, "redis")
		self.web_port = free_port()
		self.supervisor = Supervisor(self.sites, folder)
		self.graph = GraphStandIn(
			phone_number_id=str(secrets.randbelow(10**15) + 10**15),
			token=f"EAA{secrets.token_hex(20)}",
			app_secret=secrets.token_hex(16),
			webhook=f"http://{HOST}:{self.web_port}{WEBHOOK}",
			webhook_host=site_name,
		)
		self.account = ""

	@classmethod
	def make(cls, sites: Path, site_name: str) -> "World":
		"""Copy the site and start everything."""
		world = cls(
			Path(tempfile.mkdtemp(prefix="bot-faults-", dir=os.environ.get("BOT_FAULTS_FOLDER"))), site_name
		)
		try:
			world._start(sites)
		except BaseException:
			world.end()
			raise
		return world

	def _start(self, sites: Path) -> None:
		self.plans.mkdir()
		self.database.install()
		self.database.start()
		self.redis.start()
		copy_site(sites, self.site_name, self.database, self.redis, self.sites)
		self.graph.start()
		with self.site():
			clear_logs()
			frappe.db.delete("Error Log")
			for name in frappe.get_all(
				"WhatsApp Bot Provider", {"kind": ("!=", "Rules")}, pluck="name", order_by="name"
			):
				frappe.db.set_value("WhatsApp Bot Provider", name, "enabled", 0)
			# all the people of this world are one user, who may have one report at a time
			frappe.db.set_single_value("WhatsApp Bot Settings", "long_runs_per_person", 0)
			graph = self.graph
			self.account = stand_in._account(
				graph.url, graph.app_secret, graph.token, graph.phone_number_id, "words of the verify token"
			)
			frappe.db.set_value("WhatsApp Bot Account", self.account, "status", "Active")
			frappe.db.commit()
		plans = {steps.FOLDER: str(self.plans)}
		for number, queues in enumerate(WORKERS):
			command = [sys.executable, "-m", "whatsapp_erp_bot.tests.faults.worker", queues]
			self.supervisor.keep(f"worker{number}", command, **plans)
		sweeper = [sys.executable, "-m", "whatsapp_erp_bot.tests.faults.sweeper", self.site_name]
		self.supervisor.keep("sweeper", sweeper)
		self.supervisor.keep("web", self._web(), **plans)
		wait_for_port(self.web_port)

	def _web(self) -> list[str]:
		options = [
			"--bind",
			f"{HOST}:{self.web_port}",
			"--workers",
			"2",
			"--threads",
			"8",
			"--worker-class",
			"gthread",
		]
		options += ["--worker-tmp-dir", str(self.folder), "--timeout", "120", "--graceful-timeout", "2"]
		application = "whatsapp_erp_bot.tests.faults.web:application"
		return [sys.executable, "-m", "gunicorn", *options, application]

	def end(self) -> None:
		self.supervisor.stop()
		self.graph.stop()
		if os.environ.get("BOT_FAULTS_LOGS") and self.account:
			self._keep_error_log()
		self.redis.stop(hard=True)
		self.database.stop(hard=True)
		if os.environ.get("BOT_FAULTS_LOGS"):
			self._keep_logs(Path(os.environ["BOT_FAULTS_LOGS"]))
		shutil.rmtree(self.folder, ignore_errors=True)

	def _keep_error_log(self) -> None:
		with self.site():
			rows = frappe.get_all("Error Log", fields=["method", "error"], order_by="creation asc")
		text = "\n\n".join(f"{row.method}\n{row.error}" for row in rows)
		(self.folder / "error_log.log").write_text(text)

	def _keep_logs(self, kept: Path) -> None:
		kept.mkdir(parents=True, exist_ok=True)
		for log in (*self.folder.glob("*.log"), *self.folder.glob("logs/*.log")):
			shutil.copyfile(log, kept / log.name)

	@contextmanager
	def site(self) -> Iterator[None]:
		"""Connected to the copy of the site, as Administrator."""
		frappe.init(site=self.site_name, sites_path=str(self.sites))
		frappe.connect()
		try:
			yield
		finally:
			frappe.destroy()

	# ---- people and what they write

	def people(self, count: int) -> list[str]:
		"""Phones of people who are linked to a user who may do much."""
		phones = [f"52155{secrets.randbelow(10**8):08d}" for _number in range(count)]
		with self.site():
			for phone in phones:
				stand_in.new_contact(phone, title=USER, user=USER, binding_method="Administrator")
			frappe.db.commit()
		return phones

	def ask(self, phone: str, text: str = "ayuda", written: float | None = None) -> Question:
		return Question(phone, bodies.text(text), int(written or time.time()))

	def tap(self, phone: str, reply_id: str) -> Question:
		return Question(phone, bodies.button_reply(reply_id, "x"), int(time.time()))

	def body(self, questions: Iterable[Question], apart: bool = False) -> bytes:
		"""One webhook body with these messages: in one change, or each in an entry of its own."""
		questions = list(questions)
		parts = [[question] for question in questions] if apart else [questions]
		entries = [
			self.graph.envelope(
				contacts=[bodies.contact(question.phone, "Tester", None) for question in part],
				messages=[question.message() for question in part],
			)["entry"][0]
			for part in parts
		]
		return bodies.to_bytes({"object": "whatsapp_business_account", "entry": entries})

	def deliver(self, body: bytes) -> None:
		"""Post a body until it is taken. Raises TimeoutError."""
		until = time.monotonic() + PATIENCE_SECONDS
		pause = 0.2
		while self.graph.post(body) != 200:
			if time.monotonic() > until:
				raise TimeoutError("A webhook was not taken.")
			time.sleep(pause)
			pause = min(2.0, pause * 1.5)

	def deliver_all(self, all_bodies: Iterable[bytes], threads: int = 8, per_second: float = 0) -> None:
		"""Post bodies from many threads, evenly spread over time where a rate is given."""
		began = time.monotonic()
		with ThreadPoolExecutor(threads) as pool:
			futures = []
			for number, body in enumerate(all_bodies):
				if per_second:
					time.sleep(max(0.0, began + number / per_second - time.monotonic()))
				futures.append(pool.submit(self.deliver, body))
			for future in futures:
				future.result()

	# ---- dying at a step

	def plan(self, call: str, at: int, **how: bool) -> None:
		"""Have the next call of that watched function die at its step number `at`."""
		self.forget_plan()
		new = self.plans / "new.json"
		new.write_text(json.dumps({"at": at, **how}))
		os.rename(new, self.plans / steps.plan_of(call))

	def outcome(self, seconds: float) -> dict[str, Any] | None:
		"""What became of the plan: {"label": …} of the step it died at, {"labels": […]} if it ended before, None if
		nobody took it in time."""
		until = time.monotonic() + seconds
		while time.monotonic() < until:
			for name in (steps.DIED, steps.PASSED):
				try:
					return json.loads((self.plans / name).read_text())
				except FileNotFoundError:
					continue
			time.sleep(0.01)
		return None

	def forget_plan(self) -> None:
		"""What is planned and what came of it: nobody takes it any more."""
		for left in self.plans.iterdir():
			left.unlink(missing_ok=True)

	def answers(self, phone: str) -> list[dict[str, Any]]:
		"""What reached Meta for a person: bodies in order."""
		return [record["body"] for record in list(self.graph.sent) if record["to"] == phone]
