"""Row recall and exact rows on the sample scans, printed per document (`pytest -m samples -s`)."""

import json
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np
import pypdfium2
import pytest

from pipeline.extract.image import straighten
from pipeline.extract.layout import ImageLineReader, join_tables, read_layout
from pipeline.extract.ocr.engine import Image
from pipeline.extract.ocr.ppocr import PpOcr
from pipeline.model.joined import JoinedTable
from pipeline.model.page import PageReading, PageSource

pytestmark = [pytest.mark.samples, pytest.mark.engine]

Row = tuple[str, ...]


def pages_of(pdf: Path, engine: PpOcr) -> list[PageReading]:
    readings = []
    for index, page in enumerate(pypdfium2.PdfDocument(pdf)):
        pixels = _pixels(page)
        upright = straighten(pixels, None, engine)
        layout = read_layout(upright, ImageLineReader(upright, engine))
        readings.append(
            PageReading(
                index + 1,
                pixels.shape[1],
                pixels.shape[0],
                upright.dpi,
                PageSource.IMAGE,
                upright.transform,
                layout.status,
                lines=layout.lines,
                tables=layout.tables,
                balance=layout.balance,
            )
        )
    return readings


def _pixels(page: pypdfium2.PdfPage) -> Image:
    images = [item for item in page.get_objects() if isinstance(item, pypdfium2.PdfImage)]
    width = images[0].get_px_size()[0] if images else 1653
    return np.asarray(page.render(scale=width / page.get_width()).to_pil().convert("RGB"), np.uint8)


def rows_of(table: JoinedTable) -> list[Row]:
    places = {
        (row, col): cell.text_ocr
        for cell in table.cells
        for row in range(cell.row, cell.row + cell.row_span)
        for col in range(cell.col, cell.col + cell.col_span)
    }
    first = table.n_cols - 4
    return [
        tuple(_plain(places[row, col]) for col in range(first, table.n_cols))
        for row in range(table.n_header_rows, table.n_rows)
    ]


def _plain(text: str) -> str:
    return text.translate(str.maketrans("", "", "（）() "))


@pytest.mark.parametrize("profile", ["office", "fax", "worn", "photo"])
def test_roster_rows(samples: Path, profile: str) -> None:
    pdf = samples / "scans" / profile / "roster-01-ruled.pdf"
    truth = [
        tuple(_plain(row[key]) for key in ("region", "cluster", "unit", "type"))
        for row in json.loads(pdf.with_suffix(".truth.json").read_text("utf-8"))["roster"]
    ]
    pages = pages_of(pdf, PpOcr(threads=2))
    (table,) = join_tables(pages)
    rows = rows_of(table)
    exact = sum(one == other for one, other in zip(truth, rows, strict=True))
    alike = sum(
        SequenceMatcher(None, "".join(one), "".join(other)).ratio() > 0.6
        for one, other in zip(truth, rows, strict=True)
    )
    print(f"{profile}: rows {len(rows)}/{len(truth)}, exact {exact}")  # noqa: T201
    assert alike == len(truth)
    assert exact >= 0.95 * len(truth)
    assert all(page.balance.is_even for page in pages)
