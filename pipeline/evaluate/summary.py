"""Figures over compared cells and rows, for everything and per kind, column and profile."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from pipeline.evaluate.intervals import Share
from pipeline.evaluate.risk import (
    Confusion,
    ReliabilityBin,
    RiskPoint,
    confusions,
    reliability,
    risk_curve,
)
from pipeline.evaluate.scoring import Comparison, ScoredCell, ScoredRows, ScoredTable

RISK_POINTS = 100
TICK_COLUMNS = frozenset({"application_status"})


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one group of cells (`group`, e.g. "fax" among profiles).

    `exact`: right cells among all true cells, lost ones included. `character_errors`: edits among
    true characters (may exceed them). `silent`: wrong among accepted cells. `flagged`: cells that
    wait for a person among all that came out. `flag_recall`: flagged among wrong cells that came
    out. `lost` cells had no row or no cell; `width_only` are wrong in character width alone.
    """

    group: str
    exact: Share
    character_errors: Share
    silent: Share
    flagged: Share
    flag_recall: Share
    lost: int
    width_only: int


@dataclass(frozen=True, slots=True)
class RowFigures:
    """Rows of one group: found among true ones, and how many were invented."""

    group: str
    found: Share
    invented: int


@dataclass(frozen=True, slots=True)
class ShapeFigures:
    """Mean TEDS of the `n` lists of one group, rounded to four decimals."""

    group: str
    n: int
    mean: float


@dataclass(frozen=True, slots=True)
class Scores:
    """All figures of a comparison; `rows_*` are the hard gates.

    `risk` is the risk-coverage curve of all cells, at most `RISK_POINTS` of its points.
    """

    total: Figures
    by_profile: tuple[Figures, ...]
    by_kind: tuple[Figures, ...]
    by_column: tuple[Figures, ...]
    by_cell_group: tuple[Figures, ...]
    ticks: Figures
    rows_total: RowFigures
    rows_by_profile: tuple[RowFigures, ...]
    rows_by_table: tuple[RowFigures, ...]
    missing: tuple[str, ...]
    unjudged: tuple[str, ...]
    shapes: tuple[ShapeFigures, ...] = ()
    risk: tuple[RiskPoint, ...] = ()
    reliability: tuple[ReliabilityBin, ...] = ()
    confusions: tuple[Confusion, ...] = ()


def summarise(comparison: Comparison) -> Scores:
    """Return the figures of a comparison."""
    cells, rows = comparison.cells, comparison.rows
    return Scores(
        total=figures_of("all", cells),
        by_profile=_grouped(cells, lambda cell: cell.profile),
        by_kind=_grouped(cells, lambda cell: cell.kind),
        by_column=_grouped(cells, lambda cell: f"{cell.table}.{cell.column}"),
        by_cell_group=_grouped(cells, lambda cell: f"{cell.profile}/{cell.kind}/{cell.column}"),
        ticks=figures_of("ticks", [cell for cell in cells if cell.column in TICK_COLUMNS]),
        rows_total=_row_figures("all", rows),
        rows_by_profile=_grouped_rows(rows, lambda row: row.profile),
        rows_by_table=_grouped_rows(rows, lambda row: row.table),
        missing=comparison.missing,
        unjudged=comparison.unjudged,
        shapes=_shape_figures(comparison.tables),
        risk=_thinned(risk_curve(cells)),
        reliability=reliability(cells),
        confusions=confusions(cells),
    )


def _shape_figures(tables: Iterable[ScoredTable]) -> tuple[ShapeFigures, ...]:
    groups: dict[str, list[float]] = {}
    for table in tables:
        for name in ("all", table.profile):
            groups.setdefault(name, []).append(table.similarity)
    return tuple(
        ShapeFigures(name, len(found), round(sum(found) / len(found), 4))
        for name, found in sorted(groups.items())
    )


def _thinned(curve: Sequence[RiskPoint]) -> tuple[RiskPoint, ...]:
    """Every so many points of a curve, its end included."""
    step = -(-len(curve) // RISK_POINTS) if curve else 1
    return tuple(reversed(curve[::-1][::step]))


def _grouped(cells: Iterable[ScoredCell], name: Callable[[ScoredCell], str]) -> tuple[Figures, ...]:
    groups: dict[str, list[ScoredCell]] = {}
    for cell in cells:
        groups.setdefault(name(cell), []).append(cell)
    return tuple(figures_of(group, found) for group, found in sorted(groups.items()))


def _grouped_rows(
    rows: Iterable[ScoredRows], name: Callable[[ScoredRows], str]
) -> tuple[RowFigures, ...]:
    groups: dict[str, list[ScoredRows]] = {}
    for row in rows:
        groups.setdefault(name(row), []).append(row)
    return tuple(_row_figures(group, found) for group, found in sorted(groups.items()))


def figures_of(group: str, cells: Iterable[ScoredCell]) -> Figures:
    """Return the figures of some cells under a name."""
    cells = list(cells)
    true = [cell for cell in cells if cell.truth is not None]
    out = [cell for cell in cells if cell.text is not None]
    accepted = [cell for cell in out if not cell.is_flagged]
    wrong = [cell for cell in out if not cell.is_right]
    return Figures(
        group,
        exact=Share(sum(cell.is_right for cell in true), len(true)),
        character_errors=Share(
            sum(cell.distance for cell in true), sum(len(cell.truth or "") for cell in true)
        ),
        silent=Share(sum(not cell.is_right for cell in accepted), len(accepted)),
        flagged=Share(len(out) - len(accepted), len(out)),
        flag_recall=Share(sum(cell.is_flagged for cell in wrong), len(wrong)),
        lost=len([cell for cell in true if cell.text is None]),
        width_only=sum(cell.is_right_but_for_width for cell in wrong),
    )


def _row_figures(group: str, rows: Iterable[ScoredRows]) -> RowFigures:
    rows = list(rows)
    found, true = sum(row.found for row in rows), sum(row.true for row in rows)
    return RowFigures(group, Share(found, true), sum(row.invented for row in rows))
