"""The stored documents, read when wanted and kept while they are in use.

Only documents and pages that the output folder lists can be asked for; an id from a request is
looked up here and never becomes part of a path by itself.
"""

from __future__ import annotations

import threading
from collections import OrderedDict

from pipeline.model.page import PageSource
from pipeline.review.dossier import Dossier, artefact_stamp, load_dossier
from pipeline.review.frame import PageFrame, frame_of
from pipeline.store.output import OutputFolder, StoredPage
from pipeline.store.serial import from_json

KEPT_DOSSIERS = 32
KEPT_FRAMES = 256


class Archive:
    """Dossiers and page frames of one output folder."""

    def __init__(self, folder: OutputFolder) -> None:
        """List the documents that are there now."""
        self.folder = folder
        self._lock = threading.RLock()
        self._written: dict[str, int] = {}
        self._stamps: dict[str, tuple[str, ...]] = {}
        self._dossiers: OrderedDict[str, Dossier] = OrderedDict()
        self._frames: OrderedDict[tuple[str, int, str], PageFrame] = OrderedDict()

    def refresh(self) -> list[str]:
        """Look at the folder again; return the ids of new, changed and vanished documents."""
        found, written = {}, {}
        for document_id in self.folder.iter_document_ids():
            path = self.folder.document(document_id) / "manifest.json"
            written[document_id] = path.stat().st_mtime_ns
            if written[document_id] == self._written.get(document_id):
                stamp = self._stamps.get(document_id)
            else:
                stamp = artefact_stamp(self.folder, document_id)
            if stamp is not None:
                found[document_id] = stamp
        with self._lock:
            before, self._stamps, self._written = self._stamps, found, written
            changed = sorted(
                name for name in {*before, *found} if before.get(name) != found.get(name)
            )
            in_use = {name: self._dossiers.get(name) for name in changed}
        for name, dossier in in_use.items():
            if dossier is not None:
                self._keep(name, load_dossier(self.folder, name, dossier))
        return changed

    def document_ids(self) -> tuple[str, ...]:
        """Ids of all documents, sorted."""
        with self._lock:
            return tuple(sorted(self._stamps))

    def dossier(self, document_id: str) -> Dossier | None:
        """The document with this id, None when there is none."""
        with self._lock:
            if document_id not in self._stamps:
                return None
            dossier = self._dossiers.get(document_id)
            if dossier is not None:
                self._dossiers.move_to_end(document_id)
        return dossier or self._keep(document_id, load_dossier(self.folder, document_id))

    def _keep(self, document_id: str, dossier: Dossier | None) -> Dossier | None:
        """Put a dossier on the shelf in one move: until then requests see the one before."""
        with self._lock:
            self._dossiers.pop(document_id, None)
            if dossier is not None:
                self._dossiers[document_id] = dossier
            while len(self._dossiers) > KEPT_DOSSIERS:
                self._dossiers.popitem(last=False)
        return dossier

    def dossier_of_cell(self, cell_id: str) -> Dossier | None:
        """The document a cell belongs to, None when there is no such cell."""
        dossier = self.dossier(cell_id.partition("/")[0])
        return dossier if dossier is not None and cell_id in dossier.cells else None

    def frame(self, dossier: Dossier, page_no: int) -> PageFrame | None:
        """How a page is shown; None when the document has no such page or it was never read."""
        page = next((page for page in dossier.document.pages if page.page_no == page_no), None)
        if page is None:
            return None
        key = (dossier.document_id, page_no, dossier.stamp[0])
        with self._lock:
            frame = self._frames.get(key)
            if frame is None:
                path = self.folder.page_path(dossier.document_id, page_no)
                if not path.is_file():
                    return None
                stored = from_json(path.read_bytes(), StoredPage).page
                frame = frame_of(stored, stored.lines if page.source is PageSource.TEXT else ())
                self._frames[key] = frame
            self._frames.move_to_end(key)
            while len(self._frames) > KEPT_FRAMES:
                self._frames.popitem(last=False)
            return frame
