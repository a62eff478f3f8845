# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The bench directory: sources, Python and JavaScript packages, assets, configuration, the link to this
checkout.

Contract: each piece is made once for the references it was made with (`stamps`). What can go side by side
does: JavaScript packages and bench beside the Python packages, assets beside the making of the site.
"""

import json
import subprocess

from development import toolchain
from development.failures import lacking
from development.machine import check_disk
from development.settings import SITE, TEST_SITE
from development.sites import configure_site
from development.sources import adopt, are_fetched, fetch_missing
from development.stamps import APP, digest, whole_digest
from development.workplace import Workplace

JAVASCRIPT = "Installing JavaScript packages"
BENCH = "Installing bench"
ASSETS = "Building Desk's assets"
# A copy goes beside the old one, so that the app never lies there half.
COPY = """
rm -rf checkout.new && mkdir checkout.new && tar -C checkout.new -xf - --no-same-owner
chmod -R u+rwX checkout.new && rm -rf checkout && mv checkout.new checkout
"""
LINK = """
if [[ -e apps/$1 && ! -L apps/$1 ]]; then rm -rf "apps/$1"; fi
ln -sfn "$2" "apps/$1"
ln -sfn "$PWD/apps/$1/$1/public" "sites/assets/$1"
printf "%s\\n" frappe erpnext "$1" >sites/apps.txt
"""


def mark_bench(workplace: Workplace) -> None:
	"""Make the directory ours and remember what it is made with. Raises Failure where it cannot be made."""
	hands, bench = workplace.hands, workplace.bench
	try:
		hands.in_bench("/", "mkdir", "-p", bench)
	except subprocess.CalledProcessError:
		raise lacking(
			f"{bench} cannot be made by {workplace.caller.bench_user}: set BENCH_DIR to a directory that this"
			" user may write."
		) from None
	state = workplace.state.name
	folders = ("apps", "sites/assets", "logs", "config/pids", f"{state}/stamps", f"{state}/run")
	hands.in_bench(bench, "mkdir", "-p", *folders)
	workplace.write_private("settings", workplace.settings.text)


def is_marked(workplace: Workplace) -> bool:
	"""Whether the bench remembers the settings that are wanted now."""
	try:
		return (workplace.state / "settings").read_text() == workplace.settings.text
	except OSError:
		return False


def install_python(workplace: Workplace) -> None:
	"""One resolution for the three apps, so that nobody's pins are loosened by a later installation."""
	hands, bench, stamps = workplace.hands, workplace.bench, workplace.stamps
	python = toolchain.bench_python(workplace)
	if not python:
		raise lacking(
			f"No Python fits Frappe {workplace.version.number}: install Python"
			f" {workplace.version.python_to_get} with venv and headers, then run it again."
		)
	stamps.forget("python")
	hands.in_bench(bench, python, "-m", "venv", "--clear", "env")
	toolchain.pip_install(workplace, bench / "env/bin/pip", "build", "--upgrade")
	apps = ("apps/frappe", "apps/erpnext", str(workplace.source))
	editable = [word for app in apps for word in ("-e", app)]
	hands.in_bench(bench, "env/bin/pip", "install", "-q", "--disable-pip-version-check", *editable)
	stamps.set("python", workplace.settings.refs)
	stamps.set("dependencies", dependencies(workplace))


def dependencies(workplace: Workplace) -> str:
	"""What the app declares, as a digest."""
	return digest((workplace.settings.root / "pyproject.toml").read_bytes())


def install_javascript(workplace: Workplace) -> None:
	"""What Frappe and ERPNext need to build their assets."""
	workplace.stamps.forget("javascript")
	options = ("--check-files", "--non-interactive", "--network-timeout", "300000")
	for app in ("frappe", "erpnext"):
		workplace.hands.in_bench(workplace.bench / "apps" / app, "yarn", "install", *options)
	workplace.stamps.set("javascript", workplace.settings.refs)


def build_assets(workplace: Workplace) -> None:
	"""Desk's scripts and styles."""
	workplace.stamps.forget("assets")
	workplace.frappe("build", "--apps", "frappe,erpnext")
	workplace.stamps.set("assets", workplace.settings.refs)


def common_settings(workplace: Workplace) -> dict[str, object]:
	"""What all sites of the bench share."""
	ports = workplace.settings.ports
	redis = {kind: f"redis://127.0.0.1:{ports[f'redis_{kind}']}" for kind in ("cache", "queue")}
	return {
		"background_workers": 1,
		"default_site": SITE,
		"file_watcher_port": ports["front"] + 1787,
		"frappe_user": workplace.caller.bench_user,
		"gunicorn_workers": 2,
		"live_reload": False,
		"rebase_on_pull": False,
		"redis_cache": redis["cache"],
		"redis_queue": redis["queue"],
		"redis_socketio": redis["cache"],
		"restart_supervisor_on_update": False,
		"restart_systemd_on_update": False,
		"serve_default_site": True,
		"shallow_clone": True,
		"socketio_port": ports["socketio"],
		"use_redis_auth": False,
		"webserver_port": ports["front"],
	}


def configure_bench(workplace: Workplace) -> None:
	"""Ports, Redis, the Procfile; the addresses of sites that are there already."""
	settings, hands = workplace.settings, workplace.hands
	common = json.dumps(common_settings(workplace))
	workplace.inside("configure", "common_site_config.json", common)
	hands.in_bench(workplace.bench, "touch", "patches.txt")
	hands.in_bench(workplace.bench, "bench", "setup", "redis")
	# where there is one, bench asks whether it may be replaced
	hands.in_bench(workplace.bench, "rm", "-f", "Procfile")
	hands.in_bench(workplace.bench, "bench", "setup", "procfile")
	for site in (SITE, TEST_SITE):
		if (workplace.bench / "sites" / site / "site_config.json").exists():
			configure_site(workplace, site)
	workplace.stamps.set("configuration", str(settings.web_port))


def choose_source(workplace: Workplace) -> None:
	"""The bench user must be able to read the checkout; where it cannot (a closed home), it gets a copy."""
	root = workplace.settings.root
	command = ("find", root / "pyproject.toml", root / APP, "!", "-readable", "-print", "-quit")
	try:
		unreadable = workplace.hands.in_bench("/", *command, capture=True)
	except subprocess.CalledProcessError:
		unreadable = str(root)
	workplace.source = workplace.bench / "checkout" if unreadable.strip() else root


def is_copied(workplace: Workplace) -> bool:
	"""Whether the bench runs a copy of the checkout."""
	return workplace.source != workplace.settings.root


def copy_checkout(workplace: Workplace, words: str) -> None:
	"""The checkout into the bench."""
	left_out = ("--exclude=.git", "--exclude=__pycache__", "--exclude=.venv*")
	command = ("tar", "-C", str(workplace.settings.root), *left_out, "-cf", "-", ".")
	archive = subprocess.run(command, capture_output=True, check=True, stdin=subprocess.DEVNULL).stdout
	workplace.hands.in_bench(workplace.bench, "bash", "-ec", COPY, input=archive)
	workplace.stamps.set("copy", words)


def pointed_at(workplace: Workplace) -> str:
	"""Where the bench's link to the app leads; empty for nowhere."""
	link = workplace.bench / "apps" / APP
	return str(link.readlink()) if link.is_symlink() else ""


def editable_at(workplace: Workplace) -> str:
	"""Where the bench's Python finds the app; empty for nowhere."""
	for path in workplace.bench.glob(f"env/lib/python3*/site-packages/{APP}.pth"):
		return path.read_text().strip()
	return ""


def point_bench(workplace: Workplace, code: str) -> None:
	"""The bench runs the app from the checkout that we stand in: a link, an editable install, an entry."""
	hands, bench, stamps = workplace.hands, workplace.bench, workplace.stamps
	source = str(workplace.source)
	hands.in_bench(bench, "bash", "-ec", LINK, "-", APP, source)
	pip = ("env/bin/pip", "install", "-q", "--disable-pip-version-check")
	if not stamps.has("dependencies", dependencies(workplace)):
		hands.in_bench(bench, *pip, "-e", source)
		stamps.set("dependencies", dependencies(workplace))
	elif editable_at(workplace) != source:
		hands.in_bench(bench, *pip, "--no-deps", "-e", source)
	if any((workplace.settings.root / APP / "locale").glob("*.po")):
		workplace.frappe("compile-po-to-mo", "--app", APP)
	stamps.set("pointed", code)


def is_pointed(workplace: Workplace, code: str) -> bool:
	"""Whether the bench runs this checkout as it is now."""
	source, stamps = str(workplace.source), workplace.stamps
	return (
		stamps.has("pointed", code)
		and pointed_at(workplace) == source
		and editable_at(workplace) == source
		and stamps.has("dependencies", dependencies(workplace))
	)


def bench_is_made(workplace: Workplace) -> bool:
	"""Whether everything is there that is made once."""
	kinds = ("python", "javascript")
	made = all(workplace.stamps.has(kind, workplace.settings.refs) for kind in kinds)
	return made and are_fetched(workplace) and assets_are_built(workplace)


def assets_are_built(workplace: Workplace) -> bool:
	"""Whether Desk's scripts and styles are there."""
	made = workplace.stamps.has("assets", workplace.settings.refs)
	return made and (workplace.bench / "sites/assets/frappe/dist").is_dir()


def fetch_sources(workplace: Workplace) -> None:
	"""Both sources; sites that were made with others must be migrated after."""
	fetched = [fetch_missing(workplace, app) for app in ("frappe", "erpnext")]
	if any(fetched):
		workplace.stamps.forget(f"schema_{SITE}", f"schema_{TEST_SITE}", "cached")


def prepare_sources(workplace: Workplace) -> None:
	"""The sources, on a disk that has room for the rest."""
	if bench_is_made(workplace) or adopt(workplace):
		return
	check_disk(workplace)
	if not are_fetched(workplace):
		workplace.screen.step("Fetching Frappe and ERPNext", fetch_sources, workplace)


def prepare_bench(workplace: Workplace, code: str) -> None:
	"""A bench that runs this checkout; its assets may still be built behind (`finish_assets`)."""
	screen, stamps, refs = workplace.screen, workplace.stamps, workplace.settings.refs
	if not toolchain.bench_cli_is_pinned(workplace):
		screen.behind(BENCH, lambda: toolchain.install_bench_cli(workplace))
	if not stamps.has("javascript", refs):
		screen.behind(JAVASCRIPT, lambda: install_javascript(workplace))
	_prepare_copy(workplace)
	if not stamps.has("python", refs):
		screen.step("Installing Python packages", install_python, workplace)
	screen.finish(BENCH)
	if not stamps.has("configuration", str(workplace.settings.web_port)):
		screen.step("Configuring the bench", configure_bench, workplace)
	if not is_pointed(workplace, code):
		screen.step("Pointing the bench at this checkout", point_bench, workplace, code)
	screen.finish(JAVASCRIPT)
	if not assets_are_built(workplace):
		screen.behind(ASSETS, lambda: build_assets(workplace))


def _prepare_copy(workplace: Workplace) -> None:
	words = whole_digest(workplace.settings.root)
	if not is_copied(workplace) or workplace.stamps.has("copy", words):
		return
	workplace.screen.note(
		f"{workplace.caller.bench_user} cannot read {workplace.settings.root}, so the bench runs a copy of"
		" it; ./dev up copies again after an edit."
	)
	workplace.screen.step("Copying the checkout", copy_checkout, workplace, words)


def finish_assets(workplace: Workplace) -> None:
	"""Wait for the assets, if they are being built."""
	workplace.screen.finish(ASSETS)
