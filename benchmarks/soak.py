# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""A soak: whether the ten thousandth message costs what the first one did.

	./dev bench soak [--messages 20000] [--people 200] [--rate MESSAGES_PER_S]

Signed posts arrive over HTTP at an even pace, from one person after the other, and the bench's own workers answer,
each message exactly once. For each quarter of the messages: the workers' memory at its highest (resident, in MB, the
largest process), their processor time for a message, and how long a message waited for its answer. The pace is two
thirds of what one worker bears, which is measured first unless `--rate` gives it; it must leave the limits for one
person alone (Meta's: 45 at once and then one in 6 seconds; the settings': messages a minute). Ends with one JSON line.
"""

import argparse
import json
import os
import statistics
import time
from dataclasses import dataclass, field
from pathlib import Path

import frappe
import requests
from frappe.utils.background_jobs import get_workers
from ground import connect
from people import STOREMAN, Turns, number_on_loopback
from waiting import capacity, post, waits_in_order

QUARTERS = 4
PAGE_MB = os.sysconf("SC_PAGE_SIZE") / 2**20
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Workers:
	"""The bench's workers on this machine, and what they use."""

	pids: list[int] = field(default_factory=lambda: [worker.pid for worker in get_workers()])

	def processor_seconds(self) -> float:
		"""Of the workers and of every job that they have ended or are at."""
		return sum(_seconds(pid, with_ended_children=True) for pid in self.pids) + sum(
			_seconds(pid) for pid in self.jobs()
		)

	def jobs(self) -> list[int]:
		"""The processes that the workers forked and that are at a job now."""
		return [pid for pid, parent in _parents().items() if parent in self.pids]

	def memory(self) -> float:
		"""MB of the largest job, 0 while there is none."""
		return max((_memory(pid) for pid in self.jobs()), default=0.0)


def _fields(pid: int) -> list[str]:
	# after the name, which may hold blanks: state, parent …; proc(5)
	try:
		return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
	except (FileNotFoundError, ProcessLookupError):
		return []


def _parents() -> dict[int, int]:
	found = {
		int(entry.name): _fields(int(entry.name)) for entry in Path("/proc").iterdir() if entry.name.isdigit()
	}
	return {pid: int(values[1]) for pid, values in found.items() if values}


def _seconds(pid: int, with_ended_children: bool = False) -> float:
	times = _fields(pid)[11 : 15 if with_ended_children else 13]
	return sum(map(int, times)) / TICKS


def _memory(pid: int) -> float:
	values = _fields(pid)
	return int(values[21]) * PAGE_MB if values else 0.0


def post_quarter(turns: Turns, workers: Workers, secret: str, rate: float, count: int) -> dict[str, float]:
	"""Post so many messages at that pace. Returns the memory and the processor time meanwhile."""
	session = requests.Session()
	began, before, memory, looked = time.monotonic(), workers.processor_seconds(), 0.0, 0.0
	for number in range(count):
		post(session, turns.body(turns.phones[number % len(turns.phones)]), secret)
		if time.monotonic() > looked + 1:
			looked, memory = time.monotonic(), max(memory, workers.memory())
		time.sleep(max(0.0, began + (number + 1) / rate - time.monotonic()))
	return {
		"memory_mb": round(memory, 1),
		"cpu_ms": round((workers.processor_seconds() - before) * 1000 / count, 2),
	}


def main() -> None:
	parser = argparse.ArgumentParser(
		description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
	)
	parser.add_argument("--messages", type=int, default=20_000)
	parser.add_argument("--people", type=int, default=200)
	parser.add_argument("--rate", type=float)
	options = parser.parse_args()
	connect()
	with number_on_loopback() as (account, phone_number_id, secret):
		turns = Turns(account, phone_number_id, STOREMAN, options.people)
		rate = options.rate or capacity(turns) * 2 / 3
		frappe.flags.measured_from = frappe.utils.now_datetime()
		workers = Workers()
		size = options.messages // QUARTERS
		quarters = [post_quarter(turns, workers, secret, rate, size) for _number in range(QUARTERS)]
		found = waits_in_order(account, size * QUARTERS)
	for number, quarter in enumerate(quarters):
		mine = sorted(found[number * size : (number + 1) * size])
		quarter["p50_ms"] = round(statistics.median(mine))
		quarter["p99_ms"] = round(mine[int(len(mine) * 0.99)])
	result = {
		"messages": size * QUARTERS,
		"people": options.people,
		"per_s": round(rate, 1),
		"quarters": quarters,
		"memory_ratio": round(quarters[-1]["memory_mb"] / quarters[0]["memory_mb"], 3),
		"cpu_ratio": round(quarters[-1]["cpu_ms"] / quarters[0]["cpu_ms"], 3),
	}
	print(json.dumps(result))


if __name__ == "__main__":
	main()
