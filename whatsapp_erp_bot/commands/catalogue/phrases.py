# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The wordings by which the rules know each command. Pure data; the syntax is described in llm/rules/wording.py."""

from collections.abc import Mapping, Sequence

PHRASES: Mapping[str, Mapping[str, Sequence[str]]] = {}
