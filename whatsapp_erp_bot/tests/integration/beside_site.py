# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""A throw-away copy of the site of the tests, with the app frappe_whatsapp installed beside ours.

Contract: `enter` copies the site that is connected to a database of its own, installs the other app there and connects
to it; `leave` connects to the first one again and drops the copy. The bench itself is not changed: the copy lives in a
directory of its own with its own list of apps. Where the other app is installed already, `enter` stays where it is.

The checkout of the other app is named by BESIDE_APP, the directory with the Python packages that it needs by
BESIDE_PACKAGES, the client settings of a database administrator by BOT_DATABASE_ADMIN; ./dev test says all three.
Without them, `enter` raises SkipTest.
"""

import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import frappe

APP = "frappe_whatsapp"
# install_app or remove_app, as bench would; nothing is left to workers, who don't know this site
CHANGE = """
import sys
import frappe
from frappe import installer
from frappe.utils import background_jobs
background_jobs.enqueue = lambda *given, **options: None
action, app, site = sys.argv[1:]
frappe.init(site=site)
frappe.connect()
frappe.flags.in_test = True
if action == "install":
	installer.install_app(app)
else:
	installer.remove_app(app, yes=True, no_backup=True)
frappe.db.commit()
"""


class BesideSite:
	"""`made`: whether there is a copy (else the site had both apps)."""

	def __init__(self) -> None:
		self.made = False
		self.before = ""
		self.directory: Path | None = None
		self.no_jobs = mock.patch("frappe.utils.background_jobs.enqueue")

	def enter(self) -> None:
		if APP in frappe.get_installed_apps():
			return
		self.app = _given("BESIDE_APP", f"a checkout of {APP}")
		self.packages = _given("BESIDE_PACKAGES", f"the packages that {APP} needs")
		self.admin = _given("BOT_DATABASE_ADMIN", "a database administrator")
		self.before, self.conf = frappe.local.site, dict(frappe.get_site_config())
		self.home = os.getcwd()
		self.name = f"beside-{secrets.token_hex(3)}.localhost"
		self.database = f"{self.conf['db_name'][:40]}_{self.name[7:13]}"
		self.directory = Path(tempfile.mkdtemp(prefix="beside-"))
		self.made = True
		self.no_jobs.start()
		try:
			self._copy()
			self.change("install", APP)
			self.connect()
		except BaseException:
			self.leave()
			raise

	def leave(self) -> None:
		if not self.made:
			return
		frappe.destroy()
		os.chdir(self.home)
		self._sql(
			f"drop database if exists `{self.database}`; drop user if exists `{self.database}`@`localhost`"
		)
		shutil.rmtree(self.directory, ignore_errors=True)
		self._connect_to(self.before)
		self.no_jobs.stop()
		self.made = False

	def connect(self) -> None:
		"""To the copy, with nothing that this process knew of it."""
		os.chdir(self.directory / "sites")
		for path in (self.app, self.packages):
			if path not in sys.path:
				sys.path.append(path)
		self._connect_to(self.name)
		frappe.clear_cache()

	def change(self, action: str, app: str) -> None:
		"""install or remove an app, in a process of its own."""
		path = os.pathsep.join((self.app, self.packages))
		done = subprocess.run(
			[sys.executable, "-c", CHANGE, action, app, self.name],
			cwd=self.directory / "sites",
			env={**os.environ, "PYTHONPATH": path},
			capture_output=True,
			text=True,
			timeout=600,
		)
		if done.returncode:
			raise AssertionError(f"{action} {app}: {done.stderr[-3000:]}")

	def _connect_to(self, site: str) -> None:
		frappe.destroy()
		frappe.init(site=site, force=True)
		frappe.connect()
		frappe.flags.in_test = True

	def _copy(self) -> None:
		sites, here = self.directory / "sites", Path(self.home)
		for folder in ("public/files", "private/files", "logs", "locks"):
			(sites / self.name / folder).mkdir(parents=True)
		(self.directory / "logs").mkdir()
		shutil.copy(here / "common_site_config.json", sites)
		(sites / "assets").symlink_to((here / "assets").resolve())
		apps = [*(app for app in frappe.get_all_apps() if app != APP), APP]
		(sites / "apps.txt").write_text("\n".join(apps) + "\n")
		site = json.loads((here / self.before / "site_config.json").read_text())
		password = secrets.token_hex(12)
		site.update({"db_name": self.database, "db_password": password, "host_name": f"http://{self.name}"})
		site.pop("db_user", None)
		(sites / self.name / "site_config.json").write_text(json.dumps(site))
		self._sql(
			f"create database `{self.database}` character set utf8mb4 collate utf8mb4_unicode_ci; "
			f"create user `{self.database}`@`localhost` identified by '{password}'; "
			f"grant all on `{self.database}`.* to `{self.database}`@`localhost`"
		)
		with subprocess.Popen(
			["mariadb-dump", self._login(), "--single-transaction", "--quick", self.conf["db_name"]],
			stdout=subprocess.PIPE,
		) as dump:
			subprocess.run(["mariadb", self._login(), self.database], stdin=dump.stdout, check=True)
		if dump.returncode:
			raise AssertionError("The database of the test site could not be copied.")

	def _login(self) -> str:
		return f"--defaults-extra-file={self.admin}"

	def _sql(self, statements: str) -> None:
		subprocess.run(["mariadb", self._login(), "-e", statements], check=True, capture_output=True)


def _given(variable: str, what: str) -> str:
	path = os.environ.get(variable)
	if not path or not os.path.exists(path):
		raise unittest.SkipTest(f"{variable} does not name {what}: ./dev test gets it where it can")
	return path
