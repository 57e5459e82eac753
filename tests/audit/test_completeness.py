"""The dashboard counts every file, page and waiting cell."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from pipeline.audit.completeness import completeness_html, read_completeness, stacked
from pipeline.audit.run_record import RunRecord
from pipeline.audit.snapshot import open_snapshot
from pipeline.model.page import PageStatus
from pipeline.model.value import CellStatus
from pipeline.registry.assemble import assemble
from pipeline.registry.registry import LedgerEntry
from pipeline.registry.write import write_registry
from tests.audit.made import made_documents, staged, write_extraction


def test_counts_and_page(tmp_path: Path) -> None:
    documents = made_documents(1, 2, 30)
    cell = documents[0].rows[0].cells["cluster_name"]
    cell.status, cell.reasons = CellStatus.REVIEW, ("thin-margin",)
    failed = LedgerEntry("<b>.pdf", PageStatus.FAILED, "encrypted", "文件加密 encrypted")
    registry = assemble([staged(document) for document in documents], [failed])
    write_registry(registry, tmp_path / "out/registry")
    received = ("list-000.pdf", "list-001.pdf", "<b>.pdf", "new.pdf")
    state = read_completeness(open_snapshot(str(tmp_path / "out")), received)
    assert state.files == Counter(ok=2, failed=1, waiting=1)
    assert state.pages == Counter(ok=4)
    assert state.rows == Counter(clusters=60)
    assert state.cells["review"] == 1
    assert state.waiting == Counter({"thin-margin": 1})
    assert [trouble.reason for trouble in state.troubles] == ["encrypted"]
    assert state.unprocessed == ("new.pdf",)
    assert not state.is_complete
    html = completeness_html(state)
    assert "&lt;b&gt;.pdf" in html
    assert "<svg" in html
    assert "http" not in html


def test_complete(tmp_path: Path) -> None:
    folder = write_extraction(tmp_path / "out", made_documents(1, 1, 9), RunRecord())
    assert read_completeness(open_snapshot(str(folder)), ("list-000.pdf",)).is_complete


def test_bars_fill_the_width() -> None:
    bars = stacked(Counter(ok=3, failed=1))
    assert [(bar.x, bar.width) for bar in bars] == [(0.0, 675.0), (675.0, 225.0)]
    assert stacked(Counter()) == []
