"""Causes of single cells: the first step at which two extractions part."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.audit.diff.causes import Runs, acceptance_cause, reading_cause, row_cause
from pipeline.audit.diff.evidence import CellEvidence, Step, parse_regions
from pipeline.audit.diff.model import CauseKind
from pipeline.audit.run_record import RunRecord
from pipeline.model.geometry import Box, Region

CELL = CellEvidence(
    cell_id="a-1/1/clusters/1/cluster_name",
    document_id="a-1",
    column="cluster_name",
    text_ocr="即郭集群",
    text_clean="邯郸集群",
    value="邯郸集群",
    unparsed="",
    engine="ppocr-v6-small",
    confidence="0.9",
    probability="0.99",
    inherited_from="",
    from_cells=(),
    evidence="",
    status="accepted",
    reasons=(),
    person="",
    boxes="1:0,0,100,40",
    file_sha256="s1",
    steps=(Step("confusion-pair", "即郭集群", "邯郸集群", "", "confusions.tsv:3"),),
)
SAME = Runs(RunRecord(), RunRecord())


def runs(**changed: str) -> Runs:
    def record(number: str) -> RunRecord:
        files = {name.replace("_", "."): number for name in changed}
        return RunRecord(number if "code" in changed else "", {}, files)

    return Runs(record("1"), record("2"))


def test_dictionary_line_that_only_moved_is_no_cause() -> None:
    moved = replace(CELL, steps=(replace(CELL.steps[0], dictionary="confusions.tsv:4"),))
    last = Step("width-fold", "邯郸集群", "邯鄲集群", "", "")
    new = replace(moved, steps=(*moved.steps, last), text_clean="邯鄲集群", value="邯鄲集群")
    cause = reading_cause(CELL, new, SAME)
    assert cause is not None
    assert (cause.kind, cause.name) == (CauseKind.RULE, "width-fold")


def test_entry_that_was_taken_out_is_named() -> None:
    new = replace(CELL, steps=(), text_clean="即郭集群", value="即郭集群")
    cause = reading_cause(CELL, new, SAME)
    assert cause is not None
    assert (cause.kind, cause.name) == (CauseKind.DICTIONARY, "confusions.tsv:3")


def test_unchanged_dictionary_is_never_blamed() -> None:
    record = RunRecord("1", {}, {"confusions.tsv": "same"})
    new = replace(CELL, steps=(), text_clean="即郭集群", value="即郭集群")
    cause = reading_cause(CELL, new, Runs(record, record))
    assert cause is not None
    assert (cause.kind, cause.name) == (CauseKind.RULE, "confusion-pair")


def test_changed_gazetteer_names_the_code() -> None:
    old = replace(CELL, column="city_code", value="130400", evidence="集群名称“邯郸”")
    cause = reading_cause(old, replace(old, value="130500"), runs(regions_csv=""))
    assert cause is not None
    assert (cause.kind, cause.name) == (CauseKind.DICTIONARY, "regions.csv:130500")


def test_withdrawn_decision() -> None:
    step = Step("decision", "邯郸集群", "甲集群", "edited（2026-01-01）", "decisions.jsonl")
    old = replace(CELL, steps=(*CELL.steps, step), text_clean="甲集群", value="甲集群", person="李")
    cause = reading_cause(old, CELL, SAME)
    assert cause is not None
    assert (cause.kind, cause.name) == (CauseKind.HUMAN_DECISION, "李")


def test_decision_lost_by_a_new_scan_is_the_scans_doing() -> None:
    old = replace(CELL, text_clean="甲集群", value="甲集群", person="李")
    cause = reading_cause(old, replace(CELL, file_sha256="s2"), SAME)
    assert cause is not None
    assert cause.kind is CauseKind.SOURCE_FILE


def test_models_behind_the_same_name() -> None:
    new = replace(CELL, text_ocr="郸郭集群", text_clean="郸郭集群", value="郸郭集群", steps=())
    other = Runs(
        RunRecord(engines={"ppocr-v6-small": "a"}), RunRecord(engines={"ppocr-v6-small": "b"})
    )
    cause = reading_cause(CELL, new, other)
    assert cause is not None
    assert (cause.kind, cause.name) == (CauseKind.ENGINE, "ppocr-v6-small")


def test_nothing_recorded_differs() -> None:
    cause = reading_cause(CELL, replace(CELL, value="甲"), SAME)
    assert cause is not None
    assert cause.kind is CauseKind.UNEXPLAINED
    assert reading_cause(CELL, CELL, SAME) is None
    code = reading_cause(CELL, replace(CELL, value="甲"), runs(code=""))
    assert code is not None
    assert code.kind is CauseKind.CODE_VERSION


@pytest.mark.parametrize(
    ("new", "kind", "name"),
    [
        (replace(CELL, status="review", reasons=("tie",)), CauseKind.RULE, "tie"),
        (replace(CELL, status="review", person="李"), CauseKind.HUMAN_DECISION, "李"),
        (
            replace(CELL, status="review", confidence="0.1", file_sha256="s2"),
            CauseKind.SOURCE_FILE,
            "a-1",
        ),
        (
            replace(CELL, status="review", engine="other"),
            CauseKind.ENGINE,
            "ppocr-v6-small -> other",
        ),
    ],
    ids=["reason", "person", "scan", "engine"],
)
def test_acceptance(new: CellEvidence, kind: CauseKind, name: str) -> None:
    cause = acceptance_cause(CELL, new, SAME)
    assert cause is not None
    assert (cause.kind, cause.name) == (kind, name)


def test_refitted_acceptance() -> None:
    new = replace(CELL, status="review", reasons=("unsure",), probability="0.8")
    cause = acceptance_cause(CELL, new, runs(acceptance_json=""))
    assert cause is not None
    assert cause.name == "acceptance.json"


def test_same_program_with_another_dictionary() -> None:
    old = RunRecord("1", {}, {"terms.tsv": "a", "zones.csv": "z"})
    new = RunRecord("1", {}, {"terms.tsv": "b", "zones.csv": "z"})
    flagged = replace(CELL, status="review", reasons=("not-in-vocabulary",))
    cause = acceptance_cause(CELL, flagged, Runs(old, new))
    assert cause is not None
    assert (cause.kind, cause.name) == (CauseKind.DICTIONARY, "terms.tsv")


def test_rows() -> None:
    assert row_cause("s1", "s2", None, SAME).kind is CauseKind.SOURCE_FILE
    assert row_cause("s1", "s1", None, SAME).kind is CauseKind.LAYOUT


def test_regions_are_read_back() -> None:
    assert parse_regions("11:210,340,820,396;12:-1,0,5,6;nonsense") == (
        Region(11, Box(210, 340, 820, 396)),
        Region(12, Box(-1, 0, 5, 6)),
    )
