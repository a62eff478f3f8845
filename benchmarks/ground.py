# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What the benchmarks on a site share: the site, a number of their own, workers out of the way, cleaning up.

Contract: run in the bench's `sites` directory with the bench's Python. `BOT_SITE` names the site and `BOT_URL` its
address (./dev bench sets both). Everything that a benchmark writes belongs to an account of its own and is removed.
"""

import os
import secrets
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import frappe
from frappe.utils.background_jobs import get_queue, get_redis_conn, get_workers
from rq.suspension import resume, suspend

from whatsapp_erp_bot.bot.queue import started

ACCOUNT = "Benchmark"
LOGS = ("WhatsApp Bot Message", "WhatsApp Bot Run", "WhatsApp Bot Conversation")


def connect() -> str:
	"""Connect to the site; returns its name."""
	site = os.environ.get("BOT_SITE", "bot.localhost")
	frappe.init(site=site)
	frappe.connect()
	return site


def url() -> str:
	"""Where the site answers over HTTP."""
	return os.environ.get("BOT_URL", "http://127.0.0.1:8000")


def make_account(graph_url: str, token: str, secret: str) -> tuple[str, str]:
	"""A number for this benchmark. Returns (account name, phone number id)."""
	phone_number_id = str(secrets.randbelow(10**15) + 10**15)
	name = frappe.db.exists("WhatsApp Bot Account", ACCOUNT)
	account = frappe.get_doc("WhatsApp Bot Account", name) if name else frappe.new_doc("WhatsApp Bot Account")
	account.update(
		{
			"account_name": ACCOUNT,
			"kind": "Cloud API",
			"enabled": 1,
			"status": "Active",
			"phone_number_id": phone_number_id,
			"graph_url": graph_url,
			"token": token,
			"app_secret": secret,
		}
	)
	account.save(ignore_permissions=True)
	frappe.db.commit()
	return account.name, phone_number_id


def clean(account: str, contacts: list[str] | None = None) -> None:
	"""Remove what a benchmark wrote."""
	frappe.db.rollback()
	conversations = frappe.get_all(
		"WhatsApp Bot Conversation", filters={"account": account}, fields=["name", "contact"], order_by="name"
	)
	names = [row.name for row in conversations] or [""]
	people = list({row.contact for row in conversations} | set(contacts or ())) or [""]
	frappe.db.delete("WhatsApp Bot Run", {"conversation": ("in", names)})
	frappe.db.delete("WhatsApp Bot Message", {"account": account})
	frappe.db.delete("WhatsApp Bot Conversation", {"account": account})
	frappe.db.delete("WhatsApp Bot Contact Alias", {"parent": ("in", people)})
	frappe.db.delete("WhatsApp Bot Contact", {"name": ("in", people)})
	frappe.db.delete("WhatsApp Bot Event", {"signed_by": account})
	frappe.delete_doc("WhatsApp Bot Account", account, force=True, ignore_missing=True)
	frappe.db.commit()


@contextmanager
def workers_waiting() -> Iterator[None]:
	"""The bench's own workers take no jobs meanwhile, so that only what is measured uses the machine."""
	connection = get_redis_conn()
	suspend(connection)
	try:
		# a worker that blocks on its queue takes one more job before it looks at the suspension
		for _worker in get_workers():
			for name in ("short", "default", "long"):
				frappe.enqueue("frappe.ping", queue=name)
		time.sleep(1.5)
		yield
	finally:
		for name in ("short", "default", "long"):
			drop_jobs(name)
		resume(connection)


def drop_jobs(queue: str) -> None:
	"""Take our own wake-ups and no-ops off a queue; other jobs stay."""
	for job in get_queue(queue).get_jobs():
		if job.kwargs.get("method") in ("frappe.ping", "whatsapp_erp_bot.jobs.drain"):
			job.delete()
	# no wake-up is on its way any more, so that the next one makes a job
	started()


def pairs(count: int, first: Callable[[], float], second: Callable[[], float]) -> tuple[float, float, float]:
	"""Measure two things in turn, `count` times. Returns the median of each and the median of second ÷ first."""
	firsts, seconds = [], []
	for _number in range(count):
		firsts.append(first())
		seconds.append(second())
	ratios = [two / one for one, two in zip(firsts, seconds, strict=True)]
	return statistics.median(firsts), statistics.median(seconds), statistics.median(ratios)
