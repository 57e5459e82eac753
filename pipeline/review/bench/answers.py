"""What a decision and every other action costs at the server: `measure_answers()`."""

from __future__ import annotations

import time
from html.parser import HTMLParser
from http.client import HTTPConnection
from urllib.parse import quote, urlencode

from pipeline.review.bench.figures import Figures, Stopwatch
from pipeline.review.bench.served import CPU_HEADER
from pipeline.review.web.gate import CSRF_HEADER, csrf_token

VERDICTS = ("accept", "pick-1", "edit", "illegible")


def measure_answers(port: int, n_rounds: int = 200) -> list[Figures]:
    """Have one person work `n_rounds` cells without a pause and time every answer.

    Every decision is flushed to the disk before its answer counts.
    """
    watch = Stopwatch()
    visit = _Visit(port, watch)
    for number in range(n_rounds):
        visit.work(number)
    return watch.figures()


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

    def __init__(self, port: int, watch: Stopwatch) -> None:
        self._session = "0123456789abcdef" * 2
        self._port = port
        self._connection = HTTPConnection("127.0.0.1", port)
        self._watch = watch
        self._fields = _Fields(self._get("open the desk", "/").decode()).found

    def work(self, number: int) -> None:
        """One round: look at a cell, decide it, and now and then do something else."""
        cell = quote(self._fields["cell"], safe="")
        document = quote(self._fields["cell"].partition("/")[0], safe="")
        self._get("crop of the cell", f"/picture/cell?cell={cell}&part=0&level=0")
        verdict = VERDICTS[number % len(VERDICTS)]
        self._post(verdict, "/decide", {"verdict": verdict, "text": "改写的文字"})
        if number % 3 == 0:
            self._get("surroundings", f"/evidence?cell={cell}&level=1")
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
        wall = 1000 * (time.perf_counter() - start)
        self._watch.note(action, wall, float(response.headers[CPU_HEADER]))
        if response.status != 200:
            raise RuntimeError(f"{action}: {response.status} {data[:200]!r}")
        return data
