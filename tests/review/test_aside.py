from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from pipeline.errors import OutputError, UnreadableInputError
from pipeline.model.page import PageStatus
from pipeline.review.aside import Aside
from pipeline.review.services import PageProgress, ReportProgress


def double(number: int, say: ReportProgress) -> int:
    say(PageProgress(1, 2, PageStatus.OK))
    say(PageProgress(2, 2, PageStatus.FAILED, "corrupt"))
    return 2 * number


def process_id(say: ReportProgress) -> int:
    return os.getpid()


def refuse(say: ReportProgress) -> None:
    raise UnreadableInputError("corrupt", "坏文件 broken", "请重新扫描 scan it again")


def die(say: ReportProgress) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.fixture
def aside() -> Iterator[Aside]:
    made = Aside()
    yield made
    made.close()


def test_a_task_is_done_elsewhere_and_reports_on_its_way(aside: Aside) -> None:
    heard: list[PageProgress] = []
    assert aside.call(partial(double, 21), heard.append) == 42
    assert [said.reason for said in heard] == [None, "corrupt"]
    assert aside.call(process_id) == aside.call(process_id) != os.getpid()


def test_a_refusal_comes_back_as_it_was_raised(aside: Aside) -> None:
    with pytest.raises(UnreadableInputError) as caught:
        aside.call(refuse)
    assert (caught.value.reason, caught.value.cause) == ("corrupt", "坏文件 broken")


def test_a_process_that_dies_is_told_and_replaced(aside: Aside) -> None:
    first = aside.call(process_id)
    with pytest.raises(OutputError, match="died"):
        aside.call(die)
    assert aside.call(process_id) != first


PARENT = """
import os, signal
from pipeline.review.aside import Aside
from tests.review.test_aside import process_id
if __name__ == "__main__":
    print(Aside().call(process_id), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_no_process_outlives_a_killed_station(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, str(script)], env=environment, stdout=subprocess.PIPE, check=False
    )
    helper = Path("/proc") / done.stdout.decode().strip()
    deadline = time.monotonic() + 20
    while helper.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not helper.exists()
