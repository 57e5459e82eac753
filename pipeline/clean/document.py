"""From what is on the page to what was written there: one document, reading by reading.

Order: a person's rulings first (never touched afterwards), then blanks and marks, closed columns,
field grammars and endings cell by cell, then the labels of region groups over a whole table, then
the places of each row, and last the watched pairs. What is doubtful stays as read and carries its
reason and candidates.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import groupby

from pipeline.clean.channel import Channel
from pipeline.clean.decisions import apply_rulings, rulings_for
from pipeline.clean.dictionaries import Dictionaries
from pipeline.clean.draft import Draft, start_draft
from pipeline.clean.fields import anchor
from pipeline.clean.grammars import apply_grammar
from pipeline.clean.groups import SPAN_UNKNOWN, fill_groups
from pipeline.clean.lexicon import NATION
from pipeline.clean.marks import (
    close_up,
    strip_edges,
    strip_marks,
    strip_specks,
    widen_marks,
)
from pipeline.clean.places import PLACE_TYPES, PlaceFinder
from pipeline.clean.radicals import unify_radicals
from pipeline.clean.row_places import RowPlaces
from pipeline.clean.term_list import TermList, TermPlace
from pipeline.clean.terms import doubt_ending, repair_ending
from pipeline.clean.vocabularies import settle_closed
from pipeline.clean.vouching import stands_alone
from pipeline.clean.watch import watch
from pipeline.clean.wording import doubt_words, reword
from pipeline.clean.years import COLUMN as YEAR_COLUMN
from pipeline.clean.years import settle_year
from pipeline.model.correction import CleanDocument, CleanReading
from pipeline.model.document import DocumentReading, Part, Reading, Record, ValueType
from pipeline.model.gazetteer import without_stated_count

CLOSED_TYPES = (ValueType.CLUSTER_TYPE, ValueType.UNIT)
MADE_TYPES = (ValueType.TICK, ValueType.PRESENCE)
"""Values that layout makes from ink, not from characters: nothing to correct."""

NAME_TYPES = (
    ValueType.CLUSTER_NAME,
    ValueType.ORGANISATION,
    ValueType.PERSON,
    ValueType.JOB_TITLE,
)
"""Values that neither begin nor end with punctuation."""

SPECKLESS_TYPES = (ValueType.CLUSTER_NAME, ValueType.ORGANISATION, ValueType.REGION)
"""Names that hold no lone sign. Persons' names may: 阿不都·热合曼."""

HEADER_UNCLEAR = "header-unclear"

WORDED_TYPES = (ValueType.CLUSTER_NAME, ValueType.ORGANISATION, ValueType.TEXT)
"""Values made of common words; names of persons and addresses are not."""

LONGEST_UNLISTED = 3
"""Characters at the start of a name that may be a place of no list."""

Row = dict[str, Draft]
"""Drafts of one record by column."""


def clean_document(document: DocumentReading, dictionaries: Dictionaries) -> CleanDocument:
    """Clean every reading of a document.

    Returns one `CleanReading` per reading, in the order of `document.iter_records()`. Doubts of
    the readings themselves are carried over unless evidence here answered them.
    """
    drafts = {
        reading.cell_id: start_draft(reading)
        for record in document.iter_records()
        for reading in record.readings
    }
    rulings = rulings_for(document.sha256, dictionaries.overrides, dictionaries.decisions)
    findings = apply_rulings(list(drafts.values()), rulings)
    open_drafts = [draft for draft in drafts.values() if _is_open(draft)]
    for draft in open_drafts:
        _clean_cell(draft, dictionaries)
    starts = [term.text for term in dictionaries.terms if term.where is TermPlace.START]
    finder = PlaceFinder(dictionaries.lexicon, dictionaries.channel, dictionaries.naming, starts)
    for part in document.parts:
        for table in _tables(part):
            _clean_table([_row(record, drafts) for record in table], dictionaries, finder)
    for draft in open_drafts:
        _settle_words(draft, dictionaries)
        watch(draft, dictionaries.watch)
        if _tells_its_column(draft):
            draft.settle(HEADER_UNCLEAR)
    for record in document.iter_records():
        _note_what_stands_alone(_row(record, drafts), dictionaries)
    cleaned = {cell_id: draft.finish() for cell_id, draft in drafts.items()}
    readings = tuple(
        _with_inheritance(reading, cleaned)
        for record in document.iter_records()
        for reading in record.readings
    )
    return CleanDocument(document.document_id, readings, tuple(findings))


@lru_cache(maxsize=64)
def _terms(dictionaries: Dictionaries, where: TermPlace, value_type: ValueType) -> TermList:
    terms = dictionaries.terms
    return TermList([term for term in terms if term.where is where and value_type in term.types])


def _tells_its_column(draft: Draft) -> bool:
    """Whether a value says by itself which column it belongs to, whatever the header was read as.

    A region is no cluster type, and a cluster's name ends like one. Organisations do not: a list
    may name two in a row.
    """
    is_name = draft.reading.value_type is ValueType.CLUSTER_NAME
    return "vocabulary" in draft.support or (is_name and "ending" in draft.support)


def _is_open(draft: Draft) -> bool:
    """Whether the cell is for the machine to clean: no person decided it, it has ink of its own."""
    reading = draft.reading
    inherited = reading.inherited_from is not None
    return not (draft.decided_by or inherited or reading.value_type in MADE_TYPES)


def _tables(part: Part) -> Iterable[list[Record]]:
    for _, records in groupby(part.records, key=lambda record: (record.table, record.parent_id)):
        yield list(records)


def _row(record: Record, drafts: Mapping[str, Draft]) -> Row:
    return {
        reading.column: drafts[reading.inherited_from or reading.cell_id]
        if (reading.inherited_from or reading.cell_id) in drafts
        else drafts[reading.cell_id]
        for reading in record.readings
    }


def _clean_cell(draft: Draft, dictionaries: Dictionaries) -> None:
    """What can be said of a cell without looking at its neighbours."""
    value_type = draft.reading.value_type
    unify_radicals(draft)
    close_up(draft)
    strip_marks(draft, dictionaries.junk, ())
    if value_type in NAME_TYPES:
        strip_edges(draft)
    if value_type in SPECKLESS_TYPES:
        nation = dictionaries.lexicon.within(NATION)
        is_place_next = nation.longest_match(draft.text, 1) is not None
        strip_specks(draft, begins_well=value_type not in PLACE_TYPES or is_place_next)
    limits, channel = dictionaries.thresholds, dictionaries.channel.of(draft.reading.engine)
    if value_type in CLOSED_TYPES:
        members = _terms(dictionaries, TermPlace.WHOLE, value_type).references
        settle_closed(draft, members, channel, limits)
    elif value_type is ValueType.REGION:
        _settle_region(draft, dictionaries, channel)
    elif draft.reading.column == YEAR_COLUMN:
        settle_year(draft)
    else:
        apply_grammar(draft)
        _settle_ending(draft, dictionaries)
        if value_type is ValueType.TEXT:
            widen_marks(draft)


def _settle_region(draft: Draft, dictionaries: Dictionaries, channel: Channel) -> None:
    """A province in any of its forms; a city, or a count behind the name, is right as well."""
    lexicon = dictionaries.lexicon
    name = without_stated_count(draft.text)
    if lexicon.is_city(name) or (name != draft.text and name in lexicon.region_labels):
        draft.support_by("vocabulary")
        return
    settle_closed(draft, lexicon.region_labels, channel, dictionaries.thresholds)


def _clean_table(rows: Sequence[Row], dictionaries: Dictionaries, finder: PlaceFinder) -> None:
    """Region groups over the rows, then each row's places."""
    for unknown, run in groupby(enumerate(rows), key=lambda item: _span_unknown(item[1])):
        if unknown:
            _fill_run([row for _, row in run], dictionaries, finder)
    named = []
    for row in rows:
        area = _area(row, dictionaries)
        inside = dictionaries.lexicon.within(area).names
        for draft in _names(row):
            if _is_open(draft):
                strip_marks(draft, dictionaries.junk, inside)
        named.append((_names(row), area))
    finder.repair_rows(named, dictionaries.thresholds)


def _span_unknown(row: Row) -> bool:
    region = _region(row)
    return region is not None and SPAN_UNKNOWN in region.doubts


def _region(row: Row) -> Draft | None:
    for draft in row.values():
        if draft.reading.value_type is ValueType.REGION:
            return draft
    return None


def _names(row: Row) -> list[Draft]:
    return [draft for draft in row.values() if draft.reading.value_type in PLACE_TYPES]


def _area(row: Row, dictionaries: Dictionaries) -> str:
    """The code of the row's province; the nation where it is not known.

    From the region column; in forms, which have none, from the address or from a name that
    begins with places of one province only.
    """
    lexicon = dictionaries.lexicon
    region = _region(row)
    if region is not None:
        return lexicon.province_code(without_stated_count(region.text)) or NATION
    addresses = [d for d in row.values() if d.reading.value_type is ValueType.ADDRESS]
    for draft in (*addresses, *_names(row)):
        codes = {
            entry.code[:2]
            for name in anchor(draft, lexicon, NATION).anchors[:1]
            for entry in name.entries
        }
        if len(codes) == 1:
            return codes.pop() + "0000"
    return NATION


def _fill_run(rows: Sequence[Row], dictionaries: Dictionaries, finder: PlaceFinder) -> None:
    regions = [draft for row in rows if (draft := _region(row)) is not None]
    places = [RowPlaces(_names(row), finder) for row in rows]

    def score(row: int, label: str) -> float:
        return places[row].score(dictionaries.lexicon.province_code(label))

    def explain(row: int, label: str) -> str:
        return places[row].explain(label, dictionaries.lexicon.province_code(label))

    fill_groups(regions, score, explain, dictionaries.thresholds.span)


def _settle_ending(draft: Draft, dictionaries: Dictionaries) -> None:
    value_type = draft.reading.value_type
    endings = _terms(dictionaries, TermPlace.END, value_type)
    if endings:
        channel = dictionaries.channel.of(draft.reading.engine)
        repair_ending(draft, endings, channel, dictionaries.thresholds)


def _settle_words(draft: Draft, dictionaries: Dictionaries) -> None:
    """Endings, and common words in the free part of names, behind what may be a place."""
    value_type = draft.reading.value_type
    if value_type not in WORDED_TYPES:
        return
    start = free = 0
    if value_type in PLACE_TYPES:
        field = anchor(draft, dictionaries.lexicon, NATION)
        endings = _terms(dictionaries, TermPlace.END, value_type)
        after_place = len(draft.text) - len(field.rest)
        doubt_ending(draft, after_place, endings, dictionaries.vocabulary)
        start = max(field.start, LONGEST_UNLISTED)
        free = field.start if field.is_anchored else start
    channel = dictionaries.channel.of(draft.reading.engine)
    reword(draft, (free, start), channel, dictionaries.vocabulary, dictionaries.thresholds)
    doubt_words(draft, free, channel, dictionaries.vocabulary)


def _note_what_stands_alone(row: Row, dictionaries: Dictionaries) -> None:
    area = _area(row, dictionaries)
    for draft in row.values():
        value_type = draft.reading.value_type
        if draft.alone is None and value_type in WORDED_TYPES and draft.text:
            starts = _terms(dictionaries, TermPlace.START, value_type)
            endings = _terms(dictionaries, TermPlace.END, value_type)
            lexicon, vocabulary = dictionaries.lexicon, dictionaries.vocabulary
            draft.alone = stands_alone(draft, area, lexicon, starts, endings, vocabulary)


def _with_inheritance(reading: Reading, cleaned: Mapping[str, CleanReading]) -> CleanReading:
    """A row covered by a merged cell takes over what was decided for the ink."""
    own = cleaned[reading.cell_id]
    source = cleaned.get(reading.inherited_from or "")
    if source is None or own.decided_by:
        return own
    return CleanReading(
        cell_id=reading.cell_id,
        text_clean=source.text_clean,
        corrections=source.corrections,
        candidates=source.candidates,
        doubts=tuple(dict.fromkeys((*source.doubts, *reading.doubts))),
        support=source.support,
        decided_by=source.decided_by,
        alone=source.alone,
    )
