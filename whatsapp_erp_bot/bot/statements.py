# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The statements on our own tables, written by `frappe.qb` once per shape and kept.

Contract: a statement is text with named placeholders; it depends on a DocType, on names of fields and on operators, all
of which stand in our code, never on a value. Building one takes as long as running it, and a turn runs fifty.
"""

from functools import lru_cache

import frappe
from frappe.query_builder import CustomFunction, Order
from frappe.query_builder.functions import Count, IfNull
from pypika.terms import Criterion, Field, Parameter, ValueWrapper

# what says whether a User is let in (bot/admission)
OF_USER = ("enabled", "user_type", "login_after", "login_before", "restrict_ip")

Greatest = CustomFunction("GREATEST", ["one", "other"])
AsObject = CustomFunction("JSON_OBJECTAGG", ["key", "value"])
AsList = CustomFunction("JSON_ARRAYAGG", ["value"])
# (field, operator, how many values): operators are =, <, <=, >, >=, !=, "in" and "null"
Shape = tuple[tuple[str, str, int], ...]


@lru_cache(maxsize=512)
def select(
	doctype: str, fields: tuple[str, ...], shape: Shape, order_by: str, descending: bool, limit: int
) -> str:
	"""Rows that fit, in order; no fields: how many rows fit."""
	table = frappe.qb.DocType(doctype)
	query = frappe.qb.from_(table)
	if not fields:
		return _where(query.select(Count(table.star)), table, shape).get_sql()
	query = query.select(*(table.star if field == "*" else table[field] for field in fields))
	query = _where(query, table, shape).orderby(
		table[order_by], order=Order.desc if descending else Order.asc
	)
	return (query.limit(limit) if limit else query).get_sql()


@lru_cache(maxsize=512)
def update(doctype: str, fields: tuple[str, ...], shape: Shape) -> str:
	"""Set fields of the rows that fit; the new values are named new_FIELD."""
	table = frappe.qb.DocType(doctype)
	query = frappe.qb.update(table)
	for field in fields:
		query = query.set(table[field], Parameter(f"%(new_{field})s"))
	return _where(query, table, shape).get_sql()


@lru_cache(maxsize=128)
def insert(doctype: str, fields: tuple[str, ...]) -> str:
	"""One row; the values are named as their fields."""
	query = frappe.qb.into(frappe.qb.DocType(doctype)).columns(*fields)
	return query.insert(*(Parameter(f"%({field})s") for field in fields)).get_sql()


@lru_cache(maxsize=1)
def singles() -> str:
	"""All that a Single holds as one JSON object, which is read in half the time of its rows: %(doctype)s."""
	table = frappe.qb.DocType("Singles")
	return (
		frappe.qb.from_(table)
		.select(AsObject(table.field, table.value))
		.where(table.doctype == Parameter("%(doctype)s"))
		.get_sql()
	)


@lru_cache(maxsize=1)
def facts() -> str:
	"""Key and value of what is kept in Frappe's table of defaults under a parent that no session loads: %(parent)s."""
	table = frappe.qb.DocType("DefaultValue")
	return (
		frappe.qb.from_(table)
		.select(table.defkey, table.defvalue)
		.where(table.parent == Parameter("%(parent)s"))
		.get_sql()
	)


@lru_cache(maxsize=1)
def note_fact() -> str:
	"""Set one of them: %(defvalue)s, %(parent)s, %(defkey)s."""
	table = frappe.qb.DocType("DefaultValue")
	return (
		frappe.qb.update(table)
		.set(table.defvalue, Parameter("%(defvalue)s"))
		.where(table.parent == Parameter("%(parent)s"))
		.where(table.defkey == Parameter("%(defkey)s"))
		.get_sql()
	)


@lru_cache(maxsize=1)
def switches(command: str, role: str) -> str:
	"""Commands that managers have changed: their rows, then a row with `role` for each role that they named."""
	table, named = frappe.qb.DocType(command), frappe.qb.DocType(role)
	changed = (
		frappe.qb.from_(table)
		.select(table.name, table.enabled, table.maximum_per_day, ValueWrapper(None).as_("role"))
		.where((IfNull(table.enabled, 0) == 0) | (table.maximum_per_day > 0))
	)
	roles = (
		frappe.qb.from_(named)
		.select(named.parent, ValueWrapper(None), ValueWrapper(None), named.role)
		.where(named.parenttype == command)
	)
	return (changed * roles).get_sql()


@lru_cache(maxsize=1)
def rights() -> str:
	"""What decides what a user may: `user_type`, `roles` as a JSON list, and `narrowed`, a JSON object of the user
	permissions that is another one after each change of them, None without any: %(user)s."""
	user, has_role = frappe.qb.DocType("User"), frappe.qb.DocType("Has Role")
	permission = frappe.qb.DocType("User Permission")
	roles = (
		frappe.qb.from_(has_role)
		.select(AsList(has_role.role))
		.where((has_role.parent == user.name) & (has_role.parenttype == "User"))
	)
	narrowed = (
		frappe.qb.from_(permission)
		.select(AsObject(permission.name, permission.modified))
		.where(permission.user == user.name)
	)
	return (
		frappe.qb.from_(user)
		.select(user.user_type, roles.as_("roles"), narrowed.as_("narrowed"))
		.where(user.name == Parameter("%(user)s"))
		.get_sql()
	)


@lru_cache(maxsize=1)
def contact_with_user(contact: str) -> str:
	"""A contact, and what the user that it is bound to may (`OF_USER`): %(name)s."""
	table, user = frappe.qb.DocType(contact), frappe.qb.DocType("User")
	return (
		frappe.qb.from_(table)
		.left_join(user)
		.on(user.name == table.user)
		.select(table.star, *(user[field] for field in OF_USER))
		.where(table.name == Parameter("%(name)s"))
		.get_sql()
	)


@lru_cache(maxsize=1)
def inbound(conversation: str) -> str:
	"""What a message that came in says of its conversation, in one statement: %(words)s, %(now)s, %(window)s, %(name)s."""
	table = frappe.qb.DocType(conversation)
	window = Parameter("%(window)s")
	return (
		frappe.qb.update(table)
		.set(table.last_message, Parameter("%(words)s"))
		.set(table.last_message_on, Parameter("%(now)s"))
		.set(table.unread, IfNull(table.unread, 0) + 1)
		.set(table.window_end, Greatest(IfNull(table.window_end, window), window))
		.where(table.name == Parameter("%(name)s"))
		.get_sql()
	)


@lru_cache(maxsize=1)
def said_lately(message: str, conversation: str) -> str:
	"""How many messages a person (%(contact)s) has written to any of our numbers since %(since)s, up to the one of
	%(sequence)s."""
	said, held = frappe.qb.DocType(message), frappe.qb.DocType(conversation)
	return (
		frappe.qb.from_(held)
		.join(said)
		.on(said.conversation == held.name)
		.select(Count(said.name))
		.where(held.contact == Parameter("%(contact)s"))
		.where(said.direction == "In")
		.where(said.creation > Parameter("%(since)s"))
		.where(said.sequence <= Parameter("%(sequence)s"))
		.get_sql()
	)


@lru_cache(maxsize=1)
def attempt(message: str) -> str:
	"""Count an attempt at a message that still waits: %(name)s."""
	table = frappe.qb.DocType(message)
	return (
		frappe.qb.update(table)
		.set(table.attempts, IfNull(table.attempts, 0) + 1)
		.where(table.name == Parameter("%(name)s"))
		.where(table.status == "Waiting")
		.get_sql()
	)


# how long whoever wants a conversation waits for its row: others wait for an answer meanwhile
CLAIM_SECONDS = 2


@lru_cache(maxsize=2)
def claim(conversation: str, patient: bool) -> str:
	"""Take or renew the lease of a conversation that nobody else holds: %(owner)s, %(until)s, %(now)s, %(name)s. Not
	patient: fails if its row does not come free within a moment."""
	table = frappe.qb.DocType(conversation)
	owner, now = Parameter("%(owner)s"), Parameter("%(now)s")
	update = (
		frappe.qb.update(table)
		.set(table.lease_owner, owner)
		.set(table.lease_until, Parameter("%(until)s"))
		.where(table.name == Parameter("%(name)s"))
		.where(table.lease_until.isnull() | (table.lease_until < now) | (table.lease_owner == owner))
		.get_sql()
	)
	# no builder knows this of MariaDB's: a setting for one statement
	return update if patient else f"set statement innodb_lock_wait_timeout={CLAIM_SECONDS} for {update}"


@lru_cache(maxsize=1)
def release(conversation: str) -> str:
	"""Give up the lease that %(owner)s holds: %(name)s."""
	table = frappe.qb.DocType(conversation)
	return (
		frappe.qb.update(table)
		.set(table.lease_owner, None)
		.set(table.lease_until, None)
		.where(table.name == Parameter("%(name)s"))
		.where(table.lease_owner == Parameter("%(owner)s"))
		.get_sql()
	)


def _where(query, table, shape: Shape):
	for position, (field, operator, values) in enumerate(shape):
		query = query.where(_criterion(table[field], operator, values, position))
	return query


def _criterion(column: Field, operator: str, values: int, position: int) -> Criterion:
	if operator == "null":
		return column.isnull()
	if operator == "in":
		return column.isin([Parameter(f"%(at{position}_{number})s") for number in range(values)])
	value = Parameter(f"%(at{position}_0)s")
	if operator == "=":
		return column == value
	if operator == "!=":
		return column != value
	if operator == "<":
		return column < value
	if operator == "<=":
		return column <= value
	if operator == ">=":
		return column >= value
	return column > value
