# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What Frappe's scheduler does for the app, with a minute of two seconds: queue `jobs.sweep` for a worker."""

import sys
import time

import frappe

EVERY_SECONDS = 2


def main(site: str) -> None:
	frappe.init(site=site)
	frappe.connect()
	# nothing here needs the database, which may go away at any time
	frappe.db.close()
	while True:
		time.sleep(EVERY_SECONDS)
		# as in production, Redis may be down: then the next minute is another
		try:
			frappe.enqueue("whatsapp_erp_bot.jobs.sweep", queue="short")
		except Exception as error:
			print(type(error).__name__, flush=True)


if __name__ == "__main__":
	main(sys.argv[1])
