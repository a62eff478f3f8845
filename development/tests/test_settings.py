# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Which bench is meant: the caller's choice, else what the bench was made with, else the default."""

import subprocess
from unittest import mock

from development import versions
from development.caller import find_out_who
from development.settings import Settings, checksum, find_out_also
from development.sites import database_of
from development.tests.case import DevTestCase


def four(settings: Settings) -> list[str]:
	return [
		settings.frappe_ref,
		settings.erpnext_ref,
		str(settings.web_port),
		str(settings.ports["socketio"]),
	]


class TestSettings(DevTestCase):
	def test_defaults(self) -> None:
		settings, pins = self.settings(), versions.pins_of(versions.default_number())
		self.assertEqual(four(settings), [pins.frappe, pins.erpnext, "8000", "9000"])
		self.assertEqual(settings.bench, self.bench)

	def test_the_bench_remembers_and_the_caller_decides(self) -> None:
		self.mark(FRAPPE_REF="v15.55.1", ERPNEXT_REF="version-15", WEB_PORT=8345)
		self.assertEqual(four(self.settings()), ["v15.55.1", "version-15", "8345", "9345"])
		self.assertEqual(four(self.settings(WEB_PORT="8400"))[2:4], ["8400", "9400"])
		self.assertEqual(four(self.settings(FRAPPE_REF="version-15"))[:2], ["version-15", "version-15"])

	def test_two_benches_never_share_a_database(self) -> None:
		names = {
			database_of(self.workplace(BENCH_DIR=path), "bot.localhost") for path in ("/srv/one", "/srv/two")
		}
		self.assertEqual(len(names), 2)
		self.assertNotIn("", names)

	def test_the_database_is_named_as_ever(self) -> None:
		path = b"/home/frappe/whatsapp-erp-bot-bench"
		printed = subprocess.run(("cksum",), input=path, capture_output=True).stdout.split()[0]
		self.assertEqual(checksum(path), int(printed))
		name = database_of(
			self.workplace(BENCH_DIR="/home/frappe/whatsapp-erp-bot-bench"), "bot-test.localhost"
		)
		self.assertEqual(name, f"bot{checksum(path)}_bottestlocalhost")

	def test_what_is_handed_on_to_the_user_of_bench(self) -> None:
		given = {
			"PIP_INDEX_URL": "https://a/simple",
			"https_proxy": "http://p:1",
			"SSL_CERT_FILE": "/c.pem",
			"npm_config_registry": "r",
			"UV_PYTHON_INSTALL_MIRROR": "https://m",
		}
		lines = find_out_who({**given, "DATABASE_PASSWORD": "x", "CI": "true", "PIPELINE": "x"}).handed_on()
		self.assertEqual({key: lines.get(key) for key in given}, given)
		self.assertFalse({"DATABASE_PASSWORD", "CI", "PIPELINE", "HOME", "PATH"} & set(lines))

	def test_a_number_means_the_pinned_release(self) -> None:
		for number in (15, 16):
			pins = versions.pins_of(number)
			for given in ({"FRAPPE_REF": str(number)}, {"ERPNEXT_REF": str(number)}):
				with self.subTest(given):
					self.assertEqual(four(self.settings(**given))[:2], [pins.frappe, pins.erpnext])
		branch = {"FRAPPE_REF": "version-16", "ERPNEXT_REF": "version-16"}
		self.assertEqual(four(self.settings(**branch))[:2], ["version-16", "version-16"])

	def test_two_versions_in_one_bench_are_refused(self) -> None:
		self.assert_fails(
			lambda: self.settings(FRAPPE_REF="version-16", ERPNEXT_REF="version-15"), 2, "different versions"
		)
		self.assert_fails(lambda: self.settings(FRAPPE_REF="13"), 2, "no pinned release of version 13")

	def test_a_bench_does_not_go_back(self) -> None:
		self.mark(FRAPPE_REF="v16.9.0", ERPNEXT_REF="v16.9.1", WEB_PORT=8000)
		self.assert_fails(lambda: self.settings(FRAPPE_REF="15"), 2, "cannot go back to 15", "BENCH_DIR")


class TestDirectories(DevTestCase):
	"""Without BENCH_DIR each version has a bench of its own."""

	def setUp(self) -> None:
		super().setUp()
		self.environment["BENCH_DIR"] = ""
		home = mock.patch("development.caller._home_of", return_value=self.folder)
		home.start()
		self.addCleanup(home.stop)
		default = mock.patch.object(versions, "default_number", return_value=16)
		default.start()
		self.addCleanup(default.stop)
		self.bench = self.folder / "whatsapp-erp-bot-bench"

	def directory(self, **variables: str) -> tuple[str, int]:
		settings = self.settings(**variables)
		return settings.bench.name, settings.web_port

	def test_the_default_version_has_the_default_directory(self) -> None:
		self.assertEqual(self.directory(), ("whatsapp-erp-bot-bench", 8000))
		self.assertEqual(self.directory(FRAPPE_REF="version-16"), ("whatsapp-erp-bot-bench", 8000))
		other = self.directory(FRAPPE_REF="version-15", ERPNEXT_REF="version-15")
		self.assertEqual(other, ("whatsapp-erp-bot-bench-15", 8100))

	def test_an_old_bench_keeps_its_directory(self) -> None:
		self.mark(FRAPPE_REF="version-15", ERPNEXT_REF="version-15", WEB_PORT=8000)
		self.assertEqual(self.directory(), ("whatsapp-erp-bot-bench", 8000))
		self.assertEqual(self.directory(FRAPPE_REF="15"), ("whatsapp-erp-bot-bench", 8000))
		self.assertEqual(self.directory(FRAPPE_REF="16"), ("whatsapp-erp-bot-bench-16", 8100))

	def also(self, reference: str, **variables: str) -> Settings:
		return find_out_also(self.caller(**variables), self.settings(**variables), reference)

	def test_the_second_bench_of_a_test(self) -> None:
		also = self.also("15")
		self.assertEqual((also.bench.name, also.web_port), ("whatsapp-erp-bot-bench-15", 8100))
		self.assertEqual(also.frappe_ref, versions.pins_of(15).frappe)
		self.assertEqual(self.also("version-15").erpnext_ref, "version-15")
		self.assertEqual(self.also("15", WEB_PORT="8400").web_port, 8500)
		given = self.also("15", BENCH_DIR=str(self.folder / "mine"))
		self.assertEqual((given.bench.name, given.web_port), ("mine-15", 8100))

	def test_the_second_bench_makes_way(self) -> None:
		self.mark(FRAPPE_REF="version-15", ERPNEXT_REF="version-15", WEB_PORT=8100)
		also = self.also("15", FRAPPE_REF="16")
		self.assertEqual((also.bench.name, also.web_port), ("whatsapp-erp-bot-bench", 8200))

	def test_the_second_version_is_another(self) -> None:
		for reference in ("16", "version-16", "develop"):
			self.assert_fails(lambda reference=reference: self.also(reference), 2, f"--also {reference}")


class TestVersions(DevTestCase):
	def test_the_version_in_a_name(self) -> None:
		names = {
			"version-16": 16,
			"v16.9.0": 16,
			"version-15-hotfix": 15,
			"15": 15,
			"develop": None,
			"1b9ff2c990ce9ba6d093b6194cff1876c4c06d65": None,
			"1600000": None,
		}
		for name, number in names.items():
			with self.subTest(name):
				self.assertEqual(versions.number_in_name(name), number)

	def sources(self, frappe: str, reference: str) -> None:
		state = self.mark(FRAPPE_REF=reference, ERPNEXT_REF=reference, WEB_PORT=8000)
		package = self.bench / "apps/frappe/frappe"
		package.mkdir(parents=True)
		(package / "__init__.py").write_text(f'import os\n\n__version__ = "{frappe}"\n')
		(state / "stamps/source_frappe").write_text(f"{versions.FRAPPE_URL} {reference}")

	def test_the_sources_know_better_than_the_name(self) -> None:
		self.sources("16.11.0", "my-branch")
		self.assertEqual(self.settings().number, 16)
		self.assertEqual(self.workplace().version.least_node, 24)
		# sources of another reference say nothing of this one
		self.assertEqual(self.settings(FRAPPE_REF="v16.9.0", ERPNEXT_REF="v16.9.1").number, 16)

	def test_a_version_that_is_not_known_yet_is_taken_as_the_newest(self) -> None:
		self.assertEqual(versions.requirements_of(17), versions.VERSIONS[16])
		self.assertEqual(versions.requirements_of(14), versions.VERSIONS[15])

	def test_every_version_has_pins(self) -> None:
		for number in versions.VERSIONS:
			pins = versions.pins_of(number)
			for reference in (pins.frappe, pins.erpnext):
				self.assertRegex(reference, rf"^v{number}\.\d+\.\d+$")
			self.assertEqual(versions.branch_of(pins.erpnext, "erpnext"), f"version-{number}")
		self.assertIn(versions.default_number(), versions.VERSIONS)
		self.assertRegex(versions.beside_commit(), r"^[0-9a-f]{40}$")
