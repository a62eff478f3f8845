# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""A worker as `bench worker` starts it, which can be told to die (`steps`), and whose times are short.

Only times that nobody could wait for in a test are shorter than in production: how long a dead worker's lease holds a
conversation, how long a message that was being sent counts as being sent, and a silent report as running.
"""

import sys

LEASE_SECONDS = 25
SENDING_SECONDS = 30
STALE_SECONDS = 15


def main() -> None:
	import erpnext
	from frappe.utils.background_jobs import start_worker

	from whatsapp_erp_bot import jobs
	from whatsapp_erp_bot.bot import conversation, outbox, run
	from whatsapp_erp_bot.tests.faults import steps

	conversation.LEASE_SECONDS = LEASE_SECONDS
	outbox.SENDING_MINUTES = SENDING_SECONDS / 60
	run.STALE_MINUTES = STALE_SECONDS / 60
	counter = steps.install()
	if counter:
		counter.watch(jobs, "drain")
		counter.watch(jobs, "run_long")
	start_worker(queue=sys.argv[1], quiet=True)


if __name__ == "__main__":
	main()
