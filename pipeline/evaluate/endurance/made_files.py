"""Broken and hostile files, made: bombs, damage, wrong suffixes, names that shells and paths eat.

Nothing here is large on disk; what is large is what a careless reader would make of it.
"""

from __future__ import annotations

import io
import random
import struct
import time
import zlib
from collections.abc import Iterator

from PIL import Image

MADE_FOLDERS = ("damaged", "bombs", "texts", "names")
MUTATIONS_OF_A_KIND = 12
PICTURE_KINDS = (("PDF", "pdf"), ("PNG", "png"), ("TIFF", "tif"), ("JPEG", "jpg"), ("BMP", "bmp"))
DAY = time.gmtime(0)
BOMB_SIDE = 100_000
NESTING = 200_000

Named = tuple[str, bytes]


def iter_made_files(seed: int) -> Iterator[Named]:
    """Yield (relative name, bytes); the same for the same seed."""
    rng = random.Random(seed)
    yield from _damaged_pictures(rng)
    yield from _picture_bombs()
    yield from _pdf_bombs()
    yield from _damaged_text_layers(rng)
    yield from _odd_texts(rng)
    yield from _odd_names()


def _damaged_pictures(rng: random.Random) -> Iterator[Named]:
    for kind, suffix in PICTURE_KINDS:
        sound = _picture(kind, rng.randbytes(60 * 80))
        for number in range(MUTATIONS_OF_A_KIND):
            yield f"damaged/flipped-{number}.{suffix}", _flipped(sound, rng)
            cut = rng.randrange(1, len(sound))
            yield f"damaged/cut-{number}.{suffix}", sound[:cut]
            yield f"damaged/tail-{number}.{suffix}", sound + rng.randbytes(cut)


def _picture(kind: str, noise: bytes) -> bytes:
    dates = {"creationDate": DAY, "modDate": DAY} if kind == "PDF" else {}
    buffer = io.BytesIO()
    Image.frombytes("L", (60, 80), noise).save(buffer, kind, **dates)
    return buffer.getvalue()


def _flipped(data: bytes, rng: random.Random) -> bytes:
    broken = bytearray(data)
    for _ in range(rng.randrange(1, 8)):
        broken[rng.randrange(len(broken))] = rng.randrange(256)
    return bytes(broken)


def _picture_bombs() -> Iterator[Named]:
    """Headers of pictures far larger than their bytes, and real pixels squeezed 1,000 times."""
    yield "bombs/header.png", _png_header(BOMB_SIDE, BOMB_SIDE)
    yield "bombs/header-max.png", _png_header(2**31 - 1, 2**31 - 1)
    rows = zlib.compress(bytes((BOMB_SIDE // 8 + 1) * 20_000), 9)
    yield "bombs/filled.png", _png_header(BOMB_SIDE, 20_000, rows)
    yield "bombs/thin.png", _png_header(BOMB_SIDE, 1, zlib.compress(bytes(BOMB_SIDE // 8 + 1)))
    yield "bombs/text-chunk.png", _png_text_bomb()
    buffer = io.BytesIO()
    Image.new("1", (10_900, 10_900), 1).save(buffer, "TIFF", compression="group4")
    yield "bombs/largest-allowed.tif", buffer.getvalue()
    yield "bombs/many-frames.tif", _tiff_frames(5_100)
    yield "bombs/tiff-loop.tif", _tiff_loop()


def _png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _png_header(width: int, height: int, pixels: bytes = b"") -> bytes:
    head = _png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + _png_chunk(b"IDAT", pixels) + _png_chunk(b"IEND", b"")


def _png_text_bomb() -> bytes:
    body = b"Comment\0\0" + zlib.compress(bytes(200_000_000), 9)
    sound = _png_header(8, 1, zlib.compress(b"\0\0"))
    return sound[:33] + _png_chunk(b"zTXt", body) + sound[33:]


def _tiff_frames(count: int) -> bytes:
    """A TIFF of `count` pictures of 8 x 8 black pixels that share their one strip."""
    strip, first = 8, 16
    tags = ((256, 8), (257, 8), (258, 1), (259, 1), (262, 1), (273, strip), (278, 8), (279, 8))
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
    size = 2 + len(entries) + 4
    frames = (
        struct.pack("<H", len(tags)) + entries + struct.pack("<I", following)
        for following in (*(first + size * n for n in range(1, count)), 0)
    )
    return struct.pack("<2sHI", b"II", 42, first) + bytes(8) + b"".join(frames)


def _tiff_loop() -> bytes:
    """A directory that names itself as the next one."""
    entries = [(256, 3, 1, 8), (257, 3, 1, 8), (258, 3, 1, 1), (262, 3, 1, 1), (273, 4, 1, 8)]
    body = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return b"II*\0" + struct.pack("<IH", 8, len(entries)) + body + struct.pack("<I", 8)


def _pdf(*objects: bytes) -> bytes:
    """A PDF of numbered objects without a cross-reference table: readers rebuild it."""
    numbered = (b"%d 0 obj%b endobj\n" % (n, body) for n, body in enumerate(objects, 1))
    return b"%PDF-1.7\n" + b"".join(numbered) + b"trailer<</Root 1 0 R>>\n%%EOF"


def _stream(entries: bytes, data: bytes) -> bytes:
    return b"<<%b/Length %d>>stream\n%b\nendstream" % (entries, len(data), data)


CATALOGUE = b"<</Type/Catalog/Pages 2 0 R>>"
ONE_PAGE = b"<</Type/Pages/Count 1/Kids[3 0 R]>>"


def _page(content: bytes = b"", box: bytes = b"0 0 595 842") -> bytes:
    return b"<</Type/Page/Parent 2 0 R/MediaBox[%b]%b>>" % (box, content)


def _pdf_with_image(entries: bytes, data: bytes) -> bytes:
    drawn = _page(b"/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>")
    image = b"/Type/XObject/Subtype/Image" + entries
    draw = _stream(b"", b"q 595 0 0 842 0 0 cm /I Do Q")
    return _pdf(CATALOGUE, ONE_PAGE, drawn, draw, _stream(image, data))


def _pdf_bombs() -> Iterator[Named]:
    side = b"/Width %d/Height %d" % (BOMB_SIDE, BOMB_SIDE)
    gray = b"/ColorSpace/DeviceGray/BitsPerComponent "
    zeros = zlib.compress(bytes(300_000_000), 9)
    yield "bombs/count.pdf", _pdf(CATALOGUE, b"<</Type/Pages/Count 900000/Kids[]>>")
    yield "bombs/negative.pdf", _pdf(CATALOGUE, b"<</Type/Pages/Count -5/Kids[]>>")
    yield "bombs/loop.pdf", _pdf(CATALOGUE, b"<</Type/Pages/Count 1/Kids[2 0 R]>>")
    kids = b"3 0 R " * 6_000
    yield (
        "bombs/many-pages.pdf",
        _pdf(CATALOGUE, b"<</Type/Pages/Count 6000/Kids[%b]>>" % kids, _page()),
    )
    yield "bombs/nested-array.pdf", _pdf(CATALOGUE, ONE_PAGE, b"[" * NESTING)
    yield "bombs/nested-dictionary.pdf", _pdf(CATALOGUE, ONE_PAGE, b"<</A" * NESTING)
    yield "bombs/flate-image.pdf", _pdf_with_image(side + gray + b"1/Filter/FlateDecode", zeros)
    twice = zlib.compress(zeros, 9)
    yield (
        "bombs/flate-twice.pdf",
        _pdf_with_image(side + gray + b"8/Filter[/FlateDecode/FlateDecode]", twice),
    )
    yield "bombs/jbig2.pdf", _pdf_with_image(side + gray + b"1/Filter/JBIG2Decode", _jbig2_page())
    contents = _page(b"/Contents 4 0 R")
    squeezed = zlib.compress(b"0 0 m 9 9 l S\n" * 4_000_000, 9)
    yield (
        "bombs/flate-content.pdf",
        _pdf(CATALOGUE, ONE_PAGE, contents, _stream(b"/Filter/FlateDecode", squeezed)),
    )
    yield (
        "bombs/form-loop.pdf",
        _pdf(
            CATALOGUE,
            ONE_PAGE,
            _page(b"/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>"),
            _stream(b"", b"/F Do"),
            _stream(
                b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 5 0 R>>>>",
                b"/F Do /F Do",
            ),
        ),
    )
    yield "bombs/vast-page.pdf", _pdf(CATALOGUE, ONE_PAGE, _page(box=b"0 0 9999999 9999999"))
    yield "bombs/no-page.pdf", _pdf(CATALOGUE, ONE_PAGE, _page(box=b"0 0 0 0"))
    yield "bombs/nan-page.pdf", _pdf(CATALOGUE, ONE_PAGE, _page(box=b"0 0 -5 1e99"))


def _damaged_text_layers(rng: random.Random) -> Iterator[Named]:
    """Pages whose characters stand in the file, flipped: two libraries read them."""
    font = b"/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
    text = b"BT /F 20 Tf 50 700 Td (Cluster) Tj 0 -30 Td [(of) -200 (drones)] TJ ET"
    sound = _pdf(CATALOGUE, ONE_PAGE, _page(b"/Contents 4 0 R" + font), _stream(b"", text))
    for number in range(MUTATIONS_OF_A_KIND):
        yield f"damaged/layer-{number}.pdf", _flipped(sound, rng)


def _jbig2_page() -> bytes:
    """A JBIG2 page of 100,000 by 100,000 pixels in one generic region of a few bytes."""
    information = struct.pack(">IIIIBH", BOMB_SIDE, BOMB_SIDE, 0, 0, 0, 0)
    page = struct.pack(">IBBBI", 0, 48, 0, 1, len(information)) + information
    region = struct.pack(">IIIIBB", BOMB_SIDE, BOMB_SIDE, 0, 0, 0, 0) + bytes(8) + b"\xff\xac"
    return page + struct.pack(">IBBBI", 1, 38, 0, 1, len(region)) + region


def _odd_texts(rng: random.Random) -> Iterator[Named]:
    row = "四川 自贡无人机产业集群 自贡高新区管委会 试点\n"
    yield "texts/utf16.txt", f"创新型产业集群名单\n{row}".encode("utf-16")
    yield "texts/gb18030.txt", f"创新型产业集群名单\n{row}".encode("gb18030")
    yield "texts/nul.txt", b"\0\0\0"
    yield "texts/one-line.txt", ("集" * 3_000_000).encode()
    yield "texts/many-lines.txt", ("地区 名称\n" * 100_000).encode()
    yield "texts/many-pages.txt", b"\f" * 6_000
    yield "texts/marks.txt", ("\u202e\u2066\ufeff\u200b" * 2_000).encode()
    yield "texts/combining.txt", ("集" + "\u0301" * 100_000).encode()
    yield "texts/deep.json", b"[" * NESTING
    yield "texts/formula.txt", b"=cmd|' /C calc'!A0\n+1+1\n@SUM(A1)\n"
    yield "texts/truncated-utf8.txt", row.encode()[:-8]
    for number in range(MUTATIONS_OF_A_KIND):
        yield f"texts/noise-{number}.txt", rng.randbytes(rng.randrange(1, 4_000))
        yield f"texts/flipped-{number}.txt", _flipped((row * 20).encode(), rng)


def _odd_names() -> Iterator[Named]:
    """Names that are legal here and a trap to whoever builds a path or a command of them."""
    text = "地区 集群名称\n".encode()
    names = (
        "line\nbreak.txt", "tab\tname.txt", "\u202etxt.fdp", "$(touch x);`id`&|.txt", "-rf.txt",
        "a..%2f..%2fetc.txt", "dots...txt", " .txt", "=cmd.txt", "con.txt", "a" * 200 + ".txt",
        "集" * 80 + ".txt", "quote'\"<b>.txt", "back\\slash.txt", "no-suffix", "两点..txt",
    )  # fmt: skip
    for number, name in enumerate(names):
        yield f"names/{name}", text + str(number).encode()
    yield "names/picture.pdf", _picture("PNG", bytes(60 * 80))
    yield "names/document.png", _pdf(CATALOGUE, ONE_PAGE, _page())
    yield "names/office.docx", b"PK\x03\x04" + bytes(200)
    yield "names/empty.jpg", b""
    yield "names/program.pdf", b"\x7fELF" + bytes(200)
    yield "names/script.html", b"<script>alert(1)</script>\n"
