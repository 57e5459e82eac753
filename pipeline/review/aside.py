"""One helper process for long work, so that it never holds up an answer.

Python runs one thread at a time: a rebuild in the station's own process would share the interpreter
with whoever waits at the desk. The helper starts with the first call, lives until `close`, and ends
by itself when the station dies, since its pipe then closes.
"""

from __future__ import annotations

import atexit
import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import TypeVar

from pipeline.errors import OutputError, PipelineError
from pipeline.review.services import PageProgress, ReportProgress

Result = TypeVar("Result")
Task = Callable[[ReportProgress], Result]
"""Must be picklable: a module's function, or a `functools.partial` of one."""

NICENESS = 5
"""The helper steps back behind answers when the machine has no core to spare."""

_SPAWN = multiprocessing.get_context("spawn")


def hear_nothing(progress: PageProgress) -> None:
    """Leave progress unheard."""


class Aside:
    """Runs one task at a time in a process of its own."""

    def __init__(self) -> None:
        """Start nothing yet."""
        self._lock = threading.Lock()
        self._process: BaseProcess | None = None
        self._connection: Connection | None = None

    def call(self, task: Task[Result], hear: ReportProgress = hear_nothing) -> Result:
        """Run a task there and wait for its result; `hear` is told what it reports meanwhile.

        Raises:
            PipelineError: Whatever the task raised.
            OutputError: When the process died; the next call starts another one.
        """
        with self._lock:
            connection = self._connection or self._start()
            try:
                connection.send(task)
                while isinstance(answer := connection.recv(), PageProgress):
                    hear(answer)
            except (EOFError, OSError) as error:
                self._stop()
                raise OutputError(
                    "后台进程异常结束 the process behind the station died",
                    "原因见终端，请重试 see the terminal for the reason, then try again",
                ) from error
        result, problem = answer
        if problem is not None:
            raise problem
        value: Result = result
        return value

    def close(self) -> None:
        """End the process; what it was writing is written atomically or not at all."""
        self._stop()

    def _start(self) -> Connection:
        ours, theirs = _SPAWN.Pipe()
        process = _SPAWN.Process(target=_serve, args=(theirs,), name="aside")
        process.start()
        theirs.close()
        atexit.register(self.close)
        self._process, self._connection = process, ours
        return ours

    def _stop(self) -> None:
        connection, process = self._connection, self._process
        self._connection = self._process = None
        if process is not None:
            process.terminate()
            process.join()
        if connection is not None:
            connection.close()


def _serve(connection: Connection) -> None:
    """Run tasks until the station closes the pipe or dies; a bug ends the process, loudly."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(NICENESS)
    with contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            task: Task[object] = connection.recv()
            try:
                answer: tuple[object, PipelineError | None] = (task(connection.send), None)
            except PipelineError as error:
                answer = (None, error)
            connection.send(answer)
