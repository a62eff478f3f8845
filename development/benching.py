# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""`./dev bench NAME`: a benchmark of `benchmarks/` on the bench with the demo.

Contract: what is measured is printed to standard output by the benchmark, everything else goes to standard
error. The benchmark `interpret` needs no site, and no bench either where there is none or where that cannot
read its files.
"""

import re
import subprocess
import sys
from pathlib import Path

from development import ground
from development.failures import wrong_use
from development.processes import web_address
from development.screen import Screen
from development.settings import ROOT, SITE
from development.stamps import APP
from development.unit import prepare_unit, unit_command
from development.up import ended_with_us, open_workplace, prepare_demo
from development.workplace import Workplace

WITHOUT_SITE = "interpret"


def benchmarks() -> list[str]:
	"""The names that there are."""
	return sorted(path.stem for path in (ROOT / "benchmarks").glob("*.py"))


def bench(screen: Screen, arguments: list[str]) -> int:
	"""Run a benchmark; returns its exit code."""
	name = arguments[0] if arguments else ""
	if not re.fullmatch(r"[a-z_]+", name) or name not in benchmarks():
		raise wrong_use(f"There is no benchmark “{name}”: choose one of {' '.join(benchmarks())}.")
	# files are named from where the caller stands; the benchmark runs elsewhere
	given = [str(Path(word).resolve()) if Path(word).exists() else word for word in arguments[1:]]
	quiet = Screen(out=sys.stderr, error=screen.error)
	workplace = open_workplace(quiet, "bench")
	screen.log = quiet.log
	if name == WITHOUT_SITE and not _bench_can_read(workplace, given):
		return _without_bench(workplace, name, given)
	with ground.locked(workplace), ended_with_us(workplace):
		quiet.say(f"Benchmark {name} in {workplace.bench}")
		if name == WITHOUT_SITE:
			ground.prepare_ground(workplace, "bench")
		else:
			prepare_demo(workplace, "bench")
		return _on_bench(workplace, name, given)


def _bench_can_read(workplace: Workplace, arguments: list[str]) -> bool:
	files = [word for word in arguments if Path(word).exists()]
	return workplace.stamps.exists("python") and all(
		workplace.hands.succeeds_in_bench("/", "test", "-r", file) for file in files
	)


def _without_bench(workplace: Workplace, name: str, arguments: list[str]) -> int:
	directory = prepare_unit(workplace.caller, workplace.screen)
	command, environment = unit_command(directory, f"benchmarks/{name}.py", *arguments)
	return subprocess.call(command, cwd=ROOT, env=environment)


def _on_bench(workplace: Workplace, name: str, arguments: list[str]) -> int:
	if (workplace.state / "admin_password").exists():
		address = web_address(workplace, SITE, "web")
		workplace.hands.variables = workplace.known_to_tests(SITE, address)
	process = workplace.hands.start_in_bench(
		workplace.bench / "sites",
		*(workplace.python, workplace.bench / "apps" / APP / "benchmarks" / f"{name}.py", *arguments),
		stdout=None,
		stderr=None,
	)
	return process.wait()
