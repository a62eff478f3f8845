# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Models that interpret.

Contract: `build(kind, **settings)` gives a provider (`llm.types.Provider`) for a kind of KINDS; the SDK behind it is
imported at its first use, not here. A provider keeps its connection between calls and belongs to one thread; what is
built before a fork must not be used after it. A new provider is one file with a class on `base.ModelProvider` and
one line in KINDS.
"""

from importlib import import_module
from typing import Any

from whatsapp_erp_bot.llm.providers.base import N_, ModelProvider, SettingsError

# kind as the provider DocType names it, in lower case -> module and class
KINDS = {
	"openai": ("openai_compatible", "OpenAIProvider"),
	"ollama": ("ollama", "OllamaProvider"),
	"hugging face": ("hugging_face", "HuggingFaceProvider"),
	"local transformers": ("local", "LocalProvider"),
}
ALIASES = {"openai compatible": "openai", "huggingface": "hugging face", "local": "local transformers"}


def build(kind: str, **settings: Any) -> ModelProvider:
	"""A provider of that kind. Settings common to all: `model` (required), `name` (defaults to the kind), `timeout`
	in seconds, `max_tools` (the nearest so many commands only, for small models; 0 for all), `max_output_tokens`; for servers also
	`base_url` and `api_key`; for Ollama `keep_alive` and `context_tokens`. SettingsError (a ValueError) for an unknown
	kind, a missing model, or a URL that may not be used. Empty settings (None, "") mean the default."""
	wanted = " ".join(kind.strip().casefold().replace("_", " ").replace("-", " ").split())
	wanted = ALIASES.get(wanted, wanted)
	if wanted not in KINDS:
		raise SettingsError(
			N_("There is no provider of kind {kind}; there are: {kinds}."), kind=kind, kinds=", ".join(KINDS)
		)
	module, name = KINDS[wanted]
	provider = getattr(import_module(f"whatsapp_erp_bot.llm.providers.{module}"), name)
	given = {key: value for key, value in settings.items() if value not in (None, "")}
	if not given.get("model"):
		raise SettingsError(
			N_("The provider {name} needs the name of a model."), name=given.get("name") or wanted
		)
	return provider(**{"name": wanted} | given)
