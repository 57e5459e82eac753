"""Writes docs/schema.md from the declared tables: `python -m pipeline.registry.schema.document`."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from pipeline.registry.schema.column import Column, TableSchema
from pipeline.registry.schema.tables import DECLARED_TABLES

_PREAMBLE = """# 数据表说明 Registry schema

本文由代码生成，请勿手改 generated, do not edit: `python -m pipeline.registry.schema.document > \
docs/schema.md`

Every table is written as canonical CSV (`<table>.csv`, UTF-8, LF, contents verbatim), as CSV for \
Excel (`excel/<table>.csv`), as Parquet (`parquet/<table>.parquet`), and inside `registry.sqlite`, \
`registry.xlsx` and `registry.json`.

- 空单元格表示没有值，原因见 `provenance.unparsed` an empty cell means no value; why stands in \
`provenance.unparsed`.
- 类型 types: `text`, `code` (never a number: leading zeros count), `integer`, `number` (plain \
decimal, digits as printed), `date` (ISO 8601), `boolean` (`true`, `false`), `list` (joined by \
`;`; a `;` inside an item is written `；`).
- `excel/*.csv`：以 `'` 开头的单元格，去掉一个 `'` 即原文；防止公式执行、前导零丢失、长数字变形。\
In `excel/*.csv` a leading `'` is a mark, not content: it keeps formulas from running, leading \
zeros from falling off and long digits from being rounded. Take one off to get the text.
- `registry.sqlite`：全文检索按三字以上匹配；两字请用 `LIKE` 或查询 `find_cluster`。\
Full-text search matches three characters and more; for two use `LIKE` or the query `find_cluster`.
- `corrections/cluster_decisions.csv`：人工判定两行是否同一集群，列为 \
where people settle whether two rows are one cluster, with columns \
`left_record_id,left_name,right_record_id,right_name,decision,person`; `decision` is `same` or \
`different`, the names are those in `cluster_matches`. A decision whose rows read differently \
today is shown as `conflict` and not applied.
- 自定义文种的表另加 tables of custom kinds are added beside these: `record_id`, `document_id`, \
`row_no`, the kind's own columns, `status`, `review_fields`, `source_pages`.
"""


def schema_document() -> str:
    """Return the text of docs/schema.md."""
    return "\n".join([_PREAMBLE, *(line for s in DECLARED_TABLES for line in _table_lines(s))])


def _table_lines(schema: TableSchema) -> Iterator[str]:
    yield f"## {schema.name} {schema.zh}\n"
    yield f"{schema.en}.\n"
    keys = ", ".join(f"`{name}`" for name in schema.key)
    yield f"主键 key: {keys}\n"
    for key in schema.foreign_keys:
        yield f"- `{key.column}` → `{key.table}.{key.target}`"
    if schema.foreign_keys:
        yield ""
    yield "| 列 column | 类型 type | 单位 unit | 含义 meaning | 示例 example |"
    yield "|---|---|---|---|---|"
    for column in schema.columns:
        yield _column_line(column)
    yield ""


def _column_line(column: Column) -> str:
    kind = f"{column.type}, required" if column.required else str(column.type)
    example = f"`{column.example}`" if column.example else ""
    meaning = f"{column.zh}：{column.en}"
    return f"| `{column.name}` | {kind} | {column.unit} | {meaning} | {example} |"


if __name__ == "__main__":
    sys.stdout.write(schema_document())
