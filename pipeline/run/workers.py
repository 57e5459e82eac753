"""A pool of page workers in which one page can kill only itself.

Each worker is a fresh process that answers one task at a time over a pipe. A worker that dies or
exceeds the page's time is replaced; its page is tried once more and then failed with the reason
`worker-died` or `page-timeout`. Results come back in order of completion. Workers stay for the next
tasks, because starting one costs as much as the stages of a hundred pages.
"""

from __future__ import annotations

import multiprocessing
import resource
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Any

from pipeline.errors import MissingToolError, PipelineError
from pipeline.run.task import Outcome, Task, perform

ATTEMPTS = 2
"""A killed worker may be the machine's fault (out of memory); twice in a row it is the page's."""

GetReady = Callable[[], None]
"""What a worker does before its first task, when there is time for it."""

_SPAWN = multiprocessing.get_context("spawn")


class _Worker:
    """One process, the task it works on, and until when."""

    def __init__(self, page_bytes: int, get_ready: GetReady | None) -> None:
        ours, theirs = _SPAWN.Pipe()
        self.connection: Connection = ours
        self.process: BaseProcess = _SPAWN.Process(
            target=_serve, args=(theirs, page_bytes, get_ready), daemon=True
        )
        self.process.start()
        theirs.close()
        self.task: Task[Any] | None = None
        self.attempt = 0
        self.deadline = 0.0

    def give(self, task: Task[Any], attempt: int, seconds: float) -> None:
        self.task, self.attempt = task, attempt
        self.deadline = time.monotonic() + seconds
        with suppress(BrokenPipeError, ConnectionResetError):
            # A worker that is already dead is noticed when its answer is waited for.
            self.connection.send(task)

    def stop(self) -> None:
        self.connection.close()
        self.process.kill()
        self.process.join()


class WorkerPool:
    """At most `jobs` worker processes; a context manager that leaves none behind."""

    def __init__(self, jobs: int, page_seconds: float, page_bytes: int) -> None:
        """Set limits: seconds per page and bytes of address space per worker."""
        self._jobs = max(1, jobs)
        self._page_seconds = page_seconds
        self._page_bytes = page_bytes
        self._workers: list[_Worker] = []

    def __enter__(self) -> WorkerPool:
        """Start nothing yet: workers start when there is work, or when told to."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        """Stop all workers at once."""
        self.stop()

    def start(self, get_ready: GetReady) -> None:
        """Start all workers now and let them get ready, while their tasks are still being found."""
        while len(self._workers) < self._jobs:
            self._start(get_ready)

    def stop(self) -> None:
        """End all workers, and with them what they hold in memory; later tasks start new ones."""
        for worker in self._workers:
            worker.stop()
        self._workers.clear()

    def run(
        self, tasks: Iterable[Task[Outcome]], seconds: float | None = None
    ) -> Iterator[Outcome]:
        """Yield one outcome for every task, as they finish.

        Args:
            tasks: What is to be done. The next one is asked for when a worker is free for it, so
                to make it may take its time: the others work meanwhile.
            seconds: How long one may take; None for the time of a page.

        Raises:
            PipelineError: When a worker says that no page can be read at all (a missing model).
        """
        allowed = self._page_seconds if seconds is None else seconds
        fresh = ((task, 1) for task in tasks)
        again: deque[tuple[Task[Outcome], int]] = deque()
        busy: dict[Connection, _Worker] = {}
        idle = list(self._workers)
        while True:
            while idle or len(self._workers) < self._jobs:
                given = next(fresh, None) or (again.popleft() if again else None)
                if given is None:
                    break
                worker = idle.pop() if idle else self._start()
                worker.give(*given, allowed)
                busy[worker.connection] = worker
            if not busy:
                return
            for connection in wait(list(busy), timeout=_patience(busy)):
                worker = busy.pop(connection)  # type: ignore[call-overload]
                outcome = self._receive(worker)
                if outcome is not None:
                    idle.append(worker)
                    yield outcome
                else:
                    yield from self._replace(worker, "worker-died", again)
            for worker in [w for w in busy.values() if time.monotonic() > w.deadline]:
                del busy[worker.connection]
                yield from self._replace(worker, "page-timeout", again)

    def _start(self, get_ready: GetReady | None = None) -> _Worker:
        for _ in range(ATTEMPTS):
            with suppress(BrokenPipeError):  # killed before it had read what it is to do
                worker = _Worker(self._page_bytes, get_ready)
                self._workers.append(worker)
                return worker
        raise MissingToolError(
            "无法启动工作进程 worker processes end as soon as they start",
            "检查内存与系统日志 check memory and the system log",
        )

    @staticmethod
    def _receive(worker: _Worker) -> Any:  # noqa: ANN401 (the type is lost in the pipe)
        try:
            answer = worker.connection.recv()
        except (EOFError, OSError):
            return None  # it died, perhaps in the middle of its answer
        if isinstance(answer, PipelineError):
            raise answer
        return answer

    def _replace(
        self, worker: _Worker, reason: str, again: deque[tuple[Task[Outcome], int]]
    ) -> Iterator[Outcome]:
        worker.stop()
        self._workers.remove(worker)
        task = worker.task
        assert task is not None
        if reason == "worker-died" and worker.attempt < ATTEMPTS:
            again.append((task, worker.attempt + 1))
            return
        message = {
            "worker-died": "处理该页的进程异常结束 the process reading this page died",
            "page-timeout": f"该页超过 {self._page_seconds:g} 秒 this page took too long",
        }[reason]
        yield task.failed(reason, message)


def _patience(busy: dict[Connection, _Worker]) -> float:
    first = min(worker.deadline for worker in busy.values())
    return max(0.05, first - time.monotonic())


def _serve(connection: Connection, page_bytes: int, get_ready: GetReady | None) -> None:
    """Answer tasks until the parent closes the pipe (or dies)."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (page_bytes, page_bytes))
    if get_ready is not None:
        get_ready()
    while True:
        try:
            task = connection.recv()
        except EOFError:
            return
        try:
            answer = perform(task.work, task.failed)
        except PipelineError as error:
            answer = error
        connection.send(answer)
