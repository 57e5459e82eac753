"""A task ends as its outcome, or as the outcome of its failure with a reason: never as a crash."""

from __future__ import annotations

import pytest

from pipeline.errors import MissingToolError
from pipeline.run.task import perform


def failed(reason: str, message: str) -> tuple[str, str]:
    return reason, message


def test_a_bug_becomes_a_reason_with_its_place() -> None:
    def work() -> tuple[str, str]:
        raise KeyError("value")

    reason, message = perform(work, failed)
    assert reason == "internal-error"
    assert message.startswith("程序错误 bug: KeyError: 'value' (test_task.py:")


def test_too_little_memory_is_named() -> None:
    def work() -> tuple[str, str]:
        raise MemoryError("page")

    assert perform(work, failed) == ("out-of-memory", "内存不足 out of memory: page")


def test_what_stops_every_task_stops_the_run() -> None:
    def work() -> tuple[str, str]:
        raise MissingToolError("没有模型 no model", "重新安装 install again")

    with pytest.raises(MissingToolError):
        perform(work, failed)
