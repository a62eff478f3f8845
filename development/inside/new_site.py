# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Make an empty site: `new_site.py SITE DATABASE STATE-DIRECTORY`; the passwords are read from the last."""

import configparser
import pathlib
import sys

site, database, state = sys.argv[1:]
client = configparser.ConfigParser(interpolation=None)
client.read(f"{state}/db.cnf")
password = pathlib.Path(state, "admin_password").read_text().strip()
from frappe.utils.bench_helper import main

sys.argv = [
	*("bench", "frappe", "new-site", site, "--force", "--db-name", database),
	*("--db-root-username", client["client"]["user"], "--db-root-password", client["client"]["password"]),
	*("--admin-password", password),
]
main()
