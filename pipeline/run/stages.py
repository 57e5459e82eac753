"""The whole program on one screen: what is done to a page, to a document, to all documents.

Page stages run in workers, one page at a time, and their result is never edited. Document stages
run when all pages of a document are there; each is cached under everything it depends on: the
results it `reads`, the files data staff edit (`knows`) and its own `code`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pipeline.clean import clean_document
from pipeline.model.correction import CleanDocument
from pipeline.model.document import DocumentReading
from pipeline.model.value import NormalDocument
from pipeline.normalise import normalise_document
from pipeline.run.artefacts import Artefacts
from pipeline.run.knowledge import Knowledge
from pipeline.validate import apply_digit_repairs, propose_digit_repairs, validate_document

PAGE_CODE = (
    "pipeline.model",
    "pipeline.extract.ingest",
    "pipeline.extract.image",
    "pipeline.extract.layout",
    "pipeline.extract.ocr",
    "pipeline.extract.page",
)
"""What a page's result depends on: ingest -> image -> layout -> ocr, see `extract/page.py`."""

TYPED = "typed"
"""The values of a document before validation: clean makes them too, to try digits by sums."""

FIGURES = "indicators"
"""The table whose digits sums settle; for a document without it clean need not type the values: a
fifth of what a dictionary edit costs where it changes nothing."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A document stage: its name (and file), its result, what it depends on, and how it runs."""

    name: str
    model: type
    reads: tuple[str, ...]
    knows: tuple[str, ...]
    code: tuple[str, ...]
    run: Callable[[Artefacts, Knowledge], object]


def extract(document: Artefacts, knowledge: Knowledge) -> DocumentReading:
    """Pages -> parts of a kind -> records of readings."""
    from pipeline.extract.kinds.document import read_document  # a dictionary edit needs none of it

    return read_document(document.source, document.pages, knowledge.kinds)


def clean(document: Artefacts, knowledge: Knowledge) -> CleanDocument:
    """What is on the page -> what was written there; digits that arithmetic settles included."""
    cleaned = clean_document(document.reading, knowledge.dictionaries)
    if not any(record.table == FIGURES for record in document.reading.iter_records()):
        return cleaned
    typed = normalise_document(document.reading, cleaned, knowledge.gazetteer)
    repairs = propose_digit_repairs(document.reading, cleaned, typed)
    if not repairs:
        document.made[TYPED] = typed
    return apply_digit_repairs(cleaned, repairs)


def normalise(document: Artefacts, knowledge: Knowledge) -> NormalDocument:
    """What was written -> typed values, checked by rules, accepted or flagged."""
    typed = document.made.get(TYPED)
    if not isinstance(typed, NormalDocument):
        typed = normalise_document(document.reading, document.cleaned, knowledge.gazetteer)
    return validate_document(document.reading, document.cleaned, typed, knowledge.acceptance)


DOCUMENT_STAGES = (
    Stage(
        "extract",
        DocumentReading,
        reads=("pages",),
        knows=("kinds",),
        code=("pipeline.model", "pipeline.extract.layout", "pipeline.extract.kinds"),
        run=extract,
    ),
    Stage(
        "clean",
        CleanDocument,
        reads=("extract", "rulings"),
        knows=("dictionaries", "gazetteer"),
        code=("pipeline.model", "pipeline.clean", "pipeline.normalise", "pipeline.validate"),
        run=clean,
    ),
    Stage(
        "normalise",
        NormalDocument,
        reads=("extract", "clean"),
        knows=("gazetteer", "acceptance"),
        code=("pipeline.model", "pipeline.normalise", "pipeline.validate"),
        run=normalise,
    ),
)
