# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Meta's rules on files: which kinds, how large, from which hosts; and names that are safe to keep.

Name and kind of an incoming file are a stranger's words: neither is trusted, both are cleaned here.
Source: developers.facebook.com/docs/whatsapp/cloud-api/reference/media.
"""

import base64
import binascii
import hashlib
import hmac
import mimetypes
import re
import unicodedata
from urllib.parse import urlsplit

from whatsapp_erp_bot.whatsapp.errors import N_
from whatsapp_erp_bot.whatsapp.limits import LimitError

KIB = 1024
MIB = 1024 * KIB

#: The hosts that get the access token besides the configured one: Graph itself and where it keeps files.
TOKEN_HOSTS = ("graph.facebook.com", "lookaside.fbsbx.com")
TOKEN_DOMAINS = (".fbcdn.net",)

AUDIO_TYPES = ("audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg")
IMAGE_TYPES = ("image/jpeg", "image/png")
VIDEO_TYPES = ("video/mp4", "video/3gpp")
STICKER_TYPES = ("image/webp",)
DOCUMENT_EXTENSIONS = {
	"application/pdf": ".pdf",
	"text/plain": ".txt",
	"application/msword": ".doc",
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
	"application/vnd.ms-excel": ".xls",
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
	"application/vnd.ms-powerpoint": ".ppt",
	"application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
}
_EXTENSIONS = {
	**DOCUMENT_EXTENSIONS,
	"audio/aac": ".aac",
	"audio/amr": ".amr",
	"audio/mpeg": ".mp3",
	"audio/mp4": ".m4a",
	"audio/ogg": ".ogg",
	"image/jpeg": ".jpg",
	"image/png": ".png",
	"image/webp": ".webp",
	"video/mp4": ".mp4",
	"video/3gpp": ".3gp",
}

#: The most that Meta takes, in bytes. Stickers that move may have 500 KiB; still ones 100.
SIZE_LIMITS = {
	"audio": 16 * MIB,
	"image": 5 * MIB,
	"video": 16 * MIB,
	"document": 100 * MIB,
	"sticker": 500 * KIB,
}

#: Endings under which somebody's file may lie on the ERP's own origin: what browsers show without running anything of
#: it in that origin, or only ever save. Servers tell the kind by the last ending alone; one that lies (HTML in a .jpg)
#: is a broken picture. Not here, on purpose: everything of HTML, XML and SVG, archives of the web, and what is packed
#: (.html.gz is served as HTML).
HARMLESS_ENDINGS = frozenset(
	(
		*("pdf", "txt", "csv", "vcf"),
		*("doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "odp", "rtf"),
		*("jpg", "jpeg", "png", "webp", "gif", "heic"),
		*("aac", "amr", "mp3", "m4a", "ogg", "oga", "opus", "wav"),
		*("mp4", "3gp", "mov"),
		*("zip", "bin"),
	)
)
_INERT_ENDING = ".bin"
_NAME_LENGTH = 120
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)


def normal_mime(mime_type: str | None) -> str:
	"""Return the bare kind in small letters (`audio/ogg; codecs=opus` -> `audio/ogg`); octet-stream for nonsense."""
	bare = str(mime_type or "").split(";")[0].strip().lower()
	return bare if re.fullmatch(r"[a-z0-9.+-]+/[a-z0-9.+-]+", bare) else "application/octet-stream"


def kind_of(mime_type: str | None) -> str | None:
	"""Return how a file of this kind is sent: audio, image, video, sticker, document; None if Meta refuses it."""
	bare = normal_mime(mime_type)
	for kind, types in (
		("audio", AUDIO_TYPES),
		("image", IMAGE_TYPES),
		("video", VIDEO_TYPES),
		("sticker", STICKER_TYPES),
		("document", DOCUMENT_EXTENSIONS),
	):
		if bare in types:
			return kind
	return None


def check_upload(mime_type: str | None, size: int, animated: bool = True) -> str:
	"""Return the kind of a file to upload; raises LimitError if Meta takes no such kind or not that size.

	A sticker that does not move (`animated=False`) has the smaller limit.
	"""
	kind = kind_of(mime_type)
	if kind is None:
		text = N_("WhatsApp takes no files of the kind {actual}.")
		raise LimitError("mime_type", None, normal_mime(mime_type), text, "invalid")
	limit = 100 * KIB if kind == "sticker" and not animated else SIZE_LIMITS[kind]
	if size > limit:
		text = N_("The file has {actual} bytes; WhatsApp takes at most {limit} for this kind.")
		raise LimitError("size", limit, size, text, "too_long")
	if size < 1:
		raise LimitError("size", 1, size, N_("The file is empty."), "blank")
	return kind


def safe_filename(name: str | None, mime_type: str | None = None, fallback: str = "file") -> str:
	"""Return a name without path, control or direction characters, in reasonable length, with an extension."""
	text = unicodedata.normalize("NFC", str(name or ""))
	text = re.split(r"[/\\]", text)[-1]
	# controls, invisible marks that turn the reading direction (“gpj.exe”), halves of characters
	text = "".join(
		" " if character.isspace() else character
		for character in text
		if character.isspace() or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn")
	)
	text = re.sub(r'[<>:"|?*;\x60$&#%{}]', "_", text)
	text = re.sub(r"\s+", " ", text).lstrip(" ").rstrip(" .")
	stem, dot, extension = text.rpartition(".")
	if not dot or not re.fullmatch(r"[A-Za-z0-9]{1,8}", extension):
		stem, extension = text, ""
	stem = stem.strip(" .") or fallback
	if _RESERVED.fullmatch(stem.split(".")[0]):
		stem = "_" + stem
	suffix = f".{extension}" if extension else extension_of(mime_type)
	return stem[: _NAME_LENGTH - len(suffix)].rstrip(" .") + suffix


def harmless_filename(name: str) -> str:
	"""Return the name as it may be kept on a web server: with an ending that is only ever saved, unless its own does no
	harm. Whoever downloads the file may be given the name itself."""
	_stem, dot, extension = name.rpartition(".")
	return name if dot and extension.lower() in HARMLESS_ENDINGS else name + _INERT_ENDING


def extension_of(mime_type: str | None) -> str:
	"""Return the usual extension with its dot, or an empty text."""
	bare = normal_mime(mime_type)
	return _EXTENSIONS.get(bare) or (
		"" if bare.endswith("octet-stream") else mimetypes.guess_extension(bare) or ""
	)


def may_have_token(url: str, base_url: str) -> bool:
	"""Tell whether a request to this address may carry the access token.

	Meta's own hosts over https, or the very origin (scheme, host, port) that the client was set up with.
	"""
	if re.search(r"[\s\\]", url):
		return False
	try:
		parts, base = urlsplit(url), urlsplit(base_url)
		origin, base_origin = _origin(parts), _origin(base)
	except ValueError:
		return False
	if parts.username is not None or parts.password is not None or not parts.hostname:
		return False
	if origin == base_origin:
		return True
	host = parts.hostname.lower()
	return origin[0] == "https" and origin[2] == 443 and (host in TOKEN_HOSTS or host.endswith(TOKEN_DOMAINS))


def matches_sha256(content: bytes, expected: str) -> bool:
	"""Tell whether the content has this SHA-256, given in hexadecimal (API) or base64 (webhook)."""
	digest = hashlib.sha256(content).digest()
	expected = expected.strip()
	if re.fullmatch(r"[0-9a-fA-F]{64}", expected):
		return hmac.compare_digest(digest, bytes.fromhex(expected))
	try:
		return hmac.compare_digest(digest, base64.b64decode(expected, validate=True))
	except (binascii.Error, ValueError):
		return False


def _origin(parts) -> tuple[str, str, int]:
	default = {"https": 443, "http": 80}.get(parts.scheme, 0)
	return parts.scheme, (parts.hostname or "").lower(), parts.port or default
