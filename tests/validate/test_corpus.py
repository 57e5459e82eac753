"""Letters of recommendation against applications, over several documents."""

from __future__ import annotations

from dataclasses import replace

from pipeline.model.document import DocumentReading, Record, ValueType
from pipeline.normalise import normalise_document
from pipeline.validate import validate_corpus
from pipeline.validate.corpus import Staged, cluster_key
from tests.normalise.documents import clean_as_read, make_record, shipped_gazetteer
from tests.validate.rule_examples import document


def staged(document_id: str, *records: Record) -> Staged:
    reading: DocumentReading = replace(document(*records), document_id=document_id)
    clean = clean_as_read(reading)
    return reading, clean, normalise_document(reading, clean, shipped_gazetteer())


def recommended(row_no: int, name: str, unit: str) -> Record:
    return make_record(
        "recommendations",
        row_no,
        [
            ("sender", ValueType.ORGANISATION, "山东省科学技术厅"),
            ("region", ValueType.REGION, "山东"),
            ("cluster_name", ValueType.CLUSTER_NAME, name),
            ("construction_unit", ValueType.ORGANISATION, unit),
        ],
    )


def applied(name: str, unit: str) -> Record:
    return make_record(
        "applications",
        1,
        [
            ("cluster_name", ValueType.CLUSTER_NAME, name),
            ("construction_unit", ValueType.ORGANISATION, unit),
        ],
    )


LETTER = staged(
    "letter",
    recommended(1, "德州生物制造创新型产业集群", "德州高新区管委会"),
    recommended(2, "烟台海洋生物产业集群", "烟台高新区管委会"),
)


def slugs(*documents: Staged) -> list[tuple[str, str]]:
    return [(document_id, finding.slug) for document_id, finding in validate_corpus(documents)]


def test_letter_and_applications_that_agree_say_nothing() -> None:
    assert (
        slugs(
            LETTER,
            staged("one", applied("德州生物制造产业集群", "德州高新技术产业开发区管理委员会")),
            staged("two", applied("烟台海洋生物创新型产业集群", "烟台高新区管委会")),
        )
        == []
    )


def test_a_recommended_cluster_without_application_is_found() -> None:
    found = slugs(LETTER, staged("one", applied("德州生物制造产业集群", "德州高新区管委会")))
    assert found == [("letter", "recommended-without-application")]


def test_an_application_that_no_letter_names_is_found() -> None:
    found = slugs(
        LETTER,
        staged("one", applied("德州生物制造产业集群", "德州高新区管委会")),
        staged("two", applied("烟台海洋生物产业集群", "烟台高新区管委会")),
        staged("three", applied("临沂电子产业集群", "临沂高新区管委会")),
    )
    assert found == [("three", "application-without-recommendation")]


def test_applications_of_a_province_without_letter_are_left_alone() -> None:
    found = slugs(
        LETTER,
        staged("one", applied("德州生物制造产业集群", "德州高新区管委会")),
        staged("two", applied("烟台海洋生物产业集群", "烟台高新区管委会")),
        staged("three", applied("惠州终端产业集群", "惠州仲恺高新区管委会")),
    )
    assert found == []


def test_different_units_are_found() -> None:
    found = slugs(
        LETTER,
        staged("one", applied("德州生物制造产业集群", "德州市科技局")),
        staged("two", applied("烟台海洋生物产业集群", "烟台高新区管委会")),
    )
    assert found == [("letter", "recommendation-unit-differs")]


def test_names_are_compared_without_generic_words() -> None:
    assert cluster_key("“德州（生物）制造”创新型产业集群") == "德州生物制造"
