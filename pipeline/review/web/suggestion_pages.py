"""What repeated decisions propose for the dictionaries, and taking a proposal over."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from pipeline.errors import PipelineError
from pipeline.review.marks import mark_differences
from pipeline.review.proposals import ProposalState
from pipeline.review.web.station import draw, field, station_of, words_of

LIST = "suggestions_list.html"


def show_suggestions(request: Request) -> Response:
    """Every proposal with the cells it would change."""
    return _draw(request, "suggestions.html", station_of(request).proposals.begin())


def show_list(request: Request) -> Response:
    """The list alone, for polling while it is being worked out."""
    return _draw(request, LIST, station_of(request).proposals.state())


def adopt(request: Request, form: FormData) -> Response:
    """Write a proposal into its dictionary; the documents it touches are rebuilt."""
    station, t = station_of(request), words_of(request)
    proposals = station.proposals
    if station.services.adopt is None:
        raise HTTPException(404)
    chosen = proposals.find(field(form, "key"))
    if chosen is None:
        return _draw(request, LIST, proposals.begin(), t("suggestion-gone"))
    try:
        station.services.adopt(chosen)
    except PipelineError as error:
        return _draw(request, LIST, proposals.state(), f"{error.cause}：{error.next_step}")
    for document_id in chosen.document_ids:
        station.backroom.request_rebuild(document_id)
    proposals.forget(chosen.key)
    notice = t("suggestion-adopted", entry=" ".join(chosen.entry.split("\t")))
    return _draw(request, LIST, proposals.begin(), notice)


def _draw(request: Request, template: str, state: ProposalState, notice: str = "") -> Response:
    return draw(
        request,
        template,
        state=state,
        can_adopt=station_of(request).services.adopt is not None,
        notice=notice,
        differences=mark_differences,
    )
