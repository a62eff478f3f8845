# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What the bot can do in ERPNext, one file a domain, beside what all of them stand on.

bench looks in the module `commands` of each app for commands of its own command line, in every process that it starts
(frappe/utils/bench_helper.py, `get_app_commands`). There are none here, but a worker, which forks for each job, uses
the occasion to import once what each drain would import anew (`preload`).
"""

import sys
from importlib import import_module

# `bench worker` and `bench worker-pool`, as bench starts them: python -m frappe.utils.bench_helper frappe worker …
if sys.argv[1:2] == ["frappe"] and sys.argv[2:3] in (["worker"], ["worker-pool"]):
	import_module("whatsapp_erp_bot.preload")
