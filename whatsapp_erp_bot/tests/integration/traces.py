# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""All that a site and its bench keep for whoever looks for a fault, in one text.

Contract: `Traces` remembers how long the log files are; `kept` gives what came since then: Error Log with the rows that
wait for the next insert, Scheduled Job Log, RQ's jobs with their arguments and errors, and every log file.
"""

import base64
import contextlib
import threading
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import frappe
from frappe.app import application
from frappe.utils import get_bench_path
from frappe.utils.background_jobs import generate_qname, get_redis_conn
from rq import Queue, SimpleWorker
from rq.job import Job
from rq.registry import FailedJobRegistry
from werkzeug.test import Client, TestResponse

from whatsapp_erp_bot.bot import store

QUEUE = "whatsapp_bot_traces"
DEFERRED = "insert_queue_for_Error Log"


class Traces:
	def __init__(self) -> None:
		self.sizes = {path: path.stat().st_size for path in log_files()}
		self.queue = Queue(generate_qname(QUEUE), connection=get_redis_conn())

	def clear(self) -> None:
		"""Forget what was kept so far."""
		frappe.db.rollback()
		for doctype in ("Error Log", "Scheduled Job Log"):
			frappe.db.delete(doctype)
		frappe.db.commit()
		frappe.cache.delete(frappe.cache.make_key(DEFERRED))
		failed = FailedJobRegistry(queue=self.queue)
		for name in failed.get_job_ids():
			failed.remove(name, delete_job=True)
		self.sizes = {path: path.stat().st_size for path in log_files()}

	def kept(self) -> str:
		return "\n".join([*self._rows(), *self._jobs(), *self._files()])

	def _rows(self) -> list[str]:
		store.end_transaction_view()
		rows = [
			str(row) for doctype in ("Error Log", "Scheduled Job Log") for row in frappe.get_all(doctype, "*")
		]
		return rows + [row.decode() for row in frappe.cache.lrange(DEFERRED, 0, -1)]

	def _jobs(self) -> list[str]:
		"""As they lie in Redis: arguments are pickled, what they raised and returned is compressed."""
		redis = self.queue.connection
		failed = FailedJobRegistry(queue=self.queue).get_job_ids()
		found = [redis.hgetall(Job.key_for(name)) for name in failed]
		found += [told for name in failed for _id, told in redis.xrange(f"rq:results:{name}")]
		return [f"{key!r} {_plain(value)}" for told in found for key, value in told.items()]

	def _files(self) -> list[str]:
		return [
			path.read_bytes()[self.sizes.get(path, 0) :].decode("utf-8", "replace") for path in log_files()
		]

	def work(self, method: str, **arguments: Any) -> bool:
		"""A job of Frappe's, done by RQ in this process, so that mocks count. Returns whether it went well."""
		worker = SimpleWorker([self.queue], connection=self.queue.connection)
		job = self.queue.enqueue_call(
			"frappe.utils.background_jobs.execute_job",
			kwargs={
				"site": frappe.local.site,
				"user": "Administrator",
				"method": method,
				"event": None,
				"job_name": method,
				"is_async": False,
				"kwargs": arguments,
			},
		)
		return worker.perform_job(job, self.queue)


def _plain(value: bytes) -> str:
	for unpack in (zlib.decompress, lambda packed: zlib.decompress(base64.b64decode(packed))):
		with contextlib.suppress(ValueError, zlib.error):
			value = unpack(value)
	return value.decode("utf-8", "replace")


def log_files() -> list[Path]:
	"""Of the bench and of the site."""
	folders = (Path(get_bench_path(), "logs"), Path(frappe.get_site_path("logs")))
	return [path for folder in folders for path in sorted(folder.glob("*.log"))]


def request(site: str, ask: Callable[[Client], TestResponse]) -> TestResponse:
	"""What Frappe's web application answers, in this process, so that mocks count, with a `frappe.local` of its own."""
	found: list[TestResponse] = []

	def work() -> None:
		client = Client(application)
		# which site is asked for stands in the address
		found.append(ask(_Site(client, site)))

	thread = threading.Thread(target=work)
	thread.start()
	thread.join()
	return found[0]


class _Site:
	"""A client whose requests go to one site."""

	def __init__(self, client: Client, site: str) -> None:
		self.client, self.site = client, site

	def open(self, path: str, **options: Any) -> TestResponse:
		headers = {"X-Frappe-Site-Name": self.site, **options.pop("headers", {})}
		response = self.client.open(path, headers=headers, **options)
		response.get_data()
		response.close()
		return response
