# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Accepting: distinct signed webhook posts a second against /api/method/ping, on the same gunicorn.

	./dev bench webhook [--pairs 7] [--seconds 3] [--connections 8] [--with-workers]

Eight connections post text messages, each signed and with a wamid of its own, as fast as they are answered; then the
same connections ask for ping; in turn, at least seven times. Only answers of 200 count, and the rows are counted after:
fewer rows than answers is an error. Where frappe_whatsapp is installed on the site, its webhook is measured the same
way. The bench's workers wait meanwhile (`--with-workers`: they answer what comes, on the same processors).
Ends with one JSON line.
"""

import argparse
import contextlib
import json
import secrets
import selectors
import socket
import time
from collections.abc import Callable
from urllib.parse import urlsplit

import frappe
from ground import clean, connect, make_account, pairs, url, workers_waiting

from whatsapp_erp_bot.tests.loopback import bodies
from whatsapp_erp_bot.tests.loopback.graph import new_wamid
from whatsapp_erp_bot.whatsapp.signature import sign

OURS = "/api/method/whatsapp_erp_bot.api.webhook.receive"
PEER = "/api/method/frappe_whatsapp.utils.webhook.webhook"
PING = "/api/method/ping"


class Load:
	"""Keeps `connections` requests under way to one address for some seconds; counts answers of 200. One thread on
	non-blocking sockets, so that the load takes little of the machine."""

	def __init__(self, address: str, connections: int, seconds: float):
		parts = urlsplit(address)
		self.host, self.port = parts.hostname, parts.port or 80
		self.host_header = parts.netloc
		self.connections, self.seconds = connections, seconds

	def rate(self, make: Callable[[], bytes]) -> float:
		"""Answers of 200 a second for requests that `make` gives."""
		selector = selectors.DefaultSelector()
		for _number in range(self.connections):
			self._send(selector, None, make())
		began = time.perf_counter()
		end, done = began + self.seconds, 0
		under_way = self.connections
		while under_way:
			for key, _events in selector.select(timeout=5):
				answered = self._read(key)
				if answered is None:
					continue
				if answered != 200:
					raise SystemExit(f"An answer was {answered}, not 200.")
				done += 1
				under_way -= 1
				selector.unregister(key.fileobj)
				if time.perf_counter() < end:
					self._send(selector, key.fileobj if key.data["keep"] else None, make())
					under_way += 1
				if not key.data["keep"]:
					key.fileobj.close()
		return done / (time.perf_counter() - began)

	def _send(self, selector: selectors.BaseSelector, old: socket.socket | None, request: bytes) -> None:
		connection = old
		if connection is None:
			connection = socket.create_connection((self.host, self.port))
			connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
		connection.sendall(request)
		selector.register(connection, selectors.EVENT_READ, {"got": b"", "keep": True})

	def _read(self, key: selectors.SelectorKey) -> int | None:
		"""The status once an answer is whole, else None."""
		data = key.fileobj.recv(65536)
		key.data["got"] += data
		head, found, rest = key.data["got"].partition(b"\r\n\r\n")
		if not found and data:
			return None
		lines = head.lower()
		key.data["keep"] = b"connection: close" not in lines
		length = next(
			(
				int(line.split(b":")[1])
				for line in lines.split(b"\r\n")
				if line.startswith(b"content-length:")
			),
			0,
		)
		if len(rest) < length and data:
			return None
		return int(head.split(b" ", 2)[1])

	def request(self, method: str, path: str, body: bytes = b"", **headers: str) -> bytes:
		"""The bytes of a request."""
		lines = [f"{method} {path} HTTP/1.1", f"Host: {self.host_header}", f"Content-Length: {len(body)}"]
		lines.extend(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())
		return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class Posts:
	"""Signed posts made beforehand, each for one use."""

	def __init__(self, load: Load, path: str, phone_number_id: str, secret: str):
		self.load, self.path, self.phone_number_id, self.secret = load, path, phone_number_id, secret
		self.ready: list[bytes] = []
		self.used = 0

	def make_ready(self, count: int) -> None:
		while len(self.ready) < count:
			body = self._body()
			self.ready.append(
				self.load.request(
					"POST",
					self.path,
					body,
					Content_Type="application/json",
					X_Hub_Signature_256=sign(body, self.secret),
				)
			)

	def _body(self) -> bytes:
		phone = f"52155{secrets.randbelow(10**8):08d}"
		message = bodies.message(
			new_wamid(), int(time.time()), bodies.text("¿cuánto vendimos hoy?"), phone=phone
		)
		return bodies.to_bytes(
			bodies.envelope(
				"1001",
				self.phone_number_id,
				"525550000000",
				contacts=[bodies.contact(phone, "Benchmark", None)],
				messages=[message],
			)
		)

	def take(self) -> bytes:
		self.used += 1
		return self.ready.pop() if self.ready else self._late()

	def _late(self) -> bytes:
		self.make_ready(1)
		return self.ready.pop()


def main() -> None:
	parser = argparse.ArgumentParser(
		description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
	)
	parser.add_argument("--pairs", type=int, default=7)
	parser.add_argument("--seconds", type=float, default=3)
	parser.add_argument("--connections", type=int, default=8)
	parser.add_argument("--with-workers", action="store_true")
	options = parser.parse_args()
	connect()
	secret = secrets.token_hex(16)
	account, phone_number_id = make_account("http://127.0.0.1:9", "EAA" + secrets.token_hex(12), secret)
	load = Load(url(), options.connections, options.seconds)
	waiting = contextlib.nullcontext() if options.with_workers else workers_waiting()
	try:
		with waiting:
			print(json.dumps(measure(load, options, phone_number_id, secret, account)))
	finally:
		clean(account)


def measure(load: Load, options: argparse.Namespace, phone_number_id: str, secret: str, account: str) -> dict:
	ping = load.request("GET", PING)
	ours = Posts(load, OURS, phone_number_id, secret)
	load_ping = lambda: load.rate(lambda: ping)  # noqa: E731
	load_ping()
	count = int(load_ping() * options.seconds) + 200

	def post() -> float:
		ours.make_ready(count)
		return load.rate(ours.take)

	post()
	ping_rate, webhook_rate, ratio = pairs(options.pairs, load_ping, post)
	frappe.db.rollback()
	stored = frappe.db.count("WhatsApp Bot Event", {"signed_by": account})
	if stored != ours.used:
		raise SystemExit(f"{ours.used} posts were answered 200, but {stored} rows are stored.")
	result = {
		"ping_per_s": round(ping_rate, 1),
		"webhook_per_s": round(webhook_rate, 1),
		"ratio": round(ratio, 3),
		"rows": stored,
	}
	if "frappe_whatsapp" in frappe.get_installed_apps():
		peer = Posts(load, PEER, phone_number_id, secret)
		peer.make_ready(count)
		_ping, peer_rate, _ratio = pairs(options.pairs, load_ping, lambda: load.rate(peer.take))
		result["frappe_whatsapp_per_s"] = round(peer_rate, 1)
	return result


if __name__ == "__main__":
	main()
