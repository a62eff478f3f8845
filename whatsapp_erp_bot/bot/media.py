# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Files that people send: fetched from Meta in a job, kept as private Files of their Message.

Contract: `columns` writes down what is to be fetched, in the transaction of the message; `fetch_due` fetches what is
due, each file by one worker at a time, and says on the Message what came of it. A download that fails for now is tried
again with growing pauses until Meta forgets the file (ids in webhooks live seven days); a worker that dies leaves an
attempt that is due again after its lease. Name and kind of a file are a stranger's words: cleaned, never trusted; what
a browser might run is kept under another ending. The File is the service user's: whoever woke the worker has no part
in it.
Source: developers.facebook.com/docs/whatsapp/cloud-api/reference/media.
"""

import time
from datetime import timedelta
from typing import Any

import frappe
from frappe import _
from frappe.core.api.file import get_max_file_size
from frappe.model.document import Document
from frappe.utils import cint, now_datetime
from rq.timeouts import BaseTimeoutException

from whatsapp_erp_bot.bot import accounts, faults, files, queue, store
from whatsapp_erp_bot.bot.identity import SERVICE_USER
from whatsapp_erp_bot.bot.live import conversation_changed
from whatsapp_erp_bot.bot.settings import get_settings
from whatsapp_erp_bot.bot.wording import reason
from whatsapp_erp_bot.whatsapp.errors import ErrorKind, WhatsAppError, plain_reason
from whatsapp_erp_bot.whatsapp.limits import LimitError
from whatsapp_erp_bot.whatsapp.media import harmless_filename, normal_mime, safe_filename
from whatsapp_erp_bot.whatsapp.payload import IncomingMessage

MESSAGE = "WhatsApp Bot Message"
MIB = 1024 * 1024
# pauses in minutes after each failed attempt: some for a short outage, few enough that Meta does not block the number
# for asking too often (twenty failures in an hour), the last one within the seven days that an id lives
PAUSES = (1, 5, 20, 60, 240, 720, 1440, 2880)
# longer than the longest download, after which its worker counts as dead
LEASE_MINUTES = 10
BATCH = 20
# Meta's codes for a token that is no longer good
DEAD_TOKEN = (0, 190)
# what is behind it is no longer a PDF or a picture to any program that goes by endings
UNREAD_ENDING = ".bin"
# how often it is worth trying while the account is not in order, and how long: then Meta has forgotten the id
ACCOUNT_MINUTES = 60
DAYS_AT_META = 7


def columns(message: IncomingMessage) -> dict[str, Any]:
	"""Fields of the Message row that say what is to be fetched; {} for a message without a file."""
	media = message.media
	if not media or not media.id or message.kind == "edit":
		return {}
	wanted = largest() > 0
	if wanted:
		queue.fetch_media_after_commit()
	return {
		"media_id": media.id[:255],
		"media_type": normal_mime(media.mime_type)[:140],
		"media_sha256": (media.sha256 or "")[:100] or None,
		"media_state": "Waiting" if wanted else "Failed",
		"media_error": None if wanted else _("Files that people send are not kept (see the settings)."),
		"media_attempts": 0,
		"media_next_on": now_datetime() if wanted else None,
		"file_name": safe_filename(media.filename, media.mime_type, fallback=message.kind)[:140],
	}


def largest() -> int:
	"""Most bytes of a file that is kept: the settings' limit, and never more than Frappe itself takes."""
	megabytes = get_settings().media_megabytes
	wanted = 20 if megabytes is None else cint(megabytes)
	return min(wanted * MIB, get_max_file_size())


def waiting(limit: int = 1) -> list[dict]:
	"""Messages whose file is due to be fetched, the longest waiting first."""
	return store.rows(
		MESSAGE,
		["name", "media_state", "media_attempts"],
		{"media_state": ["Waiting", "Fetching"], "media_next_on": ("<=", now_datetime())},
		"media_next_on",
		limit=limit,
	)


def sweep() -> None:
	"""Have a worker fetch what is due, if anything is."""
	if waiting():
		queue.fetch_media_after_commit()


def fetch_due(seconds: float = 600) -> int:
	"""Fetch what is due until nothing is or the time is over. Returns how many files were tried."""
	# what comes from here on wakes a job of its own
	queue.started(queue.FETCH_MEDIA)
	tried = 0
	until = time.monotonic() + seconds
	store.end_transaction_view()
	while time.monotonic() < until and (found := waiting(BATCH)):
		before = tried
		for row in found:
			if _claim(row):
				_fetch_alone(row.name)
				tried += 1
		if tried == before:
			# whoever met these rows first is at them
			break
		store.end_transaction_view()
	return tried


def again(name: str) -> None:
	"""A manager asks for a failed file once more."""
	if store.change_if(
		MESSAGE,
		name,
		{"media_state": "Failed"},
		{"media_state": "Waiting", "media_attempts": 0, "media_next_on": now_datetime(), "media_error": None},
	):
		queue.fetch_media_after_commit()


def _claim(row: dict) -> bool:
	"""Count the attempt and take the lease, visibly, before anything can go wrong."""
	attempts = cint(row.media_attempts)
	mine = store.change_if(
		MESSAGE,
		row.name,
		{"media_state": row.media_state, "media_attempts": row.media_attempts},
		{
			"media_state": "Fetching",
			"media_attempts": attempts + 1,
			"media_next_on": now_datetime() + timedelta(minutes=LEASE_MINUTES),
		},
	)
	# a worker that this file kills must leave a trace, and others must see who fetches it
	frappe.db.commit()  # nosemgrep
	return mine


def _fetch_alone(name: str) -> None:
	"""One file; whatever it breaks, the others are fetched. Raises if the database is away: the lease runs out, and the
	file is due again."""
	try:
		_fetch(name)
	except Exception as error:
		store.recover(error)
		faults.log("WhatsApp Bot: file not kept", error, MESSAGE, name)
		frappe.db.commit()  # nosemgrep: the next file begins clean


def _fetch(name: str) -> None:
	row = store.read(MESSAGE, name)
	if cint(row.media_attempts) > len(PAUSES):
		_failed(row, row.media_error or _("The download stopped several times."))
	else:
		try:
			content = accounts.client(row.account).download(row.media_id, largest(), row.media_sha256)
			_keep(row, content)
		except LimitError:
			_failed(row, _("The file is larger than {0} MB.").format(largest() // MIB))
		except WhatsAppError as error:
			_not_yet(row, error)
		except Exception as error:
			store.recover(error)
			words = _("The file could not be kept: {0}").format(type(error).__name__)
			if not store.is_busy(error):
				faults.log("WhatsApp Bot: file not kept", error, MESSAGE, name)
			if store.is_database_trouble(error) and cint(row.media_attempts) < len(PAUSES):
				_later(row, words)
			else:
				_failed(row, words)
	conversation_changed(row.conversation)
	# one file, one transaction
	frappe.db.commit()  # nosemgrep


def _keep(row: dict, content: bytes) -> None:
	stored = _store(row, harmless_filename(row.file_name or safe_filename(None, row.media_type)), content)
	store.update(
		MESSAGE,
		row.name,
		{
			"file": stored.file_url,
			"media_state": "Stored",
			"media_error": None,
			"media_next_on": None,
		},
	)


def _store(row: dict, name: str, content: bytes) -> Document:
	"""The File. Frappe looks into PDFs for scripts, and into photos for where they were taken; what it refuses is
	refused (ValidationError), what it cannot read is kept unread, under an ending that is only ever saved."""
	frappe.db.savepoint("keeping_a_file")
	try:
		return _insert_file(row, name, content)
	except (frappe.ValidationError, BaseTimeoutException, MemoryError):
		raise
	except Exception as error:
		if store.is_database_trouble(error):
			raise
	frappe.db.rollback(save_point="keeping_a_file")
	return _insert_file(row, name + UNREAD_ENDING, content)


def _insert_file(row: dict, name: str, content: bytes) -> Document:
	stored = frappe.get_doc(
		{
			"doctype": "File",
			"file_name": name,
			"attached_to_doctype": MESSAGE,
			"attached_to_name": row.name,
			"is_private": 1,
			"content": content,
		}
	)
	files.insert_as(stored, SERVICE_USER)
	return stored


def _not_yet(row: dict, error: WhatsAppError) -> None:
	"""Again later, or never, as the class of the error says."""
	attempts = cint(row.media_attempts)
	why = reason(error)
	if error.kind is ErrorKind.STOP_ACCOUNT:
		_wait_for_account(row, error)
	elif _is_gone(error):
		_failed(row, _("WhatsApp does not have the file any more. Ask the person to send it again."))
	elif error.kind is ErrorKind.FAIL or attempts >= len(PAUSES):
		_failed(row, why)
	else:
		_later(row, why)


def _later(row: dict, why: str) -> None:
	store.update(
		MESSAGE,
		row.name,
		{
			"media_state": "Waiting",
			"media_next_on": now_datetime() + timedelta(minutes=PAUSES[cint(row.media_attempts) - 1]),
			"media_error": why[:500],
		},
	)


def _wait_for_account(row: dict, error: WhatsAppError) -> None:
	"""It is the account that has to be mended: this counts as no attempt, and once that is done (accounts.resume, or a
	new token saved) the file is due at once. A token that is dead sends nothing either."""
	if error.code in DEAD_TOKEN:
		accounts.stop(row.account, plain_reason(error))
	if row.creation < now_datetime() - timedelta(days=DAYS_AT_META):
		_failed(row, reason(error))
		return
	store.update(
		MESSAGE,
		row.name,
		{
			"media_state": "Waiting",
			"media_attempts": max(0, cint(row.media_attempts) - 1),
			"media_next_on": now_datetime() + timedelta(minutes=ACCOUNT_MINUTES),
			"media_error": reason(error)[:500],
		},
	)


def _is_gone(error: WhatsAppError) -> bool:
	# an expired or unknown id (cloud-api: HTTP 400, code 100, subcode 33)
	return error.code == 100 and error.subcode == 33


def _failed(row: dict, why: str) -> None:
	store.update(
		MESSAGE, row.name, {"media_state": "Failed", "media_next_on": None, "media_error": why[:500]}
	)
