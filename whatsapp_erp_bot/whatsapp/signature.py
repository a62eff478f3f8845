# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Who may post to the webhook: Meta's signature over the raw bytes, and the GET handshake.

Meta signs the body as it was sent (non-ASCII escaped, a slash perhaps escaped), so only the raw bytes will do;
a body that was parsed and serialised again has another signature. Nothing here raises on what a stranger may
send, and without a secret nothing is ever accepted.
Source: developers.facebook.com/docs/graph-api/webhooks/getting-started.
"""

import hashlib
import hmac
import re
from collections.abc import Sequence

from whatsapp_erp_bot.masked import Masked, reveal

_HEADER = re.compile(r"sha256=([0-9a-f]{64})", re.ASCII)


def sign(body: bytes, secret: Masked | str) -> str:
	"""Return the value of X-Hub-Signature-256 for these bytes, as Meta writes it: `sha256=` and lower-case hex."""
	return "sha256=" + hmac.new(_octets(reveal(secret)), body, hashlib.sha256).hexdigest()


def verify(body: bytes, header: str | None, secrets: Sequence[Masked | str | None]) -> bool:
	"""Tell whether one of the app secrets signed these bytes.

	`secrets` is a list so that an old secret stays good while it is being replaced. Empty secrets match nothing.
	Every secret is tried, so the time taken does not tell which one matched.
	"""
	found = _HEADER.fullmatch(header) if isinstance(header, str) else None
	if not found:
		return False
	given = header.encode("ascii")
	matched = False
	for secret in secrets or ():
		if _is_one(secret):
			matched |= hmac.compare_digest(sign(body, secret).encode("ascii"), given)
	return matched


def challenge(
	mode: str | None,
	token: str | None,
	challenge: str | None,
	verify_tokens: Sequence[Masked | str | None],
) -> str | None:
	"""Return the text to answer Meta's GET handshake with (as text/plain, unchanged), or None to refuse."""
	if mode != "subscribe" or not isinstance(token, str) or not isinstance(challenge, str) or not challenge:
		return None
	matched = False
	for secret in verify_tokens or ():
		if _is_one(secret):
			matched |= hmac.compare_digest(_octets(reveal(secret)), _octets(token))
	return challenge if matched else None


def _is_one(secret: Masked | str | None) -> bool:
	return isinstance(secret, Masked | str) and bool(reveal(secret).strip())


def _octets(secret: str) -> bytes:
	# surrogatepass: a stranger's token may hold half a character, which plain UTF-8 refuses to encode
	return secret.encode("utf-8", "surrogatepass")
