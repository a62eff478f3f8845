# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Ports, names and process numbers of this machine: asked, never changed."""

import os
import socket

from development.settings import NEXT_PORTS, Settings

# what people call a port whose service has another name
LABELS = {"front": "web", "web": "web server"}


def is_taken(port: int) -> bool:
	"""Whether something listens on the port."""
	try:
		with socket.create_connection(("127.0.0.1", port), timeout=2):
			return True
	except OSError:
		return False


def free_web_port(settings: Settings) -> int:
	"""A first port from which on all that a bench needs are free."""
	offsets = [port - settings.web_port for port in settings.ports.values()]
	web = settings.web_port
	for _ in range(9):
		web += NEXT_PORTS
		if not any(is_taken(web + offset) for offset in offsets):
			break
	return web


def name_resolves(name: str) -> bool:
	"""Whether the system knows the address of a name."""
	try:
		return bool(socket.getaddrinfo(name, None))
	except OSError:
		return False


def process_ids() -> list[int]:
	"""The numbers of all processes."""
	return [int(entry) for entry in os.listdir("/proc") if entry.isdigit()]
