"""A finished and sealed run of made-up documents."""

from __future__ import annotations

from pathlib import Path

from pipeline.audit.verify.check import Verification, verify
from pipeline.audit.verify.seal import write_seal
from pipeline.model.geometry import identity_transform
from pipeline.model.page import PageReading, PageSource
from pipeline.registry.write import write_registry
from pipeline.store.output import Manifest, OutputFolder, StoredPage
from tests.audit.made import MadeDocument, made_registry, staged


class SealedRun:
    """A finished, sealed run in a folder of its own."""

    def __init__(self, folder: Path, documents: list[MadeDocument]) -> None:
        self.scans, self.corrections = folder / "scans", folder / "corrections"
        self.output = OutputFolder(folder / "out")
        for path in (self.scans, self.corrections):
            path.mkdir(parents=True)
        for document in documents:
            (self.scans / document.source_name).write_bytes(document.content)
            self.store(document)
        (self.corrections / "terms.yaml").write_text("集群: [产业集群]\n", encoding="utf-8")
        write_registry(made_registry(documents), self.output.registry)
        (self.output.root / "run.json").write_text('{"code": "1"}\n', encoding="utf-8")
        write_seal(self.output, self.scans, self.corrections)

    def store(self, document: MadeDocument) -> None:
        document_id, results = document.document_id, staged(document)
        transform = identity_transform(100, 200)
        page = PageReading(1, 100, 200, 200.0, PageSource.IMAGE, transform)
        pages = (self.output.write_page(document_id, StoredPage("key", page)),)
        stages = tuple(
            self.output.write_stage(document_id, name, "key", result)
            for name, result in (
                ("extract", results.reading),
                ("clean", results.clean),
                ("normalise", results.normal),
            )
        )
        self.output.write_manifest(
            Manifest(
                document_id,
                document.source_name,
                document.sha256,
                "application/pdf",
                pages,
                stages,
            )
        )

    def verify(self) -> Verification:
        return verify(self.output, self.scans, self.corrections)

    def files(self) -> list[Path]:
        roots = (self.scans, self.corrections, self.output.root)
        return sorted(path for root in roots for path in root.rglob("*") if path.is_file())
