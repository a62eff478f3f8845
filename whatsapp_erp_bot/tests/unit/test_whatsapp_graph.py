# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The stand-in of Meta's API itself: strict where Meta is, and its webhooks are signed as Meta's are."""

import base64
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import requests

from whatsapp_erp_bot.tests.loopback.graph import GraphStandIn, wait_until
from whatsapp_erp_bot.whatsapp.payload import parse
from whatsapp_erp_bot.whatsapp.signature import verify

PHONE = "16505551234"
SECRET = "test-app-secret"
TEXT = {"messaging_product": "whatsapp", "to": PHONE, "type": "text", "text": {"body": "hola"}}


class Webhook:
	"""An app's side: keeps each body whose signature holds; `statuses` are its next answers (200 after them)."""

	def __enter__(self) -> "Webhook":
		self.bodies: list[bytes] = []
		self.refused = 0
		self.statuses: list[int] = []
		webhook = self

		class Handler(BaseHTTPRequestHandler):
			protocol_version = "HTTP/1.1"

			def do_POST(self) -> None:
				body = self.rfile.read(int(self.headers["Content-Length"]))
				if verify(body, self.headers["X-Hub-Signature-256"], [SECRET]):
					webhook.bodies.append(body)
					status = webhook.statuses.pop(0) if webhook.statuses else 200
				else:
					webhook.refused += 1
					status = 403
				self.send_response(status)
				self.send_header("Content-Length", "0")
				self.end_headers()

			def log_message(self, *_: object) -> None:
				pass

		self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
		self.server.daemon_threads = True
		self.server.block_on_close = False
		self.url = f"http://127.0.0.1:{self.server.server_address[1]}/hook"
		threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
		return self

	def __exit__(self, *_: object) -> None:
		self.server.shutdown()
		self.server.server_close()


class WithGraph(unittest.TestCase):
	def start(self, **given) -> GraphStandIn:
		self.graph = GraphStandIn(app_secret=SECRET, **given).start()
		self.addCleanup(self.graph.stop)
		self.http = requests.Session()
		self.http.trust_env = False
		self.addCleanup(self.http.close)
		return self.graph

	def post(self, path: str | None = None, token: str = "test-token", **given) -> requests.Response:
		path = path or f"/v25.0/{self.graph.phone_number_id}/messages"
		headers = {"Authorization": f"Bearer {token}"} if token else {}
		headers.update(given.pop("headers", {}))
		return self.http.post(self.graph.url + path, headers=headers, timeout=20, **given)

	def control(self, path: str, body: dict | None = None) -> requests.Response:
		url = f"{self.graph.url}/_control/{path}"
		return self.http.get(url, timeout=20) if body is None else self.http.post(url, json=body, timeout=20)


class TestStrictness(WithGraph):
	def setUp(self):
		self.start()

	def refused(self, answer: requests.Response, status: int, code: int) -> None:
		self.assertEqual(answer.status_code, status)
		error = answer.json()["error"]
		self.assertEqual((error["code"], error["type"]), (code, "OAuthException"))
		self.assertTrue(error["fbtrace_id"])
		self.assertEqual(self.graph.sent, [])

	def test_accepts_what_is_right(self):
		answer = self.post(json=TEXT).json()
		self.assertEqual(answer["contacts"], [{"input": PHONE, "wa_id": PHONE}])
		self.assertEqual(answer["messages"][0]["message_status"], "accepted")
		self.assertTrue(answer["messages"][0]["id"].startswith("wamid."))

	def test_tokens_paths_and_types(self):
		self.refused(self.post(json=TEXT, token=""), 401, 0)
		self.refused(self.post(json=TEXT, token="other"), 401, 190)
		for path in ("/1/messages", "/v99.0/1/messages", "/v20.0/1/messages", "/v25/1/messages"):
			self.refused(self.post(path, json=TEXT), 400, 2500)
		self.refused(self.post("/v25.0/1/messages", json=TEXT), 400, 100)
		form = {"Content-Type": "application/x-www-form-urlencoded"}
		self.refused(self.post(data=json.dumps(TEXT), headers=form), 400, 100)
		self.refused(self.post(data=b"{", headers={"Content-Type": "application/json"}), 400, 100)

	def test_bodies(self):
		for changed, code in (
			({"messaging_product": "sms"}, 131009),
			({"to": "hello"}, 131009),
			({"to": 16505551234}, 131009),
			({"recipient_type": "group"}, 131009),
			({"type": "hologram"}, 131051),
			({"text": {"body": "x", "colour": 1}}, 100),
			({"text": {"body": ""}}, 131008),
			({"text": {"body": "x", "preview_url": "no"}}, 100),
			({"text": "x"}, 100),
			({"image": {"id": "1"}}, 100),
			({"context": {"message_id": ""}}, 131008),
		):
			with self.subTest(changed):
				self.refused(self.post(json={**TEXT, **changed}), 400, code)
		for body in (None, [], "x", 5, {}):
			self.assertEqual(self.post(json=body).status_code, 400)

	def test_uploads(self):
		path = f"/v25.0/{self.graph.phone_number_id}/media"
		pdf = ("a.pdf", b"%PDF-1.7", "application/pdf")
		right = {"messaging_product": "whatsapp", "type": "application/pdf"}
		self.assertEqual(self.post(path, data=right, files={"file": pdf}).status_code, 200)
		for data, file in (
			({"type": "application/pdf"}, pdf),
			({**right, "type": "image/png"}, pdf),
			({**right, "messaging_product": "x"}, pdf),
			(right, ("a.pdf", b"<html>", "application/pdf")),
			(right, ("a.pdf", b"", "application/pdf")),
			({**right, "type": "text/html"}, ("a.html", b"x", "text/html")),
		):
			with self.subTest(data=data, file=file):
				self.assertEqual(self.post(path, data=data, files={"file": file}).status_code, 400)
		self.assertEqual(self.post(path, json=right).status_code, 400)

	def test_files_of_another_kind(self):
		media_id = self.graph.add_file(b"%PDF", "application/pdf")
		body = {"messaging_product": "whatsapp", "to": PHONE, "type": "image", "image": {"id": media_id}}
		self.refused(self.post(json=body), 400, 131053)

	def test_addresses_of_files_expire_and_need_the_token(self):
		media_id = self.graph.add_file(b"%PDF", "application/pdf")
		headers = {"Authorization": "Bearer test-token"}
		info = self.http.get(f"{self.graph.url}/v25.0/{media_id}", headers=headers, timeout=20).json()
		self.assertEqual(self.http.get(info["url"], headers=headers, timeout=20).content, b"%PDF")
		self.assertEqual(self.http.get(info["url"], timeout=20).status_code, 401)
		self.assertEqual(self.http.get(info["url"] + "0", headers=headers, timeout=20).status_code, 404)
		self.graph.url_seconds = -1
		info = self.http.get(f"{self.graph.url}/v25.0/{media_id}", headers=headers, timeout=20).json()
		self.assertEqual(self.http.get(info["url"], headers=headers, timeout=20).status_code, 404)

	def test_pair_limit(self):
		self.graph.pair_limit = True
		codes = [self.post(json=TEXT).json().get("error", {}).get("code") for _ in range(46)]
		self.assertEqual(codes, [None] * 45 + [131056])
		self.assertEqual(self.post(json={**TEXT, "to": "16505550000"}).status_code, 200)


class TestWebhooks(WithGraph):
	def setUp(self):
		self.webhook = Webhook().__enter__()
		self.addCleanup(self.webhook.__exit__)
		self.start(webhook=self.webhook.url)

	def test_incoming_text_escaped_as_meta_does(self):
		told = self.graph.incoming(PHONE, "¿Cuánto? 👍 a/b", name="Ána")
		self.assertEqual(told["status"], 200)
		body = self.webhook.bodies[0]
		self.assertIn(rb"\u00bfCu\u00e1nto? \ud83d\udc4d a\/b", body)
		change = parse(body)[0]
		message = change.messages[0]
		self.assertEqual((message.wamid, message.text), (told["wamid"], "¿Cuánto? 👍 a/b"))
		self.assertEqual((message.sender.phone, message.sender.profile_name), (PHONE, "Ána"))
		self.assertEqual(change.phone_number_id, self.graph.phone_number_id)
		self.assertAlmostEqual(message.timestamp, time.time(), delta=60)

	def test_incoming_taps_and_people_without_phone(self):
		self.graph.incoming(PHONE, button=("yes", "Sí"), context_wamid="wamid.Q")
		self.graph.incoming(None, row=("r", "Row"), user_id="US.1")
		button, row = (parse(body)[0].messages[0] for body in self.webhook.bodies)
		self.assertEqual(
			(button.kind, button.reply_id, button.context_wamid), ("button_reply", "yes", "wamid.Q")
		)
		self.assertEqual((row.kind, row.sender.phone, row.sender.user_id), ("list_reply", None, "US.1"))

	def test_the_same_bytes_again(self):
		self.graph.incoming(PHONE, "x", times=3)
		self.assertEqual(len(self.webhook.bodies), 3)
		self.assertEqual(len(set(self.webhook.bodies)), 1)

	def test_another_secret(self):
		self.assertEqual(self.graph.post({"a": 1}, secret="wrong"), 403)
		self.assertEqual((self.webhook.refused, self.webhook.bodies), (1, []))

	def test_statuses_come_back(self):
		self.graph.statuses = ("sent", "delivered", "read")
		self.webhook.statuses = [500]
		wamid = self.post(json={**TEXT, "biz_opaque_callback_data": "row-1"}).json()["messages"][0]["id"]
		self.assertTrue(wait_until(lambda: len(self.webhook.bodies) == 4))
		statuses = [parse(body)[0].statuses[0] for body in self.webhook.bodies]
		self.assertEqual([one.status for one in statuses], ["sent", "sent", "delivered", "read"])
		self.assertEqual({(one.wamid, one.callback_data) for one in statuses}, {(wamid, "row-1")})
		self.assertEqual(statuses[0].recipient_id, PHONE)
		self.assertEqual(statuses[0].pricing_category, "service")

	def test_no_statuses_unless_asked_for(self):
		self.post(json=TEXT)
		time.sleep(0.1)
		self.assertEqual(self.webhook.bodies, [])

	def test_this_machine_only(self):
		for url in ("https://example.com/hook", "http://10.0.0.1/", "http://127.0.0.1.example.com/"):
			with self.assertRaises(ValueError):
				GraphStandIn(webhook=url)
			self.assertEqual(self.control("settings", {"webhook": url}).status_code, 400)

	def test_control_paths(self):
		self.post(json=TEXT)
		told = self.control("sent").json()
		self.assertEqual((told["count"], told["sent"][0]["body"]), (1, TEXT))
		self.assertEqual(self.control("sent?since=1").json()["sent"], [])
		self.assertEqual(self.control("requests").json()["requests"][0]["status"], 200)
		self.control("script", {"steps": [{"do": "error", "code": 131056}]})
		self.assertEqual(self.post(json=TEXT).json()["error"]["code"], 131056)
		self.assertEqual(self.control("incoming", {"phone": PHONE, "text": "hola"}).json()["status"], 200)
		wamid = told["sent"][0]["wamid"]
		errors = [{"code": 131047, "title": "x"}]
		self.control("status", {"wamid": wamid, "status": "failed", "errors": errors})
		status = parse(self.webhook.bodies[-1])[0].statuses[0]
		self.assertEqual((status.status, status.errors), ("failed", errors))
		content = base64.b64encode(b"\xff\xd8\xff").decode()
		media_id = self.control("file", {"content": content, "mime_type": "image/jpeg"}).json()["id"]
		self.assertEqual(self.control(f"file/{media_id}").content, b"\xff\xd8\xff")
		self.assertEqual(self.control("settings", {"statuses": ["sent"]}).json()["statuses"], ["sent"])
		self.control("reset", {})
		self.assertEqual(self.control("sent").json()["count"], 0)
		for path, body in (
			("nothing", None),
			("nothing", {}),
			("script", {"steps": [{"do": "x"}]}),
			("script", {}),
		):
			self.assertIn(self.control(path, body).status_code, (400, 404))


class TestCommand(unittest.TestCase):
	def run_once(self, state: Path) -> tuple[str, subprocess.Popen]:
		command = [
			sys.executable,
			"-m",
			"whatsapp_erp_bot.tests.loopback.graph",
			"--token",
			"t",
			"--state",
			str(state),
		]
		root = Path(__file__).resolve().parents[3]
		environment = {**os.environ, "PYTHONPATH": str(root)}
		process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root, env=environment)
		return process.stdout.readline().strip(), process

	def test_what_was_sent_outlives_a_restart(self):
		with tempfile.TemporaryDirectory() as folder:
			state = Path(folder) / "sent.jsonl"
			for expected in (1, 2):
				url, process = self.run_once(state)
				try:
					self.assertRegex(url, r"^http://127\.0\.0\.1:\d+$")
					headers = {"Authorization": "Bearer t"}
					path = f"{url}/v25.0/106540352242922/messages"
					with requests.Session() as http:
						http.trust_env = False
						self.assertEqual(
							http.post(path, json=TEXT, headers=headers, timeout=20).status_code, 200
						)
						self.assertEqual(
							http.get(f"{url}/_control/sent", timeout=20).json()["count"], expected
						)
				finally:
					process.terminate()
					process.wait(20)
					process.stdout.close()


if __name__ == "__main__":
	unittest.main()
