"""Whole documents: the list of them, and a page beside everything that was read on it."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from pipeline.model.decision import Decision
from pipeline.model.document import Reading
from pipeline.model.finding import Severity
from pipeline.review.frame import text_rows, upright_box
from pipeline.review.queue import is_anchored
from pipeline.review.sheet import lay_out
from pipeline.review.web.station import draw, station_of


def show_documents(request: Request) -> Response:
    """Every document with its pages' states and what still waits in it."""
    station = station_of(request)
    station.desk.refresh_if_old()
    return draw(
        request,
        "documents.html",
        lines=station.desk.summaries(),
        waiting=station.desk.waiting_by_document(),
    )


def show_document(request: Request) -> Response:
    """One page beside the grid of what was read on it."""
    station = station_of(request)
    dossier = station.archive.dossier(request.query_params.get("id", ""))
    if dossier is None:
        raise HTTPException(404)
    page_nos = [page.page_no for page in dossier.document.pages]
    wanted = request.query_params.get("page", "")
    page_no = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 6 else 0
    if page_no not in page_nos:
        page_no = page_nos[0] if page_nos else 1
    frame = station.archive.frame(dossier, page_no)

    def decided(reading: Reading) -> Decision | None:
        holding = station.desk.history(dossier, reading.cell_id).holding
        return holding if is_anchored(reading, holding) else None

    summary = next((page for page in dossier.document.pages if page.page_no == page_no), None)
    return draw(
        request,
        "document.html",
        dossier=dossier,
        summary=summary,
        page_no=page_no,
        page_nos=page_nos,
        frame=frame,
        stamps=[upright_box(frame, stamp) for stamp in frame.stamps] if frame else [],
        rows=text_rows(frame.lines) if frame else {},
        tables=lay_out(dossier, page_no, frame, decided),
        loose=[found for found in dossier.loose if found.severity is not Severity.INFO],
        unplaced=[line for line in dossier.document.unplaced if line.region.page_no == page_no],
        current=request.query_params.get("cell", ""),
    )
