"""The tables of real-world clusters: which rows speak of the same one, and why."""

from __future__ import annotations

from dataclasses import replace

from pipeline.registry.schema.column import Column, ColumnType, ForeignKey, TableSchema
from pipeline.registry.schema.shared import (
    CLUSTER_ID,
    CLUSTER_NAME,
    CONSTRUCTION_UNIT,
    DOCUMENT_ID,
    OF_CLUSTER,
    OF_DOCUMENT,
    RECORD_ID,
    STATUS,
    code,
    integer,
    listed,
    text,
)

_REQUIRED_CLUSTER_ID = replace(CLUSTER_ID, required=True)
_TABLE = Column(
    "table", ColumnType.CODE, "所在表", "Output table of the record", "clusters", required=True
)
_REGION_CODE = code("region_code", "省级代码", "GB/T 2260 code of the province", "130000")
_CITY_CODE = code("city_code", "地级代码", "GB/T 2260 code of the prefecture", "130100")
_CLUSTER_TYPE = text("cluster_type", "集群类型", "试点 (pilot) or 培育 (in cultivation)", "试点")
_WEIGHT = Column(
    "weight",
    ColumnType.NUMBER,
    "证据权重",
    "Sum of the weights of the evidence; 8 and more is the same cluster, 5 to 8 undecided",
    "13",
)
_EVIDENCE = listed(
    "evidence", "证据", "What speaks for and against, with weights", "same-name +10;same-city +3"
)
_PERSON = text("person", "核定人", "Person whose decision holds", "李")

CLUSTER_ENTITIES = TableSchema(
    "cluster_entities",
    "集群实体",
    "Real-world clusters across documents and years: one row per cluster",
    (
        _REQUIRED_CLUSTER_ID,
        replace(CLUSTER_NAME, en="Its latest name"),
        replace(CONSTRUCTION_UNIT, en="Its latest construction unit"),
        replace(_CLUSTER_TYPE, en="Its latest type, 试点 or 培育"),
        _REGION_CODE,
        _CITY_CODE,
        code("county_code", "县级代码", "GB/T 2260 code of the county", "130108"),
        integer("first_year", "最早年度", "Year of the earliest document that names it", "2021"),
        integer("last_year", "最近年度", "Year of the latest document that names it", "2024"),
        listed(
            "names", "历年名称", "year:name, each change once", "2021:甲产业集群;2024:乙产业集群"
        ),
        listed(
            "construction_units", "历年建设单位", "year:unit, each change once", "2021:某管委会"
        ),
        listed("cluster_types", "历年类型", "year:type, each change once", "2021:培育;2024:试点"),
        listed("listings", "名单行", "listing_id of its rows in lists", ""),
        listed("applications", "申请表", "application_id of its applications", ""),
        listed("recommendations", "推荐函", "record_id of letters that recommend it", ""),
        integer("n_members", "成员数", "Rows of all tables that belong to it", "3", "rows"),
        replace(STATUS, en="review while a match with another cluster is undecided"),
        listed("undecided_with", "待定", "cluster_id of clusters that may be the same", ""),
    ),
    ("cluster_id",),
    searchable=("cluster_name", "names", "construction_units"),
)

CLUSTER_MEMBERS = TableSchema(
    "cluster_members",
    "集群成员",
    "Which rows speak of which cluster, and what ties each to the others",
    (
        _REQUIRED_CLUSTER_ID,
        _TABLE,
        RECORD_ID,
        DOCUMENT_ID,
        integer("year", "年度", "Year of the document", "2021"),
        CLUSTER_NAME,
        CONSTRUCTION_UNIT,
        _CLUSTER_TYPE,
        _REGION_CODE,
        _CITY_CODE,
        code("matched_with", "匹配对象", "Member it was tied to; empty for the first", ""),
        _WEIGHT,
        _EVIDENCE,
        _PERSON,
    ),
    ("record_id",),
    (OF_CLUSTER, OF_DOCUMENT),
)

CLUSTER_MATCHES = TableSchema(
    "cluster_matches",
    "集群匹配",
    "Pairs of rows that were left undecided, or that a person decided",
    (
        replace(RECORD_ID, name="left_record_id", zh="记录一"),
        replace(RECORD_ID, name="right_record_id", zh="记录二"),
        replace(CLUSTER_NAME, name="left_name", zh="名称一"),
        replace(CLUSTER_NAME, name="right_name", zh="名称二"),
        Column(
            "decision",
            ColumnType.CODE,
            "结论",
            "same, different or undecided; conflict: a decision that no longer fits",
            "undecided",
            required=True,
            values=("same", "different", "undecided", "conflict"),
        ),
        _WEIGHT,
        _EVIDENCE,
        _PERSON,
    ),
    ("left_record_id", "right_record_id"),
    (
        ForeignKey("left_record_id", "cluster_members", "record_id"),
        ForeignKey("right_record_id", "cluster_members", "record_id"),
    ),
)

ENTITY_TABLES = (CLUSTER_ENTITIES, CLUSTER_MEMBERS, CLUSTER_MATCHES)
