"""The figures that a report starts with: what was promised of ordinary and rough scans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.evaluate.intervals import Share
from pipeline.evaluate.scoring import Comparison, ScoredCell
from pipeline.evaluate.summary import Figures, figures_of
from pipeline.evaluate.tables import share_text
from pipeline.evaluate.thresholds import ROUGH_PROFILES, FitOptions, Promise


@dataclass(frozen=True, slots=True)
class Line:
    """One figure; `promise` is "" where nothing was promised of it."""

    label: str
    value: str
    detail: str
    promise: str = ""
    is_kept: bool = True


@dataclass(frozen=True, slots=True)
class Card:
    """The figures of one group of scans."""

    title: str
    lines: tuple[Line, ...]


def headline(comparison: Comparison) -> tuple[Card, ...]:
    """Return a card for ordinary scans, one for rough ones (where there are any), one for rows."""
    promised = FitOptions()
    rough = [cell for cell in comparison.cells if cell.profile in ROUGH_PROFILES]
    ordinary = [cell for cell in comparison.cells if cell.profile not in ROUGH_PROFILES]
    groups = (
        ("普通扫描件 ordinary scans", ordinary, promised.ordinary),
        ("粗糙扫描件 rough scans", rough, promised.rough),
    )
    cards = [_card(title, cells, promise) for title, cells, promise in groups if cells]
    return (*cards, _row_card(comparison))


def _card(title: str, cells: Sequence[ScoredCell], promise: Promise) -> Card:
    found: Figures = figures_of(title, cells)
    return Card(
        title,
        (
            _line("静默错误 silent", found.silent, 3, promise.silent),
            _line("待核 flagged", found.flagged, 2, promise.flagged),
            _line("错误被标出 flag recall", found.flag_recall, 1),
            _line("全对 exact", found.exact, 2),
        ),
    )


def _row_card(comparison: Comparison) -> Card:
    rows = comparison.rows
    found = Share(sum(row.found for row in rows), sum(row.true for row in rows))
    invented = sum(row.invented for row in rows)
    return Card(
        "行 rows",
        (
            _line("找回 found", found, 2),
            Line("多出 invented", str(invented), ""),
            Line("无结果 no result", str(len(comparison.missing)), ""),
        ),
    )


def _line(label: str, share: Share, digits: int, promise: float | None = None) -> Line:
    value = share_text(share, digits).split(" [")[0]
    counted = f"{share.k}/{share.n}"
    if promise is None:
        return Line(label, value, counted)
    is_kept = share.rate is None or share.rate <= promise
    return Line(label, value, counted, f"{100 * promise:g} %", is_kept)
