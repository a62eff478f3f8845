# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The monitors' door: /api/method/whatsapp_erp_bot.api.health.check

Contract: for managers of the bot (a session, or Frappe's API key), or with `Authorization: Bearer` and the monitoring
token of the settings. A request with the token is answered before Frappe looks for whatever else it may ask (a `cmd`, a
page, a document): nobody is logged in by it. JSON comes with 200 when well and 503 when not; Prometheus text always
with 200, since Prometheus throws away what comes with anything else: there `whatsapp_bot_well` says it.
"""

import json

import frappe
from werkzeug.exceptions import abort
from werkzeug.wrappers import Response

from whatsapp_erp_bot.bot import faults, health, monitoring
from whatsapp_erp_bot.permissions import is_manager

PATH = "/api/method/whatsapp_erp_bot.api.health.check"
PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"


@frappe.whitelist(methods=["GET"])
@faults.door
def check(format: str | None = None) -> Response:
	"""How the bot is: JSON, or Prometheus text with `?format=prometheus` or where `Accept` prefers plain text."""
	if not is_manager():
		raise frappe.PermissionError
	return _answer(format)


@faults.door
def answer_monitor() -> None:
	"""An `auth_hooks` hook, which Frappe calls for each request before it does anything. With the right token it ends
	the request with its answer; without it Frappe refuses the request itself, as any bearer token that is not of its own
	OAuth (frappe/auth.py, `validate_auth`). Every request passes here, so everything else leaves at once."""
	request = frappe.request
	if not request or request.path != PATH or request.method != "GET" or frappe.session.user != "Guest":
		return
	kind, _blank, token = frappe.get_request_header("Authorization", "").partition(" ")
	# one question, and nothing beside it
	if kind.lower() != "bearer" or set(request.args) - {"format"} or request.get_data():
		return
	address = frappe.local.request_ip or ""
	if monitoring.guessed_too_often(address):
		abort(Response("Too many wrong tokens", status=429, mimetype="text/plain"))
	if not monitoring.is_right(token.strip()):
		monitoring.note_wrong(address)
		return
	monitoring.note_right(address)
	abort(_answer(request.args.get("format")))


def _answer(format: str | None) -> Response:
	found = health.report()
	if format == "prometheus" or (not format and _prefers_text()):
		answer = Response(health.to_prometheus(found), content_type=PROMETHEUS)
	else:
		status = 200 if found["well"] else 503
		answer = Response(json.dumps(found), status=status, content_type="application/json")
	answer.headers["Cache-Control"] = "no-store"
	return answer


def _prefers_text() -> bool:
	"""Whether plain text stands before JSON in `Accept`. By hand, since Werkzeug matches no type that comes with a
	parameter, as Prometheus sends it: `text/plain;version=0.0.4;q=0.5`."""
	for kind, _quality in sorted(frappe.request.accept_mimetypes, key=lambda entry: -entry[1]):
		bare = kind.partition(";")[0].strip()
		if bare in ("text/plain", "application/openmetrics-text"):
			return True
		if bare in ("application/json", "application/*", "*/*"):
			return False
	return False
