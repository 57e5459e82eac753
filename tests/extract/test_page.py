"""Pages that hold no document: each ends with a status and a reason, none with a table."""

import cv2
import numpy as np
import pytest

from pipeline.extract.ingest.raw_page import RawPage
from pipeline.extract.ocr.engine import Image
from pipeline.extract.ocr.ppocr import PpOcr
from pipeline.extract.page import read_page
from pipeline.model.page import PageReading
from tests.extract.pictures import blank

pytestmark = pytest.mark.engine

HEIGHT, WIDTH = 1170, 827


@pytest.fixture(scope="module")
def engine() -> PpOcr:
    return PpOcr()


def noise() -> Image:
    return np.random.default_rng(3).integers(0, 256, (HEIGHT, WIDTH, 3), dtype=np.uint8)


def landscape() -> Image:
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    waves = (np.sin(x / 170) * np.cos(y / 230), np.sin(y / 90), np.cos((x + y) / 300))
    picture = np.asarray(np.stack([128 + 90 * wave for wave in waves], axis=-1), np.uint8)
    random = np.random.default_rng(5)
    for x0, y0, size, shade in random.integers((0, 500, 3, 20), (WIDTH, HEIGHT, 40, 200), (300, 4)):
        cv2.circle(picture, (int(x0), int(y0)), int(size), (int(shade),) * 3, -1)
    return picture


def rules() -> Image:
    page = blank(WIDTH, HEIGHT)
    page[100:1001:60, 100:701] = 0
    page[100:1001, 100:701:150] = 0
    return page


def written(*sizes: float) -> Image:
    page = blank(WIDTH, HEIGHT)
    for row, size in enumerate(sizes):
        place, pen = (60, 200 + 150 * row), max(1, round(2 * size))
        cv2.putText(page, "2021-05 88656265", place, cv2.FONT_HERSHEY_SIMPLEX, size, 0, pen)
    return page


def read(pixels: Image, engine: PpOcr) -> PageReading:
    height, width = pixels.shape[:2]
    return read_page(RawPage(1, width, height, 100.0, pixels), lambda: engine)


@pytest.mark.parametrize(
    ("pixels", "status", "reason"),
    [
        (blank(WIDTH, HEIGHT), "blank", "no-ink"),
        (noise(), "skipped", "no-text"),
        (landscape(), "skipped", "no-text"),
        (rules(), "blank", "no-ink"),
    ],
    ids=["blank", "noise", "landscape", "rules"],
)
def test_what_is_no_document_says_so(
    pixels: Image, status: str, reason: str, engine: PpOcr
) -> None:
    page = read(pixels, engine)
    assert (page.status.value, page.reason, page.tables) == (status, reason, ())
    assert page.message


@pytest.mark.parametrize("sizes", [(1.0,), (1.4, 1.0, 0.6)], ids=["one-line", "three-sizes"])
def test_print_of_any_amount_and_size_is_read(sizes: tuple[float, ...], engine: PpOcr) -> None:
    page = read(written(*sizes), engine)
    assert page.tables == ()
    assert [line.text for line in page.lines] == ["2021-05 88656265"] * len(sizes)
