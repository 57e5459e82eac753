"""What is shown where there is nothing to show: an address that leads nowhere, or a bug."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from pipeline.review.web.gate import ANSWER_HEADERS
from pipeline.review.web.station import draw

EXPLAINED = (404, 410, 413)


def show_problem(request: Request, error: Exception) -> Response:
    """Say what is wrong and where to go on; a bug itself goes to the terminal."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    key = f"problem-{status}" if status in (*EXPLAINED, 500) else "problem-other"
    detail = error.detail if status == 410 and isinstance(error, HTTPException) else ""
    response = draw(request, "problem.html", status, key=key, detail=detail)
    response.headers.update(ANSWER_HEADERS)  # a bug is answered outside the gate
    return response
