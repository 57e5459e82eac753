from __future__ import annotations

from pipeline.model.value import CellStatus
from pipeline.registry.assemble import assemble
from pipeline.registry.registry import TableRows
from pipeline.registry.specimen import MadeCell, MadeRecord, made_document

REVIEW, FAILED = CellStatus.REVIEW, CellStatus.FAILED


def queue(*records: MadeRecord) -> TableRows:
    return assemble([made_document("list", "roster", records)]).table("review_queue")


def columns_and_affected(table: TableRows) -> list[tuple[str, str]]:
    column, affected = table.schema.position("column"), table.schema.position("n_affected")
    return [(row[column], row[affected]) for row in table.rows]


def doubtful(
    column: str, *reasons: str, probability: float | None = None, text: str = "甲"
) -> MadeCell:
    return MadeCell(column, text, status=REVIEW, reasons=reasons, probability=probability)


def test_failed_comes_before_doubtful_and_unlikely_before_likely() -> None:
    record = MadeRecord(
        "clusters",
        (
            doubtful("region", "low-probability", probability=0.9),
            doubtful("cluster_name", "low-probability", probability=0.4),
            MadeCell(
                "construction_unit", "乙", status=FAILED, reasons=("unread",), probability=0.99
            ),
        ),
    )
    assert [column for column, _ in columns_and_affected(queue(record))] == [
        "construction_unit",
        "cluster_name",
        "region",
    ]


def test_what_rules_object_to_comes_before_a_merely_lower_probability() -> None:
    record = MadeRecord(
        "clusters",
        (
            doubtful("region", "low-probability", probability=0.7),
            doubtful("cluster_name", "places-contradict", probability=0.999),
        ),
    )
    assert [column for column, _ in columns_and_affected(queue(record))] == [
        "cluster_name",
        "region",
    ]


def test_an_inherited_doubt_is_asked_once_and_counted() -> None:
    first = MadeRecord("clusters", (doubtful("region", "thin-margin"),))
    second = MadeRecord(
        "clusters",
        (MadeCell("region", "甲", status=REVIEW, reasons=("thin-margin",), repeats=0),),
    )
    assert columns_and_affected(queue(first, second, second)) == [("region", "2")]


def test_a_doubt_about_a_derived_value_is_laid_at_its_source() -> None:
    code = MadeCell("region_code", "130000", status=REVIEW, reasons=("x",), rests_on=("region",))
    record = MadeRecord("clusters", (doubtful("region", "thin-margin"), code))
    assert columns_and_affected(queue(record)) == [("region", "1")]


def test_a_name_and_its_code_in_doubt_for_one_reason_are_one_question() -> None:
    reasons = ("ambiguous-place",)
    record = MadeRecord(
        "clusters",
        (
            MadeCell("region", "甲"),
            MadeCell("county", "", status=REVIEW, reasons=reasons, rests_on=("region",)),
            MadeCell("county_code", "", status=REVIEW, reasons=reasons, rests_on=("region",)),
        ),
    )
    assert columns_and_affected(queue(record)) == [("county", "1")]


def test_an_accepted_registry_has_an_empty_queue() -> None:
    assert queue(MadeRecord("clusters", (MadeCell("cluster_name", "甲集群"),))).rows == ()
