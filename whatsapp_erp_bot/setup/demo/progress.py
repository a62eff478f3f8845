# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What the demo says while it is made, and what it has made so far.

Contract: a `Ledger` remembers which documents stand for which key of the plan. It lives in `tabDefaultValue` under a
parent of its own, so it is committed together with the documents it names (a demo that was killed goes on exactly
where its last commit was) and is never part of what a session loads. `forget()` removes every trace of it.
"""

import json
import time
from datetime import date

import frappe
from frappe.utils import getdate

LEDGER_PARENT = "whatsapp_erp_bot_demo"
_started = time.monotonic()


def say(words: str) -> None:
	"""One line a step, with the seconds since the start."""
	print(f"[{time.monotonic() - _started:6.1f} s] {words}", flush=True)


class Ledger:
	"""`names`: plan key -> document name; `anchor`: the day that the demo's dates are relative to."""

	def __init__(self) -> None:
		self.names: dict[str, str] = {}
		self.facts: dict[str, str] = {}
		self._batch: dict[str, str] = {}
		table = frappe.qb.DocType("DefaultValue")
		rows = (
			frappe.qb.from_(table)
			.select(table.defkey, table.defvalue)
			.where(table.parent == LEDGER_PARENT)
			.run()
		)
		for key, value in rows:
			if key.startswith("batch"):
				self.names.update(json.loads(value))
			else:
				self.facts[key] = value
		self._batches = sum(1 for key, _value in rows if key.startswith("batch"))

	@property
	def anchor(self) -> date | None:
		return getdate(self.facts["anchor"]) if "anchor" in self.facts else None

	def state(self, fact: str, value: str) -> None:
		"""Write one fact (`anchor`, `size`, `done`); committed with the next `commit`."""
		if self.facts.get(fact) == value:
			return
		table = frappe.qb.DocType("DefaultValue")
		frappe.qb.from_(table).delete().where((table.parent == LEDGER_PARENT) & (table.defkey == fact)).run()
		self._insert(fact, value)
		self.facts[fact] = value

	def record(self, key: str, name: str) -> None:
		self.names[key] = name
		self._batch[key] = name

	def commit(self) -> None:
		"""Commit what was made since the last time together with its entry here: neither is ever without the
		other."""
		if self._batch:
			self._batches += 1
			self._insert(f"batch-{self._batches:04d}", json.dumps(self._batch))
			self._batch = {}
		frappe.db.commit()

	def _insert(self, key: str, value: str) -> None:
		frappe.get_doc(
			{
				"doctype": "DefaultValue",
				"parent": LEDGER_PARENT,
				"parenttype": "__default",
				"parentfield": "system_defaults",
				"defkey": key,
				"defvalue": value,
			}
		).insert(ignore_permissions=True)


def forget() -> None:
	"""Remove the demo's own bookkeeping (the documents stay). For uninstalling."""
	frappe.db.delete("DefaultValue", {"parent": LEDGER_PARENT})
