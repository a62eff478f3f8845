# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The statements on our own tables, written by `frappe.qb` once per shape and kept.

Contract: a statement is text with named placeholders; it depends on a DocType, on names of fields and on operators, all
of which stand in our code, never on a value. Building one takes as long as running it, and a turn runs fifty.
"""

from functools import lru_cache

import frappe
from frappe.query_builder import Order
from frappe.query_builder.functions import Count
from pypika.terms import Criterion, Field, Parameter

# (field, operator, how many values): operators are =, <, <=, >, !=, "in" and "null"
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
	return column > value
