"""Pages out of every kind of file, and damage that ends as a reason."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image, TiffImagePlugin

from pipeline.errors import UnreadableInputError
from pipeline.extract.ingest.source import open_source
from pipeline.model.geometry import Box


def picture(mode: str, size: tuple[int, int], kind: str, **options: object) -> bytes:
    image = Image.effect_noise(size, 60).convert(mode)
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "shape", "dpi"),
    [
        pytest.param(picture("L", (60, 40), "PNG"), (40, 60), 200.0, id="gray-png"),
        pytest.param(picture("1", (60, 40), "TIFF"), (40, 60), 200.0, id="fax-tiff"),
        pytest.param(
            picture("RGB", (60, 40), "JPEG", dpi=(300, 300)), (40, 60, 3), 300.0, id="colour-jpeg"
        ),
        pytest.param(picture("RGBA", (60, 40), "PNG"), (40, 60, 3), 200.0, id="transparent-png"),
        pytest.param(picture("P", (60, 40), "PNG"), (40, 60, 3), 200.0, id="palette-png"),
        pytest.param(picture("I;16", (60, 40), "PNG"), (40, 60), 200.0, id="16-bit-png"),
        pytest.param(picture("F", (60, 40), "TIFF"), (40, 60), 200.0, id="float-tiff"),
        pytest.param(picture("CMYK", (60, 40), "JPEG"), (40, 60, 3), 200.0, id="cmyk-jpeg"),
        pytest.param(picture("L", (60, 40), "TIFF", big_tiff=True), (40, 60), 200.0, id="big-tiff"),
        pytest.param(
            picture("RGB", (60, 40), "JPEG", progressive=True),
            (40, 60, 3),
            200.0,
            id="progressive-jpeg",
        ),
        pytest.param(picture("L", (60, 40), "BMP"), (40, 60), 96.0, id="bmp"),
        pytest.param(picture("P", (60, 40), "GIF"), (40, 60, 3), 200.0, id="gif"),
        pytest.param(picture("RGB", (60, 40), "WEBP"), (40, 60, 3), 200.0, id="webp"),
    ],
)
def test_pictures(data: bytes, shape: tuple[int, ...], dpi: float) -> None:
    source = open_source(data)
    assert source.n_pages == 1
    page = source.page(1)
    assert page.pixels is not None
    assert page.pixels.shape == shape
    assert page.pixels.dtype == np.uint8
    assert round(page.dpi) == dpi


def test_multi_page_tiff() -> None:
    frames = [Image.new("L", (20 + n, 30), 255) for n in range(3)]
    buffer = io.BytesIO()
    frames[0].save(buffer, "TIFF", save_all=True, append_images=frames[1:])
    source = open_source(buffer.getvalue())
    assert source.n_pages == 3
    assert [source.page(n).width for n in (3, 1, 2)] == [22, 20, 21]


def test_a_smaller_copy_in_a_tiff_is_no_page() -> None:
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[254] = 1
    buffer = io.BytesIO()
    page, copy = Image.new("L", (80, 60), 255), Image.new("L", (8, 6), 255)
    copy.encoderinfo = {"tiffinfo": tags}
    page.save(buffer, "TIFF", save_all=True, append_images=[copy, Image.new("L", (70, 50))])
    source = open_source(buffer.getvalue())
    assert [source.page(n).width for n in range(1, source.n_pages + 1)] == [80, 70]


def test_a_phone_photo_with_a_preview_is_one_page() -> None:
    buffer = io.BytesIO()
    photo, preview = Image.new("RGB", (80, 60)), Image.new("RGB", (8, 6))
    photo.save(buffer, "MPO", save_all=True, append_images=[preview])
    assert open_source(buffer.getvalue()).n_pages == 1


def test_exif_turn_is_undone() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    page = open_source(picture("L", (60, 40), "JPEG", exif=exif)).page(1)
    assert (page.width, page.height) == (40, 60)


def test_scan_in_a_pdf_is_rendered_at_its_own_pixels() -> None:
    page = open_source(picture("L", (413, 585), "PDF", resolution=50.0)).page(1)
    assert page.pixels is not None
    # 50 dpi is below what a page can be: rendered at the lower bound of 72
    assert (page.width, page.height) == (595, 843)
    page = open_source(picture("L", (827, 1169), "PDF", resolution=100.0)).page(1)
    assert (page.width, page.height) == (827, 1169)
    assert page.characters == ()


def test_plain_text_keeps_line_numbers() -> None:
    source = open_source("一\n\n  二 三 \n\f四\n".encode())
    assert source.n_pages == 2
    lines = source.page(1).lines
    assert [(line.text, line.box) for line in lines] == [
        ("一", Box(0, 1, 1, 2)),
        ("二 三", Box(2, 3, 5, 4)),
    ]
    assert [line.text for line in source.page(2).lines] == ["四"]


@pytest.mark.samples
def test_born_digital_pages_have_their_characters(samples: Path) -> None:
    data = (samples / "scans/born_digital/application-01.pdf").read_bytes()
    page = open_source(data).page(1)
    assert page.pixels is not None
    text = "".join(char for char, _ in page.characters)
    assert "创新型产业集群评价申请表" in text
    assert all(0 <= box.x0 < box.x1 <= page.width for _, box in page.characters)


def test_encrypted_pdf_says_so() -> None:
    data = (Path(__file__).parent / "data" / "encrypted.pdf").read_bytes()
    with pytest.raises(UnreadableInputError) as caught:
        open_source(data)
    assert caught.value.reason == "encrypted"


def test_oversize_picture_is_refused_before_decoding() -> None:
    buffer = io.BytesIO()
    Image.new("1", (30000, 5000)).save(buffer, "PNG")
    source = open_source(buffer.getvalue())
    with pytest.raises(UnreadableInputError) as caught:
        source.page(1)
    assert caught.value.reason == "page-too-large"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    cut=st.integers(8, 900), flip=st.integers(0, 899), kind=st.sampled_from(["PNG", "TIFF", "PDF"])
)
@example(cut=8, flip=118, kind="TIFF")
def test_damaged_files_end_as_pages_or_named_reasons(cut: int, flip: int, kind: str) -> None:
    data = bytearray(picture("L", (40, 30), kind)[: cut + 300])
    data[flip % len(data)] ^= 0xFF
    try:
        source = open_source(bytes(data))
        for page_no in range(1, source.n_pages + 1):
            source.page(page_no)
    except UnreadableInputError as error:
        assert error.reason in (
            "corrupt", "empty-file", "unsupported-type", "encrypted", "page-too-large",
            "too-many-pages",
        )  # fmt: skip
