"""A comparison as people and programs want it: terminal, JSON, CSV and one HTML page."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec
from rapidfuzz.distance import Levenshtein
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from pipeline.audit.crop import NO_CROPS, Cropper
from pipeline.audit.diff.model import CAUSE_NAMES, CellChange, Diff, Place
from pipeline.audit.html import render_page

MAX_TERMINAL, MAX_PAGE = 200, 2000
"""Changes shown at most in the terminal and on the page; JSON and CSV hold all."""
MIN_COMMON = 0.5
"""Texts with less in common than this share are shown as wholly changed."""
CSV_COLUMNS = (
    "change",
    "table",
    "column",
    "old_record_id",
    "new_record_id",
    "old_value",
    "new_value",
    "cause",
    "cause_name",
    "cause_detail",
    "is_consequence",
)


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A change with its crops and its texts cut into (is changed, text) runs."""

    change: CellChange
    old_crops: list[str]
    new_crops: list[str]
    old_runs: list[tuple[bool, str]]
    new_runs: list[tuple[bool, str]]


def diff_json(diff: Diff) -> bytes:
    """Everything, with the summary by cause in front."""
    summary = {
        str(kind): {"cells": cells, "following": following, "rows": rows}
        for kind, (cells, following, rows) in diff.count_causes().items()
    }
    document = {"is_same": diff.is_same, "summary": summary, "diff": diff}
    return msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n"


def diff_csv(diff: Diff) -> bytes:
    """One line per changed cell, row, column and document; UTF-8 without BOM."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    writer.writerows(_csv_rows(diff))
    return buffer.getvalue().encode()


def diff_terminal(diff: Diff, *, with_following: bool = False) -> RenderableType:
    """Summary by cause, then the changes, for a rich console; what merely follows on request."""
    shown = diff.cells if with_following else diff.direct_cells()
    parts: list[RenderableType] = [_summary_table(diff)]
    parts += [
        Text(f"{change.kind}: {change.source_name} {change.detail}") for change in diff.documents
    ]
    parts += [
        Text(f"{change.table}: {change.kind} {change.old_name} -> {change.new_name}")
        for change in diff.columns
    ]
    parts += [Text(note, style="dim") for note in diff.notes]
    if shown:
        parts.append(_cell_table(shown))
    parts += [
        Text(f"{change.kind} {change.table} {change.record_id}: {change.text}")
        for change in diff.rows[:MAX_TERMINAL]
    ]
    n_shown = min(len(shown), MAX_TERMINAL) + min(len(diff.rows), MAX_TERMINAL)
    hidden = len(diff.cells) + len(diff.rows) - n_shown
    if hidden:
        parts.append(
            Text(f"另有 {hidden} 处，见 --json、--csv 或 --html {hidden} more", style="dim")
        )
    return Group(*parts)


def diff_html(diff: Diff, old: Cropper = NO_CROPS, new: Cropper = NO_CROPS) -> str:
    """One self-contained page with old and new crops side by side, filters and a summary.

    Give the same cropper twice when only the present scans are at hand: then a file that was
    replaced shows no old crop, rather than a wrong one.
    """
    ordered = sorted(diff.cells, key=lambda change: change.is_consequence)[:MAX_PAGE]
    cells = [
        ShownCell(
            change,
            [] if _is_replaced(change, old, new) else _uris(old, change.old),
            _uris(new, change.new),
            *text_runs(change.old.value, change.new.value),
        )
        for change in ordered
    ]
    return render_page(
        "diff.html",
        diff=diff,
        summary=[(CAUSE_NAMES[kind], *counts) for kind, counts in diff.count_causes().items()],
        cells=cells,
        names=CAUSE_NAMES,
        n_hidden=len(diff.cells) - len(cells),
        causes=sorted({str(change.cause.kind) for change in ordered}),
        tables=sorted({change.table for change in ordered}),
        columns=sorted({change.column for change in ordered}),
    )


def _is_replaced(change: CellChange, old: Cropper, new: Cropper) -> bool:
    """Whether the only file at hand is the new scan: its pixels say nothing of the old boxes."""
    return old is new and change.old.document_id != change.new.document_id


def _uris(cropper: Cropper, place: Place) -> list[str]:
    return cropper.uris(place.source_name, place.regions)


def text_runs(old: str, new: str) -> tuple[list[tuple[bool, str]], list[tuple[bool, str]]]:
    """Cut two texts into runs of (is changed, text); joined, each gives its text back.

    Texts with little in common are one changed run: chance letters in common tell nothing.
    """
    if Levenshtein.normalized_similarity(old, new) < MIN_COMMON:
        return [(True, old)] if old else [], [(True, new)] if new else []
    ours: list[tuple[bool, str]] = []
    theirs: list[tuple[bool, str]] = []
    for block in Levenshtein.opcodes(old, new):
        is_changed = block.tag != "equal"
        if block.src_start < block.src_end:
            ours.append((is_changed, old[block.src_start : block.src_end]))
        if block.dest_start < block.dest_end:
            theirs.append((is_changed, new[block.dest_start : block.dest_end]))
    return ours, theirs


def _csv_rows(diff: Diff) -> Iterator[tuple[str, ...]]:
    for cell in diff.cells:
        cause = (cell.cause.kind, cell.cause.name, cell.cause.detail)
        ids = (cell.old.record_id, cell.new.record_id, cell.old.value, cell.new.value)
        follows = "true" if cell.is_consequence else "false"
        yield ("cell", cell.table, cell.column, *ids, *cause, follows)
    for row in diff.rows:
        old_id = row.old.record_id if row.old else ""
        new_id = row.new.record_id if row.new else ""
        texts = (row.text if row.old else "", row.text if row.new else "")
        cause = (row.cause.kind, row.cause.name, row.cause.detail)
        yield (f"row-{row.kind}", row.table, "", old_id, new_id, *texts, *cause, "false")
    for column in diff.columns:
        names = (column.old_name, column.new_name)
        yield (f"column-{column.kind}", column.table, "", "", "", *names, "", "", "", "false")
    for document in diff.documents:
        kind, name = f"document-{document.kind}", document.source_name
        yield (kind, "", "", "", "", "", name, "", "", document.detail, "false")


def _summary_table(diff: Diff) -> Table:
    title = "相同 same" if diff.is_same else "有变化 changed"
    table = Table(title=f"{diff.old_label} -> {diff.new_label}: {title}", title_justify="left")
    table.add_column("原因 cause")
    for heading in ("单元格 cells", "随之而变 following", "行 rows"):
        table.add_column(heading, justify="right")
    for kind, counts in diff.count_causes().items():
        table.add_row(CAUSE_NAMES[kind], *(str(count) for count in counts))
    return table


def _cell_table(changes: Sequence[CellChange]) -> Table:
    table = Table(show_lines=False)
    for heading in ("单元格 cell", "旧 old", "新 new", "原因 cause"):
        table.add_column(heading, overflow="fold")
    ordered = sorted(changes, key=lambda change: change.is_consequence)
    for change in ordered[:MAX_TERMINAL]:
        ours, theirs = text_runs(change.old.value, change.new.value)
        cause = f"{CAUSE_NAMES[change.cause.kind]} {change.cause.name}".strip()
        table.add_row(
            Text(f"{change.new.record_id}/{change.column}"),
            _styled(ours, "red"),
            _styled(theirs, "green"),
            Text(f"↳ {cause}" if change.is_consequence else cause),
        )
    return table


def _styled(runs: list[tuple[bool, str]], style: str) -> Text:
    text = Text()
    for is_changed, run in runs:
        text.append(run, style=style if is_changed else "")
    return text
