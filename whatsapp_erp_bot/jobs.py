# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The doors that workers and the scheduler come in by.

Contract: each job takes nothing from the web request that woke it; it begins in the language of the site, and the
user is set inside, from stored rows. A job that Frappe retries starts as Administrator
(frappe/utils/background_jobs.py): here that is only ever the reader of our own log rows, never the one as whom a
command runs.
"""

from whatsapp_erp_bot.bot import drain as drains
from whatsapp_erp_bot.bot import linking, media, schedule, sharing, templates
from whatsapp_erp_bot.bot import run as runs
from whatsapp_erp_bot.bot.faults import job
from whatsapp_erp_bot.bot.language import speak_as_site


@job
def drain() -> None:
	"""Take in what came and answer it."""
	speak_as_site()
	drains.drain()


@job
def fetch_media() -> None:
	"""Fetch the files that people sent."""
	speak_as_site()
	media.fetch_due()


@job
def share() -> None:
	"""Tell frappe_whatsapp what happened on the numbers that it shares with us."""
	speak_as_site()
	sharing.share_due()


@job
def run_long(run: str) -> None:
	"""Carry out one long run."""
	speak_as_site()
	runs.carry_out_long(run)


@job
def sweep() -> None:
	"""Each minute: find what a lost wake-up or a dead worker left behind."""
	_sweep(schedule.SWEPT)


@job
def sweep_instead() -> None:
	"""The same, where a worker sees that the scheduler has not done it for a while."""
	_sweep(schedule.SWEPT_INSTEAD)


def _sweep(noted_as: str) -> None:
	speak_as_site()
	runs.sweep()
	drains.sweep()
	# only one that came to its end is one
	schedule.note(noted_as)


@job
def sync_templates() -> None:
	"""Each day: what Meta says of the templates."""
	speak_as_site()
	templates.sync_all()


@job
def expire() -> None:
	"""Each day: codes whose time is over."""
	speak_as_site()
	linking.expire()
