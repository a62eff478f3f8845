# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""How fast messages may leave: per number and per pair of number and person, over all workers together.

Contract: two token buckets in Redis, asked and taken from in one step (`seconds_to_wait`), so that Meta's limits hold
however many workers send. Meta counts 80 messages a second for a number (or what its account says), and for a pair a
burst of 45 and then one in 6 seconds (developers.facebook.com/docs/whatsapp/cloud-api/overview: throughput, pair rate
limits). Without Redis this process keeps buckets of its own with a share of the number's rate: a conversation has one
worker at a time, so the pair's limit holds all the same. Nothing here raises.
"""

import time
from dataclasses import dataclass, field

import frappe
from frappe.utils import cint
from redis.exceptions import RedisError

from whatsapp_erp_bot.bot import accounts, faults

NUMBER_RATE = 80
PAIR_BURST = 45
PAIR_SECONDS = 6.0
# without Redis: the share of the number's rate that one process takes
LOCAL_SHARE = 0.25
# how long Redis is left alone after it failed
REDIS_REST_SECONDS = 5

# The buckets are kept as the moment at which they would be full again (the generic cell rate algorithm): one number
# each. ARGV: for each key how long one message takes, and how far ahead a burst may run, in microseconds. Numbers are
# written with %.0f, since Lua's own way would round microseconds away.
_TAKE = """
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local full, wait = {}, {0, 0}
for i = 1, 2 do
	full[i] = math.max(tonumber(redis.call('GET', KEYS[i]) or '0'), now)
	wait[i] = math.max(0, full[i] - now - tonumber(ARGV[2 * i]))
end
if wait[1] > 0 or wait[2] > 0 then
	return wait
end
for i = 1, 2 do
	local later = full[i] + tonumber(ARGV[2 * i - 1])
	redis.call('SET', KEYS[i], string.format('%.0f', later), 'PX', math.ceil((later - now) / 1000) + 1000)
end
return wait
"""
_REST = """
local clock = redis.call('TIME')
local until_then = clock[1] * 1000000 + clock[2] + tonumber(ARGV[1])
if tonumber(redis.call('GET', KEYS[1]) or '0') < until_then then
	redis.call('SET', KEYS[1], string.format('%.0f', until_then), 'PX', math.ceil(tonumber(ARGV[1]) / 1000) + 1000)
end
return 0
"""


@dataclass
class _Local:
	"""What this process keeps when Redis does not answer."""

	full_at: dict[str, float] = field(default_factory=dict)
	redis_until: float = 0.0


_local = _Local()
_scripts: dict[str, object] = {}


def seconds_to_wait(account: str, contact: str) -> float:
	"""Take one message from both buckets. Returns 0 if it may leave now; otherwise nothing is taken, and the seconds
	after which it is worth asking again."""
	limits = _limits(number_rate(account))
	keys = _keys(account, contact)
	arguments = [int(seconds * 1_000_000) for pair in limits for seconds in pair]
	waits = _redis(_TAKE, keys, arguments)
	if waits is not None:
		return max(waits) / 1_000_000
	return _take_locally(keys, _limits(number_rate(account) * LOCAL_SHARE))


def rest_number(account: str, seconds: float) -> None:
	"""Meta said that the number sends too fast: nothing of it leaves for that long."""
	_rest(_keys(account, "")[0], seconds + _limits(number_rate(account))[0][1])


def rest_pair(account: str, contact: str, seconds: float) -> None:
	"""Meta said that this person gets too much: nothing leaves for that long, and no burst after it."""
	_rest(_keys(account, contact)[1], seconds + _limits(1)[1][1])


def forget(account: str) -> None:
	"""Empty the account's buckets, as if it had been silent for long: its limits have changed, or a test begins."""
	_local.full_at.clear()
	try:
		for key in frappe.cache.scan_iter(match=f"{_keys(account, '')[0]}*"):
			frappe.cache.delete(key)
	except (RedisError, OSError) as error:
		faults.warn("pace without Redis", error)


def number_rate(account: str) -> int:
	"""Messages a second that Meta takes from the number."""
	row = accounts.row_of(account)
	return max(1, cint(row and row.messages_per_second) or NUMBER_RATE)


def _limits(rate: float) -> tuple[tuple[float, float], tuple[float, float]]:
	"""For the number and the pair: seconds that one message takes, and seconds that a burst may run ahead."""
	burst = max(1.0, rate / 20)
	return (1 / rate, (burst - 1) / rate), (PAIR_SECONDS, (PAIR_BURST - 1) * PAIR_SECONDS)


def _keys(account: str, contact: str) -> list[str]:
	names = (f"whatsapp_bot_pace:{account}", f"whatsapp_bot_pace:{account}:{contact}")
	return [frappe.cache.make_key(name).decode() for name in names]


def _redis(script: str, keys: list[str], arguments: list[int]) -> list[int] | None:
	"""What a script answers, None if Redis does not."""
	if time.monotonic() < _local.redis_until:
		return None
	try:
		if script not in _scripts:
			_scripts[script] = frappe.cache.register_script(script)
		return _scripts[script](keys=keys, args=arguments, client=frappe.cache)
	except (RedisError, OSError) as error:
		_local.redis_until = time.monotonic() + REDIS_REST_SECONDS
		faults.warn("pace without Redis", error)
		return None


def _rest(key: str, seconds: float) -> None:
	if _redis(_REST, [key], [int(seconds * 1_000_000)]) is None:
		_local.full_at[key] = max(_local.full_at.get(key, 0), time.monotonic() + seconds)


def _take_locally(keys: list[str], limits: tuple[tuple[float, float], tuple[float, float]]) -> float:
	now = time.monotonic()
	for key in [key for key, full_at in _local.full_at.items() if full_at < now]:
		del _local.full_at[key]
	full = [max(_local.full_at.get(key, now), now) for key in keys]
	wait = max(at - now - ahead for at, (_each, ahead) in zip(full, limits, strict=True))
	if wait > 0:
		return wait
	for key, at, (each, _ahead) in zip(keys, full, limits, strict=True):
		_local.full_at[key] = at + each
	return 0.0
