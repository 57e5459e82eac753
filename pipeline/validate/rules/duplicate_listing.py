"""The same cluster listed twice in one document: either row may be an invented one."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model.finding import Severity
from pipeline.validate.dossier import Dossier, text_in, value_of
from pipeline.validate.rule import Complaint, Rule

COLUMNS = ("cluster_name", "construction_unit")


def _check(dossier: Dossier) -> Iterator[Complaint]:
    for table in ("clusters", "recommendations"):
        seen: dict[tuple[object, ...], tuple[tuple[str, ...], int]] = {}
        for record in dossier.records(table):
            part_no = dossier.part_of[record.record_id].part_no
            key = (part_no, *(text_in(record, column) for column in COLUMNS))
            cells = tuple(v.cell_id for c in COLUMNS if (v := value_of(record, c)) is not None)
            if not key[1] or not cells:
                continue
            if key in seen:
                first, row_no = seen[key]
                yield Complaint((*cells, *first), f"第 {record.row_no} 行与第 {row_no} 行相同")
            else:
                seen[key] = (cells, record.row_no)


RULE = Rule(
    "duplicate-listing",
    Severity.WARNING,
    "同一集群重复列出",
    "The same cluster is listed twice",
    _check,
)
