# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Growth: what a turn costs at a million stored messages against a thousand.

	./dev bench growth [--messages 1000000] [--pairs 7] [--turns 100]

The same questions of the same people are answered by a fresh worker before and after the tables were filled: messages
spread over all conversations of the benchmark, a run for every second of them, an event for every second. The ratio is
of the medians of time per turn. What was filled in is removed. Ends with one JSON line.
"""

import argparse
import json
import statistics

import frappe
from ground import connect, workers_waiting
from people import STOREMAN, Turns, number_on_loopback

UNIQUE = {"message_key", "idempotency_key", "run_key", "event_key"}
COPIES_AT_ONCE = 50
MESSAGE, RUN, EVENT = "WhatsApp Bot Message", "WhatsApp Bot Run", "WhatsApp Bot Event"


def fill(account: str, wanted: int) -> None:
	"""Copy our rows until there are that many messages. Plain statements: no query builder can copy a table's rows
	within itself."""
	for doctype, filters, share in (
		(MESSAGE, {"account": account}, 1),
		(RUN, {"conversation": ("in", conversations(account))}, 2),
		(EVENT, {"signed_by": account}, 2),
	):
		copy(doctype, filters, wanted // share)


def conversations(account: str) -> list[str]:
	return frappe.get_all(
		"WhatsApp Bot Conversation", filters={"account": account}, pluck="name", order_by="name"
	)


def copy(doctype: str, filters: dict, wanted: int) -> None:
	"""Copies of the rows that fit, each an hour older than the one before and with no key of another's."""
	rows = frappe.db.count(doctype, filters)
	names = frappe.get_all(doctype, filters=filters, pluck="name", order_by="name")
	columns = [column for column in frappe.db.get_table_columns(doctype) if column not in UNIQUE]
	changed = {
		"name": "concat(name, '-', seq)",
		"creation": "date_sub(creation, interval seq hour)",
		"event_key": "sha2(concat(name, '-', seq), 256)",
	}
	if doctype == EVENT:
		columns.append("event_key")
	made = ", ".join(changed.get(column, f"`{column}`") for column in columns)
	copies = -(-(wanted - rows) // rows)
	for first in range(1, copies + 1, COPIES_AT_ONCE):
		last = min(first + COPIES_AT_ONCE - 1, copies)
		frappe.db.sql(
			f"insert into `tab{doctype}` ({', '.join(f'`{column}`' for column in columns)}) "
			f"select {made} from `tab{doctype}` join seq_{first}_to_{last} where name in %(names)s",
			{"names": names},
		)
		frappe.db.commit()


def seconds_a_turn(turns: Turns, pairs: int) -> float:
	return statistics.median(1 / turns.rate() for _number in range(pairs))


def main() -> None:
	parser = argparse.ArgumentParser(
		description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
	)
	parser.add_argument("--messages", type=int, default=1_000_000)
	parser.add_argument("--pairs", type=int, default=7)
	parser.add_argument("--turns", type=int, default=100)
	options = parser.parse_args()
	connect()
	with number_on_loopback() as (account, phone_number_id, _secret), workers_waiting():
		turns = Turns(account, phone_number_id, STOREMAN, options.turns)
		turns.rate()
		small = seconds_a_turn(turns, options.pairs)
		fill(account, options.messages)
		for doctype in (MESSAGE, RUN, EVENT):
			frappe.db.sql_ddl(f"analyze table `tab{doctype}`")
		turns.forget_counts()
		large = seconds_a_turn(turns, options.pairs)
		stored = frappe.db.count(MESSAGE, {"account": account})
	result = {"messages": stored, "ms_small": round(small * 1000, 1), "ms_large": round(large * 1000, 1)}
	print(json.dumps({**result, "ratio": round(large / small, 3)}))


if __name__ == "__main__":
	main()
