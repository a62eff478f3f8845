# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Every door, tried by seven roles over HTTP, compared with one table (door_table).

Contract: the doors are found, not listed: each whitelisted method of this app, and each DocType of its module by every
general door of Frappe's. What must be refused leaves no mark in any answer and no change in any row; what is allowed
works. The rows around documents (files, tags, notices…): test_doors_beside.
"""

import importlib
import json
import pkgutil
import secrets
import unittest
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import frappe
from frappe.utils.password import remove_encrypted_password, set_encrypted_password

import whatsapp_erp_bot
from whatsapp_erp_bot.bot.keys import alias_key
from whatsapp_erp_bot.tests.integration.bot_case import base_url, clear_logs
from whatsapp_erp_bot.tests.integration.door_table import (
	AGENT,
	CHANGES,
	DOCTYPES,
	DOORS,
	GUEST,
	ROLES,
	SELLER,
	SYSTEM,
	WITHOUT_SESSION,
	Rights,
)
from whatsapp_erp_bot.tests.integration.door_world import (
	AT_ONCE,
	MARKED,
	PARENTS,
	PREFIX,
	SETTINGS,
	WRITTEN,
	Rows,
	World,
	short,
)

MODULE = "WhatsApp ERP Bot"
METHOD = "/api/method/"
NOT_LET_IN = (401, 403)
# where methods that answer over HTTP may stand
PLACES = ("whatsapp_erp_bot.api.", "whatsapp_erp_bot.whatsapp_erp_bot.dashboard_chart_source.")
SECRET = f"secret{secrets.token_hex(12)}"
SECRETS = (
	(PREFIX + "Account", ("token", "app_secret", "verify_token", "previous_app_secret")),
	(PREFIX + "Provider", ("api_key",)),
	(SETTINGS, ("monitoring_token",)),
)


class DoorCase(unittest.TestCase):
	"""`cls.world` has the seven roles."""

	world: World

	@classmethod
	def setUpClass(cls) -> None:
		base_url()
		clear_logs()
		cls.world = World()
		cls.addClassCleanup(clear_logs)
		cls.addClassCleanup(cls.world.leave)

	def tearDown(self) -> None:
		self.world.remove()

	def of_each_role(self, work: Any) -> None:
		"""Call `work(role)` for each role at the same time; each yields what it found wrong."""
		with ThreadPoolExecutor(AT_ONCE) as pool:
			wrong = [line for lines in pool.map(lambda role: list(work(role)), ROLES) for line in lines]
		self.assertFalse(wrong, "\n".join(wrong))


def methods() -> dict[str, Any]:
	"""Dotted name -> function, of every whitelisted function that importing the whole app makes."""
	for module in pkgutil.walk_packages(whatsapp_erp_bot.__path__, "whatsapp_erp_bot."):
		if ".tests" not in module.name:
			importlib.import_module(module.name)
	return {
		f"{function.__module__}.{function.__qualname__}": function
		for function in frappe.whitelisted
		if function.__module__.startswith("whatsapp_erp_bot.")
	}


class TestMethods(DoorCase):
	def test_every_method_has_a_row_in_the_table(self):
		self.assertEqual(sorted(methods()), sorted(DOORS))

	def test_they_stand_in_their_places_and_take_the_verbs_of_the_table(self):
		for name, function in methods().items():
			with self.subTest(name):
				self.assertTrue(name.startswith(PLACES), "doors stand in api/")
				self.assertNotIn(".", function.__qualname__, "no method of a controller is a door")
				verbs = frappe.allowed_http_methods_for_whitelisted_func[function]
				self.assertEqual(sorted(verbs), sorted(DOORS[name].verbs))
				self.assertEqual(function in frappe.guest_methods, name in WITHOUT_SESSION)

	def test_who_may(self):
		shared = {whose: self.world.rows(whose) for whose in ("other", "own")}
		for name, door in DOORS.items():
			for role in ROLES:
				for whose in ("other", "own"):
					rows = shared[whose] if door.verbs != CHANGES else self.world.rows(whose)
					answer = self.world.ask(
						role, door.verbs[-1], METHOD + name, arguments(door.arguments, rows)
					)
					may = role in door.may or (whose == "own" and role in door.own)
					if name in WITHOUT_SESSION:
						# a signature decides, and there is none
						self.assertEqual(answer.status_code, 401, (name, role))
						continue
					self.assertEqual(
						answer.status_code not in NOT_LET_IN, may, (name, role, whose, answer.text[:300])
					)
					self.assertLess(answer.status_code, 500 if name != HEALTH else 504, (name, answer.text))
					if not may:
						self.assert_no_mark(answer.text, rows, (name, role, whose))

	def assert_no_mark(self, text: str, rows: Rows, where: object) -> None:
		for mark in rows.marks.values():
			self.assertNotIn(mark, text, where)

	def test_no_other_verb_by_any_way(self):
		rows = self.world.rows("own")
		wishes = []
		for name, door in DOORS.items():
			values = arguments(door.arguments, rows)
			for verb in ("GET", "POST", "PUT", "DELETE"):
				if verb in door.verbs:
					continue
				ways = [(METHOD + name, {}), (f"/api/v2/method/{name}", {}), ("/", {"cmd": name})]
				if verb in ("GET", "POST"):
					ways += [(f"/api/v1/method/{name}", {}), (METHOD + "ping", {"cmd": name})]
				wishes += [(SYSTEM, verb, path, {**values, **more}) for path, more in ways]
				wishes += [(role, verb, METHOD + name, values) for role in (AGENT, GUEST)]
		for role, verb, path, answer in self.world.ask_all(wishes):
			where = (role, verb, path, answer.status_code, answer.text[:300])
			self.assertIn(answer.status_code, (401, 403, 404, 405, 417), where)
			self.assert_no_mark(answer.text, rows, where)

	def test_what_is_no_door_is_none(self):
		rows = self.world.rows("own")
		wishes = []
		for name, values in (
			("whatsapp_erp_bot.bot.desk.reply_as_person", {"text": "x", "user": "Administrator"}),
			("whatsapp_erp_bot.bot.desk.bubbles", {}),
			("whatsapp_erp_bot.bot.identity.bind", {"user": "Administrator", "method": "x", "by": "x"}),
			("whatsapp_erp_bot.bot.store.rows", {"doctype": PREFIX + "Message"}),
			("whatsapp_erp_bot.bot.health.report", {}),
			("whatsapp_erp_bot.api.health.answer_monitor", {}),
			("whatsapp_erp_bot.jobs.drain", {}),
			("whatsapp_erp_bot.setup.demo.build", {}),
			("whatsapp_erp_bot.permissions.conversation_query", {}),
		):
			sent = {"name": rows.name("Conversation"), **values}
			for role in (SYSTEM, GUEST):
				for verb in ("GET", "POST"):
					wishes += [
						(role, verb, METHOD + name, sent),
						(role, verb, "/", {"cmd": name, **sent}),
					]
		for role, verb, path, answer in self.world.ask_all(wishes):
			self.assertIn(answer.status_code, (403, 404, 417), (role, verb, path, answer.text[:200]))
			self.assert_no_mark(answer.text, rows, path)

	def test_controllers_have_no_doors(self):
		"""Every way that Frappe knows to call a method of a document."""
		rows = self.world.rows("own")
		wishes = []
		for doctype in (PREFIX + "Event", PREFIX + "Conversation"):
			name = rows.names[doctype]
			document = json.dumps({"doctype": doctype, "name": name})
			at = f"/api/resource/{quote(doctype)}/{name}"
			at_v2 = f"/api/v2/document/{quote(doctype)}/{name}/method/"
			for method in ("validate", "clear_old_logs", "hand_on_again", "as_dict"):
				by_name = {"dt": doctype, "dn": name, "method": method}
				for verb, path, values in (
					("GET", METHOD + "run_doc_method", by_name),
					("POST", METHOD + "run_doc_method", by_name),
					("POST", METHOD + "run_doc_method", {"docs": document, "method": method}),
					("GET", at, {"run_method": method}),
					("POST", at, {"run_method": method}),
					("GET", at_v2 + method, {}),
					("POST", at_v2 + method, {}),
					("POST", "/api/v2/method/run_doc_method", {"document": document, "method": method}),
				):
					wishes.append((SYSTEM, verb, path, values))
		for _role, verb, path, answer in self.world.ask_all(wishes):
			self.assertNotEqual(answer.status_code, 200, (verb, path, answer.text[:200]))

	def test_only_system_managers_simulate_somebody_else(self):
		customer = frappe.get_all("Customer", pluck="name", limit=1, order_by="name asc")[0]
		for role in ROLES:
			for somebody in ({"as_user": "dueno@demo.localhost"}, {"as_customer": customer}):
				for verb, name in (("POST", "send"), ("GET", "history"), ("GET", "examples")):
					answer = self.world.ask(
						role,
						verb,
						f"{METHOD}whatsapp_erp_bot.api.simulator.{name}",
						{"text": "x", **somebody},
					)
					self.assertEqual(
						answer.status_code not in NOT_LET_IN,
						role == SYSTEM,
						(role, name, somebody, answer.text),
					)


HEALTH = "whatsapp_erp_bot.api.health.check"


def arguments(values: dict[str, str], rows: Rows) -> dict[str, str]:
	names = {short(doctype).lower().replace(" ", "_"): name for doctype, name in rows.names.items()}
	names["code"] = rows.name("Link Code")
	return {key: value.format(**names) for key, value in values.items()}


# ---- reading


@dataclass(frozen=True)
class Reading:
	"""A general door of Frappe's. `shows`: whether the mark must stand in its answer to who may read."""

	name: str
	verb: str
	path: str
	values: dict[str, Any]
	shows: bool = True


def lists(doctype: str, field: str) -> Iterator[Reading]:
	"""Doors that give many rows."""
	parent = PARENTS.get(doctype)
	fields = json.dumps(["name", field])
	of = {"doctype": doctype, "fields": fields}
	child = {"parent": parent} if parent else {}
	reports = {"parent_doctype": parent} if parent else {}
	call = METHOD + "frappe."
	desk = METHOD + "frappe.desk."
	mark = json.dumps([[doctype, field, "like", "mark%"]])
	most = {"limit_page_length": 0}
	yield Reading("list", "GET", f"/api/resource/{quote(doctype)}", {"fields": fields, "limit": 0, **child})
	yield Reading(
		"list of all fields",
		"GET",
		f"/api/resource/{quote(doctype)}",
		{"fields": '["*"]', "limit": 0, **child},
	)
	yield Reading(
		"list v2", "GET", f"/api/v2/document/{quote(doctype)}", {"fields": fields, "limit": 9999, **child}
	)
	yield Reading("client.get_list", "POST", call + "client.get_list", {**of, **most, **child})
	yield Reading(
		"client.get_value", "POST", call + "client.get_value", _value(doctype, field, mark, child), False
	)
	yield Reading("reportview.get", "POST", desk + "reportview.get", {**of, "page_length": 9999, **reports})
	yield Reading("reportview.get_list", "POST", desk + "reportview.get_list", {**of, **most, **reports})
	yield Reading("group by", "POST", desk + "listview.get_group_by_count", _grouped(doctype, field), False)
	yield Reading(
		"stats",
		"POST",
		desk + "reportview.get_sidebar_stats",
		{"doctype": doctype, "stats": json.dumps([field])},
		False,
	)
	yield Reading(
		"calendar",
		"POST",
		desk + "calendar.get_events",
		{
			**of,
			"start": "2000-01-01",
			"end": "2200-01-01",
			"field_map": json.dumps({"id": "name", "start": "creation", "end": "creation", "title": field}),
		},
		False,
	)
	for ignoring in (0, 1):
		search = {
			"doctype": doctype,
			"txt": "",
			"page_length": 9999,
			"ignore_user_permissions": ignoring,
			"searchfield": field,
			"reference_doctype": parent or "",
		}
		yield Reading(f"search link {ignoring}", "POST", desk + "search.search_link", search, False)
		yield Reading(
			f"search widget {ignoring}",
			"POST",
			desk + "search.search_widget",
			{**search, "filter_fields": json.dumps([field])},
			False,
		)
	yield Reading("search rows", "GET", METHOD + "whatsapp_erp_bot.api.search.rows", search, False)
	yield Reading(
		"global search",
		"POST",
		call + "utils.global_search.search",
		{"text": "mark", "doctype": doctype},
		False,
	)
	yield Reading("www list", "POST", call + "www.list.get", {"doctype": doctype, "limit": 9999}, False)
	yield Reading(
		"data of a report's column",
		"POST",
		desk + "query_report.get_data_for_custom_field",
		{"doctype": doctype, "field": field},
		False,
	)
	yield Reading(
		"chart",
		"POST",
		desk + "doctype.dashboard_chart.dashboard_chart.get",
		{
			"chart": json.dumps(
				{
					"name": f"doors {secrets.token_hex(4)}",
					"chart_type": "Group By",
					"document_type": doctype,
					"parent_document_type": parent,
					"group_by_based_on": field,
					"group_by_type": "Count",
					"filters_json": "[]",
				}
			),
			"refresh": 1,
		},
		False,
	)


def _value(doctype: str, field: str, filters: str, child: dict) -> dict[str, Any]:
	return {"doctype": doctype, "fieldname": json.dumps([field]), "filters": filters, **child}


def _grouped(doctype: str, field: str) -> dict[str, Any]:
	return {"doctype": doctype, "current_filters": "[]", "field": field}


def singles(doctype: str, field: str, name: str, mark: str) -> Iterator[Reading]:
	"""Doors that give one row, whose name is known."""
	parent = PARENTS.get(doctype)
	child = {"parent": parent} if parent else {}
	at = f"/api/resource/{quote(doctype)}/{quote(name)}"
	at_v2 = f"/api/v2/document/{quote(doctype)}/{quote(name)}"
	of = {"doctype": doctype, "name": name}
	call, desk = METHOD + "frappe.", METHOD + "frappe.desk."
	filters = json.dumps({field: mark})
	yield Reading("get", "GET", at, {})
	yield Reading("get with links", "GET", at, {"expand_links": 1})
	yield Reading("get v1", "GET", at.replace("/api/", "/api/v1/"), {})
	yield Reading("get v2", "GET", at_v2, {})
	yield Reading("copy v2", "GET", at_v2 + "/copy", {}, False)
	yield Reading("client.get", "POST", call + "client.get", {**of, **child})
	yield Reading(
		"client.get by value", "POST", call + "client.get", {"doctype": doctype, "filters": filters}, False
	)
	yield Reading(
		"client.get_value", "POST", call + "client.get_value", _value(doctype, field, name, child), False
	)
	yield Reading(
		"client.get_single_value",
		"POST",
		call + "client.get_single_value",
		{"doctype": doctype, "field": field},
		False,
	)
	yield Reading(
		"client.validate_link",
		"POST",
		call + "client.validate_link",
		{"doctype": doctype, "docname": name, "fields": json.dumps([field])},
		False,
	)
	yield Reading("form", "POST", desk + "form.load.getdoc", of)
	yield Reading("form info", "POST", desk + "form.load.get_docinfo", of, False)
	yield Reading(
		"title", "POST", desk + "search.get_link_title", {"doctype": doctype, "docname": name}, False
	)
	yield Reading(
		"title by cmd",
		"GET",
		"/",
		{"cmd": "frappe.desk.search.get_link_title", "doctype": doctype, "docname": name},
		False,
	)
	yield Reading(
		"title v2",
		"GET",
		"/api/v2/method/frappe.desk.search.get_link_title",
		{"doctype": doctype, "docname": name},
		False,
	)
	yield Reading(
		"preview",
		"POST",
		desk + "link_preview.get_preview_data",
		{"doctype": doctype, "docname": name},
		False,
	)
	yield Reading("print", "GET", "/printview", of, False)
	yield Reading(
		"print html", "POST", call + "www.printview.get_html_and_style", {"doc": doctype, "name": name}, False
	)
	yield Reading(
		"linked with", "POST", desk + "form.linked_with.get", {"doctype": doctype, "docname": name}, False
	)
	yield Reading("timeline", "POST", desk + "form.load.get_communications", of, False)
	yield Reading(
		"chart by name",
		"POST",
		desk + "query_report.get_data_for_custom_field",
		{"doctype": doctype, "field": field, "names": json.dumps([name])},
		False,
	)


class TestReading(DoorCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		# what stands in the settings while these tests run
		before = frappe.db.get_single_value(SETTINGS, "greeting")
		cls.addClassCleanup(frappe.clear_cache, doctype=SETTINGS)
		cls.addClassCleanup(frappe.db.commit)
		cls.addClassCleanup(frappe.db.set_single_value, SETTINGS, "greeting", before)
		cls.addClassCleanup(remove_encrypted_password, SETTINGS, SETTINGS, "monitoring_token")

	def setUp(self) -> None:
		self.rows = {whose: self.world.rows(whose) for whose in ("other", "own")}
		self.settings_mark = self.rows["other"].marks[SETTINGS]
		frappe.db.set_single_value(SETTINGS, "greeting", self.settings_mark)
		for doctype, fields in SECRETS:
			for field in fields:
				name = SETTINGS if doctype == SETTINGS else self.rows["own"].names[doctype]
				set_encrypted_password(doctype, name, SECRET, field)
		frappe.db.commit()

	def tearDown(self) -> None:
		for doctype, fields in SECRETS:
			if doctype != SETTINGS:
				for field in fields:
					remove_encrypted_password(doctype, self.rows["own"].names[doctype], field)
		super().tearDown()

	def test_every_doctype_has_a_row_in_the_table(self):
		found = frappe.get_all("DocType", filters={"module": MODULE}, pluck="name", order_by="name asc")
		self.assertEqual(found, sorted(DOCTYPES))
		self.assertEqual(found, sorted(PREFIX + key for key in MARKED))
		self.assertEqual({doctype for doctype in found if frappe.get_meta(doctype).istable}, set(PARENTS))

	def test_every_doctype_is_searched_by_our_own_search(self):
		hooks = frappe.get_hooks("standard_queries")
		for doctype in DOCTYPES:
			self.assertEqual(hooks[doctype][-1], "whatsapp_erp_bot.api.search.rows", doctype)

	def test_lists(self):
		def work(role: str) -> Iterator[str]:
			for doctype, rights in DOCTYPES.items():
				if doctype == SETTINGS:
					continue
				for door in lists(doctype, MARKED[short(doctype)]):
					yield from self.compare(role, doctype, rights, door, ("other", "own"))

		self.of_each_role(work)

	def test_single_rows(self):
		def work(role: str) -> Iterator[str]:
			for doctype, rights in DOCTYPES.items():
				# of who sees no more of the agent's than of another's, one is enough
				both = role in (AGENT, SELLER) and doctype != SETTINGS
				for whose in ("other", "own") if both else ("other",):
					rows = self.rows[whose]
					name = rows.names.get(doctype, SETTINGS)
					for door in singles(doctype, MARKED[short(doctype)], name, rows.marks[doctype]):
						if doctype == SETTINGS and door.name in ("client.get_value", "client.get by value"):
							continue
						yield from self.compare(role, doctype, rights, door, (whose,))

		self.of_each_role(work)

	def compare(
		self, role: str, doctype: str, rights: Rights, door: Reading, whose: tuple[str, ...]
	) -> Iterator[str]:
		answer = self.world.ask(role, door.verb, door.path, door.values)
		text = answer.text
		where = f"{role} {doctype} by {door.name}: {answer.status_code}"
		for one in whose:
			may = role in rights.read or (one == "own" and role in rights.own_read)
			seen = self.rows[one].marks[doctype] in text
			if seen and not may:
				yield f"{where} shows that of {one}"
			elif may and door.shows and not seen:
				yield f"{where} hides that of {one}: {text[:200]}"
		if SECRET in text:
			yield f"{where} shows a secret"
		# a door into one document opens no other
		for key, other in DOCTYPES.items():
			if key != doctype and role not in other.read and self.rows["other"].marks[key] in text:
				yield f"{where} shows {key} of another"

	def test_counts(self):
		"""A number tells too: of rows that somebody may not see they learn not even how many there are."""
		for doctype, rights in DOCTYPES.items():
			if doctype == SETTINGS:
				continue
			marks = [self.rows[whose].marks[doctype] for whose in ("other", "own")]
			values = {
				"doctype": doctype,
				"filters": json.dumps([[doctype, MARKED[short(doctype)], "in", marks]]),
			}
			if doctype in PARENTS:
				values |= {"parent": PARENTS[doctype], "parent_doctype": PARENTS[doctype]}
			for role in ROLES:
				expected = 2 if role in rights.read else 1 if role in rights.own_read else 0
				for path in (
					METHOD + "frappe.client.get_count",
					METHOD + "frappe.desk.reportview.get_count",
					f"/api/v2/doctype/{quote(doctype)}/count",
				):
					answer = self.world.ask(role, "GET", path, values)
					told = answer.json() if answer.status_code == 200 else {}
					number = told.get("message", told.get("data")) or 0
					self.assertLessEqual(number, expected, (doctype, role, path))
					if not PARENTS.get(doctype):
						self.assertEqual(number, expected, (doctype, role, path, answer.text[:200]))

	def test_export(self):
		for doctype, rights in DOCTYPES.items():
			if doctype == SETTINGS:
				continue
			field = MARKED[short(doctype)]
			for role in ROLES:
				for path, values in (
					(
						"frappe.desk.reportview.export_query",
						{
							"doctype": doctype,
							"fields": json.dumps([f"`tab{doctype}`.`{field}`"]),
							"file_format_type": "CSV",
							"title": doctype,
							"view": "Report",
						},
					),
					(
						"frappe.core.doctype.data_export.exporter.export_data",
						{
							"doctype": doctype,
							"select_columns": json.dumps({doctype: ["name", field]}),
							"with_data": 1,
							"file_type": "CSV",
							"template": True,
						},
					),
				):
					answer = self.world.ask(role, "POST", METHOD + path, values)
					seen = self.rows["other"].marks[doctype] in answer.text
					if role not in rights.export:
						self.assertFalse(seen, (doctype, role, path))
					elif "reportview" in path and doctype not in PARENTS:
						self.assertTrue(seen, (doctype, role, path, answer.status_code, answer.text[:300]))

	def test_rooms_of_documents(self):
		"""Whom Frappe's socket server lets hear what changes."""
		for doctype, rights in DOCTYPES.items():
			if doctype in PARENTS or doctype == SETTINGS:
				continue
			for role in ROLES:
				for whose in ("other", "own"):
					answer = self.world.ask(
						role,
						"GET",
						METHOD + "frappe.realtime.can_subscribe_doc",
						{"doctype": doctype, "docname": self.rows[whose].names[doctype]},
					)
					may = role in rights.read or (whose == "own" and role in rights.own_read)
					self.assertEqual(answer.status_code == 200, may, (doctype, role, whose))


# ---- changing


@dataclass(frozen=True)
class Writing:
	"""A general door of Frappe's that changes a row."""

	name: str
	verb: str
	path: str
	values: dict[str, Any]


def saves(doctype: str, name: str, field: str, value: Any) -> Iterator[Writing]:
	"""Doors that save one row."""
	stored = (
		frappe.get_doc(doctype, name).as_dict() if doctype != SETTINGS else frappe.get_doc(SETTINGS).as_dict()
	)
	whole = frappe.as_json({**stored, field: value, "__unsaved": 1})
	of = {"doctype": doctype, "name": name}
	yield Writing("put", "PUT", f"/api/resource/{quote(doctype)}/{quote(name)}", {field: value})
	yield Writing("put v2", "PUT", f"/api/v2/document/{quote(doctype)}/{quote(name)}", {field: value})
	yield Writing(
		"client.set_value",
		"POST",
		METHOD + "frappe.client.set_value",
		{**of, "fieldname": field, "value": value},
	)
	yield Writing("client.save", "POST", METHOD + "frappe.client.save", {"doc": whole})
	yield Writing("form", "POST", METHOD + "frappe.desk.form.save.savedocs", {"doc": whole, "action": "Save"})
	yield Writing(
		"client.bulk_update",
		"POST",
		METHOD + "frappe.client.bulk_update",
		{"docs": json.dumps([{"doctype": doctype, "docname": name, field: value}])},
	)
	yield Writing(
		"bulk update",
		"POST",
		METHOD + "frappe.desk.doctype.bulk_update.bulk_update.submit_cancel_or_update_docs",
		{
			"doctype": doctype,
			"docnames": json.dumps([name]),
			"action": "update",
			"data": json.dumps({field: value}),
		},
	)


def deletes(doctype: str, name: str) -> Iterator[Writing]:
	of = {"doctype": doctype, "name": name}
	yield Writing("delete", "DELETE", f"/api/resource/{quote(doctype)}/{quote(name)}", {})
	yield Writing("delete v2", "DELETE", f"/api/v2/document/{quote(doctype)}/{quote(name)}", {})
	yield Writing("client.delete", "POST", METHOD + "frappe.client.delete", of)
	yield Writing(
		"list",
		"POST",
		METHOD + "frappe.desk.reportview.delete_items",
		{"doctype": doctype, "items": json.dumps([name])},
	)


def inserts(values: dict[str, Any]) -> Iterator[Writing]:
	doctype = values["doctype"]
	whole = json.dumps(values)
	yield Writing("post", "POST", f"/api/resource/{quote(doctype)}", {"data": whole})
	yield Writing("post v2", "POST", f"/api/v2/document/{quote(doctype)}", values)
	yield Writing("client.insert", "POST", METHOD + "frappe.client.insert", {"doc": whole})
	yield Writing("client.insert_many", "POST", METHOD + "frappe.client.insert_many", {"docs": f"[{whole}]"})
	yield Writing(
		"form",
		"POST",
		METHOD + "frappe.desk.form.save.savedocs",
		{"doc": json.dumps({**values, "__islocal": 1, "name": "new-1"}), "action": "Save"},
	)


class TestChanging(DoorCase):
	"""All who may not try at the same time, and nothing may change; then who may, one after the other."""

	def test_saving(self):
		wrong = []
		for doctype, rights in DOCTYPES.items():
			field, _first, new = WRITTEN[short(doctype)]
			for whose in ("other", "own") if rights.own_write or rights.own_read else ("other",):
				second = new() if callable(new) else new
				rows = self.world.rows(whose)
				name = rows.names.get(doctype, SETTINGS)
				before = self.stored(doctype, name, field)
				may = rights.write | (rights.own_write if whose == "own" else frozenset())
				doors = list(saves(doctype, name, field, second))
				answers = self.world.ask_all(
					(role, door.verb, door.path, door.values)
					for role in ROLES
					if role not in may
					for door in doors
				)
				if self.stored(doctype, name, field) != before:
					wrong.append(f"somebody writes {doctype} of {whose}: {self.who_got_in(answers)}")
					self.put_back(doctype, name, field, before)
				works = ("client.set_value",) if doctype in PARENTS else ("put", "form")
				for role in sorted(may):
					for wanted in works:
						door = next(one for one in saves(doctype, name, field, second) if one.name == wanted)
						answer = self.world.ask(role, door.verb, door.path, door.values)
						if self.stored(doctype, name, field) == before:
							wrong.append(
								f"{role} cannot write {doctype} by {door.name}: {answer.status_code} {answer.text[-300:]}"
							)
						self.put_back(doctype, name, field, before)
		self.assertFalse(wrong, "\n".join(wrong))

	def who_got_in(self, answers: list) -> list:
		return [
			(role, verb, path) for role, verb, path, answer in answers if answer.status_code not in NOT_LET_IN
		]

	def stored(self, doctype: str, name: str, field: str) -> Any:
		frappe.db.rollback()
		if doctype == SETTINGS:
			return frappe.db.get_single_value(SETTINGS, field, cache=False)
		return frappe.db.get_value(doctype, name, field)

	def put_back(self, doctype: str, name: str, field: str, value: Any) -> None:
		if doctype == SETTINGS:
			frappe.db.set_single_value(SETTINGS, field, value)
			frappe.clear_document_cache(SETTINGS, SETTINGS)
		else:
			frappe.db.set_value(doctype, name, field, value)
		frappe.db.commit()

	def test_deleting(self):
		wrong = []
		for doctype, rights in DOCTYPES.items():
			if doctype == SETTINGS:
				continue
			for whose in ("other", "own") if rights.own_read else ("other",):
				rows = self.lone(doctype, whose)
				name = rows.names[doctype]
				answers = self.world.ask_all(
					(role, door.verb, door.path, door.values)
					for role in ROLES
					if role not in rights.delete
					for door in deletes(doctype, name)
				)
				frappe.db.rollback()
				if not frappe.db.exists(doctype, name):
					wrong.append(f"somebody deletes {doctype} of {whose}: {self.who_got_in(answers)}")
			for role in sorted(rights.delete):
				name = self.lone(doctype, "other").names[doctype]
				wanted = "client.delete" if doctype in PARENTS else "delete"
				door = next(one for one in deletes(doctype, name) if one.name == wanted)
				answer = self.world.ask(role, door.verb, door.path, door.values)
				frappe.db.rollback()
				if frappe.db.exists(doctype, name):
					wrong.append(f"{role} cannot delete {doctype}: {answer.text[-300:]}")
		self.assertFalse(wrong, "\n".join(wrong))

	def lone(self, doctype: str, whose: str) -> Rows:
		"""Rows of which nothing names that of the DocType: what is linked cannot be deleted by anybody."""
		rows = self.world.rows(whose)
		kept = {doctype, PARENTS.get(doctype), PREFIX + "Conversation", PREFIX + "Account"}
		if doctype in (PREFIX + "Contact", PREFIX + "Account"):
			kept -= {PREFIX + "Conversation"}
		for other, name in rows.names.items():
			if other not in kept:
				frappe.db.delete(other, {"name": name})
		frappe.db.commit()
		return rows

	def test_making(self):
		wrong = []
		rows = self.world.rows("own")
		for doctype, rights in DOCTYPES.items():
			if doctype == SETTINGS:
				continue
			wishes, marks = [], {}
			for role in ROLES:
				for number in range(len(list(inserts({"doctype": doctype})))):
					values, mark, field = self.new(doctype, rows)
					door = list(inserts(values))[number]
					wishes.append((role, door.verb, door.path, door.values))
					marks[mark] = (role, door.name)
			# what the new rows need is there for everybody, and nothing of it stays locked
			frappe.db.commit()
			answers = self.world.ask_all(wishes)
			frappe.db.rollback()
			found = frappe.get_all(
				doctype, filters={field: ("in", list(marks))}, fields=["name", f"{field} as mark"]
			)
			self.world.made += [(doctype, row.name) for row in found]
			made = {marks[row.mark] for row in found}
			wrong += [f"{role} makes {doctype} by {door}" for role, door in made if role not in rights.create]
			for role in rights.create if doctype not in PARENTS else ():
				for door in ("post", "form"):
					if (role, door) not in made:
						told = [answer.text[-300:] for one, *_rest, answer in answers if one == role]
						wrong.append(f"{role} cannot make {doctype} by {door}: {told}")
		self.assertFalse(wrong, "\n".join(wrong))

	def new(self, doctype: str, rows: Rows) -> tuple[dict[str, Any], str, str]:
		"""A valid new row, its mark and the field that has it."""
		field = MARKED[short(doctype)]
		mark = f"mark{secrets.token_hex(8)}"
		made = getattr(rows, "_" + short(doctype).lower().replace(" ", "_"))()
		made.pop("name", None)
		if doctype == PREFIX + "Contact":
			made["aliases"] = [{"kind": "BSUID", "value": secrets.token_hex(8)}]
		values = {"doctype": doctype, **made, field: mark}
		return json.loads(frappe.as_json(values)), mark, field

	def test_sharing(self):
		"""Who shares, gives: only what they may give away."""
		rows = self.world.rows("own")
		wishes = []
		to = {"user": self.world.users[SELLER], "read": 1, "write": 1, "permission_to": "read", "value": 1}
		for doctype in DOCTYPES:
			of = {"doctype": doctype, "name": rows.names.get(doctype, SETTINGS), **to}
			for path in ("frappe.share.add", "frappe.share.set_permission"):
				wishes += [(role, "POST", METHOD + path, of) for role in ROLES]
		self.world.ask_all(wishes)
		frappe.db.rollback()
		shared = frappe.get_all(
			"DocShare",
			filters={"user": self.world.users[SELLER], "share_doctype": ("like", f"{PREFIX}%")},
			fields=["share_doctype", "owner"],
		)
		roles = {user: role for role, user in self.world.users.items()}
		for row in shared:
			self.assertIn(roles[row.owner], DOCTYPES[row.share_doctype].share, row)
		self.assertEqual(
			{row.share_doctype for row in shared}, {name for name, rights in DOCTYPES.items() if rights.share}
		)

	def test_a_shared_row_opens_no_other(self):
		"""Whom a manager shares one contact with reads that one, its rows of a table included, and nothing else."""
		rows, other = self.world.rows("own"), self.world.rows("other")
		contact, alias = PREFIX + "Contact", PREFIX + "Contact Alias"
		self.world.ask(
			"manager",
			"POST",
			METHOD + "frappe.share.add",
			{"doctype": contact, "name": rows.name("Contact"), "user": self.world.users["seller"], "read": 1},
		)
		for doctype in (contact, alias):
			for one, may in ((rows, True), (other, False)):
				field, mark = MARKED[short(doctype)], one.marks[doctype]
				for door in singles(doctype, field, one.names[doctype], mark):
					text = self.world.ask("seller", door.verb, door.path, door.values).text
					self.assertTrue(may or mark not in text, (doctype, door.name))
					if may and door.name == "get":
						self.assertIn(mark, text)
			for door in lists(doctype, MARKED[short(doctype)]):
				text = self.world.ask("seller", door.verb, door.path, door.values).text
				self.assertNotIn(other.marks[doctype], text, (doctype, door.name))

	def test_a_manager_becomes_nobody_by_a_row_of_a_table(self):
		"""An id that is added to a contact speaks as the contact's user, so only System Managers add one, and no row is
		written past its document."""
		rows = self.world.rows("other")
		contact, alias = rows.name("Contact"), rows.name("Contact Alias")
		frappe.db.set_value(PREFIX + "Contact", contact, "user", self.world.users[SYSTEM])
		frappe.db.commit()
		of_contact = {"filters": {"parent": contact}, "pluck": "value", "order_by": "idx asc"}
		before = frappe.get_all(PREFIX + "Contact Alias", **of_contact)
		phone = "5215500000001"
		values = {"kind": "Phone", "value": phone, "scope": None, "alias_key": alias_key("Phone", phone)}
		row = {
			"doctype": PREFIX + "Contact Alias",
			"parent": contact,
			"parenttype": PREFIX + "Contact",
			"parentfield": "aliases",
			**values,
		}
		for role in ("manager", AGENT):
			at = f"/api/resource/{quote(PREFIX + 'Contact Alias')}/{alias}"
			for verb, path, sent in (
				("PUT", at, values),
				("PUT", at.replace("/api/resource/", "/api/v2/document/"), values),
				("DELETE", at, {}),
				*((door.verb, door.path, door.values) for door in inserts(row)),
				(
					"POST",
					METHOD + "frappe.client.set_value",
					{"doctype": row["doctype"], "name": alias, "fieldname": json.dumps(values)},
				),
				(
					"PUT",
					f"/api/resource/{quote(PREFIX + 'Contact')}/{contact}",
					{"aliases": json.dumps([values])},
				),
			):
				self.world.ask(role, verb, path, sent)
				frappe.db.rollback()
				stored = frappe.get_all(PREFIX + "Contact Alias", **of_contact)
				self.assertEqual(stored, before, (role, verb, path))
