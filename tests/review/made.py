"""What the tests of the station work on: a made-up folder, and a client like a browser."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from pipeline.model.decision import Decision
from pipeline.review.bench import free_port
from pipeline.review.rehearsal import draw_page, rebuild_document
from pipeline.review.services import Services
from pipeline.review.settings import ReviewSettings
from pipeline.review.web.gate import CSRF_HEADER, csrf_token
from pipeline.store.output import OutputFolder
from pipeline.store.serial import from_json

N_ROWS = 12
SESSION = "0123456789abcdef" * 2


@dataclass(slots=True)
class Stage:
    """A folder with two documents, and what became of decisions on them."""

    root: Path
    rebuilt: list[str] = field(default_factory=list)

    @property
    def folder(self) -> OutputFolder:
        return OutputFolder(self.root / "extracted")

    @property
    def log(self) -> Path:
        return self.root / "corrections" / "decisions.jsonl"

    def decisions(self) -> list[Decision]:
        if not self.log.is_file():
            return []
        return [from_json(line, Decision) for line in self.log.read_bytes().splitlines()]

    def settings(self, **changes: object) -> ReviewSettings:
        values: dict[str, object] = {
            "out": self.root / "extracted",
            "scans": self.root / "raw_scans",
            "decisions": self.log,
            "person": "王小明",
            "port": free_port(),
        }
        return ReviewSettings(**{**values, **changes})  # type: ignore[arg-type]

    def services(self, **changes: object) -> Services:
        def rebuild(document_id: str) -> None:
            rebuild_document(self.folder, self.log, document_id)
            self.rebuilt.append(document_id)

        values: dict[str, object] = {
            "rebuild": rebuild,
            "page_image": lambda document_id, page_no: draw_page(document_id, page_no, N_ROWS),
        }
        return Services(**{**values, **changes})  # type: ignore[arg-type]


Opener = Callable[[ReviewSettings, Services], str]


def browser_like(address: str, port: int, session: str = SESSION) -> httpx.Client:
    """A client that sends what a page of the station would send."""
    return httpx.Client(
        base_url=address,
        headers={"origin": address, CSRF_HEADER: csrf_token(session)},
        cookies={f"station-{port}": session},
        trust_env=False,
    )
