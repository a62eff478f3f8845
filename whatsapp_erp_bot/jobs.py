# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The doors that workers and the scheduler come in by.

Contract: each job sets up nothing that it needs from the web request that woke it; the user is set inside, from stored
rows. A job that Frappe retries starts as Administrator (frappe/utils/background_jobs.py): here that is only ever the
reader of our own log rows, never the one as whom a command runs.
"""

from whatsapp_erp_bot.bot import drain as drains
from whatsapp_erp_bot.bot import linking, media, sharing, templates
from whatsapp_erp_bot.bot import run as runs


def drain() -> None:
	"""Take in what came and answer it."""
	drains.drain()


def fetch_media() -> None:
	"""Fetch the files that people sent."""
	media.fetch_due()


def share() -> None:
	"""Tell frappe_whatsapp what happened on the numbers that it shares with us."""
	sharing.share_due()


def run_long(run: str) -> None:
	"""Carry out one long run."""
	runs.carry_out_long(run)


def sweep() -> None:
	"""Each minute: find what a lost wake-up or a dead worker left behind."""
	runs.sweep()
	drains.sweep()


def sync_templates() -> None:
	"""Each day: what Meta says of the templates."""
	templates.sync_all()


def expire() -> None:
	"""Each day: codes whose time is over."""
	linking.expire()
