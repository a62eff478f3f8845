# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Frappe's print view as a PDF that holds the site's own files and fetches nothing.

Contract: `print_pdf` renders the print format as the session user and gives the bytes. Frappe's own way lets
wkhtmltopdf load whatever the page names over HTTP: a document's text could have the server ask any address, of the
inside too. Here style sheets, public images and those private ones that this user may read go along in the page, and
everything else that names an address is left out (`closed`); wkhtmltopdf itself can reach no network (`offline`), so
what was overlooked fails instead of being fetched.

Distributions ship wkhtmltopdf without its patched Qt: that one drops the page header and footer, in which Frappe puts
letter head and title. With it they are kept in the page itself.
"""

import base64
import mimetypes
import re
import subprocess
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import frappe
from bs4 import BeautifulSoup, Comment, Tag
from frappe.core.doctype.file.utils import find_file_by_url
from frappe.utils import escape_html, now
from frappe.utils.jinja_globals import bundled_asset, is_rtl
from frappe.utils.pdf import get_pdf
from frappe.www.printview import (
	get_print_format_doc,
	get_print_style,
	get_rendered_template,
	set_link_titles,
)

# style sheets and images that are served to everybody
SERVED_TO_ALL = ("/assets/", "/files/")
PRIVATE_FILES = "/private/files/"
# nobody listens there; Qt asks the proxy for every address but files
NO_PROXY = "http://127.0.0.1:1"
# elements that are there to bring something in, in HTML and in SVG, and those that can change an address later
FETCHING = frozenset(
	(
		*(
			"applet",
			"audio",
			"base",
			"bgsound",
			"embed",
			"frame",
			"frameset",
			"iframe",
			"isindex",
			"keygen",
			"layer",
		),
		*("object", "param", "portal", "script", "source", "track", "video", "xml"),
		*(
			"animate",
			"animatemotion",
			"animatetransform",
			"color-profile",
			"cursor",
			"feimage",
			"font-face-uri",
		),
		*("foreignobject", "image", "mpath", "set", "tref"),
	)
)
# attributes whose value is an address (of a link in the text: see LINKS)
ADDRESSES = frozenset(
	(
		*("action", "archive", "background", "base", "cite", "classid", "code", "codebase", "data", "dynsrc"),
		*(
			"formaction",
			"href",
			"icon",
			"imagesrcset",
			"longdesc",
			"lowsrc",
			"manifest",
			"ping",
			"poster",
			"profile",
		),
		*("src", "srcdoc", "srcset", "usemap"),
	)
)
# where a link in the text may lead whoever taps it; nothing is fetched for it
LINKS = ("http://", "https://", "mailto:", "tel:", "#")
# fonts and pictures within a style sheet would be fetched again
_FETCHED_BY_CSS = re.compile(
	r"@font-face\s*\{[^}]*\}?|@import[^;]*;?|(?:url|src|image|image-set)\(\s*['\"]?(?!data:image/)[^)]*\)?",
	re.IGNORECASE,
)
# “u\72l(” and “u\rl(” are “url(”; what else is escaped, a backslash too, stays so
_CSS_ESCAPE = re.compile(r"\\(?:([0-9a-f]{1,6})\s?|([^\n]))", re.IGNORECASE)
_SPELLS_ADDRESSES = re.compile(r"[A-Za-z0-9@(:/-]")
VERSION_SECONDS = 10


def print_pdf(doctype: str, name: str, print_format: str | None = None) -> bytes:
	"""The PDF of a document. `print_format` None: the DocType's default. Raises what Frappe raises."""
	html = closed(rendered(doctype, name, print_format))
	try:
		return get_pdf(html, offline())
	except (OSError, frappe.ValidationError):
		# an image that is none
		frappe.clear_last_message()
		return get_pdf(without_images(html), offline())


def offline() -> dict[str, str]:
	"""Options with which wkhtmltopdf reaches no network. Anew for each use: Frappe adds its own to them."""
	return {"proxy": NO_PROXY}


def rendered(doctype: str, name: str, print_format: str | None) -> str:
	"""The print view's page. Not through `frappe.get_print`: that one renders a web page, whose access log commits in
	the middle of what its caller does (frappe/core/doctype/access_log/access_log.py). The log is kept all the same."""
	document = frappe.get_doc(doctype, name)
	chosen = get_print_format_doc(
		print_format or document.meta.default_print_format or "Standard", document.meta
	)
	set_link_titles(document)
	body = get_rendered_template(document, print_format=chosen, meta=document.meta, no_letterhead=False)
	frappe.get_doc(
		{
			"doctype": "Access Log",
			"user": frappe.session.user,
			"export_from": doctype,
			"reference_document": name,
			"file_type": "PDF",
			"method": "Print",
			"timestamp": now(),
		}
	).db_insert()
	direction = "rtl" if is_rtl() else "ltr"
	return (
		f'<!DOCTYPE html><html lang="{frappe.local.lang}" dir="{direction}"><head><meta charset="utf-8">'
		f"<title>{escape_html(str(document.get_title() or name))}</title>"
		f'<link type="text/css" rel="stylesheet" href="{bundled_asset("print.bundle.css")}">'
		f"<style>{get_print_style(print_format=chosen)}</style></head>"
		f'<body><div class="print-format-gutter"><div class="print-format">{body}</div></div></body></html>'
	)


def closed(html: str) -> str:
	"""The page with the site's own style sheets and images inside, without what only a screen needs, and with nothing
	that would be fetched."""
	page = BeautifulSoup(html, "html5lib")
	for element in page.select(".print-hide, .action-banner"):
		element.decompose()
	for comment in page.find_all(string=lambda words: isinstance(words, Comment)):
		comment.extract()
	# a copy: what lies in an element that is taken out goes with it
	for element in list(page.find_all(True)):
		if not element.decomposed:
			_close(element)
	if not has_patched_qt():
		keep_in_page(page)
	return str(page)


def _close(element: Tag) -> None:
	"""Leave the element nothing to fetch, or take it out."""
	name = element.name.rpartition(":")[2].lower()
	if name in FETCHING or (name == "meta" and element.get("http-equiv")):
		element.decompose()
	elif name == "link":
		_close_link(element)
	elif name == "style":
		# Frappe reads all of them joined, and itself fetches what that imports: no two may become one word
		element.string = without_addresses("".join(map(str, element.contents))) + "\n"
	else:
		picture = _own_image(element.get("src")) if name == "img" else None
		for attribute, value in list(element.attrs.items()):
			_close_attribute(element, name, attribute, value)
		if picture:
			element["src"] = picture
		elif name == "img":
			# Frappe reads the address of every image that is left
			element.decompose()


def _close_link(link: Tag) -> None:
	content = served(link.get("href")) if "stylesheet" in (link.get("rel") or ()) else None
	if content is None:
		link.decompose()
		return
	style = without_addresses(content.decode("utf-8", "replace"))
	# as a link and not as a style element: Frappe parses every style element anew, which takes seconds
	link.attrs = {"rel": "stylesheet", "type": "text/css", "href": _data("text/css", style.encode())}


def _close_attribute(element: Tag, name: str, attribute: str, value: Any) -> None:
	local = attribute.rpartition(":")[2].lower()
	words = " ".join(value) if isinstance(value, list) else str(value)
	if local in ADDRESSES:
		wanted = LINKS if (name, local) == ("a", "href") else ("#",)
		if not words.strip().lower().startswith(wanted):
			del element[attribute]
	elif "(" in words or "\\" in words:
		# a style, or one of the attributes of SVG that take what a style takes
		element[attribute] = without_addresses(words)


def without_addresses(css: str) -> str:
	"""A style sheet or a style that names nothing outside of itself."""
	if "\\" in css:
		css = _CSS_ESCAPE.sub(_unescaped, css)
	# a blank in its place, so that what stood around it does not become an address
	return _FETCHED_BY_CSS.sub(" ", css)


def _unescaped(found: re.Match[str]) -> str:
	code = int(found[1], 16) if found[1] else 0
	character = found[2] or (chr(code) if code < 128 else "")
	return character if _SPELLS_ADDRESSES.fullmatch(character) else found[0]


def _own_image(address: str | None) -> str | None:
	"""The image behind an address of this site as an address that holds it; None for all others."""
	address = (address or "").strip()
	if address.lower().startswith("data:image/"):
		return address
	kind = mimetypes.guess_type(urlsplit(address).path)[0] or ""
	content = served(address)
	if content is None and kind.startswith("image/"):
		content = _private_file(address)
	return _data(kind if kind.startswith("image/") else "image/png", content) if content else None


def _private_file(address: str) -> bytes | None:
	"""A private file of this site that the session user may read, or None."""
	parts = urlsplit(address)
	path = unquote(parts.path)
	if not _is_own(parts.hostname) or not path.startswith(PRIVATE_FILES):
		return None
	file = find_file_by_url(path, name=(parse_qs(parts.query).get("fid") or [None])[0])
	content = file.get_content() if file and file.is_private and file.exists_on_disk() else None
	return content.encode() if isinstance(content, str) else content


def keep_in_page(page: BeautifulSoup) -> None:
	"""Header and footer as parts of the page: without the ids by which Frappe takes them out of it, the class by which
	it drops the header's copy, and page numbers, which only wkhtmltopdf's own footer could count."""
	for element in page.select(".page-number"):
		element.decompose()
	for element in page.select("#header-html, #footer-html"):
		del element["id"]
		element["class"] = [
			name for name in element.get("class", []) if name not in ("hidden-pdf", "visible-pdf")
		]


def without_images(html: str) -> str:
	"""The page with its words alone."""
	page = BeautifulSoup(html, "html5lib")
	for element in page.find_all(("img", "svg")):
		element.decompose()
	return str(page)


def served(address: str | None) -> bytes | None:
	"""The file behind an address of this site that is served to everybody, or None."""
	parts = urlsplit(address or "")
	path = unquote(parts.path)
	if not _is_own(parts.hostname) or not path.startswith(SERVED_TO_ALL):
		return None
	root = (
		Path(frappe.local.sites_path) if path.startswith("/assets/") else Path(frappe.get_site_path("public"))
	)
	kept = (root / SERVED_TO_ALL[0 if path.startswith("/assets/") else 1].strip("/")).absolute()
	file = (root / path.lstrip("/")).absolute()
	# assets are links into the apps, so the path as written is what must stay inside
	if ".." in file.parts or kept not in file.parents or not file.is_file():
		return None
	return file.read_bytes()


def _is_own(host: str | None) -> bool:
	return not host or host == urlsplit(frappe.utils.get_url()).hostname


def _data(kind: str, content: bytes) -> str:
	return f"data:{kind};base64,{base64.b64encode(content).decode()}"


@cache
def has_patched_qt() -> bool:
	"""Whether this machine's wkhtmltopdf can print page headers and footers."""
	try:
		answer = subprocess.run(
			["wkhtmltopdf", "--version"], capture_output=True, text=True, timeout=VERSION_SECONDS, check=False
		)
	except (OSError, subprocess.SubprocessError):
		return True
	return "patched qt" in answer.stdout.lower()
