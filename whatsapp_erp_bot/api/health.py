# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The monitors' door: /api/method/whatsapp_erp_bot.api.health.check

Contract: for managers of the bot (a session, or Frappe's API key), or with `Authorization: Bearer` and the monitoring
token of the settings (`bot.health.let_monitor_in`, which Frappe calls first). JSON comes with 200 when well and 503 when not; Prometheus text always with 200, since
Prometheus throws away what comes with anything else: there `whatsapp_bot_well` says it.
"""

import json

import frappe
from werkzeug.wrappers import Response

from whatsapp_erp_bot.bot import faults, health

PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"


# who may read is decided below: a monitor has a token and no roles
@frappe.whitelist(methods=["GET"])
@faults.door
def check(format: str | None = None) -> Response:
	"""How the bot is: JSON, or Prometheus text with `?format=prometheus` or where `Accept` prefers plain text."""
	if not health.may_read():
		raise frappe.PermissionError
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
