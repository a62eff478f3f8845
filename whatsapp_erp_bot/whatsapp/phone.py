# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Phone numbers and user ids as WhatsApp writes them.

A number is held as E.164 digits without the plus sign, the way Meta's `wa_id` and `from` come. The `wa_id` of a
person can differ from the number that was dialled: Mexico's 1 after 52, Argentina's 9 after 54 (and the domestic
15), Brazil's ninth digit. `variants` lists the spellings of one line, so that contacts are found under each.
"""

import re

import phonenumbers

#: Business-scoped user id, and the one of a parent portfolio (Meta's own examples also omit the ENT).
USER_ID = re.compile(r"[A-Z]{2}\.[A-Za-z0-9]{1,128}", re.ASCII)
PARENT_USER_ID = re.compile(r"[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}", re.ASCII)

_DIGITS = re.compile(r"[0-9]{7,15}", re.ASCII)


def is_user_id(text: object) -> bool:
	"""Tell whether this is a business-scoped user id (own or of a parent portfolio), not a phone number."""
	return isinstance(text, str) and bool(PARENT_USER_ID.fullmatch(text))


def is_phone(text: object) -> bool:
	"""Tell whether this is E.164 digits without the plus sign."""
	return isinstance(text, str) and bool(_DIGITS.fullmatch(text))


def normal(phone: str | None, region: str | None = None) -> str | None:
	"""Return E.164 digits without the plus sign, or None if no phone number can be read.

	`region` is the ISO code of the country ("MX") whose habits a number without country code follows; without it
	the digits are taken to begin with the country code, as in a `wa_id`.
	"""
	text = str(phone or "").strip()
	if not text:
		return None
	attempts = _readings(text, region)
	for accepts in (phonenumbers.is_valid_number, phonenumbers.is_possible_number):
		for number in attempts:
			if accepts(number):
				return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)[1:]
	return None


def _readings(text: str, region: str | None) -> list[phonenumbers.PhoneNumber]:
	"""Return what the text may mean, the likelier first."""
	international = text.startswith(("+", "00"))
	digits = re.sub(r"[^0-9]", "", text)
	if text.startswith("00"):
		digits = digits[2:]
	# numbering plans no longer know the 1 that WhatsApp keeps in Mexican ids
	if match := re.fullmatch(r"521([2-9]\d{9})", digits):
		digits = "52" + match[1]
	candidates: list[tuple[str, str | None]] = [("+" + digits, None)]
	if region and not international:
		candidates.insert(0, (text, region.upper()))
	readings = []
	for candidate, country in candidates:
		try:
			readings.append(phonenumbers.parse(candidate, country))
		except phonenumbers.NumberParseException:
			continue
	return readings


def variants(phone: str | None) -> list[str]:
	"""Return every spelling of this line that WhatsApp or an address book may use, the given one first.

	Takes a number with its country code; anything that is not digits is dropped. An empty list for no digits.
	"""
	digits = re.sub(r"[^0-9]", "", str(phone or ""))
	if not digits:
		return []
	spellings = [digits]
	for rule in (_mexico, _argentina, _brazil):
		spellings += rule(digits)
	return list(dict.fromkeys(spellings))


def same_line(one: str | None, other: str | None) -> bool:
	"""Tell whether two numbers are spellings of one line."""
	return bool(set(variants(one)) & set(variants(other)))


def _mexico(digits: str) -> list[str]:
	if match := re.fullmatch(r"521?([2-9]\d{9})", digits):
		return ["52" + match[1], "521" + match[1]]
	return []


def _argentina(digits: str) -> list[str]:
	national = None
	if match := re.fullmatch(r"549?([1-9]\d{9})", digits):
		national = match[1]
	else:
		# the domestic form keeps 15 between area code (2 to 4 digits) and subscriber number
		for area in (2, 3, 4):
			if match := re.fullmatch(rf"54([1-9]\d{{{area - 1}}})15(\d{{{10 - area}}})", digits):
				national = match[1] + match[2]
				break
	if national is None:
		return []
	with_15 = [f"54{national[:area]}15{national[area:]}" for area in _argentine_area_lengths(national)]
	return ["549" + national, "54" + national, *with_15]


def _argentine_area_lengths(national: str) -> tuple[int, ...]:
	# Buenos Aires is the only area of two digits; elsewhere three or four
	return (2,) if national.startswith("11") else (3, 4)


def _brazil(digits: str) -> list[str]:
	# only mobile lines got the ninth digit: what follows it starts with 6 to 9, a landline with 2 to 5
	if match := re.fullmatch(r"55([1-9]\d)9?([6-9]\d{7})", digits):
		return [f"55{match[1]}9{match[2]}", f"55{match[1]}{match[2]}"]
	return []
