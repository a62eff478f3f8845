# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Only what was started here is stopped, and only while it is the same process."""

import os
import subprocess
import sys
import time
from pathlib import Path
from unittest import mock

from development import processes
from development.hands import end_family, family_of, stat_of
from development.tests.case import DevTestCase


class TestProcesses(DevTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.state = self.mark()

	def sleeper(self) -> tuple[subprocess.Popen, int]:
		"""A process in a session of its own, and when it began."""
		process = subprocess.Popen(["sleep", "30"], start_new_session=True)
		self.addCleanup(process.wait)
		self.addCleanup(process.kill)
		return process, int(stat_of(process.pid)[19])

	def note(self, name: str, *words: object) -> None:
		(self.state / "run" / f"{name}.pid").write_text(" ".join(map(str, words)) + "\n")

	def test_a_number_that_came_again_is_not_our_process(self) -> None:
		process, began = self.sleeper()
		self.note("web", process.pid, began, "stamp")
		self.assertEqual(processes.running_services(self.workplace()), ["web"])
		self.note("web", process.pid, began - 1, "stamp")
		self.assertEqual(processes.running_services(self.workplace()), [])

	def test_a_file_that_says_nothing_is_no_process(self) -> None:
		for words in ((), ("x",), ("abc", "1", "s"), (1,)):
			self.note("web", *words)
			self.assertEqual(processes.running_services(self.workplace()), [], words)

	def test_a_process_that_ended_and_was_not_asked_after(self) -> None:
		process, began = self.sleeper()
		self.note("web", process.pid, began, "stamp")
		process.kill()
		until = time.monotonic() + 5
		while stat_of(process.pid)[0] != "Z" and time.monotonic() < until:
			time.sleep(0.01)
		self.assertEqual(processes.running_services(self.workplace()), [])

	def test_only_ours_are_stopped(self) -> None:
		ours, began = self.sleeper()
		other, other_began = self.sleeper()
		self.note("web", ours.pid, began, "stamp")
		self.note("socketio", other.pid, other_began - 1, "stamp")
		with self.as_bench_user():
			processes.stop_in_order(self.workplace(), *processes.SERVICES)
		self.assertEqual(ours.wait(timeout=5), -15)
		self.assertIsNone(other.poll())
		self.assertEqual(list((self.state / "run").iterdir()), [])

	def test_who_does_not_listen_is_ended_with_the_whole_session(self) -> None:
		script = "trap '' TERM; (trap '' TERM; sleep 31) & echo ready; wait; sleep 31"
		process = subprocess.Popen(["bash", "-c", script], start_new_session=True, stdout=subprocess.PIPE)
		self.addCleanup(process.stdout.close)
		process.stdout.readline()
		self.note("web", process.pid, stat_of(process.pid)[19], "stamp")
		with self.as_bench_user(), mock.patch.object(processes, "wait_until", return_value=False):
			processes.stop_services(self.workplace(), "web")
		self.assertEqual(process.wait(timeout=5), -9)
		self.assertEqual(
			[pid for pid in processes.members_of_session(process.pid) if stat_of(pid)[0] != "Z"], []
		)

	def start(self, command: list[str], *names: str) -> None:
		workplace = self.workplace()
		(self.bench / "logs").mkdir(exist_ok=True)
		with (
			self.as_bench_user(),
			mock.patch.object(processes, "command_of", return_value=(str(self.bench), command)),
		):
			self.addCleanup(self._stop, workplace)
			processes.start_services(workplace, "code", *(names or ("worker_short",)))

	def _stop(self, workplace) -> None:
		with self.as_bench_user():
			processes.stop_services(workplace, *processes.SERVICES)

	def test_a_service_is_noted_with_its_start_and_its_stamp(self) -> None:
		self.start(["sleep", "32"])
		workplace = self.workplace()
		self.assertTrue(processes.services_are_current(workplace, "code", "worker_short"))
		self.assertFalse(processes.services_are_current(workplace, "other code", "worker_short"))
		pid = processes.service_pid(workplace, "worker_short")
		# a session of its own, which outlives us
		self.assertEqual(stat_of(pid)[3], str(pid))
		self.start(["sleep", "32"])
		self.assertEqual(processes.service_pid(workplace, "worker_short"), pid)

	def test_a_service_that_ends_at_once_is_named_with_its_log(self) -> None:
		for name, program in (
			("socketio", "raise SystemExit('no module')"),
			("worker_short", "import time; time.sleep(0.4); raise SystemExit('no module')"),
		):
			with self.subTest(name):
				with self.assertRaisesRegex(processes.Failure, f"{name} process ended.*logs/{name}.log"):
					# the worker waits for the other, as it does for the web server
					names = (name,) if name == "socketio" else (name, "web")
					with (
						mock.patch.object(processes, "_pings", lambda port: time.sleep(1) or True),
						mock.patch.object(processes, "is_taken", return_value=False),
					):
						self.start([sys.executable, "-c", program], *names)
				self.assertIn("no module", (self.bench / f"logs/{name}.log").read_text())

	def test_stamps_of_older_benches_are_known(self) -> None:
		"""Redis and the realtime server of a bench that an older ./dev started go on."""
		workplace = self.workplace(FRAPPE_REF="version-15", ERPNEXT_REF="version-15", WEB_PORT="8000")
		printed = subprocess.run(
			("bash", "-c", "echo '13000 11000' | sha1sum | cut -c1-16"), capture_output=True, text=True
		).stdout.strip()
		self.assertEqual(processes.service_stamp(workplace, "redis_cache", "x"), printed)

	def test_the_front_of_an_older_bench_is_its_web_server(self) -> None:
		process, began = self.sleeper()
		self.note("web", process.pid, began, "stamp")
		workplace = self.workplace()
		with mock.patch.object(processes, "is_taken", lambda port: port == workplace.settings.ports["front"]):
			processes.check_ports(workplace, "up")
			self.note("web", process.pid, began - 1, "stamp")
			self.assert_fails(lambda: processes.check_ports(workplace, "up"), 3, "(web)")


class TestHands(DevTestCase):
	def test_a_program_is_ended_with_its_children(self) -> None:
		process = subprocess.Popen(
			["bash", "-c", "sleep 33 & sleep 33 & echo ready; wait"], stdout=subprocess.PIPE
		)
		self.addCleanup(process.stdout.close)
		process.stdout.readline()
		family = family_of(process.pid)
		self.assertEqual(len(family), 3)
		end_family(process.pid)
		process.wait()
		self.assertEqual([pid for pid in family if stat_of(pid)[:1] not in ([], ["Z"])], [])

	def test_whoever_has_children_all_the_time_is_ended_with_them(self) -> None:
		sleep = f"sleep 35.{os.getpid()}"
		script = f"echo ready; while true; do {sleep} & done"
		for _ in range(5):
			process = subprocess.Popen(["bash", "-c", script], stdout=subprocess.PIPE)
			process.stdout.readline()
			end_family(process.pid)
			process.wait()
			process.stdout.close()
			left = subprocess.run(("ps", "-eo", "stat,args"), capture_output=True, text=True).stdout
			self.assertFalse([line for line in left.splitlines() if sleep in line and line[0] != "Z"])

	def test_none_begins_after_the_end(self) -> None:
		hands = self.workplace().hands
		hands.end_all()
		self.assert_fails(lambda: hands.run(("true",)), 3, "Interrupted")
		hands.begin_again()
		self.assertEqual(hands.run(("echo", "x"), capture=True), "x\n")

	def test_programs_of_the_bench_know_little(self) -> None:
		workplace = self.workplace(DATABASE_PASSWORD="x", https_proxy="http://p:1", no_proxy="intern")
		workplace.hands.variables = {"BOT_SITE": "a"}
		with self.as_bench_user():
			lines = workplace.hands.in_bench("/", "env", capture=True).splitlines()
		known = dict(line.split("=", 1) for line in lines)
		self.assertNotIn("DATABASE_PASSWORD", known)
		self.assertEqual(known["https_proxy"], "http://p:1")
		self.assertEqual(known["no_proxy"], "localhost,127.0.0.1,.localhost,intern")
		self.assertEqual(known["BOT_SITE"], "a")

	def test_secrets_are_read_by_nobody_else(self) -> None:
		self.mark()
		workplace = self.workplace()
		with self.as_bench_user():
			secret = workplace.secret("graph_token")
			self.assertEqual(workplace.secret("graph_token"), secret)
		self.assertRegex(secret, r"^[A-Za-z0-9]{20}$")
		path = Path(workplace.state / "graph_token")
		self.assertEqual(path.stat().st_mode & 0o777, 0o600)

	def test_root_is_asked_for_before_anything_begins(self) -> None:
		workplace = self.workplace()
		sentence = "Installing git needs root"
		with mock.patch.object(type(workplace.caller), "is_root", False, create=True):
			object.__setattr__(workplace.caller, "is_root", False)
			self.program("sudo", "exit 1")
			workplace.caller.environment["PATH"] = self.environment["PATH"]
			with mock.patch("os.isatty", return_value=False):
				self.assert_fails(
					lambda: workplace.hands.can_be_root("Installing git"), 3, sentence, "sudo refused"
				)
			workplace.caller.environment["PATH"] = str(self.folder)
			self.assert_fails(lambda: workplace.hands.can_be_root("Installing git"), 3, sentence, "no sudo")


class TestInterruption(DevTestCase):
	def test_a_program_that_has_just_begun_is_noted_before_the_interruption(self) -> None:
		program = """
import os, signal, subprocess
from unittest import mock
from development import interruption
from development.hands import Hands
interruption.listen()
popen = subprocess.Popen
def begin(*arguments, **options):
	process = popen(*arguments, **options)
	os.kill(os.getpid(), signal.SIGTERM)
	sum(range(1000))
	return process
hands = Hands(None, dict)
try:
	with mock.patch("subprocess.Popen", begin):
		hands.start(("sleep", "34"))
except KeyboardInterrupt:
	print("noted", len(hands._live))
	hands.end_all()
	os.kill(os.getpid(), signal.SIGINT)
	print("undisturbed")
"""
		answer = self.python(program)
		self.assertEqual(answer.stdout, "noted 1\nundisturbed\n", answer.stderr)
