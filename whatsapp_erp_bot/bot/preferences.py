# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What people told WhatsApp itself about messages that they want: marketing stopped or resumed.

Contract: the newest word counts, whatever the order in which webhooks arrive. Somebody who was never heard of gets a
contact, so that their word is kept. Answers to questions are not marketing and still come; a template that Meta does
not call by another category is, and does not go to who has stopped it, here or on WhatsApp.
Source: developers.facebook.com/docs/whatsapp/cloud-api/webhooks/reference/user_preferences.
"""

from frappe.utils import now_datetime

from whatsapp_erp_bot.bot import people, store
from whatsapp_erp_bot.whatsapp.payload import Preference, Sender

CONTACT = "WhatsApp Bot Contact"
# what Meta calls templates that nobody has to want: all others may be marketing
WANTED_CATEGORIES = ("UTILITY", "AUTHENTICATION")
STOPPED = {"stop": 1, "resume": 0, "signup": 0}


def take(preference: Preference, received: object) -> str | None:
	"""Keep one preference. Returns the contact, None if it names nobody or says nothing that is known."""
	stopped = STOPPED.get((preference.value or "").lower())
	if stopped is None or "marketing" not in (preference.category or "marketing"):
		return None
	contact = people.contact_of(
		Sender(phone=preference.wa_id, wa_id=preference.wa_id, user_id=preference.user_id)
	)
	if not contact:
		return None
	said = store.from_timestamp(preference.timestamp) or received
	before = store.value(CONTACT, {"name": contact}, "marketing_changed_on")
	if not before or before <= said:
		store.update(CONTACT, contact, {"marketing_stopped": stopped, "marketing_changed_on": said})
	return contact


def stop_marketing(contact: str) -> None:
	"""Meta refused a message because the person has stopped marketing: as good as their own word."""
	store.update(CONTACT, contact, {"marketing_stopped": 1, "marketing_changed_on": now_datetime()})


def forbid(contact: str, category: str | None) -> bool:
	"""Whether a template of this category (as Meta names it) may not go to the person."""
	if (category or "").upper() in WANTED_CATEGORIES:
		return False
	said = store.read(CONTACT, contact, "marketing_stopped", "notifications_stopped")
	return bool(said) and bool(said.marketing_stopped or said.notifications_stopped)
