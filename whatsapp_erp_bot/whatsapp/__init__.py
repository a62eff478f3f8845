# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The channel: WhatsApp's Cloud API, coming in and going out.

Knows nothing of Frappe, of models or of commands: bytes and plain values in, dataclasses out. Incoming:
`signature` then `payload`. Outgoing: `messages` then `client`, with `errors` for what went wrong.
`media` and `phone` hold Meta's rules on files and numbers.
"""
