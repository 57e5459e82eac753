"""What happens behind the desk: rebuilding after decisions and reading new scans, one at a time.

Both write to the output folder, so one worker does both in turn; nobody at the desk waits for it.
A rebuild that fails keeps its document waiting, is shown, and is tried again.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from pipeline.errors import PipelineError

logger = logging.getLogger(__name__)


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
        self._running: tuple[str, ...] = ()
        self._failed: dict[str, str] = {}

    @property
    def state(self) -> RebuildState:
        """How the registry stands now."""
        with self._lock:
            waiting = {*self._pending, *self._running, *self._failed}
            return RebuildState(len(waiting), next(iter(self._failed.values()), None))

    def request_rebuild(self, document_id: str) -> None:
        """Have a document rebuilt soon; many decisions in a row cost one rebuild."""
        with self._lock:
            is_new = document_id not in self._pending
            self._pending[document_id] = None
            self._failed.pop(document_id, None)
        if is_new:
            future = self.submit(partial(self._rebuild_one, document_id))
            future.add_done_callback(partial(self._note, document_id))

    def retry(self) -> None:
        """Try again what failed."""
        with self._lock:
            failed = list(self._failed)
        for document_id in failed:
            self.request_rebuild(document_id)

    def submit(self, task: Callable[[], None]) -> Future[None]:
        """Do something else in turn; a bug in it goes to the terminal."""
        future = self._worker.submit(task)
        future.add_done_callback(_report_bug)
        return future

    def close(self) -> None:
        """Finish what is running and stop; decisions are safe without the rest."""
        self._worker.shutdown(wait=True, cancel_futures=True)

    def _rebuild_one(self, document_id: str) -> None:
        """Rebuild; a decision that comes in meanwhile asks for the next rebuild."""
        with self._lock:
            self._pending.pop(document_id, None)
            self._running = (document_id,)
        try:
            self._rebuild(document_id)
            self._after()
        finally:
            with self._lock:
                self._running = ()

    def _note(self, document_id: str, future: Future[None]) -> None:
        """Remember a failure; a success says that its cause may be over, so try those again."""
        if future.cancelled():
            return
        error = future.exception()
        if error is None:
            self.retry()
            return
        with self._lock:
            self._failed[document_id] = _sentence(error)


def _sentence(error: BaseException) -> str:
    if isinstance(error, PipelineError):
        return f"{error.cause}：{error.next_step}"
    return f"程序错误 bug: {type(error).__name__}: {error}"


def _report_bug(future: Future[None]) -> None:
    error = None if future.cancelled() else future.exception()
    if error is not None and not isinstance(error, PipelineError):
        logger.error("程序错误 bug in the backroom", exc_info=error)
