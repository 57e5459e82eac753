"""Pages on a real scheduler with real worker processes: same bytes, deaths survived."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.run.cluster import connected
from pipeline.run.discover import discover
from pipeline.run.options import RunOptions
from pipeline.run.page_task import PageOutcome, PageTask
from pipeline.run.progress import SilentProgress
from pipeline.run.run import run

pytestmark = pytest.mark.engine

CORRECTIONS = Path(__file__).resolve().parents[2] / "corrections"
NOT_COMPARED = (".lock", "scans.json", "run.json", "registry.manifest.json")
TEXT = "地区 集群名称 建设单位 类型\n四川 自贡无人机产业集群 自贡高新区管委会 试点\n"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def process(*arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", *arguments]
    running = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        yield running
    finally:
        with suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
        running.wait()


@dataclass(frozen=True)
class Cluster:
    address: str
    workers: list[subprocess.Popen[bytes]]


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    quiet = ("--dashboard-address", ":0", "--host", "127.0.0.1")
    with ExitStack() as stack:
        stack.enter_context(process("distributed.cli.dask_scheduler", "--port", str(port), *quiet))
        worker = ("distributed.cli.dask_worker", address, "--nthreads", "1", "--no-dashboard")
        workers = [
            stack.enter_context(process(*worker, "--host", "127.0.0.1", "--no-nanny"))
            for _ in range(2)
        ]
        wait_for_workers(address, len(workers))
        yield Cluster(address, workers)


def wait_for_workers(address: str, count: int) -> None:
    from distributed import Client

    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with Client(address, timeout=5, set_as_default=False) as client:
                client.wait_for_workers(count, timeout=30)
                return
        except (OSError, TimeoutError):
            time.sleep(0.5)
    pytest.fail("the scheduler did not come up")


def stored(out: Path) -> dict[str, bytes]:
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.name not in NOT_COMPARED
    }


def test_a_cluster_gives_the_same_bytes(cluster: Cluster, tmp_path: Path) -> None:
    scans = tmp_path / "scans"
    scans.mkdir()
    for number in range(3):
        (scans / f"{number}.txt").write_text(f"创新型产业集群名单\n{TEXT}第{number}批\n")
    outs = []
    for name, address in (("local", None), ("cluster", cluster.address)):
        out = tmp_path / name
        options = RunOptions(scans, out, CORRECTIONS, jobs=1, cluster=address)
        summary = run(options, SilentProgress())
        assert summary.counts.rows == 3
        outs.append(stored(out))
    assert outs[0] == outs[1]


def test_pages_of_a_worker_that_dies_are_done_again(cluster: Cluster, tmp_path: Path) -> None:
    (tmp_path / "many.txt").write_text("\f".join(f"第{n}页" for n in range(1, 61)))
    found = discover(tmp_path, tmp_path / "index.json")
    file = next(file for file in found.files if file.name == "many.txt")
    tasks = [PageTask(file, str(tmp_path), n, "ppocr-v6-small") for n in range(1, 61)]
    pages: dict[int, str] = {}
    with connected(cluster.address, "ppocr-v6-small") as executor:
        for outcome in executor.run(tasks):
            assert isinstance(outcome, PageOutcome)
            pages[outcome.page.page_no] = outcome.page.lines[0].text
            if len(pages) == 1:
                os.killpg(cluster.workers[0].pid, signal.SIGKILL)
    assert pages == {n: f"第{n}页" for n in range(1, 61)}


def test_files_that_only_a_dead_worker_had_are_sent_again(cluster: Cluster, tmp_path: Path) -> None:
    """And one that is gone by then is named, beside the others."""
    for number in range(40):
        (tmp_path / f"{number:02}.txt").write_text(f"第{number}份")
    files = discover(tmp_path, tmp_path / "index.json").files
    tasks = [PageTask(file, str(tmp_path), 1, "ppocr-v6-small") for file in files]
    (tmp_path / "39.txt").unlink()
    found: dict[str, str] = {}
    with connected(cluster.address, "ppocr-v6-small") as executor:
        for outcome in executor.run(tasks):
            assert isinstance(outcome, PageOutcome)
            lines = outcome.page.lines
            found[outcome.file.name] = lines[0].text if lines else outcome.page.reason or ""
            if len(found) == 2:
                os.killpg(cluster.workers[0].pid, signal.SIGKILL)
    assert found == {f"{n:02}.txt": f"第{n}份" for n in range(39)} | {"39.txt": "vanished"}


def test_no_scheduler_says_what_to_start() -> None:
    address = f"tcp://127.0.0.1:{free_port()}"
    with pytest.raises(UsageError, match="dask scheduler"), connected(address, "ppocr-v6-small"):
        pass
