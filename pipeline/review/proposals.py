"""Proposals for the dictionaries, worked out in the background: every document is cleaned anew.

Whoever opens the page sees the list of last time at once, and the new one when it is there.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from pipeline.errors import PipelineError
from pipeline.review.services import Suggestion

PATIENCE_SECONDS = 0.3
"""Where nothing changed the list is there at once; so long it is waited for."""


@dataclass(frozen=True, slots=True)
class ProposalState:
    """The proposals known now, whether new ones are being worked out, and what went wrong."""

    entries: tuple[Suggestion, ...]
    is_working: bool
    problem: str | None


class Proposals:
    """The last list, and the work on the next one."""

    def __init__(self, suggest: Callable[[], Sequence[Suggestion]]) -> None:
        """Take what works them out; nothing is done before somebody asks."""
        self._suggest = suggest
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="proposals")
        self._lock = threading.Lock()
        self._entries: tuple[Suggestion, ...] = ()
        self._work: Future[Sequence[Suggestion]] | None = None

    def begin(self) -> ProposalState:
        """Have the list worked out again, unless that is being done; wait for a moment."""
        with self._lock:
            if self._work is None or self._work.done():
                self._work = self._worker.submit(self._suggest)
            work = self._work
        wait([work], PATIENCE_SECONDS)
        return self.state()

    def state(self) -> ProposalState:
        """How things stand."""
        with self._lock:
            if self._work is None or not self._work.done():
                return ProposalState(self._entries, self._work is not None, None)
            error = self._work.exception()
            if isinstance(error, PipelineError):
                return ProposalState(self._entries, False, f"{error.cause}：{error.next_step}")
            self._entries = tuple(self._work.result())
            return ProposalState(self._entries, False, None)

    def forget(self, key: str) -> None:
        """Leave out an entry that was taken over, until the list is worked out again."""
        with self._lock:
            self._work = None
            self._entries = tuple(entry for entry in self._entries if entry.key != key)

    def find(self, key: str) -> Suggestion | None:
        """The proposal of this name, None when there is none any more."""
        return next((entry for entry in self.state().entries if entry.key == key), None)

    def close(self) -> None:
        """Stop; what is being worked out is dropped."""
        self._worker.shutdown(wait=False, cancel_futures=True)
