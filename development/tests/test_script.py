# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""`dev` refuses clearly what it must not do, and tells one sentence for each failure."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import unittest
from unittest import mock

from development import ports, processes, sources
from development.tests.case import DEV, DevTestCase


@unittest.skipUnless(DEV.exists() and shutil.which("bash"), "needs bash and a checkout with ./dev")
class ScriptTestCase(DevTestCase):
	"""Tests that call the script."""


class TestRefusals(ScriptTestCase):
	def test_help_needs_nothing(self) -> None:
		result = self.dev("help")
		self.assertEqual(result.returncode, 0)
		for command in ("up", "ask", "test", "bench", "down"):
			self.assertIn(f"./dev {command}", result.stdout)

	def test_unknown_command_and_options(self) -> None:
		self.assert_refused(self.dev("upp"), 2, "upp")
		self.assert_refused(self.dev("up", "--now"), 2, "no arguments")
		self.assert_refused(self.dev("test", "--fast"), 2, "--fast")
		self.assert_refused(self.dev("ask", "hola", "--user", "x"), 2, "--user")
		self.assert_refused(self.dev("pins", "--all"), 2, "no arguments")

	def test_a_directory_of_somebody_else_is_not_touched(self) -> None:
		self.bench.mkdir()
		(self.bench / "apps").mkdir()
		for command in ("up", "down"):
			self.assert_refused(self.dev(command), 2, str(self.bench), "BENCH_DIR")
		self.assertEqual([path.name for path in self.bench.iterdir()], ["apps"])

	def test_ports_must_be_ports(self) -> None:
		for port in ("abc", "80", "70000", "8000x"):
			self.assert_refused(self.dev("up", WEB_PORT=port), 2, port, "WEB_PORT=8100")

	def test_a_port_that_is_taken_is_named_with_a_free_one(self) -> None:
		with socket.create_server(("127.0.0.1", 0)) as server:
			port = server.getsockname()[1]
			if port > 60000:
				port_web = port - 1000
				name = "socketio"
			else:
				port_web, name = port, "web"
			workplace = self.workplace(WEB_PORT=str(port_web))
			self.assert_fails(
				lambda: processes.check_ports(workplace, "up"), 3, f"Port {port} ({name})", "WEB_PORT="
			)
			self.assertFalse(ports.is_taken(ports.free_web_port(workplace.settings)))

	def test_ask_says_what_it_needs(self) -> None:
		self.assert_refused(self.dev("ask", "hola"), 2, "--as USER")
		self.assert_refused(self.dev("ask", "--as", "a@example.com"), 2, "--as USER")
		self.assert_refused(self.dev("ask", "hola", "--as", "a@example.com"), 3, "./dev up")

	def test_down_without_a_bench(self) -> None:
		result = self.dev("down")
		self.assertEqual(
			(result.returncode, result.stdout.strip()),
			(0, f"Nothing to stop: there is no bench of ours in {self.bench}."),
		)
		self.assertFalse(self.bench.exists())

	def test_benchmarks_are_named(self) -> None:
		for name in ("nonsense", "../setup", ""):
			self.assert_refused(self.dev("bench", name), 2, "There is no benchmark")

	def test_no_bench_and_no_github(self) -> None:
		workplace = self.workplace()
		with mock.patch.object(sources, "github_answers", return_value=False):
			self.assert_fails(lambda: sources.check_sources(workplace), 3, "GitHub is out of reach")

	def test_bench_is_never_root(self) -> None:
		if os.geteuid() == 0:
			self.assert_refused(self.dev("up", BENCH_USER="root"), 2, "root")


class TestShell(ScriptTestCase):
	"""The thin shell: it finds a Python and leaves nothing of it in the checkout."""

	def bare(self) -> dict[str, str]:
		"""A path on which there is no Python."""
		folder = self.folder / "bare"
		folder.mkdir()
		for program in ("bash", "cat", "dirname"):
			(folder / program).symlink_to(shutil.which(program))
		return {"PATH": str(folder)}

	@unittest.skipIf(os.access("/usr/bin/python3", os.X_OK), "/usr/bin/python3 is always found")
	def test_without_python_there_is_a_sentence(self) -> None:
		self.assert_refused(self.dev("down", **self.bare()), 3, "Python 3.10 or newer is missing")

	def test_an_old_python_is_passed_over(self) -> None:
		path = self.bare()["PATH"]
		(self.folder / "bare/python3").symlink_to(shutil.which("false"))
		(self.folder / "bare/python3.12").symlink_to(sys.executable)
		result = self.dev("down", PATH=path)
		self.assertEqual(result.returncode, 0, result.stderr)
		self.assertIn("Nothing to stop", result.stdout)

	def test_help_reads_the_same_file(self) -> None:
		text = (DEV.parent / "development/help.txt").read_text()
		self.assertEqual(self.dev().stdout, text)
		self.assertIn(text, self.dev("upp").stderr)

	def test_what_the_caller_says_about_python_is_for_others(self) -> None:
		result = self.dev("help", PYTHONHOME="/nowhere", PYTHONPATH=str(self.folder))
		self.assertEqual(result.returncode, 0, result.stderr)

	def test_names_are_written_as_they_are_everywhere(self) -> None:
		result = self.dev("bench", "señal", LC_ALL="POSIX")
		self.assert_refused(result, 2, "“señal”")

	def test_nothing_compiled_lies_in_the_checkout(self) -> None:
		copy = self.folder / "checkout"
		shutil.copytree(
			DEV.parent / "development", copy / "development", ignore=shutil.ignore_patterns("__pycache__")
		)
		shutil.copy(DEV, copy / "dev")
		self.run_in("bash", str(copy / "dev"), "down")
		self.assertEqual(list(copy.rglob("*.pyc")), [])

	def test_from_another_directory_and_through_a_blank(self) -> None:
		copy = self.folder / "with blank"
		shutil.copytree(
			DEV.parent / "development", copy / "development", ignore=shutil.ignore_patterns("__pycache__")
		)
		shutil.copy(DEV, copy / "dev")
		result = subprocess.run(
			("bash", "with blank/dev", "help"),
			cwd=self.folder,
			env=self.environment,
			capture_output=True,
			text=True,
		)
		self.assertEqual(result.returncode, 0, result.stderr)


class TestInterruption(ScriptTestCase):
	def test_a_signal_is_one_line_and_leaves_nothing_behind(self) -> None:
		sleep = f"sleep 47.{os.getpid()}"
		program = f"""
from development import commands
from development.screen import Screen
from development import up
def work(workplace):
	workplace.hands.run(("sh", "-c", "echo $$; {sleep} & {sleep}; true"))
def command(screen, arguments):
	workplace = up.open_workplace(screen, "up")
	with up.ended_with_us(workplace):
		screen.behind("Beside", lambda: work(workplace))
		screen.step("Working", work, workplace)
up.up = command
sys.exit(commands.main(["up"]))
"""
		for number in (signal.SIGINT, signal.SIGTERM):
			with self.subTest(number):
				log = self.folder / "state/whatsapp-erp-bot/up.log"
				log.unlink(missing_ok=True)
				process = subprocess.Popen(
					(
						sys.executable,
						"-B",
						"-c",
						f"import sys; sys.path.insert(0, {str(DEV.parent)!r})\n{program}",
					),
					env=self.environment,
					stdout=subprocess.PIPE,
					stderr=subprocess.PIPE,
					text=True,
				)
				until = time.monotonic() + 20
				while time.monotonic() < until and not (
					log.exists() and log.read_text().split("Working")[-1].strip()
				):
					time.sleep(0.05)
				process.send_signal(number)
				_, complaint = process.communicate(timeout=20)
				self.assertEqual(process.returncode, 130, complaint)
				self.assertEqual(
					complaint.strip(), "Interrupted: run it again, and it goes on where it stopped."
				)
				left = subprocess.run(("ps", "-eo", "args"), capture_output=True, text=True).stdout
				self.assertFalse([line for line in left.splitlines() if sleep in line])


class TestStyle(ScriptTestCase):
	def test_no_carriage_return_and_executable(self) -> None:
		self.assertNotIn(b"\r", DEV.read_bytes().replace(b"\\r", b""))
		self.assertTrue(os.access(DEV, os.X_OK))

	def test_files_are_small(self) -> None:
		for path in (DEV.parent / "development").rglob("*.py"):
			with self.subTest(path.name):
				self.assertLessEqual(len(path.read_text().splitlines()), 450)
