# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""One message the whole way: stand-in of Meta → signed webhook → web → worker → stand-in; then the logins.

Contract: `sample.py SITE GRAPH-URL APP-SECRET-FILE TOKEN-FILE OUTPUT-FILE` writes what a person reads to the
output file; the secrets are read from files, not from a command line that everybody can read.
"""

import json
import sys
import time
import urllib.request

import frappe

site, graph, secret_file, token_file, output = sys.argv[1:]
app_secret, token = (open(path).read().strip() for path in (secret_file, token_file))
text = "¿Cuánto vendimos este mes?"
connect = {"graph_url": graph, "app_secret": app_secret, "token": token, "phone_number_id": "100000000000001"}
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def control(path, body=None):
	request = urllib.request.Request(f"{graph}/_control/{path}", method="POST" if body else "GET")
	request.add_header("Content-Type", "application/json")
	data = json.dumps(body).encode() if body else None
	return json.load(opener.open(request, data=data, timeout=30))


def shown(body):
	"""What a person reads of a message that was sent."""
	kind = body.get("type")
	part = body.get(kind) or {}
	if kind == "text":
		return part.get("body", "")
	if kind == "interactive":
		return (part.get("body") or {}).get("text", "")
	return f"[{kind}] {part.get('caption') or part.get('filename') or ''}".strip()


def answers(phone, since):
	sent = control(f"sent?since={since}")["sent"]
	return [record["body"] for record in sent if phone in (record.get("to"), record.get("recipient"))]


frappe.init(site=site)
frappe.connect()
phone = frappe.get_attr("whatsapp_erp_bot.setup.stand_in.connect")(**connect)
frappe.db.commit()
# An app that cannot be imported says so here, with its reason; over HTTP it would be a bare status.
frappe.get_attr("whatsapp_erp_bot.api.webhook.receive")
since = control("sent")["count"]
posted = control("incoming", {"phone": phone, "text": text})
if posted.get("status") != 200:
	print(
		f"SAY 1 The webhook answered {posted.get('status')} to the sample message: look at Error Log in"
		" Desk and at logs/web.log of the bench."
	)
	sys.exit(1)
deadline = time.monotonic() + 60
while not answers(phone, since):
	if time.monotonic() > deadline:
		print(
			"SAY 1 The sample message got no answer in 60 s: look at WhatsApp Bot Event in Desk and at"
			" logs/worker_short.log."
		)
		sys.exit(1)
	time.sleep(0.1)
# A second bubble, if there is one, follows at once.
time.sleep(0.5)
from whatsapp_erp_bot.setup.demo import LOGINS

with open(output, "w") as file:
	file.write(f"\n  Message  {text}\n")
	for answer in answers(phone, since):
		lines = shown(answer).splitlines() or [""]
		file.write(
			"\n".join([f"  Answer   {lines[0]}", *[f"           {line}" for line in lines[1:]]]) + "\n"
		)
	file.write("\n  Logins\n")
	for user, password, roles in LOGINS:
		file.write(f"    {user:<32} {password:<14} {roles}\n")
