"""The HTML report: scores, risk curve, reliability, confusions, and the worst cells as pictures.

One file without links to anywhere, so that it can be mailed. The caller cuts the pictures; without
the scans the report has none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pipeline.evaluate.plots import plot_reliability, plot_risk
from pipeline.evaluate.risk import confusions, reliability, risk_curve
from pipeline.evaluate.scoring import Comparison, ScoredCell
from pipeline.evaluate.summary import summarise
from pipeline.evaluate.tables import sections
from pipeline.model.geometry import Region

CutOut = Callable[[str, Sequence[Region]], Sequence[str]]
"""(source name, regions) -> data URIs of their pictures; fewer where a page cannot be opened."""

WORST_CELLS = 60


@dataclass(frozen=True, slots=True)
class WorstCell:
    """A wrong cell for the report, and pictures of it as data URIs."""

    cell: ScoredCell
    pictures: Sequence[str]


def _no_picture(source_name: str, regions: Sequence[Region]) -> Sequence[str]:
    del source_name, regions
    return ()


def write_report(comparison: Comparison, cut_out: CutOut = _no_picture) -> bytes:
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
        worst=[
            WorstCell(cell, cut_out(cell.source_name, cell.regions)) for cell in worst_cells(cells)
        ],
    )
    return page.encode("utf-8")


def worst_cells(cells: Iterable[ScoredCell], most: int = WORST_CELLS) -> Sequence[ScoredCell]:
    """Return wrong cells, silent ones first, those believed most firmly at the top."""
    wrong = [cell for cell in cells if not cell.is_right and cell.text is not None]
    wrong.sort(key=lambda c: (c.is_flagged, -(c.probability or 0.0), c.document, c.cell_id))
    return wrong[:most]


def _inline(svg: str) -> str:
    return svg[svg.index("<svg") :]
