# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Who runs `./dev`, and as whom bench runs.

Contract: people who run it as root get a system user for bench, which refuses root; anybody else runs bench
as oneself. Of the caller's environment only what a machine behind a proxy or with its own certificates needs
is handed on.
"""

import os
import pwd
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from development.failures import wrong_use

SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
HANDED_ON = re.compile(
	r"PIP_[A-Z_]+|UV_[A-Z_]+|npm_config_[A-Za-z_]+|YARN_[A-Z_]+|SSL_CERT_FILE|SSL_CERT_DIR|REQUESTS_CA_BUNDLE"
	r"|CURL_CA_BUNDLE|NODE_EXTRA_CA_CERTS|NIX_SSL_CERT_FILE|GIT_SSL_CAINFO|GIT_SSL_CAPATH|GIT_CONFIG_NOSYSTEM"
	r"|GIT_CONFIG_SYSTEM|(http|https|ftp|all|no)_proxy|(HTTP|HTTPS|FTP|ALL|NO)_PROXY|TZ|TERM"
)


@dataclass(frozen=True)
class Caller:
	"""Who called, with what environment, and the user of bench with its home and its path."""

	is_root: bool
	environment: Mapping[str, str]
	bench_user: str
	bench_home: Path
	path: str

	@property
	def tools(self) -> Path:
		"""Where tools lie that every bench of this user shares."""
		return self.bench_home / ".local/share/whatsapp-erp-bot"

	@property
	def cache(self) -> Path:
		"""Where the caller (not the user of bench) keeps what can be made again."""
		base = self.environment.get("XDG_CACHE_HOME") or f"{self.environment.get('HOME', '/')}/.cache"
		return Path(base) / "whatsapp-erp-bot"

	def handed_on(self) -> dict[str, str]:
		"""The variables that the programs we run may know."""
		return {name: value for name, value in self.environment.items() if HANDED_ON.fullmatch(name)}


def find_out_who(environment: Mapping[str, str] | None = None) -> Caller:
	"""The caller of this process. Raises Failure when bench would have to run as root."""
	environment = dict(os.environ if environment is None else environment)
	is_root = os.geteuid() == 0
	if is_root:
		bench_user = environment.get("BENCH_USER") or "frappe"
		if bench_user == "root":
			raise wrong_use("bench refuses to run as root: leave BENCH_USER out, or name an ordinary user.")
		path = SYSTEM_PATH
	else:
		bench_user = pwd.getpwuid(os.geteuid()).pw_name
		path = f"{environment.get('PATH', SYSTEM_PATH)}:/usr/local/sbin:/usr/sbin:/sbin"
	return Caller(is_root, environment, bench_user, _home_of(bench_user), path)


def _home_of(user: str) -> Path:
	try:
		return Path(pwd.getpwnam(user).pw_dir)
	except KeyError:
		return Path("/home") / user
