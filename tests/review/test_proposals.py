from __future__ import annotations

import threading
from collections.abc import Sequence

from pipeline.errors import ConfigurationError
from pipeline.review.proposals import Proposals, ProposalState
from pipeline.review.services import Suggestion

ENTRY = Suggestion("k", "confusions.tsv", "石\t右", "石", "右", 3, 0, 5)


def test_the_list_is_there_at_once_when_it_is_quick() -> None:
    proposals = Proposals(lambda: [ENTRY])
    assert proposals.state() == ProposalState((), False, None)
    assert proposals.begin() == ProposalState((ENTRY,), False, None)
    assert proposals.find("k") == ENTRY
    assert proposals.find("other") is None
    proposals.forget("k")
    assert proposals.state() == ProposalState((), False, None)
    proposals.close()


def test_nobody_waits_for_a_slow_list_and_it_is_worked_out_once() -> None:
    go_on = threading.Event()
    calls: list[int] = []

    def slowly() -> Sequence[Suggestion]:
        calls.append(1)
        go_on.wait(10)
        return [ENTRY]

    proposals = Proposals(slowly)
    assert proposals.begin() == proposals.begin() == ProposalState((), True, None)
    go_on.set()
    while proposals.state().is_working:
        pass
    assert proposals.state().entries == (ENTRY,)
    assert calls == [1]
    proposals.close()


def test_what_went_wrong_is_told_and_tried_again() -> None:
    problems = [ConfigurationError("词典有误 broken", "请改正 mend it")]

    def suggest() -> Sequence[Suggestion]:
        if problems:
            raise problems.pop()
        return [ENTRY]

    proposals = Proposals(suggest)
    assert proposals.begin() == ProposalState((), False, "词典有误 broken：请改正 mend it")
    assert proposals.begin().entries == (ENTRY,)
    proposals.close()
