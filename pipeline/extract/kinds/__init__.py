"""Document kinds as data: what a part is, and which readings its records hold."""

from pipeline.extract.kinds.document import read_document
from pipeline.extract.kinds.kind import Kind
from pipeline.extract.kinds.loading import load_kinds, shipped_files, shipped_kinds

__all__ = [
    "Kind",
    "load_kinds",
    "read_document",
    "shipped_files",
    "shipped_kinds",
]
