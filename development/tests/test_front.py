# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The front passes everything on unchanged: realtime to its server, all else to the web server."""

import http.client
import shutil
import socket
import subprocess
import threading
import time
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from development.workplace import INSIDE


class Echo(BaseHTTPRequestHandler):
	"""Answers with its own name and what it was asked."""

	protocol_version = "HTTP/1.1"

	def answer(self) -> None:
		body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
		if self.path.endswith("/upgrade"):
			self.connection.sendall(
				b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n"
			)
			while piece := self.connection.recv(1000):
				self.connection.sendall(piece.upper())
			self.close_connection = True
			return
		words = (
			self.server.name,
			self.command,
			self.path,
			self.headers["Host"],
			self.headers["Origin"],
			len(body),
		)
		text = " ".join(map(str, words)).encode()
		self.send_response(413 if self.path == "/large" else 200)
		self.send_header("Content-Length", str(len(text)))
		self.send_header("Set-Cookie", "a=1")
		self.send_header("Set-Cookie", "b=2")
		self.end_headers()
		self.wfile.write(text)

	do_GET = do_POST = answer

	def log_message(self, *arguments: object) -> None:
		pass


@unittest.skipUnless(shutil.which("node"), "needs node")
class TestFront(unittest.TestCase):
	@classmethod
	def setUpClass(cls) -> None:
		cls.servers = [cls.serve("web"), cls.serve("socketio")]
		cls.port = free_port()
		ports = [str(cls.port), *(str(server.server_address[1]) for server in cls.servers)]
		cls.front = subprocess.Popen(("node", str(INSIDE / "front.js"), *ports))
		cls.addClassCleanup(cls.front.wait)
		cls.addClassCleanup(cls.front.kill)
		until = time.monotonic() + 20
		while time.monotonic() < until:
			with socket.socket() as one:
				if one.connect_ex(("127.0.0.1", cls.port)) == 0:
					return
			time.sleep(0.05)
		raise AssertionError("the front does not listen")

	@classmethod
	def serve(cls, name: str) -> ThreadingHTTPServer:
		server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
		server.daemon_threads = True
		server.name = name
		threading.Thread(target=server.serve_forever, daemon=True).start()
		cls.addClassCleanup(server.server_close)
		cls.addClassCleanup(server.shutdown)
		return server

	def connection(self) -> http.client.HTTPConnection:
		connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
		self.addCleanup(connection.close)
		return connection

	def test_who_gets_what(self) -> None:
		connection = self.connection()
		paths = {
			"/api/method/ping": "web",
			"/socket.io/?EIO=4&transport=polling": "socketio",
			"/socket.io": "socketio",
			"/socket.iox": "web",
			"/app/socket.io/": "web",
		}
		# on one connection that stays open, as browsers have it
		for path, server in paths.items():
			connection.request("GET", path, headers={"Host": "bot.localhost:8000"})
			answer = connection.getresponse()
			origin = "http://bot.localhost:8000" if server == "socketio" else None
			self.assertEqual(answer.read().decode(), f"{server} GET {path} bot.localhost:8000 {origin} 0")
			self.assertEqual(answer.headers.get_all("Set-Cookie"), ["a=1", "b=2"])
			self.assertFalse(answer.will_close)

	def test_bodies_and_answers_pass(self) -> None:
		connection = self.connection()
		connection.request("POST", "/large", body=b"x" * 3_000_000, headers={"Host": "a"})
		answer = connection.getresponse()
		self.assertEqual((answer.status, answer.read()), (413, b"web POST /large a None 3000000"))

	def test_a_page_of_another_host_says_so(self) -> None:
		connection = self.connection()
		connection.request("GET", "/socket.io/", headers={"Host": "a", "Origin": "http://evil"})
		self.assertEqual(connection.getresponse().read(), b"socketio GET /socket.io/ a http://evil 0")

	def test_a_websocket_passes_both_ways(self) -> None:
		with socket.create_connection(("127.0.0.1", self.port), timeout=10) as one:
			one.sendall(
				b"GET /socket.io/upgrade HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n"
			)
			self.assertIn(b"101 Switching", one.recv(1000))
			one.sendall(b"hello")
			self.assertEqual(one.recv(1000), b"HELLO")

	def test_a_server_that_is_away_is_a_502(self) -> None:
		port = free_port()
		front = subprocess.Popen(
			("node", str(INSIDE / "front.js"), str(port), str(free_port()), str(free_port()))
		)
		self.addCleanup(front.wait)
		self.addCleanup(front.kill)
		until = time.monotonic() + 20
		while time.monotonic() < until:
			try:
				connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
				connection.request("GET", "/api/method/ping")
				self.assertEqual(connection.getresponse().status, 502)
				return
			except ConnectionRefusedError:
				time.sleep(0.05)
			finally:
				connection.close()
		self.fail("the front does not listen")

	def test_who_leaves_early_disturbs_nobody(self) -> None:
		for _ in range(5):
			with socket.create_connection(("127.0.0.1", self.port), timeout=10) as one:
				one.sendall(b"POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\nhalf")
		with socket.create_connection(("127.0.0.1", self.port), timeout=10) as one:
			one.sendall(b"nonsense\r\n\r\n")
			self.assertIn(b"400", one.recv(1000))
		self.test_who_gets_what()


def free_port() -> int:
	with socket.create_server(("127.0.0.1", 0)) as server:
		return server.getsockname()[1]
