from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.extract.kinds.lost_marks import lacks_edge_mark
from pipeline.extract.kinds.strip import Piece, Strip
from tests.extract.kinds.sheets import EM, LEFT, line_at

INDENT = LEFT + 2 * EM


def rows(*lines: tuple[str, int]) -> Sequence[Strip]:
    return [
        Strip((Piece(1, line, 0, len(line.text)),))
        for line in (line_at(text, x, 200 + 60 * at) for at, (text, x) in enumerate(lines))
    ]


@pytest.mark.parametrize(
    ("lines", "lacks"),
    [
        ([("截至2020年底，", INDENT), ("集群共有企业343家。", LEFT)], False),
        ([("截至2020年底，", INDENT), ("集群共有企业343家", LEFT)], True),
        ([("截至2020年底", INDENT), ("集群共有企业343家，", LEFT), ("增长。", LEFT + EM)], True),
        ([("起步于2008年。", INDENT), ("2020年有企业343家。", INDENT)], False),
        ([("企业343家", LEFT), ("，增长8％。", LEFT + EM)], False),
        (
            [("集群持续完善产业链体系", LEFT), ("领域企业三百四十三家", LEFT), ("增长。", LEFT)],
            True,
        ),
        (
            [("集群持续完善产业链体系", LEFT), ("领域企业三百四十三，", LEFT), ("增长。", LEFT)],
            False,
        ),
        (
            [("集群持续完善产业链体系", LEFT), ("领域企业三百四十三家", LEFT), ("增，长。", LEFT)],
            False,
        ),
        (
            [("集群持续完善产业链体系", LEFT), ("领域企业三百四十三家", LEFT), ("2020年。", LEFT)],
            False,
        ),
        ([], False),
    ],
    ids=[
        "whole",
        "no stop",
        "comma before a line",
        "two paragraphs",
        "comma read",
        "comma behind a line",
        "short with its comma",
        "short for a mark that may not begin a line",
        "short for a figure that is not broken",
        "empty",
    ],
)
def test_a_mark_is_missing_at_the_edge_of_a_line(
    lines: Sequence[tuple[str, int]], lacks: bool
) -> None:
    assert lacks_edge_mark(rows(*lines)) is lacks
