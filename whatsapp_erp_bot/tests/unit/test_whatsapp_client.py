# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The client over real HTTP against the stand-in of Meta's API, and against servers that misbehave."""

import contextlib
import hashlib
import io
import logging
import pickle
import socket
import threading
import traceback
import unittest
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from unittest import mock

import requests

from whatsapp_erp_bot.tests.loopback import samples
from whatsapp_erp_bot.tests.loopback.graph import GraphStandIn, wait_until
from whatsapp_erp_bot.whatsapp import client as client_module
from whatsapp_erp_bot.whatsapp.client import Client
from whatsapp_erp_bot.whatsapp.errors import (
	ConfigurationError,
	ErrorKind,
	NotAnId,
	NotSent,
	OutcomeUnknown,
	WhatsAppError,
)
from whatsapp_erp_bot.whatsapp.messages import Document, LimitError, Text, envelope
from whatsapp_erp_bot.whatsapp.transport import new_session

PHONE = "16505551234"
TOKEN = "EAAsecretsecretsecretsecret"
PDF = b"%PDF-1.7 \r\n--\r\n\x00\xff binary \n"
HELLO = envelope(Text("hola"), PHONE, callback_data="row-1")


def kept_out(case: unittest.TestCase, error: BaseException) -> None:
	"""No trace of the token in an exception, what it is chained to, or the variables of its frames."""
	seen = []
	while error is not None:
		seen += [str(error), repr(error), repr(error.args), repr(getattr(error, "__dict__", {}))]
		seen += traceback.format_exception(type(error), error, error.__traceback__)
		case.assertIsNone(getattr(error, "request", None))
		error = error.__context__
	case.assertNotIn(TOKEN, "".join(seen))


class WithStandIn(unittest.TestCase):
	@classmethod
	def setUpClass(cls):
		cls.graph = GraphStandIn(token=TOKEN).start()
		cls.addClassCleanup(cls.graph.stop)

	def setUp(self):
		self.graph.reset()
		self.client = self.new_client()
		#: for answers that never come, and only for them: a busy machine may need longer for the others
		self.hasty = self.new_client(timeout=(10, 0.2))

	def new_client(self, **changed) -> Client:
		given = {"token": TOKEN, "base_url": self.graph.url, "timeout": (10, 20), **changed}
		client = Client(self.graph.phone_number_id, **given)
		self.addCleanup(client.close)
		return client

	def fails(self, kind: ErrorKind, call: Callable[[], object], cls: type = WhatsAppError) -> WhatsAppError:
		with self.assertRaises(cls) as caught:
			call()
		self.assertIs(caught.exception.kind, kind)
		kept_out(self, caught.exception)
		return caught.exception


class TestSend(WithStandIn):
	def send(self):
		return self.client.send(HELLO)

	def test_accepted(self):
		accepted = self.client.send(HELLO)
		self.assertEqual(accepted.message_status, "accepted")
		self.assertEqual((accepted.wa_id, accepted.input), (PHONE, PHONE))
		self.assertEqual(self.graph.sent[0]["wamid"], accepted.wamid)
		self.assertEqual(self.graph.sent[0]["body"], HELLO)
		self.assertEqual(self.graph.requests[0]["path"], f"/v25.0/{self.graph.phone_number_id}/messages")

	def test_the_wa_id_may_differ_from_the_number(self):
		accepted = self.client.send(envelope(Text("x"), "525512345678"))
		self.assertEqual((accepted.input, accepted.wa_id), ("525512345678", "5215512345678"))

	def test_to_a_user_id(self):
		accepted = self.client.send(envelope(Text("x"), recipient="US.1349"))
		self.assertEqual((accepted.user_id, accepted.wa_id), ("US.1349", None))

	def test_connections_are_kept(self):
		with mock.patch.object(client_module, "_IDLE_SECONDS", 1000):
			for _ in range(5):
				self.send()
		pools = self.client._session.get_adapter(self.graph.url).poolmanager.pools
		self.assertEqual(pools[next(iter(pools.keys()))].num_connections, 1)

	def test_an_idle_connection_is_not_used_again(self):
		self.send()
		with mock.patch.object(client_module, "_IDLE_SECONDS", -1):
			self.send()
		self.assertEqual(len(self.graph.sent), 2)

	def test_errors_of_the_table(self):
		for code, kind in (
			(131056, ErrorKind.THROTTLE_PAIR),
			(131047, ErrorKind.WINDOW_CLOSED),
			(130429, ErrorKind.THROTTLE_NUMBER),
			(131026, ErrorKind.FAIL),
		):
			self.graph.script({"do": "error", "code": code, "retry_after": 7, "details": "why"})
			error = self.fails(kind, self.send)
			self.assertEqual((error.code, error.http_status, error.details), (code, 400, "why"))
			self.assertTrue(error.fbtrace_id)
		self.assertEqual(self.graph.sent, [])

	def test_retry_after(self):
		self.graph.script({"do": "status", "status": 429, "body": "", "headers": {"Retry-After": "9"}})
		self.assertEqual(self.fails(ErrorKind.THROTTLE_NUMBER, self.send).retry_after, 9)

	def test_html_and_empty_answers(self):
		self.graph.script({"do": "html", "status": 500}, {"do": "status", "status": 503, "body": ""})
		self.fails(ErrorKind.RETRY, self.send)
		self.fails(ErrorKind.RETRY, self.send)
		self.send()
		self.assertEqual(len(self.graph.sent), 1)

	def test_expired_and_wrong_tokens_stop_the_account(self):
		self.graph.script({"do": "token_expired"})
		error = self.fails(ErrorKind.STOP_ACCOUNT, self.send)
		self.assertEqual((error.code, error.subcode, error.http_status), (190, 463, 401))
		self.client = self.new_client(token="another-token")
		self.assertEqual(self.fails(ErrorKind.STOP_ACCOUNT, self.send).code, 190)

	def test_no_answer_in_time_is_unknown_and_sent_once(self):
		self.graph.script({"do": "hang", "seconds": 30, "accept": True})
		self.fails(ErrorKind.UNKNOWN_OUTCOME, lambda: self.hasty.send(HELLO), OutcomeUnknown)
		self.assertTrue(wait_until(lambda: self.graph.sent))
		self.assertEqual(len(self.graph.sent), 1)

	def test_a_connection_closed_after_the_message_was_taken_is_unknown(self):
		for step in ("close_after_accept", "garbage", "close"):
			self.graph.script({"do": step})
			self.fails(ErrorKind.UNKNOWN_OUTCOME, self.send, OutcomeUnknown)
		self.assertEqual(len(self.graph.sent), 2)
		self.assertEqual(len(self.graph.requests), 3)

	def test_a_success_without_message_id_is_unknown(self):
		for body in (
			"{}",
			'{"messages": []}',
			'{"messages": [{"id": ""}]}',
			"[]",
			"",
			'{"messages": {"id": "x"}}',
		):
			self.graph.script(
				{"do": "status", "status": 200, "body": body, "content_type": "application/json"}
			)
			self.fails(ErrorKind.UNKNOWN_OUTCOME, self.send, OutcomeUnknown)

	def test_an_error_inside_of_a_success(self):
		body = '{"error": {"code": 131056, "message": "x"}}'
		self.graph.script({"do": "status", "status": 200, "body": body})
		self.fails(ErrorKind.THROTTLE_PAIR, self.send)

	def test_redirects_are_not_followed(self):
		location = {"Location": f"{self.graph.url}/v25.0/{self.graph.phone_number_id}/messages"}
		for status in (301, 302, 307, 308):
			self.graph.script({"do": "status", "status": status, "headers": location})
			self.fails(ErrorKind.FAIL, self.send)
		self.assertEqual(len(self.graph.requests), 4)

	def test_the_stand_in_refuses_what_the_contract_does_not_know(self):
		error = self.fails(ErrorKind.FAIL, lambda: self.client.send({**HELLO, "extra": 1}))
		self.assertEqual(error.code, 100)
		self.assertIn("extra", error.details)

	def test_a_token_that_meta_repeats_is_masked(self):
		body = f'{{"error": {{"code": 190, "message": "Malformed access token {TOKEN}", "error_data": "{TOKEN}"}}}}'
		self.graph.script({"do": "status", "status": 401, "body": body})
		error = self.fails(ErrorKind.STOP_ACCOUNT, self.send)
		self.assertIn("Malformed access token <token>", str(error))

	def test_a_stranger_session_tells_less(self):
		"""With a session that does not note its progress, what may have left counts as unknown."""
		self.client = self.new_client(session=requests.Session())
		self.client.send(HELLO)
		self.graph.script({"do": "close"})
		self.fails(ErrorKind.UNKNOWN_OUTCOME, self.send, OutcomeUnknown)

	def test_threads_share_a_client(self):
		client = self.client
		threads = [threading.Thread(target=lambda: [client.send(HELLO) for _ in range(10)]) for _ in range(8)]
		for thread in threads:
			thread.start()
		for thread in threads:
			thread.join()
		self.assertEqual(len({one["wamid"] for one in self.graph.sent}), 80)

	def test_a_shared_session(self):
		session = new_session(trust_environment=False)
		self.addCleanup(session.close)
		for _ in range(2):
			client = self.new_client(session=session)
			client.send(HELLO)
			client.close()
		pools = session.get_adapter(self.graph.url).poolmanager.pools
		self.assertEqual(pools[next(iter(pools.keys()))].num_connections, 1)


class TestNothingLeft(unittest.TestCase):
	"""What provably did not leave may be sent again; anything else may not."""

	def client(self, url: str, **changed) -> Client:
		client = Client("1", TOKEN, base_url=url, timeout=(10, 20), **changed)
		self.addCleanup(client.close)
		return client

	def fails(self, cls: type, client: Client, body: dict = HELLO) -> None:
		with self.assertRaises(cls) as caught:
			client.send(body)
		self.assertIs(type(caught.exception), cls)
		kept_out(self, caught.exception)

	def test_refused(self):
		with socket.socket() as free:
			free.bind(("127.0.0.1", 0))
			url = f"http://127.0.0.1:{free.getsockname()[1]}"
		self.fails(NotSent, self.client(url))
		self.fails(NotSent, self.client(url, session=None))

	def test_unknown_host(self):
		with mock.patch("socket.getaddrinfo", side_effect=socket.gaierror(-2, "Name or service not known")):
			self.fails(NotSent, self.client("https://graph.facebook.com"))

	def test_no_connection_in_time(self):
		with mock.patch("socket.socket.connect", side_effect=TimeoutError("timed out")):
			self.fails(NotSent, self.client("https://graph.facebook.com"))

	def test_a_server_without_a_certificate(self):
		with raw_server(lambda connection: connection.sendall(b"HTTP/1.1 400 no TLS\r\n\r\n")) as url:
			self.fails(NotSent, self.client(url.replace("http:", "https:")))

	def test_a_stopped_server_behind_a_kept_connection(self):
		graph = GraphStandIn(token=TOKEN).start()
		client = Client(graph.phone_number_id, TOKEN, base_url=graph.url, timeout=(10, 20))
		self.addCleanup(client.close)
		client.send(HELLO)
		graph.stop()
		self.fails(NotSent, client)

	def test_broken_before_the_last_byte(self):
		"""The server resets the connection while a request larger than all buffers is still on its way."""

		def reset(connection: socket.socket) -> None:
			connection.recv(1024)
			connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")

		huge = {**HELLO, "text": {"body": "x" * 30_000_000}}
		with raw_server(reset) as url:
			self.fails(NotSent, self.client(url), huge)

	def test_closed_after_the_last_byte(self):
		with raw_server(lambda connection: connection.recv(65536)) as url:
			self.fails(OutcomeUnknown, self.client(url))

	def test_an_answer_that_breaks_off(self):
		def half(connection: socket.socket) -> None:
			connection.recv(65536)
			connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"messages": [{"id"')

		with raw_server(half) as url:
			self.fails(OutcomeUnknown, self.client(url))

	def test_an_answer_that_is_not_http(self):
		def talk(connection: socket.socket) -> None:
			connection.recv(65536)
			connection.sendall(b"220 smtp.example ESMTP\r\n")

		with raw_server(talk) as url:
			self.fails(OutcomeUnknown, self.client(url))


@contextlib.contextmanager
def raw_server(serve: Callable[[socket.socket], object]) -> Iterator[str]:
	"""A server on 127.0.0.1 that hands each connection to `serve` and then closes it."""
	with socket.create_server(("127.0.0.1", 0)) as listener:

		def loop() -> None:
			while True:
				try:
					connection, _ = listener.accept()
				except OSError:
					return
				with connection, contextlib.suppress(OSError):
					serve(connection)

		thread = threading.Thread(target=loop, daemon=True)
		thread.start()
		yield f"http://127.0.0.1:{listener.getsockname()[1]}"
		listener.shutdown(socket.SHUT_RDWR)
		thread.join(2)


class TestReading(WithStandIn):
	def test_read_and_typing(self):
		self.client.mark_read("wamid.R")
		self.client.mark_read("wamid.R", typing=True)
		base = {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.R"}
		self.assertEqual(self.graph.read, [base, {**base, "typing_indicator": {"type": "text"}}])
		if samples.AVAILABLE:
			goldens = samples.goldens()
			for name, body in zip(("mark_read", "typing"), self.graph.read, strict=True):
				self.assertEqual(goldens[name][0]["body"], body)

	def test_failing_may_be_repeated(self):
		self.graph.script({"do": "hang", "on": "read"}, {"do": "close", "on": "read"})
		self.fails(ErrorKind.RETRY, lambda: self.hasty.mark_read("wamid.R"))
		self.assertTrue(wait_until(lambda: len(self.graph._steps) == 1))
		self.fails(ErrorKind.RETRY, lambda: self.client.mark_read("wamid.R"))


class TestFiles(WithStandIn):
	def test_there_and_back(self):
		media_id = self.client.upload(PDF, "application/pdf", 'Año "1".pdf')
		self.assertEqual(self.graph.files[media_id]["content"], PDF)
		self.assertEqual(self.client.download(media_id, 1000), PDF)
		info = self.client.media_info(media_id)
		self.assertEqual((info.mime_type, info.file_size), ("application/pdf", len(PDF)))
		self.assertEqual(info.sha256, hashlib.sha256(PDF).hexdigest())
		self.client.send(envelope(Document(media_id, "a.pdf"), PHONE))
		asked = [one for one in self.graph.requests if one["path"].endswith(media_id)]
		self.assertEqual(asked[0]["query"], {"phone_number_id": self.graph.phone_number_id})

	def test_what_meta_takes_not_is_not_uploaded(self):
		for content, mime_type in (
			(b"x", "text/html"),
			(b"", "application/pdf"),
			(b"x" * 5242881, "image/png"),
		):
			with self.assertRaises(LimitError):
				self.client.upload(content, mime_type, "a")
		self.assertEqual(self.graph.requests, [])

	def test_an_upload_may_be_repeated(self):
		self.graph.script({"do": "close_after_accept", "on": "upload"}, {"do": "garbage", "on": "upload"})
		for _ in range(2):
			self.fails(ErrorKind.RETRY, lambda: self.client.upload(PDF, "application/pdf", "a.pdf"))

	def test_a_file_that_meta_does_not_know(self):
		error = self.fails(ErrorKind.FAIL, lambda: self.client.download("123", 1000))
		self.assertEqual((error.code, error.subcode), (100, 33))
		self.fails(ErrorKind.FAIL, lambda: self.client.send(envelope(Document("123", "a.pdf"), PHONE)))

	def test_what_is_no_id_says_nothing_about_the_account(self):
		for media_id in ("../1", "1 2", "x" * 300, "", None):
			with self.subTest(media_id), self.assertRaises(NotAnId) as caught:
				self.client.download(media_id, 10)
			self.assertIs(caught.exception.kind, ErrorKind.FAIL)
			self.assertTrue(caught.exception.message)

	def test_ids_do_not_lead_elsewhere(self):
		for media_id in ("../me", "1/2", "1?x=1", "", None, "a" * 201, ".."):
			with self.assertRaises(WhatsAppError):
				self.client.download(media_id, 1000)
		self.assertEqual(self.graph.requests, [])

	def test_sizes(self):
		media_id = self.graph.add_file(PDF, "application/pdf")
		self.assertEqual(self.client.download(media_id, len(PDF)), PDF)
		with self.assertRaises(LimitError):
			self.client.download(media_id, len(PDF) - 1)
		fetched = [one for one in self.graph.requests if "attachments" in one["path"]]
		self.assertEqual(len(fetched), 1)

	def test_a_file_larger_than_announced(self):
		media_id = self.graph.add_file(PDF, "application/pdf")
		self.graph.script({"do": "status", "status": 200, "body": "x" * 10_000, "on": "file"})
		with self.assertRaises(LimitError):
			self.client.download(media_id, len(PDF))

	def test_a_file_without_announced_length(self):
		def serve(connection: socket.socket) -> None:
			connection.recv(65536)
			connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + b"x" * 500_000)

		with raw_server(serve) as url:
			client = self.new_client(base_url=url)
			self.assertEqual(len(client._fetch(url + "/file", 500_000)), 500_000)
			with self.assertRaises(LimitError):
				client._fetch(url + "/file", 499_999)

	def test_checksums(self):
		media_id = self.graph.add_file(PDF, "application/pdf")
		with self.assertRaises(WhatsAppError):
			self.client.download(media_id, 1000, sha256="4654+8g=")
		self.graph.script({"do": "status", "status": 200, "body": "x" * len(PDF), "on": "file"})
		self.fails(ErrorKind.RETRY, lambda: self.client.download(media_id, 1000))

	def test_an_address_that_has_expired_is_asked_for_again(self):
		media_id = self.graph.add_file(PDF, "application/pdf")
		for status in (401, 404):
			self.graph.script({"do": "status", "status": status, "body": "", "on": "file"})
			self.assertEqual(self.client.download(media_id, 1000), PDF)
		self.graph.script({"do": "status", "status": 401, "body": "", "on": "file", "times": 2})
		self.fails(ErrorKind.RETRY, lambda: self.client.download(media_id, 1000))

	def test_a_slow_file(self):
		media_id = self.graph.add_file(PDF, "application/pdf")
		url = self.client.media_info(media_id).url
		self.graph.script({"do": "hang", "on": "file"})
		self.fails(ErrorKind.RETRY, lambda: self.hasty._fetch(url, 1000))


class Listener:
	"""A host that is not Meta's: it notes who came with what."""

	def __enter__(self) -> "Listener":
		heard = self.heard = []

		class Handler(BaseHTTPRequestHandler):
			def do_GET(self) -> None:
				heard.append(dict(self.headers))
				self.send_response(200)
				self.send_header("Content-Length", str(len(PDF)))
				self.end_headers()
				self.wfile.write(PDF)

			def log_message(self, *_: object) -> None:
				pass

		self.server = HTTPServer(("127.0.0.1", 0), Handler)
		self.url = f"http://127.0.0.1:{self.server.server_address[1]}/file"
		self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)
		self.thread.start()
		return self

	def __exit__(self, *_: object) -> None:
		self.server.shutdown()
		self.server.server_close()


class TestTheTokenStaysHome(WithStandIn):
	def told(self, url: str) -> None:
		body = f'{{"url": "{url}", "mime_type": "application/pdf", "id": "1"}}'
		self.graph.script({"do": "status", "status": 200, "body": body, "on": "info"})

	def test_another_host_gets_no_request(self):
		media_id = self.graph.add_file(PDF, "application/pdf")
		with Listener() as stranger:
			self.told(stranger.url)
			self.fails(ErrorKind.FAIL, lambda: self.client.download(media_id, 1000))
			self.assertEqual(stranger.heard, [])

	def test_a_redirect_to_another_host_is_not_followed(self):
		media_id = self.graph.add_file(PDF, "application/pdf")
		with Listener() as stranger:
			headers = {"Location": stranger.url}
			self.graph.script({"do": "status", "status": 302, "headers": headers, "on": "file"})
			self.fails(ErrorKind.FAIL, lambda: self.client.download(media_id, 1000))
			self.assertEqual(stranger.heard, [])

	def test_a_redirect_between_metas_hosts_goes_without_the_token(self):
		"""Both hosts may be asked, yet only the first, which Graph named, gets the token."""
		media_id = self.graph.add_file(PDF, "application/pdf")
		with Listener() as other:
			headers = {"Location": other.url}
			self.graph.script({"do": "status", "status": 302, "headers": headers, "on": "file"})
			with mock.patch.object(client_module, "may_have_token", return_value=True):
				self.assertEqual(self.client.download(media_id, 1000), PDF)
			self.assertEqual(len(other.heard), 1)
			self.assertNotIn("Authorization", other.heard[0])

	def test_circles_end(self):
		media_id = self.graph.add_file(PDF, "application/pdf")
		url = self.client.media_info(media_id).url
		self.graph.script(
			{"do": "status", "status": 302, "headers": {"Location": url}, "on": "file", "times": 9}
		)
		self.fails(ErrorKind.FAIL, lambda: self.client.download(media_id, 1000))

	def test_not_in_what_is_shown(self):
		self.assertNotIn(TOKEN, repr(self.client) + repr(vars(self.client)) + str(self.client))
		with self.assertRaises(TypeError):
			pickle.dumps(self.client._token)

	def test_not_in_logs(self):
		heard = io.StringIO()
		handler = logging.StreamHandler(heard)
		root = logging.getLogger()
		level = root.level
		root.addHandler(handler)
		root.setLevel(logging.DEBUG)
		try:
			self.client.send(HELLO)
			self.graph.script({"do": "close"})
			self.fails(ErrorKind.UNKNOWN_OUTCOME, lambda: self.client.send(HELLO))
		finally:
			root.removeHandler(handler)
			root.setLevel(level)
		self.assertIn("/messages", heard.getvalue())
		self.assertNotIn(TOKEN, heard.getvalue())


class TestPhoneNumber(WithStandIn):
	def test_facts(self):
		facts = self.client.phone_number()
		self.assertEqual(facts["display_phone_number"], self.graph.display_phone_number)
		self.assertEqual(facts["quality_rating"], "GREEN")

	def test_wrong_number(self):
		client = Client("999", TOKEN, base_url=self.graph.url)
		self.addCleanup(client.close)
		self.assertEqual(self.fails(ErrorKind.FAIL, client.phone_number).subcode, 33)


class TestSettings(unittest.TestCase):
	def test_addresses(self):
		for good in (
			"https://graph.facebook.com",
			"https://graph.facebook.com/",
			"https://gateway.example/graph",
			"http://127.0.0.1:8000",
			"http://localhost:8000",
			"http://[::1]:8000",
		):
			Client("1", "t", base_url=good).close()
		for bad in (
			"http://graph.facebook.com",
			"http://127.0.0.1.example",
			"http://127.0.0.2",
			"graph.facebook.com",
			"https://",
			"https://user:pass@graph.facebook.com",
			"https://x.y/?a=1",
			"https://x.y:port",
			"file:///etc/passwd",
			"",
			None,
		):
			with self.subTest(bad), self.assertRaises(ConfigurationError):
				Client("1", "t", base_url=bad)

	def test_tokens(self):
		self.assertEqual(Client("1", " t \n")._token._token.reveal(), "t")
		for bad in ("", None, "  ", "a b", "a\r\nX: y", "señal", "\ud800"):
			with self.subTest(bad), self.assertRaises(ConfigurationError) as caught:
				Client("1", bad)
			self.assertIs(caught.exception.kind, ErrorKind.STOP_ACCOUNT)
			if bad and bad.strip():
				self.assertNotIn(bad, str(caught.exception))

	def test_ids_and_versions(self):
		for phone_number_id in ("", None, "1/2", "..", "1?x"):
			with self.assertRaises(ConfigurationError):
				Client(phone_number_id, "t")
		for version in ("", "25.0", "v25", "v25.0/../..", "latest"):
			with self.assertRaises(ConfigurationError):
				Client("1", "t", version=version)


if __name__ == "__main__":
	unittest.main()
