"""Which documents go to the workers, and in which order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.run.discover import ScanFile
from pipeline.run.documents import DocumentStages
from pipeline.run.knowledge import load_knowledge
from pipeline.run.options import RunOptions
from pipeline.run.reading import OpenDocument
from pipeline.run.task import Task
from pipeline.store.output import StageRecord

CORRECTIONS = Path(__file__).resolve().parents[2] / "corrections"


@dataclass
class Refusing:
    """An executor that does nothing but tell which documents it was given, in turn."""

    given: list[str] = field(default_factory=list)

    def run(self, tasks: Iterable[Task[Any]]) -> Iterator[Any]:
        for task in tasks:
            outcome = task.failed("internal-error", "not done")
            self.given.append(outcome.source.source_name)
            yield outcome


def read(name: str, n_pages: int) -> OpenDocument:
    records = {page: StageRecord("page", f"{name}-{page}", "0") for page in range(1, n_pages + 1)}
    file = ScanFile(name, 1, 1, name.encode().hex().ljust(64, "0"))
    return OpenDocument(file, "text/plain", n_pages, records=records)


def test_the_longest_new_document_is_not_left_to_the_end(tmp_path: Path) -> None:
    workers = Refusing()
    options = RunOptions(out=tmp_path, corrections=CORRECTIONS)
    stages = DocumentStages(options, load_knowledge(CORRECTIONS), workers, "build")
    stages.run([read("a.txt", 2), read("b.txt", 1), read("c.txt", 7), read("d.txt", 2)])
    assert workers.given == ["c.txt", "a.txt", "d.txt", "b.txt"]
    assert [file.name for file in stages.refused] == workers.given
