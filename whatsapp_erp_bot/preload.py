# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What a worker imports once, before it forks for each job, so that no job has to.

Contract: importing this module imports everything that a drain needs and does nothing else; no site is needed. RQ forks
for each job (rq/worker.py, `fork_work_horse`), so that what was imported before is there at once and shared; Frappe
does the same for its web workers (frappe/app.py). It makes the first answer after a pause half a second quicker.
"""

from whatsapp_erp_bot import jobs
from whatsapp_erp_bot.commands import registry

registry.load()

__all__ = ["jobs"]
