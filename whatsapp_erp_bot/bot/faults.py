# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What is written down of an error that nobody foresaw: where it happened, and nothing of what people said.

Contract: Frappe's own `log_error` keeps the variables of every frame, from 16 on the request as well, and hands both to
a telemetry that may be on; an exception's message quotes values (a column's, a file's name, an address with its token).
So nothing here takes variables, and of a message only those words are shown that stand in the code which raised it, or
in Python's and MariaDB's own sentences; numbers are shown where they are codes. To tell of an error never makes another.
`job` and `door` are the outermost frames of our jobs and doors: behind them Frappe meets only an error that tells what
`text` tells. (Frappe's names: frappe/utils/error.py, frappe/app.py `handle_exception`, frappe/utils/background_jobs.py
`execute_job`, frappe/core/doctype/scheduled_job_type.)
"""

import re
import traceback
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, NoReturn

import frappe
from frappe.model.document import Document
from frappe.monitor import get_trace_id
from frappe.utils import get_bench_path
from rq.timeouts import BaseTimeoutException
from werkzeug.exceptions import HTTPException

from whatsapp_erp_bot.bot.wording import reason

LOG = "Error Log"
# of the first to be raised and of those raised because of it, so many
LONGEST_CHAIN = 8
LONGEST_MESSAGE = 600
# Frappe cuts off what is longer (traceback_with_variables, `max_exc_str_len`)
LONGEST_TEXT = 9000
# attributes of exceptions that hold codes and places, never what somebody said
CODES = ("errno", "code", "subcode", "http_status", "http_status_code", "status_code", "lineno", "colno")
# what Python, MariaDB and Redis say by themselves
KNOWN_WORDS = frozenset(
	"""
	a an and are as at attribute away base be because been before bytes call callable can cannot column connect
	connecting connection convert could data day deadlock decode default defined delimiter depth dictionary did divide
	division does doesn duplicate element empty encode end entry error exceeded expected expecting failed field file
	float for foreign format found from given gone got has have host import in index indices input int integer invalid
	is it item iterable iteration key keyword list literal local lock long lost map mapping maximum memory message
	missing module month more most must name named no not object of only open operand operation or out packet
	permitted pop positional query range read recursion referenced refused required reset restarting row sequence server
	set size slice str string subscriptable supported syntax t table takes than the timed timeout to too transaction try
	trying tuple type types unexpected unhashable unknown unpack unsupported unterminated value values variable wait
	was when where while with year zero nonetype none true false mysql mariadb redis python json http
	""".split()
)
_WORD = re.compile(r"\w+")
_PLAIN = re.compile(r"[^\w\s.,:;()'\"<>=+\-_\[\]{}/…]")


class Fault(Exception):
	"""Stands in for an error of one of our jobs. Its message is what `text` tells of the other."""


class UnexpectedFault(frappe.ValidationError):
	"""Stands in for an error behind one of our doors; a sentence for whoever is at it. Frappe writes down only what is
	worse than this (frappe/app.py)."""

	# whether it stands for one after which all that was written is gone, or the database
	of_the_database = False


class GuardedDocument(Document):
	"""Base of DocTypes in whose forms secrets are typed. A form that can't be saved Frappe would write down whole, with
	what was typed (frappe/desk/form/save.py, `savedocs`; frappe/app.py): what nobody foresaw in saving is told by `log`,
	and to whoever saves in a sentence. Outside of a request it is raised as it is."""

	def insert(self, *arguments: Any, **named: Any) -> Document:
		return self._guarded(super().insert, arguments, named)

	def save(self, *arguments: Any, **named: Any) -> Document:
		return self._guarded(super().save, arguments, named)

	def _guarded(self, work: Callable[..., Document], arguments: tuple, named: dict) -> Document:
		try:
			return work(*arguments, **named)
		except Exception as error:
			if is_foreseen(error) or not frappe.request:
				raise
			fault = UnexpectedFault(reason(error))
			fault.of_the_database = isinstance(error, _OF_THE_DATABASE)
			# the request ends as an error, and with it all that it wrote
			log(f"WhatsApp Bot: {self.doctype} not saved", error, later=True)
		frappe.msgprint(str(fault), raise_exception=fault)


_OF_THE_DATABASE = (frappe.QueryDeadlockError, frappe.QueryTimeoutError)


def log(
	title: str, error: BaseException, doctype: str | None = None, name: str | None = None, later: bool = False
) -> None:
	"""A row of the Error Log, in the caller's transaction; `later` for one that will be undone. Where the database does not take it, a line in the log file
	`whatsapp_erp_bot.log`. Raises QueryDeadlockError: then all that the caller wrote is gone, which it has to know."""
	told = text(error)
	try:
		row = frappe.get_doc(
			{
				"doctype": LOG,
				"method": title,
				"error": told,
				"reference_doctype": doctype,
				"reference_name": name,
				"trace_id": get_trace_id(),
			}
		)
		if later:
			row.deferred_insert()
		else:
			# the framework's own log, on nobody's behalf
			row.insert(ignore_permissions=True)
	except frappe.QueryDeadlockError:
		raise
	except Exception as failure:
		_to_file("error", f"{title}\n{told}\nnot kept in the Error Log: {type(failure).__name__}")


def warn(words: str, error: BaseException) -> None:
	"""A line in the log file for what costs nobody anything, if warnings are written at all."""
	_to_file("warning", f"{words}\n{text(error)}")


def _to_file(level: str, words: str) -> None:
	try:
		getattr(frappe.logger("whatsapp_erp_bot"), level)(words)
	except Exception:
		# no disk, no folder: an error in telling of an error ends here
		pass


def job(function: Callable[..., Any]) -> Callable[..., Any]:
	"""Around a job: what leaves it is written down by Frappe three times (Error Log or Scheduled Job Log, RQ's failed
	jobs, the worker's output), so it leaves as something that holds no variables and no words."""

	@wraps(function)
	def guarded(*arguments: Any, **named: Any) -> Any:
		try:
			return function(*arguments, **named)
		except Exception as error:
			stand_in = _stand_in(error)
		_raise(stand_in)

	return guarded


def _stand_in(error: Exception) -> Exception:
	"""Of a kind that RQ and Frappe treat as the error itself: a job whose time is over, a database that says to try
	again."""
	told = text(error)
	if isinstance(error, BaseTimeoutException):
		return type(error)(told)
	if isinstance(error, frappe.db.InternalError) and error.args:
		return type(error)(error.args[0], told)
	return Fault(told)


def door(function: Callable[..., Any]) -> Callable[..., Any]:
	"""Around a method that is called over HTTP: what nobody foresaw is undone, logged here, and told in a sentence.
	Frappe would keep the request with it. What says no (permission, validation, not found) goes through."""

	@wraps(function)
	def guarded(*arguments: Any, **named: Any) -> Any:
		try:
			return function(*arguments, **named)
		except Exception as error:
			if is_foreseen(error):
				raise
			sentence = undo(f"WhatsApp Bot: {function.__name__} failed", error)
		frappe.throw(sentence, UnexpectedFault)

	return guarded


def is_foreseen(error: Exception) -> bool:
	"""Whether an error is an answer to who asked: Frappe's own with a status below 500, Werkzeug's, and those which
	Frappe does not write down."""
	if isinstance(error, HTTPException | frappe.InReadOnlyMode):
		return True
	status = getattr(error, "http_status_code", None)
	return isinstance(status, int) and status < 500


def undo(title: str, error: Exception) -> str:
	"""Nothing of a failed request stays but the row that tells of it. Returns a sentence for who asked."""
	sentence = reason(error)
	try:
		frappe.db.rollback()
		log(title, error)
		# the request ends as an error, and Frappe takes all else of it back
		frappe.db.commit()  # nosemgrep
	except Exception as failure:
		# the database is away, and says so by itself
		_to_file("error", f"{title}\n{text(error)}\nnot kept: {type(failure).__name__}")
	return sentence


def _raise(error: Exception) -> NoReturn:
	"""In a frame without variables of the job, and after its error was dealt with, which Python would chain."""
	raise error


# ---- what may be told


def text(error: BaseException) -> str:
	"""The traceback of an error and of what led to it: files, lines and code, kinds of errors and codes. Never raises:
	the error that it tells of would go on with the new one."""
	try:
		return _text(error)
	except Exception as failure:
		return f"{type(error).__name__} (it can't be told: {type(failure).__name__})"


def _text(error: BaseException) -> str:
	chain = list(_chain(error))
	known = KNOWN_WORDS | {word for link in chain for word in _words_of_code(link)}
	told = "\n\n".join(_one(link, known) for link in reversed(chain))
	told = told.replace(get_bench_path() + "/", "")
	return told if len(told) <= LONGEST_TEXT else f"…{told[-LONGEST_TEXT:]}"


def _chain(error: BaseException | None) -> Iterator[BaseException]:
	"""The error, and what it was raised from, as Python itself goes back."""
	seen: list[BaseException] = []
	while error is not None and error not in seen and len(seen) < LONGEST_CHAIN:
		seen.append(error)
		yield error
		error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _one(error: BaseException, known: frozenset[str]) -> str:
	lines = ["Traceback (most recent call last):\n"] if error.__traceback__ else []
	frames = traceback.extract_tb(error.__traceback__)
	for at, frame in enumerate(frames):
		if not _is_program(frame.filename):
			frames[at] = traceback.FrameSummary(frame.filename, frame.lineno, frame.name, line="")
	return "".join([*lines, *frames.format(), _kind(error, known)])


def _is_program(filename: str) -> bool:
	"""Whether what stands in a file is a program's and no example's of a test, nor something that was typed in Desk."""
	return not filename.startswith("<") and "/tests/" not in filename


def _kind(error: BaseException, known: frozenset[str]) -> str:
	"""What the last line of a traceback tells: the class, codes, and the known words of the message."""
	name = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
	codes = ", ".join(_codes(error))
	message = _known_words(error, known)
	return f"{name}{f' [{codes}]' if codes else ''}{f': {message}' if message else ''}"


def _codes(error: BaseException) -> Iterator[str]:
	first = error.args[0] if error.args else None
	# the drivers of MariaDB put the server's number first
	if isinstance(first, int) and not isinstance(first, bool) and len(error.args) == 2:
		yield str(first)
	for attribute in CODES:
		value = getattr(error, attribute, None)
		if isinstance(value, int) and not isinstance(value, bool):
			yield f"{attribute} {value}"


def _known_words(error: BaseException, known: frozenset[str]) -> str:
	try:
		message = str(error)[:LONGEST_MESSAGE]
	except Exception:
		return ""
	shown = _WORD.sub(
		lambda word: word[0] if word[0] in known or word[0].casefold() in KNOWN_WORDS else "…",
		_PLAIN.sub(" ", message),
	)
	return re.sub(r"…(?:[\s….,:;+\-/]*…)+", "…", " ".join(shown.split()))


def _words_of_code(error: BaseException) -> Iterator[str]:
	"""Names, keys and the like that stand in the code of the frames that the error went through."""
	frame = error.__traceback__
	while frame:
		code = frame.tb_frame.f_code
		if _is_program(code.co_filename):
			yield from (*code.co_names, *code.co_varnames, *code.co_freevars, code.co_name)
			yield from _texts(code.co_consts)
		frame = frame.tb_next


def _texts(constants: Any) -> Iterator[str]:
	for constant in constants:
		if isinstance(constant, str) and _WORD.fullmatch(constant):
			yield constant
		elif isinstance(constant, tuple | frozenset):
			yield from _texts(constant)
