# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Programs that the bench's own Python (or Node) runs; `workplace.inside` hands their text over.

Contract: none of them imports `development`. What they print goes to the log; a line `SAY CODE SENTENCE` is
what the person reads when they fail.
"""
