# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Which files Meta takes, which names are safe, and who may see the token."""

import base64
import hashlib
import unittest

from whatsapp_erp_bot.whatsapp.limits import LimitError
from whatsapp_erp_bot.whatsapp.media import (
	check_upload,
	kind_of,
	matches_sha256,
	may_have_token,
	normal_mime,
	safe_filename,
)

GRAPH = "https://graph.facebook.com"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class TestKinds(unittest.TestCase):
	def test_mime_types(self):
		self.assertEqual(normal_mime("audio/ogg; codecs=opus"), "audio/ogg")
		self.assertEqual(normal_mime(" Image/JPEG "), "image/jpeg")
		for nonsense in (None, "", "x", "a/b/c", "text/pl ain", "\u202ea/b"):
			self.assertEqual(normal_mime(nonsense), "application/octet-stream")

	def test_kinds(self):
		for mime_type, kind in (
			("audio/ogg; codecs=opus", "audio"),
			("image/png", "image"),
			("image/webp", "sticker"),
			("video/mp4", "video"),
			("application/pdf", "document"),
			(XLSX, "document"),
			("image/gif", None),
			("text/html", None),
		):
			self.assertEqual(kind_of(mime_type), kind, mime_type)

	def test_sizes_at_n_and_one_more(self):
		for mime_type, most in (
			("audio/mpeg", 16 << 20),
			("image/jpeg", 5 << 20),
			("video/mp4", 16 << 20),
			("application/pdf", 100 << 20),
			("image/webp", 500 << 10),
		):
			check_upload(mime_type, most)
			with self.assertRaises(LimitError):
				check_upload(mime_type, most + 1)
		check_upload("image/webp", 100 << 10, animated=False)
		for mime_type, size, animated in (
			("image/webp", (100 << 10) + 1, False),
			("image/gif", 5, True),
			("image/png", 0, True),
		):
			with self.assertRaises(LimitError):
				check_upload(mime_type, size, animated)


class TestNames(unittest.TestCase):
	def test_names(self):
		for name, mime_type, expected in (
			("Factura café.pdf", "application/pdf", "Factura café.pdf"),
			("../../etc/passwd", "text/plain", "passwd.txt"),
			("C:\\Users\\x\\a.pdf", None, "a.pdf"),
			(None, "application/pdf", "file.pdf"),
			("", "audio/ogg; codecs=opus", "file.ogg"),
			("...", "image/png", "file.png"),
			("a\u202efdp.exe", None, "afdp.exe"),
			("a\x00b\n.pdf", None, "ab.pdf"),
			("con.txt", None, "_con.txt"),
			(".htaccess", None, "file.htaccess"),
			('a<b>"c".pdf', None, "a_b__c_.pdf"),
			("\ud800.pdf", None, "file.pdf"),
		):
			with self.subTest(name):
				self.assertEqual(safe_filename(name, mime_type), expected)

	def test_length(self):
		name = safe_filename("ñ" * 500 + ".pdf")
		self.assertTrue(len(name) <= 120 and name.endswith(".pdf"))


class TestHosts(unittest.TestCase):
	def test_metas_hosts_over_https(self):
		for url in (
			"https://graph.facebook.com/v25.0/1",
			"https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1",
			"https://scontent.xx.fbcdn.net/x",
			"https://GRAPH.facebook.com/x",
		):
			self.assertTrue(may_have_token(url, GRAPH), url)

	def test_nobody_else(self):
		for url in (
			"http://lookaside.fbsbx.com/x",
			"https://lookaside.fbsbx.com.evil.example/x",
			"https://evil.example/?lookaside.fbsbx.com",
			"https://lookaside.fbsbx.com@evil.example/x",
			"https://evilfbcdn.net/x",
			"https://fbcdn.net.evil.example/x",
			"https://evil.example\\.fbcdn.net/x",
			"https://lookaside.fbsbx.com:8443/x",
			"https://user:pass@graph.facebook.com/x",
			"ftp://graph.facebook.com/x",
			"//graph.facebook.com/x",
			"https://[::1",
			"https://graph.facebook.com:99999/",
			"",
		):
			self.assertFalse(may_have_token(url, GRAPH), url)

	def test_the_configured_origin(self):
		base = "http://127.0.0.1:8123"
		self.assertTrue(may_have_token("http://127.0.0.1:8123/x", base))
		for url in ("http://127.0.0.1:8124/x", "https://127.0.0.1:8123/x", "http://127.0.0.2:8123/x"):
			self.assertFalse(may_have_token(url, base), url)


class TestChecksum(unittest.TestCase):
	def test_both_spellings(self):
		digest = hashlib.sha256(b"x")
		self.assertTrue(matches_sha256(b"x", digest.hexdigest()))
		self.assertTrue(matches_sha256(b"x", digest.hexdigest().upper()))
		self.assertTrue(matches_sha256(b"x", base64.b64encode(digest.digest()).decode()))
		for wrong in (digest.hexdigest()[:-1] + "0", "", "ä", "a", digest.hexdigest()[:-2]):
			self.assertFalse(matches_sha256(b"y", wrong))


if __name__ == "__main__":
	unittest.main()
