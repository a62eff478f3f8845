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

import frappe
from ground import connect, pairs, workers_waiting
from people import STOREMAN, Turns, number_on_loopback, worker_seconds


def no_ops(count: int) -> float:
	"""No-op jobs a second of one worker."""
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
	parser.add_argument("--user", default=STOREMAN)
	options = parser.parse_args()
	connect()
	with number_on_loopback() as (account, phone_number_id, _secret), workers_waiting():
		turns = Turns(account, phone_number_id, options.user, options.turns)
		no_op_rate, turn_rate, ratio = pairs(options.pairs, lambda: no_ops(options.jobs), turns.rate)
	result = {
		"noop_jobs_per_s": round(no_op_rate, 1),
		"turns_per_s": round(turn_rate, 1),
		"ratio": round(ratio, 3),
	}
	print(json.dumps(result))


if __name__ == "__main__":
	main()
