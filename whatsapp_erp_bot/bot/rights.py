# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The rights of the user of a turn, as they are committed.

Contract: Frappe keeps roles and user permissions of each user in Redis (frappe/permissions.py, `get_roles`;
frappe/core/doctype/user_permission). What an administrator takes away is emptied there, and a turn that began a moment
before puts the old ones back, where they stay. So `read_anew` gives this process what the database says, in one
statement, before anything of the turn is asked. User permissions with all below them in their trees are kept, beside
what they were made of: once that is another, Frappe makes them again.
"""

import time

import frappe
from frappe.core.doctype.user_permission.user_permission import get_user_permissions
from frappe.permissions import ALL_USER_ROLE, AUTOMATIC_ROLES, GUEST_ROLE, SYSTEM_USER_ROLE

from whatsapp_erp_bot.bot import statements, store

KEPT = "whatsapp_bot_user_permissions"
# a tree may have been changed below what a user permission names
KEPT_SECONDS = 300


def read_anew(user: str) -> None:
	"""Right after `frappe.set_user`, which forgets what the process knew. For users with a row: not Guest."""
	rows = frappe.db.sql(statements.rights(), {"user": user}, as_dict=True)
	if not rows:
		return
	row = rows[0]
	roles = [role for role in store.loads(row.roles) or () if role not in AUTOMATIC_ROLES]
	roles += [ALL_USER_ROLE, GUEST_ROLE, *([SYSTEM_USER_ROLE] if row.user_type == "System User" else [])]
	_know("roles", user, roles)
	_know("user_permissions", user, _user_permissions(user, row.narrowed) if row.narrowed else {})


def _user_permissions(user: str, made_of: str) -> dict:
	kept = frappe.cache.hget(KEPT, user)
	if kept and kept[0] == made_of and time.time() - kept[2] < KEPT_SECONDS:
		return kept[1]
	# the shared copy first, or Frappe would give that
	frappe.cache.hdel("user_permissions", user)
	found = get_user_permissions(user)
	frappe.cache.hset(KEPT, user, (made_of, found, time.time()))
	return found


def _know(name: str, user: str, value: object) -> None:
	"""As if this process had got it from the cache (frappe/utils/redis_wrapper.py, `hget`)."""
	frappe.local.cache.setdefault(frappe.cache.make_key(name), {})[user] = value
