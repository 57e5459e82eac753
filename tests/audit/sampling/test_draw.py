"""Drawing, answering blind and judging a lot."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from pipeline.audit.run_record import RunRecord
from pipeline.audit.sampling.answers import (
    Answer,
    Settlement,
    read_answers,
    record_answer,
    record_settlement,
    waiting_units,
)
from pipeline.audit.sampling.draw import Draw, DrawOptions, allocate, draw_sample
from pipeline.audit.sampling.faces import (
    draw_json,
    draw_terminal,
    read_draw,
    report_html,
    report_terminal,
)
from pipeline.audit.sampling.lot import Stratum, read_lot
from pipeline.audit.sampling.verdict import Decision, judge
from pipeline.audit.snapshot import Snapshot, open_snapshot
from pipeline.errors import UsageError
from pipeline.model.value import CellStatus
from tests.audit.made import MadeDocument, made_documents, write_extraction


def made() -> list[MadeDocument]:
    documents = made_documents(3, 4, 90)
    documents[0].source_name = "fax/a.pdf"
    for row in documents[1].rows[:30]:
        row.cells["cluster_name"].status = CellStatus.REVIEW
        row.cells["cluster_name"].reasons = ("thin-margin",)
    documents[2].rows[0].cells["cluster_name"].person = "李"
    return documents


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_extraction(tmp_path_factory.mktemp("audit") / "out", made(), RunRecord())


@pytest.fixture
def snapshot(registry: Path) -> Snapshot:
    return open_snapshot(str(registry))


@pytest.fixture
def draw(snapshot: Snapshot) -> Draw:
    return draw_sample(snapshot, DrawOptions("2026-03", aql=0.65))


def truth() -> dict[str, str]:
    return {
        f"{document.record_id(index)}/{column}": cell.value
        for document in made()
        for index, row in enumerate(document.rows)
        for column, cell in row.cells.items()
    }


def answer_all(path: Path, draw: Draw, read: Callable[[str, str], str | None]) -> None:
    says = truth()
    for unit in draw.units:
        text = read(unit.cell_id, says[unit.cell_id])
        record_answer(path, draw, Answer(unit.cell_id, "王", "2026-03-01T10:00:00+08:00", text))


def test_lot_counts_ink_once(snapshot: Snapshot) -> None:
    lot = read_lot(snapshot)
    assert len(lot) == 4 * (90 * 3 + 30) - 30
    assert {unit.column for unit in lot} == {
        "region",
        "cluster_name",
        "construction_unit",
        "cluster_type",
    }


def test_draw_follows_the_standard(draw: Draw) -> None:
    assert (draw.lot_size, draw.sample_size, draw.accept) == (1170, 80, 1)
    assert {size.stratum for size in draw.strata} == {
        Stratum("roster", "fax", "accepted"),
        Stratum("roster", "ppocr-v6-small", "accepted"),
        Stratum("roster", "ppocr-v6-small", "decided"),
    }
    assert all(size.sample_size >= 1 for size in draw.strata)


def test_draw_can_be_repeated(draw: Draw, snapshot: Snapshot) -> None:
    again = read_draw(draw_json(draw))
    assert again == draw
    assert draw_sample(snapshot, again.options) == draw
    assert draw_sample(snapshot, DrawOptions("another")).units != draw.units


def test_record_of_a_draw_shows_no_value(draw: Draw) -> None:
    assert not [text for text in set(truth().values()) if text in draw_json(draw).decode()]


def test_claim_needs_2995_cells(snapshot: Snapshot) -> None:
    assert draw_sample(snapshot, DrawOptions("s", claim=0.01)).sample_size == 299
    assert draw_sample(snapshot, DrawOptions("s", claim=0.001)).sample_size == 1170


def test_all_right_is_accepted(draw: Draw, snapshot: Snapshot, tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    assert len(waiting_units(draw, ())) == 80
    answer_all(path, draw, lambda _, text: f" {text} ")
    report = judge(draw, read_answers(path), snapshot)
    assert (report.decision, report.n_wrong, report.estimate) == (Decision.ACCEPT, 0, 0.0)
    assert report.upper == pytest.approx(1 - 0.05 ** (1 / 80))


def test_two_wrong_are_rejected_and_shown(draw: Draw, snapshot: Snapshot, tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    wrong = {unit.cell_id for unit in draw.units[:2]}
    answer_all(path, draw, lambda cell_id, text: "别的" if cell_id in wrong else text)
    report = judge(draw, read_answers(path), snapshot)
    assert (report.decision, report.n_wrong) == (Decision.REJECT, 2)
    assert {cell.unit.cell_id for cell in report.wrong_cells} == wrong
    html = report_html(report)
    assert "别的" in html
    assert "拒收" in html
    record_settlement(path, draw, Settlement(draw.units[0].cell_id, "李", "2026-03-02", True))
    assert judge(draw, read_answers(path), snapshot).decision is Decision.ACCEPT


def test_unanswered_sample_is_never_accepted(draw: Draw, snapshot: Snapshot) -> None:
    report = judge(draw, (), snapshot)
    assert (report.decision, report.upper) == (Decision.INCOMPLETE, 1.0)


def test_illegible_counts_as_wrong(draw: Draw, snapshot: Snapshot, tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    first = draw.units[0].cell_id
    answer_all(path, draw, lambda cell_id, text: None if cell_id == first else text)
    assert judge(draw, read_answers(path), snapshot).n_wrong == 1


def test_answers_stand(draw: Draw, tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    answer = Answer(draw.units[0].cell_id, "王", "2026-03-01", "x")
    record_answer(path, draw, answer)
    with pytest.raises(UsageError, match="already answered"):
        record_answer(path, draw, answer)
    with pytest.raises(UsageError, match="not in the sample"):
        record_answer(path, draw, Answer("a/1/clusters/1/region", "王", "2026-03-01", "x"))


def test_other_registry_is_refused(draw: Draw, tmp_path: Path) -> None:
    other = write_extraction(tmp_path / "other", made_documents(9, 1, 9), RunRecord())
    with pytest.raises(UsageError, match="not the registry"):
        judge(draw, (), open_snapshot(str(other)))


def test_terminal_faces(draw: Draw, snapshot: Snapshot) -> None:
    console = Console(file=io.StringIO(), width=160)
    console.print(draw_terminal(draw), report_terminal(judge(draw, (), snapshot)))
    assert isinstance(console.file, io.StringIO)
    assert "GB/T 2828.1" in console.file.getvalue()


@given(st.lists(st.integers(1, 5000), min_size=1, max_size=12), st.integers(1, 3000))
def test_allocation_adds_up(sizes: list[int], total: int) -> None:
    strata = {Stratum(str(number), "", ""): size for number, size in enumerate(sizes)}
    shares = allocate(strata, total)
    assert sum(shares.values()) == min(total, sum(sizes))
    assert all(0 <= shares[s] <= strata[s] for s in strata)
    if total >= len(sizes):
        assert min(shares.values()) >= 1
