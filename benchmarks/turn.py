# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Answering: turns a second of one worker, against no-op jobs a second of one worker.

	./dev bench turn [--pairs 7] [--turns 150] [--jobs 100]

A turn goes from a stored Event to an answer that the loopback Graph has accepted, with every row written: a stock
question, each from another person, all linked to a user who may see stock. A no-op is `frappe.enqueue("frappe.ping")`.
Both are done by the same fresh RQ worker with nothing else to do; what is timed is its work, not its start. Every
answer is counted at the stand-in and in the database. Ends with one JSON line.
"""

import argparse
import json
import os
import secrets
import subprocess
import sys
import time

import frappe
from ground import clean, connect, make_account, pairs, workers_waiting

from whatsapp_erp_bot.bot import store
from whatsapp_erp_bot.bot.keys import body_digest
from whatsapp_erp_bot.tests.loopback import bodies
from whatsapp_erp_bot.tests.loopback.graph import new_wamid

# a worker that takes jobs although the bench's own ones are suspended, and ends when there are none
WORKER = """
import sys, time
import rq.worker
rq.worker.is_suspended = lambda *arguments: False
import frappe
from frappe.utils import background_jobs
from rq import Queue
with frappe.init_site():
	connection = background_jobs.get_redis_conn()
	queues = background_jobs.get_queue_list(["short"], build_queue_name=True)
worker = rq.worker.Worker(queues, connection=connection)
sys.stdin.readline()
began = time.perf_counter()
worker.work(burst=True, logging_level="ERROR")
print(time.perf_counter() - began, flush=True)
"""


def worker_seconds() -> float:
	"""How long a fresh worker takes for all that is queued on `short`."""
	process = subprocess.Popen(
		[sys.executable, "-c", WORKER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
	)
	time.sleep(2)
	out, _err = process.communicate("go\n", timeout=600)
	return float(out.strip().splitlines()[-1])


class Turns:
	"""Stored questions, each from another person."""

	def __init__(self, account: str, phone_number_id: str, user: str, item: str, count: int, graph_url: str):
		self.account, self.phone_number_id, self.count, self.item = account, phone_number_id, count, item
		self.graph_url = graph_url
		self.phones = [f"52155{secrets.randbelow(10**8):08d}" for _number in range(count)]
		self.contacts = [store_contact(phone, user) for phone in self.phones]
		frappe.db.commit()

	def store_events(self) -> None:
		for phone in self.phones:
			message = bodies.message(
				new_wamid(), int(time.time()), bodies.text(f"¿cuánto hay de {self.item}?"), phone=phone
			)
			body = bodies.to_bytes(
				bodies.envelope(
					"1001",
					self.phone_number_id,
					"525550000000",
					contacts=[bodies.contact(phone, "Benchmark", None)],
					messages=[message],
				)
			)
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
		frappe.db.rollback()
		done = frappe.db.count("WhatsApp Bot Run", {"contact": ("in", self.contacts), "status": "Done"})
		sent = frappe.db.count(
			"WhatsApp Bot Message", {"account": self.account, "direction": "Out", "status": "Accepted"}
		)
		if done != sent:
			raise SystemExit(f"{done} runs are done, but {sent} answers accepted.")
		return sent


def store_contact(phone: str, user: str) -> str:
	"""A contact bound to the user beside others of the same user, which Desk does not allow: only for measuring."""
	contact = store.insert(
		"WhatsApp Bot Contact",
		{
			"title": user,
			"user": user,
			"binding_method": "Administrator",
			"greeted_on": frappe.utils.now_datetime(),
		},
	)
	from whatsapp_erp_bot.bot.keys import alias_key

	store.insert(
		"WhatsApp Bot Contact Alias",
		{
			"parent": contact,
			"parenttype": "WhatsApp Bot Contact",
			"parentfield": "aliases",
			"idx": 1,
			"kind": "Phone",
			"value": phone,
			"alias_key": alias_key("Phone", phone),
		},
	)
	return contact


def no_ops(count: int) -> float:
	for _number in range(count):
		frappe.enqueue("frappe.ping", queue="short")
	return count / worker_seconds()


def main() -> None:
	parser = argparse.ArgumentParser(
		description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
	)
	parser.add_argument("--pairs", type=int, default=7)
	parser.add_argument("--turns", type=int, default=150)
	parser.add_argument("--jobs", type=int, default=100)
	parser.add_argument("--user", default="almacen@demo.localhost")
	options = parser.parse_args()
	connect()
	token, secret = "EAA" + secrets.token_hex(12), secrets.token_hex(16)
	graph = subprocess.Popen(
		[sys.executable, "-m", "whatsapp_erp_bot.tests.loopback.graph", "--port", "0", "--token", token]
		+ [
			"--app-secret",
			secret,
			"--phone-number-id",
			"1",
			"--webhook",
			"http://127.0.0.1:9/",
			"--statuses",
			"",
		],
		stdout=subprocess.PIPE,
		text=True,
		env={**os.environ, "PYTHONUNBUFFERED": "1"},
	)
	graph_url = next(line for line in graph.stdout if "http://" in line).split()[-1].strip()
	account, turns = None, None
	try:
		account, phone_number_id = make_account(graph_url, token, secret)
		frappe.db.set_value("WhatsApp Bot Account", account, "phone_number_id", "1")
		frappe.db.commit()
		item = frappe.get_all("Bin", fields=["item_code"], order_by="actual_qty desc", limit_page_length=1)[
			0
		].item_code
		name = frappe.db.get_value("Item", item, "item_name")
		turns = Turns(account, phone_number_id, options.user, name, options.turns, graph_url)
		with workers_waiting():
			no_op_rate, turn_rate, ratio = pairs(options.pairs, lambda: no_ops(options.jobs), turns.rate)
		print(
			json.dumps(
				{
					"noop_jobs_per_s": round(no_op_rate, 1),
					"turns_per_s": round(turn_rate, 1),
					"ratio": round(ratio, 3),
				}
			)
		)
	finally:
		graph.terminate()
		if account:
			clean(account, turns.contacts if turns else None)


if __name__ == "__main__":
	main()
