# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What currencies are called in Spanish, Portuguese and English.

Contract: `CURRENCY` maps what means a currency beside a number, None where it is the company's own (“pesos”, “$”);
`code_of(said)` is for words that name a currency and nothing else. Pure data but for the look-up.
"""

from collections.abc import Mapping

from whatsapp_erp_bot.words.folding import normalise
from whatsapp_erp_bot.words.lists import Named, listed

NAMES: Mapping[str, Named] = {
	"MXN": Named("mxn | peso mexicano | pesos mexicanos | mx$", "mexican peso | mexican pesos"),
	"COP": Named("cop | peso colombiano | pesos colombianos"),
	"ARS": Named("ars | peso argentino | pesos argentinos"),
	"CLP": Named("clp | peso chileno | pesos chilenos"),
	"UYU": Named("uyu | pesos uruguayos"),
	"PEN": Named("pen | soles | sol peruano | s/", "sol | soles peruanos"),
	"BRL": Named("brl | r$ | reais | real | pila | pilas"),
	"USD": Named(
		"usd | us$ | u$s | dolar | dolares | dollar | dollars | bucks | dolares americanos | us dollars",
		"dolar americano | us dollar | usd$",
	),
	"EUR": Named("eur | euro | euros | €"),
	"KES": Named(
		"kes | ksh | kshs | kenyan shillings | shillings | bob", "kenyan shilling | chelin | chelines"
	),
	"INR": Named("inr | rs | rs. | rupee | rupees | ₹", "rupia | rupias"),
	"GBP": Named("gbp | pounds | £ | libras", "libra | libra esterlina | libras esterlinas | pound"),
	"GTQ": Named("gtq | quetzales"),
	"BOB": Named("bolivianos"),
	"CRC": Named("colones"),
	"PYG": Named("guaranies"),
	"UGX": Named("ugx | ugandan shillings"),
	"TZS": Named("tzs | tsh"),
	"NGN": Named("ngn | naira"),
	"ZAR": Named("zar | rand"),
}
# of several countries: the company's own is meant
OWN = ("$", "peso", "pesos", "varos", "mangos", "plata")
# norm (one or two tokens) -> ISO code
CURRENCY: dict[str, str | None] = {
	word: code for code, names in NAMES.items() for word in listed(names.said)
} | dict.fromkeys(OWN)


def code_of(said: str) -> str | None:
	"""The ISO code of a currency that is called so; None for one that is not listed here."""
	written, norm = said.strip().casefold(), normalise(said)
	for code, names in NAMES.items():
		if written == code.casefold() or {written, norm} & {*listed(names.said), *listed(names.asked)}:
			return code
	return None


def is_own(said: str) -> bool:
	"""Whether the words leave the currency to the company."""
	return normalise(said) in ("", "peso", "pesos") or said.strip().casefold() == "$"
