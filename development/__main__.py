# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Where the script `dev` comes in: `python3 -I development COMMAND …`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from development.commands import main

if __name__ == "__main__":
	sys.exit(main(sys.argv[1:]))
