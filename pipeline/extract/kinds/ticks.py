"""Which of several options is ticked: from the ink in the boxes, else from the sign as read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.extract.kinds.matching import Match, find_label, fold, snap
from pipeline.extract.kinds.patterns import EMPTY_SIGNS, TICKED_SIGNS
from pipeline.extract.kinds.strip import Strip
from pipeline.model.geometry import Box, Region
from pipeline.model.page import PageReading
from pipeline.model.table import TickBox, TickState

TICK_UNCLEAR = "tick-unclear"
TICK_NONE = "tick-none"
TICK_MANY = "tick-many"
OPTION_MISSING = "option-missing"
"""An option's printed text was not found, so its box could not be looked at."""

REACH = 3.0
"""A tick box stands within this many line heights of its option's text."""


@dataclass(frozen=True, slots=True)
class TickChoice:
    """The options that count as chosen, the boxes looked at, and what is doubtful."""

    chosen: tuple[Strip, ...]
    place: tuple[Region, ...]
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Option:
    strip: Strip
    state: TickState | None
    box: TickBox | None
    page_no: int


def read_ticks(cell: Strip, options: Sequence[str], pages: Mapping[int, PageReading]) -> TickChoice:
    """Return the ticked option; with none, several or unclear ticks it says so in `doubts`."""
    found = [
        _look_at(cell, match, pages) for match in _find_options(cell, options) if match is not None
    ]
    ticked = [option for option in found if option.state is TickState.TICKED]
    unclear = [option for option in found if option.state in (None, TickState.UNCLEAR)]
    doubts: list[str] = []
    if len(found) < len(options):
        doubts.append(OPTION_MISSING)
    if unclear:
        doubts.append(TICK_UNCLEAR)
    if len(ticked) > 1:
        doubts.append(TICK_MANY)
    if not ticked and not unclear:
        doubts.append(TICK_NONE)
    chosen = ticked
    if not ticked and len(unclear) == 1 and len(found) == len(options):
        chosen = unclear
    place = tuple(Region(o.page_no, o.box.box) for o in found if o.box is not None)
    if not chosen and not place:
        place = tuple(region for option in found for region in option.strip.regions)
    return TickChoice(tuple(option.strip for option in chosen), place, tuple(doubts))


def _find_options(cell: Strip, options: Sequence[str]) -> list[Match | None]:
    """Place of each option's text; options that differ by one character are told apart."""
    matches: list[Match | None] = []
    for option in options:
        text = snap(cell, option)
        start = fold_find(text, option)
        matches.append(Match(*start, 1.0) if start else None)
    if all(matches):
        return matches
    taken = [(m.start, m.end) for m in matches if m]
    for index, option in enumerate(options):
        if matches[index] is not None:
            continue
        rest = _without(cell, taken)
        for part, offset in rest:
            match = find_label(part, option)
            if match is not None:
                matches[index] = Match(match.start + offset, match.end + offset, match.score)
                taken.append((match.start + offset, match.end + offset))
                break
    return matches


def fold_find(text: str, wanted: str) -> tuple[int, int] | None:
    """(start, end) of a text inside another, letters and digits only; None when absent."""
    places = [(index, fold(char)) for index, char in enumerate(text) if fold(char)]
    folded = "".join(char for _, char in places)
    at = folded.find(fold(wanted))
    if at < 0 or len(folded) != len(places):
        return None
    return places[at][0], places[at + len(fold(wanted)) - 1][0] + 1


def _without(cell: Strip, taken: Sequence[tuple[int, int]]) -> list[tuple[Strip, int]]:
    """The parts of a strip between the taken spans, with their offsets."""
    parts: list[tuple[Strip, int]] = []
    start = 0
    for begin, end in [*sorted(taken), (len(cell.text), len(cell.text))]:
        if begin > start:
            parts.append((cell.cut(start, begin), start))
        start = max(start, end)
    return parts


def _look_at(cell: Strip, match: Match, pages: Mapping[int, PageReading]) -> _Option:
    strip = cell.cut(match.start, match.end)
    first = strip.pieces[0]
    page = pages[first.page_no]
    box = _nearest_box(first.upright, page.ticks)
    sign = cell.text[: match.start].rstrip(" \u3000")[-1:]
    state = box.state if box is not None else _state_of(sign)
    if box is not None and _contradicts(sign, box.state):
        state = TickState.UNCLEAR
    return _Option(strip, state, box, first.page_no)


def _state_of(sign: str) -> TickState | None:
    if sign and sign in TICKED_SIGNS:
        return TickState.TICKED
    if sign and sign in EMPTY_SIGNS:
        return TickState.EMPTY
    return None


def _contradicts(sign: str, state: TickState) -> bool:
    """Whether the recogniser saw a tick where the ink says empty (never the other way round)."""
    return bool(sign) and sign in TICKED_SIGNS and state is TickState.EMPTY


def _nearest_box(text: Box, ticks: Sequence[TickBox]) -> TickBox | None:
    """The box on the text's line that is nearest to its left edge (or, failing that, right)."""
    height = max(text.height, 1)
    middle = text.centre[1]
    on_line = [
        tick
        for tick in ticks
        if tick.upright.y0 - height / 2 <= middle <= tick.upright.y1 + height / 2
    ]
    left = [t for t in on_line if -height <= text.x0 - t.upright.x1 <= REACH * height]
    right = [t for t in on_line if -height <= t.upright.x0 - text.x1 <= REACH * height]
    if left:
        return min(left, key=lambda t: (_drop(t, middle), abs(text.x0 - t.upright.x1)))
    return min(right, key=lambda t: (_drop(t, middle), abs(t.upright.x0 - text.x1)), default=None)


def _drop(tick: TickBox, middle: float) -> int:
    """Distance of a box's middle from the text's, in quarter lines, so that its own line wins."""
    height = max(tick.upright.height, 1)
    return round(4 * abs(tick.upright.centre[1] - middle) / height)
