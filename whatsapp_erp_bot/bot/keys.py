# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Digests of ids that others give.

Contract: a unique key of ours is the SHA-256 of the exact bytes, because MariaDB's collation folds case, accents and
trailing blanks; it is None, never "", while an id is not known. No Frappe here.
"""

import hashlib


def digest(*parts: str | None) -> str | None:
	"""64 hex characters for the parts in order, or None if one of them is missing or empty."""
	if not all(parts):
		return None
	# the length goes first so that ("ab", "c") and ("a", "bc") differ
	joined = b"".join(
		b"%d:%s" % (len(data), data) for data in (part.encode("utf-8", "surrogatepass") for part in parts)
	)
	return hashlib.sha256(joined).hexdigest()


def body_digest(body: bytes) -> str:
	"""64 hex characters for a whole webhook body."""
	return hashlib.sha256(body).hexdigest()


def alias_key(kind: str, value: str, scope: str | None = None) -> str | None:
	"""The unique key of an alias: kind, exact value, and where it lives (None is the real world)."""
	return digest(kind, value, scope or "whatsapp")
