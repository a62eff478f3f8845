# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What words of three languages mean, once: folding, plurals, and names of ERPNext's things.

Contract: pure Python and data; no Frappe, no commands, no models. Whoever reads words of people or of documents takes
them from here, so that each list stands in one place.
"""
