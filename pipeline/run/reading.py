"""Reading pages: which are cached, which must be read, and when a document is complete."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.extract.ocr.catalogue import engine_fingerprint
from pipeline.model.document import SourceFile
from pipeline.run.discover import Refused, ScanFile
from pipeline.run.keys import cache_key, code_hash
from pipeline.run.options import RunOptions
from pipeline.run.page_task import OpenTask, PageOutcome, PageTask
from pipeline.run.progress import Progress
from pipeline.run.stages import PAGE_CODE
from pipeline.run.task import Executor
from pipeline.store.output import Manifest, OutputFolder, StageRecord, StoredPage, page_file

NOT_CACHED = ""
"""Key of a page that failed for a passing reason: no run ever asks for it, so it is tried anew."""


@dataclass
class OpenDocument:
    """A document whose pages are being collected; `before` is what its folder holds."""

    file: ScanFile
    media_type: str
    n_pages: int
    before: Manifest | None = None
    records: dict[int, StageRecord] = field(default_factory=dict)

    @property
    def is_complete(self) -> bool:
        """Whether every page has a result."""
        return len(self.records) == self.n_pages

    @property
    def source(self) -> SourceFile:
        """What the document was read from."""
        file = self.file
        return SourceFile(file.document_id, file.name, file.sha256, self.media_type)

    def page_records(self) -> tuple[StageRecord, ...]:
        """Records of all pages in page order."""
        return tuple(self.records[page_no] for page_no in range(1, self.n_pages + 1))


class PageReader:
    """Collects all pages of all documents, from the cache where nothing changed."""

    def __init__(
        self,
        options: RunOptions,
        output: OutputFolder,
        opener: Executor,
        executor: Executor,
    ) -> None:
        """Open files with `opener` (always local), read pages with `executor` into `output`."""
        self._options = options
        self._output = output
        self._opener = opener
        self._executor = executor
        self._base_key = cache_key(
            code_hash(*PAGE_CODE),
            *(f"{name} {engine_fingerprint(name)}" for name in engines(options)),
        )
        self.refused: list[Refused] = []
        self.pages_read = 0

    def iter_documents(
        self, files: Sequence[ScanFile], progress: Progress
    ) -> Iterator[OpenDocument]:
        """Yield each document when all its pages are there; cached ones first."""
        documents = {document.file: document for document in self._open(files)}
        tasks: list[PageTask] = []
        for document in documents.values():
            tasks.extend(self._missing(document))
        progress.start(Counter(task.file.name for task in tasks))
        for document in documents.values():
            if document.is_complete:
                yield document
        for outcome in self._executor.run(tasks):
            document = documents[outcome.file]
            self._store(document, outcome)
            progress.advance(outcome.file.name, outcome.page)
            if document.is_complete:
                yield document

    def _open(self, files: Sequence[ScanFile]) -> Iterator[OpenDocument]:
        unknown: list[ScanFile] = []
        for file in files:
            manifest = self._output.read_manifest(file.document_id)
            if manifest is None or manifest.sha256 != file.sha256:
                unknown.append(file)
                continue
            there = self._output.without_lost_stages(manifest)
            document = OpenDocument(file, manifest.media_type, len(manifest.pages), there)
            stored = self._output.page_files(file.document_id)
            for page_no, record in enumerate(manifest.pages, 1):
                is_current = page_file(page_no) in stored and record.key == self._key(file, page_no)
                if is_current or not self._options.read_new:
                    document.records[page_no] = record
            yield document
        if self._options.read_new:
            yield from self._open_unknown(unknown)

    def _open_unknown(self, files: Iterable[ScanFile]) -> Iterator[OpenDocument]:
        tasks = [OpenTask(file, str(self._options.scans)) for file in files]
        opened: list[OpenDocument] = []
        for outcome in self._opener.run(tasks):
            if outcome.reason is not None:
                refused = Refused(outcome.file.name, outcome.reason, outcome.message or "")
                self.refused.append(refused)
            else:
                opened.append(OpenDocument(outcome.file, outcome.media_type, outcome.n_pages))
        yield from sorted(opened, key=lambda document: document.file.name)

    def _missing(self, document: OpenDocument) -> Iterator[PageTask]:
        """Tasks for pages that are neither in the manifest nor left over from a killed run."""
        file = document.file
        for page_no in range(1, document.n_pages + 1):
            if page_no in document.records:
                continue
            record = self._output.find_page(file.document_id, page_no, self._key(file, page_no))
            if record is not None:
                document.records[page_no] = record
            else:
                yield PageTask(
                    file,
                    str(self._options.scans),
                    page_no,
                    *self._options.readers,
                )

    def _store(self, document: OpenDocument, outcome: PageOutcome) -> None:
        page_no = outcome.page.page_no
        key = NOT_CACHED if outcome.is_transient else self._key(document.file, page_no)
        stored = StoredPage(key, outcome.page)
        document.records[page_no] = self._output.write_page(document.file.document_id, stored)
        self.pages_read += 1

    def _key(self, file: ScanFile, page_no: int) -> str:
        return cache_key(self._base_key, file.sha256, str(page_no))


def engines(options: RunOptions) -> tuple[str, ...]:
    """The recognisers a run uses."""
    return tuple(name for name in options.readers if name)
