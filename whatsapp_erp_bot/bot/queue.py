# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Waking workers: the only caller of `frappe.enqueue`.

Contract: rows in the database are the queue; what happens here only makes somebody look at them soon. Nothing here
ever raises or takes long: a wake-up that fails is made up for by `jobs.sweep` within a minute. A wake-up is left out
only while another one is still waiting to be started, never because one is running: the mark that says so is taken
away as the first thing a drain does (`started`). Jobs are named by dotted path, so nothing here imports upward.
A Redis that is away or hangs costs a fifth of a second at most, and then nothing for a while: Frappe's own connection
tries again for seconds and waits for ever (frappe/utils/background_jobs.py, `get_redis_conn`), so the marks live in the
Redis of the queues and are asked for over a connection of ours, which shows by the way whether it is there.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import frappe
from frappe.utils import get_bench_id
from frappe.utils.background_jobs import get_redis_conn
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisAway
from redis.exceptions import RedisError
from redis.retry import Retry

from whatsapp_erp_bot.bot import faults
from whatsapp_erp_bot.bot.settings import get_settings

DRAIN = "whatsapp_erp_bot.jobs.drain"
RUN_LONG = "whatsapp_erp_bot.jobs.run_long"
FETCH_MEDIA = "whatsapp_erp_bot.jobs.fetch_media"
SHARE = "whatsapp_erp_bot.jobs.share"
SWEEP_INSTEAD = "whatsapp_erp_bot.jobs.sweep_instead"
# how long a mark may stand in for a wake-up that was asked for and lost: well under the sweep's minute
MARK_SECONDS = 5
DRAIN_SECONDS = 300
LONG_SECONDS = 1500
# together a fifth of a second, also where the first try and the second are in vain
CONNECT_SECONDS = 0.09
ANSWER_SECONDS = 0.1
# how long a Redis that did not answer is left alone
AWAY_SECONDS = 2


@dataclass
class _Known:
	"""What this process knows of the Redis of the queues: connections by address, and until when it is left alone."""

	connections: dict[tuple, Redis] = field(default_factory=dict)
	away_until: float = 0.0


_known = _Known()


def redis_of_queues() -> Redis:
	"""The Redis of the queues, over a connection that never waits long; where Sentinel finds it, over Frappe's own.
	Nothing is asked of it here."""
	if frappe.conf.redis_queue_sentinel_enabled:
		return get_redis_conn()
	username = password = None
	if frappe.conf.use_rq_auth:
		username = frappe.conf.rq_username or get_bench_id()
		password = frappe.conf.rq_password
	key = (frappe.conf.redis_queue, username, password)
	if key not in _known.connections:
		_known.connections[key] = _connection(*key)
	return _known.connections[key]


def _connection(url: str, username: str | None, password: str | None) -> Redis:
	# a socket in the file system has nothing to wait for while it is connected
	patience = {} if url.startswith("unix:") else {"socket_connect_timeout": CONNECT_SECONDS}
	return Redis.from_url(
		url,
		username=username,
		password=password,
		socket_timeout=ANSWER_SECONDS,
		# once more over a new connection, since the kept one may have ended with an earlier Redis
		retry=Retry(NoBackoff(), 1),
		retry_on_error=[RedisAway],
		**patience,
	)


def _ask(question: str, *arguments: Any, **options: Any) -> Any:
	"""What the Redis of the queues answers to one of its commands. Raises RedisError, at once while it is known to be
	away."""
	if time.monotonic() < _known.away_until:
		raise RedisAway("The Redis of the queues was away a moment ago.")
	try:
		return getattr(redis_of_queues(), question)(*arguments, **options)
	except (RedisError, OSError):
		_known.away_until = time.monotonic() + AWAY_SECONDS
		raise


def _mark(job: str) -> str:
	# begins as the keys of RQ do: where Redis knows users, a bench may touch no others
	return f"rq:whatsapp_bot:{frappe.conf.db_name}:{job}"


def _first_to_ask(job: str) -> bool:
	return bool(_ask("set", _mark(job), 1, nx=True, ex=MARK_SECONDS))


def answer_queue() -> str:
	"""Name of the queue that answers are made on."""
	return get_settings().queue or "short"


def _ask_for(job: str, queue: Callable[[], str], seconds: int) -> None:
	"""Have some worker do a job soon, unless that was asked for already."""
	try:
		if _first_to_ask(job):
			frappe.enqueue(job, queue=queue(), timeout=seconds)
	except Exception as error:
		# Redis is down, the queue is unknown or full: the rows say what is due, and the sweep finds them
		faults.warn(f"{job} not queued", error)


def wake() -> None:
	"""Have some worker drain soon."""
	_ask_for(DRAIN, answer_queue, DRAIN_SECONDS)


def wake_after_commit() -> None:
	"""Have some worker drain once what this transaction wrote can be seen."""
	frappe.db.after_commit.add(wake)


def started(job: str = DRAIN) -> None:
	"""A drain (or another job) begins: from now on a new wake-up makes a new job."""
	try:
		_ask("delete", _mark(job))
	except Exception as error:
		faults.warn("mark not cleared", error)


def fetch_media() -> None:
	"""Have a worker fetch the files that people sent; apart from the answers, which must not wait for it."""
	_ask_for(FETCH_MEDIA, lambda: "long", LONG_SECONDS)


def fetch_media_after_commit() -> None:
	"""Have a worker fetch files once what this transaction wrote can be seen."""
	frappe.db.after_commit.add(fetch_media)


def sweep_instead() -> None:
	"""Have a worker do what the scheduler has not done for a while."""
	_ask_for(SWEEP_INSTEAD, answer_queue, DRAIN_SECONDS)


def share() -> None:
	"""Have a worker tell frappe_whatsapp what happened; apart from the answers, which must not wait for another app."""
	_ask_for(SHARE, lambda: "default", DRAIN_SECONDS)


def share_after_commit() -> None:
	"""Have a worker tell it once what this transaction wrote can be seen."""
	frappe.db.after_commit.add(share)


def start_long(run: str) -> None:
	"""Have a worker of the long queue carry out a run, once what this transaction wrote can be seen."""

	def enqueue() -> None:
		try:
			_ask("ping")
			frappe.enqueue(RUN_LONG, queue="long", timeout=LONG_SECONDS, run=run)
		except Exception as error:
			faults.warn("long run not queued", error)

	frappe.db.after_commit.add(enqueue)
