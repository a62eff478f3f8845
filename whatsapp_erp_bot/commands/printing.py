# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Frappe's print view as a PDF, without a web server to fetch style sheets and images from.

Contract: `print_pdf` renders the print format as the session user and gives the bytes. Frappe's own way lets
wkhtmltopdf load `/assets` and `/files` over HTTP from the site's own host name, which fails in a worker whose machine
does not resolve that name or while the web server is busy; here they are read from disk and go along in the page.
Images from elsewhere are tried once, and left out where they cannot be had.

Distributions ship wkhtmltopdf without its patched Qt: that one drops the page header and footer, in which Frappe puts
letter head and title. With it they are kept in the page itself.
"""

import base64
import mimetypes
import re
import subprocess
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import frappe
from bs4 import BeautifulSoup
from frappe.utils import escape_html, now
from frappe.utils.jinja_globals import bundled_asset, is_rtl
from frappe.utils.pdf import get_pdf
from frappe.www.printview import (
	get_print_format_doc,
	get_print_style,
	get_rendered_template,
	set_link_titles,
)

# style sheets and images that are served to everybody; private files are Frappe's own matter (frappe/utils/pdf.py)
SERVED_TO_ALL = ("/assets/", "/files/")
# fonts and pictures within a style sheet would be fetched again
_FETCHED_BY_CSS = re.compile(r"@font-face\s*\{[^}]*\}|url\(\s*['\"]?(?!data:)[^)]*\)", re.IGNORECASE)
VERSION_SECONDS = 10


def print_pdf(doctype: str, name: str, print_format: str | None = None) -> bytes:
	"""The PDF of a document. `print_format` None: the DocType's default. Raises what Frappe raises."""
	html = self_contained(rendered(doctype, name, print_format))
	try:
		return get_pdf(html)
	except (OSError, frappe.ValidationError):
		frappe.clear_last_message()
		return get_pdf(without_outer_images(html))


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


def self_contained(html: str) -> str:
	"""The page with the site's own style sheets and images inside, and without what only a screen needs."""
	page = BeautifulSoup(html, "html5lib")
	for element in page.select(".print-hide, .action-banner, script"):
		element.decompose()
	for link in page.select("link[rel=stylesheet]"):
		content = served(link.get("href"))
		if content is None:
			link.decompose()
			continue
		style = _FETCHED_BY_CSS.sub("", content.decode("utf-8", "replace"))
		# as a link and not as a style element: Frappe parses every style element anew, which takes seconds
		link["href"] = _data("text/css", style.encode())
	for image in page.find_all("img"):
		content = served(image.get("src"))
		if content is not None:
			kind = mimetypes.guess_type(urlsplit(image["src"]).path)[0] or "image/png"
			image["src"] = _data(kind, content)
	if not has_patched_qt():
		keep_in_page(page)
	return str(page)


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


def without_outer_images(html: str) -> str:
	"""The page with nothing left to fetch."""
	page = BeautifulSoup(html, "html5lib")
	for element in page.find_all(("img", "link", "iframe")):
		if not str(element.get("src") or element.get("href") or "").startswith("data:"):
			element.decompose()
	return str(page)


def served(address: str | None) -> bytes | None:
	"""The file behind an address of this site that is served to everybody, or None."""
	parts = urlsplit(address or "")
	path = unquote(parts.path)
	own = urlsplit(frappe.utils.get_url()).hostname
	if (parts.hostname and parts.hostname != own) or not path.startswith(SERVED_TO_ALL):
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
