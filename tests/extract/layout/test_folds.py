"""Which long strokes across a page are folds of the paper, and which are rules all the same."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.extract.layout.folds import on_fold, rules_in_folds

WIDTH = 1660
RULES = [(204, 1474, y, y + 5) for y in (300, 400, 500, 700)]
BESIDE = [(10, 198, 600, 602), (1481, 1650, 600, 602)]
"""What a fold leaves on both sides of a table: from near one edge of the page to near the other."""


def folded(*pieces: tuple[int, int, int, int]) -> list[bool]:
    found = on_fold(np.array([*RULES, *BESIDE, *pieces], np.int32), WIDTH, 1.0)
    assert not found[: len(RULES)].any()
    assert found[len(RULES) : len(RULES) + len(BESIDE)].all()
    return [bool(is_fold) for is_fold in found[len(RULES) + len(BESIDE) :]]


@pytest.mark.parametrize(
    ("piece", "is_fold"),
    [
        pytest.param((204, 1474, 598, 604), False, id="as-long-as-the-rules-and-thicker"),
        pytest.param((204, 1474, 600, 602), True, id="as-thin-as-the-fold"),
        pytest.param((204, 900, 598, 604), True, id="ends-where-no-rule-does"),
    ],
)
def test_a_rule_along_a_fold_stays(piece: tuple[int, int, int, int], is_fold: bool) -> None:
    assert folded(piece) == [is_fold]


def test_one_line_from_edge_to_edge_is_a_fold() -> None:
    pieces = np.array([*RULES, (10, 1650, 598, 604)], np.int32)
    assert on_fold(pieces, WIDTH, 1.0).tolist() == [False] * 4 + [True]


def test_a_fold_of_a_sheet_that_lay_askew_ends_within_the_page() -> None:
    pieces = np.array([*RULES, (50, 700, 598, 602), (760, 1575, 602, 606)], np.int32)
    assert on_fold(pieces, WIDTH, 1.0).tolist() == [False] * 4 + [True] * 2


def test_a_streak_of_which_a_short_piece_looks_like_a_rule_is_none() -> None:
    rules = [(600, 760, y, y + 5) for y in (300, 400, 500)]
    streak = [(10, 596, 600, 602), (600, 760, 598, 604), (765, 1650, 600, 602)]
    pieces = np.array([*rules, *streak], np.int32)
    assert on_fold(pieces, WIDTH, 1.0).tolist() == [False] * 3 + [True] * 3


@pytest.mark.parametrize(
    ("beside", "expected"), [(60.0, [(204, 1474, 600, 604)]), (180.0, []), (0.0, [])]
)
def test_a_rule_on_a_fold_is_where_other_rules_are_and_heavier(
    beside: float, expected: list[tuple[int, int, int, int]]
) -> None:
    fold = np.array([(10, 1650, 600, 604)], np.int32)
    weights = np.full((1, WIDTH), beside)
    weights[0, 204:1474] = 200.0
    found = rules_in_folds(fold, np.array(RULES, np.int32), weights, 1.0)
    assert [tuple(piece) for piece in found.tolist()] == expected


@pytest.mark.parametrize("first", [204, 400, 460])
@pytest.mark.parametrize("step", [1, 9])
def test_a_rule_on_a_fold_begins_beside_the_merged_cell(first: int, step: int) -> None:
    """In a column of merged cells the fold runs on alone; the rule may be of dots."""
    fold = np.array([(10, 1650, 600, 604)], np.int32)
    weights = np.zeros((1, WIDTH))
    weights[0, ::step] = 60.0 * step
    weights[0, first:1474:step] = 200.0 * step
    ((start, end, _, _),) = rules_in_folds(fold, np.array(RULES, np.int32), weights, 1.0).tolist()
    assert start == pytest.approx(first, abs=40)
    assert end == 1474


def test_dots_of_a_rule_on_dots_of_a_fold_are_heavier_though_half_of_it_is_blank() -> None:
    fold = np.array([(10, 1650, 600, 604)], np.int32)
    weights = np.zeros((1, WIDTH))
    weights[0, 10:1650:12] = 60.0
    weights[0, 204:1474:9] = weights[0, 205:1474:9] = weights[0, 206:1474:9] = 200.0
    found = rules_in_folds(fold, np.array(RULES, np.int32), weights, 1.0)
    assert [tuple(piece) for piece in found.tolist()] == [(204, 1474, 600, 604)]


def test_print_that_a_fold_runs_through_makes_no_rule_of_it() -> None:
    fold = np.array([(10, 1650, 594, 610)], np.int32)
    weights = np.full((1, WIDTH), 60.0)
    for start in range(240, 1400, 300):
        weights[0, start : start + 120] = 600.0
    assert not len(rules_in_folds(fold, np.array(RULES, np.int32), weights, 1.0))


def test_rules_of_many_lengths_show_none_on_a_fold() -> None:
    rules = np.array([(204, 900 + 60 * i, 300 + 60 * i, 304 + 60 * i) for i in range(5)], np.int32)
    fold, weights = np.array([(10, 1650, 600, 604)], np.int32), np.full((1, WIDTH), 60.0)
    weights[0, 204:1474] = 200.0
    assert not len(rules_in_folds(fold, rules, weights, 1.0))
