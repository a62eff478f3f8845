# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Merge settings into a configuration file: `configure.py FILE JSON`, run in `sites`."""

import json
import pathlib
import sys

path, values = pathlib.Path(sys.argv[1]), json.loads(sys.argv[2])
settings = json.loads(path.read_text()) if path.exists() else {}
path.write_text(json.dumps(settings | values, indent=1, sort_keys=True) + "\n")
