# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""`dev` refuses clearly what it must not do, hands on what it must, and tells one sentence for each failure."""

import os
import shlex
import shutil
import socket
import subprocess
import tempfile
import unittest
from pathlib import Path

DEV = Path(__file__).resolve().parents[3] / "dev"


@unittest.skipUnless(DEV.exists() and shutil.which("bash"), "needs bash and a checkout with ./dev")
class DevTestCase(unittest.TestCase):
	def setUp(self) -> None:
		folder = tempfile.TemporaryDirectory()
		self.addCleanup(folder.cleanup)
		self.folder = Path(folder.name)
		self.bench = self.folder / "bench"
		self.environment = {
			"PATH": os.environ["PATH"],
			"HOME": str(self.folder),
			"XDG_STATE_HOME": str(self.folder / "state"),
			"BENCH_DIR": str(self.bench),
		}

	def run_in(self, *command: str, **variables: str) -> subprocess.CompletedProcess:
		environment = {**self.environment, **variables}
		return subprocess.run(
			command, env=environment, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL
		)

	def dev(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess:
		return self.run_in("bash", str(DEV), *arguments, **variables)

	def functions(self, script: str, **variables: str) -> subprocess.CompletedProcess:
		"""Runs a piece of bash after the functions of `dev`."""
		source = f"source {shlex.quote(str(DEV))}\nCOMMAND=up\n{script}"
		return self.run_in("bash", "-c", source, **variables)

	def assert_refused(self, result: subprocess.CompletedProcess, code: int, *words: str) -> None:
		self.assertEqual(result.returncode, code, result.stdout + result.stderr)
		sentences = [line for line in result.stderr.splitlines() if line.startswith("✗ ")]
		self.assertEqual(len(sentences), 1, result.stderr)
		for word in words:
			self.assertIn(word, sentences[0])

	def mark(self, **settings: object) -> None:
		state = self.bench / ".whatsapp-erp-bot"
		(state / "run").mkdir(parents=True)
		(state / "settings").write_text("".join(f"{key}={value}\n" for key, value in settings.items()))


class TestRefusals(DevTestCase):
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
			result = self.functions("find_out_who; find_out_what; check_ports", WEB_PORT=str(port_web))
			self.assert_refused(result, 3, f"Port {port} ({name})", "WEB_PORT=")

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
		result = self.functions("github_answers() { false; }; find_out_who; find_out_what; check_sources")
		self.assert_refused(result, 3, "GitHub is out of reach")

	def test_bench_is_never_root(self) -> None:
		if os.geteuid() == 0:
			self.assert_refused(self.dev("up", BENCH_USER="root"), 2, "root")


class TestSettings(DevTestCase):
	def settings(self, **variables: str) -> list[str]:
		result = self.functions(
			'find_out_who; find_out_what; echo "$FRAPPE_REF $ERPNEXT_REF $WEB_PORT $SOCKETIO_PORT $BENCH_DIR"',
			**variables,
		)
		self.assertEqual(result.returncode, 0, result.stderr)
		return result.stdout.split()

	def test_defaults(self) -> None:
		self.assertEqual(self.settings(), ["version-15", "version-15", "8000", "9000", str(self.bench)])

	def test_the_bench_remembers_and_the_caller_decides(self) -> None:
		self.mark(FRAPPE_REF="v15.55.1", ERPNEXT_REF="version-15", WEB_PORT=8345)
		self.assertEqual(self.settings()[:4], ["v15.55.1", "version-15", "8345", "9345"])
		self.assertEqual(self.settings(WEB_PORT="8400")[2:4], ["8400", "9400"])

	def test_two_benches_never_share_a_database(self) -> None:
		names = {
			self.functions("find_out_who; find_out_what; database_of bot.localhost", BENCH_DIR=path).stdout
			for path in ("/srv/one", "/srv/two")
		}
		self.assertEqual(len(names), 2)
		self.assertNotIn("", names)

	def test_what_is_handed_on_to_the_user_of_bench(self) -> None:
		given = {
			"PIP_INDEX_URL": "https://a/simple",
			"https_proxy": "http://p:1",
			"SSL_CERT_FILE": "/c.pem",
			"npm_config_registry": "r",
		}
		result = self.functions("handed_on", **given, DATABASE_PASSWORD="x", CI="true", PIPELINE="x")
		lines = dict(line.split("=", 1) for line in result.stdout.splitlines())
		self.assertEqual({key: lines.get(key) for key in given}, given)
		self.assertFalse({"DATABASE_PASSWORD", "CI", "PIPELINE", "HOME", "PATH"} & set(lines))


class TestSteps(DevTestCase):
	def test_a_step_stops_at_its_first_error_and_names_the_log(self) -> None:
		result = self.functions(
			"open_log up; work() { echo one; false; echo two; }; step Working work; echo not reached"
		)
		self.assert_refused(result, 1, "Working", "(one)")
		log = self.folder / "state/whatsapp-erp-bot/up.log"
		self.assertIn(f"Full log: {log}", result.stderr)
		self.assertNotIn("two", log.read_text())
		self.assertNotIn("not reached", result.stdout)

	def test_a_step_is_one_line_with_its_seconds(self) -> None:
		result = self.functions("open_log up; work() { echo noise; }; step Working work")
		self.assertRegex(result.stdout, r"^  Working +0 s\n$")

	def test_background_work_fails_in_its_own_step(self) -> None:
		script = "open_log up; work() { echo begun; false; echo on; }; behind work; finish Waiting; echo not reached"
		self.assert_refused(self.functions(script), 1, "Waiting", "(begun)")
		result = self.functions("open_log up; behind true; finish Waiting; echo reached")
		self.assertIn("reached", result.stdout)

	def test_a_server_started_in_a_step_does_not_keep_the_lock(self) -> None:
		script = "find_out_who; find_out_what; open_log up; take_lock; work() { setsid sleep 20 & echo $!; }; step Working work"
		self.assertEqual(self.functions(script).returncode, 0)
		sleeper = (self.folder / "state/whatsapp-erp-bot/up.log").read_text().split()[-1]
		self.addCleanup(subprocess.run, ["kill", sleeper])
		lock = next((self.folder / "state/whatsapp-erp-bot").glob("*.lock"))
		self.assertEqual(self.run_in("flock", "-n", str(lock), "true").returncode, 0)

	def test_known_causes_get_their_mend(self) -> None:
		causes = {
			"write error: No space left on device": "3 The disk is full",
			"fatal: unable to access 'https://github.com/frappe/frappe/': Could not resolve host": "3 GitHub is out of reach",
			"fatal: couldn't find remote ref version-99": "1 The branch, tag or commit",
			"E: Unable to locate package wkhtmltopdf": "3 apt could not download",
			"ERROR: No matching distribution found for rq==1.15.1": "3 Python packages could not be downloaded",
			"info There appears to be trouble with your network connection. Retrying...": "3 JavaScript packages",
			"SAY 1 The web process ended.\nmore": "1 The web process ended.",
			"TypeError: something else": "",
		}
		for text, sentence in causes.items():
			with self.subTest(text):
				log = self.folder / "log"
				earlier = "No space left on device, but in the step before\n"
				log.write_text(f"{earlier}{text}\n")
				result = self.functions(f"sentence_in {log} {len(earlier)}")
				self.assertTrue(result.stdout.startswith(sentence), result.stdout)
				self.assertEqual(bool(result.stdout), bool(sentence))


class TestProcesses(DevTestCase):
	def test_a_number_that_came_again_is_not_our_process(self) -> None:
		self.mark()
		sleeper = subprocess.Popen(["sleep", "30"])
		self.addCleanup(sleeper.wait)
		self.addCleanup(sleeper.kill)
		fields = Path(f"/proc/{sleeper.pid}/stat").read_text().rpartition(")")[2].split()
		pid_file = self.bench / ".whatsapp-erp-bot/run/web.pid"
		script = "find_out_who; find_out_what; running_services"
		pid_file.write_text(f"{sleeper.pid} {fields[19]} stamp\n")
		self.assertEqual(self.functions(script).stdout, "web\n")
		pid_file.write_text(f"{sleeper.pid} {int(fields[19]) - 1} stamp\n")
		self.assertEqual(self.functions(script).stdout, "")


class TestStyle(DevTestCase):
	def test_no_carriage_return_and_executable(self) -> None:
		self.assertNotIn(b"\r", DEV.read_bytes().replace(b"\\r", b""))
		self.assertTrue(os.access(DEV, os.X_OK))
