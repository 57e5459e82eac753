"""What a person decided: holds on the same reading, becomes a conflict on another."""

import json

from pipeline.clean import clean_document, parse_dictionaries
from pipeline.model.correction import CleanDocument
from pipeline.model.gazetteer import Gazetteer

from .conftest import Row, roster

SHA256 = "ab" * 32
ROW: Row = ("陕西", "宝鸡高新区铁产业集群", "宝鸡高新区管委会", "(培育)")
OVERRIDES = "file_sha256,cell,text_ocr,text,person,decided_on,reason"


def _decision(verdict: str, text: str | None, text_ocr: str = ROW[1], **more: object) -> str:
    line = {
        "decided_at": "2026-03-01T09:00:00+08:00",
        "person": "王",
        "file_sha256": SHA256,
        "cell_id": "doc/1/clusters/1/cluster_name",
        "text_ocr": text_ocr,
        "verdict": verdict,
        "text": text,
        **more,
    }
    return json.dumps(line, ensure_ascii=False)


def _clean(
    files: dict[str, bytes], gazetteer: Gazetteer, *lines: str, overrides: str = "", row: Row = ROW
) -> CleanDocument:
    contents = {
        **files,
        "decisions.jsonl": "\n".join(lines).encode(),
        "overrides.csv": f"{OVERRIDES}\n{overrides}".encode(),
    }
    return clean_document(roster([row], sha256=SHA256), parse_dictionaries(contents, gazetteer))


def test_override_holds_and_says_whose_it_is(files: dict[str, bytes], gazetteer: Gazetteer) -> None:
    line = f"{SHA256},1/clusters/1/cluster_name,{ROW[1]},宝鸡高新区钛产业集群,李,2026-01-01,原件"
    reading = _clean(files, gazetteer, overrides=line).readings[1]
    assert reading.text_clean == "宝鸡高新区钛产业集群"
    assert (reading.decided_by, reading.doubts) == ("李", ())
    assert [(c.rule, c.dictionary) for c in reading.corrections] == [
        ("override", "overrides.csv:2")
    ]


def test_override_of_another_file_does_nothing(
    files: dict[str, bytes], gazetteer: Gazetteer
) -> None:
    line = f"{'0' * 64},1/clusters/1/cluster_name,{ROW[1]},宝鸡高新区钛产业集群,李,2026-01-01,"
    reading = _clean(files, gazetteer, overrides=line).readings[1]
    assert reading.text_clean == ROW[1]
    assert "watched-word" in reading.doubts


def test_last_decision_holds_and_withdrawn_undoes(
    files: dict[str, bytes], gazetteer: Gazetteer
) -> None:
    first = _decision("edited", "宝鸡高新区太产业集群")
    second = _decision("edited", "宝鸡高新区钛产业集群")
    assert _clean(files, gazetteer, first, second).readings[1].text_clean == "宝鸡高新区钛产业集群"
    undone = _clean(files, gazetteer, second, _decision("withdrawn", None)).readings[1]
    assert (undone.text_clean, undone.decided_by) == (ROW[1], None)


def test_accepted_reading_is_settled_without_a_change(
    files: dict[str, bytes], gazetteer: Gazetteer
) -> None:
    reading = _clean(files, gazetteer, _decision("accepted", ROW[1])).readings[1]
    assert (reading.text_clean, reading.corrections, reading.decided_by) == (ROW[1], (), "王")
    assert reading.doubts == ()


def test_illegible_keeps_the_reading_and_its_reason(
    files: dict[str, bytes], gazetteer: Gazetteer
) -> None:
    reading = _clean(files, gazetteer, _decision("illegible", None)).readings[1]
    assert (reading.text_clean, reading.doubts) == (ROW[1], ("illegible",))


def test_blind_second_decisions_change_nothing(
    files: dict[str, bytes], gazetteer: Gazetteer
) -> None:
    reading = _clean(files, gazetteer, _decision("edited", "别的", blind=True)).readings[1]
    assert reading.decided_by is None


def test_decision_on_another_reading_is_a_conflict(
    files: dict[str, bytes], gazetteer: Gazetteer
) -> None:
    cleaned = _clean(
        files, gazetteer, _decision("edited", "宝鸡高新区钛产业集群", "宝鸡高新区铁产业")
    )
    reading = cleaned.readings[1]
    assert reading.text_clean == ROW[1]
    assert "decision-conflict" in reading.doubts
    assert [finding.slug for finding in cleaned.findings] == ["decision-conflict"]
    assert cleaned.findings[0].cell_ids == ("doc/1/clusters/1/cluster_name",)


def test_decision_follows_its_cell_when_rows_are_recounted(
    files: dict[str, bytes], gazetteer: Gazetteer
) -> None:
    line = _decision("edited", "宝鸡高新区钛产业集群").replace("clusters/1/", "clusters/7/")
    cleaned = _clean(files, gazetteer, line)
    assert cleaned.readings[1].text_clean == "宝鸡高新区钛产业集群"
    assert cleaned.findings == ()


def test_decision_on_a_cell_that_is_gone_is_reported(
    files: dict[str, bytes], gazetteer: Gazetteer
) -> None:
    line = _decision("edited", "甲", "从未出现的读数").replace("clusters/1/", "clusters/7/")
    assert [f.slug for f in _clean(files, gazetteer, line).findings] == ["decision-conflict"]


def test_a_decided_place_is_a_witness_for_its_row(
    files: dict[str, bytes], gazetteer: Gazetteer
) -> None:
    row: Row = ("河南", "濮阳纺织产业集群", "液阳市科技局", "试点")
    line = _decision("accepted", row[1], row[1])
    cleaned = _clean(files, gazetteer, line, row=row)
    assert cleaned.readings[2].text_clean == "濮阳市科技局"
