"""Rules over several documents: letters of recommendation against applications.

Compared by the name of the cluster without its generic words; a difference in how a name is
written is the business of the registry's entities, so near matches are left to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.model.correction import CleanDocument
from pipeline.model.document import DocumentReading
from pipeline.model.finding import Finding, Severity
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
class _Entry:
    dossier: Dossier
    record: NormalRecord

    @property
    def name(self) -> str:
        return cluster_key(text_in(self.record, "cluster_name"))

    @property
    def province(self) -> str:
        return text_in(self.record, "region_code")


def cluster_key(name: str) -> str:
    """Return a cluster's name without signs and generic words, for exact comparison."""
    return _GENERIC.sub("", _SIGNS.sub("", name))


def validate_corpus(documents: Sequence[Staged]) -> tuple[tuple[str, Finding], ...]:
    """Cross-check letters and applications of all documents.

    Returns:
        (document_id, finding) in the order of the documents given. Applications of a province that
        sent no letter, and letters of a province that sent no application, are not complained of:
        the other half of the submission may simply not have been scanned.
    """
    dossiers = [open_dossier(*staged) for staged in documents]
    letters = [_Entry(d, r) for d in dossiers for r in d.records("recommendations")]
    applications = [_Entry(d, r) for d in dossiers for r in d.records("applications")]
    found = [
        *_missing(letters, applications, WITHOUT_APPLICATION),
        *_missing(applications, letters, WITHOUT_RECOMMENDATION),
        *_differing(letters, applications),
    ]
    order = {dossier.document.document_id: index for index, dossier in enumerate(dossiers)}
    return tuple(sorted(found, key=lambda entry: order[entry[0]]))


def _missing(
    entries: Sequence[_Entry], others: Sequence[_Entry], slug: str
) -> Iterator[tuple[str, Finding]]:
    known = {other.name for other in others}
    provinces = {other.province for other in others if other.province}
    for entry in entries:
        if entry.name and entry.name not in known and entry.province in provinces:
            yield _finding(entry, slug, text_in(entry.record, "cluster_name"), ("cluster_name",))


def _differing(
    letters: Sequence[_Entry], applications: Sequence[_Entry]
) -> Iterator[tuple[str, Finding]]:
    by_name = {entry.name: entry for entry in applications if entry.name}
    for letter in letters:
        application = by_name.get(letter.name)
        if application is None:
            continue
        units = [text_in(e.record, "construction_unit_full") for e in (letter, application)]
        if all(units) and units[0] != units[1]:
            said = f"{text_in(letter.record, 'cluster_name')}：{units[0]} 与 {units[1]}"
            yield _finding(letter, UNITS_DIFFER, said, ("construction_unit",))


def _finding(entry: _Entry, slug: str, said: str, columns: tuple[str, ...]) -> tuple[str, Finding]:
    severity, chinese, english = CORPUS_SLUGS[slug]
    cells = tuple(v.cell_id for c in columns if (v := value_of(entry.record, c)) is not None)
    finding = Finding(
        slug,
        severity,
        f"{chinese}：{said}。请核对。 / {english}",
        entry.dossier.regions_of(cells),
        cells,
    )
    return entry.dossier.document.document_id, finding
