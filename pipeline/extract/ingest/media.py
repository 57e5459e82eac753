"""What a file is, decided by its bytes and never by its name."""

from __future__ import annotations

import json
from enum import StrEnum

from pipeline.errors import UnreadableInputError
from pipeline.extract.ingest.foreign import CONVERT, refusal_of, unsupported


class MediaType(StrEnum):
    """The input types that can be read."""

    PDF = "application/pdf"
    PNG = "image/png"
    JPEG = "image/jpeg"
    TIFF = "image/tiff"
    BMP = "image/bmp"
    GIF = "image/gif"
    WEBP = "image/webp"
    TEXT = "text/plain"


_SIGNATURES: tuple[tuple[bytes, MediaType], ...] = (
    (b"\x89PNG\r\n\x1a\n", MediaType.PNG),
    (b"\xff\xd8\xff", MediaType.JPEG),
    (b"II*\x00", MediaType.TIFF),
    (b"MM\x00*", MediaType.TIFF),
    (b"II+\x00", MediaType.TIFF),
    (b"MM\x00+", MediaType.TIFF),
    (b"GIF87a", MediaType.GIF),
    (b"GIF89a", MediaType.GIF),
)

PDF_HEADER_WITHIN = 1024
"""Readers accept `%PDF-` anywhere in the first 1,024 bytes (PDF 1.7, implementation note 13)."""


def detect_media_type(data: bytes) -> MediaType:
    """Return the type of a file's bytes.

    Raises:
        UnreadableInputError: `empty-file`, `not-a-scan` or `unsupported-type`.
    """
    if not data:
        raise UnreadableInputError(
            "empty-file",
            "文件是空的 the file is empty",
            "请重新扫描或删除它 scan again or remove it",
        )
    for signature, media_type in _SIGNATURES:
        if data.startswith(signature):
            return media_type
    if b"%PDF-" in data[:PDF_HEADER_WITHIN]:
        return MediaType.PDF
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return MediaType.WEBP
    if data.startswith(b"BM") and data[6:10] == bytes(4):  # else it is a text that begins so
        return MediaType.BMP
    refusal = refusal_of(data)
    if refusal is not None:
        raise refusal
    if is_json(data):
        raise UnreadableInputError(
            "not-a-scan",
            "JSON 数据，不是扫描件 JSON data, not a scan",
            "不必处理，也可移出目录 nothing to do, or move it elsewhere",
        )
    if is_text(data):
        return MediaType.TEXT
    raise unsupported("未知的二进制数据 unknown binary data", CONVERT)


def is_json(data: bytes) -> bool:
    """Whether the bytes are a JSON object or array: somebody's data, no text of a page."""
    if data.lstrip()[:1] not in (b"{", b"["):
        return False
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return False
    return True


def is_text(data: bytes) -> bool:
    """Whether the bytes decode as UTF-8, UTF-16 or GB18030 without control characters."""
    try:
        text = decode_text(data)
    except UnicodeDecodeError:
        return False
    controls = sum(char < " " and char not in "\t\n\r\f" for char in text)
    return controls == 0


def decode_text(data: bytes) -> str:
    """Decode plain text as Chinese offices save it.

    Raises:
        UnicodeDecodeError: When no supported encoding fits.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")
