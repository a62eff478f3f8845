# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""A requests session that can tell whether a request left in full before its connection broke.

Whether a failed POST may be repeated hangs on one question: could the server have carried it out? A request whose
last byte was not handed to the connection cannot have been. `requests` alone does not tell (a broken keep-alive
connection and a server that died after reading look alike), so the connections here note when a request begins
and when its last byte is out. The note is per thread, as a thread does one request at a time.
"""

import threading
from collections.abc import Callable
from typing import Any

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

_progress = threading.local()


class _NotesProgress:
	"""Mixed into urllib3's connections: notes when the last byte of a request has been handed over."""

	def request(self, *args: Any, **kwargs: Any) -> Any:
		_progress.left = False
		answer = super().request(*args, **kwargs)
		_progress.left = True
		return answer


class _Connection(_NotesProgress, HTTPConnection):
	pass


class _SecureConnection(_NotesProgress, HTTPSConnection):
	pass


class _Pool(HTTPConnectionPool):
	ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
	ConnectionCls = _SecureConnection


class _Adapter(HTTPAdapter):
	def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
		super().init_poolmanager(*args, **kwargs)
		self._use_noting_pools(self.poolmanager)

	def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
		manager = super().proxy_manager_for(*args, **kwargs)
		self._use_noting_pools(manager)
		return manager

	@staticmethod
	def _use_noting_pools(manager: urllib3.PoolManager) -> None:
		manager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}


def new_session(pool_size: int = 10, trust_environment: bool = True) -> requests.Session:
	"""Return a session with kept-alive connections that never repeats a request by itself.

	`trust_environment`: whether HTTPS_PROXY and REQUESTS_CA_BUNDLE count (not for a loopback address).
	"""
	session = requests.Session()
	session.trust_env = trust_environment
	adapter = _Adapter(pool_maxsize=pool_size, max_retries=urllib3.Retry(0, read=False, redirect=False))
	session.mount("https://", adapter)
	session.mount("http://", adapter)
	return session


def left_in_full(
	session: requests.Session, url: str, call: Callable[[], Any]
) -> tuple[Any, requests.RequestException | None, bool]:
	"""Run one request and return its answer, or the failure and whether the request may have left in full.

	With a session that is not from `new_session` little is known: unless no connection came about, it may have left.
	"""
	_progress.left = False
	try:
		return call(), None, True
	except requests.RequestException as failure:
		if isinstance(session.get_adapter(url), _Adapter):
			return None, failure, _progress.left
		return None, failure, not isinstance(failure, requests.ConnectTimeout)
