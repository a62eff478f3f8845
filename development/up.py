# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""`./dev up`, `./dev down` and `./dev ask`: a site with the demo for people."""

import argparse
import subprocess
import time

from development import bench, ground, processes, sites
from development.caller import find_out_who
from development.database import database_ready
from development.failures import Failure, lacking, last_words, wrong_use
from development.log import open_log
from development.screen import Screen
from development.settings import SITE, find_out_what
from development.workplace import INSIDE, Workplace

STARTING = "Starting web, socketio, workers, scheduler"


def open_workplace(screen: Screen, log: str = "") -> Workplace:
	"""The bench that the caller means, with the log of the command begun. Raises Failure."""
	caller = find_out_who()
	settings = find_out_what(caller)
	if log:
		screen.log = open_log(caller.environment, log)
	return Workplace(caller, settings, screen)


def prepare_demo(workplace: Workplace, command: str) -> None:
	"""Everything that a person needs: the site with the demo, and all services."""
	code = ground.prepare_ground(workplace, command)
	sites.prepare_site(workplace, SITE, sites.DEMO)
	bench.finish_assets(workplace)
	sites.prepare_cache(workplace, code)
	if not workplace.stamps.has(f"scheduler_{SITE}", "enabled"):
		workplace.screen.step("Enabling the scheduler", sites.enable_scheduler, workplace, SITE)
	processes.prepare_services(workplace, STARTING, code, *processes.SERVICES)


def up(screen: Screen, arguments: list[str]) -> int:
	"""Make everything, start it, send a sample message, print the logins."""
	began = time.monotonic()
	if arguments:
		raise wrong_use(
			"./dev up takes no arguments: set BENCH_DIR, WEB_PORT, FRAPPE_REF or ERPNEXT_REF before it."
		)
	workplace = open_workplace(screen, "up")
	with ground.locked(workplace), ended_with_us(workplace):
		screen.say(f"WhatsApp ERP Bot in {workplace.bench}")
		prepare_demo(workplace, "up")
		screen.step("Sending a sample message", send_sample, workplace)
		_print_sample(workplace)
	screen.say()
	screen.say(f"Ready in {int(time.monotonic() - began)} s.")
	return 0


class ended_with_us:
	"""Programs that run when the block ends are ended: a failed step or Ctrl-C leaves nothing behind."""

	def __init__(self, workplace: Workplace) -> None:
		self.workplace = workplace

	def __enter__(self) -> None:
		return None

	def __exit__(self, kind: type | None, *rest: object) -> None:
		if kind:
			self.workplace.hands.end_all()


def send_sample(workplace: Workplace) -> None:
	"""One message the whole way, so that what was made is seen to work."""
	for name in ("graph_app_secret", "graph_token"):
		workplace.secret(name)
	state = workplace.state
	graph = f"http://127.0.0.1:{workplace.settings.ports['graph']}"
	secrets = (state / "graph_app_secret", state / "graph_token")
	workplace.inside("sample", SITE, graph, *secrets, state / "run/sample.txt")


def _print_sample(workplace: Workplace) -> None:
	say, address = workplace.screen.say, processes.web_address(workplace)
	say((workplace.state / "run/sample.txt").read_text(encoding="utf-8").removesuffix("\n"))
	password = workplace.read_private("admin_password")
	say(f"    {'Administrator':<32} {password:<14} everything, but not by WhatsApp")
	say()
	say(f"  Desk       {address}/app")
	say(f"  Simulator  {address}/app/whatsapp-bot-simulator")
	say('  Ask        ./dev ask "¿cuánto vendimos este mes?" --as USER')
	say("  Stop       ./dev down")


def down(screen: Screen, arguments: list[str]) -> int:
	"""Stop what was started; nothing is deleted."""
	workplace = open_workplace(screen)
	if not workplace.state.exists():
		screen.say(f"Nothing to stop: there is no bench of ours in {workplace.bench}.")
		return 0
	running = processes.running_services(workplace)
	processes.stop_in_order(workplace, *processes.SERVICES)
	screen.say(f"Stopped {' '.join(running)}." if running else "Nothing was running.")
	return 0


def _read_question(arguments: list[str]) -> argparse.Namespace:
	"""The text, as whom, and whether as JSON. Raises Failure."""
	usage = './dev ask "TEXT" --as USER [--json]'
	words, user, as_json = [], "", False
	rest = list(arguments)
	while rest:
		word = rest.pop(0)
		if word == "--as":
			user = rest.pop(0) if rest else ""
		elif word.startswith("--as="):
			user = word.removeprefix("--as=")
		elif word == "--json":
			as_json = True
		elif word.startswith("-"):
			raise wrong_use(f"./dev ask does not know {word}: {usage}.")
		else:
			words.append(word)
	text = " ".join(words)
	if not text or not user:
		raise wrong_use(f"Say what to ask and as whom: {usage}; ./dev up prints the users.")
	return argparse.Namespace(text=text, user=user, as_json=as_json)


def ask(screen: Screen, arguments: list[str]) -> int:
	"""Send one message as somebody and print the answer."""
	question = _read_question(arguments)
	workplace = open_workplace(screen, "ask")
	_check_demo(workplace)
	assert screen.log
	screen.out.flush()
	command = (workplace.python, "-c", (INSIDE / "ask.py").read_text(encoding="utf-8"), SITE)
	with screen.log.open("ab") as log:
		process = workplace.hands.start_in_bench(
			workplace.bench / "sites",
			*(*command, question.text, question.user, str(int(question.as_json))),
			stdout=None,
			stderr=log,
		)
		process.wait()
	if process.returncode:
		words = last_words(screen.log.read_text(errors="replace"))
		raise Failure(
			f"The question was not answered ({words}): ./dev up prints the users who may ask; the log says"
			" more."
		)
	return 0


def _check_demo(workplace: Workplace) -> None:
	"""Raises Failure where there is nobody to ask."""
	if not workplace.stamps.exists(f"demo_{SITE}"):
		raise lacking(f"There is no demo site in {workplace.bench} yet: run ./dev up first.")
	bench.choose_source(workplace)
	if bench.pointed_at(workplace) != str(workplace.source):
		raise lacking(
			f"The bench runs the app from {bench.pointed_at(workplace)}: run ./dev up here to use this"
			" checkout."
		)
	needed = ("redis_cache", "redis_queue", "worker_short")
	if not database_ready(workplace) or not all(processes.service_runs(workplace, name) for name in needed):
		raise lacking("The bench is not running: run ./dev up first.")
