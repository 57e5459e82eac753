from __future__ import annotations

import threading

from pipeline.errors import OutputError
from pipeline.review.backroom import Backroom, RebuildState


def nothing() -> None:
    """Take nothing in."""


def wait_for(backroom: Backroom) -> None:
    """Let everything asked for so far come to its end."""
    backroom.submit(nothing).result(timeout=10)


def test_a_registry_is_not_current_while_it_is_being_rebuilt() -> None:
    begun, go_on = threading.Event(), threading.Event()

    def rebuild(document_id: str) -> None:
        begun.set()
        go_on.wait(10)

    backroom = Backroom(rebuild, nothing)
    backroom.request_rebuild("a")
    assert begun.wait(10)
    assert backroom.state == RebuildState(1, None)
    go_on.set()
    wait_for(backroom)
    assert backroom.state.is_current
    backroom.close()


def test_many_decisions_on_a_document_cost_one_rebuild() -> None:
    go_on = threading.Event()
    rebuilt: list[str] = []
    backroom = Backroom(rebuilt.append, nothing)

    def hold() -> None:
        go_on.wait(10)

    backroom.submit(hold)
    for _ in range(5):
        backroom.request_rebuild("a")
    go_on.set()
    wait_for(backroom)
    assert rebuilt == ["a"]
    backroom.close()


def test_a_failed_rebuild_is_shown_kept_and_tried_again() -> None:
    failures = [OutputError("磁盘已满 disk full", "请清理 free some space")]

    def rebuild(document_id: str) -> None:
        if failures:
            raise failures.pop()

    backroom = Backroom(rebuild, nothing)
    backroom.request_rebuild("a")
    wait_for(backroom)
    assert backroom.state.n_pending == 1
    assert backroom.state.problem == "磁盘已满 disk full：请清理 free some space"
    backroom.retry()
    wait_for(backroom)
    assert backroom.state == RebuildState(0, None)
    backroom.close()


def test_a_success_tries_what_failed_before_again() -> None:
    failures = {"a": OutputError("另一个运行 another run", "请等待 wait")}

    def rebuild(document_id: str) -> None:
        if document_id in failures:
            raise failures.pop(document_id)

    backroom = Backroom(rebuild, nothing)
    backroom.request_rebuild("a")
    backroom.request_rebuild("b")
    wait_for(backroom)
    wait_for(backroom)
    assert backroom.state == RebuildState(0, None)
    backroom.close()


def test_a_bug_in_a_rebuild_is_shown_too() -> None:
    def rebuild(document_id: str) -> None:
        raise KeyError(document_id)

    backroom = Backroom(rebuild, nothing)
    backroom.request_rebuild("a")
    backroom.close()
    assert backroom.state.problem == "程序错误 bug: KeyError: 'a'"
