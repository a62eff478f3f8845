# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""A real Chromium that is logged into Desk.

Contract: under `./dev test` a user is made on the test site. Elsewhere `BOT_TEST_USER` (System Manager and WhatsApp Bot Manager, who may make Sales Orders) and `BOT_TEST_PASSWORD`
say as whom, `BOT_TEST_URL` (http://127.0.0.1:8000) where: a site with the small demo at least, a web server and a
worker. `BOT_TEST_OTHER_USER` (dueno@demo.localhost) is whom a System Manager simulates. Without user and password, or
without selenium, chromium or chromedriver, the tests are skipped and say why. `BOT_TEST_SCREENSHOTS` names a directory
for a picture of each page on which a test failed. Everything that a test asks the site goes through the browser.
"""

import os
import secrets
import shutil
import time
import unittest
from collections.abc import Callable
from pathlib import Path
from typing import Any

try:
	from selenium import webdriver
	from selenium.common.exceptions import StaleElementReferenceException, WebDriverException
	from selenium.webdriver.common.by import By
	from selenium.webdriver.common.keys import Keys
except ImportError:
	webdriver = None

URL = (os.environ.get("BOT_TEST_URL") or os.environ.get("BOT_URL") or "http://127.0.0.1:8000").rstrip("/")
# ./dev test runs on a site of its own, where a user for the browser is made
OWN_SITE = bool(os.environ.get("BOT_SITE")) and not os.environ.get("BOT_TEST_USER")
USER = os.environ.get("BOT_TEST_USER") or ("navegador@demo.localhost" if OWN_SITE else "")
PASSWORD = os.environ.get("BOT_TEST_PASSWORD") or (secrets.token_urlsafe(12) if OWN_SITE else "")
OTHER_USER = os.environ.get("BOT_TEST_OTHER_USER", "dueno@demo.localhost")
# the machine that runs the tests may be slow, and an answer waits for a worker
SECONDS = float(os.environ.get("BOT_TEST_SECONDS", "60"))

FETCH = """
const [method, path, args, headers, body, done] = arguments;
const given = {Accept: "application/json", "X-Frappe-CSRF-Token": window.frappe?.csrf_token || "None", ...headers};
const options = {method, headers: given, credentials: headers["X-Hub-Signature-256"] ? "omit" : "same-origin"};
let address = path;
if (body !== null) options.body = body;
else if (method === "GET") address += "?" + new URLSearchParams(args);
else { given["Content-Type"] = "application/json"; options.body = JSON.stringify(args); }
fetch(address, options).then(
	async (answer) => done({status: answer.status, text: await answer.text()}),
	(error) => done({status: 0, text: String(error)})
);
"""


def why_not() -> str | None:
	"""Why browser tests can't run here, None if they can."""
	if not (USER and PASSWORD):
		return "BOT_TEST_USER and BOT_TEST_PASSWORD are not set: no site to open in a browser"
	if webdriver is None:
		return "selenium is not installed (pip install selenium)"
	for program in ("chromium", "chromedriver"):
		if not shutil.which(program):
			return f"{program} is not installed (apt-get install chromium chromium-driver)"
	return None


class DeskTest(unittest.TestCase):
	"""Base of the browser tests: one browser for each class, logged in as `BOT_TEST_USER`."""

	@classmethod
	def setUpClass(cls):
		reason = why_not()
		if reason:
			raise unittest.SkipTest(reason)
		if OWN_SITE:
			make_user()
		cls.browser = start()
		cls.addClassCleanup(cls.browser.quit)
		cls.log_in()

	@classmethod
	def log_in(cls) -> None:
		cls.browser.get(f"{URL}/login")
		answer = cls.fetch("POST", "/api/method/login", {"usr": USER, "pwd": PASSWORD})
		if answer["status"] != 200:
			raise AssertionError(f"{USER} can't log into {URL}: {answer['status']} {answer['text'][:200]}")

	def run(self, result=None):
		"""As always, and a picture of the page on which a test failed, where one is asked for."""
		before = len(result.failures) + len(result.errors) if result else 0
		finished = super().run(result)
		directory = os.environ.get("BOT_TEST_SCREENSHOTS")
		if directory and result and len(result.failures) + len(result.errors) > before:
			Path(directory).mkdir(parents=True, exist_ok=True)
			self.browser.save_screenshot(str(Path(directory) / f"{self.id()}.png"))
		return finished

	# ---- the site

	@classmethod
	def fetch(
		cls,
		method: str,
		path: str,
		args: dict | None = None,
		headers: dict | None = None,
		body: str | None = None,
	) -> dict[str, Any]:
		"""A request from the page: {"status", "text"}."""
		return cls.browser.execute_async_script(FETCH, method, path, args or {}, headers or {}, body)

	def call(self, script: str, *args: Any) -> Any:
		"""What a promise of Desk's own JavaScript comes to; `script` is an expression over `args`."""
		return self.browser.execute_async_script(
			f"const done = arguments[arguments.length - 1]; const args = [...arguments]; ({script}).then(done);",
			*args,
		)

	def count(self, doctype: str, filters: dict) -> int:
		return self.call("frappe.db.count(args[0], {filters: args[1]})", doctype, filters)

	# ---- the page

	def open(self, route: str, shows: str) -> None:
		"""Open a page of Desk and wait until `shows` (a CSS selector) is there."""
		self.browser.get_log("browser")
		self.browser.get(f"{URL}/app/{route}")
		self.see(shows)

	def all(self, selector: str) -> list:
		return [
			found for found in self.browser.find_elements(By.CSS_SELECTOR, selector) if found.is_displayed()
		]

	def see(self, selector: str, seconds: float = SECONDS):
		"""The last visible element of a selector, waited for."""
		return self.until(lambda: (self.all(selector) or [None])[-1], f"{selector} to appear", seconds)[1]

	def until(self, condition: Callable[[], Any], what: str, seconds: float = SECONDS) -> tuple[bool, Any]:
		"""Wait until `condition()` is true; fails with what was waited for. Returns (True, its value)."""
		ends = time.monotonic() + seconds
		while time.monotonic() < ends:
			try:
				found = condition()
			except (StaleElementReferenceException, WebDriverException):
				found = None
			if found:
				return True, found
			time.sleep(0.2)
		raise AssertionError(f"Waited {seconds:.0f} s for {what}. The page says: {self.page_text()[-800:]}")

	def page_text(self) -> str:
		return self.browser.find_element(By.TAG_NAME, "body").text

	def tap(self, selector: str) -> None:
		"""Click the last visible element of a selector, which may be drawn anew at that moment."""

		def click() -> bool:
			self.see(selector).click()
			return True

		self.until(click, f"a click on {selector}")

	def console_errors(self) -> list[str]:
		"""What the console calls severe. Where no socket.io server runs, that it is missing does not count; nor does
		Chromium's word on leaving a form that a driver, not a person, has touched."""
		return [
			entry["message"]
			for entry in self.browser.get_log("browser")
			if entry["level"] == "SEVERE"
			and not any(words in entry["message"] for words in ("socket.io", "'beforeunload'"))
		]


class ChatTest(DeskTest):
	"""Tests that write into a chat view."""

	def open_simulator(self) -> None:
		self.open("whatsapp-bot-simulator", ".wab-composer textarea")

	def answers(self) -> list:
		"""The bubbles of the bot, oldest first."""
		return self.all(".wab-row.is-theirs:not(.wab-typing-row)")

	def say(self, text: str):
		"""Write a line, and wait for what answers it. Returns the answer's last bubble."""
		return self._answer_to(lambda: self.see(".wab-composer textarea").send_keys(text, Keys.ENTER))

	def tap_and_wait(self, selector: str):
		"""Tap, and wait for what answers it. Returns the answer's last bubble."""
		return self._answer_to(lambda: self.tap(selector))

	def _answer_to(self, action: Callable[[], Any]):
		before = {row.get_attribute("data-message") for row in self.answers()}
		action()

		def answered():
			fresh = [row for row in self.answers() if row.get_attribute("data-message") not in before]
			return fresh[-1] if fresh and not self.all(".wab-typing-row") else None

		return self.until(answered, "an answer (does a worker run?)")[1]

	def choose_if_asked(self):
		"""Where the bot asks which one is meant, take the first. Returns the last bubble."""
		while self.answers()[-1].find_elements(By.CSS_SELECTOR, ".wab-open-list"):
			self.tap(".wab-row.is-theirs:last-child .wab-open-list")
			self.see(".wab-sheet-row")
			first = self.all(".wab-sheet-row")[0].get_attribute("data-reply")
			self.tap_and_wait(f'.wab-sheet-row[data-reply="{first}"]')
		return self.answers()[-1]


def make_user() -> None:
	"""The user as whom the browser logs in: a manager of everything, with a password of this run only."""
	import frappe
	from frappe.utils.password import update_password

	frappe.set_user("Administrator")
	if not frappe.db.exists("User", USER):
		frappe.get_doc(
			{
				"doctype": "User",
				"email": USER,
				"first_name": "Navegador",
				"send_welcome_email": 0,
				"language": "en",
			}
		).insert()
	user = frappe.get_doc("User", USER)
	user.add_roles(
		"System Manager",
		"WhatsApp Bot Manager",
		"Sales Manager",
		"Sales User",
		"Stock Manager",
		"Stock User",
		"Accounts Manager",
		"Accounts User",
	)
	update_password(USER, PASSWORD)
	# the browser's requests come from other processes
	frappe.db.commit()


def start() -> Any:
	"""A headless Chromium of the machine."""
	options = webdriver.ChromeOptions()
	options.binary_location = os.environ.get("BOT_CHROMIUM") or shutil.which("chromium")
	for argument in (
		"--headless=new",
		"--no-sandbox",
		"--disable-gpu",
		"--disable-dev-shm-usage",
		"--no-proxy-server",
		"--window-size=1366,900",
	):
		options.add_argument(argument)
	options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
	browser = webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))
	browser.set_script_timeout(SECONDS)
	browser.set_page_load_timeout(max(SECONDS, 60))
	return browser
