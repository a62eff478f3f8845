# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What the machine must have: packages, a user for bench, the names of the sites, disk.

Contract: rights of root are asked for only when something must be installed, and before the steps begin.
Packages come from apt; without apt-get a sentence says which to install by hand.
"""

import shutil
import subprocess
from pathlib import Path

from development import toolchain
from development.failures import LEAST_FREE_GB, lacking
from development.ports import name_resolves
from development.settings import SITE, TEST_SITE
from development.workplace import Workplace

# Debian 13 has it no more; without it everything works but answers as PDF
OPTIONAL = "wkhtmltopdf"
FONTS = ("fontconfig", "fonts-dejavu-core", "fonts-liberation")


def is_installed(package: str) -> bool:
	"""Whether a package of Debian is installed."""
	try:
		answer = subprocess.run(
			("dpkg-query", "-W", "-f", "${db:Status-Status}", package), capture_output=True, text=True
		)
	except OSError:
		return False
	return answer.stdout == "installed"


def missing_packages(workplace: Workplace) -> list[str]:
	"""The packages that must be installed before the tools."""
	has = workplace.which
	missing = []
	if not has("git"):
		missing.append("git")
	if not Path("/etc/ssl/certs/ca-certificates.crt").exists():
		missing.append("ca-certificates")
	missing += _missing_python(workplace)
	if not has("gcc"):
		missing += ["gcc", "libc6-dev"]
	if not (has("mariadbd") or has("mysqld")):
		missing.append("mariadb-server")
	if not (has("mariadb") or has("mysql")):
		missing.append("mariadb-client")
	if not has("redis-server"):
		missing.append("redis-server")
	if not has(OPTIONAL) and may_be_had(OPTIONAL):
		missing.append(OPTIONAL)
	return missing + [
		package for package in (*FONTS, *workplace.version.packages) if not is_installed(package)
	]


def may_be_had(package: str) -> bool:
	"""Whether apt knows a package; taken for granted where it has no lists of packages yet."""
	try:
		known = subprocess.run(
			("apt-cache", "policy", package, "bash"), capture_output=True, text=True
		).stdout
	except OSError:
		return True
	return "http" not in known or (f"{package}:\n" in known and "Candidate: (none)" not in known)


def _missing_python(workplace: Workplace) -> list[str]:
	"""Debian's Python where none fits the bench; where Debian's does not fit either, uv's comes after it."""
	if toolchain.bench_python(workplace):
		return []
	packages = ("python3", "python3-venv", "python3-dev")
	return [package for package in packages if not is_installed(package)]


def install_packages(workplace: Workplace, *packages: str) -> None:
	"""Install packages of Debian."""
	try:
		workplace.hands.as_root("apt-get", "update", "-q")
	except subprocess.CalledProcessError:
		# a third party's list that is out of reach must not stop what Debian has
		pass
	# what was not known before the update
	there = [package for package in packages if package != OPTIONAL or may_be_had(package)]
	workplace.hands.as_root("apt-get", "install", "-q", "-y", "--no-install-recommends", *there)


def make_user(workplace: Workplace) -> None:
	"""The system user as whom bench runs when root calls."""
	workplace.hands.as_root("useradd", "--create-home", "--shell", "/bin/bash", workplace.caller.bench_user)


def hand_on_pip(workplace: Workplace) -> None:
	"""Where root's pip finds packages, bench's pip must find them too."""
	caller, hands = workplace.caller, workplace.hands
	for file in (Path("/root/.config/pip/pip.conf"), Path("/root/.pip/pip.conf")):
		if file.exists():
			hands.in_bench(caller.bench_home, "mkdir", "-p", caller.tools)
			script = 'umask 077 && cat >"$0"'
			hands.in_bench(caller.tools, "bash", "-c", script, "pip.conf", input=file.read_text())
			return


def name_sites(workplace: Workplace) -> None:
	"""wkhtmltopdf and socketio ask the system, which does not know *.localhost everywhere."""
	for name in (SITE, TEST_SITE):
		if not name_resolves(name):
			workplace.hands.as_root("tee", "-a", "/etc/hosts", input=f"127.0.0.1 {name}\n")


def free_gb(directory: Path) -> int:
	"""The free space of the disk on which a directory lies, or would lie."""
	while not directory.is_dir():
		directory = directory.parent
	return shutil.disk_usage(directory).free // 2**30


def check_disk(workplace: Workplace) -> None:
	"""Raises Failure where a bench does not fit."""
	for place in (workplace.bench, Path("/var/lib")):
		free = free_gb(place)
		if free < LEAST_FREE_GB:
			raise lacking(
				f"Only {free} GB are free for {place} and a bench takes {LEAST_FREE_GB}: free some space, or"
				" set BENCH_DIR to a larger disk."
			)


def user_exists(name: str) -> bool:
	"""Whether the system has such a user."""
	return subprocess.run(("id", name), capture_output=True).returncode == 0


def _needs_root(workplace: Workplace, packages: list[str], database_ready: bool) -> str:
	"""What root's rights are needed for, empty for nothing."""
	if packages:
		return f"Installing {' '.join(packages)}"
	if not database_ready:
		return "Setting up MariaDB"
	return "" if name_resolves(SITE) else f"Naming {SITE} in /etc/hosts"


def prepare_machine(workplace: Workplace, database_ready: bool) -> None:
	"""Packages, the user, the tools, the names. Raises Failure where the machine does not let us."""
	step = workplace.screen.step
	packages = missing_packages(workplace)
	if packages and not workplace.which("apt-get"):
		raise lacking(
			f"This machine has no apt-get: install {' '.join(packages)} by hand (or use Debian 12), then run"
			" it again."
		)
	why = _needs_root(workplace, packages, database_ready)
	if why:
		workplace.hands.can_be_root(why)
	if packages:
		step(f"Installing packages ({len(packages)})", install_packages, workplace, *packages)
	if not workplace.which(OPTIONAL):
		workplace.screen.note(
			f"There is no {OPTIONAL} among the packages of this system: answers as PDF fail until you install"
			" it by hand."
		)
	if not user_exists(workplace.caller.bench_user):
		step(f"Making the user {workplace.caller.bench_user}", make_user, workplace)
	if workplace.caller.is_root:
		hand_on_pip(workplace)
	toolchain.prepare_toolchain(workplace)
	if not (name_resolves(SITE) and name_resolves(TEST_SITE)):
		step("Naming the sites in /etc/hosts", name_sites, workplace)
