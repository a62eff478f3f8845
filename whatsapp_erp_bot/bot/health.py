# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""How the bot is, for monitors: what waits, what failed, which parts are away.

Contract: reads only, names no person and no secret, and never raises because a part is away: that is what it is asked
for. `report` gives a dictionary for JSON, `to_prometheus` the same as Prometheus text (prometheus.io/docs/instrumenting/
exposition_formats, version 0.0.4). Each figure is one statement on an index, so that asking every few seconds costs
nothing at a million rows. Times are UTC.
"""

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from typing import Any, TypedDict
from zoneinfo import ZoneInfo

import frappe
import redis
from frappe.query_builder.functions import Count, Min
from frappe.utils import get_system_timezone, now_datetime
from frappe.utils.background_jobs import generate_qname
from frappe.utils.scheduler import is_scheduler_inactive
from redis.exceptions import RedisError
from rq import Worker

from whatsapp_erp_bot.bot import accounts, schedule, store
from whatsapp_erp_bot.bot.queue import answer_queue, redis_of_queues

EVENT = "WhatsApp Bot Event"
MESSAGE = "WhatsApp Bot Message"
# a message that nobody took up for this long, five sweeps, is one that nobody will; so long without a sweep, none comes
LONGEST_WAIT_SECONDS = 300
# how long a Redis that does not answer may hold up the monitor
REDIS_SECONDS = 2
OUTGOING = ("Queued", "Sending", "Failed", "Unknown", "Held")


class Report(TypedDict):
	"""`well` is False exactly if `troubles` names something: database_away, redis_away, waiting_too_long, not_swept,
	dead_events, stopped_accounts. A part that could not be asked is None."""

	well: bool
	troubles: list[str]
	checked_on: str
	database: bool
	redis: dict[str, bool]
	events: dict[str, Any] | None
	messages: dict[str, int | None] | None
	accounts: list[dict[str, str]] | None
	workers: dict[str, int] | None
	scheduler: dict[str, Any] | None


def report() -> Report:
	"""How the bot is now."""
	rows: dict[str, Any] = dict.fromkeys(("events", "messages", "accounts", "scheduler"))
	try:
		rows = {
			"events": _events(),
			"messages": _messages(),
			"accounts": _accounts(),
			"scheduler": _scheduler(),
		}
		database = True
	except Exception as error:
		if not store.is_database_trouble(error):
			raise
		database = False
	reachable = {
		"cache": bool(_ask(lambda: frappe.cache, redis.Redis.ping)),
		"queue": bool(_ask(redis_of_queues, redis.Redis.ping)),
	}
	found: Report = {
		"well": True,
		"troubles": [],
		"checked_on": datetime.now(timezone.utc).isoformat(timespec="seconds"),
		"database": database,
		"redis": reachable,
		"workers": _ask(redis_of_queues, _listeners) if reachable["queue"] else None,
		**rows,
	}
	found["troubles"] = list(_troubles(found))
	found["well"] = not found["troubles"]
	return found


def _troubles(found: Report) -> Iterator[str]:
	if not found["database"]:
		yield "database_away"
	if not all(found["redis"].values()):
		yield "redis_away"
	waits = [
		part["oldest_waiting_seconds"] or 0
		for part in (found["events"], found["messages"])
		if part is not None
	]
	if max(waits, default=0) > LONGEST_WAIT_SECONDS:
		yield "waiting_too_long"
	if found["scheduler"] and not _is_swept(found["scheduler"]):
		yield "not_swept"
	if found["events"] and found["events"]["dead_last_hour"]:
		yield "dead_events"
	if any(account["status"] == "Stopped" for account in found["accounts"] or ()):
		yield "stopped_accounts"


# ---- the database


def _events() -> dict[str, Any]:
	"""When the newest webhook body came, and the newest of those that are done; what waits; what is dead. The index is
	on (status, received_on), so the newest of all is the newest of each status."""
	newest = {status: _received(status, newest=True) for status in ("Waiting", "Done", "Dead")}
	hour_ago = now_datetime() - timedelta(hours=1)
	return {
		"last_received": _utc(max(filter(None, newest.values()), default=None)),
		"last_done": _utc(newest["Done"]),
		"waiting": store.count(EVENT, {"status": "Waiting"}),
		"oldest_waiting_seconds": _age(_received("Waiting", newest=False)),
		"dead": store.count(EVENT, {"status": "Dead"}),
		"dead_last_hour": store.count(EVENT, {"status": "Dead", "modified": (">", hour_ago)}),
	}


def _received(status: str, newest: bool) -> datetime | None:
	found = store.rows(EVENT, ["received_on"], {"status": status}, "received_on", descending=newest, limit=1)
	return found[0].received_on if found else None


def _messages() -> dict[str, int | None]:
	"""What came and waits for its turn, and how many outgoing ones are in each state that is not a good end."""
	table = frappe.qb.DocType(MESSAGE)
	waiting, oldest = (
		frappe.qb.from_(table)
		.select(Count(table.star), Min(table.creation))
		.where(table.status == "Waiting")
		.where(table.direction == "In")
		.run()[0]
	)
	counted = dict(
		frappe.qb.from_(table)
		.select(table.status, Count(table.star))
		.where(table.status.isin(OUTGOING))
		.where(table.direction == "Out")
		.groupby(table.status)
		.run()
	)
	return {
		"waiting": waiting,
		"oldest_waiting_seconds": _age(oldest),
		**{status.lower(): counted.get(status, 0) for status in OUTGOING},
	}


def _accounts() -> list[dict[str, str]]:
	"""The enabled numbers of Meta's: name and status."""
	return [
		{"name": row.name, "status": row.status or "Active"}
		for row in store.rows(
			accounts.ACCOUNT,
			["name", "status"],
			{"enabled": 1, "kind": ("!=", accounts.SIMULATOR)},
			"creation",
		)
	]


def _scheduler() -> dict[str, Any]:
	"""Whether Frappe's scheduler is switched on for this site; when it last swept to the end, and when a worker last did
	so in its place."""
	ran = schedule.times()
	return {
		"on": not is_scheduler_inactive(verbose=False),
		"last_sweep": _iso(ran.get(schedule.SWEPT)),
		"last_sweep_instead": _iso(ran.get(schedule.SWEPT_INSTEAD)),
	}


def _is_swept(scheduler: dict[str, Any]) -> bool:
	last = _unix(scheduler["last_sweep"])
	# of a clock that was set back, no sweep may be ahead either
	return last is not None and abs(time.time() - last) <= LONGEST_WAIT_SECONDS


def _iso(seconds: float | None) -> str | None:
	"""ISO 8601 in UTC."""
	return (
		None
		if seconds is None
		else datetime.fromtimestamp(seconds, timezone.utc).isoformat(timespec="seconds")
	)


def _zone() -> ZoneInfo:
	return ZoneInfo(get_system_timezone())


def _utc(when: datetime | None) -> str | None:
	"""The site's own time, as Frappe stores it, as ISO 8601 in UTC."""
	if when is None:
		return None
	return when.replace(tzinfo=_zone()).astimezone(timezone.utc).isoformat(timespec="seconds")


def _age(since: datetime | None) -> int | None:
	return None if since is None else max(0, int((now_datetime() - since).total_seconds()))


# ---- Redis


def _ask(connect: Callable[[], redis.Redis], question: Callable[[redis.Redis], Any]) -> Any:
	"""What Redis answers to a question, None if it is away. At the address and with the password of Frappe's own
	connection, which waits for ever; this one does not."""
	try:
		known = connect().connection_pool
		options = {
			**known.connection_kwargs,
			"socket_timeout": REDIS_SECONDS,
			"socket_connect_timeout": REDIS_SECONDS,
		}
		pool = redis.ConnectionPool(connection_class=known.connection_class, **options)
		try:
			return question(redis.Redis(connection_pool=pool))
		finally:
			pool.disconnect()
	except (RedisError, OSError):
		return None


def _listeners(connection: redis.Redis) -> dict[str, int]:
	"""How many workers of this bench listen to the queue of answers and to that of long work, as they say themselves."""
	listening = [worker.queue_names() for worker in Worker.all(connection=connection)]
	return {
		queue: sum(generate_qname(queue) in names for names in listening)
		for queue in (answer_queue(), "long")
	}


# ---- Prometheus text


def to_prometheus(found: Report) -> str:
	"""The report as Prometheus text. What could not be asked has no line."""
	lines: list[str] = []
	for name, explanation, samples in _metrics(found):
		known = [(labels, value) for labels, value in samples if value is not None]
		if known:
			name = f"whatsapp_bot_{name}"
			lines += [f"# HELP {name} {explanation}", f"# TYPE {name} gauge"]
			lines += [f"{name}{_labels(labels)} {float(value):.17g}" for labels, value in known]
	return "\n".join([*lines, ""])


def _metrics(found: Report) -> Iterator[tuple[str, str, list[tuple[dict[str, str], Any]]]]:
	"""Name, explanation, and samples as (labels, value)."""
	events, messages = found["events"] or {}, found["messages"] or {}
	scheduler = found["scheduler"] or {}
	yield "well", "1 if nothing is wrong.", [({}, found["well"])]
	yield "trouble", "What is wrong, one line each.", [({"trouble": name}, 1) for name in found["troubles"]]
	parts = {"database": found["database"], **{f"redis_{name}": up for name, up in found["redis"].items()}}
	yield "up", "1 if the part answers.", [({"part": name}, up) for name, up in parts.items()]
	yield (
		"last_event_timestamp_seconds",
		"When the newest webhook body came.",
		[({}, _unix(events.get("last_received")))],
	)
	yield (
		"last_done_event_timestamp_seconds",
		"When the newest webhook body that is done came.",
		[({}, _unix(events.get("last_done")))],
	)
	yield (
		"events",
		"Webhook bodies by state.",
		[({"status": status}, events.get(status)) for status in ("waiting", "dead")],
	)
	yield (
		"dead_events_last_hour",
		"Webhook bodies given up in this hour.",
		[({}, events.get("dead_last_hour"))],
	)
	yield "messages", "Incoming messages that wait.", [({"status": "waiting"}, messages.get("waiting"))]
	yield (
		"outgoing_messages",
		"Outgoing messages by state.",
		[({"status": status.lower()}, messages.get(status.lower())) for status in OUTGOING],
	)
	yield (
		"oldest_waiting_seconds",
		"Age of the oldest that waits, 0 if none does.",
		[
			({"what": what}, part and (part["oldest_waiting_seconds"] or 0))
			for what, part in (("event", found["events"]), ("message", found["messages"]))
		],
	)
	yield (
		"account_active",
		"1 if Meta takes the messages of the number.",
		[({"account": row["name"]}, row["status"] != "Stopped") for row in found["accounts"] or ()],
	)
	yield (
		"workers",
		"Workers that listen to the queue.",
		[({"queue": queue}, number) for queue, number in (found["workers"] or {}).items()],
	)
	yield "scheduler_on", "1 if the scheduler is switched on for this site.", [({}, scheduler.get("on"))]
	yield (
		"last_sweep_timestamp_seconds",
		"When the scheduler last looked for what was left.",
		[({}, _unix(scheduler.get("last_sweep")))],
	)
	yield (
		"last_sweep_instead_timestamp_seconds",
		"When a worker last did so because the scheduler had not.",
		[({}, _unix(scheduler.get("last_sweep_instead")))],
	)


def _unix(when: str | None) -> float | None:
	return datetime.fromisoformat(when).timestamp() if when else None


def _labels(labels: dict[str, str]) -> str:
	if not labels:
		return ""
	pairs = (f'{name}="{_escaped(value)}"' for name, value in labels.items())
	return "{" + ",".join(pairs) + "}"


def _escaped(value: str) -> str:
	return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
