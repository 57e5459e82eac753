"""One page can kill only itself: real worker processes, injected faults."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from pipeline.errors import MissingToolError
from pipeline.model.page import PageStatus
from pipeline.run.discover import ScanFile
from pipeline.run.early import open_pool
from pipeline.run.options import RunOptions
from pipeline.run.page_task import PageOutcome
from pipeline.run.workers import WorkerPool
from pipeline.store.output import SCAN_INDEX
from tests.run.fault_tasks import FaultTask, ProcessTask

FILE = ScanFile("a.pdf", 1, 1, "0" * 64)
GIGABYTES = 8 * 1024**3


def outcomes(
    tasks: list[FaultTask], jobs: int = 2, seconds: float = 30.0
) -> dict[int, tuple[PageStatus, str | None]]:
    with WorkerPool(jobs, seconds, GIGABYTES) as pool:
        done = [outcome for outcome in pool.run(tasks) if isinstance(outcome, PageOutcome)]
    assert len(done) == len(tasks)
    return {o.page.page_no: (o.page.status, o.page.reason) for o in done}


def test_every_task_has_one_outcome() -> None:
    tasks = [FaultTask(FILE, n) for n in range(1, 8)]
    assert outcomes(tasks) == {n: (PageStatus.OK, None) for n in range(1, 8)}


def test_a_page_that_kills_its_worker_twice_fails_alone() -> None:
    tasks = [FaultTask(FILE, 1), FaultTask(FILE, 2, "die"), FaultTask(FILE, 3)]
    assert outcomes(tasks) == {
        1: (PageStatus.OK, None),
        2: (PageStatus.FAILED, "worker-died"),
        3: (PageStatus.OK, None),
    }


def test_a_worker_that_dies_in_the_middle_of_its_answer_costs_no_run() -> None:
    assert outcomes([FaultTask(FILE, 1, "die-answering"), FaultTask(FILE, 2)]) == {
        1: (PageStatus.FAILED, "worker-died"),
        2: (PageStatus.OK, None),
    }


def test_workers_stay_for_the_next_tasks_until_they_are_stopped() -> None:
    with WorkerPool(1, 30.0, GIGABYTES) as pool:
        first, second = ([*pool.run([ProcessTask()])] for _ in range(2))
        assert first == second
        pool.stop()
        assert [*pool.run([ProcessTask()])] != first


def test_workers_that_start_early_are_ready_before_their_first_task(tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    with WorkerPool(2, 30.0, GIGABYTES) as pool:
        pool.start(partial(Path.touch, ready))
        started = {child.pid for child in multiprocessing.active_children()}
        assert len(started) == 2
        assert {*pool.run([ProcessTask() for _ in range(4)])} <= started
        assert ready.exists()


def test_a_worker_that_cannot_get_ready_costs_no_run() -> None:
    with WorkerPool(1, 30.0, GIGABYTES) as pool:
        pool.start(partial(os._exit, 3))
        (outcome,) = pool.run([FaultTask(FILE, 1)])
    assert outcome.page.status is PageStatus.OK


@pytest.mark.parametrize(
    ("seen", "read_new", "cluster", "workers"),
    [
        (False, True, None, 2),
        (True, True, None, 0),
        (False, False, None, 0),
        (False, True, "tcp://127.0.0.1:1", 0),
    ],
    ids=["first", "later", "nothing-new", "cluster"],
)
def test_workers_start_early_on_a_first_run_only(
    tmp_path: Path, seen: bool, read_new: bool, cluster: str | None, workers: int
) -> None:
    if seen:
        (tmp_path / SCAN_INDEX).touch()
    options = RunOptions(out=tmp_path, read_new=read_new, cluster=cluster, jobs=2)
    with open_pool(options):
        assert len(multiprocessing.active_children()) == workers


def test_a_task_is_asked_for_when_a_worker_is_free() -> None:
    asked: list[int] = []

    def tasks() -> Iterator[FaultTask]:
        for number in (1, 2):
            asked.append(number)
            yield FaultTask(FILE, number)

    with WorkerPool(1, 30.0, GIGABYTES) as pool:
        outcomes = pool.run(tasks())
        next(outcomes)
        assert asked == [1]
        assert [outcome.page.page_no for outcome in outcomes] == [2]


def test_a_worker_killed_once_costs_nothing(tmp_path: Path) -> None:
    tasks = [FaultTask(FILE, 1, "die-once", str(tmp_path / "tried"))]
    assert outcomes(tasks) == {1: (PageStatus.OK, None)}


def test_a_page_over_its_time_fails_alone() -> None:
    tasks = [FaultTask(FILE, 1, "hang"), FaultTask(FILE, 2)]
    assert outcomes(tasks, jobs=1, seconds=2.0) == {
        1: (PageStatus.FAILED, "page-timeout"),
        2: (PageStatus.OK, None),
    }


def test_a_missing_model_stops_the_run() -> None:
    with pytest.raises(MissingToolError, match="model gone"):
        outcomes([FaultTask(FILE, 1, "no-model")])


def test_failed_pages_of_a_passing_cause_are_not_cached() -> None:
    page = FaultTask(FILE, 1).failed("worker-died", "")
    assert page.is_transient
    assert not FaultTask(FILE, 1).failed("corrupt", "").is_transient
