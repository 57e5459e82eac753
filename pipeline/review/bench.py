"""How fast the station answers with ten thousand cells in the queue: `measure_station()`.

A real server on a real socket, a made-up queue, one person who works at the interface's own speed.
Every decision is flushed to the disk before its answer counts.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from html.parser import HTMLParser
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote, urlencode

import uvicorn

from pipeline.review.rehearsal import draw_page, make_rehearsal, rebuild_document
from pipeline.review.serve import favour_answers
from pipeline.review.services import Pixels, Services
from pipeline.review.settings import ReviewSettings
from pipeline.review.web.app import create_app
from pipeline.review.web.gate import CSRF_HEADER, csrf_token
from pipeline.store.output import OutputFolder

DOCUMENT_ROWS = 400
VERDICTS = ("accept", "pick-1", "edit", "illegible")


@dataclass(frozen=True, slots=True)
class Latency:
    """Times of one kind of action in milliseconds, `p95` by nearest rank."""

    action: str
    n: int
    p50: float
    p95: float
    worst: float


def measure_station(root: Path, n_cells: int = 10_000, n_rounds: int = 60) -> list[Latency]:
    """Time every action on a queue of `n_cells` made-up cells below `root`.

    Rebuilds run beside the requests as in real work; all pages show the same paper, since opening
    a scan is the business of whoever is called for it.
    """
    out = root / "extracted"
    make_rehearsal(out, max(1, n_cells // DOCUMENT_ROWS), DOCUMENT_ROWS, doubt_share=1.0)

    paper = draw_page("名单-1", 1, DOCUMENT_ROWS, 1.0)

    def page_image(document_id: str, page_no: int) -> Pixels:
        return paper

    settings = ReviewSettings(
        out, root / "raw_scans", root / "decisions.jsonl", "bench", port=free_port()
    )
    folder = OutputFolder(out)
    rebuild = partial(rebuild_document, folder, settings.decisions)
    services = Services(rebuild, page_image)
    times: dict[str, list[float]] = {}
    with running_station(settings, services):
        favour_answers()
        visit = _Visit(settings.port, times)
        for number in range(n_rounds):
            visit.work(number)
    return [_latency(action, taken) for action, taken in times.items()]


def free_port() -> int:
    """A port of this machine that nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_station(settings: ReviewSettings, services: Services) -> Iterator[None]:
    """Run a station in a thread of this process for as long as the block lasts."""
    app = create_app(settings, services)
    config = uvicorn.Config(app, port=settings.port, log_level="error", access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()


class _Fields(HTMLParser):
    """Collects the hidden fields of the desk."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "input" and values.get("type") == "hidden":
            self.found[values.get("name") or ""] = values.get("value") or ""


class _Visit:
    """One browser's connection and what it saw last."""

    def __init__(self, port: int, times: dict[str, list[float]]) -> None:
        self._session = "0123456789abcdef" * 2
        self._port = port
        self._connection = HTTPConnection("127.0.0.1", port)
        self._times = times
        self._fields = _Fields(self._get("open the desk", "/").decode()).found

    def work(self, number: int) -> None:
        """One round: look at a cell, decide it, and now and then do something else."""
        cell = quote(self._fields["cell"], safe="")
        document = quote(self._fields["cell"].partition("/")[0], safe="")
        self._get("crop of the cell", f"/picture/cell?cell={cell}&part=0&level=0")
        self._get("surroundings", f"/evidence?cell={cell}&level=1")
        verdict = VERDICTS[number % len(VERDICTS)]
        self._post(verdict, "/decide", {"verdict": verdict, "text": "改写的文字"})
        if number % 3 == 0:
            self._post("undo", "/undo", {})
            self._post("skip", "/skip", {})
        if number % 10 == 0:
            self._get("whole page", f"/picture/page?id={document}&page=1")
            self._get("whole table", f"/document?id={document}&page=1")
            self._get("queue", "/queue")
            self._get("documents", "/documents")

    def _get(self, action: str, path: str) -> bytes:
        return self._ask(action, "GET", path, None)

    def _post(self, action: str, path: str, more: dict[str, str]) -> None:
        answer = self._ask(action, "POST", path, urlencode({**self._fields, **more}))
        self._fields = _Fields(answer.decode()).found

    def _ask(self, action: str, method: str, path: str, body: str | None) -> bytes:
        headers = {
            "Cookie": f"station-{self._port}={self._session}",
            "Origin": f"http://127.0.0.1:{self._port}",
            CSRF_HEADER: csrf_token(self._session),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        start = time.perf_counter()
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        data = response.read()
        self._times.setdefault(action, []).append(1000 * (time.perf_counter() - start))
        if response.status != 200:
            raise RuntimeError(f"{action}: {response.status} {data[:200]!r}")
        return data


def _latency(action: str, taken: list[float]) -> Latency:
    taken = sorted(taken)
    place = max(0, -(-len(taken) * 95 // 100) - 1)
    return Latency(action, len(taken), taken[len(taken) // 2], taken[place], taken[-1])
