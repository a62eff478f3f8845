# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The seven who come to the doors, over HTTP, and the rows that stand behind them.

Contract: `World()` makes a user for each role and logs all of them in; `rows(whose)` makes one row of each DocType,
with a mark in it that nothing else on the site has: those of "other" belong to a conversation that nobody has, those
of "own" to the agent's. Everything is written past permissions and committed, and `leave()` takes it away.
"""

import secrets
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import frappe
import requests
from frappe.utils import now_datetime
from frappe.utils.password import update_password

from whatsapp_erp_bot.bot import store
from whatsapp_erp_bot.bot.keys import alias_key
from whatsapp_erp_bot.permissions import AGENT_ROLE, MANAGER_ROLE
from whatsapp_erp_bot.tests.integration.bot_case import base_url
from whatsapp_erp_bot.tests.integration.door_table import (
	AGENT,
	DESK,
	GUEST,
	MANAGER,
	PORTAL,
	ROLES,
	SELLER,
	SYSTEM,
)

# as many as a small web server answers at a time
AT_ONCE = 4
SECONDS = 120
# gives the right to open Desk and nothing else
BARE_ROLE = "Doors Desk"
ROLE_OF = {
	DESK: BARE_ROLE,
	AGENT: AGENT_ROLE,
	MANAGER: MANAGER_ROLE,
	SELLER: "Sales User",
	SYSTEM: "System Manager",
}
PREFIX = "WhatsApp Bot "
SETTINGS = PREFIX + "Settings"
# the field that carries the mark, and one that whoever may write may change, with two values for it
MARKED = {
	"Account": "waba_id",
	"Command": "title_en",
	"Command Role": "role",
	"Contact": "profile_name",
	"Contact Alias": "value",
	"Conversation": "title",
	"Customer Claim": "number",
	"Event": "body",
	"Former Number": "number_key",
	"Link Code": "code_key",
	"Message": "text",
	"Orphan Status": "wamid",
	"Provider": "model",
	"Run": "text",
	"Settings": "greeting",
	"Template": "template_name",
	"Template Variable": "example",
}
WRITTEN = {
	"Account": ("messages_per_second", 20, 30),
	"Command": ("maximum_per_day", 0, 7),
	"Command Role": ("role", None, "Guest"),
	"Contact": ("language", "es", "pt"),
	"Contact Alias": ("value", None, lambda: f"other{secrets.token_hex(8)}"),
	"Conversation": ("mode", "Human", "Closed"),
	"Customer Claim": ("status", "Open", "Refused"),
	"Event": ("status", "Done", "Dead"),
	"Former Number": ("number_key", None, lambda: f"other{secrets.token_hex(8)}"),
	"Link Code": ("status", "Expired", "Open"),
	"Message": ("status", "Done", "Failed"),
	"Orphan Status": ("status", "sent", "read"),
	"Provider": ("timeout_seconds", 20, 30),
	"Run": ("status", "Done", "Failed"),
	"Settings": ("late_minutes", 30, 31),
	"Template": ("category", "UTILITY", "MARKETING"),
	"Template Variable": ("fixed_text", "x", "y"),
}
PARENTS = {
	PREFIX + "Contact Alias": PREFIX + "Contact",
	PREFIX + "Command Role": PREFIX + "Command",
	PREFIX + "Template Variable": PREFIX + "Template",
}


def short(doctype: str) -> str:
	return doctype.removeprefix(PREFIX)


class World:
	"""Users, their sessions, and what was made for them."""

	def __init__(self) -> None:
		frappe.set_user("Administrator")
		base_url()
		self.password = secrets.token_urlsafe(18)
		if not frappe.db.exists("Role", BARE_ROLE):
			frappe.get_doc({"doctype": "Role", "role_name": BARE_ROLE, "desk_access": 1}).insert()
		self.users = {role: self._user(role) for role in ROLES if role != GUEST}
		frappe.db.commit()
		self.sessions = {role: self._session(role) for role in ROLES}
		self.made: list[tuple[str, str]] = []

	def _user(self, role: str) -> str:
		name = f"doors.{role}@test.localhost"
		frappe.delete_doc("User", name, force=True, ignore_missing=True)
		user = frappe.get_doc(
			{
				"doctype": "User",
				"email": name,
				"first_name": f"Doors {role}",
				"send_welcome_email": 0,
				"user_type": "Website User" if role == PORTAL else "System User",
				"roles": [{"role": ROLE_OF[role]}] if role in ROLE_OF else [],
			}
		)
		user.flags.no_welcome_mail = True
		user.insert()
		update_password(name, self.password)
		return name

	def _session(self, role: str) -> requests.Session:
		session = requests.Session()
		# the web server ends connections that rest for some seconds
		session.headers["Connection"] = "close"
		if role != GUEST:
			answer = session.post(
				base_url() + "/api/method/login",
				data={"usr": self.users[role], "pwd": self.password},
				timeout=SECONDS,
			)
			if answer.status_code != 200:
				raise AssertionError((role, answer.text[:500]))
		return session

	def ask(self, role: str, verb: str, path: str, values: dict[str, Any] | None = None) -> requests.Response:
		"""A request of this role. Values go into the address of a GET or DELETE, and into the body of all others."""
		where = "params" if verb in ("GET", "DELETE") else "data"
		return self.sessions[role].request(
			verb, base_url() + path, timeout=SECONDS, allow_redirects=False, **{where: values or {}}
		)

	def ask_all(
		self, wishes: Iterable[tuple[str, str, str, dict[str, Any]]]
	) -> list[tuple[str, str, str, requests.Response]]:
		"""Many requests (role, verb, path, values), those of different roles at the same time. Returns role, verb, path
		and answer of each."""
		by_role: dict[str, list] = {}
		for role, *wish in wishes:
			by_role.setdefault(role, []).append(wish)

		def work(role: str) -> list[tuple[str, str, str, requests.Response]]:
			return [
				(role, verb, path, self.ask(role, verb, path, values)) for verb, path, values in by_role[role]
			]

		with ThreadPoolExecutor(AT_ONCE) as pool:
			return [answer for answers in pool.map(work, by_role) for answer in answers]

	# ---- rows

	def insert(self, doctype: str, **values: Any) -> str:
		name = store.insert(doctype, values)
		self.made.append((doctype, name))
		return name

	def rows(self, whose: str) -> "Rows":
		"""One row of each DocType but the settings, committed."""
		made = Rows(self, whose)
		frappe.db.commit()
		return made

	def remove(self) -> None:
		"""Take the rows away, and what Frappe has put beside them."""
		frappe.db.rollback()
		for doctype, name in self.made:
			frappe.db.delete(doctype, {"name": name})
		for beside, kind in (
			("DocShare", "share_doctype"),
			("ToDo", "reference_type"),
			("Comment", "reference_doctype"),
			("Tag Link", "document_type"),
			("Document Follow", "ref_doctype"),
			("Notification Log", "document_type"),
			("File", "attached_to_doctype"),
			("Deleted Document", "deleted_doctype"),
		):
			frappe.db.delete(beside, {kind: ("like", f"{PREFIX}%")})
		frappe.db.delete("File", {"owner": ("like", "doors.%")})
		self.made = []
		frappe.db.commit()

	def leave(self) -> None:
		self.remove()
		frappe.db.delete(PREFIX + "Link Code", {"user": ("in", list(self.users.values()))})
		for user in self.users.values():
			frappe.delete_doc("User", user, force=True, ignore_missing=True)
		frappe.delete_doc("Role", BARE_ROLE, force=True, ignore_missing=True)
		frappe.db.commit()


class Rows:
	"""`names` and `marks` by DocType."""

	def __init__(self, world: World, whose: str) -> None:
		self.world, self.whose = world, whose
		self.names: dict[str, str] = {}
		self.marks = {PREFIX + key: f"mark{secrets.token_hex(8)}" for key in MARKED}
		for doctype in self.marks:
			if doctype != SETTINGS:
				self._make(doctype)

	def _make(self, doctype: str) -> None:
		make = getattr(self, "_" + short(doctype).lower().replace(" ", "_"))
		field, first, _second = WRITTEN[short(doctype)]
		values = {MARKED[short(doctype)]: self.marks[doctype], **make()}
		if first is not None:
			values[field] = first
		self.names[doctype] = self.world.insert(doctype, **values)

	def name(self, key: str) -> str:
		return self.names[PREFIX + key]

	# in the order of MARKED, which is that in which they need each other

	def _account(self) -> dict[str, Any]:
		key = f"doors{secrets.token_hex(6)}"
		return {
			"name": key,
			"account_name": key,
			"kind": "Cloud API",
			"enabled": 0,
			"status": "Active",
			"phone_number_id": key,
			"account_key": secrets.token_hex(32),
		}

	def _command(self) -> dict[str, Any]:
		key = f"doors_{secrets.token_hex(6)}"
		return {"name": key, "command_name": key, "enabled": 0, "source": "Own"}

	def _command_role(self) -> dict[str, Any]:
		mark = self.marks[PREFIX + "Command Role"]
		self.world.insert("Role", name=mark, role_name=mark)
		return self._in(PREFIX + "Command", "roles")

	def _contact(self) -> dict[str, Any]:
		return {"title": f"title {self.marks[PREFIX + 'Contact']}"}

	def _contact_alias(self) -> dict[str, Any]:
		mark = self.marks[PREFIX + "Contact Alias"]
		row = {**self._in(PREFIX + "Contact", "aliases"), "kind": "BSUID"}
		# a contact keeps one when the other goes
		second = f"second{secrets.token_hex(8)}"
		key = alias_key("BSUID", second)
		self.world.insert(PREFIX + "Contact Alias", **{**row, "value": second, "alias_key": key, "idx": 2})
		return {**row, "alias_key": alias_key("BSUID", mark)}

	def _conversation(self) -> dict[str, Any]:
		return {
			"contact": self.name("Contact"),
			"account": self.name("Account"),
			"assignee": self.world.users[AGENT] if self.whose == "own" else None,
			"conversation_key": secrets.token_hex(32),
		}

	def _event(self) -> dict[str, Any]:
		return {"event_key": secrets.token_hex(32), "received_on": now_datetime()}

	def _customer_claim(self) -> dict[str, Any]:
		return {"customer": "nobody", "contact": "nobody", "whatsapp_contact": self.name("Contact")}

	def _former_number(self) -> dict[str, Any]:
		return {"contact": self.name("Contact")}

	def _link_code(self) -> dict[str, Any]:
		return {"user": self.world.users[SYSTEM], "expires_on": now_datetime()}

	def _message(self) -> dict[str, Any]:
		return {
			"direction": "In",
			"kind": "text",
			"conversation": self.name("Conversation"),
			"contact": self.name("Contact"),
			"account": self.name("Account"),
			"message_key": secrets.token_hex(32),
		}

	def _orphan_status(self) -> dict[str, Any]:
		return {"account": self.name("Account"), "status_key": secrets.token_hex(32)}

	def _provider(self) -> dict[str, Any]:
		key = f"doors {secrets.token_hex(6)}"
		return {
			"name": key,
			"provider_name": key,
			"kind": "Ollama",
			"enabled": 0,
			"base_url": "http://127.0.0.1:9",
		}

	def _run(self) -> dict[str, Any]:
		return {
			"command": "help",
			"user": self.world.users[SYSTEM],
			"conversation": self.name("Conversation"),
			"contact": self.name("Contact"),
			"message": self.name("Message"),
		}

	def _template(self) -> dict[str, Any]:
		return {
			"language": "es",
			"account": self.name("Account"),
			"status": "Approved",
			"template_key": secrets.token_hex(32),
		}

	def _template_variable(self) -> dict[str, Any]:
		return {**self._in(PREFIX + "Template", "variables"), "place": "body", "variable": "1"}

	def _in(self, parent: str, field: str) -> dict[str, Any]:
		return {"parent": self.names[parent], "parenttype": parent, "parentfield": field, "idx": 1}
