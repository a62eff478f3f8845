# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""`./dev test`: what is chosen, what is counted, and that a bench that cannot be made stops no other."""

import json
import subprocess
import tempfile
from pathlib import Path
from unittest import mock

from development import processes, testing
from development.failures import lacking
from development.pins import moved, tags_of
from development.settings import SITE, TEST_SITE
from development.testing import Run, read_choice
from development.tests.case import DevTestCase
from development.workplace import INSIDE

ALL = {"unit": [], "integration": [], "faults": [], "browser": []}
REPORT = {"collected": 1, "passed": 1, "failed": 0, "skipped": 0, "not_run": 0}


class TestChoice(DevTestCase):
	def kinds(self, *arguments: str) -> dict[str, list[str]]:
		return read_choice(list(arguments)).kinds

	def test_what_is_asked_for(self) -> None:
		self.assertEqual(self.kinds(), ALL)
		self.assertEqual(self.kinds("--unit"), {"unit": []})
		self.assertEqual(self.kinds("--only", "browser"), {"browser": []})
		named = self.kinds("--only", "integration", "test_a.TestB", "test_c", "--only", "unit")
		self.assertEqual(named, {"unit": [], "integration": ["test_a.TestB", "test_c"]})
		self.assertEqual(list(named), ["unit", "integration"])
		for arguments in (("--also", "15"), ("--also=15",)):
			choice = read_choice(list(arguments))
			self.assertEqual((choice.also, choice.kinds), ("15", ALL))
			self.assertEqual(list(choice.on_site(testing.ALSO)), ["integration", "browser"])

	def test_what_is_not_understood(self) -> None:
		for arguments, word in (
			(["--only"], "--only"),
			(["--only", "units"], "unit, integration"),
			(["--also"], "--also"),
			(["--fast"], "--fast"),
			(["test_x"], "test_x"),
		):
			self.assert_fails(lambda arguments=arguments: read_choice(arguments), 2, word)


class TestCounting(DevTestCase):
	"""The whole of a run, with benches that are only made believe."""

	def run_tests(self, *arguments: str, broken: tuple[str, ...] = (), red: tuple[str, ...] = ()):
		workplace = self.workplace()
		self.benches: list[tuple[str, list[str]]] = []
		reports = Path(tempfile.mkdtemp(dir=self.folder))

		def on_bench(place, kinds, stems, folder) -> int:
			self.benches.append((place.bench.name, list(kinds)))
			if place.bench.name in broken:
				raise lacking("There is no disk.")
			for kind, stem in stems.items():
				bad = f"{place.bench.name} {kind}" in red
				report = REPORT | {"passed": int(not bad), "failed": int(bad)}
				(folder / f"{stem}.json").write_text(json.dumps(report))
			return int(any(one.startswith(f"{place.bench.name} ") for one in red))

		def unit(tests, names) -> None:
			(reports / "unit.json").write_text(json.dumps(REPORT))
			tests.counted.append("unit")

		tests = Run(workplace.screen, read_choice(list(arguments)), workplace.caller, reports)
		printed = []

		def call(command, **options) -> int:
			answer = subprocess.run(command, capture_output=True, text=True, **options)
			printed.extend(answer.stdout.splitlines())
			return answer.returncode

		with (
			mock.patch.object(testing, "run_on_bench", on_bench),
			mock.patch.object(Run, "run_unit", unit),
			mock.patch("subprocess.call", call),
		):
			code = tests.run()
		return code, printed[-1]

	def test_everything_in_one_line(self) -> None:
		self.assertEqual(self.run_tests(), (0, "4 passed, 0 failed"))
		self.assertEqual(self.benches, [("bench", ["integration", "faults", "browser"])])
		self.assertEqual(self.run_tests("--unit"), (0, "1 passed, 0 failed"))
		self.assertEqual(self.benches, [])

	def test_two_versions_in_one_line(self) -> None:
		other = "16"
		self.assertEqual(self.run_tests("--also", other), (0, "6 passed, 0 failed"))
		self.assertEqual(self.benches[1], (f"bench-{other}", ["integration", "browser"]))
		self.assertEqual(self.run_tests("--also", other, "--only", "faults"), (0, "1 passed, 0 failed"))
		self.assertEqual(
			self.run_tests("--only", "integration", "test_a", "--also", other), (0, "2 passed, 0 failed")
		)

	def test_red_if_any_is_red(self) -> None:
		self.assertEqual(self.run_tests("--also", "16", red=("bench-16 browser",)), (1, "5 passed, 1 failed"))
		self.assertEqual(self.run_tests("--also", "16", red=("bench faults",)), (1, "5 passed, 1 failed"))

	def test_a_bench_that_cannot_be_made(self) -> None:
		self.assertEqual(self.run_tests(broken=("bench",)), (3, "1 passed, 0 failed"))
		self.assertIn("✗ There is no disk.", self.complained.getvalue())
		self.assertIn(
			"The integration, fault and browser tests did not run: there is no bench with a test site, for"
			" the reason above.",
			self.said.getvalue(),
		)
		self.assertEqual(self.run_tests("--also", "16", broken=("bench",)), (3, "3 passed, 0 failed"))
		self.assertEqual(self.run_tests("--also", "16", broken=("bench-16",)), (3, "4 passed, 0 failed"))

	def test_a_second_version_that_is_none(self) -> None:
		code, line = self.run_tests("--also", "develop")
		self.assertEqual((code, line), (2, "4 passed, 0 failed"))

	def test_a_test_leaves_the_machine_as_it_found_it(self) -> None:
		state = self.mark()
		workplace = self.workplace()
		with (
			self.as_bench_user(),
			mock.patch.object(processes, "running_services", return_value=["redis_cache", "redis_queue"]),
			mock.patch.object(processes, "stop_in_order") as stopped,
			mock.patch.object(testing, "_prepare", side_effect=lacking("There is no disk.")),
		):
			self.assert_fails(lambda: testing.run_on_bench(workplace, {}, {}, state), 3, "no disk")
		self.assertEqual(
			stopped.call_args.args[1:],
			("web", "front", "socketio", "worker_short", "worker_long", "schedule", "graph"),
		)


class TestInside(DevTestCase):
	def test_the_web_server_has_the_site_of_people_as_its_default(self) -> None:
		self.assertIn(f'DEFAULT_SITE = "{SITE}"', (INSIDE / "web.py").read_text())
		self.assertNotEqual(SITE, TEST_SITE)

	def test_settings_are_merged_into_a_file(self) -> None:
		file = self.folder / "x.json"
		for values in ({"a": 1}, {"b": "ñ"}):
			answer = self.run_in("python3", str(INSIDE / "configure.py"), str(file), json.dumps(values))
			self.assertEqual(answer.returncode, 0, answer.stderr)
		self.assertEqual(json.loads(file.read_text()), {"a": 1, "b": "ñ"})

	def test_they_can_be_compiled(self) -> None:
		for path in INSIDE.glob("*.py"):
			compile(path.read_text(), str(path), "exec")


class TestMovingPins(DevTestCase):
	LISTING = "\n".join(
		f"0000\trefs/tags/{tag}"
		for tag in ("v15.9.0", "v15.103.0", "v16.9.0", "v16.10.2", "v16.11.0-beta.1", "v17.0.0")
	)
	BEFORE = """[versions]
default = 16

[15]
frappe = v15.1.0
erpnext = v15.2.0

[16]
; a remark
frappe = v16.1.0
erpnext = v16.2.0

[beside]
frappe_whatsapp = 0000
"""

	def test_the_newest_release_of_each_version(self) -> None:
		self.assertEqual(tags_of(self.LISTING)[-2:], ["v16.10.2", "v17.0.0"])
		after = moved(self.BEFORE, {"frappe": self.LISTING, "erpnext": ""}, "1234")
		expected = (
			self.BEFORE.replace("v15.1.0", "v15.103.0").replace("v16.1.0", "v16.10.2").replace("0000", "1234")
		)
		self.assertEqual(after, expected)
