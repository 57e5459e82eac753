"""The HTML report: scores, risk curve, reliability, confusions, and the worst cells as pictures.

One file without links to anywhere, so that it can be mailed. The caller says how a page is read;
without pages the report has no pictures.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from numpy.typing import NDArray

from pipeline.evaluate.plots import plot_reliability, plot_risk
from pipeline.evaluate.risk import confusions, reliability, risk_curve
from pipeline.evaluate.scoring import Comparison, ScoredCell
from pipeline.evaluate.summary import summarise
from pipeline.evaluate.tables import sections
from pipeline.model.geometry import Box

Pixels = NDArray[np.uint8]
ReadPage = Callable[[str, int], Pixels | None]
"""(source name, page_no) -> raw page, None where there is no picture."""

WORST_CELLS = 60
_MARGIN = 6
_WIDEST = 560


@dataclass(frozen=True, slots=True)
class WorstCell:
    """A wrong cell for the report; `picture` is a data URI or ""."""

    cell: ScoredCell
    picture: str


def write_report(comparison: Comparison, read_page: ReadPage = lambda *_: None) -> bytes:
    """Return the report as UTF-8 HTML."""
    cells = comparison.cells
    curves = {"all": risk_curve(cells)}
    for profile in dict.fromkeys(cell.profile for cell in cells):
        curves[profile or "-"] = risk_curve([c for c in cells if c.profile == profile])
    environment = Environment(
        loader=PackageLoader("pipeline.evaluate"), autoescape=True, undefined=StrictUndefined
    )
    page = environment.get_template("report.html").render(
        sections=sections(summarise(comparison)),
        missing=comparison.missing,
        unjudged=comparison.unjudged,
        risk=Markup(_inline(plot_risk(curves))),
        reliability=Markup(_inline(plot_reliability(reliability(cells)))),
        confusions=confusions(cells),
        worst=[WorstCell(cell, _picture(cell, read_page)) for cell in worst_cells(cells)],
    )
    return page.encode("utf-8")


def worst_cells(cells: Iterable[ScoredCell], most: int = WORST_CELLS) -> Sequence[ScoredCell]:
    """Return wrong cells, silent ones first, those believed most firmly at the top."""
    wrong = [cell for cell in cells if not cell.is_right and cell.text is not None]
    wrong.sort(key=lambda c: (c.is_flagged, -(c.probability or 0.0), c.document, c.cell_id))
    return wrong[:most]


def _inline(svg: str) -> str:
    return svg[svg.index("<svg") :]


def _picture(cell: ScoredCell, read_page: ReadPage) -> str:
    for region in cell.regions[:1]:
        page = read_page(cell.source_name, region.page_no)
        if page is not None:
            return _data_uri(_cut(page, region.box))
    return ""


def _cut(page: Pixels, box: Box) -> Pixels:
    top, left = max(0, box.y0 - _MARGIN), max(0, box.x0 - _MARGIN)
    crop = page[top : box.y1 + _MARGIN, left : box.x1 + _MARGIN]
    if crop.size == 0:
        return np.full((1, 1, 3), 255, np.uint8)
    shrink = min(1.0, _WIDEST / crop.shape[1])
    size = (max(1, round(crop.shape[1] * shrink)), max(1, round(crop.shape[0] * shrink)))
    return np.asarray(cv2.resize(crop, size, interpolation=cv2.INTER_AREA), np.uint8)


def _data_uri(crop: Pixels) -> str:
    picture = crop[:, :, ::-1] if crop.ndim == 3 else crop
    _, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 80])
    return "data:image/jpeg;base64," + base64.b64encode(data.tobytes()).decode("ascii")
