"""The queue at a glance, how two people agree, and whether the registry is up to date."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from pipeline.review.agreement import measure_agreement
from pipeline.review.web.station import draw, station_of, visitor_of


def show_queue(request: Request) -> Response:
    """Groups of cells by document and kind of doubt, worst first."""
    station = station_of(request)
    station.desk.refresh_if_old()
    return draw(
        request,
        "queue.html",
        groups=station.desk.groups(),
        names={line.document_id: line.source_name for line in station.desk.summaries()},
        homeless=station.desk.homeless(),
        n_seconds=station.desk.n_seconds(visitor_of(request).person),
    )


def show_agreement(request: Request) -> Response:
    """How often a blind second reader says the same as the first."""
    station = station_of(request)
    return draw(
        request,
        "agreement.html",
        agreement=measure_agreement(station.desk.iter_looks()),
        n_seconds=station.desk.n_seconds(visitor_of(request).person),
        share=station.settings.second_share,
    )


def show_registry_state(request: Request) -> Response:
    """The line that says whether every decision has reached the registry."""
    return draw(request, "registry_state.html")


def retry_rebuild(request: Request, form: FormData) -> Response:
    """Try a failed rebuild again."""
    station_of(request).backroom.retry()
    return draw(request, "registry_state.html")
