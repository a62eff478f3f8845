# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What `./dev` does: a bench of its own with Frappe, ERPNext and this checkout; tests and benchmarks on it.

Contract: it touches only what it marked as its own: the bench directory that holds `.whatsapp-erp-bot/`, the
databases whose names come from that directory, the processes it started itself, its tools in
`~/.local/share/whatsapp-erp-bot`. On the machine it adds packages, a system user (as root), a database
administrator of its own and two names in /etc/hosts, and nothing else. Every failure is one sentence with its
mend and the name of the full log. Exit codes: 0 done, 1 failed, 2 wrong use, 3 the machine lacks something
(network, rights, disk), so that not everything could run. Python 3.10 or newer and its standard library are
all that it needs.

How it lies: `commands` calls everything. A `workplace` holds who calls (`caller`), what is wanted
(`settings`, `versions`), the hands that run programs (`hands`), the screen and its log (`screen`, `log`) and
what is done already (`stamps`). `machine`, `toolchain`, `database`, `sources`, `bench`, `sites`, `processes`
each make one thing ready. `inside/` is run by the bench's own Python or Node, `pins/` says what is installed.
"""
