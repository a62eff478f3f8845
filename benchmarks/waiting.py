# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Waiting: from a webhook that was accepted to the answer that the Graph accepted, under half the load that one worker
can bear.

	./dev bench waiting [--seconds 300] [--people 200] [--rate TURNS_PER_S]

Signed posts of 200 people arrive over HTTP at an even pace of half the capacity of one worker (measured first, unless
`--rate` gives it), and the bench's own workers answer. `swept` counts messages that waited so long that only the
minutely sweep can have found them. Ends with one JSON line.
"""

import argparse
import json
import random
import statistics
import time

import frappe
import requests
from ground import connect, url, workers_waiting
from people import STOREMAN, Turns, number_on_loopback

from whatsapp_erp_bot.whatsapp.signature import sign

WEBHOOK = "/api/method/whatsapp_erp_bot.api.webhook.receive"
# no wake-up takes this long; the sweep comes once a minute
SWEPT_AFTER_MS = 20_000


def capacity(turns: Turns) -> float:
	with workers_waiting():
		turns.rate()
		return statistics.median(turns.rate() for _number in range(3))


def post(session: requests.Session, body: bytes, secret: str) -> None:
	"""Post a signed body to the site; ends the benchmark unless it is taken."""
	headers = {"Content-Type": "application/json", "X-Hub-Signature-256": sign(body, secret)}
	answer = session.post(url() + WEBHOOK, data=body, headers=headers, timeout=30)
	if answer.status_code != 200:
		raise SystemExit(f"An answer was {answer.status_code}, not 200.")


def post_evenly(turns: Turns, secret: str, rate: float, seconds: float) -> int:
	session = requests.Session()
	began, posted = time.monotonic(), 0
	while (elapsed := time.monotonic() - began) < seconds:
		if posted >= elapsed * rate:
			time.sleep(1 / rate / 4)
			continue
		post(session, turns.body(random.choice(turns.phones)), secret)
		posted += 1
	return posted


def waits_in_order(account: str, expected: int) -> list[float]:
	"""Milliseconds from the Event's row to the accepted answer, of each question, as the questions came."""
	message = frappe.qb.DocType("WhatsApp Bot Message").as_("question")
	answer = frappe.qb.DocType("WhatsApp Bot Message").as_("answer")
	event = frappe.qb.DocType("WhatsApp Bot Event")
	query = (
		frappe.qb.from_(answer)
		.join(message)
		.on(answer.in_answer_to == message.name)
		.join(event)
		.on(message.event == event.name)
		.select(event.received_on, answer.accepted_on)
		.where(answer.account == account)
		.where(answer.accepted_on.isnotnull())
		.where(event.received_on > frappe.flags.measured_from)
		.orderby(event.received_on)
	)
	until = time.monotonic() + 120
	while True:
		frappe.db.rollback()
		rows = query.run()
		if len(rows) >= expected or time.monotonic() > until:
			break
		time.sleep(1)
	if len(rows) != expected:
		raise SystemExit(f"{expected} questions, but {len(rows)} accepted answers.")
	return [(accepted - received).total_seconds() * 1000 for received, accepted in rows]


def main() -> None:
	parser = argparse.ArgumentParser(
		description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
	)
	parser.add_argument("--seconds", type=float, default=300)
	parser.add_argument("--people", type=int, default=200)
	parser.add_argument("--rate", type=float)
	options = parser.parse_args()
	connect()
	with number_on_loopback() as (account, phone_number_id, secret):
		turns = Turns(account, phone_number_id, STOREMAN, options.people)
		rate = options.rate or capacity(turns)
		frappe.flags.measured_from = frappe.utils.now_datetime()
		posted = post_evenly(turns, secret, rate / 2, options.seconds)
		found = sorted(waits_in_order(account, posted))
	result = {
		"p50_ms": round(found[len(found) // 2]),
		"p99_ms": round(found[int(len(found) * 0.99)]),
		"swept": sum(wait > SWEPT_AFTER_MS for wait in found),
		"messages": posted,
		"per_s": round(rate / 2, 1),
	}
	print(json.dumps(result))


if __name__ == "__main__":
	main()
