"""What the run layer's parts say to each other about work: a task, and who does tasks.

A task is a small picklable value. It is done in a worker process or on another machine, and its
outcome travels back; what both are made of is the business of whoever gives and takes them.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Protocol, TypeVar

from pipeline.errors import PipelineError

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


def perform(work: Callable[[], Outcome], failed: Callable[[str, str], Outcome]) -> Outcome:
    """Do the work of a task, for every executor: a bug in one page or document stops no run.

    Raises:
        PipelineError: When no task can be done at all (a missing model).
    """
    try:
        return work()
    except PipelineError:
        raise
    except MemoryError as error:
        return failed("out-of-memory", f"内存不足 out of memory: {error}")
    except Exception as error:  # the one broad except: a task may fail, never the run
        frame = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(frame.filename).name}:{frame.lineno}"
        return failed("internal-error", f"程序错误 bug: {type(error).__name__}: {error} ({where})")
