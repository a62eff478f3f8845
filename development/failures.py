# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""One sentence for each failure, with its mend.

Contract: `Failure` is what a person reads, with the exit code. `sentence_in` finds the causes that people
meet in the output of a program; `last_words` is what is left to say when the cause is none of them.
"""

import re
from pathlib import Path

LEAST_FREE_GB = 6
# A step that knows its own reason writes this mark, the exit code and the sentence into the log.
MARK = "SAY "


class Failure(Exception):
	"""Ends the command with one sentence and an exit code: 1 failed, 2 wrong use, 3 a lack of the machine."""

	def __init__(self, sentence: str, code: int = 1) -> None:
		super().__init__(sentence)
		self.sentence = sentence
		self.code = code


def lacking(sentence: str) -> Failure:
	"""The machine, not the code, is the reason."""
	return Failure(sentence, 3)


def wrong_use(sentence: str) -> Failure:
	"""The command was called in a way that it does not know."""
	return Failure(sentence, 2)


# What the output of a program tells (a regular expression), the exit code, the sentence. The first that fits
# counts.
CAUSES = (
	(
		r"No space left on device|Errcode: 28",
		3,
		f"The disk is full: free some space (a bench takes about {LEAST_FREE_GB} GB), then run it again; it"
		" goes on where it stopped.",
	),
	(
		r"unable to access 'https://github\.com|Could not resolve host: github\.com|host='api\.github\.com'"
		r"|ENOTFOUND (?:codeload\.|api\.)?github\.com",
		3,
		"GitHub is out of reach: check the network, the proxy (https_proxy) and the certificates, then run"
		" it again.",
	),
	(
		r"couldn't find remote ref|Remote branch.*not found|not our ref",
		1,
		"The branch, tag or commit is not in the repository: check FRAPPE_REF and ERPNEXT_REF.",
	),
	(
		r"Could not get lock /var/lib/",
		3,
		"Another package installation is running: wait for it to end, then run it again.",
	),
	(
		r"E: Unable to fetch|E: Failed to fetch|E: Unable to locate package",
		3,
		"apt could not download packages: check the network and /etc/apt/sources.list, then run it again.",
	),
	(
		r"E: Sub-process /usr/bin/dpkg returned an error|dpkg was interrupted",
		3,
		'apt could not install packages: run "dpkg --configure -a" and "apt-get install -f", then run it'
		" again.",
	),
	(
		r"DO NOT MATCH THE HASHES|Integrity check failed|EINTEGRITY",
		1,
		"A package is not the one that is pinned (its hash differs): check where packages come from (pip,"
		" npm), or move the pins with ./dev pins.",
	),
	(
		r"No matching distribution found|WARNING: Retrying \(Retry\(total=",
		3,
		"Python packages could not be downloaded: check the network, the proxy and the configuration of"
		" pip, then run it again.",
	),
	(
		r"There appears to be trouble with your network connection|npm error network",
		3,
		"JavaScript packages could not be downloaded: check the network and the configuration of npm and"
		" yarn, then run it again.",
	),
	(
		r"Can't connect to MySQL server|Can't connect to local MySQL|Can't connect to local server",
		3,
		'MariaDB does not answer: start it ("service mariadb start") and look at /var/log/mysql, then run it'
		" again.",
	),
)


def sentence_in(text: str) -> Failure | None:
	"""The cause that a program's output tells, None when it is none that people meet."""
	text = "\n".join(text.splitlines()[-400:])
	if MARK in text:
		code, _, sentence = text.rpartition(MARK)[2].split("\n", 1)[0].partition(" ")
		return Failure(sentence, int(code) if code.isdigit() else 1)
	for pattern, code, sentence in CAUSES:
		if re.search(pattern, text):
			return Failure(sentence, code)
	return None


def last_words(text: str) -> str:
	"""The last line of an output, without the name of the class of an exception; empty when there is none."""
	lines = [line for line in text.splitlines() if line.strip()]
	if not lines:
		return ""
	return re.sub(r"^([a-z_]+\.)+([A-Z][A-Za-z]+): ", "", lines[-1]).removesuffix(".")[:200]


def explain(title: str, output: str) -> Failure:
	"""Why a step failed, from what it wrote."""
	known = sentence_in(output)
	if known:
		return known
	words = last_words(output) or "no output"
	return Failure(
		f"“{title}” failed ({words}): mend what the log says, then run it again; it goes on where it stopped."
	)


def read_from(path: Path, offset: int) -> str:
	"""A log from a byte on."""
	with path.open("rb") as file:
		file.seek(offset)
		return file.read().decode(errors="replace")
