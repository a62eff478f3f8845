# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""People who ask about stock, the loopback Graph that takes the answers, and a fresh RQ worker: what `turn`, `waiting`
and `growth` share.
"""

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import frappe
from ground import clean, make_account

from whatsapp_erp_bot.bot import store
from whatsapp_erp_bot.bot.keys import body_digest
from whatsapp_erp_bot.setup.stand_in import new_contact
from whatsapp_erp_bot.tests.loopback import bodies
from whatsapp_erp_bot.tests.loopback.graph import new_wamid

STOREMAN = "almacen@demo.localhost"

# `bench worker --queue short --burst`, but it takes jobs although the bench's own workers are suspended, and says how
# long it worked: until it finds no more jobs, since RQ then takes up to a fifth of a second to end
WORKER = """
import sys, time
sys.argv = ["bench", "frappe", "worker", "--queue", "short", "--burst"]
import rq.worker
rq.worker.is_suspended = lambda *arguments: False
dequeue = rq.worker.Worker.dequeue_job_and_maintain_ttl
ended = []
def noting(*arguments, **options):
	found = dequeue(*arguments, **options)
	ended.append(time.perf_counter())
	return found
rq.worker.Worker.dequeue_job_and_maintain_ttl = noting
from frappe.utils import bench_helper
bench_helper.get_app_groups()
from frappe.utils.background_jobs import start_worker
sys.stdin.readline()
began = time.perf_counter()
start_worker(queue="short", quiet=True, burst=True)
print(ended[-1] - began, flush=True)
"""


def worker_seconds() -> float:
	"""How long a fresh worker takes for all that is queued on `short`."""
	process = subprocess.Popen(
		[sys.executable, "-c", WORKER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
	)
	time.sleep(3)
	out, _err = process.communicate("go\n", timeout=600)
	return float(out.strip().splitlines()[-1])


class Turns:
	"""Stored questions, each from another person."""

	def __init__(self, account: str, phone_number_id: str, user: str, count: int):
		self.account, self.phone_number_id, self.count = account, phone_number_id, count
		self.item = an_item()
		self.counted_from = frappe.utils.now_datetime()
		self.phones = [f"52155{secrets.randbelow(10**8):08d}" for _number in range(count)]
		bound = {"title": user, "user": user, "binding_method": "Administrator"}
		self.contacts = [new_contact(phone, **bound) for phone in self.phones]
		frappe.db.commit()

	def body(self, phone: str) -> bytes:
		"""A webhook body with the question of that phone."""
		question = bodies.text(f"¿cuánto hay de {self.item}?")
		message = bodies.message(new_wamid(), int(time.time()), question, phone=phone)
		person = bodies.contact(phone, "Benchmark", None)
		return bodies.to_bytes(
			bodies.envelope(
				"1001", self.phone_number_id, "525550000000", contacts=[person], messages=[message]
			)
		)

	def store_events(self) -> None:
		for phone in self.phones:
			body = self.body(phone)
			store.insert(
				"WhatsApp Bot Event",
				{
					"status": "Waiting",
					"received_on": frappe.utils.now_datetime(),
					"signed_by": self.account,
					"body": body.decode(),
					"event_key": body_digest(body),
				},
			)
		frappe.db.commit()

	def rate(self) -> float:
		before = self.accepted()
		self.store_events()
		frappe.enqueue("whatsapp_erp_bot.jobs.drain", queue="short", timeout=600)
		seconds = worker_seconds()
		answered = self.accepted() - before
		if answered != self.count:
			raise SystemExit(f"{self.count} questions, but {answered} accepted answers.")
		return self.count / seconds

	def accepted(self) -> int:
		"""Answers so far that the Graph accepted, each with its run."""
		frappe.db.rollback()
		since = {"creation": (">", self.counted_from)}
		done = frappe.db.count(
			"WhatsApp Bot Run", {"contact": ("in", self.contacts), "status": "Done", **since}
		)
		sent = frappe.db.count(
			"WhatsApp Bot Message",
			{"account": self.account, "direction": "Out", "status": "Accepted", **since},
		)
		if done != sent:
			raise SystemExit(f"{done} runs are done, but {sent} answers accepted.")
		return sent

	def forget_counts(self) -> None:
		"""Count answers from now on only."""
		self.counted_from = frappe.utils.now_datetime()


@contextmanager
def number_on_loopback() -> Iterator[tuple[str, str, str]]:
	"""A number whose answers a loopback Graph takes, in a process of its own: (account, phone number id, secret). What
	was written for it is removed at the end."""
	token, secret = "EAA" + secrets.token_hex(12), secrets.token_hex(16)
	account, phone_number_id = make_account("http://127.0.0.1:9", token, secret)
	command = [sys.executable, "-m", "whatsapp_erp_bot.tests.loopback.graph", "--port", "0"]
	command += ["--token", token, "--app-secret", secret, "--phone-number-id", phone_number_id]
	command += ["--webhook", "http://127.0.0.1:9/", "--statuses", ""]
	environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
	graph = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
	try:
		url = next(line for line in graph.stdout if "http://" in line).split()[-1].strip()
		document = frappe.get_doc("WhatsApp Bot Account", account)
		document.graph_url = url
		document.save(ignore_permissions=True)
		frappe.db.commit()
		yield account, phone_number_id, secret
	finally:
		graph.terminate()
		clean(account)


def an_item() -> str:
	"""The name of the item that there is most of."""
	code = frappe.get_all("Bin", pluck="item_code", order_by="actual_qty desc", limit_page_length=1)[0]
	return frappe.db.get_value("Item", code, "item_name")
