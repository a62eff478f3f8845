# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The shipped catalogue: one Declaration for every command, in the order of menus and docs.

Contract: pure data, no Frappe. One file a domain; `DECLARATIONS` is all of them, names unique.
"""

from whatsapp_erp_bot.commands.catalogue import (
	accounting,
	documents,
	myself,
	purchases,
	receivables,
	relations,
	sales,
	stock,
	writes,
)
from whatsapp_erp_bot.commands.declaration import Declaration

DECLARATIONS: tuple[Declaration, ...] = (
	*sales.DECLARATIONS,
	*receivables.DECLARATIONS,
	*purchases.DECLARATIONS,
	*stock.DECLARATIONS,
	*accounting.DECLARATIONS,
	*relations.DECLARATIONS,
	*documents.DECLARATIONS,
	*writes.DECLARATIONS,
	*myself.DECLARATIONS,
)
