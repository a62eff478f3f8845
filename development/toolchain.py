# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The tools of a bench: Python, Node, yarn, bench itself, at the versions of `pins/`.

Contract: what the machine has and what fits is taken as it is; the rest is installed into the tools of the
bench user (`~/.local/share/whatsapp-erp-bot`), for the bench only. Packages of pip are checked against the
hashes of their pins.
"""

import subprocess
from pathlib import Path

from development.failures import Failure, lacking
from development.stamps import digest
from development.versions import PINS
from development.workplace import Workplace, node_number

FITS = """
import sys, os, sysconfig, ensurepip, venv
header = os.path.join(sysconfig.get_path("include"), "Python.h")
sys.exit(not ({least} <= sys.version_info[:2] < {below} and os.path.exists(header)))
"""
HAS_VENV = "import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 10))"


def bench_python(workplace: Workplace) -> str | None:
	"""The Python for the bench, with venv and the headers that a package without a wheel needs."""
	version = workplace.version
	check = FITS.format(least=version.least_python, below=version.python_below)
	own = workplace.caller.tools.glob(f"python/*-{version.python_to_get}.*/bin/python3")
	for candidate in [*map(str, sorted(own)), *version.pythons]:
		program = workplace.which(candidate)
		if program and workplace.hands.succeeds((program, "-c", check)):
			return program
	return None


def base_python(workplace: Workplace) -> str | None:
	"""Any Python of the machine that can make environments, for tools."""
	for candidate in ("python3", *workplace.version.pythons):
		program = workplace.which(candidate)
		if program and workplace.hands.succeeds((program, "-c", HAS_VENV)):
			return program
	return None


def node_is_new_enough(workplace: Workplace) -> bool:
	"""Whether the bench finds a Node that Frappe takes."""
	return node_number(workplace.which("node")) >= workplace.version.least_node


def yarn_is_there(workplace: Workplace) -> bool:
	"""Whether the bench finds a classic yarn, or needs none since its JavaScript is installed.

	yarn takes a second to tell its version, so that is asked last.
	"""
	if workplace.stamps.has("javascript", workplace.settings.refs):
		return True
	yarn = workplace.which("yarn")
	if not yarn or not workplace.which("node"):
		return False
	answer = subprocess.run(
		(yarn, "--version"),
		capture_output=True,
		text=True,
		cwd="/",
		stdin=subprocess.DEVNULL,
		env={**workplace.caller.environment, "PATH": workplace.path},
	)
	return answer.stdout.startswith("1.")


def needs_own_node(workplace: Workplace) -> bool:
	"""Whether the machine's Node is too old, or there is neither yarn nor an npm that could bring it."""
	if not node_is_new_enough(workplace):
		return True
	return not yarn_is_there(workplace) and not workplace.which("npm") and not workplace.own_node()


def prepare_toolchain(workplace: Workplace) -> None:
	"""Install what the machine does not have; the packages of the system are there already."""
	step = workplace.screen.step
	if not bench_python(workplace):
		step(f"Installing Python {workplace.version.python_to_get}", install_python, workplace)
	if needs_own_node(workplace):
		step("Installing Node 24", install_node, workplace)
	if not yarn_is_there(workplace):
		step("Installing yarn", install_yarn, workplace)


def _tool_environment(workplace: Workplace, name: str, pins: str) -> Path:
	"""An environment among the tools with the packages of one list of pins."""
	tools = workplace.caller.tools
	python = base_python(workplace)
	if not python:
		raise lacking(
			"Python 3.10 or newer with venv is missing: install it (apt-get install python3 python3-venv),"
			" then run it again."
		)
	hands = workplace.hands
	hands.in_bench(workplace.caller.bench_home, "mkdir", "-p", tools)
	hands.in_bench(tools, "rm", "-rf", name)
	hands.in_bench(tools, python, "-m", "venv", name)
	pip_install(workplace, tools / name / "bin/pip", pins)
	return tools / name


def pip_install(workplace: Workplace, pip: Path, name: str, *options: str | Path) -> None:
	"""Install a list of pins with that pip, from a copy: the bench user may not read the checkout."""
	tools, hands = workplace.caller.tools, workplace.hands
	hands.in_bench(workplace.caller.bench_home, "mkdir", "-p", tools / "pins")
	hands.in_bench(tools / "pins", "bash", "-c", 'cat >"$0"', f"{name}.txt", input=pinned(name))
	quiet = ("-q", "--disable-pip-version-check", "--require-hashes")
	hands.in_bench(tools, pip, "install", *quiet, *options, "-r", f"pins/{name}.txt")


def pinned(name: str) -> str:
	"""The list of pins of that name."""
	return (PINS / f"{name}.txt").read_text(encoding="utf-8")


def install_python(workplace: Workplace) -> None:
	"""A Python for the bench by uv, which takes it from GitHub. Raises Failure where that does not go."""
	wanted = workplace.version.python_to_get
	uv = _tool_environment(workplace, "uv", "uv") / "bin/uv"
	tools = workplace.caller.tools
	try:
		workplace.hands.in_bench(
			tools, uv, "python", "install", "--no-bin", "--install-dir", tools / "python", wanted
		)
	except subprocess.CalledProcessError:
		raise lacking(
			f"Python {wanted} could not be downloaded (uv takes it from GitHub): check the network and the"
			f" proxy (https_proxy), or install Python {wanted} with venv and headers yourself, then run it"
			" again."
		) from None
	if not bench_python(workplace):
		raise Failure(
			f"Python {wanted} was installed in {tools}/python and does not run there: see the log, mend it,"
			" then run it again."
		)


def install_node(workplace: Workplace) -> None:
	"""Node with npm, in one wheel."""
	_tool_environment(workplace, "node", "node")
	workplace.look_again()


def install_yarn(workplace: Workplace) -> None:
	"""yarn from npm, checked against its pin."""
	tools, hands = workplace.caller.tools, workplace.hands
	hands.in_bench(workplace.caller.bench_home, "mkdir", "-p", tools / "yarn")
	for name in ("package.json", "package-lock.json"):
		text = (PINS / "yarn" / name).read_text(encoding="utf-8")
		hands.in_bench(tools / "yarn", "bash", "-c", 'cat >"$0"', name, input=text)
	hands.in_bench(tools / "yarn", *npm(workplace), "ci", "--no-fund", "--no-audit", "--ignore-scripts")


def npm(workplace: Workplace) -> list[str]:
	"""How npm is called: the machine's, else that which came with our Node."""
	own = workplace.own_node()
	if own and (workplace.path.startswith(str(own)) or not workplace.which("npm")):
		return [str(own / "node"), str(own.parent / "lib/node_modules/npm/bin/npm-cli.js")]
	return ["npm"]


def bench_cli_is_pinned(workplace: Workplace) -> bool:
	"""Whether bench is there, at its pins; one that an older ./dev installed is taken as it is."""
	directory = workplace.caller.tools / "bench-cli"
	if not (directory / "bin/bench").exists():
		return False
	try:
		return (directory / "pins").read_text() == digest(pinned("bench"))
	except OSError:
		return not (directory / "pins").exists()


def install_bench_cli(workplace: Workplace) -> None:
	"""bench, beside its environments."""
	directory = _tool_environment(workplace, "bench-cli", "bench")
	workplace.hands.in_bench(directory, "bash", "-c", 'printf "%s" "$0" >pins', digest(pinned("bench")))
