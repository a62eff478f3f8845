# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Whether a user may be somebody on WhatsApp at this moment, by what ERPNext says of them in the User form.

Contract: asked anew for each message, as Frappe asks at each login (frappe/auth.py), of the stored row. Counted are:
enabled, a user of Desk (whose roles have Desk access), the login hours, and Restrict IP unless the settings let such
users in, since nobody sees which network a phone is in. Not counted is what is about passwords or about what Desk
shows: an expired password, two-factor login (the link itself was confirmed in a Desk session), blocked modules.
"""

from dataclasses import dataclass
from datetime import datetime

import frappe
from frappe import _
from frappe.utils import cint, now_datetime

from whatsapp_erp_bot.bot.settings import get_settings
from whatsapp_erp_bot.permissions import FORBIDDEN_USERS

NO_DESK = "Website User"


@dataclass(frozen=True)
class Closed:
	"""Why a user is not let in: not at all ("user"), not at this hour ("hours"), not from where nobody sees ("network")."""

	why: str
	opens: int = 0
	shuts: int = 24

	def words(self) -> str:
		"""What the person is told, in the language of the moment."""
		if self.why == "hours":
			return _(
				"Your user is open from {0}:00 to {1}:00 only, and it is not that time now. Your administrator sets these hours."
			).format(self.opens, self.shuts)
		if self.why == "network":
			return _(
				"Your user is restricted to certain networks, so it can't be used from WhatsApp. Please talk to your administrator."
			)
		return _("Your user can't be used from WhatsApp. Please talk to your administrator.")


def is_possible(user: str) -> bool:
	"""Whether this user can be anybody on WhatsApp at all, whatever the hour: enabled, of Desk, and a person."""
	if not user or user in FORBIDDEN_USERS:
		return False
	row = frappe.db.get_value("User", user, ("enabled", "user_type"), as_dict=True)
	return bool(row) and _is_of_desk(row)


def _is_of_desk(row: dict) -> bool:
	return bool(row.get("enabled")) and row.get("user_type") != NO_DESK


def closed(user: str, row: dict, in_desk: bool = False, now: datetime | None = None) -> Closed | None:
	"""Why this user, whose row has `statements.OF_USER`, is not let in now; None if they are. `in_desk`: they sit at the simulator,
	and Frappe has checked their address."""
	if user in FORBIDDEN_USERS or not _is_of_desk(row):
		return Closed("user")
	opens, shuts = cint(row.get("login_after")), cint(row.get("login_before"))
	hour = (now or now_datetime()).hour
	# the same comparisons as in frappe/auth.py, `validate_hour`: 0 is no limit
	if (shuts and hour >= shuts) or (opens and hour < opens):
		return Closed("hours", opens, shuts or 24)
	if (
		(row.get("restrict_ip") or "").strip(" ,\n")
		and not in_desk
		and not get_settings().ip_restricted_users
	):
		return Closed("network")
	return None
