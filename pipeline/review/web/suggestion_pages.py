"""What repeated decisions propose for the dictionaries, and taking a proposal over."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from pipeline.errors import PipelineError
from pipeline.review.marks import mark_differences
from pipeline.review.web.station import draw, field, station_of, words_of


def show_suggestions(request: Request) -> Response:
    """Every proposal with the cells it would change."""
    return _draw(request, "suggestions.html", "")


def adopt(request: Request, form: FormData) -> Response:
    """Write a proposal into its dictionary; the documents it touches are rebuilt."""
    station, t = station_of(request), words_of(request)
    if station.services.adopt is None:
        raise HTTPException(404)
    key = field(form, "key")
    chosen = next((entry for entry in station.services.suggest() if entry.key == key), None)
    if chosen is None:
        return _draw(request, "suggestions_list.html", t("suggestion-gone"))
    try:
        station.services.adopt(chosen)
    except PipelineError as error:
        return _draw(request, "suggestions_list.html", f"{error.cause}：{error.next_step}")
    for document_id in chosen.document_ids:
        station.backroom.request_rebuild(document_id)
    return _draw(request, "suggestions_list.html", t("suggestion-adopted", entry=chosen.entry))


def _draw(request: Request, template: str, notice: str) -> Response:
    station = station_of(request)
    return draw(
        request,
        template,
        suggestions=list(station.services.suggest()),
        can_adopt=station.services.adopt is not None,
        notice=notice,
        differences=mark_differences,
    )
