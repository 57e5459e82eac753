from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pipeline.model.correction import CleanDocument, CleanReading
from pipeline.model.decision import Decision, Verdict
from pipeline.model.document import DocumentReading, Part, Reading, Record, ValueType
from pipeline.model.finding import Finding, Severity
from pipeline.model.geometry import Box, Region
from pipeline.model.value import CellStatus, NormalDocument, NormalRecord, Value
from pipeline.review.decisions import DecisionLog
from pipeline.review.dossier import Dossier, assemble_dossier
from pipeline.review.queue import (
    CONFLICT,
    UNEXPLAINED,
    QueueItem,
    Rank,
    build_queue,
    collect_doubts,
)

SHA = "cd" * 32
REGION = "doc/1/clusters/1/region"
HEIR = "doc/1/clusters/2/region"
NAME = "doc/1/clusters/1/cluster_name"


def reading(cell_id: str, text: str, source: str | None = None) -> Reading:
    column = cell_id.rsplit("/", 1)[1]
    place = (Region(1, Box(0, 0, 10, 10)),)
    return Reading(cell_id, column, ValueType.TEXT, text, 0.9, "e", place, inherited_from=source)


def dossier(*values: Value, name: str = "即郭集群", clean: CleanReading | None = None) -> Dossier:
    first = Record("r1", "clusters", 1, (reading(REGION, "河北"), reading(NAME, name)))
    second = Record("r2", "clusters", 2, (reading(HEIR, "河北", REGION),))
    part = Part(1, "roster", (1,), 1.0, (), False, (first, second))
    read = DocumentReading("doc", "doc.pdf", SHA, "application/pdf", (), (part,), (), ())
    cleaned = CleanDocument("doc", (clean,) if clean else ())
    record = NormalRecord("r1", "clusters", 1, None, (), values)
    return assemble_dossier(("a",), read, cleaned, NormalDocument("doc", (record,), ()))


def doubtful(cell_id: str, reason: str = "thin-margin", **changes: object) -> Value:
    column = cell_id.rsplit("/", 1)[1]
    value = Value(cell_id, column, "x", status=CellStatus.REVIEW, reasons=(reason,))
    return replace(value, **changes)  # type: ignore[arg-type]


def queue(made: Dossier, log: DecisionLog) -> list[QueueItem]:
    return build_queue(made, collect_doubts(made), log)


def empty_log(folder: Path) -> DecisionLog:
    return DecisionLog(folder / "decisions.jsonl")


def decide(log: DecisionLog, cell_id: str, text_ocr: str) -> None:
    decision = Decision("2026-01-01", "甲", SHA, cell_id, text_ocr, Verdict.EDITED, "邯郸集群")
    log.append(decision, log.history((SHA, cell_id)).version)


def test_accepted_values_do_not_wait(tmp_path: Path) -> None:
    assert queue(dossier(Value(NAME, "cluster_name", "邯郸集群")), empty_log(tmp_path)) == []


def test_a_doubt_waits_with_its_reason(tmp_path: Path) -> None:
    [item] = queue(dossier(doubtful(NAME, probability=0.4)), empty_log(tmp_path))
    assert (item.cell_id, item.reasons, item.probability) == (NAME, ("thin-margin",), 0.4)


def test_a_doubt_without_reason_is_not_lost(tmp_path: Path) -> None:
    [item] = queue(dossier(doubtful(NAME, reasons=())), empty_log(tmp_path))
    assert item.reasons == (UNEXPLAINED,)


def test_an_inherited_doubt_is_asked_once_at_its_source(tmp_path: Path) -> None:
    [item] = queue(dossier(doubtful(REGION), doubtful(HEIR, "region-unknown")), empty_log(tmp_path))
    assert (item.cell_id, item.covers) == (REGION, 1)
    assert item.reasons == ("thin-margin", "region-unknown")


def test_a_derived_doubt_is_asked_where_it_comes_from(tmp_path: Path) -> None:
    derived = doubtful("doc/1/clusters/1/city_code", "ambiguous-place", from_cells=(NAME,))
    [item] = queue(dossier(derived), empty_log(tmp_path))
    assert (item.cell_id, item.reasons) == (NAME, ("ambiguous-place",))


def test_a_doubt_without_any_cell_is_counted() -> None:
    derived = doubtful("doc/1/clusters/1/city_code")
    assert collect_doubts(dossier(derived)).homeless == ("doc/1/clusters/1/city_code",)


def test_a_decided_cell_leaves_the_queue(tmp_path: Path) -> None:
    log = empty_log(tmp_path)
    decide(log, NAME, "即郭集群")
    assert queue(dossier(doubtful(NAME)), log) == []


def test_a_changed_reading_comes_back_as_a_conflict(tmp_path: Path) -> None:
    log = empty_log(tmp_path)
    decide(log, NAME, "即郭集群")
    [item] = queue(dossier(Value(NAME, "cluster_name", "x"), name="邮单集群"), log)
    assert (item.reasons, item.rank) == ((CONFLICT,), Rank.CONFLICT)
    decide(log, NAME, "邮单集群")
    assert queue(dossier(doubtful(NAME), name="邮单集群"), log) == []


def test_a_decision_that_moved_with_its_row_is_no_conflict(tmp_path: Path) -> None:
    log = empty_log(tmp_path)
    decide(log, "doc/1/clusters/9/cluster_name", "即郭集群")
    decide(log, HEIR, "别的")
    moved = CleanReading(NAME, "邯郸集群", decided_by="甲")
    made = dossier(doubtful(HEIR, status=CellStatus.ACCEPTED), clean=moved)
    assert [item.cell_id for item in queue(made, log)] == [HEIR]


def test_a_decision_whose_cell_is_gone_is_told() -> None:
    made = dossier()
    gone = Finding(CONFLICT, Severity.WARNING, "无此格 no such cell")
    assert collect_doubts(replace(made, loose=(gone,))).homeless == ("无此格 no such cell",)
