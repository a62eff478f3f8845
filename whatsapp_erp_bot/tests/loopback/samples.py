# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Real webhook and request bodies, kept beside the project and not in it: `PAYLOADS_DIR`, or ../shared/payloads."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_BESIDE = Path(__file__).resolve().parents[3] / ".." / "shared" / "payloads"
FOLDER = Path(os.environ.get("PAYLOADS_DIR") or _BESIDE).resolve()
AVAILABLE = FOLDER.is_dir()
REASON = f"no folder of real bodies (set PAYLOADS_DIR): {FOLDER.name}"

_NOT_WEBHOOKS = ("outbound_golden", "requests_responses")


def webhooks() -> Iterator[tuple[str, Any]]:
	"""Yield a name and the body of every sample that Meta posts."""
	for path in sorted(FOLDER.glob("*/*.json")):
		if not any(part in str(path) for part in _NOT_WEBHOOKS):
			for name, body in json.loads(path.read_text(encoding="utf-8")).items():
				yield f"{path.parent.name}/{path.stem}: {name}", body


def goldens() -> dict[str, list[dict[str, Any]]]:
	"""Return what an independent client puts on the wire, by kind of message."""
	merged = {}
	for path in sorted(FOLDER.glob("outbound_golden/*.json")):
		merged.update(json.loads(path.read_text(encoding="utf-8")))
	return merged
