"""Files are recognised by their bytes."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import UnreadableInputError
from pipeline.extract.ingest.media import MediaType, decode_text, detect_media_type


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(b"%PDF-1.7\n", MediaType.PDF, id="pdf"),
        pytest.param(b"junk\n%PDF-1.4", MediaType.PDF, id="pdf-after-junk"),
        pytest.param(b"\x89PNG\r\n\x1a\n", MediaType.PNG, id="png"),
        pytest.param(b"\xff\xd8\xff\xe0", MediaType.JPEG, id="jpeg"),
        pytest.param(b"II*\x00", MediaType.TIFF, id="tiff-little"),
        pytest.param(b"MM\x00*", MediaType.TIFF, id="tiff-big"),
        pytest.param("地区 集群名称\n".encode(), MediaType.TEXT, id="utf-8"),
        pytest.param("地区 集群名称\n".encode("gb18030"), MediaType.TEXT, id="gb18030"),
        pytest.param("地区".encode("utf-16"), MediaType.TEXT, id="utf-16"),
        pytest.param(b"GIF89a", MediaType.GIF, id="gif"),
        pytest.param(b"RIFF\0\0\0\0WEBP", MediaType.WEBP, id="webp"),
        pytest.param(b"BM\x01\x02\0\0\0\0\0\0", MediaType.BMP, id="bmp"),
        pytest.param(b"BMW AG\n", MediaType.TEXT, id="text-that-begins-like-a-bmp"),
    ],
)
def test_type_by_bytes(data: bytes, expected: MediaType) -> None:
    assert detect_media_type(data) is expected


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(b"", "empty-file", id="empty"),
        pytest.param(b"PK\x03\x04rest", "unsupported-type", id="zip"),
        pytest.param(b' {"kind": "roster"}', "not-a-scan", id="json"),
        pytest.param(b"\x7fELF\x02", "unsupported-type", id="program"),
        pytest.param(b"\x00\x01\x02\x03\xff\xfe\xfd", "unsupported-type", id="binary"),
    ],
)
def test_refusals_carry_a_reason_and_a_next_step(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableInputError) as caught:
        detect_media_type(data)
    assert caught.value.reason == reason
    assert caught.value.next_step


@given(st.binary(max_size=300))
def test_any_bytes_end_as_a_type_or_a_named_reason(data: bytes) -> None:
    try:
        assert detect_media_type(data) in MediaType
    except UnreadableInputError as error:
        assert error.reason in ("empty-file", "unsupported-type", "not-a-scan")


def test_bom_is_not_text() -> None:
    assert decode_text("\ufeff地区".encode()) == "地区"


def _zip(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "next_step"),
    [
        pytest.param(
            _zip("[Content_Types].xml", "word/d.xml"), "docx", "save it as PDF", id="docx"
        ),
        pytest.param(_zip("xl/workbook.xml"), "xlsx", "save it as PDF", id="xlsx"),
        pytest.param(_zip("OFD.xml"), "OFD", "OFD 阅读器另存为 PDF", id="ofd"),
        pytest.param(_zip("scan.pdf"), "zip", "unpack it", id="zip"),
        pytest.param(b"PK\x03\x04" + bytes(90), "zip", "unpack it", id="broken-zip"),
        pytest.param(b"\xd0\xcf\x11\xe0" + bytes(90), "xls", "save it as PDF", id="xls"),
        pytest.param(b"\0\0\0\x18ftypheic", "HEIC", "save it as JPEG", id="heic"),
        pytest.param("\ufeff<!DOCTYPE HTML>".encode(), "web page", "as PDF", id="html"),
        pytest.param(b"{\\rtf1 text}", "RTF", "save it as PDF", id="rtf"),
    ],
)
def test_a_known_foreign_file_is_named_with_what_to_do(
    data: bytes, name: str, next_step: str
) -> None:
    with pytest.raises(UnreadableInputError) as caught:
        detect_media_type(data)
    assert caught.value.reason == "unsupported-type"
    assert name in caught.value.cause
    assert next_step in caught.value.next_step
