# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Workers import before they fork, and nothing else that bench starts does."""

import subprocess
import sys
import unittest

# stands in for the module that a worker imports, which needs Frappe
LOOKS = """
import sys, types
sys.argv = sys.argv[1:]
preload = types.ModuleType("whatsapp_erp_bot.preload")
sys.modules["whatsapp_erp_bot.preload"] = preload
asked = []
import importlib
real = importlib.import_module
importlib.import_module = lambda name, *rest: asked.append(name) or real(name, *rest)
import whatsapp_erp_bot.commands
print(",".join(asked))
"""


def imported(*arguments: str) -> str:
	"""What our package of commands imports by itself in a process with these arguments."""
	command = [sys.executable, "-c", LOOKS, "bench_helper.py", *arguments]
	return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


class TestPreload(unittest.TestCase):
	def test_workers_import_first(self):
		for command in ("worker", "worker-pool"):
			self.assertEqual(imported("frappe", command, "--queue", "short"), "whatsapp_erp_bot.preload")

	def test_other_processes_do_not(self):
		for arguments in (("frappe", "schedule"), ("frappe", "--site", "worker", "migrate"), ("worker",), ()):
			self.assertEqual(imported(*arguments), "")


if __name__ == "__main__":
	unittest.main()
