# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""A MariaDB, a Redis and a directory of sites that belong to the fault suite alone.

Contract: everything lives in one folder and listens on 127.0.0.1 at free ports; the site is a copy of a site that is
there already (its database is only read). Servers can be stopped, killed and started again at any time, as often as
one likes: that is what they are for.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

import redis

HOST = "127.0.0.1"
# MariaDB's own, with its default durability; only what Frappe asks for is set
DATABASE_OPTIONS = (
	"--character-set-server=utf8mb4",
	"--collation-server=utf8mb4_unicode_ci",
	"--bind-address=127.0.0.1",
	"--skip-name-resolve",
	"--innodb-buffer-pool-size=256M",
	"--max-connections=200",
	"--max-allowed-packet=64M",
)


def free_port() -> int:
	"""A port that nobody listens on now."""
	with socket.socket() as probe:
		probe.bind((HOST, 0))
		return probe.getsockname()[1]


def wait_for_port(port: int, seconds: float = 40) -> None:
	"""Wait until somebody listens. Raises TimeoutError."""
	until = time.monotonic() + seconds
	while time.monotonic() < until:
		try:
			with socket.create_connection((HOST, port), timeout=1):
				return
		except OSError:
			time.sleep(0.05)
	raise TimeoutError(f"Nothing listens on port {port}.")


def dying_with_us(command: Sequence[str]) -> list[str]:
	"""The same command, for a process that the kernel ends when this one ends, however it does."""
	setpriv = shutil.which("setpriv")
	return [setpriv, "--pdeathsig", "KILL", "--", *command] if setpriv else list(command)


class Server:
	"""A process on a port of its own. `start` waits until it listens."""

	def __init__(self, folder: Path, name: str) -> None:
		self.folder = folder
		self.name = name
		self.port = free_port()
		self._process: subprocess.Popen | None = None

	def command(self) -> Sequence[str]:
		raise NotImplementedError

	def start(self) -> None:
		with (self.folder / f"{self.name}.log").open("ab") as log:
			self._process = subprocess.Popen(
				dying_with_us(self.command()),
				cwd=self.folder,
				stdout=log,
				stderr=log,
				stdin=subprocess.DEVNULL,
			)
		wait_for_port(self.port)

	def stop(self, hard: bool = False) -> None:
		"""End it: asked nicely, or by SIGKILL."""
		if self._process:
			self._process.send_signal(signal.SIGKILL if hard else signal.SIGTERM)
			self._process.wait(60)
			self._process = None


class PrivateRedis(Server):
	"""Cache and queue; like bench's, it keeps nothing on disk, so that a stop loses every wake-up."""

	def command(self) -> Sequence[str]:
		options = ["--port", str(self.port), "--bind", HOST, "--save", "", "--appendonly", "no"]
		return ["redis-server", *options, "--dir", str(self.folder)]

	@property
	def url(self) -> str:
		return f"redis://{HOST}:{self.port}"

	def start(self) -> None:
		super().start()
		redis.Redis(HOST, self.port).ping()


class PrivateDatabase(Server):
	"""A MariaDB with a data directory of its own."""

	@property
	def data(self) -> Path:
		return self.folder / "data"

	def command(self) -> Sequence[str]:
		return [
			_program("mariadbd", "mysqld"),
			"--no-defaults",
			f"--datadir={self.data}",
			f"--socket={self.folder}/db.sock",
			f"--pid-file={self.folder}/db.pid",
			f"--port={self.port}",
			*DATABASE_OPTIONS,
		]

	def install(self) -> None:
		"""Make an empty data directory."""
		subprocess.run(
			[
				_program("mariadb-install-db", "mysql_install_db"),
				"--no-defaults",
				f"--datadir={self.data}",
				"--auth-root-authentication-method=normal",
				"--skip-test-db",
			],
			check=True,
			stdout=subprocess.DEVNULL,
			stderr=subprocess.DEVNULL,
		)

	def run(self, statements: str) -> None:
		subprocess.run([*self.client(), "-e", statements], check=True)

	def client(self) -> list[str]:
		return [
			_program("mariadb", "mysql"),
			"--no-defaults",
			"-u",
			"root",
			f"--socket={self.folder}/db.sock",
		]

	def load(self, name: str, password: str, dump: Sequence[str], environment: dict[str, str]) -> None:
		"""Make a database with a user of its own, and fill it with what the command `dump` prints."""
		self.run(
			f"create database `{name}`; create user '{name}'@'%' identified by '{password}';"
			f"grant all on `{name}`.* to '{name}'@'%'; set global innodb_flush_log_at_trx_commit = 0"
		)
		with subprocess.Popen(dump, stdout=subprocess.PIPE, env=environment) as source:
			subprocess.run([*self.client(), name], stdin=source.stdout, check=True)
		if source.returncode:
			raise RuntimeError("The site's database could not be copied.")
		# from here on it is as durable as MariaDB is by default
		self.run("set global innodb_flush_log_at_trx_commit = 1")


def _program(*names: str) -> str:
	path = os.environ.get("PATH", "") + ":/usr/local/sbin:/usr/sbin:/sbin"
	for name in names:
		if found := shutil.which(name, path=path):
			return found
	raise FileNotFoundError(f"{names[0]} is not installed.")


def copy_site(sites: Path, site: str, database: PrivateDatabase, cache: PrivateRedis, copy: Path) -> None:
	"""Make a directory of sites in `copy` that holds the same site on the private servers."""
	config = json.loads((sites / site / "site_config.json").read_text())
	common = json.loads((sites / "common_site_config.json").read_text())
	config_of_bench = {**common, **config}
	name, password = config["db_name"], config["db_password"]
	for folder in (copy / site, *(copy / site / part for part in ("logs", "private/files", "public/files"))):
		folder.mkdir(parents=True)
	(copy.parent / "logs").mkdir()
	(copy / "apps.txt").write_text((sites / "apps.txt").read_text())
	(copy / "common_site_config.json").write_text(
		json.dumps(
			{
				"redis_cache": cache.url,
				"redis_queue": cache.url,
				"redis_socketio": cache.url,
				"use_redis_auth": False,
				"default_site": site,
			}
		)
	)
	(copy / site / "site_config.json").write_text(
		json.dumps({**config, "db_host": HOST, "db_port": database.port, "host_name": f"http://{site}"})
	)
	host = config_of_bench.get("db_host") or "localhost"
	dump = [_program("mariadb-dump", "mysqldump"), "-u", name, f"--host={host}", "--single-transaction"]
	if config_of_bench.get("db_port"):
		dump.append(f"--port={config_of_bench['db_port']}")
	dump += ["--skip-lock-tables", "--no-tablespaces", "--quick", name]
	database.load(name, password, dump, {**os.environ, "MYSQL_PWD": password})
