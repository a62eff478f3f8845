# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Digests of ids that others give.

Contract: a unique key of ours is the SHA-256 of the exact bytes, because MariaDB's collation folds case, accents and
trailing blanks; it is None, never "", while an id is not known. What has so few possible values that somebody who reads
the digest could try them all is digested with a secret key. No Frappe here.
"""

import hashlib
import hmac
from collections.abc import Sequence

from whatsapp_erp_bot.masked import Masked, reveal


def digest(*parts: str | None) -> str | None:
	"""64 hex characters for the parts in order, or None if one of them is missing or empty."""
	return hashlib.sha256(_joined(parts)).hexdigest() if all(parts) else None


def keyed_digest(key: Masked | str, *parts: str) -> str:
	"""64 hex characters for the parts in order, which nobody can find out without the key."""
	if not key or not all(parts):
		raise ValueError("A keyed digest needs a key and parts.")
	return hmac.new(reveal(key).encode(), _joined(parts), hashlib.sha256).hexdigest()


def _joined(parts: Sequence[str]) -> bytes:
	# the length goes first so that ("ab", "c") and ("a", "bc") differ
	return b"".join(
		b"%d:%s" % (len(data), data) for data in (part.encode("utf-8", "surrogatepass") for part in parts)
	)


def body_digest(body: bytes) -> str:
	"""64 hex characters for a whole webhook body."""
	return hashlib.sha256(body).hexdigest()


def alias_key(kind: str, value: str, scope: str | None = None) -> str | None:
	"""The unique key of an alias: kind, exact value, and where it lives (None is the real world)."""
	return digest(kind, value, scope or "whatsapp")
