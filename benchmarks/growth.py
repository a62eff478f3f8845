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

MESSAGE, RUN, EVENT = "WhatsApp Bot Message", "WhatsApp Bot Run", "WhatsApp Bot Event"


def fill(account: str, wanted: int) -> None:
	"""Double our rows until there are that many messages. Plain statements: no query builder can copy a table's rows
	within itself."""
	for doctype, filters, share in (
		(MESSAGE, {"account": account}, 1),
		(RUN, {"contact": ("is", "set")}, 2),
		(EVENT, {"signed_by": account}, 2),
	):
		double(doctype, filters, wanted // share)


def double(doctype: str, filters: dict, wanted: int) -> None:
	unique = {"message_key", "idempotency_key", "run_key", "event_key"}
	columns = [column for column in frappe.db.get_table_columns(doctype) if column not in unique | {"name"}]
	names = ", ".join(f"`{column}`" for column in columns)
	keys = [column for column in frappe.db.get_table_columns(doctype) if column in unique]
	while (count := frappe.db.count(doctype, filters)) < wanted:
		limit = min(count, wanted - count)
		made = ", ".join("sha2(uuid(), 256)" if key == "event_key" else "null" for key in keys)
		frappe.db.sql(
			f"insert into `tab{doctype}` (name, {names}{''.join(f', `{key}`' for key in keys)}) "
			f"select replace(uuid(), '-', ''), {names}{', ' + made if keys else ''} from `tab{doctype}` limit {limit}"
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
