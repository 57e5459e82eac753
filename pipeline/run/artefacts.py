"""One document's results on their way through the stages: in memory or, when cached, on disk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from pipeline.model.correction import CleanDocument
from pipeline.model.document import DocumentReading, SourceFile
from pipeline.model.page import PageReading
from pipeline.model.value import NormalDocument
from pipeline.store.output import OutputFolder

T = TypeVar("T")


@dataclass
class Artefacts:
    """What the stages of one document have made so far; reads from disk only what is asked for."""

    source: SourceFile
    output: OutputFolder
    n_pages: int
    made: dict[str, object] = field(default_factory=dict)

    @cached_property
    def pages(self) -> Sequence[PageReading]:
        """All pages in order."""
        document_id, page_nos = self.source.document_id, range(1, self.n_pages + 1)
        return [self.output.read_page(document_id, page_no).page for page_no in page_nos]

    @property
    def reading(self) -> DocumentReading:
        """Result of extract."""
        return self.result("extract", DocumentReading)

    @property
    def cleaned(self) -> CleanDocument:
        """Result of clean."""
        return self.result("clean", CleanDocument)

    @property
    def normal(self) -> NormalDocument:
        """Result of normalise."""
        return self.result("normalise", NormalDocument)

    def result(self, stage: str, model: type[T]) -> T:
        """Return a stage's result, from disk when it was not made in this run."""
        if stage not in self.made:
            self.made[stage] = self.output.read_stage(self.source.document_id, stage, model)
        result = self.made[stage]
        assert isinstance(result, model)
        return result
