# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""A language model to ask, in order of priority.

Contract: the address is https, or http only where it can't leave the house (this machine, a private network); the key
is a password field and leaves it only towards that address.
"""

import ipaddress
from urllib.parse import urlsplit

import frappe
from frappe import _
from frappe.model.document import Document


class WhatsAppBotProvider(Document):
	@property
	def circuit_state(self) -> str:
		"""What the circuit breaker says now: Closed (asked), Open (left out for a while), Half open (tried once)."""
		from whatsapp_erp_bot.bot.interpret import circuit_state

		return circuit_state(self.name)

	def validate(self):
		self.base_url = (self.base_url or "").strip() or None
		if not self.base_url:
			return
		address = urlsplit(self.base_url)
		if address.scheme == "https" or (address.scheme == "http" and is_local(address.hostname or "")):
			return
		frappe.throw(
			_("The address must begin with https://, or be one of this machine or a private network.")
		)

	def is_local(self) -> bool:
		"""Whether nothing leaves the house when this model is asked."""
		if self.kind == "Local Transformers":
			return True
		if self.kind == "Ollama" and not self.base_url:
			return True
		return bool(self.base_url) and is_local(urlsplit(self.base_url).hostname or "")


def is_local(host: str) -> bool:
	"""Whether the host is this machine or of a private network. Names other than localhost count as foreign."""
	if host == "localhost":
		return True
	try:
		address = ipaddress.ip_address(host)
	except ValueError:
		return False
	return address.is_loopback or address.is_private
