"""Document kinds as data: what a part is, and which readings its records hold."""

from pipeline.extract.kinds.checking import (
    KindProblem,
    KindSummary,
    check_kinds,
    list_kinds,
    output_tables,
)
from pipeline.extract.kinds.document import read_document
from pipeline.extract.kinds.drafting import draft_kind
from pipeline.extract.kinds.kind import Kind
from pipeline.extract.kinds.loading import load_kinds, shipped_files, shipped_kinds

__all__ = [
    "Kind",
    "KindProblem",
    "KindSummary",
    "check_kinds",
    "draft_kind",
    "list_kinds",
    "load_kinds",
    "output_tables",
    "read_document",
    "shipped_files",
    "shipped_kinds",
]
