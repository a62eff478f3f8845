# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Meta's door: /api/method/whatsapp_erp_bot.api.webhook.receive

Contract (developers.facebook.com/docs/graph-api/webhooks/getting-started): GET answers the challenge as plain text;
POST checks the signature over the raw bytes, commits one row, wakes a worker and answers 200. Without a valid signature
of an enabled account nothing changes. Every answer is a plain `Response`: Meta ignores the body, and a wrong caller
learns nothing from it.
"""

import frappe
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request, Response

from whatsapp_erp_bot import compat
from whatsapp_erp_bot.bot import accounts, faults, inbox
from whatsapp_erp_bot.whatsapp.signature import challenge

PATH = "/api/method/whatsapp_erp_bot.api.webhook.receive"
# Meta's own cap for one delivery
MAXIMUM_BYTES = 3 * 1024 * 1024


# Meta has no Frappe session: who may come in is decided by the signature.
@frappe.whitelist(allow_guest=True, methods=["GET", "POST"])  # nosemgrep
def receive() -> Response:
	"""GET: the challenge. POST: store and wake."""
	# what the body says is read from its bytes only, and Frappe writes its copy of it into log files
	frappe.local.form_dict = frappe._dict()
	try:
		return _answer_challenge() if frappe.request.method == "GET" else _take_post()
	except HTTPException:
		raise
	except Exception as error:
		faults.undo("WhatsApp Bot: webhook not taken", error)
		# not 200: Meta delivers again, for up to seven days
		return _plain(500, "Not stored")


def after_request(response: Response | None = None, request: Request | None = None) -> None:
	"""A hook of Frappe's. Of a body that calls itself JSON and is none, `receive` never hears: Frappe itself fails on it,
	and must not keep it."""
	if request and request.path == PATH and response and response.status_code >= 500:
		compat.forget_unreadable_body(PATH)


def _answer_challenge() -> Response:
	query = frappe.request.args
	echo = challenge(
		query.get("hub.mode"),
		query.get("hub.verify_token"),
		query.get("hub.challenge"),
		accounts.verify_tokens(),
	)
	return _plain(403, "Forbidden") if echo is None else _plain(200, echo)


def _take_post() -> Response:
	length = frappe.request.content_length
	if length is not None and length > MAXIMUM_BYTES:
		return _plain(413, "Too large")
	body = frappe.request.get_data(cache=True)
	if len(body) > MAXIMUM_BYTES:
		return _plain(413, "Too large")
	signers = accounts.signed_by(body, frappe.get_request_header("X-Hub-Signature-256"))
	if not signers:
		return _plain(401, "Signature missing or wrong")
	inbox.receive(body, signers)
	return _plain(200, "EVENT_RECEIVED")


def _plain(status: int, text: str) -> Response:
	return Response(text, status=status, mimetype="text/plain")
