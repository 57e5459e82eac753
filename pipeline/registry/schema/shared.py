"""Columns that several tables share, declared once so that they mean the same everywhere."""

from __future__ import annotations

from pipeline.registry.schema.column import Column, ColumnType, ForeignKey

CELL_STATUSES = ("accepted", "review", "failed")

DOCUMENT_ID = Column(
    "document_id",
    ColumnType.CODE,
    "文件标识",
    "Source file: its name without suffix, then 8 hex digits of its SHA-256",
    "guoke-huozi-2021-45-1f0c9a3e",
    required=True,
)
RECORD_ID = Column(
    "record_id",
    ColumnType.CODE,
    "记录标识",
    "Record as found in the document; stable over rebuilds",
    "guoke-huozi-2021-45-1f0c9a3e/1/notices/1",
    required=True,
)
ROW_NO = Column(
    "row_no",
    ColumnType.INTEGER,
    "行号",
    "Position of the row in its printed table, from 1",
    "12",
    required=True,
)
STATUS = Column(
    "status",
    ColumnType.CODE,
    "状态",
    "accepted, review (a person must look) or failed; the worst of the row's cells",
    "accepted",
    required=True,
    values=CELL_STATUSES,
)
REVIEW_FIELDS = Column(
    "review_fields",
    ColumnType.LIST,
    "待核列",
    "Columns of this row that are not accepted",
    "cluster_name;county_code",
)
SOURCE_PAGES = Column(
    "source_pages",
    ColumnType.LIST,
    "来源页码",
    "Pages of the source file the row was read from, from 1",
    "11;12",
)
CLUSTER_NAME = Column(
    "cluster_name",
    ColumnType.TEXT,
    "集群名称",
    "Name of the industrial cluster, as written",
    "石家庄药用辅料创新型产业集群",
)
CONSTRUCTION_UNIT = Column(
    "construction_unit",
    ColumnType.TEXT,
    "建设单位",
    "Organisation that builds the cluster, as written",
    "石家庄高新区管委会",
)
REGION = Column(
    "region",
    ColumnType.TEXT,
    "地区",
    "Province or city with independent planning, as written",
    "河北",
)
CLUSTER_ID = Column(
    "cluster_id",
    ColumnType.CODE,
    "集群标识",
    "The real-world cluster, the same across documents and years",
    "c-5b2f08c1d9",
)
DOC_NO = Column(
    "doc_no",
    ColumnType.CODE,
    "发文字号",
    "Document number, year in 〔〕",
    "国科火字〔2021〕45号",
)

OF_DOCUMENT = ForeignKey("document_id", "documents", "document_id")
OF_CLUSTER = ForeignKey("cluster_id", "cluster_entities", "cluster_id")


def text(name: str, zh: str, en: str, example: str) -> Column:
    """A free text column."""
    return Column(name, ColumnType.TEXT, zh, en, example)


def code(name: str, zh: str, en: str, example: str) -> Column:
    """A column of codes."""
    return Column(name, ColumnType.CODE, zh, en, example)


def listed(name: str, zh: str, en: str, example: str) -> Column:
    """A column of lists."""
    return Column(name, ColumnType.LIST, zh, en, example)


def iso_date(name: str, zh: str, en: str, example: str) -> Column:
    """A column of dates."""
    return Column(name, ColumnType.DATE, zh, en, example)


def integer(name: str, zh: str, en: str, example: str, unit: str = "") -> Column:
    """A column of whole numbers."""
    return Column(name, ColumnType.INTEGER, zh, en, example, unit)


PLACE_COLUMNS = (
    code("region_code", "省级代码", "GB/T 2260 code of the province, at its date", "130000"),
    text("city", "地级市", "Prefecture-level city, full name", "石家庄市"),
    code("city_code", "地级代码", "GB/T 2260 code of the prefecture, at its date", "130100"),
    text("county", "区县", "County or district, full name, where one is determined", "裕华区"),
    code("county_code", "县级代码", "GB/T 2260 code of the county, at its date", "130108"),
)
"""Where the cluster lies, derived from region, unit and name together."""

CONSTRUCTION_UNIT_FULL = text(
    "construction_unit_full",
    "建设单位全称",
    "The construction unit in a normal form, written out in full",
    "石家庄高新技术产业开发区管理委员会",
)
