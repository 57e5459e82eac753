"""What happens behind the desk: rebuilding after decisions and reading new scans, one at a time.

Both write to the output folder, so one worker does both in turn; nobody at the desk waits for it.
A rebuild that fails keeps its document waiting, is shown, and is tried again.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from pipeline.errors import PipelineError


@dataclass(frozen=True, slots=True)
class RebuildState:
    """How the registry stands: documents still to rebuild, and why the last attempt failed."""

    n_pending: int
    problem: str | None

    @property
    def is_current(self) -> bool:
        """Whether the registry holds every decision."""
        return self.n_pending == 0


class Backroom:
    """One worker thread with what it has to do."""

    def __init__(self, rebuild: Callable[[str], None], after: Callable[[], None]) -> None:
        """Take the two calls: rebuild one document, and take its new results in afterwards."""
        self._rebuild = rebuild
        self._after = after
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="backroom")
        self._lock = threading.Lock()
        self._pending: dict[str, None] = {}
        self._problem: str | None = None

    @property
    def state(self) -> RebuildState:
        """How the registry stands now."""
        with self._lock:
            return RebuildState(len(self._pending), self._problem)

    def request_rebuild(self, document_id: str) -> None:
        """Have a document rebuilt soon; many decisions in a row cost one rebuild."""
        with self._lock:
            is_new = document_id not in self._pending
            self._pending[document_id] = None
        if is_new:
            self.submit(partial(self._rebuild_one, document_id))

    def retry(self) -> None:
        """Try again what failed."""
        with self._lock:
            waiting = list(self._pending) if self._problem else []
            self._problem = None
        for document_id in waiting:
            self.submit(partial(self._rebuild_one, document_id))

    def submit(self, task: Callable[[], None]) -> Future[None]:
        """Do something else in turn; what it raises is shown like a failed rebuild."""
        future = self._worker.submit(task)
        future.add_done_callback(self._note)
        return future

    def close(self) -> None:
        """Finish what is running and stop; decisions are safe without the rest."""
        self._worker.shutdown(wait=True, cancel_futures=True)

    def _rebuild_one(self, document_id: str) -> None:
        with self._lock:
            self._pending.pop(document_id, None)
        try:
            self._rebuild(document_id)
        except PipelineError:
            with self._lock:
                self._pending[document_id] = None
            raise
        self._after()

    def _note(self, future: Future[None]) -> None:
        if future.cancelled():
            return
        error = future.exception()
        with self._lock:
            self._problem = None if error is None else _sentence(error)


def _sentence(error: BaseException) -> str:
    if isinstance(error, PipelineError):
        return f"{error.cause}：{error.next_step}"
    return f"程序错误 bug: {type(error).__name__}: {error}"
