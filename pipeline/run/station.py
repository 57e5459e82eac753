"""What the review station needs from the run layer: pages to show, and registries rebuilt."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import TracebackType

from pipeline.clean import Suggestion as ProposedEntry
from pipeline.clean import suggest_entries, with_entry
from pipeline.errors import ConfigurationError, UnreadableInputError
from pipeline.model.correction import CleanDocument
from pipeline.model.document import DocumentReading
from pipeline.model.page import PageReading
from pipeline.review.aside import Aside
from pipeline.review.services import (
    AffectedCell,
    PageProgress,
    Pixels,
    ReportProgress,
    Services,
    Suggestion,
)
from pipeline.run.discover import ScanFile
from pipeline.run.keys import cache_key
from pipeline.run.knowledge import load_knowledge
from pipeline.run.options import RunOptions
from pipeline.run.page_images import PageImages, source_name_of
from pipeline.run.progress import SilentProgress
from pipeline.run.run import run
from pipeline.store.files import sha256_hex, write_bytes
from pipeline.store.output import OutputFolder
from pipeline.validate.catalogue import (
    DOUBTS,
    NORMALISE_FINDINGS,
    PAGE_REASONS,
    READING_FINDINGS,
    REASONS,
)
from pipeline.validate.corpus import CORPUS_SLUGS
from pipeline.validate.rules import RULES

SHOWN_EXAMPLES = 3


class Backend:
    """Runs of one set of folders. A rebuild is an ordinary run: only what changed is done again.

    All of them happen in a helper process, so that nobody at the desk waits for the interpreter.
    """

    def __init__(self, options: RunOptions) -> None:
        """Keep the options; nothing is read yet."""
        self._options = options
        self._output = OutputFolder(options.out)
        self._images = PageImages(options.scans)
        self._aside = Aside()
        self._suggesting = threading.Lock()
        self._suggestions: list[Suggestion] = []
        self._suggested_for = ""

    def services(self) -> Services:
        """The calls the station makes."""
        return Services(
            rebuild=self.rebuild,
            page_image=self.page_image,
            ingest=self.ingest,
            suggest=self.suggest,
            adopt=self.adopt,
            reasons=reason_words(),
            close=self.close,
        )

    def close(self) -> None:
        """End the helper process."""
        self._aside.close()

    def rebuild(self, document_id: str) -> None:
        """Bring the registry up to date after decisions; no page is read for it."""
        self._aside.call(partial(_rebuild, self._options))

    def ingest(self, path: Path, report: ReportProgress) -> str:
        """Read a file that was put into the drop folder, and what else lies there unread.

        Raises:
            UnreadableInputError: When it cannot be read; its reason is in the ledger too.
        """
        name = path.resolve().relative_to(self._options.scans.resolve()).as_posix()
        return self._aside.call(partial(_ingest, self._options, name), report)

    def page_image(self, document_id: str, page_no: int) -> Pixels | None:
        """Pixels of a raw page; None for plain text."""
        name = source_name_of(self._output, document_id)
        return self._images.by_name(name, page_no) if name is not None else None

    def suggest(self) -> list[Suggestion]:
        """Dictionary entries that decisions and sure repairs speak for.

        Worked out again only when a dictionary, a decision or a document changed; beside the
        rebuilds, in a process that ends with it and gives its memory back.
        """
        with self._suggesting:
            key = self._state_key()
            if key != self._suggested_for:
                with closing(Aside()) as aside:
                    self._suggestions = aside.call(partial(_suggest, self._options))
                self._suggested_for = key
            return self._suggestions

    def adopt(self, suggestion: Suggestion) -> None:
        """Append a proposed line to its dictionary.

        Raises:
            ConfigurationError: When the dictionary would not load with it; it is left as it was.
        """
        with closing(Aside()) as aside:
            aside.call(partial(_adopt, self._options, suggestion))

    def _state_key(self) -> str:
        """Changes with every dictionary, decision and stored document."""
        files = sorted(path for path in self._options.corrections.iterdir() if path.is_file())
        known = (f"{path.name} {sha256_hex(path.read_bytes())}" for path in files)
        ids = self._output.iter_document_ids()
        manifests = (manifest for i in ids if (manifest := self._output.read_manifest(i)))
        stored = (record.sha256 for manifest in manifests for record in manifest.stages)
        return cache_key(*known, *stored)


def reason_words() -> dict[str, tuple[str, str]]:
    """Every slug that a stage can give as a reason, in Chinese and in English."""
    of_rules = {rule.slug: (rule.chinese, rule.english) for rule in RULES}
    found = {**NORMALISE_FINDINGS, **READING_FINDINGS, **CORPUS_SLUGS}
    of_findings = {slug: (chinese, english) for slug, (_, chinese, english) in found.items()}
    return {**of_findings, **PAGE_REASONS, **REASONS, **DOUBTS, **of_rules}


def _rebuild(options: RunOptions, say: ReportProgress) -> None:
    run(replace(options, read_new=False), SilentProgress())


def _ingest(options: RunOptions, name: str, say: ReportProgress) -> str:
    run(options, _Reporter(say))
    data = (options.scans / name).read_bytes()
    document_id = ScanFile(name, len(data), 0, sha256_hex(data)).document_id
    if OutputFolder(options.out).read_manifest(document_id) is None:
        raise UnreadableInputError(
            "unreadable",
            f"无法读取 cannot be read: {name}",
            "原因见 status 或 ledger.csv the reason is in `scan-registry status`",
        )
    return document_id


def _suggest(options: RunOptions, say: ReportProgress) -> list[Suggestion]:
    output = OutputFolder(options.out)
    ids = list(output.iter_document_ids())
    documents = (output.read_stage(i, "extract", DocumentReading) for i in ids)
    entries = suggest_entries(load_knowledge(options.corrections).dictionaries, documents)
    texts = {
        cell.cell_id: cell.text_clean
        for i in ids
        for cell in output.read_stage(i, "clean", CleanDocument).readings
    }
    raw = {
        cell.cell_id: cell.text_ocr
        for i in ids
        for record in output.read_stage(i, "extract", DocumentReading).iter_records()
        for cell in record.readings
    }
    return [_suggestion(entry, raw, texts) for entry in entries]


def _adopt(options: RunOptions, suggestion: Suggestion, say: ReportProgress) -> None:
    path = options.corrections / suggestion.dictionary
    before = path.read_bytes()
    columns = suggestion.entry.split("\t")
    write_bytes(path, with_entry(before, suggestion.dictionary, columns))
    try:
        load_knowledge(options.corrections)
    except ConfigurationError:
        write_bytes(path, before)
        raise


def _suggestion(
    entry: ProposedEntry, raw: Mapping[str, str], texts: Mapping[str, str]
) -> Suggestion:
    """Say what an entry rests on, and which cells still hold what it calls a misreading."""
    meant, read = entry.columns[:2]
    held = [cell_id for cell_id, text in texts.items() if read in text]
    seen = [cell_id for cell_id in entry.cell_ids if cell_id in raw and cell_id in texts]
    examples = [AffectedCell(cell, raw[cell], texts[cell]) for cell in seen[:SHOWN_EXAMPLES]]
    return Suggestion(
        key="/".join((entry.file, *entry.columns)),
        dictionary=entry.file,
        entry="\t".join(entry.columns),
        meant=meant,
        read=read,
        support=entry.evidence,
        against=entry.against,
        n_cells=len(held),
        examples=tuple(examples),
        document_ids=tuple(dict.fromkeys(i.split("/", 1)[0] for i in (*held, *entry.cell_ids))),
    )


class _Reporter:
    """Tells the station of every page that is done, and how many its file has."""

    def __init__(self, say: ReportProgress) -> None:
        self._say = say
        self._pages: Mapping[str, int] = {}

    def __enter__(self) -> _Reporter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        return None

    def start(self, pages: Mapping[str, int]) -> None:
        self._pages = pages

    def advance(self, name: str, page: PageReading) -> None:
        self._say(PageProgress(page.page_no, self._pages[name], page.status, page.reason, name))
