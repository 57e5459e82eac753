from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import ConfigurationError
from pipeline.evaluate.expected import expected_records
from pipeline.evaluate.truth import read_roster_csv, read_truth, to_truth_json

RECOMMENDATION = """{"kind": "recommendation", "fields": {"sender": "山东省科学技术厅",
 "doc_no": "山科函〔2021〕44号", "region": "山东", "addressee": "科技部火炬中心",
 "issued_on": "2021-03-14",
 "clusters": [{"cluster": "德州生物制造创新型产业集群", "unit": "德州高新区管委会"}]}}"""


def test_recommendation_becomes_a_row_per_cluster() -> None:
    (record,) = expected_records(read_truth(RECOMMENDATION.encode(), "r"))
    assert record.table == "recommendations"
    assert record.cells == {
        "sender": "山东省科学技术厅",
        "region": "山东",
        "cluster_name": "德州生物制造创新型产业集群",
        "construction_unit": "德州高新区管委会",
        "issued_on": "2021-03-14",
    }


def test_plan_titles_are_compared_without_their_number() -> None:
    text = """{"kind": "plan", "fields": {"cluster": "c", "unit": "u", "sections": [
      {"title": "一、集群基本情况", "text": "", "children": [
        {"title": "1.集群现状及主要形成过程", "text": "到2023年。"}]}]}}"""
    records = expected_records(read_truth(text.encode(), "p"))
    assert [(r.cells["title"], r.cells["text"]) for r in records] == [
        ("集群基本情况", ""),
        ("集群现状及主要形成过程", "到2023年。"),
    ]


@pytest.mark.parametrize(
    "text", ['{"kind": "poem"}', "not json", '{"kind": "roster", "roster": []}'],
    ids=["unknown kind", "no json", "missing field"],
)  # fmt: skip
def test_malformed_truth_is_refused_with_its_name(text: str) -> None:
    with pytest.raises(ConfigurationError, match="list-01"):
        read_truth(text.encode(), "list-01")


def test_roster_csv_without_a_column_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="unit"):
        read_roster_csv(b"region,cluster,type\n", "x")


@pytest.mark.samples
def test_every_sample_truth_survives_a_round_trip(samples: Path) -> None:
    for path in sorted(samples.rglob("*.truth.json")):
        truth = read_truth(path.read_bytes(), path.name)
        assert read_truth(to_truth_json(truth), path.name) == truth
