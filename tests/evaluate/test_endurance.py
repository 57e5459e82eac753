"""Small forms of `bench kills`, `bench hostile` and `bench large`, on real processes."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.evaluate.endurance.corpus import made_roster
from pipeline.evaluate.endurance.hostile import try_files
from pipeline.evaluate.endurance.kills import Turn, iter_trials
from pipeline.evaluate.endurance.large import iter_turns
from pipeline.evaluate.endurance.made_files import iter_made_files

CORRECTIONS = Path(__file__).resolve().parents[2] / "corrections"


def test_made_rosters_differ_and_have_their_pages() -> None:
    first, second = made_roster(0, 2, 3), made_roster(1, 2, 3)
    assert first.count("\f") == 1
    assert first.count("产业集群 ") == 6
    assert first != second


def test_made_files_are_the_same_for_a_seed_and_each_has_a_name() -> None:
    made = list(iter_made_files(7))
    assert made == list(iter_made_files(7))
    assert len({name for name, _ in made}) == len(made) > 250


@pytest.mark.engine
def test_runs_and_workers_killed_at_random_moments_lose_nothing(tmp_path: Path) -> None:
    turns = [Turn("texts")]
    trials = list(iter_trials(tmp_path, CORRECTIONS, count=4, seed=20210226, turns=turns))
    assert [trial.victim for trial in trials][::2] == ["run", "run"]
    assert [trial for trial in trials if not trial.survived] == []


@pytest.mark.engine
def test_hostile_files_end_as_results_or_named_reasons_in_out_only(tmp_path: Path) -> None:
    verdict = try_files(tmp_path, CORRECTIONS, (), seed=7, folders=("names",))
    assert verdict.unnamed == ()
    assert verdict.missing == ()
    assert verdict.stray_files == ()
    assert verdict.is_met


@pytest.mark.engine
def test_a_second_run_over_many_reads_nothing(tmp_path: Path) -> None:
    turns = list(iter_turns(tmp_path, CORRECTIONS, count=6, n_pages=2, rows=3))
    assert [(turn.name, turn.pages_read) for turn in turns] == [
        ("everything", 12),
        ("nothing", 0),
        ("dictionary edit", 0),
    ]
    assert all(turn.curve() and turn.peak_bytes > 0 for turn in turns)
