"""Rules over several documents: letters of recommendation against applications.

Compared by the name of the cluster without its generic words; a difference in how a name is
written is the business of the registry's entities, so near matches are left to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.model.correction import CleanDocument
from pipeline.model.document import DocumentReading
from pipeline.model.finding import Finding, Severity
from pipeline.model.geometry import Region
from pipeline.model.value import NormalDocument, NormalRecord
from pipeline.validate.dossier import Dossier, open_dossier, text_in, value_of

_GENERIC = re.compile(r"(?:创新型)?(?:产业)?集群$")
_SIGNS = re.compile(r"[\s（）()〔〕\[\]“”\"'·]+")

WITHOUT_APPLICATION = "recommended-without-application"
WITHOUT_RECOMMENDATION = "application-without-recommendation"
UNITS_DIFFER = "recommendation-unit-differs"

CORPUS_SLUGS: Mapping[str, tuple[Severity, str, str]] = {
    WITHOUT_APPLICATION: (
        Severity.WARNING,
        "推荐函所列集群没有申请表",
        "A recommended cluster has no application",
    ),
    WITHOUT_RECOMMENDATION: (
        Severity.WARNING,
        "申请的集群未列入本省推荐函",
        "An application is not in the letter of its province",
    ),
    UNITS_DIFFER: (
        Severity.WARNING,
        "推荐函与申请表的建设单位不同",
        "Letter and application name different construction units",
    ),
}
"""Slug -> severity, Chinese, English."""

Staged = tuple[DocumentReading, CleanDocument, NormalDocument]


@dataclass(frozen=True, slots=True)
class _Place:
    """A text of a record and where it stands."""

    text: str
    cells: tuple[str, ...]
    regions: tuple[Region, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    """What is compared of one record; the document it is from need not stay in memory."""

    document_no: int
    document_id: str
    province: str
    cluster: _Place
    unit: _Place

    @property
    def name(self) -> str:
        return cluster_key(self.cluster.text)


def cluster_key(name: str) -> str:
    """Return a cluster's name without signs and generic words, for exact comparison."""
    return _GENERIC.sub("", _SIGNS.sub("", name))


class CorpusCheck:
    """Takes documents one by one and compares them when all were seen."""

    def __init__(self) -> None:
        """Begin with no document."""
        self._n_documents = 0
        self._letters: list[_Entry] = []
        self._applications: list[_Entry] = []

    def add(self, document: Staged) -> None:
        """Take a document."""
        normal = document[2]
        if any(r.table in ("recommendations", "applications") for r in normal.records):
            dossier = open_dossier(*document)
            for table, entries in (
                ("recommendations", self._letters),
                ("applications", self._applications),
            ):
                entries += [_entry(self._n_documents, dossier, r) for r in dossier.records(table)]
        self._n_documents += 1

    def add_all(self, other: CorpusCheck) -> None:
        """Take what another check has taken, after what this one has."""
        shift = self._n_documents
        for ours, theirs in (
            (self._letters, other._letters),
            (self._applications, other._applications),
        ):
            ours += [replace(entry, document_no=entry.document_no + shift) for entry in theirs]
        self._n_documents += other._n_documents

    def findings(self) -> tuple[tuple[str, Finding], ...]:
        """Return (document_id, finding) in the order of the documents.

        Applications of a province that sent no letter, and letters of a province that sent no
        application, are not complained of: the other half of the submission may simply not have
        been scanned.
        """
        letters, applications = self._letters, self._applications
        found = [
            *_missing(letters, applications, WITHOUT_APPLICATION),
            *_missing(applications, letters, WITHOUT_RECOMMENDATION),
            *_differing(letters, applications),
        ]
        found.sort(key=lambda located: located[0].document_no)
        return tuple((entry.document_id, finding) for entry, finding in found)


def validate_corpus(documents: Iterable[Staged]) -> tuple[tuple[str, Finding], ...]:
    """Cross-check letters and applications of all documents: see `CorpusCheck.findings`."""
    check = CorpusCheck()
    for document in documents:
        check.add(document)
    return check.findings()


def _entry(document_no: int, dossier: Dossier, record: NormalRecord) -> _Entry:
    return _Entry(
        document_no,
        dossier.document.document_id,
        text_in(record, "region_code"),
        _place(dossier, record, "cluster_name", "cluster_name"),
        _place(dossier, record, "construction_unit_full", "construction_unit"),
    )


def _place(dossier: Dossier, record: NormalRecord, column: str, printed: str) -> _Place:
    value = value_of(record, printed)
    cells = (value.cell_id,) if value is not None else ()
    return _Place(text_in(record, column), cells, dossier.regions_of(cells))


def _missing(
    entries: Sequence[_Entry], others: Sequence[_Entry], slug: str
) -> Iterator[tuple[_Entry, Finding]]:
    known = {other.name for other in others}
    provinces = {other.province for other in others if other.province}
    for entry in entries:
        if entry.name and entry.name not in known and entry.province in provinces:
            yield entry, _finding(slug, entry.cluster.text, entry.cluster)


def _differing(
    letters: Sequence[_Entry], applications: Sequence[_Entry]
) -> Iterator[tuple[_Entry, Finding]]:
    by_name = {entry.name: entry for entry in applications if entry.name}
    for letter in letters:
        application = by_name.get(letter.name)
        if application is None:
            continue
        units = [letter.unit.text, application.unit.text]
        if all(units) and units[0] != units[1]:
            said = f"{letter.cluster.text}：{units[0]} 与 {units[1]}"
            yield letter, _finding(UNITS_DIFFER, said, letter.unit)


def _finding(slug: str, said: str, place: _Place) -> Finding:
    severity, chinese, english = CORPUS_SLUGS[slug]
    message = f"{chinese}：{said}。请核对。 / {english}"
    return Finding(slug, severity, message, place.regions, place.cells)
