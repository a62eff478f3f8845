# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""A fork of a worker imports next to nothing for its first answer: the worker has imported it before."""

import json
import subprocess
import sys
import unittest
from unittest import mock

import frappe

from whatsapp_erp_bot.bot import simulator
from whatsapp_erp_bot.tests.integration.bot_case import clear_logs

OWNER = "dueno@demo.localhost"
# as bench starts a worker, but for the loop: one job, and what it imported
WORKER = """
import json, sys
site = sys.argv[1]
sys.argv = ["bench_helper.py", "frappe", "worker", "--queue", "short"]
import frappe.utils.background_jobs as jobs
# a worker has a connection to its queue
import frappe.utils.redis_wrapper
import whatsapp_erp_bot.commands
before = set(sys.modules)
jobs.execute_job(
	site=site, method="whatsapp_erp_bot.jobs.drain", event=None, job_name="x", kwargs={}, user="Administrator", is_async=True
)
print("NEW", json.dumps(sorted(set(sys.modules) - before)))
"""


class TestFirstAnswer(unittest.TestCase):
	def test_a_fork_imports_nothing_for_a_figure(self):
		frappe.set_user("Administrator")
		self.addCleanup(clear_logs)
		with mock.patch("whatsapp_erp_bot.bot.queue.wake"):
			said = simulator.say("¿cuánto vendimos este mes?", OWNER)
		frappe.db.commit()
		done = subprocess.run(
			[sys.executable, "-W", "ignore", "-c", WORKER, frappe.local.site],
			capture_output=True,
			text=True,
			check=True,
		)
		line = next(line for line in done.stdout.splitlines() if line.startswith("NEW "))
		# the first transaction here saw nothing of what the other process wrote
		frappe.db.rollback()
		row = frappe.db.get_value(
			"WhatsApp Bot Message", {"wamid": said["wamid"], "direction": "In"}, ["name", "status"]
		)
		self.assertEqual(row[1], "Done")
		self.assertTrue(frappe.db.exists("WhatsApp Bot Message", {"in_answer_to": row[0]}))
		self.assertLessEqual(len(json.loads(line[4:])), 3, line)
