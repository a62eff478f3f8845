# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The commands: up · ask · test · bench · pins · down · help.

Contract: `main` returns the exit code and lets nothing out: a Failure is its sentence, an interruption
(Ctrl-C, a signal) one line and 130. What is imported for one command is not loaded for another.
"""

import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from development.failures import Failure, wrong_use
from development.interruption import listen
from development.screen import Screen

# name → module and function
COMMANDS = {
	"up": ("up", "up"),
	"down": ("up", "down"),
	"ask": ("up", "ask"),
	"test": ("testing", "test"),
	"bench": ("benching", "bench"),
	"pins": ("pins", "pins"),
}


def help_text() -> str:
	"""What there is to say about the commands; the script `dev` shows the same file."""
	return (Path(__file__).parent / "help.txt").read_text(encoding="utf-8")


def main(arguments: list[str]) -> int:
	"""Run the command; returns the exit code."""
	screen = Screen()
	name, rest = (arguments[0], arguments[1:]) if arguments else ("help", [])
	listen()
	try:
		return _run(screen, name, rest)
	except Failure as failure:
		screen.fail(failure)
		return failure.code
	except KeyboardInterrupt:
		print("\nInterrupted: run it again, and it goes on where it stopped.", file=sys.stderr)
		return 130
	except BrokenPipeError:
		# whoever read our words has left
		sys.stderr.close()
		return 141


def _run(screen: Screen, name: str, arguments: list[str]) -> int:
	if name in ("help", "-h", "--help"):
		screen.say(help_text().rstrip("\n"))
		return 0
	if name not in COMMANDS:
		print(help_text(), end="", file=sys.stderr)
		raise wrong_use(f"./dev does not know “{name}”.")
	module, function = COMMANDS[name]
	command: Callable[[Screen, list[str]], int] = getattr(import_module(f"development.{module}"), function)
	return command(screen, arguments)
