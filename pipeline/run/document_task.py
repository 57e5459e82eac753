"""The document stages as work for a worker: a hostile document can take only itself down."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import ConfigurationError
from pipeline.model.document import SourceFile
from pipeline.store.output import Manifest, StageRecord

if TYPE_CHECKING:
    from pipeline.run.knowledge import Knowledge

Hashes = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DocumentOutcome:
    """What a document's folder should hold now, or why its stages could not be run.

    `results` are the stages whose bytes changed; `manifest` is None when a stage failed.
    """

    source: SourceFile
    manifest: Manifest | None
    results: tuple[tuple[str, bytes], ...] = ()
    reason: str | None = None
    message: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentTask:
    """Run the stages of a document whose pages are all stored, through stage `until`.

    `before` is what the folder holds; `known` are the hashes of what people can edit.
    """

    source: SourceFile
    pages: tuple[StageRecord, ...]
    before: Manifest | None
    out: Path
    corrections: Path
    known: Hashes
    until: str

    def work(self) -> DocumentOutcome:
        """Run what is out of date."""
        from pipeline.run.documents import run_stages

        try:
            return run_stages(self, _knowledge(self.corrections, self.known))
        except MemoryError as error:
            return self.failed("out-of-memory", f"内存不足 out of memory: {error}")

    def failed(self, reason: str, message: str) -> DocumentOutcome:
        """The document is listed with its reason; its pages stay stored."""
        return DocumentOutcome(self.source, None, (), reason, message)


@lru_cache(maxsize=1)
def _knowledge(corrections: Path, known: Hashes) -> Knowledge:
    """Dictionaries as this worker reads them: the same ones that the run has loaded."""
    from pipeline.run.knowledge import load_knowledge

    knowledge = load_knowledge(corrections)
    if known_hashes(knowledge) != known:
        raise ConfigurationError(
            f"运行中词典被改动 a dictionary changed during the run: {corrections}",
            "请重新运行 run again",
        )
    return knowledge


def known_hashes(knowledge: Knowledge) -> Hashes:
    """What identifies everything that people can edit."""
    return tuple(sorted(knowledge.hashes.items()))
