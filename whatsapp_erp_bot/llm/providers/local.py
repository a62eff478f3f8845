# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""A model in this very process, by Hugging Face Transformers (`pip install whatsapp_erp_bot[local]`).

Contract: `LocalProvider(model, name, timeout, …)`: a hub name or a folder, loaded at the first call and kept for the
life of the process. Code that comes with a model is never run. Without the extra installed: ProviderError("refused").
Only for workers that can spare the memory; a server (Ollama, llama.cpp) shares one copy among all of them.
"""

from functools import lru_cache
from typing import Any

from whatsapp_erp_bot.llm.agent import Reply
from whatsapp_erp_bot.llm.providers.base import SMALL_MODEL_TOOLS, ModelProvider
from whatsapp_erp_bot.llm.types import ProviderError


@lru_cache(maxsize=1)
def load(model: str) -> tuple[Any, Any]:
	"""Tokenizer and model, loaded once. ImportError without Transformers or PyTorch; OSError without the model."""
	import torch
	from transformers import AutoModelForCausalLM, AutoTokenizer

	tokenizer = AutoTokenizer.from_pretrained(model, trust_remote_code=False)
	loaded = AutoModelForCausalLM.from_pretrained(model, trust_remote_code=False, torch_dtype="auto")
	return tokenizer, loaded.to("cuda" if torch.cuda.is_available() else "cpu").eval()


class LocalProvider(ModelProvider):
	"""A Transformers model whose chat template knows tools."""

	local = True

	def __init__(
		self,
		model: str,
		name: str = "local transformers",
		timeout: float = 60.0,
		max_tools: int | None = SMALL_MODEL_TOOLS,
		**settings: Any,
	):
		super().__init__(model, name, timeout, max_tools, **settings)

	def connect(self) -> Any:
		return load(self.model)

	def ask(
		self, client: Any, messages: list[dict[str, str]], functions: list[dict[str, Any]], seconds: float
	) -> Reply:
		tokenizer, model = client
		inputs = tokenizer.apply_chat_template(
			messages, tools=functions, add_generation_prompt=True, return_dict=True, return_tensors="pt"
		).to(model.device)
		length = inputs["input_ids"].shape[-1]
		output = model.generate(
			**inputs,
			do_sample=False,
			max_new_tokens=self.max_output_tokens,
			# stops by itself, since nobody can close its connection
			max_time=seconds,
		)[0][length:]
		return Reply(
			tokenizer.decode(output, skip_special_tokens=True), (), int(length), int(output.shape[-1])
		)

	def explain(self, error: Exception) -> ProviderError:
		if isinstance(error, OSError):
			return ProviderError("refused", f"{self.name}: the model {self.model} cannot be loaded")
		return ProviderError("server", f"{self.name} failed ({type(error).__name__})")

	def close(self) -> None:
		"""Nothing to close: the model stays loaded."""
		self._client = None
