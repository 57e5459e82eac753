"""Scores as tables for a terminal, as Markdown, and as JSON that later runs compare with."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from rich.table import Table

from pipeline.evaluate.intervals import Share
from pipeline.evaluate.summary import Figures, RowFigures, Scores

_CELL_HEADS = (
    "组 group", "单元格 cells", "全对 exact", "字错率 CER", "静默错误 silent", "待核 flagged",
    "错误被标出 flag recall", "丢失 lost", "仅宽度 width only",
)  # fmt: skip
_SHAPE_HEADS = ("组 group", "表 tables", "TEDS")
_ROW_HEADS = ("组 group", "真行 true rows", "找回 found", "多出 invented")


def share_text(share: Share, digits: int = 2) -> str:
    """Return e.g. `99.82 % [99.40, 99.97]`, `-` when there is nothing to count."""
    if share.rate is None:
        return "-"
    text = f"{100 * share.rate:.{digits}f} %"
    if share.low is not None and share.high is not None:
        text += f" [{100 * share.low:.{digits}f}, {100 * share.high:.{digits}f}]"
    return text


def _cell_row(figures: Figures) -> tuple[str, ...]:
    return (
        figures.group,
        str(figures.exact.n),
        share_text(figures.exact),
        share_text(Share(figures.character_errors.k, figures.character_errors.n)).split(" [")[0],
        f"{figures.silent.k}/{figures.silent.n} = {share_text(figures.silent, 3)}",
        share_text(figures.flagged),
        share_text(figures.flag_recall),
        str(figures.lost),
        str(figures.width_only),
    )


def _row_row(figures: RowFigures) -> tuple[str, ...]:
    return (
        figures.group,
        str(figures.found.n),
        share_text(figures.found),
        str(figures.invented),
    )


Section = tuple[str, tuple[str, ...], list[tuple[str, ...]]]


def sections(scores: Scores) -> list[Section]:
    """Return (title, heads, rows) of every table of a report."""
    return [
        ("行 Rows", _ROW_HEADS, _rows([scores.rows_total, *scores.rows_by_profile])),
        ("行（按表）Rows by table", _ROW_HEADS, _rows(scores.rows_by_table)),
        ("表格结构 Shape of lists", _SHAPE_HEADS, _shapes(scores)),
        ("按扫描类型 By profile", _CELL_HEADS, _cells([*scores.by_profile, scores.total])),
        ("按文种 By kind", _CELL_HEADS, _cells(scores.by_kind)),
        ("按列 By column", _CELL_HEADS, _cells([*scores.by_column, scores.ticks])),
    ]


def _shapes(scores: Scores) -> list[tuple[str, ...]]:
    return [(shape.group, str(shape.n), f"{shape.mean:.4f}") for shape in scores.shapes]


def _rows(figures: Iterable[RowFigures]) -> list[tuple[str, ...]]:
    return [_row_row(f) for f in figures]


def _cells(figures: Iterable[Figures]) -> list[tuple[str, ...]]:
    return [_cell_row(f) for f in figures]


def to_rich(scores: Scores) -> list[Table]:
    """Return tables for a terminal."""
    tables = []
    for title, heads, rows in sections(scores):
        table = Table(*heads, title=title, title_justify="left")
        for row in rows:
            table.add_row(*row)
        tables.append(table)
    return tables


def to_markdown(scores: Scores) -> str:
    """Return the same tables as Markdown, with what had no counterpart at the end."""
    lines: list[str] = []
    for title, heads, rows in sections(scores):
        lines += [f"### {title}", "", "| " + " | ".join(heads) + " |"]
        lines.append("|" + " --- |" * len(heads))
        lines += ["| " + " | ".join(row) + " |" for row in rows] + [""]
    lines += [f"- 没有结果 no result: {name}" for name in scores.missing]
    lines += [f"- 没有真值 no truth: {name}" for name in scores.unjudged]
    return "\n".join(lines) + "\n"


def to_score_json(scores: Scores) -> bytes:
    """Return the scores as JSON: counts only, rates follow from them; ends with a newline."""
    return msgspec.json.format(msgspec.json.encode(scores), indent=1) + b"\n"


def from_score_json(data: bytes) -> Scores:
    """Read scores back.

    Raises:
        msgspec.ValidationError: When the bytes hold no scores.
    """
    return msgspec.json.decode(data, type=Scores)
