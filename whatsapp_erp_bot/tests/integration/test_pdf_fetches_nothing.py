# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""A PDF holds the site's own files, and making one asks no address whatever the document says.

A server on loopback stands for the inside of somebody's network; that it would be asked by the very page, were the page
not closed, is shown too.
"""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from unittest import mock

import frappe
from bs4 import BeautifulSoup
from frappe.utils.pdf import get_pdf
from PIL import Image
from pypdf import PdfReader

from whatsapp_erp_bot.commands import export, printing
from whatsapp_erp_bot.commands.documents import send_pdf
from whatsapp_erp_bot.commands.result import Column, DocumentReference, Fact, Result, Table
from whatsapp_erp_bot.tests.integration import factories as make
from whatsapp_erp_bot.tests.integration.factories import acting_as, context

SECRET = "words of a file of the server"
# {url} is the server's address, {n} a number of its own; each of these is a way in which a page can ask for something
WAYS = (
	"<img src='{url}'>",
	"<img src=' {url}'>",
	"<img SRC='{url}'>",
	"<image src='{url}'>",
	"<img src='//{host}/{n}'>",
	"<img srcset='{url} 1x'>",
	"<picture><source srcset='{url}'><img src='{url}'></picture>",
	"<input type=image src='{url}'>",
	"<iframe src='{url}'></iframe>",
	"<iframe srcdoc='<img src={url}>'></iframe>",
	"<iframe src='data:text/html,<img src={url}>'></iframe>",
	"<frameset><frame src='{url}'></frameset>",
	"<object data='{url}' type='image/png'></object>",
	"<object data='data:text/html,<img src={url}>'></object>",
	"<embed src='{url}'>",
	"<applet code='{url}' archive='{url}'></applet>",
	"<video src='{url}' poster='{url}'></video>",
	"<audio src='{url}' autoplay></audio>",
	"<video><source src='{url}'><track src='{url}'></video>",
	"<script src='{url}'></script>",
	"<link rel=stylesheet href='{url}'>",
	"<link rel='alternate stylesheet' href='{url}'>",
	"<link rel=icon href='{url}'>",
	"<link rel=prefetch href='{url}'>",
	"<link rel=stylesheet href='data:text/css,@import %22{url}%22'>",
	"<base href='{url}/'><img src='relative'>",
	"<table background='{url}'><tr><td background='{url}'>x</table>",
	"<body background='{url}'>",
	"<div style='background:url({url})'>x</div>",
	"<div style='background:url(\"{url}\"'>x</div>",
	"<div style='background:u\\72l({url})'>x</div>",
	"<div style='background:u\\rl({url})'>x</div>",
	"<div style='background:\\75\\72\\6c({url})'>x</div>",
	"<div style='background:\\000075rl({url})'>x</div>",
	"<div style='background:URL( {url} )'>x</div>",
	"<div style='background:url(/**/{url})'>x</div>",
	"<div style='background:-webkit-image-set(url({url}) 1x)'>x</div>",
	"<div style='background:-webkit-cross-fade(url({url}), url({url}), 50%)'>x</div>",
	"<div style='content:url({url})'>x</div>",
	"<div style='list-style:url({url})'>x</div>",
	"<div style='cursor:url({url}), auto'>x</div>",
	"<div style='-webkit-mask-image:url({url});border-image:url({url}) 1'>x</div>",
	"<style>@import '{url}';</style>",
	"<style>@import url({url});</style>",
	"<style>@\\69mport '{url}';</style>",
	"<style>@font-face{{font-family:z;src:url({url})}} body{{font-family:z}}</style>",
	"<style>body:before{{content:url({url})}}</style>",
	"<style>body{{background:url({url}",
	"<svg><style>rect{{fill:url({url}#a)}}</style><rect width=9 height=9 /></svg>",
	"<svg xmlns:xlink='http://www.w3.org/1999/xlink'><image width=9 height=9 xlink:href='{url}'/></svg>",
	"<svg><image width=9 height=9 href='{url}'/></svg>",
	"<svg><filter id=f><feImage xlink:href='{url}'/></filter><rect filter='url(#f)' width=9 height=9 /></svg>",
	"<svg><use xlink:href='{url}#a'/></svg>",
	"<svg><rect width=9 height=9 fill='url({url}#a)'/></svg>",
	"<svg><foreignObject width=9 height=9><img src='{url}'></foreignObject></svg>",
	"<svg><image width=9 height=9><animate attributeName='xlink:href' to='{url}' begin=0s dur=1s /></image></svg>",
	"<svg><image width=9 height=9><set attributeName='xlink:href' to='{url}'/></image></svg>",
	"<svg><script xlink:href='{url}'></script></svg>",
	"<svg><tref xlink:href='{url}'/></svg>",
	"<math><mi xlink:href='{url}'>x</mi></math>",
	"<bgsound src='{url}'>",
	"<style>@\\000069mport '{url}';</style>",
	"<style>@\\49 MPORT '{url}';</style>",
	"<style>@\\import '{url}';</style>",
	"<style>/*</style><style>*/@import '{url}';</style>",
	"<isindex src='{url}'>",
	"<marquee background='{url}'>x</marquee>",
	"<a href='#' ping='{url}'>x</a>",
	"<form action='{url}'><button formaction='{url}'>x</button></form>",
	"<xml src='{url}'></xml>",
	"<noscript><img src='{url}'></noscript>",
	"<template><img src='{url}'></template>",
	"<!--[if gte IE 4]><img src='{url}'><![endif]-->",
	"<div id=header-html class=visible-pdf><img src='{url}'><style>i{{background:url({url})}}</style></div>",
)
# what looks like a way and must not become one
NO_WAYS = (
	"<style>@im</style><style>port '{url}';</style>",
	"<style>@im@import;port '{url}';</style>",
	"<style>@im@import x;port '{url}';</style>",
	"<div style='background:u@import;rl({url})'>x</div>",
	"<div style='background:u\\\\72l({url})'>x</div>",
	"<div style='background:u\\5c 72l({url})'>x</div>",
)
# an image is drawn for itself alone, whatever is named in it
IMAGE_OF_ITS_OWN = (
	"<img src=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><image href='{url}'/></svg>\">"
)
# the meta refresh alone keeps wkhtmltopdf going for ever
REFRESH = "<meta http-equiv=refresh content='0;url={url}'>"


class Inside:
	"""A server on loopback that counts who asks."""

	def __init__(self) -> None:
		asked = self.asked = []

		class Handler(BaseHTTPRequestHandler):
			def do_GET(self) -> None:
				asked.append(self.path)
				self.send_response(200)
				self.send_header("Content-Type", "image/png")
				self.end_headers()
				self.wfile.write(picture())

			do_POST = do_HEAD = do_CONNECT = do_GET

			def log_message(self, *_words) -> None:
				pass

		self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
		threading.Thread(target=self.server.serve_forever, daemon=True).start()

	@property
	def host(self) -> str:
		return f"127.0.0.1:{self.server.server_port}"

	def page(self, way: str, number: int) -> str:
		url = f"http://{self.host}/{number}"
		return f"<html><head></head><body><p>Hola</p>{way.format(url=url, host=self.host, n=number)}</body></html>"

	def close(self) -> None:
		self.server.shutdown()
		self.server.server_close()


def words_of(pdf: bytes) -> str:
	return " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def picture() -> bytes:
	stream = BytesIO()
	Image.new("RGB", (8, 8), "red").save(stream, "PNG")
	return stream.getvalue()


class TestNothingIsFetched(make.SiteTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.inside = Inside()
		self.addCleanup(self.inside.close)

	def pdf(self, html: str) -> bytes:
		with mock.patch.object(printing, "rendered", return_value=html):
			return printing.print_pdf("User", "Administrator")

	def test_the_server_of_this_test_is_asked_by_an_open_page(self) -> None:
		get_pdf(self.inside.page("<img src='{url}'>", 1))
		self.assertEqual(set(self.inside.asked), {"/1"})

	def test_no_way_leads_out(self) -> None:
		"""Though the program had the network."""
		for number, way in enumerate((*WAYS, REFRESH)):
			closed = printing.closed(self.inside.page(way, number))
			with self.subTest(way):
				self.assertNotIn(self.inside.host, closed.replace("%3A", ":"))
		everything = (*WAYS, *NO_WAYS, IMAGE_OF_ITS_OWN, REFRESH)
		with mock.patch.object(printing, "offline", return_value={}):
			for ways in (*((way,) for way in everything), everything):
				with self.subTest(ways[0]):
					self.assertIn("Hola", words_of(self.pdf(self.inside.page("".join(ways), 1))))
					self.assertEqual(self.inside.asked, [])

	def test_what_would_be_overlooked_reaches_no_network(self) -> None:
		"""As if nothing were closed: the program itself has no way out. What style elements import is fetched by Frappe's
		own reading of them before, so for those there is the other test alone."""
		for number, way in enumerate((*WAYS, *NO_WAYS, IMAGE_OF_ITS_OWN)):
			if "mport" in way.lower() or "port '" in way:
				continue
			self.inside.asked.clear()
			with mock.patch.object(printing, "closed", side_effect=lambda page: page):
				try:
					self.pdf(self.inside.page(way, number))
				except Exception:
					# it may well fail: what counts is that nobody was asked
					frappe.clear_messages()
			with self.subTest(way):
				self.assertEqual(self.inside.asked, [])

	def test_no_file_of_the_server_is_in_it(self) -> None:
		secret = Path(frappe.get_site_path("private", f"{make.mark()}.txt")).absolute()
		secret.write_text(SECRET)
		self.addCleanup(secret.unlink)
		for way in (
			f"<iframe src='file://{secret}' width=600></iframe>",
			f"<object data='file://{secret}' type='text/plain' width=600></object>",
			f"<embed src='file://{secret}' type='text/plain' width=600>",
			f"<link rel=stylesheet href='/assets/../{secret}'>",
			f"<link rel=stylesheet href='/files/..%2f..%2fprivate/{secret.name}'>",
			f"<img src='/files/../private/{secret.name}'>",
			f"<img src='/private/{secret.name}'>",
		):
			with self.subTest(way):
				html = f"<html><body><p>Hola</p>{way}</body></html>"
				self.assertNotIn(secret.stem, printing.closed(html))
				self.assertNotIn(SECRET, words_of(self.pdf(html)))

	def test_a_table_of_ours_says_what_a_document_says_and_asks_nobody(self) -> None:
		hostile = f"<img src='http://{self.inside.host}/9'>"
		result = Result(
			hostile,
			facts=[Fact(hostile, hostile)],
			table=Table([Column("a", hostile)], [{"a": hostile}], total={"a": hostile}),
			notes=[hostile],
		)
		file = export.pdf_file(result, result.table)
		self.assertIn("<img", words_of(file.content))
		self.assertEqual(self.inside.asked, [])

	def test_a_document_of_erpnext(self) -> None:
		item = make.item(item_name="Tubo")
		customer = make.customer(f"Dentro {make.mark()}")
		invoice = make.sales_invoice(customer, [(item, 1, 10)], submit=False)
		hostile = f"<img><img src='http://{self.inside.host}/7'><img src='/files/none.png'>"
		frappe.db.set_value("Sales Invoice Item", {"parent": invoice.name}, "description", hostile)
		frappe.db.set_value("Sales Invoice", invoice.name, "terms", hostile)
		with acting_as("Administrator"):
			result = send_pdf(context(), document=DocumentReference("Sales Invoice", invoice.name))
		self.assertIn(invoice.name, words_of(result.files[0].content))
		self.assertEqual(self.inside.asked, [])


class TestOwnFiles(make.SiteTestCase):
	def file(self, private: int, name: str = "x.png", content: bytes | None = None, **more) -> str:
		stored = make.insert(
			"File",
			file_name=f"{make.mark()}{name}",
			is_private=private,
			content=content or picture() + make.mark().encode(),
			**more,
		)
		self.addCleanup(lambda: Path(stored.get_full_path()).unlink(missing_ok=True))
		return stored.file_url

	def images(self, html: str) -> list[str]:
		page = BeautifulSoup(printing.closed(f"<html><body>{html}</body></html>"), "html5lib")
		return [image["src"] for image in page.find_all("img")]

	def test_images_without_an_address_break_nothing(self) -> None:
		self.assertEqual(self.images("<img><img src><img src=''><img alt=x>"), [])
		for html in (
			"<img>",
			"<img src=''>",
			"<img src='nothing.png'>",
			"<img src='data:image/png;base64,!!!'>",
		):
			with mock.patch.object(
				printing, "rendered", return_value=f"<html><body><p>Hola</p>{html}</body></html>"
			):
				self.assertIn("Hola", words_of(printing.print_pdf("User", "Administrator")))

	def test_public_ones_go_along(self) -> None:
		url = self.file(0)
		for address in (url, frappe.utils.get_url(url), f"{url}?v=1"):
			with self.subTest(address):
				self.assertTrue(self.images(f"<img src='{address}'>")[0].startswith("data:image/png;base64,"))

	def test_private_ones_for_those_who_may_read_them(self) -> None:
		url = self.file(1)
		self.assertTrue(self.images(f"<img src='{url}'>")[0].startswith("data:image/png;base64,"))
		with acting_as(make.user("Employee")):
			self.assertEqual(self.images(f"<img src='{url}'>"), [])

	def test_only_images_of_private_files(self) -> None:
		url = self.file(1, "x.txt", SECRET.encode())
		self.assertEqual(self.images(f"<img src='{url}'>"), [])

	def test_links_in_the_text_stay(self) -> None:
		closed = printing.closed(
			"<a href='https://example.com/x'>x</a><a href='javascript:x()'>y</a><a href='/z'>z</a>"
		)
		self.assertEqual(
			[link.get("href") for link in BeautifulSoup(closed, "html5lib").find_all("a")],
			["https://example.com/x", None, None],
		)

	def test_what_a_style_says_else_stays(self) -> None:
		style = ".print-format > p { color: red; background: url(data:image/png;base64,AA==) } q:before { content: '\\201c' }"
		page = BeautifulSoup(
			printing.closed(f"<style>{style}</style><p style='color:blue'>x</p>"), "html5lib"
		)
		self.assertEqual(page.find("style").string.strip(), style)
		self.assertEqual(page.find("p")["style"], "color:blue")

	def test_frappes_own_style_sheet_goes_along(self) -> None:
		closed = printing.closed(f"<link rel=stylesheet href='{printing.bundled_asset('print.bundle.css')}'>")
		link = BeautifulSoup(closed, "html5lib").find("link")
		self.assertTrue(link["href"].startswith("data:text/css;base64,"))
		self.assertGreater(len(link["href"]), 10_000)
