"""Where lines of Chinese text break: no line starts with a closing sign or ends in an opening one.

reportlab breaks before any full-width comma, which no office program does. Figures and Latin words
stay whole unless they are longer than a line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

CLOSING = "，。、；：？！…—％%）〕】》〉」』”’)]},.;:?!℃‰"
OPENING = "（〔【《〈「『“‘([{￥№"


def line_starts(
    text: str, widths: Sequence[float], first: float, rest: float, *, careless: bool = False
) -> tuple[int, ...]:
    """Return the indexes at which lines after the first one start.

    Args:
        text: One paragraph without line ends.
        widths: The width of each character.
        first: Room on the first line.
        rest: Room on every other line.
        careless: Break wherever the line is full.
    """
    starts: list[int] = []
    room, used = first, 0.0
    for begin, end in pairwise(range(len(text) + 1)) if careless else _pieces(text):
        width = sum(widths[begin:end])
        if used and used + width > room:
            starts.append(begin)
            room, used = rest, 0.0
        for at in range(begin, end):
            if used and used + widths[at] > room:
                starts.append(at)
                room, used = rest, 0.0
            used += widths[at]
    return tuple(starts)


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Yield (begin, end) of what must stay on one line."""
    begin = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or _may_break(text[at - 1], text[at]):
            yield begin, at
            begin = at


def _may_break(before: str, after: str) -> bool:
    if after in CLOSING or before in OPENING:
        return False
    return not (_is_word(before) and _is_word(after))


def _is_word(char: str) -> bool:
    return char.isascii() and not char.isspace()
