"""Pictures of cells and pages. Which cell or page is looked up; pixels come from the services."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from pipeline.errors import PipelineError
from pipeline.review.dossier import Dossier
from pipeline.review.frame import MARGINS, PageFrame, crop_box, group_places, upright_box
from pipeline.review.pixels import encode_crop, encode_page
from pipeline.review.services import Pixels
from pipeline.review.web.station import Station, station_of

KEPT = {"cache-control": "private, max-age=600"}


def show_cell(request: Request) -> Response:
    """The crop of a cell: `cell`, `part` (which of its places) and `level` of surroundings."""
    station = station_of(request)
    query = request.query_params
    dossier = station.archive.dossier_of_cell(query.get("cell", ""))
    if dossier is None:
        raise HTTPException(404)
    places = group_places(dossier.cells[query["cell"]].reading.regions)
    part, level = _small(query.get("part", "0")), _small(query.get("level", "0"))
    if part >= len(places) or level >= len(MARGINS):
        raise HTTPException(404)
    page_no, boxes = places[part]
    frame, pixels = _page(station, dossier, page_no)
    shown = crop_box(frame, [upright_box(frame, box) for box in boxes], level)
    return Response(encode_crop(pixels, frame, shown), media_type="image/jpeg", headers=KEPT)


def show_page(request: Request) -> Response:
    """A whole page, upright: `id` of the document and `page`."""
    station = station_of(request)
    dossier = station.archive.dossier(request.query_params.get("id", ""))
    if dossier is None:
        raise HTTPException(404)
    frame, pixels = _page(station, dossier, _small(request.query_params.get("page", "0")))
    return Response(encode_page(pixels, frame), media_type="image/jpeg", headers=KEPT)


def _page(station: Station, dossier: Dossier, page_no: int) -> tuple[PageFrame, Pixels]:
    frame = station.archive.frame(dossier, page_no)
    if frame is None:
        raise HTTPException(404)
    try:
        pixels = station.shelf.page(dossier.document_id, page_no)
    except PipelineError as error:
        raise HTTPException(410, error.cause) from error
    if pixels is None:
        raise HTTPException(404)
    return frame, pixels


def _small(text: str) -> int:
    """A small number from a query.

    Raises:
        HTTPException: 404 when it is none.
    """
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise HTTPException(404)
    return int(text)
