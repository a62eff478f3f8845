# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""MariaDB: started, fit for Frappe, with an administrator of our own.

Contract: a server that has Frappe's character set is left as it is. The administrator's name comes from the
bench directory; its password lies in `db.cnf`, which only the user of bench reads.
"""

import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from development.failures import lacking
from development.versions import python_words
from development.workplace import Workplace, random_word

CONFIGURATION = Path("/etc/mysql/mariadb.conf.d/99-whatsapp-erp-bot.cnf")
COLLATION = "utf8mb4_unicode_ci"
SETTINGS = f"""[mysqld]
character-set-client-handshake = FALSE
character-set-server = utf8mb4
collation-server = {COLLATION}
"""


def wait_until(seconds: float, condition: Callable[[], bool], pause: float = 0.3) -> bool:
	"""Whether the condition came true within the seconds."""
	until = time.monotonic() + seconds
	while not condition():
		if time.monotonic() >= until:
			return False
		time.sleep(pause)
	return True


def client(*arguments: str) -> tuple[str, ...]:
	"""The command that talks to the server as our administrator, in the state directory."""
	return ("mariadb", "--defaults-extra-file=db.cnf", *arguments)


def database_ready(workplace: Workplace) -> bool:
	"""Whether the server answers our administrator."""
	return (workplace.state / "db.cnf").exists() and workplace.hands.succeeds_in_bench(
		workplace.state, *client("-e", "SELECT 1")
	)


def service_do(workplace: Workplace, service: str, action: str) -> bool:
	"""Start or restart a service of the system; whether that went well."""
	command = (
		("systemctl", action, service)
		if Path("/run/systemd/system").is_dir()
		else ("service", service, action)
	)
	try:
		workplace.hands.as_root(*command)
	except (OSError, subprocess.CalledProcessError):
		return False
	return True


def start_database(workplace: Workplace) -> None:
	"""Start the server where it does not answer. Raises Failure."""

	def listens() -> bool:
		return workplace.hands.succeeds_as_root("mariadb-admin", "ping")

	if listens():
		return
	if not service_do(workplace, "mariadb", "start"):
		service_do(workplace, "mysql", "start")
	if not wait_until(40, listens):
		raise lacking(
			'MariaDB does not start: look at /var/log/mysql and "journalctl -u mariadb", mend it, then run it'
			" again."
		)


def _server_collation(workplace: Workplace) -> str:
	try:
		return workplace.hands.as_root(
			"mariadb", "-N", "-e", "SELECT @@collation_server", capture=True
		).strip()
	except subprocess.CalledProcessError:
		return ""


def set_up_database(workplace: Workplace) -> None:
	"""Frappe's character set, and an administrator for this bench. Raises Failure where root is refused."""
	hands = workplace.hands
	if _server_collation(workplace) != COLLATION:
		hands.as_root("tee", CONFIGURATION, input=SETTINGS)
		service_do(workplace, "mariadb", "restart")
		if not wait_until(40, lambda: hands.succeeds_as_root("mariadb-admin", "ping")):
			raise lacking(
				"MariaDB does not start again with utf8mb4: look at /var/log/mysql, mend it, then run it"
				" again."
			)
	admin, password = f"{workplace.settings.database_prefix}_admin", random_word(20)
	statements = (
		f"CREATE OR REPLACE USER '{admin}'@'localhost' IDENTIFIED BY '{password}';\n"
		f"GRANT ALL PRIVILEGES ON *.* TO '{admin}'@'localhost' WITH GRANT OPTION;\n"
	)
	try:
		hands.as_root("mariadb", input=statements)
	except subprocess.CalledProcessError:
		raise lacking(
			"MariaDB refuses root over its socket: let root in by unix_socket (Debian's default), then run"
			" it again."
		) from None
	workplace.write_private("db.cnf", f"[client]\nuser={admin}\npassword={password}\nhost=localhost\n")


def prepare_database(workplace: Workplace) -> None:
	"""A server that answers our administrator, of a version that Frappe takes."""
	if not database_ready(workplace):
		workplace.screen.step("Starting MariaDB", start_database, workplace)
		if not database_ready(workplace):
			workplace.screen.step("Making a database administrator", set_up_database, workplace)
	check_version(workplace)


def check_version(workplace: Workplace) -> None:
	"""Say so when the server is not in the range that this version of Frappe wants; one that is too old ends
	it.

	Raises Failure. A server that was looked at once for this version is not looked at again.
	"""
	wanted = workplace.version
	words = f"{wanted.number} {wanted.least_mariadb} {wanted.tested_mariadb}"
	if workplace.stamps.has("mariadb", words):
		return
	release = workplace.hands.in_bench(
		workplace.state, *client("-N", "-e", "SELECT VERSION()"), capture=True
	).strip()
	sentence = out_of_range(release, workplace)
	if sentence:
		workplace.screen.note(sentence)
	workplace.stamps.set("mariadb", words)


def out_of_range(release: str, workplace: Workplace) -> str:
	"""What to say about a server (10.11.6-MariaDB); nothing when it fits. Raises Failure for one too old."""
	wanted = workplace.version
	number = release.split("-", 1)[0]
	parts = number.split(".")[:2]
	if not all(part.isdigit() for part in parts):
		return ""
	found = tuple(int(part) for part in parts)
	least, tested = python_words(wanted.least_mariadb), python_words(wanted.tested_mariadb)
	if found < wanted.least_mariadb:
		raise lacking(
			f"MariaDB {number} is too old for Frappe {wanted.number}, which wants {least} to {tested}:"
			" install a newer one, then run it again."
		)
	if found > wanted.tested_mariadb:
		return (
			f"MariaDB {number} is newer than what Frappe {wanted.number} is tested with ({least} to"
			f" {tested}); it may work."
		)
	return ""
