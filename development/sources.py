# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The sources of Frappe and ERPNext.

Contract: one commit of a branch, a tag, or a full commit id. A pinned release that the repository does not
know by its tag (a mirror of branches) is taken from its branch, if what lies there is that release; otherwise
it is a failure.
"""

import subprocess

from development.failures import Failure, lacking
from development.versions import ERPNEXT_URL, FRAPPE_URL, branch_of, release_of
from development.workplace import Workplace

FETCH = """
rm -rf "$1" && git init -q "$1" && cd "$1"
git remote add upstream "$2"
git fetch -q --depth 1 upstream "$3"
if [[ $3 =~ ^[0-9a-f]{40}$ ]]; then git checkout -q FETCH_HEAD; else git checkout -q -B "$3" FETCH_HEAD; fi
"""


def wanted(workplace: Workplace) -> dict[str, tuple[str, str]]:
	"""App → address and reference."""
	settings = workplace.settings
	return {
		"frappe": (FRAPPE_URL, settings.frappe_ref),
		"erpnext": (ERPNEXT_URL, settings.erpnext_ref),
	}


def are_fetched(workplace: Workplace) -> bool:
	"""Whether both sources are there as wanted."""
	return all(
		workplace.stamps.has(f"source_{app}", f"{url} {reference}")
		for app, (url, reference) in wanted(workplace).items()
	)


def github_answers(workplace: Workplace) -> bool:
	"""Whether the sources can be had; taken for granted where there is no git yet."""
	if not workplace.which("git"):
		return True
	environment = {**workplace.caller.environment, "GIT_TERMINAL_PROMPT": "0", "PATH": workplace.path}
	command = ("git", "ls-remote", "--exit-code", FRAPPE_URL, "HEAD")
	return workplace.hands.succeeds(command, seconds=25, env=environment, cwd="/")


def check_sources(workplace: Workplace) -> None:
	"""Asked before anything is installed: without the sources there will be no bench. Raises Failure."""
	if are_fetched(workplace) or github_answers(workplace):
		return
	raise lacking(
		f"GitHub is out of reach, and there is no bench in {workplace.bench} yet: check the network, the"
		" proxy (https_proxy) and the certificates, then run it again."
	)


def fetch(workplace: Workplace, directory: str, app: str, url: str, reference: str) -> None:
	"""One commit of a repository into `directory/app`."""
	workplace.hands.in_bench(directory, "bash", "-ec", FETCH, "-", app, url, reference)


def fetch_app(workplace: Workplace, app: str) -> None:
	"""The source of one app as wanted. Raises Failure when a pinned release is nowhere."""
	url, reference = wanted(workplace)[app]
	workplace.stamps.forget(f"source_{app}")
	directory = str(workplace.bench / "apps")
	branch = branch_of(reference, app)
	try:
		fetch(workplace, directory, app, url, reference)
	except subprocess.CalledProcessError:
		if not branch:
			raise
		fetch(workplace, directory, app, url, branch)
		release = release_of(workplace.bench, app)
		if f"v{release}" != reference:
			raise Failure(
				f"{reference} of {app} is not at {url}, and its branch {branch} is"
				f" {release or 'something else'}: move the pins with ./dev pins, or set FRAPPE_REF and"
				" ERPNEXT_REF."
			) from None
	workplace.stamps.set(f"source_{app}", f"{url} {reference}")


def adopt(workplace: Workplace) -> bool:
	"""Take what a bench has from a branch for the pinned release that it says it is; whether that was so.

	Benches of an older ./dev were made from branches; nothing of them need be made again when the pins say
	the same.
	"""
	stamps, refs = workplace.stamps, workplace.settings.refs
	branches = [branch_of(reference, app) for app, (_, reference) in wanted(workplace).items()]
	for app, (url, reference) in wanted(workplace).items():
		branch = branch_of(reference, app)
		if not branch or not stamps.has(f"source_{app}", f"{url} {branch}"):
			return False
		if f"v{release_of(workplace.bench, app)}" != reference:
			return False
	for app, (url, reference) in wanted(workplace).items():
		stamps.set(f"source_{app}", f"{url} {reference}")
	for kind in ("python", "javascript", "assets"):
		if stamps.has(kind, " ".join(branches)):
			stamps.set(kind, refs)
	return True


def fetch_missing(workplace: Workplace, app: str) -> bool:
	"""Fetch an app unless it is there; whether it was fetched."""
	url, reference = wanted(workplace)[app]
	if workplace.stamps.has(f"source_{app}", f"{url} {reference}"):
		return False
	fetch_app(workplace, app)
	return True
