# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Fewer tools for a small model.

Contract: `shortlist(request, limit)` gives at most `limit` of the request's tools, those whose titles and examples
are nearest to the text, always with the previous call's, in the request's order. A large model needs no shortlist; a
small one on a CPU reads some 70 tokens a second and chooses well among about ten.
"""

from collections.abc import Sequence

from whatsapp_erp_bot.llm.types import Request, Tool
from whatsapp_erp_bot.words.folding import fold


def shortlist(request: Request, limit: int | None, keep: Sequence[str] = ()) -> list[Tool]:
	"""The tools to offer; all of them when `limit` is None, 0, or not exceeded. `keep`: names that stay in."""
	tools = list(request.tools)
	if not limit or len(tools) <= limit:
		return tools
	kept = {*keep, *([request.previous.command] if request.previous else [])}
	text = fold(request.text)
	ranked = sorted(
		range(len(tools)), key=lambda index: (tools[index].name not in kept, -_nearness(text, tools[index]))
	)
	return [tools[index] for index in sorted(ranked[:limit])]


def _nearness(text: str, tool: Tool) -> float:
	# imported here: it comes with ERPNext, and who sends all tools does not need it
	from rapidfuzz import fuzz

	sentences = [*tool.titles.values(), *(each for few in tool.examples.values() for each in few)]
	return max((fuzz.token_set_ratio(text, fold(sentence)) for sentence in sentences), default=0.0)
