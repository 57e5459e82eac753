"""What was received, what became of each page, what waits: the page for the person in charge.

Counts what the registry's ledger, provenance and review queue say; a file the ledger does not know
is shown as not yet processed, never left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.audit.html import render_page
from pipeline.audit.snapshot import Snapshot
from pipeline.audit.tables import DECLARED, RegistryTable, read_table

STATUS_COLOURS = {
    "ok": "#2e7d32",
    "accepted": "#2e7d32",
    "blank": "#9e9e9e",
    "skipped": "#9e9e9e",
    "review": "#f9a825",
    "failed": "#c62828",
    "waiting": "#1565c0",
}
STATUS_NAMES = {
    "ok": "正常 ok",
    "accepted": "已采信 accepted",
    "blank": "空白 blank",
    "skipped": "跳过 skipped",
    "review": "待核 review",
    "failed": "失败 failed",
    "waiting": "未处理 not processed",
}
BAR_WIDTH = 900


@dataclass(frozen=True, slots=True)
class Trouble:
    """A file or page that is not ok. `page_no` is "" for a file as a whole."""

    source_name: str
    page_no: str
    status: str
    reason: str
    message: str


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """One document: its kinds, and how many pages, records and cells in doubt it has."""

    source_name: str
    kinds: str
    n_pages: str
    n_records: str
    n_review: str
    n_unplaced: str
    status: str


@dataclass(frozen=True, slots=True)
class Completeness:
    """Counts of everything received; `pages` and `cells` by status, `waiting` by reason."""

    label: str
    files: Counter[str]
    pages: Counter[str]
    kinds: Counter[str]
    rows: Counter[str]
    cells: Counter[str]
    waiting: Counter[str]
    documents: tuple[DocumentLine, ...]
    troubles: tuple[Trouble, ...]
    unprocessed: tuple[str, ...]

    @property
    def is_complete(self) -> bool:
        """Whether every file was read, no page failed and no cell waits."""
        return not (self.unprocessed or self.troubles or self.cells["review"])


@dataclass(frozen=True, slots=True)
class Bar:
    """One stretch of a stacked bar, in pixels."""

    x: float
    width: float
    colour: str
    label: str


def read_completeness(snapshot: Snapshot, received: Iterable[str] = ()) -> Completeness:
    """Count what a registry says; `received` are the names of all files in raw_scans/."""
    ledger = _rows(snapshot, "ledger")
    files = [row for row in ledger if not row["page_no"]]
    pages = [row for row in ledger if row["page_no"]]
    known = {row["source_name"] for row in ledger}
    unprocessed = tuple(sorted(name for name in received if name not in known))
    file_counts = Counter(row["status"] for row in files)
    if unprocessed:
        file_counts["waiting"] = len(unprocessed)
    queue = _rows(snapshot, "review_queue")
    return Completeness(
        snapshot.label,
        file_counts,
        Counter(row["status"] for row in pages),
        Counter(kind for row in pages for kind in filter(None, row["kind"].split(";"))),
        _row_counts(snapshot),
        Counter(_column(snapshot, "provenance", "status")),
        Counter(r for row in queue for r in filter(None, row["reasons"].split(";"))),
        tuple(
            DocumentLine(
                row["source_name"],
                row["kinds"],
                row["n_pages"],
                row["n_records"],
                row["n_review"],
                row["n_unplaced"],
                row["status"],
            )
            for row in _rows(snapshot, "documents")
        ),
        tuple(
            Trouble(*(row[c] for c in ("source_name", "page_no", "status", "reason", "message")))
            for row in (*pages, *(row for row in files if not row["document_id"]))
            if row["status"] not in ("ok", "blank")
        ),
        unprocessed,
    )


def completeness_html(completeness: Completeness) -> str:
    """One self-contained page with bars, what failed, what waits and every document."""
    return render_page(
        "completeness.html",
        state=completeness,
        bars=[
            ("文件 files", stacked(completeness.files)),
            ("页 pages", stacked(completeness.pages)),
            ("单元格 cells", stacked(completeness.cells)),
        ],
        waiting=_scaled(completeness.waiting),
        names=STATUS_NAMES,
        width=BAR_WIDTH,
    )


def stacked(counts: Counter[str]) -> list[Bar]:
    """Stretches of one bar, in the order of the statuses; none when there is nothing."""
    total = sum(counts.values())
    bars: list[Bar] = []
    x = 0.0
    for status in sorted(counts, key=_order):
        width = BAR_WIDTH * counts[status] / total
        name = STATUS_NAMES.get(status, status)
        label = f"{name} {counts[status]:,} ({100 * counts[status] / total:.1f} %)"
        bars.append(Bar(round(x, 2), round(width, 2), STATUS_COLOURS.get(status, "#555"), label))
        x += width
    return bars


def _order(status: str) -> tuple[int, str]:
    known: Sequence[str] = tuple(STATUS_COLOURS)
    return known.index(status) if status in known else len(known), status


def _scaled(counts: Counter[str]) -> list[tuple[str, int, float]]:
    """(name, count, width) sorted by count."""
    largest = max(counts.values(), default=1)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [(name, count, round(BAR_WIDTH / 2 * count / largest, 2)) for name, count in ordered]


def _row_counts(snapshot: Snapshot) -> Counter[str]:
    counts: Counter[str] = Counter()
    for name in snapshot.table_names():
        if name in DECLARED and not DECLARED[name].is_printed:
            continue
        table = _table(snapshot, name)
        if table is not None and table.n_rows:
            counts[name] = table.n_rows
    return counts


def _rows(snapshot: Snapshot, name: str) -> list[dict[str, str]]:
    table = _table(snapshot, name)
    rows: list[dict[str, str]] = [] if table is None else table.cells.to_pylist()
    return rows


def _column(snapshot: Snapshot, name: str, column: str) -> list[str]:
    table = _table(snapshot, name)
    return [] if table is None else table.texts(column)


def _table(snapshot: Snapshot, name: str) -> RegistryTable | None:
    data = snapshot.read(name)
    return None if data is None else read_table(name, data)
