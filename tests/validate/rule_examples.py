"""For every rule a document that breaks it and one, as like as can be, that does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.model.document import DocumentReading, Record, ValueType
from pipeline.model.text import Glyph
from tests.normalise.documents import Cell, make_document, make_part, make_record

NAME, UNIT, REGION, TYPE = "cluster_name", "construction_unit", "region", "cluster_type"


@dataclass(frozen=True, slots=True)
class RuleExample:
    """A failing and a passing document, and the cells that the finding must name."""

    slug: str
    failing: DocumentReading
    passing: DocumentReading
    cells: tuple[str, ...]


def listing(
    row_no: int,
    region: str = "河北",
    name: str = "邯郸装备产业集群",
    unit: str = "邯郸市科技局",
    kind: str = "试点",
    printed_no: str | None = None,
) -> Record:
    cells: list[Cell] = [
        (REGION, ValueType.REGION, region),
        (NAME, ValueType.CLUSTER_NAME, name),
        (UNIT, ValueType.ORGANISATION, unit),
        (TYPE, ValueType.CLUSTER_TYPE, kind),
    ]
    if printed_no is not None:
        cells.insert(0, ("printed_no", ValueType.INTEGER, printed_no))
    return make_record("clusters", row_no, cells)


def recommended(row_no: int) -> Record:
    return make_record(
        "recommendations", row_no, [(NAME, ValueType.CLUSTER_NAME, f"邯郸装备{row_no}产业集群")]
    )


def notice(**texts: str) -> Record:
    types = {
        "issuer": ValueType.ORGANISATION,
        "doc_no": ValueType.DOCUMENT_NUMBER,
        "title": ValueType.TEXT,
        "issued_on": ValueType.DATE,
        "deadline": ValueType.DATE,
        "phones": ValueType.PHONE,
        "email": ValueType.EMAIL,
        "contacts": ValueType.PERSON,
    }
    return make_record("notices", 1, [(name, types[name], text) for name, text in texts.items()])


def application(**texts: str) -> Record:
    types = {
        NAME: ValueType.CLUSTER_NAME,
        UNIT: ValueType.ORGANISATION,
        "postcode": ValueType.POSTCODE,
        "contact_mobile": ValueType.PHONE,
        "application_status": ValueType.TICK,
        "seal_present": ValueType.PRESENCE,
        "signed_on": ValueType.DATE,
    }
    cells = {NAME: "惠州终端产业集群", UNIT: "惠州仲恺高新区管委会", **texts}
    return make_record(
        "applications", 1, [(name, types[name], text) for name, text in cells.items()]
    )


def indicator(row_no: int, slug: str, value: str, unit: str = "家", basis: str = "实际") -> Record:
    year = "2020" if basis == "实际" else "2023"
    return make_record(
        "indicators",
        row_no,
        [
            ("unit", ValueType.UNIT, unit),
            ("year", ValueType.INTEGER, year),
            ("value", ValueType.DECIMAL, value),
        ],
        parent_id="doc-00000000/1/applications/1",
        attributes=(("indicator", slug), ("indicator_name", slug), ("basis", basis)),
    )


def firm(revenue: str) -> Record:
    return make_record(
        "leading_firms",
        1,
        [
            ("firm_name", ValueType.ORGANISATION, "某某公司"),
            ("revenue", ValueType.DECIMAL, revenue),
            ("revenue_unit", ValueType.UNIT, "千元"),
        ],
        parent_id="doc-00000000/1/applications/1",
    )


def document(*records: Record, lines: Sequence[str] = ()) -> DocumentReading:
    return make_document([make_part(records, lines=lines)])


def with_doubts(record: Record, column: str, *doubts: str) -> Record:
    readings = tuple(
        replace(reading, doubts=doubts) if reading.column == column else reading
        for reading in record.readings
    )
    return replace(record, readings=readings)


def with_glyphs(record: Record, column: str, glyphs: Sequence[Glyph]) -> Record:
    readings = tuple(
        replace(reading, glyphs=tuple(glyphs)) if reading.column == column else reading
        for reading in record.readings
    )
    return replace(record, readings=readings)


def cells(table: str, row_no: int, *columns: str) -> tuple[str, ...]:
    return tuple(f"doc-00000000/1/{table}/{row_no}/{column}" for column in columns)


def figures(**values: str) -> list[Record]:
    rows = [indicator(n, slug, value) for n, (slug, value) in enumerate(values.items(), start=1)]
    return [application(), *rows]


PROVINCES = ("北京", "天津", "河北", "山西", "辽宁", "吉林", "上海", "江苏")
CAPITALS = ("丰台区", "武清区", "保定市", "大同市", "鞍山市", "长春市", "嘉定区", "南京市")


def national_list(regions: Sequence[str]) -> DocumentReading:
    rows = [
        listing(row_no, region, f"{PROVINCES[row_no - 1]}产业集群", "研究院")
        for row_no, region in enumerate(regions, start=1)
    ]
    rows = [replace(row, readings=row.readings[:1]) for row in rows]
    return document(*rows)


INHERITED = "doc-00000000/1/clusters/1/region"


def spanned(region: str) -> DocumentReading:
    rows = [listing(1, region), listing(2, region, "保定电网产业集群", "保定市科技局")]
    second = rows[1].readings
    below = (replace(second[0], inherited_from=INHERITED), *second[1:])
    return document(rows[0], replace(rows[1], readings=below))


EXAMPLES = (
    RuleExample(
        "row-number-gap",
        document(
            listing(1, printed_no="1"),
            listing(2, name="保定电网产业集群", printed_no="2"),
            listing(3, name="唐山陶瓷产业集群", printed_no="4"),
            listing(4, name="沧州管道产业集群", printed_no="5"),
        ),
        document(
            listing(1, printed_no="1"),
            listing(2, name="保定电网产业集群", printed_no="2"),
            listing(3, name="唐山陶瓷产业集群", printed_no="3"),
        ),
        cells("clusters", 3, "printed_no"),
    ),
    RuleExample(
        "total-count-differs",
        document(listing(1), lines=["创新型产业集群名单（共2个集群）"]),
        document(listing(1), lines=["创新型产业集群名单（共1个集群）"]),
        (),
    ),
    RuleExample(
        "recommended-count-differs",
        document(recommended(1), recommended(2), lines=["现推荐以下3个产业集", "群参加评价"]),
        document(recommended(1), recommended(2), lines=["现推荐以下两个产业集群等二个集群"]),
        (*cells("recommendations", 1, NAME), *cells("recommendations", 2, NAME)),
    ),
    RuleExample(
        "type-count-differs",
        document(listing(1), lines=["其中试点集群2个"]),
        document(listing(1), lines=["其中试点集群1个"]),
        (),
    ),
    RuleExample(
        "region-count-differs",
        spanned("河北（3个）"),
        spanned("河北（2个）"),
        (INHERITED,),
    ),
    RuleExample(
        "required-empty",
        document(listing(1, name="")),
        document(listing(1)),
        cells("clusters", 1, NAME),
    ),
    RuleExample(
        "duplicate-listing",
        document(listing(1), listing(2)),
        document(listing(1), listing(2, name="邯郸材料产业集群")),
        (*cells("clusters", 2, NAME, UNIT), *cells("clusters", 1, NAME, UNIT)),
    ),
    RuleExample(
        "region-unresolved",
        document(listing(1, "冂匕", "材料产业集群", "研究院")),
        document(listing(1, "河北", "材料产业集群", "研究院")),
        cells("clusters", 1, REGION, "region_code"),
    ),
    RuleExample(
        "region-contradiction",
        document(listing(1, "山西", "宝鸡钛产业集群", "宝鸡高新区管委会")),
        document(listing(1, "陕西", "宝鸡钛产业集群", "宝鸡高新区管委会")),
        cells("clusters", 1, REGION, UNIT, "region_code"),
    ),
    RuleExample(
        "region-order",
        national_list(["北京", "天津", "河北", "陕西", "辽宁", "吉林", "上海", "江苏"]),
        national_list(PROVINCES),
        cells("clusters", 4, REGION),
    ),
    RuleExample(
        "place-ambiguous",
        document(listing(1, "江苏", "软件产业集群", "鼓楼区科技局")),
        document(listing(1, "江苏", "南京软件产业集群", "鼓楼区科技局")),
        cells("clusters", 1, UNIT, "city_code"),
    ),
    RuleExample(
        "cluster-type-unknown",
        document(listing(1, kind="示范")),
        document(listing(1, kind="（培育）")),
        cells("clusters", 1, TYPE),
    ),
    RuleExample(
        "tick-not-one",
        document(
            with_doubts(application(application_status=""), "application_status", "tick-none")
        ),
        document(application(application_status="初次申请")),
        cells("applications", 1, "application_status"),
    ),
    RuleExample(
        "document-number-malformed",
        document(notice(doc_no="国科火字45号")),
        document(notice(doc_no="国科火字(2021)45号")),
        cells("notices", 1, "doc_no"),
    ),
    RuleExample(
        "document-number-year",
        document(notice(doc_no="国科火字〔2012〕45号", issued_on="2021年2月26日")),
        document(notice(doc_no="国科火字〔2021〕45号", issued_on="2021年2月26日")),
        cells("notices", 1, "doc_no", "issued_on"),
    ),
    RuleExample(
        "date-malformed",
        document(notice(issued_on="2021年2月30日")),
        document(notice(issued_on="2021年2月28日")),
        cells("notices", 1, "issued_on"),
    ),
    RuleExample(
        "date-implausible",
        document(notice(issued_on="2081年2月26日")),
        document(notice(issued_on="2021年2月26日")),
        cells("notices", 1, "issued_on"),
    ),
    RuleExample(
        "deadline-before-issue",
        document(notice(issued_on="2021年2月26日", deadline="2021年1月31日")),
        document(notice(issued_on="2021年2月26日", deadline="2021年3月31日")),
        cells("notices", 1, "issued_on", "deadline"),
    ),
    RuleExample(
        "name-malformed",
        document(listing(1, unit="邯郸市科技局.")),
        document(listing(1, unit="邯郸市科技局（高新处）")),
        cells("clusters", 1, UNIT),
    ),
    RuleExample(
        "person-malformed",
        document(notice(contacts="李-~，张军")),
        document(notice(contacts="李某，阿依古丽·买买提，Li Lei")),
        cells("notices", 1, "contacts"),
    ),
    RuleExample(
        "phone-malformed",
        document(notice(phones="010-8865626")),
        document(notice(phones="010-88656265、88656263")),
        cells("notices", 1, "phones"),
    ),
    RuleExample(
        "mobile-expected",
        document(application(contact_mobile="0752-7100123")),
        document(application(contact_mobile="13819607870")),
        cells("applications", 1, "contact_mobile"),
    ),
    RuleExample(
        "email-malformed",
        document(notice(email="jiqc1.ctp.gov.cn")),
        document(notice(email="jiqc1@ctp. gov. cn")),
        cells("notices", 1, "email"),
    ),
    RuleExample(
        "postcode-malformed",
        document(application(postcode="51600")),
        document(application(postcode="516006")),
        cells("applications", 1, "postcode"),
    ),
    RuleExample(
        "postcode-province",
        document(application(postcode="316006")),
        document(application(postcode="516006")),
        cells("applications", 1, "postcode"),
    ),
    RuleExample(
        "presence-unclear",
        document(application(seal_present="?")),
        document(application(seal_present="true")),
        cells("applications", 1, "seal_present"),
    ),
    RuleExample(
        "seal-missing",
        document(application(seal_present="false")),
        document(application(seal_present="true")),
        cells("applications", 1, "seal_present"),
    ),
    RuleExample(
        "number-malformed",
        document(application(), indicator(1, "firms", "19Z")),
        document(application(), indicator(1, "firms", "192")),
        cells("indicators", 1, "value"),
    ),
    RuleExample(
        "count-negative",
        document(application(), indicator(1, "standards", "-8")),
        document(application(), indicator(1, "net_profit", "-8")),
        cells("indicators", 1, "value"),
    ),
    RuleExample(
        "year-contradiction",
        document(application(signed_on="2019年3月17日"), indicator(1, "firms", "192")),
        document(application(signed_on="2021年3月17日"), indicator(1, "firms", "192")),
        (*cells("indicators", 1, "year"), *cells("applications", 1, "signed_on")),
    ),
    RuleExample(
        "unit-unexpected",
        document(application(), indicator(1, "revenue", "100", "家")),
        document(application(), indicator(1, "revenue", "100", "千元")),
        cells("indicators", 1, "unit"),
    ),
    RuleExample(
        "unit-conflict",
        document(application(), indicator(1, "revenue", "100万元", "千元")),
        document(application(), indicator(1, "revenue", "100千元", "千元")),
        cells("indicators", 1, "value", "unit"),
    ),
    RuleExample(
        "margin-differs",
        document(*figures(margin="8.61", net_profit="5884888", revenue="67904543")),
        document(*figures(margin="8.67", net_profit="5884888", revenue="67904543")),
        (
            *cells("indicators", 1, "value"),
            *cells("indicators", 2, "value"),
            *cells("indicators", 3, "value"),
        ),
    ),
    RuleExample(
        "hitech-share-differs",
        document(*figures(hitech_share="21.08", hitech_firms="52", firms="192")),
        document(*figures(hitech_share="27.08", hitech_firms="52", firms="192")),
        (
            *cells("indicators", 1, "value"),
            *cells("indicators", 2, "value"),
            *cells("indicators", 3, "value"),
        ),
    ),
    RuleExample(
        "part-exceeds-whole",
        document(*figures(hitech_firms="520", firms="192")),
        document(*figures(hitech_firms="52", firms="192")),
        (*cells("indicators", 1, "value"), *cells("indicators", 2, "value")),
    ),
    RuleExample(
        "share-out-of-range",
        document(*figures(rd_share="451")),
        document(*figures(rd_share="4.51")),
        cells("indicators", 1, "value"),
    ),
    RuleExample(
        "target-below-actual",
        document(
            application(),
            indicator(1, "alliances", "12"),
            indicator(2, "alliances", "6", basis="目标"),
        ),
        document(
            application(),
            indicator(1, "alliances", "1"),
            indicator(2, "alliances", "6", basis="目标"),
        ),
        (*cells("indicators", 1, "value"), *cells("indicators", 2, "value")),
    ),
    RuleExample(
        "target-implausible",
        document(
            application(), indicator(1, "firms", "192"), indicator(2, "firms", "2550", basis="目标")
        ),
        document(
            application(), indicator(1, "firms", "192"), indicator(2, "firms", "255", basis="目标")
        ),
        (*cells("indicators", 1, "value"), *cells("indicators", 2, "value")),
    ),
    RuleExample(
        "firm-exceeds-cluster",
        document(application(), indicator(1, "revenue", "1000", "千元"), firm("4000")),
        document(application(), indicator(1, "revenue", "1000", "千元"), firm("400")),
        (*cells("leading_firms", 1, "revenue"), *cells("indicators", 1, "value")),
    ),
)
