"""Pages read on other machines: the same tasks, sent to the workers of a Dask scheduler.

Workers share no disk with us: a file's bytes are sent once to each worker that needs them, results
come back. A worker that dies has its pages done again by another. A worker whose code or models
differ from ours is refused, so the registry's bytes never depend on who read which page.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from dask.typing import Key
from distributed import CancelledError, Client, Future, as_completed
from distributed.scheduler import KilledWorker

from pipeline.errors import MissingToolError, UnreadableInputError, UsageError
from pipeline.run.discover import ScanFile, read_verified
from pipeline.run.keys import cache_key, code_hash
from pipeline.run.page_task import PageOutcome, PageTask
from pipeline.run.task import Outcome, Task, perform

CONNECT_SECONDS = 15.0
PAGES_IN_FLIGHT = 4
"""Tasks a worker thread has waiting, so that it never idles and memory stays bounded."""

LOSSES = 3
"""A page is sent again when the bytes of its file were lost with a worker; so often, and it is the
page that kills them."""

DIED = ("worker-died", "处理该页的节点反复中断 workers reading this page died")

ALL_CODE = ("pipeline",)


@dataclass(frozen=True, slots=True)
class Versions:
    """What must be the same on both sides."""

    code: str
    engine: str


class ClusterExecutor:
    """Reads pages on a cluster; an `Executor` for page tasks. Files are opened locally."""

    def __init__(self, client: Client, engine: str) -> None:
        """Use a connected client.

        Raises:
            MissingToolError: When a worker runs other code or models than we do.
        """
        self._client = client
        self._sent: dict[ScanFile, Future[bytes]] = {}
        expected = versions(engine)
        for worker, found in client.run(versions, engine).items():
            if found != expected:
                raise MissingToolError(
                    f"工作节点版本不同 worker {worker} runs other code or models than this machine",
                    "在该节点安装同一版本 install the same version there",
                )

    def run(self, tasks: Iterable[Task[Outcome]]) -> Iterator[Outcome]:
        """Yield one outcome for every task, as they finish.

        Raises:
            MissingToolError: When no worker takes a file any more.
        """
        waiting = deque(tasks)
        room = PAGES_IN_FLIGHT * max(1, sum(self._client.nthreads().values()))
        running: dict[Key, Task[Outcome]] = {}
        losses: Counter[Task[Outcome]] = Counter()
        done = as_completed(loop=self._client.loop, with_results=False, raise_errors=False)
        while waiting or running:
            while waiting and len(running) < room:
                task = waiting.popleft()
                try:
                    self._submit(task, running, done)
                except UnreadableInputError as error:
                    yield task.failed(error.reason, f"{error.cause}; {error.next_step}")
            if not running:
                return
            future = next(done)
            task = running.pop(future.key)
            outcome = self._outcome(future, task)
            if outcome is not None:
                yield outcome
            elif losses[task] == LOSSES:
                yield task.failed(*DIED)
            else:
                losses[task] += 1
                self._sent.clear()
                waiting.appendleft(task)

    def _submit(
        self, task: Task[Outcome], running: dict[Key, Task[Outcome]], done: as_completed
    ) -> None:
        assert isinstance(task, PageTask)
        future = self._client.submit(_work, task, self._bytes_of(task), pure=False)
        running[future.key] = task
        done.add(future)

    def _bytes_of(self, task: PageTask) -> Future[bytes]:
        if task.file not in self._sent:
            data = read_verified(Path(task.folder), task.file)
            self._sent = {task.file: self._scattered(data)}
        return self._sent[task.file]

    def _scattered(self, data: bytes) -> Future[bytes]:
        for _ in range(LOSSES):
            with suppress(OSError):  # the worker that was to take it died, or none is left
                sent: Future[bytes] = self._client.scatter(data, hash=False)
                return sent
        raise MissingToolError(
            "集群没有可用的工作节点 no worker of the cluster takes a file any more",
            "启动工作节点后重新运行，已完成的页会保留 start workers and run again",
        )

    @staticmethod
    def _outcome(future: Future[Outcome], task: Task[Outcome]) -> Outcome | None:
        """None when the bytes of the file, or the answer, were lost with a worker."""
        try:
            outcome: Outcome = future.result()
        except CancelledError:
            return None
        except KilledWorker:
            return task.failed(*DIED)
        return outcome


@contextmanager
def connected(address: str, engine: str) -> Iterator[ClusterExecutor]:
    """Connect to a scheduler such as `tcp://10.0.0.5:8786`.

    Raises:
        UsageError: When nobody answers there, or no worker has joined.
        MissingToolError: When a worker runs other code or models.
    """
    try:
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise UsageError(
            f"无法连接调度器 no scheduler at {address}: {error}",
            "先在该机器运行 start one there: dask scheduler",
        ) from error
    with client:
        if not client.nthreads():
            raise UsageError(
                f"调度器没有工作节点 scheduler {address} has no workers",
                f"在工作机运行 start some: dask worker {address} --nthreads 1",
            )
        yield ClusterExecutor(client, engine)


def versions(engine: str) -> Versions:
    """Return what identifies code and models of this process."""
    from pipeline.extract.ocr.catalogue import engine_fingerprint

    return Versions(cache_key(code_hash(*ALL_CODE)), engine_fingerprint(engine))


def _work(task: PageTask, data: bytes) -> PageOutcome:
    """Runs on a worker: the file comes from memory, never from a path."""
    whole = replace(task, data=data)
    return perform(whole.work, whole.failed)
