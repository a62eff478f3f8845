# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The doors that workers and the scheduler come in by.

Contract: each job takes nothing from whoever woke it. Frappe runs a job as the user who asked for it, or, when it tries
again, as Administrator (frappe/utils/background_jobs.py, `execute_job`): here each one first becomes the service user,
who has no roles and owns what is nobody's, and speaks the language of the site. That is only ever the reader of our own
log rows; the one as whom a command runs is set inside, from stored rows. Whoever calls a job directly is themselves
again afterwards.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import frappe

from whatsapp_erp_bot.bot import drain as drains
from whatsapp_erp_bot.bot import linking, media, schedule, sharing, templates
from whatsapp_erp_bot.bot import run as runs
from whatsapp_erp_bot.bot.faults import job
from whatsapp_erp_bot.bot.identity import SERVICE_USER
from whatsapp_erp_bot.bot.language import speak_as_site


def _as_nobody(job: Callable[..., None]) -> Callable[..., None]:
	"""The job as the service user, whoever asked for it."""

	@wraps(job)
	def work(*given: Any, **options: Any) -> None:
		with _nobody():
			job(*given, **options)

	return work


@contextmanager
def _nobody() -> Iterator[None]:
	session, form, language = dict(frappe.session), frappe.local.form_dict, frappe.local.lang
	try:
		frappe.set_user(SERVICE_USER)
		speak_as_site()
		yield
	finally:
		frappe.set_user(session["user"])
		frappe.session.update(session)
		frappe.local.form_dict, frappe.local.lang = form, language


@job
@_as_nobody
def drain() -> None:
	"""Take in what came and answer it."""
	drains.drain()


@job
@_as_nobody
def fetch_media() -> None:
	"""Fetch the files that people sent."""
	media.fetch_due()


@job
@_as_nobody
def share() -> None:
	"""Tell frappe_whatsapp what happened on the numbers that it shares with us."""
	sharing.share_due()


@job
@_as_nobody
def run_long(run: str) -> None:
	"""Carry out one long run."""
	runs.carry_out_long(run)


@job
@_as_nobody
def sweep() -> None:
	"""Each minute: find what a lost wake-up or a dead worker left behind."""
	_sweep(schedule.SWEPT)


@job
@_as_nobody
def sweep_instead() -> None:
	"""The same, where a worker sees that the scheduler has not done it for a while."""
	_sweep(schedule.SWEPT_INSTEAD)


def _sweep(noted_as: str) -> None:
	runs.sweep()
	drains.sweep()
	# only one that came to its end is one
	schedule.note(noted_as)


@job
@_as_nobody
def sync_templates() -> None:
	"""Each day: what Meta says of the templates."""
	templates.sync_all()


@job
@_as_nobody
def expire() -> None:
	"""Each day: codes whose time is over."""
	linking.expire()
