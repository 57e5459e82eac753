"""Which document of the old registry is which of the new: by bytes, by name, by content.

A document's id changes whenever its file is scanned again, so ids alone never decide.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass

from pipeline.audit.diff.model import DocumentChange, DocumentChangeKind
from pipeline.audit.tables import RegistryTable

MIN_SHARED = 0.3
"""Share of a document's rows that must stand in the other for it to be the same one."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document as documents.csv tells it; only the id is always known."""

    document_id: str
    source_name: str
    sha256: str

    @property
    def stem(self) -> str:
        """The id without the hash of the bytes."""
        return self.document_id.rsplit("-", 1)[0]


@dataclass(frozen=True, slots=True)
class DocumentPair:
    """The same document on both sides; one of them is None when it stands on one side only."""

    old: Document | None
    new: Document | None

    @property
    def has_same_bytes(self) -> bool:
        """Whether it was made from the same file content."""
        if self.old is None or self.new is None:
            return False
        if self.old.sha256 and self.new.sha256:
            return self.old.sha256 == self.new.sha256
        return self.old.document_id == self.new.document_id


def read_documents(
    listing: RegistryTable | None, tables: Iterable[RegistryTable]
) -> tuple[Document, ...]:
    """Documents of documents.csv, and any that the tables name besides."""
    found: dict[str, Document] = {}
    if listing is not None:
        for row in zip(
            listing.texts("document_id"),
            listing.texts("source_name"),
            listing.texts("sha256"),
            strict=True,
        ):
            found[row[0]] = Document(*row)
    for table in tables:
        for document_id in dict.fromkeys(table.texts("document_id")):
            if document_id:
                found.setdefault(document_id, Document(document_id, "", ""))
    return tuple(found.values())


def align_documents(
    old: tuple[Document, ...],
    new: tuple[Document, ...],
    row_texts: Callable[[str, str], Counter[Hashable]],
) -> tuple[DocumentPair, ...]:
    """Pair the documents. `row_texts(side, document_id)` counts the contents of its rows.

    A key decides only when it is unique on both sides.
    """
    pairs: list[DocumentPair] = []
    keys: tuple[Callable[[Document], str], ...] = (
        lambda document: document.sha256,
        lambda document: document.document_id,
        lambda document: document.source_name,
        lambda document: document.stem,
    )
    left, right = list(old), list(new)
    for key in keys:
        ours, theirs = _unique(left, key), _unique(right, key)
        found = [DocumentPair(ours[text], theirs[text]) for text in ours if text in theirs]
        pairs += found
        left = [document for document in left if all(document != pair.old for pair in found)]
        right = [document for document in right if all(document != pair.new for pair in found)]
    pairs += _pair_by_content(left, right, row_texts)
    paired_old = {pair.old for pair in pairs}
    paired_new = {pair.new for pair in pairs}
    pairs += [DocumentPair(document, None) for document in old if document not in paired_old]
    pairs += [DocumentPair(None, document) for document in new if document not in paired_new]
    return tuple(pairs)


def document_changes(pairs: Iterable[DocumentPair]) -> list[DocumentChange]:
    """Say which files came, went, were replaced by other bytes, or were renamed."""
    changes = []
    for pair in pairs:
        if pair.old is None or pair.new is None:
            document = pair.new or pair.old
            assert document is not None
            kind = DocumentChangeKind.ADDED if pair.old is None else DocumentChangeKind.REMOVED
            name = document.source_name or document.document_id
            changes.append(DocumentChange(kind, name, document.document_id))
            continue
        name = pair.new.source_name or pair.new.document_id
        if not pair.has_same_bytes:
            detail = f"{pair.old.document_id} -> {pair.new.document_id}"
            changes.append(DocumentChange(DocumentChangeKind.REPLACED, name, detail))
        if pair.old.source_name != pair.new.source_name and pair.old.source_name:
            detail = f"{pair.old.source_name} -> {pair.new.source_name}"
            changes.append(DocumentChange(DocumentChangeKind.RENAMED, name, detail))
    return changes


def page_changes(
    old: Mapping[tuple[str, str], str], new: Mapping[tuple[str, str], str]
) -> list[DocumentChange]:
    """Say which pages have another status; keys are (source name, page number or "")."""
    return [
        DocumentChange(
            DocumentChangeKind.PAGE,
            source_name,
            f"第 {page_no} 页 page {page_no}: {old[source_name, page_no]} -> {status}",
        )
        for (source_name, page_no), status in new.items()
        if page_no and old.get((source_name, page_no), status) != status
    ]


def _unique(documents: list[Document], key: Callable[[Document], str]) -> dict[str, Document]:
    counts = Counter(key(document) for document in documents)
    return {
        key(document): document
        for document in documents
        if key(document) and counts[key(document)] == 1
    }


def _pair_by_content(
    left: list[Document],
    right: list[Document],
    row_texts: Callable[[str, str], Counter[Hashable]],
) -> list[DocumentPair]:
    ours = {document: row_texts("old", document.document_id) for document in left}
    theirs = {document: row_texts("new", document.document_id) for document in right}
    shares = sorted(
        (
            (_shared(ours[a], theirs[b]), a.document_id, b.document_id, a, b)
            for a in left
            for b in right
        ),
        key=lambda entry: (-entry[0], entry[1], entry[2]),
    )
    pairs: list[DocumentPair] = []
    used: set[Document] = set()
    for share, _, _, a, b in shares:
        if share >= MIN_SHARED and a not in used and b not in used:
            pairs.append(DocumentPair(a, b))
            used |= {a, b}
    return pairs


def _shared(ours: Counter[Hashable], theirs: Counter[Hashable]) -> float:
    total = max(ours.total(), theirs.total())
    return (ours & theirs).total() / total if total else 0.0
