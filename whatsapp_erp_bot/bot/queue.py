# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Waking workers: the only caller of `frappe.enqueue`.

Contract: rows in the database are the queue; what happens here only makes somebody look at them soon. Nothing here
ever raises or takes long: a wake-up that fails is made up for by `jobs.sweep` within a minute. A wake-up is left out
only while another one is still waiting to be started, never because one is running: the mark that says so is taken
away as the first thing a drain does (`started`). Jobs are named by dotted path, so nothing here imports upward.
"""

import frappe

from whatsapp_erp_bot.bot.settings import get_settings

DRAIN = "whatsapp_erp_bot.jobs.drain"
RUN_LONG = "whatsapp_erp_bot.jobs.run_long"
FETCH_MEDIA = "whatsapp_erp_bot.jobs.fetch_media"
SHARE = "whatsapp_erp_bot.jobs.share"
# how long a mark may stand in for a wake-up that was asked for and lost: well under the sweep's minute
MARK_SECONDS = 5
DRAIN_SECONDS = 300
LONG_SECONDS = 1500


def _mark() -> str:
	return frappe.cache.make_key("whatsapp_bot_drain_is_queued").decode()


def answer_queue() -> str:
	"""Name of the queue that answers are made on."""
	return get_settings().queue or "short"


def wake() -> None:
	"""Have some worker drain soon."""
	try:
		if not frappe.cache.set(_mark(), 1, nx=True, ex=MARK_SECONDS):
			return
		frappe.enqueue(DRAIN, queue=answer_queue(), timeout=DRAIN_SECONDS)
	except Exception:
		# Redis is down, the queue is unknown or full: the row is committed and the sweep finds it
		frappe.logger("whatsapp_erp_bot").warning("wake-up failed", exc_info=True)


def wake_after_commit() -> None:
	"""Have some worker drain once what this transaction wrote can be seen."""
	frappe.db.after_commit.add(wake)


def started() -> None:
	"""A drain begins: from now on a new wake-up makes a new job."""
	try:
		frappe.cache.delete(_mark())
	except Exception:
		frappe.logger("whatsapp_erp_bot").warning("mark not cleared", exc_info=True)


def fetch_media() -> None:
	"""Have a worker fetch the files that people sent; apart from the answers, which must not wait for it."""
	try:
		mark = frappe.cache.make_key("whatsapp_bot_media_is_queued").decode()
		if frappe.cache.set(mark, 1, nx=True, ex=MARK_SECONDS):
			frappe.enqueue(FETCH_MEDIA, queue="long", timeout=LONG_SECONDS)
	except Exception:
		# the rows say what is due, and the sweep finds them
		frappe.logger("whatsapp_erp_bot").warning("download not queued", exc_info=True)


def fetch_media_after_commit() -> None:
	"""Have a worker fetch files once what this transaction wrote can be seen."""
	frappe.db.after_commit.add(fetch_media)


def _share_mark() -> str:
	return frappe.cache.make_key("whatsapp_bot_share_is_queued").decode()


def share() -> None:
	"""Have a worker tell frappe_whatsapp what happened; apart from the answers, which must not wait for another app."""
	try:
		if frappe.cache.set(_share_mark(), 1, nx=True, ex=MARK_SECONDS):
			frappe.enqueue(SHARE, queue="default", timeout=DRAIN_SECONDS)
	except Exception:
		# the rows say what is due, and the sweep finds them
		frappe.logger("whatsapp_erp_bot").warning("sharing not queued", exc_info=True)


def share_after_commit() -> None:
	"""Have a worker tell it once what this transaction wrote can be seen."""
	frappe.db.after_commit.add(share)


def sharing_started() -> None:
	"""That worker begins: from now on a new wake-up makes a new job."""
	try:
		frappe.cache.delete(_share_mark())
	except Exception:
		frappe.logger("whatsapp_erp_bot").warning("mark not cleared", exc_info=True)


def start_long(run: str) -> None:
	"""Have a worker of the long queue carry out a run, once what this transaction wrote can be seen."""

	def enqueue() -> None:
		try:
			frappe.enqueue(RUN_LONG, queue="long", timeout=LONG_SECONDS, run=run)
		except Exception:
			frappe.logger("whatsapp_erp_bot").warning("long run not queued", exc_info=True)

	frappe.db.after_commit.add(enqueue)
