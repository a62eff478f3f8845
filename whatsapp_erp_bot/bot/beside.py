# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The app frappe_whatsapp, where it is installed beside this one: all that we know of it, and nothing of what we do.

Contract: the only file that knows its names (github.com/shridarpatil/frappe_whatsapp: `utils/webhook.py`, DocTypes
WhatsApp Account, WhatsApp Settings, WhatsApp Message, WhatsApp Profiles). Nothing of it is imported: it is asked by
DocType and by the address of its webhook, which its admins typed at Meta and which therefore moves least. Versions
before 2025-12 keep their one number in WhatsApp Settings instead of WhatsApp Account, and older ones lack fields:
what a version does not have is left out.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _
from frappe.handler import execute_cmd
from frappe.model.document import Document
from frappe.utils import now
from frappe.utils.html_utils import sanitize_html
from frappe.utils.password import get_decrypted_password
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from whatsapp_erp_bot import compat
from whatsapp_erp_bot.exceptions import BadInput
from whatsapp_erp_bot.masked import Masked
from whatsapp_erp_bot.whatsapp.errors import ConfigurationError
from whatsapp_erp_bot.whatsapp.signature import sign

APP = "frappe_whatsapp"
ACCOUNT, SETTINGS, MESSAGE = "WhatsApp Account", "WhatsApp Settings", "WhatsApp Message"
PROFILES = "WhatsApp Profiles"
WEBHOOK = "frappe_whatsapp.utils.webhook.webhook"
IN, OUT = "Incoming", "Outgoing"
# its own word for “Meta has taken it”
ACCEPTED = "Success"
# our kinds of messages as its content types; what is missing here is text
CONTENT_TYPES = {
	"image": "image",
	"video": "video",
	"audio": "audio",
	"voice": "audio",
	"document": "document",
	"sticker": "image",
	"reaction": "reaction",
	"location": "location",
	"contacts": "contact",
	"buttons": "interactive",
	"list": "interactive",
}
_ABSENT = object()


class Gone(ConfigurationError):
	"""The number is not there; the message is a sentence for the administrator."""


class NotTaken(Exception):
	"""Its webhook answered with an error instead of raising one."""


@dataclass(frozen=True)
class Account:
	"""One number of frappe_whatsapp's. `name` is its document's (or `WhatsApp Settings`), `modified` changes with it."""

	name: str
	phone_number_id: str
	waba_id: str | None
	version: str | None
	url: str | None
	verify_token: Masked | None
	modified: str

	@property
	def doctype(self) -> str:
		"""Where its token is kept."""
		return SETTINGS if self.name == SETTINGS else ACCOUNT


def is_here() -> bool:
	"""Whether the app is installed on this site."""
	return APP in frappe.get_installed_apps()


# ---- its numbers


def has_accounts() -> bool:
	"""Whether this version keeps several numbers; else it has one, in its settings."""
	return bool(frappe.db.exists("DocType", ACCOUNT))


def account_names() -> list[str]:
	"""Every number that it has: names for `account`."""
	if not is_here():
		return []
	if not has_accounts():
		return [SETTINGS]
	return frappe.get_all(ACCOUNT, pluck="name", order_by="creation asc")


def account(name: str | None) -> Account:
	"""One of its numbers. Raises Gone if it is not there."""
	row = _account_row(name)
	if not row or not row.get("phone_id"):
		raise Gone(_("frappe_whatsapp has no number “{0}” on this site any more.").format(name or ""))
	return Account(
		name=name,
		phone_number_id=str(row.phone_id).strip(),
		waba_id=row.business_id or None,
		version=row.version or None,
		url=row.url or None,
		verify_token=Masked(row.webhook_verify_token or "") or None,
		modified=str(row.modified),
	)


def _account_row(name: str | None) -> dict | None:
	if not name or not is_here():
		return None
	fields = ["phone_id", "business_id", "version", "url", "webhook_verify_token", "modified"]
	if name != SETTINGS:
		return frappe.db.get_value(ACCOUNT, name, fields, as_dict=True) if has_accounts() else None
	if not frappe.db.exists("DocType", SETTINGS):
		return None
	values = frappe.db.get_singles_dict(SETTINGS)
	return frappe._dict({field: values.get(field) for field in fields})


def token(name: str) -> Masked | None:
	"""The access token of one of its numbers."""
	doctype = SETTINGS if name == SETTINGS else ACCOUNT
	return Masked(get_decrypted_password(doctype, name, "token", raise_exception=False) or "") or None


def account_of_message(document: Document) -> str:
	"""Name of the number that a WhatsApp Message of its belongs to."""
	return document.get("whatsapp_account") or SETTINGS


# ---- its webhook


def receive(body: dict[str, Any], secret: Masked | None) -> None:
	"""Give a webhook body to its handler as Meta's own request would: as Guest, with the request in `frappe.local`,
	signed with the app secret for those versions that look. Raises whatever it raises, and NotTaken for an answer of
	400 and above. The caller's `frappe.local` is as before."""
	content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
	headers = {"X-Hub-Signature-256": sign(content, secret)} if secret else {}
	builder = EnvironBuilder(
		path=f"/api/method/{WEBHOOK}",
		method="POST",
		data=content,
		content_type="application/json",
		headers=headers,
	)
	with _as_request(Request(builder.get_environ()), body):
		answer = execute_cmd(WEBHOOK)
	if getattr(answer, "status_code", 200) >= 400:
		raise NotTaken(f"HTTP {answer.status_code}")


@contextmanager
def _as_request(request: Request, form: dict[str, Any]) -> Iterator[None]:
	before = frappe.session.user
	names = ("request", "form_dict", "response", "flags", "message_log", "lang", "request_cache")
	kept = {name: getattr(frappe.local, name, _ABSENT) for name in names}
	try:
		frappe.set_user("Guest")
		frappe.local.request = request
		frappe.local.form_dict = frappe._dict(form)
		frappe.local.response = frappe._dict({"docs": []})
		frappe.local.flags = frappe._dict(kept["flags"])
		frappe.local.flags.whatsapp_bot_hands_on = True
		frappe.local.message_log = []
		frappe.local.request_cache = defaultdict(dict)
		yield
	finally:
		frappe.set_user(before)
		for name, value in kept.items():
			if value is not _ABSENT:
				setattr(frappe.local, name, value)
			elif hasattr(frappe.local, name):
				delattr(frappe.local, name)


def is_handing_on() -> bool:
	"""Whether its handler is at work because of us, so that what it stores is known here already."""
	return bool(frappe.flags.whatsapp_bot_hands_on)


# ---- its messages


def message_of(wamid: str | None, direction: str) -> dict | None:
	"""Its row of that wamid: name and status; None if it has none."""
	if not wamid:
		return None
	return frappe.db.get_value(
		MESSAGE, {"message_id": wamid, "type": direction}, ["name", "status"], as_dict=True
	)


def write_sent(account_name: str, number: str, sent: dict[str, Any]) -> str:
	"""Show something in its inbox that Meta has already from us. `number` is digits; `sent` has kind, text, wamid,
	status, reply_to and choices (a list of {"id", "title"}). Returns the name of its row.

	The row is written without its hooks: its `before_insert` is what sends, and there is no flag to keep it from that.
	It is linked to whatever the person's own messages are linked to, which is how the CRM finds it; its own `on_update`
	does no more than to tell open pages, and that is done here."""
	document = frappe.new_doc(MESSAGE)
	values = {
		"type": OUT,
		"to": number,
		"message": sanitize_html(sent.get("text") or ""),
		"message_id": sent["wamid"],
		"status": sent.get("status") or ACCEPTED,
		"content_type": _content_type(sent["kind"]),
		"message_type": "Template" if sent["kind"] == "template" else "Manual",
		"is_reply": int(bool(sent.get("reply_to"))),
		"reply_to_message_id": sent.get("reply_to"),
		"buttons": json.dumps(sent["choices"]) if sent.get("choices") else None,
		"whatsapp_account": None if account_name == SETTINGS else account_name,
		**_link_of(number),
	}
	document.update({key: value for key, value in values.items() if document.meta.has_field(key)})
	document.set_new_name()
	# not in the name of whoever happened to wake this worker
	document.owner = document.modified_by = "Administrator"
	document.creation = document.modified = now()
	document.db_insert()
	_note_profile(document)
	document.notify_update()
	frappe.publish_realtime(
		"whatsapp_message",
		{key: document.get(key) for key in ("reference_doctype", "reference_name")},
		after_commit=True,
	)
	return document.name


def _content_type(kind: str) -> str:
	"""Its word for a kind of ours; text where this version has none, since it could not save such a row again."""
	wanted = CONTENT_TYPES.get(kind, "text")
	known = (frappe.get_meta(MESSAGE).get_options("content_type") or "").split("\n")
	return wanted if wanted in known else "text"


def attach(name: str, file_url: str) -> None:
	"""The same stored file on its row, for those who may read that."""
	stored = frappe.db.get_value("File", {"file_url": file_url})
	if not stored:
		return
	original = frappe.get_doc("File", stored)
	file = frappe.get_doc(
		{
			"doctype": "File",
			"file_name": original.file_name,
			"file_url": file_url,
			# with them it is the same file; without, 16 reads them as text and may write another one
			"content": compat.file_content(original),
			"is_private": original.is_private,
			"attached_to_doctype": MESSAGE,
			"attached_to_name": name,
			"attached_to_field": "attach",
		}
	)
	# the message was sent by us: whoever may read it there may read what was sent with it
	file.flags.by_whatsapp_bot = True
	file.insert(ignore_permissions=True)
	frappe.db.set_value(MESSAGE, name, "attach", file_url, update_modified=False)


def _link_of(number: str) -> dict[str, Any]:
	"""What the newest linked message of that person is linked to, {} if there is none."""
	if not frappe.get_meta(MESSAGE).has_field("reference_name"):
		return {}
	found = frappe.get_all(
		MESSAGE,
		filters={"type": IN, "from": number, "reference_name": ("is", "set")},
		fields=["reference_doctype", "reference_name"],
		order_by="creation desc",
		limit=1,
	)
	return dict(found[0]) if found else {}


def _note_profile(document: Document) -> None:
	"""The person in its list, as it does itself before it inserts a message."""
	if hasattr(document, "create_whatsapp_profile") and frappe.db.exists("DocType", PROFILES):
		document.create_whatsapp_profile()


def check_account(name: str | None) -> Account:
	"""As `account`, for the form of an administrator: raises BadInput instead."""
	if not is_here():
		raise BadInput(_("frappe_whatsapp is not installed on this site: choose the kind “Cloud API”."))
	if not name:
		raise BadInput(_("Choose the number of frappe_whatsapp that this account shares."))
	try:
		found = account(name)
	except Gone as error:
		raise BadInput(str(error)) from None
	if not token(name):
		raise BadInput(_("The number “{0}” of frappe_whatsapp has no access token.").format(name))
	return found
