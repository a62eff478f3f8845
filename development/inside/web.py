# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What the web server of the bench serves: Frappe with its assets and public files.

Contract: plain localhost is the default site, as nginx would have it in production. Copied into the state
directory.
"""

from frappe.app import application_with_statics

DEFAULT_SITE = "bot.localhost"

serve = application_with_statics()


def application(environ, start_response):
	"""The WSGI application."""
	if environ.get("HTTP_HOST", "").split(":")[0] in ("localhost", "127.0.0.1"):
		environ.setdefault("HTTP_X_FRAPPE_SITE_NAME", DEFAULT_SITE)
	return serve(environ, start_response)
