"""Rosters that mean nothing: characters in any order, for a recogniser to practise on.

In real names a character follows from those around it, and a recogniser that learns from them
learns to guess. Here nothing follows from anything, so that it must look.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from random import Random

from pipeline.evaluate.maker.stock import landline, mail, mobile
from pipeline.evaluate.truth import RosterRow

LEVEL_2 = 0.15
"""Share of the rarer characters of GB 2312, its second level, among those drawn."""
BY_HAND = 0.3
"""Share of drills in a face that looks written by hand."""
ALONE = 0.3
"""Share of names that are one figure, as forms have them: a thin 1 or a point is lost easily."""


def drill_rows(rng: Random, rows: Sequence[RosterRow]) -> tuple[RosterRow, ...]:
    """Return the rows with other names, here and there with the beginning of their own."""
    return tuple(
        RosterRow(row.region, _name(rng, row.cluster), _name(rng, row.unit), row.type)
        for row in rows
    )


def _name(rng: Random, real: str) -> str:
    if rng.random() < ALONE:
        return rng.choice(_FIGURES)(rng)
    name = ""
    for _ in range(rng.randint(1, 4)):
        name += _piece(rng, real)
        if rng.random() < 0.25:
            name += rng.choice("，、。；：-")
    return name.strip("，、。；：-") or "无"


def _piece(rng: Random, real: str) -> str:
    draw = rng.random()
    if draw < 0.55:
        return "".join(_character(rng) for _ in range(rng.randint(2, 8)))
    if draw < 0.7:
        return real[: rng.randint(2, 9)]
    if draw < 0.93:
        return rng.choice(_FIGURES)(rng)
    if draw < 0.96:
        return "".join(rng.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for _ in range(rng.randint(2, 6)))
    return f"（{''.join(_character(rng) for _ in range(rng.randint(1, 5)))}）"


_FIGURES: tuple[Callable[[Random], str], ...] = (
    lambda rng: str(rng.randrange(10 ** rng.randint(1, 8))),
    lambda rng: f"{rng.random() * 10 ** rng.randint(0, 4):.{rng.randint(1, 2)}f}",
    lambda rng: f"{rng.randint(2000, 2029)}年{rng.randint(1, 12)}月{rng.randint(1, 28)}日",
    lambda rng: f"{rng.randint(1, 100)}%",
    landline,
    mobile,
    mail,
)


def _character(rng: Random) -> str:
    common, rare = _characters()
    return rng.choice(rare if rng.random() < LEVEL_2 else common)


@lru_cache(maxsize=1)
def _characters() -> tuple[str, str]:
    """Return the Chinese characters of GB 2312: those of its first level, those of its second."""
    common = _rows_of_gb2312(0xB0, 0xD7)
    return common, _rows_of_gb2312(0xD8, 0xF7)


def _rows_of_gb2312(first: int, last: int) -> str:
    codes = bytes(
        byte for row in range(first, last + 1) for cell in range(0xA1, 0xFF) for byte in (row, cell)
    )
    return codes.decode("gb2312", errors="ignore")
