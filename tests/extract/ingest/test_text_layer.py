"""Which characters stand on a PDF page and where; layers that are no evidence."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from pipeline.errors import UnreadableInputError
from pipeline.extract.ingest.pdf import BORN_DIGITAL_DPI, PdfSource
from pipeline.extract.ingest.raw_page import RawPage
from pipeline.extract.ingest.text_layer import read_characters

PAGE_TREE = (b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>")
FONT = b"/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>"
TEXT = b"BT /F 20 Tf 50 300 Td (Cluster) Tj ET"
GRAY_IMAGE = (
    b"/Type/XObject/Subtype/Image/Width 4/Height 4/ColorSpace/DeviceGray/BitsPerComponent 8"
)


def pdf(*objects: bytes) -> bytes:
    """A PDF without cross-reference table: readers rebuild it."""
    numbered = (b"%d 0 obj%b endobj\n" % (n, body) for n, body in enumerate(objects, 1))
    return b"%PDF-1.7\n" + b"".join(numbered) + b"trailer<</Root 1 0 R>>\n%%EOF"


def stream(entries: bytes, data: bytes) -> bytes:
    return b"<<%b/Length %d>>stream\n%b\nendstream" % (entries, len(data), data)


def page_with(
    content: bytes = TEXT, entries: bytes = b"", *more: bytes, box: bytes = b"0 0 300 400"
) -> RawPage:
    """The page that draws `content`; `more` are objects 5 and on."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[%b]/Contents 4 0 R%b" % (box, entries)
    page += b"/Resources<<%b/XObject<</I 5 0 R>>>>>>" % FONT
    return PdfSource(pdf(*PAGE_TREE, page, stream(b"", content), *more)).page(1)


def text_of(page: RawPage) -> str:
    return "".join(text for text, _ in page.characters)


@pytest.mark.parametrize(
    ("box", "entries"),
    [
        pytest.param(b"0 0 300 400", b"", id="plain"),
        pytest.param(b"-100 -50 300 400", b"", id="origin-elsewhere"),
        pytest.param(b"0 0 300 400", b"/CropBox[40 250 200 350]", id="cropped"),
        pytest.param(b"0 0 300 400", b"/Rotate 90", id="turned"),
        pytest.param(b"0 0 300 400", b"/Rotate 270/CropBox[20 200 290 390]", id="both"),
    ],
)
def test_boxes_lie_where_the_ink_is(box: bytes, entries: bytes) -> None:
    page = page_with(TEXT, entries, box=box)
    assert text_of(page) == "Cluster"
    assert page.pixels is not None
    for _, place in page.characters:
        assert page.pixels[place.y0 : place.y1, place.x0 : place.x1].min() < 128


def test_a_character_drawn_twice_for_bold_stands_once() -> None:
    twice = TEXT + b" BT /F 20 Tf 50.4 300 Td (Cluster) Tj ET"
    assert text_of(page_with(twice)) == "Cluster"


def test_a_page_with_a_filled_form_field_is_read_from_its_pixels() -> None:
    buffer = io.BytesIO()
    form = Canvas(buffer, pagesize=(300, 400), invariant=True)
    form.drawString(50, 300, "Cluster")
    form.acroForm.textfield(x=50, y=100, width=200, value="filled in", borderWidth=0)
    form.save()
    page = PdfSource(buffer.getvalue()).page(1)
    assert page.characters == ()
    assert page.pixels is not None
    assert page.pixels[700:].min() < 128  # what was filled in is drawn


def test_a_scan_stored_in_strips_is_a_scan_at_its_finest_resolution() -> None:
    strip = b"q 300 0 0 80 0 %d cm /I Do Q "
    strips = b"".join(strip % y for y in range(0, 400, 80)) + TEXT
    page = page_with(strips, b"", stream(GRAY_IMAGE.replace(b"Width 4", b"Width 625"), bytes(2500)))
    assert page.characters == ()
    assert round(page.dpi) == 150


def test_a_picture_on_a_page_makes_no_scan() -> None:
    page = page_with(b"q 100 0 0 100 0 0 cm /I Do Q " + TEXT, b"", stream(GRAY_IMAGE, bytes(16)))
    assert text_of(page) == "Cluster"
    assert page.dpi == BORN_DIGITAL_DPI


@pytest.mark.parametrize("n_seen", [4, 40], ids=["more-than-seen", "less-than-seen"])
def test_a_layer_the_renderer_does_not_agree_with_is_no_evidence(n_seen: int) -> None:
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<<%b>>>>" % FONT
    data = pdf(*PAGE_TREE, page, stream(b"", TEXT))
    assert read_characters(data, 1, 7)[0].text == "C"
    assert read_characters(data, 1, n_seen) == ()
    assert read_characters(data, 2, 7) == ()


@settings(max_examples=100)
@given(st.lists(st.tuples(st.integers(9, 420), st.integers(0, 255)), min_size=1, max_size=6))
def test_a_damaged_layer_ends_as_a_page_or_a_named_reason(damage: list[tuple[int, int]]) -> None:
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<<%b>>>>" % FONT
    data = bytearray(pdf(*PAGE_TREE, page, stream(b"", TEXT)))
    for place, byte in damage:
        data[place % len(data)] = byte
    try:
        source = PdfSource(bytes(data))
        assert source.page(1).pixels is not None
    except UnreadableInputError as error:
        assert error.reason in ("corrupt", "empty-file", "encrypted", "page-too-large")
