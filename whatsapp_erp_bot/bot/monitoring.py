# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The token that monitors come with.

Contract: says whether a token is the one of the settings, in constant time, and when there were too many wrong ones.
It makes nobody of whoever holds it: no user is set, nothing else is opened. Wrong tokens are counted in Redis; where
Redis is away, which is among what monitors ask for, nothing is counted and the token alone decides.
"""

import hmac
import time

import frappe
from frappe.utils.password import get_decrypted_password
from redis.exceptions import RedisError

SETTINGS = "WhatsApp Bot Settings"
# nobody types it: long enough that guessing at any speed leads nowhere
SHORTEST_TOKEN = 20
# wrong tokens in a minute: of one address, and of all together, since who guesses may tell any address
GUESSES_OF_AN_ADDRESS = 10
GUESSES_OF_ALL = 100
GUESSES_SECONDS = 60
# how long an address that came with the right token is not shut out by the guesses of others
KNOWN_SECONDS = 86400


def is_right(given: str) -> bool:
	"""Whether this is the token of the settings. Where none is set no token is right."""
	token = get_decrypted_password(SETTINGS, SETTINGS, "monitoring_token", raise_exception=False)
	# equally long whatever was given, so that the time tells nothing about the length either
	same = hmac.compare_digest(_digest(given), _digest(token or ""))
	return bool(token) and same


def _digest(token: str) -> bytes:
	return hmac.digest(b"monitoring", token.encode(), "sha256")


def guessed_too_often(address: str) -> bool:
	"""Whether this address has to wait before its token is looked at."""
	try:
		if _count(address) >= GUESSES_OF_AN_ADDRESS:
			return True
		return _count("all") >= GUESSES_OF_ALL and not frappe.cache.get(_key("known", address))
	except (RedisError, OSError):
		return False


def note_wrong(address: str) -> None:
	"""Count a wrong token."""
	try:
		for whose in (address, "all"):
			frappe.cache.incr(_key("wrong", whose))
			frappe.cache.expire(_key("wrong", whose), GUESSES_SECONDS)
	except (RedisError, OSError):
		pass


def note_right(address: str) -> None:
	"""Remember where the monitors come from."""
	try:
		frappe.cache.set(_key("known", address), 1, ex=KNOWN_SECONDS)
	except (RedisError, OSError):
		pass


def _count(whose: str) -> int:
	return int(frappe.cache.get(_key("wrong", whose)) or 0)


def _key(what: str, whose: str) -> bytes:
	"""Wrong ones are counted anew each minute, right ones are remembered."""
	minute = int(time.time()) // GUESSES_SECONDS if what == "wrong" else ""
	return frappe.cache.make_key(f"whatsapp_bot_monitoring:{what}:{whose[:64]}:{minute}")
