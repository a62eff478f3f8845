# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Hugging Face Inference Providers: their router speaks OpenAI's chat completions.

Contract: as `OpenAIProvider`; the key is a Hugging Face token that may call Inference Providers, the model a hub name
such as `org/model`, with `:provider` behind it to choose who runs it. Source: Hugging Face's Inference Providers
documentation, “OpenAI-compatible API”.
"""

from typing import Any

from whatsapp_erp_bot.llm.providers.openai_compatible import OpenAIProvider


class HuggingFaceProvider(OpenAIProvider):
	"""A model behind Hugging Face's router, or behind an endpoint of one's own given by `base_url`."""

	default_url = "https://router.huggingface.co/v1"

	def __init__(self, model: str, name: str = "hugging face", **settings: Any):
		super().__init__(model, name, **settings)
