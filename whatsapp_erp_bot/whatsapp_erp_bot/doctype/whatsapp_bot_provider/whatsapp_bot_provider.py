# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""A language model to ask, in order of priority.

Contract: the address is https, or http only where it can't leave the house (this machine, a private network); the key
is a password field and leaves it only towards that address.
"""

import frappe
from frappe.model.document import Document

from whatsapp_erp_bot.bot.interpret import circuit_state
from whatsapp_erp_bot.llm.providers import build


class WhatsAppBotProvider(Document):
	@property
	def circuit_state(self) -> str:
		"""What the circuit breaker says now: Closed (asked), Open (left out for a while), Half open (tried once)."""
		return circuit_state(self.name)

	def validate(self):
		"""Refuse now, in words, what could not be used later."""
		self.base_url = (self.base_url or "").strip() or None
		try:
			build(self.kind, name=self.name, model=self.model, base_url=self.base_url, api_key="not a key")
		except ValueError as error:
			frappe.throw(str(error))
