# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Everything up to a bench that runs this checkout, with its database and its Redis.

Contract: one `./dev` at a time works on a bench (`locked`); the processes that it starts do not hold the
lock. What only the sources can tell, the version, is looked at again once they are here.
"""

import contextlib
import fcntl
import time
from collections.abc import Iterator

from development import bench, processes, sources, toolchain
from development.database import database_ready, prepare_database
from development.failures import Failure, lacking
from development.log import state_directory
from development.machine import prepare_machine
from development.stamps import code_digest, digest
from development.versions import number_in_sources
from development.workplace import Workplace

LONGEST_WAIT = 3600


@contextlib.contextmanager
def locked(workplace: Workplace) -> Iterator[None]:
	"""Nobody else works on the bench inside. Raises Failure when somebody has for an hour."""
	directory = state_directory(workplace.caller.environment)
	directory.mkdir(parents=True, exist_ok=True)
	with (directory / f"{digest(str(workplace.bench))}.lock").open("w") as file:
		if not _locks(file.fileno()):
			workplace.screen.note(f"Another ./dev works on {workplace.bench}; waiting for it to end.")
			until = time.monotonic() + LONGEST_WAIT
			while not _locks(file.fileno()):
				if time.monotonic() > until:
					raise lacking(
						f"Another ./dev has worked on {workplace.bench} for an hour: end it, then run this"
						" again."
					)
				time.sleep(0.3)
		yield


def _locks(descriptor: int) -> bool:
	try:
		fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
	except BlockingIOError:
		return False
	return True


def prepare_ground(workplace: Workplace, command: str) -> str:
	"""Make the bench ready for its sites; returns the digest of the code that it runs. Raises Failure."""
	sources.check_sources(workplace)
	processes.check_ports(workplace, command)
	prepare_machine(workplace, database_ready(workplace))
	if not bench.is_marked(workplace):
		workplace.screen.step("Marking the bench directory as ours", bench.mark_bench, workplace)
	prepare_database(workplace)
	bench.choose_source(workplace)
	code = code_digest(workplace.settings.root)
	_prepare_sources(workplace)
	bench.prepare_bench(workplace, code)
	processes.stop_old(workplace, code)
	processes.prepare_services(workplace, "Starting Redis", code, "redis_cache", "redis_queue")
	return code


def _prepare_sources(workplace: Workplace) -> None:
	assumed = workplace.version
	bench.prepare_sources(workplace)
	found = number_in_sources(workplace.bench, "frappe"), number_in_sources(workplace.bench, "erpnext")
	if None not in found and found[0] != found[1]:
		raise Failure(
			f"The sources are Frappe {found[0]} and ERPNext {found[1]}: name the same version in FRAPPE_REF"
			" and ERPNEXT_REF.",
			2,
		)
	if workplace.version != assumed:
		workplace.look_again()
		toolchain.prepare_toolchain(workplace)
		prepare_machine(workplace, database_ready(workplace))
