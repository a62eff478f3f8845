# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Secrets that a traceback does not show.

Contract: a `Masked` is the text that it is made of, and shows as asterisks wherever something is printed for people who
look for a fault. Frappe writes the variables of every frame into its Error Log and masks only those that are called
exactly “token”, “secret” or the like (frappe/utils, `get_traceback`). No Frappe here.
"""


class Masked(str):
	"""Text whose `repr` tells nothing."""

	__slots__ = ()

	def __repr__(self) -> str:
		return "'********'"
