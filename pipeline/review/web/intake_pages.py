"""The drop folder in the browser: upload scans and watch them being read, page by page."""

from __future__ import annotations

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from pipeline.errors import OutputError
from pipeline.review.intake import RefusedUploadError
from pipeline.review.web.station import Station, draw, station_of, words_of


def show_intake(request: Request) -> Response:
    """The upload page with the files in the drop folder."""
    return _draw_intake(request, "intake.html")


def show_jobs(request: Request) -> Response:
    """The progress list alone, for polling."""
    return _draw_intake(request, "intake_jobs.html")


def read_folder(request: Request, form: FormData) -> Response:
    """Read every file of the drop folder that is not in the registry."""
    station = _open(request)
    station.intake.read_all(_known(station))
    return _draw_intake(request, "intake_jobs.html")


def upload(request: Request, form: FormData) -> Response:
    """Take files into the drop folder; answers with what became of each."""
    station, t = _open(request), words_of(request)
    notices = []
    for part in form.getlist("files"):
        if not isinstance(part, UploadFile):
            continue
        name = part.filename or ""
        try:
            job = station.intake.receive(name, part.file.read())
            notices.append(t("upload-taken", name=job.name))
        except RefusedUploadError as refused:
            notices.append(t(f"upload-{refused.reason}", name=name))
        except OutputError as error:
            notices.append(f"{error.cause}：{error.next_step}")
    return _draw_intake(request, "intake_jobs.html", notices)


def _open(request: Request) -> Station:
    station = station_of(request)
    if not station.intake.is_open:
        raise HTTPException(404)
    return station


def _draw_intake(request: Request, template: str, notices: list[str] | None = None) -> Response:
    station = station_of(request)
    return draw(
        request,
        template,
        intake=station.intake,
        jobs=station.intake.jobs(),
        unread=station.intake.unread(_known(station)),
        notices=notices or [],
        limit_mb=station.settings.max_upload_bytes // 2**20,
    )


def _known(station: Station) -> frozenset[str]:
    """Names of the files the registry was made from."""
    return frozenset(line.source_name for line in station.desk.summaries())
