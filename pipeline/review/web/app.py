"""Puts the station together: routes, the gate before them, and files served from memory."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.resources import files

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pipeline.review.services import Services
from pipeline.review.settings import ReviewSettings
from pipeline.review.web import (
    desk_pages,
    document_pages,
    intake_pages,
    pictures,
    queue_pages,
    suggestion_pages,
)
from pipeline.review.web.gate import Gate
from pipeline.review.web.problem_pages import show_problem
from pipeline.review.web.station import open_station

MEDIA_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
FormHandler = Callable[[Request, FormData], Response]


def create_app(settings: ReviewSettings, services: Services) -> Starlette:
    """Build the station's application; `services` come from the layers above.

    Raises:
        ConfigurationError: When the log of decisions is damaged.
    """
    station = open_station(settings, services)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        yield
        await run_in_threadpool(station.close)

    app = Starlette(
        routes=_routes(),
        middleware=[Middleware(Gate, settings=settings)],
        exception_handlers={HTTPException: show_problem, 500: show_problem},
        lifespan=lifespan,
    )
    app.state.station = station
    return app


def _routes() -> list[Route]:
    return [
        Route("/", desk_pages.show_desk),
        Route("/decide", _posted(desk_pages.decide), methods=["POST"]),
        Route("/skip", _posted(desk_pages.skip), methods=["POST"]),
        Route("/undo", _posted(desk_pages.undo), methods=["POST"]),
        Route("/evidence", desk_pages.show_evidence),
        Route("/who", _posted(desk_pages.set_person), methods=["POST"]),
        Route("/language", _posted(desk_pages.set_language), methods=["POST"]),
        Route("/queue", queue_pages.show_queue),
        Route("/agreement", queue_pages.show_agreement),
        Route("/registry", queue_pages.show_registry_state),
        Route("/registry/retry", _posted(queue_pages.retry_rebuild), methods=["POST"]),
        Route("/documents", document_pages.show_documents),
        Route("/document", document_pages.show_document),
        Route("/suggestions", suggestion_pages.show_suggestions),
        Route("/suggestions/list", suggestion_pages.show_list),
        Route("/suggestions/adopt", _posted(suggestion_pages.adopt), methods=["POST"]),
        Route("/intake", intake_pages.show_intake),
        Route("/intake/jobs", intake_pages.show_jobs),
        Route("/intake/read", _posted(intake_pages.read_folder), methods=["POST"]),
        Route("/intake/upload", _posted(intake_pages.upload), methods=["POST"]),
        Route("/picture/cell", pictures.show_cell),
        Route("/picture/page", pictures.show_page),
        Route("/static/{name}", _static()),
    ]


def _posted(handler: FormHandler) -> Callable[[Request], object]:
    """Read the form, then run the handler beside the event loop, since it writes to the disk."""

    async def endpoint(request: Request) -> Response:
        async with request.form(max_files=50, max_fields=40) as form:
            return await run_in_threadpool(handler, request, form)

    return endpoint


def _static() -> Callable[[Request], Response]:
    """Serve the shipped files from memory: a name that is not among them reaches nothing."""
    folder = files("pipeline.review.web").joinpath("static")
    shipped = {
        entry.name: entry.read_bytes()
        for entry in folder.iterdir()
        if "." + entry.name.rpartition(".")[2] in MEDIA_TYPES
    }

    def endpoint(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in shipped:
            return Response(status_code=404)
        media_type = MEDIA_TYPES["." + name.rpartition(".")[2]]
        return Response(
            shipped[name], media_type=media_type, headers={"cache-control": "max-age=300"}
        )

    return endpoint
