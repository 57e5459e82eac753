"""Looking after the dictionaries.

Do entries do what their examples say, which ones earn their keep, and what should be added.

Pure functions over parsed dictionaries and documents; printing and writing are the caller's.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from rapidfuzz.distance import Levenshtein

from pipeline.clean.channel import ConfusionCount, Split
from pipeline.clean.dictionaries import Dictionaries
from pipeline.clean.document import clean_document
from pipeline.clean.draft import glyphs_of
from pipeline.clean.files import encoding_of
from pipeline.model.correction import CleanReading
from pipeline.model.decision import Decision, Verdict, standing_decisions
from pipeline.model.document import DocumentReading, Part, Reading, Record, ValueType

MIN_EVIDENCE = 2
"""Decisions or repairs that must agree before an entry is proposed."""

SURE = 0.999
"""Probability from which a machine's own place repair counts as evidence for a confusion."""


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """An entry's example, put through the machinery. `passed` when the result is as expected."""

    reference: str
    example: str
    expected: str
    result: str
    passed: bool


@dataclass(frozen=True, slots=True)
class EntryStats:
    """How often an entry fired, and what people said of the cells where it did."""

    reference: str
    fired: int
    confirmed: int
    overturned: int

    @property
    def precision(self) -> float | None:
        """Share confirmed among those a person decided; None when nobody did."""
        decided = self.confirmed + self.overturned
        return self.confirmed / decided if decided else None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A line for a dictionary file; `columns` in its order, the number of cells behind it.

    `against` are the cells in which a person found the same characters to be right.
    """

    file: str
    columns: tuple[str, ...]
    evidence: int
    cell_ids: tuple[str, ...]
    against: int = 0


def check_dictionaries(dictionaries: Dictionaries) -> tuple[ExampleResult, ...]:
    """Put every entry's own example through the machinery, in file order."""
    return (
        *_check_terms(dictionaries),
        *_check_junk(dictionaries),
        *_check_watch(dictionaries),
        *_check_splits(dictionaries),
    )


def _check_terms(dictionaries: Dictionaries) -> Iterator[ExampleResult]:
    for term in dictionaries.terms:
        reading = _clean_one(term.example, term.types[0], dictionaries)
        reached = term.text in reading.text_clean
        offered = any(term.text in candidate.text for candidate in reading.candidates)
        yield ExampleResult(
            term.reference, term.example, term.text, reading.text_clean, reached or offered
        )


def _check_junk(dictionaries: Dictionaries) -> Iterator[ExampleResult]:
    for mark in dictionaries.junk:
        expected = mark.example.replace(mark.mark, "")
        reading = _clean_one(mark.example, ValueType.ORGANISATION, dictionaries)
        passed = reading.text_clean == expected
        yield ExampleResult(mark.reference, mark.example, expected, reading.text_clean, passed)


def _check_watch(dictionaries: Dictionaries) -> Iterator[ExampleResult]:
    for pair in dictionaries.watch:
        reading = _clean_one(pair.example, ValueType.CLUSTER_NAME, dictionaries)
        passed = "watched-word" in reading.doubts and pair.read in reading.text_clean
        yield ExampleResult(
            pair.reference, pair.example, "watched-word", ";".join(reading.doubts), passed
        )


def _check_splits(dictionaries: Dictionaries) -> Iterator[ExampleResult]:
    """A split is at work when it makes the example cheaper to explain than without it."""
    for split in dictionaries.splits:
        repaired = split.example.replace(split.observed, split.true, 1)
        glyphs = glyphs_of(split.example, ())
        cost = dictionaries.channel.prefix_costs(repaired, glyphs)[-1]
        kept = sum(map(dictionaries.channel.own_cost, glyphs))
        passed = cost - kept < Levenshtein.distance(split.observed, split.true) * 6.0
        yield ExampleResult(split.reference, split.example, repaired, repaired, passed)


def _clean_one(text: str, value_type: ValueType, dictionaries: Dictionaries) -> CleanReading:
    """Clean a single cell that stands alone."""
    reading = Reading("x/1/t/1/c", "c", value_type, text, 1.0, "example", ())
    record = Record("x/1/t/1", "t", 1, (reading,))
    part = Part(1, "example", (1,), 1.0, (), False, (record,))
    document = DocumentReading("x", "x", "0" * 64, "text/plain", (), (part,), (), ())
    return clean_document(document, dictionaries).readings[0]


def dictionary_stats(
    dictionaries: Dictionaries, documents: Iterable[DocumentReading]
) -> tuple[EntryStats, ...]:
    """Count for each entry how often it fires on the documents and whether people agreed.

    The documents are cleaned without anybody's rulings, so that what a person decided can be
    compared with what the machine says by itself. Entries that never fire come with 0.
    """
    machine = replace(dictionaries, overrides=(), decisions=())
    fired: Counter[str] = Counter(dict.fromkeys(_references(dictionaries), 0))
    confirmed: Counter[str] = Counter()
    overturned: Counter[str] = Counter()
    rulings = _decided(dictionaries.decisions)
    for document in documents:
        for reading in clean_document(document, machine).readings:
            ruling = rulings.get((document.sha256, reading.cell_id))
            for reference in _fired_by(reading, dictionaries):
                fired[reference] += 1
                if ruling is not None:
                    agreed = ruling == reading.text_clean
                    (confirmed if agreed else overturned)[reference] += 1
    return tuple(EntryStats(r, fired[r], confirmed[r], overturned[r]) for r in sorted(fired))


def _references(dictionaries: Dictionaries) -> Iterator[str]:
    for entries in (
        dictionaries.terms,
        dictionaries.junk,
        dictionaries.watch,
        dictionaries.splits,
        dictionaries.confusions,
        dictionaries.overrides,
    ):
        for entry in entries:
            yield entry.reference


def _fired_by(reading: CleanReading, dictionaries: Dictionaries) -> Iterator[str]:
    for step in reading.corrections:
        if step.dictionary is not None:
            yield step.dictionary
        entries: tuple[Split | ConfusionCount, ...]
        entries = (*dictionaries.splits, *dictionaries.confusions)
        for entry in entries:
            true, observed = entry.true, entry.observed
            gained = step.after.count(true) > step.before.count(true)
            if gained and step.before.count(observed) > step.after.count(observed):
                yield entry.reference
    if "watched-word" in reading.doubts:
        for pair in dictionaries.watch:
            if pair.read in reading.text_clean:
                yield pair.reference


def _decided(decisions: Sequence[Decision]) -> dict[tuple[str, str], str]:
    """The text a person settled on, by file and cell."""
    standing = standing_decisions(decisions)
    return {key: said.text for key, said in standing.items() if said.text is not None}


@dataclass(frozen=True, slots=True)
class _Misread:
    """What an engine made of printed characters; splits are alike in all engines."""

    true: str
    observed: str
    engine: str


@dataclass(slots=True)
class _Cells:
    """The cells, with their raw text, that speak for a misreading."""

    decided: list[tuple[str, str]] = field(default_factory=list)
    repaired: list[tuple[str, str]] = field(default_factory=list)


def suggest_entries(
    dictionaries: Dictionaries, documents: Iterable[DocumentReading]
) -> tuple[Suggestion, ...]:
    """Propose confusions and splits that decisions and sure place repairs agree on.

    What was seen at least twice and is not listed, or is listed with a smaller count than people
    decided by now; the most frequent first.
    """
    found: dict[_Misread, _Cells] = {}
    standing = standing_decisions(dictionaries.decisions)
    engines: dict[tuple[str, str], str] = {}
    machine = replace(dictionaries, overrides=(), decisions=())
    for document in documents:
        own = {r.cell_id: r.engine for record in document.iter_records() for r in record.readings}
        engines |= {(document.sha256, cell_id): engine for cell_id, engine in own.items()}
        for reading in clean_document(document, machine).readings:
            for step in reading.corrections:
                if step.rule == "place" and step.score >= SURE:
                    for pair in _misread(step.before, step.after, own[reading.cell_id]):
                        cells = found.setdefault(pair, _Cells())
                        cells.repaired.append((reading.cell_id, step.before))
    for key, decision in standing.items():
        if decision.verdict is Verdict.EDITED and decision.text is not None:
            for pair in _misread(decision.text_ocr, decision.text, engines.get(key, "")):
                cells = found.setdefault(pair, _Cells())
                cells.decided.append((decision.cell_id, decision.text_ocr))
    listed = _listed_counts(dictionaries)
    right = [_found_right(decision) for decision in standing.values()]
    suggestions = [
        _suggestion(pair, cells, sum(pair.observed in text for text in right))
        for pair, cells in found.items()
        if len(cells.decided) + len(cells.repaired) >= MIN_EVIDENCE
        and (pair not in listed or len(cells.decided) > listed[pair])
    ]
    return tuple(sorted(suggestions, key=lambda s: (-s.evidence, s.file, s.columns)))


def _misread(read: str, true: str, engine: str) -> Iterator[_Misread]:
    for meant, observed in misreadings(read, true):
        is_single = len(meant) == len(observed) == 1
        yield _Misread(meant, observed, engine if is_single else "")


def _listed_counts(dictionaries: Dictionaries) -> dict[_Misread, float]:
    """How often each listed misreading was counted; splits are not counted."""
    counts = {_Misread(c.true, c.observed, c.engine): c.count for c in dictionaries.confusions}
    return counts | {_Misread(s.true, s.observed, ""): math.inf for s in dictionaries.splits}


def _found_right(decision: Decision) -> str:
    """What a person left as it was read, with blanks where it was changed."""
    if decision.text is None:
        return ""
    kept = Levenshtein.opcodes(decision.text_ocr, decision.text).as_matching_blocks()
    return " ".join(decision.text_ocr[block.a : block.a + block.size] for block in kept)


def _suggestion(pair: _Misread, cells: _Cells, against: int) -> Suggestion:
    seen = [*cells.decided, *cells.repaired]
    cell_ids = tuple(dict.fromkeys(cell_id for cell_id, _ in seen))
    example = seen[0][1]
    line: tuple[str, ...]
    if len(pair.true) == len(pair.observed) == 1:
        line = (pair.true, pair.observed, pair.engine, str(len(seen)), example)
        return Suggestion("confusions.tsv", line, len(seen), cell_ids, against)
    line = (pair.true, pair.observed, example)
    return Suggestion("splits.tsv", line, len(seen), cell_ids, against)


def with_entry(content: bytes, file: str, columns: Sequence[str]) -> bytes:
    """Return a dictionary file with a suggested line: in place of its older count, or at the end.

    Every other byte stays as it is, a mark at the beginning and Excel's line ends included.
    """
    line = "\t".join(columns)
    key = columns[:3] if file == "confusions.tsv" else columns[:2]
    encoding = encoding_of(file, content)
    lines = content.decode(encoding).splitlines(keepends=True)
    end = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += end
    at = next((n for n, old in enumerate(lines) if old.split("\t")[: len(key)] == [*key]), None)
    if at is None:
        lines.append(line + end)
    else:
        lines[at] = line + end
    return "".join(lines).encode(encoding)


def misreadings(read: str, true: str) -> list[tuple[str, str]]:
    """Pairs (true, observed) by which two texts differ; nothing when they share too little."""
    if Levenshtein.normalized_similarity(read, true) < 0.5:
        return []
    pairs: list[tuple[str, str]] = []
    steps = Levenshtein.opcodes(read, true)
    for is_equal, run in groupby(steps, key=lambda step: step.tag == "equal"):
        if is_equal:
            continue
        changed = list(run)
        observed = read[changed[0].src_start : changed[-1].src_end]
        meant = true[changed[0].dest_start : changed[-1].dest_end]
        if len(observed) == len(meant):
            pairs += [(m, o) for m, o in zip(meant, observed, strict=True) if m != o]
        elif observed and meant:
            pairs.append((meant, observed))
    return pairs
