"""Whole documents: order of values, derived values, dates of parts."""

from __future__ import annotations

import pytest

from pipeline.model.document import Record, ValueType
from pipeline.model.value import NormalRecord
from pipeline.normalise import normalise_document
from tests.normalise.documents import (
    clean_as_read,
    make_document,
    make_part,
    make_record,
    shipped_gazetteer,
)

NOTICE_CELLS = [
    ("issuer", ValueType.ORGANISATION, "福建省科学技术厅"),
    ("doc_no", ValueType.DOCUMENT_NUMBER, "闽科高 (2020) 7 号"),
    ("issued_on", ValueType.DATE, "2020年12月1日"),
    ("contacts", ValueType.PERSON, "李 某，张某"),
    ("phones", ValueType.PHONE, "0591-87654321、87654322"),
    ("fax", ValueType.PHONE, "87654323"),
    ("remark", ValueType.TEXT, "此件公开"),
]


def listing(row_no: int, region: str, name: str, unit: str, part_no: int = 2) -> Record:
    cells = [
        ("printed_no", ValueType.INTEGER, str(row_no)),
        ("cluster_name", ValueType.CLUSTER_NAME, name),
        ("region", ValueType.REGION, region),
        ("construction_unit", ValueType.ORGANISATION, unit),
        ("cluster_type", ValueType.CLUSTER_TYPE, "试点(培育)"),
    ]
    return make_record("clusters", row_no, cells, part_no=part_no)


def normalise(*parts: list[Record]) -> dict[str, list[NormalRecord]]:
    document = make_document(
        [make_part(records, part_no) for part_no, records in enumerate(parts, start=1)]
    )
    normal = normalise_document(document, clean_as_read(document), shipped_gazetteer())
    tables: dict[str, list[NormalRecord]] = {}
    for record in normal.records:
        tables.setdefault(record.table, []).append(record)
    return tables


def texts(record: NormalRecord) -> dict[str, str | None]:
    return {value.column: value.value for value in record.values}


def test_a_listing_has_its_columns_in_order_and_what_was_read_besides_last() -> None:
    row = normalise([], [listing(1, "河北", "邯郸装备产业集群", "邯郸市科技局")])["clusters"][0]
    assert texts(row) == {
        "region": "河北",
        "region_code": "130000",
        "city": "邯郸市",
        "city_code": "130400",
        "county": None,
        "county_code": None,
        "cluster_name": "邯郸装备产业集群",
        "construction_unit": "邯郸市科技局",
        "cluster_type": "培育",
        "construction_unit_full": "邯郸市科学技术局",
        "printed_no": "1",
    }


def test_derived_values_say_what_they_rest_on() -> None:
    row = normalise([], [listing(1, "河北", "邯郸装备产业集群", "邯郸市科技局")])["clusters"][0]
    city = next(value for value in row.values if value.column == "city_code")
    assert city.cell_id == "doc-00000000/2/clusters/1/city_code"
    assert city.from_cells == (
        "doc-00000000/2/clusters/1/construction_unit",
        "doc-00000000/2/clusters/1/cluster_name",
    )
    assert city.evidence == (
        "建设单位“邯郸市”、集群名称“邯郸”；按 2026-03-26 的区划 (as of that day)"
    )
    county = next(value for value in row.values if value.column == "county_code")
    assert county.unparsed == "county-not-determined"


def test_a_notice_is_typed_and_its_fax_takes_the_area_code_of_its_phones() -> None:
    notice = normalise([make_record("notices", 1, NOTICE_CELLS)])["notices"][0]
    assert texts(notice) == {
        "issuer": "福建省科学技术厅",
        "doc_no": "闽科高〔2020〕7号",
        "issued_on": "2020-12-01",
        "contacts": "李某;张某",
        "phones": "0591-87654321;0591-87654322",
        "fax": "0591-87654323",
        "remark": "此件公开",
    }


def test_places_are_as_of_the_notice_that_carries_the_list() -> None:
    tables = normalise(
        [make_record("notices", 1, NOTICE_CELLS)],
        [listing(1, "", "光电产业集群", "漳州市龙海市科技局")],
    )
    row = texts(tables["clusters"][0])
    assert (row["region_code"], row["county_code"]) == ("350000", "350681")


def test_an_undated_list_says_so() -> None:
    document = make_document([make_part([listing(1, "河北", "邯郸集群", "邯郸市科技局", 1)])])
    normal = normalise_document(document, clean_as_read(document), shipped_gazetteer())
    assert [finding.slug for finding in normal.findings] == ["document-undated"]


def test_money_gets_its_worth_in_yuan() -> None:
    record = make_record(
        "indicators",
        1,
        [
            ("unit", ValueType.UNIT, "千元"),
            ("year", ValueType.INTEGER, "2020"),
            ("value", ValueType.DECIMAL, "67,904,543"),
        ],
        attributes=(("indicator", "revenue"), ("basis", "实际")),
    )
    row = normalise([record])["indicators"][0]
    assert texts(row) == {
        "unit": "千元",
        "year": "2020",
        "value": "67904543",
        "value_yuan": "67904543000",
    }
    assert row.attributes == (("indicator", "revenue"), ("basis", "实际"))


def test_an_application_knows_its_place_from_unit_and_address() -> None:
    record = make_record(
        "applications",
        1,
        [
            ("cluster_name", ValueType.CLUSTER_NAME, "智能终端产业集群"),
            ("construction_unit", ValueType.ORGANISATION, "惠州仲恺高新区管委会"),
            ("address", ValueType.ADDRESS, "广东省惠州市和畅五路8号"),
            ("application_status", ValueType.TICK, "初次申请"),
            ("seal_present", ValueType.PRESENCE, "true"),
        ],
    )
    row = texts(normalise([record])["applications"][0])
    assert (row["region_code"], row["city_code"]) == ("440000", "441300")
    assert (row["application_status"], row["seal_present"]) == ("初次申请", "true")


def test_a_custom_kind_gets_codes_behind_its_region() -> None:
    cells = [
        ("printed_no", ValueType.INTEGER, "1"),
        ("firm_name", ValueType.ORGANISATION, "苏州某某精密机械有限公司"),
        ("region", ValueType.REGION, "江苏"),
        ("product", ValueType.TEXT, "轴承"),
    ]
    row = normalise([make_record("specialised_firms", 1, cells)])["specialised_firms"][0]
    assert [value.column for value in row.values] == [
        "printed_no",
        "firm_name",
        "region",
        "region_code",
        "city",
        "city_code",
        "county",
        "county_code",
        "product",
    ]
    assert texts(row)["city_code"] == "320500"


def test_what_a_form_prints_is_never_covered_by_what_is_derived() -> None:
    cells = [
        ("region", ValueType.REGION, "江苏"),
        ("city", ValueType.TEXT, "苏州市"),
        ("construction_unit", ValueType.ORGANISATION, "昆山高新区管委会"),
    ]
    row = normalise([make_record("clusters", 1, cells)])["clusters"][0]
    cities = [value for value in row.values if value.column == "city"]
    assert [(value.value, value.evidence) for value in cities] == [("苏州市", None)]
    assert texts(row)["city_code"] == "320500"


def test_province_and_city_columns_are_read_together() -> None:
    cells = [
        ("firm_name", ValueType.ORGANISATION, "某某精密机械有限公司"),
        ("region", ValueType.REGION, "浙江"),
        ("town", ValueType.REGION, "义乌市"),
    ]
    row = normalise([make_record("specialised_firms", 1, cells)])["specialised_firms"][0]
    assert (texts(row)["city_code"], texts(row)["county_code"]) == ("330700", "330782")


def test_a_region_cut_from_the_sender_has_its_everyday_name_a_printed_one_stays() -> None:
    letter = [
        ("sender", ValueType.ORGANISATION, "内蒙古自治区科学技术厅"),
        ("region", ValueType.REGION, "内蒙古自治区"),
        ("cluster_name", ValueType.CLUSTER_NAME, "包头稀土新材料产业集群"),
        ("construction_unit", ValueType.ORGANISATION, "包头高新区管委会"),
    ]
    record = normalise([make_record("recommendations", 1, letter)])["recommendations"][0]
    assert texts(record)["region"] == "内蒙古"
    listed = listing(1, "河北省", "邯郸装备产业集群", "邯郸市科技局")
    assert texts(normalise([], [listed])["clusters"][0])["region"] == "河北省"


def notice(**cells: str) -> NormalRecord:
    kinds = {"issued_on": ValueType.DATE, "deadline": ValueType.DATE}
    record = make_record("notices", 1, [(name, kinds[name], text) for name, text in cells.items()])
    return normalise([record])["notices"][0]


@pytest.mark.parametrize(
    ("issued_on", "deadline", "wanted"),
    [
        ("2022年7月6日", "8月15日", "2022-08-15"),
        ("2022年12月20日", "1月 10日", "2023-01-10"),
        ("2023年12月1日", "2月29日", "2024-02-29"),
        ("2022年7月", "8月15日", None),
        ("2022年7月6日", "8月32日", None),
    ],
)
def test_a_deadline_without_a_year_is_the_next_such_day_after_the_issue(
    issued_on: str, deadline: str, wanted: str | None
) -> None:
    record = notice(issued_on=issued_on, deadline=deadline)
    value = next(value for value in record.values if value.column == "deadline")
    assert value.value == wanted
    assert bool(value.from_cells) == (wanted is not None)


def test_the_corps_is_no_short_name_of_its_province() -> None:
    cells = [
        ("sender", ValueType.ORGANISATION, "新疆生产建设兵团科技局"),
        ("region", ValueType.REGION, "新疆生产建设兵团"),
        ("cluster_name", ValueType.CLUSTER_NAME, "石河子番茄产业集群"),
    ]
    row = normalise([make_record("recommendations", 1, cells)])["recommendations"][0]
    assert (texts(row)["region"], texts(row)["region_code"]) == ("新疆生产建设兵团", "650000")
