# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The numbers of this site, their secrets and their clients.

Contract: secrets are read from Frappe's encrypted store and kept only in this process's memory, per version of the
account, for a minute; they are never written to the shared cache or to a log.
"""

import frappe
from frappe import _
from frappe.utils import now_datetime
from frappe.utils.caching import site_cache
from frappe.utils.password import get_decrypted_password

from whatsapp_erp_bot.bot import beside, committed, store
from whatsapp_erp_bot.bot.keys import digest
from whatsapp_erp_bot.bot.notices import tell_managers
from whatsapp_erp_bot.bot.queue import fetch_media_after_commit, share_after_commit, wake_after_commit
from whatsapp_erp_bot.masked import Masked
from whatsapp_erp_bot.whatsapp.client import Client
from whatsapp_erp_bot.whatsapp.phone import same_line
from whatsapp_erp_bot.whatsapp.signature import verify

ACCOUNT = "WhatsApp Bot Account"
CLOUD, SHARED, SIMULATOR = "Cloud API", "frappe_whatsapp", "Simulator"
# kinds whose messages come from Meta and go to Meta
META = (CLOUD, SHARED)
# what is read of an account at a time
KNOWN = (
	"name",
	"status",
	"modified",
	"kind",
	"phone_number_id",
	"graph_version",
	"graph_url",
	"shared_account",
	"company",
	"messages_per_second",
)
# what stands for Meta's id where there is no Meta
SIMULATOR_NUMBER_ID = "simulator"


def cloud_accounts() -> list[dict]:
	"""Enabled numbers of Meta's: name, kind, modified, shared_account. Asked at each webhook."""
	fields = ["name", "kind", "modified", "shared_account"]
	return store.rows(ACCOUNT, fields, {"enabled": 1, "kind": list(META)}, "creation")


def secret(account: str, field: str, version: str) -> Masked | None:
	"""A password field of the account. `version` is its `modified`, so that a new secret counts at once."""
	return _secret(account, field, str(version))


@site_cache(ttl=60, maxsize=64)
def _secret(account: str, field: str, version: str) -> Masked | None:
	return Masked(get_decrypted_password(ACCOUNT, account, field, raise_exception=False) or "") or None


def signed_by(body: bytes, header: str | None) -> list[str]:
	"""Names of the accounts whose app secret (or the previous one, while it is changed) signed these bytes. An account
	without a secret signs nothing."""
	signers = []
	for account in cloud_accounts():
		secrets = [
			secret(account.name, field, account.modified) for field in ("app_secret", "previous_app_secret")
		]
		if verify(body, header, [value for value in secrets if value]):
			signers.append(account.name)
	return signers


def verify_tokens() -> list[Masked]:
	"""The verify tokens of all enabled accounts, for Meta's GET handshake."""
	tokens = [
		token
		for account in cloud_accounts()
		for token in (secret(account.name, "verify_token", account.modified), _verify_token_there(account))
	]
	return [token for token in tokens if token]


def _verify_token_there(account: dict) -> Masked | None:
	"""The one that frappe_whatsapp has for a number that both share: Meta knows it already."""
	if account.kind != SHARED:
		return None
	try:
		return beside.account(account.shared_account).verify_token
	except beside.Gone:
		return None


def by_phone_number_id(phone_number_id: str | None) -> str | None:
	"""The account of that id, by its exact bytes."""
	key = digest(phone_number_id)
	return _by_key(key) if key else None


def _by_key(key: str) -> str | None:
	return committed.once(ACCOUNT, f"key {key}", lambda: _named_by(key))


def _named_by(key: str) -> str | None:
	found = store.rows(ACCOUNT, KNOWN, {"account_key": key, "enabled": 1}, "creation", limit=1)
	if not found:
		return None
	committed.keep(ACCOUNT, found[0].name, found[0])
	return found[0].name


def by_own_number(numbers: set[str], waba_id: str | None, among: list[str]) -> str | None:
	"""The one of these accounts whose shown number is one of `numbers` (digits), else the only one of that WABA."""
	rows = store.rows(
		ACCOUNT,
		["name", "display_phone_number", "waba_id"],
		{"name": list(among), "enabled": 1, "kind": list(META)},
		"creation",
	)
	for row in rows:
		digits = "".join(character for character in row.display_phone_number or "" if character.isdigit())
		if any(same_line(digits, number) for number in numbers):
			return row.name
	of_waba = [row.name for row in rows if waba_id and row.waba_id == waba_id]
	return of_waba[0] if len(of_waba) == 1 else None


def of_single_signer(waba_id: str | None, signers: list[str]) -> str | None:
	"""The account of what names no number: the only one that signed it, unless it is of another WhatsApp Business
	Account. Numbers of one app have one secret and sign together: then nobody can say whose it is."""
	if len(signers) != 1:
		return None
	row = store.read(ACCOUNT, signers[0], "enabled", "waba_id")
	ours = row and row.enabled and (not waba_id or not row.waba_id or row.waba_id == waba_id)
	return signers[0] if ours else None


def client(account: str) -> Client:
	"""A Graph client of the account, kept in this process with its connection. Raises ConfigurationError (a
	WhatsAppError) without a token, or if the number of frappe_whatsapp that it shares is gone."""
	return client_of(row_of(account))


def row_of(account: str) -> dict | None:
	"""What a turn and sending have to know of an account, as committed; None if it is gone."""
	return committed.once(ACCOUNT, account, lambda: store.read(ACCOUNT, account, *KNOWN))


def client_of(row: dict) -> Client:
	"""The client of an account whose row (`row_of`) was just read. Raises as `client` does."""
	if row.kind == SHARED:
		theirs = beside.account(row.shared_account)
		return _shared_client(
			theirs.name, theirs.modified, theirs.phone_number_id, theirs.version, theirs.url
		)
	return _client(row.name, str(row.modified), row.phone_number_id, row.graph_version, row.graph_url)


@site_cache(ttl=600, maxsize=32)
def _shared_client(
	theirs: str, modified: str, phone_number_id: str, graph_version: str | None, graph_url: str | None
) -> Client:
	"""With frappe_whatsapp's own token; `modified` makes a new one of each change of its number."""
	return _make_client(phone_number_id, beside.token(theirs), graph_version, graph_url)


@site_cache(ttl=600, maxsize=32)
def _client(
	account: str, version: str, phone_number_id: str, graph_version: str | None, graph_url: str | None
) -> Client:
	return _make_client(phone_number_id, secret(account, "token", version), graph_version, graph_url)


def _make_client(
	phone_number_id: str, token: Masked | None, graph_version: str | None, graph_url: str | None
) -> Client:
	return Client(
		phone_number_id,
		token or "",
		version=graph_version or "v25.0",
		base_url=graph_url or "https://graph.facebook.com",
	)


def simulator() -> str:
	"""The account that the Desk simulator writes to; made at installation."""
	return frappe.db.get_value(ACCOUNT, {"kind": SIMULATOR, "enabled": 1})


def is_simulator(account: str) -> bool:
	"""Whether what goes out of this account is only shown in Desk."""
	return _kind(account) == SIMULATOR


def is_shared(account: str | None) -> bool:
	"""Whether frappe_whatsapp has the same number, and is there to be told what happens on it."""
	return bool(account) and _kind(account) == SHARED and beside.is_here()


def any_shared() -> bool:
	"""Whether this site shares any number with frappe_whatsapp."""
	return bool(store.value(ACCOUNT, {"kind": SHARED, "enabled": 1})) and beside.is_here()


def to_share(account: str | None) -> dict[str, str]:
	"""Fields of a row (Event or Message) that frappe_whatsapp has to hear of; {} where nobody shares the number."""
	if not is_shared(account):
		return {}
	share_after_commit()
	return {"shared_state": "Waiting"}


def _kind(account: str) -> str | None:
	row = row_of(account)
	return row.kind if row else None


def stopped() -> list[str]:
	"""Accounts whose messages wait because Meta does not take them."""
	return [row.name for row in store.rows(ACCOUNT, ["name"], {"status": "Stopped"}, "creation")]


def stop(account: str, reason: str) -> None:
	"""Meta does not take this account's messages (token, policy, payment): nothing more is sent until somebody saves a
	new token, and the managers are told once."""
	# in one statement: several threads and workers meet the same refusal at a time
	stopped = {"status": "Stopped", "status_reason": reason[:500]}
	if not store.change_if(ACCOUNT, account, {"status": ("!=", "Stopped")}, stopped):
		return
	committed.forget(ACCOUNT)
	frappe.clear_document_cache(ACCOUNT, account)
	tell_managers(
		lambda: _("WhatsApp number {0} has stopped: {1}").format(account, _(reason)), ACCOUNT, account
	)


def resume(account: str) -> None:
	"""Meta takes this account's messages again: what waited is sent."""
	if frappe.db.get_value(ACCOUNT, account, "status") == "Stopped":
		frappe.db.set_value(ACCOUNT, account, {"status": "Active", "status_reason": None})
		committed.forget(ACCOUNT)
		go_on(account)


def go_on(account: str) -> None:
	"""The account is in order again: what waited for that is due now, messages and files."""
	table = frappe.qb.DocType("WhatsApp Bot Message")
	(
		frappe.qb.update(table)
		.set(table.media_next_on, now_datetime())
		.where(table.media_state == "Waiting")
		.where(table.account == account)
	).run()
	wake_after_commit()
	fetch_media_after_commit()
