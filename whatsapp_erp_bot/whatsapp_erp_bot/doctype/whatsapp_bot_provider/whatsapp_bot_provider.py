# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""A language model to ask, in order of priority.

Contract: the address is https, or http only where it can't leave the house (this machine, a private network); the key
is a password field and leaves it only towards that address.
"""

import frappe
from frappe import _
from frappe.utils import cstr

from whatsapp_erp_bot.bot.faults import GuardedDocument
from whatsapp_erp_bot.bot.interpret import circuit_state
from whatsapp_erp_bot.llm.providers import build
from whatsapp_erp_bot.llm.providers.base import SettingsError


class WhatsAppBotProvider(GuardedDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		api_key: DF.Password | None
		base_url: DF.Data | None
		circuit_state: DF.Literal["Closed", "Open", "Half open"]
		enabled: DF.Check
		input_price: DF.Float
		kind: DF.Literal["OpenAI", "Ollama", "Hugging Face", "Local Transformers"]
		model: DF.Data
		output_price: DF.Float
		priority: DF.Int
		provider_name: DF.Data
		timeout_seconds: DF.Int

	# end: auto-generated types
	@property
	def circuit_state(self) -> str:
		"""What the circuit breaker says now: Closed (asked), Open (left out for a while), Half open (tried once)."""
		return circuit_state(self.name)

	def validate(self):
		"""Refuse now, in words, what could not be used later."""
		self.base_url = cstr(self.base_url).strip() or None
		try:
			build(self.kind, name=self.name, model=self.model, base_url=self.base_url, api_key="not a key")
		except SettingsError as error:
			frappe.throw(_(error.sentence).format(**error.values))
