# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Amounts and quantities as they are, to the last decimal: for what a person is about to confirm.

Contract: `money` and `quantity` give text in the site's number format with every decimal that the database keeps, the
currency by its ISO code, since “$” is the sign of twenty. Answers that only inform may round (bot/reply).
"""

from typing import Any

from frappe.utils import flt, fmt_money

# what Frappe keeps of a number in the database
MOST_DECIMALS = 9


def money(value: Any, currency: str | None, code: bool = True) -> str:
	"""“$ 1,500.00 MXN”; more decimals where there are more. `code`: False where the code is told beside it."""
	amount = flt(value, MOST_DECIMALS)
	if _decimals(amount) <= 2 and _decimal_mark():
		text = fmt_money(amount, 2, currency)
	else:
		text = quantity(amount)
	return f"{text} {currency}" if code and currency and currency not in text else text


def quantity(value: Any) -> str:
	"""“1,500” or “0.0005”."""
	amount = flt(value, MOST_DECIMALS)
	decimals = _decimals(amount)
	whole, _point, rest = f"{abs(amount):.{decimals}f}".partition(".")
	text = fmt_money(int(whole), 0).strip()
	if rest:
		text = f"{text}{_decimal_mark() or '.'}{rest}"
	return f"-{text}" if amount < 0 else text


def _decimals(amount: float) -> int:
	return next((digits for digits in range(MOST_DECIMALS) if flt(amount, digits) == amount), MOST_DECIMALS)


def _decimal_mark() -> str:
	"""The site's sign before decimals; none where its numbers have none."""
	return fmt_money(0.5, 1).strip()[1:2]
