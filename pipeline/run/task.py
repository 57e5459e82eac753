"""What the run layer's parts say to each other about work: a task, and who does tasks.

A task is a small picklable value. It is done in a worker process or on another machine, and its
outcome travels back; what both are made of is the business of whoever gives and takes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

Outcome = TypeVar("Outcome")
Outcome_co = TypeVar("Outcome_co", covariant=True)


class Task(Protocol[Outcome_co]):
    """What a worker can be given."""

    def work(self) -> Outcome_co:
        """Do it. Unreadable input is an outcome; a `PipelineError` stops the whole run."""

    def failed(self, reason: str, message: str) -> Outcome_co:
        """Return the outcome when the worker could not answer."""


class Executor(Protocol):
    """Does tasks somewhere: in local processes or on a cluster."""

    def run(self, tasks: Iterable[Task[Outcome]]) -> Iterator[Outcome]:
        """Yield one outcome for every task, as they finish."""
