# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Call a function of an app on a site: `call.py SITE FUNCTION JSON-ARGUMENTS`.

Contract: prints the result as JSON and nothing else; what the function prints goes to the log.
"""

import json
import os
import sys

site, function, arguments = sys.argv[1:]
result = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
import frappe

frappe.init(site=site)
frappe.connect()
try:
	value = frappe.get_attr(function)(**json.loads(arguments))
	frappe.db.commit()
finally:
	frappe.destroy()
json.dump(value, result, default=str)
result.write("\n")
result.close()
