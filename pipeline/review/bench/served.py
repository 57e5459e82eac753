"""A station to measure or to test: on a real socket, in a thread or in a process of its own."""

from __future__ import annotations

import multiprocessing
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import uvicorn
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipeline.review.aside import Aside
from pipeline.review.rehearsal import draw_page, make_rehearsal, rebuild_aside
from pipeline.review.serve import favour_answers
from pipeline.review.services import Pixels, Services
from pipeline.review.settings import ReviewSettings
from pipeline.review.web.app import create_app

DOCUMENT_ROWS = 400
CPU_HEADER = "x-bench-cpu"
START_SECONDS = 120.0

_SPAWN = multiprocessing.get_context("spawn")


def free_port() -> int:
    """A port of this machine that nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_station(settings: ReviewSettings, services: Services) -> Iterator[None]:
    """Run a station in a thread of this process for as long as the block lasts."""
    server = _server(create_app(settings, services), settings.port)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()


@contextmanager
def station_apart(root: Path, n_cells: int) -> Iterator[int]:
    """Run a station with `n_cells` made-up cells waiting in a process of its own; yield its port.

    Rebuilds run beside the answers as in real work. All pages show the same paper, since opening a
    scan is the business of whoever is called for it.
    """
    make_rehearsal(root / "extracted", max(1, n_cells // DOCUMENT_ROWS), DOCUMENT_ROWS, 1.0)
    port = free_port()
    process = _SPAWN.Process(target=_serve, args=(root, port))
    process.start()
    deadline = time.monotonic() + START_SECONDS
    while process.is_alive() and not _answers(port):
        if time.monotonic() > deadline:
            raise TimeoutError("the station did not start")
        time.sleep(0.1)
    try:
        yield port
    finally:
        process.terminate()
        process.join()


def _serve(root: Path, port: int) -> None:
    out = root / "extracted"
    settings = ReviewSettings(
        out, root / "raw_scans", root / "decisions.jsonl", person="bench", port=port
    )
    aside = Aside()
    paper = draw_page("名单-1", 1, DOCUMENT_ROWS, 1.0)
    services = Services(
        partial(rebuild_aside, aside, out, settings.decisions),
        partial(_show, paper),
        close=aside.close,
    )
    app = create_app(settings, services)
    favour_answers()
    _server(CpuTimed(app), port).run()


def _show(paper: Pixels, document_id: str, page_no: int) -> Pixels:
    return paper


def _server(app: ASGIApp, port: int) -> uvicorn.Server:
    return uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", access_log=False))


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class CpuTimed:
    """Says in a header how many processor milliseconds the process spent on an answer."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap a whole application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, with the time up to the first byte."""
        started = time.process_time()

        async def timed(message: Message) -> None:
            if message["type"] == "http.response.start":
                spent = 1000 * (time.process_time() - started)
                MutableHeaders(scope=message)[CPU_HEADER] = f"{spent:.2f}"
            await send(message)

        await self._app(scope, receive, timed)
