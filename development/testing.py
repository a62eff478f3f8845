# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""`./dev test`: unit tests without Frappe, the others on a bench of their own, everything counted in one
line.

Contract: `--unit` needs nothing but Python. `--only KIND [NAME…]` runs some tests. `--also VERSION` runs the
integration and browser tests on a second bench, of another version, after the first. A bench that cannot be
made is a failure with its sentence; what can run runs. Red if anything is red; a test leaves the machine as
it found it.
"""

import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from development import bench, ground, processes, sites, sources, toolchain
from development.caller import Caller, find_out_who
from development.failures import Failure, wrong_use
from development.hands import Hands
from development.log import open_log
from development.machine import install_packages
from development.screen import Screen
from development.settings import ROOT, TEST_SITE, Settings, find_out_also, find_out_what
from development.stamps import APP, digest
from development.unit import prepare_unit, unit_command
from development.up import ended_with_us
from development.versions import BESIDE_URL, beside_commit
from development.workplace import Workplace

RUNNER = f"{APP}/tests/runner.py"
ON_SITE = ("integration", "faults", "browser")
KINDS = ("unit", *ON_SITE)
# what a second bench is for: what depends on the version of Frappe
ALSO = ("integration", "browser")
USAGE = "./dev test [--unit] [--only KIND [NAME…]] [--also VERSION]"
BESIDE = """
"$1/env/bin/pip" install -q --disable-pip-version-check --no-deps --require-hashes \\
	--target beside/packages -r "$2"
PYTHONPATH=beside/packages "$1/env/bin/python" -c "import magic"
"""


@dataclass
class Choice:
	"""Which tests: kind → names (none: all of the kind), and the version of a second bench."""

	kinds: dict[str, list[str]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
	also: str = ""

	def on_site(self, among: tuple[str, ...] = ON_SITE) -> dict[str, list[str]]:
		"""What needs a bench."""
		return {kind: names for kind, names in self.kinds.items() if kind in among}


def read_choice(arguments: list[str]) -> Choice:
	"""What the arguments ask for. Raises Failure."""
	choice, only, rest = Choice(), {}, list(arguments)
	while rest:
		word = rest.pop(0)
		if word == "--unit":
			only.setdefault("unit", [])
		elif word == "--only":
			kind = rest.pop(0) if rest else ""
			if kind not in KINDS:
				raise wrong_use(f"./dev test --only wants one of {', '.join(KINDS)}: {USAGE}.")
			names = only.setdefault(kind, [])
			while rest and not rest[0].startswith("-"):
				names.append(rest.pop(0))
		elif word == "--also" or word.startswith("--also="):
			choice.also = word.partition("=")[2] or (rest.pop(0) if rest else "")
			if not choice.also:
				raise wrong_use(f"./dev test --also wants a version, as 15 or version-15: {USAGE}.")
		else:
			raise wrong_use(f"./dev test does not know {word}: {USAGE}.")
	if only:
		choice.kinds = {kind: only[kind] for kind in KINDS if kind in only}
	return choice


class Run:
	"""One run of `./dev test`: what was chosen, where the reports lie, what has failed beside the tests."""

	def __init__(self, screen: Screen, choice: Choice, caller: Caller, reports: Path) -> None:
		self.screen = screen
		self.choice = choice
		self.caller = caller
		self.reports = reports
		self.counted: list[str] = []
		self.code = 0

	def run(self) -> int:
		"""Run what was chosen; returns the exit code."""
		if "unit" in self.choice.kinds:
			self.run_unit(self.choice.kinds["unit"])
		if self.choice.on_site():
			first = self._on_bench(lambda: find_out_what(self.caller), self.choice.on_site(), "")
			if self.choice.also and self.choice.on_site(ALSO):
				self._on_bench(
					lambda: find_out_also(self.caller, first or find_out_what(self.caller), self.choice.also),
					self.choice.on_site(ALSO),
					self.choice.also,
				)
		self.screen.say()
		return self.total() or self.code

	def run_unit(self, names: list[str]) -> None:
		"""The tests that need no bench."""
		directory = prepare_unit(self.caller, self.screen)
		self.screen.say("unit tests without Frappe")
		report = self.reports / "unit.json"
		command, environment = unit_command(directory, RUNNER, "unit", "--report", report, *names)
		hands = Hands(self.caller, dict)
		streams = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
		try:
			self.screen.shown(hands.start(command, cwd=ROOT, env=environment, **streams))
		finally:
			hands.end_all()
		self.counted.append("unit")

	def _on_bench(self, find_out, kinds: dict[str, list[str]], label: str) -> Settings | None:
		"""The tests of one bench; a bench that cannot be made is told and counted, and the rest goes on."""
		settings = None
		stems = {kind: f"{kind}-{label}" if label else kind for kind in kinds}
		try:
			settings = find_out()
			workplace = Workplace(self.caller, settings, self.screen)
			with ground.locked(workplace):
				self.code = run_on_bench(workplace, kinds, stems, self.reports) or self.code
		except Failure as failure:
			self.screen.fail(failure)
			self.code = failure.code
		if any((self.reports / f"{stem}.json").exists() for stem in stems.values()):
			self.counted += stems.values()
		elif self.code:
			which = ", ".join(kinds).replace("faults", "fault")
			which = " and ".join(which.rsplit(", ", 1))
			self.screen.say()
			self.screen.say(
				f"The {which} tests did not run: there is no bench with a test site, for the reason above."
			)
		return settings

	def total(self) -> int:
		"""The closing line; returns the exit code."""
		self.screen.out.flush()
		stems = [str(self.reports / stem) for stem in self.counted]
		return subprocess.call((sys.executable, "-I", str(ROOT / RUNNER), "total", *stems), cwd=ROOT)


def test(screen: Screen, arguments: list[str]) -> int:
	"""Run tests and count them."""
	choice = read_choice(arguments)
	caller = find_out_who()
	screen.log = open_log(caller.environment, "test")
	reports = Path(tempfile.mkdtemp())
	try:
		return Run(screen, choice, caller, reports).run()
	finally:
		shutil.rmtree(reports, ignore_errors=True)


def run_on_bench(
	workplace: Workplace, kinds: dict[str, list[str]], stems: dict[str, str], reports: Path
) -> int:
	"""Make the bench ready, run its tests, stop what was not running before; returns the exit code."""
	screen = workplace.screen
	before = processes.running_services(workplace)
	screen.say()
	screen.say(f"Making ready the site of the tests in {workplace.bench}")
	try:
		with ended_with_us(workplace):
			_prepare(workplace, kinds)
			codes = [
				run_on_site(workplace, kind, names, reports / stems[kind]) for kind, names in kinds.items()
			]
			return max(codes)
	finally:
		mine = [name for name in processes.SERVICES if name not in before]
		if workplace.state.exists():
			workplace.hands.begin_again()
			processes.stop_in_order(workplace, *mine)


def _prepare(workplace: Workplace, kinds: dict[str, list[str]]) -> None:
	code = ground.prepare_ground(workplace, "test")
	sites.prepare_site(workplace, TEST_SITE, sites.SMALL_DEMO)
	bench.finish_assets(workplace)
	sites.prepare_cache(workplace, code)
	prepare_beside(workplace)
	if "browser" in kinds:
		prepare_browser(workplace)
	services = ("web", "front", "socketio", "worker_short", "worker_long")
	processes.prepare_services(workplace, "Starting web, socketio and workers", code, *services)


def run_on_site(workplace: Workplace, kind: str, names: list[str], stem: Path) -> int:
	"""The tests of one kind; returns the exit code."""
	report = workplace.state / "run" / f"{kind}.json"
	workplace.hands.in_bench(report.parent, "rm", "-f", report.name)
	screen = workplace.screen
	screen.say()
	screen.say(f"{kind} tests on {TEST_SITE}")
	# a browser comes as people do; what measures and attacks the app goes to its own server
	service = "front" if kind == "browser" else "web"
	address = processes.web_address(workplace, TEST_SITE, service)
	workplace.hands.variables = {**workplace.known_to_tests(TEST_SITE, address), **_beside(workplace)}
	process = workplace.hands.start_in_bench(
		workplace.bench / "sites",
		*(workplace.python, workplace.bench / "apps" / APP / RUNNER, kind),
		*("--site", TEST_SITE, "--report", report, *names),
	)
	code = screen.shown(process)
	if report.exists():
		shutil.copyfile(report, f"{stem}.json")
	return code


def _beside_words() -> str:
	return f"{BESIDE_URL} {beside_commit()} {digest(toolchain.pinned('beside'))}"


def prepare_beside(workplace: Workplace) -> None:
	"""The app that ours stands beside, for the tests of that: out of the bench, whose sites don't have it."""
	if not workplace.stamps.has("beside", _beside_words()):
		workplace.screen.step("Getting frappe_whatsapp for the tests beside it", get_beside, workplace)


def get_beside(workplace: Workplace) -> None:
	"""Where GitHub does not give it, those tests say so and are skipped."""
	hands, state = workplace.hands, workplace.state
	hands.in_bench(state, "bash", "-c", "rm -rf beside && mkdir beside")
	hands.in_bench(state, "bash", "-c", 'cat >"$0"', "beside/pins.txt", input=toolchain.pinned("beside"))
	try:
		sources.fetch(workplace, str(state / "beside"), "app", BESIDE_URL, beside_commit())
		hands.in_bench(state, "bash", "-ec", BESIDE, "-", workplace.bench, "beside/pins.txt")
	except subprocess.CalledProcessError:
		workplace.stamps.forget("beside")
		return
	workplace.stamps.set("beside", _beside_words())


def _beside(workplace: Workplace) -> dict[str, str]:
	if not workplace.stamps.has("beside", _beside_words()):
		return {}
	state = workplace.state
	return {
		"BESIDE_APP": f"{state}/beside/app",
		"BESIDE_PACKAGES": f"{state}/beside/packages",
		"BOT_DATABASE_ADMIN": f"{state}/db.cnf",
	}


def prepare_browser(workplace: Workplace) -> None:
	"""Chromium from Debian; Selenium beside the bench's environment, which it must not change."""
	step = workplace.screen.step
	if not (workplace.which("chromium") and workplace.which("chromedriver")):
		workplace.hands.can_be_root("Installing chromium")
		packages = ("chromium", "chromium-driver", "fonts-noto-color-emoji")
		step("Installing chromium", install_packages, workplace, *packages)
	if not workplace.stamps.has("selenium", digest(toolchain.pinned("browser"))):
		step("Installing Selenium", install_selenium, workplace)


def install_selenium(workplace: Workplace) -> None:
	"""Selenium at its pins."""
	workplace.hands.in_bench(workplace.state, "rm", "-rf", "browser-packages")
	target = ("--target", workplace.state / "browser-packages")
	toolchain.pip_install(workplace, workplace.bench / "env/bin/pip", "browser", *target)
	workplace.stamps.set("selenium", digest(toolchain.pinned("browser")))
