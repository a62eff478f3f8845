# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What every kind of outgoing message has in common. Nothing is sent from here."""

from typing import Any, ClassVar


class Message:
	"""What every outgoing message can do. `kind` is the `type` of the request."""

	kind: ClassVar[str] = ""

	def validate(self) -> None:
		raise NotImplementedError

	def content(self) -> dict[str, Any] | list:
		"""Return the object that stands in the request under the name of the type."""
		raise NotImplementedError

	def body(self) -> dict[str, Any]:
		return {"type": self.kind, self.kind: self.content()}


def without_none(values: dict[str, Any]) -> dict[str, Any]:
	return {key: value for key, value in values.items() if value is not None}
