"""The tables that tell where the values came from, what was done to them and what is in doubt."""

from __future__ import annotations

from pipeline.registry.schema.column import Column, ColumnType, ForeignKey, TableSchema
from pipeline.registry.schema.shared import (
    DOC_NO,
    DOCUMENT_ID,
    OF_DOCUMENT,
    RECORD_ID,
    STATUS,
    code,
    integer,
    iso_date,
    listed,
    text,
)

_PAGE_STATUSES = ("ok", "blank", "failed", "skipped")
_CELL_ID = Column(
    "cell_id",
    ColumnType.CODE,
    "单元格标识",
    "One cell of one record: document/part/table/row/column",
    "guoke-huozi-2021-45-1f0c9a3e/3/clusters/8/cluster_name",
    required=True,
)
_TABLE = Column(
    "table", ColumnType.CODE, "所在表", "Output table of the record", "clusters", required=True
)
_COLUMN = Column(
    "column", ColumnType.CODE, "所在列", "Output column of the cell", "cluster_name", required=True
)
_PAGES = listed("pages", "页码", "Pages the cell stands on, from 1", "11;12")
_BOXES = listed(
    "boxes",
    "位置",
    "Places: page:x0,y0,x1,y1 in pixels of the raw page, top-left origin "
    "(plain text: columns and lines)",
    "11:210,340,820,396",
)
_TEXT_OCR = text("text_ocr", "识别原文", "What the recogniser read; never changed", "即郭现代装备")
_TEXT_CLEAN = text("text_clean", "校正文", "What was written there, as judged", "邯郸现代装备")
_VALUE = text("value", "值", "The typed value that went into the table", "邯郸现代装备")
_REASONS = listed("reasons", "原因", "Why it is not accepted (slugs)", "thin-margin")
_PROBABILITY = Column(
    "probability",
    ColumnType.NUMBER,
    "正确概率",
    "Calibrated probability that the value is right; empty where not modelled",
    "0.9713",
)
_MESSAGE = text("message", "说明", "What it means and what to do, Chinese first", "页面无法读取")
_STATUS_OF_PAGE = Column(
    "status",
    ColumnType.CODE,
    "状态",
    "ok, blank, failed or skipped",
    "ok",
    required=True,
    values=_PAGE_STATUSES,
)
_SEVERITY = Column(
    "severity",
    ColumnType.CODE,
    "严重程度",
    "info, warning or error",
    "warning",
    required=True,
    values=("info", "warning", "error"),
)

DOCUMENTS = TableSchema(
    "documents",
    "文件",
    "Documents that were read: one row per source file",
    (
        DOCUMENT_ID,
        code("source_name", "文件名", "Name inside raw_scans/", "国科火字2021-45.pdf"),
        code("sha256", "校验值", "SHA-256 of the file's bytes", "1f0c9a3e…"),
        code("media_type", "文件类型", "Media type", "application/pdf"),
        integer("n_pages", "页数", "Pages", "14", "pages"),
        listed("kinds", "文种", "Kinds of its parts, in order", "notice;roster"),
        DOC_NO,
        iso_date(
            "dated_on", "日期", "Date of issue or signature, where one was read", "2021-02-26"
        ),
        integer("n_records", "记录数", "Records found", "110", "records"),
        integer("n_review", "待核数", "Cells that are not accepted", "3", "cells"),
        integer("n_unplaced", "未归位行数", "Lines that no cell or field claims", "0", "lines"),
        _STATUS_OF_PAGE,
    ),
    ("document_id",),
    searchable=("source_name", "doc_no"),
)

LEDGER = TableSchema(
    "ledger",
    "页面台账",
    "What became of every file and page; nothing is dropped without a line here",
    (
        code("source_name", "文件名", "Name inside raw_scans/", "国科火字2021-45.pdf"),
        code("document_id", "文件标识", "Document; empty when the file gave none", "a-1f0c9a3e"),
        integer("page_no", "页码", "Page, from 1; empty on the file's own line", "3"),
        _STATUS_OF_PAGE,
        code("reason", "原因", "Why it is not ok (slug)", "encrypted"),
        _MESSAGE,
        listed("kind", "文种", "Kind of the part the page belongs to", "roster"),
        integer("n_lines", "行数", "Lines of text seen", "42", "lines"),
        integer("n_tables", "表格数", "Tables found", "1", "tables"),
        integer("n_rows", "表格行数", "Rows of those tables", "40", "rows"),
    ),
    ("source_name", "document_id", "page_no"),
    (OF_DOCUMENT,),
)

PROVENANCE = TableSchema(
    "provenance",
    "来源",
    "Where every value comes from: one row per cell, derived values included",
    (
        _CELL_ID,
        DOCUMENT_ID,
        _TABLE,
        RECORD_ID,
        _COLUMN,
        _PAGES,
        _BOXES,
        _TEXT_OCR,
        _TEXT_CLEAN,
        _VALUE,
        code("unparsed", "未解析原因", "Why there is no value (slug)", "not-a-date"),
        code("engine", "识别引擎", "Who read it", "ppocr-v6-small"),
        Column(
            "confidence",
            ColumnType.NUMBER,
            "识别置信度",
            "The recogniser's own score, 0-1; not a probability of being right",
            "0.9921",
        ),
        _PROBABILITY,
        code("inherited_from", "承自", "Cell whose ink this is, when a merged cell covers it", ""),
        listed("from_cells", "推自", "Cells a derived value was worked out from", ""),
        text("evidence", "依据", "Why the value is what it is", "gazetteer 130100"),
        STATUS,
        _REASONS,
        listed("rules", "规则", "Rules that changed the text, in order", "watch-name"),
        text("person", "核定人", "Person whose decision holds", "李"),
    ),
    ("cell_id",),
    (OF_DOCUMENT,),
)

CORRECTIONS = TableSchema(
    "corrections",
    "改动",
    "Every change between the recogniser's text and the text as judged, in order",
    (
        _CELL_ID,
        integer("step_no", "序号", "Order of the change in its cell, from 1", "1"),
        code("rule", "规则", "Rule that made it (slug)", "lexicon-rescore"),
        text("before", "改前", "Text before", "即郭现代装备"),
        text("after", "改后", "Text after", "邯郸现代装备"),
        text("evidence", "依据", "Why", "gazetteer: 邯郸市"),
        Column("score", ColumnType.NUMBER, "把握", "Probability that it is right", "0.998"),
        code("dictionary", "词典", "Dictionary entry it rests on", "regions.csv:130400"),
        Column(
            "margin",
            ColumnType.NUMBER,
            "领先",
            "Lead over the second-best candidate",
            "4.2",
            "nats",
        ),
        DOCUMENT_ID,
        _TABLE,
        _COLUMN,
    ),
    ("cell_id", "step_no"),
    (ForeignKey("cell_id", "provenance", "cell_id"), OF_DOCUMENT),
)

FINDINGS = TableSchema(
    "findings",
    "检查结果",
    "Every rule that fired",
    (
        integer("finding_no", "编号", "Number in this table, from 1", "1"),
        code("document_id", "文件标识", "Document; empty when it concerns several", "a-1f0c9a3e"),
        code("slug", "规则", "Permanent name of the rule", "date-after-receipt"),
        _SEVERITY,
        _MESSAGE,
        code("stage", "阶段", "Stage that found it", "validate"),
        _PAGES,
        _BOXES,
        listed("cell_ids", "单元格", "Cells concerned", ""),
    ),
    ("finding_no",),
    (OF_DOCUMENT,),
)

REVIEW_QUEUE = TableSchema(
    "review_queue",
    "待核清单",
    "What waits for a person, worst first; one row per reading, however many cells it feeds",
    (
        integer("rank", "次序", "1 is looked at first", "1"),
        _CELL_ID,
        DOCUMENT_ID,
        code("source_name", "文件名", "Name inside raw_scans/", "国科火字2021-45.pdf"),
        _TABLE,
        RECORD_ID,
        _COLUMN,
        STATUS,
        _REASONS,
        _PROBABILITY,
        _TEXT_OCR,
        _TEXT_CLEAN,
        _VALUE,
        listed("candidates", "候选", "Other texts it could be, best first", "邯郸;郫郸"),
        integer("n_affected", "影响数", "Other cells that rest on this one", "11", "cells"),
        _PAGES,
        _BOXES,
    ),
    ("rank",),
    (ForeignKey("cell_id", "provenance", "cell_id"), OF_DOCUMENT),
)

EVIDENCE_TABLES = (
    DOCUMENTS,
    LEDGER,
    PROVENANCE,
    CORRECTIONS,
    FINDINGS,
    REVIEW_QUEUE,
)
