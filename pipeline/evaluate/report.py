"""The HTML report: promises kept or not, risk curve, reliability, confusions, worst cells pictured.

One file without links to anywhere, so that it can be mailed. The caller cuts the pictures; without
the scans the report has none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from rapidfuzz.distance import Levenshtein

from pipeline.evaluate.headline import headline
from pipeline.evaluate.plots import plot_reliability, plot_risk
from pipeline.evaluate.risk import confusions, reliability, risk_curve
from pipeline.evaluate.scoring import Comparison, ScoredCell
from pipeline.evaluate.summary import summarise
from pipeline.evaluate.tables import sections
from pipeline.model.geometry import Region

CutOut = Callable[[str, Sequence[Region]], Sequence[str]]
"""(source name, regions) -> data URIs of their pictures; fewer where a page cannot be opened."""

WORST_CELLS = 60
_OPEN = ("按扫描类型", "行 ")
"""Sections that are unfolded when the report is opened, by how their titles start."""


@dataclass(frozen=True, slots=True)
class WorstCell:
    """A wrong cell for the report: pictures as data URIs, both texts with differences marked."""

    cell: ScoredCell
    pictures: Sequence[str]
    truth: Markup
    text: Markup


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
        cards=headline(comparison),
        sections=[_section(*section) for section in sections(summarise(comparison))],
        missing=comparison.missing,
        unjudged=comparison.unjudged,
        risk=Markup(_inline(plot_risk(curves))),
        reliability=Markup(_inline(plot_reliability(reliability(cells)))),
        confusions=confusions(cells),
        worst=[
            _pictured(cell, cut_out(cell.source_name, cell.regions)) for cell in worst_cells(cells)
        ],
    )
    return page.encode("utf-8")


def _section(
    title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]
) -> tuple[str, str, list[tuple[str, str]], Sequence[Sequence[str]], bool]:
    """A table with its Chinese and English titles apart, and whether it is unfolded."""
    return (*_apart(title), [_apart(head) for head in heads], rows, title.startswith(_OPEN))


def _apart(title: str) -> tuple[str, str]:
    """Chinese and English of a title."""
    at = next((i for i, char in enumerate(title) if char.isascii() and char.isalpha()), len(title))
    return title[:at].strip(), title[at:]


def _pictured(cell: ScoredCell, pictures: Sequence[str]) -> WorstCell:
    if cell.truth is None:
        nothing = Markup("（多出的行 invented row）")
        return WorstCell(cell, pictures, nothing, escape(cell.text or ""))
    truth, text = cell.truth, cell.text or ""
    marked: list[list[Markup]] = [[], []]
    for edit in Levenshtein.opcodes(truth, text):
        parts = (truth[edit.src_start : edit.src_end], text[edit.dest_start : edit.dest_end])
        for side, part in enumerate(parts):
            marked[side].append(_marked(part, side) if edit.tag != "equal" else escape(part))
    return WorstCell(cell, pictures, Markup().join(marked[0]), Markup().join(marked[1]))


def _marked(part: str, side: int) -> Markup:
    kind = "" if side else " class=truth"
    return Markup(f"<mark{kind}>{{}}</mark>").format(part) if part else Markup()


def worst_cells(cells: Iterable[ScoredCell], most: int = WORST_CELLS) -> Sequence[ScoredCell]:
    """Return wrong cells, silent ones first, those believed most firmly at the top."""
    wrong = [cell for cell in cells if not cell.is_right and cell.text is not None]
    wrong.sort(key=lambda c: (c.is_flagged, -(c.probability or 0.0), c.document, c.cell_id))
    return wrong[:most]


def _inline(svg: str) -> str:
    return svg[svg.index("<svg") :]
