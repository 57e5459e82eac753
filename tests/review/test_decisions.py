from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest

from pipeline.errors import ConfigurationError
from pipeline.model.decision import Decision, Verdict
from pipeline.review.decisions import DecisionLog, StaleDecisionError
from pipeline.store.files import append_line
from pipeline.store.serial import to_json

KEY = ("ab" * 32, "doc/1/clusters/1/region")


def decision(
    text: str | None, verdict: Verdict = Verdict.EDITED, person: str = "甲", blind: bool = False
) -> Decision:
    return Decision(
        "2026-01-01T08:00:00+08:00", person, KEY[0], KEY[1], "即郭", verdict, text, blind=blind
    )


def test_appended_decision_holds_and_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    log = DecisionLog(path)
    log.append(decision("邯郸"), seen_version=0)
    assert log.holding(KEY) == decision("邯郸")
    assert DecisionLog(path).holding(KEY) == decision("邯郸")
    assert path.read_bytes() == to_json(decision("邯郸"))


def test_withdrawal_brings_back_the_decision_before(tmp_path: Path) -> None:
    log = DecisionLog(tmp_path / "decisions.jsonl")
    log.append(decision("邯郸"), 0)
    log.append(decision("即墨"), 1)
    log.append(decision(None, Verdict.WITHDRAWN), 2)
    assert log.holding(KEY) == decision("邯郸")
    log.append(decision(None, Verdict.WITHDRAWN), 3)
    assert log.holding(KEY) is None
    assert log.history(KEY).version == 4


def test_decision_on_an_older_version_is_refused_and_not_written(tmp_path: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    log, other = DecisionLog(path), DecisionLog(path)
    other.append(decision("邯郸", person="乙"), 0)
    with pytest.raises(StaleDecisionError) as refused:
        log.append(decision("即墨"), 0)
    assert refused.value.holding == decision("邯郸", person="乙")
    assert path.read_bytes().count(b"\n") == 1


def test_lines_of_other_stations_are_followed(tmp_path: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    log = DecisionLog(path)
    append_line(path, to_json(decision("邯郸")))
    assert log.refresh() == {KEY}
    assert log.holding(KEY) == decision("邯郸")
    assert log.refresh() == set()


def test_replaced_file_is_read_anew(tmp_path: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    log = DecisionLog(path)
    log.append(decision("邯郸"), 0)
    path.unlink()
    assert log.refresh() == {KEY}
    assert log.holding(KEY) is None


def test_torn_last_line_was_never_confirmed_and_is_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    whole = to_json(decision("邯郸"))
    path.write_bytes(whole + whole[: len(whole) // 2])
    log = DecisionLog(path)
    log.append(decision("即墨"), 1)
    assert path.read_bytes() == whole + to_json(decision("即墨"))


def test_last_line_without_newline_counts(tmp_path: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    path.write_bytes(to_json(decision("邯郸")).rstrip(b"\n"))
    log = DecisionLog(path)
    with pytest.raises(StaleDecisionError):
        log.append(decision("即墨"), 0)
    assert path.read_bytes() == to_json(decision("邯郸"))


def test_damaged_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    path.write_bytes(to_json(decision("邯郸")) + b"{}\n")
    with pytest.raises(ConfigurationError, match="第 2 行"):
        DecisionLog(path)


def test_blind_decision_does_not_hold_but_disputes(tmp_path: Path) -> None:
    log = DecisionLog(tmp_path / "decisions.jsonl")
    log.append(decision("邯郸"), 0)
    log.append(decision("即墨", person="乙", blind=True), 1)
    assert log.holding(KEY) == decision("邯郸")
    assert log.history(KEY).is_disputed
    log.append(decision("邯郸", person="丙"), 2)
    assert not log.history(KEY).is_disputed


def test_last_of_skips_what_others_decided_over(tmp_path: Path) -> None:
    log = DecisionLog(tmp_path / "decisions.jsonl")
    log.append(decision("邯郸", person="甲"), 0)
    assert log.last_of("甲") == decision("邯郸")
    log.append(decision("即墨", person="乙"), 1)
    assert log.last_of("甲") is None


def _decide_often(path: Path, person: str) -> None:
    log = DecisionLog(path)
    done = 0
    while done < 20:
        log.refresh()
        try:
            log.append(decision(str(done), person=person), log.history(KEY).version)
        except StaleDecisionError:
            continue
        done += 1


def test_processes_writing_at_once_lose_no_line(tmp_path: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    context = multiprocessing.get_context("spawn")
    people = [
        context.Process(target=_decide_often, args=(path, person)) for person in ("甲", "乙", "丙")
    ]
    for person in people:
        person.start()
    for person in people:
        person.join()
    log = DecisionLog(path)
    assert log.history(KEY).version == 60
    assert [person.exitcode for person in people] == [0, 0, 0]
