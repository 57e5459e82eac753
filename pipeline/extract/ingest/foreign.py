"""Files that are no scans, known by their first bytes: what to call them and what to do instead."""

from __future__ import annotations

import io
import zipfile

from pipeline.errors import UnreadableInputError

_OFFICE = "请在 Word、Excel 或 WPS 中另存为 PDF save it as PDF in Word, Excel or WPS"
_OFD = "请用 OFD 阅读器另存为 PDF save it as PDF with an OFD reader"
_PACKED = "请解压后放入其中的扫描件 unpack it and add the scans inside"
_PHOTO = "请在手机或看图软件中另存为 JPEG save it as JPEG on the phone or in a viewer"
_PRINT = "请用原来的软件打开并另存为 PDF open it in its own program and save it as PDF"
_NOTHING = "不必处理，也可移出目录 nothing to do, or move it elsewhere"
CONVERT = "请另存为 PDF 或 TIFF save it as PDF or TIFF"

_ZIP = b"PK\x03\x04"
_ZIP_MEMBERS = (
    ("word/", "Word 文档 Word document (docx)", _OFFICE),
    ("xl/", "Excel 表格 Excel workbook (xlsx)", _OFFICE),
    ("ppt/", "PowerPoint 演示 PowerPoint slides (pptx)", _OFFICE),
    ("content.xml", "OpenDocument 文档 OpenDocument file (odt, ods)", _OFFICE),
    ("OFD.xml", "OFD 版式文件 OFD document", _OFD),
)
"""What lies in a zip tells which program wrote it."""

_FIRST_BYTES: tuple[tuple[bytes, str, str], ...] = (
    (b"\xd0\xcf\x11\xe0", "Office 97-2003 文档 document (doc, xls, wps)", _OFFICE),
    (b"{\\rtf", "RTF 文档 document", _OFFICE),
    (b"Rar!", "rar 压缩包 archive", _PACKED),
    (b"7z\xbc\xaf", "7z 压缩包 archive", _PACKED),
    (b"\x1f\x8b", "gzip 压缩包 archive", _PACKED),
    (b"\x00\x00\x00\x0cjP  ", "JPEG 2000 图片 picture", CONVERT),
    (b"8BPS", "Photoshop 图片 picture", CONVERT),
    (b"AT&TFORM", "DjVu 文档 document", CONVERT),
    (b"%!PS", "PostScript", CONVERT),
    (b"CAJ", "CAJ 文献 document", _PRINT),
    (b"\x7fELF", "程序 program", _NOTHING),
    (b"MZ\x90\x00", "程序 program", _NOTHING),
)

_MARKUP = ((b"<!doctype html", "网页 web page"), (b"<html", "网页 web page"), (b"<?xml", "XML"))
"""Text, but not the text of a page; any case, after blanks or a byte order mark."""

_PHOTO_BRANDS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif", b"avis")
"""Brands of ISO media files that hold a picture; they stand after the size and `ftyp`."""


def refusal_of(data: bytes) -> UnreadableInputError | None:
    """Return why these bytes are no scan, None when they are not known."""
    if data.startswith(_ZIP):
        return unsupported(*_zip_kind(data))
    if data[4:8] == b"ftyp" and data[8:12] in _PHOTO_BRANDS:
        return unsupported("手机照片 phone photo (HEIC, AVIF)", _PHOTO)
    for first_bytes, name, next_step in _FIRST_BYTES:
        if data.startswith(first_bytes):
            return unsupported(name, next_step)
    start = data[:100].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for first_bytes, name in _MARKUP:
        if start.startswith(first_bytes):
            return unsupported(name, _PRINT)
    return None


def unsupported(name: str, next_step: str) -> UnreadableInputError:
    """Refuse a file by the name of its type."""
    return UnreadableInputError(
        "unsupported-type", f"不支持的文件类型 unsupported type: {name}", next_step
    )


def _zip_kind(data: bytes) -> tuple[str, str]:
    try:
        members = zipfile.ZipFile(io.BytesIO(data)).namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        members = []
    for start, name, next_step in _ZIP_MEMBERS:
        if any(member.startswith(start) for member in members):
            return name, next_step
    return "zip 压缩包 archive (zip, docx, ofd …)", _PACKED
