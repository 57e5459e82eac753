from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.registry.schema.column import Column, ColumnType, TableSchema, fits_type
from pipeline.registry.schema.document import schema_document
from pipeline.registry.schema.printed import CLUSTERS, PRINTED_TABLES
from pipeline.registry.schema.tables import DECLARED_TABLES

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "schema.md"

PROMISED_HEADERS = {
    "clusters": "listing_id,document_id,doc_no,row_no,region,region_code,city,city_code,county,"
    "county_code,cluster_name,construction_unit,cluster_type,status,review_fields,source_pages",
    "notices": "document_id,issuer,doc_no,title,issued_on,deadline,contacts,phones,fax,email,"
    "address,postcode,annexes,disclosure,status,review_fields",
    "applications": "application_id,document_id,cluster_name,construction_unit,leader_name,"
    "leader_title,address,postcode,contact_department,contact_name,contact_title,contact_mobile,"
    "contact_fax,contact_email,service_org,service_name,service_title,service_mobile,service_fax,"
    "service_email,overview,application_status,signed_on,seal_present,status,review_fields",
    "indicators": "application_id,indicator,indicator_name,unit,year,basis,value,status,"
    "review_fields",
    "leading_firms": "application_id,row_no,firm_name,main_products,revenue,revenue_unit,"
    "revenue_year,status,review_fields",
    "plans": "document_id,section_no,level,title,text,status",
    "recommendations": "document_id,sender,region,cluster_name,construction_unit,issued_on,"
    "status,review_fields",
}


def test_schema_document_is_current() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == schema_document(), (
        "run: python -m pipeline.registry.schema.document > docs/schema.md"
    )


@pytest.mark.parametrize("schema", PRINTED_TABLES, ids=lambda schema: schema.name)
def test_headers_begin_as_promised_to_others(schema: TableSchema) -> None:
    promised = PROMISED_HEADERS[schema.name].split(",")
    assert list(schema.column_names[: len(promised)]) == promised


@pytest.mark.parametrize("schema", DECLARED_TABLES, ids=lambda schema: schema.name)
def test_declarations_are_sound(schema: TableSchema) -> None:
    names = schema.column_names
    tables = {table.name: table for table in DECLARED_TABLES}
    assert len(set(names)) == len(names)
    assert set(schema.key) <= set(names)
    assert set(schema.searchable) <= set(names)
    for key in schema.foreign_keys:
        assert key.column in names
        assert tables[key.table].key == (key.target,)
    for column in schema.columns:
        assert column.zh and column.en, column.name
        assert fits_type(column.example, column.type), column.name
        assert not column.values or column.example in column.values, column.name


@pytest.mark.parametrize(
    ("text", "column_type", "fits"),
    [
        ("", ColumnType.DATE, True),
        ("-12", ColumnType.INTEGER, True),
        ("1.0", ColumnType.INTEGER, False),
        ("+1", ColumnType.NUMBER, False),
        ("1e5", ColumnType.NUMBER, False),
        ("-8.60", ColumnType.NUMBER, True),
        ("１", ColumnType.NUMBER, False),
        ("2021-02-29", ColumnType.DATE, False),
        ("2020-02-29", ColumnType.DATE, True),
        ("20200229", ColumnType.DATE, False),
        ("True", ColumnType.BOOLEAN, False),
        ("=1", ColumnType.TEXT, True),
    ],
)
def test_fits_type(text: str, column_type: ColumnType, fits: bool) -> None:
    assert fits_type(text, column_type) is fits


def test_position_of_a_column() -> None:
    assert CLUSTERS.position("region") == 4


def test_a_column_defaults_to_optional() -> None:
    assert Column("a", ColumnType.TEXT, "甲", "A", "").required is False
