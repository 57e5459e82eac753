"""Foreign, broken and hostile files: each ends as a result or a named reason, and only in --out."""

from __future__ import annotations

import csv
import io
import random
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from pipeline.run.options import RunOptions
from pipeline.run.progress import SilentProgress
from pipeline.run.run import run

CORRECTIONS = Path(__file__).resolve().parents[2] / "corrections"
REASONS = frozenset(
    {
        "corrupt", "empty-file", "encrypted", "page-too-large", "too-many-pages",
        "unsupported-type", "duplicate-file", "link-outside", "pages-failed", "pages-skipped",
        "all-pages-blank", "no-ink", "too-small", "no-text", "worker-died", "page-timeout",
    }
)  # fmt: skip


def small(kind: str) -> bytes:
    buffer = io.BytesIO()
    Image.new("L", (60, 80), 255).save(buffer, kind)
    return buffer.getvalue()


def png_header_only(width: int, height: int) -> bytes:
    body = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    chunk = b"IHDR" + body
    head = struct.pack(">I", len(body)) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return b"\x89PNG\r\n\x1a\n" + head + b"\0\0\0\0IEND\xaeB\x60\x82"


def mutated(data: bytes, rng: random.Random) -> bytes:
    broken = bytearray(data)
    for _ in range(rng.randrange(1, 8)):
        broken[rng.randrange(len(broken))] = rng.randrange(256)
    return bytes(broken[: rng.randrange(len(broken) // 2, len(broken) + 1)])


def hostile_files() -> Iterator[tuple[str, bytes]]:
    rng = random.Random(7)
    for kind, suffix in (("PDF", "pdf"), ("PNG", "png"), ("TIFF", "tif"), ("JPEG", "jpg")):
        for number in range(9):
            yield f"mutated-{number}.{suffix}", mutated(small(kind), rng)
    yield "bomb.png", png_header_only(2_000_000, 2_000_000)
    yield (
        "huge-count.pdf",
        (
            b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
            b"2 0 obj<</Type/Pages/Count 900000/Kids[]>>endobj\ntrailer<</Root 1 0 R>>"
        ),
    )
    yield (
        "loop.pdf",
        (
            b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
            b"2 0 obj<</Type/Pages/Count 1/Kids[2 0 R]>>endobj\ntrailer<</Root 1 0 R>>"
        ),
    )
    yield "nested.pdf", b"%PDF-1.4\n1 0 obj" + b"[" * 20_000 + b"endobj\ntrailer<</Root 1 0 R>>"
    yield "wrong-suffix.pdf", small("PNG")
    yield "新建 文档 $(touch x);`id` & ..%2f.pdf", b"%PDF-1.4 nothing"
    yield "line\nbreak.txt", "第一行\n".encode()
    yield "\u202etxt.fdp", "甲".encode()
    yield "=cmd|' /C calc'!A0.txt", b"=cmd|' /C calc'!A0\n"
    yield "nul.txt", b"\0\0\0"
    yield "utf16.txt", "地区".encode("utf-16")
    yield "zip.docx", b"PK\x03\x04" + bytes(200)
    yield "empty.jpg", b""


@pytest.mark.engine
def test_each_file_ends_as_a_result_or_a_named_reason(tmp_path: Path) -> None:
    scans = tmp_path / "scans"
    scans.mkdir()
    names = []
    for name, data in hostile_files():
        (scans / name.replace("/", "_")).write_bytes(data)
        names.append(name.replace("/", "_"))
    (scans / "outside.txt").symlink_to("/etc/hostname")
    before = sorted(path for path in tmp_path.rglob("*"))
    out = tmp_path / "out"
    run(RunOptions(scans, out, CORRECTIONS, jobs=2, page_seconds=60), SilentProgress())
    with (out / "registry" / "ledger.csv").open(encoding="utf-8", newline="") as file:
        ledger = [row for row in csv.DictReader(file) if not row["page_no"]]
    assert {row["source_name"] for row in ledger} == {*names, "outside.txt"}
    for row in ledger:
        assert row["status"] == "ok" or row["reason"] in REASONS, row
    after = sorted(path for path in tmp_path.rglob("*") if not path.is_relative_to(out))
    assert after == before
